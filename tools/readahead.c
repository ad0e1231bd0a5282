// SPDX-License-Identifier: Apache-2.0
/* readahead.c - a ring of buffers, each at its own stage: being read, full, with the caller.
 *
 * A regular file is read at increasing offsets by as many reads as there are buffers to spare. Anything
 * else (a pipe, a terminal, a file in /proc) has an order of its own, so there one read is in flight at
 * a time. A short read is continued into the same buffer, so that pieces reach the caller in order.
 */
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmh/dev.h>

#include "tools/readahead.h"

#define BUFFER_NR   4u
#define BUFFER_SIZE (512u * 1024u)

/* A file this small is read before a read-ahead could help. */
#define SMALL_FILE (256u * 1024u)

struct buffer {
	uint8_t *data;
	size_t got;     /* bytes read so far */
	int64_t offset; /* of data in the file, -1: at the file position */
	int error;      /* negative errno of its read */
	bool in_flight;
	bool eof; /* the file ends in this buffer */
};

struct readahead {
	struct cmh_dev *dev;
	uint8_t *memory;
	struct buffer buffers[BUFFER_NR];
	struct io_uring uring;
	bool uring_wanted;
	bool uring_up;

	/* the file being read */
	int fd;
	bool async; /* by io_uring */
	bool seekable;
	int64_t begin;  /* file position at begin */
	int64_t handed; /* bytes handed out */
	int64_t offset; /* of the next read */
	uint32_t head;  /* the next buffer to hand out; free-running, as is tail */
	uint32_t tail;  /* the next buffer to start */
	bool stop;      /* a read saw the end or an error: start no more */
	bool ended;     /* the end was handed out */
	bool closing;   /* nobody wants what is in flight */
};

int readahead_new(struct cmh_dev *dev, bool use_uring, struct readahead **out)
{
	struct readahead *ra = calloc(1, sizeof(*ra));
	void *memory;
	int rc;

	if (!ra)
		return -ENOMEM;
	rc = cmh_dev_alloc(dev, BUFFER_NR * BUFFER_SIZE, &memory);
	if (rc) {
		free(ra);
		return rc;
	}
	ra->dev = dev;
	ra->memory = memory;
	ra->uring_wanted = use_uring;
	for (uint32_t i = 0; i < BUFFER_NR; i++)
		ra->buffers[i].data = ra->memory + (size_t)i * BUFFER_SIZE;
	*out = ra;
	return 0;
}

void readahead_free(struct readahead *ra)
{
	if (!ra)
		return;
	if (ra->uring_up)
		io_uring_queue_exit(&ra->uring);
	cmh_dev_free(ra->dev, ra->memory);
	free(ra);
}

/* The first large file pays for the ring. A kernel or a sandbox may refuse one; then we do without. */
static bool uring_ready(struct readahead *ra)
{
	if (ra->uring_wanted && !ra->uring_up) {
		ra->uring_up = !io_uring_queue_init(BUFFER_NR, &ra->uring, 0);
		ra->uring_wanted = ra->uring_up;
	}
	return ra->uring_up;
}

int readahead_begin(struct readahead *ra, int fd, uint64_t *size)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	*size = S_ISREG(st.st_mode) && st.st_size > 0 ? (uint64_t)st.st_size : 0;
	ra->fd = fd;
	ra->begin = *size ? lseek(fd, 0, SEEK_CUR) : -1;
	ra->seekable = ra->begin >= 0;
	ra->offset = ra->seekable ? ra->begin : -1;
	ra->handed = 0;
	ra->head = 0;
	ra->tail = 0;
	ra->stop = false;
	ra->ended = false;
	ra->closing = false;
	ra->async = !(ra->seekable && *size <= SMALL_FILE) && uring_ready(ra);
	if (ra->seekable)
		posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return 0;
}

static struct buffer *buffer_at(struct readahead *ra, uint32_t index)
{
	return &ra->buffers[index % BUFFER_NR];
}

/* Queues a read of what buffer still lacks. */
static void queue_read(struct readahead *ra, struct buffer *buffer)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ra->uring);
	uint64_t offset = buffer->offset < 0 ? UINT64_MAX : (uint64_t)buffer->offset + buffer->got;

	/* by a worker of the kernel: otherwise copying from the page cache would happen right here */
	io_uring_prep_read(sqe, ra->fd, buffer->data + buffer->got,
			   (unsigned int)(BUFFER_SIZE - buffer->got), offset);
	io_uring_sqe_set_flags(sqe, IOSQE_ASYNC);
	io_uring_sqe_set_data(sqe, buffer);
	buffer->in_flight = true;
}

/* Starts reads into all buffers that are free, or of a pipe into the next one. */
static int start_reads(struct readahead *ra)
{
	uint32_t limit = ra->seekable ? BUFFER_NR : 1;
	bool queued = false;
	int rc;

	while (!ra->stop && ra->tail - ra->head < limit) {
		struct buffer *buffer = buffer_at(ra, ra->tail++);

		*buffer = (struct buffer){ .data = buffer->data, .offset = ra->offset };
		if (ra->seekable)
			ra->offset += BUFFER_SIZE;
		queue_read(ra, buffer);
		queued = true;
	}
	rc = queued ? io_uring_submit(&ra->uring) : 0;
	return rc < 0 ? rc : 0;
}

/* Takes one completion; a short read of a regular file goes on. */
static int reap(struct readahead *ra)
{
	struct io_uring_cqe *cqe;
	struct buffer *buffer;
	int rc, res;

	do {
		rc = io_uring_wait_cqe(&ra->uring, &cqe);
	} while (rc == -EINTR);
	if (rc)
		return rc;
	buffer = io_uring_cqe_get_data(cqe);
	res = cqe->res;
	io_uring_cqe_seen(&ra->uring, cqe);
	if (!buffer) /* of a cancellation */
		return 0;
	buffer->in_flight = false;
	if (ra->closing)
		return 0;
	if (res > 0)
		buffer->got += (size_t)res;
	if (res == -EINTR || (res > 0 && ra->seekable && buffer->got < BUFFER_SIZE)) {
		queue_read(ra, buffer);
		rc = io_uring_submit(&ra->uring);
		return rc < 0 ? rc : 0;
	}
	if (res <= 0) {
		buffer->error = res;
		buffer->eof = !res;
		ra->stop = true;
	}
	return 0;
}

static ssize_t next_async(struct readahead *ra, const void **data)
{
	struct buffer *buffer;
	int rc;

	if (ra->ended)
		return 0;
	/* the buffer handed out last is free again now */
	rc = start_reads(ra);
	if (rc)
		return rc;
	buffer = buffer_at(ra, ra->head);
	while (buffer->in_flight) {
		rc = reap(ra);
		if (rc)
			return rc;
	}
	if (buffer->error)
		return buffer->error;
	ra->head++;
	ra->ended = buffer->eof;
	/* a pipe: read on while the caller works */
	if (!ra->seekable) {
		rc = start_reads(ra);
		if (rc)
			return rc;
	}
	*data = buffer->data;
	return (ssize_t)buffer->got;
}

static ssize_t next_sync(struct readahead *ra, const void **data)
{
	ssize_t got;

	do {
		got = read(ra->fd, ra->memory, BUFFER_SIZE);
	} while (got < 0 && errno == EINTR);
	*data = ra->memory;
	return got < 0 ? -errno : got;
}

ssize_t readahead_next(struct readahead *ra, const void **data)
{
	ssize_t got = ra->async ? next_async(ra, data) : next_sync(ra, data);

	if (got > 0)
		ra->handed += got;
	return got;
}

/* Ends reads that may wait for ever, as those of a pipe do. */
static void cancel(struct readahead *ra, struct buffer *buffer)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ra->uring);

	io_uring_prep_cancel(sqe, buffer, 0);
	io_uring_sqe_set_data(sqe, NULL);
	io_uring_submit(&ra->uring);
}

void readahead_end(struct readahead *ra)
{
	ra->closing = true;
	for (uint32_t i = ra->head; ra->async && i != ra->tail; i++) {
		if (buffer_at(ra, i)->in_flight && !ra->seekable)
			cancel(ra, buffer_at(ra, i));
		while (buffer_at(ra, i)->in_flight && !reap(ra))
			;
	}
	if (ra->async && ra->seekable)
		lseek(ra->fd, ra->begin + ra->handed, SEEK_SET);
}
