/* SPDX-License-Identifier: Apache-2.0 */
/* model.h - a CryptoManager Hub in software: the whole face it shows to a host.
 *
 * The model trusts no byte of a VCQ or of host memory and reaches host memory only through the host's
 * callbacks. It depends on include/cmh/abi and on libcrypto, never on the driver.
 */
#ifndef CMH_MODEL_MODEL_H
#define CMH_MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CMH_MODEL_MAILBOXES 64

enum cmh_model_revision { CMH_MODEL_V1030, CMH_MODEL_CRI };

struct cmh_model_opts {
	enum cmh_model_revision revision;
	uint32_t mailboxes;     /* instances 0..mailboxes-1 exist; 1..64 */
	uint32_t threads;       /* worker threads; 0: only cmh_model_run() does work */
	uint32_t cores;         /* bit i: core id i is built in; 0: all that the model implements */
	uint32_t store_bytes;   /* datastore size; 0: 1 MiB */
	bool reclaim;           /* reuse the space of deleted objects (hardware does not) */
	uint32_t mission2_us;   /* MISSION2 shows this long after MISSION */
	uint32_t window;        /* VCQs gathered per engine call, 0: 64 */
	uint32_t kic_missing;   /* bit n: fused key n (1..8) was never provisioned */
	const uint8_t *root;    /* 32 bytes that the fused keys grow from; NULL: random ones */
	uint64_t reseed_interval; /* random requests between two seedings; 0: 2^48 */
};

/* How the model reaches its host. dir is from the device's view: reading or writing host memory. */
struct cmh_model_host {
	/* Returns a pointer to [iova, iova + len) that stays valid while the VCQ that named it is in
	 * flight, or NULL when not all of it is mapped for this direction. len > 0. May be called from
	 * any thread that runs the model. */
	void *(*dma_ptr)(void *ctx, uint64_t iova, size_t len, bool write);
	/* The mailbox's interrupt line: called on each rising edge of (INTERRUPT & MASK) != 0, and with
	 * raised = false when it falls. No model lock is held. May be NULL. */
	void (*irq)(void *ctx, uint32_t mbx, bool raised);
	void *ctx;
};

struct cmh_model;

/* Makes a model that has booted. Returns 0, or -EINVAL bad option, -ENOMEM. */
int cmh_model_new(const struct cmh_model_opts *opts, const struct cmh_model_host *host,
		  struct cmh_model **out);
/* Stops the workers and wipes and frees everything. NULL is fine. */
void cmh_model_free(struct cmh_model *model);
/* Frees the memory of a forked child's copy: no thread is joined, no lock is taken. */
void cmh_model_abandon(struct cmh_model *model);

/* The SIC window: offset in bytes, 32-bit aligned; anything else reads 0 and ignores writes. Thread-safe. */
uint32_t cmh_model_read32(struct cmh_model *model, uint32_t off);
void cmh_model_write32(struct cmh_model *model, uint32_t off, uint32_t val);

/* Does pending work of one mailbox on this thread until it has none, errs or is halted. Returns the number
 * of VCQs retired; 0 when there is nothing to do or another thread is at it. Thread-safe. */
int cmh_model_run(struct cmh_model *model, uint32_t mbx);

/* Whole-device reset: datastore, mailboxes and cores as after power-on (base keys stay). It waits for
 * whoever runs a mailbox, so not from the irq callback. */
void cmh_model_reset(struct cmh_model *model);

struct cmh_model_counters {
	uint64_t reg_reads, reg_writes, doorbells, interrupts;
	uint64_t dma_in_bytes, dma_out_bytes;
	uint64_t vcqs;
	uint64_t commands[32];
};
void cmh_model_get_counters(struct cmh_model *model, struct cmh_model_counters *out);

/* Scripted faults, for tests. Each stays armed for `count` hits after skipping `after` chances. */
enum cmh_model_fault_kind {
	CMH_FAULT_NONE,
	CMH_FAULT_LOSE_IRQ,    /* the interrupt line is not raised */
	CMH_FAULT_STALL,       /* the mailbox does not run the VCQ at HEAD until ABORT, FLUSH or clear */
	CMH_FAULT_HANG,        /* as STALL, and ABORT and RESTART are ignored: only FLUSH helps */
	CMH_FAULT_DEAD,        /* nothing helps: COMMAND is never carried out */
	CMH_FAULT_SLOW,        /* each VCQ takes `arg` microseconds more */
	CMH_FAULT_FAIL_CMD,    /* a command ends with errno `arg` (0: EIO) */
	CMH_FAULT_CORRUPT,     /* the VCQ's magic is read damaged, as by a bus error: EFAULT */
	CMH_FAULT_OFFLINE,     /* the mailbox goes OFFLINE and runs nothing until FLUSH */
	CMH_FAULT_ECC,         /* a command meets a bit error in SRAM bank `arg` (0..3), which is mended */
	CMH_FAULT_NR
};

struct cmh_model_fault {
	enum cmh_model_fault_kind kind;
	int32_t mbx;    /* mailbox instance, -1: any */
	uint32_t after; /* VCQs (or commands, or interrupts) let pass first */
	uint32_t count; /* how often it then strikes; 0: for ever */
	uint32_t arg;
};

/* Arms one more fault (up to 16). Returns 0 or -EINVAL, -ENOSPC. Thread-safe, at any time. */
int cmh_model_fault_arm(struct cmh_model *model, const struct cmh_model_fault *fault);
/* Disarms all; a stalled mailbox goes on. */
void cmh_model_fault_clear(struct cmh_model *model);

#endif
