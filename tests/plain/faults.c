// SPDX-License-Identifier: Apache-2.0
/* faults.c - each scripted fault of the device under load: every request ends exactly once, with
 * the right result or a true error, and afterwards all is well again.
 *
 * usage: faults [requests a run [kind of fault]]
 *
 * Four threads, each with a ring on a mailbox of its own or all on a shared one, on a device with
 * and without worker threads, and on one that can only do what hardware can (hard.h). The first
 * run has no fault: its only errors are those of messages that were tampered with. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include <cmh/abi/regs.h>
#include <cmh/cmh.h>

#include "model/model.h"
#include "tests/unit/evp.h"
#include "tests/unit/hard.h"

#define THREADS  4u
#define DEPTH    64u
#define JOBS     128u /* in flight or waiting behind a link */
#define BATCH    24u
#define VARIANTS 16u
#define TEXT_MAX 256u
#define AFTERWARDS 512u /* requests of each thread after the faults are cleared */

enum kind { NOP, DIGEST, CIPHER, SEAL, OPEN, TAMPERED, PAIR_FIRST, PAIR_SECOND };

/* One input with all its right answers. */
static struct variant {
	uint8_t key[32], iv[16], aad[20], text[TEXT_MAX];
	size_t len;
	uint8_t digest[32], ctr[TEXT_MAX], gcm[TEXT_MAX], tag[16], bad_tag[16];
} variants[VARIANTS];

struct job {
	enum kind kind;
	const struct variant *v;
	uint64_t id;
	bool busy;
	struct cmh_key key;
	uint8_t out[TEXT_MAX], tag[16];
	struct job *first; /* PAIR_SECOND: the other half */
	int32_t res;
};

struct tally {
	uint64_t done, ok, io, timed_out, cancelled, bad, quarantined, reopened, sync_errors;
};

struct run {
	enum cmh_model_fault_kind kind;
	const char *name;
	uint32_t strikes, arg; /* of the fault */
	bool spread;           /* over the run, else all at once */
	uint32_t timeout_ms;
	bool shared, hard;
	uint32_t workers, stride;
	uint64_t requests; /* of each thread */
	struct cmh_dev *dev;
	pthread_barrier_t barrier;
};

struct worker {
	struct run *run;
	struct cmh_ring *ring;
	struct job jobs[JOBS];
	struct job *batch[BATCH];
	uint32_t batch_nr;
	uint64_t next_id;
	uint8_t *seen; /* bit per id */
	bool calm;     /* the faults are over */
	struct tally t;
	pthread_t thread;
};

static _Atomic uint32_t failures;

#define expect(ok, ...)                                                                            \
	do {                                                                                       \
		if (!(ok) && atomic_fetch_add(&failures, 1) < 20) {                                \
			fprintf(stderr, "%s:%d: ", __FILE__, __LINE__);                            \
			fprintf(stderr, __VA_ARGS__);                                              \
			fputc('\n', stderr);                                                       \
		}                                                                                  \
	} while (0)

static void make_variants(void)
{
	for (uint32_t i = 0; i < VARIANTS; i++) {
		struct variant *v = &variants[i];

		evp_fill(v, offsetof(struct variant, len), i + 1);
		v->len = i * 16 + (i & 1) * 7;
		evp_digest(CMH_ALG_SHA2_256, v->text, v->len, v->digest, 32);
		evp_cipher(CMH_ALG_AES_256_CTR, CMH_ENCRYPT, v->key, v->iv, v->text, v->ctr, v->len);
		evp_gcm(CMH_ALG_AES_128_GCM, v->key, v->iv, 12, v->aad, sizeof(v->aad), v->text,
			v->gcm, v->len, v->tag);
		memcpy(v->bad_tag, v->tag, 16);
		v->bad_tag[i] ^= 1;
	}
}

/* ---- one request ---- */

static void prepare(struct cmh_sqe *sqe, struct job *j)
{
	const struct variant *v = j->v;
	bool open = j->kind == OPEN || j->kind == TAMPERED;

	cmh_sqe_set_data(sqe, (uint64_t)(uintptr_t)j);
	switch (j->kind) {
	case NOP:
		cmh_prep_nop(sqe);
		break;
	case DIGEST:
		cmh_prep_digest(sqe, CMH_ALG_SHA2_256, v->text, v->len, j->out, 32);
		break;
	case CIPHER:
	case PAIR_FIRST:
		j->key = (struct cmh_key){ .data = v->key, .len = 32 };
		cmh_prep_cipher(sqe, CMH_ALG_AES_256_CTR, CMH_ENCRYPT, &j->key, v->iv, v->text,
				j->out, v->len);
		if (j->kind == PAIR_FIRST)
			cmh_sqe_set_flags(sqe, CMH_SQE_LINK);
		break;
	case PAIR_SECOND: /* back again, in place */
		j->key = (struct cmh_key){ .data = v->key, .len = 32 };
		cmh_prep_cipher(sqe, CMH_ALG_AES_256_CTR, CMH_DECRYPT, &j->key, v->iv,
				j->first->out, j->out, v->len);
		break;
	default:
		j->key = (struct cmh_key){ .data = v->key, .len = 16 };
		memcpy(j->tag, j->kind == TAMPERED ? v->bad_tag : v->tag, 16);
		if (j->kind == SEAL)
			memset(j->tag, 0, 16);
		cmh_prep_aead(sqe, CMH_ALG_AES_128_GCM, open ? CMH_DECRYPT : CMH_ENCRYPT, &j->key,
			      v->iv, 12, v->aad, sizeof(v->aad), open ? v->gcm : v->text, j->out,
			      v->len, j->tag, 16);
	}
}

static bool right(const struct job *j)
{
	const struct variant *v = j->v;

	switch (j->kind) {
	case NOP:
		return j->res == 0;
	case DIGEST:
		return j->res == 32 && !memcmp(j->out, v->digest, 32);
	case CIPHER: /* PAIR_FIRST's output may be overwritten by now */
	case PAIR_FIRST:
		return j->res == (int)v->len && !memcmp(j->out, v->ctr, v->len);
	case SEAL:
		return j->res == (int)v->len && !memcmp(j->out, v->gcm, v->len) &&
		       !memcmp(j->tag, v->tag, 16);
	case OPEN:
	case PAIR_SECOND:
		return j->res == (int)v->len && !memcmp(j->out, v->text, v->len);
	default:
		return false;
	}
}

static void count_error(struct worker *w, struct job *j, const struct cmh_cqe *cqe)
{
	bool may_fail = w->run->kind != CMH_FAULT_NONE && !w->calm;

	switch (j->res) {
	case -EIO:
		w->t.io++;
		break;
	case -ETIMEDOUT:
		w->t.timed_out++;
		break;
	case -ECANCELED:
		w->t.cancelled++;
		if (j->kind == PAIR_SECOND && j->first->res < 0)
			return;
		/* others are cancelled when a request of several VCQs errs */
		may_fail |= w->run->stride < 512;
		break;
	case -EBADMSG:
		w->t.bad++;
		for (size_t i = 0; i < j->v->len; i++)
			expect(!j->out[i], "output of a message that does not verify");
		if (j->kind == TAMPERED)
			return;
		expect(j->kind == OPEN, "EBADMSG for kind %d", j->kind);
		break;
	default:
		expect(false, "%s: kind %d ends with %s", w->run->name, j->kind, cmh_strerror(j->res));
	}
	expect(may_fail, "%s%s: kind %d ends with %d (%s) although nothing is wrong, hw 0x%x",
	       w->run->name, w->calm ? ", cleared" : "", j->kind, j->res, cmh_strerror(j->res),
	       cqe->hw);
}

static void complete(struct worker *w, const struct cmh_cqe *cqe)
{
	struct job *j = (struct job *)(uintptr_t)cqe->user_data;
	uint8_t bit = (uint8_t)(1u << (j->id & 7));

	expect(j->busy && !(w->seen[j->id / 8] & bit), "request %lu ended twice", (unsigned long)j->id);
	w->seen[j->id / 8] |= bit;
	w->t.done++;
	j->res = cqe->res;
	w->t.quarantined += cqe->flags & CMH_CQE_F_QUARANTINED;
	if (j->res >= 0) {
		w->t.ok++;
		expect(right(j), "%s: kind %d: wrong result %d, %zu bytes", w->run->name, j->kind,
		       j->res, j->v->len);
	} else {
		count_error(w, j, cqe);
	}
	/* the first of a pair stays, as the second reads its output */
	if (j->kind != PAIR_FIRST)
		j->busy = false;
	if (j->kind == PAIR_SECOND)
		j->first->busy = false;
}

static void reap(struct worker *w, bool wait)
{
	struct cmh_cqe *cqes[DEPTH];
	int n, err;

	if (wait) {
		err = cmh_ring_wait_cqe(w->ring, cqes, -1);
		expect(!err || err == -ENOENT, "wait: %s", cmh_errmsg());
	}
	while ((n = cmh_ring_peek_batch(w->ring, cqes, DEPTH)) > 0) {
		for (int i = 0; i < n; i++)
			complete(w, cqes[i]);
		cmh_ring_cq_advance(w->ring, (uint32_t)n);
	}
	expect(!n, "peek: %d", n);
}

/* ---- the load ---- */

static void prepare_on(struct worker *w, struct job *j)
{
	struct cmh_sqe *sqe = cmh_ring_get_sqe(w->ring);

	prepare(sqe, j);
	/* the faults' short deadlines may pass on a busy machine alone */
	if (w->calm)
		cmh_sqe_set_timeout(sqe, 20000);
}

static void open_ring(struct worker *w)
{
	struct cmh_ring_opts o = {
		.sz = sizeof(o),
		.depth = DEPTH,
		.mailbox = -1,
		.flags = w->run->shared ? CMH_RING_F_SHARED : CMH_RING_F_EXCLUSIVE,
	};

	if (cmh_ring_open(w->run->dev, &o, &w->ring)) {
		fprintf(stderr, "%s: %s\n", w->run->name, cmh_errmsg());
		exit(1);
	}
}

/* The ring's mailbox has been given up: all its requests have ended, go on with another. */
static void reopen(struct worker *w)
{
	reap(w, false);
	expect(!cmh_ring_inflight(w->ring), "%u requests lost", cmh_ring_inflight(w->ring));
	expect(w->run->kind == CMH_FAULT_DEAD, "%s: wedged", w->run->name);
	cmh_ring_close(w->ring);
	open_ring(w);
	w->t.reopened++;
	for (uint32_t i = 0; i < w->batch_nr; i++)
		prepare_on(w, w->batch[i]);
}

static void submit_batch(struct worker *w)
{
	while (w->batch_nr) {
		int n = cmh_ring_submit(w->ring);

		if (n == -ENODEV) {
			reopen(w);
		} else if (n < 0) {
			expect(n == -EAGAIN, "submit: %s", cmh_errmsg());
			reap(w, cmh_ring_inflight(w->ring));
		} else {
			w->batch_nr -= (uint32_t)n;
			memmove(w->batch, w->batch + n, w->batch_nr * sizeof(w->batch[0]));
			if (w->batch_nr)
				reap(w, true);
		}
	}
}

static struct job *take_job(struct worker *w, enum kind kind)
{
	for (uint32_t i = 0; i < JOBS; i++) {
		struct job *j = &w->jobs[i];

		if (j->busy)
			continue;
		j->busy = true;
		j->kind = kind;
		j->id = w->next_id++;
		j->v = &variants[j->id % VARIANTS];
		j->first = NULL;
		memset(j->out, 0xa5, sizeof(j->out));
		w->batch[w->batch_nr++] = j;
		prepare_on(w, j);
		return j;
	}
	return NULL;
}

static uint32_t jobs_free(const struct worker *w)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < JOBS; i++)
		n += !w->jobs[i].busy;
	return n;
}

static void add_pair(struct worker *w)
{
	struct job *first = take_job(w, PAIR_FIRST), *second = &w->jobs[0];

	while (second->busy)
		second++;
	second->first = first;
	second->busy = true;
	second->kind = PAIR_SECOND;
	second->id = w->next_id++;
	second->v = first->v;
	memset(second->out, 0xa5, sizeof(second->out));
	w->batch[w->batch_nr++] = second;
	prepare_on(w, second);
}

/* A one-shot call on the ring that the library keeps for this thread. */
static void call_once(struct worker *w)
{
	const struct variant *v = &variants[w->next_id % VARIANTS];
	uint8_t out[32];
	int res = cmh_digest(w->run->dev, CMH_ALG_SHA2_256, v->text, v->len, out, 32);

	if (res < 0) {
		w->t.sync_errors++;
		expect(w->run->kind != CMH_FAULT_NONE && !w->calm &&
			       (res == -EIO || res == -ETIMEDOUT || res == -ECANCELED),
		       "%s: call: %s", w->run->name, cmh_errmsg());
		w->t.io += res == -EIO;
	} else {
		expect(res == 32 && !memcmp(out, v->digest, 32), "%s: call: wrong digest",
		       w->run->name);
	}
}

static void load(struct worker *w, uint64_t upto)
{
	static const enum kind mix[] = { NOP, DIGEST, CIPHER, SEAL, OPEN, NOP, PAIR_FIRST, DIGEST };
	uint64_t round = 0;

	while (w->next_id < upto) {
		uint32_t nr = 1 + (uint32_t)(round++ % (BATCH - 1));

		while (jobs_free(w) < BATCH + 1)
			reap(w, true);
		while (w->batch_nr < nr && w->next_id < upto) {
			enum kind kind = mix[w->next_id % 8];

			if (w->next_id % 97 == 0)
				kind = TAMPERED;
			if (kind != PAIR_FIRST)
				take_job(w, kind);
			else
				add_pair(w);
		}
		submit_batch(w);
		if (round % 3 == 0)
			reap(w, false);
		if (round % 16 == 0 && !w->calm)
			call_once(w);
	}
	while (cmh_ring_inflight(w->ring))
		reap(w, true);
	reap(w, false);
}

static void *thread_main(void *arg)
{
	struct worker *w = arg;
	uint64_t upto = w->run->requests;

	w->seen = calloc(1, (upto + AFTERWARDS) / 8 + 2);
	open_ring(w);
	load(w, upto);
	pthread_barrier_wait(&w->run->barrier); /* the faults are cleared now */
	pthread_barrier_wait(&w->run->barrier);
	w->calm = true;
	load(w, upto + AFTERWARDS);
	expect(w->t.done == w->next_id, "%s: %lu of %lu requests ended", w->run->name,
	       (unsigned long)w->t.done, (unsigned long)w->next_id);
	for (uint64_t i = 0; i < w->next_id; i++)
		expect(w->seen[i / 8] >> (i & 7) & 1, "%s: request %lu never ended", w->run->name,
		       (unsigned long)i);
	cmh_ring_close(w->ring);
	free(w->seen);
	return NULL;
}

/* ---- the runs ---- */

static void arm(struct run *r)
{
	struct cmh_model *model = model_of(r->dev);
	uint32_t all = (uint32_t)(r->requests * THREADS), pieces = r->spread ? r->strikes : 1;

	if (r->kind == CMH_FAULT_NONE)
		return;
	for (uint32_t i = 0; i < pieces; i++) {
		struct cmh_model_fault f = {
			.kind = r->kind,
			.mbx = -1,
			.after = r->spread ? all / (2 * pieces) * i + 5 : 20,
			.count = r->spread ? 1 : r->strikes,
			.arg = r->arg,
		};

		expect(!cmh_model_fault_arm(model, &f), "the fault cannot be armed");
	}
}

static void check_tally(const struct run *r, const struct tally *t)
{
	switch (r->kind) {
	case CMH_FAULT_FAIL_CMD:
		/* none but the culprits, of which a few were tampered with and say so first */
		expect(t->io <= r->strikes && t->io + 4 >= r->strikes, "%s: %lu failures, %u culprits",
		       r->name, (unsigned long)t->io, r->strikes);
		break;
	case CMH_FAULT_CORRUPT:
		expect(t->io == r->strikes, "%s: %lu failures, %u culprits", r->name,
		       (unsigned long)t->io, r->strikes);
		break;
	case CMH_FAULT_OFFLINE:
		expect(t->io, "%s: no failure", r->name);
		break;
	case CMH_FAULT_STALL:
		expect(t->timed_out + t->sync_errors, "%s: no time-out", r->name);
		break;
	case CMH_FAULT_HANG:
		/* found at its deadline, or before by the flush of a RESTART that did not come true */
		expect(t->timed_out + t->io + t->sync_errors, "%s: nobody noticed", r->name);
		break;
	case CMH_FAULT_DEAD:
		expect(t->reopened + t->sync_errors, "%s: no mailbox given up", r->name);
		break;
	default:
		expect(!t->io && !t->timed_out, "%s: %lu failures, %lu time-outs", r->name,
		       (unsigned long)t->io, (unsigned long)t->timed_out);
	}
}

static void sum(struct tally *all, const struct tally *one)
{
	const uint64_t *from = (const uint64_t *)one;
	uint64_t *to = (uint64_t *)all;

	for (size_t i = 0; i < sizeof(*all) / sizeof(*to); i++)
		to[i] += from[i];
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void play(struct run *r)
{
	struct cmh_dev_opts o = {
		.sz = sizeof(o),
		.timeout_ms = r->timeout_ms,
		.watchdog_ms = 20,
		.abort_stall_ms = 40,
		.flush_ms = 40,
	};
	struct worker *w = calloc(THREADS, sizeof(*w));
	struct tally t = { 0 };
	double start = now();
	char uri[64];

	snprintf(uri, sizeof(uri), "soft:threads=%u,stride=%u", r->workers, r->stride);
	if (!w || (r->hard ? hard_open : cmh_dev_open)(uri, &o, &r->dev)) {
		fprintf(stderr, "%s: %s\n", uri, cmh_errmsg());
		exit(1);
	}
	arm(r);
	pthread_barrier_init(&r->barrier, NULL, THREADS + 1);
	for (uint32_t i = 0; i < THREADS; i++) {
		w[i].run = r;
		pthread_create(&w[i].thread, NULL, thread_main, &w[i]);
	}
	pthread_barrier_wait(&r->barrier);
	cmh_model_fault_clear(model_of(r->dev));
	pthread_barrier_wait(&r->barrier);
	for (uint32_t i = 0; i < THREADS; i++) {
		pthread_join(w[i].thread, NULL);
		sum(&t, &w[i].t);
	}
	pthread_barrier_destroy(&r->barrier);
	check_tally(r, &t);
	cmh_dev_close(r->dev);
	free(w);
	printf("%-8s %s %s threads=%u stride=%u: %lu requests, %lu ok, EIO %lu, ETIMEDOUT %lu, "
	       "ECANCELED %lu, EBADMSG %lu, quarantined %lu, rings reopened %lu, calls failed %lu, "
	       "%.2f s\n",
	       r->name, r->shared ? "shared" : "own   ", r->hard ? "hard" : "soft", r->workers, r->stride,
	       (unsigned long)t.done, (unsigned long)t.ok, (unsigned long)t.io,
	       (unsigned long)t.timed_out, (unsigned long)t.cancelled, (unsigned long)t.bad,
	       (unsigned long)t.quarantined, (unsigned long)t.reopened,
	       (unsigned long)t.sync_errors, now() - start);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	static const struct run runs[] = {
		{ .kind = CMH_FAULT_NONE, .name = "none", .timeout_ms = 20000 },
		{ CMH_FAULT_LOSE_IRQ, "LOSE_IRQ", 20, 0, false, 20000 },
		{ CMH_FAULT_STALL, "STALL", 6, 0, true, 60 },
		{ CMH_FAULT_HANG, "HANG", 4, 0, true, 60 },
		{ CMH_FAULT_DEAD, "DEAD", 3, 0, true, 60 },
		{ CMH_FAULT_SLOW, "SLOW", 200, 300, false, 20000 },
		{ CMH_FAULT_FAIL_CMD, "FAIL_CMD", 15, CMH_HWERR_EFAULT, true, 20000 },
		{ CMH_FAULT_CORRUPT, "CORRUPT", 15, 0, true, 20000 },
		{ CMH_FAULT_OFFLINE, "OFFLINE", 8, 0, true, 20000 },
	};
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	uint64_t requests = 4000;
#else
	uint64_t requests = 20000;
#endif

	if (argc > 1)
		requests = strtoull(argv[1], NULL, 0);
	alarm(1200); /* a request that never ends would make a run endless */
	make_variants();
	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
		if (argc > 2 && strcmp(argv[2], runs[i].name))
			continue;
		for (uint32_t way = 0; way < 8; way++) {
			struct run r = runs[i];

			r.requests = requests / THREADS;
			r.shared = way & 1;
			r.hard = way >= 6;
			r.workers = way & 2 ? 2 : 0;
			r.stride = way == 4 || way == 5 ? 128 : 512;
			if (r.stride == 128 && r.kind != CMH_FAULT_NONE && r.kind != CMH_FAULT_OFFLINE &&
			    r.kind != CMH_FAULT_STALL)
				continue;
			play(&r);
		}
	}
	return atomic_load(&failures) ? 1 : 0;
}
