// SPDX-License-Identifier: Apache-2.0
/* esw.c - the embedded software: walks VCQs, gives their commands to the cores, retires them in
 * order.
 *
 * A run gathers up to a window of VCQs, so that the engine sees many independent jobs at once. A
 * VCQ may wait in the window with its jobs undone only when it leaves nothing behind: no core open,
 * TEMP as it was. Any other has its jobs run before the next VCQ begins. So when a waiting VCQ
 * turns out to have failed, what came after it did not build upon it: those VCQs keep their results
 * and retire without being executed again.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmh/abi/sys.h>

#include "internal.h"

#define SLOW_SLICE_NS 20000

static inline uint32_t *result_of(struct model_mbx *mbx, uint32_t vcq)
{
	return &mbx->results[vcq & mbx->result_mask];
}

static inline void *ctx_of(struct model_mbx *mbx, uint8_t core)
{
	return mbx->ctx + mbx->model->ctx_offset[core];
}

/* ---- core contexts ---- */

static void core_close(struct model_mbx *mbx, uint8_t id)
{
	const struct model_core *core = mbx->model->core[id];

	if (core->close)
		core->close(ctx_of(mbx, id));
	else
		model_wipe(ctx_of(mbx, id), core->ctx_size);
	mbx->held &= ~(1u << id);
}

static void close_all(struct model_mbx *mbx)
{
	while (mbx->held)
		core_close(mbx, __builtin_ctz(mbx->held));
}

/* Lets the open cores of the mask process what they have only collected. */
static int settle(struct model_mbx *mbx, const struct model_cmd *cmd, uint32_t cores)
{
	int err;

	for (; cores; cores &= cores - 1) {
		uint8_t id = __builtin_ctz(cores);
		const struct model_core *core = mbx->model->core[id];

		err = core->settle ? core->settle(mbx, ctx_of(mbx, id), cmd) : 0;
		if (err)
			return err;
	}
	return 0;
}

/* ---- one command ---- */

static int run_command(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	const struct model_core *core = NULL;
	struct model_window *w = &mbx->window;
	bool flush = cmd->cmd == CMH_VCQ_CMD_FLUSH;
	uint32_t arg, bit;
	int err;

	if (cmd->core < MODEL_CORES)
		core = mbx->model->core[cmd->core];
	if (!core)
		return CMH_HWERR_EINVAL;
	bit = 1u << cmd->core;
	model_count(&mbx->commands[cmd->core], 1);
	if (model_unlikely(mbx->held & ~bit) && !flush) {
		err = settle(mbx, cmd, mbx->held & ~bit);
		if (err)
			return err;
	}
	/* An error stops the VCQ exactly at its command, so what this one follows must be done. */
	if (w->own_nr && !(flush && w->own_core == cmd->core)) {
		err = model_job_drain(mbx);
		if (err)
			return err;
	}
	if (model_unlikely(fault_strikes(mbx, CMH_FAULT_ECC, &arg)))
		books_ecc(mbx, cmd->core, arg);
	if (model_unlikely(fault_strikes(mbx, CMH_FAULT_FAIL_CMD, &arg)))
		return arg ? (int)arg : CMH_HWERR_EIO;
	if (flush) {
		if (mbx->held & bit)
			core_close(mbx, cmd->core);
		return 0;
	}
	if (core->ctx_size)
		mbx->held |= bit;
	return core->exec(mbx, ctx_of(mbx, cmd->core), cmd);
}

/* ---- one VCQ ---- */

/* A word of host memory as it was read; the compiler must not read it again, as the host may have
 * changed it meanwhile. */
static inline uint64_t once(uint64_t word)
{
	__asm__("" : "+r"(word));
	return word;
}

/* Spans are nearly always 1; a branch lets the processor go on before it has read this one. */
static inline uint32_t next_entry(uint32_t i, uint32_t span)
{
	return model_likely(span == 1) ? i + 1 : i + span;
}

/* Copies the VCQ and checks its form, all of it before the first command runs. Returns the
 * number of entries, or 0 with the bad entry's number in *bad. */
static uint32_t vcq_fetch(struct model_mbx *mbx, const uint8_t *slot, uint32_t stride,
			  uint32_t *bad)
{
	uint32_t i, nr, span, due = 1, id = cmh_vcq_id_get(slot);

	*bad = 0;
	if (!cmh_vcq_is_header(slot) || cmh_vcq_id_core(id) != CMH_CORE_SYS ||
	    cmh_vcq_id_cmd(id) != CMH_SYS_CMD_RUN)
		return 0;
	nr = once(cmh_vcq_header_get(slot));
	if (nr < CMH_VCQ_ENTRIES_MIN || nr > CMH_VCQ_ENTRIES_MAX ||
	    nr * CMH_VCQ_ENTRY_SIZE > stride)
		return 0;
	model_count(&mbx->dma_in, nr * CMH_VCQ_ENTRY_SIZE);
	for (i = 1; i < nr; i++) {
		const uint8_t *from = slot + i * CMH_VCQ_ENTRY_SIZE;
		uint8_t *to = mbx->entry + i * CMH_VCQ_ENTRY_SIZE;
		uint64_t word = once(cmh_get_le64(from)); /* magic and id */

		cmh_put_le64(to, word);
		memcpy(to + CMH_VCQ_PAYLOAD_OFFSET, from + CMH_VCQ_PAYLOAD_OFFSET,
		       CMH_VCQ_PAYLOAD_SIZE);
		if (i != due)
			continue; /* inline data */
		*bad = i;
		span = cmh_vcq_id_span(word >> 32);
		if ((uint32_t)word != CMH_VCQ_MAGIC_CMD || !span || span > nr - i)
			return 0;
		due = next_entry(i, span);
	}
	return nr;
}

static void cmd_decode(struct model_cmd *cmd, const uint8_t *entry, uint32_t index)
{
	uint32_t id = cmh_vcq_id_get(entry);

	cmd->core = cmh_vcq_id_core(id);
	cmd->flags = cmh_vcq_id_flags(id) >> 16;
	cmd->span = cmh_vcq_id_span(id);
	cmd->cmd = cmh_vcq_id_cmd(id);
	cmd->index = index;
	cmd->payload = entry + CMH_VCQ_PAYLOAD_OFFSET;
	cmd->inline_data = cmd->span > 1 ? entry + CMH_VCQ_ENTRY_SIZE : NULL;
	cmd->inline_len = (cmd->span - 1) * CMH_VCQ_ENTRY_SIZE;
}

/* Runs the commands. Returns 0 or an errno, with the command to blame in *cmd. */
static int vcq_commands(struct model_mbx *mbx, uint32_t nr, struct model_cmd *cmd)
{
	uint32_t i;
	int err;

	for (i = 1; i < nr; i = next_entry(i, cmd->span)) {
		cmd_decode(cmd, mbx->entry + i * CMH_VCQ_ENTRY_SIZE, i);
		if (model_unlikely(mbx_called(mbx)) && mbx_interrupted(mbx))
			return CMH_HWERR_EPIPE;
		err = run_command(mbx, cmd);
		if (model_unlikely(err))
			return err;
	}
	return model_unlikely(mbx->held) ? settle(mbx, cmd, mbx->held) : 0;
}

/* The core's short cut for a VCQ that is one of its common sequences. It is read where it lies: the host has
 * just written it, and copying it would wait for that. */
static bool vcq_whole(struct model_mbx *mbx, const uint8_t *slot, uint32_t stride)
{
	const uint64_t header = (uint64_t)CMH_VCQ_HEADER_ID << 32 | CMH_VCQ_MAGIC_HEADER;
	uint64_t word[CMH_VCQ_ENTRIES_MAX];
	const struct model_core *core;
	uint32_t i, nr, id;

	if (mbx->held || model_unlikely(fault_any(mbx->model)) || cmh_get_le64(slot) != header)
		return false;
	nr = cmh_vcq_header_get(slot);
	model_once();
	if (nr < CMH_VCQ_ENTRIES_MIN || nr > CMH_VCQ_ENTRIES_MAX || nr * CMH_VCQ_ENTRY_SIZE > stride)
		return false;
	for (i = 1; i < nr; i++)
		word[i] = cmh_get_le64(slot + (size_t)i * CMH_VCQ_ENTRY_SIZE);
	model_once();
	id = cmh_vcq_id_core(word[nr - 1] >> 32);
	core = id < MODEL_CORES ? mbx->model->core[id] : NULL;
	if (!core || !core->whole)
		return false;
	if (!core->whole(mbx, word, slot, nr)) {
		window_begin_vcq(&mbx->window); /* forgets what it announced */
		return false;
	}
	model_count(&mbx->dma_in, nr * CMH_VCQ_ENTRY_SIZE);
	model_count(&mbx->commands[id], nr - 1);
	return true;
}

/* Carries out the commands of a VCQ one by one; nr 0: entry number `bad` of it makes no sense. */
static __attribute__((noinline)) bool vcq_step(struct model_mbx *mbx, uint32_t vcq, uint32_t nr,
					       uint32_t bad)
{
	size_t mark = model_temp_mark(mbx->temp);
	struct model_cmd cmd = { .index = bad };
	uint32_t *result = result_of(mbx, vcq);
	int err;

	err = nr ? vcq_commands(mbx, nr, &cmd) : CMH_HWERR_EFAULT;
	if (model_likely(!err)) {
		if (!mbx->window.own_nr)
			return true;
		if (!mbx->held && model_temp_mark(mbx->temp) == mark)
			return true; /* leaves nothing behind: may wait */
		err = model_job_drain(mbx);
		if (!err)
			return true;
	}
	/* A job that failed before is already noted, and comes first. */
	window_run(mbx);
	if (!*result) {
		if (err == CMH_HWERR_EIO)
			model_note(mbx, MODEL_HW_ERROR, cmd.core);
		*result = cmh_status_make(CMH_STATUS_ERROR, cmd.core, err, cmd.index);
	}
	model_temp_unwind(mbx->temp, mark);
	close_all(mbx);
	return false;
}

/* Executes the VCQ in slot as number vcq. Its result is known afterwards, or comes with the
 * window; false: it is known to have failed. */
static bool vcq_execute(struct model_mbx *mbx, uint32_t vcq, const uint8_t *slot, uint32_t stride)
{
	uint32_t nr = 0, bad = 0;

	*result_of(mbx, vcq) = 0;
	mbx->next = vcq + 1;
	window_begin_vcq(&mbx->window);
	model_count(&mbx->vcqs, 1);
	if (slot && vcq_whole(mbx, slot, stride))
		return true;
	if (slot)
		nr = vcq_fetch(mbx, slot, stride, &bad);
	return vcq_step(mbx, vcq, nr, bad);
}

/* ---- faults of whole VCQs ---- */

static void sleep_us(struct model_mbx *mbx, uint32_t us)
{
	uint64_t left = us * 1000ull;
	struct timespec ts = { 0 };

	while (left && !mbx_interrupted(mbx) && !workers_stopping(mbx->model)) {
		ts.tv_nsec = left < SLOW_SLICE_NS ? left : SLOW_SLICE_NS;
		left -= ts.tv_nsec;
		nanosleep(&ts, NULL);
	}
}

/* True: the VCQ is not run now. *corrupt: its magic is damaged on the way. */
static bool vcq_faults(struct model_mbx *mbx, bool *corrupt)
{
	static const enum cmh_model_fault_kind stalls[] = {
		CMH_FAULT_STALL, CMH_FAULT_HANG, CMH_FAULT_DEAD
	};
	uint32_t i, us;

	if (fault_strikes(mbx, CMH_FAULT_OFFLINE, NULL)) {
		mbx->lost = true;
		model_note(mbx, MODEL_PANIC, CMH_CORE_SYS);
		return true;
	}
	for (i = 0; i < sizeof(stalls) / sizeof(stalls[0]); i++) {
		/* a clear that comes in between is later than the strike and ends the stall */
		mbx->stall_epoch = atomic_load(&mbx->model->faults.epoch);
		if (fault_strikes(mbx, stalls[i], NULL)) {
			mbx->stall = stalls[i];
			if (stalls[i] != CMH_FAULT_STALL)
				model_note(mbx, stalls[i] == CMH_FAULT_HANG ? MODEL_NMI : MODEL_PANIC,
					   CMH_CORE_SYS);
			return true;
		}
	}
	if (fault_strikes(mbx, CMH_FAULT_SLOW, &us))
		sleep_us(mbx, us);
	*corrupt = fault_strikes(mbx, CMH_FAULT_CORRUPT, NULL);
	if (*corrupt)
		model_note(mbx, MODEL_SAFETY, CMH_CORE_DMA);
	return false;
}

/* ---- the queue ---- */

/* The ring as it stands, and how much of it is mapped in one piece from the slot that was looked
 * up last. */
struct ring {
	uint64_t base;
	uint32_t slots, stride;
	const uint8_t *piece;
	uint32_t piece_first, piece_nr;
};

static void ring_open(struct ring *ring, struct model_mbx *mbx)
{
	ring->base = (uint64_t)atomic_load_explicit(&mbx->queue_hi, memory_order_relaxed) << 32 |
		     atomic_load_explicit(&mbx->queue_lo, memory_order_relaxed);
	ring->slots = 1u << atomic_load_explicit(&mbx->slots_log2, memory_order_relaxed);
	ring->stride = 1u << atomic_load_explicit(&mbx->stride_log2, memory_order_relaxed);
	ring->piece = NULL;
	ring->piece_first = 0;
	ring->piece_nr = 0;
}

static const uint8_t *ring_map(const struct ring *ring, const struct cmh_model_host *host,
			       uint32_t vcq, uint32_t nr)
{
	uint64_t at = ring->base + (uint64_t)(vcq & (ring->slots - 1)) * ring->stride;
	uint64_t len = (uint64_t)nr * ring->stride;

	if (at < ring->base || at + len < at)
		return NULL;
	return host->dma_ptr(host->ctx, at, len, false);
}

/* The slot of a VCQ of which nr are pending: all of them up to the end of the ring cost one
 * translation. */
static const uint8_t *ring_slot(struct ring *ring, const struct cmh_model_host *host, uint32_t vcq,
				uint32_t nr)
{
	uint32_t to_end = ring->slots - (vcq & (ring->slots - 1));

	if (vcq - ring->piece_first < ring->piece_nr)
		return ring->piece + (size_t)(vcq - ring->piece_first) * ring->stride;
	if (nr > to_end)
		nr = to_end;
	ring->piece = ring_map(ring, host, vcq, nr);
	if (!ring->piece && nr > 1) {
		nr = 1; /* a hole further on is not this one's fault */
		ring->piece = ring_map(ring, host, vcq, nr);
	}
	ring->piece_first = vcq;
	ring->piece_nr = ring->piece ? nr : 0;
	return ring->piece;
}

static void enter_error(struct model_mbx *mbx, uint32_t status)
{
	books_trace(mbx, status, atomic_load_explicit(&mbx->head, memory_order_relaxed));
	atomic_store_explicit(&mbx->child, status, memory_order_relaxed);
	atomic_store_explicit(&mbx->state, status, memory_order_release);
	mbx_raise(mbx, CMH_MBX_INT_ERROR);
}

/* Moves HEAD over what has ended well; stops at the first VCQ that has not. Returns how far. */
static uint32_t retire(struct model_mbx *mbx)
{
	uint32_t first = atomic_load_explicit(&mbx->head, memory_order_relaxed), head = first;

	while (head != mbx->next && !*result_of(mbx, head))
		head++;
	if (head != first) {
		atomic_store(&mbx->head, head); /* before the look at the interrupt, see mbx_raise() */
		mbx_raise(mbx, CMH_MBX_INT_DONE);
	}
	if (model_unlikely(head != mbx->next))
		enter_error(mbx, *result_of(mbx, head));
	return head - first;
}

/* Executes up to limit VCQs from next on, as far as TAIL goes. False: there was nothing to
 * execute. */
static bool gather(struct model_mbx *mbx, uint32_t limit)
{
	uint32_t tail = atomic_load_explicit(&mbx->tail, memory_order_acquire);
	uint32_t vcq = mbx->next, nr = tail - vcq, i;
	const struct cmh_model *model = mbx->model;
	bool corrupt = false;
	struct ring ring;

	if (!nr)
		return false;
	ring_open(&ring, mbx);
	if (nr > ring.slots) { /* TAIL is beyond the ring: no VCQ can be there */
		vcq_execute(mbx, vcq, NULL, 0);
		return true;
	}
	if (nr > limit)
		nr = limit;
	if (fault_armed(model, CMH_FAULT_SLOW))
		nr = 1; /* HEAD moves VCQ by VCQ, as the host of a slow device sees it */
	for (i = 0; i < nr && !mbx_called(mbx); i++, vcq++) {
		const uint8_t *slot = ring_slot(&ring, &model->host, vcq, nr - i);

		if (model_unlikely(fault_any(model)) && vcq_faults(mbx, &corrupt))
			break;
		if (!vcq_execute(mbx, vcq, corrupt ? NULL : slot, ring.stride))
			break;
	}
	window_run(mbx);
	window_wipe(mbx);
	return true;
}

/* CONTINUE after an error, when VCQs behind the failed one have their results already: executes
 * that one alone, with contexts of its own. */
static void retry_alone(struct model_mbx *mbx)
{
	uint32_t next = mbx->next, held = mbx->held;
	size_t size = mbx->model->ctx_size, mark = model_temp_mark(mbx->temp);
	uint8_t *aside = malloc(size);

	mbx->next = atomic_load(&mbx->head);
	if (!aside) {
		*result_of(mbx, mbx->next) = cmh_status_make(CMH_STATUS_ERROR, CMH_CORE_SYS,
							     CMH_HWERR_ENOMEM, 0);
		mbx->next = next;
		return;
	}
	memcpy(aside, mbx->ctx, size);
	memset(mbx->ctx, 0, size);
	mbx->held = 0;
	gather(mbx, 1);
	close_all(mbx);
	model_temp_unwind(mbx->temp, mark);
	memcpy(mbx->ctx, aside, size);
	mbx->held = held;
	model_wipe(aside, size);
	free(aside);
	mbx->retry = mbx->next == atomic_load(&mbx->head); /* a fault kept it from being executed */
	mbx->next = next;
}

static void retry(struct model_mbx *mbx)
{
	mbx->retry = false;
	if (mbx->next - atomic_load(&mbx->head) > 1)
		retry_alone(mbx);
	else
		mbx->next = atomic_load(&mbx->head);
}

/* A host that takes TAIL back takes back results, too. */
static void forget_beyond_tail(struct model_mbx *mbx)
{
	uint32_t head = atomic_load(&mbx->head), tail = atomic_load(&mbx->tail);

	if (mbx->next - head > tail - head)
		mbx->next = tail;
}

static inline bool can_run(struct model_mbx *mbx)
{
	return mbx_running(mbx) && mbx->stall == CMH_FAULT_NONE;
}

uint32_t esw_run(struct model_mbx *mbx)
{
	uint32_t done = 0;

	if (model_unlikely(mbx->next != atomic_load_explicit(&mbx->head, memory_order_relaxed)))
		forget_beyond_tail(mbx);
	while (can_run(mbx)) {
		if (model_unlikely(mbx->retry))
			retry(mbx);
		else if (mbx->next == atomic_load_explicit(&mbx->head, memory_order_relaxed) &&
			 !gather(mbx, mbx->model->opts.window))
			break;
		if (!mbx->retry)
			done += retire(mbx);
		if (model_unlikely(mbx->lost))
			atomic_store_explicit(&mbx->state, CMH_STATUS_OFFLINE,
					      memory_order_release);
		if (mbx_called(mbx))
			break;
	}
	return done;
}

/* ---- what COMMAND asks for ---- */

void esw_fail(struct model_mbx *mbx, uint32_t err)
{
	uint32_t head = atomic_load(&mbx->head);

	if (mbx->next == head) {
		mbx->next = head + 1;
		close_all(mbx); /* as when it had been executed */
	}
	*result_of(mbx, head) = cmh_status_make(CMH_STATUS_ERROR, CMH_CORE_SYS, err, 0);
	enter_error(mbx, *result_of(mbx, head));
}

void esw_skip(struct model_mbx *mbx)
{
	uint32_t head = atomic_load(&mbx->head);

	if (head == atomic_load(&mbx->tail))
		return; /* the host took the VCQ back */
	if (mbx->next == head)
		mbx->next = head + 1;
	atomic_store_explicit(&mbx->head, head + 1, memory_order_release);
}

void esw_clean(struct model_mbx *mbx)
{
	close_all(mbx);
	model_temp_reset(mbx->temp);
	window_wipe(mbx);
	if (mbx->engine_used)
		engine_forget(mbx->engine);
	mbx->engine_used = false;
	mbx->next = atomic_load(&mbx->head);
	mbx->retry = false;
}
