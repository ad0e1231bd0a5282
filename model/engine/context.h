/* SPDX-License-Identifier: Apache-2.0 */
/* context.h - the saved context of the HC core: a hash state as 600 bytes in host memory.
 *
 * Hosts must treat it as opaque. A context that comes back is checked as any other hostile input.
 */
#ifndef CMH_MODEL_ENGINE_CONTEXT_H
#define CMH_MODEL_ENGINE_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/engine/engine.h"

#include "cmh/abi/hc.h"

void hc_context_pack(const struct engine_hash_state *state, uint8_t out[CMH_HC_CONTEXT_SIZE]);
/* Returns false, with state untouched, for anything hc_context_pack() cannot have written. */
bool hc_context_unpack(struct engine_hash_state *state, const uint8_t in[CMH_HC_CONTEXT_SIZE]);

#endif
