// SPDX-License-Identifier: Apache-2.0
/* rsa_core.c - RSA on the hub, PSS and OAEP. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "hub.h"
#include "prov_ctx.h"
#include "prov_err.h"
#include "rsa_core.h"

static const struct {
	enum rsa_pad pad;
	const char *name;
} pads[] = {
	{ RSA_PAD_PKCS1, OSSL_PKEY_RSA_PAD_MODE_PKCSV15 },
	{ RSA_PAD_NONE, OSSL_PKEY_RSA_PAD_MODE_NONE },
	{ RSA_PAD_OAEP, OSSL_PKEY_RSA_PAD_MODE_OAEP },
	{ RSA_PAD_OAEP, "oeap" }, /* a slip of OpenSSL's that programs rely on */
	{ RSA_PAD_X931, OSSL_PKEY_RSA_PAD_MODE_X931 },
	{ RSA_PAD_PSS, OSSL_PKEY_RSA_PAD_MODE_PSS },
};
#define PADS_NR (sizeof(pads) / sizeof(*pads))

int rsa_pad_read(struct prov_ctx *prov, const OSSL_PARAM *p, int *pad)
{
	if (p->data_type != OSSL_PARAM_UTF8_STRING) {
		if (OSSL_PARAM_get_int(p, pad))
			return 1;
		return prov_raise(prov, PROV_R_BAD_PARAMETER, "%s is no number", p->key);
	}
	for (size_t i = 0; i < PADS_NR; i++) {
		if (p->data && strcmp(p->data, pads[i].name) == 0) {
			*pad = (int)pads[i].pad;
			return 1;
		}
	}
	return prov_raise(prov, PROV_R_BAD_PADDING, "there is no padding named '%s'",
			  p->data ? (const char *)p->data : "");
}

int rsa_pad_write(OSSL_PARAM *p, int pad)
{
	if (p->data_type != OSSL_PARAM_UTF8_STRING)
		return OSSL_PARAM_set_int(p, pad);
	for (size_t i = 0; i < PADS_NR; i++)
		if ((int)pads[i].pad == pad)
			return OSSL_PARAM_set_utf8_string(p, pads[i].name);
	return 0;
}

int rsa_judge_modulus(struct prov_ctx *prov, const struct prov_key *key)
{
	const size_t n_len = key->rsa->n_len;

	if (n_len >= CMH_RSA_LEN_MIN && n_len <= CMH_RSA_LEN_MAX)
		return 1;
	return prov_raise(prov, PROV_R_KEY_REJECTED, "a modulus of %zu bytes; the hub takes %u to %u",
			  n_len, CMH_RSA_LEN_MIN, CMH_RSA_LEN_MAX);
}

int rsa_public(struct prov_ctx *prov, const struct prov_key *key, const uint8_t *in, uint8_t *out)
{
	const struct cmh_rsa rsa = prov_key_rsa(key);
	int err;

	HUB_CALL(prov, err, cmh_rsa_public(dev, &rsa, in, out));
	return err;
}

int rsa_private(struct prov_ctx *prov, const struct prov_key *key, const uint8_t *in, uint8_t *out)
{
	const struct cmh_rsa rsa = prov_key_rsa(key);
	const struct cmh_key priv = prov_key_private(key);
	int err;

	HUB_CALL(prov, err, cmh_rsa_private(dev, &rsa, &priv, in, out));
	return err;
}

/* Adds the mask that MGF1 makes of seed to buf, modulo 2. */
static int mgf1_xor(const struct rsa_mds *mds, const uint8_t *seed, size_t seed_len, uint8_t *buf,
		    size_t len)
{
	uint8_t in[RSA_BLOCK_MAX + 4], mask[PROV_MD_MAX];
	const size_t h = mds->mgf1->size;
	int ok = 1;

	memcpy(in, seed, seed_len);
	for (size_t at = 0; ok && at < len; at += h) {
		const uint32_t counter = (uint32_t)(at / h);
		const uint8_t be[4] = { (uint8_t)(counter >> 24), (uint8_t)(counter >> 16),
					(uint8_t)(counter >> 8), (uint8_t)counter };

		memcpy(in + seed_len, be, sizeof(be));
		ok = prov_md_digest(mds->prov, mds->mgf1, mds->mgf1_props, in, seed_len + 4, mask);
		for (size_t i = 0; ok && i < h && at + i < len; i++)
			buf[at + i] ^= mask[i];
	}
	OPENSSL_cleanse(in, sizeof(in));
	OPENSSL_cleanse(mask, sizeof(mask));
	return ok;
}

/* ---- PSS ---- */

/* Where the encoded message stands in a block: emBits is one less than the modulus has, so that the
 * block may have a zero byte before it. */
static size_t pss_skip(const struct prov_key *key)
{
	return key->rsa->bits % 8 == 1;
}

/* The bits of the first byte that belong to the encoded message. */
static uint8_t pss_mask(const struct prov_key *key)
{
	return (uint8_t)(0xff >> (8 - (key->rsa->bits - 1) % 8) % 8);
}

int rsa_pss_salt_max(const struct prov_key *key, size_t hash_len)
{
	const size_t em_len = key->rsa->n_len - pss_skip(key);

	return em_len < hash_len + 2 ? -1 : (int)(em_len - hash_len - 2);
}

/* The hash of 8 zeros, the digest and the salt. */
static int pss_hash(const struct rsa_mds *mds, const uint8_t *hash, const uint8_t *salt,
		    size_t salt_len, uint8_t *out)
{
	uint8_t m[8 + PROV_MD_MAX + RSA_BLOCK_MAX] = { 0 };
	const size_t h = mds->md->size;

	memcpy(m + 8, hash, h);
	memcpy(m + 8 + h, salt, salt_len);
	return prov_md_digest(mds->prov, mds->md, mds->props, m, 8 + h + salt_len, out);
}

int rsa_pss_encode(const struct rsa_mds *mds, const struct prov_key *key, const uint8_t *hash,
		   size_t salt_len, uint8_t *em)
{
	const size_t skip = pss_skip(key), em_len = key->rsa->n_len - skip, h = mds->md->size;
	const size_t db_len = em_len - h - 1;
	uint8_t *db = em + skip, *salt = db + db_len - salt_len;

	memset(em, 0, key->rsa->n_len);
	salt[-1] = 1;
	if (salt_len && !prov_random(mds->prov, salt, salt_len))
		return 0;
	if (!pss_hash(mds, hash, salt, salt_len, db + db_len) ||
	    !mgf1_xor(mds, db + db_len, h, db, db_len))
		return 0;
	db[0] &= pss_mask(key);
	db[em_len - 1] = 0xbc;
	return 1;
}

int rsa_pss_verify(const struct rsa_mds *mds, const struct prov_key *key, const uint8_t *hash,
		   int salt_len, uint8_t *em)
{
	const size_t skip = pss_skip(key), em_len = key->rsa->n_len - skip, h = mds->md->size;
	const int max = rsa_pss_salt_max(key, h);
	uint8_t want[PROV_MD_MAX], *db = em + skip;
	size_t db_len, one = 0;

	if (max < 0 || salt_len > max || (skip && em[0] != 0))
		goto bad;
	db_len = em_len - h - 1;
	if (db[em_len - 1] != 0xbc || (db[0] & ~pss_mask(key)) != 0)
		goto bad;
	if (!mgf1_xor(mds, db + db_len, h, db, db_len))
		return 0;
	db[0] &= pss_mask(key);
	while (one < db_len && db[one] == 0)
		one++;
	if (one == db_len || db[one] != 1)
		goto bad;
	one++;
	if (salt_len >= 0 && db_len - one != (size_t)salt_len)
		return prov_raise(mds->prov, PROV_R_BAD_SIGNATURE, "salt of %zu bytes instead of %d",
				  db_len - one, salt_len);
	if (!pss_hash(mds, hash, db + one, db_len - one, want))
		return 0;
	if (CRYPTO_memcmp(want, db + db_len, h) == 0)
		return 1;
bad:
	return prov_raise(mds->prov, PROV_R_BAD_SIGNATURE,
			  "it is not of this message, or not by this key");
}

/* ---- OAEP ---- */

int rsa_oaep_encode(const struct rsa_mds *mds, const uint8_t *label, size_t label_len,
		    const uint8_t *msg, size_t len, uint8_t *em, size_t k)
{
	const size_t h = mds->md->size;
	uint8_t *seed = em + 1, *db = em + 1 + h;
	const size_t db_len = k - h - 1;

	if (k < 2 * h + 2 || len > k - 2 * h - 2)
		return prov_raise(mds->prov, PROV_R_TOO_LONG,
				  "OAEP: %zu bytes with %s in a block of %zu", len, mds->md->name,
				  k);
	memset(em, 0, k);
	if (!prov_md_digest(mds->prov, mds->md, mds->props, label, label_len, db))
		return 0;
	db[db_len - len - 1] = 1;
	if (len)
		memcpy(db + db_len - len, msg, len);
	return prov_random(mds->prov, seed, h) && mgf1_xor(mds, seed, h, db, db_len) &&
	       mgf1_xor(mds, db, db_len, seed, h);
}

int rsa_oaep_decode(const struct rsa_mds *mds, const uint8_t *label, size_t label_len, uint8_t *em,
		    size_t k, uint8_t *out, size_t out_size, size_t *len, size_t *good)
{
	const size_t h = mds->md->size;
	uint8_t hash[PROV_MD_MAX], *seed = em + 1, *db = em + 1 + h;
	const size_t db_len = k - h - 1;

	if (k < 2 * h + 2)
		return prov_raise(mds->prov, PROV_R_BAD_DIGEST,
				  "OAEP: %s is too long for a block of %zu bytes", mds->md->name,
				  k);
	if (!prov_md_digest(mds->prov, mds->md, mds->props, label, label_len, hash) ||
	    !mgf1_xor(mds, db, db_len, seed, h) || !mgf1_xor(mds, seed, h, db, db_len))
		return 0;
	*good = rsa_unpad_oaep(em[0], db, db_len, hash, h, out, out_size, len);
	return 1;
}
