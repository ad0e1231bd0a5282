/* SPDX-License-Identifier: Apache-2.0 */
/* encode.h - bytes as text: hexadecimal and base64 (RFC 4648). */
#ifndef TOOLS_ENCODE_H
#define TOOLS_ENCODE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Bytes in one line of base64 (64 characters). */
#define ENCODE_LINE_BYTES 48u

/* Prints two lower-case digits a byte, nothing else. */
void encode_hex(FILE *out, const uint8_t *data, size_t len);

/* Prints lines of 64 characters, each ended by a newline; the last is padded. */
void encode_base64(FILE *out, const uint8_t *data, size_t len);

/* Reads hex, an even number of digits, into data, at most max bytes. Returns how many, or -EINVAL. */
int decode_hex(const char *hex, uint8_t *data, size_t max);

#endif
