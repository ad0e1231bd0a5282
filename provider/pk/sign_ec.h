/* SPDX-License-Identifier: Apache-2.0 */
/* sign_ec.h - the encoding that ECDSA and SM2 signatures share (RFC 3279, 2.2.3; RFC 5480). */
#ifndef CMH_PROVIDER_PK_SIGN_EC_H
#define CMH_PROVIDER_PK_SIGN_EC_H

#include "sign_common.h"

/* The init of a family: refuses a key without a curve. */
int ec_init(struct sign_ctx *ctx);

/* The longest encoding on the key's curve. */
size_t ec_sig_max(const struct sign_ctx *ctx);

/* Between r then s, as libcmh has them, and DER. Return 1, or 0 with an error raised. */
int ec_sig_encode(struct sign_ctx *ctx, const uint8_t *raw, uint8_t *sig, size_t *sig_len);
int ec_sig_decode(struct sign_ctx *ctx, const uint8_t *sig, size_t sig_len, uint8_t *raw);

#endif
