// SPDX-License-Identifier: Apache-2.0
/* worker.c - threads of the model's own, which run mailboxes when their doorbell rings.
 *
 * A doorbell sets the mailbox's bit in one word and wakes a sleeper if there is one; a worker takes
 * a bit and runs that mailbox. Whether a sleeper exists and whether a bit is set are both read
 * after the other was written, in one total order, so no bell goes unheard.
 */
#include <errno.h>
#include <stdlib.h>

#include "internal.h"

/* Takes the next ready mailbox at or after *turn, so that none is starved. Returns -1 when none
 * is ready. */
static int take_ready(struct model_workers *workers, uint32_t *turn)
{
	uint64_t ready = atomic_load(&workers->ready), bit;
	int mbx;

	while (ready) {
		uint64_t from = ready & ~0ull << *turn;

		mbx = __builtin_ctzll(from ? from : ready);
		bit = 1ull << mbx;
		if (atomic_fetch_and(&workers->ready, ~bit) & bit) {
			*turn = (mbx + 1) % 64;
			return mbx;
		}
		ready = atomic_load(&workers->ready);
	}
	return -1;
}

static void *worker_main(void *arg)
{
	struct cmh_model *model = arg;
	struct model_workers *workers = &model->workers;
	uint32_t turn = 0;
	int mbx;

	while (!atomic_load(&workers->stop)) {
		mbx = take_ready(workers, &turn);
		if (mbx >= 0) {
			cmh_model_run(model, mbx);
			continue;
		}
		pthread_mutex_lock(&workers->lock);
		atomic_fetch_add(&workers->sleepers, 1);
		while (!atomic_load(&workers->ready) && !atomic_load(&workers->stop))
			pthread_cond_wait(&workers->bell, &workers->lock);
		atomic_fetch_sub(&workers->sleepers, 1);
		pthread_mutex_unlock(&workers->lock);
	}
	return NULL;
}

void workers_wake(struct cmh_model *model, uint32_t mbx)
{
	struct model_workers *workers = &model->workers;

	atomic_fetch_or(&workers->ready, 1ull << mbx);
	if (!atomic_load(&workers->sleepers))
		return;
	pthread_mutex_lock(&workers->lock);
	pthread_cond_signal(&workers->bell);
	pthread_mutex_unlock(&workers->lock);
}

int workers_start(struct cmh_model *model)
{
	struct model_workers *workers = &model->workers;
	uint32_t i, nr = model->opts.threads;
	int err;

	pthread_mutex_init(&workers->lock, NULL);
	pthread_cond_init(&workers->bell, NULL);
	if (!nr)
		return 0;
	workers->threads = calloc(nr, sizeof(*workers->threads));
	if (!workers->threads)
		return -ENOMEM;
	for (i = 0; i < nr; i++) {
		err = pthread_create(&workers->threads[i], NULL, worker_main, model);
		if (err) {
			workers->nr = i;
			workers_stop(model);
			return -ENOMEM;
		}
	}
	workers->nr = nr;
	return 0;
}

void workers_stop(struct cmh_model *model)
{
	struct model_workers *workers = &model->workers;
	uint32_t i;

	atomic_store(&workers->stop, true);
	pthread_mutex_lock(&workers->lock);
	pthread_cond_broadcast(&workers->bell);
	pthread_mutex_unlock(&workers->lock);
	for (i = 0; i < workers->nr; i++)
		pthread_join(workers->threads[i], NULL);
	workers->nr = 0;
	free(workers->threads);
	workers->threads = NULL;
	pthread_cond_destroy(&workers->bell);
	pthread_mutex_destroy(&workers->lock);
}
