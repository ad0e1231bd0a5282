/* SPDX-License-Identifier: Apache-2.0 */
/* completion.h - the tables of the program as bash arrays, for tools/completion/cmh.bash. */
#ifndef TOOLS_COMPLETION_H
#define TOOLS_COMPLETION_H

#include <stdio.h>

/* Prints them: commands, options of each command, what completes each value. */
void completion_print(FILE *out);

#endif
