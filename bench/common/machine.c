// SPDX-License-Identifier: Apache-2.0
/* machine.c - on what a benchmark ran, and how much of it others took meanwhile. */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bench.h"

/* Above these percents a run says about itself that it was disturbed. */
#define STEAL_MAX  1.0
#define WAITED_MAX 5.0

/* The line "cpu" of /proc/stat: user nice system idle iowait irq softirq steal, in ticks. */
static void read_ticks(uint64_t *steal, uint64_t *total)
{
	unsigned long long t[8] = { 0 };
	FILE *f = fopen("/proc/stat", "r");
	int n = 0;

	*steal = *total = 0;
	if (f) {
		n = fscanf(f, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &t[0], &t[1], &t[2],
			   &t[3], &t[4], &t[5], &t[6], &t[7]);
		fclose(f);
	}
	for (int i = 0; i < n; i++)
		*total += t[i];
	if (n == 8)
		*steal = t[7];
}

/* Nanoseconds that the calling thread stood in a run queue, the second number of its schedstat. */
static uint64_t waited_ns(void)
{
	FILE *f = fopen("/proc/thread-self/schedstat", "r");
	unsigned long long ran, waited = 0;

	if (f) {
		if (fscanf(f, "%llu %llu", &ran, &waited) != 2)
			waited = 0;
		fclose(f);
	}
	return waited;
}

void bench_noise_start(struct bench_noise *noise)
{
	read_ticks(&noise->steal, &noise->total);
	noise->waited_ns = waited_ns();
	noise->start_ns = bench_now_ns();
}

static double percent(uint64_t part, uint64_t whole)
{
	return whole ? 100 * (double)part / (double)whole : 0;
}

json_t *bench_noise_end(const struct bench_noise *noise)
{
	uint64_t ticks, total;
	double steal, waited;

	read_ticks(&ticks, &total);
	steal = percent(ticks - noise->steal, total - noise->total);
	waited = percent(waited_ns() - noise->waited_ns, bench_now_ns() - noise->start_ns);
	return bench_json(json_pack("{s:f, s:f, s:b}", "steal_percent", steal, "waited_percent",
				    waited, "noisy", steal > STEAL_MAX || waited > WAITED_MAX));
}

static void cpu_model(char *model, size_t len)
{
	FILE *f = fopen("/proc/cpuinfo", "r");
	char line[256];

	snprintf(model, len, "unknown");
	while (f && fgets(line, sizeof(line), f)) {
		const char *colon = strchr(line, ':');

		if (!colon || (strncmp(line, "model name", 10) && strncmp(line, "Model", 5)))
			continue;
		snprintf(model, len, "%.*s", (int)strcspn(colon + 2, "\n"), colon + 2);
		break;
	}
	if (f)
		fclose(f);
}

json_t *bench_machine(void)
{
	struct utsname kernel;
	char cpu[128];

	cpu_model(cpu, sizeof(cpu));
	uname(&kernel);
	return bench_json(json_pack("{s:s, s:i, s:s+++, s:s, s:s}", "cpu", cpu, "cores",
				    (int)sysconf(_SC_NPROCESSORS_ONLN), "kernel", kernel.sysname,
				    " ", kernel.release, "", "compiler", BENCH_COMPILER, "cflags",
				    BENCH_CFLAGS));
}
