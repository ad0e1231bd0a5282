/* SPDX-License-Identifier: Apache-2.0 */
/* aid.h - AlgorithmIdentifiers of signatures in DER, as X.509 and CMS want them. */
#ifndef CMH_PROVIDER_PK_AID_H
#define CMH_PROVIDER_PK_AID_H

#include "md.h"

#define AID_MAX 128u

/* An AlgorithmIdentifier under construction, written from its end to its beginning. */
struct aid {
	size_t at; /* of the first byte */
	uint8_t der[AID_MAX];
};

/* The identifier of an algorithm without parameters, or with NULL for them. */
void aid_plain(struct aid *aid, const struct prov_oid *oid, bool null_params);

/* RSASSA-PSS with its parameters (RFC 8017, A.2.3); what has its default value is left out. Both
 * digests have a row. */
void aid_pss(struct aid *aid, const struct prov_md_row *hash, const struct prov_md_row *mgf1_hash,
	     size_t salt_len);

static inline size_t aid_len(const struct aid *aid)
{
	return AID_MAX - aid->at;
}

#endif
