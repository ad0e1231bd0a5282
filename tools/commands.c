// SPDX-License-Identifier: Apache-2.0
/* commands.c - the list of commands, and the options that all of them have. */
#include <string.h>

#include "tools/cmd.h"
#include "tools/commands.h"

/* clang-format off */
const struct cmd *const commands[] = {
	&cmd_info,
	&cmd_list,
	&cmd_selftest,
	&cmd_dgst,
	&cmd_rand,
	&cmd_speed,
	NULL,
};
/* clang-format on */

/* clang-format off */
const struct opt common_opts[] = {
	{ .name = "device", .letter = 'D', .arg = "URI", .kind = OPT_TEXT,
	  .offset = offsetof(struct cmd_common, device), .complete = COMPLETE_DEVICE,
	  .help = "device to use (default: $CMH_DEVICE, else soft:)" },
	{ .name = "json", .letter = 'j', .kind = OPT_FLAG,
	  .offset = offsetof(struct cmd_common, json),
	  .help = "print one JSON document instead of text" },
	{ .name = "quiet", .letter = 'q', .kind = OPT_FLAG,
	  .offset = offsetof(struct cmd_common, quiet), .group = GROUP_VERBOSITY,
	  .help = "print results and errors only: no progress, no good news" },
	{ .name = "help", .letter = 'h', .kind = OPT_FLAG,
	  .offset = offsetof(struct cmd_common, help),
	  .help = "print this summary and exit" },
	{ .name = "version", .letter = 'V', .kind = OPT_FLAG,
	  .offset = offsetof(struct cmd_common, version),
	  .help = "print the version and exit" },
	{ NULL },
};
/* clang-format on */

const struct cmd *cmd_find(const char *name)
{
	for (const struct cmd *const *cmd = commands; *cmd; cmd++)
		if (!strcmp((*cmd)->name, name))
			return *cmd;
	return NULL;
}
