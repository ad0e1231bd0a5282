// SPDX-License-Identifier: Apache-2.0
/* RSA of the library: raw operations of every size against libcrypto, keys of the device, bad
 * arguments. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "tests/unit/pk_lib.h"

TestSuite(pk_rsa, .init = dev_up, .fini = dev_down, .timeout = 600);

struct rsa {
	EVP_PKEY *pkey;
	size_t len;
	uint8_t n[512], e[4], d[512], crt[1280];
	struct cmh_rsa pub;
};

static void get(const EVP_PKEY *pkey, const char *name, uint8_t *out, size_t len)
{
	BIGNUM *bn = NULL;

	cr_assert(EVP_PKEY_get_bn_param(pkey, name, &bn));
	cr_assert(eq(int, BN_bn2binpad(bn, out, (int)len), (int)len), "%s", name);
	BN_free(bn);
}

static void rsa_up(struct rsa *rsa, uint32_t bits)
{
	size_t half = bits / 16;

	rsa->pkey = EVP_RSA_gen(bits);
	rsa->len = bits / 8;
	get(rsa->pkey, OSSL_PKEY_PARAM_RSA_N, rsa->n, rsa->len);
	get(rsa->pkey, OSSL_PKEY_PARAM_RSA_E, rsa->e, 4);
	get(rsa->pkey, OSSL_PKEY_PARAM_RSA_D, rsa->d, rsa->len);
	get(rsa->pkey, OSSL_PKEY_PARAM_RSA_FACTOR1, rsa->crt, half);
	get(rsa->pkey, OSSL_PKEY_PARAM_RSA_FACTOR2, rsa->crt + half, half);
	get(rsa->pkey, OSSL_PKEY_PARAM_RSA_EXPONENT1, rsa->crt + 2 * half, half);
	get(rsa->pkey, OSSL_PKEY_PARAM_RSA_EXPONENT2, rsa->crt + 3 * half, half);
	get(rsa->pkey, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, rsa->crt + 4 * half, half);
	rsa->pub = (struct cmh_rsa){ rsa->n, rsa->len, rsa->e + 1, 3 };
}

static void encrypt_there(const struct rsa *rsa, const uint8_t *in, uint8_t *out)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(rsa->pkey, NULL);
	size_t len = rsa->len;

	cr_assert(EVP_PKEY_encrypt_init(ctx) > 0 &&
		  EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_NO_PADDING) > 0 &&
		  EVP_PKEY_encrypt(ctx, out, &len, in, rsa->len) > 0);
	EVP_PKEY_CTX_free(ctx);
}

Test(pk_rsa, raw_operations_of_every_size)
{
	static const uint32_t sizes[] = { 512, 768, 1024, 1536, 2048, 3072, 4096 };
	struct rsa *rsa = malloc(sizeof(*rsa));

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint8_t m[512], c[512], there[512], out[512];
		struct cmh_key key;
		size_t crt;
		int n;

		rsa_up(rsa, sizes[i]);
		n = (int)rsa->len;
		crt = 5 * rsa->len / 2;
		random_fill(m, rsa->len);
		m[0] = 0;
		cr_assert(eq(int, cmh_rsa_public(dev, &rsa->pub, m, c), n), "%s", cmh_errmsg());
		encrypt_there(rsa, m, there);
		cr_assert(zero(int, memcmp(c, there, rsa->len)), "%u", sizes[i]);
		key = raw(rsa->d, rsa->len);
		cr_assert(eq(int, cmh_rsa_private(dev, &rsa->pub, &key, c, out), n), "%u: %s",
			  sizes[i], cmh_errmsg());
		cr_assert(zero(int, memcmp(out, m, rsa->len)));
		key = raw(rsa->crt, crt);
		memset(out, 0, sizeof(out));
		cr_assert(eq(int, cmh_rsa_private(dev, &rsa->pub, &key, c, out), n), "%u: %s",
			  sizes[i], cmh_errmsg());
		cr_assert(zero(int, memcmp(out, m, rsa->len)));
		EVP_PKEY_free(rsa->pkey);
	}
	free(rsa);
}

/* Where the library keeps large raw keys while it uses them. */
static uint64_t keyslot(void)
{
	uint64_t ref = 0;

	for (size_t i = 0; i < sizeof(dev->mbx) / sizeof(dev->mbx[0]); i++)
		if (dev->mbx[i] && dev->mbx[i]->keyslot)
			ref = dev->mbx[i]->keyslot;
	return ref;
}

/* Is the key of rsa gone from there? */
static bool wiped(const struct rsa *rsa)
{
	struct cmh_key key = stored(keyslot(), 5 * rsa->len / 2);
	uint8_t m[512] = { 0, 5 }, out[512];

	return cmh_rsa_private(dev, &rsa->pub, &key, m, out) == -EIO;
}

Test(pk_rsa, large_factors_do_not_stay_on_the_device)
{
	struct rsa *rsa = malloc(sizeof(*rsa));
	uint8_t m[512] = { 0, 5 }, out[512];
	struct cmh_key key;
	uint64_t ref;

	rsa_up(rsa, 4096);
	key = raw(rsa->crt, 1280);
	cr_assert(eq(u64, keyslot(), 0), "nothing is made before it is needed");
	cr_assert(eq(int, cmh_rsa_private(dev, &rsa->pub, &key, m, out), 512));
	ref = keyslot();
	cr_assert(ne(u64, ref, 0));
	cr_assert(wiped(rsa), "after a success");
	cr_assert(eq(int, cmh_rsa_private(dev, &rsa->pub, &key, rsa->n, out), -EINVAL));
	cr_assert(wiped(rsa), "after a failure");
	cr_assert(eq(int, cmh_rsa_private(dev, &rsa->pub, &key, m, out), 512));
	cr_assert(eq(u64, keyslot(), ref), "one object for all");
	EVP_PKEY_free(rsa->pkey);
	free(rsa);
}

/* The object is made by the first request while the others wait for it; and each of them runs,
 * whatever happens to the one before. */
Test(pk_rsa, large_factors_in_a_batch)
{
	struct cmh_ring_opts opts = { .sz = sizeof(opts), .depth = 16, .mailbox = -1 };
	struct rsa *rsa = malloc(sizeof(*rsa));
	uint8_t m[512] = { 0, 5 }, c[512], out[4][512];
	struct cmh_ring *ring;
	struct cmh_key key;
	struct cmh_cqe *cqe;
	int sent = 0, done = 0;

	rsa_up(rsa, 3072);
	key = raw(rsa->crt, 960);
	cr_assert(eq(int, cmh_rsa_public(dev, &rsa->pub, m, c), 384));
	cr_assert(eq(int, cmh_ring_open(dev, &opts, &ring), 0));
	for (int i = 0; i < 4; i++) {
		struct cmh_sqe *sqe = cmh_ring_get_sqe(ring);

		cmh_prep_rsa_private(sqe, &rsa->pub, &key, i == 1 ? rsa->n : c, out[i]);
		cmh_sqe_set_data(sqe, (uint64_t)i);
	}
	while (done < 4) {
		int ret = cmh_ring_submit(ring);

		cr_assert(ret >= 0 || ret == -EAGAIN, "%d", ret);
		sent += ret > 0 ? ret : 0;
		while (done < sent) {
			cr_assert(eq(int, cmh_ring_wait_cqe(ring, &cqe, -1), 0));
			cr_assert(eq(int, cqe->res, cqe->user_data == 1 ? -EINVAL : 384));
			cmh_cqe_seen(ring, cqe);
			done++;
		}
	}
	for (int i = 0; i < 4; i++)
		cr_assert(i == 1 || !memcmp(out[i], m, 384), "%d", i);
	cr_assert(eq(int, cmh_ring_inflight(ring), 0));
	cmh_ring_close(ring);
	EVP_PKEY_free(rsa->pkey);
	free(rsa);
}

/* All parts of a key belong together, as libcrypto sees it. */
static void check_there(const struct rsa *rsa, uint32_t e)
{
	static const char *const names[] = { OSSL_PKEY_PARAM_RSA_FACTOR1, OSSL_PKEY_PARAM_RSA_FACTOR2,
					     OSSL_PKEY_PARAM_RSA_EXPONENT1,
					     OSSL_PKEY_PARAM_RSA_EXPONENT2,
					     OSSL_PKEY_PARAM_RSA_COEFFICIENT1 };
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	BIGNUM *n = BN_bin2bn(rsa->n, (int)rsa->len, NULL), *d = BN_bin2bn(rsa->d, (int)rsa->len, NULL);
	BIGNUM *part[5];
	OSSL_PARAM *params;
	EVP_PKEY *pkey = NULL;

	cr_assert(eq(int, BN_num_bits(n), (int)rsa->len * 8));
	cr_assert(OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, n) &&
		  OSSL_PARAM_BLD_push_uint(bld, OSSL_PKEY_PARAM_RSA_E, e) &&
		  OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_D, d));
	for (int i = 0; i < 5; i++) {
		part[i] = BN_bin2bn(rsa->crt + (size_t)i * rsa->len / 2, (int)rsa->len / 2, NULL);
		cr_assert(OSSL_PARAM_BLD_push_BN(bld, names[i], part[i]));
	}
	params = OSSL_PARAM_BLD_to_param(bld);
	cr_assert(EVP_PKEY_fromdata_init(ctx) > 0 &&
		  EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_KEYPAIR, params) > 0);
	EVP_PKEY_CTX_free(ctx);
	ctx = EVP_PKEY_CTX_new(pkey, NULL);
	cr_assert(eq(int, EVP_PKEY_check(ctx), 1), "%zu bytes", rsa->len);
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	BN_free(n);
	BN_free(d);
	for (int i = 0; i < 5; i++)
		BN_free(part[i]);
}

Test(pk_rsa, keys_for_the_caller)
{
	static const struct {
		uint32_t bits, e;
	} cases[] = { { 1024, 3 }, { 1040, 65537 }, { 2048, 65537 }, { 3072, 17 } };
	struct rsa *rsa = malloc(sizeof(*rsa));

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t e = cases[i].e;
		uint8_t e_be[4] = { 0, (uint8_t)(e >> 16), (uint8_t)(e >> 8), (uint8_t)e };
		uint8_t m[512] = { 0, 9 }, c[512], out[512];
		struct cmh_key key;

		rsa->len = cases[i].bits / 8;
		cr_assert(eq(int,
			     cmh_rsa_generate(dev, cases[i].bits, e_be + i % 2, 4 - i % 2, rsa->n, rsa->d,
					      rsa->crt),
			     (int)rsa->len),
			  "%s", cmh_errmsg());
		check_there(rsa, e);
		rsa->pub = (struct cmh_rsa){ rsa->n, rsa->len, e_be, 4 };
		key = raw(rsa->crt, 5 * rsa->len / 2);
		cr_assert(wiped(rsa), "the device keeps nothing");
		cr_assert(eq(int, cmh_rsa_public(dev, &rsa->pub, m, c), (int)rsa->len));
		cr_assert(eq(int, cmh_rsa_private(dev, &rsa->pub, &key, c, out), (int)rsa->len));
		cr_assert(zero(int, memcmp(m, out, rsa->len)));
	}
	free(rsa);
}

Test(pk_rsa, key_generation_refuses)
{
	static const uint8_t e[5] = { 0, 0, 0, 3 }, even[1] = { 4 }, one[1] = { 1 };
	uint8_t n[514], d[514], crt[1290];

	cr_assert(eq(int, cmh_rsa_generate(dev, 1008, e, 4, n, d, crt), -EINVAL));
	cr_assert(eq(int, cmh_rsa_generate(dev, 1032, e, 4, n, d, crt), -EINVAL));
	cr_assert(eq(int, cmh_rsa_generate(dev, 4112, e, 4, n, d, crt), -EINVAL));
	cr_assert(eq(int, cmh_rsa_generate(dev, 1024, e, 0, n, d, crt), -EINVAL));
	cr_assert(eq(int, cmh_rsa_generate(dev, 1024, e, 5, n, d, crt), -EINVAL));
	cr_assert(eq(int, cmh_rsa_generate(dev, 1024, even, 1, n, d, crt), -EINVAL));
	cr_assert(eq(int, cmh_rsa_generate(dev, 1024, one, 1, n, d, crt), -EINVAL));
	cr_assert(eq(int, cmh_rsa_generate(dev, 1024, e, 4, n, d, crt), 128));
}

/* As the provider will use it: PKCS #1 v1.5 made by hand, verified by libcrypto. */
Test(pk_rsa, signature_verifies_elsewhere)
{
	static const uint8_t info[] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
					0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20 };
	struct rsa *rsa = malloc(sizeof(*rsa));
	uint8_t em[256], sig[256], digest[32];
	EVP_PKEY_CTX *ctx;
	struct cmh_key key;

	rsa_up(rsa, 2048);
	random_fill(digest, 32);
	memset(em, 0xff, sizeof(em));
	em[0] = 0;
	em[1] = 1;
	em[256 - 32 - sizeof(info) - 1] = 0;
	memcpy(em + 256 - 32 - sizeof(info), info, sizeof(info));
	memcpy(em + 256 - 32, digest, 32);
	key = raw(rsa->crt, 640);
	cr_assert(eq(int, cmh_rsa_private(dev, &rsa->pub, &key, em, sig), 256));
	ctx = EVP_PKEY_CTX_new(rsa->pkey, NULL);
	cr_assert(EVP_PKEY_verify_init(ctx) > 0 &&
		  EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) > 0 &&
		  EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()) > 0);
	cr_assert(eq(int, EVP_PKEY_verify(ctx, sig, 256, digest, 32), 1));
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(rsa->pkey);
	free(rsa);
}

Test(pk_rsa, keys_of_the_device)
{
	static const uint8_t e[] = { 1, 0, 1 };
	static const uint32_t flags[] = { 0, CMH_TYPE_SCA };

	for (int i = 0; i < 2; i++) {
		uint32_t bits = i ? 1024 : 2048, len = bits / 8;
		uint8_t n[256], m[256], c[256], out[256];
		struct cmh_rsa pub = { n, len, e, 3 };
		uint64_t d = 0, crt = 0;
		struct cmh_key key;

		cr_assert(eq(int,
			     CALL(cmh_prep_object_new, 1, i ? CMH_RSA_D_SCA_SIZE(len) : CMH_RSA_D_SIZE(len),
				  &d),
			     0));
		cr_assert(eq(int,
			     CALL(cmh_prep_object_new, 2,
				  i ? CMH_RSA_CRT_SCA_SIZE(len) : CMH_RSA_CRT_SIZE(len), &crt),
			     0));
		cr_assert(eq(int, CALL(op_prep_rsa_keygen, bits, e, 3, d, crt, flags[i], n),
			     (int)len));
		random_fill(m, len);
		m[0] = 0;
		cr_assert(eq(int, cmh_rsa_public(dev, &pub, m, c), (int)len));
		key = stored(d, len);
		cr_assert(eq(int, cmh_rsa_private(dev, &pub, &key, c, out), (int)len));
		cr_assert(zero(int, memcmp(m, out, len)));
		key = stored(crt, 5 * len / 2);
		cr_assert(eq(int, cmh_rsa_private(dev, &pub, &key, c, out), (int)len));
		cr_assert(zero(int, memcmp(m, out, len)));
	}
}

Test(pk_rsa, refuses)
{
	struct rsa *rsa = malloc(sizeof(*rsa));
	uint8_t m[512] = { 0 }, out[512];
	struct cmh_rsa pub;
	struct cmh_key key;

	rsa_up(rsa, 1024);
	m[100] = 7;
	pub = rsa->pub;
	key = raw(rsa->d, 128);
	cr_assert(eq(int, cmh_rsa_public(dev, &pub, rsa->n, out), -EINVAL), "input = modulus");
	cr_assert(eq(int, cmh_rsa_private(dev, &pub, &key, rsa->n, out), -EINVAL));
	pub.n_len = 63;
	cr_assert(eq(int, cmh_rsa_public(dev, &pub, m, out), -EINVAL));
	pub.n_len = 513;
	cr_assert(eq(int, cmh_rsa_public(dev, &pub, m, out), -EMSGSIZE));
	pub = rsa->pub;
	pub.e_len = 0;
	cr_assert(eq(int, cmh_rsa_public(dev, &pub, m, out), -EINVAL));
	pub.e_len = 129;
	cr_assert(eq(int, cmh_rsa_public(dev, &pub, m, out), -EINVAL));
	pub = rsa->pub;
	key.len = 129;
	cr_assert(eq(int, cmh_rsa_private(dev, &pub, &key, m, out), -EINVAL));
	key.len = 0;
	cr_assert(eq(int, cmh_rsa_private(dev, &pub, &key, m, out), -EINVAL));
	key.len = 128;
	rsa->d[127] ^= 4;
	cr_assert(eq(int, cmh_rsa_private(dev, &pub, &key, m, out), -EIO),
		  "a key that does not belong to n and e");
	rsa->crt[127] ^= 4;
	key = raw(rsa->crt, 320);
	cr_assert(eq(int, cmh_rsa_private(dev, &pub, &key, m, out), -EIO));
	cr_assert(eq(int, CALL(op_prep_rsa_keygen, 1000, rsa->e, 4, 0, 0, 0, out), -EINVAL));
	cr_assert(eq(int, CALL(op_prep_rsa_keygen, 1028, rsa->e, 4, 0, 0, 0, out), -EINVAL));
	cr_assert(eq(int, CALL(op_prep_rsa_keygen, 1024, rsa->e, 5, 0, 0, 0, out), -EINVAL));
	cr_assert(eq(int, CALL(op_prep_rsa_keygen, 1024, rsa->e, 4, 0x77, 0, 0, out), -ENOENT));
	EVP_PKEY_free(rsa->pkey);
	free(rsa);
}

/* A short d, and an exponent of any length that fits. */
Test(pk_rsa, short_private_exponent_and_long_public_one)
{
	struct rsa *rsa = malloc(sizeof(*rsa));
	uint8_t m[128] = { 0 }, c[128], out[128];
	struct cmh_rsa swapped;
	struct cmh_key key;

	rsa_up(rsa, 1024);
	m[3] = 9;
	/* e and d change places: d is as good an exponent to the public as e */
	swapped = (struct cmh_rsa){ rsa->n, 128, rsa->d, 128 };
	key = raw(rsa->e + 1, 3);
	cr_assert(eq(int, cmh_rsa_public(dev, &swapped, m, c), 128));
	cr_assert(eq(int, cmh_rsa_private(dev, &swapped, &key, c, out), 128));
	cr_assert(zero(int, memcmp(out, m, 128)));
	EVP_PKEY_free(rsa->pkey);
	free(rsa);
}
