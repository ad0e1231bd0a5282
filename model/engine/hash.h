/* SPDX-License-Identifier: Apache-2.0 */
/* hash.h - inside the engine: the table of hashes, and the job that runs one. */
#ifndef CMH_MODEL_ENGINE_HASH_H
#define CMH_MODEL_ENGINE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/engine/engine.h"

enum hash_family { HASH_SHA256, HASH_SHA512, HASH_KECCAK, HASH_SM3 };

struct hash_algo {
	enum hash_family family;
	uint8_t block;   /* or rate, bytes */
	uint8_t digest;  /* bytes; 0: any */
	uint8_t word_nr; /* of the chaining value */
	uint8_t pad;     /* Keccak: domain bits */
	bool xof;
	const void *init; /* SHA-2: first chaining value */
};

/* By CMH_HC_ALGO_* or ENGINE_*; NULL when there is none. */
const struct hash_algo *hash_algo_get(uint32_t mode);

int hash_run(struct engine_job *job); /* 0 or errno */
/* A lone short message is one call of the compression function and needs no state. Returns false, with nothing
 * done, when the job is none. */
bool sha2_short(const struct hash_algo *algo, struct engine_job *job);
int sha2_run(const struct hash_algo *algo, struct engine_job *job, struct engine_hash_state *state);
int sha3_run(const struct hash_algo *algo, struct engine_job *job, struct engine_hash_state *state);

/* Takes in len bytes, whole blocks of 64. */
void sm3_compress(uint32_t h[8], const uint8_t *in, size_t len);

#endif
