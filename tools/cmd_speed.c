// SPDX-License-Identifier: Apache-2.0
/* cmd_speed.c - cmh speed: how many operations a second, and how long each takes. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/commands.h"
#include "tools/progress.h"
#include "tools/speed.h"
#include "tools/suggest.h"

struct speed_opts {
	struct cmd_common common;
	double seconds;
	struct opt_numbers bytes;
	struct opt_numbers depths;
	uint64_t threads;
};

/* What is measured when nothing is named: one or two of each kind. */
static const char *const default_names[] = {
	"sha256",      "sha3-256",    "aes-256-cbc", "aes-128-ctr",
	"aes-256-gcm", "hmac-sha256", "drbg",        "ecdsa-p-256-sign",
};

#define DEFAULT_NAMES (sizeof(default_names) / sizeof(*default_names))

/* The name of the command that does nothing. */
#define NOP_NAME "nop"

/* One thing to measure; neither: the command that does nothing. */
struct target {
	enum cmh_alg alg;
	struct speed_pk pk;
};

/* What one run of the command works through. */
struct plan {
	const struct cli *cli;
	const struct speed_opts *opts;
	struct target *targets;
	size_t target_nr;
	struct progress progress;
	unsigned int done;
	unsigned int total; /* measurements */
	json_t *results;    /* NULL without --json */
};

static const char *name_of(enum cmh_alg alg, const struct speed_pk *pk)
{
	return alg ? cmh_alg_get(alg)->name : pk->kind ? pk->name : NOP_NAME;
}

/* Public-key operations and NOPs have no size. */
static bool has_size(const struct target *target)
{
	return target->alg != CMH_ALG_NONE;
}

static enum exitcode unknown(const struct cli *cli, const char *name)
{
	struct suggest suggest;
	struct speed_pk pk;

	suggest_init(&suggest, name);
	for (unsigned int alg = CMH_ALG_NONE + 1; alg < CMH_ALG_NR; alg++)
		suggest_offer(&suggest, cmh_alg_get(alg)->name);
	for (size_t i = 0; speed_pk_at(i, &pk); i++) {
		const char *before = suggest.best;

		suggest_offer(&suggest, pk.name);
		if (suggest.best != before)
			return cmd_usage(cli, "unknown algorithm '%s'; did you mean %s?", name,
					 pk.name);
	}
	if (suggest.best)
		return cmd_usage(cli, "unknown algorithm '%s'; did you mean %s?", name,
				 suggest.best);
	return cmd_usage(cli, "unknown algorithm '%s'; 'cmh list' and --help show all", name);
}

static enum exitcode pick_targets(struct plan *plan)
{
	const struct cli *cli = plan->cli;
	size_t nr = cli->operand_nr ? (size_t)cli->operand_nr : DEFAULT_NAMES;

	plan->targets = calloc(nr, sizeof(*plan->targets));
	if (!plan->targets)
		return cmd_error(cli, EXITCODE_DEVICE, "out of memory");
	for (size_t i = 0; i < nr; i++) {
		const char *name = cli->operand_nr ? cli->operands[i] : default_names[i];
		const struct cmh_alg_info *info = cmh_alg_find(name);
		struct target *target = &plan->targets[i];

		if (speed_pk_find(name, &target->pk))
			continue;
		target->pk.kind = SPEED_PK_NONE;
		if (!strcmp(name, NOP_NAME))
			continue;
		if (!info)
			return unknown(cli, name);
		target->alg = info->id;
	}
	plan->target_nr = nr;
	return EXITCODE_OK;
}

/* Whether alg can work on requests of so many bytes; else why is set. */
static bool size_fits(enum cmh_alg alg, uint64_t bytes, char *why, size_t len)
{
	const struct cmh_alg_info *info = cmh_alg_get(alg);

	if (info && info->family == CMH_CIPHER && bytes % info->block_len) {
		snprintf(why, len, "%" PRIu64 " is not a multiple of %" PRIu32 ", which %s needs",
			 bytes, info->block_len, info->name);
		return false;
	}
	if (info && info->family == CMH_XTS && bytes < info->iv_len) {
		snprintf(why, len, "%" PRIu64 " is less than %" PRIu32 ", the least that %s takes",
			 bytes, info->iv_len, info->name);
		return false;
	}
	if (info && info->family == CMH_AEAD && bytes > CMH_AEAD_MAX) {
		snprintf(why, len, "%" PRIu64 " exceeds %u, the most that one %s request takes",
			 bytes, CMH_AEAD_MAX, info->name);
		return false;
	}
	return true;
}

static enum exitcode check_sizes(const struct plan *plan)
{
	char why[128];

	for (size_t t = 0; t < plan->target_nr; t++)
		for (size_t b = 0; b < plan->opts->bytes.nr; b++)
			if (!size_fits(plan->targets[t].alg, plan->opts->bytes.v[b], why, sizeof(why)))
				return cmd_usage(plan->cli, "--bytes: %s", why);
	return EXITCODE_OK;
}

static double percentile_us(const struct speed_result *result, double percent)
{
	return (double)histogram_percentile(&result->ns, percent) / 1e3;
}

static double ops_per_s(const struct speed_result *result)
{
	return result->seconds > 0 ? (double)result->ns.nr / result->seconds : 0;
}

static void print_title(void)
{
	printf("%-23s  %8s  %5s  %7s  %10s  %9s  %8s  %8s  %8s  %8s\n", "ALGORITHM", "BYTES",
	       "DEPTH", "THREADS", "OPS/S", "MB/S", "P50 us", "P90 us", "P99 us", "P99.9 us");
}

static void print_row(const struct speed_job *job, const struct speed_result *result)
{
	char bytes[16] = "-", rate[32] = "-"; /* a public-key operation has no length */

	if (job->bytes) {
		snprintf(bytes, sizeof(bytes), "%" PRIu32, job->bytes);
		snprintf(rate, sizeof(rate), "%.1f", ops_per_s(result) * job->bytes / 1e6);
	}
	printf("%-23s  %8s  %5" PRIu32 "  %7" PRIu32
	       "  %10.0f  %9s  %8.2f  %8.2f  %8.2f  %8.2f\n",
	       name_of(job->alg, &job->pk), bytes, job->depth, job->threads, ops_per_s(result), rate,
	       percentile_us(result, 50), percentile_us(result, 90), percentile_us(result, 99),
	       percentile_us(result, 99.9));
	fflush(stdout);
}

static json_t *row_json(const struct speed_job *job, const struct speed_result *result)
{
	/* clang-format off */
	json_t *latency = json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:f}",
				    "min", (double)result->ns.min / 1e3,
				    "mean", histogram_mean(&result->ns) / 1e3,
				    "p50", percentile_us(result, 50),
				    "p90", percentile_us(result, 90),
				    "p99", percentile_us(result, 99),
				    "p99_9", percentile_us(result, 99.9),
				    "max", (double)result->ns.max / 1e3);
	/* clang-format on */

	/* clang-format off */
	return json_pack("{s:s, s:i, s:i, s:i, s:I, s:f, s:f, s:f, s:o}",
			 "algorithm", name_of(job->alg, &job->pk), "bytes", job->bytes,
			 "depth", job->depth, "threads", job->threads,
			 "ops", (json_int_t)result->ns.nr, "seconds", result->seconds,
			 "ops_per_s", ops_per_s(result),
			 "mb_per_s", ops_per_s(result) * job->bytes / 1e6,
			 "latency_us", latency);
	/* clang-format on */
}

static enum exitcode measure(struct plan *plan, const struct speed_job *job)
{
	struct speed_result result;
	int rc;

	plan->done++;
	progress_line(&plan->progress, "%u of %u: %s, %" PRIu32 " bytes, depth %" PRIu32,
		      plan->done, plan->total, name_of(job->alg, &job->pk), job->bytes, job->depth);
	rc = speed_run(plan->cli->dev, job, &result);
	progress_end(&plan->progress);
	if (rc == -EMSGSIZE) {
		/* this device's ring is too small for it: measure the rest */
		cmd_error(plan->cli, EXITCODE_OK, "%s, %" PRIu32 " bytes, left out: %s",
			  name_of(job->alg, &job->pk), job->bytes, result.error);
		return EXITCODE_OK;
	}
	if (rc)
		return cmd_error(plan->cli, EXITCODE_DEVICE, "%s, %" PRIu32 " bytes: %s",
				 name_of(job->alg, &job->pk), job->bytes, result.error);
	if (plan->results)
		json_array_append_new(plan->results, row_json(job, &result));
	else
		print_row(job, &result);
	return EXITCODE_OK;
}

/* All sizes and depths of one target. */
static enum exitcode measure_target(struct plan *plan, const struct target *target)
{
	const struct speed_opts *opts = plan->opts;
	enum exitcode code = EXITCODE_OK;
	struct speed_job job = {
		.alg = target->alg,
		.pk = target->pk,
		.threads = (uint32_t)opts->threads,
		.seconds = opts->seconds,
	};

	for (size_t b = 0; b < opts->bytes.nr && !code; b++) {
		for (size_t d = 0; d < opts->depths.nr && !code; d++) {
			job.bytes = has_size(target) ? (uint32_t)opts->bytes.v[b] : 0;
			job.depth = (uint32_t)opts->depths.v[d];
			code = measure(plan, &job);
		}
		if (!has_size(target))
			break;
	}
	return code;
}

/* What was named must be there; of the defaults, what is there is measured. Counts the measurements. */
static enum exitcode check_cores(struct plan *plan)
{
	const struct cli *cli = plan->cli;
	struct cmh_dev_info info = { .sz = sizeof(info) };
	size_t kept = 0;
	int rc = cmh_dev_info(cli->dev, &info);

	if (rc)
		return cmd_failed(cli, rc, NULL);
	for (size_t t = 0; t < plan->target_nr; t++) {
		const struct target *target = &plan->targets[t];
		bool here = target->alg ? cmh_dev_has(cli->dev, target->alg) :
					  !target->pk.kind || info.cores >> CMH_CORE_PKE & 1;

		if (here)
			plan->targets[kept++] = *target;
		else if (cli->operand_nr)
			return cmd_error(cli, EXITCODE_NODEV, "the device lacks the core for %s",
					 name_of(target->alg, &target->pk));
	}
	plan->target_nr = kept;
	for (size_t t = 0; t < kept; t++)
		plan->total += (unsigned int)(plan->opts->depths.nr *
					      (has_size(&plan->targets[t]) ? plan->opts->bytes.nr : 1));
	return EXITCODE_OK;
}

static enum exitcode run_plan(struct plan *plan)
{
	const struct cli *cli = plan->cli;
	enum exitcode code = EXITCODE_OK;

	code = check_cores(plan);
	if (code)
		return code;
	if (!plan->results)
		print_title();
	progress_begin(&plan->progress, cli->common->quiet);
	for (size_t t = 0; t < plan->target_nr && !code; t++)
		code = measure_target(plan, &plan->targets[t]);
	return code;
}

static enum exitcode run(struct cli *cli)
{
	struct plan plan = { .cli = cli, .opts = cli->opts };
	enum exitcode code = pick_targets(&plan);

	if (!code)
		code = check_sizes(&plan);
	if (!code)
		code = cmd_open_device(cli);
	if (!code && cli->common->json)
		plan.results = json_array();
	if (!code)
		code = run_plan(&plan);
	if (!code && plan.results)
		code = cmd_print_json(cli, json_pack("{s:O}", "results", plan.results));
	json_decref(plan.results);
	free(plan.targets);
	return code;
}

/* clang-format off */
static const struct opt opts[] = {
	{ .name = "seconds", .letter = 's', .arg = "S", .kind = OPT_SECONDS,
	  .offset = offsetof(struct speed_opts, seconds), .max = 3600, .def = "0.5",
	  .help = "how long each measurement takes" },
	{ .name = "bytes", .letter = 'b', .arg = "N,...", .kind = OPT_NUMBERS,
	  .offset = offsetof(struct speed_opts, bytes), .min = 1, .max = SPEED_BYTES_MAX,
	  .def = "64,1024,16384", .help = "sizes of a request in bytes; K and M may follow" },
	{ .name = "depth", .letter = 'd', .arg = "N,...", .kind = OPT_NUMBERS,
	  .offset = offsetof(struct speed_opts, depths), .min = 1, .max = SPEED_DEPTH_MAX,
	  .def = "1,32", .help = "requests in flight on each ring" },
	{ .name = "threads", .letter = 't', .arg = "N", .kind = OPT_NUMBER,
	  .offset = offsetof(struct speed_opts, threads), .min = 1, .max = SPEED_THREADS_MAX,
	  .def = "1", .help = "threads, each with a ring of its own" },
	{ NULL },
};
/* clang-format on */

static const char description[] =
	"Measures algorithms through submission rings, each with every size of `--bytes` and every\n"
	"depth of `--depth`: each thread keeps that many requests in flight on a ring of its own until\n"
	"the time is over. Ciphers encrypt, in place. `ALG` is a name of `cmh list`, `nop` for a command\n"
	"that does nothing, or a public-key operation, which has no size: `rsa-2048-private` (with\n"
	"CRT) and `rsa-2048-public`, `ecdsa-CURVE-sign` and `-verify`, `ecdh-CURVE`, `x25519`, `x448`,\n"
	"`ed25519-sign`, `-verify`, the same of `ed448`, `sm2-sign`, `-verify`, `-encrypt`, `-decrypt`;\n"
	"`--help` lists them all. Without `ALG` one or two of each kind are measured.\n"
	"\n"
	"A row tells operations and megabytes (1,000,000 bytes) a second of all threads together, and\n"
	"how many microseconds a request took from submission until its completion was harvested:\n"
	"half of the requests took no longer than P50, 999 of 1000 no longer than P99.9. They are\n"
	"rounded up by at most 3.2 %. In a deep queue a request waits for those before it.\n";

static const struct cmd_json json[] = {
	{ "results[].algorithm", "string", "algorithm, public-key operation or `nop`" },
	{ "results[].bytes", "integer", "bytes of a request; 0: it has no size" },
	{ "results[].depth", "integer", "requests in flight on each ring" },
	{ "results[].threads", "integer", "threads, with a ring each" },
	{ "results[].ops", "integer", "requests that were completed" },
	{ "results[].seconds", "number", "time they took together" },
	{ "results[].ops_per_s", "number", "requests a second" },
	{ "results[].mb_per_s", "number", "megabytes (1,000,000 bytes) a second" },
	{ "results[].latency_us.min", "number", "shortest time of a request, in microseconds" },
	{ "results[].latency_us.mean", "number", "mean of the times" },
	{ "results[].latency_us.p50", "number", "half of the requests took no longer" },
	{ "results[].latency_us.p90", "number", "90 % took no longer" },
	{ "results[].latency_us.p99", "number", "99 % took no longer" },
	{ "results[].latency_us.p99_9", "number", "99.9 % took no longer" },
	{ "results[].latency_us.max", "number", "longest time of a request" },
	{ NULL },
};

static const struct cmd_example examples[] = {
	{ "cmh speed sha256 --bytes 16K --depth 1,8,64", "One algorithm at three depths" },
	{ "cmh speed hmac-sha256 ecdsa-p-256-sign x25519", "A MAC and two public-key operations" },
	{ "cmh speed nop -d 32 -t 2", "What the ring itself costs, on two threads" },
	{ NULL },
};

const struct cmd cmd_speed = {
	.name = "speed",
	.brief = "Measure operations a second and their latency",
	.operands = "[ALG]...",
	.operands_max = -1,
	.complete = COMPLETE_ALG | COMPLETE_SPEED,
	.words = "Public-key operations",
	.word_at = speed_pk_name,
	.opts_size = sizeof(struct speed_opts),
	.opts = opts,
	.description = description,
	.json = json,
	.examples = examples,
	.see_also = "openssl-speed(1)",
	.run = run,
};
