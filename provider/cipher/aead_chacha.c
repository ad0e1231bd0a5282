// SPDX-License-Identifier: Apache-2.0
/* aead_chacha.c - ChaCha20-Poly1305 (RFC 8439), of CMH_AEAD16_TABLE. TLS records are those of
 * RFC 7905. */
#include <string.h>

#include "aead.h"

#define NONCE   12u
#define TLS_SEQ 8u

static int chacha_set_fixed(struct aead_ctx *ctx, const OSSL_PARAM *p)
{
	if (p->data_type != OSSL_PARAM_OCTET_STRING || !p->data || p->data_size != NONCE)
		return aead_bad_iv_len(ctx, p->data_size);
	memcpy(ctx->iv, p->data, NONCE);
	ctx->iv_state = IV_SPENT; /* good for records alone */
	return 1;
}

/* The nonce of a record is the fixed one with the sequence number added, in GF(2). */
static int chacha_begin_record(struct aead_ctx *ctx, uint8_t *rec, size_t text_len)
{
	const uint8_t *said = ctx->tls_aad + AEAD_TLS_AAD - 2;
	uint8_t nonce[NONCE];

	if (ctx->iv_state == IV_NONE)
		return cipher_error(ctx, PROV_R_IV_USED, "set the fixed part of the nonce first");
	if (text_len != ((size_t)said[0] << 8 | said[1]))
		return cipher_error(ctx, PROV_R_BAD_TLS_RECORD, "text of %zu bytes, not as announced",
				    text_len);
	memcpy(nonce, ctx->iv, NONCE);
	for (size_t i = 0; i < TLS_SEQ; i++)
		nonce[NONCE - TLS_SEQ + i] ^= ctx->tls_aad[i];
	return aead_start(ctx, nonce, NONCE);
}

static const struct aead_ops chacha_ops = {
	.iv_len = NONCE,
	.iv_min = NONCE,
	.iv_max = NONCE,
	.tag_min = 1,
	.tag_alone = true,
	.update = aead_stream_update,
	.final = aead_stream_final,
	.set_fixed = chacha_set_fixed,
	.begin_record = chacha_begin_record,
};

/* ---- The row ---- */

#define IF_CHACHA_CCP(...) __VA_ARGS__
#define IF_CHACHA_SM4(...)
#define CHACHA_ROW(id, name, names, core, mode, key_bytes, nonce_bytes, tag_bytes, flags)    \
	IF_CHACHA_##core(CIPHER_ROW(id, aead, CMH_ALG_##id, EVP_MODE(core, mode), key_bytes, \
				    nonce_bytes, 1, CIPHER_F_CUSTOM_IV, &chacha_ops))
#define CHACHA_ALG(id, name, names, core, ...) IF_CHACHA_##core(PROV_ALG(id, name, names))
CMH_AEAD16_TABLE(CHACHA_ROW)

/* clang-format off */
const struct prov_alg prov_chacha[] = {
	CMH_AEAD16_TABLE(CHACHA_ALG)
	PROV_LIST_END
};
