// SPDX-License-Identifier: Apache-2.0
/* Fork in mid-stream: parent and child, and the child's child, go on with the same contexts and get
 * the same answers; each ends in its own way. */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "tests/provider_env.h"

#define LEN 10000u

static struct env env;
static uint8_t in[LEN];

struct streams {
	EVP_MD_CTX *sha, *shake;
	EVP_MAC_CTX *hmac, *cmac, *kmac;
	EVP_CIPHER_CTX *cipher[3];
	uint8_t out[3][LEN + 32];
	int len[3];
};

static EVP_MD_CTX *md_start(const char *name, const char *props)
{
	EVP_MD *md = EVP_MD_fetch(env.libctx, name, props);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	env_must(EVP_DigestInit_ex2(ctx, md, NULL));
	EVP_MD_free(md);
	return ctx;
}

static EVP_MAC_CTX *mac_start(const char *name, const char *param, const char *value,
			      const char *props)
{
	static const uint8_t key[16] = { 3 };
	OSSL_PARAM params[2] = { OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end() };
	EVP_MAC *mac = EVP_MAC_fetch(env.libctx, name, props);
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);

	if (param)
		params[0] = OSSL_PARAM_construct_utf8_string(param, (char *)value, 0);
	env_must(EVP_MAC_init(ctx, key, sizeof(key), params));
	EVP_MAC_free(mac);
	return ctx;
}

static size_t mac_end(EVP_MAC_CTX *ctx, uint8_t *out)
{
	size_t len;

	env_must(EVP_MAC_final(ctx, out, &len, 64));
	EVP_MAC_CTX_free(ctx);
	return len;
}

static EVP_CIPHER_CTX *cipher_start(const char *name, const char *props)
{
	static const uint8_t key[32] = { 1 }, iv[16] = { 2 };
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(env.libctx, name, props);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

	env_must(EVP_EncryptInit_ex2(ctx, cipher, key, iv, NULL));
	EVP_CIPHER_free(cipher);
	return ctx;
}

static void streams_start(struct streams *s, const char *props)
{
	memset(s, 0, sizeof(*s));
	s->sha = md_start("SHA256", props);
	s->shake = md_start("SHAKE256", props);
	s->hmac = mac_start("HMAC", OSSL_MAC_PARAM_DIGEST, "SHA256", props);
	s->cmac = mac_start("CMAC", OSSL_MAC_PARAM_CIPHER, "AES-128-CBC", props);
	s->kmac = mac_start("KMAC256", NULL, NULL, props);
	s->cipher[0] = cipher_start("AES-128-CBC", props);
	s->cipher[1] = cipher_start("AES-256-CTR", props);
	s->cipher[2] = cipher_start("AES-256-GCM", props);
}

static void streams_feed(struct streams *s, size_t from, size_t to)
{
	int n;

	env_must(EVP_DigestUpdate(s->sha, in + from, to - from));
	env_must(EVP_DigestUpdate(s->shake, in + from, to - from));
	env_must(EVP_MAC_update(s->hmac, in + from, to - from));
	env_must(EVP_MAC_update(s->cmac, in + from, to - from));
	env_must(EVP_MAC_update(s->kmac, in + from, to - from));
	for (int i = 0; i < 3; i++) {
		env_must(EVP_EncryptUpdate(s->cipher[i], s->out[i] + s->len[i], &n, in + from,
					   (int)(to - from)));
		s->len[i] += n;
	}
}

/* All that the streams give, one after the other. */
static size_t streams_end(struct streams *s, uint8_t *all)
{
	uint8_t *p = all;
	int n;

	env_must(EVP_DigestFinal_ex(s->sha, p, NULL));
	p += 32;
	env_must(EVP_DigestFinalXOF(s->shake, p, 300));
	p += 300;
	p += mac_end(s->hmac, p);
	p += mac_end(s->cmac, p);
	p += mac_end(s->kmac, p);
	for (int i = 0; i < 3; i++) {
		env_must(EVP_EncryptFinal_ex(s->cipher[i], s->out[i] + s->len[i], &n));
		memcpy(p, s->out[i], (size_t)(s->len[i] + n));
		p += s->len[i] + n;
	}
	env_must(EVP_CIPHER_CTX_ctrl(s->cipher[2], EVP_CTRL_AEAD_GET_TAG, 16, p));
	EVP_MD_CTX_free(s->sha);
	EVP_MD_CTX_free(s->shake);
	for (int i = 0; i < 3; i++)
		EVP_CIPHER_CTX_free(s->cipher[i]);
	return (size_t)(p - all) + 16;
}

/* Feeds the rest, ends, and compares with what the default provider makes of the whole. */
static void check(struct streams *s, size_t from)
{
	static struct streams want;
	static uint8_t x[5 * LEN], y[5 * LEN];
	size_t n, k;

	streams_feed(s, from, LEN);
	n = streams_end(s, x);
	streams_start(&want, DEFAULT);
	streams_feed(&want, 0, LEN);
	k = streams_end(&want, y);
	env_must(n == k && memcmp(x, y, n) == 0);
}

static int wait_for(pid_t pid)
{
	int status;

	env_must(waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* The child leaves the parent's library context alone, for its locks may be held: that is no leak. */
__attribute__((visibility("default"))) int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
	return 1;
}

int main(void)
{
	static struct streams s;
	uint8_t random[2][32];
	int pipes[2];
	pid_t child, grandchild;

	env_configure("random = yes", "");
	env_up(&env);
	env_fill(in, sizeof(in));
	env_must(pipe(pipes) == 0);
	env_must(RAND_set_DRBG_type(env.libctx, "CTR-DRBG", CMH, NULL, NULL));
	env_must(RAND_bytes_ex(env.libctx, random[0], 32, 0));
	streams_start(&s, CMH);
	streams_feed(&s, 0, 3333);

	child = fork();
	if (child == 0) {
		streams_feed(&s, 3333, 7000);
		env_must(RAND_bytes_ex(env.libctx, random[0], 32, 0));
		env_must(write(pipes[1], random[0], 32) == 32);
		grandchild = fork();
		if (grandchild == 0) {
			check(&s, 7000);
			return 0; /* without unloading anything */
		}
		check(&s, 7000);
		if (wait_for(grandchild))
			return 1;
		env_down(&env);
		return 0;
	}
	streams_feed(&s, 3333, 7000);
	check(&s, 7000);
	env_must(RAND_bytes_ex(env.libctx, random[1], 32, 0));
	env_must(read(pipes[0], random[0], 32) == 32);
	env_must(memcmp(random[0], random[1], 32) != 0);
	if (wait_for(child))
		return 1;
	env_down(&env);
	return 0;
}
