// SPDX-License-Identifier: Apache-2.0
/* cipher.c - the life of a cipher context, and what every cipher answers in the same way. */
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "cipher.h"

void *cipher_new(struct prov_ctx *prov, const struct cipher_row *row, size_t size)
{
	struct cipher_base *base = OPENSSL_zalloc(size);

	if (!base)
		return NULL;
	base->hub.prov = prov;
	if (!(row->flags & CIPHER_F_ONE_SHOT) && !hub_open(&base->hub, prov, row->alg)) {
		OPENSSL_free(base);
		return NULL;
	}
	base->row = row;
	base->size = size;
	return base;
}

void cipher_freectx(void *vctx)
{
	struct cipher_base *base = vctx;

	if (!base)
		return;
	hub_close(&base->hub);
	OPENSSL_clear_free(base, base->size);
}

void *cipher_dupctx(void *vctx)
{
	const struct cipher_base *base = vctx;
	struct cipher_base *dup = OPENSSL_memdup(base, base->size);

	if (!dup)
		return NULL;
	if (base->hub.ctx && !hub_dup(&base->hub, &dup->hub)) {
		OPENSSL_clear_free(dup, base->size);
		return NULL;
	}
	return dup;
}

int cipher_key_fits(const struct cipher_base *base, const void *key, size_t key_len)
{
	return !key || key_len == base->row->key_len ||
	       prov_raise(base->hub.prov, PROV_R_BAD_KEY_LENGTH, "key of %zu bytes, %zu expected",
			  key_len, base->row->key_len);
}

int cipher_has_key(const struct cipher_base *base)
{
	return base->key_set ||
	       prov_raise(base->hub.prov, PROV_R_NO_KEY, "initialise with a key first");
}

int cipher_has_room(const struct cipher_base *base, size_t out_size, size_t len)
{
	return out_size >= len || prov_raise(base->hub.prov, PROV_R_BUFFER_TOO_SMALL,
					     "output of %zu bytes into %zu", len, out_size);
}

int cipher_has_buffers(const struct cipher_base *base, const void *out, size_t out_size,
		       size_t out_len, const void *in, size_t len)
{
	if ((!in && len) || (!out && out_len))
		return prov_raise(base->hub.prov, PROV_R_BAD_PARAMETER,
				  "%zu bytes of text without a buffer", len);
	return cipher_has_room(base, out_size, out_len);
}

int cipher_bad_param(const struct cipher_base *base, const char *name)
{
	return prov_raise(base->hub.prov, PROV_R_BAD_PARAMETER, "%s", name);
}

int cipher_keylen_same(const struct cipher_base *base, const OSSL_PARAM params[])
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_CIPHER_PARAM_KEYLEN);
	size_t len;

	return !p || (param_get(size_t, p, &len) && len == base->row->key_len) ||
	       prov_raise(base->hub.prov, PROV_R_BAD_KEY_LENGTH, "the key length is %zu",
			  base->row->key_len);
}

const OSSL_PARAM *cipher_gettable_params(void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_uint(OSSL_CIPHER_PARAM_MODE, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_IVLEN, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_BLOCK_SIZE, NULL),
		OSSL_PARAM_int(OSSL_CIPHER_PARAM_AEAD, NULL),
		OSSL_PARAM_int(OSSL_CIPHER_PARAM_CUSTOM_IV, NULL),
		OSSL_PARAM_END,
	};

	return gettable;
}

int cipher_get_params(OSSL_PARAM params[], const struct cipher_row *row)
{
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_MODE);
	if (p && !OSSL_PARAM_set_uint(p, row->mode))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_KEYLEN);
	if (p && !OSSL_PARAM_set_size_t(p, row->key_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IVLEN);
	if (p && !OSSL_PARAM_set_size_t(p, row->iv_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_BLOCK_SIZE);
	if (p && !OSSL_PARAM_set_size_t(p, row->block))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD);
	if (p && !OSSL_PARAM_set_int(p, row->aead != NULL))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_CUSTOM_IV);
	if (p && !OSSL_PARAM_set_int(p, (row->flags & CIPHER_F_CUSTOM_IV) != 0))
		return 0;
	return 1;
}

const OSSL_PARAM *cipher_gettable_ctx_params(void *vctx, void *provctx)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_KEYLEN, NULL),
		OSSL_PARAM_size_t(OSSL_CIPHER_PARAM_IVLEN, NULL),
		OSSL_PARAM_uint(OSSL_CIPHER_PARAM_PADDING, NULL),
		OSSL_PARAM_uint(OSSL_CIPHER_PARAM_NUM, NULL),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_IV, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_UPDATED_IV, NULL, 0),
		OSSL_PARAM_END,
	};

	return gettable;
}

int cipher_get_common(const struct cipher_base *base, OSSL_PARAM params[], bool pad,
		      unsigned int num, const void *iv, size_t iv_len)
{
	OSSL_PARAM *p;

	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_KEYLEN);
	if (p && !OSSL_PARAM_set_size_t(p, base->row->key_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IVLEN);
	if (p && !OSSL_PARAM_set_size_t(p, iv_len))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_PADDING);
	if (p && !OSSL_PARAM_set_uint(p, pad))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_NUM);
	if (p && !OSSL_PARAM_set_uint(p, num))
		return 0;
	p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IV);
	return !p || prov_set_iv(p, iv, iv_len);
}
