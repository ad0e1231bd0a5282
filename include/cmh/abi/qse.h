/* SPDX-License-Identifier: Apache-2.0 */
/* qse.h - QSE core: ML-KEM, ML-DSA */
#ifndef CMH_ABI_QSE_H
#define CMH_ABI_QSE_H

#include "cmh/abi/codec.h"

#define CMH_QSE_CMD_ML_KEM_KEYGEN		0x01
#define CMH_QSE_CMD_ML_KEM_ENC			0x02
#define CMH_QSE_CMD_ML_KEM_DEC			0x03
#define CMH_QSE_CMD_ML_DSA_KEYGEN		0x04
#define CMH_QSE_CMD_ML_DSA_SIGN			0x05
#define CMH_QSE_CMD_ML_DSA_VERIFY		0x06
#define CMH_QSE_CMD_ML_KEM_KEYGEN_MASKED	0x07 /* masked ones: layout as the plain command */
#define CMH_QSE_CMD_ML_KEM_ENC_MASKED		0x08
#define CMH_QSE_CMD_ML_KEM_DEC_MASKED		0x09
#define CMH_QSE_CMD_ML_DSA_KEYGEN_MASKED	0x0a
#define CMH_QSE_CMD_ML_DSA_SIGN_MASKED		0x0b

#define CMH_QSE_F_USE_REF			(1u << 0) /* keys are REFs, not addresses */
#define CMH_QSE_F_USE_RNG			(1u << 1) /* RNG, not seed, z, coin */

/* ML-KEM, k = 2, 3, 4; bytes. */
#define CMH_ML_KEM_EK_SIZE(k)			(384 * (k) + 32)
#define CMH_ML_KEM_DK_SIZE(k)			(768 * (k) + 96)
#define CMH_ML_KEM_DK_MASKED_SIZE(k)		(1152 * (k) + 128)
#define CMH_ML_KEM_CT_SIZE(k)			((k) == 4 ? 1568 : 320 * (k) + 128)
#define CMH_ML_KEM_SS_SIZE			32
#define CMH_ML_KEM_SS_MASKED_SIZE		64 /* two shares, XOR gives the secret */
#define CMH_ML_KEM_SEED_SIZE			32 /* seed d, z, coin */
#define CMH_ML_KEM_SEED_MASKED_SIZE		64

/* ML-DSA, mode = 2, 3, 5; bytes, 0 for an unknown mode. */
#define CMH_ML_DSA_BY_MODE(mode, a, b, c)	\
	((mode) == 2 ? (a) : (mode) == 3 ? (b) : (mode) == 5 ? (c) : 0)
#define CMH_ML_DSA_PK_SIZE(mode)		CMH_ML_DSA_BY_MODE(mode, 1312, 1952, 2592)
#define CMH_ML_DSA_SK_SIZE(mode)		CMH_ML_DSA_BY_MODE(mode, 2560, 4032, 4896)
#define CMH_ML_DSA_SK_MASKED_SIZE(mode)		CMH_ML_DSA_BY_MODE(mode, 3360, 5472, 6368)
#define CMH_ML_DSA_SIG_SIZE(mode)		CMH_ML_DSA_BY_MODE(mode, 2420, 3309, 4627)
#define CMH_ML_DSA_SEED_SIZE			32 /* seed xi, rnd */
#define CMH_ML_DSA_SEED_MASKED_SIZE		64
#define CMH_ML_DSA_MSG_MAX			10240
#define CMH_ML_DSA_MU_SIZE			64
#define CMH_ML_DSA_MLEN_EXTERNAL_MU		0xffffffffu /* m points at mu */

/*
 * Masked forms use the same layouts with two-share sizes. A length field of 0,
 * or USE_RNG, makes the pointer meaningless (0 or CMH_ADDR_ABSENT).
 */
#define CMH_QSE_ML_KEM_KEYGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(k, 0)        /* val: 2, 3, 4 */ \
	U32(flags, 4)    /* val: CMH_QSE_F_* */ \
	U64(seed, 8)     /* DMA-in: d, 32 */ \
	U64(z, 16)       /* DMA-in: 32 */ \
	U64(ek, 24)      /* DMA-out: EK_SIZE */ \
	U64(dk, 32)      /* DMA-out, or REF destination with USE_REF */ \
	U32(dk_type, 40) /* val: type word with USE_REF, else 0 */
CMH_ABI_LAYOUT(cmh_qse_ml_kem_keygen, CMH_QSE_ML_KEM_KEYGEN_LAYOUT, 48)

#define CMH_QSE_ML_KEM_ENC_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(k, 0)        /* val: 2, 3, 4 */ \
	U32(flags, 4)    /* val: USE_RNG or 0 */ \
	U64(coin, 8)     /* DMA-in: 32 */ \
	U64(ek, 16)      /* DMA-in: EK_SIZE */ \
	U64(ct, 24)      /* DMA-out: CT_SIZE */ \
	U64(ss, 32)      /* DMA-out: 32, masked 64 */ \
	U32(ss_type, 40) /* val: 0 */
CMH_ABI_LAYOUT(cmh_qse_ml_kem_enc, CMH_QSE_ML_KEM_ENC_LAYOUT, 48)

#define CMH_QSE_ML_KEM_DEC_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(k, 0)        /* val: 2, 3, 4 */ \
	U32(flags, 4)    /* val: USE_REF or 0 */ \
	U64(ct, 8)       /* DMA-in: CT_SIZE */ \
	U64(dk, 16)      /* DMA-in, or REF with USE_REF */ \
	U64(ss, 24)      /* DMA-out, or REF destination with USE_REF */ \
	U32(ss_type, 32) /* val: type word with USE_REF, else 0 */
CMH_ABI_LAYOUT(cmh_qse_ml_kem_dec, CMH_QSE_ML_KEM_DEC_LAYOUT, 40)

#define CMH_QSE_ML_DSA_KEYGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(mode, 0)     /* val: 2, 3, 5 */ \
	U32(flags, 4)    /* val: CMH_QSE_F_* */ \
	U64(seed, 8)     /* DMA-in: xi, 32 */ \
	U64(pk, 16)      /* DMA-out: PK_SIZE */ \
	U64(sk, 24)      /* DMA-out, or REF destination with USE_REF */ \
	U32(sk_type, 32) /* val: type word with USE_REF, else 0 */
CMH_ABI_LAYOUT(cmh_qse_ml_dsa_keygen, CMH_QSE_ML_DSA_KEYGEN_LAYOUT, 40)

#define CMH_QSE_ML_DSA_SIGN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(mode, 0)  /* val: 2, 3, 5 */ \
	U32(flags, 4) /* val: CMH_QSE_F_* */ \
	U64(rnd, 8)   /* DMA-in: 32; 0 = deterministic, or hardware with USE_RNG */ \
	U64(m, 16)    /* DMA-in: message, or mu */ \
	U64(sk, 24)   /* DMA-in, or REF with USE_REF */ \
	U64(sig, 32)  /* DMA-out: SIG_SIZE */ \
	U32(mlen, 40) /* val: bytes, 0..10240, or MLEN_EXTERNAL_MU */
CMH_ABI_LAYOUT(cmh_qse_ml_dsa_sign, CMH_QSE_ML_DSA_SIGN_LAYOUT, 48)

#define CMH_QSE_ML_DSA_VERIFY_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(mode, 0)  /* val: 2, 3, 5 */ \
	U32(flags, 4) /* val: 0 */ \
	U64(m, 8)     /* DMA-in: message, or mu */ \
	U64(pk, 16)   /* DMA-in: PK_SIZE */ \
	U64(sig, 24)  /* DMA-in: SIG_SIZE */ \
	U32(mlen, 32) /* val: bytes, or MLEN_EXTERNAL_MU */
CMH_ABI_LAYOUT(cmh_qse_ml_dsa_verify, CMH_QSE_ML_DSA_VERIFY_LAYOUT, 40)

#endif
