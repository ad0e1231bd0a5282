/* SPDX-License-Identifier: Apache-2.0 */
/* prf.h - a message authentication code under a key: what the MACs, the MAC keys and the key
 * derivations are made of.
 *
 * It is the hub's. Where the hub has not the digest or cipher that a caller names (SHA-1, MD5 ...),
 * and the policy is auto, the work is another provider's of the same library context: programs ask
 * for "HMAC" or "HKDF" first and tell the digest later, when it is too late to ask elsewhere.
 *
 * Functions return 1, or 0 with an error raised. A context belongs to one thread.
 */
#ifndef CMH_PROVIDER_KDF_PRF_H
#define CMH_PROVIDER_KDF_PRF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

#include <cmh/alg.h>
#include <cmh/mac.h>

struct prov_ctx;

struct prf {
	enum cmh_alg alg;        /* the hub's MAC, or none */
	struct cmh_mac_ctx *ctx; /* of alg */
	EVP_MAC_CTX *other;      /* another provider's */
	size_t size;             /* of the MAC, 0: nothing chosen */
	size_t block;
};

/* Choose what is to be computed, in place of an earlier choice; a key must follow. */
int prf_choose(struct prov_ctx *prov, struct prf *prf, enum cmh_alg mac);
int prf_choose_hmac(struct prov_ctx *prov, struct prf *prf, const char *digest);
int prf_choose_cmac(struct prov_ctx *prov, struct prf *prf, const char *cipher);

/* Starts a message; key NULL: under the last one. */
int prf_init(struct prov_ctx *prov, struct prf *prf, const void *key, size_t key_len);
int prf_update(struct prov_ctx *prov, struct prf *prf, const void *in, size_t len);
/* Writes prf->size bytes. */
int prf_final(struct prov_ctx *prov, struct prf *prf, void *out);
/* Makes out a copy in mid-message. On failure out is empty. */
int prf_dup(struct prov_ctx *prov, struct prf *out, const struct prf *prf);
void prf_close(struct prf *prf);

#define PRF_SIZE_MAX 64u /* of a MAC, or a digest */

#endif
