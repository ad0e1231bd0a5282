/* SPDX-License-Identifier: Apache-2.0 */
/* sign_common.h - what all signatures share: key, digest, streaming, parameters.
 *
 * A family is a few functions on a struct that begins with struct sign_ctx; its dispatch table
 * names its own newctx (a thunk that binds the family), its parameters, and the calls below.
 * All functions return 1, or 0 with an error raised, unless they say otherwise.
 */
#ifndef CMH_PROVIDER_PK_SIGN_COMMON_H
#define CMH_PROVIDER_PK_SIGN_COMMON_H

#include <openssl/core.h>
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>

#include "aid.h"
#include "keys/key.h"
#include "md.h"

enum sign_op {
	SIGN_OP_NONE,
	SIGN_OP_SIGN,
	SIGN_OP_VERIFY,
	SIGN_OP_RECOVER,
};

struct sign_ctx;

struct sign_family {
	size_t size;            /* of the family's context */
	unsigned int key_types; /* bits 1 << PROV_KEY_* */
	/* After key and operation are set; the digest is none. May be NULL. */
	int (*init)(struct sign_ctx *ctx);
	/* Whether the digest may be used; called with the one about to be set. May be NULL. */
	int (*judge_md)(struct sign_ctx *ctx, const struct prov_md *md);
	/* Feeds what comes before the message, to ctx->hash. May be NULL. */
	int (*prefix)(struct sign_ctx *ctx);
	/* Gives dst, a copy of src's bytes, memory and references of its own; or leaves it without.
	 * May be NULL, and fini as well. */
	int (*dup)(struct sign_ctx *dst, const struct sign_ctx *src);
	void (*fini)(struct sign_ctx *ctx);
	/* The longest signature. */
	size_t (*sig_max)(const struct sign_ctx *ctx);
	/* sig has sig_max bytes. */
	int (*sign)(struct sign_ctx *ctx, uint8_t *sig, size_t *sig_len, const uint8_t *tbs,
		    size_t tbs_len);
	int (*verify)(struct sign_ctx *ctx, const uint8_t *sig, size_t sig_len, const uint8_t *tbs,
		      size_t tbs_len);
	/* Sets its parameters. */
	int (*set_params)(void *ctx, const OSSL_PARAM params[]);
	/* Stores the AlgorithmIdentifier. */
	int (*aid)(struct sign_ctx *ctx, struct aid *aid);
};

struct sign_ctx {
	const struct sign_family *family;
	struct prov_ctx *prov;
	struct prov_key *key; /* a reference of its own, NULL before init */
	enum sign_op op;
	char *props; /* NULL: none */
	struct prov_md md;
	bool md_fixed; /* in the midst of a message */
	bool prefixed; /* the message has begun */
	struct prov_hash *hash;
};

struct sign_ctx *sign_new(struct prov_ctx *prov, const char *props,
			  const struct sign_family *family);

OSSL_FUNC_signature_freectx_fn sign_freectx;
OSSL_FUNC_signature_dupctx_fn sign_dupctx;
OSSL_FUNC_signature_sign_init_fn sign_sign_init;
OSSL_FUNC_signature_sign_fn sign_sign;
OSSL_FUNC_signature_verify_init_fn sign_verify_init;
OSSL_FUNC_signature_verify_fn sign_verify;
OSSL_FUNC_signature_verify_recover_init_fn sign_recover_init;
OSSL_FUNC_signature_digest_sign_init_fn sign_digest_sign_init;
OSSL_FUNC_signature_digest_sign_update_fn sign_digest_update;
OSSL_FUNC_signature_digest_sign_final_fn sign_digest_sign_final;
OSSL_FUNC_signature_digest_verify_init_fn sign_digest_verify_init;
OSSL_FUNC_signature_digest_verify_final_fn sign_digest_verify_final;
/* algorithm-id, digest, digest-size */
OSSL_FUNC_signature_get_ctx_params_fn sign_get_ctx_params;
OSSL_FUNC_signature_gettable_ctx_params_fn sign_gettable_ctx_params;
/* digest with properties, digest-size */
OSSL_FUNC_signature_set_ctx_params_fn sign_set_ctx_params;
OSSL_FUNC_signature_settable_ctx_params_fn sign_settable_ctx_params;
/* The parameters of a digest of another provider; the hub's have none. */
OSSL_FUNC_signature_get_ctx_md_params_fn sign_get_ctx_md_params;
OSSL_FUNC_signature_gettable_ctx_md_params_fn sign_gettable_ctx_md_params;
OSSL_FUNC_signature_set_ctx_md_params_fn sign_set_ctx_md_params;
OSSL_FUNC_signature_settable_ctx_md_params_fn sign_settable_ctx_md_params;

/* The lines of a dispatch table that every signature has, and those of signatures of a digest. */
#define SIGN_DISPATCH_BASE                                                                       \
	{ OSSL_FUNC_SIGNATURE_FREECTX, (void (*)(void))sign_freectx },                           \
	{ OSSL_FUNC_SIGNATURE_DUPCTX, (void (*)(void))sign_dupctx }
#define SIGN_DISPATCH_MD                                                                         \
	{ OSSL_FUNC_SIGNATURE_SIGN_INIT, (void (*)(void))sign_sign_init },                       \
	{ OSSL_FUNC_SIGNATURE_SIGN, (void (*)(void))sign_sign },                                 \
	{ OSSL_FUNC_SIGNATURE_VERIFY_INIT, (void (*)(void))sign_verify_init },                   \
	{ OSSL_FUNC_SIGNATURE_VERIFY, (void (*)(void))sign_verify },                             \
	{ OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT, (void (*)(void))sign_digest_sign_init },         \
	{ OSSL_FUNC_SIGNATURE_DIGEST_SIGN_UPDATE, (void (*)(void))sign_digest_update },          \
	{ OSSL_FUNC_SIGNATURE_DIGEST_SIGN_FINAL, (void (*)(void))sign_digest_sign_final },       \
	{ OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_INIT, (void (*)(void))sign_digest_verify_init },     \
	{ OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_UPDATE, (void (*)(void))sign_digest_update },        \
	{ OSSL_FUNC_SIGNATURE_DIGEST_VERIFY_FINAL, (void (*)(void))sign_digest_verify_final },   \
	{ OSSL_FUNC_SIGNATURE_GET_CTX_MD_PARAMS, (void (*)(void))sign_get_ctx_md_params },       \
	{ OSSL_FUNC_SIGNATURE_GETTABLE_CTX_MD_PARAMS, (void (*)(void))sign_gettable_ctx_md_params }, \
	{ OSSL_FUNC_SIGNATURE_SET_CTX_MD_PARAMS, (void (*)(void))sign_set_ctx_md_params },       \
	{ OSSL_FUNC_SIGNATURE_SETTABLE_CTX_MD_PARAMS, (void (*)(void))sign_settable_ctx_md_params }

/* The parameters of a signature that has no others. */
#define SIGN_DISPATCH_PARAMS                                                                     \
	{ OSSL_FUNC_SIGNATURE_GET_CTX_PARAMS, (void (*)(void))sign_get_ctx_params },             \
	{ OSSL_FUNC_SIGNATURE_GETTABLE_CTX_PARAMS, (void (*)(void))sign_gettable_ctx_params },   \
	{ OSSL_FUNC_SIGNATURE_SET_CTX_PARAMS, (void (*)(void))sign_set_ctx_params },             \
	{ OSSL_FUNC_SIGNATURE_SETTABLE_CTX_PARAMS, (void (*)(void))sign_settable_ctx_params }

/* Takes key and operation, drops the digest and a message begun. key NULL keeps key, digest and what
 * else was set. */
int sign_begin(struct sign_ctx *ctx, struct prov_key *key, enum sign_op op);

/* Sets the digest; while a message is under way only to what it is already. props replaces the
 * context's properties, unless NULL. */
int sign_set_md(struct sign_ctx *ctx, const char *name, const char *props);

/* Reads a parameter that is text. Returns 1, with a pointer to a string in buf, NULL where the
 * parameter is not given; or 0 with an error raised. */
int sign_text_param(struct sign_ctx *ctx, const OSSL_PARAM params[], const char *key, char *buf,
		    size_t size, const char **text);

/* Whether len is the length of the digest that is set; any, if none is. */
int sign_digest_fits(const struct sign_ctx *ctx, size_t len);

/* What the library answered to a verification: 1, or 0 with an error raised. */
int sign_verdict(struct sign_ctx *ctx, int err);

#endif
