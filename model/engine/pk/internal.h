/* SPDX-License-Identifier: Apache-2.0 */
/* internal.h - what the files of pk/ share: curves made once per engine, and numbers of
 * libcrypto. */
#ifndef CMH_MODEL_ENGINE_PK_INTERNAL_H
#define CMH_MODEL_ENGINE_PK_INTERNAL_H

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdbool.h>

#include "model/engine/internal.h"
#include "model/engine/pk/pk.h"

/* A curve in use. */
struct pk_curve {
	uint32_t id;
	size_t len; /* cmh_curve_clen() */
	EC_GROUP *group;
	EC_KEY *key; /* for signing; holds no secret between calls */
	const BIGNUM *order;
	BN_MONT_CTX *mont;     /* arithmetic modulo the order */
	BIGNUM *order_minus_2; /* the exponent that inverts */
	uint8_t order_bytes[CMH_CLEN_MAX];
};

struct pk_cache {
	struct pk_curve *curve[CMH_CURVE_448 + 1];
	EVP_MD *sm3;
};

/* The curve, made now when it is the first use. NULL: no such curve (*err EINVAL) or no memory. */
struct pk_curve *pk_curve_get(struct engine *engine, uint32_t id, int *err);
EVP_MD *pk_sm3(struct engine *engine);

/* Is it in [1, bound - 1]? All of one length; takes the same time for any value. */
bool pk_in_range(const uint8_t *number, const uint8_t *bound, size_t len);

/* A number for secrets: constant-time flag set, to be freed with BN_clear_free(). NULL: no
 * memory. */
BIGNUM *pk_secret(const uint8_t *bytes, size_t len);

/* Reads a point and checks that it is one of the curve's, not infinity. 0, EINVAL, ENOMEM. */
int pk_point_get(const struct pk_curve *curve, const uint8_t *bytes, EC_POINT **out, BN_CTX *bn);
/* Writes x and, unless NULL, y. 0, or EINVAL for infinity. */
int pk_point_put(const struct pk_curve *curve, const EC_POINT *point, uint8_t *x, uint8_t *y,
		 BN_CTX *bn);

#endif
