// SPDX-License-Identifier: Apache-2.0
/* test_model_sm3.c - the SM3 core through VCQs, beside GB/T 32905 and libcrypto. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <openssl/evp.h>

#include "model/engine/crc32c.h"
#include "tests/unit/core_rig.h"

#define MSG  0x0000
#define OUT  0x20000
#define COPY 0x21000
#define CTX  0x22000
#define LIST 0x23000

static struct rig *rig;

static void up_with(uint32_t stride_log2)
{
	if (rig)
		rig_free(rig);
	rig = rig_new(NULL);
	rig_start(rig, 0, 4, stride_log2);
	for (uint32_t i = 0; i < 0x10000; i++)
		rig->mem[MSG + i] = (uint8_t)(i * 31 + (i >> 8));
}

static void up(void)
{
	up_with(10);
}

static void down(void)
{
	rig_free(rig);
	rig = NULL;
}

TestSuite(model_sm3, .init = up, .fini = down, .timeout = 60);

static void init(struct seq *seq)
{
	seq_add(seq, CMH_CORE_SM3, CMH_SM3_CMD_INIT);
}

static void update(struct seq *seq, uint32_t off, uint32_t len)
{
	cmh_sm3_update_put(seq_add(seq, CMH_CORE_SM3, CMH_SM3_CMD_UPDATE),
			   &(struct cmh_sm3_update){ .input = AT(off), .inlen = len });
}

static void final(struct seq *seq, uint32_t len)
{
	cmh_sm3_final_put(seq_add(seq, CMH_CORE_SM3, CMH_SM3_CMD_FINAL),
			  &(struct cmh_sm3_final){ .digest = AT(OUT), .outlen = len });
	seq_flush(seq, CMH_CORE_SM3);
}

static void save(struct seq *seq, uint32_t len)
{
	cmh_sm3_save_put(seq_add(seq, CMH_CORE_SM3, CMH_SM3_CMD_SAVE),
			 &(struct cmh_sm3_save){ .output = AT(CTX), .outlen = len });
}

static void restore(struct seq *seq, uint32_t len)
{
	cmh_sm3_restore_put(seq_add(seq, CMH_CORE_SM3, CMH_SM3_CMD_RESTORE),
			    &(struct cmh_sm3_restore){ .input = AT(CTX), .inlen = len });
}

static void check(uint32_t len, const char *what)
{
	uint8_t want[32];

	cr_assert(EVP_Digest(rig->mem + MSG, len, want, NULL, EVP_sm3(), NULL));
	cr_assert(zero(int, memcmp(rig->mem + OUT, want, 32)), "%u bytes, %s", len, what);
	memset(rig->mem + OUT, 0xee, 32);
}

/* GB/T 32905-2016, annex A. */
Test(model_sm3, published_digests)
{
	static const uint8_t abc[] = { 0x66, 0xc7, 0xf0, 0xf4, 0x62, 0xee, 0xed, 0xd9,
				       0xd1, 0xf2, 0xd4, 0x6b, 0xdc, 0x10, 0xe4, 0xe2 };
	static const uint8_t abcd[] = { 0xde, 0xbe, 0x9f, 0xf9, 0x22, 0x75, 0xb8, 0xa1,
					0x38, 0x60, 0x48, 0x89, 0xc1, 0x8e, 0x5a, 0x4d };
	struct seq seq = seq_on(rig, 0);

	for (int i = 0; i < 16; i++)
		memcpy(rig->mem + MSG + 4 * i, "abcd", 4);
	init(&seq);
	update(&seq, MSG, 3);
	final(&seq, 32);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(zero(int, memcmp(rig->mem + OUT, abc, 16)));
	init(&seq);
	update(&seq, MSG, 64);
	final(&seq, 32);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(zero(int, memcmp(rig->mem + OUT, abcd, 16)));
}

Test(model_sm3, every_length_and_split_point)
{
	struct seq seq = seq_on(rig, 0);

	for (uint32_t stride = 7; stride <= 10; stride += 3) {
		up_with(stride);
		seq.rig = rig;
		for (uint32_t len = 0; len <= 200; len++) {
			init(&seq);
			update(&seq, MSG, len / 3);
			update(&seq, MSG + len / 3, len - len / 3);
			final(&seq, 32);
			cr_assert(zero(int, seq_run(&seq)));
			check(len, "two pieces");
			init(&seq);
			update(&seq, MSG, len);
			save(&seq, 120);
			seq_flush(&seq, CMH_CORE_SM3);
			init(&seq);
			restore(&seq, 120);
			update(&seq, MSG + len, 200 - len);
			final(&seq, 32);
			cr_assert(zero(int, seq_run(&seq)));
			check(200, "saved");
		}
	}
}

Test(model_sm3, update2d_and_gather)
{
	struct seq seq = seq_on(rig, 0);
	struct cmh_sg item[2] = {
		{ .lli = AT(LIST + 32), .src = AT(MSG), .dst = AT(COPY), .len = 70 },
		{ .src = AT(MSG + 70), .dst = AT(COPY + 70), .len = 30 },
	};

	cmh_sg_put(rig->mem + LIST, &item[0]);
	cmh_sg_put(rig->mem + LIST + 32, &item[1]);
	for (uint32_t cmd = CMH_SM3_CMD_UPDATE; cmd <= CMH_SM3_CMD_UPDATE2D; cmd += 2) {
		init(&seq);
		cmh_sm3_gather_put(seq_add(&seq, CMH_CORE_SM3, CMH_SM3_CMD_GATHER),
				   &(struct cmh_sm3_gather){ .lista = AT(LIST), .sgcmd = cmd });
		final(&seq, 32);
		cr_assert(zero(int, seq_run(&seq)));
		check(100, "gather");
	}
	cr_assert(zero(int, memcmp(rig->mem + COPY, rig->mem + MSG, 100)));
	init(&seq);
	cmh_sm3_update2d_put(seq_add(&seq, CMH_CORE_SM3, CMH_SM3_CMD_UPDATE2D),
			     &(struct cmh_sm3_update2d){
				     .input = AT(MSG), .output = AT(COPY + 1), .iolen = 64 });
	final(&seq, 32);
	cr_assert(zero(int, seq_run(&seq)));
	check(64, "2d");
	cr_assert(zero(int, memcmp(rig->mem + COPY + 1, rig->mem + MSG, 64)));
}

Test(model_sm3, every_changed_bit_of_a_context_is_noticed)
{
	struct seq seq = seq_on(rig, 0);

	init(&seq);
	update(&seq, MSG, 77);
	save(&seq, 120);
	seq_flush(&seq, CMH_CORE_SM3);
	cr_assert(zero(int, seq_run(&seq)));
	for (uint32_t bit = 0; bit < 120 * 8; bit += 7) {
		rig->mem[CTX + bit / 8] ^= (uint8_t)(1 << bit % 8);
		init(&seq);
		restore(&seq, 120);
		cr_assert(eq(int, seq_run(&seq), EINVAL), "bit %u", bit);
		rig->mem[CTX + bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	init(&seq);
	restore(&seq, 120);
	seq_flush(&seq, CMH_CORE_SM3);
	cr_assert(zero(int, seq_run(&seq)));
}

Test(model_sm3, bad_commands_are_refused)
{
	struct seq seq = seq_on(rig, 0);

	update(&seq, MSG, 1);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "no INIT");
	init(&seq);
	final(&seq, 31);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	init(&seq);
	save(&seq, 600);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	init(&seq);
	restore(&seq, 119);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	init(&seq);
	update(&seq, MSG, 1);
	restore(&seq, 120);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "in mid-message");
	for (uint32_t cmd = 0; cmd < 0xff; cmd = cmd ? cmd + 1 : 9) {
		seq_add(&seq, CMH_CORE_SM3, cmd);
		cr_assert(eq(int, seq_run(&seq), EINVAL), "command %#x", cmd);
	}
	seq_add(&seq, CMH_CORE_SM3, 5);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
}
