// SPDX-License-Identifier: Apache-2.0
/* mgmt_ec.c - key managers of the Weierstrass curves: EC and SM2. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/params.h>

#include "curve.h"
#include "ec.h"
#include "mgmt.h"
#include "out.h"
#include "prov_ctx.h"
#include "prov_err.h"

static OSSL_FUNC_keymgmt_import_types_fn ec_types;
static OSSL_FUNC_keymgmt_get_params_fn ec_get_params;
static OSSL_FUNC_keymgmt_gettable_params_fn ec_gettable_params;
static OSSL_FUNC_keymgmt_set_params_fn ec_set_params;
static OSSL_FUNC_keymgmt_settable_params_fn ec_settable_params;
static OSSL_FUNC_keymgmt_gen_set_template_fn ec_gen_set_template;
static OSSL_FUNC_keymgmt_gen_set_params_fn ec_gen_set_params;
static OSSL_FUNC_keymgmt_gen_settable_params_fn ec_gen_settable_params;
static OSSL_FUNC_keymgmt_gen_fn ec_gen;
static OSSL_FUNC_keymgmt_gen_cleanup_fn ec_gen_cleanup;
static OSSL_FUNC_keymgmt_query_operation_name_fn ec_operation;
static OSSL_FUNC_keymgmt_query_operation_name_fn sm2_operation;

PROV_MGMT_THUNKS(EC)
PROV_MGMT_THUNKS(SM2)

/* ---- the words for what a key is written like ---- */

struct word {
	const char *text;
	int value;
};

static const struct word forms[] = {
	{ OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED, POINT_CONVERSION_UNCOMPRESSED },
	{ OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_COMPRESSED, POINT_CONVERSION_COMPRESSED },
	{ OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_HYBRID, POINT_CONVERSION_HYBRID },
	{ NULL, 0 },
};

static const struct word encodings[] = {
	{ OSSL_PKEY_EC_ENCODING_GROUP, false },
	{ OSSL_PKEY_EC_ENCODING_EXPLICIT, true },
	{ NULL, 0 },
};

static int word_value(struct prov_ctx *prov, const struct word *words, const OSSL_PARAM *p, int *out)
{
	const char *text = prov_param_text(p);

	for (; text && words->text; words++) {
		if (OPENSSL_strcasecmp(text, words->text) == 0) {
			*out = words->value;
			return 1;
		}
	}
	return prov_raise(prov, PROV_R_BAD_PARAMETER, "%s is %s", p->key, text ? text : "no string");
}

static const char *word_text(const struct word *words, int value)
{
	for (; words->text; words++)
		if (words->value == value)
			break;
	return words->text;
}

static int set_style(struct prov_key *key, const OSSL_PARAM params[])
{
	struct prov_ec_style *style = &key->style;
	const OSSL_PARAM *p;
	int value;

	p = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT);
	if (p) {
		if (!word_value(key->prov, forms, p, &value))
			return 0;
		style->form = style->curve_form = (point_conversion_form_t)value;
	}
	p = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_EC_ENCODING);
	if (p) {
		if (!word_value(key->prov, encodings, p, &value))
			return 0;
		style->explicit = value;
	}
	p = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_EC_INCLUDE_PUBLIC);
	if (p) {
		if (!OSSL_PARAM_get_int(p, &value))
			return prov_raise(key->prov, PROV_R_BAD_PARAMETER, "%s is no number", p->key);
		style->no_public = !value;
	}
	/* the cofactor of all our curves is 1, so that both modes are one */
	p = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_USE_COFACTOR_ECDH);
	if (p && (!OSSL_PARAM_get_int(p, &value) || value < 0 || value > 1))
		return prov_raise(key->prov, PROV_R_BAD_PARAMETER, "%s is not 0 or 1", p->key);
	return 1;
}

/* ---- curves ---- */

static const struct cmh_curve_info *curve_of_params(struct prov_key *key, const OSSL_PARAM params[])
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_EC_COFACTOR);
	const struct cmh_curve_info *curve;
	EC_GROUP *group = NULL;
	uint64_t cofactor = 1; /* of all our curves, and of parameters without one */

	ERR_set_mark();
	if (!p || (OSSL_PARAM_get_uint64(p, &cofactor) && cofactor == 1))
		group = EC_GROUP_new_from_params(params, prov_libctx(key->prov), NULL);
	ERR_pop_to_mark();
	if (!group) {
		prov_raise(key->prov, PROV_R_BAD_CURVE, "the parameters are of no curve");
		return NULL;
	}
	curve = prov_curve_match(key->prov, group);
	key->style.was_explicit = true;
	key->style.no_seed = !EC_GROUP_get0_seed(group);
	key->style.curve_form = EC_GROUP_get_point_conversion_form(group);
	EC_GROUP_free(group);
	if (!curve)
		prov_raise(key->prov, PROV_R_BAD_CURVE,
			   "the parameters are of no curve that the hub knows");
	return curve;
}

/* Sets the curve that the parameters name or describe; stores whether they did. */
static int set_curve(struct prov_key *key, const OSSL_PARAM params[], bool *found)
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_GROUP_NAME);
	const struct cmh_curve_info *curve;
	const char *name;
	int was_explicit = 0;

	*found = true;
	if (p) {
		name = prov_param_text(p);
		curve = name ? prov_curve_find(name) : NULL;
		if (!curve)
			return prov_raise(key->prov, PROV_R_BAD_CURVE, "no curve %s",
					  name ? name : "without a name");
	} else if (prov_asks(params, OSSL_PKEY_PARAM_EC_P)) {
		curve = curve_of_params(key, params);
		if (!curve)
			return 0;
	} else {
		*found = false;
		return 1;
	}
	p = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS);
	if (p && OSSL_PARAM_get_int(p, &was_explicit))
		key->style.was_explicit = was_explicit;
	return prov_ec_set_curve(key, curve);
}

/* ---- import ---- */

static int import_private(struct prov_key *key, const OSSL_PARAM *p)
{
	BIGNUM *bn = BN_secure_new();
	uint8_t be[PROV_EC_LEN_MAX];
	int ok = 0;

	if (!bn || !OSSL_PARAM_get_BN(p, &bn) || BN_is_negative(bn) ||
	    BN_bn2binpad(bn, be, (int)key->priv_len) < 0)
		prov_raise(key->prov, PROV_R_BAD_KEY, "the private key is no number of %zu bytes",
			   key->priv_len);
	else
		ok = prov_ec_set_private(key, be, key->priv_len);
	OPENSSL_cleanse(be, sizeof(be));
	BN_clear_free(bn);
	return ok;
}

static int import_pair(struct prov_key *key, const OSSL_PARAM params[], bool with_private)
{
	const OSSL_PARAM *pub = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_PUB_KEY);
	const OSSL_PARAM *priv = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_PRIV_KEY);
	const void *data;
	size_t len;

	if (pub && (!OSSL_PARAM_get_octet_string_ptr(pub, &data, &len) ||
		    !prov_ec_set_public(key, data, len)))
		return 0;
	if (!priv || !with_private)
		return 1;
	return import_private(key, priv) && (key->has_public || prov_ec_derive_public(key));
}

int prov_ec_import(void *keydata, int selection, const OSSL_PARAM params[])
{
	struct prov_key *key = keydata;
	bool found;

	if (!key || !PROV_SELECTS(selection, DOMAIN_PARAMETERS))
		return 0;
	if (!set_curve(key, params, &found))
		return 0;
	if (!found && !key->curve)
		return prov_raise(key->prov, PROV_R_BAD_CURVE, "the key names no curve");
	if (PROV_SELECTS(selection, KEYPAIR) &&
	    !import_pair(key, params, PROV_SELECTS(selection, PRIVATE_KEY)))
		return 0;
	return set_style(key, params);
}

/* clang-format off */
#define EC_PARAMETERS                                                                   \
	OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, NULL, 0),                    \
	OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_EC_ENCODING, NULL, 0),                   \
	OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, NULL, 0),    \
	OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_EC_FIELD_TYPE, NULL, 0),                 \
	OSSL_PARAM_BN(OSSL_PKEY_PARAM_EC_P, NULL, 0),                                   \
	OSSL_PARAM_BN(OSSL_PKEY_PARAM_EC_A, NULL, 0),                                   \
	OSSL_PARAM_BN(OSSL_PKEY_PARAM_EC_B, NULL, 0),                                   \
	OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_EC_GENERATOR, NULL, 0),                 \
	OSSL_PARAM_BN(OSSL_PKEY_PARAM_EC_ORDER, NULL, 0),                               \
	OSSL_PARAM_BN(OSSL_PKEY_PARAM_EC_COFACTOR, NULL, 0),                            \
	OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_EC_SEED, NULL, 0),                      \
	OSSL_PARAM_int(OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, NULL),          \
	OSSL_PARAM_int(OSSL_PKEY_PARAM_USE_COFACTOR_ECDH, NULL),                        \
	OSSL_PARAM_int(OSSL_PKEY_PARAM_EC_INCLUDE_PUBLIC, NULL)
#define EC_PAIR                                                                         \
	OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PUB_KEY, NULL, 0),                      \
	OSSL_PARAM_BN(OSSL_PKEY_PARAM_PRIV_KEY, NULL, 0)
/* clang-format on */

static const OSSL_PARAM *ec_types(int selection)
{
	static const OSSL_PARAM domain[] = { EC_PARAMETERS, OSSL_PARAM_END };
	static const OSSL_PARAM all[] = { EC_PARAMETERS, EC_PAIR, OSSL_PARAM_END };

	return PROV_SELECTS(selection, KEYPAIR) ? all : domain;
}

/* ---- export, and questions ---- */

/* The curve's equation; for a curve without a name this is the only way to say which it is. */
static int out_equation(struct prov_out *out, const struct prov_key *key,
			const struct prov_curve *curve)
{
	BIGNUM *p = BN_new(), *a = BN_new(), *b = BN_new();
	const EC_POINT *g = EC_GROUP_get0_generator(curve->group);
	uint8_t point[2 * PROV_EC_LEN_MAX + 1];
	size_t len;
	int ok = 0;

	len = EC_POINT_point2oct(curve->group, g, key->style.curve_form, point, sizeof(point), NULL);
	if (b && len && EC_GROUP_get_curve(curve->group, p, a, b, NULL)) {
		prov_out_text(out, OSSL_PKEY_PARAM_EC_FIELD_TYPE, SN_X9_62_prime_field);
		prov_out_bn(out, OSSL_PKEY_PARAM_EC_P, p);
		prov_out_bn(out, OSSL_PKEY_PARAM_EC_A, a);
		prov_out_bn(out, OSSL_PKEY_PARAM_EC_B, b);
		prov_out_bytes(out, OSSL_PKEY_PARAM_EC_GENERATOR, point, len);
		prov_out_bn(out, OSSL_PKEY_PARAM_EC_ORDER, EC_GROUP_get0_order(curve->group));
		prov_out_bn(out, OSSL_PKEY_PARAM_EC_COFACTOR, BN_value_one());
		if (EC_GROUP_get0_seed(curve->group) && !key->style.no_seed)
			prov_out_bytes(out, OSSL_PKEY_PARAM_EC_SEED,
				       EC_GROUP_get0_seed(curve->group),
				       EC_GROUP_get_seed_len(curve->group));
		ok = 1;
	}
	BN_free(p);
	BN_free(a);
	BN_free(b);
	return ok;
}

static void out_curve(struct prov_out *out, const struct prov_key *key,
		      const struct prov_curve *curve)
{
	const bool named = curve->nid != NID_undef;

	if (named)
		prov_out_text(out, OSSL_PKEY_PARAM_GROUP_NAME, curve->name);
	prov_out_text(out, OSSL_PKEY_PARAM_EC_ENCODING,
		      word_text(encodings, key->style.explicit || !named));
	prov_out_text(out, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
		      word_text(forms, (int)key->style.form));
	if (key->style.was_explicit)
		prov_out_int(out, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, 1);
}

static void out_pair(struct prov_out *out, const struct prov_key *key,
		     const struct prov_curve *curve, bool with_private)
{
	uint8_t point[2 * PROV_EC_LEN_MAX + 1];
	size_t len;

	if (key->has_public) {
		len = prov_curve_encode(curve, key->pub, key->style.form, point);
		prov_out_bytes(out, OSSL_PKEY_PARAM_PUB_KEY, point, len);
	}
	if (key->has_private && with_private)
		prov_out_number(out, OSSL_PKEY_PARAM_PRIV_KEY, key->priv, key->priv_len, true);
}

int prov_ec_export(void *keydata, int selection, OSSL_CALLBACK *cb, void *arg)
{
	const struct prov_key *key = keydata;
	const struct prov_curve *curve;
	struct prov_out out;
	int ok;

	if (!key || !PROV_SELECTS(selection, DOMAIN_PARAMETERS))
		return 0;
	if (PROV_SELECTS(selection, PRIVATE_KEY) && !PROV_SELECTS(selection, PUBLIC_KEY))
		return 0;
	curve = prov_curve_get(key->prov, key->curve);
	if (!curve)
		return 0;
	prov_out_init(&out);
	out_curve(&out, key, curve);
	ok = out_equation(&out, key, curve);
	if (PROV_SELECTS(selection, KEYPAIR))
		out_pair(&out, key, curve, PROV_SELECTS(selection, PRIVATE_KEY));
	if (PROV_SELECTS(selection, OTHER_PARAMETERS)) {
		prov_out_int(&out, OSSL_PKEY_PARAM_USE_COFACTOR_ECDH, 0);
		if (key->style.no_public)
			prov_out_int(&out, OSSL_PKEY_PARAM_EC_INCLUDE_PUBLIC, 0);
	}
	ok = ok && !out.full && cb(out.params, arg);
	prov_out_wipe(&out);
	return ok;
}

static int security_bits(int bits)
{
	return bits >= 512 ? 256 : bits >= 384 ? 192 : bits >= 256 ? 128 : bits >= 224 ? 112 : 80;
}

static size_t der_integer(size_t len)
{
	return 1 + (len < 128 ? 1 : 2) + len;
}

/* Bytes of a signature in DER at most. */
static int signature_size(const struct prov_curve *curve)
{
	const size_t number = (size_t)curve->order_bits / 8 + 1; /* a sign bit goes before */
	const size_t both = 2 * der_integer(number);

	return (int)der_integer(both);
}

static bool asks_equation(const OSSL_PARAM params[])
{
	static const char *const keys[] = {
		OSSL_PKEY_PARAM_EC_FIELD_TYPE, OSSL_PKEY_PARAM_EC_P,        OSSL_PKEY_PARAM_EC_A,
		OSSL_PKEY_PARAM_EC_B,          OSSL_PKEY_PARAM_EC_GENERATOR, OSSL_PKEY_PARAM_EC_ORDER,
		OSSL_PKEY_PARAM_EC_COFACTOR,   OSSL_PKEY_PARAM_EC_SEED,
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (prov_asks(params, keys[i]))
			return true;
	return false;
}

static int ec_get_params(void *keydata, OSSL_PARAM params[])
{
	const struct prov_key *key = keydata;
	const struct prov_curve *curve = prov_curve_get(key->prov, key->curve);
	const size_t n = key->priv_len;
	uint8_t point[2 * PROV_EC_LEN_MAX + 1];
	struct prov_out out;
	int ok = 1;

	if (!curve)
		return 0;
	prov_out_init(&out);
	prov_out_int(&out, OSSL_PKEY_PARAM_BITS, curve->order_bits);
	prov_out_int(&out, OSSL_PKEY_PARAM_SECURITY_BITS, security_bits(curve->order_bits));
	prov_out_int(&out, OSSL_PKEY_PARAM_MAX_SIZE, signature_size(curve));
	prov_out_text(&out, OSSL_PKEY_PARAM_DEFAULT_DIGEST,
		      key->type == PROV_KEY_SM2 ? "SM3" : "SHA256");
	prov_out_int(&out, OSSL_PKEY_PARAM_USE_COFACTOR_ECDH, 0);
	prov_out_int(&out, OSSL_PKEY_PARAM_EC_INCLUDE_PUBLIC, !key->style.no_public);
	if (!key->style.was_explicit)
		prov_out_int(&out, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, 0);
	if (key->has_public) {
		prov_curve_encode(curve, key->pub, POINT_CONVERSION_UNCOMPRESSED, point);
		prov_out_bytes(&out, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, point, 2 * n + 1);
		prov_out_number(&out, OSSL_PKEY_PARAM_EC_PUB_X, key->pub, n, false);
		prov_out_number(&out, OSSL_PKEY_PARAM_EC_PUB_Y, key->pub + n, n, false);
	}
	out_curve(&out, key, curve);
	if (asks_equation(params))
		ok = out_equation(&out, key, curve);
	out_pair(&out, key, curve, true);
	ok = ok && prov_out_answer(&out, params);
	prov_out_wipe(&out);
	return ok;
}

static const OSSL_PARAM *ec_gettable_params(void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_int(OSSL_PKEY_PARAM_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_SECURITY_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_MAX_SIZE, NULL),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_DEFAULT_DIGEST, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, NULL, 0),
		OSSL_PARAM_BN(OSSL_PKEY_PARAM_EC_PUB_X, NULL, 0),
		OSSL_PARAM_BN(OSSL_PKEY_PARAM_EC_PUB_Y, NULL, 0),
		EC_PARAMETERS,
		EC_PAIR,
		OSSL_PARAM_END,
	};

	return gettable;
}

static int ec_set_params(void *keydata, const OSSL_PARAM params[])
{
	struct prov_key *key = keydata;
	const OSSL_PARAM *p;
	const struct prov_ec_style style = key->style;
	const void *data;
	size_t len;
	int ok;

	p = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY);
	if (p) {
		ok = OSSL_PARAM_get_octet_string_ptr(p, &data, &len) &&
		     prov_ec_set_public(key, data, len);
		key->style = style;
		if (!ok)
			return 0;
	}
	return set_style(key, params);
}

static const OSSL_PARAM *ec_settable_params(void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_int(OSSL_PKEY_PARAM_USE_COFACTOR_ECDH, NULL),
		OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_EC_ENCODING, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, NULL, 0),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_EC_INCLUDE_PUBLIC, NULL),
		OSSL_PARAM_END,
	};

	return settable;
}

/* ---- generation ---- */

struct ec_gen {
	struct prov_key *key; /* the curve and the style of what will be */
	bool parameters_only;
};

static void *ec_gen_new(struct prov_ctx *prov, int selection, const OSSL_PARAM params[],
			enum prov_key_type type)
{
	struct ec_gen *gen;

	if (!PROV_SELECTS(selection, ALL_PARAMETERS) && !PROV_SELECTS(selection, KEYPAIR))
		return NULL;
	gen = OPENSSL_zalloc(sizeof(*gen));
	if (!gen)
		return NULL;
	gen->parameters_only = !PROV_SELECTS(selection, KEYPAIR);
	gen->key = prov_key_new(prov, type);
	if (!gen->key || !ec_gen_set_params(gen, params)) {
		ec_gen_cleanup(gen);
		return NULL;
	}
	return gen;
}

static void ec_gen_cleanup(void *genctx)
{
	struct ec_gen *gen = genctx;

	prov_key_free(gen->key);
	OPENSSL_free(gen);
}

static int ec_gen_set_template(void *genctx, void *template)
{
	struct ec_gen *gen = genctx;
	const struct prov_key *key = template;

	if (!key->curve)
		return prov_raise(gen->key->prov, PROV_R_BAD_CURVE, "the template has no curve");
	gen->key->style = key->style;
	return prov_ec_set_curve(gen->key, key->curve);
}

static int ec_gen_set_params(void *genctx, const OSSL_PARAM params[])
{
	struct ec_gen *gen = genctx;
	bool found;

	return !params || (set_curve(gen->key, params, &found) && set_style(gen->key, params));
}

static const OSSL_PARAM *ec_gen_settable_params(void *genctx, void *provctx)
{
	static const OSSL_PARAM settable[] = { EC_PARAMETERS, OSSL_PARAM_END };

	return settable;
}

static void *ec_gen(void *genctx, OSSL_CALLBACK *cb, void *arg)
{
	struct ec_gen *gen = genctx;
	struct prov_key *key;

	if (!gen->key->curve) {
		prov_raise(gen->key->prov, PROV_R_BAD_CURVE, "no curve set");
		return NULL;
	}
	key = prov_key_dup(gen->key, false, false);
	if (key && !gen->parameters_only && !prov_ec_generate(key)) {
		prov_key_free(key);
		return NULL;
	}
	return key;
}

/* ---- tables ---- */

static const char *ec_operation(int operation)
{
	switch (operation) {
	case OSSL_OP_KEYEXCH: return "ECDH";
	case OSSL_OP_SIGNATURE: return "ECDSA";
	default: return NULL;
	}
}

static const char *sm2_operation(int operation)
{
	return operation == OSSL_OP_SIGNATURE ? "SM2" : NULL;
}

/* clang-format off */
#define KEYMGMT(TYPE, operation)                                                                  \
	static OSSL_FUNC_keymgmt_gen_init_fn gen_init_##TYPE;                                     \
	static void *gen_init_##TYPE(void *provctx, int selection, const OSSL_PARAM params[])     \
	{                                                                                         \
		return ec_gen_new(provctx, selection, params, PROV_KEY_##TYPE);                   \
	}                                                                                         \
	static const OSSL_DISPATCH dispatch_##TYPE[] = {                                          \
		PROV_MGMT_COMMON(TYPE),                                                           \
		{ OSSL_FUNC_KEYMGMT_IMPORT, (void (*)(void))prov_ec_import },                          \
		{ OSSL_FUNC_KEYMGMT_IMPORT_TYPES, (void (*)(void))ec_types },                     \
		{ OSSL_FUNC_KEYMGMT_EXPORT, (void (*)(void))prov_ec_export },                          \
		{ OSSL_FUNC_KEYMGMT_EXPORT_TYPES, (void (*)(void))ec_types },                     \
		{ OSSL_FUNC_KEYMGMT_GET_PARAMS, (void (*)(void))ec_get_params },                  \
		{ OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, (void (*)(void))ec_gettable_params },        \
		{ OSSL_FUNC_KEYMGMT_SET_PARAMS, (void (*)(void))ec_set_params },                  \
		{ OSSL_FUNC_KEYMGMT_SETTABLE_PARAMS, (void (*)(void))ec_settable_params },        \
		{ OSSL_FUNC_KEYMGMT_GEN_INIT, (void (*)(void))gen_init_##TYPE },                  \
		{ OSSL_FUNC_KEYMGMT_GEN_SET_TEMPLATE, (void (*)(void))ec_gen_set_template },      \
		{ OSSL_FUNC_KEYMGMT_GEN_SET_PARAMS, (void (*)(void))ec_gen_set_params },          \
		{ OSSL_FUNC_KEYMGMT_GEN_SETTABLE_PARAMS, (void (*)(void))ec_gen_settable_params },\
		{ OSSL_FUNC_KEYMGMT_GEN, (void (*)(void))ec_gen },                                \
		{ OSSL_FUNC_KEYMGMT_GEN_CLEANUP, (void (*)(void))ec_gen_cleanup },                \
		{ OSSL_FUNC_KEYMGMT_QUERY_OPERATION_NAME, (void (*)(void))(operation) },          \
		{ 0, NULL }                                                                       \
	};
KEYMGMT(EC, ec_operation)
KEYMGMT(SM2, sm2_operation)
/* clang-format on */

const struct prov_alg prov_ec_keymgmts[] = {
	PROV_SERVICE(KEY_EC, dispatch_EC, "EC keys"),
	PROV_SERVICE(KEY_SM2, dispatch_SM2, "SM2 keys"),
	PROV_LIST_END
};
