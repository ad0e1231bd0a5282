// SPDX-License-Identifier: Apache-2.0
/* block.c - commands of the AES and SM4 cores. */
#include "op/block.h"

#include "dev/error.h"

/* By the AES core's numbers. */
static const uint8_t sm4_modes[] = {
	[CMH_AES_MODE_ECB] = CMH_SM4_MODE_ECB, [CMH_AES_MODE_CBC] = CMH_SM4_MODE_CBC,
	[CMH_AES_MODE_CTR] = CMH_SM4_MODE_CTR, [CMH_AES_MODE_CFB] = CMH_SM4_MODE_CFB,
	[CMH_AES_MODE_GCM] = CMH_SM4_MODE_GCM, [CMH_AES_MODE_CMAC] = CMH_SM4_MODE_CMAC,
	[CMH_AES_MODE_CCM] = CMH_SM4_MODE_CCM, [CMH_AES_MODE_XTS] = CMH_SM4_MODE_XTS,
	[BLOCK_MODE_XCBC] = CMH_SM4_MODE_XCBC,
};

uint32_t block_mode(const struct cmh_alg_info *alg)
{
	uint32_t mode = 1;

	if (alg->core != CMH_CORE_SM4)
		return alg->mode;
	while (mode < sizeof(sm4_modes) - 1 && sm4_modes[mode] != alg->mode)
		mode++;
	return mode;
}

void block_init(struct cmh_pack *p, uint32_t core, const struct cmh_aes_init *v)
{
	struct cmh_sm4_init sm4;

	if (core == CMH_CORE_AES) {
		cmh_aes_init_put(pack_cmd(p, core, 0, CMH_AES_CMD_INIT), v);
		return;
	}
	sm4 = (struct cmh_sm4_init){
		.key = v->key,
		.iv = v->iv,
		.keylen = v->keylen,
		.ivlen = v->ivlen,
		.mode = sm4_modes[v->mode],
		.op = v->op,
		.aadlen = v->aadlen,
		.iolen = v->iolen,
	};
	cmh_sm4_init_put(pack_cmd(p, core, 0, CMH_SM4_CMD_INIT), &sm4);
}

void block_ccm_init(struct cmh_pack *p, uint32_t core, const struct cmh_aes_init *v)
{
	struct cmh_sm4_ccm_init sm4;

	if (core == CMH_CORE_AES) {
		cmh_aes_init_put(pack_cmd(p, core, 0, CMH_AES_CMD_CCM_INIT), v);
		return;
	}
	sm4 = (struct cmh_sm4_ccm_init){
		.key = v->key,
		.nonce = v->iv,
		.keylen = v->keylen,
		.noncelen = v->ivlen,
		.op = v->op,
		.aadlen = v->aadlen,
		.iolen = v->iolen,
		.taglen = v->taglen,
	};
	cmh_sm4_ccm_init_put(pack_cmd(p, core, 0, CMH_SM4_CMD_CCM_INIT), &sm4);
}

/* The rest has the same numbers and layouts on both. */

void block_aad(struct cmh_pack *p, uint32_t core, uint64_t data, size_t len)
{
	struct cmh_aes_aad_final v = { .data = data, .datalen = (uint32_t)len };

	cmh_aes_aad_final_put(pack_cmd(p, core, 0, CMH_AES_CMD_AAD_FINAL), &v);
}

void block_update(struct cmh_pack *p, uint32_t core, uint64_t in, uint64_t out, size_t len)
{
	struct cmh_aes_update v = { .input = in, .output = out, .iolen = (uint32_t)len };

	cmh_aes_update_put(pack_cmd(p, core, 0, CMH_AES_CMD_UPDATE), &v);
}

void block_final(struct cmh_pack *p, uint32_t core, const struct cmh_aes_final *v)
{
	cmh_aes_final_put(pack_cmd(p, core, 0, CMH_AES_CMD_FINAL), v);
	pack_flush(p, core);
}

int block_check_key(const struct cmh_alg_info *alg, const struct cmh_sqe *sqe)
{
	if (sqe->key.len != alg->key_len)
		return cmh_fail(-EINVAL, "%s: key of %zu bytes, %u expected", alg->name,
				sqe->key.len, alg->key_len);
	if (sqe->dir != CMH_ENCRYPT && sqe->dir != CMH_DECRYPT)
		return cmh_fail(-EINVAL, "%s: direction %u is neither CMH_ENCRYPT nor CMH_DECRYPT",
				alg->name, sqe->dir);
	return 0;
}
