// SPDX-License-Identifier: Apache-2.0
/* sign_common.c - the context of a signature, and what is the same for all kinds. */
#include <errno.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/params.h>

#include "prov_ctx.h"
#include "prov_err.h"
#include "sign_common.h"

#define NAME_MAX_LEN 64u

struct sign_ctx *sign_new(struct prov_ctx *prov, const char *props,
			  const struct sign_family *family)
{
	struct sign_ctx *ctx = OPENSSL_zalloc(family->size);

	if (!ctx)
		goto no_memory;
	ctx->family = family;
	ctx->prov = prov;
	if (props) {
		ctx->props = OPENSSL_strdup(props);
		if (!ctx->props)
			goto no_memory;
	}
	return ctx;

no_memory:
	OPENSSL_free(ctx);
	prov_raise(prov, PROV_R_NO_MEMORY, "a signature");
	return NULL;
}

void sign_freectx(void *vctx)
{
	struct sign_ctx *ctx = vctx;

	if (!ctx)
		return;
	if (ctx->family->fini)
		ctx->family->fini(ctx);
	prov_hash_free(ctx->hash);
	prov_md_clear(&ctx->md);
	prov_key_free(ctx->key);
	OPENSSL_free(ctx->props);
	OPENSSL_clear_free(ctx, ctx->family->size);
}

void *sign_dupctx(void *vctx)
{
	const struct sign_ctx *src = vctx;
	struct sign_ctx *dst = OPENSSL_memdup(src, src->family->size);
	int ok = dst != NULL;

	if (!ok)
		goto out;
	dst->key = src->key ? prov_key_up(src->key) : NULL;
	dst->props = src->props ? OPENSSL_strdup(src->props) : NULL;
	dst->hash = src->hash ? prov_hash_dup(src->hash) : NULL;
	ok = !dst->props == !src->props && !dst->hash == !src->hash;
	ok &= prov_md_dup(&dst->md, &src->md);
	if (src->family->dup)
		ok &= src->family->dup(dst, src);
	if (ok)
		return dst;
	sign_freectx(dst);
out:
	prov_raise(src->prov, PROV_R_NO_MEMORY, "a signature");
	return NULL;
}

static int key_fits(const struct sign_ctx *ctx, const struct prov_key *key, enum sign_op op)
{
	if (!(ctx->family->key_types & 1u << key->type))
		return prov_raise(ctx->prov, PROV_R_KEY_REJECTED,
				  "the key is of a type that makes no such signatures");
	if (op == SIGN_OP_SIGN ? !key->has_private : !key->has_public)
		return prov_raise(ctx->prov, PROV_R_NO_KEY, "the key has no %s part",
				  op == SIGN_OP_SIGN ? "private" : "public");
	return 1;
}

int sign_begin(struct sign_ctx *ctx, struct prov_key *key, enum sign_op op)
{
	if (!key && !ctx->key)
		return prov_raise(ctx->prov, PROV_R_NO_KEY, "a signature without a key");
	if (!key_fits(ctx, key ? key : ctx->key, op))
		return 0;
	ctx->op = op;
	ctx->md_fixed = false;
	ctx->prefixed = false;
	prov_hash_free(ctx->hash);
	ctx->hash = NULL;
	if (!key)
		return 1;
	prov_key_up(key);
	prov_key_free(ctx->key);
	ctx->key = key;
	prov_md_clear(&ctx->md);
	return !ctx->family->init || ctx->family->init(ctx);
}

/* ---- of a digest that the caller has made ---- */

static int raw_init(struct sign_ctx *ctx, struct prov_key *key, enum sign_op op,
		    const OSSL_PARAM params[])
{
	return sign_begin(ctx, key, op) && (!params || ctx->family->set_params(ctx, params));
}

int sign_sign_init(void *vctx, void *key, const OSSL_PARAM params[])
{
	return raw_init(vctx, key, SIGN_OP_SIGN, params);
}

int sign_verify_init(void *vctx, void *key, const OSSL_PARAM params[])
{
	return raw_init(vctx, key, SIGN_OP_VERIFY, params);
}

int sign_recover_init(void *vctx, void *key, const OSSL_PARAM params[])
{
	return raw_init(vctx, key, SIGN_OP_RECOVER, params);
}

static int op_is(const struct sign_ctx *ctx, enum sign_op op)
{
	return ctx->op == op || prov_raise(ctx->prov, PROV_R_NOT_STARTED,
					   "the context was not made ready for this");
}

int sign_sign(void *vctx, unsigned char *sig, size_t *sig_len, size_t sig_size,
	      const unsigned char *tbs, size_t tbs_len)
{
	struct sign_ctx *ctx = vctx;
	size_t max;

	if (!op_is(ctx, SIGN_OP_SIGN))
		return 0;
	max = ctx->family->sig_max(ctx);
	if (!sig) {
		*sig_len = max;
		return 1;
	}
	if (sig_size < max)
		return prov_raise(ctx->prov, PROV_R_BUFFER_TOO_SMALL,
				  "signature of up to %zu bytes into %zu", max, sig_size);
	return ctx->family->sign(ctx, sig, sig_len, tbs, tbs_len);
}

int sign_verify(void *vctx, const unsigned char *sig, size_t sig_len, const unsigned char *tbs,
		size_t tbs_len)
{
	struct sign_ctx *ctx = vctx;

	return op_is(ctx, SIGN_OP_VERIFY) && ctx->family->verify(ctx, sig, sig_len, tbs, tbs_len);
}

int sign_digest_fits(const struct sign_ctx *ctx, size_t len)
{
	if (!ctx->md.name || len == ctx->md.size)
		return 1;
	return prov_raise(ctx->prov, PROV_R_BAD_LENGTH, "digest of %zu bytes; %s has %zu", len,
			  ctx->md.name, ctx->md.size);
}

int sign_verdict(struct sign_ctx *ctx, int err)
{
	if (err == -EBADMSG || err == -EINVAL) /* numbers out of their range are no signature either */
		return prov_raise(ctx->prov, PROV_R_BAD_SIGNATURE,
				  "it is not of this message, or not by this key");
	return err < 0 ? prov_fail(ctx->prov, err) : 1;
}

/* ---- of a message ---- */

static int digest_init(struct sign_ctx *ctx, const char *name, struct prov_key *key,
		       enum sign_op op, const OSSL_PARAM params[])
{
	if (!sign_begin(ctx, key, op))
		return 0;
	if (name && *name && !sign_set_md(ctx, name, NULL))
		return 0;
	if (params && !ctx->family->set_params(ctx, params))
		return 0;
	if (!ctx->md.name)
		return prov_raise(ctx->prov, PROV_R_BAD_DIGEST, "no digest set");
	ctx->hash = prov_hash_new(ctx->prov, &ctx->md, ctx->props);
	ctx->md_fixed = ctx->hash != NULL;
	return ctx->hash != NULL;
}

int sign_digest_sign_init(void *vctx, const char *name, void *key, const OSSL_PARAM params[])
{
	return digest_init(vctx, name, key, SIGN_OP_SIGN, params);
}

int sign_digest_verify_init(void *vctx, const char *name, void *key, const OSSL_PARAM params[])
{
	return digest_init(vctx, name, key, SIGN_OP_VERIFY, params);
}

static int message_began(struct sign_ctx *ctx)
{
	if (!ctx->hash)
		return prov_raise(ctx->prov, PROV_R_NOT_STARTED, "no message begun");
	if (ctx->prefixed)
		return 1;
	ctx->prefixed = true;
	return !ctx->family->prefix || ctx->family->prefix(ctx);
}

int sign_digest_update(void *vctx, const unsigned char *in, size_t len)
{
	struct sign_ctx *ctx = vctx;

	return message_began(ctx) && prov_hash_update(ctx->hash, in, len);
}

/* Ends the message; the digest may be set anew after it. */
static int message_end(struct sign_ctx *ctx, uint8_t digest[PROV_MD_MAX])
{
	int ok = message_began(ctx) && prov_hash_final(ctx->hash, digest);

	prov_hash_free(ctx->hash);
	ctx->hash = NULL;
	ctx->md_fixed = false;
	return ok;
}

int sign_digest_sign_final(void *vctx, unsigned char *sig, size_t *sig_len, size_t sig_size)
{
	struct sign_ctx *ctx = vctx;
	uint8_t digest[PROV_MD_MAX];

	/* asking for the length and a buffer that is too small cost nothing of the message */
	if (!sig || (ctx->hash && sig_size < ctx->family->sig_max(ctx)))
		return sign_sign(ctx, sig, sig_len, sig_size, NULL, 0);
	return op_is(ctx, SIGN_OP_SIGN) && message_end(ctx, digest) &&
	       sign_sign(ctx, sig, sig_len, sig_size, digest, ctx->md.size);
}

int sign_digest_verify_final(void *vctx, const unsigned char *sig, size_t sig_len)
{
	struct sign_ctx *ctx = vctx;
	uint8_t digest[PROV_MD_MAX];

	return op_is(ctx, SIGN_OP_VERIFY) && message_end(ctx, digest) &&
	       sign_verify(ctx, sig, sig_len, digest, ctx->md.size);
}

/* ---- parameters ---- */

/* Replaces the properties by which digests are looked for. */
static int set_props(struct sign_ctx *ctx, const char *props)
{
	char *copy = OPENSSL_strdup(props);

	if (!copy)
		return prov_raise(ctx->prov, PROV_R_NO_MEMORY, "properties of a digest");
	OPENSSL_free(ctx->props);
	ctx->props = copy;
	return 1;
}

int sign_set_md(struct sign_ctx *ctx, const char *name, const char *props)
{
	struct prov_md md = { 0 };

	if (props && !set_props(ctx, props))
		return 0;
	if (!prov_md_set(&md, ctx->prov, name, ctx->props))
		return 0;
	if (ctx->md_fixed && !prov_md_same(&md, &ctx->md)) {
		prov_raise(ctx->prov, PROV_R_BAD_DIGEST, "digest %s in a message hashed with %s",
			   md.name, ctx->md.name);
		goto refuse;
	}
	if (ctx->family->judge_md && !ctx->family->judge_md(ctx, &md))
		goto refuse;
	prov_md_clear(&ctx->md);
	ctx->md = md;
	return 1;

refuse:
	prov_md_clear(&md);
	return 0;
}

int sign_text_param(struct sign_ctx *ctx, const OSSL_PARAM params[], const char *key, char *buf,
		    size_t size, const char **text)
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, key);

	*text = NULL;
	if (!p)
		return 1;
	if (!OSSL_PARAM_get_utf8_string(p, &buf, size))
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER,
				  "%s is not text of less than %zu bytes", key, size);
	*text = buf;
	return 1;
}

int sign_set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
	struct sign_ctx *ctx = vctx;
	char name_buf[NAME_MAX_LEN], props_buf[256];
	const char *name, *props;
	const OSSL_PARAM *p;
	size_t size;

	if (!params)
		return 1;
	if (!sign_text_param(ctx, params, OSSL_SIGNATURE_PARAM_DIGEST, name_buf, sizeof(name_buf),
			     &name) ||
	    !sign_text_param(ctx, params, OSSL_SIGNATURE_PARAM_PROPERTIES, props_buf,
			     sizeof(props_buf), &props))
		return 0;
	if (name && !sign_set_md(ctx, name, props))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_SIGNATURE_PARAM_DIGEST_SIZE);
	if (p && (!OSSL_PARAM_get_size_t(p, &size) || (ctx->md.name && size != ctx->md.size)))
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER,
				  "digest-size is not that of the digest");
	return 1;
}

const OSSL_PARAM *sign_settable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PROPERTIES, NULL, 0),
		OSSL_PARAM_size_t(OSSL_SIGNATURE_PARAM_DIGEST_SIZE, NULL),
		OSSL_PARAM_uint(OSSL_SIGNATURE_PARAM_KAT, NULL),
		OSSL_PARAM_END,
	};

	return settable;
}

int sign_get_ctx_params(void *vctx, OSSL_PARAM params[])
{
	struct sign_ctx *ctx = vctx;
	struct aid aid;
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_SIGNATURE_PARAM_ALGORITHM_ID);
	if (p && (!ctx->family->aid(ctx, &aid) ||
		  !OSSL_PARAM_set_octet_string(p, aid.der + aid.at, aid_len(&aid))))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_SIGNATURE_PARAM_DIGEST_SIZE);
	if (p && !OSSL_PARAM_set_size_t(p, ctx->md.size))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_SIGNATURE_PARAM_DIGEST);
	if (p && !OSSL_PARAM_set_utf8_string(p, ctx->md.name ? ctx->md.name : ""))
		return 0;
	return 1;
}

const OSSL_PARAM *sign_gettable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_octet_string(OSSL_SIGNATURE_PARAM_ALGORITHM_ID, NULL, 0),
		OSSL_PARAM_size_t(OSSL_SIGNATURE_PARAM_DIGEST_SIZE, NULL),
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, NULL, 0),
		OSSL_PARAM_END,
	};

	return gettable;
}

static const OSSL_PARAM no_params[] = { OSSL_PARAM_END };

int sign_get_ctx_md_params(void *vctx, OSSL_PARAM params[])
{
	const struct sign_ctx *ctx = vctx;
	EVP_MD_CTX *evp = prov_hash_evp(ctx->hash);

	return !evp || EVP_MD_CTX_get_params(evp, params);
}

const OSSL_PARAM *sign_gettable_ctx_md_params(void *vctx)
{
	const struct sign_ctx *ctx = vctx;

	return ctx->md.evp ? EVP_MD_gettable_ctx_params(ctx->md.evp) : no_params;
}

int sign_set_ctx_md_params(void *vctx, const OSSL_PARAM params[])
{
	const struct sign_ctx *ctx = vctx;
	EVP_MD_CTX *evp = prov_hash_evp(ctx->hash);

	return !evp || EVP_MD_CTX_set_params(evp, params);
}

const OSSL_PARAM *sign_settable_ctx_md_params(void *vctx)
{
	const struct sign_ctx *ctx = vctx;

	return ctx->md.evp ? EVP_MD_settable_ctx_params(ctx->md.evp) : no_params;
}
