// SPDX-License-Identifier: Apache-2.0
/* GCM through EVP: against the default provider, the GCM specification's test cases, and misuse. */
#include <criterion/criterion.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <cmh/alg.h>

#include "tests/provider_env.h"

#define LEN_MAX 20000u
#define AAD_MAX 600u
#define TAG     16u

static struct env env;

static void up(void)
{
	env_up(&env);
}

static void down(void)
{
	env_down(&env);
}

TestSuite(provider_gcm, .init = up, .fini = down, .timeout = 120);

struct alg {
	const char *name;
	EVP_CIPHER *cmh, *def;
};

static struct alg algs[] = {
#define ALG(id, name, ...) { name },
	CMH_AEAD_TABLE(ALG)
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

struct msg {
	uint8_t key[32], iv[64], aad[AAD_MAX], in[LEN_MAX], out[LEN_MAX], tag[TAG];
	size_t iv_len, aad_len, len;
};

static struct msg m;
static uint8_t got[LEN_MAX + 16];

static const char *reason(void)
{
	const char *text = ERR_reason_error_string(ERR_peek_last_error());

	return text ? text : "";
}

static EVP_CIPHER_CTX *start(EVP_CIPHER *cipher, const struct msg *msg, int enc)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

	env_must(EVP_CipherInit_ex2(ctx, cipher, NULL, NULL, enc, NULL));
	env_must(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, (int)msg->iv_len, NULL));
	env_must(EVP_CipherInit_ex2(ctx, NULL, msg->key, msg->iv, enc, NULL));
	return ctx;
}

static void get_tag(EVP_CIPHER_CTX *ctx, uint8_t *tag)
{
	env_must(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, TAG, tag));
}

static int set_tag(EVP_CIPHER_CTX *ctx, const uint8_t *tag, int len)
{
	return EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, len, (void *)tag);
}

static void random_msg(size_t iv_len, size_t aad_len, size_t len)
{
	m.iv_len = iv_len;
	m.aad_len = aad_len;
	m.len = len;
	env_fill(m.key, sizeof(m.key));
	env_fill(m.iv, iv_len);
	env_fill(m.aad, aad_len);
	env_fill(m.in, len);
}

/* What the default provider makes of the message, in m.out and m.tag. */
static void run_default(const struct alg *a)
{
	EVP_CIPHER_CTX *ctx = start(a->def, &m, 1);
	int n;

	if (m.aad_len)
		env_must(EVP_EncryptUpdate(ctx, NULL, &n, m.aad, (int)m.aad_len));
	if (m.len)
		env_must(EVP_EncryptUpdate(ctx, m.out, &n, m.in, (int)m.len));
	env_must(EVP_EncryptFinal_ex(ctx, m.out, &n));
	get_tag(ctx, m.tag);
	EVP_CIPHER_CTX_free(ctx);
}

/* Feeds in[0..len) in random pieces; out NULL: as AAD. */
static void feed(EVP_CIPHER_CTX *ctx, const uint8_t *in, size_t len, uint8_t *out)
{
	size_t done = 0;
	int n;

	while (done < len) {
		size_t piece = env_below(4) ? env_below(len) + 1 : env_below(40) + 1;

		if (piece > len - done)
			piece = len - done;
		env_must(EVP_CipherUpdate(ctx, out ? out + done : NULL, &n, in + done, (int)piece));
		cr_assert(n == (int)piece);
		done += piece;
	}
}

/* ---- Against the default provider ---- */

Test(provider_gcm, has_the_names_and_sizes_of_the_default_provider)
{
	for_each_alg (a) {
		cr_assert(EVP_CIPHER_get0_provider(a->cmh) == env.cmh);
		cr_assert(EVP_CIPHER_get_nid(a->cmh) == EVP_CIPHER_get_nid(a->def));
		cr_assert(EVP_CIPHER_get_flags(a->cmh) == EVP_CIPHER_get_flags(a->def));
		cr_assert(EVP_CIPHER_get_mode(a->cmh) == EVP_CIPH_GCM_MODE);
		cr_assert(EVP_CIPHER_get_key_length(a->cmh) == EVP_CIPHER_get_key_length(a->def));
		cr_assert(EVP_CIPHER_get_iv_length(a->cmh) == 12);
		cr_assert(EVP_CIPHER_get_block_size(a->cmh) == 1);
	}
}

Test(provider_gcm, equals_default_at_random_lengths_splits_and_alignments)
{
	uint8_t tag[TAG];

	for_each_alg (a) {
		for (int i = 0; i < 120; i++) {
			uint8_t *out = got + env_below(16);
			EVP_CIPHER_CTX *ctx;
			int n;

			random_msg(i % 3 ? 12 : env_below(64) + 1, i % 5 ? env_below(AAD_MAX) : 0,
				   i < 70 ? (size_t)i : env_below(LEN_MAX));
			run_default(a);
			ctx = start(a->cmh, &m, 1);
			feed(ctx, m.aad, m.aad_len, NULL);
			feed(ctx, m.in, m.len, out);
			env_must(EVP_EncryptFinal_ex(ctx, out, &n));
			get_tag(ctx, tag);
			EVP_CIPHER_CTX_free(ctx);
			cr_assert(memcmp(out, m.out, m.len) == 0 && memcmp(tag, m.tag, TAG) == 0,
				  "%s: IV %zu, AAD %zu, text %zu", a->name, m.iv_len, m.aad_len,
				  m.len);

			ctx = start(a->cmh, &m, 0);
			feed(ctx, m.aad, m.aad_len, NULL);
			feed(ctx, m.out, m.len, out);
			env_must(set_tag(ctx, m.tag, TAG));
			env_must(EVP_DecryptFinal_ex(ctx, out, &n));
			EVP_CIPHER_CTX_free(ctx);
			cr_assert(memcmp(out, m.in, m.len) == 0, "%s: text %zu", a->name, m.len);
		}
	}
}

Test(provider_gcm, a_copy_in_mid_stream_goes_its_own_way)
{
	static uint8_t copied[LEN_MAX];
	uint8_t tag[TAG];

	for_each_alg (a) {
		for (int i = 0; i < 20; i++) {
			EVP_CIPHER_CTX *ctx, *copy = EVP_CIPHER_CTX_new();
			size_t half;
			int n;

			random_msg(12, env_below(AAD_MAX), env_below(LEN_MAX));
			half = env_below(m.len + 1);
			run_default(a);
			ctx = start(a->cmh, &m, 1);
			feed(ctx, m.aad, m.aad_len, NULL);
			feed(ctx, m.in, half, got);
			env_must(EVP_CIPHER_CTX_copy(copy, ctx));
			memcpy(copied, got, half);
			feed(copy, m.in + half, m.len - half, copied + half);
			env_must(EVP_EncryptFinal_ex(copy, copied, &n));
			get_tag(copy, tag);
			EVP_CIPHER_CTX_free(copy);
			cr_assert(memcmp(copied, m.out, m.len) == 0 &&
				  memcmp(tag, m.tag, TAG) == 0, "%s: copy at %zu", a->name, half);
			feed(ctx, m.in + half, m.len - half, got + half);
			env_must(EVP_EncryptFinal_ex(ctx, got, &n));
			get_tag(ctx, tag);
			EVP_CIPHER_CTX_free(ctx);
			cr_assert(memcmp(got, m.out, m.len) == 0 && memcmp(tag, m.tag, TAG) == 0,
				  "%s: original at %zu", a->name, half);
		}
	}
}

Test(provider_gcm, one_context_runs_many_messages_under_one_key)
{
	uint8_t tag[TAG];
	EVP_CIPHER_CTX *ctx;
	int n;

	for_each_alg (a) {
		random_msg(12, 13, 1000);
		ctx = start(a->cmh, &m, 1);
		for (int i = 0; i < 10; i++) {
			m.iv[11]++;
			m.len = env_below(1000);
			run_default(a);
			env_must(EVP_CipherInit_ex2(ctx, NULL, NULL, m.iv, 1, NULL));
			feed(ctx, m.aad, m.aad_len, NULL);
			memcpy(got, m.in, m.len);
			feed(ctx, got, m.len, got); /* in place */
			env_must(EVP_EncryptFinal_ex(ctx, got, &n));
			get_tag(ctx, tag);
			cr_assert(memcmp(got, m.out, m.len) == 0 && memcmp(tag, m.tag, TAG) == 0,
				  "%s", a->name);
		}
		EVP_CIPHER_CTX_free(ctx);
	}
}

/* ---- Known answers: McGrew and Viega, The Galois/Counter Mode of Operation, appendix B ---- */

static const struct {
	const char *name, *key, *iv, *aad, *in, *out, *tag;
} kats[] = {
	{ "AES-128-GCM", "00000000000000000000000000000000", "000000000000000000000000", "", "", "",
	  "58e2fccefa7e3061367f1d57a4e7455a" },
	{ "AES-128-GCM", "00000000000000000000000000000000", "000000000000000000000000", "",
	  "00000000000000000000000000000000", "0388dace60b6a392f328c2b971b2fe78",
	  "ab6e47d42cec13bdf53a67b21257bddf" },
	{ "AES-128-GCM", "feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
	  "feedfacedeadbeeffeedfacedeadbeefabaddad2",
	  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
	  "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
	  "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
	  "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
	  "5bc94fbc3221a5db94fae95ae7121a47" },
	{ "AES-128-GCM", "feffe9928665731c6d6a8f9467308308", "cafebabefacedbad",
	  "feedfacedeadbeeffeedfacedeadbeefabaddad2",
	  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
	  "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
	  "61353b4c2806934a777ff51fa22a4755699b2a714fcdc6f83766e5f97b6c7423"
	  "73806900e49f24b22b097544d4896b424989b5e1ebac0f07c23f4598",
	  "3612d2e79e3b0785561be14aaca2fccb" },
	{ "AES-192-GCM", "feffe9928665731c6d6a8f9467308308feffe9928665731c",
	  "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
	  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
	  "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
	  "3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c"
	  "7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710",
	  "2519498e80f1478f37ba55bd6d27618c" },
	{ "AES-256-GCM", "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
	  "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
	  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
	  "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
	  "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
	  "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
	  "76fc6ece0f4e1768cddf8853bb2d551b" },
};

Test(provider_gcm, gives_the_known_answers)
{
	uint8_t want[64], want_tag[TAG], tag[TAG];
	int n;

	for (size_t i = 0; i < sizeof(kats) / sizeof(*kats); i++) {
		EVP_CIPHER *cipher = EVP_CIPHER_fetch(env.libctx, kats[i].name, CMH);
		EVP_CIPHER_CTX *ctx;

		env_unhex(kats[i].key, m.key);
		m.iv_len = env_unhex(kats[i].iv, m.iv);
		m.aad_len = env_unhex(kats[i].aad, m.aad);
		m.len = env_unhex(kats[i].in, m.in);
		env_unhex(kats[i].out, want);
		env_unhex(kats[i].tag, want_tag);
		ctx = start(cipher, &m, 1);
		feed(ctx, m.aad, m.aad_len, NULL);
		feed(ctx, m.in, m.len, got);
		env_must(EVP_EncryptFinal_ex(ctx, got, &n));
		get_tag(ctx, tag);
		cr_assert(memcmp(got, want, m.len) == 0, "case %zu", i);
		cr_assert(memcmp(tag, want_tag, TAG) == 0, "case %zu", i);
		EVP_CIPHER_CTX_free(ctx);
		EVP_CIPHER_free(cipher);
	}
}

/* ---- Tags ---- */

static EVP_CIPHER_CTX *decrypt_all(const struct alg *a)
{
	EVP_CIPHER_CTX *ctx = start(a->cmh, &m, 0);

	feed(ctx, m.aad, m.aad_len, NULL);
	feed(ctx, m.out, m.len, got);
	return ctx;
}

Test(provider_gcm, a_tampered_tag_text_aad_or_iv_is_found)
{
	for_each_alg (a) {
		for (int i = 0; i < 5; i++) {
			EVP_CIPHER_CTX *ctx;
			uint8_t *victim;
			int n;

			random_msg(12, 20, 100);
			run_default(a);
			victim = i == 0 ? m.tag : i == 1 ? m.out : i == 2 ? m.aad : m.iv;
			if (i < 4)
				victim[env_below(12)] ^= 1 << env_below(8);
			ctx = decrypt_all(a);
			env_must(set_tag(ctx, m.tag, TAG));
			cr_assert(EVP_DecryptFinal_ex(ctx, got, &n) == (i == 4), "%s, case %d",
				  a->name, i);
			if (i < 4)
				cr_assert(strcmp(reason(), "bad decrypt") == 0, "%s", reason());
			ERR_clear_error();
			EVP_CIPHER_CTX_free(ctx);
		}
	}
}

Test(provider_gcm, tags_are_four_to_sixteen_bytes)
{
	int n;

	for_each_alg (a) {
		random_msg(12, 20, 100);
		run_default(a);
		for (int len = 0; len <= 17; len++) {
			const bool fits = len >= 4 && len <= 16;
			EVP_CIPHER_CTX *ctx = decrypt_all(a);
			uint8_t tag[17] = { 0 };

			memcpy(tag, m.tag, TAG);
			cr_assert((set_tag(ctx, tag, len) > 0) == fits, "%s: tag of %d", a->name, len);
			cr_assert((EVP_DecryptFinal_ex(ctx, got, &n) > 0) == fits, "%s: tag of %d",
				  a->name, len);
			EVP_CIPHER_CTX_free(ctx);

			ctx = start(a->cmh, &m, 1);
			feed(ctx, m.aad, m.aad_len, NULL);
			feed(ctx, m.in, m.len, got);
			env_must(EVP_EncryptFinal_ex(ctx, got, &n));
			cr_assert((EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, len, tag) > 0) ==
					  fits, "%s: tag of %d", a->name, len);
			EVP_CIPHER_CTX_free(ctx);
			ERR_clear_error();
		}
	}
}

Test(provider_gcm, a_tag_belongs_to_the_right_direction_and_moment)
{
	uint8_t tag[TAG];
	int n;

	for_each_alg (a) {
		EVP_CIPHER_CTX *ctx;

		random_msg(12, 0, 50);
		run_default(a);
		ctx = start(a->cmh, &m, 1);
		cr_assert(set_tag(ctx, m.tag, TAG) <= 0, "set when encrypting");
		feed(ctx, m.in, m.len, got);
		cr_assert(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, TAG, tag) <= 0,
			  "got before the end");
		EVP_CIPHER_CTX_free(ctx);

		ctx = decrypt_all(a);
		cr_assert(EVP_DecryptFinal_ex(ctx, got, &n) <= 0, "final without a tag");
		cr_assert(strcmp(reason(), "no tag set") == 0, "%s", reason());
		cr_assert(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, TAG, tag) <= 0,
			  "got when decrypting");
		EVP_CIPHER_CTX_free(ctx);
		ERR_clear_error();
	}
}

/* An expected tag may be set before key and IV, as some callers do. */
Test(provider_gcm, a_tag_set_first_is_kept)
{
	int n;

	for_each_alg (a) {
		EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

		random_msg(12, 0, 50);
		run_default(a);
		env_must(EVP_DecryptInit_ex2(ctx, a->cmh, NULL, NULL, NULL));
		env_must(set_tag(ctx, m.tag, TAG));
		env_must(EVP_DecryptInit_ex2(ctx, NULL, m.key, m.iv, NULL));
		feed(ctx, m.out, m.len, got);
		env_must(EVP_DecryptFinal_ex(ctx, got, &n));
		EVP_CIPHER_CTX_free(ctx);
	}
}

/* ---- IVs ---- */

Test(provider_gcm, an_iv_encrypts_one_message)
{
	uint8_t iv[12] = { 9 };
	int n;

	for_each_alg (a) {
		EVP_CIPHER_CTX *ctx;

		random_msg(12, 0, 50);
		ctx = start(a->cmh, &m, 1);
		feed(ctx, m.in, m.len, got);
		env_must(EVP_EncryptFinal_ex(ctx, got, &n));
		cr_assert(EVP_EncryptUpdate(ctx, got, &n, m.in, 10) <= 0, "goes on after the end");
		cr_assert(strcmp(reason(), "no unused IV set") == 0, "%s", reason());
		cr_assert(EVP_EncryptFinal_ex(ctx, got, &n) <= 0, "ends twice");
		env_must(EVP_CipherInit_ex2(ctx, NULL, m.key, NULL, 1, NULL));
		cr_assert(EVP_EncryptUpdate(ctx, got, &n, m.in, 10) <= 0, "a key revives the IV");
		env_must(EVP_CipherInit_ex2(ctx, NULL, NULL, iv, 1, NULL));
		env_must(EVP_EncryptUpdate(ctx, got, &n, m.in, 10));
		env_must(EVP_CipherInit_ex2(ctx, NULL, NULL, NULL, 1, NULL));
		cr_assert(EVP_EncryptUpdate(ctx, got, &n, m.in, 10) <= 0, "starts over with it");
		EVP_CIPHER_CTX_free(ctx);
		ERR_clear_error();
	}
}

Test(provider_gcm, an_iv_that_was_not_set_is_drawn_when_encrypting_only)
{
	uint8_t iv[2][12], tag[TAG];
	EVP_CIPHER_CTX *ctx;
	int n;

	for_each_alg (a) {
		random_msg(12, 0, 50);
		for (int i = 0; i < 2; i++) {
			ctx = EVP_CIPHER_CTX_new();
			env_must(EVP_EncryptInit_ex2(ctx, a->cmh, m.key, NULL, NULL));
			feed(ctx, m.in, m.len, got);
			env_must(EVP_EncryptFinal_ex(ctx, got, &n));
			get_tag(ctx, tag);
			env_must(EVP_CIPHER_CTX_get_original_iv(ctx, iv[i], 12));
			EVP_CIPHER_CTX_free(ctx);
		}
		cr_assert(memcmp(iv[0], iv[1], 12) != 0);
		memcpy(m.iv, iv[1], 12);
		run_default(a);
		cr_assert(memcmp(tag, m.tag, TAG) == 0, "not the IV that was used");

		ctx = EVP_CIPHER_CTX_new();
		env_must(EVP_DecryptInit_ex2(ctx, a->cmh, m.key, NULL, NULL));
		cr_assert(EVP_DecryptUpdate(ctx, got, &n, m.in, 16) <= 0);
		EVP_CIPHER_CTX_free(ctx);
		ERR_clear_error();
	}
}

Test(provider_gcm, nothing_runs_without_a_key)
{
	uint8_t iv[12] = { 0 };
	int n;

	for_each_alg (a) {
		EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

		env_must(EVP_EncryptInit_ex2(ctx, a->cmh, NULL, iv, NULL));
		cr_assert(EVP_EncryptUpdate(ctx, got, &n, m.in, 16) <= 0);
		cr_assert(strcmp(reason(), "no key set") == 0, "%s", reason());
		EVP_CIPHER_CTX_free(ctx);
		ERR_clear_error();
	}
}

Test(provider_gcm, aad_after_text_is_refused)
{
	int n;

	for_each_alg (a) {
		EVP_CIPHER_CTX *ctx;

		random_msg(12, 0, 50);
		ctx = start(a->cmh, &m, 1);
		feed(ctx, m.in, m.len, got);
		cr_assert(EVP_EncryptUpdate(ctx, NULL, &n, m.in, 16) <= 0);
		EVP_CIPHER_CTX_free(ctx);
		ERR_clear_error();
	}
}

Test(provider_gcm, iv_lengths_out_of_range_are_refused)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(env.libctx, "AES-128-GCM", CMH);

	env_must(EVP_EncryptInit_ex2(ctx, cipher, NULL, NULL, NULL));
	cr_assert(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, 0, NULL) <= 0);
	cr_assert(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, 129, NULL) <= 0);
	cr_assert(EVP_CIPHER_CTX_set_key_length(ctx, 17) <= 0);
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(cipher);
}

/* ---- TLS 1.2 records ---- */

#define EXPLICIT 8

static EVP_CIPHER_CTX *tls_start(EVP_CIPHER *cipher, int enc)
{
	static const uint8_t fixed[4] = { 1, 2, 3, 4 };
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

	env_must(EVP_CipherInit_ex2(ctx, cipher, m.key, NULL, enc, NULL));
	env_must(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_IV_FIXED, 4, (void *)fixed));
	return ctx;
}

/* Runs one record in place; len is that of the text. Returns what EVP said. */
static int tls_run(EVP_CIPHER_CTX *ctx, int enc, uint8_t *record, size_t len, int *out_len)
{
	const size_t said = EXPLICIT + len + (enc ? 0 : TAG);
	uint8_t aad[EVP_AEAD_TLS1_AAD_LEN] = { 0, 0, 0, 0, 0, 0, 0, 5, 23, 3, 3 };

	aad[11] = (uint8_t)(said >> 8);
	aad[12] = (uint8_t)said;
	cr_assert(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_TLS1_AAD, sizeof(aad), aad) == TAG);
	return EVP_CipherUpdate(ctx, record, out_len, record, (int)(EXPLICIT + len + TAG));
}

Test(provider_gcm, tls_records_pass_between_the_providers)
{
	static uint8_t record[EXPLICIT + 16384 + TAG];
	uint8_t first[EXPLICIT];
	int n;

	for_each_alg (a) {
		EVP_CIPHER *both[2] = { a->cmh, a->def };

		for (int dir = 0; dir < 2; dir++) {
			EVP_CIPHER_CTX *enc, *dec;

			env_fill(m.key, sizeof(m.key));
			enc = tls_start(both[dir], 1);
			dec = tls_start(both[!dir], 0);
			for (int i = 0; i < 20; i++) {
				const size_t len = i ? env_below(16385) : 0;

				env_fill(m.in, len);
				memcpy(record + EXPLICIT, m.in, len);
				env_must(tls_run(enc, 1, record, len, &n));
				cr_assert(n == (int)(EXPLICIT + len + TAG), "%s", a->name);
				cr_assert(i == 0 || memcmp(first, record, EXPLICIT) != 0,
					  "%s: explicit IV comes twice", a->name);
				memcpy(first, record, EXPLICIT);
				env_must(tls_run(dec, 0, record, len, &n));
				cr_assert(n == (int)len, "%s", a->name);
				cr_assert(memcmp(record + EXPLICIT, m.in, len) == 0, "%s, %zu bytes",
					  a->name, len);
			}
			EVP_CIPHER_CTX_free(enc);
			EVP_CIPHER_CTX_free(dec);
		}
	}
}

Test(provider_gcm, a_tampered_tls_record_is_refused_and_wiped)
{
	uint8_t record[EXPLICIT + 100 + TAG];
	int n;

	for_each_alg (a) {
		EVP_CIPHER_CTX *enc = tls_start(a->cmh, 1), *dec = tls_start(a->cmh, 0);

		for (size_t i = EXPLICIT; i < sizeof(record); i += 7) {
			memset(record, 0x5a, sizeof(record));
			env_must(tls_run(enc, 1, record, 100, &n));
			record[i] ^= 1;
			cr_assert(tls_run(dec, 0, record, 100, &n) <= 0, "%s: byte %zu", a->name, i);
			for (size_t k = EXPLICIT; k < EXPLICIT + 100; k++)
				cr_assert(record[k] == 0, "%s: text given out", a->name);
		}
		EVP_CIPHER_CTX_free(enc);
		EVP_CIPHER_CTX_free(dec);
		ERR_clear_error();
	}
}
