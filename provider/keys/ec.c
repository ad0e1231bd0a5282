// SPDX-License-Identifier: Apache-2.0
/* ec.c - keys of curves: Weierstrass, Montgomery and Edwards. */
#include <string.h>

#include <openssl/crypto.h>

#include "curve.h"
#include "ec.h"
#include "hub.h"
#include "prov_ctx.h"
#include "prov_err.h"

int prov_ec_set_curve(struct prov_key *key, const struct cmh_curve_info *curve)
{
	if ((curve->id == CMH_CURVE_SM2) != (key->type == PROV_KEY_SM2))
		return prov_raise(key->prov, PROV_R_BAD_CURVE, "curve %s in a key of type %s",
				  curve->name, key->type == PROV_KEY_SM2 ? "SM2" : "EC");
	if (key->curve && key->curve != curve && (key->has_public || key->has_private))
		return prov_raise(key->prov, PROV_R_BAD_CURVE, "the key is on curve %s, not %s",
				  key->curve->name, curve->name);
	prov_key_set_curve(key, curve);
	return 1;
}

int prov_ec_set_public(struct prov_key *key, const void *in, size_t len)
{
	const struct prov_curve *curve;
	uint8_t xy[sizeof(key->pub)];

	if (!prov_key_is_ec(key)) {
		if (len != key->pub_len)
			return prov_raise(key->prov, PROV_R_BAD_KEY_LENGTH,
					  "public key of %zu bytes, not %zu", len, key->pub_len);
		memcpy(key->pub, in, len);
		key->has_public = true;
		return 1;
	}
	curve = prov_curve_get(key->prov, key->curve);
	if (!curve)
		return 0;
	if (!prov_curve_decode(curve, in, len, xy, &key->style.form))
		return prov_raise(key->prov, PROV_R_BAD_KEY,
				  "public key of %zu bytes is not a point of %s", len,
				  key->curve->name);
	memcpy(key->pub, xy, key->pub_len);
	key->has_public = true;
	return 1;
}

int prov_ec_set_private(struct prov_key *key, const void *in, size_t len)
{
	const bool number = prov_key_is_ec(key);
	const struct prov_curve *curve = NULL;
	const uint8_t *be = in;

	if (number) {
		curve = prov_curve_get(key->prov, key->curve);
		if (!curve)
			return 0;
		for (; len > key->priv_len && *be == 0; len--)
			be++;
	}
	if (number ? len > key->priv_len : len != key->priv_len)
		return prov_raise(key->prov, PROV_R_BAD_KEY_LENGTH,
				  "private key of %zu bytes, not %zu", len, key->priv_len);
	memset(key->priv, 0, key->priv_len - len);
	memcpy(key->priv + key->priv_len - len, be, len);
	if (number && !prov_curve_in_range(curve, key->priv)) {
		OPENSSL_cleanse(key->priv, sizeof(key->priv));
		return prov_raise(key->prov, PROV_R_BAD_KEY,
				  "private key is not in the range of %s", key->curve->name);
	}
	key->has_private = true;
	return 1;
}

static int derive(const struct prov_key *key, uint8_t *pub)
{
	const struct cmh_key priv = prov_key_private(key);
	const uint32_t id = key->curve->id;
	int err;

	if (prov_key_is_eddsa(key))
		HUB_CALL(key->prov, err, cmh_eddsa_pubkey(dev, id, &priv, pub));
	else
		HUB_CALL(key->prov, err, cmh_ec_pubkey(dev, id, &priv, pub));
	return err < 0 ? prov_fail(key->prov, err) : 1;
}

int prov_ec_derive_public(struct prov_key *key)
{
	if (!derive(key, key->pub))
		return 0;
	key->has_public = true;
	return 1;
}

int prov_ec_generate(struct prov_key *key)
{
	const uint32_t id = key->curve->id;
	int err;

	if (prov_key_is_eddsa(key))
		HUB_CALL(key->prov, err, cmh_eddsa_generate(dev, id, key->priv, key->pub));
	else
		HUB_CALL(key->prov, err, cmh_ec_generate(dev, id, key->priv, key->pub));
	if (err < 0)
		return prov_fail(key->prov, err);
	key->has_public = key->has_private = true;
	return 1;
}

int prov_ec_check_pair(const struct prov_key *key)
{
	uint8_t pub[sizeof(key->pub)];

	if (!key->has_public || !key->has_private)
		return prov_raise(key->prov, PROV_R_NO_KEY, "one half of the key pair is missing");
	if (!derive(key, pub))
		return 0;
	if (CRYPTO_memcmp(pub, key->pub, key->pub_len) != 0)
		return prov_raise(key->prov, PROV_R_INVALID_KEY_PAIR,
				  "the public key is not the private key's");
	return 1;
}
