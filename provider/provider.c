// SPDX-License-Identifier: Apache-2.0
/* provider.c - entry of the OpenSSL provider "cmh": set-up, teardown, what it offers. */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/provider.h>

#include <cmh/version.h>

#include "prov_conf.h"
#include "prov_ctx.h"
#include "prov_err.h"
#include "selftest.h"

static OSSL_FUNC_provider_teardown_fn prov_teardown;
static OSSL_FUNC_provider_gettable_params_fn prov_gettable_params;
static OSSL_FUNC_provider_get_params_fn prov_get_params;
static OSSL_FUNC_provider_query_operation_fn prov_query;
static OSSL_FUNC_provider_get_reason_strings_fn prov_get_reason_strings;
static OSSL_FUNC_provider_self_test_fn prov_self_test;

static const struct prov_alg *const rows_of[PROV_LIST_NR][8] = {
	[PROV_LIST_DIGESTS] = { prov_digests },
	[PROV_LIST_CIPHERS] = { prov_block_ciphers, prov_stream_ciphers, prov_xts, prov_wrap,
				prov_gcm, prov_ccm, prov_chacha },
	[PROV_LIST_MACS] = { prov_macs, prov_kmacs, prov_gmacs },
	[PROV_LIST_KDFS] = { prov_kdfs },
	[PROV_LIST_RANDS] = { prov_rands },
	[PROV_LIST_KEYMGMTS] = { prov_rsa_keymgmts, prov_ec_keymgmts, prov_ecx_keymgmts,
				 prov_mac_keys },
	[PROV_LIST_SIGNATURES] = { prov_sign_rsa, prov_sign_ecdsa, prov_sign_sm2, prov_sign_ed,
				   prov_mac_signatures },
	[PROV_LIST_EXCHANGES] = { prov_exchanges },
	[PROV_LIST_ASYM_CIPHERS] = { prov_crypt_rsa, prov_crypt_sm2 },
	[PROV_LIST_ENCODERS] = { prov_encoders },
	[PROV_LIST_DECODERS] = { prov_der_decoders, prov_decoders },
	[PROV_LIST_STORES] = { prov_stores },
};

static bool row_ends(const struct prov_alg *row)
{
	return row->alg == CMH_ALG_NONE && row->service == CMH_SERVICE_NONE;
}

static bool row_fits(const struct prov_alg *row, struct cmh_dev *dev)
{
	if (row->service != CMH_SERVICE_NONE)
		return cmh_dev_has_service(dev, row->service);
	return cmh_dev_has(dev, row->alg);
}

static OSSL_ALGORITHM row_def(const struct prov_alg *row)
{
	OSSL_ALGORITHM def = row->def;

	if (!def.algorithm_names)
		def.algorithm_names = row->service != CMH_SERVICE_NONE ?
					      cmh_service_get(row->service)->names :
					      cmh_alg_get(row->alg)->names;
	return def;
}

/* The rows of a list that the policy and the device allow, in new memory. */
static OSSL_ALGORITHM *list_new(struct prov_ctx *prov, enum prov_list list)
{
	const bool always = prov->conf.policy == PROV_POLICY_ALWAYS;
	struct cmh_dev *dev = always ? NULL : prov_dev(prov);
	const struct prov_alg *const *rows;
	const struct prov_alg *row;
	OSSL_ALGORITHM *defs;
	size_t nr = 0;

	if (!always && !dev)
		return NULL;
	for (rows = rows_of[list]; *rows; rows++)
		for (row = *rows; !row_ends(row); row++)
			nr++;
	defs = OPENSSL_zalloc((nr + 1) * sizeof(*defs));
	if (!defs)
		return NULL;
	nr = 0;
	for (rows = rows_of[list]; *rows; rows++)
		for (row = *rows; !row_ends(row); row++)
			if (always || row_fits(row, dev))
				defs[nr++] = row_def(row);
	return defs;
}

/* What is offered is settled by the first question and never changes. */
static const OSSL_ALGORITHM *offer(struct prov_ctx *prov, enum prov_list list)
{
	const OSSL_ALGORITHM *offered = atomic_load(&prov->offered[list]);
	OSSL_ALGORITHM *mine;

	if (offered)
		return offered;
	mine = list_new(prov, list);
	if (!mine)
		return NULL;
	if (atomic_compare_exchange_strong(&prov->offered[list], &offered, mine))
		return mine;
	OPENSSL_free(mine); /* another thread was first */
	return offered;
}

/* OpenSSL takes its generator from the first provider that has one, before it looks at properties. So
 * ours is for those who asked, and where there is no other. Asking the core is safe here: it holds no
 * lock during a query. */
static bool random_wanted(struct prov_ctx *prov)
{
	OSSL_LIB_CTX *libctx = prov_libctx(prov);

	if (prov->conf.random != PROV_RANDOM_AUTO)
		return prov->conf.random == PROV_RANDOM_YES;
	return prov_libctx_is_ours(prov) && !OSSL_PROVIDER_available(libctx, "default") &&
	       !OSSL_PROVIDER_available(libctx, "fips");
}

static const OSSL_ALGORITHM *prov_query(void *provctx, int operation, int *no_cache)
{
	struct prov_ctx *prov = provctx;

	*no_cache = 0;
	switch (operation) {
	case OSSL_OP_DIGEST: return offer(prov, PROV_LIST_DIGESTS);
	case OSSL_OP_CIPHER: return offer(prov, PROV_LIST_CIPHERS);
	case OSSL_OP_MAC: return offer(prov, PROV_LIST_MACS);
	case OSSL_OP_KDF: return offer(prov, PROV_LIST_KDFS);
	case OSSL_OP_RAND: return random_wanted(prov) ? offer(prov, PROV_LIST_RANDS) : NULL;
	case OSSL_OP_KEYMGMT: return offer(prov, PROV_LIST_KEYMGMTS);
	case OSSL_OP_SIGNATURE: return offer(prov, PROV_LIST_SIGNATURES);
	case OSSL_OP_KEYEXCH: return offer(prov, PROV_LIST_EXCHANGES);
	case OSSL_OP_ASYM_CIPHER: return offer(prov, PROV_LIST_ASYM_CIPHERS);
	case OSSL_OP_ENCODER: return offer(prov, PROV_LIST_ENCODERS);
	case OSSL_OP_DECODER: return offer(prov, PROV_LIST_DECODERS);
	case OSSL_OP_STORE: return offer(prov, PROV_LIST_STORES);
	default: return NULL;
	}
}

static const OSSL_PARAM *prov_gettable_params(void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_utf8_ptr(OSSL_PROV_PARAM_NAME, NULL, 0),
		OSSL_PARAM_utf8_ptr(OSSL_PROV_PARAM_VERSION, NULL, 0),
		OSSL_PARAM_utf8_ptr(OSSL_PROV_PARAM_BUILDINFO, NULL, 0),
		OSSL_PARAM_int(OSSL_PROV_PARAM_STATUS, NULL),
		OSSL_PARAM_END,
	};

	return gettable;
}

static int prov_get_params(void *provctx, OSSL_PARAM params[])
{
	struct prov_ctx *prov = provctx;
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_PROV_PARAM_NAME);
	if (p && !OSSL_PARAM_set_utf8_ptr(p, "CryptoManager Hub"))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_PROV_PARAM_VERSION);
	if (p && !OSSL_PARAM_set_utf8_ptr(p, cmh_version()))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_PROV_PARAM_BUILDINFO);
	if (p && !OSSL_PARAM_set_utf8_ptr(p, PACKAGE_STRING))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_PROV_PARAM_STATUS);
	if (p && !OSSL_PARAM_set_int(p, !atomic_load(&prov->broken)))
		return 0;
	return 1;
}

static const OSSL_ITEM *prov_get_reason_strings(void *provctx)
{
	return prov_reason_strings;
}

static int prov_self_test(void *provctx)
{
	struct prov_ctx *prov = provctx;
	struct cmh_dev *dev = prov_dev(prov);

	return dev && prov_selftest(prov, dev);
}

static void prov_teardown(void *provctx)
{
	struct prov_ctx *prov = provctx;

	prov_ctx_fini(prov);
	OPENSSL_free(prov);
}

static const OSSL_DISPATCH prov_dispatch[] = {
	{ OSSL_FUNC_PROVIDER_TEARDOWN, (void (*)(void))prov_teardown },
	{ OSSL_FUNC_PROVIDER_GETTABLE_PARAMS, (void (*)(void))prov_gettable_params },
	{ OSSL_FUNC_PROVIDER_GET_PARAMS, (void (*)(void))prov_get_params },
	{ OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))prov_query },
	{ OSSL_FUNC_PROVIDER_GET_REASON_STRINGS, (void (*)(void))prov_get_reason_strings },
	{ OSSL_FUNC_PROVIDER_GET_CAPABILITIES, (void (*)(void))prov_get_capabilities },
	{ OSSL_FUNC_PROVIDER_SELF_TEST, (void (*)(void))prov_self_test },
	{ 0, NULL }
};

static void take_upcalls(struct prov_upcalls *up, const OSSL_DISPATCH *in)
{
	for (; in->function_id; in++) {
		switch (in->function_id) {
		case OSSL_FUNC_CORE_GET_PARAMS:
			up->get_params = OSSL_FUNC_core_get_params(in);
			break;
		case OSSL_FUNC_CORE_GET_LIBCTX:
			up->get_libctx = OSSL_FUNC_core_get_libctx(in);
			break;
		case OSSL_FUNC_CORE_NEW_ERROR: up->new_error = OSSL_FUNC_core_new_error(in); break;
		case OSSL_FUNC_CORE_SET_ERROR_DEBUG:
			up->set_error_debug = OSSL_FUNC_core_set_error_debug(in);
			break;
		case OSSL_FUNC_CORE_VSET_ERROR:
			up->vset_error = OSSL_FUNC_core_vset_error(in);
			break;
		case OSSL_FUNC_BIO_READ_EX: up->bio_read_ex = OSSL_FUNC_BIO_read_ex(in); break;
		case OSSL_FUNC_BIO_WRITE_EX: up->bio_write_ex = OSSL_FUNC_BIO_write_ex(in); break;
		case OSSL_FUNC_BIO_GETS: up->bio_gets = OSSL_FUNC_BIO_gets(in); break;
		case OSSL_FUNC_BIO_CTRL: up->bio_ctrl = OSSL_FUNC_BIO_ctrl(in); break;
		case OSSL_FUNC_BIO_UP_REF: up->bio_up_ref = OSSL_FUNC_BIO_up_ref(in); break;
		case OSSL_FUNC_BIO_FREE: up->bio_free = OSSL_FUNC_BIO_free(in); break;
		case OSSL_FUNC_SELF_TEST_CB: up->self_test_cb = OSSL_FUNC_self_test_cb(in); break;
		}
	}
}

CMH_API OSSL_provider_init_fn OSSL_provider_init;

int OSSL_provider_init(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in,
		       const OSSL_DISPATCH **out, void **provctx)
{
	struct prov_ctx *prov = OPENSSL_zalloc(sizeof(*prov));

	if (!prov)
		return 0;
	prov->core = handle;
	take_upcalls(&prov->up, in);
	if (!prov_conf_read(prov)) {
		prov_teardown(prov);
		return 0;
	}
	*provctx = prov;
	*out = prov_dispatch;
	return 1;
}
