// SPDX-License-Identifier: Apache-2.0
/* aead_ccm.c - CCM (SP 800-38C), the rows of CMH_CCM_TABLE.
 *
 * The length of the text comes first, then AAD, then the text at once, when decrypting with the tag
 * set before: a message is a single request to the hub. TLS records are those of RFC 6655.
 */
#include <string.h>

#include <openssl/crypto.h>

#include "aead.h"

#define TLS_FIXED EVP_CCM_TLS_FIXED_IV_LEN
#define TLS_EXPL  EVP_CCM_TLS_EXPLICIT_IV_LEN
#define TLS_NONCE (TLS_FIXED + TLS_EXPL)

/* ---- TLS 1.2 records ---- */

static int ccm_set_fixed(struct aead_ctx *ctx, const OSSL_PARAM *p)
{
	if (p->data_type != OSSL_PARAM_OCTET_STRING || !p->data || p->data_size != TLS_FIXED)
		return cipher_error(ctx, PROV_R_BAD_IV_LENGTH,
				    "fixed part of %zu bytes, %u expected", p->data_size,
				    TLS_FIXED);
	memcpy(ctx->iv, p->data, TLS_FIXED);
	return 1;
}

static int ccm_begin_record(struct aead_ctx *ctx, uint8_t *rec, size_t text_len)
{
	if (ctx->iv_len != TLS_NONCE)
		return cipher_error(ctx, PROV_R_BAD_TLS_RECORD,
				    "the nonce of a record has %u bytes, not %zu", TLS_NONCE,
				    ctx->iv_len);
	if (ctx->base.encrypt) /* the explicit IV is the sequence number */
		memcpy(rec, ctx->tls_aad, TLS_EXPL);
	memcpy(ctx->iv + TLS_FIXED, rec, TLS_EXPL);
	return aead_start(ctx, ctx->iv, TLS_NONCE);
}

/* ---- Messages ---- */

static int set_len(struct aead_ctx *ctx, size_t len)
{
	/* how long a text may be, the hub's library knows */
	ctx->len = len;
	ctx->len_set = true;
	return 1;
}

static int add_aad(struct aead_ctx *ctx, const uint8_t *in, size_t len)
{
	uint8_t *aad;

	if (len == 0)
		return 1;
	if (!ctx->len_set)
		return cipher_error(ctx, PROV_R_BAD_AAD, "set the length of the text first");
	if (len > CMH_AEAD_MAX - ctx->aad_len)
		return cipher_error(ctx, PROV_R_TOO_LONG, "AAD of more than %u bytes",
				    CMH_AEAD_MAX);
	aad = OPENSSL_clear_realloc(ctx->aad, ctx->aad_len, ctx->aad_len + len);
	if (!aad)
		return cipher_error(ctx, PROV_R_NO_MEMORY, "AAD of %zu bytes", ctx->aad_len + len);
	memcpy(aad + ctx->aad_len, in, len);
	ctx->aad = aad;
	ctx->aad_len += len;
	return 1;
}

static int run(struct aead_ctx *ctx, uint8_t *out, const uint8_t *in, size_t len)
{
	const bool enc = ctx->base.encrypt;
	int ok;

	if (ctx->len_set && len != ctx->len)
		return cipher_error(ctx, PROV_R_BAD_PARAMETER, "text of %zu bytes, %zu announced",
				    len, ctx->len);
	if (!enc && !ctx->tag_set)
		return cipher_error(ctx, PROV_R_NO_TAG, "set the expected tag before the text");
	ok = aead_start(ctx, ctx->iv, ctx->iv_len) &&
	     hub_aead(&ctx->base.hub, ctx->aad, ctx->aad_len, in, out, len, ctx->tag, ctx->tag_len);
	aead_message_end(ctx);
	ctx->tag_set = ok && enc;
	if (!ok && !enc && len)
		OPENSSL_cleanse(out, len);
	return ok;
}

/* out and in NULL: len is the text's. */
static int ccm_update(struct aead_ctx *ctx, uint8_t *out, size_t *out_len, size_t out_size,
		      const uint8_t *in, size_t len)
{
	int ok;

	if (!cipher_has_key(&ctx->base))
		return 0;
	if (ctx->iv_state != IV_READY)
		return cipher_error(ctx, PROV_R_IV_USED, "a nonce is for one message: set another");
	if (!out)
		ok = in ? add_aad(ctx, in, len) : set_len(ctx, len);
	else
		ok = cipher_has_buffers(&ctx->base, out, out_size, len, in, len) &&
		     run(ctx, out, in, len);
	if (ok)
		*out_len = len;
	return ok;
}

/* A message whose text was never given has an empty one. */
static int ccm_final(struct aead_ctx *ctx)
{
	uint8_t none;

	return cipher_has_key(&ctx->base) &&
	       (ctx->iv_state != IV_READY || run(ctx, &none, &none, 0));
}

static const struct aead_ops ccm_ops = {
	.iv_len = 7, /* these two as OpenSSL has them */
	.tag_len = 12,
	.iv_min = 7,
	.iv_max = 13,
	.tag_min = 4,
	.tag_even = true,
	.tag_alone = true,
	.one_shot = true,
	.tls_explicit = TLS_EXPL,
	.update = ccm_update,
	.final = ccm_final,
	.set_fixed = ccm_set_fixed,
	.begin_record = ccm_begin_record,
};

/* ---- The rows ---- */

#define CCM_ROW(id, name, names, core, mode, key_bytes, nonce_bytes, tag_bytes, flags)   \
	_Static_assert(EVP_MODE(core, mode) == EVP_CIPH_CCM_MODE, "not a CCM row");      \
	CIPHER_ROW(id, aead, CMH_ALG_##id, EVP_CIPH_CCM_MODE, key_bytes, nonce_bytes, 1, \
		   CIPHER_F_CUSTOM_IV, &ccm_ops)
CMH_CCM_TABLE(CCM_ROW)

/* clang-format off */
const struct prov_alg prov_ccm[] = {
	CMH_CCM_TABLE(PROV_ALG)
	PROV_LIST_END
};
