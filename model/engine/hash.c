// SPDX-License-Identifier: Apache-2.0
/* hash.c - hash jobs: finds the algorithm, the state to start from and where to leave it. */
#include "model/engine/hash.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "cmh/abi/hc.h"
#include "cmh/abi/sm3.h"
#include "model/engine/context.h"
#include "model/engine/keccak.h"

static const uint32_t sha224_init[8] = {
	0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939,
	0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4,
};
static const uint32_t sha256_init[8] = {
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};
static const uint64_t sha384_init[8] = {
	0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
	0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4,
};
static const uint64_t sha512_init[8] = {
	0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
	0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

static const uint32_t sm3_init[8] = {
	0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600,
	0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
};

/* clang-format off */
#define SHA2(name, family_, init_) \
	[CMH_HC_ALGO_##name] = { .family = (family_), .block = CMH_HC_BLOCK_##name, \
				 .digest = CMH_HC_DIGEST_##name, .word_nr = 8, .init = (init_) }
#define SHA3(name) \
	[CMH_HC_ALGO_##name] = { .family = HASH_KECCAK, .block = CMH_HC_BLOCK_##name, \
				 .digest = CMH_HC_DIGEST_##name, .word_nr = 25, \
				 .pad = KECCAK_PAD_SHA3 }
#define SHAKE(name) \
	[CMH_HC_ALGO_##name] = { .family = HASH_KECCAK, .block = CMH_HC_BLOCK_##name, \
				 .word_nr = 25, .pad = KECCAK_PAD_SHAKE, .xof = true }
#define CSHAKE(name) \
	[ENGINE_C##name] = { .family = HASH_KECCAK, .block = CMH_HC_BLOCK_##name, \
			     .word_nr = 25, .pad = KECCAK_PAD_CSHAKE, .xof = true }
/* clang-format on */

static const struct hash_algo algos[] = {
	SHA2(SHA2_224, HASH_SHA256, sha224_init),
	SHA2(SHA2_256, HASH_SHA256, sha256_init),
	SHA2(SHA2_384, HASH_SHA512, sha384_init),
	SHA2(SHA2_512, HASH_SHA512, sha512_init),
	SHA3(SHA3_224),
	SHA3(SHA3_256),
	SHA3(SHA3_384),
	SHA3(SHA3_512),
	SHAKE(SHAKE128),
	SHAKE(SHAKE256),
	CSHAKE(SHAKE128),
	CSHAKE(SHAKE256),
	[ENGINE_SM3] = { .family = HASH_SM3, .block = CMH_SM3_BLOCK_SIZE,
			 .digest = CMH_SM3_DIGEST_SIZE, .word_nr = 8, .init = sm3_init },
};

const struct hash_algo *hash_algo_get(uint32_t mode)
{
	if (!mode || mode >= sizeof(algos) / sizeof(algos[0]))
		return NULL;
	return &algos[mode];
}

/* The state before the job's first byte. Only what its algorithm uses is set: most of a short job's
 * time would go into the rest. */
static void state_start(const struct hash_algo *algo, const struct engine_job *job,
			struct engine_hash_state *state)
{
	const struct engine_hash_state *in = job->state_in;

	if (in) {
		if (in != state)
			*state = *in;
		return;
	}
	state->mode = job->mode;
	state->squeezing = 0;
	state->fill = 0;
	state->reserved = 0;
	state->total = 0;
	switch (algo->family) {
	case HASH_SHA256:
	case HASH_SM3:
		for (size_t i = 0; i < 8; i++)
			state->h[i] = ((const uint32_t *)algo->init)[i];
		break;
	case HASH_SHA512: memcpy(state->h, algo->init, 64); break;
	case HASH_KECCAK: memset(state->h, 0, sizeof(state->h)); break;
	}
}

static int run(const struct hash_algo *algo, struct engine_job *job,
	       struct engine_hash_state *state)
{
	return algo->family == HASH_KECCAK ? sha3_run(algo, job, state) :
					     sha2_run(algo, job, state);
}

/* The other half of an HMAC: the digest of the outer key block and what stands in job->out. */
static int run_outer(const struct hash_algo *algo, const struct engine_job *job,
		     struct engine_hash_state *state)
{
	uint8_t inner[CMH_HC_DIGEST_MAX];
	struct engine_job second = {
		.mode = job->mode,
		.final = true,
		.out = job->out,
		.out_len = job->out_len,
		.seg_nr = 2,
		.seg_inline = { { job->outer, NULL, job->outer_len },
				{ inner, NULL, job->out_len } },
	};
	int err;

	memcpy(inner, job->out, job->out_len);
	second.segs = second.seg_inline;
	state_start(algo, &second, state);
	err = run(algo, &second, state);
	OPENSSL_cleanse(inner, sizeof(inner));
	OPENSSL_cleanse(state, sizeof(*state));
	return err;
}

int engine_digest(uint32_t mode, const void *in, size_t len, void *out, size_t out_len)
{
	struct engine_job job = {
		.mode = (uint8_t)mode,
		.final = true,
		.out = out,
		.out_len = out_len,
		.seg_nr = 1,
		.seg_inline = { { in, NULL, len } },
	};

	if (mode > UINT8_MAX)
		return EINVAL;
	job.segs = job.seg_inline;
	return hash_run(&job);
}

int hash_run(struct engine_job *job)
{
	const struct hash_algo *algo = hash_algo_get(job->mode);
	struct engine_hash_state local, *state = job->state_out ? job->state_out : &local;
	int err;

	if (!algo || (job->state_in && job->state_in->mode != job->mode))
		return EINVAL;
	if (job->final && algo->digest && job->out_len != algo->digest)
		return EINVAL;
	if (!job->final && job->out && !algo->xof)
		return EINVAL;
	if (job->outer && (!job->final || !algo->digest))
		return EINVAL;
	if (algo->family != HASH_KECCAK && !job->outer && sha2_short(algo, job))
		return 0;

	state_start(algo, job, state);
	if (state->squeezing && job->seg_nr)
		return EINVAL;
	err = run(algo, job, state);
	if (err)
		return err;
	if (job->final && job->outer)
		return run_outer(algo, job, state);
	if (job->save && !job->final) {
		if (algo->family == HASH_SM3)
			sm3_context_pack(state, job->save);
		else
			hc_context_pack(state, job->save);
	}
	return 0;
}
