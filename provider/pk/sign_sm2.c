// SPDX-License-Identifier: Apache-2.0
/* sign_sm2.c - SM2 signatures (GM/T 0003.2): of SM3(Z || message), or of such a digest. */
#include <openssl/crypto.h>
#include <openssl/params.h>

#include <cmh/sync.h>

#include "hub.h"
#include "prov_ctx.h"
#include "prov_err.h"
#include "sign_common.h"
#include "sign_ec.h"

#define LEN 32u /* of a number, a coordinate, a digest */

struct sign_sm2 {
	struct sign_ctx base;
	uint8_t *id; /* NULL: none, which is the empty one */
	size_t id_len;
};

static struct sign_sm2 *sm2_of(struct sign_ctx *ctx)
{
	return (struct sign_sm2 *)ctx;
}

static int sm2_init(struct sign_ctx *ctx)
{
	return ec_init(ctx) && sign_set_md(ctx, OSSL_DIGEST_NAME_SM3, NULL);
}

static int sm2_judge_md(struct sign_ctx *ctx, const struct prov_md *md)
{
	const struct prov_md sm3 = { .name = OSSL_DIGEST_NAME_SM3 };

	return prov_md_same(md, &sm3) || prov_raise(ctx->prov, PROV_R_BAD_DIGEST,
						    "SM2 signs with SM3, not with %s", md->name);
}

static int sm2_dup(struct sign_ctx *dst, const struct sign_ctx *src)
{
	const struct sign_sm2 *from = (const struct sign_sm2 *)src;

	sm2_of(dst)->id = from->id ? OPENSSL_memdup(from->id, from->id_len) : NULL;
	return !sm2_of(dst)->id == !from->id;
}

static void sm2_fini(struct sign_ctx *ctx)
{
	OPENSSL_free(sm2_of(ctx)->id);
}

/* Z of identity and public key comes before the message (GM/T 0003.2, 5.5). */
static int sm2_prefix(struct sign_ctx *ctx)
{
	const struct sign_sm2 *sm2 = sm2_of(ctx);
	uint8_t z[LEN];
	int err;

	if (!ctx->key->has_public)
		return prov_raise(ctx->prov, PROV_R_NO_KEY,
				  "an SM2 signature of a message needs the public key as well");
	HUB_CALL(ctx->prov, err, cmh_sm2_z(dev, ctx->key->pub, sm2->id, sm2->id_len, z));
	if (err < 0)
		return prov_fail(ctx->prov, err);
	return prov_hash_update(ctx->hash, z, sizeof(z));
}

static int sm2_sign(struct sign_ctx *ctx, uint8_t *sig, size_t *sig_len, const uint8_t *tbs,
		    size_t len)
{
	const struct cmh_key priv = prov_key_private(ctx->key);
	uint8_t raw[2 * LEN];
	int err;

	if (!sign_digest_fits(ctx, len))
		return 0;
	HUB_CALL(ctx->prov, err, cmh_sm2_sign(dev, &priv, tbs, raw));
	if (err < 0)
		return prov_fail(ctx->prov, err);
	return ec_sig_encode(ctx, raw, sig, sig_len);
}

static int sm2_verify(struct sign_ctx *ctx, const uint8_t *sig, size_t sig_len, const uint8_t *tbs,
		      size_t len)
{
	uint8_t raw[2 * LEN];
	int err;

	if (!sign_digest_fits(ctx, len) || !ec_sig_decode(ctx, sig, sig_len, raw))
		return 0;
	HUB_CALL(ctx->prov, err, cmh_sm2_verify(dev, ctx->key->pub, tbs, raw));
	return sign_verdict(ctx, err);
}

static int sm2_aid(struct sign_ctx *ctx, struct aid *aid)
{
	static const struct prov_oid sm2_with_sm3 = { /* 1.2.156.10197.1.501 */
		8, { 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x75 }
	};

	aid_plain(aid, &sm2_with_sm3, false);
	return 1;
}

static int sm2_set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
	struct sign_sm2 *sm2 = vctx;
	const OSSL_PARAM *p;
	void *id = NULL;
	size_t len;

	if (!sign_set_ctx_params(vctx, params))
		return 0;
	p = params ? OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_DIST_ID) : NULL;
	if (!p)
		return 1;
	if (sm2->base.prefixed)
		return prov_raise(sm2->base.prov, PROV_R_BAD_PARAMETER,
				  "distid after the message has begun");
	if (p->data_size > CMH_SM2_LONG_ID_MAX ||
	    (p->data_size && !OSSL_PARAM_get_octet_string(p, &id, 0, &len)))
		return prov_raise(sm2->base.prov, PROV_R_BAD_PARAMETER,
				  "distid is not a string of at most %u bytes", CMH_SM2_LONG_ID_MAX);
	OPENSSL_free(sm2->id);
	sm2->id = id;
	sm2->id_len = p->data_size;
	return 1;
}

static const OSSL_PARAM *sm2_settable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, NULL, 0),
		OSSL_PARAM_size_t(OSSL_SIGNATURE_PARAM_DIGEST_SIZE, NULL),
		OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_DIST_ID, NULL, 0),
		OSSL_PARAM_END,
	};

	return settable;
}

static const struct sign_family sm2_family = {
	.size = sizeof(struct sign_sm2),
	.key_types = 1u << PROV_KEY_SM2,
	.init = sm2_init,
	.judge_md = sm2_judge_md,
	.prefix = sm2_prefix,
	.dup = sm2_dup,
	.fini = sm2_fini,
	.sig_max = ec_sig_max,
	.sign = sm2_sign,
	.verify = sm2_verify,
	.set_params = sm2_set_ctx_params,
	.aid = sm2_aid,
};

static void *sm2_newctx(void *provctx, const char *props)
{
	return sign_new(provctx, props, &sm2_family);
}

static const OSSL_DISPATCH dispatch_sm2[] = {
	{ OSSL_FUNC_SIGNATURE_NEWCTX, (void (*)(void))sm2_newctx },
	SIGN_DISPATCH_BASE,
	SIGN_DISPATCH_MD,
	{ OSSL_FUNC_SIGNATURE_GET_CTX_PARAMS, (void (*)(void))sign_get_ctx_params },
	{ OSSL_FUNC_SIGNATURE_GETTABLE_CTX_PARAMS, (void (*)(void))sign_gettable_ctx_params },
	{ OSSL_FUNC_SIGNATURE_SET_CTX_PARAMS, (void (*)(void))sm2_set_ctx_params },
	{ OSSL_FUNC_SIGNATURE_SETTABLE_CTX_PARAMS, (void (*)(void))sm2_settable_ctx_params },
	{ 0, NULL }
};

const struct prov_alg prov_sign_sm2[] = {
	PROV_SERVICE(SIGN_SM2, dispatch_sm2, "SM2 signatures"),
	PROV_LIST_END
};
