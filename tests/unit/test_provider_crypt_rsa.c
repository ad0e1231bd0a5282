// SPDX-License-Identifier: Apache-2.0
/* RSA encryption through EVP against the default provider: paddings and their limits, blocks that are
 * malformed, the premaster secret of TLS. */
#include <criterion/criterion.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "tests/provider_pk.h"

static struct env env;
static EVP_PKEY *key; /* 2048 bits */

static void up(void)
{
	env_up(&env);
	key = pk_rsa(&env, "RSA", 2048);
}

static void down(void)
{
	EVP_PKEY_free(key);
	env_down(&env);
}

TestSuite(provider_crypt_rsa, .init = up, .fini = down, .timeout = 300);

#define BLOCK 256u

/* Padding with what belongs to it; what is NULL is not set. */
struct how {
	const char *pad, *md, *mgf1, *label;
	unsigned int client, negotiated; /* TLS versions; client 0: not set */
};

static const struct how pkcs1 = { .pad = "pkcs1" };
static const struct how none = { .pad = "none" };

static EVP_PKEY_CTX *begin(const char *props, EVP_PKEY *k, const struct how *how, bool decrypt)
{
	OSSL_PARAM params[8], *p = params;
	unsigned int client = how->client, negotiated = how->negotiated, tls = RSA_PKCS1_WITH_TLS_PADDING;

	if (how->pad)
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_PAD_MODE,
							(char *)how->pad, 0);
	else
		*p++ = OSSL_PARAM_construct_uint(OSSL_ASYM_CIPHER_PARAM_PAD_MODE, &tls);
	if (how->md)
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST,
							(char *)how->md, 0);
	if (how->mgf1)
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_MGF1_DIGEST,
							(char *)how->mgf1, 0);
	if (how->label)
		*p++ = OSSL_PARAM_construct_octet_string(OSSL_ASYM_CIPHER_PARAM_OAEP_LABEL,
							 (char *)how->label, strlen(how->label));
	if (client)
		*p++ = OSSL_PARAM_construct_uint(OSSL_ASYM_CIPHER_PARAM_TLS_CLIENT_VERSION, &client);
	if (negotiated)
		*p++ = OSSL_PARAM_construct_uint(OSSL_ASYM_CIPHER_PARAM_TLS_NEGOTIATED_VERSION,
						 &negotiated);
	*p = OSSL_PARAM_construct_end();
	return pk_ctx(&env, props, k, decrypt ? EVP_PKEY_decrypt_init_ex : EVP_PKEY_encrypt_init_ex,
		      params);
}

/* Returns the length, or -1. */
static int crypt(const char *props, EVP_PKEY *k, const struct how *how, bool decrypt,
		 const void *in, size_t len, uint8_t *out, size_t size)
{
	EVP_PKEY_CTX *ctx = begin(props, k, how, decrypt);
	size_t n = size;
	int ok;

	if (!ctx)
		return -1;
	ok = decrypt ? EVP_PKEY_decrypt(ctx, out, &n, in, len) :
		       EVP_PKEY_encrypt(ctx, out, &n, in, len);
	EVP_PKEY_CTX_free(ctx);
	ERR_clear_error();
	return ok > 0 ? (int)n : -1;
}

/* Encrypts with one provider, decrypts with the other, both ways. */
static void both_ways(EVP_PKEY *k, const struct how *how, size_t len)
{
	static const char *const props[] = { PREFER, DEFAULT };
	uint8_t msg[512], ct[512], back[512];
	const int block = EVP_PKEY_get_size(k);

	env_fill(msg, sizeof(msg));
	for (int i = 0; i < 2; i++) {
		cr_assert(crypt(props[i], k, how, false, msg, len, ct, sizeof(ct)) == block,
			  "%s encrypts %zu bytes, %s %s", props[i], len, how->pad, how->md);
		cr_assert(crypt(props[!i], k, how, true, ct, (size_t)block, back, sizeof(back)) ==
				  (int)len,
			  "%s decrypts %zu bytes, %s %s", props[!i], len, how->pad, how->md);
		cr_assert(memcmp(msg, back, len) == 0);
		ct[block - 1] ^= 1;
		cr_assert(crypt(PREFER, k, how, true, ct, (size_t)block, back, sizeof(back)) !=
				  (int)len ||
			  memcmp(msg, back, len) != 0);
	}
}

Test(provider_crypt_rsa, pkcs1_up_to_its_limit)
{
	static const size_t lens[] = { 0, 1, 48, 244, 245 };
	uint8_t msg[246] = { 0 }, ct[512];

	for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++)
		both_ways(key, &pkcs1, lens[i]);
	cr_assert(crypt(CMH, key, &pkcs1, false, msg, 246, ct, sizeof(ct)) == -1);
}

Test(provider_crypt_rsa, moduli_of_any_length)
{
	static const size_t bits[] = { 512, 1024, 1025, 2047, 3072, 4096 };
	const struct how oaep = { .pad = "oaep", .md = "SHA224" };

	for (size_t i = 0; i < sizeof(bits) / sizeof(*bits); i++) {
		EVP_PKEY *k = pk_rsa(&env, "RSA", bits[i]);

		both_ways(k, &pkcs1, 20);
		both_ways(k, &oaep, 5);
		EVP_PKEY_free(k);
	}
}

Test(provider_crypt_rsa, oaep_with_every_digest_up_to_its_limit)
{
	static const struct {
		const char *name;
		size_t len;
	} mds[] = {
		{ "SHA1", 20 },	    { "SHA224", 28 },	{ "SHA256", 32 },   { "SHA384", 48 },
		{ "SHA512", 64 },   { "SHA3-224", 28 }, { "SHA3-256", 32 }, { "SHA3-384", 48 },
		{ "SHA3-512", 64 }, { "MD5", 16 },
	};
	uint8_t msg[BLOCK] = { 0 }, ct[512];

	for (size_t i = 0; i < sizeof(mds) / sizeof(*mds); i++) {
		const struct how how = { .pad = "oaep", .md = mds[i].name };
		const struct how mgf1 = { .pad = "oaep", .md = mds[i].name, .mgf1 = "SHA384" };
		const struct how label = { .pad = "oaep", .md = mds[i].name, .label = "a label" };
		const size_t max = BLOCK - 2 * mds[i].len - 2;

		both_ways(key, &how, 0);
		both_ways(key, &how, 33);
		both_ways(key, &how, max);
		both_ways(key, &mgf1, max);
		both_ways(key, &label, 20);
		cr_assert(crypt(PREFER, key, &how, false, msg, max + 1, ct, sizeof(ct)) == -1);
	}
}

Test(provider_crypt_rsa, oaep_is_of_sha1_unless_told)
{
	const struct how plain = { .pad = "oaep" }, sha1 = { .pad = "oaep", .md = "SHA1" };
	uint8_t ct[512], back[512];

	both_ways(key, &plain, 100);
	cr_assert(crypt(PREFER, key, &plain, false, "abc", 3, ct, sizeof(ct)) == (int)BLOCK);
	cr_assert(crypt(DEFAULT, key, &sha1, true, ct, BLOCK, back, sizeof(back)) == 3);
	/* no property query reaches this operation: another provider hashes */
	cr_assert(crypt(CMH, key, &plain, false, "abc", 3, ct, sizeof(ct)) == (int)BLOCK);
}

Test(provider_crypt_rsa, oaep_of_other_parameters_does_not_open)
{
	const struct how own = { .pad = "oaep", .md = "SHA256", .label = "one" };
	const struct how wrong[] = {
		{ .pad = "oaep", .md = "SHA256", .label = "two" },
		{ .pad = "oaep", .md = "SHA256" },
		{ .pad = "oaep", .md = "SHA512", .label = "one" },
		{ .pad = "oaep", .md = "SHA256", .mgf1 = "SHA512", .label = "one" },
		{ .pad = "pkcs1" },
	};
	uint8_t ct[512], back[512];

	cr_assert(crypt(CMH, key, &own, false, "abc", 3, ct, sizeof(ct)) == (int)BLOCK);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		cr_assert(crypt(CMH, key, &wrong[i], true, ct, BLOCK, back, sizeof(back)) == -1);
	cr_assert(crypt(CMH, key, &own, true, ct, BLOCK, back, sizeof(back)) == 3);
}

Test(provider_crypt_rsa, no_padding_equals_default)
{
	uint8_t in[BLOCK + 1] = { 0 }, got[512], want[512];

	env_fill(in + 1, BLOCK - 1);
	cr_assert(crypt(CMH, key, &none, false, in, BLOCK, got, sizeof(got)) == (int)BLOCK);
	env_must(crypt(DEFAULT, key, &none, false, in, BLOCK, want, sizeof(want)) == (int)BLOCK);
	cr_assert(memcmp(got, want, BLOCK) == 0);
	cr_assert(crypt(CMH, key, &none, true, want, BLOCK, got, sizeof(got)) == (int)BLOCK);
	cr_assert(memcmp(got, in, BLOCK) == 0);
	cr_assert(crypt(CMH, key, &none, false, in, BLOCK - 1, got, sizeof(got)) == -1);
	cr_assert(crypt(CMH, key, &none, false, in, BLOCK + 1, got, sizeof(got)) == -1);
	memset(in, 0xff, BLOCK); /* not below the modulus */
	cr_assert(crypt(CMH, key, &none, false, in, BLOCK, got, sizeof(got)) == -1);
	cr_assert(crypt(CMH, key, &none, true, in, BLOCK, got, sizeof(got)) == -1);
}

/* Decrypts a block of our making. */
static int open_block(const struct how *how, const uint8_t *em, uint8_t *out, size_t size)
{
	uint8_t ct[512];

	env_must(crypt(DEFAULT, key, &none, false, em, BLOCK, ct, sizeof(ct)) == (int)BLOCK);
	return crypt(CMH, key, how, true, ct, BLOCK, out, size);
}

/* A block of type 2 with a message of len bytes. */
static void good_block(uint8_t *em, size_t len)
{
	memset(em, 0x55, BLOCK);
	em[0] = 0;
	em[1] = 2;
	em[BLOCK - len - 1] = 0;
	for (size_t i = 0; i < len; i++)
		em[BLOCK - len + i] = (uint8_t)i;
}

Test(provider_crypt_rsa, pkcs1_blocks_that_are_malformed)
{
	uint8_t em[BLOCK], out[512];

	good_block(em, 20);
	cr_assert(open_block(&pkcs1, em, out, sizeof(out)) == 20);
	em[0] = 1;
	cr_assert(open_block(&pkcs1, em, out, sizeof(out)) == -1, "first byte");
	for (unsigned int type = 0; type < 256; type++) {
		good_block(em, 20);
		em[1] = (uint8_t)type;
		cr_assert(open_block(&pkcs1, em, out, sizeof(out)) == (type == 2 ? 20 : -1), "type %u",
			  type);
	}
	for (size_t i = 2; i < 12; i++) { /* eight bytes at least */
		good_block(em, 20);
		em[i] = 0;
		cr_assert(open_block(&pkcs1, em, out, sizeof(out)) ==
				  (i < 10 ? -1 : (int)(BLOCK - i - 1)),
			  "zero at %zu", i);
	}
	memset(em + 2, 0x55, sizeof(em) - 2);
	cr_assert(open_block(&pkcs1, em, out, sizeof(out)) == -1, "no zero at all");
	em[BLOCK - 1] = 0;
	cr_assert(open_block(&pkcs1, em, out, sizeof(out)) == 0, "an empty message");
}

Test(provider_crypt_rsa, messages_longer_than_the_buffer)
{
	const struct how oaep = { .pad = "oaep", .md = "SHA256" };
	uint8_t em[BLOCK], ct[512], out[512];

	good_block(em, 20);
	memset(out, 0xaa, sizeof(out));
	cr_assert(open_block(&pkcs1, em, out, 20) == 20);
	cr_assert(out[19] == 19 && out[20] == 0xaa);
	cr_assert(open_block(&pkcs1, em, out, 19) == -1);
	cr_assert(out[0] == 0 && out[18] == 0 && out[19] == 19, "nothing of it is shown");
	cr_assert(crypt(CMH, key, &oaep, false, "abc", 3, ct, sizeof(ct)) == (int)BLOCK);
	cr_assert(crypt(CMH, key, &oaep, true, ct, BLOCK, out, 3) == 3);
	cr_assert(crypt(CMH, key, &oaep, true, ct, BLOCK, out, 2) == -1);
}

Test(provider_crypt_rsa, oaep_blocks_that_are_malformed)
{
	const struct how oaep = { .pad = "oaep", .md = "SHA256" };
	uint8_t em[BLOCK], ct[512], out[512];

	cr_assert(crypt(CMH, key, &oaep, false, "abc", 3, ct, sizeof(ct)) == (int)BLOCK);
	env_must(crypt(DEFAULT, key, &none, true, ct, BLOCK, em, sizeof(em)) == (int)BLOCK);
	cr_assert(open_block(&oaep, em, out, sizeof(out)) == 3 && memcmp(out, "abc", 3) == 0);
	for (size_t i = 1; i < BLOCK - 3; i++) { /* all but the message: behind its masks it may change */
		em[i] ^= 0x10;
		cr_assert(open_block(&oaep, em, out, sizeof(out)) == -1, "byte %zu", i);
		em[i] ^= 0x10;
	}
	em[BLOCK - 1] ^= 1; /* a different seed mask: hash and padding come out wrong */
	cr_assert(open_block(&oaep, em, out, sizeof(out)) == -1);
}

Test(provider_crypt_rsa, oaep_first_byte_counts)
{
	const struct how oaep = { .pad = "oaep", .md = "SHA256" };
	uint8_t em[BLOCK], ct[512], out[512];
	int tried = 0;

	/* a block whose first byte is 1 and that is still below the modulus */
	for (int i = 0; i < 20 && !tried; i++) {
		env_must(crypt(DEFAULT, key, &oaep, false, "abc", 3, ct, sizeof(ct)) == (int)BLOCK);
		env_must(crypt(DEFAULT, key, &none, true, ct, BLOCK, em, sizeof(em)) == (int)BLOCK);
		em[0] = 1;
		if (crypt(DEFAULT, key, &none, false, em, BLOCK, ct, sizeof(ct)) != (int)BLOCK)
			continue;
		tried++;
		cr_assert(crypt(CMH, key, &oaep, true, ct, BLOCK, out, sizeof(out)) == -1);
	}
	cr_assert(tried == 1);
}

/* ---- the premaster secret ---- */

static const struct how tls12 = { .client = 0x0303 };
static const struct how tls_old = { .client = 0x0303, .negotiated = 0x0302 };

/* A premaster secret in a block. */
static void premaster(uint8_t *em, unsigned int version)
{
	good_block(em, 48);
	em[BLOCK - 48] = (uint8_t)(version >> 8);
	em[BLOCK - 47] = (uint8_t)version;
}

/* Opens it; whether what came was the secret. Always 48 bytes come. */
static bool came_through(const struct how *how, const uint8_t *em)
{
	uint8_t out[512], again[512];

	cr_assert(open_block(how, em, out, sizeof(out)) == 48);
	cr_assert(open_block(how, em, again, sizeof(again)) == 48);
	if (memcmp(out, em + BLOCK - 48, 48) == 0)
		return true;
	cr_assert(memcmp(out, again, 48) != 0, "a decoy is random");
	return false;
}

Test(provider_crypt_rsa, premaster_secrets)
{
	uint8_t em[BLOCK];

	premaster(em, 0x0303);
	cr_assert(came_through(&tls12, em));
	cr_assert(came_through(&tls_old, em));
	premaster(em, 0x0302);
	cr_assert(!came_through(&tls12, em), "a rollback");
	cr_assert(came_through(&tls_old, em));
	premaster(em, 0x0301);
	cr_assert(!came_through(&tls12, em));
	cr_assert(!came_through(&tls_old, em));
	for (size_t i = 1; i < BLOCK - 46; i++) { /* padding, its end, the version */
		premaster(em, 0x0303);
		em[i] ^= i < BLOCK - 49 && i > 1 ? em[i] : 1;
		cr_assert(!came_through(&tls12, em), "byte %zu", i);
	}
	good_block(em, 47);
	cr_assert(!came_through(&tls12, em));
	good_block(em, 49);
	cr_assert(!came_through(&tls12, em));
}

Test(provider_crypt_rsa, premaster_secrets_need_version_and_room)
{
	const struct how unset = { .client = 0 };
	uint8_t em[BLOCK], out[512];

	premaster(em, 0x0303);
	cr_assert(open_block(&unset, em, out, sizeof(out)) == -1);
	cr_assert(open_block(&tls12, em, out, 47) == -1);
	cr_assert(open_block(&tls12, em, out, 48) == 48);
}

/* ---- contexts and parameters ---- */

Test(provider_crypt_rsa, says_lengths_and_minds_buffers)
{
	EVP_PKEY_CTX *enc = begin(CMH, key, &pkcs1, false), *dec = begin(CMH, key, &pkcs1, true);
	uint8_t ct[512] = { 0 };
	size_t n = 0;

	env_must(EVP_PKEY_encrypt(enc, NULL, &n, ct, 3));
	cr_assert(n == BLOCK);
	n = BLOCK - 1;
	cr_assert(EVP_PKEY_encrypt(enc, ct, &n, (const uint8_t *)"abc", 3) <= 0);
	n = 0;
	env_must(EVP_PKEY_decrypt(dec, NULL, &n, ct, BLOCK));
	cr_assert(n == BLOCK);
	cr_assert(EVP_PKEY_decrypt(dec, ct, &n, ct, BLOCK - 1) <= 0);
	n = sizeof(ct);
	cr_assert(EVP_PKEY_decrypt(dec, ct, &n, ct, BLOCK + 1) <= 0);
	EVP_PKEY_CTX_free(enc);
	EVP_PKEY_CTX_free(dec);
}

Test(provider_crypt_rsa, reports_and_copies_its_parameters)
{
	const struct how oaep = { .pad = "oaep", .md = "SHA256", .mgf1 = "SHA512", .label = "label" };
	EVP_PKEY_CTX *ctx = begin(CMH, key, &oaep, false), *dup = EVP_PKEY_CTX_dup(ctx);
	char md[32], mgf1[32];
	unsigned char *label;
	uint8_t ct[512], back[512];
	size_t n = sizeof(ct);
	int pad;

	EVP_PKEY_CTX_free(ctx);
	env_must(EVP_PKEY_CTX_get_rsa_padding(dup, &pad));
	env_must(EVP_PKEY_CTX_get_rsa_oaep_md_name(dup, md, sizeof(md)));
	env_must(EVP_PKEY_CTX_get_rsa_mgf1_md_name(dup, mgf1, sizeof(mgf1)));
	cr_assert(pad == RSA_PKCS1_OAEP_PADDING);
	cr_assert(strcmp(md, "SHA2-256") == 0 && strcmp(mgf1, "SHA2-512") == 0);
	cr_assert(EVP_PKEY_CTX_get0_rsa_oaep_label(dup, &label) == 5 &&
		  memcmp(label, "label", 5) == 0);
	env_must(EVP_PKEY_encrypt(dup, ct, &n, (const uint8_t *)"abc", 3));
	cr_assert(crypt(DEFAULT, key, &oaep, true, ct, n, back, sizeof(back)) == 3);
	EVP_PKEY_CTX_free(dup);
}

Test(provider_crypt_rsa, refuses_keys_and_paddings_that_do_not_encrypt)
{
	const struct how pss = { .pad = "pss" }, x931 = { .pad = "x931" };
	EVP_PKEY *other = pk_rsa(&env, "RSA-PSS", 1024), *pub = pk_public(&env, key);
	uint8_t ct[512];

	cr_assert(begin(CMH, key, &pss, false) == NULL);
	cr_assert(begin(CMH, key, &x931, false) == NULL);
	cr_assert(begin(CMH, other, &pkcs1, false) == NULL);
	cr_assert(begin(CMH, pub, &pkcs1, true) == NULL);
	cr_assert(crypt(CMH, pub, &pkcs1, false, "abc", 3, ct, sizeof(ct)) == (int)BLOCK);
	EVP_PKEY_free(other);
	EVP_PKEY_free(pub);
}
