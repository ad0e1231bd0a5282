// SPDX-License-Identifier: Apache-2.0
/* kdf.c - the frame of the key derivations. */
#include <string.h>

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "kdf.h"

static OSSL_FUNC_kdf_freectx_fn kdf_free;
static OSSL_FUNC_kdf_dupctx_fn kdf_dup;
static OSSL_FUNC_kdf_reset_fn kdf_reset;
static OSSL_FUNC_kdf_derive_fn kdf_derive;
static OSSL_FUNC_kdf_gettable_ctx_params_fn kdf_gettable;
static OSSL_FUNC_kdf_get_ctx_params_fn kdf_get;
static OSSL_FUNC_kdf_set_ctx_params_fn kdf_set;

static struct kdf_ctx *kdf_newctx(struct prov_ctx *prov, const struct kdf *kdf)
{
	struct kdf_ctx *ctx = OPENSSL_zalloc(sizeof(*ctx));

	if (!ctx)
		return NULL;
	ctx->prov = prov;
	ctx->kdf = kdf;
	if (kdf->defaults)
		kdf->defaults(ctx);
	return ctx;
}

static void kdf_reset(void *vctx)
{
	struct kdf_ctx *ctx = vctx;
	struct prov_ctx *prov = ctx->prov;
	const struct kdf *kdf = ctx->kdf;

	for (size_t i = 0; i < KDF_FIELD_NR; i++)
		octets_free(&ctx->field[i]);
	octets_free(&ctx->cipher);
	prov_md_clear(&ctx->md);
	memset(ctx, 0, sizeof(*ctx));
	ctx->prov = prov;
	ctx->kdf = kdf;
	if (kdf->defaults)
		kdf->defaults(ctx);
}

static void kdf_free(void *vctx)
{
	if (!vctx)
		return;
	kdf_reset(vctx);
	OPENSSL_free(vctx);
}

static void *kdf_dup(void *vctx)
{
	const struct kdf_ctx *ctx = vctx;
	struct kdf_ctx *dup = OPENSSL_memdup(ctx, sizeof(*ctx));
	int ok;

	if (!dup)
		return NULL;
	memset(dup->field, 0, sizeof(dup->field));
	dup->cipher = (struct octets){ NULL, 0 };
	ok = prov_md_dup(&dup->md, &ctx->md) && octets_dup(ctx->prov, &dup->cipher, &ctx->cipher);
	for (size_t i = 0; ok && i < KDF_FIELD_NR; i++)
		ok = octets_dup(ctx->prov, &dup->field[i], &ctx->field[i]);
	if (!ok) {
		kdf_free(dup);
		return NULL;
	}
	return dup;
}

static int kdf_set(void *vctx, const OSSL_PARAM params[])
{
	struct kdf_ctx *ctx = vctx;

	return !params || !params->key || ctx->kdf->set(ctx, params);
}

static int kdf_derive(void *vctx, unsigned char *out, size_t len, const OSSL_PARAM params[])
{
	struct kdf_ctx *ctx = vctx;

	if (!kdf_set(ctx, params))
		return 0;
	if (len == 0)
		return prov_raise(ctx->prov, PROV_R_BAD_KEY_LENGTH, "a key of no bytes");
	if (ctx->kdf->derive(ctx, out, len))
		return 1;
	OPENSSL_cleanse(out, len);
	return 0;
}

static const OSSL_PARAM *kdf_gettable(void *ctx, void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_size_t(OSSL_KDF_PARAM_SIZE, NULL),
		OSSL_PARAM_END,
	};

	return gettable;
}

static int kdf_get(void *vctx, OSSL_PARAM params[])
{
	const struct kdf_ctx *ctx = vctx;
	OSSL_PARAM *p = OSSL_PARAM_locate(params, OSSL_KDF_PARAM_SIZE);
	size_t size = SIZE_MAX;

	if (!p)
		return 1;
	if (ctx->kdf->size) {
		size = ctx->kdf->size(ctx);
		if (!size)
			return kdf_needs_digest(ctx);
	}
	return OSSL_PARAM_set_size_t(p, size);
}

/* ---- For the derivations ---- */

int kdf_choose_digest(struct kdf_ctx *ctx, const char *name)
{
	if (!prov_md_set(&ctx->md, ctx->prov, name, NULL))
		return 0;
	if (!prov_md_is_xof(&ctx->md))
		return 1;
	prov_md_clear(&ctx->md);
	return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER,
			  "digest %s: its output has no fixed length", name);
}

int kdf_set_digest(struct kdf_ctx *ctx, const OSSL_PARAM params[])
{
	const char *name = NULL;

	return param_text(ctx->prov, params, OSSL_KDF_PARAM_DIGEST, &name) &&
	       (!name || kdf_choose_digest(ctx, name));
}

int kdf_set_field(struct kdf_ctx *ctx, const OSSL_PARAM params[], const char *name,
		  enum kdf_field field)
{
	return octets_param(ctx->prov, params, name, &ctx->field[field]);
}

int kdf_add_field(struct kdf_ctx *ctx, const OSSL_PARAM params[], const char *name,
		  enum kdf_field field, size_t max)
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, name);
	struct octets *o = &ctx->field[field];

	for (; p; p = OSSL_PARAM_locate_const(p + 1, name)) {
		if (p->data_type != OSSL_PARAM_OCTET_STRING || (!p->data && p->data_size))
			return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "%s", name);
		if (p->data_size > max - o->len)
			return prov_raise(ctx->prov, PROV_R_TOO_LONG, "%s of more than %zu bytes",
					  name, max);
		if (!octets_append(ctx->prov, o, p->data, p->data_size))
			return 0;
	}
	return 1;
}

int kdf_needs_digest(const struct kdf_ctx *ctx)
{
	return ctx->md.size || prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "set a digest first");
}

int kdf_needs(const struct kdf_ctx *ctx, enum kdf_field field, const char *what)
{
	return ctx->field[field].data ||
	       prov_raise(ctx->prov, PROV_R_NO_KEY, "set the %s first", what);
}

int kdf_hmac(struct kdf_ctx *ctx, const void *key, size_t key_len, const struct prov_part *parts,
	     size_t nr, uint8_t *out)
{
	struct prf prf = { .alg = CMH_ALG_NONE };
	int ok = prf_choose_hmac(ctx->prov, &prf, ctx->md.name) &&
		 prf_init(ctx->prov, &prf, key, key_len);

	for (size_t i = 0; ok && i < nr; i++)
		ok = parts[i].len == 0 || prf_update(ctx->prov, &prf, parts[i].data, parts[i].len);
	ok = ok && prf_final(ctx->prov, &prf, out);
	prf_close(&prf);
	return ok;
}

/* ---- The services ---- */

#define KDFS(X)                                              \
	X(KDF_HKDF, kdf_hkdf, "HKDF")                        \
	X(KDF_TLS13, kdf_tls13, "key derivation of TLS 1.3") \
	X(KDF_TLS1_PRF, kdf_tls1_prf, "PRF of TLS 1.2")      \
	X(KDF_KBKDF, kdf_kbkdf, "KBKDF")                     \
	X(KDF_PBKDF2, kdf_pbkdf2, "PBKDF2")                  \
	X(KDF_X963, kdf_x963, "X9.63 key derivation")

#define KDF_ROW(id, kdf, desc)                                                        \
	static OSSL_FUNC_kdf_newctx_fn newctx_##id;                                   \
	static OSSL_FUNC_kdf_settable_ctx_params_fn settable_##id;                    \
	static void *newctx_##id(void *provctx)                                       \
	{                                                                             \
		return kdf_newctx(provctx, &kdf);                                     \
	}                                                                             \
	static const OSSL_PARAM *settable_##id(void *ctx, void *provctx)              \
	{                                                                             \
		return (kdf).settable;                                                \
	}                                                                             \
	static const OSSL_DISPATCH dispatch_##id[] = {                                \
		{ OSSL_FUNC_KDF_NEWCTX, (void (*)(void))newctx_##id },                \
		{ OSSL_FUNC_KDF_DUPCTX, (void (*)(void))kdf_dup },                    \
		{ OSSL_FUNC_KDF_FREECTX, (void (*)(void))kdf_free },                  \
		{ OSSL_FUNC_KDF_RESET, (void (*)(void))kdf_reset },                   \
		{ OSSL_FUNC_KDF_DERIVE, (void (*)(void))kdf_derive },                 \
		{ OSSL_FUNC_KDF_GETTABLE_CTX_PARAMS, (void (*)(void))kdf_gettable },  \
		{ OSSL_FUNC_KDF_GET_CTX_PARAMS, (void (*)(void))kdf_get },            \
		{ OSSL_FUNC_KDF_SETTABLE_CTX_PARAMS, (void (*)(void))settable_##id }, \
		{ OSSL_FUNC_KDF_SET_CTX_PARAMS, (void (*)(void))kdf_set },            \
		{ 0, NULL }                                                           \
	};
KDFS(KDF_ROW)

#define KDF_SERVICE(id, kdf, desc) PROV_SERVICE(id, dispatch_##id, desc),

/* clang-format off */
const struct prov_alg prov_kdfs[] = {
	KDFS(KDF_SERVICE)
	PROV_LIST_END
};
