// SPDX-License-Identifier: Apache-2.0
/* rsa.c - RSA without padding. libcrypto's private operation is blinded and runs in constant time;
 * whatever it arrives at is raised to e again and compared before it leaves.
 */
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <string.h>

#include "model/engine/pk/internal.h"

/* in^e mod n. Both n and e are public. */
static int power(BN_CTX *bn, const BIGNUM *n, const BIGNUM *e, const uint8_t *in, size_t len,
		 uint8_t *out)
{
	BIGNUM *m = pk_secret(in, len), *c = BN_new();
	int err = ENOMEM;

	if (!m || !c)
		goto out;
	err = EINVAL;
	if (BN_cmp(m, n) >= 0)
		goto out;
	err = EIO;
	if (BN_mod_exp_mont(c, m, e, n, bn, NULL) && BN_bn2binpad(c, out, (int)len) == (int)len)
		err = 0;
out:
	BN_clear_free(m);
	BN_clear_free(c);
	return err;
}

/* An even modulus has no Montgomery form, an even exponent no inverse. */
static int public_read(const struct pk_rsa *key, BIGNUM **n, BIGNUM **e)
{
	*n = BN_bin2bn(key->n, (int)key->n_len, NULL);
	*e = BN_bin2bn(key->e, (int)key->e_len, NULL);
	if (!*n || !*e)
		return ENOMEM;
	if (!BN_is_odd(*n) || !BN_is_odd(*e) || BN_is_one(*e) || BN_cmp(*e, *n) >= 0)
		return EINVAL;
	return 0;
}

int pk_rsa_public(struct engine *engine, const struct pk_rsa *key, const uint8_t *in, uint8_t *out)
{
	BIGNUM *n = NULL, *e = NULL;
	BN_CTX *bn;
	int err;

	if (!engine)
		return EIO;
	ERR_set_mark();
	bn = BN_CTX_new_ex(engine->libctx);
	err = bn ? public_read(key, &n, &e) : ENOMEM;
	if (!err)
		err = power(bn, n, e, in, key->n_len, out);
	BN_free(n);
	BN_free(e);
	BN_CTX_free(bn);
	ERR_pop_to_mark();
	return err;
}

/* The private half as libcrypto takes it. */
struct parts {
	BIGNUM *d, *p, *q, *dp, *dq, *qinv;
};

static void parts_free(struct parts *parts)
{
	BN_clear_free(parts->d);
	BN_clear_free(parts->p);
	BN_clear_free(parts->q);
	BN_clear_free(parts->dp);
	BN_clear_free(parts->dq);
	BN_clear_free(parts->qinv);
}

/* e^-1 mod (prime - 1) */
static BIGNUM *exponent_of(const BIGNUM *prime, const BIGNUM *e, BN_CTX *bn)
{
	BIGNUM *m = BN_dup(prime), *inverse = NULL;

	if (m) {
		BN_set_flags(m, BN_FLG_CONSTTIME);
		if (BN_sub_word(m, 1))
			inverse = BN_mod_inverse(NULL, e, m, bn);
	}
	BN_clear_free(m);
	return inverse;
}

static int factors_read(const struct pk_rsa *key, const BIGNUM *e, struct parts *parts, BN_CTX *bn)
{
	size_t len = key->n_len / 2;

	parts->p = pk_secret(key->p, len);
	parts->q = pk_secret(key->q, len);
	if (!parts->p || !parts->q)
		return ENOMEM;
	if (!BN_is_odd(parts->p) || !BN_is_odd(parts->q) || BN_is_one(parts->p) ||
	    BN_is_one(parts->q))
		return EIO;
	if (key->dp) {
		parts->dp = pk_secret(key->dp, len);
		parts->dq = pk_secret(key->dq, len);
		parts->qinv = pk_secret(key->qinv, len);
		return parts->dp && parts->dq && parts->qinv ? 0 : ENOMEM;
	}
	parts->dp = exponent_of(parts->p, e, bn);
	parts->dq = exponent_of(parts->q, e, bn);
	parts->qinv = BN_mod_inverse(NULL, parts->q, parts->p, bn);
	return parts->dp && parts->dq && parts->qinv ? 0 : EIO;
}

static int parts_read(const struct pk_rsa *key, const BIGNUM *e, struct parts *parts, BN_CTX *bn)
{
	static const uint8_t one[] = { 1 };

	/* When a CRT result is wrong libcrypto goes on with d, so there has to be one. This one
	 * gives the input back, which the check behind it turns down. */
	parts->d = key->d ? pk_secret(key->d, key->n_len) : pk_secret(one, sizeof(one));
	if (!parts->d)
		return ENOMEM;
	return key->d ? 0 : factors_read(key, e, parts, bn);
}

static int push_all(OSSL_PARAM_BLD *bld, const BIGNUM *n, const BIGNUM *e,
		    const struct parts *parts)
{
	if (!OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, n) ||
	    !OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, e) ||
	    !OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_D, parts->d))
		return 0;
	if (!parts->p)
		return 1;
	return OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_FACTOR1, parts->p) &&
	       OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_FACTOR2, parts->q) &&
	       OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_EXPONENT1, parts->dp) &&
	       OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_EXPONENT2, parts->dq) &&
	       OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, parts->qinv);
}

static void params_free(OSSL_PARAM *params)
{
	for (OSSL_PARAM *p = params; p && p->key; p++)
		OPENSSL_cleanse(p->data, p->data_size);
	OSSL_PARAM_free(params);
}

static EVP_PKEY *key_of(struct engine *engine, const BIGNUM *n, const BIGNUM *e,
			const struct parts *parts)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(engine->libctx, "RSA", NULL);
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params = NULL;
	EVP_PKEY *pkey = NULL;

	if (ctx && bld && push_all(bld, n, e, parts))
		params = OSSL_PARAM_BLD_to_param(bld);
	if (params && EVP_PKEY_fromdata_init(ctx) > 0 &&
	    EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_KEYPAIR, params) <= 0)
		pkey = NULL;
	params_free(params);
	OSSL_PARAM_BLD_free(bld);
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

static int decrypt(struct engine *engine, EVP_PKEY *pkey, const uint8_t *in, size_t len,
		   uint8_t *out)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(engine->libctx, pkey, NULL);
	size_t out_len = len;
	int err = EIO;

	if (ctx && EVP_PKEY_decrypt_init(ctx) > 0 &&
	    EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_NO_PADDING) > 0 &&
	    EVP_PKEY_decrypt(ctx, out, &out_len, in, len) > 0 && out_len == len)
		err = 0;
	EVP_PKEY_CTX_free(ctx);
	return err;
}

/* libcrypto counts the modulus's own bytes: in is right aligned in len, and so must out be. */
static int decrypt_padded(struct engine *engine, EVP_PKEY *pkey, const BIGNUM *n, const uint8_t *in,
			  size_t len, uint8_t *out)
{
	size_t lead = len - (size_t)BN_num_bytes(n);

	memset(out, 0, lead);
	return decrypt(engine, pkey, in + lead, len - lead, out + lead);
}

int pk_rsa_private(struct engine *engine, const struct pk_rsa *key, const uint8_t *in, uint8_t *out)
{
	uint8_t result[CMH_RSA_N_MAX], again[CMH_RSA_N_MAX];
	BIGNUM *n = NULL, *e = NULL, *c = NULL;
	struct parts parts = { 0 };
	EVP_PKEY *pkey = NULL;
	BN_CTX *bn;
	int err;

	if (!engine || key->n_len > sizeof(result))
		return EIO;
	ERR_set_mark();
	bn = BN_CTX_secure_new_ex(engine->libctx);
	err = bn ? public_read(key, &n, &e) : ENOMEM;
	if (err)
		goto out;
	c = BN_bin2bn(in, (int)key->n_len, NULL);
	err = !c ? ENOMEM : BN_cmp(c, n) >= 0 ? EINVAL : parts_read(key, e, &parts, bn);
	if (err)
		goto out;
	pkey = key_of(engine, n, e, &parts);
	err = pkey ? decrypt_padded(engine, pkey, n, in, key->n_len, result) : EIO;
	if (!err)
		err = power(bn, n, e, result, key->n_len, again);
	if (!err && CRYPTO_memcmp(again, in, key->n_len))
		err = EIO;
	if (!err)
		memcpy(out, result, key->n_len);
out:
	OPENSSL_cleanse(result, sizeof(result));
	OPENSSL_cleanse(again, sizeof(again));
	EVP_PKEY_free(pkey);
	parts_free(&parts);
	BN_free(n);
	BN_free(e);
	BN_free(c);
	BN_CTX_free(bn);
	ERR_pop_to_mark();
	return err;
}

/* ---- key generation ---- */

static int put(const EVP_PKEY *pkey, const char *name, uint8_t *out, size_t len)
{
	BIGNUM *bn = NULL;
	int err = EIO;

	if (EVP_PKEY_get_bn_param(pkey, name, &bn) && BN_bn2binpad(bn, out, (int)len) == (int)len)
		err = 0;
	BN_clear_free(bn);
	return err;
}

static int put_crt(const EVP_PKEY *pkey, uint8_t *crt, size_t len)
{
	static const char *const names[] = {
		OSSL_PKEY_PARAM_RSA_FACTOR1,      OSSL_PKEY_PARAM_RSA_FACTOR2,
		OSSL_PKEY_PARAM_RSA_EXPONENT1,    OSSL_PKEY_PARAM_RSA_EXPONENT2,
		OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
	};
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(names) / sizeof(names[0]); i++)
		err = put(pkey, names[i], crt + i * len, len);
	return err;
}

int pk_rsa_generate(struct engine *engine, uint32_t bits, const uint8_t *e, size_t e_len,
		    uint8_t *n, uint8_t *d, uint8_t *crt)
{
	EVP_PKEY_CTX *ctx = NULL;
	EVP_PKEY *pkey = NULL;
	size_t len = bits / 8;
	BIGNUM *exponent;
	int err = EIO;

	if (!engine)
		return EIO;
	exponent = BN_bin2bn(e, (int)e_len, NULL);
	if (!exponent)
		return ENOMEM;
	if (!BN_is_odd(exponent) || BN_is_one(exponent)) {
		BN_free(exponent);
		return EINVAL;
	}
	ERR_set_mark();
	ctx = EVP_PKEY_CTX_new_from_name(engine->libctx, "RSA", NULL);
	if (ctx && EVP_PKEY_keygen_init(ctx) > 0 &&
	    EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, (int)bits) > 0 &&
	    EVP_PKEY_CTX_set1_rsa_keygen_pubexp(ctx, exponent) > 0 &&
	    EVP_PKEY_generate(ctx, &pkey) > 0)
		err = put(pkey, OSSL_PKEY_PARAM_RSA_N, n, len);
	if (!err)
		err = put(pkey, OSSL_PKEY_PARAM_RSA_D, d, len);
	if (!err && crt)
		err = put_crt(pkey, crt, len / 2);
	EVP_PKEY_free(pkey);
	EVP_PKEY_CTX_free(ctx);
	BN_free(exponent);
	ERR_pop_to_mark();
	return err;
}
