// SPDX-License-Identifier: Apache-2.0
/* aead.c - authenticated ciphers as VCQ commands: GCM and CCM on the AES and SM4 cores; and what
 * those cores refuse or lack, put together from their ECB, CBC and CTR. */
#include <string.h>

#include <openssl/crypto.h>

#include "dev/error.h"
#include "op/aead.h"
#include "op/block.h"

static bool tag_ok(const struct cmh_alg_info *alg, uint32_t mode, size_t len)
{
	if (alg->core == CMH_CORE_CCP)
		return len == 16;
	if (mode == CMH_AES_MODE_CCM)
		return len >= 4 && len <= 16 && len % 2 == 0;
	if (alg->core == CMH_CORE_SM4)
		return len == 16;
	return len == 4 || len == 8 || (len >= 12 && len <= 16);
}

int aead_check(const struct cmh_alg_info *alg, const struct cmh_sqe *sqe)
{
	uint32_t mode = alg->core == CMH_CORE_CCP ? 0 : block_mode(alg);
	bool ccm = mode == CMH_AES_MODE_CCM;
	uint32_t len_bytes = 15 - sqe->iv_len; /* CCM's length field */
	int err = block_check_key(alg, sqe);

	if (err)
		return err;
	if (ccm ? sqe->iv_len < 7 || sqe->iv_len > 13 : sqe->iv_len != alg->iv_len)
		return cmh_fail(-EINVAL, "%s: nonce of %u bytes, the core takes %s", alg->name,
				sqe->iv_len, ccm ? "7 to 13" : "12");
	if (!tag_ok(alg, mode, sqe->out_len))
		return cmh_fail(-EINVAL, "%s: tag of %zu bytes: give %s", alg->name, sqe->out_len,
				ccm                       ? "4, 6, ... 16" :
				alg->core == CMH_CORE_AES ? "4, 8 or 12 to 16" :
							    "16");
	if (ccm && len_bytes < 4 && sqe->len >> 8 * len_bytes)
		return cmh_fail(-EMSGSIZE, "%s: %zu bytes are too many for a nonce of %u bytes",
				alg->name, sqe->len, sqe->iv_len);
	return 0;
}

/* The tag is computed into scratch, completion does the rest. */
static void *tag_in_scratch(struct cmh_pack *p, const struct cmh_sqe *sqe, uint64_t *bus)
{
	struct cmh_req_end *end = &p->req->end;

	end->tag_at = (uint8_t)p->scratch;
	end->tag_len = (uint8_t)sqe->out_len;
	end->open = sqe->dir == CMH_DECRYPT;
	p->req->tag = sqe->tag;
	p->req->out = sqe->out;
	p->req->out_len = sqe->len;
	return pack_scratch(p, BLOCK, bus);
}

int op_aead_finish(struct cmh_mbx *mbx, struct cmh_req *req)
{
	uint8_t *tag;
	uint64_t bus;

	if (!req->end.tag_len)
		return req->ok_res;
	tag = mbx_scratch(mbx, req->first, &bus) + req->end.tag_at;
	if (req->end.summed)
		for (int i = 0; i < BLOCK; i++)
			tag[i] ^= req->sum[i];
	if (!req->end.open) {
		memcpy(req->tag, tag, req->end.tag_len);
	} else if (CRYPTO_memcmp(req->tag, tag, req->end.tag_len)) {
		if (req->out_len)
			explicit_bzero(req->out, req->out_len);
		return -EBADMSG;
	}
	return req->ok_res;
}

/* ---- GCM ---- */

/* The core refuses a message without AAD and text: its tag is E(J0), computed in ECB. */
static void empty_gcm(struct cmh_pack *p, const struct cmh_sqe *sqe, uint32_t core)
{
	struct cmh_aes_init init = {
		.key = pack_key(p, &sqe->key, core),
		.keylen = (uint32_t)sqe->key.len,
		.mode = CMH_AES_MODE_ECB,
		.op = CMH_AES_OP_ENCRYPT,
		.iolen = BLOCK,
	};
	struct cmh_aes_final final = { .iolen = BLOCK };
	uint8_t *j0 = pack_scratch(p, BLOCK, &final.input);

	tag_in_scratch(p, sqe, &final.output);
	memcpy(j0, sqe->iv, 12);
	memcpy(j0 + 12, "\0\0\0\1", 4);
	block_init(p, core, &init);
	block_final(p, core, &final);
}

/* ---- CCM by hand ---- */

/* B0, the length of the AAD and the AAD, padded. Returns the length, which out has room for when it is
 * NULL. */
static size_t ccm_head(uint8_t *out, const struct cmh_sqe *sqe)
{
	uint8_t start[CCM_START_MAX];
	size_t at = ccm_start(start, sqe);

	if (out) {
		memcpy(out, start, at);
		if (sqe->aad_len)
			memcpy(out + at, sqe->aad, sqe->aad_len);
	}
	return (at + sqe->aad_len + BLOCK - 1) / BLOCK * BLOCK;
}

static void by_hand_init(struct cmh_pack *p, const struct cmh_sqe *sqe, uint32_t core,
			 uint32_t mode, uint64_t iv, size_t len)
{
	struct cmh_aes_init v = {
		.key = pack_key(p, &sqe->key, core),
		.iv = iv,
		.keylen = (uint32_t)sqe->key.len,
		.ivlen = BLOCK,
		.mode = mode,
		.op = CMH_AES_OP_ENCRYPT,
		.iolen = core == CMH_CORE_SM4 ? (uint32_t)len : 0,
	};

	block_init(p, core, &v);
}

/* S0 into scratch, then the text. */
static void by_hand_ctr(struct cmh_pack *p, const struct cmh_sqe *sqe, uint32_t core, uint64_t in,
			uint64_t out)
{
	struct cmh_aes_final final = { .input = in, .output = out, .iolen = (uint32_t)sqe->len };
	uint64_t a0_bus, zeros_bus, s0_bus;
	uint8_t *a0 = pack_scratch(p, BLOCK, &a0_bus);
	uint8_t *zeros = pack_scratch(p, BLOCK, &zeros_bus);

	memset(a0, 0, BLOCK);
	a0[0] = (uint8_t)(BLOCK - 2 - sqe->iv_len);
	memcpy(a0 + 1, sqe->iv, sqe->iv_len);
	memset(zeros, 0, BLOCK);
	tag_in_scratch(p, sqe, &s0_bus);
	by_hand_init(p, sqe, core, CMH_AES_MODE_CTR, a0_bus, BLOCK + sqe->len);
	if (sqe->len)
		block_update(p, core, zeros_bus, s0_bus, BLOCK);
	else
		final = (struct cmh_aes_final){ .input = zeros_bus,
						.output = s0_bus,
						.iolen = BLOCK };
	block_final(p, core, &final);
}

/* CBC over what is authenticated, whose last block completion takes for the sum; and CTR over the
 * text, before that when decrypting. */
static void ccm_by_hand(struct cmh_pack *p, const struct cmh_sqe *sqe, uint32_t core)
{
	size_t head_len = ccm_head(NULL, sqe), len = (sqe->len + BLOCK - 1) / BLOCK * BLOCK;
	size_t most = head_len > len ? head_len : len;
	bool dec = sqe->dir == CMH_DECRYPT;
	uint64_t head_bus, text_bus = 0, sum_bus, iv_bus, in = 0, out = 0;
	uint8_t *head = pack_temp(p, head_len, &head_bus), *sum, *text = NULL;
	struct cmh_aes_final final;

	sum = pack_temp(p, most, &sum_bus);
	if (len)
		text = pack_temp(p, len, &text_bus);
	if (p->err)
		return;
	if (dec && len) { /* given out when the tag is right */
		p->req->bounces->user = sqe->out;
		p->req->bounces->len = sqe->len;
	}
	ccm_head(head, sqe);
	if (!dec && sqe->len)
		memcpy(text, sqe->in, sqe->len);
	memset(pack_scratch(p, BLOCK, &iv_bus), 0, BLOCK);
	if (dec) {
		in = pack_in(p, sqe->in, sqe->len);
		by_hand_ctr(p, sqe, core, in, text_bus);
	}
	by_hand_init(p, sqe, core, CMH_AES_MODE_CBC, iv_bus, head_len + len);
	if (len)
		block_update(p, core, head_bus, sum_bus, head_len);
	final = (struct cmh_aes_final){ .input = len ? text_bus : head_bus,
					.output = sum_bus,
					.iolen = (uint32_t)(len ? len : head_len) };
	block_final(p, core, &final);
	p->req->sum = sum + final.iolen - BLOCK;
	p->req->end.summed = true;
	if (!dec) {
		out = pack_out(p, sqe->out, sqe->len);
		by_hand_ctr(p, sqe, core, text_bus, out);
	}
}

/* ---- all ---- */

static void by_core(struct cmh_pack *p, const struct cmh_sqe *sqe, uint32_t core, uint32_t mode)
{
	struct cmh_aes_init init = {
		.key = pack_key(p, &sqe->key, core),
		.keylen = (uint32_t)sqe->key.len,
		.ivlen = mode == CMH_AES_MODE_CCM ? sqe->iv_len : CMH_AES_IV_SIZE,
		.mode = mode,
		.op = sqe->dir,
		.aadlen = (uint32_t)sqe->aad_len,
		.iolen = (uint32_t)sqe->len,
		.taglen = (uint32_t)sqe->out_len,
	};
	struct cmh_aes_final final = { .iolen = init.iolen, .taglen = init.taglen };
	uint8_t *iv = pack_scratch(p, CMH_AES_IV_SIZE, &init.iv);

	memset(iv, 0, CMH_AES_IV_SIZE);
	memcpy(iv, sqe->iv, sqe->iv_len);
	if (mode == CMH_AES_MODE_CCM)
		block_ccm_init(p, core, &init);
	else
		block_init(p, core, &init);
	if (sqe->aad_len)
		block_aad(p, core, pack_in(p, sqe->aad, sqe->aad_len), sqe->aad_len);
	pack_inout(p, sqe->in, sqe->out, sqe->len, &final.input, &final.output);
	final.tag = sqe->dir == CMH_ENCRYPT ? pack_out(p, sqe->tag, sqe->out_len) :
					      pack_in(p, sqe->tag, sqe->out_len);
	block_final(p, core, &final);
}

int op_aead_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err;
	const struct cmh_alg_info *alg = op_alg(p, sqe, CMH_AEAD, &err);
	bool empty = !sqe->len && !sqe->aad_len;
	uint32_t mode = 0;

	if (!err)
		err = aead_check(alg, sqe);
	if (!err && aead_is_long(sqe->len, sqe->aad_len))
		err = cmh_fail(-EMSGSIZE,
			       "%s: %zu bytes of text and %zu of AAD exceed %u; use %s", alg->name,
			       sqe->len, sqe->aad_len, CMH_AEAD_MAX,
			       aead_is_ccm(alg) ? "cmh_aead()" : "cmh_cipher_ctx");
	if (err)
		return err;
	if (alg->core != CMH_CORE_CCP)
		mode = block_mode(alg);
	p->req->ok_res = (int32_t)sqe->len;
	if (mode == CMH_AES_MODE_GCM && empty) {
		empty_gcm(p, sqe, alg->core);
		return 0;
	}
	if (mode == CMH_AES_MODE_CCM &&
	    (empty || (alg->core == CMH_CORE_AES && sqe->out_len == 10))) {
		ccm_by_hand(p, sqe, alg->core);
		return 0;
	}
	if (alg->core == CMH_CORE_CCP)
		ccp_aead_pack(p, sqe);
	else
		by_core(p, sqe, alg->core, mode);
	if (sqe->dir == CMH_DECRYPT) {
		p->req->end.device_checks = true;
		p->req->out = sqe->out;
		p->req->out_len = sqe->len;
	}
	return 0;
}
