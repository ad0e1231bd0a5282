// SPDX-License-Identifier: Apache-2.0
/* SM2 of the library: the standard's examples, libcrypto's SM2 both ways, published vectors, bad
 * arguments. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <ctype.h>
#include <openssl/asn1.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <stdio.h>

#include "tests/unit/pk_lib.h"

TestSuite(pk_sm2, .init = dev_up, .fini = dev_down, .timeout = 60);

static void unhex(const char *hex, uint8_t *out, size_t len)
{
	if (!strncmp(hex, "0x", 2))
		hex += 2;
	for (size_t i = 0; i < len; i++)
		if (sscanf(hex + 2 * i, "%2hhx", &out[i]) != 1)
			abort();
}

/* libcrypto's key of the same bytes. */
static EVP_PKEY *there_of(const struct pair *pair)
{
	uint8_t point[65] = { 4 };
	BIGNUM *d = BN_bin2bn(pair->priv, 32, NULL);
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
	EVP_PKEY *pkey = NULL;
	OSSL_PARAM *params;

	memcpy(point + 1, pair->pub, 64);
	OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0);
	OSSL_PARAM_BLD_push_octet_string(bld, OSSL_PKEY_PARAM_PUB_KEY, point, 65);
	OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_PRIV_KEY, d);
	params = OSSL_PARAM_BLD_to_param(bld);
	if (EVP_PKEY_fromdata_init(ctx) <= 0 ||
	    EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_KEYPAIR, params) <= 0)
		abort();
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	EVP_PKEY_CTX_free(ctx);
	BN_free(d);
	return pkey;
}

/* e = H(Z || M), with Z of the device when H is SM3. */
static void digest_of(const char *md, const uint8_t z[32], const void *msg, size_t len,
		      uint8_t e[32])
{
	EVP_MD *h = EVP_MD_fetch(NULL, md, NULL);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	if (!EVP_DigestInit_ex(ctx, h, NULL) || !EVP_DigestUpdate(ctx, z, 32) ||
	    !EVP_DigestUpdate(ctx, msg, len) || !EVP_DigestFinal_ex(ctx, e, NULL))
		abort();
	EVP_MD_CTX_free(ctx);
	EVP_MD_free(h);
}

Test(pk_sm2, signatures_with_an_identity_both_ways)
{
	static const char id[] = "ALICE123@YAHOO.COM", msg[] = "message digest";
	struct pair pair = pair_new(cmh_curve_get(CMH_CURVE_SM2));
	EVP_PKEY *pkey = there_of(&pair);
	EVP_PKEY_CTX *pctx = EVP_PKEY_CTX_new(pkey, NULL);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	struct cmh_key key = raw(pair.priv, 32);
	uint8_t z[32], e[32], sig[64], der[80], *p = der;
	const uint8_t *in = der;
	size_t len = sizeof(der);
	ECDSA_SIG *s;

	cr_assert(eq(int, cmh_sm2_z(dev, pair.pub, id, strlen(id), z), 32));
	digest_of("SM3", z, msg, strlen(msg), e);
	EVP_PKEY_CTX_set1_id(pctx, id, strlen(id));
	EVP_MD_CTX_set_pkey_ctx(ctx, pctx);

	cr_assert(EVP_DigestSignInit(ctx, NULL, EVP_sm3(), NULL, pkey) > 0);
	cr_assert(EVP_DigestSign(ctx, der, &len, (const uint8_t *)msg, strlen(msg)) > 0);
	s = d2i_ECDSA_SIG(NULL, &in, (long)len);
	BN_bn2binpad(ECDSA_SIG_get0_r(s), sig, 32);
	BN_bn2binpad(ECDSA_SIG_get0_s(s), sig + 32, 32);
	ECDSA_SIG_free(s);
	cr_assert(eq(int, cmh_sm2_verify(dev, pair.pub, e, sig), 0));
	for (int i = 0; i < 64; i += 9) {
		sig[i] ^= 1;
		cr_assert(eq(int, cmh_sm2_verify(dev, pair.pub, e, sig), -EBADMSG));
		sig[i] ^= 1;
	}
	e[0] ^= 1;
	cr_assert(eq(int, cmh_sm2_verify(dev, pair.pub, e, sig), -EBADMSG));
	e[0] ^= 1;

	cr_assert(eq(int, cmh_sm2_sign(dev, &key, e, sig), 64));
	s = ECDSA_SIG_new();
	ECDSA_SIG_set0(s, BN_bin2bn(sig, 32, NULL), BN_bin2bn(sig + 32, 32, NULL));
	len = (size_t)i2d_ECDSA_SIG(s, &p);
	ECDSA_SIG_free(s);
	cr_assert(EVP_DigestVerifyInit(ctx, NULL, EVP_sm3(), NULL, pkey) > 0);
	cr_assert(eq(int, EVP_DigestVerify(ctx, der, len, (const uint8_t *)msg, strlen(msg)), 1));
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_CTX_free(pctx);
	EVP_PKEY_free(pkey);
	pair_free(&pair);
}

/* ---- encryption: libcrypto's ciphertext is SEQUENCE { x, y, C3, C2 } ---- */

static size_t der_of(const uint8_t *text, size_t len, uint8_t *der)
{
	BIGNUM *x = BN_bin2bn(text, 32, NULL), *y = BN_bin2bn(text + 32, 32, NULL);
	ASN1_INTEGER *ix = BN_to_ASN1_INTEGER(x, NULL), *iy = BN_to_ASN1_INTEGER(y, NULL);
	uint8_t body[160], *p = body;
	size_t n;

	i2d_ASN1_INTEGER(ix, &p);
	i2d_ASN1_INTEGER(iy, &p);
	*p++ = 4;
	*p++ = 32;
	memcpy(p, text + 64, 32);
	p += 32;
	*p++ = 4;
	*p++ = (uint8_t)(len - 96);
	memcpy(p, text + 96, len - 96);
	p += len - 96;
	n = (size_t)(p - body);
	p = der;
	*p++ = 0x30;
	if (n > 127)
		*p++ = 0x81;
	*p++ = (uint8_t)n;
	memcpy(p, body, n);
	ASN1_INTEGER_free(ix);
	ASN1_INTEGER_free(iy);
	BN_free(x);
	BN_free(y);
	return (size_t)(p - der) + n;
}

static size_t text_of(const uint8_t *der, uint8_t *text)
{
	const uint8_t *p = der + 2 + (der[1] == 0x81);
	size_t len;

	for (int i = 0; i < 2; i++) {
		ASN1_INTEGER *v = d2i_ASN1_INTEGER(NULL, &p, 40);
		BIGNUM *bn = ASN1_INTEGER_to_BN(v, NULL);

		BN_bn2binpad(bn, text + 32 * i, 32);
		BN_free(bn);
		ASN1_INTEGER_free(v);
	}
	memcpy(text + 64, p + 2, 32);
	p += 34;
	len = p[1];
	memcpy(text + 96, p + 2, len);
	return 96 + len;
}

Test(pk_sm2, encryption_both_ways_of_every_length)
{
	struct pair pair = pair_new(cmh_curve_get(CMH_CURVE_SM2));
	EVP_PKEY *pkey = there_of(&pair);
	struct cmh_key key = raw(pair.priv, 32);

	for (size_t len = 1; len <= CMH_SM2_MAX; len++) {
		uint8_t msg[32], text[128], der[200], out[64];
		EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(pkey, NULL);
		size_t n, out_len = sizeof(out);

		random_fill(msg, len);
		cr_assert(eq(int, cmh_sm2_encrypt(dev, pair.pub, msg, len, text), (int)(len + 96)));
		n = der_of(text, len + 96, der);
		cr_assert(EVP_PKEY_decrypt_init(ctx) > 0);
		cr_assert(EVP_PKEY_decrypt(ctx, out, &out_len, der, n) > 0, "%zu", len);
		cr_assert(eq(sz, out_len, len));
		cr_assert(zero(int, memcmp(out, msg, len)));
		n = sizeof(der);
		cr_assert(EVP_PKEY_encrypt_init(ctx) > 0 &&
			  EVP_PKEY_encrypt(ctx, der, &n, msg, len) > 0);
		cr_assert(eq(sz, text_of(der, text), len + 96));
		cr_assert(eq(int, cmh_sm2_decrypt(dev, &key, text, len + 96, out), (int)len));
		cr_assert(zero(int, memcmp(out, msg, len)));
		EVP_PKEY_CTX_free(ctx);
	}
	EVP_PKEY_free(pkey);
	pair_free(&pair);
}

Test(pk_sm2, changed_ciphertexts)
{
	struct pair pair = pair_new(cmh_curve_get(CMH_CURVE_SM2));
	struct cmh_key key = raw(pair.priv, 32);
	uint8_t text[128], out[32];

	cr_assert(eq(int, cmh_sm2_encrypt(dev, pair.pub, "secret", 6, text), 102));
	text[10] ^= 1;
	cr_assert(eq(int, cmh_sm2_decrypt(dev, &key, text, 102, out), -EINVAL), "C1 off the curve");
	text[10] ^= 1;
	for (int i = 64; i < 102; i += 7) {
		memset(out, 0x77, sizeof(out));
		text[i] ^= 1;
		cr_assert(eq(int, cmh_sm2_decrypt(dev, &key, text, 102, out), -EBADMSG));
		cr_assert(zero(u8, out[0]), "wiped");
		text[i] ^= 1;
	}
	cr_assert(eq(int, cmh_sm2_decrypt(dev, &key, text, 101, out), -EBADMSG));
	cr_assert(eq(int, cmh_sm2_decrypt(dev, &key, text, 96, out), -EINVAL));
	cr_assert(eq(int, CALL(cmh_prep_sm2_decrypt, &key, text, 129, out), -EMSGSIZE));
	cr_assert(eq(int, cmh_sm2_decrypt(dev, &key, text, 102, out), 6));
	pair_free(&pair);
}

/* ---- longer than the hub takes at once ---- */

static uint8_t long_text[70000], long_out[70200], long_back[70000];

/* A DER length of any size up to 64 KiB and more. */
static uint8_t *put_len(uint8_t *p, size_t n)
{
	if (n > 65535) {
		*p++ = 0x83;
		*p++ = (uint8_t)(n >> 16);
		*p++ = (uint8_t)(n >> 8);
	} else if (n > 255) {
		*p++ = 0x82;
		*p++ = (uint8_t)(n >> 8);
	} else if (n > 127) {
		*p++ = 0x81;
	}
	*p++ = (uint8_t)n;
	return p;
}

static size_t long_der(const uint8_t *text, size_t len, uint8_t *der)
{
	uint8_t *body = malloc(len + 64), *p = body;
	size_t n;

	for (int i = 0; i < 2; i++) {
		BIGNUM *bn = BN_bin2bn(text + 32 * i, 32, NULL);
		ASN1_INTEGER *v = BN_to_ASN1_INTEGER(bn, NULL);

		i2d_ASN1_INTEGER(v, &p);
		ASN1_INTEGER_free(v);
		BN_free(bn);
	}
	*p++ = 4;
	p = put_len(p, 32);
	memcpy(p, text + 64, 32);
	p += 32;
	*p++ = 4;
	p = put_len(p, len - 96);
	memcpy(p, text + 96, len - 96);
	p += len - 96;
	n = (size_t)(p - body);
	p = der;
	*p++ = 0x30;
	p = put_len(p, n);
	memcpy(p, body, n);
	free(body);
	return (size_t)(p - der) + n;
}

Test(pk_sm2, long_messages_as_libcrypto)
{
	static const size_t lens[] = { 33, 63, 64, 65, 100, 1000, 4096, 65536, 70000 };
	struct pair pair = pair_new(cmh_curve_get(CMH_CURVE_SM2));
	EVP_PKEY *pkey = there_of(&pair);
	struct cmh_key key = raw(pair.priv, 32);
	uint8_t *der = malloc(71000);

	random_fill(long_text, sizeof(long_text));
	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(pkey, NULL);
		size_t len = lens[i], n, got = sizeof(long_back);

		cr_assert(eq(int, cmh_sm2_encrypt(dev, pair.pub, long_text, len, long_out),
			     (int)len + 96),
			  "%s", cmh_errmsg());
		n = long_der(long_out, len + 96, der);
		cr_assert(EVP_PKEY_decrypt_init(ctx) > 0 &&
				  EVP_PKEY_decrypt(ctx, long_back, &got, der, n) > 0,
			  "%zu", len);
		cr_assert(eq(sz, got, len));
		cr_assert(zero(int, memcmp(long_back, long_text, len)));
		memset(long_back, 0, len);
		cr_assert(eq(int, cmh_sm2_decrypt(dev, &key, long_out, len + 96, long_back), (int)len));
		cr_assert(zero(int, memcmp(long_back, long_text, len)));
		for (size_t at = 64; at < len + 96; at += len / 2) {
			memset(long_back, 0x77, len);
			long_out[at] ^= 1;
			cr_assert(eq(int, cmh_sm2_decrypt(dev, &key, long_out, len + 96, long_back),
				     -EBADMSG));
			cr_assert(zero(u8, long_back[0] | long_back[len - 1]), "wiped");
			long_out[at] ^= 1;
		}
		long_out[3] ^= 1;
		cr_assert(eq(int, cmh_sm2_decrypt(dev, &key, long_out, len + 96, long_back), -EINVAL));
		EVP_PKEY_CTX_free(ctx);
	}
	free(der);
	EVP_PKEY_free(pkey);
	pair_free(&pair);
}

/* A signature with the identity verifies in libcrypto, so its Z is the same. */
Test(pk_sm2, long_identities)
{
	static const size_t lens[] = { 33, 100, 8190 }; /* the last is the most that libcrypto takes */
	struct pair pair = pair_new(cmh_curve_get(CMH_CURVE_SM2));
	EVP_PKEY *pkey = there_of(&pair);
	struct cmh_key key = raw(pair.priv, 32);

	random_fill(long_text, 8191);
	cr_assert(eq(int, cmh_sm2_z(dev, pair.pub, long_text, 8191, long_out), 32));
	for (size_t i = 0; i < 3; i++) {
		EVP_PKEY_CTX *pctx = EVP_PKEY_CTX_new(pkey, NULL);
		EVP_MD_CTX *ctx = EVP_MD_CTX_new();
		uint8_t z[32], e[32], sig[64], der[80], *p = der;
		ECDSA_SIG *s = ECDSA_SIG_new();
		size_t len;

		cr_assert(eq(int, cmh_sm2_z(dev, pair.pub, long_text, lens[i], z), 32));
		digest_of("SM3", z, "abc", 3, e);
		cr_assert(eq(int, cmh_sm2_sign(dev, &key, e, sig), 64));
		ECDSA_SIG_set0(s, BN_bin2bn(sig, 32, NULL), BN_bin2bn(sig + 32, 32, NULL));
		len = (size_t)i2d_ECDSA_SIG(s, &p);
		ECDSA_SIG_free(s);
		EVP_PKEY_CTX_set1_id(pctx, long_text, (int)lens[i]);
		EVP_MD_CTX_set_pkey_ctx(ctx, pctx);
		cr_assert(EVP_DigestVerifyInit(ctx, NULL, EVP_sm3(), NULL, pkey) > 0);
		cr_assert(eq(int, EVP_DigestVerify(ctx, der, len, (const uint8_t *)"abc", 3), 1), "%zu",
			  lens[i]);
		EVP_MD_CTX_free(ctx);
		EVP_PKEY_CTX_free(pctx);
	}
	EVP_PKEY_free(pkey);
	pair_free(&pair);
}

/* ---- the steps ---- */

Test(pk_sm2, points_and_hashes_step_by_step)
{
	struct pair pair = pair_new(cmh_curve_get(CMH_CURVE_SM2));
	struct cmh_key key = raw(pair.priv, 32);
	uint8_t nonce[32] = { 0 }, c1[64], again[64], point[64], back[64], text[128], out[32];

	nonce[31] = 5;
	cr_assert(eq(int, cmh_sm2_enc_point(dev, pair.pub, nonce, c1, point), 64));
	cr_assert(eq(int, CALL(op_prep_sm2_ephemeral, nonce, true, again), 64));
	cr_assert(zero(int, memcmp(c1, again, 64)));
	cr_assert(eq(int, cmh_sm2_dec_point(dev, &key, c1, back), 64));
	cr_assert(zero(int, memcmp(point, back, 64)));
	cr_assert(eq(int, CALL(op_prep_sm2_enc_hash, "hello", 5, point, text), 101));
	cr_assert(zero(int, memcmp(text, (uint8_t[64]){ 0 }, 64)));
	cr_assert(eq(int, CALL(op_prep_sm2_dec_hash, text, 101, point, out), 5));
	cr_assert(zero(int, memcmp(out, "hello", 5)));
	memcpy(text, c1, 64);
	cr_assert(eq(int, cmh_sm2_decrypt(dev, &key, text, 101, out), 5));

	cr_assert(eq(int, cmh_sm2_enc_point(dev, pair.pub, NULL, c1, point), 64));
	cr_assert(eq(int, cmh_sm2_dec_point(dev, &key, c1, back), 64));
	cr_assert(zero(int, memcmp(point, back, 64)));
	cr_assert(eq(int, CALL(op_prep_sm2_ephemeral, nonce, false, again), 64));
	cr_assert(ne(int, nonce[30] | nonce[0], 0));
	pair_free(&pair);
}

Test(pk_sm2, refuses)
{
	struct pair pair = pair_new(cmh_curve_get(CMH_CURVE_SM2));
	uint8_t out[160], id[33] = { 0 };
	struct cmh_key key = raw(pair.priv, 31);

	cr_assert(eq(int, cmh_sm2_z(dev, pair.pub, id, 0, out), -EINVAL));
	cr_assert(eq(int, CALL(cmh_prep_sm2_z, pair.pub, id, 33, out), -EMSGSIZE));
	cr_assert(eq(int, cmh_sm2_z(dev, pair.pub, long_text, 8192, out), -EMSGSIZE));
	cr_assert(eq(int, cmh_sm2_z(dev, pair.pub, id, 32, out), 32));
	cr_assert(eq(int, cmh_sm2_encrypt(dev, pair.pub, id, 0, out), -EINVAL));
	cr_assert(eq(int, CALL(cmh_prep_sm2_encrypt, pair.pub, id, 33, out), -EMSGSIZE));
	cr_assert(eq(int, cmh_sm2_encrypt(dev, pair.pub, NULL, CMH_SM2_LONG_MAX + 1, out), -EMSGSIZE));
	cr_assert(eq(int, cmh_sm2_decrypt(dev, &key, NULL, CMH_SM2_LONG_MAX + 97, out), -EMSGSIZE));
	cr_assert(eq(int, cmh_sm2_sign(dev, &key, id, out), -EINVAL));
	cr_assert(eq(int, cmh_sm2_decrypt(dev, &key, out, 100, out + 128), -EINVAL));
	key.len = 32;
	cr_assert(eq(int, cmh_ecdsa_sign(dev, CMH_CURVE_SM2, &key, id, 31, out), -EINVAL));
	pair.pub[0] ^= 1;
	cr_assert(eq(int, cmh_sm2_encrypt(dev, pair.pub, id, 3, out), -EINVAL));
	cr_assert(eq(int, cmh_sm2_z(dev, pair.pub, id, 3, out), -EINVAL));
	cr_assert(eq(int, cmh_sm2_z(dev, pair.pub, id, 33, out), -EINVAL));
	cr_assert(eq(int, cmh_sm2_encrypt(dev, pair.pub, id, 33, long_out), -EINVAL));
	pair_free(&pair);
}

/* ---- key exchange: GM/T 0003.5, example B.2 ---- */

#define A_KEY   "81EB26E941BB5AF16DF116495F90695272AE2CD63D6C4AE1678418BE48230029"
#define A_NONCE "D4DE15474DB74D06491C440D305E012400990F3E390C7E87153C12DB2EA60BB3"
#define B_KEY   "785129917D45A9EA5437A59356B82338EAADDA6CEB199088F14AE10DEFA229B5"
#define B_NONCE "7E07124814B309489125EAED101113164EBF0F3458C5BD88335C1F9D596243D6"
#define SESSION "6C89347354DE2484C60B4AB1FDE4C6E5"

struct side {
	uint8_t priv[32], pub[64], nonce[32], session[64], z[32];
};

static void side_up(struct side *s, const char *priv, const char *nonce)
{
	struct cmh_key key = raw(s->priv, 32);

	unhex(priv, s->priv, 32);
	unhex(nonce, s->nonce, 32);
	cr_assert(eq(int, cmh_ec_pubkey(dev, CMH_CURVE_SM2, &key, s->pub), 64));
	key.data = s->nonce;
	cr_assert(eq(int, cmh_ec_pubkey(dev, CMH_CURVE_SM2, &key, s->session), 64));
	cr_assert(eq(int, cmh_sm2_z(dev, s->pub, "1234567812345678", 16, s->z), 32));
}

Test(pk_sm2, exchange_of_the_standard)
{
	struct side a, b;
	struct cmh_sm2_exchange x;
	struct cmh_key key = raw(a.priv, 32);
	uint8_t want[16], out[16], point[64];
	uint64_t ref = 0;

	side_up(&a, A_KEY, A_NONCE);
	side_up(&b, B_KEY, B_NONCE);
	unhex(SESSION, want, 16);
	x = (struct cmh_sm2_exchange){ a.nonce, b.pub, b.session, a.z, b.z };
	cr_assert(eq(int, cmh_sm2_exchange(dev, &key, &x, out), 16), "%s", cmh_errmsg());
	cr_assert(zero(int, memcmp(out, want, 16)));
	key = raw(b.priv, 32);
	x = (struct cmh_sm2_exchange){ b.nonce, a.pub, a.session, a.z, b.z };
	cr_assert(eq(int, cmh_sm2_exchange(dev, &key, &x, out), 16));
	cr_assert(zero(int, memcmp(out, want, 16)));

	/* with the point kept on the device in between */
	memset(out, 0, 16);
	cr_assert(eq(int,
		     CALL(op_prep_sm2_point, &key, b.nonce, true, a.pub, a.session, NULL, &ref),
		     0));
	cr_assert(eq(int, CALL(op_prep_sm2_session, ref, a.z, b.z, out), 16));
	cr_assert(zero(int, memcmp(out, want, 16)));
	cr_assert(eq(int,
		     CALL(op_prep_sm2_point, &key, b.nonce, true, a.pub, a.session, point, NULL),
		     64));
	cr_assert(op_point_on_curve(cmh_curve_get(CMH_CURVE_SM2), point));

	/* other lengths: the same key stream, cut elsewhere */
	for (size_t len = 1; len <= 70; len++) {
		uint8_t long_key[70], input[132], there[96];

		cr_assert(eq(int, cmh_sm2_exchange_key(dev, &key, &x, long_key, len), (int)len));
		memcpy(input, point, 64);
		memcpy(input + 64, a.z, 32);
		memcpy(input + 96, b.z, 32);
		for (uint8_t i = 0; i < 3; i++) {
			const uint8_t counter[4] = { 0, 0, 0, (uint8_t)(i + 1) };

			memcpy(input + 128, counter, 4);
			cr_assert(EVP_Digest(input, 132, there + 32 * i, NULL, EVP_sm3(), NULL));
		}
		cr_assert(zero(int, memcmp(there, want, 16)), "the standard's");
		cr_assert(zero(int, memcmp(long_key, there, len)), "%zu", len);
	}
	cr_assert(eq(int, cmh_sm2_exchange_key(dev, &key, &x, out, 0), -EINVAL));
	cr_assert(eq(int, cmh_sm2_exchange_key(dev, &key, &x, out, CMH_SM2_LONG_MAX + 1), -EMSGSIZE));

	a.session[3] ^= 1;
	cr_assert(eq(int, cmh_sm2_exchange(dev, &key, &x, out), -EINVAL));
	a.session[3] ^= 1;
	memset(b.nonce, 0, 32);
	cr_assert(eq(int, cmh_sm2_exchange(dev, &key, &x, out), -EINVAL));
}

/* ---- published vectors ---- */

struct entry {
	char p[80], hash[16], ident[64], msg[256], x[80], sig[160];
};

/* Z with another hash than SM3, which the device does not have. */
static void z_there(const char *md, const char *id, const uint8_t pub[64], uint8_t z[32])
{
	static const char domain[] =
		"FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC"
		"28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93"
		"32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"
		"BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0";
	uint8_t all[2 + 64 + 128 + 64];
	size_t n = strlen(id);

	all[0] = (uint8_t)(n * 8 >> 8);
	all[1] = (uint8_t)(n * 8);
	memcpy(all + 2, id, n);
	unhex(domain, all + 2 + n, 128);
	memcpy(all + 2 + n + 128, pub, 64);
	EVP_Q_digest(NULL, md, NULL, all, 2 + n + 128 + 64, z, NULL);
}

static void check_signature(const struct entry *v)
{
	uint8_t priv[32], pub[64], sig[64], msg[128], z[32], e[32];
	struct cmh_key key = raw(priv, 32);
	size_t len = strlen(v->msg) / 2;

	unhex(v->x, priv, 32);
	unhex(v->sig, sig, 64);
	unhex(v->msg, msg, len);
	cr_assert(eq(int, cmh_ec_pubkey(dev, CMH_CURVE_SM2, &key, pub), 64));
	if (!strcmp(v->hash, "SM3"))
		cr_assert(eq(int, cmh_sm2_z(dev, pub, v->ident, strlen(v->ident), z), 32));
	else
		z_there("SHA2-256", v->ident, pub, z);
	digest_of(!strcmp(v->hash, "SM3") ? "SM3" : "SHA2-256", z, msg, len, e);
	cr_assert(eq(int, cmh_sm2_verify(dev, pub, e, sig), 0), "%s", v->hash);
	sig[63] ^= 1;
	cr_assert(eq(int, cmh_sm2_verify(dev, pub, e, sig), -EBADMSG));
}

static bool take(const char *line, const char *name, char *out, size_t size)
{
	size_t n = strlen(name);

	if (strncmp(line, name, n) || strncmp(line + n, " = ", 3))
		return false;
	snprintf(out, size, "%.*s", (int)strcspn(line + n + 3, "\r\n"), line + n + 3);
	return true;
}

Test(pk_sm2, botan_vectors)
{
	static const char ours[] =
		"0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF";
	const char *dir = getenv("CMH_VECTORS");
	struct entry v = { 0 };
	char path[4096], line[1024];
	int done = 0, other = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/hbs/sm2_sig.vec", dir ? dir : ".");
	f = fopen(path, "r");
	if (!f)
		cr_skip_test("no vectors: set CMH_VECTORS");
	while (fgets(line, sizeof(line), f)) {
		take(line, "P", v.p, sizeof(v.p));
		take(line, "Hash", v.hash, sizeof(v.hash));
		take(line, "Ident", v.ident, sizeof(v.ident));
		take(line, "Msg", v.msg, sizeof(v.msg));
		take(line, "x", v.x, sizeof(v.x));
		if (!take(line, "Signature", v.sig, sizeof(v.sig)))
			continue;
		if (strcmp(v.p, ours)) {
			other++;
			continue;
		}
		check_signature(&v);
		done++;
	}
	fclose(f);
	cr_assert(gt(int, done, 0));
	fprintf(stderr, "sm2_sig.vec: %d verified, %d on curves that the hub has not\n", done,
		other);
}
