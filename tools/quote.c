// SPDX-License-Identifier: Apache-2.0
/* quote.c - shell quoting of file names in messages. */
#include <stdbool.h>
#include <string.h>

#include "tools/quote.h"

static bool is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

static void print_control(FILE *out, char c)
{
	static const char named[] = "\a\b\t\n\v\f\r";
	static const char letters[] = "abtnvfr";
	const char *at = strchr(named, c);

	if (at)
		fprintf(out, "\\%c", letters[at - named]);
	else
		fprintf(out, "\\%03o", (unsigned char)c);
}

/* Characters that a shell, or the reader of "name: message", would take for something else. */
static bool is_harmless(const char *name)
{
	if (!*name || strchr("#~", *name) || !strcmp(name, "{") || !strcmp(name, "}"))
		return false;
	for (const char *c = name; *c; c++)
		if (is_control(*c) || strchr(" !\"$&'()*:;<=>?[\\^`|", *c))
			return false;
	return true;
}

/* Whether "..." does where '...' would not: the only trouble is an apostrophe. */
static bool fits_double_quotes(const char *name)
{
	if (!strchr(name, '\''))
		return false;
	for (const char *c = name; *c; c++)
		if (is_control(*c) || strchr("\"$`\\!", *c))
			return false;
	return true;
}

void quote_print(FILE *out, const char *name)
{
	bool escaping = false; /* inside $'...' */

	if (is_harmless(name)) {
		fputs(name, out);
		return;
	}
	if (fits_double_quotes(name)) {
		fprintf(out, "\"%s\"", name);
		return;
	}
	fputc('\'', out);
	for (const char *c = name; *c; c++) {
		if (is_control(*c)) {
			if (!escaping)
				fputs("'$'", out);
			escaping = true;
			print_control(out, *c);
			continue;
		}
		if (escaping)
			fputs("''", out);
		escaping = false;
		if (*c == '\'')
			fputs("'\\''", out);
		else
			fputc(*c, out);
	}
	fputc('\'', out);
}

char *quote_dup(const char *name)
{
	char *quoted = NULL;
	size_t len;
	FILE *out = open_memstream(&quoted, &len);

	if (!out)
		return NULL;
	quote_print(out, name);
	return fclose(out) ? NULL : quoted;
}
