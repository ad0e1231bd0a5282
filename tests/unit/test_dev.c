// SPDX-License-Identifier: Apache-2.0
/* Devices: URIs, options, what they say of themselves, words for errors, memory, threads' own
 * rings. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <pthread.h>

#include "model/model.h"
#include "tests/unit/hard.h"
#include "tests/unit/optable.h"

TestSuite(dev, .timeout = 60);

static struct cmh_dev *up(const char *uri)
{
	struct cmh_dev *dev;

	cr_assert(eq(int, cmh_dev_open(uri, NULL, &dev), 0), "%s: %s", uri, cmh_errmsg());
	return dev;
}

static struct cmh_dev_info info_of(struct cmh_dev *dev)
{
	struct cmh_dev_info i = { .sz = sizeof(i) };

	cr_assert(eq(int, cmh_dev_info(dev, &i), 0));
	return i;
}

Test(dev, every_option_is_heard)
{
	struct cmh_dev *dev = up("soft:threads=2,mailboxes=5,slots=16,stride=256,revision=cri,cores=hc+AES");
	struct cmh_dev_info i = info_of(dev);

	cr_assert(eq(u32, i.threads, 2));
	cr_assert(eq(u32, i.mailbox_nr, 5));
	cr_assert(eq(u32, i.slots, 16));
	cr_assert(eq(u32, i.stride, 256));
	cr_assert(eq(str, i.compatible, (char *)"cri,cmh"));
	cr_assert(eq(str, i.transport, (char *)"soft"));
	cr_assert(cmh_dev_has(dev, CMH_ALG_SHA2_256) && cmh_dev_has(dev, CMH_ALG_AES_128_GCM));
	cr_assert(not(cmh_dev_has(dev, CMH_ALG_CTR_DRBG)));
	cmh_dev_close(dev);
}

Test(dev, defaults)
{
	static const char *const uris[] = { NULL, "", "soft", "soft:", "soft:threads=0," };

	unsetenv("CMH_DEVICE");
	for (int u = 0; u < 5; u++) {
		struct cmh_dev *dev = up(uris[u]);
		struct cmh_dev_info i = info_of(dev);

		cr_assert(eq(u32, i.threads, 0));
		cr_assert(eq(u32, i.mailbox_nr, 32));
		cr_assert(eq(u32, i.slots, 256));
		cr_assert(eq(u32, i.stride, 512));
		cr_assert(eq(u32, i.boot_status & 0x77, 0x66));
		cr_assert(eq(str, i.compatible, (char *)"rambus,cmh-v1030"));
		cmh_dev_close(dev);
	}
	setenv("CMH_DEVICE", "soft:mailboxes=3", 1);
	struct cmh_dev *dev = up("");

	cr_assert(eq(u32, info_of(dev).mailbox_nr, 3));
	cr_assert(eq(str, info_of(dev).uri, (char *)"soft:mailboxes=3"));
	cmh_dev_close(dev);
	cmh_dev_close(NULL);
}

Test(dev, bad_uris_are_named)
{
	static const struct {
		const char *uri, *says;
	} bad[] = {
		{ "hard:", "unknown kind 'hard'" },
		{ ":", "unknown kind ''" },
		{ "soft:thread=1", "unknown option 'thread'" },
		{ "soft:threads", "'threads' needs a value" },
		{ "soft:threads=", "threads=: give a number from 0 to 64" },
		{ "soft:threads=65", "threads=65: give a number from 0 to 64" },
		{ "soft:threads=-1", "threads=-1" },
		{ "soft:threads=1x", "threads=1x" },
		{ "soft:threads=4294967296", "threads=4294967296" },
		{ "soft:threads=99999999999", "threads=99999999999" },
		{ "soft:mailboxes=0", "mailboxes=0: give a number from 1 to 64" },
		{ "soft:mailboxes=65", "mailboxes=65" },
		{ "soft:slots=1", "slots=1: give a power of two from 2 to 32768" },
		{ "soft:slots=3", "slots=3" },
		{ "soft:slots=65536", "slots=65536" },
		{ "soft:stride=64", "stride=64: give a power of two from 128 to 1024" },
		{ "soft:stride=2048", "stride=2048" },
		{ "soft:stride=200", "stride=200" },
		{ "soft:revision=v2", "revision=v2: give v1030 or cri" },
		{ "soft:revision=", "revision=" },
		{ "soft:cores=hc+xyz", "'xyz' is no core" },
		{ "soft:cores=+hc", "'' is no core" },
		{ "soft:cores=", "'' is no core" },
		{ "soft:slots=64,threads=1,oops=2", "unknown option 'oops'" },
	};
	char lengthy[400] = "soft:";
	struct cmh_dev *dev;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cr_assert(eq(int, cmh_dev_open(bad[i].uri, NULL, &dev), -EINVAL), "%s", bad[i].uri);
		cr_assert(ne(ptr, (void *)strstr(cmh_errmsg(), bad[i].says), NULL), "%s: \"%s\"",
			  bad[i].uri, cmh_errmsg());
	}
	memset(lengthy + 5, ',', 300);
	cr_assert(eq(int, cmh_dev_open(lengthy, NULL, &dev), -EINVAL));
}

Test(dev, option_structures_have_sizes)
{
	struct cmh_dev_opts o = { .sz = 4 };
	struct cmh_dev_info i = { .sz = 0 };
	struct cmh_counters c = { .sz = sizeof(c) - 8 };
	struct cmh_dev *dev;

	cr_assert(eq(int, cmh_dev_open("soft:", &o, &dev), -EINVAL));
	o.sz = sizeof(o) + 8;
	cr_assert(eq(int, cmh_dev_open("soft:", &o, &dev), -EINVAL));
	o.sz = offsetof(struct cmh_dev_opts, timeout_ms); /* an older program */
	cr_assert(eq(int, cmh_dev_open("soft:", &o, &dev), 0));
	cr_assert(eq(int, cmh_dev_info(dev, &i), -EINVAL));
	i.sz = sizeof(i) + 8;
	cr_assert(eq(int, cmh_dev_info(dev, &i), -EINVAL));
	i.sz = offsetof(struct cmh_dev_info, transport);
	i.threads = 77;
	cr_assert(eq(int, cmh_dev_info(dev, &i), 0));
	cr_assert(eq(u32, i.threads, 77), "written beyond the caller's structure");
	cr_assert(eq(int, cmh_dev_counters(dev, &c), -EINVAL));
	cmh_dev_close(dev);
}

Test(dev, counters_count)
{
	struct cmh_dev *dev = up("soft:");
	struct cmh_counters a = { .sz = sizeof(a) }, b = a;
	uint8_t out[32];

	cr_assert(eq(int, cmh_nop(dev), 0));
	cmh_dev_counters(dev, &a);
	for (int i = 0; i < 10; i++)
		cr_assert(eq(int, cmh_digest(dev, CMH_ALG_SHA2_256, "abc", 3, out, 32), 32));
	cmh_dev_counters(dev, &b);
	cr_assert(eq(u64, b.doorbells - a.doorbells, 10));
	cr_assert(eq(u64, b.vcqs - a.vcqs, 10));
	cr_assert(eq(u64, b.commands[CMH_CORE_HC] - a.commands[CMH_CORE_HC], 40));
	cr_assert(eq(u64, b.dma_out_bytes - a.dma_out_bytes, 320));
	cr_assert(le(u64, b.reg_writes - a.reg_writes, 10));
	cmh_dev_close(dev);
}

Test(dev, mailboxes_are_taken_and_given_back)
{
	struct cmh_dev *dev = up("soft:mailboxes=8");
	uint64_t before = info_of(dev).mbx_available;
	struct cmh_ring *ring;

	cr_assert(eq(int, cmh_ring_open(dev, NULL, &ring), 0));
	cr_assert(eq(int, __builtin_popcountll(info_of(dev).mbx_available), __builtin_popcountll(before) - 1));
	cmh_ring_close(ring);
	cr_assert(eq(u64, info_of(dev).mbx_available, before));
	cmh_dev_close(dev);
}

Test(dev, words_for_errors)
{
	char buf[64], tiny[8];

	cr_assert(eq(str, (char *)cmh_strerror(0), (char *)"success"));
	cr_assert(eq(str, (char *)cmh_strerror(-EOWNERDEAD), (char *)"the handle was opened before a fork"));
	cr_assert(eq(str, (char *)cmh_strerror(-9999), (char *)"unknown error"));
	cr_assert(eq(str, cmh_hw_strerror(0, buf, sizeof(buf)), (char *)"no device error"));
	cr_assert(eq(str, cmh_hw_strerror(cmh_status_make(CMH_STATUS_ERROR, CMH_CORE_AES, CMH_HWERR_EIO, 3),
					  buf, sizeof(buf)), (char *)"AES command 3: EIO"));
	cr_assert(eq(str, cmh_hw_strerror(cmh_status_make(CMH_STATUS_ERROR, 0x1d, 200, 1), buf, sizeof(buf)),
		     (char *)"core 0x1d command 1: error 200"));
	cr_assert(eq(str, cmh_hw_strerror(CMH_STATUS_OFFLINE, buf, sizeof(buf)), (char *)"mailbox offline"));
	cr_assert(eq(str, cmh_hw_strerror(0, tiny, sizeof(tiny)), (char *)"no devi"));
}

static void *fail_elsewhere(void *arg)
{
	struct cmh_dev *dev;

	(void)arg;
	cmh_dev_open("nowhere:", NULL, &dev);
	return strstr(cmh_errmsg(), "nowhere") ? arg : NULL;
}

Test(dev, sentence_belongs_to_the_thread)
{
	struct cmh_dev *dev;
	pthread_t t;
	void *ok;

	cr_assert(eq(str, (char *)cmh_errmsg(), (char *)""));
	cmh_dev_open("here:", NULL, &dev);
	pthread_create(&t, NULL, fail_elsewhere, &dev);
	pthread_join(t, &ok);
	cr_assert(ne(ptr, ok, NULL));
	cr_assert(ne(ptr, (void *)strstr(cmh_errmsg(), "here"), NULL));
}

Test(dev, memory_is_aligned_wiped_and_returned)
{
	struct cmh_dev *dev = up("soft:");
	void *mem[300], *again;

	cr_assert(eq(int, cmh_dev_alloc(dev, 0, &again), -EINVAL));
	cr_assert(eq(int, cmh_dev_alloc(dev, SIZE_MAX, &again), -EINVAL));
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < 300; i++) {
			size_t len = i * 97 + 1;

			cr_assert(eq(int, cmh_dev_alloc(dev, len, &mem[i]), 0));
			cr_assert(zero(u64, (uintptr_t)mem[i] & 4095));
			for (size_t k = 0; k < len; k++)
				if (((uint8_t *)mem[i])[k])
					cr_fatal("not zero");
			memset(mem[i], 0xff, len);
		}
		for (size_t i = 0; i < 300; i++)
			cmh_dev_free(dev, mem[i * 7 % 300]);
	}
	cmh_dev_free(dev, NULL);
	cmh_dev_free(dev, &again);
	cmh_dev_close(dev);
}

static int fd_nr(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

Test(dev, opened_and_closed_a_thousand_times)
{
	int before = fd_nr();

	for (int i = 0; i < 1000; i++) {
		struct cmh_dev *dev = up(i % 10 ? "soft:mailboxes=1" : "soft:threads=1");
		struct cmh_ring *ring;

		cr_assert(eq(int, cmh_nop(dev), 0));
		if (i % 10 == 0) {
			cr_assert(eq(int, cmh_ring_open(dev, NULL, &ring), 0));
			cr_assert(ge(int, cmh_ring_eventfd(ring), 0));
			cmh_ring_close(ring);
		}
		cmh_dev_close(dev);
	}
	cr_assert(eq(int, fd_nr(), before));
}

static void *call(void *dev)
{
	uint8_t out[32];

	for (int i = 0; i < 50; i++)
		if (cmh_digest(dev, CMH_ALG_SHA2_256, "abc", 3, out, 32) != 32 || out[0] != 0xba)
			return NULL;
	return dev;
}

static void calls_in_threads(struct cmh_dev *dev, int rounds, int threads)
{
	pthread_t t[16];
	void *ok;

	for (int r = 0; r < rounds; r++) {
		for (int i = 0; i < threads; i++)
			pthread_create(&t[i], NULL, call, dev);
		for (int i = 0; i < threads; i++) {
			pthread_join(t[i], &ok);
			cr_assert(ne(ptr, ok, NULL));
		}
	}
}

Test(dev, finished_threads_leave_their_rings_to_the_next)
{
	struct cmh_dev *dev = up("soft:mailboxes=8");

	calls_in_threads(dev, 50, 1);
	cr_assert(eq(int, __builtin_popcountll(info_of(dev).mbx_available), 6));
	cmh_dev_close(dev);
}

Test(dev, more_threads_than_mailboxes)
{
	struct cmh_dev *dev = up("soft:mailboxes=3");

	calls_in_threads(dev, 20, 16);
	cmh_dev_close(dev);
	dev = up("soft:mailboxes=1,threads=2");
	calls_in_threads(dev, 20, 16);
	cmh_dev_close(dev);
}

Test(dev, two_at_once)
{
	struct cmh_dev *a = up("soft:"), *b = up("soft:threads=1,stride=128"), *c = up("soft:mailboxes=2");

	for (int i = 0; i < 100; i++) {
		cr_assert(ne(ptr, call(a), NULL));
		cr_assert(ne(ptr, call(b), NULL));
		cr_assert(ne(ptr, call(c), NULL));
	}
	cmh_dev_close(b);
	cr_assert(ne(ptr, call(a), NULL));
	cmh_dev_close(a);
	cr_assert(ne(ptr, call(c), NULL));
	cmh_dev_close(c);
}

/* A call on a mailbox that is given up tells so; the next one finds another, until none is left. */
Test(dev, calls_outlive_a_wedged_mailbox)
{
	struct cmh_dev_opts o = { .sz = sizeof(o), .timeout_ms = 20, .watchdog_ms = 10,
				  .abort_stall_ms = 10, .flush_ms = 10 };
	struct cmh_model_fault dead = { .kind = CMH_FAULT_DEAD, .mbx = -1, .count = 1 };
	struct cmh_dev *dev;

	cr_assert(eq(int, cmh_dev_open("soft:mailboxes=3", &o, &dev), 0));
	for (int i = 0; i < 3; i++) {
		cr_assert(eq(int, cmh_nop(dev), 0), "%s", cmh_errmsg());
		cmh_model_fault_arm(model_of(dev), &dead);
		cr_assert(eq(int, cmh_nop(dev), -ETIMEDOUT));
	}
	cr_assert(eq(int, cmh_nop(dev), -ENODEV));
	cr_assert(eq(int, cmh_nop(dev), -ENODEV));
	cmh_dev_close(dev);
}
