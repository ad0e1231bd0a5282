// SPDX-License-Identifier: Apache-2.0
/* mgmt.c - key management: the handle, the table of calls, and how one of them runs. */
#include <stdlib.h>
#include <string.h>

#include "key/mgmt.h"

#define ARG_MAX_SIZE 64 /* bytes of the largest argument */

/* Numbers of the calls that do not tolerate keys on the stack. */
#define FLUSH_FIRST 0x10
#define FLUSH_LAST  0x37

int cmh_mgmt_open(struct cmh_dev *dev, int32_t mailbox, struct cmh_mgmt **out)
{
	struct cmh_ring_opts opts = { .sz = sizeof(opts),
				      .flags = CMH_RING_F_EXCLUSIVE,
				      .mailbox = mailbox < 0 ? -1 : mailbox };
	struct cmh_mgmt *m = calloc(1, sizeof(*m));
	int err;

	if (!m)
		return cmh_fail(-ENOMEM, "management: out of memory");
	err = cmh_ring_open(dev, &opts, &m->ring);
	if (err) {
		free(m);
		return err;
	}
	pthread_mutex_init(&m->lock, NULL);
	*out = m;
	return 0;
}

void cmh_mgmt_close(struct cmh_mgmt *m)
{
	if (!m)
		return;
	cmh_ring_close(m->ring);
	pthread_mutex_destroy(&m->lock);
	free(m);
}

uint32_t cmh_mgmt_mailbox(const struct cmh_mgmt *m)
{
	return m->ring->mbx->instance;
}

/* ---- one entry ---- */

/* Puts it on the ring; nothing else is there, so it waits for the library's own requests at most.
 */
static int submit(struct cmh_ring *ring, const struct cmh_sqe *sqe)
{
	struct cmh_sqe *slot = cmh_ring_get_sqe(ring);
	int ret;

	if (!slot)
		return cmh_fail(-EBUSY, "management: the ring is full");
	*slot = *sqe;
	for (;;) {
		ret = cmh_ring_submit(ring);
		if (ret != -EAGAIN)
			break;
		mbx_progress(ring->mbx);
		mbx_pause(ring, cmh_ring_inflight(ring), 1);
	}
	if (ret < 0)
		ring->sq_tail = ring->sq_head; /* not sent: it is not to be sent later */
	explicit_bzero(slot, sizeof(*slot));
	return ret < 0 ? ret : 0;
}

/* All that a device may have against a request is one error to the caller. */
static int device_error(const struct cmh_cqe *cqe)
{
	char words[64];

	switch (cqe->res) {
	case -EOPNOTSUPP:
	case -ENOMEM:
	case -ENODEV: return cqe->res;
	case -ETIMEDOUT: return cmh_fail(-ETIMEDOUT, "the device did not answer in time");
	case -ECANCELED: return cmh_fail(-EIO, "withdrawn: the mailbox was flushed");
	}
	if (cqe->hw)
		return cmh_fail(-EIO, "the device refused: %s",
				cmh_hw_strerror(cqe->hw, words, sizeof(words)));
	return -EIO; /* refused before it was sent; the sentence says why */
}

int mgmt_run(struct cmh_mgmt *m, struct cmh_sqe *sqe)
{
	struct cmh_cqe *slot, cqe;
	int err = submit(m->ring, sqe);

	if (!err)
		err = cmh_ring_wait_cqe(m->ring, &slot, -1);
	if (err)
		return err;
	cqe = *slot;
	cmh_cqe_seen(m->ring, slot);
	return cqe.res < 0 ? device_error(&cqe) : cqe.res;
}

int mgmt_undo(struct cmh_mgmt *m, uint64_t ref, int err)
{
	char *why;

	if (!ref)
		return err;
	/* What is told is why the call failed, not how its undoing went. */
	why = strdup(cmh_errmsg());
	MGMT_RUN(m, cmh_prep_object_delete, ref);
	if (why)
		cmh_fail(err, "%s", why);
	free(why);
	return err;
}

int mgmt_flush_temp(struct cmh_mgmt *m)
{
	int err = mbx_empty(m->ring->mbx);

	if (!err)
		m->temp_dirty = false;
	return err;
}

/* ---- the calls ---- */

#define THUNK(NAME, name)                                    \
	static int run_##name(struct cmh_mgmt *m, void *arg) \
	{                                                    \
		return mgmt_##name(m, arg);                  \
	}
CMH_MGMT_IOCTLS(THUNK)
#undef THUNK

static const struct call {
	uint32_t request;
	int (*run)(struct cmh_mgmt *m, void *arg);
} calls[] = {
#define ROW(NAME, name) { CMH_MGMT_IOC_##NAME, run_##name },
	CMH_MGMT_IOCTLS(ROW)
#undef ROW
};

static int locked(struct cmh_mgmt *m, const struct call *call, void *arg)
{
	uint32_t nr = CMH_MGMT_IOC_NR(call->request), version;
	uint64_t copy[ARG_MAX_SIZE / sizeof(uint64_t)];
	size_t size = CMH_MGMT_IOC_SIZE(call->request);
	int err = 0;

	if (m->temp_dirty && nr >= FLUSH_FIRST && nr <= FLUSH_LAST)
		err = mgmt_flush_temp(m);
	if (err)
		return err;
	memcpy(copy, arg, size);
	memcpy(&version, copy, sizeof(version));
	MGMT_CHECK(version == CMH_MGMT_VERSION, "management: version %u: give %u", version,
		   CMH_MGMT_VERSION);
	err = call->run(m, copy);
	if (!err)
		memcpy(arg, copy, size);
	return err;
}

int cmh_mgmt_call(struct cmh_mgmt *m, uint32_t request, void *arg)
{
	const struct call *call = NULL;
	int err;

	if (cmh_dev_orphaned(m->ring->dev))
		return cmh_fail(-EOWNERDEAD, "management: the device was opened before a fork");
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]) && !call; i++)
		if (calls[i].request == request)
			call = &calls[i];
	if (!call)
		return cmh_fail(-ENOTTY, "management: request 0x%08x is none", request);
	if (!arg)
		return cmh_fail(-EFAULT, "management: no argument");
	pthread_mutex_lock(&m->lock);
	err = locked(m, call, arg);
	pthread_mutex_unlock(&m->lock);
	return err;
}

#define DEFINE(NAME, name)                                                   \
	int cmh_mgmt_##name(struct cmh_mgmt *m, struct cmh_mgmt_##name *arg) \
	{                                                                    \
		return cmh_mgmt_call(m, CMH_MGMT_IOC_##NAME, arg);           \
	}
CMH_MGMT_IOCTLS(DEFINE)
#undef DEFINE
