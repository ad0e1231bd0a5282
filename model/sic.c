// SPDX-License-Identifier: Apache-2.0
/* sic.c - the registers of the System Interface Controller: boot state, versions, what there is. */
#include <time.h>

#include "internal.h"

#define SIC_HW_VERSION 0x00000000u
#define SIC_SW_VERSION 0x00010002u

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

/* The eSW is up at once but for its second engine, which follows mission2_us later. */
void sic_boot(struct cmh_model *model)
{
	atomic_store(&model->booted_ns, now_ns());
	atomic_store(&model->mission2, model->opts.mission2_us == 0);
	atomic_store(&model->heartbeat, 0);
	atomic_store(&model->gpinterrupt, 0);
	atomic_store(&model->device.drbg_config, 0);
	atomic_store(&model->device.drbg_requests, 0);
	books_clear(&model->books);
}

static uint32_t sw_boot_status(struct cmh_model *model)
{
	uint32_t status = CMH_SW_BOOT_STARTED | CMH_SW_BOOT_READY | CMH_SW_BOOT_MISSION;

	if (!atomic_load(&model->mission2)) {
		if (now_ns() - atomic_load(&model->booted_ns) < model->opts.mission2_us * 1000ull)
			return status;
		atomic_store(&model->mission2, true);
	}
	return status | CMH_SW_BOOT_MISSION2;
}

/* One bit per mailbox that nobody has locked. */
static uint32_t availability(struct cmh_model *model, uint32_t first)
{
	uint32_t i, free = 0;

	for (i = first; i < first + 32 && i < model->opts.mailboxes; i++)
		if (!atomic_load_explicit(&model->mbx[i].token, memory_order_relaxed))
			free |= 1u << (i - first);
	return free;
}

uint32_t sic_read(struct cmh_model *model, uint32_t off)
{
	switch (off) {
	case CMH_SIC_BOOT_STATUS:
		return CMH_BOOT_STATUS_BOOTED;
	case CMH_SIC_MBX_AVAILABILITY:
		return availability(model, 0);
	case CMH_SIC_MBX_AVAILABILITY2:
		return availability(model, 32);
	case CMH_SIC_SW_BOOT_STATUS:
		return sw_boot_status(model);
	case CMH_SIC_SW_ERROR_INFO:
		return 0;
	case CMH_SIC_SW_HEARTBEAT:
		return atomic_fetch_add(&model->heartbeat, 1) + 1;
	case CMH_SIC_GPINTERRUPT:
		return atomic_load(&model->gpinterrupt);
	case CMH_SIC_HW_VERSION0:
		return SIC_HW_VERSION;
	case CMH_SIC_SW_VERSION:
		return SIC_SW_VERSION;
	case CMH_SIC_CORE_ENABLE:
		return model->core_enable;
	default:
		return 0;
	}
}

void sic_write(struct cmh_model *model, uint32_t off, uint32_t val)
{
	if (off == CMH_SIC_GPINTERRUPT)
		atomic_store(&model->gpinterrupt, val);
}
