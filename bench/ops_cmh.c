// SPDX-License-Identifier: Apache-2.0
/* ops_cmh.c - a batch of messages through the device. */
#include <errno.h>
#include <stdio.h>

#include "ops.h"
#include "common/bench.h"

static void prepare(struct cmh_sqe *sqe, const struct work *w, struct item *item)
{
	const struct cmh_key key = { .data = w->key, .len = w->alg->key_len };

	switch (w->alg->family) {
	case CMH_DIGEST:
		cmh_prep_digest(sqe, w->alg->id, item->in, w->size, item->out, w->out_len);
		break;
	case CMH_CIPHER:
		cmh_prep_cipher(sqe, w->alg->id, CMH_ENCRYPT, &key, item->iv, item->in, item->out,
				w->size);
		break;
	case CMH_AEAD:
		cmh_prep_aead(sqe, w->alg->id, CMH_ENCRYPT, &key, item->iv, w->alg->iv_len, w->aad,
			      sizeof(w->aad), item->in, item->out, w->size, item->tag,
			      w->alg->tag_len);
		break;
	case CMH_RAND:
		cmh_prep_random(sqe, item->out, w->size);
		break;
	}
}

/* Fills the ring, and goes on until every message has come back. */
static int ring_batch(struct cmh_side *s)
{
	const struct work *w = s->work;
	struct cmh_cqe *cqes[64];
	uint32_t left = w->depth;

	for (uint32_t i = 0; i < w->depth; i++)
		prepare(cmh_ring_get_sqe(s->ring), w, &w->items[i]);
	while (left) {
		int err = cmh_ring_submit_and_wait(s->ring, left, -1);
		int got = err < 0 ? err : cmh_ring_peek_batch(s->ring, cqes, 64);

		while (got > 0) {
			for (int i = 0; i < got; i++)
				if (cqes[i]->res < 0)
					return cqes[i]->res;
			cmh_ring_cq_advance(s->ring, (uint32_t)got);
			left -= (uint32_t)got;
			got = left ? cmh_ring_peek_batch(s->ring, cqes, 64) : 0;
		}
		if (got < 0)
			return got;
	}
	return 0;
}

static int sync_one(struct cmh_dev *dev, const struct work *w, struct item *item)
{
	const struct cmh_key key = { .data = w->key, .len = w->alg->key_len };

	switch (w->alg->family) {
	case CMH_DIGEST:
		return cmh_digest(dev, w->alg->id, item->in, w->size, item->out, w->out_len);
	case CMH_CIPHER:
		return cmh_cipher(dev, w->alg->id, CMH_ENCRYPT, &key, item->iv, item->in, item->out,
				  w->size);
	case CMH_AEAD:
		return cmh_aead(dev, w->alg->id, CMH_ENCRYPT, &key, item->iv, w->alg->iv_len,
				w->aad, sizeof(w->aad), item->in, item->out, w->size, item->tag,
				w->alg->tag_len);
	case CMH_RAND:
		return cmh_random(dev, item->out, w->size);
	}
	return -EINVAL;
}

int cmh_side_ring(void *ctx, uint64_t batches)
{
	struct cmh_side *s = ctx;
	int err = 0;

	while (!err && batches--)
		err = ring_batch(s);
	return err ? bench_cmh_error(s->work->alg->name, err) : 0;
}

int cmh_side_sync(void *ctx, uint64_t batches)
{
	struct cmh_side *s = ctx;
	int err = 0;

	while (err >= 0 && batches--)
		for (uint32_t i = 0; i < s->work->depth && err >= 0; i++)
			err = sync_one(s->dev, s->work, &s->work->items[i]);
	return err < 0 ? bench_cmh_error(s->work->alg->name, err) : 0;
}
