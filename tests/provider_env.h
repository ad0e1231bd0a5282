/* SPDX-License-Identifier: Apache-2.0 */
/* provider_env.h - what the provider's tests share: library contexts with the module of the build
 * tree, test data, bytes from hexadecimal. Whatever fails here ends the program. */
#ifndef CMH_TESTS_PROVIDER_ENV_H
#define CMH_TESTS_PROVIDER_ENV_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/crypto.h>
#include <openssl/provider.h>

#define CMH     "provider=cmh"
#define DEFAULT "provider=default"

/* A library context with both providers. */
struct env {
	OSSL_LIB_CTX *libctx;
	OSSL_PROVIDER *cmh;
	OSSL_PROVIDER *def;
};

/* Makes a configuration file with these lines in the section of cmh and in [random] the default one
 * of this process. Library contexts made from then on load it. */
void env_configure(const char *cmh_lines, const char *random_lines);

void env_up(struct env *env);
void env_down(struct env *env);

/* The folder that cmh.so is in: OPENSSL_MODULES, else the build tree's. */
const char *env_modules(void);
OSSL_LIB_CTX *env_libctx_new(void);
OSSL_PROVIDER *env_load(OSSL_LIB_CTX *libctx, const char *name);

/* Ends the program with the error queue when ok is not 1. */
#define env_must(ok) env_check((ok) > 0, __FILE__, __LINE__, #ok)
void env_check(int ok, const char *file, int line, const char *what);

/* Numbers and bytes that are the same in each run; PROVIDER_TEST_SEED gives others. */
uint64_t env_random(void);
size_t env_below(size_t limit); /* 0..limit - 1 */
void env_fill(void *out, size_t len);

/* Writes the bytes of text and returns how many. */
size_t env_unhex(const char *text, uint8_t *out);

#endif
