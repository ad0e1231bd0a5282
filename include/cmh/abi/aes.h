/* SPDX-License-Identifier: Apache-2.0 */
/* aes.h - AES core */
#ifndef CMH_ABI_AES_H
#define CMH_ABI_AES_H

#include "cmh/abi/codec.h"

#define CMH_AES_CMD_INIT		0x01
#define CMH_AES_CMD_AAD_UPDATE		0x02 /* layout unknown */
#define CMH_AES_CMD_AAD_FINAL		0x03
#define CMH_AES_CMD_UPDATE		0x04
#define CMH_AES_CMD_FINAL		0x05
#define CMH_AES_CMD_SCATTERGATHER	0x06 /* layout unknown */
#define CMH_AES_CMD_CCM_INIT		0x0a /* layout as INIT */
#define CMH_AES_CMD_AAD_FINAL_AUTH	0x0e

#define CMH_AES_MODE_ECB	1
#define CMH_AES_MODE_CBC	2
#define CMH_AES_MODE_CTR	3
#define CMH_AES_MODE_CFB	4
#define CMH_AES_MODE_GCM	5
#define CMH_AES_MODE_CMAC	6
#define CMH_AES_MODE_CCM	7
#define CMH_AES_MODE_XTS	8

#define CMH_AES_OP_DECRYPT	1
#define CMH_AES_OP_ENCRYPT	2

#define CMH_AES_BLOCK_SIZE	16
#define CMH_AES_IV_SIZE		16 /* GCM: 12-byte nonce and four zero bytes */
#define CMH_AES_TAG_MAX		16

/* INIT and CCM_INIT. The first revision of cri,cmh ends before xts_offset. */
#define CMH_AES_INIT_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(key, 0)         /* REF */ \
	U64(iv, 8)          /* DMA-in: IV or CCM nonce, 0 when ivlen is 0 */ \
	U32(keylen, 16)     /* val: bytes; XTS both halves */ \
	U32(ivlen, 20)      /* val: bytes, 0..16 */ \
	U32(mode, 24)       /* val: CMH_AES_MODE_* */ \
	U32(op, 28)         /* val: CMH_AES_OP_* */ \
	U32(aadlen, 32)     /* val: bytes of all AAD, or of all CMAC data */ \
	U32(iolen, 36)      /* val: bytes of all text (XTS, GCM, CCM), else 0 */ \
	U32(taglen, 40)     /* val: bytes, AEAD and CMAC */ \
	U32(xts_offset, 44) /* val: first XTS block index, 0 */
CMH_ABI_LAYOUT(cmh_aes_init, CMH_AES_INIT_LAYOUT, 48)

#define CMH_AES_AAD_FINAL_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(data, 0)    /* DMA-in */ \
	U32(datalen, 8) /* val: bytes */
CMH_ABI_LAYOUT(cmh_aes_aad_final, CMH_AES_AAD_FINAL_LAYOUT, 16)

#define CMH_AES_AAD_FINAL_AUTH_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(data, 0)    /* DMA-in: last AAD or MAC data, 0 if empty */ \
	U32(datalen, 8) /* val: bytes, may be 0 */ \
	U64(tag, 16)    /* DMA-out */ \
	U32(taglen, 24) /* val: bytes, 16 */
CMH_ABI_LAYOUT(cmh_aes_aad_final_auth, CMH_AES_AAD_FINAL_AUTH_LAYOUT, 32)

#define CMH_AES_UPDATE_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(input, 0)  /* DMA-in */ \
	U64(output, 8) /* DMA-out */ \
	U32(iolen, 16) /* val: bytes */
CMH_ABI_LAYOUT(cmh_aes_update, CMH_AES_UPDATE_LAYOUT, 24)

#define CMH_AES_FINAL_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(input, 0)   /* DMA-in, 0 if no text */ \
	U64(output, 8)  /* DMA-out, 0 if no text */ \
	U64(tag, 16)    /* encrypt: DMA-out; decrypt: DMA-in, checked; 0 without AEAD */ \
	U32(iolen, 24)  /* val: bytes */ \
	U32(taglen, 28) /* val: bytes */
CMH_ABI_LAYOUT(cmh_aes_final, CMH_AES_FINAL_LAYOUT, 32)

#endif
