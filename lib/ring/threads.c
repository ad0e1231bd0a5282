// SPDX-License-Identifier: Apache-2.0
/* threads.c - the rings that the library keeps for threads, so that one-shot calls need no set-
 * up and no lock. */
#include <stdlib.h>

#include "dev/error.h"
#include "ring/ring.h"

/* The calling thread's ring on the device it used last. serial tells a new device at an old address. Sixteen
 * bytes fit what the loader keeps for modules that are loaded late, and spare a call for each access. */
static __thread __attribute__((tls_model("initial-exec"))) struct {
	struct cmh_ring *ring;
	uint64_t serial;
} recent;

/* A thread ends: its ring waits for the next one. */
static void thread_exit(void *arg)
{
	struct cmh_ring *ring = arg;
	struct cmh_dev *dev = ring->dev;

	if (cmh_dev_orphaned(dev))
		return;
	pthread_mutex_lock(&dev->lock);
	ring->next_idle = dev->idle;
	dev->idle = ring;
	pthread_mutex_unlock(&dev->lock);
}

int cmh_rings_init(struct cmh_dev *dev)
{
	return -pthread_key_create(&dev->ring_key, thread_exit);
}

void cmh_rings_fini(struct cmh_dev *dev)
{
	pthread_key_delete(dev->ring_key);
	while (dev->kept) {
		struct cmh_ring *ring = dev->kept;

		dev->kept = ring->next;
		cmh_ring_close(ring);
	}
}

/* In a forked child cmh_ring_close() frees memory only. */
void cmh_rings_abandon(struct cmh_dev *dev)
{
	cmh_rings_fini(dev);
}

static struct cmh_ring *take_idle(struct cmh_dev *dev)
{
	struct cmh_ring *ring;

	pthread_mutex_lock(&dev->lock);
	ring = dev->idle;
	if (ring)
		dev->idle = ring->next_idle;
	pthread_mutex_unlock(&dev->lock);
	return ring;
}

static int make(struct cmh_dev *dev, struct cmh_ring **out)
{
	struct cmh_ring_opts opts = { .sz = sizeof(opts), .depth = CMH_KEPT_DEPTH, .mailbox = -1 };
	int err = cmh_ring_open(dev, &opts, out);

	if (err)
		return err;
	pthread_mutex_lock(&dev->lock);
	(*out)->next = dev->kept;
	dev->kept = *out;
	pthread_mutex_unlock(&dev->lock);
	return 0;
}

static int thread_ring(struct cmh_dev *dev, struct cmh_ring **out)
{
	struct cmh_ring *ring;

	if (recent.serial == dev->serial) {
		*out = recent.ring;
		return 0;
	}
	ring = pthread_getspecific(dev->ring_key);
	if (!ring) {
		int err;

		ring = take_idle(dev);
		err = ring ? 0 : make(dev, &ring);
		if (!err && pthread_setspecific(dev->ring_key, ring)) {
			thread_exit(ring);
			err = cmh_fail(-ENOMEM, "no memory for this thread's ring");
		}
		if (err)
			return err;
	}
	recent.ring = ring;
	recent.serial = dev->serial;
	*out = ring;
	return 0;
}

/* The thread's mailbox has died: leave it (it is closed with the device) and go on with another. */
static int replace_ring(struct cmh_dev *dev, struct cmh_ring **out)
{
	recent.serial = 0;
	pthread_setspecific(dev->ring_key, NULL);
	return thread_ring(dev, out);
}

static int call_failed(const struct cmh_cqe *cqe)
{
	char words[64];

	switch (cqe->res) {
	case -EIO:
		return cmh_fail(-EIO, "the device reported a fault: %s",
				cmh_hw_strerror(cqe->hw, words, sizeof(words)));
	case -ETIMEDOUT:
		return cmh_fail(-ETIMEDOUT, "the device did not answer in time");
	case -ECANCELED:
		return cmh_fail(-ECANCELED, "withdrawn: the mailbox was flushed after another "
					    "request's fault; try again");
	case -EBADMSG:
		return cmh_fail(-EBADMSG, "the tag does not verify");
	default:
		return cqe->res; /* the sentence was set when the entry was refused */
	}
}

/* The thread's ring with its mailbox locked, and another one if that was given up meanwhile. */
static int lock_ring(struct cmh_dev *dev, struct cmh_ring **out)
{
	int err = thread_ring(dev, out);

	while (!err) {
		mbx_lock((*out)->mbx);
		if ((*out)->mbx->recovery != MBX_WEDGED)
			return 0;
		mbx_unlock((*out)->mbx);
		err = replace_ring(dev, out);
	}
	return err;
}

int cmh_call(struct cmh_dev *dev, struct cmh_sqe *sqe)
{
	struct cmh_cqe cqe = { .res = INT32_MIN };
	struct cmh_ring *ring;
	struct cmh_mbx *mbx;
	uint32_t inflight;
	int err;

	if (cmh_dev_orphaned(dev))
		return cmh_fail(-EOWNERDEAD, "the device was opened before a fork; open it anew");
	for (;;) {
		err = lock_ring(dev, &ring);
		if (err)
			return err;
		mbx = ring->mbx;
		add_inflight(ring, 1);
		err = ring_dispatch(ring, sqe, NULL, &cqe, cmh_now_ms());
		if (err)
			add_inflight(ring, 0 - 1u);
		inflight = cmh_ring_inflight(ring);
		mbx_doorbell(mbx);
		mbx_unlock(mbx);
		if (err != -EAGAIN)
			break;
		/* Other threads' requests fill a shared mailbox. */
		mbx_progress(mbx);
		mbx_pause(ring, inflight, 1);
	}
	for (;;) {
		bool done;

		mbx_progress(mbx);
		mbx_lock(mbx);
		done = cqe.res != INT32_MIN;
		mbx_unlock(mbx);
		if (done)
			break;
		mbx_pause(ring, inflight, -1);
	}
	return cqe.res < 0 ? call_failed(&cqe) : cqe.res;
}
