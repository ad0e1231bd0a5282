// SPDX-License-Identifier: Apache-2.0
/* eac.c - the hub's error books as a VCQ command. */
#include <string.h>

#include <cmh/abi/eac.h>

#include "op/sys.h"

int op_alarms_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct cmh_eac_read r = { .len = CMH_EAC_RESPONSE_SIZE };
	int err = sys_open(p, CMH_CORE_EAC);

	if (err)
		return err;
	p->req->sum = pack_area(p, CMH_EAC_RESPONSE_SIZE, &r.dst);
	p->req->tag = sqe->out;
	cmh_eac_read_put(pack_cmd(p, CMH_CORE_EAC, 0, CMH_EAC_CMD_READ), &r);
	pack_flush(p, CMH_CORE_EAC);
	return 0;
}

int op_alarms_finish(struct cmh_mbx *mbx, struct cmh_req *req)
{
	struct cmh_alarms *out = req->tag;
	struct cmh_eac_response r;

	(void)mbx;
	cmh_eac_response_get(&r, req->sum);
	*out = (struct cmh_alarms){
		.mailbox_notification = r.mailbox_notification,
		.hw_error = r.hw_error,
		.hw_nmi = r.hw_nmi,
		.hw_panic = r.hw_panic,
		.safety_fatal = r.safety_fatal,
		.safety_notification = r.safety_notification,
		.sw_info0 = r.sw_info0,
		.sw_info1 = r.sw_info1,
	};
	memcpy(out->sram_bank_errors, r.sram_bank_errors, sizeof(out->sram_bank_errors));
	return 0;
}
