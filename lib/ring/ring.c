// SPDX-License-Identifier: Apache-2.0
/* ring.c - a ring's life, and its completion side. */
#include <stdlib.h>
#include <string.h>

#include "dev/error.h"
#include "ring/registered.h"
#include "ring/ring.h"

static const struct cmh_ring_opts defaults = {
	.sz = sizeof(struct cmh_ring_opts),
	.mailbox = -1,
};

static bool power_of_two(uint32_t v)
{
	return v && !(v & (v - 1));
}

static int check_opts(struct cmh_dev *dev, const struct cmh_ring_opts *o)
{
	if (o->sz != sizeof(*o))
		return cmh_fail(-EINVAL, "ring: options of %zu bytes, this library knows %zu", o->sz,
				sizeof(*o));
	if (o->depth && (!power_of_two(o->depth) || o->depth > 1u << CMH_MBX_SLOTS_LOG2_MAX))
		return cmh_fail(-EINVAL, "ring: depth %u: give a power of two up to %u", o->depth,
				1u << CMH_MBX_SLOTS_LOG2_MAX);
	if (o->flags & ~(CMH_RING_F_EXCLUSIVE | CMH_RING_F_SHARED) ||
	    o->flags == (CMH_RING_F_EXCLUSIVE | CMH_RING_F_SHARED))
		return cmh_fail(-EINVAL, "ring: flags 0x%x", o->flags);
	if (o->mailbox >= 0) {
		for (uint32_t i = 0; i < dev->t->mbx_nr; i++)
			if (dev->t->mbx_instances[i] == (uint32_t)o->mailbox)
				return 0;
		return cmh_fail(-EINVAL, "ring: mailbox %d is not one of this host's %u", o->mailbox,
				dev->t->mbx_nr);
	}
	return 0;
}

/* The mailbox's ring is no deeper than asked for: a small one stays in the cache. */
static uint32_t slots_log2(const struct cmh_dev *dev, uint32_t depth)
{
	uint32_t slots = depth ? depth : dev->t->slots, log2 = CMH_MBX_SLOTS_LOG2_MIN;

	/* Room for a few requests of several VCQs. */
	if (slots < 32 && dev->t->slots >= 32)
		slots = 32;
	if (slots > dev->t->slots_max)
		slots = dev->t->slots_max;
	while (1u << log2 < slots)
		log2++;
	return log2;
}

/* Chooses by the flags: a mailbox of one's own while more than one is left, the last one is shared. */
static int choose(struct cmh_dev *dev, const struct cmh_ring_opts *o, struct cmh_mbx **out)
{
	uint32_t free_nr = 0, free_at = 0, dead_nr = 0, nr = 0;
	struct cmh_mbx *common = NULL;
	bool shared;
	int err = -EBUSY;

	for (uint32_t i = 0; i < dev->t->mbx_nr; i++) {
		struct cmh_mbx *mbx = dev->mbx[i];

		if (o->mailbox >= 0 && dev->t->mbx_instances[i] != (uint32_t)o->mailbox)
			continue;
		nr++;
		if (!mbx && !free_nr++)
			free_at = i;
		dead_nr += mbx && mbx->recovery == MBX_WEDGED;
		if (mbx && mbx->shared && mbx->recovery != MBX_WEDGED &&
		    (!common || mbx->users < common->users))
			common = mbx;
	}
	shared = o->flags & CMH_RING_F_SHARED ||
		 (!(o->flags & CMH_RING_F_EXCLUSIVE) && o->mailbox < 0 && free_nr <= 1);
	if (shared && common) {
		*out = common;
		return 0;
	}
	/* Another host may hold some of them: take the first that lets itself be locked. */
	for (uint32_t i = free_at; free_nr && i < dev->t->mbx_nr && err == -EBUSY; i++) {
		if (dev->mbx[i] || (o->mailbox >= 0 && i != free_at))
			continue;
		err = cmh_mbx_up(dev, i, slots_log2(dev, o->depth), shared, out);
		if (!err)
			dev->mbx[i] = *out;
	}
	if (dead_nr == nr)
		return cmh_fail(-ENODEV, "ring: mailbox%s wedged; close the device and open it anew",
				nr > 1 ? "es are all" : " is");
	if (!free_nr)
		return cmh_fail(-EBUSY, "ring: all %u mailboxes are in use", dev->t->mbx_nr);
	return err;
}

static int attach(struct cmh_ring *ring, const struct cmh_ring_opts *o)
{
	struct cmh_dev *dev = ring->dev;
	int err;

	pthread_mutex_lock(&dev->lock);
	err = choose(dev, o, &ring->mbx);
	if (!err)
		ring->mbx->users++;
	pthread_mutex_unlock(&dev->lock);
	return err;
}

static void detach(struct cmh_ring *ring)
{
	struct cmh_dev *dev = ring->dev;
	struct cmh_mbx *mbx = ring->mbx;

	pthread_mutex_lock(&dev->lock);
	/* A wedged mailbox keeps its place, so that nobody takes it again. */
	if (!--mbx->users && mbx->recovery != MBX_WEDGED) {
		dev->mbx[mbx->index] = NULL;
		cmh_mbx_down(mbx);
	}
	pthread_mutex_unlock(&dev->lock);
}

static void free_memory(struct cmh_ring *ring)
{
	free(ring->sqes);
	free(ring->cqes);
	free(ring);
}

int cmh_ring_open(struct cmh_dev *dev, const struct cmh_ring_opts *opts, struct cmh_ring **out)
{
	struct cmh_ring *ring;
	uint32_t depth;
	int err;

	if (!opts)
		opts = &defaults;
	if (cmh_dev_orphaned(dev))
		return cmh_fail(-EOWNERDEAD, "ring: the device was opened before a fork");
	err = check_opts(dev, opts);
	if (err)
		return err;
	ring = calloc(1, sizeof(*ring));
	if (!ring)
		return cmh_fail(-ENOMEM, "ring: out of memory");
	ring->dev = dev;
	ring->flags = opts->flags;
	ring->timeout_ms = opts->timeout_ms ? opts->timeout_ms : dev->times.request_ms;
	err = attach(ring, opts);
	if (err) {
		free(ring);
		return err;
	}
	depth = opts->depth ? opts->depth : ring->mbx->slots;
	ring->sq_mask = depth - 1;
	ring->cq_mask = 2 * depth - 1;
	ring->sqes = calloc(depth, sizeof(*ring->sqes));
	ring->cqes = calloc(2 * (size_t)depth, sizeof(*ring->cqes));
	if (!ring->sqes || !ring->cqes) {
		cmh_ring_close(ring);
		return cmh_fail(-ENOMEM, "ring: no memory for %u entries", depth);
	}
	*out = ring;
	return 0;
}

/* Nobody will reap what is still in flight: its results are dropped, its chains cancelled. */
static void disown(struct cmh_ring *ring)
{
	struct cmh_mbx *mbx = ring->mbx;

	mbx_lock(mbx);
	for (uint32_t i = mbx->req_head; i != mbx->req_tail; i++)
		if (mbx_req(mbx, i)->ring == ring) {
			mbx_req(mbx, i)->ring = NULL;
			held_cancel(mbx_req(mbx, i)->held);
			mbx_req(mbx, i)->held = NULL;
		}
	for (struct held **at = &mbx->ready; *at;) {
		struct held *h = *at;

		if (h->ring != ring) {
			at = &h->ready_next;
			continue;
		}
		*at = h->ready_next;
		held_cancel(h);
	}
	for (mbx->ready_end = &mbx->ready; *mbx->ready_end;)
		mbx->ready_end = &(*mbx->ready_end)->ready_next;
	mbx_unlock(mbx);
}

void cmh_ring_close(struct cmh_ring *ring)
{
	if (!ring)
		return;
	if (!cmh_dev_orphaned(ring->dev)) {
		uint64_t end = cmh_now_ms() + ring->timeout_ms + ring->dev->times.abort_stall_ms;

		uint32_t left;

		mbx_progress(ring->mbx);
		while ((left = cmh_ring_inflight(ring)) && cmh_now_ms() < end) {
			mbx_pause(ring, left, -1);
			mbx_progress(ring->mbx);
		}
		disown(ring);
		detach(ring);
	}
	free_memory(ring);
}

uint32_t cmh_ring_inflight(const struct cmh_ring *ring)
{
	return atomic_load_explicit(&ring->inflight, memory_order_relaxed);
}

static uint32_t unseen(const struct cmh_ring *ring)
{
	return atomic_load_explicit(&ring->cq_tail, memory_order_acquire) - ring->cq_head;
}

/* Makes progress once if nothing is there yet. */
static uint32_t look(struct cmh_ring *ring)
{
	uint32_t n = unseen(ring);

	/* What waits for a slot may need others' requests to end, whose threads may be busy elsewhere. */
	if (n || (!cmh_ring_inflight(ring) && ring->sq_head == ring->sq_tail)) {
		/* All reaped: the next completion must raise a new edge. */
		if (!n && ring->eventfd)
			mbx_arm(ring->mbx);
		return n;
	}
	mbx_progress(ring->mbx);
	n = unseen(ring);
	if (!n && ring->eventfd && mbx_arm(ring->mbx)) {
		mbx_progress(ring->mbx);
		n = unseen(ring);
	}
	if (!n) {
		mbx_lock(ring->mbx);
		mbx_watchdog(ring->mbx);
		mbx_unlock(ring->mbx);
		n = unseen(ring);
	}
	return n;
}

static int orphan(struct cmh_ring *ring, const char *what)
{
	return cmh_dev_orphaned(ring->dev)
		       ? cmh_fail(-EOWNERDEAD, "%s: the ring was opened before a fork", what)
		       : 0;
}

int cmh_ring_peek_batch(struct cmh_ring *ring, struct cmh_cqe **cqes, uint32_t nr)
{
	uint32_t n;

	if (orphan(ring, "peek"))
		return -EOWNERDEAD;
	n = look(ring);
	if (n > nr)
		n = nr;
	for (uint32_t i = 0; i < n; i++)
		cqes[i] = &ring->cqes[(ring->cq_head + i) & ring->cq_mask];
	return (int)n;
}

int cmh_ring_peek_cqe(struct cmh_ring *ring, struct cmh_cqe **cqe)
{
	int n = cmh_ring_peek_batch(ring, cqe, 1);

	if (n < 0)
		return n;
	return n ? 0 : -EAGAIN;
}

/* Waits until `nr` completions are unseen, nothing is in flight, or time is up. */
static int wait_unseen(struct cmh_ring *ring, uint32_t nr, int timeout_ms)
{
	uint64_t end = 0;

	if (orphan(ring, "wait"))
		return -EOWNERDEAD;
	while (unseen(ring) < nr && cmh_ring_inflight(ring)) {
		uint32_t left = cmh_ring_inflight(ring);

		mbx_progress(ring->mbx);
		if (unseen(ring) >= nr || !cmh_ring_inflight(ring))
			break;
		if (timeout_ms >= 0) {
			uint64_t now = cmh_now_ms();

			if (!end)
				end = now + (uint64_t)timeout_ms;
			if (now >= end)
				return cmh_fail(-ETIMEDOUT, "wait: nothing completed in %d ms",
						timeout_ms);
			mbx_pause(ring, left, (int)(end - now));
		} else {
			mbx_pause(ring, left, -1);
		}
	}
	if (unseen(ring))
		return 0;
	return cmh_fail(-ENOENT, "wait: nothing is in flight; submit first");
}

int cmh_ring_wait_cqe(struct cmh_ring *ring, struct cmh_cqe **cqe, int timeout_ms)
{
	int err = wait_unseen(ring, 1, timeout_ms);

	if (!err)
		*cqe = &ring->cqes[ring->cq_head & ring->cq_mask];
	return err;
}

int cmh_ring_submit_and_wait(struct cmh_ring *ring, uint32_t nr, int timeout_ms)
{
	int sent = cmh_ring_submit(ring), err;

	if (sent < 0 && sent != -EAGAIN)
		return sent;
	/* Others' requests fill a shared mailbox: nothing of ours to wait for. */
	if (sent == -EAGAIN && !cmh_ring_inflight(ring) && !unseen(ring)) {
		look(ring);
		return sent;
	}
	err = nr ? wait_unseen(ring, nr, timeout_ms) : 0;
	return err ? err : sent;
}

void cmh_cqe_seen(struct cmh_ring *ring, struct cmh_cqe *cqe)
{
	(void)cqe;
	ring->cq_head++;
}

void cmh_ring_cq_advance(struct cmh_ring *ring, uint32_t nr)
{
	ring->cq_head += nr;
}

int cmh_ring_eventfd(struct cmh_ring *ring)
{
	struct cmh_transport *t = ring->dev->t;
	int fd;

	if (orphan(ring, "eventfd"))
		return -EOWNERDEAD;
	if (ring->mbx->shared || !t->ops->event_fd)
		return cmh_fail(-EOPNOTSUPP, "eventfd: mailbox %u %s", ring->mbx->instance,
				ring->mbx->shared ? "is shared; open the ring with CMH_RING_F_EXCLUSIVE"
						  : "has none on this transport");
	fd = t->ops->event_fd(t, ring->mbx->instance);
	if (fd >= 0)
		ring->eventfd = true;
	return fd;
}

int cmh_ring_next_timeout(struct cmh_ring *ring)
{
	int ms;

	if (orphan(ring, "next_timeout"))
		return -EOWNERDEAD;
	mbx_lock(ring->mbx);
	ms = mbx_next_look(ring->mbx);
	mbx_unlock(ring->mbx);
	return ms;
}

int cmh_ring_register(struct cmh_ring *ring, void *addr, size_t len)
{
	return orphan(ring, "register") ? -EOWNERDEAD : cmh_register(ring->dev, addr, len);
}

int cmh_ring_unregister(struct cmh_ring *ring, void *addr)
{
	if (orphan(ring, "unregister"))
		return -EOWNERDEAD;
	if (cmh_ring_inflight(ring))
		return cmh_fail(-EBUSY, "unregister: %u requests in flight may use it",
				cmh_ring_inflight(ring));
	return cmh_unregister(ring->dev, addr);
}
