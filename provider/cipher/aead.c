// SPDX-License-Identifier: Apache-2.0
/* aead.c - the context of an authenticated cipher: IV, tag, TLS 1.2 records, parameters. */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/params.h>

#include "aead.h"

static const struct aead_ops *ops_of(const struct aead_ctx *ctx)
{
	return ctx->base.row->aead;
}

void *aead_newctx(struct prov_ctx *prov, const struct cipher_row *row)
{
	struct aead_ctx *ctx = cipher_new(prov, row, sizeof(*ctx));

	if (!ctx)
		return NULL;
	ctx->iv_len = row->aead->iv_len;
	ctx->tag_len = row->aead->tag_len;
	return ctx;
}

/* Forgets what was gathered of a message. */
static void message_drop(struct aead_ctx *ctx)
{
	OPENSSL_clear_free(ctx->aad, ctx->aad_len);
	ctx->aad = NULL;
	ctx->aad_len = 0;
	ctx->len_set = false;
}

void aead_message_end(struct aead_ctx *ctx)
{
	message_drop(ctx);
	ctx->iv_state = IV_SPENT;
}

void aead_freectx(void *vctx)
{
	if (vctx)
		message_drop(vctx);
	cipher_freectx(vctx);
}

void *aead_dupctx(void *vctx)
{
	const struct aead_ctx *ctx = vctx;
	struct aead_ctx *dup = cipher_dupctx(vctx);

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

int aead_bad_iv_len(const struct aead_ctx *ctx, size_t len)
{
	return cipher_error(ctx, PROV_R_BAD_IV_LENGTH, "IV of %zu bytes, %zu to %zu expected", len,
			    ops_of(ctx)->iv_min, ops_of(ctx)->iv_max);
}

static bool iv_len_fits(const struct aead_ctx *ctx, size_t len)
{
	return (len >= ops_of(ctx)->iv_min && len <= ops_of(ctx)->iv_max) ||
	       aead_bad_iv_len(ctx, len);
}

static void tag_drop(struct aead_ctx *ctx)
{
	ctx->tag_set = false;
	if (!ops_of(ctx)->one_shot) /* there the length is a setting */
		ctx->tag_len = ops_of(ctx)->tag_len;
}

static int init(struct aead_ctx *ctx, bool encrypt, const unsigned char *key, size_t key_len,
		const unsigned char *iv, size_t iv_len, const OSSL_PARAM params[])
{
	if ((iv && !iv_len_fits(ctx, iv_len)) || !cipher_key_fits(&ctx->base, key, key_len))
		return 0;
	if (encrypt || ctx->base.encrypt)
		tag_drop(ctx); /* a tag to check may be set before key and IV */
	ctx->base.encrypt = encrypt;
	ctx->tls = false;
	if (ctx->iv_state == IV_BUSY)
		ctx->iv_state = IV_SPENT;
	if (iv) {
		message_drop(ctx);
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
	return !params || aead_set_ctx_params(ctx, params);
}

int aead_encrypt_init(void *vctx, const unsigned char *key, size_t key_len, const unsigned char *iv,
		      size_t iv_len, const OSSL_PARAM params[])
{
	return init(vctx, true, key, key_len, iv, iv_len, params);
}

int aead_decrypt_init(void *vctx, const unsigned char *key, size_t key_len, const unsigned char *iv,
		      size_t iv_len, const OSSL_PARAM params[])
{
	return init(vctx, false, key, key_len, iv, iv_len, params);
}

/* Draws an IV (SP 800-38D, 8.2.2) for who encrypts without having set one. */
static int iv_draw(struct aead_ctx *ctx)
{
	if (ctx->iv_state != IV_NONE || !ops_of(ctx)->iv_rand)
		return 1;
	if (!ctx->base.encrypt || ctx->iv_len < ops_of(ctx)->iv_rand)
		return cipher_error(ctx, PROV_R_IV_USED, "set an IV first");
	if (!prov_random(ctx->base.hub.prov, ctx->iv, ctx->iv_len))
		return 0;
	ctx->iv_state = IV_READY;
	return 1;
}

int aead_start(struct aead_ctx *ctx, const uint8_t *iv, size_t len)
{
	return hub_init(&ctx->base.hub, ctx->base.encrypt, NULL, 0, iv, len);
}

/* ---- TLS 1.2 records ---- */

static size_t tls_tag_len(const struct aead_ctx *ctx)
{
	return ops_of(ctx)->one_shot ? ctx->tag_len : AEAD_TAG_MAX;
}

/* Takes a record's header: the length in it counts explicit IV and, from the peer, tag; what is
 * authenticated is the length of the text. */
static int tls_set_aad(struct aead_ctx *ctx, const OSSL_PARAM *p)
{
	const size_t extra =
		ops_of(ctx)->tls_explicit + (ctx->base.encrypt ? 0 : tls_tag_len(ctx));
	uint8_t *len_field = ctx->tls_aad + AEAD_TLS_AAD - 2;
	size_t len;

	if (p->data_type != OSSL_PARAM_OCTET_STRING || !p->data || p->data_size != AEAD_TLS_AAD)
		return cipher_error(ctx, PROV_R_BAD_AAD, "record header of %zu bytes",
				    p->data_size);
	memcpy(ctx->tls_aad, p->data, AEAD_TLS_AAD);
	len = (size_t)len_field[0] << 8 | len_field[1];
	if (len < extra)
		return cipher_error(ctx, PROV_R_BAD_AAD, "record of %zu bytes", len);
	len -= extra;
	len_field[0] = (uint8_t)(len >> 8);
	len_field[1] = (uint8_t)len;
	ctx->tls = true;
	return 1;
}

static int run_record(struct aead_ctx *ctx, uint8_t *out, const uint8_t *in, size_t text_len)
{
	const size_t tag_len = tls_tag_len(ctx);
	uint8_t tag[AEAD_TAG_MAX];

	if (!ctx->base.encrypt)
		memcpy(tag, in + text_len, tag_len);
	if (!hub_aead(&ctx->base.hub, ctx->tls_aad, AEAD_TLS_AAD, in, out, text_len, tag,
		      tag_len)) {
		if (!ctx->base.encrypt)
			OPENSSL_cleanse(out, text_len);
		return 0;
	}
	if (ctx->base.encrypt)
		memcpy(out + text_len, tag, tag_len);
	return 1;
}

static int tls_record(struct aead_ctx *ctx, uint8_t *out, size_t *out_len, size_t out_size,
		      const uint8_t *in, size_t len)
{
	const size_t head = ops_of(ctx)->tls_explicit, over = head + tls_tag_len(ctx);

	ctx->tls = false;
	if (!cipher_has_key(&ctx->base))
		return 0;
	if (!in || !out || (head && in != out) || out_size < len || len < over)
		return cipher_error(ctx, PROV_R_BAD_TLS_RECORD,
				    "record of %zu bytes, in place with IV and tag expected", len);
	if (ctx->base.encrypt && ++ctx->tls_records == 0)
		return cipher_error(ctx, PROV_R_TOO_MANY_RECORDS, "change the key");
	if (!ops_of(ctx)->begin_record(ctx, out, len - over))
		return 0;
	ctx->iv_state = IV_SPENT;
	if (!run_record(ctx, out + head, in + head, len - over))
		return 0;
	*out_len = ctx->base.encrypt ? len : len - over;
	return 1;
}

/* ---- Messages ---- */

int aead_update(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
		const unsigned char *in, size_t len)
{
	struct aead_ctx *ctx = vctx;

	*out_len = 0;
	return ctx->tls ? tls_record(ctx, out, out_len, out_size, in, len) :
			  ops_of(ctx)->update(ctx, out, out_len, out_size, in, len);
}

int aead_final(void *vctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	struct aead_ctx *ctx = vctx;

	*out_len = 0;
	return ctx->tls ? cipher_error(ctx, PROV_R_BAD_TLS_RECORD, "records have no end") :
			  ops_of(ctx)->final(ctx);
}

/* What EVP_Cipher() calls: in NULL ends the message, or with out NULL gives a length. */
int aead_cipher(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
		const unsigned char *in, size_t len)
{
	const struct aead_ctx *ctx = vctx;

	return in || (!out && ops_of(ctx)->one_shot) ?
		       aead_update(vctx, out, out_len, out_size, in, len) :
		       aead_final(vctx, out, out_len, out_size);
}

/* Begins the message of the IV unless it has begun. */
static int message_begin(struct aead_ctx *ctx)
{
	if (!cipher_has_key(&ctx->base) || !iv_draw(ctx))
		return 0;
	if (ctx->iv_state == IV_NONE || ctx->iv_state == IV_SPENT)
		return cipher_error(ctx, PROV_R_IV_USED, "an IV is for one message: set another");
	if (ctx->iv_state == IV_READY) {
		if (!aead_start(ctx, ctx->iv, ctx->iv_len))
			return 0;
		ctx->iv_state = IV_BUSY;
	}
	return 1;
}

int aead_stream_update(struct aead_ctx *ctx, uint8_t *out, size_t *out_len, size_t out_size,
		       const uint8_t *in, size_t len)
{
	int ok;

	if (len == 0)
		return 1;
	if (!cipher_has_buffers(&ctx->base, out, out_size, out ? len : 0, in, len) ||
	    !message_begin(ctx))
		return 0;
	ok = out ? hub_update(&ctx->base.hub, in, out, len) : hub_aad(&ctx->base.hub, in, len);
	if (ok)
		*out_len = len;
	return ok;
}

int aead_stream_final(struct aead_ctx *ctx)
{
	const size_t tag_len = ctx->base.encrypt ? AEAD_TAG_MAX : ctx->tag_len;

	if (!ctx->base.encrypt && !ctx->tag_set)
		return cipher_error(ctx, PROV_R_NO_TAG, "set the expected tag first");
	if (!message_begin(ctx))
		return 0;
	ctx->iv_state = IV_SPENT;
	tag_drop(ctx);
	if (!hub_final(&ctx->base.hub, ctx->tag, tag_len))
		return 0;
	if (ctx->base.encrypt) {
		ctx->tag_len = tag_len;
		ctx->tag_set = true;
	}
	return 1;
}

/* ---- Parameters ---- */

const OSSL_PARAM *aead_gettable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM gettable[] = { AEAD_GETTABLE, OSSL_PARAM_END };

	return gettable;
}

static int bad_tag_len(const struct aead_ctx *ctx, size_t len, size_t least, size_t most)
{
	return cipher_error(ctx, PROV_R_BAD_TAG_LENGTH, "tag of %zu bytes, %s%zu to %zu expected",
			    len, ops_of(ctx)->tag_even ? "an even number of " : "", least, most);
}

static int get_tag(struct aead_ctx *ctx, OSSL_PARAM *p)
{
	const size_t least = ops_of(ctx)->one_shot ? ctx->tag_len : ops_of(ctx)->tag_min;

	if (!ctx->base.encrypt || !ctx->tag_set)
		return cipher_error(ctx, PROV_R_NO_TAG, "a tag exists after the end of encryption");
	if (p->data && (p->data_size < least || p->data_size > ctx->tag_len))
		return bad_tag_len(ctx, p->data_size, least, ctx->tag_len);
	if (!OSSL_PARAM_set_octet_string(p, ctx->tag, p->data ? p->data_size : ctx->tag_len))
		return 0;
	if (p->data && ops_of(ctx)->one_shot)
		ctx->tag_set = false;
	return 1;
}

int aead_get_ctx_params(void *vctx, OSSL_PARAM params[])
{
	static const char *const iv_names[] = { OSSL_CIPHER_PARAM_IV,
						OSSL_CIPHER_PARAM_UPDATED_IV };
	struct aead_ctx *ctx = vctx;
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_KEYLEN);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->base.row->key_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IVLEN);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->iv_len))
		return 0;
	for (size_t i = 0; i < 2; i++) {
		p = OSSL_PARAM_locate(params, iv_names[i]);
		if (p && !(iv_draw(ctx) && prov_set_iv(p, ctx->iv, ctx->iv_len)))
			return 0;
	}
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD_TAGLEN);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->tag_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD_TLS1_AAD_PAD);
	if (p && !OSSL_PARAM_set_size_t(p, tls_tag_len(ctx)))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD_TAG);
	if (p && !get_tag(ctx, p))
		return 0;
	return !ops_of(ctx)->get_more || ops_of(ctx)->get_more(ctx, params);
}

const OSSL_PARAM *aead_settable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM settable[] = { AEAD_SETTABLE, OSSL_PARAM_END };

	return settable;
}

static int set_tag(struct aead_ctx *ctx, const OSSL_PARAM *p)
{
	const struct aead_ops *ops = ops_of(ctx);

	if (p->data_type != OSSL_PARAM_OCTET_STRING || (!p->data && !ops->tag_alone))
		return cipher_bad_param(&ctx->base, p->key);
	if (p->data_size < ops->tag_min || p->data_size > AEAD_TAG_MAX ||
	    (ops->tag_even && p->data_size % 2))
		return bad_tag_len(ctx, p->data_size, ops->tag_min, AEAD_TAG_MAX);
	if (p->data) {
		if (ctx->base.encrypt)
			return cipher_error(ctx, PROV_R_BAD_PARAMETER,
					    "a tag is set to decrypt only");
		memcpy(ctx->tag, p->data, p->data_size);
		ctx->tag_set = true;
	} else if (!ops->one_shot) {
		return 1; /* final writes it in full anyway */
	}
	ctx->tag_len = p->data_size;
	return 1;
}

static int set_iv_len(struct aead_ctx *ctx, const OSSL_PARAM *p)
{
	size_t len;

	if (!param_get(size_t, p, &len))
		return cipher_bad_param(&ctx->base, p->key);
	if (!iv_len_fits(ctx, len))
		return 0;
	if (len != ctx->iv_len && ctx->iv_state != IV_NONE)
		aead_message_end(ctx); /* what was set has another length */
	ctx->iv_len = len;
	return 1;
}

int aead_set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
	struct aead_ctx *ctx = vctx;
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
	if (p && !ops_of(ctx)->set_fixed(ctx, p))
		return 0;
	return !ops_of(ctx)->set_more || ops_of(ctx)->set_more(ctx, params);
}
