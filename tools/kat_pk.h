/* SPDX-License-Identifier: Apache-2.0 */
/* kat_pk.h - known answers of the PKE core, as the standards print them. Bytes are hexadecimal digits;
 * NULL is what an answer does without.
 */
#ifndef TOOLS_KAT_PK_H
#define TOOLS_KAT_PK_H

#include <stddef.h>
#include <stdint.h>

enum kat_pk_kind {
	KAT_PK_NONE, /* ends a table */
	KAT_PK_RSA,
	KAT_PK_ECDSA,
	KAT_PK_ECDH, /* X25519 and X448 too */
	KAT_PK_EDDSA,
	KAT_PK_SM2_SIGN,
	KAT_PK_SM2_CRYPT,
	KAT_PK_SM2_EXCHANGE,
	KAT_PK_KINDS,
};

struct kat_pk {
	enum kat_pk_kind kind;
	const char *name; /* of the item of cmh selftest; several answers may share it */
	const char *source;
	uint32_t curve;
	const char *key;  /* private: d; 32 bytes of SM2 */
	const char *pub;  /* its public key; RSA: the modulus */
	const char *in;   /* what is signed, encrypted or, of RSA, raised to d */
	const char *out;  /* signature, ciphertext, secret; ECDSA NULL: none is known */
	const char *crt;  /* RSA: p, q, dP, dQ, qInv */
	const char *peer; /* public key of the other side */
	const char *z;    /* SM2: Z of the identity; of an exchange, of who began */
	const char *z_responder;  /* of an exchange: Z of the other side */
	const char *session;      /* of an exchange: own ephemeral private key */
	const char *peer_session; /* of an exchange: the peer's ephemeral public key */
};

extern const struct kat_pk kat_pks[];

/* Most bytes in any field. */
#define KAT_PK_BYTES_MAX 640

/* The public exponent of all RSA keys here, and the identity of all Z, but for those of an exchange. */
#define KAT_PK_RSA_E  { 1, 0, 1 }
#define KAT_PK_SM2_ID "1234567812345678"

#endif
