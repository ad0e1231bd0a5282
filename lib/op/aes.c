// SPDX-License-Identifier: Apache-2.0
/* aes.c - AES core: ECB, CBC, CTR, GCM as VCQ commands. */
#include <string.h>

#include <openssl/crypto.h>

#include <cmh/abi/aes.h>

#include "dev/error.h"
#include "op/op.h"

#define BLOCK CMH_AES_BLOCK_SIZE

static int check_key(const struct cmh_alg_info *alg, const struct cmh_sqe *sqe)
{
	if (sqe->key.len != alg->key_len)
		return cmh_fail(-EINVAL, "%s: key of %zu bytes, %u expected", alg->name, sqe->key.len,
				alg->key_len);
	if (sqe->dir != CMH_ENCRYPT && sqe->dir != CMH_DECRYPT)
		return cmh_fail(-EINVAL, "%s: direction %u is neither CMH_ENCRYPT nor CMH_DECRYPT",
				alg->name, sqe->dir);
	return 0;
}

static uint64_t get_be64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, 8);
	return __builtin_bswap64(cmh_get_le64(&v));
}

static void put_be64(uint8_t *p, uint64_t v)
{
	cmh_put_le64(p, __builtin_bswap64(v));
}

/* ---- ECB, CBC, CTR ----
 *
 * A run is WRITE key, INIT, UPDATE..., FINAL, FLUSH. The core's counter has 64 bits, so a CTR
 * text whose counter wraps there becomes two runs. */

struct run {
	struct cmh_pack *p;
	const struct cmh_sqe *sqe;
	const struct cmh_alg_info *alg;
	uint8_t iv[BLOCK];
	uint64_t left; /* CTR: blocks until the low half of the counter wraps; 0: 2^64 */
	bool open;
	struct cmh_aes_update last; /* not written yet: the last one of a run becomes FINAL */
};

static void run_open(struct run *r)
{
	struct cmh_aes_init v = {
		.key = pack_key(r->p, &r->sqe->key, CMH_CORE_AES),
		.keylen = (uint32_t)r->sqe->key.len,
		.ivlen = r->alg->iv_len,
		.mode = r->alg->mode,
		.op = r->sqe->dir,
	};

	if (v.ivlen)
		memcpy(pack_scratch(r->p, BLOCK, &v.iv), r->iv, BLOCK);
	cmh_aes_init_put(pack_cmd(r->p, CMH_CORE_AES, 0, CMH_AES_CMD_INIT), &v);
	r->open = true;
	r->last.iolen = 0;
}

static void run_close(struct run *r)
{
	struct cmh_aes_final v = { .input = r->last.input, .output = r->last.output,
				   .iolen = r->last.iolen };

	cmh_aes_final_put(pack_cmd(r->p, CMH_CORE_AES, 0, CMH_AES_CMD_FINAL), &v);
	pack_flush(r->p, CMH_CORE_AES);
	r->open = false;
}

static void run_piece(struct run *r, uint64_t in, uint64_t out, uint32_t len)
{
	if (!r->open)
		run_open(r);
	else
		cmh_aes_update_put(pack_cmd(r->p, CMH_CORE_AES, 0, CMH_AES_CMD_UPDATE), &r->last);
	r->last = (struct cmh_aes_update){ in, out, len };
}

/* Text in commands of bounded size, cut where the counter wraps. */
static void run_text(struct run *r, uint64_t in, uint64_t out, size_t len)
{
	while (len && !r->p->err) {
		size_t n = len < CMH_CHUNK_MAX ? len : CMH_CHUNK_MAX;

		if (r->left && (n + BLOCK - 1) / BLOCK > r->left)
			n = (size_t)r->left * BLOCK;
		run_piece(r, in, out, (uint32_t)n);
		in += n;
		out += n;
		len -= n;
		if (r->left && !(r->left -= (n + BLOCK - 1) / BLOCK)) {
			run_close(r);
			put_be64(r->iv, get_be64(r->iv) + 1);
			put_be64(r->iv + 8, 0);
		}
	}
}

/* One block of key stream: the encryption of zeros at the counter. */
static void run_keystream(struct run *r, void *out)
{
	static const uint8_t zeros[BLOCK];
	uint64_t in = pack_in(r->p, zeros, BLOCK);

	run_text(r, in, pack_out(r->p, out, BLOCK), BLOCK);
}

int op_cipher_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct run r = { .p = p, .sqe = sqe };
	uint64_t in, out;
	int err;

	r.alg = op_alg(p, sqe, CMH_CIPHER, &err);
	if (!err)
		err = check_key(r.alg, sqe);
	if (err)
		return err;
	if (sqe->len % r.alg->block_len)
		return cmh_fail(-EINVAL, "%s: %zu bytes: give a multiple of %u", r.alg->name, sqe->len,
				r.alg->block_len);
	if (sqe->len > CMH_CIPHER_MAX)
		return cmh_fail(-EMSGSIZE, "%s: %zu bytes exceed %u; use cmh_cipher_ctx", r.alg->name,
				sqe->len, CMH_CIPHER_MAX);
	p->req->ok_res = (int32_t)sqe->len;
	if (r.alg->iv_len)
		memcpy(r.iv, sqe->iv, BLOCK);
	if (r.alg->mode == CMH_AES_MODE_CTR)
		r.left = 0 - get_be64(r.iv + 8);
	if (sqe->head)
		run_keystream(&r, sqe->head);
	pack_inout(p, sqe->in, sqe->out, sqe->len, &in, &out);
	run_text(&r, in, out, sqe->len);
	if (sqe->tail)
		run_keystream(&r, sqe->tail);
	if (r.open)
		run_close(&r);
	else if (!sqe->len && !sqe->head && !sqe->tail)
		pack_flush(p, CMH_CORE_AES); /* nothing to do, but a request it is */
	return 0;
}

/* ---- GCM ---- */

static int check_aead(const struct cmh_alg_info *alg, const struct cmh_sqe *sqe)
{
	size_t tag = sqe->out_len;
	int err = check_key(alg, sqe);

	if (err)
		return err;
	if (sqe->iv_len != alg->iv_len)
		return cmh_fail(-EINVAL, "%s: nonce of %u bytes, the core takes %u", alg->name,
				sqe->iv_len, alg->iv_len);
	if (tag != 4 && tag != 8 && (tag < 12 || tag > 16))
		return cmh_fail(-EINVAL, "%s: tag of %zu bytes: give 4, 8 or 12 to 16", alg->name, tag);
	if (sqe->len > CMH_AEAD_MAX || sqe->aad_len > CMH_AEAD_MAX - sqe->len)
		return cmh_fail(-EMSGSIZE,
				"%s: %zu bytes of text and %zu of AAD exceed %u; use cmh_cipher_ctx",
				alg->name, sqe->len, sqe->aad_len, CMH_AEAD_MAX);
	return 0;
}

/* The core refuses a message without AAD and text: its tag is E(J0), computed in ECB. */
static void pack_empty_gcm(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct cmh_aes_init init = {
		.key = pack_key(p, &sqe->key, CMH_CORE_AES),
		.keylen = (uint32_t)sqe->key.len,
		.mode = CMH_AES_MODE_ECB,
		.op = CMH_AES_OP_ENCRYPT,
		.iolen = BLOCK,
	};
	struct cmh_aes_final final = { .iolen = BLOCK };
	uint8_t *j0 = pack_scratch(p, BLOCK, &final.input);

	p->req->end.tag_at = (uint8_t)p->scratch;
	pack_scratch(p, BLOCK, &final.output);
	memcpy(j0, sqe->iv, 12);
	memcpy(j0 + 12, "\0\0\0\1", 4);
	cmh_aes_init_put(pack_cmd(p, CMH_CORE_AES, 0, CMH_AES_CMD_INIT), &init);
	cmh_aes_final_put(pack_cmd(p, CMH_CORE_AES, 0, CMH_AES_CMD_FINAL), &final);
	pack_flush(p, CMH_CORE_AES);
	p->req->tag = sqe->tag;
	p->req->end.tag_len = (uint8_t)sqe->out_len;
	p->req->end.open = sqe->dir == CMH_DECRYPT;
}

int op_aead_finish(struct cmh_mbx *mbx, struct cmh_req *req)
{
	uint64_t bus;
	const uint8_t *tag;

	if (!req->end.tag_len)
		return req->ok_res;
	tag = mbx_scratch(mbx, req->first, &bus) + req->end.tag_at;
	if (!req->end.open)
		memcpy(req->tag, tag, req->end.tag_len);
	else if (CRYPTO_memcmp(req->tag, tag, req->end.tag_len))
		return -EBADMSG;
	return req->ok_res;
}

int op_aead_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err;
	const struct cmh_alg_info *alg = op_alg(p, sqe, CMH_AEAD, &err);
	struct cmh_aes_init init;
	struct cmh_aes_final final = { 0 };
	uint8_t *iv;

	if (!err)
		err = check_aead(alg, sqe);
	if (err)
		return err;
	p->req->ok_res = (int32_t)sqe->len;
	if (!sqe->len && !sqe->aad_len) {
		pack_empty_gcm(p, sqe);
		return 0;
	}
	init = (struct cmh_aes_init){
		.key = pack_key(p, &sqe->key, CMH_CORE_AES),
		.keylen = (uint32_t)sqe->key.len,
		.ivlen = CMH_AES_IV_SIZE,
		.mode = alg->mode,
		.op = sqe->dir,
		.aadlen = (uint32_t)sqe->aad_len,
		.iolen = (uint32_t)sqe->len,
		.taglen = (uint32_t)sqe->out_len,
	};
	iv = pack_scratch(p, CMH_AES_IV_SIZE, &init.iv);
	memcpy(iv, sqe->iv, 12);
	memset(iv + 12, 0, 4);
	cmh_aes_init_put(pack_cmd(p, CMH_CORE_AES, 0, CMH_AES_CMD_INIT), &init);
	if (sqe->aad_len) {
		struct cmh_aes_aad_final aad = { .data = pack_in(p, sqe->aad, sqe->aad_len),
						 .datalen = (uint32_t)sqe->aad_len };

		cmh_aes_aad_final_put(pack_cmd(p, CMH_CORE_AES, 0, CMH_AES_CMD_AAD_FINAL), &aad);
	}
	pack_inout(p, sqe->in, sqe->out, sqe->len, &final.input, &final.output);
	final.iolen = (uint32_t)sqe->len;
	final.taglen = (uint32_t)sqe->out_len;
	final.tag = sqe->dir == CMH_ENCRYPT ? pack_out(p, sqe->tag, sqe->out_len)
					    : pack_in(p, sqe->tag, sqe->out_len);
	cmh_aes_final_put(pack_cmd(p, CMH_CORE_AES, 0, CMH_AES_CMD_FINAL), &final);
	pack_flush(p, CMH_CORE_AES);
	if (sqe->dir == CMH_DECRYPT) {
		p->req->end.device_checks = true;
		p->req->out = sqe->out;
		p->req->out_len = sqe->len;
	}
	return 0;
}
