// SPDX-License-Identifier: Apache-2.0
/* Many threads in one library context: the first uses race to open the device, then all families
 * run. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "tests/provider_env.h"

#define THREADS 8
#define ROUNDS  60
#define LEN     9000u

static struct env env;
static pthread_barrier_t barrier;

static void digest(const uint8_t *in, size_t len)
{
	uint8_t x[64], y[64];
	size_t n, k;

	env_must(EVP_Q_digest(env.libctx, "SHA512", CMH, in, len, x, &n));
	env_must(EVP_Q_digest(env.libctx, "SHA512", DEFAULT, in, len, y, &k));
	env_must(n == k && memcmp(x, y, n) == 0);
}

/* Encrypts with one provider and decrypts with the other. */
static void cipher(const char *name, const uint8_t *in, size_t len)
{
	uint8_t key[32] = { 1 }, iv[16] = { 2 }, tag[16], *text = malloc(len + 32);
	const int gcm = strstr(name, "GCM") != NULL;
	EVP_CIPHER *enc = EVP_CIPHER_fetch(env.libctx, name, CMH);
	EVP_CIPHER *dec = EVP_CIPHER_fetch(env.libctx, name, DEFAULT);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n, last;

	env_must(EVP_EncryptInit_ex2(ctx, enc, key, iv, NULL));
	env_must(EVP_EncryptUpdate(ctx, text, &n, in, (int)len));
	env_must(EVP_EncryptFinal_ex(ctx, text + n, &last));
	n += last;
	if (gcm)
		env_must(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, tag));
	env_must(EVP_DecryptInit_ex2(ctx, dec, key, iv, NULL));
	if (gcm)
		env_must(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, 16, tag));
	env_must(EVP_DecryptUpdate(ctx, text, &last, text, n));
	env_must(EVP_DecryptFinal_ex(ctx, text + last, &n));
	env_must((size_t)(n + last) == len && memcmp(text, in, len) == 0);
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(enc);
	EVP_CIPHER_free(dec);
	free(text);
}

static void *work(void *arg)
{
	uint8_t in[LEN];

	pthread_barrier_wait(&barrier);
	for (int i = 0; i < ROUNDS; i++) {
		const size_t len = env_below(LEN);

		env_fill(in, len);
		digest(in, len);
		cipher("AES-256-CTR", in, len);
		cipher("AES-128-CBC", in, len);
		cipher("AES-256-GCM", in, len);
		env_must(RAND_bytes_ex(env.libctx, in, 64, 0));
	}
	OPENSSL_thread_stop_ex(env.libctx);
	return NULL;
}

int main(void)
{
	pthread_t thread[THREADS];

	env_configure("random = yes", "");
	env_up(&env);
	env_must(RAND_set_DRBG_type(env.libctx, "CTR-DRBG", CMH, NULL, NULL));
	pthread_barrier_init(&barrier, NULL, THREADS);
	for (int i = 0; i < THREADS; i++)
		env_must(pthread_create(&thread[i], NULL, work, NULL) == 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	pthread_barrier_destroy(&barrier);
	env_down(&env);
	return 0;
}
