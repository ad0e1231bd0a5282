// SPDX-License-Identifier: Apache-2.0
/* ciphers.c - ciphers without authentication, one for each row of CMH_CIPHER_TABLE.
 *
 * The library takes whole blocks (ECB, CBC) or any length (CTR). Here is what OpenSSL expects
 * beyond that: partial blocks kept between calls, PKCS#7 padding, and for CBC the records of TLS. /
 */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/prov_ssl.h>

#include "cbc_pad.h"
#include "hub.h"
#include "prov_ctx.h"
#include "prov_err.h"

struct cipher {
	enum cmh_alg alg;
	uint32_t mode; /* CMH_AES_MODE_* */
	size_t key_len;
	size_t iv_len;
	size_t block; /* for EVP: 1 for a stream */
};

struct cipher_ctx {
	struct hub hub;
	const struct cipher *row;
	bool encrypt;
	bool pad;
	bool key_set;
	uint8_t iv[AES_BLOCK];  /* as the caller set it */
	uint8_t now[AES_BLOCK]; /* as it stood when the caller last asked */
	uint8_t buf[AES_BLOCK]; /* input that waits for the rest of its block */
	size_t buf_len;
	unsigned int num;         /* CTR: bytes used of the current block of key stream */
	unsigned int tls_version; /* 0: not a TLS record cipher */
	size_t tls_mac_len;
	uint8_t tls_mac[TLS_MAC_MAX];
};

#define cipher_error(ctx, reason, ...) prov_raise((ctx)->hub.prov, reason, __VA_ARGS__)

static OSSL_FUNC_cipher_encrypt_init_fn cipher_encrypt_init;
static OSSL_FUNC_cipher_decrypt_init_fn cipher_decrypt_init;
static OSSL_FUNC_cipher_update_fn block_update;
static OSSL_FUNC_cipher_final_fn block_final;
static OSSL_FUNC_cipher_update_fn stream_update;
static OSSL_FUNC_cipher_final_fn stream_final;
static OSSL_FUNC_cipher_cipher_fn cipher_cipher;
static OSSL_FUNC_cipher_freectx_fn cipher_freectx;
static OSSL_FUNC_cipher_dupctx_fn cipher_dupctx;
static OSSL_FUNC_cipher_gettable_params_fn cipher_gettable_params;
static OSSL_FUNC_cipher_gettable_ctx_params_fn cipher_gettable_ctx_params;
static OSSL_FUNC_cipher_get_ctx_params_fn cipher_get_ctx_params;
static OSSL_FUNC_cipher_settable_ctx_params_fn cipher_settable_ctx_params;
static OSSL_FUNC_cipher_set_ctx_params_fn cipher_set_ctx_params;

static void *cipher_newctx(struct prov_ctx *prov, const struct cipher *row)
{
	struct cipher_ctx *ctx = OPENSSL_zalloc(sizeof(*ctx));

	if (!ctx)
		return NULL;
	if (!hub_open(&ctx->hub, prov, row->alg)) {
		OPENSSL_free(ctx);
		return NULL;
	}
	ctx->row = row;
	ctx->pad = row->block > 1;
	return ctx;
}

static void cipher_freectx(void *vctx)
{
	struct cipher_ctx *ctx = vctx;

	if (!ctx)
		return;
	hub_close(&ctx->hub);
	OPENSSL_clear_free(ctx, sizeof(*ctx));
}

static void *cipher_dupctx(void *vctx)
{
	const struct cipher_ctx *ctx = vctx;
	struct cipher_ctx *dup = OPENSSL_memdup(ctx, sizeof(*ctx));

	if (!dup)
		return NULL;
	if (!hub_dup(&ctx->hub, &dup->hub)) {
		OPENSSL_clear_free(dup, sizeof(*dup));
		return NULL;
	}
	return dup;
}

/* ---- Init ---- */

/* The IV that a message starts with. Without a new one OpenSSL begins again with the last one set;
 * in CTR mode it goes on counting. */
static int start_iv(struct cipher_ctx *ctx, const unsigned char *iv, size_t iv_len, uint8_t *out)
{
	if (iv && ctx->row->iv_len) {
		if (iv_len != ctx->row->iv_len)
			return cipher_error(ctx, PROV_R_BAD_IV_LENGTH,
					    "IV of %zu bytes, %zu expected", iv_len,
					    ctx->row->iv_len);
		memcpy(ctx->iv, iv, iv_len);
	} else if (ctx->row->mode == CMH_AES_MODE_CTR && ctx->key_set) {
		return hub_get_iv(&ctx->hub, out, AES_BLOCK);
	}
	memcpy(out, ctx->iv, AES_BLOCK);
	return 1;
}

static int cipher_init(struct cipher_ctx *ctx, bool encrypt, const unsigned char *key,
		       size_t key_len, const unsigned char *iv, size_t iv_len,
		       const OSSL_PARAM params[])
{
	uint8_t first[AES_BLOCK];

	if (key && key_len != ctx->row->key_len)
		return cipher_error(ctx, PROV_R_BAD_KEY_LENGTH, "key of %zu bytes, %zu expected",
				    key_len, ctx->row->key_len);
	if (!start_iv(ctx, iv, iv_len, first))
		return 0;
	ctx->encrypt = encrypt;
	ctx->buf_len = 0;
	ctx->num = 0;
	if (key || ctx->key_set) {
		if (!hub_init(&ctx->hub, encrypt, key, key_len, ctx->row->iv_len ? first : NULL,
			      ctx->row->iv_len))
			return 0;
		ctx->key_set = true;
	}
	return !params || cipher_set_ctx_params(ctx, params);
}

static int cipher_encrypt_init(void *vctx, const unsigned char *key, size_t key_len,
			       const unsigned char *iv, size_t iv_len, const OSSL_PARAM params[])
{
	return cipher_init(vctx, true, key, key_len, iv, iv_len, params);
}

static int cipher_decrypt_init(void *vctx, const unsigned char *key, size_t key_len,
			       const unsigned char *iv, size_t iv_len, const OSSL_PARAM params[])
{
	return cipher_init(vctx, false, key, key_len, iv, iv_len, params);
}

static int has_key(const struct cipher_ctx *ctx)
{
	return ctx->key_set || cipher_error(ctx, PROV_R_NO_KEY, "initialise with a key first");
}

static int has_room(const struct cipher_ctx *ctx, size_t out_size, size_t len)
{
	return out_size >= len || cipher_error(ctx, PROV_R_BUFFER_TOO_SMALL,
					       "output of %zu bytes into %zu", len, out_size);
}

/* ---- TLS records of CBC cipher suites: each update is one record, in place ---- */

static int tls_encrypt(struct cipher_ctx *ctx, unsigned char *rec, size_t *out_len, size_t out_size,
		       size_t len)
{
	const size_t pad = AES_BLOCK - len % AES_BLOCK;

	if (!has_room(ctx, out_size, len + pad))
		return 0;
	memset(rec + len, (int)(pad - 1), pad);
	if (!hub_update(&ctx->hub, rec, rec, len + pad))
		return 0;
	*out_len = len + pad;
	return 1;
}

static int tls_decrypt(struct cipher_ctx *ctx, unsigned char *rec, size_t *out_len, size_t len)
{
	const size_t iv_len = ctx->tls_version == TLS1_VERSION ? 0 : AES_BLOCK;
	uint8_t decoy[TLS_MAC_MAX];

	if (len % AES_BLOCK || len < iv_len)
		return cipher_error(ctx, PROV_R_BAD_TLS_RECORD, "record of %zu bytes", len);
	if (ctx->tls_mac_len && !prov_random(ctx->hub.prov, decoy, ctx->tls_mac_len))
		return 0;
	if (!hub_update(&ctx->hub, rec, rec, len))
		return 0;
	*out_len = len - iv_len;
	if (!tls_unpad(rec + iv_len, out_len, ctx->tls_mac, ctx->tls_mac_len, decoy))
		return cipher_error(ctx, PROV_R_BAD_TLS_RECORD, "record of %zu bytes", len);
	return 1;
}

static int tls_record(struct cipher_ctx *ctx, unsigned char *out, size_t *out_len, size_t out_size,
		      const unsigned char *in, size_t len)
{
	if (!in || in != out || out_size < len || !ctx->pad)
		return cipher_error(ctx, PROV_R_BAD_TLS_RECORD,
				    "records are padded and encrypted in place");
	return ctx->encrypt ? tls_encrypt(ctx, out, out_len, out_size, len) :
			      tls_decrypt(ctx, out, out_len, len);
}

/* ---- Block modes ---- */

/* Whether writing out would destroy what is still to be read of in. */
static bool clobbers(const unsigned char *out, size_t out_len, const unsigned char *in,
		     size_t in_len)
{
	const uintptr_t o = (uintptr_t)out, i = (uintptr_t)in;

	return i < o + out_len && o < i + in_len;
}

static int block_update(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
			const unsigned char *in, size_t len)
{
	struct cipher_ctx *ctx = vctx;
	/* of a padded message, the last block: only final can tell that it is the last */
	const bool hold = !ctx->encrypt && ctx->pad;
	const size_t total = ctx->buf_len + len;
	size_t ready = total - total % AES_BLOCK;
	size_t fill;

	if (!has_key(ctx))
		return 0;
	if (ctx->tls_version)
		return tls_record(ctx, out, out_len, out_size, in, len);
	if (!len)
		ready = 0;
	if (hold && ready && ready == total)
		ready -= AES_BLOCK;
	if (!has_room(ctx, out_size, ready))
		return 0;
	*out_len = ready;

	if (ready && ctx->buf_len) {
		fill = AES_BLOCK - ctx->buf_len;
		if (in + fill != out + AES_BLOCK && clobbers(out, ready, in + fill, len - fill))
			return cipher_error(ctx, PROV_R_BUFFERS_OVERLAP,
					    "%zu bytes of the last call come out first",
					    ctx->buf_len);
		memcpy(ctx->buf + ctx->buf_len, in, fill);
		if (!hub_update(&ctx->hub, ctx->buf, out, AES_BLOCK))
			return 0;
		ctx->buf_len = 0;
		in += fill;
		len -= fill;
		out += AES_BLOCK;
		ready -= AES_BLOCK;
	}
	if (ready) {
		if (!hub_update(&ctx->hub, in, out, ready))
			return 0;
		in += ready;
		len -= ready;
	}
	if (len) {
		memcpy(ctx->buf + ctx->buf_len, in, len);
		ctx->buf_len += len;
	}
	return 1;
}

static int partial_block(const struct cipher_ctx *ctx)
{
	return cipher_error(ctx, PROV_R_PARTIAL_BLOCK, "%zu bytes are left over", ctx->buf_len);
}

static int encrypt_final(struct cipher_ctx *ctx, unsigned char *out, size_t *out_len,
			 size_t out_size)
{
	*out_len = 0;
	if (!ctx->pad)
		return ctx->buf_len ? partial_block(ctx) : 1;
	if (!has_room(ctx, out_size, AES_BLOCK))
		return 0;
	pkcs7_pad(ctx->buf, ctx->buf_len);
	ctx->buf_len = 0;
	if (!hub_update(&ctx->hub, ctx->buf, out, AES_BLOCK))
		return 0;
	*out_len = AES_BLOCK;
	return 1;
}

static int decrypt_final(struct cipher_ctx *ctx, unsigned char *out, size_t *out_len,
			 size_t out_size)
{
	uint8_t last[AES_BLOCK];
	size_t used = AES_BLOCK;
	int ok = 0;

	*out_len = 0;
	if (!ctx->pad && !ctx->buf_len)
		return 1;
	if (ctx->buf_len != AES_BLOCK)
		return partial_block(ctx);
	ctx->buf_len = 0;
	if (!hub_update(&ctx->hub, ctx->buf, last, AES_BLOCK))
		return 0;
	if (ctx->pad && !pkcs7_unpad(last, &used)) {
		cipher_error(ctx, PROV_R_BAD_DECRYPT, "wrong key or damaged text");
	} else if (has_room(ctx, out_size, used)) {
		memcpy(out, last, used);
		*out_len = used;
		ok = 1;
	}
	OPENSSL_cleanse(last, sizeof(last));
	return ok;
}

static int block_final(void *vctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	struct cipher_ctx *ctx = vctx;

	if (!has_key(ctx))
		return 0;
	if (ctx->tls_version)
		return cipher_error(ctx, PROV_R_BAD_TLS_RECORD, "records have no end");
	return ctx->encrypt ? encrypt_final(ctx, out, out_len, out_size) :
			      decrypt_final(ctx, out, out_len, out_size);
}

/* ---- Stream mode ---- */

static int stream_update(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
			 const unsigned char *in, size_t len)
{
	struct cipher_ctx *ctx = vctx;

	if (!has_key(ctx) || !has_room(ctx, out_size, len))
		return 0;
	if (len && !hub_update(&ctx->hub, in, out, len))
		return 0;
	ctx->num = (ctx->num + len) % AES_BLOCK;
	*out_len = len;
	return 1;
}

static int stream_final(void *vctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	*out_len = 0;
	return has_key(vctx);
}

/* One raw step, without padding or buffer: what EVP_Cipher() calls. */
static int cipher_cipher(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
			 const unsigned char *in, size_t len)
{
	struct cipher_ctx *ctx = vctx;

	if (len % ctx->row->block)
		return cipher_error(ctx, PROV_R_PARTIAL_BLOCK, "%zu bytes at once", len);
	return stream_update(ctx, out, out_len, out_size, in, len);
}

/* ---- Parameters ---- */

static unsigned int evp_mode(const struct cipher *row)
{
	switch (row->mode) {
	case CMH_AES_MODE_CBC: return EVP_CIPH_CBC_MODE;
	case CMH_AES_MODE_CTR: return EVP_CIPH_CTR_MODE;
	default: return EVP_CIPH_ECB_MODE;
	}
}

static const OSSL_PARAM *cipher_gettable_params(void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_uint(OSSL_CIPHER_PARAM_MODE, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_IVLEN, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_BLOCK_SIZE, NULL),
		OSSL_PARAM_END,
	};

	return gettable;
}

static int cipher_get_params(OSSL_PARAM params[], const struct cipher *row)
{
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_MODE);
	if (p && !OSSL_PARAM_set_uint(p, evp_mode(row)))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_KEYLEN);
	if (p && !OSSL_PARAM_set_size_t(p, row->key_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IVLEN);
	if (p && !OSSL_PARAM_set_size_t(p, row->iv_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_BLOCK_SIZE);
	if (p && !OSSL_PARAM_set_size_t(p, row->block))
		return 0;
	return 1;
}

static const OSSL_PARAM *cipher_gettable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_IVLEN, NULL),
		OSSL_PARAM_uint(OSSL_CIPHER_PARAM_PADDING, NULL),
		OSSL_PARAM_uint(OSSL_CIPHER_PARAM_NUM, NULL),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_IV, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_UPDATED_IV, NULL, 0),
		OSSL_PARAM_octet_ptr(OSSL_CIPHER_PARAM_TLS_MAC, NULL, 0),
		OSSL_PARAM_END,
	};

	return gettable;
}

static int cipher_get_ctx_params(void *vctx, OSSL_PARAM params[])
{
	struct cipher_ctx *ctx = vctx;
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_KEYLEN);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->row->key_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IVLEN);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->row->iv_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_PADDING);
	if (p && !OSSL_PARAM_set_uint(p, ctx->pad))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_NUM);
	if (p && !OSSL_PARAM_set_uint(p, ctx->num))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IV);
	if (p && !prov_set_iv(p, ctx->iv, ctx->row->iv_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_TLS_MAC);
	if (p && !OSSL_PARAM_set_octet_ptr(p, ctx->tls_mac, ctx->tls_mac_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_UPDATED_IV);
	if (!p)
		return 1;
	memcpy(ctx->now, ctx->iv, sizeof(ctx->now));
	if (ctx->key_set && ctx->row->iv_len && !hub_get_iv(&ctx->hub, ctx->now, sizeof(ctx->now)))
		return 0;
	return prov_set_iv(p, ctx->now, ctx->row->iv_len);
}

static const OSSL_PARAM *cipher_settable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_uint(OSSL_CIPHER_PARAM_PADDING, NULL),
		OSSL_PARAM_uint(OSSL_CIPHER_PARAM_NUM, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL),
		OSSL_PARAM_uint(OSSL_CIPHER_PARAM_TLS_VERSION, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_TLS_MAC_SIZE, NULL),
		OSSL_PARAM_END,
	};

	return settable;
}

static int bad_param(const struct cipher_ctx *ctx, const char *key)
{
	return cipher_error(ctx, PROV_R_BAD_PARAMETER, "%s", key);
}

/* What libssl tells a CBC cipher: from now on updates are records. A stream cipher has nothing to
 * do for them. */
static int set_tls_params(struct cipher_ctx *ctx, const OSSL_PARAM params[])
{
	const OSSL_PARAM *p;
	unsigned int version;
	size_t len;

	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_TLS_MAC_SIZE);
	if (p) {
		if (!OSSL_PARAM_get_size_t(p, &len) || len > TLS_MAC_MAX)
			return bad_param(ctx, p->key);
		ctx->tls_mac_len = len;
	}
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_TLS_VERSION);
	if (p) {
		if (!OSSL_PARAM_get_uint(p, &version))
			return bad_param(ctx, p->key);
		if (version == SSL3_VERSION)
			return cipher_error(ctx, PROV_R_BAD_PARAMETER, "SSL 3.0 records");
		if (ctx->row->mode == CMH_AES_MODE_CBC)
			ctx->tls_version = version;
	}
	return 1;
}

static int cipher_set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
	struct cipher_ctx *ctx = vctx;
	const OSSL_PARAM *p;
	unsigned int val;
	size_t len;

	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_PADDING);
	if (p) {
		if (!OSSL_PARAM_get_uint(p, &val))
			return bad_param(ctx, p->key);
		ctx->pad = val && ctx->row->block > 1;
	}
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_NUM);
	if (p && (!OSSL_PARAM_get_uint(p, &val) || val != ctx->num))
		return cipher_error(ctx, PROV_R_BAD_PARAMETER,
				    "num: a stream cannot be moved, it stands at %u", ctx->num);
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_KEYLEN);
	if (p && (!OSSL_PARAM_get_size_t(p, &len) || len != ctx->row->key_len))
		return cipher_error(ctx, PROV_R_BAD_KEY_LENGTH, "the key length is %zu",
				    ctx->row->key_len);
	return set_tls_params(ctx, params);
}

/* ---- The rows ---- */

#define BY_BLOCK(block, stream_fn, block_fn) ((void (*)(void))((block) == 1 ? stream_fn : block_fn))

#define CIPHER(id, name, names, core, mode, key_bytes, iv_bytes, block_bytes, flags)             \
	static const struct cipher cipher_##id = { CMH_ALG_##id, mode, key_bytes, iv_bytes,      \
						   block_bytes };                                \
	static OSSL_FUNC_cipher_newctx_fn newctx_##id;                                           \
	static OSSL_FUNC_cipher_get_params_fn get_params_##id;                                   \
	static void *newctx_##id(void *provctx)                                                  \
	{                                                                                        \
		return cipher_newctx(provctx, &cipher_##id);                                     \
	}                                                                                        \
	static int get_params_##id(OSSL_PARAM params[])                                          \
	{                                                                                        \
		return cipher_get_params(params, &cipher_##id);                                  \
	}                                                                                        \
	static const OSSL_DISPATCH dispatch_##id[] = {                                           \
		{ OSSL_FUNC_CIPHER_NEWCTX, (void (*)(void))newctx_##id },                        \
		{ OSSL_FUNC_CIPHER_ENCRYPT_INIT, (void (*)(void))cipher_encrypt_init },          \
		{ OSSL_FUNC_CIPHER_DECRYPT_INIT, (void (*)(void))cipher_decrypt_init },          \
		{ OSSL_FUNC_CIPHER_UPDATE, BY_BLOCK(block_bytes, stream_update, block_update) }, \
		{ OSSL_FUNC_CIPHER_FINAL, BY_BLOCK(block_bytes, stream_final, block_final) },    \
		{ OSSL_FUNC_CIPHER_CIPHER, (void (*)(void))cipher_cipher },                      \
		{ OSSL_FUNC_CIPHER_FREECTX, (void (*)(void))cipher_freectx },                    \
		{ OSSL_FUNC_CIPHER_DUPCTX, (void (*)(void))cipher_dupctx },                      \
		{ OSSL_FUNC_CIPHER_GET_PARAMS, (void (*)(void))get_params_##id },                \
		{ OSSL_FUNC_CIPHER_GETTABLE_PARAMS, (void (*)(void))cipher_gettable_params },    \
		{ OSSL_FUNC_CIPHER_GET_CTX_PARAMS, (void (*)(void))cipher_get_ctx_params },      \
		{ OSSL_FUNC_CIPHER_GETTABLE_CTX_PARAMS,                                          \
		  (void (*)(void))cipher_gettable_ctx_params },                                  \
		{ OSSL_FUNC_CIPHER_SET_CTX_PARAMS, (void (*)(void))cipher_set_ctx_params },      \
		{ OSSL_FUNC_CIPHER_SETTABLE_CTX_PARAMS,                                          \
		  (void (*)(void))cipher_settable_ctx_params },                                  \
		{ 0, NULL }                                                                      \
	};
CMH_CIPHER_TABLE(CIPHER)

/* clang-format off */
const struct prov_alg prov_ciphers[] = {
	CMH_CIPHER_TABLE(PROV_ALG)
	PROV_LIST_END
};
