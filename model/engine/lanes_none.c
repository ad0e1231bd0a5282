// SPDX-License-Identifier: Apache-2.0
/* lanes_none.c - built without libIPSec_MB: libcrypto does it all. */
#include "model/engine/lanes.h"

int lanes_new(struct lanes **out)
{
	*out = NULL;
	return 0;
}

void lanes_free(struct lanes *lanes)
{
	(void)lanes;
}

void lanes_forget(struct lanes *lanes)
{
	(void)lanes;
}

bool lanes_cipher(struct lanes *lanes, struct engine_job *job)
{
	(void)lanes;
	(void)job;
	return false;
}
