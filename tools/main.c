// SPDX-License-Identifier: Apache-2.0
/* main.c - the program cmh: finds the subcommand, reads its options, runs it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cmd.h"
#include "tools/suggest.h"

static enum exitcode print_version(void)
{
	printf("cmh %s\n", cmh_version());
	return EXITCODE_OK;
}

/* Everything printed must have arrived: "cmh rand > /dev/full" is an error. */
static enum exitcode flush_output(const struct cli *cli, enum exitcode code)
{
	bool lost = ferror(stdout);

	errno = 0;
	if (fflush(stdout) || lost)
		return cmd_file_error(cli, "standard output", errno ? errno : EIO);
	return code;
}

static enum exitcode unknown_command(const struct cli *cli, const char *name)
{
	struct suggest suggest;

	suggest_init(&suggest, name);
	for (const struct cmd *const *cmd = commands; *cmd; cmd++)
		suggest_offer(&suggest, (*cmd)->name);
	if (suggest.best)
		return cmd_usage(cli, "unknown command '%s'; did you mean '%s'?", name,
				 suggest.best);
	return cmd_usage(cli, "unknown command '%s'", name);
}

static enum exitcode run_command(struct cli *cli, void *opts, int argc, char **argv)
{
	const struct opt *const tables[OPTS_TABLES] = { cli->cmd->opts, common_opts };
	struct opts_result res;
	enum exitcode code;

	opts_defaults(tables, opts);
	if (opts_parse(tables, opts, argc, argv, false, &res))
		return cmd_usage(cli, "%s", res.error);
	cli->common = opts;
	cli->opts = opts;
	cli->operands = res.operands;
	cli->operand_nr = res.operand_nr;
	if (cli->common->help) {
		cmd_help(cli->cmd);
		return EXITCODE_OK;
	}
	if (cli->common->version)
		return print_version();
	if (!cli->cmd->operands && cli->operand_nr)
		return cmd_usage(cli, "'%s': this command takes options only", cli->operands[0]);
	if (cli->cmd->operands_max >= 0 && cli->operand_nr > cli->cmd->operands_max)
		return cmd_usage(cli, "'%s': one argument too many",
				 cli->operands[cli->cmd->operands_max]);

	code = cli->cmd->run(cli);
	cmh_dev_close(cli->dev);
	return code;
}

/* Reads the options before the command's name, finds the command and runs it. */
static enum exitcode run(struct cli *cli, int argc, char **argv)
{
	const struct opt *const tables[OPTS_TABLES] = { common_opts, NULL };
	struct cmd_common common = { 0 };
	struct opts_result res;
	enum exitcode code;
	void *opts;

	if (opts_parse(tables, &common, argc - 1, argv + 1, true, &res))
		return cmd_usage(cli, "%s", res.error);
	if (common.version)
		return print_version();
	if (common.help) {
		cmd_help_all();
		return EXITCODE_OK;
	}
	if (!res.operand_nr)
		return cmd_usage(cli, "give a command");
	cli->cmd = cmd_find(res.operands[0]);
	if (!cli->cmd)
		return unknown_command(cli, res.operands[0]);

	opts = calloc(1, cli->cmd->opts_size);
	if (!opts)
		return cmd_error(cli, EXITCODE_DEVICE, "%s", strerror(ENOMEM));
	memcpy(opts, &common, sizeof(common));
	code = run_command(cli, opts, res.operand_nr - 1, res.operands + 1);
	free(opts);
	cli->common = NULL;
	cli->opts = NULL;
	return code;
}

int main(int argc, char **argv)
{
	struct cli cli = { 0 };
	enum exitcode code = run(&cli, argc, argv);

	return flush_output(&cli, code);
}
