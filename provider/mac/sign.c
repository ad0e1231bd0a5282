// SPDX-License-Identifier: Apache-2.0
/* sign.c - MACs as signatures under MAC keys: what EVP_DigestSign() does with an EVP_PKEY of
 * HMAC, CMAC or POLY1305. */
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "mac.h"
#include "prov_ctx.h"
#include "prov_err.h"

struct sign_ctx {
	struct prov_ctx *prov;
	struct mac_ctx *mac;
	struct mac_key *key;
};

static OSSL_FUNC_signature_dupctx_fn sign_dup;
static OSSL_FUNC_signature_freectx_fn sign_free;
static OSSL_FUNC_signature_digest_sign_init_fn sign_init;
static OSSL_FUNC_signature_digest_sign_update_fn sign_update;
static OSSL_FUNC_signature_digest_sign_final_fn sign_final;
static OSSL_FUNC_signature_set_ctx_params_fn sign_set;

static struct sign_ctx *sign_new(struct prov_ctx *prov, enum mac_kind kind)
{
	struct sign_ctx *ctx = OPENSSL_zalloc(sizeof(*ctx));

	if (!ctx)
		return NULL;
	ctx->prov = prov;
	ctx->mac = mac_new(prov, kind);
	if (!ctx->mac) {
		OPENSSL_free(ctx);
		return NULL;
	}
	return ctx;
}

static void sign_free(void *vctx)
{
	struct sign_ctx *ctx = vctx;

	if (!ctx)
		return;
	mac_free(ctx->mac);
	mac_key_free(ctx->key);
	OPENSSL_free(ctx);
}

static void *sign_dup(void *vctx)
{
	const struct sign_ctx *ctx = vctx;
	struct sign_ctx *dup = OPENSSL_zalloc(sizeof(*dup));

	if (!dup)
		return NULL;
	dup->prov = ctx->prov;
	dup->mac = mac_dup(ctx->mac);
	if (!dup->mac) {
		OPENSSL_free(dup);
		return NULL;
	}
	dup->key = ctx->key ? mac_key_up(ctx->key) : NULL;
	return dup;
}

static int sign_init(void *vctx, const char *digest, void *vkey, const OSSL_PARAM params[])
{
	struct sign_ctx *ctx = vctx;
	struct mac_key *key = vkey;

	if (key) {
		mac_key_up(key);
		mac_key_free(ctx->key);
		ctx->key = key;
	}
	if (!ctx->key || !ctx->key->secret.data)
		return prov_raise(ctx->prov, PROV_R_NO_KEY, "initialise with a key first");
	if (digest && !*digest)
		digest = NULL;
	return mac_choose(ctx->mac, digest, (const char *)ctx->key->cipher.data) &&
	       mac_init(ctx->mac, ctx->key->secret.data, ctx->key->secret.len, params);
}

static int sign_update(void *vctx, const unsigned char *in, size_t len)
{
	struct sign_ctx *ctx = vctx;

	return mac_update(ctx->mac, in, len);
}

/* out NULL asks for the length. */
static int sign_final(void *vctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	struct sign_ctx *ctx = vctx;

	if (out)
		return mac_final(ctx->mac, out, out_len, out_size);
	*out_len = mac_size(ctx->mac);
	return 1;
}

static int sign_set(void *vctx, const OSSL_PARAM params[])
{
	struct sign_ctx *ctx = vctx;

	return !params || mac_set_params(ctx->mac, params);
}

#define SIGN_ROW(id, kind)                                                                  \
	static OSSL_FUNC_signature_newctx_fn newctx_##id;                                   \
	static OSSL_FUNC_signature_settable_ctx_params_fn settable_##id;                    \
	static void *newctx_##id(void *provctx, const char *properties)                     \
	{                                                                                   \
		return sign_new(provctx, kind);                                             \
	}                                                                                   \
	static const OSSL_PARAM *settable_##id(void *ctx, void *provctx)                    \
	{                                                                                   \
		return mac_settable(kind);                                                  \
	}                                                                                   \
	static const OSSL_DISPATCH dispatch_##id[] = {                                      \
		{ OSSL_FUNC_SIGNATURE_NEWCTX, (void (*)(void))newctx_##id },                \
		{ OSSL_FUNC_SIGNATURE_DUPCTX, (void (*)(void))sign_dup },                   \
		{ OSSL_FUNC_SIGNATURE_FREECTX, (void (*)(void))sign_free },                 \
		{ OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT, (void (*)(void))sign_init },        \
		{ OSSL_FUNC_SIGNATURE_DIGEST_SIGN_UPDATE, (void (*)(void))sign_update },    \
		{ OSSL_FUNC_SIGNATURE_DIGEST_SIGN_FINAL, (void (*)(void))sign_final },      \
		{ OSSL_FUNC_SIGNATURE_SET_CTX_PARAMS, (void (*)(void))sign_set },           \
		{ OSSL_FUNC_SIGNATURE_SETTABLE_CTX_PARAMS, (void (*)(void))settable_##id }, \
		{ 0, NULL }                                                                 \
	};
SIGN_ROW(SIGN_HMAC, MAC_HMAC)
SIGN_ROW(SIGN_CMAC, MAC_CMAC)
SIGN_ROW(SIGN_POLY1305, MAC_POLY1305)

const struct prov_alg prov_mac_signatures[] = {
	PROV_SERVICE(SIGN_HMAC, dispatch_SIGN_HMAC, "HMAC"),
	PROV_SERVICE(SIGN_CMAC, dispatch_SIGN_CMAC, "CMAC"),
	PROV_SERVICE(SIGN_POLY1305, dispatch_SIGN_POLY1305, "Poly1305"),
	PROV_LIST_END,
};
