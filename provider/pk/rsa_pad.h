/* SPDX-License-Identifier: Apache-2.0 */
/* rsa_pad.h - paddings of RSA that need no digest (RFC 8017, RFC 5246).
 *
 * What is removed here was decrypted and may be an attacker's: time and memory accesses depend on
 * lengths only, never on the bytes, up to the one answer whether all was well. That answer is a mask
 * of ct.h: all ones or zeros. Blocks are em[0..k), k at most RSA_BLOCK_MAX.
 */
#ifndef CMH_PROVIDER_PK_RSA_PAD_H
#define CMH_PROVIDER_PK_RSA_PAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RSA_BLOCK_MAX  512u
#define RSA_PKCS1_MARGIN 11u /* a message of PKCS#1 v1.5 is shorter by this than its block */
#define TLS_PREMASTER  48u

/* 00 01 FF.. 00 head msg: for signatures. Returns false when it does not fit. */
bool rsa_pad_type1(uint8_t *em, size_t k, const uint8_t *head, size_t head_len, const uint8_t *msg,
		   size_t len);

/* The message of a block of type 1, which is public. Returns false when it is none. */
bool rsa_unpad_type1(const uint8_t *em, size_t k, const uint8_t **msg, size_t *len);

/* 00 02 random 00 msg: for encryption. The bytes from em + 2 on are random already, and none of them
 * is 0. msg has at most k - RSA_PKCS1_MARGIN bytes. */
void rsa_pad_type2(uint8_t *em, size_t k, const uint8_t *msg, size_t len);

/* Copies the message of a block of type 2 to out and its length to *len; writes out_size bytes, or k
 * if that is less. Wrong padding, and a message that is longer than out_size: zeros, and no bits. */
size_t rsa_unpad_type2(const uint8_t *em, size_t k, uint8_t *out, size_t out_size, size_t *len);

/* The premaster secret in a block of type 2. When the padding is wrong, or the secret does not begin
 * with the version (or alt_version, if that is not 0), it is decoy's (RFC 5246, 7.4.7.1). k is at
 * least TLS_PREMASTER + RSA_PKCS1_MARGIN. */
void rsa_unpad_tls(const uint8_t *em, size_t k, unsigned int version, unsigned int alt_version,
		   const uint8_t decoy[TLS_PREMASTER], uint8_t out[TLS_PREMASTER]);

/* The message of EME-OAEP (RFC 8017, 7.1.2), once its masks are off: first is the block's first byte,
 * db = hash || 00.. 01 || message. Answers as rsa_unpad_type2(); writes at most db_len bytes. */
size_t rsa_unpad_oaep(uint8_t first, const uint8_t *db, size_t db_len, const uint8_t *hash,
		      size_t hash_len, uint8_t *out, size_t out_size, size_t *len);

#endif
