/* SPDX-License-Identifier: Apache-2.0 */
/* pke.h - PKE core: RSA, elliptic curves, EdDSA, SM2 */
#ifndef CMH_ABI_PKE_H
#define CMH_ABI_PKE_H

#include "cmh/abi/codec.h"

#define CMH_PKE_CMD_ECDSA_VERIFY		0x03
#define CMH_PKE_CMD_ECDSA_SIGN			0x04
#define CMH_PKE_CMD_ECDSA_PUBGEN		0x05
#define CMH_PKE_CMD_ECDSA_KEYGEN		0x06
#define CMH_PKE_CMD_EDDSA_VERIFY		0x07
#define CMH_PKE_CMD_EDDSA_SIGN			0x08
#define CMH_PKE_CMD_EDDSA_PUBGEN		0x09
#define CMH_PKE_CMD_ECDH_KEYGEN			0x0a
#define CMH_PKE_CMD_ECDH			0x0b
#define CMH_PKE_CMD_RSA_ENC			0x0c
#define CMH_PKE_CMD_RSA_DEC			0x0d
#define CMH_PKE_CMD_RSA_KEYGEN			0x0e
#define CMH_PKE_CMD_RSA_CRT_DEC			0x0f
#define CMH_PKE_CMD_SM2_ECDH_KEYGEN		0x16
#define CMH_PKE_CMD_SM2_ECDH			0x17
#define CMH_PKE_CMD_SM2_DEC_POINT		0x18
#define CMH_PKE_CMD_SM2_ENC_POINT		0x19
#define CMH_PKE_CMD_SM2_ID_DIGEST		0x1a
#define CMH_PKE_CMD_SM2_ECDH_HASH		0x1b
#define CMH_PKE_CMD_SM2_DEC_HASH		0x1c
#define CMH_PKE_CMD_SM2_ENC_HASH		0x1d
#define CMH_PKE_CMD_EDDSA_PRIV_KEYGEN_SCA	0x21

#define CMH_CURVE_P192		0x01
#define CMH_CURVE_P224		0x02
#define CMH_CURVE_P256		0x03
#define CMH_CURVE_P384		0x04
#define CMH_CURVE_P521		0x05
#define CMH_CURVE_SECP256K1	0x07
#define CMH_CURVE_BP192R1	0x11 /* brainpoolP192r1, BP likewise below */
#define CMH_CURVE_BP224R1	0x12
#define CMH_CURVE_BP256R1	0x13
#define CMH_CURVE_BP320R1	0x14
#define CMH_CURVE_BP384R1	0x15
#define CMH_CURVE_BP512R1	0x16
#define CMH_CURVE_FRP256V1	0x17 /* ANSSI */
#define CMH_CURVE_SM2		0x18
#define CMH_CURVE_25519		0x21 /* Ed25519, X25519 */
#define CMH_CURVE_448		0x22 /* Ed448, X448 */

/* FRP256v1 (ANSSI, JORF 0241 of 2011-10-16): y^2 = x^3 + ax + b over p, base point of prime order n. */
#define CMH_FRP256V1_P	"F1FD178C0B3AD58F10126DE8CE42435B3961ADBCABC8CA6DE8FCF353D86E9C03"
#define CMH_FRP256V1_A	"F1FD178C0B3AD58F10126DE8CE42435B3961ADBCABC8CA6DE8FCF353D86E9C00"
#define CMH_FRP256V1_B	"EE353FCA5428A9300D4ABA754A44C00FDFEC0C9AE4B1A1803075ED967B7BB73F"
#define CMH_FRP256V1_GX	"B6B3D4C356C139EB31183D4749D423958C27D2DCAF98B70164C97A2DD98F5CFF"
#define CMH_FRP256V1_GY	"6142E0F7C8B204911F9271F0F3ECEF8C2701C307E8E4C9E183115A1554062CFB"
#define CMH_FRP256V1_N	"F1FD178C0B3AD58F10126DE8CE42435B53DC67E140D2BF941FFDD459C6D655E1"

/* Wire length of one coordinate or scalar, bytes, a multiple of 4; 0 for an unknown curve. */
static inline uint32_t cmh_curve_clen(uint32_t curve)
{
	switch (curve) {
	case CMH_CURVE_P192:
	case CMH_CURVE_BP192R1:
		return 24;
	case CMH_CURVE_P224:
	case CMH_CURVE_BP224R1:
		return 28;
	case CMH_CURVE_P256:
	case CMH_CURVE_SECP256K1:
	case CMH_CURVE_BP256R1:
	case CMH_CURVE_FRP256V1:
	case CMH_CURVE_SM2:
	case CMH_CURVE_25519:
		return 32;
	case CMH_CURVE_BP320R1:
		return 40;
	case CMH_CURVE_P384:
	case CMH_CURVE_BP384R1:
		return 48;
	case CMH_CURVE_448:
		return 56;
	case CMH_CURVE_BP512R1:
		return 64;
	case CMH_CURVE_P521:
		return 68;
	}
	return 0;
}

static inline uint32_t cmh_curve_bits(uint32_t curve)
{
	switch (curve) {
	case CMH_CURVE_P192:
	case CMH_CURVE_BP192R1:
		return 192;
	case CMH_CURVE_P224:
	case CMH_CURVE_BP224R1:
		return 224;
	case CMH_CURVE_P256:
	case CMH_CURVE_SECP256K1:
	case CMH_CURVE_BP256R1:
	case CMH_CURVE_FRP256V1:
	case CMH_CURVE_SM2:
	case CMH_CURVE_25519:
		return 256;
	case CMH_CURVE_BP320R1:
		return 320;
	case CMH_CURVE_P384:
	case CMH_CURVE_BP384R1:
		return 384;
	case CMH_CURVE_448:
		return 448;
	case CMH_CURVE_BP512R1:
		return 512;
	case CMH_CURVE_P521:
		return 521;
	}
	return 0;
}

static inline int cmh_curve_is_edwards(uint32_t curve)
{
	return curve == CMH_CURVE_25519 || curve == CMH_CURVE_448;
}

/* EdDSA key and public key, bytes; a signature is twice that. */
static inline uint32_t cmh_curve_eddsa_len(uint32_t curve)
{
	switch (curve) {
	case CMH_CURVE_25519:
		return 32;
	case CMH_CURVE_448:
		return 57;
	}
	return 0;
}

#define CMH_CLEN_MAX		68
#define CMH_EDDSA_LEN_MAX	57
#define CMH_EDDSA_SCA448_SIZE	226 /* two-share Ed448 key object */
#define CMH_EDDSA_MSG_MAX	262144 /* driver limit */

#define CMH_RSA_BITS_MIN	512
#define CMH_RSA_BITS_MAX	4096
#define CMH_RSA_N_MAX		512

/* Datastore objects, bytes, n = bits / 8. */
#define CMH_RSA_D_SIZE(n)	(n)
#define CMH_RSA_CRT_SIZE(n)	(5 * (n) / 2)
#define CMH_RSA_D_SCA_SIZE(n)	(2 * (n))
#define CMH_RSA_CRT_SCA_SIZE(n)	((7 + (n) / 2) * 4)

/* SM2, bytes. A point is x || y; a ciphertext is C1, C3, C2. */
#define CMH_SM2_POINT_SIZE	64
#define CMH_SM2_NONCE_SIZE	32
#define CMH_SM2_KEY_SIZE	32
#define CMH_SM2_DIGEST_SIZE	32
#define CMH_SM2_SHARED_KEY_SIZE	16
#define CMH_SM2_ID_MAX		32
#define CMH_SM2_MSG_MAX		32
#define CMH_SM2_C1_SIZE		64
#define CMH_SM2_C3_SIZE		32
#define CMH_SM2_OVERHEAD	96
#define CMH_SM2_CIPHERTEXT_MIN	97
#define CMH_SM2_CIPHERTEXT_MAX	128

#define CMH_PKE_RSA_ENC_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(bits, 0)  /* val: modulus bits */ \
	U32(e_len, 4) /* val: bytes, multiple of 4 */ \
	U64(e, 8)     /* DMA-in: e_len, big-endian, left padded */ \
	U64(n, 16)    /* DMA-in, bits/8 */ \
	U64(m, 24)    /* DMA-in, bits/8 */ \
	U64(c, 32)    /* DMA-out, bits/8 */
CMH_ABI_LAYOUT(cmh_pke_rsa_enc, CMH_PKE_RSA_ENC_LAYOUT, 40)

#define CMH_PKE_RSA_DEC_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(bits, 0)  /* val: modulus bits */ \
	U32(e_len, 4) /* val: bytes, multiple of 4 */ \
	U64(e, 8)     /* DMA-in: public exponent, e_len */ \
	U64(n, 16)    /* DMA-in: bits/8 */ \
	U64(c, 24)    /* DMA-in: bits/8 */ \
	U64(m, 32)    /* DMA-out: bits/8 */ \
	U64(d, 40)    /* REF: at least bits/8 bytes */
CMH_ABI_LAYOUT(cmh_pke_rsa_dec, CMH_PKE_RSA_DEC_LAYOUT, 48)

#define CMH_PKE_RSA_CRT_DEC_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(bits, 0)  /* val: modulus bits */ \
	U32(e_len, 4) /* val: bytes, multiple of 4 */ \
	U64(e, 8)     /* DMA-in: public exponent, e_len */ \
	U64(n, 16)    /* DMA-in: bits/8 */ \
	U64(c, 24)    /* DMA-in: bits/8 */ \
	U64(m, 32)    /* DMA-out: bits/8 */ \
	U64(crt, 40)  /* REF: CRT key */
CMH_ABI_LAYOUT(cmh_pke_rsa_crt_dec, CMH_PKE_RSA_CRT_DEC_LAYOUT, 48)

#define CMH_PKE_RSA_KEYGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(bits, 0)      /* val: modulus bits */ \
	U32(d_type, 4)    /* val: type word of d */ \
	U64(e, 8)         /* DMA-in: exponent, padded to a multiple of 4, no length */ \
	U64(n, 16)        /* DMA-out: bits/8 */ \
	U64(d, 24)        /* REF: destination of d */ \
	U64(crt, 32)      /* REF: destination of the CRT key, 0 = none */ \
	U32(crt_type, 40) /* val: type word of the CRT key */
CMH_ABI_LAYOUT(cmh_pke_rsa_keygen, CMH_PKE_RSA_KEYGEN_LAYOUT, 48)

#define CMH_PKE_ECDSA_VERIFY_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(curve, 0)      /* val: CMH_CURVE_* */ \
	U32(digest_len, 4) /* val: bytes, clen */ \
	U64(public_key, 8) /* DMA-in: 2 * clen */ \
	U64(digest, 16)    /* DMA-in */ \
	U64(signature, 24) /* DMA-in: 2 * clen, r then s */ \
	U64(rprime, 32)    /* DMA-out: clen, recomputed r */
CMH_ABI_LAYOUT(cmh_pke_ecdsa_verify, CMH_PKE_ECDSA_VERIFY_LAYOUT, 40)

#define CMH_PKE_ECDSA_SIGN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(curve, 0)          /* val: CMH_CURVE_* */ \
	U32(secret_key_len, 4) /* val: bytes, clen */ \
	U64(digest, 8)         /* DMA-in */ \
	U64(signature, 16)     /* DMA-out: 2 * clen, r then s */ \
	U64(secret_key, 24)    /* REF */ \
	U32(digest_len, 32)    /* val: bytes, at least clen */
CMH_ABI_LAYOUT(cmh_pke_ecdsa_sign, CMH_PKE_ECDSA_SIGN_LAYOUT, 40)

#define CMH_PKE_ECDSA_PUBGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(curve, 0)          /* val: CMH_CURVE_* */ \
	U32(secret_key_len, 4) /* val: bytes, clen */ \
	U64(public_key, 8)     /* DMA-out: 2 * clen */ \
	U64(secret_key, 16)    /* REF */
CMH_ABI_LAYOUT(cmh_pke_ecdsa_pubgen, CMH_PKE_ECDSA_PUBGEN_LAYOUT, 24)

#define CMH_PKE_ECDSA_KEYGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(curve, 0)            /* val: CMH_CURVE_*, Edwards ones without swap */ \
	U32(secret_key_len, 4)   /* val: bytes, clen */ \
	U64(secret_key, 8)       /* REF: destination */ \
	U32(secret_key_type, 16) /* val: type word */
CMH_ABI_LAYOUT(cmh_pke_ecdsa_keygen, CMH_PKE_ECDSA_KEYGEN_LAYOUT, 24)

#define CMH_PKE_ECDH_KEYGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(curve, 0)          /* val: CMH_CURVE_* */ \
	U32(secret_key_len, 4) /* val: bytes, clen */ \
	U64(public_key_x, 8)   /* DMA-out: 2 * clen, on 25519 and 448 clen */ \
	U64(secret_key, 16)    /* REF */
CMH_ABI_LAYOUT(cmh_pke_ecdh_keygen, CMH_PKE_ECDH_KEYGEN_LAYOUT, 24)

#define CMH_PKE_ECDH_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(curve, 0)               /* val: CMH_CURVE_* */ \
	U32(secret_key_len, 4)      /* val: bytes, clen */ \
	U32(shared_secret_len, 8)   /* val: bytes, clen */ \
	U32(shared_secret_type, 12) /* val: type word */ \
	U64(peer_key_x, 16)         /* DMA-in: clen */ \
	U64(secret_key, 24)         /* REF */ \
	U64(shared_secret, 32)      /* REF: destination */
CMH_ABI_LAYOUT(cmh_pke_ecdh, CMH_PKE_ECDH_LAYOUT, 40)

#define CMH_PKE_EDDSA_VERIFY_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(curve, 0)        /* val: CMH_CURVE_* */ \
	U32(digest_len, 4)   /* val: bytes of the message */ \
	U64(public_key_y, 8) /* DMA-in: 32 or 57 */ \
	U64(digest, 16)      /* DMA-in: message */ \
	U64(signature, 24)   /* DMA-in: 64 or 114 */ \
	U64(rprime, 32)      /* DMA-out: clen */
CMH_ABI_LAYOUT(cmh_pke_eddsa_verify, CMH_PKE_EDDSA_VERIFY_LAYOUT, 40)

#define CMH_PKE_EDDSA_SIGN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(curve, 0)          /* val: CMH_CURVE_* */ \
	U32(secret_key_len, 4) /* val: bytes, 32 or 57 */ \
	U64(digest, 8)         /* DMA-in: message */ \
	U64(signature, 16)     /* DMA-out: 64 or 114 */ \
	U64(secret_key, 24)    /* REF */ \
	U32(digest_len, 32)    /* val: bytes of the message */
CMH_ABI_LAYOUT(cmh_pke_eddsa_sign, CMH_PKE_EDDSA_SIGN_LAYOUT, 40)

#define CMH_PKE_EDDSA_PUBGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(curve, 0)          /* val: CMH_CURVE_* */ \
	U32(secret_key_len, 4) /* val: bytes, 32 or 57 */ \
	U64(public_key_y, 8)   /* DMA-out: 32 or 57 */ \
	U64(secret_key, 16)    /* REF */
CMH_ABI_LAYOUT(cmh_pke_eddsa_pubgen, CMH_PKE_EDDSA_PUBGEN_LAYOUT, 24)

#define CMH_PKE_EDDSA_PRIV_KEYGEN_SCA_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(curve, 0)           /* val: CMH_CURVE_448 */ \
	U64(secret_key, 8)      /* REF: plain key */ \
	U64(sca_secret_key, 16) /* REF: destination, CMH_EDDSA_SCA448_SIZE */
CMH_ABI_LAYOUT(cmh_pke_eddsa_priv_keygen_sca, CMH_PKE_EDDSA_PRIV_KEYGEN_SCA_LAYOUT, 24)

#define CMH_PKE_SM2_ECDH_KEYGEN_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(nonce, 0)       /* DMA 32: in if nonce_len is 32, out if 0 */ \
	U64(session_key, 8) /* DMA-out: 64 */ \
	U32(nonce_len, 16)  /* val: bytes, 0 or 32 */
CMH_ABI_LAYOUT(cmh_pke_sm2_ecdh_keygen, CMH_PKE_SM2_ECDH_KEYGEN_LAYOUT, 24)

#define CMH_PKE_SM2_ECDH_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(nonce_len, 0)          /* val: bytes, 0 or 32 */ \
	U32(private_key_len, 4)    /* val: bytes, 32 */ \
	U64(nonce, 8)              /* DMA 32: in or out, by nonce_len */ \
	U64(peer_public_key, 16)   /* DMA-in: 64 */ \
	U64(peer_session_key, 24)  /* DMA-in: 64 */ \
	U64(private_key, 32)       /* REF */ \
	U64(shared_point, 40)      /* REF: destination */ \
	U32(shared_point_type, 48) /* val: type word */
CMH_ABI_LAYOUT(cmh_pke_sm2_ecdh, CMH_PKE_SM2_ECDH_LAYOUT, 56)

#define CMH_PKE_SM2_DEC_POINT_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(ciphertext_len, 0)  /* val: bytes of the whole ciphertext, 97..128 */ \
	U32(private_key_len, 4) /* val: bytes, 32 */ \
	U64(ciphertext, 8)      /* DMA-in: 64, C1 only */ \
	U64(dec_point, 16)      /* DMA-out: 64 */ \
	U64(private_key, 24)    /* REF */
CMH_ABI_LAYOUT(cmh_pke_sm2_dec_point, CMH_PKE_SM2_DEC_POINT_LAYOUT, 32)

#define CMH_PKE_SM2_ENC_POINT_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(nonce, 0)       /* DMA-in: 32, unused if nonce_len is 0 */ \
	U64(public_key, 8)  /* DMA-in: 64 */ \
	U64(ciphertext, 16) /* DMA-out: 64, C1 */ \
	U64(enc_point, 24)  /* DMA-out: 64 */ \
	U32(nonce_len, 32)  /* val: bytes, 0 or 32 */
CMH_ABI_LAYOUT(cmh_pke_sm2_enc_point, CMH_PKE_SM2_ENC_POINT_LAYOUT, 40)

#define CMH_PKE_SM2_ID_DIGEST_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(id, 0)         /* DMA-in: 1..32 */ \
	U64(public_key, 8) /* DMA-in: 64 */ \
	U64(digest, 16)    /* DMA-out: 32, Z */ \
	U32(id_len, 24)    /* val: bytes */
CMH_ABI_LAYOUT(cmh_pke_sm2_id_digest, CMH_PKE_SM2_ID_DIGEST_LAYOUT, 32)

#define CMH_PKE_SM2_ECDH_HASH_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(peer_id_digest, 0)   /* DMA-in: 32, Z of the initiator on both sides */ \
	U64(id_digest, 8)        /* DMA-in: 32, Z of the responder */ \
	U64(shared_point, 16)    /* REF */ \
	U64(shared_key, 24)      /* REF: destination, 16 bytes */ \
	U32(shared_key_type, 32) /* val: type word */
CMH_ABI_LAYOUT(cmh_pke_sm2_ecdh_hash, CMH_PKE_SM2_ECDH_HASH_LAYOUT, 40)

#define CMH_PKE_SM2_DEC_HASH_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(ciphertext, 0)      /* DMA-in: whole, ciphertext_len */ \
	U64(dec_point, 8)       /* DMA-in: 64 */ \
	U64(plaintext, 16)      /* DMA-out: ciphertext_len - 96 */ \
	U32(ciphertext_len, 24) /* val: bytes */
CMH_ABI_LAYOUT(cmh_pke_sm2_dec_hash, CMH_PKE_SM2_DEC_HASH_LAYOUT, 32)

#define CMH_PKE_SM2_ENC_HASH_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(message, 0)      /* DMA-in: 1..32 */ \
	U64(enc_point, 8)    /* DMA-in: 64 */ \
	U64(ciphertext, 16)  /* DMA-out: 96 + message_len */ \
	U32(message_len, 24) /* val: bytes */
CMH_ABI_LAYOUT(cmh_pke_sm2_enc_hash, CMH_PKE_SM2_ENC_HASH_LAYOUT, 32)

#endif
