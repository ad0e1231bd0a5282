// SPDX-License-Identifier: Apache-2.0
/* encode.c - hexadecimal and base64. */
#include <errno.h>

#include "tools/encode.h"

static const char hex_digits[] = "0123456789abcdef";
static const char base64_digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void encode_hex(FILE *out, const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		fputc(hex_digits[data[i] >> 4], out);
		fputc(hex_digits[data[i] & 15], out);
	}
}

/* 1 to 3 bytes as 4 characters */
static void encode_group(FILE *out, const uint8_t *data, size_t len)
{
	uint32_t v = (uint32_t)data[0] << 16;

	if (len > 1)
		v |= (uint32_t)data[1] << 8;
	if (len > 2)
		v |= data[2];
	fputc(base64_digits[v >> 18], out);
	fputc(base64_digits[v >> 12 & 63], out);
	fputc(len > 1 ? base64_digits[v >> 6 & 63] : '=', out);
	fputc(len > 2 ? base64_digits[v & 63] : '=', out);
}

void encode_base64(FILE *out, const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i += 3) {
		encode_group(out, data + i, len - i < 3 ? len - i : 3);
		if (i % ENCODE_LINE_BYTES == ENCODE_LINE_BYTES - 3 || i + 3 >= len)
			fputc('\n', out);
	}
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int decode_hex(const char *hex, uint8_t *data, size_t max)
{
	size_t nr = 0;

	for (; *hex; hex += 2) {
		int high = digit(hex[0]), low = high < 0 ? -1 : digit(hex[1]);

		if (low < 0 || nr == max)
			return -EINVAL;
		data[nr++] = (uint8_t)(high << 4 | low);
	}
	return (int)nr;
}
