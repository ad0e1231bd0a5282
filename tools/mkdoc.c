// SPDX-License-Identifier: Apache-2.0
/* mkdoc.c - build-time program: prints what the build and the tests make of the tables of cmh. */
#include <stdio.h>
#include <string.h>

#include "tools/cmd.h"
#include "tools/completion.h"
#include "tools/man.h"

static void print_commands(void)
{
	for (const struct cmd *const *cmd = commands; *cmd; cmd++)
		printf("%s\n", (*cmd)->name);
}

static void print_json_keys(const struct cmd *cmd)
{
	for (const struct cmd_json *json = cmd->json; json->path; json++)
		printf("%s %s\n", json->path, json->type);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	const char *name = argc > 2 ? argv[2] : "";
	const struct cmd *cmd = cmd_find(name);

	if (!strcmp(what, "man") && !strcmp(name, "cmh"))
		man_print_all(stdout);
	else if (!strcmp(what, "man") && cmd)
		man_print(stdout, cmd);
	else if (!strcmp(what, "json-keys") && cmd)
		print_json_keys(cmd);
	else if (!strcmp(what, "completion"))
		completion_print(stdout);
	else if (!strcmp(what, "commands"))
		print_commands();
	else
		goto usage;
	return fflush(stdout) || ferror(stdout) ? EXITCODE_FILE : EXITCODE_OK;
usage:
	fprintf(stderr, "usage: mkdoc man cmh|COMMAND, json-keys COMMAND, completion, commands\n");
	return EXITCODE_USAGE;
}
