// SPDX-License-Identifier: Apache-2.0
/* selftest.c - known answers: "abc" of FIPS 180-4 and FIPS 202 (and the NIST examples for
 * SHAKE) and of GB/T 32905, SP 800-38A appendix F, test case 4 of the GCM specification, and
 * for the rest the standard named at each; the DRBG must not repeat itself. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/self_test.h>

#include <cmh/sync.h>

#include "prov_ctx.h"
#include "prov_err.h"
#include "selftest.h"

#define FIELD_MAX 144u /* bytes of the longest field below */
#define TAG_LEN   16u  /* where nothing else is said */

#define TYPE_KAT_MAC "KAT_Mac" /* OpenSSL has no word for it */

struct kat {
	enum cmh_alg alg;
	const char *type; /* as the callback reports it */
	const char *desc;
	const char *key, *iv, *aad, *in; /* in hexadecimal */
	const char *out;                 /* and, behind it, the tag */
	size_t tag_len;
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
	DIGEST(SM3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
	/* SP 800-185, cSHAKE sample 1; aad is the customisation string */
	{ CMH_ALG_CSHAKE128, OSSL_SELF_TEST_TYPE_KAT_DIGEST, "CSHAKE128",
	  .aad = "456d61696c205369676e6174757265", .in = "00010203",
	  .out = "c1c36925b6409a04f1b504fcbca9d82b4017277cb5ed2b2065fc1d3814d5aaf5" },
	CIPHER(AES_128_CFB, "000102030405060708090a0b0c0d0e0f",
	       "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b"),
	/* GB/T 32907, A.1 */
	{ CMH_ALG_SM4_ECB, OSSL_SELF_TEST_TYPE_KAT_CIPHER, "SM4_ECB",
	  .key = "0123456789abcdeffedcba9876543210", .in = "0123456789abcdeffedcba9876543210",
	  .out = "681edf34d206965e86b3e94f536e4246" },
	/* IEEE 1619, vector 2 */
	{ CMH_ALG_AES_128_XTS, OSSL_SELF_TEST_TYPE_KAT_CIPHER, "AES_128_XTS",
	  .key = "1111111111111111111111111111111122222222222222222222222222222222",
	  .iv = "33333333330000000000000000000000",
	  .in = "4444444444444444444444444444444444444444444444444444444444444444",
	  .out = "c454185e6a16936e39334038acef838bfb186fff7480adc4289382ecd6d394f0" },
	/* SP 800-38C, example 2 */
	{ CMH_ALG_AES_128_CCM, OSSL_SELF_TEST_TYPE_KAT_CIPHER, "AES_128_CCM",
	  .key = "404142434445464748494a4b4c4d4e4f", .iv = "1011121314151617",
	  .aad = "000102030405060708090a0b0c0d0e0f", .in = "202122232425262728292a2b2c2d2e2f",
	  .out = "d2a1f0e051ea5f62081a7792073d593d1fc64fbfaccd", .tag_len = 6 },
	/* RFC 8998, A.1 */
	{ CMH_ALG_SM4_GCM, OSSL_SELF_TEST_TYPE_KAT_CIPHER, "SM4_GCM",
	  .key = "0123456789abcdeffedcba9876543210", .iv = "00001234567800000000abcd",
	  .aad = "feedfacedeadbeeffeedfacedeadbeefabaddad2",
	  .in = "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
		"eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
	  .out = "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
		 "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
		 "83de3541e4c2b58177e065a9bf7b62ec" },
	/* RFC 8439, 2.8.2 */
	{ CMH_ALG_CHACHA20_POLY1305, OSSL_SELF_TEST_TYPE_KAT_CIPHER, "CHACHA20_POLY1305",
	  .key = "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
	  .iv = "070000004041424344454647", .aad = "50515253c0c1c2c3c4c5c6c7",
	  .in = "4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f6620"
		"2739393a204966204920636f756c64206f6666657220796f75206f6e6c79206f6e65207469"
		"7020666f7220746865206675747572652c2073756e73637265656e20776f756c6420626520"
		"69742e",
	  .out = "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8c"
		 "a9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803"
		 "aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec6"
		 "4b61161ae10b594f09e26a7e902ecbd0600691" },
	/* RFC 4231, test case 2 */
	{ CMH_ALG_HMAC_SHA2_256, TYPE_KAT_MAC, "HMAC_SHA2_256", .key = "4a656665",
	  .in = "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
	  .out = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
	/* SP 800-38B, D.1 */
	{ CMH_ALG_AES_128_CMAC, TYPE_KAT_MAC, "AES_128_CMAC", .key = SP800_38A_KEY,
	  .in = "6bc1bee22e409f96e93d7e117393172a", .out = "070a16b46b4d4144f79bdd9dd04a287c" },
	/* RFC 8439, 2.5.2 */
	{ CMH_ALG_POLY1305, TYPE_KAT_MAC, "POLY1305",
	  .key = "85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b",
	  .in = "43727970746f6772617068696320466f72756d2052657365617263682047726f7570",
	  .out = "a8061dc1305136c6c22b8baf0c0127a9" },
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
	const size_t tag_len = kat->tag_len ? kat->tag_len : TAG_LEN;

	switch (cmh_alg_get(kat->alg)->family) {
	case CMH_DIGEST:
		got->len = strlen(kat->out) / 2;
		return cmh_digest(dev, kat->alg, in->data, in->len, got->data, got->len);
	case CMH_CSHAKE:
		got->len = strlen(kat->out) / 2;
		return cmh_cshake(dev, kat->alg, NULL, 0, aad.data, aad.len, in->data, in->len,
				  got->data, got->len);
	case CMH_MAC:
		got->len = strlen(kat->out) / 2;
		return cmh_mac(dev, kat->alg, &k, NULL, 0, in->data, in->len, got->data, got->len);
	case CMH_CIPHER:
	case CMH_XTS:
		got->len = in->len;
		return cmh_cipher(dev, kat->alg, dir, &k, iv.data, in->data, got->data, in->len);
	case CMH_AEAD:
		got->len = enc ? in->len + tag_len : in->len - tag_len;
		return cmh_aead(dev, kat->alg, dir, &k, iv.data, iv.len, aad.data, aad.len,
				in->data, got->data, enc ? in->len : got->len,
				enc ? got->data + in->len : in->data + got->len, tag_len);
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
	case CMH_DIGEST:
	case CMH_CSHAKE:
	case CMH_MAC: return same(&got, &want);
	case CMH_CIPHER:
	case CMH_XTS:
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
	int ok = 1;

	if (prov->up.self_test_cb && prov->up.get_libctx)
		prov->up.self_test_cb(prov->up.get_libctx(prov->core), &callback, &arg);
	st = OSSL_SELF_TEST_new(callback, arg);
	if (!st)
		return prov_raise(prov, PROV_R_NO_MEMORY, "self-test");
	for (size_t i = 0; ok && i < sizeof(kats) / sizeof(*kats); i++) {
		if (!cmh_dev_has(dev, kats[i].alg))
			continue;
		OSSL_SELF_TEST_onbegin(st, kats[i].type, kats[i].desc);
		ok = check(dev, &kats[i], st);
		OSSL_SELF_TEST_onend(st, ok);
		if (!ok) {
			atomic_store(&prov->broken, true);
			prov_raise(prov, PROV_R_SELF_TEST,
				   "%s: the device does not give the known answer",
				   cmh_alg_get(kats[i].alg)->name);
		}
	}
	OSSL_SELF_TEST_free(st);
	return ok;
}
