// SPDX-License-Identifier: Apache-2.0
/* The recovery ladder step by step: which request ends how, and what is written to the mailbox. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "model/model.h"
#include "tests/unit/hard.h"
#include "tests/unit/optable.h"

TestSuite(recover, .timeout = 60);

static struct cmh_dev *dev;
static struct cmh_ring *ring;
static uint8_t out[32];

static void up(const char *uri, bool hard)
{
	struct cmh_dev_opts o = { .sz = sizeof(o), .timeout_ms = 60, .watchdog_ms = 10,
				  .abort_stall_ms = 30, .flush_ms = 30 };

	cr_assert(eq(int, (hard ? hard_open : cmh_dev_open)(uri, &o, &dev), 0), "%s", cmh_errmsg());
	cr_assert(eq(int, cmh_ring_open(dev, NULL, &ring), 0));
}

static void down(void)
{
	cmh_ring_close(ring);
	cmh_dev_close(dev);
}

static void arm(enum cmh_model_fault_kind kind, uint32_t after, uint32_t arg)
{
	struct cmh_model_fault f = { .kind = kind, .mbx = -1, .after = after, .count = 1, .arg = arg };

	cr_assert(eq(int, cmh_model_fault_arm(model_of(dev), &f), 0));
}

static void submit(uint32_t nr)
{
	for (uint32_t i = 0; i < nr; i++) {
		struct cmh_sqe *sqe = cmh_ring_get_sqe(ring);

		cmh_prep_digest(sqe, CMH_ALG_SHA2_256, "abc", 3, out, 32);
		cmh_sqe_set_data(sqe, i);
	}
	cr_assert(eq(int, cmh_ring_submit(ring), (int)nr));
}

/* All in order: res up to `at`, there, and behind it. */
static void expect(uint32_t nr, uint32_t at, int there, uint32_t flags, int behind)
{
	struct cmh_cqe *cqe;

	for (uint32_t i = 0; i < nr; i++) {
		cr_assert(eq(int, cmh_ring_wait_cqe(ring, &cqe, 3000), 0), "%s", cmh_errmsg());
		cr_assert(eq(u64, cqe->user_data, i));
		cr_assert(eq(int, cqe->res, i < at ? 32 : i == at ? there : behind), "request %u", i);
		if (i == at) {
			cr_assert(eq(u32, cqe->flags, flags));
			cr_assert(ne(u32, cqe->hw, 0));
		}
		cmh_cqe_seen(ring, cqe);
	}
	cr_assert(eq(u32, cmh_ring_inflight(ring), 0));
}

static void works(void)
{
	for (int i = 0; i < 3; i++) {
		submit(5);
		expect(5, 9, 0, 0, 0);
	}
}

/* Each on the three kinds of device. */
#define EACH_WAY(way, uri)                                                                         \
	for (int way = 0; way < 3; way++, down())                                                  \
		for (bool once = (up(way ? "soft:threads=1" uri : "soft:threads=0" uri, way == 2), \
				  true);                                                           \
		     once; once = false)

Test(recover, culprit_of_one_vcq_is_skipped)
{
	EACH_WAY(way, "") {
		for (uint32_t at = 0; at < 6; at++) {
			arm(CMH_FAULT_CORRUPT, at, 0);
			submit(6);
			expect(6, at, -EIO, 0, 32);
			works();
		}
	}
}

Test(recover, culprit_of_several_vcqs_takes_the_rest_along)
{
	EACH_WAY(way, ",stride=128") {
		for (uint32_t at = 0; at < 6; at++) { /* four VCQs each; strike the third */
			arm(CMH_FAULT_CORRUPT, 4 * at + 2, 0);
			submit(6);
			expect(6, at, -EIO, 0, -ECANCELED);
			works();
		}
	}
}

Test(recover, stalled_request_is_aborted)
{
	EACH_WAY(way, "") {
		arm(CMH_FAULT_STALL, 2, 0);
		submit(5);
		expect(5, 2, -ETIMEDOUT, 0, 32);
		works();
	}
}

Test(recover, hanging_request_is_flushed_and_quarantined)
{
	EACH_WAY(way, "") {
		arm(CMH_FAULT_HANG, 2, 0);
		submit(5);
		expect(5, 2, -ETIMEDOUT, CMH_CQE_F_QUARANTINED, -ECANCELED);
		works();
	}
}

Test(recover, offline_mailbox_comes_back)
{
	EACH_WAY(way, "") {
		arm(CMH_FAULT_OFFLINE, 2, 0);
		submit(5);
		expect(5, 2, -EIO, 0, -ECANCELED);
		works();
	}
}

Test(recover, dead_mailbox_is_given_up)
{
	EACH_WAY(way, "") {
		struct cmh_ring_opts o = { .sz = sizeof(o), .mailbox = -1 };

		arm(CMH_FAULT_DEAD, 2, 0);
		submit(5);
		expect(5, 2, -ETIMEDOUT, CMH_CQE_F_QUARANTINED, -EIO);
		cmh_prep_nop(cmh_ring_get_sqe(ring));
		cr_assert(eq(int, cmh_ring_submit(ring), -ENODEV));
		cmh_ring_close(ring);
		cr_assert(eq(int, cmh_ring_open(dev, &o, &ring), 0));
		works();
	}
}

Test(recover, lost_interrupts_cost_a_tick_and_no_more)
{
	EACH_WAY(way, "") {
		struct cmh_model_fault lose = { .kind = CMH_FAULT_LOSE_IRQ, .mbx = -1 };

		cmh_model_fault_arm(model_of(dev), &lose);
		works();
		works();
	}
}

/* The mailbox is left idle by an error: nothing of it stands in the way of one that needs all slots. */
Test(recover, all_slots_are_there_after_an_error)
{
	EACH_WAY(way, ",stride=128,slots=4") {
		for (int i = 0; i < 20; i++) {
			struct cmh_cqe *cqe;

			arm(CMH_FAULT_CORRUPT, 0, 0);
			cmh_prep_nop(cmh_ring_get_sqe(ring));
			cr_assert(eq(int, cmh_ring_submit_and_wait(ring, 1, 3000), 1));
			cr_assert(eq(int, cmh_ring_peek_cqe(ring, &cqe), 0));
			cr_assert(eq(int, cqe->res, -EIO));
			cmh_cqe_seen(ring, cqe);
			submit(1);
			expect(1, 9, 0, 0, 0);
		}
	}
}
