// SPDX-License-Identifier: Apache-2.0
/* Settings in openssl.cnf: each key's effect, and the error for whatever is not right. */
#include <criterion/criterion.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/self_test.h>

#include "tests/provider_env.h"

TestSuite(provider_config, .timeout = 60);

static char errors[8192];
static OSSL_PROVIDER *def;

static int collect(const char *line, size_t len, void *arg)
{
	strncat(errors, line, sizeof(errors) - strlen(errors) - 1);
	return 1;
}

/* A library context with these lines in the section of cmh, and the default provider. */
static OSSL_LIB_CTX *configured(const char *lines)
{
	OSSL_LIB_CTX *libctx;

	env_configure(lines, "");
	libctx = env_libctx_new();
	def = env_load(libctx, "default");
	errors[0] = '\0';
	return libctx;
}

static void done(OSSL_LIB_CTX *libctx, OSSL_PROVIDER *prov)
{
	OSSL_PROVIDER_unload(prov);
	OSSL_PROVIDER_unload(def);
	def = NULL;
	OSSL_LIB_CTX_free(libctx);
}

static bool has(OSSL_LIB_CTX *libctx, const char *digest)
{
	EVP_MD *md = EVP_MD_fetch(libctx, digest, CMH);

	EVP_MD_free(md);
	return md != NULL;
}

/* Expects that the provider does not load, with an error that says `what`. */
static void refused(const char *lines, const char *what)
{
	OSSL_LIB_CTX *libctx = configured(lines);
	OSSL_PROVIDER *prov = OSSL_PROVIDER_load(libctx, "cmh");

	ERR_print_errors_cb(collect, NULL);
	cr_assert(prov == NULL, "%s: accepted", lines);
	cr_assert(strstr(errors, what), "%s: %s", lines, errors);
	done(libctx, NULL);
}

Test(provider_config, every_known_key_is_accepted)
{
	OSSL_LIB_CTX *libctx = configured("device = soft:\nthreads = 2\npolicy = auto\n"
					  "selftest = yes\nrandom = no\n0.activate = 0\nsoft_load = yes\n");
	OSSL_PROVIDER *prov = env_load(libctx, "cmh");

	cr_assert(has(libctx, "SHA256"));
	cr_assert(ERR_peek_error() == 0);
	done(libctx, prov);
}

Test(provider_config, nothing_but_the_name_is_needed)
{
	OSSL_LIB_CTX *libctx = configured("");
	OSSL_PROVIDER *prov = env_load(libctx, "cmh");

	cr_assert(has(libctx, "SHA256"));
	done(libctx, prov);
}

Test(provider_config, an_unknown_key_is_an_error_that_names_it)
{
	refused("devise = soft:", "unknown setting devise in section [hub]");
	refused("device = soft:\nThreads = 2", "unknown setting Threads");
	refused("x.threads = 2", "unknown setting x.threads");
	refused("device = soft:\nactivate = 1\nfoo = bar", "unknown setting foo");
}

Test(provider_config, a_bad_value_is_an_error_that_names_it)
{
	refused("threads = 65", "threads = 65");
	refused("threads = -1", "threads = -1");
	refused("threads = 2x", "threads = 2x");
	refused("threads = ", "threads = ");
	refused("policy = perhaps", "policy = perhaps");
	refused("selftest = maybe", "selftest = maybe");
	refused("random = 2", "random = 2");
	refused("device = uio:/dev/uio0\nthreads = 2", "only soft: has worker threads");
}

Test(provider_config, the_section_of_another_provider_is_not_judged)
{
	OSSL_LIB_CTX *libctx = configured("identity = other\nfoo = bar");
	OSSL_PROVIDER *prov = env_load(libctx, "cmh");

	cr_assert(has(libctx, "SHA256"));
	done(libctx, prov);
}

Test(provider_config, auto_offers_what_the_device_has)
{
	OSSL_LIB_CTX *libctx = configured("device = soft:cores=hc\npolicy = auto");
	OSSL_PROVIDER *prov = env_load(libctx, "cmh");
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(libctx, "AES-128-CBC", CMH);

	cr_assert(has(libctx, "SHA256"));
	cr_assert(cipher == NULL);
	cipher = EVP_CIPHER_fetch(libctx, "AES-128-CBC", "?" CMH);
	cr_assert(cipher && EVP_CIPHER_get0_provider(cipher) != prov, "default serves the rest");
	EVP_CIPHER_free(cipher);
	done(libctx, prov);
}

Test(provider_config, always_offers_everything_and_fails_at_use)
{
	OSSL_LIB_CTX *libctx = configured("device = soft:cores=hc\npolicy = always");
	OSSL_PROVIDER *prov = env_load(libctx, "cmh");
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(libctx, "AES-128-CBC", "?" CMH);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t key[16] = { 0 };

	cr_assert(cipher && EVP_CIPHER_get0_provider(cipher) == prov);
	cr_assert(EVP_EncryptInit_ex2(ctx, cipher, key, key, NULL) <= 0);
	ERR_print_errors_cb(collect, NULL);
	cr_assert(strstr(errors, "no AES core"), "%s", errors);
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(cipher);
	done(libctx, prov);
}

static int count(const char *str, size_t len, void *nr)
{
	(void)len;
	*(int *)nr += strstr(str, "/nonexistent/device") != NULL;
	return 1;
}

Test(provider_config, a_device_that_does_not_open_is_one_error)
{
	OSSL_LIB_CTX *libctx = configured("device = uio:/nonexistent/device\npolicy = always");
	OSSL_PROVIDER *prov = env_load(libctx, "cmh");
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(libctx, "AES-128-XTS", CMH);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t key[32] = { 1 }, unit[16] = { 0 };
	int len, nr = 0;

	env_must(cipher && EVP_EncryptInit_ex2(ctx, cipher, key, key, NULL) == 1);
	ERR_clear_error();
	cr_assert(EVP_EncryptUpdate(ctx, unit, &len, unit, sizeof(unit)) <= 0);
	ERR_print_errors_cb(count, &nr);
	cr_assert_eq(nr, 1, "%d errors", nr);
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(cipher);
	done(libctx, prov);
}

Test(provider_config, a_device_that_does_not_open_says_why)
{
	OSSL_LIB_CTX *libctx = configured("device = soft:mailboxes=1000");
	OSSL_PROVIDER *prov = env_load(libctx, "cmh");

	cr_assert(!has(libctx, "SHA256"));
	ERR_print_errors_cb(collect, NULL);
	cr_assert(strstr(errors, "mailboxes"), "%s", errors);
	done(libctx, prov);
}

/* ---- Self-test ---- */

struct watch {
	unsigned int passed, failed;
	bool corrupt;
};

static int self_test_cb(const OSSL_PARAM params[], void *arg)
{
	struct watch *w = arg;
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_PROV_PARAM_SELF_TEST_PHASE);
	const char *phase = p->data;

	w->passed += strcmp(phase, OSSL_SELF_TEST_PHASE_PASS) == 0;
	w->failed += strcmp(phase, OSSL_SELF_TEST_PHASE_FAIL) == 0;
	return !(w->corrupt && strcmp(phase, OSSL_SELF_TEST_PHASE_CORRUPT) == 0);
}

Test(provider_config, self_test_runs_each_family)
{
	OSSL_LIB_CTX *libctx = configured("");
	OSSL_PROVIDER *prov = env_load(libctx, "cmh");
	struct watch w = { 0 };

	OSSL_SELF_TEST_set_callback(libctx, self_test_cb, &w);
	env_must(OSSL_PROVIDER_self_test(prov));
	cr_assert(w.passed == 32 && w.failed == 0, "%u passed, %u failed", w.passed, w.failed);
	done(libctx, prov);
}

Test(provider_config, a_failed_self_test_ends_all_service)
{
	OSSL_LIB_CTX *libctx = configured("");
	OSSL_PROVIDER *prov = env_load(libctx, "cmh");
	EVP_MD *md = EVP_MD_fetch(libctx, "SHA256", CMH);
	struct watch w = { .corrupt = true };
	uint8_t out[32];
	int status = 1;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_int(OSSL_PROV_PARAM_STATUS, &status),
		OSSL_PARAM_construct_end(),
	};

	env_must(EVP_Digest("abc", 3, out, NULL, md, NULL));
	OSSL_SELF_TEST_set_callback(libctx, self_test_cb, &w);
	cr_assert(OSSL_PROVIDER_self_test(prov) == 0);
	cr_assert(w.failed == 1);
	cr_assert(EVP_Digest("abc", 3, out, NULL, md, NULL) == 0);
	env_must(OSSL_PROVIDER_get_params(prov, params));
	cr_assert(status == 0);
	EVP_MD_free(md);
	done(libctx, prov);
}

Test(provider_config, selftest_yes_keeps_a_bad_device_from_being_used)
{
	OSSL_LIB_CTX *libctx = configured("selftest = yes");
	OSSL_PROVIDER *prov = env_load(libctx, "cmh");
	struct watch w = { .corrupt = true };

	OSSL_SELF_TEST_set_callback(libctx, self_test_cb, &w);
	cr_assert(!has(libctx, "SHA256"));
	ERR_print_errors_cb(collect, NULL);
	cr_assert(strstr(errors, "self-test failed"), "%s", errors);
	done(libctx, prov);
}

/* ---- The random generator ---- */

static bool has_rand(OSSL_LIB_CTX *libctx)
{
	EVP_RAND *rand = EVP_RAND_fetch(libctx, "CTR-DRBG", CMH);

	EVP_RAND_free(rand);
	return rand != NULL;
}

static const char *rand_provider(OSSL_LIB_CTX *libctx)
{
	uint8_t out[16];

	env_must(RAND_bytes_ex(libctx, out, sizeof(out), 256));
	return OSSL_PROVIDER_get0_name(EVP_RAND_get0_provider(
		EVP_RAND_CTX_get0_rand(RAND_get0_public(libctx))));
}

/* Nobody else has one. */
Test(provider_config, alone_it_has_a_generator)
{
	static const char *const lines[] = { "", "random = auto" };

	for (int i = 0; i < 2; i++) {
		OSSL_LIB_CTX *libctx;
		OSSL_PROVIDER *prov;

		env_configure(lines[i], "");
		libctx = env_libctx_new();
		prov = env_load(libctx, "cmh");
		cr_assert(strcmp(rand_provider(libctx), "cmh") == 0);
		done(libctx, prov);
	}
}

/* Loaded first or last, and preferred: nobody asked for its generator. */
Test(provider_config, the_application_keeps_its_generator)
{
	for (int first = 0; first < 2; first++) {
		OSSL_LIB_CTX *libctx = env_libctx_new();
		OSSL_PROVIDER *prov;

		prov = env_load(libctx, first ? "cmh" : "default");
		def = env_load(libctx, first ? "default" : "cmh");
		env_must(EVP_set_default_properties(libctx, "?" CMH));
		cr_assert(has(libctx, "SHA256"));
		cr_assert(!has_rand(libctx));
		cr_assert(strcmp(rand_provider(libctx), "default") == 0);
		done(libctx, prov);
	}
}

Test(provider_config, random_section_selects_the_hub)
{
	OSSL_LIB_CTX *libctx;

	env_configure("activate = 1", "random = CTR-DRBG\nproperties = provider=cmh");
	libctx = env_libctx_new();
	def = env_load(libctx, "default");
	cr_assert(strcmp(rand_provider(libctx), "cmh") == 0);
	done(libctx, NULL);
}

Test(provider_config, random_section_may_take_the_seed_only)
{
	OSSL_LIB_CTX *libctx;

	env_configure("activate = 1", "random = CTR-DRBG\nproperties = provider=default\n"
				      "seed = CTR-DRBG\nseed_properties = provider=cmh");
	libctx = env_libctx_new();
	def = env_load(libctx, "default");
	cr_assert(strcmp(rand_provider(libctx), "default") == 0);
	cr_assert(has_rand(libctx));
	done(libctx, NULL);
}

Test(provider_config, random_yes_and_no_decide)
{
	OSSL_LIB_CTX *libctx = configured("random = yes");
	OSSL_PROVIDER *prov = env_load(libctx, "cmh");

	cr_assert(has_rand(libctx));
	done(libctx, prov);

	env_configure("random = no", "random = CTR-DRBG\nproperties = provider=cmh");
	libctx = env_libctx_new();
	prov = env_load(libctx, "cmh");
	cr_assert(!has_rand(libctx));
	done(libctx, prov);
}
