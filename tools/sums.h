/* SPDX-License-Identifier: Apache-2.0 */
/* sums.h - the lines that sha256sum and its family write and check:
 *
 *   DIGEST  NAME           " " for text, "*" for binary before NAME; or the reversed form "DIGEST NAME"
 *   SHA256 (NAME) = DIGEST with a tag
 *
 * A line that begins with a backslash has the newlines, carriage returns and backslashes of its name
 * escaped.
 */
#ifndef TOOLS_SUMS_H
#define TOOLS_SUMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmh/alg.h>

#define SUMS_TAG_MAX    32
#define SUMS_DIGEST_MAX 4096 /* bytes, of an XOF */

/* What the lines of one run look like. */
struct sums_format {
	const struct cmh_alg_info *alg;
	char tag[SUMS_TAG_MAX]; /* "SHA256" */
	size_t digest_len;      /* bytes */
	bool any_len;           /* reading: the line says how long the digest is */
};

/* Sets format for alg; len 0 is the algorithm's own length. */
void sums_format_init(struct sums_format *format, const struct cmh_alg_info *alg, size_t len);

struct sums_print {
	bool tagged;
	bool binary;
	bool zero; /* lines end in NUL, and names are not escaped */
};

/* Prints the line of one file. */
void sums_line_print(FILE *out, const struct sums_format *format, const struct sums_print *how,
		     const char *name, const uint8_t *digest);

/* Prints name as the verdicts of -c have it: behind a backslash and escaped if it has a newline. */
void sums_name_print(FILE *out, const char *name);

enum sums_style { SUMS_UNDECIDED, SUMS_STANDARD, SUMS_REVERSED };

/* Reading: one for each list of checksums. */
struct sums_reader {
	struct sums_format format;
	enum sums_style style; /* of the untagged lines so far */
};

struct sums_line {
	const char *name; /* in the line that was read, unescaped */
	size_t digest_len;
	uint8_t digest[SUMS_DIGEST_MAX];
};

/* Takes a line of len bytes apart, in place; line[len] is NUL. Returns 0, or -EINVAL if it is not one of
 * this format. */
int sums_line_read(struct sums_reader *reader, char *line, size_t len, struct sums_line *out);

#endif
