// SPDX-License-Identifier: Apache-2.0
/* RSA commands of the PKE core behind raw VCQs, libcrypto as the judge. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "tests/unit/pke_rig.h"

TestSuite(model_rsa, .init = pk_up, .fini = pk_down, .timeout = 120);

struct rsa {
	uint32_t bits, len;
	uint64_t n, e, d, crt; /* big-endian in DMA memory; e of 4 bytes */
	EVP_PKEY *pkey;
};

static void get(const EVP_PKEY *pkey, const char *name, uint8_t *out, size_t len)
{
	BIGNUM *bn = NULL;

	cr_assert(EVP_PKEY_get_bn_param(pkey, name, &bn));
	cr_assert(eq(int, BN_bn2binpad(bn, out, (int)len), (int)len));
	BN_free(bn);
}

static struct rsa rsa_key(uint32_t bits)
{
	struct rsa rsa = { .bits = bits, .len = bits / 8, .pkey = EVP_RSA_gen(bits) };
	size_t half = rsa.len / 2;

	cr_assert(rsa.pkey != NULL);
	rsa.n = room(rsa.len);
	rsa.d = room(rsa.len);
	rsa.e = room(4);
	rsa.crt = room(5 * half);
	get(rsa.pkey, OSSL_PKEY_PARAM_RSA_N, at(rsa.n), rsa.len);
	get(rsa.pkey, OSSL_PKEY_PARAM_RSA_D, at(rsa.d), rsa.len);
	get(rsa.pkey, OSSL_PKEY_PARAM_RSA_E, at(rsa.e), 4);
	get(rsa.pkey, OSSL_PKEY_PARAM_RSA_FACTOR1, at(rsa.crt), half);
	get(rsa.pkey, OSSL_PKEY_PARAM_RSA_FACTOR2, at(rsa.crt) + half, half);
	get(rsa.pkey, OSSL_PKEY_PARAM_RSA_EXPONENT1, at(rsa.crt) + 2 * half, half);
	get(rsa.pkey, OSSL_PKEY_PARAM_RSA_EXPONENT2, at(rsa.crt) + 3 * half, half);
	get(rsa.pkey, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, at(rsa.crt) + 4 * half, half);
	return rsa;
}

static int rsa_enc(const struct rsa *rsa, uint64_t in, uint64_t out)
{
	struct cmh_pke_rsa_enc c = { rsa->bits, 4, rsa->e, rsa->n, in, out };

	cmh_pke_rsa_enc_put(pke(CMH_PKE_CMD_RSA_ENC), &c);
	return go();
}

static int rsa_dec(const struct rsa *rsa, uint32_t cmd, uint64_t in, uint64_t out, uint64_t ref)
{
	struct cmh_pke_rsa_dec c = { rsa->bits, 4, rsa->e, rsa->n, in, out, ref };

	cmh_pke_rsa_dec_put(pke(cmd), &c);
	return go();
}

static uint64_t message(const struct rsa *rsa)
{
	uint64_t m = room(rsa->len);

	for (uint32_t i = 0; i < rsa->len; i++)
		at(m)[i] = (uint8_t)(i * 7 + 1);
	at(m)[0] = 0;
	return m;
}

Test(model_rsa, rsa_raw_is_what_libcrypto_computes)
{
	static const uint32_t sizes[] = { 512, 1024, 2048, 3072, 4096 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct rsa rsa = rsa_key(sizes[i]);
		uint64_t m = message(&rsa), c = room(rsa.len), out = room(rsa.len),
			 d = object(rsa.len);
		uint64_t crt = object(5 * rsa.len / 2);
		uint8_t want[CMH_RSA_N_MAX];
		EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(rsa.pkey, NULL);
		size_t len = sizeof(want);

		cr_assert(EVP_PKEY_encrypt_init(ctx) > 0);
		cr_assert(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_NO_PADDING) > 0);
		cr_assert(EVP_PKEY_encrypt(ctx, want, &len, at(m), rsa.len) > 0);
		EVP_PKEY_CTX_free(ctx);
		cr_assert(eq(int, rsa_enc(&rsa, m, c), 0));
		cr_assert(zero(int, memcmp(at(c), want, len)));

		temp_number(rsa.d, rsa.len);
		cr_assert(eq(int, rsa_dec(&rsa, CMH_PKE_CMD_RSA_DEC, c, out, CMH_REF_TEMP), 0));
		cr_assert(zero(int, memcmp(at(out), at(m), rsa.len)));
		write_to(d, rsa.d, rsa.len, CMH_CORE_PKE, CMH_VCQ_SWAP);
		write_to(crt, rsa.crt, 5 * rsa.len / 2, CMH_CORE_PKE, CMH_VCQ_SWAP);
		memset(at(out), 0, rsa.len);
		cr_assert(eq(int, rsa_dec(&rsa, CMH_PKE_CMD_RSA_DEC, c, out, d), 0));
		cr_assert(zero(int, memcmp(at(out), at(m), rsa.len)));
		memset(at(out), 0, rsa.len);
		cr_assert(eq(int, rsa_dec(&rsa, CMH_PKE_CMD_RSA_CRT_DEC, c, out, crt), 0));
		cr_assert(zero(int, memcmp(at(out), at(m), rsa.len)));
		EVP_PKEY_free(rsa.pkey);
		pk_reset();
	}
}

/* The classical fault attack: one bad half of a CRT result gives the factors away. */
Test(model_rsa, wrong_private_keys_give_nothing_away)
{
	struct rsa rsa = rsa_key(1024);
	uint64_t m = message(&rsa), c = room(rsa.len), out = room(rsa.len),
		 crt = object(5 * rsa.len / 2);

	cr_assert(eq(int, rsa_enc(&rsa, m, c), 0));
	for (uint32_t field = 0; field < 5; field++) {
		uint64_t last = rsa.crt + (field + 1) * rsa.len / 2 - 1;

		at(last)[0] ^= 2;
		write_to(crt, rsa.crt, 5 * rsa.len / 2, CMH_CORE_PKE, CMH_VCQ_SWAP);
		cr_assert(eq(int, rsa_dec(&rsa, CMH_PKE_CMD_RSA_CRT_DEC, c, out, crt),
			     CMH_HWERR_EIO),
			  "%u", field);
		at(last)[0] ^= 2;
	}
	at(rsa.d)[rsa.len - 1] ^= 2;
	temp_number(rsa.d, rsa.len);
	cr_assert(eq(int, rsa_dec(&rsa, CMH_PKE_CMD_RSA_DEC, c, out, CMH_REF_TEMP), CMH_HWERR_EIO));
	for (uint32_t i = 0; i < rsa.len; i++)
		cr_assert(eq(u8, at(out)[i], 0xa5));
	EVP_PKEY_free(rsa.pkey);
}

Test(model_rsa, rsa_refuses_what_it_cannot_compute)
{
	struct rsa rsa = rsa_key(1024), bad = rsa;
	uint64_t m = message(&rsa), c = room(rsa.len);
	static const uint32_t sizes[] = { 0, 8, 504, 513, 1023, 1028, 4104, 0xfffffff8 };
	static const uint32_t e_lens[] = { 0, 3, 5, 516 };

	cr_assert(eq(int, rsa_enc(&rsa, rsa.n, c), CMH_HWERR_EINVAL), "m = n");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		bad.bits = sizes[i];
		cr_assert(eq(int, rsa_enc(&bad, m, c), CMH_HWERR_EINVAL), "%u", sizes[i]);
	}
	for (size_t i = 0; i < sizeof(e_lens) / sizeof(e_lens[0]); i++) {
		struct cmh_pke_rsa_enc cmd = { rsa.bits, e_lens[i], rsa.e, rsa.n, m, c };

		cmh_pke_rsa_enc_put(pke(CMH_PKE_CMD_RSA_ENC), &cmd);
		cr_assert(eq(int, go(), CMH_HWERR_EINVAL));
	}
	at(rsa.e)[3] ^= 1;
	cr_assert(eq(int, rsa_enc(&rsa, m, c), CMH_HWERR_EINVAL), "even e");
	at(rsa.e)[3] ^= 1;
	at(rsa.n)[rsa.len - 1] ^= 1;
	cr_assert(eq(int, rsa_enc(&rsa, m, c), CMH_HWERR_EINVAL), "even n");
	temp_number(rsa.d, rsa.len);
	cr_assert(
		eq(int, rsa_dec(&rsa, CMH_PKE_CMD_RSA_DEC, m, c, CMH_REF_TEMP), CMH_HWERR_EINVAL));
	at(rsa.n)[rsa.len - 1] ^= 1;
	temp_number(rsa.d, rsa.len - 1);
	cr_assert(eq(int, rsa_dec(&rsa, CMH_PKE_CMD_RSA_DEC, m, c, CMH_REF_TEMP), CMH_HWERR_EINVAL),
		  "short d");
	EVP_PKEY_free(rsa.pkey);
}

static int rsa_keygen(uint32_t bits, uint64_t e, uint64_t n, uint64_t d, uint64_t crt,
		      uint32_t type)
{
	struct cmh_pke_rsa_keygen c = { bits, type, e, n, d, crt, type };

	cmh_pke_rsa_keygen_put(pke(CMH_PKE_CMD_RSA_KEYGEN), &c);
	return go();
}

Test(model_rsa, rsa_keys_of_the_device)
{
	static const uint32_t flags[] = { 0, CMH_TYPE_SCA };
	static const char *const exponents[] = { "010001", "03" };

	for (size_t i = 0; i < 4; i++) {
		uint32_t type = CMH_CORE_PKE | flags[i / 2], bits = i % 2 ? 1024 : 2048,
			 len = bits / 8;
		bool sca = flags[i / 2] != 0;
		uint64_t d = object(sca ? CMH_RSA_D_SCA_SIZE(len) : len);
		uint64_t crt = object(sca ? CMH_RSA_CRT_SCA_SIZE(len) : CMH_RSA_CRT_SIZE(len));
		struct rsa rsa = {
			.bits = bits, .len = len, .n = room(len), .e = put_hex(exponents[i % 2], 4)
		};
		uint64_t m, c = room(len), out = room(len);

		cr_assert(eq(int, rsa_keygen(bits, rsa.e, rsa.n, d, crt, type), 0));
		cr_assert(at(rsa.n)[0] >= 0x80, "a modulus of full length");
		m = message(&rsa);
		cr_assert(eq(int, rsa_enc(&rsa, m, c), 0));
		cr_assert(eq(int, rsa_dec(&rsa, CMH_PKE_CMD_RSA_DEC, c, out, d), 0));
		cr_assert(zero(int, memcmp(at(out), at(m), len)));
		memset(at(out), 0, len);
		cr_assert(eq(int, rsa_dec(&rsa, CMH_PKE_CMD_RSA_CRT_DEC, c, out, crt), 0));
		cr_assert(zero(int, memcmp(at(out), at(m), len)));
		pk_reset();
	}
}

Test(model_rsa, rsa_key_generation_refuses)
{
	uint64_t e = put_hex("010001", 4), n = room(512), d = object(128);

	cr_assert(eq(int, rsa_keygen(1016, e, n, d, 0, CMH_CORE_PKE), CMH_HWERR_EINVAL));
	cr_assert(eq(int, rsa_keygen(4104, e, n, d, 0, CMH_CORE_PKE), CMH_HWERR_EINVAL));
	cr_assert(eq(int, rsa_keygen(1028, e, n, d, 0, CMH_CORE_PKE), CMH_HWERR_EINVAL));
	cr_assert(eq(int, rsa_keygen(1032, e, n, d, object(400), CMH_CORE_PKE), CMH_HWERR_EINVAL));
	cr_assert(eq(int, rsa_keygen(1024, put_hex("02", 4), n, d, 0, CMH_CORE_PKE),
		     CMH_HWERR_EINVAL));
	cr_assert(eq(int, rsa_keygen(1024, put_hex("01", 4), n, d, 0, CMH_CORE_PKE),
		     CMH_HWERR_EINVAL));
	cr_assert(eq(int, rsa_keygen(1024, e, n, object(127), 0, CMH_CORE_PKE), CMH_HWERR_EINVAL));
	cr_assert(eq(int, rsa_keygen(1024, UNMAPPED, n, d, 0, CMH_CORE_PKE), CMH_HWERR_EFAULT));
	cr_assert(eq(int, rsa_keygen(1024, e, UNMAPPED, d, 0, CMH_CORE_PKE), CMH_HWERR_EFAULT));
	cr_assert(eq(int, rsa_keygen(1024, e, n, d, 0, CMH_CORE_PKE), 0), "without a CRT key");
}
