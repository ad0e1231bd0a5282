/* SPDX-License-Identifier: Apache-2.0 */
/* key.h - an asymmetric key: what the key managers make, and what signatures, exchanges and ciphers use.
 *
 * Its parts are the raw strings of cmh/pk.h. A key does not change once it has left its key manager's
 * hands (import, generation, loading), but for parameters that OpenSSL sets on a key without a public
 * part (the encoded public key of a TLS peer); it is counted, and wiped with the last reference.
 */
#ifndef CMH_PROVIDER_KEYS_KEY_H
#define CMH_PROVIDER_KEYS_KEY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/ec.h>

#include <cmh/alg.h>
#include <cmh/pk.h>

struct prov_ctx;

enum prov_key_type {
	PROV_KEY_RSA,
	PROV_KEY_RSA_PSS,
	PROV_KEY_EC, /* any Weierstrass curve but SM2 */
	PROV_KEY_SM2,
	PROV_KEY_X25519,
	PROV_KEY_X448,
	PROV_KEY_ED25519,
	PROV_KEY_ED448,
	PROV_KEY_TYPE_NR
};

#define PROV_EC_LEN_MAX 66u /* of a coordinate or a scalar, and of the strings of the Edwards curves */

/* What an RSA-PSS key allows (RFC 8017, A.2.3); without restriction hash is NULL. Digest names are
 * OpenSSL's primary ones, static. */
struct prov_pss {
	const char *hash;
	const char *mgf1_hash;
	int salt_len; /* the least allowed */
};

struct prov_rsa {
	size_t n_len; /* bytes of the modulus, 0: none yet */
	size_t bits;
	size_t e_len;
	uint8_t n[CMH_RSA_LEN_MAX];
	uint8_t e[CMH_RSA_LEN_MAX];
	uint8_t d[CMH_RSA_LEN_MAX];
	/* p, q, d mod p-1, d mod q-1, 1/q mod p, each of part_len bytes; part_len 0: the key has not these */
	size_t part_len;
	size_t crt_len; /* 5 * part_len if that is what the hub takes, else 0 and d is used */
	uint8_t crt[5 * CMH_RSA_LEN_MAX];
	struct prov_pss pss;
};

/* How a Weierstrass key wants to be written. */
struct prov_ec_style {
	point_conversion_form_t form;       /* of the public key */
	point_conversion_form_t curve_form; /* of the generator among the curve's parameters */
	bool explicit;                /* the curve as its parameters and not by name */
	bool was_explicit;            /* it was read so */
	bool no_seed;                 /* ... and had no seed */
	bool no_public;               /* a private key is written without the public one */
};

struct prov_key {
	struct prov_ctx *prov;
	enum prov_key_type type;
	atomic_int refs;
	bool has_public;
	bool has_private;
	const struct cmh_curve_info *curve; /* NULL: RSA, or no curve set yet */
	size_t pub_len;                     /* of the strings, as cmh/pk.h says: 2 * len, or 32, 57... */
	size_t priv_len;
	uint8_t pub[2 * PROV_EC_LEN_MAX];
	uint8_t priv[PROV_EC_LEN_MAX];
	struct prov_ec_style style;
	struct prov_rsa *rsa; /* NULL but for the RSA types */
};

/* Returns an empty key with one reference, or NULL with an error raised. */
struct prov_key *prov_key_new(struct prov_ctx *prov, enum prov_key_type type);

/* Gives an empty key its curve, and the lengths that belong to it. */
void prov_key_set_curve(struct prov_key *key, const struct cmh_curve_info *curve);

/* Returns a copy that has nothing in common with key but its contents, of those only the public or
 * only the parameters if told so; NULL with an error raised. */
struct prov_key *prov_key_dup(const struct prov_key *key, bool with_public, bool with_private);

/* Takes one more reference. Returns key. */
struct prov_key *prov_key_up(struct prov_key *key);

/* Drops a reference; the last one wipes and frees. NULL is fine. */
void prov_key_free(struct prov_key *key);

static inline bool prov_key_is_rsa(const struct prov_key *key)
{
	return key->type == PROV_KEY_RSA || key->type == PROV_KEY_RSA_PSS;
}

/* Whether it is of a Weierstrass curve. */
static inline bool prov_key_is_ec(const struct prov_key *key)
{
	return key->type == PROV_KEY_EC || key->type == PROV_KEY_SM2;
}

static inline bool prov_key_is_eddsa(const struct prov_key *key)
{
	return key->type == PROV_KEY_ED25519 || key->type == PROV_KEY_ED448;
}

/* The private key as libcmh takes it, of an RSA key the fastest form; points into key. */
struct cmh_key prov_key_private(const struct prov_key *key);

/* The public key of an RSA key as libcmh takes it; points into key. */
struct cmh_rsa prov_key_rsa(const struct prov_key *key);

#endif
