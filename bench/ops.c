// SPDX-License-Identifier: Apache-2.0
/* ops.c - cmh-bench-ops: each algorithm of the device, by ring and by synchronous call, against
 * OpenSSL's EVP in the same process: by message size and by how many messages are in flight. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ops.h"
#include "common/bench.h"

struct plan {
	const struct cmh_alg_info *algs[CMH_ALG_NR];
	uint32_t alg_nr;
	struct bench_list sizes, depths;
	const char *names; /* --algs */
	struct bench_opts opts;
};

/* ---- messages ---- */

struct pool {
	uint8_t *in, *out, *expected;
	struct item *items;
};

static uint32_t greatest(const struct bench_list *list)
{
	uint32_t max = 0;

	for (uint32_t i = 0; i < list->nr; i++)
		if (list->v[i] > max)
			max = list->v[i];
	return max;
}

/* What a message takes in the pool: its own cache lines, room for the longest digest. */
static size_t room(size_t size)
{
	return (size + 63) & ~(size_t)63;
}

static void pool_free(struct pool *p)
{
	free(p->in);
	free(p->out);
	free(p->expected);
	free(p->items);
}

static int pool_new(struct pool *p, const struct plan *plan)
{
	size_t one = room(greatest(&plan->sizes)), depth = greatest(&plan->depths);
	uint32_t noise = 1;

	p->in = aligned_alloc(64, one * depth);
	p->out = aligned_alloc(64, one * depth);
	p->expected = aligned_alloc(64, one);
	p->items = calloc(depth, sizeof(*p->items));
	if (!p->in || !p->out || !p->expected || !p->items) {
		fprintf(stderr, "no memory for %zu messages of %zu bytes\n", depth, one);
		pool_free(p);
		return -ENOMEM;
	}
	for (size_t i = 0; i < one * depth; i++) {
		noise = noise * 1664525u + 1013904223u;
		p->in[i] = (uint8_t)(noise >> 24);
	}
	for (size_t i = 0; i < depth; i++)
		for (size_t j = 0; j < sizeof(p->items[i].iv); j++)
			p->items[i].iv[j] = (uint8_t)(i * 16 + j * 7);
	return 0;
}

static struct work work_of(struct pool *p, const struct cmh_alg_info *alg, size_t size,
			   uint32_t depth)
{
	struct work w = { .alg = alg, .size = size, .depth = depth, .items = p->items };

	w.out_len = alg->family == CMH_DIGEST ? alg->digest_len : size;
	for (size_t i = 0; i < sizeof(w.key); i++)
		w.key[i] = (uint8_t)(i * 11 + 5);
	for (size_t i = 0; i < depth; i++) {
		w.items[i].in = p->in + i * room(size);
		w.items[i].out = p->out + i * room(size);
	}
	return w;
}

/* ---- a wrong answer is never fast ---- */

static void forget(const struct work *w)
{
	for (uint32_t i = 0; i < w->depth; i++) {
		memset(w->items[i].out, 0, w->out_len);
		memset(w->items[i].tag, 0, sizeof(w->items[i].tag));
	}
}

/* Random bytes have no second opinion; they must have been written to the end, and differ. */
static bool random_enough(const struct work *w, uint32_t i)
{
	static const uint8_t zero[16];
	const uint8_t *out = w->items[i].out;
	size_t n = w->size < 16 ? w->size : 16;

	return memcmp(out + w->size - n, zero, n) &&
	       (n < 16 || !i || memcmp(out, w->items[i - 1].out, n));
}

static bool right(const struct work *w, struct evp_side *evp, uint32_t i, uint8_t *expected)
{
	const struct item *item = &w->items[i];
	uint8_t tag[16];

	if (w->alg->family == CMH_RAND)
		return random_enough(w, i);
	return evp_side_one(evp, i, expected, tag) && !memcmp(expected, item->out, w->out_len) &&
	       (w->alg->family != CMH_AEAD || !memcmp(tag, item->tag, w->alg->tag_len));
}

/* Runs the side once and compares each result with EVP's. */
static int verify(const struct bench_side *side, const struct work *w, struct evp_side *evp,
		  uint8_t *expected)
{
	int err;

	forget(w);
	err = side->run(side->ctx, 1);
	for (uint32_t i = 0; i < w->depth && !err; i++)
		if (!right(w, evp, i, expected)) {
			fprintf(stderr, "%s, %zu bytes, %s, message %u of %u: not what EVP says\n",
				w->alg->name, w->size, side->name, i + 1, w->depth);
			err = -EIO;
		}
	return err;
}

/* ---- one point ---- */

static double mb_per_s(size_t size, double ns)
{
	return (double)size * 1e3 / ns;
}

static void add_result(json_t *results, const struct work *w, const struct bench_side *side,
		       const struct bench_side *evp, uint32_t rounds)
{
	struct bench_spread ns = bench_spread(side->ns, rounds);
	struct bench_spread evp_ns = bench_spread(evp->ns, rounds);
	json_t *r = bench_json(json_pack("{s:s, s:s, s:i, s:s, s:i}", "alg", w->alg->name, "family",
					 cmh_family_name(w->alg->family), "size", (int)w->size,
					 "path", side->name, "depth", (int)w->depth));

	bench_json_spread(r, "ns_per_op", ns);
	bench_json_spread(r, "evp_ns_per_op", evp_ns);
	json_object_set_new(r, "mb_per_s", bench_json(json_real(mb_per_s(w->size, ns.median))));
	json_object_set_new(r, "evp_mb_per_s",
			    bench_json(json_real(mb_per_s(w->size, evp_ns.median))));
	bench_json_spread(r, "ratio", bench_ratio(side, evp, rounds));
	json_array_append_new(results, r);
}

static void print_head(const struct plan *plan, const struct work *w, const struct bench_side *evp)
{
	if (bench_table(&plan->opts))
		printf("%-12s %6zu %10.0f", w->alg->name, w->size,
		       bench_spread(evp->ns, plan->opts.rounds).median);
}

static void print_ratio(const struct plan *plan, const struct bench_side *side,
			const struct bench_side *evp)
{
	if (!bench_table(&plan->opts))
		return;
	if (side->batches)
		printf(" %9.2f", bench_ratio(side, evp, plan->opts.rounds).median);
	else
		printf(" %9s", "-");
	fflush(stdout);
}

/* One depth; the first one also tells EVP's time and the synchronous call's. */
static int compare(const struct plan *plan, struct cmh_dev *dev, struct pool *pool,
		   const struct work *w, bool first, json_t *results)
{
	struct cmh_ring_opts ring_opts = { .sz = sizeof(ring_opts), .depth = 1, .mailbox = -1 };
	struct cmh_side device = { .dev = dev, .work = w };
	struct evp_side *peer = evp_side_new(w);
	struct bench_side evp = { "evp", evp_side_run, peer, w->depth };
	struct bench_side sync = { "sync", cmh_side_sync, &device, w->depth };
	struct bench_side ring = { "ring", cmh_side_ring, &device, w->depth };
	struct bench_side *paths[] = { &sync, &ring }, *sides[3] = { &evp };
	uint32_t nr = 1, rounds = plan->opts.rounds;
	int err;

	if (!peer)
		return -EOPNOTSUPP;
	while (ring_opts.depth < w->depth)
		ring_opts.depth *= 2;
	err = cmh_ring_open(dev, &ring_opts, &device.ring);
	if (err)
		bench_cmh_error("ring", err);
	for (uint32_t i = first ? 0 : 1; i < 2 && !err; i++) {
		err = verify(paths[i], w, peer, pool->expected);
		if (!err)
			sides[nr++] = paths[i];
		else if (err == -EMSGSIZE) /* longer than it takes: no figure, but no failure */
			err = 0;
	}
	if (!err)
		err = bench_rounds(sides, nr, rounds, plan->opts.seconds);
	if (!err && first)
		print_head(plan, w, &evp);
	for (uint32_t i = first ? 0 : 1; i < 2 && !err; i++) {
		print_ratio(plan, paths[i], &evp);
		if (paths[i]->batches)
			add_result(results, w, paths[i], &evp, rounds);
	}
	cmh_ring_close(device.ring);
	evp_side_free(peer);
	return err;
}

/* ---- all points ---- */

static void progress(const struct cmh_alg_info *alg, size_t size, uint32_t at, uint32_t nr)
{
	if (isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO))
		fprintf(stderr, "\r%3u %%  %s, %zu bytes\033[K%s", 100 * at / nr, alg->name, size,
			at == nr ? "\r\033[K" : "");
}

static void head(const struct plan *plan)
{
	if (!bench_table(&plan->opts))
		return;
	printf("How many times as fast as EVP, medians of %u rounds\n%-12s %6s %10s %9s",
	       plan->opts.rounds, "algorithm", "bytes", "EVP ns/op", "sync");
	for (uint32_t i = 0; i < plan->depths.nr; i++) {
		char depth[16];

		snprintf(depth, sizeof(depth), "ring %u", plan->depths.v[i]);
		printf(" %9s", depth);
	}
	putchar('\n');
}

/* All depths of one algorithm and size: a line of the table. */
static int line(const struct plan *plan, struct cmh_dev *dev, struct pool *pool,
		const struct cmh_alg_info *alg, size_t size, json_t *results)
{
	int err = 0;

	for (uint32_t d = 0; d < plan->depths.nr && !err; d++) {
		struct work w = work_of(pool, alg, size, plan->depths.v[d]);

		err = compare(plan, dev, pool, &w, !d, results);
	}
	if (bench_table(&plan->opts))
		putchar('\n');
	return err;
}

static int sweep(const struct plan *plan, struct cmh_dev *dev, struct pool *pool, json_t *results)
{
	uint32_t nr = plan->alg_nr * plan->sizes.nr;

	head(plan);
	for (uint32_t at = 0; at < nr; at++) {
		const struct cmh_alg_info *alg = plan->algs[at / plan->sizes.nr];
		size_t size = plan->sizes.v[at % plan->sizes.nr];
		int err;

		progress(alg, size, at, nr);
		err = line(plan, dev, pool, alg, size, results);
		if (err)
			return err;
	}
	progress(plan->algs[0], 0, nr, nr);
	return 0;
}

/* For each family and depth the ratio by size, a line an algorithm. */
static json_t *plots(const struct plan *plan)
{
	json_t *all = bench_json(json_array());
	int done = 0;

	for (uint32_t a = 0; a < plan->alg_nr; a++) {
		enum cmh_family family = plan->algs[a]->family;
		const char *name = cmh_family_name(family);

		if ((int)family == done)
			continue;
		done = (int)family;
		for (uint32_t d = 0; d < plan->depths.nr; d++) {
			char file[64], title[96];
			int depth = (int)plan->depths.v[d];

			snprintf(file, sizeof(file), "ops-%s-depth-%d", name, depth);
			snprintf(title, sizeof(title), "%s: ring at depth %d against EVP", name,
				 depth);
			json_array_append_new(all, bench_json(json_pack(
				"{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:{s:s, s:s, s:i}, s:b}",
				"file", file, "title", title, "x", "size", "y", "ratio",
				"xlabel", "bytes", "ylabel", "times as fast as EVP",
				"series", "alg", "where", "family", name, "path", "ring",
				"depth", depth, "logx", 1)));
		}
	}
	return all;
}

/* ---- the program ---- */

static bool listed(const char *names, const char *name)
{
	size_t len = strlen(name), n;

	for (; *names; names += n + (names[n] == ',')) {
		n = strcspn(names, ",");
		if (n == len && !strncasecmp(names, name, n))
			return true;
	}
	return false;
}

/* Those the device has, and of these the ones that --algs names by algorithm or family. */
static int choose(struct plan *plan, struct cmh_dev *dev)
{
	for (int id = CMH_ALG_NONE + 1; id < CMH_ALG_NR; id++) {
		const struct cmh_alg_info *alg = cmh_alg_get((enum cmh_alg)id);

		if (alg && cmh_dev_has(dev, alg->id) && evp_side_knows(alg) &&
		    (!plan->names || listed(plan->names, alg->name) ||
		     listed(plan->names, cmh_family_name(alg->family))))
			plan->algs[plan->alg_nr++] = alg;
	}
	if (plan->alg_nr)
		return 0;
	fprintf(stderr, "--algs %s: the device has none of these; give names such as sha256, or "
			"families: digest, cipher, aead, rand\n",
		plan->names ? plan->names : "all");
	return -EINVAL;
}

static int run(struct plan *plan, struct cmh_dev *dev)
{
	struct bench_noise noise;
	struct pool pool = { 0 };
	json_t *doc, *results;
	int err = choose(plan, dev);

	if (!err)
		err = pool_new(&pool, plan);
	if (err)
		return err;
	doc = bench_report("ops", &plan->opts, dev);
	results = bench_json(json_array());
	json_object_set_new(doc, "plots", plots(plan));
	json_object_set_new(doc, "results", results);
	bench_noise_start(&noise);
	err = sweep(plan, dev, &pool, results);
	if (!err)
		err = bench_report_write(doc, &plan->opts, &noise);
	json_decref(doc);
	pool_free(&pool);
	return err;
}

int main(int argc, char **argv)
{
	struct plan plan = {
		.sizes = { 7, { 16, 64, 256, 1024, 4096, 16384, 65536 } },
		.depths = { 4, { 1, 8, 64, 256 } },
		.opts = { .seconds = 0.05, .rounds = 15 },
	};
	const struct bench_option extra[] = {
		{ "algs", "LIST", "algorithms or families, such as sha256,aead (default: all)",
		  bench_set_string, &plan.names },
		{ "sizes", "LIST", "bytes of a message, for ciphers multiples of 16 (default "
		  "16,64,256,1024,4096,16384,65536)", bench_set_list, &plan.sizes },
		{ "depths", "LIST", "messages in flight (default 1,8,64,256)", bench_set_list,
		  &plan.depths },
		{ NULL },
	};
	struct cmh_dev *dev;
	int err;

	bench_options(argc, argv, "Ring and synchronous calls against OpenSSL's EVP.", extra,
		      &plan.opts);
	err = cmh_dev_open(plan.opts.device, NULL, &dev);
	if (err) {
		bench_cmh_error("device", err);
		return 1;
	}
	err = run(&plan, dev);
	cmh_dev_close(dev);
	return err ? 1 : 0;
}
