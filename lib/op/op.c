// SPDX-License-Identifier: Apache-2.0
/* op.c - the table of operations, their prep calls, and the one-shot calls on top. */
#include <string.h>

#include <cmh/abi/drbg.h>
#include <cmh/abi/sys.h>
#include <cmh/sync.h>

#include "dev/error.h"
#include "op/aead.h"
#include "op/op.h"
#include "op/pke.h"
#include "op/sys.h"
#include "ring/ring.h"

const struct cmh_op cmh_ops[CMH_OP_NR] = {
	[CMH_OP_NOP] = { op_nop_pack, NULL },
	[CMH_OP_DIGEST] = { op_digest_pack, NULL },
	[CMH_OP_HASH] = { op_hash_pack, NULL },
	[CMH_OP_CIPHER] = { op_cipher_pack, NULL },
	[CMH_OP_AEAD] = { op_aead_pack, op_aead_finish },
	[CMH_OP_RANDOM] = { op_random_pack, NULL },
	[CMH_OP_DRBG_CONFIG] = { op_drbg_config_pack, NULL },
	[CMH_OP_NEW] = { op_new_pack, NULL },
	[CMH_OP_NEW_RANDOM] = { op_new_random_pack, NULL },
	[CMH_OP_WRITE] = { op_write_pack, NULL },
	[CMH_OP_READ] = { op_read_pack, op_blob_finish },
	[CMH_OP_DATA] = { op_data_pack, NULL },
	[CMH_OP_FIND] = { op_find_pack, op_item_finish },
	[CMH_OP_LIST] = { op_list_pack, op_item_finish },
	[CMH_OP_GRANT] = { op_grant_pack, NULL },
	[CMH_OP_EXPORT] = { op_export_pack, op_blob_finish },
	[CMH_OP_IMPORT] = { op_import_pack, NULL },
	[CMH_OP_DERIVE] = { op_derive_pack, NULL },
	[CMH_OP_ALARMS] = { op_alarms_pack, op_alarms_finish },
	[CMH_OP_RSA] = { op_rsa_pack, NULL },
	[CMH_OP_RSA_KEYGEN] = { op_rsa_keygen_pack, NULL },
	[CMH_OP_RSA_GENERATE] = { op_rsa_generate_pack, NULL },
	[CMH_OP_ECDSA_SIGN] = { op_ecdsa_sign_pack, NULL },
	[CMH_OP_ECDSA_VERIFY] = { op_ecdsa_verify_pack, NULL },
	[CMH_OP_EC_PUBKEY] = { op_ec_pubkey_pack, NULL },
	[CMH_OP_EC_GENERATE] = { op_ec_generate_pack, NULL },
	[CMH_OP_EC_KEYGEN] = { op_ec_keygen_pack, NULL },
	[CMH_OP_ECDH] = { op_ecdh_pack, NULL },
	[CMH_OP_EDDSA_SIGN] = { op_eddsa_sign_pack, NULL },
	[CMH_OP_EDDSA_VERIFY] = { op_eddsa_verify_pack, NULL },
	[CMH_OP_EDDSA_PUBKEY] = { op_eddsa_pubkey_pack, NULL },
	[CMH_OP_EDDSA_GENERATE] = { op_eddsa_generate_pack, NULL },
	[CMH_OP_EDDSA_SCA] = { op_eddsa_sca_pack, NULL },
	[CMH_OP_SM2_Z] = { op_sm2_z_pack, NULL },
	[CMH_OP_SM2_ENCRYPT] = { op_sm2_encrypt_pack, NULL },
	[CMH_OP_SM2_DECRYPT] = { op_sm2_decrypt_pack, NULL },
	[CMH_OP_SM2_ENC_POINT] = { op_sm2_enc_point_pack, NULL },
	[CMH_OP_SM2_DEC_POINT] = { op_sm2_dec_point_pack, NULL },
	[CMH_OP_SM2_ENC_HASH] = { op_sm2_enc_hash_pack, NULL },
	[CMH_OP_SM2_DEC_HASH] = { op_sm2_dec_hash_pack, NULL },
	[CMH_OP_SM2_EPHEMERAL] = { op_sm2_ephemeral_pack, NULL },
	[CMH_OP_SM2_POINT] = { op_sm2_point_pack, NULL },
	[CMH_OP_SM2_SESSION] = { op_sm2_session_pack, NULL },
	[CMH_OP_SM2_EXCHANGE] = { op_sm2_exchange_pack, NULL },
	[CMH_OP_SM2_KDF] = { op_sm2_kdf_pack, NULL },
	[CMH_OP_MAC] = { op_mac_pack, NULL },
};

const struct cmh_alg_info *op_alg(struct cmh_pack *p, const struct cmh_sqe *sqe,
				  enum cmh_family family, int *err)
{
	const struct cmh_alg_info *alg = cmh_alg_get((enum cmh_alg)sqe->alg);

	if (!alg || alg->family != family) {
		*err = cmh_fail(-EINVAL, "%s: algorithm %s is none", cmh_family_name(family),
				alg ? alg->name : "of that number");
		return NULL;
	}
	if (!(p->mbx->dev->cores >> alg->core & 1)) {
		*err = cmh_fail(-EOPNOTSUPP, "%s: this device has no %s core", alg->name,
				cmh_core_name(alg->core));
		return NULL;
	}
	*err = 0;
	return alg;
}

int op_nop_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	(void)sqe;
	pack_cmd(p, CMH_CORE_SYS, 0, CMH_SYS_CMD_NOP);
	return 0;
}

/* ---- preparing ---- */

void cmh_prep_nop(struct cmh_sqe *sqe)
{
	sqe->op = CMH_OP_NOP;
}

void cmh_prep_digest(struct cmh_sqe *sqe, enum cmh_alg alg, const void *in, size_t len, void *out,
		     size_t out_len)
{
	sqe->op = CMH_OP_DIGEST;
	sqe->alg = (uint16_t)alg;
	sqe->in = in;
	sqe->len = len;
	sqe->out = out;
	sqe->out_len = out_len;
	sqe->custom_len = 0;
}

static uint32_t clip(size_t len)
{
	return len > UINT32_MAX ? UINT32_MAX : (uint32_t)len;
}

void cmh_prep_cshake(struct cmh_sqe *sqe, enum cmh_alg alg, const void *name, size_t name_len,
		     const void *custom, size_t custom_len, const void *in, size_t len, void *out,
		     size_t out_len)
{
	cmh_prep_digest(sqe, alg, in, len, out, out_len);
	sqe->iv = name;
	sqe->iv_len = clip(name_len);
	sqe->custom = custom;
	sqe->custom_len = custom_len;
}

void cmh_prep_mac(struct cmh_sqe *sqe, enum cmh_alg alg, const struct cmh_key *key,
		  const void *custom, size_t custom_len, const void *in, size_t len, void *out,
		  size_t out_len)
{
	cmh_prep_digest(sqe, alg, in, len, out, out_len);
	sqe->op = CMH_OP_MAC;
	sqe->key = *key;
	sqe->custom = custom;
	sqe->custom_len = custom_len;
}

void cmh_prep_cipher(struct cmh_sqe *sqe, enum cmh_alg alg, uint32_t dir, const struct cmh_key *key,
		     const void *iv, const void *in, void *out, size_t len)
{
	sqe->op = CMH_OP_CIPHER;
	sqe->alg = (uint16_t)alg;
	sqe->dir = (uint8_t)dir;
	sqe->key = *key;
	sqe->iv = iv;
	sqe->in = in;
	sqe->out = out;
	sqe->len = len;
	sqe->head = sqe->tail = NULL;
}

void cmh_prep_aead(struct cmh_sqe *sqe, enum cmh_alg alg, uint32_t dir, const struct cmh_key *key,
		   const void *nonce, size_t nonce_len, const void *aad, size_t aad_len,
		   const void *in, void *out, size_t len, void *tag, size_t tag_len)
{
	sqe->op = CMH_OP_AEAD;
	sqe->alg = (uint16_t)alg;
	sqe->dir = (uint8_t)dir;
	sqe->key = *key;
	sqe->iv = nonce;
	sqe->iv_len = clip(nonce_len);
	sqe->aad = aad;
	sqe->aad_len = aad_len;
	sqe->in = in;
	sqe->out = out;
	sqe->len = len;
	sqe->tag = tag;
	sqe->out_len = tag_len;
}

void cmh_prep_random(struct cmh_sqe *sqe, void *out, size_t len)
{
	sqe->op = CMH_OP_RANDOM;
	sqe->alg = CMH_ALG_CTR_DRBG;
	sqe->out = out;
	sqe->len = len;
}

/* ---- one at a time ---- */

int cmh_nop(struct cmh_dev *dev)
{
	struct cmh_sqe sqe;

	sqe_clear(&sqe);
	cmh_prep_nop(&sqe);
	return cmh_call(dev, &sqe);
}

int cmh_digest(struct cmh_dev *dev, enum cmh_alg alg, const void *in, size_t len, void *out,
	       size_t out_len)
{
	struct cmh_sqe sqe;

	sqe_clear(&sqe);
	cmh_prep_digest(&sqe, alg, in, len, out, out_len);
	return cmh_call(dev, &sqe);
}

int cmh_cshake(struct cmh_dev *dev, enum cmh_alg alg, const void *name, size_t name_len,
	       const void *custom, size_t custom_len, const void *in, size_t len, void *out,
	       size_t out_len)
{
	struct cmh_sqe sqe;

	sqe_clear(&sqe);
	cmh_prep_cshake(&sqe, alg, name, name_len, custom, custom_len, in, len, out, out_len);
	return cmh_call(dev, &sqe);
}

int cmh_cipher(struct cmh_dev *dev, enum cmh_alg alg, uint32_t dir, const struct cmh_key *key,
	       const void *iv, const void *in, void *out, size_t len)
{
	struct cmh_sqe sqe;

	sqe_clear(&sqe);
	cmh_prep_cipher(&sqe, alg, dir, key, iv, in, out, len);
	return cmh_call(dev, &sqe);
}

int cmh_aead(struct cmh_dev *dev, enum cmh_alg alg, uint32_t dir, const struct cmh_key *key,
	     const void *nonce, size_t nonce_len, const void *aad, size_t aad_len, const void *in,
	     void *out, size_t len, void *tag, size_t tag_len)
{
	const struct cmh_alg_info *info = cmh_alg_get(alg);
	struct cmh_sqe sqe;

	sqe_clear(&sqe);
	cmh_prep_aead(&sqe, alg, dir, key, nonce, nonce_len, aad, aad_len, in, out, len, tag, tag_len);
	if (info && aead_is_ccm(info) && aead_is_long(len, aad_len))
		return ccm_long(dev, info, &sqe);
	return cmh_call(dev, &sqe);
}

int cmh_random(struct cmh_dev *dev, void *out, size_t len)
{
	size_t most, done = 0;
	struct cmh_sqe sqe;
	int res;

	if (!len || len > INT32_MAX)
		return cmh_fail(-EINVAL, "random: %zu bytes: give 1 to %d", len, INT32_MAX);
	/* A request of many commands must fit the ring: half of a thread's, to leave room for others. */
	most = (size_t)(dev->t->stride / CMH_VCQ_ENTRY_SIZE - 1) * CMH_DRBG_READ_MAX *
	       (CMH_KEPT_DEPTH / 2);
	for (size_t n; done < len; done += n) {
		n = len - done < most ? len - done : most;
		sqe_clear(&sqe);
		cmh_prep_random(&sqe, (uint8_t *)out + done, n);
		res = cmh_call(dev, &sqe);
		if (res < 0) {
			explicit_bzero(out, done);
			return res;
		}
	}
	return (int)len;
}
