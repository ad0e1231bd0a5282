// SPDX-License-Identifier: Apache-2.0
/* Key derivations through EVP_KDF: known answers of the standards, and the default provider with random
 * parameters, in what they make and what they refuse. */
#include <criterion/criterion.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "tests/provider_env.h"

#define OUT_MAX 9000u

static struct env env;

static void up(void)
{
	env_up(&env);
}

static void down(void)
{
	env_down(&env);
}

TestSuite(provider_kdf, .init = up, .fini = down, .timeout = 120);

static EVP_KDF_CTX *kdf_new(const char *name, const char *from)
{
	EVP_KDF *kdf = EVP_KDF_fetch(env.libctx, name, from);
	EVP_KDF_CTX *ctx;

	cr_assert(kdf, "%s from %s", name, from);
	ctx = EVP_KDF_CTX_new(kdf);
	EVP_KDF_free(kdf);
	return ctx;
}

/* Returns what EVP_KDF_derive() does; through a copy of a context that has the parameters. */
static int derive(const char *name, const char *from, const OSSL_PARAM params[], uint8_t *out,
		  size_t len)
{
	EVP_KDF_CTX *ctx = kdf_new(name, from), *copy;
	int ok = EVP_KDF_CTX_set_params(ctx, params);

	copy = ok > 0 ? EVP_KDF_CTX_dup(ctx) : NULL;
	if (!copy) { /* before its MAC is complete, KBKDF of OpenSSL 3.0 cannot be copied */
		ok = ok > 0 ? EVP_KDF_derive(ctx, out, len, NULL) : ok;
	} else {
		ok = EVP_KDF_derive(copy, out, len, strcmp(name, "TLS13-KDF") ? NULL : params);
	}
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_CTX_free(copy);
	ERR_clear_error();
	return ok > 0;
}

static void same(const char *name, const OSSL_PARAM params[], size_t len, const char *what)
{
	static uint8_t out[2][OUT_MAX];
	const int want = derive(name, DEFAULT, params, out[0], len);
	const int got = derive(name, CMH, params, out[1], len);

	cr_assert(got == want, "%s, %s, %zu bytes: %d, default %d", name, what, len, got, want);
	cr_assert(!want || memcmp(out[0], out[1], len) == 0, "%s, %s, %zu bytes", name, what, len);
}

#define TEXT(name, value) OSSL_PARAM_construct_utf8_string(name, (char *)(value), 0)
#define BYTES(name, p, n) OSSL_PARAM_construct_octet_string(name, (void *)(p), n)

static uint8_t a[300], b[300], c[300], d[300];

static void fill_all(void)
{
	env_fill(a, sizeof(a));
	env_fill(b, sizeof(b));
	env_fill(c, sizeof(c));
	env_fill(d, sizeof(d));
}

static const char *digest(void)
{
	static const char *const names[] = { "SHA224",   "SHA256",   "SHA384", "SHA512", "SHA3-256",
					     "SHA3-384", "SHA3-512", "SHA1",   "SM3" };

	return names[env_below(sizeof(names) / sizeof(*names))];
}

static size_t length(void)
{
	return env_below(3) ? env_below(200) : env_below(OUT_MAX);
}

/* Drops one of the parameters, now and then. */
static void maybe_drop(OSSL_PARAM *params)
{
	size_t nr = 0, which;

	while (params[nr].key)
		nr++;
	which = env_below(4 * nr);
	if (which < nr)
		memmove(params + which, params + which + 1, (nr - which) * sizeof(*params));
}

Test(provider_kdf, hkdf_equals_default)
{
	static const char *const modes[] = { "EXTRACT_AND_EXPAND", "EXTRACT_ONLY", "EXPAND_ONLY",
					     "NEITHER" };

	for (int i = 0; i < 400; i++) {
		int mode = (int)env_below(4);
		OSSL_PARAM params[] = {
			TEXT("digest", digest()),
			i & 1 ? TEXT("mode", modes[env_below(4)]) :
				OSSL_PARAM_construct_int("mode", &mode),
			BYTES("key", a, env_below(sizeof(a))),
			BYTES("salt", b, env_below(sizeof(b))),
			BYTES("info", c, env_below(sizeof(c))),
			BYTES("info", d, env_below(sizeof(d))),
			OSSL_PARAM_construct_end(),
		};

		fill_all();
		maybe_drop(params);
		same("HKDF", params, i % 5 ? length() : 32, "random");
	}
}

Test(provider_kdf, tls13_equals_default)
{
	for (int i = 0; i < 300; i++) {
		int mode = (int)env_below(3);
		OSSL_PARAM params[] = {
			TEXT("digest", i & 1 ? "SHA256" : "SHA384"),
			OSSL_PARAM_construct_int("mode", &mode),
			BYTES("key", a, env_below(60)),
			BYTES("salt", b, env_below(60)),
			BYTES("prefix", "tls13 ", 6),
			BYTES("label", c, env_below(i % 10 ? 20 : 300)),
			BYTES("data", d, env_below(i % 10 ? 64 : 300)),
			OSSL_PARAM_construct_end(),
		};

		fill_all();
		maybe_drop(params);
		if (mode == 2 && !OSSL_PARAM_locate(params, "key"))
			continue; /* OpenSSL expands from a key of nothing, the hub's refuses */
		same("TLS13-KDF", params, i % 3 ? (i & 1 ? 32 : 48) : length(), "random");
	}
}

Test(provider_kdf, tls1_prf_equals_default)
{
	for (int i = 0; i < 200; i++) {
		OSSL_PARAM params[] = {
			TEXT("digest", i % 7 ? digest() : "MD5-SHA1"),
			BYTES("secret", a, env_below(100)),
			BYTES("seed", b, env_below(100)),
			BYTES("seed", c, env_below(100)),
			OSSL_PARAM_construct_end(),
		};

		fill_all();
		maybe_drop(params);
		same("TLS1-PRF", params, length() % 2000, "random");
	}
}

Test(provider_kdf, kbkdf_equals_default)
{
	for (int i = 0; i < 300; i++) {
		const bool cmac = i & 1, feedback = i & 2;
		int use_l = (int)env_below(2), separator = (int)env_below(2);
		OSSL_PARAM params[] = {
			TEXT("mac", cmac ? "CMAC" : "HMAC"),
			cmac ? TEXT("cipher", "AES-256-CBC") : TEXT("digest", "SHA256"),
			TEXT("mode", feedback ? "feedback" : "COUNTER"),
			BYTES("key", a, cmac ? 32 : env_below(100) + 1),
			BYTES("salt", b, env_below(100) + 1),
			BYTES("info", c, env_below(100) + 1),
			OSSL_PARAM_construct_int("use-l", &use_l),
			OSSL_PARAM_construct_int("use-separator", &separator),
			OSSL_PARAM_construct_end(),
			OSSL_PARAM_construct_end(),
		};

		fill_all();
		if (feedback && i & 4)
			params[8] = BYTES("seed", d, i & 8 ? (cmac ? 16 : 32) : 5);
		maybe_drop(params);
		same("KBKDF", params, length() % 1000, "random");
	}
}

Test(provider_kdf, pbkdf2_equals_default)
{
	for (int i = 0; i < 150; i++) {
		uint64_t iter = env_below(10) ? env_below(30) : 1000 + env_below(20);
		int pkcs5 = (int)env_below(2);
		OSSL_PARAM params[] = {
			TEXT("digest", digest()),
			BYTES("pass", a, env_below(150)),
			OSSL_PARAM_construct_int("pkcs5", &pkcs5),
			BYTES("salt", b, env_below(40)),
			OSSL_PARAM_construct_uint64("iter", &iter),
			OSSL_PARAM_construct_end(),
		};

		fill_all();
		if (env_below(3))
			memmove(params + 2, params + 3, 3 * sizeof(*params));
		maybe_drop(params);
		same("PBKDF2", params, env_below(100) + 1, "random");
	}
}

Test(provider_kdf, x963_equals_default)
{
	for (int i = 0; i < 150; i++) {
		OSSL_PARAM params[] = {
			TEXT("digest", digest()),
			BYTES(i & 1 ? "secret" : "key", a, env_below(150)),
			BYTES("info", b, env_below(100)),
			OSSL_PARAM_construct_end(),
		};

		fill_all();
		maybe_drop(params);
		same("X963KDF", params, length() % 1000, "random");
	}
}

/* ---- Known answers ---- */

static void known(const char *name, OSSL_PARAM *params, const char *out_text, const char *what)
{
	uint8_t want[200], out[200];
	const size_t len = env_unhex(out_text, want);

	cr_assert(derive(name, CMH, params, out, len), "%s", what);
	cr_assert(memcmp(out, want, len) == 0, "%s", what);
}

static OSSL_PARAM hex(const char *name, const char *text, uint8_t *room)
{
	return BYTES(name, room, env_unhex(text, room));
}

Test(provider_kdf, give_the_known_answers)
{
	int extract = EVP_KDF_HKDF_MODE_EXTRACT_ONLY;
	uint64_t iter = 1;
	OSSL_PARAM hkdf[] = {
		TEXT("digest", "SHA256"),
		hex("key", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", a),
		hex("salt", "000102030405060708090a0b0c", b),
		hex("info", "f0f1f2f3f4f5f6f7f8f9", c),
		OSSL_PARAM_construct_end(),
	};
	OSSL_PARAM early[] = {
		TEXT("digest", "SHA256"),
		OSSL_PARAM_construct_int("mode", &extract),
		OSSL_PARAM_construct_end(),
	};
	OSSL_PARAM handshake[] = {
		TEXT("digest", "SHA256"),
		OSSL_PARAM_construct_int("mode", &extract),
		hex("key", "8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d", d),
		hex("salt", "33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a",
		    a + 100),
		BYTES("prefix", "tls13 ", 6),
		BYTES("label", "derived", 7),
		OSSL_PARAM_construct_end(),
	};
	OSSL_PARAM pbkdf2[] = {
		TEXT("digest", "SHA256"),   BYTES("pass", "passwd", 6),
		BYTES("salt", "salt", 4),   OSSL_PARAM_construct_uint64("iter", &iter),
		OSSL_PARAM_construct_end(),
	};
	OSSL_PARAM x963[] = {
		TEXT("digest", "SHA256"),
		hex("secret", "96c05619d56c328ab95fe84b18264b08725b85e33fd34f08", b + 100),
		OSSL_PARAM_construct_end(),
	};

	known("HKDF", hkdf,
	      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
	      "RFC 5869, A.1");
	known("TLS13-KDF", early,
	      "33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a",
	      "RFC 8448, early secret");
	known("TLS13-KDF", handshake,
	      "1dc826e93606aa6fdc0aadc12f741b01046aa6b99f691ed221a9f0ca043fbeac",
	      "RFC 8448, handshake secret");
	known("PBKDF2", pbkdf2, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc",
	      "RFC 7914, 11");
	known("X963KDF", x963, "443024c3dae66b95e6f5670601558f71", "ANSI X9.63, of CAVP");
}

/* ---- What is refused, and the rest ---- */

static int refused(const char *name, OSSL_PARAM *params, size_t len)
{
	static uint8_t out[OUT_MAX];

	return !derive(name, CMH, params, out, len);
}

Test(provider_kdf, refuse_what_does_not_fit)
{
	OSSL_PARAM hkdf[] = { TEXT("digest", "SHA256"), BYTES("key", "k", 1),
			      OSSL_PARAM_construct_end() };
	OSSL_PARAM shake[] = { TEXT("digest", "SHAKE128"), BYTES("key", "k", 1),
			       OSSL_PARAM_construct_end() };
	int bits = 8;
	OSSL_PARAM kbkdf[] = { TEXT("mac", "HMAC"), TEXT("digest", "SHA256"), BYTES("key", "k", 1),
			       OSSL_PARAM_construct_int("r", &bits), OSSL_PARAM_construct_end() };

	cr_assert(refused("HKDF", hkdf, 255 * 32 + 1));
	cr_assert(!refused("HKDF", hkdf, 255 * 32));
	cr_assert(refused("HKDF", hkdf, 0));
	cr_assert(refused("HKDF", shake, 32));
	cr_assert(refused("KBKDF", kbkdf, 256 * 32));
	cr_assert(!refused("KBKDF", kbkdf, 256 * 32 - 1));
	bits = 9;
	cr_assert(refused("KBKDF", kbkdf, 32));
}

Test(provider_kdf, a_reset_context_knows_nothing)
{
	OSSL_PARAM hkdf[] = { TEXT("digest", "SHA256"), BYTES("key", "k", 1),
			      OSSL_PARAM_construct_end() };
	EVP_KDF_CTX *ctx = kdf_new("HKDF", CMH);
	uint8_t out[16];

	env_must(EVP_KDF_derive(ctx, out, sizeof(out), hkdf));
	EVP_KDF_CTX_reset(ctx);
	cr_assert(EVP_KDF_derive(ctx, out, sizeof(out), NULL) <= 0);
	env_must(EVP_KDF_derive(ctx, out, sizeof(out), hkdf));
	EVP_KDF_CTX_free(ctx);
}
