// SPDX-License-Identifier: Apache-2.0
/* wrap.c - authenticated wrapping of datastore objects: AES-GCM with a nonce of 16 bytes. */
#include <errno.h>
#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "cmh/abi/aes.h"
#include "cmh/abi/sys.h"
#include "model/engine/internal.h"

/* Wrapping is rare: a context of its own each time leaves no key behind. */
static EVP_CIPHER_CTX *open_wrap(struct engine *engine, const uint8_t *key, size_t key_len,
				 const uint8_t *nonce, const uint8_t *aad, size_t aad_len, int enc)
{
	const EVP_CIPHER *cipher = engine ? cipher_get(engine->ciphers, CMH_AES_MODE_GCM, key_len) :
					    NULL;
	size_t nonce_len = CMH_BLOB_NONCE_SIZE;
	OSSL_PARAM param[2] = {
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_AEAD_IVLEN, &nonce_len),
		OSSL_PARAM_END,
	};
	EVP_CIPHER_CTX *evp;
	int n;

	if (!cipher || aad_len > INT_MAX)
		return NULL;
	evp = EVP_CIPHER_CTX_new();
	if (evp && EVP_CipherInit_ex2(evp, cipher, NULL, NULL, enc, param) &&
	    EVP_CipherInit_ex2(evp, NULL, key, nonce, enc, NULL) &&
	    EVP_CipherUpdate(evp, NULL, &n, aad, (int)aad_len))
		return evp;
	EVP_CIPHER_CTX_free(evp);
	return NULL;
}

int engine_wrap(struct engine *engine, const uint8_t *key, size_t key_len, const uint8_t *aad,
		size_t aad_len, const uint8_t nonce[CMH_BLOB_NONCE_SIZE], const uint8_t *in,
		uint8_t *out, size_t len, uint8_t tag[CMH_BLOB_TAG_SIZE])
{
	EVP_CIPHER_CTX *evp = open_wrap(engine, key, key_len, nonce, aad, aad_len, 1);
	int n, err = EIO;

	if (evp && len <= INT_MAX && EVP_CipherUpdate(evp, out, &n, in, (int)len) &&
	    EVP_CipherFinal_ex(evp, out + len, &n) &&
	    EVP_CIPHER_CTX_ctrl(evp, EVP_CTRL_AEAD_GET_TAG, CMH_BLOB_TAG_SIZE, tag) > 0)
		err = 0;
	EVP_CIPHER_CTX_free(evp);
	return err;
}

int engine_unwrap(struct engine *engine, const uint8_t *key, size_t key_len, const uint8_t *aad,
		  size_t aad_len, const uint8_t nonce[CMH_BLOB_NONCE_SIZE], const uint8_t *in,
		  uint8_t *out, size_t len, const uint8_t tag[CMH_BLOB_TAG_SIZE])
{
	EVP_CIPHER_CTX *evp = open_wrap(engine, key, key_len, nonce, aad, aad_len, 0);
	uint8_t copy[CMH_BLOB_TAG_SIZE];
	int n, err = EIO;

	memcpy(copy, tag, sizeof(copy));
	if (evp && len <= INT_MAX && EVP_CipherUpdate(evp, out, &n, in, (int)len) &&
	    EVP_CIPHER_CTX_ctrl(evp, EVP_CTRL_AEAD_SET_TAG, sizeof(copy), copy) > 0 &&
	    EVP_CipherFinal_ex(evp, out + len, &n) > 0)
		err = 0;
	if (err)
		OPENSSL_cleanse(out, len);
	EVP_CIPHER_CTX_free(evp);
	return err;
}
