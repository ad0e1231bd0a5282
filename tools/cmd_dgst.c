// SPDX-License-Identifier: Apache-2.0
/* cmd_dgst.c - cmh dgst: message digests of files, and lists of them checked, as sha256sum does. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tools/commands.h"
#include "tools/dgst.h"
#include "tools/encode.h"

void dgst_json_name(json_t *object, const char *key, const char *name)
{
	json_t *text = json_string(name);
	char hex_key[32], *hex = NULL;
	size_t len;
	FILE *out;

	if (text) {
		json_object_set_new(object, key, text);
		return;
	}
	/* not UTF-8, so not a JSON string */
	out = open_memstream(&hex, &len);
	if (!out)
		return;
	encode_hex(out, (const uint8_t *)name, strlen(name));
	fclose(out);
	snprintf(hex_key, sizeof(hex_key), "%s_hex", key);
	json_object_set_new(object, hex_key, json_string(hex));
	free(hex);
}

/* Options that contradict each other; the words are those of coreutils. */
static enum exitcode check_options(const struct cli *cli)
{
	const struct dgst_opts *opts = cli->opts;
	const struct {
		bool given;
		const char *name;
	} checking_only[] = {
		{ opts->ignore_missing, "ignore-missing" },
		{ opts->status, "status" },
		{ opts->strict, "strict" },
		{ opts->warn, "warn" },
	};

	if (opts->tag && opts->text)
		return cmd_usage(cli, "--tag does not support --text mode");
	if (opts->check && opts->zero)
		return cmd_usage(cli,
				 "the --zero option is not supported when verifying checksums");
	if (opts->check && opts->tag)
		return cmd_usage(cli, "the --tag option is meaningless when verifying checksums");
	if (opts->check && (opts->binary || opts->text))
		return cmd_usage(cli, "the --binary and --text options are meaningless when "
				      "verifying checksums");
	for (size_t i = 0; i < sizeof(checking_only) / sizeof(*checking_only); i++)
		if (!opts->check && checking_only[i].given)
			return cmd_usage(cli,
					 "the --%s option is meaningful only when verifying "
					 "checksums",
					 checking_only[i].name);
	return EXITCODE_OK;
}

static enum exitcode set_format(struct dgst *dgst)
{
	const struct dgst_opts *opts = dgst->opts;
	const struct cmh_alg_info *alg =
		cmd_find_alg(dgst->cli, "--algorithm", opts->algorithm, 1u << CMH_DIGEST);

	if (!alg)
		return EXITCODE_USAGE;
	if (opts->length && !(alg->flags & CMH_ALG_F_XOF) && opts->length != alg->digest_len)
		return cmd_usage(dgst->cli,
				 "--length: a digest of %s has %u bytes; "
				 "shake128 and shake256 take a length",
				 alg->name, alg->digest_len);
	sums_format_init(&dgst->format, alg, (size_t)opts->length);
	if (opts->check && alg->flags & CMH_ALG_F_XOF && !opts->length)
		dgst->format.any_len = true;
	return EXITCODE_OK;
}

static json_t *file_json(const char *name, const uint8_t *digest, size_t len)
{
	json_t *file = json_object();
	char *hex = NULL;
	size_t hex_len;
	FILE *out;

	dgst_json_name(file, "file", name);
	out = open_memstream(&hex, &hex_len);
	if (out) {
		encode_hex(out, digest, len);
		fclose(out);
		json_object_set_new(file, "digest", json_string(hex));
		free(hex);
	}
	return file;
}

static enum exitcode print_file(struct dgst *dgst, const char *name, json_t *json)
{
	const struct dgst_opts *opts = dgst->opts;
	const struct sums_print how = {
		.tagged = opts->tag,
		.binary = opts->binary,
		.zero = opts->zero,
	};
	uint8_t digest[SUMS_DIGEST_MAX];
	int error;

	switch (dgst_file(dgst, name, digest, dgst->format.digest_len, &error)) {
	case DGST_FILE: return cmd_file_error(dgst->cli, name, error);
	case DGST_DEVICE: return cmd_failed(dgst->cli, error, NULL);
	case DGST_OK: break;
	}
	if (json)
		json_array_append_new(json_object_get(json, "files"),
				      file_json(name, digest, dgst->format.digest_len));
	else
		sums_line_print(stdout, &dgst->format, &how, name, digest);
	return EXITCODE_OK;
}

/* Handles each operand. Of several errors the first one decides, but a mismatch before a missing file; a
 * device that fails ends the run. */
static enum exitcode each_operand(struct dgst *dgst, json_t *json)
{
	static char stdin_name[] = "-";
	char *only_stdin[] = { stdin_name };
	struct cli *cli = dgst->cli;
	char **names = cli->operand_nr ? cli->operands : only_stdin;
	int nr = cli->operand_nr ? cli->operand_nr : 1;
	enum exitcode worst = EXITCODE_OK;

	for (int i = 0; i < nr; i++) {
		enum exitcode code = dgst->opts->check ? dgst_check(dgst, names[i], json) :
							 print_file(dgst, names[i], json);

		if (code == EXITCODE_NODEV || code == EXITCODE_DEVICE)
			return code;
		if (code && (!worst || code == EXITCODE_CHECK))
			worst = code;
	}
	return worst;
}

static enum exitcode run_on_device(struct dgst *dgst)
{
	struct cli *cli = dgst->cli;
	json_t *json = NULL;
	enum exitcode code;
	int rc;

	rc = cmh_hash_new(cli->dev, dgst->format.alg->id, &dgst->hash);
	if (rc)
		return cmd_failed(cli, rc, dgst->format.alg->name);
	rc = readahead_new(cli->dev, true, &dgst->ra);
	if (rc)
		return cmd_failed(cli, rc, NULL);
	if (cli->common->json)
		json = json_pack("{s:s, s:[]}", "algorithm", dgst->format.alg->name,
				 dgst->opts->check ? "lists" : "files");
	code = each_operand(dgst, json);
	if (json && cmd_print_json(cli, json))
		return EXITCODE_FILE;
	return code;
}

static enum exitcode run(struct cli *cli)
{
	struct dgst dgst = { .cli = cli, .opts = cli->opts };
	enum exitcode code = check_options(cli);

	if (!code)
		code = set_format(&dgst);
	if (!code)
		code = cmd_open_device(cli);
	if (!code)
		code = run_on_device(&dgst);
	readahead_free(dgst.ra);
	cmh_hash_free(dgst.hash);
	return code;
}

/* clang-format off */
#define FLAG(field, group_, letter_, name_, help_)                      \
	{ .name = name_, .letter = letter_, .kind = OPT_FLAG,           \
	  .offset = offsetof(struct dgst_opts, field), .group = group_, \
	  .help = help_ }

static const struct opt opts[] = {
	{ .name = "algorithm", .letter = 'a', .arg = "ALG", .kind = OPT_TEXT,
	  .offset = offsetof(struct dgst_opts, algorithm), .def = "sha256",
	  .complete = COMPLETE_DIGEST, .help = "digest to compute, any name of 'cmh list digest'" },
	{ .name = "length", .letter = 'l', .arg = "BYTES", .kind = OPT_NUMBER,
	  .offset = offsetof(struct dgst_opts, length), .min = 1, .max = SUMS_DIGEST_MAX,
	  .help = "bytes of the digest; shake128 and shake256 only" },
	FLAG(check, 0, 'c', "check", "read checksums from the FILEs and check them"),
	FLAG(binary, 0, 'b', "binary", "mark names as read in binary mode, with '*'"),
	FLAG(text, 0, 't', "text", "mark names as read in text mode, with ' ' (default)"),
	FLAG(tag, 0, 0, "tag", "print lines as BSD does: ALG (FILE) = DIGEST"),
	FLAG(zero, 0, 'z', "zero", "end lines with NUL, not newline, and escape no names"),
	FLAG(ignore_missing, 0, 0, "ignore-missing", "with -c: pass over files that do not exist"),
	FLAG(status, GROUP_VERBOSITY, 0, "status",
	     "with -c: print nothing, the exit code says it all"),
	FLAG(strict, 0, 0, "strict", "with -c: an improperly formatted line is a failure"),
	FLAG(warn, GROUP_VERBOSITY, 'w', "warn", "with -c: name each improperly formatted line"),
	{ NULL },
};
/* clang-format on */

static const char description[] =
	"Prints the message digest of each `FILE`, or with `-c` checks lists of digests that it or\n"
	"`sha256sum` and its relatives printed before. Without `FILE`, or when `FILE` is `-`, it reads\n"
	"standard input. Output and messages are those of coreutils; only the exit codes are finer.\n"
	"\n"
	"A line is the digest, a blank, the mode (a blank for text, `*` for binary; the digest is the\n"
	"same) and the name. In a line that begins with a backslash the newlines, carriage returns and\n"
	"backslashes of the name are written as \\n, \\r and \\\\.\n"
	"\n"
	"The tag of `--tag` is the algorithm's name in capitals. An XOF of another length than its\n"
	"default has the length in bits behind it:\n"
	"\n"
	"\tSHAKE256-512 (FILE) = 46b9dd2b0ba88d13...\n"
	"\n"
	"When checking, the length of an XOF's digest is that of the line unless `--length` is given.\n"
	"With `-c`, `--quiet` keeps back the OK lines; of `--quiet`, `--status` and `--warn` the last\n"
	"one counts.\n"
	"\n"
	"A file that cannot be read gets a message and no line (nor an entry in the JSON output), and\n"
	"the rest is done. Of several errors the first decides the exit status, but a mismatch goes\n"
	"before a file that cannot be read.\n"
	"\n"
	"Large files are read ahead (io_uring) while the hub hashes.\n";

static const struct cmd_json json[] = {
	{ "algorithm", "string", "the algorithm's name" },
	{ "files[].file", "string", "name of a file that was read" },
	{ "files[].file_hex", "string", "instead of `file`: bytes of a name that is not UTF-8" },
	{ "files[].digest", "string", "its digest in hexadecimal digits" },
	{ "lists[].list", "string", "with `-c`: name of a list of checksums" },
	{ "lists[].list_hex", "string", "instead of `list`, if it is not UTF-8" },
	{ "lists[].files[].file", "string", "name of a file of the list" },
	{ "lists[].files[].file_hex", "string", "instead of `file`, if it is not UTF-8" },
	{ "lists[].files[].status", "string", "`ok`, `failed`, `unreadable` or `missing`" },
	{ "lists[].matched", "integer", "files whose digest is the list's" },
	{ "lists[].mismatched", "integer", "files whose digest is another" },
	{ "lists[].unreadable", "integer", "files that could not be read" },
	{ "lists[].malformed", "integer", "lines that are not checksum lines" },
	{ NULL },
};

static const struct cmd_example examples[] = {
	{ "cmh dgst *.iso > SHA256SUMS", "Write a list of checksums" },
	{ "cmh dgst -c SHA256SUMS", "Check it" },
	{ "cmh dgst -a shake256 -l 64 --tag FILE", "512 bits of SHAKE256" },
	{ NULL },
};

const struct cmd cmd_dgst = {
	.name = "dgst",
	.brief = "Print or check message digests, as sha256sum does",
	.operands = "[FILE]...",
	.operands_max = -1,
	.complete = COMPLETE_FILE,
	.opts_size = sizeof(struct dgst_opts),
	.opts = opts,
	.description = description,
	.json = json,
	.examples = examples,
	.see_also = "sha256sum(1), openssl-dgst(1)",
	.run = run,
};
