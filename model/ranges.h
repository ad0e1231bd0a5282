/* SPDX-License-Identifier: Apache-2.0 */
/* ranges.h - a set of address ranges, kept sorted and apart, for telling whether two jobs collide.
 *
 * Buffers mostly come in rising order, so that both calls are one comparison; any other order costs
 * a binary search. A full set swallows the gap to a neighbour: it may then report a collision that
 * is none, which costs time and never correctness.
 */
#ifndef CMH_MODEL_RANGES_H
#define CMH_MODEL_RANGES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define RANGES_MAX 256

struct range {
	uintptr_t lo, hi; /* [lo, hi) */
};

struct range_set {
	uint32_t nr;
	struct range r[RANGES_MAX];
};

/* Index of the first range that ends behind addr. */
static inline uint32_t range_find(const struct range_set *set, uintptr_t addr)
{
	uint32_t lo = 0, hi = set->nr;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;

		if (set->r[mid].hi > addr)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

static inline bool range_hit(const struct range_set *set, uintptr_t lo, uintptr_t hi)
{
	if (!set->nr || lo >= set->r[set->nr - 1].hi || hi <= set->r[0].lo)
		return false;
	return set->r[range_find(set, lo)].lo < hi;
}

static inline void range_insert(struct range_set *set, uintptr_t lo, uintptr_t hi)
{
	uint32_t first = range_find(set, lo), last = first;

	while (last < set->nr && set->r[last].lo <= hi)
		last++;
	if (first == last && set->nr == RANGES_MAX) {
		if (first < set->nr)
			set->r[first].lo = lo;
		else
			set->r[first - 1].hi = hi;
		return;
	}
	if (first == last) {
		memmove(&set->r[first + 1], &set->r[first], (set->nr - first) * sizeof(set->r[0]));
		set->r[first] = (struct range){ lo, hi };
		set->nr++;
		return;
	}
	/* one range takes the place of all that it meets */
	if (set->r[first].lo < lo)
		lo = set->r[first].lo;
	if (set->r[last - 1].hi > hi)
		hi = set->r[last - 1].hi;
	set->r[first] = (struct range){ lo, hi };
	memmove(&set->r[first + 1], &set->r[last], (set->nr - last) * sizeof(set->r[0]));
	set->nr -= last - first - 1;
}

/* lo < hi */
static inline void range_add(struct range_set *set, uintptr_t lo, uintptr_t hi)
{
	if (set->nr < RANGES_MAX && (!set->nr || lo > set->r[set->nr - 1].hi))
		set->r[set->nr++] = (struct range){ lo, hi };
	else if (set->nr && lo == set->r[set->nr - 1].hi)
		set->r[set->nr - 1].hi = hi;
	else
		range_insert(set, lo, hi);
}

#endif
