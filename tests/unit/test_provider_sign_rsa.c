// SPDX-License-Identifier: Apache-2.0
/* RSA signatures through EVP against the default provider: paddings, digests, parameters, and
 * signatures that must not verify. */
#include <criterion/criterion.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "tests/provider_pk.h"

static struct env env;
static EVP_PKEY *key; /* 2048 bits */

static void up(void)
{
	env_up(&env);
	key = pk_rsa(&env, "RSA", 2048);
}

static void down(void)
{
	EVP_PKEY_free(key);
	env_down(&env);
}

TestSuite(provider_sign_rsa, .init = up, .fini = down, .timeout = 300);

/* With a place in RSA signatures; the last ones are not the hub's. */
static const char *const mds[] = { "SHA224",   "SHA256",     "SHA384",	  "SHA512", "SHA3-224",
				   "SHA3-256", "SHA3-384",   "SHA3-512",  "SHA1",   "MD5",
				   "MD5-SHA1", "SHA512-224", "SHA512-256", "RIPEMD160" };
#define MDS_NR (sizeof(mds) / sizeof(*mds))
#define for_each_md(md) for (size_t md##_i = 0; md##_i < MDS_NR && (md = mds[md##_i]); md##_i++)

/* Padding, salt length and MGF1 digest as parameters; saltlen and mgf1 NULL: not set. */
struct pad {
	OSSL_PARAM params[4];
};

static struct pad pad_of(const char *mode, const char *saltlen, const char *mgf1)
{
	struct pad pad;
	OSSL_PARAM *p = pad.params;

	*p++ = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE, (char *)mode, 0);
	if (saltlen)
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_PSS_SALTLEN,
							(char *)saltlen, 0);
	if (mgf1)
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_MGF1_DIGEST,
							(char *)mgf1, 0);
	*p = OSSL_PARAM_construct_end();
	return pad;
}

/* ---- both providers say the same ---- */

Test(provider_sign_rsa, pkcs1_equals_default_with_every_digest)
{
	uint8_t msg[300], got[PK_SIG_MAX], want[PK_SIG_MAX];
	const char *md;

	for_each_md (md) {
		const size_t len = env_below(sizeof(msg));

		env_fill(msg, len);
		cr_assert(pk_sign(&env, PREFER, key, md, NULL, msg, len, got) == 256, "%s", md);
		env_must(pk_sign(&env, DEFAULT, key, md, NULL, msg, len, want) == 256);
		cr_assert(memcmp(got, want, 256) == 0, "%s", md);
		cr_assert(pk_verify(&env, PREFER, key, md, NULL, msg, len, want, 256), "%s", md);
		want[255] ^= 1;
		cr_assert(!pk_verify(&env, PREFER, key, md, NULL, msg, len, want, 256), "%s", md);
	}
}

/* Signs with one provider and verifies with the other, both ways. */
static void both_ways(EVP_PKEY *k, const char *md, const struct pad *pad, const struct pad *verify_pad)
{
	static const char *const props[] = { PREFER, DEFAULT };
	uint8_t msg[200], sig[PK_SIG_MAX];

	for (int i = 0; i < 2; i++) {
		const size_t len = env_below(sizeof(msg)) + 1;
		size_t n;

		env_fill(msg, len);
		n = pk_sign(&env, props[i], k, md, pad->params, msg, len, sig);
		cr_assert(n == (size_t)EVP_PKEY_get_size(k), "%s signs with %s", props[i], md);
		cr_assert(pk_verify(&env, props[!i], k, md, verify_pad->params, msg, len, sig, n),
			  "%s verifies with %s", props[!i], md);
		msg[len - 1] ^= 1;
		cr_assert(!pk_verify(&env, PREFER, k, md, verify_pad->params, msg, len, sig, n));
	}
}

Test(provider_sign_rsa, pss_with_every_digest)
{
	static const char *const salts[] = { "digest", "max", "auto", "0", "1", "20" };
	const char *md;

	for_each_md (md) {
		if (strcmp(md, "MD5-SHA1") == 0)
			continue; /* has no place in PSS */
		for (size_t i = 0; i < sizeof(salts) / sizeof(*salts); i++) {
			const struct pad pad = pad_of("pss", salts[i], NULL);
			const struct pad automatic = pad_of("pss", "auto", NULL);

			both_ways(key, md, &pad, &pad);
			both_ways(key, md, &pad, &automatic);
		}
	}
}

Test(provider_sign_rsa, pss_with_another_digest_for_mgf1)
{
	const struct pad pad = pad_of("pss", "digest", "SHA512");
	const struct pad sha1 = pad_of("pss", "digest", "SHA1");
	const struct pad same = pad_of("pss", "digest", NULL);
	uint8_t sig[PK_SIG_MAX];

	both_ways(key, "SHA256", &pad, &pad);
	both_ways(key, "SHA256", &sha1, &sha1);
	env_must(pk_sign(&env, CMH, key, "SHA256", pad.params, "abc", 3, sig) == 256);
	cr_assert(!pk_verify(&env, CMH, key, "SHA256", same.params, "abc", 3, sig, 256));
}

Test(provider_sign_rsa, moduli_of_any_length)
{
	static const size_t bits[] = { 1024, 1025, 1026, 1031, 2047, 3072, 4096 };
	const struct pad pkcs1 = pad_of("pkcs1", NULL, NULL);
	const struct pad max = pad_of("pss", "max", NULL), digest = pad_of("pss", "digest", NULL);

	for (size_t i = 0; i < sizeof(bits) / sizeof(*bits); i++) {
		EVP_PKEY *k = pk_rsa(&env, "RSA", bits[i]);

		both_ways(k, "SHA256", &pkcs1, &pkcs1);
		both_ways(k, "SHA256", &max, &max);
		both_ways(k, "SHA384", &digest, &digest);
		EVP_PKEY_free(k);
	}
}

/* The algorithm identifier of a context that signs; 0 bytes: it has none. */
static size_t algorithm_id(const char *props, EVP_PKEY *k, const char *md, const OSSL_PARAM *params,
			   uint8_t *out, size_t size)
{
	EVP_MD_CTX *ctx = pk_begin(&env, props, k, md, 1, params);
	OSSL_PARAM ask[] = {
		OSSL_PARAM_construct_octet_string(OSSL_SIGNATURE_PARAM_ALGORITHM_ID, out, size),
		OSSL_PARAM_construct_end(),
	};
	size_t len = 0;

	cr_assert(ctx != NULL, "%s", md);
	if (EVP_PKEY_CTX_get_params(EVP_MD_CTX_get_pkey_ctx(ctx), ask) > 0)
		len = ask[0].return_size;
	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	return len;
}

static void same_algorithm_id(EVP_PKEY *k, const char *md, const struct pad *pad)
{
	uint8_t got[200], want[200];
	const size_t got_len = algorithm_id(PREFER, k, md, pad->params, got, sizeof(got));
	const size_t want_len = algorithm_id(DEFAULT, k, md, pad->params, want, sizeof(want));

	if (!want_len && pad->params[0].data && strcmp(pad->params[0].data, "pss") == 0)
		return; /* default knows none of PSS with SHA-3, MD5, RIPEMD-160 */
	cr_assert(got_len == want_len && memcmp(got, want, got_len) == 0, "%s: %zu, %zu bytes", md,
		  got_len, want_len);
}

Test(provider_sign_rsa, algorithm_ids_equal_default)
{
	static const char *const salts[] = { NULL,  "digest", "max", "auto", "0",
					     "20", "32",     "127", "128", "190" };
	const struct pad pkcs1 = pad_of("pkcs1", NULL, NULL);
	const char *md;

	for_each_md (md) {
		same_algorithm_id(key, md, &pkcs1);
		if (strcmp(md, "MD5-SHA1") == 0)
			continue; /* has no place in PSS */
		for (size_t i = 0; i < sizeof(salts) / sizeof(*salts); i++) {
			const struct pad pss = pad_of("pss", salts[i], NULL);
			const struct pad mgf1 = pad_of("pss", salts[i], "SHA1");

			same_algorithm_id(key, md, &pss);
			same_algorithm_id(key, md, &mgf1);
		}
	}
}

/* ---- digests that the caller made ---- */

static size_t raw_sign(const char *props, EVP_PKEY *k, const OSSL_PARAM *params, const void *tbs,
		       size_t len, uint8_t *sig)
{
	EVP_PKEY_CTX *ctx = pk_ctx(&env, props, k, EVP_PKEY_sign_init_ex, params);
	size_t n = PK_SIG_MAX;

	if (!ctx || EVP_PKEY_sign(ctx, sig, &n, tbs, len) <= 0)
		n = 0;
	EVP_PKEY_CTX_free(ctx);
	ERR_clear_error();
	return n;
}

static int raw_verify(const char *props, EVP_PKEY *k, const OSSL_PARAM *params, const void *tbs,
		      size_t len, const uint8_t *sig, size_t n)
{
	EVP_PKEY_CTX *ctx = pk_ctx(&env, props, k, EVP_PKEY_verify_init_ex, params);
	const int ok = ctx && EVP_PKEY_verify(ctx, sig, n, tbs, len) == 1;

	EVP_PKEY_CTX_free(ctx);
	ERR_clear_error();
	return ok;
}

static size_t recover(const char *props, EVP_PKEY *k, const OSSL_PARAM *params, const uint8_t *sig,
		      size_t n, uint8_t *out)
{
	EVP_PKEY_CTX *ctx = pk_ctx(&env, props, k, EVP_PKEY_verify_recover_init_ex, params);
	size_t len = PK_SIG_MAX;

	if (!ctx || EVP_PKEY_verify_recover(ctx, out, &len, sig, n) <= 0)
		len = 0;
	EVP_PKEY_CTX_free(ctx);
	ERR_clear_error();
	return len;
}

/* A given digest needs nobody who computes it: foreign ones do with provider=cmh. */
Test(provider_sign_rsa, signs_and_recovers_given_digests)
{
	uint8_t tbs[64], got[PK_SIG_MAX], want[PK_SIG_MAX], back[PK_SIG_MAX];
	const char *md;

	for_each_md (md) {
		const OSSL_PARAM params[] = {
			OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, (char *)md, 0),
			OSSL_PARAM_construct_end(),
		};
		const OSSL_PARAM other[] = {
			OSSL_PARAM_construct_utf8_string(
				OSSL_SIGNATURE_PARAM_DIGEST,
				(char *)(strcmp(md, "SHA256") ? "SHA256" : "SHA3-256"), 0),
			OSSL_PARAM_construct_end(),
		};
		EVP_MD *fetched = EVP_MD_fetch(env.libctx, md, DEFAULT);
		const size_t len = (size_t)EVP_MD_get_size(fetched);

		EVP_MD_free(fetched);
		env_fill(tbs, sizeof(tbs));
		cr_assert(raw_sign(CMH, key, params, tbs, len, got) == 256, "%s", md);
		env_must(raw_sign(DEFAULT, key, params, tbs, len, want) == 256);
		cr_assert(memcmp(got, want, 256) == 0, "%s", md);
		cr_assert(raw_verify(CMH, key, params, tbs, len, got, 256), "%s", md);
		cr_assert(!raw_verify(CMH, key, other, tbs, 32, got, 256), "%s", md);
		cr_assert(recover(CMH, key, params, got, 256, back) == len, "%s", md);
		cr_assert(memcmp(back, tbs, len) == 0, "%s", md);
		cr_assert(recover(CMH, key, other, got, 256, back) == 0, "%s", md);
		cr_assert(raw_sign(CMH, key, params, tbs, len - 1, got) == 0, "%s", md);
		cr_assert(raw_sign(CMH, key, params, tbs, len + 1, got) == 0, "%s", md);
		tbs[len - 1] ^= 0x80;
		cr_assert(!raw_verify(CMH, key, params, tbs, len, want, 256), "%s", md);
	}
}

Test(provider_sign_rsa, signs_bytes_without_digest)
{
	uint8_t tbs[256], got[PK_SIG_MAX], want[PK_SIG_MAX], back[PK_SIG_MAX];
	static const size_t lens[] = { 0, 1, 20, 244, 245 };

	env_fill(tbs, sizeof(tbs));
	for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++) {
		cr_assert(raw_sign(CMH, key, NULL, tbs, lens[i], got) == 256, "%zu", lens[i]);
		env_must(raw_sign(DEFAULT, key, NULL, tbs, lens[i], want) == 256);
		cr_assert(memcmp(got, want, 256) == 0);
		cr_assert(raw_verify(CMH, key, NULL, tbs, lens[i], got, 256));
		cr_assert(!raw_verify(CMH, key, NULL, tbs, lens[i] + 1, got, 256));
		cr_assert(recover(CMH, key, NULL, got, 256, back) == lens[i]);
		cr_assert(memcmp(back, tbs, lens[i]) == 0);
	}
	cr_assert(raw_sign(CMH, key, NULL, tbs, 246, got) == 0);
}

Test(provider_sign_rsa, signs_blocks_without_padding)
{
	const struct pad none = pad_of("none", NULL, NULL);
	uint8_t tbs[257] = { 0 }, got[PK_SIG_MAX], want[PK_SIG_MAX], back[PK_SIG_MAX];

	env_fill(tbs + 1, 255);
	cr_assert(raw_sign(CMH, key, none.params, tbs, 256, got) == 256);
	env_must(raw_sign(DEFAULT, key, none.params, tbs, 256, want) == 256);
	cr_assert(memcmp(got, want, 256) == 0);
	cr_assert(raw_verify(CMH, key, none.params, tbs, 256, got, 256));
	cr_assert(recover(CMH, key, none.params, got, 256, back) == 256);
	cr_assert(memcmp(back, tbs, 256) == 0);
	cr_assert(raw_sign(CMH, key, none.params, tbs, 255, got) == 0);
	cr_assert(raw_sign(CMH, key, none.params, tbs, 257, got) == 0);
	memset(tbs, 0xff, 256); /* not below the modulus */
	cr_assert(raw_sign(CMH, key, none.params, tbs, 256, got) == 0);
	cr_assert(!raw_verify(CMH, key, none.params, tbs, 256, tbs, 256));
}

/* ---- signatures that must not verify ---- */

#define SHA256_INFO "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"
#define INFO_LEN    19u

/* A signature of a block of our making. */
static void sign_block(const uint8_t *em, uint8_t *sig)
{
	const struct pad none = pad_of("none", NULL, NULL);

	env_must(raw_sign(DEFAULT, key, none.params, em, 256, sig) == 256);
}

static void good_block(uint8_t *em, const uint8_t *digest)
{
	memset(em, 0xff, 256);
	em[0] = 0;
	em[1] = 1;
	em[256 - 32 - INFO_LEN - 1] = 0;
	memcpy(em + 256 - 32 - INFO_LEN, SHA256_INFO, INFO_LEN);
	memcpy(em + 256 - 32, digest, 32);
}

Test(provider_sign_rsa, refuses_malformed_pkcs1_blocks)
{
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, (char *)"SHA256", 0),
		OSSL_PARAM_construct_end(),
	};
	uint8_t digest[32], em[256], sig[PK_SIG_MAX], back[PK_SIG_MAX];

	env_fill(digest, sizeof(digest));
	good_block(em, digest);
	sign_block(em, sig);
	cr_assert(raw_verify(CMH, key, params, digest, 32, sig, 256));
	for (size_t i = 1; i < 256; i++) { /* every byte of the block counts */
		good_block(em, digest);
		em[i] ^= i == 1 ? 2 : 1;
		sign_block(em, sig);
		cr_assert(!raw_verify(CMH, key, params, digest, 32, sig, 256), "byte %zu", i);
		if (i < 256 - 32)
			cr_assert(recover(CMH, key, params, sig, 256, back) == 0, "byte %zu", i);
	}
	/* DigestInfo without NULL, and garbage behind a digest that stands too early */
	good_block(em, digest);
	em[256 - 32 - INFO_LEN - 1] = 0xff;
	memcpy(em + 256 - 32 - INFO_LEN + 1,
	       "\0\x30\x2f\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x04\x20", 18);
	sign_block(em, sig);
	cr_assert(!raw_verify(CMH, key, params, digest, 32, sig, 256));
	good_block(em, digest);
	memmove(em + 10, em + 256 - 32 - INFO_LEN - 1, INFO_LEN + 33);
	sign_block(em, sig);
	cr_assert(!raw_verify(CMH, key, params, digest, 32, sig, 256));
	cr_assert(recover(CMH, key, params, sig, 256, back) == 0);
}

Test(provider_sign_rsa, refuses_malformed_pss_blocks)
{
	const struct pad none = pad_of("none", NULL, NULL), automatic = pad_of("pss", "auto", NULL);
	const struct pad digest = pad_of("pss", "digest", NULL);
	uint8_t em[PK_SIG_MAX], sig[PK_SIG_MAX];

	env_must(pk_sign(&env, DEFAULT, key, "SHA256", digest.params, "abc", 3, sig) == 256);
	env_must(recover(DEFAULT, key, none.params, sig, 256, em) == 256);
	for (size_t i = 0; i < 256; i++) {
		const uint8_t bit = i == 0 ? 0x40 : 0x01;

		em[i] ^= bit;
		/* may reach the modulus, which is not ours to sign then */
		if (raw_sign(DEFAULT, key, none.params, em, 256, sig) == 256) {
			cr_assert(!pk_verify(&env, CMH, key, "SHA256", digest.params, "abc", 3, sig,
					     256),
				  "byte %zu", i);
			cr_assert(!pk_verify(&env, CMH, key, "SHA256", automatic.params, "abc", 3,
					     sig, 256),
				  "byte %zu", i);
		}
		em[i] ^= bit;
	}
}

Test(provider_sign_rsa, refuses_signatures_of_other_lengths)
{
	const struct pad pss = pad_of("pss", "digest", NULL);
	uint8_t sig[PK_SIG_MAX] = { 0 };

	env_must(pk_sign(&env, CMH, key, "SHA256", NULL, "abc", 3, sig) == 256);
	cr_assert(pk_verify(&env, CMH, key, "SHA256", NULL, "abc", 3, sig, 256));
	cr_assert(!pk_verify(&env, CMH, key, "SHA256", NULL, "abc", 3, sig, 255));
	cr_assert(!pk_verify(&env, CMH, key, "SHA256", NULL, "abc", 3, sig, 257));
	cr_assert(!pk_verify(&env, CMH, key, "SHA256", NULL, "abc", 3, sig, 0));
	cr_assert(!pk_verify(&env, CMH, key, "SHA256", pss.params, "abc", 3, sig, 256));
	memset(sig, 0, sizeof(sig));
	cr_assert(!pk_verify(&env, CMH, key, "SHA256", NULL, "abc", 3, sig, 256));
	memset(sig, 0xff, sizeof(sig));
	cr_assert(!pk_verify(&env, CMH, key, "SHA256", NULL, "abc", 3, sig, 256));
}

/* ---- rules of parameters ---- */

Test(provider_sign_rsa, salt_lengths_have_limits)
{
	const struct pad max = pad_of("pss", "222", NULL), over = pad_of("pss", "223", NULL);
	const struct pad fixed = pad_of("pss", "31", NULL), digest = pad_of("pss", "digest", NULL);
	const struct pad junk = pad_of("pss", "-4", NULL), pkcs1 = pad_of("pkcs1", "20", NULL);
	uint8_t sig[PK_SIG_MAX];

	both_ways(key, "SHA256", &max, &max);
	cr_assert(pk_sign(&env, CMH, key, "SHA256", over.params, "abc", 3, sig) == 0);
	env_must(pk_sign(&env, CMH, key, "SHA256", fixed.params, "abc", 3, sig) == 256);
	cr_assert(!pk_verify(&env, CMH, key, "SHA256", digest.params, "abc", 3, sig, 256));
	cr_assert(pk_begin(&env, CMH, key, "SHA256", 1, junk.params) == NULL);
	cr_assert(pk_begin(&env, CMH, key, "SHA256", 1, pkcs1.params) == NULL);
}

Test(provider_sign_rsa, too_small_a_modulus_for_pss)
{
	EVP_PKEY *small = pk_rsa(&env, "RSA", 512);
	const struct pad pss = pad_of("pss", "0", NULL), automatic = pad_of("pss", "auto", NULL);
	uint8_t sig[PK_SIG_MAX];

	cr_assert(pk_sign(&env, CMH, small, "SHA512", pss.params, "abc", 3, sig) == 0);
	cr_assert(pk_sign(&env, CMH, small, "SHA512", automatic.params, "abc", 3, sig) == 0);
	cr_assert(pk_sign(&env, CMH, small, "SHA512", NULL, "abc", 3, sig) == 0);
	memset(sig, 0, sizeof(sig));
	cr_assert(!pk_verify(&env, CMH, small, "SHA512", automatic.params, "abc", 3, sig, 64));
	both_ways(small, "SHA256", &automatic, &automatic);
	EVP_PKEY_free(small);
}

Test(provider_sign_rsa, refuses_digests_and_paddings_without_a_place)
{
	const struct pad oaep = pad_of("oaep", NULL, NULL), none = pad_of("none", NULL, NULL);
	const struct pad x931 = pad_of("x931", NULL, NULL), junk = pad_of("PSS", NULL, NULL);
	const struct pad pss = pad_of("pss", NULL, NULL);

	cr_assert(pk_begin(&env, CMH, key, "SHAKE128", 1, NULL) == NULL);
	cr_assert(pk_begin(&env, CMH, key, "SM3", 1, NULL) == NULL);
	cr_assert(pk_begin(&env, PREFER, key, "BLAKE2S256", 1, NULL) == NULL);
	cr_assert(pk_begin(&env, CMH, key, "SHA1", 1, NULL) == NULL, "nobody hashes");
	cr_assert(pk_begin(&env, PREFER, key, "no-such-digest", 1, NULL) == NULL);
	cr_assert(pk_begin(&env, PREFER, key, "MD5-SHA1", 1, pss.params) == NULL);
	cr_assert(pk_begin(&env, CMH, key, "SHA256", 1, oaep.params) == NULL);
	cr_assert(pk_begin(&env, CMH, key, "SHA256", 1, x931.params) == NULL);
	cr_assert(pk_begin(&env, CMH, key, "SHA256", 1, none.params) == NULL);
	cr_assert(pk_begin(&env, CMH, key, "SHA256", 1, junk.params) == NULL);
	cr_assert(pk_ctx(&env, CMH, key, EVP_PKEY_verify_recover_init_ex, pss.params) == NULL);
}

Test(provider_sign_rsa, reports_its_parameters)
{
	EVP_PKEY_CTX *ctx = pk_ctx(&env, CMH, key, EVP_PKEY_sign_init_ex, NULL);
	char pad[16], salt[16], md[32], mgf1[32];
	int pad_nr, salt_nr;
	OSSL_PARAM text[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE, pad, sizeof(pad)),
		OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, salt, sizeof(salt)),
		OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, md, sizeof(md)),
		OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_MGF1_DIGEST, mgf1,
						 sizeof(mgf1)),
		OSSL_PARAM_construct_end(),
	};
	OSSL_PARAM numbers[] = {
		OSSL_PARAM_construct_int(OSSL_SIGNATURE_PARAM_PAD_MODE, &pad_nr),
		OSSL_PARAM_construct_int(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, &salt_nr),
		OSSL_PARAM_construct_end(),
	};

	env_must(EVP_PKEY_CTX_get_params(ctx, text));
	cr_assert(strcmp(pad, "pkcs1") == 0 && strcmp(md, "") == 0 && strcmp(mgf1, "") == 0);
	/* PSS without a digest means SHA-1 */
	env_must(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING));
	env_must(EVP_PKEY_CTX_get_params(ctx, text));
	cr_assert(strcmp(pad, "pss") == 0 && strcmp(salt, "auto") == 0 && strcmp(md, "SHA1") == 0);
	env_must(EVP_PKEY_CTX_set_rsa_mgf1_md_name(ctx, "SHA2-512", NULL));
	env_must(EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, 17));
	env_must(EVP_PKEY_CTX_get_params(ctx, text));
	env_must(EVP_PKEY_CTX_get_params(ctx, numbers));
	cr_assert(strcmp(salt, "17") == 0 && strcmp(mgf1, "SHA2-512") == 0);
	cr_assert(pad_nr == RSA_PKCS1_PSS_PADDING && salt_nr == 17);
	env_must(EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_MAX));
	env_must(EVP_PKEY_CTX_get_params(ctx, text));
	cr_assert(strcmp(salt, "max") == 0);
	env_must(EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST));
	env_must(EVP_PKEY_CTX_get_params(ctx, text));
	cr_assert(strcmp(salt, "digest") == 0);
	EVP_PKEY_CTX_free(ctx);
}

/* A key that demands SHA-256, MGF1 with SHA-256 and 40 bytes of salt or more. */
static EVP_PKEY *restricted(void)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(env.libctx, "RSA-PSS", DEFAULT);
	EVP_PKEY *k = NULL;

	env_must(EVP_PKEY_keygen_init(ctx));
	env_must(EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 2048));
	env_must(EVP_PKEY_CTX_set_rsa_pss_keygen_md_name(ctx, "SHA256", NULL));
	env_must(EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md_name(ctx, "SHA256"));
	env_must(EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(ctx, 40));
	env_must(EVP_PKEY_generate(ctx, &k));
	EVP_PKEY_CTX_free(ctx);
	return k;
}

/* Both providers accept or refuse the same. */
static void same_rule(EVP_PKEY *k, const char *md, int sign, const char *saltlen, const char *mgf1,
		      bool want)
{
	const struct pad pad = pad_of("pss", saltlen, mgf1);
	EVP_MD_CTX *got = pk_begin(&env, CMH, k, md, sign, pad.params);
	EVP_MD_CTX *def = pk_begin(&env, DEFAULT, k, md, sign, pad.params);

	cr_assert(!def == !want, "default: %s %s %s", md, saltlen, mgf1);
	cr_assert(!got == !want, "%s %s %s", md, saltlen, mgf1);
	EVP_MD_CTX_free(got);
	EVP_MD_CTX_free(def);
}

Test(provider_sign_rsa, restrictions_of_pss_keys_hold)
{
	EVP_PKEY *k = restricted();
	const struct pad own = pad_of("pss", NULL, NULL), more = pad_of("pss", "41", NULL);
	const struct pad pkcs1 = pad_of("pkcs1", NULL, NULL);

	both_ways(k, "SHA256", &own, &own);
	both_ways(k, "SHA256", &more, &more);
	cr_assert(pk_begin(&env, CMH, k, "SHA256", 1, pkcs1.params) == NULL);
	same_rule(k, "SHA512", 1, NULL, NULL, false);
	same_rule(k, "SHA256", 1, NULL, "SHA256", true);
	same_rule(k, "SHA256", 1, NULL, "SHA512", false);
	same_rule(k, "SHA256", 1, "39", NULL, false);
	same_rule(k, "SHA256", 1, "40", NULL, true);
	same_rule(k, "SHA256", 1, "digest", NULL, false);
	same_rule(k, "SHA256", 1, "max", NULL, true);
	same_rule(k, "SHA256", 0, "auto", NULL, false);
	same_algorithm_id(k, "SHA256", &own);
	cr_assert(pk_ctx(&env, CMH, k, EVP_PKEY_verify_recover_init_ex, NULL) == NULL);
	EVP_PKEY_free(k);
}

Test(provider_sign_rsa, pss_keys_without_restriction)
{
	EVP_PKEY *k = pk_rsa(&env, "RSA-PSS", 2048);
	const struct pad plain = { { OSSL_PARAM_construct_end() } };

	both_ways(k, "SHA256", &plain, &plain);
	both_ways(k, "SHA3-512", &plain, &plain);
	EVP_PKEY_free(k);
}

/* ---- contexts ---- */

Test(provider_sign_rsa, streams_as_it_signs_at_once)
{
	static uint8_t msg[10000];
	uint8_t got[PK_SIG_MAX], want[PK_SIG_MAX];
	const char *md;

	env_fill(msg, sizeof(msg));
	for_each_md (md) {
		EVP_MD_CTX *ctx = pk_begin(&env, PREFER, key, md, 1, NULL);
		size_t at = 0, n = 0;

		while (at < sizeof(msg)) {
			const size_t left = sizeof(msg) - at, step = env_below(700);
			const size_t take = step < left ? step : left;

			env_must(EVP_DigestSignUpdate(ctx, msg + at, take));
			at += take;
		}
		env_must(EVP_DigestSignFinal(ctx, NULL, &n));
		cr_assert(n == 256);
		n = 255;
		cr_assert(EVP_DigestSignFinal(ctx, got, &n) <= 0, "a buffer that is too small");
		n = sizeof(got);
		env_must(EVP_DigestSignFinal(ctx, got, &n));
		env_must(pk_sign(&env, DEFAULT, key, md, NULL, msg, sizeof(msg), want) == 256);
		cr_assert(n == 256 && memcmp(got, want, 256) == 0, "%s", md);
		EVP_MD_CTX_free(ctx);
	}
}

Test(provider_sign_rsa, copies_in_mid_message_are_independent)
{
	static const char *const two[] = { "SHA256", "SHA1" };

	for (int i = 0; i < 2; i++) {
		EVP_MD_CTX *a = pk_begin(&env, PREFER, key, two[i], 1, NULL);
		EVP_MD_CTX *b = EVP_MD_CTX_new();
		uint8_t sig[PK_SIG_MAX], want[PK_SIG_MAX];
		size_t n = sizeof(sig);

		env_must(EVP_DigestSignUpdate(a, "ab", 2));
		env_must(EVP_MD_CTX_copy_ex(b, a));
		env_must(EVP_DigestSignUpdate(a, "X", 1));
		env_must(EVP_DigestSignUpdate(b, "c", 1));
		env_must(EVP_DigestSignFinal(b, sig, &n));
		env_must(pk_sign(&env, DEFAULT, key, two[i], NULL, "abc", 3, want));
		cr_assert(memcmp(sig, want, 256) == 0);
		EVP_MD_CTX_free(b);
		n = sizeof(sig);
		env_must(EVP_DigestSignFinal(a, sig, &n));
		env_must(pk_sign(&env, DEFAULT, key, two[i], NULL, "abX", 3, want));
		cr_assert(memcmp(sig, want, 256) == 0);
		EVP_MD_CTX_free(a);
	}
}

Test(provider_sign_rsa, copies_keep_pss_parameters)
{
	const struct pad pad = pad_of("pss", "33", "SHA512");
	EVP_PKEY_CTX *a = pk_ctx(&env, PREFER, key, EVP_PKEY_sign_init_ex, pad.params), *b;
	uint8_t tbs[20] = { 1 }, sig[PK_SIG_MAX];
	size_t n = sizeof(sig);

	b = EVP_PKEY_CTX_dup(a);
	EVP_PKEY_CTX_free(a);
	env_must(EVP_PKEY_sign(b, sig, &n, tbs, sizeof(tbs)));
	cr_assert(raw_verify(DEFAULT, key, pad.params, tbs, sizeof(tbs), sig, n));
	EVP_PKEY_CTX_free(b);
}

Test(provider_sign_rsa, begins_anew_with_the_same_key)
{
	EVP_MD_CTX *ctx = pk_begin(&env, CMH, key, "SHA256", 1, NULL);
	uint8_t sig[PK_SIG_MAX], want[PK_SIG_MAX];
	size_t n = sizeof(sig);

	env_must(EVP_DigestSignUpdate(ctx, "junk", 4));
	env_must(EVP_DigestSignInit_ex(ctx, NULL, NULL, env.libctx, CMH, NULL, NULL));
	env_must(EVP_DigestSign(ctx, sig, &n, (const uint8_t *)"abc", 3));
	env_must(pk_sign(&env, DEFAULT, key, "SHA256", NULL, "abc", 3, want));
	cr_assert(memcmp(sig, want, 256) == 0);
	EVP_MD_CTX_free(ctx);
}

Test(provider_sign_rsa, the_digest_is_fixed_while_a_message_is_under_way)
{
	EVP_MD_CTX *ctx = pk_begin(&env, CMH, key, "SHA256", 1, NULL);
	EVP_PKEY_CTX *pctx = EVP_MD_CTX_get_pkey_ctx(ctx);
	const OSSL_PARAM same[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, (char *)"SHA2-256", 0),
		OSSL_PARAM_construct_end(),
	};
	const OSSL_PARAM other[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, (char *)"SHA512", 0),
		OSSL_PARAM_construct_end(),
	};

	cr_assert(EVP_PKEY_CTX_set_params(pctx, same) > 0);
	cr_assert(EVP_PKEY_CTX_set_params(pctx, other) <= 0);
	EVP_MD_CTX_free(ctx);
}

Test(provider_sign_rsa, public_keys_do_not_sign)
{
	EVP_PKEY *pub = pk_public(&env, key);
	uint8_t sig[PK_SIG_MAX], tbs[32] = { 0 };

	cr_assert(raw_sign(CMH, pub, NULL, tbs, sizeof(tbs), sig) == 0);
	env_must(pk_sign(&env, CMH, key, "SHA256", NULL, "abc", 3, sig) == 256);
	cr_assert(pk_verify(&env, CMH, pub, "SHA256", NULL, "abc", 3, sig, 256));
	EVP_PKEY_free(pub);
}
