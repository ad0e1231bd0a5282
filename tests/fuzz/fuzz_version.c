// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>
#include <string.h>

#include <cmh/version.h>

#include "tests/fuzz/fuzz.h"

/* No input changes the version. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	size_t version_len = strlen(PACKAGE_VERSION);

	if (len >= version_len && !memcmp(data, PACKAGE_VERSION, version_len) &&
	    strcmp(cmh_version(), PACKAGE_VERSION))
		abort();
	return 0;
}
