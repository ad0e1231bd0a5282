// SPDX-License-Identifier: Apache-2.0
/* dgst_check.c - cmh dgst -c: reads a list of checksums and checks the files it names, with the words
 * and the verdicts of sha256sum -c.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/dgst.h"
#include "tools/quote.h"

struct check {
	struct dgst *dgst;
	const char *name; /* of the list, "-" for standard input */
	char *list;       /* as messages call it */
	bool list_is_stdin;
	json_t *files; /* NULL without --json */
	struct sums_reader reader;
	struct sums_line line;
	uint64_t line_nr;
	uint64_t good_lines;
	uint64_t bad_lines;
	uint64_t matched;
	uint64_t mismatched;
	uint64_t unreadable;
};

/* What one line of the list came to. */
enum verdict { VERDICT_OK, VERDICT_FAILED, VERDICT_UNREADABLE, VERDICT_MISSING };

static const char *const verdict_words[] = {
	[VERDICT_OK] = "OK",
	[VERDICT_FAILED] = "FAILED",
	[VERDICT_UNREADABLE] = "FAILED open or read",
};

static const char *const verdict_keys[] = {
	[VERDICT_OK] = "ok",
	[VERDICT_FAILED] = "failed",
	[VERDICT_UNREADABLE] = "unreadable",
	[VERDICT_MISSING] = "missing",
};

/* Equal length is certain: the digest was computed to the length of the line's. */
static bool same_digest(const uint8_t *a, const uint8_t *b, size_t len)
{
	uint8_t differ = 0;

	for (size_t i = 0; i < len; i++)
		differ |= a[i] ^ b[i];
	return !differ;
}

static void report(const struct check *check, enum verdict verdict)
{
	const struct dgst_opts *opts = check->dgst->opts;
	const char *name = check->line.name;

	if (check->files) {
		json_t *file = json_pack("{s:s}", "status", verdict_keys[verdict]);

		dgst_json_name(file, "file", name);
		json_array_append_new(check->files, file);
		return;
	}
	if (opts->status || verdict == VERDICT_MISSING ||
	    (verdict == VERDICT_OK && opts->common.quiet))
		return;
	sums_name_print(stdout, name);
	printf(": %s\n", verdict_words[verdict]);
}

/* Checks the file of check->line. Returns an exit code other than OK only when the device failed. */
static enum exitcode check_file(struct check *check)
{
	const struct sums_line *line = &check->line;
	uint8_t digest[SUMS_DIGEST_MAX];
	enum verdict verdict;
	enum dgst_result result;
	int error;

	result = dgst_file(check->dgst, line->name, digest, line->digest_len, &error);
	if (result == DGST_DEVICE)
		return cmd_failed(check->dgst->cli, error, NULL);
	if (result == DGST_FILE && error == -ENOENT && check->dgst->opts->ignore_missing) {
		verdict = VERDICT_MISSING;
	} else if (result == DGST_FILE) {
		cmd_file_error(check->dgst->cli, line->name, error);
		verdict = VERDICT_UNREADABLE;
		check->unreadable++;
	} else if (same_digest(digest, line->digest, line->digest_len)) {
		verdict = VERDICT_OK;
		check->matched++;
	} else {
		verdict = VERDICT_FAILED;
		check->mismatched++;
	}
	report(check, verdict);
	return EXITCODE_OK;
}

/* Strips the end of a line; true if it holds anything to read. */
static bool trim(char *line, ssize_t *len)
{
	if (line[0] == '#')
		return false;
	if (*len && line[*len - 1] == '\n')
		--*len;
	if (*len && line[*len - 1] == '\r')
		--*len;
	line[*len] = '\0';
	return *len;
}

static enum exitcode check_line(struct check *check, char *line, ssize_t len)
{
	const struct dgst *dgst = check->dgst;

	check->line_nr++;
	if (!trim(line, &len))
		return EXITCODE_OK;
	/* a list on standard input cannot name standard input */
	if (sums_line_read(&check->reader, line, (size_t)len, &check->line) ||
	    (check->list_is_stdin && !strcmp(check->line.name, "-"))) {
		check->bad_lines++;
		if (dgst->opts->warn)
			cmd_error(dgst->cli, EXITCODE_OK,
				  "%s: %" PRIu64 ": improperly formatted %s checksum line",
				  check->list, check->line_nr, dgst->format.tag);
		return EXITCODE_OK;
	}
	check->good_lines++;
	return check_file(check);
}

static void warn_count(const struct check *check, uint64_t nr, const char *one, const char *many)
{
	if (nr)
		cmd_error(check->dgst->cli, EXITCODE_OK, "WARNING: %" PRIu64 " %s", nr,
			  nr == 1 ? one : many);
}

/* The warnings at the end of a list, and its verdict. */
static enum exitcode conclude(const struct check *check)
{
	const struct dgst_opts *opts = check->dgst->opts;
	const struct cli *cli = check->dgst->cli;

	if (!check->good_lines)
		return cmd_error(cli, EXITCODE_CHECK,
				 "%s: no properly formatted checksum lines found", check->list);
	if (!opts->status) {
		warn_count(check, check->bad_lines, "line is improperly formatted",
			   "lines are improperly formatted");
		warn_count(check, check->unreadable, "listed file could not be read",
			   "listed files could not be read");
		warn_count(check, check->mismatched, "computed checksum did NOT match",
			   "computed checksums did NOT match");
		if (opts->ignore_missing && !check->matched)
			cmd_error(cli, EXITCODE_CHECK, "%s: no file was verified", check->list);
	}
	if (check->mismatched || (opts->strict && check->bad_lines))
		return EXITCODE_CHECK;
	if (check->unreadable)
		return EXITCODE_FILE;
	return check->matched ? EXITCODE_OK : EXITCODE_CHECK;
}

static void add_json(const struct check *check, json_t *json)
{
	/* clang-format off */
	json_t *list = json_pack("{s:O, s:I, s:I, s:I, s:I}", "files", check->files,
				 "matched", (json_int_t)check->matched,
				 "mismatched", (json_int_t)check->mismatched,
				 "unreadable", (json_int_t)check->unreadable,
				 "malformed", (json_int_t)check->bad_lines);
	/* clang-format on */

	dgst_json_name(list, "list", check->name);
	json_array_append_new(json_object_get(json, "lists"), list);
}

static enum exitcode check_stream(struct check *check, FILE *stream)
{
	enum exitcode code = EXITCODE_OK;
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	while (!code && (len = getline(&line, &size, stream)) > 0)
		code = check_line(check, line, len);
	free(line);
	if (!code && ferror(stream))
		code = cmd_error(check->dgst->cli, EXITCODE_FILE, "%s: read error", check->list);
	return code;
}

enum exitcode dgst_check(struct dgst *dgst, const char *name, json_t *json)
{
	bool is_stdin = !strcmp(name, "-");
	struct check check = {
		.dgst = dgst,
		.name = name,
		.list = quote_dup(is_stdin ? "standard input" : name),
		.list_is_stdin = is_stdin,
		.reader.format = dgst->format,
		.files = json ? json_array() : NULL,
	};
	FILE *stream = is_stdin ? stdin : fopen(name, "re");
	enum exitcode code;

	if (!stream || !check.list) {
		code = cmd_file_error(dgst->cli, name, errno);
		goto out;
	}
	code = check_stream(&check, stream);
	if (!is_stdin)
		fclose(stream);
	if (!code)
		code = conclude(&check);
	if (json)
		add_json(&check, json);
out:
	free(check.list);
	json_decref(check.files);
	return code;
}
