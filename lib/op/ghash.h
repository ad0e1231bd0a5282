/* SPDX-License-Identifier: Apache-2.0 */
/* ghash.h - GHASH (SP 800-38D section 6.4), the part of a GCM stream that the host does. */
#ifndef CMH_LIB_OP_GHASH_H
#define CMH_LIB_OP_GHASH_H

#include <stddef.h>
#include <stdint.h>

enum ghash_kind {
	GHASH_PORTABLE = 1, /* C; constant time where the multiplication is */
	GHASH_PCLMUL,       /* x86-64: PCLMULQDQ, 128-bit registers */
	GHASH_VPCLMUL,      /* x86-64: VPCLMULQDQ, 512-bit registers */
};

/* Secret; the caller wipes it. May be copied to any place aligned for it. */
struct ghash_key {
	_Alignas(64) union {
		uint64_t pow[16][2]; /* H^16 .. H^1 in the form of the path */
		uint64_t row[6][4];  /* the portable path: see ghash.c */
	};
	/* both halves of a power added: fold[8 * i + 2 * j + k] is of pow[8 * i + j + 4 * k] */
	uint64_t fold[16];
	uint8_t h[16];
	uint32_t kind;
};

/*
 * The path is the best one that the CPU has, chosen once. CMH_GHASH=portable|pclmul|vpclmul in the
 * environment at that time is an upper bound; anything else there is ignored.
 */
void ghash_init(struct ghash_key *key, const uint8_t h[16]);

/* The same with the bound given, so that one process can compare the paths. */
void ghash_init_kind(struct ghash_key *key, const uint8_t h[16], enum ghash_kind most);

/* y = (y ^ b) * H for each block b of data; y must not overlap data. */
void ghash_blocks(const struct ghash_key *key, uint8_t y[16], const uint8_t *data, size_t blocks);

/* The name of the path, as in CMH_GHASH. */
const char *ghash_path(const struct ghash_key *key);

#ifdef __x86_64__
/* For ghash.c. key->pow[15] holds x * H, byte-reversed, and the inits fill in the rest. */
enum ghash_kind ghash_x86_best(void);
void ghash_pclmul_init(struct ghash_key *key);
void ghash_pclmul_blocks(const struct ghash_key *key, uint8_t y[16], const uint8_t *data,
			 size_t blocks);
void ghash_vpclmul_init(struct ghash_key *key);
void ghash_vpclmul_blocks(const struct ghash_key *key, uint8_t y[16], const uint8_t *data,
			  size_t blocks);
#endif

#endif
