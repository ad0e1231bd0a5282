// SPDX-License-Identifier: Apache-2.0
/* man.c - man(7) source of the manual pages. */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "tools/device_uri.h"
#include "tools/man.h"

/* of the words below and in the commands' tables; the same source gives the same page */
#define MAN_DATE "2026-11-21"

static const struct {
	int number;
	const char *meaning;
} exitcodes[] = {
#define EXITCODE_ROW(name, number, meaning) { number, meaning },
	EXITCODE_TABLE(EXITCODE_ROW)
#undef EXITCODE_ROW
};

/* One character of text, so that roff shows just that. */
static void put_char(FILE *out, char c)
{
	if (c == '\\')
		fputs("\\e", out);
	else if (c == '-')
		fputs("\\-", out);
	else if (c == '\'')
		fputs("\\(aq", out);
	else if (c == '^')
		fputs("\\(ha", out);
	else if (c == '~')
		fputs("\\(ti", out);
	else if (c == '`')
		fputs("\\(ga", out);
	else
		fputc(c, out);
}

static void put_text(FILE *out, const char *text, size_t len)
{
	if (len && text[0] == '.')
		fputs("\\&", out); /* not a request */
	for (size_t i = 0; i < len; i++)
		put_char(out, text[i]);
}

static void put_string(FILE *out, const char *text)
{
	put_text(out, text, strlen(text));
}

/* A line of prose: `word` becomes bold. Hyphens inside words of prose may break, so they stay hyphens. */
static void put_prose(FILE *out, const char *text, size_t len)
{
	bool bold = false;

	if (len && (text[0] == '.' || text[0] == '\''))
		fputs("\\&", out);
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '`') {
			fputs(bold ? "\\fR" : "\\fB", out);
			bold = !bold;
		} else if (text[i] == '-' && !bold && i && isalpha((unsigned char)text[i - 1])) {
			fputc('-', out);
		} else {
			put_char(out, text[i]);
		}
	}
}

/* A phrase of the tables as a sentence. */
static void put_sentence(FILE *out, const char *phrase)
{
	if (islower((unsigned char)*phrase))
		fputc(toupper((unsigned char)*phrase++), out);
	put_prose(out, phrase, strlen(phrase));
	fputs(".\n", out);
}

enum block { BLOCK_NONE, BLOCK_TEXT, BLOCK_ITEM, BLOCK_LITERAL };

static enum block block_of(const char *line)
{
	if (*line == '\n' || !*line)
		return BLOCK_NONE;
	if (*line == '\t')
		return BLOCK_LITERAL;
	return strncmp(line, "- ", 2) ? BLOCK_TEXT : BLOCK_ITEM;
}

/* Begins a line of the kind next after one of the kind last; first: nothing stands in the section yet. */
static void change_block(FILE *out, enum block last, enum block next, bool first)
{
	if (last == BLOCK_LITERAL && next != BLOCK_LITERAL)
		fputs(".EE\n.RE\n", out);
	if (next == BLOCK_ITEM)
		fputs(".IP \\(bu 2\n", out);
	else if (next == BLOCK_TEXT && (last == BLOCK_NONE || last == BLOCK_LITERAL) && !first)
		fputs(".PP\n", out);
	else if (next == BLOCK_LITERAL && last != BLOCK_LITERAL)
		fputs(first ? ".RS 4\n.EX\n" : ".PP\n.RS 4\n.EX\n", out);
}

static void print_prose(FILE *out, const char *text)
{
	enum block last = BLOCK_NONE, next;
	bool first = true;

	while (*text) {
		size_t len = strcspn(text, "\n");

		next = block_of(text);
		change_block(out, last, next, first);
		if (next == BLOCK_LITERAL)
			put_text(out, text + 1, len - 1);
		else if (next == BLOCK_ITEM)
			put_prose(out, text + 2, len - 2);
		else if (next == BLOCK_TEXT)
			put_prose(out, text, len);
		if (next != BLOCK_NONE) {
			fputc('\n', out);
			first = false;
		}
		last = next;
		text += len;
		if (*text)
			text++;
	}
	change_block(out, last, BLOCK_NONE, first);
}

static void print_options(FILE *out, const struct opt *opts)
{
	for (const struct opt *opt = opts; opt->name; opt++) {
		fputs(".TP\n", out);
		if (opt->letter)
			fprintf(out, "\\fB\\-%c\\fR, ", opt->letter);
		fputs("\\fB\\-\\-", out);
		put_string(out, opt->name);
		fputs("\\fR", out);
		if (opt->arg) {
			fputs(" \\fI", out);
			put_string(out, opt->arg);
			fputs("\\fR", out);
		}
		fputc('\n', out);
		put_sentence(out, opt->help);
		if (opt->def) {
			fputs("The default is ", out);
			put_string(out, opt->def);
			fputs(".\n", out);
		}
	}
}

static void print_json(FILE *out, const struct cmd_json *json)
{
	fputs(".SH JSON OUTPUT\nWith \\fB\\-\\-json\\fR the command prints one object with these"
	      " keys, whose names and meanings are stable:\n",
	      out);
	for (; json->path; json++) {
		fputs(".TP\n\\fB", out);
		put_string(out, json->path);
		fprintf(out, "\\fR (%s)\n", json->type);
		put_sentence(out, json->help);
	}
}

static void print_exitcodes(FILE *out)
{
	fputs(".SH EXIT STATUS\n", out);
	for (size_t i = 0; i < sizeof(exitcodes) / sizeof(*exitcodes); i++) {
		fprintf(out, ".TP\n\\fB%d\\fR\n", exitcodes[i].number);
		put_sentence(out, exitcodes[i].meaning);
	}
}

static void print_environment(FILE *out)
{
	fputs(".SH ENVIRONMENT\n.TP\n\\fBCMH_DEVICE\\fR\n"
	      "The device to use when \\fB\\-\\-device\\fR is not given.\n",
	      out);
}

static void print_examples(FILE *out, const struct cmd_example *example)
{
	fputs(".SH EXAMPLES\n", out);
	for (; example->line; example++) {
		fputs(".TP\n\\fB", out);
		put_string(out, example->line);
		fputs("\\fR\n", out);
		put_sentence(out, example->help);
	}
}

/* name: "cmh" or "cmh-dgst" */
static void print_title(FILE *out, const char *name, const char *brief)
{
	fputs(".\\\" SPDX-License-Identifier: Apache-2.0\n"
	      ".\\\" Generated from the tables of the program: do not edit.\n.TH ",
	      out);
	for (const char *c = name; *c; c++)
		put_char(out, (char)toupper((unsigned char)*c));
	fprintf(out, " 1 %s \"cmh %s\" \"CMH SDK\"\n.SH NAME\n", MAN_DATE, cmh_version());
	put_string(out, name);
	fputs(" \\- ", out);
	fputc(tolower((unsigned char)*brief), out);
	put_prose(out, brief + 1, strlen(brief + 1));
	fputc('\n', out);
}

void man_print(FILE *out, const struct cmd *cmd)
{
	char name[64];

	snprintf(name, sizeof(name), "cmh-%s", cmd->name);
	print_title(out, name, cmd->brief);
	fprintf(out, ".SH SYNOPSIS\n\\fBcmh %s\\fR [\\fIOPTION\\fR]...", cmd->name);
	if (cmd->operands) {
		fputc(' ', out);
		put_string(out, cmd->operands);
	}
	fputs("\n.SH DESCRIPTION\n", out);
	print_prose(out, cmd->description);
	fputs(".SH OPTIONS\n", out);
	print_options(out, cmd->opts);
	fputs(".SS Options of every command\n", out);
	print_options(out, common_opts);
	print_json(out, cmd->json);
	print_exitcodes(out);
	print_environment(out);
	print_examples(out, cmd->examples);
	fputs(".SH SEE ALSO\n\\fBcmh\\fR(1)", out);
	if (cmd->see_also)
		fprintf(out, ",\n%s", cmd->see_also);
	fputc('\n', out);
}

static const char all_description[] =
	"`cmh` works with a CryptoManager Hub (CMH), a hub of crypto cores behind mailbox queues,\n"
	"or with the complete CMH in software that is built into the library and is the default.\n"
	"Each command has a manual page of its own, `cmh-COMMAND(1)`.\n"
	"\n"
	"Results go to standard output, messages and progress to standard error; progress is\n"
	"shown only when standard error is a terminal and the work takes longer than a second.\n"
	"Options may stand before or after the other arguments, and `--` ends them.\n"
	"A number of bytes may end in K, M or G, for 1024, its square and its cube.\n";

static void print_devices(FILE *out)
{
	fputs(".SH DEVICES\nA device is named by a URI: a scheme, for some followed by"
	      " \\fIKEY\\fR=\\fIVALUE\\fR pairs with commas between them.\n",
	      out);
	for (const struct device_scheme *scheme = device_schemes; scheme->name; scheme++) {
		fprintf(out, ".SS %s\n", scheme->name);
		put_sentence(out, scheme->help);
		for (const struct device_key *key = scheme->keys; key && key->name; key++) {
			fprintf(out, ".TP\n\\fB%s\\fR=\\fI%s\\fR\n", key->name, key->values);
			put_sentence(out, key->help);
		}
	}
}

void man_print_all(FILE *out)
{
	print_title(out, "cmh", "Work with a CryptoManager Hub");
	fputs(".SH SYNOPSIS\n\\fBcmh\\fR [\\fIOPTION\\fR]... \\fICOMMAND\\fR"
	      " [\\fIARGUMENT\\fR]...\n.SH DESCRIPTION\n",
	      out);
	print_prose(out, all_description);
	fputs(".SH COMMANDS\n", out);
	for (const struct cmd *const *cmd = commands; *cmd; cmd++) {
		fprintf(out, ".TP\n\\fBcmh\\-%s\\fR(1)\n", (*cmd)->name);
		put_sentence(out, (*cmd)->brief);
	}
	fputs(".SH OPTIONS\n", out);
	print_options(out, common_opts);
	print_devices(out);
	print_exitcodes(out);
	print_environment(out);
	fputs(".SH SEE ALSO\n", out);
	for (const struct cmd *const *cmd = commands; *cmd; cmd++)
		fprintf(out, "\\fBcmh\\-%s\\fR(1)%s\n", (*cmd)->name, cmd[1] ? "," : "");
}
