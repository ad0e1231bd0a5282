// SPDX-License-Identifier: Apache-2.0
/* kmac.c - KMAC (SP 800-185), as cSHAKE on the hub with N = "KMAC", the key in front of the
 * message and the output length behind it: whether the length counts (KMAC) or not (KMACXOF),
 * and what it is, a caller may say as late as at the end. The hub's own KMAC wants to know
 * before. */
#include <errno.h>
#include <string.h>

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include <cmh/hash.h>

#include "hub.h"
#include "octets.h"
#include "prov_ctx.h"
#include "prov_err.h"

#define KEY_MIN    4u /* what OpenSSL takes */
#define KEY_MAX    512u
#define CUSTOM_MAX 256u /* what the hub takes */
#define OUT_MAX    0x1fffffu
#define RATE_MAX   168u
#define ENCODED    9u /* most bytes of an encoded length */

struct kmac {
	enum cmh_alg alg; /* the cSHAKE */
	size_t size;      /* of the MAC unless set otherwise */
	size_t rate;
};

struct kmac_ctx {
	struct prov_ctx *prov;
	const struct kmac *row;
	struct cmh_hash *hash;
	struct octets key, custom;
	size_t out_len;
	int xof;
	bool begun; /* update and final have a message */
};

static OSSL_FUNC_mac_dupctx_fn kmac_dup;
static OSSL_FUNC_mac_freectx_fn kmac_free;
static OSSL_FUNC_mac_init_fn kmac_init;
static OSSL_FUNC_mac_update_fn kmac_update;
static OSSL_FUNC_mac_final_fn kmac_final;
static OSSL_FUNC_mac_gettable_ctx_params_fn kmac_gettable;
static OSSL_FUNC_mac_get_ctx_params_fn kmac_get;
static OSSL_FUNC_mac_settable_ctx_params_fn kmac_settable;
static OSSL_FUNC_mac_set_ctx_params_fn kmac_set;

static void *kmac_newctx(struct prov_ctx *prov, const struct kmac *row)
{
	struct kmac_ctx *ctx = OPENSSL_zalloc(sizeof(*ctx));
	struct cmh_dev *dev = prov_dev(prov);
	int err;

	if (!ctx || !dev) {
		OPENSSL_free(ctx);
		return NULL;
	}
	err = cmh_hash_new(dev, row->alg, &ctx->hash);
	if (err == -EOWNERDEAD) {
		dev = prov_dev_reopen(prov);
		err = dev ? cmh_hash_new(dev, row->alg, &ctx->hash) : PROV_RAISED;
	}
	if (err) {
		prov_fail(prov, err);
		OPENSSL_free(ctx);
		return NULL;
	}
	ctx->prov = prov;
	ctx->row = row;
	ctx->out_len = row->size;
	return ctx;
}

static void kmac_free(void *vctx)
{
	struct kmac_ctx *ctx = vctx;

	if (!ctx)
		return;
	cmh_hash_free(ctx->hash);
	octets_free(&ctx->key);
	octets_free(&ctx->custom);
	OPENSSL_free(ctx);
}

static void *kmac_dup(void *vctx)
{
	const struct kmac_ctx *ctx = vctx;
	struct kmac_ctx *dup = OPENSSL_memdup(ctx, sizeof(*ctx));
	int err;

	if (!dup)
		return NULL;
	dup->key = dup->custom = (struct octets){ NULL, 0 };
	dup->hash = NULL;
	err = cmh_hash_dup(ctx->hash, &dup->hash);
	if (err)
		prov_fail(ctx->prov, err);
	if (err || !octets_dup(ctx->prov, &dup->key, &ctx->key) ||
	    !octets_dup(ctx->prov, &dup->custom, &ctx->custom)) {
		kmac_free(dup);
		return NULL;
	}
	return dup;
}

/* ---- The encodings of SP 800-185, section 2.3 ---- */

/* Writes the bytes of x without leading zeros to out + 1 and returns how many, at least one. */
static size_t encode_bytes(uint64_t x, uint8_t *out)
{
	size_t nr = 1;

	while (nr < 8 && x >> (8 * nr))
		nr++;
	for (size_t i = 0; i < nr; i++)
		out[1 + i] = (uint8_t)(x >> (8 * (nr - 1 - i)));
	return nr;
}

static size_t left_encode(uint64_t x, uint8_t out[ENCODED])
{
	const size_t nr = encode_bytes(x, out);

	out[0] = (uint8_t)nr;
	return nr + 1;
}

static size_t right_encode(uint64_t x, uint8_t out[ENCODED])
{
	uint8_t left[ENCODED];
	const size_t nr = encode_bytes(x, left);

	memcpy(out, left + 1, nr);
	out[nr] = (uint8_t)nr;
	return nr + 1;
}

/* ---- Messages ---- */

static int feed(struct kmac_ctx *ctx, const void *in, size_t len)
{
	return len == 0 || hub_hash_update(ctx->prov, ctx->hash, in, len);
}

/* bytepad(encode_string(key), rate) */
static int feed_key(struct kmac_ctx *ctx)
{
	uint8_t pad[2 * ENCODED + KEY_MAX + RATE_MAX] = { 0 };
	size_t len = left_encode(ctx->row->rate, pad);
	int ok;

	len += left_encode(8 * (uint64_t)ctx->key.len, pad + len);
	memcpy(pad + len, ctx->key.data, ctx->key.len);
	len += ctx->key.len;
	len = (len + ctx->row->rate - 1) / ctx->row->rate * ctx->row->rate;
	ok = feed(ctx, pad, len);
	OPENSSL_cleanse(pad, sizeof(pad));
	return ok;
}

static int set_key(struct kmac_ctx *ctx, const void *key, size_t len)
{
	if (len < KEY_MIN || len > KEY_MAX)
		return prov_raise(ctx->prov, PROV_R_BAD_KEY_LENGTH,
				  "key of %zu bytes, %u to %u expected", len, KEY_MIN, KEY_MAX);
	return octets_set(ctx->prov, &ctx->key, key, len);
}

static int kmac_init(void *vctx, const unsigned char *key, size_t key_len,
		     const OSSL_PARAM params[])
{
	struct kmac_ctx *ctx = vctx;
	int err;

	ctx->begun = false;
	if (params && !kmac_set(ctx, params))
		return 0;
	if (key && !set_key(ctx, key, key_len))
		return 0;
	if (!ctx->key.data)
		return prov_raise(ctx->prov, PROV_R_NO_KEY, "initialise with a key first");
	cmh_hash_reset(ctx->hash);
	err = cmh_hash_set_custom(ctx->hash, "KMAC", 4, ctx->custom.data, ctx->custom.len);
	if (err)
		return prov_fail(ctx->prov, err);
	ctx->begun = feed_key(ctx);
	return ctx->begun;
}

static int begun(const struct kmac_ctx *ctx)
{
	return ctx->begun || prov_raise(ctx->prov, PROV_R_NO_KEY, "initialise with a key first");
}

static int kmac_update(void *vctx, const unsigned char *in, size_t len)
{
	struct kmac_ctx *ctx = vctx;

	return begun(ctx) && feed(ctx, in, len);
}

static int kmac_final(void *vctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	struct kmac_ctx *ctx = vctx;
	uint8_t length[ENCODED];

	if (!begun(ctx))
		return 0;
	if (out_size < ctx->out_len)
		return prov_raise(ctx->prov, PROV_R_BUFFER_TOO_SMALL, "MAC of %zu bytes into %zu",
				  ctx->out_len, out_size);
	ctx->begun = false;
	if (!feed(ctx, length, right_encode(ctx->xof ? 0 : 8 * (uint64_t)ctx->out_len, length)))
		return 0;
	*out_len = ctx->out_len;
	if (ctx->out_len == 0)
		return 1;
	return hub_hash_final(ctx->prov, ctx->hash, out, ctx->out_len);
}

/* ---- Parameters ---- */

static const OSSL_PARAM *kmac_gettable(void *vctx, void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_size_t(OSSL_MAC_PARAM_SIZE, NULL),
		OSSL_PARAM_size_t(OSSL_MAC_PARAM_BLOCK_SIZE, NULL),
		OSSL_PARAM_END,
	};

	return gettable;
}

static int kmac_get(void *vctx, OSSL_PARAM params[])
{
	const struct kmac_ctx *ctx = vctx;
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_MAC_PARAM_SIZE);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->out_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_MAC_PARAM_BLOCK_SIZE);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->row->rate))
		return 0;
	return 1;
}

static const OSSL_PARAM *kmac_settable(void *vctx, void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_int(OSSL_MAC_PARAM_XOF, NULL),
		OSSL_PARAM_size_t(OSSL_MAC_PARAM_SIZE, NULL),
		OSSL_PARAM_octet_string(OSSL_MAC_PARAM_KEY, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_MAC_PARAM_CUSTOM, NULL, 0),
		OSSL_PARAM_END,
	};

	return settable;
}

/* Key and custom string count from the next init on, the others from now on. */
static int kmac_set(void *vctx, const OSSL_PARAM params[])
{
	struct kmac_ctx *ctx = vctx;
	const OSSL_PARAM *p;
	size_t size = ctx->out_len;

	if (!params)
		return 1;
	p = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_CUSTOM);
	if (p && p->data_size > CUSTOM_MAX)
		return prov_raise(ctx->prov, PROV_R_TOO_LONG,
				  "custom string of %zu bytes, the hub takes %u", p->data_size,
				  CUSTOM_MAX);
	if (!param_int(ctx->prov, params, OSSL_MAC_PARAM_XOF, &ctx->xof) ||
	    !param_size(ctx->prov, params, OSSL_MAC_PARAM_SIZE, &size) ||
	    !octets_param(ctx->prov, params, OSSL_MAC_PARAM_CUSTOM, &ctx->custom))
		return 0;
	if (size > OUT_MAX)
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "size: %zu bytes, at most %u",
				  size, OUT_MAX);
	ctx->out_len = size;
	p = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_KEY);
	if (p && (p->data_type != OSSL_PARAM_OCTET_STRING || !p->data))
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "%s", p->key);
	return !p || set_key(ctx, p->data, p->data_size);
}

/* ---- The rows ---- */

#define KMAC_ROW(id, cshake, bytes, rate_bytes)                                       \
	static const struct kmac kmac_##id = { CMH_ALG_##cshake, bytes, rate_bytes }; \
	static OSSL_FUNC_mac_newctx_fn newctx_##id;                                   \
	static void *newctx_##id(void *provctx)                                       \
	{                                                                             \
		return kmac_newctx(provctx, &kmac_##id);                              \
	}                                                                             \
	static const OSSL_DISPATCH dispatch_##id[] = {                                \
		{ OSSL_FUNC_MAC_NEWCTX, (void (*)(void))newctx_##id },                \
		{ OSSL_FUNC_MAC_DUPCTX, (void (*)(void))kmac_dup },                   \
		{ OSSL_FUNC_MAC_FREECTX, (void (*)(void))kmac_free },                 \
		{ OSSL_FUNC_MAC_INIT, (void (*)(void))kmac_init },                    \
		{ OSSL_FUNC_MAC_UPDATE, (void (*)(void))kmac_update },                \
		{ OSSL_FUNC_MAC_FINAL, (void (*)(void))kmac_final },                  \
		{ OSSL_FUNC_MAC_GETTABLE_CTX_PARAMS, (void (*)(void))kmac_gettable }, \
		{ OSSL_FUNC_MAC_GET_CTX_PARAMS, (void (*)(void))kmac_get },           \
		{ OSSL_FUNC_MAC_SETTABLE_CTX_PARAMS, (void (*)(void))kmac_settable }, \
		{ OSSL_FUNC_MAC_SET_CTX_PARAMS, (void (*)(void))kmac_set },           \
		{ 0, NULL }                                                           \
	};
KMAC_ROW(KMAC128, CSHAKE128, 32, 168)
KMAC_ROW(KMAC256, CSHAKE256, 64, 136)

/* clang-format off */
const struct prov_alg prov_kmacs[] = {
	PROV_NAMED(KMAC128, "KMAC-128"),
	PROV_NAMED(KMAC256, "KMAC-256"),
	PROV_LIST_END
};
