/* SPDX-License-Identifier: Apache-2.0 */
/* internal.h - what the files of the model share: the device, a mailbox, and who may touch which
 * field.
 *
 * Registers are atomics that any thread reads and writes. Everything else of a mailbox belongs to
 * the one thread that has entered it: mbx_enter() is a try-lock in one atomic word, and whoever
 * finds it taken leaves a note there instead of waiting. The one inside reads the notes before it
 * goes, so nothing is forgotten and nobody ever blocks.
 */
#ifndef CMH_MODEL_INTERNAL_H
#define CMH_MODEL_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmh/abi/regs.h>
#include <cmh/abi/vcq.h>

#include "core.h"
#include "model.h"
#include "ranges.h"

#define MODEL_CORES 32      /* core ids below this can have a table entry */
#define MODEL_WINDOW 64     /* VCQs per window unless the options say otherwise */
#define MODEL_WINDOW_MAX 1024
#define MODEL_SCRATCH_MAX (16u << 20)
#define MODEL_FAULTS 16
#define MODEL_SRAM_BANKS 4

#define model_likely(x)   __builtin_expect(!!(x), 1)
#define model_unlikely(x) __builtin_expect(!!(x), 0)

/* struct model_mbx.ctl: 0 when nobody is inside, else MBX_INSIDE and notes for the one who is. */
#define MBX_INSIDE 1u
#define MBX_LOOK   2u /* a COMMAND or a release waits to be carried out */
#define MBX_RUN    4u /* somebody wanted the queue run: read TAIL again before leaving */

/* struct model_mbx.command: what COMMAND reads, with this bit until it is carried out (RUN is
 * 0). */
#define MBX_COMMAND_WAITS 0x80000000u

/* struct model_mbx.irq holds all that decides about the line, so that each edge is seen exactly
 * once. */
#define MBX_IRQ_PENDING    0x003u
#define MBX_IRQ_MASK_SHIFT 8
#define MBX_IRQ_MASK       (MBX_IRQ_PENDING << MBX_IRQ_MASK_SHIFT)
#define MBX_IRQ_LOST       0x10000u /* a fault swallowed the rising edge: no falling one either */

/* A chunk of a mailbox's scratch memory. */
struct model_chunk {
	struct model_chunk *next;
	size_t size, used;
	uint8_t *data;
};

/* The jobs that wait for the engine, and the host memory they touch. */
struct model_window {
	struct engine_job *jobs;
	uint32_t first, nr, size;      /* jobs[first..nr) wait */
	uint32_t own_nr;               /* of these, by the VCQ that executes now */
	uint8_t own_core;
	struct range_set in, out;      /* of the waiting jobs */
	struct range_set new_in, new_out; /* of the job that is being described */
	struct model_chunk *scratch;
	size_t scratch_size;
};

struct model_mbx {
	/* Registers and books written by any thread. Counters are not exact when several host
	 * threads use one mailbox's registers at once: an exact count would cost more than the
	 * access. */
	_Alignas(64) _Atomic uint32_t tail;
	_Atomic uint32_t command;
	_Atomic uint32_t token;     /* owner of LOCK, 0: free */
	_Atomic uint32_t give_back; /* token written to LOCK and not yet taken back */
	_Atomic uint32_t irq;
	_Atomic uint32_t slots_log2, stride_log2;
	_Atomic uint32_t queue_lo, queue_hi;
	_Atomic uint32_t host_info, host_config, scratch_reg;
	_Atomic uint64_t reg_reads, reg_writes, doorbells, interrupts;

	/* Written only by the thread inside. */
	_Alignas(64) _Atomic uint32_t ctl;
	_Atomic uint32_t head;
	_Atomic uint32_t state; /* a STATUS word; IDLE stands for running, shown as IDLE or BUSY */
	_Atomic uint32_t child;
	_Atomic uint64_t vcqs, dma_in, dma_out;
	_Atomic uint64_t commands[MODEL_CORES];

	/* Touched only by the thread inside. */
	struct cmh_model *model;
	uint32_t id;
	uint32_t next;          /* VCQ to execute next; results of [head, next) wait */
	uint32_t *results;      /* ring of STATUS words, 0: well */
	uint32_t result_mask;
	bool started;           /* RUN was written since LOCK was taken */
	bool lost;              /* fault OFFLINE: nothing but FLUSH brings it back */
	bool retry;             /* CONTINUE: execute the VCQ at HEAD once more */
	uint8_t stall;          /* CMH_FAULT_STALL, _HANG or _DEAD while it lasts */
	uint32_t stall_epoch;   /* of the faults when it began */
	uint32_t held;          /* bit per core id: had a command since its last FLUSH */
	uint8_t *ctx;           /* the contexts of all cores, model->ctx_offset apart */
	struct model_temp *temp;
	struct engine *engine;
	bool engine_used;       /* since it last forgot its keys */
	struct model_window window;
	uint8_t entry[CMH_VCQ_ENTRIES_MAX * CMH_VCQ_ENTRY_SIZE]; /* private copy of a VCQ */
};

struct model_faults {
	_Atomic uint32_t kinds; /* bit per kind that is armed */
	_Atomic uint32_t epoch; /* counts clears */
	pthread_mutex_t lock;
	struct cmh_model_fault armed[MODEL_FAULTS];
};

struct model_workers {
	pthread_t *threads;
	uint32_t nr;
	_Atomic uint64_t ready; /* bit per mailbox whose doorbell rang */
	_Atomic uint32_t sleepers;
	_Atomic bool stop;
	pthread_mutex_t lock;
	pthread_cond_t bell;
};

/* books.c */
struct model_books {
	pthread_mutex_t lock;
	struct cmh_eac_response sum;
};

struct cmh_model {
	struct cmh_model_opts opts;
	struct cmh_model_host host;
	struct model_mbx *mbx;
	struct model_store *store;
	const struct model_core *core[MODEL_CORES];
	size_t ctx_offset[MODEL_CORES];
	size_t ctx_size; /* of all contexts of a mailbox */
	uint32_t core_enable;
	struct model_faults faults;
	struct model_workers workers;

	_Atomic uint32_t tokens; /* LOCK tokens given out */
	_Atomic uint64_t booted_ns;
	_Atomic bool mission2;
	_Atomic uint32_t heartbeat, gpinterrupt;
	struct model_device device;
	struct model_books books;
	uint8_t root[MODEL_ROOT_SIZE]; /* survives a reset */
};

/* Adds to a counter that has one writer at a time. */
static inline void model_count(_Atomic uint64_t *counter, uint64_t n)
{
	atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + n,
			      memory_order_relaxed);
}

/* Clears what the compiler takes for dead. */
static inline void model_wipe(void *p, size_t len)
{
	memset(p, 0, len);
	__asm__ __volatile__("" : : "r"(p) : "memory");
}

/* ---- sic.c: the registers that are not a mailbox's ---- */
void sic_boot(struct cmh_model *model);
uint32_t sic_read(struct cmh_model *model, uint32_t off);
void sic_write(struct cmh_model *model, uint32_t off, uint32_t val);

/* ---- mbx.c: one mailbox's register page, LOCK, COMMAND and interrupt ---- */
int mbx_init(struct model_mbx *mbx, struct cmh_model *model, uint32_t id);
void mbx_fini(struct model_mbx *mbx);
void mbx_abandon(struct model_mbx *mbx);
void mbx_reset(struct model_mbx *mbx); /* as after power-on; inside */
uint32_t mbx_read(struct model_mbx *mbx, uint32_t reg);
void mbx_write(struct model_mbx *mbx, uint32_t reg, uint32_t val);
/* Enters, or leaves note (MBX_LOOK, MBX_RUN) for the one who is inside and returns false. */
bool mbx_enter(struct model_mbx *mbx, uint32_t note);
/* Works inside until no notes are left, then leaves. want: MBX_RUN to run the queue, too. */
uint32_t mbx_serve(struct model_mbx *mbx, uint32_t want);
/* Lets the mailbox look at COMMAND and its faults soon, on whatever thread. */
void mbx_attend(struct model_mbx *mbx);
/* True when the VCQ that executes now has to end: ABORT, FLUSH or a release waits. */
bool mbx_interrupted(struct model_mbx *mbx);
/* Sets pending bits of INTERRUPT and drives the line. */
void mbx_raise(struct model_mbx *mbx, uint32_t bits);

/* A COMMAND or a release waits; checked at each command boundary. */
static inline bool mbx_called(struct model_mbx *mbx)
{
	return atomic_load_explicit(&mbx->ctl, memory_order_relaxed) & MBX_LOOK;
}

static inline bool mbx_running(struct model_mbx *mbx)
{
	return atomic_load_explicit(&mbx->state, memory_order_relaxed) == CMH_STATUS_IDLE;
}

/* ---- esw.c: VCQs; all inside ---- */
uint32_t esw_run(struct model_mbx *mbx);             /* the queue, until it is empty or halts */
void esw_fail(struct model_mbx *mbx, uint32_t err);  /* ends the VCQ at HEAD without executing it */
void esw_skip(struct model_mbx *mbx);                /* HEAD += 1 */
void esw_clean(struct model_mbx *mbx);               /* forgets results, contexts, TEMP and keys */

/* ---- window.c: jobs, hazards and scratch; all inside ---- */
int window_init(struct model_window *w, uint32_t vcqs);
void window_fini(struct model_window *w);
/* The VCQ that executes from now on owns the jobs that are added. */
static inline void window_begin_vcq(struct model_window *w)
{
	w->own_nr = 0;
	w->new_in.nr = 0;
	w->new_out.nr = 0;
}
void window_run(struct model_mbx *mbx);  /* hands what waits to the engine, notes failures */
void window_wipe(struct model_mbx *mbx); /* between VCQs: forgets jobs and scratch */

/* ---- fault.c ---- */
void fault_init(struct model_faults *faults);
void fault_fini(struct model_faults *faults);
bool fault_take(struct model_mbx *mbx, enum cmh_model_fault_kind kind, uint32_t *arg);

static inline bool fault_armed(const struct cmh_model *model, enum cmh_model_fault_kind kind)
{
	return atomic_load_explicit(&model->faults.kinds, memory_order_relaxed) & 1u << kind;
}

static inline bool fault_any(const struct cmh_model *model)
{
	return atomic_load_explicit(&model->faults.kinds, memory_order_relaxed) != 0;
}

/* One chance for faults of this kind; true: it strikes, with *arg if arg. */
static inline bool fault_strikes(struct model_mbx *mbx, enum cmh_model_fault_kind kind,
				 uint32_t *arg)
{
	return model_unlikely(fault_armed(mbx->model, kind)) && fault_take(mbx, kind, arg);
}

/* ---- books.c ---- */
void books_init(struct model_books *books);
void books_fini(struct model_books *books);
void books_clear(struct model_books *books);
void books_ecc(struct model_mbx *mbx, uint8_t core, uint32_t bank); /* a bit was mended */
void books_trace(struct model_mbx *mbx, uint32_t status, uint32_t vcq);

/* ---- worker.c ---- */
int workers_start(struct cmh_model *model);
void workers_stop(struct cmh_model *model);
void workers_wake(struct cmh_model *model, uint32_t mbx);

/* A doorbell; without workers it is heard when the host runs the mailbox. */
static inline void workers_ring(struct cmh_model *model, uint32_t mbx)
{
	if (model->workers.nr)
		workers_wake(model, mbx);
}

static inline bool workers_stopping(const struct cmh_model *model)
{
	return atomic_load_explicit(&model->workers.stop, memory_order_relaxed);
}

#endif
