/* SPDX-License-Identifier: Apache-2.0 */
/* model_input.h - a fuzz input read as a hostile host: bytes become VCQs, and 16 KiB of memory to point at.
 *
 * Plain random bytes never get past the magics, so most VCQs are built from a short code: right magics, any
 * core and command, and payload words that are often something a command can use. What is built badly on
 * purpose is decided by the input as well.
 */
#ifndef CMH_TESTS_FUZZ_MODEL_INPUT_H
#define CMH_TESTS_FUZZ_MODEL_INPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmh/abi/commands.h>
#include <cmh/abi/regs.h>

#include "model/model.h"

#define FUZZ_DMA   16384u
#define FUZZ_DATA  8192u  /* small rings lie below, data above */
#define FUZZ_ROM   1024u  /* at the end, for reading only */
#define FUZZ_STORE 16384u
#define FUZZ_INPUT 1024u  /* bytes of an input that are looked at */

struct fuzz_input {
	const uint8_t *at, *end;
};

static uint8_t fuzz_mem[FUZZ_DMA];

static inline uint8_t fuzz_u8(struct fuzz_input *in)
{
	return in->at < in->end ? *in->at++ : 0;
}

static inline uint64_t fuzz_bytes(struct fuzz_input *in, int nr)
{
	uint64_t v = 0;

	while (nr--)
		v = v << 8 | fuzz_u8(in);
	return v;
}

static inline bool fuzz_more(const struct fuzz_input *in)
{
	return in->at < in->end;
}

/* Maps the memory at bus address 0. */
static inline void *fuzz_dma_ptr(void *ctx, uint64_t iova, size_t len, bool write)
{
	uint32_t size = write ? FUZZ_DMA - FUZZ_ROM : FUZZ_DMA;

	(void)ctx;
	if (!len || len > size || iova > size - len)
		return NULL;
	return fuzz_mem + iova;
}

/* One 64-bit word of a payload. */
static inline uint64_t fuzz_word(struct fuzz_input *in)
{
	static const uint64_t known[] = {
		0, CMH_REF_TEMP, CMH_REF_LAST, CMH_REF_KIC(1), FUZZ_DMA - 1, FUZZ_DMA - FUZZ_ROM,
		CMH_TYPE_PT | CMH_CORE_AES, 0x100000000ull + CMH_TYPE_PT,
	};
	uint8_t code = fuzz_u8(in);

	switch (code >> 5) {
	case 0: /* a small number, as modes and lengths are */
		return code & 0x1f;
	case 1: /* two of them */
		return (code & 0x1f) | (uint64_t)fuzz_u8(in) << 32;
	case 2: /* an address */
	case 3:
		return FUZZ_DATA + (code & 0x3f) * 128 + fuzz_u8(in) % 128;
	case 4:
		return known[code & 7];
	case 5: /* one length and one type */
		return fuzz_u8(in) | (uint64_t)(CMH_TYPE_PT | (code & 0x1f)) << 32;
	case 6:
		return fuzz_bytes(in, 4);
	default:
		return fuzz_bytes(in, 8);
	}
}

static inline void fuzz_command(struct fuzz_input *in, uint8_t *entry)
{
	static const uint8_t cores[] = {
		CMH_CORE_SYS, CMH_CORE_HC,  CMH_CORE_AES, CMH_CORE_DRBG,
		CMH_CORE_EAC, CMH_CORE_SM3, CMH_CORE_SM4, CMH_CORE_CCP,
	};
	uint8_t code = fuzz_u8(in), core = cores[code & 7], cmd, words;
	int i;

	if (code == 0xff) { /* an entry as it comes */
		for (i = 0; i < CMH_VCQ_ENTRY_SIZE; i++)
			entry[i] = fuzz_u8(in);
		return;
	}
	if (core == CMH_CORE_EAC && code & 0x80) /* which has one command and needs no more codes */
		core = CMH_CORE_KIC;
	cmd = fuzz_u8(in);
	words = cmd >> 5;
	cmd = cmd & 0x1f ? cmd & 0x1f : CMH_VCQ_CMD_FLUSH;
	cmh_vcq_cmd_put(entry, core, code & 8 ? CMH_VCQ_SWAP : 0, 1 + (code >> 4) % 4 / 3, cmd);
	for (i = 0; i < words; i++)
		cmh_put_le64(entry + CMH_VCQ_PAYLOAD_OFFSET + 8 * i, fuzz_word(in));
}

/* Fills a slot, or what of it fits into the memory. */
static inline void fuzz_vcq(struct fuzz_input *in, uint32_t at, uint32_t stride)
{
	uint8_t slot[CMH_VCQ_ENTRIES_MAX * CMH_VCQ_ENTRY_SIZE];
	uint8_t code = fuzz_u8(in);
	uint32_t nr = code & 15, i, len;

	for (i = 1; i < nr; i++)
		fuzz_command(in, slot + i * CMH_VCQ_ENTRY_SIZE);
	cmh_vcq_header_put(slot, code >> 4 == 15 ? (uint32_t)fuzz_bytes(in, 4) : nr);
	len = nr > 1 ? nr * CMH_VCQ_ENTRY_SIZE : CMH_VCQ_ENTRY_SIZE;
	if (len > stride && code >> 4 != 14)
		len = stride;
	if (at >= FUZZ_DMA)
		return;
	memcpy(fuzz_mem + at, slot, len < FUZZ_DMA - at ? len : FUZZ_DMA - at);
}

/* The model of the process, as after power-on. */
static inline struct cmh_model *fuzz_model(const struct cmh_model_opts *opts)
{
	static const struct cmh_model_host host = { .dma_ptr = fuzz_dma_ptr };
	static struct cmh_model *model;

	if (!model && cmh_model_new(opts, &host, &model))
		abort();
	cmh_model_fault_clear(model);
	cmh_model_reset(model);
	return model;
}

static inline uint32_t fuzz_read(struct cmh_model *model, uint32_t mbx, uint32_t reg)
{
	return cmh_model_read32(model, cmh_mbx_reg(mbx, reg));
}

static inline void fuzz_write(struct cmh_model *model, uint32_t mbx, uint32_t reg, uint32_t val)
{
	cmh_model_write32(model, cmh_mbx_reg(mbx, reg), val);
}

/* Whatever went before, FLUSH brings a mailbox that somebody holds back to order. */
static inline void fuzz_check_flush(struct cmh_model *model, uint32_t mbx)
{
	fuzz_write(model, mbx, CMH_MBX_COMMAND, CMH_MBX_CMD_FLUSH);
	if (fuzz_read(model, mbx, CMH_MBX_COMMAND) ||
	    fuzz_read(model, mbx, CMH_MBX_QUEUE_HEAD) != fuzz_read(model, mbx, CMH_MBX_QUEUE_TAIL) ||
	    (fuzz_read(model, mbx, CMH_MBX_STATUS) != CMH_STATUS_IDLE &&
	     fuzz_read(model, mbx, CMH_MBX_STATUS) != CMH_STATUS_OFFLINE))
		abort();
}

#endif
