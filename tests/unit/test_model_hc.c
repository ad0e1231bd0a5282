// SPDX-License-Identifier: Apache-2.0
/* test_model_hc.c - the HC core through VCQs, beside libcrypto's digests. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <openssl/evp.h>

#include "model/engine/context.h"
#include "tests/unit/core_rig.h"

#define MSG  0x0000 /* 64 KiB of message */
#define OUT  0x20000
#define WANT 0x21000 /* not touched by the device */
#define CTX  0x22000
#define COPY 0x30000
#define LIST 0x50000

static const struct algo {
	const char *name;
	uint32_t algo, block, digest;
	bool xof;
} algos[] = {
	{ "SHA224", CMH_HC_ALGO_SHA2_224, 64, 28, false },
	{ "SHA256", CMH_HC_ALGO_SHA2_256, 64, 32, false },
	{ "SHA384", CMH_HC_ALGO_SHA2_384, 128, 48, false },
	{ "SHA512", CMH_HC_ALGO_SHA2_512, 128, 64, false },
	{ "SHA3-224", CMH_HC_ALGO_SHA3_224, 144, 28, false },
	{ "SHA3-256", CMH_HC_ALGO_SHA3_256, 136, 32, false },
	{ "SHA3-384", CMH_HC_ALGO_SHA3_384, 104, 48, false },
	{ "SHA3-512", CMH_HC_ALGO_SHA3_512, 72, 64, false },
	{ "SHAKE128", CMH_HC_ALGO_SHAKE128, 168, 32, true },
	{ "SHAKE256", CMH_HC_ALGO_SHAKE256, 136, 64, true },
};

#define FOR_EACH_ALGO(a) for (const struct algo *a = algos; a < algos + 10; a++)

/* Stride as log2: all in one VCQ, and each command in its own. */
static const uint32_t strides[] = { 10, 7 };
#define FOR_EACH_STRIDE(s) for (const uint32_t *s = strides; s < strides + 2; s++)

static struct rig *rig;

static void down(void)
{
	if (rig)
		rig_free(rig);
	rig = NULL;
}

static void up_with(uint32_t stride_log2)
{
	down(); /* the one before */
	rig = rig_new(NULL);
	rig_start(rig, 0, 4, stride_log2);
	for (uint32_t i = 0; i < 0x10000; i++)
		rig->mem[MSG + i] = (uint8_t)(i * 31 + (i >> 8));
}

static void up(void)
{
	up_with(10);
}

/* What libcrypto makes of len bytes of the message. */
static uint8_t *want(const struct algo *a, uint32_t off, uint32_t len, uint32_t out_len)
{
	EVP_MD *md = EVP_MD_fetch(NULL, a->name, NULL);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t *out = rig->mem + WANT;

	EVP_DigestInit_ex(ctx, md, NULL);
	EVP_DigestUpdate(ctx, rig->mem + off, len);
	if (a->xof)
		EVP_DigestFinalXOF(ctx, out, out_len);
	else
		EVP_DigestFinal_ex(ctx, out, NULL);
	EVP_MD_CTX_free(ctx);
	EVP_MD_free(md);
	return out;
}

static void check(const struct algo *a, uint32_t len, uint32_t out_len, const char *what,
		  uint32_t detail)
{
	cr_assert(zero(int, memcmp(rig->mem + OUT, want(a, MSG, len, out_len), out_len)),
		  "%s of %u bytes, %s %u", a->name, len, what, detail);
	memset(rig->mem + OUT, 0xee, out_len);
}

TestSuite(model_hc, .init = up, .fini = down, .timeout = 60);

/* FIPS 180-4 and FIPS 202 examples, written out. */
Test(model_hc, published_digests)
{
	static const struct {
		uint32_t algo, len;
		uint8_t start[8]; /* of the digest of "abc" */
	} known[] = {
		{ CMH_HC_ALGO_SHA2_224, 28, { 0x23, 0x09, 0x7d, 0x22, 0x34, 0x05, 0xd8, 0x22 } },
		{ CMH_HC_ALGO_SHA2_256, 32, { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea } },
		{ CMH_HC_ALGO_SHA2_384, 48, { 0xcb, 0x00, 0x75, 0x3f, 0x45, 0xa3, 0x5e, 0x8b } },
		{ CMH_HC_ALGO_SHA2_512, 64, { 0xdd, 0xaf, 0x35, 0xa1, 0x93, 0x61, 0x7a, 0xba } },
		{ CMH_HC_ALGO_SHA3_224, 28, { 0xe6, 0x42, 0x82, 0x4c, 0x3f, 0x8c, 0xf2, 0x4a } },
		{ CMH_HC_ALGO_SHA3_256, 32, { 0x3a, 0x98, 0x5d, 0xa7, 0x4f, 0xe2, 0x25, 0xb2 } },
		{ CMH_HC_ALGO_SHA3_384, 48, { 0xec, 0x01, 0x49, 0x82, 0x88, 0x51, 0x6f, 0xc9 } },
		{ CMH_HC_ALGO_SHA3_512, 64, { 0xb7, 0x51, 0x85, 0x0b, 0x1a, 0x57, 0x16, 0x8a } },
	};
	struct seq seq = seq_on(rig, 0);

	memcpy(rig->mem + MSG, "abc", 3);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		hc_init(&seq, known[i].algo);
		hc_update(&seq, MSG, 3);
		hc_final(&seq, OUT, known[i].len);
		seq_flush(&seq, CMH_CORE_HC);
		cr_assert(zero(int, seq_run(&seq)));
		cr_assert(zero(int, memcmp(rig->mem + OUT, known[i].start, 8)), "algo %u",
			  known[i].algo);
	}
}

Test(model_hc, every_length_up_to_three_blocks)
{
	struct seq seq = seq_on(rig, 0);

	FOR_EACH_ALGO(a) {
		for (uint32_t len = 0; len <= 3 * a->block; len++) {
			hc_init(&seq, a->algo);
			if (len)
				hc_update(&seq, MSG, len);
			hc_final(&seq, OUT, a->digest);
			seq_flush(&seq, CMH_CORE_HC);
			cr_assert(zero(int, seq_run(&seq)));
			check(a, len, a->digest, "whole", 0);
		}
	}
}

Test(model_hc, every_split_point)
{
	FOR_EACH_STRIDE(stride) {
		up_with(*stride);
		struct seq seq = seq_on(rig, 0);

		FOR_EACH_ALGO(a) {
			uint32_t len = 2 * a->block + 5;

			for (uint32_t cut = 0; cut <= len; cut++) {
				hc_init(&seq, a->algo);
				hc_update(&seq, MSG, cut);
				hc_update(&seq, MSG + cut, len - cut);
				hc_final(&seq, OUT, a->digest);
				seq_flush(&seq, CMH_CORE_HC);
				cr_assert(zero(int, seq_run(&seq)));
				check(a, len, a->digest, "cut at", cut);
			}
		}
	}
}

Test(model_hc, save_and_restore_at_every_split_point)
{
	FOR_EACH_STRIDE(stride) {
		up_with(*stride);
		struct seq seq = seq_on(rig, 0);

		FOR_EACH_ALGO(a) {
			uint32_t len = 2 * a->block + 5;

			for (uint32_t cut = 0; cut <= len; cut++) {
				hc_init(&seq, a->algo);
				hc_update(&seq, MSG, cut);
				hc_save(&seq, CTX);
				seq_flush(&seq, CMH_CORE_HC);
				hc_init(&seq, a->algo);
				hc_restore(&seq, CTX);
				hc_update(&seq, MSG + cut, len - cut);
				hc_final(&seq, OUT, a->digest);
				seq_flush(&seq, CMH_CORE_HC);
				cr_assert(zero(int, seq_run(&seq)));
				check(a, len, a->digest, "saved at", cut);
			}
		}
	}
}

Test(model_hc, save_does_not_end_the_message)
{
	struct seq seq = seq_on(rig, 0);

	FOR_EACH_ALGO(a) {
		hc_init(&seq, a->algo);
		hc_update(&seq, MSG, 100);
		hc_save(&seq, CTX);
		hc_update(&seq, MSG + 100, 200);
		hc_save(&seq, CTX);
		hc_save(&seq, CTX + 1024);
		hc_final(&seq, OUT, a->digest);
		seq_flush(&seq, CMH_CORE_HC);
		cr_assert(zero(int, seq_run(&seq)));
		check(a, 300, a->digest, "saved thrice", 0);
		cr_assert(zero(int, memcmp(rig->mem + CTX, rig->mem + CTX + 1024, 600)));
		hc_init(&seq, a->algo);
		hc_restore(&seq, CTX);
		hc_final(&seq, OUT, a->digest);
		cr_assert(zero(int, seq_run(&seq)));
		check(a, 300, a->digest, "from there", 0);
	}
}

Test(model_hc, many_updates)
{
	struct seq seq = seq_on(rig, 0);

	FOR_EACH_ALGO(a) {
		hc_init(&seq, a->algo);
		for (uint32_t i = 0; i < 100; i++)
			hc_update(&seq, MSG + 37 * i, 37);
		hc_final(&seq, OUT, a->digest);
		seq_flush(&seq, CMH_CORE_HC);
		cr_assert(zero(int, seq_run(&seq)));
		check(a, 3700, a->digest, "pieces", 100);
	}
}

Test(model_hc, whole_64_kib)
{
	struct seq seq = seq_on(rig, 0);

	FOR_EACH_ALGO(a) {
		hc_init(&seq, a->algo);
		hc_update(&seq, MSG, 0x10000);
		hc_final(&seq, OUT, a->digest);
		cr_assert(zero(int, seq_run(&seq)));
		check(a, 0x10000, a->digest, "whole", 0);
	}
}

Test(model_hc, update2d_passes_the_input_through)
{
	struct seq seq = seq_on(rig, 0);

	FOR_EACH_ALGO(a) {
		memset(rig->mem + COPY, 0, 1000);
		hc_init(&seq, a->algo);
		cmh_hc_update2d_put(seq_add(&seq, CMH_CORE_HC, CMH_HC_CMD_UPDATE2D),
				    &(struct cmh_hc_update2d){ AT(MSG), AT(COPY), 1000 });
		hc_final(&seq, OUT, a->digest);
		cr_assert(zero(int, seq_run(&seq)));
		check(a, 1000, a->digest, "passed through", 0);
		cr_assert(zero(int, memcmp(rig->mem + COPY, rig->mem + MSG, 1000)));
	}
}

/* ---- GATHER ---- */

static void item(uint32_t nr, uint64_t next, uint64_t src, uint64_t dst, uint64_t len)
{
	cmh_sg_put(rig->mem + LIST + nr * CMH_SG_SIZE,
		   &(struct cmh_sg){ .lli = next, .src = src, .dst = dst, .len = len });
}

/* A chain of nr pieces of len bytes of the message. */
static void chain(uint32_t nr, uint32_t len, bool copy)
{
	for (uint32_t i = 0; i < nr; i++)
		item(i, i + 1 < nr ? AT(LIST + (i + 1) * CMH_SG_SIZE) : 0, AT(MSG + i * len),
		     copy ? AT(COPY + i * len) : 0, len | 0xdeadull << 32);
}

static int gather(const struct algo *a, uint32_t list, uint32_t sgcmd)
{
	struct seq seq = seq_on(rig, 0);

	hc_init(&seq, a->algo);
	hc_gather(&seq, list, sgcmd);
	hc_final(&seq, OUT, a->digest);
	seq_flush(&seq, CMH_CORE_HC);
	return seq_run(&seq);
}

Test(model_hc, gather_of_short_and_long_chains)
{
	static const uint32_t lens[] = { 1, 7, 15, 16, 17, 100, 1000 };

	FOR_EACH_ALGO(a) {
		for (int i = 0; i < 7; i++) {
			chain(lens[i], 13, false);
			cr_assert(zero(int, gather(a, LIST, CMH_HC_CMD_UPDATE)));
			check(a, lens[i] * 13, a->digest, "gathered from", lens[i]);
			chain(lens[i], 13, true);
			memset(rig->mem + COPY, 0, lens[i] * 13);
			cr_assert(zero(int, gather(a, LIST, CMH_HC_CMD_UPDATE2D)));
			check(a, lens[i] * 13, a->digest, "copied from", lens[i]);
			cr_assert(zero(int, memcmp(rig->mem + COPY, rig->mem + MSG, lens[i] * 13)));
		}
	}
}

Test(model_hc, hostile_chains_end)
{
	const struct algo *a = &algos[1];

	item(0, AT(LIST), AT(MSG), 0, 1); /* a loop of one */
	cr_assert(eq(int, gather(a, LIST, CMH_HC_CMD_UPDATE), EINVAL));
	item(0, AT(LIST + 32), AT(MSG), 0, 1);
	item(1, AT(LIST), AT(MSG), 0, 1);
	cr_assert(eq(int, gather(a, LIST, CMH_HC_CMD_UPDATE), EINVAL));
	item(0, AT(LIST), AT(MSG), 0, 0x80000000);
	cr_assert(eq(int, gather(a, LIST, CMH_HC_CMD_UPDATE), EFAULT));
	item(0, 0, AT(MSG), 0, 0);
	cr_assert(eq(int, gather(a, LIST, CMH_HC_CMD_UPDATE), EINVAL), "no length");
	item(0, AT(LIST + 36), AT(MSG), 0, 1);
	cr_assert(eq(int, gather(a, LIST, CMH_HC_CMD_UPDATE), EINVAL), "not aligned");
	item(0, UNMAPPED - 24, AT(MSG), 0, 1);
	cr_assert(eq(int, gather(a, LIST, CMH_HC_CMD_UPDATE), EFAULT));
	item(0, 0, UNMAPPED - 1, 0, 2);
	cr_assert(eq(int, gather(a, LIST, CMH_HC_CMD_UPDATE), EFAULT));
	item(0, 0, ~0ull, 0, 2);
	cr_assert(eq(int, gather(a, LIST, CMH_HC_CMD_UPDATE), EFAULT));
	item(0, 0, AT(MSG), 0, 5);
	cr_assert(eq(int, gather(a, LIST, CMH_HC_CMD_UPDATE2D), EFAULT), "nowhere to copy to");
	cr_assert(eq(int, gather(a, LIST, CMH_HC_CMD_FINAL), EINVAL));
	cr_assert(zero(int, gather(a, LIST, CMH_HC_CMD_UPDATE)));
	check(a, 5, 32, "after all that", 0);
}

/* ---- SHAKE output ---- */

Test(model_hc, shake_gives_any_length)
{
	struct seq seq = seq_on(rig, 0);

	for (const struct algo *a = algos + 8; a < algos + 10; a++) {
		for (uint32_t len = 1; len < 1000; len += 37) {
			hc_init(&seq, a->algo);
			hc_update(&seq, MSG, 200);
			hc_final(&seq, OUT, len);
			cr_assert(zero(int, seq_run(&seq)));
			check(a, 200, len, "output", len);
		}
	}
}

Test(model_hc, squeeze_continues_the_output)
{
	FOR_EACH_STRIDE(stride) {
		up_with(*stride);
		struct seq seq = seq_on(rig, 0);

		for (const struct algo *a = algos + 8; a < algos + 10; a++) {
			uint32_t block = a->block;

			hc_init(&seq, a->algo);
			hc_update(&seq, MSG, 200);
			hc_output(&seq, CMH_HC_CMD_SQUEEZE, OUT, 1);
			hc_output(&seq, CMH_HC_CMD_SQUEEZE, OUT + 1, block - 1);
			hc_output(&seq, CMH_HC_CMD_SQUEEZE, OUT + block, block + 3);
			hc_save(&seq, CTX);
			seq_flush(&seq, CMH_CORE_HC);
			hc_init(&seq, a->algo);
			hc_restore(&seq, CTX);
			hc_output(&seq, CMH_HC_CMD_SQUEEZE, OUT + 2 * block + 3, 10);
			hc_final(&seq, OUT + 2 * block + 13, 100);
			seq_flush(&seq, CMH_CORE_HC);
			cr_assert(zero(int, seq_run(&seq)));
			check(a, 200, 2 * block + 113, "squeezed", 0);
		}
	}
}

Test(model_hc, squeezing_takes_no_more_input)
{
	struct seq seq = seq_on(rig, 0);

	hc_init(&seq, CMH_HC_ALGO_SHAKE128);
	hc_output(&seq, CMH_HC_CMD_SQUEEZE, OUT, 16);
	hc_update(&seq, MSG, 1);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	cr_assert(eq(u32, seq.failed, 2));
	hc_init(&seq, CMH_HC_ALGO_SHA3_256);
	hc_output(&seq, CMH_HC_CMD_SQUEEZE, OUT, 16);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
}

/* ---- Refusals ---- */

Test(model_hc, commands_out_of_order_are_invalid)
{
	struct seq seq = seq_on(rig, 0);

	hc_update(&seq, MSG, 1);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	hc_final(&seq, OUT, 32);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	hc_save(&seq, CTX);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	hc_restore(&seq, CTX);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	hc_init(&seq, CMH_HC_ALGO_SHA2_256);
	hc_final(&seq, OUT, 32);
	hc_final(&seq, OUT, 32);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	cr_assert(eq(u32, seq.failed, 2));
	hc_init(&seq, CMH_HC_ALGO_SHA2_256);
	seq_flush(&seq, CMH_CORE_HC);
	hc_update(&seq, MSG, 1);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	cr_assert(eq(u32, seq.failed, 2));
}

Test(model_hc, bad_algorithms_and_lengths_are_invalid)
{
	static const uint32_t bad[] = { 0, 11, 255, 256, 1u << 18 | 2, 1u << 19 | 2, UINT32_MAX };
	struct seq seq = seq_on(rig, 0);

	for (int i = 0; i < 7; i++) {
		hc_init(&seq, bad[i]);
		cr_assert(eq(int, seq_run(&seq), EINVAL));
	}
	FOR_EACH_ALGO(a) {
		for (uint32_t len = 0; len <= 65; len++) {
			if (a->xof ? len : len == a->digest)
				continue;
			hc_init(&seq, a->algo);
			hc_final(&seq, OUT, len);
			cr_assert(eq(int, seq_run(&seq), EINVAL));
			cr_assert(eq(u32, seq.failed, 1));
		}
	}
}

Test(model_hc, unmapped_addresses_are_faults)
{
	struct seq seq = seq_on(rig, 0);

	hc_init(&seq, CMH_HC_ALGO_SHAKE128);
	hc_update(&seq, RIG_BYTES - 1, 2);
	cr_assert(eq(int, seq_run(&seq), EFAULT));
	hc_init(&seq, CMH_HC_ALGO_SHAKE128);
	hc_final(&seq, RIG_BYTES - 1, 2);
	cr_assert(eq(int, seq_run(&seq), EFAULT));
	hc_init(&seq, CMH_HC_ALGO_SHAKE128);
	hc_final(&seq, MSG, UINT32_MAX);
	cr_assert(eq(int, seq_run(&seq), EFAULT));
	hc_init(&seq, CMH_HC_ALGO_SHAKE128);
	hc_save(&seq, RIG_BYTES - 599);
	cr_assert(eq(int, seq_run(&seq), EFAULT));
	hc_init(&seq, CMH_HC_ALGO_SHAKE128);
	hc_restore(&seq, RIG_BYTES - 599);
	cr_assert(eq(int, seq_run(&seq), EFAULT));
	hc_init(&seq, CMH_HC_ALGO_SHA2_256);
	hc_update(&seq, RIG_BYTES + 5, 0);
	hc_final(&seq, OUT, 32);
	cr_assert(zero(int, seq_run(&seq)), "no bytes, no address");
}

Test(model_hc, unknown_commands_are_invalid)
{
	static const uint32_t cmds[] = { 0x00, 0x06, 0x0d };
	struct seq seq = seq_on(rig, 0);

	for (int i = 0; i < 3; i++) {
		seq_add(&seq, CMH_CORE_HC, cmds[i]);
		cr_assert(eq(int, seq_run(&seq), EINVAL));
	}
}

/* ---- Saved contexts that come back changed ---- */

static void saved(const struct algo *a, uint32_t len)
{
	struct seq seq = seq_on(rig, 0);

	hc_init(&seq, a->algo);
	hc_update(&seq, MSG, len);
	hc_save(&seq, CTX);
	seq_flush(&seq, CMH_CORE_HC);
	cr_assert(zero(int, seq_run(&seq)));
}

static int restored(const struct algo *a)
{
	struct seq seq = seq_on(rig, 0);

	hc_init(&seq, a->algo);
	hc_restore(&seq, CTX);
	hc_final(&seq, OUT, a->digest);
	seq_flush(&seq, CMH_CORE_HC);
	return seq_run(&seq);
}

Test(model_hc, every_changed_bit_of_a_context_is_noticed)
{
	const struct algo *some[] = { &algos[1], &algos[3], &algos[5], &algos[8] };

	for (int i = 0; i < 4; i++) {
		saved(some[i], 200);
		for (uint32_t bit = 0; bit < 600 * 8; bit++) {
			rig->mem[CTX + bit / 8] ^= 1u << bit % 8;
			cr_assert(eq(int, restored(some[i]), EINVAL), "%s bit %u", some[i]->name,
				  bit);
			rig->mem[CTX + bit / 8] ^= 1u << bit % 8;
		}
		cr_assert(zero(int, restored(some[i])));
	}
}

Test(model_hc, context_of_another_algorithm_is_refused)
{
	FOR_EACH_ALGO(a) {
		saved(a, 10);
		FOR_EACH_ALGO(b)
		cr_assert(eq(int, restored(b), a == b ? 0 : EINVAL), "%s as %s", a->name, b->name);
	}
}

Test(model_hc, context_of_another_length_is_refused)
{
	struct seq seq = seq_on(rig, 0);

	hc_init(&seq, CMH_HC_ALGO_SHA2_256);
	cmh_hc_save_put(seq_add(&seq, CMH_CORE_HC, CMH_HC_CMD_SAVE),
			&(struct cmh_hc_save){ AT(CTX), 599 });
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	saved(&algos[1], 64);
	hc_init(&seq, CMH_HC_ALGO_SHA2_256);
	cmh_hc_restore_put(seq_add(&seq, CMH_CORE_HC, CMH_HC_CMD_RESTORE),
			   &(struct cmh_hc_restore){ AT(CTX), 601 });
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	hc_init(&seq, CMH_HC_ALGO_SHA2_256);
	hc_update(&seq, MSG, 1);
	hc_restore(&seq, CTX);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "after input");
}

/* A host that makes the CRC right can still not make the state impossible. */
Test(model_hc, impossible_contexts_with_a_right_crc_are_refused)
{
	struct engine_hash_state state = { .mode = CMH_HC_ALGO_SHA2_256, .fill = 5, .total = 64 };

	hc_context_pack(&state, rig->mem + CTX);
	cr_assert(eq(int, restored(&algos[1]), EINVAL), "fill does not fit the total");
	state.fill = 0;
	state.squeezing = 1;
	hc_context_pack(&state, rig->mem + CTX);
	cr_assert(eq(int, restored(&algos[1]), EINVAL), "SHA-2 does not squeeze");
	state.mode = CMH_HC_ALGO_SHA3_256;
	hc_context_pack(&state, rig->mem + CTX);
	cr_assert(eq(int, restored(&algos[5]), EINVAL), "nor does SHA-3");
	state.mode = CMH_HC_ALGO_SHAKE128;
	state.fill = 169;
	hc_context_pack(&state, rig->mem + CTX);
	cr_assert(eq(int, restored(&algos[8]), EINVAL), "beyond the rate");
	state.fill = 168;
	hc_context_pack(&state, rig->mem + CTX);
	cr_assert(zero(int, restored(&algos[8])));
}

/* ---- Order of memory accesses ---- */

Test(model_hc, hash_sees_its_input_before_a_later_command_overwrites_it)
{
	struct seq seq = seq_on(rig, 0);

	hc_init(&seq, CMH_HC_ALGO_SHA2_256);
	hc_update(&seq, MSG, 64);
	sys_write(&seq, CMH_REF_TEMP, MSG + 512, 32, KEY_TYPE);
	sys_data(&seq, CMH_REF_TEMP, MSG, 32); /* over the input */
	hc_final(&seq, OUT, 32);
	want(&algos[1], MSG, 64, 32);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(zero(int, memcmp(rig->mem + OUT, rig->mem + WANT, 32)));
}

Test(model_hc, digest_of_a_digest_in_one_vcq)
{
	struct seq seq = seq_on(rig, 0);
	uint8_t first[32];

	hc_init(&seq, CMH_HC_ALGO_SHA2_256);
	hc_update(&seq, MSG, 100);
	hc_final(&seq, OUT, 32);
	seq_flush(&seq, CMH_CORE_HC);
	hc_init(&seq, CMH_HC_ALGO_SHA2_256);
	hc_update(&seq, OUT, 32);
	hc_final(&seq, OUT, 32);
	seq_flush(&seq, CMH_CORE_HC);
	cr_assert(zero(int, seq_run(&seq)));
	memcpy(first, want(&algos[1], MSG, 100, 32), 32);
	memcpy(rig->mem + MSG, first, 32);
	check(&algos[1], 32, 32, "twice", 0);
}
