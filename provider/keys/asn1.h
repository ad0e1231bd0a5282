/* SPDX-License-Identifier: Apache-2.0 */
/* asn1.h - keys as DER: SubjectPublicKeyInfo (RFC 5280), PrivateKeyInfo (RFC 5208), and the structures
 * of RSA (RFC 8017), of elliptic curves (RFC 5915) and of RFC 8410 inside.
 *
 * Encoders return the length and store new memory, which holds secrets if the key does; 0 with an error
 * raised. Decoders want all of the bytes to be used. They return a key; NULL with nothing raised when
 * the bytes are something else, and with an error raised when they are a bad key of the type.
 */
#ifndef CMH_PROVIDER_KEYS_ASN1_H
#define CMH_PROVIDER_KEYS_ASN1_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/asn1.h>
#include <openssl/x509.h>

#include "key.h"

struct prov_curve;

/* ---- whole structures: asn1.c ---- */

size_t prov_der_spki(const struct prov_key *key, uint8_t **der);
PKCS8_PRIV_KEY_INFO *prov_der_pkcs8(const struct prov_key *key);

struct prov_key *prov_der_read_spki(struct prov_ctx *prov, enum prov_key_type type, const uint8_t *der,
				    size_t len);
struct prov_key *prov_der_read_pkcs8(struct prov_ctx *prov, enum prov_key_type type,
				     const uint8_t *der, size_t len);

/* The type of key in a SubjectPublicKeyInfo as OpenSSL names it, new memory; NULL: it is none. */
char *prov_der_spki_type(struct prov_ctx *prov, const uint8_t *der, size_t len);

/* The structures of one type alone, as in "RSA PRIVATE KEY". */
size_t prov_der_private(const struct prov_key *key, uint8_t **der);
size_t prov_der_public(const struct prov_key *key, uint8_t **der);
size_t prov_der_params(const struct prov_key *key, uint8_t **der);
struct prov_key *prov_der_read_private(struct prov_ctx *prov, enum prov_key_type type,
				       const uint8_t *der, size_t len);
struct prov_key *prov_der_read_public(struct prov_ctx *prov, enum prov_key_type type,
				      const uint8_t *der, size_t len);
struct prov_key *prov_der_read_params(struct prov_ctx *prov, enum prov_key_type type,
				      const uint8_t *der, size_t len);

/* ---- what is inside; the readers fill key and return 1, 0 raised, or -1: something else ---- */

size_t prov_rsa_der_public(const struct prov_key *key, uint8_t **der); /* asn1_rsa.c */
size_t prov_rsa_der_private(const struct prov_key *key, uint8_t **der);
int prov_rsa_read_public(struct prov_key *key, const uint8_t *der, size_t len);
int prov_rsa_read_private(struct prov_key *key, const uint8_t *der, size_t len);
/* The restrictions of RSA-PSS, NULL: none. */
int prov_pss_to_asn1(const struct prov_key *key, ASN1_STRING **out);
int prov_pss_read(struct prov_key *key, const ASN1_STRING *in);

size_t prov_ec_der_private(const struct prov_key *key, bool with_curve, uint8_t **der); /* asn1_ec.c */
int prov_ec_read_private(struct prov_key *key, const uint8_t *der, size_t len);
/* A curve by name or by parameters. The reader answers -1 also for SM2 when EC is wanted, and the other
 * way round. */
ASN1_TYPE *prov_ec_to_asn1(const struct prov_key *key);
int prov_ec_read_curve(struct prov_key *key, const ASN1_TYPE *in);

#endif
