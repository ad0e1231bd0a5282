/* SPDX-License-Identifier: Apache-2.0 */
/* speed_pk.h - the public-key operations that cmh speed measures: their names, what one needs, and the
 * request itself.
 */
#ifndef TOOLS_SPEED_PK_H
#define TOOLS_SPEED_PK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmh/cmh.h>

enum speed_pk_kind {
	SPEED_PK_NONE, /* no public-key operation */
	SPEED_RSA_PUBLIC,
	SPEED_RSA_PRIVATE,
	SPEED_ECDSA_SIGN,
	SPEED_ECDSA_VERIFY,
	SPEED_ECDH,
	SPEED_EDDSA_SIGN,
	SPEED_EDDSA_VERIFY,
	SPEED_SM2_SIGN,
	SPEED_SM2_VERIFY,
	SPEED_SM2_ENCRYPT,
	SPEED_SM2_DECRYPT,
};

struct speed_pk {
	enum speed_pk_kind kind;
	uint32_t curve;
	char name[40];
};

/* Most bytes that a request writes. */
#define SPEED_PK_OUT_MAX 256u

/* Keys and inputs of one operation: the same for all of its requests. */
struct speed_pk_work {
	const struct speed_pk *pk;
	struct cmh_key key;
	struct cmh_rsa rsa;
	size_t in_len;
	uint8_t priv[640], pub[256], in[256]; /* of an RSA key of 2048 bits */
	uint8_t sig[160]; /* P-521's has 132 bytes; or an SM2 ciphertext */
};

/* Fills pk with operation i, counted from 0. Returns false behind the last. */
bool speed_pk_at(size_t i, struct speed_pk *pk);

/* Returns the name of operation i in static storage, or NULL behind the last. */
const char *speed_pk_name(size_t i);

/* Fills pk with the operation called name. Returns false when there is none. */
bool speed_pk_find(const char *name, struct speed_pk *pk);

/* Makes keys and inputs with the device's help. Returns 0 or what the library returned. */
int speed_pk_set_up(struct cmh_dev *dev, const struct speed_pk *pk, struct speed_pk_work *work);

/* Prepares a request that writes up to SPEED_PK_OUT_MAX bytes to out. */
void speed_pk_prep(const struct speed_pk_work *work, struct cmh_sqe *sqe, uint8_t *out);

#endif
