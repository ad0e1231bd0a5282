/* SPDX-License-Identifier: Apache-2.0 */
/* hcq.h - HCQ core: SLH-DSA, LMS/HSS, XMSS */
#ifndef CMH_ABI_HCQ_H
#define CMH_ABI_HCQ_H

#include "cmh/abi/codec.h"

#define CMH_HCQ_CMD_XMSS_VERIFY				0x03
#define CMH_HCQ_CMD_LMS_VERIFY				0x04
#define CMH_HCQ_CMD_SLHDSA_VERIFY_INTERNAL		0x05
#define CMH_HCQ_CMD_SLHDSA_VERIFY			0x06
#define CMH_HCQ_CMD_SLHDSA_VERIFY_PREHASH		0x07
#define CMH_HCQ_CMD_SLHDSA_VERIFY_PREHASH_DIGEST	0x08
#define CMH_HCQ_CMD_SLHDSA_KEYGEN			0x09
#define CMH_HCQ_CMD_SLHDSA_SIGN_INTERNAL		0x10
#define CMH_HCQ_CMD_SLHDSA_SIGN				0x11
#define CMH_HCQ_CMD_SLHDSA_SIGN_PREHASH			0x12
#define CMH_HCQ_CMD_SLHDSA_SIGN_PREHASH_DIGEST		0x13
#define CMH_HCQ_CMD_SLHDSA_PUBGEN			0x14

#define CMH_SLHDSA_SHAKE_128S		1
#define CMH_SLHDSA_SHAKE_128F		2
#define CMH_SLHDSA_SHAKE_192S		3
#define CMH_SLHDSA_SHAKE_192F		4
#define CMH_SLHDSA_SHAKE_256S		5
#define CMH_SLHDSA_SHAKE_256F		6
#define CMH_SLHDSA_SHA2_128S		7
#define CMH_SLHDSA_SHA2_128F		8
#define CMH_SLHDSA_SHA2_192S		9
#define CMH_SLHDSA_SHA2_192F		10
#define CMH_SLHDSA_SHA2_256S		11
#define CMH_SLHDSA_SHA2_256F		12
#define CMH_SLHDSA_SETS			12

#define CMH_SLHDSA_PREHASH_SHA256	1
#define CMH_SLHDSA_PREHASH_SHA512	2
#define CMH_SLHDSA_PREHASH_SHAKE128	3
#define CMH_SLHDSA_PREHASH_SHAKE256	4

/* Sizes in bytes, n from cmh_slhdsa_n(). */
#define CMH_SLHDSA_PK_SIZE(n)		(2 * (n))
#define CMH_SLHDSA_SK_SIZE(n)		(4 * (n))
#define CMH_SLHDSA_SEED_SIZE(n)		(3 * (n)) /* SK.seed, SK.prf, PK.seed */
#define CMH_SLHDSA_SIG_MAX		49856
#define CMH_SLHDSA_MSG_MAX		128
#define CMH_SLHDSA_CTX_MAX		255

#define CMH_LMS_PK_MAX			60
#define CMH_LMS_SIG_MAX			13364
#define CMH_LMS_MSG_MAX			256
#define CMH_XMSS_PK_MAX			136
#define CMH_XMSS_SIG_MAX		27688
#define CMH_XMSS_MSG_MAX		64

#define CMH_LMS_SINGLE			0
#define CMH_LMS_HSS			1
#define CMH_XMSS_SINGLE			0
#define CMH_XMSS_MT			1

/* Security parameter of a set, bytes; 0 for an unknown set. */
static inline uint32_t cmh_slhdsa_n(uint32_t set)
{
	switch (set) {
	case CMH_SLHDSA_SHAKE_128S:
	case CMH_SLHDSA_SHAKE_128F:
	case CMH_SLHDSA_SHA2_128S:
	case CMH_SLHDSA_SHA2_128F:
		return 16;
	case CMH_SLHDSA_SHAKE_192S:
	case CMH_SLHDSA_SHAKE_192F:
	case CMH_SLHDSA_SHA2_192S:
	case CMH_SLHDSA_SHA2_192F:
		return 24;
	case CMH_SLHDSA_SHAKE_256S:
	case CMH_SLHDSA_SHAKE_256F:
	case CMH_SLHDSA_SHA2_256S:
	case CMH_SLHDSA_SHA2_256F:
		return 32;
	}
	return 0;
}

static inline uint32_t cmh_slhdsa_sig_size(uint32_t set)
{
	switch (set) {
	case CMH_SLHDSA_SHAKE_128S:
	case CMH_SLHDSA_SHA2_128S:
		return 7856;
	case CMH_SLHDSA_SHAKE_192S:
	case CMH_SLHDSA_SHA2_192S:
		return 16224;
	case CMH_SLHDSA_SHAKE_128F:
	case CMH_SLHDSA_SHA2_128F:
		return 17088;
	case CMH_SLHDSA_SHAKE_256S:
	case CMH_SLHDSA_SHA2_256S:
		return 29792;
	case CMH_SLHDSA_SHAKE_192F:
	case CMH_SLHDSA_SHA2_192F:
		return 35664;
	case CMH_SLHDSA_SHAKE_256F:
	case CMH_SLHDSA_SHA2_256F:
		return 49856;
	}
	return 0;
}

#define CMH_HCQ_SLHDSA_KEYGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(parameter_set, 0) /* val: CMH_SLHDSA_*, 1..12 */ \
	U32(seed_len, 4)      /* val: bytes, 3n */ \
	U32(pk_len, 8)        /* val: bytes, 2n */ \
	U32(sk_len, 12)       /* val: bytes, 4n */ \
	U64(seed, 16)         /* REF: SK.seed, SK.prf, PK.seed */ \
	U64(pk, 24)           /* DMA-out: 2n */ \
	U64(sk, 32)           /* REF: destination */
CMH_ABI_LAYOUT(cmh_hcq_slhdsa_keygen, CMH_HCQ_SLHDSA_KEYGEN_LAYOUT, 40)

#define CMH_HCQ_SLHDSA_SIGN_INTERNAL_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(parameter_set, 0) /* val: CMH_SLHDSA_*, 1..12 */ \
	U32(message_len, 4)   /* val: bytes, 0..128 */ \
	U64(add_random, 8)    /* DMA-in: n, or 0 = none */ \
	U64(message, 16)      /* DMA-in: message_len */ \
	U64(sk, 24)           /* REF */ \
	U64(sig, 32)          /* DMA-out: signature */
CMH_ABI_LAYOUT(cmh_hcq_slhdsa_sign_internal, CMH_HCQ_SLHDSA_SIGN_INTERNAL_LAYOUT, 40)

#define CMH_HCQ_SLHDSA_SIGN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(parameter_set, 0) /* val: CMH_SLHDSA_*, 1..12 */ \
	U32(message_len, 4)   /* val: bytes, 0..128 */ \
	U64(add_random, 8)    /* DMA-in: n, or 0 = none */ \
	U64(message, 16)      /* DMA-in: message_len */ \
	U64(context, 24)      /* DMA-in: context_len */ \
	U64(sk, 32)           /* REF */ \
	U64(sig, 40)          /* DMA-out: signature */ \
	U32(context_len, 48)  /* val: bytes, 0..255 */
CMH_ABI_LAYOUT(cmh_hcq_slhdsa_sign, CMH_HCQ_SLHDSA_SIGN_LAYOUT, 56)

/* SLHDSA_SIGN_PREHASH and its DIGEST form. */
#define CMH_HCQ_SLHDSA_SIGN_PREHASH_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(parameter_set, 0) /* val: CMH_SLHDSA_*, 1..12 */ \
	U32(prehash_algo, 4)  /* val: CMH_SLHDSA_PREHASH_* */ \
	U32(message_len, 8)   /* val: bytes, 0..128 */ \
	U32(context_len, 12)  /* val: bytes, 0..255 */ \
	U64(add_random, 16)   /* DMA-in: n, or 0 = none */ \
	U64(message, 24)      /* DMA-in: message, or digest in the DIGEST form */ \
	U64(context, 32)      /* DMA-in: context_len */ \
	U64(sk, 40)           /* REF */ \
	U64(sig, 48)          /* DMA-out: signature */
CMH_ABI_LAYOUT(cmh_hcq_slhdsa_sign_prehash, CMH_HCQ_SLHDSA_SIGN_PREHASH_LAYOUT, 56)

#define CMH_HCQ_SLHDSA_VERIFY_INTERNAL_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(parameter_set, 0) /* val: CMH_SLHDSA_*, 1..12 */ \
	U32(message_len, 4)   /* val: bytes, 0..128 */ \
	U64(message, 8)       /* DMA-in: message_len */ \
	U64(pk, 16)           /* DMA-in: 2n */ \
	U64(sig, 24)          /* DMA-in: signature */
CMH_ABI_LAYOUT(cmh_hcq_slhdsa_verify_internal, CMH_HCQ_SLHDSA_VERIFY_INTERNAL_LAYOUT, 32)

#define CMH_HCQ_SLHDSA_VERIFY_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(parameter_set, 0) /* val: CMH_SLHDSA_*, 1..12 */ \
	U32(message_len, 4)   /* val: bytes, 0..128 */ \
	U64(message, 8)       /* DMA-in: message_len */ \
	U64(context, 16)      /* DMA-in: context_len */ \
	U64(pk, 24)           /* DMA-in: 2n */ \
	U64(sig, 32)          /* DMA-in: signature */ \
	U32(context_len, 40)  /* val: bytes, 0..255 */
CMH_ABI_LAYOUT(cmh_hcq_slhdsa_verify, CMH_HCQ_SLHDSA_VERIFY_LAYOUT, 48)

/* SLHDSA_VERIFY_PREHASH and its DIGEST form. */
#define CMH_HCQ_SLHDSA_VERIFY_PREHASH_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(parameter_set, 0) /* val: CMH_SLHDSA_*, 1..12 */ \
	U32(prehash_algo, 4)  /* val: CMH_SLHDSA_PREHASH_* */ \
	U32(message_len, 8)   /* val: bytes, 0..128 */ \
	U32(context_len, 12)  /* val: bytes, 0..255 */ \
	U64(message, 16)      /* DMA-in: message, or digest in the DIGEST form */ \
	U64(context, 24)      /* DMA-in: context_len */ \
	U64(pk, 32)           /* DMA-in: 2n */ \
	U64(sig, 40)          /* DMA-in: signature */
CMH_ABI_LAYOUT(cmh_hcq_slhdsa_verify_prehash, CMH_HCQ_SLHDSA_VERIFY_PREHASH_LAYOUT, 48)

#define CMH_HCQ_SLHDSA_PUBGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(parameter_set, 0) /* val: CMH_SLHDSA_*, 1..12 */ \
	U32(sk_len, 4)        /* val: bytes, 4n */ \
	U64(sk, 8)            /* REF */ \
	U64(pk, 16)           /* DMA-out: 2n */
CMH_ABI_LAYOUT(cmh_hcq_slhdsa_pubgen, CMH_HCQ_SLHDSA_PUBGEN_LAYOUT, 24)

#define CMH_HCQ_LMS_VERIFY_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(lms_hss, 0)  /* val: CMH_LMS_SINGLE or CMH_LMS_HSS */ \
	U32(pk_len, 4)   /* val: bytes, at most 60 */ \
	U32(sig_len, 8)  /* val: bytes, at most 13364 */ \
	U32(dig_len, 12) /* val: bytes of the message, 1..256 */ \
	U64(pk, 16)      /* DMA-in: pk_len */ \
	U64(sig, 24)     /* DMA-in: sig_len */ \
	U64(dig, 32)     /* DMA-in: the message, not a digest */
CMH_ABI_LAYOUT(cmh_hcq_lms_verify, CMH_HCQ_LMS_VERIFY_LAYOUT, 40)

#define CMH_HCQ_XMSS_VERIFY_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(xmss_mt, 0)  /* val: CMH_XMSS_SINGLE or CMH_XMSS_MT */ \
	U32(pk_len, 4)   /* val: bytes, at most 136 */ \
	U32(sig_len, 8)  /* val: bytes, at most 27688 */ \
	U32(dig_len, 12) /* val: bytes of the message, 1..64 */ \
	U64(pk, 16)      /* DMA-in: pk_len */ \
	U64(sig, 24)     /* DMA-in: sig_len */ \
	U64(dig, 32)     /* DMA-in: the message, not a digest */
CMH_ABI_LAYOUT(cmh_hcq_xmss_verify, CMH_HCQ_XMSS_VERIFY_LAYOUT, 40)

#endif
