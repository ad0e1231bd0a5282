// SPDX-License-Identifier: Apache-2.0
/* ccp.c - CCP core: ChaCha20, Poly1305 and both together as VCQ commands (RFC 8439). */
#include <string.h>

#include <cmh/abi/ccp.h>
#include <cmh/abi/sys.h>

#include "dev/error.h"
#include "op/op.h"

/* FINAL and FLUSH. */
static void finish(struct cmh_pack *p, const struct cmh_ccp_final *v)
{
	cmh_ccp_final_put(pack_cmd(p, CMH_CORE_CCP, 0, CMH_CCP_CMD_FINAL), v);
	pack_flush(p, CMH_CORE_CCP);
}

/* ---- ChaCha20 ---- */

static void chacha(struct cmh_pack *p, const struct cmh_sqe *sqe, uint32_t counter, uint64_t in,
		   uint64_t out, size_t len)
{
	struct cmh_ccp_chacha20_init v = {
		.key = pack_key(p, &sqe->key, CMH_CORE_CCP),
		.keylen = CMH_CCP_KEY_SIZE,
		.ctrnoncelen = CMH_CCP_CTRNONCE_SIZE,
		.ctrlen = CMH_CCP_CTR_SIZE,
		.op = sqe->dir,
	};
	struct cmh_ccp_final final = { .input = in, .output = out, .iolen = (uint32_t)len };
	uint8_t *iv = pack_scratch(p, CMH_CCP_CTRNONCE_SIZE, &v.ctrnonce);

	memcpy(iv, sqe->iv, CMH_CCP_CTRNONCE_SIZE);
	cmh_put_le32(iv, counter);
	cmh_ccp_chacha20_init_put(pack_cmd(p, CMH_CORE_CCP, 0, CMH_CCP_CMD_CHACHA20_INIT), &v);
	finish(p, &final);
}

/* The text, then a block of key stream if that is asked for: the core takes all of a message at
 * once. */
int ccp_cipher_pack(struct cmh_pack *p, const struct cmh_sqe *sqe, const struct cmh_alg_info *alg)
{
	static const uint8_t zeros[CMH_CHACHA_BLOCK];
	uint64_t in, out, blocks = (sqe->len + CMH_CHACHA_BLOCK - 1) / CMH_CHACHA_BLOCK;
	uint32_t counter = cmh_get_le32(sqe->iv);

	if (sqe->len > CMH_AEAD_MAX)
		return cmh_fail(-EMSGSIZE, "%s: %zu bytes exceed %u; use cmh_cipher_ctx", alg->name,
				sqe->len, CMH_AEAD_MAX);
	if (blocks > (1ull << 32) - counter)
		return cmh_fail(-EMSGSIZE, "%s: %zu bytes from counter %u on; use cmh_cipher_ctx",
				alg->name, sqe->len, counter);
	if (sqe->len) {
		pack_inout(p, sqe->in, sqe->out, sqe->len, &in, &out);
		chacha(p, sqe, counter, in, out, sqe->len);
	}
	if (sqe->tail) {
		in = pack_in(p, zeros, sizeof(zeros));
		out = pack_out(p, sqe->tail, sizeof(zeros));
		chacha(p, sqe, counter + (uint32_t)blocks, in, out, sizeof(zeros));
	}
	if (!sqe->len && !sqe->tail)
		pack_flush(p, CMH_CORE_CCP); /* nothing to do, but a request it is */
	return 0;
}

/* ---- Poly1305 ---- */

/* The core takes r from the top of the temporary stack and s from below. */
int ccp_mac_pack(struct cmh_pack *p, const struct cmh_sqe *sqe, const struct cmh_alg_info *alg)
{
	struct cmh_ccp_poly1305_init v = {
		.rkeylen = CMH_CCP_POLY_KEY_SIZE,
		.skeylen = CMH_CCP_POLY_KEY_SIZE,
	};
	struct cmh_ccp_final final = { .iolen = (uint32_t)sqe->len, .taglen = CMH_CCP_TAG_SIZE };
	const uint8_t *key = sqe->key.data;

	if (sqe->len > CMH_MAC_INPUT_MAX)
		return op_mac_too_long(sqe, alg);
	if (!key)
		return cmh_fail(-EINVAL, "%s: its key is two for the core; give bytes", alg->name);
	v.skey = pack_key(
		p, &(struct cmh_key){ key + CMH_CCP_POLY_KEY_SIZE, CMH_CCP_POLY_KEY_SIZE, 0 },
		CMH_CORE_CCP);
	v.rkey = pack_key(p, &(struct cmh_key){ key, CMH_CCP_POLY_KEY_SIZE, 0 }, CMH_CORE_CCP);
	cmh_ccp_poly1305_init_put(pack_cmd(p, CMH_CORE_CCP, 0, CMH_CCP_CMD_POLY1305_INIT), &v);
	final.input = pack_in(p, sqe->in, sqe->len);
	final.tag = pack_out(p, sqe->out, CMH_CCP_TAG_SIZE);
	finish(p, &final);
	return 0;
}

/* ---- ChaCha20-Poly1305 ---- */

void ccp_aead_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct cmh_ccp_aead_init v = {
		.key = pack_key(p, &sqe->key, CMH_CORE_CCP),
		.keylen = CMH_CCP_KEY_SIZE,
		.ctrnoncelen = CMH_CCP_CTRNONCE_SIZE,
		.op = sqe->dir,
	};
	struct cmh_ccp_final final = { .iolen = (uint32_t)sqe->len, .taglen = CMH_CCP_TAG_SIZE };
	uint8_t *iv = pack_scratch(p, CMH_CCP_CTRNONCE_SIZE, &v.ctrnonce);

	memset(iv, 0, CMH_CCP_CTR_SIZE);
	memcpy(iv + CMH_CCP_CTR_SIZE, sqe->iv, CMH_CCP_NONCE_SIZE);
	cmh_ccp_aead_init_put(pack_cmd(p, CMH_CORE_CCP, 0, CMH_CCP_CMD_AEAD_INIT), &v);
	if (sqe->aad_len) {
		struct cmh_ccp_aad_final aad = { .aad = pack_in(p, sqe->aad, sqe->aad_len),
						 .aadlen = (uint32_t)sqe->aad_len };

		cmh_ccp_aad_final_put(pack_cmd(p, CMH_CORE_CCP, 0, CMH_CCP_CMD_AAD_FINAL), &aad);
	}
	pack_inout(p, sqe->in, sqe->out, sqe->len, &final.input, &final.output);
	final.tag = sqe->dir == CMH_ENCRYPT ? pack_out(p, sqe->tag, CMH_CCP_TAG_SIZE) :
					      pack_in(p, sqe->tag, CMH_CCP_TAG_SIZE);
	finish(p, &final);
}
