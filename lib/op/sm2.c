// SPDX-License-Identifier: Apache-2.0
/* sm2.c - SM2 encryption, key exchange and identity digest as VCQ commands (signatures: pke.c). */
#include <string.h>

#include "dev/error.h"
#include "op/pke.h"
#include "op/sys.h"

#define KEY      CMH_SM2_KEY_SIZE
#define POINT    CMH_SM2_POINT_SIZE
#define AREA     (8 * POINT + 64)
#define SWAP     CMH_VCQ_SWAP
#define PKE_TYPE cmh_type_make(CMH_CORE_PKE, CMH_TYPE_PT)

static int key_check(const struct cmh_key *key)
{
	if (key->len == KEY)
		return 0;
	return cmh_fail(-EINVAL, "sm2: private key of %zu bytes, %u expected", key->len, KEY);
}

static int message_check(const char *what, size_t len)
{
	if (!len)
		return cmh_fail(-EINVAL, "sm2: empty %s", what);
	if (len > CMH_SM2_MAX)
		return cmh_fail(-EMSGSIZE, "sm2: %s of %zu bytes exceeds %u", what, len,
				CMH_SM2_MAX);
	return 0;
}

static int ciphertext_check(size_t len)
{
	if (len <= CMH_SM2_MARGIN)
		return cmh_fail(-EINVAL, "sm2: ciphertext of %zu bytes, more than %u expected", len,
				CMH_SM2_MARGIN);
	return message_check("message", len - CMH_SM2_MARGIN);
}

int op_sm2_z_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err = message_check("identity", sqe->len);
	struct cmh_pke_sm2_id_digest c = { .id_len = (uint32_t)sqe->len };
	struct pke_area a;

	if (!err)
		err = pke_open(&a, p, AREA);
	if (err)
		return err;
	c.id = pke_in(&a, sqe->in, c.id_len, c.id_len, 1);
	c.public_key = pke_in(&a, sqe->aad, POINT, POINT, 1);
	c.digest = pke_out(&a, sqe->out, CMH_SM2_DIGEST_SIZE, CMH_SM2_DIGEST_SIZE, 1);
	cmh_pke_sm2_id_digest_put(pke_cmd(&a, CMH_PKE_CMD_SM2_ID_DIGEST, 0), &c);
	pack_flush(p, CMH_CORE_PKE);
	p->req->ok_res = CMH_SM2_DIGEST_SIZE;
	return 0;
}

/* ---- encryption ---- */

/* The nonce is the caller's if there is one. */
static void enc_point(struct pke_area *a, const void *nonce, const void *pub, uint64_t c1,
		      uint64_t point)
{
	struct cmh_pke_sm2_enc_point c = { .ciphertext = c1, .enc_point = point };

	c.public_key = pke_in(a, pub, POINT, POINT, 1);
	if (nonce) {
		c.nonce = pke_in(a, nonce, CMH_SM2_NONCE_SIZE, CMH_SM2_NONCE_SIZE, 1);
		c.nonce_len = CMH_SM2_NONCE_SIZE;
	}
	cmh_pke_sm2_enc_point_put(pke_cmd(a, CMH_PKE_CMD_SM2_ENC_POINT, 0), &c);
	pack_flush(a->p, CMH_CORE_PKE);
}

/* C3 and C2 for a message; C1, whose place comes first, is not the command's to know. */
static void enc_hash(struct pke_area *a, const struct cmh_sqe *sqe, uint64_t point)
{
	uint32_t len = (uint32_t)sqe->len;
	struct cmh_pke_sm2_enc_hash c = { .enc_point = point, .message_len = len };
	uint32_t at;

	c.message = pke_in(a, sqe->in, len, len, 1);
	at = a->used;
	c.ciphertext = pke_room(a, CMH_SM2_OVERHEAD + len);
	pack_result(a->p, (uint8_t *)sqe->out + CMH_SM2_C1_SIZE, a->host + at + CMH_SM2_C1_SIZE,
		    CMH_SM2_C3_SIZE + len, false);
	cmh_pke_sm2_enc_hash_put(pke_cmd(a, CMH_PKE_CMD_SM2_ENC_HASH, 0), &c);
	pack_flush(a->p, CMH_CORE_PKE);
	a->p->req->ok_res = (int32_t)(CMH_SM2_OVERHEAD + len);
}

int op_sm2_encrypt_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err = message_check("message", sqe->len);
	struct pke_area a;
	uint64_t point;

	if (!err)
		err = pke_open(&a, p, AREA);
	if (err)
		return err;
	point = pke_room(&a, POINT);
	enc_point(&a, NULL, sqe->aad, pke_out(&a, sqe->out, POINT, POINT, 1), point);
	enc_hash(&a, sqe, point);
	return 0;
}

int op_sm2_enc_point_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct pke_area a;
	int err = pke_open(&a, p, AREA);
	uint64_t c1, point;

	if (err)
		return err;
	c1 = pke_out(&a, sqe->out, POINT, POINT, 1);
	point = pke_out(&a, sqe->tag, POINT, POINT, 1);
	enc_point(&a, sqe->iv, sqe->aad, c1, point);
	p->req->ok_res = POINT;
	return 0;
}

/* Without C1 in the ciphertext, which stays zero. */
int op_sm2_enc_hash_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err = message_check("message", sqe->len);
	struct pke_area a;

	if (!err)
		err = pke_open(&a, p, AREA);
	if (err)
		return err;
	memset(sqe->out, 0, CMH_SM2_C1_SIZE);
	enc_hash(&a, sqe, pke_in(&a, sqe->aad, POINT, POINT, 1));
	return 0;
}

/* Of the ciphertext only C1 is looked at; the length is one the hub takes. */
static void dec_point(struct pke_area *a, const struct cmh_key *key, uint64_t c1, uint32_t len,
		      uint64_t point)
{
	struct cmh_pke_sm2_dec_point c = {
		.ciphertext_len = len, .private_key_len = KEY, .ciphertext = c1, .dec_point = point
	};

	c.private_key = pke_key(a, key, KEY, SWAP);
	cmh_pke_sm2_dec_point_put(pke_cmd(a, CMH_PKE_CMD_SM2_DEC_POINT, SWAP), &c);
	pack_flush(a->p, CMH_CORE_PKE);
}

/* The hub checks C3. */
static void dec_hash(struct pke_area *a, const struct cmh_sqe *sqe, uint64_t text, uint64_t point)
{
	uint32_t len = (uint32_t)sqe->len - CMH_SM2_OVERHEAD;
	struct cmh_pke_sm2_dec_hash c = { .ciphertext = text,
					  .dec_point = point,
					  .ciphertext_len = (uint32_t)sqe->len };

	c.plaintext = pke_out(a, sqe->out, len, len, 1);
	cmh_pke_sm2_dec_hash_put(pke_cmd(a, CMH_PKE_CMD_SM2_DEC_HASH, 0), &c);
	pack_flush(a->p, CMH_CORE_PKE);
	a->p->req->end.device_checks = true;
	a->p->req->out = sqe->out;
	a->p->req->out_len = len;
	a->p->req->ok_res = (int32_t)len;
}

int op_sm2_decrypt_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err = ciphertext_check(sqe->len);
	struct pke_area a;
	uint64_t text, point;
	uint32_t len = (uint32_t)sqe->len;

	if (!err)
		err = key_check(&sqe->key);
	if (!err)
		err = pke_open(&a, p, AREA);
	if (err)
		return err;
	text = pke_in(&a, sqe->in, len, len, 1);
	point = pke_room(&a, POINT);
	dec_point(&a, &sqe->key, text, len, point);
	dec_hash(&a, sqe, text, point);
	return 0;
}

int op_sm2_dec_point_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err = key_check(&sqe->key);
	struct pke_area a;
	uint64_t c1;

	if (!err)
		err = pke_open(&a, p, AREA);
	if (err)
		return err;
	c1 = pke_in(&a, sqe->in, POINT, POINT, 1);
	dec_point(&a, &sqe->key, c1, CMH_SM2_CIPHERTEXT_MIN,
		  pke_out(&a, sqe->out, POINT, POINT, 1));
	p->req->ok_res = POINT;
	return 0;
}

int op_sm2_dec_hash_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err = ciphertext_check(sqe->len);
	struct pke_area a;
	uint64_t text, point;

	if (!err)
		err = pke_open(&a, p, AREA);
	if (err)
		return err;
	text = pke_in(&a, sqe->in, (uint32_t)sqe->len, (uint32_t)sqe->len, 1);
	point = pke_in(&a, sqe->aad, POINT, POINT, 1);
	dec_hash(&a, sqe, text, point);
	return 0;
}

/* ---- key exchange ---- */

#define NONCE_GIVEN 1 /* sqe->dir */

/* The caller's nonce, or room for one that the device makes. */
static uint64_t nonce(struct pke_area *a, const struct cmh_sqe *sqe, uint32_t *len)
{
	bool given = sqe->dir == NONCE_GIVEN;

	*len = given ? CMH_SM2_NONCE_SIZE : 0;
	return given ? pke_in(a, sqe->iv, CMH_SM2_NONCE_SIZE, CMH_SM2_NONCE_SIZE, 1) :
		       pke_out(a, sqe->tag, CMH_SM2_NONCE_SIZE, CMH_SM2_NONCE_SIZE, 1);
}

int op_sm2_ephemeral_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct cmh_pke_sm2_ecdh_keygen c = { 0 };
	struct pke_area a;
	int err = pke_open(&a, p, AREA);

	if (err)
		return err;
	c.nonce = nonce(&a, sqe, &c.nonce_len);
	c.session_key = pke_out(&a, sqe->out, POINT, POINT, 1);
	cmh_pke_sm2_ecdh_keygen_put(pke_cmd(&a, CMH_PKE_CMD_SM2_ECDH_KEYGEN, 0), &c);
	pack_flush(p, CMH_CORE_PKE);
	p->req->ok_res = POINT;
	return 0;
}

/* The shared point to where `to` names. The key is on TEMP afterwards no more. */
static void shared_point(struct pke_area *a, const struct cmh_sqe *sqe, const void *peer,
			 const void *session, uint64_t to)
{
	struct cmh_pke_sm2_ecdh c = { .private_key_len = KEY,
				      .shared_point = to,
				      .shared_point_type = PKE_TYPE };

	c.nonce = nonce(a, sqe, &c.nonce_len);
	c.peer_public_key = pke_in(a, peer, POINT, POINT, 1);
	c.peer_session_key = pke_in(a, session, POINT, POINT, 1);
	c.private_key = pke_key(a, &sqe->key, KEY, SWAP);
	cmh_pke_sm2_ecdh_put(pke_cmd(a, CMH_PKE_CMD_SM2_ECDH, 0), &c);
	pack_flush(a->p, CMH_CORE_PKE);
}

/* The session key of a shared point, over TEMP to the caller. */
static void session_key(struct pke_area *a, const struct cmh_sqe *sqe, const void *z1,
			const void *z2, uint64_t point)
{
	struct cmh_pke_sm2_ecdh_hash c = { .shared_point = point,
					   .shared_key = CMH_REF_TEMP,
					   .shared_key_type = PKE_TYPE };
	const uint32_t len = CMH_SM2_SHARED_KEY_SIZE;

	c.peer_id_digest = pke_in(a, z1, CMH_SM2_DIGEST_SIZE, CMH_SM2_DIGEST_SIZE, 1);
	c.id_digest = pke_in(a, z2, CMH_SM2_DIGEST_SIZE, CMH_SM2_DIGEST_SIZE, 1);
	cmh_pke_sm2_ecdh_hash_put(pke_cmd(a, CMH_PKE_CMD_SM2_ECDH_HASH, SWAP), &c);
	pack_flush(a->p, CMH_CORE_PKE);
	pke_take(a, pke_out(a, sqe->out, len, len, 1), len, 0);
	pack_flush(a->p, CMH_CORE_SYS);
	a->p->req->ok_res = (int32_t)len;
}

int op_sm2_exchange_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err = key_check(&sqe->key);
	struct pke_area a;

	if (!err)
		err = pke_open(&a, p, AREA);
	if (err)
		return err;
	shared_point(&a, sqe, sqe->in, sqe->aad, CMH_REF_TEMP);
	session_key(&a, sqe, sqe->head, sqe->tail, CMH_REF_TEMP);
	return 0;
}

int op_sm2_point_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err = key_check(&sqe->key);
	struct pke_area a;

	if (!err)
		err = pke_open(&a, p, AREA);
	if (err)
		return err;
	if (sqe->head) {
		sys_new(p, 0, POINT, sqe->head);
		shared_point(&a, sqe, sqe->in, sqe->aad, CMH_REF_LAST);
		return 0;
	}
	shared_point(&a, sqe, sqe->in, sqe->aad, CMH_REF_TEMP);
	pke_take(&a, pke_out(&a, sqe->out, POINT, POINT, 1), POINT, SWAP);
	pack_flush(p, CMH_CORE_SYS);
	p->req->ok_res = POINT;
	return 0;
}

int op_sm2_session_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct pke_area a;
	int err = pke_open(&a, p, AREA);

	if (err)
		return err;
	session_key(&a, sqe, sqe->head, sqe->tail, sqe->key.ref);
	return 0;
}
