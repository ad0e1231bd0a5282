/* SPDX-License-Identifier: Apache-2.0 */
/* exitcode.h - what the exit code of every cmh command means. cmh(1) prints this table; scripts rely
 * on it, so a number never changes its meaning.
 */
#ifndef TOOLS_EXITCODE_H
#define TOOLS_EXITCODE_H

/* X(NAME, number, meaning) */
#define EXITCODE_TABLE(X)                                                                        \
	X(OK, 0, "everything asked for was done")                                                \
	X(CHECK, 1, "a check failed: a checksum did not match, a self-test gave a wrong answer") \
	X(USAGE, 2, "the command line makes no sense: the message names the argument")           \
	X(NODEV, 3, "no such device, no permission for it, or it lacks the core that is needed") \
	X(DEVICE, 4, "the device reported an error or stayed silent")                            \
	X(FILE, 5, "a file could not be opened, read or written")

enum exitcode {
#define EXITCODE_ENUM(name, number, meaning) EXITCODE_##name = number,
	EXITCODE_TABLE(EXITCODE_ENUM)
#undef EXITCODE_ENUM
};

#endif
