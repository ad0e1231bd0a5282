/* SPDX-License-Identifier: Apache-2.0 */
/* pss.h - what an RSA-PSS key restricts its use to. */
#ifndef CMH_PROVIDER_KEYS_PSS_H
#define CMH_PROVIDER_KEYS_PSS_H

#include <openssl/core.h>

#include "key.h"
#include "out.h"

/* Returns OpenSSL's primary name of a digest that PSS knows, static, or NULL. */
const char *prov_pss_digest(const char *name);

/* The OID of a digest, dotted, by a name that prov_pss_digest() returned. */
const char *prov_pss_oid(const char *name);

/* The restriction that says nothing: SHA-1, MGF1 with SHA-1, salts of 20 bytes (RFC 8017, A.2.3). */
extern const struct prov_pss prov_pss_default;

/* Takes the restrictions among the parameters; those not named are the default's, once there is one.
 * Returns 1, or 0 with an error raised. */
int prov_pss_set(struct prov_ctx *prov, struct prov_pss *pss, const OSSL_PARAM params[]);

void prov_pss_out(struct prov_out *out, const struct prov_pss *pss);

#endif
