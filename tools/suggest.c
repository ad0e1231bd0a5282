// SPDX-License-Identifier: Apache-2.0
/* suggest.c - edit distance (optimal string alignment) over three rows. */
#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "tools/suggest.h"

#define WORD_MAX 63

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	if (a > b)
		a = b;
	return a < c ? a : c;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

unsigned int suggest_distance(const char *a, const char *b)
{
	unsigned int rows[3][WORD_MAX + 1];
	unsigned int *before = rows[0], *last = rows[1], *row = rows[2], *spare;
	size_t a_len = strlen(a), b_len = strlen(b);

	if (a_len > WORD_MAX || b_len > WORD_MAX)
		return UINT_MAX;
	for (size_t j = 0; j <= b_len; j++)
		last[j] = (unsigned int)j;
	for (size_t i = 1; i <= a_len; i++) {
		row[0] = (unsigned int)i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = min3(last[j] + 1, row[j - 1] + 1,
				      last[j - 1] + !same(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
				row[j] = min3(row[j], before[j - 2] + 1, UINT_MAX);
		}
		spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[b_len];
}

void suggest_init(struct suggest *suggest, const char *word)
{
	/* up to a third of the word may be wrong, but never all of it */
	size_t len = strlen(word);

	suggest->word = word;
	suggest->best = NULL;
	suggest->distance = len < 2 ? 0 : (unsigned int)(len + 2) / 3;
}

void suggest_offer(struct suggest *suggest, const char *candidate)
{
	unsigned int distance = suggest_distance(suggest->word, candidate);
	size_t len = strlen(suggest->word);

	/* what was begun and not finished counts as close */
	if (len > 1 && !strncmp(candidate, suggest->word, len))
		distance = 1;
	if (distance > suggest->distance || (suggest->best && distance == suggest->distance))
		return;
	suggest->best = candidate;
	suggest->distance = distance;
}
