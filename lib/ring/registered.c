// SPDX-License-Identifier: Apache-2.0
/* registered.c - memory of the application's that the device may reach for longer than one request.
 *
 * A transport with windows needs no mapping; the books are kept all the same, so that a program behaves alike
 * on every device. */
#include <stdlib.h>

#include "dev/error.h"
#include "ring/registered.h"

struct cmh_registered {
	void *addr;
	size_t len;
	bool mapped;
	struct cmh_dma dma;
	struct cmh_registered *next;
};

static bool inside(const struct cmh_registered *r, const void *buf, size_t len)
{
	uintptr_t off = (uintptr_t)buf - (uintptr_t)r->addr;

	return off < r->len && len <= r->len - off;
}

static bool overlaps(const struct cmh_registered *r, const void *addr, size_t len)
{
	uintptr_t a = (uintptr_t)addr, b = (uintptr_t)r->addr;

	return a < b + r->len && b < a + len;
}

int cmh_register(struct cmh_dev *dev, void *addr, size_t len)
{
	struct cmh_registered *r;
	int err = 0;

	if (!addr || !len || (uintptr_t)addr + len < (uintptr_t)addr)
		return cmh_fail(-EINVAL, "register: %zu bytes at %p", len, addr);
	r = calloc(1, sizeof(*r));
	if (!r)
		return cmh_fail(-ENOMEM, "register: out of memory");
	r->addr = addr;
	r->len = len;
	pthread_mutex_lock(&dev->lock);
	for (struct cmh_registered *o = dev->registered; o && !err; o = o->next)
		if (overlaps(o, addr, len))
			err = cmh_fail(-EINVAL, "register: %zu bytes at %p overlap %zu at %p", len,
				       addr, o->len, o->addr);
	if (!err && !dev->t->ops->window_set && dev->t->ops->dma_map) {
		err = dev->t->ops->dma_map(dev->t, addr, len, &r->dma);
		r->mapped = !err;
		if (err == -EOPNOTSUPP)
			err = 0; /* copied instead */
	}
	if (err) {
		free(r);
	} else {
		r->next = dev->registered;
		dev->registered = r;
	}
	pthread_mutex_unlock(&dev->lock);
	return err;
}

static void drop(struct cmh_dev *dev, struct cmh_registered *r, bool abandon)
{
	if (r->mapped && !abandon)
		dev->t->ops->dma_unmap(dev->t, &r->dma);
	free(r);
}

int cmh_unregister(struct cmh_dev *dev, void *addr)
{
	int err = -ENOENT;

	pthread_mutex_lock(&dev->lock);
	for (struct cmh_registered **at = &dev->registered; *at; at = &(*at)->next)
		if ((*at)->addr == addr) {
			struct cmh_registered *r = *at;

			*at = r->next;
			drop(dev, r, false);
			err = 0;
			break;
		}
	pthread_mutex_unlock(&dev->lock);
	return err ? cmh_fail(err, "unregister: nothing is registered at %p", addr) : 0;
}

uint64_t cmh_registered_bus(struct cmh_dev *dev, const void *buf, size_t len)
{
	uint64_t bus = cmh_arena_bus(&dev->arena, buf, len);

	if (bus)
		return bus;
	pthread_mutex_lock(&dev->lock);
	for (struct cmh_registered *r = dev->registered; r && !bus; r = r->next)
		if (r->mapped && inside(r, buf, len))
			bus = r->dma.bus + ((uintptr_t)buf - (uintptr_t)r->addr);
	pthread_mutex_unlock(&dev->lock);
	return bus;
}

void cmh_unregister_all(struct cmh_dev *dev, bool abandon)
{
	while (dev->registered) {
		struct cmh_registered *r = dev->registered;

		dev->registered = r->next;
		drop(dev, r, abandon);
	}
}
