// SPDX-License-Identifier: Apache-2.0
/* pss.c - the restrictions of RSA-PSS keys as parameters. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "mgmt.h"
#include "prov_err.h"
#include "pss.h"

#define SHA1 "SHA1"

const struct prov_pss prov_pss_default = { SHA1, SHA1, 20 };

/* The digests that may stand in a key: OpenSSL's primary name, and all, the OID last. */
static const struct digest {
	const char *primary;
	const char *names;
} digests[] = {
	{ SHA1, SHA1 ":SHA-1:1.3.14.3.2.26" },
	{ "SHA2-224", "SHA2-224:SHA-224:SHA224:2.16.840.1.101.3.4.2.4" },
	{ "SHA2-256", "SHA2-256:SHA-256:SHA256:2.16.840.1.101.3.4.2.1" },
	{ "SHA2-384", "SHA2-384:SHA-384:SHA384:2.16.840.1.101.3.4.2.2" },
	{ "SHA2-512", "SHA2-512:SHA-512:SHA512:2.16.840.1.101.3.4.2.3" },
	{ "SHA2-512/224", "SHA2-512/224:SHA-512/224:SHA512-224:2.16.840.1.101.3.4.2.5" },
	{ "SHA2-512/256", "SHA2-512/256:SHA-512/256:SHA512-256:2.16.840.1.101.3.4.2.6" },
};

static const struct digest *find(const char *name)
{
	const size_t len = strlen(name);
	const char *at;

	for (size_t i = 0; i < sizeof(digests) / sizeof(*digests); i++) {
		for (at = digests[i].names; *at; at += strcspn(at, ":"), at += *at == ':')
			if (len == strcspn(at, ":") && OPENSSL_strncasecmp(at, name, len) == 0)
				return &digests[i];
	}
	return NULL;
}

const char *prov_pss_digest(const char *name)
{
	const struct digest *digest = find(name);

	return digest ? digest->primary : NULL;
}

const char *prov_pss_oid(const char *name)
{
	return strrchr(find(name)->names, ':') + 1;
}

static int set_digest(struct prov_ctx *prov, const OSSL_PARAM *p, const char **out)
{
	const char *name = prov_param_text(p), *digest = name ? prov_pss_digest(name) : NULL;

	if (!digest)
		return prov_raise(prov, PROV_R_BAD_PARAMETER, "%s is %s, no digest for RSA-PSS",
				  p->key, name ? name : "no string");
	*out = digest;
	return 1;
}

int prov_pss_set(struct prov_ctx *prov, struct prov_pss *pss, const OSSL_PARAM params[])
{
	const OSSL_PARAM *md = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_RSA_DIGEST);
	const OSSL_PARAM *mgf = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_RSA_MASKGENFUNC);
	const OSSL_PARAM *mgf1 = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_RSA_MGF1_DIGEST);
	const OSSL_PARAM *salt = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_RSA_PSS_SALTLEN);
	const char *name;

	if (!md && !mgf && !mgf1 && !salt)
		return 1;
	if (!pss->hash)
		*pss = prov_pss_default;
	name = mgf ? prov_param_text(mgf) : NULL;
	if (mgf && (!name || OPENSSL_strcasecmp(name, "MGF1") != 0))
		return prov_raise(prov, PROV_R_BAD_PARAMETER, "%s is not MGF1", mgf->key);
	if (md && !set_digest(prov, md, &pss->hash))
		return 0;
	if (mgf1 && !set_digest(prov, mgf1, &pss->mgf1_hash))
		return 0;
	if (salt && (!OSSL_PARAM_get_int(salt, &pss->salt_len) || pss->salt_len < 0))
		return prov_raise(prov, PROV_R_BAD_PARAMETER, "%s is no length", salt->key);
	return 1;
}

void prov_pss_out(struct prov_out *out, const struct prov_pss *pss)
{
	if (!pss->hash)
		return;
	/* what is the default goes without saying, but something must be said */
	if (strcmp(pss->hash, SHA1) != 0)
		prov_out_text(out, OSSL_PKEY_PARAM_RSA_DIGEST, pss->hash);
	if (strcmp(pss->mgf1_hash, SHA1) != 0)
		prov_out_text(out, OSSL_PKEY_PARAM_RSA_MGF1_DIGEST, pss->mgf1_hash);
	prov_out_int(out, OSSL_PKEY_PARAM_RSA_PSS_SALTLEN, pss->salt_len);
}
