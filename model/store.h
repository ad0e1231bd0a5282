/* SPDX-License-Identifier: Apache-2.0 */
/* store.h - the datastore: persistent objects of the device, and the TEMP stack and LAST of each
 * mailbox.
 *
 * Objects are reached under the store's lock; a pointer to one is good until the lock is given
 * back. The calls below it act on behalf of a mailbox and take the lock themselves. Errors are
 * positive errnos.
 */
#ifndef CMH_MODEL_STORE_H
#define CMH_MODEL_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/core.h"

/* What a reference names: the bytes in their stored form and their type. */
struct store_value {
	const uint8_t *data;
	uint32_t len;
	uint32_t type;
	bool swapped; /* stored in reverse byte order */
};

struct store_object {
	uint64_t ref, cid;
	uint64_t owner; /* bit of the mailbox that made it */
	uint64_t read, write, execute;
	struct store_value value; /* of its own bytes */
	uint32_t capacity;
	/* The store's own: creation order, chains of the hash tables, objects of one CID oldest
	 * first. */
	struct store_object *prev, *next;
	struct store_object *ref_chain, *cid_chain;
	struct store_object *cid_prev, *cid_next;
	struct store_object *cid_newest; /* kept in the oldest, which alone is chained */
	uint8_t bytes[];
};

/* ---- Objects; the lock is held (store.c) ---- */

void store_lock(struct model_store *store);
void store_unlock(struct model_store *store);

/* Makes an object that mailbox bit `owner` may read, write and use. ref: random, see
 * store_ref_free(). Returns 0 or ENOMEM. */
int store_add(struct model_store *store, uint64_t ref, uint64_t cid, uint32_t capacity,
	      uint64_t owner, struct store_object **out);
/* Wipes and forgets the object. */
void store_delete(struct model_store *store, struct store_object *object);
/* Replaces content and type. len is at most the capacity. reverse: store the bytes last to
 * first. */
void store_fill(struct store_object *object, const uint8_t *data, uint32_t len, uint32_t type,
		bool reverse);

/* Can ref name a new object: it is none of the reserved values and not taken? */
bool store_ref_free(const struct model_store *store, uint64_t ref);
struct store_object *store_get(const struct model_store *store, uint64_t ref);
/* The oldest object of this CID, or NULL. The next: object->cid_next. */
struct store_object *store_find(const struct model_store *store, uint64_t cid);
/* The oldest object of all, or NULL. The next: object->next. */
struct store_object *store_first(const struct model_store *store);

/* Has the mailbox bit any right on it? */
static inline bool store_visible(const struct store_object *object, uint64_t mbx)
{
	return ((object->read | object->write | object->execute) & mbx) != 0;
}

/* ---- The TEMP stack and LAST of one mailbox (temp.c); only its runner touches them ---- */

/* The entry `depth` below the top (0: the top); false when there is none. */
bool temp_peek(const struct model_temp *temp, uint32_t depth, struct store_value *out);
void temp_pop(struct model_temp *temp);
/* Returns 0, EINVAL for no bytes, or ENOMEM. */
int temp_push(struct model_temp *temp, const uint8_t *data, uint32_t len, uint32_t type,
	      bool reverse);
uint64_t temp_last(const struct model_temp *temp); /* CMH_REF_NONE: there is none */
void temp_set_last(struct model_temp *temp, uint64_t ref);

/* ---- References as a mailbox may use them (ref.c) ---- */

/* Copies with byte order swapped when reverse. */
void bytes_copy(uint8_t *out, const uint8_t *in, size_t len, bool reverse);

uint64_t model_mbx_bit(const struct model_mbx *mbx);
/* LAST becomes the reference of the object it stands for; others stay as they are. */
uint64_t model_ref_resolve(struct model_mbx *mbx, uint64_t ref);
/* Makes an object of this mailbox. Returns 0, EINVAL for no capacity, ENOMEM, EIO. */
int model_ref_new(struct model_mbx *mbx, uint64_t cid, uint32_t capacity, uint64_t *ref);
/* Stores the result of a command: pushes to TEMP, or fills the object, which this mailbox must
 * be allowed to write. Returns 0, ENOENT, EPERM, EINVAL for more bytes than it holds, ENOMEM
 * (TEMP). */
int model_ref_store(struct model_mbx *mbx, uint64_t ref, const uint8_t *data, uint32_t len,
		    uint32_t type, bool reverse);

/* Shows what a reference names to fn. It runs under the store's lock, so it must not call into
 * the eSW. TEMP needs no right: depth says how many entries the command's earlier operands take.
 * need: which right else. Nothing is popped. Returns what fn returned, or ENOENT, EPERM. */
enum model_right { MODEL_READ, MODEL_EXECUTE };
typedef int model_ref_fn(const struct store_value *value, uint64_t cid, void *arg);
int model_ref_use(struct model_mbx *mbx, uint64_t ref, uint32_t depth, enum model_right need,
		  model_ref_fn *fn, void *arg);
/* After a command has succeeded: pops the operand if it was TEMP. */
void model_ref_drop(struct model_mbx *mbx, uint64_t ref);

/* A whole key, as long as it is, at most max bytes, of one of the cores (bit per core id). Nothing is
 * popped. Returns 0, ENOENT, EPERM, EINVAL. */
int model_key_whole(struct model_mbx *mbx, uint64_t ref, uint32_t depth, uint32_t cores,
		    uint8_t *out, uint32_t max, uint32_t *len);

/* A wrapping key: 16, 24 or 32 bytes of the AES or KIC core. Nothing is popped. Returns 0,
 * ENOENT, EPERM, EINVAL. */
int model_wrap_key(struct model_mbx *mbx, uint64_t ref, uint32_t depth, uint8_t key[32],
		   uint32_t *len);

#endif
