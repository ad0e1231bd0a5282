/* SPDX-License-Identifier: Apache-2.0 */
/* keccak.h - the Keccak-f[1600] permutation and the sponge around it, for SHA-3 and SHAKE.
 *
 * A sponge is its 25 lanes and a position inside the rate; input goes straight into the lanes, so
 * there is no block buffer. All of it takes the same time for the same lengths, whatever the data.
 */
#ifndef CMH_MODEL_ENGINE_KECCAK_H
#define CMH_MODEL_ENGINE_KECCAK_H

#include <stddef.h>
#include <stdint.h>

#define KECCAK_LANES    25
#define KECCAK_RATE_MAX 168

/* Domain bits with the first padding bit, as FIPS 202 appends them. */
#define KECCAK_PAD_SHA3   0x06
#define KECCAK_PAD_SHAKE  0x1f
#define KECCAK_PAD_CSHAKE 0x04 /* SP 800-185 */

void keccak_f1600(uint64_t lane[KECCAK_LANES]);

/* Takes len bytes in at position *pos (0 <= *pos < rate). rate: a multiple of 8, at most
 * KECCAK_RATE_MAX. */
void keccak_absorb(uint64_t lane[KECCAK_LANES], size_t rate, size_t *pos, const uint8_t *in,
		   size_t len);
/* Ends the input. Afterwards *pos is rate: the first squeeze permutes. */
void keccak_pad(uint64_t lane[KECCAK_LANES], size_t rate, size_t *pos, uint8_t pad);
/* Gives the next len bytes of output; *pos counts what was taken of the current block, rate: all
 * of it. */
void keccak_squeeze(uint64_t lane[KECCAK_LANES], size_t rate, size_t *pos, uint8_t *out,
		    size_t len);

#endif
