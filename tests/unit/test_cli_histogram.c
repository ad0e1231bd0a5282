// SPDX-License-Identifier: Apache-2.0
/* The histogram behind the percentiles of cmh speed. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

#include "tools/histogram.h"

TestSuite(cli_histogram, .timeout = 30);

static struct histogram histogram;

Test(cli_histogram, empty_answers_zero)
{
	histogram_init(&histogram);
	cr_assert(eq(u64, histogram_percentile(&histogram, 50), 0));
	cr_assert(histogram_mean(&histogram) == 0);
}

Test(cli_histogram, small_values_are_exact)
{
	histogram_init(&histogram);
	for (uint64_t v = 1; v <= 50; v++)
		histogram_add(&histogram, v, 2);
	cr_assert(eq(u64, histogram.nr, 100));
	cr_assert(eq(u64, histogram_percentile(&histogram, 0), 1));
	cr_assert(eq(u64, histogram_percentile(&histogram, 1), 1));
	cr_assert(eq(u64, histogram_percentile(&histogram, 2.1), 2));
	cr_assert(eq(u64, histogram_percentile(&histogram, 50), 25));
	cr_assert(eq(u64, histogram_percentile(&histogram, 90), 45));
	cr_assert(eq(u64, histogram_percentile(&histogram, 100), 50));
	cr_assert(histogram_mean(&histogram) == 25.5);
}

Test(cli_histogram, one_value_is_every_percentile)
{
	histogram_init(&histogram);
	histogram_add(&histogram, 123456789, 7);
	cr_assert(eq(u64, histogram_percentile(&histogram, 0), 123456789));
	cr_assert(eq(u64, histogram_percentile(&histogram, 50), 123456789));
	cr_assert(eq(u64, histogram_percentile(&histogram, 99.9), 123456789));
	cr_assert(eq(u64, histogram.min, 123456789));
	cr_assert(eq(u64, histogram.max, 123456789));
}

Test(cli_histogram, a_percentile_errs_by_at_most_a_32nd_and_never_below)
{
	/* a second, greater value keeps the percentile from being cut to the maximum */
	for (unsigned int bit = 0; bit < 63; bit++) {
		for (int step = -1; step <= 1; step++) {
			uint64_t v = (1ull << bit) + (uint64_t)step, got;

			histogram_init(&histogram);
			histogram_add(&histogram, v, 1);
			histogram_add(&histogram, UINT64_MAX, 1);
			got = histogram_percentile(&histogram, 50);
			cr_expect(ge(u64, got, v));
			cr_expect(le(u64, got - v, v / 32), "%lu for %lu", (unsigned long)got,
				  (unsigned long)v);
		}
	}
}

Test(cli_histogram, the_greatest_value_has_a_bucket)
{
	histogram_init(&histogram);
	histogram_add(&histogram, UINT64_MAX, 1);
	histogram_add(&histogram, 0, 1);
	cr_assert(eq(u64, histogram_percentile(&histogram, 100), UINT64_MAX));
	cr_assert(eq(u64, histogram_percentile(&histogram, 50), 0));
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

Test(cli_histogram, agrees_with_sorting)
{
	enum { NR = 20000 };
	static const double percents[] = { 1, 10, 50, 90, 99, 99.9, 100 };
	static uint64_t values[NR];
	uint64_t state = 1;

	histogram_init(&histogram);
	for (int i = 0; i < NR; i++) {
		state = state * 6364136223846793005ull + 1442695040888963407ull;
		values[i] = (state >> 33) >> (state >> 60); /* of many magnitudes */
		histogram_add(&histogram, values[i], 1);
	}
	qsort(values, NR, sizeof(*values), compare);
	for (size_t i = 0; i < sizeof(percents) / sizeof(*percents); i++) {
		uint64_t want = values[(size_t)(NR * percents[i] / 100 + 0.999999) - 1];
		uint64_t got = histogram_percentile(&histogram, percents[i]);

		cr_expect(ge(u64, got, want), "%.1f %%", percents[i]);
		cr_expect(le(u64, got - want, want / 32), "%.1f %%", percents[i]);
	}
}

Test(cli_histogram, merging_is_counting_together)
{
	static struct histogram parts[2], all;

	histogram_init(&parts[0]);
	histogram_init(&parts[1]);
	histogram_init(&all);
	for (uint64_t v = 10; v < 100000; v += 17) {
		histogram_add(&parts[v & 1], v, v % 3);
		histogram_add(&all, v, v % 3);
	}
	histogram_merge(&parts[0], &parts[1]);
	cr_assert(eq(u64, parts[0].nr, all.nr));
	cr_assert(eq(u64, parts[0].sum, all.sum));
	cr_assert(eq(u64, parts[0].min, all.min));
	cr_assert(eq(u64, parts[0].max, all.max));
	for (double percent = 0; percent <= 100; percent += 0.5)
		cr_expect(eq(u64, histogram_percentile(&parts[0], percent),
			     histogram_percentile(&all, percent)));
}
