// SPDX-License-Identifier: Apache-2.0
/* aes.c - the AES core: ECB, CBC, CTR, CFB, XTS, GCM, CCM and CMAC. */
#include "cmh/abi/aes.h"

#include <errno.h>

#include "cmh/abi/regs.h"
#include "cmh/abi/vcq.h"
#include "model/cores.h"
#include "model/text.h"

#define NONCE_MIN 7
#define NONCE_MAX 13

static bool key_len_ok(uint32_t len)
{
	return len == 16 || len == 24 || len == 32;
}

static bool gcm_tag_ok(uint32_t len)
{
	return len == 4 || len == 8 || (len >= 12 && len <= CMH_AES_TAG_MAX);
}

/* The core lacks 10. */
static bool ccm_tag_ok(uint32_t len)
{
	return len >= 4 && len <= CMH_AES_TAG_MAX && len % 2 == 0 && len != 10;
}

static void expect_aead(struct text_ctx *ctx, const struct cmh_aes_init *init)
{
	ctx->kind = ENGINE_AEAD;
	ctx->tag_len = (uint8_t)init->taglen;
	ctx->announced = true;
	ctx->aad_total = ctx->aad_left = init->aadlen;
	ctx->text_total = ctx->text_left = init->iolen;
}

/* Fills in what the mode makes of the message; the IV's length is to be iv_len. */
static int describe(struct text_ctx *ctx, const struct cmh_aes_init *init, uint32_t *iv_len)
{
	*iv_len = CMH_AES_IV_SIZE;
	ctx->kind = ENGINE_CIPHER;
	switch (init->mode) {
	case CMH_AES_MODE_ECB:
		*iv_len = 0;
		ctx->whole = true;
		break;
	case CMH_AES_MODE_CBC: ctx->whole = true; break;
	case CMH_AES_MODE_CTR:
	case CMH_AES_MODE_CFB: break;
	case CMH_AES_MODE_XTS:
		if (init->iolen < TEXT_BLOCK)
			return EINVAL;
		ctx->announced = true;
		ctx->text_left = init->iolen;
		ctx->steals = true;
		ctx->xts_offset = init->xts_offset;
		break;
	case CMH_AES_MODE_GCM:
		if (!gcm_tag_ok(init->taglen) || (!init->aadlen && !init->iolen))
			return EINVAL;
		expect_aead(ctx, init);
		break;
	case CMH_AES_MODE_CMAC:
		if (init->op != CMH_AES_OP_ENCRYPT || init->taglen != CMH_AES_TAG_MAX ||
		    init->aadlen > TEXT_MAC_MAX)
			return EINVAL;
		*iv_len = 0;
		ctx->kind = ENGINE_MAC;
		ctx->tag_len = CMH_AES_TAG_MAX;
		ctx->announced = true;
		ctx->by_aad = true;
		ctx->text_left = init->aadlen;
		break;
	default: return EINVAL;
	}
	return 0;
}

static int describe_ccm(struct text_ctx *ctx, const struct cmh_aes_init *init, uint32_t *iv_len)
{
	uint32_t len_bytes = CMH_AES_BLOCK_SIZE - 1 - init->ivlen;

	if (init->mode != CMH_AES_MODE_CCM || init->ivlen < NONCE_MIN || init->ivlen > NONCE_MAX ||
	    !ccm_tag_ok(init->taglen) || (!init->aadlen && !init->iolen) ||
	    (len_bytes < 4 && init->iolen >> 8 * len_bytes))
		return EINVAL;
	*iv_len = init->ivlen;
	expect_aead(ctx, init);
	return 0;
}

static int aes_init(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_aes_init init;
	uint32_t iv_len, parts;
	int err;

	text_open(ctx);
	cmh_aes_init_get(&init, cmd->payload);
	err = cmd->cmd == CMH_AES_CMD_CCM_INIT ? describe_ccm(ctx, &init, &iv_len) :
						 describe(ctx, &init, &iv_len);
	if (err)
		return err;
	parts = init.mode == CMH_AES_MODE_XTS ? 2 : 1;
	if (init.keylen % parts || !key_len_ok(init.keylen / parts) || init.ivlen != iv_len ||
	    (init.op != CMH_AES_OP_DECRYPT && init.op != CMH_AES_OP_ENCRYPT))
		return EINVAL;
	ctx->cipher = ENGINE_AES;
	ctx->mode = (uint8_t)init.mode;
	ctx->op = (uint8_t)init.op;
	ctx->key_len = (uint8_t)init.keylen;
	return text_load(mbx, ctx, CMH_CORE_AES, init.key, init.iv, iv_len);
}

/* The end of CMAC. */
static int aes_aad_final_auth(struct model_mbx *mbx, struct text_ctx *ctx,
			      const struct model_cmd *cmd)
{
	struct cmh_aes_aad_final_auth auth;
	int err;

	cmh_aes_aad_final_auth_get(&auth, cmd->payload);
	if (ctx->kind != ENGINE_MAC)
		return EINVAL;
	err = text_add_aad(mbx, ctx, cmd, auth.data, auth.datalen);
	return err ? err : text_end(mbx, ctx, cmd, auth.tag, auth.taglen);
}

/* Ends everything else. */
static int aes_final(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd)
{
	return ctx->kind == ENGINE_MAC ? EINVAL : text_final(mbx, ctx, cmd);
}

static int aes_exec(struct model_mbx *mbx, void *ctx, const struct model_cmd *cmd)
{
	switch (cmd->cmd) {
	case CMH_AES_CMD_INIT:
	case CMH_AES_CMD_CCM_INIT: return aes_init(mbx, ctx, cmd);
	case CMH_AES_CMD_AAD_UPDATE: return text_aad(mbx, ctx, cmd, false);
	case CMH_AES_CMD_AAD_FINAL: return text_aad(mbx, ctx, cmd, true);
	case CMH_AES_CMD_UPDATE: return text_update(mbx, ctx, cmd);
	case CMH_AES_CMD_FINAL: return aes_final(mbx, ctx, cmd);
	case CMH_AES_CMD_SCATTERGATHER:
		return text_gather(mbx, ctx, cmd, CMH_AES_CMD_UPDATE, CMH_AES_CMD_AAD_UPDATE);
	case CMH_AES_CMD_AAD_FINAL_AUTH: return aes_aad_final_auth(mbx, ctx, cmd);
	default: return EINVAL;
	}
}

const struct model_core model_aes = {
	.id = CMH_CORE_AES,
	.rail = CMH_CORE_ENABLE_AES,
	.ctx_size = sizeof(struct text_ctx),
	.exec = aes_exec,
	.settle = text_settle,
	.close = text_close,
};
