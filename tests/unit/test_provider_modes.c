// SPDX-License-Identifier: Apache-2.0
/* The ciphers beyond ECB, CBC, CTR and AES-GCM through EVP: known answers of the standards, the default
 * provider at random lengths and splits, copies, and what is refused. */
#include <criterion/criterion.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "tests/provider_env.h"

#define LEN_MAX 5000u
#define ROOM    32u

static struct env env;

static void up(void)
{
	env_up(&env);
}

static void down(void)
{
	env_down(&env);
}

TestSuite(provider_modes, .init = up, .fini = down, .timeout = 120);

static uint8_t key[64], iv[16], in[LEN_MAX], out[LEN_MAX + ROOM], want[LEN_MAX + ROOM];

static EVP_CIPHER *fetch(const char *name, const char *from)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(env.libctx, name, from);

	cr_assert(cipher, "%s from %s", name, from);
	return cipher;
}

static const char *reason(void)
{
	const char *text = ERR_reason_error_string(ERR_peek_last_error());

	return text ? text : "";
}

static void fill_all(size_t len)
{
	env_fill(key, sizeof(key));
	env_fill(iv, sizeof(iv));
	env_fill(in, len);
}

/* Whether messages go in one update, as XTS and key wrap want it. */
static bool whole(const EVP_CIPHER *cipher)
{
	const int mode = EVP_CIPHER_get_mode(cipher);

	return mode == EVP_CIPH_XTS_MODE || mode == EVP_CIPH_WRAP_MODE;
}

/* Returns the length of what comes out, or -1. */
static int run(EVP_CIPHER *cipher, int enc, const uint8_t *from, size_t len, uint8_t *to)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int total = 0, n = 0, ok;

	EVP_CIPHER_CTX_set_flags(ctx, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
	ok = EVP_CipherInit_ex2(ctx, cipher, key, iv, enc, NULL);
	if (ok && whole(cipher)) {
		ok = EVP_CipherUpdate(ctx, to, &total, from, (int)len);
	} else {
		for (size_t done = 0, piece; ok && done < len; done += piece) {
			piece = env_below(len - done) + 1;
			ok = EVP_CipherUpdate(ctx, to + total, &n, from + done, (int)piece);
			total += n;
		}
		ok = ok && EVP_CipherFinal_ex(ctx, to + total, &n);
		total += n;
	}
	EVP_CIPHER_CTX_free(ctx);
	return ok > 0 ? total : -1;
}

/* ---- Against the default provider ---- */

static const char *const shared[] = {
	"AES-128-CFB",  "AES-192-CFB",      "AES-256-CFB",      "SM4-ECB",
	"SM4-CBC",      "SM4-CTR",          "SM4-CFB",          "ChaCha20",
	"AES-128-XTS",  "AES-256-XTS",      "AES-128-WRAP",     "AES-192-WRAP",
	"AES-256-WRAP", "AES-128-WRAP-PAD", "AES-192-WRAP-PAD", "AES-256-WRAP-PAD",
};
static const char *const aeads[] = { "AES-128-CCM", "AES-192-CCM", "AES-256-CCM",
				     "ChaCha20-Poly1305" };

#define for_each(name, list) \
	for (size_t i_ = 0; i_ < sizeof(list) / sizeof(*(list)) && (name = (list)[i_]); i_++)

static void same_constants(const char *name)
{
	EVP_CIPHER *cmh = fetch(name, CMH), *def = fetch(name, DEFAULT);

	cr_assert(EVP_CIPHER_get_nid(cmh) == EVP_CIPHER_get_nid(def), "%s", name);
	cr_assert(EVP_CIPHER_get_flags(cmh) == EVP_CIPHER_get_flags(def), "%s", name);
	cr_assert(EVP_CIPHER_get_mode(cmh) == EVP_CIPHER_get_mode(def), "%s", name);
	cr_assert(EVP_CIPHER_get_key_length(cmh) == EVP_CIPHER_get_key_length(def), "%s", name);
	cr_assert(EVP_CIPHER_get_iv_length(cmh) == EVP_CIPHER_get_iv_length(def), "%s", name);
	cr_assert(EVP_CIPHER_get_block_size(cmh) == EVP_CIPHER_get_block_size(def), "%s", name);
	EVP_CIPHER_free(cmh);
	EVP_CIPHER_free(def);
}

Test(provider_modes, have_the_constants_of_the_default_provider)
{
	const char *name;

	for_each(name, shared) same_constants(name);
	for_each(name, aeads) same_constants(name);
}

/* All short lengths, the refused ones with them, then random ones; back; and a flipped bit. */
Test(provider_modes, equal_the_default_provider)
{
	const char *name;

	for_each(name, shared)
	{
		EVP_CIPHER *cmh = fetch(name, CMH), *def = fetch(name, DEFAULT);

		for (size_t i = 0; i < 120; i++) {
			const size_t len = i < 80 ? i : env_below(whole(def) ? 600 : LEN_MAX);
			int n, m;

			fill_all(len);
			n = run(def, 1, in, len, want);
			m = run(cmh, 1, in, len, out);
			cr_assert(m == n && (n < 1 || memcmp(out, want, (size_t)n) == 0),
				  "%s of %zu: %d, default %d", name, len, m, n);
			if (n < 1)
				continue;
			m = run(cmh, 0, want, (size_t)n, out);
			cr_assert(m == (int)len && memcmp(out, in, len) == 0, "%s back of %zu",
				  name, len);
			want[env_below((size_t)n)] ^= 1;
			m = run(cmh, 0, want, (size_t)n, out);
			n = run(def, 0, want, (size_t)n, in);
			cr_assert(m == n, "%s, damaged: %d, default %d", name, m, n);
		}
		EVP_CIPHER_free(cmh);
		EVP_CIPHER_free(def);
	}
}

Test(provider_modes, a_copy_in_mid_stream_goes_its_own_way)
{
	static const char *const streams[] = { "AES-256-CFB", "SM4-CFB", "ChaCha20", "SM4-CBC" };
	const char *name;

	for_each(name, streams)
	{
		EVP_CIPHER *cmh = fetch(name, CMH), *def = fetch(name, DEFAULT);
		EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new(), *copy = EVP_CIPHER_CTX_new();
		int n, m, total;

		fill_all(1000);
		total = run(def, 1, in, 1000, want);
		env_must(EVP_CipherInit_ex2(ctx, cmh, key, iv, 1, NULL));
		env_must(EVP_CipherUpdate(ctx, out, &n, in, 333));
		env_must(EVP_CIPHER_CTX_copy(copy, ctx));
		env_must(EVP_CipherUpdate(ctx, out + n, &m, in, 100)); /* another end */
		EVP_CIPHER_CTX_free(ctx);
		env_must(EVP_CipherUpdate(copy, out + n, &m, in + 333, 667));
		n += m;
		env_must(EVP_CipherFinal_ex(copy, out + n, &m));
		cr_assert(n + m == total && memcmp(out, want, (size_t)total) == 0, "%s", name);
		EVP_CIPHER_CTX_free(copy);
		EVP_CIPHER_free(cmh);
		EVP_CIPHER_free(def);
	}
}

/* ---- AEADs ---- */

struct aead {
	size_t iv_len, tag_len, aad_len, len;
	uint8_t aad[64], tag[32];
};

/* Returns how many of the steps went well, all being 9, and what came out in `to`. */
static int run_aead(EVP_CIPHER *cipher, int enc, struct aead *a, const uint8_t *from, uint8_t *to)
{
	const bool ccm = EVP_CIPHER_get_mode(cipher) == EVP_CIPH_CCM_MODE;
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0, steps = 0;

	do {
		if (EVP_CipherInit_ex2(ctx, cipher, NULL, NULL, enc, NULL) <= 0)
			break;
		steps++;
		if (EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, (int)a->iv_len, NULL) <= 0)
			break;
		steps++;
		if ((ccm || !enc) && EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG,
							 (int)a->tag_len, enc ? NULL : a->tag) <= 0)
			break;
		steps++;
		if (EVP_CipherInit_ex2(ctx, NULL, key, iv, enc, NULL) <= 0)
			break;
		steps++;
		if (ccm && EVP_CipherUpdate(ctx, NULL, &n, NULL, (int)a->len) <= 0)
			break;
		steps++;
		if (a->aad_len && EVP_CipherUpdate(ctx, NULL, &n, a->aad, (int)a->aad_len) <= 0)
			break;
		steps++;
		if (EVP_CipherUpdate(ctx, to, &n, from, (int)a->len) <= 0)
			break;
		steps++;
		if (EVP_CipherFinal_ex(ctx, to + n, &n) <= 0)
			break;
		steps++;
		if (enc &&
		    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, (int)a->tag_len, a->tag) <= 0)
			break;
		steps++;
	} while (0);
	EVP_CIPHER_CTX_free(ctx);
	return steps;
}

Test(provider_modes, aeads_equal_the_default_provider_in_what_they_do_and_refuse)
{
	const char *name;

	for_each(name, aeads)
	{
		EVP_CIPHER *cmh = fetch(name, CMH), *def = fetch(name, DEFAULT);
		const bool ccm = EVP_CIPHER_get_mode(def) == EVP_CIPH_CCM_MODE;

		for (int i = 0; i < 1500; i++) {
			struct aead a = { .iv_len = ccm || i % 9 == 0 ? env_below(17) : 12,
					  .tag_len = env_below(18),
					  .aad_len = env_below(sizeof(a.aad)),
					  .len = env_below(i % 50 ? 100 : 4000) };
			struct aead b;
			int n, m;

			fill_all(a.len);
			env_fill(a.aad, sizeof(a.aad));
			b = a;
			n = run_aead(def, 1, &b, in, want);
			m = run_aead(cmh, 1, &a, in, out);
			cr_assert(m == n, "%s: IV %zu, tag %zu: step %d, default %d", name,
				  a.iv_len, a.tag_len, m, n);
			if (n < 9)
				continue;
			cr_assert(memcmp(out, want, a.len) == 0 &&
					  memcmp(a.tag, b.tag, a.tag_len) == 0,
				  "%s: IV %zu, tag %zu, AAD %zu, text %zu", name, a.iv_len,
				  a.tag_len, a.aad_len, a.len);
			if (i % 2)
				a.tag[env_below(a.tag_len)] ^= 0x10;
			m = run_aead(cmh, 0, &a, want, out);
			cr_assert((m == 9) == (i % 2 == 0), "%s: tag judged", name);
			cr_assert(m < 9 || memcmp(out, in, a.len) == 0, "%s: back", name);
		}
		EVP_CIPHER_free(cmh);
		EVP_CIPHER_free(def);
	}
}

/* ---- Known answers ---- */

struct kat {
	const char *name, *key, *iv, *aad, *in, *out, *tag;
};

#define LADIES                                                                                         \
	"4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66202739393a20496620"   \
	"4920636f756c64206f6666657220796f75206f6e6c79206f6e652074697020666f7220746865206675747572652c" \
	"2073756e73637265656e20776f756c642062652069742e"
#define RFC8998_IN                                                                         \
	"aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeee" \
	"ffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"

static const struct kat kats[] = {
	/* SP 800-38A, F.3.13 */
	{ "AES-128-CFB", "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f", "",
	  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
	  "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b", NULL },
	/* GB/T 32907, A.1 */
	{ "SM4-ECB", "0123456789abcdeffedcba9876543210", "", "", "0123456789abcdeffedcba9876543210",
	  "681edf34d206965e86b3e94f536e4246", NULL },
	/* IEEE 1619, vector 2 */
	{ "AES-128-XTS", "1111111111111111111111111111111122222222222222222222222222222222",
	  "33333333330000000000000000000000", "",
	  "4444444444444444444444444444444444444444444444444444444444444444",
	  "c454185e6a16936e39334038acef838bfb186fff7480adc4289382ecd6d394f0", NULL },
	/* RFC 3394, 4.1 and 4.6 */
	{ "AES-128-WRAP", "000102030405060708090a0b0c0d0e0f", NULL, "",
	  "00112233445566778899aabbccddeeff", "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5",
	  NULL },
	{ "AES-256-WRAP", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", NULL,
	  "", "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f",
	  "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21",
	  NULL },
	/* RFC 5649, 6 */
	{ "AES-192-WRAP-PAD", "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8", NULL, "",
	  "c37b7e6492584340bed12207808941155068f738",
	  "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a", NULL },
	{ "AES-192-WRAP-PAD", "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8", NULL, "",
	  "466f7250617369", "afbeb0f07dfbf5419200f2ccb50bb24f", NULL },
	/* RFC 8439, 2.8.2 */
	{ "ChaCha20-Poly1305", "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
	  "070000004041424344454647", "50515253c0c1c2c3c4c5c6c7", LADIES,
	  "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da"
	  "92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585"
	  "808b4831d7bc3ff4def08e4b7a9de576d26586cec64b6116",
	  "1ae10b594f09e26a7e902ecbd0600691" },
	/* SP 800-38C, example 1 and 2 */
	{ "AES-128-CCM", "404142434445464748494a4b4c4d4e4f", "10111213141516", "0001020304050607",
	  "20212223", "7162015b", "4dac255d" },
	{ "AES-128-CCM", "404142434445464748494a4b4c4d4e4f", "1011121314151617",
	  "000102030405060708090a0b0c0d0e0f", "202122232425262728292a2b2c2d2e2f",
	  "d2a1f0e051ea5f62081a7792073d593d", "1fc64fbfaccd" },
	/* RFC 8998, A.1 and A.2 */
	{ "SM4-GCM", "0123456789abcdeffedcba9876543210", "00001234567800000000abcd",
	  "feedfacedeadbeeffeedfacedeadbeefabaddad2", RFC8998_IN,
	  "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
	  "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d",
	  "83de3541e4c2b58177e065a9bf7b62ec" },
	{ "SM4-CCM", "0123456789abcdeffedcba9876543210", "00001234567800000000abcd",
	  "feedfacedeadbeeffeedfacedeadbeefabaddad2", RFC8998_IN,
	  "48af93501fa62adbcd414cce6034d895dda1bf8f132f042098661572e7483094"
	  "fd12e518ce062c98acee28d95df4416bed31a2f04476c18bb40c84a74b97dc5b",
	  "16842d4fa186f56ab33256971fa110f4" },
};

static void check_aead(const struct kat *k, EVP_CIPHER *cipher, size_t len)
{
	uint8_t tag[32];
	struct aead a = { .iv_len = env_unhex(k->iv, iv),
			  .tag_len = env_unhex(k->tag, tag),
			  .aad_len = env_unhex(k->aad, a.aad),
			  .len = len };

	cr_assert(run_aead(cipher, 1, &a, in, out) == 9, "%s", k->name);
	cr_assert(memcmp(out, want, len) == 0 && memcmp(a.tag, tag, a.tag_len) == 0, "%s", k->name);
	cr_assert(run_aead(cipher, 0, &a, want, out) == 9 && memcmp(out, in, len) == 0, "%s",
		  k->name);
	a.tag[0] ^= 1;
	cr_assert(run_aead(cipher, 0, &a, want, out) < 9, "%s: wrong tag", k->name);
}

/* Without padding, and with the IV the cipher has by itself if there is none. */
static void check_cipher(const struct kat *k, EVP_CIPHER *cipher, size_t len, size_t want_len)
{
	for (int enc = 1; enc >= 0; enc--) {
		EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
		const uint8_t *to = enc ? want : in;
		const size_t to_len = enc ? want_len : len;
		int n, m;

		EVP_CIPHER_CTX_set_flags(ctx, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
		env_must(EVP_CipherInit_ex2(ctx, cipher, key, k->iv ? iv : NULL, enc, NULL));
		if (EVP_CIPHER_get_mode(cipher) != EVP_CIPH_WRAP_MODE)
			EVP_CIPHER_CTX_set_padding(ctx, 0);
		env_must(EVP_CipherUpdate(ctx, out, &n, enc ? in : want,
					  (int)(enc ? len : want_len)));
		env_must(EVP_CipherFinal_ex(ctx, out + n, &m));
		cr_assert((size_t)(n + m) == to_len && memcmp(out, to, to_len) == 0, "%s %d",
			  k->name, enc);
		EVP_CIPHER_CTX_free(ctx);
	}
}

Test(provider_modes, give_the_known_answers)
{
	for (const struct kat *k = kats; k < kats + sizeof(kats) / sizeof(*kats); k++) {
		EVP_CIPHER *cipher = fetch(k->name, CMH);
		const size_t len = env_unhex(k->in, in), want_len = env_unhex(k->out, want);

		env_unhex(k->key, key);
		if (k->iv)
			env_unhex(k->iv, iv);
		if (k->tag)
			check_aead(k, cipher, len);
		else
			check_cipher(k, cipher, len, want_len);
		EVP_CIPHER_free(cipher);
	}
}

/* ---- What is refused, and what is not ---- */

Test(provider_modes, xts_refuses_equal_halves_to_encrypt_only)
{
	EVP_CIPHER *cipher = fetch("AES-128-XTS", CMH);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;

	memset(key, 7, sizeof(key));
	cr_assert(!EVP_EncryptInit_ex2(ctx, cipher, key, iv, NULL));
	cr_assert_str_eq(reason(), "key not usable for this");
	env_must(EVP_DecryptInit_ex2(ctx, cipher, key, iv, NULL));
	env_must(EVP_DecryptUpdate(ctx, out, &n, in, 16));
	cr_assert(!EVP_DecryptUpdate(ctx, out, &n, in, 15));
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(cipher);
}

Test(provider_modes, xts_of_sm4_comes_back_and_is_the_one_of_ieee)
{
	EVP_CIPHER *cipher = fetch("SM4-XTS", CMH);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	OSSL_PARAM gb[] = { OSSL_PARAM_construct_utf8_string("xts_standard", "GB", 0),
			    OSSL_PARAM_construct_end() };
	OSSL_PARAM ieee[] = { OSSL_PARAM_construct_utf8_string("xts_standard", "IEEE", 0),
			      OSSL_PARAM_construct_end() };
	int n;

	fill_all(100);
	cr_assert(!EVP_EncryptInit_ex2(ctx, cipher, key, iv, gb));
	env_must(EVP_EncryptInit_ex2(ctx, cipher, key, iv, ieee));
	env_must(EVP_EncryptUpdate(ctx, want, &n, in, 100));
	env_must(EVP_DecryptInit_ex2(ctx, cipher, key, iv, NULL));
	env_must(EVP_DecryptUpdate(ctx, out, &n, want, 100));
	cr_assert(n == 100 && memcmp(out, in, 100) == 0);
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(cipher);
}

Test(provider_modes, ccm_wants_length_then_tag_then_text)
{
	EVP_CIPHER *cipher = fetch("AES-128-CCM", CMH);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;

	env_must(EVP_DecryptInit_ex2(ctx, cipher, key, iv, NULL));
	cr_assert(!EVP_DecryptUpdate(ctx, NULL, &n, in, 5));
	cr_assert_str_eq(reason(), "bad additional data");
	cr_assert(!EVP_DecryptUpdate(ctx, out, &n, in, 5));
	cr_assert_str_eq(reason(), "no tag set");
	env_must(EVP_EncryptInit_ex2(ctx, NULL, NULL, iv, NULL));
	env_must(EVP_EncryptUpdate(ctx, NULL, &n, NULL, 5));
	cr_assert(!EVP_EncryptUpdate(ctx, out, &n, in, 6));
	env_must(EVP_EncryptUpdate(ctx, out, &n, in, 5));
	cr_assert(!EVP_EncryptUpdate(ctx, out, &n, in, 5));
	cr_assert_str_eq(reason(), "no unused IV set");
	cr_assert(!EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, out));
	cr_assert_str_eq(reason(), "bad tag length");
	env_must(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 12, out));
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(cipher);
}

Test(provider_modes, ccm_checks_the_tag_of_an_empty_message_at_the_end)
{
	EVP_CIPHER *cipher = fetch("AES-128-CCM", CMH);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t tag[12];
	int n;

	fill_all(20);
	env_must(EVP_EncryptInit_ex2(ctx, cipher, key, iv, NULL));
	env_must(EVP_EncryptUpdate(ctx, NULL, &n, NULL, 0));
	env_must(EVP_EncryptUpdate(ctx, NULL, &n, in, 20));
	env_must(EVP_EncryptFinal_ex(ctx, out, &n));
	env_must(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 12, tag));
	for (int wrong = 0; wrong < 2; wrong++) {
		tag[3] ^= wrong;
		env_must(EVP_DecryptInit_ex2(ctx, NULL, NULL, iv, NULL));
		env_must(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, 12, tag));
		env_must(EVP_DecryptUpdate(ctx, NULL, &n, NULL, 0));
		env_must(EVP_DecryptUpdate(ctx, NULL, &n, in, 20));
		cr_assert(EVP_DecryptFinal_ex(ctx, out, &n) == !wrong);
	}
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(cipher);
}

Test(provider_modes, chacha20_poly1305_does_not_take_a_nonce_twice)
{
	EVP_CIPHER *cipher = fetch("ChaCha20-Poly1305", CMH);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;

	env_must(EVP_EncryptInit_ex2(ctx, cipher, key, iv, NULL));
	env_must(EVP_EncryptUpdate(ctx, out, &n, in, 5));
	env_must(EVP_EncryptFinal_ex(ctx, out, &n));
	cr_assert(!EVP_EncryptUpdate(ctx, out, &n, in, 5));
	cr_assert_str_eq(reason(), "no unused IV set");
	env_must(EVP_DecryptInit_ex2(ctx, NULL, NULL, iv, NULL));
	env_must(EVP_DecryptUpdate(ctx, out, &n, in, 5));
	cr_assert(!EVP_DecryptFinal_ex(ctx, out, &n));
	cr_assert_str_eq(reason(), "no tag set");
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(cipher);
}
