// SPDX-License-Identifier: Apache-2.0
/* ring.c - cmh-bench-ring: what a request costs when it does nothing. NOPs through a ring of the
 * device beside NOPs through io_uring, one thread, by batch size; and the register accesses that
 * a NOP takes. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmh/cmh.h>
#include <liburing.h>

#include "common/bench.h"

/* ---- the ring ---- */

struct cmh_nops {
	struct cmh_ring *ring;
	uint32_t batch;
};

static int cmh_batch(struct cmh_nops *n)
{
	struct cmh_cqe *cqes[128];
	uint32_t left = n->batch;
	int err = 0;

	for (uint32_t i = 0; i < n->batch; i++) {
		struct cmh_sqe *sqe = cmh_ring_get_sqe(n->ring);

		cmh_prep_nop(sqe);
		cmh_sqe_set_data(sqe, i);
	}
	err = cmh_ring_submit_and_wait(n->ring, left, -1);
	while (left && err >= 0) {
		int got = cmh_ring_peek_batch(n->ring, cqes, left < 128 ? left : 128);

		if (got <= 0)
			return got ? got : -EIO;
		for (int i = 0; i < got; i++)
			if (cqes[i]->res < 0)
				err = cqes[i]->res;
		cmh_ring_cq_advance(n->ring, (uint32_t)got);
		left -= (uint32_t)got;
	}
	return err < 0 ? err : 0;
}

static int cmh_run(void *ctx, uint64_t batches)
{
	struct cmh_nops *n = ctx;
	int err = 0;

	while (!err && batches--)
		err = cmh_batch(n);
	return err ? bench_cmh_error("NOP", err) : 0;
}

/* What the device has counted since *from, per VCQ. */
struct per_op {
	double registers, doorbells;
};

static int spent(struct cmh_dev *dev, const struct cmh_counters *from, struct per_op *out)
{
	struct cmh_counters now = { .sz = sizeof(now) };
	int err = cmh_dev_counters(dev, &now);
	double vcqs = (double)(now.vcqs - from->vcqs);

	if (err)
		return bench_cmh_error("counters", err);
	out->registers = (double)(now.reg_reads - from->reg_reads) / vcqs +
			 (double)(now.reg_writes - from->reg_writes) / vcqs;
	out->doorbells = (double)(now.doorbells - from->doorbells) / vcqs;
	return 0;
}

/* ---- io_uring ---- */

struct uring_nops {
	struct io_uring ring;
	uint32_t batch;
};

/* The fastest set-up that this kernel knows. Returns its name, or NULL with *err set. */
static const char *uring_open(struct io_uring *ring, uint32_t entries, int *err)
{
	static const struct {
		const char *name;
		unsigned int flags;
	} ways[] = {
		{ "SINGLE_ISSUER|DEFER_TASKRUN",
		  IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN },
		{ "plain", 0 },
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		*err = io_uring_queue_init(entries, ring, ways[i].flags);
		if (!*err)
			return ways[i].name;
	}
	return NULL;
}

static int uring_batch(struct uring_nops *n)
{
	unsigned int head, got = 0;
	struct io_uring_cqe *cqe;
	int err;

	for (uint32_t i = 0; i < n->batch; i++) {
		struct io_uring_sqe *sqe = io_uring_get_sqe(&n->ring);

		io_uring_prep_nop(sqe);
		io_uring_sqe_set_data64(sqe, i);
	}
	err = io_uring_submit_and_wait(&n->ring, n->batch);
	if (err < 0)
		return err;
	io_uring_for_each_cqe(&n->ring, head, cqe) {
		if (cqe->res < 0)
			return cqe->res;
		got++;
	}
	io_uring_cq_advance(&n->ring, got);
	return got == n->batch ? 0 : -EIO;
}

static int uring_run(void *ctx, uint64_t batches)
{
	struct uring_nops *n = ctx;
	int err = 0;

	while (!err && batches--)
		err = uring_batch(n);
	if (err)
		fprintf(stderr, "io_uring: NOP: %s\n", strerror(-err));
	return err;
}

/* ---- one batch size ---- */

/* ns an operation and operations a second, or null for a side that is not there. */
static json_t *rates(const struct bench_side *side, uint32_t rounds)
{
	struct bench_spread ns;
	json_t *out;

	if (!side)
		return bench_json(json_null());
	ns = bench_spread(side->ns, rounds);
	out = bench_json(json_object());
	bench_json_spread(out, "ns_per_op", ns);
	json_object_set_new(out, "ops_per_s", bench_json(json_real(1e9 / ns.median)));
	return out;
}

/* The same once more, flat, for the plots: one point of the line `path`. */
static void add_point(json_t *results, const struct bench_side *side, uint32_t rounds)
{
	double ns = bench_spread(side->ns, rounds).median;

	json_array_append_new(results, bench_json(json_pack("{s:s, s:i, s:f, s:f}", "path",
							    side->name, "batch", (int)side->ops,
							    "ns_per_op", ns, "ops_per_s",
							    1e9 / ns)));
}

static void print_side(const struct bench_side *side, uint32_t rounds)
{
	struct bench_spread ns = { 0 };

	if (!side) {
		printf(" | %9s %16s %8s", "-", "", "-");
		return;
	}
	ns = bench_spread(side->ns, rounds);
	printf(" | %9.1f %7.1f..%-7.1f %8.2f", ns.median, ns.min, ns.max, 1e3 / ns.median);
}

static void report(json_t *doc, const struct per_op *device, const struct bench_side *cmh,
		   const struct bench_side *uring, const struct bench_opts *opts)
{
	struct bench_spread ratio = { 0 };
	json_t *row = bench_json(json_pack("{s:i, s:o, s:o, s:n, s:f, s:f}", "batch",
					   (int)cmh->ops, "cmh", rates(cmh, opts->rounds),
					   "io_uring", rates(uring, opts->rounds), "ratio",
					   "registers_per_op", device->registers,
					   "doorbells_per_op", device->doorbells));

	if (uring) {
		ratio = bench_ratio(cmh, uring, opts->rounds);
		bench_json_spread(row, "ratio", ratio);
	}
	json_array_append_new(json_object_get(doc, "batches"), row);
	add_point(json_object_get(doc, "results"), cmh, opts->rounds);
	if (uring)
		add_point(json_object_get(doc, "results"), uring, opts->rounds);
	if (!bench_table(opts))
		return;
	printf("%5u", cmh->ops);
	print_side(cmh, opts->rounds);
	print_side(uring, opts->rounds);
	if (uring)
		printf(" | %5.2f", ratio.median);
	else
		printf(" | %5s", "-");
	printf(" %8.4f %8.4f\n", device->registers, device->doorbells);
	fflush(stdout);
}

/* Compares NOPs in batches of that many; the rings are as deep as the batch. */
static int compare(json_t *doc, struct cmh_dev *dev, uint32_t batch, bool with_uring,
		   const struct bench_opts *opts)
{
	struct cmh_ring_opts ring_opts = { .sz = sizeof(ring_opts), .depth = 1, .mailbox = -1 };
	struct cmh_counters start = { .sz = sizeof(start) };
	struct cmh_nops nops = { .batch = batch };
	struct uring_nops peer = { .batch = batch };
	struct bench_side cmh = { "cmh", cmh_run, &nops, batch };
	struct bench_side uring = { "io_uring", uring_run, &peer, batch };
	struct bench_side *sides[] = { &cmh, &uring };
	struct per_op device = { 0 };
	int err;

	while (ring_opts.depth < batch)
		ring_opts.depth *= 2;
	err = cmh_ring_open(dev, &ring_opts, &nops.ring);
	if (err)
		return bench_cmh_error("ring", err);
	if (with_uring && !uring_open(&peer.ring, ring_opts.depth, &err)) {
		fprintf(stderr, "io_uring with %u entries: %s\n", ring_opts.depth, strerror(-err));
		goto out;
	}
	err = cmh_dev_counters(dev, &start);
	if (!err)
		err = bench_rounds(sides, with_uring ? 2 : 1, opts->rounds, opts->seconds);
	if (!err)
		err = spent(dev, &start, &device);
	if (!err)
		report(doc, &device, &cmh, with_uring ? &uring : NULL, opts);
	if (with_uring)
		io_uring_queue_exit(&peer.ring);
out:
	cmh_ring_close(nops.ring);
	return err;
}

/* ---- the program ---- */

/* How io_uring is set up here, or NULL when the kernel refuses it. */
static const char *peer_name(void)
{
	struct io_uring ring;
	int err;
	const char *name = uring_open(&ring, 8, &err);

	if (name)
		io_uring_queue_exit(&ring);
	else
		fprintf(stderr, "io_uring: %s: nothing to compare with\n", strerror(-err));
	return name;
}

static const char *const plots =
	"[{\"file\": \"ring-nop\", \"title\": \"NOP requests a second, one thread\","
	"  \"x\": \"batch\", \"y\": \"ops_per_s\", \"xlabel\": \"batch\","
	"  \"ylabel\": \"requests a second\", \"series\": \"path\", \"logx\": true}]";

static int run(struct cmh_dev *dev, const struct bench_list *batches, const struct bench_opts *opts)
{
	const char *peer = peer_name();
	struct bench_noise noise;
	json_t *doc = bench_report("ring", opts, dev);
	int err = 0;

	json_object_set_new(doc, "io_uring", peer ? json_string(peer) : json_null());
	json_object_set_new(doc, "plots", bench_json(json_loads(plots, 0, NULL)));
	json_object_set_new(doc, "batches", bench_json(json_array()));
	json_object_set_new(doc, "results", bench_json(json_array()));
	if (bench_table(opts))
		printf("NOP, one thread, medians of %u rounds; io_uring: %s\n"
		       "%5s | %9s %16s %8s | %9s %16s %8s | %5s %8s %8s\n",
		       opts->rounds, peer ? peer : "refused", "batch", "cmh ns/op", "min..max",
		       "Mop/s", "uring ns", "min..max", "Mop/s", "ratio", "regs/op", "bells/op");
	bench_noise_start(&noise);
	for (uint32_t i = 0; i < batches->nr && !err; i++)
		err = compare(doc, dev, batches->v[i], peer, opts);
	if (!err)
		err = bench_report_write(doc, opts, &noise);
	json_decref(doc);
	return err;
}

int main(int argc, char **argv)
{
	struct bench_list batches = { 4, { 1, 8, 32, 128 } };
	struct bench_opts opts = { .seconds = 1, .rounds = 501 };
	const struct bench_option extra[] = {
		{ "batches", "LIST", "requests submitted at a time (default 1,8,32,128)",
		  bench_set_list, &batches },
		{ NULL },
	};
	struct cmh_dev *dev;
	int err;

	bench_options(argc, argv, "NOP requests a second through a ring, beside io_uring.", extra,
		      &opts);
	err = cmh_dev_open(opts.device, NULL, &dev);
	if (err) {
		bench_cmh_error("device", err);
		return 1;
	}
	err = run(dev, &batches, &opts);
	cmh_dev_close(dev);
	return err ? 1 : 0;
}
