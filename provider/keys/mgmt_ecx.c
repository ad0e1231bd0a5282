// SPDX-License-Identifier: Apache-2.0
/* mgmt_ecx.c - key managers of RFC 7748 and RFC 8032: X25519, X448, ED25519, ED448. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "ec.h"
#include "mgmt.h"
#include "out.h"
#include "prov_ctx.h"
#include "prov_err.h"

static OSSL_FUNC_keymgmt_import_types_fn ecx_types;
static OSSL_FUNC_keymgmt_get_params_fn ecx_get_params;
static OSSL_FUNC_keymgmt_gettable_params_fn ecx_gettable_params;
static OSSL_FUNC_keymgmt_set_params_fn ecx_set_params;
static OSSL_FUNC_keymgmt_settable_params_fn ecx_settable_params;
static OSSL_FUNC_keymgmt_settable_params_fn ed_settable_params;
static OSSL_FUNC_keymgmt_gen_set_params_fn ecx_gen_set_params;
static OSSL_FUNC_keymgmt_gen_settable_params_fn ecx_gen_settable_params;
static OSSL_FUNC_keymgmt_gen_fn ecx_gen;
static OSSL_FUNC_keymgmt_gen_cleanup_fn ecx_gen_cleanup;

PROV_MGMT_THUNKS(X25519)
PROV_MGMT_THUNKS(X448)
PROV_MGMT_THUNKS(ED25519)
PROV_MGMT_THUNKS(ED448)

/* What OpenSSL says about the types. */
static const struct facts {
	const char *name;
	int bits;
	int security_bits;
	int size; /* of the shared secret or the signature */
} facts[PROV_KEY_TYPE_NR] = {
	[PROV_KEY_X25519] = { "X25519", 253, 128, 32 },
	[PROV_KEY_X448] = { "X448", 448, 224, 56 },
	[PROV_KEY_ED25519] = { "ED25519", 256, 128, 64 },
	[PROV_KEY_ED448] = { "ED448", 456, 224, 114 },
};

/* ---- import and export ---- */

int prov_ecx_import(void *keydata, int selection, const OSSL_PARAM params[])
{
	const OSSL_PARAM *pub = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_PUB_KEY);
	const OSSL_PARAM *priv = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_PRIV_KEY);
	struct prov_key *key = keydata;
	const void *data;
	size_t len;

	if (!key || !PROV_SELECTS(selection, KEYPAIR))
		return 0;
	if (!PROV_SELECTS(selection, PRIVATE_KEY))
		priv = NULL;
	if (!pub && !priv)
		return prov_raise(key->prov, PROV_R_NO_KEY, "there is no key to import");
	if (pub && (!OSSL_PARAM_get_octet_string_ptr(pub, &data, &len) ||
		    !prov_ec_set_public(key, data, len)))
		return 0;
	if (!priv)
		return 1;
	return OSSL_PARAM_get_octet_string_ptr(priv, &data, &len) &&
	       prov_ec_set_private(key, data, len) && (pub || prov_ec_derive_public(key));
}

#define ECX_PAIR                                                   \
	OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PUB_KEY, NULL, 0), \
		OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PRIV_KEY, NULL, 0)

static const OSSL_PARAM *ecx_types(int selection)
{
	static const OSSL_PARAM types[] = { ECX_PAIR, OSSL_PARAM_END };

	return PROV_SELECTS(selection, KEYPAIR) ? types : NULL;
}

static void out_pair(struct prov_out *out, const struct prov_key *key, bool with_private)
{
	if (key->has_public)
		prov_out_bytes(out, OSSL_PKEY_PARAM_PUB_KEY, key->pub, key->pub_len);
	if (key->has_private && with_private)
		prov_out_bytes(out, OSSL_PKEY_PARAM_PRIV_KEY, key->priv, key->priv_len);
}

int prov_ecx_export(void *keydata, int selection, OSSL_CALLBACK *cb, void *arg)
{
	const struct prov_key *key = keydata;
	struct prov_out out;
	int ok;

	if (!key || !PROV_SELECTS(selection, KEYPAIR))
		return 0;
	prov_out_init(&out);
	out_pair(&out, key, PROV_SELECTS(selection, PRIVATE_KEY));
	ok = !out.full && cb(out.params, arg);
	prov_out_wipe(&out);
	return ok;
}

/* ---- questions ---- */

static int ecx_get_params(void *keydata, OSSL_PARAM params[])
{
	const struct prov_key *key = keydata;
	const struct facts *f = &facts[key->type];
	struct prov_out out;
	int ok;

	prov_out_init(&out);
	prov_out_int(&out, OSSL_PKEY_PARAM_BITS, f->bits);
	prov_out_int(&out, OSSL_PKEY_PARAM_SECURITY_BITS, f->security_bits);
	prov_out_int(&out, OSSL_PKEY_PARAM_MAX_SIZE, f->size);
	if (prov_key_is_eddsa(key))
		prov_out_text(&out, OSSL_PKEY_PARAM_MANDATORY_DIGEST, ""); /* none at all */
	else if (key->has_public)
		prov_out_bytes(&out, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, key->pub, key->pub_len);
	out_pair(&out, key, true);
	ok = prov_out_answer(&out, params);
	prov_out_wipe(&out);
	return ok;
}

static const OSSL_PARAM *ecx_gettable_params(void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_int(OSSL_PKEY_PARAM_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_SECURITY_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_MAX_SIZE, NULL),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_MANDATORY_DIGEST, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, NULL, 0),
		ECX_PAIR,
		OSSL_PARAM_END,
	};

	return gettable;
}

/* A peer's public key comes alone: a private key that was there belongs to another. */
static int ecx_set_params(void *keydata, const OSSL_PARAM params[])
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY);
	struct prov_key *key = keydata;
	const void *data;
	size_t len;

	if (!p || prov_key_is_eddsa(key))
		return 1;
	if (!OSSL_PARAM_get_octet_string_ptr(p, &data, &len) || !prov_ec_set_public(key, data, len))
		return 0;
	OPENSSL_cleanse(key->priv, sizeof(key->priv));
	key->has_private = false;
	return 1;
}

static const OSSL_PARAM *ecx_settable_params(void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, NULL, 0),
		OSSL_PARAM_END,
	};

	return settable;
}

static const OSSL_PARAM *ed_settable_params(void *provctx)
{
	static const OSSL_PARAM settable[] = { OSSL_PARAM_END };

	return settable;
}

/* ---- generation ---- */

struct ecx_gen {
	struct prov_ctx *prov;
	enum prov_key_type type;
	bool empty; /* parameters were asked for, of which there are none */
};

static void *ecx_gen_new(struct prov_ctx *prov, int selection, const OSSL_PARAM params[],
			 enum prov_key_type type)
{
	struct ecx_gen *gen = OPENSSL_zalloc(sizeof(*gen));

	if (!gen)
		return NULL;
	gen->prov = prov;
	gen->type = type;
	gen->empty = !PROV_SELECTS(selection, KEYPAIR);
	if (!ecx_gen_set_params(gen, params)) {
		ecx_gen_cleanup(gen);
		return NULL;
	}
	return gen;
}

static void ecx_gen_cleanup(void *genctx)
{
	OPENSSL_free(genctx);
}

/* libssl names the group also where the type says it all. */
static int ecx_gen_set_params(void *genctx, const OSSL_PARAM params[])
{
	struct ecx_gen *gen = genctx;
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_GROUP_NAME);
	const char *name = p ? prov_param_text(p) : NULL;

	if (!p || (name && OPENSSL_strcasecmp(name, facts[gen->type].name) == 0))
		return 1;
	return prov_raise(gen->prov, PROV_R_BAD_CURVE, "group %s for a key of type %s",
			  name ? name : "without a name", facts[gen->type].name);
}

static const OSSL_PARAM *ecx_gen_settable_params(void *genctx, void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, NULL, 0),
		OSSL_PARAM_END,
	};

	return settable;
}

static void *ecx_gen(void *genctx, OSSL_CALLBACK *cb, void *arg)
{
	struct ecx_gen *gen = genctx;
	struct prov_key *key = prov_key_new(gen->prov, gen->type);

	if (key && !gen->empty && !prov_ec_generate(key)) {
		prov_key_free(key);
		return NULL;
	}
	return key;
}

/* ---- tables ---- */

/* clang-format off */
#define KEYMGMT(TYPE, settable)                                                                    \
	static OSSL_FUNC_keymgmt_gen_init_fn gen_init_##TYPE;                                      \
	static void *gen_init_##TYPE(void *provctx, int selection, const OSSL_PARAM params[])      \
	{                                                                                          \
		return ecx_gen_new(provctx, selection, params, PROV_KEY_##TYPE);                   \
	}                                                                                          \
	static const OSSL_DISPATCH dispatch_##TYPE[] = {                                           \
		PROV_MGMT_COMMON(TYPE),                                                            \
		{ OSSL_FUNC_KEYMGMT_IMPORT, (void (*)(void))prov_ecx_import },                          \
		{ OSSL_FUNC_KEYMGMT_IMPORT_TYPES, (void (*)(void))ecx_types },                     \
		{ OSSL_FUNC_KEYMGMT_EXPORT, (void (*)(void))prov_ecx_export },                          \
		{ OSSL_FUNC_KEYMGMT_EXPORT_TYPES, (void (*)(void))ecx_types },                     \
		{ OSSL_FUNC_KEYMGMT_GET_PARAMS, (void (*)(void))ecx_get_params },                  \
		{ OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, (void (*)(void))ecx_gettable_params },        \
		{ OSSL_FUNC_KEYMGMT_SET_PARAMS, (void (*)(void))ecx_set_params },                  \
		{ OSSL_FUNC_KEYMGMT_SETTABLE_PARAMS, (void (*)(void))(settable) },                 \
		{ OSSL_FUNC_KEYMGMT_GEN_INIT, (void (*)(void))gen_init_##TYPE },                   \
		{ OSSL_FUNC_KEYMGMT_GEN_SET_PARAMS, (void (*)(void))ecx_gen_set_params },          \
		{ OSSL_FUNC_KEYMGMT_GEN_SETTABLE_PARAMS, (void (*)(void))ecx_gen_settable_params },\
		{ OSSL_FUNC_KEYMGMT_GEN, (void (*)(void))ecx_gen },                                \
		{ OSSL_FUNC_KEYMGMT_GEN_CLEANUP, (void (*)(void))ecx_gen_cleanup },                \
		{ 0, NULL }                                                                        \
	};
KEYMGMT(X25519, ecx_settable_params)
KEYMGMT(X448, ecx_settable_params)
KEYMGMT(ED25519, ed_settable_params)
KEYMGMT(ED448, ed_settable_params)
/* clang-format on */

const struct prov_alg prov_ecx_keymgmts[] = {
	PROV_SERVICE(KEY_X25519, dispatch_X25519, "X25519 keys"),
	PROV_SERVICE(KEY_X448, dispatch_X448, "X448 keys"),
	PROV_SERVICE(KEY_ED25519, dispatch_ED25519, "ED25519 keys"),
	PROV_SERVICE(KEY_ED448, dispatch_ED448, "ED448 keys"),
	PROV_LIST_END
};
