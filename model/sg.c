// SPDX-License-Identifier: Apache-2.0
/* sg.c - walks a scatter-gather chain. */
#include "model/sg.h"

#include <errno.h>

int sg_walk(struct model_mbx *mbx, uint64_t iova,
	    int (*fn)(struct model_mbx *mbx, const struct cmh_sg *item, uint32_t len, void *arg),
	    void *arg)
{
	uint64_t total = 0;

	for (uint32_t nr = 0; iova; nr++) {
		struct cmh_sg item;
		const void *from;
		uint32_t len;
		int err;

		if (nr == SG_ITEMS_MAX || iova % 8)
			return EINVAL;
		from = model_read_ptr(mbx, iova, CMH_SG_SIZE);
		if (!from)
			return EFAULT;
		cmh_sg_get(&item, from);
		len = (uint32_t)(item.len & CMH_SG_LEN_MASK);
		total += len;
		if (!len || total > UINT32_MAX)
			return EINVAL;
		err = fn(mbx, &item, len, arg);
		if (err)
			return err;
		iova = item.lli;
	}
	return 0;
}
