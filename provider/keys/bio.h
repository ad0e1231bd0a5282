/* SPDX-License-Identifier: Apache-2.0 */
/* bio.h - the core's BIOs as libcrypto's, and DER out of them. */
#ifndef CMH_PROVIDER_KEYS_BIO_H
#define CMH_PROVIDER_KEYS_BIO_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/bio.h>
#include <openssl/core.h>

struct prov_ctx;

#define PROV_DER_MAX 65536u /* bytes of a key, far more than the longest */

/* Returns a BIO that reads from and writes to the core's and keeps it alive; NULL with an error
 * raised. */
BIO *prov_bio_new(struct prov_ctx *prov, OSSL_CORE_BIO *core);

/* Reads one SEQUENCE or OBJECT IDENTIFIER (a curve) of DER, of at most max bytes of contents, and nothing
 * behind it. Returns its length and stores it in new memory, or 0: there is none, or it is longer or cut
 * off. Raises nothing. */
size_t prov_bio_read_der(BIO *bio, size_t max, uint8_t **der);

#endif
