// SPDX-License-Identifier: Apache-2.0
/* context.c - packs hash states into saved contexts and back.
 *
 *	0    4  magic
 *	4    1  algorithm
 *	5    1  1: squeezing
 *	6    2  bytes in the block
 *	8    8  message bytes so far
 *	16   n  chaining value: 8 words of 32 or 64 bits, or 25 lanes
 *	16+n m  SHA-2: the bytes in the block
 *	        zeros
 *	596  4  CRC-32C of the bytes before
 *
 * The SM3 core's, of 120 bytes:
 *
 *	0    4  magic
 *	4    8  message bytes so far
 *	12   32 chaining value: 8 words
 *	44   m  the bytes in the block
 *	        zeros
 *	116  4  CRC-32C of the bytes before
 */
#include "model/engine/context.h"

#include <string.h>

#include "cmh/abi/codec.h"
#include "model/engine/crc32c.h"
#include "model/engine/hash.h"

#define MAGIC     0x31584348u /* bytes H C X 1 */
#define OFF_STATE 16
#define OFF_CRC   (CMH_HC_CONTEXT_SIZE - 4)

#define SM3_MAGIC     0x31584d53u /* bytes S M X 1 */
#define SM3_OFF_STATE 12
#define SM3_OFF_BLOCK 44
#define SM3_OFF_CRC   (CMH_SM3_CONTEXT_SIZE - 4)

void hc_context_pack(const struct engine_hash_state *state, uint8_t out[CMH_HC_CONTEXT_SIZE])
{
	const struct hash_algo *algo = hash_algo_get(state->mode);
	uint8_t ctx[CMH_HC_CONTEXT_SIZE] = { 0 };
	uint8_t *p = ctx + OFF_STATE;

	cmh_put_le32(ctx, MAGIC);
	ctx[4] = state->mode;
	ctx[5] = state->squeezing;
	cmh_put_le16(ctx + 6, state->fill);
	cmh_put_le64(ctx + 8, state->total);
	if (algo->family == HASH_SHA256) {
		for (size_t i = 0; i < 8; i++, p += 4)
			cmh_put_le32(p, (uint32_t)state->h[i]);
	} else {
		for (size_t i = 0; i < algo->word_nr; i++, p += 8)
			cmh_put_le64(p, state->h[i]);
	}
	if (algo->family != HASH_KECCAK)
		memcpy(p, state->block, state->fill);
	cmh_put_le32(ctx + OFF_CRC, crc32c(ctx, OFF_CRC));
	memcpy(out, ctx, sizeof(ctx));
}

/* The fields must fit together, whoever made the CRC right. */
static bool plausible(const struct hash_algo *algo, uint8_t squeezing, uint16_t fill,
		      uint64_t total)
{
	if (algo->family != HASH_KECCAK)
		return !squeezing && fill == total % algo->block;
	if (squeezing)
		return algo->xof && squeezing == 1 && fill <= algo->block;
	return fill == total % algo->block;
}

bool hc_context_unpack(struct engine_hash_state *state, const uint8_t in[CMH_HC_CONTEXT_SIZE])
{
	const struct hash_algo *algo;
	uint8_t ctx[CMH_HC_CONTEXT_SIZE];
	const uint8_t *p = ctx + OFF_STATE;

	memcpy(ctx, in, sizeof(ctx));
	algo = hash_algo_get(ctx[4]);
	if (cmh_get_le32(ctx) != MAGIC || !algo || algo->family == HASH_SM3 ||
	    cmh_get_le32(ctx + OFF_CRC) != crc32c(ctx, OFF_CRC) ||
	    !plausible(algo, ctx[5], cmh_get_le16(ctx + 6), cmh_get_le64(ctx + 8)))
		return false;

	state->mode = ctx[4];
	state->squeezing = ctx[5];
	state->fill = cmh_get_le16(ctx + 6);
	state->total = cmh_get_le64(ctx + 8);
	if (algo->family == HASH_SHA256) {
		for (size_t i = 0; i < 8; i++, p += 4)
			state->h[i] = cmh_get_le32(p);
	} else {
		for (size_t i = 0; i < algo->word_nr; i++, p += 8)
			state->h[i] = cmh_get_le64(p);
	}
	if (algo->family != HASH_KECCAK)
		memcpy(state->block, p, state->fill);
	return true;
}

void sm3_context_pack(const struct engine_hash_state *state, uint8_t out[CMH_SM3_CONTEXT_SIZE])
{
	uint8_t ctx[CMH_SM3_CONTEXT_SIZE] = { 0 };

	cmh_put_le32(ctx, SM3_MAGIC);
	cmh_put_le64(ctx + 4, state->total);
	for (size_t i = 0; i < 8; i++)
		cmh_put_le32(ctx + SM3_OFF_STATE + 4 * i, (uint32_t)state->h[i]);
	memcpy(ctx + SM3_OFF_BLOCK, state->block, state->fill);
	cmh_put_le32(ctx + SM3_OFF_CRC, crc32c(ctx, SM3_OFF_CRC));
	memcpy(out, ctx, sizeof(ctx));
}

bool sm3_context_unpack(struct engine_hash_state *state, const uint8_t in[CMH_SM3_CONTEXT_SIZE])
{
	uint8_t ctx[CMH_SM3_CONTEXT_SIZE];

	memcpy(ctx, in, sizeof(ctx));
	if (cmh_get_le32(ctx) != SM3_MAGIC ||
	    cmh_get_le32(ctx + SM3_OFF_CRC) != crc32c(ctx, SM3_OFF_CRC))
		return false;
	state->mode = ENGINE_SM3;
	state->squeezing = 0;
	state->total = cmh_get_le64(ctx + 4);
	state->fill = state->total % CMH_SM3_BLOCK_SIZE;
	for (size_t i = 0; i < 8; i++)
		state->h[i] = cmh_get_le32(ctx + SM3_OFF_STATE + 4 * i);
	memcpy(state->block, ctx + SM3_OFF_BLOCK, state->fill);
	return true;
}
