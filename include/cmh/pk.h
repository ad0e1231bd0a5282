/* SPDX-License-Identifier: Apache-2.0 */
/* pk.h - public-key operations: RSA, ECDSA, ECDH, X25519 and X448, EdDSA, SM2.
 *
 * Everything is a raw byte string. Numbers of RSA, of Weierstrass curves and of SM2 are big-endian
 * and as long as the modulus or the curve's coordinates (struct cmh_curve_info.len: 66 for P-521),
 * left padded with zeros; points are x then y, signatures r then s. EdDSA, X25519 and X448 use the
 * strings of RFC 8032 and RFC 7748. Nothing is padded, hashed or encoded here. A curve is its
 * CMH_CURVE_* number.
 *
 * A private key is a struct cmh_key: raw bytes, or a reference into the datastore; len is the
 * length of the raw key in both cases. Raw keys rest on the device for the time of one request
 * only, and nobody else's request can come between.
 *
 * As in op.h a prep call only records its arguments: buffers, and what they point to, stay the
 * caller's and must live until the CQE is reaped. Inputs and outputs must not overlap. The one-shot
 * calls below each family submit, wait and return as the CQE does (see sync.h).
 *
 * CQE res: what the call says, or -EINVAL a wrong length, an unknown curve, a scalar or a number
 * out of its range, a point that is not on its curve; -EMSGSIZE too long for the device; -EBADMSG a
 * signature that does not verify, a ciphertext that was changed; -ENOENT no such key; -EKEYREJECTED
 * a key that this mailbox may not use, or not for this; -EIO the device failed; -EOPNOTSUPP it has
 * no PKE core. On failure outputs hold nothing of value.
 */
#ifndef CMH_PK_H
#define CMH_PK_H

#include <cmh/alg.h>
#include <cmh/api.h>
#include <cmh/op.h>

CMH_BEGIN_DECLS

struct cmh_dev;

/* ---- RSA, without padding ---- */

#define CMH_RSA_LEN_MIN 64u
#define CMH_RSA_LEN_MAX 512u

/* A public key: modulus of n_len bytes (CMH_RSA_LEN_MIN..MAX), odd; exponent of 1..n_len bytes,
 * odd. */
struct cmh_rsa {
	const void *n;
	size_t n_len;
	const void *e;
	size_t e_len;
};

/* out = in^e mod n; in and out have n_len bytes, in is less than n. CQE res: n_len. */
CMH_API void cmh_prep_rsa_public(struct cmh_sqe *sqe, const struct cmh_rsa *rsa, const void *in,
				 void *out);
CMH_API int cmh_rsa_public(struct cmh_dev *dev, const struct cmh_rsa *rsa, const void *in,
			   void *out);

/* out = in^d mod n, blinded, and checked with e before it is given out. key: the exponent d (len
 * up to n_len), or p, q, d mod p-1, d mod q-1, 1/q mod p one after the other (len 5 * n_len / 2,
 * about four times as fast). CQE res: n_len; -EIO also when the parts of the key do not belong
 * together.
 *
 * Raw factors of more than 904 bytes (moduli above 2888 bits) do not fit the device's stack of
 * temporary keys. They go through an object of 1280 bytes in its datastore, which the first such
 * request makes and this mailbox alone can reach; it is wiped after each request and deleted when
 * the mailbox is given back. That costs two more commands a request, and the hub's store 1280
 * bytes for each mailbox that does it. A request made while the object is not there yet waits
 * for it in cmh_ring_submit() (-EAGAIN). */
CMH_API void cmh_prep_rsa_private(struct cmh_sqe *sqe, const struct cmh_rsa *rsa,
				  const struct cmh_key *key, const void *in, void *out);
CMH_API int cmh_rsa_private(struct cmh_dev *dev, const struct cmh_rsa *rsa,
			    const struct cmh_key *key, const void *in, void *out);

/* A new key that is not kept by the device: modulus n and private exponent d of bits / 8 bytes, and
 * crt, the five parts above (5 * bits / 16 bytes). bits: 1024 to 4096, a multiple of 16; e: odd, 3
 * or more, in 1 to 4 bytes. Takes as long as it takes to find primes, at most two minutes unless a
 * deadline is set. CQE res: bits / 8. */
CMH_API void cmh_prep_rsa_generate(struct cmh_sqe *sqe, uint32_t bits, const void *e, size_t e_len,
				   void *n, void *d, void *crt);
CMH_API int cmh_rsa_generate(struct cmh_dev *dev, uint32_t bits, const void *e, size_t e_len, void *n,
			     void *d, void *crt);

/* ---- ECDSA; on CMH_CURVE_SM2 the SM2 signature of a digest SM3(Z || M) ---- */

/* Signs a digest of any length >= 1; of a longer one the leftmost bits count (FIPS 186-5, 6.4).
 * SM2 takes 32 bytes. sig: 2 * len. CQE res: 2 * len. */
CMH_API void cmh_prep_ecdsa_sign(struct cmh_sqe *sqe, uint32_t curve, const struct cmh_key *key,
				 const void *digest, size_t digest_len, void *sig);
CMH_API int cmh_ecdsa_sign(struct cmh_dev *dev, uint32_t curve, const struct cmh_key *key,
			   const void *digest, size_t digest_len, void *sig);

/* Verifies with the public key x, y. CQE res: 0; -EBADMSG. */
CMH_API void cmh_prep_ecdsa_verify(struct cmh_sqe *sqe, uint32_t curve, const void *pub,
				   const void *digest, size_t digest_len, const void *sig);
CMH_API int cmh_ecdsa_verify(struct cmh_dev *dev, uint32_t curve, const void *pub,
			     const void *digest, size_t digest_len, const void *sig);

/* ---- keys and key agreement: Weierstrass curves, and X25519, X448 as CMH_CURVE_25519, _448
 * ---- */

/* The public key of a private one: x, y (2 * len), or u (len). CQE res: its length. */
CMH_API void cmh_prep_ec_pubkey(struct cmh_sqe *sqe, uint32_t curve, const struct cmh_key *key,
				void *pub);
CMH_API int cmh_ec_pubkey(struct cmh_dev *dev, uint32_t curve, const struct cmh_key *key,
			  void *pub);

/* A new key pair that is not kept by the device: priv of len bytes, pub as above. CQE res:
 * length of pub. */
CMH_API void cmh_prep_ec_generate(struct cmh_sqe *sqe, uint32_t curve, void *priv, void *pub);
CMH_API int cmh_ec_generate(struct cmh_dev *dev, uint32_t curve, void *priv, void *pub);

/* The shared secret with a peer's public key: the x coordinate, or RFC 7748's (len bytes).
 * -EINVAL also for a peer of small order. CQE res: len. */
CMH_API void cmh_prep_ecdh(struct cmh_sqe *sqe, uint32_t curve, const struct cmh_key *key,
			   const void *peer, void *secret);
CMH_API int cmh_ecdh(struct cmh_dev *dev, uint32_t curve, const struct cmh_key *key,
		     const void *peer, void *secret);

/* ---- EdDSA: Ed25519, Ed448 as CMH_CURVE_25519, _448; pure, no context ---- */

#define CMH_EDDSA_MAX 262144u /* bytes of a message */

/* Signs a message (0..CMH_EDDSA_MAX bytes). Keys have 32 or 57 bytes, signatures 64 or 114.
 * CQE res: length of sig. */
CMH_API void cmh_prep_eddsa_sign(struct cmh_sqe *sqe, uint32_t curve, const struct cmh_key *key,
				 const void *msg, size_t len, void *sig);
CMH_API int cmh_eddsa_sign(struct cmh_dev *dev, uint32_t curve, const struct cmh_key *key,
			   const void *msg, size_t len, void *sig);

/* Verifies. CQE res: 0; -EBADMSG, also for a public key that is no point. */
CMH_API void cmh_prep_eddsa_verify(struct cmh_sqe *sqe, uint32_t curve, const void *pub,
				   const void *msg, size_t len, const void *sig);
CMH_API int cmh_eddsa_verify(struct cmh_dev *dev, uint32_t curve, const void *pub, const void *msg,
			     size_t len, const void *sig);

/* The public key, 32 or 57 bytes. CQE res: its length. */
CMH_API void cmh_prep_eddsa_pubkey(struct cmh_sqe *sqe, uint32_t curve, const struct cmh_key *key,
				   void *pub);
CMH_API int cmh_eddsa_pubkey(struct cmh_dev *dev, uint32_t curve, const struct cmh_key *key,
			     void *pub);

/* A new key pair that is not kept by the device, 32 or 57 bytes each. CQE res: that length. */
CMH_API void cmh_prep_eddsa_generate(struct cmh_sqe *sqe, uint32_t curve, void *priv, void *pub);
CMH_API int cmh_eddsa_generate(struct cmh_dev *dev, uint32_t curve, void *priv, void *pub);

/* ---- SM2 (GM/T 0003); keys have 32 bytes, points 64 ---- */

/* One request takes 32 bytes of a message or an identity, as much as the hub's PKE core does by itself. The
 * one-shot calls take more: what is longer they put together from several requests, with the hub's SM3. */
#define CMH_SM2_MAX      32u
#define CMH_SM2_LONG_MAX (1024u * 1024u) /* bytes of a message or a session key */
#define CMH_SM2_LONG_ID_MAX 8191u
#define CMH_SM2_MARGIN   96u /* a ciphertext is longer than its message by C1 (64) and C3 (32) */

/* Signature of e = SM3(Z || M), 32 bytes; sig 64. CQE res: 64. */
CMH_API void cmh_prep_sm2_sign(struct cmh_sqe *sqe, const struct cmh_key *key, const void *e,
			       void *sig);
CMH_API int cmh_sm2_sign(struct cmh_dev *dev, const struct cmh_key *key, const void *e, void *sig);

/* CQE res: 0; -EBADMSG. */
CMH_API void cmh_prep_sm2_verify(struct cmh_sqe *sqe, const void *pub, const void *e,
				 const void *sig);
CMH_API int cmh_sm2_verify(struct cmh_dev *dev, const void *pub, const void *e, const void *sig);

/* Z of an identity of 1..CMH_SM2_MAX bytes (cmh_sm2_z(): 1..CMH_SM2_LONG_ID_MAX) and its public key, 32
 * bytes. CQE res: 32. */
CMH_API void cmh_prep_sm2_z(struct cmh_sqe *sqe, const void *pub, const void *id, size_t id_len,
			    void *z);
CMH_API int cmh_sm2_z(struct cmh_dev *dev, const void *pub, const void *id, size_t id_len, void *z);

/* Encrypts 1..CMH_SM2_MAX bytes (cmh_sm2_encrypt(): 1..CMH_SM2_LONG_MAX) to C1 || C3 || C2, len +
 * CMH_SM2_MARGIN bytes. CQE res: that length. */
CMH_API void cmh_prep_sm2_encrypt(struct cmh_sqe *sqe, const void *pub, const void *msg, size_t len,
				  void *out);
CMH_API int cmh_sm2_encrypt(struct cmh_dev *dev, const void *pub, const void *msg, size_t len,
			    void *out);

/* Decrypts len bytes of C1 || C3 || C2, as many as encryption makes. CQE res: len - CMH_SM2_MARGIN; -EBADMSG for a changed
 * ciphertext, -EINVAL when C1 is not even a point. */
CMH_API void cmh_prep_sm2_decrypt(struct cmh_sqe *sqe, const struct cmh_key *key, const void *in,
				  size_t len, void *out);
CMH_API int cmh_sm2_decrypt(struct cmh_dev *dev, const struct cmh_key *key, const void *in,
			    size_t len, void *out);

/* Only the points. With a new nonce, or the
 * caller's (32 bytes): c1 = nonce * G and point = nonce * pub. And back: point = key * c1. CQE
 * res: 64. */
CMH_API void cmh_prep_sm2_enc_point(struct cmh_sqe *sqe, const void *pub, const void *nonce,
				    void *c1, void *point);
CMH_API int cmh_sm2_enc_point(struct cmh_dev *dev, const void *pub, const void *nonce, void *c1,
			      void *point);
CMH_API void cmh_prep_sm2_dec_point(struct cmh_sqe *sqe, const struct cmh_key *key, const void *c1,
				    void *point);
CMH_API int cmh_sm2_dec_point(struct cmh_dev *dev, const struct cmh_key *key, const void *c1,
			      void *point);

/* One side of a key exchange: own key, and what else it takes. */
struct cmh_sm2_exchange {
	const void *session;      /* own ephemeral private key, 32 bytes (cmh_ec_generate()) */
	const void *peer;         /* the peer's public key, 64 */
	const void *peer_session; /* the peer's ephemeral public key, 64 */
	const void *z_initiator;  /* Z of who began, 32 */
	const void *z_responder;  /* Z of the other, 32 */
};

/* The session key, 16 bytes; the same on both sides. CQE res: 16. */
CMH_API void cmh_prep_sm2_exchange(struct cmh_sqe *sqe, const struct cmh_key *key,
				   const struct cmh_sm2_exchange *x, void *secret);
CMH_API int cmh_sm2_exchange(struct cmh_dev *dev, const struct cmh_key *key,
			     const struct cmh_sm2_exchange *x, void *secret);

/* The same with a session key of 1..CMH_SM2_LONG_MAX bytes; one of 16 bytes never leaves the hub on the way.
 * Returns len. */
CMH_API int cmh_sm2_exchange_key(struct cmh_dev *dev, const struct cmh_key *key,
				 const struct cmh_sm2_exchange *x, void *secret, size_t len);

CMH_END_DECLS

#endif
