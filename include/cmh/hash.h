/* SPDX-License-Identifier: Apache-2.0 */
/* hash.h - digests in pieces, of any length: the state between pieces is the device's saved
 * context, held here, so that a context costs the device nothing while it rests.
 *
 * A context belongs to one thread at a time. It survives a fork: rebind it to a device opened by
 * the child. Contexts are wiped when freed.
 */
#ifndef CMH_HASH_H
#define CMH_HASH_H

#include <cmh/alg.h>

CMH_BEGIN_DECLS

struct cmh_dev;
struct cmh_hash;

/* Makes a context for alg, ready for update. Returns 0, or -EINVAL not a digest, -EOPNOTSUPP the
 * device has not its core, -ENOMEM, -EOWNERDEAD. */
CMH_API int cmh_hash_new(struct cmh_dev *dev, enum cmh_alg alg, struct cmh_hash **out);
CMH_API void cmh_hash_free(struct cmh_hash *hash);

/* The same in the caller's storage: cmh_hash_size() bytes, aligned to 16. fini wipes it (and frees
 * what the context allocated); copy makes raw storage an independent copy of src in mid-message: 0
 * or -ENOMEM. */
CMH_API size_t cmh_hash_size(void);
CMH_API int cmh_hash_init(struct cmh_hash *hash, struct cmh_dev *dev, enum cmh_alg alg);
CMH_API void cmh_hash_fini(struct cmh_hash *hash);
CMH_API int cmh_hash_copy(struct cmh_hash *dst, const struct cmh_hash *src);

/* Sets N and S of a cSHAKE (SP 800-185) before the first byte of a message; they stay until set
 * again. Returns 0, or -EINVAL not a cSHAKE or in mid-message, -EMSGSIZE N over 36 or S over 256
 * bytes, -ENOMEM. */
CMH_API int cmh_hash_set_custom(struct cmh_hash *hash, const void *name, size_t name_len,
				const void *custom, size_t custom_len);
/* Starts over. Never fails, asks nothing of the device. */
CMH_API void cmh_hash_reset(struct cmh_hash *hash);
/* Adds len bytes. Returns 0, or as the calls of sync.h. After a failure only reset and free are of
 * use, but -EOWNERDEAD changes nothing: rebind and call again. */
CMH_API int cmh_hash_update(struct cmh_hash *hash, const void *in, size_t len);
/* Ends the message and writes out_len bytes: the digest's length, for an XOF any length >= 1.
 * Returns 0, or -EINVAL wrong out_len or already final, or as update. Then only reset and free are
 * of use. */
CMH_API int cmh_hash_final(struct cmh_hash *hash, void *out, size_t out_len);
/* Makes an independent copy in mid-message; asks nothing of the device. Returns 0 or -ENOMEM. */
CMH_API int cmh_hash_dup(const struct cmh_hash *hash, struct cmh_hash **out);
/* Goes on with another open device of the same kind, e.g. after a fork. */
CMH_API void cmh_hash_rebind(struct cmh_hash *hash, struct cmh_dev *dev);

CMH_END_DECLS

#endif
