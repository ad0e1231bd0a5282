// SPDX-License-Identifier: Apache-2.0
/* The window of jobs, what happens when one of them fails, and scripted faults; with fake cores. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <time.h>

#include "tests/unit/model_one.h"

TestSuite(window, .init = up, .fini = down, .timeout = 10);
TestSuite(faults, .init = up, .fini = down, .timeout = 10);

/* ---- the window ---- */

Test(window, independent_vcqs_share_one_engine_call)
{
	for (int i = 0; i < 32; i++)
		push_xor(i * 64, 8192 + i * 64, 64, i, 0);
	cr_assert(eq(int, bell_and_run(), 32));
	cr_assert(eq(u32, fake_engine_calls, 1));
	cr_assert(eq(u32, fake_engine_last, 32));
	for (int i = 0; i < 32; i++)
		cr_assert(eq(u8, rig->mem[8192 + i * 64 + 63], i));
}

Test(window, its_size_is_an_option)
{
	struct cmh_model_opts opts = { .mailboxes = 4, .window = 5 };

	rig_free(rig);
	rig = rig_new(&opts);
	rig_start(rig, 0, 6, 9);
	for (int i = 0; i < 32; i++)
		push_xor(i * 64, 8192 + i * 64, 64, i, 0);
	cr_assert(eq(int, bell_and_run(), 32));
	cr_assert(eq(u32, fake_engine_calls, 7));
}

Test(window, jobs_that_meet_in_memory_keep_their_order)
{
	memset(rig->mem, 0, 4096);
	push_xor(0, 1024, 64, 1, 0);       /* 0 -> 1024 */
	push_xor(1024, 2048, 64, 2, 0);    /* reads what the first wrote */
	push_xor(2048, 3072, 64, 4, 0);
	push_xor(512, 3072 + 63, 64, 8, 0); /* overwrites the last byte of that */
	push_xor(512, 512, 64, 16, 0);     /* in place, over what the one before reads */
	cr_assert(eq(int, bell_and_run(), 5));
	cr_assert(eq(u32, fake_engine_calls, 5));
	cr_assert(eq(u8, rig->mem[1024], 1));
	cr_assert(eq(u8, rig->mem[2048], 3));
	cr_assert(eq(u8, rig->mem[3072 + 62], 7));
	cr_assert(eq(u8, rig->mem[3072 + 63], 8));
	cr_assert(eq(u8, rig->mem[512], 16));
}

Test(window, shared_inputs_and_falling_addresses_collide_with_nothing)
{
	for (int i = 31; i >= 0; i--)
		push_xor(0, 8192 + i * 128, 64, i, 0);
	bell_and_run();
	cr_assert(eq(u32, fake_engine_calls, 1));
}

Test(window, an_immediate_read_waits_for_the_job_that_writes_it)
{
	struct rig_vcq vcq;

	cmh_put_le64(rig->mem, 0);
	push_xor(0, 1024, 8, 0x5a, 0);
	vcq = rig_vcq(rig, 0);
	rig_cmd(&vcq, CMH_CORE_AES, FAKE_INIT);
	add(&vcq, CMH_CORE_AES, FAKE_LOAD, xor_of(1024, 0, 0, 0, 0));
	add(&vcq, CMH_CORE_AES, FAKE_STORE, xor_of(0, 0, 0, 0, 0)); /* over the job's input */
	rig_push(&vcq);
	cr_assert(eq(int, bell_and_run(), 2));
	cr_assert(eq(u64, cmh_get_le64(rig->mem), 0x5a5a5a5a5a5a5a5a));
}

Test(window, a_failed_job_stops_its_vcq_before_the_next_command)
{
	struct rig_vcq vcq = rig_vcq(rig, 0);

	rig_cmd(&vcq, CMH_CORE_HC, FAKE_INIT);
	add(&vcq, CMH_CORE_HC, FAKE_XOR, xor_of(0, 1024, 8, 1, CMH_HWERR_EIO));
	add(&vcq, CMH_CORE_HC, FAKE_STORE, xor_of(0, 2048, 0, 0, 0));
	rig_push(&vcq);
	memset(rig->mem + 2048, 0xee, 8);
	bell_and_run();
	cr_assert(eq(u32, status(), error_status(CMH_CORE_HC, CMH_HWERR_EIO, 2)));
	cr_assert(eq(u8, rig->mem[2048], 0xee));
}

Test(window, a_job_drained_in_its_command_blames_that_command)
{
	struct rig_vcq vcq = rig_vcq(rig, 0);

	rig_cmd(&vcq, CMH_CORE_HC, FAKE_INIT);
	add(&vcq, CMH_CORE_HC, FAKE_DRAINED, xor_of(0, 1024, 8, 1, CMH_HWERR_EIO));
	rig_push(&vcq);
	bell_and_run();
	cr_assert(eq(u32, status(), error_status(CMH_CORE_HC, CMH_HWERR_EIO, 2)));
}

Test(window, what_ran_behind_a_failure_is_not_run_again_after_restart)
{
	memset(rig->mem, 0, 64);
	push_xor(2048, 1024, 8, 1, 0);
	push_xor(2048, 1032, 8, 2, CMH_HWERR_EIO);
	push_xor(0, 0, 8, 3, 0); /* in place: twice would undo it */
	push_xor(8, 8, 8, 4, CMH_HWERR_EBADMSG);
	push_xor(16, 16, 8, 5, 0);
	cr_assert(eq(int, bell_and_run(), 1));
	cr_assert(eq(u32, head(), 1));
	cr_assert(eq(u32, status(), error_status(CMH_CORE_HC, CMH_HWERR_EIO, 2)));
	command(CMH_MBX_CMD_RESTART);
	cr_assert(eq(int, run(), 1));
	cr_assert(eq(u32, head(), 3));
	cr_assert(eq(u32, status(), error_status(CMH_CORE_HC, CMH_HWERR_EBADMSG, 2)));
	command(CMH_MBX_CMD_RESTART);
	cr_assert(eq(int, run(), 1));
	cr_assert(eq(u32, head(), 5));
	cr_assert(eq(u32, fake_engine_jobs, 5));
	cr_assert(eq(u8, rig->mem[0], 3));
	cr_assert(eq(u8, rig->mem[16], 5));
	push_xor(16, 16, 8, 5, 0);
	cr_assert(eq(int, bell_and_run(), 1));
	cr_assert(eq(u8, rig->mem[16], 0));
}

Test(window, continue_runs_only_the_failed_one_again)
{
	uint8_t *payload = rig_slot(rig, 0, 0) + 2 * 64 + 8;
	struct rig_vcq vcq;

	memset(rig->mem, 0, 64);
	push_xor(2048, 1032, 8, 2, CMH_HWERR_EIO);
	push_xor(0, 0, 8, 3, 0);
	/* the last one of the window leaves its core open */
	vcq = rig_vcq(rig, 0);
	rig_cmd(&vcq, CMH_CORE_HC, FAKE_INIT);
	add(&vcq, CMH_CORE_HC, FAKE_LOAD, xor_of(1032, 0, 0, 0, 0));
	rig_push(&vcq);
	cr_assert(eq(int, bell_and_run(), 0));
	cr_assert(eq(u8, rig->mem[0], 3));
	command(CMH_MBX_CMD_CONTINUE);
	cr_assert(eq(int, run(), 0));
	cr_assert(eq(u32, cmh_status_error(status()), CMH_HWERR_EIO));
	cmh_put_le32(payload + offsetof(struct fake_payload, err), 0);
	command(CMH_MBX_CMD_CONTINUE);
	cr_assert(eq(int, run(), 3));
	cr_assert(eq(u8, rig->mem[0], 3));
	vcq = rig_vcq(rig, 0);
	add(&vcq, CMH_CORE_HC, FAKE_STORE, xor_of(0, 4096, 0, 0, 0));
	rig_push(&vcq);
	cr_assert(eq(int, bell_and_run(), 1));
	cr_assert(eq(u8, rig->mem[4096], 2), "the open core kept what it had loaded");
}

Test(window, flush_forgets_results)
{
	push_xor(2048, 1032, 8, 2, CMH_HWERR_EIO);
	push_xor(0, 0, 8, 3, CMH_HWERR_EIO);
	bell_and_run();
	command(CMH_MBX_CMD_FLUSH);
	cr_assert(eq(u32, head(), 2));
	rig_nop(rig, 0);
	cr_assert(eq(int, bell_and_run(), 1));
	cr_assert(eq(u32, status(), CMH_STATUS_IDLE));
}

Test(window, a_host_that_takes_tail_back_takes_results_back)
{
	push_xor(2048, 1032, 8, 2, CMH_HWERR_EIO);
	push_xor(0, 0, 8, 3, 0);
	push_xor(0, 0, 8, 3, 0);
	bell_and_run();
	rig->tail[0] = 2;
	rig_bell(rig, 0);
	command(CMH_MBX_CMD_RESTART);
	cr_assert(eq(int, run(), 1));
	cr_assert(eq(u32, head(), 2));
	rig_nop(rig, 0);
	cr_assert(eq(int, bell_and_run(), 1));
}

Test(window, a_vcq_that_leaves_something_behind_is_done_before_the_next)
{
	struct rig_vcq vcq = rig_vcq(rig, 0);

	rig_cmd(&vcq, CMH_CORE_SYS, FAKE_PUSH);
	rig_cmd(&vcq, CMH_CORE_HC, FAKE_INIT);
	add(&vcq, CMH_CORE_HC, FAKE_XOR, xor_of(0, 1024, 8, 2, CMH_HWERR_EIO));
	flush(&vcq, CMH_CORE_HC);
	rig_push(&vcq);
	push_sys(FAKE_POP);
	bell_and_run();
	command(CMH_MBX_CMD_RESTART);
	cr_assert(eq(int, run(), 0));
	cr_assert(eq(u32, cmh_status_error(status()), CMH_HWERR_ENOENT));
}

Test(window, collected_input_is_settled_before_another_core_and_at_the_end)
{
	struct rig_vcq vcq = rig_vcq(rig, 0);

	memset(rig->mem, 0, 64);
	rig_cmd(&vcq, CMH_CORE_HC, FAKE_INIT);
	add(&vcq, CMH_CORE_HC, FAKE_COLLECT, xor_of(0, 1024, 8, 1, 0));
	rig_cmd(&vcq, CMH_CORE_AES, FAKE_INIT);
	add(&vcq, CMH_CORE_AES, FAKE_XOR, xor_of(0, 0, 8, 2, 0));
	flush(&vcq, CMH_CORE_AES);
	add(&vcq, CMH_CORE_HC, FAKE_COLLECT, xor_of(0, 2048, 8, 4, 0));
	rig_push(&vcq);
	cr_assert(eq(int, bell_and_run(), 1));
	cr_assert(eq(u8, rig->mem[1024], 1));
	cr_assert(eq(u8, rig->mem[2048], 6));
}

Test(window, scratch_is_bounded)
{
	struct rig_vcq vcq;

	for (int i = 0; i < 100; i++) {
		vcq = rig_vcq(rig, 0);
		for (int n = 0; n < 6; n++)
			add(&vcq, CMH_CORE_HC, FAKE_SCRATCH, xor_of(0, 0, 20000 * n, 0xff, 0));
		rig_push(&vcq);
		cr_assert(eq(int, bell_and_run(), 1));
	}
	vcq = rig_vcq(rig, 0);
	add(&vcq, CMH_CORE_HC, FAKE_SCRATCH, xor_of(0, 0, 15u << 20, 1, 0));
	add(&vcq, CMH_CORE_HC, FAKE_SCRATCH, xor_of(0, 0, 2u << 20, 1, 0));
	rig_push(&vcq);
	bell_and_run();
	cr_assert(eq(u32, status(), error_status(CMH_CORE_HC, CMH_HWERR_ENOMEM, 2)));
}

Test(window, an_unmapped_buffer_is_a_fault_of_its_command)
{
	struct rig_vcq vcq = rig_vcq(rig, 0);

	add(&vcq, CMH_CORE_HC, FAKE_XOR, xor_of(RIG_BYTES - 8, 0, 9, 1, 0));
	rig_push(&vcq);
	bell_and_run();
	cr_assert(eq(u32, status(), error_status(CMH_CORE_HC, CMH_HWERR_EFAULT, 1)));
	command(CMH_MBX_CMD_RESTART);
	vcq = rig_vcq(rig, 0);
	add(&vcq, CMH_CORE_HC, FAKE_LOAD, (struct fake_payload){ .in = 0xfffffffffffffffcull });
	rig_push(&vcq);
	bell_and_run();
	cr_assert(eq(u32, status(), error_status(CMH_CORE_HC, CMH_HWERR_EFAULT, 1)));
}

/* ---- faults ---- */

static void arm(enum cmh_model_fault_kind kind, int32_t mbx, uint32_t after, uint32_t count,
		uint32_t arg)
{
	struct cmh_model_fault fault = { kind, mbx, after, count, arg };

	cr_assert(eq(int, cmh_model_fault_arm(rig->model, &fault), 0));
}

Test(faults, only_sixteen_sensible_ones_can_be_armed)
{
	struct cmh_model_fault fault = { .kind = CMH_FAULT_SLOW, .mbx = -1 };
	struct cmh_model_fault bad[] = {
		{ .kind = CMH_FAULT_NONE }, { .kind = CMH_FAULT_NR },
		{ .kind = CMH_FAULT_STALL, .mbx = 4 }, { .kind = CMH_FAULT_STALL, .mbx = -2 },
		{ .kind = CMH_FAULT_FAIL_CMD, .arg = 256 },
	};

	for (int i = 0; i < 5; i++)
		cr_assert(eq(int, cmh_model_fault_arm(rig->model, &bad[i]), -22), "row %d", i);
	for (int i = 0; i < 16; i++)
		cr_assert(eq(int, cmh_model_fault_arm(rig->model, &fault), 0));
	cr_assert(eq(int, cmh_model_fault_arm(rig->model, &fault), -28));
	cmh_model_fault_clear(rig->model);
	cr_assert(eq(int, cmh_model_fault_arm(rig->model, &fault), 0));
}

Test(faults, fail_cmd_strikes_the_nth_command_as_often_as_told)
{
	arm(CMH_FAULT_FAIL_CMD, 0, 2, 2, 0);
	for (int i = 0; i < 6; i++)
		rig_nop(rig, 0);
	cr_assert(eq(int, bell_and_run(), 2));
	cr_assert(eq(u32, status(), error_status(CMH_CORE_SYS, CMH_HWERR_EIO, 1)));
	command(CMH_MBX_CMD_RESTART);
	cr_assert(eq(int, run(), 0));
	cr_assert(eq(u32, head(), 3));
	command(CMH_MBX_CMD_RESTART);
	cr_assert(eq(int, run(), 2));
	cr_assert(eq(u32, head(), 6));
}

Test(faults, fail_cmd_carries_its_errno_and_knows_its_mailbox)
{
	rig_start(rig, 1, 3, 8);
	arm(CMH_FAULT_FAIL_CMD, 1, 0, 0, CMH_HWERR_ENOMEM);
	rig_nop(rig, 0);
	cr_assert(eq(int, bell_and_run(), 1));
	rig_nop(rig, 1);
	rig_bell(rig, 1);
	cr_assert(eq(int, cmh_model_run(rig->model, 1), 0));
	cr_assert(eq(u32, rig_status(rig, 1), error_status(CMH_CORE_SYS, CMH_HWERR_ENOMEM, 1)));
}

Test(faults, corrupt_is_a_bad_magic)
{
	arm(CMH_FAULT_CORRUPT, -1, 1, 1, 0);
	for (int i = 0; i < 3; i++)
		rig_nop(rig, 0);
	cr_assert(eq(int, bell_and_run(), 1));
	cr_assert(eq(u32, status(), error_status(CMH_CORE_SYS, CMH_HWERR_EFAULT, 0)));
	command(CMH_MBX_CMD_RESTART);
	cr_assert(eq(int, run(), 1));
}

Test(faults, stall_holds_the_vcq_until_abort)
{
	arm(CMH_FAULT_STALL, 0, 1, 1, 0);
	for (int i = 0; i < 3; i++)
		rig_nop(rig, 0);
	cr_assert(eq(int, bell_and_run(), 1));
	cr_assert(eq(int, run(), 0));
	cr_assert(eq(u32, status(), CMH_STATUS_BUSY));
	command(CMH_MBX_CMD_RESTART);
	cr_assert(eq(u32, head(), 1));
	command(CMH_MBX_CMD_ABORT);
	cr_assert(eq(u32, cmh_status_error(status()), CMH_HWERR_EPIPE));
	command(CMH_MBX_CMD_RESTART);
	cr_assert(eq(int, run(), 1));
	cr_assert(eq(u32, head(), 3));
}

Test(faults, stall_ends_with_flush_and_with_clear)
{
	arm(CMH_FAULT_STALL, 0, 0, 0, 0);
	rig_nop(rig, 0);
	bell_and_run();
	command(CMH_MBX_CMD_FLUSH);
	cr_assert(eq(u32, head(), 1));
	rig_nop(rig, 0);
	cr_assert(eq(int, bell_and_run(), 0));
	cmh_model_fault_clear(rig->model);
	cr_assert(eq(int, run(), 1));
	cr_assert(eq(u32, head(), 2));
}

Test(faults, hang_ignores_abort_and_restart)
{
	arm(CMH_FAULT_HANG, -1, 0, 1, 0);
	rig_nop(rig, 0);
	bell_and_run();
	command(CMH_MBX_CMD_ABORT);
	command(CMH_MBX_CMD_RESTART);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_COMMAND), 0));
	cr_assert(eq(u32, status(), CMH_STATUS_BUSY));
	cr_assert(eq(int, run(), 0));
	command(CMH_MBX_CMD_FLUSH);
	cr_assert(eq(u32, head(), 1));
	rig_nop(rig, 0);
	cr_assert(eq(int, bell_and_run(), 1));
}

Test(faults, dead_carries_out_no_command)
{
	arm(CMH_FAULT_DEAD, -1, 0, 1, 0);
	rig_nop(rig, 0);
	bell_and_run();
	command(CMH_MBX_CMD_ABORT);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_COMMAND), CMH_MBX_CMD_ABORT));
	command(CMH_MBX_CMD_FLUSH);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_COMMAND), CMH_MBX_CMD_FLUSH));
	cr_assert(eq(u32, head(), 0));
	cr_assert(eq(int, run(), 0));
	cmh_model_fault_clear(rig->model);
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_COMMAND), 0));
	cr_assert(eq(u32, head(), 1));
	cr_assert(eq(u32, status(), CMH_STATUS_IDLE));
}

Test(faults, offline_until_flush)
{
	arm(CMH_FAULT_OFFLINE, 0, 1, 1, 0);
	for (int i = 0; i < 3; i++)
		rig_nop(rig, 0);
	cr_assert(eq(int, bell_and_run(), 1));
	cr_assert(eq(u32, status(), CMH_STATUS_OFFLINE));
	command(CMH_MBX_CMD_RUN);
	cr_assert(eq(int, run(), 0));
	cr_assert(eq(u32, status(), CMH_STATUS_OFFLINE));
	command(CMH_MBX_CMD_FLUSH);
	cr_assert(eq(u32, status(), CMH_STATUS_IDLE));
	rig_nop(rig, 0);
	cr_assert(eq(int, bell_and_run(), 1));
}

Test(faults, a_lost_interrupt_sets_the_bit_but_not_the_line)
{
	arm(CMH_FAULT_LOSE_IRQ, -1, 0, 1, 0);
	rig_nop(rig, 0);
	bell_and_run();
	cr_assert(eq(u32, rig->raised, 0));
	cr_assert(eq(u32, rig_read(rig, 0, CMH_MBX_INTERRUPT), CMH_MBX_INT_DONE));
	rig_write(rig, 0, CMH_MBX_INTERRUPT, CMH_MBX_INT_DONE);
	cr_assert(eq(u32, rig->lowered, 0));
	rig_nop(rig, 0);
	bell_and_run();
	cr_assert(eq(u32, rig->raised, 1));
}

Test(faults, slow_takes_its_time_for_each_vcq)
{
	struct timespec from, to;
	double ms;

	arm(CMH_FAULT_SLOW, -1, 0, 3, 2000);
	for (int i = 0; i < 5; i++)
		rig_nop(rig, 0);
	clock_gettime(CLOCK_MONOTONIC, &from);
	cr_assert(eq(int, bell_and_run(), 5));
	clock_gettime(CLOCK_MONOTONIC, &to);
	ms = (to.tv_sec - from.tv_sec) * 1e3 + (to.tv_nsec - from.tv_nsec) / 1e6;
	cr_assert(ge(dbl, ms, 6));
}

Test(faults, a_fault_in_the_middle_of_a_window_loses_nothing)
{
	memset(rig->mem, 0, 64);
	arm(CMH_FAULT_FAIL_CMD, 0, 3 * 2 + 1, 1, CMH_HWERR_EIO);
	for (int i = 0; i < 5; i++)
		push_xor(i * 8, i * 8, 8, i + 1, 0);
	cr_assert(eq(int, bell_and_run(), 2));
	command(CMH_MBX_CMD_RESTART);
	cr_assert(eq(int, run(), 2));
	for (int i = 0; i < 5; i++)
		cr_assert(eq(u8, rig->mem[i * 8], i == 2 ? 0 : i + 1), "VCQ %d", i);
}
