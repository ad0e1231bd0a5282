/* SPDX-License-Identifier: Apache-2.0 */
/* cipher.h - what all ciphers share: a row of constants, the beginning of a context, its life, the
 * questions that need no more than these, and the dispatch table.
 *
 * A kind of cipher is one file: block.c, stream.c, xts.c, wrap.c, and for the three with
 * authentication aead.c. Its context begins with a struct cipher_base.
 */
#ifndef CMH_PROVIDER_CIPHER_CIPHER_H
#define CMH_PROVIDER_CIPHER_CIPHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <cmh/alg.h>

#include "hub.h"
#include "octets.h"
#include "prov_ctx.h"
#include "prov_err.h"

#define CIPHER_F_CUSTOM_IV 0x1u /* libcrypto leaves the IV to the cipher */
#define CIPHER_F_ONE_SHOT  0x2u /* the library has no stream of it: base.hub is without a context */

struct aead_ops;

struct cipher_row {
	enum cmh_alg alg;
	unsigned int mode; /* EVP_CIPH_*_MODE */
	size_t key_len;
	size_t iv_len; /* of an AEAD: unless set otherwise */
	size_t block;  /* for EVP: 1 for a stream */
	unsigned int flags;
	const struct aead_ops *aead; /* NULL: without authentication */
};

struct cipher_base {
	struct hub hub;
	const struct cipher_row *row;
	size_t size; /* of the context that this begins */
	bool encrypt;
	bool key_set;
};

/* Raises an error of a context. Returns 0. */
#define cipher_error(ctx, reason, ...) prov_raise((ctx)->base.hub.prov, reason, __VA_ARGS__)

/* Returns a zeroed context of size bytes, or NULL with an error raised. */
void *cipher_new(struct prov_ctx *prov, const struct cipher_row *row, size_t size);
OSSL_FUNC_cipher_freectx_fn cipher_freectx;
OSSL_FUNC_cipher_dupctx_fn cipher_dupctx;

OSSL_FUNC_cipher_gettable_params_fn cipher_gettable_params;
int cipher_get_params(OSSL_PARAM params[], const struct cipher_row *row);

/* These return 1, or 0 with an error raised. key NULL is fine. */
int cipher_key_fits(const struct cipher_base *base, const void *key, size_t key_len);
int cipher_has_key(const struct cipher_base *base);
int cipher_has_room(const struct cipher_base *base, size_t out_size, size_t len);
/* Room for out_len bytes at out and, where len is not 0, bytes at in. */
int cipher_has_buffers(const struct cipher_base *base, const void *out, size_t out_size,
		       size_t out_len, const void *in, size_t len);
int cipher_bad_param(const struct cipher_base *base, const char *name);

/* What a cipher without authentication answers: a list of it all, and all but the updated IV. */
OSSL_FUNC_cipher_gettable_ctx_params_fn cipher_gettable_ctx_params;
int cipher_get_common(const struct cipher_base *base, OSSL_PARAM params[], bool pad,
		      unsigned int num, const void *iv, size_t iv_len);

/* Accepts OSSL_CIPHER_PARAM_KEYLEN only where it says what is so. Returns 1, or 0 with an error. */
int cipher_keylen_same(const struct cipher_base *base, const OSSL_PARAM params[]);

/* The EVP mode of a row, from its core and the core's own number. */
#define EVP_MODE(core, mode) EVP_MODE_##core(mode)
#define EVP_MODE_AES(mode)                                \
	((mode) == CMH_AES_MODE_ECB ? EVP_CIPH_ECB_MODE : \
	 (mode) == CMH_AES_MODE_CBC ? EVP_CIPH_CBC_MODE : \
	 (mode) == CMH_AES_MODE_CTR ? EVP_CIPH_CTR_MODE : \
	 (mode) == CMH_AES_MODE_CFB ? EVP_CIPH_CFB_MODE : \
	 (mode) == CMH_AES_MODE_GCM ? EVP_CIPH_GCM_MODE : \
	 (mode) == CMH_AES_MODE_CCM ? EVP_CIPH_CCM_MODE : \
				      EVP_CIPH_XTS_MODE)
#define EVP_MODE_SM4(mode)                                \
	((mode) == CMH_SM4_MODE_ECB ? EVP_CIPH_ECB_MODE : \
	 (mode) == CMH_SM4_MODE_CBC ? EVP_CIPH_CBC_MODE : \
	 (mode) == CMH_SM4_MODE_CTR ? EVP_CIPH_CTR_MODE : \
	 (mode) == CMH_SM4_MODE_CFB ? EVP_CIPH_CFB_MODE : \
	 (mode) == CMH_SM4_MODE_GCM ? EVP_CIPH_GCM_MODE : \
	 (mode) == CMH_SM4_MODE_CCM ? EVP_CIPH_CCM_MODE : \
				      EVP_CIPH_XTS_MODE)
#define EVP_MODE_CCP(mode) EVP_CIPH_STREAM_CIPHER

/* A row's constants and its dispatch table, dispatch_ID. kind is the prefix of the functions of
 * its file, of which those that CIPHER_KIND() leaves out may be macros for the common ones; the
 * arguments after it are the members of the struct cipher_row. lists is the prefix of the two
 * that list the parameters, where it is another one. */
#define CIPHER_ROW(id, kind, ...) CIPHER_ROW_LISTS(id, kind, kind, __VA_ARGS__)
#define CIPHER_ROW_LISTS(id, kind, lists, ...)                                                \
	static const struct cipher_row row_##id = { __VA_ARGS__ };                            \
	static OSSL_FUNC_cipher_newctx_fn newctx_##id;                                        \
	static OSSL_FUNC_cipher_get_params_fn get_params_##id;                                \
	static void *newctx_##id(void *provctx)                                               \
	{                                                                                     \
		return kind##_newctx(provctx, &row_##id);                                     \
	}                                                                                     \
	static int get_params_##id(OSSL_PARAM params[])                                       \
	{                                                                                     \
		return cipher_get_params(params, &row_##id);                                  \
	}                                                                                     \
	static const OSSL_DISPATCH dispatch_##id[] = {                                        \
		{ OSSL_FUNC_CIPHER_NEWCTX, (void (*)(void))newctx_##id },                     \
		{ OSSL_FUNC_CIPHER_ENCRYPT_INIT, (void (*)(void))kind##_encrypt_init },       \
		{ OSSL_FUNC_CIPHER_DECRYPT_INIT, (void (*)(void))kind##_decrypt_init },       \
		{ OSSL_FUNC_CIPHER_UPDATE, (void (*)(void))kind##_update },                   \
		{ OSSL_FUNC_CIPHER_FINAL, (void (*)(void))kind##_final },                     \
		{ OSSL_FUNC_CIPHER_FREECTX, (void (*)(void))kind##_freectx },                 \
		{ OSSL_FUNC_CIPHER_DUPCTX, (void (*)(void))kind##_dupctx },                   \
		{ OSSL_FUNC_CIPHER_GET_PARAMS, (void (*)(void))get_params_##id },             \
		{ OSSL_FUNC_CIPHER_GETTABLE_PARAMS, (void (*)(void))cipher_gettable_params }, \
		{ OSSL_FUNC_CIPHER_GET_CTX_PARAMS, (void (*)(void))kind##_get_ctx_params },   \
		{ OSSL_FUNC_CIPHER_GETTABLE_CTX_PARAMS,                                       \
		  (void (*)(void))lists##_gettable_ctx_params },                              \
		{ OSSL_FUNC_CIPHER_SET_CTX_PARAMS, (void (*)(void))kind##_set_ctx_params },   \
		{ OSSL_FUNC_CIPHER_SETTABLE_CTX_PARAMS,                                       \
		  (void (*)(void))lists##_settable_ctx_params },                              \
		{ kind##_cipher_id, (void (*)(void))kind##_cipher },                          \
		{ 0, NULL }                                                                   \
	};

/* Declares the functions of a kind; its file has kind_init() and kind_newctx(). A kind without
 * a raw step (EVP_Cipher() then takes update and final) gives 0 for its number. */
#define CIPHER_KIND(kind) CIPHER_KIND_RAW(kind, OSSL_FUNC_CIPHER_CIPHER)
#define CIPHER_KIND_RAW(kind, raw_id)                                                              \
	enum { kind##_cipher_id = (raw_id) };                                                      \
	static OSSL_FUNC_cipher_encrypt_init_fn kind##_encrypt_init;                               \
	static OSSL_FUNC_cipher_decrypt_init_fn kind##_decrypt_init;                               \
	static OSSL_FUNC_cipher_update_fn kind##_update;                                           \
	static OSSL_FUNC_cipher_final_fn kind##_final;                                             \
	static OSSL_FUNC_cipher_get_ctx_params_fn kind##_get_ctx_params;                           \
	static OSSL_FUNC_cipher_settable_ctx_params_fn kind##_settable_ctx_params;                 \
	static OSSL_FUNC_cipher_set_ctx_params_fn kind##_set_ctx_params;                           \
	static int kind##_init(void *vctx, bool encrypt, const unsigned char *key, size_t key_len, \
			       const unsigned char *iv, size_t iv_len, const OSSL_PARAM params[]); \
	static int kind##_encrypt_init(void *vctx, const unsigned char *key, size_t key_len,       \
				       const unsigned char *iv, size_t iv_len,                     \
				       const OSSL_PARAM params[])                                  \
	{                                                                                          \
		return kind##_init(vctx, true, key, key_len, iv, iv_len, params);                  \
	}                                                                                          \
	static int kind##_decrypt_init(void *vctx, const unsigned char *key, size_t key_len,       \
				       const unsigned char *iv, size_t iv_len,                     \
				       const OSSL_PARAM params[])                                  \
	{                                                                                          \
		return kind##_init(vctx, false, key, key_len, iv, iv_len, params);                 \
	}

#endif
