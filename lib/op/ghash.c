/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ghash.c - GHASH: which path, and the portable one.
 *
 * Representation, the same in all paths. A block is read as a big-endian 128-bit number, so that
 * bit 127 - i is the coefficient of x^i: each polynomial stands mirrored. The carry-less product of
 * two mirrored polynomials is the mirrored product short of one shift. That shift is made once in
 * the key, which holds x * H instead of H. What remains is a * b * x^-128 modulo the mirrored
 * polynomial
 *
 *	P = x^128 + x^127 + x^126 + x^121 + 1
 *
 * and as P = 1 modulo x^64, dividing by x^64 is cheap: add v0 * P, v0 the lowest 64 bits of the
 * product, and shift. Two of these steps reduce 256 bits to 128.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "op/ghash.h"

/* P / x^64 without its topmost bit, the part that needs a multiplication */
#define P_HI 0xc200000000000000u

static uint64_t get_be64(const uint8_t *p)
{
	return (uint64_t)p[0] << 56 | (uint64_t)p[1] << 48 | (uint64_t)p[2] << 40 |
	       (uint64_t)p[3] << 32 | (uint64_t)p[4] << 24 | (uint64_t)p[5] << 16 |
	       (uint64_t)p[6] << 8 | p[7];
}

static void put_be64(uint8_t *p, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		p[i] = (uint8_t)(v >> (56 - 8 * i));
}

/*
 * Carry-less multiplication by ordinary multiplication: of each factor every fourth bit is kept, so
 * that a digit of the product counts at most 16 pairs, and in the lower half of the product only
 * the last digit can count 16 and carry out of its four bits: out of the word. Therefore only the
 * lower half is used; the upper half is that of the product of the mirrored factors, mirrored.
 *
 * The rows in the key: 0 the low half of x * H, 1 the high half, 2 both added, 3 to 5 the same
 * mirrored; word i of a row keeps the bits i modulo 4.
 */
#define M0 0x1111111111111111u
#define M1 0x2222222222222222u
#define M2 0x4444444444444444u
#define M3 0x8888888888888888u

static void split(uint64_t row[4], uint64_t v)
{
	row[0] = v & M0;
	row[1] = v & M1;
	row[2] = v & M2;
	row[3] = v & M3;
}

/* Bits 0 to 63 of a * b. */
static inline uint64_t mul_lo(uint64_t a, const uint64_t b[4])
{
	uint64_t a0 = a & M0, a1 = a & M1, a2 = a & M2, a3 = a & M3;
	uint64_t r0 = (a0 * b[0]) ^ (a1 * b[3]) ^ (a2 * b[2]) ^ (a3 * b[1]);
	uint64_t r1 = (a0 * b[1]) ^ (a1 * b[0]) ^ (a2 * b[3]) ^ (a3 * b[2]);
	uint64_t r2 = (a0 * b[2]) ^ (a1 * b[1]) ^ (a2 * b[0]) ^ (a3 * b[3]);
	uint64_t r3 = (a0 * b[3]) ^ (a1 * b[2]) ^ (a2 * b[1]) ^ (a3 * b[0]);

	return (r0 & M0) | (r1 & M1) | (r2 & M2) | (r3 & M3);
}

static inline uint64_t mirror(uint64_t v)
{
	v = (v >> 1 & 0x5555555555555555u) | (v & 0x5555555555555555u) << 1;
	v = (v >> 2 & 0x3333333333333333u) | (v & 0x3333333333333333u) << 2;
	v = (v >> 4 & 0x0f0f0f0f0f0f0f0fu) | (v & 0x0f0f0f0f0f0f0f0fu) << 4;
	return __builtin_bswap64(v);
}

static void portable_init(struct ghash_key *key)
{
	uint64_t lo = key->pow[15][0], hi = key->pow[15][1];
	uint64_t mlo = mirror(lo), mhi = mirror(hi);

	split(key->row[0], lo);
	split(key->row[1], hi);
	split(key->row[2], lo ^ hi);
	split(key->row[3], mlo);
	split(key->row[4], mhi);
	split(key->row[5], mlo ^ mhi);
}

static void portable_blocks(const struct ghash_key *key, uint8_t y[16], const uint8_t *data,
			    size_t blocks)
{
	uint64_t hi = get_be64(y), lo = get_be64(y + 8);

	for (; blocks; blocks--, data += 16) {
		uint64_t mlo, mhi, v0, v1, v2, v3, k0, k1;

		hi ^= get_be64(data);
		lo ^= get_be64(data + 8);
		mlo = mirror(lo);
		mhi = mirror(hi);

		/* Karatsuba: two halves and their sums */
		v0 = mul_lo(lo, key->row[0]);
		v1 = mirror(mul_lo(mlo, key->row[3])) >> 1;
		v2 = mul_lo(hi, key->row[1]);
		v3 = mirror(mul_lo(mhi, key->row[4])) >> 1;
		k0 = mul_lo(lo ^ hi, key->row[2]);
		k1 = mirror(mul_lo(mlo ^ mhi, key->row[5])) >> 1;
		k0 ^= v0 ^ v2;
		k1 ^= v1 ^ v3;
		v1 ^= k0;
		v2 ^= k1;

		/* v0 * (x^128 + P_HI * x^64), then the same with v1 */
		v1 ^= v0 << 63 ^ v0 << 62 ^ v0 << 57;
		v2 ^= v0 ^ v0 >> 1 ^ v0 >> 2 ^ v0 >> 7;
		v2 ^= v1 << 63 ^ v1 << 62 ^ v1 << 57;
		v3 ^= v1 ^ v1 >> 1 ^ v1 >> 2 ^ v1 >> 7;
		lo = v2;
		hi = v3;
	}
	put_be64(y, hi);
	put_be64(y + 8, lo);
}

static const char *const names[] = {
	[GHASH_PORTABLE] = "portable",
	[GHASH_PCLMUL] = "pclmul",
	[GHASH_VPCLMUL] = "vpclmul",
};

static enum ghash_kind best(void)
{
#ifdef __x86_64__
	return ghash_x86_best();
#else
	return GHASH_PORTABLE;
#endif
}

/* Threads that meet here at first all find the same. */
static enum ghash_kind chosen(void)
{
	static atomic_int cached;
	int kind = atomic_load_explicit(&cached, memory_order_relaxed);
	const char *env;

	if (kind)
		return (enum ghash_kind)kind;
	kind = (int)best();
	env = secure_getenv("CMH_GHASH");
	for (int i = GHASH_PORTABLE; env && i < kind; i++)
		if (!strcmp(env, names[i]))
			kind = i;
	atomic_store_explicit(&cached, kind, memory_order_relaxed);
	return (enum ghash_kind)kind;
}

static void init(struct ghash_key *key, const uint8_t h[16], enum ghash_kind kind)
{
	uint64_t hi = get_be64(h), lo = get_be64(h + 8);
	uint64_t carry = -(hi >> 63);

	memcpy(key->h, h, sizeof(key->h));
	key->kind = kind;
	key->pow[15][0] = lo << 1 ^ (carry & 1);
	key->pow[15][1] = (hi << 1 | lo >> 63) ^ (carry & P_HI);
#ifdef __x86_64__
	if (kind == GHASH_VPCLMUL) {
		ghash_vpclmul_init(key);
		return;
	}
	if (kind == GHASH_PCLMUL) {
		ghash_pclmul_init(key);
		return;
	}
#endif
	portable_init(key);
}

void ghash_init(struct ghash_key *key, const uint8_t h[16])
{
	init(key, h, chosen());
}

void ghash_init_kind(struct ghash_key *key, const uint8_t h[16], enum ghash_kind most)
{
	enum ghash_kind kind = best();

	init(key, h, most < kind ? most : kind);
}

void ghash_blocks(const struct ghash_key *key, uint8_t y[16], const uint8_t *data, size_t blocks)
{
	if (!blocks)
		return;
#ifdef __x86_64__
	if (key->kind == GHASH_VPCLMUL) {
		ghash_vpclmul_blocks(key, y, data, blocks);
		return;
	}
	if (key->kind == GHASH_PCLMUL) {
		ghash_pclmul_blocks(key, y, data, blocks);
		return;
	}
#endif
	portable_blocks(key, y, data, blocks);
}

const char *ghash_path(const struct ghash_key *key)
{
	return names[key->kind];
}
