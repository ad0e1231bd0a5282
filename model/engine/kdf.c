// SPDX-License-Identifier: Apache-2.0
/* kdf.c - HKDF and the CMAC counter mode on libcrypto's MACs. */
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <string.h>

#include "model/engine/internal.h"
#include "model/engine/kdf.h"

#define CMAC_SIZE 16

/* A piece of what is authenticated. */
struct part {
	const void *data;
	size_t len;
};

/* The keyed context; with what: a digest for HMAC, a cipher for CMAC. */
static EVP_MAC_CTX *mac_open(struct engine *engine, const char *name, const char *param,
			     const char *what, const uint8_t *key, size_t key_len)
{
	OSSL_PARAM params[2] = { OSSL_PARAM_construct_utf8_string(param, (char *)what, 0),
				 OSSL_PARAM_construct_end() };
	EVP_MAC_CTX *ctx = NULL;
	EVP_MAC *mac;

	if (!engine)
		return NULL;
	mac = EVP_MAC_fetch(engine->libctx, name, NULL);
	if (mac)
		ctx = EVP_MAC_CTX_new(mac);
	EVP_MAC_free(mac);
	if (ctx && EVP_MAC_init(ctx, key, key_len, params) > 0)
		return ctx;
	EVP_MAC_CTX_free(ctx);
	return NULL;
}

/* The first len bytes of the MAC of the parts. */
static bool mac_of(EVP_MAC_CTX *keyed, const struct part *part, size_t nr, uint8_t *out, size_t len)
{
	EVP_MAC_CTX *ctx = keyed ? EVP_MAC_CTX_dup(keyed) : NULL;
	uint8_t whole[EVP_MAX_MD_SIZE];
	size_t whole_len = 0;
	bool ok = ctx != NULL;

	for (size_t i = 0; ok && i < nr; i++)
		ok = !part[i].len || EVP_MAC_update(ctx, part[i].data, part[i].len) > 0;
	ok = ok && EVP_MAC_final(ctx, whole, &whole_len, sizeof(whole)) > 0 && whole_len >= len;
	if (ok)
		memcpy(out, whole, len);
	OPENSSL_cleanse(whole, sizeof(whole));
	EVP_MAC_CTX_free(ctx);
	return ok;
}

static EVP_MAC_CTX *hmac(struct engine *engine, const uint8_t *key, size_t key_len)
{
	static const uint8_t nothing;

	return mac_open(engine, "HMAC", OSSL_MAC_PARAM_DIGEST, "SHA256", key_len ? key : &nothing,
			key_len);
}

int kdf_extract(struct engine *engine, const uint8_t *salt, size_t salt_len, const uint8_t *key,
		size_t key_len, uint8_t prk[KDF_PRK_SIZE])
{
	static const uint8_t zeros[KDF_PRK_SIZE];
	struct part part = { key, key_len };
	EVP_MAC_CTX *ctx = salt_len ? hmac(engine, salt, salt_len) :
				      hmac(engine, zeros, sizeof(zeros));
	bool ok = mac_of(ctx, &part, 1, prk, KDF_PRK_SIZE);

	EVP_MAC_CTX_free(ctx);
	if (!ok)
		OPENSSL_cleanse(prk, KDF_PRK_SIZE);
	return ok ? 0 : EIO;
}

int kdf_expand(struct engine *engine, const uint8_t *prk, size_t prk_len, const uint8_t *info,
	       size_t info_len, uint8_t *out, size_t len)
{
	EVP_MAC_CTX *ctx = hmac(engine, prk, prk_len);
	bool ok = ctx != NULL;
	uint8_t i = 0;

	for (size_t at = 0, n; ok && at < len; at += n) {
		struct part part[3] = { { out + at - (i ? KDF_PRK_SIZE : 0), i ? KDF_PRK_SIZE : 0 },
					{ info, info_len },
					{ &i, 1 } };

		n = len - at < KDF_PRK_SIZE ? len - at : KDF_PRK_SIZE;
		i++;
		ok = mac_of(ctx, part, 3, out + at, n);
	}
	EVP_MAC_CTX_free(ctx);
	if (!ok)
		OPENSSL_cleanse(out, len);
	return ok ? 0 : EIO;
}

static const char *cmac_cipher(size_t key_len)
{
	switch (key_len) {
	case 16: return "AES-128-CBC";
	case 24: return "AES-192-CBC";
	default: return "AES-256-CBC";
	}
}

static void put_be32(uint8_t out[4], uint32_t n)
{
	for (int i = 0; i < 4; i++)
		out[i] = (uint8_t)(n >> (24 - 8 * i));
}

int kdf_cmac(struct engine *engine, const uint8_t *key, size_t key_len, const uint8_t *label,
	     size_t label_len, uint8_t *out, size_t len)
{
	EVP_MAC_CTX *ctx =
		mac_open(engine, "CMAC", OSSL_MAC_PARAM_CIPHER, cmac_cipher(key_len), key, key_len);
	uint8_t counter[4], end[5] = { 0 };
	const struct part part[3] = { { counter, 4 }, { label, label_len }, { end, 5 } };
	bool ok = ctx != NULL;

	put_be32(end + 1, (uint32_t)(8 * len));
	for (size_t at = 0, n; ok && at < len; at += n) {
		n = len - at < CMAC_SIZE ? len - at : CMAC_SIZE;
		put_be32(counter, (uint32_t)(at / CMAC_SIZE) + 1);
		ok = mac_of(ctx, part, 3, out + at, n);
	}
	EVP_MAC_CTX_free(ctx);
	if (!ok)
		OPENSSL_cleanse(out, len);
	return ok ? 0 : EIO;
}
