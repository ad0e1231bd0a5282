// SPDX-License-Identifier: Apache-2.0
/* tls_groups.c - which groups of TLS the hub can do, for libssl.
 *
 * libssl asks all providers, and takes a group from the one whose key manager it would fetch, so that a
 * group which two of them have is not counted twice.
 */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/prov_ssl.h>

#include "curve.h"
#include "prov_ctx.h"

#define ANY 0 /* no highest version */

/* X(name in TLS, number at IANA, curve, key manager, the last version of TLS, and of DTLS) */
#define TLS_GROUPS(X)                                                              \
	X("secp192r1", 19, P192, EC, TLS1_2_VERSION, DTLS1_2_VERSION)              \
	X("P-192", 19, P192, EC, TLS1_2_VERSION, DTLS1_2_VERSION)                  \
	X("secp224r1", 21, P224, EC, TLS1_2_VERSION, DTLS1_2_VERSION)              \
	X("P-224", 21, P224, EC, TLS1_2_VERSION, DTLS1_2_VERSION)                  \
	X("secp256k1", 22, SECP256K1, EC, TLS1_2_VERSION, DTLS1_2_VERSION)         \
	X("secp256r1", 23, P256, EC, ANY, ANY)                                     \
	X("P-256", 23, P256, EC, ANY, ANY)                                         \
	X("secp384r1", 24, P384, EC, ANY, ANY)                                     \
	X("P-384", 24, P384, EC, ANY, ANY)                                         \
	X("secp521r1", 25, P521, EC, ANY, ANY)                                     \
	X("P-521", 25, P521, EC, ANY, ANY)                                         \
	X("brainpoolP256r1", 26, BP256R1, EC, TLS1_2_VERSION, DTLS1_2_VERSION)     \
	X("brainpoolP384r1", 27, BP384R1, EC, TLS1_2_VERSION, DTLS1_2_VERSION)     \
	X("brainpoolP512r1", 28, BP512R1, EC, TLS1_2_VERSION, DTLS1_2_VERSION)     \
	X("x25519", 29, 25519, X25519, ANY, ANY)                                   \
	X("x448", 30, 448, X448, ANY, ANY)

static const struct group {
	const char *name;
	unsigned int id;
	uint32_t curve;
	enum cmh_service key;
	enum cmh_service exchange;
	const char *type;
	int max_tls;
	int max_dtls;
} groups[] = {
#define EXCHANGE_EC     EXCHANGE_ECDH
#define SERVICE_(name)  CMH_SERVICE_##name
#define SERVICE(name)   SERVICE_(name)
#define GROUP(name, id, curve, type, max_tls, max_dtls)                                     \
	{ name, id, CMH_CURVE_##curve, CMH_SERVICE_KEY_##type, SERVICE(EXCHANGE_##type), #type, \
	  max_tls, max_dtls },
	TLS_GROUPS(GROUP)
};

/* The name of the group for its key manager, and its strength. */
static const char *inner_name(struct prov_ctx *prov, const struct group *group, unsigned int *strength)
{
	const struct cmh_curve_info *info = cmh_curve_get(group->curve);
	const struct prov_curve *curve;

	if (info->kind == CMH_CURVE_EDWARDS) {
		*strength = info->bits / 2;
		return group->type;
	}
	curve = prov_curve_get(prov, info);
	*strength = info->bits >= 512 ? 256 : info->bits / 2 < 96 ? 80 : info->bits / 2;
	return curve ? curve->name : NULL;
}

static int tell(struct prov_ctx *prov, const struct group *group, OSSL_CALLBACK *cb, void *arg)
{
	unsigned int id = group->id, strength;
	const char *inner = inner_name(prov, group, &strength);
	int min_tls = TLS1_VERSION, min_dtls = DTLS1_VERSION;
	int max_tls = group->max_tls, max_dtls = group->max_dtls;
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_CAPABILITY_TLS_GROUP_NAME, (char *)group->name,
						 0),
		OSSL_PARAM_construct_utf8_string(OSSL_CAPABILITY_TLS_GROUP_NAME_INTERNAL,
						 (char *)inner, 0),
		OSSL_PARAM_construct_utf8_string(OSSL_CAPABILITY_TLS_GROUP_ALG, (char *)group->type,
						 0),
		OSSL_PARAM_construct_uint(OSSL_CAPABILITY_TLS_GROUP_ID, &id),
		OSSL_PARAM_construct_uint(OSSL_CAPABILITY_TLS_GROUP_SECURITY_BITS, &strength),
		OSSL_PARAM_construct_int(OSSL_CAPABILITY_TLS_GROUP_MIN_TLS, &min_tls),
		OSSL_PARAM_construct_int(OSSL_CAPABILITY_TLS_GROUP_MAX_TLS, &max_tls),
		OSSL_PARAM_construct_int(OSSL_CAPABILITY_TLS_GROUP_MIN_DTLS, &min_dtls),
		OSSL_PARAM_construct_int(OSSL_CAPABILITY_TLS_GROUP_MAX_DTLS, &max_dtls),
		OSSL_PARAM_construct_end(),
	};

	return inner && cb(params, arg);
}

int prov_get_capabilities(void *provctx, const char *capability, OSSL_CALLBACK *cb, void *arg)
{
	struct prov_ctx *prov = provctx;
	const bool always = prov->conf.policy == PROV_POLICY_ALWAYS;
	struct cmh_dev *dev;

	if (OPENSSL_strcasecmp(capability, "TLS-GROUP") != 0)
		return 0;
	dev = always ? NULL : prov_dev(prov);
	if (!always && !dev)
		return 1; /* none */
	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		if (!always && !(cmh_dev_has_service(dev, groups[i].key) &&
				 cmh_dev_has_service(dev, groups[i].exchange)))
			continue;
		if (!tell(prov, &groups[i], cb, arg))
			return 0;
	}
	return 1;
}
