// SPDX-License-Identifier: Apache-2.0
/* list_provided.c - prints what the provider cmh announces, a line each: the operation and the names as
 * the provider spells them. Each name must also lead to the implementation: it is fetched. Ends with 1
 * when one does not, after a line on standard error. The configuration is the environment's.
 */
#include <openssl/core_dispatch.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/provider.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define PROPERTIES "provider=cmh"

/* A function that fetches and frees one kind of object, and says whether there was one. */
#define FETCHER(name, TYPE, what)                                \
	static bool fetch_##name(const char *alg)                \
	{                                                        \
		TYPE *got = what##_fetch(NULL, alg, PROPERTIES); \
		bool there = got != NULL;                        \
		what##_free(got);                                \
		return there;                                    \
	}

FETCHER(digest, EVP_MD, EVP_MD)
FETCHER(cipher, EVP_CIPHER, EVP_CIPHER)
FETCHER(mac, EVP_MAC, EVP_MAC)
FETCHER(kdf, EVP_KDF, EVP_KDF)
FETCHER(rand, EVP_RAND, EVP_RAND)
FETCHER(keymgmt, EVP_KEYMGMT, EVP_KEYMGMT)
FETCHER(signature, EVP_SIGNATURE, EVP_SIGNATURE)
FETCHER(keyexch, EVP_KEYEXCH, EVP_KEYEXCH)
FETCHER(asymcipher, EVP_ASYM_CIPHER, EVP_ASYM_CIPHER)

static const struct {
	int id;
	const char *name;
	bool (*fetch)(const char *alg);
} operations[] = {
	{ OSSL_OP_DIGEST, "digest", fetch_digest },
	{ OSSL_OP_CIPHER, "cipher", fetch_cipher },
	{ OSSL_OP_MAC, "mac", fetch_mac },
	{ OSSL_OP_KDF, "kdf", fetch_kdf },
	{ OSSL_OP_RAND, "rand", fetch_rand },
	{ OSSL_OP_KEYMGMT, "keymgmt", fetch_keymgmt },
	{ OSSL_OP_SIGNATURE, "signature", fetch_signature },
	{ OSSL_OP_KEYEXCH, "keyexch", fetch_keyexch },
	{ OSSL_OP_ASYM_CIPHER, "asymcipher", fetch_asymcipher },
};

/* Fetches each of the names. Returns how many could not be. */
static int fetch_all(const char *operation, bool (*fetch)(const char *alg), const char *names)
{
	char name[128];
	int failed = 0;

	while (*names) {
		size_t len = strcspn(names, ":");

		snprintf(name, sizeof(name), "%.*s", (int)len, names);
		names += len + (names[len] == ':');
		if (fetch(name))
			continue;
		fprintf(stderr, "%s %s is announced and cannot be fetched\n", operation, name);
		failed++;
	}
	return failed;
}

int main(void)
{
	OSSL_PROVIDER *provider = OSSL_PROVIDER_load(NULL, "cmh");
	int failed = 0, no_cache;

	if (!provider) {
		ERR_print_errors_fp(stderr);
		return 2;
	}
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		const OSSL_ALGORITHM *alg =
			OSSL_PROVIDER_query_operation(provider, operations[i].id, &no_cache);

		for (; alg && alg->algorithm_names; alg++) {
			printf("%s %s\n", operations[i].name, alg->algorithm_names);
			failed += fetch_all(operations[i].name, operations[i].fetch,
					    alg->algorithm_names);
		}
	}
	OSSL_PROVIDER_unload(provider);
	return failed != 0;
}
