// SPDX-License-Identifier: Apache-2.0
/* Keys of curves: made by the hub or by OpenSSL, and the same in both; what is no key is refused. */
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/objects.h>

#include "tests/unit/prov_keys.h"

TestSuite(provider_keys, .init = keys_up, .fini = keys_down, .timeout = 120);

static void same_text(const EVP_PKEY *a, const EVP_PKEY *b, const char *param)
{
	char x[80] = "", y[80] = "";
	const int got = EVP_PKEY_get_utf8_string_param(a, param, x, sizeof(x), NULL);

	cr_assert_eq(got, EVP_PKEY_get_utf8_string_param(b, param, y, sizeof(y), NULL), "%s", param);
	cr_assert_str_eq(x, y, "%s", param);
}

static void same_bytes(const EVP_PKEY *a, const EVP_PKEY *b, const char *param)
{
	uint8_t x[600], y[600];
	size_t x_len = 0, y_len = 0;
	const int got = EVP_PKEY_get_octet_string_param(a, param, x, sizeof(x), &x_len);

	cr_assert_eq(got, EVP_PKEY_get_octet_string_param(b, param, y, sizeof(y), &y_len), "%s",
		     param);
	cr_assert_eq(x_len, y_len, "%s", param);
	cr_assert_arr_eq(x, y, x_len, "%s", param);
}

static void same_number(const EVP_PKEY *a, const EVP_PKEY *b, const char *param)
{
	BIGNUM *x = NULL, *y = NULL;
	const int got = EVP_PKEY_get_bn_param(a, param, &x);

	cr_assert_eq(got, EVP_PKEY_get_bn_param(b, param, &y), "%s", param);
	cr_assert(!got || BN_cmp(x, y) == 0, "%s", param);
	BN_clear_free(x);
	BN_clear_free(y);
}

/* Both answer all questions alike. */
static void same_answers(const EVP_PKEY *a, const EVP_PKEY *b, const char *type)
{
	static const char *const texts[] = { OSSL_PKEY_PARAM_GROUP_NAME, OSSL_PKEY_PARAM_DEFAULT_DIGEST,
					     OSSL_PKEY_PARAM_MANDATORY_DIGEST,
					     OSSL_PKEY_PARAM_EC_ENCODING,
					     OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
					     OSSL_PKEY_PARAM_EC_FIELD_TYPE };
	static const char *const numbers[] = { OSSL_PKEY_PARAM_EC_PUB_X,    OSSL_PKEY_PARAM_EC_PUB_Y,
					       OSSL_PKEY_PARAM_EC_P,        OSSL_PKEY_PARAM_EC_A,
					       OSSL_PKEY_PARAM_EC_B,        OSSL_PKEY_PARAM_EC_ORDER,
					       OSSL_PKEY_PARAM_EC_COFACTOR, OSSL_PKEY_PARAM_RSA_N,
					       OSSL_PKEY_PARAM_RSA_E,       OSSL_PKEY_PARAM_RSA_D,
					       OSSL_PKEY_PARAM_RSA_FACTOR1,
					       OSSL_PKEY_PARAM_RSA_COEFFICIENT1 };
	static const char *const bytes[] = { OSSL_PKEY_PARAM_PUB_KEY, OSSL_PKEY_PARAM_EC_GENERATOR,
					     OSSL_PKEY_PARAM_EC_SEED };

	cr_assert_eq(EVP_PKEY_get_bits(a), EVP_PKEY_get_bits(b), "%s", type);
	cr_assert_eq(EVP_PKEY_get_security_bits(a), EVP_PKEY_get_security_bits(b), "%s", type);
	cr_assert_eq(EVP_PKEY_get_size(a), EVP_PKEY_get_size(b), "%s", type);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		same_text(a, b, texts[i]);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		same_number(a, b, numbers[i]);
	for (size_t i = 0; i < sizeof(bytes) / sizeof(*bytes); i++)
		same_bytes(a, b, bytes[i]);
	if (strcmp(type, "EC") == 0 || strcmp(type, "SM2") == 0)
		same_number(a, b, OSSL_PKEY_PARAM_PRIV_KEY);
	else
		same_bytes(a, b, OSSL_PKEY_PARAM_PRIV_KEY);
}

Test(provider_keys, are_the_same_in_both_providers)
{
	EVP_PKEY *made, *here, *copy;

	for (size_t i = 0; i < KIND_NR; i++) {
		for (int by_hub = 0; by_hub < 2; by_hub++) {
			made = key_new(by_hub ? hub : sys, &kinds[i]);
			here = key_carry(by_hub ? sys : hub, kinds[i].type, made);
			copy = key_carry(hub, kinds[i].type, here);
			same_answers(made, here, kinds[i].type);
			cr_assert_eq(EVP_PKEY_eq(here, by_hub ? here : copy), 1);
			cr_assert(key_is_good(by_hub ? sys : hub, here), "%s", kinds[i].type);
			cr_assert(key_is_good(hub, copy), "%s", kinds[i].type);
			EVP_PKEY_free(made);
			EVP_PKEY_free(here);
			EVP_PKEY_free(copy);
		}
	}
	ERR_clear_error();
}

Test(provider_keys, with_another_public_key_do_not_pass)
{
	EVP_PKEY *a, *b, *mixed;
	OSSL_PARAM *x = NULL, *y = NULL, *p;

	for (size_t i = 2; i < KIND_NR; i++) {
		a = key_new(hub, &kinds[i]);
		b = key_new(hub, &kinds[i]);
		cr_assert_eq(EVP_PKEY_eq(a, b), 0);
		env_must(EVP_PKEY_todata(a, EVP_PKEY_KEYPAIR, &x));
		env_must(EVP_PKEY_todata(b, EVP_PKEY_KEYPAIR, &y));
		p = OSSL_PARAM_locate(x, OSSL_PKEY_PARAM_PUB_KEY);
		memcpy(p->data, OSSL_PARAM_locate(y, OSSL_PKEY_PARAM_PUB_KEY)->data, p->data_size);
		mixed = key_from(hub, kinds[i].type, EVP_PKEY_KEYPAIR, x);
		env_must(mixed != NULL);
		cr_assert(!key_is_good(hub, mixed), "%s %s", kinds[i].type, kinds[i].group);
		EVP_PKEY_free(mixed);
		EVP_PKEY_free(a);
		EVP_PKEY_free(b);
		OSSL_PARAM_free(x);
		OSSL_PARAM_free(y);
	}
	ERR_clear_error();
}

/* A key of a curve from a private number, which may be too large, or from a point. */
static EVP_PKEY *ec_from(const char *type, const char *group, const BIGNUM *priv, const void *pub,
			 size_t pub_len)
{
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params;
	EVP_PKEY *key;

	env_must(bld && OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME, group, 0));
	if (priv)
		env_must(OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_PRIV_KEY, priv));
	if (pub)
		env_must(OSSL_PARAM_BLD_push_octet_string(bld, OSSL_PKEY_PARAM_PUB_KEY, pub, pub_len));
	params = OSSL_PARAM_BLD_to_param(bld);
	key = key_from(hub, type, EVP_PKEY_KEYPAIR, params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	return key;
}

static bool takes_private(const char *type, const char *group, const BIGNUM *priv)
{
	EVP_PKEY *key = ec_from(type, group, priv, NULL, 0);
	const bool took = key != NULL;

	EVP_PKEY_free(key);
	ERR_clear_error();
	return took;
}

Test(provider_keys, private_numbers_are_in_range)
{
	BIGNUM *n = NULL;

	for (size_t i = 2; i < KIND_NR && strncmp(kinds[i].type, "X", 1) != 0; i++) {
		const char *type = kinds[i].type, *group = kinds[i].group ? kinds[i].group : "SM2";
		const bool sm2 = strcmp(type, "SM2") == 0;
		EVP_PKEY *key = key_new(sys, &kinds[i]);

		env_must(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_ORDER, &n));
		cr_assert(!takes_private(type, group, n), "%s: the order", group);
		env_must(BN_sub_word(n, 1));
		cr_assert_eq(takes_private(type, group, n), !sm2, "%s: the order - 1", group);
		env_must(BN_sub_word(n, 1));
		cr_assert(takes_private(type, group, n), "%s: the order - 2", group);
		env_must(BN_add_word(n, 3));
		cr_assert(!takes_private(type, group, n), "%s: the order + 1", group);
		env_must(BN_lshift(n, n, 16));
		cr_assert(!takes_private(type, group, n), "%s: far too large", group);
		BN_zero(n);
		cr_assert(!takes_private(type, group, n), "%s: 0", group);
		env_must(BN_one(n));
		cr_assert(takes_private(type, group, n), "%s: 1", group);
		EVP_PKEY_free(key);
	}
	BN_free(n);
}

Test(provider_keys, points_are_on_the_curve_in_any_form)
{
	uint8_t point[1 + 2 * 66], form[1 + 2 * 66];
	EVP_PKEY *made, *key;
	size_t len, half;

	for (size_t i = 2; i < KIND_NR && strcmp(kinds[i].type, "EC") == 0; i++) {
		const char *group = kinds[i].group;

		made = key_new(hub, &kinds[i]);
		env_must(EVP_PKEY_get_octet_string_param(made, OSSL_PKEY_PARAM_PUB_KEY, point,
							 sizeof(point), &len));
		half = len / 2;
		for (int f = 2; f <= 7; f++) {
			if (f == 5)
				continue;
			memcpy(form, point, len);
			form[0] = f == 4 ? 4 : (uint8_t)((f & 6) | (point[len - 1] & 1));
			key = ec_from("EC", group, NULL, form, f < 4 ? half + 1 : len);
			env_must(key != NULL);
			cr_assert_eq(EVP_PKEY_eq(key, made), 1, "%s form %d", group, f);
			EVP_PKEY_free(key);
		}
		form[0] = (uint8_t)(6 | (~point[len - 1] & 1));
		cr_assert_null(ec_from("EC", group, NULL, form, len), "hybrid with the wrong sign");
		cr_assert_null(ec_from("EC", group, NULL, point, len - 1));
		cr_assert_null(ec_from("EC", group, NULL, point, 1));
		point[len - 1] ^= 1;
		cr_assert_null(ec_from("EC", group, NULL, point, len), "off the curve");
		point[0] = 0;
		cr_assert_null(ec_from("EC", group, NULL, point, 1), "infinity");
		memset(point, 0xff, sizeof(point));
		point[0] = 4;
		cr_assert_null(ec_from("EC", group, NULL, point, len), "beyond the field");
		EVP_PKEY_free(made);
	}
	ERR_clear_error();
}

Test(provider_keys, sm2_and_ec_keep_apart)
{
	BIGNUM *one = BN_new();

	env_must(one && BN_one(one));
	cr_assert(!takes_private("EC", "SM2", one));
	cr_assert(!takes_private("SM2", "P-256", one));
	cr_assert(takes_private("SM2", "SM2", one));
	cr_assert(!takes_private("EC", "no-such-curve", one));
	cr_assert(!takes_private("EC", "secp160r1", one));
	cr_assert(!takes_private("EC", "X25519", one));
	BN_free(one);
}

enum wrong { NOTHING = -1, IN_B = 2, IN_COFACTOR = 4 };

/* The explicit parameters of a curve that OpenSSL knows, with 1 added to one of them. */
static OSSL_PARAM *explicit_params(const char *group, enum wrong wrong)
{
	static const char *const names[] = { OSSL_PKEY_PARAM_EC_P, OSSL_PKEY_PARAM_EC_A,
					     OSSL_PKEY_PARAM_EC_B, OSSL_PKEY_PARAM_EC_ORDER,
					     OSSL_PKEY_PARAM_EC_COFACTOR };
	EVP_PKEY *key = key_new(sys, &(struct kind){ "EC", group });
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *bn[5] = { NULL };
	uint8_t point[1 + 2 * 66];
	OSSL_PARAM *params;
	size_t len;

	for (int i = 0; i < 5; i++) {
		env_must(EVP_PKEY_get_bn_param(key, names[i], &bn[i]));
		if (i == (int)wrong)
			env_must(BN_add_word(bn[i], 1));
		env_must(OSSL_PARAM_BLD_push_BN(bld, names[i], bn[i]));
	}
	env_must(EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_EC_GENERATOR, point, sizeof(point),
						 &len));
	env_must(OSSL_PARAM_BLD_push_octet_string(bld, OSSL_PKEY_PARAM_EC_GENERATOR, point, len));
	env_must(OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_EC_FIELD_TYPE, "prime-field", 0));
	params = OSSL_PARAM_BLD_to_param(bld);
	OSSL_PARAM_BLD_free(bld);
	for (int i = 0; i < 5; i++)
		BN_free(bn[i]);
	EVP_PKEY_free(key);
	return params;
}

Test(provider_keys, explicit_parameters_are_those_of_a_known_curve)
{
	OSSL_PARAM *params;
	EVP_PKEY *key;
	char name[80];

	for (size_t i = 2; i < KIND_NR && strcmp(kinds[i].type, "EC") == 0; i++) {
		params = explicit_params(kinds[i].group, NOTHING);
		key = key_from(hub, "EC", EVP_PKEY_KEY_PARAMETERS, params);
		env_must(key != NULL);
		env_must(EVP_PKEY_get_group_name(key, name, sizeof(name), NULL));
		cr_assert_eq(OBJ_txt2nid(name), EC_curve_nist2nid(kinds[i].group) ?
							EC_curve_nist2nid(kinds[i].group) :
							OBJ_txt2nid(kinds[i].group));
		EVP_PKEY_free(key);
		OSSL_PARAM_free(params);
	}
	params = explicit_params("secp160r1", NOTHING);
	cr_assert_null(key_from(hub, "EC", EVP_PKEY_KEY_PARAMETERS, params));
	OSSL_PARAM_free(params);
	params = explicit_params("P-256", IN_B);
	cr_assert_null(key_from(hub, "EC", EVP_PKEY_KEY_PARAMETERS, params));
	OSSL_PARAM_free(params);
	params = explicit_params("P-256", IN_COFACTOR);
	cr_assert_null(key_from(hub, "EC", EVP_PKEY_KEY_PARAMETERS, params));
	OSSL_PARAM_free(params);
	ERR_clear_error();
}

Test(provider_keys, frp256v1_leaves_as_parameters)
{
	EVP_PKEY *made = key_new(hub, &(struct kind){ "EC", "FRP256v1" });
	EVP_PKEY *there = key_carry(sys, "EC", made), *back = key_carry(hub, "EC", there);

	cr_assert_eq(EVP_PKEY_eq(made, back), 1);
	same_bytes(made, there, OSSL_PKEY_PARAM_PUB_KEY);
	cr_assert(key_is_good(hub, made));
	cr_assert(key_is_good(sys, there));
	EVP_PKEY_free(made);
	EVP_PKEY_free(there);
	EVP_PKEY_free(back);
	ERR_clear_error();
}

/* As a TLS peer's key is made: of one's own key's parameters and the bytes of the other. */
Test(provider_keys, take_the_encoded_key_of_a_peer)
{
	static const struct kind tls[] = { { "EC", "P-256" }, { "EC", "P-521" }, { "X25519", NULL },
					   { "X448", NULL } };
	unsigned char *encoded = NULL;
	EVP_PKEY *own, *peer, *made;
	size_t len;

	for (size_t i = 0; i < sizeof(tls) / sizeof(*tls); i++) {
		own = key_new(hub, &tls[i]);
		peer = key_new(hub, &tls[i]);
		made = EVP_PKEY_new();
		len = EVP_PKEY_get1_encoded_public_key(peer, &encoded);
		cr_assert(len > 0);
		env_must(EVP_PKEY_copy_parameters(made, own));
		env_must(EVP_PKEY_set1_encoded_public_key(made, encoded, len));
		cr_assert_eq(EVP_PKEY_eq(made, peer), 1);
		cr_assert_eq(EVP_PKEY_eq(made, own), 0);
		cr_assert(key_is_good(hub, own), "the key whose parameters they were");
		cr_assert_eq(EVP_PKEY_set1_encoded_public_key(made, encoded, len - 1), 0);
		OPENSSL_free(encoded);
		EVP_PKEY_free(own);
		EVP_PKEY_free(peer);
		EVP_PKEY_free(made);
	}
	ERR_clear_error();
}

Test(provider_keys, duplicates_are_independent)
{
	EVP_PKEY *a = key_new(hub, &(struct kind){ "X25519", NULL }), *b, *dup = EVP_PKEY_dup(a);
	unsigned char *encoded = NULL;
	size_t len;

	b = key_new(hub, &(struct kind){ "X25519", NULL });
	cr_assert_eq(EVP_PKEY_eq(a, dup), 1);
	len = EVP_PKEY_get1_encoded_public_key(b, &encoded);
	env_must(EVP_PKEY_set1_encoded_public_key(dup, encoded, len));
	cr_assert_eq(EVP_PKEY_eq(b, dup), 1);
	cr_assert(key_is_good(hub, a));
	cr_assert(!key_is_good(hub, dup), "it has a public key alone");
	OPENSSL_free(encoded);
	EVP_PKEY_free(a);
	EVP_PKEY_free(b);
	EVP_PKEY_free(dup);
	ERR_clear_error();
}

Test(provider_keys, raw_bytes_go_in_and_out)
{
	static const char *const types[] = { "X25519", "X448", "ED25519", "ED448" };
	uint8_t priv[57], pub[57], got[57];
	EVP_PKEY *made, *key;
	size_t len, pub_len;

	for (size_t i = 0; i < 4; i++) {
		made = key_new(sys, &(struct kind){ types[i], NULL });
		len = pub_len = sizeof(priv);
		env_must(EVP_PKEY_get_raw_private_key(made, priv, &len));
		env_must(EVP_PKEY_get_raw_public_key(made, pub, &pub_len));
		key = EVP_PKEY_new_raw_private_key_ex(hub, types[i], NULL, priv, len);
		env_must(key != NULL);
		env_must(EVP_PKEY_get_raw_public_key(key, got, &pub_len));
		cr_assert_arr_eq(got, pub, pub_len, "%s", types[i]);
		EVP_PKEY_free(key);
		cr_assert_null(EVP_PKEY_new_raw_private_key_ex(hub, types[i], NULL, priv, len - 1));
		cr_assert_null(EVP_PKEY_new_raw_public_key_ex(hub, types[i], NULL, pub, len + 1));
		EVP_PKEY_free(made);
	}
	ERR_clear_error();
}

Test(provider_keys, are_made_from_parameters_too)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(hub, "EC", NULL);
	EVP_PKEY *params = NULL, *key = NULL;

	env_must(EVP_PKEY_paramgen_init(ctx));
	cr_assert(EVP_PKEY_generate(ctx, &params) <= 0, "without a curve");
	env_must(EVP_PKEY_paramgen_init(ctx));
	env_must(EVP_PKEY_CTX_set_group_name(ctx, "brainpoolP384r1"));
	env_must(EVP_PKEY_generate(ctx, &params));
	EVP_PKEY_CTX_free(ctx);
	ctx = EVP_PKEY_CTX_new_from_pkey(hub, params, NULL);
	env_must(EVP_PKEY_keygen_init(ctx));
	env_must(EVP_PKEY_generate(ctx, &key));
	cr_assert_eq(EVP_PKEY_parameters_eq(params, key), 1);
	cr_assert(key_is_good(hub, key));
	cr_assert(!key_is_good(hub, params));
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(params);
	EVP_PKEY_free(key);
	ERR_clear_error();
}
