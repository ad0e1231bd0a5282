// SPDX-License-Identifier: Apache-2.0
/* fuzz_pke.c - hostile commands of the PKE core. Memory begins with valid operands and keys lie in
 * the datastore, so that a short input gets past the first check and a long one can break whatever
 * it likes.
 */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/model_input.h"

#define SLOTS_LOG2  3
#define STRIDE_LOG2 10
#define OPERANDS    FUZZ_DATA
#define OPERAND_LEN 224u /* 32 of them lie between the ring and what is read-only */
#define OBJECTS     4
#define COMMANDS    12

/* Offsets of the PKE payloads are all multiples of 4, so words are filled in halves. */
static uint64_t word(struct fuzz_input *in, const uint64_t *refs)
{
	uint8_t code = fuzz_u8(in);

	switch (code >> 5) {
	case 0: return refs[code & (OBJECTS - 1)];
	case 1: return code & 1 ? CMH_REF_TEMP : CMH_REF_LAST;
	case 2: /* two lengths */ return fuzz_u8(in) | (uint64_t)fuzz_u8(in) << 32;
	case 3: /* a curve and its length */ return (code & 0x1f) | 0x2000000000ull;
	case 4: /* bits, exponent length */ return (uint64_t)(code & 0x1f) << 7 | 0x400000000ull;
	case 5: /* type word */ return CMH_CORE_PKE | (uint32_t)(code & 7) << 16 | 0x2000000000ull;
	case 6: return OPERANDS + (code & 0x1f) * OPERAND_LEN + fuzz_u8(in);
	default: return fuzz_bytes(in, 8);
	}
}

static uint8_t *entry_at(uint32_t slot, uint32_t i)
{
	return fuzz_mem + cmh_mbx_slot_offset(slot, SLOTS_LOG2, STRIDE_LOG2) +
	       i * CMH_VCQ_ENTRY_SIZE;
}

static uint32_t tail;

static void run(struct cmh_model *model, uint32_t entries)
{
	cmh_vcq_header_put(entry_at(tail, 0), entries);
	fuzz_write(model, 0, CMH_MBX_QUEUE_TAIL, ++tail);
	cmh_model_run(model, 0);
	if (fuzz_read(model, 0, CMH_MBX_QUEUE_HEAD) != tail) {
		if (cmh_status_code(fuzz_read(model, 0, CMH_MBX_STATUS)) != CMH_STATUS_ERROR)
			abort(); /* neither done nor an error */
		fuzz_write(model, 0, CMH_MBX_COMMAND, CMH_MBX_CMD_RESTART);
		cmh_model_run(model, 0);
	}
}

/* Objects of several sizes and an operand that is a point of P-256 and of its own length. */
static void set_up(struct cmh_model *model, uint64_t *refs)
{
	static const uint32_t sizes[OBJECTS] = { 32, 57, 226, 680 };
	static const uint8_t g[64] = {
		0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63,
		0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1,
		0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f,
		0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57,
		0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
	};

	memset(fuzz_mem + OPERANDS, 0x5b, 32 * OPERAND_LEN);
	memset(fuzz_mem + OPERANDS, 0, OPERAND_LEN);
	memcpy(fuzz_mem + OPERANDS, g, sizeof(g));
	for (uint32_t i = 0; i < OBJECTS; i++) {
		struct cmh_sys_new n = { .cid = i + 1,
					 .ref = OPERANDS + 31 * OPERAND_LEN,
					 .len = sizes[i] };
		struct cmh_sys_write w = {
			.ref = CMH_REF_LAST,
			.src = OPERANDS + OPERAND_LEN,
			.len = sizes[i],
			.type = CMH_TYPE_PT | CMH_CORE_PKE,
		};

		cmh_vcq_cmd_put(entry_at(tail, 1), CMH_CORE_SYS, 0, 1, CMH_SYS_CMD_NEW);
		cmh_sys_new_put(cmh_vcq_payload(entry_at(tail, 1)), &n);
		cmh_vcq_cmd_put(entry_at(tail, 2), CMH_CORE_SYS, CMH_VCQ_SWAP, 1,
				CMH_SYS_CMD_WRITE);
		cmh_sys_write_put(cmh_vcq_payload(entry_at(tail, 2)), &w);
		run(model, 3);
		refs[i] = cmh_get_le64(fuzz_mem + n.ref);
	}
}

/* ---- time ---- */

/* What the arithmetic of a command takes in microseconds, roughly: nearly all the time of a run goes into
 * it, and it finds little that the way to it does not. */
static uint32_t curve_price(uint32_t curve)
{
	switch (curve) {
	case CMH_CURVE_P256:
	case CMH_CURVE_25519: return 100;
	case CMH_CURVE_448: return 400;
	default: return cmh_curve_clen(curve) ? 1500 : 0;
	}
}

static uint32_t power_price(uint32_t bits, uint32_t exponent_bits)
{
	return bits / 128 * (bits / 128) * (exponent_bits / 128) + 20;
}

static uint32_t price(const uint8_t *payload, uint32_t cmd)
{
	uint32_t first = cmh_get_le32(payload), e_bits = cmh_get_le32(payload + 4) * 8;

	switch (cmd) {
	case CMH_PKE_CMD_RSA_KEYGEN: return first <= CMH_RSA_BITS_MAX ? 20000 : 0;
	case CMH_PKE_CMD_RSA_ENC:
		return first <= CMH_RSA_BITS_MAX && e_bits <= CMH_RSA_BITS_MAX ?
			       power_price(first, e_bits) : 0;
	case CMH_PKE_CMD_RSA_DEC:
	case CMH_PKE_CMD_RSA_CRT_DEC:
		return first <= CMH_RSA_BITS_MAX && e_bits <= CMH_RSA_BITS_MAX ?
			       power_price(first, e_bits) + 3 * power_price(first, first) : 0;
	case CMH_PKE_CMD_SM2_ECDH_KEYGEN:
	case CMH_PKE_CMD_SM2_ECDH:
	case CMH_PKE_CMD_SM2_DEC_POINT:
	case CMH_PKE_CMD_SM2_ENC_POINT: return 1000;
	case CMH_PKE_CMD_SM2_ID_DIGEST:
	case CMH_PKE_CMD_SM2_ECDH_HASH:
	case CMH_PKE_CMD_SM2_DEC_HASH:
	case CMH_PKE_CMD_SM2_ENC_HASH: return 5;
	default: return curve_price(first);
	}
}

/* Of an input; the small one is for one small curve or key. */
#define BUDGET       110
#define BUDGET_LARGE 40000

/* Large RSA keys take seconds to generate and find nothing that small ones do not. What exceeds the rest
 * of the budget becomes a curve of the cheapest kind, or a size that is refused. */
static void tame(uint8_t *payload, uint32_t cmd, uint32_t *budget)
{
	uint32_t cost;

	if (cmd == CMH_PKE_CMD_RSA_KEYGEN && cmh_get_le32(payload) > 1024)
		cmh_put_le32(payload, 1024);
	cost = price(payload, cmd);
	if (cost > *budget) {
		cmh_put_le32(payload, cmh_curve_is_edwards(cmh_get_le32(payload)) ?
					      CMH_CURVE_25519 : CMH_CURVE_P256);
		cost = price(payload, cmd);
	}
	if (cost > *budget) {
		cmh_put_le32(payload, 0xffffffff); /* of no curve, too long for anything else */
		if (cmd == CMH_PKE_CMD_SM2_ECDH_KEYGEN)
			cmh_put_le32(payload + 16, 1); /* of a nonce */
		else if (cmd == CMH_PKE_CMD_SM2_ENC_POINT)
			cmh_put_le32(payload + 32, 1);
		cost = 0;
	}
	*budget -= cost;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct cmh_model_opts opts = { .mailboxes = 1, .store_bytes = FUZZ_STORE };
	struct fuzz_input in = { data, data + len };
	uint64_t refs[OBJECTS];
	struct cmh_model *model;
	uint32_t budget;
	int keygens = 0;

	if (!len || len > FUZZ_INPUT)
		return 0;
	budget = fuzz_may_take_long(data, len) ? BUDGET_LARGE : BUDGET;
	model = fuzz_model(&opts);
	tail = 0;
	fuzz_read(model, 0, CMH_MBX_LOCK);
	fuzz_write(model, 0, CMH_MBX_QUEUE_LO, 0);
	fuzz_write(model, 0, CMH_MBX_QUEUE_SLOTS, SLOTS_LOG2);
	fuzz_write(model, 0, CMH_MBX_QUEUE_STRIDE, STRIDE_LOG2);
	fuzz_write(model, 0, CMH_MBX_COMMAND, CMH_MBX_CMD_RUN);
	set_up(model, refs);
	while (fuzz_more(&in)) {
		uint32_t i;

		for (i = 1; i < COMMANDS && fuzz_more(&in); i++) {
			uint8_t code = fuzz_u8(&in), *payload = cmh_vcq_payload(entry_at(tail, i));
			uint32_t cmd = code & 0x3f;

			if (cmd == CMH_PKE_CMD_RSA_KEYGEN && keygens++)
				cmd = CMH_PKE_CMD_RSA_ENC;
			if (code == 0xff) { /* something on TEMP */
				struct cmh_sys_write w = { .ref = CMH_REF_TEMP,
							   .src = OPERANDS,
							   .type = CMH_CORE_PKE };

				w.len = fuzz_u8(&in);
				w.src += fuzz_u8(&in) * 64u;
				cmh_vcq_cmd_put(entry_at(tail, i), CMH_CORE_SYS, CMH_VCQ_SWAP, 1,
						CMH_SYS_CMD_WRITE);
				cmh_sys_write_put(payload, &w);
				continue;
			}
			cmh_vcq_cmd_put(entry_at(tail, i), CMH_CORE_PKE,
					code & 0x40 ? 0 : CMH_VCQ_SWAP, 1, cmd);
			for (uint32_t j = 0; j < 7 && fuzz_more(&in); j++)
				cmh_put_le64(payload + 8 * j, word(&in, refs));
			tame(payload, cmd, &budget);
		}
		run(model, i);
	}
	fuzz_check_flush(model, 0);
	return 0;
}
