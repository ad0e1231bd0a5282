// SPDX-License-Identifier: Apache-2.0
/* cmd_rand.c - cmh rand: random bytes from the hub's DRBG. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/commands.h"
#include "tools/encode.h"
#include "tools/progress.h"

struct rand_opts {
	struct cmd_common common;
	uint64_t bytes;
	const char *output;
	bool hex;
	bool base64;
	bool force;
};

/* Bytes asked of the device at a time: whole lines of base64, and so of what is written. */
#define CHUNK (ENCODE_LINE_BYTES * 1024u)

/* A JSON document is built in memory. */
#define JSON_BYTES_MAX (1024u * 1024u)

/* Makes a new file that only its owner reads; an existing one only with --force, unless it is a device
 * or a pipe. Returns a stream, or NULL after an error message. */
static FILE *open_output(const struct cli *cli, enum exitcode *code)
{
	const struct rand_opts *opts = cli->opts;
	int flags = O_WRONLY | O_CREAT | O_CLOEXEC;
	struct stat st;
	FILE *out;
	int fd;

	if (opts->force)
		flags |= O_TRUNC;
	else if (stat(opts->output, &st) || S_ISREG(st.st_mode))
		flags |= O_EXCL;
	fd = open(opts->output, flags, 0600);
	if (fd < 0 && errno == EEXIST) {
		*code = cmd_error(cli, EXITCODE_FILE, "%s exists; --force overwrites it",
				  opts->output);
		return NULL;
	}
	out = fd < 0 ? NULL : fdopen(fd, "w");
	if (!out)
		*code = cmd_file_error(cli, opts->output, errno);
	return out;
}

enum form { FORM_RAW, FORM_HEX, FORM_BASE64 };

static enum form form_of(const struct rand_opts *opts)
{
	if (opts->base64)
		return FORM_BASE64;
	return opts->hex || opts->common.json ? FORM_HEX : FORM_RAW;
}

static bool write_chunk(FILE *out, enum form form, const uint8_t *chunk, size_t len)
{
	if (form == FORM_HEX)
		encode_hex(out, chunk, len);
	else if (form == FORM_BASE64)
		encode_base64(out, chunk, len);
	else
		fwrite(chunk, 1, len, out);
	return !ferror(out);
}

static enum exitcode generate(struct cli *cli, FILE *out, const char *name, uint8_t *chunk)
{
	const struct rand_opts *opts = cli->opts;
	enum exitcode code = EXITCODE_OK;
	struct progress progress;
	uint64_t done = 0;

	progress_begin(&progress, cli->common->quiet);
	while (!code && done < opts->bytes) {
		size_t len = opts->bytes - done < CHUNK ? (size_t)(opts->bytes - done) : CHUNK;
		int rc = cmh_random(cli->dev, chunk, len);

		if (rc < 0)
			code = cmd_failed(cli, rc, NULL);
		else if (!write_chunk(out, form_of(opts), chunk, len))
			code = cmd_file_error(cli, name, errno ? errno : EIO);
		done += len;
		progress_bytes(&progress, name, done, opts->bytes);
	}
	if (!code && form_of(opts) == FORM_HEX)
		fputc('\n', out);
	progress_end(&progress);
	return code;
}

static enum exitcode print_text(struct cli *cli, uint8_t *chunk)
{
	const struct rand_opts *opts = cli->opts;
	enum exitcode code = EXITCODE_OK;
	FILE *out;

	if (!opts->output)
		return generate(cli, stdout, "standard output", chunk);
	out = open_output(cli, &code);
	if (!out)
		return code;
	code = generate(cli, out, opts->output, chunk);
	if (fclose(out) && !code)
		code = cmd_file_error(cli, opts->output, errno);
	return code;
}

static void remove_newlines(char *text)
{
	char *to = text;

	for (; *text; text++)
		if (*text != '\n')
			*to++ = *text;
	*to = '\0';
}

static enum exitcode print_json(struct cli *cli, uint8_t *chunk)
{
	const struct rand_opts *opts = cli->opts;
	enum exitcode code;
	char *text = NULL;
	size_t len = 0;
	json_t *json;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return cmd_error(cli, EXITCODE_DEVICE, "%s", strerror(errno));
	code = generate(cli, out, "JSON", chunk);
	fclose(out);
	if (!code) {
		remove_newlines(text);
		json = json_pack("{s:I, s:s}", "bytes", (json_int_t)opts->bytes,
				 opts->base64 ? "base64" : "hex", text);
		code = cmd_print_json(cli, json);
	}
	explicit_bzero(text, len);
	free(text);
	return code;
}

static enum exitcode check(const struct cli *cli)
{
	const struct rand_opts *opts = cli->opts;

	if (opts->hex && opts->base64)
		return cmd_usage(cli, "--hex and --base64: give one of them");
	if (cli->common->json && opts->output)
		return cmd_usage(cli, "--json and --output: give one of them");
	if (cli->common->json && opts->bytes > JSON_BYTES_MAX)
		return cmd_usage(cli, "--bytes: %" PRIu64 " is too many for --json; give 0..%u",
				 opts->bytes, JSON_BYTES_MAX);
	if (form_of(opts) == FORM_RAW && !opts->output && !opts->force && isatty(STDOUT_FILENO))
		return cmd_usage(cli, "standard output is a terminal; give --hex or --base64, "
				      "or --force for raw bytes");
	return EXITCODE_OK;
}

static enum exitcode run(struct cli *cli)
{
	enum exitcode code = check(cli);
	uint8_t *chunk;

	if (code)
		return code;
	code = cmd_open_device(cli);
	if (code)
		return code;
	chunk = malloc(CHUNK);
	if (!chunk)
		return cmd_error(cli, EXITCODE_DEVICE, "%s", strerror(ENOMEM));
	code = cli->common->json ? print_json(cli, chunk) : print_text(cli, chunk);
	explicit_bzero(chunk, CHUNK);
	free(chunk);
	return code;
}

/* clang-format off */
static const struct opt opts[] = {
	{ .name = "bytes", .letter = 'n', .arg = "N", .kind = OPT_NUMBER,
	  .offset = offsetof(struct rand_opts, bytes), .def = "32",
	  .help = "how many random bytes; K, M and G may follow" },
	{ .name = "output", .letter = 'o', .arg = "FILE", .kind = OPT_TEXT,
	  .offset = offsetof(struct rand_opts, output), .complete = COMPLETE_FILE,
	  .help = "write to a new FILE that only you can read" },
	{ .name = "hex", .letter = 'x', .kind = OPT_FLAG,
	  .offset = offsetof(struct rand_opts, hex),
	  .help = "print hexadecimal digits and a newline" },
	{ .name = "base64", .letter = 'b', .kind = OPT_FLAG,
	  .offset = offsetof(struct rand_opts, base64),
	  .help = "print base64 in lines of 64 characters" },
	{ .name = "force", .letter = 'f', .kind = OPT_FLAG,
	  .offset = offsetof(struct rand_opts, force),
	  .help = "overwrite FILE; write raw bytes even to a terminal" },
	{ NULL },
};
/* clang-format on */

static const char description[] =
	"Writes random bytes from the deterministic random bit generator of the hub (SP 800-90A) to\n"
	"standard output or to a file: raw, or as text with `--hex` or `--base64`.\n"
	"\n"
	"Raw bytes are not written to a terminal, and an existing regular file is not overwritten,\n"
	"unless `--force` says so. A new file may be read by its owner only. When the command fails\n"
	"the file may hold fewer bytes than were asked for.\n"
	"\n"
	"With `--json` the bytes are hexadecimal, or base64 with `--base64`; at most 1 MiB.\n";

static const struct cmd_json json[] = {
	{ "bytes", "integer", "how many bytes" },
	{ "hex", "string", "the bytes in hexadecimal digits, unless `--base64` was given" },
	{ "base64", "string", "the bytes in base64, if it was" },
	{ NULL },
};

static const struct cmd_example examples[] = {
	{ "cmh rand --hex", "A 256-bit random number" },
	{ "cmh rand -n 48 -o secret.bin", "48 bytes for a key file" },
	{ "cmh rand -n 1G | rngtest", "Feed a statistical test" },
	{ NULL },
};

const struct cmd cmd_rand = {
	.name = "rand",
	.brief = "Write random bytes from the hub's generator",
	.opts_size = sizeof(struct rand_opts),
	.opts = opts,
	.description = description,
	.json = json,
	.examples = examples,
	.see_also = "openssl-rand(1)",
	.run = run,
};
