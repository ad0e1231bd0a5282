// SPDX-License-Identifier: Apache-2.0
/* key.c - key managers of MAC keys, so that an EVP_PKEY can hold one: HMAC, CMAC, POLY1305. */
#include <string.h>

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/param_build.h>
#include <openssl/params.h>

#include "mac.h"
#include "prov_ctx.h"
#include "prov_err.h"

static OSSL_FUNC_keymgmt_free_fn key_free;
static OSSL_FUNC_keymgmt_has_fn key_has;
static OSSL_FUNC_keymgmt_match_fn key_match;
static OSSL_FUNC_keymgmt_import_fn key_import;
static OSSL_FUNC_keymgmt_import_types_fn key_types;
static OSSL_FUNC_keymgmt_export_fn key_export;
static OSSL_FUNC_keymgmt_dup_fn key_dup;
static OSSL_FUNC_keymgmt_gettable_params_fn key_gettable;
static OSSL_FUNC_keymgmt_get_params_fn key_get;
static OSSL_FUNC_keymgmt_gen_set_params_fn gen_set;
static OSSL_FUNC_keymgmt_gen_settable_params_fn gen_settable;
static OSSL_FUNC_keymgmt_gen_fn gen_run;
static OSSL_FUNC_keymgmt_gen_cleanup_fn gen_cleanup;

static struct mac_key *key_new(struct prov_ctx *prov, enum mac_kind kind)
{
	struct mac_key *key = OPENSSL_zalloc(sizeof(*key));

	if (!key)
		return NULL;
	key->prov = prov;
	key->kind = kind;
	atomic_init(&key->refs, 1);
	return key;
}

struct mac_key *mac_key_up(struct mac_key *key)
{
	atomic_fetch_add_explicit(&key->refs, 1, memory_order_relaxed);
	return key;
}

void mac_key_free(struct mac_key *key)
{
	if (!key || atomic_fetch_sub_explicit(&key->refs, 1, memory_order_acq_rel) != 1)
		return;
	octets_free(&key->secret);
	octets_free(&key->cipher);
	OPENSSL_free(key);
}

static void key_free(void *key)
{
	mac_key_free(key);
}

/* There is no public part: what has none lacks nothing. */
static int key_has(const void *vkey, int selection)
{
	const struct mac_key *key = vkey;

	return !(selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) || key->secret.data != NULL;
}

static bool same(const struct octets *a, const struct octets *b)
{
	return a->len == b->len && !a->data == !b->data &&
	       (!a->len || CRYPTO_memcmp(a->data, b->data, a->len) == 0);
}

static int key_match(const void *va, const void *vb, int selection)
{
	const struct mac_key *a = va, *b = vb;

	return !(selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) ||
	       (same(&a->secret, &b->secret) && same(&a->cipher, &b->cipher));
}

static int read_params(struct mac_key *key, const OSSL_PARAM params[])
{
	const char *cipher = NULL;

	if (!octets_param(key->prov, params, OSSL_PKEY_PARAM_PRIV_KEY, &key->secret))
		return 0;
	if (key->kind != MAC_CMAC)
		return 1;
	return param_text(key->prov, params, OSSL_PKEY_PARAM_CIPHER, &cipher) &&
	       (!cipher || octets_set(key->prov, &key->cipher, cipher, strlen(cipher) + 1));
}

static int key_import(void *vkey, int selection, const OSSL_PARAM params[])
{
	struct mac_key *key = vkey;

	if (!(selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) || key->secret.data)
		return 0;
	return read_params(key, params) &&
	       (key->secret.data || prov_raise(key->prov, PROV_R_NO_KEY, "a MAC key without %s",
					       OSSL_PKEY_PARAM_PRIV_KEY));
}

static const OSSL_PARAM *key_types(int selection)
{
	static const OSSL_PARAM types[] = {
		OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PRIV_KEY, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_CIPHER, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_PROPERTIES, NULL, 0),
		OSSL_PARAM_END,
	};

	return selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY ? types : NULL;
}

static int key_export(void *vkey, int selection, OSSL_CALLBACK *callback, void *arg)
{
	struct mac_key *key = vkey;
	OSSL_PARAM params[3] = { OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end(),
				 OSSL_PARAM_construct_end() };
	size_t nr = 0;

	if (!(selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) || !key->secret.data)
		return 0;
	params[nr++] = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PRIV_KEY, key->secret.data,
							 key->secret.len);
	if (key->cipher.data)
		params[nr++] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_CIPHER,
								(char *)key->cipher.data, 0);
	return callback(params, arg);
}

static void *key_dup(const void *vkey, int selection)
{
	const struct mac_key *key = vkey;
	struct mac_key *dup = key_new(key->prov, key->kind);

	if (!dup)
		return NULL;
	if ((selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) &&
	    (!octets_dup(key->prov, &dup->secret, &key->secret) ||
	     !octets_dup(key->prov, &dup->cipher, &key->cipher))) {
		mac_key_free(dup);
		return NULL;
	}
	return dup;
}

static const OSSL_PARAM *key_gettable(void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PRIV_KEY, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_CIPHER, NULL, 0),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_MAX_SIZE, NULL),
		OSSL_PARAM_END,
	};

	return gettable;
}

static int key_get(void *vkey, OSSL_PARAM params[])
{
	struct mac_key *key = vkey;
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_PKEY_PARAM_PRIV_KEY);
	if (p && !OSSL_PARAM_set_octet_string(p, key->secret.data, key->secret.len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_PKEY_PARAM_CIPHER);
	if (p && key->cipher.data && !OSSL_PARAM_set_utf8_string(p, (const char *)key->cipher.data))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_PKEY_PARAM_MAX_SIZE);
	if (p && !OSSL_PARAM_set_int(p, 64)) /* the longest MAC */
		return 0;
	return 1;
}

/* ---- "Generation": a key is what the caller says ---- */

static int gen_set(void *vkey, const OSSL_PARAM params[])
{
	return !params || read_params(vkey, params);
}

static struct mac_key *gen_new(struct prov_ctx *prov, enum mac_kind kind, const OSSL_PARAM params[])
{
	struct mac_key *key = key_new(prov, kind);

	if (key && !gen_set(key, params)) {
		mac_key_free(key);
		return NULL;
	}
	return key;
}

static const OSSL_PARAM *gen_settable(void *vkey, void *provctx)
{
	return key_types(OSSL_KEYMGMT_SELECT_PRIVATE_KEY);
}

static void *gen_run(void *vkey, OSSL_CALLBACK *callback, void *arg)
{
	struct mac_key *key = vkey;

	if (!key->secret.data) {
		prov_raise(key->prov, PROV_R_NO_KEY, "set the key, there is nothing to generate");
		return NULL;
	}
	return key_dup(key, OSSL_KEYMGMT_SELECT_PRIVATE_KEY);
}

static void gen_cleanup(void *key)
{
	mac_key_free(key);
}

#define KEY_ROW(id, kind)                                                                   \
	static OSSL_FUNC_keymgmt_new_fn new_##id;                                           \
	static OSSL_FUNC_keymgmt_gen_init_fn gen_init_##id;                                 \
	static void *new_##id(void *provctx)                                                \
	{                                                                                   \
		return key_new(provctx, kind);                                              \
	}                                                                                   \
	static void *gen_init_##id(void *provctx, int selection, const OSSL_PARAM params[]) \
	{                                                                                   \
		return gen_new(provctx, kind, params);                                      \
	}                                                                                   \
	static const OSSL_DISPATCH dispatch_##id[] = {                                      \
		{ OSSL_FUNC_KEYMGMT_NEW, (void (*)(void))new_##id },                        \
		{ OSSL_FUNC_KEYMGMT_FREE, (void (*)(void))key_free },                       \
		{ OSSL_FUNC_KEYMGMT_HAS, (void (*)(void))key_has },                         \
		{ OSSL_FUNC_KEYMGMT_MATCH, (void (*)(void))key_match },                     \
		{ OSSL_FUNC_KEYMGMT_IMPORT, (void (*)(void))key_import },                   \
		{ OSSL_FUNC_KEYMGMT_IMPORT_TYPES, (void (*)(void))key_types },              \
		{ OSSL_FUNC_KEYMGMT_EXPORT, (void (*)(void))key_export },                   \
		{ OSSL_FUNC_KEYMGMT_EXPORT_TYPES, (void (*)(void))key_types },              \
		{ OSSL_FUNC_KEYMGMT_DUP, (void (*)(void))key_dup },                         \
		{ OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, (void (*)(void))key_gettable },        \
		{ OSSL_FUNC_KEYMGMT_GET_PARAMS, (void (*)(void))key_get },                  \
		{ OSSL_FUNC_KEYMGMT_GEN_INIT, (void (*)(void))gen_init_##id },              \
		{ OSSL_FUNC_KEYMGMT_GEN_SET_PARAMS, (void (*)(void))gen_set },              \
		{ OSSL_FUNC_KEYMGMT_GEN_SETTABLE_PARAMS, (void (*)(void))gen_settable },    \
		{ OSSL_FUNC_KEYMGMT_GEN, (void (*)(void))gen_run },                         \
		{ OSSL_FUNC_KEYMGMT_GEN_CLEANUP, (void (*)(void))gen_cleanup },             \
		{ 0, NULL }                                                                 \
	};
KEY_ROW(KEY_HMAC, MAC_HMAC)
KEY_ROW(KEY_CMAC, MAC_CMAC)
KEY_ROW(KEY_POLY1305, MAC_POLY1305)

const struct prov_alg prov_mac_keys[] = {
	PROV_SERVICE(KEY_HMAC, dispatch_KEY_HMAC, "HMAC keys"),
	PROV_SERVICE(KEY_CMAC, dispatch_KEY_CMAC, "CMAC keys"),
	PROV_SERVICE(KEY_POLY1305, dispatch_KEY_POLY1305, "Poly1305 keys"),
	PROV_LIST_END,
};
