// SPDX-License-Identifier: Apache-2.0
/* sha2.c - SHA-2 and SM3 jobs. libcrypto compresses SHA-2 (with SHA-NI and the like inside), sm3.c
 * SM3; blocks, padding and state are kept here, as libcrypto's contexts cannot be saved.
 *
 * SHA*_Update() with nothing buffered and whole blocks is a plain call of the compression function.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <string.h>

#include "cmh/abi/codec.h"
#include "model/engine/hash.h"

struct sha2 {
	bool wide; /* 64-bit words */
	bool sm3;  /* narrow.h is SM3's */
	size_t block;
	union {
		SHA256_CTX narrow;
		SHA512_CTX wide;
	} u;
};

static void compress(struct sha2 *sha, const uint8_t *in, size_t len)
{
	if (sha->wide)
		SHA512_Update(&sha->u.wide, in, len);
	else if (sha->sm3)
		sm3_compress(sha->u.narrow.h, in, len);
	else
		SHA256_Update(&sha->u.narrow, in, len);
}

static void load(struct sha2 *sha, const struct hash_algo *algo,
		 const struct engine_hash_state *state)
{
	sha->wide = algo->family == HASH_SHA512;
	sha->sm3 = algo->family == HASH_SM3;
	sha->block = algo->block;
	if (sha->wide) {
		sha->u.wide.Nl = 0;
		sha->u.wide.Nh = 0;
		sha->u.wide.num = 0;
		for (size_t i = 0; i < 8; i++)
			sha->u.wide.h[i] = state->h[i];
	} else {
		sha->u.narrow.Nl = 0;
		sha->u.narrow.Nh = 0;
		sha->u.narrow.num = 0;
		for (size_t i = 0; i < 8; i++)
			sha->u.narrow.h[i] = (uint32_t)state->h[i];
	}
}

static void store(const struct sha2 *sha, struct engine_hash_state *state)
{
	for (size_t i = 0; i < 8; i++)
		state->h[i] = sha->wide ? sha->u.wide.h[i] : sha->u.narrow.h[i];
}

static void absorb(struct sha2 *sha, struct engine_hash_state *state, const uint8_t *in, size_t len)
{
	size_t whole;

	state->total += len;
	if (state->fill) {
		size_t n = sha->block - state->fill;

		if (n > len)
			n = len;
		memcpy(state->block + state->fill, in, n);
		state->fill += (uint16_t)n;
		in += n;
		len -= n;
		if (state->fill < sha->block)
			return;
		compress(sha, state->block, sha->block);
		state->fill = 0;
	}
	whole = len & ~(sha->block - 1);
	if (whole)
		compress(sha, in, whole);
	memcpy(state->block, in + whole, len - whole);
	state->fill = (uint16_t)(len - whole);
}

/* Pads the last len bytes of a message of total bytes, which stand in buf, and compresses them.
 * buf has room for two blocks; len is less than two blocks by at least the length field. */
static void finish(struct sha2 *sha, uint8_t *buf, size_t len, uint64_t total)
{
	size_t field = sha->block / 8;
	size_t end = (len + 1 + field + sha->block - 1) & ~(sha->block - 1);

	buf[len] = 0x80;
	memset(buf + len + 1, 0, end - len - 1);
	cmh_put_le64(buf + end - 8, __builtin_bswap64(total << 3));
	if (sha->wide)
		buf[end - 9] = (uint8_t)(total >> 61);
	compress(sha, buf, end);
}

static void digest_put(const struct sha2 *sha, uint8_t *out, size_t len)
{
	if (sha->wide) {
		for (size_t i = 0; i < len / 8; i++)
			cmh_put_le64(out + 8 * i, __builtin_bswap64(sha->u.wide.h[i]));
	} else {
		for (size_t i = 0; i < len / 4; i++)
			cmh_put_le32(out + 4 * i, __builtin_bswap32(sha->u.narrow.h[i]));
	}
}

bool sha2_short(const struct hash_algo *algo, struct engine_job *job)
{
	const struct engine_seg *seg = job->segs;
	uint8_t tail[2 * SHA512_CBLOCK];
	struct sha2 sha;

	if (!job->final || job->state_in || job->seg_nr != 1 || seg->out ||
	    seg->len >= (size_t)(2 * algo->block - algo->block / 8))
		return false;
	sha.wide = algo->family == HASH_SHA512;
	sha.sm3 = algo->family == HASH_SM3;
	sha.block = algo->block;
	if (sha.wide) {
		memcpy(sha.u.wide.h, algo->init, sizeof(sha.u.wide.h));
		sha.u.wide.Nl = sha.u.wide.Nh = 0;
		sha.u.wide.num = 0;
	} else {
		memcpy(sha.u.narrow.h, algo->init, sizeof(sha.u.narrow.h));
		sha.u.narrow.Nl = sha.u.narrow.Nh = 0;
		sha.u.narrow.num = 0;
	}
	memcpy(tail, seg->in, seg->len);
	finish(&sha, tail, seg->len, seg->len);
	digest_put(&sha, job->out, job->out_len);
	return true;
}

int sha2_run(const struct hash_algo *algo, struct engine_job *job, struct engine_hash_state *state)
{
	const struct engine_seg *seg = job->segs;
	uint8_t tail[2 * SHA512_CBLOCK];
	struct sha2 sha;

	load(&sha, algo, state);
	for (uint32_t i = 0; i < job->seg_nr; i++, seg++) {
		absorb(&sha, state, seg->in, seg->len);
		if (seg->out)
			memmove(seg->out, seg->in, seg->len);
	}
	if (!job->final) {
		store(&sha, state);
		return 0;
	}
	memcpy(tail, state->block, state->fill);
	finish(&sha, tail, state->fill, state->total);
	digest_put(&sha, job->out, job->out_len);
	return 0;
}
