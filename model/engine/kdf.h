/* SPDX-License-Identifier: Apache-2.0 */
/* kdf.h - key derivation of the KIC core: HKDF of RFC 5869 with SHA-256, and the counter mode of
 * SP 800-108 with AES-CMAC. Each returns 0, or EIO with out wiped. */
#ifndef CMH_MODEL_ENGINE_KDF_H
#define CMH_MODEL_ENGINE_KDF_H

#include "model/engine/engine.h"

#define KDF_PRK_SIZE 32

/* PRK = HMAC(salt, key); no salt: 32 zero bytes. */
int kdf_extract(struct engine *engine, const uint8_t *salt, size_t salt_len, const uint8_t *key,
		size_t key_len, uint8_t prk[KDF_PRK_SIZE]);
/* T(1) | T(2) ... with T(i) = HMAC(PRK, T(i-1) | info | i). At most 255 * 32 bytes. */
int kdf_expand(struct engine *engine, const uint8_t *prk, size_t prk_len, const uint8_t *info,
	       size_t info_len, uint8_t *out, size_t len);
/* K(1) | K(2) ... with K(i) = CMAC(key, i | label | 0 | bits), i and bits 32 bits big-endian. key
 * of 16, 24 or 32 bytes. */
int kdf_cmac(struct engine *engine, const uint8_t *key, size_t key_len, const uint8_t *label,
	     size_t label_len, uint8_t *out, size_t len);

#endif
