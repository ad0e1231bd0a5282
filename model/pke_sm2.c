// SPDX-License-Identifier: Apache-2.0
/* pke_sm2.c - SM2 commands of the PKE core: key exchange, encryption, identity digest. Host
 * memory is big-endian whatever the swap flags say. */
#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "model/engine/pk/pk.h"
#include "model/pke.h"

#define LEN   CMH_SM2_KEY_SIZE
#define POINT CMH_SM2_POINT_SIZE

/* The host's nonce, or a new one. */
static int nonce_get(struct model_mbx *mbx, uint64_t iova, uint32_t len, uint8_t nonce[LEN])
{
	if (len == CMH_SM2_NONCE_SIZE)
		return pke_read(mbx, iova, nonce, LEN, false);
	return len ? EINVAL : pk_ec_generate(model_engine_of(mbx), CMH_CURVE_SM2, nonce);
}

static int private_load(struct model_mbx *mbx, struct pke_key *key, uint64_t ref, uint32_t len,
			uint8_t secret[LEN])
{
	if (len != LEN)
		return EINVAL;
	*key = (struct pke_key){ .ref = ref, .form = PKE_NUMBER, .out = secret, .len = LEN };
	return pke_key_load(mbx, key);
}

int pke_sm2_ecdh_keygen(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	struct cmh_pke_sm2_ecdh_keygen cmd;
	uint8_t nonce[LEN], session[POINT];
	int err;

	(void)le;
	cmh_pke_sm2_ecdh_keygen_get(&cmd, payload);
	err = pke_writable(mbx, cmd.session_key, POINT);
	if (!err)
		err = nonce_get(mbx, cmd.nonce, cmd.nonce_len, nonce);
	if (!err)
		err = pk_ec_public(model_engine_of(mbx), CMH_CURVE_SM2, nonce, session);
	if (!err && !cmd.nonce_len)
		err = pke_write(mbx, cmd.nonce, nonce, LEN, false);
	if (!err)
		err = pke_write(mbx, cmd.session_key, session, POINT, false);
	OPENSSL_cleanse(nonce, sizeof(nonce));
	return err;
}

int pke_sm2_ecdh(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	uint8_t nonce[LEN], secret[LEN], peer[POINT], session[POINT], shared[POINT];
	struct cmh_pke_sm2_ecdh cmd;
	struct pke_key key;
	int err;

	(void)le;
	cmh_pke_sm2_ecdh_get(&cmd, payload);
	err = pke_read(mbx, cmd.peer_public_key, peer, POINT, false);
	if (!err)
		err = pke_read(mbx, cmd.peer_session_key, session, POINT, false);
	if (!err && !cmd.nonce_len)
		err = pke_writable(mbx, cmd.nonce, LEN);
	if (!err)
		err = nonce_get(mbx, cmd.nonce, cmd.nonce_len, nonce);
	if (!err)
		err = private_load(mbx, &key, cmd.private_key, cmd.private_key_len, secret);
	if (!err)
		err = pk_sm2_exchange(model_engine_of(mbx), secret, nonce, peer, session, shared);
	if (!err) {
		pke_key_done(mbx, &key);
		err = pke_store(mbx, cmd.shared_point, PKE_NUMBER, shared, POINT,
				cmd.shared_point_type);
	}
	if (!err && !cmd.nonce_len)
		err = pke_write(mbx, cmd.nonce, nonce, LEN, false);
	OPENSSL_cleanse(nonce, sizeof(nonce));
	OPENSSL_cleanse(secret, sizeof(secret));
	OPENSSL_cleanse(shared, sizeof(shared));
	return err;
}

/* The session key is read back without swap flags, so it is a string. */
int pke_sm2_ecdh_hash(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	uint8_t z1[LEN], z2[LEN], shared[POINT], session[CMH_SM2_SHARED_KEY_SIZE];
	struct cmh_pke_sm2_ecdh_hash cmd;
	struct pke_key key;
	int err;

	(void)le;
	cmh_pke_sm2_ecdh_hash_get(&cmd, payload);
	err = pke_read(mbx, cmd.peer_id_digest, z1, LEN, false);
	if (!err)
		err = pke_read(mbx, cmd.id_digest, z2, LEN, false);
	if (err)
		return err;
	key = (struct pke_key){
		.ref = cmd.shared_point, .form = PKE_NUMBER, .out = shared, .len = POINT
	};
	err = pke_key_load(mbx, &key);
	if (!err)
		err = pk_sm2_session(model_engine_of(mbx), shared, z1, z2, session,
				     sizeof(session));
	if (!err) {
		pke_key_done(mbx, &key);
		err = pke_store(mbx, cmd.shared_key, PKE_STRING, session, sizeof(session),
				cmd.shared_key_type);
	}
	OPENSSL_cleanse(shared, sizeof(shared));
	OPENSSL_cleanse(session, sizeof(session));
	return err;
}

static bool ciphertext_len_ok(uint32_t len)
{
	return len >= CMH_SM2_CIPHERTEXT_MIN && len <= CMH_SM2_CIPHERTEXT_MAX;
}

/* Of the ciphertext only C1 is read here. */
int pke_sm2_dec_point(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	uint8_t secret[LEN], c1[POINT], point[POINT];
	struct cmh_pke_sm2_dec_point cmd;
	struct pke_key key;
	int err;

	(void)le;
	cmh_pke_sm2_dec_point_get(&cmd, payload);
	if (!ciphertext_len_ok(cmd.ciphertext_len))
		return EINVAL;
	err = pke_read(mbx, cmd.ciphertext, c1, POINT, false);
	if (!err)
		err = pke_writable(mbx, cmd.dec_point, POINT);
	if (err)
		return err;
	err = private_load(mbx, &key, cmd.private_key, cmd.private_key_len, secret);
	if (!err)
		err = pk_ec_multiply(model_engine_of(mbx), CMH_CURVE_SM2, secret, c1, point);
	if (!err)
		err = pke_write(mbx, cmd.dec_point, point, POINT, false);
	if (!err)
		pke_key_done(mbx, &key);
	OPENSSL_cleanse(secret, sizeof(secret));
	OPENSSL_cleanse(point, sizeof(point));
	return err;
}

int pke_sm2_enc_point(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	uint8_t nonce[LEN], public[POINT], c1[POINT], point[POINT];
	struct engine *engine = model_engine_of(mbx);
	struct cmh_pke_sm2_enc_point cmd;
	int err;

	(void)le;
	cmh_pke_sm2_enc_point_get(&cmd, payload);
	err = pke_read(mbx, cmd.public_key, public, POINT, false);
	if (!err)
		err = pke_writable(mbx, cmd.ciphertext, POINT);
	if (!err)
		err = pke_writable(mbx, cmd.enc_point, POINT);
	if (!err)
		err = nonce_get(mbx, cmd.nonce, cmd.nonce_len, nonce);
	if (!err)
		err = pk_ec_public(engine, CMH_CURVE_SM2, nonce, c1);
	if (!err)
		err = pk_ec_multiply(engine, CMH_CURVE_SM2, nonce, public, point);
	if (!err)
		err = pke_write(mbx, cmd.ciphertext, c1, POINT, false);
	if (!err)
		err = pke_write(mbx, cmd.enc_point, point, POINT, false);
	OPENSSL_cleanse(nonce, sizeof(nonce));
	OPENSSL_cleanse(point, sizeof(point));
	return err;
}

int pke_sm2_id_digest(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	uint8_t id[CMH_SM2_ID_MAX], public[POINT], z[LEN];
	struct cmh_pke_sm2_id_digest cmd;
	int err;

	(void)le;
	cmh_pke_sm2_id_digest_get(&cmd, payload);
	if (!cmd.id_len || cmd.id_len > CMH_SM2_ID_MAX)
		return EINVAL;
	err = pke_read(mbx, cmd.id, id, cmd.id_len, false);
	if (!err)
		err = pke_read(mbx, cmd.public_key, public, POINT, false);
	if (!err)
		err = pk_sm2_identity(model_engine_of(mbx), id, cmd.id_len, public, z);
	if (!err)
		err = pke_write(mbx, cmd.digest, z, LEN, false);
	return err;
}

int pke_sm2_dec_hash(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	uint8_t text[CMH_SM2_CIPHERTEXT_MAX], point[POINT], message[CMH_SM2_MSG_MAX];
	struct cmh_pke_sm2_dec_hash cmd;
	uint32_t len;
	int err;

	(void)le;
	cmh_pke_sm2_dec_hash_get(&cmd, payload);
	if (!ciphertext_len_ok(cmd.ciphertext_len))
		return EINVAL;
	len = cmd.ciphertext_len - CMH_SM2_OVERHEAD;
	err = pke_read(mbx, cmd.ciphertext, text, cmd.ciphertext_len, false);
	if (!err)
		err = pke_read(mbx, cmd.dec_point, point, POINT, false);
	if (!err)
		err = pk_sm2_open(model_engine_of(mbx), point, text + CMH_SM2_OVERHEAD, len,
				  text + CMH_SM2_C1_SIZE, message);
	if (!err)
		err = pke_write(mbx, cmd.plaintext, message, len, false);
	OPENSSL_cleanse(point, sizeof(point));
	OPENSSL_cleanse(message, sizeof(message));
	return err;
}

/* C1 is not among the operands: its place is left zero, the host puts it there. */
int pke_sm2_enc_hash(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	uint8_t text[CMH_SM2_CIPHERTEXT_MAX] = { 0 }, point[POINT], message[CMH_SM2_MSG_MAX];
	struct cmh_pke_sm2_enc_hash cmd;
	int err;

	(void)le;
	cmh_pke_sm2_enc_hash_get(&cmd, payload);
	if (!cmd.message_len || cmd.message_len > CMH_SM2_MSG_MAX)
		return EINVAL;
	err = pke_read(mbx, cmd.message, message, cmd.message_len, false);
	if (!err)
		err = pke_read(mbx, cmd.enc_point, point, POINT, false);
	if (!err)
		err = pk_sm2_seal(model_engine_of(mbx), point, message, cmd.message_len,
				  text + CMH_SM2_OVERHEAD, text + CMH_SM2_C1_SIZE);
	if (!err)
		err = pke_write(mbx, cmd.ciphertext, text, CMH_SM2_OVERHEAD + cmd.message_len,
				false);
	OPENSSL_cleanse(point, sizeof(point));
	OPENSSL_cleanse(message, sizeof(message));
	return err;
}
