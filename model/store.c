// SPDX-License-Identifier: Apache-2.0
/* store.c - the objects of the datastore.
 *
 * Every object sits in two hash tables, by reference and (the oldest of its CID, if it has one) by
 * CID, and in the list of all in creation order, so that each step of NEW, FIND and LIST takes the
 * same time whether there are ten objects or a million. Space is counted as the hub counts it: it
 * only grows, unless the device was made to reclaim.
 */
#include "model/store.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "cmh/abi/sys.h"

#define OVERHEAD    56u /* bytes counted per object, as on the TEMP stack */
#define FIRST_SLOTS 64

struct model_store {
	pthread_mutex_t lock;
	uint64_t size, used; /* bytes */
	bool reclaim;
	struct store_object *oldest, *newest;
	struct store_object **by_ref, **by_cid; /* slot_nr chains each */
	size_t slot_nr, object_nr;
	uint64_t seed; /* keeps a host from choosing CIDs that share a slot */
};

static size_t mix(const struct model_store *store, uint64_t v)
{
	v ^= store->seed;
	v = (v ^ v >> 32) * 0xd6e8feb86659fd93;
	v = (v ^ v >> 32) * 0xd6e8feb86659fd93;
	return (v ^ v >> 32) & (store->slot_nr - 1);
}

static struct store_object **ref_slot(const struct model_store *store, uint64_t ref)
{
	return &store->by_ref[mix(store, ref)];
}

static struct store_object **cid_slot(const struct model_store *store, uint64_t cid)
{
	return &store->by_cid[mix(store, cid)];
}

/* ---- Life ---- */

int model_store_new(size_t bytes, bool reclaim, struct model_store **out)
{
	struct model_store *store = calloc(1, sizeof(*store));

	if (!store)
		return -ENOMEM;
	store->size = bytes;
	store->reclaim = reclaim;
	store->slot_nr = FIRST_SLOTS;
	store->by_ref = calloc(FIRST_SLOTS, sizeof(*store->by_ref));
	store->by_cid = calloc(FIRST_SLOTS, sizeof(*store->by_cid));
	if (!store->by_ref || !store->by_cid ||
	    getrandom(&store->seed, sizeof(store->seed), 0) != sizeof(store->seed)) {
		model_store_free(store);
		return -ENOMEM;
	}
	pthread_mutex_init(&store->lock, NULL);
	*out = store;
	return 0;
}

static void object_free(struct store_object *object)
{
	OPENSSL_clear_free(object, sizeof(*object) + object->capacity);
}

static void free_all(struct model_store *store)
{
	struct store_object *object = store->oldest, *next;

	for (; object; object = next) {
		next = object->next;
		object_free(object);
	}
}

/* Takes no lock and follows no table: also for a forked child's copy, caught at any moment. */
void model_store_free(struct model_store *store)
{
	if (!store)
		return;
	free_all(store);
	free(store->by_ref);
	free(store->by_cid);
	free(store);
}

void model_store_reset(struct model_store *store)
{
	store_lock(store);
	free_all(store);
	store->oldest = NULL;
	store->newest = NULL;
	store->object_nr = 0;
	store->used = 0;
	memset(store->by_ref, 0, store->slot_nr * sizeof(*store->by_ref));
	memset(store->by_cid, 0, store->slot_nr * sizeof(*store->by_cid));
	store_unlock(store);
}

void store_lock(struct model_store *store)
{
	pthread_mutex_lock(&store->lock);
}

void store_unlock(struct model_store *store)
{
	pthread_mutex_unlock(&store->lock);
}

/* ---- Looking up ---- */

struct store_object *store_get(const struct model_store *store, uint64_t ref)
{
	struct store_object *object = *ref_slot(store, ref);

	while (object && object->ref != ref)
		object = object->ref_chain;
	return object;
}

struct store_object *store_find(const struct model_store *store, uint64_t cid)
{
	struct store_object *object;

	if (!cid)
		return NULL;
	object = *cid_slot(store, cid);
	while (object && object->cid != cid)
		object = object->cid_chain;
	return object;
}

struct store_object *store_first(const struct model_store *store)
{
	return store->oldest;
}

bool store_ref_free(const struct model_store *store, uint64_t ref)
{
	return ref != CMH_REF_NONE && ref != CMH_REF_TEMP && ref != CMH_REF_LAST &&
	       !cmh_ref_kic(ref) && !store_get(store, ref);
}

/* ---- The tables ---- */

static void ref_insert(struct model_store *store, struct store_object *object)
{
	struct store_object **slot = ref_slot(store, object->ref);

	object->ref_chain = *slot;
	*slot = object;
}

static void ref_remove(struct model_store *store, const struct store_object *object)
{
	struct store_object **link = ref_slot(store, object->ref);

	while (*link != object)
		link = &(*link)->ref_chain;
	*link = object->ref_chain;
}

static void cid_chain(struct model_store *store, struct store_object *oldest)
{
	struct store_object **slot = cid_slot(store, oldest->cid);

	oldest->cid_chain = *slot;
	*slot = oldest;
}

static void cid_insert(struct model_store *store, struct store_object *object)
{
	struct store_object *oldest = store_find(store, object->cid);

	if (!oldest) {
		object->cid_newest = object;
		cid_chain(store, object);
		return;
	}
	object->cid_prev = oldest->cid_newest;
	oldest->cid_newest->cid_next = object;
	oldest->cid_newest = object;
}

static void cid_remove(struct model_store *store, struct store_object *object)
{
	struct store_object *next = object->cid_next, **link;

	if (object->cid_prev) {
		object->cid_prev->cid_next = next;
		if (next)
			next->cid_prev = object->cid_prev;
		else
			store_find(store, object->cid)->cid_newest = object->cid_prev;
		return;
	}
	/* The oldest: the next one takes its place. */
	link = cid_slot(store, object->cid);
	while (*link != object)
		link = &(*link)->cid_chain;
	*link = object->cid_chain;
	if (next) {
		next->cid_prev = NULL;
		next->cid_newest = object->cid_newest;
		cid_chain(store, next);
	}
}

/* Doubles the tables; without memory for that, the chains get longer. */
static void grow(struct model_store *store)
{
	size_t nr = store->slot_nr * 2;
	struct store_object **by_ref = calloc(nr, sizeof(*by_ref)), **old_ref = store->by_ref;
	struct store_object **by_cid = calloc(nr, sizeof(*by_cid)), **old_cid = store->by_cid;

	if (!by_ref || !by_cid) {
		free(by_ref);
		free(by_cid);
		return;
	}
	store->by_ref = by_ref;
	store->by_cid = by_cid;
	free(old_ref);
	free(old_cid);
	store->slot_nr = nr;
	for (struct store_object *object = store->oldest; object; object = object->next) {
		ref_insert(store, object);
		if (object->cid && !object->cid_prev)
			cid_chain(store, object);
	}
}

/* ---- Objects ---- */

static uint64_t cost(uint32_t capacity)
{
	return (((uint64_t)capacity + 3) & ~3ull) + OVERHEAD;
}

int store_add(struct model_store *store, uint64_t ref, uint64_t cid, uint32_t capacity,
	      uint64_t owner, struct store_object **out)
{
	struct store_object *object;

	if (cost(capacity) > store->size - store->used)
		return ENOMEM;
	object = OPENSSL_zalloc(sizeof(*object) + capacity);
	if (!object)
		return ENOMEM;
	object->ref = ref;
	object->cid = cid;
	object->owner = owner;
	object->read = owner;
	object->write = owner;
	object->execute = owner;
	object->capacity = capacity;
	object->value.data = object->bytes;

	if (store->object_nr == store->slot_nr)
		grow(store);
	store->used += cost(capacity);
	store->object_nr++;
	object->prev = store->newest;
	if (store->newest)
		store->newest->next = object;
	else
		store->oldest = object;
	store->newest = object;
	ref_insert(store, object);
	if (cid)
		cid_insert(store, object);
	*out = object;
	return 0;
}

void store_delete(struct model_store *store, struct store_object *object)
{
	if (object->cid)
		cid_remove(store, object);
	ref_remove(store, object);
	if (object->prev)
		object->prev->next = object->next;
	else
		store->oldest = object->next;
	if (object->next)
		object->next->prev = object->prev;
	else
		store->newest = object->prev;
	store->object_nr--;
	if (store->reclaim)
		store->used -= cost(object->capacity);
	object_free(object);
}

void store_fill(struct store_object *object, const uint8_t *data, uint32_t len, uint32_t type,
		bool reverse)
{
	if (object->value.len > len)
		OPENSSL_cleanse(object->bytes + len, object->value.len - len);
	bytes_copy(object->bytes, data, len, reverse);
	object->value.len = len;
	object->value.type = type;
	object->value.swapped = reverse;
}
