// SPDX-License-Identifier: Apache-2.0
/* pke_prep.c - what cmh/pk.h declares: arguments into entries, and the one-shot calls. */
#include <cmh/pk.h>

#include "op/pke.h"
#include "ring/ring.h"

/* Key generation looks for primes, and nobody knows for how long. */
#define KEYGEN_TIMEOUT_MS 120000u

static void prep(struct cmh_sqe *sqe, enum cmh_opcode op, uint32_t curve)
{
	sqe->op = (uint8_t)op;
	sqe->dir = 0;
	sqe->alg = curve > UINT16_MAX ? UINT16_MAX : (uint16_t)curve;
	sqe->len = 0;
	sqe->head = NULL;
}

/* ---- RSA ---- */

static void prep_rsa(struct cmh_sqe *sqe, const struct cmh_rsa *rsa, const void *in, void *out)
{
	prep(sqe, CMH_OP_RSA, 0);
	sqe->iv = rsa->n;
	sqe->len = rsa->n_len;
	sqe->aad = rsa->e;
	sqe->aad_len = rsa->e_len;
	sqe->in = in;
	sqe->out = out;
}

void cmh_prep_rsa_public(struct cmh_sqe *sqe, const struct cmh_rsa *rsa, const void *in, void *out)
{
	prep_rsa(sqe, rsa, in, out);
	sqe->dir = PKE_RSA_PUBLIC;
}

void cmh_prep_rsa_private(struct cmh_sqe *sqe, const struct cmh_rsa *rsa, const struct cmh_key *key,
			  const void *in, void *out)
{
	prep_rsa(sqe, rsa, in, out);
	sqe->dir = PKE_RSA_PRIVATE;
	sqe->key = *key;
}

void op_prep_rsa_keygen(struct cmh_sqe *sqe, uint32_t bits, const void *e, size_t e_len, uint64_t d,
			uint64_t crt, uint32_t flags, void *n)
{
	prep(sqe, CMH_OP_RSA_KEYGEN, 0);
	sqe->len = bits % 8 ? 0 : bits / 8;
	sqe->aad = e;
	sqe->aad_len = e_len;
	sqe->key.ref = d;
	sqe->cid = crt;
	sqe->iv_len = flags;
	sqe->out = n;
	sqe->timeout_ms = KEYGEN_TIMEOUT_MS;
}

void cmh_prep_rsa_generate(struct cmh_sqe *sqe, uint32_t bits, const void *e, size_t e_len, void *n,
			   void *d, void *crt)
{
	op_prep_rsa_keygen(sqe, bits, e, e_len, CMH_REF_NONE, CMH_REF_NONE, 0, n);
	sqe->op = CMH_OP_RSA_GENERATE;
	sqe->tag = d;
	sqe->head = crt;
}

/* ---- curves ---- */

void cmh_prep_ecdsa_sign(struct cmh_sqe *sqe, uint32_t curve, const struct cmh_key *key,
			 const void *digest, size_t digest_len, void *sig)
{
	prep(sqe, CMH_OP_ECDSA_SIGN, curve);
	sqe->key = *key;
	sqe->in = digest;
	sqe->len = digest_len;
	sqe->out = sig;
}

void cmh_prep_ecdsa_verify(struct cmh_sqe *sqe, uint32_t curve, const void *pub, const void *digest,
			   size_t digest_len, const void *sig)
{
	prep(sqe, CMH_OP_ECDSA_VERIFY, curve);
	sqe->aad = pub;
	sqe->in = digest;
	sqe->len = digest_len;
	sqe->tag = (void *)sig;
}

void cmh_prep_ec_pubkey(struct cmh_sqe *sqe, uint32_t curve, const struct cmh_key *key, void *pub)
{
	prep(sqe, CMH_OP_EC_PUBKEY, curve);
	sqe->key = *key;
	sqe->out = pub;
}

void cmh_prep_ec_generate(struct cmh_sqe *sqe, uint32_t curve, void *priv, void *pub)
{
	prep(sqe, CMH_OP_EC_GENERATE, curve);
	sqe->out = priv;
	sqe->tag = pub;
}

void op_prep_ec_keygen(struct cmh_sqe *sqe, uint32_t curve, uint64_t cid, uint32_t flags,
		       uint64_t *ref)
{
	prep(sqe, CMH_OP_EC_KEYGEN, curve);
	sqe->cid = cid;
	sqe->iv_len = flags;
	sqe->head = ref;
}

void cmh_prep_ecdh(struct cmh_sqe *sqe, uint32_t curve, const struct cmh_key *key, const void *peer,
		   void *secret)
{
	prep(sqe, CMH_OP_ECDH, curve);
	sqe->key = *key;
	sqe->in = peer;
	sqe->out = secret;
}

void cmh_prep_eddsa_sign(struct cmh_sqe *sqe, uint32_t curve, const struct cmh_key *key,
			 const void *msg, size_t len, void *sig)
{
	prep(sqe, CMH_OP_EDDSA_SIGN, curve);
	sqe->key = *key;
	sqe->in = msg;
	sqe->len = len;
	sqe->out = sig;
}

void cmh_prep_eddsa_verify(struct cmh_sqe *sqe, uint32_t curve, const void *pub, const void *msg,
			   size_t len, const void *sig)
{
	prep(sqe, CMH_OP_EDDSA_VERIFY, curve);
	sqe->aad = pub;
	sqe->in = msg;
	sqe->len = len;
	sqe->tag = (void *)sig;
}

void cmh_prep_eddsa_pubkey(struct cmh_sqe *sqe, uint32_t curve, const struct cmh_key *key,
			   void *pub)
{
	prep(sqe, CMH_OP_EDDSA_PUBKEY, curve);
	sqe->key = *key;
	sqe->out = pub;
}

void cmh_prep_eddsa_generate(struct cmh_sqe *sqe, uint32_t curve, void *priv, void *pub)
{
	prep(sqe, CMH_OP_EDDSA_GENERATE, curve);
	sqe->out = priv;
	sqe->tag = pub;
}

void op_prep_eddsa_sca(struct cmh_sqe *sqe, const struct cmh_key *key, uint64_t cid, uint64_t *ref)
{
	prep(sqe, CMH_OP_EDDSA_SCA, CMH_CURVE_448);
	sqe->key = *key;
	sqe->cid = cid;
	sqe->head = ref;
}

/* ---- SM2 ---- */

void cmh_prep_sm2_sign(struct cmh_sqe *sqe, const struct cmh_key *key, const void *e, void *sig)
{
	cmh_prep_ecdsa_sign(sqe, CMH_CURVE_SM2, key, e, CMH_SM2_DIGEST_SIZE, sig);
}

void cmh_prep_sm2_verify(struct cmh_sqe *sqe, const void *pub, const void *e, const void *sig)
{
	cmh_prep_ecdsa_verify(sqe, CMH_CURVE_SM2, pub, e, CMH_SM2_DIGEST_SIZE, sig);
}

void cmh_prep_sm2_z(struct cmh_sqe *sqe, const void *pub, const void *id, size_t id_len, void *z)
{
	prep(sqe, CMH_OP_SM2_Z, CMH_CURVE_SM2);
	sqe->aad = pub;
	sqe->in = id;
	sqe->len = id_len;
	sqe->out = z;
}

void cmh_prep_sm2_encrypt(struct cmh_sqe *sqe, const void *pub, const void *msg, size_t len,
			  void *out)
{
	prep(sqe, CMH_OP_SM2_ENCRYPT, CMH_CURVE_SM2);
	sqe->aad = pub;
	sqe->in = msg;
	sqe->len = len;
	sqe->out = out;
}

void cmh_prep_sm2_decrypt(struct cmh_sqe *sqe, const struct cmh_key *key, const void *in,
			  size_t len, void *out)
{
	prep(sqe, CMH_OP_SM2_DECRYPT, CMH_CURVE_SM2);
	sqe->key = *key;
	sqe->in = in;
	sqe->len = len;
	sqe->out = out;
}

void cmh_prep_sm2_enc_point(struct cmh_sqe *sqe, const void *pub, const void *nonce, void *c1,
			    void *point)
{
	prep(sqe, CMH_OP_SM2_ENC_POINT, CMH_CURVE_SM2);
	sqe->aad = pub;
	sqe->iv = nonce;
	sqe->out = c1;
	sqe->tag = point;
}

void cmh_prep_sm2_dec_point(struct cmh_sqe *sqe, const struct cmh_key *key, const void *c1,
			    void *point)
{
	prep(sqe, CMH_OP_SM2_DEC_POINT, CMH_CURVE_SM2);
	sqe->key = *key;
	sqe->in = c1;
	sqe->out = point;
}

void op_prep_sm2_enc_hash(struct cmh_sqe *sqe, const void *msg, size_t len, const void *point,
			  void *out)
{
	prep(sqe, CMH_OP_SM2_ENC_HASH, CMH_CURVE_SM2);
	sqe->in = msg;
	sqe->len = len;
	sqe->aad = point;
	sqe->out = out;
}

void op_prep_sm2_dec_hash(struct cmh_sqe *sqe, const void *in, size_t len, const void *point,
			  void *out)
{
	prep(sqe, CMH_OP_SM2_DEC_HASH, CMH_CURVE_SM2);
	sqe->in = in;
	sqe->len = len;
	sqe->aad = point;
	sqe->out = out;
}

static void set_nonce(struct cmh_sqe *sqe, void *nonce, bool given)
{
	sqe->dir = given;
	sqe->iv = nonce;
	sqe->tag = nonce;
}

void op_prep_sm2_ephemeral(struct cmh_sqe *sqe, void *nonce, bool given, void *session)
{
	prep(sqe, CMH_OP_SM2_EPHEMERAL, CMH_CURVE_SM2);
	set_nonce(sqe, nonce, given);
	sqe->out = session;
}

void op_prep_sm2_point(struct cmh_sqe *sqe, const struct cmh_key *key, void *nonce, bool given,
		       const void *peer, const void *peer_session, void *point, uint64_t *ref)
{
	prep(sqe, CMH_OP_SM2_POINT, CMH_CURVE_SM2);
	set_nonce(sqe, nonce, given);
	sqe->key = *key;
	sqe->in = peer;
	sqe->aad = peer_session;
	sqe->out = point;
	sqe->head = ref;
}

void op_prep_sm2_session(struct cmh_sqe *sqe, uint64_t point_ref, const void *z_initiator,
			 const void *z_responder, void *secret)
{
	prep(sqe, CMH_OP_SM2_SESSION, CMH_CURVE_SM2);
	sqe->key.ref = point_ref;
	sqe->head = (void *)z_initiator;
	sqe->tail = (void *)z_responder;
	sqe->out = secret;
}

void cmh_prep_sm2_exchange(struct cmh_sqe *sqe, const struct cmh_key *key,
			   const struct cmh_sm2_exchange *x, void *secret)
{
	prep(sqe, CMH_OP_SM2_EXCHANGE, CMH_CURVE_SM2);
	set_nonce(sqe, (void *)x->session, true);
	sqe->key = *key;
	sqe->in = x->peer;
	sqe->aad = x->peer_session;
	sqe->head = (void *)x->z_initiator;
	sqe->tail = (void *)x->z_responder;
	sqe->out = secret;
}

/* ---- one at a time; for those of SM2 that take more than a request, see sm2_long.c ---- */

/* clang-format off */
#define ONE_SHOT(name, params, ...) \
	int cmh_##name params \
	{ \
		struct cmh_sqe sqe; \
		sqe_clear(&sqe); \
		cmh_prep_##name(&sqe, __VA_ARGS__); \
		return cmh_call(dev, &sqe); \
	}
/* clang-format on */

ONE_SHOT(rsa_public, (struct cmh_dev *dev, const struct cmh_rsa *rsa, const void *in, void *out),
	 rsa, in, out)
ONE_SHOT(rsa_private,
	 (struct cmh_dev *dev, const struct cmh_rsa *rsa, const struct cmh_key *key,
	  const void *in, void *out),
	 rsa, key, in, out)
ONE_SHOT(rsa_generate,
	 (struct cmh_dev *dev, uint32_t bits, const void *e, size_t e_len, void *n, void *d,
	  void *crt),
	 bits, e, e_len, n, d, crt)
ONE_SHOT(ecdsa_sign,
	 (struct cmh_dev *dev, uint32_t curve, const struct cmh_key *key, const void *digest,
	  size_t digest_len, void *sig),
	 curve, key, digest, digest_len, sig)
ONE_SHOT(ecdsa_verify,
	 (struct cmh_dev *dev, uint32_t curve, const void *pub, const void *digest,
	  size_t digest_len, const void *sig),
	 curve, pub, digest, digest_len, sig)
ONE_SHOT(ec_pubkey, (struct cmh_dev *dev, uint32_t curve, const struct cmh_key *key, void *pub),
	 curve, key, pub)
ONE_SHOT(ec_generate, (struct cmh_dev *dev, uint32_t curve, void *priv, void *pub), curve, priv,
	 pub)
ONE_SHOT(ecdh,
	 (struct cmh_dev *dev, uint32_t curve, const struct cmh_key *key, const void *peer,
	  void *secret),
	 curve, key, peer, secret)
ONE_SHOT(eddsa_sign,
	 (struct cmh_dev *dev, uint32_t curve, const struct cmh_key *key, const void *msg,
	  size_t len, void *sig),
	 curve, key, msg, len, sig)
ONE_SHOT(eddsa_verify,
	 (struct cmh_dev *dev, uint32_t curve, const void *pub, const void *msg, size_t len,
	  const void *sig),
	 curve, pub, msg, len, sig)
ONE_SHOT(eddsa_pubkey, (struct cmh_dev *dev, uint32_t curve, const struct cmh_key *key, void *pub),
	 curve, key, pub)
ONE_SHOT(eddsa_generate, (struct cmh_dev *dev, uint32_t curve, void *priv, void *pub), curve, priv,
	 pub)
ONE_SHOT(sm2_sign, (struct cmh_dev *dev, const struct cmh_key *key, const void *e, void *sig), key,
	 e, sig)
ONE_SHOT(sm2_verify, (struct cmh_dev *dev, const void *pub, const void *e, const void *sig), pub,
	 e, sig)
ONE_SHOT(sm2_enc_point,
	 (struct cmh_dev *dev, const void *pub, const void *nonce, void *c1, void *point), pub,
	 nonce, c1, point)
ONE_SHOT(sm2_dec_point,
	 (struct cmh_dev *dev, const struct cmh_key *key, const void *c1, void *point), key, c1,
	 point)
ONE_SHOT(sm2_exchange,
	 (struct cmh_dev *dev, const struct cmh_key *key, const struct cmh_sm2_exchange *x,
	  void *secret),
	 key, x, secret)
