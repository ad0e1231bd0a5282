// SPDX-License-Identifier: Apache-2.0
/* hc.c - the HC core: SHA-2, SHA-3 and SHAKE.
 *
 * Input is only collected (pieces) until a command wants a result; then everything since INIT is
 * one job, which needs no memory of this core and can wait in the window. Only when that is not
 * possible, at the end of a VCQ or when there are too many pieces, is the state itself brought up
 * to date, at once (hc_settle).
 */
#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "cmh/abi/hc.h"
#include "cmh/abi/regs.h"
#include "cmh/abi/vcq.h"
#include "model/core.h"
#include "model/cores.h"
#include "model/engine/context.h"
#include "model/sg.h"

#define PIECES 16

enum phase {
	CLOSED,
	OPEN,      /* takes input */
	SQUEEZING, /* XOF: gives output, takes no more input */
	ENDED,     /* FINAL has been */
};

/* Input that waits for a job. The addresses are kept as a second job from the same input (after
 * SAVE) must announce them again. */
struct piece {
	uint64_t in, out; /* host addresses; out 0: none */
	struct engine_seg seg;
};

struct hc_ctx {
	uint8_t phase;
	uint8_t algo;
	bool has_state; /* state is where the pieces go on from; else they start the message */
	bool announced; /* the pieces have been part of a job already */
	uint32_t piece_nr;
	struct piece piece[PIECES];
	struct engine_hash_state state;
};

static uint32_t digest_len(uint32_t algo)
{
	static const uint8_t len[] = {
		[CMH_HC_ALGO_SHA2_224] = CMH_HC_DIGEST_SHA2_224,
		[CMH_HC_ALGO_SHA2_256] = CMH_HC_DIGEST_SHA2_256,
		[CMH_HC_ALGO_SHA2_384] = CMH_HC_DIGEST_SHA2_384,
		[CMH_HC_ALGO_SHA2_512] = CMH_HC_DIGEST_SHA2_512,
		[CMH_HC_ALGO_SHA3_224] = CMH_HC_DIGEST_SHA3_224,
		[CMH_HC_ALGO_SHA3_256] = CMH_HC_DIGEST_SHA3_256,
		[CMH_HC_ALGO_SHA3_384] = CMH_HC_DIGEST_SHA3_384,
		[CMH_HC_ALGO_SHA3_512] = CMH_HC_DIGEST_SHA3_512,
	};

	return algo < sizeof(len) ? len[algo] : 0;
}

static bool is_xof(uint32_t algo)
{
	return algo == CMH_HC_ALGO_SHAKE128 || algo == CMH_HC_ALGO_SHAKE256;
}

/* Takes a job over everything collected. Returns NULL when out of memory or when the input is
 * gone. */
static struct engine_job *job_start(struct model_mbx *mbx, struct hc_ctx *ctx)
{
	struct engine_job *job = model_job_get(mbx);

	job->kind = ENGINE_HASH;
	job->mode = ctx->algo;
	job->seg_nr = ctx->piece_nr;
	job->segs = job->seg_inline;
	if (ctx->piece_nr > ENGINE_INLINE_SEGS) {
		job->segs = model_scratch(mbx, ctx->piece_nr * sizeof(*job->segs));
		if (!job->segs)
			return NULL;
	}
	for (uint32_t i = 0; i < ctx->piece_nr; i++) {
		struct piece *piece = &ctx->piece[i];

		job->segs[i] = piece->seg;
		if (!ctx->announced)
			continue;
		if (!model_job_in(mbx, piece->in, piece->seg.len) ||
		    (piece->out && !model_job_out(mbx, piece->out, piece->seg.len)))
			return NULL;
	}
	ctx->announced = true;
	if (ctx->has_state) {
		struct engine_hash_state *state = model_scratch(mbx, sizeof(*state));

		if (!state)
			return NULL;
		*state = ctx->state;
		job->state_in = state;
	}
	return job;
}

/* Runs a job that leaves its state in the context; nothing is collected any more then. */
static int job_run(struct model_mbx *mbx, struct hc_ctx *ctx, struct engine_job *job,
		   const struct model_cmd *cmd)
{
	int err;

	job->state_out = &ctx->state;
	model_job_add(mbx, cmd);
	err = model_job_drain(mbx);
	ctx->has_state = true;
	ctx->announced = false;
	ctx->piece_nr = 0;
	return err;
}

static int hc_settle(struct model_mbx *mbx, void *arg, const struct model_cmd *cmd)
{
	struct hc_ctx *ctx = arg;
	struct engine_job *job;

	if (ctx->phase != OPEN || !ctx->piece_nr)
		return 0;
	job = job_start(mbx, ctx);
	return job ? job_run(mbx, ctx, job, cmd) : ENOMEM;
}

static int collect(struct model_mbx *mbx, struct hc_ctx *ctx, const struct model_cmd *cmd,
		   uint64_t in, uint64_t out, uint32_t len)
{
	struct piece *piece;
	int err;

	if (ctx->phase != OPEN)
		return EINVAL;
	if (!len)
		return 0;
	if (ctx->piece_nr == PIECES) {
		err = hc_settle(mbx, ctx, cmd);
		if (err)
			return err;
	}
	piece = &ctx->piece[ctx->piece_nr];
	piece->in = in;
	piece->out = out;
	piece->seg.len = len;
	piece->seg.in = model_job_in(mbx, in, len);
	piece->seg.out = out ? model_job_out(mbx, out, len) : NULL;
	if (!piece->seg.in || (out && !piece->seg.out))
		return EFAULT;
	ctx->piece_nr++;
	return 0;
}

static int hc_init(struct hc_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_hc_init init;

	cmh_hc_init_get(&init, cmd->payload);
	if (!digest_len(init.algo) && !is_xof(init.algo))
		return EINVAL;
	ctx->phase = OPEN;
	ctx->algo = (uint8_t)init.algo;
	ctx->has_state = false;
	ctx->announced = false;
	ctx->piece_nr = 0;
	return 0;
}

static int hc_update(struct model_mbx *mbx, struct hc_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_hc_update update;

	cmh_hc_update_get(&update, cmd->payload);
	return collect(mbx, ctx, cmd, update.input, 0, update.inlen);
}

static int hc_update2d(struct model_mbx *mbx, struct hc_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_hc_update2d update;

	cmh_hc_update2d_get(&update, cmd->payload);
	if (!update.output && update.iolen)
		return EFAULT;
	return collect(mbx, ctx, cmd, update.input, update.output, update.iolen);
}

struct gather {
	struct hc_ctx *ctx;
	const struct model_cmd *cmd;
	bool copy;
};

static int gather_item(struct model_mbx *mbx, const struct cmh_sg *item, uint32_t len, void *arg)
{
	const struct gather *gather = arg;

	if (gather->copy && !item->dst)
		return EFAULT;
	return collect(mbx, gather->ctx, gather->cmd, item->src, gather->copy ? item->dst : 0, len);
}

static int hc_gather(struct model_mbx *mbx, struct hc_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_hc_gather gather;
	struct gather arg = { .ctx = ctx, .cmd = cmd };

	cmh_hc_gather_get(&gather, cmd->payload);
	if (ctx->phase != OPEN ||
	    (gather.sgcmd != CMH_HC_CMD_UPDATE && gather.sgcmd != CMH_HC_CMD_UPDATE2D))
		return EINVAL;
	arg.copy = gather.sgcmd == CMH_HC_CMD_UPDATE2D;
	return sg_walk(mbx, gather.lista, gather_item, &arg);
}

static int hc_final(struct model_mbx *mbx, struct hc_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_hc_final final;
	struct engine_job *job;
	uint8_t *out;

	cmh_hc_final_get(&final, cmd->payload);
	if (ctx->phase != OPEN && ctx->phase != SQUEEZING)
		return EINVAL;
	if (is_xof(ctx->algo) ? !final.outlen : final.outlen != digest_len(ctx->algo))
		return EINVAL;
	out = model_job_out(mbx, final.digest, final.outlen);
	if (!out)
		return EFAULT;
	job = job_start(mbx, ctx);
	if (!job)
		return ENOMEM;
	job->final = true;
	job->out = out;
	job->out_len = final.outlen;
	model_job_add(mbx, cmd);
	ctx->phase = ENDED;
	ctx->piece_nr = 0;
	return 0;
}

/* The next bytes of an XOF's output; FINAL may follow for the last ones. Laid out as FINAL. */
static int hc_squeeze(struct model_mbx *mbx, struct hc_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_hc_final squeeze;
	struct engine_job *job;
	uint8_t *out;

	cmh_hc_final_get(&squeeze, cmd->payload);
	if ((ctx->phase != OPEN && ctx->phase != SQUEEZING) || !is_xof(ctx->algo) ||
	    !squeeze.outlen)
		return EINVAL;
	out = model_job_out(mbx, squeeze.digest, squeeze.outlen);
	if (!out)
		return EFAULT;
	job = job_start(mbx, ctx);
	if (!job)
		return ENOMEM;
	job->out = out;
	job->out_len = squeeze.outlen;
	ctx->phase = SQUEEZING;
	return job_run(mbx, ctx, job, cmd);
}

/* The context stays open: more input may follow, though FLUSH usually does. */
static int hc_save(struct model_mbx *mbx, struct hc_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_hc_save save;
	struct engine_job *job;
	uint8_t *out;

	cmh_hc_save_get(&save, cmd->payload);
	if ((ctx->phase != OPEN && ctx->phase != SQUEEZING) || save.outlen != CMH_HC_CONTEXT_SIZE)
		return EINVAL;
	out = model_job_out(mbx, save.output, save.outlen);
	if (!out)
		return EFAULT;
	job = job_start(mbx, ctx);
	if (!job)
		return ENOMEM;
	job->save = out;
	model_job_add(mbx, cmd);
	return 0;
}

static int hc_restore(struct model_mbx *mbx, struct hc_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_hc_restore restore;
	const uint8_t *in;

	cmh_hc_restore_get(&restore, cmd->payload);
	if (ctx->phase != OPEN || ctx->has_state || ctx->piece_nr ||
	    restore.inlen != CMH_HC_CONTEXT_SIZE)
		return EINVAL;
	in = model_read_ptr(mbx, restore.input, restore.inlen);
	if (!in)
		return EFAULT;
	if (!hc_context_unpack(&ctx->state, in) || ctx->state.mode != ctx->algo)
		return EINVAL;
	ctx->has_state = true;
	if (ctx->state.squeezing)
		ctx->phase = SQUEEZING;
	return 0;
}

static int hc_exec(struct model_mbx *mbx, void *ctx, const struct model_cmd *cmd)
{
	switch (cmd->cmd) {
	case CMH_HC_CMD_INIT: return hc_init(ctx, cmd);
	case CMH_HC_CMD_UPDATE: return hc_update(mbx, ctx, cmd);
	case CMH_HC_CMD_UPDATE2D: return hc_update2d(mbx, ctx, cmd);
	case CMH_HC_CMD_GATHER: return hc_gather(mbx, ctx, cmd);
	case CMH_HC_CMD_FINAL: return hc_final(mbx, ctx, cmd);
	case CMH_HC_CMD_SQUEEZE: return hc_squeeze(mbx, ctx, cmd);
	case CMH_HC_CMD_SAVE: return hc_save(mbx, ctx, cmd);
	case CMH_HC_CMD_RESTORE: return hc_restore(mbx, ctx, cmd);
	default: return EINVAL;
	}
}

static void hc_close(void *arg)
{
	struct hc_ctx *ctx = arg;

	ctx->phase = CLOSED;
	ctx->piece_nr = 0;
	if (ctx->has_state)
		OPENSSL_cleanse(&ctx->state, sizeof(ctx->state));
	ctx->has_state = false;
}

/* ---- the common sequences as wholes ---- */

static bool is(uint64_t word, uint32_t cmd)
{
	return word == model_word(CMH_CORE_HC, cmd);
}

/* FINAL or SAVE: where the result goes. */
static bool whole_result(struct model_mbx *mbx, const void *payload, bool save,
			 struct engine_job *job)
{
	struct cmh_hc_final end;

	CMH_ABI_ASSERT(sizeof(struct cmh_hc_final) == sizeof(struct cmh_hc_save), "same layout");
	cmh_hc_final_get(&end, payload);
	model_once();
	if (save) {
		job->save = end.outlen == CMH_HC_CONTEXT_SIZE ?
				    model_job_out(mbx, end.digest, end.outlen) : NULL;
		return job->save;
	}
	if (is_xof(job->mode) ? !end.outlen : end.outlen != digest_len(job->mode))
		return false;
	job->final = true;
	job->out = model_job_out(mbx, end.digest, end.outlen);
	job->out_len = end.outlen;
	return job->out;
}

static bool whole_restore(struct model_mbx *mbx, const void *payload, struct engine_job *job)
{
	struct engine_hash_state *state;
	struct cmh_hc_restore restore;
	const uint8_t *in;

	cmh_hc_restore_get(&restore, payload);
	model_once();
	if (restore.inlen != CMH_HC_CONTEXT_SIZE)
		return false;
	in = model_read_ptr(mbx, restore.input, restore.inlen);
	state = in ? model_scratch(mbx, sizeof(*state)) : NULL;
	if (!state || !hc_context_unpack(state, in) || state->mode != job->mode ||
	    state->squeezing)
		return false;
	job->state_in = state;
	return true;
}

static bool whole_update(struct model_mbx *mbx, const void *payload, struct engine_job *job)
{
	struct engine_seg *seg = &job->seg_inline[job->seg_nr];
	struct cmh_hc_update update;

	if (job->seg_nr == ENGINE_INLINE_SEGS)
		return false;
	cmh_hc_update_get(&update, payload);
	model_once();
	seg->in = model_job_in(mbx, update.input, update.inlen);
	seg->len = update.inlen;
	job->seg_nr++;
	return seg->in;
}

/* INIT [RESTORE] UPDATE... FINAL|SAVE FLUSH */
static bool hc_whole(struct model_mbx *mbx, const uint64_t *word, const uint8_t *slot, uint32_t nr)
{
	uint32_t i = 2, end = nr - 2;
	struct cmh_hc_init init;
	struct engine_job *job;
	bool save;

	if (nr < 4 || !is(word[1], CMH_HC_CMD_INIT) || !is(word[nr - 1], CMH_VCQ_CMD_FLUSH))
		return false;
	save = is(word[end], CMH_HC_CMD_SAVE);
	cmh_hc_init_get(&init, model_payload(slot, 1));
	model_once();
	if ((!save && !is(word[end], CMH_HC_CMD_FINAL)) ||
	    (!digest_len(init.algo) && !is_xof(init.algo)))
		return false;
	job = model_job_get(mbx);
	job->kind = ENGINE_HASH;
	job->mode = (uint8_t)init.algo;
	if (is(word[i], CMH_HC_CMD_RESTORE)) {
		if (!whole_restore(mbx, model_payload(slot, i), job))
			return false;
		i++;
	}
	for (; i < end; i++)
		if (!is(word[i], CMH_HC_CMD_UPDATE) ||
		    !whole_update(mbx, model_payload(slot, i), job))
			return false;
	if (!whole_result(mbx, model_payload(slot, end), save, job))
		return false;
	model_job_add(mbx, &(struct model_cmd){ .core = CMH_CORE_HC, .index = end });
	return true;
}

const struct model_core model_hc = {
	.id = CMH_CORE_HC,
	.rail = CMH_CORE_ENABLE_HC,
	.ctx_size = sizeof(struct hc_ctx),
	.exec = hc_exec,
	.settle = hc_settle,
	.close = hc_close,
	.whole = hc_whole,
};
