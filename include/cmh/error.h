/* SPDX-License-Identifier: Apache-2.0 */
/* error.h - words for errors: the errno of a call, the device's own status, the last sentence.
 *
 * Codes and what they always mean:
 *   -EINVAL       the caller's mistake            -EMSGSIZE    longer than this device allows
 *   -EOPNOTSUPP   no such core or mode here       -EAGAIN      ring full: reap and try again
 *   -EBUSY        held by another user            -EBADMSG     tag or signature does not verify
 *   -ENOENT       no such key or device           -EACCES      mailbox or file not granted
 *   -EKEYREJECTED key does not allow this use     -ETIMEDOUT   the device stayed silent
 *   -ECANCELED    withdrawn, or an earlier link failed
 *   -EIO          the device reported a fault     -ENODEV      device gone
 *   -EOWNERDEAD   handle opened before a fork     -ENOMEM      out of host or device memory
 */
#ifndef CMH_ERROR_H
#define CMH_ERROR_H

#include <cmh/api.h>

CMH_BEGIN_DECLS

/* Returns one short sentence for a negative errno (or 0). Static storage. Thread-safe. */
CMH_API const char *cmh_strerror(int err);

/* Returns the sentence of the calling thread's last failed libcmh call: what was tried, the value, the
 * limit, the next step. "" if none failed yet. Valid until the thread's next failing call. */
CMH_API const char *cmh_errmsg(void);

/* Writes the device's own story (struct cmh_cqe.hw, a STATUS word) into buf as
 * "AES command 3: EIO" and returns buf; "no device error" for 0. Thread-safe. */
CMH_API char *cmh_hw_strerror(uint32_t hw, char *buf, size_t len);

CMH_END_DECLS

#endif
