// SPDX-License-Identifier: Apache-2.0
/* fuzz_regs.c - a hostile driver: any register access in any order, VCQs and faults thrown in, on two
 * mailboxes. Afterwards FLUSH must work and LOCK must change hands. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/model_input.h"

#define MAILBOXES 2
#define STEPS 200

static uint32_t pick_value(struct fuzz_input *in, struct cmh_model *model, uint32_t mbx)
{
	static const uint32_t known[] = {
		CMH_MBX_CMD_RUN, CMH_MBX_CMD_PAUSE, CMH_MBX_CMD_CONTINUE, CMH_MBX_CMD_RESTART,
		CMH_MBX_CMD_ABORT, CMH_MBX_CMD_FLUSH, 0xffffffff, 0x80000000,
	};
	uint8_t code = fuzz_u8(in);

	switch (code >> 5) {
	case 0:
	case 1:
		return known[code & 7];
	case 2:
	case 3:
		return code & 0x3f;
	case 4: /* near where the queue is */
		return fuzz_read(model, mbx, CMH_MBX_QUEUE_TAIL) + (code & 0x1f) - 4;
	case 5:
		return (code & 0x1f) << 9;
	default:
		return fuzz_bytes(in, 4);
	}
}

/* Tries to take a mailbox. */
static void lock(struct cmh_model *model, uint32_t mbx, uint32_t *token)
{
	uint32_t got = fuzz_read(model, mbx, CMH_MBX_LOCK);

	if (got)
		*token = got;
}

/* Brings a mailbox up, so that not every input has to learn how. */
static void bring_up(struct cmh_model *model, uint32_t mbx, uint32_t *token, uint8_t geometry)
{
	lock(model, mbx, token);
	fuzz_write(model, mbx, CMH_MBX_INTERRUPT_MASK, CMH_MBX_INT_ALL);
	fuzz_write(model, mbx, CMH_MBX_QUEUE_LO, mbx * (FUZZ_DATA / 2));
	fuzz_write(model, mbx, CMH_MBX_QUEUE_SLOTS, 1 + geometry % 4);
	fuzz_write(model, mbx, CMH_MBX_QUEUE_STRIDE, 7 + geometry / 4 % 4);
	fuzz_write(model, mbx, CMH_MBX_QUEUE_TAIL, fuzz_read(model, mbx, CMH_MBX_QUEUE_HEAD));
	fuzz_write(model, mbx, CMH_MBX_COMMAND, CMH_MBX_CMD_RUN);
}

static void submit(struct fuzz_input *in, struct cmh_model *model, uint32_t mbx, bool bell)
{
	uint32_t tail = fuzz_read(model, mbx, CMH_MBX_QUEUE_TAIL);
	uint32_t stride_log2 = fuzz_read(model, mbx, CMH_MBX_QUEUE_STRIDE);
	uint64_t slot = cmh_mbx_slot_offset(tail, fuzz_read(model, mbx, CMH_MBX_QUEUE_SLOTS), stride_log2);

	slot += fuzz_read(model, mbx, CMH_MBX_QUEUE_LO);
	fuzz_vcq(in, slot < FUZZ_DMA ? slot : FUZZ_DMA, 1u << stride_log2);
	fuzz_write(model, mbx, CMH_MBX_QUEUE_TAIL, tail + 1);
	if (bell)
		cmh_model_run(model, mbx);
}

static void arm(struct fuzz_input *in, struct cmh_model *model)
{
	struct cmh_model_fault fault = {
		.kind = fuzz_u8(in) % (CMH_FAULT_NR + 1), .mbx = fuzz_u8(in) % 4 - 1,
		.after = fuzz_u8(in) % 8, .count = fuzz_u8(in) % 4, .arg = fuzz_u8(in),
	};

	if (fault.kind == CMH_FAULT_SLOW)
		fault.arg = 0;
	cmh_model_fault_arm(model, &fault);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct cmh_model_opts opts = {
		.mailboxes = MAILBOXES, .store_bytes = FUZZ_STORE, .window = 4
	};
	struct fuzz_input in = { data, data + (len < FUZZ_INPUT ? len : FUZZ_INPUT) };
	uint32_t token[MAILBOXES] = { 0 }, mbx, reg, i;
	struct cmh_model *model;

	model = fuzz_model(&opts);
	memset(fuzz_mem, 0, FUZZ_DATA);
	memset(fuzz_mem + FUZZ_DATA, 0x5a, 4096);
	for (i = 0; i < STEPS && fuzz_more(&in); i++) {
		uint8_t code = fuzz_u8(&in);

		mbx = code >> 7;
		reg = (code & 15) * 4;
		switch (code >> 4 & 7) {
		case 0:
			if (reg == CMH_MBX_LOCK)
				lock(model, mbx, &token[mbx]);
			else
				fuzz_read(model, mbx, reg);
			break;
		case 1:
		case 2:
			fuzz_write(model, mbx, reg, pick_value(&in, model, mbx));
			break;
		case 3:
			bring_up(model, mbx, &token[mbx], code & 15);
			break;
		case 4:
			submit(&in, model, mbx, code & 1);
			break;
		case 5:
			cmh_model_run(model, code & 3);
			break;
		case 6:
			if (code & 8)
				arm(&in, model);
			else if (code & 4)
				cmh_model_fault_clear(model);
			else
				fuzz_write(model, mbx, CMH_MBX_LOCK, token[mbx]);
			break;
		case 7: /* anywhere, aligned or not */
			reg = (uint32_t)fuzz_bytes(&in, 2) | (code & 1 ? 0 : 0x100);
			if (code & 2)
				cmh_model_write32(model, reg, pick_value(&in, model, mbx));
			else if (reg % CMH_SIC_PAGE_SIZE != CMH_MBX_LOCK)
				cmh_model_read32(model, reg);
			break;
		}
	}
	cmh_model_fault_clear(model);
	for (mbx = 0; mbx < MAILBOXES; mbx++) {
		lock(model, mbx, &token[mbx]);
		fuzz_check_flush(model, mbx);
		fuzz_write(model, mbx, CMH_MBX_LOCK, token[mbx]);
		if (!fuzz_read(model, mbx, CMH_MBX_LOCK))
			abort();
	}
	return 0;
}
