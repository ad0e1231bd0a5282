// SPDX-License-Identifier: Apache-2.0
/* pke_ec.c - ECDSA, ECDH and key generation of the PKE core; SM2 signatures are ECDSA commands on
 * curve SM2.
 *
 * On 25519 and 448 host memory holds the strings of RFC 7748 whatever the swap flags say.
 */
#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "model/engine/pk/pk.h"
#include "model/pke.h"

#define POINT_MAX (2 * CMH_CLEN_MAX)

/* The number signed is the leftmost clen bytes of the digest. */
static int digest_read(struct model_mbx *mbx, uint64_t iova, uint32_t len, uint32_t clen,
		       uint8_t *digest, bool le)
{
	if (len < clen)
		return EINVAL;
	return pke_read(mbx, le ? iova + (len - clen) : iova, digest, clen, le);
}

int pke_ecdsa_verify(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	uint8_t key[POINT_MAX], digest[CMH_CLEN_MAX], signature[POINT_MAX], check[CMH_CLEN_MAX];
	struct engine *engine = model_engine_of(mbx);
	struct cmh_pke_ecdsa_verify cmd;
	bool arrived = false;
	uint32_t clen;
	int err, written;

	cmh_pke_ecdsa_verify_get(&cmd, payload);
	clen = pke_weierstrass(cmd.curve);
	if (!clen)
		return EINVAL;
	err = pke_read_fields(mbx, cmd.public_key, key, clen, 2, le);
	if (!err)
		err = digest_read(mbx, cmd.digest, cmd.digest_len, clen, digest, le);
	if (!err)
		err = pke_read_fields(mbx, cmd.signature, signature, clen, 2, le);
	if (!err)
		err = pke_writable(mbx, cmd.rprime, clen);
	if (err)
		return err;
	memset(check, 0, sizeof(check));
	err = cmd.curve == CMH_CURVE_SM2 ?
		      pk_sm2_verify(engine, key, digest, signature, check) :
		      pk_ecdsa_verify(engine, cmd.curve, key, digest, signature, check);
	/* what verification arrived at tells the host more than "no" */
	for (uint32_t i = 0; i < clen; i++)
		arrived |= check[i] != 0;
	written = arrived ? pke_write(mbx, cmd.rprime, check, clen, le) : 0;
	return err ? err : written;
}

int pke_ecdsa_sign(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	uint8_t secret[CMH_CLEN_MAX], digest[CMH_CLEN_MAX], signature[POINT_MAX];
	struct engine *engine = model_engine_of(mbx);
	struct cmh_pke_ecdsa_sign cmd;
	struct pke_key key;
	uint32_t clen;
	int err;

	cmh_pke_ecdsa_sign_get(&cmd, payload);
	clen = pke_weierstrass(cmd.curve);
	if (!clen || cmd.secret_key_len != clen)
		return EINVAL;
	err = digest_read(mbx, cmd.digest, cmd.digest_len, clen, digest, le);
	if (!err)
		err = pke_writable(mbx, cmd.signature, 2 * clen);
	if (err)
		return err;
	key = (struct pke_key){
		.ref = cmd.secret_key, .form = PKE_NUMBER, .out = secret, .len = clen
	};
	err = pke_key_load(mbx, &key);
	if (!err)
		err = cmd.curve == CMH_CURVE_SM2 ?
			      pk_sm2_sign(engine, secret, digest, signature) :
			      pk_ecdsa_sign(engine, cmd.curve, secret, digest, signature);
	if (!err)
		err = pke_write_fields(mbx, cmd.signature, signature, clen, 2, le);
	if (!err)
		pke_key_done(mbx, &key);
	OPENSSL_cleanse(secret, sizeof(secret));
	return err;
}

/* The public key of a stored secret: x and y, on 25519 and 448 u. */
static int public_key(struct model_mbx *mbx, uint32_t curve, uint32_t secret_len, uint64_t ref,
		      uint64_t out, bool le)
{
	bool edwards = cmh_curve_is_edwards(curve);
	uint32_t clen = cmh_curve_clen(curve), nr = edwards ? 1 : 2;
	uint8_t secret[CMH_CLEN_MAX], point[POINT_MAX];
	struct engine *engine = model_engine_of(mbx);
	struct pke_key key = {
		.ref = ref,
		.form = edwards ? PKE_STRING : PKE_NUMBER,
		.out = secret,
		.len = clen,
	};
	int err;

	if (!clen || secret_len != clen)
		return EINVAL;
	err = pke_writable(mbx, out, nr * clen);
	if (err)
		return err;
	err = pke_key_load(mbx, &key);
	if (!err)
		err = edwards ? pk_x_public(engine, curve, secret, point) :
				pk_ec_public(engine, curve, secret, point);
	if (!err)
		err = pke_write_fields(mbx, out, point, clen, nr, le && !edwards);
	if (!err)
		pke_key_done(mbx, &key);
	OPENSSL_cleanse(secret, sizeof(secret));
	return err;
}

int pke_ecdsa_pubgen(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	struct cmh_pke_ecdsa_pubgen cmd;

	cmh_pke_ecdsa_pubgen_get(&cmd, payload);
	if (cmh_curve_is_edwards(cmd.curve))
		return EINVAL;
	return public_key(mbx, cmd.curve, cmd.secret_key_len, cmd.secret_key, cmd.public_key, le);
}

int pke_ecdh_keygen(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	struct cmh_pke_ecdh_keygen cmd;

	cmh_pke_ecdh_keygen_get(&cmd, payload);
	return public_key(mbx, cmd.curve, cmd.secret_key_len, cmd.secret_key, cmd.public_key_x, le);
}

/* A secret of clen bytes, on 448 too: what signs with it adds the byte that is missing. */
int pke_ecdsa_keygen(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	uint8_t secret[CMH_CLEN_MAX];
	struct engine *engine = model_engine_of(mbx);
	struct cmh_pke_ecdsa_keygen cmd;
	enum pke_form form = PKE_NUMBER;
	uint32_t clen;
	int err;

	(void)le;
	cmh_pke_ecdsa_keygen_get(&cmd, payload);
	clen = cmh_curve_clen(cmd.curve);
	if (!clen || cmd.secret_key_len != clen)
		return EINVAL;
	if (cmh_curve_is_edwards(cmd.curve)) {
		form = PKE_STRING;
		err = engine_random(engine, secret, clen);
	} else {
		err = pk_ec_generate(engine, cmd.curve, secret);
	}
	if (!err)
		err = pke_store(mbx, cmd.secret_key, form, secret, clen, cmd.secret_key_type);
	OPENSSL_cleanse(secret, sizeof(secret));
	return err;
}

int pke_ecdh(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	uint8_t secret[CMH_CLEN_MAX], peer[CMH_CLEN_MAX], shared[CMH_CLEN_MAX];
	struct engine *engine = model_engine_of(mbx);
	struct cmh_pke_ecdh cmd;
	struct pke_key key;
	bool edwards;
	uint32_t clen;
	int err;

	cmh_pke_ecdh_get(&cmd, payload);
	edwards = cmh_curve_is_edwards(cmd.curve);
	clen = cmh_curve_clen(cmd.curve);
	if (!clen || cmd.secret_key_len != clen || cmd.shared_secret_len != clen)
		return EINVAL;
	err = pke_read(mbx, cmd.peer_key_x, peer, clen, le && !edwards);
	if (err)
		return err;
	key = (struct pke_key){
		.ref = cmd.secret_key,
		.form = edwards ? PKE_STRING : PKE_NUMBER,
		.out = secret,
		.len = clen,
	};
	err = pke_key_load(mbx, &key);
	if (!err)
		err = edwards ? pk_x_shared(engine, cmd.curve, secret, peer, shared) :
				pk_ec_shared(engine, cmd.curve, secret, peer, shared);
	if (!err) {
		pke_key_done(mbx, &key);
		err = pke_store(mbx, cmd.shared_secret, key.form, shared, clen,
				cmd.shared_secret_type);
	}
	OPENSSL_cleanse(secret, sizeof(secret));
	OPENSSL_cleanse(shared, sizeof(shared));
	return err;
}
