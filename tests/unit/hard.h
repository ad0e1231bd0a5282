/* SPDX-License-Identifier: Apache-2.0 */
/* hard.h - a transport that can only do what hardware can: the model with workers, behind a table
 * without windows and without run(). So requests go through bounce buffers, the arena and
 * registered memory, and errors are found by interrupt and watchdog. */
#ifndef CMH_TESTS_UNIT_HARD_H
#define CMH_TESTS_UNIT_HARD_H

#include <stdlib.h>
#include <string.h>

#include <errno.h>

#include "dev/dev_priv.h"
#include "uio/soft.h"

struct hard {
	struct cmh_transport base;
	struct cmh_transport *soft;
	_Atomic uint32_t maps; /* calls of dma_map() */
};

static inline struct cmh_transport *hard_soft(struct cmh_transport *t)
{
	return ((struct hard *)t)->soft;
}

static inline void hard_close(struct cmh_transport *t)
{
	hard_soft(t)->ops->close(hard_soft(t));
	free(t);
}

static inline void hard_abandon(struct cmh_transport *t)
{
	hard_soft(t)->ops->abandon(hard_soft(t));
	free(t);
}

static inline uint32_t hard_read32(struct cmh_transport *t, uint32_t off)
{
	return hard_soft(t)->ops->read32(hard_soft(t), off);
}

static inline void hard_write32(struct cmh_transport *t, uint32_t off, uint32_t val)
{
	hard_soft(t)->ops->write32(hard_soft(t), off, val);
}

static inline int hard_dma_alloc(struct cmh_transport *t, size_t len, struct cmh_dma *out)
{
	return hard_soft(t)->ops->dma_alloc(hard_soft(t), len, out);
}

static inline void hard_dma_free(struct cmh_transport *t, struct cmh_dma *dma)
{
	hard_soft(t)->ops->dma_free(hard_soft(t), dma);
}

/* The model's windows of a mailbox that nobody uses stand in for an IOMMU. */
static inline int hard_dma_map(struct cmh_transport *t, void *addr, size_t len, struct cmh_dma *out)
{
	uint32_t slot = 63u << 16 | atomic_fetch_add(&((struct hard *)t)->maps, 1);

	*out = (struct cmh_dma){ addr, 0, len, (void *)(uintptr_t)slot };
	out->bus = hard_soft(t)->ops->window_set(hard_soft(t), slot, addr, len,
						 CMH_DMA_TO_DEVICE | CMH_DMA_FROM_DEVICE);
	return 0;
}

static inline void hard_dma_unmap(struct cmh_transport *t, struct cmh_dma *dma)
{
	hard_soft(t)->ops->window_clear(hard_soft(t), (uint32_t)(uintptr_t)dma->handle);
}

static inline int hard_wait(struct cmh_transport *t, uint32_t mbx, int timeout_ms)
{
	return hard_soft(t)->ops->wait(hard_soft(t), mbx, timeout_ms);
}

static inline int hard_event_fd(struct cmh_transport *t, uint32_t mbx)
{
	return hard_soft(t)->ops->event_fd(hard_soft(t), mbx);
}

static const struct cmh_transport_ops hard_ops = {
	.name = "hard",
	.close = hard_close,
	.abandon = hard_abandon,
	.read32 = hard_read32,
	.write32 = hard_write32,
	.dma_alloc = hard_dma_alloc,
	.dma_free = hard_dma_free,
	.dma_map = hard_dma_map,
	.dma_unmap = hard_dma_unmap,
	.wait = hard_wait,
	.event_fd = hard_event_fd,
};

/* As cmh_dev_open() of a "soft:" device, which must have threads. */
static inline int hard_open(const char *uri, const struct cmh_dev_opts *opts, struct cmh_dev **out)
{
	struct hard *h = calloc(1, sizeof(*h));
	int err = h ? cmh_transport_soft.open(strchr(uri, ':') + 1, &h->soft) : -ENOMEM;

	if (err) {
		free(h);
		return err;
	}
	h->base = *h->soft;
	h->base.ops = &hard_ops;
	return cmh_dev_open_transport(uri, &h->base, opts, out);
}

/* The model behind either kind of device. */
static inline struct cmh_model *model_of(struct cmh_dev *dev)
{
	struct cmh_dev soft = { .t = dev->t->ops == &hard_ops ? hard_soft(dev->t) : dev->t };

	return cmh_soft_model(&soft);
}

#endif
