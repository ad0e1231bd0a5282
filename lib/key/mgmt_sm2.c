// SPDX-License-Identifier: Apache-2.0
/* mgmt_sm2.c - key management: the steps of SM2, one by one. */
#include <string.h>

#include "key/mgmt.h"

static int nonce_len(uint32_t len)
{
	MGMT_CHECK(!len || len == CMH_SM2_NONCE_SIZE, "sm2: nonce of %u bytes: give 0 or %u", len,
		   CMH_SM2_NONCE_SIZE);
	return 0;
}

static int ciphertext_len(uint32_t len)
{
	MGMT_CHECK(len > CMH_SM2_MARGIN && len <= CMH_SM2_MARGIN + CMH_SM2_MAX,
		   "sm2: ciphertext of %u bytes: give %u to %u", len, CMH_SM2_MARGIN + 1,
		   CMH_SM2_MARGIN + CMH_SM2_MAX);
	return 0;
}

static int message_len(uint32_t len)
{
	MGMT_CHECK(len && len <= CMH_SM2_MAX, "sm2: %u bytes: give 1 to %u", len, CMH_SM2_MAX);
	return 0;
}

static struct cmh_key by_ref(uint64_t ref)
{
	return (struct cmh_key){ .ref = ref, .len = CMH_SM2_KEY_SIZE };
}

/* A count is as good as 0. */
static int done(int ret)
{
	return ret < 0 ? ret : 0;
}

int mgmt_sm2_ecdh_keygen(struct cmh_mgmt *m, struct cmh_mgmt_sm2_ecdh_keygen *a)
{
	int err = nonce_len(a->nonce_len);

	if (!err)
		err = MGMT_MAPPED(a->nonce, a->session_key);
	return err ? err :
		     done(MGMT_RUN(m, op_prep_sm2_ephemeral, mgmt_ptr(a->nonce), a->nonce_len != 0,
				   mgmt_ptr(a->session_key)));
}

/* The point stays in a new object, or goes to the caller. */
int mgmt_sm2_ecdh(struct cmh_mgmt *m, struct cmh_mgmt_sm2_ecdh *a)
{
	struct cmh_key key = by_ref(a->key_ref);
	bool keep = a->shared_point_ref != 0;
	uint64_t ref = CMH_REF_NONE;
	int err = nonce_len(a->nonce_len);

	if (!err)
		err = MGMT_MAPPED(a->nonce, a->peer_public_key, a->peer_session_key);
	if (!err && !keep)
		err = MGMT_MAPPED(a->shared_point);
	if (err)
		return err;
	err = MGMT_RUN(m, op_prep_sm2_point, &key, mgmt_ptr(a->nonce), a->nonce_len != 0,
		       mgmt_ptr(a->peer_public_key), mgmt_ptr(a->peer_session_key),
		       mgmt_ptr(a->shared_point), keep ? &ref : NULL);
	if (err < 0)
		return mgmt_undo(m, ref, err);
	if (keep)
		memcpy(mgmt_ptr(a->shared_point_ref), &ref, sizeof(ref));
	return 0;
}

int mgmt_sm2_dec_point(struct cmh_mgmt *m, struct cmh_mgmt_sm2_dec_point *a)
{
	struct cmh_key key = by_ref(a->key_ref);
	int err = ciphertext_len(a->ciphertext_len);

	if (!err)
		err = MGMT_MAPPED(a->ciphertext, a->dec_point);
	return err ? err :
		     done(MGMT_RUN(m, cmh_prep_sm2_dec_point, &key, mgmt_ptr(a->ciphertext),
				   mgmt_ptr(a->dec_point)));
}

int mgmt_sm2_enc_point(struct cmh_mgmt *m, struct cmh_mgmt_sm2_enc_point *a)
{
	int err = nonce_len(a->nonce_len);

	if (!err && a->nonce_len)
		err = MGMT_MAPPED(a->nonce);
	if (!err)
		err = MGMT_MAPPED(a->public_key, a->ciphertext, a->enc_point);
	return err ? err :
		     done(MGMT_RUN(m, cmh_prep_sm2_enc_point, mgmt_ptr(a->public_key),
				   a->nonce_len ? mgmt_ptr(a->nonce) : NULL,
				   mgmt_ptr(a->ciphertext), mgmt_ptr(a->enc_point)));
}

int mgmt_sm2_id_digest(struct cmh_mgmt *m, struct cmh_mgmt_sm2_id_digest *a)
{
	int err = message_len(a->id_len);

	if (!err)
		err = MGMT_MAPPED(a->id, a->public_key, a->digest);
	return err ? err :
		     done(MGMT_RUN(m, cmh_prep_sm2_z, mgmt_ptr(a->public_key), mgmt_ptr(a->id),
				   a->id_len, mgmt_ptr(a->digest)));
}

int mgmt_sm2_ecdh_hash(struct cmh_mgmt *m, struct cmh_mgmt_sm2_ecdh_hash *a)
{
	int err;

	MGMT_CHECK(!a->reserved, "management: reserved field is 0x%x, not 0", a->reserved);
	err = MGMT_MAPPED(a->peer_id_digest, a->id_digest, a->shared_key);
	return err ? err :
		     done(MGMT_RUN(m, op_prep_sm2_session, a->shared_point_ref,
				   mgmt_ptr(a->peer_id_digest), mgmt_ptr(a->id_digest),
				   mgmt_ptr(a->shared_key)));
}

int mgmt_sm2_dec_hash(struct cmh_mgmt *m, struct cmh_mgmt_sm2_dec_hash *a)
{
	int err = ciphertext_len(a->ciphertext_len);

	if (!err)
		err = MGMT_MAPPED(a->ciphertext, a->dec_point, a->plaintext);
	return err ? err :
		     done(MGMT_RUN(m, op_prep_sm2_dec_hash, mgmt_ptr(a->ciphertext),
				   a->ciphertext_len, mgmt_ptr(a->dec_point),
				   mgmt_ptr(a->plaintext)));
}

int mgmt_sm2_enc_hash(struct cmh_mgmt *m, struct cmh_mgmt_sm2_enc_hash *a)
{
	int err = message_len(a->message_len);

	if (!err)
		err = MGMT_MAPPED(a->message, a->enc_point, a->ciphertext);
	return err ? err :
		     done(MGMT_RUN(m, op_prep_sm2_enc_hash, mgmt_ptr(a->message), a->message_len,
				   mgmt_ptr(a->enc_point), mgmt_ptr(a->ciphertext)));
}
