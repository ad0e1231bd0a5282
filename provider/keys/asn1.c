// SPDX-License-Identifier: Apache-2.0
/* asn1.c - SubjectPublicKeyInfo, PrivateKeyInfo, and the choice of what is inside. */
#include <string.h>

#include <openssl/asn1t.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "asn1.h"
#include "curve.h"
#include "ec.h"
#include "prov_ctx.h"
#include "prov_err.h"

/* X509_PUBKEY would do, but libcrypto decodes the key inside, and comes back to us for it. */
struct spki {
	X509_ALGOR *algor;
	ASN1_BIT_STRING *key;
};

/* clang-format off */
ASN1_SEQUENCE(spki) = {
	ASN1_SIMPLE(struct spki, algor, X509_ALGOR),
	ASN1_SIMPLE(struct spki, key, ASN1_BIT_STRING),
} static_ASN1_SEQUENCE_END_name(struct spki, spki)
/* clang-format on */

static const char *oid_of_service(enum cmh_service service)
{
	return strrchr(cmh_service_get(service)->names, ':') + 1;
}

/* What the algorithm of a type is called. SM2 is a curve, not an algorithm. */
static const char *oid_of(enum prov_key_type type)
{
	switch (type) {
	case PROV_KEY_RSA: return oid_of_service(CMH_SERVICE_KEY_RSA);
	case PROV_KEY_RSA_PSS: return oid_of_service(CMH_SERVICE_KEY_RSA_PSS);
	case PROV_KEY_X25519: return oid_of_service(CMH_SERVICE_KEY_X25519);
	case PROV_KEY_X448: return oid_of_service(CMH_SERVICE_KEY_X448);
	case PROV_KEY_ED25519: return oid_of_service(CMH_SERVICE_KEY_ED25519);
	case PROV_KEY_ED448: return oid_of_service(CMH_SERVICE_KEY_ED448);
	default: return oid_of_service(CMH_SERVICE_KEY_EC);
	}
}

/* ---- algorithms with their parameters ---- */

/* Stores the parameters as X509_ALGOR_set0() takes them. */
static int params_of(const struct prov_key *key, int *type, void **value)
{
	ASN1_STRING *pss;
	ASN1_TYPE *curve;

	*type = V_ASN1_UNDEF;
	*value = NULL;
	switch (key->type) {
	case PROV_KEY_RSA: *type = V_ASN1_NULL; return 1;
	case PROV_KEY_RSA_PSS:
		if (!prov_pss_to_asn1(key, &pss))
			return 0;
		*type = pss ? V_ASN1_SEQUENCE : V_ASN1_UNDEF;
		*value = pss;
		return 1;
	case PROV_KEY_EC:
	case PROV_KEY_SM2:
		curve = prov_ec_to_asn1(key);
		if (!curve)
			return 0;
		*type = curve->type;
		*value = curve->value.ptr; /* taken out */
		curve->value.ptr = NULL;
		curve->type = V_ASN1_NULL;
		ASN1_TYPE_free(curve);
		return 1;
	default: return 1;
	}
}

static void params_free(int type, void *value)
{
	if (type == V_ASN1_OBJECT)
		ASN1_OBJECT_free(value);
	else
		ASN1_STRING_free(value);
}

static bool is_of_type(const X509_ALGOR *algor, enum prov_key_type type)
{
	const ASN1_OBJECT *oid;
	char text[64];

	X509_ALGOR_get0(&oid, NULL, NULL, algor);
	return OBJ_obj2txt(text, sizeof(text), oid, 1) > 0 && strcmp(text, oid_of(type)) == 0;
}

/* Reads the parameters into an empty key. Returns 1, 0 raised, or -1: of another type. */
static int read_params(struct prov_key *key, const X509_ALGOR *algor)
{
	ASN1_TYPE *param = algor->parameter;

	if (!is_of_type(algor, key->type))
		return -1;
	switch (key->type) {
	case PROV_KEY_RSA:
		if (!param || param->type == V_ASN1_NULL)
			return 1;
		break;
	case PROV_KEY_RSA_PSS:
		if (!param)
			return 1;
		if (param->type == V_ASN1_SEQUENCE)
			return prov_pss_read(key, param->value.sequence);
		break;
	case PROV_KEY_EC:
	case PROV_KEY_SM2:
		if (param)
			return prov_ec_read_curve(key, param);
		break;
	default:
		if (!param)
			return 1;
		break;
	}
	return prov_raise(key->prov, PROV_R_BAD_ENCODING,
			  "the algorithm of the key has parameters that do not belong to it");
}

/* ---- the contents of the two structures ---- */

static size_t public_contents(const struct prov_key *key, uint8_t **out)
{
	const struct prov_curve *curve;

	if (prov_key_is_rsa(key))
		return prov_rsa_der_public(key, out);
	*out = OPENSSL_malloc(2 * PROV_EC_LEN_MAX + 1);
	if (!*out)
		return (size_t)prov_raise(key->prov, PROV_R_NO_MEMORY, "a public key");
	if (!prov_key_is_ec(key)) {
		memcpy(*out, key->pub, key->pub_len);
		return key->pub_len;
	}
	curve = prov_curve_get(key->prov, key->curve);
	if (curve)
		return prov_curve_encode(curve, key->pub, key->style.form, *out);
	OPENSSL_free(*out);
	*out = NULL;
	return 0;
}

static int read_public_contents(struct prov_key *key, const uint8_t *in, size_t len)
{
	return prov_key_is_rsa(key) ? prov_rsa_read_public(key, in, len) :
				      prov_ec_set_public(key, in, len);
}

static size_t private_contents(const struct prov_key *key, uint8_t **out)
{
	ASN1_OCTET_STRING *octets;
	int len = -1;

	if (prov_key_is_rsa(key))
		return prov_rsa_der_private(key, out);
	if (prov_key_is_ec(key))
		return prov_ec_der_private(key, false, out);
	*out = NULL;
	octets = ASN1_OCTET_STRING_new();
	if (octets && ASN1_OCTET_STRING_set(octets, key->priv, (int)key->priv_len))
		len = i2d_ASN1_OCTET_STRING(octets, out);
	ASN1_STRING_clear_free(octets);
	return len > 0 ? (size_t)len : (size_t)prov_raise(key->prov, PROV_R_NO_MEMORY, "a private key");
}

static int read_octets(struct prov_key *key, const uint8_t *in, size_t len)
{
	const uint8_t *p = in;
	ASN1_OCTET_STRING *octets;
	int ok;

	ERR_set_mark();
	octets = d2i_ASN1_OCTET_STRING(NULL, &p, (long)len);
	ERR_pop_to_mark();
	if (octets && p == in + len)
		ok = prov_ec_set_private(key, ASN1_STRING_get0_data(octets),
					 (size_t)ASN1_STRING_length(octets)) &&
		     prov_ec_derive_public(key);
	else
		ok = prov_raise(key->prov, PROV_R_BAD_ENCODING,
				"the private key is no OCTET STRING (RFC 8410)");
	ASN1_STRING_clear_free(octets);
	return ok;
}

static int read_private_contents(struct prov_key *key, const uint8_t *in, size_t len)
{
	if (prov_key_is_rsa(key))
		return prov_rsa_read_private(key, in, len);
	if (prov_key_is_ec(key))
		return prov_ec_read_private(key, in, len);
	return read_octets(key, in, len);
}

/* ---- SubjectPublicKeyInfo ---- */

size_t prov_der_spki(const struct prov_key *key, uint8_t **der)
{
	struct spki *spki = (struct spki *)ASN1_item_new(ASN1_ITEM_rptr(spki));
	uint8_t *contents = NULL;
	size_t contents_len;
	void *value = NULL;
	int type, len = -1;

	*der = NULL;
	contents_len = public_contents(key, &contents);
	if (!contents_len || !params_of(key, &type, &value))
		goto out;
	if (!spki || !X509_ALGOR_set0(spki->algor, OBJ_txt2obj(oid_of(key->type), 1), type, value)) {
		params_free(type, value);
		prov_raise(key->prov, PROV_R_NO_MEMORY, "the DER of a public key");
		goto out;
	}
	ASN1_STRING_set0(spki->key, contents, (int)contents_len);
	contents = NULL;
	spki->key->flags &= ~(ASN1_STRING_FLAG_BITS_LEFT | 0x07);
	spki->key->flags |= ASN1_STRING_FLAG_BITS_LEFT;
	len = ASN1_item_i2d((ASN1_VALUE *)spki, der, ASN1_ITEM_rptr(spki));
	if (len <= 0)
		prov_raise(key->prov, PROV_R_NO_MEMORY, "the DER of a public key");
out:
	OPENSSL_free(contents);
	ASN1_item_free((ASN1_VALUE *)spki, ASN1_ITEM_rptr(spki));
	return len > 0 ? (size_t)len : 0;
}

static struct spki *spki_read(const uint8_t *der, size_t len)
{
	const uint8_t *p = der;
	struct spki *spki;

	ERR_set_mark();
	spki = (struct spki *)ASN1_item_d2i(NULL, &p, (long)len, ASN1_ITEM_rptr(spki));
	ERR_pop_to_mark();
	if (spki && (p != der + len || (spki->key->flags & 0x07))) {
		ASN1_item_free((ASN1_VALUE *)spki, ASN1_ITEM_rptr(spki));
		spki = NULL;
	}
	return spki;
}

/* Returns the key if what was read into it is good, else frees it. */
static struct prov_key *key_if(struct prov_key *key, int got)
{
	if (got == 1)
		return key;
	prov_key_free(key);
	return NULL;
}

struct prov_key *prov_der_read_spki(struct prov_ctx *prov, enum prov_key_type type, const uint8_t *der,
				    size_t len)
{
	struct spki *spki = spki_read(der, len);
	struct prov_key *key = NULL;
	int got;

	if (spki && is_of_type(spki->algor, type))
		key = prov_key_new(prov, type);
	if (key) {
		got = read_params(key, spki->algor);
		if (got == 1)
			got = read_public_contents(key, ASN1_STRING_get0_data(spki->key),
						   (size_t)ASN1_STRING_length(spki->key));
		key = key_if(key, got);
	}
	ASN1_item_free((ASN1_VALUE *)spki, ASN1_ITEM_rptr(spki));
	return key;
}

char *prov_der_spki_type(struct prov_ctx *prov, const uint8_t *der, size_t len)
{
	struct spki *spki = spki_read(der, len);
	const ASN1_OBJECT *oid;
	char text[80];
	char *type = NULL;

	if (!spki)
		return NULL;
	X509_ALGOR_get0(&oid, NULL, NULL, spki->algor);
	if (OBJ_obj2txt(text, sizeof(text), oid, 0) > 0)
		type = OPENSSL_strdup(text);
	/* on the curve SM2 it is an SM2 key */
	if (type && is_of_type(spki->algor, PROV_KEY_EC) && spki->algor->parameter) {
		struct prov_key *key = prov_key_new(prov, PROV_KEY_SM2);

		if (key && prov_ec_read_curve(key, spki->algor->parameter) == 1) {
			OPENSSL_free(type);
			type = OPENSSL_strdup("SM2");
		}
		prov_key_free(key);
	}
	ASN1_item_free((ASN1_VALUE *)spki, ASN1_ITEM_rptr(spki));
	return type;
}

/* ---- PrivateKeyInfo ---- */

PKCS8_PRIV_KEY_INFO *prov_der_pkcs8(const struct prov_key *key)
{
	PKCS8_PRIV_KEY_INFO *p8 = PKCS8_PRIV_KEY_INFO_new();
	uint8_t *contents = NULL;
	size_t len;
	void *value = NULL;
	int type;

	len = private_contents(key, &contents);
	if (!len || !params_of(key, &type, &value))
		goto fail;
	if (p8 &&
	    PKCS8_pkey_set0(p8, OBJ_txt2obj(oid_of(key->type), 1), 0, type, value, contents, (int)len))
		return p8;
	params_free(type, value);
	prov_raise(key->prov, PROV_R_NO_MEMORY, "the DER of a private key");
fail:
	OPENSSL_clear_free(contents, len);
	PKCS8_PRIV_KEY_INFO_free(p8);
	return NULL;
}

struct prov_key *prov_der_read_pkcs8(struct prov_ctx *prov, enum prov_key_type type,
				     const uint8_t *der, size_t len)
{
	const uint8_t *p = der, *contents;
	PKCS8_PRIV_KEY_INFO *p8;
	const X509_ALGOR *algor;
	struct prov_key *key = NULL;
	int contents_len, got;

	ERR_set_mark();
	p8 = d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, (long)len);
	ERR_pop_to_mark();
	if (p8 && p == der + len && PKCS8_pkey_get0(NULL, &contents, &contents_len, &algor, p8) &&
	    is_of_type(algor, type))
		key = prov_key_new(prov, type);
	if (key) {
		got = read_params(key, algor);
		if (got == 1) {
			got = read_private_contents(key, contents, (size_t)contents_len);
			if (got == -1)
				prov_raise(prov, PROV_R_BAD_ENCODING,
					   "the private key of %d bytes is not what its algorithm says",
					   contents_len);
		}
		key = key_if(key, got);
	}
	PKCS8_PRIV_KEY_INFO_free(p8);
	return key;
}

/* ---- the structures of one type ---- */

size_t prov_der_private(const struct prov_key *key, uint8_t **der)
{
	return prov_key_is_rsa(key) ? prov_rsa_der_private(key, der) :
				      prov_ec_der_private(key, true, der);
}

size_t prov_der_public(const struct prov_key *key, uint8_t **der)
{
	return prov_rsa_der_public(key, der);
}

size_t prov_der_params(const struct prov_key *key, uint8_t **der)
{
	ASN1_TYPE *curve = prov_ec_to_asn1(key);
	int len = -1;

	*der = NULL;
	if (curve)
		len = i2d_ASN1_TYPE(curve, der);
	ASN1_TYPE_free(curve);
	return len > 0 ? (size_t)len : 0;
}

struct prov_key *prov_der_read_private(struct prov_ctx *prov, enum prov_key_type type,
				       const uint8_t *der, size_t len)
{
	struct prov_key *key = prov_key_new(prov, type);

	if (!key)
		return NULL;
	return key_if(key, prov_key_is_rsa(key) ? prov_rsa_read_private(key, der, len) :
						  prov_ec_read_private(key, der, len));
}

struct prov_key *prov_der_read_public(struct prov_ctx *prov, enum prov_key_type type,
				      const uint8_t *der, size_t len)
{
	struct prov_key *key = prov_key_new(prov, type);

	return key ? key_if(key, prov_key_is_rsa(key) ? prov_rsa_read_public(key, der, len) : -1) : NULL;
}

struct prov_key *prov_der_read_params(struct prov_ctx *prov, enum prov_key_type type,
				      const uint8_t *der, size_t len)
{
	const uint8_t *p = der;
	struct prov_key *key;
	ASN1_TYPE *curve;

	ERR_set_mark();
	curve = d2i_ASN1_TYPE(NULL, &p, (long)len);
	ERR_pop_to_mark();
	key = curve && p == der + len ? prov_key_new(prov, type) : NULL;
	if (key)
		key = key_if(key, prov_ec_read_curve(key, curve));
	ASN1_TYPE_free(curve);
	return key;
}
