/* SPDX-License-Identifier: Apache-2.0 */
/* uri.h - the one parser of "key=value,key=value" option lists in device URIs. */
#ifndef CMH_LIB_DEV_URI_H
#define CMH_LIB_DEV_URI_H

#include <stddef.h>
#include <stdint.h>

enum cmh_uri_kind { CMH_URI_NUMBER, CMH_URI_POWER_OF_TWO, CMH_URI_WORD };

struct cmh_uri_opt {
	const char *key;
	enum cmh_uri_kind kind;
	uint32_t min, max; /* numbers only */
	/* Takes the value: number for the numeric kinds, word (not terminated) for CMH_URI_WORD.
	 * Returns 0 or a negative errno with the sentence set. */
	int (*set)(void *ctx, const struct cmh_uri_opt *opt, uint32_t number, const char *word,
		   size_t word_len);
};

/* Parses rest with the table (ended by a NULL key). scheme is for messages. Returns 0 or -EINVAL. */
int cmh_uri_options(const char *scheme, const char *rest, const struct cmh_uri_opt *table, void *ctx);

#endif
