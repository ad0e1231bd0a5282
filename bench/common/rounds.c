// SPDX-License-Identifier: Apache-2.0
/* rounds.c - the clock, the turns that sides take, and what is made of the times. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"

uint64_t bench_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static int timed(const struct bench_side *side, uint64_t batches, uint64_t *ns)
{
	uint64_t start = bench_now_ns();
	int err = side->run(side->ctx, batches);

	*ns = bench_now_ns() - start;
	return err;
}

/* Warms up, and finds how many batches take about slot_ns: no clock is read in between later. */
static int calibrate(struct bench_side *side, uint64_t slot_ns)
{
	uint64_t n = 1, ns;

	for (;;) {
		int err = timed(side, n, &ns);

		if (err)
			return err;
		if (ns >= slot_ns / 4)
			break;
		n *= 2;
	}
	side->batches = (uint64_t)((double)n * (double)slot_ns / (double)ns);
	if (!side->batches)
		side->batches = 1;
	return 0;
}

int bench_rounds(struct bench_side **sides, uint32_t nr, uint32_t rounds, double seconds)
{
	uint64_t slot_ns = (uint64_t)(seconds * 1e9 / rounds), ns;
	int err = 0;

	for (uint32_t i = 0; i < nr && !err; i++)
		err = calibrate(sides[i], slot_ns);
	for (uint32_t round = 0; round < rounds; round++) {
		for (uint32_t i = 0; i < nr && !err; i++) {
			struct bench_side *side = sides[i];

			err = timed(side, side->batches, &ns);
			side->ns[round] = (double)ns / (double)side->batches / side->ops;
		}
	}
	return err;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct bench_spread bench_spread(const double *values, uint32_t nr)
{
	double sorted[BENCH_ROUNDS_MAX];

	memcpy(sorted, values, nr * sizeof(*values));
	qsort(sorted, nr, sizeof(*sorted), ascending);
	return (struct bench_spread){
		.median = (sorted[(nr - 1) / 2] + sorted[nr / 2]) / 2,
		.min = sorted[0],
		.max = sorted[nr - 1],
	};
}

struct bench_spread bench_ratio(const struct bench_side *side, const struct bench_side *other,
				uint32_t rounds)
{
	double ratio[BENCH_ROUNDS_MAX];

	for (uint32_t i = 0; i < rounds; i++)
		ratio[i] = other->ns[i] / side->ns[i];
	return bench_spread(ratio, rounds);
}
