/* SPDX-License-Identifier: Apache-2.0 */
/* commands.h - one line for each tools/cmd_NAME.c. */
#ifndef TOOLS_COMMANDS_H
#define TOOLS_COMMANDS_H

#include "tools/cmd.h"

extern const struct cmd cmd_info;
extern const struct cmd cmd_list;
extern const struct cmd cmd_selftest;
extern const struct cmd cmd_dgst;
extern const struct cmd cmd_rand;
extern const struct cmd cmd_speed;

#endif
