/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz.h - the one function that a fuzz target defines, and which inputs may take long. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* One input in 64 has the time for whatever it likes, the others only for what is cheap: millions of runs
 * then reach everything in minutes. It follows from the bytes alone, so that a run can be repeated; who adds
 * to the corpus appends bytes until the input is one of those. */
static inline bool fuzz_may_take_long(const uint8_t *data, size_t len)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ data[i]) * 16777619u;
	return !(hash >> 26);
}

#endif /* TESTS_FUZZ_FUZZ_H */
