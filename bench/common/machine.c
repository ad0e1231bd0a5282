// SPDX-License-Identifier: Apache-2.0
/* machine.c - on what a benchmark ran, and how much of it others took meanwhile. */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

/* Beyond these percents a run says about itself that it was disturbed. */
#define STEAL_MAX 1.0
#define CPU_MIN   95.0

static double seconds(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

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

void bench_noise_start(struct bench_noise *noise)
{
	read_ticks(&noise->steal, &noise->total);
	noise->cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID);
	noise->wall_s = seconds(CLOCK_MONOTONIC);
}

json_t *bench_noise_end(const struct bench_noise *noise)
{
	double cpu = 100 * (seconds(CLOCK_PROCESS_CPUTIME_ID) - noise->cpu_s) /
		     (seconds(CLOCK_MONOTONIC) - noise->wall_s);
	uint64_t steal, total;
	double stolen = 0;

	read_ticks(&steal, &total);
	if (total > noise->total)
		stolen = 100 * (double)(steal - noise->steal) / (double)(total - noise->total);
	return bench_json(json_pack("{s:f, s:f, s:b}", "steal_percent", stolen, "cpu_percent", cpu,
				    "noisy", stolen > STEAL_MAX || cpu < CPU_MIN));
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
