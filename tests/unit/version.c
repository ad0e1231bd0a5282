// SPDX-License-Identifier: Apache-2.0
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <cmh/version.h>

Test(version, is_the_version_of_the_package)
{
	cr_assert(eq(str, (char *)cmh_version(), PACKAGE_VERSION));
}
