// SPDX-License-Identifier: Apache-2.0
/* Every operation against OpenSSL's default provider, on every geometry and on both kinds of
 * transport. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "tests/unit/hard.h"
#include "tests/unit/optable.h"

TestSuite(op, .timeout = 120);

static struct cmh_dev *up(const char *uri)
{
	struct cmh_dev *dev;

	cr_assert(eq(int, cmh_dev_open(uri, NULL, &dev), 0), "%s", cmh_errmsg());
	return dev;
}

static struct cmh_ring *ring_of(struct cmh_dev *dev, uint32_t depth)
{
	struct cmh_ring_opts o = { .sz = sizeof(o), .depth = depth, .mailbox = -1 };
	struct cmh_ring *ring;

	cr_assert(eq(int, cmh_ring_open(dev, &o, &ring), 0), "%s", cmh_errmsg());
	return ring;
}

static void run_one(struct cmh_ring *ring, struct op *op, const char *where)
{
	const char *wrong;

	cr_assert(eq(int, ops_run(ring, op, 1), 0));
	wrong = op_report(op, where);
	cr_assert(zero(ptr, (void *)(uintptr_t)wrong), "%s", wrong);
	free(op->mem);
}

/* The table on one device; a request of more VCQs than slots is refused with -EMSGSIZE. */
static void run_table(struct cmh_dev *dev, const char *where, uint32_t slots, uint32_t stride)
{
	struct op *ops = calloc(OPS_TABLE_MAX, sizeof(*ops));
	uint32_t per = stride / 64 < CMH_VCQ_ENTRIES_MAX ? stride / 64 - 1 : CMH_VCQ_ENTRIES_MAX - 1;
	struct cmh_ring *ring = ring_of(dev, 0);
	uint32_t nr = ops_table(ops, slots + stride);

	for (uint32_t i = 0; i < nr; i++) {
		struct op *op = &ops[i];

		if (op->alg->family == CMH_AEAD && !op->aad_len)
			op->cmds -= 1;
		if ((op->cmds + per - 1) / per > slots)
			op->want_res = -EMSGSIZE;
	}
	cr_assert(eq(int, ops_run(ring, ops, nr), 0), "%s: %s", where, cmh_errmsg());
	for (uint32_t i = 0; i < nr; i++) {
		const char *wrong = op_report(&ops[i], where);

		cr_assert(zero(ptr, (void *)(uintptr_t)wrong), "%s", wrong);
	}
	ops_free(ops, nr);
	free(ops);
	cmh_ring_close(ring);
}

Test(op, table_on_every_geometry)
{
	static const uint32_t strides[] = { 128, 256, 512, 1024 }, slots[] = { 2, 4, 64, 1024 };

	for (uint32_t i = 0; i < 64; i++) {
		uint32_t stride = strides[i & 3], slot_nr = slots[i >> 2 & 3];
		char uri[96];
		struct cmh_dev *dev;

		snprintf(uri, sizeof(uri), "soft:stride=%u,slots=%u,threads=%u,revision=%s", stride,
			 slot_nr, i & 16 ? 2 : 0, i & 32 ? "cri" : "v1030");
		dev = up(uri);
		run_table(dev, uri, slot_nr, stride);
		cmh_dev_close(dev);
	}
}

Test(op, table_through_bounce_buffers)
{
	for (uint32_t i = 0; i < 4; i++) {
		uint32_t stride = i & 1 ? 128 : 512, slots = i & 2 ? 8 : 64;
		struct cmh_dev *dev;
		char uri[64];

		snprintf(uri, sizeof(uri), "soft:threads=1,stride=%u,slots=%u", stride, slots);
		cr_assert(eq(int, hard_open(uri, NULL, &dev), 0), "%s", cmh_errmsg());
		run_table(dev, uri, slots, stride);
		cmh_dev_close(dev);
	}
}

Test(op, every_size_up_to_300)
{
	struct cmh_dev *dev = up("soft:");
	struct cmh_ring *ring = ring_of(dev, 64);
	struct op *ops = calloc(301, sizeof(*ops));

	for (int a = CMH_ALG_NONE + 1; a < CMH_ALG_NR; a++) {
		const struct cmh_alg_info *alg = cmh_alg_get((enum cmh_alg)a);
		uint32_t nr = 0;

		if (!op_fits(alg))
			continue;
		for (size_t len = 0; len <= 300; len++) {
			if (alg->family == CMH_CIPHER && len % alg->block_len)
				continue;
			op_init(&ops[nr], alg->id, 1 + len % 2, len, len % 37, 16,
				(enum op_place)(len % 3), len + 1000 * (uint64_t)a);
			nr++;
		}
		cr_assert(eq(int, ops_run(ring, ops, nr), 0));
		for (uint32_t i = 0; i < nr; i++) {
			const char *wrong = op_report(&ops[i], "sizes");

			cr_assert(zero(ptr, (void *)(uintptr_t)wrong), "%s", wrong);
		}
		ops_free(ops, nr);
	}
	free(ops);
	cmh_ring_close(ring);
	cmh_dev_close(dev);
}

Test(op, large_messages)
{
	static const size_t sizes[] = { 65535, 65536, 300000, 1048000, 1u << 20 };
	struct cmh_dev *soft = up("soft:"), *hard;
	struct cmh_ring *rings[2];

	cr_assert(eq(int, hard_open("soft:threads=1", NULL, &hard), 0));
	rings[0] = ring_of(soft, 0);
	rings[1] = ring_of(hard, 0);
	for (int a = CMH_ALG_NONE + 1; a < CMH_ALG_NR; a++)
		for (uint32_t i = 0; i < 5; i++) {
			const struct cmh_alg_info *alg = cmh_alg_get((enum cmh_alg)a);
			size_t len = sizes[i];
			struct op op;

			if (!op_fits(alg) || (a + i) % 3)
				continue;
			if (alg->family == CMH_CIPHER)
				len -= len % alg->block_len;
			op_init(&op, alg->id, 1 + i % 2, len, 0, 16, (enum op_place)(i % 3), len + i);
			run_one(rings[i & 1], &op, "large");
		}
	cmh_ring_close(rings[0]);
	cmh_ring_close(rings[1]);
	cmh_dev_close(soft);
	cmh_dev_close(hard);
}

/* The core's counter has 64 bits, ours 128; the low half may also be such that bytes to the wrap overflow. */
Test(op, ctr_counter_wraps)
{
	static const uint8_t ivs[][16] = {
		{ [12] = 0xff, 0xff, 0xff, 0xfe },
		{ [8] = 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe },
		{ [8] = 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
		{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfd },
		{ [8] = 0x80 },
		{ [8] = 0xf0 },
		{ [8] = 0xef, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
		{ 0 },
	};
	struct cmh_dev *dev = up("soft:stride=256");
	struct cmh_ring *ring = ring_of(dev, 0);

	for (size_t i = 0; i < sizeof(ivs) / sizeof(ivs[0]); i++)
		for (size_t len = 0; len < 120; len += 7) {
			struct op op;

			op_init(&op, CMH_ALG_AES_192_CTR, CMH_ENCRYPT, len, 0, 0, OP_APART, len);
			memcpy(op.iv, ivs[i], 16);
			op_answer(&op);
			run_one(ring, &op, "wrap");
		}
	cmh_ring_close(ring);
	cmh_dev_close(dev);
}

Test(op, gcm_tag_lengths_and_empty_parts)
{
	struct cmh_dev *dev = up("soft:");
	struct cmh_ring *ring = ring_of(dev, 0);

	for (size_t tag = 0; tag <= 17; tag++)
		for (uint32_t parts = 0; parts < 8; parts++) {
			bool good = tag == 4 || tag == 8 || (tag >= 12 && tag <= 16);
			struct op op;

			op_init(&op, CMH_ALG_AES_256_GCM, 1 + (parts >> 2), parts & 1 ? 33 : 0,
				parts & 2 ? 20 : 0, good ? tag : 1, OP_IN_PLACE, tag);
			op.tag_len = tag;
			if (!good)
				op.want_res = -EINVAL;
			run_one(ring, &op, "tags");
		}
	cmh_ring_close(ring);
	cmh_dev_close(dev);
}

static void tampered_on(struct cmh_dev *dev)
{
	struct cmh_ring *ring = ring_of(dev, 0);

	for (uint32_t what = 0; what < 5; what++) {
		bool text = what < 4;
		struct op op;

		op_init(&op, CMH_ALG_AES_128_GCM, CMH_DECRYPT, text ? 100 : 0, text ? 13 : 0, 16,
			what & 1 ? OP_IN_PLACE : OP_APART, what);
		if (what == 0)
			op.in[99] ^= 1;
		else if (what == 1)
			op.aad[12] ^= 0x80;
		else if (what == 2)
			op.iv[0] ^= 1;
		else
			op.tag[15] ^= 1;
		op.want_res = -EBADMSG;
		run_one(ring, &op, "tampered");
	}
	cmh_ring_close(ring);
}

static void tampered_is_wiped_on(struct cmh_dev *dev)
{
	struct cmh_ring *ring = ring_of(dev, 0);
	struct op op;

	op_init(&op, CMH_ALG_AES_128_GCM, CMH_DECRYPT, 100, 0, 16, OP_APART, 1);
	op.tag[3] ^= 4;
	cr_assert(eq(int, ops_run(ring, &op, 1), 0));
	cr_assert(eq(int, op.res, -EBADMSG));
	for (size_t i = 0; i < 100; i++)
		cr_assert(eq(u8, op.out[i], 0));
	free(op.mem);
	cmh_ring_close(ring);
}

Test(op, gcm_tampered_is_ebadmsg_with_output_wiped)
{
	static const char *const uris[] = { "soft:", "soft:stride=128", "soft:threads=2" };
	struct cmh_dev *dev;

	for (uint32_t i = 0; i < 3; i++) {
		dev = up(uris[i]);
		tampered_on(dev);
		tampered_is_wiped_on(dev);
		cmh_dev_close(dev);
	}
	cr_assert(eq(int, hard_open("soft:threads=1", NULL, &dev), 0));
	tampered_on(dev);
	tampered_is_wiped_on(dev);
	cmh_dev_close(dev);
}

static int one(struct cmh_ring *ring, struct cmh_sqe *sqe)
{
	struct cmh_cqe *cqe;
	int res;

	(void)sqe;
	cr_assert(eq(int, cmh_ring_submit_and_wait(ring, 1, 1000), 1));
	cr_assert(eq(int, cmh_ring_wait_cqe(ring, &cqe, 0), 0));
	res = cqe->res;
	cmh_cqe_seen(ring, cqe);
	return res;
}

Test(op, invalid_arguments_end_in_the_cqe)
{
	struct cmh_dev *dev = up("soft:cores=hc+aes");
	struct cmh_ring *ring = ring_of(dev, 8);
	struct cmh_key key = { .data = "0123456789abcdef", .len = 16 };
	uint8_t buf[64] = { 0 };
	struct cmh_counters before = { .sz = sizeof(before) }, after = before;
	struct cmh_sqe *s;

	cmh_dev_counters(dev, &before);
#define RES(call, err)                                                                             \
	do {                                                                                       \
		s = cmh_ring_get_sqe(ring);                                                        \
		call;                                                                              \
		cr_assert(eq(int, one(ring, s), err), #call ": %s", cmh_errmsg());                 \
	} while (0)
	RES(cmh_prep_digest(s, CMH_ALG_AES_128_CBC, buf, 1, buf, 32), -EINVAL);
	RES(cmh_prep_digest(s, (enum cmh_alg)999, buf, 1, buf, 32), -EINVAL);
	RES(cmh_prep_digest(s, CMH_ALG_SHA2_256, buf, 1, buf, 31), -EINVAL);
	RES(cmh_prep_digest(s, CMH_ALG_SHA2_256, buf, 1, buf, 33), -EINVAL);
	RES(cmh_prep_digest(s, CMH_ALG_SHAKE128, buf, 1, buf, 0), -EINVAL);
	key.len = 15;
	RES(cmh_prep_cipher(s, CMH_ALG_AES_128_CTR, CMH_ENCRYPT, &key, buf, buf, buf, 1), -EINVAL);
	key.len = 24;
	RES(cmh_prep_cipher(s, CMH_ALG_AES_128_CTR, CMH_ENCRYPT, &key, buf, buf, buf, 1), -EINVAL);
	key.len = 16;
	RES(cmh_prep_cipher(s, CMH_ALG_AES_128_CTR, 3, &key, buf, buf, buf, 1), -EINVAL);
	RES(cmh_prep_cipher(s, CMH_ALG_AES_128_CBC, CMH_ENCRYPT, &key, buf, buf, buf, 17), -EINVAL);
	RES(cmh_prep_cipher(s, CMH_ALG_AES_128_CTR, CMH_ENCRYPT, &key, buf, buf, buf,
			    (size_t)CMH_CIPHER_MAX + 1), -EMSGSIZE);
	RES(cmh_prep_cipher(s, CMH_ALG_SHA2_256, CMH_ENCRYPT, &key, buf, buf, buf, 16), -EINVAL);
	RES(cmh_prep_aead(s, CMH_ALG_AES_128_GCM, CMH_ENCRYPT, &key, buf, 11, NULL, 0, buf, buf, 1, buf,
			  16), -EINVAL);
	RES(cmh_prep_aead(s, CMH_ALG_AES_128_GCM, CMH_ENCRYPT, &key, buf, 12, buf, 1, buf, buf,
			  CMH_AEAD_MAX, buf, 16), -EMSGSIZE);
	RES(cmh_prep_aead(s, CMH_ALG_AES_128_CCM, CMH_ENCRYPT, &key, buf, 12, buf, 1, buf, buf,
			  CMH_AEAD_MAX, buf, 16), -EMSGSIZE);
	RES(cmh_prep_random(s, buf, 16), -EOPNOTSUPP);
#undef RES
	cmh_dev_counters(dev, &after);
	cr_assert(eq(u64, before.vcqs, after.vcqs), "something was sent");
	cmh_ring_close(ring);
	cmh_dev_close(dev);
}

Test(op, random_differs_and_fills_every_length)
{
	struct cmh_dev *dev = up("soft:stride=128,slots=64");
	uint8_t a[500], b[500];

	cr_assert(eq(int, cmh_random(dev, a, 0), -EINVAL));
	for (int len = 1; len <= 500; len += 83) {
		int same = 0;

		memset(a, 0, sizeof(a));
		memset(b, 0, sizeof(b));
		cr_assert(eq(int, cmh_random(dev, a, (size_t)len), len));
		cr_assert(eq(int, cmh_random(dev, b, (size_t)len), len));
		for (int i = 0; i < len; i++)
			same += a[i] == b[i];
		cr_assert(le(int, same, len / 8 + 2));
		if (len < 500)
			cr_assert(eq(u8, a[len], 0));
	}
	cmh_dev_close(dev);
}
