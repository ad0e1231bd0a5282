/* SPDX-License-Identifier: Apache-2.0 */
/* wycheproof.h - Project Wycheproof's files, when CMH_VECTORS has them. */
#ifndef CMH_TESTS_UNIT_WYCHEPROOF_H
#define CMH_TESTS_UNIT_WYCHEPROOF_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "tests/provider_env.h"

#define FIELD_MAX 8192u

struct field {
	uint8_t data[FIELD_MAX];
	size_t len;
};

/* The root of a file; without it the test is skipped. */
static inline json_t *wycheproof_load(const char *name)
{
	const char *dir = getenv("CMH_VECTORS");
	char path[4096];
	json_t *root;

	snprintf(path, sizeof(path), "%s/wycheproof/%s", dir ? dir : "", name);
	root = json_load_file(path, 0, NULL);
	if (!root)
		cr_skip_test("%s is not there", path);
	return root;
}

static inline const char *wycheproof_text(const json_t *obj, const char *name)
{
	const char *text = json_string_value(json_object_get(obj, name));

	cr_assert(text != NULL, "field %s", name);
	return text;
}

static inline struct field wycheproof_field(const json_t *obj, const char *name)
{
	const char *text = wycheproof_text(obj, name);
	struct field f;

	cr_assert(strlen(text) / 2 <= FIELD_MAX, "field %s", name);
	f.len = env_unhex(text, f.data);
	return f;
}

#endif
