// SPDX-License-Identifier: Apache-2.0
/* store.c - what cmh/store.h declares: arguments into entries, and the one-shot calls. */
#include <cmh/abi/drbg.h>

#include "dev/error.h"
#include "op/sys.h"
#include "ring/ring.h"

static void prep(struct cmh_sqe *sqe, enum cmh_opcode op)
{
	sqe->op = (uint8_t)op;
	sqe->dir = 0;
	sqe->alg = 0;
	sqe->len = 0;
	sqe->in = NULL;
	sqe->head = NULL;
	sqe->cid = 0;
}

void cmh_prep_object_new(struct cmh_sqe *sqe, uint64_t cid, uint32_t len, uint64_t *ref)
{
	prep(sqe, CMH_OP_NEW);
	sqe->cid = cid;
	sqe->len = len;
	sqe->head = ref;
}

void cmh_prep_object_random(struct cmh_sqe *sqe, uint64_t cid, uint32_t len, uint32_t type,
			    uint64_t *ref)
{
	cmh_prep_object_new(sqe, cid, len, ref);
	sqe->op = CMH_OP_NEW_RANDOM;
	sqe->iv_len = type;
}

void cmh_prep_object_write(struct cmh_sqe *sqe, uint64_t ref, uint64_t wrap, const void *data,
			   size_t len, uint32_t type, uint32_t flags)
{
	prep(sqe, CMH_OP_WRITE);
	sqe->key.ref = ref;
	sqe->cid = wrap;
	sqe->in = data;
	sqe->len = len;
	sqe->iv_len = type;
	sqe->dir = (uint8_t)flags;
}

void cmh_prep_object_read(struct cmh_sqe *sqe, uint64_t ref, uint64_t wrap, void *out, size_t len)
{
	prep(sqe, CMH_OP_READ);
	sqe->key.ref = ref;
	sqe->cid = wrap;
	sqe->out = out;
	sqe->len = len;
}

void cmh_prep_object_data(struct cmh_sqe *sqe, uint64_t ref, void *out, size_t len, uint32_t flags)
{
	prep(sqe, CMH_OP_DATA);
	sqe->key.ref = ref;
	sqe->out = out;
	sqe->len = len;
	sqe->dir = (uint8_t)flags;
}

void cmh_prep_object_find(struct cmh_sqe *sqe, uint64_t cid, struct cmh_object *out)
{
	prep(sqe, CMH_OP_FIND);
	sqe->cid = cid;
	sqe->out = out;
}

void cmh_prep_object_next(struct cmh_sqe *sqe, uint64_t after, struct cmh_object *out)
{
	prep(sqe, CMH_OP_LIST);
	sqe->key.ref = after;
	sqe->out = out;
}

void cmh_prep_object_grant(struct cmh_sqe *sqe, uint64_t ref, const struct cmh_rights *rights)
{
	prep(sqe, CMH_OP_GRANT);
	sqe->key.ref = ref;
	sqe->in = rights;
}

void cmh_prep_object_delete(struct cmh_sqe *sqe, uint64_t ref)
{
	cmh_prep_object_grant(sqe, ref, NULL);
}

void cmh_prep_object_export(struct cmh_sqe *sqe, uint64_t cid, uint64_t wrap, void *out, size_t len)
{
	cmh_prep_object_read(sqe, cid, wrap, out, len);
	sqe->op = CMH_OP_EXPORT;
}

void cmh_prep_object_import(struct cmh_sqe *sqe, uint64_t wrap, const void *blob, size_t len)
{
	prep(sqe, CMH_OP_IMPORT);
	sqe->cid = wrap;
	sqe->in = blob;
	sqe->len = len;
}

void cmh_prep_derive(struct cmh_sqe *sqe, const struct cmh_kdf *kdf, uint64_t cid, uint64_t *ref)
{
	prep(sqe, CMH_OP_DERIVE);
	sqe->in = kdf;
	sqe->cid = cid;
	sqe->head = ref;
}

void cmh_prep_drbg_config(struct cmh_sqe *sqe, uint32_t ratio, uint32_t strength)
{
	prep(sqe, CMH_OP_DRBG_CONFIG);
	sqe->len = ratio;
	sqe->iv_len = strength;
}

void cmh_prep_alarms(struct cmh_sqe *sqe, struct cmh_alarms *out)
{
	prep(sqe, CMH_OP_ALARMS);
	sqe->out = out;
}

/* ---- one at a time ---- */

/* Deletes an object that was made by a request that failed in the end. */
static int undo(struct cmh_dev *dev, int res, uint64_t *ref)
{
	if (res < 0 && *ref) {
		struct cmh_sqe sqe;

		sqe_clear(&sqe);
		cmh_prep_object_delete(&sqe, *ref);
		cmh_call(dev, &sqe);
		*ref = CMH_REF_NONE;
	}
	return res;
}

/* clang-format off */
#define ONE_SHOT(name, prep_name, params, ...) \
	int cmh_##name params \
	{ \
		struct cmh_sqe sqe; \
		sqe_clear(&sqe); \
		cmh_prep_##prep_name(&sqe, __VA_ARGS__); \
		return cmh_call(dev, &sqe); \
	}
#define MAKES_OBJECT(name, params, ...) \
	int cmh_##name params \
	{ \
		struct cmh_sqe sqe; \
		*ref = CMH_REF_NONE; \
		sqe_clear(&sqe); \
		cmh_prep_##name(&sqe, __VA_ARGS__); \
		return undo(dev, cmh_call(dev, &sqe), ref); \
	}
/* clang-format on */

MAKES_OBJECT(object_new, (struct cmh_dev * dev, uint64_t cid, uint32_t len, uint64_t *ref), cid,
	     len, ref)
MAKES_OBJECT(object_random,
	     (struct cmh_dev * dev, uint64_t cid, uint32_t len, uint32_t type, uint64_t *ref), cid,
	     len, type, ref)
MAKES_OBJECT(derive, (struct cmh_dev * dev, const struct cmh_kdf *kdf, uint64_t cid, uint64_t *ref),
	     kdf, cid, ref)
ONE_SHOT(object_write, object_write,
	 (struct cmh_dev * dev, uint64_t ref, uint64_t wrap, const void *data, size_t len,
	  uint32_t type, uint32_t flags),
	 ref, wrap, data, len, type, flags)
ONE_SHOT(object_read, object_read,
	 (struct cmh_dev * dev, uint64_t ref, uint64_t wrap, void *out, size_t len), ref, wrap, out,
	 len)
ONE_SHOT(object_data, object_data,
	 (struct cmh_dev * dev, uint64_t ref, void *out, size_t len, uint32_t flags), ref, out, len,
	 flags)
ONE_SHOT(object_find, object_find, (struct cmh_dev * dev, uint64_t cid, struct cmh_object *out),
	 cid, out)
ONE_SHOT(object_next, object_next, (struct cmh_dev * dev, uint64_t after, struct cmh_object *out),
	 after, out)
ONE_SHOT(object_grant, object_grant,
	 (struct cmh_dev * dev, uint64_t ref, const struct cmh_rights *rights), ref, rights)
ONE_SHOT(object_delete, object_delete, (struct cmh_dev * dev, uint64_t ref), ref)
ONE_SHOT(object_export, object_export,
	 (struct cmh_dev * dev, uint64_t cid, uint64_t wrap, void *out, size_t len), cid, wrap, out,
	 len)
ONE_SHOT(object_import, object_import,
	 (struct cmh_dev * dev, uint64_t wrap, const void *blob, size_t len), wrap, blob, len)
ONE_SHOT(drbg_config, drbg_config, (struct cmh_dev * dev, uint32_t ratio, uint32_t strength), ratio,
	 strength)
ONE_SHOT(alarms_read, alarms, (struct cmh_dev * dev, struct cmh_alarms *out), out)
