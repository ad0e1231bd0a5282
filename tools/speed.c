// SPDX-License-Identifier: Apache-2.0
/* speed.c - a closed loop: each ring keeps its depth of requests in flight until the time is over. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/progress.h"
#include "tools/speed.h"

/* Completions harvested at a time. */
#define BATCH 64u

/* Behind the text of a request: its digest, MAC or tag; or the answer of a public-key operation. */
#define RESULT_MAX SPEED_PK_OUT_MAX

/* The longest key is that of AES-256-XTS; an HMAC or KMAC takes any. */
#define KEY_MAX     64u
#define KEY_DEFAULT 32u

struct worker {
	pthread_t thread;
	struct cmh_dev *dev;
	const struct speed_job *job;
	struct cmh_ring *ring;
	uint8_t *memory; /* depth requests' buffers */
	size_t slot_size;
	uint64_t *submit_ns; /* of the request in each slot */
	struct cmh_key key;
	struct speed_pk_work pk;
	uint64_t begin_ns;
	uint64_t end_ns;
	int rc;
	struct speed_result result;
};

/* nowhere the same in both halves, which XTS would refuse */
static const uint8_t key_bytes[KEY_MAX] = { 1, 2, 3, 4, 5, 6, 7, 8 };
static const uint8_t iv_bytes[16] = { 9, 10, 11, 12 };

static int fail(struct worker *worker, int rc)
{
	const char *sentence = cmh_errmsg();

	snprintf(worker->result.error, sizeof(worker->result.error), "%s",
		 *sentence ? sentence : cmh_strerror(rc));
	worker->rc = rc;
	return rc;
}

static uint32_t round_up_pow2(uint32_t v)
{
	uint32_t pow2 = 1;

	while (pow2 < v)
		pow2 <<= 1;
	return pow2;
}

/* One slot for each request keeps a shallow ring in the cache; but random bytes come in small commands, so
 * that one request may need the whole ring of the mailbox. */
static uint32_t ring_depth(struct cmh_dev *dev, const struct speed_job *job)
{
	const struct cmh_alg_info *alg = cmh_alg_get(job->alg);
	struct cmh_dev_info info = { .sz = sizeof(info) };
	uint32_t depth = round_up_pow2(job->depth);

	if (alg && alg->family == CMH_RAND && !cmh_dev_info(dev, &info) && info.slots > depth)
		return info.slots;
	return depth;
}

static int set_up(struct worker *worker)
{
	const struct speed_job *job = worker->job;
	struct cmh_ring_opts opts = {
		.sz = sizeof(opts),
		.depth = ring_depth(worker->dev, job),
		.mailbox = -1,
	};
	const struct cmh_alg_info *alg = cmh_alg_get(job->alg);
	void *memory;
	int rc;

	worker->key.data = key_bytes;
	worker->key.len = alg && alg->key_len ? alg->key_len : KEY_DEFAULT;
	worker->pk.pk = &job->pk;
	rc = cmh_ring_open(worker->dev, &opts, &worker->ring);
	if (rc)
		return fail(worker, rc);
	worker->slot_size = ((size_t)job->bytes + 63) / 64 * 64 + RESULT_MAX;
	rc = cmh_dev_alloc(worker->dev, worker->slot_size * job->depth, &memory);
	if (rc)
		return fail(worker, rc);
	worker->memory = memory;
	memset(worker->memory, 0x5a, worker->slot_size * job->depth);
	worker->submit_ns = calloc(job->depth, sizeof(*worker->submit_ns));
	if (!worker->submit_ns)
		return fail(worker, -ENOMEM);
	histogram_init(&worker->result.ns);
	if (job->pk.kind) {
		rc = speed_pk_set_up(worker->dev, &job->pk, &worker->pk);
		if (rc)
			return fail(worker, rc);
	}
	return 0;
}

static void tear_down(struct worker *worker)
{
	cmh_ring_close(worker->ring);
	cmh_dev_free(worker->dev, worker->memory);
	free(worker->submit_ns);
}

/* Prepares the request of one slot; ciphers work in place. */
static void prep(struct worker *worker, struct cmh_sqe *sqe, uint32_t slot)
{
	const struct speed_job *job = worker->job;
	const struct cmh_alg_info *alg = cmh_alg_get(job->alg);
	uint8_t *text = worker->memory + slot * worker->slot_size;
	uint8_t *result = text + worker->slot_size - RESULT_MAX;
	const struct cmh_key *key = &worker->key;

	cmh_sqe_set_data(sqe, slot);
	if (!alg) {
		speed_pk_prep(&worker->pk, sqe, result);
		return;
	}
	switch (alg->family) {
	case CMH_DIGEST:
		cmh_prep_digest(sqe, job->alg, text, job->bytes, result, alg->digest_len);
		break;
	case CMH_CSHAKE:
		cmh_prep_cshake(sqe, job->alg, NULL, 0, "cmh speed", 9, text, job->bytes, result,
				alg->digest_len);
		break;
	case CMH_MAC:
		cmh_prep_mac(sqe, job->alg, key, NULL, 0, text, job->bytes, result, alg->digest_len);
		break;
	case CMH_CIPHER:
	case CMH_XTS:
		cmh_prep_cipher(sqe, job->alg, CMH_ENCRYPT, key, alg->iv_len ? iv_bytes : NULL,
				text, text, job->bytes);
		break;
	case CMH_AEAD:
		cmh_prep_aead(sqe, job->alg, CMH_ENCRYPT, key, iv_bytes, alg->iv_len, NULL, 0, text,
			      text, job->bytes, result, alg->tag_len);
		break;
	case CMH_RAND: cmh_prep_random(sqe, text, job->bytes); break;
	}
}

/* Puts the request of slot into the queue. Returns 0, or -EAGAIN when that is full. */
static int queue(struct worker *worker, uint32_t slot, uint64_t now)
{
	struct cmh_sqe *sqe = cmh_ring_get_sqe(worker->ring);

	if (!sqe)
		return -EAGAIN;
	prep(worker, sqe, slot);
	worker->submit_ns[slot] = now;
	return 0;
}

/* Counts up to BATCH completions, and queues their requests again until the time is over. Returns how
 * many it took, or a negative errno. */
static int harvest(struct worker *worker, uint64_t end_ns)
{
	struct cmh_cqe *cqes[BATCH];
	uint64_t now;
	int nr;

	nr = cmh_ring_peek_batch(worker->ring, cqes, BATCH);
	if (nr <= 0)
		return nr < 0 ? fail(worker, nr) : 0;
	now = clock_ns();
	for (int i = 0; i < nr; i++) {
		uint32_t slot = (uint32_t)cqes[i]->user_data;

		if (cqes[i]->res < 0)
			return fail(worker, cqes[i]->res);
		histogram_add(&worker->result.ns, now - worker->submit_ns[slot], 1);
	}
	worker->end_ns = now;
	for (int i = 0; i < nr && now < end_ns; i++)
		if (queue(worker, (uint32_t)cqes[i]->user_data, now))
			return fail(worker, -EAGAIN);
	cmh_ring_cq_advance(worker->ring, (uint32_t)nr);
	return nr;
}

static int measure(struct worker *worker)
{
	uint64_t duration = (uint64_t)(worker->job->seconds * 1e9);
	int rc;

	worker->begin_ns = clock_ns();
	for (uint32_t slot = 0; slot < worker->job->depth; slot++)
		if (queue(worker, slot, worker->begin_ns))
			return fail(worker, -EAGAIN);
	for (;;) {
		rc = cmh_ring_submit_and_wait(worker->ring, 1, -1);
		if (rc == -ENOENT)
			return 0; /* the time is over and all is harvested */
		if (rc < 0 && rc != -EAGAIN)
			return fail(worker, rc);
		do {
			rc = harvest(worker, worker->begin_ns + duration);
			if (rc < 0)
				return rc;
		} while (rc == BATCH);
		if (!cmh_ring_inflight(worker->ring) &&
		    worker->end_ns >= worker->begin_ns + duration)
			return 0;
	}
}

static void *work(void *arg)
{
	measure(arg);
	return NULL;
}

/* Puts the workers' results together. Returns 0 or the first error. */
static int collect(struct worker *workers, uint32_t nr, struct speed_result *result)
{
	uint64_t begin_ns = UINT64_MAX, end_ns = 0;

	for (uint32_t i = 0; i < nr; i++) {
		struct worker *worker = &workers[i];

		if (worker->rc) {
			memcpy(result->error, worker->result.error, sizeof(result->error));
			return worker->rc;
		}
		histogram_merge(&result->ns, &worker->result.ns);
		if (worker->begin_ns < begin_ns)
			begin_ns = worker->begin_ns;
		if (worker->end_ns > end_ns)
			end_ns = worker->end_ns;
	}
	result->seconds = (double)(end_ns - begin_ns) / 1e9;
	return 0;
}

/* Runs workers that are set up; the last one in this thread, so that one worker needs no other. */
static int run_workers(struct worker *workers, uint32_t nr, struct speed_result *result)
{
	uint32_t started;
	int rc = 0;

	for (started = 0; started + 1 < nr; started++) {
		rc = -pthread_create(&workers[started].thread, NULL, work, &workers[started]);
		if (rc)
			break;
	}
	if (rc)
		snprintf(result->error, sizeof(result->error), "thread %u: %s", started,
			 strerror(-rc));
	else
		measure(&workers[nr - 1]);
	for (uint32_t i = 0; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	return rc;
}

int speed_run(struct cmh_dev *dev, const struct speed_job *job, struct speed_result *result)
{
	struct worker *workers = calloc(job->threads, sizeof(*workers));
	int rc = 0;

	memset(result, 0, sizeof(*result));
	histogram_init(&result->ns);
	if (!workers) {
		snprintf(result->error, sizeof(result->error), "%s", strerror(ENOMEM));
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < job->threads && !rc; i++) {
		workers[i].dev = dev;
		workers[i].job = job;
		rc = set_up(&workers[i]);
	}
	if (!rc)
		rc = run_workers(workers, job->threads, result);
	if (!result->error[0])
		rc = collect(workers, job->threads, result);
	for (uint32_t i = 0; i < job->threads; i++)
		tear_down(&workers[i]);
	free(workers);
	return rc;
}
