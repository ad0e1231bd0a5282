/* SPDX-License-Identifier: Apache-2.0 */
/* kic.h - KIC core: key derivation from fused keys */
#ifndef CMH_ABI_KIC_H
#define CMH_ABI_KIC_H

#include "cmh/abi/codec.h"

#define CMH_KIC_CMD_HKDF1		0x06
#define CMH_KIC_CMD_HKDF2		0x07
#define CMH_KIC_CMD_AES_CMAC_KDF	0x08
#define CMH_KIC_CMD_DKEK_DERIVE		0x09

#define CMH_KIC_LABEL_MAX	56 /* bytes */
#define CMH_KIC_OUT_MAX		64 /* bytes, HKDF1 and HKDF2 */
#define CMH_KIC_CMAC_KEY_SIZE	32
#define CMH_KIC_DKEK_SIZE	32
#define CMH_KIC_METADATA_MAX	64

/* Mind the order: HKDF has the destination first, the other two the base key. */
#define CMH_KIC_HKDF1_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(dst, 0)    /* REF: destination, TEMP or LAST */ \
	U64(base, 8)   /* REF: fused or datastore key */ \
	U64(label, 16) /* DMA-in: llen, 0 = inline in the next entry */ \
	U32(llen, 24)  /* val: bytes, 0..56 */ \
	U32(len, 28)   /* val: output bytes, 1..64 */ \
	U32(type, 32)  /* val: type word */
CMH_ABI_LAYOUT(cmh_kic_hkdf1, CMH_KIC_HKDF1_LAYOUT, 40)

#define CMH_KIC_HKDF2_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(dst, 0)    /* REF: destination, TEMP or LAST */ \
	U64(base, 8)   /* REF: fused or datastore key */ \
	U64(salt, 16)  /* REF: salt key, 0 = no salt */ \
	U64(label, 24) /* DMA-in: llen */ \
	U32(llen, 32)  /* val: bytes, 0..56 */ \
	U32(len, 36)   /* val: output bytes, 1..64 */ \
	U32(type, 40)  /* val: type word */
CMH_ABI_LAYOUT(cmh_kic_hkdf2, CMH_KIC_HKDF2_LAYOUT, 48)

#define CMH_KIC_AES_CMAC_KDF_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(base_key, 0)   /* REF: base key, 32 bytes */ \
	U64(out_key, 8)    /* REF: destination */ \
	U64(label, 16)     /* DMA-in: label_len */ \
	U32(key_len, 24)   /* val: bytes, 32 */ \
	U32(label_len, 28) /* val: bytes, 0..56 */ \
	U32(type, 32)      /* val: type word, PT is refused */
CMH_ABI_LAYOUT(cmh_kic_aes_cmac_kdf, CMH_KIC_AES_CMAC_KDF_LAYOUT, 40)

#define CMH_KIC_DKEK_DERIVE_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(base_key, 0)      /* REF: fused key */ \
	U64(out_key, 8)       /* REF: destination */ \
	U32(host_id, 16)      /* val: 0 = own host, else management host only */ \
	U32(metadata_len, 20) /* val: bytes, 0..64 */ \
	U64(metadata, 24)     /* DMA-in: metadata_len */
CMH_ABI_LAYOUT(cmh_kic_dkek_derive, CMH_KIC_DKEK_DERIVE_LAYOUT, 32)

#endif
