// SPDX-License-Identifier: Apache-2.0
/* hash.c - digests in pieces: small input gathers here, large input goes to the device at once, and between
 * pieces the device's saved context rests here. */
#include <stdlib.h>
#include <string.h>

#include <cmh/abi/hc.h>
#include <cmh/hash.h>

#include "dev/error.h"
#include "ring/ring.h"

#define INLINE_SIZE 256u  /* keeps the whole context within malloc's fast sizes */
#define HEAP_SIZE   4096u /* from the first message on that outgrows it */

enum stage { FRESH, SAVED, DONE, BROKEN };

/* N and S of a cSHAKE. */
struct custom {
	uint32_t name_len, custom_len;
	uint8_t name[CMH_HC_NAME_MAX];
	uint8_t custom[CMH_HC_CUSTOM_MAX];
};

struct cmh_hash {
	struct cmh_dev *dev;
	const struct cmh_alg_info *alg;
	enum stage stage;  /* SAVED: context holds what went to the device */
	bool context_used; /* context wants wiping */
	uint32_t fill;     /* bytes gathered */
	uint32_t used;     /* most bytes gathered, to be wiped */
	uint32_t capacity; /* of gather: whole blocks, since commands in mid-message carry whole blocks */
	uint8_t *gather;   /* room, or HEAP_SIZE bytes */
	struct custom *custom; /* NULL: none */
	uint8_t context[CMH_HC_CONTEXT_SIZE];
	uint8_t room[INLINE_SIZE];
};

size_t cmh_hash_size(void)
{
	return (sizeof(struct cmh_hash) + 15) & ~(size_t)15;
}

static uint32_t whole_blocks(const struct cmh_alg_info *alg, uint32_t size)
{
	return size - size % alg->block_len;
}

static void use_room(struct cmh_hash *hash)
{
	hash->gather = hash->room;
	hash->capacity = whole_blocks(hash->alg, INLINE_SIZE);
}

int cmh_hash_init(struct cmh_hash *hash, struct cmh_dev *dev, enum cmh_alg alg)
{
	const struct cmh_alg_info *info = cmh_alg_get(alg);

	if (!info || (info->family != CMH_DIGEST && info->family != CMH_CSHAKE))
		return cmh_fail(-EINVAL, "hash: algorithm %s is no digest",
				info ? info->name : "of that number");
	if (cmh_dev_orphaned(dev))
		return cmh_fail(-EOWNERDEAD, "hash: the device was opened before a fork");
	if (!cmh_dev_has(dev, alg))
		return cmh_fail(-EOPNOTSUPP, "%s: this device has no %s core", info->name,
				cmh_core_name(info->core));
	hash->dev = dev;
	hash->alg = info;
	hash->stage = FRESH;
	hash->context_used = false;
	hash->fill = hash->used = 0;
	hash->custom = NULL;
	use_room(hash);
	return 0;
}

int cmh_hash_set_custom(struct cmh_hash *hash, const void *name, size_t name_len,
			const void *custom, size_t custom_len)
{
	struct custom *c = hash->custom;

	if (hash->alg->family != CMH_CSHAKE)
		return cmh_fail(-EINVAL, "%s takes no customisation", hash->alg->name);
	if (hash->stage != FRESH || hash->fill)
		return cmh_fail(-EINVAL, "%s: the message has begun; reset first", hash->alg->name);
	if (name_len > sizeof(c->name) || custom_len > sizeof(c->custom))
		return cmh_fail(-EMSGSIZE, "%s: N of %zu and S of %zu bytes: at most %zu and %zu",
				hash->alg->name, name_len, custom_len, sizeof(c->name),
				sizeof(c->custom));
	if (!c)
		c = hash->custom = malloc(sizeof(*c));
	if (!c)
		return cmh_fail(-ENOMEM, "hash: out of memory");
	c->name_len = (uint32_t)name_len;
	c->custom_len = (uint32_t)custom_len;
	if (name_len)
		memcpy(c->name, name, name_len);
	if (custom_len)
		memcpy(c->custom, custom, custom_len);
	return 0;
}

void cmh_hash_reset(struct cmh_hash *hash)
{
	if (hash->context_used)
		explicit_bzero(hash->context, sizeof(hash->context));
	if (hash->used)
		explicit_bzero(hash->gather, hash->used);
	hash->stage = FRESH;
	hash->context_used = false;
	hash->fill = hash->used = 0;
}

void cmh_hash_fini(struct cmh_hash *hash)
{
	cmh_hash_reset(hash);
	if (hash->gather != hash->room)
		free(hash->gather);
	hash->gather = hash->room;
	free(hash->custom);
	hash->custom = NULL;
}

int cmh_hash_new(struct cmh_dev *dev, enum cmh_alg alg, struct cmh_hash **out)
{
	struct cmh_hash *hash = malloc(cmh_hash_size());
	int err;

	if (!hash)
		return cmh_fail(-ENOMEM, "hash: out of memory");
	err = cmh_hash_init(hash, dev, alg);
	if (err)
		free(hash);
	else
		*out = hash;
	return err;
}

void cmh_hash_free(struct cmh_hash *hash)
{
	if (!hash)
		return;
	cmh_hash_fini(hash);
	free(hash);
}

static int copy_failed(struct cmh_hash *dst)
{
	use_room(dst);
	dst->fill = dst->used = 0;
	dst->stage = BROKEN;
	return cmh_fail(-ENOMEM, "hash: out of memory");
}

int cmh_hash_copy(struct cmh_hash *dst, const struct cmh_hash *src)
{
	dst->custom = NULL;
	dst->dev = src->dev;
	dst->alg = src->alg;
	dst->stage = src->stage;
	dst->context_used = src->stage == SAVED;
	dst->fill = dst->used = src->fill;
	use_room(dst);
	if (src->fill > dst->capacity) {
		dst->gather = malloc(HEAP_SIZE);
		if (!dst->gather)
			return copy_failed(dst);
		dst->capacity = src->capacity;
	}
	if (src->custom) {
		dst->custom = malloc(sizeof(*dst->custom));
		if (!dst->custom) {
			if (dst->gather != dst->room)
				free(dst->gather);
			return copy_failed(dst);
		}
		*dst->custom = *src->custom;
	}
	if (src->stage == SAVED)
		memcpy(dst->context, src->context, sizeof(dst->context));
	memcpy(dst->gather, src->gather, src->fill);
	return 0;
}

int cmh_hash_dup(const struct cmh_hash *hash, struct cmh_hash **out)
{
	struct cmh_hash *copy = malloc(cmh_hash_size());
	int err;

	if (!copy)
		return cmh_fail(-ENOMEM, "hash: out of memory");
	err = cmh_hash_copy(copy, hash);
	if (err)
		free(copy);
	else
		*out = copy;
	return err;
}

void cmh_hash_rebind(struct cmh_hash *hash, struct cmh_dev *dev)
{
	hash->dev = dev;
}

/* Sends what is gathered, then in[0..len), and saves the context or ends in out. */
static int send(struct cmh_hash *hash, const void *in, size_t len, void *out, size_t out_len)
{
	struct cmh_sqe sqe;
	int err;

	sqe_clear(&sqe);
	sqe.op = CMH_OP_HASH;
	sqe.dir = (uint8_t)((hash->stage == SAVED ? CMH_HASH_RESTORE : 0) |
			    (out ? CMH_HASH_FINAL : 0));
	sqe.alg = (uint16_t)hash->alg->id;
	sqe.aad = hash->gather;
	sqe.aad_len = hash->fill;
	sqe.in = in;
	sqe.len = len;
	sqe.tag = hash->context;
	sqe.out = out;
	sqe.out_len = out_len;
	sqe.custom_len = 0;
	if (hash->custom) {
		sqe.iv = hash->custom->name;
		sqe.iv_len = hash->custom->name_len;
		sqe.custom = hash->custom->custom;
		sqe.custom_len = hash->custom->custom_len;
	}
	err = cmh_call(hash->dev, &sqe);
	if (err == -EOWNERDEAD)
		return err;
	hash->stage = err ? BROKEN : out ? DONE : SAVED;
	hash->context_used |= !out;
	hash->fill = 0;
	return err;
}

static int usable(const struct cmh_hash *hash)
{
	if (hash->stage == FRESH || hash->stage == SAVED)
		return 0;
	return cmh_fail(-EINVAL, "%s: the message %s; reset first", hash->alg->name,
			hash->stage == DONE ? "has ended" : "was broken by an earlier error");
}

/* A message that outgrows the inline room gets a larger one; without memory the small one has to do. */
static void grow(struct cmh_hash *hash, size_t len)
{
	uint8_t *heap;

	if (hash->gather != hash->room || len > HEAP_SIZE / 2)
		return;
	heap = malloc(HEAP_SIZE);
	if (!heap)
		return;
	memcpy(heap, hash->room, hash->fill);
	if (hash->used)
		explicit_bzero(hash->room, hash->used);
	hash->gather = heap;
	hash->capacity = whole_blocks(hash->alg, HEAP_SIZE);
}

static void gather(struct cmh_hash *hash, const void *in, size_t len)
{
	memcpy(hash->gather + hash->fill, in, len);
	hash->fill += (uint32_t)len;
	if (hash->fill > hash->used)
		hash->used = hash->fill;
}

int cmh_hash_update(struct cmh_hash *hash, const void *in, size_t len)
{
	const uint8_t *p = in;
	size_t rest;
	int err = usable(hash);

	if (err || !len)
		return err;
	if (cmh_dev_orphaned(hash->dev))
		return cmh_fail(-EOWNERDEAD, "hash: the device was opened before a fork");
	if (len > hash->capacity - hash->fill)
		grow(hash, len);
	if (len <= hash->capacity - hash->fill) {
		gather(hash, p, len);
		return 0;
	}
	if (hash->fill % hash->alg->block_len) {
		size_t n = hash->alg->block_len - hash->fill % hash->alg->block_len;

		gather(hash, p, n);
		p += n;
		len -= n;
	}
	rest = len % hash->alg->block_len;
	err = send(hash, p, len - rest, NULL, 0);
	if (!err)
		gather(hash, p + len - rest, rest);
	return err;
}

int cmh_hash_final(struct cmh_hash *hash, void *out, size_t out_len)
{
	int err = usable(hash);

	if (!err && !out)
		err = cmh_fail(-EINVAL, "%s: no place for the digest", hash->alg->name);
	return err ? err : send(hash, NULL, 0, out, out_len);
}
