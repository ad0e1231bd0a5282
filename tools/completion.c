// SPDX-License-Identifier: Apache-2.0
/* completion.c - writes the tables that the bash completion is driven by. */
#include <ctype.h>
#include <string.h>

#include "tools/cmd.h"
#include "tools/completion.h"
#include "tools/device_uri.h"
#include "tools/rows.h"
#include "tools/selftest.h"
#include "tools/speed_pk.h"

/* The bits of enum opt_complete, as the script calls them: _cmh_words[NAME], or files. */
/* clang-format off */
static const struct {
	unsigned int bit;
	const char *name;
} sources[] = {
	{ COMPLETE_FILE, "file" },     { COMPLETE_DEVICE, "device" }, { COMPLETE_DIGEST, "digest" },
	{ COMPLETE_ALG, "algorithm" }, { COMPLETE_FAMILY, "family" }, { COMPLETE_CORE, "core" },
	{ COMPLETE_COMMAND, "command" }, { COMPLETE_CURVE, "curve" },  { COMPLETE_SERVICE, "service" },
	{ COMPLETE_TEST, "test" },	{ COMPLETE_SPEED, "speed" },
};
/* clang-format on */

static void print_sources(FILE *out, unsigned int complete)
{
	const char *space = "";

	fputc('\'', out);
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		if (!(complete & sources[i].bit))
			continue;
		fprintf(out, "%s%s", space, sources[i].name);
		space = " ";
	}
	fputs("'\n", out);
}

static void print_algs(FILE *out, const char *source, enum cmh_family family)
{
	fprintf(out, "_cmh_words[%s]='", source);
	for (unsigned int alg = CMH_ALG_NONE + 1; alg < CMH_ALG_NR; alg++) {
		const struct cmh_alg_info *info = cmh_alg_get(alg);

		if (!family || info->family == family)
			fprintf(out, "%s ", info->name);
	}
	fputs("'\n", out);
}

/* the curves, or the first name of each service */
static void print_rows(FILE *out, const char *source, enum row_kind kind)
{
	struct row row;

	fprintf(out, "_cmh_words[%s]='", source);
	for (size_t i = 0; row_at(i, &row); i++) {
		const char *names = row.names, *name = row.name;
		size_t len = name ? strlen(name) : row_next_name(&names, &name);

		if (row.kind == kind)
			fprintf(out, "%.*s ", (int)len, name);
	}
	fputs("'\n", out);
}

/* what cmh selftest and cmh speed take */
static void print_tests(FILE *out)
{
	struct selftest_item item;
	struct speed_pk pk;

	fputs("_cmh_words[test]='", out);
	for (size_t i = 0; selftest_item_at(i, &item); i++)
		fprintf(out, "%s ", item.name);
	fputs("'\n_cmh_words[speed]='nop ", out);
	for (size_t i = 0; speed_pk_at(i, &pk); i++)
		fprintf(out, "%s ", pk.name);
	fputs("'\n", out);
}

/* the cores that have a self-test */
static void print_cores(FILE *out)
{
	struct selftest_item item;
	uint32_t seen = 0;

	for (size_t i = 0; selftest_item_at(i, &item); i++)
		seen |= 1u << item.core;
	fputs("_cmh_words[core]='", out);
	for (uint32_t core = 0; core < CMH_CORE_COUNT; core++) {
		const char *name = seen >> core & 1 ? cmh_core_name(core) : NULL;

		for (; name && *name; name++)
			fputc(tolower((unsigned char)*name), out);
		if (name)
			fputc(' ', out);
	}
	fputs("'\n", out);
}

static void print_words(FILE *out)
{
	fputs("declare -gA _cmh_words=()\n_cmh_words[command]='", out);
	for (const struct cmd *const *cmd = commands; *cmd; cmd++)
		fprintf(out, "%s ", (*cmd)->name);
	fputs("'\n", out);
	print_algs(out, "digest", CMH_DIGEST);
	print_algs(out, "algorithm", 0);
	print_rows(out, "curve", ROW_CURVE);
	print_rows(out, "service", ROW_SERVICE);
	print_tests(out);
	print_cores(out);
	fputs("_cmh_words[family]='", out);
	for (size_t i = 0; row_family_at(i); i++)
		fprintf(out, "%s ", row_family_at(i));
	fputs("'\n_cmh_words[device]='", out);
	for (const struct device_scheme *scheme = device_schemes; scheme->name; scheme++)
		fprintf(out, "%s ", scheme->name);
	fputs("'\n", out);
}

/* the keys behind each scheme: _cmh_keys[soft:] */
static void print_device_keys(FILE *out)
{
	fputs("declare -gA _cmh_keys=()\n", out);
	for (const struct device_scheme *scheme = device_schemes; scheme->name; scheme++) {
		fprintf(out, "_cmh_keys[%s]='", scheme->name);
		for (const struct device_key *key = scheme->keys; key && key->name; key++)
			fprintf(out, "%s= ", key->name);
		fputs("'\n", out);
	}
}

/* command: "" for what stands before a command */
static void print_options(FILE *out, const char *command, const struct opt *own)
{
	const struct opt *const tables[OPTS_TABLES] = { own, common_opts };

	fprintf(out, "_cmh_options[%s_]='", command);
	for (int t = 0; t < OPTS_TABLES; t++)
		for (const struct opt *opt = tables[t]; opt && opt->name; opt++)
			fprintf(out, "--%s ", opt->name);
	fputs("'\n", out);
	for (int t = 0; t < OPTS_TABLES; t++) {
		for (const struct opt *opt = tables[t]; opt && opt->name; opt++) {
			if (!opt->arg)
				continue;
			fprintf(out, "_cmh_values[%s_--%s]=", command, opt->name);
			print_sources(out, opt->complete);
			if (!opt->letter)
				continue;
			fprintf(out, "_cmh_values[%s_-%c]=", command, opt->letter);
			print_sources(out, opt->complete);
		}
	}
}

void completion_print(FILE *out)
{
	fputs("# Generated from the tables of the program: do not edit.\n", out);
	print_words(out);
	print_device_keys(out);
	fputs("declare -gA _cmh_options=() _cmh_values=() _cmh_operands=()\n", out);
	print_options(out, "", NULL);
	fputs("_cmh_operands[_]=", out);
	print_sources(out, COMPLETE_COMMAND);
	for (const struct cmd *const *cmd = commands; *cmd; cmd++) {
		print_options(out, (*cmd)->name, (*cmd)->opts);
		fprintf(out, "_cmh_operands[%s_]=", (*cmd)->name);
		print_sources(out, (*cmd)->complete);
	}
}
