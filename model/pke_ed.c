// SPDX-License-Identifier: Apache-2.0
/* pke_ed.c - EdDSA commands of the PKE core. Everything is a string of RFC 8032: the swap flags
 * mean nothing. */
#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "model/engine/pk/pk.h"
#include "model/pke.h"

#define KEY_MAX   CMH_EDDSA_LEN_MAX
#define SCA_SHARE (CMH_EDDSA_SCA448_SIZE / 2)

/* Key generation leaves 56 of the 57 bytes of an Ed448 key. */
static int secret_load(struct model_mbx *mbx, struct pke_key *key, uint32_t curve, uint64_t ref,
		       uint8_t *out)
{
	*key = (struct pke_key){
		.ref = ref,
		.form = PKE_STRING,
		.out = out,
		.len = cmh_curve_eddsa_len(curve),
		.short_by = cmh_curve_eddsa_len(curve) - cmh_curve_clen(curve),
	};
	return pke_key_load(mbx, key);
}

/* A private copy of the message: two hashes of a message that changes in between give the key
 * away. */
static int message_read(struct model_mbx *mbx, uint64_t iova, uint32_t len, uint8_t **out)
{
	uint8_t *copy;
	int err;

	if (len > CMH_EDDSA_MSG_MAX)
		return EINVAL;
	copy = OPENSSL_malloc(len ? len : 1);
	if (!copy)
		return ENOMEM;
	err = pke_read(mbx, iova, copy, len, false);
	if (err) {
		OPENSSL_free(copy);
		copy = NULL;
	}
	*out = copy;
	return err;
}

int pke_eddsa_sign(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	uint8_t secret[KEY_MAX], signature[2 * KEY_MAX], *message = NULL;
	struct cmh_pke_eddsa_sign cmd;
	struct pke_key key;
	uint32_t len;
	int err;

	(void)le;
	cmh_pke_eddsa_sign_get(&cmd, payload);
	len = cmh_curve_eddsa_len(cmd.curve);
	if (!len || cmd.secret_key_len != len)
		return EINVAL;
	err = message_read(mbx, cmd.digest, cmd.digest_len, &message);
	if (!err)
		err = pke_writable(mbx, cmd.signature, 2 * len);
	if (!err)
		err = secret_load(mbx, &key, cmd.curve, cmd.secret_key, secret);
	if (!err)
		err = pk_ed_sign(model_engine_of(mbx), cmd.curve, secret, message, cmd.digest_len,
				 signature);
	if (!err)
		err = pke_write(mbx, cmd.signature, signature, 2 * len, false);
	if (!err)
		pke_key_done(mbx, &key);
	OPENSSL_cleanse(secret, sizeof(secret));
	OPENSSL_free(message);
	return err;
}

/* The check value is the first half of the signature, as far as clen bytes go. */
int pke_eddsa_verify(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	uint8_t public[KEY_MAX], signature[2 * KEY_MAX], *message = NULL;
	struct cmh_pke_eddsa_verify cmd;
	uint32_t len, clen;
	int err;

	(void)le;
	cmh_pke_eddsa_verify_get(&cmd, payload);
	len = cmh_curve_eddsa_len(cmd.curve);
	clen = cmh_curve_clen(cmd.curve);
	if (!len)
		return EINVAL;
	err = pke_read(mbx, cmd.public_key_y, public, len, false);
	if (!err)
		err = pke_read(mbx, cmd.signature, signature, 2 * len, false);
	if (!err)
		err = pke_writable(mbx, cmd.rprime, clen);
	if (!err)
		err = message_read(mbx, cmd.digest, cmd.digest_len, &message);
	if (!err)
		err = pk_ed_verify(model_engine_of(mbx), cmd.curve, public, message, cmd.digest_len,
				   signature);
	if (!err)
		err = pke_write(mbx, cmd.rprime, signature, clen, false);
	OPENSSL_free(message);
	return err;
}

int pke_eddsa_pubgen(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	uint8_t secret[KEY_MAX], public[KEY_MAX];
	struct cmh_pke_eddsa_pubgen cmd;
	struct pke_key key;
	uint32_t len;
	int err;

	(void)le;
	cmh_pke_eddsa_pubgen_get(&cmd, payload);
	len = cmh_curve_eddsa_len(cmd.curve);
	if (!len || cmd.secret_key_len != len)
		return EINVAL;
	err = pke_writable(mbx, cmd.public_key_y, len);
	if (err)
		return err;
	err = secret_load(mbx, &key, cmd.curve, cmd.secret_key, secret);
	if (!err)
		err = pk_ed_public(model_engine_of(mbx), cmd.curve, secret, public);
	if (!err)
		err = pke_write(mbx, cmd.public_key_y, public, len, false);
	if (!err)
		pke_key_done(mbx, &key);
	OPENSSL_cleanse(secret, sizeof(secret));
	return err;
}

/* Two shares of 113 bytes; the key is the first 57 of their XOR, the rest is random. */
int pke_eddsa_priv_keygen_sca(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	struct cmh_pke_eddsa_priv_keygen_sca cmd;
	uint8_t secret[SCA_SHARE];
	struct pke_key key;
	int err;

	(void)le;
	cmh_pke_eddsa_priv_keygen_sca_get(&cmd, payload);
	if (cmd.curve != CMH_CURVE_448)
		return EINVAL;
	err = engine_random(model_engine_of(mbx), secret, sizeof(secret));
	if (!err)
		err = secret_load(mbx, &key, cmd.curve, cmd.secret_key, secret);
	if (!err) {
		pke_key_done(mbx, &key);
		err = pke_store(mbx, cmd.sca_secret_key, PKE_STRING, secret, sizeof(secret),
				key.type | CMH_TYPE_SCA);
	}
	OPENSSL_cleanse(secret, sizeof(secret));
	return err;
}
