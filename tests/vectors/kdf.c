// SPDX-License-Identifier: Apache-2.0
/* kdf.c - vectors of HKDF. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "tests/vectors/vectors.h"

static enum verdict run_hkdf(const struct suite *suite, json_t *test)
{
	const struct bytes ikm = field(test, "ikm"), salt = field(test, "salt");
	const struct bytes info = field(test, "info"), okm = field(test, "okm");
	const size_t size = (size_t)number(test, "size");
	const char *digest;
	const enum verdict verdict = digest_of(suite->algorithm + strlen("HKDF-"), &digest);
	EVP_KDF *kdf = EVP_KDF_fetch(rig.libctx, "HKDF", rig.query);
	EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf), *copy;
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)digest, 0),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, ikm.data, ikm.len),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt.data, salt.len),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data, info.len),
		OSSL_PARAM_construct_end(),
	};
	uint8_t *out = pool(size);
	bool ok, again;

	EVP_KDF_free(kdf);
	if (!ctx)
		return missing("HKDF");
	if (verdict != ACCEPTED) {
		EVP_KDF_CTX_free(ctx);
		return verdict;
	}
	ok = EVP_KDF_derive(ctx, out, size, params) > 0;
	copy = EVP_KDF_CTX_dup(ctx);
	again = copy ? EVP_KDF_derive(copy, out, size, NULL) > 0 : ok; /* OpenSSL 3.0 has no copies */
	EVP_KDF_CTX_free(copy);
	EVP_KDF_CTX_free(ctx);
	if (again != ok)
		return wrong("a copy of the context %s", again ? "derives" : "does not derive");
	return ok && same(okm, out, size) ? ACCEPTED : refused("EVP_KDF_derive of %zu bytes", size);
}

const struct schema kdf_schemas[] = {
	{ "hkdf_test_schema_v1.json", run_hkdf, NULL },
	{ NULL, NULL, NULL },
};
