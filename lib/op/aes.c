// SPDX-License-Identifier: Apache-2.0
/* aes.c - AES and SM4 cores: ECB, CBC, CTR, CFB, XTS, and CMAC and XCBC, as VCQ commands. */
#include <string.h>

#include "dev/error.h"
#include "op/block.h"

static uint64_t get_be64(const uint8_t *p)
{
	return __builtin_bswap64(cmh_get_le64(p));
}

static void put_be64(uint8_t *p, uint64_t v)
{
	cmh_put_le64(p, __builtin_bswap64(v));
}

/* ---- ECB, CBC, CTR, CFB ----
 *
 * A run is WRITE key, INIT, UPDATE..., FINAL, FLUSH. The core's counter has 64 bits, so a CTR
 * text whose counter wraps there becomes two runs. */

struct run {
	struct cmh_pack *p;
	const struct cmh_sqe *sqe;
	const struct cmh_alg_info *alg;
	uint32_t mode;
	uint8_t iv[BLOCK];
	uint64_t todo; /* bytes of this run and those behind it */
	uint64_t left; /* CTR: blocks until the low half of the counter wraps; 0: 2^64 */
	bool open;
	struct cmh_aes_update last; /* not written yet: the last one of a run becomes FINAL */
};

/* Bytes of the run that opens now; only the SM4 core wants to know. */
static uint32_t run_len(const struct run *r)
{
	uint64_t len = r->todo;

	if (r->alg->core == CMH_CORE_AES)
		return 0;
	if (r->left && (len + BLOCK - 1) / BLOCK > r->left)
		len = r->left * BLOCK;
	return (uint32_t)len;
}

static void run_open(struct run *r)
{
	struct cmh_aes_init v = {
		.key = pack_key(r->p, &r->sqe->key, r->alg->core),
		.keylen = (uint32_t)r->sqe->key.len,
		.ivlen = r->alg->iv_len,
		.mode = r->mode,
		.op = r->sqe->dir,
		.iolen = run_len(r),
	};

	if (v.ivlen)
		memcpy(pack_scratch(r->p, BLOCK, &v.iv), r->iv, BLOCK);
	block_init(r->p, r->alg->core, &v);
	r->open = true;
	r->last.iolen = 0;
}

static void run_close(struct run *r)
{
	struct cmh_aes_final v = { .input = r->last.input,
				   .output = r->last.output,
				   .iolen = r->last.iolen };

	block_final(r->p, r->alg->core, &v);
	r->open = false;
}

static void run_piece(struct run *r, uint64_t in, uint64_t out, uint32_t len)
{
	if (!r->open)
		run_open(r);
	else
		block_update(r->p, r->alg->core, r->last.input, r->last.output, r->last.iolen);
	r->last = (struct cmh_aes_update){ in, out, len };
	r->todo -= len;
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

/* One block of key stream: what the mode makes of zeros. */
static void run_keystream(struct run *r, void *out)
{
	static const uint8_t zeros[BLOCK];
	uint64_t in = pack_in(r->p, zeros, BLOCK);

	run_text(r, in, pack_out(r->p, out, BLOCK), BLOCK);
}

static int check_cipher(const struct cmh_alg_info *alg, const struct cmh_sqe *sqe)
{
	int err = block_check_key(alg, sqe);

	if (err)
		return err;
	if (sqe->len % alg->block_len)
		return cmh_fail(-EINVAL, "%s: %zu bytes: give a multiple of %u", alg->name,
				sqe->len, alg->block_len);
	if (sqe->len > CMH_CIPHER_MAX)
		return cmh_fail(-EMSGSIZE, "%s: %zu bytes exceed %u; use cmh_cipher_ctx", alg->name,
				sqe->len, CMH_CIPHER_MAX);
	return 0;
}

static int cipher_pack(struct cmh_pack *p, const struct cmh_sqe *sqe,
		       const struct cmh_alg_info *alg)
{
	struct run r = { .p = p, .sqe = sqe, .alg = alg, .mode = block_mode(alg) };
	uint64_t in, out;

	r.todo = sqe->len + (sqe->head ? BLOCK : 0) + (sqe->tail ? BLOCK : 0);
	if (alg->iv_len)
		memcpy(r.iv, sqe->iv, BLOCK);
	if (r.mode == CMH_AES_MODE_CTR)
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
		pack_flush(p, alg->core); /* nothing to do, but a request it is */
	return 0;
}

/* ---- XTS ----
 *
 * The last two blocks, of which one may be a part, come together in FINAL. */

static int xts_pack(struct cmh_pack *p, const struct cmh_sqe *sqe, const struct cmh_alg_info *alg)
{
	size_t len = sqe->len, last = len % BLOCK ? BLOCK + len % BLOCK : 2 * BLOCK;
	struct cmh_aes_init v = {
		.keylen = (uint32_t)sqe->key.len,
		.ivlen = BLOCK,
		.mode = CMH_AES_MODE_XTS,
		.op = sqe->dir,
		.iolen = (uint32_t)len,
	};
	struct cmh_aes_final final = { 0 };
	uint64_t in, out;

	if (len < BLOCK)
		return cmh_fail(-EINVAL, "%s: a data unit of %zu bytes: give 16 or more", alg->name,
				len);
	v.key = pack_key(p, &sqe->key, alg->core);
	memcpy(pack_scratch(p, BLOCK, &v.iv), sqe->iv, BLOCK);
	block_init(p, alg->core, &v);
	pack_inout(p, sqe->in, sqe->out, len, &in, &out);
	if (len <= 2 * BLOCK)
		last = len;
	for (size_t n; len > last && !p->err; len -= n) {
		n = len - last < CMH_CHUNK_MAX ? len - last : CMH_CHUNK_MAX;
		block_update(p, alg->core, in, out, n);
		in += n;
		out += n;
	}
	final.input = in;
	final.output = out;
	final.iolen = (uint32_t)last;
	block_final(p, alg->core, &final);
	return 0;
}

int op_cipher_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	const struct cmh_alg_info *alg = cmh_alg_get((enum cmh_alg)sqe->alg);
	int err;

	alg = op_alg(p, sqe, alg && alg->family == CMH_XTS ? CMH_XTS : CMH_CIPHER, &err);
	if (!err)
		err = check_cipher(alg, sqe);
	if (err)
		return err;
	p->req->ok_res = (int32_t)sqe->len;
	if (alg->core == CMH_CORE_CCP)
		return ccp_cipher_pack(p, sqe, alg);
	return alg->family == CMH_XTS ? xts_pack(p, sqe, alg) : cipher_pack(p, sqe, alg);
}

/* ---- CMAC, XCBC ---- */

int block_mac_pack(struct cmh_pack *p, const struct cmh_sqe *sqe, const struct cmh_alg_info *alg)
{
	struct cmh_aes_init v = {
		.keylen = (uint32_t)sqe->key.len,
		.mode = block_mode(alg),
		.op = CMH_AES_OP_ENCRYPT,
		.aadlen = (uint32_t)sqe->len,
		.taglen = BLOCK,
	};
	struct cmh_aes_aad_final_auth auth = { .datalen = (uint32_t)sqe->len, .taglen = BLOCK };
	struct cmh_aes_final final = { .taglen = BLOCK };
	uint64_t in, tag;

	if (sqe->len > CMH_MAC_INPUT_MAX)
		return op_mac_too_long(sqe, alg);
	/* The core is known to be wrong there. */
	if (!sqe->len && alg->core == CMH_CORE_SM4)
		return cmh_fail(-EOPNOTSUPP, "%s: no empty message in one request; use cmh_mac()",
				alg->name);
	v.key = pack_key(p, &sqe->key, alg->core);
	block_init(p, alg->core, &v);
	in = pack_in(p, sqe->in, sqe->len);
	tag = pack_out(p, sqe->out, BLOCK);
	if (alg->core == CMH_CORE_AES) {
		auth.data = in;
		auth.tag = tag;
		cmh_aes_aad_final_auth_put(pack_cmd(p, alg->core, 0, CMH_AES_CMD_AAD_FINAL_AUTH),
					   &auth);
		pack_flush(p, alg->core);
		return 0;
	}
	block_aad(p, alg->core, in, sqe->len);
	final.tag = tag;
	block_final(p, alg->core, &final);
	return 0;
}
