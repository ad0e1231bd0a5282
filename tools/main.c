// SPDX-License-Identifier: Apache-2.0
/* main.c - the program cmh. */
#include <stdio.h>
#include <string.h>

#include <cmh/version.h>

int main(int argc, char **argv)
{
	if (argc == 2 && (!strcmp(argv[1], "info") || !strcmp(argv[1], "--version"))) {
		printf("cmh %s\n", cmh_version());
		return 0;
	}
	fprintf(stderr, "usage: cmh info | --version\n");
	return 2;
}
