// SPDX-License-Identifier: Apache-2.0
/* sha3.c - SHA-3 and SHAKE jobs on our Keccak. */
#include <string.h>

#include "model/engine/hash.h"
#include "model/engine/keccak.h"

int sha3_run(const struct hash_algo *algo, struct engine_job *job, struct engine_hash_state *state)
{
	size_t pos = state->fill;

	for (uint32_t i = 0; i < job->seg_nr; i++) {
		const struct engine_seg *seg = &job->segs[i];

		keccak_absorb(state->h, algo->block, &pos, seg->in, seg->len);
		if (seg->out)
			memmove(seg->out, seg->in, seg->len);
		state->total += seg->len;
	}
	if (job->out && !state->squeezing) {
		keccak_pad(state->h, algo->block, &pos, algo->pad);
		state->squeezing = 1;
	}
	if (job->out)
		keccak_squeeze(state->h, algo->block, &pos, job->out, job->out_len);
	state->fill = (uint16_t)pos;
	return 0;
}
