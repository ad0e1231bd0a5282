// SPDX-License-Identifier: Apache-2.0
/* ring.c - cmh-bench-ring: prints JSON on standard output. */
#include <stdio.h>

#include <cmh/version.h>

int main(void)
{
	printf("{\"bench\": \"ring\", \"version\": \"%s\", \"results\": []}\n", cmh_version());
	return 0;
}
