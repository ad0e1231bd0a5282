// SPDX-License-Identifier: Apache-2.0
/* fuzz_kic.c - hostile commands of the datastore and of the KIC core, on two mailboxes that know some
 * of each other's objects. References, lengths and types are mostly of a kind that gets past the first
 * check. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/model_input.h"

#define SLOTS_LOG2  2
#define STRIDE_LOG2 10
#define MAILBOXES   2
#define COMMANDS    12
#define REFS        (FUZZ_DATA + 4096u) /* where NEW puts references, which commands then name */

static uint32_t tail[MAILBOXES];

static uint32_t ring_at(uint32_t mbx)
{
	return mbx * (FUZZ_DATA / MAILBOXES);
}

static uint8_t *entry_at(uint32_t mbx, uint32_t i)
{
	return fuzz_mem + ring_at(mbx) +
	       cmh_mbx_slot_offset(tail[mbx], SLOTS_LOG2, STRIDE_LOG2) + i * CMH_VCQ_ENTRY_SIZE;
}

static void run(struct cmh_model *model, uint32_t mbx, uint32_t entries)
{
	cmh_vcq_header_put(entry_at(mbx, 0), entries);
	fuzz_write(model, mbx, CMH_MBX_QUEUE_TAIL, ++tail[mbx]);
	cmh_model_run(model, mbx);
	if (fuzz_read(model, mbx, CMH_MBX_QUEUE_HEAD) != tail[mbx]) {
		if (cmh_status_code(fuzz_read(model, mbx, CMH_MBX_STATUS)) != CMH_STATUS_ERROR)
			abort(); /* neither done nor an error */
		fuzz_write(model, mbx, CMH_MBX_COMMAND, CMH_MBX_CMD_RESTART);
		cmh_model_run(model, mbx);
	}
}

/* A 64-bit word of a payload. */
static uint64_t word(struct fuzz_input *in)
{
	uint8_t code = fuzz_u8(in);

	switch (code >> 5) {
	case 0: /* an object that was made before */ return cmh_get_le64(fuzz_mem + REFS + 8 * (code & 7));
	case 1: return code & 1 ? CMH_REF_TEMP : code & 2 ? CMH_REF_LAST : CMH_REF_KIC(code >> 2 & 7);
	case 2: /* two lengths */ return (code & 0x1f) * 4 | (uint64_t)fuzz_u8(in) << 32;
	case 3: /* a length and a type word */
		return fuzz_u8(in) | ((uint64_t)(code & 7) << 16 | (code & 8 ? CMH_CORE_KIC : CMH_CORE_AES))
					     << 32;
	case 4: return FUZZ_DATA + (code & 0x1f) * 128u + fuzz_u8(in) % 128;
	case 5: return REFS + 8 * (code & 7);
	case 6: return code & 0x1f; /* CIDs, masks */
	default: return fuzz_bytes(in, 8);
	}
}

static void command(struct fuzz_input *in, uint8_t *entry)
{
	static const uint8_t sys[] = { CMH_SYS_CMD_NEW,	   CMH_SYS_CMD_WRITE,  CMH_SYS_CMD_READ,
				       CMH_SYS_CMD_DATA,   CMH_SYS_CMD_FIND,   CMH_SYS_CMD_LIST,
				       CMH_SYS_CMD_GRANT,  CMH_SYS_CMD_EXPORT, CMH_SYS_CMD_IMPORT,
				       CMH_VCQ_CMD_FLUSH };
	uint8_t code = fuzz_u8(in), *payload = cmh_vcq_payload(entry);
	uint32_t swap = code & 0x10 ? CMH_VCQ_SWAP : 0;
	uint32_t nr = code >> 5;

	if ((code & 15) < sizeof(sys))
		cmh_vcq_cmd_put(entry, CMH_CORE_SYS, swap, 1, sys[code & 15]);
	else if ((code & 15) < 14)
		cmh_vcq_cmd_put(entry, CMH_CORE_KIC, 0, 1, CMH_KIC_CMD_HKDF1 + (code & 15) - 10);
	else if ((code & 15) == 14)
		cmh_vcq_cmd_put(entry, CMH_CORE_DRBG, 0, 1, fuzz_u8(in) % 5);
	else
		cmh_vcq_cmd_put(entry, CMH_CORE_KIC, swap, 1, fuzz_u8(in));
	memset(payload, 0, CMH_VCQ_PAYLOAD_SIZE);
	for (uint32_t i = 0; i < nr; i++)
		cmh_put_le64(payload + 8 * i, word(in));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct cmh_model_opts opts = {
		.mailboxes = MAILBOXES, .store_bytes = FUZZ_STORE, .kic_missing = 1u << 7
	};
	struct fuzz_input in = { data, data + len };
	struct cmh_model *model;

	if (!len || len > FUZZ_INPUT)
		return 0;
	model = fuzz_model(&opts);
	memset(fuzz_mem + FUZZ_DATA, 0x5a, FUZZ_DMA - FUZZ_DATA);
	memset(fuzz_mem + REFS, 0, 64);
	for (uint32_t i = 0; i < MAILBOXES; i++) {
		tail[i] = 0;
		fuzz_read(model, i, CMH_MBX_LOCK);
		fuzz_write(model, i, CMH_MBX_QUEUE_LO, ring_at(i));
		fuzz_write(model, i, CMH_MBX_QUEUE_SLOTS, SLOTS_LOG2);
		fuzz_write(model, i, CMH_MBX_QUEUE_STRIDE, STRIDE_LOG2);
		fuzz_write(model, i, CMH_MBX_COMMAND, CMH_MBX_CMD_RUN);
	}
	while (fuzz_more(&in)) {
		uint32_t mbx = fuzz_u8(&in) & 1, i;

		for (i = 1; i < COMMANDS && fuzz_more(&in); i++)
			command(&in, entry_at(mbx, i));
		run(model, mbx, i);
	}
	for (uint32_t i = 0; i < MAILBOXES; i++)
		fuzz_check_flush(model, i);
	return 0;
}
