// SPDX-License-Identifier: Apache-2.0
/* Lists of checksums, as cmh dgst -c reads them: what is read can be written, and is then read as the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tools/sums.h"

static const enum cmh_alg algs[] = { CMH_ALG_SHA2_256, CMH_ALG_SHA3_512, CMH_ALG_SHAKE128 };

static void write_and_read(const struct sums_reader *reader, const struct sums_line *line)
{
	static struct sums_line again;
	const struct sums_print how = { .tagged = line->digest[0] & 1 };
	struct sums_reader fresh = { .format = reader->format };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return;
	if (!*line->name) { /* which only a tagged line can carry */
		fclose(out);
		free(text);
		return;
	}
	fresh.format.digest_len = line->digest_len;
	sums_line_print(out, &fresh.format, &how, line->name, line->digest);
	fclose(out);
	text[--len] = '\0';
	if (sums_line_read(&fresh, text, len, &again) || strcmp(line->name, again.name) ||
	    line->digest_len != again.digest_len ||
	    memcmp(line->digest, again.digest, line->digest_len))
		abort();
	free(text);
}

/* The first byte picks the algorithm, the rest is a list. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct sums_line line;
	struct sums_reader reader = { 0 };
	char *copy, *at, *end;

	if (!len)
		return 0;
	sums_format_init(&reader.format, cmh_alg_get(algs[data[0] % 3]), 0);
	reader.format.any_len = data[0] % 3 == 2;
	copy = malloc(len);
	if (!copy)
		return 0;
	memcpy(copy, data + 1, len - 1);
	copy[len - 1] = '\n';
	for (at = copy; at < copy + len; at = end + 1) {
		end = memchr(at, '\n', (size_t)(copy + len - at));
		*end = '\0';
		if (!sums_line_read(&reader, at, (size_t)(end - at), &line))
			write_and_read(&reader, &line);
	}
	free(copy);
	return 0;
}
