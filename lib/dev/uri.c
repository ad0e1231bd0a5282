// SPDX-License-Identifier: Apache-2.0
/* uri.c - the one parser of "key=value,key=value" option lists in device URIs. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "dev/error.h"
#include "dev/uri.h"

static const struct cmh_uri_opt *find(const struct cmh_uri_opt *table, const char *key, size_t len)
{
	for (; table->key; table++)
		if (strlen(table->key) == len && !memcmp(table->key, key, len))
			return table;
	return NULL;
}

static void list_keys(const struct cmh_uri_opt *table, char *buf, size_t len)
{
	size_t n = 0;

	buf[0] = '\0';
	for (; table->key && n < len; table++)
		n += (size_t)snprintf(buf + n, len - n, "%s%s", n ? ", " : "", table->key);
}

static int parse_number(const char *s, size_t len, uint32_t *out)
{
	uint64_t v = 0;

	if (!len || len > 10)
		return -EINVAL;
	for (size_t i = 0; i < len; i++) {
		if (!isdigit((unsigned char)s[i]))
			return -EINVAL;
		v = v * 10 + (uint64_t)(s[i] - '0');
	}
	if (v > UINT32_MAX)
		return -EINVAL;
	*out = (uint32_t)v;
	return 0;
}

static int apply(const char *scheme, const struct cmh_uri_opt *opt, const char *val, size_t len,
		 void *ctx)
{
	uint32_t n = 0;

	if (opt->kind != CMH_URI_WORD) {
		bool pow2 = opt->kind == CMH_URI_POWER_OF_TWO;

		if (parse_number(val, len, &n) || n < opt->min || n > opt->max ||
		    (pow2 && (n & (n - 1))))
			return cmh_fail(-EINVAL, "device %s: %s=%.*s: give a %s from %u to %u",
					scheme, opt->key, (int)len, val,
					pow2 ? "power of two" : "number", opt->min, opt->max);
	}
	return opt->set(ctx, opt, n, val, len);
}

int cmh_uri_options(const char *scheme, const char *rest, const struct cmh_uri_opt *table, void *ctx)
{
	while (*rest) {
		size_t item = strcspn(rest, ",");
		const char *eq = memchr(rest, '=', item);
		size_t key_len = eq ? (size_t)(eq - rest) : item;
		const struct cmh_uri_opt *opt = find(table, rest, key_len);
		int err;

		if (!opt || !eq) {
			char known[160];

			list_keys(table, known, sizeof(known));
			return cmh_fail(-EINVAL, opt ? "device %s: '%.*s' needs a value (keys: %s)"
						     : "device %s: unknown option '%.*s' (keys: %s)",
					scheme, (int)key_len, rest, known);
		}
		err = apply(scheme, opt, eq + 1, item - key_len - 1, ctx);
		if (err)
			return err;
		rest += item;
		if (*rest == ',')
			rest++;
	}
	return 0;
}
