// SPDX-License-Identifier: Apache-2.0
/* The known answers of cmh selftest: every algorithm has some, and OpenSSL agrees with each. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <openssl/evp.h>
#include <string.h>

#include "tools/encode.h"
#include "tools/kat.h"

TestSuite(cli_kat, .timeout = 30);

struct bytes {
	uint8_t v[KAT_BYTES_MAX];
	size_t len;
};

static struct bytes bytes_of(const char *hex)
{
	struct bytes bytes = { .len = 0 };
	int len = hex ? decode_hex(hex, bytes.v, sizeof(bytes.v)) : 0;

	cr_assert(ge(int, len, 0), "not hexadecimal, or too long: %s", hex);
	bytes.len = (size_t)len;
	return bytes;
}

static int answers_of(enum cmh_alg alg)
{
	int nr = 0;

	for (const struct kat_digest *kat = kat_digests; kat->alg; kat++)
		nr += kat->alg == alg;
	for (const struct kat_cipher *kat = kat_ciphers; kat->alg; kat++)
		nr += kat->alg == alg;
	for (const struct kat_aead *kat = kat_aeads; kat->alg; kat++)
		nr += kat->alg == alg;
	return nr;
}

Test(cli_kat, every_algorithm_has_a_known_answer)
{
	for (unsigned int alg = CMH_ALG_NONE + 1; alg < CMH_ALG_NR; alg++)
		if (cmh_alg_get(alg)->family != CMH_RAND)
			cr_expect(gt(int, answers_of(alg), 0), "%s", cmh_alg_get(alg)->name);
}

Test(cli_kat, digests_agree_with_openssl)
{
	for (const struct kat_digest *kat = kat_digests; kat->alg; kat++) {
		const struct cmh_alg_info *info = cmh_alg_get(kat->alg);
		const struct bytes want = bytes_of(kat->digest);
		EVP_MD_CTX *ctx = EVP_MD_CTX_new();
		uint8_t message[256], got[KAT_BYTES_MAX];
		size_t len = kat->text ? strlen(kat->text) : kat->repeat_nr;

		cr_assert(le(sz, len, sizeof(message)));
		memset(message, kat->repeat_byte, len);
		if (kat->text)
			memcpy(message, kat->text, len);
		cr_assert(
			eq(int, EVP_DigestInit_ex(ctx, EVP_get_digestbyname(info->name), NULL), 1));
		EVP_DigestUpdate(ctx, message, len);
		if (info->flags & CMH_ALG_F_XOF)
			EVP_DigestFinalXOF(ctx, got, want.len);
		else
			EVP_DigestFinal_ex(ctx, got, NULL);
		EVP_MD_CTX_free(ctx);
		if (!(info->flags & CMH_ALG_F_XOF))
			cr_expect(eq(sz, want.len, info->digest_len), "%s", info->name);
		cr_expect(eq(int, memcmp(got, want.v, want.len), 0), "%s, %s", info->name,
			  kat->source);
	}
}

Test(cli_kat, ciphers_agree_with_openssl)
{
	for (const struct kat_cipher *kat = kat_ciphers; kat->alg; kat++) {
		const struct cmh_alg_info *info = cmh_alg_get(kat->alg);
		const struct bytes key = bytes_of(kat->key), iv = bytes_of(kat->iv);
		const struct bytes plain = bytes_of(kat->plain), want = bytes_of(kat->cipher);
		EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
		uint8_t got[KAT_BYTES_MAX + 16];
		int len = 0;

		cr_expect(eq(sz, key.len, info->key_len), "%s", info->name);
		cr_expect(eq(sz, iv.len, info->iv_len), "%s", info->name);
		cr_assert(eq(int,
			     EVP_EncryptInit_ex(ctx, EVP_get_cipherbyname(info->name), NULL, key.v,
						iv.v),
			     1));
		EVP_CIPHER_CTX_set_padding(ctx, 0);
		EVP_EncryptUpdate(ctx, got, &len, plain.v, (int)plain.len);
		EVP_CIPHER_CTX_free(ctx);
		cr_expect(eq(sz, (size_t)len, want.len), "%s", info->name);
		cr_expect(eq(int, memcmp(got, want.v, want.len), 0), "%s, %s", info->name,
			  kat->source);
	}
}

Test(cli_kat, authenticated_ciphers_agree_with_openssl)
{
	for (const struct kat_aead *kat = kat_aeads; kat->alg; kat++) {
		const struct cmh_alg_info *info = cmh_alg_get(kat->alg);
		const struct bytes key = bytes_of(kat->key), nonce = bytes_of(kat->nonce);
		const struct bytes aad = bytes_of(kat->aad), plain = bytes_of(kat->plain);
		const struct bytes want = bytes_of(kat->cipher), want_tag = bytes_of(kat->tag);
		EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
		uint8_t got[KAT_BYTES_MAX + 16], tag[16];
		int len = 0, ignored;

		cr_expect(eq(sz, key.len, info->key_len), "%s", info->name);
		cr_expect(eq(sz, nonce.len, info->iv_len), "%s", info->name);
		cr_expect(eq(sz, want_tag.len, info->tag_len), "%s", info->name);
		cr_assert(eq(int,
			     EVP_EncryptInit_ex(ctx, EVP_get_cipherbyname(info->name), NULL, key.v,
						nonce.v),
			     1));
		EVP_EncryptUpdate(ctx, NULL, &ignored, aad.v, (int)aad.len);
		EVP_EncryptUpdate(ctx, got, &len, plain.v, (int)plain.len);
		EVP_EncryptFinal_ex(ctx, got + len, &ignored);
		EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, tag);
		EVP_CIPHER_CTX_free(ctx);
		cr_expect(eq(sz, (size_t)len, want.len), "%s", info->name);
		cr_expect(eq(int, memcmp(got, want.v, want.len), 0), "%s, %s", info->name,
			  kat->source);
		cr_expect(eq(int, memcmp(tag, want_tag.v, 16), 0), "%s, %s", info->name,
			  kat->source);
	}
}
