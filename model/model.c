// SPDX-License-Identifier: Apache-2.0
/* model.c - the device as a whole: its life, its register window, its counters. */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

#define MODEL_STORE_BYTES (1u << 20)
#define MODEL_THREADS_MAX 64
#define CTX_ALIGN 64
#define RESEED_INTERVAL (1ull << 48) /* the most that SP 800-90A lets a CTR_DRBG have */

static int check_opts(struct cmh_model_opts *opts)
{
	if (opts->revision != CMH_MODEL_V1030 && opts->revision != CMH_MODEL_CRI)
		return -EINVAL;
	if (opts->mailboxes < 1 || opts->mailboxes > CMH_MODEL_MAILBOXES ||
	    opts->threads > MODEL_THREADS_MAX || opts->window > MODEL_WINDOW_MAX)
		return -EINVAL;
	if (!opts->window)
		opts->window = MODEL_WINDOW;
	if (!opts->store_bytes)
		opts->store_bytes = MODEL_STORE_BYTES;
	if (opts->reseed_interval > RESEED_INTERVAL)
		return -EINVAL;
	if (!opts->reseed_interval)
		opts->reseed_interval = RESEED_INTERVAL;
	return 0;
}

/* The fuses: what was given, or what nobody knows. */
static int burn_root(struct cmh_model *model)
{
	const uint8_t *given = model->opts.root;

	model->opts.root = NULL;
	if (!given)
		return getentropy(model->root, sizeof(model->root)) ? -EIO : 0;
	memcpy(model->root, given, sizeof(model->root));
	return 0;
}

/* What CORE_ENABLE has no bit for is in every hub. */
#define ALWAYS (1u << CMH_CORE_SYS | 1u << CMH_CORE_KIC | 1u << CMH_CORE_EAC)

/* The cores asked for, each with its place in a mailbox's contexts. */
static void pick_cores(struct cmh_model *model)
{
	uint32_t wanted = model->opts.cores ? model->opts.cores | ALWAYS : ~0u;
	int i;

	for (i = 0; model_cores[i]; i++) {
		const struct model_core *core = model_cores[i];

		if (core->id >= MODEL_CORES || !(wanted & 1u << core->id))
			continue;
		model->core[core->id] = core;
		model->core_enable |= core->rail; /* low rail 1, high rail 0: present */
		model->ctx_offset[core->id] = model->ctx_size;
		model->ctx_size += (core->ctx_size + CTX_ALIGN - 1) & ~(size_t)(CTX_ALIGN - 1);
	}
}

static void model_destroy(struct cmh_model *model, void (*fini)(struct model_mbx *mbx))
{
	uint32_t i;

	for (i = 0; model->mbx && i < model->opts.mailboxes; i++)
		fini(&model->mbx[i]);
	if (model->store)
		model_store_free(model->store);
	free(model->mbx);
	model_wipe(model->root, sizeof(model->root));
	free(model);
}

int cmh_model_new(const struct cmh_model_opts *opts, const struct cmh_model_host *host,
		  struct cmh_model **out)
{
	struct cmh_model *model;
	uint32_t i;
	int ret;

	if (!opts || !host || !host->dma_ptr)
		return -EINVAL;
	model = calloc(1, sizeof(*model));
	if (!model)
		return -ENOMEM;
	model->opts = *opts;
	model->host = *host;
	ret = check_opts(&model->opts);
	if (!ret)
		ret = burn_root(model);
	if (ret) {
		free(model);
		return ret;
	}
	pick_cores(model);
	fault_init(&model->faults);
	books_init(&model->books);
	model->mbx = aligned_alloc(_Alignof(struct model_mbx),
				   model->opts.mailboxes * sizeof(*model->mbx));
	if (!model->mbx) {
		ret = -ENOMEM;
		goto fail;
	}
	memset(model->mbx, 0, model->opts.mailboxes * sizeof(*model->mbx));
	ret = model_store_new(model->opts.store_bytes, model->opts.reclaim, &model->store);
	if (ret)
		goto fail;
	for (i = 0; i < model->opts.mailboxes; i++) {
		ret = mbx_init(&model->mbx[i], model, i);
		if (ret)
			goto fail;
	}
	sic_boot(model);
	ret = workers_start(model);
	if (ret)
		goto fail;
	*out = model;
	return 0;
fail:
	fault_fini(&model->faults);
	books_fini(&model->books);
	model_destroy(model, mbx_fini);
	return ret;
}

void cmh_model_free(struct cmh_model *model)
{
	if (!model)
		return;
	workers_stop(model);
	fault_fini(&model->faults);
	books_fini(&model->books);
	model_destroy(model, mbx_fini);
}

void cmh_model_abandon(struct cmh_model *model)
{
	if (!model)
		return;
	free(model->workers.threads);
	model_destroy(model, mbx_abandon);
}

void cmh_model_reset(struct cmh_model *model)
{
	uint32_t i;

	for (i = 0; i < model->opts.mailboxes; i++)
		while (!mbx_enter(&model->mbx[i], MBX_LOOK))
			sched_yield();
	model_store_reset(model->store);
	for (i = 0; i < model->opts.mailboxes; i++)
		mbx_reset(&model->mbx[i]);
	sic_boot(model);
	for (i = 0; i < model->opts.mailboxes; i++)
		mbx_serve(&model->mbx[i], 0);
}

/* ---- the register window ---- */

static inline bool is_sic(uint32_t off)
{
	return off >= CMH_SIC_BOOT_STATUS && off < CMH_SIC_PAGE_SIZE;
}

uint32_t cmh_model_read32(struct cmh_model *model, uint32_t off)
{
	uint32_t page = off / CMH_SIC_PAGE_SIZE;

	if (model_unlikely(page >= model->opts.mailboxes || off % 4))
		return 0;
	if (model_unlikely(is_sic(off))) {
		model_count(&model->mbx[0].reg_reads, 1);
		return sic_read(model, off);
	}
	return mbx_read(&model->mbx[page], off % CMH_SIC_PAGE_SIZE);
}

void cmh_model_write32(struct cmh_model *model, uint32_t off, uint32_t val)
{
	uint32_t page = off / CMH_SIC_PAGE_SIZE;

	if (model_unlikely(page >= model->opts.mailboxes || off % 4))
		return;
	if (model_unlikely(is_sic(off))) {
		model_count(&model->mbx[0].reg_writes, 1);
		sic_write(model, off, val);
		return;
	}
	mbx_write(&model->mbx[page], off % CMH_SIC_PAGE_SIZE, val);
}

int cmh_model_run(struct cmh_model *model, uint32_t id)
{
	struct model_mbx *mbx;

	if (id >= model->opts.mailboxes)
		return 0;
	mbx = &model->mbx[id];
	if (!mbx_running(mbx) || atomic_load_explicit(&mbx->head, memory_order_relaxed) ==
					 atomic_load_explicit(&mbx->tail, memory_order_relaxed))
		return 0;
	if (!mbx_enter(mbx, MBX_RUN))
		return 0; /* whoever is inside looks at TAIL once more */
	return mbx_serve(mbx, MBX_RUN);
}

/* ---- books ---- */

void cmh_model_get_counters(struct cmh_model *model, struct cmh_model_counters *out)
{
	uint32_t i, core;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < model->opts.mailboxes; i++) {
		struct model_mbx *mbx = &model->mbx[i];

		out->reg_reads += atomic_load_explicit(&mbx->reg_reads, memory_order_relaxed);
		out->reg_writes += atomic_load_explicit(&mbx->reg_writes, memory_order_relaxed);
		out->doorbells += atomic_load_explicit(&mbx->doorbells, memory_order_relaxed);
		out->interrupts += atomic_load_explicit(&mbx->interrupts, memory_order_relaxed);
		out->dma_in_bytes += atomic_load_explicit(&mbx->dma_in, memory_order_relaxed);
		out->dma_out_bytes += atomic_load_explicit(&mbx->dma_out, memory_order_relaxed);
		out->vcqs += atomic_load_explicit(&mbx->vcqs, memory_order_relaxed);
		for (core = 0; core < MODEL_CORES; core++)
			out->commands[core] += atomic_load_explicit(&mbx->commands[core],
								    memory_order_relaxed);
	}
}

struct cmh_model *model_of(struct model_mbx *mbx)
{
	return mbx->model;
}

uint32_t model_mbx_id(const struct model_mbx *mbx)
{
	return mbx->id;
}

struct model_device *model_device_of(struct model_mbx *mbx)
{
	return &mbx->model->device;
}

struct model_store *model_store_of(struct model_mbx *mbx)
{
	return mbx->model->store;
}

struct model_temp *model_mbx_temp(struct model_mbx *mbx)
{
	return mbx->temp;
}

const uint8_t *model_fused_root(struct model_mbx *mbx, uint32_t n)
{
	const struct cmh_model *model = mbx->model;

	return model->opts.kic_missing >> n & 1 ? NULL : model->root;
}

uint64_t model_reseed_interval(struct model_mbx *mbx)
{
	return mbx->model->opts.reseed_interval;
}
