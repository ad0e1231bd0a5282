/* SPDX-License-Identifier: Apache-2.0 */
/* core_rig.h - sequences of commands for real cores, run through the model's mailboxes.
 *
 * The same sequence runs as few VCQs as the stride allows: with 1024 bytes usually one, with 128
 * each command in a VCQ of its own. Offsets are into the rig's data memory.
 */
#ifndef CMH_TESTS_CORE_RIG_H
#define CMH_TESTS_CORE_RIG_H

#include "tests/unit/model_rig.h"

#define AT(off)  (RIG_BASE + (off))
#define UNMAPPED (RIG_BASE + RIG_BYTES)
#define SEQ_MAX  256
#define KEY_TYPE (CMH_TYPE_PT | CMH_CORE_AES)

struct seq {
	struct rig *rig;
	uint32_t mbx;
	uint32_t nr;
	uint32_t failed; /* which command, after seq_run() != 0 */
	struct {
		uint32_t core, flags, cmd;
		uint8_t payload[CMH_VCQ_PAYLOAD_SIZE];
		const void *text; /* inline data */
		uint32_t text_len;
	} command[SEQ_MAX];
};

static inline struct seq seq_on(struct rig *rig, uint32_t mbx)
{
	return (struct seq){ .rig = rig, .mbx = mbx };
}

static inline void *seq_add_flags(struct seq *seq, uint32_t core, uint32_t flags, uint32_t cmd)
{
	uint32_t i = seq->nr++;

	if (i >= SEQ_MAX)
		abort();
	seq->command[i].core = core;
	seq->command[i].flags = flags;
	seq->command[i].cmd = cmd;
	seq->command[i].text_len = 0;
	return seq->command[i].payload;
}

static inline void *seq_add(struct seq *seq, uint32_t core, uint32_t cmd)
{
	return seq_add_flags(seq, core, 0, cmd);
}

/* Inline data behind the command added last. */
static inline void seq_text(struct seq *seq, const void *text, uint32_t len)
{
	seq->command[seq->nr - 1].text = text;
	seq->command[seq->nr - 1].text_len = len;
}

static inline void seq_flush(struct seq *seq, uint32_t core)
{
	seq_add(seq, core, CMH_VCQ_CMD_FLUSH);
}

/* Runs it and empties it. Returns 0 or the errno in STATUS; the mailbox is flushed then. */
static inline int seq_run(struct seq *seq)
{
	struct rig *rig = seq->rig;
	uint32_t per = (1u << rig->stride_log2[seq->mbx]) / CMH_VCQ_ENTRY_SIZE;
	uint32_t done = 0, status;

	if (per > CMH_VCQ_ENTRIES_MAX)
		per = CMH_VCQ_ENTRIES_MAX;
	while (done < seq->nr) {
		struct rig_vcq vcq = rig_vcq(rig, seq->mbx);
		uint32_t at[CMH_VCQ_ENTRIES_MAX] = { 0 }; /* command that each entry belongs to */

		for (; done < seq->nr; done++) {
			uint32_t span = cmh_vcq_span(seq->command[done].text_len);
			uint8_t *payload;

			if (vcq.nr + span > per) {
				if (vcq.nr == 1)
					abort();
				break;
			}
			at[vcq.nr] = done;
			payload = rig_cmd(&vcq, seq->command[done].core, seq->command[done].cmd);
			cmh_put_le32(payload - 4,
				     cmh_vcq_id(seq->command[done].core, seq->command[done].flags,
						span, seq->command[done].cmd));
			memcpy(payload, seq->command[done].payload, CMH_VCQ_PAYLOAD_SIZE);
			if (span == 1)
				continue;
			memset(payload + CMH_VCQ_PAYLOAD_SIZE, 0, (span - 1) * CMH_VCQ_ENTRY_SIZE);
			memcpy(payload + CMH_VCQ_PAYLOAD_SIZE, seq->command[done].text,
			       seq->command[done].text_len);
			vcq.nr += span - 1;
			cmh_vcq_header_put(vcq.slot, vcq.nr);
		}
		rig_push(&vcq);
		rig_bell(rig, seq->mbx);
		cmh_model_run(rig->model, seq->mbx);
		status = rig_status(rig, seq->mbx);
		if (cmh_status_code(status) == CMH_STATUS_ERROR) {
			seq->failed = at[cmh_status_index(status)];
			seq->nr = 0;
			rig_write(rig, seq->mbx, CMH_MBX_COMMAND, CMH_MBX_CMD_FLUSH);
			return (int)cmh_status_error(status);
		}
		if (rig_head(rig, seq->mbx) != rig->tail[seq->mbx])
			abort();
	}
	seq->nr = 0;
	return 0;
}

/* ---- SYS ---- */

static inline void sys_new(struct seq *seq, uint64_t cid, uint32_t ref_off, uint32_t len)
{
	cmh_sys_new_put(seq_add(seq, CMH_CORE_SYS, CMH_SYS_CMD_NEW),
			&(struct cmh_sys_new){ .cid = cid, .ref = AT(ref_off), .len = len });
}

static inline void sys_write_wrapped(struct seq *seq, uint64_t ref, uint64_t key, uint32_t off,
				     uint32_t len, uint32_t type)
{
	cmh_sys_write_put(
		seq_add(seq, CMH_CORE_SYS, CMH_SYS_CMD_WRITE),
		&(struct cmh_sys_write){
			.ref = ref, .src = AT(off), .key = key, .len = len, .type = type });
}

static inline void sys_write(struct seq *seq, uint64_t ref, uint32_t off, uint32_t len,
			     uint32_t type)
{
	sys_write_wrapped(seq, ref, CMH_REF_NONE, off, len, type);
}

static inline void sys_write_swapped(struct seq *seq, uint64_t ref, uint32_t off, uint32_t len,
				     uint32_t type)
{
	cmh_sys_write_put(
		seq_add_flags(seq, CMH_CORE_SYS, CMH_VCQ_SWAP, CMH_SYS_CMD_WRITE),
		&(struct cmh_sys_write){ .ref = ref, .src = AT(off), .len = len, .type = type });
}

static inline void sys_read(struct seq *seq, uint64_t ref, uint64_t key, uint32_t off, uint32_t len)
{
	cmh_sys_read_put(
		seq_add(seq, CMH_CORE_SYS, CMH_SYS_CMD_READ),
		&(struct cmh_sys_read){ .ref = ref, .dst = AT(off), .key = key, .len = len });
}

static inline void sys_data_flags(struct seq *seq, uint32_t flags, uint64_t ref, uint32_t off,
				  uint32_t len)
{
	cmh_sys_data_put(seq_add_flags(seq, CMH_CORE_SYS, flags, CMH_SYS_CMD_DATA),
			 &(struct cmh_sys_data){ .ref = ref, .dst = AT(off), .len = len });
}

static inline void sys_data(struct seq *seq, uint64_t ref, uint32_t off, uint32_t len)
{
	sys_data_flags(seq, 0, ref, off, len);
}

static inline void sys_find(struct seq *seq, uint64_t cid, uint32_t off)
{
	cmh_sys_find_put(
		seq_add(seq, CMH_CORE_SYS, CMH_SYS_CMD_FIND),
		&(struct cmh_sys_find){ .cid = cid, .dst = AT(off), .len = CMH_LIST_ITEM_SIZE });
}

static inline void sys_list(struct seq *seq, uint64_t ref, uint32_t off)
{
	cmh_sys_list_put(
		seq_add(seq, CMH_CORE_SYS, CMH_SYS_CMD_LIST),
		&(struct cmh_sys_list){ .ref = ref, .dst = AT(off), .len = CMH_LIST_ITEM_SIZE });
}

static inline void sys_grant(struct seq *seq, uint64_t ref, uint64_t read, uint64_t write,
			     uint64_t execute)
{
	cmh_sys_grant_put(seq_add(seq, CMH_CORE_SYS, CMH_SYS_CMD_GRANT),
			  &(struct cmh_sys_grant){
				  .ref = ref, .read = read, .write = write, .execute = execute });
}

static inline void sys_export(struct seq *seq, uint64_t cid, uint64_t key, uint32_t off,
			      uint32_t len)
{
	cmh_sys_export_put(
		seq_add(seq, CMH_CORE_SYS, CMH_SYS_CMD_EXPORT),
		&(struct cmh_sys_export){ .cid = cid, .dst = AT(off), .key = key, .len = len });
}

static inline void sys_import(struct seq *seq, uint64_t key, uint32_t off, uint32_t len)
{
	cmh_sys_import_put(seq_add(seq, CMH_CORE_SYS, CMH_SYS_CMD_IMPORT),
			   &(struct cmh_sys_import){ .src = AT(off), .key = key, .len = len });
}

/* ---- HC ---- */

static inline void hc_init(struct seq *seq, uint32_t algo)
{
	cmh_hc_init_put(seq_add(seq, CMH_CORE_HC, CMH_HC_CMD_INIT),
			&(struct cmh_hc_init){ .algo = algo });
}

static inline void hc_update(struct seq *seq, uint32_t off, uint32_t len)
{
	cmh_hc_update_put(seq_add(seq, CMH_CORE_HC, CMH_HC_CMD_UPDATE),
			  &(struct cmh_hc_update){ .input = AT(off), .inlen = len });
}

static inline void hc_gather(struct seq *seq, uint32_t list_off, uint32_t sgcmd)
{
	cmh_hc_gather_put(seq_add(seq, CMH_CORE_HC, CMH_HC_CMD_GATHER),
			  &(struct cmh_hc_gather){ .lista = AT(list_off), .sgcmd = sgcmd });
}

static inline void hc_output(struct seq *seq, uint32_t cmd, uint32_t off, uint32_t len)
{
	cmh_hc_final_put(seq_add(seq, CMH_CORE_HC, cmd),
			 &(struct cmh_hc_final){ .digest = AT(off), .outlen = len });
}

static inline void hc_final(struct seq *seq, uint32_t off, uint32_t len)
{
	hc_output(seq, CMH_HC_CMD_FINAL, off, len);
}

static inline void hc_save(struct seq *seq, uint32_t off)
{
	cmh_hc_save_put(seq_add(seq, CMH_CORE_HC, CMH_HC_CMD_SAVE),
			&(struct cmh_hc_save){ .output = AT(off), .outlen = CMH_HC_CONTEXT_SIZE });
}

static inline void hc_restore(struct seq *seq, uint32_t off)
{
	cmh_hc_restore_put(seq_add(seq, CMH_CORE_HC, CMH_HC_CMD_RESTORE),
			   &(struct cmh_hc_restore){ .input = AT(off),
						     .inlen = CMH_HC_CONTEXT_SIZE });
}

/* ---- AES ---- */

static inline void aes_init(struct seq *seq, struct cmh_aes_init init)
{
	cmh_aes_init_put(seq_add(seq, CMH_CORE_AES, CMH_AES_CMD_INIT), &init);
}

static inline void aes_aad(struct seq *seq, uint32_t cmd, uint32_t off, uint32_t len)
{
	cmh_aes_aad_final_put(seq_add(seq, CMH_CORE_AES, cmd),
			      &(struct cmh_aes_aad_final){ .data = AT(off), .datalen = len });
}

static inline void aes_update(struct seq *seq, uint32_t in, uint32_t out, uint32_t len)
{
	cmh_aes_update_put(
		seq_add(seq, CMH_CORE_AES, CMH_AES_CMD_UPDATE),
		&(struct cmh_aes_update){ .input = AT(in), .output = AT(out), .iolen = len });
}

static inline void aes_final(struct seq *seq, uint32_t in, uint32_t out, uint32_t len, uint32_t tag,
			     uint32_t tag_len)
{
	cmh_aes_final_put(seq_add(seq, CMH_CORE_AES, CMH_AES_CMD_FINAL),
			  &(struct cmh_aes_final){ .input = len ? AT(in) : 0,
						   .output = len ? AT(out) : 0,
						   .tag = tag_len ? AT(tag) : 0,
						   .iolen = len,
						   .taglen = tag_len });
}

#endif
