/* SPDX-License-Identifier: Apache-2.0 */
/* lanes.h - the wide AES of libIPSec_MB, where it was built in and the CPU has it. */
#ifndef CMH_MODEL_ENGINE_LANES_H
#define CMH_MODEL_ENGINE_LANES_H

#include "model/engine/engine.h"

struct lanes;

/* Stores NULL when there are none (not built in, no such CPU, or CMH_ENGINE=libcrypto in the environment).
 * Returns 0 or -ENOMEM. */
int lanes_new(struct lanes **out);
void lanes_free(struct lanes *lanes);
/* Wipes every key that is remembered. */
void lanes_forget(struct lanes *lanes);

/* Runs a whole message (job->stream is NULL). Returns false when it is not one for lanes; else the job's status
 * is set. */
bool lanes_cipher(struct lanes *lanes, struct engine_job *job);

#endif
