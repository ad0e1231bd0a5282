// SPDX-License-Identifier: Apache-2.0
/* mac.c - HMAC, CMAC and Poly1305, on struct prf; and for libssl's suites with CBC the HMAC of
 * a record whose padding is still a secret. */
#include <string.h>

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "hmac_tls.h"
#include "mac.h"
#include "kdf/prf.h"
#include "prov_ctx.h"
#include "prov_err.h"

#define POLY1305_KEY 32u

enum message {
	MESSAGE_NONE, /* no key set, or a choice made after it */
	MESSAGE_FRESH,
	MESSAGE_BEGUN,
	MESSAGE_OVER,
};

struct mac_ctx {
	struct prov_ctx *prov;
	enum mac_kind kind;
	enum message message;
	struct prf prf;
	struct octets key;
	/* HMAC of a TLS record */
	enum cmh_alg digest; /* that was chosen, if the hub has it */
	size_t tls_total;    /* bytes of the record with MAC and padding, 0: no record */
	bool tls_has_header; /* the first update was the header */
	uint8_t tls_header[HMAC_TLS_HEADER];
	uint8_t tls_mac[HMAC_TLS_MAX];
};

struct mac_ctx *mac_new(struct prov_ctx *prov, enum mac_kind kind)
{
	struct mac_ctx *ctx = OPENSSL_zalloc(sizeof(*ctx));

	if (!ctx)
		return NULL;
	ctx->prov = prov;
	ctx->kind = kind;
	if (kind == MAC_POLY1305 && !prf_choose(prov, &ctx->prf, CMH_ALG_POLY1305)) {
		OPENSSL_free(ctx);
		return NULL;
	}
	return ctx;
}

void mac_free(struct mac_ctx *ctx)
{
	if (!ctx)
		return;
	prf_close(&ctx->prf);
	octets_free(&ctx->key);
	OPENSSL_clear_free(ctx, sizeof(*ctx));
}

struct mac_ctx *mac_dup(const struct mac_ctx *ctx)
{
	struct mac_ctx *dup = OPENSSL_memdup(ctx, sizeof(*ctx));

	if (!dup)
		return NULL;
	dup->key = (struct octets){ NULL, 0 };
	if (!prf_dup(ctx->prov, &dup->prf, &ctx->prf) ||
	    !octets_dup(ctx->prov, &dup->key, &ctx->key)) {
		mac_free(dup);
		return NULL;
	}
	return dup;
}

size_t mac_size(const struct mac_ctx *ctx)
{
	return ctx->prf.size;
}

int mac_choose(struct mac_ctx *ctx, const char *digest, const char *cipher)
{
	const struct cmh_alg_info *info;

	if (ctx->kind == MAC_HMAC && digest) {
		info = cmh_alg_find(digest);
		ctx->message = MESSAGE_NONE;
		if (!prf_choose_hmac(ctx->prov, &ctx->prf, digest))
			return 0;
		ctx->digest = info && !ctx->prf.other ? info->id : CMH_ALG_NONE;
	}
	if (ctx->kind == MAC_CMAC && cipher) {
		ctx->message = MESSAGE_NONE;
		if (!prf_choose_cmac(ctx->prov, &ctx->prf, cipher))
			return 0;
	}
	return 1;
}

/* Starts a message under the key that is set. */
static int begin(struct mac_ctx *ctx)
{
	if (!ctx->key.data)
		return prov_raise(ctx->prov, PROV_R_NO_KEY, "initialise with a key first");
	ctx->tls_has_header = false;
	ctx->tls_total = 0;
	if (!prf_init(ctx->prov, &ctx->prf, ctx->key.data, ctx->key.len)) {
		ctx->message = MESSAGE_NONE;
		return 0;
	}
	ctx->message = MESSAGE_FRESH;
	return 1;
}

static int set_key(struct mac_ctx *ctx, const void *key, size_t key_len)
{
	if (ctx->kind == MAC_POLY1305 && key_len != POLY1305_KEY)
		return prov_raise(ctx->prov, PROV_R_BAD_KEY_LENGTH, "key of %zu bytes, %u expected",
				  key_len, POLY1305_KEY);
	return octets_set(ctx->prov, &ctx->key, key, key_len) && begin(ctx);
}

int mac_init(struct mac_ctx *ctx, const unsigned char *key, size_t key_len,
	     const OSSL_PARAM params[])
{
	const bool keyed = params && OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_KEY);

	if (params && !mac_set_params(ctx, params))
		return 0;
	if (key)
		return set_key(ctx, key, key_len);
	if (keyed) /* and so begun */
		return 1;
	if (ctx->kind == MAC_POLY1305 && ctx->message > MESSAGE_FRESH)
		return prov_raise(ctx->prov, PROV_R_NO_KEY,
				  "a key of Poly1305 is for one message: set another");
	return begin(ctx);
}

/* The second update of a TLS record: all of its text. Its length is a secret. */
static int tls_update(struct mac_ctx *ctx, const unsigned char *in, size_t len)
{
	if (!ctx->tls_has_header) {
		if (len != HMAC_TLS_HEADER)
			return prov_raise(ctx->prov, PROV_R_BAD_TLS_RECORD, "header of %zu bytes",
					  len);
		memcpy(ctx->tls_header, in, len);
		ctx->tls_has_header = true;
		return 1;
	}
	return hmac_tls(ctx->digest, ctx->key.data, ctx->key.len, ctx->tls_header, in, len,
			ctx->tls_total, ctx->tls_mac) ||
	       prov_raise(ctx->prov, PROV_R_BAD_TLS_RECORD, "record of %zu bytes", ctx->tls_total);
}

int mac_update(struct mac_ctx *ctx, const unsigned char *in, size_t len)
{
	if (ctx->message == MESSAGE_NONE || ctx->message == MESSAGE_OVER)
		return prov_raise(ctx->prov, PROV_R_NO_KEY, "initialise with a key first");
	if (ctx->tls_total && !ctx->prf.other)
		return tls_update(ctx, in, len);
	if (len == 0 && !ctx->tls_total)
		return 1;
	ctx->message = MESSAGE_BEGUN;
	return prf_update(ctx->prov, &ctx->prf, in, len);
}

int mac_final(struct mac_ctx *ctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	if (ctx->message == MESSAGE_NONE || ctx->message == MESSAGE_OVER)
		return prov_raise(ctx->prov, PROV_R_NO_KEY, "initialise with a key first");
	if (out_size < ctx->prf.size)
		return prov_raise(ctx->prov, PROV_R_BUFFER_TOO_SMALL, "MAC of %zu bytes into %zu",
				  ctx->prf.size, out_size);
	ctx->message = MESSAGE_OVER;
	if (ctx->tls_total && !ctx->prf.other)
		memcpy(out, ctx->tls_mac, ctx->prf.size);
	else if (!prf_final(ctx->prov, &ctx->prf, out))
		return 0;
	*out_len = ctx->prf.size;
	return 1;
}

/* ---- Parameters ---- */

/* libssl is about to give a record whose text ends at a place that is a secret. It promises that all of the
 * record, as many bytes as this, can be read at the address of the text. */
static int set_tls_total(struct mac_ctx *ctx, const OSSL_PARAM params[])
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_TLS_DATA_SIZE);
	OSSL_PARAM pass[2] = { OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end() };
	size_t total;

	if (!p)
		return 1;
	if (!ctx->prf.other && !hmac_tls_has(ctx->digest))
		return prov_raise(ctx->prov, PROV_R_NOT_SUPPORTED,
				  "TLS records with MAC before encryption and this digest");
	if (!param_size(ctx->prov, params, OSSL_MAC_PARAM_TLS_DATA_SIZE, &total))
		return 0;
	if (total > HMAC_TLS_TOTAL_MAX)
		return prov_raise(ctx->prov, PROV_R_BAD_TLS_RECORD,
				  "record of %zu bytes, TLS has at most %u", total,
				  HMAC_TLS_TOTAL_MAX);
	ctx->tls_total = total;
	pass[0] = *p;
	return !ctx->prf.other || EVP_MAC_CTX_set_params(ctx->prf.other, pass) ||
	       prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "%s", p->key);
}

int mac_set_params(struct mac_ctx *ctx, const OSSL_PARAM params[])
{
	const OSSL_PARAM *key = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_KEY);
	const char *digest = NULL, *cipher = NULL;

	if (ctx->kind == MAC_HMAC && !param_text(ctx->prov, params, OSSL_MAC_PARAM_DIGEST, &digest))
		return 0;
	if (ctx->kind == MAC_CMAC && !param_text(ctx->prov, params, OSSL_MAC_PARAM_CIPHER, &cipher))
		return 0;
	if (!mac_choose(ctx, digest, cipher))
		return 0;
	if (key) {
		if (key->data_type != OSSL_PARAM_OCTET_STRING || (!key->data && key->data_size))
			return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "%s", key->key);
		if (!set_key(ctx, key->data, key->data_size))
			return 0;
	}
	return ctx->kind != MAC_HMAC || set_tls_total(ctx, params);
}

const OSSL_PARAM *mac_settable(enum mac_kind kind)
{
	static const OSSL_PARAM hmac[] = {
		OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_DIGEST, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_PROPERTIES, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_MAC_PARAM_KEY, NULL, 0),
		OSSL_PARAM_int(OSSL_MAC_PARAM_DIGEST_NOINIT, NULL),
		OSSL_PARAM_int(OSSL_MAC_PARAM_DIGEST_ONESHOT, NULL),
		OSSL_PARAM_size_t(OSSL_MAC_PARAM_TLS_DATA_SIZE, NULL),
		OSSL_PARAM_END,
	};
	static const OSSL_PARAM cmac[] = {
		OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_CIPHER, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_PROPERTIES, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_MAC_PARAM_KEY, NULL, 0),
		OSSL_PARAM_END,
	};
	static const OSSL_PARAM poly1305[] = {
		OSSL_PARAM_octet_string(OSSL_MAC_PARAM_KEY, NULL, 0),
		OSSL_PARAM_END,
	};

	return kind == MAC_HMAC ? hmac : kind == MAC_CMAC ? cmac : poly1305;
}

/* ---- As EVP_MAC ---- */

static OSSL_FUNC_mac_dupctx_fn evp_mac_dup;
static OSSL_FUNC_mac_freectx_fn evp_mac_free;
static OSSL_FUNC_mac_init_fn evp_mac_init;
static OSSL_FUNC_mac_update_fn evp_mac_update;
static OSSL_FUNC_mac_final_fn evp_mac_final;
static OSSL_FUNC_mac_gettable_ctx_params_fn evp_mac_gettable;
static OSSL_FUNC_mac_get_ctx_params_fn evp_mac_get;
static OSSL_FUNC_mac_set_ctx_params_fn evp_mac_set;

static void *evp_mac_dup(void *ctx)
{
	return mac_dup(ctx);
}

static void evp_mac_free(void *ctx)
{
	mac_free(ctx);
}

static int evp_mac_init(void *ctx, const unsigned char *key, size_t key_len,
			const OSSL_PARAM params[])
{
	return mac_init(ctx, key, key_len, params);
}

static int evp_mac_update(void *ctx, const unsigned char *in, size_t len)
{
	return mac_update(ctx, in, len);
}

static int evp_mac_final(void *ctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	return mac_final(ctx, out, out_len, out_size);
}

static const OSSL_PARAM *evp_mac_gettable(void *ctx, void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_size_t(OSSL_MAC_PARAM_SIZE, NULL),
		OSSL_PARAM_size_t(OSSL_MAC_PARAM_BLOCK_SIZE, NULL),
		OSSL_PARAM_END,
	};

	return gettable;
}

static int evp_mac_get(void *vctx, OSSL_PARAM params[])
{
	const struct mac_ctx *ctx = vctx;
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_MAC_PARAM_SIZE);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->prf.size))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_MAC_PARAM_BLOCK_SIZE);
	if (p && ctx->kind != MAC_POLY1305 && !OSSL_PARAM_set_size_t(p, ctx->prf.block))
		return 0;
	return 1;
}

static int evp_mac_set(void *ctx, const OSSL_PARAM params[])
{
	return !params || mac_set_params(ctx, params);
}

#define MAC_ROW(id, kind)                                                                \
	static OSSL_FUNC_mac_newctx_fn newctx_##id;                                      \
	static OSSL_FUNC_mac_settable_ctx_params_fn settable_##id;                       \
	static void *newctx_##id(void *provctx)                                          \
	{                                                                                \
		return mac_new(provctx, kind);                                           \
	}                                                                                \
	static const OSSL_PARAM *settable_##id(void *ctx, void *provctx)                 \
	{                                                                                \
		return mac_settable(kind);                                               \
	}                                                                                \
	static const OSSL_DISPATCH dispatch_##id[] = {                                   \
		{ OSSL_FUNC_MAC_NEWCTX, (void (*)(void))newctx_##id },                   \
		{ OSSL_FUNC_MAC_DUPCTX, (void (*)(void))evp_mac_dup },                   \
		{ OSSL_FUNC_MAC_FREECTX, (void (*)(void))evp_mac_free },                 \
		{ OSSL_FUNC_MAC_INIT, (void (*)(void))evp_mac_init },                    \
		{ OSSL_FUNC_MAC_UPDATE, (void (*)(void))evp_mac_update },                \
		{ OSSL_FUNC_MAC_FINAL, (void (*)(void))evp_mac_final },                  \
		{ OSSL_FUNC_MAC_GETTABLE_CTX_PARAMS, (void (*)(void))evp_mac_gettable }, \
		{ OSSL_FUNC_MAC_GET_CTX_PARAMS, (void (*)(void))evp_mac_get },           \
		{ OSSL_FUNC_MAC_SETTABLE_CTX_PARAMS, (void (*)(void))settable_##id },    \
		{ OSSL_FUNC_MAC_SET_CTX_PARAMS, (void (*)(void))evp_mac_set },           \
		{ 0, NULL }                                                              \
	};
MAC_ROW(HMAC, MAC_HMAC)
MAC_ROW(CMAC, MAC_CMAC)
MAC_ROW(POLY1305, MAC_POLY1305)

/* clang-format off */
const struct prov_alg prov_macs[] = {
	PROV_SERVICE(MAC_HMAC, dispatch_HMAC, "HMAC"),
	PROV_SERVICE(MAC_CMAC, dispatch_CMAC, "CMAC"),
	PROV_NAMED(POLY1305, "Poly1305"),
	PROV_LIST_END
};
