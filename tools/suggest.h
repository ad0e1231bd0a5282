/* SPDX-License-Identifier: Apache-2.0 */
/* suggest.h - "did you mean": the candidate that is closest to a mistyped word. */
#ifndef TOOLS_SUGGEST_H
#define TOOLS_SUGGEST_H

struct suggest {
	const char *word;
	const char *best; /* NULL while nothing is close enough */
	unsigned int distance;
};

/* Starts a search for word, which must outlive it. */
void suggest_init(struct suggest *suggest, const char *word);

/* Offers one candidate, which must live as long as suggest->best is used. */
void suggest_offer(struct suggest *suggest, const char *candidate);

/* Returns how many letters must be added, removed, changed or swapped with their neighbour to turn a
 * into b; ASCII case does not count. Words of more than 63 letters are far from everything. */
unsigned int suggest_distance(const char *a, const char *b);

#endif
