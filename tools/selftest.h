/* SPDX-License-Identifier: Apache-2.0 */
/* selftest.h - checks one algorithm of a device against its known answers. */
#ifndef TOOLS_SELFTEST_H
#define TOOLS_SELFTEST_H

#include <stddef.h>

#include <cmh/cmh.h>

/* Both return how many answers were right, or a negative errno and, in why, which answer was wrong or what
 * failed: -EBADMSG a wrong answer, else what the library returned. */
int selftest_alg(struct cmh_dev *dev, enum cmh_alg alg, char *why, size_t len);

/* The SYS core: a queue of commands that do nothing. */
int selftest_sys(struct cmh_dev *dev, char *why, size_t len);

#endif
