// SPDX-License-Identifier: Apache-2.0
/* options.c - the command line: one table makes getopt_long()'s and --help, and says where values
 * go. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define OPTIONS_MAX 16

static int refuse(const char *value, const char *wanted)
{
	fprintf(stderr, "'%s': give %s\n", value, wanted);
	return -EINVAL;
}

int bench_set_string(const char *value, void *to)
{
	*(const char **)to = value;
	return 0;
}

int bench_set_list(const char *value, void *to)
{
	struct bench_list *list = to;
	const char *at = value;
	char *end;

	list->nr = 0;
	do {
		unsigned long n = strtoul(at, &end, 10);

		if (end == at || (*end && *end != ',') || n < 1 || n > 1u << 20 ||
		    list->nr == BENCH_LIST_MAX)
			return refuse(value, "up to 32 numbers from 1 to 1048576, such as 1,8,64");
		list->v[list->nr++] = (uint32_t)n;
		at = end + 1;
	} while (*end);
	return 0;
}

static int set_seconds(const char *value, void *to)
{
	char *end;
	double v = strtod(value, &end);

	if (end == value || *end || !(v > 0 && v <= 3600))
		return refuse(value, "seconds above 0 and up to 3600, such as 0.5");
	*(double *)to = v;
	return 0;
}

static int set_rounds(const char *value, void *to)
{
	char *end;
	unsigned long n = strtoul(value, &end, 10);

	if (end == value || *end || n < 1 || n > BENCH_ROUNDS_MAX)
		return refuse(value, "rounds from 1 to 999");
	*(uint32_t *)to = (uint32_t)n;
	return 0;
}

static int set_json(const char *value, void *to)
{
	struct bench_opts *opts = to;

	opts->json = true;
	opts->json_file = value;
	return 0;
}

static void help(const char *program, const char *what, const struct bench_option *const *all)
{
	printf("usage: %s [OPTION]...\n%s\n\n", program, what);
	for (; *all; all++) {
		const struct bench_option *o = *all;
		bool optional = o->arg && *o->arg == '[';
		char left[64];

		snprintf(left, sizeof(left), "--%s%s%s", o->name, !o->arg || optional ? "" : " ",
			 o->arg ? o->arg : "");
		printf("  %-22s %s\n", left, o->help);
	}
	printf("  %-22s %s\n", "--help", "this");
}

void bench_options(int argc, char **argv, const char *what, const struct bench_option *extra,
		   struct bench_opts *opts)
{
	const struct bench_option common[] = {
		{ "device", "URI", "the device (default: CMH_DEVICE, else soft:)", bench_set_string,
		  &opts->device },
		{ "seconds", "S", "time for one side of one comparison, all rounds together",
		  set_seconds, &opts->seconds },
		{ "rounds", "N", "turns that the sides take; medians are reported", set_rounds,
		  &opts->rounds },
		{ "json", "[=FILE]", "write JSON to FILE, or without FILE to standard output "
		  "instead of the table", set_json, opts },
		{ NULL },
	};
	const struct bench_option *all[OPTIONS_MAX + 1] = { NULL };
	struct option table[OPTIONS_MAX + 2] = { { NULL } };
	int nr = 0, c, at;

	for (; extra->name && nr < OPTIONS_MAX; extra++)
		all[nr++] = extra;
	for (const struct bench_option *o = common; o->name && nr < OPTIONS_MAX; o++)
		all[nr++] = o;
	for (int i = 0; i < nr; i++)
		table[i] = (struct option){ all[i]->name,
					    !all[i]->arg	     ? no_argument
					    : *all[i]->arg == '[' ? optional_argument
								     : required_argument,
					    NULL, 'o' };
	table[nr] = (struct option){ "help", no_argument, NULL, 'h' };

	while ((c = getopt_long(argc, argv, "h", table, &at)) != -1) {
		if (c == 'h') {
			help(argv[0], what, all);
			exit(0);
		}
		if (c != 'o')
			exit(2); /* getopt_long() has said why */
		if (all[at]->set(optarg, all[at]->to)) {
			fprintf(stderr, "%s: --%s is wrong\n", argv[0], all[at]->name);
			exit(2);
		}
	}
	if (optind < argc) {
		fprintf(stderr, "%s: '%s': only options are known, see --help\n", argv[0],
			argv[optind]);
		exit(2);
	}
}
