/* SPDX-License-Identifier: Apache-2.0 */
/* ops.h - the work that the sides of cmh-bench-ops do: the same messages, in the same memory. */
#ifndef CMH_BENCH_OPS_H
#define CMH_BENCH_OPS_H

#include <cmh/cmh.h>

#define OPS_AAD_LEN 13u /* of a TLS record */

struct item {
	uint8_t *in, *out;
	uint8_t iv[16], tag[16];
};

/* One point of the comparison: depth messages of size bytes under one key, always encrypted. */
struct work {
	const struct cmh_alg_info *alg;
	size_t size, out_len;
	uint32_t depth;
	struct item *items;
	uint8_t key[32], aad[OPS_AAD_LEN];
};

/* ---- ops_cmh.c: the device ---- */

struct cmh_side {
	struct cmh_dev *dev;
	struct cmh_ring *ring;
	const struct work *work;
};

/* For bench_side.run: all messages through the ring in one submission, or one by one by the
 * synchronous calls. */
int cmh_side_ring(void *ctx, uint64_t batches);
int cmh_side_sync(void *ctx, uint64_t batches);

/* ---- ops_evp.c: OpenSSL's default provider, everything fetched once and reused ---- */

struct evp_side;

/* Whether the default provider has it, in a family that is compared here, and takes it as a
 * stream. */
bool evp_side_knows(const struct cmh_alg_info *alg);

/* Returns NULL, with the message printed, when the default provider has it not. */
struct evp_side *evp_side_new(const struct work *work);
void evp_side_free(struct evp_side *side);
/* Does message i alone, into out and tag. Returns false when OpenSSL fails. */
bool evp_side_one(struct evp_side *side, uint32_t i, uint8_t *out, uint8_t *tag);
int evp_side_run(void *ctx, uint64_t batches);

#endif
