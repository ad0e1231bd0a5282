// SPDX-License-Identifier: Apache-2.0
/* version.c - which libcmh this is. */
#include <cmh/version.h>

const char *cmh_version(void)
{
	return PACKAGE_VERSION;
}
