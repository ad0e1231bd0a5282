// SPDX-License-Identifier: Apache-2.0
/* submit.c - from prepared entries to a doorbell: packs requests, arms deadlines, holds back linked ones. */
#include <stdlib.h>
#include <string.h>

#include "dev/error.h"
#include "op/op.h"
#include "ring/pack.h"
#include "ring/ring.h"

/* What even a slow core manages: a long request gets this many more milliseconds a megabyte. */
#define MS_PER_MIB 20u

#define UNARMED UINT64_MAX

static uint64_t deadline(const struct cmh_ring *ring, const struct cmh_sqe *sqe, uint64_t now)
{
	if (sqe->timeout_ms)
		return now + sqe->timeout_ms;
	return now + ring->timeout_ms + ((uint64_t)sqe->len >> 20) * MS_PER_MIB;
}

/* In one piece with its callers, which a batch passes through once an entry. */
static inline __attribute__((always_inline)) int
dispatch(struct cmh_ring *ring, const struct cmh_sqe *sqe, struct held *held,
	 struct cmh_cqe *direct, uint64_t now)
{
	struct cmh_mbx *mbx = ring->mbx;
	struct cmh_pack p;
	int err = pack_begin(&p, mbx);

	if (err)
		return err;
	if (!mbx_inflight(mbx))
		mbx->head_moved_ms = now;
	err = cmh_ops[sqe->op].pack(&p, sqe);
	if (err && !p.err)
		p.err = err;
	err = pack_end(&p);
	if (err == -EAGAIN && mbx_inflight(mbx))
		return err;
	if (err) {
		/* With an empty mailbox -EAGAIN would never come true. */
		if (err == -EAGAIN)
			err = cmh_fail(-EMSGSIZE,
				       "request of %zu bytes needs more than the ring's %u slots",
				       sqe->len, mbx->slots);
		ring_deliver(ring, direct, sqe->user_data, err, 0, 0);
		held_cancel(held);
		return 0;
	}
	p.req->end.op = sqe->op;
	p.req->ring = ring;
	p.req->direct = direct;
	p.req->user_data = sqe->user_data;
	p.req->held = held;
	p.req->deadline_ms = now ? deadline(ring, sqe, now) : UNARMED;
	return 0;
}

int ring_dispatch(struct cmh_ring *ring, const struct cmh_sqe *sqe, struct held *held,
		  struct cmh_cqe *direct, uint64_t now)
{
	return dispatch(ring, sqe, held, direct, now);
}

void ring_arm(struct cmh_ring *ring, const struct cmh_sqe *sqe, const struct cmh_cqe *direct)
{
	struct cmh_mbx *mbx = ring->mbx;
	uint64_t now = cmh_now_ms();

	for (uint32_t i = mbx->req_head; i != mbx->req_tail; i++) {
		struct cmh_req *req = mbx_req(mbx, i);

		if (req->direct != direct || req->deadline_ms != UNARMED)
			continue;
		req->deadline_ms = deadline(ring, sqe, now);
		if (i == mbx->req_head)
			mbx->head_moved_ms = now;
	}
}

void mbx_doorbell(struct cmh_mbx *mbx)
{
	if (mbx->fill == mbx->tail)
		return;
	mbx->tail = mbx->fill;
	/* Slots before the doorbell; the transport's write orders itself behind this fence. */
	atomic_thread_fence(memory_order_release);
	mbx_write(mbx, CMH_MBX_QUEUE_TAIL, mbx->tail);
}

/* How many entries from sq_head belong to one chain: 1 plus those linked behind. */
static uint32_t chain_len(const struct cmh_ring *ring)
{
	uint32_t n = 1, i = ring->sq_head;

	while ((ring->sqes[i & ring->sq_mask].flags & CMH_SQE_LINK) && i + 1 != ring->sq_tail) {
		i++;
		n++;
	}
	return n;
}

static void held_free(struct held *held)
{
	while (held) {
		struct held *next = held->next;

		explicit_bzero(&held->sqe, sizeof(held->sqe));
		free(held);
		held = next;
	}
}

/* Copies the entries behind the first one of a chain out of the SQ. */
static int hold_rest(struct cmh_ring *ring, uint32_t n, struct held **out)
{
	struct held *first = NULL, **end = &first;

	for (uint32_t i = 1; i < n; i++) {
		struct held *h = calloc(1, sizeof(*h));

		if (!h) {
			held_free(first);
			return -ENOMEM;
		}
		h->ring = ring;
		h->sqe = ring->sqes[(ring->sq_head + i) & ring->sq_mask];
		*end = h;
		end = &h->next;
	}
	*out = first;
	return 0;
}

bool mbx_send_ready(struct cmh_mbx *mbx, uint64_t now)
{
	while (mbx->ready) {
		struct held *h = mbx->ready;

		if (ring_dispatch(h->ring, &h->sqe, h->next, NULL, now) == -EAGAIN)
			return false;
		mbx->ready = h->ready_next;
		if (!mbx->ready)
			mbx->ready_end = &mbx->ready;
		explicit_bzero(&h->sqe, sizeof(h->sqe));
		free(h);
	}
	return true;
}

static uint32_t cq_room(const struct cmh_ring *ring)
{
	uint32_t unseen = atomic_load_explicit(&ring->cq_tail, memory_order_relaxed) - ring->cq_head;

	return ring->cq_mask + 1 - unseen - atomic_load_explicit(&ring->inflight, memory_order_relaxed);
}

static int submit_locked(struct cmh_ring *ring)
{
	uint64_t now = cmh_now_ms();
	uint32_t room = cq_room(ring), sent = 0;
	int err = 0;

	if (!mbx_send_ready(ring->mbx, now))
		err = -EAGAIN;
	while (!err && ring->sq_head != ring->sq_tail) {
		const struct cmh_sqe *sqe = &ring->sqes[ring->sq_head & ring->sq_mask];
		uint32_t n = sqe->flags & CMH_SQE_LINK ? chain_len(ring) : 1;
		struct held *held = NULL;

		if (room - sent < n) {
			err = -EAGAIN;
			break;
		}
		if (n > 1)
			err = hold_rest(ring, n, &held);
		if (err)
			break;
		add_inflight(ring, n);
		err = dispatch(ring, sqe, held, NULL, now);
		if (err) {
			add_inflight(ring, 0 - n);
			held_free(held);
			break;
		}
		ring->sq_head += n;
		sent += n;
	}
	mbx_doorbell(ring->mbx);
	return sent ? (int)sent : err;
}

int cmh_ring_submit(struct cmh_ring *ring)
{
	struct cmh_mbx *mbx = ring->mbx;
	int ret;

	if (cmh_dev_orphaned(ring->dev))
		return cmh_fail(-EOWNERDEAD, "submit: the ring was opened before a fork");
	mbx_lock(mbx);
	if (mbx->recovery == MBX_WEDGED)
		ret = cmh_fail(-ENODEV, "submit: mailbox %u is wedged; open another ring",
			       mbx->instance);
	else
		ret = submit_locked(ring);
	mbx_unlock(mbx);
	return ret;
}

struct cmh_sqe *cmh_ring_get_sqe(struct cmh_ring *ring)
{
	struct cmh_sqe *sqe;

	if (ring->sq_tail - ring->sq_head > ring->sq_mask)
		return NULL;
	sqe = &ring->sqes[ring->sq_tail++ & ring->sq_mask];
	sqe_clear(sqe);
	return sqe;
}

void cmh_sqe_set_data(struct cmh_sqe *sqe, uint64_t user_data)
{
	sqe->user_data = user_data;
}

void cmh_sqe_set_flags(struct cmh_sqe *sqe, uint32_t flags)
{
	sqe->flags = flags;
}

void cmh_sqe_set_timeout(struct cmh_sqe *sqe, uint32_t timeout_ms)
{
	sqe->timeout_ms = timeout_ms;
}
