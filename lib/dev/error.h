/* SPDX-License-Identifier: Apache-2.0 */
/* error.h - how the library records the sentence that explains a failure. */
#ifndef CMH_LIB_DEV_ERROR_H
#define CMH_LIB_DEV_ERROR_H

#include <errno.h>

#include <cmh/dev.h>
#include <cmh/error.h>

/* Stores the calling thread's sentence and returns err, so that a failure reads
 * `return cmh_fail(-EINVAL, "open: ...", ...)`. */
__attribute__((format(printf, 2, 3), cold)) int cmh_fail(int err, const char *fmt, ...);

/* One line to the device's log callback, if it has one. */
__attribute__((format(printf, 3, 4), cold)) void cmh_log(const struct cmh_dev *dev,
							  enum cmh_log_level level,
							  const char *fmt, ...);

#endif
