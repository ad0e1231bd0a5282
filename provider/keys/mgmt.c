// SPDX-License-Identifier: Apache-2.0
/* mgmt.c - what all key managers have in common: life, copies, comparisons. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "ec.h"
#include "mgmt.h"
#include "prov_err.h"
#include "rsa.h"

void prov_mgmt_free(void *keydata)
{
	prov_key_free(keydata);
}

struct prov_key *prov_mgmt_load(const void *reference, size_t size, enum prov_key_type type)
{
	struct prov_key *key;

	if (size != sizeof(key))
		return NULL;
	key = *(struct prov_key *const *)reference;
	if (!key || key->type != type)
		return NULL;
	*(struct prov_key **)reference = NULL; /* the key is the caller's now */
	return key;
}

int prov_mgmt_has(const void *keydata, int selection)
{
	const struct prov_key *key = keydata;

	if (!key)
		return 0;
	if (PROV_SELECTS(selection, PUBLIC_KEY) && !key->has_public)
		return 0;
	if (PROV_SELECTS(selection, PRIVATE_KEY) && !key->has_private)
		return 0;
	return !PROV_SELECTS(selection, DOMAIN_PARAMETERS) || prov_key_is_rsa(key) || key->curve;
}

static bool same_public(const struct prov_key *a, const struct prov_key *b)
{
	if (prov_key_is_rsa(a))
		return a->rsa->n_len == b->rsa->n_len && a->rsa->e_len == b->rsa->e_len &&
		       memcmp(a->rsa->n, b->rsa->n, a->rsa->n_len) == 0 &&
		       memcmp(a->rsa->e, b->rsa->e, a->rsa->e_len) == 0;
	return a->curve == b->curve && memcmp(a->pub, b->pub, a->pub_len) == 0;
}

static bool same_private(const struct prov_key *a, const struct prov_key *b)
{
	if (prov_key_is_rsa(a))
		return a->rsa->n_len == b->rsa->n_len &&
		       CRYPTO_memcmp(a->rsa->d, b->rsa->d, a->rsa->n_len) == 0;
	return a->curve == b->curve && CRYPTO_memcmp(a->priv, b->priv, a->priv_len) == 0;
}

int prov_mgmt_match(const void *keydata1, const void *keydata2, int selection)
{
	const struct prov_key *a = keydata1, *b = keydata2;

	if (a->type != b->type)
		return 0;
	if (PROV_SELECTS(selection, DOMAIN_PARAMETERS) && !prov_key_is_rsa(a) &&
	    (!a->curve || a->curve != b->curve))
		return 0;
	if (PROV_SELECTS(selection, PUBLIC_KEY) && a->has_public && b->has_public)
		return same_public(a, b);
	if (PROV_SELECTS(selection, PRIVATE_KEY) && a->has_private && b->has_private)
		return same_private(a, b);
	return !PROV_SELECTS(selection, KEYPAIR);
}

void *prov_mgmt_dup(const void *keydata, int selection)
{
	if (!keydata)
		return NULL;
	return prov_key_dup(keydata, PROV_SELECTS(selection, PUBLIC_KEY),
			    PROV_SELECTS(selection, PRIVATE_KEY));
}

/* Numbers and points are checked when they come in, and a point is of the right order since all
 * cofactors are 1. What is left to check is whether the two parts belong together. */
int prov_mgmt_validate(const void *keydata, int selection, int checktype)
{
	const struct prov_key *key = keydata;

	if (PROV_SELECTS(selection, ALL_PARAMETERS) && !prov_key_is_rsa(key) && !key->curve)
		return prov_raise(key->prov, PROV_R_BAD_CURVE, "the key has no curve");
	if (PROV_SELECTS(selection, PUBLIC_KEY) && !key->has_public)
		return prov_raise(key->prov, PROV_R_NO_KEY, "there is no public key to check");
	if (PROV_SELECTS(selection, PRIVATE_KEY) && !key->has_private)
		return prov_raise(key->prov, PROV_R_NO_KEY, "there is no private key to check");
	if (!PROV_SELECTS(selection, PUBLIC_KEY) || !PROV_SELECTS(selection, PRIVATE_KEY))
		return 1;
	return prov_key_is_rsa(key) ? prov_rsa_check_pair(key) : prov_ec_check_pair(key);
}

int prov_mgmt_import(struct prov_key *key, int selection, const OSSL_PARAM params[])
{
	if (prov_key_is_rsa(key))
		return prov_rsa_import(key, selection, params);
	if (prov_key_is_ec(key))
		return prov_ec_import(key, selection, params);
	return prov_ecx_import(key, selection, params);
}

int prov_mgmt_export(struct prov_key *key, int selection, OSSL_CALLBACK *cb, void *arg)
{
	if (prov_key_is_rsa(key))
		return prov_rsa_export(key, selection, cb, arg);
	if (prov_key_is_ec(key))
		return prov_ec_export(key, selection, cb, arg);
	return prov_ecx_export(key, selection, cb, arg);
}

const char *prov_param_text(const OSSL_PARAM *param)
{
	const char *text = NULL;

	if (param->data_type == OSSL_PARAM_UTF8_STRING)
		return param->data;
	return OSSL_PARAM_get_utf8_ptr(param, &text) ? text : NULL;
}

int prov_mgmt_progress(OSSL_CALLBACK *cb, void *arg, int potential, int iteration)
{
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_int(OSSL_GEN_PARAM_POTENTIAL, &potential),
		OSSL_PARAM_construct_int(OSSL_GEN_PARAM_ITERATION, &iteration),
		OSSL_PARAM_construct_end(),
	};

	return !cb || cb(params, arg);
}
