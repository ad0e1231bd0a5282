// SPDX-License-Identifier: Apache-2.0
/* cmd_selftest.c - cmh selftest: known answers of each core and algorithm. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tools/commands.h"
#include "tools/progress.h"
#include "tools/selftest.h"

struct selftest_opts {
	struct cmd_common common;
};

/* Counts of one run. */
struct tally {
	unsigned int passed;
	unsigned int failed;
	unsigned int absent;
};

/* What is tested under the name of no algorithm: the SYS core, which is item CMH_ALG_NONE. */
#define SYS_NAME "nop"

static const char *item_name(enum cmh_alg item)
{
	return item ? cmh_alg_get(item)->name : SYS_NAME;
}

static uint32_t item_core(enum cmh_alg item)
{
	return item ? cmh_alg_get(item)->core : CMH_CORE_SYS;
}

static bool names_core(const char *word, uint32_t core)
{
	const char *name = cmh_core_name(core);

	return name && !strcasecmp(word, name);
}

static bool wanted(const struct cli *cli, enum cmh_alg item)
{
	for (int i = 0; i < cli->operand_nr; i++) {
		const char *word = cli->operands[i];

		if (names_core(word, item_core(item)) ||
		    (item ? cmh_alg_find(word) == cmh_alg_get(item) : !strcasecmp(word, SYS_NAME)))
			return true;
	}
	return !cli->operand_nr;
}

/* Each operand must be something that can be tested. */
static enum exitcode check_operands(const struct cli *cli)
{
	for (int i = 0; i < cli->operand_nr; i++) {
		const char *word = cli->operands[i];
		bool known = !strcasecmp(word, SYS_NAME);

		for (unsigned int item = CMH_ALG_NONE; item < CMH_ALG_NR && !known; item++)
			known = names_core(word, item_core(item));
		if (!known && !cmd_find_alg(cli, "", word, ~0u))
			return EXITCODE_USAGE;
	}
	return EXITCODE_OK;
}

static void print_result(const struct cli *cli, enum cmh_alg item, int rc, double ms,
			 const char *why)
{
	const char *verdict = rc < 0 ? "FAIL" : rc ? "ok" : "absent";

	if (cli->common->quiet && rc >= 0)
		return;
	printf("%-17s  %-4s  %-6s", item_name(item), cmh_core_name(item_core(item)), verdict);
	if (rc > 0)
		printf("  %d answer%s  %8.3f ms", rc, rc == 1 ? " " : "s", ms);
	else if (rc < 0)
		printf("  %s", why);
	putchar('\n');
}

static json_t *result_json(enum cmh_alg item, int rc, double ms, const char *why)
{
	/* clang-format off */
	json_t *json = json_pack("{s:s, s:s, s:s, s:i, s:f}", "name", item_name(item),
				 "core", cmh_core_name(item_core(item)),
				 "result", rc < 0 ? "fail" : rc ? "ok" : "absent",
				 "answers", rc > 0 ? rc : 0, "ms", ms);
	/* clang-format on */

	if (rc < 0)
		json_object_set_new(json, "reason", json_string(why));
	return json;
}

/* Tests one item. Returns the number of right answers, 0 if the device lacks it, or a negative errno. */
static int test_item(const struct cli *cli, enum cmh_alg item, char *why, size_t len)
{
	if (!item)
		return selftest_sys(cli->dev, why, len);
	if (!cmh_dev_has(cli->dev, item))
		return 0;
	return selftest_alg(cli->dev, item, why, len);
}

static void test_all(const struct cli *cli, struct tally *tally, json_t *results)
{
	struct progress progress;
	char why[512];

	progress_begin(&progress, cli->common->quiet);
	for (unsigned int item = CMH_ALG_NONE; item < CMH_ALG_NR; item++) {
		uint64_t begin;
		double ms;
		int rc;

		if (!wanted(cli, item))
			continue;
		progress_line(&progress, "testing %s", item_name(item));
		begin = clock_ns();
		rc = test_item(cli, item, why, sizeof(why));
		ms = (double)(clock_ns() - begin) / 1e6;
		progress_end(&progress);

		tally->passed += rc > 0;
		tally->failed += rc < 0;
		tally->absent += !rc;
		if (results)
			json_array_append_new(results, result_json(item, rc, ms, why));
		else
			print_result(cli, item, rc, ms, why);
	}
}

static enum exitcode run(struct cli *cli)
{
	enum exitcode code = check_operands(cli);
	struct tally tally = { 0 };
	json_t *results;

	if (!code)
		code = cmd_open_device(cli);
	if (code)
		return code;
	results = cli->common->json ? json_array() : NULL;
	test_all(cli, &tally, results);
	if (results)
		code = cmd_print_json(cli, json_pack("{s:i, s:i, s:i, s:o}", "passed", tally.passed,
						     "failed", tally.failed, "absent", tally.absent,
						     "results", results));
	else if (!cli->common->quiet)
		printf("%u passed, %u failed, %u absent\n", tally.passed, tally.failed,
		       tally.absent);
	if (code)
		return code;
	if (tally.failed)
		return EXITCODE_CHECK;
	/* asked for by name and not there: nothing was tested */
	if (cli->operand_nr && !tally.passed)
		return cmd_error(cli, EXITCODE_NODEV, "the device has nothing of what was named");
	return EXITCODE_OK;
}

static const struct opt opts[] = {
	{ NULL },
};

static const char description[] =
	"Asks the device for answers that are known: the examples of FIPS 180-4 and FIPS 202 for\n"
	"digests, those of SP 800-38A for ciphers and of the GCM specification for authenticated\n"
	"ciphers. Each is asked for in one request and in pieces, ciphers in both directions, and a\n"
	"tag with one changed bit must be refused. Of random bytes it checks that just those asked\n"
	"for are written, that two requests differ, and that no byte stands six times in a row.\n"
	"`nop` stands for the SYS core: a command that does nothing.\n"
	"\n"
	"`CORE` (`hc`, `aes`, ...) or `ALG` pick what is tested; without them all of it is. A line\n"
	"tells the algorithm, the core, the verdict, how many answers were right, and the time it\n"
	"took. An algorithm that the device lacks is reported as absent and is no failure, unless it\n"
	"was all that was named. With `--quiet` only failures are printed.\n";

static const struct cmd_json json[] = {
	{ "passed", "integer", "algorithms whose answers were right" },
	{ "failed", "integer", "algorithms with a wrong answer or an error" },
	{ "absent", "integer", "algorithms that the device lacks" },
	{ "results[].name", "string", "algorithm, or `nop`" },
	{ "results[].core", "string", "core that runs it" },
	{ "results[].result", "string", "`ok`, `fail` or `absent`" },
	{ "results[].answers", "integer", "how many answers were right" },
	{ "results[].ms", "number", "milliseconds it took" },
	{ "results[].reason", "string", "of a failure: which answer, and what happened" },
	{ NULL },
};

static const struct cmd_example examples[] = {
	{ "cmh selftest", "Test everything" },
	{ "cmh selftest hc aes-256-gcm", "One core and one algorithm" },
	{ NULL },
};

const struct cmd cmd_selftest = {
	.name = "selftest",
	.brief = "Check the device against known answers",
	.operands = "[CORE|ALG]...",
	.operands_max = -1,
	.complete = COMPLETE_CORE | COMPLETE_ALG,
	.opts_size = sizeof(struct selftest_opts),
	.opts = opts,
	.description = description,
	.json = json,
	.examples = examples,
	.run = run,
};
