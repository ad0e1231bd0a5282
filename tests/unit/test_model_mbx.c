// SPDX-License-Identifier: Apache-2.0
/* The mailbox as a host sees it: registers, lock, commands, the VCQ walker. The cores and the engine are fakes
 * (fake_cores.c), so that what is tested is the eSW alone. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <time.h>

#include "tests/unit/model_one.h"

TestSuite(mbx_regs, .init = up, .fini = down, .timeout = 10);
TestSuite(mbx_commands, .init = up, .fini = down, .timeout = 10);
TestSuite(vcq_walker, .init = up, .fini = down, .timeout = 10);

/* ---- registers and lock ---- */

Test(mbx_regs, a_taken_lock_reads_zero_and_clears_availability)
{
	uint32_t token = rig_read(rig, 2, CMH_MBX_LOCK);

	cr_assert(ne(u32, token, 0));
	cr_assert(eq(u32, rig_read(rig, 2, CMH_MBX_LOCK), 0));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_SIC_MBX_AVAILABILITY), 0xa));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_SIC_MBX_AVAILABILITY2), 0));
	rig_write(rig, 2, CMH_MBX_LOCK, token ^ 1);
	cr_assert(eq(u32, rig_read(rig, 2, CMH_MBX_LOCK), 0), "a wrong token must not unlock");
	rig_write(rig, 2, CMH_MBX_LOCK, token);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_SIC_MBX_AVAILABILITY), 0xe));
	cr_assert(ne(u32, rig_read(rig, 2, CMH_MBX_LOCK), 0));
}

Test(mbx_regs, an_unlocked_mailbox_ignores_writes)
{
	rig_write(rig, 1, CMH_MBX_SCRATCH, 7);
	rig_write(rig, 1, CMH_MBX_QUEUE_TAIL, 7);
	rig_write(rig, 1, CMH_MBX_COMMAND, CMH_MBX_CMD_RUN);
	cr_assert(eq(u32, rig_read(rig, 1, CMH_MBX_SCRATCH), 0));
	cr_assert(eq(u32, rig_read(rig, 1, CMH_MBX_QUEUE_TAIL), 0));
	cr_assert(eq(u32, rig_status(rig, 1), CMH_STATUS_OFFLINE));
}

Test(mbx_regs, plain_registers_keep_what_is_written)
{
	rig_write(rig, 0, CMH_MBX_HOST_INFO, CMH_CRI_HOST_INFO);
	rig_write(rig, 0, CMH_MBX_HOST_CONFIG, 0x11223344);
	rig_write(rig, 0, CMH_MBX_SCRATCH, 0x55667788);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_HOST_INFO), CMH_CRI_HOST_INFO));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_HOST_CONFIG), 0x11223344));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_SCRATCH), 0x55667788));
	cr_assert(eq(u32, rig_read(rig, 3, CMH_MBX_ID), 3));
	rig_write(rig, 0, CMH_SIC_GPINTERRUPT, 5);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_SIC_GPINTERRUPT), 5));
}

Test(mbx_regs, the_device_owns_head_status_child_and_id)
{
	rig_write(rig, 0, CMH_MBX_QUEUE_HEAD, 9);
	rig_write(rig, 0, CMH_MBX_STATUS, 9);
	rig_write(rig, 0, CMH_MBX_CHILD, 9);
	rig_write(rig, 0, CMH_MBX_ID, 9);
	cr_assert(eq(u32, head(), 0));
	cr_assert(eq(u32, status(), CMH_STATUS_IDLE));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_CHILD), 0));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_ID), 0));
}

Test(mbx_regs, geometry_out_of_range_does_not_read_back)
{
	static const uint32_t slots[] = { 0, 16, 31, 0xffffffff }, strides[] = { 0, 6, 11, 0xffffffff };

	for (int i = 0; i < 4; i++) {
		rig_write(rig, 0, CMH_MBX_QUEUE_SLOTS, slots[i]);
		rig_write(rig, 0, CMH_MBX_QUEUE_STRIDE, strides[i]);
		cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_QUEUE_SLOTS), 6));
		cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_QUEUE_STRIDE), 9));
	}
	rig_write(rig, 0, CMH_MBX_QUEUE_SLOTS, 15);
	rig_write(rig, 0, CMH_MBX_QUEUE_STRIDE, 10);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_QUEUE_SLOTS), 15));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_QUEUE_STRIDE), 10));
}

Test(mbx_regs, queue_registers_hold_still_while_work_is_pending)
{
	rig_nop(rig, 0);
	rig_bell(rig, 0);
	rig_write(rig, 0, CMH_MBX_QUEUE_SLOTS, 3);
	rig_write(rig, 0, CMH_MBX_QUEUE_HI, 0x77);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_QUEUE_SLOTS), 6));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_QUEUE_HI), RIG_BASE >> 32));
	run();
	rig_write(rig, 0, CMH_MBX_QUEUE_SLOTS, 3);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_QUEUE_SLOTS), 3));
}

Test(mbx_regs, odd_and_foreign_offsets_read_zero)
{
	cr_assert(eq(u32, cmh_model_read32(rig->model, 1), 0));
	cr_assert(eq(u32, cmh_model_read32(rig->model, 4 * CMH_SIC_PAGE_SIZE), 0));
	cr_assert(eq(u32, cmh_model_read32(rig->model, 0xfffffffc), 0));
	cr_assert(eq(u32, cmh_model_read32(rig->model, 0x40), 0));
	cr_assert(eq(u32, cmh_model_read32(rig->model, CMH_SIC_PAGE_SIZE + CMH_SIC_BOOT_STATUS), 0));
	cmh_model_write32(rig->model, 0xfffffffc, 1);
	cmh_model_write32(rig->model, CMH_MBX_QUEUE_TAIL + 2, 1);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_QUEUE_TAIL), 0));
}

Test(mbx_regs, the_sic_tells_what_it_is)
{
	uint32_t beat = rig_read(rig, 0, CMH_SIC_SW_HEARTBEAT);

	cr_assert(eq(u32, rig_read(rig, 0, CMH_SIC_BOOT_STATUS) & CMH_BOOT_STATUS_MASK,
		     CMH_BOOT_STATUS_BOOTED));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_SIC_SW_BOOT_STATUS) & CMH_SW_BOOT_UP, CMH_SW_BOOT_UP));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_SIC_CORE_ENABLE),
		     CMH_CORE_ENABLE_HC | CMH_CORE_ENABLE_AES));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_SIC_SW_VERSION), 0x00010002));
	cr_assert(gt(u32, rig_read(rig, 0, CMH_SIC_SW_HEARTBEAT), beat));
}

Test(mbx_regs, mission2_comes_later)
{
	struct cmh_model_opts opts = { .mailboxes = 1, .mission2_us = 5000 };
	struct rig *late = rig_new(&opts);
	struct timespec wait = { .tv_nsec = 6000000 };

	cr_assert(eq(u32, rig_read(late, 0, CMH_SIC_SW_BOOT_STATUS) & CMH_SW_BOOT_UP,
		     CMH_SW_BOOT_MISSION));
	nanosleep(&wait, NULL);
	cr_assert(eq(u32, rig_read(late, 0, CMH_SIC_SW_BOOT_STATUS) & CMH_SW_BOOT_UP, CMH_SW_BOOT_UP));
	rig_free(late);
}

Test(mbx_regs, a_core_left_out_is_absent)
{
	struct cmh_model_opts opts = { .mailboxes = 1, .cores = 1u << CMH_CORE_AES };
	struct rig *few = rig_new(&opts);
	struct rig_vcq vcq;

	rig_start(few, 0, 1, 9);
	cr_assert(eq(u32, rig_read(few, 0, CMH_SIC_CORE_ENABLE), CMH_CORE_ENABLE_AES));
	vcq = rig_vcq(few, 0);
	rig_cmd(&vcq, CMH_CORE_AES, FAKE_INIT);
	rig_cmd(&vcq, CMH_CORE_HC, FAKE_INIT);
	rig_push(&vcq);
	rig_bell(few, 0);
	cmh_model_run(few->model, 0);
	cr_assert(eq(u32, rig_status(few, 0), error_status(CMH_CORE_HC, CMH_HWERR_EINVAL, 2)));
	rig_free(few);
}

Test(mbx_regs, bad_options_are_refused)
{
	struct cmh_model_host host = { .dma_ptr = rig_dma_ptr, .ctx = rig };
	struct cmh_model_host deaf = { .ctx = rig };
	struct cmh_model_opts good = { .mailboxes = 64 }, bad[] = {
		{ .mailboxes = 0 }, { .mailboxes = 65 }, { .mailboxes = 1, .window = 100000 },
		{ .mailboxes = 1, .threads = 1000 }, { .mailboxes = 1, .revision = 7 },
	};
	struct cmh_model *model;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_assert(eq(int, cmh_model_new(&bad[i], &host, &model), -22), "row %zu", i);
	cr_assert(eq(int, cmh_model_new(&good, &deaf, &model), -22));
	cr_assert(eq(int, cmh_model_new(&good, &host, &model), 0));
	cr_assert(eq(u32, cmh_model_read32(model, CMH_SIC_MBX_AVAILABILITY2), 0xffffffff));
	cmh_model_free(model);
	cmh_model_free(NULL);
}

Test(mbx_regs, interrupt_is_cleared_by_ones_and_gated_by_mask)
{
	rig_write(rig, 0, CMH_MBX_INTERRUPT_MASK, 0);
	rig_nop(rig, 0);
	bell_and_run();
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_INTERRUPT), CMH_MBX_INT_DONE));
	cr_assert(eq(u32, rig->raised, 0));
	rig_write(rig, 0, CMH_MBX_INTERRUPT_MASK, 0xffffffff);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_INTERRUPT_MASK), CMH_MBX_INT_ALL));
	cr_assert(eq(u32, rig->raised, 1));
	rig_write(rig, 0, CMH_MBX_INTERRUPT, CMH_MBX_INT_ERROR);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_INTERRUPT), CMH_MBX_INT_DONE));
	rig_write(rig, 0, CMH_MBX_INTERRUPT, CMH_MBX_INT_DONE);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_INTERRUPT), 0));
	cr_assert(eq(u32, rig->lowered, 1));
}

Test(mbx_regs, many_vcqs_raise_the_line_once_until_cleared)
{
	for (int i = 0; i < 20; i++)
		rig_nop(rig, 0);
	bell_and_run();
	rig_nop(rig, 0);
	bell_and_run();
	cr_assert(eq(u32, rig->raised, 1));
	rig_write(rig, 0, CMH_MBX_INTERRUPT, CMH_MBX_INT_DONE);
	rig_nop(rig, 0);
	bell_and_run();
	cr_assert(eq(u32, rig->raised, 2));
}

Test(mbx_regs, head_is_kept_across_release)
{
	for (int i = 0; i < 5; i++)
		rig_nop(rig, 0);
	bell_and_run();
	rig_write(rig, 0, CMH_MBX_LOCK, rig->token[0]);
	cr_assert(eq(u32, status(), CMH_STATUS_OFFLINE));
	cr_assert(eq(u32, head(), 5));
	rig_start(rig, 0, 3, 7);
	cr_assert(eq(u32, rig->tail[0], 5));
	rig_nop(rig, 0);
	cr_assert(eq(int, bell_and_run(), 1));
	cr_assert(eq(u32, head(), 6));
}

Test(mbx_regs, reset_is_a_power_cycle)
{
	rig_nop(rig, 0);
	bell_and_run();
	cmh_model_reset(rig->model);
	cr_assert(eq(u32, head(), 0));
	cr_assert(eq(u32, status(), CMH_STATUS_OFFLINE));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_SIC_MBX_AVAILABILITY), 0xf));
	rig_start(rig, 0, 6, 9);
	rig_nop(rig, 0);
	cr_assert(eq(int, bell_and_run(), 1));
}

Test(mbx_regs, counters_count)
{
	struct cmh_model_counters before, after;

	cmh_model_get_counters(rig->model, &before);
	rig_nop(rig, 0);
	rig_nop(rig, 0);
	push_xor(0, 256, 100, 1, 0);
	bell_and_run();
	head();
	cmh_model_get_counters(rig->model, &after);
	cr_assert(eq(u64, after.reg_reads - before.reg_reads, 1));
	cr_assert(eq(u64, after.reg_writes - before.reg_writes, 1));
	cr_assert(eq(u64, after.doorbells - before.doorbells, 1));
	cr_assert(eq(u64, after.interrupts - before.interrupts, 1));
	cr_assert(eq(u64, after.vcqs - before.vcqs, 3));
	cr_assert(eq(u64, after.commands[CMH_CORE_SYS] - before.commands[CMH_CORE_SYS], 2));
	cr_assert(eq(u64, after.commands[CMH_CORE_HC] - before.commands[CMH_CORE_HC], 3));
	cr_assert(eq(u64, after.dma_in_bytes - before.dma_in_bytes, 2 * 128 + 4 * 64 + 100));
	cr_assert(eq(u64, after.dma_out_bytes - before.dma_out_bytes, 100));
}

/* ---- COMMAND ---- */

Test(mbx_commands, nothing_runs_before_run)
{
	rig->token[1] = rig_read(rig, 1, CMH_MBX_LOCK);
	rig_write(rig, 1, CMH_MBX_QUEUE_TAIL, 1);
	cr_assert(eq(int, cmh_model_run(rig->model, 1), 0));
	cr_assert(eq(u32, rig_status(rig, 1), CMH_STATUS_OFFLINE));
	cr_assert(eq(int, cmh_model_run(rig->model, 4), 0));
}

Test(mbx_commands, status_is_busy_while_work_is_pending)
{
	rig_nop(rig, 0);
	rig_bell(rig, 0);
	cr_assert(eq(u32, status(), CMH_STATUS_BUSY));
	cr_assert(eq(int, run(), 1));
	cr_assert(eq(u32, status(), CMH_STATUS_IDLE));
}

Test(mbx_commands, an_error_halts_with_head_on_the_culprit)
{
	rig_nop(rig, 0);
	push_error(CMH_HWERR_EPERM);
	rig_nop(rig, 0);
	cr_assert(eq(int, bell_and_run(), 1));
	cr_assert(eq(u32, head(), 1));
	cr_assert(eq(u32, status(), error_status(CMH_CORE_HC, CMH_HWERR_EPERM, 1)));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_CHILD), status()));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_INTERRUPT), CMH_MBX_INT_ALL));
	cr_assert(eq(int, bell_and_run(), 0));
	cr_assert(eq(u32, head(), 1));
}

Test(mbx_commands, restart_skips_the_culprit)
{
	push_error(CMH_HWERR_EPERM);
	rig_nop(rig, 0);
	bell_and_run();
	command(CMH_MBX_CMD_RESTART);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_COMMAND), 0));
	cr_assert(eq(u32, head(), 1));
	cr_assert(eq(u32, status(), CMH_STATUS_BUSY));
	cr_assert(eq(int, run(), 1));
	cr_assert(eq(u32, head(), 2));
}

Test(mbx_commands, restart_without_error_does_nothing)
{
	rig_nop(rig, 0);
	rig_bell(rig, 0);
	command(CMH_MBX_CMD_RESTART);
	cr_assert(eq(u32, head(), 0));
	cr_assert(eq(int, run(), 1));
}

Test(mbx_commands, run_does_not_leave_error)
{
	push_error(CMH_HWERR_EPERM);
	bell_and_run();
	command(CMH_MBX_CMD_RUN);
	cr_assert(eq(u32, cmh_status_code(status()), CMH_STATUS_ERROR));
	cr_assert(eq(int, run(), 0));
}

Test(mbx_commands, continue_tries_again)
{
	uint8_t *slot = rig_slot(rig, 0, 0);

	push_error(CMH_HWERR_EPERM);
	bell_and_run();
	command(CMH_MBX_CMD_CONTINUE);
	cr_assert(eq(int, run(), 0));
	cr_assert(eq(u32, cmh_status_code(status()), CMH_STATUS_ERROR));
	cmh_vcq_cmd_put(slot + 64, CMH_CORE_SYS, 0, 1, CMH_SYS_CMD_NOP);
	command(CMH_MBX_CMD_CONTINUE);
	cr_assert(eq(int, run(), 1));
	cr_assert(eq(u32, head(), 1));
}

Test(mbx_commands, pause_stops_fetching_and_continue_or_run_resumes)
{
	static const uint32_t resume[] = { CMH_MBX_CMD_CONTINUE, CMH_MBX_CMD_RUN };

	for (int i = 0; i < 2; i++) {
		command(CMH_MBX_CMD_PAUSE);
		rig_nop(rig, 0);
		cr_assert(eq(int, bell_and_run(), 0));
		cr_assert(eq(u32, status(), CMH_STATUS_PAUSED));
		command(resume[i]);
		cr_assert(eq(int, run(), 1));
		cr_assert(eq(u32, status(), CMH_STATUS_IDLE));
	}
}

Test(mbx_commands, abort_ends_the_vcq_at_head_unexecuted)
{
	push_sys(FAKE_PUSH);
	rig_nop(rig, 0);
	rig_bell(rig, 0);
	command(CMH_MBX_CMD_ABORT);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_COMMAND), 0));
	cr_assert(eq(u32, cmh_status_code(status()), CMH_STATUS_ERROR));
	cr_assert(eq(u32, cmh_status_error(status()), CMH_HWERR_EPIPE));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_INTERRUPT), CMH_MBX_INT_ERROR));
	command(CMH_MBX_CMD_RESTART);
	push_sys(FAKE_POP);
	cr_assert(eq(int, bell_and_run(), 1));
	cr_assert(eq(u32, cmh_status_error(status()), CMH_HWERR_ENOENT));
}

Test(mbx_commands, abort_with_nothing_to_abort_does_nothing)
{
	command(CMH_MBX_CMD_ABORT);
	cr_assert(eq(u32, status(), CMH_STATUS_IDLE));
	push_error(CMH_HWERR_EPERM);
	bell_and_run();
	command(CMH_MBX_CMD_ABORT);
	cr_assert(eq(u32, cmh_status_error(status()), CMH_HWERR_EPERM));
}

Test(mbx_commands, flush_empties_queue_cores_and_temp)
{
	struct rig_vcq vcq = rig_vcq(rig, 0);

	rig_cmd(&vcq, CMH_CORE_SYS, FAKE_PUSH);
	rig_cmd(&vcq, CMH_CORE_HC, FAKE_INIT);
	rig_push(&vcq);
	bell_and_run();
	for (int i = 0; i < 10; i++)
		rig_nop(rig, 0);
	rig_bell(rig, 0);
	command(CMH_MBX_CMD_FLUSH);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_COMMAND), 0));
	cr_assert(eq(u32, head(), 11));
	cr_assert(eq(u32, status(), CMH_STATUS_IDLE));
	cr_assert(eq(u32, fake_closed, 1));
	push_sys(FAKE_POP);
	bell_and_run();
	cr_assert(eq(u32, cmh_status_error(status()), CMH_HWERR_ENOENT));
	command(CMH_MBX_CMD_FLUSH);
	cr_assert(eq(u32, status(), CMH_STATUS_IDLE));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_CHILD), 0));
}

Test(mbx_commands, flush_before_run_stays_offline)
{
	rig->token[1] = rig_read(rig, 1, CMH_MBX_LOCK);
	rig_write(rig, 1, CMH_MBX_QUEUE_TAIL, 5);
	rig_write(rig, 1, CMH_MBX_COMMAND, CMH_MBX_CMD_FLUSH);
	cr_assert(eq(u32, rig_status(rig, 1), CMH_STATUS_OFFLINE));
	cr_assert(eq(u32, rig_head(rig, 1), 5));
}

Test(mbx_commands, unknown_commands_are_carried_out_by_doing_nothing)
{
	command(0x123);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_COMMAND), 0));
	command(0xffffffff);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_COMMAND), 0));
	cr_assert(eq(u32, status(), CMH_STATUS_IDLE));
}

Test(mbx_commands, release_leaves_nothing_to_the_next_owner)
{
	struct rig_vcq vcq = rig_vcq(rig, 0);

	rig_cmd(&vcq, CMH_CORE_SYS, FAKE_PUSH);
	rig_cmd(&vcq, CMH_CORE_HC, FAKE_INIT);
	rig_push(&vcq);
	bell_and_run();
	rig_write(rig, 0, CMH_MBX_LOCK, rig->token[0]);
	cr_assert(eq(u32, fake_closed, 1));
	rig_start(rig, 0, 6, 9);
	push_sys(FAKE_POP);
	bell_and_run();
	cr_assert(eq(u32, cmh_status_error(status()), CMH_HWERR_ENOENT));
}

/* ---- commands that come while a VCQ executes ---- */

static uint32_t mid_command;

/* Writes COMMAND from within the first command of a VCQ. */
static void write_mid(struct rig *r)
{
	r->on_dma = NULL;
	rig_write(r, 0, CMH_MBX_COMMAND, mid_command);
}

static void release_mid(struct rig *r)
{
	r->on_dma = NULL;
	rig_write(r, 0, CMH_MBX_LOCK, r->token[0]);
}

static void arm_mid(struct rig *r)
{
	r->on_dma = write_mid; /* the first access fetches the slot, the next one is FAKE_LOAD's */
}

static void push_long(void)
{
	struct rig_vcq vcq = rig_vcq(rig, 0);

	rig_cmd(&vcq, CMH_CORE_SYS, FAKE_PUSH);
	add(&vcq, CMH_CORE_HC, FAKE_LOAD, xor_of(0, 0, 0, 0, 0));
	rig_cmd(&vcq, CMH_CORE_SYS, CMH_SYS_CMD_NOP);
	rig_cmd(&vcq, CMH_CORE_SYS, FAKE_POP);
	rig_push(&vcq);
}

Test(mbx_commands, abort_ends_an_executing_vcq_at_the_next_command)
{
	mid_command = CMH_MBX_CMD_ABORT;
	rig_nop(rig, 0);
	push_long();
	rig_nop(rig, 0);
	rig->on_dma = arm_mid;
	cr_assert(eq(int, bell_and_run(), 1));
	cr_assert(eq(u32, status(), error_status(CMH_CORE_SYS, CMH_HWERR_EPIPE, 3)));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_COMMAND), 0));
	command(CMH_MBX_CMD_RESTART);
	push_sys(FAKE_POP);
	cr_assert(eq(int, run(), 1));
	bell_and_run();
	cr_assert(eq(u32, cmh_status_error(status()), CMH_HWERR_ENOENT));
}

Test(mbx_commands, flush_ends_an_executing_vcq_too)
{
	mid_command = CMH_MBX_CMD_FLUSH;
	push_long();
	rig_nop(rig, 0);
	rig->on_dma = arm_mid;
	cr_assert(eq(int, bell_and_run(), 0));
	cr_assert(eq(u32, status(), CMH_STATUS_IDLE));
	cr_assert(eq(u32, head(), 2));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_COMMAND), 0));
}

Test(mbx_commands, release_in_mid_vcq_stops_the_mailbox)
{
	push_long();
	rig->on_dma = release_mid;
	bell_and_run();
	cr_assert(eq(u32, status(), CMH_STATUS_OFFLINE));
	cr_assert(eq(u32, head(), 0));
	rig_start(rig, 0, 6, 9);
	rig_nop(rig, 0);
	cr_assert(eq(int, bell_and_run(), 1));
}

Test(mbx_commands, pause_lets_an_executing_vcq_end)
{
	mid_command = CMH_MBX_CMD_PAUSE;
	push_long();
	rig_nop(rig, 0);
	rig->on_dma = arm_mid;
	cr_assert(eq(int, bell_and_run(), 1));
	cr_assert(eq(u32, status(), CMH_STATUS_PAUSED));
	command(CMH_MBX_CMD_CONTINUE);
	cr_assert(eq(int, run(), 1));
}

static void run_again(struct rig *r)
{
	r->on_dma = NULL;
	rig_nop(r, 0);
	rig_bell(r, 0);
	cr_assert(eq(int, cmh_model_run(r->model, 0), 0));
}

Test(mbx_commands, work_that_comes_while_another_runs_is_not_forgotten)
{
	rig_nop(rig, 0);
	rig->on_dma = run_again;
	cr_assert(eq(int, bell_and_run(), 2));
}

/* ---- the walker ---- */

Test(vcq_walker, ids_wrap_around_slots)
{
	for (int i = 0; i < 1000; i++) {
		for (int n = 0; n < i % 64 + 1; n++)
			rig_nop(rig, 0);
		cr_assert(eq(int, bell_and_run(), i % 64 + 1));
	}
	cr_assert(eq(u32, head(), rig->tail[0]));
}

Test(vcq_walker, ids_wrap_at_two_to_the_32)
{
	rig->tail[0] = 0xfffffff0;
	rig_bell(rig, 0);
	command(CMH_MBX_CMD_FLUSH);
	cr_assert(eq(u32, head(), 0xfffffff0));
	for (int n = 0; n < 40; n++)
		rig_nop(rig, 0);
	cr_assert(eq(int, bell_and_run(), 40));
	cr_assert(eq(u32, head(), 24));
}

Test(vcq_walker, tail_beyond_the_ring_is_an_error)
{
	rig->tail[0] = 65;
	cr_assert(eq(int, bell_and_run(), 0));
	cr_assert(eq(u32, status(), error_status(CMH_CORE_SYS, CMH_HWERR_EFAULT, 0)));
	cr_assert(eq(u32, head(), 0));
	command(CMH_MBX_CMD_FLUSH);
	cr_assert(eq(u32, head(), 65));
	rig_nop(rig, 0);
	cr_assert(eq(int, bell_and_run(), 1));
}

Test(vcq_walker, tail_taken_back_is_an_error_not_a_loop)
{
	rig_nop(rig, 0);
	bell_and_run();
	rig_write(rig, 0, CMH_MBX_QUEUE_TAIL, 0);
	cr_assert(eq(int, run(), 0));
	cr_assert(eq(u32, cmh_status_error(status()), CMH_HWERR_EFAULT));
}

struct bad_vcq {
	uint32_t magic, cmds, id, cmd_magic, cmd_id;
	uint32_t index;
};

ParameterizedTestParameters(vcq_walker, malformed)
{
	static struct bad_vcq bad[] = {
		{ 0x01514357, 3, CMH_VCQ_HEADER_ID, CMH_VCQ_MAGIC_CMD, 0x102, 0 },
		{ 0, 3, CMH_VCQ_HEADER_ID, CMH_VCQ_MAGIC_CMD, 0x102, 0 },
		{ CMH_VCQ_MAGIC_HEADER, 3, 0x102, CMH_VCQ_MAGIC_CMD, 0x102, 0 },
		{ CMH_VCQ_MAGIC_HEADER, 3, 0x02000101, CMH_VCQ_MAGIC_CMD, 0x102, 0 },
		{ CMH_VCQ_MAGIC_HEADER, 0, CMH_VCQ_HEADER_ID, CMH_VCQ_MAGIC_CMD, 0x102, 0 },
		{ CMH_VCQ_MAGIC_HEADER, 1, CMH_VCQ_HEADER_ID, CMH_VCQ_MAGIC_CMD, 0x102, 0 },
		{ CMH_VCQ_MAGIC_HEADER, 16, CMH_VCQ_HEADER_ID, CMH_VCQ_MAGIC_CMD, 0x102, 0 },
		{ CMH_VCQ_MAGIC_HEADER, 9, CMH_VCQ_HEADER_ID, CMH_VCQ_MAGIC_CMD, 0x102, 0 },
		{ CMH_VCQ_MAGIC_HEADER, 0xffffffff, CMH_VCQ_HEADER_ID, CMH_VCQ_MAGIC_CMD, 0x102, 0 },
		{ CMH_VCQ_MAGIC_HEADER, 3, CMH_VCQ_HEADER_ID, CMH_VCQ_MAGIC_HEADER, 0x102, 2 },
		{ CMH_VCQ_MAGIC_HEADER, 3, CMH_VCQ_HEADER_ID, CMH_VCQ_MAGIC_CMD, 0x002, 2 },
		{ CMH_VCQ_MAGIC_HEADER, 3, CMH_VCQ_HEADER_ID, CMH_VCQ_MAGIC_CMD, 0x202, 2 },
		{ CMH_VCQ_MAGIC_HEADER, 3, CMH_VCQ_HEADER_ID, CMH_VCQ_MAGIC_CMD, 0xff02, 2 },
	};

	return cr_make_param_array(struct bad_vcq, bad, sizeof(bad) / sizeof(bad[0]));
}

/* The first command of each is good and must not be executed. */
ParameterizedTest(struct bad_vcq *bad, vcq_walker, malformed)
{
	struct rig_vcq vcq = rig_vcq(rig, 0);

	rig_cmd(&vcq, CMH_CORE_SYS, FAKE_PUSH);
	rig_cmd(&vcq, CMH_CORE_SYS, CMH_SYS_CMD_NOP);
	cmh_put_le32(vcq.slot, bad->magic);
	cmh_put_le32(vcq.slot + 4, bad->id);
	cmh_put_le32(vcq.slot + 8, bad->cmds);
	cmh_put_le32(vcq.slot + 128, bad->cmd_magic);
	cmh_put_le32(vcq.slot + 132, bad->cmd_id);
	rig_push(&vcq);
	cr_assert(eq(int, bell_and_run(), 0));
	cr_assert(eq(u32, status(), error_status(CMH_CORE_SYS, CMH_HWERR_EFAULT, bad->index)));
	command(CMH_MBX_CMD_RESTART);
	push_sys(FAKE_POP);
	bell_and_run();
	cr_assert(eq(u32, cmh_status_error(status()), CMH_HWERR_ENOENT));
}

Test(vcq_walker, fifteen_entries_fit_a_slot_of_1024)
{
	struct rig_vcq vcq;

	rig_start(rig, 1, 4, 10);
	vcq = rig_vcq(rig, 1);
	for (int i = 0; i < 14; i++)
		rig_cmd(&vcq, CMH_CORE_SYS, CMH_SYS_CMD_NOP);
	rig_push(&vcq);
	rig_bell(rig, 1);
	cr_assert(eq(int, cmh_model_run(rig->model, 1), 1));
}

Test(vcq_walker, unknown_cores_and_commands_are_einval)
{
	static const uint32_t cores[] = { CMH_CORE_DMA, CMH_CORE_XC, CMH_CORE_EAC, 0x1f, 0x20, 0xff };

	for (int i = 0; i < 6; i++) {
		struct rig_vcq vcq = rig_vcq(rig, 0);

		rig_cmd(&vcq, CMH_CORE_SYS, CMH_SYS_CMD_NOP);
		rig_cmd(&vcq, cores[i], i % 2 ? 1 : CMH_VCQ_CMD_FLUSH);
		rig_push(&vcq);
		bell_and_run();
		cr_assert(eq(u32, status(), error_status(cores[i], CMH_HWERR_EINVAL, 2)));
		command(CMH_MBX_CMD_RESTART);
	}
	push_sys(CMH_SYS_CMD_RUN);
	bell_and_run();
	cr_assert(eq(u32, status(), error_status(CMH_CORE_SYS, CMH_HWERR_EINVAL, 1)));
}

Test(vcq_walker, inline_data_reaches_its_command)
{
	struct rig_vcq vcq = rig_vcq(rig, 0);

	rig_cmd(&vcq, CMH_CORE_HC, FAKE_INIT);
	rig_cmd(&vcq, CMH_CORE_HC, FAKE_INLINE);
	cmh_vcq_cmd_put(vcq.slot + 2 * 64, CMH_CORE_HC, 0, 3, FAKE_INLINE);
	memset(vcq.slot + 3 * 64, 2, 128);
	vcq.nr += 2;
	add(&vcq, CMH_CORE_HC, FAKE_STORE, xor_of(0, 64, 0, 0, 0));
	rig_push(&vcq);
	cr_assert(eq(int, bell_and_run(), 1));
	cr_assert(eq(u32, cmh_get_le32(rig->mem + 64), 256));
}

Test(vcq_walker, an_unmapped_ring_is_a_fault)
{
	rig_write(rig, 0, CMH_MBX_QUEUE_HI, 0x7fff);
	rig_nop(rig, 0);
	bell_and_run();
	cr_assert(eq(u32, status(), error_status(CMH_CORE_SYS, CMH_HWERR_EFAULT, 0)));
	command(CMH_MBX_CMD_FLUSH);
	rig_write(rig, 0, CMH_MBX_QUEUE_HI, 0xffffffff);
	rig_write(rig, 0, CMH_MBX_QUEUE_LO, 0xfffffffc);
	rig->tail[0] = head();
	for (int i = 0; i < 3; i++)
		rig_nop(rig, 0);
	bell_and_run();
	cr_assert(eq(u32, cmh_status_error(status()), CMH_HWERR_EFAULT));
}

Test(vcq_walker, a_ring_that_ends_unmapped_works_up_to_the_hole)
{
	uint64_t ring = RIG_BASE + RIG_BYTES - 2 * 512;

	rig_write(rig, 0, CMH_MBX_QUEUE_LO, (uint32_t)ring);
	for (int i = 0; i < 2; i++) {
		uint8_t *slot = rig->mem + RIG_BYTES - 2 * 512 + i * 512;

		cmh_vcq_header_put(slot, 2);
		cmh_vcq_cmd_put(slot + 64, CMH_CORE_SYS, 0, 1, CMH_SYS_CMD_NOP);
	}
	rig->tail[0] = 3;
	cr_assert(eq(int, bell_and_run(), 2));
	cr_assert(eq(u32, cmh_status_error(status()), CMH_HWERR_EFAULT));
}

Test(vcq_walker, cores_and_temp_persist_from_vcq_to_vcq)
{
	struct rig_vcq vcq;

	cmh_put_le64(rig->mem + 8, 0x1122334455667788);
	push_sys(FAKE_PUSH);
	vcq = rig_vcq(rig, 0);
	rig_cmd(&vcq, CMH_CORE_HC, FAKE_INIT);
	rig_push(&vcq);
	vcq = rig_vcq(rig, 0);
	add(&vcq, CMH_CORE_HC, FAKE_LOAD, xor_of(8, 0, 0, 0, 0));
	rig_push(&vcq);
	bell_and_run();
	vcq = rig_vcq(rig, 0);
	add(&vcq, CMH_CORE_HC, FAKE_STORE, xor_of(0, 16, 0, 0, 0));
	rig_push(&vcq);
	push_sys(FAKE_POP);
	cr_assert(eq(int, bell_and_run(), 2));
	cr_assert(eq(u64, cmh_get_le64(rig->mem + 16), 0x1122334455667788));
}

Test(vcq_walker, a_core_flush_releases_only_that_core)
{
	struct rig_vcq vcq = rig_vcq(rig, 0);

	rig_cmd(&vcq, CMH_CORE_HC, FAKE_INIT);
	rig_cmd(&vcq, CMH_CORE_AES, FAKE_INIT);
	flush(&vcq, CMH_CORE_HC);
	add(&vcq, CMH_CORE_AES, FAKE_STORE, xor_of(0, 16, 0, 0, 0));
	add(&vcq, CMH_CORE_HC, FAKE_STORE, xor_of(0, 16, 0, 0, 0));
	rig_push(&vcq);
	bell_and_run();
	cr_assert(eq(u32, status(), error_status(CMH_CORE_HC, CMH_HWERR_EINVAL, 5)));
}

Test(vcq_walker, what_a_failed_vcq_pushed_is_dropped_and_its_cores_are_released)
{
	struct rig_vcq vcq;

	push_sys(FAKE_PUSH);
	vcq = rig_vcq(rig, 0);
	rig_cmd(&vcq, CMH_CORE_SYS, FAKE_PUSH);
	rig_cmd(&vcq, CMH_CORE_SYS, FAKE_PUSH);
	rig_cmd(&vcq, CMH_CORE_HC, FAKE_INIT);
	add(&vcq, CMH_CORE_HC, FAKE_ERROR, xor_of(0, 0, 0, 0, CMH_HWERR_EIO));
	rig_push(&vcq);
	bell_and_run();
	cr_assert(eq(u32, fake_closed, 1));
	command(CMH_MBX_CMD_RESTART);
	push_sys(FAKE_POP);
	push_sys(FAKE_POP);
	cr_assert(eq(int, bell_and_run(), 1));
	cr_assert(eq(u32, cmh_status_error(status()), CMH_HWERR_ENOENT));
}

Test(vcq_walker, mailboxes_have_contexts_of_their_own)
{
	struct rig_vcq vcq = rig_vcq(rig, 0);

	rig_start(rig, 1, 3, 8);
	rig_cmd(&vcq, CMH_CORE_HC, FAKE_INIT);
	rig_push(&vcq);
	bell_and_run();
	vcq = rig_vcq(rig, 1);
	add(&vcq, CMH_CORE_HC, FAKE_STORE, xor_of(0, 16, 0, 0, 0));
	rig_push(&vcq);
	rig_bell(rig, 1);
	cmh_model_run(rig->model, 1);
	cr_assert(eq(u32, cmh_status_error(rig_status(rig, 1)), CMH_HWERR_EINVAL));
	cr_assert(eq(u32, status(), CMH_STATUS_IDLE));
}
