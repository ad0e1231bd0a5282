/* SPDX-License-Identifier: Apache-2.0 */
/* mgmt.h - the key-management ioctls of the kernel driver (/dev/cmh_mgmt) */
#ifndef CMH_ABI_MGMT_H
#define CMH_ABI_MGMT_H

#include "cmh/abi/codec.h"

#define CMH_MGMT_PATH		"/dev/cmh_mgmt"
#define CMH_MGMT_VERSION	1 /* every argument starts with it */
#define CMH_MGMT_TYPE		0x4a
#define CMH_MGMT_DATA_MAX	262144 /* bytes of key data or blob, message or digest */

/* Request code: direction, argument size, type letter, number; as Linux computes it. */
#if defined(__powerpc__) || defined(__mips__) || defined(__sparc__) || defined(__alpha__)
#define CMH_MGMT_DIR_SHIFT	29
#define CMH_MGMT_DIR_W		4u
#else
#define CMH_MGMT_DIR_SHIFT	30
#define CMH_MGMT_DIR_W		1u
#endif
#define CMH_MGMT_DIR_R		2u
#define CMH_MGMT_DIR_RW		(CMH_MGMT_DIR_R | CMH_MGMT_DIR_W)

#define CMH_MGMT_IOC(dir, nr, size) \
	((uint32_t)(dir) << CMH_MGMT_DIR_SHIFT | (uint32_t)(size) << 16 | \
	 CMH_MGMT_TYPE << 8 | (uint32_t)(nr))
#define CMH_MGMT_IOC_NR(request)	((request) & 0xffu)
#define CMH_MGMT_IOC_SIZE(request)	(((request) >> 16) & 0x1fffu)

/* ds_type */
#define CMH_MGMT_KEY_RAW_VALUE		1
#define CMH_MGMT_KEY_AES_KEY		2
#define CMH_MGMT_KEY_AES_XTS_KEY	3
#define CMH_MGMT_KEY_HMAC_KEY		4
#define CMH_MGMT_KEY_KMAC_KEY		5
#define CMH_MGMT_KEY_SM4_KEY		6
#define CMH_MGMT_KEY_CHACHA20_KEY	7
#define CMH_MGMT_KEY_RSA_PRIV_KEY	10
#define CMH_MGMT_KEY_RSA_PUB_KEY	11
#define CMH_MGMT_KEY_RSA_CRT_KEY	12
#define CMH_MGMT_KEY_ECDSA_PRIV_KEY	13
#define CMH_MGMT_KEY_ECDSA_PUB_KEY	14
#define CMH_MGMT_KEY_ECDH_PRIV_KEY	15
#define CMH_MGMT_KEY_EDDSA_PRIV_KEY	16 /* no swap; X25519 and X448 secrets too */
#define CMH_MGMT_KEY_SHARED_SECRET	17
#define CMH_MGMT_KEY_SM2_PRIV_KEY	18
#define CMH_MGMT_KEY_ML_KEM_DK		20
#define CMH_MGMT_KEY_ML_DSA_SK		21
#define CMH_MGMT_KEY_SLHDSA_SK		25

/* flags: keys, KIC derivations, post-quantum operations, ECDH. */
#define CMH_MGMT_KEY_F_PT		0x00010000u
#define CMH_MGMT_KEY_F_XC		0x00020000u
#define CMH_MGMT_KEY_F_SCA		0x00040000u
#define CMH_MGMT_KEY_F_MASK		0x00070000u
#define CMH_MGMT_KIC_F_TEMP		1u /* push the result on the temporary stack */
#define CMH_MGMT_PQC_F_MASKED		1u
#define CMH_MGMT_PQC_F_DS_REF		2u
#define CMH_MGMT_PQC_F_HW_RNG		4u
#define CMH_MGMT_PQC_F_MASK		7u
#define CMH_MGMT_PKE_F_DS_RESULT	1u /* cri,cmh only, and ignored there */

/* Limits. */
#define CMH_MGMT_KIC_LABEL_MAX		56
#define CMH_MGMT_KIC_OUT_MAX		64
#define CMH_MGMT_KIC_METADATA_MAX	64
#define CMH_MGMT_RSA_BITS_MIN		1024
#define CMH_MGMT_RSA_BITS_MAX		4096
#define CMH_MGMT_RSA_E_MAX		512 /* bytes */
#define CMH_MGMT_ML_DSA_MSG_MAX		10240
#define CMH_MGMT_ML_DSA_EXTERNAL_MU	0xffffffffu /* mlen: m points at 64 bytes of mu */
#define CMH_MGMT_SLHDSA_MSG_MAX		128
#define CMH_MGMT_SLHDSA_CTX_MAX		255

/*
 * Arguments: native-endian, naturally aligned; pointers are user virtual
 * addresses in 64 bits; reserved and pad fields must be 0.
 */
#define CMH_MGMT_STRUCT(tag, LAYOUT, size)	CMH_ABI_STRUCT(tag, LAYOUT, size)

#define CMH_MGMT_KEY_NEW_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0) /* CMH_MGMT_VERSION */ \
	U32(ds_type, 4) /* CMH_MGMT_KEY_* */ \
	U32(len, 8)     /* bytes */ \
	U32(flags, 12)  /* CMH_MGMT_KEY_F_* */ \
	U64(cid, 16)    /* caller id */ \
	U64(ref, 24)    /* out: reference */
CMH_MGMT_STRUCT(cmh_mgmt_key_new, CMH_MGMT_KEY_NEW_LAYOUT, 32)
CMH_MGMT_STRUCT(cmh_mgmt_key_new_random, CMH_MGMT_KEY_NEW_LAYOUT, 32)

#define CMH_MGMT_KEY_WRITE_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)   /* CMH_MGMT_VERSION */ \
	U32(len, 4)       /* 1..262144 */ \
	U32(ds_type, 8)   /* CMH_MGMT_KEY_* */ \
	U32(flags, 12)    /* CMH_MGMT_KEY_F_* */ \
	U64(ref, 16)      /* REF, TEMP is possible */ \
	U64(wrap_key, 24) /* REF or 0 */ \
	U64(data, 32)     /* in: key bytes or wrapped blob */
CMH_MGMT_STRUCT(cmh_mgmt_key_write, CMH_MGMT_KEY_WRITE_LAYOUT, 40)

#define CMH_MGMT_KEY_READ_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)   /* CMH_MGMT_VERSION */ \
	U32(len, 4)       /* buffer size 1..262144 */ \
	U64(ref, 8)       /* REF */ \
	U64(wrap_key, 16) /* REF or 0 */ \
	U64(data, 24)     /* out: blob */ \
	U32(out_len, 32)  /* out: always set to len */ \
	U32(reserved, 36) /* must be 0 */
CMH_MGMT_STRUCT(cmh_mgmt_key_read, CMH_MGMT_KEY_READ_LAYOUT, 40)

#define CMH_MGMT_KEY_FIND_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)  /* CMH_MGMT_VERSION */ \
	U32(reserved, 4) /* must be 0 */ \
	U64(cid, 8)      /* in */ \
	U64(ref, 16)     /* out */ \
	U32(len, 24)     /* out */ \
	U32(type, 28)    /* out: type word */
CMH_MGMT_STRUCT(cmh_mgmt_key_find, CMH_MGMT_KEY_FIND_LAYOUT, 32)

#define CMH_MGMT_KEY_LIST_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)   /* CMH_MGMT_VERSION */ \
	U32(reserved, 4)  /* must be 0 */ \
	U64(start_ref, 8) /* 0 = first, else the previous ref */ \
	U64(ref, 16)      /* out, 0 = end */ \
	U64(cid, 24)      /* out */ \
	U32(len, 32)      /* out */ \
	U32(type, 36)     /* out */
CMH_MGMT_STRUCT(cmh_mgmt_key_list, CMH_MGMT_KEY_LIST_LAYOUT, 40)

#define CMH_MGMT_KEY_GRANT_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)  /* CMH_MGMT_VERSION */ \
	U32(reserved, 4) /* must be 0 */ \
	U64(ref, 8)      /* REF */ \
	U64(read, 16)    /* mask (ignored by DELETE) */ \
	U64(write, 24)   /* mask */ \
	U64(execute, 32) /* mask */
CMH_MGMT_STRUCT(cmh_mgmt_key_grant, CMH_MGMT_KEY_GRANT_LAYOUT, 40)
CMH_MGMT_STRUCT(cmh_mgmt_key_delete, CMH_MGMT_KEY_GRANT_LAYOUT, 40)

#define CMH_MGMT_DS_EXPORT_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)   /* CMH_MGMT_VERSION */ \
	U32(len, 4)       /* buffer bytes, 16..262144 */ \
	U64(cid, 8)       /* caller id */ \
	U64(wrap_key, 16) /* REF or 0 (TEMP usual) */ \
	U64(data, 24)     /* out */ \
	U32(out_len, 32)  /* out: 16 + wrap + len from the blob header */ \
	U32(reserved, 36) /* must be 0 */
CMH_MGMT_STRUCT(cmh_mgmt_ds_export, CMH_MGMT_DS_EXPORT_LAYOUT, 40)

#define CMH_MGMT_DS_IMPORT_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)  /* CMH_MGMT_VERSION */ \
	U32(len, 4)      /* 1..262144 */ \
	U64(wrap_key, 8) /* REF or 0 */ \
	U64(data, 16)    /* in: blob */
CMH_MGMT_STRUCT(cmh_mgmt_ds_import, CMH_MGMT_DS_IMPORT_LAYOUT, 24)

#define CMH_MGMT_KIC_HKDF1_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)    /* CMH_MGMT_VERSION */ \
	U32(key_len, 4)    /* 1..64 */ \
	U64(base_key, 8)   /* KEY1..KEY8 or REF */ \
	U64(cid, 16)       /* for the new object (ignored with TEMP) */ \
	U64(label, 24)     /* in */ \
	U32(label_len, 32) /* 0..56 */ \
	U32(flags, 36)     /* CMH_MGMT_KIC_F_TEMP or 0 */ \
	U64(ref, 40)       /* out: reference, or TEMP constant */
CMH_MGMT_STRUCT(cmh_mgmt_kic_hkdf1, CMH_MGMT_KIC_HKDF1_LAYOUT, 48)

#define CMH_MGMT_KIC_HKDF2_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)    /* CMH_MGMT_VERSION */ \
	U32(key_len, 4)    /* 1..64 */ \
	U64(base_key, 8)   /* REF */ \
	U64(salt_key, 16)  /* REF or 0 */ \
	U64(cid, 24)       /* caller id of the new object */ \
	U64(label, 32)     /* in */ \
	U32(label_len, 40) /* 0..56 */ \
	U32(flags, 44)     /* CMH_MGMT_KIC_F_TEMP or 0 */ \
	U64(ref, 48)       /* out */
CMH_MGMT_STRUCT(cmh_mgmt_kic_hkdf2, CMH_MGMT_KIC_HKDF2_LAYOUT, 56)

#define CMH_MGMT_KIC_AES_CMAC_KDF_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)    /* CMH_MGMT_VERSION */ \
	U32(key_len, 4)    /* 32 */ \
	U64(base_key, 8)   /* REF */ \
	U64(cid, 16)       /* caller id of the new object */ \
	U64(label, 24)     /* in */ \
	U32(label_len, 32) /* 0..56 */ \
	U32(flags, 36)     /* CMH_MGMT_KIC_F_TEMP or 0 */ \
	U64(ref, 40)       /* out */
CMH_MGMT_STRUCT(cmh_mgmt_kic_aes_cmac_kdf, CMH_MGMT_KIC_AES_CMAC_KDF_LAYOUT, 48)

#define CMH_MGMT_KIC_DKEK_DERIVE_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)       /* CMH_MGMT_VERSION */ \
	U32(host_id, 4)       /* 0 or host */ \
	U64(base_key, 8)      /* REF */ \
	U64(cid, 16)          /* caller id of the new object */ \
	U64(metadata, 24)     /* in */ \
	U32(metadata_len, 32) /* 0..64 */ \
	U32(flags, 36)        /* CMH_MGMT_KIC_F_TEMP or 0 */ \
	U64(ref, 40)          /* out */
CMH_MGMT_STRUCT(cmh_mgmt_kic_dkek_derive, CMH_MGMT_KIC_DKEK_DERIVE_LAYOUT, 48)

#define CMH_MGMT_EAC_READ_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)                /* CMH_MGMT_VERSION */ \
	U32(reserved, 4)               /* must be 0 */ \
	U64(mailbox_notification, 8)   /* out */ \
	U32(hw_error, 16)              /* out */ \
	U32(hw_nmi, 20)                /* out */ \
	U32(hw_panic, 24)              /* out */ \
	U32(safety_fatal, 28)          /* out */ \
	U32(safety_notification, 32)   /* out */ \
	U32(sw_info0, 36)              /* out */ \
	U32(sw_info1, 40)              /* out */ \
	WORDS(sram_bank_errors, 44, 4) /* out, 4 words */ \
	U32(pad0, 60)                  /* must be 0 */
CMH_MGMT_STRUCT(cmh_mgmt_eac_read, CMH_MGMT_EAC_READ_LAYOUT, 64)

#define CMH_MGMT_DRBG_CONFIG_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)           /* CMH_MGMT_VERSION */ \
	U32(entropy_ratio, 4)     /* 0..3 */ \
	U32(security_strength, 8) /* 0x00 or 0x10 */ \
	U32(reserved, 12)         /* must be 0 */
CMH_MGMT_STRUCT(cmh_mgmt_drbg_config, CMH_MGMT_DRBG_CONFIG_LAYOUT, 16)

#define CMH_MGMT_PKE_RSA_ENC_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)   /* CMH_MGMT_VERSION */ \
	U32(bits, 4)      /* modulus bits, 1024..4096, multiple of 8 */ \
	U64(e, 8)         /* in */ \
	U32(e_len, 16)    /* 1..512 */ \
	U32(reserved, 20) /* must be 0 */ \
	U64(n, 24)        /* in, bits/8 */ \
	U64(input, 32)    /* in, bits/8 */ \
	U64(output, 40)   /* out, bits/8 */
CMH_MGMT_STRUCT(cmh_mgmt_pke_rsa_enc, CMH_MGMT_PKE_RSA_ENC_LAYOUT, 48)

#define CMH_MGMT_PKE_RSA_DEC_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)   /* CMH_MGMT_VERSION */ \
	U32(bits, 4)      /* modulus bits, 1024..4096, multiple of 8 */ \
	U64(e, 8)         /* in */ \
	U32(e_len, 16)    /* 1..512 */ \
	U32(reserved, 20) /* must be 0 */ \
	U64(n, 24)        /* in */ \
	U64(input, 32)    /* in: ciphertext */ \
	U64(output, 40)   /* out */ \
	U64(key_ref, 48)  /* REF */
CMH_MGMT_STRUCT(cmh_mgmt_pke_rsa_dec, CMH_MGMT_PKE_RSA_DEC_LAYOUT, 56)

#define CMH_MGMT_PKE_RSA_CRT_DEC_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)   /* CMH_MGMT_VERSION */ \
	U32(bits, 4)      /* modulus bits, 1024..4096, multiple of 8 */ \
	U64(e, 8)         /* in */ \
	U32(e_len, 16)    /* 1..512 */ \
	U32(reserved, 20) /* must be 0 */ \
	U64(n, 24)        /* in */ \
	U64(input, 32)    /* in: ciphertext */ \
	U64(output, 40)   /* out */ \
	U64(crt_ref, 48)  /* REF */
CMH_MGMT_STRUCT(cmh_mgmt_pke_rsa_crt_dec, CMH_MGMT_PKE_RSA_CRT_DEC_LAYOUT, 56)

#define CMH_MGMT_PKE_RSA_KEYGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)  /* CMH_MGMT_VERSION */ \
	U32(bits, 4)     /* modulus bits, 1024..4096, multiple of 8 */ \
	U64(e, 8)        /* in */ \
	U32(e_len, 16)   /* 1..512 */ \
	U32(flags, 20)   /* CMH_MGMT_KEY_F_* */ \
	U64(n, 24)       /* out: modulus */ \
	U64(d_cid, 32)   /* cid of d */ \
	U64(d_ref, 40)   /* out */ \
	U64(crt_cid, 48) /* cid of CRT key; 0 = no CRT key */ \
	U64(crt_ref, 56) /* out, 0 without CRT */
CMH_MGMT_STRUCT(cmh_mgmt_pke_rsa_keygen, CMH_MGMT_PKE_RSA_KEYGEN_LAYOUT, 64)

#define CMH_MGMT_PKE_ECDSA_SIGN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)     /* CMH_MGMT_VERSION */ \
	U32(curve, 4)       /* CMH_CURVE_* */ \
	U64(digest, 8)      /* in */ \
	U32(digest_len, 16) /* 1..262144 */ \
	U32(reserved, 20)   /* must be 0 */ \
	U64(signature, 24)  /* out, 2*clen */ \
	U64(key_ref, 32)    /* REF */
CMH_MGMT_STRUCT(cmh_mgmt_pke_ecdsa_sign, CMH_MGMT_PKE_ECDSA_SIGN_LAYOUT, 40)

#define CMH_MGMT_PKE_ECDH_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)     /* CMH_MGMT_VERSION */ \
	U32(curve, 4)       /* CMH_CURVE_* */ \
	U64(peer_key_x, 8)  /* in, clen */ \
	U64(key_ref, 16)    /* REF */ \
	U32(flags, 24)      /* must be 0 */ \
	U32(reserved, 28)   /* must be 0 */ \
	U64(result_cid, 32) /* must be 0 */ \
	U64(output, 40)     /* out, clen */
CMH_MGMT_STRUCT(cmh_mgmt_pke_ecdh, CMH_MGMT_PKE_ECDH_LAYOUT, 48)

#define CMH_MGMT_PKE_ECDH_KEYGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)       /* CMH_MGMT_VERSION */ \
	U32(curve, 4)         /* CMH_CURVE_* */ \
	U64(key_ref, 8)       /* REF */ \
	U64(public_key_x, 16) /* out, clen */
CMH_MGMT_STRUCT(cmh_mgmt_pke_ecdh_keygen, CMH_MGMT_PKE_ECDH_KEYGEN_LAYOUT, 24)

#define CMH_MGMT_PKE_EDDSA_SIGN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)     /* CMH_MGMT_VERSION */ \
	U32(curve, 4)       /* 0x21 or 0x22 */ \
	U64(digest, 8)      /* in: message */ \
	U32(digest_len, 16) /* 1..262144 */ \
	U32(reserved, 20)   /* must be 0 */ \
	U64(signature, 24)  /* out, 64 or 114 */ \
	U64(key_ref, 32)    /* REF */
CMH_MGMT_STRUCT(cmh_mgmt_pke_eddsa_sign, CMH_MGMT_PKE_EDDSA_SIGN_LAYOUT, 40)

#define CMH_MGMT_PKE_EDDSA_VERIFY_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)       /* CMH_MGMT_VERSION */ \
	U32(curve, 4)         /* 0x21 or 0x22 */ \
	U64(digest, 8)        /* in: message */ \
	U32(digest_len, 16)   /* 1..262144 */ \
	U32(reserved, 20)     /* must be 0 */ \
	U64(signature, 24)    /* in */ \
	U64(public_key_y, 32) /* in, 32 or 57 */
CMH_MGMT_STRUCT(cmh_mgmt_pke_eddsa_verify, CMH_MGMT_PKE_EDDSA_VERIFY_LAYOUT, 40)

#define CMH_MGMT_PKE_EC_KEYGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)   /* CMH_MGMT_VERSION */ \
	U32(curve, 4)     /* CMH_CURVE_* */ \
	U32(flags, 8)     /* CMH_MGMT_KEY_F_* */ \
	U32(reserved, 12) /* must be 0 */ \
	U64(cid, 16)      /* caller id of the new object */ \
	U64(ref, 24)      /* out */
CMH_MGMT_STRUCT(cmh_mgmt_pke_ec_keygen, CMH_MGMT_PKE_EC_KEYGEN_LAYOUT, 32)

#define CMH_MGMT_PKE_EC_PUBGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)     /* CMH_MGMT_VERSION */ \
	U32(curve, 4)       /* CMH_CURVE_* */ \
	U64(key_ref, 8)     /* REF */ \
	U64(public_key, 16) /* out: 2*clen, Edwards 32 or 57 */
CMH_MGMT_STRUCT(cmh_mgmt_pke_ec_pubgen, CMH_MGMT_PKE_EC_PUBGEN_LAYOUT, 24)

#define CMH_MGMT_PKE_EDDSA_KEYGEN_SCA_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)  /* CMH_MGMT_VERSION */ \
	U32(curve, 4)    /* must be 0x22 */ \
	U64(key_ref, 8)  /* REF */ \
	U64(cid, 16)     /* caller id of the new object */ \
	U64(sca_ref, 24) /* out */
CMH_MGMT_STRUCT(cmh_mgmt_pke_eddsa_keygen_sca, CMH_MGMT_PKE_EDDSA_KEYGEN_SCA_LAYOUT, 32)

#define CMH_MGMT_ML_KEM_KEYGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)   /* CMH_MGMT_VERSION */ \
	U32(k, 4)         /* 2..4 */ \
	U32(flags, 8)     /* PQC flags and PT; MASKED needs DS_REF */ \
	U32(reserved, 12) /* must be 0 */ \
	U64(seed, 16)     /* in 32 (masked 64) */ \
	U64(z, 24)        /* in 32 (masked 64) */ \
	U64(ek, 32)       /* out */ \
	U64(dk, 40)       /* out (without DS_REF) */ \
	U64(dk_cid, 48)   /* with DS_REF */ \
	U64(dk_ref, 56)   /* out with DS_REF */
CMH_MGMT_STRUCT(cmh_mgmt_ml_kem_keygen, CMH_MGMT_ML_KEM_KEYGEN_LAYOUT, 64)

#define CMH_MGMT_ML_KEM_ENC_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)          /* CMH_MGMT_VERSION */ \
	U32(k, 4)                /* 2..4 */ \
	U32(flags, 8)            /* MASKED, HW_RNG */ \
	U32(reserved, 12)        /* must be 0 */ \
	U64(coin, 16)            /* in 32 (masked 64) */ \
	U64(ek, 24)              /* in */ \
	U64(ct, 32)              /* out */ \
	U64(ss, 40)              /* out, 32 (shares already combined) */ \
	BYTES(reserved2, 48, 16) /* must be 0 */
CMH_MGMT_STRUCT(cmh_mgmt_ml_kem_enc, CMH_MGMT_ML_KEM_ENC_LAYOUT, 64)

#define CMH_MGMT_ML_KEM_DEC_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)          /* CMH_MGMT_VERSION */ \
	U32(k, 4)                /* 2..4 */ \
	U32(flags, 8)            /* MASKED (needs DS_REF), DS_REF */ \
	U32(reserved, 12)        /* must be 0 */ \
	U64(ct, 16)              /* in */ \
	U64(dk, 24)              /* user pointer, or REF with DS_REF */ \
	U64(ss, 32)              /* out, 32 */ \
	BYTES(reserved2, 40, 16) /* must be 0 */
CMH_MGMT_STRUCT(cmh_mgmt_ml_kem_dec, CMH_MGMT_ML_KEM_DEC_LAYOUT, 56)

#define CMH_MGMT_ML_DSA_KEYGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)   /* CMH_MGMT_VERSION */ \
	U32(mode, 4)      /* 2, 3, 5 */ \
	U32(flags, 8)     /* PQC flags and PT; MASKED needs DS_REF */ \
	U32(reserved, 12) /* must be 0 */ \
	U64(seed, 16)     /* in 32 (masked 64) */ \
	U64(pk, 24)       /* out */ \
	U64(sk, 32)       /* out without DS_REF */ \
	U64(sk_cid, 40)   /* caller id with DS_REF */ \
	U64(sk_ref, 48)   /* out */
CMH_MGMT_STRUCT(cmh_mgmt_ml_dsa_keygen, CMH_MGMT_ML_DSA_KEYGEN_LAYOUT, 56)

#define CMH_MGMT_ML_DSA_SIGN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0) /* CMH_MGMT_VERSION */ \
	U32(mode, 4)    /* 2, 3, 5 */ \
	U32(flags, 8)   /* MASKED (needs DS_REF), DS_REF */ \
	U32(mlen, 12)   /* 0..10240, or CMH_MGMT_ML_DSA_EXTERNAL_MU */ \
	U64(m, 16)      /* in */ \
	U64(sk, 24)     /* user pointer, or REF with DS_REF */ \
	U64(sig, 32)    /* out */ \
	U64(rnd, 40)    /* in 32 (masked 64), or 0 */
CMH_MGMT_STRUCT(cmh_mgmt_ml_dsa_sign, CMH_MGMT_ML_DSA_SIGN_LAYOUT, 48)

#define CMH_MGMT_SLHDSA_KEYGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)       /* CMH_MGMT_VERSION */ \
	U32(parameter_set, 4) /* 1..12 */ \
	U32(flags, 8)         /* DS_REF and PT only */ \
	U32(reserved, 12)     /* must be 0 */ \
	U64(seed, 16)         /* in, 3n */ \
	U64(pk, 24)           /* out, 2n */ \
	U64(sk, 32)           /* out, 4n without DS_REF */ \
	U64(sk_cid, 40)       /* caller id with DS_REF */ \
	U64(sk_ref, 48)       /* out */
CMH_MGMT_STRUCT(cmh_mgmt_slhdsa_keygen, CMH_MGMT_SLHDSA_KEYGEN_LAYOUT, 56)

#define CMH_MGMT_SLHDSA_SIGN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)       /* CMH_MGMT_VERSION */ \
	U32(parameter_set, 4) /* 1..12 */ \
	U32(msg_len, 8)       /* 0..128 */ \
	U32(ctx_len, 12)      /* 0..255 */ \
	U64(msg, 16)          /* in */ \
	U64(ctx, 24)          /* in */ \
	U64(sk, 32)           /* REF */ \
	U64(sig, 40)          /* out */ \
	U64(add_random, 48)   /* in n bytes, or 0 */
CMH_MGMT_STRUCT(cmh_mgmt_slhdsa_sign, CMH_MGMT_SLHDSA_SIGN_LAYOUT, 56)

#define CMH_MGMT_SLHDSA_SIGN_PREHASH_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)       /* CMH_MGMT_VERSION */ \
	U32(parameter_set, 4) /* 1..12 */ \
	U32(prehash_algo, 8)  /* 1..4 */ \
	U32(digest, 12)       /* 0 = message, else ready digest */ \
	U32(msg_len, 16)      /* 0..128 */ \
	U32(ctx_len, 20)      /* 0..255 */ \
	U64(msg, 24)          /* in */ \
	U64(ctx, 32)          /* in */ \
	U64(sk, 40)           /* REF */ \
	U64(sig, 48)          /* out */ \
	U64(add_random, 56)   /* in n, or 0 */
CMH_MGMT_STRUCT(cmh_mgmt_slhdsa_sign_prehash, CMH_MGMT_SLHDSA_SIGN_PREHASH_LAYOUT, 64)

#define CMH_MGMT_SM2_ECDH_KEYGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)      /* CMH_MGMT_VERSION */ \
	U32(nonce_len, 4)    /* 0 or 32 */ \
	U64(nonce, 8)        /* in (32) / out (0): 32-byte scalar */ \
	U64(session_key, 16) /* out 64 */
CMH_MGMT_STRUCT(cmh_mgmt_sm2_ecdh_keygen, CMH_MGMT_SM2_ECDH_KEYGEN_LAYOUT, 24)

#define CMH_MGMT_SM2_ECDH_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)           /* CMH_MGMT_VERSION */ \
	U32(nonce_len, 4)         /* 0 or 32 */ \
	U64(nonce, 8)             /* in / out */ \
	U64(peer_public_key, 16)  /* in 64 */ \
	U64(peer_session_key, 24) /* in 64 */ \
	U64(key_ref, 32)          /* REF */ \
	U64(shared_point, 40)     /* out 64 (when shared_point_ref is 0) */ \
	U64(shared_point_ref, 48) /* 0, or pointer to the u64 that receives the kept REF */
CMH_MGMT_STRUCT(cmh_mgmt_sm2_ecdh, CMH_MGMT_SM2_ECDH_LAYOUT, 56)

#define CMH_MGMT_SM2_DEC_POINT_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)        /* CMH_MGMT_VERSION */ \
	U32(ciphertext_len, 4) /* 97..128 */ \
	U64(ciphertext, 8)     /* in: first 64 bytes are read */ \
	U64(dec_point, 16)     /* out 64 */ \
	U64(key_ref, 24)       /* REF */
CMH_MGMT_STRUCT(cmh_mgmt_sm2_dec_point, CMH_MGMT_SM2_DEC_POINT_LAYOUT, 32)

#define CMH_MGMT_SM2_ENC_POINT_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)     /* CMH_MGMT_VERSION */ \
	U32(nonce_len, 4)   /* 0 or 32 */ \
	U64(nonce, 8)       /* in if 32 (not returned if 0) */ \
	U64(public_key, 16) /* in 64 */ \
	U64(ciphertext, 24) /* out 64 (C1) */ \
	U64(enc_point, 32)  /* out 64 */
CMH_MGMT_STRUCT(cmh_mgmt_sm2_enc_point, CMH_MGMT_SM2_ENC_POINT_LAYOUT, 40)

#define CMH_MGMT_SM2_ID_DIGEST_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)     /* CMH_MGMT_VERSION */ \
	U32(id_len, 4)      /* 1..32 */ \
	U64(id, 8)          /* in */ \
	U64(public_key, 16) /* in 64 */ \
	U64(digest, 24)     /* out 32 */
CMH_MGMT_STRUCT(cmh_mgmt_sm2_id_digest, CMH_MGMT_SM2_ID_DIGEST_LAYOUT, 32)

#define CMH_MGMT_SM2_ECDH_HASH_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)           /* CMH_MGMT_VERSION */ \
	U32(reserved, 4)          /* must be 0 */ \
	U64(peer_id_digest, 8)    /* in 32: Z of the initiator on both sides */ \
	U64(id_digest, 16)        /* in 32: Z of the responder */ \
	U64(shared_point_ref, 24) /* REF */ \
	U64(shared_key, 32)       /* out 16 */
CMH_MGMT_STRUCT(cmh_mgmt_sm2_ecdh_hash, CMH_MGMT_SM2_ECDH_HASH_LAYOUT, 40)

#define CMH_MGMT_SM2_DEC_HASH_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)        /* CMH_MGMT_VERSION */ \
	U32(ciphertext_len, 4) /* 97..128 */ \
	U64(ciphertext, 8)     /* in, whole */ \
	U64(dec_point, 16)     /* in 64 */ \
	U64(plaintext, 24)     /* out, len - 96 */
CMH_MGMT_STRUCT(cmh_mgmt_sm2_dec_hash, CMH_MGMT_SM2_DEC_HASH_LAYOUT, 32)

#define CMH_MGMT_SM2_ENC_HASH_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(version, 0)     /* CMH_MGMT_VERSION */ \
	U32(message_len, 4) /* 1..32 */ \
	U64(message, 8)     /* in */ \
	U64(enc_point, 16)  /* in 64 */ \
	U64(ciphertext, 24) /* out, 96 + len */
CMH_MGMT_STRUCT(cmh_mgmt_sm2_enc_hash, CMH_MGMT_SM2_ENC_HASH_LAYOUT, 32)

/* Requests. */
#define CMH_MGMT_IOC_KEY_NEW			CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x01, 32)
#define CMH_MGMT_IOC_KEY_WRITE			CMH_MGMT_IOC(CMH_MGMT_DIR_W, 0x02, 40)
#define CMH_MGMT_IOC_KEY_READ			CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x03, 40)
#define CMH_MGMT_IOC_KEY_FIND			CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x04, 32)
#define CMH_MGMT_IOC_KEY_GRANT			CMH_MGMT_IOC(CMH_MGMT_DIR_W, 0x05, 40)
#define CMH_MGMT_IOC_KEY_DELETE			CMH_MGMT_IOC(CMH_MGMT_DIR_W, 0x06, 40)
#define CMH_MGMT_IOC_DS_EXPORT			CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x07, 40)
#define CMH_MGMT_IOC_DS_IMPORT			CMH_MGMT_IOC(CMH_MGMT_DIR_W, 0x08, 24)
#define CMH_MGMT_IOC_KIC_HKDF1			CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x09, 48)
#define CMH_MGMT_IOC_KIC_HKDF2			CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x0a, 56)
#define CMH_MGMT_IOC_KEY_NEW_RANDOM		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x0b, 32)
#define CMH_MGMT_IOC_KIC_AES_CMAC_KDF		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x0c, 48)
#define CMH_MGMT_IOC_KIC_DKEK_DERIVE		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x0d, 48)
#define CMH_MGMT_IOC_KEY_LIST			CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x0e, 40)
#define CMH_MGMT_IOC_EAC_READ			CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x0f, 64)
#define CMH_MGMT_IOC_PKE_RSA_ENC		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x10, 48)
#define CMH_MGMT_IOC_PKE_RSA_DEC		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x11, 56)
#define CMH_MGMT_IOC_PKE_RSA_CRT_DEC		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x12, 56)
#define CMH_MGMT_IOC_PKE_RSA_KEYGEN		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x13, 64)
#define CMH_MGMT_IOC_PKE_ECDSA_SIGN		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x14, 40)
#define CMH_MGMT_IOC_PKE_ECDH			CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x16, 48)
#define CMH_MGMT_IOC_PKE_ECDH_KEYGEN		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x17, 24)
#define CMH_MGMT_IOC_PKE_EDDSA_SIGN		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x18, 40)
#define CMH_MGMT_IOC_PKE_EDDSA_VERIFY		CMH_MGMT_IOC(CMH_MGMT_DIR_W, 0x19, 40)
#define CMH_MGMT_IOC_PKE_EC_KEYGEN		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x1a, 32)
#define CMH_MGMT_IOC_PKE_EC_PUBGEN		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x1b, 24)
#define CMH_MGMT_IOC_PKE_EDDSA_KEYGEN_SCA	CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x1c, 32)
#define CMH_MGMT_IOC_ML_KEM_KEYGEN		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x20, 64)
#define CMH_MGMT_IOC_ML_KEM_ENC			CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x21, 64)
#define CMH_MGMT_IOC_ML_KEM_DEC			CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x22, 56)
#define CMH_MGMT_IOC_ML_DSA_KEYGEN		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x23, 56)
#define CMH_MGMT_IOC_ML_DSA_SIGN		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x24, 48)
#define CMH_MGMT_IOC_SLHDSA_KEYGEN		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x28, 56)
#define CMH_MGMT_IOC_SLHDSA_SIGN		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x29, 56)
#define CMH_MGMT_IOC_SLHDSA_SIGN_PREHASH	CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x2d, 64)
#define CMH_MGMT_IOC_SM2_ECDH_KEYGEN		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x30, 24)
#define CMH_MGMT_IOC_SM2_ECDH			CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x31, 56)
#define CMH_MGMT_IOC_SM2_DEC_POINT		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x32, 32)
#define CMH_MGMT_IOC_SM2_ENC_POINT		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x33, 40)
#define CMH_MGMT_IOC_SM2_ID_DIGEST		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x34, 32)
#define CMH_MGMT_IOC_SM2_ECDH_HASH		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x35, 40)
#define CMH_MGMT_IOC_SM2_DEC_HASH		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x36, 32)
#define CMH_MGMT_IOC_SM2_ENC_HASH		CMH_MGMT_IOC(CMH_MGMT_DIR_RW, 0x37, 32)
#define CMH_MGMT_IOC_DRBG_CONFIG		CMH_MGMT_IOC(CMH_MGMT_DIR_W, 0x40, 16)

/* X(request name, struct suffix): every ioctl; the argument sizes are checked below. */
#define CMH_MGMT_IOCTLS(X) \
	X(KEY_NEW, key_new) \
	X(KEY_WRITE, key_write) \
	X(KEY_READ, key_read) \
	X(KEY_FIND, key_find) \
	X(KEY_GRANT, key_grant) \
	X(KEY_DELETE, key_delete) \
	X(DS_EXPORT, ds_export) \
	X(DS_IMPORT, ds_import) \
	X(KIC_HKDF1, kic_hkdf1) \
	X(KIC_HKDF2, kic_hkdf2) \
	X(KEY_NEW_RANDOM, key_new_random) \
	X(KIC_AES_CMAC_KDF, kic_aes_cmac_kdf) \
	X(KIC_DKEK_DERIVE, kic_dkek_derive) \
	X(KEY_LIST, key_list) \
	X(EAC_READ, eac_read) \
	X(PKE_RSA_ENC, pke_rsa_enc) \
	X(PKE_RSA_DEC, pke_rsa_dec) \
	X(PKE_RSA_CRT_DEC, pke_rsa_crt_dec) \
	X(PKE_RSA_KEYGEN, pke_rsa_keygen) \
	X(PKE_ECDSA_SIGN, pke_ecdsa_sign) \
	X(PKE_ECDH, pke_ecdh) \
	X(PKE_ECDH_KEYGEN, pke_ecdh_keygen) \
	X(PKE_EDDSA_SIGN, pke_eddsa_sign) \
	X(PKE_EDDSA_VERIFY, pke_eddsa_verify) \
	X(PKE_EC_KEYGEN, pke_ec_keygen) \
	X(PKE_EC_PUBGEN, pke_ec_pubgen) \
	X(PKE_EDDSA_KEYGEN_SCA, pke_eddsa_keygen_sca) \
	X(ML_KEM_KEYGEN, ml_kem_keygen) \
	X(ML_KEM_ENC, ml_kem_enc) \
	X(ML_KEM_DEC, ml_kem_dec) \
	X(ML_DSA_KEYGEN, ml_dsa_keygen) \
	X(ML_DSA_SIGN, ml_dsa_sign) \
	X(SLHDSA_KEYGEN, slhdsa_keygen) \
	X(SLHDSA_SIGN, slhdsa_sign) \
	X(SLHDSA_SIGN_PREHASH, slhdsa_sign_prehash) \
	X(SM2_ECDH_KEYGEN, sm2_ecdh_keygen) \
	X(SM2_ECDH, sm2_ecdh) \
	X(SM2_DEC_POINT, sm2_dec_point) \
	X(SM2_ENC_POINT, sm2_enc_point) \
	X(SM2_ID_DIGEST, sm2_id_digest) \
	X(SM2_ECDH_HASH, sm2_ecdh_hash) \
	X(SM2_DEC_HASH, sm2_dec_hash) \
	X(SM2_ENC_HASH, sm2_enc_hash) \
	X(DRBG_CONFIG, drbg_config)

#define CMH_MGMT_CHECK(NAME, name) \
	CMH_ABI_ASSERT(CMH_MGMT_IOC_SIZE(CMH_MGMT_IOC_##NAME) == sizeof(struct cmh_mgmt_##name), \
		       "argument size of " #NAME);
CMH_MGMT_IOCTLS(CMH_MGMT_CHECK)
#undef CMH_MGMT_CHECK

#endif
