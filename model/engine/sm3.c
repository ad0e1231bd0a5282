// SPDX-License-Identifier: Apache-2.0
/* sm3.c - the compression function of SM3 (GB/T 32905-2016): additions, rotations and logic
 * only. */
#include <string.h>

#include "cmh/abi/codec.h"
#include "model/engine/hash.h"

#define BLOCK 64

static inline uint32_t rotl(uint32_t x, unsigned int n)
{
	return x << (n & 31) | x >> (-n & 31);
}

static inline uint32_t p0(uint32_t x)
{
	return x ^ rotl(x, 9) ^ rotl(x, 17);
}

static inline uint32_t p1(uint32_t x)
{
	return x ^ rotl(x, 15) ^ rotl(x, 23);
}

/* One block. */
static void block(uint32_t h[8], const uint8_t *in)
{
	uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], k = h[7];
	uint32_t w[68];

	for (int i = 0; i < 16; i++)
		w[i] = __builtin_bswap32(cmh_get_le32(in + 4 * i));
	for (int i = 16; i < 68; i++)
		w[i] = p1(w[i - 16] ^ w[i - 9] ^ rotl(w[i - 3], 15)) ^ rotl(w[i - 13], 7) ^
		       w[i - 6];
	for (int i = 0; i < 64; i++) {
		uint32_t t = i < 16 ? 0x79cc4519 : 0x7a879d8a;
		uint32_t ss1 = rotl(rotl(a, 12) + e + rotl(t, (unsigned int)i), 7);
		uint32_t ff = i < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
		uint32_t gg = i < 16 ? e ^ f ^ g : (e & f) | (~e & g);
		uint32_t tt1 = ff + d + (ss1 ^ rotl(a, 12)) + (w[i] ^ w[i + 4]);
		uint32_t tt2 = gg + k + ss1 + w[i];

		d = c;
		c = rotl(b, 9);
		b = a;
		a = tt1;
		k = g;
		g = rotl(f, 19);
		f = e;
		e = p0(tt2);
	}
	h[0] ^= a;
	h[1] ^= b;
	h[2] ^= c;
	h[3] ^= d;
	h[4] ^= e;
	h[5] ^= f;
	h[6] ^= g;
	h[7] ^= k;
}

void sm3_compress(uint32_t h[8], const uint8_t *in, size_t len)
{
	for (; len; in += BLOCK, len -= BLOCK)
		block(h, in);
}
