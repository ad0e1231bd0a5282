// SPDX-License-Identifier: Apache-2.0
/* CBC ciphers as record ciphers of TLS: the parameters that libssl sets, against the default provider. */
#include <criterion/criterion.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/prov_ssl.h>

#include "tests/provider_env.h"

#define BLOCK   16u
#define REC_MAX 1200u

static struct env env;
static EVP_CIPHER *ours, *theirs;

static void up(void)
{
	env_up(&env);
	ours = EVP_CIPHER_fetch(env.libctx, "AES-128-CBC", CMH);
	theirs = EVP_CIPHER_fetch(env.libctx, "AES-128-CBC", DEFAULT);
	env_must(ours && theirs);
}

static void down(void)
{
	EVP_CIPHER_free(ours);
	EVP_CIPHER_free(theirs);
	env_down(&env);
}

TestSuite(provider_tls_cbc, .init = up, .fini = down, .timeout = 120);

static const uint8_t key[16] = { 1, 2, 3 }, iv[16] = { 4, 5, 6 };

static EVP_CIPHER_CTX *start(EVP_CIPHER *cipher, int enc, unsigned int version, size_t mac_len)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int v = (int)version; /* as libssl does */
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_int(OSSL_CIPHER_PARAM_TLS_VERSION, &v),
		OSSL_PARAM_construct_size_t(OSSL_CIPHER_PARAM_TLS_MAC_SIZE, &mac_len),
		OSSL_PARAM_construct_end(),
	};

	env_must(EVP_CipherInit_ex2(ctx, cipher, key, iv, enc, NULL));
	env_must(EVP_CIPHER_CTX_set_params(ctx, params));
	return ctx;
}

static const uint8_t *mac_of(EVP_CIPHER_CTX *ctx, size_t mac_len)
{
	void *mac = NULL;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_octet_ptr(OSSL_CIPHER_PARAM_TLS_MAC, &mac, mac_len),
		OSSL_PARAM_construct_end(),
	};

	env_must(EVP_CIPHER_CTX_get_params(ctx, params));
	return mac;
}

/* Decrypts a record with one provider. Returns the length of the content, -1 when it is refused. */
static int open_record(EVP_CIPHER *cipher, unsigned int version, const uint8_t *record, size_t len,
		       uint8_t *out, uint8_t *mac, size_t mac_len)
{
	EVP_CIPHER_CTX *ctx = start(cipher, 0, version, mac_len);
	int n = -1;

	memcpy(out, record, len);
	if (EVP_CipherUpdate(ctx, out, &n, out, (int)len) <= 0)
		n = -1;
	else if (mac_len)
		memcpy(mac, mac_of(ctx, mac_len), mac_len);
	EVP_CIPHER_CTX_free(ctx);
	ERR_clear_error();
	return n;
}

/* Encrypts blocks as they are, so that a record can have any padding. */
static void encrypt_raw(const uint8_t *in, size_t len, uint8_t *out)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;

	env_must(EVP_CipherInit_ex2(ctx, theirs, key, iv, 1, NULL));
	env_must(EVP_CipherUpdate(ctx, out, &n, in, (int)len));
	EVP_CIPHER_CTX_free(ctx);
}

static const unsigned int versions[] = { TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION,
					 DTLS1_2_VERSION };
static const size_t mac_lens[] = { 0, 20, 32, 48, 64 };

Test(provider_tls_cbc, records_are_encrypted_as_default_does)
{
	uint8_t x[REC_MAX], y[REC_MAX];

	for (size_t len = 1; len < 200; len++) {
		EVP_CIPHER_CTX *a = start(ours, 1, TLS1_2_VERSION, 20);
		EVP_CIPHER_CTX *b = start(theirs, 1, TLS1_2_VERSION, 20);

		for (int record = 0; record < 3; record++) {
			int n, k;

			env_fill(x, len);
			memcpy(y, x, len);
			env_must(EVP_CipherUpdate(a, x, &n, x, (int)len));
			env_must(EVP_CipherUpdate(b, y, &k, y, (int)len));
			cr_assert(n == k && memcmp(x, y, (size_t)n) == 0, "record of %zu bytes", len);
		}
		EVP_CIPHER_CTX_free(a);
		EVP_CIPHER_CTX_free(b);
	}
}

/* Content, MAC and padding of each length that fits, for all versions and MAC lengths. */
Test(provider_tls_cbc, well_formed_records_are_opened_as_default_does)
{
	uint8_t plain[REC_MAX], record[REC_MAX], x[REC_MAX], y[REC_MAX], mx[64], my[64];

	for (size_t v = 0; v < sizeof(versions) / sizeof(*versions); v++) {
		const size_t iv_len = versions[v] == TLS1_VERSION ? 0 : BLOCK;

		for (size_t k = 0; k < sizeof(mac_lens) / sizeof(*mac_lens); k++) {
			for (int i = 0; i < 300; i++) {
				const size_t mac = mac_lens[k];
				const size_t content = env_below(400);
				size_t pad = (BLOCK - (content + mac + 1) % BLOCK) % BLOCK;
				size_t len;
				int a, b;

				pad += BLOCK * env_below((255 - pad) / BLOCK + 1);
				len = iv_len + content + mac + pad + 1;
				env_fill(plain, len);
				memset(plain + len - pad - 1, (int)pad, pad + 1);
				encrypt_raw(plain, len, record);
				a = open_record(ours, versions[v], record, len, x, mx, mac);
				b = open_record(theirs, versions[v], record, len, y, my, mac);
				cr_assert(a == b && a == (int)content,
					  "version %x: content %zu, MAC %zu, padding %zu: %d, default %d",
					  versions[v], content, mac, pad, a, b);
				cr_assert(memcmp(x + iv_len, plain + iv_len, content) == 0);
				cr_assert(memcmp(mx, plain + iv_len + content, mac) == 0,
					  "content %zu, MAC %zu, padding %zu", content, mac, pad);
			}
		}
	}
}

/* A record with wrong padding looks like one with a wrong MAC: same length as default says, another MAC. */
Test(provider_tls_cbc, malformed_records_are_hidden_as_default_does)
{
	uint8_t plain[REC_MAX], record[REC_MAX], x[REC_MAX], y[REC_MAX], mx[64], my[64];
	unsigned int hidden = 0;

	for (int i = 0; i < 4000; i++) {
		const unsigned int version = versions[env_below(4)];
		const size_t iv_len = version == TLS1_VERSION ? 0 : BLOCK;
		const size_t mac = mac_lens[env_below(5)];
		const size_t len = iv_len + BLOCK * (env_below(24) + 1);
		const size_t pad = env_below(256);
		int a, b;

		env_fill(plain, len);
		memset(plain + len - (pad + 1 < len ? pad + 1 : len), (int)pad,
		       pad + 1 < len ? pad + 1 : len);
		if (env_below(2))
			plain[len - 1 - env_below(len < 300 ? len : 300)] ^= 1 << env_below(8);
		encrypt_raw(plain, len, record);
		a = open_record(ours, version, record, len, x, mx, mac);
		b = open_record(theirs, version, record, len, y, my, mac);
		cr_assert(a == b, "version %x, record of %zu, MAC %zu, padding %zu: %d, default %d",
			  version, len, mac, pad, a, b);
		if (a < 0 || !mac)
			continue;
		if (memcmp(my, y + iv_len + b, mac) != 0) { /* default made the MAC up: so must we */
			hidden++;
			cr_assert(memcmp(mx, x + iv_len + a, mac) != 0, "MAC of a bad record given");
			cr_assert(memcmp(mx, my, mac) != 0);
		} else {
			cr_assert(memcmp(mx, my, mac) == 0);
		}
	}
	cr_assert(hidden > 100, "only %u bad records", hidden);
}

Test(provider_tls_cbc, impossible_records_are_refused)
{
	uint8_t record[64] = { 0 }, x[80], mac[64];

	cr_assert(open_record(ours, TLS1_2_VERSION, record, 0, x, mac, 20) == -1);
	cr_assert(open_record(ours, TLS1_2_VERSION, record, 16, x, mac, 20) == -1);
	cr_assert(open_record(ours, TLS1_2_VERSION, record, 32, x, mac, 20) == -1);
	cr_assert(open_record(ours, TLS1_2_VERSION, record, 33, x, mac, 0) == -1);
}

Test(provider_tls_cbc, records_have_no_final_and_work_in_place_only)
{
	EVP_CIPHER_CTX *ctx = start(ours, 1, TLS1_2_VERSION, 20);
	uint8_t in[32] = { 0 }, out[64];
	int n;

	cr_assert(EVP_CipherUpdate(ctx, out, &n, in, 32) <= 0);
	cr_assert(EVP_CipherFinal_ex(ctx, out, &n) <= 0);
	EVP_CIPHER_CTX_free(ctx);
}
