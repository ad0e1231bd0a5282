// SPDX-License-Identifier: Apache-2.0
/* kbkdf.c - key derivation from a key (SP 800-108), in counter and feedback mode, with HMAC
 * or CMAC. As OpenSSL names them: salt is the label, info the context, seed the IV of the
 * feedback. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "kdf.h"

enum mode { COUNTER, FEEDBACK };

static void kbkdf_defaults(struct kdf_ctx *ctx)
{
	ctx->mode = COUNTER;
	ctx->counter_bits = 32;
	ctx->use_l = 1;
	ctx->use_separator = 1;
}

static void put_be32(uint8_t out[4], uint32_t x)
{
	for (int i = 0; i < 4; i++)
		out[i] = (uint8_t)(x >> (24 - 8 * i));
}

/* One output block to k, which holds the one before it: used bytes. */
static int block(struct kdf_ctx *ctx, struct prf *prf, uint32_t counter, uint32_t bits, uint8_t *k,
		 size_t used)
{
	struct prov_ctx *prov = ctx->prov;
	const struct octets *label = &ctx->field[KDF_SALT], *context = &ctx->field[KDF_INFO];
	const size_t counter_len = (size_t)ctx->counter_bits / 8;
	const uint8_t zero = 0;
	uint8_t i[4], l[4];

	put_be32(i, counter);
	put_be32(l, bits);
	return (ctx->mode != FEEDBACK || used == 0 || prf_update(prov, prf, k, used)) &&
	       prf_update(prov, prf, i + 4 - counter_len, counter_len) &&
	       (label->len == 0 || prf_update(prov, prf, label->data, label->len)) &&
	       (!ctx->use_separator || prf_update(prov, prf, &zero, 1)) &&
	       (context->len == 0 || prf_update(prov, prf, context->data, context->len)) &&
	       (!ctx->use_l || prf_update(prov, prf, l, sizeof(l))) && prf_final(prov, prf, k);
}

static int run(struct kdf_ctx *ctx, struct prf *prf, uint8_t *out, size_t len)
{
	const struct octets *key = &ctx->field[KDF_KEY], *iv = &ctx->field[KDF_SEED];
	const uint32_t bits = (uint32_t)(8 * len);
	uint8_t k[PRF_SIZE_MAX];
	size_t used = iv->len;
	int ok;

	if (!prf_init(ctx->prov, prf, key->data, key->len))
		return 0;
	if (iv->len && iv->len != prf->size)
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER,
				  "seed of %zu bytes, %zu expected", iv->len, prf->size);
	if (ctx->mode == COUNTER && (uint64_t)(len / prf->size) >= UINT64_C(1) << ctx->counter_bits)
		return prov_raise(ctx->prov, PROV_R_BAD_KEY_LENGTH,
				  "%zu bytes are too many for a counter of %d bits", len,
				  ctx->counter_bits);
	if (iv->len)
		memcpy(k, iv->data, iv->len);
	ok = 1;
	for (uint32_t counter = 1; ok && len; counter++) {
		const size_t n = len < prf->size ? len : prf->size;

		ok = (counter == 1 || prf_init(ctx->prov, prf, NULL, 0)) &&
		     block(ctx, prf, counter, bits, k, used);
		if (!ok)
			break;
		used = prf->size;
		memcpy(out, k, n);
		out += n;
		len -= n;
	}
	OPENSSL_cleanse(k, sizeof(k));
	return ok;
}

static int kbkdf_derive(struct kdf_ctx *ctx, uint8_t *out, size_t len)
{
	struct prf prf = { .alg = CMH_ALG_NONE };
	int ok;

	if (!ctx->mac_named)
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "set a MAC first");
	if (!ctx->field[KDF_KEY].len)
		return prov_raise(ctx->prov, PROV_R_NO_KEY, "set the key first");
	if (ctx->cmac && !ctx->cipher.data)
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "set a cipher first");
	if (!ctx->cmac && !kdf_needs_digest(ctx))
		return 0;
	ok = (ctx->cmac ? prf_choose_cmac(ctx->prov, &prf, (const char *)ctx->cipher.data) :
			  prf_choose_hmac(ctx->prov, &prf, ctx->md.name)) &&
	     run(ctx, &prf, out, len);
	prf_close(&prf);
	return ok;
}

static int set_mac(struct kdf_ctx *ctx, const OSSL_PARAM params[])
{
	const char *mac = NULL, *cipher = NULL;

	if (!param_text(ctx->prov, params, OSSL_KDF_PARAM_MAC, &mac) ||
	    !param_text(ctx->prov, params, OSSL_KDF_PARAM_CIPHER, &cipher))
		return 0;
	if (mac) {
		ctx->cmac = OPENSSL_strcasecmp(mac, "CMAC") == 0;
		ctx->mac_named = ctx->cmac || OPENSSL_strcasecmp(mac, "HMAC") == 0;
		if (!ctx->mac_named)
			return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER,
					  "mac %s: not HMAC or CMAC", mac);
	}
	if (cipher && !octets_set(ctx->prov, &ctx->cipher, cipher, strlen(cipher) + 1))
		return 0;
	return kdf_set_digest(ctx, params);
}

static int set_mode(struct kdf_ctx *ctx, const OSSL_PARAM params[])
{
	const char *mode = NULL;

	if (!param_text(ctx->prov, params, OSSL_KDF_PARAM_MODE, &mode))
		return 0;
	if (!mode)
		return 1;
	if (OPENSSL_strcasecmp(mode, "counter") == 0)
		ctx->mode = COUNTER;
	else if (OPENSSL_strcasecmp(mode, "feedback") == 0)
		ctx->mode = FEEDBACK;
	else
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER,
				  "mode %s: not counter or feedback", mode);
	return 1;
}

static int kbkdf_set(struct kdf_ctx *ctx, const OSSL_PARAM params[])
{
	int bits = ctx->counter_bits;

	if (!set_mac(ctx, params) || !set_mode(ctx, params) ||
	    !kdf_set_field(ctx, params, OSSL_KDF_PARAM_KEY, KDF_KEY) ||
	    !kdf_set_field(ctx, params, OSSL_KDF_PARAM_SALT, KDF_SALT) ||
	    !kdf_set_field(ctx, params, OSSL_KDF_PARAM_INFO, KDF_INFO) ||
	    !kdf_set_field(ctx, params, OSSL_KDF_PARAM_SEED, KDF_SEED) ||
	    !param_int(ctx->prov, params, OSSL_KDF_PARAM_KBKDF_USE_L, &ctx->use_l) ||
	    !param_int(ctx->prov, params, OSSL_KDF_PARAM_KBKDF_USE_SEPARATOR,
		       &ctx->use_separator) ||
	    !param_int(ctx->prov, params, "r", &bits)) /* named by OpenSSL 3.1 */
		return 0;
	if (bits != 8 && bits != 16 && bits != 24 && bits != 32)
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER,
				  "r: a counter of %d bits, not 8, 16, 24 or 32", bits);
	ctx->counter_bits = bits;
	return 1;
}

static const OSSL_PARAM settable[] = {
	OSSL_PARAM_octet_string(OSSL_KDF_PARAM_INFO, NULL, 0),
	OSSL_PARAM_octet_string(OSSL_KDF_PARAM_SALT, NULL, 0),
	OSSL_PARAM_octet_string(OSSL_KDF_PARAM_KEY, NULL, 0),
	OSSL_PARAM_octet_string(OSSL_KDF_PARAM_SEED, NULL, 0),
	OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_DIGEST, NULL, 0),
	OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_CIPHER, NULL, 0),
	OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_MAC, NULL, 0),
	OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_MODE, NULL, 0),
	OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_PROPERTIES, NULL, 0),
	OSSL_PARAM_int(OSSL_KDF_PARAM_KBKDF_USE_L, NULL),
	OSSL_PARAM_int(OSSL_KDF_PARAM_KBKDF_USE_SEPARATOR, NULL),
	OSSL_PARAM_int("r", NULL),
	OSSL_PARAM_END,
};

const struct kdf kdf_kbkdf = { kbkdf_defaults, kbkdf_set, kbkdf_derive, NULL, settable };
