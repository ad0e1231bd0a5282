/* SPDX-License-Identifier: Apache-2.0 */
/* optable.h - requests of every algorithm with their right answers, to be run on any ring. */
#ifndef CMH_TESTS_UNIT_OPTABLE_H
#define CMH_TESTS_UNIT_OPTABLE_H

#include <errno.h>
#include <stdio.h>

#include <cmh/abi/regs.h>
#include <cmh/abi/vcq.h>

#include "tests/unit/evp.h"

#define OP_AAD_MAX 64u

struct op {
	const struct cmh_alg_info *alg;
	uint32_t dir;
	size_t len, aad_len, out_len, tag_len;
	uint32_t cmds; /* that it is made of */
	uint8_t key[32], iv[16], aad[OP_AAD_MAX], tag[16], want_tag[16];
	uint8_t *mem, *in, *out, *want;
	struct cmh_key k;
	int want_res, res;
	uint32_t ended;
};

/* Whether the requests here fit the algorithm: its family and, of AEADs, GCM on AES. */
static inline bool op_fits(const struct cmh_alg_info *alg)
{
	if (alg->family == CMH_AEAD)
		return alg->core == CMH_CORE_AES && alg->mode == CMH_AES_MODE_GCM;
	return alg->family == CMH_DIGEST || alg->family == CMH_CIPHER;
}

enum op_place { OP_APART, OP_IN_PLACE, OP_MISALIGNED };

static inline void op_answer(struct op *op)
{
	uint8_t *text = op->in, *sealed = op->want;

	switch (op->alg->family) {
	case CMH_DIGEST:
		evp_digest(op->alg->id, op->in, op->len, op->want, op->out_len);
		op->want_res = (int)op->out_len;
		op->cmds = 3 + (op->len != 0);
		return;
	case CMH_CIPHER:
		evp_cipher(op->alg->id, op->dir, op->key, op->iv, op->in, op->want, op->len);
		op->cmds = op->len ? 4 : 1;
		break;
	default:
		evp_gcm(op->alg->id, op->key, op->iv, 12, op->aad, op->aad_len, text, sealed, op->len,
			op->want_tag);
		if (op->dir == CMH_DECRYPT) { /* the other way round */
			for (size_t i = 0; i < op->len; i++) {
				uint8_t t = text[i];

				text[i] = sealed[i];
				sealed[i] = t;
			}
			memcpy(op->tag, op->want_tag, 16);
		}
		op->cmds = 5;
	}
	op->want_res = (int)op->len;
}

static inline void op_init(struct op *op, enum cmh_alg alg, uint32_t dir, size_t len,
			   size_t aad_len, size_t tag_len, enum op_place place, uint64_t seed)
{
	size_t room, shift = place == OP_MISALIGNED ? 1 + seed % 15 : 0;

	memset(op, 0, sizeof(*op));
	evp_fill(op->key, sizeof(op->key) + sizeof(op->iv) + sizeof(op->aad), seed);
	op->alg = cmh_alg_get(alg);
	op->dir = dir;
	op->len = len;
	op->aad_len = aad_len;
	op->tag_len = tag_len;
	op->out_len = op->alg->family == CMH_DIGEST ? op->alg->digest_len : len;
	if (op->alg->flags & CMH_ALG_F_XOF)
		op->out_len = 1 + seed % 700;
	room = (len > op->out_len ? len : op->out_len) + 64;
	op->mem = malloc(3 * room);
	evp_must(op->mem != NULL);
	op->in = op->mem + shift;
	op->out = op->mem + room + shift;
	op->want = op->mem + 2 * room;
	evp_fill(op->in, len, seed + 1);
	memset(op->out, 0xee, op->out_len + 1);
	op_answer(op);
	if (place == OP_IN_PLACE && op->alg->family != CMH_DIGEST)
		op->out = op->in;
	op->k = (struct cmh_key){ .data = op->key, .len = op->alg->key_len };
}

static inline void op_prep(struct op *op, struct cmh_sqe *sqe)
{
	cmh_sqe_set_data(sqe, (uint64_t)(uintptr_t)op);
	if (op->alg->family == CMH_DIGEST)
		cmh_prep_digest(sqe, op->alg->id, op->in, op->len, op->out, op->out_len);
	else if (op->alg->family == CMH_CIPHER)
		cmh_prep_cipher(sqe, op->alg->id, op->dir, &op->k, op->alg->iv_len ? op->iv : NULL,
				op->in, op->out, op->len);
	else
		cmh_prep_aead(sqe, op->alg->id, op->dir, &op->k, op->iv, 12, op->aad, op->aad_len,
			      op->in, op->out, op->len, op->tag, op->tag_len);
}

/* NULL, or what is wrong with it. */
static inline const char *op_wrong(const struct op *op)
{
	if (op->ended != 1)
		return "did not end exactly once";
	if (op->res != op->want_res)
		return "wrong res";
	if (op->res < 0)
		return NULL;
	if (memcmp(op->out, op->want, op->out_len))
		return "wrong output";
	if (op->out != op->in && op->out[op->out_len] != 0xee)
		return "written beyond the output";
	if (op->alg->family == CMH_AEAD && memcmp(op->tag, op->want_tag, op->tag_len))
		return "wrong tag";
	return NULL;
}

/* As op_wrong(), with a sentence about the operation. */
static inline const char *op_report(const struct op *op, const char *where)
{
	static __thread char line[256];
	const char *wrong = op_wrong(op);

	if (!wrong)
		return NULL;
	snprintf(line, sizeof(line), "%s: %s dir %u len %zu aad %zu tag %zu out %zu: %s (%d for %d)",
		 where, op->alg->name, op->dir, op->len, op->aad_len, op->tag_len, op->out_len, wrong,
		 op->res, op->want_res);
	return line;
}

static inline void op_reap(struct cmh_ring *ring)
{
	struct cmh_cqe *cqe;

	while (!cmh_ring_peek_cqe(ring, &cqe)) {
		struct op *op = (struct op *)(uintptr_t)cqe->user_data;

		op->ended++;
		op->res = cqe->res;
		cmh_cqe_seen(ring, cqe);
	}
}

/* Runs all, as many at a time as the ring takes. */
static inline int ops_run(struct cmh_ring *ring, struct op *ops, uint32_t nr)
{
	struct cmh_cqe *cqe;
	uint32_t next = 0;
	int n;

	do {
		struct cmh_sqe *sqe;

		while (next < nr && (sqe = cmh_ring_get_sqe(ring)))
			op_prep(&ops[next++], sqe);
		n = cmh_ring_submit(ring);
		if (n < 0 && n != -EAGAIN)
			return n;
		if (n <= 0 && cmh_ring_inflight(ring))
			cmh_ring_wait_cqe(ring, &cqe, 5000);
		op_reap(ring);
	} while (next < nr || n || cmh_ring_inflight(ring));
	return 0;
}

/* One of each kind and a few sizes; returns how many. */
#define OPS_TABLE_MAX 256u

static inline uint32_t ops_table(struct op *ops, uint64_t seed)
{
	static const size_t sizes[] = { 0, 1, 15, 16, 17, 64, 136, 255, 1000 };
	uint32_t n = 0;

	for (int a = CMH_ALG_NONE + 1; a < CMH_ALG_NR; a++) {
		const struct cmh_alg_info *alg = cmh_alg_get((enum cmh_alg)a);

		if (!op_fits(alg))
			continue;
		for (uint32_t i = 0; i < 9 && n < OPS_TABLE_MAX; i++) {
			size_t len = sizes[i];

			if (alg->block_len == 16 && alg->family == CMH_CIPHER)
				len &= ~(size_t)15;
			op_init(&ops[n], alg->id, 1 + (i + (uint32_t)seed) % 2, len, i * 7, 16,
				(enum op_place)(i % 3), seed * 1000 + n);
			n++;
		}
	}
	return n;
}

static inline void ops_free(struct op *ops, uint32_t nr)
{
	while (nr--)
		free(ops[nr].mem);
}

#endif
