/* SPDX-License-Identifier: Apache-2.0 */
/* progress.h - one line on standard error that says how far long work has come: only when that is a
 * terminal, after the first second, ten times a second at most.
 */
#ifndef TOOLS_PROGRESS_H
#define TOOLS_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool on;
	bool shown;
	uint64_t begin_ns;
	uint64_t next_ns; /* when to draw again */
};

void progress_begin(struct progress *progress, bool quiet);

/* Shows a line of printf() text, if it is time to. */
void progress_line(struct progress *progress, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Shows "what: 45 % of 1.2 GiB, 1300 MB/s"; total 0: not known. */
void progress_bytes(struct progress *progress, const char *what, uint64_t done, uint64_t total);

/* Wipes the line away. Call before printing anything else. */
void progress_end(struct progress *progress);

/* Nanoseconds of the monotonic clock. */
uint64_t clock_ns(void);

#endif
