/* SPDX-License-Identifier: Apache-2.0 */
/* selftest.h - known answers of each family that the device offers. */
#ifndef CMH_PROVIDER_SELFTEST_H
#define CMH_PROVIDER_SELFTEST_H

#include <openssl/self_test.h>

struct cmh_dev;
struct prov_ctx;

/* Runs the tests whose cores dev has, reporting each to the application's self-test callback.
 * Returns 1; or 0 with an error raised, and the provider is broken from then on. */
int prov_selftest(struct prov_ctx *prov, struct cmh_dev *dev);

/* Those of the PKE core, in selftest_pk.c. Returns NULL, or the name of what failed. */
const char *prov_selftest_pk(struct cmh_dev *dev, OSSL_SELF_TEST *st);

#endif
