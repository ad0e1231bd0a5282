/* SPDX-License-Identifier: Apache-2.0 */
/* ring.h - submit requests to one mailbox in batches and collect their results.
 *
 * The shape is io_uring's: take a submission entry (SQE), prepare it (op.h), submit a batch with one
 * doorbell, reap completion entries (CQE). Every submitted SQE yields exactly one CQE, whatever dies in
 * between. A ring belongs to one thread at a time; different rings need no locking. After a fork every
 * call on a parent's ring answers -EOWNERDEAD.
 *
 * From submit until the CQE is reaped the request's buffers belong to the ring, errors and time-outs
 * included. A CQE with -ETIMEDOUT and CMH_CQE_F_QUARANTINED says that the device may still write to
 * the request's own memory; buffers that were copied are then safe, registered ones stay out of bounds
 * until the device is closed.
 */
#ifndef CMH_RING_H
#define CMH_RING_H

#include <cmh/api.h>

CMH_BEGIN_DECLS

struct cmh_dev;
struct cmh_ring;
struct cmh_sqe;

#define CMH_RING_F_EXCLUSIVE 0x1u /* fail with -EBUSY rather than share a mailbox with another ring */
#define CMH_RING_F_SHARED    0x2u /* share a mailbox even when a free one is left */

struct cmh_ring_opts {
	size_t sz;           /* sizeof(struct cmh_ring_opts) */
	uint32_t depth;      /* SQ entries, power of two 1..32768; 0: as deep as the mailbox */
	uint32_t flags;      /* CMH_RING_F_* */
	uint32_t timeout_ms; /* default deadline of a request, 0: the device's */
	int32_t mailbox;     /* mailbox instance, -1: any */
};

struct cmh_cqe {
	uint64_t user_data; /* from cmh_sqe_set_data() */
	int32_t res;        /* count or 0, or negative errno */
	uint32_t hw;        /* the device's STATUS word when it reported an error, else 0 */
	uint32_t flags;     /* CMH_CQE_F_* */
	uint32_t reserved;
};

#define CMH_CQE_F_QUARANTINED 0x1u /* see above */

#define CMH_SQE_LINK 0x1u /* run the next SQE only if this one succeeds, else it ends -ECANCELED */

/* Opens a ring; opts may be NULL. Returns 0 and stores a ring to be closed with cmh_ring_close(), or
 * -EBUSY no (free) mailbox, -EINVAL bad option, -ENODEV mailbox dead, -ENOMEM, -EOWNERDEAD. */
CMH_API int cmh_ring_open(struct cmh_dev *dev, const struct cmh_ring_opts *opts,
			  struct cmh_ring **out);

/* Waits (bounded) for requests in flight, drops their CQEs, gives the mailbox back. NULL is fine. */
CMH_API void cmh_ring_close(struct cmh_ring *ring);

/* Returns a cleared submission entry, or NULL when the submission queue is full: submit first. */
CMH_API struct cmh_sqe *cmh_ring_get_sqe(struct cmh_ring *ring);

CMH_API void cmh_sqe_set_data(struct cmh_sqe *sqe, uint64_t user_data);
CMH_API void cmh_sqe_set_flags(struct cmh_sqe *sqe, uint32_t flags); /* CMH_SQE_* */
/* Deadline of this request in milliseconds from submission; 0: the ring's default. */
CMH_API void cmh_sqe_set_timeout(struct cmh_sqe *sqe, uint32_t timeout_ms);

/* Hands the prepared entries to the device: one doorbell, no register read. Returns how many were taken
 * (entries found invalid count: their CQE carries the error), or -EAGAIN none fits now: reap, -ENODEV
 * the mailbox is wedged and no other is free, -EOWNERDEAD. Never blocks. What is not taken stays queued. */
CMH_API int cmh_ring_submit(struct cmh_ring *ring);

/* Stores the oldest unseen completion in *cqe without waiting. Returns 0, or -EAGAIN none yet,
 * -EOWNERDEAD. The CQE is the ring's until cmh_cqe_seen(). */
CMH_API int cmh_ring_peek_cqe(struct cmh_ring *ring, struct cmh_cqe **cqe);

/* As peek, for up to nr completions: returns how many pointers it stored (0..nr), or -EOWNERDEAD. */
CMH_API int cmh_ring_peek_batch(struct cmh_ring *ring, struct cmh_cqe **cqes, uint32_t nr);

/* Waits until a completion is there. timeout_ms < 0: without limit (requests have deadlines of their
 * own). Returns 0, or -ETIMEDOUT, -ENOENT nothing is in flight, -EOWNERDEAD. */
CMH_API int cmh_ring_wait_cqe(struct cmh_ring *ring, struct cmh_cqe **cqe, int timeout_ms);

/* Submits, then waits until nr completions are unseen or nothing more is in flight. Returns the number
 * submitted, or as cmh_ring_submit() and cmh_ring_wait_cqe(). */
CMH_API int cmh_ring_submit_and_wait(struct cmh_ring *ring, uint32_t nr, int timeout_ms);

/* Marks the oldest completion, or the nr oldest, as seen: the entry may be reused. */
CMH_API void cmh_cqe_seen(struct cmh_ring *ring, struct cmh_cqe *cqe);
CMH_API void cmh_ring_cq_advance(struct cmh_ring *ring, uint32_t nr);

/* Returns how many requests are submitted and not yet reaped. */
CMH_API uint32_t cmh_ring_inflight(const struct cmh_ring *ring);

/* Returns a descriptor that polls readable when cmh_ring_peek_cqe() is worth calling; the ring's own,
 * do not close it. After it fired: read it, then peek until -EAGAIN. cmh_ring_next_timeout() says how
 * long to wait at most. Or -EMFILE, -EOPNOTSUPP, -EOWNERDEAD. */
CMH_API int cmh_ring_eventfd(struct cmh_ring *ring);

/* Returns milliseconds until the earliest deadline in flight, -1 if none: an event loop should peek by
 * then so that a silent device is noticed. */
CMH_API int cmh_ring_next_timeout(struct cmh_ring *ring);

/* Makes [addr, addr + len) reachable by the device until unregistered, so that requests whose buffers lie
 * inside are not copied. Returns 0, or -EINVAL (empty, overlaps a registered one), -ENOMEM, -EBUSY (this
 * ring has requests in flight, unregister only), -ENOENT (not registered, unregister only), -EOWNERDEAD. */
CMH_API int cmh_ring_register(struct cmh_ring *ring, void *addr, size_t len);
CMH_API int cmh_ring_unregister(struct cmh_ring *ring, void *addr);

CMH_END_DECLS

#endif
