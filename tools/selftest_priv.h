/* SPDX-License-Identifier: Apache-2.0 */
/* selftest_priv.h - what the parts of the self-test share: one check under way, and its words. */
#ifndef TOOLS_SELFTEST_PRIV_H
#define TOOLS_SELFTEST_PRIV_H

#include <cmh/cmh.h>

#include "tools/selftest.h"

struct selftest {
	struct cmh_dev *dev;
	enum cmh_alg alg;
	const char *source; /* of the answer being checked */
	char *why;
	size_t why_len;
};

/* Says that step went wrong with err. Returns err. */
int selftest_failed(const struct selftest *test, const char *step, int err);

/* Says that step gave a wrong answer. Returns -EBADMSG. */
int selftest_wrong(const struct selftest *test, const char *step);

/* rc: what the call behind step returned, a count or a negative errno. Returns 0, or a negative errno after
 * words about it. */
int selftest_expect(const struct selftest *test, const char *step, int rc, const void *got,
		    const void *want, size_t len);

/* Items that are no algorithm; as selftest_item_run(). name is the item's. */
int selftest_datastore(struct cmh_dev *dev, const char *name, char *why, size_t len);
int selftest_alarms(struct cmh_dev *dev, const char *name, char *why, size_t len);
int selftest_hkdf(struct cmh_dev *dev, const char *name, char *why, size_t len);
int selftest_drbg(struct cmh_dev *dev, const char *name, char *why, size_t len);

#endif
