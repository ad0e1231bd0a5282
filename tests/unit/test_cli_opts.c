// SPDX-License-Identifier: Apache-2.0
/* The parser of command lines, and the option tables of all commands. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <string.h>

#include "tools/cmd.h"
#include "tools/opts.h"

TestSuite(cli_opts, .timeout = 10);

struct fields {
	bool flag, other, quiet;
	const char *text;
	uint64_t number, limited;
	struct opt_numbers numbers;
	double seconds;
};

#define FIELD(f) .offset = offsetof(struct fields, f)

/* clang-format off */
static const struct opt own[] = {
	{ .name = "flag", .letter = 'f', .kind = OPT_FLAG, FIELD(flag), .group = 1 },
	{ .name = "other", .letter = 'o', .kind = OPT_FLAG, FIELD(other), .group = 1 },
	{ .name = "text", .letter = 't', .arg = "TEXT", .kind = OPT_TEXT, FIELD(text), .def = "none" },
	{ .name = "number", .letter = 'n', .arg = "N", .kind = OPT_NUMBER, FIELD(number) },
	{ .name = "limited", .arg = "N", .kind = OPT_NUMBER, FIELD(limited), .min = 2, .max = 4096,
	  .def = "3" },
	{ .name = "numbers", .arg = "N,...", .kind = OPT_NUMBERS, FIELD(numbers), .min = 1,
	  .max = 100, .def = "1,2" },
	{ .name = "seconds", .letter = 's', .arg = "S", .kind = OPT_SECONDS, FIELD(seconds),
	  .max = 10 },
	{ NULL },
};
/* clang-format on */

/* clang-format off */
static const struct opt shared[] = {
	{ .name = "quiet", .letter = 'q', .kind = OPT_FLAG, FIELD(quiet), .group = 1 },
	{ NULL },
};
/* clang-format on */

static const struct opt *const tables[OPTS_TABLES] = { own, shared };

static struct fields fields;
static struct opts_result res;
static char words[8][64];
static char *argv[8];

/* Parses a line of words with blanks between them. */
static int parse(const char *line, bool stop_early)
{
	int argc = 0;

	for (const char *at = line; *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");

		snprintf(words[argc], sizeof(words[argc]), "%.*s", (int)len, at);
		argv[argc] = words[argc];
		argc++;
		at += len;
	}
	memset(&fields, 0, sizeof(fields));
	opts_defaults(tables, &fields);
	return opts_parse(tables, &fields, argc, argv, stop_early, &res);
}

static void expect_error(const char *line, const char *want)
{
	cr_assert(eq(int, parse(line, false), -EINVAL), "%s", line);
	cr_assert(eq(str, res.error, (char *)want));
}

Test(cli_opts, defaults_come_from_the_table)
{
	cr_assert(eq(int, parse("", false), 0));
	cr_assert(eq(str, (char *)fields.text, "none"));
	cr_assert(eq(u64, fields.limited, 3));
	cr_assert(eq(sz, fields.numbers.nr, 2));
	cr_assert(eq(u64, fields.numbers.v[1], 2));
	cr_assert(not(fields.flag));
	cr_assert(eq(int, res.operand_nr, 0));
}

Test(cli_opts, values_stand_behind_a_blank_an_equals_sign_or_the_letter)
{
	cr_assert(eq(int, parse("--text a --number=5 -s2.5", false), 0));
	cr_assert(eq(str, (char *)fields.text, "a"));
	cr_assert(eq(u64, fields.number, 5));
	cr_assert(fields.seconds == 2.5);
	cr_assert(eq(int, parse("-t a=b -fn 6", false), 0));
	cr_assert(eq(str, (char *)fields.text, "a=b"));
	cr_assert(eq(u64, fields.number, 6));
	cr_assert(fields.flag);
	cr_assert(eq(int, parse("--text= -t--flag", false), 0));
	cr_assert(eq(str, (char *)fields.text, "--flag"));
}

Test(cli_opts, a_value_may_look_like_an_option)
{
	cr_assert(eq(int, parse("--text --flag", false), 0));
	cr_assert(eq(str, (char *)fields.text, "--flag"));
	cr_assert(not(fields.flag));
}

Test(cli_opts, options_and_operands_mix_until_two_dashes)
{
	cr_assert(eq(int, parse("a -f - b -- -q --text", false), 0));
	cr_assert(fields.flag);
	cr_assert(not(fields.quiet));
	cr_assert(eq(int, res.operand_nr, 5));
	cr_assert(eq(str, res.operands[0], "a"));
	cr_assert(eq(str, res.operands[1], "-"));
	cr_assert(eq(str, res.operands[3], "-q"));
	cr_assert(eq(str, res.operands[4], "--text"));
}

Test(cli_opts, stop_early_leaves_all_behind_the_first_operand)
{
	cr_assert(eq(int, parse("-q dgst -f -- x", true), 0));
	cr_assert(fields.quiet);
	cr_assert(not(fields.flag));
	cr_assert(eq(int, res.operand_nr, 4));
	cr_assert(eq(str, res.operands[1], "-f"));
	cr_assert(eq(str, res.operands[2], "--"));
}

Test(cli_opts, the_last_flag_of_a_group_counts)
{
	cr_assert(eq(int, parse("-f -o", false), 0));
	cr_assert(not(fields.flag));
	cr_assert(fields.other);
	cr_assert(eq(int, parse("-oq", false), 0));
	cr_assert(not(fields.other));
	cr_assert(fields.quiet);
}

Test(cli_opts, numbers_take_suffixes_and_keep_their_limits)
{
	cr_assert(eq(int, parse("-n 3k --limited 4K --numbers 7,100", false), 0));
	cr_assert(eq(u64, fields.number, 3072));
	cr_assert(eq(u64, fields.limited, 4096));
	cr_assert(eq(sz, fields.numbers.nr, 2));
	cr_assert(eq(u64, fields.numbers.v[0], 7));
	cr_assert(eq(int, parse("-n 18446744073709551615", false), 0));
	cr_assert(eq(u64, fields.number, UINT64_MAX));
	cr_assert(eq(int, parse("-n 17179869183G", false), 0));
	expect_error("-n 17179869184G", "--number: 17179869184G is out of range; give 0 or more");
	expect_error("--limited 4097", "--limited: 4097 is out of range; give 2..4096");
	expect_error("--limited 1", "--limited: 1 is out of range; give 2..4096");
	expect_error("--limited 12x", "--limited: '12x' is not a number; give 2..4096");
	expect_error("--limited 1MM", "--limited: '1MM' is not a number; give 2..4096");
	expect_error("--limited +3", "--limited: '+3' is not a number; give 2..4096");
	expect_error("--limited 0x3", "--limited: '0x3' is not a number; give 2..4096");
	expect_error("--numbers 1,", "--numbers: '' is not a number; give 1..100");
	expect_error("--numbers 1,101", "--numbers: 101 is out of range; give 1..100");
}

Test(cli_opts, seconds_are_positive_and_finite)
{
	cr_assert(eq(int, parse("-s 0.25", false), 0));
	cr_assert(fields.seconds == 0.25);
	expect_error("-s 0", "--seconds: 0 is out of range; give more than 0");
	expect_error("-s 10.1", "--seconds: 10.1 is out of range; give more than 0");
	expect_error("-s inf", "--seconds: 'inf' is not a number of seconds; give 0..10");
	expect_error("-s 1s", "--seconds: '1s' is not a number of seconds; give 0..10");
}

Test(cli_opts, mistakes_are_named)
{
	expect_error("--nubmer 1", "unknown option --nubmer; did you mean --number?");
	expect_error("--num 1", "unknown option --num; did you mean --number?");
	expect_error("--zzzzzz", "unknown option --zzzzzz");
	expect_error("-fz", "unknown option -z");
	expect_error("--flag=1", "--flag takes no value, '1' was given");
	expect_error("--text", "--text needs a value: --text TEXT");
	expect_error("-ft", "-t needs a value: -t TEXT");
}

/* ---- the tables of the commands ---- */

static bool same_option(const struct opt *a, const struct opt *b)
{
	return !strcmp(a->name, b->name) || (a->letter && a->letter == b->letter);
}

Test(cli_opts, no_command_has_an_option_twice)
{
	for (const struct cmd *const *cmd = commands; *cmd; cmd++) {
		for (const struct opt *a = (*cmd)->opts; a->name; a++) {
			for (const struct opt *b = a + 1; b->name; b++)
				cr_expect(not(same_option(a, b)), "%s --%s", (*cmd)->name, b->name);
			for (const struct opt *b = common_opts; b->name; b++)
				cr_expect(not(same_option(a, b)), "%s --%s", (*cmd)->name, b->name);
		}
	}
}

Test(cli_opts, each_option_is_complete)
{
	for (const struct cmd *const *cmd = commands; *cmd; cmd++) {
		for (const struct opt *opt = (*cmd)->opts; opt->name; opt++) {
			cr_expect(eq(int, opt->kind == OPT_FLAG, !opt->arg), "%s", opt->name);
			cr_expect(ge(sz, opt->offset, sizeof(struct cmd_common)), "%s", opt->name);
			cr_expect(lt(sz, opt->offset, (*cmd)->opts_size), "%s", opt->name);
			cr_assert(ne(ptr, (void *)opt->help, NULL), "%s", opt->name);
			cr_expect(ne(chr, opt->help[strlen(opt->help) - 1], '.'), "%s", opt->name);
		}
	}
}

Test(cli_opts, every_default_parses)
{
	union {
		struct cmd_common common;
		char bytes[4096];
	} out;

	for (const struct cmd *const *cmd = commands; *cmd; cmd++) {
		const struct opt *const all[OPTS_TABLES] = { (*cmd)->opts, common_opts };

		cr_assert(le(sz, (*cmd)->opts_size, sizeof(out)));
		for (const struct opt *opt = (*cmd)->opts; opt->name; opt++) {
			char word[128], *one[] = { word };

			if (!opt->def)
				continue;
			snprintf(word, sizeof(word), "--%s=%s", opt->name, opt->def);
			cr_expect(eq(int, opts_parse(all, &out, 1, one, false, &res), 0), "%s",
				  res.error);
		}
	}
}
