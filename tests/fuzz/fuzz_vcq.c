// SPDX-License-Identifier: Apache-2.0
/* fuzz_vcq.c - hostile VCQs on one mailbox: the input decides the ring's geometry and every byte in it. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/model_input.h"

#define VCQS  24
#define SHORT 192u /* bytes that are looked at of an input that may not take long */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const uint8_t root[32] = "the same keys in every run";
	static const struct cmh_model_opts opts = {
		.mailboxes = 1, .store_bytes = FUZZ_STORE, .window = 8, .root = root,
	};
	const size_t most = fuzz_may_take_long(data, len) ? FUZZ_INPUT : SHORT;
	struct fuzz_input in = { data, data + (len < most ? len : most) };
	uint32_t geometry, slots_log2, stride_log2, ring, batch, pending = 0, tail = 0, i;
	struct cmh_model *model;

	model = fuzz_model(&opts);
	memset(fuzz_mem, 0, FUZZ_DATA);
	memset(fuzz_mem + FUZZ_DATA, 0x5a, 4096);
	geometry = fuzz_u8(&in);
	slots_log2 = 1 + geometry % 5;
	stride_log2 = 7 + geometry / 5 % 4;
	batch = 1 + geometry / 20 % 8;
	/* the ring may hang over the end of the memory */
	ring = fuzz_u8(&in) % 8 == 7 ? FUZZ_DMA - 512 : 0;

	fuzz_read(model, 0, CMH_MBX_LOCK);
	fuzz_write(model, 0, CMH_MBX_QUEUE_LO, ring);
	fuzz_write(model, 0, CMH_MBX_QUEUE_SLOTS, slots_log2);
	fuzz_write(model, 0, CMH_MBX_QUEUE_STRIDE, stride_log2);
	fuzz_write(model, 0, CMH_MBX_COMMAND, CMH_MBX_CMD_RUN);
	for (i = 0; i < VCQS && fuzz_more(&in); i++) {
		fuzz_vcq(&in, ring + cmh_mbx_slot_offset(tail, slots_log2, stride_log2), 1u << stride_log2);
		tail++;
		if (++pending < batch && pending < 1u << slots_log2 && fuzz_more(&in))
			continue;
		fuzz_write(model, 0, CMH_MBX_QUEUE_TAIL, tail);
		do {
			cmh_model_run(model, 0);
			if (fuzz_read(model, 0, CMH_MBX_QUEUE_HEAD) == tail)
				break;
			if (cmh_status_code(fuzz_read(model, 0, CMH_MBX_STATUS)) != CMH_STATUS_ERROR)
				abort(); /* neither done nor an error */
			fuzz_write(model, 0, CMH_MBX_COMMAND, CMH_MBX_CMD_RESTART);
		} while (pending--);
		if (fuzz_read(model, 0, CMH_MBX_QUEUE_HEAD) != tail)
			abort();
		pending = 0;
	}
	fuzz_check_flush(model, 0);
	return 0;
}
