// SPDX-License-Identifier: Apache-2.0
/* recover.c - what happens when a mailbox errs or falls silent: RESTART, ABORT, FLUSH, and in
 * the end giving it up.
 *
 * The ladder. An error stops the mailbox at the culprit's VCQ. A culprit of one VCQ is skipped
 * with RESTART and the rest goes on; one of several VCQs cannot be skipped as a whole, and the
 * last one in flight need not be, so the queue is flushed. A silent request is aborted at its
 * deadline; if even that brings no error in abort_stall_ms, the queue is flushed. A RESTART that
 * does not come true in five ticks leads to a flush, the second time in a row, or when FLUSH
 * itself is not carried out, the mailbox is wedged: its requests end, nothing more is sent to
 * it, and memory it may still write stays taken. */
#include <string.h>

#include "dev/error.h"
#include "ring/keyslot.h"
#include "ring/ring.h"

#define RESTART_TICKS 5u

/* The device's own story: STATUS, or CHILD where STATUS says that the cause stands there. */
static uint32_t story(struct cmh_mbx *mbx, uint32_t status)
{
	if (cmh_status_error(status) == CMH_HWERR_ECHILD) {
		uint32_t child = mbx_read(mbx, CMH_MBX_CHILD);

		if (child)
			return child;
	}
	return status;
}

/* Ends every request in flight, in order: the first with its own result, the others with `others`. */
static void drain(struct cmh_mbx *mbx, int first, int others, uint32_t hw, uint32_t flags)
{
	int res = first;

	while (mbx_inflight(mbx)) {
		req_complete(mbx, mbx_req(mbx, mbx->req_head), res, hw, flags);
		res = others;
		hw = 0;
	}
	if (mbx->shared)
		pthread_cond_broadcast(&mbx->delivered);
}

static void wedge(struct cmh_mbx *mbx, int first, uint32_t hw)
{
	struct held *ready = mbx->ready;

	cmh_log(mbx->dev, CMH_LOG_ERROR,
		"mailbox %u: given up (COMMAND 0x%x, STATUS 0x%08x, heartbeat %u, error info 0x%08x)",
		mbx->instance, mbx_read(mbx, CMH_MBX_COMMAND), mbx_read(mbx, CMH_MBX_STATUS),
		cmh_dev_read(mbx->dev, CMH_SIC_SW_HEARTBEAT),
		cmh_dev_read(mbx->dev, CMH_SIC_SW_ERROR_INFO));
	mbx->recovery = MBX_WEDGED;
	mbx->ready = NULL;
	mbx->ready_end = &mbx->ready;
	drain(mbx, first, -EIO, hw, CMH_CQE_F_QUARANTINED);
	while (ready) {
		struct held *next = ready->ready_next;

		held_cancel(ready);
		ready = next;
	}
	/* What the drain let follow. */
	while (mbx->ready) {
		ready = mbx->ready;
		mbx->ready = ready->ready_next;
		held_cancel(ready);
	}
	mbx->ready_end = &mbx->ready;
}

/* Empties the queue. The culprit ends with `first`, those behind it were never run: -ECANCELED. */
static void flush(struct cmh_mbx *mbx, int first, uint32_t hw)
{
	uint32_t flags = first == -ETIMEDOUT ? CMH_CQE_F_QUARANTINED : 0;

	mbx_write(mbx, CMH_MBX_INTERRUPT, CMH_MBX_INT_ALL);
	if (cmh_mbx_flush(mbx)) {
		wedge(mbx, first, hw);
		return;
	}
	mbx_write(mbx, CMH_MBX_QUEUE_TAIL, mbx->tail);
	mbx->head = mbx_read(mbx, CMH_MBX_QUEUE_HEAD);
	mbx->recovery = MBX_HEALTHY;
	mbx->restart_ticks = 0;
	/* Only the culprit can still be under way in an engine. */
	if (mbx_inflight(mbx))
		req_complete(mbx, mbx_req(mbx, mbx->req_head), first, hw, flags);
	drain(mbx, -ECANCELED, -ECANCELED, 0, 0);
	if (mbx->keyslot_dirty)
		keyslot_wipe(mbx);
	if (mbx->ready) {
		mbx_send_ready(mbx, cmh_now_ms());
		mbx_doorbell(mbx);
	}
}

int mbx_empty(struct cmh_mbx *mbx)
{
	int err = 0;

	mbx_lock(mbx);
	if (mbx_inflight(mbx))
		err = cmh_fail(-EBUSY, "mailbox %u: requests are in flight", mbx->instance);
	else if (mbx->recovery == MBX_WEDGED)
		err = cmh_fail(-ENODEV, "mailbox %u is wedged", mbx->instance);
	else if (mbx_read(mbx, CMH_MBX_COMMAND))
		err = cmh_fail(-EBUSY, "mailbox %u: a command is pending", mbx->instance);
	else if (cmh_mbx_flush(mbx))
		err = cmh_fail(-ETIMEDOUT, "mailbox %u: did not flush within %u ms", mbx->instance,
			       mbx->dev->times.flush_ms);
	else
		mbx->head = mbx_read(mbx, CMH_MBX_QUEUE_HEAD);
	mbx_unlock(mbx);
	return err;
}

static void restart(struct cmh_mbx *mbx)
{
	mbx_write(mbx, CMH_MBX_INTERRUPT, CMH_MBX_INT_ALL);
	mbx_write(mbx, CMH_MBX_COMMAND, CMH_MBX_CMD_RESTART);
	mbx_write(mbx, CMH_MBX_QUEUE_TAIL, mbx->tail);
	mbx->recovery = MBX_RESTARTED;
	mbx->restart_ticks = 0;
	mbx->tick_ms = cmh_now_ms();
}

/* True when the mailbox has stopped for good: then STATUS is *status, and what HEAD has passed is harvested. */
static bool stopped(struct cmh_mbx *mbx, uint32_t *status)
{
	/* A RESTART half carried out has moved HEAD but not STATUS: the next request would be blamed. */
	if (mbx_read(mbx, CMH_MBX_COMMAND))
		return false;
	*status = mbx_read(mbx, CMH_MBX_STATUS);
	if (!(cmh_status_code(*status) & CMH_STATUS_ERROR))
		return false;
	/* Since HEAD was read last, requests may have ended well before the one that failed. */
	mbx_harvest(mbx);
	return true;
}

/* What the culprit's CQE says. An ABORT may strike the request behind the one that it was meant for. */
static int culprit_res(const struct cmh_req *culprit, bool aborted, uint32_t hw)
{
	bool pipe = cmh_status_error(hw) == CMH_HWERR_EPIPE;

	if ((aborted || pipe) && cmh_now_ms() >= culprit->deadline_ms)
		return -ETIMEDOUT;
	return pipe ? -ECANCELED : -EIO;
}

bool mbx_handle_error(struct cmh_mbx *mbx, uint32_t status)
{
	bool aborted = mbx->recovery == MBX_ABORTED;
	struct cmh_req *culprit;
	uint32_t hw;
	int res = -EIO;
	char words[64];

	if (mbx->recovery == MBX_RESTARTED || mbx->recovery == MBX_WEDGED || !stopped(mbx, &status))
		return false;
	hw = story(mbx, status);
	if (!mbx_inflight(mbx)) {
		flush(mbx, res, hw);
		return false;
	}
	culprit = mbx_req(mbx, mbx->req_head);
	res = culprit_res(culprit, aborted, hw);
	cmh_log(mbx->dev, CMH_LOG_DEBUG, "mailbox %u: request ends %s: %s", mbx->instance,
		res == -ETIMEDOUT ? "at its deadline" : "in error",
		cmh_hw_strerror(hw, words, sizeof(words)));
	if (cmh_status_code(status) == CMH_STATUS_OFFLINE) {
		flush(mbx, res, hw);
		if (mbx->recovery != MBX_WEDGED)
			mbx_write(mbx, CMH_MBX_COMMAND, CMH_MBX_CMD_RUN);
		return true;
	}
	if (culprit->first != culprit->last) {
		flush(mbx, res, hw);
		return true;
	}
	req_complete(mbx, culprit, res, hw, 0);
	if (mbx->shared)
		pthread_cond_broadcast(&mbx->delivered);
	/* Nobody looks after an idle mailbox, so no RESTART is left to come true in it. */
	if (mbx_inflight(mbx))
		restart(mbx);
	else
		flush(mbx, res, hw);
	return true;
}

/* One more tick with a RESTART that has not come true. */
static void restart_tick(struct cmh_mbx *mbx, uint32_t status)
{
	mbx_write(mbx, CMH_MBX_QUEUE_TAIL, mbx->tail);
	if (++mbx->restart_ticks <= RESTART_TICKS)
		return;
	if (++mbx->flush_failures >= 2)
		wedge(mbx, -EIO, story(mbx, status));
	else
		flush(mbx, -EIO, story(mbx, status));
}

static bool overdue(struct cmh_mbx *mbx, uint64_t now)
{
	struct cmh_req *oldest = mbx_req(mbx, mbx->req_head);

	return now >= oldest->deadline_ms && now - mbx->head_moved_ms >= mbx->dev->times.watchdog_ms / 2;
}

static void deadline_passed(struct cmh_mbx *mbx, uint64_t now)
{
	if (mbx->recovery != MBX_ABORTED) {
		mbx_write(mbx, CMH_MBX_COMMAND, CMH_MBX_CMD_ABORT);
		mbx->recovery = MBX_ABORTED;
		mbx->aborted_ms = now;
	} else if (now - mbx->aborted_ms >= mbx->dev->times.abort_stall_ms) {
		flush(mbx, -ETIMEDOUT, mbx_read(mbx, CMH_MBX_STATUS));
	}
}

static bool look_due(const struct cmh_mbx *mbx, uint64_t now)
{
	return now - mbx->tick_ms >= mbx->dev->times.watchdog_ms ||
	       now >= mbx_req((struct cmh_mbx *)mbx, mbx->req_head)->deadline_ms;
}

void mbx_watchdog(struct cmh_mbx *mbx)
{
	uint64_t now = cmh_now_ms();
	bool tick = now - mbx->tick_ms >= mbx->dev->times.watchdog_ms;
	uint32_t status;

	if (!mbx_inflight(mbx) || (!look_due(mbx, now) && !mbx->look_now))
		return;
	mbx->look_now = false;
	if (tick)
		mbx->tick_ms = now;
	mbx_harvest(mbx);
	if (!mbx_inflight(mbx))
		return;
	status = mbx_read(mbx, CMH_MBX_STATUS);
	if (cmh_status_code(status) & CMH_STATUS_ERROR) {
		if (mbx->recovery == MBX_RESTARTED) {
			if (tick)
				restart_tick(mbx, status);
			return;
		}
		if (mbx_handle_error(mbx, status))
			return;
	} else if (mbx->recovery == MBX_RESTARTED) {
		mbx->recovery = MBX_HEALTHY;
	}
	if (!mbx_inflight(mbx))
		return;
	if (overdue(mbx, now))
		deadline_passed(mbx, now);
}

int mbx_next_look(struct cmh_mbx *mbx)
{
	uint64_t now, at;

	if (!mbx_inflight(mbx))
		return -1;
	now = cmh_now_ms();
	at = mbx->tick_ms + mbx->dev->times.watchdog_ms;
	if (mbx->recovery == MBX_HEALTHY && mbx_req(mbx, mbx->req_head)->deadline_ms < at)
		at = mbx_req(mbx, mbx->req_head)->deadline_ms;
	return at > now ? (int)(at - now) : 1;
}
