// SPDX-License-Identifier: Apache-2.0
/* lanes_mb.c - AES-CTR and AES-GCM by libIPSec_MB, which runs as many blocks side by side as the CPU is wide.
 *
 * Keys are expanded once and kept in a few places; each place is compared in constant time. */
#include <errno.h>
#include <intel-ipsec-mb.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "cmh/abi/aes.h"
#include "cmh/abi/codec.h"
#include "model/engine/lanes.h"

#define BLOCK  CMH_AES_BLOCK_SIZE
#define PLACES 8

/* An expanded key; used 0: none. */
struct place {
	uint64_t key[4];
	uint32_t key_len;
	uint32_t mode; /* CMH_AES_MODE_* */
	uint64_t used; /* clock of the last use */
	union {
		struct {
			_Alignas(16) uint8_t enc[15 * BLOCK];
			_Alignas(16) uint8_t dec[15 * BLOCK];
		} round;
		struct gcm_key_data gcm;
	};
};

struct lanes {
	IMB_MGR *mgr;
	uint64_t clock;
	struct place place[PLACES];
};

int lanes_new(struct lanes **out)
{
	const char *choice = secure_getenv("CMH_ENGINE");
	struct lanes *lanes;
	IMB_ARCH arch;

	*out = NULL;
	if (choice && !strcmp(choice, "libcrypto"))
		return 0;
	lanes = aligned_alloc(64, (sizeof(*lanes) + 63) & ~(size_t)63);
	if (!lanes)
		return -ENOMEM;
	memset(lanes, 0, sizeof(*lanes));
	lanes->mgr = alloc_mb_mgr(0);
	if (!lanes->mgr) {
		free(lanes);
		return -ENOMEM;
	}
	init_mb_mgr_auto(lanes->mgr, &arch);
	/* Without AVX2 it is no wider than libcrypto. */
	if (imb_get_errno(lanes->mgr) || arch < IMB_ARCH_AVX2) {
		lanes_free(lanes);
		return 0;
	}
	*out = lanes;
	return 0;
}

void lanes_forget(struct lanes *lanes)
{
	if (lanes)
		OPENSSL_cleanse(lanes->place, sizeof(lanes->place));
}

void lanes_free(struct lanes *lanes)
{
	if (!lanes)
		return;
	lanes_forget(lanes);
	free_mb_mgr(lanes->mgr);
	free(lanes);
}

static void expand(struct lanes *lanes, struct place *place, const struct engine_job *job)
{
	IMB_MGR *m = lanes->mgr;
	bool gcm = job->mode == CMH_AES_MODE_GCM;

	switch (job->key_len) {
	case 16:
		if (gcm)
			IMB_AES128_GCM_PRE(m, job->key, &place->gcm);
		else
			IMB_AES_KEYEXP_128(m, job->key, place->round.enc, place->round.dec);
		break;
	case 24:
		if (gcm)
			IMB_AES192_GCM_PRE(m, job->key, &place->gcm);
		else
			IMB_AES_KEYEXP_192(m, job->key, place->round.enc, place->round.dec);
		break;
	default:
		if (gcm)
			IMB_AES256_GCM_PRE(m, job->key, &place->gcm);
		else
			IMB_AES_KEYEXP_256(m, job->key, place->round.enc, place->round.dec);
	}
}

/* The place that holds the job's key expanded for its mode. */
static struct place *keyed(struct lanes *lanes, const struct engine_job *job)
{
	struct place *found = NULL, *oldest = lanes->place;
	uint64_t key[4] = { 0 };

	memcpy(key, job->key, job->key_len);
	for (struct place *p = lanes->place; p < lanes->place + PLACES; p++) {
		uint64_t diff = (key[0] ^ p->key[0]) | (key[1] ^ p->key[1]) |
				(key[2] ^ p->key[2]) | (key[3] ^ p->key[3]);

		if (p->used && p->mode == job->mode && p->key_len == job->key_len && !diff)
			found = p;
		if (p->used < oldest->used)
			oldest = p;
	}
	if (!found) {
		found = oldest;
		memcpy(found->key, key, sizeof(key));
		found->key_len = job->key_len;
		found->mode = job->mode;
		expand(lanes, found, job);
	}
	found->used = ++lanes->clock;
	return found;
}

/* ---- CTR ---- */

/* len bytes from the counter on, which does not wrap in its low 32 bits before the last block. */
static bool ctr_run(struct lanes *lanes, const struct place *place, const uint8_t counter[BLOCK],
		    const uint8_t *in, uint8_t *out, size_t len)
{
	IMB_JOB *job = IMB_GET_NEXT_JOB(lanes->mgr);

	job->cipher_mode = IMB_CIPHER_CNTR;
	job->cipher_direction = IMB_DIR_ENCRYPT;
	job->chain_order = IMB_ORDER_CIPHER_HASH;
	job->hash_alg = IMB_AUTH_NULL;
	job->enc_keys = place->round.enc;
	job->dec_keys = place->round.dec;
	job->key_len_in_bytes = place->key_len;
	job->iv = counter;
	job->iv_len_in_bytes = BLOCK;
	job->src = in;
	job->dst = out;
	job->cipher_start_src_offset_in_bytes = 0;
	job->msg_len_to_cipher_in_bytes = len;
	job = IMB_SUBMIT_JOB_NOCHECK(lanes->mgr);
	return job && job->status == IMB_STATUS_COMPLETED;
}

/* The hub counts in the low 64 bits, the library in 32: the text is cut where those wrap. */
static int ctr(struct lanes *lanes, const struct engine_job *job)
{
	const struct place *place = keyed(lanes, job);
	uint64_t low = __builtin_bswap64(cmh_get_le64(job->iv + 8));
	uint8_t counter[BLOCK];

	memcpy(counter, job->iv, 8);
	for (uint32_t i = 0; i < job->seg_nr; i++) {
		const uint8_t *in = job->segs[i].in;
		uint8_t *out = job->segs[i].out;
		size_t left = job->segs[i].len;

		while (left) {
			uint64_t blocks = ((uint64_t)1 << 32) - (uint32_t)low;
			size_t n = left < blocks * BLOCK ? left : (size_t)blocks * BLOCK;

			cmh_put_le64(counter + 8, __builtin_bswap64(low));
			if (!ctr_run(lanes, place, counter, in, out, n))
				return EIO;
			low += (n + BLOCK - 1) / BLOCK;
			in += n;
			out += n;
			left -= n;
		}
	}
	return 0;
}

/* ---- GCM ---- */

/* The library has its three key sizes and two directions as functions of their own. */
struct gcm_calls {
	aes_gcm_init_t init;
	aes_gcm_enc_dec_update_t update;
	aes_gcm_enc_dec_finalize_t finalize;
};

static struct gcm_calls gcm_calls(const IMB_MGR *m, const struct engine_job *job)
{
	bool enc = job->op == CMH_AES_OP_ENCRYPT;

	switch (job->key_len) {
	case 16:
		return (struct gcm_calls){ m->gcm128_init,
					   enc ? m->gcm128_enc_update : m->gcm128_dec_update,
					   enc ? m->gcm128_enc_finalize : m->gcm128_dec_finalize };
	case 24:
		return (struct gcm_calls){ m->gcm192_init,
					   enc ? m->gcm192_enc_update : m->gcm192_dec_update,
					   enc ? m->gcm192_enc_finalize : m->gcm192_dec_finalize };
	default:
		return (struct gcm_calls){ m->gcm256_init,
					   enc ? m->gcm256_enc_update : m->gcm256_dec_update,
					   enc ? m->gcm256_enc_finalize : m->gcm256_dec_finalize };
	}
}

static int gcm(struct lanes *lanes, const struct engine_job *job)
{
	const struct place *place = keyed(lanes, job);
	struct gcm_calls call = gcm_calls(lanes->mgr, job);
	struct gcm_context_data ctx;
	uint8_t tag[CMH_AES_TAG_MAX];
	int err = 0;

	call.init(&place->gcm, &ctx, job->iv, job->aad, job->aad_len);
	for (uint32_t i = 0; i < job->seg_nr; i++)
		call.update(&place->gcm, &ctx, job->segs[i].out, job->segs[i].in, job->segs[i].len);
	call.finalize(&place->gcm, &ctx, tag, job->tag_len);
	if (job->op == CMH_AES_OP_ENCRYPT)
		memcpy(job->tag, tag, job->tag_len);
	else if (CRYPTO_memcmp(job->tag, tag, job->tag_len))
		err = EIO;
	if (err)
		for (uint32_t i = 0; i < job->seg_nr; i++)
			OPENSSL_cleanse(job->segs[i].out, job->segs[i].len);
	OPENSSL_cleanse(&ctx, sizeof(ctx));
	return err;
}

/* All pieces but the last must be whole blocks. */
static bool whole_blocks(const struct engine_job *job)
{
	for (uint32_t i = 0; i + 1 < job->seg_nr; i++)
		if (job->segs[i].len % BLOCK)
			return false;
	return true;
}

bool lanes_cipher(struct lanes *lanes, struct engine_job *job)
{
	if (!lanes || job->cipher != ENGINE_AES || job->stream || !job->final)
		return false;
	if (job->mode == CMH_AES_MODE_CTR && whole_blocks(job))
		job->status = ctr(lanes, job);
	else if (job->mode == CMH_AES_MODE_GCM)
		job->status = gcm(lanes, job);
	else
		return false;
	return true;
}
