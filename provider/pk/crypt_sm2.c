// SPDX-License-Identifier: Apache-2.0
/* crypt_sm2.c - SM2 encryption (GM/T 0003.4), with ciphertexts in the DER of GM/T 0009:
 * SEQUENCE { INTEGER x, INTEGER y, OCTET STRING C3, OCTET STRING C2 }. */
#include <string.h>

#include <openssl/asn1t.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "hub.h"
#include "keys/key.h"
#include "md.h"
#include "prov_ctx.h"
#include "prov_err.h"

#define LEN 32u /* of a coordinate, and of C3 */

struct sm2_der {
	BIGNUM *x, *y;
	ASN1_OCTET_STRING *c3, *c2;
};

/* clang-format off */
ASN1_SEQUENCE(sm2_der) = {
	ASN1_SIMPLE(struct sm2_der, x, BIGNUM),
	ASN1_SIMPLE(struct sm2_der, y, BIGNUM),
	ASN1_SIMPLE(struct sm2_der, c3, ASN1_OCTET_STRING),
	ASN1_SIMPLE(struct sm2_der, c2, ASN1_OCTET_STRING),
} static_ASN1_SEQUENCE_END_name(struct sm2_der, sm2_der)
/* clang-format on */

struct crypt_sm2 {
	struct prov_ctx *prov;
	struct prov_key *key;
	bool decrypt;
};

static OSSL_FUNC_asym_cipher_encrypt_init_fn sm2_encrypt_init;
static OSSL_FUNC_asym_cipher_encrypt_fn sm2_encrypt;
static OSSL_FUNC_asym_cipher_decrypt_init_fn sm2_decrypt_init;
static OSSL_FUNC_asym_cipher_decrypt_fn sm2_decrypt;
static OSSL_FUNC_asym_cipher_newctx_fn sm2_newctx;
static OSSL_FUNC_asym_cipher_freectx_fn sm2_freectx;
static OSSL_FUNC_asym_cipher_dupctx_fn sm2_dupctx;
static OSSL_FUNC_asym_cipher_get_ctx_params_fn sm2_get_ctx_params;
static OSSL_FUNC_asym_cipher_gettable_ctx_params_fn sm2_gettable_ctx_params;
static OSSL_FUNC_asym_cipher_set_ctx_params_fn sm2_set_ctx_params;
static OSSL_FUNC_asym_cipher_settable_ctx_params_fn sm2_settable_ctx_params;

static void *sm2_newctx(void *provctx)
{
	struct crypt_sm2 *ctx = OPENSSL_zalloc(sizeof(*ctx));

	if (ctx)
		ctx->prov = provctx;
	else
		prov_raise(provctx, PROV_R_NO_MEMORY, "SM2 encryption");
	return ctx;
}

static void sm2_freectx(void *vctx)
{
	struct crypt_sm2 *ctx = vctx;

	if (!ctx)
		return;
	prov_key_free(ctx->key);
	OPENSSL_free(ctx);
}

static void *sm2_dupctx(void *vctx)
{
	const struct crypt_sm2 *src = vctx;
	struct crypt_sm2 *dst = OPENSSL_memdup(src, sizeof(*src));

	if (dst && dst->key)
		prov_key_up(dst->key);
	if (!dst)
		prov_raise(src->prov, PROV_R_NO_MEMORY, "SM2 encryption");
	return dst;
}

static int crypt_init(struct crypt_sm2 *ctx, struct prov_key *key, bool decrypt,
		      const OSSL_PARAM params[])
{
	if (!key || key->type != PROV_KEY_SM2)
		return prov_raise(ctx->prov, PROV_R_KEY_REJECTED, "the key is not one of SM2");
	if (!(decrypt ? key->has_private : key->has_public))
		return prov_raise(ctx->prov, PROV_R_NO_KEY, "the key has no %s part",
				  decrypt ? "private" : "public");
	prov_key_up(key);
	prov_key_free(ctx->key);
	ctx->key = key;
	ctx->decrypt = decrypt;
	return sm2_set_ctx_params(ctx, params);
}

static int sm2_encrypt_init(void *vctx, void *key, const OSSL_PARAM params[])
{
	return crypt_init(vctx, key, false, params);
}

static int sm2_decrypt_init(void *vctx, void *key, const OSSL_PARAM params[])
{
	return crypt_init(vctx, key, true, params);
}

static int is_ready(const struct crypt_sm2 *ctx, bool decrypt)
{
	return (ctx->key && ctx->decrypt == decrypt) ||
	       prov_raise(ctx->prov, PROV_R_NOT_STARTED, "the context was not made ready for this");
}

/* The longest ciphertext of len bytes; 0 when ASN.1 has no such number. */
static size_t der_max(size_t len)
{
	int text, all;

	if (len > INT32_MAX / 2)
		return 0;
	text = ASN1_object_size(0, (int)len, V_ASN1_OCTET_STRING);
	all = 2 * ASN1_object_size(0, LEN + 1, V_ASN1_INTEGER) +
	      ASN1_object_size(0, LEN, V_ASN1_OCTET_STRING) + text;
	return (size_t)ASN1_object_size(1, all, V_ASN1_SEQUENCE);
}

/* C1 || C3 || C2 as DER. */
static int der_encode(struct crypt_sm2 *ctx, const uint8_t *raw, size_t msg_len, uint8_t *out,
		      size_t *out_len)
{
	struct sm2_der der = { .x = BN_bin2bn(raw, LEN, NULL),
			       .y = BN_bin2bn(raw + LEN, LEN, NULL),
			       .c3 = ASN1_OCTET_STRING_new(),
			       .c2 = ASN1_OCTET_STRING_new() };
	unsigned char *p = out;
	int n = -1;

	if (der.x && der.y && der.c3 && der.c2 &&
	    ASN1_OCTET_STRING_set(der.c3, raw + 2 * (size_t)LEN, LEN) &&
	    ASN1_OCTET_STRING_set(der.c2, raw + 3 * (size_t)LEN, (int)msg_len))
		n = ASN1_item_i2d((const ASN1_VALUE *)&der, &p, ASN1_ITEM_rptr(sm2_der));
	BN_free(der.x);
	BN_free(der.y);
	ASN1_OCTET_STRING_free(der.c3);
	ASN1_OCTET_STRING_free(der.c2);
	if (n <= 0)
		return prov_raise(ctx->prov, PROV_R_NO_MEMORY, "a ciphertext");
	*out_len = (size_t)n;
	return 1;
}

static struct sm2_der *der_decode(struct crypt_sm2 *ctx, const uint8_t *in, size_t len)
{
	const unsigned char *p = in;
	struct sm2_der *der = NULL;

	if (len <= INT32_MAX)
		der = (struct sm2_der *)ASN1_item_d2i(NULL, &p, (long)len, ASN1_ITEM_rptr(sm2_der));
	if (der && p == in + len && ASN1_STRING_length(der->c3) == LEN &&
	    ASN1_STRING_length(der->c2) > 0)
		return der;
	ASN1_item_free((ASN1_VALUE *)der, ASN1_ITEM_rptr(sm2_der));
	prov_raise(ctx->prov, PROV_R_BAD_DECRYPT, "%zu bytes are no ciphertext of SM2 in DER", len);
	return NULL;
}

/* DER as C1 || C3 || C2. */
static int der_to_raw(const struct sm2_der *der, uint8_t *raw)
{
	const size_t len = (size_t)ASN1_STRING_length(der->c2);

	if (BN_is_negative(der->x) || BN_is_negative(der->y) ||
	    BN_bn2binpad(der->x, raw, LEN) != LEN || BN_bn2binpad(der->y, raw + LEN, LEN) != LEN)
		return 0;
	memcpy(raw + 2 * (size_t)LEN, ASN1_STRING_get0_data(der->c3), LEN);
	memcpy(raw + 3 * (size_t)LEN, ASN1_STRING_get0_data(der->c2), len);
	return 1;
}

static int sm2_encrypt(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
		       const unsigned char *in, size_t len)
{
	struct crypt_sm2 *ctx = vctx;
	const size_t max = der_max(len);
	uint8_t *raw;
	int err, ok = 0;

	if (!is_ready(ctx, false))
		return 0;
	if (!max)
		return prov_raise(ctx->prov, PROV_R_TOO_LONG, "SM2: a message of %zu bytes", len);
	if (!out) {
		*out_len = max;
		return 1;
	}
	if (out_size < max)
		return prov_raise(ctx->prov, PROV_R_BUFFER_TOO_SMALL,
				  "a ciphertext of up to %zu bytes into %zu", max, out_size);
	raw = OPENSSL_malloc(len + CMH_SM2_MARGIN);
	if (!raw)
		return prov_raise(ctx->prov, PROV_R_NO_MEMORY, "a ciphertext");
	HUB_CALL(ctx->prov, err, cmh_sm2_encrypt(dev, ctx->key->pub, in, len, raw));
	if (err < 0)
		prov_fail(ctx->prov, err);
	else
		ok = der_encode(ctx, raw, len, out, out_len);
	OPENSSL_free(raw);
	return ok;
}

/* A ciphertext that was changed and one whose point is none are the same to a caller. */
static int decrypt_raw(struct crypt_sm2 *ctx, const uint8_t *raw, size_t len, uint8_t *out)
{
	const struct cmh_key priv = prov_key_private(ctx->key);
	int err;

	HUB_CALL(ctx->prov, err, cmh_sm2_decrypt(dev, &priv, raw, len, out));
	if (err == -EBADMSG || err == -EINVAL)
		return prov_raise(ctx->prov, PROV_R_BAD_DECRYPT,
				  "SM2: the ciphertext is not for this key, or was changed");
	return err < 0 ? prov_fail(ctx->prov, err) : 1;
}

static int sm2_decrypt(void *vctx, unsigned char *out, size_t *out_len, size_t out_size,
		       const unsigned char *in, size_t len)
{
	struct crypt_sm2 *ctx = vctx;
	struct sm2_der *der;
	uint8_t *raw = NULL;
	size_t msg_len;
	int ok = 0;

	if (!is_ready(ctx, true))
		return 0;
	der = der_decode(ctx, in, len);
	if (!der)
		return 0;
	msg_len = (size_t)ASN1_STRING_length(der->c2);
	if (!out) {
		*out_len = msg_len;
		ok = 1;
	} else if (out_size < msg_len) {
		prov_raise(ctx->prov, PROV_R_BUFFER_TOO_SMALL, "%zu bytes into %zu", msg_len,
			   out_size);
	} else if (!(raw = OPENSSL_malloc(msg_len + CMH_SM2_MARGIN))) {
		prov_raise(ctx->prov, PROV_R_NO_MEMORY, "a message");
	} else if (!der_to_raw(der, raw)) {
		prov_raise(ctx->prov, PROV_R_BAD_DECRYPT, "SM2: the ciphertext holds no point");
	} else {
		ok = decrypt_raw(ctx, raw, msg_len + CMH_SM2_MARGIN, out);
		if (ok)
			*out_len = msg_len;
	}
	OPENSSL_free(raw);
	ASN1_item_free((ASN1_VALUE *)der, ASN1_ITEM_rptr(sm2_der));
	return ok;
}

/* ---- parameters: the digest, which is always SM3 ---- */

static int sm2_set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
	struct crypt_sm2 *ctx = vctx;
	const struct prov_md sm3 = { .name = OSSL_DIGEST_NAME_SM3 };
	const OSSL_PARAM *p = params ? OSSL_PARAM_locate_const(params, OSSL_ASYM_CIPHER_PARAM_DIGEST) :
				       NULL;
	char name[64], *text = name;
	struct prov_md md = { 0 };
	int ok;

	if (!p)
		return 1;
	if (!OSSL_PARAM_get_utf8_string(p, &text, sizeof(name)))
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "%s is no name", p->key);
	if (!prov_md_set(&md, ctx->prov, name, NULL))
		return 0;
	ok = prov_md_same(&md, &sm3);
	prov_md_clear(&md);
	return ok || prov_raise(ctx->prov, PROV_R_BAD_DIGEST,
				"the hub encrypts by SM2 with SM3, not with %s", name);
}

static const OSSL_PARAM *sm2_settable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_utf8_string(OSSL_ASYM_CIPHER_PARAM_DIGEST, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_ASYM_CIPHER_PARAM_PROPERTIES, NULL, 0),
		OSSL_PARAM_END,
	};

	return settable;
}

static int sm2_get_ctx_params(void *vctx, OSSL_PARAM params[])
{
	OSSL_PARAM *p = OSSL_PARAM_locate(params, OSSL_ASYM_CIPHER_PARAM_DIGEST);

	return !p || OSSL_PARAM_set_utf8_string(p, OSSL_DIGEST_NAME_SM3);
}

static const OSSL_PARAM *sm2_gettable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_utf8_string(OSSL_ASYM_CIPHER_PARAM_DIGEST, NULL, 0),
		OSSL_PARAM_END,
	};

	return gettable;
}

static const OSSL_DISPATCH dispatch_sm2[] = {
	{ OSSL_FUNC_ASYM_CIPHER_NEWCTX, (void (*)(void))sm2_newctx },
	{ OSSL_FUNC_ASYM_CIPHER_FREECTX, (void (*)(void))sm2_freectx },
	{ OSSL_FUNC_ASYM_CIPHER_DUPCTX, (void (*)(void))sm2_dupctx },
	{ OSSL_FUNC_ASYM_CIPHER_ENCRYPT_INIT, (void (*)(void))sm2_encrypt_init },
	{ OSSL_FUNC_ASYM_CIPHER_ENCRYPT, (void (*)(void))sm2_encrypt },
	{ OSSL_FUNC_ASYM_CIPHER_DECRYPT_INIT, (void (*)(void))sm2_decrypt_init },
	{ OSSL_FUNC_ASYM_CIPHER_DECRYPT, (void (*)(void))sm2_decrypt },
	{ OSSL_FUNC_ASYM_CIPHER_GET_CTX_PARAMS, (void (*)(void))sm2_get_ctx_params },
	{ OSSL_FUNC_ASYM_CIPHER_GETTABLE_CTX_PARAMS, (void (*)(void))sm2_gettable_ctx_params },
	{ OSSL_FUNC_ASYM_CIPHER_SET_CTX_PARAMS, (void (*)(void))sm2_set_ctx_params },
	{ OSSL_FUNC_ASYM_CIPHER_SETTABLE_CTX_PARAMS, (void (*)(void))sm2_settable_ctx_params },
	{ 0, NULL }
};

const struct prov_alg prov_crypt_sm2[] = {
	PROV_SERVICE(CRYPT_SM2, dispatch_sm2, "SM2 encryption"),
	PROV_LIST_END
};
