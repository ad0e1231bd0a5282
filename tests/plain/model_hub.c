// SPDX-License-Identifier: Apache-2.0
/* model_hub.c - the whole model with its real cores: four host threads, two workers, one datastore. Digests
 * and ciphertexts must be the same on every mailbox, however the threads meet.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>

#include <openssl/sha.h>

#include "tests/unit/model_rig.h"

#define HOSTS 4
#define ROUNDS 300
#define BATCH 16
#define PART 4096u /* of the memory, per host */
#define TEXT 256u

static struct rig *rig;
static bool workers;
static _Atomic uint32_t failures;

static void expect(bool ok, const char *what, uint32_t mbx, uint32_t n)
{
	if (ok)
		return;
	fprintf(stderr, "mailbox %u, %u: %s\n", mbx, n, what);
	atomic_fetch_add(&failures, 1);
}

static uint64_t bus(uint32_t mbx, uint32_t off)
{
	return RIG_BASE + mbx * PART + off;
}

/* SHA-256 of the first len bytes of the text, to slot n of the results. */
static void push_hash(uint32_t mbx, uint32_t len, uint32_t n)
{
	struct cmh_hc_init init = { .algo = CMH_HC_ALGO_SHA2_256 };
	struct cmh_hc_update update = { .input = bus(mbx, 0), .inlen = len };
	struct cmh_hc_final final = { .digest = bus(mbx, 1024 + 32 * n), .outlen = 32 };
	struct rig_vcq vcq = rig_vcq(rig, mbx);

	cmh_hc_init_put(rig_cmd(&vcq, CMH_CORE_HC, CMH_HC_CMD_INIT), &init);
	cmh_hc_update_put(rig_cmd(&vcq, CMH_CORE_HC, CMH_HC_CMD_UPDATE), &update);
	cmh_hc_final_put(rig_cmd(&vcq, CMH_CORE_HC, CMH_HC_CMD_FINAL), &final);
	rig_cmd(&vcq, CMH_CORE_HC, CMH_VCQ_CMD_FLUSH);
	rig_push(&vcq);
}

/* AES-CBC of a buffer in place, there and back; the key comes from TEMP. */
static void push_cipher(uint32_t mbx, uint32_t op)
{
	struct cmh_sys_write key = { .ref = CMH_REF_TEMP, .src = bus(mbx, 0), .len = 16,
				     .type = CMH_CORE_AES };
	struct cmh_aes_init init = { .key = CMH_REF_TEMP, .iv = bus(mbx, 16), .keylen = 16, .ivlen = 16,
				     .mode = CMH_AES_MODE_CBC, .op = op };
	struct cmh_aes_final final = { .input = bus(mbx, 2048), .output = bus(mbx, 2048), .iolen = TEXT };
	struct rig_vcq vcq = rig_vcq(rig, mbx);

	cmh_sys_write_put(rig_cmd(&vcq, CMH_CORE_SYS, CMH_SYS_CMD_WRITE), &key);
	cmh_aes_init_put(rig_cmd(&vcq, CMH_CORE_AES, CMH_AES_CMD_INIT), &init);
	cmh_aes_final_put(rig_cmd(&vcq, CMH_CORE_AES, CMH_AES_CMD_FINAL), &final);
	rig_cmd(&vcq, CMH_CORE_AES, CMH_VCQ_CMD_FLUSH);
	rig_push(&vcq);
}

/* A datastore object, made, written and deleted. */
static void push_object(uint32_t mbx)
{
	struct cmh_sys_new new = { .cid = 1000 + mbx, .ref = bus(mbx, 2560), .len = 64 };
	struct cmh_sys_write write = { .ref = CMH_REF_LAST, .src = bus(mbx, 0), .len = 64,
				       .type = CMH_CORE_AES | CMH_TYPE_PT };
	struct cmh_sys_find find = { .cid = 1000 + mbx, .dst = bus(mbx, 2568), .len = 24 };
	struct cmh_sys_grant gone = { .ref = CMH_REF_LAST };
	struct rig_vcq vcq = rig_vcq(rig, mbx);

	cmh_sys_new_put(rig_cmd(&vcq, CMH_CORE_SYS, CMH_SYS_CMD_NEW), &new);
	cmh_sys_write_put(rig_cmd(&vcq, CMH_CORE_SYS, CMH_SYS_CMD_WRITE), &write);
	cmh_sys_find_put(rig_cmd(&vcq, CMH_CORE_SYS, CMH_SYS_CMD_FIND), &find);
	cmh_sys_grant_put(rig_cmd(&vcq, CMH_CORE_SYS, CMH_SYS_CMD_GRANT), &gone);
	rig_push(&vcq);
}

static void *host_main(void *arg)
{
	uint32_t mbx = (uintptr_t)arg, round, n;
	uint8_t *part = rig->mem + mbx * PART, want[32], text[TEXT];

	rig_start(rig, mbx, 6, 9);
	for (round = 0; round < ROUNDS; round++) {
		memset(part, round, 512);
		memset(part + 2048, round ^ 0x5a, TEXT);
		memcpy(text, part + 2048, TEXT);
		for (n = 0; n < BATCH; n++)
			push_hash(mbx, (round + n) % 512, n);
		push_cipher(mbx, CMH_AES_OP_ENCRYPT);
		push_object(mbx);
		push_cipher(mbx, CMH_AES_OP_DECRYPT);
		rig_bell(rig, mbx);
		while (rig_head(rig, mbx) != rig->tail[mbx]) {
			if (cmh_status_code(rig_status(rig, mbx)) == CMH_STATUS_ERROR) {
				expect(false, "unexpected error", mbx, rig_status(rig, mbx));
				return NULL;
			}
			if (workers || !cmh_model_run(rig->model, mbx))
				sched_yield();
		}
		for (n = 0; n < BATCH; n++) {
			SHA256(part, (round + n) % 512, want);
			expect(!memcmp(part + 1024 + 32 * n, want, 32), "wrong digest", mbx, n);
		}
		expect(!memcmp(part + 2048, text, TEXT), "not decrypted", mbx, round);
		expect(cmh_get_le64(part + 2568) == cmh_get_le64(part + 2560), "found another object", mbx,
		       round);
	}
	return NULL;
}

static void play(uint32_t threads)
{
	struct cmh_model_opts opts = { .mailboxes = HOSTS, .threads = threads, .reclaim = true };
	pthread_t host[HOSTS];
	uintptr_t i;

	rig = rig_new(&opts);
	workers = threads > 0;
	for (i = 0; i < HOSTS; i++)
		pthread_create(&host[i], NULL, host_main, (void *)i);
	for (i = 0; i < HOSTS; i++)
		pthread_join(host[i], NULL);
	rig_free(rig);
}

int main(void)
{
	play(2);
	play(0);
	return atomic_load(&failures) ? 1 : 0;
}
