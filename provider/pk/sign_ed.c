// SPDX-License-Identifier: Apache-2.0
/* sign_ed.c - Ed25519 and Ed448 (RFC 8032): of whole messages only. */
#include <openssl/crypto.h>

#include <cmh/sync.h>

#include "hub.h"
#include "prov_ctx.h"
#include "prov_err.h"
#include "sign_common.h"

static size_t ed_sig_max(const struct sign_ctx *ctx)
{
	return 2 * ctx->key->pub_len;
}

static int ed_sign(struct sign_ctx *ctx, uint8_t *sig, size_t *sig_len, const uint8_t *msg,
		   size_t len)
{
	const struct cmh_key priv = prov_key_private(ctx->key);
	int err;

	HUB_CALL(ctx->prov, err, cmh_eddsa_sign(dev, ctx->key->curve->id, &priv, msg, len, sig));
	if (err < 0)
		return prov_fail(ctx->prov, err);
	*sig_len = ed_sig_max(ctx);
	return 1;
}

static int ed_verify(struct sign_ctx *ctx, const uint8_t *sig, size_t sig_len, const uint8_t *msg,
		     size_t len)
{
	int err;

	if (sig_len != ed_sig_max(ctx))
		return prov_raise(ctx->prov, PROV_R_BAD_SIGNATURE, "it has %zu bytes, not %zu",
				  sig_len, ed_sig_max(ctx));
	HUB_CALL(ctx->prov, err,
		 cmh_eddsa_verify(dev, ctx->key->curve->id, ctx->key->pub, msg, len, sig));
	return sign_verdict(ctx, err);
}

static int ed_aid(struct sign_ctx *ctx, struct aid *aid)
{
	static const struct prov_oid ed25519 = { 3, { 0x2b, 0x65, 0x70 } }; /* 1.3.101.112 */
	static const struct prov_oid ed448 = { 3, { 0x2b, 0x65, 0x71 } };

	aid_plain(aid, ctx->key->type == PROV_KEY_ED448 ? &ed448 : &ed25519, false);
	return 1;
}

static int ed_set_params(void *vctx, const OSSL_PARAM params[])
{
	return 1; /* there is nothing to set */
}

static int ed_begin(struct sign_ctx *ctx, const char *name, struct prov_key *key, enum sign_op op)
{
	if (name && *name)
		return prov_raise(ctx->prov, PROV_R_BAD_DIGEST,
				  "Ed25519 and Ed448 sign messages, not digests of %s", name);
	return sign_begin(ctx, key, op);
}

static int ed_sign_init(void *vctx, const char *name, void *key, const OSSL_PARAM params[])
{
	return ed_begin(vctx, name, key, SIGN_OP_SIGN);
}

static int ed_verify_init(void *vctx, const char *name, void *key, const OSSL_PARAM params[])
{
	return ed_begin(vctx, name, key, SIGN_OP_VERIFY);
}

static const OSSL_PARAM *ed_gettable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_octet_string(OSSL_SIGNATURE_PARAM_ALGORITHM_ID, NULL, 0),
		OSSL_PARAM_END,
	};

	return gettable;
}

#define ED(id, key_type)                                                                      \
	static const struct sign_family family_##id = {                                       \
		.size = sizeof(struct sign_ctx),                                              \
		.key_types = 1u << PROV_KEY_##key_type,                                       \
		.sig_max = ed_sig_max,                                                        \
		.sign = ed_sign,                                                              \
		.verify = ed_verify,                                                          \
		.set_params = ed_set_params,                                                  \
		.aid = ed_aid,                                                                \
	};                                                                                    \
	static void *newctx_##id(void *provctx, const char *props)                            \
	{                                                                                     \
		return sign_new(provctx, props, &family_##id);                                \
	}                                                                                     \
	static const OSSL_DISPATCH dispatch_##id[] = {                                        \
		{ OSSL_FUNC_SIGNATURE_NEWCTX, (void (*)(void))newctx_##id },                  \
		SIGN_DISPATCH_BASE,                                                           \
		{ OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT, (void (*)(void))ed_sign_init },       \
		{ OSSL_FUNC_SIGNATURE_DIGEST_SIGN, (void (*)(void))sign_sign },               \
		{ OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_INIT, (void (*)(void))ed_verify_init },   \
		{ OSSL_FUNC_SIGNATURE_DIGEST_VERIFY, (void (*)(void))sign_verify },           \
		{ OSSL_FUNC_SIGNATURE_GET_CTX_PARAMS, (void (*)(void))sign_get_ctx_params },   \
		{ OSSL_FUNC_SIGNATURE_GETTABLE_CTX_PARAMS,                                    \
		  (void (*)(void))ed_gettable_ctx_params },                                   \
		{ 0, NULL }                                                                   \
	};

ED(ed25519, ED25519)
ED(ed448, ED448)

const struct prov_alg prov_sign_ed[] = {
	PROV_SERVICE(SIGN_ED25519, dispatch_ed25519, "Ed25519"),
	PROV_SERVICE(SIGN_ED448, dispatch_ed448, "Ed448"),
	PROV_LIST_END
};
