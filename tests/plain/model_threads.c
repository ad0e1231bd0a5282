// SPDX-License-Identifier: Apache-2.0
/* model_threads.c - four host threads on four mailboxes of one model, with and without workers of its own.
 *
 * Each thread submits batches, some of them with a VCQ that fails, recovers as a driver does, and checks every
 * byte. A fifth thread reads registers and counters all the while and arms faults that lose interrupts.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>

#include "tests/unit/fake_cores.h"
#include "tests/unit/model_rig.h"

#define HOSTS 4
#define ROUNDS 1500
#define BATCH 24
#define BYTES 64

static struct rig *rig;
static bool workers;
static _Atomic bool over;
static _Atomic uint32_t failures;

static void expect(bool ok, const char *what, uint32_t mbx, uint32_t n)
{
	if (ok)
		return;
	fprintf(stderr, "mailbox %u, %u: %s\n", mbx, n, what);
	atomic_fetch_add(&failures, 1);
}

/* Waits until everything is retired; skips what fails and returns how many did. */
static uint32_t harvest(uint32_t mbx)
{
	uint32_t failed = 0;

	while (rig_head(rig, mbx) != rig->tail[mbx]) {
		if (cmh_status_code(rig_status(rig, mbx)) == CMH_STATUS_ERROR) {
			failed++;
			rig_write(rig, mbx, CMH_MBX_INTERRUPT, CMH_MBX_INT_ALL);
			rig_write(rig, mbx, CMH_MBX_COMMAND, CMH_MBX_CMD_RESTART);
			while (rig_read(rig, mbx, CMH_MBX_COMMAND))
				sched_yield();
			rig_bell(rig, mbx);
		} else if (workers || !cmh_model_run(rig->model, mbx)) {
			sched_yield();
		}
	}
	rig_write(rig, mbx, CMH_MBX_INTERRUPT, CMH_MBX_INT_ALL);
	return failed;
}

static void submit(uint32_t mbx, uint32_t round, uint32_t n, bool fails)
{
	uint32_t at = (mbx * BATCH + n) * 2 * BYTES;
	struct rig_vcq vcq = rig_vcq(rig, mbx);
	struct fake_payload p = {
		.in = RIG_BASE + at, .out = RIG_BASE + at + BYTES, .len = BYTES,
		.val = (round + n) & 0xff, .err = fails ? CMH_HWERR_EIO : 0,
	};

	memset(rig->mem + at, n, BYTES);
	rig_cmd(&vcq, CMH_CORE_HC, FAKE_INIT);
	memcpy(rig_cmd(&vcq, CMH_CORE_HC, FAKE_XOR), &p, sizeof(p));
	rig_cmd(&vcq, CMH_CORE_HC, CMH_VCQ_CMD_FLUSH);
	rig_push(&vcq);
}

static void *host_main(void *arg)
{
	uint32_t mbx = (uintptr_t)arg, round, n, nr, failed;

	rig_start(rig, mbx, 5, 8);
	for (round = 0; round < ROUNDS; round++) {
		nr = 1 + round % BATCH;
		for (n = 0; n < nr; n++)
			submit(mbx, round, n, round % 7 == 0 && n == nr / 2);
		rig_bell(rig, mbx);
		failed = harvest(mbx);
		expect(failed == (round % 7 == 0), "wrong number of failures", mbx, round);
		for (n = 0; n < nr; n++)
			expect(rig->mem[((mbx * BATCH + n) * 2 + 2) * BYTES - 1] ==
			       ((n ^ (round + n)) & 0xff), "wrong output", mbx, round);
	}
	rig_write(rig, mbx, CMH_MBX_COMMAND, CMH_MBX_CMD_FLUSH);
	while (rig_read(rig, mbx, CMH_MBX_COMMAND))
		sched_yield();
	rig_write(rig, mbx, CMH_MBX_LOCK, rig->token[mbx]);
	return NULL;
}

/* Looks at everything, runs other threads' mailboxes, and makes faults come and go. */
static void *bystander_main(void *arg)
{
	struct cmh_model_fault lose = { .kind = CMH_FAULT_LOSE_IRQ, .mbx = -1, .count = 3 };
	struct cmh_model_fault slow = { .kind = CMH_FAULT_SLOW, .mbx = -1, .count = 5, .arg = 20 };
	struct cmh_model_counters counters;
	uint32_t off, n = 0;

	(void)arg;
	while (!atomic_load(&over)) {
		for (off = 4; off < HOSTS * CMH_SIC_PAGE_SIZE; off += 4)
			if (off % CMH_SIC_PAGE_SIZE < 0x240 && off % CMH_SIC_PAGE_SIZE)
				cmh_model_read32(rig->model, off);
		cmh_model_get_counters(rig->model, &counters);
		cmh_model_run(rig->model, n++ % HOSTS);
		cmh_model_fault_arm(rig->model, n % 2 ? &lose : &slow);
		if (n % 10 == 0)
			cmh_model_fault_clear(rig->model);
		sched_yield();
	}
	return NULL;
}

static void play(uint32_t threads)
{
	struct cmh_model_opts opts = { .mailboxes = HOSTS, .threads = threads, .window = 16 };
	pthread_t host[HOSTS], bystander;
	uintptr_t i;

	rig = rig_new(&opts);
	workers = threads > 0;
	atomic_store(&over, false);
	for (i = 0; i < HOSTS; i++)
		pthread_create(&host[i], NULL, host_main, (void *)i);
	pthread_create(&bystander, NULL, bystander_main, NULL);
	for (i = 0; i < HOSTS; i++)
		pthread_join(host[i], NULL);
	atomic_store(&over, true);
	pthread_join(bystander, NULL);
	for (i = 0; i < HOSTS; i++)
		expect(rig_status(rig, i) == CMH_STATUS_OFFLINE, "not given back", i, 0);
	rig_free(rig);
}

int main(void)
{
	play(2);
	play(0);
	return atomic_load(&failures) ? 1 : 0;
}
