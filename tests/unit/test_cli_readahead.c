// SPDX-License-Identifier: Apache-2.0
/* The reader that reads ahead: every byte once and in order, whatever the file is. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmh/dev.h>

#include "tools/readahead.h"

static struct cmh_dev *dev;
static char path[] = "/tmp/cmh-readahead-XXXXXX";

static void up(void)
{
	int fd = mkstemp(path);

	cr_assert(ge(int, fd, 0));
	close(fd);
	cr_assert(eq(int, cmh_dev_open("soft:", NULL, &dev), 0));
}

static void down(void)
{
	cmh_dev_close(dev);
	unlink(path);
}

TestSuite(cli_readahead, .init = up, .fini = down, .timeout = 30);

/* the byte at a place of the test data */
static uint8_t byte_at(uint64_t offset)
{
	return (uint8_t)(offset ^ offset >> 8 ^ offset >> 16);
}

static void fill(uint8_t *data, uint64_t offset, size_t len)
{
	for (size_t i = 0; i < len; i++)
		data[i] = byte_at(offset + i);
}

static void write_file(size_t len)
{
	uint8_t *data = malloc(len + 1);
	int fd = open(path, O_WRONLY | O_TRUNC);

	fill(data, 0, len);
	cr_assert(eq(sz, (size_t)write(fd, data, len), len));
	close(fd);
	free(data);
}

/* Reads fd to its end; returns how many bytes, all of which were right. */
static uint64_t read_all(struct readahead *ra, int fd, uint64_t offset)
{
	const void *data;
	uint64_t size, total = 0;
	ssize_t got;

	cr_assert(eq(int, readahead_begin(ra, fd, &size), 0));
	while ((got = readahead_next(ra, &data)) > 0) {
		for (ssize_t i = 0; i < got; i++)
			if (((const uint8_t *)data)[i] != byte_at(offset + total + (uint64_t)i))
				cr_assert(false, "wrong byte at %lu",
					  (unsigned long)total + (unsigned long)i);
		total += (uint64_t)got;
	}
	cr_assert(eq(i64, got, 0));
	readahead_end(ra);
	return total;
}

Test(cli_readahead, files_of_every_size_come_whole)
{
	static const size_t lens[] = { 0,      1,       4095,    262144,  262145,  524287, 524288,
				       524289, 1048576, 2097152, 2097153, 2621440, 5000001 };

	for (int use_uring = 0; use_uring < 2; use_uring++) {
		struct readahead *ra;

		cr_assert(eq(int, readahead_new(dev, use_uring, &ra), 0));
		for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++) {
			int fd;

			write_file(lens[i]);
			fd = open(path, O_RDONLY);
			cr_expect(eq(u64, read_all(ra, fd, 0), lens[i]));
			/* the file position is where a read() would have left it */
			cr_expect(eq(i64, lseek(fd, 0, SEEK_CUR), (off_t)lens[i]));
			close(fd);
		}
		readahead_free(ra);
	}
}

Test(cli_readahead, reading_begins_at_the_file_position)
{
	struct readahead *ra;
	int fd;

	write_file(3000000);
	cr_assert(eq(int, readahead_new(dev, true, &ra), 0));
	fd = open(path, O_RDONLY);
	lseek(fd, 1000001, SEEK_SET);
	cr_assert(eq(u64, read_all(ra, fd, 1000001), 1999999));
	close(fd);
	readahead_free(ra);
}

Test(cli_readahead, ending_early_leaves_the_position_behind_what_was_handed_out)
{
	struct readahead *ra;
	const void *data;
	uint64_t size;
	ssize_t got;
	int fd;

	write_file(5000000);
	cr_assert(eq(int, readahead_new(dev, true, &ra), 0));
	fd = open(path, O_RDONLY);
	cr_assert(eq(int, readahead_begin(ra, fd, &size), 0));
	cr_assert(eq(u64, size, 5000000));
	got = readahead_next(ra, &data);
	cr_assert(gt(i64, got, 0));
	readahead_end(ra);
	cr_assert(eq(i64, lseek(fd, 0, SEEK_CUR), got));
	cr_assert(eq(u64, read_all(ra, fd, (uint64_t)got), 5000000 - (uint64_t)got));
	close(fd);
	readahead_free(ra);
}

static void *feed(void *arg)
{
	static const size_t pieces[] = { 1, 4096, 65536, 100, 1000000, 7 };
	int fd = *(int *)arg;
	uint64_t offset = 0;

	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		uint8_t *data = malloc(pieces[i]);

		fill(data, offset, pieces[i]);
		for (size_t done = 0; done < pieces[i];) {
			ssize_t put = write(fd, data + done, pieces[i] - done);

			if (put <= 0)
				break;
			done += (size_t)put;
		}
		offset += pieces[i];
		free(data);
		usleep(2000);
	}
	close(fd);
	return NULL;
}

Test(cli_readahead, a_pipe_comes_in_order)
{
	for (int use_uring = 0; use_uring < 2; use_uring++) {
		struct readahead *ra;
		pthread_t feeder;
		int fds[2];

		cr_assert(eq(int, pipe(fds), 0));
		cr_assert(eq(int, readahead_new(dev, use_uring, &ra), 0));
		pthread_create(&feeder, NULL, feed, &fds[1]);
		cr_assert(eq(u64, read_all(ra, fds[0], 0), 1 + 4096 + 65536 + 100 + 1000000 + 7));
		pthread_join(feeder, NULL);
		close(fds[0]);
		readahead_free(ra);
	}
}

Test(cli_readahead, ending_a_pipe_does_not_wait_for_its_writer)
{
	struct readahead *ra;
	const void *data;
	uint64_t size;
	int fds[2];

	cr_assert(eq(int, pipe(fds), 0));
	cr_assert(eq(int, readahead_new(dev, true, &ra), 0));
	cr_assert(eq(int, readahead_begin(ra, fds[0], &size), 0));
	cr_assert(eq(u64, size, 0));
	cr_assert(eq(i64, write(fds[1], "x", 1), 1));
	cr_assert(eq(i64, readahead_next(ra, &data), 1));
	readahead_end(ra); /* a read is in flight that nobody will satisfy */
	/* the reader is as good as new */
	write_file(1000000);
	close(fds[0]);
	fds[0] = open(path, O_RDONLY);
	cr_assert(eq(u64, read_all(ra, fds[0], 0), 1000000));
	close(fds[0]);
	close(fds[1]);
	readahead_free(ra);
}

Test(cli_readahead, errors_are_told)
{
	struct readahead *ra;
	const void *data;
	uint64_t size;
	int fd;

	for (int use_uring = 0; use_uring < 2; use_uring++) {
		cr_assert(eq(int, readahead_new(dev, use_uring, &ra), 0));
		fd = open("/tmp", O_RDONLY);
		cr_assert(eq(int, readahead_begin(ra, fd, &size), -EISDIR));
		close(fd);
		cr_assert(eq(int, readahead_begin(ra, -1, &size), -EBADF));
		write_file(3000000);
		fd = open(path, O_WRONLY);
		cr_assert(eq(int, readahead_begin(ra, fd, &size), 0));
		cr_assert(eq(i64, readahead_next(ra, &data), -EBADF));
		readahead_end(ra);
		close(fd);
		readahead_free(ra);
	}
	readahead_free(NULL);
}
