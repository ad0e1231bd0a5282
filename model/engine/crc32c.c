// SPDX-License-Identifier: Apache-2.0
/* crc32c.c - CRC-32C by the processor's instruction where it has one, else by eight tables.
 *
 * The instruction takes three cycles but one may start every cycle, so long data is cut into
 * three lanes that run side by side. Their values are joined by carry-less multiplication: a
 * lane's value moves over n bytes of following data when it is multiplied by x^(8n) modulo the
 * polynomial. */
#include "model/engine/crc32c.h"

#include <pthread.h>

#include "cmh/abi/codec.h"

#define POLY 0x82f63b78u /* reflected */

static uint32_t table[8][256];

static void table_fill(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t crc = i;

		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? POLY : 0);
		table[0][i] = crc;
	}
	for (uint32_t i = 0; i < 256; i++)
		for (int t = 1; t < 8; t++)
			table[t][i] = table[t - 1][i] >> 8 ^ table[0][table[t - 1][i] & 0xff];
}

uint32_t crc32c_tables(const void *data, size_t len)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const uint8_t *p = data;
	uint32_t crc = ~0u;

	pthread_once(&once, table_fill);
	for (; len >= 8; len -= 8, p += 8) {
		uint64_t v = cmh_get_le64(p) ^ crc;

		crc = 0;
		for (int t = 7; t >= 0; t--, v >>= 8)
			crc ^= table[t][v & 0xff];
	}
	for (; len; len--)
		crc = crc >> 8 ^ table[0][(crc ^ *p++) & 0xff];
	return ~crc;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define LANE    192         /* bytes: three lanes cover most of a saved context of 600 */
#define SHIFT_1 0xab7aff2au /* x^(8 * LANE - 33) modulo the polynomial, reflected */
#define SHIFT_2 0xd270f1a2u /* x^(16 * LANE - 33) */

#define TARGET __attribute__((target("sse4.2,pclmul")))

TARGET static uint64_t shift(uint64_t crc, uint32_t by)
{
	__m128i v = _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)crc),
					 _mm_cvtsi32_si128((int)by), 0);

	return (uint64_t)_mm_cvtsi128_si64(v);
}

TARGET static uint32_t crc32c_x86(const uint8_t *p, size_t len)
{
	uint64_t crc = ~0u;

	for (; len >= 3 * LANE; len -= 3 * LANE, p += 3 * LANE) {
		uint64_t b = 0, c = 0;

		for (size_t i = 0; i < LANE; i += 8) {
			crc = _mm_crc32_u64(crc, cmh_get_le64(p + i));
			b = _mm_crc32_u64(b, cmh_get_le64(p + LANE + i));
			c = _mm_crc32_u64(c, cmh_get_le64(p + 2 * LANE + i));
		}
		/* One step of the instruction over 64 bits also reduces the product. */
		crc = _mm_crc32_u64(0, shift(crc, SHIFT_2) ^ shift(b, SHIFT_1)) ^ c;
	}
	for (; len >= 8; len -= 8, p += 8)
		crc = _mm_crc32_u64(crc, cmh_get_le64(p));
	for (; len; len--)
		crc = _mm_crc32_u8((uint32_t)crc, *p++);
	return ~(uint32_t)crc;
}

uint32_t crc32c(const void *data, size_t len)
{
	if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul"))
		return crc32c_x86(data, len);
	return crc32c_tables(data, len);
}
#else
uint32_t crc32c(const void *data, size_t len)
{
	return crc32c_tables(data, len);
}
#endif
