/* SPDX-License-Identifier: Apache-2.0 */
/* sm3.h - SM3 core */
#ifndef CMH_ABI_SM3_H
#define CMH_ABI_SM3_H

#include "cmh/abi/codec.h"

#define CMH_SM3_CMD_INIT	0x01 /* no payload */
#define CMH_SM3_CMD_UPDATE	0x02
#define CMH_SM3_CMD_FINAL	0x03
#define CMH_SM3_CMD_UPDATE2D	0x04
#define CMH_SM3_CMD_GATHER	0x06
#define CMH_SM3_CMD_SAVE	0x07
#define CMH_SM3_CMD_RESTORE	0x08

#define CMH_SM3_BLOCK_SIZE	64
#define CMH_SM3_DIGEST_SIZE	32
#define CMH_SM3_CONTEXT_SIZE	120 /* bytes: 29 words and a CRC word */

#define CMH_SM3_UPDATE_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(input, 0) /* DMA-in */ \
	U32(inlen, 8) /* val: bytes */
CMH_ABI_LAYOUT(cmh_sm3_update, CMH_SM3_UPDATE_LAYOUT, 16)

#define CMH_SM3_FINAL_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(digest, 0) /* DMA-out */ \
	U32(outlen, 8) /* val: bytes, 32 */
CMH_ABI_LAYOUT(cmh_sm3_final, CMH_SM3_FINAL_LAYOUT, 16)

#define CMH_SM3_UPDATE2D_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(input, 0)  /* DMA-in */ \
	U64(output, 8) /* DMA-out: copy of the input */ \
	U32(iolen, 16) /* val: bytes */
CMH_ABI_LAYOUT(cmh_sm3_update2d, CMH_SM3_UPDATE2D_LAYOUT, 24)

#define CMH_SM3_GATHER_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(lista, 0) /* DMA-in: chain of struct cmh_sg */ \
	U32(sgcmd, 8) /* val: CMH_SM3_CMD_UPDATE or _UPDATE2D */
CMH_ABI_LAYOUT(cmh_sm3_gather, CMH_SM3_GATHER_LAYOUT, 16)

#define CMH_SM3_SAVE_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(output, 0) /* DMA-out: context */ \
	U32(outlen, 8) /* val: CMH_SM3_CONTEXT_SIZE */
CMH_ABI_LAYOUT(cmh_sm3_save, CMH_SM3_SAVE_LAYOUT, 16)

#define CMH_SM3_RESTORE_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(input, 0) /* DMA-in: context */ \
	U32(inlen, 8) /* val: CMH_SM3_CONTEXT_SIZE */
CMH_ABI_LAYOUT(cmh_sm3_restore, CMH_SM3_RESTORE_LAYOUT, 16)

#endif
