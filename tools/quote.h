/* SPDX-License-Identifier: Apache-2.0 */
/* quote.h - file names in messages: as they are when they are harmless, else quoted so that a shell
 * would read the same name, in the way of coreutils.
 */
#ifndef TOOLS_QUOTE_H
#define TOOLS_QUOTE_H

#include <stdio.h>

void quote_print(FILE *out, const char *name);

/* Returns what quote_print() prints, to be freed, or NULL without memory. */
char *quote_dup(const char *name);

#endif
