// SPDX-License-Identifier: Apache-2.0
/* Fork while other threads use the device, and while they open it: the child must work, whatever
 * they held. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "tests/provider_env.h"

#define THREADS 3
#define FORKS   40

static struct env env;
static EVP_MD *md;
static atomic_bool stop;

static int digest(void)
{
	static const uint8_t want[4] = { 0xba, 0x78, 0x16, 0xbf };
	uint8_t out[32];

	return EVP_Digest("abc", 3, out, NULL, md, NULL) > 0 &&
	       memcmp(out, want, sizeof(want)) == 0;
}

static void *work(void *arg)
{
	while (!atomic_load(&stop))
		env_must(digest());
	return NULL;
}

static void fork_and_digest(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		alarm(20);
		_exit(!digest());
	}
	env_must(waitpid(pid, &status, 0) == pid);
	env_must(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* The child's children race with its own threads for its own device. */
static void in_child(void)
{
	pthread_t thread[THREADS];

	for (int i = 0; i < THREADS; i++)
		env_must(pthread_create(&thread[i], NULL, work, NULL) == 0);
	fork_and_digest();
	atomic_store(&stop, 1);
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
}

int main(void)
{
	pthread_t thread[THREADS];
	int status;

#ifdef CMH_SANITIZED
	fprintf(stderr, "SKIP: the sanitizer's own locks do not survive such a fork\n");
	return 77;
#endif
	env_up(&env);
	md = EVP_MD_fetch(env.libctx, "SHA256", CMH);
	env_must(digest());
	for (int i = 0; i < FORKS / 4; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			alarm(40);
			in_child();
			_exit(0);
		}
		env_must(waitpid(pid, &status, 0) == pid);
		env_must(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	for (int i = 0; i < THREADS; i++)
		env_must(pthread_create(&thread[i], NULL, work, NULL) == 0);
	for (int i = 0; i < FORKS; i++)
		fork_and_digest();
	atomic_store(&stop, 1);
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	EVP_MD_free(md);
	env_down(&env);
	return 0;
}
