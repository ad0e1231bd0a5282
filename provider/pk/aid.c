// SPDX-License-Identifier: Apache-2.0
/* aid.c - AlgorithmIdentifiers of signatures. All of them are shorter than 128 bytes, so that each
 * length is one byte. */
#include <string.h>

#include "aid.h"

#define TAG_INTEGER  0x02
#define TAG_NULL     0x05
#define TAG_OID      0x06
#define TAG_SEQUENCE 0x30
#define TAG_EXPLICIT 0xa0

#define PSS_DEFAULT_SALT 20u

static const struct prov_oid oid_pss = {
	9, { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a } /* 1.2.840.113549.1.1.10 */
};
static const struct prov_oid oid_mgf1 = {
	9, { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08 } /* 1.2.840.113549.1.1.8 */
};

static void put(struct aid *aid, const void *bytes, size_t len)
{
	aid->at -= len;
	memcpy(aid->der + aid->at, bytes, len);
}

/* Puts a tag and a length before everything that stands before the old beginning `end`. */
static void wrap(struct aid *aid, uint8_t tag, size_t end)
{
	const uint8_t head[] = { tag, (uint8_t)(end - aid->at) };

	put(aid, head, sizeof(head));
}

static void put_oid(struct aid *aid, const struct prov_oid *oid)
{
	const size_t end = aid->at;

	put(aid, oid->der, oid->len);
	wrap(aid, TAG_OID, end);
}

static void put_plain(struct aid *aid, const struct prov_oid *oid, bool null_params)
{
	const size_t end = aid->at;

	if (null_params)
		wrap(aid, TAG_NULL, end);
	put_oid(aid, oid);
	wrap(aid, TAG_SEQUENCE, end);
}

void aid_plain(struct aid *aid, const struct prov_oid *oid, bool null_params)
{
	aid->at = AID_MAX;
	put_plain(aid, oid, null_params);
}

static bool is_default(const struct prov_md_row *row)
{
	return strcmp(row->name, "SHA1") == 0;
}

static void put_salt_len(struct aid *aid, size_t salt_len)
{
	const size_t end = aid->at;
	const uint8_t be[] = { (uint8_t)(salt_len >> 8), (uint8_t)salt_len };
	const size_t skip = salt_len < 0x80; /* a leading 1 bit would be a sign */

	put(aid, be + skip, sizeof(be) - skip);
	wrap(aid, TAG_INTEGER, end);
	wrap(aid, TAG_EXPLICIT + 2, end);
}

void aid_pss(struct aid *aid, const struct prov_md_row *hash, const struct prov_md_row *mgf1_hash,
	     size_t salt_len)
{
	size_t end;

	aid->at = AID_MAX;
	if (salt_len != PSS_DEFAULT_SALT)
		put_salt_len(aid, salt_len);
	if (!is_default(mgf1_hash)) {
		end = aid->at;
		put_plain(aid, &mgf1_hash->oid, true);
		put_oid(aid, &oid_mgf1);
		wrap(aid, TAG_SEQUENCE, end);
		wrap(aid, TAG_EXPLICIT + 1, end);
	}
	if (!is_default(hash)) {
		end = aid->at;
		put_plain(aid, &hash->oid, true);
		wrap(aid, TAG_EXPLICIT, end);
	}
	wrap(aid, TAG_SEQUENCE, AID_MAX);
	put_oid(aid, &oid_pss);
	wrap(aid, TAG_SEQUENCE, AID_MAX);
}
