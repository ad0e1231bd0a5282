/* SPDX-License-Identifier: Apache-2.0 */
/* cmd.h - what a subcommand of cmh is: a struct cmd with its options, its words for the manual and its
 * function; and the few calls that every command needs.
 *
 * To add a command write tools/cmd_NAME.c with one `const struct cmd cmd_NAME` and add it to
 * tools/commands.c: --help, man page and completion follow from it.
 */
#ifndef TOOLS_CMD_H
#define TOOLS_CMD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmh/cmh.h>

#include "tools/exitcode.h"
#include "tools/opts.h"

/* The values of the options that every command has; the first member of each command's struct. */
struct cmd_common {
	const char *device;
	bool json;
	bool quiet;
	bool help;
	bool version;
};

/* Flags of which the last one given counts; see struct opt.group. */
enum cmd_group { GROUP_VERBOSITY = 1 };

/* One key of the command's JSON output. */
struct cmd_json {
	const char *path; /* "mailboxes.slots", "cores[].name"; NULL ends the table */
	const char *type; /* "string", "integer", "number", "boolean"; or these " or null" */
	const char *help;
};

struct cmd_example {
	const char *line; /* as typed after the prompt; NULL ends the table */
	const char *help;
};

struct cli;

struct cmd {
	const char *name;
	const char *brief;       /* what it does, a phrase without full stop */
	const char *operands;    /* "[FILE]...", NULL: it takes none */
	int operands_max;        /* -1: any number */
	unsigned int complete;   /* COMPLETE_* of an operand */
	size_t opts_size;        /* of the struct that options are read into */
	const struct opt *opts;  /* its own options */
	const char *words;       /* what --help calls the words that word_at() lists, or NULL */
	const char *(*word_at)(size_t i); /* NULL behind the last */
	const char *description; /* for the manual; markup as tools/man.h says */
	const struct cmd_json *json;
	const struct cmd_example *examples;
	const char *see_also; /* "sha256sum(1), openssl-dgst(1)", or NULL */
	enum exitcode (*run)(struct cli *cli);
};

/* All commands, in the order of the manual; NULL ends the list. */
extern const struct cmd *const commands[];
extern const struct opt common_opts[];

/* Returns the command called name, or NULL. */
const struct cmd *cmd_find(const char *name);

/* One run of one command. */
struct cli {
	const struct cmd *cmd;
	const struct cmd_common *common;
	const void *opts; /* the command's own struct, which begins with *common */
	char **operands;
	int operand_nr;
	struct cmh_dev *dev; /* see cmd_open_device(); closed after run() */
};

/* Says "cmh NAME: <sentence>" on standard error, after standard output was flushed. Returns code. */
enum exitcode cmd_error(const struct cli *cli, enum exitcode code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* As cmd_error() for a mistake on the command line: names --help too. Returns EXITCODE_USAGE. */
enum exitcode cmd_usage(const struct cli *cli, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Says "cmh NAME: what: <the library's sentence>" for a failed libcmh call and returns the exit code
 * that fits the negative errno err. what may be NULL. */
enum exitcode cmd_failed(const struct cli *cli, int err, const char *what);

/* Says "cmh NAME: file: <words for err>", the name quoted as coreutils does. Returns EXITCODE_FILE. */
enum exitcode cmd_file_error(const struct cli *cli, const char *file, int err);

/* Opens the device of --device into cli->dev unless it is open. Returns EXITCODE_OK or another, after an
 * error message. */
enum exitcode cmd_open_device(struct cli *cli);

/* Prints a JSON document and a newline to standard output, and drops the reference. */
enum exitcode cmd_print_json(const struct cli *cli, json_t *json);

/* Returns the algorithm called name if it is of one of the families (bits 1 << enum cmh_family), or
 * NULL after a usage message with a suggestion; option is what named it, "--algorithm", or "". */
const struct cmh_alg_info *cmd_find_alg(const struct cli *cli, const char *option, const char *name,
					unsigned int families);

/* Prints the text of --help. */
void cmd_help(const struct cmd *cmd);
void cmd_help_all(void);

#endif
