/* SPDX-License-Identifier: Apache-2.0 */
/* ccp.h - CCP core: ChaCha20, Poly1305 */
#ifndef CMH_ABI_CCP_H
#define CMH_ABI_CCP_H

#include "cmh/abi/codec.h"

#define CMH_CCP_CMD_CHACHA20_INIT	0x01
#define CMH_CCP_CMD_POLY1305_INIT	0x02
#define CMH_CCP_CMD_AEAD_INIT		0x03
#define CMH_CCP_CMD_AAD_UPDATE		0x04 /* multiples of 16; layout as AAD_FINAL */
#define CMH_CCP_CMD_AAD_FINAL		0x05
#define CMH_CCP_CMD_UPDATE		0x06
#define CMH_CCP_CMD_FINAL		0x07
#define CMH_CCP_CMD_SCATTERGATHER	0x08 /* layout unknown */

#define CMH_CCP_OP_DECRYPT	1
#define CMH_CCP_OP_ENCRYPT	2

#define CMH_CCP_KEY_SIZE	32
#define CMH_CCP_CTRNONCE_SIZE	16 /* little-endian block counter (4), nonce (12) */
#define CMH_CCP_CTR_SIZE	4
#define CMH_CCP_NONCE_SIZE	12
#define CMH_CCP_POLY_KEY_SIZE	16 /* each of r and s */
#define CMH_CCP_TAG_SIZE	16

#define CMH_CCP_CHACHA20_INIT_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(key, 0)          /* REF */ \
	U64(ctrnonce, 8)     /* DMA-in: counter, then nonce */ \
	U32(keylen, 16)      /* val: bytes, 32 (16 allowed) */ \
	U32(ctrnoncelen, 20) /* val: bytes, 16 */ \
	U32(ctrlen, 24)      /* val: bytes, 4 */ \
	U32(op, 28)          /* val: CMH_CCP_OP_* */
CMH_ABI_LAYOUT(cmh_ccp_chacha20_init, CMH_CCP_CHACHA20_INIT_LAYOUT, 32)

#define CMH_CCP_POLY1305_INIT_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(rkey, 0)     /* REF: r (TEMP: top of the stack) */ \
	U64(skey, 8)     /* REF: s (TEMP: the object below) */ \
	U32(rkeylen, 16) /* val: bytes, 16 */ \
	U32(skeylen, 20) /* val: bytes, 16 */
CMH_ABI_LAYOUT(cmh_ccp_poly1305_init, CMH_CCP_POLY1305_INIT_LAYOUT, 24)

#define CMH_CCP_AEAD_INIT_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(key, 0)          /* REF */ \
	U64(ctrnonce, 8)     /* DMA-in: counter 0, then nonce */ \
	U32(keylen, 16)      /* val: bytes, 32 */ \
	U32(ctrnoncelen, 20) /* val: bytes, 16 */ \
	U32(op, 24)          /* val: CMH_CCP_OP_* */
CMH_ABI_LAYOUT(cmh_ccp_aead_init, CMH_CCP_AEAD_INIT_LAYOUT, 32)

/* AAD_UPDATE and AAD_FINAL. */
#define CMH_CCP_AAD_FINAL_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(aad, 0)    /* DMA-in */ \
	U32(aadlen, 8) /* val: bytes */
CMH_ABI_LAYOUT(cmh_ccp_aad_final, CMH_CCP_AAD_FINAL_LAYOUT, 16)

#define CMH_CCP_UPDATE_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(input, 0)  /* DMA-in */ \
	U64(output, 8) /* DMA-out */ \
	U32(iolen, 16) /* val: bytes */
CMH_ABI_LAYOUT(cmh_ccp_update, CMH_CCP_UPDATE_LAYOUT, 24)

#define CMH_CCP_FINAL_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(input, 0)   /* DMA-in or 0 */ \
	U64(output, 8)  /* DMA-out or 0 (always 0 for Poly1305) */ \
	U64(tag, 16)    /* encrypt, MAC: DMA-out; decrypt: DMA-in, checked; or 0 */ \
	U32(iolen, 24)  /* val: bytes */ \
	U32(taglen, 28) /* val: bytes, 16, or 0 for ChaCha20 */
CMH_ABI_LAYOUT(cmh_ccp_final, CMH_CCP_FINAL_LAYOUT, 32)

#endif
