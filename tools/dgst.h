/* SPDX-License-Identifier: Apache-2.0 */
/* dgst.h - the parts of cmh dgst: cmd_dgst.c (options, printing), dgst_file.c (the digest of one file),
 * dgst_check.c (-c).
 */
#ifndef TOOLS_DGST_H
#define TOOLS_DGST_H

#include "tools/cmd.h"
#include "tools/progress.h"
#include "tools/readahead.h"
#include "tools/sums.h"

struct dgst_opts {
	struct cmd_common common;
	const char *algorithm;
	uint64_t length; /* bytes of an XOF's digest, 0: its default */
	bool binary;
	bool text;
	bool tag;
	bool zero;
	bool check;
	bool ignore_missing;
	bool status;
	bool strict;
	bool warn;
};

/* One run of the command. */
struct dgst {
	struct cli *cli;
	const struct dgst_opts *opts;
	struct sums_format format;
	struct cmh_hash *hash;
	struct readahead *ra;
	struct progress progress;
};

/* Whose fault it was that there is no digest. */
enum dgst_result {
	DGST_OK,
	DGST_FILE,   /* the file's: error is its negative errno; nothing was said */
	DGST_DEVICE, /* the device's: error is its negative errno; nothing was said */
};

/* Computes len bytes of digest of the file called name, "-" being standard input. */
enum dgst_result dgst_file(struct dgst *dgst, const char *name, uint8_t *digest, size_t len,
			   int *error);

/* dgst -c: checks the files that the list called name names. Adds to json, if that is not NULL. Returns
 * an exit code after its messages. */
enum exitcode dgst_check(struct dgst *dgst, const char *name, json_t *json);

/* Sets key to name, and key_hex to its bytes if they are not UTF-8. */
void dgst_json_name(json_t *object, const char *key, const char *name);

#endif
