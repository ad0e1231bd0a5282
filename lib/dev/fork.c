// SPDX-License-Identifier: Apache-2.0
/* fork.c - a generation number that each fork bumps in the child, so that old handles know themselves. */
#include <pthread.h>
#include <stdatomic.h>

#include "dev/dev_priv.h"
#include "dev/error.h"

static unsigned long generation;
static int watch_error;

static void in_child(void)
{
	generation++; /* the child has one thread; no lock is taken */
}

static void watch(void)
{
	watch_error = -pthread_atfork(NULL, NULL, in_child);
}

int cmh_fork_watch(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, watch);
	return watch_error ? cmh_fail(watch_error, "open: cannot watch for forks: out of memory") : 0;
}

unsigned long cmh_fork_generation(void)
{
	return generation;
}
