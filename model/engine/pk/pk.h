/* SPDX-License-Identifier: Apache-2.0 */
/* pk.h - public-key arithmetic on byte strings: what the PKE core computes, without where it comes
 * from.
 *
 * Each call is one job that depends on nothing but its arguments, so an array of them can be put
 * behind the same names later. Numbers are big-endian in the curve's wire length (cmh_curve_clen();
 * points are x then y), EdDSA and X25519/X448 strings as in RFC 8032 and RFC 7748. Inputs must be
 * private copies: they are read more than once. Outputs are written only on success. No secret
 * decides a branch or an address here, and nothing secret outlives a call.
 *
 * Returns 0, or EINVAL: an argument that no key, point or number can be; EIO: the result does not
 * verify, or libcrypto failed; ENOMEM.
 */
#ifndef CMH_MODEL_ENGINE_PK_PK_H
#define CMH_MODEL_ENGINE_PK_PK_H

#include <stddef.h>
#include <stdint.h>

#include "cmh/abi/pke.h"
#include "model/engine/engine.h"

/* ---- rsa.c; lengths in bytes, every number but e has n_len ---- */

struct pk_rsa {
	const uint8_t *n, *e;
	size_t n_len, e_len;
	const uint8_t *d;                      /* or NULL: by the factors, n_len / 2 each */
	const uint8_t *p, *q, *dp, *dq, *qinv; /* dp NULL: all three are computed */
};

int pk_rsa_public(struct engine *engine, const struct pk_rsa *key, const uint8_t *in, uint8_t *out);
/* Checks its own result with e before it leaves. */
int pk_rsa_private(struct engine *engine, const struct pk_rsa *key, const uint8_t *in,
		   uint8_t *out);
/* A new key: n, d of bits / 8 bytes, crt: p, q, dP, dQ, qInv of half that each, or NULL. */
int pk_rsa_generate(struct engine *engine, uint32_t bits, const uint8_t *e, size_t e_len,
		    uint8_t *n, uint8_t *d, uint8_t *crt);

/* ---- ec.c; curves in short Weierstrass form, by CMH_CURVE_* ---- */

/* A new private key, uniform in [1, n - 1]. */
int pk_ec_generate(struct engine *engine, uint32_t curve, uint8_t *d);
int pk_ec_public(struct engine *engine, uint32_t curve, const uint8_t *d, uint8_t *point);
/* d * peer */
int pk_ec_multiply(struct engine *engine, uint32_t curve, const uint8_t *d, const uint8_t *peer,
		   uint8_t *point);
/* The same by x alone: peer and shared are x coordinates. */
int pk_ec_shared(struct engine *engine, uint32_t curve, const uint8_t *d, const uint8_t *peer,
		 uint8_t *shared);
/* EINVAL unless it is a point of the curve. */
int pk_ec_check(struct engine *engine, uint32_t curve, const uint8_t *point);
/* digest: clen bytes, any number. signature: r then s. check: the r that verification arrives
 * at, written as soon as there is one, also when it differs (EIO). */
int pk_ecdsa_sign(struct engine *engine, uint32_t curve, const uint8_t *d, const uint8_t *digest,
		  uint8_t *signature);
int pk_ecdsa_verify(struct engine *engine, uint32_t curve, const uint8_t *point,
		    const uint8_t *digest, const uint8_t *signature, uint8_t *check);

/* ---- sm2.c ---- */

int pk_sm2_sign(struct engine *engine, const uint8_t d[32], const uint8_t digest[32],
		uint8_t signature[64]);
int pk_sm2_verify(struct engine *engine, const uint8_t point[64], const uint8_t digest[32],
		  const uint8_t signature[64], uint8_t check[32]);
/* Z of an identity and its public key. */
int pk_sm2_identity(struct engine *engine, const uint8_t *id, size_t id_len,
		    const uint8_t point[64], uint8_t z[32]);
/* The shared point of a key exchange: own key d and ephemeral key r, the peer's public ones. */
int pk_sm2_exchange(struct engine *engine, const uint8_t d[32], const uint8_t r[32],
		    const uint8_t peer[64], const uint8_t peer_session[64], uint8_t shared[64]);
/* The first len <= 32 bytes of the key derivation of shared, z1, z2. */
int pk_sm2_session(struct engine *engine, const uint8_t shared[64], const uint8_t z1[32],
		   const uint8_t z2[32], uint8_t *key, size_t len);
/* With the point of C1 and the key: C2 (len <= 32 bytes) and C3 from a message, and back. */
int pk_sm2_seal(struct engine *engine, const uint8_t point[64], const uint8_t *message, size_t len,
		uint8_t *c2, uint8_t c3[32]);
int pk_sm2_open(struct engine *engine, const uint8_t point[64], const uint8_t *c2, size_t len,
		const uint8_t c3[32], uint8_t *message);

/* ---- ed.c; curve: CMH_CURVE_25519 or CMH_CURVE_448 ---- */

int pk_ed_public(struct engine *engine, uint32_t curve, const uint8_t *key, uint8_t *public);
int pk_ed_sign(struct engine *engine, uint32_t curve, const uint8_t *key, const uint8_t *message,
	       size_t len, uint8_t *signature);
int pk_ed_verify(struct engine *engine, uint32_t curve, const uint8_t *public,
		 const uint8_t *message, size_t len, const uint8_t *signature);
int pk_x_public(struct engine *engine, uint32_t curve, const uint8_t *key, uint8_t *public);
/* EINVAL for a peer of small order. */
int pk_x_shared(struct engine *engine, uint32_t curve, const uint8_t *key, const uint8_t *peer,
		uint8_t *shared);

#endif
