// SPDX-License-Identifier: Apache-2.0
/* sums.c - writes and reads lines of checksums. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "tools/encode.h"
#include "tools/sums.h"

void sums_format_init(struct sums_format *format, const struct cmh_alg_info *alg, size_t len)
{
	size_t i;

	format->alg = alg;
	format->digest_len = len ? len : alg->digest_len;
	format->any_len = false;
	for (i = 0; alg->name[i] && i < SUMS_TAG_MAX - 1; i++)
		format->tag[i] = (char)toupper((unsigned char)alg->name[i]);
	format->tag[i] = '\0';
}

static bool needs_escape(const char *name)
{
	return strpbrk(name, "\\\n\r") != NULL;
}

static void print_escaped(FILE *out, const char *name)
{
	for (; *name; name++) {
		if (*name == '\\')
			fputs("\\\\", out);
		else if (*name == '\n')
			fputs("\\n", out);
		else if (*name == '\r')
			fputs("\\r", out);
		else
			fputc(*name, out);
	}
}

void sums_name_print(FILE *out, const char *name)
{
	/* a verdict may not look like two; anything else is shown as it is */
	if (!strchr(name, '\n')) {
		fputs(name, out);
		return;
	}
	fputc('\\', out);
	print_escaped(out, name);
}

void sums_line_print(FILE *out, const struct sums_format *format, const struct sums_print *how,
		     const char *name, const uint8_t *digest)
{
	bool escape = !how->zero && needs_escape(name);

	if (escape)
		fputc('\\', out);
	if (how->tagged) {
		fputs(format->tag, out);
		if (format->digest_len != format->alg->digest_len)
			fprintf(out, "-%zu", 8 * format->digest_len);
		fputs(" (", out);
	} else {
		encode_hex(out, digest, format->digest_len);
		fputs(how->binary ? " *" : "  ", out);
	}
	if (escape)
		print_escaped(out, name);
	else
		fputs(name, out);
	if (how->tagged) {
		fputs(") = ", out);
		encode_hex(out, digest, format->digest_len);
	}
	fputc(how->zero ? '\0' : '\n', out);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static char *skip_blanks(char *at)
{
	while (is_blank(*at))
		at++;
	return at;
}

/* Undoes print_escaped() in place. Returns 0, or -EINVAL for what it cannot have written. */
static int unescape(char *name)
{
	char *to = name;

	for (; *name; name++) {
		char c = *name;

		if (c == '\\') {
			c = *++name;
			if (c == 'n')
				c = '\n';
			else if (c == 'r')
				c = '\r';
			else if (c != '\\')
				return -EINVAL;
		}
		*to++ = c;
	}
	*to = '\0';
	return 0;
}

static int read_digest(const struct sums_format *format, const char *hex, size_t want,
		       struct sums_line *out)
{
	int len = decode_hex(hex, out->digest, sizeof(out->digest));

	if (len <= 0 || (want ? (size_t)len != want : !format->any_len))
		return -EINVAL;
	out->digest_len = (size_t)len;
	return 0;
}

/* "-512" behind the tag of an XOF: the length in bits. Moves *at behind it. 0: none, or a wrong one */
static size_t read_bits(char **at)
{
	size_t bits = 0;

	while (isdigit((unsigned char)**at) && bits <= 8 * SUMS_DIGEST_MAX)
		bits = 10 * bits + (size_t)(*(*at)++ - '0');
	return bits % 8 || bits > 8 * SUMS_DIGEST_MAX ? 0 : bits / 8;
}

/* at: behind the tag, " (NAME) = DIGEST" */
static int read_tagged(const struct sums_format *format, char *at, bool escaped,
		       struct sums_line *out)
{
	size_t want = format->alg->digest_len;
	char *end;

	if (format->alg->flags & CMH_ALG_F_XOF && *at == '-') {
		at++;
		want = read_bits(&at);
	}
	if (!want || (!format->any_len && want != format->digest_len))
		return -EINVAL;
	if (*at == ' ')
		at++;
	if (*at != '(')
		return -EINVAL;
	out->name = ++at;
	end = strrchr(at, ')');
	if (!end)
		return -EINVAL;
	*end = '\0';
	if (escaped && unescape(at))
		return -EINVAL;
	at = skip_blanks(end + 1);
	if (*at != '=')
		return -EINVAL;
	return read_digest(format, skip_blanks(at + 1), want, out);
}

/* at: "DIGEST  NAME", or "DIGEST NAME" from BSD tools. One list may not mix the two: a name that begins
 * with a blank could be taken for another file's. */
static int read_untagged(struct sums_reader *reader, char *at, bool escaped, struct sums_line *out)
{
	const struct sums_format *format = &reader->format;
	char *name = at + strcspn(at, " \t");

	if (!*name || !name[1])
		return -EINVAL;
	*name++ = '\0';
	if (read_digest(format, at, format->any_len ? 0 : format->digest_len, out))
		return -EINVAL;
	if ((*name != ' ' && *name != '*') || !name[1]) {
		if (reader->style == SUMS_STANDARD)
			return -EINVAL;
		reader->style = SUMS_REVERSED;
	} else if (reader->style != SUMS_REVERSED) {
		reader->style = SUMS_STANDARD;
		name++;
	}
	out->name = name;
	return escaped ? unescape(name) : 0;
}

int sums_line_read(struct sums_reader *reader, char *line, size_t len, struct sums_line *out)
{
	const struct sums_format *format = &reader->format;
	size_t tag_len = strlen(format->tag);
	bool escaped;
	char *at;

	if (strlen(line) != len) /* a NUL cannot be part of a name */
		return -EINVAL;
	at = skip_blanks(line);
	escaped = *at == '\\';
	at += escaped;
	if (!strncmp(at, format->tag, tag_len))
		return read_tagged(format, at + tag_len, escaped, out);
	return read_untagged(reader, at, escaped, out);
}
