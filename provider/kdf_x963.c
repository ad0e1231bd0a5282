// SPDX-License-Identifier: Apache-2.0
/* kdf_x963.c - the key derivation of ANSI X9.63 (SEC 1, section 3.6.1): digests of the secret, a counter
 * and what both sides know. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "kdf.h"

#define LEN_MAX (1u << 30)

static int x963_derive(struct kdf_ctx *ctx, uint8_t *out, size_t len)
{
	const struct octets *secret = &ctx->field[KDF_KEY], *info = &ctx->field[KDF_INFO];
	const size_t size = ctx->md.size;
	uint8_t counter[4] = { 0 }, hash[PRF_SIZE_MAX];
	const struct prov_part parts[] = { { secret->data, secret->len },
					   { counter, sizeof(counter) },
					   { info->data, info->len } };
	int ok = 1;

	if (!secret->len)
		return prov_raise(ctx->prov, PROV_R_NO_KEY, "set the secret first");
	if (!kdf_needs_digest(ctx))
		return 0;
	if (len > LEN_MAX || secret->len > LEN_MAX || info->len > LEN_MAX)
		return prov_raise(ctx->prov, PROV_R_TOO_LONG, "%zu bytes of %zu and %zu", len,
				  secret->len, info->len);
	for (uint32_t i = 1; ok && len; i++) {
		const size_t n = len < size ? len : size;

		for (int b = 0; b < 4; b++)
			counter[b] = (uint8_t)(i >> (24 - 8 * b));
		ok = prov_md_hash(ctx->prov, &ctx->md, parts, 3, hash);
		if (!ok)
			break;
		memcpy(out, hash, n);
		out += n;
		len -= n;
	}
	OPENSSL_cleanse(hash, sizeof(hash));
	return ok;
}

static int x963_set(struct kdf_ctx *ctx, const OSSL_PARAM params[])
{
	const char *key = OSSL_PARAM_locate_const(params, OSSL_KDF_PARAM_SECRET) ?
				  OSSL_KDF_PARAM_SECRET :
				  OSSL_KDF_PARAM_KEY;

	if (!kdf_set_digest(ctx, params) || !kdf_set_field(ctx, params, key, KDF_KEY))
		return 0;
	if (OSSL_PARAM_locate_const(params, OSSL_KDF_PARAM_INFO))
		octets_free(&ctx->field[KDF_INFO]);
	return kdf_add_field(ctx, params, OSSL_KDF_PARAM_INFO, KDF_INFO, LEN_MAX);
}

static size_t x963_size(const struct kdf_ctx *ctx)
{
	return ctx->md.size;
}

static const OSSL_PARAM settable[] = {
	OSSL_PARAM_octet_string(OSSL_KDF_PARAM_SECRET, NULL, 0),
	OSSL_PARAM_octet_string(OSSL_KDF_PARAM_KEY, NULL, 0),
	OSSL_PARAM_octet_string(OSSL_KDF_PARAM_INFO, NULL, 0),
	OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_PROPERTIES, NULL, 0),
	OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_DIGEST, NULL, 0),
	OSSL_PARAM_END,
};

const struct kdf kdf_x963 = { NULL, x963_set, x963_derive, x963_size, settable };
