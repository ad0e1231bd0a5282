/* SPDX-License-Identifier: Apache-2.0 */
/* selftest.h - known answers of each family that the device offers. */
#ifndef CMH_PROVIDER_SELFTEST_H
#define CMH_PROVIDER_SELFTEST_H

struct cmh_dev;
struct prov_ctx;

/* Runs the tests whose cores dev has, reporting each to the application's self-test callback.
 * Returns 1; or 0 with an error raised, and the provider is broken from then on. */
int prov_selftest(struct prov_ctx *prov, struct cmh_dev *dev);

#endif
