// SPDX-License-Identifier: Apache-2.0
/* hc.c - hash cores (HC, SM3): whole digests, and pieces with the saved context before and after;
 * HMAC and KMAC.
 *
 * The SM3 core's payloads are laid out as the HC core's; its command numbers differ. */
#include <string.h>

#include <cmh/abi/hc.h>
#include <cmh/abi/sm3.h>
#include <cmh/abi/sys.h>

#include "dev/error.h"
#include "op/op.h"
#include "op/sp800_185.h"

struct hash_core {
	uint32_t id, init, update, final, save, restore;
	uint32_t context;
};

static const struct hash_core hc = {
	CMH_CORE_HC,     CMH_HC_CMD_INIT,    CMH_HC_CMD_UPDATE,   CMH_HC_CMD_FINAL,
	CMH_HC_CMD_SAVE, CMH_HC_CMD_RESTORE, CMH_HC_CONTEXT_SIZE,
};

static const struct hash_core sm3 = {
	CMH_CORE_SM3,     CMH_SM3_CMD_INIT,    CMH_SM3_CMD_UPDATE,   CMH_SM3_CMD_FINAL,
	CMH_SM3_CMD_SAVE, CMH_SM3_CMD_RESTORE, CMH_SM3_CONTEXT_SIZE,
};

static const struct hash_core *core_of(const struct cmh_alg_info *alg)
{
	return alg->core == CMH_CORE_SM3 ? &sm3 : &hc;
}

static void cshake(struct cmh_pack *p, uint32_t mode, const void *name, uint32_t name_len,
		   const void *custom, uint32_t custom_len)
{
	struct cmh_hc_cshake v = { .customlen = custom_len, .algo = mode, .namelen = name_len };
	void *payload = pack_cmd_inline(p, CMH_CORE_HC, CMH_HC_CMD_CSHAKE, custom, custom_len);

	if (!payload) {
		v.custom = pack_in(p, custom, custom_len);
		payload = pack_cmd(p, CMH_CORE_HC, 0, CMH_HC_CMD_CSHAKE);
	}
	if (name_len)
		memcpy(v.name, name, name_len);
	cmh_hc_cshake_put(payload, &v);
}

static void init(struct cmh_pack *p, const struct cmh_alg_info *alg, const struct cmh_sqe *sqe)
{
	const struct hash_core *core = core_of(alg);
	struct cmh_hc_init v = { .algo = alg->mode };
	void *payload;

	if (alg->family == CMH_CSHAKE && (sqe->iv_len || sqe->custom_len)) {
		cshake(p, alg->mode, sqe->iv, sqe->iv_len, sqe->custom, (uint32_t)sqe->custom_len);
		return;
	}
	payload = pack_cmd(p, core->id, 0, core->init);
	if (core == &hc)
		cmh_hc_init_put(payload, &v);
}

/* Input in commands of a bounded number of whole blocks each. */
static void update_bus(struct cmh_pack *p, const struct cmh_alg_info *alg, uint64_t in, size_t len)
{
	const struct hash_core *core = core_of(alg);
	size_t most = CMH_CHUNK_MAX - CMH_CHUNK_MAX % alg->block_len;
	struct cmh_hc_update v = { .input = in };

	while (len && !p->err) {
		v.inlen = (uint32_t)(len < most ? len : most);
		cmh_hc_update_put(pack_cmd(p, core->id, 0, core->update), &v);
		v.input += v.inlen;
		len -= v.inlen;
	}
}

static void update(struct cmh_pack *p, const struct cmh_alg_info *alg, const void *in, size_t len)
{
	update_bus(p, alg, pack_in(p, in, len), len);
}

static void final_bus(struct cmh_pack *p, const struct cmh_alg_info *alg, uint64_t out, size_t len)
{
	const struct hash_core *core = core_of(alg);
	struct cmh_hc_final v = { .digest = out, .outlen = (uint32_t)len };

	cmh_hc_final_put(pack_cmd(p, core->id, 0, core->final), &v);
	pack_flush(p, core->id);
}

static void restore(struct cmh_pack *p, const struct hash_core *core, const void *context)
{
	struct cmh_hc_restore v = { .input = pack_in(p, context, core->context),
				    .inlen = core->context };

	cmh_hc_restore_put(pack_cmd(p, core->id, 0, core->restore), &v);
}

static void save(struct cmh_pack *p, const struct hash_core *core, void *context)
{
	struct cmh_hc_save v = { .output = pack_out(p, context, core->context),
				 .outlen = core->context };

	cmh_hc_save_put(pack_cmd(p, core->id, 0, core->save), &v);
	pack_flush(p, core->id);
}

static int check_out(const struct cmh_alg_info *alg, size_t out_len)
{
	if (alg->flags & (CMH_ALG_F_XOF | CMH_ALG_F_CUSTOM)) {
		if (!out_len || out_len > INT32_MAX)
			return cmh_fail(-EINVAL, "%s: output of %zu bytes: give 1 to %d", alg->name,
					out_len, INT32_MAX);
	} else if (out_len != alg->digest_len) {
		return cmh_fail(-EINVAL, "%s: output of %zu bytes, the %s has %u", alg->name,
				out_len, alg->family == CMH_MAC ? "MAC" : "digest",
				alg->digest_len);
	}
	return 0;
}

static int check_custom(const struct cmh_alg_info *alg, const struct cmh_sqe *sqe)
{
	if (sqe->iv_len > CMH_HC_NAME_MAX)
		return cmh_fail(-EMSGSIZE, "%s: name of %u bytes exceeds %d", alg->name,
				sqe->iv_len, CMH_HC_NAME_MAX);
	if (sqe->custom_len > CMH_HC_CUSTOM_MAX)
		return cmh_fail(-EMSGSIZE, "%s: customisation string of %zu bytes exceeds %d",
				alg->name, (size_t)sqe->custom_len, CMH_HC_CUSTOM_MAX);
	return 0;
}

static const struct cmh_alg_info *digest_alg(struct cmh_pack *p, const struct cmh_sqe *sqe,
					     int *err)
{
	const struct cmh_alg_info *alg = cmh_alg_get((enum cmh_alg)sqe->alg);
	bool custom = alg && alg->family == CMH_CSHAKE;

	alg = op_alg(p, sqe, custom ? CMH_CSHAKE : CMH_DIGEST, err);
	if (!*err && custom)
		*err = check_custom(alg, sqe);
	return alg;
}

int op_digest_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err;
	const struct cmh_alg_info *alg = digest_alg(p, sqe, &err);

	if (!err)
		err = check_out(alg, sqe->out_len);
	if (err)
		return err;
	init(p, alg, sqe);
	update(p, alg, sqe->in, sqe->len);
	final_bus(p, alg, pack_out(p, sqe->out, sqe->out_len), sqe->out_len);
	p->req->ok_res = (int32_t)sqe->out_len;
	return 0;
}

int op_hash_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err;
	const struct cmh_alg_info *alg = digest_alg(p, sqe, &err);

	if (!err && sqe->dir & CMH_HASH_FINAL)
		err = check_out(alg, sqe->out_len);
	if (err)
		return err;
	init(p, alg, sqe);
	if (sqe->dir & CMH_HASH_RESTORE)
		restore(p, core_of(alg), sqe->tag);
	update(p, alg, sqe->aad, sqe->aad_len);
	update(p, alg, sqe->in, sqe->len);
	if (sqe->dir & CMH_HASH_FINAL)
		final_bus(p, alg, pack_out(p, sqe->out, sqe->out_len), sqe->out_len);
	else
		save(p, core_of(alg), sqe->tag);
	return 0;
}

/* ---- HMAC ---- */

/* The longest key that fits the temporary stack. */
#define TEMP_KEY_MAX (CMH_TEMP_SIZE - CMH_TEMP_OVERHEAD)

static void plain_init(struct cmh_pack *p, uint32_t mode)
{
	struct cmh_hc_init v = { .algo = mode };

	cmh_hc_init_put(pack_cmd(p, CMH_CORE_HC, 0, CMH_HC_CMD_INIT), &v);
}

/* Puts a key where HMAC takes it from. An empty key is the same as one zero byte; one that the
 * temporary stack has no room for is hashed first, as HMAC itself does with any key of more than a
 * block. */
static void hmac_key(struct cmh_pack *p, const struct cmh_sqe *sqe, const struct cmh_alg_info *alg,
		     struct cmh_hc_hmac *v)
{
	static const uint8_t zero[1];
	struct cmh_key key = sqe->key;
	struct cmh_sys_write w = { .ref = CMH_REF_TEMP, .len = alg->digest_len };
	uint64_t bus;

	if (!key.len)
		key = (struct cmh_key){ zero, 1, 0 };
	if (!key.data || key.len <= TEMP_KEY_MAX) {
		v->key = pack_key(p, &key, CMH_CORE_HC);
		v->keylen = (uint32_t)key.len;
		return;
	}
	plain_init(p, alg->mode);
	update(p, alg, key.data, key.len);
	pack_temp(p, alg->digest_len, &bus);
	final_bus(p, alg, bus, alg->digest_len);
	w.src = bus;
	w.type = cmh_type_make(CMH_CORE_HC, CMH_TYPE_PT);
	cmh_sys_write_put(pack_cmd(p, CMH_CORE_SYS, 0, CMH_SYS_CMD_WRITE), &w);
	v->key = CMH_REF_TEMP;
	v->keylen = alg->digest_len;
}

/* A message that is too long for the keyed command: the two digests that HMAC is made of, under a
 * key of at most a block. */
static void hmac_by_digests(struct cmh_pack *p, const struct cmh_sqe *sqe,
			    const struct cmh_alg_info *alg)
{
	uint64_t inner_bus, outer_bus;
	uint8_t *inner = pack_temp(p, alg->block_len, &inner_bus);
	uint8_t *outer = pack_temp(p, alg->block_len + alg->digest_len, &outer_bus);

	if (p->err)
		return;
	if (sqe->key.len) {
		memcpy(inner, sqe->key.data, sqe->key.len);
		memcpy(outer, sqe->key.data, sqe->key.len);
	}
	for (uint32_t i = 0; i < alg->block_len; i++) {
		inner[i] ^= 0x36;
		outer[i] ^= 0x5c;
	}
	plain_init(p, alg->mode);
	update_bus(p, alg, inner_bus, alg->block_len);
	update(p, alg, sqe->in, sqe->len);
	final_bus(p, alg, outer_bus + alg->block_len, alg->digest_len);
	plain_init(p, alg->mode);
	update_bus(p, alg, outer_bus, alg->block_len + alg->digest_len);
	final_bus(p, alg, pack_out(p, sqe->out, sqe->out_len), sqe->out_len);
}

static int hmac(struct cmh_pack *p, const struct cmh_sqe *sqe, const struct cmh_alg_info *alg)
{
	struct cmh_hc_hmac v = { .algo = alg->mode };

	if (sqe->len > CMH_MAC_INPUT_MAX) {
		if (!sqe->key.data || sqe->key.len > alg->block_len)
			return op_mac_too_long(sqe, alg);
		hmac_by_digests(p, sqe, alg);
		return 0;
	}
	hmac_key(p, sqe, alg, &v);
	cmh_hc_hmac_put(pack_cmd(p, CMH_CORE_HC, 0, CMH_HC_CMD_HMAC), &v);
	update(p, alg, sqe->in, sqe->len);
	final_bus(p, alg, pack_out(p, sqe->out, sqe->out_len), sqe->out_len);
	return 0;
}

/* ---- KMAC ---- */

/* KMAC as the cSHAKE that it is: takes any length, and any key that is given as bytes. */
static void kmac_by_cshake(struct cmh_pack *p, const struct cmh_sqe *sqe,
			   const struct cmh_alg_info *alg)
{
	bool xof = alg->flags & CMH_ALG_F_XOF;
	uint64_t key_bus, end_bus;
	uint8_t *key = pack_temp(p, sp800_185_bytepad_size(sqe->key.len, alg->block_len), &key_bus);
	uint8_t *end = pack_temp(p, SP800_185_ENCODED_MAX, &end_bus);
	size_t key_len, end_len;

	if (p->err)
		return;
	key_len = sp800_185_bytepad(key, sqe->key.data, sqe->key.len, alg->block_len);
	end_len = sp800_185_right_encode(end, xof ? 0 : (uint64_t)sqe->out_len * 8);
	cshake(p, alg->mode, "KMAC", 4, sqe->custom, (uint32_t)sqe->custom_len);
	update_bus(p, alg, key_bus, key_len);
	update(p, alg, sqe->in, sqe->len);
	update_bus(p, alg, end_bus, end_len);
	final_bus(p, alg, pack_out(p, sqe->out, sqe->out_len), sqe->out_len);
}

static int kmac(struct cmh_pack *p, const struct cmh_sqe *sqe, const struct cmh_alg_info *alg)
{
	bool xof = alg->flags & CMH_ALG_F_XOF;
	struct cmh_hc_kmac v = {
		.keylen = (uint32_t)sqe->key.len,
		.customlen = (uint32_t)sqe->custom_len,
		.algo = alg->mode,
		.outlen = xof ? 0 : (uint32_t)sqe->out_len,
	};
	void *payload;

	if (sqe->key.data &&
	    (xof || !sqe->key.len || sqe->key.len > TEMP_KEY_MAX || sqe->len > CMH_MAC_INPUT_MAX)) {
		kmac_by_cshake(p, sqe, alg);
		return 0;
	}
	if (sqe->len > CMH_MAC_INPUT_MAX)
		return op_mac_too_long(sqe, alg);
	v.key = pack_key(p, &sqe->key, CMH_CORE_HC);
	payload = pack_cmd_inline(p, CMH_CORE_HC, CMH_HC_CMD_KMAC, sqe->custom, sqe->custom_len);
	if (!payload) {
		v.custom = pack_in(p, sqe->custom, sqe->custom_len);
		payload = pack_cmd(p, CMH_CORE_HC, 0, CMH_HC_CMD_KMAC);
	}
	cmh_hc_kmac_put(payload, &v);
	update(p, alg, sqe->in, sqe->len);
	final_bus(p, alg, pack_out(p, sqe->out, sqe->out_len), sqe->out_len);
	return 0;
}

int hc_mac_pack(struct cmh_pack *p, const struct cmh_sqe *sqe, const struct cmh_alg_info *alg)
{
	int err = check_out(alg, sqe->out_len);

	if (err)
		return err;
	if (!(alg->flags & CMH_ALG_F_CUSTOM))
		return hmac(p, sqe, alg);
	err = check_custom(alg, sqe);
	return err ? err : kmac(p, sqe, alg);
}
