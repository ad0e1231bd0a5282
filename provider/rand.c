// SPDX-License-Identifier: Apache-2.0
/* rand.c - random bit generators, one for each row of CMH_RAND_TABLE: the hub's DRBG behind
 * OpenSSL's interface.
 *
 * The generator, its seed and its reseeding are in the device, where all instances share it. An
 * instance here is a state and nothing else; it ignores a parent, and what a caller wants mixed in.
 * It needs no lock, so enabling locking is a promise already kept.
 */
#include <errno.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <cmh/sync.h>

#include "prov_ctx.h"
#include "prov_err.h"

#define STRENGTH    256u   /* bits */
#define REQUEST_MAX 65536u /* bytes of one generate call; OpenSSL splits what is longer */

struct rand_ctx {
	struct prov_ctx *prov;
	enum cmh_alg alg;
	atomic_int state; /* EVP_RAND_STATE_* */
};

static OSSL_FUNC_rand_freectx_fn rand_freectx;
static OSSL_FUNC_rand_instantiate_fn rand_instantiate;
static OSSL_FUNC_rand_uninstantiate_fn rand_uninstantiate;
static OSSL_FUNC_rand_generate_fn rand_generate;
static OSSL_FUNC_rand_reseed_fn rand_reseed;
static OSSL_FUNC_rand_nonce_fn rand_nonce;
static OSSL_FUNC_rand_get_seed_fn rand_get_seed;
static OSSL_FUNC_rand_clear_seed_fn rand_clear_seed;
static OSSL_FUNC_rand_enable_locking_fn rand_enable_locking;
static OSSL_FUNC_rand_lock_fn rand_lock;
static OSSL_FUNC_rand_unlock_fn rand_unlock;
static OSSL_FUNC_rand_gettable_ctx_params_fn rand_gettable_ctx_params;
static OSSL_FUNC_rand_get_ctx_params_fn rand_get_ctx_params;
static OSSL_FUNC_rand_verify_zeroization_fn rand_verify_zeroization;

static void *rand_newctx(struct prov_ctx *prov, enum cmh_alg alg)
{
	struct rand_ctx *ctx = OPENSSL_zalloc(sizeof(*ctx));

	if (!ctx)
		return NULL;
	ctx->prov = prov;
	ctx->alg = alg;
	atomic_init(&ctx->state, EVP_RAND_STATE_UNINITIALISED);
	return ctx;
}

static void rand_freectx(void *vctx)
{
	OPENSSL_free(vctx);
}

static int strength_ok(const struct rand_ctx *ctx, unsigned int strength)
{
	if (strength <= STRENGTH)
		return 1;
	return prov_raise(ctx->prov, PROV_R_STRENGTH, "%u bits asked, the hub's DRBG has %u",
			  strength, STRENGTH);
}

static int rand_instantiate(void *vctx, unsigned int strength, int prediction_resistance,
			    const unsigned char *pstr, size_t pstr_len, const OSSL_PARAM params[])
{
	struct rand_ctx *ctx = vctx;
	struct cmh_dev *dev;

	if (!strength_ok(ctx, strength))
		return 0;
	dev = prov_dev(ctx->prov);
	if (!dev)
		return 0;
	if (!cmh_dev_has(dev, ctx->alg))
		return prov_raise(ctx->prov, PROV_R_NOT_SUPPORTED, "the device has no DRBG core");
	atomic_store(&ctx->state, EVP_RAND_STATE_READY);
	return 1;
}

static int rand_uninstantiate(void *vctx)
{
	struct rand_ctx *ctx = vctx;

	atomic_store(&ctx->state, EVP_RAND_STATE_UNINITIALISED);
	return 1;
}

static int ready(const struct rand_ctx *ctx)
{
	if (atomic_load(&ctx->state) == EVP_RAND_STATE_READY)
		return 1;
	return prov_raise(ctx->prov, PROV_R_NOT_INSTANTIATED, "call EVP_RAND_instantiate() first");
}

static int rand_generate(void *vctx, unsigned char *out, size_t len, unsigned int strength,
			 int prediction_resistance, const unsigned char *adin, size_t adin_len)
{
	struct rand_ctx *ctx = vctx;

	if (!ready(ctx) || !strength_ok(ctx, strength))
		return 0;
	if (prediction_resistance)
		return prov_raise(ctx->prov, PROV_R_NOT_SUPPORTED,
				  "prediction resistance: the hub decides when its DRBG reseeds");
	return len == 0 || prov_random(ctx->prov, out, len);
}

/* The hub reseeds by itself; there is nothing to pass on. */
static int rand_reseed(void *vctx, int prediction_resistance, const unsigned char *ent,
		       size_t ent_len, const unsigned char *adin, size_t adin_len)
{
	return ready(vctx);
}

/* For a DRBG of another provider that has this one as parent: out NULL asks for the length. */
static size_t rand_nonce(void *vctx, unsigned char *out, unsigned int strength, size_t min_len,
			 size_t max_len)
{
	struct rand_ctx *ctx = vctx;
	size_t len = (strength / 2 + 7) / 8;

	if (len < min_len)
		len = min_len;
	if (len > max_len || !ready(ctx))
		return 0;
	if (!out)
		return len;
	return prov_random(ctx->prov, out, len) ? len : 0;
}

/* The same, for its seed: as many bytes as have the entropy asked for, in memory of ours. */
static size_t rand_get_seed(void *vctx, unsigned char **out, int entropy, size_t min_len,
			    size_t max_len, int prediction_resistance, const unsigned char *adin,
			    size_t adin_len)
{
	struct rand_ctx *ctx = vctx;
	size_t len = entropy > 0 ? ((size_t)entropy + 7) / 8 : 0;
	unsigned char *seed;

	if (len < min_len)
		len = min_len;
	if (len == 0 || len > max_len || !ready(ctx))
		return 0;
	seed = OPENSSL_secure_malloc(len);
	if (!seed)
		return 0;
	if (!prov_random(ctx->prov, seed, len)) {
		OPENSSL_secure_clear_free(seed, len);
		return 0;
	}
	*out = seed;
	return len;
}

static void rand_clear_seed(void *vctx, unsigned char *seed, size_t len)
{
	OPENSSL_secure_clear_free(seed, len);
}

static int rand_enable_locking(void *vctx)
{
	return 1;
}

static int rand_lock(void *vctx)
{
	return 1;
}

static void rand_unlock(void *vctx)
{
}

static const OSSL_PARAM *rand_gettable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_int(OSSL_RAND_PARAM_STATE, NULL),
		OSSL_PARAM_uint(OSSL_RAND_PARAM_STRENGTH, NULL),
		OSSL_PARAM_size_t(OSSL_RAND_PARAM_MAX_REQUEST, NULL),
		OSSL_PARAM_END,
	};

	return gettable;
}

static int rand_get_ctx_params(void *vctx, OSSL_PARAM params[])
{
	struct rand_ctx *ctx = vctx;
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_STATE);
	if (p && !OSSL_PARAM_set_int(p, atomic_load(&ctx->state)))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_STRENGTH);
	if (p && !OSSL_PARAM_set_uint(p, STRENGTH))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_RAND_PARAM_MAX_REQUEST);
	if (p && !OSSL_PARAM_set_size_t(p, REQUEST_MAX))
		return 0;
	return 1;
}

/* No secret ever rests in an instance. */
static int rand_verify_zeroization(void *vctx)
{
	return 1;
}

#define RAND(id, name, names, core)                                                               \
	static OSSL_FUNC_rand_newctx_fn newctx_##id;                                              \
	static void *newctx_##id(void *provctx, void *parent, const OSSL_DISPATCH *parent_calls)  \
	{                                                                                         \
		return rand_newctx(provctx, CMH_ALG_##id);                                        \
	}                                                                                         \
	static const OSSL_DISPATCH dispatch_##id[] = {                                            \
		{ OSSL_FUNC_RAND_NEWCTX, (void (*)(void))newctx_##id },                           \
		{ OSSL_FUNC_RAND_FREECTX, (void (*)(void))rand_freectx },                         \
		{ OSSL_FUNC_RAND_INSTANTIATE, (void (*)(void))rand_instantiate },                 \
		{ OSSL_FUNC_RAND_UNINSTANTIATE, (void (*)(void))rand_uninstantiate },             \
		{ OSSL_FUNC_RAND_GENERATE, (void (*)(void))rand_generate },                       \
		{ OSSL_FUNC_RAND_RESEED, (void (*)(void))rand_reseed },                           \
		{ OSSL_FUNC_RAND_NONCE, (void (*)(void))rand_nonce },                             \
		{ OSSL_FUNC_RAND_GET_SEED, (void (*)(void))rand_get_seed },                       \
		{ OSSL_FUNC_RAND_CLEAR_SEED, (void (*)(void))rand_clear_seed },                   \
		{ OSSL_FUNC_RAND_ENABLE_LOCKING, (void (*)(void))rand_enable_locking },           \
		{ OSSL_FUNC_RAND_LOCK, (void (*)(void))rand_lock },                               \
		{ OSSL_FUNC_RAND_UNLOCK, (void (*)(void))rand_unlock },                           \
		{ OSSL_FUNC_RAND_GETTABLE_CTX_PARAMS, (void (*)(void))rand_gettable_ctx_params }, \
		{ OSSL_FUNC_RAND_GET_CTX_PARAMS, (void (*)(void))rand_get_ctx_params },           \
		{ OSSL_FUNC_RAND_VERIFY_ZEROIZATION, (void (*)(void))rand_verify_zeroization },   \
		{ 0, NULL }                                                                       \
	};
CMH_RAND_TABLE(RAND)

/* clang-format off */
const struct prov_alg prov_rands[] = {
	CMH_RAND_TABLE(PROV_ALG)
	PROV_LIST_END
};
