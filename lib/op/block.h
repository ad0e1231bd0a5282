/* SPDX-License-Identifier: Apache-2.0 */
/* block.h - commands of the two cores with a block cipher, AES and SM4: alike but for a few
 * numbers. */
#ifndef CMH_LIB_OP_BLOCK_H
#define CMH_LIB_OP_BLOCK_H

#include <cmh/abi/aes.h>
#include <cmh/abi/sm4.h>

#include "op/op.h"

#define BLOCK CMH_AES_BLOCK_SIZE

/* Modes by the AES core's numbers; the SM4 core's own. */
#define BLOCK_MODE_XCBC 9u

/* The AES core's number of the mode that alg is, BLOCK_MODE_XCBC for the one it lacks. */
uint32_t block_mode(const struct cmh_alg_info *alg);

/* INIT. v->mode is the AES core's number; what the core has no field for is left out. */
void block_init(struct cmh_pack *p, uint32_t core, const struct cmh_aes_init *v);
/* CCM_INIT, with the nonce as the IV. */
void block_ccm_init(struct cmh_pack *p, uint32_t core, const struct cmh_aes_init *v);
void block_aad(struct cmh_pack *p, uint32_t core, uint64_t data, size_t len);
void block_update(struct cmh_pack *p, uint32_t core, uint64_t in, uint64_t out, size_t len);
/* FINAL and FLUSH. */
void block_final(struct cmh_pack *p, uint32_t core, const struct cmh_aes_final *v);

/* 0, or -EINVAL with a sentence: key length, direction. */
int block_check_key(const struct cmh_alg_info *alg, const struct cmh_sqe *sqe);

#endif
