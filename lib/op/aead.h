/* SPDX-License-Identifier: Apache-2.0 */
/* aead.h - authenticated ciphers: what a message as one request and CCM of a longer one share. */
#ifndef CMH_LIB_OP_AEAD_H
#define CMH_LIB_OP_AEAD_H

#include "op/op.h"

#define CCM_START_MAX 26u

/* 0, or -EINVAL or -EMSGSIZE with a sentence: key, nonce, tag, and what CCM's length field takes. */
int aead_check(const struct cmh_alg_info *alg, const struct cmh_sqe *sqe);

/* More than the hub takes at once. */
static inline bool aead_is_long(size_t len, size_t aad_len)
{
	return len > CMH_AEAD_MAX || aad_len > CMH_AEAD_MAX - len;
}

bool aead_is_ccm(const struct cmh_alg_info *alg);

/* B0 and, where there is AAD, its length (SP 800-38C appendix A.2.1, A.2.2). Returns how many bytes. */
size_t ccm_start(uint8_t out[CCM_START_MAX], const struct cmh_sqe *sqe);

/* Carries out sqe, a CMH_OP_AEAD of CCM of any length: CBC for the sum and CTR for the text, in many
 * requests. Returns as the CQE of one request. */
int ccm_long(struct cmh_dev *dev, const struct cmh_alg_info *alg, const struct cmh_sqe *sqe);

#endif
