/* SPDX-License-Identifier: Apache-2.0 */
/* mac.h - message authentication codes in pieces, of any length.
 *
 * The hub takes a keyed message in one go and 64 KiB of it: up to there the pieces are gathered
 * here. A longer message goes on by another way, which needs the key's bytes (doc/limits.md): HMAC
 * as two digests, KMAC as cSHAKE, CMAC and XCBC as CBC, each on the hub with the state resting here
 * between pieces; Poly1305 in the library.
 *
 * A context belongs to one thread at a time, survives a fork (rebind), and is wiped when freed.
 */
#ifndef CMH_MAC_H
#define CMH_MAC_H

#include <cmh/alg.h>
#include <cmh/op.h>

CMH_BEGIN_DECLS

struct cmh_dev;
struct cmh_mac_ctx;

/* Makes a context without key. Returns 0, or -EINVAL not a MAC, -EOPNOTSUPP, -ENOMEM,
 * -EOWNERDEAD. */
CMH_API int cmh_mac_ctx_new(struct cmh_dev *dev, enum cmh_alg alg, struct cmh_mac_ctx **out);
CMH_API void cmh_mac_ctx_free(struct cmh_mac_ctx *ctx);
/* Sets key and customisation string (KMAC, up to 256 bytes) and starts a message. key NULL keeps
 * the key, custom NULL the string (at first: empty). Key bytes are copied. Returns 0, or -EINVAL
 * wrong key length or no key yet or a string where none is taken, -EMSGSIZE string too long,
 * -ENOMEM. */
CMH_API int cmh_mac_ctx_init(struct cmh_mac_ctx *ctx, const struct cmh_key *key, const void *custom,
			     size_t custom_len);
/* Adds len bytes. Returns 0, or as the calls of sync.h; -EMSGSIZE: over 64 KiB under a key of the
 * datastore. After a failure only init and free are of use, but -EOWNERDEAD changes nothing: rebind
 * and call again. */
CMH_API int cmh_mac_ctx_update(struct cmh_mac_ctx *ctx, const void *in, size_t len);
/* Ends the message and writes out_len bytes, as cmh_prep_mac(). Returns 0, or -EINVAL wrong
 * out_len, or as update. */
CMH_API int cmh_mac_ctx_final(struct cmh_mac_ctx *ctx, void *out, size_t out_len);
/* Makes an independent copy in mid-message. Returns 0 or -ENOMEM. */
CMH_API int cmh_mac_ctx_dup(const struct cmh_mac_ctx *ctx, struct cmh_mac_ctx **out);
/* Goes on with another open device of the same kind, e.g. after a fork. */
CMH_API void cmh_mac_ctx_rebind(struct cmh_mac_ctx *ctx, struct cmh_dev *dev);

CMH_END_DECLS

#endif
