// SPDX-License-Identifier: Apache-2.0
/* decode.c - decoders: DER to keys, one for each type and structure.
 *
 * A decoder that finds something else says so by saying nothing. A key goes to the core by reference,
 * and its key manager takes it from there; for another provider's key manager the core has it exported.
 */
#include <string.h>

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/core_object.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "asn1.h"
#include "bio.h"
#include "decode.h"
#include "mgmt.h"
#include "prov_ctx.h"
#include "prov_err.h"

static OSSL_FUNC_decoder_freectx_fn decode_freectx;
static OSSL_FUNC_decoder_decode_fn decode;
static OSSL_FUNC_decoder_export_object_fn decode_export;

enum structure {
	SPKI,
	PKI,
	SPECIFIC,
};

struct decoder {
	enum prov_key_type type;
	const char *name; /* of the type */
	enum structure structure;
	int selection; /* what it can read */
};

struct decode_ctx {
	struct prov_ctx *prov;
	const struct decoder *row;
	int selection; /* of the last call */
};

#define PUBLIC  OSSL_KEYMGMT_SELECT_PUBLIC_KEY
#define PRIVATE OSSL_KEYMGMT_SELECT_PRIVATE_KEY
#define PARAMS  OSSL_KEYMGMT_SELECT_ALL_PARAMETERS
#define PAIR    OSSL_KEYMGMT_SELECT_KEYPAIR

static void *decode_newctx(struct prov_ctx *prov, const struct decoder *row)
{
	struct decode_ctx *ctx = OPENSSL_malloc(sizeof(*ctx));

	if (ctx)
		*ctx = (struct decode_ctx){ .prov = prov, .row = row };
	return ctx;
}

static void decode_freectx(void *vctx)
{
	OPENSSL_free(vctx);
}

static int does_selection(int selection, int mask)
{
	static const int levels[] = { PRIVATE, PUBLIC, PARAMS };

	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		if (selection & levels[i])
			return (mask & levels[i]) != 0;
	return selection == 0;
}

static struct prov_key *read_specific(struct decode_ctx *ctx, int selection, const uint8_t *der,
				      size_t len)
{
	const int can = selection ? selection & ctx->row->selection : ctx->row->selection;
	const enum prov_key_type type = ctx->row->type;
	struct prov_key *key = NULL;

	if (can & PRIVATE)
		key = prov_der_read_private(ctx->prov, type, der, len);
	if (!key && (can & PUBLIC) && !(selection & PRIVATE))
		key = prov_der_read_public(ctx->prov, type, der, len);
	if (!key && (can & PARAMS) && !(selection & PAIR))
		key = prov_der_read_params(ctx->prov, type, der, len);
	return key;
}

static struct prov_key *read_key(struct decode_ctx *ctx, int selection, const uint8_t *der, size_t len)
{
	switch (ctx->row->structure) {
	case SPKI: return prov_der_read_spki(ctx->prov, ctx->row->type, der, len);
	case PKI: return prov_der_read_pkcs8(ctx->prov, ctx->row->type, der, len);
	default: return read_specific(ctx, selection, der, len);
	}
}

static int give(const struct decode_ctx *ctx, struct prov_key **key, OSSL_CALLBACK *cb, void *arg)
{
	int object = OSSL_OBJECT_PKEY;
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_int(OSSL_OBJECT_PARAM_TYPE, &object),
		OSSL_PARAM_construct_utf8_string(OSSL_OBJECT_PARAM_DATA_TYPE, (char *)ctx->row->name,
						 0),
		OSSL_PARAM_construct_octet_string(OSSL_OBJECT_PARAM_REFERENCE, key, sizeof(*key)),
		OSSL_PARAM_construct_end(),
	};

	return cb(params, arg);
}

static int decode(void *vctx, OSSL_CORE_BIO *in, int selection, OSSL_CALLBACK *data_cb, void *data_arg,
		  OSSL_PASSPHRASE_CALLBACK *pass_cb, void *pass_arg)
{
	struct decode_ctx *ctx = vctx;
	struct prov_key *key = NULL;
	uint8_t *der = NULL;
	size_t len;
	BIO *bio;
	int ok = 1;

	ctx->selection = selection;
	if (!does_selection(selection, ctx->row->selection))
		return 1;
	bio = prov_bio_new(ctx->prov, in);
	if (!bio)
		return 0;
	len = prov_bio_read_der(bio, PROV_DER_MAX, &der);
	BIO_free(bio);
	if (len)
		key = read_key(ctx, selection, der, len);
	OPENSSL_clear_free(der, len);
	if (key)
		ok = give(ctx, &key, data_cb, data_arg);
	prov_key_free(key); /* NULL if it was taken */
	return ok;
}

static int decode_export(void *vctx, const void *reference, size_t size, OSSL_CALLBACK *cb, void *arg)
{
	const struct decode_ctx *ctx = vctx;
	struct prov_key *key;

	if (size != sizeof(key))
		return 0;
	key = *(struct prov_key *const *)reference;
	return key && prov_mgmt_export(key, ctx->selection ? ctx->selection : OSSL_KEYMGMT_SELECT_ALL,
				       cb, arg);
}

/* ---- tables ---- */

/* clang-format off */
/* X(type, name of the type, structure, as OpenSSL calls it, what can be read) */
#define DECODERS(X)                                                                                \
	X(RSA, "RSA", SPKI, SubjectPublicKeyInfo, PUBLIC)                                          \
	X(RSA, "RSA", PKI, PrivateKeyInfo, PRIVATE)                                                \
	X(RSA, "RSA", SPECIFIC, type-specific, PAIR)                                               \
	X(RSA_PSS, "RSA-PSS", SPKI, SubjectPublicKeyInfo, PUBLIC)                                  \
	X(RSA_PSS, "RSA-PSS", PKI, PrivateKeyInfo, PRIVATE)                                        \
	X(EC, "EC", SPKI, SubjectPublicKeyInfo, PUBLIC)                                            \
	X(EC, "EC", PKI, PrivateKeyInfo, PRIVATE)                                                  \
	X(EC, "EC", SPECIFIC, type-specific, PRIVATE | PARAMS)                                     \
	X(SM2, "SM2", SPKI, SubjectPublicKeyInfo, PUBLIC)                                          \
	X(SM2, "SM2", PKI, PrivateKeyInfo, PRIVATE)                                                \
	X(SM2, "SM2", SPECIFIC, type-specific, PRIVATE | PARAMS)                                   \
	X(X25519, "X25519", SPKI, SubjectPublicKeyInfo, PUBLIC)                                    \
	X(X25519, "X25519", PKI, PrivateKeyInfo, PRIVATE)                                          \
	X(X448, "X448", SPKI, SubjectPublicKeyInfo, PUBLIC)                                        \
	X(X448, "X448", PKI, PrivateKeyInfo, PRIVATE)                                              \
	X(ED25519, "ED25519", SPKI, SubjectPublicKeyInfo, PUBLIC)                                  \
	X(ED25519, "ED25519", PKI, PrivateKeyInfo, PRIVATE)                                        \
	X(ED448, "ED448", SPKI, SubjectPublicKeyInfo, PUBLIC)                                      \
	X(ED448, "ED448", PKI, PrivateKeyInfo, PRIVATE)
/* more names for SPECIFIC: X(type, as OpenSSL calls it) */
#define ALIASES(X)                                                                                 \
	X(RSA, rsa)                                                                                \
	X(EC, ec)

#define DISPATCH(TYPE, type_name, STRUCTURE, name, can)                                            \
	static const struct decoder decoder_##TYPE##_##STRUCTURE = {                               \
		PROV_KEY_##TYPE, type_name, STRUCTURE, can                                         \
	};                                                                                         \
	static OSSL_FUNC_decoder_newctx_fn newctx_##TYPE##_##STRUCTURE;                            \
	static OSSL_FUNC_decoder_does_selection_fn does_##TYPE##_##STRUCTURE;                      \
	static void *newctx_##TYPE##_##STRUCTURE(void *provctx)                                    \
	{                                                                                          \
		return decode_newctx(provctx, &decoder_##TYPE##_##STRUCTURE);                      \
	}                                                                                          \
	static int does_##TYPE##_##STRUCTURE(void *provctx, int selection)                         \
	{                                                                                          \
		return does_selection(selection, can);                                             \
	}                                                                                          \
	static const OSSL_DISPATCH dispatch_##TYPE##_##STRUCTURE[] = {                             \
		{ OSSL_FUNC_DECODER_NEWCTX, (void (*)(void))newctx_##TYPE##_##STRUCTURE },         \
		{ OSSL_FUNC_DECODER_FREECTX, (void (*)(void))decode_freectx },                     \
		{ OSSL_FUNC_DECODER_DOES_SELECTION, (void (*)(void))does_##TYPE##_##STRUCTURE },   \
		{ OSSL_FUNC_DECODER_DECODE, (void (*)(void))decode },                              \
		{ OSSL_FUNC_DECODER_EXPORT_OBJECT, (void (*)(void))decode_export },                \
		{ 0, NULL }                                                                        \
	};
DECODERS(DISPATCH)

#define ROW(TYPE, type_name, STRUCTURE, name, can)                                                 \
	PROV_SERVICE_AS(KEY_##TYPE, NULL, ",input=der,structure=" #name,                           \
			dispatch_##TYPE##_##STRUCTURE, type_name " keys from DER"),
#define ALIAS_ROW(TYPE, name) ROW(TYPE, #TYPE, SPECIFIC, name, 0)
const struct prov_alg prov_decoders[] = {
	DECODERS(ROW)
	ALIASES(ALIAS_ROW)
	PROV_LIST_END
};
/* clang-format on */
