// SPDX-License-Identifier: Apache-2.0
/* rows.c - algorithms, curves and services as one list. */
#include "tools/rows.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

static size_t curve_nr(void)
{
	size_t nr = 0;

	while (cmh_curve_at(nr))
		nr++;
	return nr;
}

bool row_at(size_t i, struct row *row)
{
	const size_t algs = CMH_ALG_NR - 1, curves = curve_nr();

	*row = (struct row){ .kind = ROW_ALG };
	if (i < algs) {
		row->alg = cmh_alg_get((enum cmh_alg)(i + 1));
		row->name = row->alg->name;
		row->names = row->alg->names;
		row->family = cmh_family_name(row->alg->family);
		row->operation = cmh_alg_operation(row->alg->id);
		row->core = row->alg->core;
		return true;
	}
	i -= algs;
	if (i < curves) {
		row->kind = ROW_CURVE;
		row->curve = cmh_curve_at(i);
		row->name = row->curve->name;
		row->names = row->curve->names;
		row->family = "curve";
		row->core = CMH_CORE_PKE;
		return true;
	}
	row->kind = ROW_SERVICE;
	row->service = cmh_service_get((enum cmh_service)(i - curves + 1));
	if (!row->service)
		return false;
	row->names = row->service->names;
	row->family = row->operation = row->service->operation;
	row->core = row->service->core;
	return true;
}

size_t row_next_name(const char **names, const char **name)
{
	size_t len = strcspn(*names, ":");

	*name = *names;
	*names += len + ((*names)[len] == ':');
	return len;
}

bool row_matches(const struct row *row, const char *pattern)
{
	const char *names = row->names, *at;
	char name[64];
	size_t len;

	if (!strcmp(pattern, row->family) || (row->name && !fnmatch(pattern, row->name, FNM_CASEFOLD)))
		return true;
	while ((len = row_next_name(&names, &at))) {
		snprintf(name, sizeof(name), "%.*s", (int)len, at);
		if (!fnmatch(pattern, name, FNM_CASEFOLD))
			return true;
	}
	return false;
}

bool row_on_device(const struct row *row, struct cmh_dev *dev)
{
	struct cmh_dev_info info = { .sz = sizeof(info) };

	switch (row->kind) {
	case ROW_ALG: return cmh_dev_has(dev, row->alg->id);
	case ROW_SERVICE: return cmh_dev_has_service(dev, row->service->id);
	default: return !cmh_dev_info(dev, &info) && info.cores >> row->core & 1;
	}
}

/* Whether a row before this one has the same family. */
static bool family_seen(const struct row *row, size_t before)
{
	struct row other;

	for (size_t i = 0; i < before && row_at(i, &other); i++)
		if (!strcmp(other.family, row->family))
			return true;
	return false;
}

const char *row_family_at(size_t i)
{
	struct row row;

	for (size_t at = 0; row_at(at, &row); at++)
		if (!family_seen(&row, at) && !i--)
			return row.family;
	return NULL;
}
