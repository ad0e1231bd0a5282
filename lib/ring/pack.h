/* SPDX-License-Identifier: Apache-2.0 */
/* pack.h - writes the commands of one request into ring slots, cutting at the slot's size.
 *
 * A pack is opened on a mailbox, filled by an operation, and closed into a request or cancelled without a
 * trace: nothing is visible to the device before the doorbell. Errors stick: after the first one every call
 * is harmless and pack_end() reports it. */
#ifndef CMH_LIB_RING_PACK_H
#define CMH_LIB_RING_PACK_H

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
	uint8_t nowhere[CMH_MBX_SCRATCH_SIZE]; /* takes what is written after an error */
};

/* Starts a request. -EAGAIN: no slot, request record or window is free. */
int pack_begin(struct cmh_pack *p, struct cmh_mbx *mbx);
/* Ends it: closes the last VCQ and counts it in mbx->fill and mbx->req_tail. Returns 0 or the first error, then
 * nothing is left behind. */
int pack_end(struct cmh_pack *p);

/* Adds a command; returns its payload, ready for the cmh_*_put() of the command (a dummy after an error). */
void *pack_cmd(struct cmh_pack *p, uint32_t core, uint32_t flags, uint32_t cmd);
/* Adds FLUSH of a core. */
void pack_flush(struct cmh_pack *p, uint32_t core);
/* Adds the commands that put a key where the core takes it from; returns the reference to name there. */
uint64_t pack_key(struct cmh_pack *p, const struct cmh_key *key, uint32_t core);

/* Bus address of a buffer that the device reads or writes; 0 when len is 0. Memory that the device cannot reach
 * is copied through the arena. */
uint64_t pack_in(struct cmh_pack *p, const void *buf, size_t len);
uint64_t pack_out(struct cmh_pack *p, void *buf, size_t len);
/* Bus addresses of a pair that may be the same memory. */
void pack_inout(struct cmh_pack *p, const void *in, void *out, size_t len, uint64_t *in_bus,
		uint64_t *out_bus);
/* A few bytes of DMA memory that live and are wiped with the request; at most CMH_MBX_SCRATCH_SIZE in all. */
void *pack_scratch(struct cmh_pack *p, uint32_t len, uint64_t *bus);

enum release {
	RELEASE_UNDONE,     /* it never became a request */
	RELEASE_DONE,       /* results are copied back */
	RELEASE_FAILED,     /* results are dropped */
	RELEASE_QUARANTINE, /* the device may still write: its memory stays taken until the device is closed */
};

/* Takes the request's buffers from the device; copies back, wipes and frees what had to be copied. */
void pack_release_all(struct cmh_mbx *mbx, struct cmh_req *req, enum release how);

static inline void pack_release(struct cmh_mbx *mbx, struct cmh_req *req, enum release how)
{
	if (req->window_nr || req->bounces || req->end.scratch_used)
		pack_release_all(mbx, req, how);
}

#endif
