// SPDX-License-Identifier: Apache-2.0
/* crypt_rsa.c - RSA encryption: PKCS#1 v1.5, OAEP, the premaster secret of TLS, and without padding
 * (RFC 8017, RFC 5246). */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "ct.h"
#include "prov_ctx.h"
#include "prov_err.h"
#include "rsa_core.h"

#define NAME_MAX_LEN 64u
#define LABEL_MAX    (1u << 20)

struct crypt_rsa {
	struct prov_ctx *prov;
	struct prov_key *key;
	bool decrypt;
	int pad;
	struct prov_md md;   /* of OAEP; none: SHA-1 */
	struct prov_md mgf1; /* none: that of OAEP */
	char *props, *mgf1_props;
	uint8_t *label; /* NULL: the empty one */
	size_t label_len;
	unsigned int tls_version, tls_alt_version; /* that the client offered; that came of it, or 0 */
};

static OSSL_FUNC_asym_cipher_encrypt_init_fn rsa_encrypt_init;
static OSSL_FUNC_asym_cipher_encrypt_fn rsa_encrypt;
static OSSL_FUNC_asym_cipher_decrypt_init_fn rsa_decrypt_init;
static OSSL_FUNC_asym_cipher_decrypt_fn rsa_decrypt;
static OSSL_FUNC_asym_cipher_newctx_fn rsa_newctx;
static OSSL_FUNC_asym_cipher_freectx_fn rsa_freectx;
static OSSL_FUNC_asym_cipher_dupctx_fn rsa_dupctx;
static OSSL_FUNC_asym_cipher_get_ctx_params_fn rsa_get_ctx_params;
static OSSL_FUNC_asym_cipher_gettable_ctx_params_fn rsa_gettable_ctx_params;
static OSSL_FUNC_asym_cipher_set_ctx_params_fn rsa_set_ctx_params;
static OSSL_FUNC_asym_cipher_settable_ctx_params_fn rsa_settable_ctx_params;

static void *rsa_newctx(void *provctx)
{
	struct crypt_rsa *ctx = OPENSSL_zalloc(sizeof(*ctx));

	if (ctx)
		ctx->prov = provctx;
	else
		prov_raise(provctx, PROV_R_NO_MEMORY, "RSA encryption");
	return ctx;
}

static void rsa_freectx(void *vctx)
{
	struct crypt_rsa *ctx = vctx;

	if (!ctx)
		return;
	prov_key_free(ctx->key);
	prov_md_clear(&ctx->md);
	prov_md_clear(&ctx->mgf1);
	OPENSSL_free(ctx->props);
	OPENSSL_free(ctx->mgf1_props);
	OPENSSL_free(ctx->label);
	OPENSSL_free(ctx);
}

static void *rsa_dupctx(void *vctx)
{
	const struct crypt_rsa *src = vctx;
	struct crypt_rsa *dst = OPENSSL_memdup(src, sizeof(*src));
	int ok = dst != NULL;

	if (!ok)
		goto out;
	dst->key = src->key ? prov_key_up(src->key) : NULL;
	dst->props = src->props ? OPENSSL_strdup(src->props) : NULL;
	dst->mgf1_props = src->mgf1_props ? OPENSSL_strdup(src->mgf1_props) : NULL;
	dst->label = src->label ? OPENSSL_memdup(src->label, src->label_len) : NULL;
	ok = !dst->props == !src->props && !dst->mgf1_props == !src->mgf1_props &&
	     !dst->label == !src->label;
	ok &= prov_md_dup(&dst->md, &src->md);
	ok &= prov_md_dup(&dst->mgf1, &src->mgf1);
	if (ok)
		return dst;
	rsa_freectx(dst);
out:
	prov_raise(src->prov, PROV_R_NO_MEMORY, "RSA encryption");
	return NULL;
}

static int crypt_init(struct crypt_rsa *ctx, struct prov_key *key, bool decrypt,
		      const OSSL_PARAM params[])
{
	if (!key || key->type != PROV_KEY_RSA)
		return prov_raise(ctx->prov, PROV_R_KEY_REJECTED,
				  "the key is of a type that does not encrypt");
	if (!rsa_judge_modulus(ctx->prov, key))
		return 0;
	if (!(decrypt ? key->has_private : key->has_public))
		return prov_raise(ctx->prov, PROV_R_NO_KEY, "the key has no %s part",
				  decrypt ? "private" : "public");
	prov_key_up(key);
	prov_key_free(ctx->key);
	ctx->key = key;
	ctx->decrypt = decrypt;
	ctx->pad = RSA_PAD_PKCS1;
	return rsa_set_ctx_params(ctx, params);
}

static int rsa_encrypt_init(void *vctx, void *key, const OSSL_PARAM params[])
{
	return crypt_init(vctx, key, false, params);
}

static int rsa_decrypt_init(void *vctx, void *key, const OSSL_PARAM params[])
{
	return crypt_init(vctx, key, true, params);
}

static int is_ready(const struct crypt_rsa *ctx, bool decrypt)
{
	return (ctx->key && ctx->decrypt == decrypt) ||
	       prov_raise(ctx->prov, PROV_R_NOT_STARTED, "the context was not made ready for this");
}

/* The digests of OAEP, with its defaults in place. */
static int oaep_mds(struct crypt_rsa *ctx, struct rsa_mds *mds)
{
	if (!ctx->md.name && !prov_md_set(&ctx->md, ctx->prov, OSSL_DIGEST_NAME_SHA1, ctx->props))
		return 0;
	*mds = (struct rsa_mds){ .prov = ctx->prov,
				 .md = &ctx->md,
				 .mgf1 = ctx->mgf1.name ? &ctx->mgf1 : &ctx->md,
				 .props = ctx->props,
				 .mgf1_props = ctx->mgf1_props ? ctx->mgf1_props : ctx->props };
	return 1;
}

/* ---- encrypt ---- */

/* Fills out with random bytes none of which is 0. */
static int random_nonzero(struct prov_ctx *prov, uint8_t *out, size_t len)
{
	uint8_t spare[32];
	size_t left = 0;

	if (!prov_random(prov, out, len))
		return 0;
	for (size_t i = 0; i < len; i++) {
		while (!out[i]) {
			if (!left) {
				if (!prov_random(prov, spare, sizeof(spare)))
					return 0;
				left = sizeof(spare);
			}
			out[i] = spare[--left];
		}
	}
	OPENSSL_cleanse(spare, sizeof(spare));
	return 1;
}

static int pkcs1_block(struct crypt_rsa *ctx, const uint8_t *in, size_t len, uint8_t *em)
{
	const size_t k = ctx->key->rsa->n_len;

	if (len > k - RSA_PKCS1_MARGIN)
		return prov_raise(ctx->prov, PROV_R_TOO_LONG,
				  "PKCS#1: %zu bytes in a block of %zu, which takes %zu", len, k,
				  k - RSA_PKCS1_MARGIN);
	if (!random_nonzero(ctx->prov, em + 2, k - len - 3))
		return 0;
	rsa_pad_type2(em, k, in, len);
	return 1;
}

static int crypt_block(struct crypt_rsa *ctx, const uint8_t *in, size_t len, uint8_t *em)
{
	const size_t k = ctx->key->rsa->n_len;
	struct rsa_mds mds;

	switch (ctx->pad) {
	case RSA_PAD_OAEP:
		return oaep_mds(ctx, &mds) &&
		       rsa_oaep_encode(&mds, ctx->label, ctx->label_len, in, len, em, k);
	case RSA_PAD_NONE:
		if (len != k)
			return prov_raise(ctx->prov, PROV_R_BAD_LENGTH,
					  "no padding: %zu bytes, the modulus has %zu", len, k);
		memcpy(em, in, k);
		return 1;
	}
	return pkcs1_block(ctx, in, len, em); /* TLS pads so, too */
}

static int rsa_encrypt(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
		       const unsigned char *in, size_t len)
{
	struct crypt_rsa *ctx = vctx;
	uint8_t em[RSA_BLOCK_MAX];
	size_t k;
	int err = -1;

	if (!is_ready(ctx, false))
		return 0;
	k = ctx->key->rsa->n_len;
	*out_len = k;
	if (!out)
		return 1;
	if (out_size < k)
		return prov_raise(ctx->prov, PROV_R_BUFFER_TOO_SMALL, "%zu bytes into %zu", k,
				  out_size);
	if (crypt_block(ctx, in, len, em)) {
		err = rsa_public(ctx->prov, ctx->key, em, out);
		if (err < 0)
			prov_fail(ctx->prov, err);
	}
	OPENSSL_cleanse(em, sizeof(em));
	return err >= 0;
}

/* ---- decrypt ---- */

/* Opens the block em. Everything that depends on its bytes is in *good, and hidden. */
static int open_block(struct crypt_rsa *ctx, uint8_t *em, uint8_t *out, size_t out_size,
		      size_t *out_len, size_t *good)
{
	const size_t k = ctx->key->rsa->n_len;
	uint8_t decoy[TLS_PREMASTER];
	struct rsa_mds mds;

	switch (ctx->pad) {
	case RSA_PAD_OAEP:
		return oaep_mds(ctx, &mds) &&
		       rsa_oaep_decode(&mds, ctx->label, ctx->label_len, em, k, out, out_size,
				       out_len, good);
	case RSA_PAD_TLS:
		if (!prov_random(ctx->prov, decoy, sizeof(decoy)))
			return 0;
		rsa_unpad_tls(em, k, ctx->tls_version, ctx->tls_alt_version, decoy, out);
		OPENSSL_cleanse(decoy, sizeof(decoy));
		*out_len = TLS_PREMASTER;
		*good = ~(size_t)0;
		return 1;
	case RSA_PAD_NONE:
		memcpy(out, em, k);
		*out_len = k;
		*good = ~(size_t)0;
		return 1;
	}
	*good = rsa_unpad_type2(em, k, out, out_size, out_len);
	return 1;
}

/* What can be said about the lengths before anything is decrypted. */
static int judge_lengths(const struct crypt_rsa *ctx, size_t out_size, size_t len)
{
	const size_t k = ctx->key->rsa->n_len;

	if (len != k)
		return prov_raise(ctx->prov, PROV_R_BAD_LENGTH,
				  "a ciphertext of %zu bytes, the modulus has %zu", len, k);
	if (ctx->pad == RSA_PAD_NONE && out_size < k)
		return prov_raise(ctx->prov, PROV_R_BUFFER_TOO_SMALL, "%zu bytes into %zu", k,
				  out_size);
	if (ctx->pad != RSA_PAD_TLS)
		return 1;
	if (out_size < TLS_PREMASTER)
		return prov_raise(ctx->prov, PROV_R_BUFFER_TOO_SMALL,
				  "a premaster secret of %u bytes into %zu", TLS_PREMASTER,
				  out_size);
	if (k < TLS_PREMASTER + RSA_PKCS1_MARGIN)
		return prov_raise(ctx->prov, PROV_R_BAD_LENGTH,
				  "a premaster secret under a modulus of %zu bytes", k);
	if (!ctx->tls_version)
		return prov_raise(ctx->prov, PROV_R_NOT_STARTED, "tls-client-version is not set");
	return 1;
}

static int rsa_decrypt(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
		       const unsigned char *in, size_t len)
{
	struct crypt_rsa *ctx = vctx;
	uint8_t em[RSA_BLOCK_MAX];
	size_t good = 0, got = 0;
	int err, ok = 0;

	if (!is_ready(ctx, true))
		return 0;
	if (!out) {
		*out_len = ctx->pad == RSA_PAD_TLS ? TLS_PREMASTER : ctx->key->rsa->n_len;
		return 1;
	}
	if (!judge_lengths(ctx, out_size, len))
		return 0;
	err = rsa_private(ctx->prov, ctx->key, in, em);
	if (err < 0)
		prov_fail(ctx->prov, err);
	else
		ok = open_block(ctx, em, out, out_size, &got, &good);
	OPENSSL_cleanse(em, sizeof(em));
	if (!ok)
		return 0;
	/* from here on the answer is public */
	if (!ct_opaque(good))
		return prov_raise(ctx->prov, PROV_R_BAD_DECRYPT,
				  "RSA: the padding is wrong, or the message longer than %zu bytes",
				  out_size);
	*out_len = got;
	return 1;
}

/* ---- parameters ---- */

static int bad_param(struct crypt_rsa *ctx, const char *key)
{
	return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "%s has a value that it cannot have",
			  key);
}

static int set_md(struct crypt_rsa *ctx, const OSSL_PARAM params[], const char *key,
		  const char *props_key, struct prov_md *md, char **props)
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, key);
	const OSSL_PARAM *q = OSSL_PARAM_locate_const(params, props_key);
	char name[NAME_MAX_LEN], *text = name, *copy = NULL;

	if (!p)
		return 1;
	if (!OSSL_PARAM_get_utf8_string(p, &text, sizeof(name)))
		return bad_param(ctx, key);
	if (q && !OSSL_PARAM_get_utf8_string(q, &copy, 0))
		return bad_param(ctx, props_key);
	if (q) {
		OPENSSL_free(*props);
		*props = copy;
	}
	return prov_md_set(md, ctx->prov, name, *props);
}

static int set_pad(struct crypt_rsa *ctx, const OSSL_PARAM *p)
{
	int pad;

	if (!rsa_pad_read(ctx->prov, p, &pad))
		return 0;
	switch (pad) {
	case RSA_PAD_PKCS1:
	case RSA_PAD_NONE:
	case RSA_PAD_OAEP:
	case RSA_PAD_TLS: ctx->pad = pad; return 1;
	}
	return prov_raise(ctx->prov, PROV_R_BAD_PADDING,
			  "padding %d is not one of encryption here: use pkcs1, oaep or none", pad);
}

static int set_label(struct crypt_rsa *ctx, const OSSL_PARAM *p)
{
	void *label = NULL;
	size_t len = 0;

	if (p->data && p->data_size &&
	    (p->data_size > LABEL_MAX || !OSSL_PARAM_get_octet_string(p, &label, 0, &len)))
		return bad_param(ctx, p->key);
	OPENSSL_free(ctx->label);
	ctx->label = label;
	ctx->label_len = len;
	return 1;
}

static int rsa_set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
	struct crypt_rsa *ctx = vctx;
	const OSSL_PARAM *p;

	if (!params)
		return 1;
	if (!set_md(ctx, params, OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST,
		    OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST_PROPS, &ctx->md, &ctx->props))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_ASYM_CIPHER_PARAM_PAD_MODE);
	if (p && !set_pad(ctx, p))
		return 0;
	if (!set_md(ctx, params, OSSL_ASYM_CIPHER_PARAM_MGF1_DIGEST,
		    OSSL_ASYM_CIPHER_PARAM_MGF1_DIGEST_PROPS, &ctx->mgf1, &ctx->mgf1_props))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_ASYM_CIPHER_PARAM_OAEP_LABEL);
	if (p && !set_label(ctx, p))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_ASYM_CIPHER_PARAM_TLS_CLIENT_VERSION);
	if (p && !OSSL_PARAM_get_uint(p, &ctx->tls_version))
		return bad_param(ctx, p->key);
	p = OSSL_PARAM_locate_const(params, OSSL_ASYM_CIPHER_PARAM_TLS_NEGOTIATED_VERSION);
	if (p && !OSSL_PARAM_get_uint(p, &ctx->tls_alt_version))
		return bad_param(ctx, p->key);
	return 1;
}

static const OSSL_PARAM *rsa_settable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_utf8_string(OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST_PROPS, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_ASYM_CIPHER_PARAM_PAD_MODE, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_ASYM_CIPHER_PARAM_MGF1_DIGEST, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_ASYM_CIPHER_PARAM_MGF1_DIGEST_PROPS, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_ASYM_CIPHER_PARAM_OAEP_LABEL, NULL, 0),
		OSSL_PARAM_uint(OSSL_ASYM_CIPHER_PARAM_TLS_CLIENT_VERSION, NULL),
		OSSL_PARAM_uint(OSSL_ASYM_CIPHER_PARAM_TLS_NEGOTIATED_VERSION, NULL),
		OSSL_PARAM_END,
	};

	return settable;
}

static int rsa_get_ctx_params(void *vctx, OSSL_PARAM params[])
{
	const struct crypt_rsa *ctx = vctx;
	const char *md = ctx->md.name ? ctx->md.name : "";
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_ASYM_CIPHER_PARAM_PAD_MODE);
	if (p && !rsa_pad_write(p, ctx->pad))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST);
	if (p && !OSSL_PARAM_set_utf8_string(p, md))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_ASYM_CIPHER_PARAM_MGF1_DIGEST);
	if (p && !OSSL_PARAM_set_utf8_string(p, ctx->mgf1.name ? ctx->mgf1.name : md))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_ASYM_CIPHER_PARAM_OAEP_LABEL);
	if (p && !OSSL_PARAM_set_octet_ptr(p, ctx->label, ctx->label_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_ASYM_CIPHER_PARAM_TLS_CLIENT_VERSION);
	if (p && !OSSL_PARAM_set_uint(p, ctx->tls_version))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_ASYM_CIPHER_PARAM_TLS_NEGOTIATED_VERSION);
	return !p || OSSL_PARAM_set_uint(p, ctx->tls_alt_version);
}

static const OSSL_PARAM *rsa_gettable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_utf8_string(OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_ASYM_CIPHER_PARAM_PAD_MODE, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_ASYM_CIPHER_PARAM_MGF1_DIGEST, NULL, 0),
		OSSL_PARAM_octet_ptr(OSSL_ASYM_CIPHER_PARAM_OAEP_LABEL, NULL, 0),
		OSSL_PARAM_uint(OSSL_ASYM_CIPHER_PARAM_TLS_CLIENT_VERSION, NULL),
		OSSL_PARAM_uint(OSSL_ASYM_CIPHER_PARAM_TLS_NEGOTIATED_VERSION, NULL),
		OSSL_PARAM_END,
	};

	return gettable;
}

static const OSSL_DISPATCH dispatch_rsa[] = {
	{ OSSL_FUNC_ASYM_CIPHER_NEWCTX, (void (*)(void))rsa_newctx },
	{ OSSL_FUNC_ASYM_CIPHER_FREECTX, (void (*)(void))rsa_freectx },
	{ OSSL_FUNC_ASYM_CIPHER_DUPCTX, (void (*)(void))rsa_dupctx },
	{ OSSL_FUNC_ASYM_CIPHER_ENCRYPT_INIT, (void (*)(void))rsa_encrypt_init },
	{ OSSL_FUNC_ASYM_CIPHER_ENCRYPT, (void (*)(void))rsa_encrypt },
	{ OSSL_FUNC_ASYM_CIPHER_DECRYPT_INIT, (void (*)(void))rsa_decrypt_init },
	{ OSSL_FUNC_ASYM_CIPHER_DECRYPT, (void (*)(void))rsa_decrypt },
	{ OSSL_FUNC_ASYM_CIPHER_GET_CTX_PARAMS, (void (*)(void))rsa_get_ctx_params },
	{ OSSL_FUNC_ASYM_CIPHER_GETTABLE_CTX_PARAMS, (void (*)(void))rsa_gettable_ctx_params },
	{ OSSL_FUNC_ASYM_CIPHER_SET_CTX_PARAMS, (void (*)(void))rsa_set_ctx_params },
	{ OSSL_FUNC_ASYM_CIPHER_SETTABLE_CTX_PARAMS, (void (*)(void))rsa_settable_ctx_params },
	{ 0, NULL }
};

const struct prov_alg prov_crypt_rsa[] = {
	PROV_SERVICE(CRYPT_RSA, dispatch_rsa, "RSA encryption"),
	PROV_LIST_END
};
