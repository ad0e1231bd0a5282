// SPDX-License-Identifier: Apache-2.0
/* test_mgmt_pke.c - key management with public keys: what the hub's keys do is checked by libcrypto. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

#include "tests/unit/mgmt_rig.h"

TestSuite(mgmt_pke, .init = mgmt_up, .fini = mgmt_down, .timeout = 600);

/* ---- RSA ---- */

/* m^e mod n as libcrypto computes it. */
static void power(const uint8_t *n, size_t len, const uint8_t *in, uint8_t *result)
{
	BIGNUM *bn = BN_bin2bn(n, (int)len, NULL), *bi = BN_bin2bn(in, (int)len, NULL), *be = BN_new();
	BN_CTX *ctx = BN_CTX_new();

	BN_set_word(be, 65537);
	cr_assert(BN_mod_exp(bi, bi, be, bn, ctx) && BN_bn2binpad(bi, result, (int)len) == (int)len);
	BN_free(bn);
	BN_free(bi);
	BN_free(be);
	BN_CTX_free(ctx);
}

Test(mgmt_pke, rsa_keys_of_the_hub)
{
	static const uint8_t padded_e[8] = { 0, 0, 0, 0, 0, 1, 0, 1 };
	static const struct {
		uint32_t bits, flags;
		bool crt;
	} cases[] = {
		{ 1024, 0, true }, { 1032, 0, false }, { 2048, CMH_MGMT_KEY_F_SCA, true }, { 3072, 0, true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t len = cases[i].bits / 8;
		uint8_t n[512], in[512] = { 0, 7 }, c[512], there[512], back[512];
		struct cmh_mgmt_pke_rsa_keygen g = { .version = 1,
						     .bits = cases[i].bits,
						     .e = P(padded_e),
						     .e_len = 8,
						     .flags = cases[i].flags,
						     .n = P(n),
						     .d_cid = 10,
						     .crt_cid = cases[i].crt ? 11 : 0 };
		struct cmh_mgmt_pke_rsa_enc e = { .version = 1,
						  .bits = cases[i].bits,
						  .e = P(padded_e),
						  .e_len = 8,
						  .n = P(n),
						  .input = P(in),
						  .output = P(c) };
		struct cmh_mgmt_pke_rsa_dec d = { .version = 1,
						  .bits = cases[i].bits,
						  .e = P(padded_e),
						  .e_len = 8,
						  .n = P(n),
						  .input = P(c),
						  .output = P(back) };
		struct cmh_mgmt_pke_rsa_crt_dec crt = { .version = 1,
							.bits = cases[i].bits,
							.e = P(padded_e),
							.e_len = 8,
							.n = P(n),
							.input = P(c),
							.output = P(back) };

		OK(cmh_mgmt_pke_rsa_keygen(m, &g));
		cr_assert(eq(int, n[0] >> 7, 1));
		cr_assert(ne(u64, g.d_ref, 0));
		cr_assert(eq(int, g.crt_ref != 0, cases[i].crt));
		OK(cmh_mgmt_pke_rsa_enc(m, &e));
		power(n, len, in, there);
		cr_assert(zero(int, memcmp(c, there, len)));
		d.key_ref = g.d_ref;
		OK(cmh_mgmt_pke_rsa_dec(m, &d));
		cr_assert(zero(int, memcmp(back, in, len)));
		cr_assert(eq(int, cmh_mgmt_pke_rsa_crt_dec(m, &crt), -EIO), "no such key");
		if (!cases[i].crt)
			continue;
		memset(back, 0, sizeof(back));
		crt.crt_ref = g.crt_ref;
		OK(cmh_mgmt_pke_rsa_crt_dec(m, &crt));
		cr_assert(zero(int, memcmp(back, in, len)));
	}
}

/* ---- curves ---- */

static EVP_PKEY *public_there(const struct cmh_curve_info *c, const uint8_t *wire)
{
	uint8_t point[1 + 2 * CMH_CLEN_MAX] = { 4 };
	const char *oid = strrchr(c->names, ':') + 1;
	OSSL_PARAM params[3] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
						 (char *)OBJ_nid2sn(OBJ_txt2nid(oid)), 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, 1 + 2 * c->len),
		OSSL_PARAM_construct_end(),
	};
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	EVP_PKEY *pkey = NULL;

	for (uint32_t i = 0; i < 2; i++)
		memcpy(point + 1 + i * c->len, wire + (i + 1) * c->clen - c->len, c->len);
	cr_assert(EVP_PKEY_fromdata_init(ctx) > 0 &&
			  EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) > 0,
		  "%s", c->name);
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

/* The number that libcrypto is told to verify, which takes the leftmost bits of what it gets: on P-521 the
 * hub's number of 68 bytes has seven zeros before. */
static void verify_there(const struct cmh_curve_info *c, EVP_PKEY *pkey, const uint8_t *digest, size_t len,
			 const uint8_t *wire)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(pkey, NULL);
	ECDSA_SIG *sig = ECDSA_SIG_new();
	uint8_t *der = NULL;
	int n;

	ECDSA_SIG_set0(sig, BN_bin2bn(wire, (int)c->clen, NULL),
		       BN_bin2bn(wire + c->clen, (int)c->clen, NULL));
	n = i2d_ECDSA_SIG(sig, &der);
	cr_assert(EVP_PKEY_verify_init(ctx) > 0);
	cr_assert(eq(int, EVP_PKEY_verify(ctx, der, (size_t)n, digest, len), 1), "%s, %zu", c->name, len);
	OPENSSL_free(der);
	ECDSA_SIG_free(sig);
	EVP_PKEY_CTX_free(ctx);
}

Test(mgmt_pke, ecdsa_of_every_curve_verifies_elsewhere)
{
	for (size_t i = 0;; i++) {
		static const uint32_t lens[] = { 1, 20, 28, 32, 48, 64, 65, 100 };
		const struct cmh_curve_info *c = cmh_curve_at(i);
		uint8_t pub[2 * CMH_CLEN_MAX], sig[2 * CMH_CLEN_MAX];
		EVP_PKEY *pkey;
		uint64_t ref;

		if (!c)
			break;
		if (c->kind == CMH_CURVE_EDWARDS || c->id == CMH_CURVE_FRP256V1 || c->id == CMH_CURVE_SM2)
			continue;
		ref = ec_key(c->id, i % 2 ? CMH_MGMT_KEY_F_SCA : 0);
		pubkey(c->id, ref, pub);
		pkey = public_there(c, pub);
		for (size_t l = 0; l < sizeof(lens) / sizeof(lens[0]); l++) {
			struct cmh_mgmt_pke_ecdsa_sign s = { .version = 1,
							     .curve = c->id,
							     .digest = P(bytes),
							     .digest_len = lens[l],
							     .signature = P(sig),
							     .key_ref = ref };

			if (c->id == CMH_CURVE_P521 && lens[l] > c->len)
				continue; /* the hub takes 68 bytes as a number, libcrypto 521 bits */
			OK(cmh_mgmt_pke_ecdsa_sign(m, &s));
			verify_there(c, pkey, bytes, lens[l], sig);
		}
		EVP_PKEY_free(pkey);
	}
}

Test(mgmt_pke, ecdh_agrees_with_itself_and_its_public_key)
{
	for (size_t i = 0;; i++) {
		const struct cmh_curve_info *c = cmh_curve_at(i);
		uint8_t x[2][2 * CMH_CLEN_MAX], s[2][CMH_CLEN_MAX] = { { 0 } }, pub[2 * CMH_CLEN_MAX];
		uint64_t ref[2];

		if (!c)
			break;
		for (int k2 = 0; k2 < 2; k2++) {
			struct cmh_mgmt_pke_ecdh_keygen g = { .version = 1, .curve = c->id };

			ref[k2] = ec_key(c->id, 0);
			g.key_ref = ref[k2];
			g.public_key_x = P(x[k2]);
			OK(cmh_mgmt_pke_ecdh_keygen(m, &g));
			if (c->kind == CMH_CURVE_WEIERSTRASS) {
				pubkey(c->id, ref[k2], pub);
				cr_assert(zero(int, memcmp(pub, x[k2], c->clen)), "%s", c->name);
			}
		}
		for (int k2 = 0; k2 < 2; k2++) {
			struct cmh_mgmt_pke_ecdh a = { .version = 1,
						       .curve = c->id,
						       .peer_key_x = P(x[!k2]),
						       .key_ref = ref[k2],
						       .output = P(s[k2]) };

			OK(cmh_mgmt_pke_ecdh(m, &a));
		}
		cr_assert(zero(int, memcmp(s[0], s[1], c->clen)), "%s", c->name);
		cr_assert(memcmp(s[0], (uint8_t[CMH_CLEN_MAX]){ 0 }, c->clen) != 0);
	}
}

/* Bob of RFC 7748, 6.1: a secret that a user writes as an EdDSA key. */
Test(mgmt_pke, x25519_of_rfc_7748)
{
	static const uint8_t bob[32] = {
		0x5d, 0xab, 0x08, 0x7e, 0x62, 0x4a, 0x8a, 0x4b, 0x79, 0xe1, 0x7f,
		0x8b, 0x83, 0x80, 0x0e, 0xe6, 0x6f, 0x3b, 0xb1, 0x29, 0x26, 0x18,
		0xb6, 0xfd, 0x1c, 0x2f, 0x8b, 0x27, 0xff, 0x88, 0xe0, 0xeb,
	};
	static const uint8_t bob_pub[32] = {
		0xde, 0x9e, 0xdb, 0x7d, 0x7b, 0x7d, 0xc1, 0xb4, 0xd3, 0x5b, 0x61,
		0xc2, 0xec, 0xe4, 0x35, 0x37, 0x3f, 0x83, 0x43, 0xc8, 0x5b, 0x78,
		0x67, 0x4d, 0xad, 0xfc, 0x7e, 0x14, 0x6f, 0x88, 0x2b, 0x4f,
	};
	static const uint8_t alice_pub[32] = {
		0x85, 0x20, 0xf0, 0x09, 0x89, 0x30, 0xa7, 0x54, 0x74, 0x8b, 0x7d,
		0xdc, 0xb4, 0x3e, 0xf7, 0x5a, 0x0d, 0xbf, 0x3a, 0x0d, 0x26, 0x38,
		0x1a, 0xf4, 0xeb, 0xa4, 0xa9, 0x8e, 0xaa, 0x9b, 0x4e, 0x6a,
	};
	static const uint8_t shared[32] = {
		0x4a, 0x5d, 0x9d, 0x5b, 0xa4, 0xce, 0x2d, 0xe1, 0x72, 0x8e, 0x3b,
		0xf4, 0x80, 0x35, 0x0f, 0x25, 0xe0, 0x7e, 0x21, 0xc9, 0x47, 0xd1,
		0x9e, 0x33, 0x76, 0xf0, 0x9b, 0x3c, 0x1e, 0x16, 0x17, 0x42,
	};
	uint64_t ref = write_key(CMH_MGMT_KEY_EDDSA_PRIV_KEY, 0, bob, 32, 0);
	struct cmh_mgmt_pke_ecdh_keygen g = {
		.version = 1, .curve = CMH_CURVE_25519, .key_ref = ref, .public_key_x = P(out[0])
	};
	struct cmh_mgmt_pke_ecdh a = { .version = 1,
				       .curve = CMH_CURVE_25519,
				       .peer_key_x = P(alice_pub),
				       .key_ref = ref,
				       .output = P(out[1]) };

	OK(cmh_mgmt_pke_ecdh_keygen(m, &g));
	cr_assert(zero(int, memcmp(out[0], bob_pub, 32)));
	OK(cmh_mgmt_pke_ecdh(m, &a));
	cr_assert(zero(int, memcmp(out[1], shared, 32)));
}

/* ---- EdDSA ---- */

Test(mgmt_pke, eddsa_verifies_elsewhere_also_with_a_key_in_two_shares)
{
	static const struct {
		uint32_t curve, len;
		int nid;
	} cases[] = { { CMH_CURVE_25519, 32, NID_ED25519 }, { CMH_CURVE_448, 57, NID_ED448 } };

	for (size_t i = 0; i < 2; i++) {
		uint64_t refs[2] = { ec_key(cases[i].curve, 0), 0 };
		uint32_t nr = 1, len = cases[i].len;
		uint8_t pub[57], sig[114];
		EVP_PKEY *pkey;

		if (cases[i].curve == CMH_CURVE_448) {
			struct cmh_mgmt_pke_eddsa_keygen_sca a = {
				.version = 1, .curve = CMH_CURVE_448, .key_ref = refs[0], .cid = 30
			};

			OK(cmh_mgmt_pke_eddsa_keygen_sca(m, &a));
			refs[nr++] = a.sca_ref;
		}
		pubkey(cases[i].curve, refs[0], pub);
		pkey = EVP_PKEY_new_raw_public_key(cases[i].nid, NULL, pub, len);
		for (uint32_t r = 0; r < nr; r++)
			for (uint32_t n = 1; n <= 4096; n *= 16) {
				struct cmh_mgmt_pke_eddsa_sign s = { .version = 1,
								     .curve = cases[i].curve,
								     .digest = P(bytes),
								     .digest_len = n,
								     .signature = P(sig),
								     .key_ref = refs[r] };
				struct cmh_mgmt_pke_eddsa_verify v = { .version = 1,
								       .curve = cases[i].curve,
								       .digest = P(bytes),
								       .digest_len = n,
								       .signature = P(sig),
								       .public_key_y = P(pub) };
				EVP_MD_CTX *ctx = EVP_MD_CTX_new();

				OK(cmh_mgmt_pke_eddsa_sign(m, &s));
				cr_assert(EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) > 0);
				cr_assert(eq(int, EVP_DigestVerify(ctx, sig, 2 * len, bytes, n), 1));
				EVP_MD_CTX_free(ctx);
				OK(cmh_mgmt_pke_eddsa_verify(m, &v));
				for (uint32_t at = 0; at < 2 * len; at += 13) {
					sig[at] ^= 1;
					cr_assert(eq(int, cmh_mgmt_pke_eddsa_verify(m, &v), -EIO));
					sig[at] ^= 1;
				}
			}
		EVP_PKEY_free(pkey);
	}
}

/* ---- SM2: the two sides of an exchange, GM/T 0003.5, example B.2 ---- */

static void unhex(const char *hex, uint8_t *to, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (sscanf(hex + 2 * i, "%2hhx", &to[i]) != 1)
			abort();
}

Test(mgmt_pke, sm2_exchange_of_the_standard)
{
	static const char *const priv[2] = {
		"81EB26E941BB5AF16DF116495F90695272AE2CD63D6C4AE1678418BE48230029",
		"785129917D45A9EA5437A59356B82338EAADDA6CEB199088F14AE10DEFA229B5",
	};
	static const char *const nonce[2] = {
		"D4DE15474DB74D06491C440D305E012400990F3E390C7E87153C12DB2EA60BB3",
		"7E07124814B309489125EAED101113164EBF0F3458C5BD88335C1F9D596243D6",
	};
	uint8_t key[32], n[2][32], pub[2][64], eph[2][64], z[2][32], want[16], secret[16], point[2][64];
	uint64_t ref[2], kept = 0;

	unhex("6C89347354DE2484C60B4AB1FDE4C6E5", want, 16);
	for (int i = 0; i < 2; i++) {
		struct cmh_mgmt_sm2_ecdh_keygen g = {
			.version = 1, .nonce_len = 32, .nonce = P(n[i]), .session_key = P(eph[i])
		};
		struct cmh_mgmt_sm2_id_digest d = { .version = 1,
						    .id_len = 16,
						    .id = P("1234567812345678"),
						    .public_key = P(pub[i]),
						    .digest = P(z[i]) };

		unhex(priv[i], key, 32);
		unhex(nonce[i], n[i], 32);
		ref[i] = write_key(CMH_MGMT_KEY_SM2_PRIV_KEY, 0, key, 32, 0);
		pubkey(CMH_CURVE_SM2, ref[i], pub[i]);
		OK(cmh_mgmt_sm2_ecdh_keygen(m, &g));
		OK(cmh_mgmt_sm2_id_digest(m, &d));
	}
	for (int i = 0; i < 2; i++) {
		struct cmh_mgmt_sm2_ecdh e = { .version = 1,
					       .nonce_len = 32,
					       .nonce = P(n[i]),
					       .peer_public_key = P(pub[!i]),
					       .peer_session_key = P(eph[!i]),
					       .key_ref = ref[i],
					       .shared_point_ref = P(&kept) };
		struct cmh_mgmt_sm2_ecdh_hash h = { .version = 1,
						    .peer_id_digest = P(z[0]),
						    .id_digest = P(z[1]),
						    .shared_key = P(secret) };

		OK(cmh_mgmt_sm2_ecdh(m, &e));
		h.shared_point_ref = kept;
		OK(cmh_mgmt_sm2_ecdh_hash(m, &h));
		cr_assert(zero(int, memcmp(secret, want, 16)), "side %d", i);
		e.shared_point_ref = 0;
		e.shared_point = P(point[i]);
		OK(cmh_mgmt_sm2_ecdh(m, &e));
	}
	cr_assert(zero(int, memcmp(point[0], point[1], 64)), "the same point on both sides");
}

Test(mgmt_pke, sm2_encryption_in_two_steps_and_back)
{
	uint64_t ref = ec_key(CMH_CURVE_SM2, 0);
	uint8_t pub[64], text[128], point[64], back[64], plain[32];

	pubkey(CMH_CURVE_SM2, ref, pub);
	for (uint32_t len = 1; len <= 32; len++) {
		struct cmh_mgmt_sm2_enc_point ep = {
			.version = 1, .public_key = P(pub), .ciphertext = P(out[0]), .enc_point = P(point)
		};
		struct cmh_mgmt_sm2_enc_hash eh = { .version = 1,
						    .message_len = len,
						    .message = P(bytes),
						    .enc_point = P(point),
						    .ciphertext = P(text) };
		struct cmh_mgmt_sm2_dec_point dp = { .version = 1,
						     .ciphertext_len = 96 + len,
						     .ciphertext = P(text),
						     .dec_point = P(back),
						     .key_ref = ref };
		struct cmh_mgmt_sm2_dec_hash dh = { .version = 1,
						    .ciphertext_len = 96 + len,
						    .ciphertext = P(text),
						    .dec_point = P(back),
						    .plaintext = P(plain) };

		OK(cmh_mgmt_sm2_enc_point(m, &ep));
		OK(cmh_mgmt_sm2_enc_hash(m, &eh));
		memcpy(text, out[0], 64);
		OK(cmh_mgmt_sm2_dec_point(m, &dp));
		cr_assert(zero(int, memcmp(point, back, 64)));
		OK(cmh_mgmt_sm2_dec_hash(m, &dh));
		cr_assert(zero(int, memcmp(plain, bytes, len)));
		text[96] ^= 1;
		cr_assert(eq(int, cmh_mgmt_sm2_dec_hash(m, &dh), -EIO));
	}
}
