// SPDX-License-Identifier: Apache-2.0
/* test_sym_wycheproof.c - Project Wycheproof's vectors for MACs and ciphers through the library,
 * where CMH_VECTORS has them. */
#include <jansson.h>

#include "tests/unit/sym.h"

#define MAX 70000

TestSuite(sym_wycheproof, .init = sym_up, .fini = sym_down, .timeout = 120);

struct bytes {
	uint8_t v[MAX];
	size_t len;
};

static void get(json_t *test, const char *key, struct bytes *b)
{
	const char *hex = json_string_value(json_object_get(test, key));

	cr_assert(ne(ptr, (void *)(uintptr_t)hex, NULL), "no %s", key);
	b->len = strlen(hex) / 2;
	cr_assert(le(sz, b->len, (size_t)MAX));
	for (size_t i = 0; i < b->len; i++)
		sscanf(hex + 2 * i, "%2hhx", &b->v[i]);
}

typedef bool (*check_fn)(json_t *group, json_t *test, const char *alg, bool valid);

/* Runs each test of the file; the check says whether the library did what is right. */
static void run(const char *file, const char *alg, check_fn check)
{
	const char *dir = getenv("CMH_VECTORS");
	size_t i, j, nr = 0;
	json_t *root, *group, *test;
	char path[512];

	snprintf(path, sizeof(path), "%s/wycheproof/%s", dir ? dir : "../shared/vectors", file);
	root = json_load_file(path, 0, NULL);
	if (!root)
		cr_skip_test("%s is not there", path);
	json_array_foreach(json_object_get(root, "testGroups"), i, group) {
		json_array_foreach(json_object_get(group, "tests"), j, test) {
			const char *result = json_string_value(json_object_get(test, "result"));

			cr_expect(check(group, test, alg, strcmp(result, "invalid") != 0),
				  "%s, test %d: %s", file,
				  (int)json_integer_value(json_object_get(test, "tcId")),
				  cmh_errmsg());
			nr++;
		}
	}
	cr_assert(eq(sz, nr, (size_t)json_integer_value(json_object_get(root, "numberOfTests"))));
	json_decref(root);
}

static size_t bits(json_t *group, const char *key)
{
	return (size_t)json_integer_value(json_object_get(group, key)) / 8;
}

/* ---- MACs ---- */

static struct bytes key, iv, aad, msg, ct, tag;

/* Tags may be cut; KMAC knows how long its own is. */
static bool check_mac(json_t *group, json_t *test, const char *name, bool valid)
{
	size_t tag_len = bits(group, "tagSize"), len;
	const struct cmh_alg_info *alg;
	char full[32];
	struct cmh_key k;
	uint8_t out[64];
	int res;

	get(test, "key", &key);
	get(test, "msg", &msg);
	get(test, "tag", &tag);
	if (!strcmp(name, "aes-%zu-cmac")) {
		snprintf(full, sizeof(full), "aes-%zu-cmac", key.len * 8);
		name = full;
	}
	alg = cmh_alg_find(name);
	if (!alg) /* a key of no length that AES has */
		return !valid;
	len = alg->flags & CMH_ALG_F_CUSTOM ? tag_len : alg->digest_len;
	k = (struct cmh_key){ key.v, key.len, 0 };
	res = cmh_mac(dev, alg->id, &k, NULL, 0, msg.v, msg.len, out, len);
	return (res == (int)len && tag.len == tag_len && !memcmp(out, tag.v, tag_len)) == valid;
}

#define MAC_TEST(id, file, alg)            \
	Test(sym_wycheproof, id)           \
	{                                  \
		run(file, alg, check_mac); \
	}

MAC_TEST(hmac_sha224, "hmac_sha224_test.json", "hmac-sha224")
MAC_TEST(hmac_sha256, "hmac_sha256_test.json", "hmac-sha256")
MAC_TEST(hmac_sha384, "hmac_sha384_test.json", "hmac-sha384")
MAC_TEST(hmac_sha512, "hmac_sha512_test.json", "hmac-sha512")
MAC_TEST(hmac_sha3_256, "hmac_sha3_256_test.json", "hmac-sha3-256")
MAC_TEST(hmac_sha3_512, "hmac_sha3_512_test.json", "hmac-sha3-512")
MAC_TEST(kmac128, "kmac128_no_customization_test.json", "kmac128")
MAC_TEST(kmac256, "kmac256_no_customization_test.json", "kmac256")
MAC_TEST(aes_cmac, "aes_cmac_test.json", "aes-%zu-cmac")

/* ---- AEADs ---- */

static const struct cmh_alg_info *by_key_len(const char *format)
{
	char name[32];

	if (strcmp(format, "chacha20-poly1305") == 0)
		return cmh_alg_find(format);
	snprintf(name, sizeof(name), "aes-%zu-%s", key.len * 8, format);
	return cmh_alg_find(name);
}

static bool check_aead(json_t *group, json_t *test, const char *mode, bool valid)
{
	const struct cmh_alg_info *alg;
	static uint8_t out[MAX];
	struct cmh_key k;
	uint8_t got[16];
	int res;

	(void)group;
	get(test, "key", &key);
	get(test, "iv", &iv);
	get(test, "aad", &aad);
	get(test, "msg", &msg);
	get(test, "ct", &ct);
	get(test, "tag", &tag);
	alg = by_key_len(mode);
	if (!alg)
		return !valid;
	k = (struct cmh_key){ key.v, key.len, 0 };
	res = cmh_aead(dev, alg->id, CMH_DECRYPT, &k, iv.v, iv.len, aad.v, aad.len, ct.v, out,
		       ct.len, tag.v, tag.len);
	if (!valid)
		return res < 0;
	if (res != (int)msg.len || memcmp(out, msg.v, msg.len))
		return false;
	res = cmh_aead(dev, alg->id, CMH_ENCRYPT, &k, iv.v, iv.len, aad.v, aad.len, msg.v, out,
		       msg.len, got, tag.len);
	return res == (int)ct.len && !memcmp(out, ct.v, ct.len) && !memcmp(got, tag.v, tag.len);
}

Test(sym_wycheproof, aes_ccm)
{
	run("aes_ccm_test.json", "ccm", check_aead);
}

Test(sym_wycheproof, chacha20_poly1305)
{
	run("chacha20_poly1305_test.json", "chacha20-poly1305", check_aead);
}

/* ---- XTS ---- */

/* IVs of less than 16 bytes are data unit numbers, zeros follow. */
static bool check_xts(json_t *group, json_t *test, const char *unused, bool valid)
{
	const struct cmh_alg_info *alg;
	static uint8_t out[MAX];
	char name[32];
	struct cmh_key k;
	int res;

	(void)group;
	(void)unused;
	memset(iv.v, 0, 16);
	get(test, "key", &key);
	get(test, "iv", &iv);
	get(test, "msg", &msg);
	get(test, "ct", &ct);
	snprintf(name, sizeof(name), "aes-%zu-xts", key.len * 4);
	alg = cmh_alg_find(name);
	if (!alg || iv.len > 16)
		return !valid;
	k = (struct cmh_key){ key.v, key.len, 0 };
	res = cmh_cipher(dev, alg->id, CMH_DECRYPT, &k, iv.v, ct.v, out, ct.len);
	if (!valid)
		return res < 0 || memcmp(out, msg.v, msg.len);
	if (res != (int)msg.len || memcmp(out, msg.v, msg.len))
		return false;
	res = cmh_cipher(dev, alg->id, CMH_ENCRYPT, &k, iv.v, msg.v, out, msg.len);
	return res == (int)ct.len && !memcmp(out, ct.v, ct.len);
}

Test(sym_wycheproof, aes_xts)
{
	run("aes_xts_test.json", NULL, check_xts);
}
