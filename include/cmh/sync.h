/* SPDX-License-Identifier: Apache-2.0 */
/* sync.h - one-shot calls for one operation at a time: submit, wait, return.
 *
 * Each runs on a ring that the library keeps for the calling thread and the device. Thread-safe. They
 * return as the CQE of the operation in op.h, and -ETIMEDOUT, -EIO, -ENODEV, -ENOMEM or -EOWNERDEAD. On
 * failure output buffers hold nothing of value.
 */
#ifndef CMH_SYNC_H
#define CMH_SYNC_H

#include <cmh/alg.h>
#include <cmh/op.h>

CMH_BEGIN_DECLS

struct cmh_dev;

CMH_API int cmh_nop(struct cmh_dev *dev);
CMH_API int cmh_digest(struct cmh_dev *dev, enum cmh_alg alg, const void *in, size_t len, void *out,
		       size_t out_len);
CMH_API int cmh_cshake(struct cmh_dev *dev, enum cmh_alg alg, const void *name, size_t name_len,
		       const void *custom, size_t custom_len, const void *in, size_t len, void *out,
		       size_t out_len);
/* Takes messages of any length where the key is given as bytes. */
CMH_API int cmh_mac(struct cmh_dev *dev, enum cmh_alg alg, const struct cmh_key *key,
		    const void *custom, size_t custom_len, const void *in, size_t len, void *out,
		    size_t out_len);
CMH_API int cmh_cipher(struct cmh_dev *dev, enum cmh_alg alg, uint32_t dir, const struct cmh_key *key,
		       const void *iv, const void *in, void *out, size_t len);
/* Takes CCM messages of any length. */
CMH_API int cmh_aead(struct cmh_dev *dev, enum cmh_alg alg, uint32_t dir, const struct cmh_key *key,
		     const void *nonce, size_t nonce_len, const void *aad, size_t aad_len,
		     const void *in, void *out, size_t len, void *tag, size_t tag_len);
CMH_API int cmh_random(struct cmh_dev *dev, void *out, size_t len);

CMH_END_DECLS

#endif
