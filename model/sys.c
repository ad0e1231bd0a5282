// SPDX-License-Identifier: Apache-2.0
/* sys.c - the SYS core: commands on the datastore. All of them act at once. */
#include <errno.h>
#include <string.h>

#include "cmh/abi/sys.h"
#include "cmh/abi/vcq.h"
#include "model/blob.h"
#include "model/core.h"
#include "model/cores.h"
#include "model/store.h"

#define TYPE_BITS (CMH_TYPE_FLAGS_MASK | CMH_TYPE_CORE_MASK)

/* The two swap flags always come together and mean a full byte reversal; one alone is not known. */
static int swap_get(const struct model_cmd *cmd, bool *swap)
{
	uint32_t flags = (uint32_t)cmd->flags << 16;

	*swap = (flags & CMH_VCQ_SWAP) == CMH_VCQ_SWAP;
	return (flags & CMH_VCQ_SWAP) && !*swap ? EINVAL : 0;
}

static int sys_new(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	struct cmh_sys_new new;
	uint64_t ref;
	void *dst;
	int err;

	cmh_sys_new_get(&new, cmd->payload);
	dst = model_write_ptr(mbx, new.ref, sizeof(ref));
	if (!dst)
		return EFAULT;
	err = model_ref_new(mbx, new.cid, new.len, &ref);
	if (err)
		return err;
	temp_set_last(model_mbx_temp(mbx), ref);
	cmh_put_le64(dst, ref);
	return 0;
}

/* A wrapped blob cannot become another kind of key, nor one that may be read if it might not
 * before. */
static bool type_fits(uint32_t wanted, uint32_t given)
{
	const uint32_t strict = CMH_TYPE_CORE_MASK | CMH_TYPE_SCA;

	return (wanted & strict) == (given & strict) && !(wanted & ~given & TYPE_BITS);
}

static int write_wrapped(struct model_mbx *mbx, const struct cmh_sys_write *write,
			 const uint8_t *src)
{
	struct blob_key key;
	struct blob blob = { 0 };
	int err = blob_key_load(mbx, &key, write->key, 0);

	if (!err)
		err = blob_read(mbx, &key, src, write->len, &blob);
	blob_key_wipe(&key);
	if (!err && !type_fits(write->type & TYPE_BITS, blob.type))
		err = EPERM;
	if (!err) {
		model_ref_drop(mbx, write->key); /* sources go before a result is pushed */
		err = model_ref_store(mbx, write->ref, blob.data, blob.len, write->type & TYPE_BITS,
				      blob.swapped);
	}
	blob_wipe(&blob);
	return err;
}

static int sys_write(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	struct cmh_sys_write write;
	const uint8_t *src;
	bool swap;
	int err = swap_get(cmd, &swap);

	cmh_sys_write_get(&write, cmd->payload);
	if (err || !write.len)
		return EINVAL;
	src = model_read_ptr(mbx, write.src, write.len);
	if (!src)
		return EFAULT;
	if (write.key != CMH_REF_NONE)
		return write_wrapped(mbx, &write, src);
	return model_ref_store(mbx, write.ref, src, write.len, write.type & TYPE_BITS, swap);
}

static int sys_read(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	struct cmh_sys_read read;
	struct blob_key key;
	uint8_t *dst;
	int err;

	cmh_sys_read_get(&read, cmd->payload);
	dst = model_write_ptr(mbx, read.dst, read.len);
	if (!dst)
		return EFAULT;
	err = blob_key_load(mbx, &key, read.key, read.ref == CMH_REF_TEMP);
	if (!err)
		err = blob_write(mbx, read.ref, &key, dst, read.len);
	blob_key_wipe(&key);
	if (!err) {
		model_ref_drop(mbx, read.ref);
		model_ref_drop(mbx, read.key);
	}
	return err;
}

struct data_request {
	uint8_t *dst;
	uint32_t len;
	bool swap;
};

static int data_copy(const struct store_value *value, uint64_t cid, void *arg)
{
	const struct data_request *request = arg;
	const uint8_t *data = value->data;

	(void)cid;
	if (!(value->type & CMH_TYPE_PT))
		return EPERM;
	if (request->len > value->len)
		return EINVAL;
	if (request->swap)
		data += value->len - request->len;
	bytes_copy(request->dst, data, request->len, request->swap);
	return 0;
}

static int sys_data(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	struct data_request request;
	struct cmh_sys_data data;
	int err = swap_get(cmd, &request.swap);

	cmh_sys_data_get(&data, cmd->payload);
	if (err || !data.len)
		return EINVAL;
	request.dst = model_write_ptr(mbx, data.dst, data.len);
	request.len = data.len;
	if (!request.dst)
		return EFAULT;
	err = model_ref_use(mbx, data.ref, 0, MODEL_READ, data_copy, &request);
	if (!err)
		model_ref_drop(mbx, data.ref);
	return err;
}

/* The next one from here on that the mailbox may see, by CID or of all. */
static struct store_object *skip_hidden(struct model_mbx *mbx, struct store_object *object,
					bool same_cid)
{
	while (object && !store_visible(object, model_mbx_bit(mbx)))
		object = same_cid ? object->cid_next : object->next;
	return object;
}

static struct cmh_list_item item_of(const struct store_object *object)
{
	struct cmh_list_item item = { 0 };

	if (object) {
		item.ref = object->ref;
		item.cid = object->cid;
		item.len = object->value.len;
		item.type = object->value.type;
	}
	return item;
}

static int sys_find(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	struct model_store *store = model_store_of(mbx);
	struct cmh_list_item item;
	struct cmh_sys_find find;
	uint8_t *dst;

	cmh_sys_find_get(&find, cmd->payload);
	if (find.len < CMH_LIST_ITEM_SIZE)
		return EINVAL;
	dst = model_write_ptr(mbx, find.dst, CMH_LIST_ITEM_SIZE);
	if (!dst)
		return EFAULT;
	store_lock(store);
	item = item_of(skip_hidden(mbx, store_find(store, find.cid), true));
	store_unlock(store);
	if (item.ref == CMH_REF_NONE)
		return ENOENT;
	cmh_list_item_put(dst, &item);
	return 0;
}

static int sys_list(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	struct model_store *store = model_store_of(mbx);
	struct store_object *object;
	struct cmh_list_item item;
	struct cmh_sys_list list;
	uint8_t *dst;
	int err = 0;

	cmh_sys_list_get(&list, cmd->payload);
	if (list.len < CMH_LIST_ITEM_SIZE)
		return EINVAL;
	dst = model_write_ptr(mbx, list.dst, CMH_LIST_ITEM_SIZE);
	if (!dst)
		return EFAULT;
	store_lock(store);
	if (list.ref == CMH_REF_NONE) {
		item = item_of(skip_hidden(mbx, store_first(store), false));
	} else {
		object = store_get(store, model_ref_resolve(mbx, list.ref));
		if (object)
			item = item_of(skip_hidden(mbx, object->next, false));
		else
			err = ENOENT;
	}
	store_unlock(store);
	if (!err)
		cmh_list_item_put(dst, &item);
	return err;
}

/* Whoever made an object keeps the say over it, even after giving its rights away. */
static int sys_grant(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	struct model_store *store = model_store_of(mbx);
	struct store_object *object;
	struct cmh_sys_grant grant;
	int err = 0;

	cmh_sys_grant_get(&grant, cmd->payload);
	store_lock(store);
	object = store_get(store, model_ref_resolve(mbx, grant.ref));
	if (!object) {
		err = ENOENT;
	} else if (!((object->owner | object->write) & model_mbx_bit(mbx))) {
		err = EPERM;
	} else if (grant.read | grant.write | grant.execute) {
		object->read = grant.read;
		object->write = grant.write;
		object->execute = grant.execute;
	} else {
		store_delete(store, object);
	}
	store_unlock(store);
	return err;
}

static int sys_export(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	struct model_store *store = model_store_of(mbx);
	struct store_object *object;
	struct cmh_sys_export export;
	struct blob_key key;
	uint64_t ref;
	uint8_t *dst;
	int err;

	cmh_sys_export_get(&export, cmd->payload);
	dst = model_write_ptr(mbx, export.dst, export.len);
	if (!dst)
		return EFAULT;
	store_lock(store);
	object = skip_hidden(mbx, store_find(store, export.cid), true);
	ref = object ? object->ref : CMH_REF_NONE;
	store_unlock(store);
	if (ref == CMH_REF_NONE)
		return ENOENT;

	err = blob_key_load(mbx, &key, export.key, 0);
	if (!err)
		err = blob_write(mbx, ref, &key, dst, export.len);
	blob_key_wipe(&key);
	if (!err)
		model_ref_drop(mbx, export.key);
	return err;
}

/* Makes the object again under its CID. A plain blob has no type: such an object can be read,
 * and written again with a type, but no core takes it as a key. */
static int sys_import(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	struct model_store *store = model_store_of(mbx);
	struct cmh_sys_import import;
	struct blob blob = { 0 };
	struct blob_key key;
	const uint8_t *src;
	uint64_t ref;
	int err;

	cmh_sys_import_get(&import, cmd->payload);
	src = model_read_ptr(mbx, import.src, import.len);
	if (!src)
		return EFAULT;
	err = blob_key_load(mbx, &key, import.key, 0);
	if (!err)
		err = blob_read(mbx, &key, src, import.len, &blob);
	blob_key_wipe(&key);
	if (err)
		return err;

	store_lock(store);
	if (store_find(store, blob.cid))
		err = EBUSY;
	store_unlock(store);
	if (!err)
		err = model_ref_new(mbx, blob.cid, blob.len, &ref);
	if (!err)
		err = model_ref_store(mbx, ref, blob.data, blob.len,
				      import.key == CMH_REF_NONE ? CMH_TYPE_PT : blob.type,
				      blob.swapped);
	if (!err)
		model_ref_drop(mbx, import.key);
	blob_wipe(&blob);
	return err;
}

static int sys_exec(struct model_mbx *mbx, void *ctx, const struct model_cmd *cmd)
{
	(void)ctx;
	switch (cmd->cmd) {
	case CMH_SYS_CMD_NOP: return 0;
	case CMH_SYS_CMD_NEW: return sys_new(mbx, cmd);
	case CMH_SYS_CMD_WRITE: return sys_write(mbx, cmd);
	case CMH_SYS_CMD_READ: return sys_read(mbx, cmd);
	case CMH_SYS_CMD_DATA: return sys_data(mbx, cmd);
	case CMH_SYS_CMD_FIND: return sys_find(mbx, cmd);
	case CMH_SYS_CMD_LIST: return sys_list(mbx, cmd);
	case CMH_SYS_CMD_GRANT: return sys_grant(mbx, cmd);
	case CMH_SYS_CMD_EXPORT: return sys_export(mbx, cmd);
	case CMH_SYS_CMD_IMPORT: return sys_import(mbx, cmd);
	default: return EINVAL;
	}
}

/* A lone NOP. */
static bool sys_whole(struct model_mbx *mbx, const uint64_t *word, const uint8_t *slot, uint32_t nr)
{
	(void)mbx;
	(void)slot;
	return nr == 2 && word[1] == model_word(CMH_CORE_SYS, CMH_SYS_CMD_NOP);
}

const struct model_core model_sys = {
	.id = CMH_CORE_SYS,
	.exec = sys_exec,
	.whole = sys_whole,
};
