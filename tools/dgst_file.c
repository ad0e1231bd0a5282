// SPDX-License-Identifier: Apache-2.0
/* dgst_file.c - the digest of one file: the device hashes one piece while the next are being read. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tools/dgst.h"

/* fd is open; *error is set when the result is not DGST_OK */
static enum dgst_result hash_open_file(struct dgst *dgst, int fd, const char *name, int *error)
{
	uint64_t size, done = 0;
	const void *data;
	ssize_t got;

	*error = readahead_begin(dgst->ra, fd, &size);
	if (*error)
		return DGST_FILE;
	for (;;) {
		got = readahead_next(dgst->ra, &data);
		if (got <= 0)
			break;
		*error = cmh_hash_update(dgst->hash, data, (size_t)got);
		if (*error)
			break;
		done += (uint64_t)got;
		progress_bytes(&dgst->progress, name, done, size);
	}
	readahead_end(dgst->ra);
	if (*error)
		return DGST_DEVICE;
	*error = (int)got;
	return got ? DGST_FILE : DGST_OK;
}

enum dgst_result dgst_file(struct dgst *dgst, const char *name, uint8_t *digest, size_t len,
			   int *error)
{
	bool is_stdin = !strcmp(name, "-");
	enum dgst_result result;
	int fd;

	cmh_hash_reset(dgst->hash);
	fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		*error = -errno;
		return DGST_FILE;
	}
	progress_begin(&dgst->progress, dgst->cli->common->quiet);
	result = hash_open_file(dgst, fd, name, error);
	progress_end(&dgst->progress);
	if (!is_stdin)
		close(fd);
	if (result)
		return result;
	*error = cmh_hash_final(dgst->hash, digest, len);
	return *error ? DGST_DEVICE : DGST_OK;
}
