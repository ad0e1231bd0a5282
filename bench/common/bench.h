/* SPDX-License-Identifier: Apache-2.0 */
/* bench.h - what the benchmarks share: rounds of two or more sides, options, and the report.
 *
 * A benchmark compares sides that do the same work. They take turns, round by round, each for a
 * fixed number of batches, so that whatever else the machine does meanwhile meets all of them;
 * medians are reported. Many short rounds see a busy machine through: one that is shorter than a
 * scheduler's slice is either undisturbed or an outlier. */
#ifndef CMH_BENCH_H
#define CMH_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

struct cmh_dev;

/* ---- rounds.c ---- */

#define BENCH_ROUNDS_MAX 999u

uint64_t bench_now_ns(void);

struct bench_spread {
	double median, min, max;
};

/* One of the things compared. */
struct bench_side {
	const char *name;
	int (*run)(void *ctx, uint64_t batches); /* 0, or a negative errno and a message printed */
	void *ctx;
	uint32_t ops;                            /* in a batch */
	uint64_t batches;                        /* in a round; found out by bench_rounds() */
	double ns[BENCH_ROUNDS_MAX];             /* an operation, by round */
};

/* Runs each side once a round, for about seconds in all rounds together. Returns 0 or what run()
 * returned. */
int bench_rounds(struct bench_side **sides, uint32_t nr, uint32_t rounds, double seconds);

/* Median, least and greatest of nr values (1..BENCH_ROUNDS_MAX). */
struct bench_spread bench_spread(const double *values, uint32_t nr);
/* How many times as fast as `other` side is, compared round by round. */
struct bench_spread bench_ratio(const struct bench_side *side, const struct bench_side *other,
				uint32_t rounds);

/* ---- machine.c ---- */

/* What others took from this run: the hypervisor's other guests, other programs. */
struct bench_noise {
	uint64_t steal, total; /* ticks of all processors at the start */
	uint64_t waited_ns;    /* that this thread was ready and had no processor, at the start */
	uint64_t start_ns;
};

void bench_noise_start(struct bench_noise *noise);
/* { steal_percent, waited_percent, noisy }, since the start. */
json_t *bench_noise_end(const struct bench_noise *noise);
/* { cpu, cores, kernel, compiler, cflags } */
json_t *bench_machine(void);

/* ---- options.c ---- */

#define BENCH_LIST_MAX 32u

/* A list of numbers, "1,8,32". */
struct bench_list {
	uint32_t nr;
	uint32_t v[BENCH_LIST_MAX];
};

/* An option of the command line: how it is called and where its value goes. */
struct bench_option {
	const char *name;
	const char *arg; /* what --help calls its argument */
	const char *help;
	int (*set)(const char *value, void *to); /* 0, or -EINVAL with the message printed */
	void *to;
};

int bench_set_string(const char *value, void *to); /* const char * */
int bench_set_list(const char *value, void *to);   /* struct bench_list, numbers >= 1 */

/* The options of every benchmark. */
struct bench_opts {
	const char *device;
	double seconds; /* of one side in one comparison, all rounds */
	uint32_t rounds;
	bool json;
	const char *json_file; /* NULL: standard output, instead of the table */
};

/* Parses the command line; extra ends with a NULL name. Exits after --help and on a mistake. */
void bench_options(int argc, char **argv, const char *what, const struct bench_option *extra,
		   struct bench_opts *opts);

/* ---- report.c ---- */

/* Starts a report: { bench, version, device, machine, rounds, seconds }. */
json_t *bench_report(const char *bench, const struct bench_opts *opts, struct cmh_dev *dev);
/* True when the table belongs on standard output. */
bool bench_table(const struct bench_opts *opts);
/* Adds the noise and writes the report where the options say. Returns 0, or -EIO with the message
 * printed. */
int bench_report_write(json_t *report, const struct bench_opts *opts,
		       const struct bench_noise *noise);

/* { NAME: median, NAME_min, NAME_max } into object. */
void bench_json_spread(json_t *object, const char *name, struct bench_spread spread);
/* For sums that only go wrong when memory is out: ends the program. */
json_t *bench_json(json_t *value);
/* "what: the sentence of libcmh" on standard error; returns err. */
int bench_cmh_error(const char *what, int err);

#endif
