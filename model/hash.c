// SPDX-License-Identifier: Apache-2.0
/* hash.c - a message of a core that digests.
 *
 * Input is only collected (pieces) until a command wants a result; then everything since INIT is
 * one job, which needs no memory of this core and can wait in the window. Only when that is not
 * possible, at the end of a VCQ or when there are too many pieces, is the state itself brought up
 * to date, at once (hash_settle).
 */
#include "model/hash.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "cmh/abi/sm3.h"
#include "model/engine/context.h"
#include "model/sg.h"

void hash_open(struct hash_ctx *ctx, uint32_t algo, uint32_t out_len)
{
	hash_close(ctx);
	ctx->phase = HASH_OPEN;
	ctx->algo = (uint8_t)algo;
	ctx->announced = false;
	ctx->no_save = false;
	ctx->suffix_len = 0;
	ctx->out_len = out_len;
	ctx->input_left = UINT64_MAX;
	ctx->outer_len = 0;
}

void hash_close(void *arg)
{
	struct hash_ctx *ctx = arg;

	ctx->phase = HASH_CLOSED;
	ctx->piece_nr = 0;
	ctx->prefix_len = 0;
	if (ctx->has_state)
		OPENSSL_cleanse(&ctx->state, sizeof(ctx->state));
	if (ctx->keyed)
		OPENSSL_cleanse(ctx->outer, sizeof(ctx->outer));
	ctx->has_state = false;
	ctx->keyed = false;
}

/* Takes a job over everything collected. Returns NULL when out of memory or when the input is
 * gone. */
static struct engine_job *job_start(struct model_mbx *mbx, struct hash_ctx *ctx)
{
	struct engine_job *job = model_job_get(mbx);
	uint32_t room = ctx->piece_nr + 2; /* prefix, pieces, suffix */
	struct engine_seg *seg;

	job->kind = ENGINE_HASH;
	job->mode = ctx->algo;
	job->segs = job->seg_inline;
	if (room > ENGINE_INLINE_SEGS) {
		job->segs = model_scratch(mbx, room * sizeof(*job->segs));
		if (!job->segs)
			return NULL;
	}
	seg = job->segs;
	if (ctx->prefix_len)
		*seg++ = (struct engine_seg){ ctx->prefix, NULL, ctx->prefix_len };
	for (uint32_t i = 0; i < ctx->piece_nr; i++) {
		struct hash_piece *piece = &ctx->piece[i];

		*seg++ = piece->seg;
		if (!ctx->announced)
			continue;
		if (!model_job_in(mbx, piece->in, piece->seg.len) ||
		    (piece->out && !model_job_out(mbx, piece->out, piece->seg.len)))
			return NULL;
	}
	job->seg_nr = (uint32_t)(seg - job->segs);
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
static int job_run(struct model_mbx *mbx, struct hash_ctx *ctx, struct engine_job *job,
		   const struct model_cmd *cmd)
{
	int err;

	job->state_out = &ctx->state;
	model_job_add(mbx, cmd);
	err = model_job_drain(mbx);
	ctx->has_state = true;
	ctx->announced = false;
	ctx->piece_nr = 0;
	ctx->prefix_len = 0;
	return err;
}

int hash_settle(struct model_mbx *mbx, void *arg, const struct model_cmd *cmd)
{
	struct hash_ctx *ctx = arg;
	struct engine_job *job;

	if (ctx->phase != HASH_OPEN || (!ctx->piece_nr && !ctx->prefix_len))
		return 0;
	job = job_start(mbx, ctx);
	return job ? job_run(mbx, ctx, job, cmd) : ENOMEM;
}

static int collect(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd,
		   uint64_t in, uint64_t out, uint32_t len)
{
	struct hash_piece *piece;
	int err;

	if (ctx->phase != HASH_OPEN)
		return EINVAL;
	if (len > ctx->input_left)
		return EINVAL;
	ctx->input_left -= len;
	if (!len)
		return 0;
	if (ctx->piece_nr == HASH_PIECES) {
		err = hash_settle(mbx, ctx, cmd);
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

int hash_update(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_hc_update update;

	cmh_hc_update_get(&update, cmd->payload);
	return collect(mbx, ctx, cmd, update.input, 0, update.inlen);
}

int hash_update2d(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_hc_update2d update;

	cmh_hc_update2d_get(&update, cmd->payload);
	if (!update.output && update.iolen)
		return EFAULT;
	return collect(mbx, ctx, cmd, update.input, update.output, update.iolen);
}

struct gather {
	struct hash_ctx *ctx;
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

int hash_gather(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd,
		uint32_t update, uint32_t update2d)
{
	struct cmh_hc_gather gather;
	struct gather arg = { .ctx = ctx, .cmd = cmd };

	cmh_hc_gather_get(&gather, cmd->payload);
	if (ctx->phase != HASH_OPEN || (gather.sgcmd != update && gather.sgcmd != update2d))
		return EINVAL;
	arg.copy = gather.sgcmd == update2d;
	return sg_walk(mbx, gather.lista, gather_item, &arg);
}

static const uint8_t *copy(struct model_mbx *mbx, const uint8_t *from, size_t len)
{
	uint8_t *p = model_scratch(mbx, len);

	return p ? memcpy(p, from, len) : NULL;
}

/* Adds what comes behind the last input. */
static int end_message(struct model_mbx *mbx, const struct hash_ctx *ctx, struct engine_job *job)
{
	if (ctx->phase == HASH_OPEN && ctx->suffix_len) {
		struct engine_seg *seg = &job->segs[job->seg_nr++];

		*seg = (struct engine_seg){ copy(mbx, ctx->suffix, ctx->suffix_len), NULL,
					    ctx->suffix_len };
		if (!seg->in)
			return ENOMEM;
	}
	if (ctx->outer_len) {
		job->outer_len = ctx->outer_len;
		job->outer = copy(mbx, ctx->outer, ctx->outer_len);
		if (!job->outer)
			return ENOMEM;
	}
	return 0;
}

int hash_final(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_hc_final final;
	struct engine_job *job;
	uint8_t *out;
	int err;

	cmh_hc_final_get(&final, cmd->payload);
	if (ctx->phase != HASH_OPEN && ctx->phase != HASH_SQUEEZING)
		return EINVAL;
	if (ctx->out_len ? final.outlen != ctx->out_len : !final.outlen)
		return EINVAL;
	out = model_job_out(mbx, final.digest, final.outlen);
	if (!out)
		return EFAULT;
	job = job_start(mbx, ctx);
	if (!job)
		return ENOMEM;
	err = end_message(mbx, ctx, job);
	if (err)
		return err;
	job->final = true;
	job->out = out;
	job->out_len = final.outlen;
	model_job_add(mbx, cmd);
	ctx->phase = HASH_ENDED;
	ctx->piece_nr = 0;
	ctx->prefix_len = 0;
	return 0;
}

/* The next bytes of an XOF's output; FINAL may follow for the last ones. Laid out as FINAL. */
int hash_squeeze(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_hc_final squeeze;
	struct engine_job *job;
	uint8_t *out;
	int err;

	cmh_hc_final_get(&squeeze, cmd->payload);
	if ((ctx->phase != HASH_OPEN && ctx->phase != HASH_SQUEEZING) || ctx->out_len ||
	    !squeeze.outlen)
		return EINVAL;
	out = model_job_out(mbx, squeeze.digest, squeeze.outlen);
	if (!out)
		return EFAULT;
	job = job_start(mbx, ctx);
	if (!job)
		return ENOMEM;
	err = end_message(mbx, ctx, job);
	if (err)
		return err;
	job->out = out;
	job->out_len = squeeze.outlen;
	ctx->phase = HASH_SQUEEZING;
	return job_run(mbx, ctx, job, cmd);
}

/* The context stays open: more input may follow, though FLUSH usually does. */
int hash_save(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd,
	      uint32_t len)
{
	struct cmh_hc_save save;
	struct engine_job *job;
	uint8_t *out;

	cmh_hc_save_get(&save, cmd->payload);
	if ((ctx->phase != HASH_OPEN && ctx->phase != HASH_SQUEEZING) || ctx->no_save ||
	    save.outlen != len)
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

static bool unpack(struct engine_hash_state *state, const uint8_t *in, uint32_t algo)
{
	return algo == ENGINE_SM3 ? sm3_context_unpack(state, in) : hc_context_unpack(state, in);
}

int hash_restore(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd,
		 uint32_t len, uint32_t may_be)
{
	struct cmh_hc_restore restore;
	const uint8_t *in;

	cmh_hc_restore_get(&restore, cmd->payload);
	if (ctx->phase != HASH_OPEN || ctx->has_state || ctx->piece_nr || ctx->no_save ||
	    restore.inlen != len)
		return EINVAL;
	in = model_read_ptr(mbx, restore.input, restore.inlen);
	if (!in)
		return EFAULT;
	if (!unpack(&ctx->state, in, ctx->algo) ||
	    (ctx->state.mode != ctx->algo && ctx->state.mode != may_be))
		return EINVAL;
	ctx->algo = ctx->state.mode;
	ctx->has_state = true;
	ctx->prefix_len = 0; /* is in the state */
	if (ctx->state.squeezing)
		ctx->phase = HASH_SQUEEZING;
	return 0;
}
