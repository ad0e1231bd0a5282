// SPDX-License-Identifier: Apache-2.0
/* aead_ccm.c - CCM (SP 800-38C), the rows of CMH_CCM_TABLE.
 *
 * The length of the text comes first, then AAD, then the text at once, when decrypting with the tag
 * set before: a message is a single request to the hub. Or, once libssl has given a TLS 1.2 header
 * as AAD, an update is a record in place: explicit IV, text, tag (RFC 6655).
 */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/params.h>

#include "cipher.h"

#define NONCE_MIN 7u
#define NONCE_MAX 13u
#define TAG_MIN   4u
#define TAG_MAX   16u
#define TLS_FIXED EVP_CCM_TLS_FIXED_IV_LEN
#define TLS_EXPL  EVP_CCM_TLS_EXPLICIT_IV_LEN
#define TLS_AAD   EVP_AEAD_TLS1_AAD_LEN
#define TLS_NONCE (TLS_FIXED + TLS_EXPL)

/* Of a new context, as OpenSSL has it: length field of 8 bytes, tag of 12. */
#define NONCE_LEN 7u
#define TAG_LEN   12u

struct ccm_ctx {
	struct cipher_base base;
	size_t nonce_len;
	uint8_t nonce[NONCE_MAX];
	bool iv_set;  /* and not used for a text yet */
	bool len_set; /* the length of the text is known: */
	size_t len;
	uint8_t *aad; /* gathered for the request; owned */
	size_t aad_len;
	size_t tag_len;
	bool tag_set; /* decrypting: to be compared; encrypting: to be fetched */
	uint8_t tag[TAG_MAX];
	bool tls; /* the next update is a record, under this AAD: */
	uint8_t tls_aad[TLS_AAD];
};

CIPHER_KIND(ccm)
static OSSL_FUNC_cipher_cipher_fn ccm_cipher;
static OSSL_FUNC_cipher_freectx_fn ccm_freectx;
static OSSL_FUNC_cipher_dupctx_fn ccm_dupctx;

static void *ccm_newctx(struct prov_ctx *prov, const struct cipher_row *row)
{
	struct ccm_ctx *ctx = cipher_new(prov, row, sizeof(*ctx));

	if (!ctx)
		return NULL;
	ctx->nonce_len = NONCE_LEN;
	ctx->tag_len = TAG_LEN;
	return ctx;
}

/* Forgets the message; the nonce is not to be used again. */
static void message_end(struct ccm_ctx *ctx)
{
	OPENSSL_clear_free(ctx->aad, ctx->aad_len);
	ctx->aad = NULL;
	ctx->aad_len = 0;
	ctx->len_set = false;
	ctx->iv_set = false;
}

static void ccm_freectx(void *vctx)
{
	struct ccm_ctx *ctx = vctx;

	if (ctx)
		message_end(ctx);
	cipher_freectx(ctx);
}

static void *ccm_dupctx(void *vctx)
{
	const struct ccm_ctx *ctx = vctx;
	struct ccm_ctx *dup = cipher_dupctx(vctx);

	if (!dup || !ctx->aad)
		return dup;
	dup->aad = OPENSSL_memdup(ctx->aad, ctx->aad_len);
	if (!dup->aad) {
		cipher_freectx(dup);
		return NULL;
	}
	return dup;
}

/* ---- Init ---- */

static int bad_nonce_len(const struct ccm_ctx *ctx, size_t len)
{
	return cipher_error(ctx, PROV_R_BAD_IV_LENGTH, "nonce of %zu bytes", len);
}

static int ccm_init(void *vctx, bool encrypt, const unsigned char *key, size_t key_len,
		    const unsigned char *iv, size_t iv_len, const OSSL_PARAM params[])
{
	struct ccm_ctx *ctx = vctx;

	if (!cipher_key_fits(&ctx->base, key, key_len))
		return 0;
	if (iv && iv_len != ctx->nonce_len)
		return bad_nonce_len(ctx, iv_len);
	if (encrypt != ctx->base.encrypt)
		ctx->tag_set = false;
	ctx->base.encrypt = encrypt;
	if (iv) {
		message_end(ctx);
		memcpy(ctx->nonce, iv, iv_len);
		ctx->iv_set = true;
	}
	if (key) {
		if (!hub_init(&ctx->base.hub, encrypt, key, key_len, NULL, 0))
			return 0;
		ctx->base.key_set = true;
	}
	return !params || ccm_set_ctx_params(ctx, params);
}

/* ---- TLS 1.2 records ---- */

/* Takes a record's header: the length in it counts explicit IV and, from the peer, tag; what is
 * authenticated is the length of the text. */
static int tls_set_aad(struct ccm_ctx *ctx, const OSSL_PARAM *p)
{
	const size_t extra = TLS_EXPL + (ctx->base.encrypt ? 0 : ctx->tag_len);
	size_t len;

	if (p->data_type != OSSL_PARAM_OCTET_STRING || !p->data || p->data_size != TLS_AAD)
		return cipher_error(ctx, PROV_R_BAD_AAD, "record header of %zu bytes",
				    p->data_size);
	memcpy(ctx->tls_aad, p->data, TLS_AAD);
	len = (size_t)ctx->tls_aad[TLS_AAD - 2] << 8 | ctx->tls_aad[TLS_AAD - 1];
	if (len < extra)
		return cipher_error(ctx, PROV_R_BAD_AAD, "record of %zu bytes", len);
	len -= extra;
	ctx->tls_aad[TLS_AAD - 2] = (uint8_t)(len >> 8);
	ctx->tls_aad[TLS_AAD - 1] = (uint8_t)len;
	ctx->tls = true;
	return 1;
}

static int tls_set_fixed(struct ccm_ctx *ctx, const OSSL_PARAM *p)
{
	if (p->data_type != OSSL_PARAM_OCTET_STRING || !p->data || p->data_size != TLS_FIXED)
		return bad_nonce_len(ctx, p->data_size);
	memcpy(ctx->nonce, p->data, TLS_FIXED);
	return 1;
}

static int tls_record(struct ccm_ctx *ctx, unsigned char *out, size_t *out_len, size_t out_size,
		      const unsigned char *in, size_t len)
{
	const size_t text_len = len - TLS_EXPL - ctx->tag_len;
	uint8_t *text = out + TLS_EXPL;

	ctx->tls = false;
	if (!in || in != out || out_size < len || len < TLS_EXPL + ctx->tag_len ||
	    ctx->nonce_len != TLS_NONCE)
		return cipher_error(ctx, PROV_R_BAD_TLS_RECORD,
				    "record of %zu bytes, in place with IV and tag expected", len);
	if (ctx->base.encrypt) /* the explicit IV is the sequence number */
		memcpy(out, ctx->tls_aad, TLS_EXPL);
	memcpy(ctx->nonce + TLS_FIXED, out, TLS_EXPL);
	if (!hub_init(&ctx->base.hub, ctx->base.encrypt, NULL, 0, ctx->nonce, TLS_NONCE))
		return 0;
	if (!hub_aead(&ctx->base.hub, ctx->tls_aad, TLS_AAD, text, text, text_len, text + text_len,
		      ctx->tag_len)) {
		if (!ctx->base.encrypt)
			OPENSSL_cleanse(text, text_len);
		return 0;
	}
	*out_len = ctx->base.encrypt ? len : text_len;
	return 1;
}

/* ---- Messages ---- */

static int set_len(struct ccm_ctx *ctx, size_t len)
{
	/* how long a text may be, the hub's library knows */
	ctx->len = len;
	ctx->len_set = true;
	return 1;
}

static int add_aad(struct ccm_ctx *ctx, const uint8_t *in, size_t len)
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

static int run(struct ccm_ctx *ctx, uint8_t *out, const uint8_t *in, size_t len)
{
	const bool enc = ctx->base.encrypt;
	int ok;

	if (ctx->len_set && len != ctx->len)
		return cipher_error(ctx, PROV_R_BAD_PARAMETER, "text of %zu bytes, %zu announced",
				    len, ctx->len);
	if (!enc && !ctx->tag_set)
		return cipher_error(ctx, PROV_R_NO_TAG, "set the expected tag before the text");
	ok = hub_init(&ctx->base.hub, enc, NULL, 0, ctx->nonce, ctx->nonce_len) &&
	     hub_aead(&ctx->base.hub, ctx->aad, ctx->aad_len, in, out, len, ctx->tag, ctx->tag_len);
	message_end(ctx);
	ctx->tag_set = ok && enc;
	if (!ok && !enc && len)
		OPENSSL_cleanse(out, len);
	return ok;
}

/* out and in NULL: len is the text's. out NULL: in is AAD. */
static int ccm_update(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
		      const unsigned char *in, size_t len)
{
	struct ccm_ctx *ctx = vctx;
	int ok;

	*out_len = 0;
	if (!cipher_has_key(&ctx->base))
		return 0;
	if (ctx->tls)
		return tls_record(ctx, out, out_len, out_size, in, len);
	if (!ctx->iv_set)
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
static int ccm_final(void *vctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	struct ccm_ctx *ctx = vctx;
	uint8_t none;

	*out_len = 0;
	if (!cipher_has_key(&ctx->base))
		return 0;
	return !ctx->iv_set || run(ctx, &none, &none, 0);
}

static int ccm_cipher(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
		      const unsigned char *in, size_t len)
{
	return in || !out ? ccm_update(vctx, out, out_len, out_size, in, len) :
			    ccm_final(vctx, out, out_len, out_size);
}

/* ---- Parameters ---- */

static const OSSL_PARAM *ccm_gettable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_IVLEN, NULL),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_IV, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_UPDATED_IV, NULL, 0),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_AEAD_TAGLEN, NULL),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, NULL, 0),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_AEAD_TLS1_AAD_PAD, NULL),
		OSSL_PARAM_END,
	};

	return gettable;
}

static int get_tag(struct ccm_ctx *ctx, OSSL_PARAM *p)
{
	if (!ctx->base.encrypt || !ctx->tag_set)
		return cipher_error(ctx, PROV_R_NO_TAG, "a tag exists after the text is encrypted");
	if (p->data && p->data_size != ctx->tag_len)
		return cipher_error(ctx, PROV_R_BAD_TAG_LENGTH, "tag of %zu bytes, %zu expected",
				    p->data_size, ctx->tag_len);
	if (!OSSL_PARAM_set_octet_string(p, ctx->tag, ctx->tag_len))
		return 0;
	if (p->data)
		ctx->tag_set = false;
	return 1;
}

static int ccm_get_ctx_params(void *vctx, OSSL_PARAM params[])
{
	struct ccm_ctx *ctx = vctx;
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_KEYLEN);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->base.row->key_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IVLEN);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->nonce_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IV);
	if (p && !prov_set_iv(p, ctx->nonce, ctx->nonce_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_UPDATED_IV);
	if (p && !prov_set_iv(p, ctx->nonce, ctx->nonce_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD_TAGLEN);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->tag_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD_TLS1_AAD_PAD);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->tag_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD_TAG);
	return !p || get_tag(ctx, p);
}

static const OSSL_PARAM *ccm_settable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_AEAD_IVLEN, NULL),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_AAD, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_IV_FIXED, NULL, 0),
		OSSL_PARAM_END,
	};

	return settable;
}

/* A tag, or without data its length alone. */
static int set_tag(struct ccm_ctx *ctx, const OSSL_PARAM *p)
{
	if (p->data_type != OSSL_PARAM_OCTET_STRING)
		return cipher_bad_param(&ctx->base, p->key);
	if (p->data_size < TAG_MIN || p->data_size > TAG_MAX || p->data_size % 2)
		return cipher_error(ctx, PROV_R_BAD_TAG_LENGTH,
				    "tag of %zu bytes, an even number of %u to %u expected",
				    p->data_size, TAG_MIN, TAG_MAX);
	if (p->data) {
		if (ctx->base.encrypt)
			return cipher_error(ctx, PROV_R_BAD_PARAMETER,
					    "a tag is set to decrypt only");
		memcpy(ctx->tag, p->data, p->data_size);
		ctx->tag_set = true;
	}
	ctx->tag_len = p->data_size;
	return 1;
}

static int set_nonce_len(struct ccm_ctx *ctx, const OSSL_PARAM *p)
{
	size_t len;

	if (!param_get(size_t, p, &len))
		return cipher_bad_param(&ctx->base, p->key);
	if (len < NONCE_MIN || len > NONCE_MAX)
		return bad_nonce_len(ctx, len);
	if (len != ctx->nonce_len)
		message_end(ctx); /* what was set has another length */
	ctx->nonce_len = len;
	return 1;
}

static int ccm_set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
	struct ccm_ctx *ctx = vctx;
	const OSSL_PARAM *p;

	if (!cipher_keylen_same(&ctx->base, params))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_TAG);
	if (p && !set_tag(ctx, p))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_IVLEN);
	if (p && !set_nonce_len(ctx, p))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_TLS1_AAD);
	if (p && !tls_set_aad(ctx, p))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_TLS1_IV_FIXED);
	if (p && !tls_set_fixed(ctx, p))
		return 0;
	return 1;
}

/* ---- The rows ---- */

#define CCM_ROW(id, name, names, core, mode, key_bytes, nonce_bytes, tag_bytes, flags)  \
	_Static_assert(EVP_MODE(core, mode) == EVP_CIPH_CCM_MODE, "not a CCM row");     \
	CIPHER_ROW(id, ccm, CMH_ALG_##id, EVP_CIPH_CCM_MODE, key_bytes, nonce_bytes, 1, \
		   CIPHER_F_AEAD | CIPHER_F_CUSTOM_IV)
CMH_CCM_TABLE(CCM_ROW)

/* clang-format off */
const struct prov_alg prov_ccm[] = {
	CMH_CCM_TABLE(PROV_ALG)
	PROV_LIST_END
};
