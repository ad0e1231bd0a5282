// SPDX-License-Identifier: Apache-2.0
/* kdf_hkdf.c - HKDF (RFC 5869), and what TLS 1.3 makes of it (RFC 8446, section 7.1). */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "kdf.h"

#define INFO_MAX   32768u
#define LABEL_MAX  255u /* prefix and label, and data: their lengths are bytes */
#define ROUNDS_MAX 255u

static int extract(struct kdf_ctx *ctx, const struct octets *salt, const struct octets *key,
		   uint8_t *out, size_t len)
{
	const struct prov_part part = { key->data, key->len };

	if (len != ctx->md.size)
		return prov_raise(ctx->prov, PROV_R_BAD_KEY_LENGTH, "%zu bytes, %zu are extracted",
				  len, ctx->md.size);
	return kdf_hmac(ctx, salt->len ? salt->data : (const uint8_t *)"", salt->len, &part, 1,
			out);
}

/* Makes len bytes of the key, info being parts. */
static int expand(struct kdf_ctx *ctx, const uint8_t *key, size_t key_len,
		  const struct prov_part *parts, size_t nr, uint8_t *out, size_t len)
{
	const size_t size = ctx->md.size;
	struct prf prf = { .alg = CMH_ALG_NONE };
	uint8_t t[PRF_SIZE_MAX];
	int ok;

	if (len > ROUNDS_MAX * size)
		return prov_raise(ctx->prov, PROV_R_BAD_KEY_LENGTH,
				  "%zu bytes, at most %zu are made of one key", len,
				  ROUNDS_MAX * size);
	ok = prf_choose_hmac(ctx->prov, &prf, ctx->md.name) &&
	     prf_init(ctx->prov, &prf, key, key_len);
	for (uint8_t round = 1; ok && len; round++) {
		const size_t n = len < size ? len : size;

		if (round > 1)
			ok = prf_init(ctx->prov, &prf, NULL, 0) &&
			     prf_update(ctx->prov, &prf, t, size);
		for (size_t i = 0; ok && i < nr; i++)
			ok = parts[i].len == 0 ||
			     prf_update(ctx->prov, &prf, parts[i].data, parts[i].len);
		ok = ok && prf_update(ctx->prov, &prf, &round, 1) && prf_final(ctx->prov, &prf, t);
		if (!ok)
			break;
		memcpy(out, t, n);
		out += n;
		len -= n;
	}
	prf_close(&prf);
	OPENSSL_cleanse(t, sizeof(t));
	return ok;
}

static int read_mode(struct kdf_ctx *ctx, const OSSL_PARAM params[])
{
	static const char *const names[] = { "EXTRACT_AND_EXPAND", "EXTRACT_ONLY", "EXPAND_ONLY" };
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_KDF_PARAM_MODE);
	const char *text = NULL;
	int mode = -1;

	if (!p)
		return 1;
	if (p->data_type == OSSL_PARAM_UTF8_STRING) {
		if (!param_text(ctx->prov, params, OSSL_KDF_PARAM_MODE, &text))
			return 0;
		for (int i = 0; i < 3; i++)
			if (OPENSSL_strcasecmp(text, names[i]) == 0)
				mode = i;
	} else if (!param_get(int, p, &mode)) {
		mode = -1;
	}
	if (mode < EVP_KDF_HKDF_MODE_EXTRACT_AND_EXPAND || mode > EVP_KDF_HKDF_MODE_EXPAND_ONLY)
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "mode: %s",
				  text ? text : "not one of 0, 1, 2");
	ctx->mode = mode;
	return 1;
}

static int set_common(struct kdf_ctx *ctx, const OSSL_PARAM params[])
{
	return kdf_set_digest(ctx, params) && read_mode(ctx, params) &&
	       kdf_set_field(ctx, params, OSSL_KDF_PARAM_KEY, KDF_KEY) &&
	       kdf_set_field(ctx, params, OSSL_KDF_PARAM_SALT, KDF_SALT);
}

/* ---- HKDF ---- */

static int hkdf_set(struct kdf_ctx *ctx, const OSSL_PARAM params[])
{
	if (!set_common(ctx, params))
		return 0;
	if (OSSL_PARAM_locate_const(params, OSSL_KDF_PARAM_INFO))
		octets_free(&ctx->field[KDF_INFO]);
	return kdf_add_field(ctx, params, OSSL_KDF_PARAM_INFO, KDF_INFO, INFO_MAX);
}

static int hkdf_derive(struct kdf_ctx *ctx, uint8_t *out, size_t len)
{
	const struct octets *key = &ctx->field[KDF_KEY], *salt = &ctx->field[KDF_SALT];
	const struct prov_part info = { ctx->field[KDF_INFO].data, ctx->field[KDF_INFO].len };
	uint8_t prk[PRF_SIZE_MAX];
	int ok;

	if (!kdf_needs_digest(ctx) || !kdf_needs(ctx, KDF_KEY, "key"))
		return 0;
	switch (ctx->mode) {
	case EVP_KDF_HKDF_MODE_EXTRACT_ONLY: return extract(ctx, salt, key, out, len);
	case EVP_KDF_HKDF_MODE_EXPAND_ONLY:
		return expand(ctx, key->data, key->len, &info, 1, out, len);
	}
	ok = extract(ctx, salt, key, prk, ctx->md.size) &&
	     expand(ctx, prk, ctx->md.size, &info, 1, out, len);
	OPENSSL_cleanse(prk, sizeof(prk));
	return ok;
}

static size_t hkdf_size(const struct kdf_ctx *ctx)
{
	return ctx->mode == EVP_KDF_HKDF_MODE_EXTRACT_ONLY ? ctx->md.size : SIZE_MAX;
}

#define COMMON_SETTABLE                                                     \
	OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_MODE, NULL, 0),               \
		OSSL_PARAM_int(OSSL_KDF_PARAM_MODE, NULL),                  \
		OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_PROPERTIES, NULL, 0), \
		OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_DIGEST, NULL, 0),     \
		OSSL_PARAM_octet_string(OSSL_KDF_PARAM_KEY, NULL, 0),       \
		OSSL_PARAM_octet_string(OSSL_KDF_PARAM_SALT, NULL, 0)

static const OSSL_PARAM hkdf_settable[] = {
	COMMON_SETTABLE,
	OSSL_PARAM_octet_string(OSSL_KDF_PARAM_INFO, NULL, 0),
	OSSL_PARAM_END,
};

const struct kdf kdf_hkdf = { NULL, hkdf_set, hkdf_derive, hkdf_size, hkdf_settable };

/* ---- TLS 1.3 ---- */

static int tls13_set(struct kdf_ctx *ctx, const OSSL_PARAM params[])
{
	if (!set_common(ctx, params))
		return 0;
	if (ctx->mode == EVP_KDF_HKDF_MODE_EXTRACT_AND_EXPAND)
		return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER,
				  "mode: TLS 1.3 extracts and expands one by one");
	octets_free(&ctx->field[KDF_DATA]); /* it is for one derivation */
	return kdf_set_field(ctx, params, OSSL_KDF_PARAM_PREFIX, KDF_PREFIX) &&
	       kdf_set_field(ctx, params, OSSL_KDF_PARAM_LABEL, KDF_LABEL) &&
	       kdf_set_field(ctx, params, OSSL_KDF_PARAM_DATA, KDF_DATA);
}

/* HKDF-Expand-Label: info is length, prefix and label, data. */
static int expand_label(struct kdf_ctx *ctx, const uint8_t *key, size_t key_len, const void *data,
			size_t data_len, uint8_t *out, size_t len)
{
	const struct octets *prefix = &ctx->field[KDF_PREFIX], *label = &ctx->field[KDF_LABEL];
	const uint8_t head[3] = { (uint8_t)(len >> 8), (uint8_t)len,
				  (uint8_t)(prefix->len + label->len) };
	const uint8_t context_len = (uint8_t)data_len;
	const struct prov_part info[] = { { head, sizeof(head) },
					  { prefix->data, prefix->len },
					  { label->data, label->len },
					  { &context_len, 1 },
					  { data, data_len } };

	if (len > 0xffff || prefix->len > LABEL_MAX || label->len > LABEL_MAX - prefix->len ||
	    data_len > LABEL_MAX)
		return prov_raise(ctx->prov, PROV_R_TOO_LONG,
				  "%zu bytes with prefix of %zu, label of %zu, data of %zu", len,
				  prefix->len, label->len, data_len);
	return expand(ctx, key, key_len, info, sizeof(info) / sizeof(*info), out, len);
}

/* The next secret of the schedule: extracted from the key (or zeros) under what is expanded from the
 * last one (or zeros). */
static int next_secret(struct kdf_ctx *ctx, uint8_t *out, size_t len)
{
	static const uint8_t zeros[PRF_SIZE_MAX];
	const size_t size = ctx->md.size;
	struct octets key = ctx->field[KDF_KEY], last = ctx->field[KDF_SALT];
	const struct octets none = { (uint8_t *)zeros, size };
	uint8_t empty[PRF_SIZE_MAX], before[PRF_SIZE_MAX];
	int ok = 1;

	if (!key.data)
		key = none;
	if (!last.data) {
		last = none;
	} else {
		ok = prov_md_hash(ctx->prov, &ctx->md, NULL, 0, empty) &&
		     expand_label(ctx, last.data, last.len, empty, size, before, size);
		last = (struct octets){ before, size };
	}
	ok = ok && extract(ctx, &last, &key, out, len);
	OPENSSL_cleanse(before, sizeof(before));
	return ok;
}

static int tls13_derive(struct kdf_ctx *ctx, uint8_t *out, size_t len)
{
	const struct octets *key = &ctx->field[KDF_KEY], *data = &ctx->field[KDF_DATA];

	if (!kdf_needs_digest(ctx))
		return 0;
	switch (ctx->mode) {
	case EVP_KDF_HKDF_MODE_EXTRACT_ONLY: return next_secret(ctx, out, len);
	case EVP_KDF_HKDF_MODE_EXPAND_ONLY:
		return kdf_needs(ctx, KDF_KEY, "key") &&
		       expand_label(ctx, key->data, key->len, data->data, data->len, out, len);
	}
	return prov_raise(ctx->prov, PROV_R_BAD_PARAMETER, "set a mode first");
}

static const OSSL_PARAM tls13_settable[] = {
	COMMON_SETTABLE,
	OSSL_PARAM_octet_string(OSSL_KDF_PARAM_PREFIX, NULL, 0),
	OSSL_PARAM_octet_string(OSSL_KDF_PARAM_LABEL, NULL, 0),
	OSSL_PARAM_octet_string(OSSL_KDF_PARAM_DATA, NULL, 0),
	OSSL_PARAM_END,
};

const struct kdf kdf_tls13 = { NULL, tls13_set, tls13_derive, hkdf_size, tls13_settable };
