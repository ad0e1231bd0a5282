// SPDX-License-Identifier: Apache-2.0
/* prov_conf.c - reads and checks the provider's settings.
 *
 * OpenSSL hands every key of the provider's section to the core, and the core answers questions
 * about single names only: it cannot list them. To find keys that we do not know, we read the
 * default configuration file once more and look through the section of the provider's name. What
 * this cannot see is an unknown key in a file that an application loads by name
 * (OSSL_LIB_CTX_load_config).
 *
 * The same reading tells whether the [random] section asks for us. OpenSSL takes its generator from
 * the first provider that offers one, so we offer ours to those who asked, and to those who have no
 * other.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/conf.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include "prov_conf.h"
#include "prov_ctx.h"
#include "prov_err.h"

#define SOFT        "soft:" /* the embedded device */
#define THREADS_MAX 64

#define KNOWN_KEYS "device, threads, policy, selftest, random"
static const char *const known_keys[] = { "device", "threads", "policy", "selftest", "random" };
static const char *const core_keys[] = { "identity", "soft_load", "module", "activate" };

/* The value of one key, or NULL when the core has none. */
static const char *core_value(const struct prov_ctx *prov, const char *key)
{
	char *value = NULL;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_ptr(key, &value, 0),
		OSSL_PARAM_construct_end(),
	};

	if (!prov->up.get_params || !prov->up.get_params(prov->core, params))
		return NULL;
	return value;
}

static bool in_list(const char *key, const char *const list[], size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (strcmp(key, list[i]) == 0)
			return true;
	return false;
}

/* As the core does: what stands before the first dot only tells equal names apart. */
static const char *skip_dot(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot ? dot + 1 : name;
}

static bool key_is_known(const char *key)
{
	return in_list(key, known_keys, sizeof(known_keys) / sizeof(*known_keys)) ||
	       in_list(skip_dot(key), core_keys, sizeof(core_keys) / sizeof(*core_keys));
}

/* The value of a key whose value names a section: that section. */
static STACK_OF(CONF_VALUE) * follow(const CONF *cnf, const char *section, const char *key)
{
	const char *name = NCONF_get_string(cnf, section, key);

	return name ? NCONF_get_section(cnf, name) : NULL;
}

/* The first unknown key of a provider's section, if the section is that of the provider called name. */
static const char *unknown_key(const CONF *cnf, const CONF_VALUE *entry, const char *name)
{
	STACK_OF(CONF_VALUE) *lines = NCONF_get_section(cnf, entry->value);
	const char *entry_name = skip_dot(entry->name), *unknown = NULL;

	for (int i = 0; i < sk_CONF_VALUE_num(lines); i++) {
		const CONF_VALUE *line = sk_CONF_VALUE_value(lines, i);

		if (strcmp(skip_dot(line->name), "identity") == 0)
			entry_name = line->value;
		else if (!unknown && !key_is_known(line->name))
			unknown = line->name;
	}
	return strcmp(entry_name, name) == 0 ? unknown : NULL;
}

/* The same for all sections of a file; stores the section's name. */
static const char *find_unknown_key(const CONF *cnf, const char *name, const char **section)
{
	const char *init = NCONF_get_string(cnf, NULL, "openssl_conf"), *key = NULL;
	STACK_OF(CONF_VALUE) *providers = init ? follow(cnf, init, "providers") : NULL;

	for (int i = 0; !key && i < sk_CONF_VALUE_num(providers); i++) {
		const CONF_VALUE *entry = sk_CONF_VALUE_value(providers, i);

		*section = entry->value;
		key = unknown_key(cnf, entry, name);
	}
	return key;
}

/* Whether the section that configures OpenSSL's generator, or its seed, asks for this provider. */
static bool random_asks_for_us(const CONF *cnf)
{
	static const char *const keys[] = { "properties", "seed_properties" };
	const char *init = NCONF_get_string(cnf, NULL, "openssl_conf");
	const char *section = init ? NCONF_get_string(cnf, init, "random") : NULL, *value;

	for (size_t i = 0; section && i < sizeof(keys) / sizeof(*keys); i++) {
		value = NCONF_get_string(cnf, section, keys[i]);
		if (value && strstr(value, PROV_PROPERTIES))
			return true;
	}
	return false;
}

static int read_file(const struct prov_ctx *prov, enum prov_random *random)
{
	const char *name = core_value(prov, OSSL_PROV_PARAM_CORE_PROV_NAME);
	char *file = CONF_get1_default_config_file();
	CONF *cnf = NCONF_new(NULL);
	const char *key = NULL, *section;
	long line;
	int ok = 1;

	/* A file that is not there, or not as it should be, is the core's affair and not ours. */
	ERR_set_mark();
	if (name && file && cnf && NCONF_load(cnf, file, &line) > 0) {
		key = find_unknown_key(cnf, name, &section);
		if (random_asks_for_us(cnf))
			*random = PROV_RANDOM_YES;
	}
	ERR_pop_to_mark();
	if (key)
		ok = prov_raise(prov, PROV_R_UNKNOWN_SETTING,
				"unknown setting %s in section [%s] of %s; known are " KNOWN_KEYS,
				key, section, file);
	NCONF_free(cnf);
	OPENSSL_free(file);
	return ok;
}

static bool is_bool(const char *value, bool *out)
{
	static const char *const yes[] = { "yes", "1", "true", "on" };
	static const char *const no[] = { "no", "0", "false", "off" };

	*out = in_list(value, yes, sizeof(yes) / sizeof(*yes));
	return *out || in_list(value, no, sizeof(no) / sizeof(*no));
}

static int read_bool(const struct prov_ctx *prov, const char *key, bool *out)
{
	const char *value = core_value(prov, key);

	return !value || is_bool(value, out) ||
	       prov_raise(prov, PROV_R_BAD_SETTING, "%s = %s: not yes or no", key, value);
}

static int read_random(const struct prov_ctx *prov, enum prov_random *out)
{
	const char *value = core_value(prov, "random");
	bool yes;

	if (!value || strcmp(value, "auto") == 0)
		return 1; /* as the [random] section says */
	if (!is_bool(value, &yes))
		return prov_raise(prov, PROV_R_BAD_SETTING, "random = %s: not auto, yes or no",
				  value);
	*out = yes ? PROV_RANDOM_YES : PROV_RANDOM_NO;
	return 1;
}

static int read_policy(const struct prov_ctx *prov, enum prov_policy *out)
{
	const char *value = core_value(prov, "policy");

	if (!value || strcmp(value, "auto") == 0)
		*out = PROV_POLICY_AUTO;
	else if (strcmp(value, "always") == 0)
		*out = PROV_POLICY_ALWAYS;
	else
		return prov_raise(prov, PROV_R_BAD_SETTING, "policy = %s: not auto or always",
				  value);
	return 1;
}

static int read_threads(const struct prov_ctx *prov, const char *text, long *nr)
{
	char *end;

	*nr = strtol(text, &end, 10);
	if (end == text || *end || *nr < 0 || *nr > THREADS_MAX)
		return prov_raise(prov, PROV_R_BAD_SETTING,
				  "threads = %s: not a number from 0 to %d", text, THREADS_MAX);
	return 1;
}

/* The device's URI. Worker threads are an option of the embedded device and become part of it. The
 * environment has a say only in programs without raised privileges. */
static int read_device(const struct prov_ctx *prov, char **uri)
{
	const char *device = core_value(prov, "device");
	const char *threads = core_value(prov, "threads");
	size_t size;
	long nr;

	if (!device)
		device = secure_getenv("CMH_DEVICE");
	if (!device || !*device)
		device = SOFT;
	size = strlen(device) + sizeof(",threads=64");
	*uri = OPENSSL_malloc(size);
	if (!*uri)
		return prov_raise(prov, PROV_R_NO_MEMORY, "device = %s", device);
	snprintf(*uri, size, "%s", device);
	if (!threads)
		return 1;
	if (!read_threads(prov, threads, &nr))
		return 0;
	if (strncmp(device, SOFT, strlen(SOFT)) != 0)
		return prov_raise(prov, PROV_R_BAD_SETTING,
				  "threads = %s: only " SOFT
				  " has worker threads, the device is %s",
				  threads, device);
	snprintf(*uri, size, "%s%sthreads=%ld", device, device[strlen(SOFT)] ? "," : "", nr);
	return 1;
}

int prov_conf_read(struct prov_ctx *prov)
{
	return read_file(prov, &prov->conf.random) && read_policy(prov, &prov->conf.policy) &&
	       read_bool(prov, "selftest", &prov->conf.selftest) &&
	       read_random(prov, &prov->conf.random) && read_device(prov, &prov->conf.uri);
}
