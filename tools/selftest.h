/* SPDX-License-Identifier: Apache-2.0 */
/* selftest.h - checks one item of a device against known answers: an algorithm, or an operation of a core
 * that is no row of the algorithm table.
 */
#ifndef TOOLS_SELFTEST_H
#define TOOLS_SELFTEST_H

#include <stdbool.h>
#include <stddef.h>

#include <cmh/cmh.h>

/* All that return int return how many answers were right, or a negative errno and, in why, which answer was
 * wrong or what failed: -EBADMSG a wrong answer, else what the library returned. */

struct selftest_item {
	const char *name;
	uint32_t core;
	enum cmh_alg alg; /* CMH_ALG_NONE: not an algorithm */
	int (*run)(struct cmh_dev *dev, const char *name, char *why, size_t len);
};

/* Fills item with item i, counted from 0, in the order they are tested. Returns false behind the last. */
bool selftest_item_at(size_t i, struct selftest_item *item);

/* As above; 0: the device lacks it. */
int selftest_item_run(struct cmh_dev *dev, const struct selftest_item *item, char *why, size_t len);

int selftest_alg(struct cmh_dev *dev, enum cmh_alg alg, char *why, size_t len);

/* The answers of kat_pks that are called name. */
int selftest_pk(struct cmh_dev *dev, const char *name, char *why, size_t len);

/* Returns name i of kat_pks, each once, or NULL behind the last. */
const char *selftest_pk_name(size_t i);

#endif
