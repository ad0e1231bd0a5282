/* SPDX-License-Identifier: Apache-2.0 */
/* mgmt.h - what all key managers have in common. */
#ifndef CMH_PROVIDER_KEYS_MGMT_H
#define CMH_PROVIDER_KEYS_MGMT_H

#include <openssl/core.h>
#include <openssl/core_dispatch.h>

#include "key.h"

OSSL_FUNC_keymgmt_free_fn prov_mgmt_free;
OSSL_FUNC_keymgmt_has_fn prov_mgmt_has;
OSSL_FUNC_keymgmt_match_fn prov_mgmt_match;
OSSL_FUNC_keymgmt_dup_fn prov_mgmt_dup;
OSSL_FUNC_keymgmt_validate_fn prov_mgmt_validate;

OSSL_FUNC_keymgmt_import_fn prov_rsa_import; /* mgmt_rsa.c */
OSSL_FUNC_keymgmt_export_fn prov_rsa_export;
OSSL_FUNC_keymgmt_import_fn prov_ec_import; /* mgmt_ec.c */
OSSL_FUNC_keymgmt_export_fn prov_ec_export;
OSSL_FUNC_keymgmt_import_fn prov_ecx_import; /* mgmt_ecx.c */
OSSL_FUNC_keymgmt_export_fn prov_ecx_export;

/* Import and export of a key of any type. */
int prov_mgmt_import(struct prov_key *key, int selection, const OSSL_PARAM params[]);
int prov_mgmt_export(struct prov_key *key, int selection, OSSL_CALLBACK *cb, void *arg);

/* Takes the key out of a reference that a decoder made, if it is of that type. */
struct prov_key *prov_mgmt_load(const void *reference, size_t size, enum prov_key_type type);

/* The text of a parameter, or NULL when it is not a string. */
const char *prov_param_text(const OSSL_PARAM *param);

/* Tells a caller of OpenSSL how far a generation has come. Returns 0 when it wants none any more. */
int prov_mgmt_progress(OSSL_CALLBACK *cb, void *arg, int potential, int iteration);

#define PROV_SELECTS(selection, what) (((selection) & (OSSL_KEYMGMT_SELECT_##what)) != 0)

/* The functions that are bound to one type, and the table of a key manager; more are the rest of the
 * table. */
#define PROV_MGMT_THUNKS(TYPE)                                            \
	static OSSL_FUNC_keymgmt_new_fn new_##TYPE;                       \
	static OSSL_FUNC_keymgmt_load_fn load_##TYPE;                     \
	static void *new_##TYPE(void *provctx)                            \
	{                                                                 \
		return prov_key_new(provctx, PROV_KEY_##TYPE);            \
	}                                                                 \
	static void *load_##TYPE(const void *reference, size_t size)      \
	{                                                                 \
		return prov_mgmt_load(reference, size, PROV_KEY_##TYPE);  \
	}

/* clang-format off */
#define PROV_MGMT_COMMON(TYPE)                                            \
	{ OSSL_FUNC_KEYMGMT_NEW, (void (*)(void))new_##TYPE },            \
	{ OSSL_FUNC_KEYMGMT_LOAD, (void (*)(void))load_##TYPE },          \
	{ OSSL_FUNC_KEYMGMT_FREE, (void (*)(void))prov_mgmt_free },       \
	{ OSSL_FUNC_KEYMGMT_HAS, (void (*)(void))prov_mgmt_has },         \
	{ OSSL_FUNC_KEYMGMT_MATCH, (void (*)(void))prov_mgmt_match },     \
	{ OSSL_FUNC_KEYMGMT_DUP, (void (*)(void))prov_mgmt_dup },         \
	{ OSSL_FUNC_KEYMGMT_VALIDATE, (void (*)(void))prov_mgmt_validate }
/* clang-format on */

#endif
