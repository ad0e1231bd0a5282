// SPDX-License-Identifier: Apache-2.0
/* cmd_selftest.c - cmh selftest: known answers of each core and algorithm. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tools/commands.h"
#include "tools/progress.h"
#include "tools/selftest.h"
#include "tools/suggest.h"

struct selftest_opts {
	struct cmd_common common;
};

/* Counts of one run. */
struct tally {
	unsigned int passed;
	unsigned int failed;
	unsigned int absent;
};

static bool names_core(const char *word, uint32_t core)
{
	const char *name = cmh_core_name(core);

	return name && !strcasecmp(word, name);
}

static bool names_item(const char *word, const struct selftest_item *item)
{
	if (names_core(word, item->core) || !strcasecmp(word, item->name))
		return true;
	return item->alg && cmh_alg_find(word) == cmh_alg_get(item->alg);
}

static bool wanted(const struct cli *cli, const struct selftest_item *item)
{
	for (int i = 0; i < cli->operand_nr; i++)
		if (names_item(cli->operands[i], item))
			return true;
	return !cli->operand_nr;
}

/* Each operand must be something that can be tested. */
static enum exitcode check_operands(const struct cli *cli)
{
	for (int i = 0; i < cli->operand_nr; i++) {
		const char *word = cli->operands[i];
		struct selftest_item item;
		struct suggest suggest;
		bool known = false;

		suggest_init(&suggest, word);
		for (size_t at = 0; !known && selftest_item_at(at, &item); at++) {
			known = names_item(word, &item);
			suggest_offer(&suggest, item.name);
		}
		if (known)
			continue;
		if (suggest.best)
			return cmd_usage(cli, "unknown core or item '%s'; did you mean %s?", word,
					 suggest.best);
		return cmd_usage(cli, "unknown core or item '%s'; 'cmh selftest' without it shows all",
				 word);
	}
	return EXITCODE_OK;
}

static void print_result(const struct cli *cli, const struct selftest_item *item, int rc, double ms,
			 const char *why)
{
	const char *verdict = rc < 0 ? "FAIL" : rc ? "ok" : "absent";

	if (cli->common->quiet && rc >= 0)
		return;
	printf("%-21s  %-4s  %-6s", item->name, cmh_core_name(item->core), verdict);
	if (rc > 0)
		printf("  %d answer%s  %8.3f ms", rc, rc == 1 ? " " : "s", ms);
	else if (rc < 0)
		printf("  %s", why);
	putchar('\n');
}

static json_t *result_json(const struct selftest_item *item, int rc, double ms, const char *why)
{
	/* clang-format off */
	json_t *json = json_pack("{s:s, s:s, s:s, s:i, s:f}", "name", item->name,
				 "core", cmh_core_name(item->core),
				 "result", rc < 0 ? "fail" : rc ? "ok" : "absent",
				 "answers", rc > 0 ? rc : 0, "ms", ms);
	/* clang-format on */

	if (rc < 0)
		json_object_set_new(json, "reason", json_string(why));
	return json;
}

static void test_all(const struct cli *cli, struct tally *tally, json_t *results)
{
	struct selftest_item item;
	struct progress progress;
	char why[512];

	progress_begin(&progress, cli->common->quiet);
	for (size_t at = 0; selftest_item_at(at, &item); at++) {
		uint64_t begin;
		double ms;
		int rc;

		if (!wanted(cli, &item))
			continue;
		progress_line(&progress, "testing %s", item.name);
		begin = clock_ns();
		rc = selftest_item_run(cli->dev, &item, why, sizeof(why));
		ms = (double)(clock_ns() - begin) / 1e6;
		progress_end(&progress);

		tally->passed += rc > 0;
		tally->failed += rc < 0;
		tally->absent += !rc;
		if (results)
			json_array_append_new(results, result_json(&item, rc, ms, why));
		else
			print_result(cli, &item, rc, ms, why);
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
	"\n"
	"The PKE core is asked for RSA with and without CRT (`rsa-2048`), for ECDSA, ECDH, X25519 and\n"
	"X448 by RFC 6979, RFC 7027, RFC 7748 and NIST's CAVP, for EdDSA by RFC 8032 and for SM2 by the\n"
	"examples of GM/T 0003. What it signs it must verify, and refuse with one bit changed.\n"
	"\n"
	"`nop`, a command that does nothing, and `datastore` are of the SYS core: an object is made,\n"
	"written, found, read, used as a key and deleted, and is then gone. `hkdf` derives a key in the\n"
	"hub by RFC 5869, `drbg-config` sets the DRBG anew, and leaves it with a ratio of 1:1 and a\n"
	"strength of 256. `alarms` reads, and so clears, the error books of the EAC core.\n"
	"\n"
	"`CORE` (`hc`, `aes`, ...) or `ITEM`, an algorithm or another name that is printed, pick what\n"
	"is tested; without them all of it is. A line tells the item, the core, the verdict, how many\n"
	"answers were right, and the time it took. An item whose core the device lacks is reported as\n"
	"absent and is no failure, unless it was all that was named. With `--quiet` only failures are\n"
	"printed.\n";

static const struct cmd_json json[] = {
	{ "passed", "integer", "items whose answers were right" },
	{ "failed", "integer", "items with a wrong answer or an error" },
	{ "absent", "integer", "items whose core the device lacks" },
	{ "results[].name", "string", "algorithm or other item" },
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
	{ "cmh selftest pke", "RSA, elliptic curves and SM2" },
	{ NULL },
};

const struct cmd cmd_selftest = {
	.name = "selftest",
	.brief = "Check the device against known answers",
	.operands = "[CORE|ITEM]...",
	.operands_max = -1,
	.complete = COMPLETE_CORE | COMPLETE_TEST,
	.opts_size = sizeof(struct selftest_opts),
	.opts = opts,
	.description = description,
	.json = json,
	.examples = examples,
	.run = run,
};
