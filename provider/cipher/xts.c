// SPDX-License-Identifier: Apache-2.0
/* xts.c - XTS (IEEE 1619, SP 800-38E), the rows of CMH_XTS_TABLE: each update is one data
 * unit under the tweak that was set, which does not move on. */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/params.h>

#include <cmh/sync.h>

#include "cipher.h"

#define TWEAK    16u
#define KEY_MAX  64u         /* both halves */
#define UNIT_MAX (16u << 20) /* bytes of a data unit, SP 800-38E */

struct xts_ctx {
	struct cipher_base base;
	bool iv_set;
	uint8_t iv[TWEAK];
	uint8_t key[KEY_MAX];
};

CIPHER_KIND(xts)
static OSSL_FUNC_cipher_cipher_fn xts_cipher;
#define xts_freectx cipher_freectx
#define xts_gettable_ctx_params cipher_gettable_ctx_params
#define xts_dupctx  cipher_dupctx

static void *xts_newctx(struct prov_ctx *prov, const struct cipher_row *row)
{
	return cipher_new(prov, row, sizeof(struct xts_ctx));
}

static int xts_init(void *vctx, bool encrypt, const unsigned char *key, size_t key_len,
		    const unsigned char *iv, size_t iv_len, const OSSL_PARAM params[])
{
	struct xts_ctx *ctx = vctx;

	if (!cipher_key_fits(&ctx->base, key, key_len))
		return 0;
	if (iv && iv_len != TWEAK)
		return cipher_error(ctx, PROV_R_BAD_IV_LENGTH, "tweak of %zu bytes, %u expected",
				    iv_len, TWEAK);
	if (key && encrypt && CRYPTO_memcmp(key, key + key_len / 2, key_len / 2) == 0)
		return cipher_error(ctx, PROV_R_KEY_REJECTED,
				    "the two halves of the key are equal");
	ctx->base.encrypt = encrypt;
	if (iv) {
		memcpy(ctx->iv, iv, iv_len);
		ctx->iv_set = true;
	}
	if (key) {
		memcpy(ctx->key, key, key_len);
		ctx->base.key_set = true;
	}
	return !params || xts_set_ctx_params(ctx, params);
}

static int xts_update(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
		      const unsigned char *in, size_t len)
{
	struct xts_ctx *ctx = vctx;
	const struct cipher_row *row = ctx->base.row;
	const struct cmh_key key = { .data = ctx->key, .len = row->key_len };
	const uint32_t dir = ctx->base.encrypt ? CMH_ENCRYPT : CMH_DECRYPT;
	int err;

	*out_len = 0;
	if (!cipher_has_key(&ctx->base) || !cipher_has_room(&ctx->base, out_size, len))
		return 0;
	if (!ctx->iv_set)
		return cipher_error(ctx, PROV_R_IV_USED, "set a tweak first");
	if (!in || !out || len < TWEAK || len > UNIT_MAX)
		return cipher_error(ctx, PROV_R_BAD_PARAMETER,
				    "data unit of %zu bytes, %u to %u expected", len, TWEAK,
				    UNIT_MAX);
	HUB_CALL(ctx->base.hub.prov, err,
		 cmh_cipher(dev, row->alg, dir, &key, ctx->iv, in, out, len));
	if (err < 0)
		return prov_fail(ctx->base.hub.prov, err);
	*out_len = len;
	return 1;
}

static int xts_final(void *vctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	*out_len = 0;
	return 1;
}

static int xts_cipher(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
		      const unsigned char *in, size_t len)
{
	return xts_update(vctx, out, out_len, out_size, in, len);
}

/* ---- Parameters ---- */

static int xts_get_ctx_params(void *vctx, OSSL_PARAM params[])
{
	struct xts_ctx *ctx = vctx;
	OSSL_PARAM *p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_UPDATED_IV);

	return cipher_get_common(&ctx->base, params, false, 0, ctx->iv, TWEAK) &&
	       (!p || prov_set_iv(p, ctx->iv, TWEAK));
}

static const OSSL_PARAM *xts_settable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL),
		OSSL_PARAM_utf8_string("xts_standard", NULL, 0),
		OSSL_PARAM_END,
	};

	return settable;
}

/* Later releases of OpenSSL know two standards of SM4-XTS, which number the bits of the tweak
 * differently; the hub has that of IEEE 1619. */
static int xts_set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
	struct xts_ctx *ctx = vctx;
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, "xts_standard");
	const char *standard = NULL;

	if (p && (!p->data || !OSSL_PARAM_get_utf8_string_ptr(p, &standard) || !standard ||
		  OPENSSL_strcasecmp(standard, "IEEE") != 0))
		return cipher_error(ctx, PROV_R_BAD_PARAMETER,
				    "xts_standard: the hub has that of IEEE only");
	return cipher_keylen_same(&ctx->base, params);
}

/* ---- The rows ---- */

#define XTS_ROW(id, name, names, core, mode, key_bytes, iv_bytes, block_bytes, flags)    \
	_Static_assert((key_bytes) <= KEY_MAX && (iv_bytes) == TWEAK, "not an XTS row"); \
	CIPHER_ROW(id, xts, CMH_ALG_##id, EVP_CIPH_XTS_MODE, key_bytes, iv_bytes, 1,     \
		   CIPHER_F_CUSTOM_IV | CIPHER_F_ONE_SHOT)
CMH_XTS_TABLE(XTS_ROW)

/* clang-format off */
const struct prov_alg prov_xts[] = {
	CMH_XTS_TABLE(PROV_ALG)
	PROV_LIST_END
};
