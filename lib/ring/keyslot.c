// SPDX-License-Identifier: Apache-2.0
/* keyslot.c - a mailbox's own object for large raw keys: made, wiped and deleted. */
#include <time.h>

#include <cmh/abi/sys.h>

#include "dev/error.h"
#include "ring/keyslot.h"
#include "ring/ring.h"

/* mbx->keyslot while the object is being made. Within that request LAST is also how to name it. */
#define MAKING CMH_REF_LAST

uint64_t keyslot_open(struct cmh_pack *p)
{
	struct cmh_mbx *mbx = p->mbx;
	struct cmh_sys_new n = { .len = CMH_KEYSLOT_SIZE };
	void *ref;

	p->req->end.keyslot = true;
	if (mbx->keyslot == MAKING) {
		pack_fail(p, -EAGAIN);
		p->req->end.keyslot = false; /* another's */
		return MAKING;
	}
	if (mbx->keyslot)
		return mbx->keyslot;
	ref = pack_area(p, sizeof(mbx->keyslot), &n.ref);
	if (!ref)
		return MAKING;
	pack_result(p, &mbx->keyslot, ref, sizeof(mbx->keyslot), true);
	cmh_sys_new_put(pack_cmd(p, CMH_CORE_SYS, 0, CMH_SYS_CMD_NEW), &n);
	mbx->keyslot = MAKING;
	return MAKING;
}

void keyslot_close(struct cmh_pack *p, uint64_t ref)
{
	struct cmh_sys_write w = { .ref = ref,
				   .len = CMH_KEYSLOT_SIZE,
				   .type = cmh_type_make(CMH_CORE_PKE, 0) };

	pack_area(p, CMH_KEYSLOT_SIZE, &w.src);
	cmh_sys_write_put(pack_cmd(p, CMH_CORE_SYS, 0, CMH_SYS_CMD_WRITE), &w);
	pack_flush(p, CMH_CORE_SYS);
}

void keyslot_cancelled(struct cmh_mbx *mbx)
{
	if (mbx->keyslot == MAKING)
		mbx->keyslot = CMH_REF_NONE;
}

void keyslot_failed(struct cmh_mbx *mbx, uint32_t hw)
{
	/* The hub was reset, or somebody deleted what he found. */
	if (cmh_status_error(hw) == CMH_HWERR_ENOENT)
		mbx->keyslot = CMH_REF_NONE;
	mbx->keyslot_dirty = mbx->keyslot != CMH_REF_NONE;
}

/* A request of the library's own: no ring gets its result. */
static bool send(struct cmh_mbx *mbx, void (*fill)(struct cmh_pack *p, uint64_t ref))
{
	struct cmh_pack p;

	if (pack_begin(&p, mbx))
		return false;
	fill(&p, mbx->keyslot);
	if (pack_end(&p))
		return false;
	p.req->end.op = CMH_OP_NOP;
	p.req->ring = NULL;
	p.req->direct = NULL;
	p.req->held = NULL;
	p.req->deadline_ms = cmh_now_ms() + mbx->dev->times.request_ms;
	mbx_doorbell(mbx);
	return true;
}

void keyslot_wipe(struct cmh_mbx *mbx)
{
	if (mbx->recovery != MBX_WEDGED && send(mbx, keyslot_close))
		mbx->keyslot_dirty = false;
}

static void drop(struct cmh_pack *p, uint64_t ref)
{
	struct cmh_sys_grant g = { .ref = ref };

	cmh_sys_grant_put(pack_cmd(p, CMH_CORE_SYS, 0, CMH_SYS_CMD_GRANT), &g);
	pack_flush(p, CMH_CORE_SYS);
}

void keyslot_delete(struct cmh_mbx *mbx)
{
	uint64_t end = cmh_now_ms() + mbx->dev->times.flush_ms;
	struct timespec nap = { 0, 50000 };

	if (!mbx->keyslot || mbx->keyslot == MAKING || mbx->recovery == MBX_WEDGED ||
	    !send(mbx, drop))
		return;
	mbx->keyslot = CMH_REF_NONE;
	for (;;) {
		mbx_progress(mbx);
		if (!mbx_inflight(mbx) || cmh_now_ms() >= end)
			break;
		nanosleep(&nap, NULL);
	}
}
