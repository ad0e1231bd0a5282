/* SPDX-License-Identifier: Apache-2.0 */
/* ec.h - fills and checks keys of curves, for key managers and decoders. All return 1, or 0 with an
 * error raised. */
#ifndef CMH_PROVIDER_KEYS_EC_H
#define CMH_PROVIDER_KEYS_EC_H

#include <stddef.h>

#include <openssl/bn.h>

#include "key.h"

/* The curve of a Weierstrass key: SM2's for an SM2 key, any other for an EC key. */
int prov_ec_set_curve(struct prov_key *key, const struct cmh_curve_info *curve);

/* The public key: a point in any form of SEC 1, or the bytes of RFC 7748 and RFC 8032. */
int prov_ec_set_public(struct prov_key *key, const void *in, size_t len);

/* The private key: a big-endian number of up to priv_len bytes in the range of the curve, or exactly the
 * bytes of RFC 7748 and RFC 8032. */
int prov_ec_set_private(struct prov_key *key, const void *in, size_t len);

/* Works out the public key from the private one, on the hub. */
int prov_ec_derive_public(struct prov_key *key);

/* A new key pair from the hub. */
int prov_ec_generate(struct prov_key *key);

/* Whether the public key is the private key's. */
int prov_ec_check_pair(const struct prov_key *key);

#endif
