// SPDX-License-Identifier: Apache-2.0
/* sm3.c - the SM3 core. Its payloads are laid out as the HC core's; INIT has none. */
#include "cmh/abi/sm3.h"

#include <errno.h>

#include "cmh/abi/regs.h"
#include "cmh/abi/vcq.h"
#include "model/cores.h"
#include "model/hash.h"

static int sm3_exec(struct model_mbx *mbx, void *ctx, const struct model_cmd *cmd)
{
	switch (cmd->cmd) {
	case CMH_SM3_CMD_INIT: hash_open(ctx, ENGINE_SM3, CMH_SM3_DIGEST_SIZE); return 0;
	case CMH_SM3_CMD_UPDATE: return hash_update(mbx, ctx, cmd);
	case CMH_SM3_CMD_UPDATE2D: return hash_update2d(mbx, ctx, cmd);
	case CMH_SM3_CMD_GATHER:
		return hash_gather(mbx, ctx, cmd, CMH_SM3_CMD_UPDATE, CMH_SM3_CMD_UPDATE2D);
	case CMH_SM3_CMD_FINAL: return hash_final(mbx, ctx, cmd);
	case CMH_SM3_CMD_SAVE: return hash_save(mbx, ctx, cmd, CMH_SM3_CONTEXT_SIZE);
	case CMH_SM3_CMD_RESTORE:
		return hash_restore(mbx, ctx, cmd, CMH_SM3_CONTEXT_SIZE, ENGINE_SM3);
	default: return EINVAL;
	}
}

const struct model_core model_sm3 = {
	.id = CMH_CORE_SM3,
	.rail = CMH_CORE_ENABLE_SM3,
	.ctx_size = sizeof(struct hash_ctx),
	.exec = sm3_exec,
	.settle = hash_settle,
	.close = hash_close,
};
