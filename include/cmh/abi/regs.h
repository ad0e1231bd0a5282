/* SPDX-License-Identifier: Apache-2.0 */
/* regs.h - SIC and mailbox registers */
#ifndef CMH_ABI_REGS_H
#define CMH_ABI_REGS_H

#include <stdint.h>

/* The SIC window: one 4 KiB page per mailbox instance; all registers are 32 bits wide. */
#define CMH_SIC_PAGE_SIZE	0x1000
#define CMH_MBX_INSTANCES	64 /* page N belongs to instance N */
#define CMH_MBX_MANAGED_MAX	16 /* mailboxes one driver manages at most */

/* Mailbox registers, offsets in the page of the instance. */
#define CMH_MBX_LOCK		0x000 /* R: token or 0 when busy; W token: release */
#define CMH_MBX_HOST_INFO	0x004 /* RW: host identity word */
#define CMH_MBX_QUEUE_LO	0x008 /* RW: ring bus address, low half */
#define CMH_MBX_QUEUE_HI	0x00c /* RW: ring bus address, high half */
#define CMH_MBX_QUEUE_SLOTS	0x010 /* RW: log2 of the slot count */
#define CMH_MBX_QUEUE_STRIDE	0x014 /* RW: log2 of bytes per slot */
#define CMH_MBX_QUEUE_HEAD	0x018 /* RO: id of the next VCQ to run */
#define CMH_MBX_QUEUE_TAIL	0x01c /* RW: id after the last submitted VCQ; doorbell */
#define CMH_MBX_INTERRUPT	0x020 /* R/W1C: CMH_MBX_INT_* */
#define CMH_MBX_INTERRUPT_MASK	0x024 /* RW: 1 = enabled */
#define CMH_MBX_COMMAND		0x028 /* RW: CMH_MBX_CMD_*; reads 0 when carried out */
#define CMH_MBX_STATUS		0x02c /* RO: CMH_STATUS_* */
#define CMH_MBX_CHILD		0x030 /* RO: as STATUS, cause behind ECHILD */
#define CMH_MBX_ID		0x034
#define CMH_MBX_HOST_CONFIG	0x038
#define CMH_MBX_SCRATCH		0x03c

/* SIC registers, in the page of instance 0. */
#define CMH_SIC_BOOT_STATUS		0x100
#define CMH_SIC_MBX_AVAILABILITY	0x104 /* bit i = instance i free, 0..31 */
#define CMH_SIC_MBX_AVAILABILITY2	0x108 /* instances 32..63 */
#define CMH_SIC_SW_BOOT_STATUS		0x12c /* CMH_SW_BOOT_* */
#define CMH_SIC_SW_ERROR_INFO		0x130
#define CMH_SIC_SW_HEARTBEAT		0x154
#define CMH_SIC_GPINTERRUPT		0x160
#define CMH_SIC_HW_VERSION0		0x200
#define CMH_SIC_SW_VERSION		0x218
#define CMH_SIC_CORE_ENABLE		0x22c /* CMH_CORE_ENABLE_* */

#define CMH_BOOT_STATUS_MASK		0x00000077u
#define CMH_BOOT_STATUS_BOOTED		0x00000066u /* after the mask */

#define CMH_SW_BOOT_STARTED		(1u << 0)
#define CMH_SW_BOOT_READY		(1u << 1)
#define CMH_SW_BOOT_MISSION		(1u << 6) /* primary VCQ engine up */
#define CMH_SW_BOOT_MISSION2		(1u << 7) /* sidecar engine up, set later */
#define CMH_SW_BOOT_UP			(CMH_SW_BOOT_MISSION | CMH_SW_BOOT_MISSION2)

#define CMH_MBX_INT_DONE		(1u << 0) /* at least one VCQ finished */
#define CMH_MBX_INT_ERROR		(1u << 1) /* mailbox entered ERROR */
#define CMH_MBX_INT_ALL			(CMH_MBX_INT_DONE | CMH_MBX_INT_ERROR)

#define CMH_MBX_CMD_RUN			0x000u
#define CMH_MBX_CMD_PAUSE		0xc2fu
#define CMH_MBX_CMD_CONTINUE		0x5dbu /* run the VCQ at HEAD again */
#define CMH_MBX_CMD_RESTART		0xb78u /* skip the failed VCQ */
#define CMH_MBX_CMD_ABORT		0x6f6u /* fail the VCQ at HEAD with EPIPE */
#define CMH_MBX_CMD_FLUSH		0x3a5u /* HEAD = TAIL, cores and temporary stack emptied */

/* STATUS and CHILD: index 31:24, error 23:16, core 15:8, state code 7:0. */
#define CMH_STATUS_IDLE			0x01u
#define CMH_STATUS_BUSY			0x10u
#define CMH_STATUS_HOLD			0x20u
#define CMH_STATUS_PAUSED		0x28u
#define CMH_STATUS_SUCCESS		0x40u
#define CMH_STATUS_ERROR		0x80u
#define CMH_STATUS_OFFLINE		0x88u
#define CMH_STATUS_MASK_DONE		0x41u /* IDLE or SUCCESS */
#define CMH_STATUS_MASK_RUNNING		0x30u /* BUSY or HOLD */
#define CMH_STATUS_MASK_STOPPED		0x88u

/* Error numbers in STATUS are the Linux ones on every host. */
#define CMH_HWERR_EPERM			1
#define CMH_HWERR_ENOENT		2
#define CMH_HWERR_EIO			5
#define CMH_HWERR_ECHILD		10 /* the cause is in CHILD */
#define CMH_HWERR_EAGAIN		11
#define CMH_HWERR_ENOMEM		12
#define CMH_HWERR_EACCES		13
#define CMH_HWERR_EFAULT		14
#define CMH_HWERR_EBUSY			16
#define CMH_HWERR_EINVAL		22
#define CMH_HWERR_EPIPE			32
#define CMH_HWERR_EBADMSG		74
#define CMH_HWERR_EMSGSIZE		90
#define CMH_HWERR_EOPNOTSUPP		95
#define CMH_HWERR_ETIMEDOUT		110
#define CMH_HWERR_ECANCELED		125

/* CORE_ENABLE: two bits a core; only the pair 01 (high rail 0, low rail 1) means present. */
#define CMH_CORE_ENABLE_HC		0x00000001u
#define CMH_CORE_ENABLE_AES		0x00000004u
#define CMH_CORE_ENABLE_SM4		0x00000010u
#define CMH_CORE_ENABLE_SM3		0x00000040u
#define CMH_CORE_ENABLE_HCQ		0x00000100u
#define CMH_CORE_ENABLE_QSE		0x00000400u
#define CMH_CORE_ENABLE_PKE		0x00001000u
#define CMH_CORE_ENABLE_DRBG		0x00004000u
#define CMH_CORE_ENABLE_CCP		0x00010000u
#define CMH_CORE_ENABLE_ALL		0x00015555u

/* Ring geometry: limits, and the defaults of the two hardware interface revisions. */
#define CMH_MBX_SLOTS_LOG2_MIN		1
#define CMH_MBX_SLOTS_LOG2_MAX		15
#define CMH_MBX_STRIDE_LOG2_MIN		7
#define CMH_MBX_STRIDE_LOG2_MAX		10
#define CMH_MBX_QUEUE_ALIGN		4 /* bytes */
#define CMH_CRI_SLOTS_LOG2		5 /* cri,cmh: 32 slots of 128 bytes */
#define CMH_CRI_STRIDE_LOG2		7
#define CMH_CRI_HOST_INFO		0x4c4b4d00u /* cri,cmh: written before RUN */
#define CMH_V1030_SLOTS_LOG2		6 /* rambus,cmh-v1030: 64 slots of 512 bytes */
#define CMH_V1030_STRIDE_LOG2		9

static inline uint32_t cmh_mbx_reg(uint32_t instance, uint32_t reg)
{
	return instance * CMH_SIC_PAGE_SIZE + reg;
}

static inline uint32_t cmh_status_code(uint32_t status)
{
	return status & 0xffu;
}

static inline uint32_t cmh_status_core(uint32_t status)
{
	return (status >> 8) & 0xffu;
}

static inline uint32_t cmh_status_error(uint32_t status)
{
	return (status >> 16) & 0xffu;
}

static inline uint32_t cmh_status_index(uint32_t status)
{
	return status >> 24;
}

static inline uint32_t cmh_status_make(uint32_t code, uint32_t core, uint32_t error,
				       uint32_t index)
{
	return (index & 0xffu) << 24 | (error & 0xffu) << 16 | (core & 0xffu) << 8 |
	       (code & 0xffu);
}

/* m is one of CMH_CORE_ENABLE_*, the low rail of the core. */
static inline int cmh_core_enabled(uint32_t v, uint32_t m)
{
	return (v & (m | m << 1)) == m;
}

/* HEAD and TAIL are free-running ids that wrap at 2^32; the slot is the id modulo the ring. */
static inline uint64_t cmh_mbx_slot_offset(uint32_t id, uint32_t slots_log2, uint32_t stride_log2)
{
	return (uint64_t)(id & ((1u << slots_log2) - 1)) << stride_log2;
}

/* VCQs submitted and not finished, from the two ids. */
static inline uint32_t cmh_mbx_pending(uint32_t head, uint32_t tail)
{
	return tail - head;
}

/* Nonzero once HEAD has passed VCQ id. */
static inline int cmh_mbx_id_done(uint32_t head, uint32_t id)
{
	return (uint32_t)(head - id - 1) < 0x7fffffffu;
}

#endif
