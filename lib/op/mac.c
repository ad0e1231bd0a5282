// SPDX-License-Identifier: Apache-2.0
/* mac.c - MACs whole and in pieces. Up to 64 KiB are gathered and go to the hub as one keyed
 * message; a longer one becomes a stream of something that the hub can interrupt and resume
 * (mac.h). */
#include <stdlib.h>
#include <string.h>

#include <cmh/abi/hc.h>
#include <cmh/hash.h>
#include <cmh/mac.h>
#include <cmh/sync.h>

#include "dev/error.h"
#include "op/mac_long.h"
#include "op/op.h"
#include "ring/ring.h"

#define ROOM_FIRST 512u

enum stage { NO_KEY, GATHERING, STREAMING, DONE, BROKEN };

struct cmh_mac_ctx {
	struct cmh_dev *dev;
	const struct cmh_alg_info *alg;
	enum stage stage;
	uint8_t *key; /* own copy, or NULL: ref */
	size_t key_len;
	uint64_t key_ref;
	uint8_t custom[CMH_HC_CUSTOM_MAX];
	uint32_t custom_len;
	uint8_t *gather; /* the message so far, in room bytes; used of them want wiping */
	size_t fill, room, used;
	struct mac_long more; /* STREAMING: the message from the start */
};

int op_mac_too_long(const struct cmh_sqe *sqe, const struct cmh_alg_info *alg)
{
	if (!sqe->key.data)
		return cmh_fail(-EMSGSIZE, "%s: %zu bytes exceed %u, the most under a stored key",
				alg->name, sqe->len, CMH_MAC_INPUT_MAX);
	return cmh_fail(-EMSGSIZE, "%s: %zu bytes exceed %u; use cmh_mac()", alg->name, sqe->len,
			CMH_MAC_INPUT_MAX);
}

static int check_key(const struct cmh_alg_info *alg, const struct cmh_key *key)
{
	if (alg->key_len && key->len != alg->key_len)
		return cmh_fail(-EINVAL, "%s: key of %zu bytes, %u expected", alg->name, key->len,
				alg->key_len);
	if (key->len > INT32_MAX || (!key->data && !key->len))
		return cmh_fail(-EINVAL, "%s: key of %zu bytes", alg->name, key->len);
	return 0;
}

static int check_out(const struct cmh_alg_info *alg, size_t out_len)
{
	bool any = alg->flags & CMH_ALG_F_CUSTOM;

	if (any ? out_len && out_len <= INT32_MAX : out_len == alg->digest_len)
		return 0;
	return cmh_fail(-EINVAL, "%s: output of %zu bytes, the MAC has %u", alg->name, out_len,
			alg->digest_len);
}

int op_mac_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err;
	const struct cmh_alg_info *alg = op_alg(p, sqe, CMH_MAC, &err);

	if (!err)
		err = check_key(alg, &sqe->key);
	if (!err && sqe->custom_len && !(alg->flags & CMH_ALG_F_CUSTOM))
		err = cmh_fail(-EINVAL, "%s takes no customisation string", alg->name);
	if (!err)
		err = check_out(alg, sqe->out_len);
	if (err)
		return err;
	p->req->ok_res = (int32_t)sqe->out_len;
	switch (alg->core) {
	case CMH_CORE_HC: return hc_mac_pack(p, sqe, alg);
	case CMH_CORE_CCP: err = ccp_mac_pack(p, sqe, alg); break;
	default: err = block_mac_pack(p, sqe, alg);
	}
	return err;
}

/* ---- a context's life ---- */

int cmh_mac_ctx_new(struct cmh_dev *dev, enum cmh_alg alg, struct cmh_mac_ctx **out)
{
	const struct cmh_alg_info *info = cmh_alg_get(alg);
	struct cmh_mac_ctx *ctx;

	if (!info || info->family != CMH_MAC)
		return cmh_fail(-EINVAL, "mac: algorithm %s is no MAC",
				info ? info->name : "of that number");
	if (cmh_dev_orphaned(dev))
		return cmh_fail(-EOWNERDEAD, "mac: the device was opened before a fork");
	if (!cmh_dev_has(dev, alg))
		return cmh_fail(-EOPNOTSUPP, "%s: this device has no %s core", info->name,
				cmh_core_name(info->core));
	ctx = calloc(1, sizeof(*ctx));
	if (!ctx)
		return cmh_fail(-ENOMEM, "mac: out of memory");
	ctx->dev = dev;
	ctx->alg = info;
	*out = ctx;
	return 0;
}

static void wipe_free(void *p, size_t len)
{
	if (p)
		explicit_bzero(p, len);
	free(p);
}

static void drop_gathered(struct cmh_mac_ctx *ctx)
{
	if (ctx->used)
		explicit_bzero(ctx->gather, ctx->used);
	ctx->fill = ctx->used = 0;
}

/* Forgets the message, keeps key and room. */
static void drop_message(struct cmh_mac_ctx *ctx)
{
	drop_gathered(ctx);
	mac_long_free(&ctx->more);
}

void cmh_mac_ctx_free(struct cmh_mac_ctx *ctx)
{
	if (!ctx)
		return;
	drop_message(ctx);
	free(ctx->gather);
	wipe_free(ctx->key, ctx->key_len);
	wipe_free(ctx, sizeof(*ctx));
}

static struct cmh_key key_of(const struct cmh_mac_ctx *ctx)
{
	return (struct cmh_key){ ctx->key, ctx->key_len, ctx->key_ref };
}

static int copy_more(struct cmh_mac_ctx *copy, const struct cmh_mac_ctx *ctx)
{
	struct cmh_key key = key_of(copy);

	return mac_long_copy(&copy->more, &ctx->more, &key);
}

int cmh_mac_ctx_dup(const struct cmh_mac_ctx *ctx, struct cmh_mac_ctx **out)
{
	struct cmh_mac_ctx *copy = malloc(sizeof(*copy));

	if (!copy)
		return cmh_fail(-ENOMEM, "mac: out of memory");
	*copy = *ctx;
	copy->key = copy->gather = NULL;
	memset(&copy->more, 0, sizeof(copy->more));
	copy->room = copy->used = 0;
	if (ctx->key) {
		copy->key = malloc(ctx->key_len + 1);
		if (!copy->key)
			goto fail;
		memcpy(copy->key, ctx->key, ctx->key_len);
	}
	if (ctx->fill) {
		copy->gather = malloc(ctx->room);
		if (!copy->gather)
			goto fail;
		copy->room = ctx->room;
		copy->used = ctx->fill;
		memcpy(copy->gather, ctx->gather, ctx->fill);
	}
	if (ctx->stage == STREAMING && copy_more(copy, ctx))
		goto fail;
	*out = copy;
	return 0;
fail:
	cmh_mac_ctx_free(copy);
	return cmh_fail(-ENOMEM, "mac: out of memory");
}

void cmh_mac_ctx_rebind(struct cmh_mac_ctx *ctx, struct cmh_dev *dev)
{
	ctx->dev = dev;
	mac_long_rebind(&ctx->more, dev);
}

/* ---- key ---- */

static int set_key(struct cmh_mac_ctx *ctx, const struct cmh_key *key)
{
	uint8_t *copy = NULL;
	int err = check_key(ctx->alg, key);

	if (err)
		return err;
	if (key->data) {
		copy = malloc(key->len + 1); /* an empty key is a key */
		if (!copy)
			return cmh_fail(-ENOMEM, "mac: out of memory");
		memcpy(copy, key->data, key->len);
	}
	wipe_free(ctx->key, ctx->key_len);
	ctx->key = copy;
	ctx->key_len = key->len;
	ctx->key_ref = key->ref;
	return 0;
}

static int set_custom(struct cmh_mac_ctx *ctx, const void *custom, size_t len)
{
	if (len && !(ctx->alg->flags & CMH_ALG_F_CUSTOM))
		return cmh_fail(-EINVAL, "%s takes no customisation string", ctx->alg->name);
	if (len > sizeof(ctx->custom))
		return cmh_fail(-EMSGSIZE, "%s: customisation string of %zu bytes exceeds %zu",
				ctx->alg->name, len, sizeof(ctx->custom));
	if (len)
		memcpy(ctx->custom, custom, len);
	ctx->custom_len = (uint32_t)len;
	return 0;
}

int cmh_mac_ctx_init(struct cmh_mac_ctx *ctx, const struct cmh_key *key, const void *custom,
		     size_t custom_len)
{
	int err = 0;

	drop_message(ctx);
	if (key)
		err = set_key(ctx, key);
	else if (ctx->stage == NO_KEY)
		err = cmh_fail(-EINVAL, "%s: no key yet", ctx->alg->name);
	if (!err && custom)
		err = set_custom(ctx, custom, custom_len);
	if (!err)
		ctx->stage = GATHERING;
	else if (ctx->stage != NO_KEY)
		ctx->stage = BROKEN;
	return err;
}

/* ---- the message ---- */

/* The SM4 core is known to be wrong about empty messages. */
static bool needs_long_way(const struct cmh_alg_info *alg, size_t len)
{
	return len > CMH_MAC_INPUT_MAX || (!len && alg->core == CMH_CORE_SM4);
}

/* From here on the message goes to the hub as it comes. */
static int start_stream(struct cmh_mac_ctx *ctx, size_t len)
{
	struct cmh_key key = key_of(ctx);
	int err;

	if (!ctx->key && ctx->fill + len)
		return cmh_fail(-EMSGSIZE, "%s: %zu bytes exceed %u, the most under a stored key",
				ctx->alg->name, ctx->fill + len, CMH_MAC_INPUT_MAX);
	err = mac_long_start(&ctx->more, ctx->dev, ctx->alg, &key, ctx->custom, ctx->custom_len);
	if (!err)
		err = mac_long_update(&ctx->more, ctx->gather, ctx->fill);
	if (err) {
		mac_long_free(&ctx->more);
		return err;
	}
	drop_gathered(ctx);
	ctx->stage = STREAMING;
	return 0;
}

static int usable(const struct cmh_mac_ctx *ctx)
{
	static const char *const why[] = {
		[NO_KEY] = "there is no key yet",
		[DONE] = "the message has ended",
		[BROKEN] = "the message was broken by an earlier error",
	};

	if (ctx->stage == GATHERING || ctx->stage == STREAMING)
		return 0;
	return cmh_fail(-EINVAL, "%s: %s; init first", ctx->alg->name, why[ctx->stage]);
}

/* Room for len bytes more. */
static int grow(struct cmh_mac_ctx *ctx, size_t len)
{
	size_t room = ctx->room ? ctx->room : ROOM_FIRST;
	uint8_t *bigger;

	while (room < ctx->fill + len)
		room *= 2;
	if (room == ctx->room)
		return 0;
	bigger = malloc(room);
	if (!bigger)
		return cmh_fail(-ENOMEM, "mac: out of memory");
	if (ctx->fill)
		memcpy(bigger, ctx->gather, ctx->fill);
	wipe_free(ctx->gather, ctx->used);
	ctx->gather = bigger;
	ctx->room = room;
	ctx->used = ctx->fill;
	return 0;
}

static int add(struct cmh_mac_ctx *ctx, const void *in, size_t len)
{
	int err;

	if (ctx->stage == GATHERING && len <= CMH_MAC_INPUT_MAX - ctx->fill) {
		err = grow(ctx, len);
		if (err)
			return err;
		memcpy(ctx->gather + ctx->fill, in, len);
		ctx->fill += len;
		if (ctx->used < ctx->fill)
			ctx->used = ctx->fill;
		return 0;
	}
	if (ctx->stage == GATHERING) {
		err = start_stream(ctx, len);
		if (err)
			return err;
	}
	return mac_long_update(&ctx->more, in, len);
}

int cmh_mac_ctx_update(struct cmh_mac_ctx *ctx, const void *in, size_t len)
{
	int err = usable(ctx);

	if (err || !len)
		return err;
	if (cmh_dev_orphaned(ctx->dev))
		return cmh_fail(-EOWNERDEAD, "mac: the device was opened before a fork");
	err = add(ctx, in, len);
	if (err)
		ctx->stage = BROKEN;
	return err;
}

static int whole(struct cmh_mac_ctx *ctx, void *out, size_t out_len)
{
	struct cmh_key key = key_of(ctx);
	struct cmh_sqe sqe;
	int res;

	sqe_clear(&sqe);
	cmh_prep_mac(&sqe, ctx->alg->id, &key, ctx->custom, ctx->custom_len, ctx->gather, ctx->fill,
		     out, out_len);
	res = cmh_call(ctx->dev, &sqe);
	return res < 0 ? res : 0;
}

int cmh_mac_ctx_final(struct cmh_mac_ctx *ctx, void *out, size_t out_len)
{
	int err = usable(ctx);

	if (!err)
		err = check_out(ctx->alg, out_len);
	if (err)
		return err;
	if (cmh_dev_orphaned(ctx->dev))
		return cmh_fail(-EOWNERDEAD, "mac: the device was opened before a fork");
	if (ctx->stage == GATHERING && needs_long_way(ctx->alg, ctx->fill))
		err = start_stream(ctx, 0);
	if (!err)
		err = ctx->stage == GATHERING ? whole(ctx, out, out_len) :
						mac_long_final(&ctx->more, out, out_len);
	if (err)
		explicit_bzero(out, out_len);
	drop_message(ctx);
	ctx->stage = err ? BROKEN : DONE;
	return err;
}

/* ---- one at a time ---- */

/* What one request cannot do, a context can. */
static int by_pieces(struct cmh_dev *dev, enum cmh_alg alg, const struct cmh_key *key,
		     const void *custom, size_t custom_len, const void *in, size_t len, void *out,
		     size_t out_len)
{
	struct cmh_mac_ctx *ctx;
	int err = cmh_mac_ctx_new(dev, alg, &ctx);

	if (err)
		return err;
	err = cmh_mac_ctx_init(ctx, key, custom, custom_len);
	if (!err)
		err = cmh_mac_ctx_update(ctx, in, len);
	if (!err)
		err = cmh_mac_ctx_final(ctx, out, out_len);
	cmh_mac_ctx_free(ctx);
	return err ? err : (int)out_len;
}

int cmh_mac(struct cmh_dev *dev, enum cmh_alg alg, const struct cmh_key *key, const void *custom,
	    size_t custom_len, const void *in, size_t len, void *out, size_t out_len)
{
	const struct cmh_alg_info *info = cmh_alg_get(alg);
	struct cmh_sqe sqe;

	if (info && needs_long_way(info, len) && (key->data || !len))
		return by_pieces(dev, alg, key, custom, custom_len, in, len, out, out_len);
	sqe_clear(&sqe);
	cmh_prep_mac(&sqe, alg, key, custom, custom_len, in, len, out, out_len);
	return cmh_call(dev, &sqe);
}
