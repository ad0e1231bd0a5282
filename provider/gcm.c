// SPDX-License-Identifier: Apache-2.0
/* gcm.c - authenticated ciphers in GCM, one for each row of CMH_AEAD_TABLE.
 *
 * A message is a stream of AAD and text that ends with a tag; or, once libssl has given a TLS 1.2
 * header as AAD, one record in place: explicit IV, text, tag, which is a single command of the hub.
 *
 * An IV encrypts one message. After it the context refuses to go on until a new one is set.
 */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "hub.h"
#include "prov_ctx.h"
#include "prov_err.h"

#define IV_MAX    128u
#define IV_RAND   12u /* shortest IV that may be random */
#define TAG_MIN   4u
#define TAG_MAX   16u
#define TLS_FIXED EVP_GCM_TLS_FIXED_IV_LEN
#define TLS_EXPL  EVP_GCM_TLS_EXPLICIT_IV_LEN
#define TLS_TAG   EVP_GCM_TLS_TAG_LEN
#define TLS_AAD   EVP_AEAD_TLS1_AAD_LEN

struct gcm {
	enum cmh_alg alg;
	size_t key_len;
	size_t iv_len; /* unless set otherwise */
};

enum iv_state {
	IV_NONE,  /* never set: one is drawn at need when encrypting */
	IV_READY, /* set, no message begun */
	IV_BUSY,  /* in the midst of its message */
	IV_SPENT, /* its message is over */
};

struct gcm_ctx {
	struct hub hub;
	const struct gcm *row;
	bool encrypt;
	bool key_set;
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

#define gcm_error(ctx, reason, ...) prov_raise((ctx)->hub.prov, reason, __VA_ARGS__)

static OSSL_FUNC_cipher_encrypt_init_fn gcm_encrypt_init;
static OSSL_FUNC_cipher_decrypt_init_fn gcm_decrypt_init;
static OSSL_FUNC_cipher_update_fn gcm_update;
static OSSL_FUNC_cipher_final_fn gcm_final;
static OSSL_FUNC_cipher_cipher_fn gcm_cipher;
static OSSL_FUNC_cipher_freectx_fn gcm_freectx;
static OSSL_FUNC_cipher_dupctx_fn gcm_dupctx;
static OSSL_FUNC_cipher_gettable_params_fn gcm_gettable_params;
static OSSL_FUNC_cipher_gettable_ctx_params_fn gcm_gettable_ctx_params;
static OSSL_FUNC_cipher_get_ctx_params_fn gcm_get_ctx_params;
static OSSL_FUNC_cipher_settable_ctx_params_fn gcm_settable_ctx_params;
static OSSL_FUNC_cipher_set_ctx_params_fn gcm_set_ctx_params;

static void *gcm_newctx(struct prov_ctx *prov, const struct gcm *row)
{
	struct gcm_ctx *ctx = OPENSSL_zalloc(sizeof(*ctx));

	if (!ctx)
		return NULL;
	if (!hub_open(&ctx->hub, prov, row->alg)) {
		OPENSSL_free(ctx);
		return NULL;
	}
	ctx->row = row;
	ctx->iv_len = row->iv_len;
	return ctx;
}

static void gcm_freectx(void *vctx)
{
	struct gcm_ctx *ctx = vctx;

	if (!ctx)
		return;
	hub_close(&ctx->hub);
	OPENSSL_clear_free(ctx, sizeof(*ctx));
}

static void *gcm_dupctx(void *vctx)
{
	const struct gcm_ctx *ctx = vctx;
	struct gcm_ctx *dup = OPENSSL_memdup(ctx, sizeof(*ctx));

	if (!dup)
		return NULL;
	if (!hub_dup(&ctx->hub, &dup->hub)) {
		OPENSSL_clear_free(dup, sizeof(*dup));
		return NULL;
	}
	return dup;
}

/* ---- Init ---- */

static int bad_iv_len(const struct gcm_ctx *ctx, size_t len)
{
	return gcm_error(ctx, PROV_R_BAD_IV_LENGTH, "IV of %zu bytes, 1 to %u expected", len,
			 IV_MAX);
}

static int gcm_init(struct gcm_ctx *ctx, bool encrypt, const unsigned char *key, size_t key_len,
		    const unsigned char *iv, size_t iv_len, const OSSL_PARAM params[])
{
	if (iv && (iv_len == 0 || iv_len > IV_MAX))
		return bad_iv_len(ctx, iv_len);
	if (key && key_len != ctx->row->key_len)
		return gcm_error(ctx, PROV_R_BAD_KEY_LENGTH, "key of %zu bytes, %zu expected",
				 key_len, ctx->row->key_len);
	if (encrypt || ctx->encrypt)
		ctx->tag_len = 0; /* a tag to check may be set before key and IV */
	ctx->encrypt = encrypt;
	if (ctx->iv_state == IV_BUSY)
		ctx->iv_state = IV_SPENT;
	if (iv) {
		memcpy(ctx->iv, iv, iv_len);
		ctx->iv_len = iv_len;
		ctx->iv_state = IV_READY;
	}
	if (key) {
		if (!hub_init(&ctx->hub, encrypt, key, key_len, NULL, 0))
			return 0;
		ctx->key_set = true;
		ctx->tls_records = 0;
	}
	return !params || gcm_set_ctx_params(ctx, params);
}

static int gcm_encrypt_init(void *vctx, const unsigned char *key, size_t key_len,
			    const unsigned char *iv, size_t iv_len, const OSSL_PARAM params[])
{
	return gcm_init(vctx, true, key, key_len, iv, iv_len, params);
}

static int gcm_decrypt_init(void *vctx, const unsigned char *key, size_t key_len,
			    const unsigned char *iv, size_t iv_len, const OSSL_PARAM params[])
{
	return gcm_init(vctx, false, key, key_len, iv, iv_len, params);
}

/* ---- IVs ---- */

/* Draws an IV (SP 800-38D, 8.2.2) for who encrypts without having set one. */
static int iv_draw(struct gcm_ctx *ctx)
{
	if (ctx->iv_state != IV_NONE)
		return 1;
	if (!ctx->encrypt || ctx->iv_len < IV_RAND)
		return gcm_error(ctx, PROV_R_IV_USED, "set an IV first");
	if (!prov_random(ctx->hub.prov, ctx->iv, ctx->iv_len))
		return 0;
	ctx->iv_state = IV_READY;
	return 1;
}

/* Begins the message of the IV unless it has begun. */
static int message_begin(struct gcm_ctx *ctx)
{
	if (!ctx->key_set)
		return gcm_error(ctx, PROV_R_NO_KEY, "initialise with a key first");
	if (!iv_draw(ctx))
		return 0;
	if (ctx->iv_state == IV_SPENT)
		return gcm_error(ctx, PROV_R_IV_USED, "an IV is for one message: set another one");
	if (ctx->iv_state == IV_READY) {
		if (!hub_init(&ctx->hub, ctx->encrypt, NULL, 0, ctx->iv, ctx->iv_len))
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
		return gcm_error(ctx, PROV_R_BAD_PARAMETER, "%s", p->key);
	if (len == (size_t)-1) { /* the whole IV, as it was read before */
		memcpy(ctx->iv, p->data, ctx->iv_len);
	} else {
		if (len < TLS_FIXED || len > ctx->iv_len || ctx->iv_len - len < TLS_EXPL)
			return bad_iv_len(ctx, len);
		memcpy(ctx->iv, p->data, len);
		if (ctx->encrypt && !prov_random(ctx->hub.prov, ctx->iv + len, ctx->iv_len - len))
			return 0;
	}
	ctx->iv_counts = true;
	ctx->iv_state = IV_READY;
	return 1;
}

static int tls_iv_ready(const struct gcm_ctx *ctx)
{
	return (ctx->iv_counts && ctx->key_set) ||
	       gcm_error(ctx, PROV_R_IV_USED, "set a key and the fixed part of the IV first");
}

/* Begins a message under the IV, gives its last len bytes to out, and counts on. */
static int tls_next_iv(struct gcm_ctx *ctx, uint8_t *out, size_t len)
{
	if (!tls_iv_ready(ctx) || !hub_init(&ctx->hub, ctx->encrypt, NULL, 0, ctx->iv, ctx->iv_len))
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
	if (ctx->encrypt || len > ctx->iv_len)
		return gcm_error(ctx, PROV_R_BAD_PARAMETER, "IV of a peer, %zu bytes", len);
	memcpy(ctx->iv + ctx->iv_len - len, explicit_iv, len);
	if (!hub_init(&ctx->hub, false, NULL, 0, ctx->iv, ctx->iv_len))
		return 0;
	ctx->iv_state = IV_BUSY;
	return 1;
}

/* ---- TLS 1.2 records ---- */

/* Takes a record's header: the length in it counts explicit IV and, from the peer, tag; what is
 * authenticated is the length of the text. */
static int tls_set_aad(struct gcm_ctx *ctx, const OSSL_PARAM *p)
{
	const size_t extra = TLS_EXPL + (ctx->encrypt ? 0 : TLS_TAG);
	size_t len;

	if (p->data_type != OSSL_PARAM_OCTET_STRING || p->data_size != TLS_AAD)
		return gcm_error(ctx, PROV_R_BAD_AAD, "record header of %zu bytes", p->data_size);
	memcpy(ctx->tls_aad, p->data, TLS_AAD);
	len = (size_t)ctx->tls_aad[TLS_AAD - 2] << 8 | ctx->tls_aad[TLS_AAD - 1];
	if (len < extra)
		return gcm_error(ctx, PROV_R_BAD_AAD, "record of %zu bytes", len);
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

	if (ctx->encrypt) {
		if (++ctx->tls_records == 0)
			return gcm_error(ctx, PROV_R_TOO_MANY_RECORDS, "change the key");
		if (!tls_next_iv(ctx, rec, TLS_EXPL))
			return 0;
	} else if (!tls_peer_iv(ctx, rec, TLS_EXPL)) {
		return 0;
	}
	if (!hub_aead(&ctx->hub, ctx->tls_aad, TLS_AAD, text, text, text_len, text + text_len,
		      TLS_TAG)) {
		if (!ctx->encrypt)
			OPENSSL_cleanse(text, text_len);
		return 0;
	}
	*out_len = ctx->encrypt ? len : text_len;
	return 1;
}

static int tls_record(struct gcm_ctx *ctx, unsigned char *out, size_t *out_len, size_t out_size,
		      const unsigned char *in, size_t len)
{
	int ok;

	*out_len = 0;
	ctx->tls = false;
	if (in != out || out_size < len || len < TLS_EXPL + TLS_TAG)
		return gcm_error(ctx, PROV_R_BAD_TLS_RECORD,
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
	if (out && out_size < len)
		return gcm_error(ctx, PROV_R_BUFFER_TOO_SMALL, "output of %zu bytes into %zu", len,
				 out_size);
	if (!message_begin(ctx))
		return 0;
	ok = out ? hub_update(&ctx->hub, in, out, len) : hub_aad(&ctx->hub, in, len);
	if (ok)
		*out_len = len;
	return ok;
}

static int gcm_final(void *vctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	struct gcm_ctx *ctx = vctx;
	const size_t tag_len = ctx->encrypt ? TAG_MAX : ctx->tag_len;

	*out_len = 0;
	if (ctx->tls)
		return gcm_error(ctx, PROV_R_BAD_TLS_RECORD, "records have no end");
	if (!tag_len)
		return gcm_error(ctx, PROV_R_NO_TAG, "set the expected tag first");
	if (!message_begin(ctx))
		return 0;
	ctx->iv_state = IV_SPENT;
	ctx->tag_len = 0;
	if (!hub_final(&ctx->hub, ctx->tag, tag_len))
		return 0;
	if (ctx->encrypt)
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

static const OSSL_PARAM *gcm_gettable_params(void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_uint(OSSL_CIPHER_PARAM_MODE, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_IVLEN, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_BLOCK_SIZE, NULL),
		OSSL_PARAM_int(OSSL_CIPHER_PARAM_AEAD, NULL),
		OSSL_PARAM_int(OSSL_CIPHER_PARAM_CUSTOM_IV, NULL),
		OSSL_PARAM_END,
	};

	return gettable;
}

static int gcm_get_params(OSSL_PARAM params[], const struct gcm *row)
{
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_MODE);
	if (p && !OSSL_PARAM_set_uint(p, EVP_CIPH_GCM_MODE))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_KEYLEN);
	if (p && !OSSL_PARAM_set_size_t(p, row->key_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IVLEN);
	if (p && !OSSL_PARAM_set_size_t(p, row->iv_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_BLOCK_SIZE);
	if (p && !OSSL_PARAM_set_size_t(p, 1))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD);
	if (p && !OSSL_PARAM_set_int(p, 1))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_CUSTOM_IV);
	if (p && !OSSL_PARAM_set_int(p, 1))
		return 0;
	return 1;
}

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
	if (!ctx->encrypt || !ctx->tag_len)
		return gcm_error(ctx, PROV_R_NO_TAG, "a tag exists after the end of encryption");
	if (p->data && (p->data_size < TAG_MIN || p->data_size > TAG_MAX))
		return gcm_error(ctx, PROV_R_BAD_TAG_LENGTH, "tag of %zu bytes, %u to %u expected",
				 p->data_size, TAG_MIN, TAG_MAX);
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
	if (p && !OSSL_PARAM_set_size_t(p, ctx->row->key_len))
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
	if (ctx->encrypt)
		return gcm_error(ctx, PROV_R_BAD_PARAMETER, "a tag is set to decrypt only");
	if (p->data_type != OSSL_PARAM_OCTET_STRING || !p->data || p->data_size < TAG_MIN ||
	    p->data_size > TAG_MAX)
		return gcm_error(ctx, PROV_R_BAD_TAG_LENGTH, "tag of %zu bytes, %u to %u expected",
				 p->data_size, TAG_MIN, TAG_MAX);
	memcpy(ctx->tag, p->data, p->data_size);
	ctx->tag_len = p->data_size;
	return 1;
}

static int set_iv_len(struct gcm_ctx *ctx, const OSSL_PARAM *p)
{
	size_t len;

	if (!OSSL_PARAM_get_size_t(p, &len))
		return gcm_error(ctx, PROV_R_BAD_PARAMETER, "%s", p->key);
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
	size_t len;

	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_KEYLEN);
	if (p && (!OSSL_PARAM_get_size_t(p, &len) || len != ctx->row->key_len))
		return gcm_error(ctx, PROV_R_BAD_KEY_LENGTH, "the key length is %zu",
				 ctx->row->key_len);
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

#define AEAD(id, name, names, core, mode, key_bytes, nonce_bytes, tag_bytes, flags)                \
	static const struct gcm gcm_##id = { CMH_ALG_##id, key_bytes, nonce_bytes };               \
	static OSSL_FUNC_cipher_newctx_fn newctx_##id;                                             \
	static OSSL_FUNC_cipher_get_params_fn get_params_##id;                                     \
	static void *newctx_##id(void *provctx)                                                    \
	{                                                                                          \
		return gcm_newctx(provctx, &gcm_##id);                                             \
	}                                                                                          \
	static int get_params_##id(OSSL_PARAM params[])                                            \
	{                                                                                          \
		return gcm_get_params(params, &gcm_##id);                                          \
	}                                                                                          \
	_Static_assert((mode) == CMH_AES_MODE_GCM && (tag_bytes) == TAG_MAX, "not a GCM row");     \
	static const OSSL_DISPATCH dispatch_##id[] = {                                             \
		{ OSSL_FUNC_CIPHER_NEWCTX, (void (*)(void))newctx_##id },                          \
		{ OSSL_FUNC_CIPHER_ENCRYPT_INIT, (void (*)(void))gcm_encrypt_init },               \
		{ OSSL_FUNC_CIPHER_DECRYPT_INIT, (void (*)(void))gcm_decrypt_init },               \
		{ OSSL_FUNC_CIPHER_UPDATE, (void (*)(void))gcm_update },                           \
		{ OSSL_FUNC_CIPHER_FINAL, (void (*)(void))gcm_final },                             \
		{ OSSL_FUNC_CIPHER_CIPHER, (void (*)(void))gcm_cipher },                           \
		{ OSSL_FUNC_CIPHER_FREECTX, (void (*)(void))gcm_freectx },                         \
		{ OSSL_FUNC_CIPHER_DUPCTX, (void (*)(void))gcm_dupctx },                           \
		{ OSSL_FUNC_CIPHER_GET_PARAMS, (void (*)(void))get_params_##id },                  \
		{ OSSL_FUNC_CIPHER_GETTABLE_PARAMS, (void (*)(void))gcm_gettable_params },         \
		{ OSSL_FUNC_CIPHER_GET_CTX_PARAMS, (void (*)(void))gcm_get_ctx_params },           \
		{ OSSL_FUNC_CIPHER_GETTABLE_CTX_PARAMS, (void (*)(void))gcm_gettable_ctx_params }, \
		{ OSSL_FUNC_CIPHER_SET_CTX_PARAMS, (void (*)(void))gcm_set_ctx_params },           \
		{ OSSL_FUNC_CIPHER_SETTABLE_CTX_PARAMS, (void (*)(void))gcm_settable_ctx_params }, \
		{ 0, NULL }                                                                        \
	};
CMH_AEAD_TABLE(AEAD)

/* clang-format off */
const struct prov_alg prov_aeads[] = {
	CMH_AEAD_TABLE(PROV_ALG)
	PROV_LIST_END
};
