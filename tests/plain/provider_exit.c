// SPDX-License-Identifier: Apache-2.0
/* Exit with everything still in use: contexts in mid-stream, nothing freed, nothing unloaded, in the
 * default library context and in another, with a thread that still runs. */
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "tests/provider_env.h"

static void leave_open(OSSL_LIB_CTX *libctx)
{
	EVP_MD *md = EVP_MD_fetch(libctx, "SHA256", CMH);
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(libctx, "AES-128-GCM", CMH);
	static EVP_MD_CTX *md_ctx;
	static EVP_CIPHER_CTX *cipher_ctx;
	uint8_t key[16] = { 0 }, out[100];
	int n;

	md_ctx = EVP_MD_CTX_new();
	env_must(EVP_DigestInit_ex2(md_ctx, md, NULL));
	env_must(EVP_DigestUpdate(md_ctx, key, sizeof(key)));
	cipher_ctx = EVP_CIPHER_CTX_new();
	env_must(EVP_EncryptInit_ex2(cipher_ctx, cipher, key, key, NULL));
	env_must(EVP_EncryptUpdate(cipher_ctx, out, &n, key, sizeof(key)));
}

static void *sleeper(void *arg)
{
	leave_open(arg);
	pause();
	return NULL;
}

/* The exit code of a process that does this and then leaves. */
static int exit_after(void (*use)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		alarm(20);
		use();
		exit(7);
	}
	env_must(waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void in_default_context(void)
{
	env_must(OSSL_PROVIDER_set_default_search_path(NULL, env_modules()));
	env_load(NULL, "default");
	env_load(NULL, "cmh");
	leave_open(NULL);
}

static void with_random(void)
{
	uint8_t out[16];

	env_configure("random = yes", "");
	env_must(RAND_set_DRBG_type(NULL, "CTR-DRBG", CMH, NULL, NULL));
	in_default_context();
	env_must(RAND_bytes(out, sizeof(out)));
}

static void in_another_context(void)
{
	OSSL_LIB_CTX *libctx = env_libctx_new();

	env_load(libctx, "cmh");
	leave_open(libctx);
}

static void with_a_thread(void)
{
	pthread_t thread;

	in_default_context();
	env_must(pthread_create(&thread, NULL, sleeper, NULL) == 0);
	usleep(50000);
}

static void cleaned_up_by_hand(void)
{
	in_default_context();
	OPENSSL_cleanup();
}

/* What is left open on purpose is no leak. */
__attribute__((visibility("default"))) int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
	return 1;
}

int main(void)
{
	env_must(exit_after(in_default_context) == 7);
	env_must(exit_after(with_random) == 7);
	env_must(exit_after(in_another_context) == 7);
	env_must(exit_after(with_a_thread) == 7);
	env_must(exit_after(cleaned_up_by_hand) == 7);
	return 0;
}
