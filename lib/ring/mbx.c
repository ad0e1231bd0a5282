// SPDX-License-Identifier: Apache-2.0
/* mbx.c - bring-up and teardown of one mailbox, with every register read back. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dev/error.h"
#include "ring/keyslot.h"
#include "ring/ring.h"

#define WINDOWS_PER_SLOT 8u

/* Sleeps between two looks at a register. */
static void nap_us(long us)
{
	struct timespec ts = { us / 1000000, us % 1000000 * 1000 };

	nanosleep(&ts, NULL);
}

static int take_lock(struct cmh_mbx *mbx)
{
	uint64_t end = cmh_now_ms() + mbx->dev->times.lock_ms;

	for (;;) {
		mbx->token = mbx_read(mbx, CMH_MBX_LOCK);
		if (mbx->token)
			return 0;
		if (cmh_now_ms() >= end)
			return cmh_fail(-EBUSY, "mailbox %u: locked by another host", mbx->instance);
		nap_us(50);
	}
}

static int check(struct cmh_mbx *mbx, const char *name, uint32_t reg, uint32_t wrote)
{
	uint32_t val = mbx_read(mbx, reg);

	if (val == wrote)
		return 0;
	return cmh_fail(-EIO, "mailbox %u: %s reads 0x%08x after 0x%08x was written", mbx->instance,
			name, val, wrote);
}

static int program(struct cmh_mbx *mbx)
{
	uint32_t lo = (uint32_t)mbx->ring.bus, hi = (uint32_t)(mbx->ring.bus >> 32);
	uint32_t stale = mbx_read(mbx, CMH_MBX_INTERRUPT);
	int err;

	if (stale)
		mbx_write(mbx, CMH_MBX_INTERRUPT, stale);
	mbx_write(mbx, CMH_MBX_INTERRUPT_MASK, CMH_MBX_INT_ALL);
	mbx_write(mbx, CMH_MBX_QUEUE_LO, lo);
	mbx_write(mbx, CMH_MBX_QUEUE_HI, hi);
	mbx_write(mbx, CMH_MBX_QUEUE_SLOTS, mbx->slots_log2);
	mbx_write(mbx, CMH_MBX_QUEUE_STRIDE, mbx->stride_log2);
	mbx->head = mbx->tail = mbx->fill = mbx_read(mbx, CMH_MBX_QUEUE_HEAD);
	mbx_write(mbx, CMH_MBX_QUEUE_TAIL, mbx->tail);

	err = check(mbx, "QUEUE_LO", CMH_MBX_QUEUE_LO, lo);
	if (!err)
		err = check(mbx, "QUEUE_HI", CMH_MBX_QUEUE_HI, hi);
	if (!err)
		err = check(mbx, "QUEUE_SLOTS", CMH_MBX_QUEUE_SLOTS, mbx->slots_log2);
	if (!err)
		err = check(mbx, "QUEUE_STRIDE", CMH_MBX_QUEUE_STRIDE, mbx->stride_log2);
	if (err)
		return err;
	/* The older revision waits for the host's word before it looks at the queue. */
	if (!strcmp(mbx->dev->t->compatible, "cri,cmh"))
		mbx_write(mbx, CMH_MBX_HOST_INFO, CMH_CRI_HOST_INFO);
	mbx_write(mbx, CMH_MBX_COMMAND, CMH_MBX_CMD_RUN);
	return 0;
}

static int alloc(struct cmh_mbx *mbx)
{
	struct cmh_dev *dev = mbx->dev;
	size_t len = ((size_t)mbx->slots << mbx->stride_log2) +
		     (size_t)mbx->slots * CMH_MBX_SCRATCH_SIZE;

	mbx->used = calloc(mbx->slots, sizeof(*mbx->used));
	mbx->reqs = calloc(mbx->slots, sizeof(*mbx->reqs));
	if (!mbx->used || !mbx->reqs)
		return cmh_fail(-ENOMEM, "mailbox %u: no memory for %u slots", mbx->instance,
				mbx->slots);
	return cmh_arena_alloc(&dev->arena, len, 4096, &mbx->ring);
}

static void init_waiting(struct cmh_mbx *mbx)
{
	pthread_condattr_t attr;

	pthread_mutex_init(&mbx->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&mbx->delivered, &attr);
	pthread_condattr_destroy(&attr);
}

static void mbx_free(struct cmh_mbx *mbx)
{
	pthread_cond_destroy(&mbx->delivered);
	pthread_mutex_destroy(&mbx->mutex);
	free(mbx->used);
	free(mbx->reqs);
	free(mbx);
}

int cmh_mbx_up(struct cmh_dev *dev, uint32_t index, uint32_t slots_log2, bool shared,
	       struct cmh_mbx **out)
{
	struct cmh_mbx *mbx = calloc(1, sizeof(*mbx));
	int err;

	if (!mbx)
		return cmh_fail(-ENOMEM, "mailbox: out of memory");
	mbx->dev = dev;
	mbx->index = index;
	mbx->instance = dev->t->mbx_instances[index];
	mbx->slots_log2 = slots_log2;
	mbx->slots = 1u << slots_log2;
	mbx->stride_log2 = (uint32_t)__builtin_ctz(dev->t->stride);
	mbx->entries = dev->t->stride / CMH_VCQ_ENTRY_SIZE;
	if (mbx->entries > CMH_VCQ_ENTRIES_MAX)
		mbx->entries = CMH_VCQ_ENTRIES_MAX;
	mbx->window_nr = mbx->slots * WINDOWS_PER_SLOT;
	if (mbx->window_nr > CMH_WINDOWS_PER_MAILBOX)
		mbx->window_nr = CMH_WINDOWS_PER_MAILBOX;
	mbx->shared = shared;
	mbx->ready_end = &mbx->ready;
	init_waiting(mbx);

	err = alloc(mbx);
	if (err)
		goto fail;
	err = take_lock(mbx);
	if (err)
		goto fail;
	err = program(mbx);
	if (err) {
		mbx_write(mbx, CMH_MBX_LOCK, mbx->token);
		goto fail;
	}
	mbx->head_moved_ms = mbx->tick_ms = cmh_now_ms();
	*out = mbx;
	return 0;
fail:
	cmh_arena_free(&dev->arena, mbx->ring.host);
	mbx_free(mbx);
	return err;
}

int cmh_mbx_flush(struct cmh_mbx *mbx)
{
	uint64_t end = cmh_now_ms() + mbx->dev->times.flush_ms;

	mbx_write(mbx, CMH_MBX_COMMAND, CMH_MBX_CMD_FLUSH);
	while (mbx_read(mbx, CMH_MBX_COMMAND)) {
		if (cmh_now_ms() >= end)
			return -ETIMEDOUT;
		nap_us(50);
	}
	return 0;
}

void cmh_mbx_down(struct cmh_mbx *mbx)
{
	struct cmh_dev *dev = mbx->dev;
	bool silent;

	keyslot_delete(mbx);
	silent = mbx->recovery == MBX_WEDGED;
	if (!silent && cmh_status_code(mbx_read(mbx, CMH_MBX_STATUS)) != CMH_STATUS_OFFLINE &&
	    cmh_mbx_flush(mbx)) {
		cmh_log(dev, CMH_LOG_WARNING, "mailbox %u: did not flush within %u ms",
			mbx->instance, dev->times.flush_ms);
		silent = true;
	}
	/* What a closed ring left behind: nobody wants the results, but their memory must come back. */
	while (mbx_inflight(mbx))
		req_complete(mbx, mbx_req(mbx, mbx->req_head), -ECANCELED, 0,
			     silent ? CMH_CQE_F_QUARANTINED : 0);
	mbx_write(mbx, CMH_MBX_INTERRUPT_MASK, 0);
	mbx_write(mbx, CMH_MBX_LOCK, mbx->token);
	/* Quarantine: a silent device may still read or write its ring. The arena goes with the device. */
	if (!silent)
		cmh_arena_free(&dev->arena, mbx->ring.host);
	mbx_free(mbx);
}

void cmh_mbx_abandon(struct cmh_mbx *mbx)
{
	free(mbx->used);
	free(mbx->reqs);
	free(mbx);
}
