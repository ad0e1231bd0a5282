/* SPDX-License-Identifier: Apache-2.0 */
/* readahead.h - reads files from begin to end in large pieces, and reads on (io_uring) while the caller
 * works on the piece it has. Where the kernel gives no io_uring it reads when asked, with read(2).
 *
 * One object reads any number of files, one after the other; it belongs to one thread.
 */
#ifndef TOOLS_READAHEAD_H
#define TOOLS_READAHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct cmh_dev;
struct readahead;

/* Makes a reader whose buffers the device can reach. With use_uring false it never uses io_uring. Returns
 * 0 and a reader to be freed with readahead_free(), or a negative errno. */
int readahead_new(struct cmh_dev *dev, bool use_uring, struct readahead **out);
void readahead_free(struct readahead *ra);

/* Begins to read fd, from where its file position is; fd stays the caller's. Returns 0, or a negative
 * errno: -EISDIR for a directory. The size of a regular file, or 0, is then in *size. */
int readahead_begin(struct readahead *ra, int fd, uint64_t *size);

/* Returns the number of bytes in *data, which stays valid until the next call, 0 at the end of the file,
 * or a negative errno. */
ssize_t readahead_next(struct readahead *ra, const void **data);

/* Ends a file, at its end or before: nothing is in flight afterwards. A regular file's position is then
 * behind what was handed out. */
void readahead_end(struct readahead *ra);

#endif
