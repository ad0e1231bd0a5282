// SPDX-License-Identifier: Apache-2.0
/* histogram.c - buckets that grow with their value: a power of two, and the five bits behind its first. */
#include <math.h>
#include <string.h>

#include "tools/histogram.h"

#define SUB_NR (1u << HISTOGRAM_SUB_BITS)

static unsigned int bucket_of(uint64_t value)
{
	unsigned int shift;

	if (value < 2 * SUB_NR)
		return (unsigned int)value;
	shift = 63u - (unsigned int)__builtin_clzll(value) - HISTOGRAM_SUB_BITS;
	return (shift << HISTOGRAM_SUB_BITS) + (unsigned int)(value >> shift);
}

/* the greatest value that falls into bucket */
static uint64_t bucket_end(unsigned int bucket)
{
	unsigned int shift;

	if (bucket < 2 * SUB_NR)
		return bucket;
	shift = (bucket >> HISTOGRAM_SUB_BITS) - 1;
	return ((((uint64_t)bucket & (SUB_NR - 1)) | SUB_NR) << shift) + ((1ull << shift) - 1);
}

void histogram_init(struct histogram *histogram)
{
	memset(histogram, 0, sizeof(*histogram));
	histogram->min = UINT64_MAX;
}

void histogram_add(struct histogram *histogram, uint64_t value, uint64_t nr)
{
	if (!nr)
		return;
	histogram->nr += nr;
	histogram->sum += value * nr;
	if (value < histogram->min)
		histogram->min = value;
	if (value > histogram->max)
		histogram->max = value;
	histogram->buckets[bucket_of(value)] += nr;
}

void histogram_merge(struct histogram *to, const struct histogram *from)
{
	to->nr += from->nr;
	to->sum += from->sum;
	if (from->min < to->min)
		to->min = from->min;
	if (from->max > to->max)
		to->max = from->max;
	for (unsigned int i = 0; i < HISTOGRAM_BUCKETS; i++)
		to->buckets[i] += from->buckets[i];
}

uint64_t histogram_percentile(const struct histogram *histogram, double percent)
{
	uint64_t rank, below = 0;

	if (!histogram->nr)
		return 0;
	if (percent <= 0)
		return histogram->min;
	rank = (uint64_t)ceil((double)histogram->nr * percent / 100);
	for (unsigned int i = 0; i < HISTOGRAM_BUCKETS; i++) {
		below += histogram->buckets[i];
		if (below >= rank)
			return bucket_end(i) < histogram->max ? bucket_end(i) : histogram->max;
	}
	return histogram->max;
}

double histogram_mean(const struct histogram *histogram)
{
	return histogram->nr ? (double)histogram->sum / (double)histogram->nr : 0;
}
