// SPDX-License-Identifier: Apache-2.0
/* provider_env.c - library contexts and data for the provider's tests. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <openssl/err.h>

#include "tests/provider_env.h"

void env_check(int ok, const char *file, int line, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "%s:%d: %s\n", file, line, what);
	ERR_print_errors_fp(stderr);
	abort();
}

const char *env_modules(void)
{
	static char path[4096];
	const char *modules = getenv("OPENSSL_MODULES");
	const char *top = getenv("top_builddir");

	if (modules)
		return modules;
	snprintf(path, sizeof(path), "%s/provider/.libs", top ? top : ".");
	return path;
}

static char config[64]; /* the file that env_configure() made */

void env_configure(const char *cmh_lines, const char *random_lines)
{
	const int fd = memfd_create("openssl.cnf", 0);

	env_must(fd >= 0);
	dprintf(fd,
		"openssl_conf = init\n[init]\nproviders = providers\nrandom = random_sect\n"
		"[providers]\n1.cmh = hub\n[hub]\n%s\n[random_sect]\n%s\n",
		cmh_lines, random_lines);
	snprintf(config, sizeof(config), "/proc/self/fd/%d", fd);
	env_must(setenv("OPENSSL_CONF", config, 1) == 0);
}

OSSL_LIB_CTX *env_libctx_new(void)
{
	OSSL_LIB_CTX *libctx = OSSL_LIB_CTX_new();

	env_must(libctx != NULL);
	env_must(OSSL_PROVIDER_set_default_search_path(libctx, env_modules()));
	if (config[0]) {
		OSSL_LIB_CTX_load_config(libctx, config); /* that it fails may be the test */
		ERR_clear_error();
	}
	return libctx;
}

OSSL_PROVIDER *env_load(OSSL_LIB_CTX *libctx, const char *name)
{
	OSSL_PROVIDER *prov = OSSL_PROVIDER_load(libctx, name);

	if (!prov) {
		fprintf(stderr,
			"provider %s does not load from %s: run this in a build folder, or set "
			"OPENSSL_MODULES\n",
			name, env_modules());
		ERR_print_errors_fp(stderr);
		exit(2);
	}
	return prov;
}

void env_up(struct env *env)
{
	env->libctx = env_libctx_new();
	env->def = env_load(env->libctx, "default");
	env->cmh = env_load(env->libctx, "cmh");
}

void env_down(struct env *env)
{
	OSSL_PROVIDER_unload(env->cmh);
	OSSL_PROVIDER_unload(env->def);
	OSSL_LIB_CTX_free(env->libctx);
	memset(env, 0, sizeof(*env));
}

uint64_t env_random(void)
{
	static _Thread_local uint64_t state;
	const char *seed;
	uint64_t z;

	if (!state) {
		seed = getenv("PROVIDER_TEST_SEED");
		state = seed ? strtoull(seed, NULL, 0) : 0x5eed;
	}
	/* splitmix64 */
	state += 0x9e3779b97f4a7c15;
	z = state;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

size_t env_below(size_t limit)
{
	return (size_t)(env_random() % limit);
}

void env_fill(void *out, size_t len)
{
	uint8_t *p = out;
	uint64_t r = 0;

	for (size_t i = 0; i < len; i++) {
		if (i % 8 == 0)
			r = env_random();
		p[i] = (uint8_t)(r >> (8 * (i % 8)));
	}
}

static uint8_t nibble(char c)
{
	return (uint8_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

size_t env_unhex(const char *text, uint8_t *out)
{
	size_t len = strlen(text) / 2;

	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)(nibble(text[2 * i]) << 4 | nibble(text[2 * i + 1]));
	return len;
}
