// SPDX-License-Identifier: Apache-2.0
/* sm4.c - the SM4 core: ECB, CBC, CTR, CFB, XTS, GCM, CCM, CMAC and XCBC. Its mode numbers differ
 * from the AES core's; its INIT knows the length of the text in every mode.
 */
#include "cmh/abi/sm4.h"

#include <errno.h>

#include "cmh/abi/regs.h"
#include "cmh/abi/vcq.h"
#include "model/cores.h"
#include "model/text.h"

#define NONCE_MIN 7
#define NONCE_MAX 13

static void expect_aead(struct text_ctx *ctx, uint32_t aad_len, uint32_t text_len, uint32_t tag_len)
{
	ctx->kind = ENGINE_AEAD;
	ctx->tag_len = (uint8_t)tag_len;
	ctx->announced = true;
	ctx->aad_total = ctx->aad_left = aad_len;
	ctx->text_total = ctx->text_left = text_len;
}

static int describe_mac(struct text_ctx *ctx, const struct cmh_sm4_init *init)
{
	if (init->op != CMH_SM4_OP_ENCRYPT || init->aadlen > TEXT_MAC_MAX || init->iolen)
		return EINVAL;
	ctx->kind = ENGINE_MAC;
	ctx->mode = init->mode == CMH_SM4_MODE_CMAC ? CMH_AES_MODE_CMAC : ENGINE_XCBC;
	ctx->tag_len = CMH_SM4_TAG_MAX;
	ctx->announced = true;
	ctx->by_aad = true;
	ctx->text_left = init->aadlen;
	return 0;
}

/* Fills in what the mode makes of the message; the IV's length is to be iv_len. */
static int describe(struct text_ctx *ctx, const struct cmh_sm4_init *init, uint32_t *iv_len)
{
	*iv_len = CMH_SM4_IV_SIZE;
	ctx->kind = ENGINE_CIPHER;
	ctx->announced = true;
	ctx->text_left = init->iolen;
	switch (init->mode) {
	case CMH_SM4_MODE_ECB:
		*iv_len = 0;
		ctx->mode = CMH_AES_MODE_ECB;
		ctx->whole = true;
		return 0;
	case CMH_SM4_MODE_CBC:
		ctx->mode = CMH_AES_MODE_CBC;
		ctx->whole = true;
		return 0;
	case CMH_SM4_MODE_CTR:
		ctx->mode = CMH_AES_MODE_CTR;
		ctx->announced = false;
		ctx->text_left = TEXT_ANY_LENGTH;
		return 0;
	case CMH_SM4_MODE_CFB: ctx->mode = CMH_AES_MODE_CFB; return 0;
	case CMH_SM4_MODE_XTS:
		ctx->mode = CMH_AES_MODE_XTS;
		ctx->steals = true;
		return init->iolen < TEXT_BLOCK ? EINVAL : 0;
	case CMH_SM4_MODE_GCM:
		ctx->mode = CMH_AES_MODE_GCM;
		expect_aead(ctx, init->aadlen, init->iolen, CMH_SM4_TAG_MAX);
		return init->aadlen || init->iolen ? 0 : EINVAL;
	case CMH_SM4_MODE_CMAC:
	case CMH_SM4_MODE_XCBC: *iv_len = 0; return describe_mac(ctx, init);
	default: return EINVAL;
	}
}

static int load(struct model_mbx *mbx, struct text_ctx *ctx, uint64_t key, uint32_t key_len,
		uint64_t iv, uint32_t iv_len, uint32_t op)
{
	uint32_t parts = ctx->mode == CMH_AES_MODE_XTS ? 2 : 1;

	if (key_len != parts * CMH_SM4_KEY_SIZE ||
	    (op != CMH_SM4_OP_DECRYPT && op != CMH_SM4_OP_ENCRYPT))
		return EINVAL;
	ctx->cipher = ENGINE_SM4;
	ctx->op = (uint8_t)op;
	ctx->key_len = (uint8_t)key_len;
	return text_load(mbx, ctx, CMH_CORE_SM4, key, iv, iv_len);
}

static int sm4_init(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_sm4_init init;
	uint32_t iv_len;
	int err;

	text_open(ctx);
	cmh_sm4_init_get(&init, cmd->payload);
	err = describe(ctx, &init, &iv_len);
	if (err || init.ivlen != iv_len)
		return EINVAL;
	return load(mbx, ctx, init.key, init.keylen, init.iv, iv_len, init.op);
}

static int sm4_ccm_init(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_sm4_ccm_init init;
	uint32_t len_bytes;

	text_open(ctx);
	cmh_sm4_ccm_init_get(&init, cmd->payload);
	len_bytes = CMH_SM4_BLOCK_SIZE - 1 - init.noncelen;
	if (init.noncelen < NONCE_MIN || init.noncelen > NONCE_MAX || init.taglen < 4 ||
	    init.taglen > CMH_SM4_TAG_MAX || init.taglen % 2 || (!init.aadlen && !init.iolen) ||
	    (len_bytes < 4 && init.iolen >> 8 * len_bytes))
		return EINVAL;
	ctx->mode = CMH_AES_MODE_CCM;
	expect_aead(ctx, init.aadlen, init.iolen, init.taglen);
	return load(mbx, ctx, init.key, init.keylen, init.nonce, init.noncelen, init.op);
}

static int sm4_exec(struct model_mbx *mbx, void *ctx, const struct model_cmd *cmd)
{
	switch (cmd->cmd) {
	case CMH_SM4_CMD_INIT: return sm4_init(mbx, ctx, cmd);
	case CMH_SM4_CMD_CCM_INIT: return sm4_ccm_init(mbx, ctx, cmd);
	case CMH_SM4_CMD_AAD_UPDATE: return text_aad(mbx, ctx, cmd, false);
	case CMH_SM4_CMD_AAD_FINAL: return text_aad(mbx, ctx, cmd, true);
	case CMH_SM4_CMD_UPDATE: return text_update(mbx, ctx, cmd);
	case CMH_SM4_CMD_FINAL: return text_final(mbx, ctx, cmd);
	case CMH_SM4_CMD_SCATTERGATHER:
		return text_gather(mbx, ctx, cmd, CMH_SM4_CMD_UPDATE, CMH_SM4_CMD_AAD_UPDATE);
	default: return EINVAL;
	}
}

const struct model_core model_sm4 = {
	.id = CMH_CORE_SM4,
	.rail = CMH_CORE_ENABLE_SM4,
	.ctx_size = sizeof(struct text_ctx),
	.exec = sm4_exec,
	.settle = text_settle,
	.close = text_close,
};
