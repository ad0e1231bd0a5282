// SPDX-License-Identifier: Apache-2.0
/* ops.c - cmh-bench-ops: prints JSON on standard output. */
#include <stdio.h>

#include <cmh/version.h>

int main(void)
{
	printf("{\"bench\": \"ops\", \"version\": \"%s\", \"results\": []}\n", cmh_version());
	return 0;
}
