/* SPDX-License-Identifier: Apache-2.0 */
/* op.h - how a submission entry becomes VCQ commands: one function per operation, one file per core. */
#ifndef CMH_LIB_OP_OP_H
#define CMH_LIB_OP_OP_H

#include "ring/pack.h"
#include "ring/sqe.h"

struct cmh_op {
	/* Checks the entry and packs its commands; sets req->ok_res and what completion needs.
	 * Returns 0 or a negative errno with the sentence set. */
	int (*pack)(struct cmh_pack *p, const struct cmh_sqe *sqe);
	/* Optional: last work of the host on a request that succeeded; returns the CQE's res. */
	int (*finish)(struct cmh_mbx *mbx, struct cmh_req *req);
};

extern const struct cmh_op cmh_ops[CMH_OP_NR];

/* Bytes of one command at most; longer ones are cut. A multiple of every block and rate below it is used. */
#define CMH_CHUNK_MAX ((size_t)32 << 20)

int op_nop_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_digest_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_hash_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_cipher_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_aead_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_aead_finish(struct cmh_mbx *mbx, struct cmh_req *req);
int op_random_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_mac_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_drbg_config_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);

/* The row of sqe->alg when it is of this family and the device has its core, else NULL with the error set. */
const struct cmh_alg_info *op_alg(struct cmh_pack *p, const struct cmh_sqe *sqe,
				  enum cmh_family family, int *err);

/* True if name is one of the colon-separated names, ASCII case ignored. */
bool op_name_listed(const char *names, const char *name);

/* ---- by core; alg is a row of the family ---- */

#define CMH_CHACHA_BLOCK 64u

int ccp_cipher_pack(struct cmh_pack *p, const struct cmh_sqe *sqe, const struct cmh_alg_info *alg);
void ccp_aead_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int block_mac_pack(struct cmh_pack *p, const struct cmh_sqe *sqe, const struct cmh_alg_info *alg);
int ccp_mac_pack(struct cmh_pack *p, const struct cmh_sqe *sqe, const struct cmh_alg_info *alg);
int hc_mac_pack(struct cmh_pack *p, const struct cmh_sqe *sqe, const struct cmh_alg_info *alg);

/* -EMSGSIZE with a sentence: what the operation cannot do in one request. */
int op_mac_too_long(const struct cmh_sqe *sqe, const struct cmh_alg_info *alg);

/* Message bytes of a keyed command. */
#define CMH_MAC_INPUT_MAX 65536u

#endif
