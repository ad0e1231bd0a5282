/* SPDX-License-Identifier: Apache-2.0 */
/* poly1305.h - Poly1305 (RFC 8439 section 2.5), the part of a ChaCha20-Poly1305 stream that the
 * host does, and of messages longer than the hub takes. */
#ifndef CMH_LIB_OP_POLY1305_H
#define CMH_LIB_OP_POLY1305_H

#include <stddef.h>
#include <stdint.h>

/* Secret; the caller wipes it. Plain data, may be copied. */
struct poly1305 {
	uint32_t r[5]; /* limbs of 26 bits */
	uint32_t h[5];
	uint8_t s[16];
	uint8_t part[16];
	uint32_t fill; /* bytes in part */
};

void poly1305_init(struct poly1305 *p, const uint8_t key[32]);
void poly1305_update(struct poly1305 *p, const void *in, size_t len);
/* Zeros up to a whole block, as the AEAD has them behind AAD and text. */
void poly1305_pad(struct poly1305 *p);
void poly1305_final(struct poly1305 *p, uint8_t tag[16]);

#endif
