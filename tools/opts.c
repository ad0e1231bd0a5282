// SPDX-License-Identifier: Apache-2.0
/* opts.c - the one parser of command lines. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/opts.h"
#include "tools/suggest.h"

static int fail(struct opts_result *res, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static int fail(struct opts_result *res, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(res->error, sizeof(res->error), fmt, ap);
	va_end(ap);
	return -EINVAL;
}

/* "1..64", or "1 or more" for a number without upper limit */
static const char *range(const struct opt *opt, char *buf, size_t len)
{
	if (opt->max)
		snprintf(buf, len, "%" PRIu64 "..%" PRIu64, opt->min, opt->max);
	else
		snprintf(buf, len, "%" PRIu64 " or more", opt->min);
	return buf;
}

static bool in_range(const struct opt *opt, uint64_t v)
{
	return v >= opt->min && (!opt->max || v <= opt->max);
}

/* Reads digits and at most one of K, M, G. Returns 0, -EINVAL not a number, -ERANGE past 64 bits. */
static int read_number(const char *text, uint64_t *out)
{
	static const char suffixes[] = "KMG";
	const char *suffix;
	unsigned int shift = 0;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	*out = strtoull(text, &end, 10);
	if (*end) {
		suffix = strchr(suffixes, toupper((unsigned char)*end));
		if (!suffix || end[1])
			return -EINVAL;
		shift = 10 * (unsigned int)(suffix - suffixes + 1);
	}
	if (errno == ERANGE || *out > UINT64_MAX >> shift)
		return -ERANGE;
	*out <<= shift;
	return 0;
}

static int set_number(const struct opt *opt, const char *text, uint64_t *out,
		      struct opts_result *res)
{
	char buf[64];
	int rc = read_number(text, out);

	if (rc == -EINVAL)
		return fail(res, "--%s: '%s' is not a number; give %s", opt->name, text,
			    range(opt, buf, sizeof(buf)));
	if (rc || !in_range(opt, *out))
		return fail(res, "--%s: %s is out of range; give %s", opt->name, text,
			    range(opt, buf, sizeof(buf)));
	return 0;
}

static int set_numbers(const struct opt *opt, const char *text, struct opt_numbers *out,
		       struct opts_result *res)
{
	char item[32];
	size_t len;
	int rc;

	out->nr = 0;
	for (;; text += len + 1) {
		len = strcspn(text, ",");
		if (out->nr == OPT_NUMBERS_MAX)
			return fail(res, "--%s: more than %d numbers", opt->name, OPT_NUMBERS_MAX);
		snprintf(item, sizeof(item), "%.*s", (int)len, text);
		rc = set_number(opt, item, &out->v[out->nr++], res);
		if (rc || !text[len])
			return rc;
	}
}

static int set_seconds(const struct opt *opt, const char *text, double *out,
		       struct opts_result *res)
{
	char buf[64];
	char *end;

	*out = strtod(text, &end);
	if (end == text || *end || !isfinite(*out) || isspace((unsigned char)*text))
		return fail(res, "--%s: '%s' is not a number of seconds; give %s", opt->name, text,
			    range(opt, buf, sizeof(buf)));
	if (*out <= 0 || *out < (double)opt->min || (opt->max && *out > (double)opt->max))
		return fail(res, "--%s: %s is out of range; give %s", opt->name, text,
			    opt->min ? range(opt, buf, sizeof(buf)) : "more than 0");
	return 0;
}

static void *field_of(const struct opt *opt, void *out)
{
	return (char *)out + opt->offset;
}

static void set_flag(const struct opt *const tables[OPTS_TABLES], const struct opt *flag, void *out)
{
	for (int t = 0; t < OPTS_TABLES; t++)
		for (const struct opt *opt = tables[t]; opt && opt->name; opt++)
			if (flag->group && opt->group == flag->group)
				*(bool *)field_of(opt, out) = false;
	*(bool *)field_of(flag, out) = true;
}

/* Sets the field of an option that takes a value. */
static int set(const struct opt *opt, const char *text, void *out, struct opts_result *res)
{
	void *field = field_of(opt, out);

	switch (opt->kind) {
	case OPT_FLAG: break;
	case OPT_TEXT: *(const char **)field = text; return 0;
	case OPT_NUMBER: return set_number(opt, text, field, res);
	case OPT_NUMBERS: return set_numbers(opt, text, field, res);
	case OPT_SECONDS: return set_seconds(opt, text, field, res);
	}
	return fail(res, "--%s takes no value, '%s' was given", opt->name, text);
}

const struct opt *opts_find(const struct opt *const tables[OPTS_TABLES], const char *name)
{
	for (int t = 0; t < OPTS_TABLES; t++)
		for (const struct opt *opt = tables[t]; opt && opt->name; opt++)
			if (!strcmp(opt->name, name))
				return opt;
	return NULL;
}

static const struct opt *find_letter(const struct opt *const tables[OPTS_TABLES], char letter)
{
	for (int t = 0; t < OPTS_TABLES; t++)
		for (const struct opt *opt = tables[t]; opt && opt->name; opt++)
			if (opt->letter == letter)
				return opt;
	return NULL;
}

static int unknown(const struct opt *const tables[OPTS_TABLES], const char *name,
		   struct opts_result *res)
{
	struct suggest suggest;

	suggest_init(&suggest, name);
	for (int t = 0; t < OPTS_TABLES; t++)
		for (const struct opt *opt = tables[t]; opt && opt->name; opt++)
			suggest_offer(&suggest, opt->name);
	if (suggest.best)
		return fail(res, "unknown option --%s; did you mean --%s?", name, suggest.best);
	return fail(res, "unknown option --%s", name);
}

/* The words of the command line that are still to be read. */
struct words {
	char **v;
	int nr;
	int at;
};

/* word is "--name" or "--name=value" */
static int parse_long(const struct opt *const tables[OPTS_TABLES], void *out, char *word,
		      struct words *words, struct opts_result *res)
{
	char name[64];
	size_t len = strcspn(word + 2, "=");
	const char *value = word[2 + len] ? word + 2 + len + 1 : NULL;
	const struct opt *opt;

	snprintf(name, sizeof(name), "%.*s", (int)len, word + 2);
	opt = opts_find(tables, name);
	if (!opt)
		return unknown(tables, name, res);
	if (opt->kind == OPT_FLAG && !value) {
		set_flag(tables, opt, out);
		return 0;
	}
	if (!value) {
		if (words->at == words->nr)
			return fail(res, "--%s needs a value: --%s %s", name, name, opt->arg);
		value = words->v[words->at++];
	}
	return set(opt, value, out, res);
}

/* word is "-abc" or "-avalue", or "-a" and the value is the next word */
static int parse_short(const struct opt *const tables[OPTS_TABLES], void *out, char *word,
		       struct words *words, struct opts_result *res)
{
	const struct opt *opt;
	const char *value;

	for (char *letter = word + 1; *letter; letter++) {
		opt = find_letter(tables, *letter);
		if (!opt)
			return fail(res, "unknown option -%c", *letter);
		if (opt->kind == OPT_FLAG) {
			set_flag(tables, opt, out);
			continue;
		}
		if (letter[1])
			value = letter + 1;
		else if (words->at < words->nr)
			value = words->v[words->at++];
		else
			return fail(res, "-%c needs a value: -%c %s", *letter, *letter, opt->arg);
		return set(opt, value, out, res);
	}
	return 0;
}

void opts_defaults(const struct opt *const tables[OPTS_TABLES], void *out)
{
	struct opts_result ignored;

	for (int t = 0; t < OPTS_TABLES; t++)
		for (const struct opt *opt = tables[t]; opt && opt->name; opt++)
			if (opt->def)
				set(opt, opt->def, out, &ignored);
}

int opts_parse(const struct opt *const tables[OPTS_TABLES], void *out, int argc, char **argv,
	       bool stop_early, struct opts_result *res)
{
	struct words words = { .v = argv, .nr = argc };
	bool options = true;
	int rc = 0;

	res->operands = argv;
	res->operand_nr = 0;
	res->error[0] = '\0';
	while (!rc && words.at < words.nr) {
		char *word = words.v[words.at++];

		if (!options || word[0] != '-' || !word[1]) {
			/* never overtakes the reader: at most one operand a word read */
			argv[res->operand_nr++] = word;
			if (stop_early)
				options = false;
		} else if (!strcmp(word, "--")) {
			options = false;
		} else if (word[1] == '-') {
			rc = parse_long(tables, out, word, &words, res);
		} else {
			rc = parse_short(tables, out, word, &words, res);
		}
	}
	return rc;
}
