/* SPDX-License-Identifier: Apache-2.0 */
/* mgmt.h - key management with the 44 calls of the kernel driver's /dev/cmh_mgmt, on a device that
 * this program drives itself.
 *
 * Names, argument structures (cmh/abi/mgmt.h), limits, order of checks and error codes are those of
 * the ioctls of revision rambus,cmh-v1030, so a program moves from one to the other without change.
 * An argument is changed only when its call succeeds. Pointers in it are addresses of this process
 * in 64 bits. An object made by a call that fails in the end is deleted again.
 *
 * A handle has a mailbox of its own: what it makes belongs to that mailbox, and other mailboxes may
 * use it once KEY_GRANT says so. Its stack of temporary keys carries a key from a derivation with
 * CMH_MGMT_KIC_F_TEMP to the call that wraps with it; such a derivation, and the next call numbered
 * 0x10 to 0x37, empty it first.
 *
 * Thread-safe; one call at a time runs, the others wait. After a fork every call answers
 * -EOWNERDEAD.
 *
 * Each call returns 0, or
 * -EINVAL     version not 1, a reserved field not 0, a length, type, flag or curve out of range;
 * -EFAULT     a null pointer where bytes are wanted;
 * -EIO        the device refused or failed, whatever the reason: no such object, no right, no
 *             space, a blob or signature that does not verify. cmh_errmsg() has its own story;
 * -EOPNOTSUPP the device lacks the core, or the library the operation (the post-quantum calls);
 * -ENOTTY     (cmh_mgmt_call() alone) no such request;
 * -ETIMEDOUT, -EBUSY, -ENODEV, -ENOMEM, -EOWNERDEAD as everywhere.
 */
#ifndef CMH_MGMT_H
#define CMH_MGMT_H

#include <cmh/abi/mgmt.h>
#include <cmh/api.h>

CMH_BEGIN_DECLS

struct cmh_dev;
struct cmh_mgmt;

/* Takes a mailbox for key management: instance `mailbox`, or any free one if that is -1. The hub
 * lets only instance 0 derive keys for other hosts. Returns 0 and a handle for cmh_mgmt_close(), or
 * as cmh_ring_open(). */
CMH_API int cmh_mgmt_open(struct cmh_dev *dev, int32_t mailbox, struct cmh_mgmt **out);

/* Gives the mailbox back, temporary keys wiped; objects stay. Not while a call runs. NULL is
 * fine. */
CMH_API void cmh_mgmt_close(struct cmh_mgmt *mgmt);

/* Returns the handle's mailbox instance, as rights count them. */
CMH_API uint32_t cmh_mgmt_mailbox(const struct cmh_mgmt *mgmt);

/* Any of the calls, as ioctl(2) takes it: CMH_MGMT_IOC_* and its argument. */
CMH_API int cmh_mgmt_call(struct cmh_mgmt *mgmt, uint32_t request, void *arg);

/* cmh_mgmt_NAME(mgmt, arg) with arg a struct cmh_mgmt_NAME: cmh_mgmt_key_new(),
 * cmh_mgmt_key_write(), cmh_mgmt_key_read(), ..., cmh_mgmt_drbg_config(), one for each of
 * CMH_MGMT_IOCTLS. */
#define CMH_MGMT_DECLARE(NAME, name) \
	CMH_API int cmh_mgmt_##name(struct cmh_mgmt *mgmt, struct cmh_mgmt_##name *arg);
CMH_MGMT_IOCTLS(CMH_MGMT_DECLARE)
#undef CMH_MGMT_DECLARE

CMH_END_DECLS

#endif
