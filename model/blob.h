/* SPDX-License-Identifier: Apache-2.0 */
/* blob.h - datastore objects as they travel through host memory. */
#ifndef CMH_MODEL_BLOB_H
#define CMH_MODEL_BLOB_H

#include "model/store.h"

/* The key a blob is wrapped with; ref CMH_REF_NONE: plaintext. */
struct blob_key {
	uint64_t ref;
	uint8_t key[32];
	uint32_t len;
};

/* A blob taken apart: the bytes in their right order. */
struct blob {
	uint64_t cid;
	uint8_t *data; /* blob_wipe() frees it */
	uint32_t len;
	uint32_t type; /* of a wrapped blob only, else 0 */
	bool swapped;
};

/* Loads the key; depth as in model_ref_use(). Returns 0 or errno. blob_key_wipe() in any case. */
int blob_key_load(struct model_mbx *mbx, struct blob_key *key, uint64_t ref, uint32_t depth);
void blob_key_wipe(struct blob_key *key);

/* Writes the object `ref` to a buffer of room bytes. Returns 0, EINVAL when they are too few,
 * EPERM for the plaintext of an object without PT, or as model_ref_use(). */
int blob_write(struct model_mbx *mbx, uint64_t ref, const struct blob_key *key, uint8_t *dst,
	       uint32_t room);
/* Takes a blob of len bytes apart. Returns 0, EINVAL for a bad form, EIO for one that does not
 * verify, ENOMEM. */
int blob_read(struct model_mbx *mbx, const struct blob_key *key, const uint8_t *src, uint32_t len,
	      struct blob *out);
void blob_wipe(struct blob *blob);

#endif
