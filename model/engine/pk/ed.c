// SPDX-License-Identifier: Apache-2.0
/* ed.c - Ed25519 and Ed448 (RFC 8032, pure), X25519 and X448 (RFC 7748). */
#include <errno.h>
#include <openssl/err.h>
#include <string.h>

#include "model/engine/pk/internal.h"

struct names {
	const char *ed, *x;
};

static const struct names *names_of(uint32_t curve)
{
	static const struct names names[] = { { "ED25519", "X25519" }, { "ED448", "X448" } };

	return cmh_curve_is_edwards(curve) ? &names[curve == CMH_CURVE_448] : NULL;
}

/* libcrypto computes the public key as soon as it has a private one. */
static int public_of(struct engine *engine, const char *name, const uint8_t *key, size_t len,
		     uint8_t *public)
{
	EVP_PKEY *pkey = EVP_PKEY_new_raw_private_key_ex(engine->libctx, name, NULL, key, len);
	size_t out_len = len;
	int err = pkey && EVP_PKEY_get_raw_public_key(pkey, public, &out_len) > 0 ? 0 : EIO;

	EVP_PKEY_free(pkey);
	return err;
}

int pk_ed_public(struct engine *engine, uint32_t curve, const uint8_t *key, uint8_t *public)
{
	const struct names *names = names_of(curve);
	int err;

	if (!engine)
		return EIO;
	if (!names)
		return EINVAL;
	ERR_set_mark();
	err = public_of(engine, names->ed, key, cmh_curve_eddsa_len(curve), public);
	ERR_pop_to_mark();
	return err;
}

int pk_ed_sign(struct engine *engine, uint32_t curve, const uint8_t *key, const uint8_t *message,
	       size_t len, uint8_t *signature)
{
	const struct names *names = names_of(curve);
	size_t key_len = cmh_curve_eddsa_len(curve), sig_len = 2 * key_len;
	uint8_t result[2 * CMH_EDDSA_LEN_MAX];
	EVP_PKEY *pkey;
	EVP_MD_CTX *ctx;
	int err = EIO;

	if (!engine)
		return EIO;
	if (!names)
		return EINVAL;
	ERR_set_mark();
	pkey = EVP_PKEY_new_raw_private_key_ex(engine->libctx, names->ed, NULL, key, key_len);
	ctx = EVP_MD_CTX_new();
	if (pkey && ctx &&
	    EVP_DigestSignInit_ex(ctx, NULL, NULL, engine->libctx, NULL, pkey, NULL) > 0 &&
	    EVP_DigestSign(ctx, result, &sig_len, message, len) > 0 && sig_len == 2 * key_len) {
		memcpy(signature, result, sig_len);
		err = 0;
	}
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	ERR_pop_to_mark();
	return err;
}

int pk_ed_verify(struct engine *engine, uint32_t curve, const uint8_t *public,
		 const uint8_t *message, size_t len, const uint8_t *signature)
{
	const struct names *names = names_of(curve);
	size_t key_len = cmh_curve_eddsa_len(curve);
	EVP_PKEY *pkey;
	EVP_MD_CTX *ctx;
	int err = EIO;

	if (!engine)
		return EIO;
	if (!names)
		return EINVAL;
	ERR_set_mark();
	pkey = EVP_PKEY_new_raw_public_key_ex(engine->libctx, names->ed, NULL, public, key_len);
	ctx = EVP_MD_CTX_new();
	if (pkey && ctx &&
	    EVP_DigestVerifyInit_ex(ctx, NULL, NULL, engine->libctx, NULL, pkey, NULL) > 0 &&
	    EVP_DigestVerify(ctx, signature, 2 * key_len, message, len) > 0)
		err = 0;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	ERR_pop_to_mark();
	return err;
}

int pk_x_public(struct engine *engine, uint32_t curve, const uint8_t *key, uint8_t *public)
{
	const struct names *names = names_of(curve);
	int err;

	if (!engine)
		return EIO;
	if (!names)
		return EINVAL;
	ERR_set_mark();
	err = public_of(engine, names->x, key, cmh_curve_clen(curve), public);
	ERR_pop_to_mark();
	return err;
}

int pk_x_shared(struct engine *engine, uint32_t curve, const uint8_t *key, const uint8_t *peer,
		uint8_t *shared)
{
	const struct names *names = names_of(curve);
	size_t len = cmh_curve_clen(curve), out_len = len;
	uint8_t result[CMH_CLEN_MAX];
	EVP_PKEY *own, *other;
	EVP_PKEY_CTX *ctx;
	int err = EIO;

	if (!engine)
		return EIO;
	if (!names)
		return EINVAL;
	ERR_set_mark();
	own = EVP_PKEY_new_raw_private_key_ex(engine->libctx, names->x, NULL, key, len);
	other = EVP_PKEY_new_raw_public_key_ex(engine->libctx, names->x, NULL, peer, len);
	ctx = own ? EVP_PKEY_CTX_new_from_pkey(engine->libctx, own, NULL) : NULL;
	if (ctx && other && EVP_PKEY_derive_init(ctx) > 0 &&
	    EVP_PKEY_derive_set_peer_ex(ctx, other, 0) > 0) {
		/* the only way left to fail is a result of zeros */
		err = EVP_PKEY_derive(ctx, result, &out_len) > 0 && out_len == len ? 0 : EINVAL;
		if (!err)
			memcpy(shared, result, len);
	}
	OPENSSL_cleanse(result, sizeof(result));
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(own);
	EVP_PKEY_free(other);
	ERR_pop_to_mark();
	return err;
}
