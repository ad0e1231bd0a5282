/* SPDX-License-Identifier: Apache-2.0 */
/* model_one.h - one rig, its mailbox 0, and the fake cores: what the suites of the eSW share. */
#ifndef CMH_TESTS_MODEL_ONE_H
#define CMH_TESTS_MODEL_ONE_H

#include "tests/unit/fake_cores.h"
#include "tests/unit/model_rig.h"

static struct rig *rig;

static inline void up(void)
{
	rig = rig_new(NULL);
	rig_start(rig, 0, 6, 9);
}

static inline void down(void)
{
	rig_free(rig);
}

static inline int run(void)
{
	return cmh_model_run(rig->model, 0);
}

static inline int bell_and_run(void)
{
	rig_bell(rig, 0);
	return run();
}

static inline void command(uint32_t cmd)
{
	rig_write(rig, 0, CMH_MBX_COMMAND, cmd);
}

static inline uint32_t head(void)
{
	return rig_head(rig, 0);
}

static inline uint32_t status(void)
{
	return rig_status(rig, 0);
}

static inline uint32_t error_status(uint32_t core, uint32_t err, uint32_t index)
{
	return cmh_status_make(CMH_STATUS_ERROR, core, err, index);
}

static inline void add(struct rig_vcq *vcq, uint32_t core, uint32_t cmd, struct fake_payload p)
{
	memcpy(rig_cmd(vcq, core, cmd), &p, sizeof(p));
}

static inline struct fake_payload xor_of(uint32_t in, uint32_t out, uint32_t len, uint32_t val, uint32_t err)
{
	return (struct fake_payload){ RIG_BASE + in, RIG_BASE + out, len, val, err };
}

static inline void flush(struct rig_vcq *vcq, uint32_t core)
{
	rig_cmd(vcq, core, CMH_VCQ_CMD_FLUSH);
}

/* A whole request: one job, core released. */
static inline void push_xor(uint32_t in, uint32_t out, uint32_t len, uint32_t val, uint32_t err)
{
	struct rig_vcq vcq = rig_vcq(rig, 0);

	add(&vcq, CMH_CORE_HC, FAKE_INIT, xor_of(0, 0, 0, 0, 0));
	add(&vcq, CMH_CORE_HC, FAKE_XOR, xor_of(in, out, len, val, err));
	flush(&vcq, CMH_CORE_HC);
	rig_push(&vcq);
}

static inline void push_error(uint32_t err)
{
	struct rig_vcq vcq = rig_vcq(rig, 0);

	add(&vcq, CMH_CORE_HC, FAKE_ERROR, xor_of(0, 0, 0, 0, err));
	rig_push(&vcq);
}

static inline void push_sys(uint32_t cmd)
{
	struct rig_vcq vcq = rig_vcq(rig, 0);

	rig_cmd(&vcq, CMH_CORE_SYS, cmd);
	rig_push(&vcq);
}

#endif
