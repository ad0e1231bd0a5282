// SPDX-License-Identifier: Apache-2.0
/* pke.c - the PKE core: its commands, and how operands and keys travel. A command does all of
 * its work at once and leaves nothing behind in the core. */
#include "model/pke.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "cmh/abi/regs.h"
#include "cmh/abi/vcq.h"
#include "model/cores.h"
#include "model/store.h"

#define TYPE_BITS (CMH_TYPE_FLAGS_MASK | CMH_TYPE_CORE_MASK)

/* ---- operands ---- */

int pke_read_fields(struct model_mbx *mbx, uint64_t iova, uint8_t *buf, size_t len, size_t nr,
		    bool reverse)
{
	const uint8_t *src = model_read_ptr(mbx, iova, len * nr);

	if (!src)
		return EFAULT;
	for (size_t i = 0; i < nr; i++)
		bytes_copy(buf + i * len, src + i * len, len, reverse);
	return 0;
}

int pke_read(struct model_mbx *mbx, uint64_t iova, uint8_t *buf, size_t len, bool reverse)
{
	return pke_read_fields(mbx, iova, buf, len, 1, reverse);
}

int pke_write_fields(struct model_mbx *mbx, uint64_t iova, const uint8_t *buf, size_t len,
		     size_t nr, bool reverse)
{
	uint8_t *dst = model_write_ptr(mbx, iova, len * nr);

	if (!dst)
		return EFAULT;
	for (size_t i = 0; i < nr; i++)
		bytes_copy(dst + i * len, buf + i * len, len, reverse);
	return 0;
}

int pke_write(struct model_mbx *mbx, uint64_t iova, const uint8_t *buf, size_t len, bool reverse)
{
	return pke_write_fields(mbx, iova, buf, len, 1, reverse);
}

int pke_writable(struct model_mbx *mbx, uint64_t iova, size_t len)
{
	return model_write_ptr(mbx, iova, len) ? 0 : EFAULT;
}

/* ---- keys ---- */

/* Byte i of a whole object of len bytes, in the order of its form. */
static uint8_t byte_of(const struct store_value *value, enum pke_form form, size_t i)
{
	return value->data[form == PKE_NUMBER ? value->len - 1 - i : i];
}

/* An object in two shares is one share after the other; the key is their XOR. */
static int key_copy(const struct store_value *value, uint64_t cid, void *arg)
{
	struct pke_key *key = arg;
	bool shared = value->type & CMH_TYPE_SCA;
	size_t have = shared ? value->len / 2 : value->len, want = key->len;

	(void)cid;
	if (cmh_type_core(value->type) != CMH_CORE_PKE)
		return EPERM;
	if (shared && key->len_shared)
		want = key->len_shared;
	if (have + key->short_by < want)
		return EINVAL;
	for (size_t i = 0; i < want; i++) {
		uint8_t byte = i < have ? byte_of(value, key->form, i) : 0;

		key->out[i] = shared && i < have ? byte ^ byte_of(value, key->form, have + i) :
						   byte;
	}
	key->type = value->type;
	return 0;
}

int pke_key_load(struct model_mbx *mbx, struct pke_key *key)
{
	return model_ref_use(mbx, key->ref, 0, MODEL_EXECUTE, key_copy, key);
}

void pke_key_done(struct model_mbx *mbx, const struct pke_key *key)
{
	model_ref_drop(mbx, key->ref);
}

int pke_store(struct model_mbx *mbx, uint64_t ref, enum pke_form form, const uint8_t *data,
	      uint32_t len, uint32_t type)
{
	bool reverse = form == PKE_NUMBER;
	uint8_t *shares;
	int err;

	type &= TYPE_BITS;
	if (!(type & CMH_TYPE_SCA))
		return model_ref_store(mbx, ref, data, len, type, reverse);
	shares = OPENSSL_malloc(2 * (size_t)len);
	if (!shares)
		return ENOMEM;
	err = engine_random(model_engine_of(mbx), shares, len);
	for (uint32_t i = 0; !err && i < len; i++)
		shares[len + i] = shares[i] ^ data[i];
	if (!err)
		err = model_ref_store(mbx, ref, shares, 2 * len, type, reverse);
	OPENSSL_clear_free(shares, 2 * (size_t)len);
	return err;
}

uint32_t pke_weierstrass(uint32_t curve)
{
	return cmh_curve_is_edwards(curve) ? 0 : cmh_curve_clen(curve);
}

/* ---- commands ---- */

static pke_fn *const commands[] = {
	[CMH_PKE_CMD_ECDSA_VERIFY] = pke_ecdsa_verify,
	[CMH_PKE_CMD_ECDSA_SIGN] = pke_ecdsa_sign,
	[CMH_PKE_CMD_ECDSA_PUBGEN] = pke_ecdsa_pubgen,
	[CMH_PKE_CMD_ECDSA_KEYGEN] = pke_ecdsa_keygen,
	[CMH_PKE_CMD_EDDSA_VERIFY] = pke_eddsa_verify,
	[CMH_PKE_CMD_EDDSA_SIGN] = pke_eddsa_sign,
	[CMH_PKE_CMD_EDDSA_PUBGEN] = pke_eddsa_pubgen,
	[CMH_PKE_CMD_ECDH_KEYGEN] = pke_ecdh_keygen,
	[CMH_PKE_CMD_ECDH] = pke_ecdh,
	[CMH_PKE_CMD_RSA_ENC] = pke_rsa_enc,
	[CMH_PKE_CMD_RSA_DEC] = pke_rsa_dec,
	[CMH_PKE_CMD_RSA_KEYGEN] = pke_rsa_keygen,
	[CMH_PKE_CMD_RSA_CRT_DEC] = pke_rsa_crt_dec,
	[CMH_PKE_CMD_SM2_ECDH_KEYGEN] = pke_sm2_ecdh_keygen,
	[CMH_PKE_CMD_SM2_ECDH] = pke_sm2_ecdh,
	[CMH_PKE_CMD_SM2_DEC_POINT] = pke_sm2_dec_point,
	[CMH_PKE_CMD_SM2_ENC_POINT] = pke_sm2_enc_point,
	[CMH_PKE_CMD_SM2_ID_DIGEST] = pke_sm2_id_digest,
	[CMH_PKE_CMD_SM2_ECDH_HASH] = pke_sm2_ecdh_hash,
	[CMH_PKE_CMD_SM2_DEC_HASH] = pke_sm2_dec_hash,
	[CMH_PKE_CMD_SM2_ENC_HASH] = pke_sm2_enc_hash,
	[CMH_PKE_CMD_EDDSA_PRIV_KEYGEN_SCA] = pke_eddsa_priv_keygen_sca,
};

static int pke_exec(struct model_mbx *mbx, void *ctx, const struct model_cmd *cmd)
{
	uint32_t swap = ((uint32_t)cmd->flags << 16) & CMH_VCQ_SWAP;

	(void)ctx;
	if (cmd->cmd >= sizeof(commands) / sizeof(commands[0]) || !commands[cmd->cmd])
		return EINVAL;
	/* The two flags always come together and mean a full reversal; one alone is not known. */
	if (swap && swap != CMH_VCQ_SWAP)
		return EINVAL;
	return commands[cmd->cmd](mbx, cmd->payload, !swap);
}

const struct model_core model_pke = {
	.id = CMH_CORE_PKE,
	.rail = CMH_CORE_ENABLE_PKE,
	.exec = pke_exec,
};
