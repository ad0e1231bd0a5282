// SPDX-License-Identifier: Apache-2.0
/* aead_gcm.c - authenticated ciphers in GCM, the rows of CMH_AEAD_TABLE, and
 * SM4-GCM of CMH_AEAD16_TABLE. */
#include <string.h>

#include <openssl/params.h>

#include "aead.h"

#define NONCE     12u
#define TLS_FIXED EVP_GCM_TLS_FIXED_IV_LEN
#define TLS_EXPL  EVP_GCM_TLS_EXPLICIT_IV_LEN

/* Sets the fixed part of a TLS IV; the rest counts, from a random start when encrypting. */
static int gcm_set_fixed(struct aead_ctx *ctx, const OSSL_PARAM *p)
{
	const size_t len = p->data_size;

	if (p->data_type != OSSL_PARAM_OCTET_STRING || !p->data)
		return cipher_bad_param(&ctx->base, p->key);
	if (len == (size_t)-1) { /* the whole IV, as it was read before */
		memcpy(ctx->iv, p->data, ctx->iv_len);
	} else {
		if (len < TLS_FIXED || len > ctx->iv_len || ctx->iv_len - len < TLS_EXPL)
			return aead_bad_iv_len(ctx, len);
		memcpy(ctx->iv, p->data, len);
		if (ctx->base.encrypt &&
		    !prov_random(ctx->base.hub.prov, ctx->iv + len, ctx->iv_len - len))
			return 0;
	}
	ctx->iv_counts = true;
	ctx->iv_state = IV_READY;
	return 1;
}

static int tls_begin(struct aead_ctx *ctx)
{
	if (!aead_start(ctx, ctx->iv, ctx->iv_len))
		return 0;
	ctx->iv_state = IV_BUSY;
	return 1;
}

static int tls_iv_ready(const struct aead_ctx *ctx)
{
	return (ctx->iv_counts && ctx->base.key_set) ||
	       cipher_error(ctx, PROV_R_IV_USED, "set a key and the fixed part of the IV first");
}

/* Begins a message under the IV, gives its last len bytes to out, and counts on. */
static int tls_next_iv(struct aead_ctx *ctx, uint8_t *out, size_t len)
{
	if (!tls_iv_ready(ctx) || !tls_begin(ctx))
		return 0;
	if (len > ctx->iv_len)
		len = ctx->iv_len;
	memcpy(out, ctx->iv + ctx->iv_len - len, len);
	for (size_t i = 1; i <= TLS_EXPL; i++)
		if (++ctx->iv[ctx->iv_len - i])
			break;
	return 1;
}

/* Begins a message under the fixed part and the peer's explicit part. */
static int tls_peer_iv(struct aead_ctx *ctx, const uint8_t *explicit_iv, size_t len)
{
	if (!tls_iv_ready(ctx))
		return 0;
	if (ctx->base.encrypt || len > ctx->iv_len)
		return cipher_error(ctx, PROV_R_BAD_PARAMETER, "IV of a peer, %zu bytes", len);
	memcpy(ctx->iv + ctx->iv_len - len, explicit_iv, len);
	return tls_begin(ctx);
}

static int gcm_begin_record(struct aead_ctx *ctx, uint8_t *rec, size_t text_len)
{
	return ctx->base.encrypt ? tls_next_iv(ctx, rec, TLS_EXPL) :
				   tls_peer_iv(ctx, rec, TLS_EXPL);
}

/* ---- Parameters ---- */

static const OSSL_PARAM *gcm_gettable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		AEAD_GETTABLE,
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_GET_IV_GEN, NULL, 0),
		OSSL_PARAM_END,
	};

	return gettable;
}

static int gcm_get_more(struct aead_ctx *ctx, OSSL_PARAM params[])
{
	OSSL_PARAM *p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD_TLS1_GET_IV_GEN);

	return !p || (p->data_type == OSSL_PARAM_OCTET_STRING && p->data && p->data_size &&
		      tls_next_iv(ctx, p->data, p->data_size));
}

static const OSSL_PARAM *gcm_settable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM settable[] = {
		AEAD_SETTABLE,
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_SET_IV_INV, NULL, 0),
		OSSL_PARAM_END,
	};

	return settable;
}

static int gcm_set_more(struct aead_ctx *ctx, const OSSL_PARAM params[])
{
	const OSSL_PARAM *p =
		OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_TLS1_SET_IV_INV);

	return !p || (p->data_type == OSSL_PARAM_OCTET_STRING && p->data &&
		      tls_peer_iv(ctx, p->data, p->data_size));
}

static const struct aead_ops gcm_ops = {
	.iv_len = NONCE,
	.tag_len = AEAD_TAG_MAX,
	.iv_min = 1,
	.iv_max = AEAD_IV_MAX,
	.iv_rand = NONCE,
	.tag_min = 4,
	.tls_explicit = TLS_EXPL,
	.update = aead_stream_update,
	.final = aead_stream_final,
	.set_fixed = gcm_set_fixed,
	.begin_record = gcm_begin_record,
	.get_more = gcm_get_more,
	.set_more = gcm_set_more,
};

/* ---- The rows ---- */

#define GCM_ROW(id, name, names, core, mode, key_bytes, nonce_bytes, tag_bytes, flags)           \
	_Static_assert(EVP_MODE(core, mode) == EVP_CIPH_GCM_MODE && (nonce_bytes) == NONCE &&    \
			       (tag_bytes) == AEAD_TAG_MAX,                                      \
		       "not a GCM row");                                                         \
	CIPHER_ROW_LISTS(id, aead, gcm, CMH_ALG_##id, EVP_CIPH_GCM_MODE, key_bytes, nonce_bytes, \
			 1, CIPHER_F_CUSTOM_IV, &gcm_ops)
CMH_AEAD_TABLE(GCM_ROW)

#define IF_GCM_SM4(...) __VA_ARGS__
#define IF_GCM_CCP(...)
#define GCM16_ROW(id, name, names, core, ...) \
	IF_GCM_##core(GCM_ROW(id, name, names, core, __VA_ARGS__))
#define GCM16_ALG(id, name, names, core, ...) IF_GCM_##core(PROV_ALG(id, name, names))
CMH_AEAD16_TABLE(GCM16_ROW)

/* clang-format off */
const struct prov_alg prov_gcm[] = {
	CMH_AEAD_TABLE(PROV_ALG)
	CMH_AEAD16_TABLE(GCM16_ALG)
	PROV_LIST_END
};
