// SPDX-License-Identifier: Apache-2.0
/* MACs through EVP_MAC and, by keys, through EVP_DigestSign: known answers of the standards,
 * the default provider at random lengths and splits, copies, and what is refused. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "tests/provider_env.h"

#define LEN_MAX 200000u /* the hub takes 64 KiB at once */
#define OUT_MAX 128u

static struct env env;

static void up(void)
{
	env_up(&env);
}

static void down(void)
{
	env_down(&env);
}

TestSuite(provider_mac, .init = up, .fini = down, .timeout = 120);

static uint8_t in[LEN_MAX];

/* What is computed: a MAC and the one parameter that says what it is made of. */
struct mac {
	const char *name, *param, *value;
	size_t key_min, key_max;
};

static const struct mac macs[] = {
	{ "HMAC", "digest", "SHA2-224", 0, 300 },    { "HMAC", "digest", "SHA256", 0, 300 },
	{ "HMAC", "digest", "SHA2-384", 0, 300 },    { "HMAC", "digest", "SHA512", 0, 300 },
	{ "HMAC", "digest", "SHA3-224", 0, 300 },    { "HMAC", "digest", "SHA3-256", 0, 300 },
	{ "HMAC", "digest", "SHA3-384", 0, 300 },    { "HMAC", "digest", "SHA3-512", 0, 300 },
	{ "HMAC", "digest", "SHA1", 0, 300 }, /* not the hub's */
	{ "CMAC", "cipher", "AES-128-CBC", 16, 16 }, { "CMAC", "cipher", "AES-192-CBC", 24, 24 },
	{ "CMAC", "cipher", "AES256", 32, 32 },      { "CMAC", "cipher", "SM4-CBC", 16, 16 },
	{ "KMAC-128", NULL, NULL, 4, 300 },          { "KMAC256", NULL, NULL, 4, 300 },
	{ "POLY1305", NULL, NULL, 32, 32 },          { "GMAC", "cipher", "AES-128-GCM", 16, 16 },
	{ "GMAC", "cipher", "AES-256-GCM", 32, 32 },
};

#define for_each_mac(m) \
	for (const struct mac *m = macs; m < macs + sizeof(macs) / sizeof(*macs); m++)

static const char *reason(void)
{
	const char *text = ERR_reason_error_string(ERR_peek_last_error());

	return text ? text : "";
}

static EVP_MAC_CTX *mac_new(const char *name, const char *from)
{
	EVP_MAC *mac = EVP_MAC_fetch(env.libctx, name, from);
	EVP_MAC_CTX *ctx;

	cr_assert(mac, "%s from %s", name, from);
	ctx = EVP_MAC_CTX_new(mac);
	EVP_MAC_free(mac);
	return ctx;
}

static int choose(EVP_MAC_CTX *ctx, const struct mac *m, const uint8_t *iv)
{
	OSSL_PARAM params[3], *p = params;

	if (m->param)
		*p++ = OSSL_PARAM_construct_utf8_string(m->param, (char *)m->value, 0);
	if (strcmp(m->name, "GMAC") == 0)
		*p++ = OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_IV, (void *)iv, 12);
	*p = OSSL_PARAM_construct_end();
	return EVP_MAC_CTX_set_params(ctx, params);
}

static void feed(EVP_MAC_CTX *ctx, const uint8_t *from, size_t len)
{
	for (size_t done = 0, piece; done < len; done += piece) {
		piece = env_below(len - done) + 1;
		env_must(EVP_MAC_update(ctx, from + done, piece));
	}
}

static size_t finish(EVP_MAC_CTX *ctx, uint8_t *out)
{
	size_t len;

	env_must(EVP_MAC_final(ctx, out, &len, OUT_MAX));
	return len;
}

Test(provider_mac, equal_the_default_provider)
{
	for_each_mac(m)
	{
		for (int i = 0; i < 60; i++) {
			const size_t len = i < 40 ? (size_t)i * 7 : env_below(LEN_MAX);
			const size_t key_len = m->key_min + env_below(m->key_max - m->key_min + 1);
			EVP_MAC_CTX *def = mac_new(m->name, DEFAULT), *cmh = mac_new(m->name, CMH),
				    *copy;
			uint8_t key[300], iv[12], want[OUT_MAX], out[OUT_MAX];
			const size_t half = env_below(len + 1);
			size_t n;

			env_fill(in, len);
			env_fill(key, sizeof(key));
			env_fill(iv, sizeof(iv));
			env_must(choose(def, m, iv));
			env_must(EVP_MAC_init(def, key, key_len, NULL));
			feed(def, in, len);
			n = finish(def, want);

			env_must(choose(cmh, m, iv));
			env_must(EVP_MAC_init(cmh, key, key_len, NULL));
			cr_assert(EVP_MAC_CTX_get_mac_size(cmh) == n, "%s", m->name);
			cr_assert(EVP_MAC_CTX_get_block_size(cmh) ==
					  EVP_MAC_CTX_get_block_size(def),
				  "%s %s", m->name, m->value);
			feed(cmh, in, half);
			copy = EVP_MAC_CTX_dup(cmh);
			feed(copy, in, len - half); /* another message */
			feed(cmh, in + half, len - half);
			cr_assert(finish(cmh, out) == n && memcmp(out, want, n) == 0,
				  "%s %s: key %zu, text %zu", m->name, m->value, key_len, len);
			finish(copy, out);
			EVP_MAC_CTX_free(copy);

			/* once more under the same key, where that is allowed */
			if (strcmp(m->name, "POLY1305") != 0 && strcmp(m->name, "GMAC") != 0) {
				env_must(EVP_MAC_init(cmh, NULL, 0, NULL));
				feed(cmh, in, len);
				cr_assert(finish(cmh, out) == n && memcmp(out, want, n) == 0,
					  "%s %s again", m->name, m->value);
			}
			EVP_MAC_CTX_free(cmh);
			EVP_MAC_CTX_free(def);
		}
	}
}

/* ---- Known answers ---- */

static void known(const char *name, const char *param, const char *value, const char *key_text,
		  const char *in_text, const char *out_text)
{
	const struct mac m = { name, param, value, 0, 0 };
	EVP_MAC_CTX *ctx = mac_new(name, CMH);
	uint8_t key[64], out[OUT_MAX], want[OUT_MAX];
	const size_t key_len = env_unhex(key_text, key), len = env_unhex(in_text, in),
		     want_len = env_unhex(out_text, want);

	env_must(choose(ctx, &m, NULL));
	env_must(EVP_MAC_init(ctx, key, key_len, NULL));
	env_must(EVP_MAC_update(ctx, in, len));
	cr_assert(finish(ctx, out) == want_len && memcmp(out, want, want_len) == 0, "%s %s", name,
		  value);
	EVP_MAC_CTX_free(ctx);
}

#define KEY_40 "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"

Test(provider_mac, give_the_known_answers)
{
	/* RFC 4231, test case 2 */
	known("HMAC", "digest", "SHA256", "4a656665",
	      "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
	      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	known("HMAC", "digest", "SHA384", "4a656665",
	      "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
	      "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
	      "8e2240ca5e69e2c78b3239ecfab21649");
	/* SP 800-38B, D.1 */
	known("CMAC", "cipher", "AES-128-CBC", "2b7e151628aed2a6abf7158809cf4f3c", "",
	      "bb1d6929e95937287fa37d129b756746");
	known("CMAC", "cipher", "AES-128-CBC", "2b7e151628aed2a6abf7158809cf4f3c",
	      "6bc1bee22e409f96e93d7e117393172a", "070a16b46b4d4144f79bdd9dd04a287c");
	/* RFC 8439, 2.5.2 */
	known("POLY1305", NULL, NULL,
	      "85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b",
	      "43727970746f6772617068696320466f72756d2052657365617263682047726f7570",
	      "a8061dc1305136c6c22b8baf0c0127a9");
	/* SP 800-185, KMAC sample 1 */
	known("KMAC-128", NULL, NULL, KEY_40, "00010203",
	      "e5780b0d3ea6f7d3a429c5706aa43a00fadbd7d49628839e3187243f456ee14e");
}

/* Parameters of KMAC, at random, also at the very end. */
Test(provider_mac, kmac_equals_default_with_custom_string_size_and_xof)
{
	static const char *const names[] = { "KMAC128", "KMAC256" };

	for (int i = 0; i < 60; i++) {
		uint8_t key[32], custom[256], out[2][600];
		size_t size = env_below(500), len = env_below(500), got[2];
		const size_t custom_len = env_below(sizeof(custom) + 1);
		int xof = i & 1;

		env_fill(key, sizeof(key));
		env_fill(custom, sizeof(custom));
		env_fill(in, len);
		for (int who = 0; who < 2; who++) {
			EVP_MAC_CTX *ctx = mac_new(names[i / 2 % 2], who ? CMH : DEFAULT);
			OSSL_PARAM params[] = {
				OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_CUSTOM, custom,
								  custom_len),
				OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size),
				OSSL_PARAM_construct_int(OSSL_MAC_PARAM_XOF, &xof),
				OSSL_PARAM_construct_end(),
			};

			env_must(EVP_MAC_init(ctx, key, sizeof(key), params));
			env_must(EVP_MAC_update(ctx, in, len));
			if (i % 4 == 2)
				env_must(EVP_MAC_finalXOF(ctx, out[who], sizeof(out[who])));
			else
				env_must(EVP_MAC_final(ctx, out[who], &got[who], sizeof(out[who])));
			if (i % 4 == 2)
				got[who] = size;
			EVP_MAC_CTX_free(ctx);
		}
		cr_assert(got[0] == got[1] && memcmp(out[0], out[1], got[0]) == 0,
			  "custom %zu, size %zu, xof %d", custom_len, size, xof);
	}
}

/* ---- Keys ---- */

static size_t sign(const char *type, const char *digest, const char *props, const uint8_t *key,
		   size_t key_len, const uint8_t *from, size_t len, uint8_t *out)
{
	EVP_PKEY *pkey = EVP_PKEY_new_raw_private_key_ex(env.libctx, type, props, key, key_len);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *copy = EVP_MD_CTX_new();
	size_t n = OUT_MAX;

	env_must(pkey != NULL);
	env_must(EVP_DigestSignInit_ex(ctx, NULL, digest, env.libctx, props, pkey, NULL));
	env_must(EVP_DigestSignUpdate(ctx, from, len / 2));
	env_must(EVP_MD_CTX_copy_ex(copy, ctx));
	env_must(EVP_DigestSignUpdate(copy, from + len / 2, len - len / 2));
	env_must(EVP_DigestSignFinal(copy, out, &n));
	EVP_MD_CTX_free(ctx);
	EVP_MD_CTX_free(copy);
	EVP_PKEY_free(pkey);
	return n;
}

Test(provider_mac, keys_sign_as_those_of_the_default_provider)
{
	uint8_t key[32], want[OUT_MAX], out[OUT_MAX];
	size_t n;

	env_fill(key, sizeof(key));
	for (size_t len = 0; len < 300; len += 37) {
		env_fill(in, len);
		n = sign("HMAC", "SHA256", DEFAULT, key, 20, in, len, want);
		cr_assert(sign("HMAC", "SHA256", CMH, key, 20, in, len, out) == n &&
			  memcmp(out, want, n) == 0);
		n = sign("POLY1305", NULL, DEFAULT, key, 32, in, len, want);
		cr_assert(sign("POLY1305", NULL, CMH, key, 32, in, len, out) == n &&
			  memcmp(out, want, n) == 0);
	}
}

Test(provider_mac, a_key_of_cmac_knows_its_cipher)
{
	uint8_t key[16], want[OUT_MAX], out[OUT_MAX];
	size_t n = OUT_MAX, got = OUT_MAX;

	env_fill(key, sizeof(key));
	env_fill(in, 100);
	for (int who = 0; who < 2; who++) {
		const char *props = who ? CMH : DEFAULT;
		EVP_PKEY_CTX *pctx = EVP_PKEY_CTX_new_from_name(env.libctx, "CMAC", props);
		OSSL_PARAM params[] = {
			OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_CIPHER, "AES-128-CBC", 0),
			OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PRIV_KEY, key,
							  sizeof(key)),
			OSSL_PARAM_construct_end(),
		};
		EVP_MD_CTX *ctx = EVP_MD_CTX_new();
		EVP_PKEY *pkey = NULL, *copy;

		env_must(EVP_PKEY_keygen_init(pctx));
		cr_assert(!who || EVP_PKEY_keygen(pctx, &pkey) <= 0);
		env_must(EVP_PKEY_CTX_set_params(pctx, params));
		env_must(EVP_PKEY_keygen(pctx, &pkey));
		copy = EVP_PKEY_dup(pkey);
		env_must(EVP_PKEY_eq(pkey, copy));
		env_must(EVP_DigestSignInit_ex(ctx, NULL, NULL, env.libctx, props, copy, NULL));
		env_must(EVP_DigestSign(ctx, who ? out : want, who ? &got : &n, in, 100));
		EVP_MD_CTX_free(ctx);
		EVP_PKEY_free(pkey);
		EVP_PKEY_free(copy);
		EVP_PKEY_CTX_free(pctx);
	}
	cr_assert(got == n && memcmp(out, want, n) == 0);
}

/* What libssl does to the records of a suite with CBC and MAC before encryption: it says how
 * long the record is with MAC and padding, then gives header and text. */
Test(provider_mac, hmac_of_a_tls_record_equals_default_for_all_paddings)
{
	static const char *const digests[] = { "SHA256", "SHA384", "SHA1", "SHA224", "SHA512" };
	uint8_t key[48], out[2][OUT_MAX];

	env_fill(key, sizeof(key));
	for (size_t d = 0; d < sizeof(digests) / sizeof(*digests); d++) {
		const struct mac m = { "HMAC", "digest", digests[d], 0, 0 };

		for (int i = 0; i < 300; i++) {
			const size_t text = i < 150 ? (size_t)i : env_below(17000);
			size_t got[2] = { 0, 0 };

			env_fill(in, text + 400);
			for (int who = 0; who < 2; who++) {
				EVP_MAC_CTX *ctx = mac_new("HMAC", who ? CMH : DEFAULT);
				OSSL_PARAM params[2] = { OSSL_PARAM_construct_end(),
							 OSSL_PARAM_construct_end() };
				size_t total;

				env_must(choose(ctx, &m, NULL));
				env_must(EVP_MAC_init(ctx, key, sizeof(key), NULL));
				total = text + EVP_MAC_CTX_get_mac_size(ctx) + 1 +
					(size_t)(i * 7) % 256;
				params[0] = OSSL_PARAM_construct_size_t(
					OSSL_MAC_PARAM_TLS_DATA_SIZE, &total);
				env_must(EVP_MAC_CTX_set_params(ctx, params));
				env_must(EVP_MAC_update(ctx, key, 13));
				env_must(EVP_MAC_update(ctx, in, text));
				got[who] = finish(ctx, out[who]);
				EVP_MAC_CTX_free(ctx);
			}
			cr_assert(got[0] == got[1] && memcmp(out[0], out[1], got[0]) == 0,
				  "%s of %zu, padding %d", digests[d], text, (i * 7) % 256);
		}
	}
}

/* ---- What is refused ---- */

/* The size of a record says how many bytes may be read; no record of TLS has more. */
Test(provider_mac, records_longer_than_those_of_tls)
{
	static const struct mac m = { "HMAC", "digest", "SHA256", 0, 0 };
	EVP_MAC_CTX *ctx = mac_new("HMAC", CMH);
	size_t total = 16384 + 2048;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_TLS_DATA_SIZE, &total),
		OSSL_PARAM_construct_end(),
	};
	uint8_t key[32] = { 0 };

	env_must(choose(ctx, &m, NULL));
	env_must(EVP_MAC_init(ctx, key, sizeof(key), NULL));
	cr_assert(EVP_MAC_CTX_set_params(ctx, params) > 0);
	total++;
	cr_assert(EVP_MAC_CTX_set_params(ctx, params) <= 0);
	EVP_MAC_CTX_free(ctx);
}

static void refuses(const char *name, const char *param, const char *value, size_t key_len)
{
	const struct mac m = { name, param, value, 0, 0 };
	EVP_MAC_CTX *ctx = mac_new(name, CMH);
	uint8_t key[600] = { 0 };

	cr_assert(!choose(ctx, &m, key) || !EVP_MAC_init(ctx, key, key_len, NULL), "%s %s %zu",
		  name, value, key_len);
	cr_assert(ERR_peek_last_error() != 0);
	EVP_MAC_CTX_free(ctx);
}

Test(provider_mac, refuse_what_does_not_fit)
{
	refuses("HMAC", NULL, NULL, 16);
	refuses("HMAC", "digest", "no such digest", 16);
	refuses("CMAC", NULL, NULL, 16);
	refuses("CMAC", "cipher", "AES-128-CBC", 15);
	refuses("CMAC", "cipher", "AES-128-CBC", 32);
	refuses("KMAC128", NULL, NULL, 3);
	refuses("KMAC128", NULL, NULL, 513);
	refuses("POLY1305", NULL, NULL, 31);
	refuses("POLY1305", NULL, NULL, 33);
	refuses("GMAC", "cipher", "AES-128-CBC", 16);
	refuses("GMAC", "cipher", "AES-128-GCM", 24);
}

Test(provider_mac, want_a_key_and_a_place_for_what_they_make)
{
	const struct mac m = { "HMAC", "digest", "SHA256", 0, 0 };
	EVP_MAC_CTX *ctx = mac_new("HMAC", CMH), *poly = mac_new("POLY1305", CMH);
	uint8_t out[32] = { 0 };
	size_t len;

	env_must(choose(ctx, &m, NULL));
	cr_assert(!EVP_MAC_init(ctx, NULL, 0, NULL));
	cr_assert_str_eq(reason(), "no key set");
	env_must(EVP_MAC_init(ctx, out, 0, NULL)); /* an empty key is one */
	cr_assert(!EVP_MAC_final(ctx, out, &len, 31));
	env_must(EVP_MAC_final(ctx, out, &len, 32));
	cr_assert(!EVP_MAC_update(ctx, out, 1));
	EVP_MAC_CTX_free(ctx);

	env_must(EVP_MAC_init(poly, in, 32, NULL));
	env_must(EVP_MAC_update(poly, in, 1));
	cr_assert(!EVP_MAC_init(poly, NULL, 0, NULL)); /* its key is for one message */
	EVP_MAC_CTX_free(poly);
}

/* Policy always: nothing leaves the hub, whatever others have. */
Test(provider_mac, policy_always_keeps_to_the_hub)
{
	const struct mac m = { "HMAC", "digest", "SHA1", 0, 0 };
	struct env always;
	EVP_MAC_CTX *ctx;
	EVP_MAC *mac;

	env_configure("policy = always", "");
	env_up(&always);
	mac = EVP_MAC_fetch(always.libctx, "HMAC", CMH);
	ctx = EVP_MAC_CTX_new(mac);
	cr_assert(!choose(ctx, &m, NULL));
	cr_assert_str_eq(reason(), "not supported by the device");
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
	env_down(&always);
}
