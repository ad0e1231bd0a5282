/* SPDX-License-Identifier: Apache-2.0 */
/* store.h - the hub's datastore: objects that hold keys, who may use them, keys derived and made in
 * the hub, and the hub's error books.
 *
 * An object has a reference (which the hub chooses), a CID (which the caller chooses; 0: none), a
 * capacity, and, once written, a length and a type: the core that may use it (CMH_CORE_*) and
 * CMH_TYPE_* flags (cmh/abi/sys.h). A new object belongs to the mailbox that made it; rights for
 * others are bit masks with one bit per mailbox instance. The hub never takes back the space of a
 * deleted object. CMH_REF_TEMP names the mailbox's stack of temporary keys: as a destination it is
 * pushed, as a source popped, and everything that uses a key that is there must run on the same
 * ring.
 *
 * As in op.h a prep call only records its arguments; buffers, and structures that are pointed to,
 * must live until the CQE is reaped. CQE res: 0 unless a call says otherwise, or -EINVAL a length,
 * type or flag that the hub does not take, -ENOENT no such object, -EKEYREJECTED this mailbox may
 * not do that, -ENOMEM, -EIO the device failed (no space left, a blob that was changed),
 * -EOPNOTSUPP core absent.
 *
 * The one-shot calls run on the calling thread's ring (sync.h), so the objects they make belong to
 * that thread's mailbox. A call that makes an object and fails leaves none behind.
 */
#ifndef CMH_STORE_H
#define CMH_STORE_H

#include <cmh/abi/sys.h>
#include <cmh/api.h>

CMH_BEGIN_DECLS

struct cmh_dev;
struct cmh_sqe;

/* An object as the hub describes it. */
struct cmh_object {
	uint64_t ref; /* of a list: 0 at its end */
	uint64_t cid;
	uint32_t len;
	uint32_t type; /* cmh_type_core(), cmh_type_flags() */
};

/* Bit i: mailbox instance i may read, write, or have cores use the object. All 0: deleted. */
struct cmh_rights {
	uint64_t read, write, execute;
};

/* ---- objects ---- */

/* Makes an object of len bytes, empty. *ref is written as soon as the hub has made it, also when
 * the request fails later; then it is to be deleted. */
CMH_API void cmh_prep_object_new(struct cmh_sqe *sqe, uint64_t cid, uint32_t len, uint64_t *ref);
CMH_API int cmh_object_new(struct cmh_dev *dev, uint64_t cid, uint32_t len, uint64_t *ref);

/* Makes an object with a random key of len bytes that nobody has seen. *ref as above. */
CMH_API void cmh_prep_object_random(struct cmh_sqe *sqe, uint64_t cid, uint32_t len, uint32_t type,
				    uint64_t *ref);
CMH_API int cmh_object_random(struct cmh_dev *dev, uint64_t cid, uint32_t len, uint32_t type,
			      uint64_t *ref);

#define CMH_OBJECT_SWAP 1u /* store the bytes last to first, as the PKE core wants its numbers */

/* Writes an object: len bytes of a key, or with a wrapping key (reference; 0: none) a blob. flags:
 * CMH_OBJECT_SWAP or 0. */
CMH_API void cmh_prep_object_write(struct cmh_sqe *sqe, uint64_t ref, uint64_t wrap,
				   const void *data, size_t len, uint32_t type, uint32_t flags);
CMH_API int cmh_object_write(struct cmh_dev *dev, uint64_t ref, uint64_t wrap, const void *data,
			     size_t len, uint32_t type, uint32_t flags);

/* Reads an object as a blob: header of 16 bytes (struct cmh_blob_header), then data; with a
 * wrapping key header, nonce, data, tag (32 bytes more). Without one the object must have
 * CMH_TYPE_PT. CQE res: bytes of the blob. */
CMH_API void cmh_prep_object_read(struct cmh_sqe *sqe, uint64_t ref, uint64_t wrap, void *out,
				  size_t len);
CMH_API int cmh_object_read(struct cmh_dev *dev, uint64_t ref, uint64_t wrap, void *out,
			    size_t len);

/* The first len bytes of an object that has CMH_TYPE_PT. flags: CMH_OBJECT_SWAP to undo that of
 * write. CQE res: len. */
CMH_API void cmh_prep_object_data(struct cmh_sqe *sqe, uint64_t ref, void *out, size_t len,
				  uint32_t flags);
CMH_API int cmh_object_data(struct cmh_dev *dev, uint64_t ref, void *out, size_t len,
			    uint32_t flags);

/* The oldest object of a CID; -ENOENT. */
CMH_API void cmh_prep_object_find(struct cmh_sqe *sqe, uint64_t cid, struct cmh_object *out);
CMH_API int cmh_object_find(struct cmh_dev *dev, uint64_t cid, struct cmh_object *out);

/* The object made after `after` (0: the first of all) that this mailbox has any right on. */
CMH_API void cmh_prep_object_next(struct cmh_sqe *sqe, uint64_t after, struct cmh_object *out);
CMH_API int cmh_object_next(struct cmh_dev *dev, uint64_t after, struct cmh_object *out);

/* Replaces the rights of all mailboxes on an object. */
CMH_API void cmh_prep_object_grant(struct cmh_sqe *sqe, uint64_t ref,
				   const struct cmh_rights *rights);
CMH_API int cmh_object_grant(struct cmh_dev *dev, uint64_t ref, const struct cmh_rights *rights);

/* Wipes and forgets an object. */
CMH_API void cmh_prep_object_delete(struct cmh_sqe *sqe, uint64_t ref);
CMH_API int cmh_object_delete(struct cmh_dev *dev, uint64_t ref);

/* The object of a CID as a blob (see read). CQE res: bytes of the blob. */
CMH_API void cmh_prep_object_export(struct cmh_sqe *sqe, uint64_t cid, uint64_t wrap, void *out,
				    size_t len);
CMH_API int cmh_object_export(struct cmh_dev *dev, uint64_t cid, uint64_t wrap, void *out,
			      size_t len);

/* Makes the object of a blob again, under its CID. */
CMH_API void cmh_prep_object_import(struct cmh_sqe *sqe, uint64_t wrap, const void *blob,
				    size_t len);
CMH_API int cmh_object_import(struct cmh_dev *dev, uint64_t wrap, const void *blob, size_t len);

/* ---- derived keys ---- */

enum cmh_kdf_kind {
	CMH_KDF_HKDF1 = 1, /* one step from base and label */
	CMH_KDF_HKDF2,     /* extract with salt, then expand (RFC 5869) */
	CMH_KDF_CMAC,      /* SP 800-108 counter mode with AES-CMAC; base and result 32 bytes */
	CMH_KDF_DKEK,      /* a key-encryption key, bound to host and label */
};

struct cmh_kdf {
	uint32_t kind;     /* enum cmh_kdf_kind */
	uint32_t len;      /* of the result: HKDF 1 to 64, else 32 */
	uint64_t base;     /* CMH_REF_KIC(1..8), a fused key, or an object */
	uint64_t salt;     /* HKDF2: an object, 0: none */
	const void *label; /* up to 56 bytes; DKEK: metadata, up to 64 */
	size_t label_len;
	uint32_t type;    /* of the result; not for DKEK */
	uint32_t host_id; /* DKEK: 0: this host; others are for the management host alone */
};

/* Derives into a new object of that CID, whose reference goes to *ref as with
 * cmh_prep_object_new(), or, with ref NULL, to CMH_REF_TEMP of the ring's mailbox. */
CMH_API void cmh_prep_derive(struct cmh_sqe *sqe, const struct cmh_kdf *kdf, uint64_t cid,
			     uint64_t *ref);
/* ref must not be NULL: nobody could use what lies on the stack of a thread's ring. */
CMH_API int cmh_derive(struct cmh_dev *dev, const struct cmh_kdf *kdf, uint64_t cid, uint64_t *ref);

/* ---- the hub itself ---- */

/* Configures the DRBG anew: entropy ratio 1:1 to 1:4 as 0 to 3, security strength 128 or 256. */
CMH_API void cmh_prep_drbg_config(struct cmh_sqe *sqe, uint32_t ratio, uint32_t strength);
CMH_API int cmh_drbg_config(struct cmh_dev *dev, uint32_t ratio, uint32_t strength);

/* What went wrong since somebody last asked; bit per mailbox instance, then bit per core. */
struct cmh_alarms {
	uint64_t mailbox_notification;
	uint32_t hw_error, hw_nmi, hw_panic, safety_fatal, safety_notification;
	uint32_t sw_info0, sw_info1;
	uint32_t sram_bank_errors[4]; /* mended bit errors */
};

/* Reads and clears them. */
CMH_API void cmh_prep_alarms(struct cmh_sqe *sqe, struct cmh_alarms *out);
CMH_API int cmh_alarms_read(struct cmh_dev *dev, struct cmh_alarms *out);

CMH_END_DECLS

#endif
