// SPDX-License-Identifier: Apache-2.0
/* ref.c - what a reference in a command means to the mailbox that sent it, and what it may do
 * with it. */
#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "cmh/abi/sys.h"
#include "cmh/abi/vcq.h"
#include "model/store.h"

void bytes_copy(uint8_t *out, const uint8_t *in, size_t len, bool reverse)
{
	if (!reverse) {
		memcpy(out, in, len);
		return;
	}
	for (size_t i = 0; i < len; i++)
		out[i] = in[len - 1 - i];
}

uint64_t model_mbx_bit(const struct model_mbx *mbx)
{
	return 1ull << model_mbx_id(mbx);
}

uint64_t model_ref_resolve(struct model_mbx *mbx, uint64_t ref)
{
	return ref == CMH_REF_LAST ? temp_last(model_mbx_temp(mbx)) : ref;
}

int model_ref_new(struct model_mbx *mbx, uint64_t cid, uint32_t capacity, uint64_t *ref)
{
	struct model_store *store = model_store_of(mbx);
	struct store_object *object;
	int err;

	if (!capacity)
		return EINVAL;
	store_lock(store);
	do {
		err = engine_random(model_engine_of(mbx), ref, sizeof(*ref));
	} while (!err && !store_ref_free(store, *ref));
	if (!err)
		err = store_add(store, *ref, cid, capacity, model_mbx_bit(mbx), &object);
	store_unlock(store);
	return err;
}

int model_ref_store(struct model_mbx *mbx, uint64_t ref, const uint8_t *data, uint32_t len,
		    uint32_t type, bool reverse)
{
	struct model_store *store = model_store_of(mbx);
	struct store_object *object;
	int err = 0;

	if (ref == CMH_REF_TEMP)
		return temp_push(model_mbx_temp(mbx), data, len, type, reverse);
	store_lock(store);
	object = store_get(store, model_ref_resolve(mbx, ref));
	if (!object)
		err = ENOENT;
	else if (!(object->write & model_mbx_bit(mbx)))
		err = EPERM;
	else if (!len || len > object->capacity)
		err = EINVAL;
	else
		store_fill(object, data, len, type, reverse);
	store_unlock(store);
	return err;
}

int model_ref_use(struct model_mbx *mbx, uint64_t ref, uint32_t depth, enum model_right need,
		  model_ref_fn *fn, void *arg)
{
	struct model_store *store = model_store_of(mbx);
	const struct store_object *object;
	struct store_value value;
	int err;

	if (ref == CMH_REF_TEMP) {
		if (!temp_peek(model_mbx_temp(mbx), depth, &value))
			return ENOENT;
		return fn(&value, 0, arg);
	}
	store_lock(store);
	object = store_get(store, model_ref_resolve(mbx, ref));
	if (!object)
		err = ENOENT;
	else if (!((need == MODEL_READ ? object->read : object->execute) & model_mbx_bit(mbx)))
		err = EPERM;
	else
		err = fn(&object->value, object->cid, arg);
	store_unlock(store);
	return err;
}

void model_ref_drop(struct model_mbx *mbx, uint64_t ref)
{
	if (ref == CMH_REF_TEMP)
		temp_pop(model_mbx_temp(mbx));
}

/* ---- Keys ---- */

struct key_request {
	uint8_t core;
	uint8_t *out;
	uint32_t len;
};

/* Keys in two shares are stored one share after the other; the key is their XOR. */
static int key_copy(const struct store_value *value, uint64_t cid, void *arg)
{
	struct key_request *request = arg;
	uint32_t share_len = value->type & CMH_TYPE_SCA ? value->len / 2 : value->len;
	const uint8_t *data = value->data;
	size_t len = request->len;

	(void)cid;
	if (cmh_type_core(value->type) != request->core)
		return EPERM;
	if (len > share_len)
		return EINVAL;
	/* The first bytes of a value stored backwards are its last, from the end. */
	if (value->swapped)
		data += value->len - len;
	bytes_copy(request->out, data, len, value->swapped);
	if (value->type & CMH_TYPE_SCA) {
		data = value->swapped ? data - share_len : data + share_len;
		for (size_t i = 0; i < len; i++)
			request->out[i] ^= data[value->swapped ? len - 1 - i : i];
	}
	return 0;
}

int model_key_load(struct model_mbx *mbx, uint64_t ref, uint8_t core, void *out, size_t len)
{
	struct key_request request = { .core = core, .out = out, .len = (uint32_t)len };
	int err;

	if (len > UINT32_MAX)
		return EINVAL;
	err = model_ref_use(mbx, ref, 0, MODEL_EXECUTE, key_copy, &request);
	if (!err)
		model_ref_drop(mbx, ref);
	return err;
}

struct whole_request {
	uint32_t cores, max;
	struct key_request key;
};

static int whole_copy(const struct store_value *value, uint64_t cid, void *arg)
{
	struct whole_request *request = arg;
	uint32_t core = cmh_type_core(value->type);

	request->key.core = (uint8_t)core;
	request->key.len = value->type & CMH_TYPE_SCA ? value->len / 2 : value->len;
	if (core >= 32 || !(request->cores >> core & 1))
		return EPERM;
	if (!request->key.len || request->key.len > request->max)
		return EINVAL;
	return key_copy(value, cid, &request->key);
}

int model_key_whole(struct model_mbx *mbx, uint64_t ref, uint32_t depth, uint32_t cores,
		    uint8_t *out, uint32_t max, uint32_t *len)
{
	struct whole_request request = { .cores = cores, .max = max, .key = { .out = out } };
	int err = model_ref_use(mbx, ref, depth, MODEL_EXECUTE, whole_copy, &request);

	*len = err ? 0 : request.key.len;
	return err;
}

int model_wrap_key(struct model_mbx *mbx, uint64_t ref, uint32_t depth, uint8_t key[32],
		   uint32_t *len)
{
	int err = model_key_whole(mbx, ref, depth, 1u << CMH_CORE_AES | 1u << CMH_CORE_KIC, key, 32, len);

	return !err && *len != 16 && *len != 24 && *len != 32 ? EINVAL : err;
}
