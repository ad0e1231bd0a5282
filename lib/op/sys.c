// SPDX-License-Identifier: Apache-2.0
/* sys.c - objects of the datastore as VCQ commands. */
#include <string.h>

#include <cmh/abi/drbg.h>

#include "dev/error.h"
#include "op/sys.h"

int sys_open(struct cmh_pack *p, uint32_t core)
{
	if (!(p->mbx->dev->cores >> core & 1))
		return cmh_fail(-EOPNOTSUPP, "this device has no %s core", cmh_core_name(core));
	p->req->end.device_explains = true;
	p->req->end.memory = true;
	return 0;
}

static int length(const char *what, size_t len)
{
	if (len && len <= INT32_MAX)
		return 0;
	return cmh_fail(-EINVAL, "object: %zu bytes %s: give 1 to %d", len, what, INT32_MAX);
}

/* ---- NEW ---- */

void sys_new(struct cmh_pack *p, uint64_t cid, uint32_t len, uint64_t *out)
{
	struct cmh_sys_new n = { .cid = cid, .len = len };
	void *ref = pack_area(p, sizeof(*out), &n.ref);

	if (!ref)
		return;
	pack_result(p, out, ref, sizeof(*out), true);
	cmh_sys_new_put(pack_cmd(p, CMH_CORE_SYS, 0, CMH_SYS_CMD_NEW), &n);
}

int op_new_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err = sys_open(p, CMH_CORE_SYS);

	if (err)
		return err;
	sys_new(p, sqe->cid, (uint32_t)sqe->len, sqe->head);
	pack_flush(p, CMH_CORE_SYS);
	return 0;
}

int op_new_random_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct cmh_drbg_datastore d = { .ref = CMH_REF_LAST,
					.len = (uint32_t)sqe->len,
					.type = sqe->iv_len };
	int err = sys_open(p, CMH_CORE_DRBG);

	if (err)
		return err;
	sys_new(p, sqe->cid, (uint32_t)sqe->len, sqe->head);
	cmh_drbg_datastore_put(pack_cmd(p, CMH_CORE_DRBG, 0, CMH_DRBG_CMD_DATASTORE), &d);
	pack_flush(p, CMH_CORE_DRBG);
	pack_flush(p, CMH_CORE_SYS);
	return 0;
}

/* ---- bytes in and out; the wrapping key is in sqe->cid ---- */

static uint32_t swap_flags(const struct cmh_sqe *sqe)
{
	return sqe->dir & CMH_OBJECT_SWAP ? CMH_VCQ_SWAP : 0;
}

int op_write_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct cmh_sys_write w = {
		.ref = sqe->key.ref, .key = sqe->cid, .len = (uint32_t)sqe->len, .type = sqe->iv_len
	};
	int err = length("to write", sqe->len);

	if (!err)
		err = sys_open(p, CMH_CORE_SYS);
	if (err)
		return err;
	w.src = pack_in(p, sqe->in, sqe->len);
	cmh_sys_write_put(pack_cmd(p, CMH_CORE_SYS, swap_flags(sqe), CMH_SYS_CMD_WRITE), &w);
	pack_flush(p, CMH_CORE_SYS);
	return 0;
}

/* A blob is as long as its header says, which comes back with it. */
static uint64_t blob_out(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	uint64_t bus;
	uint8_t *dma = pack_area(p, sqe->len, &bus);

	if (!dma)
		return 0;
	pack_result(p, sqe->out, dma, sqe->len, false);
	p->req->sum = dma;
	p->req->out_len = sqe->len;
	return bus;
}

int op_blob_finish(struct cmh_mbx *mbx, struct cmh_req *req)
{
	struct cmh_blob_header h;
	uint64_t len;

	(void)mbx;
	cmh_blob_header_get(&h, req->sum);
	len = (uint64_t)CMH_BLOB_HEADER_SIZE + h.wrap + h.len;
	if (len <= req->out_len)
		return (int)len;
	return cmh_fail(-EIO, "object: the hub's blob says %llu bytes, in a buffer of %zu",
			(unsigned long long)len, req->out_len);
}

static int blob_room(const struct cmh_sqe *sqe)
{
	if (sqe->len >= CMH_BLOB_HEADER_SIZE && sqe->len <= INT32_MAX)
		return 0;
	return cmh_fail(-EINVAL, "object: buffer of %zu bytes for a blob: give %u or more",
			sqe->len, CMH_BLOB_HEADER_SIZE);
}

int op_read_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct cmh_sys_read r = { .ref = sqe->key.ref, .key = sqe->cid, .len = (uint32_t)sqe->len };
	int err = blob_room(sqe);

	if (!err)
		err = sys_open(p, CMH_CORE_SYS);
	if (err)
		return err;
	r.dst = blob_out(p, sqe);
	cmh_sys_read_put(pack_cmd(p, CMH_CORE_SYS, 0, CMH_SYS_CMD_READ), &r);
	pack_flush(p, CMH_CORE_SYS);
	return 0;
}

int op_export_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct cmh_sys_export e = { .cid = sqe->key.ref,
				    .key = sqe->cid,
				    .len = (uint32_t)sqe->len };
	int err = blob_room(sqe);

	if (!err)
		err = sys_open(p, CMH_CORE_SYS);
	if (err)
		return err;
	e.dst = blob_out(p, sqe);
	cmh_sys_export_put(pack_cmd(p, CMH_CORE_SYS, 0, CMH_SYS_CMD_EXPORT), &e);
	pack_flush(p, CMH_CORE_SYS);
	return 0;
}

int op_import_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct cmh_sys_import i = { .key = sqe->cid, .len = (uint32_t)sqe->len };
	int err = length("to import", sqe->len);

	if (!err)
		err = sys_open(p, CMH_CORE_SYS);
	if (err)
		return err;
	i.src = pack_in(p, sqe->in, sqe->len);
	cmh_sys_import_put(pack_cmd(p, CMH_CORE_SYS, 0, CMH_SYS_CMD_IMPORT), &i);
	pack_flush(p, CMH_CORE_SYS);
	return 0;
}

int op_data_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct cmh_sys_data d = { .ref = sqe->key.ref, .len = (uint32_t)sqe->len };
	int err = length("to read", sqe->len);
	void *dma;

	if (!err)
		err = sys_open(p, CMH_CORE_SYS);
	if (err)
		return err;
	dma = pack_area(p, sqe->len, &d.dst);
	if (dma)
		pack_result(p, sqe->out, dma, sqe->len, false);
	cmh_sys_data_put(pack_cmd(p, CMH_CORE_SYS, swap_flags(sqe), CMH_SYS_CMD_DATA), &d);
	pack_flush(p, CMH_CORE_SYS);
	p->req->ok_res = (int32_t)sqe->len;
	return 0;
}

/* ---- finding ---- */

static uint64_t item_out(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	uint64_t bus = 0;

	p->req->sum = pack_area(p, CMH_LIST_ITEM_SIZE, &bus);
	p->req->tag = sqe->out;
	return bus;
}

int op_item_finish(struct cmh_mbx *mbx, struct cmh_req *req)
{
	struct cmh_object *out = req->tag;
	struct cmh_list_item item;

	(void)mbx;
	cmh_list_item_get(&item, req->sum);
	*out = (struct cmh_object){ item.ref, item.cid, item.len, item.type };
	return 0;
}

int op_find_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct cmh_sys_find f = { .cid = sqe->cid, .len = CMH_LIST_ITEM_SIZE };
	int err = sys_open(p, CMH_CORE_SYS);

	if (err)
		return err;
	f.dst = item_out(p, sqe);
	cmh_sys_find_put(pack_cmd(p, CMH_CORE_SYS, 0, CMH_SYS_CMD_FIND), &f);
	pack_flush(p, CMH_CORE_SYS);
	return 0;
}

int op_list_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct cmh_sys_list l = { .ref = sqe->key.ref, .len = CMH_LIST_ITEM_SIZE };
	int err = sys_open(p, CMH_CORE_SYS);

	if (err)
		return err;
	l.dst = item_out(p, sqe);
	cmh_sys_list_put(pack_cmd(p, CMH_CORE_SYS, 0, CMH_SYS_CMD_LIST), &l);
	pack_flush(p, CMH_CORE_SYS);
	return 0;
}

/* No rights at all: deleted. */
int op_grant_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	const struct cmh_rights *rights = sqe->in;
	struct cmh_sys_grant g = { .ref = sqe->key.ref };
	int err = sys_open(p, CMH_CORE_SYS);

	if (err)
		return err;
	if (rights) {
		g.read = rights->read;
		g.write = rights->write;
		g.execute = rights->execute;
	}
	cmh_sys_grant_put(pack_cmd(p, CMH_CORE_SYS, 0, CMH_SYS_CMD_GRANT), &g);
	pack_flush(p, CMH_CORE_SYS);
	return 0;
}
