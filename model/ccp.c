// SPDX-License-Identifier: Apache-2.0
/* ccp.c - the CCP core: ChaCha20, Poly1305 and both together (RFC 8439). */
#include "cmh/abi/ccp.h"

#include <errno.h>

#include "cmh/abi/aes.h"
#include "cmh/abi/regs.h"
#include "cmh/abi/vcq.h"
#include "model/cores.h"
#include "model/text.h"

#define CHACHA_BLOCK 64

static bool op_ok(uint32_t op)
{
	return op == CMH_CCP_OP_DECRYPT || op == CMH_CCP_OP_ENCRYPT;
}

static int chacha20_init(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_ccp_chacha20_init init;

	text_open(ctx);
	cmh_ccp_chacha20_init_get(&init, cmd->payload);
	if (init.keylen != CMH_CCP_KEY_SIZE || init.ctrnoncelen != CMH_CCP_CTRNONCE_SIZE ||
	    init.ctrlen != CMH_CCP_CTR_SIZE || !op_ok(init.op))
		return EINVAL;
	ctx->kind = ENGINE_CIPHER;
	ctx->cipher = ENGINE_CHACHA;
	ctx->mode = CMH_AES_MODE_CTR;
	ctx->op = (uint8_t)init.op;
	ctx->key_len = CMH_CCP_KEY_SIZE;
	ctx->unit = CHACHA_BLOCK;
	return text_load(mbx, ctx, CMH_CORE_CCP, init.key, init.ctrnonce, CMH_CCP_CTRNONCE_SIZE);
}

/* With both keys on TEMP, r is taken first. */
static int poly1305_init(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_ccp_poly1305_init init;
	int err;

	text_open(ctx);
	cmh_ccp_poly1305_init_get(&init, cmd->payload);
	if (init.rkeylen != CMH_CCP_POLY_KEY_SIZE || init.skeylen != CMH_CCP_POLY_KEY_SIZE)
		return EINVAL;
	err = model_key_load(mbx, init.rkey, CMH_CORE_CCP, ctx->key, CMH_CCP_POLY_KEY_SIZE);
	if (!err)
		err = model_key_load(mbx, init.skey, CMH_CORE_CCP, ctx->key + CMH_CCP_POLY_KEY_SIZE,
				     CMH_CCP_POLY_KEY_SIZE);
	if (err)
		return err;
	ctx->kind = ENGINE_MAC;
	ctx->cipher = ENGINE_CHACHA;
	ctx->mode = 0;
	ctx->op = CMH_CCP_OP_ENCRYPT;
	ctx->key_len = 2 * CMH_CCP_POLY_KEY_SIZE;
	ctx->iv_len = 0;
	ctx->tag_len = CMH_CCP_TAG_SIZE;
	ctx->text_left = TEXT_MAC_MAX;
	ctx->phase = TEXT_OPEN;
	return 0;
}

static int aead_init(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_ccp_aead_init init;
	int err;

	text_open(ctx);
	cmh_ccp_aead_init_get(&init, cmd->payload);
	if (init.keylen != CMH_CCP_KEY_SIZE || init.ctrnoncelen != CMH_CCP_CTRNONCE_SIZE ||
	    !op_ok(init.op))
		return EINVAL;
	ctx->kind = ENGINE_AEAD;
	ctx->cipher = ENGINE_CHACHA;
	ctx->mode = CMH_AES_MODE_GCM;
	ctx->op = (uint8_t)init.op;
	ctx->key_len = CMH_CCP_KEY_SIZE;
	ctx->tag_len = CMH_CCP_TAG_SIZE;
	ctx->unit = CHACHA_BLOCK;
	ctx->aad_left = TEXT_ANY_LENGTH;
	err = text_load(mbx, ctx, CMH_CORE_CCP, init.key, init.ctrnonce, CMH_CCP_CTRNONCE_SIZE);
	/* The core counts from 0 itself. */
	return err ? err : cmh_get_le32(ctx->iv) ? EINVAL : 0;
}

/* No AAD may follow. */
static int aad_final(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd)
{
	int err = text_aad(mbx, ctx, cmd, true);

	if (!err)
		ctx->aad_left = 0;
	return err;
}

static int aad_update(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_ccp_aad_final aad;

	cmh_ccp_aad_final_get(&aad, cmd->payload);
	return aad.aadlen % CMH_CCP_TAG_SIZE ? EINVAL : text_aad(mbx, ctx, cmd, false);
}

static int ccp_exec(struct model_mbx *mbx, void *ctx, const struct model_cmd *cmd)
{
	switch (cmd->cmd) {
	case CMH_CCP_CMD_CHACHA20_INIT: return chacha20_init(mbx, ctx, cmd);
	case CMH_CCP_CMD_POLY1305_INIT: return poly1305_init(mbx, ctx, cmd);
	case CMH_CCP_CMD_AEAD_INIT: return aead_init(mbx, ctx, cmd);
	case CMH_CCP_CMD_AAD_UPDATE: return aad_update(mbx, ctx, cmd);
	case CMH_CCP_CMD_AAD_FINAL: return aad_final(mbx, ctx, cmd);
	case CMH_CCP_CMD_UPDATE: return text_update(mbx, ctx, cmd);
	case CMH_CCP_CMD_FINAL: return text_final(mbx, ctx, cmd);
	case CMH_CCP_CMD_SCATTERGATHER:
		return text_gather(mbx, ctx, cmd, CMH_CCP_CMD_UPDATE, CMH_CCP_CMD_AAD_UPDATE);
	default: return EINVAL;
	}
}

const struct model_core model_ccp = {
	.id = CMH_CORE_CCP,
	.rail = CMH_CORE_ENABLE_CCP,
	.ctx_size = sizeof(struct text_ctx),
	.exec = ccp_exec,
	.settle = text_settle,
	.close = text_close,
};
