/* SPDX-License-Identifier: Apache-2.0 */
/* curve.h - a Weierstrass curve of the table as libcrypto knows it: what points and parameters need. */
#ifndef CMH_PROVIDER_KEYS_CURVE_H
#define CMH_PROVIDER_KEYS_CURVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/ec.h>

#include <cmh/alg.h>

struct prov_ctx;

struct prov_curve {
	const struct cmh_curve_info *info;
	const char *oid;  /* dotted */
	const char *name; /* as OpenSSL answers: "prime256v1" */
	int nid;          /* NID_undef: libcrypto does not know the curve by name */
	EC_GROUP *group;
	uint8_t order[66]; /* of info->len bytes */
	int order_bits;
};

/* Returns a curve, made when first asked for and kept as long as the provider; NULL with an error
 * raised. Thread-safe. */
const struct prov_curve *prov_curve_get(struct prov_ctx *prov, const struct cmh_curve_info *info);
void prov_curve_free(struct prov_curve *curve);

/* Returns the Weierstrass curve of a name, NULL when there is none; raises nothing. */
const struct cmh_curve_info *prov_curve_find(const char *name);

/* The same for a group without a name: the curve whose parameters are those of group. */
const struct cmh_curve_info *prov_curve_match(struct prov_ctx *prov, const EC_GROUP *group);

/* Decodes a point as SEC 1 writes it, in any form; it must be on the curve and not at infinity.
 * xy: 2 * len bytes. Returns 1, or 0 with nothing raised. */
int prov_curve_decode(const struct prov_curve *curve, const void *in, size_t len, uint8_t *xy,
		      point_conversion_form_t *form);

/* Encodes a point that is on the curve; out: 2 * len + 1 bytes. Returns the length. */
size_t prov_curve_encode(const struct prov_curve *curve, const uint8_t *xy,
			 point_conversion_form_t form, uint8_t *out);

/* Whether 0 < d < order (order - 1 for SM2), in time that does not depend on d, of info->len bytes. */
bool prov_curve_in_range(const struct prov_curve *curve, const uint8_t *d);

#endif
