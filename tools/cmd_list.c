// SPDX-License-Identifier: Apache-2.0
/* cmd_list.c - cmh list: the algorithm table, and which of it this device can do. */
#include <ctype.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/commands.h"

struct list_opts {
	struct cmd_common common;
	bool markdown;
};

/* Whether pattern, a family or a shell pattern, names the algorithm: by any of its names. */
static bool matches(const struct cmh_alg_info *info, const char *pattern)
{
	char name[64];
	size_t len;

	if (!strcmp(pattern, cmh_family_name(info->family)) ||
	    !fnmatch(pattern, info->name, FNM_CASEFOLD))
		return true;
	for (const char *at = info->names;; at += len + 1) {
		len = strcspn(at, ":");
		snprintf(name, sizeof(name), "%.*s", (int)len, at);
		if (!fnmatch(pattern, name, FNM_CASEFOLD))
			return true;
		if (!at[len])
			return false;
	}
}

static bool wanted(const struct cli *cli, const struct cmh_alg_info *info)
{
	for (int i = 0; i < cli->operand_nr; i++)
		if (matches(info, cli->operands[i]))
			return true;
	return !cli->operand_nr;
}

/* A pattern that matches nothing is a mistake rather than an empty list. */
static enum exitcode check_patterns(const struct cli *cli)
{
	for (int i = 0; i < cli->operand_nr; i++) {
		bool any = false;

		for (unsigned int alg = CMH_ALG_NONE + 1; alg < CMH_ALG_NR; alg++)
			any |= matches(cmh_alg_get(alg), cli->operands[i]);
		if (!any)
			return cmd_usage(cli, "no algorithm or family matches '%s'",
					 cli->operands[i]);
	}
	return EXITCODE_OK;
}

/* a size in bytes, "-" where the algorithm has no such thing */
static const char *size_text(uint32_t size, char buf[16])
{
	if (!size)
		return "-";
	snprintf(buf, 16, "%" PRIu32, size);
	return buf;
}

/* an XOF writes as much as is asked for; the number is what it writes unasked */
static const char *digest_text(const struct cmh_alg_info *info, char buf[16])
{
	if (!(info->flags & CMH_ALG_F_XOF))
		return size_text(info->digest_len, buf);
	snprintf(buf, 16, "any (%" PRIu32 ")", info->digest_len);
	return buf;
}

static void print_row(const struct cmh_alg_info *info, bool here)
{
	char key[16], iv[16], tag[16], block[16], digest[16];

	printf("%-17s  %-6s  %-4s  %4s  %4s  %4s  %8s  %5s  %s\n", info->name,
	       cmh_family_name(info->family), cmh_core_name(info->core),
	       size_text(info->key_len, key), size_text(info->iv_len, iv),
	       size_text(info->tag_len, tag), digest_text(info, digest),
	       size_text(info->block_len, block), here ? "yes" : "no");
}

static enum exitcode print_text(const struct cli *cli)
{
	printf("%-17s  %-6s  %-4s  %4s  %4s  %4s  %8s  %5s  %s\n", "ALGORITHM", "FAMILY", "CORE",
	       "KEY", "IV", "TAG", "DIGEST", "BLOCK", "DEVICE");
	for (unsigned int alg = CMH_ALG_NONE + 1; alg < CMH_ALG_NR; alg++)
		if (wanted(cli, cmh_alg_get(alg)))
			print_row(cmh_alg_get(alg), cmh_dev_has(cli->dev, alg));
	return EXITCODE_OK;
}

/* "SHA2-256, SHA-256, SHA256": the names without the OIDs */
static void print_names(const char *names)
{
	const char *between = "";

	while (*names) {
		size_t len = strcspn(names, ":");

		if (!isdigit((unsigned char)*names)) {
			printf("%s%.*s", between, (int)len, names);
			between = ", ";
		}
		names += len;
		if (*names)
			names++;
	}
}

static enum exitcode print_markdown(const struct cli *cli)
{
	char key[16], iv[16], tag[16], digest[16];

	printf("| algorithm | family | core | key | IV | tag | digest | names in OpenSSL |\n"
	       "|---|---|---|---:|---:|---:|---:|---|\n");
	for (unsigned int alg = CMH_ALG_NONE + 1; alg < CMH_ALG_NR; alg++) {
		const struct cmh_alg_info *info = cmh_alg_get(alg);

		if (!wanted(cli, info))
			continue;
		printf("| `%s` | %s | %s | %s | %s | %s | %s | ", info->name,
		       cmh_family_name(info->family), cmh_core_name(info->core),
		       size_text(info->key_len, key), size_text(info->iv_len, iv),
		       size_text(info->tag_len, tag), digest_text(info, digest));
		print_names(info->names);
		printf(" |\n");
	}
	return EXITCODE_OK;
}

static json_t *names_json(const char *names)
{
	json_t *array = json_array();

	while (*names) {
		size_t len = strcspn(names, ":");

		json_array_append_new(array, json_stringn(names, len));
		names += len;
		if (*names)
			names++;
	}
	return array;
}

static enum exitcode print_json(const struct cli *cli)
{
	json_t *algs = json_array();

	for (unsigned int alg = CMH_ALG_NONE + 1; alg < CMH_ALG_NR; alg++) {
		const struct cmh_alg_info *info = cmh_alg_get(alg);

		if (!wanted(cli, info))
			continue;
		/* clang-format off */
		json_array_append_new(
			algs,
			json_pack("{s:s, s:o, s:s, s:s, s:i, s:i, s:i, s:i, s:i, s:b, s:b}",
				  "name", info->name, "names", names_json(info->names),
				  "family", cmh_family_name(info->family),
				  "core", cmh_core_name(info->core),
				  "key_len", info->key_len, "iv_len", info->iv_len,
				  "tag_len", info->tag_len, "block_len", info->block_len,
				  "digest_len", info->digest_len,
				  "xof", !!(info->flags & CMH_ALG_F_XOF),
				  "on_device", cmh_dev_has(cli->dev, alg)));
		/* clang-format on */
	}
	return cmd_print_json(cli, json_pack("{s:o}", "algorithms", algs));
}

static enum exitcode run(struct cli *cli)
{
	const struct list_opts *opts = cli->opts;
	enum exitcode code = check_patterns(cli);

	if (code)
		return code;
	if (opts->markdown && cli->common->json)
		return cmd_usage(cli, "--markdown and --json: give one of them");
	if (opts->markdown)
		return print_markdown(cli);
	code = cmd_open_device(cli);
	if (code)
		return code;
	return cli->common->json ? print_json(cli) : print_text(cli);
}

/* clang-format off */
static const struct opt opts[] = {
	{ .name = "markdown", .letter = 'm', .kind = OPT_FLAG,
	  .offset = offsetof(struct list_opts, markdown),
	  .help = "print a Markdown table with the names in OpenSSL; asks no device" },
	{ NULL },
};
/* clang-format on */

static const char description[] =
	"Lists the algorithms that the library knows: family, core that runs it, sizes in bytes of\n"
	"key, IV, tag, digest and block, and whether the opened device can do it.\n"
	"\n"
	"`FAMILY` (`digest`, `cipher`, `aead`, `rand`, `cshake`, `mac`, `xts`) and `PATTERN` (a\n"
	"shell pattern such as `'aes-256-*'`, compared with all names of an algorithm, upper or\n"
	"lower case) pick what is listed; an algorithm that one of them names is shown.\n";

static const struct cmd_json json[] = {
	{ "algorithms[].name", "string", "name, as the commands take it" },
	{ "algorithms[].names[]", "string", "names and OID in OpenSSL" },
	{ "algorithms[].family", "string", "a family, as `FAMILY`" },
	{ "algorithms[].core", "string", "core that runs it" },
	{ "algorithms[].key_len", "integer", "bytes of the key; 0: it has none, as in all below" },
	{ "algorithms[].iv_len", "integer", "bytes of IV or nonce" },
	{ "algorithms[].tag_len", "integer", "bytes of the tag" },
	{ "algorithms[].block_len", "integer", "bytes of a block" },
	{ "algorithms[].digest_len", "integer", "bytes of the digest; of an XOF, the default" },
	{ "algorithms[].xof", "boolean", "the digest may have any length" },
	{ "algorithms[].on_device", "boolean", "this device can do it" },
	{ NULL },
};

static const struct cmd_example examples[] = {
	{ "cmh list", "All algorithms" },
	{ "cmh list digest 'aes-256-*'", "The digests, and the ciphers of one key size" },
	{ "cmh list --markdown", "The table of the README" },
	{ NULL },
};

const struct cmd cmd_list = {
	.name = "list",
	.brief = "List algorithms and what the device can do",
	.operands = "[FAMILY|PATTERN]...",
	.operands_max = -1,
	.complete = COMPLETE_FAMILY | COMPLETE_ALG,
	.opts_size = sizeof(struct list_opts),
	.opts = opts,
	.description = description,
	.json = json,
	.examples = examples,
	.see_also = "openssl-list(1)",
	.run = run,
};
