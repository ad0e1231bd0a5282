// SPDX-License-Identifier: Apache-2.0
/* selftest.c - known answers: "abc" of FIPS 180-4 and FIPS 202 (and the NIST examples for SHAKE),
 * SP 800-38A appendix F, test case 4 of the GCM specification; the DRBG must not repeat itself. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/self_test.h>

#include <cmh/sync.h>

#include "prov_ctx.h"
#include "prov_err.h"
#include "selftest.h"

#define FIELD_MAX 80u /* bytes of the longest field below */
#define TAG_LEN   16u

struct kat {
	enum cmh_alg alg;
	const char *type; /* as the callback reports it */
	const char *desc;
	const char *key, *iv, *aad, *in; /* in hexadecimal */
	const char *out;                 /* and, behind it, the tag */
};

#define SP800_38A_KEY "2b7e151628aed2a6abf7158809cf4f3c"
#define SP800_38A_IN  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
#define ABC           "616263"

#define DIGEST(id, text)                                                                  \
	{                                                                                 \
		CMH_ALG_##id, OSSL_SELF_TEST_TYPE_KAT_DIGEST, #id, .in = ABC, .out = text \
	}
#define CIPHER(id, iv_text, text)                                                                \
	{                                                                                        \
		CMH_ALG_##id, OSSL_SELF_TEST_TYPE_KAT_CIPHER, #id, SP800_38A_KEY, iv_text, NULL, \
			SP800_38A_IN, text                                                       \
	}

static const struct kat kats[] = {
	DIGEST(SHA2_224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
	DIGEST(SHA2_256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
	DIGEST(SHA2_384, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
			 "8086072ba1e7cc2358baeca134c825a7"),
	DIGEST(SHA2_512, "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
			 "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"),
	DIGEST(SHA3_224, "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf"),
	DIGEST(SHA3_256, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
	DIGEST(SHA3_384, "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b2"
			 "98d88cea927ac7f539f1edf228376d25"),
	DIGEST(SHA3_512, "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
			 "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0"),
	DIGEST(SHAKE128, "5881092dd818bf5cf8a3ddb793fbcba74097d5c526a6d35f97b83351940f2cc8"),
	DIGEST(SHAKE256, "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739"
			 "d5a15bef186a5386c75744c0527e1faa9f8726e462a12a4feb06bd8801e751e4"),
	CIPHER(AES_128_ECB, NULL,
	       "3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf"),
	CIPHER(AES_128_CBC, "000102030405060708090a0b0c0d0e0f",
	       "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"),
	CIPHER(AES_128_CTR, "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
	       "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"),
	{ CMH_ALG_AES_128_GCM, OSSL_SELF_TEST_TYPE_KAT_CIPHER, OSSL_SELF_TEST_DESC_CIPHER_AES_GCM,
	  .key = "feffe9928665731c6d6a8f9467308308", .iv = "cafebabefacedbaddecaf888",
	  .aad = "feedfacedeadbeeffeedfacedeadbeefabaddad2",
	  .in = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
		"1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
	  .out = "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
		 "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
		 "5bc94fbc3221a5db94fae95ae7121a47" },
	{ CMH_ALG_CTR_DRBG, OSSL_SELF_TEST_TYPE_DRBG, OSSL_SELF_TEST_DESC_DRBG_CTR },
};

/* A field of a test as bytes. */
struct bytes {
	uint8_t data[FIELD_MAX];
	size_t len;
};

static uint8_t nibble(char c)
{
	return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static struct bytes unhex(const char *text)
{
	struct bytes b = { .len = text ? strlen(text) / 2 : 0 };

	for (size_t i = 0; i < b.len; i++)
		b.data[i] = (uint8_t)(nibble(text[2 * i]) << 4 | nibble(text[2 * i + 1]));
	return b;
}

static bool same(const struct bytes *a, const struct bytes *b)
{
	return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

/* Runs one direction; when decrypting with a tag it stands behind the text in `in`. */
static int run(struct cmh_dev *dev, const struct kat *kat, uint32_t dir, struct bytes *in,
	       struct bytes *got)
{
	const struct bytes key = unhex(kat->key), iv = unhex(kat->iv), aad = unhex(kat->aad);
	const struct cmh_key k = { .data = key.data, .len = key.len };
	const bool enc = dir == CMH_ENCRYPT;

	switch (cmh_alg_get(kat->alg)->family) {
	case CMH_DIGEST:
		got->len = strlen(kat->out) / 2;
		return cmh_digest(dev, kat->alg, in->data, in->len, got->data, got->len);
	case CMH_CIPHER:
		got->len = in->len;
		return cmh_cipher(dev, kat->alg, dir, &k, iv.data, in->data, got->data, in->len);
	case CMH_AEAD:
		got->len = enc ? in->len + TAG_LEN : in->len - TAG_LEN;
		return cmh_aead(dev, kat->alg, dir, &k, iv.data, iv.len, aad.data, aad.len,
				in->data, got->data, enc ? in->len : got->len,
				enc ? got->data + in->len : in->data + got->len, TAG_LEN);
	case CMH_RAND: got->len = 32; return cmh_random(dev, got->data, got->len);
	}
	return -1;
}

static int check(struct cmh_dev *dev, const struct kat *kat, OSSL_SELF_TEST *st)
{
	struct bytes in = unhex(kat->in), want = unhex(kat->out), got;
	int corrupted; /* by the application, to see the test fail */

	if (run(dev, kat, CMH_ENCRYPT, &in, &got) < 0)
		return 0;
	corrupted = OSSL_SELF_TEST_oncorrupt_byte(st, got.data);
	switch (cmh_alg_get(kat->alg)->family) {
	case CMH_DIGEST: return same(&got, &want);
	case CMH_CIPHER:
	case CMH_AEAD:
		return same(&got, &want) && run(dev, kat, CMH_DECRYPT, &want, &got) >= 0 &&
		       same(&got, &in);
	case CMH_RAND: /* two draws must differ */
		in = got;
		return !corrupted && run(dev, kat, CMH_ENCRYPT, &in, &got) >= 0 && !same(&got, &in);
	}
	return 0;
}

int prov_selftest(struct prov_ctx *prov, struct cmh_dev *dev)
{
	OSSL_CALLBACK *callback = NULL;
	void *arg = NULL;
	OSSL_SELF_TEST *st;
	const char *failed = NULL;

	if (prov->up.self_test_cb && prov->up.get_libctx)
		prov->up.self_test_cb(prov->up.get_libctx(prov->core), &callback, &arg);
	st = OSSL_SELF_TEST_new(callback, arg);
	if (!st)
		return prov_raise(prov, PROV_R_NO_MEMORY, "self-test");
	for (size_t i = 0; !failed && i < sizeof(kats) / sizeof(*kats); i++) {
		if (!cmh_dev_has(dev, kats[i].alg))
			continue;
		OSSL_SELF_TEST_onbegin(st, kats[i].type, kats[i].desc);
		if (!check(dev, &kats[i], st))
			failed = cmh_alg_get(kats[i].alg)->name;
		OSSL_SELF_TEST_onend(st, !failed);
	}
	if (!failed)
		failed = prov_selftest_pk(dev, st);
	OSSL_SELF_TEST_free(st);
	if (!failed)
		return 1;
	atomic_store(&prov->broken, true);
	return prov_raise(prov, PROV_R_SELF_TEST, "%s: the device does not give the known answer",
			  failed);
}
