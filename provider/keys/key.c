// SPDX-License-Identifier: Apache-2.0
/* key.c - the life of an asymmetric key. */
#include <string.h>

#include <openssl/crypto.h>

#include "key.h"
#include "prov_ctx.h"
#include "prov_err.h"

/* The curve that goes without saying. */
static uint32_t curve_of(enum prov_key_type type)
{
	switch (type) {
	case PROV_KEY_SM2: return CMH_CURVE_SM2;
	case PROV_KEY_X25519:
	case PROV_KEY_ED25519: return CMH_CURVE_25519;
	case PROV_KEY_X448:
	case PROV_KEY_ED448: return CMH_CURVE_448;
	default: return 0;
	}
}

static void set_lengths(struct prov_key *key)
{
	size_t len = key->curve->len;

	if (prov_key_is_eddsa(key))
		len = cmh_curve_eddsa_len(key->curve->id);
	key->priv_len = len;
	key->pub_len = prov_key_is_ec(key) ? 2 * len : len;
}

void prov_key_set_curve(struct prov_key *key, const struct cmh_curve_info *curve)
{
	key->curve = curve;
	set_lengths(key);
}

struct prov_key *prov_key_new(struct prov_ctx *prov, enum prov_key_type type)
{
	struct prov_key *key = OPENSSL_zalloc(sizeof(*key));

	if (!key)
		goto no_memory;
	if (type == PROV_KEY_RSA || type == PROV_KEY_RSA_PSS) {
		key->rsa = OPENSSL_zalloc(sizeof(*key->rsa));
		if (!key->rsa)
			goto no_memory;
	}
	key->prov = prov;
	key->type = type;
	key->style.form = key->style.curve_form = POINT_CONVERSION_UNCOMPRESSED;
	if (curve_of(type))
		prov_key_set_curve(key, cmh_curve_get(curve_of(type)));
	atomic_init(&key->refs, 1);
	return key;

no_memory:
	OPENSSL_free(key);
	prov_raise(prov, PROV_R_NO_MEMORY, "a key");
	return NULL;
}

static void wipe_private(struct prov_key *key)
{
	key->has_private = false;
	OPENSSL_cleanse(key->priv, sizeof(key->priv));
	if (!key->rsa)
		return;
	OPENSSL_cleanse(key->rsa->d, sizeof(key->rsa->d));
	OPENSSL_cleanse(key->rsa->crt, sizeof(key->rsa->crt));
	key->rsa->part_len = key->rsa->crt_len = 0;
}

static void wipe_public(struct prov_key *key)
{
	key->has_public = false;
	OPENSSL_cleanse(key->pub, sizeof(key->pub));
	if (key->rsa)
		key->rsa->n_len = key->rsa->e_len = key->rsa->bits = 0;
}

struct prov_key *prov_key_dup(const struct prov_key *key, bool with_public, bool with_private)
{
	struct prov_key *dup = prov_key_new(key->prov, key->type);

	if (!dup)
		return NULL;
	if (key->curve)
		prov_key_set_curve(dup, key->curve);
	dup->style = key->style;
	dup->has_public = key->has_public;
	dup->has_private = key->has_private;
	memcpy(dup->pub, key->pub, sizeof(dup->pub));
	memcpy(dup->priv, key->priv, sizeof(dup->priv));
	if (dup->rsa)
		*dup->rsa = *key->rsa;
	if (!with_private)
		wipe_private(dup);
	if (!with_public && !with_private)
		wipe_public(dup);
	return dup;
}

struct prov_key *prov_key_up(struct prov_key *key)
{
	atomic_fetch_add_explicit(&key->refs, 1, memory_order_relaxed);
	return key;
}

void prov_key_free(struct prov_key *key)
{
	if (!key || atomic_fetch_sub_explicit(&key->refs, 1, memory_order_acq_rel) != 1)
		return;
	OPENSSL_clear_free(key->rsa, sizeof(*key->rsa));
	OPENSSL_clear_free(key, sizeof(*key));
}

struct cmh_key prov_key_private(const struct prov_key *key)
{
	if (!key->rsa)
		return (struct cmh_key){ .data = key->priv, .len = key->priv_len };
	if (key->rsa->crt_len)
		return (struct cmh_key){ .data = key->rsa->crt, .len = key->rsa->crt_len };
	return (struct cmh_key){ .data = key->rsa->d, .len = key->rsa->n_len };
}

struct cmh_rsa prov_key_rsa(const struct prov_key *key)
{
	return (struct cmh_rsa){ .n = key->rsa->n,
				 .n_len = key->rsa->n_len,
				 .e = key->rsa->e,
				 .e_len = key->rsa->e_len };
}
