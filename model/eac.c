// SPDX-License-Identifier: Apache-2.0
/* eac.c - the EAC core: what went wrong since somebody last asked. */
#include <errno.h>
#include <stdatomic.h>

#include "cmh/abi/eac.h"
#include "cmh/abi/vcq.h"
#include "model/core.h"
#include "model/cores.h"

static int eac_read(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	struct model_device *device = model_device_of(mbx);
	struct cmh_eac_response response = { 0 };
	struct cmh_eac_read read;
	uint8_t *dst;

	cmh_eac_read_get(&read, cmd->payload);
	if (read.len < CMH_EAC_RESPONSE_SIZE)
		return EINVAL;
	dst = model_write_ptr(mbx, read.dst, CMH_EAC_RESPONSE_SIZE);
	if (!dst)
		return EFAULT;
	response.mailbox_notification = atomic_exchange(&device->mailbox_notification, 0);
	response.hw_error = atomic_exchange(&device->hw_error, 0);
	response.safety_notification = atomic_exchange(&device->safety_notification, 0);
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
