// SPDX-License-Identifier: Apache-2.0
/* The known answers of cmh selftest: every algorithm has some, and OpenSSL agrees with each. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
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
	for (const struct kat_mac *kat = kat_macs; kat->alg; kat++)
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
		if (!EVP_get_cipherbyname(info->name)) { /* AES-192-XTS, SM4-XTS */
			EVP_CIPHER_CTX_free(ctx);
			continue;
		}
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
		cr_expect(le(sz, want_tag.len, info->tag_len), "%s", info->name);
		if (info->core == CMH_CORE_SM4) { /* not in OpenSSL 3.0 */
			EVP_CIPHER_CTX_free(ctx);
			continue;
		}
		cr_assert(EVP_EncryptInit_ex(ctx, EVP_get_cipherbyname(info->name), NULL, NULL,
					     NULL));
		EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, (int)nonce.len, NULL);
		if (EVP_CIPHER_CTX_get_mode(ctx) == EVP_CIPH_CCM_MODE)
			EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, (int)want_tag.len, NULL);
		cr_assert(EVP_EncryptInit_ex(ctx, NULL, NULL, key.v, nonce.v));
		if (EVP_CIPHER_CTX_get_mode(ctx) == EVP_CIPH_CCM_MODE)
			EVP_EncryptUpdate(ctx, NULL, &ignored, NULL, (int)plain.len);
		EVP_EncryptUpdate(ctx, NULL, &ignored, aad.v, (int)aad.len);
		EVP_EncryptUpdate(ctx, got, &len, plain.v, (int)plain.len);
		EVP_EncryptFinal_ex(ctx, got + len, &ignored);
		EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, (int)want_tag.len, tag);
		EVP_CIPHER_CTX_free(ctx);
		cr_expect(eq(sz, (size_t)len, want.len), "%s", info->name);
		cr_expect(eq(int, memcmp(got, want.v, want.len), 0), "%s, %s", info->name,
			  kat->source);
		cr_expect(eq(int, memcmp(tag, want_tag.v, want_tag.len), 0), "%s, %s", info->name,
			  kat->source);
	}
}

/* The name under which OpenSSL has the MAC, with the parameters that make it this one. */
static EVP_MAC *evp_mac_of(const struct cmh_alg_info *info, OSSL_PARAM param[4], size_t *out_len)
{
	static int yes = 1;
	static char digest[32];

	if (info->flags & CMH_ALG_F_CUSTOM) {
		*param++ = OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, out_len);
		if (info->flags & CMH_ALG_F_XOF)
			*param++ = OSSL_PARAM_construct_int(OSSL_MAC_PARAM_XOF, &yes);
		*param = OSSL_PARAM_construct_end();
		return EVP_MAC_fetch(NULL, info->mode == CMH_HC_ALGO_SHAKE128 ? "KMAC128" :
									       "KMAC256", NULL);
	}
	if (info->core == CMH_CORE_CCP) {
		*param = OSSL_PARAM_construct_end();
		return EVP_MAC_fetch(NULL, "POLY1305", NULL);
	}
	snprintf(digest, sizeof(digest), "%s", cmh_alg_get(info->base)->name);
	if (info->core != CMH_CORE_HC) {
		*param++ = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, digest, 0);
		*param = OSSL_PARAM_construct_end();
		return EVP_MAC_fetch(NULL, "CMAC", NULL);
	}
	*param++ = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0);
	*param = OSSL_PARAM_construct_end();
	return EVP_MAC_fetch(NULL, "HMAC", NULL);
}

/* OpenSSL 3.0 has neither cSHAKE nor XCBC. */
Test(cli_kat, macs_agree_with_openssl)
{
	for (const struct kat_mac *kat = kat_macs; kat->alg; kat++) {
		const struct cmh_alg_info *info = cmh_alg_get(kat->alg);
		struct bytes key = bytes_of(kat->key), message = bytes_of(kat->message);
		struct bytes want = bytes_of(kat->mac);
		OSSL_PARAM param[4];
		uint8_t got[KAT_BYTES_MAX];
		EVP_MAC_CTX *ctx;
		EVP_MAC *mac;
		size_t len;

		if (info->family != CMH_MAC || info->id == CMH_ALG_SM4_XCBC)
			continue;
		mac = evp_mac_of(info, param, &want.len);
		ctx = EVP_MAC_CTX_new(mac);
		cr_assert(EVP_MAC_CTX_set_params(ctx, param));
		if (kat->custom) {
			param[0] = OSSL_PARAM_construct_octet_string(
				OSSL_MAC_PARAM_CUSTOM, (void *)(uintptr_t)kat->custom,
				strlen(kat->custom));
			param[1] = OSSL_PARAM_construct_end();
			cr_assert(EVP_MAC_CTX_set_params(ctx, param));
		}
		cr_assert(EVP_MAC_init(ctx, key.v, key.len, NULL));
		cr_assert(EVP_MAC_update(ctx, message.v, message.len));
		cr_assert(EVP_MAC_final(ctx, got, &len, sizeof(got)));
		cr_expect(eq(int, memcmp(got, want.v, want.len), 0), "%s, %s", info->name,
			  kat->source);
		EVP_MAC_CTX_free(ctx);
		EVP_MAC_free(mac);
	}
}
