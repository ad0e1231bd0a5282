// SPDX-License-Identifier: Apache-2.0
/* wrap.c - AES key wrap (RFC 3394, SP 800-38F) without and with padding (RFC 5649): each
 * update is a whole key. The hub's part is ECB, one block at a time, for each depends on the
 * last. */
#include <limits.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/params.h>

#include "cipher.h"
#include "ct.h"

#define HALF       8u /* a semiblock */
#define BLOCK      16u
#define IV_LEN     8u /* without padding */
#define PAD_IV_LEN 4u /* with padding; behind it comes the length */
#define ROUNDS     6u

struct wrap_ctx {
	struct cipher_base base;
	uint8_t iv[IV_LEN];
};

CIPHER_KIND_RAW(wrap, 0)
#define wrap_cipher  wrap_update /* not in the table */
#define wrap_freectx cipher_freectx
#define wrap_gettable_ctx_params cipher_gettable_ctx_params
#define wrap_dupctx  cipher_dupctx

static bool padded(const struct wrap_ctx *ctx)
{
	return ctx->base.row->iv_len == PAD_IV_LEN;
}

static void *wrap_newctx(struct prov_ctx *prov, const struct cipher_row *row)
{
	static const uint8_t pad_iv[PAD_IV_LEN] = { 0xa6, 0x59, 0x59, 0xa6 };
	struct wrap_ctx *ctx = cipher_new(prov, row, sizeof(*ctx));

	if (!ctx)
		return NULL;
	memset(ctx->iv, 0xa6, IV_LEN);
	if (padded(ctx))
		memcpy(ctx->iv, pad_iv, PAD_IV_LEN);
	return ctx;
}

static int wrap_init(void *vctx, bool encrypt, const unsigned char *key, size_t key_len,
		     const unsigned char *iv, size_t iv_len, const OSSL_PARAM params[])
{
	struct wrap_ctx *ctx = vctx;

	if (!cipher_key_fits(&ctx->base, key, key_len))
		return 0;
	if (iv && iv_len != ctx->base.row->iv_len)
		return cipher_error(ctx, PROV_R_BAD_IV_LENGTH, "IV of %zu bytes, %zu expected",
				    iv_len, ctx->base.row->iv_len);
	ctx->base.encrypt = encrypt;
	if (iv)
		memcpy(ctx->iv, iv, iv_len);
	if (key || ctx->base.key_set) {
		if (!hub_init(&ctx->base.hub, encrypt, key, key_len, NULL, 0))
			return 0;
		ctx->base.key_set = true;
	}
	return !params || wrap_set_ctx_params(ctx, params);
}

/* a ^= t, a big-endian number */
static void xor_step(uint8_t a[HALF], uint64_t t)
{
	for (size_t i = 0; i < HALF; i++)
		a[HALF - 1 - i] ^= (uint8_t)(t >> (8 * i));
}

/* The wrapping function W of RFC 3394 in place: r of nr semiblocks, a before them. */
static int wrap(struct wrap_ctx *ctx, uint8_t a[HALF], uint8_t *r, size_t nr)
{
	uint8_t b[BLOCK];
	uint64_t t = 1;
	int ok = 1;

	memcpy(b, a, HALF);
	for (unsigned int j = 0; ok && j < ROUNDS; j++) {
		for (size_t i = 0; ok && i < nr; i++, t++) {
			memcpy(b + HALF, r + i * HALF, HALF);
			ok = hub_update(&ctx->base.hub, b, b, BLOCK);
			xor_step(b, t);
			memcpy(r + i * HALF, b + HALF, HALF);
		}
	}
	memcpy(a, b, HALF);
	OPENSSL_cleanse(b, sizeof(b));
	return ok;
}

/* Its inverse. */
static int unwrap(struct wrap_ctx *ctx, uint8_t a[HALF], uint8_t *r, size_t nr)
{
	uint64_t t = ROUNDS * (uint64_t)nr;
	uint8_t b[BLOCK];
	int ok = 1;

	memcpy(b, a, HALF);
	for (unsigned int j = 0; ok && j < ROUNDS; j++) {
		for (size_t i = nr; ok && i-- > 0; t--) {
			xor_step(b, t);
			memcpy(b + HALF, r + i * HALF, HALF);
			ok = hub_update(&ctx->base.hub, b, b, BLOCK);
			memcpy(r + i * HALF, b + HALF, HALF);
		}
	}
	memcpy(a, b, HALF);
	OPENSSL_cleanse(b, sizeof(b));
	return ok;
}

static int bad_unwrap(const struct wrap_ctx *ctx)
{
	return cipher_error(ctx, PROV_R_BAD_DECRYPT, "wrong key or damaged wrapped key");
}

/* out has room for what comes out; in may be out. Returns 1 with the length in *out_len, or 0. */
static int encrypt_key(struct wrap_ctx *ctx, uint8_t *out, size_t *out_len, const uint8_t *in,
		       size_t len)
{
	const size_t nr = (len + HALF - 1) / HALF;
	uint8_t a[HALF];

	memcpy(a, ctx->iv, HALF);
	if (padded(ctx))
		for (size_t i = 0; i < 4; i++)
			a[PAD_IV_LEN + i] = (uint8_t)(len >> (24 - 8 * i));
	memmove(out + HALF, in, len);
	memset(out + HALF + len, 0, nr * HALF - len);
	*out_len = (nr + 1) * HALF;
	if (nr > 1) {
		if (!wrap(ctx, a, out + HALF, nr))
			return 0;
		memcpy(out, a, HALF);
		return 1;
	}
	memcpy(out, a, HALF);
	return hub_update(&ctx->base.hub, out, out, BLOCK);
}

/* Judges what came out of an unwrapping with padding: a, and n = nr semiblocks in text. In constant
 * time up to the answer. */
static bool padding_fits(const struct wrap_ctx *ctx, const uint8_t a[HALF], const uint8_t *text,
			 size_t n, size_t *len)
{
	size_t good = ct_eq((size_t)CRYPTO_memcmp(a, ctx->iv, PAD_IV_LEN), 0), said = 0;

	for (size_t i = 0; i < 4; i++)
		said = said << 8 | a[PAD_IV_LEN + i];
	good &= ct_ge(n * HALF, said) & ct_lt((n - 1) * HALF, said);
	for (size_t i = (n - 1) * HALF; i < n * HALF; i++)
		good &= ct_lt(i, said) | ct_eq(text[i], 0);
	*len = said & good;
	return good != 0;
}

static int decrypt_key(struct wrap_ctx *ctx, uint8_t *out, size_t *out_len, const uint8_t *in,
		       size_t len)
{
	const size_t nr = len / HALF - 1;
	uint8_t a[HALF], b[BLOCK];
	bool good;
	int ok;

	if (nr > 1) {
		memcpy(a, in, HALF);
		memmove(out, in + HALF, nr * HALF);
		ok = unwrap(ctx, a, out, nr);
	} else {
		ok = hub_update(&ctx->base.hub, in, b, BLOCK);
		memcpy(a, b, HALF);
		memcpy(out, b + HALF, HALF);
		OPENSSL_cleanse(b, sizeof(b));
	}
	*out_len = nr * HALF;
	good = ok && (padded(ctx) ? padding_fits(ctx, a, out, nr, out_len) :
				    CRYPTO_memcmp(a, ctx->iv, HALF) == 0);
	OPENSSL_cleanse(a, sizeof(a));
	if (good)
		return 1;
	OPENSSL_cleanse(out, nr * HALF);
	return ok ? bad_unwrap(ctx) : 0;
}

/* Whether a key of this length can be wrapped, or unwrapped. */
static bool length_fits(const struct wrap_ctx *ctx, size_t len)
{
	const size_t least = padded(ctx) ? (ctx->base.encrypt ? 1 : BLOCK) :
					   (ctx->base.encrypt ? BLOCK : BLOCK + HALF);

	if (len < least || len > INT_MAX - BLOCK)
		return false;
	return (padded(ctx) && ctx->base.encrypt) || len % HALF == 0;
}

/* out NULL asks for the most that may come out. */
static int wrap_update(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
		       const unsigned char *in, size_t len)
{
	struct wrap_ctx *ctx = vctx;
	size_t done;
	int ok;

	*out_len = 0;
	if (!in || len == 0)
		return 1;
	if (!cipher_has_key(&ctx->base))
		return 0;
	if (!length_fits(ctx, len))
		return cipher_error(ctx, PROV_R_BAD_PARAMETER, "%s of %zu bytes",
				    ctx->base.encrypt ? "key" : "wrapped key", len);
	if (!out) {
		*out_len = ctx->base.encrypt ? (len + HALF - 1) / HALF * HALF + HALF : len - HALF;
		return 1;
	}
	/* libcrypto says a room of one semiblock more than the input, whatever the caller has */
	if (!cipher_has_room(&ctx->base, out_size, len))
		return 0;
	ok = ctx->base.encrypt ? encrypt_key(ctx, out, &done, in, len) :
				 decrypt_key(ctx, out, &done, in, len);
	if (ok)
		*out_len = done;
	else if (ctx->base.encrypt)
		OPENSSL_cleanse(out, done); /* parts of the key may be there in the clear */
	return ok;
}

static int wrap_final(void *vctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	*out_len = 0;
	return 1;
}

/* ---- Parameters ---- */

static int wrap_get_ctx_params(void *vctx, OSSL_PARAM params[])
{
	struct wrap_ctx *ctx = vctx;
	const size_t iv_len = ctx->base.row->iv_len;
	OSSL_PARAM *p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_UPDATED_IV);

	return cipher_get_common(&ctx->base, params, padded(ctx), 0, ctx->iv, iv_len) &&
	       (!p || prov_set_iv(p, ctx->iv, iv_len));
}

static const OSSL_PARAM *wrap_settable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL),
		OSSL_PARAM_END,
	};

	return settable;
}

static int wrap_set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
	struct wrap_ctx *ctx = vctx;

	return cipher_keylen_same(&ctx->base, params);
}

/* ---- The services ---- */

#define WRAPS(X)                                         \
	X(WRAP_AES_128, AES_128_ECB, 16, IV_LEN)         \
	X(WRAP_AES_192, AES_192_ECB, 24, IV_LEN)         \
	X(WRAP_AES_256, AES_256_ECB, 32, IV_LEN)         \
	X(WRAP_PAD_AES_128, AES_128_ECB, 16, PAD_IV_LEN) \
	X(WRAP_PAD_AES_192, AES_192_ECB, 24, PAD_IV_LEN) \
	X(WRAP_PAD_AES_256, AES_256_ECB, 32, PAD_IV_LEN)

#define WRAP_ROW(id, ecb, key_bytes, iv_bytes)                                             \
	CIPHER_ROW(id, wrap, CMH_ALG_##ecb, EVP_CIPH_WRAP_MODE, key_bytes, iv_bytes, HALF, \
		   CIPHER_F_CUSTOM_IV)
WRAPS(WRAP_ROW)

#define WRAP_SERVICE(id, ...) PROV_SERVICE(id, dispatch_##id, "AES key wrap"),

/* clang-format off */
const struct prov_alg prov_wrap[] = {
	WRAPS(WRAP_SERVICE)
	PROV_LIST_END
};
