// SPDX-License-Identifier: Apache-2.0
/* fault.c - scripted faults: what is armed, and when it strikes.
 *
 * What a strike does stands where the device works: mbx.c (interrupts, commands) and esw.c (VCQs).
 * A run without armed faults pays one load per chance and never takes the lock.
 */
#include <errno.h>
#include <string.h>

#include "internal.h"

void fault_init(struct model_faults *faults)
{
	pthread_mutex_init(&faults->lock, NULL);
}

void fault_fini(struct model_faults *faults)
{
	pthread_mutex_destroy(&faults->lock);
}

static void fault_disarm(struct model_faults *faults, struct cmh_model_fault *fault)
{
	uint32_t kinds = 0;
	int i;

	fault->kind = CMH_FAULT_NONE;
	for (i = 0; i < MODEL_FAULTS; i++)
		if (faults->armed[i].kind != CMH_FAULT_NONE)
			kinds |= 1u << faults->armed[i].kind;
	atomic_store(&faults->kinds, kinds);
}

bool fault_take(struct model_mbx *mbx, enum cmh_model_fault_kind kind, uint32_t *arg)
{
	struct model_faults *faults = &mbx->model->faults;
	bool strikes = false;
	int i;

	pthread_mutex_lock(&faults->lock);
	for (i = 0; i < MODEL_FAULTS && !strikes; i++) {
		struct cmh_model_fault *f = &faults->armed[i];

		if (f->kind != kind || (f->mbx >= 0 && (uint32_t)f->mbx != mbx->id))
			continue;
		if (f->after) {
			f->after--;
			continue;
		}
		strikes = true;
		if (arg)
			*arg = f->arg;
		if (f->count && !--f->count)
			fault_disarm(faults, f);
	}
	pthread_mutex_unlock(&faults->lock);
	return strikes;
}

int cmh_model_fault_arm(struct cmh_model *model, const struct cmh_model_fault *fault)
{
	struct model_faults *faults = &model->faults;
	int i, ret = -ENOSPC;

	if (fault->kind == CMH_FAULT_NONE || fault->kind >= CMH_FAULT_NR || fault->mbx < -1 ||
	    fault->mbx >= (int32_t)model->opts.mailboxes)
		return -EINVAL;
	if (fault->kind == CMH_FAULT_FAIL_CMD && fault->arg > 0xff) /* as wide as in STATUS */
		return -EINVAL;
	if (fault->kind == CMH_FAULT_ECC && fault->arg >= MODEL_SRAM_BANKS)
		return -EINVAL;
	pthread_mutex_lock(&faults->lock);
	for (i = 0; i < MODEL_FAULTS && ret; i++) {
		if (faults->armed[i].kind != CMH_FAULT_NONE)
			continue;
		faults->armed[i] = *fault;
		atomic_fetch_or(&faults->kinds, 1u << fault->kind);
		ret = 0;
	}
	pthread_mutex_unlock(&faults->lock);
	return ret;
}

void cmh_model_fault_clear(struct cmh_model *model)
{
	struct model_faults *faults = &model->faults;
	uint32_t i;

	pthread_mutex_lock(&faults->lock);
	memset(faults->armed, 0, sizeof(faults->armed));
	atomic_store(&faults->kinds, 0);
	atomic_fetch_add(&faults->epoch, 1);
	pthread_mutex_unlock(&faults->lock);
	for (i = 0; i < model->opts.mailboxes; i++)
		mbx_attend(&model->mbx[i]);
}
