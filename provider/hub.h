/* SPDX-License-Identifier: Apache-2.0 */
/* hub.h - the library's contexts and calls, on whatever device this process has.
 *
 * Each call runs once; when the device turns out to be a former process's, the context is bound to
 * this process's and the call runs once more. All return 1, or 0 with an error raised. A context
 * belongs to one thread.
 */
#ifndef CMH_PROVIDER_HUB_H
#define CMH_PROVIDER_HUB_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include <openssl/core.h>

#include <cmh/alg.h>
#include <cmh/cipher.h>
#include <cmh/hash.h>

#include "prov_err.h"

struct prov_ctx;

struct hub {
	struct cmh_cipher_ctx *ctx;
	struct prov_ctx *prov;
};

int hub_open(struct hub *hub, struct prov_ctx *prov, enum cmh_alg alg);
void hub_close(struct hub *hub);
int hub_dup(const struct hub *hub, struct hub *out);

/* key NULL keeps the key, iv NULL the IV. */
int hub_init(struct hub *hub, bool encrypt, const void *key, size_t key_len, const void *iv,
	     size_t iv_len);
int hub_aad(struct hub *hub, const void *aad, size_t len);
int hub_update(struct hub *hub, const void *in, void *out, size_t len);
int hub_final(struct hub *hub, void *tag, size_t tag_len);
int hub_aead(struct hub *hub, const void *aad, size_t aad_len, const void *in, void *out,
	     size_t len, void *tag, size_t tag_len);
int hub_get_iv(const struct hub *hub, void *iv, size_t len);

/* Stores in err what call answers, an expression of libcmh's calls in which `dev` stands for
 * the device. Made once more on a device of this process's own if that answer is -EOWNERDEAD;
 * PROV_RAISED when there is no device. For one-shot calls; contexts need a rebind in between. */
#define HUB_CALL(prov, err, call)                           \
	do {                                                \
		struct cmh_dev *dev = prov_dev(prov);       \
		(err) = dev ? (call) : PROV_RAISED;         \
		if ((err) == -EOWNERDEAD) {                 \
			dev = prov_dev_reopen(prov);        \
			(err) = dev ? (call) : PROV_RAISED; \
		}                                           \
	} while (0)

/* The calls of cmh/hash.h for a digest in storage of cmh_hash_size() bytes. */
int hub_hash_init(struct prov_ctx *prov, struct cmh_hash *hash, enum cmh_alg alg);
int hub_hash_update(struct prov_ctx *prov, struct cmh_hash *hash, const void *in, size_t len);
int hub_hash_final(struct prov_ctx *prov, struct cmh_hash *hash, void *out, size_t len);

/* Answers a question for an IV, which OpenSSL asks for as bytes or as a pointer to bytes that stay.
 * Returns 1, or 0 when they do not fit. */
int prov_set_iv(OSSL_PARAM *param, const void *iv, size_t len);

#endif
