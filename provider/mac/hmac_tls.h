/* SPDX-License-Identifier: Apache-2.0 */
/* hmac_tls.h - the HMAC of a TLS record that was decrypted in CBC mode with its padding not yet
 * judged (MAC-then-encrypt, RFC 5246 section 6.2.3.2): how much of the record is text is a secret,
 * which time and addresses must not tell. */
#ifndef CMH_PROVIDER_MAC_HMAC_TLS_H
#define CMH_PROVIDER_MAC_HMAC_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmh/alg.h>

#define HMAC_TLS_HEADER 13u
#define HMAC_TLS_TOTAL_MAX (16384u + 2048u) /* bytes of a record with MAC and padding (RFC 5246, 6.2.3) */
#define HMAC_TLS_MAX    64u /* bytes of a MAC */

/* Whether there is one for the digest. */
bool hmac_tls_has(enum cmh_alg digest);

/* HMAC of the header and text[0..len) to mac, of the digest's length. len is secret; total, the
 * bytes at text with MAC and padding, is not: total - len is one MAC and 1 to 256 bytes of
 * padding. The key is at most a block of the digest long. Returns false for lengths that do not
 * fit. */
bool hmac_tls(enum cmh_alg digest, const uint8_t *key, size_t key_len,
	      const uint8_t header[HMAC_TLS_HEADER], const uint8_t *text, size_t len, size_t total,
	      uint8_t *mac);

#endif
