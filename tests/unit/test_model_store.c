// SPDX-License-Identifier: Apache-2.0
/* test_model_store.c - the datastore through SYS commands. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>

#include "tests/unit/core_rig.h"

#define KEY   0x1000 /* host memory: a key, a reference, an answer, a blob */
#define REF   0x2000
#define OUT   0x3000
#define BLOB  0x4000
#define BLOB2 0x5000

static struct rig *rig;

static void down(void)
{
	if (rig)
		rig_free(rig);
	rig = NULL;
}

static void up_with(uint32_t store_bytes, bool reclaim)
{
	struct cmh_model_opts opts = {
		.mailboxes = 4,
		.store_bytes = store_bytes,
		.reclaim = reclaim,
	};

	down(); /* the one before */
	rig = rig_new(&opts);
	for (uint32_t mbx = 0; mbx < 4; mbx++)
		rig_start(rig, mbx, 4, 10);
	for (uint32_t i = 0; i < 256; i++)
		rig->mem[KEY + i] = (uint8_t)(i * 7 + 1);
}

static void up(void)
{
	up_with(0, false);
}

static int new_object(uint32_t mbx, uint64_t cid, uint32_t len, uint64_t *ref)
{
	struct seq seq = seq_on(rig, mbx);
	int err;

	sys_new(&seq, cid, REF, len);
	err = seq_run(&seq);
	*ref = cmh_get_le64(rig->mem + REF);
	return err;
}

/* An object of mailbox 0 with len bytes from KEY. */
static uint64_t object(uint64_t cid, uint32_t len, uint32_t type)
{
	struct seq seq = seq_on(rig, 0);
	uint64_t ref;

	cr_assert(zero(int, new_object(0, cid, len, &ref)));
	sys_write(&seq, ref, KEY, len, type);
	cr_assert(zero(int, seq_run(&seq)));
	return ref;
}

static int data(uint32_t mbx, uint64_t ref, uint32_t len)
{
	struct seq seq = seq_on(rig, mbx);

	memset(rig->mem + OUT, 0, len);
	sys_data(&seq, ref, OUT, len);
	return seq_run(&seq);
}

static int grant(uint32_t mbx, uint64_t ref, uint64_t read, uint64_t write, uint64_t execute)
{
	struct seq seq = seq_on(rig, mbx);

	sys_grant(&seq, ref, read, write, execute);
	return seq_run(&seq);
}

static int find(uint32_t mbx, uint64_t cid, struct cmh_list_item *item)
{
	struct seq seq = seq_on(rig, mbx);
	int err;

	sys_find(&seq, cid, OUT);
	err = seq_run(&seq);
	cmh_list_item_get(item, rig->mem + OUT);
	return err;
}

static uint64_t list(uint32_t mbx, uint64_t after)
{
	struct seq seq = seq_on(rig, mbx);

	sys_list(&seq, after, OUT);
	cr_assert(zero(int, seq_run(&seq)));
	return cmh_get_le64(rig->mem + OUT);
}

static int push(uint32_t len, uint32_t type)
{
	struct seq seq = seq_on(rig, 0);

	sys_write(&seq, CMH_REF_TEMP, KEY, len, type);
	return seq_run(&seq);
}

TestSuite(model_store, .init = up, .fini = down, .timeout = 30);

Test(model_store, object_keeps_what_was_written)
{
	uint64_t ref = object(0x1234, 32, KEY_TYPE);

	cr_assert(zero(int, data(0, ref, 32)));
	cr_assert(zero(int, memcmp(rig->mem + OUT, rig->mem + KEY, 32)));
	cr_assert(zero(int, data(0, CMH_REF_LAST, 32)));
}

Test(model_store, rewritten_object_has_the_new_length)
{
	uint64_t ref = object(1, 32, KEY_TYPE);
	struct seq seq = seq_on(rig, 0);

	sys_write(&seq, ref, KEY + 1, 16, KEY_TYPE);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(eq(int, data(0, ref, 17), EINVAL));
	cr_assert(zero(int, data(0, ref, 16)));
	cr_assert(eq(u8, rig->mem[OUT], rig->mem[KEY + 1]));
	sys_write(&seq, ref, KEY, 33, KEY_TYPE);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	sys_write(&seq, ref, KEY, 0, KEY_TYPE);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
}

Test(model_store, unknown_and_reserved_references_are_not_found)
{
	const uint64_t refs[] = { CMH_REF_NONE, CMH_REF_LAST, CMH_REF_TEMP, CMH_REF_KIC(1), 42 };

	for (size_t i = 0; i < 5; i++) {
		struct seq seq = seq_on(rig, 0);

		cr_assert(eq(int, data(0, refs[i], 16), ENOENT));
		sys_read(&seq, refs[i], CMH_REF_NONE, OUT, 64);
		cr_assert(eq(int, seq_run(&seq), ENOENT));
		cr_assert(eq(int, grant(0, refs[i], 1, 1, 1), ENOENT));
		if (refs[i] == CMH_REF_TEMP)
			continue;
		sys_write(&seq, refs[i], KEY, 16, KEY_TYPE);
		cr_assert(eq(int, seq_run(&seq), ENOENT));
	}
}

Test(model_store, references_are_random_and_not_reserved)
{
	uint64_t last = 0, ref;

	for (int i = 0; i < 1000; i++) {
		cr_assert(zero(int, new_object(0, 0, 4, &ref)));
		cr_assert(ref != last && ref != CMH_REF_NONE && ref != CMH_REF_TEMP &&
			  ref != CMH_REF_LAST && !cmh_ref_kic(ref));
		last = ref;
	}
}

Test(model_store, new_needs_room_for_the_reference_and_a_length)
{
	struct seq seq = seq_on(rig, 0);
	struct cmh_list_item item;
	uint64_t ref;

	cmh_sys_new_put(seq_add(&seq, CMH_CORE_SYS, CMH_SYS_CMD_NEW),
			&(struct cmh_sys_new){ .cid = 9, .ref = UNMAPPED - 7, .len = 4 });
	cr_assert(eq(int, seq_run(&seq), EFAULT));
	cr_assert(eq(int, find(0, 9, &item), ENOENT));
	cr_assert(eq(int, new_object(0, 9, 0, &ref), EINVAL));
}

Test(model_store, new_survives_the_failure_of_its_vcq)
{
	struct seq seq = seq_on(rig, 0);
	struct cmh_list_item item;

	sys_new(&seq, 77, REF, 16);
	sys_data(&seq, 42, OUT, 1);
	cr_assert(eq(int, seq_run(&seq), ENOENT));
	cr_assert(eq(u32, seq.failed, 1));
	cr_assert(zero(int, find(0, 77, &item)));
	cr_assert(eq(u64, item.ref, cmh_get_le64(rig->mem + REF)));
}

Test(model_store, plaintext_needs_pt)
{
	uint64_t ref = object(5, 16, CMH_CORE_AES);
	struct seq seq = seq_on(rig, 0);

	cr_assert(eq(int, data(0, ref, 16), EPERM));
	sys_read(&seq, ref, CMH_REF_NONE, OUT, 32);
	cr_assert(eq(int, seq_run(&seq), EPERM));
	sys_export(&seq, 5, CMH_REF_NONE, OUT, 32);
	cr_assert(eq(int, seq_run(&seq), EPERM));
}

Test(model_store, other_mailboxes_have_no_rights)
{
	uint64_t ref = object(6, 16, KEY_TYPE);
	struct seq seq = seq_on(rig, 1);
	struct cmh_list_item item;

	cr_assert(eq(int, data(1, ref, 16), EPERM));
	sys_write(&seq, ref, KEY, 16, KEY_TYPE);
	cr_assert(eq(int, seq_run(&seq), EPERM));
	sys_write(&seq, CMH_REF_LAST, KEY, 16, KEY_TYPE);
	cr_assert(eq(int, seq_run(&seq), ENOENT), "LAST is per mailbox");
	cr_assert(eq(int, grant(1, ref, 2, 2, 2), EPERM));
	cr_assert(eq(int, grant(1, ref, 0, 0, 0), EPERM));
	cr_assert(eq(int, find(1, 6, &item), ENOENT));
	cr_assert(eq(u64, list(1, CMH_REF_NONE), CMH_REF_NONE));
	sys_export(&seq, 6, CMH_REF_NONE, OUT, 32);
	cr_assert(eq(int, seq_run(&seq), ENOENT));
}

Test(model_store, grant_gives_each_right_alone)
{
	uint64_t ref = object(7, 16, KEY_TYPE);
	struct seq seq = seq_on(rig, 1);
	struct cmh_list_item item;

	cr_assert(zero(int, grant(0, ref, 2, 0, 0)));
	cr_assert(zero(int, data(1, ref, 16)));
	cr_assert(eq(int, data(0, ref, 16), EPERM), "the owner's own right was taken");
	sys_write(&seq, ref, KEY, 16, KEY_TYPE);
	cr_assert(eq(int, seq_run(&seq), EPERM));
	cr_assert(eq(int, grant(1, ref, 2, 2, 2), EPERM), "reading is no right to grant");

	cr_assert(zero(int, grant(0, ref, 0, 2, 0)));
	cr_assert(eq(int, data(1, ref, 16), EPERM));
	sys_write(&seq, ref, KEY, 16, KEY_TYPE);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(zero(int, find(1, 7, &item)));
	cr_assert(zero(int, grant(1, ref, 0, 0, 0)));
	cr_assert(eq(int, grant(0, ref, 1, 1, 1), ENOENT));
}

Test(model_store, deleted_object_is_gone_for_every_command)
{
	uint64_t first = object(8, 16, KEY_TYPE), second = object(8, 20, KEY_TYPE);
	struct cmh_list_item item;

	cr_assert(zero(int, find(0, 8, &item)));
	cr_assert(eq(u64, item.ref, first), "the oldest is found");
	cr_assert(eq(u32, item.len, 16));
	cr_assert(eq(u32, item.type, KEY_TYPE));
	cr_assert(zero(int, grant(0, first, 0, 0, 0)));
	cr_assert(eq(int, data(0, first, 16), ENOENT));
	cr_assert(zero(int, find(0, 8, &item)));
	cr_assert(eq(u64, item.ref, second));
	cr_assert(zero(int, grant(0, second, 0, 0, 0)));
	cr_assert(eq(int, find(0, 8, &item), ENOENT));
	cr_assert(eq(u64, list(0, CMH_REF_NONE), CMH_REF_NONE));
}

Test(model_store, deleting_in_any_order_keeps_the_oldest_first)
{
	uint64_t ref[6];
	struct cmh_list_item item;
	static const int order[] = { 2, 0, 5, 1 };

	for (int i = 0; i < 6; i++)
		ref[i] = object(0xabc, 4, KEY_TYPE);
	for (int i = 0; i < 4; i++)
		cr_assert(zero(int, grant(0, ref[order[i]], 0, 0, 0)));
	cr_assert(zero(int, find(0, 0xabc, &item)));
	cr_assert(eq(u64, item.ref, ref[3]));
	cr_assert(eq(u64, list(0, CMH_REF_NONE), ref[3]));
	cr_assert(eq(u64, list(0, ref[3]), ref[4]));
	cr_assert(eq(u64, list(0, ref[4]), CMH_REF_NONE));
}

Test(model_store, list_walks_in_creation_order_over_thousands)
{
	static uint64_t ref[3000];
	uint64_t at = CMH_REF_NONE;
	struct cmh_list_item item;

	for (int i = 0; i < 3000; i++)
		cr_assert(zero(int, new_object(i % 3, 1000 + i, 4, &ref[i])));
	for (int i = 1; i < 3000; i += 3) {
		at = list(1, at);
		cr_assert(eq(u64, at, ref[i]));
	}
	cr_assert(eq(u64, list(1, at), CMH_REF_NONE));
	for (int i = 0; i < 3000; i++) {
		cr_assert(zero(int, find(i % 3, 1000 + i, &item)));
		cr_assert(eq(u64, item.ref, ref[i]));
	}
}

Test(model_store, list_and_find_need_room_for_an_item)
{
	struct seq seq = seq_on(rig, 0);

	object(3, 4, KEY_TYPE);
	cmh_sys_find_put(seq_add(&seq, CMH_CORE_SYS, CMH_SYS_CMD_FIND),
			 &(struct cmh_sys_find){ .cid = 3, .dst = AT(OUT), .len = 23 });
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	cmh_sys_list_put(seq_add(&seq, CMH_CORE_SYS, CMH_SYS_CMD_LIST),
			 &(struct cmh_sys_list){ .dst = UNMAPPED - 23, .len = 24 });
	cr_assert(eq(int, seq_run(&seq), EFAULT));
	sys_find(&seq, 0, OUT);
	cr_assert(eq(int, seq_run(&seq), ENOENT), "no CID is not a CID");
}

Test(model_store, full_store_is_out_of_memory)
{
	uint64_t ref;
	int nr = 0;

	up_with(4096, false);
	while (new_object(0, 0, 72, &ref) == 0)
		nr++;
	cr_assert(eq(int, nr, 4096 / 128));
	cr_assert(eq(int, new_object(0, 0, 72, &ref), ENOMEM));
	cr_assert(zero(int, grant(0, list(0, CMH_REF_NONE), 0, 0, 0)));
	cr_assert(eq(int, new_object(0, 0, 72, &ref), ENOMEM), "space of deleted objects is lost");
	cmh_model_reset(rig->model);
	rig_start(rig, 0, 4, 10);
	cr_assert(zero(int, new_object(0, 0, 72, &ref)), "until the device is reset");
}

Test(model_store, reclaiming_store_uses_space_again)
{
	uint64_t ref, none;

	up_with(4096, true);
	for (int i = 0; i < 1000; i++) {
		cr_assert(zero(int, new_object(0, 0, 3000, &ref)));
		cr_assert(eq(int, new_object(0, 0, 3000, &none), ENOMEM));
		cr_assert(zero(int, grant(0, ref, 0, 0, 0)));
	}
}

Test(model_store, huge_lengths_do_not_wrap)
{
	struct seq seq = seq_on(rig, 0);
	uint64_t ref;

	cr_assert(eq(int, new_object(0, 0, UINT32_MAX, &ref), ENOMEM));
	sys_write(&seq, CMH_REF_TEMP, KEY, UINT32_MAX, KEY_TYPE);
	cr_assert(eq(int, seq_run(&seq), EFAULT));
	sys_data(&seq, CMH_REF_TEMP, KEY, UINT32_MAX);
	cr_assert(eq(int, seq_run(&seq), EFAULT));
}

/* ---- TEMP ---- */

Test(model_store, temp_is_a_stack_that_data_pops)
{
	struct seq seq = seq_on(rig, 0);

	cr_assert(zero(int, push(16, KEY_TYPE)));
	sys_write(&seq, CMH_REF_TEMP, KEY + 50, 20, KEY_TYPE);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(zero(int, data(0, CMH_REF_TEMP, 20)));
	cr_assert(eq(u8, rig->mem[OUT], rig->mem[KEY + 50]));
	cr_assert(zero(int, data(0, CMH_REF_TEMP, 16)));
	cr_assert(eq(u8, rig->mem[OUT], rig->mem[KEY]));
	cr_assert(eq(int, data(0, CMH_REF_TEMP, 16), ENOENT));
}

Test(model_store, temp_holds_as_much_as_the_hub)
{
	for (int i = 0; i < 960 / (32 + 56); i++)
		cr_assert(zero(int, push(32, KEY_TYPE)));
	cr_assert(eq(int, push(32, KEY_TYPE), ENOMEM));
	/* the failure flushed the mailbox, which empties TEMP */
	cr_assert(eq(int, data(0, CMH_REF_TEMP, 16), ENOENT));
	cr_assert(zero(int, push(904, KEY_TYPE)));
	cr_assert(eq(int, push(1, KEY_TYPE), ENOMEM));
	cr_assert(eq(int, push(905, KEY_TYPE), ENOMEM));
}

Test(model_store, temp_is_per_mailbox)
{
	cr_assert(zero(int, push(16, KEY_TYPE)));
	cr_assert(eq(int, data(1, CMH_REF_TEMP, 16), ENOENT));
	cr_assert(zero(int, data(0, CMH_REF_TEMP, 16)));
}

Test(model_store, temp_of_a_failed_vcq_is_taken_back_at_restart)
{
	struct rig_vcq vcq;

	cr_assert(zero(int, push(16, KEY_TYPE)));
	vcq = rig_vcq(rig, 0);
	cmh_sys_write_put(rig_cmd(&vcq, CMH_CORE_SYS, CMH_SYS_CMD_WRITE),
			  &(struct cmh_sys_write){ CMH_REF_TEMP, AT(KEY + 9), 0, 24, KEY_TYPE });
	rig_cmd(&vcq, CMH_CORE_SYS, 0x55);
	rig_push(&vcq);
	rig_bell(rig, 0);
	cmh_model_run(rig->model, 0);
	cr_assert(eq(u32, cmh_status_error(rig_status(rig, 0)), EINVAL));
	rig_write(rig, 0, CMH_MBX_COMMAND, CMH_MBX_CMD_RESTART);
	cr_assert(eq(int, data(0, CMH_REF_TEMP, 24), EINVAL), "the older entry is on top again");
	/* that failure flushed the mailbox */
}

Test(model_store, failing_command_does_not_pop)
{
	struct seq seq = seq_on(rig, 0);

	sys_write(&seq, CMH_REF_TEMP, KEY, 16, CMH_CORE_AES);
	sys_write(&seq, CMH_REF_TEMP, KEY, 16, KEY_TYPE);
	sys_data(&seq, CMH_REF_TEMP, OUT, 16);
	sys_data(&seq, CMH_REF_TEMP, OUT, 16);
	cr_assert(eq(int, seq_run(&seq), EPERM));
	cr_assert(eq(u32, seq.failed, 3));
}

Test(model_store, temp_writes_leave_last_alone)
{
	uint64_t ref = object(1, 16, KEY_TYPE);

	cr_assert(zero(int, push(32, KEY_TYPE)));
	cr_assert(zero(int, data(0, CMH_REF_LAST, 16)));
	cr_assert(zero(int, grant(0, CMH_REF_LAST, 0, 0, 0)));
	cr_assert(eq(int, data(0, ref, 16), ENOENT));
	cr_assert(eq(int, data(0, CMH_REF_LAST, 16), ENOENT));
}

/* ---- Swapped objects ---- */

Test(model_store, swap_stores_backwards_and_comes_back)
{
	struct seq seq = seq_on(rig, 0);
	uint64_t ref;

	cr_assert(zero(int, new_object(0, 1, 32, &ref)));
	sys_write_swapped(&seq, ref, KEY, 32, KEY_TYPE);
	sys_data_flags(&seq, CMH_VCQ_SWAP, ref, OUT, 32);
	sys_data(&seq, ref, OUT + 32, 32);
	sys_read(&seq, ref, CMH_REF_NONE, OUT + 64, 48);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(zero(int, memcmp(rig->mem + OUT, rig->mem + KEY, 32)));
	for (int i = 0; i < 32; i++) {
		cr_assert(eq(u8, rig->mem[OUT + 32 + i], rig->mem[KEY + 31 - i]));
		cr_assert(eq(u8, rig->mem[OUT + 64 + 16 + i], rig->mem[KEY + 31 - i]));
	}
	sys_data_flags(&seq, CMH_VCQ_SWAP, ref, OUT, 8);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(zero(int, memcmp(rig->mem + OUT, rig->mem + KEY, 8)));
}

Test(model_store, one_swap_flag_alone_is_refused)
{
	struct seq seq = seq_on(rig, 0);

	cmh_sys_write_put(seq_add_flags(&seq, CMH_CORE_SYS, CMH_VCQ_SWAP_BYTES, CMH_SYS_CMD_WRITE),
			  &(struct cmh_sys_write){ CMH_REF_TEMP, AT(KEY), 0, 16, KEY_TYPE });
	cr_assert(eq(int, seq_run(&seq), EINVAL));
}

/* ---- Blobs ---- */

#define WRAPPED(len) (CMH_BLOB_HEADER_SIZE + CMH_BLOB_WRAP_SIZE + (len))

static uint64_t wrap_key(uint32_t len)
{
	struct seq seq = seq_on(rig, 0);
	uint64_t ref;

	cr_assert(zero(int, new_object(0, 0, len, &ref)));
	sys_write(&seq, ref, KEY + 100, len, CMH_CORE_AES);
	cr_assert(zero(int, seq_run(&seq)));
	return ref;
}

/* Wraps `ref` to off. */
static int wrap_to(uint64_t ref, uint64_t key, uint32_t off, uint32_t len)
{
	struct seq seq = seq_on(rig, 0);

	sys_read(&seq, ref, key, off, len);
	return seq_run(&seq);
}

Test(model_store, plain_read_has_header_and_data)
{
	uint64_t ref = object(0x1122334455667788, 20, KEY_TYPE);
	struct cmh_blob_header header;

	cr_assert(eq(int, wrap_to(ref, CMH_REF_NONE, BLOB, 35), EINVAL));
	cr_assert(zero(int, wrap_to(ref, CMH_REF_NONE, BLOB, 36)));
	cmh_blob_header_get(&header, rig->mem + BLOB);
	cr_assert(eq(u64, header.cid, 0x1122334455667788));
	cr_assert(eq(u32, header.wrap, 0));
	cr_assert(eq(u32, header.len, 20));
	cr_assert(zero(int, memcmp(rig->mem + BLOB + 16, rig->mem + KEY, 20)));
}

Test(model_store, wrapped_object_comes_back_with_each_key_length)
{
	static const uint32_t lens[] = { 16, 24, 32 };
	struct cmh_blob_header header;
	struct seq seq = seq_on(rig, 0);

	for (int i = 0; i < 3; i++) {
		uint64_t key = wrap_key(lens[i]), from = object(5, 40, KEY_TYPE), to;

		cr_assert(eq(int, wrap_to(from, key, BLOB, WRAPPED(40) - 1), EINVAL));
		cr_assert(zero(int, wrap_to(from, key, BLOB, WRAPPED(40))));
		cmh_blob_header_get(&header, rig->mem + BLOB);
		cr_assert(eq(u32, header.wrap, CMH_BLOB_WRAP_SIZE));
		cr_assert(eq(u32, header.len, 40));
		cr_assert(memcmp(rig->mem + BLOB + 32, rig->mem + KEY, 40) != 0);
		cr_assert(zero(int, new_object(0, 6, 40, &to)));
		sys_write_wrapped(&seq, to, key, BLOB, WRAPPED(40), KEY_TYPE);
		cr_assert(zero(int, seq_run(&seq)));
		cr_assert(zero(int, data(0, to, 40)));
		cr_assert(zero(int, memcmp(rig->mem + OUT, rig->mem + KEY, 40)));
	}
}

Test(model_store, every_changed_bit_of_a_blob_is_noticed)
{
	uint64_t key = wrap_key(16), from = object(5, 20, KEY_TYPE), to;
	struct seq seq = seq_on(rig, 0);

	cr_assert(zero(int, new_object(0, 6, 20, &to)));
	cr_assert(zero(int, wrap_to(from, key, BLOB, WRAPPED(20))));
	for (uint32_t bit = 0; bit < 8 * WRAPPED(20); bit++) {
		int err;

		rig->mem[BLOB + bit / 8] ^= 1u << bit % 8;
		sys_write_wrapped(&seq, to, key, BLOB, WRAPPED(20), KEY_TYPE);
		err = seq_run(&seq);
		/* length fields are checked first */
		cr_assert(err == EIO || (bit >= 64 && bit < 128 && err == EINVAL), "bit %u: %d",
			  bit, err);
		rig->mem[BLOB + bit / 8] ^= 1u << bit % 8;
	}
	cr_assert(eq(int, data(0, to, 20), EPERM), "nothing was written");
	sys_write_wrapped(&seq, to, key, BLOB, WRAPPED(20) - 1, KEY_TYPE);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	sys_write_wrapped(&seq, to, wrap_key(32), BLOB, WRAPPED(20), KEY_TYPE);
	cr_assert(eq(int, seq_run(&seq), EIO), "another key");
}

Test(model_store, unwrapping_cannot_make_a_key_readable)
{
	uint64_t key = wrap_key(16), from = object(5, 16, CMH_CORE_AES), to;
	struct seq seq = seq_on(rig, 0);

	cr_assert(zero(int, new_object(0, 6, 16, &to)));
	cr_assert(zero(int, wrap_to(from, key, BLOB, WRAPPED(16))));
	sys_write_wrapped(&seq, to, key, BLOB, WRAPPED(16), CMH_CORE_AES | CMH_TYPE_PT);
	cr_assert(eq(int, seq_run(&seq), EPERM));
	sys_write_wrapped(&seq, to, key, BLOB, WRAPPED(16), CMH_CORE_HC);
	cr_assert(eq(int, seq_run(&seq), EPERM));
	sys_write_wrapped(&seq, to, key, BLOB, WRAPPED(16), CMH_CORE_AES);
	cr_assert(zero(int, seq_run(&seq)));
}

Test(model_store, wrapping_key_must_be_one)
{
	uint64_t from = object(5, 16, KEY_TYPE), key;

	cr_assert(eq(int, wrap_to(from, 42, BLOB, 512), ENOENT));
	key = object(6, 20, KEY_TYPE);
	cr_assert(eq(int, wrap_to(from, key, BLOB, 512), EINVAL), "20 bytes");
	key = object(7, 16, CMH_CORE_HC);
	cr_assert(eq(int, wrap_to(from, key, BLOB, 512), EPERM), "a key for HMAC");
	key = object(8, 32, CMH_CORE_KIC);
	cr_assert(zero(int, wrap_to(from, key, BLOB, 512)));
	cr_assert(zero(int, grant(0, key, ~0ull, ~0ull, ~1ull)));
	cr_assert(eq(int, wrap_to(from, key, BLOB, 512), EPERM), "no right to use it");
}

Test(model_store, wrap_with_both_operands_on_temp)
{
	struct seq seq = seq_on(rig, 0);

	sys_write(&seq, CMH_REF_TEMP, KEY, 32, KEY_TYPE); /* the wrapping key, then the object */
	sys_write(&seq, CMH_REF_TEMP, KEY + 60, 20, KEY_TYPE);
	sys_read(&seq, CMH_REF_TEMP, CMH_REF_TEMP, BLOB, WRAPPED(20));
	sys_write(&seq, CMH_REF_TEMP, KEY, 32, KEY_TYPE);
	sys_write_wrapped(&seq, CMH_REF_TEMP, CMH_REF_TEMP, BLOB, WRAPPED(20), KEY_TYPE);
	sys_data(&seq, CMH_REF_TEMP, OUT, 20);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(zero(int, memcmp(rig->mem + OUT, rig->mem + KEY + 60, 20)));
	cr_assert(eq(int, data(0, CMH_REF_TEMP, 1), ENOENT), "all was popped");
}

Test(model_store, export_and_import_make_the_object_again)
{
	uint64_t key = wrap_key(32), old = object(0x99, 48, CMH_CORE_HC | CMH_TYPE_XC);
	struct seq seq = seq_on(rig, 0);
	struct cmh_list_item item;

	sys_export(&seq, 0x99, key, BLOB, WRAPPED(48) - 1);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	sys_export(&seq, 0x98, key, BLOB, WRAPPED(48));
	cr_assert(eq(int, seq_run(&seq), ENOENT));
	sys_export(&seq, 0x99, key, BLOB, WRAPPED(48));
	cr_assert(zero(int, seq_run(&seq)));
	sys_import(&seq, key, BLOB, WRAPPED(48));
	cr_assert(eq(int, seq_run(&seq), EBUSY), "still there");
	cr_assert(zero(int, grant(0, old, 0, 0, 0)));
	rig->mem[BLOB + 40] ^= 1;
	sys_import(&seq, key, BLOB, WRAPPED(48));
	cr_assert(eq(int, seq_run(&seq), EIO));
	rig->mem[BLOB + 40] ^= 1;
	sys_import(&seq, key, BLOB, WRAPPED(48));
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(zero(int, find(0, 0x99, &item)));
	cr_assert(eq(u32, item.type, CMH_CORE_HC | CMH_TYPE_XC));
	cr_assert(eq(u32, item.len, 48));
}

Test(model_store, plain_export_comes_back_readable)
{
	uint64_t old = object(0x99, 48, KEY_TYPE);
	struct seq seq = seq_on(rig, 0);
	struct cmh_list_item item;

	sys_export(&seq, 0x99, CMH_REF_NONE, BLOB, 64);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(zero(int, grant(0, old, 0, 0, 0)));
	sys_import(&seq, CMH_REF_NONE, BLOB, 64);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(zero(int, find(0, 0x99, &item)));
	cr_assert(zero(int, data(0, item.ref, 48)));
	cr_assert(zero(int, memcmp(rig->mem + OUT, rig->mem + KEY, 48)));
}

Test(model_store, malformed_blobs_are_refused)
{
	static const struct cmh_blob_header bad[] = {
		{ 1, 0, 0 },   { 1, 0, 17 }, { 1, 0, UINT32_MAX },
		{ 1, 32, 16 }, { 1, 1, 15 }, { 1, 0xfffffff0, 32 },
	};
	struct seq seq = seq_on(rig, 0);

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cmh_blob_header_put(rig->mem + BLOB, &bad[i]);
		sys_import(&seq, CMH_REF_NONE, BLOB, 32);
		cr_assert(eq(int, seq_run(&seq), EINVAL), "%zu", i);
	}
	sys_import(&seq, CMH_REF_NONE, BLOB, 15);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	sys_import(&seq, CMH_REF_NONE, BLOB, 0);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
}

/* ---- The rest of SYS ---- */

Test(model_store, unknown_commands_are_invalid)
{
	struct seq seq = seq_on(rig, 0);

	for (uint32_t cmd = 0; cmd < 0xff; cmd++) {
		if ((cmd >= 0x07 && cmd <= 0x11) || cmd == CMH_SYS_CMD_NOP)
			continue;
		seq_add(&seq, CMH_CORE_SYS, cmd);
		cr_assert(eq(int, seq_run(&seq), EINVAL), "command %#x", cmd);
	}
	seq_add(&seq, CMH_CORE_SYS, CMH_SYS_CMD_NOP);
	cr_assert(zero(int, seq_run(&seq)));
}

Test(model_store, absent_cores_are_invalid)
{
	struct seq seq = seq_on(rig, 0);

	seq_add(&seq, CMH_CORE_TIC, 1);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	seq_add(&seq, 0xf0, CMH_VCQ_CMD_FLUSH);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
}
