/* SPDX-License-Identifier: Apache-2.0 */
/* pack.h - writes the commands of one request into ring slots, cutting at the slot's size.
 *
 * A pack is opened on a mailbox, filled by an operation, and closed into a request or cancelled
 * without a trace: nothing is visible to the device before the doorbell. Errors stick: after the
 * first one every call is harmless and pack_end() reports it. */
#ifndef CMH_LIB_RING_PACK_H
#define CMH_LIB_RING_PACK_H

#include <errno.h>
#include <string.h>

#include "ring/mbx.h"
#include "ring/sqe.h"

struct cmh_pack {
	struct cmh_mbx *mbx;
	struct cmh_req *req;
	uint8_t *slot;       /* being filled */
	uint32_t id;         /* of slot */
	uint32_t entries;    /* in slot, header included */
	uint32_t scratch;    /* bytes taken of the first slot's scratch */
	int err;
};

/* Keeps the first error; returns memory that takes what is still written. */
void *pack_fail(struct cmh_pack *p, int err);
/* Closes the slot and opens the next one. Returns false, with the error kept, when there is
 * none. */
bool pack_next_slot(struct cmh_pack *p);
/* Takes back all that a request with an error has done; returns the error. */
int pack_cancel(struct cmh_pack *p);

/* What every request passes through stands here, so that it becomes one piece of code. */

static inline bool pack_open_slot(struct cmh_pack *p)
{
	if (p->id - p->mbx->head >= p->mbx->slots)
		return false;
	p->slot = mbx_slot(p->mbx, p->id);
	p->entries = 1;
	return true;
}

/* Writes the header and clears what the slot's last occupant left beyond the end. */
static inline void pack_close_slot(struct cmh_pack *p)
{
	uint8_t *used = &p->mbx->used[p->id & (p->mbx->slots - 1)];

	cmh_vcq_header_put(p->slot, p->entries);
	if (*used > p->entries)
		memset(p->slot + (size_t)p->entries * CMH_VCQ_ENTRY_SIZE, 0,
		       (size_t)(*used - p->entries) * CMH_VCQ_ENTRY_SIZE);
	*used = (uint8_t)p->entries;
}

/* Starts a request. -EAGAIN: no slot or request record is free. */
static inline int pack_begin(struct cmh_pack *p, struct cmh_mbx *mbx)
{
	if (mbx_inflight(mbx) >= mbx->slots)
		return -EAGAIN;
	p->mbx = mbx;
	p->req = mbx_req(mbx, mbx->req_tail);
	p->id = mbx->fill;
	p->scratch = 0;
	p->err = 0;
	p->req->first = p->id;
	p->req->window_nr = 0;
	p->req->ok_res = 0;
	p->req->bounces = NULL;
	p->req->end = (struct cmh_req_end){ 0 };
	return pack_open_slot(p) ? 0 : -EAGAIN;
}

/* Ends it: closes the last VCQ and counts it in mbx->fill and mbx->req_tail. Returns 0 or the first
 * error, then nothing is left behind. */
static inline int pack_end(struct cmh_pack *p)
{
	if (p->err)
		return pack_cancel(p);
	pack_close_slot(p);
	p->req->last = p->id;
	p->req->end.scratch_used = (uint8_t)p->scratch;
	p->mbx->fill = p->id + 1;
	p->mbx->req_tail++;
	return 0;
}

/* Adds a command; returns its payload, ready for the cmh_*_put() of the command (a dummy after an
 * error). */
static inline void *pack_cmd(struct cmh_pack *p, uint32_t core, uint32_t flags, uint32_t cmd)
{
	uint8_t *entry;

	if (p->err || (p->entries == p->mbx->entries && !pack_next_slot(p)))
		return p->mbx->nowhere;
	entry = p->slot + (size_t)p->entries++ * CMH_VCQ_ENTRY_SIZE;
	cmh_vcq_cmd_put(entry, core, flags, 1, cmd);
	return cmh_vcq_payload(entry);
}

/* The same with inline data behind it; NULL, with nothing added, when it would not fit one VCQ:
 * pass an address then. */
void *pack_cmd_inline(struct cmh_pack *p, uint32_t core, uint32_t cmd, const void *data,
		      uint32_t len);
/* Adds FLUSH of a core. */
void pack_flush(struct cmh_pack *p, uint32_t core);
/* Adds the commands that put a key where the core takes it from; returns the reference to name
 * there. */
uint64_t pack_key(struct cmh_pack *p, const struct cmh_key *key, uint32_t core);

/* Bus address of a buffer that the device reads or writes; 0 when len is 0. Memory that the device
 * cannot reach is copied through the arena. */
uint64_t pack_in(struct cmh_pack *p, const void *buf, size_t len);
uint64_t pack_out(struct cmh_pack *p, void *buf, size_t len);
/* Bus addresses of a pair that may be the same memory. */
void pack_inout(struct cmh_pack *p, const void *in, void *out, size_t len, uint64_t *in_bus,
		uint64_t *out_bus);
/* Any amount of zeroed DMA memory that lives and is wiped with the request; NULL, with the error
 * noted, when there is none. */
void *pack_temp(struct cmh_pack *p, size_t len, uint64_t *bus);
/* A few bytes of DMA memory that live and are wiped with the request; at most CMH_MBX_SCRATCH_SIZE
 * in all. */
void *pack_scratch(struct cmh_pack *p, uint32_t len, uint64_t *bus);
/* More of it: any length, zeroed. NULL after an error. */
void *pack_area(struct cmh_pack *p, size_t len, uint64_t *bus);
/* A result in memory of pack_area(): copied to user when the request succeeds, or always. */
void pack_result(struct cmh_pack *p, void *user, void *dma, size_t len, bool always);

enum release {
	RELEASE_UNDONE,     /* it never became a request */
	RELEASE_DONE,       /* results are copied back */
	RELEASE_FAILED,     /* results are dropped */
	RELEASE_QUARANTINE, /* the device may still write: its memory stays taken until the device is closed */
};

/* Takes the request's buffers from the device; copies back, wipes and frees what had to be
 * copied. */
void pack_release(struct cmh_mbx *mbx, struct cmh_req *req, enum release how);

#endif
