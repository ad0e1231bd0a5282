/* SPDX-License-Identifier: Apache-2.0 */
/* evp.h - what OpenSSL's default provider says, to compare the device's results with. */
#ifndef CMH_TESTS_UNIT_EVP_H
#define CMH_TESTS_UNIT_EVP_H

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include <cmh/cmh.h>

/* Stops the program: what a test needs is not there. */
static inline void evp_must(int ok)
{
	if (!ok)
		abort();
}

/* A name that OpenSSL knows: the first of the row's. */
static inline const char *evp_name(enum cmh_alg alg, char buf[64])
{
	const char *names = cmh_alg_get(alg)->names;
	size_t len = strcspn(names, ":");

	memcpy(buf, names, len);
	buf[len] = '\0';
	return buf;
}

static inline void evp_digest(enum cmh_alg alg, const void *in, size_t len, void *out,
			      size_t out_len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	char name[64];
	EVP_MD *md = EVP_MD_fetch(NULL, evp_name(alg, name), "provider=default");

	evp_must(md && EVP_DigestInit_ex(ctx, md, NULL) && EVP_DigestUpdate(ctx, in, len));
	if (cmh_alg_get(alg)->flags & CMH_ALG_F_XOF)
		evp_must(EVP_DigestFinalXOF(ctx, out, out_len));
	else
		evp_must(EVP_DigestFinal_ex(ctx, out, NULL));
	EVP_MD_free(md);
	EVP_MD_CTX_free(ctx);
}

static inline void evp_cipher(enum cmh_alg alg, uint32_t dir, const void *key, const void *iv,
			      const void *in, void *out, size_t len)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	char name[64];
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, evp_name(alg, name), "provider=default");
	int n;

	evp_must(cipher && EVP_CipherInit_ex2(ctx, cipher, key, iv, dir == CMH_ENCRYPT, NULL) &&
		 EVP_CIPHER_CTX_set_padding(ctx, 0) &&
		 EVP_CipherUpdate(ctx, out, &n, in, (int)len));
	EVP_CIPHER_free(cipher);
	EVP_CIPHER_CTX_free(ctx);
}

/* Encrypts; the tag has 16 bytes. */
static inline void evp_gcm(enum cmh_alg alg, const void *key, const void *iv, size_t iv_len,
			   const void *aad, size_t aad_len, const void *in, void *out, size_t len,
			   void *tag)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	char name[64];
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, evp_name(alg, name), "provider=default");
	uint8_t none[16];
	int n;

	evp_must(cipher && EVP_EncryptInit_ex2(ctx, cipher, NULL, NULL, NULL) &&
		 EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, (int)iv_len, NULL) &&
		 EVP_EncryptInit_ex2(ctx, NULL, key, iv, NULL));
	if (aad_len)
		evp_must(EVP_EncryptUpdate(ctx, NULL, &n, aad, (int)aad_len));
	if (len)
		evp_must(EVP_EncryptUpdate(ctx, out, &n, in, (int)len));
	evp_must(EVP_EncryptFinal_ex(ctx, none, &n) &&
		 EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, tag));
	EVP_CIPHER_free(cipher);
	EVP_CIPHER_CTX_free(ctx);
}

/* Bytes that look random and are the same in every run. */
static inline uint64_t evp_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static inline void evp_fill(void *buf, size_t len, uint64_t seed)
{
	uint64_t state = seed * 0x9e3779b97f4a7c15u + 1;

	for (size_t i = 0; i < len; i++)
		((uint8_t *)buf)[i] = (uint8_t)(evp_next(&state) >> 24);
}

#endif
