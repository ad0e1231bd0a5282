/* SPDX-License-Identifier: Apache-2.0 */
/* hc.h - HC core: SHA-2, SHA-3, SHAKE, HMAC, cSHAKE, KMAC */
#ifndef CMH_ABI_HC_H
#define CMH_ABI_HC_H

#include "cmh/abi/codec.h"

#define CMH_HC_CMD_INIT		0x01
#define CMH_HC_CMD_HMAC		0x02
#define CMH_HC_CMD_UPDATE	0x03
#define CMH_HC_CMD_FINAL	0x04
#define CMH_HC_CMD_UPDATE2D	0x05
#define CMH_HC_CMD_SQUEEZE	0x07 /* layout unknown */
#define CMH_HC_CMD_GATHER	0x08
#define CMH_HC_CMD_CSHAKE	0x09
#define CMH_HC_CMD_KMAC		0x0a
#define CMH_HC_CMD_SAVE		0x0b
#define CMH_HC_CMD_RESTORE	0x0c

/* algo word: value 7:0, flags 23:16. */
#define CMH_HC_ALGO_SHA2_224	1
#define CMH_HC_ALGO_SHA2_256	2
#define CMH_HC_ALGO_SHA2_384	3
#define CMH_HC_ALGO_SHA2_512	4
#define CMH_HC_ALGO_SHA3_224	5
#define CMH_HC_ALGO_SHA3_256	6
#define CMH_HC_ALGO_SHA3_384	7
#define CMH_HC_ALGO_SHA3_512	8
#define CMH_HC_ALGO_SHAKE128	9
#define CMH_HC_ALGO_SHAKE256	10
#define CMH_HC_ALGO_MASK	0x000000ffu
#define CMH_HC_ALGO_FLAGS_MASK	0x00ff0000u
#define CMH_HC_ALGO_KEY_SHARES	(1u << 18) /* key in two shares */
#define CMH_HC_ALGO_OUT_SHARES	(1u << 19) /* output in two shares */

/* Block or rate, bytes. */
#define CMH_HC_BLOCK_SHA2_224	64
#define CMH_HC_BLOCK_SHA2_256	64
#define CMH_HC_BLOCK_SHA2_384	128
#define CMH_HC_BLOCK_SHA2_512	128
#define CMH_HC_BLOCK_SHA3_224	144
#define CMH_HC_BLOCK_SHA3_256	136
#define CMH_HC_BLOCK_SHA3_384	104
#define CMH_HC_BLOCK_SHA3_512	72
#define CMH_HC_BLOCK_SHAKE128	168
#define CMH_HC_BLOCK_SHAKE256	136

/* Digest, bytes; SHAKE gives what is asked, these are the usual lengths. */
#define CMH_HC_DIGEST_SHA2_224	28
#define CMH_HC_DIGEST_SHA2_256	32
#define CMH_HC_DIGEST_SHA2_384	48
#define CMH_HC_DIGEST_SHA2_512	64
#define CMH_HC_DIGEST_SHA3_224	28
#define CMH_HC_DIGEST_SHA3_256	32
#define CMH_HC_DIGEST_SHA3_384	48
#define CMH_HC_DIGEST_SHA3_512	64
#define CMH_HC_DIGEST_SHAKE128	32
#define CMH_HC_DIGEST_SHAKE256	64
#define CMH_HC_DIGEST_MAX	64

#define CMH_HC_CONTEXT_SIZE	600 /* bytes: 149 words and a CRC word */
#define CMH_HC_CUSTOM_MAX	256 /* bytes of S, inline or by address */
#define CMH_HC_NAME_MAX		36 /* bytes of N */

#define CMH_HC_INIT_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(algo, 0) /* val: CMH_HC_ALGO_* */
CMH_ABI_LAYOUT(cmh_hc_init, CMH_HC_INIT_LAYOUT, 4)

#define CMH_HC_HMAC_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(key, 0)    /* REF */ \
	U32(keylen, 8) /* val: bytes, >= 1 */ \
	U32(algo, 12)  /* val: CMH_HC_ALGO_*, 1..8 */
CMH_ABI_LAYOUT(cmh_hc_hmac, CMH_HC_HMAC_LAYOUT, 16)

#define CMH_HC_UPDATE_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(input, 0) /* DMA-in */ \
	U32(inlen, 8) /* val: bytes */
CMH_ABI_LAYOUT(cmh_hc_update, CMH_HC_UPDATE_LAYOUT, 16)

#define CMH_HC_FINAL_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(digest, 0) /* DMA-out */ \
	U32(outlen, 8) /* val: bytes of digest, or of SHAKE output */
CMH_ABI_LAYOUT(cmh_hc_final, CMH_HC_FINAL_LAYOUT, 16)

#define CMH_HC_UPDATE2D_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(input, 0)  /* DMA-in */ \
	U64(output, 8) /* DMA-out: copy of the input */ \
	U32(iolen, 16) /* val: bytes */
CMH_ABI_LAYOUT(cmh_hc_update2d, CMH_HC_UPDATE2D_LAYOUT, 24)

#define CMH_HC_GATHER_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(lista, 0) /* DMA-in: chain of struct cmh_sg */ \
	U32(sgcmd, 8) /* val: CMH_HC_CMD_UPDATE or _UPDATE2D */
CMH_ABI_LAYOUT(cmh_hc_gather, CMH_HC_GATHER_LAYOUT, 16)

#define CMH_HC_CSHAKE_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(custom, 0)      /* DMA-in: S, 0 when S is inline */ \
	U32(customlen, 8)   /* val: bytes of S, 0..256 */ \
	U32(algo, 12)       /* val: SHAKE128 or SHAKE256 */ \
	U32(namelen, 16)    /* val: bytes of N, 0..36 */ \
	BYTES(name, 20, 36) /* val: N, zero padded */
CMH_ABI_LAYOUT(cmh_hc_cshake, CMH_HC_CSHAKE_LAYOUT, 56)

#define CMH_HC_KMAC_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(key, 0)        /* REF */ \
	U64(custom, 8)     /* DMA-in: S, 0 when S is inline */ \
	U32(keylen, 16)    /* val: bytes */ \
	U32(customlen, 20) /* val: bytes of S, 0..256 */ \
	U32(algo, 24)      /* val: SHAKE128 or SHAKE256 */ \
	U32(outlen, 28)    /* val: MAC bytes, part of the KMAC encoding */
CMH_ABI_LAYOUT(cmh_hc_kmac, CMH_HC_KMAC_LAYOUT, 32)

#define CMH_HC_SAVE_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(output, 0) /* DMA-out: context */ \
	U32(outlen, 8) /* val: CMH_HC_CONTEXT_SIZE */
CMH_ABI_LAYOUT(cmh_hc_save, CMH_HC_SAVE_LAYOUT, 16)

#define CMH_HC_RESTORE_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(input, 0) /* DMA-in: context */ \
	U32(inlen, 8) /* val: CMH_HC_CONTEXT_SIZE */
CMH_ABI_LAYOUT(cmh_hc_restore, CMH_HC_RESTORE_LAYOUT, 16)

#endif
