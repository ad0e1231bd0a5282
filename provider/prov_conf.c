// SPDX-License-Identifier: Apache-2.0
/* prov_conf.c - reads and checks the provider's settings.
 *
 * OpenSSL hands every key of the provider's section to the core, and the core answers questions
 * about single names only: it cannot list them. To find keys that we do not know, we read the
 * default configuration file once more, take the names in its provider sections, and ask the core
 * about each. Only what the core confirms was given to us, so a section that configured somebody
 * else is never mistaken for ours. What this cannot see is an unknown key in a file that an
 * application loads by name (OSSL_LIB_CTX_load_config).
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

#define THREADS_MAX  64
#define NAME_MAX_LEN 256 /* of a key, dots included */
#define DEPTH_MAX    4   /* of sections in sections */

static const char *const known_keys[] = { "device", "threads", "policy", "selftest" };
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

static bool key_is_known(const char *key)
{
	const char *dot = strchr(key, '.'); /* the core skips what stands before the first dot */

	return in_list(key, known_keys, sizeof(known_keys) / sizeof(*known_keys)) ||
	       in_list(dot ? dot + 1 : key, core_keys, sizeof(core_keys) / sizeof(*core_keys));
}

/* Checks the keys of one section; a value that names a section stands for that section's keys. */
static int check_section(const struct prov_ctx *prov, const CONF *cnf, const char *section,
			 const char *prefix, int depth)
{
	STACK_OF(CONF_VALUE) *lines = NCONF_get_section(cnf, section);
	char key[NAME_MAX_LEN];

	for (int i = 0; i < sk_CONF_VALUE_num(lines); i++) {
		const CONF_VALUE *line = sk_CONF_VALUE_value(lines, i);

		if (snprintf(key, sizeof(key), "%s%s", prefix, line->name) >= (int)sizeof(key) - 1)
			continue;
		if (depth < DEPTH_MAX && NCONF_get_section(cnf, line->value)) {
			strcat(key, ".");
			if (!check_section(prov, cnf, line->value, key, depth + 1))
				return 0;
		} else if (!key_is_known(key) && core_value(prov, key)) {
			return prov_raise(
				prov, PROV_R_UNKNOWN_SETTING,
				"%s: not one of device, threads, policy, selftest (section [%s])",
				key, section);
		}
	}
	return 1;
}

/* The section that key of section names. */
static STACK_OF(CONF_VALUE) * follow(const CONF *cnf, const char *section, const char *key)
{
	const char *name = NCONF_get_string(cnf, section, key);

	return name ? NCONF_get_section(cnf, name) : NULL;
}

static int check_file(const struct prov_ctx *prov, const CONF *cnf)
{
	const char *init = NCONF_get_string(cnf, NULL, "openssl_conf");
	STACK_OF(CONF_VALUE) *providers = init ? follow(cnf, init, "providers") : NULL;

	for (int i = 0; i < sk_CONF_VALUE_num(providers); i++)
		if (!check_section(prov, cnf, sk_CONF_VALUE_value(providers, i)->value, "", 0))
			return 0;
	return 1;
}

static int check_unknown_keys(const struct prov_ctx *prov)
{
	char *file = CONF_get1_default_config_file();
	CONF *cnf = NCONF_new(NULL);
	long line;
	int ok = 1;

	/* A file that is not there or does not parse is the core's affair, not ours. */
	ERR_set_mark();
	if (file && cnf && NCONF_load(cnf, file, &line) > 0) {
		ERR_pop_to_mark();
		ok = check_file(prov, cnf);
	} else {
		ERR_pop_to_mark();
	}
	NCONF_free(cnf);
	OPENSSL_free(file);
	return ok;
}

static int read_bool(const struct prov_ctx *prov, const char *key, bool *out)
{
	static const char *const yes[] = { "yes", "1", "true", "on" };
	static const char *const no[] = { "no", "0", "false", "off" };
	const char *value = core_value(prov, key);

	if (!value)
		return 1;
	*out = in_list(value, yes, sizeof(yes) / sizeof(*yes));
	if (!*out && !in_list(value, no, sizeof(no) / sizeof(*no)))
		return prov_raise(prov, PROV_R_BAD_SETTING, "%s = %s: not yes or no", key, value);
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

/* Worker threads are an option of the embedded device and become part of its URI. */
static int read_device(const struct prov_ctx *prov, char **uri)
{
	const char *device = core_value(prov, "device");
	const char *threads = core_value(prov, "threads");
	char *end;
	long nr;
	size_t len;

	if (device && !threads) {
		*uri = OPENSSL_strdup(device);
		return *uri ? 1 : prov_raise(prov, PROV_R_NO_MEMORY, "device = %s", device);
	}
	if (!threads)
		return 1;
	nr = strtol(threads, &end, 10);
	if (end == threads || *end || nr < 0 || nr > THREADS_MAX)
		return prov_raise(prov, PROV_R_BAD_SETTING,
				  "threads = %s: not a number from 0 to %d", threads, THREADS_MAX);
	if (!device)
		device = secure_getenv("CMH_DEVICE");
	if (!device || !*device)
		device = "soft:";
	if (strncmp(device, "soft:", 5) != 0)
		return prov_raise(prov, PROV_R_BAD_SETTING,
				  "threads = %s: only soft: has worker threads, the device is %s",
				  threads, device);
	len = strlen(device) + sizeof(",threads=64");
	*uri = OPENSSL_malloc(len);
	if (!*uri)
		return prov_raise(prov, PROV_R_NO_MEMORY, "device = %s", device);
	snprintf(*uri, len, "%s%sthreads=%ld", device, device[5] ? "," : "", nr);
	return 1;
}

int prov_conf_read(struct prov_ctx *prov)
{
	return check_unknown_keys(prov) && read_policy(prov, &prov->conf.policy) &&
	       read_bool(prov, "selftest", &prov->conf.selftest) &&
	       read_device(prov, &prov->conf.uri);
}
