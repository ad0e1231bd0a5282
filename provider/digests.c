// SPDX-License-Identifier: Apache-2.0
/* digests.c - digests and extendable-output functions, one for each row of CMH_DIGEST_TABLE and of
 * CMH_CSHAKE_TABLE.
 *
 * A context is a thin shell around the library's; what a message needs between two calls rests
 * there.
 */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include <cmh/hash.h>

#include "hub.h"
#include "octets.h"
#include "prov_ctx.h"
#include "prov_err.h"

/* Named by OpenSSL 4.0 */
#define PARAM_FUNCTION_NAME "function-name"
#define PARAM_CUSTOMIZATION "customization"

#define NAME_MAX_LEN   36u /* what the hub takes of either */
#define CUSTOM_MAX_LEN 256u

struct digest {
	enum cmh_alg alg;
	size_t size; /* an XOF's default */
	size_t block;
	unsigned int flags; /* CMH_ALG_F_* */
	bool custom;        /* takes N and S */
};

struct digest_ctx {
	const struct digest *row;
	struct prov_ctx *prov;
	size_t out_len;
	bool fresh;                       /* nothing to reset */
	struct octets name, custom;       /* N and S of cSHAKE, as they were set */
	_Alignas(16) unsigned char mem[]; /* of the library's context */
};

static OSSL_FUNC_digest_init_fn digest_init;
static OSSL_FUNC_digest_update_fn digest_update;
static OSSL_FUNC_digest_final_fn digest_final;
static OSSL_FUNC_digest_freectx_fn digest_freectx;
static OSSL_FUNC_digest_dupctx_fn digest_dupctx;
static OSSL_FUNC_digest_gettable_params_fn digest_gettable_params;
static OSSL_FUNC_digest_set_ctx_params_fn digest_set_ctx_params;
static OSSL_FUNC_digest_settable_ctx_params_fn digest_settable_ctx_params;

static struct cmh_hash *hash_of(struct digest_ctx *ctx)
{
	return (struct cmh_hash *)ctx->mem;
}

static struct digest_ctx *digest_alloc(void)
{
	return OPENSSL_malloc(sizeof(struct digest_ctx) + cmh_hash_size());
}

static void *digest_newctx(struct prov_ctx *prov, const struct digest *row)
{
	struct digest_ctx *ctx = digest_alloc();

	if (!ctx)
		return NULL;
	if (!hub_hash_init(prov, hash_of(ctx), row->alg)) {
		OPENSSL_free(ctx);
		return NULL;
	}
	ctx->row = row;
	ctx->prov = prov;
	ctx->out_len = row->size;
	ctx->fresh = true;
	ctx->name = ctx->custom = (struct octets){ NULL, 0 };
	return ctx;
}

static void digest_freectx(void *vctx)
{
	struct digest_ctx *ctx = vctx;

	if (!ctx)
		return;
	cmh_hash_fini(hash_of(ctx));
	octets_free(&ctx->name);
	octets_free(&ctx->custom);
	OPENSSL_free(ctx);
}

static void *digest_dupctx(void *vctx)
{
	struct digest_ctx *ctx = vctx, *dup = digest_alloc();
	int err;

	if (!dup)
		return NULL;
	*dup = *ctx;
	err = cmh_hash_copy(hash_of(dup), hash_of(ctx));
	if (err) {
		prov_fail(ctx->prov, err);
		OPENSSL_free(dup);
		return NULL;
	}
	dup->name = dup->custom = (struct octets){ NULL, 0 };
	if (!octets_dup(ctx->prov, &dup->name, &ctx->name) ||
	    !octets_dup(ctx->prov, &dup->custom, &ctx->custom)) {
		digest_freectx(dup);
		return NULL;
	}
	return dup;
}

static int digest_init(void *vctx, const OSSL_PARAM params[])
{
	struct digest_ctx *ctx = vctx;

	if (!ctx->fresh) {
		cmh_hash_reset(hash_of(ctx));
		ctx->fresh = true;
	}
	return !params || digest_set_ctx_params(ctx, params);
}

static int digest_update(void *vctx, const unsigned char *in, size_t len)
{
	struct digest_ctx *ctx = vctx;

	ctx->fresh = false;
	return hub_hash_update(ctx->prov, hash_of(ctx), in, len);
}

static int digest_final(void *vctx, unsigned char *out, size_t *out_len, size_t out_size)
{
	struct digest_ctx *ctx = vctx;

	if (out_size < ctx->out_len)
		return prov_raise(ctx->prov, PROV_R_BUFFER_TOO_SMALL,
				  "digest of %zu bytes into %zu", ctx->out_len, out_size);
	ctx->fresh = false;
	if (!hub_hash_final(ctx->prov, hash_of(ctx), out, ctx->out_len))
		return 0;
	*out_len = ctx->out_len;
	return 1;
}

static const OSSL_PARAM *digest_gettable_params(void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_size_t(OSSL_DIGEST_PARAM_BLOCK_SIZE, NULL),
		OSSL_PARAM_size_t(OSSL_DIGEST_PARAM_SIZE, NULL),
		OSSL_PARAM_int(OSSL_DIGEST_PARAM_XOF, NULL),
		OSSL_PARAM_int(OSSL_DIGEST_PARAM_ALGID_ABSENT, NULL),
		OSSL_PARAM_END,
	};

	return gettable;
}

static int digest_get_params(OSSL_PARAM params[], const struct digest *row)
{
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_DIGEST_PARAM_BLOCK_SIZE);
	if (p && !OSSL_PARAM_set_size_t(p, row->block))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_DIGEST_PARAM_SIZE);
	if (p && !OSSL_PARAM_set_size_t(p, row->size))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_DIGEST_PARAM_XOF);
	if (p && !OSSL_PARAM_set_int(p, (row->flags & CMH_ALG_F_XOF) != 0))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_DIGEST_PARAM_ALGID_ABSENT);
	if (p && !OSSL_PARAM_set_int(p, row->alg != CMH_ALG_SM3)) /* RFC 5754, RFC 8702 */
		return 0;
	return 1;
}

static const OSSL_PARAM *digest_settable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_size_t(OSSL_DIGEST_PARAM_XOFLEN, NULL),
		OSSL_PARAM_END,
	};
	static const OSSL_PARAM custom[] = {
		OSSL_PARAM_size_t(OSSL_DIGEST_PARAM_XOFLEN, NULL),
		OSSL_PARAM_utf8_string(PARAM_FUNCTION_NAME, NULL, 0),
		OSSL_PARAM_utf8_string(PARAM_CUSTOMIZATION, NULL, 0),
		OSSL_PARAM_octet_string(PARAM_FUNCTION_NAME, NULL, 0),
		OSSL_PARAM_octet_string(PARAM_CUSTOMIZATION, NULL, 0),
		OSSL_PARAM_END,
	};
	const struct digest_ctx *ctx = vctx;

	return ctx && ctx->row->custom ? custom : settable;
}

static int too_long(const struct digest_ctx *ctx, const OSSL_PARAM params[], const char *name,
		    size_t max)
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, name);

	if (!p || p->data_size <= max)
		return 0;
	prov_raise(ctx->prov, PROV_R_TOO_LONG, "%s of %zu bytes, the hub takes %zu", name,
		   p->data_size, max);
	return 1;
}

/* N and S, before the first byte of a message. They stay for the next one. */
static int set_custom(struct digest_ctx *ctx, const OSSL_PARAM params[])
{
	int err;

	if (!OSSL_PARAM_locate_const(params, PARAM_FUNCTION_NAME) &&
	    !OSSL_PARAM_locate_const(params, PARAM_CUSTOMIZATION))
		return 1;
	if (!ctx->fresh)
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER,
				  "%s and %s are set before the message", PARAM_FUNCTION_NAME,
				  PARAM_CUSTOMIZATION);
	if (too_long(ctx, params, PARAM_FUNCTION_NAME, NAME_MAX_LEN) ||
	    too_long(ctx, params, PARAM_CUSTOMIZATION, CUSTOM_MAX_LEN) ||
	    !octets_param(ctx->prov, params, PARAM_FUNCTION_NAME, &ctx->name) ||
	    !octets_param(ctx->prov, params, PARAM_CUSTOMIZATION, &ctx->custom))
		return 0;
	err = cmh_hash_set_custom(hash_of(ctx), ctx->name.data, ctx->name.len, ctx->custom.data,
				  ctx->custom.len);
	return err ? prov_fail(ctx->prov, err) : 1;
}

static int digest_set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
	struct digest_ctx *ctx = vctx;
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_DIGEST_PARAM_XOFLEN);
	size_t len;

	if (!(ctx->row->flags & CMH_ALG_F_XOF))
		return 1;
	if (p && (!param_get(size_t, p, &len) || len == 0))
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER,
				  "xoflen is not a length of 1 or more");
	if (p)
		ctx->out_len = len;
	return !ctx->row->custom || set_custom(ctx, params);
}

/* Each row gets its constants, two thunks that bind them, and a dispatch table. Only an XOF has
 * parameters to set: for the others the table ends one line earlier. */
#define DIGEST(id, ...) DIGEST_ROW(id, false, __VA_ARGS__)
#define CSHAKE(id, ...) DIGEST_ROW(id, true, __VA_ARGS__)
#define DIGEST_ROW(id, takes_custom, name, names, core, mode, bytes, block_bytes, bits)       \
	static const struct digest digest_##id = { CMH_ALG_##id, bytes, block_bytes, bits,    \
						   takes_custom };                            \
	static OSSL_FUNC_digest_newctx_fn newctx_##id;                                        \
	static OSSL_FUNC_digest_get_params_fn get_params_##id;                                \
	static void *newctx_##id(void *provctx)                                               \
	{                                                                                     \
		return digest_newctx(provctx, &digest_##id);                                  \
	}                                                                                     \
	static int get_params_##id(OSSL_PARAM params[])                                       \
	{                                                                                     \
		return digest_get_params(params, &digest_##id);                               \
	}                                                                                     \
	static const OSSL_DISPATCH dispatch_##id[] = {                                        \
		{ OSSL_FUNC_DIGEST_NEWCTX, (void (*)(void))newctx_##id },                     \
		{ OSSL_FUNC_DIGEST_INIT, (void (*)(void))digest_init },                       \
		{ OSSL_FUNC_DIGEST_UPDATE, (void (*)(void))digest_update },                   \
		{ OSSL_FUNC_DIGEST_FINAL, (void (*)(void))digest_final },                     \
		{ OSSL_FUNC_DIGEST_FREECTX, (void (*)(void))digest_freectx },                 \
		{ OSSL_FUNC_DIGEST_DUPCTX, (void (*)(void))digest_dupctx },                   \
		{ OSSL_FUNC_DIGEST_GET_PARAMS, (void (*)(void))get_params_##id },             \
		{ OSSL_FUNC_DIGEST_GETTABLE_PARAMS, (void (*)(void))digest_gettable_params }, \
		{ (bits)&CMH_ALG_F_XOF ? OSSL_FUNC_DIGEST_SET_CTX_PARAMS : 0,                 \
		  (void (*)(void))digest_set_ctx_params },                                    \
		{ OSSL_FUNC_DIGEST_SETTABLE_CTX_PARAMS,                                       \
		  (void (*)(void))digest_settable_ctx_params },                               \
		{ 0, NULL }                                                                   \
	};
CMH_DIGEST_TABLE(DIGEST)
CMH_CSHAKE_TABLE(CSHAKE)

/* clang-format off */
const struct prov_alg prov_digests[] = {
	CMH_DIGEST_TABLE(PROV_ALG)
	CMH_CSHAKE_TABLE(PROV_ALG)
	PROV_LIST_END
};
