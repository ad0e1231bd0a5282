/* SPDX-License-Identifier: Apache-2.0 */
/* aead.h - what authenticated ciphers share: one context, one set of functions, and a table of what
 * differs, for each of aead_gcm.c, aead_ccm.c, aead_chacha.c.
 *
 * A message is AAD and text that ends with a tag; or, once libssl has given a TLS 1.2 header as
 * AAD, the next update is a record: explicit IV if the cipher has one, text, tag, which is a single
 * request to the hub.
 *
 * An IV is for one message. After it the context refuses to go on until a new one is set.
 */
#ifndef CMH_PROVIDER_CIPHER_AEAD_H
#define CMH_PROVIDER_CIPHER_AEAD_H

#include "cipher.h"

#define AEAD_IV_MAX  128u
#define AEAD_TAG_MAX 16u
#define AEAD_TLS_AAD EVP_AEAD_TLS1_AAD_LEN

enum iv_state {
	IV_NONE,  /* never set */
	IV_READY, /* set, no message begun */
	IV_BUSY,  /* in the midst of its message */
	IV_SPENT, /* its message is over, or it is good for records alone */
};

struct aead_ctx {
	struct cipher_base base;
	enum iv_state iv_state;
	size_t iv_len;
	uint8_t iv[AEAD_IV_MAX];
	bool tag_set; /* decrypting: to be compared; encrypting: to be fetched */
	size_t tag_len;
	uint8_t tag[AEAD_TAG_MAX];
	/* TLS 1.2 */
	bool tls; /* the next update is a record, under this AAD: */
	uint8_t tls_aad[AEAD_TLS_AAD];
	uint64_t tls_records; /* encrypted with this key */
	bool iv_counts;       /* GCM: the IV is a fixed part and a counter */
	/* a message that is one request, gathered: */
	bool len_set; /* the length of the text is known: */
	size_t len;
	uint8_t *aad; /* owned */
	size_t aad_len;
};

/* The functions return 1, or 0 with an error raised. */
struct aead_ops {
	size_t iv_len, tag_len; /* of a new context */
	size_t iv_min, iv_max;
	size_t iv_rand; /* shortest IV that is drawn for who set none, 0: none is */
	size_t tag_min;
	bool tag_even;  /* only tags of even length */
	bool tag_alone; /* the length of a tag may be set without the tag */
	bool one_shot;  /* a message is one request: its length first, its tag read once and whole */
	size_t tls_explicit; /* bytes of IV in a record; such records are in place */

	/* out NULL: in is AAD. *out_len is 0. */
	int (*update)(struct aead_ctx *ctx, uint8_t *out, size_t *out_len, size_t out_size,
		      const uint8_t *in, size_t len);
	int (*final)(struct aead_ctx *ctx);

	int (*set_fixed)(struct aead_ctx *ctx, const OSSL_PARAM *param); /* part of the IV */
	/* Begins a record under its nonce, whose explicit part is, or when encrypting goes, at rec. */
	int (*begin_record)(struct aead_ctx *ctx, uint8_t *rec, size_t text_len);

	/* Parameters that no other has; may be NULL. */
	int (*get_more)(struct aead_ctx *ctx, OSSL_PARAM params[]);
	int (*set_more)(struct aead_ctx *ctx, const OSSL_PARAM params[]);
};

/* For CIPHER_ROW(). */
void *aead_newctx(struct prov_ctx *prov, const struct cipher_row *row);
OSSL_FUNC_cipher_freectx_fn aead_freectx;
OSSL_FUNC_cipher_dupctx_fn aead_dupctx;
OSSL_FUNC_cipher_encrypt_init_fn aead_encrypt_init;
OSSL_FUNC_cipher_decrypt_init_fn aead_decrypt_init;
OSSL_FUNC_cipher_update_fn aead_update;
OSSL_FUNC_cipher_final_fn aead_final;
OSSL_FUNC_cipher_cipher_fn aead_cipher;
OSSL_FUNC_cipher_gettable_ctx_params_fn aead_gettable_ctx_params;
OSSL_FUNC_cipher_get_ctx_params_fn aead_get_ctx_params;
OSSL_FUNC_cipher_settable_ctx_params_fn aead_settable_ctx_params;
OSSL_FUNC_cipher_set_ctx_params_fn aead_set_ctx_params;
enum { aead_cipher_id = OSSL_FUNC_CIPHER_CIPHER };

/* clang-format off */
#define AEAD_GETTABLE                                                    \
	OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL),               \
	OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_IVLEN, NULL),                \
	OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_IV, NULL, 0),          \
	OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_UPDATED_IV, NULL, 0),  \
	OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_AEAD_TAGLEN, NULL),          \
	OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, NULL, 0),    \
	OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_AEAD_TLS1_AAD_PAD, NULL)
#define AEAD_SETTABLE                                                    \
	OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL),               \
	OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_AEAD_IVLEN, NULL),           \
	OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, NULL, 0),    \
	OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_AAD, NULL, 0), \
	OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_IV_FIXED, NULL, 0)
/* clang-format on */

/* Update and final of a cipher whose messages are a stream. */
int aead_stream_update(struct aead_ctx *ctx, uint8_t *out, size_t *out_len, size_t out_size,
		       const uint8_t *in, size_t len);
int aead_stream_final(struct aead_ctx *ctx);

/* Gives the hub an IV for the next message. */
int aead_start(struct aead_ctx *ctx, const uint8_t *iv, size_t len);

/* Ends the message: its IV is not to be used again. */
void aead_message_end(struct aead_ctx *ctx);

/* Raises an error. Returns 0. */
int aead_bad_iv_len(const struct aead_ctx *ctx, size_t len);

#endif
