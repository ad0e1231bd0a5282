/* SPDX-License-Identifier: Apache-2.0 */
/* cipher.h - ciphers in pieces, of any length: ECB, CBC, CTR, CFB, ChaCha20, and of the
 * authenticated ones GCM and ChaCha20-Poly1305, as streams without padding. XTS is no stream; CCM
 * only as a whole.
 *
 * Between pieces only the chaining value rests here, no core is held. A GCM stream whose length is
 * not known in advance runs as CTR on the device with the GHASH in the library (SP 800-38D section
 * 7), one of ChaCha20-Poly1305 as ChaCha20 with the Poly1305 in the library; a message given whole
 * to cmh_cipher_ctx_aead() runs as one command. A context belongs to one thread at a time, survives
 * a fork (rebind), and is wiped when freed.
 */
#ifndef CMH_CIPHER_H
#define CMH_CIPHER_H

#include <cmh/alg.h>
#include <cmh/op.h>

CMH_BEGIN_DECLS

struct cmh_dev;
struct cmh_cipher_ctx;

/* Makes a context without key. Returns 0, or -EINVAL not a cipher, -EOPNOTSUPP, -ENOMEM,
 * -EOWNERDEAD. */
CMH_API int cmh_cipher_ctx_new(struct cmh_dev *dev, enum cmh_alg alg, struct cmh_cipher_ctx **out);
CMH_API void cmh_cipher_ctx_free(struct cmh_cipher_ctx *ctx);
/* Sets direction, key and IV and starts a message; key NULL keeps the key, iv NULL keeps the IV
 * (the last one set). Raw key bytes are copied. iv_len: as in the table, 7..13 for CCM, 1..128 for
 * GCM (12 is the one that runs in hardware as is; others are hashed to J0 here). Returns 0, or
 * -EINVAL wrong length or no key yet. */
CMH_API int cmh_cipher_ctx_init(struct cmh_cipher_ctx *ctx, uint32_t dir, const struct cmh_key *key,
				const void *iv, size_t iv_len);
/* Adds AAD, before any text. Returns 0, or as the calls of sync.h, or -EINVAL not authenticated,
 * -EOPNOTSUPP CCM. */
CMH_API int cmh_cipher_ctx_aad(struct cmh_cipher_ctx *ctx, const void *aad, size_t len);
/* Runs len bytes from in to out (same address or no overlap). ECB and CBC: a multiple of 16.
 * -EOPNOTSUPP for CCM. */
CMH_API int cmh_cipher_ctx_update(struct cmh_cipher_ctx *ctx, const void *in, void *out, size_t len);
/* Ends an authenticated message: writes the tag when encrypting; checks it (constant time) when
 * decrypting: -EBADMSG. tag_len 1..16. */
CMH_API int cmh_cipher_ctx_final(struct cmh_cipher_ctx *ctx, void *tag, size_t tag_len);
/* One whole authenticated message under the context's key and IV, as cmh_prep_aead(). */
CMH_API int cmh_cipher_ctx_aead(struct cmh_cipher_ctx *ctx, const void *aad, size_t aad_len,
				const void *in, void *out, size_t len, void *tag, size_t tag_len);
/* Copies the current chaining value (CBC, CFB: last ciphertext block, CTR, ChaCha20: next counter
 * block) to iv[16]. */
CMH_API int cmh_cipher_ctx_get_iv(const struct cmh_cipher_ctx *ctx, void *iv, size_t len);
/* Makes an independent copy in mid-message. Returns 0 or -ENOMEM. */
CMH_API int cmh_cipher_ctx_dup(const struct cmh_cipher_ctx *ctx, struct cmh_cipher_ctx **out);
CMH_API void cmh_cipher_ctx_rebind(struct cmh_cipher_ctx *ctx, struct cmh_dev *dev);

CMH_END_DECLS

#endif
