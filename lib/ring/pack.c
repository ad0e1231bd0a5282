// SPDX-License-Identifier: Apache-2.0
/* pack.c - writes the commands of one request into ring slots, cutting at the slot's size. */
#include <stdlib.h>
#include <string.h>

#include <cmh/abi/sys.h>

#include "dev/error.h"
#include "ring/keyslot.h"
#include "ring/pack.h"
#include "ring/registered.h"

void *pack_fail(struct cmh_pack *p, int err)
{
	if (!p->err)
		p->err = err;
	return p->mbx->nowhere;
}

bool pack_next_slot(struct cmh_pack *p)
{
	pack_close_slot(p);
	p->id++;
	if (pack_open_slot(p))
		return true;
	pack_fail(p, -EAGAIN);
	return false;
}

int pack_cancel(struct cmh_pack *p)
{
	p->req->end.scratch_used = (uint8_t)p->scratch;
	pack_release(p->mbx, p->req, RELEASE_UNDONE);
	if (p->req->end.keyslot)
		keyslot_cancelled(p->mbx);
	explicit_bzero(p->mbx->nowhere, sizeof(p->mbx->nowhere));
	return p->err;
}

void *pack_cmd_inline(struct cmh_pack *p, uint32_t core, uint32_t cmd, const void *data,
		      uint32_t len)
{
	uint32_t span = cmh_vcq_span(len);
	uint8_t *entry, *text;

	if (1 + span > p->mbx->entries)
		return NULL;
	if (p->err || (p->entries + span > p->mbx->entries && !pack_next_slot(p)))
		return p->mbx->nowhere;
	entry = p->slot + (size_t)p->entries * CMH_VCQ_ENTRY_SIZE;
	p->entries += span;
	cmh_vcq_cmd_put(entry, core, 0, span, cmd);
	text = entry + CMH_VCQ_ENTRY_SIZE;
	if (len)
		memcpy(text, data, len);
	memset(text + len, 0, (size_t)(span - 1) * CMH_VCQ_ENTRY_SIZE - len);
	return cmh_vcq_payload(entry);
}

void pack_flush(struct cmh_pack *p, uint32_t core)
{
	pack_cmd(p, core, 0, CMH_VCQ_CMD_FLUSH);
}

uint64_t pack_key(struct cmh_pack *p, const struct cmh_key *key, uint32_t core)
{
	struct cmh_sys_write w;

	if (!key->data)
		return key->ref;
	w = (struct cmh_sys_write){
		.ref = CMH_REF_TEMP,
		.src = pack_in(p, key->data, key->len),
		.len = (uint32_t)key->len,
		.type = cmh_type_make(core, CMH_TYPE_PT),
	};
	cmh_sys_write_put(pack_cmd(p, CMH_CORE_SYS, 0, CMH_SYS_CMD_WRITE), &w);
	return CMH_REF_TEMP;
}

/* Through a window of the transport's: no copy, no system call. */
static uint64_t window(struct cmh_pack *p, const void *buf, size_t len, uint32_t dir)
{
	struct cmh_mbx *mbx = p->mbx;
	struct cmh_transport *t = mbx->dev->t;
	uint32_t n;

	if (mbx->window_tail - mbx->window_head >= mbx->window_nr) {
		pack_fail(p, -EAGAIN);
		return 0;
	}
	n = mbx->window_tail++ & (mbx->window_nr - 1);
	p->req->window_nr++;
	return t->ops->window_set(t, mbx->index << 16 | n, buf, len, dir);
}

void *pack_temp(struct cmh_pack *p, size_t len, uint64_t *bus)
{
	struct cmh_bounce *b;
	struct cmh_dma dma;

	*bus = 0;
	if (p->err)
		return NULL;
	b = malloc(sizeof(*b));
	if (!b || cmh_arena_alloc(&p->mbx->dev->arena, len, 64, &dma)) {
		free(b);
		pack_fail(p, -ENOMEM);
		return NULL;
	}
	*b = (struct cmh_bounce){ .dma = dma.host, .len = len, .next = p->req->bounces };
	p->req->bounces = b;
	*bus = dma.bus;
	return dma.host;
}

/* Through a copy in the arena. user: where the result goes, NULL for input only. */
static uint64_t bounce(struct cmh_pack *p, const void *in, void *user, size_t len)
{
	uint64_t bus;
	void *copy = pack_temp(p, len, &bus);

	if (!copy)
		return 0;
	p->req->bounces->user = user;
	if (in)
		memcpy(copy, in, len);
	return bus;
}

static uint64_t map(struct cmh_pack *p, const void *in, void *out, size_t len, uint32_t dir)
{
	const void *buf = in ? in : out;
	uint64_t bus;

	if (!len || p->err)
		return 0;
	p->req->end.memory = true;
	if (p->mbx->dev->t->ops->window_set)
		return window(p, buf, len, dir);
	if (!out || !in || in == out) {
		bus = cmh_registered_bus(p->mbx->dev, buf, len);
		if (bus)
			return bus;
	}
	return bounce(p, in, out, len);
}

/* Keys and short messages are copied into the slot's scratch: cheaper than to map them, and wiped afterwards.
 * Half of it stays free for what operations ask of pack_scratch(). */
static bool copies_well(const struct cmh_pack *p, size_t len)
{
	return len && p->scratch + len <= CMH_MBX_SCRATCH_SIZE / 2;
}

uint64_t pack_in(struct cmh_pack *p, const void *buf, size_t len)
{
	if (copies_well(p, len)) {
		uint64_t bus = 0;

		memcpy(pack_scratch(p, (uint32_t)len, &bus), buf, len);
		return bus;
	}
	return map(p, buf, NULL, len, CMH_DMA_TO_DEVICE);
}

uint64_t pack_out(struct cmh_pack *p, void *buf, size_t len)
{
	return map(p, NULL, buf, len, CMH_DMA_FROM_DEVICE);
}

void pack_inout(struct cmh_pack *p, const void *in, void *out, size_t len, uint64_t *in_bus,
		uint64_t *out_bus)
{
	if (in == out) {
		*in_bus = *out_bus = map(p, in, out, len, CMH_DMA_TO_DEVICE | CMH_DMA_FROM_DEVICE);
		return;
	}
	*in_bus = pack_in(p, in, len);
	*out_bus = pack_out(p, out, len);
}

void *pack_scratch(struct cmh_pack *p, uint32_t len, uint64_t *bus)
{
	uint64_t base;
	uint8_t *mem = mbx_scratch(p->mbx, p->req->first, &base);
	uint32_t off = p->scratch;

	if (off + len > CMH_MBX_SCRATCH_SIZE)
		return pack_fail(p, -EMSGSIZE);
	p->scratch = (off + len + 7) & ~7u;
	p->req->end.memory = true;
	*bus = base + off;
	return mem + off;
}

void *pack_area(struct cmh_pack *p, size_t len, uint64_t *bus)
{
	if (p->err)
		return NULL;
	p->req->end.memory = true;
	*bus = bounce(p, NULL, NULL, len);
	return p->err ? NULL : p->req->bounces->dma;
}

void pack_result(struct cmh_pack *p, void *user, void *dma, size_t len, bool always)
{
	struct cmh_bounce *b = p->err ? NULL : malloc(sizeof(*b));

	if (!b) {
		pack_fail(p, -ENOMEM);
		return;
	}
	*b = (struct cmh_bounce){
		.dma = dma,
		.user = user,
		.len = len,
		.next = p->req->bounces,
		.part = true,
		.always = always,
	};
	p->req->bounces = b;
}

/* Takes the windows away from the device: those of the newest request (cancelled) or the oldest (done). */
static void close_windows(struct cmh_mbx *mbx, struct cmh_req *req, bool newest)
{
	struct cmh_transport *t = mbx->dev->t;
	uint32_t first = newest ? mbx->window_tail - req->window_nr : mbx->window_head;

	for (uint32_t i = 0; i < req->window_nr; i++)
		t->ops->window_clear(t, mbx->index << 16 | ((first + i) & (mbx->window_nr - 1)));
	if (newest)
		mbx->window_tail = first;
	else
		mbx->window_head += req->window_nr;
	req->window_nr = 0;
}

void pack_release(struct cmh_mbx *mbx, struct cmh_req *req, enum release how)
{
	if (req->window_nr)
		close_windows(mbx, req, how == RELEASE_UNDONE);
	while (req->bounces) {
		struct cmh_bounce *b = req->bounces;

		req->bounces = b->next;
		if (b->user && (how == RELEASE_DONE || (b->always && how != RELEASE_UNDONE)))
			memcpy(b->user, b->dma, b->len);
		if (how != RELEASE_QUARANTINE && !b->part)
			cmh_arena_free(&mbx->dev->arena, b->dma);
		free(b);
	}
	if (req->end.scratch_used) {
		uint64_t bus;

		explicit_bzero(mbx_scratch(mbx, req->first, &bus), req->end.scratch_used);
		req->end.scratch_used = 0;
	}
}
