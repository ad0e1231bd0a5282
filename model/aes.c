// SPDX-License-Identifier: Apache-2.0
/* aes.c - the AES core: ECB, CBC, CTR and GCM.
 *
 * As in hc.c, pieces are collected, and FINAL makes one job of all of them that needs no memory of
 * this core. A message that goes over several VCQs, or has too many pieces, goes through a stream
 * of the engine instead, piece by piece (aes_settle).
 */
#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "cmh/abi/aes.h"
#include "cmh/abi/hc.h"
#include "cmh/abi/regs.h"
#include "cmh/abi/vcq.h"
#include "model/core.h"
#include "model/cores.h"
#include "model/sg.h"

#define PIECES 16
#define BLOCK  CMH_AES_BLOCK_SIZE

enum phase { CLOSED, OPEN, ENDED };

struct aes_ctx {
	uint8_t phase;
	uint8_t mode, op, key_len, tag_len;
	bool partial; /* a piece ended inside a block: it was the last */
	uint8_t key[32];
	uint8_t iv[BLOCK];
	uint64_t aad_left, text_left; /* what INIT announced and has not come yet (GCM) */
	const uint8_t *aad;           /* waits for a job, as the pieces do */
	uint32_t aad_len;
	uint32_t piece_nr;
	struct engine_seg piece[PIECES];
	struct engine_stream *stream; /* NULL: nothing has been processed yet */
};

static void aes_close(void *arg)
{
	struct aes_ctx *ctx = arg;

	engine_stream_free(ctx->stream);
	OPENSSL_cleanse(ctx->key, sizeof(ctx->key));
	ctx->stream = NULL;
	ctx->phase = CLOSED;
}

/* Takes a job over everything collected. Returns NULL when out of memory. */
static struct engine_job *job_start(struct model_mbx *mbx, const struct aes_ctx *ctx)
{
	struct engine_job *job = model_job_get(mbx);

	job->kind = ctx->mode == CMH_AES_MODE_GCM ? ENGINE_AEAD : ENGINE_CIPHER;
	job->mode = ctx->mode;
	job->op = ctx->op;
	job->key_len = ctx->key_len;
	job->iv_len = BLOCK;
	memcpy(job->key, ctx->key, ctx->key_len);
	memcpy(job->iv, ctx->iv, BLOCK);
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
static int job_add(struct model_mbx *mbx, struct aes_ctx *ctx, const struct model_cmd *cmd)
{
	model_job_add(mbx, cmd);
	ctx->aad_len = 0;
	ctx->piece_nr = 0;
	return ctx->stream ? model_job_drain(mbx) : 0;
}

static int aes_settle(struct model_mbx *mbx, void *arg, const struct model_cmd *cmd)
{
	struct aes_ctx *ctx = arg;

	if (ctx->phase != OPEN || (!ctx->piece_nr && !ctx->aad_len))
		return 0;
	if (!ctx->stream)
		ctx->stream = engine_stream_new();
	if (!ctx->stream || !job_start(mbx, ctx))
		return ENOMEM;
	return job_add(mbx, ctx, cmd);
}

static int collect_aad(struct model_mbx *mbx, struct aes_ctx *ctx, const struct model_cmd *cmd,
		       uint64_t in, uint32_t len)
{
	int err;

	if (ctx->phase != OPEN || ctx->mode != CMH_AES_MODE_GCM || len > ctx->aad_left)
		return EINVAL;
	if (!len)
		return 0;
	err = ctx->aad_len ? aes_settle(mbx, ctx, cmd) : 0;
	if (err)
		return err;
	ctx->aad = model_job_in(mbx, in, len);
	if (!ctx->aad)
		return EFAULT;
	ctx->aad_len = len;
	ctx->aad_left -= len;
	return 0;
}

/* Only the last piece of a message may end inside a block, and never in ECB and CBC. */
static int collect(struct model_mbx *mbx, struct aes_ctx *ctx, const struct model_cmd *cmd,
		   uint64_t in, uint64_t out, uint32_t len)
{
	struct engine_seg *piece;
	int err;

	if (ctx->phase != OPEN || ctx->aad_left)
		return EINVAL;
	if (!len)
		return 0;
	if (ctx->partial)
		return EINVAL;
	if (len % BLOCK) {
		if (ctx->mode == CMH_AES_MODE_ECB || ctx->mode == CMH_AES_MODE_CBC)
			return EINVAL;
		ctx->partial = true;
	}
	if (ctx->mode == CMH_AES_MODE_GCM) {
		if (len > ctx->text_left)
			return EINVAL;
		ctx->text_left -= len;
	}
	if (ctx->piece_nr == PIECES) {
		err = aes_settle(mbx, ctx, cmd);
		if (err)
			return err;
	}
	piece = &ctx->piece[ctx->piece_nr];
	piece->in = model_job_in(mbx, in, len);
	piece->out = model_job_out(mbx, out, len);
	piece->len = len;
	if (!piece->in || !piece->out)
		return EFAULT;
	ctx->piece_nr++;
	return 0;
}

static bool tag_len_ok(uint32_t len)
{
	return len == 4 || len == 8 || (len >= 12 && len <= CMH_AES_TAG_MAX);
}

static int init_check(const struct cmh_aes_init *init)
{
	bool has_iv = init->mode != CMH_AES_MODE_ECB;

	switch (init->mode) {
	case CMH_AES_MODE_ECB:
	case CMH_AES_MODE_CBC:
	case CMH_AES_MODE_CTR: break;
	case CMH_AES_MODE_GCM:
		if (!tag_len_ok(init->taglen) || (!init->aadlen && !init->iolen))
			return EINVAL;
		break;
	default: return EINVAL;
	}
	if (init->keylen != 16 && init->keylen != 24 && init->keylen != 32)
		return EINVAL;
	if (init->op != CMH_AES_OP_DECRYPT && init->op != CMH_AES_OP_ENCRYPT)
		return EINVAL;
	return init->ivlen == (has_iv ? BLOCK : 0) ? 0 : EINVAL;
}

static int aes_init(struct model_mbx *mbx, struct aes_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_aes_init init;
	const uint8_t *iv;
	int err;

	aes_close(ctx);
	cmh_aes_init_get(&init, cmd->payload);
	err = init_check(&init);
	if (err)
		return err;
	iv = model_read_ptr(mbx, init.iv, init.ivlen);
	if (!iv)
		return EFAULT;
	memcpy(ctx->iv, iv, init.ivlen);
	err = model_key_load(mbx, init.key, CMH_CORE_AES, ctx->key, init.keylen);
	if (err)
		return err;
	ctx->mode = (uint8_t)init.mode;
	ctx->op = (uint8_t)init.op;
	ctx->key_len = (uint8_t)init.keylen;
	ctx->tag_len = 0;
	ctx->partial = false;
	ctx->aad_left = 0;
	ctx->text_left = 0;
	ctx->aad_len = 0;
	ctx->piece_nr = 0;
	if (init.mode == CMH_AES_MODE_GCM) {
		ctx->tag_len = (uint8_t)init.taglen;
		ctx->aad_left = init.aadlen;
		ctx->text_left = init.iolen;
	}
	ctx->phase = OPEN;
	return 0;
}

/* AAD_UPDATE is laid out as AAD_FINAL. */
static int aes_aad(struct model_mbx *mbx, struct aes_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_aes_aad_final aad;
	int err;

	cmh_aes_aad_final_get(&aad, cmd->payload);
	err = collect_aad(mbx, ctx, cmd, aad.data, aad.datalen);
	if (!err && cmd->cmd == CMH_AES_CMD_AAD_FINAL && ctx->aad_left)
		return EINVAL;
	return err;
}

static int aes_update(struct model_mbx *mbx, struct aes_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_aes_update update;

	cmh_aes_update_get(&update, cmd->payload);
	return collect(mbx, ctx, cmd, update.input, update.output, update.iolen);
}

struct gather {
	struct aes_ctx *ctx;
	const struct model_cmd *cmd;
	bool aad;
};

static int gather_item(struct model_mbx *mbx, const struct cmh_sg *item, uint32_t len, void *arg)
{
	const struct gather *gather = arg;

	if (gather->aad)
		return collect_aad(mbx, gather->ctx, gather->cmd, item->src, len);
	return collect(mbx, gather->ctx, gather->cmd, item->src, item->dst, len);
}

/* Laid out as the HC core's GATHER; sgcmd: UPDATE, or AAD_UPDATE, which only reads. */
static int aes_scattergather(struct model_mbx *mbx, struct aes_ctx *ctx,
			     const struct model_cmd *cmd)
{
	struct gather arg = { .ctx = ctx, .cmd = cmd };
	struct cmh_hc_gather gather;

	cmh_hc_gather_get(&gather, cmd->payload);
	if (ctx->phase != OPEN ||
	    (gather.sgcmd != CMH_AES_CMD_UPDATE && gather.sgcmd != CMH_AES_CMD_AAD_UPDATE))
		return EINVAL;
	arg.aad = gather.sgcmd == CMH_AES_CMD_AAD_UPDATE;
	return sg_walk(mbx, gather.lista, gather_item, &arg);
}

/* The engine only compares with the tag of a decryption, though its job calls it an output. */
static uint8_t *tag_ptr(struct model_mbx *mbx, const struct aes_ctx *ctx, uint64_t iova)
{
	if (ctx->op == CMH_AES_OP_ENCRYPT)
		return model_job_out(mbx, iova, ctx->tag_len);
	return (uint8_t *)model_job_in(mbx, iova, ctx->tag_len);
}

static int aes_final(struct model_mbx *mbx, struct aes_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_aes_final final;
	struct engine_job *job;
	uint8_t *tag = NULL;
	int err;

	cmh_aes_final_get(&final, cmd->payload);
	err = collect(mbx, ctx, cmd, final.input, final.output, final.iolen);
	if (err)
		return err;
	if (ctx->mode == CMH_AES_MODE_GCM) {
		if (ctx->text_left || final.taglen != ctx->tag_len)
			return EINVAL;
		tag = tag_ptr(mbx, ctx, final.tag);
		if (!tag)
			return EFAULT;
	}
	job = job_start(mbx, ctx);
	if (!job)
		return ENOMEM;
	job->final = true;
	job->tag = tag;
	job->tag_len = ctx->tag_len;
	ctx->phase = ENDED;
	return job_add(mbx, ctx, cmd);
}

static int aes_exec(struct model_mbx *mbx, void *ctx, const struct model_cmd *cmd)
{
	switch (cmd->cmd) {
	case CMH_AES_CMD_INIT: return aes_init(mbx, ctx, cmd);
	case CMH_AES_CMD_AAD_UPDATE:
	case CMH_AES_CMD_AAD_FINAL: return aes_aad(mbx, ctx, cmd);
	case CMH_AES_CMD_UPDATE: return aes_update(mbx, ctx, cmd);
	case CMH_AES_CMD_FINAL: return aes_final(mbx, ctx, cmd);
	case CMH_AES_CMD_SCATTERGATHER: return aes_scattergather(mbx, ctx, cmd);
	default: return EINVAL;
	}
}

const struct model_core model_aes = {
	.id = CMH_CORE_AES,
	.rail = CMH_CORE_ENABLE_AES,
	.ctx_size = sizeof(struct aes_ctx),
	.exec = aes_exec,
	.settle = aes_settle,
	.close = aes_close,
};
