// SPDX-License-Identifier: Apache-2.0
/* temp.c - a mailbox's TEMP stack and LAST.
 *
 * The stack is as small as the hub's: what does not fit there does not fit here. Entries carry a
 * serial number, by which a VCQ that fails takes back what it pushed, also when it had popped older
 * entries before.
 */
#include <errno.h>
#include <openssl/crypto.h>
#include <stdlib.h>

#include "cmh/abi/sys.h"
#include "model/store.h"

#define ENTRIES_MAX (CMH_TEMP_SIZE / CMH_TEMP_OVERHEAD)

struct entry {
	size_t serial;
	uint32_t offset, len; /* in data */
	uint32_t type;
	bool swapped;
};

struct model_temp {
	uint64_t last;
	size_t serial; /* of the next push */
	uint32_t used; /* bytes of the hub's stack */
	uint32_t nr;
	struct entry entry[ENTRIES_MAX];
	uint8_t data[CMH_TEMP_SIZE];
};

struct model_temp *model_temp_new(void)
{
	return calloc(1, sizeof(struct model_temp));
}

void model_temp_free(struct model_temp *temp)
{
	if (!temp)
		return;
	OPENSSL_cleanse(temp, sizeof(*temp));
	free(temp);
}

void model_temp_reset(struct model_temp *temp)
{
	while (temp->nr)
		temp_pop(temp);
	temp->last = CMH_REF_NONE;
}

/* Equal marks: the same entries. */
size_t model_temp_mark(const struct model_temp *temp)
{
	return temp->nr ? temp->entry[temp->nr - 1].serial + 1 : 0;
}

void model_temp_unwind(struct model_temp *temp, size_t mark)
{
	while (temp->nr && temp->entry[temp->nr - 1].serial >= mark)
		temp_pop(temp);
}

bool temp_peek(const struct model_temp *temp, uint32_t depth, struct store_value *out)
{
	const struct entry *entry;

	if (depth >= temp->nr)
		return false;
	entry = &temp->entry[temp->nr - 1 - depth];
	out->data = temp->data + entry->offset;
	out->len = entry->len;
	out->type = entry->type;
	out->swapped = entry->swapped;
	return true;
}

void temp_pop(struct model_temp *temp)
{
	const struct entry *entry = &temp->entry[--temp->nr];

	OPENSSL_cleanse(temp->data + entry->offset, entry->len);
	temp->used = entry->offset;
}

int temp_push(struct model_temp *temp, const uint8_t *data, uint32_t len, uint32_t type,
	      bool reverse)
{
	struct entry *entry;

	if (!len)
		return EINVAL;
	if (cmh_temp_cost(len) > CMH_TEMP_SIZE - temp->used)
		return ENOMEM;
	entry = &temp->entry[temp->nr++];
	entry->serial = temp->serial++;
	entry->offset = temp->used;
	entry->len = len;
	entry->type = type;
	entry->swapped = reverse;
	bytes_copy(temp->data + entry->offset, data, len, reverse);
	temp->used += (uint32_t)cmh_temp_cost(len);
	return 0;
}

uint64_t temp_last(const struct model_temp *temp)
{
	return temp->last;
}

void temp_set_last(struct model_temp *temp, uint64_t ref)
{
	temp->last = ref;
}
