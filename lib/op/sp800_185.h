/* SPDX-License-Identifier: Apache-2.0 */
/* sp800_185.h - the encodings of SP 800-185 section 2.3 that KMAC is put together from. */
#ifndef CMH_LIB_OP_SP800_185_H
#define CMH_LIB_OP_SP800_185_H

#include <stdint.h>
#include <string.h>

#define SP800_185_ENCODED_MAX 9u

/* Writes the bytes of n, highest first and at least one. Returns how many. */
static inline size_t sp800_185_number(uint8_t *out, uint64_t n)
{
	size_t bytes = 1;

	while (bytes < 8 && n >> 8 * bytes)
		bytes++;
	for (size_t i = 0; i < bytes; i++)
		out[i] = (uint8_t)(n >> 8 * (bytes - 1 - i));
	return bytes;
}

static inline size_t sp800_185_left_encode(uint8_t *out, uint64_t n)
{
	size_t bytes = sp800_185_number(out + 1, n);

	out[0] = (uint8_t)bytes;
	return bytes + 1;
}

static inline size_t sp800_185_right_encode(uint8_t *out, uint64_t n)
{
	size_t bytes = sp800_185_number(out, n);

	out[bytes] = (uint8_t)bytes;
	return bytes + 1;
}

/* Bytes that bytepad(encode_string(s), rate) takes at most. */
static inline size_t sp800_185_bytepad_size(size_t len, size_t rate)
{
	return len + 2 * SP800_185_ENCODED_MAX + rate;
}

/* bytepad(encode_string(s), rate) into memory of sp800_185_bytepad_size(). Returns its length. */
static inline size_t sp800_185_bytepad(uint8_t *out, const void *s, size_t len, size_t rate)
{
	size_t at = sp800_185_left_encode(out, rate), end;

	at += sp800_185_left_encode(out + at, (uint64_t)len * 8);
	if (len)
		memcpy(out + at, s, len);
	at += len;
	end = (at + rate - 1) / rate * rate;
	memset(out + at, 0, end - at);
	return end;
}

#endif
