// SPDX-License-Identifier: Apache-2.0
/* sign_rsa.c - RSA signatures: PKCS#1 v1.5, PSS, and without padding (RFC 8017). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

#include "prov_ctx.h"
#include "prov_err.h"
#include "rsa_core.h"
#include "sign_common.h"

#define DIGESTINFO_MAX 20u /* bytes before the digest */

struct sign_rsa {
	struct sign_ctx base;
	int pad;
	int salt_len;     /* RSA_PSS_SALTLEN_* or a number */
	int salt_min;     /* of a restricted RSA-PSS key, else -1 */
	bool mgf1_set;    /* else that of the message */
	struct prov_md mgf1;
	char *mgf1_props; /* NULL: those of the context */
};

static struct sign_rsa *rsa_of(struct sign_ctx *ctx)
{
	return (struct sign_rsa *)ctx;
}

static size_t modulus_len(const struct sign_ctx *ctx)
{
	return ctx->key->rsa->n_len;
}

static struct prov_md *mgf1_of(struct sign_rsa *rsa)
{
	return rsa->mgf1_set ? &rsa->mgf1 : &rsa->base.md;
}

static struct rsa_mds mds_of(struct sign_rsa *rsa)
{
	struct rsa_mds mds = { .prov = rsa->base.prov,
			       .md = &rsa->base.md,
			       .mgf1 = mgf1_of(rsa),
			       .props = rsa->base.props,
			       .mgf1_props = rsa->mgf1_props ? rsa->mgf1_props : rsa->base.props };

	return mds;
}

/* ---- digests and restrictions ---- */

static int set_mgf1(struct sign_rsa *rsa, const char *name, const char *props)
{
	struct sign_ctx *ctx = &rsa->base;
	char *copy = props ? OPENSSL_strdup(props) : NULL;
	struct prov_md md = { 0 };

	if (props && !copy)
		return prov_raise(ctx->prov, PROV_R_NO_MEMORY, "properties of a digest");
	if (props) {
		OPENSSL_free(rsa->mgf1_props);
		rsa->mgf1_props = copy;
	}
	if (!prov_md_set(&md, ctx->prov, name, rsa->mgf1_props ? rsa->mgf1_props : ctx->props))
		return 0;
	if (!md.row || !md.row->oid.len) {
		prov_raise(ctx->prov, PROV_R_BAD_DIGEST, "%s has no place in MGF1", md.name);
		goto refuse;
	}
	if (rsa->salt_min >= 0 && rsa->mgf1_set && !prov_md_same(&md, &rsa->mgf1)) {
		prov_raise(ctx->prov, PROV_R_BAD_DIGEST, "the key demands MGF1 with %s, not %s",
			   rsa->mgf1.name, md.name);
		goto refuse;
	}
	prov_md_clear(&rsa->mgf1);
	rsa->mgf1 = md;
	rsa->mgf1_set = true;
	return 1;

refuse:
	prov_md_clear(&md);
	return 0;
}

static int rsa_judge_md(struct sign_ctx *ctx, const struct prov_md *md)
{
	const struct sign_rsa *rsa = rsa_of(ctx);

	if (rsa->pad == RSA_PAD_NONE)
		return prov_raise(ctx->prov, PROV_R_BAD_PADDING,
				  "no padding: there is no place for digest %s", md->name);
	if (!md->row || (rsa->pad == RSA_PAD_PSS && !md->row->oid.len))
		return prov_raise(ctx->prov, PROV_R_BAD_DIGEST,
				  "%s has no place in RSA signatures with this padding", md->name);
	if (rsa->salt_min >= 0 && ctx->md.name && !prov_md_same(md, &ctx->md))
		return prov_raise(ctx->prov, PROV_R_BAD_DIGEST, "the key demands %s, not %s",
				  ctx->md.name, md->name);
	return 1;
}

/* What an RSA-PSS key demands. */
static int restrict_to_key(struct sign_rsa *rsa)
{
	const struct prov_pss *pss = &rsa->base.key->rsa->pss;
	int max;

	if (!pss->hash)
		return 1;
	if (!sign_set_md(&rsa->base, pss->hash, NULL) || !set_mgf1(rsa, pss->mgf1_hash, NULL))
		return 0;
	max = rsa_pss_salt_max(rsa->base.key, rsa->base.md.size);
	if (pss->salt_len < 0 || pss->salt_len > max)
		return prov_raise(rsa->base.prov, PROV_R_KEY_REJECTED,
				  "the key demands a salt of %d bytes, and has room for %d",
				  pss->salt_len, max);
	rsa->salt_min = rsa->salt_len = pss->salt_len;
	return 1;
}

static int rsa_init(struct sign_ctx *ctx)
{
	struct sign_rsa *rsa = rsa_of(ctx);

	prov_md_clear(&rsa->mgf1);
	rsa->mgf1_set = false;
	rsa->salt_len = RSA_PSS_SALTLEN_AUTO;
	rsa->salt_min = -1;
	if (!rsa_judge_modulus(ctx->prov, ctx->key))
		return 0;
	rsa->pad = RSA_PAD_PKCS1;
	if (ctx->key->type != PROV_KEY_RSA_PSS)
		return 1;
	if (ctx->op == SIGN_OP_RECOVER)
		return prov_raise(ctx->prov, PROV_R_KEY_REJECTED,
				  "an RSA-PSS key recovers no digests");
	rsa->pad = RSA_PAD_PSS;
	return restrict_to_key(rsa);
}

static void rsa_fini(struct sign_ctx *ctx)
{
	prov_md_clear(&rsa_of(ctx)->mgf1);
	OPENSSL_free(rsa_of(ctx)->mgf1_props);
}

static int rsa_dup(struct sign_ctx *dst, const struct sign_ctx *src)
{
	const struct sign_rsa *from = (const struct sign_rsa *)src;
	struct sign_rsa *to = rsa_of(dst);

	to->mgf1_props = from->mgf1_props ? OPENSSL_strdup(from->mgf1_props) : NULL;
	return prov_md_dup(&to->mgf1, &from->mgf1) && !to->mgf1_props == !from->mgf1_props;
}

static size_t rsa_sig_max(const struct sign_ctx *ctx)
{
	return modulus_len(ctx);
}

/* ---- PKCS#1 v1.5 ---- */

/* What stands before a digest (RFC 8017, 9.2); nothing for MD5-SHA1 of TLS 1.0. */
static size_t digestinfo(const struct prov_md *md, uint8_t out[DIGESTINFO_MAX])
{
	const struct prov_oid *oid = &md->row->oid;
	const uint8_t oid_len = oid->len, size = (uint8_t)md->size;
	const uint8_t head[] = { 0x30, (uint8_t)(oid_len + size + 8), 0x30, (uint8_t)(oid_len + 4),
				 0x06, oid_len };
	const uint8_t tail[] = { 0x05, 0x00, 0x04, size };

	if (!oid_len)
		return 0;
	memcpy(out, head, sizeof(head));
	memcpy(out + sizeof(head), oid->der, oid_len);
	memcpy(out + sizeof(head) + oid_len, tail, sizeof(tail));
	return sizeof(head) + oid_len + sizeof(tail);
}

/* The block of a digest, or of any bytes where no digest is set. */
static int pkcs1_block(struct sign_ctx *ctx, const uint8_t *tbs, size_t len, uint8_t *em)
{
	uint8_t head[DIGESTINFO_MAX];
	const size_t head_len = ctx->md.name ? digestinfo(&ctx->md, head) : 0;

	if (rsa_pad_type1(em, modulus_len(ctx), head, head_len, tbs, len))
		return 1;
	return prov_raise(ctx->prov, PROV_R_TOO_LONG,
			  "PKCS#1: %zu bytes in a signature of %zu", head_len + len,
			  modulus_len(ctx));
}

/* ---- sign ---- */

static int pss_block(struct sign_ctx *ctx, const uint8_t *tbs, uint8_t *em)
{
	struct sign_rsa *rsa = rsa_of(ctx);
	const struct rsa_mds mds = mds_of(rsa);
	const int max = rsa_pss_salt_max(ctx->key, ctx->md.size);
	int salt = rsa->salt_len;

	if (salt == RSA_PSS_SALTLEN_DIGEST)
		salt = (int)ctx->md.size;
	else if (salt < 0) /* auto, max */
		salt = max;
	if (max < 0 || salt > max)
		return prov_raise(ctx->prov, PROV_R_TOO_LONG,
				  "PSS: a salt of %d bytes with %s in a signature of %zu", salt,
				  ctx->md.name, modulus_len(ctx));
	if (salt < rsa->salt_min)
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER,
				  "PSS: salt of %d bytes, the key demands %d or more", salt,
				  rsa->salt_min);
	return rsa_pss_encode(&mds, ctx->key, tbs, (size_t)salt, em);
}

static int sign_block(struct sign_ctx *ctx, const uint8_t *tbs, size_t len, uint8_t *em)
{
	if (!sign_digest_fits(ctx, len))
		return 0;
	switch (rsa_of(ctx)->pad) {
	case RSA_PAD_PKCS1: return pkcs1_block(ctx, tbs, len, em);
	case RSA_PAD_PSS: return pss_block(ctx, tbs, em);
	}
	if (len != modulus_len(ctx))
		return prov_raise(ctx->prov, PROV_R_BAD_LENGTH,
				  "no padding: %zu bytes, the modulus has %zu", len,
				  modulus_len(ctx));
	memcpy(em, tbs, len);
	return 1;
}

static int rsa_sign(struct sign_ctx *ctx, uint8_t *sig, size_t *sig_len, const uint8_t *tbs,
		    size_t len)
{
	uint8_t em[RSA_BLOCK_MAX];
	int err;

	if (!sign_block(ctx, tbs, len, em))
		return 0;
	err = rsa_private(ctx->prov, ctx->key, em, sig);
	OPENSSL_cleanse(em, sizeof(em));
	if (err < 0)
		return prov_fail(ctx->prov, err);
	*sig_len = modulus_len(ctx);
	return 1;
}

/* ---- verify ---- */

static int bad_signature(struct sign_ctx *ctx)
{
	return sign_verdict(ctx, -EBADMSG);
}

/* The block of a signature. */
static int open_block(struct sign_ctx *ctx, const uint8_t *sig, size_t sig_len, uint8_t *em)
{
	if (sig_len != modulus_len(ctx))
		return prov_raise(ctx->prov, PROV_R_BAD_SIGNATURE, "it has %zu bytes, not %zu",
				  sig_len, modulus_len(ctx));
	return sign_verdict(ctx, rsa_public(ctx->prov, ctx->key, sig, em));
}

static int pkcs1_verify(struct sign_ctx *ctx, const uint8_t *em, const uint8_t *tbs, size_t len)
{
	uint8_t want[RSA_BLOCK_MAX];

	if (!pkcs1_block(ctx, tbs, len, want))
		return 0;
	return CRYPTO_memcmp(em, want, modulus_len(ctx)) == 0 || bad_signature(ctx);
}

static int rsa_verify(struct sign_ctx *ctx, const uint8_t *sig, size_t sig_len, const uint8_t *tbs,
		      size_t len)
{
	struct sign_rsa *rsa = rsa_of(ctx);
	const struct rsa_mds mds = mds_of(rsa);
	uint8_t em[RSA_BLOCK_MAX];
	int salt = rsa->salt_len;

	if (!sign_digest_fits(ctx, len) || !open_block(ctx, sig, sig_len, em))
		return 0;
	switch (rsa->pad) {
	case RSA_PAD_PKCS1: return pkcs1_verify(ctx, em, tbs, len);
	case RSA_PAD_PSS:
		if (salt == RSA_PSS_SALTLEN_DIGEST)
			salt = (int)ctx->md.size;
		else if (salt == RSA_PSS_SALTLEN_MAX)
			salt = rsa_pss_salt_max(ctx->key, ctx->md.size);
		return rsa_pss_verify(&mds, ctx->key, tbs, salt < 0 ? -1 : salt, em);
	}
	if (len != sig_len || CRYPTO_memcmp(em, tbs, len) != 0)
		return bad_signature(ctx);
	return 1;
}

/* The digest in a block, or its whole message where no digest is set. */
static int recover_message(struct sign_ctx *ctx, const uint8_t *em, const uint8_t **msg,
			   size_t *len)
{
	uint8_t head[DIGESTINFO_MAX];
	size_t head_len;

	if (rsa_of(ctx)->pad == RSA_PAD_NONE) {
		*msg = em;
		*len = modulus_len(ctx);
		return 1;
	}
	if (!rsa_unpad_type1(em, modulus_len(ctx), msg, len))
		return bad_signature(ctx);
	if (!ctx->md.name)
		return 1;
	head_len = digestinfo(&ctx->md, head);
	if (*len != head_len + ctx->md.size || memcmp(*msg, head, head_len) != 0)
		return prov_raise(ctx->prov, PROV_R_BAD_SIGNATURE, "it holds no digest of %s",
				  ctx->md.name);
	*msg += head_len;
	*len = ctx->md.size;
	return 1;
}

static int rsa_recover(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
		       const unsigned char *sig, size_t sig_len)
{
	struct sign_ctx *ctx = vctx;
	uint8_t em[RSA_BLOCK_MAX];
	const uint8_t *msg;
	size_t len;

	if (ctx->op != SIGN_OP_RECOVER)
		return prov_raise(ctx->prov, PROV_R_NOT_STARTED,
				  "the context was not made ready for this");
	if (!out) {
		*out_len = modulus_len(ctx);
		return 1;
	}
	if (!open_block(ctx, sig, sig_len, em) || !recover_message(ctx, em, &msg, &len))
		return 0;
	if (out_size < len)
		return prov_raise(ctx->prov, PROV_R_BUFFER_TOO_SMALL, "%zu bytes into %zu", len,
				  out_size);
	memcpy(out, msg, len);
	*out_len = len;
	return 1;
}

/* ---- parameters ---- */

/* The length of a new signature's salt. */
static size_t aid_salt_len(struct sign_rsa *rsa)
{
	const int max = rsa_pss_salt_max(rsa->base.key, rsa->base.md.size);

	if (rsa->salt_len >= 0)
		return (size_t)rsa->salt_len;
	if (rsa->salt_len == RSA_PSS_SALTLEN_DIGEST)
		return rsa->base.md.size;
	return max < 0 ? 0 : (size_t)max;
}

static int rsa_aid(struct sign_ctx *ctx, struct aid *aid)
{
	struct sign_rsa *rsa = rsa_of(ctx);
	const bool pss = rsa->pad == RSA_PAD_PSS;

	if (!ctx->md.row || !(pss ? ctx->md.row->oid : ctx->md.row->rsa_oid).len ||
	    (!pss && rsa->pad != RSA_PAD_PKCS1))
		return prov_raise(ctx->prov, PROV_R_BAD_DIGEST,
				  "no algorithm identifier says RSA with digest %s and this padding",
				  ctx->md.name ? ctx->md.name : "(none)");
	if (pss)
		aid_pss(aid, ctx->md.row, mgf1_of(rsa)->row, aid_salt_len(rsa));
	else
		aid_plain(aid, &ctx->md.row->rsa_oid, true);
	return 1;
}

static int set_pad(struct sign_rsa *rsa, int pad)
{
	struct sign_ctx *ctx = &rsa->base;

	switch (pad) {
	case RSA_PAD_PKCS1:
	case RSA_PAD_NONE:
		if (ctx->key->type == PROV_KEY_RSA_PSS)
			return prov_raise(ctx->prov, PROV_R_BAD_PADDING,
					  "an RSA-PSS key signs with PSS padding only");
		if (pad == RSA_PAD_NONE && ctx->md.name)
			return prov_raise(ctx->prov, PROV_R_BAD_PADDING,
					  "no padding: there is no place for digest %s",
					  ctx->md.name);
		break;
	case RSA_PAD_PSS:
		if (ctx->op == SIGN_OP_RECOVER)
			return prov_raise(ctx->prov, PROV_R_BAD_PADDING,
					  "no digest can be recovered from PSS padding");
		if (ctx->md.row && !ctx->md.row->oid.len)
			return prov_raise(ctx->prov, PROV_R_BAD_DIGEST, "%s has no place in PSS",
					  ctx->md.name);
		break;
	default:
		return prov_raise(ctx->prov, PROV_R_BAD_PADDING,
				  "padding %d is not one of signatures here: use pkcs1, pss or none",
				  pad);
	}
	rsa->pad = pad;
	return pad != RSA_PAD_PSS || ctx->md.name || sign_set_md(ctx, OSSL_DIGEST_NAME_SHA1, NULL);
}

static int read_salt_len(struct sign_rsa *rsa, const OSSL_PARAM *p, int *len)
{
	char *end;
	long n;

	if (p->data_type != OSSL_PARAM_UTF8_STRING) {
		if (OSSL_PARAM_get_int(p, len))
			return 1;
	} else if (p->data) {
		if (strcmp(p->data, OSSL_PKEY_RSA_PSS_SALT_LEN_DIGEST) == 0)
			n = RSA_PSS_SALTLEN_DIGEST;
		else if (strcmp(p->data, OSSL_PKEY_RSA_PSS_SALT_LEN_MAX) == 0)
			n = RSA_PSS_SALTLEN_MAX;
		else if (strcmp(p->data, OSSL_PKEY_RSA_PSS_SALT_LEN_AUTO) == 0)
			n = RSA_PSS_SALTLEN_AUTO;
		else
			n = strtol(p->data, &end, 10);
		if (n >= RSA_PSS_SALTLEN_MAX && n <= (long)RSA_BLOCK_MAX) {
			*len = (int)n;
			return 1;
		}
	}
	return prov_raise(rsa->base.prov, PROV_R_BAD_PARAMETER,
			  "%s is neither a length nor digest, max or auto", p->key);
}

static int set_salt_len(struct sign_rsa *rsa, const OSSL_PARAM *p)
{
	struct sign_ctx *ctx = &rsa->base;
	int len;

	if (rsa->pad != RSA_PAD_PSS)
		return prov_raise(ctx->prov, PROV_R_BAD_PADDING,
				  "a salt length before PSS padding is chosen");
	if (!read_salt_len(rsa, p, &len))
		return 0;
	if (len < RSA_PSS_SALTLEN_MAX || len > (int)RSA_BLOCK_MAX)
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "a salt of %d bytes", len);
	if (rsa->salt_min >= 0 &&
	    ((len == RSA_PSS_SALTLEN_AUTO && ctx->op == SIGN_OP_VERIFY) ||
	     (len == RSA_PSS_SALTLEN_DIGEST && rsa->salt_min > (int)ctx->md.size) ||
	     (len >= 0 && len < rsa->salt_min)))
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER,
				  "the key demands a salt of %d bytes or more", rsa->salt_min);
	rsa->salt_len = len;
	return 1;
}

static int rsa_set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
	struct sign_rsa *rsa = vctx;
	char name_buf[64], props_buf[256];
	const char *name, *props;
	const OSSL_PARAM *p;
	int pad;

	if (!sign_set_ctx_params(vctx, params))
		return 0;
	if (!params)
		return 1;
	p = OSSL_PARAM_locate_const(params, OSSL_SIGNATURE_PARAM_PAD_MODE);
	if (p && !(rsa_pad_read(rsa->base.prov, p, &pad) && set_pad(rsa, pad)))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_SIGNATURE_PARAM_PSS_SALTLEN);
	if (p && !set_salt_len(rsa, p))
		return 0;
	if (!sign_text_param(vctx, params, OSSL_SIGNATURE_PARAM_MGF1_DIGEST, name_buf,
			     sizeof(name_buf), &name) ||
	    !sign_text_param(vctx, params, OSSL_SIGNATURE_PARAM_MGF1_PROPERTIES, props_buf,
			     sizeof(props_buf), &props))
		return 0;
	if (!name)
		return 1;
	if (rsa->pad != RSA_PAD_PSS)
		return prov_raise(rsa->base.prov, PROV_R_BAD_PADDING,
				  "an MGF1 digest before PSS padding is chosen");
	return set_mgf1(rsa, name, props);
}

static const OSSL_PARAM *rsa_settable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PROPERTIES, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_MGF1_DIGEST, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_MGF1_PROPERTIES, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, NULL, 0),
		OSSL_PARAM_END,
	};

	return settable;
}

static int get_salt_len(const struct sign_rsa *rsa, OSSL_PARAM *p)
{
	char number[16];

	if (p->data_type != OSSL_PARAM_UTF8_STRING)
		return OSSL_PARAM_set_int(p, rsa->salt_len);
	switch (rsa->salt_len) {
	case RSA_PSS_SALTLEN_DIGEST:
		return OSSL_PARAM_set_utf8_string(p, OSSL_PKEY_RSA_PSS_SALT_LEN_DIGEST);
	case RSA_PSS_SALTLEN_MAX:
		return OSSL_PARAM_set_utf8_string(p, OSSL_PKEY_RSA_PSS_SALT_LEN_MAX);
	case RSA_PSS_SALTLEN_AUTO:
		return OSSL_PARAM_set_utf8_string(p, OSSL_PKEY_RSA_PSS_SALT_LEN_AUTO);
	}
	snprintf(number, sizeof(number), "%d", rsa->salt_len);
	return OSSL_PARAM_set_utf8_string(p, number);
}

static int rsa_get_ctx_params(void *vctx, OSSL_PARAM params[])
{
	struct sign_rsa *rsa = vctx;
	const char *mgf1 = mgf1_of(rsa)->name;
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_SIGNATURE_PARAM_PAD_MODE);
	if (p && !rsa_pad_write(p, rsa->pad))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_SIGNATURE_PARAM_MGF1_DIGEST);
	if (p && !OSSL_PARAM_set_utf8_string(p, mgf1 ? mgf1 : ""))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_SIGNATURE_PARAM_PSS_SALTLEN);
	if (p && !get_salt_len(rsa, p))
		return 0;
	return sign_get_ctx_params(vctx, params);
}

static const OSSL_PARAM *rsa_gettable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_octet_string(OSSL_SIGNATURE_PARAM_ALGORITHM_ID, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_MGF1_DIGEST, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, NULL, 0),
		OSSL_PARAM_END,
	};

	return gettable;
}

static const struct sign_family rsa_family = {
	.size = sizeof(struct sign_rsa),
	.key_types = 1u << PROV_KEY_RSA | 1u << PROV_KEY_RSA_PSS,
	.init = rsa_init,
	.judge_md = rsa_judge_md,
	.dup = rsa_dup,
	.fini = rsa_fini,
	.sig_max = rsa_sig_max,
	.sign = rsa_sign,
	.verify = rsa_verify,
	.set_params = rsa_set_ctx_params,
	.aid = rsa_aid,
};

static void *rsa_newctx(void *provctx, const char *props)
{
	return sign_new(provctx, props, &rsa_family);
}

static const OSSL_DISPATCH dispatch_rsa[] = {
	{ OSSL_FUNC_SIGNATURE_NEWCTX, (void (*)(void))rsa_newctx },
	SIGN_DISPATCH_BASE,
	SIGN_DISPATCH_MD,
	{ OSSL_FUNC_SIGNATURE_VERIFY_RECOVER_INIT, (void (*)(void))sign_recover_init },
	{ OSSL_FUNC_SIGNATURE_VERIFY_RECOVER, (void (*)(void))rsa_recover },
	{ OSSL_FUNC_SIGNATURE_GET_CTX_PARAMS, (void (*)(void))rsa_get_ctx_params },
	{ OSSL_FUNC_SIGNATURE_GETTABLE_CTX_PARAMS, (void (*)(void))rsa_gettable_ctx_params },
	{ OSSL_FUNC_SIGNATURE_SET_CTX_PARAMS, (void (*)(void))rsa_set_ctx_params },
	{ OSSL_FUNC_SIGNATURE_SETTABLE_CTX_PARAMS, (void (*)(void))rsa_settable_ctx_params },
	{ 0, NULL }
};

const struct prov_alg prov_sign_rsa[] = {
	PROV_SERVICE(SIGN_RSA, dispatch_rsa, "RSA signatures"),
	PROV_LIST_END
};
