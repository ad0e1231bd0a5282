// SPDX-License-Identifier: Apache-2.0
/* hc.c - the HC core: SHA-2, SHA-3, SHAKE and cSHAKE, and what is keyed: HMAC and KMAC.
 *
 * The block that a keyed or customised message begins with is a prefix in scratch memory, which
 * lasts as long as the VCQ; like a piece it goes into the state when that is over.
 */
#include <errno.h>
#include <string.h>

#include "cmh/abi/hc.h"
#include "cmh/abi/regs.h"
#include "cmh/abi/vcq.h"
#include "model/cores.h"
#include "model/engine/context.h"
#include "model/hash.h"

#define KEY_MAX       16384u /* of HMAC and KMAC */
#define MAC_INPUT_MAX 65536u /* message of HMAC and KMAC */
#define ENCODED       9u     /* an encoded length at most */

static uint32_t digest_len(uint32_t algo)
{
	static const uint8_t len[] = {
		[CMH_HC_ALGO_SHA2_224] = CMH_HC_DIGEST_SHA2_224,
		[CMH_HC_ALGO_SHA2_256] = CMH_HC_DIGEST_SHA2_256,
		[CMH_HC_ALGO_SHA2_384] = CMH_HC_DIGEST_SHA2_384,
		[CMH_HC_ALGO_SHA2_512] = CMH_HC_DIGEST_SHA2_512,
		[CMH_HC_ALGO_SHA3_224] = CMH_HC_DIGEST_SHA3_224,
		[CMH_HC_ALGO_SHA3_256] = CMH_HC_DIGEST_SHA3_256,
		[CMH_HC_ALGO_SHA3_384] = CMH_HC_DIGEST_SHA3_384,
		[CMH_HC_ALGO_SHA3_512] = CMH_HC_DIGEST_SHA3_512,
	};

	return algo < sizeof(len) ? len[algo] : 0;
}

static uint32_t block_len(uint32_t algo)
{
	static const uint8_t len[] = {
		[CMH_HC_ALGO_SHA2_224] = CMH_HC_BLOCK_SHA2_224,
		[CMH_HC_ALGO_SHA2_256] = CMH_HC_BLOCK_SHA2_256,
		[CMH_HC_ALGO_SHA2_384] = CMH_HC_BLOCK_SHA2_384,
		[CMH_HC_ALGO_SHA2_512] = CMH_HC_BLOCK_SHA2_512,
		[CMH_HC_ALGO_SHA3_224] = CMH_HC_BLOCK_SHA3_224,
		[CMH_HC_ALGO_SHA3_256] = CMH_HC_BLOCK_SHA3_256,
		[CMH_HC_ALGO_SHA3_384] = CMH_HC_BLOCK_SHA3_384,
		[CMH_HC_ALGO_SHA3_512] = CMH_HC_BLOCK_SHA3_512,
	};

	return len[algo];
}

static bool is_shake(uint32_t algo)
{
	return algo == CMH_HC_ALGO_SHAKE128 || algo == CMH_HC_ALGO_SHAKE256;
}

static uint8_t cshake_of(uint32_t algo)
{
	return algo == CMH_HC_ALGO_SHAKE128 ? ENGINE_CSHAKE128 : ENGINE_CSHAKE256;
}

static int hc_init(struct hash_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_hc_init init;

	cmh_hc_init_get(&init, cmd->payload);
	if (!digest_len(init.algo) && !is_shake(init.algo))
		return EINVAL;
	hash_open(ctx, init.algo, digest_len(init.algo));
	return 0;
}

/* A key in scratch memory, as it may be long; wiped with the window. */
static int load_key(struct model_mbx *mbx, uint64_t ref, uint32_t len, uint8_t **out)
{
	if (!len || len > KEY_MAX)
		return EINVAL;
	*out = model_scratch(mbx, len);
	return *out ? model_key_load(mbx, ref, CMH_CORE_HC, *out, len) : ENOMEM;
}

/* The hub bounds what it takes under a key, and saves it only where the output length is not in the
 * message. */
static void open_keyed(struct hash_ctx *ctx, uint32_t algo, uint32_t out_len)
{
	hash_open(ctx, algo, out_len);
	ctx->input_left = MAC_INPUT_MAX;
	ctx->no_save = out_len != 0;
}

/* RFC 2104. */
static int hc_hmac(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd)
{
	uint8_t *key, *inner = model_scratch(mbx, HASH_BLOCK_MAX);
	struct cmh_hc_hmac hmac;
	uint32_t block, len;
	int err;

	cmh_hc_hmac_get(&hmac, cmd->payload);
	if (!digest_len(hmac.algo))
		return EINVAL;
	if (!inner)
		return ENOMEM;
	err = load_key(mbx, hmac.key, hmac.keylen, &key);
	if (err)
		return err;
	block = block_len(hmac.algo);
	len = hmac.keylen;
	memset(inner, 0, HASH_BLOCK_MAX);
	if (len > block) {
		len = digest_len(hmac.algo);
		err = engine_digest(hmac.algo, key, hmac.keylen, inner, len);
		if (err)
			return err;
	} else {
		memcpy(inner, key, len);
	}
	open_keyed(ctx, hmac.algo, digest_len(hmac.algo));
	ctx->keyed = true;
	ctx->outer_len = block;
	for (uint32_t i = 0; i < block; i++) {
		ctx->outer[i] = inner[i] ^ 0x5c;
		inner[i] ^= 0x36;
	}
	ctx->prefix = inner;
	ctx->prefix_len = block;
	return 0;
}

/* ---- SP 800-185 ---- */

static uint32_t shake_rate(uint32_t algo)
{
	return algo == CMH_HC_ALGO_SHAKE128 ? CMH_HC_BLOCK_SHAKE128 : CMH_HC_BLOCK_SHAKE256;
}

/* left_encode(n): the number of its bytes, then the bytes.
 * Returns how many were written. */
static uint32_t left_encode(uint8_t *out, uint64_t n)
{
	uint32_t bytes = 1;

	while (bytes < 8 && n >> 8 * bytes)
		bytes++;
	out[0] = (uint8_t)bytes;
	for (uint32_t i = 0; i < bytes; i++)
		out[1 + i] = (uint8_t)(n >> 8 * (bytes - 1 - i));
	return 1 + bytes;
}

/* right_encode(n): the number of bytes comes last. */
static uint32_t right_encode(uint8_t *out, uint64_t n)
{
	uint8_t left[ENCODED];
	uint32_t len = left_encode(left, n);

	memcpy(out, left + 1, len - 1);
	out[len - 1] = left[0];
	return len;
}

static uint32_t encode_string(uint8_t *out, const void *s, uint32_t len)
{
	uint32_t at = left_encode(out, (uint64_t)len * 8);

	memcpy(out + at, s, len);
	return at + len;
}

/* Zeros up to whole blocks. */
static uint32_t fill_block(uint8_t *out, uint32_t len, uint32_t rate)
{
	uint32_t end = (len + rate - 1) / rate * rate;

	memset(out + len, 0, end - len);
	return end;
}

/* S stands behind the command or in host memory. */
static const void *custom_ptr(struct model_mbx *mbx, const struct model_cmd *cmd, uint64_t addr,
			      uint32_t len)
{
	if (!addr && len)
		return cmd->inline_data && len <= cmd->inline_len ? cmd->inline_data : NULL;
	return model_read_ptr(mbx, addr, len);
}

/* Makes bytepad(N, S), and for KMAC bytepad(K), the prefix of a cSHAKE message. */
static int set_prefix(struct model_mbx *mbx, struct hash_ctx *ctx, uint32_t algo,
		      const uint8_t *name, uint32_t name_len, const void *custom,
		      uint32_t custom_len, const uint8_t *key, uint32_t key_len)
{
	uint32_t rate = shake_rate(algo), len;
	uint8_t *p = model_scratch(mbx, (size_t)name_len + custom_len + key_len + 3 * ENCODED +
						2 * (size_t)rate);

	if (!p)
		return ENOMEM;
	len = left_encode(p, rate);
	len += encode_string(p + len, name, name_len);
	len += encode_string(p + len, custom, custom_len);
	len = fill_block(p, len, rate);
	if (key) {
		uint8_t *q = p + len;
		uint32_t at = left_encode(q, rate);

		at += encode_string(q + at, key, key_len);
		len += fill_block(q, at, rate);
	}
	ctx->prefix = p;
	ctx->prefix_len = len;
	return 0;
}

/* Without N and S it is SHAKE. */
static int hc_cshake(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd)
{
	struct cmh_hc_cshake cshake;
	const void *custom;

	cmh_hc_cshake_get(&cshake, cmd->payload);
	if (!is_shake(cshake.algo) || cshake.namelen > CMH_HC_NAME_MAX ||
	    cshake.customlen > CMH_HC_CUSTOM_MAX)
		return EINVAL;
	custom = custom_ptr(mbx, cmd, cshake.custom, cshake.customlen);
	if (!custom)
		return cshake.custom ? EFAULT : EINVAL;
	if (!cshake.namelen && !cshake.customlen) {
		hash_open(ctx, cshake.algo, 0);
		return 0;
	}
	hash_open(ctx, cshake_of(cshake.algo), 0);
	return set_prefix(mbx, ctx, cshake.algo, cshake.name, cshake.namelen, custom,
			  cshake.customlen, NULL, 0);
}

static int hc_kmac(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd)
{
	static const uint8_t name[] = { 'K', 'M', 'A', 'C' };
	struct cmh_hc_kmac kmac;
	const void *custom;
	uint8_t *key;
	int err;

	cmh_hc_kmac_get(&kmac, cmd->payload);
	if (!is_shake(kmac.algo) || kmac.customlen > CMH_HC_CUSTOM_MAX)
		return EINVAL;
	custom = custom_ptr(mbx, cmd, kmac.custom, kmac.customlen);
	if (!custom)
		return kmac.custom ? EFAULT : EINVAL;
	err = load_key(mbx, kmac.key, kmac.keylen, &key);
	if (err)
		return err;
	open_keyed(ctx, cshake_of(kmac.algo), kmac.outlen);
	ctx->suffix_len = (uint8_t)right_encode(ctx->suffix, (uint64_t)kmac.outlen * 8);
	return set_prefix(mbx, ctx, kmac.algo, name, sizeof(name), custom, kmac.customlen, key,
			  kmac.keylen);
}

/* Older hosts resume cSHAKE behind INIT. */
static int hc_restore(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd)
{
	uint32_t may_be = is_shake(ctx->algo) ? cshake_of(ctx->algo) : ctx->algo;

	return hash_restore(mbx, ctx, cmd, CMH_HC_CONTEXT_SIZE, may_be);
}

static int hc_exec(struct model_mbx *mbx, void *ctx, const struct model_cmd *cmd)
{
	switch (cmd->cmd) {
	case CMH_HC_CMD_INIT: return hc_init(ctx, cmd);
	case CMH_HC_CMD_HMAC: return hc_hmac(mbx, ctx, cmd);
	case CMH_HC_CMD_CSHAKE: return hc_cshake(mbx, ctx, cmd);
	case CMH_HC_CMD_KMAC: return hc_kmac(mbx, ctx, cmd);
	case CMH_HC_CMD_UPDATE: return hash_update(mbx, ctx, cmd);
	case CMH_HC_CMD_UPDATE2D: return hash_update2d(mbx, ctx, cmd);
	case CMH_HC_CMD_GATHER:
		return hash_gather(mbx, ctx, cmd, CMH_HC_CMD_UPDATE, CMH_HC_CMD_UPDATE2D);
	case CMH_HC_CMD_FINAL: return hash_final(mbx, ctx, cmd);
	case CMH_HC_CMD_SQUEEZE: return hash_squeeze(mbx, ctx, cmd);
	case CMH_HC_CMD_SAVE: return hash_save(mbx, ctx, cmd, CMH_HC_CONTEXT_SIZE);
	case CMH_HC_CMD_RESTORE: return hc_restore(mbx, ctx, cmd);
	default: return EINVAL;
	}
}

/* ---- the common sequences as wholes ---- */

static bool is(uint64_t word, uint32_t cmd)
{
	return word == model_word(CMH_CORE_HC, cmd);
}

/* FINAL or SAVE: where the result goes. */
static bool whole_result(struct model_mbx *mbx, const void *payload, bool save,
			 struct engine_job *job)
{
	struct cmh_hc_final end;

	CMH_ABI_ASSERT(sizeof(struct cmh_hc_final) == sizeof(struct cmh_hc_save), "same layout");
	cmh_hc_final_get(&end, payload);
	model_once();
	if (save) {
		job->save = end.outlen == CMH_HC_CONTEXT_SIZE ?
				    model_job_out(mbx, end.digest, end.outlen) :
				    NULL;
		return job->save;
	}
	if (is_shake(job->mode) ? !end.outlen : end.outlen != digest_len(job->mode))
		return false;
	job->final = true;
	job->out = model_job_out(mbx, end.digest, end.outlen);
	job->out_len = end.outlen;
	return job->out;
}

static bool whole_restore(struct model_mbx *mbx, const void *payload, struct engine_job *job)
{
	struct engine_hash_state *state;
	struct cmh_hc_restore restore;
	const uint8_t *in;

	cmh_hc_restore_get(&restore, payload);
	model_once();
	if (restore.inlen != CMH_HC_CONTEXT_SIZE)
		return false;
	in = model_read_ptr(mbx, restore.input, restore.inlen);
	state = in ? model_scratch(mbx, sizeof(*state)) : NULL;
	if (!state || !hc_context_unpack(state, in) || state->mode != job->mode || state->squeezing)
		return false;
	job->state_in = state;
	return true;
}

static bool whole_update(struct model_mbx *mbx, const void *payload, struct engine_job *job)
{
	struct engine_seg *seg = &job->seg_inline[job->seg_nr];
	struct cmh_hc_update update;

	if (job->seg_nr == ENGINE_INLINE_SEGS)
		return false;
	cmh_hc_update_get(&update, payload);
	model_once();
	seg->in = model_job_in(mbx, update.input, update.inlen);
	seg->len = update.inlen;
	job->seg_nr++;
	return seg->in;
}

/* INIT [RESTORE] UPDATE... FINAL|SAVE FLUSH */
static bool hc_whole(struct model_mbx *mbx, const uint64_t *word, const uint8_t *slot, uint32_t nr)
{
	uint32_t i = 2, end = nr - 2;
	struct cmh_hc_init init;
	struct engine_job *job;
	bool save;

	if (nr < 4 || !is(word[1], CMH_HC_CMD_INIT) || !is(word[nr - 1], CMH_VCQ_CMD_FLUSH))
		return false;
	save = is(word[end], CMH_HC_CMD_SAVE);
	cmh_hc_init_get(&init, model_payload(slot, 1));
	model_once();
	if ((!save && !is(word[end], CMH_HC_CMD_FINAL)) ||
	    (!digest_len(init.algo) && !is_shake(init.algo)))
		return false;
	job = model_job_get(mbx);
	job->kind = ENGINE_HASH;
	job->mode = (uint8_t)init.algo;
	if (is(word[i], CMH_HC_CMD_RESTORE)) {
		if (!whole_restore(mbx, model_payload(slot, i), job))
			return false;
		i++;
	}
	for (; i < end; i++)
		if (!is(word[i], CMH_HC_CMD_UPDATE) ||
		    !whole_update(mbx, model_payload(slot, i), job))
			return false;
	if (!whole_result(mbx, model_payload(slot, end), save, job))
		return false;
	model_job_add(mbx, &(struct model_cmd){ .core = CMH_CORE_HC, .index = end });
	return true;
}

const struct model_core model_hc = {
	.id = CMH_CORE_HC,
	.rail = CMH_CORE_ENABLE_HC,
	.ctx_size = sizeof(struct hash_ctx),
	.exec = hc_exec,
	.settle = hash_settle,
	.close = hash_close,
	.whole = hc_whole,
};
