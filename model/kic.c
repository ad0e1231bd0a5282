// SPDX-License-Identifier: Apache-2.0
/* kic.c - the KIC core: keys derived from the hub's fused keys, or from keys of the datastore. All
 * at once; nothing of a base key ever leaves the hub. */
#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "cmh/abi/kic.h"
#include "cmh/abi/sys.h"
#include "cmh/abi/vcq.h"
#include "model/cores.h"
#include "model/engine/kdf.h"
#include "model/store.h"

#define FUSED_SIZE 32
#define BASE_MAX   1024 /* bytes of a base or salt key */

/* Who derives keys for whom: all mailboxes belong to one host, which has this id. */
#define HOST_ID     1
#define MANAGEMENT  0 /* the mailbox that may speak for other hosts */
#define DKEK_PREFIX "CMH DKEK"

/* Which cores' keys may be derived from. */
#define BASE_CORES (1u << CMH_CORE_KIC | 1u << CMH_CORE_AES | 1u << CMH_CORE_HC)
#define CMAC_CORES (1u << CMH_CORE_KIC | 1u << CMH_CORE_AES)

struct secret {
	uint64_t ref;
	uint32_t len;
	uint8_t data[BASE_MAX];
};

/* The fused keys grow from the device's root. */
static int fused_key(struct model_mbx *mbx, uint32_t n, struct secret *out)
{
	const uint8_t info[] = { 'C', 'M', 'H', ' ', 'K', 'E', 'Y', (uint8_t)('0' + n) };
	const uint8_t *root = model_fused_root(mbx, n);

	if (!root)
		return ENOENT;
	out->len = FUSED_SIZE;
	return kdf_expand(model_engine_of(mbx), root, MODEL_ROOT_SIZE, info, sizeof(info),
			  out->data, FUSED_SIZE);
}

/* Loads a base or salt key of the cores; depth as in model_ref_use(). secret_drop() in any case. */
static int secret_load(struct model_mbx *mbx, struct secret *secret, uint64_t ref, uint32_t depth,
		       uint32_t cores)
{
	uint32_t n = cmh_ref_kic(ref);

	secret->ref = ref;
	secret->len = 0;
	if (n)
		return fused_key(mbx, n, secret);
	return model_key_whole(mbx, ref, depth, cores, secret->data, BASE_MAX, &secret->len);
}

static void secret_wipe(struct secret *secret)
{
	OPENSSL_cleanse(secret, sizeof(*secret));
}

/* Label or metadata: by address, or behind the command when that is 0. Returns 0, EINVAL, EFAULT.
 */
static int text_get(struct model_mbx *mbx, const struct model_cmd *cmd, uint64_t iova, uint32_t len,
		    uint32_t max, uint8_t *out)
{
	const void *from = cmd->inline_data;

	if (len > max)
		return EINVAL;
	if (!len)
		return 0;
	if (iova)
		from = model_read_ptr(mbx, iova, len);
	else if (len > cmd->inline_len)
		return EINVAL;
	if (!from)
		return EFAULT;
	memcpy(out, from, len);
	return 0;
}

/* A result that cores can use: of some core, not in shares. */
static int type_check(uint32_t type)
{
	return cmh_type_core(type) == CMH_CORE_SYS || type & CMH_TYPE_SCA ||
			       type & ~(CMH_TYPE_FLAGS_ALL | CMH_TYPE_CORE_MASK) ?
		       EINVAL :
		       0;
}

/* Pops what came from TEMP, then stores the result. */
static int finish(struct model_mbx *mbx, uint64_t base, uint64_t salt, uint64_t dst,
		  const uint8_t *key, uint32_t len, uint32_t type)
{
	model_ref_drop(mbx, base);
	model_ref_drop(mbx, salt);
	return model_ref_store(mbx, dst, key, len, type, false);
}

/* HKDF1 expands the base key as it is, HKDF2 extracts first. */
static int hkdf(struct model_mbx *mbx, const struct model_cmd *cmd, const struct cmh_kic_hkdf2 *arg,
		bool extract)
{
	uint8_t label[CMH_KIC_LABEL_MAX], prk[KDF_PRK_SIZE], out[CMH_KIC_OUT_MAX];
	struct engine *engine = model_engine_of(mbx);
	struct secret base = { 0 }, salt = { 0 };
	int err = text_get(mbx, cmd, arg->label, arg->llen, sizeof(label), label);

	if (!err && (!arg->len || arg->len > sizeof(out) || type_check(arg->type)))
		err = EINVAL;
	if (!err)
		err = secret_load(mbx, &base, arg->base, 0, BASE_CORES);
	if (!err && arg->salt != CMH_REF_NONE)
		err = secret_load(mbx, &salt, arg->salt, arg->base == CMH_REF_TEMP, BASE_CORES);
	if (!err && extract)
		err = kdf_extract(engine, salt.data, salt.len, base.data, base.len, prk);
	if (!err)
		err = kdf_expand(engine, extract ? prk : base.data,
				 extract ? sizeof(prk) : base.len, label, arg->llen, out, arg->len);
	if (!err)
		err = finish(mbx, arg->base, arg->salt, arg->dst, out, arg->len, arg->type);
	secret_wipe(&base);
	secret_wipe(&salt);
	OPENSSL_cleanse(prk, sizeof(prk));
	OPENSSL_cleanse(out, sizeof(out));
	return err;
}

static int kic_hkdf1(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	struct cmh_kic_hkdf1 c;

	cmh_kic_hkdf1_get(&c, cmd->payload);
	return hkdf(mbx, cmd,
		    &(struct cmh_kic_hkdf2){ .dst = c.dst,
					     .base = c.base,
					     .label = c.label,
					     .llen = c.llen,
					     .len = c.len,
					     .type = c.type },
		    false);
}

static int kic_hkdf2(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	struct cmh_kic_hkdf2 c;

	cmh_kic_hkdf2_get(&c, cmd->payload);
	return hkdf(mbx, cmd, &c, true);
}

static int kic_aes_cmac_kdf(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	uint8_t label[CMH_KIC_LABEL_MAX], out[CMH_KIC_CMAC_KEY_SIZE];
	struct cmh_kic_aes_cmac_kdf c;
	struct secret base = { 0 };
	int err;

	cmh_kic_aes_cmac_kdf_get(&c, cmd->payload);
	err = text_get(mbx, cmd, c.label, c.label_len, sizeof(label), label);
	if (!err && (c.key_len != sizeof(out) || type_check(c.type) || c.type & CMH_TYPE_PT))
		err = EINVAL;
	if (!err)
		err = secret_load(mbx, &base, c.base_key, 0, CMAC_CORES);
	if (!err && base.len < CMH_KIC_CMAC_KEY_SIZE)
		err = EINVAL;
	if (!err)
		err = kdf_cmac(model_engine_of(mbx), base.data, CMH_KIC_CMAC_KEY_SIZE, label,
			       c.label_len, out, sizeof(out));
	if (!err)
		err = finish(mbx, c.base_key, CMH_REF_NONE, c.out_key, out, sizeof(out), c.type);
	secret_wipe(&base);
	OPENSSL_cleanse(out, sizeof(out));
	return err;
}

static int kic_dkek_derive(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	uint8_t info[sizeof(DKEK_PREFIX) - 1 + 4 + CMH_KIC_METADATA_MAX] = DKEK_PREFIX;
	uint8_t *host = info + sizeof(DKEK_PREFIX) - 1, out[CMH_KIC_DKEK_SIZE];
	struct cmh_kic_dkek_derive c;
	struct secret base = { 0 };
	uint32_t host_id;
	int err;

	cmh_kic_dkek_derive_get(&c, cmd->payload);
	host_id = c.host_id ? c.host_id : HOST_ID;
	err = text_get(mbx, cmd, c.metadata, c.metadata_len, CMH_KIC_METADATA_MAX, host + 4);
	if (!err && host_id != HOST_ID && model_mbx_id(mbx) != MANAGEMENT)
		err = EPERM;
	if (!err)
		err = secret_load(mbx, &base, c.base_key, 0, BASE_CORES);
	cmh_put_le32(host, host_id);
	if (!err)
		err = kdf_expand(model_engine_of(mbx), base.data, base.len, info,
				 sizeof(DKEK_PREFIX) - 1 + 4 + c.metadata_len, out, sizeof(out));
	if (!err)
		err = finish(mbx, c.base_key, CMH_REF_NONE, c.out_key, out, sizeof(out),
			     cmh_type_make(CMH_CORE_KIC, 0));
	secret_wipe(&base);
	OPENSSL_cleanse(out, sizeof(out));
	return err;
}

static int kic_exec(struct model_mbx *mbx, void *ctx, const struct model_cmd *cmd)
{
	(void)ctx;
	switch (cmd->cmd) {
	case CMH_KIC_CMD_HKDF1: return kic_hkdf1(mbx, cmd);
	case CMH_KIC_CMD_HKDF2: return kic_hkdf2(mbx, cmd);
	case CMH_KIC_CMD_AES_CMAC_KDF: return kic_aes_cmac_kdf(mbx, cmd);
	case CMH_KIC_CMD_DKEK_DERIVE: return kic_dkek_derive(mbx, cmd);
	default: return EINVAL;
	}
}

const struct model_core model_kic = {
	.id = CMH_CORE_KIC,
	.exec = kic_exec,
};
