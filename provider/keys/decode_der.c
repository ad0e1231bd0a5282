// SPDX-License-Identifier: Apache-2.0
/* decode_der.c - the decoders on the way to a key: PEM to DER, EncryptedPrivateKeyInfo to
 * PrivateKeyInfo, SubjectPublicKeyInfo to the same with its type.
 *
 * OpenSSL tries decoders until one has something, passes on what that one says about type and
 * structure, and so comes to the decoders of decode.c.
 */
#include <string.h>

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/core_object.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "asn1.h"
#include "bio.h"
#include "decode.h"
#include "prov_ctx.h"
#include "prov_err.h"

static OSSL_FUNC_decoder_newctx_fn der_newctx;
static OSSL_FUNC_decoder_freectx_fn der_freectx;
static OSSL_FUNC_decoder_decode_fn pem_decode;
static OSSL_FUNC_decoder_decode_fn epki_decode;
static OSSL_FUNC_decoder_decode_fn spki_decode;

struct der_ctx {
	struct prov_ctx *prov;
};

static void *der_newctx(void *provctx)
{
	struct der_ctx *ctx = OPENSSL_malloc(sizeof(*ctx));

	if (ctx)
		ctx->prov = provctx;
	return ctx;
}

static void der_freectx(void *vctx)
{
	OPENSSL_free(vctx);
}

int prov_give_data(const uint8_t *der, size_t len, int object, const char *type, const char *structure,
		   OSSL_CALLBACK *cb, void *arg)
{
	OSSL_PARAM params[5], *p = params;

	*p++ = OSSL_PARAM_construct_int(OSSL_OBJECT_PARAM_TYPE, &object);
	if (type)
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_OBJECT_PARAM_DATA_TYPE, (char *)type, 0);
	if (structure)
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_OBJECT_PARAM_DATA_STRUCTURE,
							(char *)structure, 0);
	*p++ = OSSL_PARAM_construct_octet_string(OSSL_OBJECT_PARAM_DATA, (void *)der, len);
	*p = OSSL_PARAM_construct_end();
	return cb(params, arg);
}

/* ---- PEM ---- */

const struct prov_label *prov_label_find(const char *label)
{
	static const struct prov_label labels[] = {
		{ PEM_STRING_PKCS8, OSSL_OBJECT_PKEY, NULL, "EncryptedPrivateKeyInfo" },
		{ PEM_STRING_PKCS8INF, OSSL_OBJECT_PKEY, NULL, "PrivateKeyInfo" },
		{ PEM_STRING_PUBLIC, OSSL_OBJECT_PKEY, NULL, "SubjectPublicKeyInfo" },
		{ PEM_STRING_RSA, OSSL_OBJECT_PKEY, "RSA", "type-specific" },
		{ PEM_STRING_RSA_PUBLIC, OSSL_OBJECT_PKEY, "RSA", "type-specific" },
		{ PEM_STRING_ECPRIVATEKEY, OSSL_OBJECT_PKEY, "EC", "type-specific" },
		{ PEM_STRING_ECPARAMETERS, OSSL_OBJECT_PKEY, "EC", "type-specific" },
		{ "SM2 PRIVATE KEY", OSSL_OBJECT_PKEY, "SM2", "type-specific" },
		{ "SM2 PARAMETERS", OSSL_OBJECT_PKEY, "SM2", "type-specific" },
		{ PEM_STRING_DSA, OSSL_OBJECT_PKEY, "DSA", "type-specific" },
		{ PEM_STRING_DSAPARAMS, OSSL_OBJECT_PKEY, "DSA", "type-specific" },
		{ PEM_STRING_DHPARAMS, OSSL_OBJECT_PKEY, "DH", "type-specific" },
		{ PEM_STRING_DHXPARAMS, OSSL_OBJECT_PKEY, "X9.42 DH", "type-specific" },
		{ PEM_STRING_X509, OSSL_OBJECT_CERT, NULL, "Certificate" },
		{ PEM_STRING_X509_OLD, OSSL_OBJECT_CERT, NULL, "Certificate" },
		{ PEM_STRING_X509_TRUSTED, OSSL_OBJECT_CERT, NULL, "Certificate" },
		{ PEM_STRING_X509_CRL, OSSL_OBJECT_CRL, NULL, "CertificateList" },
		{ NULL, OSSL_OBJECT_UNKNOWN, NULL, NULL },
	};
	const struct prov_label *l = labels;

	while (l->label && strcmp(l->label, label) != 0)
		l++;
	return l;
}

/* For libcrypto's way to ask. */
struct asker {
	OSSL_PASSPHRASE_CALLBACK *cb;
	void *arg;
};

static int ask(char *out, int size, int writing, void *arg)
{
	const struct asker *asker = arg;
	size_t len = 0;

	if (!asker->cb || !asker->cb(out, (size_t)size, &len, NULL, asker->arg))
		return -1;
	return (int)len;
}

int prov_pem_read(struct prov_ctx *prov, BIO *bio, char **label, uint8_t **der, size_t *len,
		  OSSL_PASSPHRASE_CALLBACK *cb, void *arg)
{
	struct asker asker = { cb, arg };
	EVP_CIPHER_INFO cipher;
	char *header = NULL;
	long n = 0;
	int got;

	*label = NULL;
	*der = NULL;
	ERR_set_mark();
	got = PEM_read_bio(bio, label, &header, der, &n);
	ERR_pop_to_mark();
	if (!got)
		return 0;
	if (header && *header &&
	    (!PEM_get_EVP_CIPHER_INFO(header, &cipher) ||
	     !PEM_do_header(&cipher, *der, &n, ask, &asker))) {
		prov_raise(prov, PROV_R_BAD_DECRYPT, "the %s could not be decrypted", *label);
		OPENSSL_free(*label);
		OPENSSL_clear_free(*der, n > 0 ? (size_t)n : 0);
		got = -1;
	}
	OPENSSL_free(header);
	*len = (size_t)n;
	return got;
}

static int pem_decode(void *vctx, OSSL_CORE_BIO *in, int selection, OSSL_CALLBACK *data_cb,
		      void *data_arg, OSSL_PASSPHRASE_CALLBACK *pass_cb, void *pass_arg)
{
	struct der_ctx *ctx = vctx;
	BIO *bio = prov_bio_new(ctx->prov, in);
	const struct prov_label *l;
	char *label;
	uint8_t *der;
	size_t len;
	int ok;

	if (!bio)
		return 0;
	ok = prov_pem_read(ctx->prov, bio, &label, &der, &len, pass_cb, pass_arg);
	BIO_free(bio);
	if (ok <= 0)
		return ok == 0; /* no PEM is no error */
	l = prov_label_find(label);
	ok = prov_give_data(der, len, l->object, l->type, l->structure, data_cb, data_arg);
	OPENSSL_free(label);
	OPENSSL_clear_free(der, len);
	return ok;
}

/* ---- EncryptedPrivateKeyInfo ---- */

static int unseal(struct prov_ctx *prov, const X509_SIG *sig, uint8_t **out, int *out_len,
		  OSSL_PASSPHRASE_CALLBACK *cb, void *arg)
{
	const X509_ALGOR *algor;
	const ASN1_OCTET_STRING *data;
	char pass[PEM_BUFSIZE];
	size_t len = 0;
	int ok;

	if (!cb || !cb(pass, sizeof(pass), &len, NULL, arg))
		return prov_raise(prov, PROV_R_NO_PASSPHRASE, "no passphrase to decrypt the key with");
	X509_SIG_get0(sig, &algor, &data);
	ok = PKCS12_pbe_crypt_ex(algor, pass, (int)len, ASN1_STRING_get0_data(data),
				 ASN1_STRING_length(data), out, out_len, 0, prov_libctx(prov),
				 NULL) != NULL;
	OPENSSL_cleanse(pass, sizeof(pass));
	return ok ? 1 : prov_raise(prov, PROV_R_BAD_DECRYPT, "the private key could not be decrypted");
}

int prov_epki_give(struct prov_ctx *prov, const uint8_t *der, size_t len, OSSL_CALLBACK *data_cb,
		   void *data_arg, OSSL_PASSPHRASE_CALLBACK *pass_cb, void *pass_arg)
{
	uint8_t *plain = NULL;
	const uint8_t *p = der;
	X509_SIG *sig;
	int plain_len = 0, ok = 1;

	ERR_set_mark();
	sig = d2i_X509_SIG(NULL, &p, (long)len);
	ERR_pop_to_mark();
	if (sig && p == der + len) {
		ok = unseal(prov, sig, &plain, &plain_len, pass_cb, pass_arg);
		if (ok)
			ok = prov_give_data(plain, (size_t)plain_len, OSSL_OBJECT_PKEY, NULL,
					    "PrivateKeyInfo", data_cb, data_arg);
	}
	X509_SIG_free(sig);
	OPENSSL_clear_free(plain, (size_t)plain_len);
	return ok;
}

static int epki_decode(void *vctx, OSSL_CORE_BIO *in, int selection, OSSL_CALLBACK *data_cb,
		       void *data_arg, OSSL_PASSPHRASE_CALLBACK *pass_cb, void *pass_arg)
{
	struct der_ctx *ctx = vctx;
	BIO *bio = prov_bio_new(ctx->prov, in);
	uint8_t *der = NULL;
	size_t len;
	int ok = 1;

	if (!bio)
		return 0;
	len = prov_bio_read_der(bio, PROV_DER_MAX, &der);
	BIO_free(bio);
	if (len)
		ok = prov_epki_give(ctx->prov, der, len, data_cb, data_arg, pass_cb, pass_arg);
	OPENSSL_free(der);
	return ok;
}

/* ---- SubjectPublicKeyInfo ---- */

static int spki_decode(void *vctx, OSSL_CORE_BIO *in, int selection, OSSL_CALLBACK *data_cb,
		       void *data_arg, OSSL_PASSPHRASE_CALLBACK *pass_cb, void *pass_arg)
{
	struct der_ctx *ctx = vctx;
	BIO *bio = prov_bio_new(ctx->prov, in);
	uint8_t *der = NULL;
	char *type;
	size_t len;
	int ok = 1;

	if (!bio)
		return 0;
	len = prov_bio_read_der(bio, PROV_DER_MAX, &der);
	BIO_free(bio);
	type = len ? prov_der_spki_type(ctx->prov, der, len) : NULL;
	if (type)
		ok = prov_give_data(der, len, OSSL_OBJECT_PKEY, type, "SubjectPublicKeyInfo", data_cb,
				    data_arg);
	OPENSSL_free(type);
	OPENSSL_free(der);
	return ok;
}

/* ---- tables ---- */

/* clang-format off */
#define DISPATCH(name)                                                            \
	static const OSSL_DISPATCH dispatch_##name[] = {                          \
		{ OSSL_FUNC_DECODER_NEWCTX, (void (*)(void))der_newctx },         \
		{ OSSL_FUNC_DECODER_FREECTX, (void (*)(void))der_freectx },       \
		{ OSSL_FUNC_DECODER_DECODE, (void (*)(void))name##_decode },      \
		{ 0, NULL }                                                       \
	};
DISPATCH(pem)
DISPATCH(epki)
DISPATCH(spki)
/* clang-format on */

/* of use only to keys, whose core they want */
const struct prov_alg prov_der_decoders[] = {
	PROV_SERVICE_AS(KEY_RSA, "DER", ",input=der,structure=SubjectPublicKeyInfo", dispatch_spki,
			"SubjectPublicKeyInfo with its type"),
	PROV_SERVICE_AS(KEY_RSA, "DER", ",input=pem", dispatch_pem, "PEM to DER"),
	PROV_SERVICE_AS(KEY_RSA, "DER", ",input=der,structure=EncryptedPrivateKeyInfo", dispatch_epki,
			"EncryptedPrivateKeyInfo to PrivateKeyInfo"),
	PROV_LIST_END
};
