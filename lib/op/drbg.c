// SPDX-License-Identifier: Apache-2.0
/* drbg.c - random bytes, 32 a command as the hub gives them, and the DRBG's configuration. */
#include <cmh/abi/drbg.h>

#include "dev/error.h"
#include "op/op.h"

int op_random_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct cmh_drbg_generate g = { 0 };
	size_t left = sqe->len;
	int err;

	if (!op_alg(p, sqe, CMH_RAND, &err))
		return err;
	if (!left || left > INT32_MAX)
		return cmh_fail(-EINVAL, "random: %zu bytes: give 1 to %d", left, INT32_MAX);
	g.dst = pack_out(p, sqe->out, sqe->len);
	while (left && !p->err) {
		g.len = left > CMH_DRBG_READ_MAX ? CMH_DRBG_READ_MAX : (uint32_t)left;
		cmh_drbg_generate_put(pack_cmd(p, CMH_CORE_DRBG, 0, CMH_DRBG_CMD_GENERATE), &g);
		g.dst += g.len;
		left -= g.len;
	}
	pack_flush(p, CMH_CORE_DRBG);
	p->req->ok_res = (int32_t)sqe->len;
	return 0;
}

int op_drbg_config_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct cmh_drbg_config c = { .entropy_ratio = (uint32_t)sqe->len,
				     .security_strength = sqe->iv_len == 256 ?
								  CMH_DRBG_STRENGTH_256 :
								  CMH_DRBG_STRENGTH_128 };

	if (sqe->len > CMH_DRBG_RATIO_1_4)
		return cmh_fail(-EINVAL, "drbg: entropy ratio %zu: give 0 to 3", sqe->len);
	if (sqe->iv_len != 128 && sqe->iv_len != 256)
		return cmh_fail(-EINVAL, "drbg: security strength %u: give 128 or 256", sqe->iv_len);
	if (!cmh_dev_has(p->mbx->dev, CMH_ALG_CTR_DRBG))
		return cmh_fail(-EOPNOTSUPP, "drbg: this device has no DRBG core");
	pack_cmd(p, CMH_CORE_DRBG, 0, CMH_DRBG_CMD_RESET);
	cmh_drbg_config_put(pack_cmd(p, CMH_CORE_DRBG, 0, CMH_DRBG_CMD_CONFIG), &c);
	pack_flush(p, CMH_CORE_DRBG);
	return 0;
}
