// SPDX-License-Identifier: Apache-2.0
/* sm2.c - SM2 (GM/T 0003): signatures, identity digest, key exchange, encryption.
 *
 * Arithmetic modulo the order that meets a secret runs in Montgomery form, inversion as a power
 * with a fixed sequence of steps.
 */
#include <errno.h>
#include <openssl/err.h>
#include <string.h>

#include "model/engine/pk/internal.h"

#define LEN 32
#define W_BITS \
	127 /* of a coordinate that go into the key exchange: half the order's bits, less one */

EVP_MD *pk_sm3(struct engine *engine)
{
	if (!engine->pk->sm3)
		engine->pk->sm3 = EVP_MD_fetch(engine->libctx, "SM3", NULL);
	return engine->pk->sm3;
}

struct span {
	const void *data;
	size_t len;
};

static int sm3(struct engine *engine, const struct span *span, size_t nr, uint8_t out[LEN])
{
	EVP_MD *md = pk_sm3(engine);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = md && ctx && EVP_DigestInit_ex2(ctx, md, NULL);

	for (size_t i = 0; ok && i < nr; i++)
		ok = EVP_DigestUpdate(ctx, span[i].data, span[i].len);
	ok = ok && EVP_DigestFinal_ex(ctx, out, NULL);
	EVP_MD_CTX_free(ctx);
	return ok ? 0 : EIO;
}

/* ---- signatures ---- */

/* (1 + d)^-1 mod n, in Montgomery form. */
static int inverse_of(const struct pk_curve *curve, const BIGNUM *d, BIGNUM *out, BN_CTX *bn)
{
	BIGNUM *t = BN_CTX_get(bn);

	if (!t || !BN_copy(t, d) || !BN_add_word(t, 1))
		return ENOMEM;
	BN_set_flags(t, BN_FLG_CONSTTIME);
	if (!BN_mod_exp_mont_consttime(out, t, curve->order_minus_2, curve->order, bn,
				       curve->mont) ||
	    !BN_to_montgomery(out, out, curve->mont, bn))
		return EIO;
	return 0;
}

/* One attempt with a fresh k. Returns EAGAIN for one in 2^256 that must not be used.
 * s = (1 + d)^-1 * (k - r * d) = (1 + d)^-1 * (k + r) - r */
static int sign_once(const struct pk_curve *curve, const BIGNUM *e, const BIGNUM *inverse,
		     BIGNUM *k, EC_POINT *point, uint8_t *signature, BN_CTX *bn)
{
	BIGNUM *x = BN_CTX_get(bn), *r = BN_CTX_get(bn), *s = BN_CTX_get(bn);
	int err = EIO;

	if (!s)
		return ENOMEM;
	if (!BN_priv_rand_range_ex(k, curve->order, 0, bn))
		return EIO;
	if (BN_is_zero(k))
		return EAGAIN;
	BN_set_flags(k, BN_FLG_CONSTTIME);
	BN_set_flags(s, BN_FLG_CONSTTIME);
	if (!EC_POINT_mul(curve->group, point, k, NULL, NULL, bn) ||
	    !EC_POINT_get_affine_coordinates(curve->group, point, x, NULL, bn) ||
	    !BN_nnmod(x, x, curve->order, bn) || !BN_mod_add_quick(r, e, x, curve->order) ||
	    !BN_mod_add_quick(s, k, r, curve->order))
		return EIO;
	if (BN_is_zero(r) || BN_is_zero(s)) /* the latter: r + k = n */
		return EAGAIN;
	if (BN_mod_mul_montgomery(s, s, inverse, curve->mont, bn) &&
	    BN_mod_sub_quick(s, s, r, curve->order) && BN_bn2binpad(r, signature, LEN) == LEN &&
	    BN_bn2binpad(s, signature + LEN, LEN) == LEN)
		err = BN_is_zero(s) ? EAGAIN : 0;
	return err;
}

int pk_sm2_sign(struct engine *engine, const uint8_t d[32], const uint8_t digest[32],
		uint8_t signature[64])
{
	int err;
	struct pk_curve *curve = pk_curve_get(engine, CMH_CURVE_SM2, &err);
	BIGNUM *key = NULL, *e = NULL, *inverse = NULL, *k = NULL;
	uint8_t bound[LEN], result[2 * LEN];
	EC_POINT *point;
	BN_CTX *bn;

	if (!curve)
		return err;
	memcpy(bound, curve->order_bytes, LEN);
	bound[LEN - 1]--; /* n - 1 has no inverse of d + 1; n is odd */
	if (!pk_in_range(d, bound, LEN))
		return EINVAL;
	ERR_set_mark();
	bn = BN_CTX_secure_new_ex(engine->libctx);
	point = EC_POINT_new(curve->group);
	key = pk_secret(d, LEN);
	k = BN_secure_new();
	inverse = BN_secure_new();
	e = BN_bin2bn(digest, LEN, NULL);
	err = ENOMEM;
	if (!bn || !point || !key || !k || !inverse || !e)
		goto out;
	BN_CTX_start(bn);
	err = BN_nnmod(e, e, curve->order, bn) ? inverse_of(curve, key, inverse, bn) : EIO;
	BN_CTX_end(bn);
	for (int i = 0; !err && i < 8; i++) {
		BN_CTX_start(bn);
		err = sign_once(curve, e, inverse, k, point, result, bn);
		BN_CTX_end(bn);
		if (err != EAGAIN)
			break;
		err = 0;
	}
	if (!err)
		memcpy(signature, result, sizeof(result));
out:
	OPENSSL_cleanse(result, sizeof(result));
	BN_clear_free(key);
	BN_clear_free(k);
	BN_clear_free(inverse);
	BN_free(e);
	EC_POINT_clear_free(point);
	BN_CTX_free(bn);
	ERR_pop_to_mark();
	return err;
}

/* Everything here is public. R = e + x(s * G + (r + s) * P) */
static int verify(const struct pk_curve *curve, const EC_POINT *key, const uint8_t *digest,
		  const uint8_t *signature, uint8_t *check, BN_CTX *bn)
{
	EC_POINT *point = EC_POINT_new(curve->group);
	BIGNUM *r, *s, *e, *t, *x;
	int err = EIO;

	BN_CTX_start(bn);
	r = BN_CTX_get(bn);
	s = BN_CTX_get(bn);
	e = BN_CTX_get(bn);
	t = BN_CTX_get(bn);
	x = BN_CTX_get(bn);
	if (!x || !point || !BN_bin2bn(signature, LEN, r) || !BN_bin2bn(signature + LEN, LEN, s) ||
	    !BN_bin2bn(digest, LEN, e) || !BN_mod_add(t, r, s, curve->order, bn) || BN_is_zero(t) ||
	    !EC_POINT_mul(curve->group, point, s, key, t, bn) ||
	    !EC_POINT_get_affine_coordinates(curve->group, point, x, NULL, bn) ||
	    !BN_mod_add(x, x, e, curve->order, bn) || BN_bn2binpad(x, check, LEN) != LEN)
		goto out;
	if (BN_cmp(x, r) == 0)
		err = 0;
out:
	BN_CTX_end(bn);
	EC_POINT_free(point);
	return err;
}

int pk_sm2_verify(struct engine *engine, const uint8_t point[64], const uint8_t digest[32],
		  const uint8_t signature[64], uint8_t check[32])
{
	int err;
	struct pk_curve *curve = pk_curve_get(engine, CMH_CURVE_SM2, &err);
	EC_POINT *key = NULL;
	BN_CTX *bn;

	if (!curve)
		return err;
	ERR_set_mark();
	bn = BN_CTX_new_ex(engine->libctx);
	err = bn ? pk_point_get(curve, point, &key, bn) : ENOMEM;
	if (!err && (!pk_in_range(signature, curve->order_bytes, LEN) ||
		     !pk_in_range(signature + LEN, curve->order_bytes, LEN)))
		err = EIO;
	if (!err)
		err = verify(curve, key, digest, signature, check, bn);
	EC_POINT_free(key);
	BN_CTX_free(bn);
	ERR_pop_to_mark();
	return err;
}

/* ---- identity ---- */

/* SM3(ENTL || ID || a || b || G || P) */
int pk_sm2_identity(struct engine *engine, const uint8_t *id, size_t id_len,
		    const uint8_t point[64], uint8_t z[32])
{
	int err = pk_ec_check(engine, CMH_CURVE_SM2, point);
	uint8_t entl[2] = { (uint8_t)(id_len * 8 >> 8), (uint8_t)(id_len * 8) }, domain[4 * LEN];
	struct span span[] = {
		{ entl, 2 }, { id, id_len }, { domain, sizeof(domain) }, { point, 2 * LEN }
	};
	struct pk_curve *curve;
	BIGNUM *a, *b;
	BN_CTX *bn;

	if (err)
		return err;
	if (id_len > UINT16_MAX / 8)
		return EINVAL;
	curve = pk_curve_get(engine, CMH_CURVE_SM2, &err);
	ERR_set_mark();
	bn = BN_CTX_new_ex(engine->libctx);
	a = BN_new();
	b = BN_new();
	err = ENOMEM;
	if (!bn || !a || !b)
		goto out;
	err = EIO;
	if (EC_GROUP_get_curve(curve->group, NULL, a, b, bn) &&
	    BN_bn2binpad(a, domain, LEN) == LEN && BN_bn2binpad(b, domain + LEN, LEN) == LEN)
		err = pk_point_put(curve, EC_GROUP_get0_generator(curve->group), domain + 2 * LEN,
				   domain + 3 * LEN, bn);
	if (!err)
		err = sm3(engine, span, 4, z);
out:
	BN_free(a);
	BN_free(b);
	BN_CTX_free(bn);
	ERR_pop_to_mark();
	return err;
}

/* ---- key exchange ---- */

/* 2^w + (x mod 2^w): only the lower half of a public coordinate. */
static BIGNUM *half_of(const uint8_t x[LEN])
{
	BIGNUM *v = BN_bin2bn(x, LEN, NULL);

	if (v && (BN_num_bits(v) <= W_BITS || BN_mask_bits(v, W_BITS)) && BN_set_bit(v, W_BITS))
		return v;
	BN_free(v);
	return NULL;
}

/* t = d + half(own session point) * r */
static int own_factor(struct engine *engine, const struct pk_curve *curve, const uint8_t *d,
		      const uint8_t *r, uint8_t t[LEN], BN_CTX *bn)
{
	BIGNUM *bd = pk_secret(d, LEN), *br = pk_secret(r, LEN), *x = NULL;
	uint8_t session[2 * LEN];
	int err = pk_ec_public(engine, CMH_CURVE_SM2, r, session);

	if (err)
		goto out;
	err = ENOMEM;
	x = half_of(session);
	if (!bd || !br || !x)
		goto out;
	err = EIO;
	if (BN_to_montgomery(x, x, curve->mont, bn) &&
	    BN_mod_mul_montgomery(br, br, x, curve->mont, bn) &&
	    BN_mod_add_quick(bd, bd, br, curve->order) && BN_bn2binpad(bd, t, LEN) == LEN)
		err = 0;
out:
	BN_clear_free(bd);
	BN_clear_free(br);
	BN_free(x);
	return err;
}

/* peer + half(peer's session point) * peer's session point. All public. */
static int peer_sum(const struct pk_curve *curve, const uint8_t *peer, const uint8_t *session,
		    uint8_t sum[2 * LEN], BN_CTX *bn)
{
	EC_POINT *p = NULL, *s = NULL;
	BIGNUM *x = half_of(session);
	int err = x ? pk_point_get(curve, peer, &p, bn) : ENOMEM;

	if (!err)
		err = pk_point_get(curve, session, &s, bn);
	if (!err && (!EC_POINT_mul(curve->group, s, NULL, s, x, bn) ||
		     !EC_POINT_add(curve->group, s, s, p, bn)))
		err = EIO;
	if (!err)
		err = pk_point_put(curve, s, sum, sum + LEN, bn);
	EC_POINT_free(p);
	EC_POINT_free(s);
	BN_free(x);
	return err;
}

int pk_sm2_exchange(struct engine *engine, const uint8_t d[32], const uint8_t r[32],
		    const uint8_t peer[64], const uint8_t peer_session[64], uint8_t shared[64])
{
	int err;
	struct pk_curve *curve = pk_curve_get(engine, CMH_CURVE_SM2, &err);
	uint8_t t[LEN], sum[2 * LEN];
	BN_CTX *bn;

	if (!curve)
		return err;
	if (!pk_in_range(d, curve->order_bytes, LEN) || !pk_in_range(r, curve->order_bytes, LEN))
		return EINVAL;
	ERR_set_mark();
	bn = BN_CTX_secure_new_ex(engine->libctx);
	err = bn ? peer_sum(curve, peer, peer_session, sum, bn) : ENOMEM;
	if (!err)
		err = own_factor(engine, curve, d, r, t, bn);
	if (!err)
		err = pk_ec_multiply(engine, CMH_CURVE_SM2, t, sum, shared);
	OPENSSL_cleanse(t, sizeof(t));
	BN_CTX_free(bn);
	ERR_pop_to_mark();
	return err;
}

/* ---- key derivation: one block of it is all that the hub has ---- */

static int derive(struct engine *engine, const struct span *span, size_t nr, uint8_t block[LEN])
{
	static const uint8_t counter[4] = { 0, 0, 0, 1 };
	struct span all[4];

	memcpy(all, span, nr * sizeof(*span));
	all[nr] = (struct span){ counter, sizeof(counter) };
	return sm3(engine, all, nr + 1, block);
}

int pk_sm2_session(struct engine *engine, const uint8_t shared[64], const uint8_t z1[32],
		   const uint8_t z2[32], uint8_t *key, size_t len)
{
	const struct span span[] = { { shared, 2 * LEN }, { z1, LEN }, { z2, LEN } };
	uint8_t block[LEN];
	int err;

	if (!engine)
		return EIO;
	if (len > LEN)
		return EINVAL;
	err = derive(engine, span, 3, block);
	if (!err)
		memcpy(key, block, len);
	OPENSSL_cleanse(block, sizeof(block));
	return err;
}

/* ---- encryption ---- */

/* out = in ^ key stream. EIO for a stream of nothing but zeros, which the standard forbids. */
static int mask(struct engine *engine, const uint8_t *point, const uint8_t *in, size_t len,
		uint8_t *out)
{
	const struct span span = { point, 2 * LEN };
	uint8_t block[LEN], any = 0;
	int err = derive(engine, &span, 1, block);

	for (size_t i = 0; !err && i < len; i++) {
		any |= block[i];
		out[i] = in[i] ^ block[i];
	}
	OPENSSL_cleanse(block, sizeof(block));
	return err ? err : any ? 0 : EIO;
}

/* C3 = SM3(x || M || y) */
static int hash_of(struct engine *engine, const uint8_t *point, const uint8_t *message, size_t len,
		   uint8_t c3[LEN])
{
	const struct span span[] = { { point, LEN }, { message, len }, { point + LEN, LEN } };

	return sm3(engine, span, 3, c3);
}

int pk_sm2_seal(struct engine *engine, const uint8_t point[64], const uint8_t *message, size_t len,
		uint8_t *c2, uint8_t c3[32])
{
	uint8_t masked[LEN];
	int err;

	if (!engine)
		return EIO;
	if (!len || len > LEN)
		return EINVAL;
	err = mask(engine, point, message, len, masked);
	if (!err)
		err = hash_of(engine, point, message, len, c3);
	if (!err)
		memcpy(c2, masked, len);
	return err;
}

int pk_sm2_open(struct engine *engine, const uint8_t point[64], const uint8_t *c2, size_t len,
		const uint8_t c3[32], uint8_t *message)
{
	uint8_t plain[LEN], hash[LEN];
	int err;

	if (!engine)
		return EIO;
	if (!len || len > LEN)
		return EINVAL;
	err = mask(engine, point, c2, len, plain);
	if (!err)
		err = hash_of(engine, point, plain, len, hash);
	if (!err && CRYPTO_memcmp(hash, c3, LEN))
		err = EIO;
	if (!err)
		memcpy(message, plain, len);
	OPENSSL_cleanse(plain, sizeof(plain));
	OPENSSL_cleanse(hash, sizeof(hash));
	return err;
}
