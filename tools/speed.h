/* SPDX-License-Identifier: Apache-2.0 */
/* speed.h - measures one operation through rings: so many bytes, so many requests in flight, so many
 * threads with a ring each.
 */
#ifndef TOOLS_SPEED_H
#define TOOLS_SPEED_H

#include <cmh/cmh.h>

#include "tools/histogram.h"
#include "tools/speed_pk.h"

#define SPEED_THREADS_MAX 64
#define SPEED_BYTES_MAX   (16u * 1024u * 1024u)
#define SPEED_DEPTH_MAX   32768u

struct speed_job {
	enum cmh_alg alg; /* CMH_ALG_NONE: pk, or a command that does nothing */
	struct speed_pk pk;
	uint32_t bytes;   /* of one request */
	uint32_t depth;   /* requests in flight on each ring */
	uint32_t threads;
	double seconds;
};

struct speed_result {
	double seconds;      /* from the first submission to the last counted completion */
	struct histogram ns; /* from submission to harvest of each request */
	char error[512];     /* on failure */
};

/* Runs job and fills result. Returns 0, or a negative errno and words in result->error. */
int speed_run(struct cmh_dev *dev, const struct speed_job *job, struct speed_result *result);

#endif
