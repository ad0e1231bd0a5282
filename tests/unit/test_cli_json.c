// SPDX-License-Identifier: Apache-2.0
/* --json of every command: one document on standard output, whose keys are those that the man page
 * lists, each of the type that it says. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cmd.h"

TestSuite(cli_json, .timeout = 60);

/* The keys of a command that its documents showed. */
#define KEYS_MAX 64
static bool seen[KEYS_MAX];

static const char *type_name(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_STRING: return "string";
	case JSON_INTEGER: return "integer";
	case JSON_REAL: return "number";
	case JSON_TRUE:
	case JSON_FALSE: return "boolean";
	case JSON_NULL: return "null";
	default: return "nothing that is listed";
	}
}

/* listed: "string", or "string or null" */
static bool type_fits(const char *listed, const char *type)
{
	const char *or = strstr(listed, " or ");
	size_t len = or ? (size_t)(or - listed) : strlen(listed);

	return (strlen(type) == len && !strncmp(listed, type, len)) || (or && !strcmp(or + 4, type));
}

static void check_leaf(const struct cmd *cmd, const char *path, const json_t *value)
{
	for (size_t i = 0; cmd->json[i].path; i++) {
		if (strcmp(cmd->json[i].path, path))
			continue;
		seen[i] = true;
		cr_expect(type_fits(cmd->json[i].type, type_name(value)), "%s: %s is %s, not %s",
			  cmd->name, path, type_name(value), cmd->json[i].type);
		return;
	}
	cr_expect(false, "%s: key %s is not in its table", cmd->name, path);
}

/* Walks to the leaves: path is "a.b[].c" */
static void walk(const struct cmd *cmd, const char *path, const json_t *value)
{
	const char *key;
	char below[256];
	json_t *item;
	size_t i;

	if (json_is_object(value)) {
		json_object_foreach((json_t *)value, key, item) {
			snprintf(below, sizeof(below), "%s%s%s", path, *path ? "." : "", key);
			walk(cmd, below, item);
		}
	} else if (json_is_array(value)) {
		snprintf(below, sizeof(below), "%s[]", path);
		json_array_foreach((json_t *)value, i, item)
			walk(cmd, below, item);
	} else {
		check_leaf(cmd, path, value);
	}
}

/* Runs the program with a line of arguments for the shell and walks its document. */
static void run(const struct cmd *cmd, const char *arguments)
{
	const char *build = getenv("top_builddir");
	char line[512];
	json_error_t error;
	json_t *json;
	FILE *out;

	snprintf(line, sizeof(line), "'%s/tools/cmh' %s --json %s 2>/dev/null", build ? build : ".",
		 cmd->name, arguments);
	out = popen(line, "r");
	cr_assert(ne(ptr, out, NULL));
	json = json_loadf(out, 0, &error);
	pclose(out);
	cr_assert(ne(ptr, json, NULL), "%s: %s", line, error.text);
	walk(cmd, "", json);
	json_decref(json);
}

/* lines: what to run until every key of the table has shown up */
static void check(const char *name, const char *const lines[])
{
	const struct cmd *cmd = cmd_find(name);

	memset(seen, 0, sizeof(seen));
	for (; *lines; lines++)
		run(cmd, *lines);
	for (size_t i = 0; cmd->json[i].path; i++) {
		cr_assert(lt(sz, i, KEYS_MAX));
		cr_expect(seen[i], "%s: key %s never showed up", name, cmd->json[i].path);
	}
}

Test(cli_json, info)
{
	check("info", (const char *const[]){ "", "-D soft:revision=cri,threads=2", NULL });
}

Test(cli_json, list)
{
	check("list", (const char *const[]){ "", "digest", "-D soft:cores=aes", NULL });
}

Test(cli_json, selftest)
{
	static const char *const lines[] = { "", "-D soft:cores=hc", NULL };
	const struct cmd *cmd = cmd_find("selftest");
	size_t reason = 0;

	memset(seen, 0, sizeof(seen));
	for (size_t i = 0; lines[i]; i++)
		run(cmd, lines[i]);
	/* the embedded device gives no wrong answers, so none has a reason */
	while (strcmp(cmd->json[reason].path, "results[].reason"))
		reason++;
	for (size_t i = 0; cmd->json[i].path; i++)
		cr_expect(eq(int, seen[i], i != reason), "%s", cmd->json[i].path);
}

Test(cli_json, dgst)
{
	char dir[] = "/tmp/cmh-json-XXXXXX", line[512], remove[64];
	const char *files =
		"printf x >%s/a; printf x >%s/'b\n'; printf x >%s/\"$(printf '\\377')\";"
		"sha256sum %s/* >%s/L; cp %s/L %s/\"L$(printf '\\377')\"";

	cr_assert(ne(ptr, mkdtemp(dir), NULL));
	snprintf(line, sizeof(line), files, dir, dir, dir, dir, dir, dir, dir);
	cr_assert(eq(int, system(line), 0));
	snprintf(line, sizeof(line), "%s/* /dev/null", dir);
	snprintf(remove, sizeof(remove), "-c %s/L*", dir);
	check("dgst", (const char *const[]){ line, remove, NULL });
	snprintf(remove, sizeof(remove), "rm -rf %s", dir);
	cr_assert(eq(int, system(remove), 0));
}

Test(cli_json, rand)
{
	check("rand", (const char *const[]){ "", "--base64", "-n 0", "-n 100 -x", NULL });
}

Test(cli_json, speed)
{
	check("speed", (const char *const[]){ "-s 0.01 -b 64 -d 1", "-s 0.01 nop", NULL });
}
