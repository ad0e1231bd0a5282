// SPDX-License-Identifier: Apache-2.0
/* stream.c - modes without authentication that take any length: the rows of CMH_CIPHER_TABLE
 * without a block, and those of CMH_STREAM_TABLE. */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/params.h>

#include "cipher.h"

#define IV_LEN 16u

struct stream_ctx {
	struct cipher_base base;
	uint8_t iv[IV_LEN];  /* as the caller set it */
	uint8_t now[IV_LEN]; /* as it stood when the caller last asked */
	unsigned int num;    /* bytes used of the current block of key stream */
};

CIPHER_KIND(stream)
static OSSL_FUNC_cipher_cipher_fn stream_cipher;
#define stream_freectx cipher_freectx
#define stream_gettable_ctx_params cipher_gettable_ctx_params
#define stream_dupctx  cipher_dupctx

static void *stream_newctx(struct prov_ctx *prov, const struct cipher_row *row)
{
	return cipher_new(prov, row, sizeof(struct stream_ctx));
}

/* The IV that a message starts with. Without a new one a counter goes on counting, and CFB begins
 * again with the last one set. */
static int start_iv(struct stream_ctx *ctx, const unsigned char *iv, size_t iv_len, uint8_t *out)
{
	if (iv) {
		if (iv_len != IV_LEN)
			return cipher_error(ctx, PROV_R_BAD_IV_LENGTH,
					    "IV of %zu bytes, %u expected", iv_len, IV_LEN);
		memcpy(ctx->iv, iv, iv_len);
	} else if (ctx->base.key_set && ctx->base.row->mode != EVP_CIPH_CFB_MODE) {
		return hub_get_iv(&ctx->base.hub, out, IV_LEN);
	}
	memcpy(out, ctx->iv, IV_LEN);
	return 1;
}

static int stream_init(void *vctx, bool encrypt, const unsigned char *key, size_t key_len,
		       const unsigned char *iv, size_t iv_len, const OSSL_PARAM params[])
{
	struct stream_ctx *ctx = vctx;
	uint8_t first[IV_LEN];

	if (!cipher_key_fits(&ctx->base, key, key_len) || !start_iv(ctx, iv, iv_len, first))
		return 0;
	ctx->base.encrypt = encrypt;
	ctx->num = 0;
	if (key || ctx->base.key_set) {
		if (!hub_init(&ctx->base.hub, encrypt, key, key_len, first, IV_LEN))
			return 0;
		ctx->base.key_set = true;
	}
	return !params || stream_set_ctx_params(ctx, params);
}

static int stream_update(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
			 const unsigned char *in, size_t len)
{
	struct stream_ctx *ctx = vctx;

	if (!cipher_has_key(&ctx->base) ||
	    !cipher_has_buffers(&ctx->base, out, out_size, len, in, len))
		return 0;
	if (len && !hub_update(&ctx->base.hub, in, out, len))
		return 0;
	ctx->num = (ctx->num + len) % IV_LEN;
	*out_len = len;
	return 1;
}

static int stream_final(void *vctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	struct stream_ctx *ctx = vctx;

	*out_len = 0;
	return cipher_has_key(&ctx->base);
}

static int stream_cipher(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
			 const unsigned char *in, size_t len)
{
	return stream_update(vctx, out, out_len, out_size, in, len);
}

/* ---- Parameters ---- */

static int stream_get_ctx_params(void *vctx, OSSL_PARAM params[])
{
	struct stream_ctx *ctx = vctx;
	OSSL_PARAM *p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_UPDATED_IV);

	if (!cipher_get_common(&ctx->base, params, false, ctx->num, ctx->iv, IV_LEN))
		return 0;
	if (!p)
		return 1;
	memcpy(ctx->now, ctx->iv, IV_LEN);
	if (ctx->base.key_set && !hub_get_iv(&ctx->base.hub, ctx->now, IV_LEN))
		return 0;
	return prov_set_iv(p, ctx->now, IV_LEN);
}

static const OSSL_PARAM *stream_settable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_uint(OSSL_CIPHER_PARAM_PADDING, NULL),
		OSSL_PARAM_uint(OSSL_CIPHER_PARAM_NUM, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL),
		OSSL_PARAM_END,
	};

	return settable;
}

static int stream_set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
	struct stream_ctx *ctx = vctx;
	const OSSL_PARAM *p;
	unsigned int val;

	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_PADDING);
	if (p && !param_get(uint, p, &val))
		return cipher_bad_param(&ctx->base, p->key);
	p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_NUM);
	if (p && (!param_get(uint, p, &val) || val != ctx->num))
		return cipher_error(ctx, PROV_R_BAD_PARAMETER,
				    "num: a stream cannot be moved, it stands at %u", ctx->num);
	return cipher_keylen_same(&ctx->base, params);
}

/* ---- The rows ---- */

#define WITHOUT_BLOCK_16(...)
#define WITHOUT_BLOCK_1(...) __VA_ARGS__

#define STREAM_ROW(id, name, names, core, mode, key_bytes, iv_bytes, block_bytes, flags)       \
	WITHOUT_BLOCK_##block_bytes(CIPHER_ROW(id, stream, CMH_ALG_##id, EVP_MODE(core, mode), \
					       key_bytes, iv_bytes, 1, 0))
#define STREAM_ALG(id, name, names, core, mode, key_bytes, iv_bytes, block_bytes, flags) \
	WITHOUT_BLOCK_##block_bytes(PROV_ALG(id, name, names))
CMH_CIPHER_TABLE(STREAM_ROW)

#define FLAGS_OF(core) (CMH_CORE_##core == CMH_CORE_CCP ? CIPHER_F_CUSTOM_IV : 0)
#define STREAM2_ROW(id, name, names, core, mode, key_bytes, iv_bytes, block_bytes, flags)  \
	CIPHER_ROW(id, stream, CMH_ALG_##id, EVP_MODE(core, mode), key_bytes, iv_bytes, 1, \
		   FLAGS_OF(core))
CMH_STREAM_TABLE(STREAM2_ROW)

/* clang-format off */
const struct prov_alg prov_stream_ciphers[] = {
	CMH_CIPHER_TABLE(STREAM_ALG)
	CMH_STREAM_TABLE(PROV_ALG)
	PROV_LIST_END
};
