// SPDX-License-Identifier: Apache-2.0
/* diff_keys.c - keys as they are written and read: both providers write the same bytes, and each
 * reads what the other has written. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/encoder.h>
#include <openssl/err.h>

#include "tests/vectors/diff.h"

struct kind {
	const char *type, *curve;
};

static void add_kind(const struct diff_op *op, const char *type, const char *curve)
{
	struct kind *kind = OPENSSL_malloc(sizeof(*kind));

	*kind = (struct kind){ type, curve };
	diff_add(op, kind, NULL, "%s%s%s", type, curve ? " " : "", curve ? curve : "");
}

static void add(EVP_KEYMGMT *keys, void *arg)
{
	static const char *const plain[] = {
		"RSA", "RSA-PSS", "X25519", "X448", "ED25519", "ED448",
	};
	const struct diff_op *op = arg;

	if (!ours(EVP_KEYMGMT_get0_provider(keys)))
		return;
	if (EVP_KEYMGMT_is_a(keys, "EC")) {
		for (const char *const *p = pair_curves(); *p; p++)
			add_kind(op, "EC", *p);
		return;
	}
	if (EVP_KEYMGMT_is_a(keys, "SM2")) {
		add_kind(op, "SM2", "SM2");
		return;
	}
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (EVP_KEYMGMT_is_a(keys, plain[i])) {
			add_kind(op, plain[i], NULL);
			return;
		}
	diff_add(op, NULL,
		 EVP_KEYMGMT_is_a(keys, "HMAC") || EVP_KEYMGMT_is_a(keys, "CMAC") ||
				 EVP_KEYMGMT_is_a(keys, "POLY1305") ?
			 "compared where they sign" :
			 "not looked at",
		 "%s", EVP_KEYMGMT_get0_name(keys));
}

static bool coders;

static void list(const struct diff_op *op)
{
	coders = rig_has_encoders() && rig_has_decoders();
	if (!coders)
		diff_add(op, NULL, "the provider has none", "encoders and decoders");
	EVP_KEYMGMT_do_all_provided(rig.libctx, add, (void *)op);
}

static const struct way {
	const char *format, *structure;
	int selection;
	bool read;
} ways[] = {
	{ "DER", "SubjectPublicKeyInfo", EVP_PKEY_PUBLIC_KEY, true },
	{ "PEM", "SubjectPublicKeyInfo", EVP_PKEY_PUBLIC_KEY, true },
	{ "DER", "PrivateKeyInfo", EVP_PKEY_KEYPAIR, true },
	{ "PEM", "PrivateKeyInfo", EVP_PKEY_KEYPAIR, true },
	{ "DER", "type-specific", EVP_PKEY_KEYPAIR, true },
	{ "PEM", "type-specific", EVP_PKEY_KEYPAIR, true },
	{ "TEXT", NULL, EVP_PKEY_KEYPAIR, false },
	{ "TEXT", NULL, EVP_PKEY_PUBLIC_KEY, false },
};

static bool encode(EVP_PKEY *key, const struct way *way, const char *query, uint8_t **out,
		   size_t *len)
{
	OSSL_ENCODER_CTX *ctx = OSSL_ENCODER_CTX_new_for_pkey(key, way->selection, way->format,
							      way->structure, query);
	unsigned char *data = NULL;
	bool ok = ctx && OSSL_ENCODER_CTX_get_num_encoders(ctx) > 0;

	*len = 0;
	ok = ok && OSSL_ENCODER_to_data(ctx, &data, len) > 0;
	if (ok)
		*out = pool_copy(data, *len);
	OPENSSL_free(data);
	OSSL_ENCODER_CTX_free(ctx);
	return ok;
}

static EVP_PKEY *decode(OSSL_LIB_CTX *libctx, const char *type, const struct way *way,
			const char *query, const uint8_t *data, size_t len)
{
	EVP_PKEY *key = NULL;
	OSSL_DECODER_CTX *ctx = OSSL_DECODER_CTX_new_for_pkey(
		&key, way->format, way->structure, type, way->selection, libctx, query);

	if (!ctx || OSSL_DECODER_from_data(ctx, &data, &len) <= 0) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	OSSL_DECODER_CTX_free(ctx);
	return key;
}

static bool same_sizes(const EVP_PKEY *a, const EVP_PKEY *b)
{
	char name[2][64] = { "", "" };
	int found[2];

	if (EVP_PKEY_get_bits(a) != EVP_PKEY_get_bits(b))
		return differs("%d bits, by default %d", EVP_PKEY_get_bits(a), EVP_PKEY_get_bits(b));
	if (EVP_PKEY_get_security_bits(a) != EVP_PKEY_get_security_bits(b))
		return differs("%d bits of security, by default %d", EVP_PKEY_get_security_bits(a),
			       EVP_PKEY_get_security_bits(b));
	if (EVP_PKEY_get_size(a) != EVP_PKEY_get_size(b))
		return differs("size %d, by default %d", EVP_PKEY_get_size(a), EVP_PKEY_get_size(b));
	found[0] = EVP_PKEY_get_default_digest_name((EVP_PKEY *)a, name[0], sizeof(name[0]));
	found[1] = EVP_PKEY_get_default_digest_name((EVP_PKEY *)b, name[1], sizeof(name[1]));
	if (found[0] != found[1] || strcasecmp(name[0], name[1]) != 0)
		return differs("default digest %s (%d), by default %s (%d)", name[0], found[0],
			       name[1], found[1]);
	return true;
}

static bool checks(EVP_PKEY *key, const char *query)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(diff_libctx(query), key, query);
	const bool ok = ctx && EVP_PKEY_check(ctx) > 0 && EVP_PKEY_public_check(ctx) > 0 &&
			EVP_PKEY_private_check(ctx) > 0 && EVP_PKEY_pairwise_check(ctx) > 0;

	EVP_PKEY_CTX_free(ctx);
	return ok || differs("the key is not found sound: %s", rig_error());
}

/* In a context with the provider under test alone: ours is a copy of the key there. */
static bool written_and_read(const struct kind *kind, const struct way *way, EVP_PKEY *ours,
			     EVP_PKEY *theirs)
{
	const char *structure = way->structure ? way->structure : "";
	const int part = way->selection;
	EVP_PKEY *read = NULL, *moved = NULL;
	uint8_t *mine = NULL, *his = NULL;
	size_t mine_len, his_len;
	bool ok, ours_can, can;

	can = encode(theirs, way, REFERENCE, &his, &his_len);
	ERR_clear_error();
	ours_can = encode(ours, way, rig.query, &mine, &mine_len);
	if (can != ours_can)
		return differs("%s %s is %swritten, by default it is%s: %s", way->format, structure,
			       ours_can ? "" : "not ", can ? "" : " not", rig_error());
	if (!can)
		return true;
	if (mine_len != his_len || memcmp(mine, his, his_len) != 0)
		return differs("%s %s differs: %zu bytes %s.., by default %zu %s..", way->format,
			       structure, mine_len, hex_head(mine, mine_len), his_len,
			       hex_head(his, his_len));
	if (!way->read)
		return true;
	read = decode(rig_alone(), kind->type, way, rig.query, his, his_len);
	if (!read)
		return differs("%s %s is not read: %s", way->format, structure, rig_error());
	if (part == EVP_PKEY_PUBLIC_KEY) {
		/* has no private part to take over */
		ok = encode(read, way, rig.query, &mine, &mine_len) && mine_len == his_len &&
		     memcmp(mine, his, his_len) == 0;
	} else {
		moved = pair_take_over(rig.reference, kind->type, read, REFERENCE);
		ok = moved && EVP_PKEY_eq(moved, theirs) == 1;
	}
	if (!ok)
		differs("%s %s: another key is read: %s", way->format, structure, rig_error());
	ok = ok && same_sizes(read, theirs);
	EVP_PKEY_free(moved);
	EVP_PKEY_free(read);
	return ok;
}

static bool run(const struct subject *subject)
{
	const struct kind *kind = subject->alg;
	const struct way *way = &ways[below(sizeof(ways) / sizeof(*ways))];
	EVP_PKEY *copy, *back;
	struct key_pair keys;
	bool ok;

	if (!pair_make(kind->type, kind->curve, &keys))
		return false;
	ok = same_sizes(keys.ours, keys.theirs);
	back = pair_take_over(rig.reference, kind->type, keys.ours, REFERENCE);
	if (ok && (!back || EVP_PKEY_eq(back, keys.theirs) != 1))
		ok = differs("taken over, it is another key: %s", rig_error());
	EVP_PKEY_free(back);
	if (ok && (strncmp(kind->type, "RSA", 3) != 0 || one_in(16))) /* RSA's primes take long */
		ok = checks(keys.ours, rig.query);
	if (ok && coders) {
		copy = pair_take_over(rig_alone(), kind->type, keys.ours, rig.query);
		ok = copy ? written_and_read(kind, way, copy, keys.theirs) :
			    differs("not taken over within the provider: %s", rig_error());
		EVP_PKEY_free(copy);
	}
	pair_free(&keys);
	ERR_clear_error();
	return ok;
}

const struct diff_op diff_keys = { "keys", list, run };
