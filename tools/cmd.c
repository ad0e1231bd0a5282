// SPDX-License-Identifier: Apache-2.0
/* cmd.c - what all commands share: error messages with exit codes, the device, JSON output. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/cmd.h"
#include "tools/quote.h"
#include "tools/suggest.h"

static void say_prefix(const struct cli *cli)
{
	fflush(stdout);
	fprintf(stderr, "cmh%s%s: ", cli->cmd ? " " : "", cli->cmd ? cli->cmd->name : "");
}

enum exitcode cmd_error(const struct cli *cli, enum exitcode code, const char *fmt, ...)
{
	va_list ap;

	say_prefix(cli);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return code;
}

enum exitcode cmd_usage(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	say_prefix(cli);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\nTry 'cmh%s%s --help' for more information.\n", cli->cmd ? " " : "",
		cli->cmd ? cli->cmd->name : "");
	return EXITCODE_USAGE;
}

static enum exitcode code_of(int err)
{
	switch (err) {
	case -EINVAL: return EXITCODE_USAGE;
	case -ENOENT:
	case -EACCES:
	case -EPERM:
	case -ENODEV:
	case -EOPNOTSUPP: return EXITCODE_NODEV;
	default: return EXITCODE_DEVICE;
	}
}

enum exitcode cmd_failed(const struct cli *cli, int err, const char *what)
{
	const char *sentence = cmh_errmsg();

	if (!*sentence)
		sentence = cmh_strerror(err);
	if (!what)
		return cmd_error(cli, code_of(err), "%s", sentence);
	return cmd_error(cli, code_of(err), "%s: %s", what, sentence);
}

enum exitcode cmd_file_error(const struct cli *cli, const char *file, int err)
{
	say_prefix(cli);
	quote_print(stderr, file);
	fprintf(stderr, ": %s\n", strerror(err < 0 ? -err : err));
	return EXITCODE_FILE;
}

static void log_warning(void *ctx, enum cmh_log_level level, const char *line)
{
	const struct cli *cli = ctx;

	/* errors come back as errors of a call; the rest is for developers */
	if (level == CMH_LOG_WARNING && !cli->common->quiet)
		cmd_error(cli, EXITCODE_OK, "warning: %s", line);
}

enum exitcode cmd_open_device(struct cli *cli)
{
	struct cmh_dev_opts opts = {
		.sz = sizeof(opts),
		.log = log_warning,
		.log_ctx = cli,
	};
	int rc;

	if (cli->dev)
		return EXITCODE_OK;
	rc = cmh_dev_open(cli->common->device, &opts, &cli->dev);
	return rc ? cmd_failed(cli, rc, NULL) : EXITCODE_OK;
}

enum exitcode cmd_print_json(const struct cli *cli, json_t *json)
{
	int rc = json ? json_dumpf(json, stdout, JSON_INDENT(2)) : -1;

	json_decref(json);
	if (rc)
		return cmd_error(cli, EXITCODE_FILE, "the JSON output could not be written");
	putchar('\n');
	return EXITCODE_OK;
}

const struct cmh_alg_info *cmd_find_alg(const struct cli *cli, const char *option, const char *name,
					unsigned int families)
{
	const struct cmh_alg_info *info = cmh_alg_find(name);
	const char *between = *option ? ": " : "";
	struct suggest suggest;

	if (info && families & 1u << info->family)
		return info;
	if (info) {
		cmd_usage(cli, "%s%s%s is of the family %s, which does not fit here", option,
			  between, info->name, cmh_family_name(info->family));
		return NULL;
	}
	suggest_init(&suggest, name);
	for (unsigned int alg = CMH_ALG_NONE + 1; alg < CMH_ALG_NR; alg++) {
		info = cmh_alg_get(alg);
		if (families & 1u << info->family)
			suggest_offer(&suggest, info->name);
	}
	if (suggest.best)
		cmd_usage(cli, "%s%sunknown algorithm '%s'; did you mean %s?", option, between,
			  name, suggest.best);
	else
		cmd_usage(cli, "%s%sunknown algorithm '%s'; 'cmh list' shows all", option, between,
			  name);
	return NULL;
}
