/* SPDX-License-Identifier: Apache-2.0 */
/* mbx.h - one mailbox of the device in this driver's hands: its ring memory, the requests in flight in
 * submission order, and how far recovery has got.
 *
 * Who touches it holds mbx_lock(), which costs nothing for a mailbox that one ring owns alone. */
#ifndef CMH_LIB_RING_MBX_H
#define CMH_LIB_RING_MBX_H

#include <cmh/abi/regs.h>
#include <cmh/abi/vcq.h>

#include "dev/dev_priv.h"

#define CMH_MBX_SCRATCH_SIZE 128u /* bytes of DMA scratch that belong to each slot */

struct cmh_ring;
struct cmh_sqe;
struct cmh_cqe;
struct held;

/* A buffer that had to be copied, and where its result belongs. */
struct cmh_bounce {
	void *dma;  /* from the arena */
	void *user; /* copied back on success, NULL for input */
	size_t len;
	struct cmh_bounce *next;
	bool part;   /* dma lies in the memory of a later one in the list, which frees it */
	bool always; /* copied back after a failure, too */
};

/* One request in flight: VCQs first..last of the mailbox. */
struct cmh_req {
	uint32_t first, last;
	uint32_t window_nr;     /* windows it took, after those of the request before */
	int32_t ok_res;         /* the CQE's res when it succeeds */
	uint64_t user_data;
	uint64_t deadline_ms;
	struct cmh_ring *ring;  /* NULL: closed meanwhile, the result is dropped */
	struct cmh_cqe *direct; /* a synchronous caller's completion; NULL: the ring's queue */
	struct held *held;      /* linked entries that wait for this one */
	struct cmh_bounce *bounces;
	struct cmh_req_end {
		uint8_t op;           /* enum cmh_opcode */
		bool memory;          /* it has buffers or scratch; else there is nothing to do */
		uint8_t scratch_used; /* bytes to wipe in its first slot's scratch */
		uint8_t tag_len;
		uint8_t tag_at;       /* where in its scratch the tag is computed */
		bool device_checks;   /* a device error means "does not verify" */
		bool device_explains; /* a device error about an argument is the caller's error */
		bool open;            /* the tag in scratch is compared with `tag`, not copied there */
		bool summed;          /* the tag is what is in scratch, exclusive-or `sum` */
		bool keyslot;         /* a key of it lies in the mailbox's keyslot */
	} end;                  /* what completion has to do */
	void *out;              /* device_checks: output to be wiped when it does not verify, */
	size_t out_len;         /* its length */
	const uint8_t *sum;     /* summed: in memory of the request's own */
	void *tag;              /* tag_len: where the tag computed into scratch belongs */
};

enum mbx_recovery {
	MBX_HEALTHY,
	MBX_RESTARTED, /* RESTART written, HEAD not seen moving yet */
	MBX_ABORTED,   /* ABORT written for a deadline, ERROR not seen yet */
	MBX_WEDGED,    /* given up: nothing is dispatched any more */
};

struct cmh_mbx {
	struct cmh_dev *dev;
	uint32_t index;    /* in the device's list */
	uint32_t instance; /* in the hub */
	uint32_t token;    /* of the lock */
	uint32_t slots, slots_log2, stride_log2;
	uint32_t entries;  /* of a VCQ at most, header included */

	struct cmh_dma ring; /* slots, then one scratch area per slot */
	uint8_t *used;       /* entries written last into each slot */
	uint8_t nowhere[CMH_MBX_SCRATCH_SIZE]; /* takes what a failed request still writes */
	uint32_t head;       /* last HEAD read */
	uint32_t tail;       /* last TAIL written */
	uint32_t fill;       /* next id to fill; tail..fill is not rung yet */

	struct cmh_req *reqs; /* `slots` of them; [req_head, req_tail) in flight, in order */
	uint32_t req_head, req_tail;
	uint32_t window_nr, window_head, window_tail; /* ring of the transport's windows */

	uint64_t keyslot;   /* reference of the object for large raw keys (keyslot.h), 0: none */
	bool keyslot_dirty; /* a failed request has left a key there */

	struct held *ready; /* chains whose turn has come but that found no slot */
	struct held **ready_end;

	_Atomic enum mbx_recovery recovery; /* also read without the lock */
	uint32_t restart_ticks;
	uint32_t flush_failures;
	uint64_t head_moved_ms; /* when HEAD was last seen moving, or the queue was empty */
	uint64_t aborted_ms;    /* when ABORT was written */
	uint64_t tick_ms;       /* last watchdog look */

	bool look_now;          /* an interrupt spoke of more than HEAD tells: the watchdog does not wait */
	bool shared;            /* may have more than one ring: its mutex is used */
	bool leader;            /* shared: one thread sleeps for the device, the others for `delivered` */
	uint32_t users;         /* rings on it, under dev->lock */
	pthread_mutex_t mutex;
	pthread_cond_t delivered;
};

/* Brings up mailbox `index` of the device with 2^slots_log2 slots. Returns 0, or -EBUSY somebody else holds
 * its lock, -EIO registers do not read back, -ENOMEM. Caller holds dev->lock. */
int cmh_mbx_up(struct cmh_dev *dev, uint32_t index, uint32_t slots_log2, bool shared,
	       struct cmh_mbx **out);
/* Tears down: FLUSH, interrupts off, lock given back, memory freed; kept mapped when the device is
 * wedged and may still write to it. Caller holds dev->lock, no ring uses it. */
void cmh_mbx_down(struct cmh_mbx *mbx);
/* Frees only this process's memory, in a forked child. */
void cmh_mbx_abandon(struct cmh_mbx *mbx);
/* COMMAND = FLUSH and waits until it is carried out. Returns 0 or -ETIMEDOUT. */
int cmh_mbx_flush(struct cmh_mbx *mbx);

static inline uint32_t mbx_read(struct cmh_mbx *mbx, uint32_t reg)
{
	return cmh_dev_read(mbx->dev, cmh_mbx_reg(mbx->instance, reg));
}

static inline void mbx_write(struct cmh_mbx *mbx, uint32_t reg, uint32_t val)
{
	cmh_dev_write(mbx->dev, cmh_mbx_reg(mbx->instance, reg), val);
}

static inline void mbx_lock(struct cmh_mbx *mbx)
{
	if (mbx->shared)
		pthread_mutex_lock(&mbx->mutex);
}

static inline void mbx_unlock(struct cmh_mbx *mbx)
{
	if (mbx->shared)
		pthread_mutex_unlock(&mbx->mutex);
}

static inline uint8_t *mbx_slot(struct cmh_mbx *mbx, uint32_t id)
{
	return (uint8_t *)mbx->ring.host +
	       ((size_t)(id & (mbx->slots - 1)) << mbx->stride_log2);
}

/* The scratch area that belongs to the slot of id, and its bus address. */
static inline uint8_t *mbx_scratch(struct cmh_mbx *mbx, uint32_t id, uint64_t *bus)
{
	size_t off = ((size_t)mbx->slots << mbx->stride_log2) +
		     (size_t)(id & (mbx->slots - 1)) * CMH_MBX_SCRATCH_SIZE;

	*bus = mbx->ring.bus + off;
	return (uint8_t *)mbx->ring.host + off;
}

static inline struct cmh_req *mbx_req(struct cmh_mbx *mbx, uint32_t i)
{
	return &mbx->reqs[i & (mbx->slots - 1)];
}

static inline uint32_t mbx_inflight(const struct cmh_mbx *mbx)
{
	return mbx->req_tail - mbx->req_head;
}

#endif
