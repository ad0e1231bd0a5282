// SPDX-License-Identifier: Apache-2.0
/* cmh_version() may be called from any thread at any time. */
#include <pthread.h>
#include <string.h>

#include <cmh/version.h>

static void *ask(void *arg)
{
	return strcmp(cmh_version(), PACKAGE_VERSION) ? arg : NULL;
}

int main(void)
{
	pthread_t thread[4];
	void *wrong;
	int i, failed = 0;

	for (i = 0; i < 4; i++)
		if (pthread_create(&thread[i], NULL, ask, thread))
			return 1;
	for (i = 0; i < 4; i++) {
		pthread_join(thread[i], &wrong);
		failed |= wrong != NULL;
	}
	return failed;
}
