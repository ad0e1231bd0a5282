/* SPDX-License-Identifier: Apache-2.0 */
/* dev_priv.h - what an open device is, inside the library. */
#ifndef CMH_LIB_DEV_DEV_PRIV_H
#define CMH_LIB_DEV_DEV_PRIV_H

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include <cmh/dev.h>

#include "dev/arena.h"
#include "dev/transport.h"

struct cmh_mbx;
struct cmh_registered;
struct cmh_ring;

/* Times of the protocol in milliseconds, tunable for tests through cmh_dev_opts. */
struct cmh_times {
	uint32_t lock_ms;        /* take a mailbox's lock */
	uint32_t ready_ms;       /* firmware reaches mission mode */
	uint32_t request_ms;     /* default deadline of a request */
	uint32_t watchdog_ms;    /* between two looks at a silent mailbox */
	uint32_t abort_stall_ms; /* from ABORT to FLUSH */
	uint32_t flush_ms;       /* FLUSH is carried out */
};

struct cmh_dev {
	struct cmh_transport *t;
	struct cmh_times times;
	void (*log)(void *ctx, enum cmh_log_level level, const char *line);
	void *log_ctx;
	char uri[256];

	uint32_t hw_version, sw_version, boot_status, sw_boot_status, core_enable;
	uint32_t cores; /* bit per core id */

	uint64_t serial;          /* unlike that of any other open, for per-thread caches */
	unsigned long generation; /* fork generation it was opened in */

	struct cmh_arena arena;

	pthread_mutex_t lock;    /* the tables below */
	struct cmh_mbx *mbx[64]; /* by position in t->mbx_instances; NULL until first used */
	struct cmh_ring *idle;   /* rings of finished threads, for the next one */
	struct cmh_ring *kept;   /* all rings that belong to threads, to be closed with the device */
	struct cmh_registered *registered;
	pthread_key_t ring_key;  /* this thread's ring */
};

/* cmh_dev_open() on a transport that is open already, which it takes over, failures included. */
int cmh_dev_open_transport(const char *uri, struct cmh_transport *t, const struct cmh_dev_opts *opts,
			   struct cmh_dev **out);

/* fork.c: how often this process is a child of the one that loaded the library. */
unsigned long cmh_fork_generation(void);
int cmh_fork_watch(void);

static inline bool cmh_dev_orphaned(const struct cmh_dev *dev)
{
	return dev->generation != cmh_fork_generation();
}

static inline uint32_t cmh_dev_read(struct cmh_dev *dev, uint32_t off)
{
	return dev->t->ops->read32(dev->t, off);
}

static inline void cmh_dev_write(struct cmh_dev *dev, uint32_t off, uint32_t val)
{
	dev->t->ops->write32(dev->t, off, val);
}

/* Milliseconds of a clock that costs a few nanoseconds to read; granularity of a scheduler tick. */
static inline uint64_t cmh_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

#endif
