// SPDX-License-Identifier: Apache-2.0
/* kic.c - derived keys as VCQ commands. The core has no FLUSH of its own: that of SYS ends it. */
#include <cmh/abi/kic.h>

#include "dev/error.h"
#include "op/sys.h"

#define NO_LABEL UINT64_MAX

static int kdf_check(const struct cmh_kdf *kdf)
{
	bool hkdf = kdf->kind == CMH_KDF_HKDF1 || kdf->kind == CMH_KDF_HKDF2;
	size_t max = kdf->kind == CMH_KDF_DKEK ? CMH_KIC_METADATA_MAX : CMH_KIC_LABEL_MAX;

	if (kdf->kind < CMH_KDF_HKDF1 || kdf->kind > CMH_KDF_DKEK)
		return cmh_fail(-EINVAL, "derive: kind %u is none", kdf->kind);
	if (hkdf ? !kdf->len || kdf->len > CMH_KIC_OUT_MAX : kdf->len != CMH_KIC_CMAC_KEY_SIZE)
		return cmh_fail(-EINVAL, "derive: key of %u bytes: %s", kdf->len,
				hkdf ? "HKDF gives 1 to 64" : "this kind gives 32");
	if (kdf->label_len > max)
		return cmh_fail(-EINVAL, "derive: label of %zu bytes exceeds %zu", kdf->label_len,
				max);
	return 0;
}

int op_derive_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	const struct cmh_kdf *kdf = sqe->in;
	uint64_t dst = sqe->head ? CMH_REF_LAST : CMH_REF_TEMP, label = NO_LABEL;
	uint32_t label_len;
	int err = kdf_check(kdf);

	if (!err)
		err = sys_open(p, CMH_CORE_KIC);
	if (err)
		return err;
	label_len = (uint32_t)kdf->label_len;
	if (label_len)
		label = pack_in(p, kdf->label, label_len);
	if (sqe->head)
		sys_new(p, sqe->cid, kdf->len, sqe->head);
	if (kdf->kind == CMH_KDF_HKDF1) {
		struct cmh_kic_hkdf1 c = { dst, kdf->base, label, label_len, kdf->len, kdf->type };

		cmh_kic_hkdf1_put(pack_cmd(p, CMH_CORE_KIC, 0, CMH_KIC_CMD_HKDF1), &c);
	} else if (kdf->kind == CMH_KDF_HKDF2) {
		struct cmh_kic_hkdf2 c = { dst,       kdf->base, kdf->salt, label,
					   label_len, kdf->len,  kdf->type };

		cmh_kic_hkdf2_put(pack_cmd(p, CMH_CORE_KIC, 0, CMH_KIC_CMD_HKDF2), &c);
	} else if (kdf->kind == CMH_KDF_CMAC) {
		struct cmh_kic_aes_cmac_kdf c = { kdf->base, dst,       label,
						  kdf->len,  label_len, kdf->type };

		cmh_kic_aes_cmac_kdf_put(pack_cmd(p, CMH_CORE_KIC, 0, CMH_KIC_CMD_AES_CMAC_KDF),
					 &c);
	} else {
		struct cmh_kic_dkek_derive c = { kdf->base, dst, kdf->host_id, label_len, label };

		cmh_kic_dkek_derive_put(pack_cmd(p, CMH_CORE_KIC, 0, CMH_KIC_CMD_DKEK_DERIVE), &c);
	}
	pack_flush(p, CMH_CORE_SYS);
	return 0;
}
