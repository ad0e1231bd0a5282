// SPDX-License-Identifier: Apache-2.0
/* aead_gcm.c - authenticated ciphers in GCM, the rows of CMH_AEAD_TABLE, and
 * SM4-GCM of CMH_AEAD16_TABLE.
 *
 * A message is a stream of AAD and text that ends with a tag; or, once libssl has given a TLS 1.2
 * header as AAD, one record in place: explicit IV, text, tag, which is a single command of the hub.
 *
 * An IV encrypts one message. After it the context refuses to go on until a new one is set.
 */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/params.h>

#include "cipher.h"

#define IV_MAX    128u
#define IV_RAND   12u /* shortest IV that may be random */
#define TAG_MIN   4u
#define TAG_MAX   16u
#define TLS_FIXED EVP_GCM_TLS_FIXED_IV_LEN
#define TLS_EXPL  EVP_GCM_TLS_EXPLICIT_IV_LEN
#define TLS_TAG   EVP_GCM_TLS_TAG_LEN
#define TLS_AAD   EVP_AEAD_TLS1_AAD_LEN

enum iv_state {
	IV_NONE,  /* never set: one is drawn at need when encrypting */
	IV_READY, /* set, no message begun */
	IV_BUSY,  /* in the midst of its message */
	IV_SPENT, /* its message is over */
};

struct gcm_ctx {
	struct cipher_base base;
	enum iv_state iv_state;
	size_t iv_len;
	uint8_t iv[IV_MAX];
	size_t tag_len; /* 0: no tag known */
	uint8_t tag[TAG_MAX];
	/* TLS 1.2 */
	bool iv_counts; /* the IV is a fixed part and a counter */
	bool tls;       /* the next update is a record, under this AAD: */
	uint8_t tls_aad[TLS_AAD];
	uint64_t tls_records; /* encrypted with this key */
};

CIPHER_KIND(gcm)
static OSSL_FUNC_cipher_cipher_fn gcm_cipher;
#define gcm_freectx cipher_freectx
#define gcm_dupctx  cipher_dupctx

static void *gcm_newctx(struct prov_ctx *prov, const struct cipher_row *row)
{
	struct gcm_ctx *ctx = cipher_new(prov, row, sizeof(*ctx));

	if (ctx)
		ctx->iv_len = row->iv_len;
	return ctx;
}

/* ---- Init ---- */

static int bad_iv_len(const struct gcm_ctx *ctx, size_t len)
{
	return cipher_error(ctx, PROV_R_BAD_IV_LENGTH, "IV of %zu bytes, 1 to %u expected", len,
			    IV_MAX);
}

static int gcm_init(void *vctx, bool encrypt, const unsigned char *key, size_t key_len,
		    const unsigned char *iv, size_t iv_len, const OSSL_PARAM params[])
{
	struct gcm_ctx *ctx = vctx;

	if (iv && (iv_len == 0 || iv_len > IV_MAX))
		return bad_iv_len(ctx, iv_len);
	if (!cipher_key_fits(&ctx->base, key, key_len))
		return 0;
	if (encrypt || ctx->base.encrypt)
		ctx->tag_len = 0; /* a tag to check may be set before key and IV */
	ctx->base.encrypt = encrypt;
	if (ctx->iv_state == IV_BUSY)
		ctx->iv_state = IV_SPENT;
	if (iv) {
		memcpy(ctx->iv, iv, iv_len);
		ctx->iv_len = iv_len;
		ctx->iv_state = IV_READY;
	}
	if (key) {
		if (!hub_init(&ctx->base.hub, encrypt, key, key_len, NULL, 0))
			return 0;
		ctx->base.key_set = true;
		ctx->tls_records = 0;
	}
	return !params || gcm_set_ctx_params(ctx, params);
}

/* ---- IVs ---- */

/* Draws an IV (SP 800-38D, 8.2.2) for who encrypts without having set one. */
static int iv_draw(struct gcm_ctx *ctx)
{
	if (ctx->iv_state != IV_NONE)
		return 1;
	if (!ctx->base.encrypt || ctx->iv_len < IV_RAND)
		return cipher_error(ctx, PROV_R_IV_USED, "set an IV first");
	if (!prov_random(ctx->base.hub.prov, ctx->iv, ctx->iv_len))
		return 0;
	ctx->iv_state = IV_READY;
	return 1;
}

/* Begins the message of the IV unless it has begun. */
static int message_begin(struct gcm_ctx *ctx)
{
	if (!cipher_has_key(&ctx->base))
		return 0;
	if (!iv_draw(ctx))
		return 0;
	if (ctx->iv_state == IV_SPENT)
		return cipher_error(ctx, PROV_R_IV_USED,
				    "an IV is for one message: set another one");
	if (ctx->iv_state == IV_READY) {
		if (!hub_init(&ctx->base.hub, ctx->base.encrypt, NULL, 0, ctx->iv, ctx->iv_len))
			return 0;
		ctx->iv_state = IV_BUSY;
	}
	return 1;
}

/* Sets the fixed part of a TLS IV; the rest counts, from a random start when encrypting. */
static int tls_set_fixed(struct gcm_ctx *ctx, const OSSL_PARAM *p)
{
	const size_t len = p->data_size;

	if (p->data_type != OSSL_PARAM_OCTET_STRING || !p->data)
		return cipher_bad_param(&ctx->base, p->key);
	if (len == (size_t)-1) { /* the whole IV, as it was read before */
		memcpy(ctx->iv, p->data, ctx->iv_len);
	} else {
		if (len < TLS_FIXED || len > ctx->iv_len || ctx->iv_len - len < TLS_EXPL)
			return bad_iv_len(ctx, len);
		memcpy(ctx->iv, p->data, len);
		if (ctx->base.encrypt &&
		    !prov_random(ctx->base.hub.prov, ctx->iv + len, ctx->iv_len - len))
			return 0;
	}
	ctx->iv_counts = true;
	ctx->iv_state = IV_READY;
	return 1;
}

static int tls_iv_ready(const struct gcm_ctx *ctx)
{
	return (ctx->iv_counts && ctx->base.key_set) ||
	       cipher_error(ctx, PROV_R_IV_USED, "set a key and the fixed part of the IV first");
}

/* Begins a message under the IV, gives its last len bytes to out, and counts on. */
static int tls_next_iv(struct gcm_ctx *ctx, uint8_t *out, size_t len)
{
	if (!tls_iv_ready(ctx) ||
	    !hub_init(&ctx->base.hub, ctx->base.encrypt, NULL, 0, ctx->iv, ctx->iv_len))
		return 0;
	if (len == 0 || len > ctx->iv_len)
		len = ctx->iv_len;
	memcpy(out, ctx->iv + ctx->iv_len - len, len);
	for (size_t i = 1; i <= TLS_EXPL; i++)
		if (++ctx->iv[ctx->iv_len - i])
			break;
	ctx->iv_state = IV_BUSY;
	return 1;
}

/* Begins a message under the fixed part and the peer's explicit part. */
static int tls_peer_iv(struct gcm_ctx *ctx, const uint8_t *explicit_iv, size_t len)
{
	if (!tls_iv_ready(ctx))
		return 0;
	if (ctx->base.encrypt || len > ctx->iv_len)
		return cipher_error(ctx, PROV_R_BAD_PARAMETER, "IV of a peer, %zu bytes", len);
	memcpy(ctx->iv + ctx->iv_len - len, explicit_iv, len);
	if (!hub_init(&ctx->base.hub, false, NULL, 0, ctx->iv, ctx->iv_len))
		return 0;
	ctx->iv_state = IV_BUSY;
	return 1;
}

/* ---- TLS 1.2 records ---- */

/* Takes a record's header: the length in it counts explicit IV and, from the peer, tag; what is
 * authenticated is the length of the text. */
static int tls_set_aad(struct gcm_ctx *ctx, const OSSL_PARAM *p)
{
	const size_t extra = TLS_EXPL + (ctx->base.encrypt ? 0 : TLS_TAG);
	size_t len;

	if (p->data_type != OSSL_PARAM_OCTET_STRING || p->data_size != TLS_AAD)
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

static int tls_run_record(struct gcm_ctx *ctx, uint8_t *rec, size_t *out_len, size_t len)
{
	uint8_t *text = rec + TLS_EXPL;
	const size_t text_len = len - TLS_EXPL - TLS_TAG;

	if (ctx->base.encrypt) {
		if (++ctx->tls_records == 0)
			return cipher_error(ctx, PROV_R_TOO_MANY_RECORDS, "change the key");
		if (!tls_next_iv(ctx, rec, TLS_EXPL))
			return 0;
	} else if (!tls_peer_iv(ctx, rec, TLS_EXPL)) {
		return 0;
	}
	if (!hub_aead(&ctx->base.hub, ctx->tls_aad, TLS_AAD, text, text, text_len, text + text_len,
		      TLS_TAG)) {
		if (!ctx->base.encrypt)
			OPENSSL_cleanse(text, text_len);
		return 0;
	}
	*out_len = ctx->base.encrypt ? len : text_len;
	return 1;
}

static int tls_record(struct gcm_ctx *ctx, unsigned char *out, size_t *out_len, size_t out_size,
		      const unsigned char *in, size_t len)
{
	int ok;

	*out_len = 0;
	ctx->tls = false;
	if (in != out || out_size < len || len < TLS_EXPL + TLS_TAG)
		return cipher_error(ctx, PROV_R_BAD_TLS_RECORD,
				    "record of %zu bytes, in place with IV and tag expected", len);
	ok = tls_run_record(ctx, out, out_len, len);
	ctx->iv_state = IV_SPENT;
	return ok;
}

/* ---- Messages ---- */

/* out NULL: in is AAD. */
static int gcm_update(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
		      const unsigned char *in, size_t len)
{
	struct gcm_ctx *ctx = vctx;
	int ok;

	*out_len = 0;
	if (ctx->tls)
		return tls_record(ctx, out, out_len, out_size, in, len);
	if (len == 0)
		return 1;
	if (!cipher_has_buffers(&ctx->base, out, out_size, out ? len : 0, in, len))
		return 0;
	if (!message_begin(ctx))
		return 0;
	ok = out ? hub_update(&ctx->base.hub, in, out, len) : hub_aad(&ctx->base.hub, in, len);
	if (ok)
		*out_len = len;
	return ok;
}

static int gcm_final(void *vctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	struct gcm_ctx *ctx = vctx;
	const size_t tag_len = ctx->base.encrypt ? TAG_MAX : ctx->tag_len;

	*out_len = 0;
	if (ctx->tls)
		return cipher_error(ctx, PROV_R_BAD_TLS_RECORD, "records have no end");
	if (!tag_len)
		return cipher_error(ctx, PROV_R_NO_TAG, "set the expected tag first");
	if (!message_begin(ctx))
		return 0;
	ctx->iv_state = IV_SPENT;
	ctx->tag_len = 0;
	if (!hub_final(&ctx->base.hub, ctx->tag, tag_len))
		return 0;
	if (ctx->base.encrypt)
		ctx->tag_len = tag_len;
	return 1;
}

/* What EVP_Cipher() calls: in NULL ends the message. */
static int gcm_cipher(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
		      const unsigned char *in, size_t len)
{
	return in ? gcm_update(vctx, out, out_len, out_size, in, len) :
		    gcm_final(vctx, out, out_len, out_size);
}

/* ---- Parameters ---- */

static const OSSL_PARAM *gcm_gettable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_IVLEN, NULL),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_IV, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_UPDATED_IV, NULL, 0),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_AEAD_TAGLEN, NULL),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, NULL, 0),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_AEAD_TLS1_AAD_PAD, NULL),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_GET_IV_GEN, NULL, 0),
		OSSL_PARAM_END,
	};

	return gettable;
}

static int get_tag(struct gcm_ctx *ctx, OSSL_PARAM *p)
{
	if (!ctx->base.encrypt || !ctx->tag_len)
		return cipher_error(ctx, PROV_R_NO_TAG, "a tag exists after the end of encryption");
	if (p->data && (p->data_size < TAG_MIN || p->data_size > TAG_MAX))
		return cipher_error(ctx, PROV_R_BAD_TAG_LENGTH,
				    "tag of %zu bytes, %u to %u expected", p->data_size, TAG_MIN,
				    TAG_MAX);
	return OSSL_PARAM_set_octet_string(p, ctx->tag, p->data ? p->data_size : TAG_MAX);
}

static int get_iv(struct gcm_ctx *ctx, OSSL_PARAM *p)
{
	return iv_draw(ctx) && prov_set_iv(p, ctx->iv, ctx->iv_len);
}

static int gcm_get_ctx_params(void *vctx, OSSL_PARAM params[])
{
	struct gcm_ctx *ctx = vctx;
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_KEYLEN);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->base.row->key_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IVLEN);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->iv_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IV);
	if (p && !get_iv(ctx, p))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_UPDATED_IV);
	if (p && !get_iv(ctx, p))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD_TAGLEN);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->tag_len ? ctx->tag_len : TAG_MAX))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD_TAG);
	if (p && !get_tag(ctx, p))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD_TLS1_AAD_PAD);
	if (p && !OSSL_PARAM_set_size_t(p, TLS_TAG))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD_TLS1_GET_IV_GEN);
	if (p && (p->data_type != OSSL_PARAM_OCTET_STRING || !p->data ||
		  !tls_next_iv(ctx, p->data, p->data_size)))
		return 0;
	return 1;
}

static const OSSL_PARAM *gcm_settable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_AEAD_IVLEN, NULL),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_AAD, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_IV_FIXED, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_SET_IV_INV, NULL, 0),
		OSSL_PARAM_END,
	};

	return settable;
}

static int set_tag(struct gcm_ctx *ctx, const OSSL_PARAM *p)
{
	if (ctx->base.encrypt)
		return cipher_error(ctx, PROV_R_BAD_PARAMETER, "a tag is set to decrypt only");
	if (p->data_type != OSSL_PARAM_OCTET_STRING || !p->data || p->data_size < TAG_MIN ||
	    p->data_size > TAG_MAX)
		return cipher_error(ctx, PROV_R_BAD_TAG_LENGTH,
				    "tag of %zu bytes, %u to %u expected", p->data_size, TAG_MIN,
				    TAG_MAX);
	memcpy(ctx->tag, p->data, p->data_size);
	ctx->tag_len = p->data_size;
	return 1;
}

static int set_iv_len(struct gcm_ctx *ctx, const OSSL_PARAM *p)
{
	size_t len;

	if (!param_get(size_t, p, &len))
		return cipher_bad_param(&ctx->base, p->key);
	if (len == 0 || len > IV_MAX)
		return bad_iv_len(ctx, len);
	if (len != ctx->iv_len && ctx->iv_state != IV_NONE)
		ctx->iv_state = IV_SPENT; /* what was set has another length */
	ctx->iv_len = len;
	return 1;
}

static int gcm_set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
	struct gcm_ctx *ctx = vctx;
	const OSSL_PARAM *p;

	if (!cipher_keylen_same(&ctx->base, params))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_IVLEN);
	if (p && !set_iv_len(ctx, p))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_TAG);
	if (p && !set_tag(ctx, p))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_TLS1_AAD);
	if (p && !tls_set_aad(ctx, p))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_TLS1_IV_FIXED);
	if (p && !tls_set_fixed(ctx, p))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_TLS1_SET_IV_INV);
	if (p && (p->data_type != OSSL_PARAM_OCTET_STRING || !p->data ||
		  !tls_peer_iv(ctx, p->data, p->data_size)))
		return 0;
	return 1;
}

/* ---- The rows ---- */

#define GCM_ROW(id, name, names, core, mode, key_bytes, nonce_bytes, tag_bytes, flags)      \
	_Static_assert(EVP_MODE(core, mode) == EVP_CIPH_GCM_MODE && (tag_bytes) == TAG_MAX, \
		       "not a GCM row");                                                    \
	CIPHER_ROW(id, gcm, CMH_ALG_##id, EVP_CIPH_GCM_MODE, key_bytes, nonce_bytes, 1,     \
		   CIPHER_F_AEAD | CIPHER_F_CUSTOM_IV)
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
