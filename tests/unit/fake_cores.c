// SPDX-License-Identifier: Apache-2.0
/* fake_cores.c - stands in for model/cores.c, the datastore and the engine. */
#include <stdlib.h>
#include <string.h>

#include <cmh/abi/commands.h>
#include <cmh/abi/regs.h>

#include "tests/unit/fake_cores.h"

_Thread_local uint32_t fake_engine_calls, fake_engine_jobs, fake_engine_last, fake_closed;

struct fake_ctx {
	bool open, collected;
	uint64_t word;
	const uint8_t *in;
	uint8_t *out;
	struct fake_payload noted;
};

static int add_xor(struct model_mbx *mbx, const struct model_cmd *cmd, const struct fake_payload *p,
		   const uint8_t *in, uint8_t *out)
{
	struct engine_job *job = model_job_get(mbx);

	job->kind = ENGINE_CIPHER;
	job->mode = p->val;
	job->op = p->err;
	job->seg_nr = 1;
	job->segs[0] = (struct engine_seg){ in, out, p->len };
	model_job_add(mbx, cmd);
	return 0;
}

static int fake_settle(struct model_mbx *mbx, void *arg, const struct model_cmd *cmd)
{
	struct fake_ctx *ctx = arg;

	if (!ctx->collected)
		return 0;
	ctx->collected = false;
	return add_xor(mbx, cmd, &ctx->noted, ctx->in, ctx->out);
}

static int fake_exec(struct model_mbx *mbx, void *arg, const struct model_cmd *cmd)
{
	struct fake_ctx *ctx = arg;
	struct fake_payload p;
	const uint8_t *in;
	uint8_t *out;
	size_t i;

	memcpy(&p, cmd->payload, sizeof(p));
	switch (cmd->cmd) {
	case FAKE_INIT:
		ctx->open = true;
		return 0;
	case FAKE_XOR:
	case FAKE_DRAINED:
	case FAKE_COLLECT:
		in = model_job_in(mbx, p.in, p.len);
		out = model_job_out(mbx, p.out, p.len);
		if (!in || !out)
			return CMH_HWERR_EFAULT;
		if (cmd->cmd == FAKE_COLLECT) {
			ctx->collected = true;
			ctx->noted = p;
			ctx->in = in;
			ctx->out = out;
			return 0;
		}
		add_xor(mbx, cmd, &p, in, out);
		return cmd->cmd == FAKE_DRAINED ? model_job_drain(mbx) : 0;
	case FAKE_LOAD:
		in = model_read_ptr(mbx, p.in, 8);
		if (!in)
			return CMH_HWERR_EFAULT;
		memcpy(&ctx->word, in, 8);
		return 0;
	case FAKE_STORE:
		if (!ctx->open)
			return CMH_HWERR_EINVAL;
		out = model_write_ptr(mbx, p.out, 8);
		if (!out)
			return CMH_HWERR_EFAULT;
		memcpy(out, &ctx->word, 8);
		return 0;
	case FAKE_SCRATCH:
		out = model_scratch(mbx, p.len);
		if (!out)
			return CMH_HWERR_ENOMEM;
		memset(out, p.val, p.len);
		return 0;
	case FAKE_ERROR:
		return p.err;
	case FAKE_INLINE:
		ctx->word = 0;
		for (i = 0; i < cmd->inline_len; i++)
			ctx->word += cmd->inline_data[i];
		return 0;
	default:
		return CMH_HWERR_EINVAL;
	}
}

static void fake_close(void *ctx)
{
	memset(ctx, 0, sizeof(struct fake_ctx));
	fake_closed++;
}

/* ---- TEMP ---- */

struct model_temp {
	size_t depth;
};

struct model_temp *model_temp_new(void)
{
	return calloc(1, sizeof(struct model_temp));
}

void model_temp_free(struct model_temp *temp)
{
	free(temp);
}

void model_temp_reset(struct model_temp *temp)
{
	temp->depth = 0;
}

size_t model_temp_mark(const struct model_temp *temp)
{
	return temp->depth;
}

void model_temp_unwind(struct model_temp *temp, size_t mark)
{
	if (temp->depth > mark)
		temp->depth = mark;
}

size_t fake_temp_depth(const struct model_temp *temp)
{
	return temp->depth;
}

static int sys_exec(struct model_mbx *mbx, void *ctx, const struct model_cmd *cmd)
{
	struct model_temp *temp = model_mbx_temp(mbx);

	(void)ctx;
	switch (cmd->cmd) {
	case CMH_SYS_CMD_NOP:
		return 0;
	case FAKE_PUSH:
		temp->depth++;
		return 0;
	case FAKE_POP:
		if (!temp->depth)
			return CMH_HWERR_ENOENT;
		temp->depth--;
		return 0;
	default:
		return CMH_HWERR_EINVAL;
	}
}

static const struct model_core fake_sys = { .id = CMH_CORE_SYS, .exec = sys_exec };
static const struct model_core fake_hc = {
	.id = CMH_CORE_HC, .rail = CMH_CORE_ENABLE_HC, .ctx_size = sizeof(struct fake_ctx),
	.exec = fake_exec, .settle = fake_settle, .close = fake_close,
};
static const struct model_core fake_aes = {
	.id = CMH_CORE_AES, .rail = CMH_CORE_ENABLE_AES, .ctx_size = sizeof(struct fake_ctx),
	.exec = fake_exec, .settle = fake_settle,
};

const struct model_core *const model_cores[] = { &fake_sys, &fake_hc, &fake_aes, NULL };

/* ---- datastore ---- */

int model_store_new(size_t bytes, bool reclaim, struct model_store **out)
{
	(void)bytes;
	(void)reclaim;
	*out = NULL;
	return 0;
}

void model_store_free(struct model_store *store)
{
	(void)store;
}

void model_store_reset(struct model_store *store)
{
	(void)store;
}

/* ---- engine ---- */

struct engine {
	int unused;
};

int engine_new(struct engine **out)
{
	*out = calloc(1, sizeof(**out));
	return *out ? 0 : -1;
}

void engine_free(struct engine *engine)
{
	free(engine);
}

void engine_abandon(struct engine *engine)
{
	free(engine);
}

void engine_forget(struct engine *engine)
{
	(void)engine;
}

/* Backwards, as jobs of one call may run in any order. */
void engine_run(struct engine *engine, struct engine_job *jobs, size_t nr)
{
	size_t i, n;

	(void)engine;
	fake_engine_calls++;
	fake_engine_jobs += nr;
	fake_engine_last = nr;
	for (n = nr; n-- > 0;) {
		const struct engine_seg *seg = &jobs[n].segs[0];

		for (i = 0; i < seg->len; i++)
			seg->out[i] = seg->in[i] ^ jobs[n].mode;
		jobs[n].status = jobs[n].op;
	}
}
