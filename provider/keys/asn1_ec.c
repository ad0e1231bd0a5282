// SPDX-License-Identifier: Apache-2.0
/* asn1_ec.c - keys of Weierstrass curves as DER (RFC 5915, RFC 5480, SEC 1). */
#include <string.h>

#include <openssl/asn1t.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "asn1.h"
#include "curve.h"
#include "ec.h"
#include "prov_ctx.h"
#include "prov_err.h"

struct ec_private {
	int32_t version;
	ASN1_OCTET_STRING *key;
	ASN1_TYPE *curve;
	ASN1_BIT_STRING *pub;
};

/* clang-format off */
ASN1_SEQUENCE(ec_private) = {
	ASN1_EMBED(struct ec_private, version, INT32),
	ASN1_SIMPLE(struct ec_private, key, ASN1_OCTET_STRING),
	ASN1_EXP_OPT(struct ec_private, curve, ASN1_ANY, 0),
	ASN1_EXP_OPT(struct ec_private, pub, ASN1_BIT_STRING, 1),
} static_ASN1_SEQUENCE_END_name(struct ec_private, ec_private)

/* The explicit parameters of a curve as far as libcrypto does not keep them. */
struct ec_explicit {
	int32_t version;
	ASN1_TYPE *field, *curve;
	ASN1_OCTET_STRING *base;
	ASN1_INTEGER *order;
	ASN1_INTEGER *cofactor;
};

ASN1_SEQUENCE(ec_explicit) = {
	ASN1_EMBED(struct ec_explicit, version, INT32),
	ASN1_SIMPLE(struct ec_explicit, field, ASN1_ANY),
	ASN1_SIMPLE(struct ec_explicit, curve, ASN1_ANY),
	ASN1_SIMPLE(struct ec_explicit, base, ASN1_OCTET_STRING),
	ASN1_SIMPLE(struct ec_explicit, order, ASN1_INTEGER),
	ASN1_OPT(struct ec_explicit, cofactor, ASN1_INTEGER),
} static_ASN1_SEQUENCE_END_name(struct ec_explicit, ec_explicit)
/* clang-format on */

/* Frees the structure; libcrypto would leave the key in memory. */
static void ec_private_free(struct ec_private *priv)
{
	if (priv && priv->key && priv->key->data)
		OPENSSL_cleanse(priv->key->data, (size_t)priv->key->length);
	ASN1_item_free((ASN1_VALUE *)priv, ASN1_ITEM_rptr(ec_private));
}

/* ---- curves ---- */

/* The parameters of a curve as OpenSSL would write them for a key of this style. */
static ASN1_STRING *explicit_curve(const struct prov_key *key, const struct prov_curve *curve)
{
	EC_GROUP *group = EC_GROUP_dup(curve->group);
	ASN1_STRING *out = ASN1_STRING_type_new(V_ASN1_SEQUENCE);
	uint8_t *der = NULL;
	int len = 0;

	if (group && out) {
		EC_GROUP_set_asn1_flag(group, OPENSSL_EC_EXPLICIT_CURVE);
		EC_GROUP_set_point_conversion_form(group, key->style.curve_form);
		if (key->style.no_seed)
			EC_GROUP_set_seed(group, NULL, 0);
		len = i2d_ECPKParameters(group, &der);
	}
	EC_GROUP_free(group);
	if (len <= 0) {
		ASN1_STRING_free(out);
		return NULL;
	}
	ASN1_STRING_set0(out, der, len);
	return out;
}

ASN1_TYPE *prov_ec_to_asn1(const struct prov_key *key)
{
	const struct prov_curve *curve = prov_curve_get(key->prov, key->curve);
	ASN1_TYPE *type = ASN1_TYPE_new();
	void *value = NULL;

	if (curve && key->style.explicit)
		value = explicit_curve(key, curve);
	else if (curve)
		value = OBJ_txt2obj(curve->oid, 1);
	if (!type || !value) {
		ASN1_TYPE_free(type);
		prov_raise(key->prov, PROV_R_BAD_CURVE, "the curve of the key cannot be written");
		return NULL;
	}
	ASN1_TYPE_set(type, key->style.explicit ? V_ASN1_SEQUENCE : V_ASN1_OBJECT, value);
	return type;
}

static const struct cmh_curve_info *curve_by_oid(const ASN1_OBJECT *oid)
{
	char text[64];

	if (OBJ_obj2txt(text, sizeof(text), oid, 1) <= 0)
		return NULL;
	return prov_curve_find(text);
}

/* Whether the cofactor of explicit parameters is left out, or 1 as that of all our curves. libcrypto
 * reads the parameters of a curve that it knows as that curve, whatever cofactor they name. */
static bool cofactor_fits(const ASN1_STRING *in)
{
	const uint8_t *p = ASN1_STRING_get0_data(in);
	struct ec_explicit *params = (struct ec_explicit *)ASN1_item_d2i(
		NULL, &p, ASN1_STRING_length(in), ASN1_ITEM_rptr(ec_explicit));
	int64_t value = 1;
	const bool fits = params && (!params->cofactor ||
				     (ASN1_INTEGER_get_int64(&value, params->cofactor) && value == 1));

	ASN1_item_free((ASN1_VALUE *)params, ASN1_ITEM_rptr(ec_explicit));
	return fits;
}

static const struct cmh_curve_info *curve_by_params(struct prov_key *key, const ASN1_STRING *in)
{
	const uint8_t *p = ASN1_STRING_get0_data(in), *end = p + ASN1_STRING_length(in);
	const struct cmh_curve_info *curve = NULL;
	EC_GROUP *group;

	ERR_set_mark();
	group = cofactor_fits(in) ? d2i_ECPKParameters(NULL, &p, ASN1_STRING_length(in)) : NULL;
	ERR_pop_to_mark();
	if (group && p == end)
		curve = prov_curve_match(key->prov, group);
	if (curve) {
		key->style.explicit = key->style.was_explicit = true;
		key->style.no_seed = !EC_GROUP_get0_seed(group);
		key->style.curve_form = EC_GROUP_get_point_conversion_form(group);
	}
	EC_GROUP_free(group);
	return curve;
}

int prov_ec_read_curve(struct prov_key *key, const ASN1_TYPE *in)
{
	const struct cmh_curve_info *curve = NULL;

	if (in->type == V_ASN1_OBJECT)
		curve = curve_by_oid(in->value.object);
	else if (in->type == V_ASN1_SEQUENCE)
		curve = curve_by_params(key, in->value.sequence);
	else
		return -1;
	if (!curve && key->type == PROV_KEY_SM2)
		return -1; /* one of the two complains, that is enough */
	if (!curve)
		return prov_raise(key->prov, PROV_R_BAD_CURVE,
				  "the key is on a curve that the hub does not know");
	if ((curve->id == CMH_CURVE_SM2) != (key->type == PROV_KEY_SM2))
		return -1;
	return prov_ec_set_curve(key, curve);
}

/* ---- private keys ---- */

static bool set_bits(ASN1_BIT_STRING *out, const uint8_t *bytes, size_t len)
{
	out->flags &= ~(ASN1_STRING_FLAG_BITS_LEFT | 0x07); /* no unused bits, whatever the last are */
	out->flags |= ASN1_STRING_FLAG_BITS_LEFT;
	return ASN1_STRING_set(out, bytes, (int)len);
}

static bool fill(const struct prov_key *key, bool with_curve, struct ec_private *priv)
{
	const struct prov_curve *curve = prov_curve_get(key->prov, key->curve);
	uint8_t point[2 * PROV_EC_LEN_MAX + 1];
	size_t len;

	priv->version = 1;
	if (!curve || !ASN1_OCTET_STRING_set(priv->key, key->priv, (int)key->priv_len))
		return false;
	priv->curve = with_curve ? prov_ec_to_asn1(key) : NULL;
	if (with_curve && !priv->curve)
		return false;
	if (!key->has_public || key->style.no_public)
		return true;
	len = prov_curve_encode(curve, key->pub, key->style.form, point);
	priv->pub = ASN1_BIT_STRING_new();
	return priv->pub && set_bits(priv->pub, point, len);
}

size_t prov_ec_der_private(const struct prov_key *key, bool with_curve, uint8_t **der)
{
	struct ec_private *priv = (struct ec_private *)ASN1_item_new(ASN1_ITEM_rptr(ec_private));
	int len = -1;

	*der = NULL;
	if (priv && fill(key, with_curve, priv))
		len = ASN1_item_i2d((ASN1_VALUE *)priv, der, ASN1_ITEM_rptr(ec_private));
	ec_private_free(priv);
	return len > 0 ? (size_t)len :
			 (size_t)prov_raise(key->prov, PROV_R_NO_MEMORY, "the DER of a key");
}

/* Reads what is in the structure into a key that may have its curve already. */
static int take(struct prov_key *key, const struct ec_private *priv)
{
	int got;

	if (priv->curve) {
		got = prov_ec_read_curve(key, priv->curve);
		if (got != 1)
			return got;
	}
	if (!key->curve)
		return prov_raise(key->prov, PROV_R_BAD_CURVE, "the key names no curve");
	if (priv->pub && !prov_ec_set_public(key, ASN1_STRING_get0_data(priv->pub),
					     (size_t)ASN1_STRING_length(priv->pub)))
		return 0;
	if (!prov_ec_set_private(key, ASN1_STRING_get0_data(priv->key),
				 (size_t)ASN1_STRING_length(priv->key)))
		return 0;
	key->style.no_public = !priv->pub;
	return priv->pub || prov_ec_derive_public(key);
}

int prov_ec_read_private(struct prov_key *key, const uint8_t *der, size_t len)
{
	const struct cmh_curve_info *outer = key->curve;
	struct ec_private *priv;
	const uint8_t *p = der;
	int got;

	ERR_set_mark();
	priv = (struct ec_private *)ASN1_item_d2i(NULL, &p, (long)len, ASN1_ITEM_rptr(ec_private));
	ERR_pop_to_mark();
	got = priv && p == der + len && priv->version == 1 ? take(key, priv) : -1;
	ec_private_free(priv);
	if (got == 1 && outer && outer != key->curve)
		return prov_raise(key->prov, PROV_R_BAD_CURVE,
				  "the key is on curve %s inside and on %s outside",
				  key->curve->name, outer->name);
	return got;
}
