/* SPDX-License-Identifier: Apache-2.0 */
/* sm4.h - SM4 core */
#ifndef CMH_ABI_SM4_H
#define CMH_ABI_SM4_H

#include "cmh/abi/aes.h"

#define CMH_SM4_CMD_INIT		0x01
#define CMH_SM4_CMD_AAD_UPDATE		0x02 /* layout unknown */
#define CMH_SM4_CMD_AAD_FINAL		0x03
#define CMH_SM4_CMD_UPDATE		0x04
#define CMH_SM4_CMD_FINAL		0x05
#define CMH_SM4_CMD_SCATTERGATHER	0x06 /* layout unknown */
#define CMH_SM4_CMD_CCM_INIT		0x09

/* The numbers differ from the AES ones; 4 is not used. */
#define CMH_SM4_MODE_ECB	1
#define CMH_SM4_MODE_CBC	2
#define CMH_SM4_MODE_CTR	3
#define CMH_SM4_MODE_CFB	5
#define CMH_SM4_MODE_GCM	6
#define CMH_SM4_MODE_CMAC	7
#define CMH_SM4_MODE_CCM	8
#define CMH_SM4_MODE_XTS	9
#define CMH_SM4_MODE_XCBC	10

#define CMH_SM4_OP_DECRYPT	1
#define CMH_SM4_OP_ENCRYPT	2

#define CMH_SM4_BLOCK_SIZE	16
#define CMH_SM4_IV_SIZE		16
#define CMH_SM4_KEY_SIZE	16 /* XTS 32 */
#define CMH_SM4_TAG_MAX		16

#define CMH_SM4_INIT_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(key, 0)     /* REF */ \
	U64(iv, 8)      /* DMA-in, 0 when ivlen is 0 */ \
	U32(keylen, 16) /* val: bytes, 16 or 32 */ \
	U32(ivlen, 20)  /* val: bytes, 0..16 */ \
	U32(mode, 24)   /* val: CMH_SM4_MODE_* */ \
	U32(op, 28)     /* val: CMH_SM4_OP_* */ \
	U32(aadlen, 32) /* val: bytes of all AAD or MAC data */ \
	U32(iolen, 36)  /* val: bytes of all text, in every mode; 0 for MACs */
CMH_ABI_LAYOUT(cmh_sm4_init, CMH_SM4_INIT_LAYOUT, 40)

#define CMH_SM4_CCM_INIT_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(key, 0)       /* REF */ \
	U64(nonce, 8)     /* DMA-in */ \
	U32(keylen, 16)   /* val: bytes, 16 */ \
	U32(noncelen, 20) /* val: bytes, 7..13 */ \
	U32(op, 24)       /* val: CMH_SM4_OP_* */ \
	U32(aadlen, 28)   /* val: bytes */ \
	U32(iolen, 32)    /* val: bytes */ \
	U32(taglen, 36)   /* val: bytes */
CMH_ABI_LAYOUT(cmh_sm4_ccm_init, CMH_SM4_CCM_INIT_LAYOUT, 40)

/* The rest is laid out as on the AES core. */
CMH_ABI_LAYOUT(cmh_sm4_aad_final, CMH_AES_AAD_FINAL_LAYOUT, 16)
CMH_ABI_LAYOUT(cmh_sm4_update, CMH_AES_UPDATE_LAYOUT, 24)
CMH_ABI_LAYOUT(cmh_sm4_final, CMH_AES_FINAL_LAYOUT, 32)

#endif
