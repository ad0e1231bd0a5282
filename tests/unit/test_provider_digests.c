// SPDX-License-Identifier: Apache-2.0
/* Digests through EVP: the provider's against the default provider's and against FIPS 180-4, 202. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <cmh/alg.h>

#include "tests/provider_env.h"

#define LEN_MAX 20000u
#define XOF_MAX 700u

static struct env env;

static void up(void)
{
	env_up(&env);
}

static void down(void)
{
	env_down(&env);
}

TestSuite(provider_digests, .init = up, .fini = down, .timeout = 120);

struct alg {
	const char *name;  /* as the CLI spells it */
	const char *names; /* as OpenSSL does */
	unsigned int flags;
	EVP_MD *cmh;
	EVP_MD *def;
};

static struct alg algs[] = {
#define ALG(id, name, names, core, mode, bytes, block, flags) { name, names, flags },
	CMH_DIGEST_TABLE(ALG)
};

#define for_each_alg(a)                                                                           \
	for (struct alg *a = algs; a < algs + sizeof(algs) / sizeof(*algs) && fetch(a); drop(a++))

static bool fetch(struct alg *a)
{
	char first[64];

	snprintf(first, sizeof(first), "%.*s", (int)strcspn(a->names, ":"), a->names);
	a->cmh = EVP_MD_fetch(env.libctx, first, CMH);
	a->def = EVP_MD_fetch(env.libctx, first, DEFAULT);
	cr_assert(a->cmh && a->def, "%s is not there", first);
	return true;
}

static void drop(struct alg *a)
{
	EVP_MD_free(a->cmh);
	EVP_MD_free(a->def);
}

/* Feeds in[0..len) in random pieces. */
static void feed(EVP_MD_CTX *ctx, const uint8_t *in, size_t len)
{
	while (len) {
		size_t n = env_below(4) ? env_below(len) + 1 : env_below(200) + 1;

		if (n > len)
			n = len;
		env_must(EVP_DigestUpdate(ctx, in, n));
		in += n;
		len -= n;
	}
}

/* Ends a message; for an XOF with out_len bytes. */
static void finish(const struct alg *a, EVP_MD_CTX *ctx, uint8_t *out, size_t out_len)
{
	unsigned int got;

	if (a->flags & CMH_ALG_F_XOF) {
		env_must(EVP_DigestFinalXOF(ctx, out, out_len));
		return;
	}
	env_must(EVP_DigestFinal_ex(ctx, out, &got));
	cr_assert(got == out_len);
}

static size_t random_out_len(const struct alg *a)
{
	return a->flags & CMH_ALG_F_XOF ? env_below(XOF_MAX) + 1 : (size_t)EVP_MD_get_size(a->def);
}

static void expect(const struct alg *a, const uint8_t *in, size_t len, uint8_t *out, size_t out_len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	env_must(EVP_DigestInit_ex2(ctx, a->def, NULL));
	env_must(EVP_DigestUpdate(ctx, in, len));
	finish(a, ctx, out, out_len);
	EVP_MD_CTX_free(ctx);
}

Test(provider_digests, answer_as_the_provider_they_are_of)
{
	for_each_alg (a)
		cr_assert(EVP_MD_get0_provider(a->cmh) == env.cmh, "%s", a->name);
}

Test(provider_digests, have_every_name_of_the_table)
{
	for_each_alg (a) {
		char names[200], *name, *rest;

		snprintf(names, sizeof(names), "%s", a->names);
		for (name = strtok_r(names, ":", &rest); name; name = strtok_r(NULL, ":", &rest)) {
			EVP_MD *md = EVP_MD_fetch(env.libctx, name, CMH);

			cr_assert(md != NULL, "%s", name);
			cr_assert(EVP_MD_is_a(a->def, name), "default does not know %s", name);
			EVP_MD_free(md);
		}
	}
}

Test(provider_digests, have_the_sizes_of_the_default_provider)
{
	for_each_alg (a) {
		cr_assert(EVP_MD_get_size(a->cmh) == EVP_MD_get_size(a->def), "%s", a->name);
		cr_assert(EVP_MD_get_block_size(a->cmh) == EVP_MD_get_block_size(a->def), "%s",
			  a->name);
		cr_assert(!(EVP_MD_get_flags(a->cmh) & EVP_MD_FLAG_XOF) ==
				  !(a->flags & CMH_ALG_F_XOF),
			  "%s", a->name);
		cr_assert(EVP_MD_get_flags(a->cmh) == EVP_MD_get_flags(a->def), "%s", a->name);
		cr_assert(EVP_MD_get_type(a->cmh) == EVP_MD_get_type(a->def), "%s", a->name);
	}
}

Test(provider_digests, equal_default_at_random_lengths_splits_and_alignments)
{
	static uint8_t mem[LEN_MAX + 16], got[XOF_MAX], want[XOF_MAX];

	for_each_alg (a) {
		EVP_MD_CTX *ctx = EVP_MD_CTX_new();

		for (int i = 0; i < 60; i++) {
			const size_t len = i < 4 ? (size_t)i : env_below(i % 2 ? LEN_MAX : 600);
			const size_t out_len = random_out_len(a);
			uint8_t *in = mem + env_below(16);

			env_fill(in, len);
			expect(a, in, len, want, out_len);
			env_must(EVP_DigestInit_ex2(ctx, a->cmh, NULL));
			feed(ctx, in, len);
			finish(a, ctx, got, out_len);
			cr_assert(memcmp(got, want, out_len) == 0, "%s of %zu bytes", a->name, len);
		}
		EVP_MD_CTX_free(ctx);
	}
}

Test(provider_digests, equal_default_at_each_length_around_a_block)
{
	static uint8_t in[450], got[EVP_MAX_MD_SIZE], want[EVP_MAX_MD_SIZE];

	env_fill(in, sizeof(in));
	for_each_alg (a) {
		const size_t out_len = (size_t)EVP_MD_get_size(a->def);

		for (size_t len = 0; len < sizeof(in); len++) {
			expect(a, in, len, want, out_len);
			env_must(EVP_Digest(in, len, got, NULL, a->cmh, NULL));
			cr_assert(memcmp(got, want, out_len) == 0, "%s of %zu bytes", a->name, len);
		}
	}
}

Test(provider_digests, a_copy_in_mid_stream_goes_its_own_way)
{
	static uint8_t in[LEN_MAX], got[XOF_MAX], want[XOF_MAX];

	for_each_alg (a) {
		for (int i = 0; i < 20; i++) {
			const size_t len = env_below(LEN_MAX), half = env_below(len + 1);
			const size_t out_len = random_out_len(a);
			EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *copy = EVP_MD_CTX_new();

			env_fill(in, len);
			env_must(EVP_DigestInit_ex2(ctx, a->cmh, NULL));
			feed(ctx, in, half);
			env_must(EVP_MD_CTX_copy_ex(copy, ctx));

			feed(copy, in + half, len - half);
			finish(a, copy, got, out_len);
			expect(a, in, len, want, out_len);
			cr_assert(memcmp(got, want, out_len) == 0, "%s: copy at %zu of %zu", a->name,
				  half, len);
			EVP_MD_CTX_free(copy);

			finish(a, ctx, got, out_len);
			expect(a, in, half, want, out_len);
			cr_assert(memcmp(got, want, out_len) == 0, "%s: original at %zu", a->name,
				  half);
			EVP_MD_CTX_free(ctx);
		}
	}
}

Test(provider_digests, start_over_in_mid_stream_and_after_the_end)
{
	uint8_t got[EVP_MAX_MD_SIZE], want[EVP_MAX_MD_SIZE], junk[5000] = { 1, 2, 3 };

	for_each_alg (a) {
		const size_t out_len = (size_t)EVP_MD_get_size(a->def);
		EVP_MD_CTX *ctx = EVP_MD_CTX_new();

		expect(a, (const uint8_t *)"abc", 3, want, out_len);
		env_must(EVP_DigestInit_ex2(ctx, a->cmh, NULL));
		for (int i = 0; i < 3; i++) {
			env_must(EVP_DigestInit_ex2(ctx, NULL, NULL));
			if (i == 1) {
				env_must(EVP_DigestUpdate(ctx, junk, sizeof(junk)));
				env_must(EVP_DigestInit_ex2(ctx, NULL, NULL));
			}
			env_must(EVP_DigestUpdate(ctx, "abc", 3));
			env_must(EVP_DigestFinal_ex(ctx, got, NULL));
			cr_assert(memcmp(got, want, out_len) == 0, "%s, round %d", a->name, i);
		}
		EVP_MD_CTX_free(ctx);
	}
}

/* ---- Known answers ---- */

struct kat {
	const char *name;
	const char *message;
	const char *digest;
};

/* FIPS 180-4 and FIPS 202 examples (NIST, Cryptographic Standards and Guidelines, examples with
 * intermediate values; the two-block messages of FIPS 180-2 appendices B and C). */
static const struct kat kats[] = {
	{ "SHA2-224", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  "75388b16512776cc5dba5da1fd890150b0c6455cb4f58b1952522525" },
	{ "SHA2-256", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "SHA2-256", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "SHA2-384",
	  "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
	  "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
	  "09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712"
	  "fcc7c71a557e2db966c3e9fa91746039" },
	{ "SHA2-512",
	  "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
	  "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
	  "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
	  "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909" },
	{ "SHA3-224", "", "6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7" },
	{ "SHA3-256", "", "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a" },
	{ "SHA3-384", "",
	  "0c63a75b845e4f7d01107d852e4c2485c51a50aaaa94fc61995e71bbee983a2a"
	  "c3713831264adb47fb6bd1e058d5f004" },
	{ "SHA3-512", "",
	  "a69f73cca23a9ac5c8b567dc185a756e97c982164fe25859e0d1dcc1475c80a6"
	  "15b2123af1f5f94c11e3e9402c3ac558f500199d95b6d3e301758586281dcd26" },
	{ "SHAKE128", "", "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26" },
	{ "SHAKE256", "",
	  "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f"
	  "d75dc4ddd8c0f200cb05019d67b592f6fc821c49479ab48640292eacb3b7c4be" },
};

Test(provider_digests, give_the_known_answers)
{
	for (size_t i = 0; i < sizeof(kats) / sizeof(*kats); i++) {
		EVP_MD *md = EVP_MD_fetch(env.libctx, kats[i].name, CMH);
		EVP_MD_CTX *ctx = EVP_MD_CTX_new();
		uint8_t want[64], got[64];
		const size_t len = env_unhex(kats[i].digest, want);

		env_must(EVP_DigestInit_ex2(ctx, md, NULL));
		env_must(EVP_DigestUpdate(ctx, kats[i].message, strlen(kats[i].message)));
		if (EVP_MD_get_flags(md) & EVP_MD_FLAG_XOF)
			env_must(EVP_DigestFinalXOF(ctx, got, len));
		else
			env_must(EVP_DigestFinal_ex(ctx, got, NULL));
		cr_assert(memcmp(got, want, len) == 0, "%s of \"%s\"", kats[i].name,
			  kats[i].message);
		EVP_MD_CTX_free(ctx);
		EVP_MD_free(md);
	}
}

Test(provider_digests, a_million_a)
{
	static const char *const want_text = /* FIPS 180-2, B.3 */
		"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
	uint8_t *in = malloc(1000000), got[32], want[32];
	EVP_MD *md = EVP_MD_fetch(env.libctx, "SHA256", CMH);

	memset(in, 'a', 1000000);
	env_unhex(want_text, want);
	env_must(EVP_Digest(in, 1000000, got, NULL, md, NULL));
	cr_assert(memcmp(got, want, sizeof(want)) == 0);
	EVP_MD_free(md);
	free(in);
}

/* ---- Parameters and errors ---- */

Test(provider_digests, xoflen_sets_the_length_of_an_xof_only)
{
	for_each_alg (a) {
		const bool xof = a->flags & CMH_ALG_F_XOF;
		EVP_MD_CTX *ctx = EVP_MD_CTX_new();
		const OSSL_PARAM *settable;

		env_must(EVP_DigestInit_ex2(ctx, a->cmh, NULL));
		settable = EVP_MD_CTX_settable_params(ctx);
		cr_assert((settable && OSSL_PARAM_locate_const(settable,
							       OSSL_DIGEST_PARAM_XOFLEN)) == xof,
			  "%s", a->name);
		EVP_MD_CTX_free(ctx);
	}
}

Test(provider_digests, a_buffer_too_short_is_an_error_before_any_work)
{
	size_t xof_len = 100;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_size_t(OSSL_DIGEST_PARAM_XOFLEN, &xof_len),
		OSSL_PARAM_construct_end(),
	};
	EVP_MD *md = EVP_MD_fetch(env.libctx, "SHAKE128", CMH);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t out[100];

	/* EVP_DigestFinal_ex() says that it has room for the default length */
	env_must(EVP_DigestInit_ex2(ctx, md, params));
	env_must(EVP_DigestUpdate(ctx, "abc", 3));
	memset(out, 0xee, sizeof(out));
	cr_assert(EVP_DigestFinal_ex(ctx, out, NULL) == 0);
	for (size_t i = 0; i < sizeof(out); i++)
		cr_assert(out[i] == 0xee, "byte %zu was written", i);
	cr_assert(strstr(ERR_reason_error_string(ERR_peek_last_error()), "buffer"));
	EVP_MD_CTX_free(ctx);
	EVP_MD_free(md);
}

Test(provider_digests, nothing_can_be_added_after_the_end)
{
	for_each_alg (a) {
		EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *copy;
		uint8_t out[EVP_MAX_MD_SIZE];

		env_must(EVP_DigestInit_ex2(ctx, a->cmh, NULL));
		env_must(EVP_DigestFinal_ex(ctx, out, NULL));
		copy = EVP_MD_CTX_new();
		env_must(EVP_MD_CTX_copy_ex(copy, ctx));
		cr_assert(EVP_DigestUpdate(ctx, "x", 1) == 0, "%s", a->name);
		cr_assert(EVP_DigestUpdate(copy, "x", 1) == 0, "%s", a->name);
		EVP_MD_CTX_free(copy);
		EVP_MD_CTX_free(ctx);
	}
}

Test(provider_digests, serve_an_hmac_of_the_default_provider)
{
	static uint8_t in[3000];
	uint8_t key[40], got[EVP_MAX_MD_SIZE], want[EVP_MAX_MD_SIZE];
	size_t got_len, want_len;

	env_fill(in, sizeof(in));
	env_fill(key, sizeof(key));
	for_each_alg (a) {
		const char *name = EVP_MD_get0_name(a->cmh);

		if (a->flags & CMH_ALG_F_XOF)
			continue;
		env_must(EVP_Q_mac(env.libctx, "HMAC", DEFAULT, name, NULL, key, sizeof(key), in,
				   sizeof(in), want, sizeof(want), &want_len) != NULL);
		env_must(EVP_Q_mac(env.libctx, "HMAC", "?" CMH, name, NULL, key, sizeof(key), in,
				   sizeof(in), got, sizeof(got), &got_len) != NULL);
		cr_assert(got_len == want_len && memcmp(got, want, got_len) == 0, "%s", name);
	}
}
