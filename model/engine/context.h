/* SPDX-License-Identifier: Apache-2.0 */
/* context.h - the saved contexts of the HC and SM3 cores: a hash state as 600 or 120 bytes in host
 * memory.
 *
 * Hosts must treat it as opaque. A context that comes back is checked as any other hostile input.
 */
#ifndef CMH_MODEL_ENGINE_CONTEXT_H
#define CMH_MODEL_ENGINE_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/engine/engine.h"

#include "cmh/abi/hc.h"
#include "cmh/abi/sm3.h"

void hc_context_pack(const struct engine_hash_state *state, uint8_t out[CMH_HC_CONTEXT_SIZE]);
/* Returns false, with state untouched, for anything hc_context_pack() cannot have written. */
bool hc_context_unpack(struct engine_hash_state *state, const uint8_t in[CMH_HC_CONTEXT_SIZE]);

void sm3_context_pack(const struct engine_hash_state *state, uint8_t out[CMH_SM3_CONTEXT_SIZE]);
bool sm3_context_unpack(struct engine_hash_state *state, const uint8_t in[CMH_SM3_CONTEXT_SIZE]);

#endif
