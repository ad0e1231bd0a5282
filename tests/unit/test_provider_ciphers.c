// SPDX-License-Identifier: Apache-2.0
/* ECB, CBC and CTR through EVP: the provider's against the default provider's and against SP 800-38A. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <cmh/alg.h>

#include "tests/provider_env.h"

#define LEN_MAX 20000u
#define BLOCK   16u

static struct env env;

static void up(void)
{
	env_up(&env);
}

static void down(void)
{
	env_down(&env);
}

TestSuite(provider_ciphers, .init = up, .fini = down, .timeout = 120);

struct alg {
	const char *name;
	const char *names;
	size_t key_len, iv_len, block;
	EVP_CIPHER *cmh, *def;
};

static struct alg algs[] = {
#define ALG(id, name, names, core, mode, key, iv, block, flags) { name, names, key, iv, block },
	CMH_CIPHER_TABLE(ALG)
};

#define for_each_alg(a)                                                                           \
	for (struct alg *a = algs; a < algs + sizeof(algs) / sizeof(*algs) && fetch(a); drop(a++))

static bool fetch(struct alg *a)
{
	a->cmh = EVP_CIPHER_fetch(env.libctx, a->name, CMH);
	a->def = EVP_CIPHER_fetch(env.libctx, a->name, DEFAULT);
	cr_assert(a->cmh && a->def, "%s is not there", a->name);
	return true;
}

static void drop(struct alg *a)
{
	EVP_CIPHER_free(a->cmh);
	EVP_CIPHER_free(a->def);
}

/* One message: what is needed to run it with either provider. */
struct msg {
	uint8_t key[32], iv[BLOCK];
	uint8_t in[LEN_MAX + 32], out[LEN_MAX + 64];
	size_t in_len, out_len;
	bool pad;
};

static EVP_CIPHER_CTX *start(EVP_CIPHER *cipher, const struct msg *m, int enc)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

	env_must(EVP_CipherInit_ex2(ctx, cipher, m->key, m->iv, enc, NULL));
	env_must(EVP_CIPHER_CTX_set_padding(ctx, m->pad));
	return ctx;
}

/* The default provider's answer, in one piece. Returns what EVP_CipherFinal_ex() did. */
static int run_default(const struct alg *a, struct msg *m, int enc)
{
	EVP_CIPHER_CTX *ctx = start(a->def, m, enc);
	int n, last, ok;

	env_must(EVP_CipherUpdate(ctx, m->out, &n, m->in, (int)m->in_len));
	ok = EVP_CipherFinal_ex(ctx, m->out + n, &last);
	m->out_len = (size_t)(n + (ok > 0 ? last : 0));
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

/* Feeds in[0..len) in random pieces; returns how many bytes came out. */
static size_t feed(EVP_CIPHER_CTX *ctx, const uint8_t *in, size_t len, uint8_t *out)
{
	size_t done = 0;
	int got;

	while (len) {
		size_t n = env_below(4) ? env_below(len) + 1 : env_below(40) + 1;

		if (n > len)
			n = len;
		env_must(EVP_CipherUpdate(ctx, out + done, &got, in, (int)n));
		done += (size_t)got;
		in += n;
		len -= n;
	}
	return done;
}

static size_t finish(EVP_CIPHER_CTX *ctx, uint8_t *out)
{
	int got;

	env_must(EVP_CipherFinal_ex(ctx, out, &got));
	return (size_t)got;
}

/* A message of about len bytes that the mode can take. */
static void random_msg(const struct alg *a, struct msg *m, size_t len)
{
	m->pad = a->block > 1 && env_below(2);
	m->in_len = m->pad ? len : len - len % a->block;
	env_fill(m->key, sizeof(m->key));
	env_fill(m->iv, sizeof(m->iv));
	env_fill(m->in, m->in_len);
}

static struct msg m, back;
static uint8_t got[LEN_MAX + 64 + BLOCK];

Test(provider_ciphers, have_the_names_and_sizes_of_the_default_provider)
{
	for_each_alg (a) {
		char names[200], *name, *rest;

		cr_assert(EVP_CIPHER_get0_provider(a->cmh) == env.cmh, "%s", a->name);
		cr_assert(EVP_CIPHER_get_key_length(a->cmh) == EVP_CIPHER_get_key_length(a->def));
		cr_assert(EVP_CIPHER_get_iv_length(a->cmh) == EVP_CIPHER_get_iv_length(a->def));
		cr_assert(EVP_CIPHER_get_block_size(a->cmh) == EVP_CIPHER_get_block_size(a->def));
		cr_assert(EVP_CIPHER_get_mode(a->cmh) == EVP_CIPHER_get_mode(a->def));
		cr_assert(EVP_CIPHER_get_flags(a->cmh) == EVP_CIPHER_get_flags(a->def));
		cr_assert(EVP_CIPHER_get_nid(a->cmh) == EVP_CIPHER_get_nid(a->def));
		snprintf(names, sizeof(names), "%s", a->names);
		for (name = strtok_r(names, ":", &rest); name; name = strtok_r(NULL, ":", &rest))
			cr_assert(EVP_CIPHER_is_a(a->cmh, name) && EVP_CIPHER_is_a(a->def, name),
				  "%s", name);
	}
}

Test(provider_ciphers, equal_default_at_random_lengths_splits_and_alignments)
{
	for_each_alg (a) {
		for (int i = 0; i < 80; i++) {
			const size_t shift = env_below(16);
			uint8_t *out = got + shift;
			EVP_CIPHER_CTX *ctx;
			size_t n;

			random_msg(a, &m, i < 50 ? (size_t)i : env_below(LEN_MAX));
			env_must(run_default(a, &m, 1));
			ctx = start(a->cmh, &m, 1);
			n = feed(ctx, m.in, m.in_len, out);
			n += finish(ctx, out + n);
			cr_assert(n == m.out_len && memcmp(out, m.out, n) == 0,
				  "%s, encrypt %zu bytes, padding %d", a->name, m.in_len, m.pad);
			EVP_CIPHER_CTX_free(ctx);

			ctx = start(a->cmh, &m, 0);
			n = feed(ctx, m.out, m.out_len, out);
			n += finish(ctx, out + n);
			cr_assert(n == m.in_len && memcmp(out, m.in, n) == 0,
				  "%s, decrypt %zu bytes, padding %d", a->name, m.out_len, m.pad);
			EVP_CIPHER_CTX_free(ctx);
		}
	}
}

/* Each call gives as many bytes as the default provider's would: callers rely on it. */
Test(provider_ciphers, give_out_as_much_in_each_call_as_default)
{
	for_each_alg (a) {
		for (int enc = 0; enc < 2; enc++) {
			EVP_CIPHER_CTX *ours, *theirs;
			uint8_t x[400], y[400];
			int n, k;

			random_msg(a, &m, LEN_MAX);
			ours = start(a->cmh, &m, enc);
			theirs = start(a->def, &m, enc);
			for (size_t pos = 0; pos < 10000;) {
				const size_t len = env_below(64);

				env_must(EVP_CipherUpdate(ours, x, &n, m.in + pos, (int)len));
				env_must(EVP_CipherUpdate(theirs, y, &k, m.in + pos, (int)len));
				cr_assert(n == k && memcmp(x, y, (size_t)n) == 0,
					  "%s, enc %d, %zu bytes at %zu: %d, default %d", a->name, enc,
					  len, pos, n, k);
				pos += len;
			}
			EVP_CIPHER_CTX_free(ours);
			EVP_CIPHER_CTX_free(theirs);
		}
	}
}

Test(provider_ciphers, work_in_place)
{
	for_each_alg (a) {
		for (int i = 0; i < 20; i++) {
			EVP_CIPHER_CTX *ctx;
			int n;
			size_t len;

			random_msg(a, &m, env_below(LEN_MAX));
			env_must(run_default(a, &m, 1));
			memcpy(got, m.in, m.in_len);
			ctx = start(a->cmh, &m, 1);
			env_must(EVP_CipherUpdate(ctx, got, &n, got, (int)m.in_len));
			len = (size_t)n + finish(ctx, got + n);
			cr_assert(len == m.out_len && memcmp(got, m.out, len) == 0, "%s", a->name);
			EVP_CIPHER_CTX_free(ctx);
		}
	}
}

Test(provider_ciphers, a_copy_in_mid_stream_goes_its_own_way)
{
	for_each_alg (a) {
		for (int i = 0; i < 20; i++) {
			EVP_CIPHER_CTX *ctx, *copy = EVP_CIPHER_CTX_new();
			size_t half, n, k;

			random_msg(a, &m, env_below(LEN_MAX));
			half = env_below(m.in_len + 1);
			env_must(run_default(a, &m, 1));
			ctx = start(a->cmh, &m, 1);
			n = feed(ctx, m.in, half, got);
			env_must(EVP_CIPHER_CTX_copy(copy, ctx));
			memcpy(back.out, got, n);
			k = n + feed(copy, m.in + half, m.in_len - half, back.out + n);
			k += finish(copy, back.out + k);
			EVP_CIPHER_CTX_free(copy);
			n += feed(ctx, m.in + half, m.in_len - half, got + n);
			n += finish(ctx, got + n);
			EVP_CIPHER_CTX_free(ctx);
			cr_assert(n == m.out_len && memcmp(got, m.out, n) == 0, "%s", a->name);
			cr_assert(k == m.out_len && memcmp(back.out, m.out, k) == 0, "%s: copy",
				  a->name);
		}
	}
}

/* What an application may ask in mid-message: the IV as set, as it stands, and CTR's place in the block. */
Test(provider_ciphers, report_the_state_that_default_reports)
{
	for_each_alg (a) {
		for (int i = 0; i < 40; i++) {
			uint8_t iv[2][BLOCK] = { 0 }, now[2][BLOCK] = { 0 };
			EVP_CIPHER *both[2] = { a->cmh, a->def };
			int num[2], n;

			random_msg(a, &m, env_below(500));
			for (int k = 0; k < 2; k++) {
				EVP_CIPHER_CTX *ctx = start(both[k], &m, i % 2);

				env_must(EVP_CipherUpdate(ctx, got, &n, m.in, (int)m.in_len));
				env_must(EVP_CIPHER_CTX_get_original_iv(ctx, iv[k], BLOCK));
				env_must(EVP_CIPHER_CTX_get_updated_iv(ctx, now[k], BLOCK));
				num[k] = EVP_CIPHER_CTX_get_num(ctx);
				EVP_CIPHER_CTX_free(ctx);
			}
			cr_assert(memcmp(iv[0], iv[1], BLOCK) == 0, "%s", a->name);
			cr_assert(memcmp(now[0], now[1], BLOCK) == 0, "%s after %zu bytes", a->name,
				  m.in_len);
			cr_assert(num[0] == num[1], "%s after %zu bytes: %d, default %d", a->name,
				  m.in_len, num[0], num[1]);
		}
	}
}

/* ---- Init in parts ---- */

/* Runs one message after each of the ways in which key and IV may be set or kept. */
static size_t run_inits(EVP_CIPHER *cipher, const uint8_t key[2][32], const uint8_t iv[2][BLOCK],
			uint8_t *out)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t in[40];
	size_t len = 0;
	int n;

	memset(in, 0x5a, sizeof(in));
#define RUN(...)                                                         \
	env_must(EVP_CipherInit_ex2(ctx, __VA_ARGS__, NULL));            \
	env_must(EVP_CipherUpdate(ctx, out + len, &n, in, sizeof(in)));  \
	len += (size_t)n
	env_must(EVP_CipherInit_ex2(ctx, cipher, NULL, iv[0], 1, NULL)); /* IV before the key */
	RUN(NULL, key[0], NULL, 1);
	RUN(NULL, NULL, iv[1], 1);   /* new IV, key kept */
	RUN(NULL, NULL, NULL, 1);    /* both kept */
	RUN(NULL, key[1], NULL, 1);  /* new key, IV kept */
	RUN(NULL, key[1], NULL, 0);  /* the other direction */
	RUN(NULL, key[0], iv[0], 0); /* everything new */
	RUN(NULL, NULL, NULL, -1);
#undef RUN
	EVP_CIPHER_CTX_free(ctx);
	return len;
}

Test(provider_ciphers, keep_key_and_iv_as_default_does)
{
	uint8_t key[2][32], iv[2][BLOCK], x[400], y[400];

	env_fill(key, sizeof(key));
	env_fill(iv, sizeof(iv));
	for_each_alg (a) {
		const size_t n = run_inits(a->cmh, key, iv, x), k = run_inits(a->def, key, iv, y);

		cr_assert(n == k && memcmp(x, y, n) == 0, "%s", a->name);
	}
}

Test(provider_ciphers, ctr_counts_in_all_128_bits)
{
	static const char *const ivs[] = { "ffffffffffffffffffffffffffffffff",
					   "00000000000000ffffffffffffffffff",
					   "fffffffffffffffffffffffffffffffd",
					   "0123456789abcdeffffffffffffffff0" };

	for_each_alg (a) {
		if (a->block != 1)
			continue;
		for (size_t i = 0; i < sizeof(ivs) / sizeof(*ivs); i++) {
			EVP_CIPHER_CTX *ctx;
			size_t n;

			random_msg(a, &m, 3000);
			env_unhex(ivs[i], m.iv);
			env_must(run_default(a, &m, 1));
			ctx = start(a->cmh, &m, 1);
			n = feed(ctx, m.in, m.in_len, got);
			cr_assert(n == m.out_len && memcmp(got, m.out, n) == 0, "%s from %s", a->name,
				  ivs[i]);
			EVP_CIPHER_CTX_free(ctx);
		}
	}
}

/* ---- Known answers: SP 800-38A, appendix F, first and last block ---- */

#define PLAIN                                                              \
	"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51" \
	"30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
#define KEY128 "2b7e151628aed2a6abf7158809cf4f3c"
#define KEY192 "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b"
#define KEY256 "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"
#define IV     "000102030405060708090a0b0c0d0e0f"
#define CTR    "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"

static const struct {
	const char *name, *key, *iv, *first, *last;
} kats[] = {
	{ "AES-128-ECB", KEY128, "", "3ad77bb40d7a3660a89ecaf32466ef97",
	  "7b0c785e27e8ad3f8223207104725dd4" },
	{ "AES-192-ECB", KEY192, "", "bd334f1d6e45f25ff712a214571fa5cc",
	  "9a4b41ba738d6c72fb16691603c18e0e" },
	{ "AES-256-ECB", KEY256, "", "f3eed1bdb5d2a03c064b5a7e3db181f8",
	  "23304b7a39f9f3ff067d8d8f9e24ecc7" },
	{ "AES-128-CBC", KEY128, IV, "7649abac8119b246cee98e9b12e9197d",
	  "3ff1caa1681fac09120eca307586e1a7" },
	{ "AES-192-CBC", KEY192, IV, "4f021db243bc633d7178183a9fa071e8",
	  "08b0e27988598881d920a9e64f5615cd" },
	{ "AES-256-CBC", KEY256, IV, "f58c4c04d6e5f1ba779eabfb5f7bfbd6",
	  "b2eb05e2c39be9fcda6c19078c6a9d1b" },
	{ "AES-128-CTR", KEY128, CTR, "874d6191b620e3261bef6864990db6ce",
	  "1e031dda2fbe03d1792170a0f3009cee" },
	{ "AES-192-CTR", KEY192, CTR, "1abc932417521ca24f2b0459fe7e6e0b",
	  "4f78a7f6d29809585a97daec58c6b050" },
	{ "AES-256-CTR", KEY256, CTR, "601ec313775789a5b7a7f504bbf3d228",
	  "dfc9c58db67aada613c2dd08457941a6" },
};

Test(provider_ciphers, give_the_known_answers)
{
	uint8_t key[32], iv[BLOCK], in[64], out[64], first[BLOCK], last[BLOCK];
	int n;

	for (size_t i = 0; i < sizeof(kats) / sizeof(*kats); i++) {
		EVP_CIPHER *cipher = EVP_CIPHER_fetch(env.libctx, kats[i].name, CMH);
		EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

		env_unhex(kats[i].key, key);
		env_unhex(kats[i].iv, iv);
		env_unhex(PLAIN, in);
		env_unhex(kats[i].first, first);
		env_unhex(kats[i].last, last);
		env_must(EVP_EncryptInit_ex2(ctx, cipher, key, iv, NULL));
		env_must(EVP_EncryptUpdate(ctx, out, &n, in, sizeof(in)));
		cr_assert(n == sizeof(out));
		cr_assert(memcmp(out, first, BLOCK) == 0, "%s", kats[i].name);
		cr_assert(memcmp(out + 48, last, BLOCK) == 0, "%s", kats[i].name);
		EVP_CIPHER_CTX_free(ctx);
		EVP_CIPHER_free(cipher);
	}
}

/* ---- Errors ---- */

static const char *reason(void)
{
	const char *text = ERR_reason_error_string(ERR_peek_last_error());

	return text ? text : "";
}

Test(provider_ciphers, each_possible_padding_is_judged_as_default_does)
{
	for_each_alg (a) {
		if (a->block == 1)
			continue;
		for (int last = 0; last < 256; last++) {
			for (int damage = -1; damage < 16; damage += 5) {
				EVP_CIPHER_CTX *ctx;
				int ok, n;

				random_msg(a, &m, 32);
				m.pad = false;
				m.in_len = 32;
				memset(m.in + 16, last, 16);
				if (damage >= 0)
					m.in[16 + damage] ^= 1;
				env_must(run_default(a, &m, 1));
				memcpy(back.in, m.out, 32);
				memcpy(back.key, m.key, sizeof(m.key));
				memcpy(back.iv, m.iv, sizeof(m.iv));
				back.in_len = 32;
				back.pad = true;
				ok = run_default(a, &back, 0);

				ctx = start(a->cmh, &back, 0);
				env_must(EVP_CipherUpdate(ctx, got, &n, back.in, 32));
				cr_assert(EVP_CipherFinal_ex(ctx, got + n, &n) == ok,
					  "%s, last byte %d, damage %d", a->name, last, damage);
				if (!ok)
					cr_assert(strcmp(reason(), "bad decrypt") == 0, "%s",
						  reason());
				else
					cr_assert(16 + (size_t)n == back.out_len);
				ERR_clear_error();
				EVP_CIPHER_CTX_free(ctx);
			}
		}
	}
}

Test(provider_ciphers, a_partial_block_without_padding_is_an_error)
{
	for_each_alg (a) {
		for (int enc = 0; enc < 2; enc++) {
			EVP_CIPHER_CTX *ctx;
			int n;

			if (a->block == 1)
				continue;
			random_msg(a, &m, 32);
			m.pad = false;
			ctx = start(a->cmh, &m, enc);
			env_must(EVP_CipherUpdate(ctx, got, &n, m.in, 17));
			cr_assert(EVP_CipherFinal_ex(ctx, got + n, &n) == 0, "%s", a->name);
			cr_assert(strstr(reason(), "multiple of the block"), "%s", reason());
			EVP_CIPHER_CTX_free(ctx);
		}
	}
}

Test(provider_ciphers, overlapping_buffers_are_an_error_not_garbage)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(env.libctx, "AES-128-CBC", CMH);
	EVP_CIPHER_CTX *ctx;
	int n;

	random_msg(&algs[0], &m, 64);
	ctx = start(cipher, &m, 1);
	env_must(EVP_CipherUpdate(ctx, got, &n, m.in, 5));
	cr_assert(EVP_CipherUpdate(ctx, m.in, &n, m.in, 64) == 0);
	cr_assert(strstr(reason(), "overlap"), "%s", reason());
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(cipher);
}

/* EVP never says a wrong length, so these go to the provider's functions as the core would. */
static void (*function_of(const char *name, int id))(void)
{
	int no_cache = -1;
	const OSSL_ALGORITHM *algorithm =
		OSSL_PROVIDER_query_operation(env.cmh, OSSL_OP_CIPHER, &no_cache);
	const OSSL_DISPATCH *d;

	cr_assert(no_cache == 0);
	for (; algorithm->algorithm_names; algorithm++) {
		if (strncmp(algorithm->algorithm_names, name, strlen(name)) != 0)
			continue;
		for (d = algorithm->implementation; d->function_id; d++)
			if (d->function_id == id)
				return d->function;
	}
	cr_assert_fail("%s has no function %d", name, id);
	return NULL;
}

Test(provider_ciphers, wrong_lengths_are_errors_before_any_work)
{
	static const char *const names[] = { "AES-256-CBC", "AES-256-CTR", "AES-256-ECB" };
	uint8_t key[33] = { 1 }, iv[17] = { 2 }, in[64] = { 3 }, out[64];
	size_t n;

	for (size_t i = 0; i < 3; i++) {
		OSSL_FUNC_cipher_newctx_fn *newctx =
			(OSSL_FUNC_cipher_newctx_fn *)function_of(names[i],
								  OSSL_FUNC_CIPHER_NEWCTX);
		OSSL_FUNC_cipher_freectx_fn *freectx =
			(OSSL_FUNC_cipher_freectx_fn *)function_of(names[i],
								   OSSL_FUNC_CIPHER_FREECTX);
		OSSL_FUNC_cipher_encrypt_init_fn *init =
			(OSSL_FUNC_cipher_encrypt_init_fn *)function_of(
				names[i], OSSL_FUNC_CIPHER_ENCRYPT_INIT);
		OSSL_FUNC_cipher_update_fn *update =
			(OSSL_FUNC_cipher_update_fn *)function_of(names[i],
								  OSSL_FUNC_CIPHER_UPDATE);
		void *ctx = newctx(OSSL_PROVIDER_get0_provider_ctx(env.cmh));

		cr_assert(!update(ctx, out, &n, sizeof(out), in, 16), "%s without a key", names[i]);
		cr_assert(!init(ctx, key, 31, iv, 16, NULL), "%s: short key", names[i]);
		cr_assert(!init(ctx, key, 33, iv, 16, NULL), "%s: long key", names[i]);
		if (strcmp(names[i], "AES-256-ECB") != 0) {
			cr_assert(!init(ctx, key, 32, iv, 15, NULL), "%s: short IV", names[i]);
			cr_assert(!init(ctx, key, 32, iv, 17, NULL), "%s: long IV", names[i]);
		}
		cr_assert(init(ctx, key, 32, iv, 16, NULL), "%s", names[i]);
		memset(out, 0xee, sizeof(out));
		cr_assert(!update(ctx, out, &n, 31, in, 32), "%s: short output", names[i]);
		cr_assert(out[0] == 0xee && out[30] == 0xee, "%s wrote to a short output", names[i]);
		cr_assert(update(ctx, out, &n, 32, in, 32) && n == 32, "%s", names[i]);
		freectx(ctx);
	}
}

Test(provider_ciphers, serve_a_cmac_of_the_default_provider)
{
	uint8_t key[16], in[100], x[16], y[16];
	size_t n, k;

	env_fill(key, sizeof(key));
	env_fill(in, sizeof(in));
	for (size_t len = 0; len <= sizeof(in); len += 4) {
		env_must(EVP_Q_mac(env.libctx, "CMAC", "?" CMH, "AES-128-CBC", NULL, key, 16, in, len, x,
				   sizeof(x), &n) != NULL);
		env_must(EVP_Q_mac(env.libctx, "CMAC", DEFAULT, "AES-128-CBC", NULL, key, 16, in, len,
				   y, sizeof(y), &k) != NULL);
		cr_assert(n == k && memcmp(x, y, n) == 0, "%zu bytes", len);
	}
}
