// SPDX-License-Identifier: Apache-2.0
/* The known answers of cmh selftest for the PKE core: libcrypto agrees with each, by other ways than the
 * device model takes. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <string.h>

#include <cmh/alg.h>

#include "tools/encode.h"
#include "tools/kat_pk.h"

TestSuite(cli_kat_pk, .timeout = 60);

struct bytes {
	uint8_t v[KAT_PK_BYTES_MAX];
	size_t len;
};

static struct bytes bytes_of(const char *hex)
{
	struct bytes bytes = { .len = 0 };
	int len = hex ? decode_hex(hex, bytes.v, sizeof(bytes.v)) : 0;

	cr_assert(ge(int, len, 0), "not hexadecimal, or too long: %s", hex);
	bytes.len = (size_t)len;
	return bytes;
}

static BIGNUM *number(const char *hex)
{
	BIGNUM *bn = NULL;

	cr_assert(BN_hex2bn(&bn, hex) > 0);
	return bn;
}

/* so many digits of hex, from one of them on */
static BIGNUM *part(const char *hex, size_t from, size_t digits)
{
	char text[2 * KAT_PK_BYTES_MAX + 1];

	cr_assert(lt(sz, digits, sizeof(text)));
	memcpy(text, hex + from, digits);
	text[digits] = '\0';
	return number(text);
}

/* How many answers of a kind there are. */
static int each(enum kat_pk_kind kind, void (*check)(const struct kat_pk *kat))
{
	int nr = 0;

	for (const struct kat_pk *kat = kat_pks; kat->kind; kat++)
		if (kat->kind == kind) {
			check(kat);
			nr++;
		}
	return nr;
}

/* out = in^d, in = out^e, and the parts of the CRT key belong to n. */
static void check_rsa(const struct kat_pk *kat)
{
	BN_CTX *ctx = BN_CTX_new();
	BIGNUM *n = number(kat->pub), *d = number(kat->key), *in = number(kat->in);
	BIGNUM *out = number(kat->out), *e = BN_new(), *r = BN_new();
	static const uint8_t e_bytes[] = KAT_PK_RSA_E;
	size_t half = strlen(kat->pub) / 2;
	BIGNUM *p = part(kat->crt, 0, half), *q = part(kat->crt, half, half);
	BIGNUM *dp = part(kat->crt, 2 * half, half), *qinv = part(kat->crt, 4 * half, half);

	BN_bin2bn(e_bytes, sizeof(e_bytes), e);
	cr_assert(BN_mod_exp(r, in, d, n, ctx));
	cr_expect(zero(int, BN_cmp(r, out)), "%s: d", kat->source);
	cr_assert(BN_mod_exp(r, out, e, n, ctx));
	cr_expect(zero(int, BN_cmp(r, in)), "%s: e", kat->source);
	cr_assert(BN_mul(r, p, q, ctx));
	cr_expect(zero(int, BN_cmp(r, n)), "%s: p, q", kat->source);
	cr_assert(BN_mod_mul(r, q, qinv, p, ctx));
	cr_expect(BN_is_one(r), "%s: qInv", kat->source);
	BN_sub_word(p, 1);
	cr_assert(BN_mod_mul(r, dp, e, p, ctx));
	cr_expect(BN_is_one(r), "%s: dP", kat->source);
	for (size_t i = 0; i < 10; i++)
		BN_clear_free((BIGNUM *[]){ n, d, in, out, e, r, p, q, dp, qinv }[i]);
	BN_CTX_free(ctx);
}

Test(cli_kat_pk, rsa_agrees_with_openssl)
{
	cr_assert(gt(int, each(KAT_PK_RSA, check_rsa), 0));
}

static EC_GROUP *group_of(const struct kat_pk *kat)
{
	const struct cmh_curve_info *curve = cmh_curve_get(kat->curve);
	EC_GROUP *group;

	cr_assert(curve != NULL);
	group = EC_GROUP_new_by_curve_name(OBJ_txt2nid(strrchr(curve->names, ':') + 1));
	cr_assert(group != NULL, "%s", curve->name);
	return group;
}

/* scalar * point, or * G where point is NULL, begins with want: x, or x and y */
static void check_product(const struct kat_pk *kat, const EC_GROUP *group, const char *scalar,
			  const char *point, const char *want)
{
	struct bytes from = bytes_of(point), expected = bytes_of(want);
	BIGNUM *k = number(scalar);
	EC_POINT *p = EC_POINT_new(group), *r = EC_POINT_new(group);
	uint8_t text[1 + KAT_PK_BYTES_MAX] = { POINT_CONVERSION_UNCOMPRESSED };

	memcpy(text + 1, from.v, from.len);
	if (point)
		cr_assert(EC_POINT_oct2point(group, p, text, 1 + from.len, NULL));
	cr_assert(EC_POINT_mul(group, r, point ? NULL : k, point ? p : NULL, point ? k : NULL, NULL));
	cr_assert(EC_POINT_point2oct(group, r, POINT_CONVERSION_UNCOMPRESSED, text, sizeof(text),
				     NULL) > expected.len);
	cr_expect(zero(int, memcmp(text + 1, expected.v, expected.len)), "%s, %s", kat->name,
		  kat->source);
	EC_POINT_free(p);
	EC_POINT_free(r);
	BN_clear_free(k);
}

static void check_ecdsa(const struct kat_pk *kat)
{
	struct bytes digest = bytes_of(kat->in), pub = bytes_of(kat->pub);
	uint8_t text[1 + KAT_PK_BYTES_MAX] = { POINT_CONVERSION_UNCOMPRESSED };
	EC_GROUP *group = group_of(kat);
	EC_KEY *key = EC_KEY_new();
	ECDSA_SIG *sig = ECDSA_SIG_new();
	size_t half;

	check_product(kat, group, kat->key, NULL, kat->pub);
	if (kat->out) {
		half = strlen(kat->out) / 2;
		memcpy(text + 1, pub.v, pub.len);
		cr_assert(EC_KEY_set_group(key, group));
		cr_assert(EC_KEY_oct2key(key, text, 1 + pub.len, NULL));
		cr_assert(ECDSA_SIG_set0(sig, part(kat->out, 0, half), part(kat->out, half, half)));
		cr_expect(eq(int, ECDSA_do_verify(digest.v, (int)digest.len, sig, key), 1), "%s",
			  kat->source);
	}
	ECDSA_SIG_free(sig);
	EC_KEY_free(key);
	EC_GROUP_free(group);
}

Test(cli_kat_pk, ecdsa_agrees_with_openssl)
{
	cr_assert(gt(int, each(KAT_PK_ECDSA, check_ecdsa), 0));
}

static EVP_PKEY *raw_private(const char *type, const struct bytes *key)
{
	EVP_PKEY *pkey = EVP_PKEY_new_raw_private_key_ex(NULL, type, NULL, key->v, key->len);

	cr_assert(pkey != NULL, "%s", type);
	return pkey;
}

static void check_raw_public(const struct kat_pk *kat, const EVP_PKEY *pkey)
{
	struct bytes want = bytes_of(kat->pub), got = { .len = sizeof(got.v) };

	if (!kat->pub)
		return;
	cr_assert(EVP_PKEY_get_raw_public_key(pkey, got.v, &got.len));
	cr_expect(eq(sz, got.len, want.len));
	cr_expect(zero(int, memcmp(got.v, want.v, want.len)), "%s, %s", kat->name, kat->source);
}

static void check_x(const struct kat_pk *kat)
{
	const char *type = kat->curve == CMH_CURVE_448 ? "X448" : "X25519";
	struct bytes key = bytes_of(kat->key), peer = bytes_of(kat->peer), want = bytes_of(kat->out);
	struct bytes got = { .len = sizeof(got.v) };
	EVP_PKEY *own = raw_private(type, &key);
	EVP_PKEY *other = EVP_PKEY_new_raw_public_key_ex(NULL, type, NULL, peer.v, peer.len);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(own, NULL);

	check_raw_public(kat, own);
	cr_assert(eq(int, EVP_PKEY_derive_init(ctx), 1));
	cr_assert(eq(int, EVP_PKEY_derive_set_peer(ctx, other), 1));
	cr_assert(eq(int, EVP_PKEY_derive(ctx, got.v, &got.len), 1));
	cr_expect(eq(sz, got.len, want.len));
	cr_expect(zero(int, memcmp(got.v, want.v, want.len)), "%s", kat->source);
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(own);
	EVP_PKEY_free(other);
}

static void check_ecdh(const struct kat_pk *kat)
{
	EC_GROUP *group;

	if (cmh_curve_get(kat->curve)->kind == CMH_CURVE_EDWARDS) {
		check_x(kat);
		return;
	}
	group = group_of(kat);
	check_product(kat, group, kat->key, NULL, kat->pub);
	check_product(kat, group, kat->key, kat->peer, kat->out);
	EC_GROUP_free(group);
}

Test(cli_kat_pk, ecdh_agrees_with_openssl)
{
	cr_assert(gt(int, each(KAT_PK_ECDH, check_ecdh), 0));
}

static void check_eddsa(const struct kat_pk *kat)
{
	const char *type = kat->curve == CMH_CURVE_448 ? "ED448" : "ED25519";
	struct bytes key = bytes_of(kat->key), in = bytes_of(kat->in), want = bytes_of(kat->out);
	struct bytes got = { .len = sizeof(got.v) };
	EVP_PKEY *pkey = raw_private(type, &key);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	check_raw_public(kat, pkey);
	cr_assert(eq(int, EVP_DigestSignInit(ctx, NULL, NULL, NULL, pkey), 1));
	cr_assert(eq(int, EVP_DigestSign(ctx, got.v, &got.len, in.v, in.len), 1));
	cr_expect(eq(sz, got.len, want.len));
	cr_expect(zero(int, memcmp(got.v, want.v, want.len)), "%s", kat->source);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
}

Test(cli_kat_pk, eddsa_agrees_with_openssl)
{
	cr_assert(gt(int, each(KAT_PK_EDDSA, check_eddsa), 0));
}

/* libcrypto has no SM2 over a given digest, text form or exchange of this kind: here the keys must fit, and
 * tests/unit/test_pk_sm2.c compares the rest with it. */
static void check_sm2(const struct kat_pk *kat)
{
	EC_GROUP *group = group_of(kat);

	check_product(kat, group, kat->key, NULL, kat->pub);
	EC_GROUP_free(group);
}

Test(cli_kat_pk, sm2_keys_agree_with_openssl)
{
	cr_assert(gt(int, each(KAT_PK_SM2_SIGN, check_sm2), 0));
	cr_assert(gt(int, each(KAT_PK_SM2_CRYPT, check_sm2), 0));
	cr_assert(gt(int, each(KAT_PK_SM2_EXCHANGE, check_sm2), 1));
}

/* Two answers that make one exchange: what is the peer's for one is the other's own. */
Test(cli_kat_pk, both_sides_of_an_exchange_fit)
{
	const struct kat_pk *side[2];
	int nr = 0;

	for (const struct kat_pk *kat = kat_pks; kat->kind; kat++)
		if (kat->kind == KAT_PK_SM2_EXCHANGE && nr < 2)
			side[nr++] = kat;
	cr_assert(eq(int, nr, 2));
	for (int i = 0; i < 2; i++) {
		EC_GROUP *group = group_of(side[i]);

		cr_expect(eq(str, (char *)side[i]->peer, (char *)side[1 - i]->pub));
		cr_expect(eq(str, (char *)side[i]->out, (char *)side[1 - i]->out));
		check_product(side[i], group, side[i]->session, NULL, side[1 - i]->peer_session);
		EC_GROUP_free(group);
	}
}
