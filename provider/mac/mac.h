/* SPDX-License-Identifier: Apache-2.0 */
/* mac.h - the MACs that are asked for by a key and the name of a digest or cipher: HMAC, CMAC,
 * Poly1305. The same contexts serve EVP_MAC and, by their MAC keys, EVP_DigestSign. */
#ifndef CMH_PROVIDER_MAC_MAC_H
#define CMH_PROVIDER_MAC_MAC_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include <openssl/core.h>

#include "octets.h"

struct prov_ctx;

enum mac_kind {
	MAC_HMAC,
	MAC_CMAC,
	MAC_POLY1305,
};

struct mac_ctx;

struct mac_ctx *mac_new(struct prov_ctx *prov, enum mac_kind kind);
void mac_free(struct mac_ctx *ctx);
struct mac_ctx *mac_dup(const struct mac_ctx *ctx);

/* The calls of EVP_MAC, which the functions of core_dispatch.h describe. */
int mac_init(struct mac_ctx *ctx, const unsigned char *key, size_t key_len,
	     const OSSL_PARAM params[]);
int mac_update(struct mac_ctx *ctx, const unsigned char *in, size_t len);
int mac_final(struct mac_ctx *ctx, unsigned char *out, size_t *out_len, size_t out_size);
size_t mac_size(const struct mac_ctx *ctx);
int mac_set_params(struct mac_ctx *ctx, const OSSL_PARAM params[]);
const OSSL_PARAM *mac_settable(enum mac_kind kind);

/* Names the digest or cipher; NULL is fine. */
int mac_choose(struct mac_ctx *ctx, const char *digest, const char *cipher);

/* A key of the key managers HMAC, CMAC and POLY1305. It does not change once it has left them. */
struct mac_key {
	struct prov_ctx *prov;
	enum mac_kind kind;
	atomic_int refs;
	struct octets secret; /* not set: no key yet */
	struct octets cipher; /* CMAC: its name, with a zero byte */
};

struct mac_key *mac_key_up(struct mac_key *key);
void mac_key_free(struct mac_key *key);

#endif
