// SPDX-License-Identifier: Apache-2.0
/* mgmt_rsa.c - key managers of RSA and RSA-PSS. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "mgmt.h"
#include "out.h"
#include "prov_ctx.h"
#include "prov_err.h"
#include "pss.h"
#include "rsa.h"

static OSSL_FUNC_keymgmt_import_types_fn rsa_types;
static OSSL_FUNC_keymgmt_get_params_fn rsa_get_params;
static OSSL_FUNC_keymgmt_gettable_params_fn rsa_gettable_params;
static OSSL_FUNC_keymgmt_gen_set_params_fn rsa_gen_set_params;
static OSSL_FUNC_keymgmt_gen_settable_params_fn rsa_gen_settable_params;
static OSSL_FUNC_keymgmt_gen_settable_params_fn pss_gen_settable_params;
static OSSL_FUNC_keymgmt_gen_fn rsa_gen;
static OSSL_FUNC_keymgmt_gen_cleanup_fn rsa_gen_cleanup;
static OSSL_FUNC_keymgmt_query_operation_name_fn rsa_operation;

PROV_MGMT_THUNKS(RSA)
PROV_MGMT_THUNKS(RSA_PSS)

/* ---- import and export ---- */

/* The name of a number and where it rests. */
struct number {
	const char *key;
	size_t at; /* in struct prov_rsa_numbers */
	bool secret;
};

static const struct number numbers[] = {
	{ OSSL_PKEY_PARAM_RSA_N, offsetof(struct prov_rsa_numbers, n), false },
	{ OSSL_PKEY_PARAM_RSA_E, offsetof(struct prov_rsa_numbers, e), false },
	{ OSSL_PKEY_PARAM_RSA_D, offsetof(struct prov_rsa_numbers, d), true },
	{ OSSL_PKEY_PARAM_RSA_FACTOR1, offsetof(struct prov_rsa_numbers, p), true },
	{ OSSL_PKEY_PARAM_RSA_FACTOR2, offsetof(struct prov_rsa_numbers, q), true },
	{ OSSL_PKEY_PARAM_RSA_EXPONENT1, offsetof(struct prov_rsa_numbers, dp), true },
	{ OSSL_PKEY_PARAM_RSA_EXPONENT2, offsetof(struct prov_rsa_numbers, dq), true },
	{ OSSL_PKEY_PARAM_RSA_COEFFICIENT1, offsetof(struct prov_rsa_numbers, qi), true },
};
#define NUMBER_NR (sizeof(numbers) / sizeof(*numbers))

static int read_numbers(struct prov_key *key, const OSSL_PARAM params[], bool with_private,
			struct prov_rsa_numbers *num)
{
	const OSSL_PARAM *p;
	BIGNUM **bn;

	if (with_private && prov_asks(params, OSSL_PKEY_PARAM_RSA_FACTOR3))
		return prov_raise(key->prov, PROV_R_NOT_SUPPORTED,
				  "RSA key of more than two primes: the hub takes two");
	for (size_t i = 0; i < NUMBER_NR; i++) {
		p = OSSL_PARAM_locate_const(params, numbers[i].key);
		if (!p || (numbers[i].secret && !with_private))
			continue;
		bn = (BIGNUM **)(void *)((char *)num + numbers[i].at);
		if (numbers[i].secret)
			*bn = BN_secure_new();
		if (!OSSL_PARAM_get_BN(p, bn))
			return prov_raise(key->prov, PROV_R_BAD_PARAMETER, "%s is no number", p->key);
	}
	return 1;
}

int prov_rsa_import(void *keydata, int selection, const OSSL_PARAM params[])
{
	struct prov_key *key = keydata;
	struct prov_rsa_numbers num = { 0 };
	int ok;

	if (!key || !(PROV_SELECTS(selection, KEYPAIR) || PROV_SELECTS(selection, OTHER_PARAMETERS)))
		return 0;
	if (PROV_SELECTS(selection, OTHER_PARAMETERS)) {
		if (!prov_pss_set(key->prov, &key->rsa->pss, params))
			return 0;
		if (key->rsa->pss.hash && key->type == PROV_KEY_RSA)
			return prov_raise(key->prov, PROV_R_BAD_PARAMETER,
					  "an RSA key with restrictions of RSA-PSS");
	}
	if (!PROV_SELECTS(selection, KEYPAIR))
		return 1;
	ok = read_numbers(key, params, PROV_SELECTS(selection, PRIVATE_KEY), &num) &&
	     prov_rsa_set(key, &num);
	prov_rsa_numbers_free(&num);
	return ok;
}

/* clang-format off */
#define RSA_NUMBERS                                                  \
	OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_N, NULL, 0),               \
	OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_E, NULL, 0),               \
	OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_D, NULL, 0),               \
	OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_FACTOR1, NULL, 0),         \
	OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_FACTOR2, NULL, 0),         \
	OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_EXPONENT1, NULL, 0),       \
	OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_EXPONENT2, NULL, 0),       \
	OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, NULL, 0)
#define PSS_PARAMETERS                                               \
	OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_RSA_DIGEST, NULL, 0),      \
	OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_RSA_DIGEST_PROPS, NULL, 0),\
	OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_RSA_MASKGENFUNC, NULL, 0), \
	OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_RSA_MGF1_DIGEST, NULL, 0), \
	OSSL_PARAM_int(OSSL_PKEY_PARAM_RSA_PSS_SALTLEN, NULL)
/* clang-format on */

static const OSSL_PARAM *rsa_types(int selection)
{
	static const OSSL_PARAM types[] = { RSA_NUMBERS, OSSL_PARAM_END };

	return PROV_SELECTS(selection, KEYPAIR) ? types : NULL;
}

static void out_numbers(struct prov_out *out, const struct prov_key *key, bool with_private)
{
	const struct prov_rsa *rsa = key->rsa;

	if (key->has_public) {
		prov_out_number(out, OSSL_PKEY_PARAM_RSA_N, rsa->n, rsa->n_len, false);
		prov_out_number(out, OSSL_PKEY_PARAM_RSA_E, rsa->e, rsa->e_len, false);
	}
	if (!key->has_private || !with_private)
		return;
	prov_out_number(out, OSSL_PKEY_PARAM_RSA_D, rsa->d, rsa->n_len, true);
	for (size_t i = 0; i < 5 && rsa->part_len; i++)
		prov_out_number(out, numbers[i + 3].key, rsa->crt + i * rsa->part_len, rsa->part_len,
				true);
}

int prov_rsa_export(void *keydata, int selection, OSSL_CALLBACK *cb, void *arg)
{
	const struct prov_key *key = keydata;
	struct prov_out out;
	int ok;

	if (!key || !(PROV_SELECTS(selection, KEYPAIR) || PROV_SELECTS(selection, OTHER_PARAMETERS)))
		return 0;
	prov_out_init(&out);
	if (PROV_SELECTS(selection, OTHER_PARAMETERS))
		prov_pss_out(&out, &key->rsa->pss);
	if (PROV_SELECTS(selection, KEYPAIR))
		out_numbers(&out, key, PROV_SELECTS(selection, PRIVATE_KEY));
	ok = !out.full && cb(out.params, arg);
	prov_out_wipe(&out);
	return ok;
}

/* ---- questions ---- */

static int rsa_get_params(void *keydata, OSSL_PARAM params[])
{
	const struct prov_key *key = keydata;
	const struct prov_rsa *rsa = key->rsa;
	struct prov_out out;
	int ok;

	if (!key->has_public && (prov_asks(params, OSSL_PKEY_PARAM_BITS) ||
				 prov_asks(params, OSSL_PKEY_PARAM_SECURITY_BITS) ||
				 prov_asks(params, OSSL_PKEY_PARAM_MAX_SIZE)))
		return prov_raise(key->prov, PROV_R_NO_KEY, "the key is empty");
	prov_out_init(&out);
	prov_out_int(&out, OSSL_PKEY_PARAM_BITS, (int)rsa->bits);
	prov_out_int(&out, OSSL_PKEY_PARAM_SECURITY_BITS, prov_rsa_security_bits(rsa->bits));
	prov_out_int(&out, OSSL_PKEY_PARAM_MAX_SIZE, (int)rsa->n_len);
	if (rsa->pss.hash)
		prov_out_text(&out, OSSL_PKEY_PARAM_MANDATORY_DIGEST, rsa->pss.hash);
	else
		prov_out_text(&out, OSSL_PKEY_PARAM_DEFAULT_DIGEST, "SHA256");
	prov_pss_out(&out, &rsa->pss);
	out_numbers(&out, key, true);
	ok = prov_out_answer(&out, params);
	prov_out_wipe(&out);
	return ok;
}

static const OSSL_PARAM *rsa_gettable_params(void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_int(OSSL_PKEY_PARAM_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_SECURITY_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_MAX_SIZE, NULL),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_DEFAULT_DIGEST, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_MANDATORY_DIGEST, NULL, 0),
		RSA_NUMBERS,
		OSSL_PARAM_END,
	};

	return gettable;
}

/* ---- generation ---- */

struct rsa_gen {
	struct prov_ctx *prov;
	enum prov_key_type type;
	size_t bits;
	BIGNUM *e;
	struct prov_pss pss;
};

static void *rsa_gen_new(struct prov_ctx *prov, int selection, const OSSL_PARAM params[],
			 enum prov_key_type type)
{
	struct rsa_gen *gen;

	if (!PROV_SELECTS(selection, KEYPAIR))
		return NULL;
	gen = OPENSSL_zalloc(sizeof(*gen));
	if (!gen)
		return NULL;
	gen->prov = prov;
	gen->type = type;
	gen->bits = 2048;
	gen->e = BN_new();
	if (!gen->e || !BN_set_word(gen->e, 65537) || !rsa_gen_set_params(gen, params)) {
		rsa_gen_cleanup(gen);
		return NULL;
	}
	return gen;
}

static void rsa_gen_cleanup(void *genctx)
{
	struct rsa_gen *gen = genctx;

	BN_free(gen->e);
	OPENSSL_free(gen);
}

static int rsa_gen_set_params(void *genctx, const OSSL_PARAM params[])
{
	struct rsa_gen *gen = genctx;
	const OSSL_PARAM *p;
	size_t primes;

	if (!params)
		return 1;
	p = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_RSA_BITS);
	if (p && !OSSL_PARAM_get_size_t(p, &gen->bits))
		return prov_raise(gen->prov, PROV_R_BAD_PARAMETER, "%s is no number", p->key);
	p = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_RSA_E);
	if (p && !OSSL_PARAM_get_BN(p, &gen->e))
		return prov_raise(gen->prov, PROV_R_BAD_PARAMETER, "%s is no number", p->key);
	p = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_RSA_PRIMES);
	if (p && (!OSSL_PARAM_get_size_t(p, &primes) || primes != 2))
		return prov_raise(gen->prov, PROV_R_NOT_SUPPORTED,
				  "RSA keys of the hub have two primes");
	return gen->type == PROV_KEY_RSA || prov_pss_set(gen->prov, &gen->pss, params);
}

/* clang-format off */
#define GEN_PARAMETERS                                               \
	OSSL_PARAM_size_t(OSSL_PKEY_PARAM_RSA_BITS, NULL),           \
	OSSL_PARAM_size_t(OSSL_PKEY_PARAM_RSA_PRIMES, NULL),         \
	OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_E, NULL, 0)
/* clang-format on */

static const OSSL_PARAM *rsa_gen_settable_params(void *genctx, void *provctx)
{
	static const OSSL_PARAM settable[] = { GEN_PARAMETERS, OSSL_PARAM_END };

	return settable;
}

static const OSSL_PARAM *pss_gen_settable_params(void *genctx, void *provctx)
{
	static const OSSL_PARAM settable[] = { GEN_PARAMETERS, PSS_PARAMETERS, OSSL_PARAM_END };

	return settable;
}

/* The hub does not tell how far it has come, so only beginning and end are reported. */
static void *rsa_gen(void *genctx, OSSL_CALLBACK *cb, void *arg)
{
	struct rsa_gen *gen = genctx;
	struct prov_key *key = prov_key_new(gen->prov, gen->type);

	if (!key)
		return NULL;
	key->rsa->pss = gen->pss;
	if (!prov_mgmt_progress(cb, arg, 0, 0) || !prov_rsa_generate(key, gen->bits, gen->e) ||
	    !prov_mgmt_progress(cb, arg, 3, 0) || !prov_mgmt_progress(cb, arg, 3, 1)) {
		prov_key_free(key);
		return NULL;
	}
	return key;
}

/* ---- tables ---- */

static const char *rsa_operation(int operation)
{
	return "RSA";
}

/* clang-format off */
#define KEYMGMT(TYPE, settable)                                                                    \
	static OSSL_FUNC_keymgmt_gen_init_fn gen_init_##TYPE;                                      \
	static void *gen_init_##TYPE(void *provctx, int selection, const OSSL_PARAM params[])      \
	{                                                                                          \
		return rsa_gen_new(provctx, selection, params, PROV_KEY_##TYPE);                   \
	}                                                                                          \
	static const OSSL_DISPATCH dispatch_##TYPE[] = {                                           \
		PROV_MGMT_COMMON(TYPE),                                                            \
		{ OSSL_FUNC_KEYMGMT_IMPORT, (void (*)(void))prov_rsa_import },                          \
		{ OSSL_FUNC_KEYMGMT_IMPORT_TYPES, (void (*)(void))rsa_types },                     \
		{ OSSL_FUNC_KEYMGMT_EXPORT, (void (*)(void))prov_rsa_export },                          \
		{ OSSL_FUNC_KEYMGMT_EXPORT_TYPES, (void (*)(void))rsa_types },                     \
		{ OSSL_FUNC_KEYMGMT_GET_PARAMS, (void (*)(void))rsa_get_params },                  \
		{ OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, (void (*)(void))rsa_gettable_params },        \
		{ OSSL_FUNC_KEYMGMT_GEN_INIT, (void (*)(void))gen_init_##TYPE },                   \
		{ OSSL_FUNC_KEYMGMT_GEN_SET_PARAMS, (void (*)(void))rsa_gen_set_params },          \
		{ OSSL_FUNC_KEYMGMT_GEN_SETTABLE_PARAMS, (void (*)(void))(settable) },             \
		{ OSSL_FUNC_KEYMGMT_GEN, (void (*)(void))rsa_gen },                                \
		{ OSSL_FUNC_KEYMGMT_GEN_CLEANUP, (void (*)(void))rsa_gen_cleanup },                \
		{ OSSL_FUNC_KEYMGMT_QUERY_OPERATION_NAME, (void (*)(void))rsa_operation },         \
		{ 0, NULL }                                                                        \
	};
KEYMGMT(RSA, rsa_gen_settable_params)
KEYMGMT(RSA_PSS, pss_gen_settable_params)
/* clang-format on */

const struct prov_alg prov_rsa_keymgmts[] = {
	PROV_SERVICE(KEY_RSA, dispatch_RSA, "RSA keys"),
	PROV_SERVICE(KEY_RSA_PSS, dispatch_RSA_PSS, "RSA-PSS keys"),
	PROV_LIST_END
};
