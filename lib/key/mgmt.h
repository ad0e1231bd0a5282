/* SPDX-License-Identifier: Apache-2.0 */
/* mgmt.h - inside key management: the handle, and what the calls are made of. */
#ifndef CMH_LIB_KEY_MGMT_H
#define CMH_LIB_KEY_MGMT_H

#include <pthread.h>

#include <cmh/abi/sys.h>
#include <cmh/mgmt.h>
#include <cmh/store.h>

#include "dev/error.h"
#include "op/pke.h"
#include "ring/ring.h"

struct cmh_mgmt {
	struct cmh_ring *ring;
	pthread_mutex_t lock;
	bool temp_dirty; /* a derivation has left a key on the stack */
};

/* Runs one entry. Returns its result, or -EIO for whatever the device did not like. */
int mgmt_run(struct cmh_mgmt *m, struct cmh_sqe *sqe);
/* Deletes what a call made that fails with err; returns err. ref 0: nothing was made. */
int mgmt_undo(struct cmh_mgmt *m, uint64_t ref, int err);
/* Empties the stack of temporary keys. */
int mgmt_flush_temp(struct cmh_mgmt *m);

/* One entry that a prep call filled in. */
/* clang-format off */
#define MGMT_RUN(m, prep, ...) ({ \
	struct cmh_sqe sqe_; \
	sqe_clear(&sqe_); \
	prep(&sqe_, __VA_ARGS__); \
	mgmt_run(m, &sqe_); \
})
/* clang-format on */

/* -EINVAL with a sentence unless the condition holds. */
#define MGMT_CHECK(cond, ...)                                  \
	do {                                                   \
		if (!(cond))                                   \
			return cmh_fail(-EINVAL, __VA_ARGS__); \
	} while (0)

static inline void *mgmt_ptr(uint64_t user)
{
	return (void *)(uintptr_t)user;
}

/* -EFAULT unless every one of the nr addresses is something. */
static inline int mgmt_mapped(const uint64_t *user, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (!mgmt_ptr(user[i]))
			return cmh_fail(-EFAULT, "management: null pointer");
	return 0;
}

#define MGMT_MAPPED(...)                               \
	mgmt_mapped((const uint64_t[]){ __VA_ARGS__ }, \
		    sizeof((const uint64_t[]){ __VA_ARGS__ }) / sizeof(uint64_t))

/* The calls: checks of their arguments beyond the version, and the work. */
#define MGMT_DECLARE(NAME, name) int mgmt_##name(struct cmh_mgmt *m, struct cmh_mgmt_##name *a);
CMH_MGMT_IOCTLS(MGMT_DECLARE)
#undef MGMT_DECLARE

#endif
