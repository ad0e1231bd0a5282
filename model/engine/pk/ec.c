// SPDX-License-Identifier: Apache-2.0
/* ec.c - curves in short Weierstrass form: keys, shared secrets, ECDSA.
 *
 * Curves are made at their first use and kept: making one costs as much as a signature. FRP256v1,
 * which libcrypto does not name, is made from its parameters.
 */
#define OPENSSL_SUPPRESS_DEPRECATED /* EC_KEY: the EVP interface cannot keep a curve that has no name */

#include <errno.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <stdlib.h>
#include <string.h>

#include "model/engine/pk/internal.h"

/* ---- curves ---- */

static int nid_of(uint32_t curve)
{
	switch (curve) {
	case CMH_CURVE_P192: return NID_X9_62_prime192v1;
	case CMH_CURVE_P224: return NID_secp224r1;
	case CMH_CURVE_P256: return NID_X9_62_prime256v1;
	case CMH_CURVE_P384: return NID_secp384r1;
	case CMH_CURVE_P521: return NID_secp521r1;
	case CMH_CURVE_SECP256K1: return NID_secp256k1;
	case CMH_CURVE_BP192R1: return NID_brainpoolP192r1;
	case CMH_CURVE_BP224R1: return NID_brainpoolP224r1;
	case CMH_CURVE_BP256R1: return NID_brainpoolP256r1;
	case CMH_CURVE_BP320R1: return NID_brainpoolP320r1;
	case CMH_CURVE_BP384R1: return NID_brainpoolP384r1;
	case CMH_CURVE_BP512R1: return NID_brainpoolP512r1;
	case CMH_CURVE_SM2: return NID_sm2;
	}
	return NID_undef;
}

static EC_GROUP *frp256v1(OSSL_LIB_CTX *libctx)
{
	static const char *const hex[] = {
		CMH_FRP256V1_P,  CMH_FRP256V1_A,  CMH_FRP256V1_B,
		CMH_FRP256V1_GX, CMH_FRP256V1_GY, CMH_FRP256V1_N,
	};
	BN_CTX *bn = BN_CTX_new_ex(libctx);
	EC_GROUP *group = NULL;
	EC_POINT *g = NULL;
	BIGNUM *v[6] = { 0 };
	bool ok = bn != NULL;

	for (int i = 0; ok && i < 6; i++)
		ok = BN_hex2bn(&v[i], hex[i]) > 0;
	if (ok)
		group = EC_GROUP_new_curve_GFp(v[0], v[1], v[2], bn);
	if (group)
		g = EC_POINT_new(group);
	ok = g && EC_POINT_set_affine_coordinates(group, g, v[3], v[4], bn) &&
	     EC_GROUP_set_generator(group, g, v[5], BN_value_one());
	for (int i = 0; i < 6; i++)
		BN_free(v[i]);
	EC_POINT_free(g);
	BN_CTX_free(bn);
	if (!ok) {
		EC_GROUP_free(group);
		group = NULL;
	}
	return group;
}

static void curve_free(struct pk_curve *curve)
{
	if (!curve)
		return;
	EC_KEY_free(curve->key);
	EC_GROUP_free(curve->group);
	BN_MONT_CTX_free(curve->mont);
	BN_free(curve->order_minus_2);
	free(curve);
}

static bool curve_fill(struct pk_curve *curve, OSSL_LIB_CTX *libctx, int nid)
{
	BN_CTX *bn = BN_CTX_new_ex(libctx);
	bool ok;

	curve->group = nid ? EC_GROUP_new_by_curve_name_ex(libctx, NULL, nid) : frp256v1(libctx);
	curve->key = EC_KEY_new_ex(libctx, NULL);
	curve->mont = BN_MONT_CTX_new();
	ok = bn && curve->group && curve->key && curve->mont &&
	     EC_KEY_set_group(curve->key, curve->group);
	if (ok) {
		curve->order = EC_GROUP_get0_order(curve->group);
		curve->order_minus_2 = BN_dup(curve->order);
		ok = curve->order_minus_2 && BN_sub_word(curve->order_minus_2, 2) &&
		     BN_MONT_CTX_set(curve->mont, curve->order, bn) &&
		     BN_bn2binpad(curve->order, curve->order_bytes, (int)curve->len) ==
			     (int)curve->len;
	}
	BN_CTX_free(bn);
	return ok;
}

struct pk_curve *pk_curve_get(struct engine *engine, uint32_t id, int *err)
{
	int nid = nid_of(id);
	struct pk_curve *curve;

	*err = EINVAL;
	if (!engine) {
		*err = EIO;
		return NULL;
	}
	if (nid == NID_undef && id != CMH_CURVE_FRP256V1)
		return NULL;
	curve = engine->pk->curve[id];
	*err = 0;
	if (curve)
		return curve;
	ERR_set_mark();
	curve = calloc(1, sizeof(*curve));
	if (curve) {
		curve->id = id;
		curve->len = cmh_curve_clen(id);
		if (!curve_fill(curve, engine->libctx, nid)) {
			curve_free(curve);
			curve = NULL;
		}
	}
	ERR_pop_to_mark();
	*err = curve ? 0 : ENOMEM;
	engine->pk->curve[id] = curve;
	return curve;
}

int pk_cache_new(struct pk_cache **out)
{
	*out = calloc(1, sizeof(**out));
	return *out ? 0 : -ENOMEM;
}

void pk_cache_free(struct pk_cache *cache)
{
	if (!cache)
		return;
	for (size_t i = 0; i < sizeof(cache->curve) / sizeof(cache->curve[0]); i++)
		curve_free(cache->curve[i]);
	EVP_MD_free(cache->sm3);
	free(cache);
}

/* ---- numbers and points ---- */

/* 1 if a < b, else 0. */
static uint32_t less(const uint8_t *a, const uint8_t *b, size_t len)
{
	uint32_t borrow = 0;

	while (len--)
		borrow = ((uint32_t)a[len] - b[len] - borrow) >> 31;
	return borrow;
}

bool pk_in_range(const uint8_t *number, const uint8_t *bound, size_t len)
{
	uint32_t any = 0;

	for (size_t i = 0; i < len; i++)
		any |= number[i];
	return less(number, bound, len) & ((0 - any) >> 31);
}

BIGNUM *pk_secret(const uint8_t *bytes, size_t len)
{
	BIGNUM *bn = BN_secure_new();

	if (bn && BN_bin2bn(bytes, (int)len, bn)) {
		BN_set_flags(bn, BN_FLG_CONSTTIME);
		return bn;
	}
	BN_clear_free(bn);
	return NULL;
}

int pk_point_get(const struct pk_curve *curve, const uint8_t *bytes, EC_POINT **out, BN_CTX *bn)
{
	BIGNUM *x = BN_bin2bn(bytes, (int)curve->len, NULL);
	BIGNUM *y = BN_bin2bn(bytes + curve->len, (int)curve->len, NULL);
	EC_POINT *point = EC_POINT_new(curve->group);
	int err = ENOMEM;

	if (x && y &&
	    point) /* refuses what is off the curve, and coordinates that are not reduced */
		err = EC_POINT_set_affine_coordinates(curve->group, point, x, y, bn) ? 0 : EINVAL;
	BN_free(x);
	BN_free(y);
	if (err) {
		EC_POINT_free(point);
		point = NULL;
	}
	*out = point;
	return err;
}

int pk_point_put(const struct pk_curve *curve, const EC_POINT *point, uint8_t *x, uint8_t *y,
		 BN_CTX *bn)
{
	BIGNUM *bx = BN_new(), *by = BN_new();
	int len = (int)curve->len, err = ENOMEM;

	if (!bx || !by)
		goto out;
	err = EINVAL;
	if (EC_POINT_is_at_infinity(curve->group, point))
		goto out;
	err = EIO;
	if (!EC_POINT_get_affine_coordinates(curve->group, point, bx, by, bn))
		goto out;
	if (BN_bn2binpad(bx, x, len) == len && (!y || BN_bn2binpad(by, y, len) == len))
		err = 0;
out:
	BN_clear_free(bx);
	BN_clear_free(by);
	return err;
}

/* ---- keys ---- */

int pk_ec_generate(struct engine *engine, uint32_t id, uint8_t *d)
{
	int err;
	struct pk_curve *curve = pk_curve_get(engine, id, &err);
	BIGNUM *k;
	BN_CTX *bn;

	if (!curve)
		return err;
	ERR_set_mark();
	err = ENOMEM;
	bn = BN_CTX_secure_new_ex(engine->libctx); /* names the generator, too */
	k = BN_secure_new();
	if (!bn || !k)
		goto out;
	err = EIO;
	do {
		if (!BN_priv_rand_range_ex(k, curve->order, 0, bn))
			goto out;
	} while (BN_is_zero(k));
	if (BN_bn2binpad(k, d, (int)curve->len) == (int)curve->len)
		err = 0;
out:
	BN_clear_free(k);
	BN_CTX_free(bn);
	ERR_pop_to_mark();
	return err;
}

/* d times a point, NULL for the generator. y may be NULL. */
static int multiply(const struct pk_curve *curve, const uint8_t *d, const EC_POINT *point,
		    uint8_t *x, uint8_t *y, BN_CTX *bn)
{
	EC_POINT *result = EC_POINT_new(curve->group);
	BIGNUM *k = pk_secret(d, curve->len);
	int err = ENOMEM;

	if (!result || !k)
		goto out;
	err = EINVAL;
	if (!pk_in_range(d, curve->order_bytes, curve->len))
		goto out;
	err = EIO;
	if (EC_POINT_mul(curve->group, result, point ? NULL : k, point, point ? k : NULL, bn))
		err = pk_point_put(curve, result, x, y, bn);
out:
	BN_clear_free(k);
	EC_POINT_clear_free(result);
	return err;
}

int pk_ec_public(struct engine *engine, uint32_t id, const uint8_t *d, uint8_t *point)
{
	int err;
	struct pk_curve *curve = pk_curve_get(engine, id, &err);
	BN_CTX *bn;

	if (!curve)
		return err;
	ERR_set_mark();
	bn = BN_CTX_secure_new_ex(engine->libctx);
	err = bn ? multiply(curve, d, NULL, point, point + curve->len, bn) : ENOMEM;
	BN_CTX_free(bn);
	ERR_pop_to_mark();
	return err;
}

int pk_ec_multiply(struct engine *engine, uint32_t id, const uint8_t *d, const uint8_t *peer,
		   uint8_t *point)
{
	int err;
	struct pk_curve *curve = pk_curve_get(engine, id, &err);
	EC_POINT *p = NULL;
	BN_CTX *bn;

	if (!curve)
		return err;
	ERR_set_mark();
	bn = BN_CTX_secure_new_ex(engine->libctx);
	err = bn ? pk_point_get(curve, peer, &p, bn) : ENOMEM;
	if (!err)
		err = multiply(curve, d, p, point, point + curve->len, bn);
	EC_POINT_free(p);
	BN_CTX_free(bn);
	ERR_pop_to_mark();
	return err;
}

int pk_ec_shared(struct engine *engine, uint32_t id, const uint8_t *d, const uint8_t *peer,
		 uint8_t *shared)
{
	int err;
	struct pk_curve *curve = pk_curve_get(engine, id, &err);
	BIGNUM *x = NULL;
	EC_POINT *p = NULL;
	BN_CTX *bn;

	if (!curve)
		return err;
	ERR_set_mark();
	err = ENOMEM;
	bn = BN_CTX_secure_new_ex(engine->libctx);
	p = EC_POINT_new(curve->group);
	x = BN_bin2bn(peer, (int)curve->len, NULL);
	if (!bn || !p || !x)
		goto out;
	err = EINVAL; /* an x without a point; both points of an x have the same product */
	if (BN_cmp(x, EC_GROUP_get0_field(curve->group)) < 0 &&
	    EC_POINT_set_compressed_coordinates(curve->group, p, x, 0, bn))
		err = multiply(curve, d, p, shared, NULL, bn);
out:
	EC_POINT_free(p);
	BN_free(x);
	BN_CTX_free(bn);
	ERR_pop_to_mark();
	return err;
}

int pk_ec_check(struct engine *engine, uint32_t id, const uint8_t *point)
{
	int err;
	struct pk_curve *curve = pk_curve_get(engine, id, &err);
	EC_POINT *p = NULL;
	BN_CTX *bn;

	if (!curve)
		return err;
	ERR_set_mark();
	bn = BN_CTX_new_ex(engine->libctx);
	err = bn ? pk_point_get(curve, point, &p, bn) : ENOMEM;
	EC_POINT_free(p);
	BN_CTX_free(bn);
	ERR_pop_to_mark();
	return err;
}

/* ---- ECDSA ---- */

/* The number that is signed, as libcrypto takes it: it keeps the leftmost bits of a string of
 * the order's length, so a number of exactly the order's bits is moved to the left. */
static int digest_for(const struct pk_curve *curve, const uint8_t *digest,
		      uint8_t out[CMH_CLEN_MAX], size_t *len, BN_CTX *bn)
{
	int bits = BN_num_bits(curve->order), bytes = (bits + 7) / 8, err = EIO;
	BIGNUM *m = BN_bin2bn(digest, (int)curve->len, NULL);

	if (m && BN_nnmod(m, m, curve->order, bn) && BN_lshift(m, m, bytes * 8 - bits) &&
	    BN_bn2binpad(m, out, bytes) == bytes)
		err = 0;
	BN_free(m);
	*len = (size_t)bytes;
	return err;
}

int pk_ecdsa_sign(struct engine *engine, uint32_t id, const uint8_t *d, const uint8_t *digest,
		  uint8_t *signature)
{
	int err;
	struct pk_curve *curve = pk_curve_get(engine, id, &err);
	uint8_t number[CMH_CLEN_MAX];
	ECDSA_SIG *sig = NULL;
	BIGNUM *key = NULL;
	size_t number_len;
	BN_CTX *bn;
	int len;

	if (!curve)
		return err;
	if (!pk_in_range(d, curve->order_bytes, curve->len))
		return EINVAL;
	len = (int)curve->len;
	ERR_set_mark();
	bn = BN_CTX_new_ex(engine->libctx);
	key = pk_secret(d, curve->len);
	err = bn && key ? digest_for(curve, digest, number, &number_len, bn) : ENOMEM;
	if (err)
		goto out;
	err = EIO;
	if (EC_KEY_set_private_key(curve->key, key))
		sig = ECDSA_do_sign(number, (int)number_len, curve->key);
	EC_KEY_set_private_key(curve->key, NULL); /* wipes it */
	if (sig && BN_bn2binpad(ECDSA_SIG_get0_r(sig), signature, len) == len &&
	    BN_bn2binpad(ECDSA_SIG_get0_s(sig), signature + len, len) == len)
		err = 0;
out:
	ECDSA_SIG_free(sig);
	BN_clear_free(key);
	BN_CTX_free(bn);
	ERR_pop_to_mark();
	return err;
}

/* Everything here is public. */
static int verify(const struct pk_curve *curve, const EC_POINT *key, const uint8_t *digest,
		  const uint8_t *signature, uint8_t *check, BN_CTX *bn)
{
	BIGNUM *r, *s, *m, *w, *u1, *u2, *x;
	int len = (int)curve->len, err = EIO;
	EC_POINT *point = EC_POINT_new(curve->group);

	BN_CTX_start(bn);
	r = BN_CTX_get(bn);
	s = BN_CTX_get(bn);
	m = BN_CTX_get(bn);
	w = BN_CTX_get(bn);
	u1 = BN_CTX_get(bn);
	u2 = BN_CTX_get(bn);
	x = BN_CTX_get(bn);
	if (!x || !point || !BN_bin2bn(signature, len, r) || !BN_bin2bn(signature + len, len, s) ||
	    !BN_bin2bn(digest, len, m) || !BN_mod_inverse(w, s, curve->order, bn) ||
	    !BN_nnmod(m, m, curve->order, bn) || !BN_mod_mul(u1, m, w, curve->order, bn) ||
	    !BN_mod_mul(u2, r, w, curve->order, bn) ||
	    !EC_POINT_mul(curve->group, point, u1, key, u2, bn) ||
	    !EC_POINT_get_affine_coordinates(curve->group, point, x, NULL, bn) ||
	    !BN_nnmod(x, x, curve->order, bn) || BN_bn2binpad(x, check, len) != len)
		goto out;
	if (BN_cmp(x, r) == 0)
		err = 0;
out:
	BN_CTX_end(bn);
	EC_POINT_free(point);
	return err;
}

int pk_ecdsa_verify(struct engine *engine, uint32_t id, const uint8_t *point, const uint8_t *digest,
		    const uint8_t *signature, uint8_t *check)
{
	int err;
	struct pk_curve *curve = pk_curve_get(engine, id, &err);
	EC_POINT *key = NULL;
	BN_CTX *bn;

	if (!curve)
		return err;
	ERR_set_mark();
	bn = BN_CTX_new_ex(engine->libctx);
	err = bn ? pk_point_get(curve, point, &key, bn) : ENOMEM;
	if (!err && (!pk_in_range(signature, curve->order_bytes, curve->len) ||
		     !pk_in_range(signature + curve->len, curve->order_bytes, curve->len)))
		err = EIO;
	if (!err)
		err = verify(curve, key, digest, signature, check, bn);
	EC_POINT_free(key);
	BN_CTX_free(bn);
	ERR_pop_to_mark();
	return err;
}
