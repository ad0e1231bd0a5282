// SPDX-License-Identifier: Apache-2.0
/* mgmt_store.c - key management: objects, export and import, derived keys, DRBG and EAC. */
#include <stdlib.h>
#include <string.h>

#include <cmh/abi/drbg.h>
#include <cmh/abi/vcq.h>

#include "key/mgmt.h"

/* The core a key is for, and whether it is a number, stored last byte first. */
static const struct key_type {
	uint32_t ds_type, core;
	bool number;
} key_types[] = {
	{ CMH_MGMT_KEY_AES_KEY, CMH_CORE_AES, false },
	{ CMH_MGMT_KEY_AES_XTS_KEY, CMH_CORE_AES, false },
	{ CMH_MGMT_KEY_HMAC_KEY, CMH_CORE_HC, false },
	{ CMH_MGMT_KEY_KMAC_KEY, CMH_CORE_HC, false },
	{ CMH_MGMT_KEY_SM4_KEY, CMH_CORE_SM4, false },
	{ CMH_MGMT_KEY_CHACHA20_KEY, CMH_CORE_CCP, false },
	{ CMH_MGMT_KEY_RSA_PRIV_KEY, CMH_CORE_PKE, true },
	{ CMH_MGMT_KEY_RSA_PUB_KEY, CMH_CORE_PKE, true },
	{ CMH_MGMT_KEY_RSA_CRT_KEY, CMH_CORE_PKE, true },
	{ CMH_MGMT_KEY_ECDSA_PRIV_KEY, CMH_CORE_PKE, true },
	{ CMH_MGMT_KEY_ECDSA_PUB_KEY, CMH_CORE_PKE, true },
	{ CMH_MGMT_KEY_ECDH_PRIV_KEY, CMH_CORE_PKE, true },
	{ CMH_MGMT_KEY_EDDSA_PRIV_KEY, CMH_CORE_PKE, false },
	{ CMH_MGMT_KEY_SHARED_SECRET, CMH_CORE_PKE, true },
	{ CMH_MGMT_KEY_SM2_PRIV_KEY, CMH_CORE_PKE, true },
	{ CMH_MGMT_KEY_ML_KEM_DK, CMH_CORE_QSE, false },
	{ CMH_MGMT_KEY_ML_DSA_SK, CMH_CORE_QSE, false },
	{ CMH_MGMT_KEY_SLHDSA_SK, CMH_CORE_HCQ, false },
};

static const struct key_type *key_type(uint32_t ds_type)
{
	for (size_t i = 0; i < sizeof(key_types) / sizeof(key_types[0]); i++)
		if (key_types[i].ds_type == ds_type)
			return &key_types[i];
	return NULL;
}

static int length(uint32_t len, uint32_t min)
{
	MGMT_CHECK(len >= min && len <= CMH_MGMT_DATA_MAX, "management: %u bytes: give %u to %u",
		   len, min, CMH_MGMT_DATA_MAX);
	return 0;
}

static int reserved(uint32_t word)
{
	MGMT_CHECK(!word, "management: reserved field is 0x%x, not 0", word);
	return 0;
}

/* ---- objects ---- */

int mgmt_key_new(struct cmh_mgmt *m, struct cmh_mgmt_key_new *a)
{
	uint64_t ref = CMH_REF_NONE;
	int err = length(a->len, 1);

	if (!err)
		err = MGMT_RUN(m, cmh_prep_object_new, a->cid, a->len, &ref);
	if (err < 0)
		return mgmt_undo(m, ref, err);
	a->ref = ref;
	return 0;
}

int mgmt_key_new_random(struct cmh_mgmt *m, struct cmh_mgmt_key_new_random *a)
{
	const struct key_type *type = key_type(a->ds_type);
	uint64_t ref = CMH_REF_NONE;
	int err = length(a->len, 1);

	if (err)
		return err;
	MGMT_CHECK(type, "management: key type %u is for no core", a->ds_type);
	err = MGMT_RUN(m, cmh_prep_object_random, a->cid, a->len,
		       cmh_type_make(type->core, a->flags), &ref);
	if (err < 0)
		return mgmt_undo(m, ref, err);
	a->ref = ref;
	return 0;
}

int mgmt_key_write(struct cmh_mgmt *m, struct cmh_mgmt_key_write *a)
{
	const struct key_type *type = key_type(a->ds_type);
	int err = length(a->len, 1);

	if (err)
		return err;
	MGMT_CHECK(type, "management: key type %u is for no core", a->ds_type);
	err = MGMT_MAPPED(a->data);
	if (err)
		return err;
	return MGMT_RUN(m, cmh_prep_object_write, a->ref, a->wrap_key, mgmt_ptr(a->data), a->len,
			cmh_type_make(type->core, a->flags), type->number ? CMH_OBJECT_SWAP : 0);
}

/* Runs a call that fills a buffer: the caller's stays as it is unless all went well. all: copy the
 * whole buffer, else as much as the result says. */
static int through_buffer(struct cmh_mgmt *m, struct cmh_sqe *sqe, uint64_t user, uint32_t len,
			  bool all)
{
	uint8_t *buf = calloc(1, len);
	int ret;

	if (!buf)
		return cmh_fail(-ENOMEM, "management: no memory for %u bytes", len);
	sqe->out = buf;
	ret = mgmt_run(m, sqe);
	if (ret >= 0)
		memcpy(mgmt_ptr(user), buf, all ? len : (uint32_t)ret);
	explicit_bzero(buf, len);
	free(buf);
	return ret;
}

int mgmt_key_read(struct cmh_mgmt *m, struct cmh_mgmt_key_read *a)
{
	struct cmh_sqe sqe;
	int err = length(a->len, 1);

	if (!err)
		err = reserved(a->reserved);
	if (!err)
		err = MGMT_MAPPED(a->data);
	if (err)
		return err;
	sqe_clear(&sqe);
	cmh_prep_object_read(&sqe, a->ref, a->wrap_key, NULL, a->len);
	err = through_buffer(m, &sqe, a->data, a->len, true);
	if (err < 0)
		return err;
	a->out_len = a->len;
	return 0;
}

int mgmt_key_find(struct cmh_mgmt *m, struct cmh_mgmt_key_find *a)
{
	struct cmh_object object;
	int err = reserved(a->reserved);

	if (!err)
		err = MGMT_RUN(m, cmh_prep_object_find, a->cid, &object);
	if (err)
		return err;
	a->ref = object.ref;
	a->len = object.len;
	a->type = object.type;
	return 0;
}

int mgmt_key_list(struct cmh_mgmt *m, struct cmh_mgmt_key_list *a)
{
	struct cmh_object object;
	int err = reserved(a->reserved);

	if (!err)
		err = MGMT_RUN(m, cmh_prep_object_next, a->start_ref, &object);
	if (err)
		return err;
	a->ref = object.ref;
	a->cid = object.cid;
	a->len = object.len;
	a->type = object.type;
	return 0;
}

int mgmt_key_grant(struct cmh_mgmt *m, struct cmh_mgmt_key_grant *a)
{
	struct cmh_rights rights = { a->read, a->write, a->execute };
	int err = reserved(a->reserved);

	return err ? err : MGMT_RUN(m, cmh_prep_object_grant, a->ref, &rights);
}

int mgmt_key_delete(struct cmh_mgmt *m, struct cmh_mgmt_key_delete *a)
{
	int err = reserved(a->reserved);

	return err ? err : MGMT_RUN(m, cmh_prep_object_delete, a->ref);
}

int mgmt_ds_export(struct cmh_mgmt *m, struct cmh_mgmt_ds_export *a)
{
	struct cmh_sqe sqe;
	int err = length(a->len, CMH_BLOB_HEADER_SIZE);

	if (!err)
		err = reserved(a->reserved);
	if (!err)
		err = MGMT_MAPPED(a->data);
	if (err)
		return err;
	sqe_clear(&sqe);
	cmh_prep_object_export(&sqe, a->cid, a->wrap_key, NULL, a->len);
	err = through_buffer(m, &sqe, a->data, a->len, false);
	if (err < 0)
		return err;
	a->out_len = (uint32_t)err;
	return 0;
}

int mgmt_ds_import(struct cmh_mgmt *m, struct cmh_mgmt_ds_import *a)
{
	int err = length(a->len, 1);

	if (!err)
		err = MGMT_MAPPED(a->data);
	return err ? err :
		     MGMT_RUN(m, cmh_prep_object_import, a->wrap_key, mgmt_ptr(a->data), a->len);
}

/* ---- derived keys ---- */

/* The last checks that all four share, and the derivation: to a new object, or to the stack. */
static int derive(struct cmh_mgmt *m, struct cmh_kdf *kdf, uint64_t label, uint64_t cid,
		  uint32_t flags, uint64_t *out)
{
	bool temp = flags & CMH_MGMT_KIC_F_TEMP;
	uint64_t ref = CMH_REF_NONE;
	int err = 0;

	if (kdf->label_len)
		err = MGMT_MAPPED(label);
	if (!err && temp)
		err = mgmt_flush_temp(m);
	if (err)
		return err;
	kdf->label = mgmt_ptr(label);
	err = MGMT_RUN(m, cmh_prep_derive, kdf, cid, temp ? NULL : &ref);
	if (err < 0)
		return mgmt_undo(m, ref, err);
	m->temp_dirty |= temp;
	*out = temp ? CMH_REF_TEMP : ref;
	return 0;
}

static int kdf_lengths(uint32_t key_len, uint32_t key_max, uint32_t label_len, uint32_t label_max)
{
	MGMT_CHECK(key_len && key_len <= key_max, "derive: key of %u bytes: give 1 to %u", key_len,
		   key_max);
	MGMT_CHECK(label_len <= label_max, "derive: label of %u bytes exceeds %u", label_len,
		   label_max);
	return 0;
}

int mgmt_kic_hkdf1(struct cmh_mgmt *m, struct cmh_mgmt_kic_hkdf1 *a)
{
	struct cmh_kdf kdf = { .kind = CMH_KDF_HKDF1,
			       .len = a->key_len,
			       .base = a->base_key,
			       .label_len = a->label_len,
			       .type = CMH_CORE_AES };
	int err =
		kdf_lengths(a->key_len, CMH_MGMT_KIC_OUT_MAX, a->label_len, CMH_MGMT_KIC_LABEL_MAX);

	return err ? err : derive(m, &kdf, a->label, a->cid, a->flags, &a->ref);
}

int mgmt_kic_hkdf2(struct cmh_mgmt *m, struct cmh_mgmt_kic_hkdf2 *a)
{
	struct cmh_kdf kdf = { .kind = CMH_KDF_HKDF2,
			       .len = a->key_len,
			       .base = a->base_key,
			       .salt = a->salt_key,
			       .label_len = a->label_len,
			       .type = CMH_CORE_AES };
	int err =
		kdf_lengths(a->key_len, CMH_MGMT_KIC_OUT_MAX, a->label_len, CMH_MGMT_KIC_LABEL_MAX);

	return err ? err : derive(m, &kdf, a->label, a->cid, a->flags, &a->ref);
}

int mgmt_kic_aes_cmac_kdf(struct cmh_mgmt *m, struct cmh_mgmt_kic_aes_cmac_kdf *a)
{
	struct cmh_kdf kdf = { .kind = CMH_KDF_CMAC,
			       .len = a->key_len,
			       .base = a->base_key,
			       .label_len = a->label_len,
			       .type = CMH_CORE_AES };

	MGMT_CHECK(a->key_len == 32, "derive: key of %u bytes: CMAC gives 32", a->key_len);
	MGMT_CHECK(a->label_len <= CMH_MGMT_KIC_LABEL_MAX, "derive: label of %u bytes exceeds %u",
		   a->label_len, CMH_MGMT_KIC_LABEL_MAX);
	return derive(m, &kdf, a->label, a->cid, a->flags, &a->ref);
}

int mgmt_kic_dkek_derive(struct cmh_mgmt *m, struct cmh_mgmt_kic_dkek_derive *a)
{
	struct cmh_kdf kdf = { .kind = CMH_KDF_DKEK,
			       .len = 32,
			       .base = a->base_key,
			       .label_len = a->metadata_len,
			       .host_id = a->host_id };

	MGMT_CHECK(a->metadata_len <= CMH_MGMT_KIC_METADATA_MAX,
		   "derive: metadata of %u bytes exceeds %u", a->metadata_len,
		   CMH_MGMT_KIC_METADATA_MAX);
	return derive(m, &kdf, a->metadata, a->cid, a->flags, &a->ref);
}

/* ---- the hub ---- */

int mgmt_eac_read(struct cmh_mgmt *m, struct cmh_mgmt_eac_read *a)
{
	struct cmh_alarms alarms;
	int err = reserved(a->reserved | a->pad0);

	if (!err)
		err = MGMT_RUN(m, cmh_prep_alarms, &alarms);
	if (err)
		return err;
	a->mailbox_notification = alarms.mailbox_notification;
	a->hw_error = alarms.hw_error;
	a->hw_nmi = alarms.hw_nmi;
	a->hw_panic = alarms.hw_panic;
	a->safety_fatal = alarms.safety_fatal;
	a->safety_notification = alarms.safety_notification;
	a->sw_info0 = alarms.sw_info0;
	a->sw_info1 = alarms.sw_info1;
	memcpy(a->sram_bank_errors, alarms.sram_bank_errors, sizeof(a->sram_bank_errors));
	return 0;
}

int mgmt_drbg_config(struct cmh_mgmt *m, struct cmh_mgmt_drbg_config *a)
{
	int err;

	MGMT_CHECK(a->entropy_ratio <= CMH_DRBG_RATIO_1_4, "drbg: entropy ratio %u: give 0 to 3",
		   a->entropy_ratio);
	MGMT_CHECK(a->security_strength == CMH_DRBG_STRENGTH_128 ||
			   a->security_strength == CMH_DRBG_STRENGTH_256,
		   "drbg: security strength 0x%x: give 0x00 or 0x10", a->security_strength);
	err = reserved(a->reserved);
	return err ? err :
		     MGMT_RUN(m, cmh_prep_drbg_config, a->entropy_ratio,
			      a->security_strength == CMH_DRBG_STRENGTH_256 ? 256 : 128);
}
