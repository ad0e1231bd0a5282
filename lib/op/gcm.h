/* SPDX-License-Identifier: Apache-2.0 */
/* gcm.h - the authentication half of a GCM stream (SP 800-38D): GHASH over AAD and ciphertext, J0, the tag. */
#ifndef CMH_LIB_OP_GCM_H
#define CMH_LIB_OP_GCM_H

#include <stdbool.h>

#include "op/ghash.h"

struct gcm {
	struct ghash_key key; /* H */
	uint8_t y[16];        /* GHASH so far */
	uint8_t part[16];     /* input of less than a block */
	uint32_t part_len;
	uint64_t aad_len, text_len;
	uint8_t ekj0[16];     /* E(J0), to be filled in before gcm_tag() */
};

void gcm_set_h(struct gcm *g, const uint8_t h[16]);
/* Starts a message: computes J0 from an IV of any length (section 7.1 step 2). */
void gcm_start(struct gcm *g, const uint8_t *iv, size_t iv_len, uint8_t j0[16]);
void gcm_aad(struct gcm *g, const uint8_t *aad, size_t len);
/* Ciphertext; AAD ends with the first. */
void gcm_text(struct gcm *g, const uint8_t *text, size_t len);
void gcm_tag(struct gcm *g, uint8_t tag[16]);

#endif
