/* SPDX-License-Identifier: Apache-2.0 */
/* vcq.h - Virtual Command Queue entries, core ids, scatter-gather items */
#ifndef CMH_ABI_VCQ_H
#define CMH_ABI_VCQ_H

#include "cmh/abi/codec.h"

/* An entry: magic (u32), id (u32), 56 bytes of payload. id = core 31:24, flags, span, cmd 7:0. */
#define CMH_VCQ_ENTRY_SIZE	64
#define CMH_VCQ_ENTRY_LOG2	6
#define CMH_VCQ_MAGIC_OFFSET	0
#define CMH_VCQ_ID_OFFSET	4
#define CMH_VCQ_PAYLOAD_OFFSET	8
#define CMH_VCQ_PAYLOAD_SIZE	56

#define CMH_VCQ_MAGIC_HEADER	0x01514356u /* bytes V C Q 01 */
#define CMH_VCQ_MAGIC_CMD	0x01444d43u /* bytes C M D 01 */
#define CMH_VCQ_HEADER_ID	0x00000101u /* core SYS, span 1, command RUN */

#define CMH_VCQ_ENTRIES_MIN	2 /* header and one command */
#define CMH_VCQ_ENTRIES_MAX	15 /* header and inline data included */

#define CMH_VCQ_FLAGS_MASK	0x00ff0000u /* flags are kept in their place in the id word */
#define CMH_VCQ_SWAP_BYTES	0x00400000u
#define CMH_VCQ_SWAP_WORDS	0x00200000u
#define CMH_VCQ_SWAP		(CMH_VCQ_SWAP_BYTES | CMH_VCQ_SWAP_WORDS) /* full byte reversal */

/* Of every core: wait until it has finished and release it. No payload. */
#define CMH_VCQ_CMD_FLUSH	0xff

/* A pointer field that names no buffer is 0 or all-ones. */
#define CMH_ADDR_ABSENT		0xffffffffffffffffull

enum cmh_core {
	CMH_CORE_SYS = 0x00, /* datastore and control */
	CMH_CORE_DMA = 0x01,
	CMH_CORE_HC = 0x02, /* SHA-2, SHA-3, HMAC, cSHAKE, KMAC */
	CMH_CORE_AES = 0x03,
	CMH_CORE_SM4 = 0x04,
	CMH_CORE_SM3 = 0x05,
	CMH_CORE_AES2 = 0x06, /* second AES instance; keys stay tagged AES */
	CMH_CORE_XC = 0x07,
	CMH_CORE_HCQ = 0x08, /* SLH-DSA, LMS, XMSS */
	CMH_CORE_QSE = 0x09, /* ML-KEM, ML-DSA */
	CMH_CORE_PKE = 0x0a, /* RSA, EC, EdDSA, SM2 */
	CMH_CORE_TIC = 0x0b,
	CMH_CORE_KIC = 0x0c, /* key derivation */
	CMH_CORE_MPU = 0x0e,
	CMH_CORE_DRBG = 0x0f,
	CMH_CORE_EMC = 0x11,
	CMH_CORE_CCP = 0x18, /* ChaCha20, Poly1305 */
	CMH_CORE_EAC = 0x1e, /* errors and alarms */
	CMH_CORE_COUNT = 0x1f,
};

/* flags are CMH_VCQ_SWAP_* bits, span counts 64-byte entries, the command's own included. */
static inline uint32_t cmh_vcq_id(uint32_t core, uint32_t flags, uint32_t span, uint32_t cmd)
{
	return (core & 0xffu) << 24 | (flags & CMH_VCQ_FLAGS_MASK) | (span & 0xffu) << 8 |
	       (cmd & 0xffu);
}

static inline uint32_t cmh_vcq_id_core(uint32_t id)
{
	return id >> 24;
}

static inline uint32_t cmh_vcq_id_flags(uint32_t id)
{
	return id & CMH_VCQ_FLAGS_MASK;
}

static inline uint32_t cmh_vcq_id_span(uint32_t id)
{
	return (id >> 8) & 0xffu;
}

static inline uint32_t cmh_vcq_id_cmd(uint32_t id)
{
	return id & 0xffu;
}

/*
 * Inline data follows its command in raw entries without magic or id, zero
 * padded; the address field for it is then 0.
 */
static inline uint32_t cmh_vcq_span(uint32_t inline_len)
{
	return 1 + inline_len / CMH_VCQ_ENTRY_SIZE + (inline_len % CMH_VCQ_ENTRY_SIZE != 0);
}

static inline void *cmh_vcq_payload(void *entry)
{
	return (uint8_t *)entry + CMH_VCQ_PAYLOAD_OFFSET;
}

static inline const void *cmh_vcq_payload_const(const void *entry)
{
	return (const uint8_t *)entry + CMH_VCQ_PAYLOAD_OFFSET;
}

/* Magic and id as one word: a reader of both in one load is served from the store buffer. */
static inline void cmh_vcq_head_put(uint8_t *p, uint32_t magic, uint32_t id)
{
	cmh_put_le64(p, (uint64_t)id << 32 | magic);
}

/* First entry of a slot; cmds counts all entries of the VCQ, this one included. */
static inline void cmh_vcq_header_put(void *slot, uint32_t cmds)
{
	uint8_t *p = (uint8_t *)slot;

	cmh_vcq_head_put(p, CMH_VCQ_MAGIC_HEADER, CMH_VCQ_HEADER_ID);
	CMH_ABI_ZERO(p + CMH_VCQ_PAYLOAD_OFFSET, CMH_VCQ_PAYLOAD_SIZE);
	cmh_put_le32(p + CMH_VCQ_PAYLOAD_OFFSET, cmds);
}

/* Magic, id and a zeroed payload, ready for the cmh_*_put() of the command. */
static inline void cmh_vcq_cmd_put(void *entry, uint32_t core, uint32_t flags, uint32_t span,
				   uint32_t cmd)
{
	uint8_t *p = (uint8_t *)entry;

	cmh_vcq_head_put(p, CMH_VCQ_MAGIC_CMD, cmh_vcq_id(core, flags, span, cmd));
	CMH_ABI_ZERO(p + CMH_VCQ_PAYLOAD_OFFSET, CMH_VCQ_PAYLOAD_SIZE);
}

static inline uint32_t cmh_vcq_magic_get(const void *entry)
{
	return cmh_get_le32((const uint8_t *)entry + CMH_VCQ_MAGIC_OFFSET);
}

static inline uint32_t cmh_vcq_id_get(const void *entry)
{
	return cmh_get_le32((const uint8_t *)entry + CMH_VCQ_ID_OFFSET);
}

static inline int cmh_vcq_is_header(const void *entry)
{
	return cmh_vcq_magic_get(entry) == CMH_VCQ_MAGIC_HEADER;
}

static inline int cmh_vcq_is_cmd(const void *entry)
{
	return cmh_vcq_magic_get(entry) == CMH_VCQ_MAGIC_CMD;
}

/* The count as written; the reader checks it against the limits and the stride. */
static inline uint32_t cmh_vcq_header_get(const void *slot)
{
	return cmh_get_le32((const uint8_t *)slot + CMH_VCQ_PAYLOAD_OFFSET);
}

struct cmh_vcq_cmd {
	uint32_t core;
	uint32_t flags; /* CMH_VCQ_SWAP_*, in place */
	uint32_t span;
	uint32_t cmd;
};

static inline void cmh_vcq_cmd_get(struct cmh_vcq_cmd *v, const void *entry)
{
	uint32_t id = cmh_vcq_id_get(entry);

	v->core = cmh_vcq_id_core(id);
	v->flags = cmh_vcq_id_flags(id);
	v->span = cmh_vcq_id_span(id);
	v->cmd = cmh_vcq_id_cmd(id);
}

/* Scatter-gather item, a chain in host memory; any 8-byte aligned address. */
#define CMH_SG_SIZE	32
#define CMH_SG_LEN_MASK	0xffffffffull

#define CMH_SG_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(lli, 0)  /* DMA-in: next item, 0 = end */ \
	U64(src, 8)  /* DMA-in: this piece */ \
	U64(dst, 16) /* DMA-out, 0 for pure gather */ \
	U64(len, 24) /* val: bytes, the hardware uses the low 32 bits */
CMH_ABI_LAYOUT(cmh_sg, CMH_SG_LAYOUT, 32)

#endif
