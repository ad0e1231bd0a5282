/* SPDX-License-Identifier: Apache-2.0 */
/* cbc_pad.h - the paddings of block ciphers: PKCS#7, and that of TLS records.
 *
 * What is removed here was decrypted and may be an attacker's: time and memory accesses depend on
 * lengths only, never on the bytes, up to the one answer whether all was well.
 */
#ifndef CMH_PROVIDER_CIPHER_CBC_PAD_H
#define CMH_PROVIDER_CIPHER_CBC_PAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AES_BLOCK   16u
#define TLS_MAC_MAX 64u

/* Fills block from used on. */
void pkcs7_pad(uint8_t block[AES_BLOCK], size_t used);

/* Returns whether the padding of the last block is well-formed, and then the bytes before it in
 * *used. */
bool pkcs7_unpad(const uint8_t block[AES_BLOCK], size_t *used);

/* A record of a TLS CBC cipher suite (RFC 5246, 6.2.3.2), decrypted, without explicit IV: content,
 * MAC of mac_len bytes, padding, padding length. Stores the content's length in *len and copies the
 * MAC to mac. When the padding is wrong, the MAC is taken from decoy instead, so that the
 * comparison that follows fails as it would for a wrong MAC. Returns false, publicly, only for a
 * record too short to be one, or for wrong padding when there is no MAC to hide it in
 * (encrypt-then-MAC). */
bool tls_unpad(const uint8_t *rec, size_t *len, uint8_t *mac, size_t mac_len, const uint8_t *decoy);

#endif
