// SPDX-License-Identifier: Apache-2.0
/* help.c - the text of --help, from the tables. */
#include <stdio.h>
#include <string.h>

#include "tools/cmd.h"

#define WIDTH 80

/* Prints text broken at blanks; every line but the first is indented. column: where the first begins. */
static void print_wrapped(const char *text, size_t column, size_t indent)
{
	while (*text) {
		size_t len = strcspn(text, " ");

		if (column + len > WIDTH && column > indent) {
			printf("\n%*s", (int)indent, "");
			column = indent;
		}
		printf("%.*s", (int)len, text);
		column += len;
		text += len;
		if (*text == ' ') {
			text++;
			column++;
			if (column + strcspn(text, " ") <= WIDTH)
				putchar(' ');
		}
	}
	putchar('\n');
}

/* "-a, --algorithm ALG" */
static int format_option(char *buf, size_t len, const struct opt *opt)
{
	char letter[5] = "    ";

	if (opt->letter)
		snprintf(letter, sizeof(letter), "-%c, ", opt->letter);
	return snprintf(buf, len, "%s--%s%s%s", letter, opt->name, opt->arg ? " " : "",
			opt->arg ? opt->arg : "");
}

static size_t widest(const struct opt *opts, size_t width)
{
	char buf[80];

	for (const struct opt *opt = opts; opt->name; opt++) {
		size_t len = (size_t)format_option(buf, sizeof(buf), opt);

		if (len > width)
			width = len;
	}
	return width;
}

static void print_options(const struct opt *opts, size_t width)
{
	char buf[80], help[256];

	for (const struct opt *opt = opts; opt->name; opt++) {
		format_option(buf, sizeof(buf), opt);
		printf("  %-*s  ", (int)width, buf);
		snprintf(help, sizeof(help), "%s%s%s%s", opt->help, opt->def ? " (default " : "",
			 opt->def ? opt->def : "", opt->def ? ")" : "");
		print_wrapped(help, width + 4, width + 4);
	}
}

static void print_word_list(const struct cmd *cmd)
{
	size_t column = WIDTH;
	const char *word;

	printf("\n%s:", cmd->words);
	for (size_t i = 0; (word = cmd->word_at(i)); i++) {
		if (column + strlen(word) + 1 > WIDTH) {
			printf("\n ");
			column = 1;
		}
		printf(" %s", word);
		column += strlen(word) + 1;
	}
	putchar('\n');
}

void cmd_help(const struct cmd *cmd)
{
	size_t width = widest(common_opts, widest(cmd->opts, 0));

	printf("Usage: cmh %s [OPTION]...%s%s\n\n%s.\n", cmd->name, cmd->operands ? " " : "",
	       cmd->operands ? cmd->operands : "", cmd->brief);
	if (cmd->opts->name) {
		printf("\nOptions:\n");
		print_options(cmd->opts, width);
	}
	printf("\nOptions of every command:\n");
	print_options(common_opts, width);
	if (cmd->words)
		print_word_list(cmd);
	printf("\n'man cmh-%s' tells more; 'man cmh' lists the exit codes.\n", cmd->name);
}

void cmd_help_all(void)
{
	printf("Usage: cmh [OPTION]... COMMAND [ARGUMENT]...\n\n"
	       "Works with a CryptoManager Hub, or with the one in software that is built in.\n\n"
	       "Commands:\n");
	for (const struct cmd *const *cmd = commands; *cmd; cmd++)
		printf("  %-10s  %s\n", (*cmd)->name, (*cmd)->brief);
	printf("\nOptions of every command:\n");
	print_options(common_opts, widest(common_opts, 0));
	printf("\n'cmh COMMAND --help' tells more about a command.\n");
}
