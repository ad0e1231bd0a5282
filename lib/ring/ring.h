/* SPDX-License-Identifier: Apache-2.0 */
/* ring.h - a ring inside the library: its two queues, and the entries held behind links. */
#ifndef CMH_LIB_RING_RING_H
#define CMH_LIB_RING_RING_H

#include <cmh/ring.h>

#include "ring/mbx.h"
#include "ring/sqe.h"

/* Linked entries, copied out of the SQ, that wait until the entry before them succeeded. */
struct held {
	struct cmh_ring *ring;
	struct held *next; /* in the chain */
	struct cmh_sqe sqe;
	struct held *ready_next; /* on the mailbox's ready list */
};

struct cmh_ring {
	struct cmh_dev *dev;
	struct cmh_mbx *mbx;
	uint32_t flags;
	uint32_t timeout_ms;

	struct cmh_sqe *sqes; /* [sq_head, sq_tail) prepared, not submitted */
	uint32_t sq_mask, sq_head, sq_tail;

	struct cmh_cqe *cqes; /* [cq_head, cq_tail) completed, not seen; pushed under mbx_lock */
	uint32_t cq_mask, cq_head;
	_Atomic uint32_t cq_tail;
	_Atomic uint32_t inflight; /* submitted (held ones too), not completed; changed under mbx_lock */

	bool eventfd; /* somebody waits on the descriptor */

	struct cmh_ring *next; /* of the device's kept rings */
	struct cmh_ring *next_idle;
};

/* Changed under mbx_lock, read without it: no read-modify-write is needed. */
static inline void add_inflight(struct cmh_ring *ring, uint32_t n)
{
	uint32_t now = atomic_load_explicit(&ring->inflight, memory_order_relaxed);

	atomic_store_explicit(&ring->inflight, now + n, memory_order_relaxed);
}

/* ---- submit.c ---- */

/* Packs one entry into the mailbox, or completes it at once when it is invalid. Returns 0, or
 * -EAGAIN. No doorbell. Caller holds mbx_lock. */
int ring_dispatch(struct cmh_ring *ring, const struct cmh_sqe *sqe, struct held *held,
		  struct cmh_cqe *direct, uint64_t now);
/* Arms the deadline of a synchronous request that was dispatched without one (now 0). Caller holds mbx_lock. */
void ring_arm(struct cmh_ring *ring, const struct cmh_sqe *sqe, const struct cmh_cqe *direct);
/* Writes TAIL if anything was packed. */
void mbx_doorbell(struct cmh_mbx *mbx);
/* Sends chains whose turn has come. Returns false while some found no slot. No doorbell. */
bool mbx_send_ready(struct cmh_mbx *mbx, uint64_t now);

/* ---- complete.c ---- */

/* Delivers one result: to req->direct or to the ring's completion queue; releases the request's memory; lets
 * linked entries follow. req is the oldest in flight. Caller holds mbx_lock. */
void req_complete(struct cmh_mbx *mbx, struct cmh_req *req, int res, uint32_t hw, uint32_t flags);
/* Delivers a result that never became a request (invalid, or cancelled by a link). */
void ring_deliver(struct cmh_ring *ring, struct cmh_cqe *direct, uint64_t user_data, int res,
		  uint32_t hw, uint32_t flags);
/* Completes the chain with -ECANCELED and frees it. */
void held_cancel(struct held *held);
/* Reads HEAD once and completes what it has passed. Returns how many. Caller holds mbx_lock. */
uint32_t mbx_harvest(struct cmh_mbx *mbx);
/* Lets an embedded device work, harvests, and deals with errors. Caller does not hold mbx_lock. */
void mbx_progress(struct cmh_mbx *mbx);

/* ---- recover.c; callers hold mbx_lock ---- */

/* Handles STATUS = ERROR or OFFLINE: names the culprit, restarts or flushes. Returns false when
 * there is nothing to do but wait. */
bool mbx_handle_error(struct cmh_mbx *mbx, uint32_t status);
/* FLUSH of a mailbox where nothing is in flight: empties its TEMP stack. Takes mbx_lock itself. Returns 0, or
 * -EBUSY, -ENODEV, -ETIMEDOUT. */
int mbx_empty(struct cmh_mbx *mbx);
/* The watchdog's look, when a tick or a deadline is due: lost interrupts, silent requests, restarts that do not
 * come true. */
void mbx_watchdog(struct cmh_mbx *mbx);
/* Milliseconds until the watchdog should look again; -1 when nothing is in flight. */
int mbx_next_look(struct cmh_mbx *mbx);

/* ---- threads.c: rings that the library keeps for threads ---- */

#define CMH_KEPT_DEPTH 32u /* slots of such a ring: few, so that they stay in the cache */

int cmh_rings_init(struct cmh_dev *dev);
void cmh_rings_fini(struct cmh_dev *dev);
void cmh_rings_abandon(struct cmh_dev *dev);

/* Runs one entry on the calling thread's ring and waits for it. Returns the CQE's res, or -EOWNERDEAD and what
 * cmh_ring_open() returns. */
int cmh_call(struct cmh_dev *dev, struct cmh_sqe *sqe);

/* ---- wait.c ---- */

/* Acknowledges interrupts; true if more happened meanwhile and another look pays. */
bool mbx_arm(struct cmh_mbx *mbx);

/* Sleeps until something was delivered to a ring of the mailbox or the watchdog is due, at most
 * timeout_ms (< 0: no limit); looks after the mailbox meanwhile. inflight is what
 * cmh_ring_inflight() said before the caller last looked for completions: if another thread has
 * delivered some since, there is no sleep. May return early. Caller does not hold mbx_lock. */
void mbx_pause(struct cmh_ring *ring, uint32_t inflight, int timeout_ms);

#endif
