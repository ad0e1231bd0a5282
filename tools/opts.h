/* SPDX-License-Identifier: Apache-2.0 */
/* opts.h - options as data: a command describes its options once, in a table of struct opt, and the
 * parser, --help, the man page and the bash completion all read that table.
 *
 * The value of an option lands in a field of the command's own struct, at opt.offset. An option with a
 * default has it in the table too, as text, so that what is printed and what is done cannot differ.
 */
#ifndef TOOLS_OPTS_H
#define TOOLS_OPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum opt_kind {
	OPT_FLAG,    /* bool */
	OPT_TEXT,    /* const char * */
	OPT_NUMBER,  /* uint64_t in min..max; K, M and G (powers of 1024) may follow */
	OPT_NUMBERS, /* struct opt_numbers: such numbers, separated by commas */
	OPT_SECONDS, /* double, "0.25"; min..max in seconds */
};

#define OPT_NUMBERS_MAX 32

struct opt_numbers {
	uint64_t v[OPT_NUMBERS_MAX];
	size_t nr;
};

/* What completes an argument or operand on the shell's command line, or-ed together. */
enum opt_complete {
	COMPLETE_NONE = 0,
	COMPLETE_FILE = 1 << 0,
	COMPLETE_DEVICE = 1 << 1,
	COMPLETE_DIGEST = 1 << 2, /* names of digests */
	COMPLETE_ALG = 1 << 3,    /* names of all algorithms */
	COMPLETE_FAMILY = 1 << 4,
	COMPLETE_CORE = 1 << 5,
	COMPLETE_COMMAND = 1 << 6,
	COMPLETE_CURVE = 1 << 7,
	COMPLETE_SERVICE = 1 << 8, /* names in OpenSSL */
	COMPLETE_TEST = 1 << 9,    /* items of cmh selftest */
	COMPLETE_SPEED = 1 << 10,  /* operations of cmh speed */
};

struct opt {
	const char *name; /* long name without dashes; NULL ends a table */
	char letter;      /* short name, or 0 */
	const char *arg;  /* what --help calls the argument, NULL for a flag */
	enum opt_kind kind;
	size_t offset;         /* of the field in the command's struct */
	uint64_t min, max;     /* of a number; max 0: no limit */
	const char *def;       /* default, as it would be typed; NULL: the field stays zero */
	unsigned int complete; /* COMPLETE_* */
	unsigned int group;    /* of flags, if not 0: setting one clears the others */
	const char *help; /* a phrase without full stop */
};

/* Two tables may fill one struct: a command's own, and the options that every command has. */
#define OPTS_TABLES 2

struct opts_result {
	char **operands; /* into argv, which is reordered */
	int operand_nr;
	char error[256]; /* on failure: a sentence without program name */
};

/* Sets the fields of out to the defaults that the tables name. */
void opts_defaults(const struct opt *const tables[OPTS_TABLES], void *out);

/* Reads argv[0..argc), which begins after the program's or command's name, into out. Options and
 * operands may be mixed; "--" ends the options, "-" is an operand. With stop_early the first operand
 * ends the options too, and it and all that follows are operands. tables[1] may be NULL.
 * Returns 0, or -EINVAL and a sentence in res->error. */
int opts_parse(const struct opt *const tables[OPTS_TABLES], void *out, int argc, char **argv,
	       bool stop_early, struct opts_result *res);

/* Returns the option called name (long), or NULL. */
const struct opt *opts_find(const struct opt *const tables[OPTS_TABLES], const char *name);

#endif
