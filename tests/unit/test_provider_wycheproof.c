// SPDX-License-Identifier: Apache-2.0
/* Project Wycheproof's AES-GCM and AES-CBC-PKCS5 vectors through EVP, when CMH_VECTORS has them. */
#include <criterion/criterion.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#include "tests/unit/wycheproof.h"

#define GCM_IV_MAX 128u /* longer ones are refused, as by the default provider */

static struct env env;

static void up(void)
{
	env_up(&env);
}

static void down(void)
{
	env_down(&env);
}

TestSuite(provider_wycheproof, .init = up, .fini = down, .timeout = 60);

static bool run_gcm(EVP_CIPHER *cipher, const json_t *test)
{
	struct field key = wycheproof_field(test, "key"), iv = wycheproof_field(test, "iv"), aad = wycheproof_field(test, "aad");
	struct field ct = wycheproof_field(test, "ct"), tag = wycheproof_field(test, "tag"), msg = wycheproof_field(test, "msg");
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t out[FIELD_MAX];
	int n;
	bool ok;

	ok = EVP_DecryptInit_ex2(ctx, cipher, NULL, NULL, NULL) > 0 &&
	     EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, (int)iv.len, NULL) > 0 &&
	     EVP_DecryptInit_ex2(ctx, NULL, key.data, iv.data, NULL) > 0 &&
	     EVP_DecryptUpdate(ctx, NULL, &n, aad.data, (int)aad.len) > 0 &&
	     EVP_DecryptUpdate(ctx, out, &n, ct.data, (int)ct.len) > 0 &&
	     EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, (int)tag.len, tag.data) > 0 &&
	     EVP_DecryptFinal_ex(ctx, out + n, &n) > 0;
	ok = ok && memcmp(out, msg.data, msg.len) == 0;
	EVP_CIPHER_CTX_free(ctx);
	return ok || iv.len > GCM_IV_MAX;
}

static bool run_cbc(EVP_CIPHER *cipher, const json_t *test)
{
	struct field key = wycheproof_field(test, "key"), iv = wycheproof_field(test, "iv");
	struct field ct = wycheproof_field(test, "ct"), msg = wycheproof_field(test, "msg");
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t out[FIELD_MAX];
	int n, last;
	bool ok;

	ok = EVP_DecryptInit_ex2(ctx, cipher, key.data, iv.data, NULL) > 0 &&
	     EVP_DecryptUpdate(ctx, out, &n, ct.data, (int)ct.len) > 0 &&
	     EVP_DecryptFinal_ex(ctx, out + n, &last) > 0;
	ok = ok && (size_t)(n + last) == msg.len && memcmp(out, msg.data, msg.len) == 0;
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

static void run_file(const char *file, const char *mode,
		     bool (*run)(EVP_CIPHER *cipher, const json_t *test))
{
	json_t *root = wycheproof_load(file), *group, *test;
	size_t i, k;
	unsigned int nr = 0;

	json_array_foreach(json_object_get(root, "testGroups"), i, group) {
		EVP_CIPHER *cipher;
		char name[32];

		snprintf(name, sizeof(name), "AES-%d-%s",
			 (int)json_integer_value(json_object_get(group, "keySize")), mode);
		cipher = EVP_CIPHER_fetch(env.libctx, name, CMH);
		cr_assert(cipher != NULL, "%s", name);
		json_array_foreach(json_object_get(group, "tests"), k, test) {
			const char *result = json_string_value(json_object_get(test, "result"));
			const int id = (int)json_integer_value(json_object_get(test, "tcId"));
			const bool ok = run(cipher, test);

			if (strcmp(result, "acceptable") != 0)
				cr_assert(ok == (strcmp(result, "valid") == 0), "%s, test %d: %s", file,
					  id, result);
			nr++;
			ERR_clear_error();
		}
		EVP_CIPHER_free(cipher);
	}
	cr_assert(nr > 50, "only %u vectors", nr);
	json_decref(root);
}

Test(provider_wycheproof, aes_gcm)
{
	run_file("aes_gcm_test.json", "GCM", run_gcm);
}

Test(provider_wycheproof, aes_cbc_pkcs5)
{
	run_file("aes_cbc_pkcs5_test.json", "CBC", run_cbc);
}
