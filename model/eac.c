// SPDX-License-Identifier: Apache-2.0
/* eac.c - the EAC core: gives the books of books.c to the host. */
#include <errno.h>

#include "cmh/abi/eac.h"
#include "cmh/abi/vcq.h"
#include "model/core.h"
#include "model/cores.h"

static int eac_read(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	struct cmh_eac_response response;
	struct cmh_eac_read read;
	uint8_t *dst;
	int err;

	cmh_eac_read_get(&read, cmd->payload);
	if (read.len < CMH_EAC_RESPONSE_SIZE)
		return EINVAL;
	/* Earlier VCQs' jobs may yet fail. */
	err = model_job_drain(mbx);
	if (err)
		return err;
	dst = model_write_ptr(mbx, read.dst, CMH_EAC_RESPONSE_SIZE);
	if (!dst)
		return EFAULT;
	model_books_take(mbx, &response);
	cmh_eac_response_put(dst, &response);
	return 0;
}

static int eac_exec(struct model_mbx *mbx, void *ctx, const struct model_cmd *cmd)
{
	(void)ctx;
	return cmd->cmd == CMH_EAC_CMD_READ ? eac_read(mbx, cmd) : EINVAL;
}

const struct model_core model_eac = {
	.id = CMH_CORE_EAC,
	.exec = eac_exec,
};
