// SPDX-License-Identifier: Apache-2.0
/* rsa.c - RSA keys: what comes in is checked, what is missing worked out, in time that does not depend
 * on secrets. */
#include <string.h>

#include <openssl/crypto.h>

#include "hub.h"
#include "prov_ctx.h"
#include "prov_err.h"
#include "rsa.h"

#define BITS_MIN (8 * CMH_RSA_LEN_MIN)
#define BITS_MAX (8 * CMH_RSA_LEN_MAX)

void prov_rsa_numbers_free(struct prov_rsa_numbers *num)
{
	BN_free(num->n);
	BN_free(num->e);
	BN_clear_free(num->d);
	BN_clear_free(num->p);
	BN_clear_free(num->q);
	BN_clear_free(num->dp);
	BN_clear_free(num->dq);
	BN_clear_free(num->qi);
	*num = (struct prov_rsa_numbers){ 0 };
}

static int set_public(struct prov_key *key, const BIGNUM *n, const BIGNUM *e)
{
	const int bits = BN_num_bits(n), e_bits = BN_num_bits(e);
	struct prov_rsa *rsa = key->rsa;

	if (BN_is_negative(n) || BN_is_negative(e) || bits < (int)BITS_MIN || bits > (int)BITS_MAX)
		return prov_raise(key->prov, PROV_R_BAD_KEY_LENGTH,
				  "RSA modulus of %d bits, not %u to %u", bits, BITS_MIN, BITS_MAX);
	if (!BN_is_odd(n))
		return prov_raise(key->prov, PROV_R_BAD_KEY, "the RSA modulus is even");
	if (!BN_is_odd(e) || BN_is_one(e) || BN_ucmp(e, n) >= 0)
		return prov_raise(key->prov, PROV_R_BAD_KEY,
				  "the public exponent, of %d bits, is even or out of range", e_bits);
	rsa->bits = (size_t)bits;
	rsa->n_len = (size_t)BN_num_bytes(n);
	rsa->e_len = (size_t)BN_num_bytes(e);
	BN_bn2bin(n, rsa->n);
	BN_bn2bin(e, rsa->e);
	key->has_public = true;
	return 1;
}

/* r = x mod (p - 1) */
static bool mod_minus_one(BIGNUM *r, const BIGNUM *x, const BIGNUM *p, BN_CTX *bn)
{
	BIGNUM *m = BN_secure_new();
	bool ok = m && BN_sub(m, p, BN_value_one());

	if (ok) {
		BN_set_flags(m, BN_FLG_CONSTTIME);
		ok = BN_mod(r, x, m, bn);
	}
	BN_clear_free(m);
	return ok;
}

/* Fills crt with the five numbers. */
static bool set_parts(struct prov_key *key, const BIGNUM *const part[5])
{
	struct prov_rsa *rsa = key->rsa;
	const int p_len = BN_num_bytes(part[0]), q_len = BN_num_bytes(part[1]);
	size_t len = (size_t)(p_len > q_len ? p_len : q_len);

	if (2 * len < rsa->n_len)
		len = (rsa->n_len + 1) / 2;
	if (len > rsa->n_len)
		return false;
	for (int i = 0; i < 5; i++)
		if (BN_is_negative(part[i]) || BN_bn2binpad(part[i], rsa->crt + i * len, (int)len) < 0)
			return false;
	rsa->part_len = len;
	rsa->crt_len = 2 * len == rsa->n_len ? 5 * len : 0;
	return true;
}

static bool set_factors(struct prov_key *key, const struct prov_rsa_numbers *num, BN_CTX *bn)
{
	BIGNUM *dp = BN_secure_new(), *dq = BN_secure_new(), *qi = BN_secure_new();
	BIGNUM *p = num->p, *q = num->q;
	bool ok = dp && dq && qi && BN_is_odd(p) && BN_is_odd(q) && !BN_is_one(p) && !BN_is_one(q) &&
		  !BN_is_negative(p) && !BN_is_negative(q);

	if (ok) {
		BN_set_flags(p, BN_FLG_CONSTTIME);
		BN_set_flags(q, BN_FLG_CONSTTIME);
		ok = (num->dp || mod_minus_one(dp, num->d, p, bn)) &&
		     (num->dq || mod_minus_one(dq, num->d, q, bn)) &&
		     (num->qi || BN_mod_inverse(qi, q, p, bn));
	}
	ok = ok && set_parts(key, (const BIGNUM *[]){ p, q, num->dp ? num->dp : dp,
						      num->dq ? num->dq : dq,
						      num->qi ? num->qi : qi });
	BN_clear_free(dp);
	BN_clear_free(dq);
	BN_clear_free(qi);
	return ok;
}

static int set_private(struct prov_key *key, const struct prov_rsa_numbers *num)
{
	struct prov_rsa *rsa = key->rsa;
	BN_CTX *bn;
	bool ok;

	BN_set_flags(num->d, BN_FLG_CONSTTIME);
	if (BN_is_negative(num->d) || BN_is_zero(num->d) || BN_ucmp(num->d, num->n) >= 0 ||
	    BN_bn2binpad(num->d, rsa->d, (int)rsa->n_len) < 0)
		return prov_raise(key->prov, PROV_R_BAD_KEY, "the private exponent is out of range");
	key->has_private = true;
	if (!num->p || !num->q)
		return 1;
	bn = BN_CTX_secure_new_ex(prov_libctx(key->prov));
	ok = bn && set_factors(key, num, bn);
	BN_CTX_free(bn);
	if (!ok)
		return prov_raise(key->prov, PROV_R_BAD_KEY,
				  "the factors of the RSA key are no factors of its modulus");
	return 1;
}

int prov_rsa_set(struct prov_key *key, const struct prov_rsa_numbers *num)
{
	if (!num->n || !num->e)
		return prov_raise(key->prov, PROV_R_BAD_KEY, "the RSA key has no modulus or exponent");
	return set_public(key, num->n, num->e) && (!num->d || set_private(key, num));
}

int prov_rsa_generate(struct prov_key *key, size_t bits, const BIGNUM *e)
{
	struct prov_rsa *rsa = key->rsa;
	const int e_len = BN_num_bytes(e);
	int err;

	if (bits < 1024 || bits > BITS_MAX || bits % 16)
		return prov_raise(key->prov, PROV_R_BAD_KEY_LENGTH,
				  "new RSA key of %zu bits: the hub makes 1024 to %u in steps of 16",
				  bits, BITS_MAX);
	if (BN_is_negative(e) || !BN_is_odd(e) || BN_is_one(e) || e_len > 4)
		return prov_raise(key->prov, PROV_R_BAD_PARAMETER,
				  "public exponent of a new RSA key: the hub takes odd ones from 3 to "
				  "2^32 - 1");
	rsa->bits = bits;
	rsa->n_len = bits / 8;
	rsa->e_len = (size_t)e_len;
	BN_bn2bin(e, rsa->e);
	HUB_CALL(key->prov, err,
		 cmh_rsa_generate(dev, (uint32_t)bits, rsa->e, rsa->e_len, rsa->n, rsa->d, rsa->crt));
	if (err < 0)
		return prov_fail(key->prov, err);
	rsa->part_len = bits / 16;
	rsa->crt_len = 5 * rsa->part_len;
	key->has_public = key->has_private = true;
	return 1;
}

/* ---- checks ---- */

#define PRIME_ROUNDS 64 /* of a number that somebody may have chosen: wrong once in 2^128 */

/* One round of Miller-Rabin with base a, for m = p - 1 = odd * 2^s. */
static bool witness_free(const BIGNUM *a, const BIGNUM *p, const BIGNUM *m, const BIGNUM *odd, int s,
			 BN_MONT_CTX *mont, BIGNUM *z, BN_CTX *bn)
{
	if (!BN_mod_exp_mont_consttime(z, a, odd, p, bn, mont))
		return false;
	if (BN_is_one(z) || BN_cmp(z, m) == 0)
		return true;
	while (--s > 0) {
		if (!BN_mod_sqr(z, z, p, bn))
			return false;
		if (BN_cmp(z, m) == 0)
			return true;
	}
	return false;
}

/* With bases from the hub: libcrypto's own test would ask for a random generator that need not be
 * there. */
static bool is_prime(struct prov_ctx *prov, const BIGNUM *p, BN_CTX *bn)
{
	uint8_t random[CMH_RSA_LEN_MAX + 8];
	const size_t len = (size_t)BN_num_bytes(p) + 8;
	BN_MONT_CTX *mont = BN_MONT_CTX_new();
	BIGNUM *m, *odd, *a, *z, *span;
	bool prime = false;
	int s = 1;

	BN_CTX_start(bn);
	m = BN_CTX_get(bn);
	odd = BN_CTX_get(bn);
	a = BN_CTX_get(bn);
	span = BN_CTX_get(bn);
	z = BN_CTX_get(bn);
	if (!mont || !z || len > sizeof(random) || BN_num_bits(p) < 32 || !BN_is_odd(p) ||
	    !BN_MONT_CTX_set(mont, p, bn) || !BN_copy(m, p) || !BN_sub_word(m, 1))
		goto out;
	while (!BN_is_bit_set(m, s))
		s++;
	if (!BN_rshift(odd, m, s) || !BN_copy(span, p) || !BN_sub_word(span, 3))
		goto out;
	BN_set_flags(odd, BN_FLG_CONSTTIME);
	prime = true;
	for (int i = 0; prime && i < PRIME_ROUNDS; i++)
		prime = prov_random(prov, random, len) && BN_bin2bn(random, (int)len, a) &&
			BN_mod(a, a, span, bn) && BN_add_word(a, 2) &&
			witness_free(a, p, m, odd, s, mont, z, bn);
out:
	BN_CTX_end(bn);
	BN_MONT_CTX_free(mont);
	OPENSSL_cleanse(random, sizeof(random));
	return prime;
}

/* x * y mod (p - 1) is 1 */
static bool inverse_minus_one(const BIGNUM *x, const BIGNUM *y, const BIGNUM *p, BN_CTX *bn)
{
	BIGNUM *t;
	bool ok;

	BN_CTX_start(bn);
	t = BN_CTX_get(bn);
	ok = t && BN_mul(t, x, y, bn) && mod_minus_one(t, t, p, bn) && BN_is_one(t);
	BN_CTX_end(bn);
	return ok;
}

/* Returns NULL if the factors are in order, else what is wrong. */
static const char *wrong_factors(const struct prov_key *key, const BIGNUM *n, const BIGNUM *e,
				 const BIGNUM *d, BIGNUM *const part[5], BN_CTX *bn)
{
	const BIGNUM *p = part[0], *q = part[1], *dp = part[2], *dq = part[3], *qi = part[4];
	const char *wrong = NULL;
	BIGNUM *t;

	BN_CTX_start(bn);
	t = BN_CTX_get(bn);
	if (!t || !BN_mul(t, p, q, bn) || BN_cmp(t, n) != 0)
		wrong = "the modulus is not the product of the factors";
	else if (!is_prime(key->prov, p, bn) || !is_prime(key->prov, q, bn))
		wrong = "a factor is not prime";
	else if (!inverse_minus_one(d, e, p, bn) || !inverse_minus_one(d, e, q, bn))
		wrong = "the private exponent does not belong to the public one";
	else if (!mod_minus_one(t, d, p, bn) || BN_cmp(t, dp) != 0 || !mod_minus_one(t, d, q, bn) ||
		 BN_cmp(t, dq) != 0)
		wrong = "an exponent of a factor is wrong";
	else if (!BN_mod_mul(t, q, qi, p, bn) || !BN_is_one(t) || BN_cmp(qi, p) >= 0)
		wrong = "the coefficient of the factors is wrong";
	BN_CTX_end(bn);
	return wrong;
}

static int check_factors(const struct prov_key *key)
{
	const struct prov_rsa *rsa = key->rsa;
	BN_CTX *bn = BN_CTX_secure_new_ex(prov_libctx(key->prov));
	BIGNUM *n = BN_bin2bn(rsa->n, (int)rsa->n_len, NULL);
	BIGNUM *e = BN_bin2bn(rsa->e, (int)rsa->e_len, NULL);
	BIGNUM *d = BN_bin2bn(rsa->d, (int)rsa->n_len, BN_secure_new());
	BIGNUM *part[5] = { NULL };
	const char *wrong = "out of memory";
	bool ok = bn && n && e && d;

	for (int i = 0; i < 5; i++) {
		part[i] = BN_bin2bn(rsa->crt + i * rsa->part_len, (int)rsa->part_len, BN_secure_new());
		ok = ok && part[i];
	}
	if (ok) {
		BN_set_flags(d, BN_FLG_CONSTTIME);
		for (int i = 0; i < 5; i++)
			BN_set_flags(part[i], BN_FLG_CONSTTIME);
		wrong = wrong_factors(key, n, e, d, part, bn);
	}
	for (int i = 0; i < 5; i++)
		BN_clear_free(part[i]);
	BN_clear_free(d);
	BN_free(e);
	BN_free(n);
	BN_CTX_free(bn);
	return wrong ? prov_raise(key->prov, PROV_R_INVALID_KEY_PAIR, "RSA key: %s", wrong) : 1;
}

/* A number goes there and back. */
static int check_by_use(const struct prov_key *key)
{
	const struct cmh_rsa rsa = prov_key_rsa(key);
	const struct cmh_key d = { .data = key->rsa->d, .len = key->rsa->n_len };
	uint8_t in[CMH_RSA_LEN_MAX] = { 0 }, mid[CMH_RSA_LEN_MAX], out[CMH_RSA_LEN_MAX];
	int err;

	if (!prov_random(key->prov, in + 1, rsa.n_len - 1))
		return 0;
	HUB_CALL(key->prov, err, cmh_rsa_public(dev, &rsa, in, mid));
	if (err < 0)
		return prov_fail(key->prov, err);
	HUB_CALL(key->prov, err, cmh_rsa_private(dev, &rsa, &d, mid, out));
	if (err < 0 || CRYPTO_memcmp(in, out, rsa.n_len) != 0)
		return prov_raise(key->prov, PROV_R_INVALID_KEY_PAIR,
				  "RSA key: the private exponent does not belong to the public one");
	return 1;
}

int prov_rsa_check_pair(const struct prov_key *key)
{
	if (!key->has_public || !key->has_private)
		return prov_raise(key->prov, PROV_R_NO_KEY, "one half of the key pair is missing");
	return key->rsa->part_len ? check_factors(key) : check_by_use(key);
}

int prov_rsa_security_bits(size_t bits)
{
	/* from how many bits on the strength is the next multiple of 8, beginning with 56 */
	static const uint16_t from[] = { 565,  729,  919,  1137, 1382, 1657,
					 1962, 2300, 2670, 3074, 3513, 3989 };
	int strength = 56;

	for (size_t i = 0; i < sizeof(from) / sizeof(*from) && bits >= from[i]; i++)
		strength += 8;
	return strength;
}
