// SPDX-License-Identifier: Apache-2.0
/* Keys as DER, PEM and text: byte by byte what OpenSSL's default provider writes, and read back by both;
 * what is cut off, changed or of another kind gives no key. */
#include <openssl/bn.h>
#include <openssl/decoder.h>
#include <openssl/encoder.h>
#include <openssl/pem.h>
#include <openssl/store.h>
#include <openssl/x509.h>

#include "tests/unit/prov_keys.h"

TestSuite(provider_keys_der, .init = keys_up, .fini = keys_down, .timeout = 240);

#define PRIVATE (EVP_PKEY_KEYPAIR)
#define PUBLIC  (EVP_PKEY_PUBLIC_KEY)

struct blob {
	unsigned char *data;
	size_t len;
};

static struct blob written(EVP_PKEY *key, int selection, const char *format, const char *structure)
{
	OSSL_ENCODER_CTX *ctx = OSSL_ENCODER_CTX_new_for_pkey(key, selection, format, structure, NULL);
	struct blob blob = { NULL, 0 };

	env_must(ctx != NULL);
	if (OSSL_ENCODER_CTX_get_num_encoders(ctx) == 0 ||
	    !OSSL_ENCODER_to_data(ctx, &blob.data, &blob.len))
		blob = (struct blob){ NULL, 0 };
	OSSL_ENCODER_CTX_free(ctx);
	return blob;
}

/* Reads a key of a type (NULL: any) from a format (NULL: any). */
static EVP_PKEY *read_key(OSSL_LIB_CTX *libctx, const char *type, int selection, const char *format,
			  const unsigned char *data, size_t len, const char *pass)
{
	EVP_PKEY *key = NULL;
	OSSL_DECODER_CTX *ctx =
		OSSL_DECODER_CTX_new_for_pkey(&key, format, NULL, type, selection, libctx, NULL);

	env_must(ctx != NULL);
	if (pass)
		env_must(OSSL_DECODER_CTX_set_passphrase(ctx, (const unsigned char *)pass, strlen(pass)));
	if (!OSSL_DECODER_from_data(ctx, &data, &len)) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	OSSL_DECODER_CTX_free(ctx);
	return key;
}

static void same(const struct blob *a, const struct blob *b, const struct kind *kind, const char *what)
{
	cr_assert_eq(a->len, b->len, "%s %s %s: %zu and %zu bytes", kind->type, kind->group, what, a->len,
		     b->len);
	if (a->len)
		cr_assert_arr_eq(a->data, b->data, a->len, "%s %s %s", kind->type, kind->group, what);
}

static const struct way {
	int selection;
	const char *format;
	const char *structure;
	bool readable;
} ways[] = {
	{ PRIVATE, "DER", "PrivateKeyInfo", true },
	{ PRIVATE, "PEM", "PrivateKeyInfo", true },
	{ PUBLIC, "DER", "SubjectPublicKeyInfo", true },
	{ PUBLIC, "PEM", "SubjectPublicKeyInfo", true },
	{ PRIVATE, "DER", "type-specific", true },
	{ PRIVATE, "PEM", "type-specific", true },
	{ PUBLIC, "DER", "type-specific", false },
	{ PUBLIC, "PEM", "type-specific", false },
	{ EVP_PKEY_KEY_PARAMETERS, "DER", "type-specific", false },
	{ EVP_PKEY_KEY_PARAMETERS, "PEM", "type-specific", false },
	{ PRIVATE, "TEXT", NULL, false },
	{ PUBLIC, "TEXT", NULL, false },
	{ EVP_PKEY_KEY_PARAMETERS, "TEXT", NULL, false },
};

/* Both write the same, and each reads what the other wrote. */
static void check_ways(EVP_PKEY *ours, EVP_PKEY *theirs, const struct kind *kind)
{
	struct blob a, b;
	EVP_PKEY *key;

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		const struct way *way = &ways[i];
		const char *what = way->structure ? way->structure : way->format;

		if (strncmp(kind->type, "EC", 2) != 0 && way->selection == EVP_PKEY_KEY_PARAMETERS)
			continue; /* there are none */
		a = written(ours, way->selection, way->format, way->structure);
		b = written(theirs, way->selection, way->format, way->structure);
		same(&a, &b, kind, what);
		if (a.data && way->readable) {
			key = read_key(hub, NULL, way->selection, NULL, b.data, b.len, NULL);
			env_must(key != NULL);
			cr_assert_eq(EVP_PKEY_eq(key, ours), 1, "%s %s", kind->type, what);
			cr_assert(EVP_PKEY_is_a(key, kind->type), "%s %s", kind->type, what);
			EVP_PKEY_free(key);
			key = read_key(sys, NULL, way->selection, NULL, a.data, a.len, NULL);
			env_must(key != NULL);
			cr_assert_eq(EVP_PKEY_eq(key, theirs), 1, "%s %s", kind->type, what);
			EVP_PKEY_free(key);
		}
		OPENSSL_free(a.data);
		OPENSSL_free(b.data);
	}
	ERR_clear_error();
}

Test(provider_keys_der, is_what_the_default_provider_writes)
{
	EVP_PKEY *ours, *theirs;

	for (size_t i = 0; i < KIND_NR; i++) {
		ours = key_new(hub, &kinds[i]);
		theirs = key_carry(sys, kinds[i].type, ours);
		check_ways(ours, theirs, &kinds[i]);
		EVP_PKEY_free(ours);
		EVP_PKEY_free(theirs);
	}
}

Test(provider_keys_der, curves_in_every_style)
{
	static const char *const forms[] = { "uncompressed", "compressed", "hybrid" };
	static const char *const encodings[] = { "named_curve", "explicit" };
	EVP_PKEY *ours, *theirs;

	for (size_t i = 2; strcmp(kinds[i].type, "EC") == 0; i++) {
		for (int style = 0; style < 6; style++) {
			ours = key_new(hub, &kinds[i]);
			theirs = key_carry(sys, "EC", ours);
			for (int k = 0; k < 2; k++) {
				EVP_PKEY *key = k ? theirs : ours;

				env_must(EVP_PKEY_set_utf8_string_param(
					key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, forms[style % 3]));
				env_must(EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING,
									encodings[style / 3]));
				env_must(EVP_PKEY_set_int_param(key, OSSL_PKEY_PARAM_EC_INCLUDE_PUBLIC,
								(int)i & 1));
			}
			check_ways(ours, theirs, &kinds[i]);
			EVP_PKEY_free(ours);
			EVP_PKEY_free(theirs);
		}
	}
}

/* Explicit parameters of P-256 in a public key, whose lengths have places of their own. */
Test(provider_keys_der, a_cofactor_is_1_or_left_out)
{
	static const unsigned char one[] = { 2, 1, 1, 3 }; /* INTEGER 1, and the BIT STRING that follows */
	enum { OUTER = 3, ALGORITHM = 7, PARAMS = 19 };
	static const struct kind p256 = { "EC", "P-256" };
	EVP_PKEY *key = key_new(hub, &p256), *back;
	unsigned char *at = NULL;
	struct blob blob;

	env_must(EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING, "explicit"));
	blob = written(key, PUBLIC, "DER", "SubjectPublicKeyInfo");
	env_must(blob.len > 256 && blob.data[PARAMS - 1] == 0x81 && blob.data[OUTER] >= 3 &&
		 blob.data[ALGORITHM] >= 3);
	for (size_t i = PARAMS; !at && i + sizeof(one) < blob.len; i++)
		if (memcmp(blob.data + i, one, sizeof(one)) == 0)
			at = blob.data + i;
	env_must(at != NULL);
	for (int cofactor = 0; cofactor < 256; cofactor++) {
		at[2] = (unsigned char)cofactor;
		back = read_key(hub, NULL, PUBLIC, NULL, blob.data, blob.len, NULL);
		cr_assert_eq(back != NULL, cofactor == 1, "cofactor %d", cofactor);
		cr_assert(!back || EVP_PKEY_eq(back, key) == 1);
		EVP_PKEY_free(back);
	}
	memmove(at, at + 3, (size_t)(blob.data + blob.len - at) - 3);
	blob.data[OUTER] -= 3;
	blob.data[ALGORITHM] -= 3;
	blob.data[PARAMS] -= 3;
	for (int k = 0; k < 2; k++) {
		back = read_key(k ? sys : hub, NULL, PUBLIC, NULL, blob.data, blob.len - 3, NULL);
		cr_assert(back && EVP_PKEY_eq(back, key) == 1, "none, library context %d", k);
		EVP_PKEY_free(back);
	}
	OPENSSL_free(blob.data);
	EVP_PKEY_free(key);
	ERR_clear_error();
}

Test(provider_keys_der, short_private_numbers_keep_their_width)
{
	static const struct kind p521 = { "EC", "P-521" };
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *five = BN_new();
	OSSL_PARAM *params;
	EVP_PKEY *ours, *theirs;

	env_must(five && BN_set_word(five, 5));
	env_must(OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME, p521.group, 0));
	env_must(OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_PRIV_KEY, five));
	params = OSSL_PARAM_BLD_to_param(bld);
	ours = key_from(hub, "EC", EVP_PKEY_KEYPAIR, params);
	theirs = key_carry(sys, "EC", ours);
	check_ways(ours, theirs, &p521);
	EVP_PKEY_free(ours);
	EVP_PKEY_free(theirs);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	BN_free(five);
}

Test(provider_keys_der, restrictions_of_pss)
{
	static const char *const digests[] = { "SHA1", "SHA224", "SHA256", "SHA384", "SHA512",
					       "SHA512-224", "SHA512-256" };
	static const struct kind pss = { "RSA-PSS", NULL };
	EVP_PKEY *ours, *theirs;
	int salt;

	for (size_t i = 0; i < sizeof(digests) / sizeof(*digests); i++) {
		const OSSL_PARAM params[] = {
			OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_RSA_DIGEST, (char *)digests[i], 0),
			OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_RSA_MGF1_DIGEST,
							 (char *)digests[i ^ 1 ? (i ^ 1) % 7 : 0], 0),
			OSSL_PARAM_construct_int(OSSL_PKEY_PARAM_RSA_PSS_SALTLEN, &salt),
			OSSL_PARAM_construct_end(),
		};

		salt = (int)i * 10;
		ours = key_try(hub, &pss, params);
		env_must(ours != NULL);
		theirs = key_carry(sys, "RSA-PSS", ours);
		check_ways(ours, theirs, &pss);
		EVP_PKEY_free(ours);
		EVP_PKEY_free(theirs);
	}
}

Test(provider_keys_der, encrypted_keys)
{
	static const char *const ciphers[] = { "AES-128-CBC", "AES-256-CBC" };
	const char *pass = "correct horse";
	OSSL_ENCODER_CTX *ctx;
	EVP_PKEY *made, *key;
	unsigned char *data;
	size_t len;

	for (size_t i = 0; i < KIND_NR; i += 2) {
		for (int by_hub = 0; by_hub < 2; by_hub++) {
			OSSL_LIB_CTX *there = by_hub ? sys : hub;

			made = key_new(by_hub ? hub : sys, &kinds[i]);
			ctx = OSSL_ENCODER_CTX_new_for_pkey(made, PRIVATE, i % 4 ? "PEM" : "DER",
							    "PrivateKeyInfo", NULL);
			env_must(OSSL_ENCODER_CTX_set_cipher(ctx, ciphers[i / 2 % 2], NULL));
			env_must(OSSL_ENCODER_CTX_set_passphrase(ctx, (const unsigned char *)pass,
								 strlen(pass)));
			data = NULL;
			env_must(OSSL_ENCODER_to_data(ctx, &data, &len));
			OSSL_ENCODER_CTX_free(ctx);
			key = read_key(there, NULL, PRIVATE, NULL, data, len, pass);
			env_must(key != NULL);
			EVP_PKEY_free(key);
			key = read_key(hub, NULL, PRIVATE, NULL, data, len, pass);
			env_must(key != NULL);
			cr_assert(key_is_good(hub, key), "%s", kinds[i].type);
			EVP_PKEY_free(key);
			cr_assert_null(read_key(hub, NULL, PRIVATE, NULL, data, len, "wrong"));
			cr_assert_null(read_key(hub, NULL, PRIVATE, NULL, data, len, NULL));
			OPENSSL_free(data);
			EVP_PKEY_free(made);
		}
	}
	ERR_clear_error();
}

Test(provider_keys_der, encryption_demands_a_passphrase_and_a_cipher)
{
	EVP_PKEY *key = key_new(hub, &(struct kind){ "X25519", NULL });
	OSSL_ENCODER_CTX *ctx;
	struct blob blob = written(key, PRIVATE, "DER", "EncryptedPrivateKeyInfo");

	cr_assert_null(blob.data, "no cipher");
	ctx = OSSL_ENCODER_CTX_new_for_pkey(key, PRIVATE, "DER", "PrivateKeyInfo", NULL);
	cr_assert(!OSSL_ENCODER_CTX_set_cipher(ctx, "NO-SUCH-CIPHER", NULL));
	OSSL_ENCODER_CTX_free(ctx);
	ctx = OSSL_ENCODER_CTX_new_for_pkey(key, PRIVATE, "DER", "PrivateKeyInfo", NULL);
	env_must(OSSL_ENCODER_CTX_set_cipher(ctx, "AES-256-CBC", NULL));
	cr_assert(!OSSL_ENCODER_to_data(ctx, &blob.data, &blob.len), "no passphrase");
	OSSL_ENCODER_CTX_free(ctx);
	EVP_PKEY_free(key);
	ERR_clear_error();
}

/* What has no private part is not written as if it had one. */
Test(provider_keys_der, a_public_key_is_no_private_one)
{
	EVP_PKEY *key, *pub;
	struct blob blob, none;

	for (size_t i = 0; i < KIND_NR; i++) {
		key = key_new(hub, &kinds[i]);
		blob = written(key, PUBLIC, "DER", "SubjectPublicKeyInfo");
		pub = read_key(hub, kinds[i].type, PUBLIC, "DER", blob.data, blob.len, NULL);
		env_must(pub != NULL);
		none = written(pub, PRIVATE, "DER", "PrivateKeyInfo");
		cr_assert_null(none.data, "%s", kinds[i].type);
		none = written(pub, PRIVATE, "TEXT", NULL);
		cr_assert_null(none.data, "%s", kinds[i].type);
		cr_assert_null(read_key(hub, NULL, PRIVATE, "DER", blob.data, blob.len, NULL));
		OPENSSL_free(blob.data);
		EVP_PKEY_free(key);
		EVP_PKEY_free(pub);
	}
	ERR_clear_error();
}

Test(provider_keys_der, what_is_cut_off_gives_no_key)
{
	static const size_t some[] = { 1, 2, 14, 15, 16, 17, 18 };
	EVP_PKEY *key;
	struct blob blob;

	for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++) {
		for (int w = 0; w < 3; w += 2) {
			key = key_new(hub, &kinds[some[i]]);
			blob = written(key, ways[w].selection, "DER", ways[w].structure);
			for (size_t len = 0; len < blob.len; len += 1 + blob.len / 64)
				cr_assert_null(read_key(hub, NULL, ways[w].selection, "DER", blob.data,
							len, NULL),
					       "%s: %zu of %zu bytes", kinds[some[i]].type, len, blob.len);
			/* shorter inside than the outside says */
			blob.data[blob.data[1] & 0x80 ? 2 + (blob.data[1] & 0x7f) - 1 : 1]--;
			cr_assert_null(read_key(hub, NULL, ways[w].selection, "DER", blob.data, blob.len,
						NULL));
			OPENSSL_free(blob.data);
			EVP_PKEY_free(key);
		}
	}
	ERR_clear_error();
}

/* Whatever byte is changed: there is no key, or one that its own provider finds in order or not. */
Test(provider_keys_der, what_is_changed_does_no_harm)
{
	static const size_t some[] = { 1, 4, 14, 15, 18 };
	EVP_PKEY *key, *got;
	struct blob blob;

	for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++) {
		key = key_new(hub, &kinds[some[i]]);
		blob = written(key, PUBLIC, "DER", "SubjectPublicKeyInfo");
		for (size_t at = 0; at < blob.len; at++) {
			blob.data[at] ^= (uint8_t)(1 + env_below(255));
			got = read_key(hub, kinds[some[i]].type, PUBLIC, "DER", blob.data, blob.len, NULL);
			cr_assert(!got || EVP_PKEY_eq(got, key) != 1 || at < 40, "%s: byte %zu",
				  kinds[some[i]].type, at);
			EVP_PKEY_free(got);
			OPENSSL_free(blob.data);
			blob = written(key, PUBLIC, "DER", "SubjectPublicKeyInfo");
		}
		OPENSSL_free(blob.data);
		EVP_PKEY_free(key);
	}
	ERR_clear_error();
}

Test(provider_keys_der, lengths_that_nobody_has_are_refused)
{
	static const uint8_t huge[][8] = {
		{ 0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x02, 0x01 },
		{ 0x30, 0x83, 0x01, 0x00, 0x01, 0x02, 0x01, 0x00 },
		{ 0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
		{ 0x30, 0x80, 0x30, 0x80, 0x00, 0x00, 0x00, 0x00 },
		{ 0x30, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 },
		{ 0x31, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00 },
		{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
	};

	for (size_t i = 0; i < sizeof(huge) / sizeof(*huge); i++)
		cr_assert_null(read_key(hub, NULL, 0, "DER", huge[i], sizeof(huge[i]), NULL), "%zu", i);
	cr_assert_null(read_key(hub, NULL, 0, "DER", huge[0], 0, NULL), "nothing");
	ERR_clear_error();
}

/* A key of one type is none of another, whatever the caller believes. */
Test(provider_keys_der, types_keep_apart)
{
	EVP_PKEY *key;
	struct blob blob;

	for (size_t i = 0; i < KIND_NR; i++) {
		key = key_new(hub, &kinds[i]);
		blob = written(key, PUBLIC, "DER", "SubjectPublicKeyInfo");
		for (size_t k = 0; k < KIND_NR; k++) {
			EVP_PKEY *got = read_key(hub, kinds[k].type, PUBLIC, "DER", blob.data, blob.len,
						 NULL);

			cr_assert_eq(got != NULL, strcmp(kinds[i].type, kinds[k].type) == 0, "%s as %s",
				     kinds[i].type, kinds[k].type);
			EVP_PKEY_free(got);
		}
		OPENSSL_free(blob.data);
		EVP_PKEY_free(key);
	}
	ERR_clear_error();
}

/* ---- the store ---- */

static int objects(OSSL_LIB_CTX *libctx, BIO *bio, int expect)
{
	OSSL_STORE_CTX *ctx = OSSL_STORE_attach(bio, "file", libctx, NULL, NULL, NULL, NULL, NULL, NULL);
	OSSL_STORE_INFO *info;
	int nr = 0;

	env_must(ctx != NULL);
	if (expect)
		env_must(OSSL_STORE_expect(ctx, expect));
	while (!OSSL_STORE_eof(ctx)) {
		info = OSSL_STORE_load(ctx);
		nr += info != NULL;
		cr_assert(!info || !expect || OSSL_STORE_INFO_get_type(info) == expect);
		OSSL_STORE_INFO_free(info);
	}
	OSSL_STORE_close(ctx);
	BIO_free(bio);
	return nr;
}

/* Text, a key, a public key, more text, another key. */
static BIO *file_of_three(void)
{
	BIO *bio = BIO_new(BIO_s_mem());
	EVP_PKEY *a = key_new(sys, &(struct kind){ "EC", "P-256" });
	EVP_PKEY *b = key_new(sys, &(struct kind){ "ED25519", NULL });

	env_must(bio && BIO_puts(bio, "0 is how this file begins\n"));
	env_must(PEM_write_bio_PrivateKey_ex(bio, a, NULL, NULL, 0, NULL, NULL, sys, NULL));
	env_must(PEM_write_bio_PUBKEY_ex(bio, a, sys, NULL));
	env_must(BIO_puts(bio, "in between\n"));
	env_must(PEM_write_bio_PrivateKey_ex(bio, b, NULL, NULL, 0, NULL, NULL, sys, NULL));
	env_must(BIO_puts(bio, "the end\n"));
	EVP_PKEY_free(a);
	EVP_PKEY_free(b);
	return bio;
}

Test(provider_keys_der, the_store_finds_all_in_a_file)
{
	EVP_PKEY *key = key_new(hub, &(struct kind){ "ED25519", NULL });
	struct blob blob = written(key, PRIVATE, "DER", "PrivateKeyInfo");
	BIO *bio = BIO_new(BIO_s_mem());

	cr_assert_eq(objects(hub, file_of_three(), 0), 3);
	cr_assert_eq(objects(hub, file_of_three(), OSSL_STORE_INFO_PKEY), 2);
	cr_assert_eq(objects(hub, file_of_three(), OSSL_STORE_INFO_PUBKEY), 1);
	cr_assert_eq(objects(hub, file_of_three(), OSSL_STORE_INFO_CERT), 0);
	env_must(BIO_write(bio, blob.data, (int)blob.len) == (int)blob.len);
	cr_assert_eq(objects(hub, bio, 0), 1, "DER");
	bio = BIO_new(BIO_s_mem());
	env_must(BIO_write(bio, blob.data, (int)blob.len - 1) == (int)blob.len - 1);
	cr_assert_eq(objects(hub, bio, 0), 0, "DER that is cut off");
	cr_assert_eq(objects(hub, BIO_new(BIO_s_mem()), 0), 0, "nothing");
	OPENSSL_free(blob.data);
	EVP_PKEY_free(key);
	ERR_clear_error();
}

Test(provider_keys_der, the_store_says_what_it_has_not)
{
	cr_assert_null(OSSL_STORE_open_ex("/nonexistent/key.pem", hub, NULL, NULL, NULL, NULL, NULL, NULL));
	cr_assert_null(OSSL_STORE_open_ex("file://elsewhere/key.pem", hub, NULL, NULL, NULL, NULL, NULL,
					  NULL));
	cr_assert(ERR_peek_error() != 0);
	ERR_clear_error();
}
