// SPDX-License-Identifier: Apache-2.0
/* main.c - runs a fuzz target over files and folders of files, for compilers without libFuzzer.
 * Arguments that begin with a dash are libFuzzer's and are skipped.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/fuzz/fuzz.h"

static int run_file(const char *path)
{
	uint8_t *data;
	struct stat st;
	size_t len;
	FILE *f;

	f = fopen(path, "rb");
	if (!f || fstat(fileno(f), &st)) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		if (f)
			fclose(f);
		return 1;
	}
	/* exactly as long as the file, so that a sanitizer sees each byte read past the end */
	data = malloc(st.st_size ? st.st_size : 1);
	if (!data) {
		fclose(f);
		return 1;
	}
	len = fread(data, 1, st.st_size, f);
	fclose(f);
	LLVMFuzzerTestOneInput(data, len);
	free(data);
	return 0;
}

static int run_dir(const char *path)
{
	struct dirent **entry;
	char name[4096];
	int i, nr, failed = 0;

	nr = scandir(path, &entry, NULL, alphasort);
	if (nr < 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return 1;
	}
	for (i = 0; i < nr; i++) {
		if (entry[i]->d_name[0] != '.') {
			snprintf(name, sizeof(name), "%s/%s", path, entry[i]->d_name);
			failed |= run_file(name);
		}
		free(entry[i]);
	}
	free(entry);
	return failed;
}

int main(int argc, char **argv)
{
	struct stat st;
	int i, failed = 0;

	for (i = 1; i < argc; i++) {
		if (argv[i][0] == '-')
			continue;
		if (!stat(argv[i], &st) && S_ISDIR(st.st_mode))
			failed |= run_dir(argv[i]);
		else
			failed |= run_file(argv[i]);
	}
	return failed;
}
