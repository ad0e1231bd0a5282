/* SPDX-License-Identifier: Apache-2.0 */
/* rsa.h - fills and checks RSA keys, for key managers and decoders. All return 1, or 0 with an error
 * raised. */
#ifndef CMH_PROVIDER_KEYS_RSA_H
#define CMH_PROVIDER_KEYS_RSA_H

#include <openssl/bn.h>

#include "key.h"

/* The numbers of a key. What is not there is NULL; of a private key d must be there, and of the rest
 * either p and q or nothing. */
struct prov_rsa_numbers {
	BIGNUM *n, *e, *d, *p, *q, *dp, *dq, *qi;
};

/* Wipes and frees the numbers. */
void prov_rsa_numbers_free(struct prov_rsa_numbers *num);

/* Gives an empty key these numbers; what is missing is worked out. */
int prov_rsa_set(struct prov_key *key, const struct prov_rsa_numbers *num);

/* A new key of the hub. */
int prov_rsa_generate(struct prov_key *key, size_t bits, const BIGNUM *e);

/* Whether the numbers of a key that is complete belong together and its factors are primes. */
int prov_rsa_check_pair(const struct prov_key *key);

/* Strength in bits (SP 800-56B, appendix D, as OpenSSL rounds it). */
int prov_rsa_security_bits(size_t bits);

#endif
