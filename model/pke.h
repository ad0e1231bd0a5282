/* SPDX-License-Identifier: Apache-2.0 */
/* pke.h - inside the PKE core: operands in host memory and keys in the datastore, and the families
 * of commands.
 *
 * Every operand is copied before anything is checked, as the host can change its memory at any
 * time. In the datastore a number lies with its last byte first, whole objects at a time (what a
 * WRITE with both swap flags leaves there); strings (EdDSA, X25519, X448) lie as they are. The
 * flags of a command of this core say how numbers lie in host memory: with swap big-endian, without
 * little-endian.
 */
#ifndef CMH_MODEL_PKE_H
#define CMH_MODEL_PKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cmh/abi/pke.h"
#include "cmh/abi/sys.h"
#include "model/core.h"

enum pke_form { PKE_NUMBER, PKE_STRING };

/* Host memory into buf; reverse: last byte first. Returns 0 or EFAULT. */
int pke_read(struct model_mbx *mbx, uint64_t iova, uint8_t *buf, size_t len, bool reverse);
/* nr numbers of len bytes each, reversed one by one. */
int pke_read_fields(struct model_mbx *mbx, uint64_t iova, uint8_t *buf, size_t len, size_t nr,
		    bool reverse);
/* The other way. Nothing is written when any of it cannot be. */
int pke_write(struct model_mbx *mbx, uint64_t iova, const uint8_t *buf, size_t len, bool reverse);
int pke_write_fields(struct model_mbx *mbx, uint64_t iova, const uint8_t *buf, size_t len,
		     size_t nr, bool reverse);
/* Can the device write there? Asked before work that would be in vain. */
int pke_writable(struct model_mbx *mbx, uint64_t iova, size_t len);

/* What a command wants of a key: the first len bytes. */
struct pke_key {
	uint64_t ref;
	enum pke_form form;
	uint8_t *out;
	size_t len;
	size_t len_shared; /* of an object in two shares, when that differs; 0: len */
	size_t short_by;   /* so many bytes may be missing at the end and are zero then */
	uint32_t type;     /* set: the object's type word */
};

/* Loads it; TEMP is not popped yet, see pke_key_done(). Returns 0, ENOENT, EPERM, EINVAL for a
 * key too short. */
int pke_key_load(struct model_mbx *mbx, struct pke_key *key);
/* After the command has computed its result, before it stores any. */
void pke_key_done(struct model_mbx *mbx, const struct pke_key *key);
/* Stores a result as an object; a type with the SCA flag splits it into two shares. */
int pke_store(struct model_mbx *mbx, uint64_t ref, enum pke_form form, const uint8_t *data,
	      uint32_t len, uint32_t type);

/* clen of a Weierstrass curve, 0 for anything else. */
uint32_t pke_weierstrass(uint32_t curve);

/* The commands. le: numbers in host memory are little-endian. Each returns 0 or a positive
 * errno. */
typedef int pke_fn(struct model_mbx *mbx, const uint8_t *payload, bool le);

pke_fn pke_rsa_enc, pke_rsa_dec, pke_rsa_crt_dec, pke_rsa_keygen;
pke_fn pke_ecdsa_verify, pke_ecdsa_sign, pke_ecdsa_pubgen, pke_ecdsa_keygen;
pke_fn pke_ecdh_keygen, pke_ecdh;
pke_fn pke_eddsa_verify, pke_eddsa_sign, pke_eddsa_pubgen, pke_eddsa_priv_keygen_sca;
pke_fn pke_sm2_ecdh_keygen, pke_sm2_ecdh, pke_sm2_dec_point, pke_sm2_enc_point, pke_sm2_id_digest;
pke_fn pke_sm2_ecdh_hash, pke_sm2_dec_hash, pke_sm2_enc_hash;

#endif
