// SPDX-License-Identifier: Apache-2.0
/* complete.c - from HEAD to completions: in order, each request exactly once. */
#include <stdlib.h>
#include <string.h>

#include "dev/error.h"
#include "op/op.h"
#include "ring/keyslot.h"
#include "ring/ring.h"

void ring_deliver(struct cmh_ring *ring, struct cmh_cqe *direct, uint64_t user_data, int res,
		  uint32_t hw, uint32_t flags)
{
	struct cmh_cqe cqe = { user_data, res, hw, flags, 0 };
	uint32_t tail;

	if (!ring)
		return;
	add_inflight(ring, 0 - 1u);
	if (direct) {
		direct->hw = hw;
		direct->flags = flags;
		direct->res = res;
		return;
	}
	tail = atomic_load_explicit(&ring->cq_tail, memory_order_relaxed);
	ring->cqes[tail & ring->cq_mask] = cqe;
	atomic_store_explicit(&ring->cq_tail, tail + 1, memory_order_release);
}

void held_cancel(struct held *held)
{
	while (held) {
		struct held *next = held->next;

		ring_deliver(held->ring, NULL, held->sqe.user_data, -ECANCELED, 0, 0);
		explicit_bzero(&held->sqe, sizeof(held->sqe));
		free(held);
		held = next;
	}
}

/* The entry behind a link may run: it is sent at the end of the harvest, or when there is a slot. */
static void held_follow(struct cmh_mbx *mbx, struct held *held)
{
	held->ready_next = NULL;
	*mbx->ready_end = held;
	mbx->ready_end = &held->ready_next;
}

/* What an operation that checks its arguments on the device makes of the device's answer. */
static int explained(int res, uint32_t hw)
{
	switch (cmh_status_error(hw)) {
	case CMH_HWERR_EINVAL:
		return -EINVAL;
	case CMH_HWERR_ENOENT:
		return -ENOENT;
	case CMH_HWERR_EPERM:
		return -EKEYREJECTED;
	}
	return res;
}

/* What is left to do with the memory of a request that ended; returns its result after that. */
static int settle(struct cmh_mbx *mbx, struct cmh_req *req, int res, uint32_t hw, uint32_t flags)
{
	if (res >= 0 && cmh_ops[req->end.op].finish)
		res = cmh_ops[req->end.op].finish(mbx, req);
	if (res == -EIO && req->end.device_checks && cmh_status_error(hw) == CMH_HWERR_EIO)
		res = -EBADMSG;
	if (res == -EIO && req->end.device_explains)
		res = explained(res, hw);
	pack_release(mbx, req, res >= 0			      ? RELEASE_DONE
			       : flags & CMH_CQE_F_QUARANTINED ? RELEASE_QUARANTINE
							       : RELEASE_FAILED);
	if (res < 0 && req->end.keyslot)
		keyslot_failed(mbx, hw);
	if (res == -EBADMSG && req->end.device_checks && req->out_len)
		explicit_bzero(req->out, req->out_len);
	return res;
}

/* In one piece with the harvest, which passes through it once a request. */
static inline __attribute__((always_inline)) void
complete(struct cmh_mbx *mbx, struct cmh_req *req, int res, uint32_t hw, uint32_t flags)
{
	struct cmh_ring *ring = req->ring;
	struct held *held = req->held;

	if (req->end.memory)
		res = settle(mbx, req, res, hw, flags);
	mbx->req_head++;
	ring_deliver(ring, req->direct, req->user_data, res, hw, flags);
	if (!held)
		return;
	if (res >= 0 && ring)
		held_follow(mbx, held);
	else
		held_cancel(held);
}

void req_complete(struct cmh_mbx *mbx, struct cmh_req *req, int res, uint32_t hw, uint32_t flags)
{
	complete(mbx, req, res, hw, flags);
}

uint32_t mbx_harvest(struct cmh_mbx *mbx)
{
	uint32_t head = mbx_read(mbx, CMH_MBX_QUEUE_HEAD);
	uint32_t done = 0;

	if (head == mbx->head)
		return 0;
	/* Everything the device wrote before HEAD is now visible. */
	atomic_thread_fence(memory_order_acquire);
	mbx->head = head;
	while (mbx->req_head != mbx->req_tail) {
		struct cmh_req *req = mbx_req(mbx, mbx->req_head);

		if (!cmh_mbx_id_done(head, req->last))
			break;
		complete(mbx, req, req->ok_res, 0, 0);
		done++;
	}
	if (mbx_inflight(mbx))
		mbx->head_moved_ms = cmh_now_ms();
	if (mbx->recovery != MBX_HEALTHY && mbx->recovery != MBX_WEDGED) {
		mbx->recovery = MBX_HEALTHY;
		mbx->restart_ticks = 0;
	}
	mbx->flush_failures = 0;
	if (mbx->keyslot_dirty)
		keyslot_wipe(mbx);
	if (mbx->ready) {
		mbx_send_ready(mbx, cmh_now_ms());
		mbx_doorbell(mbx);
	}
	if (done && mbx->shared)
		pthread_cond_broadcast(&mbx->delivered);
	return done;
}

void mbx_progress(struct cmh_mbx *mbx)
{
	struct cmh_transport *t = mbx->dev->t;
	bool again;

	do {
		uint32_t done;

		again = false;
		if (t->ops->run)
			t->ops->run(t, mbx->instance);
		mbx_lock(mbx);
		done = mbx_harvest(mbx);
		/* An embedded device stands still now: either done, or stopped by an error. */
		if (t->ops->run && mbx_inflight(mbx)) {
			uint32_t status = mbx_read(mbx, CMH_MBX_STATUS);

			if (status & CMH_STATUS_ERROR)
				again = mbx_handle_error(mbx, status);
			else
				again = t->threads == 0 && done; /* what followed a link */
		}
		mbx_unlock(mbx);
	} while (again);
}
