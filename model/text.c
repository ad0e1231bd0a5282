// SPDX-License-Identifier: Apache-2.0
/* text.c - a message of a core that encrypts or authenticates.
 *
 * As in hash.c, pieces are collected, and FINAL makes one job of all of them that needs no memory
 * of this core. A message that goes over several VCQs, or has too many pieces, goes through a
 * stream of the engine instead, piece by piece (text_settle).
 */
#include "model/text.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "cmh/abi/aes.h"
#include "cmh/abi/hc.h"
#include "model/sg.h"

void text_close(void *arg)
{
	struct text_ctx *ctx = arg;

	engine_stream_free(ctx->stream);
	OPENSSL_cleanse(ctx->key, sizeof(ctx->key));
	ctx->stream = NULL;
	ctx->phase = TEXT_CLOSED;
}

void text_open(struct text_ctx *ctx)
{
	text_close(ctx);
	ctx->partial = false;
	ctx->aad_len = 0;
	ctx->piece_nr = 0;
	ctx->tag_len = 0;
	ctx->unit = TEXT_BLOCK;
	ctx->whole = false;
	ctx->steals = false;
	ctx->by_aad = false;
	ctx->announced = false;
	ctx->xts_offset = 0;
	ctx->aad_total = 0;
	ctx->text_total = 0;
	ctx->aad_left = 0;
	ctx->text_left = TEXT_ANY_LENGTH;
}

int text_load(struct model_mbx *mbx, struct text_ctx *ctx, uint8_t core, uint64_t key, uint64_t iv,
	      uint32_t iv_len)
{
	const uint8_t *p = model_read_ptr(mbx, iv, iv_len);
	int err;

	if (!p)
		return EFAULT;
	memcpy(ctx->iv, p, iv_len);
	ctx->iv_len = (uint8_t)iv_len;
	err = model_key_load(mbx, key, core, ctx->key, ctx->key_len);
	if (!err)
		ctx->phase = TEXT_OPEN;
	return err;
}

/* Takes a job over everything collected. Returns NULL when out of memory. */
static struct engine_job *job_start(struct model_mbx *mbx, const struct text_ctx *ctx)
{
	struct engine_job *job = model_job_get(mbx);

	job->kind = ctx->kind;
	job->cipher = ctx->cipher;
	job->mode = ctx->mode;
	job->op = ctx->op;
	job->key_len = ctx->key_len;
	job->iv_len = ctx->iv_len;
	job->tag_len = ctx->tag_len;
	job->xts_offset = ctx->xts_offset;
	job->aad_total = ctx->aad_total;
	job->text_total = ctx->text_total;
	memcpy(job->key, ctx->key, ctx->key_len);
	memcpy(job->iv, ctx->iv, TEXT_BLOCK);
	job->aad = ctx->aad;
	job->aad_len = ctx->aad_len;
	job->stream = ctx->stream;
	job->seg_nr = ctx->piece_nr;
	job->segs = job->seg_inline;
	if (ctx->piece_nr > ENGINE_INLINE_SEGS) {
		job->segs = model_scratch(mbx, ctx->piece_nr * sizeof(*job->segs));
		if (!job->segs)
			return NULL;
	}
	memcpy(job->segs, ctx->piece, ctx->piece_nr * sizeof(*job->segs));
	return job;
}

/* Runs the job now if it works on the stream, which must not outlive the context. */
static int job_add(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd)
{
	model_job_add(mbx, cmd);
	ctx->aad_len = 0;
	ctx->piece_nr = 0;
	return ctx->stream ? model_job_drain(mbx) : 0;
}

int text_settle(struct model_mbx *mbx, void *arg, const struct model_cmd *cmd)
{
	struct text_ctx *ctx = arg;

	if (ctx->phase != TEXT_OPEN || (!ctx->piece_nr && !ctx->aad_len))
		return 0;
	if (!ctx->stream)
		ctx->stream = engine_stream_new();
	if (!ctx->stream || !job_start(mbx, ctx))
		return ENOMEM;
	return job_add(mbx, ctx, cmd);
}

/* Only the last piece of a message may end inside a block. A MAC's has no output. */
static int add(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd,
	       uint64_t in, uint64_t out, uint32_t len, bool last)
{
	bool mac = ctx->kind == ENGINE_MAC;
	struct engine_seg *piece;
	int err;

	if (ctx->phase != TEXT_OPEN || (ctx->announced && ctx->aad_left))
		return EINVAL;
	if (!len)
		return 0;
	if (ctx->partial || len > ctx->text_left)
		return EINVAL;
	if (len % ctx->unit) {
		if (ctx->whole || (ctx->steals && (!last || len < TEXT_BLOCK)))
			return EINVAL;
		ctx->partial = true;
	}
	ctx->text_left -= len;
	ctx->aad_left = 0; /* text has begun */
	if (ctx->piece_nr == TEXT_PIECES) {
		err = text_settle(mbx, ctx, cmd);
		if (err)
			return err;
	}
	piece = &ctx->piece[ctx->piece_nr];
	piece->in = model_job_in(mbx, in, len);
	piece->out = mac ? NULL : model_job_out(mbx, out, len);
	piece->len = len;
	if (!piece->in || (!mac && !piece->out))
		return EFAULT;
	ctx->piece_nr++;
	return 0;
}

int text_add_aad(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd,
		 uint64_t in, uint32_t len)
{
	int err;

	if (ctx->by_aad)
		return add(mbx, ctx, cmd, in, 0, len, false);
	if (ctx->phase != TEXT_OPEN || ctx->kind != ENGINE_AEAD || len > ctx->aad_left)
		return EINVAL;
	if (!len)
		return 0;
	err = ctx->aad_len ? text_settle(mbx, ctx, cmd) : 0;
	if (err)
		return err;
	ctx->aad = model_job_in(mbx, in, len);
	if (!ctx->aad)
		return EFAULT;
	ctx->aad_len = len;
	ctx->aad_left -= len;
	return 0;
}

/* The engine only compares with the tag of a decryption, though its job calls it an output. */
static uint8_t *tag_ptr(struct model_mbx *mbx, const struct text_ctx *ctx, uint64_t iova)
{
	if (ctx->op == CMH_AES_OP_ENCRYPT || ctx->kind == ENGINE_MAC)
		return model_job_out(mbx, iova, ctx->tag_len);
	return (uint8_t *)model_job_in(mbx, iova, ctx->tag_len);
}

int text_end(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd, uint64_t tag,
	     uint32_t tag_len)
{
	struct engine_job *job;
	uint8_t *p = NULL;

	if (ctx->phase != TEXT_OPEN)
		return EINVAL;
	if (ctx->announced && (ctx->aad_left || ctx->text_left))
		return EINVAL;
	if (ctx->kind != ENGINE_CIPHER) {
		if (tag_len != ctx->tag_len)
			return EINVAL;
		p = tag_ptr(mbx, ctx, tag);
		if (!p)
			return EFAULT;
	}
	job = job_start(mbx, ctx);
	if (!job)
		return ENOMEM;
	job->final = true;
	job->tag = p;
	ctx->phase = TEXT_ENDED;
	return job_add(mbx, ctx, cmd);
}

/* ---- commands ---- */

int text_aad(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd, bool final)
{
	struct cmh_aes_aad_final aad;
	int err;

	cmh_aes_aad_final_get(&aad, cmd->payload);
	err = text_add_aad(mbx, ctx, cmd, aad.data, aad.datalen);
	if (!err && final && ctx->announced && ctx->aad_left)
		return EINVAL;
	return err;
}

int text_update(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_aes_update update;

	cmh_aes_update_get(&update, cmd->payload);
	if (ctx->by_aad)
		return EINVAL;
	return add(mbx, ctx, cmd, update.input, update.output, update.iolen, false);
}

int text_final(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_aes_final final;
	int err;

	cmh_aes_final_get(&final, cmd->payload);
	if (ctx->by_aad && final.iolen)
		return EINVAL;
	err = add(mbx, ctx, cmd, final.input, final.output, final.iolen, true);
	return err ? err : text_end(mbx, ctx, cmd, final.tag, final.taglen);
}

struct gather {
	struct text_ctx *ctx;
	const struct model_cmd *cmd;
	bool aad;
};

static int gather_item(struct model_mbx *mbx, const struct cmh_sg *item, uint32_t len, void *arg)
{
	const struct gather *gather = arg;

	if (gather->aad)
		return text_add_aad(mbx, gather->ctx, gather->cmd, item->src, len);
	return gather->ctx->by_aad ?
		       EINVAL :
		       add(mbx, gather->ctx, gather->cmd, item->src, item->dst, len, false);
}

int text_gather(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd,
		uint32_t update, uint32_t aad_update)
{
	struct gather arg = { .ctx = ctx, .cmd = cmd };
	struct cmh_hc_gather gather;

	cmh_hc_gather_get(&gather, cmd->payload);
	if (ctx->phase != TEXT_OPEN || (gather.sgcmd != update && gather.sgcmd != aad_update))
		return EINVAL;
	arg.aad = gather.sgcmd == aad_update;
	return sg_walk(mbx, gather.lista, gather_item, &arg);
}
