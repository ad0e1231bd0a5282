// SPDX-License-Identifier: Apache-2.0
/* arena.c - DMA memory in pieces: chunks of the transport's, cut first-fit, wiped when freed. */
#include <stdlib.h>
#include <string.h>

#include "dev/arena.h"
#include "dev/error.h"

#define CHUNK_SIZE ((size_t)1 << 20)
#define UNIT       ((size_t)64)

/* A piece of a chunk, free or taken; the list is in address order and covers the chunk. */
struct piece {
	size_t off, len;
	bool taken;
	struct piece *next;
};

struct cmh_arena_chunk {
	struct cmh_dma dma;
	struct piece *pieces;
	struct cmh_arena_chunk *next;
};

int cmh_arena_init(struct cmh_arena *arena, struct cmh_transport *t)
{
	arena->t = t;
	arena->chunks = NULL;
	return -pthread_mutex_init(&arena->lock, NULL);
}

static void chunk_free(struct cmh_arena *arena, struct cmh_arena_chunk *chunk, bool abandon)
{
	struct piece *p = chunk->pieces;

	while (p) {
		struct piece *next = p->next;

		free(p);
		p = next;
	}
	if (!abandon) {
		explicit_bzero(chunk->dma.host, chunk->dma.len);
		arena->t->ops->dma_free(arena->t, &chunk->dma);
	}
	free(chunk);
}

void cmh_arena_fini(struct cmh_arena *arena, bool abandon)
{
	while (arena->chunks) {
		struct cmh_arena_chunk *chunk = arena->chunks;

		arena->chunks = chunk->next;
		chunk_free(arena, chunk, abandon);
	}
	if (!abandon)
		pthread_mutex_destroy(&arena->lock);
}

static struct cmh_arena_chunk *chunk_new(struct cmh_arena *arena, size_t len)
{
	struct cmh_arena_chunk *chunk = calloc(1, sizeof(*chunk));
	struct piece *whole = calloc(1, sizeof(*whole));

	if (!chunk || !whole || arena->t->ops->dma_alloc(arena->t, len, &chunk->dma)) {
		free(chunk);
		free(whole);
		return NULL;
	}
	whole->len = chunk->dma.len;
	chunk->pieces = whole;
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	return chunk;
}

/* Cuts p after len bytes, leaving the rest free. */
static int split(struct piece *p, size_t len)
{
	struct piece *rest;

	if (p->len == len)
		return 0;
	rest = malloc(sizeof(*rest));
	if (!rest)
		return -ENOMEM;
	*rest = (struct piece){ p->off + len, p->len - len, false, p->next };
	p->next = rest;
	p->len = len;
	return 0;
}

static int take(struct cmh_arena_chunk *chunk, size_t len, size_t align, struct cmh_dma *out)
{
	for (struct piece *p = chunk->pieces; p; p = p->next) {
		size_t gap = (0 - p->off) & (align - 1);

		if (p->taken || p->len < gap || p->len - gap < len)
			continue;
		if (gap) {
			if (split(p, gap))
				return -ENOMEM;
			p = p->next;
		}
		if (split(p, len))
			return -ENOMEM;
		p->taken = true;
		*out = (struct cmh_dma){ (uint8_t *)chunk->dma.host + p->off, chunk->dma.bus + p->off,
					 len, NULL };
		return 0;
	}
	return -ENOMEM;
}

int cmh_arena_alloc(struct cmh_arena *arena, size_t len, size_t align, struct cmh_dma *out)
{
	int err = -ENOMEM;
	size_t want;

	if (!len || len > SIZE_MAX / 2)
		return cmh_fail(-EINVAL, "DMA memory: cannot allocate %zu bytes", len);
	want = (len + UNIT - 1) & ~(UNIT - 1);

	pthread_mutex_lock(&arena->lock);
	for (struct cmh_arena_chunk *c = arena->chunks; c && err; c = c->next)
		err = take(c, want, align, out);
	if (err) {
		struct cmh_arena_chunk *c = chunk_new(arena, want > CHUNK_SIZE ? want : CHUNK_SIZE);

		err = c ? take(c, want, align, out) : -ENOMEM;
	}
	pthread_mutex_unlock(&arena->lock);
	return err ? cmh_fail(err, "DMA memory: the device has no %zu bytes left", len) : 0;
}

/* Joins free neighbours. */
static void merge(struct piece *first)
{
	for (struct piece *p = first; p && p->next;) {
		struct piece *next = p->next;

		if (p->taken || next->taken) {
			p = next;
			continue;
		}
		p->len += next->len;
		p->next = next->next;
		free(next);
	}
}

static struct cmh_arena_chunk *chunk_of(struct cmh_arena *arena, const void *host, size_t len)
{
	for (struct cmh_arena_chunk *c = arena->chunks; c; c = c->next) {
		uintptr_t off = (uintptr_t)host - (uintptr_t)c->dma.host;

		if (off < c->dma.len && len <= c->dma.len - off)
			return c;
	}
	return NULL;
}

void cmh_arena_free(struct cmh_arena *arena, void *host)
{
	struct cmh_arena_chunk *chunk;

	if (!host)
		return;
	pthread_mutex_lock(&arena->lock);
	chunk = chunk_of(arena, host, 1);
	if (chunk) {
		size_t off = (size_t)((uint8_t *)host - (uint8_t *)chunk->dma.host);

		for (struct piece *p = chunk->pieces; p; p = p->next)
			if (p->off == off && p->taken) {
				explicit_bzero(host, p->len);
				p->taken = false;
				break;
			}
		merge(chunk->pieces);
	}
	pthread_mutex_unlock(&arena->lock);
}

uint64_t cmh_arena_bus(struct cmh_arena *arena, const void *host, size_t len)
{
	struct cmh_arena_chunk *chunk;
	uint64_t bus = 0;

	pthread_mutex_lock(&arena->lock);
	chunk = chunk_of(arena, host, len);
	if (chunk)
		bus = chunk->dma.bus + (uint64_t)((const uint8_t *)host - (uint8_t *)chunk->dma.host);
	pthread_mutex_unlock(&arena->lock);
	return bus;
}
