// SPDX-License-Identifier: Apache-2.0
/* Rings: depth, backpressure, links, waiting, descriptors, sharing, and each call's documented
 * errors. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "model/model.h"
#include "tests/unit/hard.h"
#include "tests/unit/optable.h"

TestSuite(ring, .timeout = 60);

static struct cmh_dev *up(const char *uri)
{
	struct cmh_dev_opts o = { .sz = sizeof(o), .timeout_ms = 5000, .watchdog_ms = 1000 };
	struct cmh_dev *dev;

	cr_assert(eq(int, cmh_dev_open(uri, &o, &dev), 0), "%s", cmh_errmsg());
	return dev;
}

static int open_ring(struct cmh_dev *dev, uint32_t depth, uint32_t flags, struct cmh_ring **ring)
{
	struct cmh_ring_opts o = { .sz = sizeof(o), .depth = depth, .flags = flags, .mailbox = -1 };

	return cmh_ring_open(dev, &o, ring);
}

static struct cmh_ring *ring_of(struct cmh_dev *dev, uint32_t depth, uint32_t flags)
{
	struct cmh_ring *ring;

	cr_assert(eq(int, open_ring(dev, depth, flags, &ring), 0), "%s", cmh_errmsg());
	return ring;
}

static void nop(struct cmh_ring *ring, uint64_t data, uint32_t flags)
{
	struct cmh_sqe *sqe = cmh_ring_get_sqe(ring);

	cr_assert(ne(ptr, sqe, NULL));
	cmh_prep_nop(sqe);
	cmh_sqe_set_data(sqe, data);
	cmh_sqe_set_flags(sqe, flags);
}

/* An entry that is refused at submission. */
static void bad(struct cmh_ring *ring, uint64_t data, uint32_t flags)
{
	struct cmh_sqe *sqe = cmh_ring_get_sqe(ring);

	cmh_prep_digest(sqe, CMH_ALG_SHA2_256, NULL, 0, NULL, 7);
	cmh_sqe_set_data(sqe, data);
	cmh_sqe_set_flags(sqe, flags);
}

/* An entry that the device fails. */
static void tampered(struct cmh_ring *ring, uint64_t data, uint32_t flags)
{
	static uint8_t buf[64];
	static const struct cmh_key key = { .data = "0123456789abcdef", .len = 16 };
	struct cmh_sqe *sqe = cmh_ring_get_sqe(ring);

	cmh_prep_aead(sqe, CMH_ALG_AES_128_GCM, CMH_DECRYPT, &key, buf, 12, NULL, 0, buf, buf, 16,
		      buf + 32, 16);
	cmh_sqe_set_data(sqe, data);
	cmh_sqe_set_flags(sqe, flags);
}

static void expect_cqe(struct cmh_ring *ring, uint64_t data, int res)
{
	struct cmh_cqe *cqe;

	cr_assert(eq(int, cmh_ring_wait_cqe(ring, &cqe, 3000), 0), "%s", cmh_errmsg());
	cr_assert(eq(u64, cqe->user_data, data));
	cr_assert(eq(int, cqe->res, res), "user_data %lu", (unsigned long)data);
	cmh_cqe_seen(ring, cqe);
}

static void expect_nothing(struct cmh_ring *ring)
{
	struct cmh_cqe *cqe;

	cr_assert(eq(int, cmh_ring_peek_cqe(ring, &cqe), -EAGAIN));
	cr_assert(eq(u32, cmh_ring_inflight(ring), 0));
}

Test(ring, options_that_are_refused)
{
	struct cmh_dev *dev = up("soft:mailboxes=4");
	struct cmh_ring_opts o = { .sz = sizeof(o), .mailbox = -1 };
	struct cmh_ring *ring;

#define REFUSED(field, val, err)                                                                   \
	do {                                                                                       \
		struct cmh_ring_opts try = o;                                                      \
		try.field = val;                                                                   \
		cr_assert(eq(int, cmh_ring_open(dev, &try, &ring), err), #field "=" #val);         \
	} while (0)
	REFUSED(sz, 4, -EINVAL);
	REFUSED(sz, sizeof(o) + 8, -EINVAL);
	REFUSED(depth, 3, -EINVAL);
	REFUSED(depth, 65536, -EINVAL);
	REFUSED(flags, 4, -EINVAL);
	REFUSED(flags, CMH_RING_F_EXCLUSIVE | CMH_RING_F_SHARED, -EINVAL);
	REFUSED(mailbox, 4, -EINVAL);
#undef REFUSED
	cmh_ring_close(NULL);
	cmh_dev_close(dev);
}

Test(ring, every_depth_fills_and_empties)
{
	for (uint32_t depth = 1; depth <= 4096; depth *= 2) {
		struct cmh_dev *dev = up("soft:");
		struct cmh_ring *ring = ring_of(dev, depth, 0);
		struct cmh_cqe *cqes[8];
		uint64_t next = 0, seen = 0;

		for (uint32_t batch = 1; batch <= depth; batch = batch * 2 + 1) {
			for (uint32_t i = 0; i < batch; i++)
				nop(ring, next++, 0);
			cr_assert(eq(int, cmh_ring_submit_and_wait(ring, batch, 1000), (int)batch));
			while (seen < next) {
				int n = cmh_ring_peek_batch(ring, cqes, 8);

				cr_assert(gt(int, n, 0));
				for (int i = 0; i < n; i++)
					cr_assert(eq(u64, cqes[i]->user_data, seen++));
				cmh_ring_cq_advance(ring, (uint32_t)n);
			}
		}
		expect_nothing(ring);
		cmh_ring_close(ring);
		cmh_dev_close(dev);
	}
}

Test(ring, full_queue_says_so_and_keeps_entries)
{
	struct cmh_dev *dev = up("soft:slots=2");
	struct cmh_ring *ring = ring_of(dev, 2, 0);

	for (uint64_t round = 0; round < 50; round++) {
		nop(ring, 4 * round, 0);
		nop(ring, 4 * round + 1, 0);
		cr_assert(eq(ptr, cmh_ring_get_sqe(ring), NULL));
		cr_assert(eq(int, cmh_ring_submit(ring), 2));
		nop(ring, 4 * round + 2, 0);
		nop(ring, 4 * round + 3, 0);
		cr_assert(eq(int, cmh_ring_submit(ring), -EAGAIN), "both slots are taken");
		expect_cqe(ring, 4 * round, 0);
		expect_cqe(ring, 4 * round + 1, 0);
		cr_assert(eq(int, cmh_ring_submit(ring), 2), "the entries have been kept");
		expect_cqe(ring, 4 * round + 2, 0);
		expect_cqe(ring, 4 * round + 3, 0);
		expect_nothing(ring);
	}
	cmh_ring_close(ring);
	cmh_dev_close(dev);
}

Test(ring, unseen_completions_hold_submission_back)
{
	struct cmh_dev *dev = up("soft:slots=64");
	struct cmh_ring *ring = ring_of(dev, 4, 0);
	struct cmh_cqe *cqe;
	uint64_t n = 0, taken = 0;

	for (int i = 0; i < 4; i++) { /* the CQ has twice the depth */
		while (n < taken + 4)
			nop(ring, n++, 0);
		int ret = cmh_ring_submit(ring);

		if (ret == -EAGAIN)
			break;
		taken += (uint64_t)ret;
		cr_assert(eq(int, cmh_ring_submit_and_wait(ring, (uint32_t)taken, 1000), 0));
	}
	cr_assert(eq(u64, taken, 8));
	cr_assert(eq(int, cmh_ring_peek_cqe(ring, &cqe), 0));
	for (uint64_t i = 0; i < 8; i++)
		expect_cqe(ring, i, 0);
	cr_assert(eq(int, cmh_ring_submit(ring), 4));
	for (uint64_t i = 8; i < 12; i++)
		expect_cqe(ring, i, 0);
	cmh_ring_close(ring);
	cmh_dev_close(dev);
}

Test(ring, waiting_for_nothing)
{
	struct cmh_dev *dev = up("soft:");
	struct cmh_ring *ring = ring_of(dev, 4, 0);
	struct cmh_cqe *cqe;

	cr_assert(eq(int, cmh_ring_submit(ring), 0));
	cr_assert(eq(int, cmh_ring_wait_cqe(ring, &cqe, -1), -ENOENT));
	cr_assert(eq(int, cmh_ring_submit_and_wait(ring, 0, -1), 0));
	cr_assert(eq(int, cmh_ring_next_timeout(ring), -1));
	expect_nothing(ring);
	cmh_ring_close(ring);
	cmh_dev_close(dev);
}

Test(ring, wait_ends_in_time_when_the_device_stands_still)
{
	struct cmh_dev *dev = up("soft:");
	struct cmh_ring *ring = ring_of(dev, 4, 0);
	struct cmh_model_fault stall = { .kind = CMH_FAULT_STALL, .mbx = -1, .count = 1 };
	struct cmh_cqe *cqe;
	int next;

	cmh_model_fault_arm(model_of(dev), &stall);
	nop(ring, 1, 0);
	cr_assert(eq(int, cmh_ring_submit_and_wait(ring, 1, 20), -ETIMEDOUT));
	cr_assert(eq(int, cmh_ring_wait_cqe(ring, &cqe, 0), -ETIMEDOUT));
	next = cmh_ring_next_timeout(ring);
	cr_assert(all(gt(int, next, 0), le(int, next, 1000)));
	cmh_model_fault_clear(model_of(dev));
	expect_cqe(ring, 1, 0);
	cmh_ring_close(ring);
	cmh_dev_close(dev);
}

/* ---- links ---- */

static void links_on(struct cmh_dev *dev, uint32_t depth, uint32_t chain)
{
	struct cmh_ring *ring = ring_of(dev, depth, 0);
	uint64_t id = 0;

	/* all well; first refused; middle refused; last refused; first fails; middle fails */
	for (uint32_t way = 0; way < 6; way++) {
		uint32_t at = way == 0 ? chain : way == 3 ? chain - 1 : way == 1 || way == 4 ? 0 : chain / 2;
		int res = way < 4 ? -EINVAL : -EBADMSG;
		uint64_t first = id;

		for (uint32_t i = 0; i < chain; i++) {
			uint32_t flags = i + 1 < chain ? CMH_SQE_LINK : 0;

			if (i != at)
				nop(ring, id++, flags);
			else if (way < 4)
				bad(ring, id++, flags);
			else
				tampered(ring, id++, flags);
		}
		nop(ring, id++, 0); /* not of the chain */
		cr_assert(eq(int, cmh_ring_submit(ring), (int)chain + 1));
		cr_assert(ge(int, cmh_ring_submit_and_wait(ring, chain + 1, 3000), 0));
		/* the one behind may end before the chain, which keeps its own order */
		uint64_t next = first;
		struct cmh_cqe *cqe;

		for (uint32_t n = 0; n <= chain; n++) {
			uint32_t i = (uint32_t)(next - first);

			cr_assert(eq(int, cmh_ring_wait_cqe(ring, &cqe, 3000), 0));
			if (cqe->user_data == first + chain) {
				cr_assert(eq(int, cqe->res, 0));
			} else {
				cr_assert(eq(u64, cqe->user_data, next++));
				cr_assert(eq(int, cqe->res, i < at ? 0 : i == at ? res : -ECANCELED),
					  "way %u entry %u of %u", way, i, chain);
			}
			cmh_cqe_seen(ring, cqe);
		}
		expect_nothing(ring);
	}
	cmh_ring_close(ring);
}

Test(ring, chains_succeed_fail_and_are_longer_than_the_mailbox)
{
	static const char *const uris[] = { "soft:", "soft:slots=8", "soft:threads=2,slots=8",
					    "soft:mailboxes=1" };

	for (uint32_t i = 0; i < 4; i++) {
		struct cmh_dev *dev = up(uris[i]);

		links_on(dev, 64, 2);
		links_on(dev, 64, 3);
		links_on(dev, 64, 60);
		cmh_dev_close(dev);
	}
}

Test(ring, chain_ends_with_the_submission)
{
	struct cmh_dev *dev = up("soft:");
	struct cmh_ring *ring = ring_of(dev, 8, 0);

	bad(ring, 1, CMH_SQE_LINK);
	cr_assert(eq(int, cmh_ring_submit(ring), 1));
	nop(ring, 2, 0);
	cr_assert(eq(int, cmh_ring_submit(ring), 1));
	expect_cqe(ring, 1, -EINVAL);
	expect_cqe(ring, 2, 0);
	cmh_ring_close(ring);
	cmh_dev_close(dev);
}

/* A stalled device leaves a chain no slot: whoever waits must still look at deadlines. */
Test(ring, chain_behind_a_stall_ends_at_the_deadline)
{
	struct cmh_dev_opts o = { .sz = sizeof(o), .timeout_ms = 40, .watchdog_ms = 20 };
	struct cmh_model_fault stall = { .kind = CMH_FAULT_STALL, .mbx = -1, .after = 1, .count = 1 };
	struct cmh_ring *ring;
	struct cmh_dev *dev;
	struct cmh_sqe *sqe;
	uint8_t out[32];

	cr_assert(eq(int, cmh_dev_open("soft:slots=2,stride=256", &o, &dev), 0));
	ring = ring_of(dev, 0, 0);
	cmh_model_fault_arm(model_of(dev), &stall);
	nop(ring, 1, CMH_SQE_LINK);
	sqe = cmh_ring_get_sqe(ring); /* takes both slots */
	cmh_prep_digest(sqe, CMH_ALG_SHA2_256, "abc", 3, out, 32);
	cmh_sqe_set_data(sqe, 2);
	cr_assert(eq(int, cmh_ring_submit(ring), 2));
	nop(ring, 3, 0);
	cr_assert(eq(int, cmh_ring_submit(ring), 1));
	expect_cqe(ring, 1, 0);
	expect_cqe(ring, 3, -ETIMEDOUT);
	expect_cqe(ring, 2, 32);
	cmh_ring_close(ring);
	cmh_dev_close(dev);
}

/* ---- requests of several VCQs, ids ---- */

Test(ring, full_in_the_middle_of_a_request)
{
	struct cmh_dev *dev = up("soft:stride=128,slots=8");
	struct cmh_ring *ring = ring_of(dev, 0, 0);
	struct op ops[8];

	for (uint64_t round = 0; round < 100; round++) {
		for (uint32_t i = 0; i < 8; i++) /* one to five slots each */
			op_init(&ops[i], i & 1 ? CMH_ALG_SHA2_256 : CMH_ALG_AES_128_GCM, CMH_ENCRYPT,
				i * 9 + round, i, 16, OP_APART, round);
		cr_assert(eq(int, ops_run(ring, ops, 8), 0));
		for (uint32_t i = 0; i < 8; i++)
			cr_assert(zero(ptr, (void *)(uintptr_t)op_report(&ops[i], "middle")), "%s",
				  op_report(&ops[i], "middle"));
		ops_free(ops, 8);
	}
	cmh_ring_close(ring);
	cmh_dev_close(dev);
}

/* HEAD and TAIL keep counting when the mailbox changes hands; near 2^32 they wrap. */
Test(ring, ids_and_queues_wrap)
{
	struct cmh_dev *dev = up("soft:slots=4");
	struct cmh_ring *ring = ring_of(dev, 0, 0);
	struct cmh_cqe *cqe;

	for (uint64_t i = 0; i < 300000; i++) {
		nop(ring, i, 0);
		if (i % 3 == 2) {
			cr_assert(eq(int, cmh_ring_submit(ring), 3));
			for (uint64_t k = i - 2; k <= i; k++) {
				cmh_ring_wait_cqe(ring, &cqe, -1);
				if (cqe->user_data != k || cqe->res)
					cr_fatal("id %lu", (unsigned long)k);
				cmh_cqe_seen(ring, cqe);
			}
		}
	}
	expect_nothing(ring);
	cmh_ring_close(ring);
	cmh_dev_close(dev);
}

/* As many requests with buffers in flight as slots: completing the oldest must leave the newest its windows. */
Test(ring, every_slot_in_flight_keeps_its_buffers)
{
	struct cmh_dev *dev = up("soft:threads=1,slots=64");
	struct cmh_ring *ring = ring_of(dev, 0, 0);
	struct cmh_model_fault slow = { .kind = CMH_FAULT_SLOW, .mbx = -1, .arg = 20 };
	struct op ops[512];

	cmh_model_fault_arm(model_of(dev), &slow);
	for (uint32_t i = 0; i < 512; i++)
		op_init(&ops[i], CMH_ALG_SHA2_256, 0, 100, 0, 0, OP_APART, i);
	cr_assert(eq(int, ops_run(ring, ops, 512), 0));
	for (uint32_t i = 0; i < 512; i++)
		cr_assert(zero(ptr, (void *)(uintptr_t)op_report(&ops[i], "windows")), "%s",
			  op_report(&ops[i], "windows"));
	ops_free(ops, 512);
	cmh_ring_close(ring);
	cmh_dev_close(dev);
}

/* ---- descriptors ---- */

static void event_loop_on(const char *uri, bool hard)
{
	struct cmh_dev *dev;
	struct cmh_ring *ring;
	struct epoll_event ev = { .events = EPOLLIN };
	int ep = epoll_create1(0), fd;
	uint64_t done = 0, count;
	struct cmh_cqe *cqe;

	cr_assert(eq(int, (hard ? hard_open : cmh_dev_open)(uri, NULL, &dev), 0));
	ring = ring_of(dev, 16, CMH_RING_F_EXCLUSIVE);
	fd = cmh_ring_eventfd(ring);
	cr_assert(ge(int, fd, 0));
	cr_assert(eq(int, cmh_ring_eventfd(ring), fd));
	epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
	while (done < 3000) {
		uint64_t from = done;

		/* pairs of linked entries: the second follows without another submit */
		for (int i = 0; i < 8; i++)
			nop(ring, done + (uint64_t)i, i & 1 ? 0 : CMH_SQE_LINK);
		cr_assert(eq(int, cmh_ring_submit(ring), 8));
		while (done < from + 8) {
			cr_assert(eq(int, epoll_wait(ep, &ev, 1, 3000), 1), "no event after %lu",
				  (unsigned long)done);
			cr_assert(eq(int, (int)read(fd, &count, sizeof(count)), 8));
			while (!cmh_ring_peek_cqe(ring, &cqe)) {
				cr_assert(eq(int, cqe->res, 0));
				cmh_cqe_seen(ring, cqe);
				done++;
			}
		}
	}
	expect_nothing(ring);
	cmh_ring_close(ring);
	cmh_dev_close(dev);
	close(ep);
}

Test(ring, eventfd_with_epoll)
{
	event_loop_on("soft:", false);
	event_loop_on("soft:threads=2", false);
	event_loop_on("soft:threads=1", true);
}

Test(ring, eventfd_of_a_shared_mailbox_is_refused)
{
	struct cmh_dev *dev = up("soft:");
	struct cmh_ring *ring = ring_of(dev, 0, CMH_RING_F_SHARED);

	cr_assert(eq(int, cmh_ring_eventfd(ring), -EOPNOTSUPP));
	cmh_ring_close(ring);
	cmh_dev_close(dev);
}

/* ---- sharing ---- */

Test(ring, exclusive_or_shared)
{
	struct cmh_dev *dev = up("soft:mailboxes=3"); /* this thread's own ring takes one */
	struct cmh_ring *a, *b, *c, *d;

	cr_assert(eq(int, cmh_nop(dev), 0));
	a = ring_of(dev, 0, CMH_RING_F_EXCLUSIVE);
	b = ring_of(dev, 0, CMH_RING_F_EXCLUSIVE);
	cr_assert(eq(int, open_ring(dev, 0, 0, &c), -EBUSY));
	cr_assert(eq(int, open_ring(dev, 0, CMH_RING_F_SHARED, &c), -EBUSY));
	cmh_ring_close(b);
	c = ring_of(dev, 0, 0); /* the last one is shared */
	d = ring_of(dev, 0, 0);
	cr_assert(eq(int, open_ring(dev, 0, CMH_RING_F_EXCLUSIVE, &b), -EBUSY));
	nop(c, 1, 0);
	nop(d, 2, 0);
	cr_assert(eq(int, cmh_ring_submit(c), 1));
	cr_assert(eq(int, cmh_ring_submit(d), 1));
	expect_cqe(d, 2, 0);
	expect_cqe(c, 1, 0);
	cmh_ring_close(a);
	cmh_ring_close(c);
	cmh_ring_close(d);
	cmh_dev_close(dev);
}

/* A neighbour that never reaps does not keep the others out. */
Test(ring, full_shared_mailbox_is_looked_after_by_whoever_waits)
{
	struct cmh_dev *dev = up("soft:slots=32");
	struct cmh_ring *lazy = ring_of(dev, 32, CMH_RING_F_SHARED);
	struct cmh_ring *keen = ring_of(dev, 32, CMH_RING_F_SHARED);
	struct cmh_cqe *cqe;
	int n;

	for (int i = 0; i < 32; i++)
		nop(lazy, 0, 0);
	cr_assert(eq(int, cmh_ring_submit(lazy), 32));
	nop(keen, 7, 0);
	cr_assert(eq(int, cmh_ring_submit(keen), -EAGAIN));
	cr_assert(eq(int, cmh_ring_peek_cqe(keen, &cqe), -EAGAIN));
	n = cmh_ring_submit(keen);
	cr_assert(eq(int, n, 1));
	expect_cqe(keen, 7, 0);
	cmh_ring_close(keen);
	cmh_ring_close(lazy);
	cmh_dev_close(dev);
}

struct sharer {
	struct cmh_dev *dev;
	uint64_t seed;
	const char *wrong;
};

static void *share(void *arg)
{
	struct sharer *s = arg;
	struct op *ops = calloc(OPS_TABLE_MAX, sizeof(*ops));
	struct cmh_ring *ring;
	uint32_t nr = ops_table(ops, s->seed);

	if (open_ring(s->dev, 16, CMH_RING_F_SHARED, &ring)) {
		s->wrong = "no ring";
	} else {
		if (ops_run(ring, ops, nr))
			s->wrong = "submit";
		for (uint32_t i = 0; i < nr && !s->wrong; i++)
			if (op_wrong(&ops[i]))
				s->wrong = op_wrong(&ops[i]);
		cmh_ring_close(ring);
	}
	ops_free(ops, nr);
	free(ops);
	return NULL;
}

Test(ring, one_mailbox_for_many_threads)
{
	static const char *const uris[] = { "soft:mailboxes=1", "soft:mailboxes=1,threads=2,stride=128" };

	for (uint32_t u = 0; u < 2; u++) {
		struct cmh_dev *dev = up(uris[u]);
		struct sharer s[6];
		pthread_t t[6];

		for (uint32_t i = 0; i < 6; i++) {
			s[i] = (struct sharer){ dev, i, NULL };
			pthread_create(&t[i], NULL, share, &s[i]);
		}
		for (uint32_t i = 0; i < 6; i++) {
			pthread_join(t[i], NULL);
			cr_assert(zero(ptr, (void *)(uintptr_t)s[i].wrong), "%s", s[i].wrong);
		}
		cmh_dev_close(dev);
	}
}

/* ---- closing, registered memory ---- */

Test(ring, closes_with_requests_in_flight)
{
	struct cmh_dev_opts o = { .sz = sizeof(o), .timeout_ms = 30, .watchdog_ms = 10,
				  .abort_stall_ms = 20, .flush_ms = 50 };

	for (uint32_t way = 0; way < 4; way++) {
		struct cmh_model_fault f = { .kind = way & 1 ? CMH_FAULT_DEAD : CMH_FAULT_STALL, .mbx = -1,
					     .count = 1 };
		struct cmh_sqe *sqe;
		struct cmh_ring *ring;
		struct cmh_dev *dev;
		static uint8_t out[32];

		cr_assert(eq(int, (way & 2 ? hard_open : cmh_dev_open)("soft:threads=1", &o, &dev), 0));
		ring = ring_of(dev, 8, 0);
		cmh_model_fault_arm(model_of(dev), &f);
		for (int i = 0; i < 4; i++) {
			sqe = cmh_ring_get_sqe(ring);
			cmh_prep_digest(sqe, CMH_ALG_SHA2_256, "abc", 3, out, 32);
			cmh_sqe_set_flags(sqe, i == 2 ? CMH_SQE_LINK : 0);
			cmh_sqe_set_timeout(sqe, 3600000);
		}
		cr_assert(eq(int, cmh_ring_submit(ring), 4));
		cmh_ring_close(ring); /* bounded, and nothing leaks */
		cmh_model_fault_clear(model_of(dev)); /* a slow worker may not have met it */
		ring = ring_of(dev, 8, 0);
		sqe = cmh_ring_get_sqe(ring);
		cmh_prep_nop(sqe);
		cmh_sqe_set_data(sqe, 1);
		cmh_sqe_set_timeout(sqe, 60000); /* a busy machine is no fault */
		cr_assert(eq(int, cmh_ring_submit(ring), 1));
		expect_cqe(ring, 1, 0);
		cmh_ring_close(ring);
		cmh_dev_close(dev);
	}
}

Test(ring, registered_memory)
{
	static uint8_t mem[8192];

	for (uint32_t hard = 0; hard < 2; hard++) {
		struct cmh_dev *dev;
		struct cmh_ring *ring;
		struct cmh_key key = { .data = mem + 5000, .len = 16 };
		struct cmh_sqe *sqe;
		uint8_t want[2000], iv[16] = { 1 };

		cr_assert(eq(int, (hard ? hard_open : cmh_dev_open)("soft:threads=1", NULL, &dev), 0));
		ring = ring_of(dev, 8, 0);
		evp_fill(mem, sizeof(mem), 9);
		evp_cipher(CMH_ALG_AES_128_CTR, CMH_ENCRYPT, mem + 5000, iv, mem, want, 2000);
		cr_assert(eq(int, cmh_ring_register(ring, NULL, 1), -EINVAL));
		cr_assert(eq(int, cmh_ring_register(ring, mem, 0), -EINVAL));
		cr_assert(eq(int, cmh_ring_register(ring, mem, sizeof(mem)), 0));
		cr_assert(eq(int, cmh_ring_register(ring, mem + 8191, 10), -EINVAL));
		cr_assert(eq(int, cmh_ring_unregister(ring, mem + 1), -ENOENT));
		for (int i = 0; i < 2; i++) { /* there and back, in place */
			sqe = cmh_ring_get_sqe(ring);
			cmh_prep_cipher(sqe, CMH_ALG_AES_128_CTR, CMH_ENCRYPT, &key, iv, mem, mem, 2000);
			cr_assert(eq(int, cmh_ring_submit(ring), 1));
			cr_assert(eq(int, cmh_ring_unregister(ring, mem), -EBUSY));
			expect_cqe(ring, 0, 2000);
			if (!i)
				cr_assert(zero(int, memcmp(mem, want, 2000)));
		}
		cr_assert(eq(int, cmh_ring_unregister(ring, mem), 0));
		cr_assert(eq(int, cmh_ring_unregister(ring, mem), -ENOENT));
		cmh_ring_close(ring);
		cmh_dev_close(dev);
	}
}
