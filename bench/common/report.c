// SPDX-License-Identifier: Apache-2.0
/* report.c - the JSON document that every benchmark writes, from its head to the file. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmh/cmh.h>

#include "bench.h"

#define JSON_STYLE (JSON_INDENT(2) | JSON_REAL_PRECISION(6))

json_t *bench_json(json_t *value)
{
	if (value)
		return value;
	fputs("out of memory\n", stderr);
	exit(1);
}

void bench_json_spread(json_t *object, const char *name, struct bench_spread spread)
{
	char min[64], max[64];

	snprintf(min, sizeof(min), "%s_min", name);
	snprintf(max, sizeof(max), "%s_max", name);
	json_object_set_new(object, name, bench_json(json_real(spread.median)));
	json_object_set_new(object, min, bench_json(json_real(spread.min)));
	json_object_set_new(object, max, bench_json(json_real(spread.max)));
}

int bench_cmh_error(const char *what, int err)
{
	const char *sentence = cmh_errmsg();

	fprintf(stderr, "%s: %s\n", what, *sentence ? sentence : cmh_strerror(err));
	return err;
}

static json_t *device(struct cmh_dev *dev)
{
	struct cmh_dev_info info = { .sz = sizeof(info) };

	if (cmh_dev_info(dev, &info))
		return bench_json(json_null());
	return bench_json(json_pack("{s:s, s:s, s:s, s:i, s:i}", "uri", info.uri, "transport",
				    info.transport, "compatible", info.compatible, "stride",
				    (int)info.stride, "threads", (int)info.threads));
}

json_t *bench_report(const char *bench, const struct bench_opts *opts, struct cmh_dev *dev)
{
	return bench_json(json_pack("{s:s, s:s, s:o, s:o, s:i, s:f}", "bench", bench, "version",
				    cmh_version(), "device", device(dev), "machine",
				    bench_machine(), "rounds", (int)opts->rounds, "seconds",
				    opts->seconds));
}

bool bench_table(const struct bench_opts *opts)
{
	return !opts->json || opts->json_file;
}

/* The last line of the table: whether to believe it. */
static void print_noise(const json_t *noise)
{
	printf("stolen by the hypervisor %.1f %%, waited for a processor %.1f %%%s\n",
	       json_real_value(json_object_get(noise, "steal_percent")),
	       json_real_value(json_object_get(noise, "waited_percent")),
	       json_is_true(json_object_get(noise, "noisy")) ? ": NOISY, run it again" : "");
}

int bench_report_write(json_t *report, const struct bench_opts *opts,
		       const struct bench_noise *noise)
{
	json_t *measured = bench_noise_end(noise);
	FILE *f = stdout;
	int err;

	if (bench_table(opts))
		print_noise(measured);
	json_object_update_missing(report, measured);
	json_decref(measured);
	if (!opts->json)
		return 0;
	if (opts->json_file)
		f = fopen(opts->json_file, "w");
	err = !f || json_dumpf(report, f, JSON_STYLE) || fputc('\n', f) == EOF || fflush(f);
	if (f && f != stdout)
		err |= fclose(f);
	if (err)
		fprintf(stderr, "%s: cannot be written: %s\n",
			opts->json_file ? opts->json_file : "standard output", strerror(errno));
	return err ? -EIO : 0;
}
