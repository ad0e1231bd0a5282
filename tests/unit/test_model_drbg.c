// SPDX-License-Identifier: Apache-2.0
/* test_model_drbg.c - the DRBG and EAC cores through VCQs. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>

#include "tests/unit/core_rig.h"

#define OUT 0x1000

static struct rig *rig;

static int config(uint32_t ratio, uint32_t strength)
{
	struct seq seq = seq_on(rig, 0);

	cmh_drbg_config_put(seq_add(&seq, CMH_CORE_DRBG, CMH_DRBG_CMD_CONFIG),
			    &(struct cmh_drbg_config){ .entropy_ratio = ratio,
						       .security_strength = strength });
	seq_flush(&seq, CMH_CORE_DRBG);
	return seq_run(&seq);
}

static int reset(void)
{
	struct seq seq = seq_on(rig, 0);

	seq_add(&seq, CMH_CORE_DRBG, CMH_DRBG_CMD_RESET);
	return seq_run(&seq);
}

static int generate(uint32_t mbx, uint64_t dst, uint32_t len)
{
	struct seq seq = seq_on(rig, mbx);

	cmh_drbg_generate_put(seq_add(&seq, CMH_CORE_DRBG, CMH_DRBG_CMD_GENERATE),
			      &(struct cmh_drbg_generate){ .dst = dst, .len = len });
	seq_flush(&seq, CMH_CORE_DRBG);
	return seq_run(&seq);
}

static int datastore(uint64_t ref, uint32_t len, uint32_t type)
{
	struct seq seq = seq_on(rig, 0);

	cmh_drbg_datastore_put(
		seq_add(&seq, CMH_CORE_DRBG, CMH_DRBG_CMD_DATASTORE),
		&(struct cmh_drbg_datastore){ .ref = ref, .len = len, .type = type });
	return seq_run(&seq);
}

static void up(void)
{
	rig = rig_new(NULL);
	rig_start(rig, 0, 4, 9);
	rig_start(rig, 1, 4, 9);
}

static void configured(void)
{
	up();
	cr_assert(zero(int, config(CMH_DRBG_RATIO_1_1, CMH_DRBG_STRENGTH_256)));
}

static void down(void)
{
	rig_free(rig);
}

TestSuite(model_drbg, .init = configured, .fini = down, .timeout = 30);
TestSuite(model_eac, .init = up, .fini = down, .timeout = 30);

Test(model_drbg, must_be_configured_once)
{
	cr_assert(eq(int, config(CMH_DRBG_RATIO_1_1, CMH_DRBG_STRENGTH_256), EBUSY));
	cr_assert(zero(int, generate(0, AT(OUT), 32)));
	cr_assert(zero(int, reset()));
	cr_assert(eq(int, generate(0, AT(OUT), 32), EAGAIN));
	cr_assert(eq(int, datastore(CMH_REF_TEMP, 32, KEY_TYPE), EAGAIN));
	cr_assert(zero(int, config(CMH_DRBG_RATIO_1_4, CMH_DRBG_STRENGTH_128)));
	cr_assert(zero(int, generate(0, AT(OUT), 32)));
	cmh_model_reset(rig->model);
	rig_start(rig, 0, 4, 9);
	cr_assert(eq(int, generate(0, AT(OUT), 32), EAGAIN));
}

Test(model_drbg, configuration_is_checked)
{
	cr_assert(zero(int, reset()));
	cr_assert(eq(int, config(4, CMH_DRBG_STRENGTH_256), EINVAL));
	cr_assert(eq(int, config(0, 1), EINVAL));
	cr_assert(eq(int, generate(0, AT(OUT), 32), EAGAIN));
}

Test(model_drbg, serves_every_mailbox_with_different_bytes)
{
	static const uint8_t zeros[16];

	cr_assert(zero(int, generate(0, AT(OUT), 64)));
	cr_assert(zero(int, generate(1, AT(OUT + 64), 64)));
	for (int i = 0; i < 8; i++) {
		cr_assert(memcmp(rig->mem + OUT + 16 * i, zeros, 16) != 0);
		for (int j = 0; j < i; j++)
			cr_assert(memcmp(rig->mem + OUT + 16 * i, rig->mem + OUT + 16 * j, 16) !=
				  0);
	}
}

Test(model_drbg, lengths_and_addresses_are_checked)
{
	cr_assert(eq(int, generate(0, AT(OUT), 0), EINVAL));
	cr_assert(zero(int, generate(0, AT(OUT), 65536)));
	cr_assert(eq(int, generate(0, AT(OUT), 65537), EINVAL));
	cr_assert(eq(int, generate(0, UNMAPPED - 31, 32), EFAULT));
	cr_assert(eq(int, generate(0, 0, 32), EFAULT));
	memset(rig->mem + OUT, 0, 64);
	cr_assert(zero(int, generate(0, AT(OUT + 1), 5)));
	cr_assert(zero(u8, rig->mem[OUT]));
	cr_assert(zero(u8, rig->mem[OUT + 6]));
}

Test(model_drbg, random_keys_for_objects_and_temp)
{
	struct seq seq = seq_on(rig, 0);

	sys_new(&seq, 1, OUT, 32);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(zero(int, datastore(CMH_REF_LAST, 32, KEY_TYPE)));
	cr_assert(zero(int, datastore(CMH_REF_TEMP, 32, KEY_TYPE)));
	sys_data(&seq, CMH_REF_LAST, OUT, 32);
	sys_data(&seq, CMH_REF_TEMP, OUT + 32, 32);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(memcmp(rig->mem + OUT, rig->mem + OUT + 32, 32) != 0);
	cr_assert(eq(int, datastore(CMH_REF_LAST, 33, KEY_TYPE), EINVAL));
	cr_assert(eq(int, datastore(CMH_REF_LAST, 16, KEY_TYPE), ENOENT),
		  "the failure's flush forgot LAST");
	cr_assert(eq(int, datastore(42, 16, KEY_TYPE), ENOENT));
}

Test(model_drbg, unknown_commands_are_invalid)
{
	struct seq seq = seq_on(rig, 0);

	for (uint32_t cmd = 5; cmd < 0xff; cmd++) {
		seq_add(&seq, CMH_CORE_DRBG, cmd);
		cr_assert(eq(int, seq_run(&seq), EINVAL));
	}
}

static void *no_memory(void *ctx, uint64_t iova, size_t len, bool write)
{
	(void)ctx;
	(void)iova;
	(void)len;
	(void)write;
	return NULL;
}

Test(model_drbg, goes_on_behind_the_reseed_interval)
{
	struct cmh_model_opts opts = { .mailboxes = 1, .reseed_interval = 2 };
	struct rig *was = rig;
	uint8_t last[32] = { 0 };

	rig = rig_new(&opts);
	rig_start(rig, 0, 6, 10);
	cr_assert(zero(int, config(CMH_DRBG_RATIO_1_4, CMH_DRBG_STRENGTH_128)));
	for (int i = 0; i < 9; i++) {
		cr_assert(zero(int, generate(0, AT(OUT), 32)));
		cr_assert(memcmp(rig->mem + OUT, last, 32) != 0);
		memcpy(last, rig->mem + OUT, 32);
	}
	rig_free(rig);
	rig = was;
	opts.reseed_interval = (1ull << 48) + 1;
	{
		struct cmh_model_host host = { .dma_ptr = no_memory };
		struct cmh_model *model;

		cr_assert(eq(int, cmh_model_new(&opts, &host, &model), -EINVAL));
	}
}

/* ---- EAC ---- */

static int eac_read(struct cmh_eac_response *response, uint64_t dst, uint32_t len)
{
	struct seq seq = seq_on(rig, 0);
	int err;

	cmh_eac_read_put(seq_add(&seq, CMH_CORE_EAC, CMH_EAC_CMD_READ),
			 &(struct cmh_eac_read){ .dst = dst, .len = len });
	seq_flush(&seq, CMH_CORE_EAC);
	err = seq_run(&seq);
	cmh_eac_response_get(response, rig->mem + OUT);
	return err;
}

Test(model_eac, reading_clears_what_went_wrong)
{
	struct cmh_eac_response response;
	struct seq seq = seq_on(rig, 0);

	cr_assert(zero(int, eac_read(&response, AT(OUT), 56)));
	cr_assert(zero(u32, response.hw_error));

	sys_write(&seq, CMH_REF_TEMP, OUT, 16, KEY_TYPE);
	aes_init(&seq, (struct cmh_aes_init){ CMH_REF_TEMP, AT(OUT), 16, 16, CMH_AES_MODE_GCM,
					      CMH_AES_OP_DECRYPT, 0, 16, 16, 0 });
	aes_final(&seq, OUT, OUT, 16, OUT + 100, 16);
	cr_assert(eq(int, seq_run(&seq), EIO));
	cr_assert(zero(int, eac_read(&response, AT(OUT), 100)));
	cr_assert(eq(u32, response.hw_error, 1u << CMH_CORE_AES));
	cr_assert(zero(int, eac_read(&response, AT(OUT), 56)));
	cr_assert(zero(u32, response.hw_error));
}

static void arm(enum cmh_model_fault_kind kind, uint32_t arg, uint32_t count)
{
	struct cmh_model_fault fault = { .kind = kind, .mbx = 0, .count = count, .arg = arg };

	cr_assert(zero(int, cmh_model_fault_arm(rig->model, &fault)));
}

/* A VCQ with one command of the AES core that fails as STATUS says. */
static int aes_flush(void)
{
	struct seq seq = seq_on(rig, 0);

	seq_flush(&seq, CMH_CORE_AES);
	return seq_run(&seq);
}

Test(model_eac, failing_core_is_an_error_with_a_trace)
{
	struct cmh_eac_response response;
	uint32_t vcq;

	cr_assert(zero(int, eac_read(&response, AT(OUT), 56)));
	arm(CMH_FAULT_FAIL_CMD, 0, 1);
	vcq = rig->tail[0];
	cr_assert(eq(int, aes_flush(), EIO));
	cr_assert(zero(int, eac_read(&response, AT(OUT), 56)));
	cr_assert(eq(u32, response.hw_error, 1u << CMH_CORE_AES));
	cr_assert(eq(u64, response.mailbox_notification, 1));
	cr_assert(eq(u32, response.sw_info0,
		     cmh_status_make(CMH_STATUS_ERROR, CMH_CORE_AES, EIO, 1)));
	cr_assert(eq(u32, response.sw_info1, vcq));
	cr_assert(zero(u32, response.safety_fatal | response.hw_panic | response.hw_nmi));
	cr_assert(zero(int, eac_read(&response, AT(OUT), 56)));
	cr_assert(zero(u32, response.hw_error | response.sw_info0 | response.sw_info1));
	cr_assert(zero(u64, response.mailbox_notification));
	/* a caller's mistake is nobody's fault */
	arm(CMH_FAULT_FAIL_CMD, EINVAL, 1);
	cr_assert(eq(int, aes_flush(), EINVAL));
	cr_assert(zero(int, eac_read(&response, AT(OUT), 56)));
	cr_assert(zero(u32, response.hw_error));
	cr_assert(zero(u64, response.mailbox_notification));
	cr_assert(eq(u32, cmh_status_error(response.sw_info0), EINVAL));
}

Test(model_eac, mended_bit_errors_are_counted_by_bank)
{
	struct cmh_model_fault beyond = { .kind = CMH_FAULT_ECC, .mbx = 0, .count = 1, .arg = 4 };
	struct cmh_eac_response response;

	arm(CMH_FAULT_ECC, 2, 3);
	for (int i = 0; i < 4; i++)
		cr_assert(zero(int, aes_flush()), "the command goes on");
	arm(CMH_FAULT_ECC, 0, 1);
	cr_assert(zero(int, aes_flush()));
	cr_assert(zero(int, eac_read(&response, AT(OUT), 56)));
	cr_assert(eq(u32, response.sram_bank_errors[0], 1));
	cr_assert(eq(u32, response.sram_bank_errors[1], 0));
	cr_assert(eq(u32, response.sram_bank_errors[2], 3));
	cr_assert(eq(u32, response.sram_bank_errors[3], 0));
	cr_assert(eq(u32, response.safety_notification, 1u << CMH_CORE_AES));
	cr_assert(eq(u64, response.mailbox_notification, 1));
	cr_assert(zero(u32, response.hw_error));
	cr_assert(zero(int, eac_read(&response, AT(OUT), 56)));
	cr_assert(zero(u32, response.sram_bank_errors[2]));
	cr_assert(eq(int, cmh_model_fault_arm(rig->model, &beyond), -EINVAL));
}

Test(model_eac, what_each_fault_of_a_mailbox_leaves)
{
	static const struct {
		enum cmh_model_fault_kind kind;
		uint32_t nmi, panic, safety;
	} cases[] = {
		{ CMH_FAULT_STALL, 0, 0, 0 },
		{ CMH_FAULT_HANG, 1u << CMH_CORE_SYS, 0, 0 },
		{ CMH_FAULT_DEAD, 0, 1u << CMH_CORE_SYS, 0 },
		{ CMH_FAULT_OFFLINE, 0, 1u << CMH_CORE_SYS, 0 },
		{ CMH_FAULT_CORRUPT, 0, 0, 1u << CMH_CORE_DMA },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cmh_eac_response response;

		arm(cases[i].kind, 0, 1);
		rig_nop(rig, 0);
		rig_bell(rig, 0);
		cmh_model_run(rig->model, 0);
		cmh_model_fault_clear(rig->model);
		rig_write(rig, 0, CMH_MBX_COMMAND, CMH_MBX_CMD_FLUSH);
		cmh_model_run(rig->model, 0);
		rig_write(rig, 0, CMH_MBX_COMMAND, CMH_MBX_CMD_RUN);
		cr_assert(zero(int, eac_read(&response, AT(OUT), 56)));
		cr_assert(eq(u32, response.hw_nmi, cases[i].nmi), "%zu", i);
		cr_assert(eq(u32, response.hw_panic, cases[i].panic), "%zu", i);
		cr_assert(eq(u32, response.safety_fatal, cases[i].panic), "%zu", i);
		cr_assert(eq(u32, response.safety_notification, cases[i].safety), "%zu", i);
	}
}

Test(model_eac, bad_requests_are_refused)
{
	struct cmh_eac_response response;
	struct seq seq = seq_on(rig, 0);

	cr_assert(eq(int, eac_read(&response, AT(OUT), 55), EINVAL));
	cr_assert(eq(int, eac_read(&response, UNMAPPED - 55, 56), EFAULT));
	seq_add(&seq, CMH_CORE_EAC, 2);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
}
