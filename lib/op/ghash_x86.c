/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ghash_x86.c - GHASH with the carry-less multiplication of x86-64.
 *
 * n blocks cost one reduction:
 *
 *	(..((y + b1) H + b2) H ..) H = (y + b1) H^n + b2 H^(n-1) + .. + bn H
 *
 * The representation is explained in ghash.c. A 128 x 128 bit product is kept as three sums until
 * it is reduced: lo, mid and hi, of weight 1, x^64 and x^128. Where many blocks come, mid is had by
 * Karatsuba from the products of the folded (both halves added) factors, with one multiplication
 * less; the folds of two blocks share a register.
 */
#include "op/ghash.h"

#ifdef __x86_64__
#include <immintrin.h>

#define TARGET_128 __attribute__((target("ssse3,pclmul")))
#define TARGET_512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,pclmul,vpclmulqdq")))
#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* the upper 64 bits of the polynomial, see ghash.c */
#define P_HI ((long long)0xc200000000000000u)

enum ghash_kind ghash_x86_best(void)
{
	__builtin_cpu_init();
	if (!__builtin_cpu_supports("ssse3") || !__builtin_cpu_supports("pclmul"))
		return GHASH_PORTABLE;
	if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") ||
	    !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512dq") ||
	    !__builtin_cpu_supports("vpclmulqdq"))
		return GHASH_PCLMUL;
	return GHASH_VPCLMUL;
}

/* ---- 128-bit registers ---- */

struct sum128 {
	__m128i lo, mid, hi;
};

TARGET_128 ALWAYS_INLINE __m128i load128(const void *p)
{
	return _mm_loadu_si128((const __m128i *)p);
}

TARGET_128 ALWAYS_INLINE __m128i swap128(__m128i v)
{
	__m128i order = _mm_set_epi64x(0x0001020304050607, 0x08090a0b0c0d0e0f);

	return _mm_shuffle_epi8(v, order);
}

TARGET_128 ALWAYS_INLINE __m128i halves128(__m128i v)
{
	return _mm_shuffle_epi32(v, 0x4e);
}

TARGET_128 ALWAYS_INLINE struct sum128 zero128(void)
{
	struct sum128 s = { _mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128() };

	return s;
}

/* s += a * b */
TARGET_128 ALWAYS_INLINE void add128(struct sum128 *s, __m128i a, __m128i b)
{
	s->lo = _mm_xor_si128(s->lo, _mm_clmulepi64_si128(a, b, 0x00));
	s->hi = _mm_xor_si128(s->hi, _mm_clmulepi64_si128(a, b, 0x11));
	s->mid = _mm_xor_si128(s->mid, _mm_xor_si128(_mm_clmulepi64_si128(a, b, 0x01),
						     _mm_clmulepi64_si128(a, b, 0x10)));
}

/* Two blocks and two powers, whose folds are packed in f; mid lacks lo + hi until the end. */
TARGET_128 ALWAYS_INLINE void add2_128(struct sum128 *s, __m128i a0, __m128i a1, const uint64_t *b0,
				       const uint64_t *b1, const uint64_t *f)
{
	__m128i h0 = load128(b0), h1 = load128(b1), k = load128(f), a;

	a = _mm_xor_si128(_mm_unpacklo_epi64(a0, a1), _mm_unpackhi_epi64(a0, a1));
	s->lo = _mm_xor_si128(s->lo, _mm_xor_si128(_mm_clmulepi64_si128(a0, h0, 0x00),
						   _mm_clmulepi64_si128(a1, h1, 0x00)));
	s->hi = _mm_xor_si128(s->hi, _mm_xor_si128(_mm_clmulepi64_si128(a0, h0, 0x11),
						   _mm_clmulepi64_si128(a1, h1, 0x11)));
	s->mid = _mm_xor_si128(s->mid, _mm_xor_si128(_mm_clmulepi64_si128(a, k, 0x00),
						     _mm_clmulepi64_si128(a, k, 0x11)));
}

TARGET_128 ALWAYS_INLINE __m128i reduce128(const struct sum128 *s)
{
	__m128i p = _mm_set1_epi64x(P_HI);
	__m128i v = _mm_xor_si128(_mm_xor_si128(s->mid, halves128(s->lo)),
				  _mm_clmulepi64_si128(s->lo, p, 0x00));

	return _mm_xor_si128(_mm_xor_si128(s->hi, halves128(v)), _mm_clmulepi64_si128(v, p, 0x00));
}

TARGET_128 ALWAYS_INLINE __m128i mul128(__m128i a, __m128i b)
{
	struct sum128 s = zero128();

	add128(&s, a, b);
	return reduce128(&s);
}

TARGET_128 void ghash_pclmul_init(struct ghash_key *key)
{
	__m128i h[17]; /* by exponent */

	h[1] = load128(key->pow[15]);
	h[2] = mul128(h[1], h[1]);
	/* doubling, so that the multiplications of a round overlap */
	for (int n = 2; n < 16; n *= 2)
		for (int i = 1; i <= n; i++)
			h[n + i] = mul128(h[n], h[i]);
	for (int i = 0; i < 16; i++)
		_mm_storeu_si128((__m128i *)key->pow[i], h[16 - i]);
	for (int i = 0; i < 8; i++) {
		int j = i < 4 ? i : i + 4; /* pow[j] and pow[j + 4] */
		__m128i a = h[16 - j], b = h[12 - j];

		_mm_storeu_si128((__m128i *)(key->fold + 2 * i),
				 _mm_xor_si128(_mm_unpacklo_epi64(a, b), _mm_unpackhi_epi64(a, b)));
	}
}

TARGET_128 void ghash_pclmul_blocks(const struct ghash_key *key, uint8_t y[16],
				    const uint8_t *data, size_t blocks)
{
	__m128i v = swap128(load128(y));
	struct sum128 s;

	for (; blocks >= 8; blocks -= 8, data += 128) {
		s = zero128();
#define PAIR(i) \
	add2_128(&s, \
		 i ? swap128(load128(data + 16 * i)) : _mm_xor_si128(v, swap128(load128(data))), \
		 swap128(load128(data + 16 * i + 64)), key->pow[8 + i], key->pow[12 + i], \
		 key->fold + 8 + 2 * i)
		/* the pair that waits for the last round comes last */
		PAIR(1);
		PAIR(2);
		PAIR(3);
		PAIR(0);
#undef PAIR
		s.mid = _mm_xor_si128(s.mid, _mm_xor_si128(s.lo, s.hi));
		v = reduce128(&s);
	}
	if (blocks) {
		const uint64_t (*pow)[2] = key->pow + 16 - blocks;

		s = zero128();
		add128(&s, _mm_xor_si128(v, swap128(load128(data))), load128(pow[0]));
		for (size_t i = 1; i < blocks; i++)
			add128(&s, swap128(load128(data + 16 * i)), load128(pow[i]));
		v = reduce128(&s);
	}
	_mm_storeu_si128((__m128i *)y, swap128(v));
}

/* ---- 512-bit registers: four lanes of the same ---- */

struct sum512 {
	__m512i lo, mid, hi;
};

#define XOR3 0x96 /* ternary logic: a ^ b ^ c */

TARGET_512 ALWAYS_INLINE __m512i load512(const void *p)
{
	return _mm512_loadu_si512(p);
}

/* n of four blocks; what is behind them is not touched and counts as zero */
TARGET_512 ALWAYS_INLINE __m512i load512_part(const void *p, size_t n)
{
	return _mm512_maskz_loadu_epi64((__mmask8)((1u << 2 * n) - 1), p);
}

TARGET_512 ALWAYS_INLINE __m512i bcast512(const void *p)
{
	return _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)p));
}

TARGET_512 ALWAYS_INLINE __m512i swap512(__m512i v)
{
	__m128i order = _mm_set_epi64x(0x0001020304050607, 0x08090a0b0c0d0e0f);

	return _mm512_shuffle_epi8(v, _mm512_broadcast_i32x4(order));
}

TARGET_512 ALWAYS_INLINE __m512i xor3(__m512i a, __m512i b, __m512i c)
{
	return _mm512_ternarylogic_epi64(a, b, c, XOR3);
}

TARGET_512 ALWAYS_INLINE struct sum512 mul512_first(__m512i a, __m512i b)
{
	struct sum512 s = {
		.lo = _mm512_clmulepi64_epi128(a, b, 0x00),
		.mid = _mm512_xor_si512(_mm512_clmulepi64_epi128(a, b, 0x01),
					_mm512_clmulepi64_epi128(a, b, 0x10)),
		.hi = _mm512_clmulepi64_epi128(a, b, 0x11),
	};

	return s;
}

/* s += a * b */
TARGET_512 ALWAYS_INLINE void add512(struct sum512 *s, __m512i a, __m512i b)
{
	s->lo = _mm512_xor_si512(s->lo, _mm512_clmulepi64_epi128(a, b, 0x00));
	s->hi = _mm512_xor_si512(s->hi, _mm512_clmulepi64_epi128(a, b, 0x11));
	s->mid = xor3(s->mid, _mm512_clmulepi64_epi128(a, b, 0x01),
		      _mm512_clmulepi64_epi128(a, b, 0x10));
}

TARGET_512 ALWAYS_INLINE __m512i reduce512(const struct sum512 *s)
{
	__m512i p = _mm512_set1_epi64(P_HI);
	__m512i v = xor3(s->mid, _mm512_shuffle_epi32(s->lo, (_MM_PERM_ENUM)0x4e),
			 _mm512_clmulepi64_epi128(s->lo, p, 0x00));

	return xor3(s->hi, _mm512_shuffle_epi32(v, (_MM_PERM_ENUM)0x4e),
		    _mm512_clmulepi64_epi128(v, p, 0x00));
}

TARGET_512 ALWAYS_INLINE __m512i mul512(__m512i a, __m512i b)
{
	struct sum512 s = mul512_first(a, b);

	return reduce512(&s);
}

TARGET_512 ALWAYS_INLINE __m512i fold512(__m512i a, __m512i b)
{
	return _mm512_xor_si512(_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b));
}

/* Sixteen blocks in a[], by powers in b[] and their folds, Karatsuba, reduced in each lane. */
TARGET_512 ALWAYS_INLINE __m512i mul512_16(const __m512i a[4], const __m512i b[4], __m512i f01,
					   __m512i f23)
{
	__m512i a01 = fold512(a[0], a[1]), a23 = fold512(a[2], a[3]);
	struct sum512 s;

	s.lo = xor3(_mm512_clmulepi64_epi128(a[1], b[1], 0x00),
		    _mm512_clmulepi64_epi128(a[2], b[2], 0x00),
		    _mm512_clmulepi64_epi128(a[3], b[3], 0x00));
	s.hi = xor3(_mm512_clmulepi64_epi128(a[1], b[1], 0x11),
		    _mm512_clmulepi64_epi128(a[2], b[2], 0x11),
		    _mm512_clmulepi64_epi128(a[3], b[3], 0x11));
	s.mid = xor3(_mm512_clmulepi64_epi128(a23, f23, 0x00),
		     _mm512_clmulepi64_epi128(a23, f23, 0x11),
		     _mm512_clmulepi64_epi128(a01, f01, 0x11));
	/* a[0] waits for the last round */
	s.lo = _mm512_xor_si512(s.lo, _mm512_clmulepi64_epi128(a[0], b[0], 0x00));
	s.hi = _mm512_xor_si512(s.hi, _mm512_clmulepi64_epi128(a[0], b[0], 0x11));
	s.mid = _mm512_xor_si512(s.mid, _mm512_clmulepi64_epi128(a01, f01, 0x00));
	s.mid = xor3(s.mid, s.lo, s.hi);
	return reduce512(&s);
}

TARGET_512 void ghash_vpclmul_init(struct ghash_key *key)
{
	__m128i h1 = _mm_loadu_si128((const __m128i *)key->pow[15]);
	__m512i g0, g1, g2, g3, h; /* pow[0..3] .. pow[12..15] */

	/* lanes: h2 = H^2; h = H^2 H^1 H^2 H^1; H^4 H^3; H^4 H^3 H^2 H^1 */
	g3 = _mm512_broadcast_i32x4(h1);
	h = mul512(g3, g3);
	g3 = _mm512_mask_blend_epi64(0xcc, h, g3);
	h = mul512(g3, h);
	g3 = _mm512_mask_blend_epi64(0xf0, h, g3);
	h = _mm512_shuffle_i64x2(g3, g3, 0x00);
	g2 = mul512(g3, h);
	h = _mm512_shuffle_i64x2(g2, g2, 0x00);
	g1 = mul512(g3, h);
	g0 = mul512(g2, h);
	_mm512_storeu_si512(key->pow[0], g0);
	_mm512_storeu_si512(key->pow[4], g1);
	_mm512_storeu_si512(key->pow[8], g2);
	_mm512_storeu_si512(key->pow[12], g3);
	_mm512_storeu_si512(key->fold, fold512(g0, g1));
	_mm512_storeu_si512(key->fold + 8, fold512(g2, g3));
}

TARGET_512 void ghash_vpclmul_blocks(const struct ghash_key *key, uint8_t y[16],
				     const uint8_t *data, size_t blocks)
{
	const uint64_t (*pow)[2] = key->pow;
	__m128i v;
	__m512i acc, a[4];

	if (blocks == 1) {
		struct sum128 s = zero128();

		add128(&s, swap128(_mm_xor_si128(load128(y), load128(data))), load128(pow[15]));
		_mm_storeu_si128((__m128i *)y, swap128(reduce128(&s)));
		return;
	}

	/*
	 * While at least four blocks stay for the end, each lane is a sum of its own over every
	 * fourth block: multiplied by H^16 a round, with the lanes only added up at the end.
	 */
	acc = swap512(_mm512_zextsi128_si512(load128(y)));
	if (blocks >= 20) {
		const __m512i b[4] = {
			bcast512(pow[0]), bcast512(pow[4]), bcast512(pow[8]), bcast512(pow[12]),
		};
		__m512i f01 = bcast512(key->fold), f23 = bcast512(key->fold + 8);

		for (; blocks >= 20; blocks -= 16, data += 256) {
			a[0] = _mm512_xor_si512(acc, swap512(load512(data)));
			a[1] = swap512(load512(data + 64));
			a[2] = swap512(load512(data + 128));
			a[3] = swap512(load512(data + 192));
			acc = mul512_16(a, b, f01, f23);
		}
	}
	if (blocks > 16) {
		acc = mul512(_mm512_xor_si512(acc, swap512(load512(data))), bcast512(pow[12]));
		blocks -= 4;
		data += 64;
	}

	/* now each block by its own power, and the lanes belong together */
	if (blocks == 16) {
		const __m512i b[4] = {
			load512(pow[0]), load512(pow[4]), load512(pow[8]), load512(pow[12]),
		};

		a[0] = _mm512_xor_si512(acc, swap512(load512(data)));
		a[1] = swap512(load512(data + 64));
		a[2] = swap512(load512(data + 128));
		a[3] = swap512(load512(data + 192));
		acc = mul512_16(a, b, load512(key->fold), load512(key->fold + 8));
	} else {
		size_t n = blocks < 4 ? blocks : 4;
		struct sum512 s;

		pow += 16 - blocks;
		s = mul512_first(_mm512_xor_si512(acc, swap512(load512_part(data, n))),
				 load512_part(pow, n));
		for (blocks -= n; blocks; blocks -= n) {
			data += 64;
			pow += 4;
			n = blocks < 4 ? blocks : 4;
			add512(&s, swap512(load512_part(data, n)), load512_part(pow, n));
		}
		acc = reduce512(&s);
	}
	acc = _mm512_xor_si512(acc, _mm512_shuffle_i64x2(acc, acc, 0x4e));
	v = _mm_xor_si128(_mm512_castsi512_si128(acc), _mm512_extracti32x4_epi32(acc, 1));
	_mm_storeu_si128((__m128i *)y, swap128(v));
}
#endif
