/* SPDX-License-Identifier: Apache-2.0 */
/* kat.h - known answers of cmh selftest, as the standards print them. Bytes are hexadecimal digits; NULL
 * is no bytes.
 */
#ifndef TOOLS_KAT_H
#define TOOLS_KAT_H

#include <stddef.h>
#include <stdint.h>

#include <cmh/alg.h>

/* A message is text once, or one byte repeated. */
struct kat_digest {
	enum cmh_alg alg;
	const char *source;
	const char *text;
	uint8_t repeat_byte;
	size_t repeat_nr;
	const char *digest; /* an XOF: as many bytes as stand here */
};

struct kat_cipher {
	enum cmh_alg alg;
	const char *source;
	const char *key;
	const char *iv;
	const char *plain;
	const char *cipher;
};

struct kat_aead {
	enum cmh_alg alg;
	const char *source;
	const char *key;
	const char *nonce;
	const char *aad;
	const char *plain;
	const char *cipher;
	const char *tag;
};

/* cSHAKE and MACs; cSHAKE has no key. The answer has as many bytes as stand here. */
struct kat_mac {
	enum cmh_alg alg;
	const char *source;
	const char *key;
	const char *custom; /* text, NULL: none */
	const char *message;
	const char *mac;
};

/* Each table ends with CMH_ALG_NONE. */
extern const struct kat_digest kat_digests[];
extern const struct kat_cipher kat_ciphers[];
extern const struct kat_aead kat_aeads[];
extern const struct kat_mac kat_macs[];

/* Most bytes in any field of the tables above, but for repeat_nr. */
#define KAT_BYTES_MAX 256

#endif
