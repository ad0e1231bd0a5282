// SPDX-License-Identifier: Apache-2.0
/* soft.c - the transport to the device model in this process: function calls instead of a bus.
 *
 * Addresses. A bus address names a region and an offset, as an IOMMU's page table would, so the
 * model can reach what was mapped for it and nothing else, and each look-up is one array access:
 *   bit 63: DMA memory, region number in bits 62:40
 *   bit 62: a request's own buffer, mailbox in bits 61:56, window number in bits 55:40
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmh/abi/regs.h>
#include <cmh/alg.h>

#include "dev/dev_priv.h"
#include "dev/error.h"
#include "dev/uri.h"
#include "model/model.h"
#include "uio/soft.h"

#define OFFSET_BITS 40
#define OFFSET_MASK (((uint64_t)1 << OFFSET_BITS) - 1)
#define REGION_FLAG ((uint64_t)1 << 63)
#define WINDOW_FLAG ((uint64_t)1 << 62)
#define REGION_NR   4096u

#define DEFAULT_MAILBOXES 32u
#define DEFAULT_SLOTS     256u
#define DEFAULT_STRIDE    512u

/* What the model may reach at one region or window; len 0: nothing. */
struct grant {
	uint8_t *host;
	_Atomic size_t len;
	uint32_t dir;
};

/* The interrupt line of a mailbox, and who sleeps on it. */
struct line {
	pthread_mutex_t lock;
	pthread_cond_t rose;
	bool high;
	_Atomic int fd; /* eventfd, -1 until asked for */
};

struct soft {
	struct cmh_transport base;
	struct cmh_model_opts opts;
	uint32_t slots, stride;
	struct cmh_model *model;
	struct grant *regions;
	pthread_mutex_t regions_lock;
	struct grant *_Atomic windows[CMH_MODEL_MAILBOXES];
	struct line lines[CMH_MODEL_MAILBOXES];
};

static struct soft *soft_of(struct cmh_transport *t)
{
	return (struct soft *)t;
}

/* ---- What the model sees of this host ---- */

static void *dma_ptr(void *ctx, uint64_t iova, size_t len, bool write)
{
	struct soft *s = ctx;
	uint64_t off = iova & OFFSET_MASK;
	struct grant *g;
	size_t have;

	if (iova & REGION_FLAG) {
		uint64_t n = (iova & ~REGION_FLAG) >> OFFSET_BITS;

		if (n >= REGION_NR)
			return NULL;
		g = &s->regions[n];
	} else if (iova & WINDOW_FLAG) {
		uint32_t n = (uint32_t)(iova >> OFFSET_BITS) & 0xffffu;

		g = atomic_load_explicit(&s->windows[iova >> 56 & 63], memory_order_acquire);
		if (!g || n >= CMH_WINDOWS_PER_MAILBOX)
			return NULL;
		g += n;
	} else {
		return NULL;
	}
	have = atomic_load_explicit(&g->len, memory_order_relaxed);
	if (off > have || len > have - off)
		return NULL;
	if (!(g->dir & (write ? CMH_DMA_FROM_DEVICE : CMH_DMA_TO_DEVICE)))
		return NULL;
	return g->host + off;
}

static void ring_eventfd(struct line *line)
{
	int fd = atomic_load_explicit(&line->fd, memory_order_relaxed);
	uint64_t one = 1;

	/* A full counter is as good as a signal: the descriptor is readable. */
	if (fd >= 0 && write(fd, &one, sizeof(one)) < 0)
		return;
}

static void irq(void *ctx, uint32_t mbx, bool raised)
{
	struct soft *s = ctx;
	struct line *line = &s->lines[mbx];

	pthread_mutex_lock(&line->lock);
	line->high = raised;
	if (raised)
		pthread_cond_broadcast(&line->rose);
	pthread_mutex_unlock(&line->lock);
	if (raised)
		ring_eventfd(line);
}

/* ---- Options of the URI ---- */

static int set_number(void *ctx, const struct cmh_uri_opt *opt, uint32_t n, const char *word,
		      size_t len)
{
	struct soft *s = ctx;

	(void)word;
	(void)len;
	if (!strcmp(opt->key, "threads"))
		s->opts.threads = n;
	else if (!strcmp(opt->key, "mailboxes"))
		s->opts.mailboxes = n;
	else if (!strcmp(opt->key, "slots"))
		s->slots = n;
	else
		s->stride = n;
	return 0;
}

static int set_revision(void *ctx, const struct cmh_uri_opt *opt, uint32_t n, const char *word,
			size_t len)
{
	struct soft *s = ctx;

	(void)opt;
	(void)n;
	if (len == 5 && !memcmp(word, "v1030", 5))
		s->opts.revision = CMH_MODEL_V1030;
	else if (len == 3 && !memcmp(word, "cri", 3))
		s->opts.revision = CMH_MODEL_CRI;
	else
		return cmh_fail(-EINVAL, "device soft: revision=%.*s: give v1030 or cri", (int)len,
				word);
	return 0;
}

/* One core's name of a "hc+aes" list. */
static int add_core(struct soft *s, const char *word, size_t len)
{
	for (uint32_t core = 0; core < 32; core++) {
		const char *name = cmh_core_name(core);

		if (name && strlen(name) == len && !strncasecmp(name, word, len)) {
			s->opts.cores |= 1u << core;
			return 0;
		}
	}
	return cmh_fail(-EINVAL, "device soft: cores: '%.*s' is no core; give names such as hc+aes+drbg",
			(int)len, word);
}

static int set_cores(void *ctx, const struct cmh_uri_opt *opt, uint32_t n, const char *word,
		     size_t len)
{
	struct soft *s = ctx;

	(void)opt;
	(void)n;
	do {
		const char *plus = memchr(word, '+', len);
		size_t item = plus ? (size_t)(plus - word) : len;
		int err = add_core(s, word, item);

		if (err)
			return err;
		word += item + (plus != NULL);
		len -= item + (plus != NULL);
	} while (len);
	return 0;
}

static const struct cmh_uri_opt uri_opts[] = {
	{ "threads", CMH_URI_NUMBER, 0, 64, set_number },
	{ "mailboxes", CMH_URI_NUMBER, 1, CMH_MODEL_MAILBOXES, set_number },
	{ "slots", CMH_URI_POWER_OF_TWO, 2, 32768, set_number },
	{ "stride", CMH_URI_POWER_OF_TWO, 128, 1024, set_number },
	{ "revision", CMH_URI_WORD, 0, 0, set_revision },
	{ "cores", CMH_URI_WORD, 0, 0, set_cores },
	{ NULL, CMH_URI_NUMBER, 0, 0, NULL },
};

/* ---- Life ---- */

static void lines_init(struct soft *s)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	for (uint32_t i = 0; i < CMH_MODEL_MAILBOXES; i++) {
		pthread_mutex_init(&s->lines[i].lock, NULL);
		pthread_cond_init(&s->lines[i].rose, &attr);
		atomic_init(&s->lines[i].fd, -1);
	}
	pthread_condattr_destroy(&attr);
}

static void soft_free(struct soft *s)
{
	for (uint32_t i = 0; i < CMH_MODEL_MAILBOXES; i++) {
		if (s->lines[i].fd >= 0)
			close(s->lines[i].fd);
		free(s->windows[i]);
	}
	free(s->regions);
	free(s);
}

static int soft_open(const char *rest, struct cmh_transport **out)
{
	struct soft *s = calloc(1, sizeof(*s));
	struct cmh_model_host host = { .dma_ptr = dma_ptr, .irq = irq, .ctx = s };
	int err;

	if (!s)
		return cmh_fail(-ENOMEM, "device soft: out of memory");
	s->opts.mailboxes = DEFAULT_MAILBOXES;
	s->slots = DEFAULT_SLOTS;
	s->stride = DEFAULT_STRIDE;
	pthread_mutex_init(&s->regions_lock, NULL);
	lines_init(s);
	err = cmh_uri_options("soft", rest, uri_opts, s);
	if (err)
		goto fail;
	s->regions = calloc(REGION_NR, sizeof(*s->regions));
	err = s->regions ? cmh_model_new(&s->opts, &host, &s->model) : -ENOMEM;
	if (err) {
		cmh_fail(err, "device soft: the model did not start: %s", cmh_strerror(err));
		goto fail;
	}
	s->base.ops = &cmh_transport_soft;
	s->base.mbx_nr = s->opts.mailboxes;
	for (uint32_t i = 0; i < s->base.mbx_nr; i++)
		s->base.mbx_instances[i] = i;
	s->base.slots = s->slots;
	s->base.slots_max = 1u << CMH_MBX_SLOTS_LOG2_MAX;
	s->base.stride = s->stride;
	s->base.threads = s->opts.threads;
	s->base.compatible = s->opts.revision == CMH_MODEL_CRI ? "cri,cmh" : "rambus,cmh-v1030";
	*out = &s->base;
	return 0;
fail:
	soft_free(s);
	return err;
}

static void soft_close(struct cmh_transport *t)
{
	struct soft *s = soft_of(t);

	cmh_model_free(s->model);
	soft_free(s);
}

static void soft_abandon(struct cmh_transport *t)
{
	struct soft *s = soft_of(t);

	cmh_model_abandon(s->model);
	soft_free(s);
}

/* ---- Registers and memory ---- */

static uint32_t soft_read32(struct cmh_transport *t, uint32_t off)
{
	return cmh_model_read32(soft_of(t)->model, off);
}

static void soft_write32(struct cmh_transport *t, uint32_t off, uint32_t val)
{
	struct soft *s = soft_of(t);

	cmh_model_write32(s->model, off, val);
	/* Without workers a doorbell means that there is work for whoever waits on the descriptor. */
	if (!s->opts.threads && off % CMH_SIC_PAGE_SIZE == CMH_MBX_QUEUE_TAIL)
		ring_eventfd(&s->lines[off / CMH_SIC_PAGE_SIZE & (CMH_MODEL_MAILBOXES - 1)]);
}

static int soft_dma_alloc(struct cmh_transport *t, size_t len, struct cmh_dma *out)
{
	struct soft *s = soft_of(t);
	uint32_t n;
	void *mem;

	len = (len + 4095) & ~(size_t)4095;
	mem = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mem == MAP_FAILED)
		return -ENOMEM;
	/* Keys pass through here: not into a child, a core file or (if the limit allows) swap. */
	madvise(mem, len, MADV_DONTFORK);
	madvise(mem, len, MADV_DONTDUMP);
	mlock(mem, len);

	pthread_mutex_lock(&s->regions_lock);
	for (n = 0; n < REGION_NR && s->regions[n].host; n++)
		;
	if (n < REGION_NR) {
		s->regions[n].host = mem;
		s->regions[n].dir = CMH_DMA_TO_DEVICE | CMH_DMA_FROM_DEVICE;
		atomic_store_explicit(&s->regions[n].len, len, memory_order_release);
	}
	pthread_mutex_unlock(&s->regions_lock);
	if (n == REGION_NR) {
		munmap(mem, len);
		return -ENOMEM;
	}
	*out = (struct cmh_dma){ mem, REGION_FLAG | (uint64_t)n << OFFSET_BITS, len, &s->regions[n] };
	return 0;
}

static void soft_dma_free(struct cmh_transport *t, struct cmh_dma *dma)
{
	struct soft *s = soft_of(t);
	struct grant *g = dma->handle;

	pthread_mutex_lock(&s->regions_lock);
	atomic_store(&g->len, 0);
	g->host = NULL;
	pthread_mutex_unlock(&s->regions_lock);
	munmap(dma->host, dma->len);
}

static struct grant *make_windows(struct soft *s, uint32_t mbx)
{
	struct grant *g = calloc(CMH_WINDOWS_PER_MAILBOX, sizeof(*g));
	struct grant *none = NULL;

	if (g && !atomic_compare_exchange_strong(&s->windows[mbx], &none, g)) {
		free(g);
		g = none;
	}
	return g;
}

static uint64_t soft_window_set(struct cmh_transport *t, uint32_t slot, const void *addr, size_t len,
				uint32_t dir)
{
	struct soft *s = soft_of(t);
	uint32_t mbx = slot >> 16 & (CMH_MODEL_MAILBOXES - 1), n = slot & 0xffffu;
	struct grant *g = atomic_load_explicit(&s->windows[mbx], memory_order_relaxed);

	if (!g)
		g = make_windows(s, mbx);
	if (!g)
		return 0; /* an address that is not mapped: the request will say so */
	g += n;
	g->host = (uint8_t *)(uintptr_t)addr;
	g->dir = dir;
	atomic_store_explicit(&g->len, len, memory_order_relaxed);
	return WINDOW_FLAG | (uint64_t)mbx << 56 | (uint64_t)n << OFFSET_BITS;
}

static void soft_window_clear(struct cmh_transport *t, uint32_t slot)
{
	struct soft *s = soft_of(t);
	struct grant *g = atomic_load_explicit(&s->windows[slot >> 16 & (CMH_MODEL_MAILBOXES - 1)],
					       memory_order_relaxed);

	if (g)
		atomic_store_explicit(&g[slot & 0xffffu].len, 0, memory_order_relaxed);
}

/* ---- Progress and waiting ---- */

static int soft_run(struct cmh_transport *t, uint32_t mbx)
{
	struct soft *s = soft_of(t);

	return s->opts.threads ? 0 : cmh_model_run(s->model, mbx);
}

static int soft_wait(struct cmh_transport *t, uint32_t mbx, int timeout_ms)
{
	struct line *line = &soft_of(t)->lines[mbx];
	struct timespec ts;
	int err = 0;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	ts.tv_sec += timeout_ms / 1000;
	ts.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
	if (ts.tv_nsec >= 1000000000) {
		ts.tv_nsec -= 1000000000;
		ts.tv_sec++;
	}
	pthread_mutex_lock(&line->lock);
	while (!line->high && !err)
		err = pthread_cond_timedwait(&line->rose, &line->lock, &ts);
	/* The edge is used up: two callbacks that overtake each other must not leave the line high for ever. */
	line->high = false;
	pthread_mutex_unlock(&line->lock);
	return err ? -ETIMEDOUT : 0;
}

static int soft_event_fd(struct cmh_transport *t, uint32_t mbx)
{
	struct line *line = &soft_of(t)->lines[mbx];
	int fd, none = -1;

	if (atomic_load(&line->fd) >= 0) {
		ring_eventfd(line); /* what happened before is worth a first look */
		return atomic_load(&line->fd);
	}
	fd = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
	if (fd < 0)
		return cmh_fail(-errno, "eventfd: %s", strerror(errno));
	if (!atomic_compare_exchange_strong(&line->fd, &none, fd)) {
		close(fd);
		fd = none;
	}
	return fd;
}

static void soft_counters(struct cmh_transport *t, struct cmh_counters *out)
{
	struct cmh_model_counters c;

	cmh_model_get_counters(soft_of(t)->model, &c);
	out->reg_reads = c.reg_reads;
	out->reg_writes = c.reg_writes;
	out->doorbells = c.doorbells;
	out->interrupts = c.interrupts;
	out->dma_in_bytes = c.dma_in_bytes;
	out->dma_out_bytes = c.dma_out_bytes;
	out->vcqs = c.vcqs;
	memcpy(out->commands, c.commands, sizeof(out->commands));
}

const struct cmh_transport_ops cmh_transport_soft = {
	.name = "soft",
	.open = soft_open,
	.close = soft_close,
	.abandon = soft_abandon,
	.read32 = soft_read32,
	.write32 = soft_write32,
	.dma_alloc = soft_dma_alloc,
	.dma_free = soft_dma_free,
	.window_set = soft_window_set,
	.window_clear = soft_window_clear,
	.run = soft_run,
	.wait = soft_wait,
	.event_fd = soft_event_fd,
	.counters = soft_counters,
};

struct cmh_model *cmh_soft_model(struct cmh_dev *dev)
{
	return dev->t->ops == &cmh_transport_soft ? soft_of(dev->t)->model : NULL;
}
