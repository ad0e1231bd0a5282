/* SPDX-License-Identifier: Apache-2.0 */
/* man.h - manual pages from the tables.
 *
 * The prose of a command (struct cmd.description) is plain text: a blank line parts paragraphs, a line
 * that begins with a tab is shown as it is, "- " begins an item of a list, and `word` is set in bold.
 */
#ifndef TOOLS_MAN_H
#define TOOLS_MAN_H

#include <stdio.h>

#include "tools/cmd.h"

/* Prints the page cmh-NAME(1). */
void man_print(FILE *out, const struct cmd *cmd);

/* Prints the page cmh(1). */
void man_print_all(FILE *out);

#endif
