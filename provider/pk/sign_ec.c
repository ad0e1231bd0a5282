// SPDX-License-Identifier: Apache-2.0
/* sign_ec.c - ECDSA (FIPS 186-5) and what SM2 shares with it: signatures as SEQUENCE of two INTEGERs. */
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>

#include <cmh/sync.h>

#include "hub.h"
#include "prov_ctx.h"
#include "prov_err.h"
#include "sign_common.h"
#include "sign_ec.h"

size_t ec_sig_max(const struct sign_ctx *ctx)
{
	const struct cmh_curve_info *curve = ctx->key->curve;
	/* the highest bit set asks for a zero byte before it */
	const size_t integer = 2 + curve->len + (curve->bits % 8 == 0);

	return 2 * integer + (2 * integer < 0x80 ? 2 : 3);
}

int ec_sig_encode(struct sign_ctx *ctx, const uint8_t *raw, uint8_t *sig, size_t *sig_len)
{
	const int len = (int)ctx->key->curve->len;
	ECDSA_SIG *s = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(raw, len, NULL), *t = BN_bin2bn(raw + len, len, NULL);
	unsigned char *p = sig;
	int n = -1;

	if (s && r && t && ECDSA_SIG_set0(s, r, t)) {
		r = t = NULL;
		n = i2d_ECDSA_SIG(s, &p);
	}
	BN_free(r);
	BN_free(t);
	ECDSA_SIG_free(s);
	if (n <= 0)
		return prov_raise(ctx->prov, PROV_R_NO_MEMORY, "a signature");
	*sig_len = (size_t)n;
	return 1;
}

int ec_sig_decode(struct sign_ctx *ctx, const uint8_t *sig, size_t sig_len, uint8_t *raw)
{
	const int len = (int)ctx->key->curve->len;
	const unsigned char *p = sig;
	unsigned char *again = NULL;
	ECDSA_SIG *s = sig_len <= ec_sig_max(ctx) ? d2i_ECDSA_SIG(NULL, &p, (long)sig_len) : NULL;
	int n = s ? i2d_ECDSA_SIG(s, &again) : -1;
	/* one encoding only: DER, and nothing behind it */
	int ok = n > 0 && (size_t)n == sig_len && CRYPTO_memcmp(sig, again, sig_len) == 0;

	ok = ok && !BN_is_negative(ECDSA_SIG_get0_r(s)) && !BN_is_negative(ECDSA_SIG_get0_s(s)) &&
	     BN_bn2binpad(ECDSA_SIG_get0_r(s), raw, len) == len &&
	     BN_bn2binpad(ECDSA_SIG_get0_s(s), raw + len, len) == len;
	OPENSSL_free(again);
	ECDSA_SIG_free(s);
	return ok || prov_raise(ctx->prov, PROV_R_BAD_SIGNATURE,
				"%zu bytes are no two numbers of this curve in DER", sig_len);
}

int ec_init(struct sign_ctx *ctx)
{
	return ctx->key->curve || prov_raise(ctx->prov, PROV_R_NO_KEY, "the key has no curve");
}

static int ecdsa_sign(struct sign_ctx *ctx, uint8_t *sig, size_t *sig_len, const uint8_t *tbs,
		      size_t len)
{
	const struct cmh_key priv = prov_key_private(ctx->key);
	uint8_t raw[2 * PROV_EC_LEN_MAX];
	int err;

	if (!sign_digest_fits(ctx, len))
		return 0;
	HUB_CALL(ctx->prov, err,
		 cmh_ecdsa_sign(dev, ctx->key->curve->id, &priv, tbs, len, raw));
	if (err < 0)
		return prov_fail(ctx->prov, err);
	return ec_sig_encode(ctx, raw, sig, sig_len);
}

static int ecdsa_verify(struct sign_ctx *ctx, const uint8_t *sig, size_t sig_len,
			const uint8_t *tbs, size_t len)
{
	uint8_t raw[2 * PROV_EC_LEN_MAX];
	int err;

	if (!sign_digest_fits(ctx, len) || !ec_sig_decode(ctx, sig, sig_len, raw))
		return 0;
	HUB_CALL(ctx->prov, err,
		 cmh_ecdsa_verify(dev, ctx->key->curve->id, ctx->key->pub, tbs, len, raw));
	return sign_verdict(ctx, err);
}

static int ecdsa_aid(struct sign_ctx *ctx, struct aid *aid)
{
	if (!ctx->md.row || !ctx->md.row->ecdsa_oid.len)
		return prov_raise(ctx->prov, PROV_R_BAD_DIGEST,
				  "no algorithm identifier says ECDSA with digest %s",
				  ctx->md.name ? ctx->md.name : "(none)");
	aid_plain(aid, &ctx->md.row->ecdsa_oid, false);
	return 1;
}

static const struct sign_family ecdsa_family = {
	.size = sizeof(struct sign_ctx),
	.key_types = 1u << PROV_KEY_EC,
	.init = ec_init,
	.sig_max = ec_sig_max,
	.sign = ecdsa_sign,
	.verify = ecdsa_verify,
	.set_params = sign_set_ctx_params,
	.aid = ecdsa_aid,
};

static void *ecdsa_newctx(void *provctx, const char *props)
{
	return sign_new(provctx, props, &ecdsa_family);
}

static const OSSL_DISPATCH dispatch_ecdsa[] = {
	{ OSSL_FUNC_SIGNATURE_NEWCTX, (void (*)(void))ecdsa_newctx },
	SIGN_DISPATCH_BASE,
	SIGN_DISPATCH_MD,
	SIGN_DISPATCH_PARAMS,
	{ 0, NULL }
};

const struct prov_alg prov_sign_ecdsa[] = {
	PROV_SERVICE(SIGN_ECDSA, dispatch_ecdsa, "ECDSA"),
	PROV_LIST_END
};
