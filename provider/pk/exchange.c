// SPDX-License-Identifier: Apache-2.0
/* exchange.c - key agreement: ECDH (SP 800-56A) with or without X9.63's key derivation, X25519 and
 * X448 (RFC 7748). */
#include <string.h>
#include <strings.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include <cmh/sync.h>

#include "hub.h"
#include "kdf/kdf.h"
#include "keys/key.h"
#include "prov_ctx.h"
#include "prov_err.h"

#define NAME_MAX_LEN 64u
#define UKM_MAX      (1u << 20)

struct exchange_ctx {
	struct prov_ctx *prov;
	unsigned int key_types; /* bits 1 << PROV_KEY_* */
	struct prov_key *key, *peer;
	int cofactor_mode; /* -1: the key's; no curve of the hub has a cofactor but 1 */
	bool kdf;          /* X963KDF */
	struct prov_md kdf_md;
	char *kdf_props; /* NULL: none */
	size_t kdf_len;
	uint8_t *ukm; /* NULL: none */
	size_t ukm_len;
};

static OSSL_FUNC_keyexch_init_fn exchange_init;
static OSSL_FUNC_keyexch_set_peer_fn exchange_set_peer;
static OSSL_FUNC_keyexch_derive_fn exchange_derive;
static OSSL_FUNC_keyexch_freectx_fn exchange_freectx;
static OSSL_FUNC_keyexch_dupctx_fn exchange_dupctx;
static OSSL_FUNC_keyexch_set_ctx_params_fn ecdh_set_ctx_params;
static OSSL_FUNC_keyexch_settable_ctx_params_fn ecdh_settable_ctx_params;
static OSSL_FUNC_keyexch_get_ctx_params_fn ecdh_get_ctx_params;
static OSSL_FUNC_keyexch_gettable_ctx_params_fn ecdh_gettable_ctx_params;

static void *exchange_new(struct prov_ctx *prov, unsigned int key_types)
{
	struct exchange_ctx *ctx = OPENSSL_zalloc(sizeof(*ctx));

	if (!ctx) {
		prov_raise(prov, PROV_R_NO_MEMORY, "a key exchange");
		return NULL;
	}
	ctx->prov = prov;
	ctx->key_types = key_types;
	ctx->cofactor_mode = -1;
	return ctx;
}

static void exchange_freectx(void *vctx)
{
	struct exchange_ctx *ctx = vctx;

	if (!ctx)
		return;
	prov_key_free(ctx->key);
	prov_key_free(ctx->peer);
	prov_md_clear(&ctx->kdf_md);
	OPENSSL_free(ctx->kdf_props);
	OPENSSL_clear_free(ctx->ukm, ctx->ukm_len);
	OPENSSL_free(ctx);
}

static void *exchange_dupctx(void *vctx)
{
	const struct exchange_ctx *src = vctx;
	struct exchange_ctx *dst = OPENSSL_memdup(src, sizeof(*src));
	int ok = dst != NULL;

	if (!ok)
		goto out;
	dst->key = src->key ? prov_key_up(src->key) : NULL;
	dst->peer = src->peer ? prov_key_up(src->peer) : NULL;
	dst->kdf_props = src->kdf_props ? OPENSSL_strdup(src->kdf_props) : NULL;
	dst->ukm = src->ukm ? OPENSSL_memdup(src->ukm, src->ukm_len) : NULL;
	ok = !dst->kdf_props == !src->kdf_props && !dst->ukm == !src->ukm;
	ok &= prov_md_dup(&dst->kdf_md, &src->kdf_md);
	if (ok)
		return dst;
	exchange_freectx(dst);
out:
	prov_raise(src->prov, PROV_R_NO_MEMORY, "a key exchange");
	return NULL;
}

static int key_fits(const struct exchange_ctx *ctx, const struct prov_key *key)
{
	return (key && ctx->key_types & 1u << key->type && key->curve) ||
	       prov_raise(ctx->prov, PROV_R_KEY_REJECTED,
			  "the key is of a type that does not agree on secrets so");
}

static int exchange_init(void *vctx, void *vkey, const OSSL_PARAM params[])
{
	struct exchange_ctx *ctx = vctx;
	struct prov_key *key = vkey;

	if (!key_fits(ctx, key))
		return 0;
	if (!key->has_private)
		return prov_raise(ctx->prov, PROV_R_NO_KEY, "the key has no private part");
	prov_key_up(key);
	prov_key_free(ctx->key);
	prov_key_free(ctx->peer);
	ctx->key = key;
	ctx->peer = NULL;
	ctx->kdf = false;
	ctx->cofactor_mode = -1;
	return ecdh_set_ctx_params(ctx, params);
}

static int exchange_set_peer(void *vctx, void *vpeer)
{
	struct exchange_ctx *ctx = vctx;
	struct prov_key *peer = vpeer;

	if (!ctx->key)
		return prov_raise(ctx->prov, PROV_R_NOT_STARTED, "a peer before an own key");
	if (!key_fits(ctx, peer))
		return 0;
	if (peer->type != ctx->key->type || peer->curve != ctx->key->curve)
		return prov_raise(ctx->prov, PROV_R_BAD_PEER, "it is on %s, ours on %s",
				  peer->curve->name, ctx->key->curve->name);
	if (!peer->has_public)
		return prov_raise(ctx->prov, PROV_R_BAD_PEER, "it has no public part");
	prov_key_up(peer);
	prov_key_free(ctx->peer);
	ctx->peer = peer;
	return 1;
}

/* The secret: as long as a coordinate. */
static int agree(struct exchange_ctx *ctx, uint8_t secret[PROV_EC_LEN_MAX])
{
	const struct cmh_key priv = prov_key_private(ctx->key);
	int err;

	HUB_CALL(ctx->prov, err,
		 cmh_ecdh(dev, ctx->key->curve->id, &priv, ctx->peer->pub, secret));
	return err < 0 ? prov_fail(ctx->prov, err) : 1;
}

static int exchange_derive(void *vctx, unsigned char *secret, size_t *len, size_t size)
{
	struct exchange_ctx *ctx = vctx;
	uint8_t raw[PROV_EC_LEN_MAX];
	struct prov_part shared = { raw, 0 };
	const struct prov_part ukm = { ctx->ukm, ctx->ukm_len };
	size_t want;
	int ok;

	if (!ctx->key || !ctx->peer)
		return prov_raise(ctx->prov, PROV_R_NOT_STARTED, "%s key is not set",
				  ctx->key ? "the peer's" : "the own");
	want = ctx->kdf ? ctx->kdf_len : ctx->key->curve->len;
	if (!secret) {
		*len = want;
		return 1;
	}
	if (size < want)
		return prov_raise(ctx->prov, PROV_R_BUFFER_TOO_SMALL, "%zu bytes into %zu", want,
				  size);
	if (ctx->kdf && (!ctx->kdf_md.name || !ctx->kdf_len))
		return prov_raise(ctx->prov, PROV_R_NOT_STARTED,
				  "X963KDF needs kdf-digest and kdf-outlen");
	ok = agree(ctx, raw);
	shared.len = ctx->key->curve->len;
	if (ok && ctx->kdf)
		ok = x963_kdf(ctx->prov, &ctx->kdf_md, ctx->kdf_props, &shared, &ukm, secret,
			      want);
	else if (ok)
		memcpy(secret, raw, want);
	OPENSSL_cleanse(raw, sizeof(raw));
	if (ok)
		*len = want;
	return ok;
}

/* ---- parameters of ECDH ---- */

static int bad_param(struct exchange_ctx *ctx, const char *key)
{
	return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "%s has a value that it cannot have",
			  key);
}

static int set_kdf_type(struct exchange_ctx *ctx, const OSSL_PARAM *p)
{
	char name[NAME_MAX_LEN], *text = name;

	if (!OSSL_PARAM_get_utf8_string(p, &text, sizeof(name)))
		return bad_param(ctx, p->key);
	if (*name && strcasecmp(name, OSSL_KDF_NAME_X963KDF) != 0)
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER,
				  "ECDH derives keys by X963KDF, not by '%s'", name);
	ctx->kdf = *name != '\0';
	return 1;
}

static int set_kdf_md(struct exchange_ctx *ctx, const OSSL_PARAM *p, const OSSL_PARAM *props)
{
	char name[NAME_MAX_LEN], *text = name, *copy = NULL;

	if (props && !OSSL_PARAM_get_utf8_string(props, &copy, 0))
		return bad_param(ctx, props->key);
	if (props) {
		OPENSSL_free(ctx->kdf_props);
		ctx->kdf_props = copy;
	}
	if (!OSSL_PARAM_get_utf8_string(p, &text, sizeof(name)))
		return bad_param(ctx, p->key);
	return prov_md_set(&ctx->kdf_md, ctx->prov, name, ctx->kdf_props);
}

static int set_ukm(struct exchange_ctx *ctx, const OSSL_PARAM *p)
{
	void *ukm = NULL;
	size_t len = 0;

	if (p->data && p->data_size &&
	    (p->data_size > UKM_MAX || !OSSL_PARAM_get_octet_string(p, &ukm, 0, &len)))
		return bad_param(ctx, p->key);
	OPENSSL_clear_free(ctx->ukm, ctx->ukm_len);
	ctx->ukm = ukm;
	ctx->ukm_len = len;
	return 1;
}

static int ecdh_set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
	struct exchange_ctx *ctx = vctx;
	const OSSL_PARAM *p;
	int mode;

	if (!params)
		return 1;
	p = OSSL_PARAM_locate_const(params, OSSL_EXCHANGE_PARAM_EC_ECDH_COFACTOR_MODE);
	if (p) {
		if (!OSSL_PARAM_get_int(p, &mode) || mode < -1 || mode > 1)
			return bad_param(ctx, p->key);
		ctx->cofactor_mode = mode;
	}
	p = OSSL_PARAM_locate_const(params, OSSL_EXCHANGE_PARAM_KDF_TYPE);
	if (p && !set_kdf_type(ctx, p))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_EXCHANGE_PARAM_KDF_DIGEST);
	if (p && !set_kdf_md(ctx, p,
			     OSSL_PARAM_locate_const(params, OSSL_EXCHANGE_PARAM_KDF_DIGEST_PROPS)))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_EXCHANGE_PARAM_KDF_OUTLEN);
	if (p && !OSSL_PARAM_get_size_t(p, &ctx->kdf_len))
		return bad_param(ctx, p->key);
	p = OSSL_PARAM_locate_const(params, OSSL_EXCHANGE_PARAM_KDF_UKM);
	return !p || set_ukm(ctx, p);
}

static const OSSL_PARAM *ecdh_settable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_int(OSSL_EXCHANGE_PARAM_EC_ECDH_COFACTOR_MODE, NULL),
		OSSL_PARAM_utf8_string(OSSL_EXCHANGE_PARAM_KDF_TYPE, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_EXCHANGE_PARAM_KDF_DIGEST, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_EXCHANGE_PARAM_KDF_DIGEST_PROPS, NULL, 0),
		OSSL_PARAM_size_t(OSSL_EXCHANGE_PARAM_KDF_OUTLEN, NULL),
		OSSL_PARAM_octet_string(OSSL_EXCHANGE_PARAM_KDF_UKM, NULL, 0),
		OSSL_PARAM_END,
	};

	return settable;
}

static int ecdh_get_ctx_params(void *vctx, OSSL_PARAM params[])
{
	const struct exchange_ctx *ctx = vctx;
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_EXCHANGE_PARAM_EC_ECDH_COFACTOR_MODE);
	if (p && !OSSL_PARAM_set_int(p, ctx->cofactor_mode == 1)) /* -1: what the key says, which is 0 */
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_EXCHANGE_PARAM_KDF_TYPE);
	if (p && !OSSL_PARAM_set_utf8_string(p, ctx->kdf ? OSSL_KDF_NAME_X963KDF : ""))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_EXCHANGE_PARAM_KDF_DIGEST);
	if (p && !OSSL_PARAM_set_utf8_string(p, ctx->kdf_md.name ? ctx->kdf_md.name : ""))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_EXCHANGE_PARAM_KDF_OUTLEN);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->kdf_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_EXCHANGE_PARAM_KDF_UKM);
	return !p || OSSL_PARAM_set_octet_ptr(p, ctx->ukm, ctx->ukm_len);
}

static const OSSL_PARAM *ecdh_gettable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_int(OSSL_EXCHANGE_PARAM_EC_ECDH_COFACTOR_MODE, NULL),
		OSSL_PARAM_utf8_string(OSSL_EXCHANGE_PARAM_KDF_TYPE, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_EXCHANGE_PARAM_KDF_DIGEST, NULL, 0),
		OSSL_PARAM_size_t(OSSL_EXCHANGE_PARAM_KDF_OUTLEN, NULL),
		OSSL_PARAM_octet_ptr(OSSL_EXCHANGE_PARAM_KDF_UKM, NULL, 0),
		OSSL_PARAM_END,
	};

	return gettable;
}

#define EXCHANGE(id, types, ...)                                                              \
	static void *newctx_##id(void *provctx)                                               \
	{                                                                                     \
		return exchange_new(provctx, types);                                          \
	}                                                                                     \
	static const OSSL_DISPATCH dispatch_##id[] = {                                        \
		{ OSSL_FUNC_KEYEXCH_NEWCTX, (void (*)(void))newctx_##id },                    \
		{ OSSL_FUNC_KEYEXCH_INIT, (void (*)(void))exchange_init },                    \
		{ OSSL_FUNC_KEYEXCH_SET_PEER, (void (*)(void))exchange_set_peer },            \
		{ OSSL_FUNC_KEYEXCH_DERIVE, (void (*)(void))exchange_derive },                \
		{ OSSL_FUNC_KEYEXCH_FREECTX, (void (*)(void))exchange_freectx },              \
		{ OSSL_FUNC_KEYEXCH_DUPCTX, (void (*)(void))exchange_dupctx },                \
		__VA_ARGS__{ 0, NULL }                                                        \
	};
#define ECDH_PARAMS                                                                           \
	{ OSSL_FUNC_KEYEXCH_SET_CTX_PARAMS, (void (*)(void))ecdh_set_ctx_params },            \
	{ OSSL_FUNC_KEYEXCH_SETTABLE_CTX_PARAMS, (void (*)(void))ecdh_settable_ctx_params },  \
	{ OSSL_FUNC_KEYEXCH_GET_CTX_PARAMS, (void (*)(void))ecdh_get_ctx_params },            \
	{ OSSL_FUNC_KEYEXCH_GETTABLE_CTX_PARAMS, (void (*)(void))ecdh_gettable_ctx_params },

EXCHANGE(ecdh, 1u << PROV_KEY_EC, ECDH_PARAMS)
EXCHANGE(x25519, 1u << PROV_KEY_X25519, )
EXCHANGE(x448, 1u << PROV_KEY_X448, )

const struct prov_alg prov_exchanges[] = {
	PROV_SERVICE(EXCHANGE_ECDH, dispatch_ecdh, "ECDH"),
	PROV_SERVICE(EXCHANGE_X25519, dispatch_x25519, "X25519"),
	PROV_SERVICE(EXCHANGE_X448, dispatch_x448, "X448"),
	PROV_LIST_END
};
