// SPDX-License-Identifier: Apache-2.0
/* aead_chacha.c - ChaCha20-Poly1305 (RFC 8439), of CMH_AEAD16_TABLE.
 *
 * A message is a stream of AAD and text that ends with a tag; or, once libssl has given a TLS 1.2
 * header as AAD, an update is a record: text, tag (RFC 7905), a single request to the hub.
 *
 * A nonce is for one message. After it the context refuses to go on until a new one is set.
 */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/params.h>

#include "cipher.h"

#define NONCE   12u
#define TAG_MAX 16u
#define TLS_TAG 16u
#define TLS_AAD EVP_AEAD_TLS1_AAD_LEN
#define TLS_SEQ 8u

enum iv_state {
	IV_NONE,
	IV_READY, /* set, no message begun */
	IV_BUSY,  /* in the midst of its message */
	IV_SPENT, /* its message is over */
};

struct chacha_ctx {
	struct cipher_base base;
	enum iv_state iv_state;
	uint8_t iv[NONCE];
	size_t tag_len; /* 0: no tag known */
	uint8_t tag[TAG_MAX];
	bool tls; /* the next update is a record, under this AAD: */
	uint8_t tls_aad[TLS_AAD];
};

CIPHER_KIND(chacha)
static OSSL_FUNC_cipher_cipher_fn chacha_cipher;
#define chacha_freectx cipher_freectx
#define chacha_dupctx  cipher_dupctx

static void *chacha_newctx(struct prov_ctx *prov, const struct cipher_row *row)
{
	return cipher_new(prov, row, sizeof(struct chacha_ctx));
}

static int bad_iv_len(const struct chacha_ctx *ctx, size_t len)
{
	return cipher_error(ctx, PROV_R_BAD_IV_LENGTH, "nonce of %zu bytes, %u expected", len,
			    NONCE);
}

static int chacha_init(void *vctx, bool encrypt, const unsigned char *key, size_t key_len,
		       const unsigned char *iv, size_t iv_len, const OSSL_PARAM params[])
{
	struct chacha_ctx *ctx = vctx;

	if (!cipher_key_fits(&ctx->base, key, key_len))
		return 0;
	if (iv && iv_len != NONCE)
		return bad_iv_len(ctx, iv_len);
	if (encrypt || ctx->base.encrypt)
		ctx->tag_len = 0; /* a tag to check may be set before key and nonce */
	ctx->base.encrypt = encrypt;
	ctx->tls = false;
	if (ctx->iv_state == IV_BUSY)
		ctx->iv_state = IV_SPENT;
	if (iv) {
		memcpy(ctx->iv, iv, iv_len);
		ctx->iv_state = IV_READY;
	}
	if (key) {
		if (!hub_init(&ctx->base.hub, encrypt, key, key_len, NULL, 0))
			return 0;
		ctx->base.key_set = true;
	}
	return !params || chacha_set_ctx_params(ctx, params);
}

/* ---- TLS 1.2 records ---- */

/* Takes a record's header, whose length counts the peer's tag; what is authenticated is the length
 * of the text. */
static int tls_set_aad(struct chacha_ctx *ctx, const OSSL_PARAM *p)
{
	size_t len;

	if (p->data_type != OSSL_PARAM_OCTET_STRING || !p->data || p->data_size != TLS_AAD)
		return cipher_error(ctx, PROV_R_BAD_AAD, "record header of %zu bytes",
				    p->data_size);
	memcpy(ctx->tls_aad, p->data, TLS_AAD);
	len = (size_t)ctx->tls_aad[TLS_AAD - 2] << 8 | ctx->tls_aad[TLS_AAD - 1];
	if (!ctx->base.encrypt) {
		if (len < TLS_TAG)
			return cipher_error(ctx, PROV_R_BAD_AAD, "record of %zu bytes", len);
		len -= TLS_TAG;
		ctx->tls_aad[TLS_AAD - 2] = (uint8_t)(len >> 8);
		ctx->tls_aad[TLS_AAD - 1] = (uint8_t)len;
	}
	ctx->tls = true;
	return 1;
}

/* The nonce of a record is the fixed one with the sequence number added, in GF(2). */
static int tls_run_record(struct chacha_ctx *ctx, uint8_t *out, const uint8_t *in, size_t text_len)
{
	uint8_t nonce[NONCE], tag[TLS_TAG];

	memcpy(nonce, ctx->iv, NONCE);
	for (size_t i = 0; i < TLS_SEQ; i++)
		nonce[NONCE - TLS_SEQ + i] ^= ctx->tls_aad[i];
	if (!ctx->base.encrypt)
		memcpy(tag, in + text_len, TLS_TAG);
	if (!hub_init(&ctx->base.hub, ctx->base.encrypt, NULL, 0, nonce, NONCE) ||
	    !hub_aead(&ctx->base.hub, ctx->tls_aad, TLS_AAD, in, out, text_len, tag, TLS_TAG)) {
		if (!ctx->base.encrypt)
			OPENSSL_cleanse(out, text_len);
		return 0;
	}
	if (ctx->base.encrypt)
		memcpy(out + text_len, tag, TLS_TAG);
	return 1;
}

static int tls_record(struct chacha_ctx *ctx, unsigned char *out, size_t *out_len, size_t out_size,
		      const unsigned char *in, size_t len)
{
	const size_t text_len = (size_t)ctx->tls_aad[TLS_AAD - 2] << 8 | ctx->tls_aad[TLS_AAD - 1];

	ctx->tls = false;
	if (!cipher_has_key(&ctx->base))
		return 0;
	if (ctx->iv_state == IV_NONE)
		return cipher_error(ctx, PROV_R_IV_USED, "set the fixed part of the nonce first");
	if (!in || !out || out_size < len || len != text_len + TLS_TAG)
		return cipher_error(ctx, PROV_R_BAD_TLS_RECORD,
				    "record of %zu bytes, %zu and a tag announced", len, text_len);
	if (!tls_run_record(ctx, out, in, text_len))
		return 0;
	*out_len = ctx->base.encrypt ? len : text_len;
	return 1;
}

/* ---- Messages ---- */

static int message_begin(struct chacha_ctx *ctx)
{
	if (!cipher_has_key(&ctx->base))
		return 0;
	if (ctx->iv_state == IV_NONE || ctx->iv_state == IV_SPENT)
		return cipher_error(ctx, PROV_R_IV_USED, "a nonce is for one message: set another");
	if (ctx->iv_state == IV_READY) {
		if (!hub_init(&ctx->base.hub, ctx->base.encrypt, NULL, 0, ctx->iv, NONCE))
			return 0;
		ctx->iv_state = IV_BUSY;
	}
	return 1;
}

/* out NULL: in is AAD. */
static int chacha_update(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
			 const unsigned char *in, size_t len)
{
	struct chacha_ctx *ctx = vctx;
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

static int chacha_final(void *vctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	struct chacha_ctx *ctx = vctx;
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
static int chacha_cipher(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
			 const unsigned char *in, size_t len)
{
	return in ? chacha_update(vctx, out, out_len, out_size, in, len) :
		    chacha_final(vctx, out, out_len, out_size);
}

/* ---- Parameters ---- */

static const OSSL_PARAM *chacha_gettable_ctx_params(void *vctx, void *provctx)
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

static int get_tag(struct chacha_ctx *ctx, OSSL_PARAM *p)
{
	if (!ctx->base.encrypt || !ctx->tag_len)
		return cipher_error(ctx, PROV_R_NO_TAG, "a tag exists after the end of encryption");
	if (p->data && (p->data_size == 0 || p->data_size > TAG_MAX))
		return cipher_error(ctx, PROV_R_BAD_TAG_LENGTH,
				    "tag of %zu bytes, 1 to %u expected", p->data_size, TAG_MAX);
	return OSSL_PARAM_set_octet_string(p, ctx->tag, p->data ? p->data_size : TAG_MAX);
}

static int chacha_get_ctx_params(void *vctx, OSSL_PARAM params[])
{
	struct chacha_ctx *ctx = vctx;
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_KEYLEN);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->base.row->key_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IVLEN);
	if (p && !OSSL_PARAM_set_size_t(p, NONCE))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IV);
	if (p && !prov_set_iv(p, ctx->iv, NONCE))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_UPDATED_IV);
	if (p && !prov_set_iv(p, ctx->iv, NONCE))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD_TAGLEN);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->tag_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD_TLS1_AAD_PAD);
	if (p && !OSSL_PARAM_set_size_t(p, TLS_TAG))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD_TAG);
	return !p || get_tag(ctx, p);
}

static const OSSL_PARAM *chacha_settable_ctx_params(void *vctx, void *provctx)
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

/* Without data it is the length of a tag to come, which final writes in full anyway. */
static int set_tag(struct chacha_ctx *ctx, const OSSL_PARAM *p)
{
	if (p->data_type != OSSL_PARAM_OCTET_STRING)
		return cipher_bad_param(&ctx->base, p->key);
	if (p->data_size == 0 || p->data_size > TAG_MAX)
		return cipher_error(ctx, PROV_R_BAD_TAG_LENGTH,
				    "tag of %zu bytes, 1 to %u expected", p->data_size, TAG_MAX);
	if (!p->data)
		return 1;
	if (ctx->base.encrypt)
		return cipher_error(ctx, PROV_R_BAD_PARAMETER, "a tag is set to decrypt only");
	memcpy(ctx->tag, p->data, p->data_size);
	ctx->tag_len = p->data_size;
	return 1;
}

static int tls_set_fixed(struct chacha_ctx *ctx, const OSSL_PARAM *p)
{
	if (p->data_type != OSSL_PARAM_OCTET_STRING || !p->data || p->data_size != NONCE)
		return bad_iv_len(ctx, p->data_size);
	memcpy(ctx->iv, p->data, NONCE);
	ctx->iv_state = IV_SPENT; /* good for records alone */
	return 1;
}

static int chacha_set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
	struct chacha_ctx *ctx = vctx;
	const OSSL_PARAM *p;
	size_t len;

	if (!cipher_keylen_same(&ctx->base, params))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_IVLEN);
	if (p && !param_get(size_t, p, &len))
		return cipher_bad_param(&ctx->base, p->key);
	if (p && len != NONCE)
		return bad_iv_len(ctx, len);
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_TAG);
	if (p && !set_tag(ctx, p))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_TLS1_AAD);
	if (p && !tls_set_aad(ctx, p))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_AEAD_TLS1_IV_FIXED);
	return !p || tls_set_fixed(ctx, p);
}

/* ---- The row ---- */

#define IF_CHACHA_CCP(...) __VA_ARGS__
#define IF_CHACHA_SM4(...)
#define CHACHA_ROW(id, name, names, core, mode, key_bytes, nonce_bytes, tag_bytes, flags)      \
	IF_CHACHA_##core(CIPHER_ROW(id, chacha, CMH_ALG_##id, EVP_MODE(core, mode), key_bytes, \
				    nonce_bytes, 1, CIPHER_F_AEAD | CIPHER_F_CUSTOM_IV))
#define CHACHA_ALG(id, name, names, core, ...) IF_CHACHA_##core(PROV_ALG(id, name, names))
CMH_AEAD16_TABLE(CHACHA_ROW)

/* clang-format off */
const struct prov_alg prov_chacha[] = {
	CMH_AEAD16_TABLE(CHACHA_ALG)
	PROV_LIST_END
};
