/* SPDX-License-Identifier: Apache-2.0 */
/* pke.h - inside the PKE operations: operands in one copy in DMA memory, and operations that only
 * the library's own key management calls.
 *
 * Operands change their width on the way to the device, so each request has an area in DMA memory
 * where they lie as the device wants them; it is wiped with the request.
 */
#ifndef CMH_LIB_OP_PKE_H
#define CMH_LIB_OP_PKE_H

#include <cmh/abi/pke.h>
#include <cmh/abi/sys.h>
#include <cmh/pk.h>

#include "op/op.h"

struct pke_area {
	struct cmh_pack *p;
	uint8_t *host;
	uint64_t bus;
	uint32_t used, size;
};

/* Opens an area of size bytes and checks that the device has a PKE core. */
int pke_open(struct pke_area *a, struct cmh_pack *p, uint32_t size);
/* nr numbers of len bytes each, right aligned in width. Returns their bus address. */
uint64_t pke_in(struct pke_area *a, const void *src, uint32_t len, uint32_t width, uint32_t nr);
/* Room for bytes that stay between device and device, zeroed. */
uint64_t pke_room(struct pke_area *a, uint32_t len);
/* Room for nr numbers of width bytes of which the caller gets the last len each, in out. */
uint64_t pke_out(struct pke_area *a, void *out, uint32_t len, uint32_t width, uint32_t nr);
/* The key where the device takes it from: pushed to TEMP, or its reference. swap: CMH_VCQ_SWAP
 * for numbers. */
uint64_t pke_key(struct pke_area *a, const struct cmh_key *key, uint32_t width, uint32_t swap);
void *pke_cmd(struct pke_area *a, uint32_t cmd, uint32_t flags);
/* Reads the top of TEMP. */
void pke_take(struct pke_area *a, uint64_t dst, uint32_t len, uint32_t swap);

/* Does the point x, y (curve->len each) satisfy the curve's equation? */
bool op_point_on_curve(const struct cmh_curve_info *curve, const void *xy);

/* sqe->dir of these operations */
#define PKE_RSA_PUBLIC  0
#define PKE_RSA_PRIVATE 1
/* ECDSA signing: `in` is the number to sign, clen bytes; ECDH: `in` is x alone, clen bytes */
#define PKE_AS_ON_THE_WIRE 1

int op_rsa_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_rsa_keygen_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_rsa_generate_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_ecdsa_sign_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_ecdsa_verify_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_ec_pubkey_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_ec_generate_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_ec_keygen_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_ecdh_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_eddsa_sign_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_eddsa_verify_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_eddsa_pubkey_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_eddsa_generate_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_eddsa_sca_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_sm2_z_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_sm2_encrypt_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_sm2_decrypt_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_sm2_enc_point_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_sm2_dec_point_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_sm2_enc_hash_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_sm2_dec_hash_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_sm2_ephemeral_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_sm2_point_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_sm2_session_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_sm2_exchange_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_sm2_kdf_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);

/* ---- for key management ----
 *
 * Keys generated into new objects. flags: CMH_TYPE_* flags. When the request fails, a reference
 * that is not 0 names an object that was made and is to be deleted; one that was not sent at all
 * leaves it alone. */
void op_prep_ec_keygen(struct cmh_sqe *sqe, uint32_t curve, uint64_t cid, uint32_t flags,
		       uint64_t *ref);
/* Into objects that exist (CMH_RSA_D_SIZE() and so on say how large); crt CMH_REF_NONE: without
 * a CRT key. n gets bits / 8 bytes. CQE res: that. */
void op_prep_rsa_keygen(struct cmh_sqe *sqe, uint32_t bits, const void *e, size_t e_len, uint64_t d,
			uint64_t crt, uint32_t flags, void *n);
/* A two-share copy of an Ed448 key. */
void op_prep_eddsa_sca(struct cmh_sqe *sqe, const struct cmh_key *key, uint64_t cid, uint64_t *ref);

/* The steps of SM2. given: the nonce is the caller's, else the device makes one and writes it to
 * nonce. */
void op_prep_sm2_ephemeral(struct cmh_sqe *sqe, void *nonce, bool given, void *session);
void op_prep_sm2_enc_hash(struct cmh_sqe *sqe, const void *msg, size_t len, const void *point,
			  void *out);
void op_prep_sm2_dec_hash(struct cmh_sqe *sqe, const void *in, size_t len, const void *point,
			  void *out);
/* The shared point of an exchange: to point (64 bytes), or kept in a new object when ref is not
 * NULL. */
void op_prep_sm2_point(struct cmh_sqe *sqe, const struct cmh_key *key, void *nonce, bool given,
		       const void *peer, const void *peer_session, void *point, uint64_t *ref);
/* The session key (16 bytes) of a kept point. */
void op_prep_sm2_session(struct cmh_sqe *sqe, uint64_t point_ref, const void *z_initiator,
			 const void *z_responder, void *secret);

#endif
