// SPDX-License-Identifier: Apache-2.0
/* progress.c - the progress line. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "tools/progress.h"

#define NS_PER_S    1000000000ull
#define FIRST_NS    NS_PER_S
#define INTERVAL_NS (NS_PER_S / 10)

uint64_t clock_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * NS_PER_S + (uint64_t)ts.tv_nsec;
}

void progress_begin(struct progress *progress, bool quiet)
{
	progress->on = !quiet && isatty(STDERR_FILENO);
	progress->shown = false;
	progress->begin_ns = clock_ns();
	progress->next_ns = progress->begin_ns + FIRST_NS;
}

static bool due(struct progress *progress)
{
	uint64_t now;

	if (!progress->on)
		return false;
	now = clock_ns();
	if (now < progress->next_ns)
		return false;
	progress->next_ns = now + INTERVAL_NS;
	progress->shown = true;
	return true;
}

/* back to the first column, and clear to the end of the line */
static void rewind_line(void)
{
	fputs("\r\033[K", stderr);
}

void progress_line(struct progress *progress, const char *fmt, ...)
{
	va_list ap;

	if (!due(progress))
		return;
	rewind_line();
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fflush(stderr);
}

/* "1.2 GiB" */
static const char *size_text(uint64_t bytes, char *buf, size_t len)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	double v = (double)bytes;
	size_t unit = 0;

	for (; v >= 1024; unit++)
		v /= 1024;
	snprintf(buf, len, "%.*f %s", unit ? 1 : 0, v, units[unit]);
	return buf;
}

/* a file's name, without what a terminal might obey */
static void print_name(const char *name)
{
	for (; *name; name++)
		fputc((unsigned char)*name < 0x20 || *name == 0x7f ? '?' : *name, stderr);
}

void progress_bytes(struct progress *progress, const char *what, uint64_t done, uint64_t total)
{
	char size[32];
	double mb_per_s;

	if (!due(progress))
		return;
	mb_per_s = (double)done * 1e3 / (double)(clock_ns() - progress->begin_ns);
	rewind_line();
	print_name(what);
	if (total && done <= total)
		fprintf(stderr, ": %.0f %% of %s, %.0f MB/s", 100.0 * (double)done / (double)total,
			size_text(total, size, sizeof(size)), mb_per_s);
	else
		fprintf(stderr, ": %s, %.0f MB/s", size_text(done, size, sizeof(size)), mb_per_s);
	fflush(stderr);
}

void progress_end(struct progress *progress)
{
	if (progress->shown)
		rewind_line();
	progress->shown = false;
}
