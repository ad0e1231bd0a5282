/* SPDX-License-Identifier: Apache-2.0 */
/* rows.h - the three tables of cmh/alg.h (algorithms, curves, services) as one list of rows, and the
 * words and patterns that pick some of them.
 */
#ifndef TOOLS_ROWS_H
#define TOOLS_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include <cmh/cmh.h>

enum row_kind { ROW_ALG, ROW_CURVE, ROW_SERVICE };

/* alg, curve or service is set, as kind says. */
struct row {
	enum row_kind kind;
	const struct cmh_alg_info *alg;
	const struct cmh_curve_info *curve;
	const struct cmh_service_info *service;
	const char *name;      /* as the commands take it; NULL: a service */
	const char *names;     /* separated by colons, OIDs among them */
	const char *family;    /* of an algorithm its family, "curve", of a service its operation */
	const char *operation; /* of OpenSSL, which takes names for it; NULL: none */
	uint32_t core;         /* CMH_CORE_* */
};

/* Fills row with row i, counted from 0: algorithms, then curves, then services. Returns false behind the
 * last. */
bool row_at(size_t i, struct row *row);

/* Whether pattern, a family or a shell pattern, names the row: by any of its names. */
bool row_matches(const struct row *row, const char *pattern);

/* Whether the device has the core (and mode) that the row needs. */
bool row_on_device(const struct row *row, struct cmh_dev *dev);

/* Returns family i of all rows, each once, in their order, or NULL behind the last. */
const char *row_family_at(size_t i);

/* Takes the next of names separated by colons: returns its length and advances *names to what follows it,
 * sets *name to its first byte. 0: there is none left. */
size_t row_next_name(const char **names, const char **name);

#endif
