/* SPDX-License-Identifier: Apache-2.0 */
/* mac_long.h - MACs of messages that the hub does not take as one keyed command, by way of
 * something that it can interrupt and resume: HMAC as two digests, KMAC as cSHAKE, CMAC and XCBC as
 * CBC; Poly1305 here. */
#ifndef CMH_LIB_OP_MAC_LONG_H
#define CMH_LIB_OP_MAC_LONG_H

#include <cmh/hash.h>
#include <cmh/op.h>

#include "op/poly1305.h"

#define MAC_BLOCK 16u

struct mac_long {
	struct cmh_dev *dev;
	const struct cmh_alg_info *alg;
	struct cmh_key key;    /* lives as long as this */
	struct cmh_hash *hash; /* HMAC's inner digest, KMAC's cSHAKE */
	struct poly1305 poly;
	/* CMAC, XCBC */
	struct cmh_key cbc_key; /* key, or k1 */
	uint8_t k1[MAC_BLOCK];
	uint8_t sum[MAC_BLOCK], part[MAC_BLOCK];
	uint32_t fill;                            /* bytes in part */
	uint8_t whole[MAC_BLOCK], cut[MAC_BLOCK]; /* what the last block is masked with */
};

/* Starts a message. HMAC, KMAC and Poly1305 want the key's bytes. Returns 0, or as the calls of
 * sync.h; after a failure mac_long_free() is of use. */
int mac_long_start(struct mac_long *m, struct cmh_dev *dev, const struct cmh_alg_info *alg,
		   const struct cmh_key *key, const void *custom, size_t custom_len);
int mac_long_update(struct mac_long *m, const void *in, size_t len);
int mac_long_final(struct mac_long *m, uint8_t *out, size_t out_len);
/* Ends a CMAC's message of whole blocks as bare CBC-MAC: without the mask. */
int mac_long_cbc(struct mac_long *m, uint8_t out[MAC_BLOCK]);
/* Makes raw memory a copy whose key is key. */
int mac_long_copy(struct mac_long *dst, const struct mac_long *src, const struct cmh_key *key);
void mac_long_rebind(struct mac_long *m, struct cmh_dev *dev);
void mac_long_free(struct mac_long *m);

#endif
