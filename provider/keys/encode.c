// SPDX-License-Identifier: Apache-2.0
/* encode.c - encoders: keys to DER, PEM and text, in each of their structures.
 *
 * PrivateKeyInfo is encrypted when a cipher was set, and EncryptedPrivateKeyInfo demands one. The
 * encryption (PBES2) is libcrypto's, in the application's library context; salt and IV are the hub's.
 */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/core_object.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "asn1.h"
#include "bio.h"
#include "mgmt.h"
#include "prov_ctx.h"
#include "prov_err.h"
#include "text.h"

static OSSL_FUNC_encoder_freectx_fn encode_freectx;
static OSSL_FUNC_encoder_set_ctx_params_fn encode_set_ctx_params;
static OSSL_FUNC_encoder_settable_ctx_params_fn encode_settable_ctx_params;
static OSSL_FUNC_encoder_encode_fn encode;
static OSSL_FUNC_encoder_import_object_fn encode_import;
static OSSL_FUNC_encoder_free_object_fn encode_free;

enum structure {
	TEXT,
	SPKI,
	PKI,
	EPKI,
	SPECIFIC, /* of the type: "RSA PRIVATE KEY" */
};

struct encoder {
	enum prov_key_type type;
	enum structure structure;
	bool pem;
	int selection; /* what it can write */
};

struct encode_ctx {
	struct prov_ctx *prov;
	const struct encoder *row;
	EVP_CIPHER *cipher;
};

#define PUBLIC  OSSL_KEYMGMT_SELECT_PUBLIC_KEY
#define PRIVATE OSSL_KEYMGMT_SELECT_PRIVATE_KEY
#define PARAMS  OSSL_KEYMGMT_SELECT_ALL_PARAMETERS
#define PAIR    OSSL_KEYMGMT_SELECT_KEYPAIR

#define SALT_LEN 16

/* ---- life ---- */

static void *encode_newctx(struct prov_ctx *prov, const struct encoder *row)
{
	struct encode_ctx *ctx = OPENSSL_zalloc(sizeof(*ctx));

	if (ctx)
		*ctx = (struct encode_ctx){ .prov = prov, .row = row };
	return ctx;
}

static void encode_freectx(void *vctx)
{
	struct encode_ctx *ctx = vctx;

	if (!ctx)
		return;
	EVP_CIPHER_free(ctx->cipher);
	OPENSSL_free(ctx);
}

static int encode_set_ctx_params(void *vctx, const OSSL_PARAM params[])
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_ENCODER_PARAM_CIPHER);
	const OSSL_PARAM *props = OSSL_PARAM_locate_const(params, OSSL_ENCODER_PARAM_PROPERTIES);
	struct encode_ctx *ctx = vctx;
	const char *name;

	if (!p)
		return 1;
	EVP_CIPHER_free(ctx->cipher);
	ctx->cipher = NULL;
	name = prov_param_text(p);
	if (!name)
		return 1; /* no encryption */
	ctx->cipher = EVP_CIPHER_fetch(prov_libctx(ctx->prov), name,
				       props ? prov_param_text(props) : NULL);
	return ctx->cipher ? 1 : prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "no cipher %s", name);
}

static const OSSL_PARAM *encode_settable_ctx_params(void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_utf8_string(OSSL_ENCODER_PARAM_CIPHER, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_ENCODER_PARAM_PROPERTIES, NULL, 0),
		OSSL_PARAM_END,
	};

	return settable;
}

/* What is asked for is a level: of a private key one also wants the public part and the parameters. */
static int does_selection(int selection, int mask)
{
	static const int levels[] = { PRIVATE, PUBLIC, PARAMS };

	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		if (selection & levels[i])
			return (mask & levels[i]) != 0;
	return selection == 0;
}

/* A key of another provider. */
static void *encode_import(void *vctx, int selection, const OSSL_PARAM params[])
{
	struct encode_ctx *ctx = vctx;
	struct prov_key *key = prov_key_new(ctx->prov, ctx->row->type);

	if (key && !prov_mgmt_import(key, selection, params)) {
		prov_key_free(key);
		return NULL;
	}
	return key;
}

static void encode_free(void *object)
{
	prov_key_free(object);
}

/* ---- encryption ---- */

/* Asks for a passphrase; out has PEM_BUFSIZE bytes. Returns its length, or -1 with an error raised. */
static int passphrase(struct prov_ctx *prov, char *out, OSSL_PASSPHRASE_CALLBACK *cb, void *arg)
{
	size_t len = 0;

	if (cb && cb(out, PEM_BUFSIZE, &len, NULL, arg))
		return (int)len;
	prov_raise(prov, PROV_R_NO_PASSPHRASE, "no passphrase to encrypt the key with");
	return -1;
}

static X509_SIG *encrypt(struct encode_ctx *ctx, PKCS8_PRIV_KEY_INFO *p8,
			 OSSL_PASSPHRASE_CALLBACK *cb, void *arg)
{
	OSSL_LIB_CTX *libctx = prov_libctx(ctx->prov);
	const int iv_len = EVP_CIPHER_get_iv_length(ctx->cipher);
	uint8_t salt[SALT_LEN], iv[EVP_MAX_IV_LENGTH];
	X509_ALGOR *pbe = NULL;
	X509_SIG *out = NULL;
	char pass[PEM_BUFSIZE];
	int len = passphrase(ctx->prov, pass, cb, arg);

	if (len < 0)
		return NULL;
	if (iv_len >= 0 && prov_random(ctx->prov, salt, sizeof(salt)) &&
	    prov_random(ctx->prov, iv, sizeof(iv)))
		pbe = PKCS5_pbe2_set_iv_ex(ctx->cipher, PKCS5_DEFAULT_ITER, salt, sizeof(salt), iv, -1,
					   libctx);
	if (pbe)
		out = PKCS8_set0_pbe_ex(pass, len, p8, pbe, libctx, NULL);
	if (pbe && !out)
		X509_ALGOR_free(pbe);
	OPENSSL_cleanse(pass, sizeof(pass));
	if (!out)
		prov_raise(ctx->prov, PROV_R_UNEXPECTED, "encrypting the key with %s failed",
			   EVP_CIPHER_get0_name(ctx->cipher));
	return out;
}

/* ---- writing ---- */

static bool write_der(BIO *bio, const uint8_t *der, size_t len)
{
	size_t put;

	return BIO_write_ex(bio, der, len, &put) && put == len;
}

static int write_out(struct encode_ctx *ctx, BIO *bio, const char *pem_name, const uint8_t *der,
		     size_t len)
{
	if (ctx->row->pem ? PEM_write_bio(bio, pem_name, "", der, (long)len) > 0 :
			    write_der(bio, der, len))
		return 1;
	return prov_raise(ctx->prov, PROV_R_UNEXPECTED, "writing a key of %zu bytes failed", len);
}

static int encode_spki(struct encode_ctx *ctx, BIO *bio, const struct prov_key *key)
{
	uint8_t *der;
	size_t len;
	int ok;

	if (!key->has_public)
		return prov_raise(ctx->prov, PROV_R_NO_KEY, "there is no public key to write");
	len = prov_der_spki(key, &der);
	ok = len && write_out(ctx, bio, PEM_STRING_PUBLIC, der, len);
	OPENSSL_free(der);
	return ok;
}

static int encode_pkcs8(struct encode_ctx *ctx, BIO *bio, const struct prov_key *key,
			OSSL_PASSPHRASE_CALLBACK *cb, void *arg)
{
	const char *pem_name = ctx->cipher ? PEM_STRING_PKCS8 : PEM_STRING_PKCS8INF;
	PKCS8_PRIV_KEY_INFO *p8;
	X509_SIG *sealed = NULL;
	uint8_t *der = NULL;
	int len = -1, ok;

	if (!key->has_private)
		return prov_raise(ctx->prov, PROV_R_NO_KEY, "there is no private key to write");
	if (ctx->row->structure == EPKI && !ctx->cipher)
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "no cipher to encrypt the key with");
	p8 = prov_der_pkcs8(key);
	if (!p8)
		return 0;
	if (ctx->cipher) {
		sealed = encrypt(ctx, p8, cb, arg);
		len = sealed ? i2d_X509_SIG(sealed, &der) : -1;
	} else {
		len = i2d_PKCS8_PRIV_KEY_INFO(p8, &der);
	}
	ok = len > 0 && write_out(ctx, bio, pem_name, der, (size_t)len);
	OPENSSL_clear_free(der, len > 0 ? (size_t)len : 0);
	X509_SIG_free(sealed);
	PKCS8_PRIV_KEY_INFO_free(p8);
	return ok;
}

/* DER that is there already, for a function of libcrypto that wants to make it. */
struct ready {
	const uint8_t *der;
	size_t len;
};

static int ready_i2d(const void *value, uint8_t **out)
{
	const struct ready *ready = value;

	if (out) {
		memcpy(*out, ready->der, ready->len);
		*out += ready->len;
	}
	return (int)ready->len;
}

/* The encryption of PEM itself, older than PKCS #8. */
static int write_sealed_pem(struct encode_ctx *ctx, BIO *bio, const char *pem_name,
			    const struct ready *ready, OSSL_PASSPHRASE_CALLBACK *cb, void *arg)
{
	char pass[PEM_BUFSIZE];
	int len = passphrase(ctx->prov, pass, cb, arg), ok;

	if (len < 0)
		return 0;
	ok = PEM_ASN1_write_bio(ready_i2d, pem_name, bio, ready, ctx->cipher, (unsigned char *)pass,
				len, NULL, NULL) > 0;
	OPENSSL_cleanse(pass, sizeof(pass));
	return ok ? 1 : prov_raise(ctx->prov, PROV_R_UNEXPECTED, "encrypting the key with %s failed",
				   EVP_CIPHER_get0_name(ctx->cipher));
}

static const char *specific_name(const struct prov_key *key, int selection)
{
	if (selection & PRIVATE)
		return prov_key_is_rsa(key)	   ? PEM_STRING_RSA :
		       key->type == PROV_KEY_SM2 ? "SM2 PRIVATE KEY" :
						   PEM_STRING_ECPRIVATEKEY;
	if (prov_key_is_rsa(key))
		return PEM_STRING_RSA_PUBLIC;
	return key->type == PROV_KEY_SM2 ? "SM2 PARAMETERS" : PEM_STRING_ECPARAMETERS;
}

static int encode_specific(struct encode_ctx *ctx, BIO *bio, const struct prov_key *key, int selection,
			   OSSL_PASSPHRASE_CALLBACK *cb, void *arg)
{
	const char *name = specific_name(key, selection);
	uint8_t *der = NULL;
	size_t len;
	int ok;

	if (selection & PRIVATE) {
		if (!key->has_private)
			return prov_raise(ctx->prov, PROV_R_NO_KEY, "there is no private key to write");
		len = prov_der_private(key, &der);
	} else if (prov_key_is_rsa(key)) {
		if (!key->has_public)
			return prov_raise(ctx->prov, PROV_R_NO_KEY, "there is no public key to write");
		len = prov_der_public(key, &der);
	} else {
		len = prov_der_params(key, &der);
	}
	if (!len)
		ok = 0;
	else if (ctx->cipher && ctx->row->pem && (selection & PRIVATE))
		ok = write_sealed_pem(ctx, bio, name, &(struct ready){ der, len }, cb, arg);
	else
		ok = write_out(ctx, bio, name, der, len);
	OPENSSL_clear_free(der, len);
	return ok;
}

static int encode(void *vctx, OSSL_CORE_BIO *out, const void *object, const OSSL_PARAM abstract[],
		  int selection, OSSL_PASSPHRASE_CALLBACK *cb, void *arg)
{
	struct encode_ctx *ctx = vctx;
	const struct prov_key *key = object;
	BIO *bio;
	int ok;

	if (abstract || !key)
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "there is no key to write");
	if (selection == 0)
		selection = ctx->row->selection;
	bio = prov_bio_new(ctx->prov, out);
	if (!bio)
		return 0;
	switch (ctx->row->structure) {
	case TEXT: ok = prov_text(bio, key, selection); break;
	case SPKI: ok = encode_spki(ctx, bio, key); break;
	case PKI:
	case EPKI: ok = encode_pkcs8(ctx, bio, key, cb, arg); break;
	default: ok = encode_specific(ctx, bio, key, selection, cb, arg); break;
	}
	BIO_free(bio);
	return ok;
}

/* ---- tables ---- */

/* clang-format off */
/* X(type, structure, as OpenSSL calls it, what can be written), for both DER and PEM */
#define ENCODERS(X)                                                                                \
	X(RSA, SPKI, SubjectPublicKeyInfo, PUBLIC)                                                 \
	X(RSA, PKI, PrivateKeyInfo, PRIVATE)                                                       \
	X(RSA, EPKI, EncryptedPrivateKeyInfo, PRIVATE)                                             \
	X(RSA, SPECIFIC, type-specific, PAIR)                                                      \
	X(RSA_PSS, SPKI, SubjectPublicKeyInfo, PUBLIC)                                             \
	X(RSA_PSS, PKI, PrivateKeyInfo, PRIVATE)                                                   \
	X(RSA_PSS, EPKI, EncryptedPrivateKeyInfo, PRIVATE)                                         \
	X(EC, SPKI, SubjectPublicKeyInfo, PUBLIC)                                                  \
	X(EC, PKI, PrivateKeyInfo, PRIVATE)                                                        \
	X(EC, EPKI, EncryptedPrivateKeyInfo, PRIVATE)                                              \
	X(EC, SPECIFIC, type-specific, PRIVATE | PARAMS)                                           \
	X(SM2, SPKI, SubjectPublicKeyInfo, PUBLIC)                                                 \
	X(SM2, PKI, PrivateKeyInfo, PRIVATE)                                                       \
	X(SM2, EPKI, EncryptedPrivateKeyInfo, PRIVATE)                                             \
	X(SM2, SPECIFIC, type-specific, PRIVATE | PARAMS)                                          \
	X(X25519, SPKI, SubjectPublicKeyInfo, PUBLIC)                                              \
	X(X25519, PKI, PrivateKeyInfo, PRIVATE)                                                    \
	X(X25519, EPKI, EncryptedPrivateKeyInfo, PRIVATE)                                          \
	X(X448, SPKI, SubjectPublicKeyInfo, PUBLIC)                                                \
	X(X448, PKI, PrivateKeyInfo, PRIVATE)                                                      \
	X(X448, EPKI, EncryptedPrivateKeyInfo, PRIVATE)                                            \
	X(ED25519, SPKI, SubjectPublicKeyInfo, PUBLIC)                                             \
	X(ED25519, PKI, PrivateKeyInfo, PRIVATE)                                                   \
	X(ED25519, EPKI, EncryptedPrivateKeyInfo, PRIVATE)                                         \
	X(ED448, SPKI, SubjectPublicKeyInfo, PUBLIC)                                               \
	X(ED448, PKI, PrivateKeyInfo, PRIVATE)                                                     \
	X(ED448, EPKI, EncryptedPrivateKeyInfo, PRIVATE)
/* more names for SPECIFIC: X(type, as OpenSSL calls it) */
#define ALIASES(X)                                                                                 \
	X(RSA, rsa)                                                                                \
	X(RSA, pkcs1)                                                                              \
	X(EC, ec)                                                                                  \
	X(EC, X9.62)
#define TEXTS(X)                                                                                   \
	X(RSA, PAIR | PARAMS) X(RSA_PSS, PAIR | PARAMS) X(EC, PAIR | PARAMS)                       \
	X(SM2, PAIR | PARAMS) X(X25519, PAIR) X(X448, PAIR) X(ED25519, PAIR) X(ED448, PAIR)

#define DISPATCH(TYPE, STRUCTURE, OUT, is_pem, can)                                                \
	static const struct encoder encoder_##TYPE##_##STRUCTURE##_##OUT = {                       \
		PROV_KEY_##TYPE, STRUCTURE, is_pem, can                                            \
	};                                                                                         \
	static OSSL_FUNC_encoder_newctx_fn newctx_##TYPE##_##STRUCTURE##_##OUT;                    \
	static OSSL_FUNC_encoder_does_selection_fn does_##TYPE##_##STRUCTURE##_##OUT;              \
	static void *newctx_##TYPE##_##STRUCTURE##_##OUT(void *provctx)                            \
	{                                                                                          \
		return encode_newctx(provctx, &encoder_##TYPE##_##STRUCTURE##_##OUT);              \
	}                                                                                          \
	static int does_##TYPE##_##STRUCTURE##_##OUT(void *provctx, int selection)                 \
	{                                                                                          \
		return does_selection(selection, can);                                             \
	}                                                                                          \
	static const OSSL_DISPATCH dispatch_##TYPE##_##STRUCTURE##_##OUT[] = {                     \
		{ OSSL_FUNC_ENCODER_NEWCTX,                                                        \
		  (void (*)(void))newctx_##TYPE##_##STRUCTURE##_##OUT },                           \
		{ OSSL_FUNC_ENCODER_FREECTX, (void (*)(void))encode_freectx },                     \
		{ OSSL_FUNC_ENCODER_SET_CTX_PARAMS, (void (*)(void))encode_set_ctx_params },       \
		{ OSSL_FUNC_ENCODER_SETTABLE_CTX_PARAMS,                                           \
		  (void (*)(void))encode_settable_ctx_params },                                    \
		{ OSSL_FUNC_ENCODER_DOES_SELECTION,                                                \
		  (void (*)(void))does_##TYPE##_##STRUCTURE##_##OUT },                             \
		{ OSSL_FUNC_ENCODER_ENCODE, (void (*)(void))encode },                              \
		{ OSSL_FUNC_ENCODER_IMPORT_OBJECT, (void (*)(void))encode_import },                \
		{ OSSL_FUNC_ENCODER_FREE_OBJECT, (void (*)(void))encode_free },                    \
		{ 0, NULL }                                                                        \
	};
#define DER_AND_PEM(TYPE, STRUCTURE, name, can)                                                    \
	DISPATCH(TYPE, STRUCTURE, der, false, can)                                                 \
	DISPATCH(TYPE, STRUCTURE, pem, true, can)
#define JUST_TEXT(TYPE, can) DISPATCH(TYPE, TEXT, text, false, can)
ENCODERS(DER_AND_PEM)
TEXTS(JUST_TEXT)

#define ROW(TYPE, STRUCTURE, OUT, name)                                                            \
	PROV_SERVICE_AS(KEY_##TYPE, NULL, ",output=" #OUT ",structure=" #name,                     \
			dispatch_##TYPE##_##STRUCTURE##_##OUT, #TYPE " keys to " #OUT),
#define ROWS(TYPE, STRUCTURE, name, can)                                                           \
	ROW(TYPE, STRUCTURE, der, name)                                                            \
	ROW(TYPE, STRUCTURE, pem, name)
#define ALIAS_ROWS(TYPE, name)                                                                     \
	ROW(TYPE, SPECIFIC, der, name)                                                             \
	ROW(TYPE, SPECIFIC, pem, name)
#define TEXT_ROW(TYPE, can)                                                                        \
	PROV_SERVICE_AS(KEY_##TYPE, NULL, ",output=text", dispatch_##TYPE##_TEXT_text,             \
			#TYPE " keys to text"),
const struct prov_alg prov_encoders[] = {
	TEXTS(TEXT_ROW)
	ENCODERS(ROWS)
	ALIASES(ALIAS_ROWS)
	PROV_LIST_END
};
/* clang-format on */
