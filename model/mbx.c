// SPDX-License-Identifier: Apache-2.0
/* mbx.c - one mailbox: its register page, LOCK, COMMAND, interrupt, and the way in for the eSW. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* ---- the way in ---- */

bool mbx_enter(struct model_mbx *mbx, uint32_t note)
{
	uint32_t ctl = 0, want;

	do {
		want = ctl ? ctl | note : MBX_INSIDE;
	} while (!atomic_compare_exchange_weak_explicit(&mbx->ctl, &ctl, want, memory_order_acq_rel,
							memory_order_relaxed));
	return !ctl;
}

/* Leaves and returns 0; or, when notes were left, takes them and stays. */
static uint32_t mbx_leave(struct model_mbx *mbx)
{
	uint32_t ctl = MBX_INSIDE;

	if (atomic_compare_exchange_strong_explicit(&mbx->ctl, &ctl, 0, memory_order_acq_rel,
						    memory_order_relaxed))
		return 0;
	return atomic_exchange_explicit(&mbx->ctl, MBX_INSIDE, memory_order_acq_rel);
}

/* ---- interrupt ---- */

static inline bool irq_line(uint32_t irq)
{
	return irq & irq >> MBX_IRQ_MASK_SHIFT & MBX_IRQ_PENDING;
}

/* Pending bits, mask and line change in one step, so that of two threads exactly one sees an
 * edge. The callbacks of two threads may still come in the other order: INTERRUPT is the truth,
 * the line a hint. */
static void irq_update(struct model_mbx *mbx, uint32_t clear, uint32_t set)
{
	const struct cmh_model_host *host = &mbx->model->host;
	uint32_t old = atomic_load_explicit(&mbx->irq, memory_order_relaxed), new;
	bool asked = false, lost = false, rises, falls;

	do {
		new = (old & ~clear) | set;
		rises = !irq_line(old) && irq_line(new);
		falls = irq_line(old) && !irq_line(new);
		if (rises && !asked) {
			asked = true;
			lost = fault_strikes(mbx, CMH_FAULT_LOSE_IRQ, NULL);
		}
		if (rises && lost)
			new |= MBX_IRQ_LOST;
		if (falls)
			new &= ~MBX_IRQ_LOST;
	} while (!atomic_compare_exchange_weak(&mbx->irq, &old, new));
	if (rises && !lost)
		model_count(&mbx->interrupts, 1);
	if (host->irq && ((rises && !lost) || (falls && !(old & MBX_IRQ_LOST))))
		host->irq(host->ctx, mbx->id, rises);
}

/* Nothing to do when the bits are pending already: whoever clears them looks at HEAD afterwards,
 * and HEAD was stored, in the one order of all such accesses, before the bits were looked at. */
void mbx_raise(struct model_mbx *mbx, uint32_t bits)
{
	if ((atomic_load(&mbx->irq) & bits) != bits)
		irq_update(mbx, 0, bits);
}

/* ---- COMMAND and LOCK, carried out inside ---- */

static void set_state(struct model_mbx *mbx, uint32_t state)
{
	atomic_store_explicit(&mbx->state, state, memory_order_release);
}

static uint32_t state_code(const struct model_mbx *mbx)
{
	return cmh_status_code(atomic_load_explicit(&mbx->state, memory_order_relaxed));
}

static bool queue_empty(const struct model_mbx *mbx)
{
	return atomic_load(&mbx->head) == atomic_load(&mbx->tail);
}

static void do_run(struct model_mbx *mbx)
{
	uint32_t code = state_code(mbx);

	if (!mbx->engine && engine_new(&mbx->engine)) {
		mbx->engine = NULL;
		return; /* stays OFFLINE */
	}
	mbx->started = true;
	if (code == CMH_STATUS_PAUSED || (code == CMH_STATUS_OFFLINE && !mbx->lost))
		set_state(mbx, CMH_STATUS_IDLE);
}

static void do_pause(struct model_mbx *mbx)
{
	if (mbx_running(mbx))
		set_state(mbx, CMH_STATUS_PAUSED);
}

static void do_continue(struct model_mbx *mbx)
{
	uint32_t code = state_code(mbx);

	if (code == CMH_STATUS_ERROR)
		mbx->retry = true;
	if (code == CMH_STATUS_ERROR || code == CMH_STATUS_PAUSED)
		set_state(mbx, CMH_STATUS_IDLE);
}

static void do_restart(struct model_mbx *mbx)
{
	if (state_code(mbx) != CMH_STATUS_ERROR || mbx->stall == CMH_FAULT_HANG)
		return;
	esw_skip(mbx);
	set_state(mbx, CMH_STATUS_IDLE);
}

static void do_abort(struct model_mbx *mbx)
{
	uint32_t code = state_code(mbx);

	if ((code != CMH_STATUS_IDLE && code != CMH_STATUS_PAUSED) || queue_empty(mbx) ||
	    mbx->stall == CMH_FAULT_HANG)
		return;
	mbx->stall = CMH_FAULT_NONE;
	esw_fail(mbx, CMH_HWERR_EPIPE);
}

static void do_flush(struct model_mbx *mbx)
{
	esw_clean(mbx);
	mbx->next = atomic_load(&mbx->tail);
	atomic_store_explicit(&mbx->head, mbx->next, memory_order_release);
	mbx->stall = CMH_FAULT_NONE;
	mbx->lost = false;
	set_state(mbx, mbx->started ? CMH_STATUS_IDLE : CMH_STATUS_OFFLINE);
	atomic_store(&mbx->child, 0);
}

static void mbx_command(struct model_mbx *mbx, uint32_t command)
{
	switch (command) {
	case CMH_MBX_CMD_RUN:
		do_run(mbx);
		break;
	case CMH_MBX_CMD_PAUSE:
		do_pause(mbx);
		break;
	case CMH_MBX_CMD_CONTINUE:
		do_continue(mbx);
		break;
	case CMH_MBX_CMD_RESTART:
		do_restart(mbx);
		break;
	case CMH_MBX_CMD_ABORT:
		do_abort(mbx);
		break;
	case CMH_MBX_CMD_FLUSH:
		do_flush(mbx);
		break;
	default: /* unknown: carried out by doing nothing */
		break;
	}
}

/* The owner gives LOCK back: the mailbox stops and nothing secret stays for the next one. HEAD
 * stays. */
static void mbx_release(struct model_mbx *mbx)
{
	uint32_t token = atomic_exchange(&mbx->give_back, 0);

	if (!token || token != atomic_load(&mbx->token))
		return;
	esw_clean(mbx);
	mbx->next = atomic_load(&mbx->head);
	mbx->started = false;
	set_state(mbx, CMH_STATUS_OFFLINE);
	atomic_store_explicit(&mbx->token, 0, memory_order_release);
}

/* Carries out whatever waits. A DEAD mailbox carries out nothing. */
static void mbx_obey(struct model_mbx *mbx)
{
	uint32_t command;

	if (model_unlikely(mbx->stall != CMH_FAULT_NONE)) {
		if (mbx->stall_epoch != atomic_load(&mbx->model->faults.epoch))
			mbx->stall = CMH_FAULT_NONE; /* the faults were cleared */
		if (mbx->stall == CMH_FAULT_DEAD)
			return;
	}
	if (model_unlikely(atomic_load_explicit(&mbx->give_back, memory_order_relaxed)))
		mbx_release(mbx);
	command = atomic_load_explicit(&mbx->command, memory_order_acquire);
	while (model_unlikely(command)) {
		mbx_command(mbx, command & ~MBX_COMMAND_WAITS);
		if (atomic_compare_exchange_strong(&mbx->command, &command, 0))
			break;
	}
}

bool mbx_interrupted(struct model_mbx *mbx)
{
	uint32_t command = atomic_load_explicit(&mbx->command, memory_order_relaxed);

	return command == (MBX_COMMAND_WAITS | CMH_MBX_CMD_ABORT) ||
	       command == (MBX_COMMAND_WAITS | CMH_MBX_CMD_FLUSH) ||
	       atomic_load_explicit(&mbx->give_back, memory_order_relaxed);
}

uint32_t mbx_serve(struct model_mbx *mbx, uint32_t want)
{
	uint32_t notes, done = 0;

	do {
		mbx_obey(mbx);
		if (want & MBX_RUN)
			done += esw_run(mbx);
		notes = mbx_leave(mbx);
		want |= notes;
	} while (notes);
	return done;
}

void mbx_attend(struct model_mbx *mbx)
{
	if (mbx_enter(mbx, MBX_LOOK))
		mbx_serve(mbx, 0);
	workers_ring(mbx->model, mbx->id);
}

/* ---- registers ---- */

/* Returns a fresh token, or 0 while another one owns the mailbox. */
static uint32_t lock_read(struct model_mbx *mbx)
{
	uint32_t token, none = 0;

	if (atomic_load_explicit(&mbx->token, memory_order_relaxed))
		return 0;
	token = atomic_fetch_add(&mbx->model->tokens, 1) * 0x9e3779b1u;
	token = (token ^ token >> 15) | 1;
	return atomic_compare_exchange_strong(&mbx->token, &none, token) ? token : 0;
}

static void lock_write(struct model_mbx *mbx, uint32_t val)
{
	if (!val || val != atomic_load(&mbx->token))
		return;
	atomic_store(&mbx->give_back, val);
	mbx_attend(mbx);
}

static uint32_t status_read(const struct model_mbx *mbx)
{
	uint32_t state = atomic_load_explicit(&mbx->state, memory_order_acquire);

	if (state == CMH_STATUS_IDLE && !queue_empty(mbx))
		return CMH_STATUS_BUSY;
	return state;
}

uint32_t mbx_read(struct model_mbx *mbx, uint32_t reg)
{
	model_count(&mbx->reg_reads, 1);
	switch (reg) {
	case CMH_MBX_QUEUE_HEAD:
		return atomic_load(&mbx->head); /* see mbx_raise() */
	case CMH_MBX_QUEUE_TAIL:
		return atomic_load_explicit(&mbx->tail, memory_order_relaxed);
	case CMH_MBX_STATUS:
		return status_read(mbx);
	case CMH_MBX_INTERRUPT:
		return atomic_load_explicit(&mbx->irq, memory_order_acquire) & MBX_IRQ_PENDING;
	case CMH_MBX_INTERRUPT_MASK:
		return (atomic_load(&mbx->irq) & MBX_IRQ_MASK) >> MBX_IRQ_MASK_SHIFT;
	case CMH_MBX_COMMAND:
		return atomic_load(&mbx->command) & ~MBX_COMMAND_WAITS;
	case CMH_MBX_CHILD:
		return atomic_load(&mbx->child);
	case CMH_MBX_LOCK:
		return lock_read(mbx);
	case CMH_MBX_QUEUE_LO:
		return atomic_load(&mbx->queue_lo);
	case CMH_MBX_QUEUE_HI:
		return atomic_load(&mbx->queue_hi);
	case CMH_MBX_QUEUE_SLOTS:
		return atomic_load(&mbx->slots_log2);
	case CMH_MBX_QUEUE_STRIDE:
		return atomic_load(&mbx->stride_log2);
	case CMH_MBX_HOST_INFO:
		return atomic_load(&mbx->host_info);
	case CMH_MBX_ID:
		return mbx->id;
	case CMH_MBX_HOST_CONFIG:
		return atomic_load(&mbx->host_config);
	case CMH_MBX_SCRATCH:
		return atomic_load(&mbx->scratch_reg);
	default:
		return 0;
	}
}

/* The queue registers hold still while VCQs are fetched through them, and hold only what makes
 * sense: a host that reads back something else knows that it asked for too much. */
static void queue_write(struct model_mbx *mbx, uint32_t reg, uint32_t val)
{
	if (mbx_running(mbx) && !queue_empty(mbx))
		return;
	switch (reg) {
	case CMH_MBX_QUEUE_LO:
		atomic_store(&mbx->queue_lo, val & ~(CMH_MBX_QUEUE_ALIGN - 1));
		break;
	case CMH_MBX_QUEUE_HI:
		atomic_store(&mbx->queue_hi, val);
		break;
	case CMH_MBX_QUEUE_SLOTS:
		if (val >= CMH_MBX_SLOTS_LOG2_MIN && val <= CMH_MBX_SLOTS_LOG2_MAX)
			atomic_store(&mbx->slots_log2, val);
		break;
	case CMH_MBX_QUEUE_STRIDE:
		if (val >= CMH_MBX_STRIDE_LOG2_MIN && val <= CMH_MBX_STRIDE_LOG2_MAX)
			atomic_store(&mbx->stride_log2, val);
		break;
	}
}

void mbx_write(struct model_mbx *mbx, uint32_t reg, uint32_t val)
{
	model_count(&mbx->reg_writes, 1);
	if (reg == CMH_MBX_LOCK) {
		lock_write(mbx, val);
		return;
	}
	if (!atomic_load_explicit(&mbx->token, memory_order_relaxed))
		return; /* an unlocked mailbox listens to nobody */
	switch (reg) {
	case CMH_MBX_QUEUE_TAIL:
		atomic_store_explicit(&mbx->tail, val, memory_order_release);
		model_count(&mbx->doorbells, 1);
		workers_ring(mbx->model, mbx->id);
		break;
	case CMH_MBX_INTERRUPT:
		irq_update(mbx, val & MBX_IRQ_PENDING, 0);
		break;
	case CMH_MBX_INTERRUPT_MASK:
		irq_update(mbx, MBX_IRQ_MASK, (val & MBX_IRQ_PENDING) << MBX_IRQ_MASK_SHIFT);
		break;
	case CMH_MBX_COMMAND:
		atomic_store(&mbx->command, val | MBX_COMMAND_WAITS);
		mbx_attend(mbx);
		break;
	case CMH_MBX_QUEUE_LO:
	case CMH_MBX_QUEUE_HI:
	case CMH_MBX_QUEUE_SLOTS:
	case CMH_MBX_QUEUE_STRIDE:
		queue_write(mbx, reg, val);
		break;
	case CMH_MBX_HOST_INFO:
		atomic_store(&mbx->host_info, val);
		break;
	case CMH_MBX_HOST_CONFIG:
		atomic_store(&mbx->host_config, val);
		break;
	case CMH_MBX_SCRATCH:
		atomic_store(&mbx->scratch_reg, val);
		break;
	default: /* HEAD, STATUS, CHILD and ID are the device's */
		break;
	}
}

/* ---- lifetime ---- */

int mbx_init(struct model_mbx *mbx, struct cmh_model *model, uint32_t id)
{
	uint32_t results = 1;

	mbx->model = model;
	mbx->id = id;
	while (results < model->opts.window)
		results *= 2;
	mbx->result_mask = results - 1;
	mbx->results = calloc(results, sizeof(*mbx->results));
	mbx->ctx = calloc(1, model->ctx_size ? model->ctx_size : 1);
	mbx->temp = model_temp_new();
	if (!mbx->results || !mbx->ctx || !mbx->temp ||
	    window_init(&mbx->window, model->opts.window))
		return -ENOMEM;
	mbx_reset(mbx);
	return 0;
}

void mbx_reset(struct model_mbx *mbx)
{
	esw_clean(mbx);
	mbx->next = 0;
	mbx->started = mbx->lost = false;
	mbx->stall = CMH_FAULT_NONE;
	atomic_store(&mbx->head, 0);
	atomic_store(&mbx->tail, 0);
	atomic_store(&mbx->command, 0);
	atomic_store(&mbx->give_back, 0);
	atomic_store(&mbx->irq, 0);
	atomic_store(&mbx->slots_log2, CMH_MBX_SLOTS_LOG2_MIN);
	atomic_store(&mbx->stride_log2, CMH_MBX_STRIDE_LOG2_MIN);
	atomic_store(&mbx->queue_lo, 0);
	atomic_store(&mbx->queue_hi, 0);
	atomic_store(&mbx->host_info, 0);
	atomic_store(&mbx->host_config, 0);
	atomic_store(&mbx->scratch_reg, 0);
	atomic_store(&mbx->child, 0);
	set_state(mbx, CMH_STATUS_OFFLINE);
	atomic_store_explicit(&mbx->token, 0, memory_order_release);
}

static void mbx_free(struct model_mbx *mbx, void (*engine_end)(struct engine *engine))
{
	if (mbx->ctx && mbx->temp)
		esw_clean(mbx);
	if (mbx->temp)
		model_temp_free(mbx->temp);
	engine_end(mbx->engine);
	window_fini(&mbx->window);
	free(mbx->results);
	free(mbx->ctx);
}

void mbx_fini(struct model_mbx *mbx)
{
	mbx_free(mbx, engine_free);
}

/* In a forked child. What another thread was at when the process forked is in no known state: its
 * secrets are wiped as far as that takes no pointer, and its memory is left alone. */
void mbx_abandon(struct model_mbx *mbx)
{
	if (atomic_load(&mbx->ctl))
		model_wipe(mbx->ctx, mbx->model->ctx_size);
	else
		mbx_free(mbx, engine_abandon);
}
