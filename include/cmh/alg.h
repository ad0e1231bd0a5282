/* SPDX-License-Identifier: Apache-2.0 */
/* alg.h - the one table of algorithms: names, core, sizes. Everything that lists, names or sizes an
 * algorithm (operations, provider, CLI, benchmarks, documents) is generated from the rows below.
 *
 * To add an algorithm of a known family add its row. Names are OpenSSL's, primary first, with aliases and
 * OID, separated by colons; the first argument of a row gives CMH_ALG_<ID>.
 */
#ifndef CMH_ALG_H
#define CMH_ALG_H

#include <cmh/abi/aes.h>
#include <cmh/abi/ccp.h>
#include <cmh/abi/hc.h>
#include <cmh/abi/pke.h>
#include <cmh/abi/sm3.h>
#include <cmh/abi/sm4.h>
#include <cmh/abi/vcq.h>
#include <cmh/api.h>

CMH_BEGIN_DECLS

/* Digests and extendable-output functions (FIPS 180-4, FIPS 202, GB/T 32905).
 * X(ID, cli name, OpenSSL names, core, mode, digest bytes, block (rate) bytes, flags) */
#define CMH_DIGEST_TABLE(X)                                                                          \
	X(SHA2_224, "sha224", "SHA2-224:SHA-224:SHA224:2.16.840.1.101.3.4.2.4", HC, CMH_HC_ALGO_SHA2_224, \
	  28, 64, 0)                                                                                 \
	X(SHA2_256, "sha256", "SHA2-256:SHA-256:SHA256:2.16.840.1.101.3.4.2.1", HC, CMH_HC_ALGO_SHA2_256, \
	  32, 64, 0)                                                                                 \
	X(SHA2_384, "sha384", "SHA2-384:SHA-384:SHA384:2.16.840.1.101.3.4.2.2", HC, CMH_HC_ALGO_SHA2_384, \
	  48, 128, 0)                                                                                \
	X(SHA2_512, "sha512", "SHA2-512:SHA-512:SHA512:2.16.840.1.101.3.4.2.3", HC, CMH_HC_ALGO_SHA2_512, \
	  64, 128, 0)                                                                                \
	X(SHA3_224, "sha3-224", "SHA3-224:2.16.840.1.101.3.4.2.7", HC, CMH_HC_ALGO_SHA3_224, 28, 144, 0)  \
	X(SHA3_256, "sha3-256", "SHA3-256:2.16.840.1.101.3.4.2.8", HC, CMH_HC_ALGO_SHA3_256, 32, 136, 0)  \
	X(SHA3_384, "sha3-384", "SHA3-384:2.16.840.1.101.3.4.2.9", HC, CMH_HC_ALGO_SHA3_384, 48, 104, 0)  \
	X(SHA3_512, "sha3-512", "SHA3-512:2.16.840.1.101.3.4.2.10", HC, CMH_HC_ALGO_SHA3_512, 64, 72, 0)  \
	X(SHAKE128, "shake128", "SHAKE-128:SHAKE128:2.16.840.1.101.3.4.2.11", HC, CMH_HC_ALGO_SHAKE128,   \
	  16, 168, CMH_ALG_F_XOF)                                                                    \
	X(SHAKE256, "shake256", "SHAKE-256:SHAKE256:2.16.840.1.101.3.4.2.12", HC, CMH_HC_ALGO_SHAKE256,   \
	  32, 136, CMH_ALG_F_XOF)                                                                    \
	X(SM3, "sm3", "SM3:1.2.156.10197.1.401", SM3, 0, 32, 64, 0)

/* Ciphers without authentication in ECB, CBC, CTR (SP 800-38A).
 * X(ID, cli name, OpenSSL names, core, mode, key bytes, IV bytes, block bytes for EVP, flags) */
#define CMH_CIPHER_TABLE(X)                                                                          \
	X(AES_128_ECB, "aes-128-ecb", "AES-128-ECB:2.16.840.1.101.3.4.1.1", AES, CMH_AES_MODE_ECB, 16, 0, \
	  16, 0)                                                                                     \
	X(AES_192_ECB, "aes-192-ecb", "AES-192-ECB:2.16.840.1.101.3.4.1.21", AES, CMH_AES_MODE_ECB, 24,   \
	  0, 16, 0)                                                                                  \
	X(AES_256_ECB, "aes-256-ecb", "AES-256-ECB:2.16.840.1.101.3.4.1.41", AES, CMH_AES_MODE_ECB, 32,   \
	  0, 16, 0)                                                                                  \
	X(AES_128_CBC, "aes-128-cbc", "AES-128-CBC:AES128:2.16.840.1.101.3.4.1.2", AES, CMH_AES_MODE_CBC, \
	  16, 16, 16, 0)                                                                             \
	X(AES_192_CBC, "aes-192-cbc", "AES-192-CBC:AES192:2.16.840.1.101.3.4.1.22", AES,             \
	  CMH_AES_MODE_CBC, 24, 16, 16, 0)                                                                \
	X(AES_256_CBC, "aes-256-cbc", "AES-256-CBC:AES256:2.16.840.1.101.3.4.1.42", AES,             \
	  CMH_AES_MODE_CBC, 32, 16, 16, 0)                                                                \
	X(AES_128_CTR, "aes-128-ctr", "AES-128-CTR", AES, CMH_AES_MODE_CTR, 16, 16, 1, 0)                 \
	X(AES_192_CTR, "aes-192-ctr", "AES-192-CTR", AES, CMH_AES_MODE_CTR, 24, 16, 1, 0)                 \
	X(AES_256_CTR, "aes-256-ctr", "AES-256-CTR", AES, CMH_AES_MODE_CTR, 32, 16, 1, 0)                 \
	X(SM4_ECB, "sm4-ecb", "SM4-ECB:1.2.156.10197.1.104.1", SM4, CMH_SM4_MODE_ECB, 16, 0, 16, 0)  \
	X(SM4_CBC, "sm4-cbc", "SM4-CBC:SM4:1.2.156.10197.1.104.2", SM4, CMH_SM4_MODE_CBC, 16, 16,    \
	  16, 0)                                                                                     \
	X(SM4_CTR, "sm4-ctr", "SM4-CTR:1.2.156.10197.1.104.7", SM4, CMH_SM4_MODE_CTR, 16, 16, 1, 0)

/* Authenticated ciphers (SP 800-38D).
 * X(ID, cli name, OpenSSL names, core, mode, key bytes, nonce bytes, tag bytes, flags) */
#define CMH_AEAD_TABLE(X)                                                                            \
	X(AES_128_GCM, "aes-128-gcm", "AES-128-GCM:id-aes128-GCM:2.16.840.1.101.3.4.1.6", AES,       \
	  CMH_AES_MODE_GCM, 16, 12, 16, 0)                                                                \
	X(AES_192_GCM, "aes-192-gcm", "AES-192-GCM:id-aes192-GCM:2.16.840.1.101.3.4.1.26", AES,      \
	  CMH_AES_MODE_GCM, 24, 12, 16, 0)                                                                \
	X(AES_256_GCM, "aes-256-gcm", "AES-256-GCM:id-aes256-GCM:2.16.840.1.101.3.4.1.46", AES,      \
	  CMH_AES_MODE_GCM, 32, 12, 16, 0)

/* Elliptic curves. Wire id is CMH_CURVE_<ID>; len is the length of a coordinate, a scalar or half a signature
 * in this API, clen what the device takes for it; bits as the device's documents count them.
 * X(ID, cli name, OpenSSL names, wire id, kind, len, clen, bits) */
#define CMH_CURVE_TABLE(X)                                                                           \
	X(P192, "p-192", "P-192:prime192v1:secp192r1:1.2.840.10045.3.1.1", CMH_CURVE_P192,           \
	  CMH_CURVE_WEIERSTRASS, 24, 24, 192)                                                        \
	X(P224, "p-224", "P-224:secp224r1:1.3.132.0.33", CMH_CURVE_P224, CMH_CURVE_WEIERSTRASS, 28,  \
	  28, 224)                                                                                   \
	X(P256, "p-256", "P-256:prime256v1:secp256r1:1.2.840.10045.3.1.7", CMH_CURVE_P256,           \
	  CMH_CURVE_WEIERSTRASS, 32, 32, 256)                                                        \
	X(P384, "p-384", "P-384:secp384r1:1.3.132.0.34", CMH_CURVE_P384, CMH_CURVE_WEIERSTRASS, 48,  \
	  48, 384)                                                                                   \
	X(P521, "p-521", "P-521:secp521r1:1.3.132.0.35", CMH_CURVE_P521, CMH_CURVE_WEIERSTRASS, 66,  \
	  68, 521)                                                                                   \
	X(SECP256K1, "secp256k1", "secp256k1:1.3.132.0.10", CMH_CURVE_SECP256K1,                     \
	  CMH_CURVE_WEIERSTRASS, 32, 32, 256)                                                        \
	X(BP192R1, "brainpoolP192r1", "brainpoolP192r1:1.3.36.3.3.2.8.1.1.3", CMH_CURVE_BP192R1,     \
	  CMH_CURVE_WEIERSTRASS, 24, 24, 192)                                                        \
	X(BP224R1, "brainpoolP224r1", "brainpoolP224r1:1.3.36.3.3.2.8.1.1.5", CMH_CURVE_BP224R1,     \
	  CMH_CURVE_WEIERSTRASS, 28, 28, 224)                                                        \
	X(BP256R1, "brainpoolP256r1", "brainpoolP256r1:1.3.36.3.3.2.8.1.1.7", CMH_CURVE_BP256R1,     \
	  CMH_CURVE_WEIERSTRASS, 32, 32, 256)                                                        \
	X(BP320R1, "brainpoolP320r1", "brainpoolP320r1:1.3.36.3.3.2.8.1.1.9", CMH_CURVE_BP320R1,     \
	  CMH_CURVE_WEIERSTRASS, 40, 40, 320)                                                        \
	X(BP384R1, "brainpoolP384r1", "brainpoolP384r1:1.3.36.3.3.2.8.1.1.11", CMH_CURVE_BP384R1,    \
	  CMH_CURVE_WEIERSTRASS, 48, 48, 384)                                                        \
	X(BP512R1, "brainpoolP512r1", "brainpoolP512r1:1.3.36.3.3.2.8.1.1.13", CMH_CURVE_BP512R1,    \
	  CMH_CURVE_WEIERSTRASS, 64, 64, 512)                                                        \
	X(FRP256V1, "frp256v1", "FRP256v1:1.2.250.1.223.101.256.1", CMH_CURVE_FRP256V1,              \
	  CMH_CURVE_WEIERSTRASS, 32, 32, 256)                                                        \
	X(SM2, "sm2", "SM2:1.2.156.10197.1.301", CMH_CURVE_SM2, CMH_CURVE_WEIERSTRASS, 32, 32, 256)  \
	X(25519, "curve25519", "X25519:ED25519:1.3.101.110:1.3.101.112", CMH_CURVE_25519,            \
	  CMH_CURVE_EDWARDS, 32, 32, 256)                                                            \
	X(448, "curve448", "X448:ED448:1.3.101.111:1.3.101.113", CMH_CURVE_448, CMH_CURVE_EDWARDS,   \
	  56, 56, 448)

enum cmh_curve_kind {
	CMH_CURVE_WEIERSTRASS = 1, /* ECDSA (SM2: its own signature), ECDH; points are x then y */
	CMH_CURVE_EDWARDS,         /* EdDSA, X25519 and X448; strings of RFC 8032 and RFC 7748 */
};

/* Random bit generators (SP 800-90A). X(ID, cli name, OpenSSL names, core) */
#define CMH_RAND_TABLE(X) X(CTR_DRBG, "drbg", "CTR-DRBG", DRBG)

/* More ciphers without authentication: CFB of whole blocks of feedback, and ChaCha20 with a block
 * counter of 32 bits before its nonce (RFC 8439). Of the family cipher, columns as above. */
#define CMH_STREAM_TABLE(X)                                                                          \
	X(AES_128_CFB, "aes-128-cfb", "AES-128-CFB:2.16.840.1.101.3.4.1.4", AES, CMH_AES_MODE_CFB,   \
	  16, 16, 1, 0)                                                                              \
	X(AES_192_CFB, "aes-192-cfb", "AES-192-CFB:2.16.840.1.101.3.4.1.24", AES, CMH_AES_MODE_CFB,  \
	  24, 16, 1, 0)                                                                              \
	X(AES_256_CFB, "aes-256-cfb", "AES-256-CFB:2.16.840.1.101.3.4.1.44", AES, CMH_AES_MODE_CFB,  \
	  32, 16, 1, 0)                                                                              \
	X(SM4_CFB, "sm4-cfb", "SM4-CFB:SM4-CFB128:1.2.156.10197.1.104.4", SM4, CMH_SM4_MODE_CFB, 16, \
	  16, 1, 0)                                                                                  \
	X(CHACHA20, "chacha20", "ChaCha20", CCP, CMH_CCP_CMD_CHACHA20_INIT, 32, 16, 1, 0)

/* XTS (SP 800-38E): a message is a whole data unit of at least 16 bytes, the IV its tweak, the key both
 * keys one after the other. Columns as the ciphers. */
#define CMH_XTS_TABLE(X)                                                                             \
	X(AES_128_XTS, "aes-128-xts", "AES-128-XTS:1.3.111.2.1619.0.1.1", AES, CMH_AES_MODE_XTS, 32, \
	  16, 1, 0)                                                                                  \
	X(AES_192_XTS, "aes-192-xts", "AES-192-XTS", AES, CMH_AES_MODE_XTS, 48, 16, 1, 0)            \
	X(AES_256_XTS, "aes-256-xts", "AES-256-XTS:1.3.111.2.1619.0.1.2", AES, CMH_AES_MODE_XTS, 64, \
	  16, 1, 0)                                                                                  \
	X(SM4_XTS, "sm4-xts", "SM4-XTS:1.2.156.10197.1.104.10", SM4, CMH_SM4_MODE_XTS, 32, 16, 1, 0)

/* CCM (SP 800-38C): nonces of 7 to 13 bytes, tags of 4 to 16 in steps of 2; the usual ones stand here. Of
 * the family aead, columns as there. */
#define CMH_CCM_TABLE(X)                                                                             \
	X(AES_128_CCM, "aes-128-ccm", "AES-128-CCM:id-aes128-CCM:2.16.840.1.101.3.4.1.7", AES,       \
	  CMH_AES_MODE_CCM, 16, 12, 16, 0)                                                           \
	X(AES_192_CCM, "aes-192-ccm", "AES-192-CCM:id-aes192-CCM:2.16.840.1.101.3.4.1.27", AES,      \
	  CMH_AES_MODE_CCM, 24, 12, 16, 0)                                                           \
	X(AES_256_CCM, "aes-256-ccm", "AES-256-CCM:id-aes256-CCM:2.16.840.1.101.3.4.1.47", AES,      \
	  CMH_AES_MODE_CCM, 32, 12, 16, 0)                                                           \
	X(SM4_CCM, "sm4-ccm", "SM4-CCM:1.2.156.10197.1.104.9", SM4, CMH_SM4_MODE_CCM, 16, 12, 16, 0)

/* More of the family aead, with tags of 16 bytes alone where the hub makes them (RFC 8998, RFC 8439). */
#define CMH_AEAD16_TABLE(X)                                                                          \
	X(SM4_GCM, "sm4-gcm", "SM4-GCM:1.2.156.10197.1.104.8", SM4, CMH_SM4_MODE_GCM, 16, 12, 16, 0) \
	X(CHACHA20_POLY1305, "chacha20-poly1305",                                                    \
	  "ChaCha20-Poly1305:1.2.840.113549.1.9.16.3.18", CCP, CMH_CCP_CMD_AEAD_INIT, 32, 12, 16, 0)

/* Customisable SHAKE (SP 800-185); without N and S the same as SHAKE. Columns as the digests. */
#define CMH_CSHAKE_TABLE(X)                                                                          \
	X(CSHAKE128, "cshake128", "CSHAKE-128:CSHAKE128", HC, CMH_HC_ALGO_SHAKE128, 32, 168,         \
	  CMH_ALG_F_XOF)                                                                             \
	X(CSHAKE256, "cshake256", "CSHAKE-256:CSHAKE256", HC, CMH_HC_ALGO_SHAKE256, 64, 136,         \
	  CMH_ALG_F_XOF)

/* Message authentication codes (FIPS 198-1, SP 800-185, SP 800-38B, RFC 3566, RFC 8439).
 * X(ID, cli name, names, core, mode, key bytes or 0: any, MAC bytes, block (rate) bytes, made of, flags) */
#define CMH_MAC_TABLE(X)                                                                             \
	X(HMAC_SHA2_224, "hmac-sha224", "HMAC-SHA2-224:HMAC-SHA224:1.2.840.113549.2.8", HC,          \
	  CMH_HC_ALGO_SHA2_224, 0, 28, 64, SHA2_224, 0)                                              \
	X(HMAC_SHA2_256, "hmac-sha256", "HMAC-SHA2-256:HMAC-SHA256:1.2.840.113549.2.9", HC,          \
	  CMH_HC_ALGO_SHA2_256, 0, 32, 64, SHA2_256, 0)                                              \
	X(HMAC_SHA2_384, "hmac-sha384", "HMAC-SHA2-384:HMAC-SHA384:1.2.840.113549.2.10", HC,         \
	  CMH_HC_ALGO_SHA2_384, 0, 48, 128, SHA2_384, 0)                                             \
	X(HMAC_SHA2_512, "hmac-sha512", "HMAC-SHA2-512:HMAC-SHA512:1.2.840.113549.2.11", HC,         \
	  CMH_HC_ALGO_SHA2_512, 0, 64, 128, SHA2_512, 0)                                             \
	X(HMAC_SHA3_224, "hmac-sha3-224", "HMAC-SHA3-224:2.16.840.1.101.3.4.2.13", HC,               \
	  CMH_HC_ALGO_SHA3_224, 0, 28, 144, SHA3_224, 0)                                             \
	X(HMAC_SHA3_256, "hmac-sha3-256", "HMAC-SHA3-256:2.16.840.1.101.3.4.2.14", HC,               \
	  CMH_HC_ALGO_SHA3_256, 0, 32, 136, SHA3_256, 0)                                             \
	X(HMAC_SHA3_384, "hmac-sha3-384", "HMAC-SHA3-384:2.16.840.1.101.3.4.2.15", HC,               \
	  CMH_HC_ALGO_SHA3_384, 0, 48, 104, SHA3_384, 0)                                             \
	X(HMAC_SHA3_512, "hmac-sha3-512", "HMAC-SHA3-512:2.16.840.1.101.3.4.2.16", HC,               \
	  CMH_HC_ALGO_SHA3_512, 0, 64, 72, SHA3_512, 0)                                              \
	X(KMAC128, "kmac128", "KMAC-128:KMAC128:2.16.840.1.101.3.4.2.19", HC, CMH_HC_ALGO_SHAKE128,  \
	  0, 32, 168, CSHAKE128, CMH_ALG_F_CUSTOM | CMH_ALG_F_OWN_NAME)                              \
	X(KMAC256, "kmac256", "KMAC-256:KMAC256:2.16.840.1.101.3.4.2.20", HC, CMH_HC_ALGO_SHAKE256,  \
	  0, 64, 136, CSHAKE256, CMH_ALG_F_CUSTOM | CMH_ALG_F_OWN_NAME)                              \
	X(KMACXOF128, "kmacxof128", "KMACXOF-128:KMACXOF128", HC, CMH_HC_ALGO_SHAKE128, 0, 32, 168,  \
	  CSHAKE128, CMH_ALG_F_CUSTOM | CMH_ALG_F_XOF)                                               \
	X(KMACXOF256, "kmacxof256", "KMACXOF-256:KMACXOF256", HC, CMH_HC_ALGO_SHAKE256, 0, 64, 136,  \
	  CSHAKE256, CMH_ALG_F_CUSTOM | CMH_ALG_F_XOF)                                               \
	X(AES_128_CMAC, "aes-128-cmac", "AES-128-CMAC", AES, CMH_AES_MODE_CMAC, 16, 16, 16,          \
	  AES_128_CBC, 0)                                                                            \
	X(AES_192_CMAC, "aes-192-cmac", "AES-192-CMAC", AES, CMH_AES_MODE_CMAC, 24, 16, 16,          \
	  AES_192_CBC, 0)                                                                            \
	X(AES_256_CMAC, "aes-256-cmac", "AES-256-CMAC", AES, CMH_AES_MODE_CMAC, 32, 16, 16,          \
	  AES_256_CBC, 0)                                                                            \
	X(SM4_CMAC, "sm4-cmac", "SM4-CMAC", SM4, CMH_SM4_MODE_CMAC, 16, 16, 16, SM4_CBC, 0)          \
	X(SM4_XCBC, "sm4-xcbc", "SM4-XCBC", SM4, CMH_SM4_MODE_XCBC, 16, 16, 16, SM4_CBC, 0)          \
	X(POLY1305, "poly1305", "POLY1305", CCP, CMH_CCP_CMD_POLY1305_INIT, 32, 16, 16, NONE,     \
	  CMH_ALG_F_OWN_NAME)

/* What programs ask OpenSSL for by one name and the hub answers with several rows of the tables, or with its
 * PKE core: X(ID, operation as `openssl list` counts them, OpenSSL names, core). What a row of the families
 * digest, cshake, cipher, xts, aead and rand is asked for stands in the row itself; see
 * cmh_alg_operation(). */
#define CMH_SERVICE_TABLE(X)                                                                         \
	X(WRAP_AES_128, "cipher", "AES-128-WRAP:id-aes128-wrap:AES128-WRAP:2.16.840.1.101.3.4.1.5",  \
	  AES)                                                                                       \
	X(WRAP_AES_192, "cipher", "AES-192-WRAP:id-aes192-wrap:AES192-WRAP:2.16.840.1.101.3.4.1.25", \
	  AES)                                                                                       \
	X(WRAP_AES_256, "cipher", "AES-256-WRAP:id-aes256-wrap:AES256-WRAP:2.16.840.1.101.3.4.1.45", \
	  AES)                                                                                       \
	X(WRAP_PAD_AES_128, "cipher",                                                                \
	  "AES-128-WRAP-PAD:id-aes128-wrap-pad:AES128-WRAP-PAD:2.16.840.1.101.3.4.1.8", AES)         \
	X(WRAP_PAD_AES_192, "cipher",                                                                \
	  "AES-192-WRAP-PAD:id-aes192-wrap-pad:AES192-WRAP-PAD:2.16.840.1.101.3.4.1.28", AES)        \
	X(WRAP_PAD_AES_256, "cipher",                                                                \
	  "AES-256-WRAP-PAD:id-aes256-wrap-pad:AES256-WRAP-PAD:2.16.840.1.101.3.4.1.48", AES)        \
	X(MAC_HMAC, "mac", "HMAC", HC)                                                               \
	X(MAC_CMAC, "mac", "CMAC", AES)                                                              \
	X(MAC_GMAC, "mac", "GMAC:1.0.9797.3.4", AES)                                                 \
	X(KDF_HKDF, "kdf", "HKDF", HC)                                                               \
	X(KDF_TLS13, "kdf", "TLS13-KDF", HC)                                                         \
	X(KDF_TLS1_PRF, "kdf", "TLS1-PRF", HC)                                                       \
	X(KDF_KBKDF, "kdf", "KBKDF", HC)                                                             \
	X(KDF_PBKDF2, "kdf", "PBKDF2:1.2.840.113549.1.5.12", HC)                                     \
	X(KDF_X963, "kdf", "X963KDF:X942KDF-CONCAT", HC)                                             \
	X(KEY_RSA, "keymgmt", "RSA:rsaEncryption:1.2.840.113549.1.1.1", PKE)                         \
	X(KEY_RSA_PSS, "keymgmt", "RSA-PSS:RSASSA-PSS:1.2.840.113549.1.1.10", PKE)                   \
	X(KEY_EC, "keymgmt", "EC:id-ecPublicKey:1.2.840.10045.2.1", PKE)                             \
	X(KEY_SM2, "keymgmt", "SM2:1.2.156.10197.1.301", PKE)                                        \
	X(KEY_X25519, "keymgmt", "X25519:1.3.101.110", PKE)                                          \
	X(KEY_X448, "keymgmt", "X448:1.3.101.111", PKE)                                              \
	X(KEY_ED25519, "keymgmt", "ED25519:1.3.101.112", PKE)                                        \
	X(KEY_ED448, "keymgmt", "ED448:1.3.101.113", PKE)                                            \
	X(KEY_HMAC, "keymgmt", "HMAC", HC)                                                           \
	X(KEY_CMAC, "keymgmt", "CMAC", AES)                                                          \
	X(KEY_POLY1305, "keymgmt", "POLY1305", CCP)                                                  \
	X(SIGN_RSA, "signature", "RSA:rsaEncryption:1.2.840.113549.1.1.1", PKE)                      \
	X(SIGN_ECDSA, "signature", "ECDSA", PKE)                                                     \
	X(SIGN_SM2, "signature", "SM2:1.2.156.10197.1.301", PKE)                                     \
	X(SIGN_ED25519, "signature", "ED25519:1.3.101.112", PKE)                                     \
	X(SIGN_ED448, "signature", "ED448:1.3.101.113", PKE)                                         \
	X(SIGN_HMAC, "signature", "HMAC", HC)                                                        \
	X(SIGN_CMAC, "signature", "CMAC", AES)                                                       \
	X(SIGN_POLY1305, "signature", "POLY1305", CCP)                                               \
	X(EXCHANGE_ECDH, "keyexch", "ECDH", PKE)                                                     \
	X(EXCHANGE_X25519, "keyexch", "X25519:1.3.101.110", PKE)                                     \
	X(EXCHANGE_X448, "keyexch", "X448:1.3.101.111", PKE)                                         \
	X(CRYPT_RSA, "asymcipher", "RSA:rsaEncryption:1.2.840.113549.1.1.1", PKE)                    \
	X(CRYPT_SM2, "asymcipher", "SM2:1.2.156.10197.1.301", PKE)

#define CMH_ALG_F_XOF    0x1u /* any output length; of a MAC: the length is not part of the result */
#define CMH_ALG_F_CUSTOM 0x2u /* MAC: any output length, takes a customisation string */
#define CMH_ALG_F_OWN_NAME 0x4u /* MAC: OpenSSL asks for it by these names and not as part of a service */

enum cmh_alg {
	CMH_ALG_NONE = 0,
#define CMH_ALG_ID(id, ...) CMH_ALG_##id,
	CMH_DIGEST_TABLE(CMH_ALG_ID)
	CMH_CIPHER_TABLE(CMH_ALG_ID)
	CMH_AEAD_TABLE(CMH_ALG_ID)
	CMH_RAND_TABLE(CMH_ALG_ID)
	CMH_STREAM_TABLE(CMH_ALG_ID)
	CMH_XTS_TABLE(CMH_ALG_ID)
	CMH_CCM_TABLE(CMH_ALG_ID)
	CMH_AEAD16_TABLE(CMH_ALG_ID)
	CMH_CSHAKE_TABLE(CMH_ALG_ID)
	CMH_MAC_TABLE(CMH_ALG_ID)
#undef CMH_ALG_ID
	CMH_ALG_NR
};

enum cmh_service {
	CMH_SERVICE_NONE = 0,
#define CMH_SERVICE_ID(id, ...) CMH_SERVICE_##id,
	CMH_SERVICE_TABLE(CMH_SERVICE_ID)
#undef CMH_SERVICE_ID
	CMH_SERVICE_NR
};

enum cmh_family {
	CMH_DIGEST = 1,
	CMH_CIPHER,
	CMH_AEAD,
	CMH_RAND,
	CMH_CSHAKE,
	CMH_MAC,
	CMH_XTS,
	CMH_FAMILY_END
};

struct cmh_alg_info {
	enum cmh_alg id;
	uint32_t family;   /* enum cmh_family; there will be more, so a switch wants a default */
	const char *name;  /* as the CLI spells it, "sha256" */
	const char *names; /* as OpenSSL spells it, "SHA2-256:SHA-256:..." */
	uint32_t core;     /* CMH_CORE_* */
	uint32_t mode;     /* the core's own number for it */
	uint32_t key_len;
	uint32_t iv_len;
	uint32_t block_len;
	uint32_t tag_len;
	uint32_t digest_len; /* of a digest or MAC; an XOF's and KMAC's default */
	enum cmh_alg base;   /* the digest or cipher that a MAC is made of */
	uint32_t flags;      /* CMH_ALG_F_* */
};

/* Returns the row of alg, or NULL when there is none. Static storage. Thread-safe, like all here. */
CMH_API const struct cmh_alg_info *cmh_alg_get(enum cmh_alg alg);

/* Returns the row that one of the names (CLI or OpenSSL, ASCII case ignored) belongs to, or NULL. */
CMH_API const struct cmh_alg_info *cmh_alg_find(const char *name);

/* Returns "digest", "cipher", "aead", "rand", "cshake", "mac", "xts", or "unknown". */
CMH_API const char *cmh_family_name(enum cmh_family family);

/* Returns the name of a core id ("HC", "AES", ...), or NULL for a number without one. */
CMH_API const char *cmh_core_name(uint32_t core);

struct cmh_curve_info {
	uint32_t id;       /* CMH_CURVE_* */
	const char *name;  /* as the CLI spells it, "p-256" */
	const char *names; /* as OpenSSL spells it, "P-256:prime256v1:..." */
	enum cmh_curve_kind kind;
	uint32_t len;      /* of a coordinate, a scalar, half a signature */
	uint32_t clen;     /* the same on the wire */
	uint32_t bits;
};

/* Returns the row of a curve, CMH_CURVE_*, or NULL when there is none. */
CMH_API const struct cmh_curve_info *cmh_curve_get(uint32_t id);

/* Returns row i of the table, counted from 0, or NULL behind the last. */
CMH_API const struct cmh_curve_info *cmh_curve_at(size_t i);

/* Returns the row that one of the names (CLI or OpenSSL, ASCII case ignored) belongs to, or NULL. */
CMH_API const struct cmh_curve_info *cmh_curve_find(const char *name);

/* Returns the operation under which OpenSSL programs ask for the row by its own names ("digest", "cipher",
 * "mac", "rand"), or NULL: it is part of a service, or has no place in OpenSSL. */
CMH_API const char *cmh_alg_operation(enum cmh_alg alg);

struct cmh_service_info {
	enum cmh_service id;
	const char *operation; /* "cipher", "mac", "kdf", "keymgmt", "signature", "keyexch", "asymcipher" */
	const char *names;     /* as OpenSSL spells them */
	uint32_t core;         /* CMH_CORE_*: without it there is nothing to offer */
};

/* Returns the row of a service, or NULL when there is none. */
CMH_API const struct cmh_service_info *cmh_service_get(enum cmh_service service);

struct cmh_dev;

/* Returns true when the device has the core (and mode) that alg needs. */
CMH_API bool cmh_dev_has(struct cmh_dev *dev, enum cmh_alg alg);

/* Returns true when the device has the core that a service needs. */
CMH_API bool cmh_dev_has_service(struct cmh_dev *dev, enum cmh_service service);

CMH_END_DECLS

#endif
