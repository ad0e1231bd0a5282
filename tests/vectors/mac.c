// SPDX-License-Identifier: Apache-2.0
/* mac.c - vectors of HMAC, KMAC and CMAC: in one piece, byte by byte, from a copy of a context, and
 * once more with the key that the context has. */
#include <stdio.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/params.h>

#include "tests/vectors/vectors.h"

#define TAG_MAX 64u

struct alg {
	const char *file; /* as the file names it */
	const char *mac;
	const char *digest;
};

static const struct alg algs[] = {
	{ "AES-CMAC", "CMAC", NULL },
	{ "HMACSHA1", "HMAC", "SHA1" },
	{ "HMACSHA224", "HMAC", "SHA2-224" },
	{ "HMACSHA256", "HMAC", "SHA2-256" },
	{ "HMACSHA384", "HMAC", "SHA2-384" },
	{ "HMACSHA512", "HMAC", "SHA2-512" },
	{ "HMACSHA3-224", "HMAC", "SHA3-224" },
	{ "HMACSHA3-256", "HMAC", "SHA3-256" },
	{ "HMACSHA3-384", "HMAC", "SHA3-384" },
	{ "HMACSHA3-512", "HMAC", "SHA3-512" },
	{ "KMAC128", "KMAC-128", NULL },
	{ "KMAC256", "KMAC-256", NULL },
};

static const struct alg *find(const char *name)
{
	for (size_t i = 0; i < sizeof(algs) / sizeof(*algs); i++)
		if (strcmp(algs[i].file, name) == 0)
			return &algs[i];
	return NULL;
}

static bool final(EVP_MAC_CTX *ctx, uint8_t *tag, size_t *len)
{
	return EVP_MAC_final(ctx, tag, len, TAG_MAX) > 0;
}

static enum verdict compute(EVP_MAC_CTX *ctx, const OSSL_PARAM *params, struct bytes key,
			    struct bytes msg, uint8_t *tag, size_t *len)
{
	uint8_t again[TAG_MAX];
	EVP_MAC_CTX *copy;
	size_t n;
	bool ok;

	if (EVP_MAC_init(ctx, key.data, key.len, params) <= 0)
		return refused("EVP_MAC_init, key of %zu bytes", key.len);
	if (EVP_MAC_update(ctx, msg.data, msg.len) <= 0 || !final(ctx, tag, len))
		return refused("EVP_MAC_update, EVP_MAC_final");

	if (EVP_MAC_init(ctx, key.data, key.len, params) <= 0)
		return wrong("the second EVP_MAC_init");
	for (size_t i = 0; i < msg.len; i++)
		if (EVP_MAC_update(ctx, msg.data + i, 1) <= 0)
			return wrong("EVP_MAC_update of one byte");
	copy = EVP_MAC_CTX_dup(ctx);
	ok = copy && final(copy, again, &n) && n == *len && memcmp(tag, again, n) == 0;
	EVP_MAC_CTX_free(copy);
	if (!ok)
		return wrong("a copy of the context gives another tag");
	if (!final(ctx, again, &n) || n != *len || memcmp(tag, again, n) != 0)
		return wrong("byte by byte gives another tag");

	if (EVP_MAC_init(ctx, NULL, 0, NULL) <= 0 ||
	    EVP_MAC_update(ctx, msg.data, msg.len) <= 0 || !final(ctx, again, &n) ||
	    n != *len || memcmp(tag, again, n) != 0)
		return wrong("started again without a key gives another tag");
	return ACCEPTED;
}

static enum verdict run(const struct suite *suite, json_t *test)
{
	const struct bytes key = field(test, "key"), msg = field(test, "msg");
	const struct bytes tag = field(test, "tag");
	size_t tag_len = (size_t)number(suite->group, "tagSize") / 8, len = 0;
	const struct alg *alg = find(suite->algorithm);
	OSSL_PARAM params[3], *p = params;
	uint8_t got[TAG_MAX];
	enum verdict verdict;
	EVP_MAC_CTX *ctx;
	char cipher[32];
	EVP_MAC *mac;

	if (!alg)
		return wrong("unknown algorithm %s", suite->algorithm);
	mac = EVP_MAC_fetch(rig.libctx, alg->mac, rig.query);
	if (!mac)
		return missing("%s", alg->mac);
	if (alg->digest)
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)alg->digest,
							0);
	if (strcmp(alg->mac, "CMAC") == 0) {
		snprintf(cipher, sizeof(cipher), "AES-%ld-CBC", number(suite->group, "keySize"));
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher, 0);
	}
	if (strncmp(alg->mac, "KMAC", 4) == 0)
		*p++ = OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &tag_len);
	*p = OSSL_PARAM_construct_end();
	ctx = EVP_MAC_CTX_new(mac);
	verdict = compute(ctx, params, key, msg, got, &len);
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
	if (verdict != ACCEPTED)
		return verdict;
	if (len < tag_len)
		return wrong("a tag of %zu bytes, %zu wanted", len, tag_len);
	return same(tag, got, tag_len) ? ACCEPTED : refused("another tag");
}

const struct schema mac_schemas[] = {
	{ "mac_test_schema_v1.json", run, NULL },
	{ NULL, NULL, NULL },
};
