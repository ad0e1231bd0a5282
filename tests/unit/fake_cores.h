/* SPDX-License-Identifier: Apache-2.0 */
/* fake_cores.h - cores and an engine that do next to nothing, so that tests see what the eSW does.
 *
 * Linked instead of the real ones. Core ids HC and AES obey the same commands; SYS knows NOP and, for the TEMP
 * stack, PUSH and POP.
 */
#ifndef CMH_TESTS_FAKE_CORES_H
#define CMH_TESTS_FAKE_CORES_H

#include <stdint.h>

#include "model/core.h"

enum {
	FAKE_INIT = 1,    /* opens the core */
	FAKE_XOR = 2,     /* a job: out[i] = in[i] ^ val; fails with err */
	FAKE_LOAD = 3,    /* reads 8 bytes at once into the context */
	FAKE_STORE = 4,   /* writes the context's 8 bytes at once */
	FAKE_COLLECT = 5, /* notes a XOR that only settling makes a job */
	FAKE_SCRATCH = 6, /* takes len bytes of scratch */
	FAKE_ERROR = 7,   /* fails at once with err */
	FAKE_INLINE = 8,  /* stores the sum of the inline data in the context */
	FAKE_DRAINED = 9, /* a XOR job that is drained within the command */
	FAKE_PUSH = 0x40, /* SYS only */
	FAKE_POP = 0x41,  /* SYS only: ENOENT when empty */
};

struct fake_payload {
	uint64_t in, out;
	uint32_t len, val, err;
};

/* What the engine was asked for, by this thread. */
extern _Thread_local uint32_t fake_engine_calls, fake_engine_jobs, fake_engine_last;
/* Contexts closed, objects on a TEMP stack. */
extern _Thread_local uint32_t fake_closed;
size_t fake_temp_depth(const struct model_temp *temp);

#endif
