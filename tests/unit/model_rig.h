/* SPDX-License-Identifier: Apache-2.0 */
/* model_rig.h - the smallest host there is: one flat piece of DMA memory, rings in it, VCQs by hand. */
#ifndef CMH_TESTS_MODEL_RIG_H
#define CMH_TESTS_MODEL_RIG_H

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmh/abi/commands.h>
#include <cmh/abi/regs.h>

#include "model/model.h"

#define RIG_BASE  0x100000000ull /* bus address of the memory */
#define RIG_BYTES (1u << 20)
#define RIG_RINGS (RIG_BYTES / 2) /* rings from here on, data below */
#define RIG_RING_BYTES 32768u

struct rig {
	struct cmh_model *model;
	_Alignas(64) uint8_t mem[RIG_BYTES];
	_Atomic uint32_t raised, lowered; /* interrupt edges of all mailboxes */
	void (*on_dma)(struct rig *rig);  /* what the host does when the device reaches for memory */
	/* per mailbox */
	uint32_t token[16], tail[16], slots_log2[16], stride_log2[16];
};

static inline void *rig_dma_ptr(void *ctx, uint64_t iova, size_t len, bool write)
{
	struct rig *rig = ctx;

	(void)write;
	if (rig->on_dma)
		rig->on_dma(rig);
	if (iova < RIG_BASE || iova - RIG_BASE > RIG_BYTES || len > RIG_BYTES - (iova - RIG_BASE))
		return NULL;
	return rig->mem + (iova - RIG_BASE);
}

static inline void rig_irq(void *ctx, uint32_t mbx, bool raised)
{
	struct rig *rig = ctx;

	(void)mbx;
	atomic_fetch_add(raised ? &rig->raised : &rig->lowered, 1);
}

static inline uint32_t rig_read(struct rig *rig, uint32_t mbx, uint32_t reg)
{
	return cmh_model_read32(rig->model, cmh_mbx_reg(mbx, reg));
}

static inline void rig_write(struct rig *rig, uint32_t mbx, uint32_t reg, uint32_t val)
{
	cmh_model_write32(rig->model, cmh_mbx_reg(mbx, reg), val);
}

/* NULL opts: four mailboxes, no threads. */
static inline struct rig *rig_new(const struct cmh_model_opts *opts)
{
	struct cmh_model_opts four = { .mailboxes = 4 };
	struct rig *rig = aligned_alloc(64, sizeof(*rig));
	struct cmh_model_host host = { .dma_ptr = rig_dma_ptr, .irq = rig_irq, .ctx = rig };

	if (!rig)
		abort();
	memset(rig, 0, sizeof(*rig));
	if (cmh_model_new(opts ? opts : &four, &host, &rig->model))
		abort();
	return rig;
}

static inline void rig_free(struct rig *rig)
{
	cmh_model_free(rig->model);
	free(rig);
}

static inline uint64_t rig_ring(uint32_t mbx)
{
	return RIG_RINGS + mbx * RIG_RING_BYTES;
}

/* Brings a mailbox up as a driver does. */
static inline void rig_start(struct rig *rig, uint32_t mbx, uint32_t slots_log2, uint32_t stride_log2)
{
	uint64_t ring = RIG_BASE + rig_ring(mbx);

	rig->token[mbx] = rig_read(rig, mbx, CMH_MBX_LOCK);
	rig->slots_log2[mbx] = slots_log2;
	rig->stride_log2[mbx] = stride_log2;
	rig_write(rig, mbx, CMH_MBX_INTERRUPT, rig_read(rig, mbx, CMH_MBX_INTERRUPT));
	rig_write(rig, mbx, CMH_MBX_INTERRUPT_MASK, CMH_MBX_INT_ALL);
	rig_write(rig, mbx, CMH_MBX_QUEUE_LO, (uint32_t)ring);
	rig_write(rig, mbx, CMH_MBX_QUEUE_HI, ring >> 32);
	rig_write(rig, mbx, CMH_MBX_QUEUE_SLOTS, slots_log2);
	rig_write(rig, mbx, CMH_MBX_QUEUE_STRIDE, stride_log2);
	rig->tail[mbx] = rig_read(rig, mbx, CMH_MBX_QUEUE_HEAD);
	rig_write(rig, mbx, CMH_MBX_QUEUE_TAIL, rig->tail[mbx]);
	rig_write(rig, mbx, CMH_MBX_COMMAND, CMH_MBX_CMD_RUN);
}

static inline uint8_t *rig_slot(struct rig *rig, uint32_t mbx, uint32_t vcq)
{
	return rig->mem + rig_ring(mbx) +
	       cmh_mbx_slot_offset(vcq, rig->slots_log2[mbx], rig->stride_log2[mbx]);
}

/* A VCQ under construction in the next slot. */
struct rig_vcq {
	struct rig *rig;
	uint32_t mbx, nr;
	uint8_t *slot;
};

static inline struct rig_vcq rig_vcq(struct rig *rig, uint32_t mbx)
{
	return (struct rig_vcq){ rig, mbx, 1, rig_slot(rig, mbx, rig->tail[mbx]) };
}

/* Appends a command and returns its payload. */
static inline void *rig_cmd(struct rig_vcq *vcq, uint32_t core, uint32_t cmd)
{
	uint8_t *entry = vcq->slot + vcq->nr++ * CMH_VCQ_ENTRY_SIZE;

	cmh_vcq_cmd_put(entry, core, 0, 1, cmd);
	cmh_vcq_header_put(vcq->slot, vcq->nr);
	return cmh_vcq_payload(entry);
}

/* Counts the VCQ in; rig_bell() tells the device. Returns its id. */
static inline uint32_t rig_push(struct rig_vcq *vcq)
{
	return vcq->rig->tail[vcq->mbx]++;
}

static inline void rig_bell(struct rig *rig, uint32_t mbx)
{
	rig_write(rig, mbx, CMH_MBX_QUEUE_TAIL, rig->tail[mbx]);
}

static inline uint32_t rig_nop(struct rig *rig, uint32_t mbx)
{
	struct rig_vcq vcq = rig_vcq(rig, mbx);

	rig_cmd(&vcq, CMH_CORE_SYS, CMH_SYS_CMD_NOP);
	return rig_push(&vcq);
}

static inline uint32_t rig_head(struct rig *rig, uint32_t mbx)
{
	return rig_read(rig, mbx, CMH_MBX_QUEUE_HEAD);
}

static inline uint32_t rig_status(struct rig *rig, uint32_t mbx)
{
	return rig_read(rig, mbx, CMH_MBX_STATUS);
}

#endif
