// SPDX-License-Identifier: Apache-2.0
/* asn1_rsa.c - RSA keys and the restrictions of RSA-PSS as DER (RFC 8017, appendix A). */
#include <string.h>

#include <openssl/asn1t.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>

#include "asn1.h"
#include "prov_ctx.h"
#include "prov_err.h"
#include "pss.h"
#include "rsa.h"

struct rsa_public {
	BIGNUM *n, *e;
};

struct rsa_private {
	int32_t version;
	BIGNUM *n, *e, *d, *p, *q, *dp, *dq, *qi;
	ASN1_TYPE *others; /* more primes, which we refuse */
};

/* clang-format off */
ASN1_SEQUENCE(rsa_public) = {
	ASN1_SIMPLE(struct rsa_public, n, BIGNUM),
	ASN1_SIMPLE(struct rsa_public, e, BIGNUM),
} static_ASN1_SEQUENCE_END_name(struct rsa_public, rsa_public)

ASN1_SEQUENCE(rsa_private) = {
	ASN1_EMBED(struct rsa_private, version, INT32),
	ASN1_SIMPLE(struct rsa_private, n, BIGNUM),
	ASN1_SIMPLE(struct rsa_private, e, BIGNUM),
	ASN1_SIMPLE(struct rsa_private, d, CBIGNUM),
	ASN1_SIMPLE(struct rsa_private, p, CBIGNUM),
	ASN1_SIMPLE(struct rsa_private, q, CBIGNUM),
	ASN1_SIMPLE(struct rsa_private, dp, CBIGNUM),
	ASN1_SIMPLE(struct rsa_private, dq, CBIGNUM),
	ASN1_SIMPLE(struct rsa_private, qi, CBIGNUM),
	ASN1_OPT(struct rsa_private, others, ASN1_ANY),
} static_ASN1_SEQUENCE_END_name(struct rsa_private, rsa_private)
/* clang-format on */

/* ---- writing ---- */

static size_t written(const struct prov_key *key, int len)
{
	return len > 0 ? (size_t)len :
			 (size_t)prov_raise(key->prov, PROV_R_NO_MEMORY, "the DER of a key");
}

size_t prov_rsa_der_public(const struct prov_key *key, uint8_t **der)
{
	const struct prov_rsa *rsa = key->rsa;
	struct rsa_public pub = { BN_bin2bn(rsa->n, (int)rsa->n_len, NULL),
				  BN_bin2bn(rsa->e, (int)rsa->e_len, NULL) };
	int len = -1;

	*der = NULL;
	if (pub.n && pub.e)
		len = ASN1_item_i2d((ASN1_VALUE *)&pub, der, ASN1_ITEM_rptr(rsa_public));
	BN_free(pub.n);
	BN_free(pub.e);
	return written(key, len);
}

size_t prov_rsa_der_private(const struct prov_key *key, uint8_t **der)
{
	const struct prov_rsa *rsa = key->rsa;
	struct rsa_private priv = { .version = 0 };
	BIGNUM **part[] = { &priv.p, &priv.q, &priv.dp, &priv.dq, &priv.qi };
	int len = -1;
	bool ok;

	*der = NULL;
	if (!rsa->part_len)
		return (size_t)prov_raise(key->prov, PROV_R_NOT_SUPPORTED,
					  "an RSA key without its factors cannot be written");
	priv.n = BN_bin2bn(rsa->n, (int)rsa->n_len, NULL);
	priv.e = BN_bin2bn(rsa->e, (int)rsa->e_len, NULL);
	priv.d = BN_bin2bn(rsa->d, (int)rsa->n_len, BN_secure_new());
	ok = priv.n && priv.e && priv.d;
	for (size_t i = 0; i < 5; i++) {
		*part[i] = BN_bin2bn(rsa->crt + i * rsa->part_len, (int)rsa->part_len,
				     BN_secure_new());
		ok = ok && *part[i];
	}
	if (ok)
		len = ASN1_item_i2d((ASN1_VALUE *)&priv, der, ASN1_ITEM_rptr(rsa_private));
	for (size_t i = 0; i < 5; i++)
		BN_clear_free(*part[i]);
	BN_clear_free(priv.d);
	BN_free(priv.e);
	BN_free(priv.n);
	return written(key, len);
}

/* ---- reading ---- */

/* All of the bytes as an item, or NULL with nothing raised. */
static void *read_item(const uint8_t *der, size_t len, const ASN1_ITEM *item)
{
	const uint8_t *p = der;
	void *value;

	ERR_set_mark();
	value = ASN1_item_d2i(NULL, &p, (long)len, item);
	ERR_pop_to_mark();
	if (value && p != der + len) {
		ASN1_item_free(value, item);
		value = NULL;
	}
	return value;
}

int prov_rsa_read_public(struct prov_key *key, const uint8_t *der, size_t len)
{
	struct rsa_public *pub = read_item(der, len, ASN1_ITEM_rptr(rsa_public));
	int ok;

	if (!pub)
		return -1;
	ok = prov_rsa_set(key, &(struct prov_rsa_numbers){ .n = pub->n, .e = pub->e });
	ASN1_item_free((ASN1_VALUE *)pub, ASN1_ITEM_rptr(rsa_public));
	return ok;
}

int prov_rsa_read_private(struct prov_key *key, const uint8_t *der, size_t len)
{
	struct rsa_private *priv = read_item(der, len, ASN1_ITEM_rptr(rsa_private));
	int ok;

	if (!priv)
		return -1;
	if (priv->version != 0 || priv->others)
		ok = prov_raise(key->prov, PROV_R_NOT_SUPPORTED,
				"RSA key of version %d: the hub takes keys of two primes, version 0",
				(int)priv->version);
	else
		ok = prov_rsa_set(key, &(struct prov_rsa_numbers){ priv->n, priv->e, priv->d, priv->p,
								   priv->q, priv->dp, priv->dq,
								   priv->qi });
	ASN1_item_free((ASN1_VALUE *)priv, ASN1_ITEM_rptr(rsa_private));
	return ok;
}

/* ---- restrictions of RSA-PSS ---- */

/* An algorithm with parameters NULL, or NULL for SHA-1, which goes without saying. */
static int digest_algor(const char *name, X509_ALGOR **out)
{
	*out = NULL;
	if (strcmp(name, prov_pss_default.hash) == 0)
		return 1;
	*out = X509_ALGOR_new();
	return *out && X509_ALGOR_set0(*out, OBJ_txt2obj(prov_pss_oid(name), 1), V_ASN1_NULL, NULL);
}

static int mgf1_algor(const char *name, X509_ALGOR **out)
{
	X509_ALGOR *digest = NULL;
	ASN1_STRING *packed = NULL;
	int ok;

	*out = NULL;
	ok = digest_algor(name, &digest);
	if (ok && digest) {
		*out = X509_ALGOR_new();
		ok = *out && ASN1_item_pack(digest, ASN1_ITEM_rptr(X509_ALGOR), &packed) &&
		     X509_ALGOR_set0(*out, OBJ_nid2obj(NID_mgf1), V_ASN1_SEQUENCE, packed);
		if (!ok)
			ASN1_STRING_free(packed);
	}
	X509_ALGOR_free(digest);
	return ok;
}

int prov_pss_to_asn1(const struct prov_key *key, ASN1_STRING **out)
{
	const struct prov_pss *pss = &key->rsa->pss;
	RSA_PSS_PARAMS *asn1;
	int ok;

	*out = NULL;
	if (!pss->hash)
		return 1;
	asn1 = RSA_PSS_PARAMS_new();
	ok = asn1 && digest_algor(pss->hash, &asn1->hashAlgorithm) &&
	     mgf1_algor(pss->mgf1_hash, &asn1->maskGenAlgorithm);
	if (ok && pss->salt_len != prov_pss_default.salt_len) {
		asn1->saltLength = ASN1_INTEGER_new();
		ok = asn1->saltLength && ASN1_INTEGER_set(asn1->saltLength, pss->salt_len);
	}
	ok = ok && ASN1_item_pack(asn1, ASN1_ITEM_rptr(RSA_PSS_PARAMS), out);
	RSA_PSS_PARAMS_free(asn1);
	return ok ? 1 : prov_raise(key->prov, PROV_R_NO_MEMORY, "the parameters of an RSA-PSS key");
}

static bool read_digest(const X509_ALGOR *algor, const char **out)
{
	const ASN1_OBJECT *oid;
	char text[64];

	if (!algor)
		return true;
	X509_ALGOR_get0(&oid, NULL, NULL, algor);
	if (OBJ_obj2txt(text, sizeof(text), oid, 1) <= 0)
		return false;
	*out = prov_pss_digest(text);
	return *out;
}

static bool read_mgf1(const X509_ALGOR *algor, const char **out)
{
	const ASN1_OBJECT *oid;
	X509_ALGOR *digest;
	const void *value;
	int type;
	bool ok;

	if (!algor)
		return true;
	X509_ALGOR_get0(&oid, &type, &value, algor);
	if (OBJ_obj2nid(oid) != NID_mgf1 || type != V_ASN1_SEQUENCE)
		return false;
	digest = ASN1_item_unpack(value, ASN1_ITEM_rptr(X509_ALGOR));
	ok = digest && read_digest(digest, out);
	X509_ALGOR_free(digest);
	return ok;
}

int prov_pss_read(struct prov_key *key, const ASN1_STRING *in)
{
	struct prov_pss pss = prov_pss_default;
	RSA_PSS_PARAMS *asn1;
	int64_t salt = pss.salt_len, trailer = 1;
	bool ok;

	ERR_set_mark();
	asn1 = ASN1_item_unpack(in, ASN1_ITEM_rptr(RSA_PSS_PARAMS));
	ok = asn1 && read_digest(asn1->hashAlgorithm, &pss.hash) &&
	     read_mgf1(asn1->maskGenAlgorithm, &pss.mgf1_hash) &&
	     (!asn1->saltLength || ASN1_INTEGER_get_int64(&salt, asn1->saltLength)) &&
	     (!asn1->trailerField || ASN1_INTEGER_get_int64(&trailer, asn1->trailerField));
	ERR_pop_to_mark();
	RSA_PSS_PARAMS_free(asn1);
	if (!ok || salt < 0 || salt > (int64_t)CMH_RSA_LEN_MAX || trailer != 1)
		return prov_raise(key->prov, PROV_R_BAD_ENCODING,
				  "the parameters of the RSA-PSS key are not understood");
	pss.salt_len = (int)salt;
	key->rsa->pss = pss;
	return 1;
}
