// SPDX-License-Identifier: Apache-2.0
/* gmac.c - GMAC (SP 800-38D): GCM of the cipher that a caller names, with AAD and no text. */
#include <string.h>

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "hub.h"
#include "octets.h"
#include "prov_ctx.h"
#include "prov_err.h"

#define TAG    16u
#define IV_MAX 128u

struct gmac_ctx {
	struct prov_ctx *prov;
	const struct cmh_alg_info *cipher; /* NULL: none yet */
	struct hub hub;                    /* of cipher */
	bool key_set;
	bool begun;
	size_t iv_len; /* 0: none yet */
	uint8_t iv[IV_MAX];
};

static OSSL_FUNC_mac_newctx_fn gmac_newctx;
static OSSL_FUNC_mac_dupctx_fn gmac_dup;
static OSSL_FUNC_mac_freectx_fn gmac_free;
static OSSL_FUNC_mac_init_fn gmac_init;
static OSSL_FUNC_mac_update_fn gmac_update;
static OSSL_FUNC_mac_final_fn gmac_final;
static OSSL_FUNC_mac_gettable_params_fn gmac_gettable;
static OSSL_FUNC_mac_get_params_fn gmac_get;
static OSSL_FUNC_mac_settable_ctx_params_fn gmac_settable;
static OSSL_FUNC_mac_set_ctx_params_fn gmac_set;

static void *gmac_newctx(void *provctx)
{
	struct gmac_ctx *ctx = OPENSSL_zalloc(sizeof(*ctx));

	if (ctx)
		ctx->prov = provctx;
	return ctx;
}

static void gmac_free(void *vctx)
{
	struct gmac_ctx *ctx = vctx;

	if (!ctx)
		return;
	hub_close(&ctx->hub);
	OPENSSL_clear_free(ctx, sizeof(*ctx));
}

static void *gmac_dup(void *vctx)
{
	const struct gmac_ctx *ctx = vctx;
	struct gmac_ctx *dup = OPENSSL_memdup(ctx, sizeof(*ctx));

	if (!dup || !ctx->hub.ctx)
		return dup;
	if (!hub_dup(&ctx->hub, &dup->hub)) {
		OPENSSL_clear_free(dup, sizeof(*dup));
		return NULL;
	}
	return dup;
}

static int set_cipher(struct gmac_ctx *ctx, const char *name)
{
	const struct cmh_alg_info *info = cmh_alg_find(name);
	struct hub hub = { NULL, ctx->prov };
	bool gcm;

	gcm = info && info->family == CMH_AEAD &&
	      ((info->core == CMH_CORE_AES && info->mode == CMH_AES_MODE_GCM) ||
	       (info->core == CMH_CORE_SM4 && info->mode == CMH_SM4_MODE_GCM));
	if (!gcm)
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER,
				  "cipher %s: the hub has AES and SM4 in GCM", name);
	if (!hub_open(&hub, ctx->prov, info->id))
		return 0;
	hub_close(&ctx->hub);
	ctx->hub = hub;
	ctx->cipher = info;
	ctx->key_set = false;
	ctx->begun = false;
	return 1;
}

static int set_key(struct gmac_ctx *ctx, const void *key, size_t len)
{
	if (!ctx->cipher)
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "set a cipher before the key");
	if (len != ctx->cipher->key_len)
		return prov_raise(ctx->prov, PROV_R_BAD_KEY_LENGTH, "key of %zu bytes, %u expected",
				  len, ctx->cipher->key_len);
	if (!hub_init(&ctx->hub, true, key, len, NULL, 0))
		return 0;
	ctx->key_set = true;
	ctx->begun = false;
	return 1;
}

static int gmac_init(void *vctx, const unsigned char *key, size_t key_len,
		     const OSSL_PARAM params[])
{
	struct gmac_ctx *ctx = vctx;

	ctx->begun = false;
	if (params && !gmac_set(ctx, params))
		return 0;
	return !key || set_key(ctx, key, key_len);
}

static int begin(struct gmac_ctx *ctx)
{
	if (ctx->begun)
		return 1;
	if (!ctx->key_set)
		return prov_raise(ctx->prov, PROV_R_NO_KEY, "initialise with a key first");
	if (!ctx->iv_len)
		return prov_raise(ctx->prov, PROV_R_IV_USED, "an IV is for one message: set one");
	ctx->begun = hub_init(&ctx->hub, true, NULL, 0, ctx->iv, ctx->iv_len);
	return ctx->begun;
}

static int gmac_update(void *vctx, const unsigned char *in, size_t len)
{
	struct gmac_ctx *ctx = vctx;

	return len == 0 || (begin(ctx) && hub_aad(&ctx->hub, in, len));
}

static int gmac_final(void *vctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	struct gmac_ctx *ctx = vctx;

	if (out_size < TAG)
		return prov_raise(ctx->prov, PROV_R_BUFFER_TOO_SMALL, "MAC of %u bytes into %zu",
				  TAG, out_size);
	if (!begin(ctx))
		return 0;
	ctx->begun = false;
	ctx->iv_len = 0;
	if (!hub_final(&ctx->hub, out, TAG))
		return 0;
	*out_len = TAG;
	return 1;
}

static const OSSL_PARAM *gmac_gettable(void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_size_t(OSSL_MAC_PARAM_SIZE, NULL),
		OSSL_PARAM_END,
	};

	return gettable;
}

static int gmac_get(OSSL_PARAM params[])
{
	OSSL_PARAM *p = OSSL_PARAM_locate(params, OSSL_MAC_PARAM_SIZE);

	return !p || OSSL_PARAM_set_size_t(p, TAG);
}

static const OSSL_PARAM *gmac_settable(void *vctx, void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_CIPHER, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_PROPERTIES, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_MAC_PARAM_KEY, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_MAC_PARAM_IV, NULL, 0),
		OSSL_PARAM_END,
	};

	return settable;
}

static int gmac_set(void *vctx, const OSSL_PARAM params[])
{
	struct gmac_ctx *ctx = vctx;
	const char *cipher = NULL;
	const OSSL_PARAM *p;

	if (!params)
		return 1;
	if (!param_text(ctx->prov, params, OSSL_MAC_PARAM_CIPHER, &cipher) ||
	    (cipher && !set_cipher(ctx, cipher)))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_KEY);
	if (p && (p->data_type != OSSL_PARAM_OCTET_STRING || !p->data))
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "%s", p->key);
	if (p && !set_key(ctx, p->data, p->data_size))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_IV);
	if (!p)
		return 1;
	if (p->data_type != OSSL_PARAM_OCTET_STRING || !p->data || p->data_size == 0 ||
	    p->data_size > IV_MAX)
		return prov_raise(ctx->prov, PROV_R_BAD_IV_LENGTH,
				  "IV of %zu bytes, 1 to %u expected", p->data_size, IV_MAX);
	memcpy(ctx->iv, p->data, p->data_size);
	ctx->iv_len = p->data_size;
	ctx->begun = false;
	return 1;
}

static const OSSL_DISPATCH dispatch_GMAC[] = {
	{ OSSL_FUNC_MAC_NEWCTX, (void (*)(void))gmac_newctx },
	{ OSSL_FUNC_MAC_DUPCTX, (void (*)(void))gmac_dup },
	{ OSSL_FUNC_MAC_FREECTX, (void (*)(void))gmac_free },
	{ OSSL_FUNC_MAC_INIT, (void (*)(void))gmac_init },
	{ OSSL_FUNC_MAC_UPDATE, (void (*)(void))gmac_update },
	{ OSSL_FUNC_MAC_FINAL, (void (*)(void))gmac_final },
	{ OSSL_FUNC_MAC_GETTABLE_PARAMS, (void (*)(void))gmac_gettable },
	{ OSSL_FUNC_MAC_GET_PARAMS, (void (*)(void))gmac_get },
	{ OSSL_FUNC_MAC_SETTABLE_CTX_PARAMS, (void (*)(void))gmac_settable },
	{ OSSL_FUNC_MAC_SET_CTX_PARAMS, (void (*)(void))gmac_set },
	{ 0, NULL }
};

const struct prov_alg prov_gmacs[] = {
	PROV_SERVICE(MAC_GMAC, dispatch_GMAC, "GMAC"),
	PROV_LIST_END,
};
