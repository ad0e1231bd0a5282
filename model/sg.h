/* SPDX-License-Identifier: Apache-2.0 */
/* sg.h - walks a scatter-gather chain in host memory, which may be anything: a loop, a knot,
 * garbage. */
#ifndef CMH_MODEL_SG_H
#define CMH_MODEL_SG_H

#include "cmh/abi/vcq.h"
#include "model/core.h"

/* A chain has at most so many items, and its lengths add up to less than 2^32, as one command's
 * do. */
#define SG_ITEMS_MAX 65536

/* Calls fn for each item of the chain at iova. Returns 0, what fn returned if not 0, EFAULT for
 * an item that is not mapped, EINVAL for one that is not aligned to 8 or has no length, or for a
 * chain without end. */
int sg_walk(struct model_mbx *mbx, uint64_t iova,
	    int (*fn)(struct model_mbx *mbx, const struct cmh_sg *item, uint32_t len, void *arg),
	    void *arg);

#endif
