// SPDX-License-Identifier: Apache-2.0
/* tls1_prf.c - the PRF of TLS 1.2 (RFC 5246, section 5); with the digest MD5-SHA1 that of
 * TLS 1.0 and 1.1 (RFC 2246), of which the hub has no part. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>

#include "kdf.h"

#define SEED_MAX 65536u
#define MD5_SHA1 "MD5-SHA1"

/* XORs P_hash(secret, seed) onto out. */
static int p_hash(struct kdf_ctx *ctx, const char *digest, const uint8_t *secret, size_t secret_len,
		  uint8_t *out, size_t len)
{
	struct prov_ctx *prov = ctx->prov;
	const struct octets *seed = &ctx->field[KDF_SEED];
	struct prf prf = { .alg = CMH_ALG_NONE };
	uint8_t a[PRF_SIZE_MAX], block[PRF_SIZE_MAX];
	size_t size = 0;
	int ok = prf_choose_hmac(prov, &prf, digest) && prf_init(prov, &prf, secret, secret_len) &&
		 prf_update(prov, &prf, seed->data, seed->len) && prf_final(prov, &prf, a);

	if (ok)
		size = prf.size;
	while (ok && len) {
		const size_t n = len < size ? len : size;

		ok = prf_init(prov, &prf, NULL, 0) && prf_update(prov, &prf, a, size) &&
		     prf_update(prov, &prf, seed->data, seed->len) && prf_final(prov, &prf, block);
		for (size_t i = 0; ok && i < n; i++)
			out[i] ^= block[i];
		out += n;
		len -= n;
		if (ok && len)
			ok = prf_init(prov, &prf, NULL, 0) && prf_update(prov, &prf, a, size) &&
			     prf_final(prov, &prf, a);
	}
	prf_close(&prf);
	OPENSSL_cleanse(a, sizeof(a));
	OPENSSL_cleanse(block, sizeof(block));
	return ok;
}

static int prf_derive(struct kdf_ctx *ctx, uint8_t *out, size_t len)
{
	const struct octets *secret = &ctx->field[KDF_KEY];
	const size_t half = (secret->len + 1) / 2;

	if (!kdf_needs_digest(ctx) || !kdf_needs(ctx, KDF_KEY, "secret"))
		return 0;
	if (!ctx->field[KDF_SEED].len)
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "set the seed first");
	memset(out, 0, len);
	if (OPENSSL_strcasecmp(ctx->md.name, MD5_SHA1) != 0)
		return p_hash(ctx, ctx->md.name, secret->data, secret->len, out, len);
	return p_hash(ctx, "MD5", secret->data, half, out, len) &&
	       p_hash(ctx, "SHA1", secret->data + secret->len - half, half, out, len);
}

/* Seeds add up, from one call to the next. */
static int prf_set(struct kdf_ctx *ctx, const OSSL_PARAM params[])
{
	return kdf_set_digest(ctx, params) &&
	       kdf_set_field(ctx, params, OSSL_KDF_PARAM_SECRET, KDF_KEY) &&
	       kdf_add_field(ctx, params, OSSL_KDF_PARAM_SEED, KDF_SEED, SEED_MAX);
}

static const OSSL_PARAM settable[] = {
	OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_PROPERTIES, NULL, 0),
	OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_DIGEST, NULL, 0),
	OSSL_PARAM_octet_string(OSSL_KDF_PARAM_SECRET, NULL, 0),
	OSSL_PARAM_octet_string(OSSL_KDF_PARAM_SEED, NULL, 0),
	OSSL_PARAM_END,
};

const struct kdf kdf_tls1_prf = { NULL, prf_set, prf_derive, NULL, settable };
