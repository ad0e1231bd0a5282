/* SPDX-License-Identifier: Apache-2.0 */
/* histogram.h - counts durations and answers percentiles, in fixed memory and constant time.
 *
 * Values up to 63 are exact; above, a bucket is at most 1/32 of its value wide, and a percentile is the
 * upper end of its bucket, so it errs by no more than 3.2 % and never to the flattering side.
 */
#ifndef TOOLS_HISTOGRAM_H
#define TOOLS_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_SUB_BITS 5 /* 32 buckets for each power of two */
#define HISTOGRAM_BUCKETS  ((64 - HISTOGRAM_SUB_BITS + 1) << HISTOGRAM_SUB_BITS)

struct histogram {
	uint64_t nr;
	uint64_t sum;
	uint64_t min;
	uint64_t max;
	uint64_t buckets[HISTOGRAM_BUCKETS];
};

void histogram_init(struct histogram *histogram);

/* Counts value nr times. */
void histogram_add(struct histogram *histogram, uint64_t value, uint64_t nr);

/* Adds the counts of from to to. */
void histogram_merge(struct histogram *to, const struct histogram *from);

/* Returns the smallest value that at least percent of all counted values do not exceed; percent 0 is the
 * least value, 100 the greatest. 0 if nothing was counted. */
uint64_t histogram_percentile(const struct histogram *histogram, double percent);

/* Returns the mean, 0 if nothing was counted. */
double histogram_mean(const struct histogram *histogram);

#endif
