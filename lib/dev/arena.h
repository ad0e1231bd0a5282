/* SPDX-License-Identifier: Apache-2.0 */
/* arena.h - DMA memory of a device in pieces: rings, bounce buffers, what applications ask for.
 *
 * Chunks come from the transport; pieces are cut first-fit in units of 64 bytes and wiped when freed. */
#ifndef CMH_LIB_DEV_ARENA_H
#define CMH_LIB_DEV_ARENA_H

#include <pthread.h>

#include "dev/transport.h"

struct cmh_arena_chunk;

struct cmh_arena {
	struct cmh_transport *t;
	pthread_mutex_t lock;
	struct cmh_arena_chunk *chunks;
};

int cmh_arena_init(struct cmh_arena *arena, struct cmh_transport *t);
/* Frees every chunk. With abandon the transport is not told (forked child). */
void cmh_arena_fini(struct cmh_arena *arena, bool abandon);

/* align is a power of two, 64..4096. Returns 0, or -ENOMEM. The memory is zeroed. Thread-safe. */
int cmh_arena_alloc(struct cmh_arena *arena, size_t len, size_t align, struct cmh_dma *out);
/* Wipes and frees; host is what alloc gave. Unknown addresses and NULL are ignored. Thread-safe. */
void cmh_arena_free(struct cmh_arena *arena, void *host);
/* Bus address of [host, host + len) if it lies wholly inside the arena, else 0. Thread-safe. */
uint64_t cmh_arena_bus(struct cmh_arena *arena, const void *host, size_t len);

#endif
