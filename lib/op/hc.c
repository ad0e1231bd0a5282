// SPDX-License-Identifier: Apache-2.0
/* hc.c - hash core: whole digests, and pieces with the saved context before and after. */
#include <cmh/abi/hc.h>

#include "dev/error.h"
#include "op/op.h"

static void init(struct cmh_pack *p, const struct cmh_alg_info *alg)
{
	struct cmh_hc_init v = { .algo = alg->mode };

	cmh_hc_init_put(pack_cmd(p, CMH_CORE_HC, 0, CMH_HC_CMD_INIT), &v);
}

/* Input in commands of a bounded number of whole blocks each. */
static void update(struct cmh_pack *p, const struct cmh_alg_info *alg, const void *in, size_t len)
{
	size_t most = CMH_CHUNK_MAX - CMH_CHUNK_MAX % alg->block_len;
	struct cmh_hc_update v = { .input = pack_in(p, in, len) };

	while (len && !p->err) {
		v.inlen = (uint32_t)(len < most ? len : most);
		cmh_hc_update_put(pack_cmd(p, CMH_CORE_HC, 0, CMH_HC_CMD_UPDATE), &v);
		v.input += v.inlen;
		len -= v.inlen;
	}
}

static void final(struct cmh_pack *p, void *out, size_t len)
{
	struct cmh_hc_final v = { .digest = pack_out(p, out, len), .outlen = (uint32_t)len };

	cmh_hc_final_put(pack_cmd(p, CMH_CORE_HC, 0, CMH_HC_CMD_FINAL), &v);
}

static void restore(struct cmh_pack *p, const void *context)
{
	struct cmh_hc_restore v = { .input = pack_in(p, context, CMH_HC_CONTEXT_SIZE),
				    .inlen = CMH_HC_CONTEXT_SIZE };

	cmh_hc_restore_put(pack_cmd(p, CMH_CORE_HC, 0, CMH_HC_CMD_RESTORE), &v);
}

static void save(struct cmh_pack *p, void *context)
{
	struct cmh_hc_save v = { .output = pack_out(p, context, CMH_HC_CONTEXT_SIZE),
				 .outlen = CMH_HC_CONTEXT_SIZE };

	cmh_hc_save_put(pack_cmd(p, CMH_CORE_HC, 0, CMH_HC_CMD_SAVE), &v);
}

static int check_out(const struct cmh_alg_info *alg, size_t out_len)
{
	if (alg->flags & CMH_ALG_F_XOF) {
		if (!out_len || out_len > INT32_MAX)
			return cmh_fail(-EINVAL, "%s: output of %zu bytes: give 1 to %d", alg->name,
					out_len, INT32_MAX);
	} else if (out_len != alg->digest_len) {
		return cmh_fail(-EINVAL, "%s: output of %zu bytes, the digest has %u", alg->name,
				out_len, alg->digest_len);
	}
	return 0;
}

int op_digest_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err;
	const struct cmh_alg_info *alg = op_alg(p, sqe, CMH_DIGEST, &err);

	if (!err)
		err = check_out(alg, sqe->out_len);
	if (err)
		return err;
	init(p, alg);
	update(p, alg, sqe->in, sqe->len);
	final(p, sqe->out, sqe->out_len);
	pack_flush(p, CMH_CORE_HC);
	p->req->ok_res = (int32_t)sqe->out_len;
	return 0;
}

int op_hash_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err;
	const struct cmh_alg_info *alg = op_alg(p, sqe, CMH_DIGEST, &err);

	if (!err && sqe->dir & CMH_HASH_FINAL)
		err = check_out(alg, sqe->out_len);
	if (err)
		return err;
	init(p, alg);
	if (sqe->dir & CMH_HASH_RESTORE)
		restore(p, sqe->tag);
	update(p, alg, sqe->aad, sqe->aad_len);
	update(p, alg, sqe->in, sqe->len);
	if (sqe->dir & CMH_HASH_FINAL)
		final(p, sqe->out, sqe->out_len);
	else
		save(p, sqe->tag);
	pack_flush(p, CMH_CORE_HC);
	return 0;
}
