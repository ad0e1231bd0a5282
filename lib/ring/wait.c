// SPDX-License-Identifier: Apache-2.0
/* wait.c - sleeping for a mailbox without missing its interrupt, alone or among several rings. */
#include "ring/ring.h"

/* Acknowledges interrupts so that the next completion raises a new edge; true if there is
 * already more to see. */
static bool arm(struct cmh_mbx *mbx)
{
	uint32_t pending = mbx_read(mbx, CMH_MBX_INTERRUPT);

	if (pending & CMH_MBX_INT_ERROR)
		mbx->look_now = true;
	if (pending) {
		mbx_write(mbx, CMH_MBX_INTERRUPT, pending);
		/* What came meanwhile raised no edge that a sleeper could be sure to see. */
		if (mbx_read(mbx, CMH_MBX_INTERRUPT))
			return true;
	}
	return mbx->look_now || mbx_read(mbx, CMH_MBX_QUEUE_HEAD) != mbx->head;
}

bool mbx_arm(struct cmh_mbx *mbx)
{
	bool moved;

	mbx_lock(mbx);
	moved = arm(mbx);
	mbx_unlock(mbx);
	return moved;
}

static int shorter(int a, int b)
{
	if (a < 0)
		return b;
	return b >= 0 && b < a ? b : a;
}

/* Others of a shared mailbox wait until the leader has delivered. */
static void follow(struct cmh_mbx *mbx, int ms)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	ts.tv_sec += ms / 1000;
	ts.tv_nsec += (long)(ms % 1000) * 1000000;
	if (ts.tv_nsec >= 1000000000) {
		ts.tv_nsec -= 1000000000;
		ts.tv_sec++;
	}
	pthread_cond_timedwait(&mbx->delivered, &mbx->mutex, &ts);
}

void mbx_pause(struct cmh_ring *ring, uint32_t inflight, int timeout_ms)
{
	struct cmh_mbx *mbx = ring->mbx;
	struct cmh_transport *t = mbx->dev->t;
	bool sleep, rang = false;

	mbx_lock(mbx);
	if (cmh_ring_inflight(ring) != inflight) {
		mbx_unlock(mbx);
		return;
	}
	timeout_ms = shorter(timeout_ms, mbx_next_look(mbx));
	if (timeout_ms < 0)
		timeout_ms = (int)mbx->dev->times.watchdog_ms;
	if (mbx->shared && mbx->leader) {
		follow(mbx, timeout_ms);
		mbx_unlock(mbx);
		return;
	}
	sleep = !arm(mbx);
	mbx->leader = sleep;
	mbx_unlock(mbx);
	if (sleep)
		rang = !t->ops->wait(t, mbx->instance, timeout_ms);
	mbx_lock(mbx);
	mbx->leader = false;
	mbx->look_now |= rang && !t->ops->run; /* mbx_progress() looks at STATUS itself where there is run() */
	mbx_watchdog(mbx);
	if (mbx->shared)
		pthread_cond_broadcast(&mbx->delivered);
	mbx_unlock(mbx);
}
