// SPDX-License-Identifier: Apache-2.0
/* window.c - the window: jobs that wait for the engine, the memory they touch, and scratch for
 * them.
 *
 * The jobs of a window run in any order and at once, so no two may meet in memory. The ranges a job
 * reads and writes are kept in four sets: waiting jobs' and the new job's. What would collide runs
 * the window first.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define SCRATCH_CHUNK 16384u
#define SCRATCH_KEEP  (256u << 10) /* bytes kept from one window to the next */
#define SCRATCH_ALIGN 16u

/* What a zero-length buffer points to. */
static uint8_t nothing[1];

int window_init(struct model_window *w, uint32_t vcqs)
{
	/* room for a VCQ of single-job commands on top of a full window */
	w->size = vcqs + CMH_VCQ_ENTRIES_MAX;
	w->jobs = calloc(w->size, sizeof(*w->jobs));
	return w->jobs ? 0 : -ENOMEM;
}

static void chunk_free(struct model_chunk *chunk)
{
	model_wipe(chunk->data, chunk->used);
	free(chunk->data);
	free(chunk);
}

void window_fini(struct model_window *w)
{
	struct model_chunk *chunk, *next;

	for (chunk = w->scratch; chunk; chunk = next) {
		next = chunk->next;
		chunk_free(chunk);
	}
	if (w->jobs)
		model_wipe(w->jobs, w->size * sizeof(*w->jobs));
	free(w->jobs);
	w->jobs = NULL;
	w->scratch = NULL;
}

/* ---- memory of the host ---- */

static void *translate(struct model_mbx *mbx, uint64_t iova, size_t len, bool write)
{
	const struct cmh_model_host *host = &mbx->model->host;

	if (!len)
		return nothing;
	if (iova + len < iova)
		return NULL;
	return host->dma_ptr(host->ctx, iova, len, write);
}

static inline bool waits(const struct model_window *w)
{
	return w->nr != w->first;
}

const void *model_read_ptr(struct model_mbx *mbx, uint64_t iova, size_t len)
{
	void *p = translate(mbx, iova, len, false);
	uintptr_t lo = (uintptr_t)p;

	if (!p || !len)
		return p;
	if (waits(&mbx->window) && range_hit(&mbx->window.out, lo, lo + len))
		window_run(mbx);
	model_count(&mbx->dma_in, len);
	return p;
}

void *model_write_ptr(struct model_mbx *mbx, uint64_t iova, size_t len)
{
	void *p = translate(mbx, iova, len, true);
	uintptr_t lo = (uintptr_t)p;

	if (!p || !len)
		return p;
	if (waits(&mbx->window) && (range_hit(&mbx->window.out, lo, lo + len) ||
				    range_hit(&mbx->window.in, lo, lo + len)))
		window_run(mbx);
	model_count(&mbx->dma_out, len);
	return p;
}

const void *model_job_in(struct model_mbx *mbx, uint64_t iova, size_t len)
{
	void *p = translate(mbx, iova, len, false);

	if (p && len) {
		range_add(&mbx->window.new_in, (uintptr_t)p, (uintptr_t)p + len);
		model_count(&mbx->dma_in, len);
	}
	return p;
}

void *model_job_out(struct model_mbx *mbx, uint64_t iova, size_t len)
{
	void *p = translate(mbx, iova, len, true);

	if (p && len) {
		range_add(&mbx->window.new_out, (uintptr_t)p, (uintptr_t)p + len);
		model_count(&mbx->dma_out, len);
	}
	return p;
}

/* ---- jobs ---- */

/* In pieces of a size for which the compiler has something faster than rep stos. */
static inline void clear_job(struct engine_job *job)
{
	uint8_t *p = (uint8_t *)job;
	size_t i;

	for (i = 0; i + 64 <= sizeof(*job); i += 64)
		memset(p + i, 0, 64);
	memset(p + i, 0, sizeof(*job) % 64);
}

struct engine_job *model_job_get(struct model_mbx *mbx)
{
	struct model_window *w = &mbx->window;
	struct engine_job *job;

	if (w->nr == w->size)
		window_run(mbx);
	if (!waits(w))
		w->first = w->nr = 0;
	job = &w->jobs[w->nr];
	clear_job(job);
	job->segs = job->seg_inline;
	return job;
}

static bool collides(const struct model_window *w)
{
	uint32_t i;

	for (i = 0; i < w->new_out.nr; i++) {
		const struct range *r = &w->new_out.r[i];

		if (range_hit(&w->in, r->lo, r->hi) || range_hit(&w->out, r->lo, r->hi))
			return true;
	}
	for (i = 0; i < w->new_in.nr; i++)
		if (range_hit(&w->out, w->new_in.r[i].lo, w->new_in.r[i].hi))
			return true;
	return false;
}

static void merge(struct range_set *into, struct range_set *from)
{
	uint32_t i;

	for (i = 0; i < from->nr; i++)
		range_add(into, from->r[i].lo, from->r[i].hi);
	from->nr = 0;
}

void model_job_add(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	struct model_window *w = &mbx->window;
	struct engine_job *job = &w->jobs[w->nr];

	if (waits(w) && collides(w))
		window_run(mbx); /* leaves the new job where it is */
	merge(&w->in, &w->new_in);
	merge(&w->out, &w->new_out);
	job->vcq = mbx->next - 1;
	job->index = cmd->index;
	job->core = cmd->core;
	w->own_core = cmd->core;
	w->own_nr++;
	w->nr++;
}

struct engine *model_engine_of(struct model_mbx *mbx)
{
	mbx->engine_used = true;
	return mbx->engine; /* made by the first RUN */
}

static void note_failure(struct model_mbx *mbx, const struct engine_job *job)
{
	uint32_t *result = &mbx->results[job->vcq & mbx->result_mask];

	if (job->status == CMH_HWERR_EIO)
		model_note(mbx, MODEL_HW_ERROR, job->core);
	if (!*result) /* the first failure of a VCQ is its result */
		*result = cmh_status_make(CMH_STATUS_ERROR, job->core, job->status, job->index);
}

void window_run(struct model_mbx *mbx)
{
	struct model_window *w = &mbx->window;
	uint32_t i;

	if (!waits(w))
		return;
	engine_run(model_engine_of(mbx), w->jobs + w->first, w->nr - w->first);
	for (i = w->first; i < w->nr; i++) {
		struct engine_job *job = &w->jobs[i];

		if (model_unlikely(job->status))
			note_failure(mbx, job);
		if (job->key_len)
			model_wipe(job->key, sizeof(job->key));
	}
	w->first = w->nr;
	w->own_nr = 0;
	w->in.nr = 0;
	w->out.nr = 0;
}

int model_job_drain(struct model_mbx *mbx)
{
	window_run(mbx);
	return cmh_status_error(mbx->results[(mbx->next - 1) & mbx->result_mask]);
}

/* ---- scratch ---- */

static struct model_chunk *chunk_new(struct model_window *w, size_t len)
{
	struct model_chunk *chunk;

	size_t size = w->scratch ? 2 * w->scratch->size : SCRATCH_CHUNK;

	if (size > SCRATCH_KEEP)
		size = SCRATCH_KEEP;
	if (len < size)
		len = size;
	if (len > MODEL_SCRATCH_MAX - w->scratch_size)
		return NULL;
	chunk = calloc(1, sizeof(*chunk));
	if (!chunk)
		return NULL;
	chunk->data = aligned_alloc(SCRATCH_ALIGN, len);
	if (!chunk->data) {
		free(chunk);
		return NULL;
	}
	chunk->size = len;
	chunk->next = w->scratch;
	w->scratch = chunk;
	w->scratch_size += len;
	return chunk;
}

void *model_scratch(struct model_mbx *mbx, size_t len)
{
	struct model_window *w = &mbx->window;
	struct model_chunk *chunk = w->scratch;
	void *p;

	if (len > MODEL_SCRATCH_MAX)
		return NULL;
	len = (len + SCRATCH_ALIGN - 1) & ~(size_t)(SCRATCH_ALIGN - 1);
	if (!chunk || len > chunk->size - chunk->used) {
		chunk = chunk_new(w, len);
		if (!chunk)
			return NULL;
	}
	p = chunk->data + chunk->used;
	chunk->used += len;
	return p;
}

/* Keeps the newest chunk, which grew to what a window needs, unless that was a giant. */
void window_wipe(struct model_mbx *mbx)
{
	struct model_window *w = &mbx->window;
	struct model_chunk *keep = w->scratch, *chunk, *next;

	w->first = w->nr = 0;
	if (model_likely(!keep || !keep->used))
		return;
	if (keep->size <= SCRATCH_KEEP) {
		chunk = keep->next;
		model_wipe(keep->data, keep->used);
		keep->used = 0;
		keep->next = NULL;
	} else {
		chunk = keep;
		keep = NULL;
	}
	w->scratch = keep;
	w->scratch_size = keep ? keep->size : 0;
	for (; chunk; chunk = next) {
		next = chunk->next;
		chunk_free(chunk);
	}
}
