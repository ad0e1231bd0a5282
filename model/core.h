/* SPDX-License-Identifier: Apache-2.0 */
/* core.h - between the eSW (esw.c, which walks VCQs) and the cores (one file each, which obey
 * commands).
 *
 * A core is a table entry with an exec function. Its per-mailbox context is memory that the eSW
 * keeps for as long as the mailbox lives; what is in it matters from INIT to FLUSH, over as many
 * VCQs as that takes. Work on bulk data is not done at once: a core describes it as an engine job
 * and adds it to the mailbox's window; the eSW runs whole windows and retires VCQs in order.
 * Whatever a core needs at once (a saved context, a key) it reads through the calls below, which
 * order it behind pending jobs.
 */
#ifndef CMH_MODEL_CORE_H
#define CMH_MODEL_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cmh/abi/eac.h"
#include "cmh/abi/vcq.h"
#include "engine/engine.h"

struct cmh_model;
struct model_mbx;
struct model_store;

/* What cores keep for the whole device. The model owns one, zero after power-on and reset. */
struct model_device {
	_Atomic uint32_t drbg_config; /* 0: not configured; else 1 | strength << 8 */
	_Atomic uint64_t drbg_requests; /* since it was seeded */
};

/* What the books of books.c take note of. */
enum model_event {
	MODEL_HW_ERROR, /* a core failed */
	MODEL_NMI,      /* something hangs */
	MODEL_PANIC,    /* something is dead: safety fatal, too */
	MODEL_SAFETY,   /* safety notification: damage that was mended, or kept from doing harm */
};

#define MODEL_ROOT_SIZE 32 /* bytes of the secret that the fused keys grow from */

/* One command of a VCQ, a private copy that the host can no longer change. */
struct model_cmd {
	uint8_t core, flags, span, cmd;
	uint32_t index;             /* entry number in the VCQ, header = 0 */
	const uint8_t *payload;     /* 56 bytes */
	const uint8_t *inline_data; /* (span - 1) * 64 bytes, or NULL */
	size_t inline_len;
};

struct model_core {
	uint8_t id;      /* CMH_CORE_* */
	uint32_t rail;   /* its CORE_ENABLE low rail, 0 when it has none */
	size_t ctx_size; /* of the per-mailbox context: zeroed at start, wiped by reset */
	/* Carries out one command (never FLUSH, the eSW does that). Returns 0 or a positive
	 * errno for STATUS. ctx: this mailbox's context of this core. */
	int (*exec)(struct model_mbx *mbx, void *ctx, const struct model_cmd *cmd);
	/* Optional. Processes what the core has only collected so far. Called when a VCQ ends
	 * well, as a host buffer is safe to use only until its VCQ is retired, and before a
	 * command of another core, which may overwrite the input: for each core that had a
	 * command since its last FLUSH. cmd: the command to blame. Returns as exec. */
	int (*settle)(struct model_mbx *mbx, void *ctx, const struct model_cmd *cmd);
	/* Optional. Makes the context as new: frees what it points to and wipes what is secret.
	 * The eSW calls it for FLUSH, when a VCQ of the mailbox failed, for reset and before it
	 * frees the context. Takes no lock and calls none of the functions below; queued jobs
	 * never point into the context. Without it the eSW zeroes all ctx_size bytes. */
	void (*close)(void *ctx);
	/* Optional. A short cut for the core's common VCQs: called with a VCQ of nr entries that ends in a
	 * command of this core, when no core is open and no fault is armed. Carries it out if it is one of
	 * those and cannot fail before its job runs, and returns true. Else returns false with nothing done,
	 * and its commands are carried out one by one. The two ways have the same effect, which a test
	 * compares. word[i] is magic and id of entry i; the payloads lie in the host's own slot, so each
	 * field is read exactly once (model_once). */
	bool (*whole)(struct model_mbx *mbx, const uint64_t *word, const uint8_t *slot, uint32_t nr);
};

/* Keeps the compiler from reading host memory again for a value that was read before: the host may have changed
 * it since. */
static inline void model_once(void)
{
	__asm__ volatile("" ::: "memory");
}

/* Magic and id of a command entry as one word. */
static inline uint64_t model_word(uint32_t core, uint32_t cmd)
{
	return (uint64_t)cmh_vcq_id(core, 0, 1, cmd) << 32 | CMH_VCQ_MAGIC_CMD;
}

static inline const void *model_payload(const uint8_t *slot, uint32_t i)
{
	return slot + (size_t)i * CMH_VCQ_ENTRY_SIZE + CMH_VCQ_PAYLOAD_OFFSET;
}

/* In model/cores.c: every core there is, ended by a NULL. A core id without entry answers
 * EINVAL. */
extern const struct model_core *const model_cores[];

/* ---- What the eSW offers to cores (esw.c) ---- */

/* Host memory [iova, iova + len) for reading at once, now: pending jobs whose output overlaps
 * are run first. Returns NULL when not mapped; len 0 returns a non-NULL pointer that must not be
 * read. */
const void *model_read_ptr(struct model_mbx *mbx, uint64_t iova, size_t len);
/* Host memory for writing at once; pending jobs that read or write it are run first. */
void *model_write_ptr(struct model_mbx *mbx, uint64_t iova, size_t len);
/* Host memory that a job will read or write later: translates and checks only, keeps the hazard
 * books when the job is added. NULL when not mapped; len 0 as above. */
const void *model_job_in(struct model_mbx *mbx, uint64_t iova, size_t len);
void *model_job_out(struct model_mbx *mbx, uint64_t iova, size_t len);

/* Takes a cleared job from the mailbox's window (running the window first when it is full). Fill
 * it, then model_job_add(). Never NULL. */
struct engine_job *model_job_get(struct model_mbx *mbx);
/* Queues the job from model_job_get(); its failure becomes the failure of cmd. */
void model_job_add(struct model_mbx *mbx, const struct model_cmd *cmd);
/* Runs everything pending of this mailbox now. Returns 0, or the errno of the first failed job of
 * the VCQ that executes, for the caller to return. */
int model_job_drain(struct model_mbx *mbx);
/* Bytes that stay put until the jobs of this VCQ have run (for keys, IVs, gathered segments, and so
 * on; wiped afterwards). What is to outlive the VCQ belongs into the context. NULL only when out of
 * memory, or when the mailbox holds 16 MiB already. */
void *model_scratch(struct model_mbx *mbx, size_t len);

struct cmh_model *model_of(struct model_mbx *mbx);
uint32_t model_mbx_id(const struct model_mbx *mbx);
struct model_device *model_device_of(struct model_mbx *mbx);
struct model_store *model_store_of(struct model_mbx *mbx);
struct engine *model_engine_of(struct model_mbx *mbx); /* never NULL while a command executes */
/* Notes an event of a core for EAC READ. */
void model_note(struct model_mbx *mbx, enum model_event event, uint8_t core);
/* All that was noted, which is then forgotten. */
void model_books_take(struct model_mbx *mbx, struct cmh_eac_response *out);
/* The root of fused key n, 1..8; NULL when that key was never provisioned. */
const uint8_t *model_fused_root(struct model_mbx *mbx, uint32_t n);
/* Requests that the DRBG may serve between two seedings. */
uint64_t model_reseed_interval(struct model_mbx *mbx);

/* ---- What the datastore offers to cores (store.c) ---- */

/* A key for a core command: ref is TEMP (pops the mailbox's stack) or an object that this
 * mailbox may execute and whose core tag is `core`. Copies the first len bytes to out (the
 * object must have that many) with the swap undone. Returns 0 or ENOENT, EPERM, EINVAL. Takes
 * the store's lock. */
int model_key_load(struct model_mbx *mbx, uint64_t ref, uint8_t core, void *out, size_t len);

/* Opaque per-mailbox part of the store: the TEMP stack and LAST. store.c owns them; the eSW only
 * makes, resets (mailbox FLUSH; and back to a mark when a VCQ failed) and frees them. */
struct model_temp;
struct model_temp *model_temp_new(void);
void model_temp_free(struct model_temp *temp);
void model_temp_reset(struct model_temp *temp);
size_t model_temp_mark(const struct model_temp *temp);
void model_temp_unwind(struct model_temp *temp, size_t mark); /* drops what was pushed above mark */
struct model_temp *model_mbx_temp(struct model_mbx *mbx);    /* esw.c */

int model_store_new(size_t bytes, bool reclaim, struct model_store **out);
void model_store_free(struct model_store *store);
void model_store_reset(struct model_store *store);

#endif
