// SPDX-License-Identifier: Apache-2.0
/* keccak.c - Keccak-f[1600] in plain C, two rounds a turn with all lanes in local variables.
 *
 * The same source is compiled twice on x86-64: with BMI the compiler turns (~a & b) into one
 * ANDN and rotates without touching the flags, which is worth 15 to 20 %. */
#include "model/engine/keccak.h"

#include "cmh/abi/codec.h"

static const uint64_t round_constant[24] = {
	0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
	0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
	0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
	0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
	0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
	0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

/* clang-format off */
#define ROL(x, n) ((x) << (n) | (x) >> (64 - (n)))

/* chi of one plane: b0..b4 hold it after rho and pi. */
#define CHI(x0, x1, x2, x3, x4) \
	do { \
		x0 = b0 ^ (~b1 & b2); \
		x1 = b1 ^ (~b2 & b3); \
		x2 = b2 ^ (~b3 & b4); \
		x3 = b3 ^ (~b4 & b0); \
		x4 = b4 ^ (~b0 & b1); \
	} while (0)

/* One round from the lanes A00..A24 to the lanes E00..E24, numbered x + 5y. */
#define ROUND(A, E, constant) \
	do { \
		c0 = A##00 ^ A##05 ^ A##10 ^ A##15 ^ A##20; \
		c1 = A##01 ^ A##06 ^ A##11 ^ A##16 ^ A##21; \
		c2 = A##02 ^ A##07 ^ A##12 ^ A##17 ^ A##22; \
		c3 = A##03 ^ A##08 ^ A##13 ^ A##18 ^ A##23; \
		c4 = A##04 ^ A##09 ^ A##14 ^ A##19 ^ A##24; \
		d0 = c4 ^ ROL(c1, 1); \
		d1 = c0 ^ ROL(c2, 1); \
		d2 = c1 ^ ROL(c3, 1); \
		d3 = c2 ^ ROL(c4, 1); \
		d4 = c3 ^ ROL(c0, 1); \
		b0 = A##00 ^ d0; \
		b1 = ROL(A##06 ^ d1, 44); \
		b2 = ROL(A##12 ^ d2, 43); \
		b3 = ROL(A##18 ^ d3, 21); \
		b4 = ROL(A##24 ^ d4, 14); \
		CHI(E##00, E##01, E##02, E##03, E##04); \
		E##00 ^= (constant); \
		b0 = ROL(A##03 ^ d3, 28); \
		b1 = ROL(A##09 ^ d4, 20); \
		b2 = ROL(A##10 ^ d0, 3); \
		b3 = ROL(A##16 ^ d1, 45); \
		b4 = ROL(A##22 ^ d2, 61); \
		CHI(E##05, E##06, E##07, E##08, E##09); \
		b0 = ROL(A##01 ^ d1, 1); \
		b1 = ROL(A##07 ^ d2, 6); \
		b2 = ROL(A##13 ^ d3, 25); \
		b3 = ROL(A##19 ^ d4, 8); \
		b4 = ROL(A##20 ^ d0, 18); \
		CHI(E##10, E##11, E##12, E##13, E##14); \
		b0 = ROL(A##04 ^ d4, 27); \
		b1 = ROL(A##05 ^ d0, 36); \
		b2 = ROL(A##11 ^ d1, 10); \
		b3 = ROL(A##17 ^ d2, 15); \
		b4 = ROL(A##23 ^ d3, 56); \
		CHI(E##15, E##16, E##17, E##18, E##19); \
		b0 = ROL(A##02 ^ d2, 62); \
		b1 = ROL(A##08 ^ d3, 55); \
		b2 = ROL(A##14 ^ d4, 39); \
		b3 = ROL(A##15 ^ d0, 41); \
		b4 = ROL(A##21 ^ d1, 2); \
		CHI(E##20, E##21, E##22, E##23, E##24); \
	} while (0)

#define LANES(X) \
	X(0, 00) X(1, 01) X(2, 02) X(3, 03) X(4, 04) \
	X(5, 05) X(6, 06) X(7, 07) X(8, 08) X(9, 09) \
	X(10, 10) X(11, 11) X(12, 12) X(13, 13) X(14, 14) \
	X(15, 15) X(16, 16) X(17, 17) X(18, 18) X(19, 19) \
	X(20, 20) X(21, 21) X(22, 22) X(23, 23) X(24, 24)
#define DECLARE(i, n) uint64_t a##n = lane[i], e##n;
#define STORE(i, n) lane[i] = a##n;
/* clang-format on */

static inline __attribute__((always_inline)) void permute(uint64_t lane[KECCAK_LANES])
{
	uint64_t b0, b1, b2, b3, b4, c0, c1, c2, c3, c4, d0, d1, d2, d3, d4;
	LANES(DECLARE)

	for (int i = 0; i < 24; i += 2) {
		ROUND(a, e, round_constant[i]);
		ROUND(e, a, round_constant[i + 1]);
	}
	LANES(STORE)
}

/* Whole blocks. */
static inline __attribute__((always_inline)) void absorb(uint64_t lane[KECCAK_LANES], size_t rate,
							 const uint8_t *in, size_t block_nr)
{
	for (; block_nr; block_nr--, in += rate) {
		for (size_t i = 0; i < rate / 8; i++)
			lane[i] ^= cmh_get_le64(in + 8 * i);
		permute(lane);
	}
}

static void permute_any(uint64_t lane[KECCAK_LANES])
{
	permute(lane);
}

static void absorb_any(uint64_t lane[KECCAK_LANES], size_t rate, const uint8_t *in, size_t block_nr)
{
	absorb(lane, rate, in, block_nr);
}

#if defined(__x86_64__)
__attribute__((target("bmi,bmi2"))) static void permute_bmi(uint64_t lane[KECCAK_LANES])
{
	permute(lane);
}

__attribute__((target("bmi,bmi2"))) static void absorb_bmi(uint64_t lane[KECCAK_LANES], size_t rate,
							   const uint8_t *in, size_t block_nr)
{
	absorb(lane, rate, in, block_nr);
}

#define HAVE_BMI() (__builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"))
#else
#define HAVE_BMI()  0
#define permute_bmi permute_any
#define absorb_bmi  absorb_any
#endif

void keccak_f1600(uint64_t lane[KECCAK_LANES])
{
	if (HAVE_BMI())
		permute_bmi(lane);
	else
		permute_any(lane);
}

static void absorb_blocks(uint64_t lane[KECCAK_LANES], size_t rate, const uint8_t *in,
			  size_t block_nr)
{
	if (HAVE_BMI())
		absorb_bmi(lane, rate, in, block_nr);
	else
		absorb_any(lane, rate, in, block_nr);
}

/* Less than a block, not past its end. */
static void xor_bytes(uint64_t lane[KECCAK_LANES], size_t pos, const uint8_t *in, size_t len)
{
	for (; len && pos % 8; len--, pos++)
		lane[pos / 8] ^= (uint64_t)*in++ << 8 * (pos % 8);
	for (; len >= 8; len -= 8, pos += 8, in += 8)
		lane[pos / 8] ^= cmh_get_le64(in);
	for (; len; len--, pos++)
		lane[pos / 8] ^= (uint64_t)*in++ << 8 * (pos % 8);
}

void keccak_absorb(uint64_t lane[KECCAK_LANES], size_t rate, size_t *pos, const uint8_t *in,
		   size_t len)
{
	size_t block_nr;

	if (*pos) {
		size_t n = rate - *pos;

		if (len < n) {
			xor_bytes(lane, *pos, in, len);
			*pos += len;
			return;
		}
		xor_bytes(lane, *pos, in, n);
		keccak_f1600(lane);
		in += n;
		len -= n;
		*pos = 0;
	}
	block_nr = len / rate;
	absorb_blocks(lane, rate, in, block_nr);
	in += block_nr * rate;
	len -= block_nr * rate;
	xor_bytes(lane, 0, in, len);
	*pos = len;
}

void keccak_pad(uint64_t lane[KECCAK_LANES], size_t rate, size_t *pos, uint8_t pad)
{
	lane[*pos / 8] ^= (uint64_t)pad << 8 * (*pos % 8);
	lane[rate / 8 - 1] ^= 0x8000000000000000;
	*pos = rate;
}

void keccak_squeeze(uint64_t lane[KECCAK_LANES], size_t rate, size_t *pos, uint8_t *out, size_t len)
{
	while (len) {
		size_t n;

		if (*pos == rate) {
			keccak_f1600(lane);
			*pos = 0;
		}
		n = rate - *pos < len ? rate - *pos : len;
		len -= n;
		for (; n && *pos % 8; n--, ++*pos)
			*out++ = (uint8_t)(lane[*pos / 8] >> 8 * (*pos % 8));
		for (; n >= 8; n -= 8, *pos += 8, out += 8)
			cmh_put_le64(out, lane[*pos / 8]);
		for (; n; n--, ++*pos)
			*out++ = (uint8_t)(lane[*pos / 8] >> 8 * (*pos % 8));
	}
}
