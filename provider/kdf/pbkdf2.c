// SPDX-License-Identifier: Apache-2.0
/* pbkdf2.c - PBKDF2 (RFC 8018, section 5.2), with the lower limits of SP 800-132 where
 * asked for. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "kdf.h"

#define ITER_DEFAULT 2048u
#define ITER_LOW     1000u
#define SALT_LOW     16u
#define KEY_LOW      14u

static void pbkdf2_defaults(struct kdf_ctx *ctx)
{
	ctx->iter = ITER_DEFAULT;
}

static int low_iter(const struct kdf_ctx *ctx, uint64_t iter)
{
	const uint64_t least = ctx->low_checks ? ITER_LOW : 1;

	return iter >= least || prov_raise(ctx->prov, PROV_R_BAD_PARAMETER,
					   "%llu iterations, at least %llu expected",
					   (unsigned long long)iter, (unsigned long long)least);
}

static int low_salt(const struct kdf_ctx *ctx, size_t len)
{
	return !ctx->low_checks || len >= SALT_LOW ||
	       prov_raise(ctx->prov, PROV_R_BAD_PARAMETER,
			  "salt of %zu bytes, at least %u expected", len, SALT_LOW);
}

static int pbkdf2_set(struct kdf_ctx *ctx, const OSSL_PARAM params[])
{
	const OSSL_PARAM *p;
	int pkcs5 = !ctx->low_checks;
	uint64_t iter;

	if (!kdf_set_digest(ctx, params) ||
	    !param_int(ctx->prov, params, OSSL_KDF_PARAM_PKCS5, &pkcs5))
		return 0;
	ctx->low_checks = pkcs5 == 0;
	p = OSSL_PARAM_locate_const(params, OSSL_KDF_PARAM_SALT);
	if (p && !low_salt(ctx, p->data_size))
		return 0;
	if (!kdf_set_field(ctx, params, OSSL_KDF_PARAM_PASSWORD, KDF_KEY) ||
	    !kdf_set_field(ctx, params, OSSL_KDF_PARAM_SALT, KDF_SALT))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_KDF_PARAM_ITER);
	if (!p)
		return 1;
	if (!param_get(uint64, p, &iter))
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "%s", p->key);
	if (!low_iter(ctx, iter))
		return 0;
	ctx->iter = iter;
	return 1;
}

/* U_1 to U_iter of block nr, their sum in GF(2) to t. */
static int block(struct kdf_ctx *ctx, struct prf *prf, uint32_t nr, uint8_t *t)
{
	struct prov_ctx *prov = ctx->prov;
	const struct octets *salt = &ctx->field[KDF_SALT];
	const uint8_t count[4] = { (uint8_t)(nr >> 24), (uint8_t)(nr >> 16), (uint8_t)(nr >> 8),
				   (uint8_t)nr };
	uint8_t u[PRF_SIZE_MAX];
	int ok = (salt->len == 0 || prf_update(prov, prf, salt->data, salt->len)) &&
		 prf_update(prov, prf, count, sizeof(count)) && prf_final(prov, prf, u);

	if (!ok)
		return 0;
	memcpy(t, u, prf->size);
	for (uint64_t i = 1; ok && i < ctx->iter; i++) {
		ok = prf_init(prov, prf, NULL, 0) && prf_update(prov, prf, u, prf->size) &&
		     prf_final(prov, prf, u);
		for (size_t b = 0; b < prf->size; b++)
			t[b] ^= u[b];
	}
	OPENSSL_cleanse(u, sizeof(u));
	return ok;
}

static int run(struct kdf_ctx *ctx, struct prf *prf, uint8_t *out, size_t len)
{
	const struct octets *pass = &ctx->field[KDF_KEY];
	uint8_t t[PRF_SIZE_MAX];
	int ok = prf_init(ctx->prov, prf, pass->data, pass->len);

	for (uint32_t nr = 1; ok && len; nr++) {
		const size_t n = len < prf->size ? len : prf->size;

		ok = (nr == 1 || prf_init(ctx->prov, prf, NULL, 0)) && block(ctx, prf, nr, t);
		if (!ok)
			break;
		memcpy(out, t, n);
		out += n;
		len -= n;
	}
	OPENSSL_cleanse(t, sizeof(t));
	return ok;
}

static int pbkdf2_derive(struct kdf_ctx *ctx, uint8_t *out, size_t len)
{
	struct prf prf = { .alg = CMH_ALG_NONE };
	int ok;

	if (!kdf_needs(ctx, KDF_KEY, "password") || !kdf_needs(ctx, KDF_SALT, "salt"))
		return 0;
	if (!ctx->md.size && !kdf_choose_digest(ctx, "SHA1")) /* OpenSSL's default */
		return 0;
	if (len / ctx->md.size >= UINT32_MAX || (ctx->low_checks && len < KEY_LOW))
		return prov_raise(ctx->prov, PROV_R_BAD_KEY_LENGTH, "%zu bytes", len);
	if (!low_salt(ctx, ctx->field[KDF_SALT].len) || !low_iter(ctx, ctx->iter))
		return 0;
	ok = prf_choose_hmac(ctx->prov, &prf, ctx->md.name) && run(ctx, &prf, out, len);
	prf_close(&prf);
	return ok;
}

static const OSSL_PARAM settable[] = {
	OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_PROPERTIES, NULL, 0),
	OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_DIGEST, NULL, 0),
	OSSL_PARAM_octet_string(OSSL_KDF_PARAM_PASSWORD, NULL, 0),
	OSSL_PARAM_octet_string(OSSL_KDF_PARAM_SALT, NULL, 0),
	OSSL_PARAM_uint64(OSSL_KDF_PARAM_ITER, NULL),
	OSSL_PARAM_int(OSSL_KDF_PARAM_PKCS5, NULL),
	OSSL_PARAM_END,
};

const struct kdf kdf_pbkdf2 = { pbkdf2_defaults, pbkdf2_set, pbkdf2_derive, NULL, settable };
