// SPDX-License-Identifier: Apache-2.0
/* block.c - block modes without authentication, ECB and CBC: the rows of CMH_CIPHER_TABLE
 * with a block.
 *
 * The library takes whole blocks. Here is what OpenSSL expects beyond that: partial blocks kept
 * between calls, PKCS#7 padding, and for CBC the records of TLS.
 */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/prov_ssl.h>

#include "cbc_pad.h"
#include "cipher.h"

struct block_ctx {
	struct cipher_base base;
	bool pad;
	uint8_t iv[AES_BLOCK];  /* as the caller set it */
	uint8_t now[AES_BLOCK]; /* as it stood when the caller last asked */
	uint8_t buf[AES_BLOCK]; /* input that waits for the rest of its block */
	size_t buf_len;
	unsigned int tls_version; /* 0: not a TLS record cipher */
	size_t tls_mac_len;
	uint8_t tls_mac[TLS_MAC_MAX];
};

CIPHER_KIND(block)
static OSSL_FUNC_cipher_cipher_fn block_cipher;
static OSSL_FUNC_cipher_gettable_ctx_params_fn block_gettable_ctx_params;
#define block_freectx cipher_freectx
#define block_dupctx  cipher_dupctx

static void *block_newctx(struct prov_ctx *prov, const struct cipher_row *row)
{
	struct block_ctx *ctx = cipher_new(prov, row, sizeof(*ctx));

	if (ctx)
		ctx->pad = true;
	return ctx;
}

/* Without a new IV OpenSSL begins again with the last one set. */
static int block_init(void *vctx, bool encrypt, const unsigned char *key, size_t key_len,
		      const unsigned char *iv, size_t iv_len, const OSSL_PARAM params[])
{
	struct block_ctx *ctx = vctx;
	const size_t need = ctx->base.row->iv_len;

	if (!cipher_key_fits(&ctx->base, key, key_len))
		return 0;
	if (iv && need) {
		if (iv_len != need)
			return cipher_error(ctx, PROV_R_BAD_IV_LENGTH,
					    "IV of %zu bytes, %zu expected", iv_len, need);
		memcpy(ctx->iv, iv, iv_len);
	}
	ctx->base.encrypt = encrypt;
	ctx->buf_len = 0;
	if (key || ctx->base.key_set) {
		if (!hub_init(&ctx->base.hub, encrypt, key, key_len, need ? ctx->iv : NULL, need))
			return 0;
		ctx->base.key_set = true;
	}
	return !params || block_set_ctx_params(ctx, params);
}

/* ---- TLS records of CBC cipher suites: each update is one record, in place ---- */

static int tls_encrypt(struct block_ctx *ctx, unsigned char *rec, size_t *out_len, size_t out_size,
		       size_t len)
{
	const size_t pad = AES_BLOCK - len % AES_BLOCK;

	if (!cipher_has_room(&ctx->base, out_size, len + pad))
		return 0;
	memset(rec + len, (int)(pad - 1), pad);
	if (!hub_update(&ctx->base.hub, rec, rec, len + pad))
		return 0;
	*out_len = len + pad;
	return 1;
}

static int tls_decrypt(struct block_ctx *ctx, unsigned char *rec, size_t *out_len, size_t len)
{
	const size_t iv_len = ctx->tls_version == TLS1_VERSION ? 0 : AES_BLOCK;
	uint8_t decoy[TLS_MAC_MAX];

	if (len % AES_BLOCK || len < iv_len)
		return cipher_error(ctx, PROV_R_BAD_TLS_RECORD, "record of %zu bytes", len);
	if (ctx->tls_mac_len && !prov_random(ctx->base.hub.prov, decoy, ctx->tls_mac_len))
		return 0;
	if (!hub_update(&ctx->base.hub, rec, rec, len))
		return 0;
	*out_len = len - iv_len;
	if (!tls_unpad(rec + iv_len, out_len, ctx->tls_mac, ctx->tls_mac_len, decoy))
		return cipher_error(ctx, PROV_R_BAD_TLS_RECORD, "record of %zu bytes", len);
	return 1;
}

static int tls_record(struct block_ctx *ctx, unsigned char *out, size_t *out_len, size_t out_size,
		      const unsigned char *in, size_t len)
{
	if (!in || in != out || out_size < len || !ctx->pad)
		return cipher_error(ctx, PROV_R_BAD_TLS_RECORD,
				    "records are padded and encrypted in place");
	return ctx->base.encrypt ? tls_encrypt(ctx, out, out_len, out_size, len) :
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
	struct block_ctx *ctx = vctx;
	/* of a padded message, the last block: only final can tell that it is the last */
	const bool hold = !ctx->base.encrypt && ctx->pad;
	const size_t total = ctx->buf_len + len;
	size_t ready = total - total % AES_BLOCK;
	size_t fill;

	if (!cipher_has_key(&ctx->base))
		return 0;
	if (ctx->tls_version)
		return tls_record(ctx, out, out_len, out_size, in, len);
	if (!len)
		ready = 0;
	if (hold && ready && ready == total)
		ready -= AES_BLOCK;
	if (!cipher_has_buffers(&ctx->base, out, out_size, ready, in, len))
		return 0;
	*out_len = ready;

	if (ready && ctx->buf_len) {
		fill = AES_BLOCK - ctx->buf_len;
		if (in + fill != out + AES_BLOCK && clobbers(out, ready, in + fill, len - fill))
			return cipher_error(ctx, PROV_R_BUFFERS_OVERLAP,
					    "%zu bytes of the last call come out first",
					    ctx->buf_len);
		memcpy(ctx->buf + ctx->buf_len, in, fill);
		if (!hub_update(&ctx->base.hub, ctx->buf, out, AES_BLOCK))
			return 0;
		ctx->buf_len = 0;
		in += fill;
		len -= fill;
		out += AES_BLOCK;
		ready -= AES_BLOCK;
	}
	if (ready) {
		if (!hub_update(&ctx->base.hub, in, out, ready))
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

static int partial_block(const struct block_ctx *ctx)
{
	return cipher_error(ctx, PROV_R_PARTIAL_BLOCK, "%zu bytes are left over", ctx->buf_len);
}

static int encrypt_final(struct block_ctx *ctx, unsigned char *out, size_t *out_len,
			 size_t out_size)
{
	*out_len = 0;
	if (!ctx->pad)
		return ctx->buf_len ? partial_block(ctx) : 1;
	if (!cipher_has_room(&ctx->base, out_size, AES_BLOCK))
		return 0;
	pkcs7_pad(ctx->buf, ctx->buf_len);
	ctx->buf_len = 0;
	if (!hub_update(&ctx->base.hub, ctx->buf, out, AES_BLOCK))
		return 0;
	*out_len = AES_BLOCK;
	return 1;
}

static int decrypt_final(struct block_ctx *ctx, unsigned char *out, size_t *out_len,
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
	if (!hub_update(&ctx->base.hub, ctx->buf, last, AES_BLOCK))
		return 0;
	if (ctx->pad && !pkcs7_unpad(last, &used)) {
		cipher_error(ctx, PROV_R_BAD_DECRYPT, "wrong key or damaged text");
	} else if (cipher_has_room(&ctx->base, out_size, used)) {
		memcpy(out, last, used);
		*out_len = used;
		ok = 1;
	}
	OPENSSL_cleanse(last, sizeof(last));
	return ok;
}

static int block_final(void *vctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	struct block_ctx *ctx = vctx;

	if (!cipher_has_key(&ctx->base))
		return 0;
	if (ctx->tls_version)
		return cipher_error(ctx, PROV_R_BAD_TLS_RECORD, "records have no end");
	return ctx->base.encrypt ? encrypt_final(ctx, out, out_len, out_size) :
				   decrypt_final(ctx, out, out_len, out_size);
}

/* One raw step, without padding or buffer: what EVP_Cipher() calls. */
static int block_cipher(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
			const unsigned char *in, size_t len)
{
	struct block_ctx *ctx = vctx;

	if (len % AES_BLOCK)
		return cipher_error(ctx, PROV_R_PARTIAL_BLOCK, "%zu bytes at once", len);
	if (!cipher_has_key(&ctx->base) ||
	    !cipher_has_buffers(&ctx->base, out, out_size, len, in, len))
		return 0;
	if (len && !hub_update(&ctx->base.hub, in, out, len))
		return 0;
	*out_len = len;
	return 1;
}

/* ---- Parameters ---- */

static const OSSL_PARAM *block_gettable_ctx_params(void *vctx, void *provctx)
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

static int block_get_ctx_params(void *vctx, OSSL_PARAM params[])
{
	struct block_ctx *ctx = vctx;
	OSSL_PARAM *p;

	if (!cipher_get_common(&ctx->base, params, ctx->pad, 0, ctx->iv, ctx->base.row->iv_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_TLS_MAC);
	if (p && !OSSL_PARAM_set_octet_ptr(p, ctx->tls_mac, ctx->tls_mac_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_UPDATED_IV);
	if (!p)
		return 1;
	memcpy(ctx->now, ctx->iv, sizeof(ctx->now));
	if (ctx->base.key_set && ctx->base.row->iv_len &&
	    !hub_get_iv(&ctx->base.hub, ctx->now, sizeof(ctx->now)))
		return 0;
	return prov_set_iv(p, ctx->now, ctx->base.row->iv_len);
}

static const OSSL_PARAM *block_settable_ctx_params(void *vctx, void *provctx)
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

/* What libssl tells a CBC cipher: from now on updates are records. */
static int set_tls_params(struct block_ctx *ctx, const OSSL_PARAM params[])
{
	const OSSL_PARAM *p;
	unsigned int version;
	size_t len;

	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_TLS_MAC_SIZE);
	if (p) {
		if (!param_get(size_t, p, &len) || len > TLS_MAC_MAX)
			return cipher_bad_param(&ctx->base, p->key);
		ctx->tls_mac_len = len;
	}
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_TLS_VERSION);
	if (p) {
		if (!param_get(uint, p, &version))
			return cipher_bad_param(&ctx->base, p->key);
		if (version == SSL3_VERSION)
			return cipher_error(ctx, PROV_R_BAD_PARAMETER, "SSL 3.0 records");
		if (ctx->base.row->mode == EVP_CIPH_CBC_MODE)
			ctx->tls_version = version;
	}
	return 1;
}

static int block_set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
	struct block_ctx *ctx = vctx;
	const OSSL_PARAM *p;
	unsigned int val;

	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_PADDING);
	if (p) {
		if (!param_get(uint, p, &val))
			return cipher_bad_param(&ctx->base, p->key);
		ctx->pad = val != 0;
	}
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_NUM);
	if (p && (!param_get(uint, p, &val) || val != 0))
		return cipher_error(ctx, PROV_R_BAD_PARAMETER, "num: a block mode stands at 0");
	return cipher_keylen_same(&ctx->base, params) && set_tls_params(ctx, params);
}

/* ---- The rows ---- */

#define WITH_BLOCK_16(...) __VA_ARGS__
#define WITH_BLOCK_1(...)

#define BLOCK_ROW(id, name, names, core, mode, key_bytes, iv_bytes, block_bytes, flags)    \
	WITH_BLOCK_##block_bytes(CIPHER_ROW(id, block, CMH_ALG_##id, EVP_MODE(core, mode), \
					    key_bytes, iv_bytes, block_bytes, 0))
#define BLOCK_ALG(id, name, names, core, mode, key_bytes, iv_bytes, block_bytes, flags) \
	WITH_BLOCK_##block_bytes(PROV_ALG(id, name, names))
CMH_CIPHER_TABLE(BLOCK_ROW)

/* clang-format off */
const struct prov_alg prov_block_ciphers[] = {
	CMH_CIPHER_TABLE(BLOCK_ALG)
	PROV_LIST_END
};
