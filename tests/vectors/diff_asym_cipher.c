// SPDX-License-Identifier: Apache-2.0
/* diff_asym_cipher.c - each provider encrypts, the other decrypts. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>

#include "tests/vectors/diff.h"

enum scheme { PKCS1, OAEP, RAW, SM2 };

struct kind {
	enum scheme scheme;
	const char *type, *curve;
	size_t longest; /* message, if the provider has a limit; 0 if not */
};

static size_t sm2_longest(void);

static void add_kind(const struct diff_op *op, enum scheme scheme, const char *type,
		     const char *curve, const char *name)
{
	struct kind *kind = OPENSSL_malloc(sizeof(*kind));

	*kind = (struct kind){ scheme, type, curve, scheme == SM2 ? sm2_longest() : 0 };
	if (kind->longest)
		diff_add(op, kind, NULL, "%s, up to %zu bytes", name, kind->longest);
	else
		diff_add(op, kind, NULL, "%s", name);
}

static void add(EVP_ASYM_CIPHER *cipher, void *arg)
{
	const struct diff_op *op = arg;

	if (!ours(EVP_ASYM_CIPHER_get0_provider(cipher)))
		return;
	if (EVP_ASYM_CIPHER_is_a(cipher, "RSA")) {
		add_kind(op, PKCS1, "RSA", NULL, "RSA PKCS1");
		add_kind(op, OAEP, "RSA", NULL, "RSA OAEP");
		add_kind(op, RAW, "RSA", NULL, "RSA unpadded");
	} else if (EVP_ASYM_CIPHER_is_a(cipher, "SM2")) {
		add_kind(op, SM2, "SM2", "SM2", "SM2");
	} else {
		diff_add(op, NULL, "not looked at", "%s", EVP_ASYM_CIPHER_get0_name(cipher));
	}
}

static void list(const struct diff_op *op)
{
	EVP_ASYM_CIPHER_do_all_provided(rig.libctx, add, (void *)op);
}

static bool crypt(EVP_PKEY *key, const char *query, const OSSL_PARAM *params, bool encrypt,
		  const uint8_t *in, size_t in_len, uint8_t **out, size_t *len)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(diff_libctx(query), key, query);
	size_t size = 0;
	bool ok;

	ok = ctx && (encrypt ? EVP_PKEY_encrypt_init_ex : EVP_PKEY_decrypt_init_ex)(ctx, params) > 0 &&
	     (encrypt ? EVP_PKEY_encrypt : EVP_PKEY_decrypt)(ctx, NULL, &size, in, in_len) > 0;
	if (ok) {
		*len = size;
		*out = guarded(size, below(8));
		ok = (encrypt ? EVP_PKEY_encrypt : EVP_PKEY_decrypt)(ctx, *out, len, in,
								     in_len) > 0 &&
		     guard_intact(*out, size);
	}
	EVP_PKEY_CTX_free(ctx);
	return ok;
}

#define SM2_LIMIT 32u /* of the hub's core */

/* Does the provider end where the hub's core does? */
static size_t sm2_longest(void)
{
	uint8_t msg[SM2_LIMIT + 1] = { 0 }, *out;
	struct key_pair keys;
	size_t len;
	bool more;

	if (!pair_make("SM2", "SM2", &keys))
		return 0;
	more = crypt(keys.ours, rig.query, NULL, true, msg, sizeof(msg), &out, &len);
	pair_free(&keys);
	pool_empty();
	ERR_clear_error();
	return more ? 0 : SM2_LIMIT;
}

/* Encrypted by from, decrypted by to. */
static bool one_way(const char *what, EVP_PKEY *from, const char *from_query, EVP_PKEY *to,
		    const char *to_query, const OSSL_PARAM *params, const uint8_t *msg, size_t len,
		    uint8_t **ct, size_t *ct_len)
{
	uint8_t *again;
	size_t again_len;

	if (!crypt(from, from_query, params, true, msg, len, ct, ct_len))
		return differs("%s does not encrypt %zu bytes: %s", what, len, rig_error());
	if (!crypt(to, to_query, params, false, *ct, *ct_len, &again, &again_len))
		return differs("%s encrypted %zu bytes, the other does not decrypt: %s", what, len,
			       rig_error());
	if (again_len != len || memcmp(again, msg, len) != 0)
		return differs("%s encrypted %zu bytes, the other decrypts %zu, not the same", what,
			       len, again_len);
	return true;
}

static bool run(const struct subject *subject)
{
	const struct kind *kind = subject->alg;
	OSSL_PARAM params[8] = { OSSL_PARAM_END }, *p = params;
	uint8_t *msg, *mine, *his, *out;
	size_t size, len = 0, label = between(1, 60), mine_len, his_len, digest_len, out_len, turn;
	struct key_pair keys;
	const char *digest;
	EVP_MD *md;
	bool ok;

	if (!pair_make(kind->type, kind->curve, &keys))
		return false;
	size = (size_t)EVP_PKEY_get_size(keys.theirs);
	switch (kind->scheme) {
	case PKCS1:
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_PAD_MODE,
							OSSL_PKEY_RSA_PAD_MODE_PKCSV15, 0);
		len = below(size - 11 + 1);
		break;
	case OAEP:
		digest = any_digest();
		md = EVP_MD_fetch(rig.reference, digest, REFERENCE);
		digest_len = (size_t)EVP_MD_get_size(md);
		EVP_MD_free(md);
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_PAD_MODE,
							OSSL_PKEY_RSA_PAD_MODE_OAEP, 0);
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST,
							(char *)digest, 0);
		if (one_in(2))
			*p++ = OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_MGF1_DIGEST,
								(char *)any_digest(), 0);
		if (one_in(2))
			*p++ = OSSL_PARAM_construct_octet_string(OSSL_ASYM_CIPHER_PARAM_OAEP_LABEL,
								 fill(label), label);
		len = below(size - 2 * digest_len - 2 + 1);
		break;
	case RAW:
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_PAD_MODE,
							OSSL_PKEY_RSA_PAD_MODE_NONE, 0);
		len = size;
		break;
	case SM2:
		len = between(1, kind->longest ? kind->longest : one_in(8) ? 2000 : 200);
		break;
	}
	*p = OSSL_PARAM_construct_end();
	msg = fill(len);
	if (kind->scheme == RAW)
		msg[0] = 0;
	ok = one_way("the provider", keys.ours, rig.query, keys.theirs, REFERENCE, params, msg, len,
		     &mine, &mine_len) &&
	     one_way("the default provider", keys.theirs, REFERENCE, keys.ours, rig.query, params,
		     msg, len, &his, &his_len);
	if (ok && kind->scheme == RAW && memcmp(mine, his, size) != 0)
		ok = differs("another number");
	if (ok && (kind->scheme == OAEP || kind->scheme == SM2)) {
		turn = below(8 * his_len);
		his[turn / 8] ^= (uint8_t)(1 << turn % 8);
		if (crypt(keys.ours, rig.query, params, false, his, his_len, &out, &out_len))
			ok = differs("bit %zu was turned and it is decrypted", turn);
	}
	pair_free(&keys);
	ERR_clear_error();
	return ok;
}

const struct diff_op diff_asym_cipher = { "asymmetric cipher", list, run };
