// SPDX-License-Identifier: Apache-2.0
/* cmd_list.c - cmh list: algorithms, curves and services, and which of them this device can do. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/commands.h"
#include "tools/rows.h"

struct list_opts {
	struct cmd_common common;
	bool markdown;
};

static bool wanted(const struct cli *cli, const struct row *row)
{
	for (int i = 0; i < cli->operand_nr; i++)
		if (row_matches(row, cli->operands[i]))
			return true;
	return !cli->operand_nr;
}

/* Advances *at to the next row of a kind that is wanted, and fills row. Returns false behind the last. */
static bool next_row(const struct cli *cli, enum row_kind kind, size_t *at, struct row *row)
{
	while (row_at((*at)++, row))
		if (row->kind == kind && wanted(cli, row))
			return true;
	return false;
}

/* A pattern that matches nothing is a mistake rather than an empty list. */
static enum exitcode check_patterns(const struct cli *cli)
{
	for (int i = 0; i < cli->operand_nr; i++) {
		struct row row;
		bool any = false;

		for (size_t at = 0; !any && row_at(at, &row); at++)
			any = row_matches(&row, cli->operands[i]);
		if (!any)
			return cmd_usage(cli,
					 "no algorithm, curve, service or family matches '%s'",
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

/* "SHA2-256, SHA-256, SHA256": the names without the OIDs; "-" where there is none */
static void print_names(const char *names)
{
	const char *between = "", *name;
	size_t len;

	while ((len = row_next_name(&names, &name))) {
		if (isdigit((unsigned char)*name))
			continue;
		printf("%s%.*s", between, (int)len, name);
		between = ", ";
	}
	if (!*between)
		putchar('-');
}

static const char *or_dash(const char *text)
{
	return text ? text : "-";
}

static const char *yes_no(bool yes)
{
	return yes ? "yes" : "no";
}

static const char *kind_text(const struct cmh_curve_info *curve)
{
	return curve->kind == CMH_CURVE_EDWARDS ? "edwards" : "weierstrass";
}

/* ---- text ---- */

/* A blank line between two tables. */
static void begin_table(bool *any)
{
	if (*any)
		putchar('\n');
	*any = true;
}

static void print_algs(const struct cli *cli, bool *any)
{
	char key[16], iv[16], tag[16], block[16], digest[16];
	const struct cmh_alg_info *alg;
	struct row row;
	size_t at = 0, nr = 0;

	while (next_row(cli, ROW_ALG, &at, &row)) {
		if (!nr++) {
			begin_table(any);
			printf("%-17s  %-6s  %-4s  %4s  %4s  %4s  %8s  %5s  %-6s  %s\n", "ALGORITHM",
			       "FAMILY", "CORE", "KEY", "IV", "TAG", "DIGEST", "BLOCK", "DEVICE",
			       "OPERATION");
		}
		alg = row.alg;
		printf("%-17s  %-6s  %-4s  %4s  %4s  %4s  %8s  %5s  %-6s  %s\n", row.name, row.family,
		       cmh_core_name(row.core), size_text(alg->key_len, key),
		       size_text(alg->iv_len, iv), size_text(alg->tag_len, tag),
		       digest_text(alg, digest), size_text(alg->block_len, block),
		       yes_no(row_on_device(&row, cli->dev)), or_dash(row.operation));
	}
}

static void print_curves(const struct cli *cli, bool *any)
{
	struct row row;
	size_t at = 0, nr = 0;

	while (next_row(cli, ROW_CURVE, &at, &row)) {
		if (!nr++) {
			begin_table(any);
			printf("%-17s  %-11s  %-4s  %4s  %5s  %-6s  %s\n", "CURVE", "KIND", "CORE",
			       "BITS", "BYTES", "DEVICE", "NAMES");
		}
		printf("%-17s  %-11s  %-4s  %4" PRIu32 "  %5" PRIu32 "  %-6s  ", row.name,
		       kind_text(row.curve), cmh_core_name(row.core), row.curve->bits,
		       row.curve->len, yes_no(row_on_device(&row, cli->dev)));
		print_names(row.names);
		putchar('\n');
	}
}

static void print_services(const struct cli *cli, bool *any)
{
	struct row row;
	size_t at = 0, nr = 0;

	while (next_row(cli, ROW_SERVICE, &at, &row)) {
		if (!nr++) {
			begin_table(any);
			printf("%-10s  %-4s  %-6s  %s\n", "OPERATION", "CORE", "DEVICE", "SERVICE");
		}
		printf("%-10s  %-4s  %-6s  ", row.operation, cmh_core_name(row.core),
		       yes_no(row_on_device(&row, cli->dev)));
		print_names(row.names);
		putchar('\n');
	}
}

static enum exitcode print_text(const struct cli *cli)
{
	bool any = false;

	print_algs(cli, &any);
	print_curves(cli, &any);
	print_services(cli, &any);
	return EXITCODE_OK;
}

/* ---- Markdown ---- */

static void markdown_algs(const struct cli *cli, bool *any)
{
	char key[16], iv[16], tag[16], digest[16];
	struct row row;
	size_t at = 0, nr = 0;

	while (next_row(cli, ROW_ALG, &at, &row)) {
		if (!nr++) {
			begin_table(any);
			printf("| algorithm | family | core | key | IV | tag | digest | operation "
			       "| names in OpenSSL |\n"
			       "|---|---|---|---:|---:|---:|---:|---|---|\n");
		}
		printf("| `%s` | %s | %s | %s | %s | %s | %s | %s | ", row.name, row.family,
		       cmh_core_name(row.core), size_text(row.alg->key_len, key),
		       size_text(row.alg->iv_len, iv), size_text(row.alg->tag_len, tag),
		       digest_text(row.alg, digest), or_dash(row.operation));
		/* OpenSSL asks for the others as part of a service, under its names */
		print_names(row.operation ? row.names : "");
		printf(" |\n");
	}
}

static void markdown_curves(const struct cli *cli, bool *any)
{
	struct row row;
	size_t at = 0, nr = 0;

	while (next_row(cli, ROW_CURVE, &at, &row)) {
		if (!nr++) {
			begin_table(any);
			printf("| curve | kind | core | bits | bytes | names |\n"
			       "|---|---|---|---:|---:|---|\n");
		}
		printf("| `%s` | %s | %s | %" PRIu32 " | %" PRIu32 " | ", row.name,
		       kind_text(row.curve), cmh_core_name(row.core), row.curve->bits,
		       row.curve->len);
		print_names(row.names);
		printf(" |\n");
	}
}

static void markdown_services(const struct cli *cli, bool *any)
{
	struct row row;
	size_t at = 0, nr = 0;

	while (next_row(cli, ROW_SERVICE, &at, &row)) {
		if (!nr++) {
			begin_table(any);
			printf("| operation | core | names in OpenSSL |\n|---|---|---|\n");
		}
		printf("| %s | %s | ", row.operation, cmh_core_name(row.core));
		print_names(row.names);
		printf(" |\n");
	}
}

static enum exitcode print_markdown(const struct cli *cli)
{
	bool any = false;

	markdown_algs(cli, &any);
	markdown_curves(cli, &any);
	markdown_services(cli, &any);
	return EXITCODE_OK;
}

/* ---- JSON ---- */

static json_t *names_json(const char *names)
{
	json_t *array = json_array();
	const char *name;
	size_t len;

	while ((len = row_next_name(&names, &name)))
		json_array_append_new(array, json_stringn(name, len));
	return array;
}

static json_t *row_json(const struct row *row, struct cmh_dev *dev)
{
	const char *core = cmh_core_name(row->core);
	const bool here = row_on_device(row, dev);
	const struct cmh_alg_info *alg = row->alg;

	/* clang-format off */
	switch (row->kind) {
	case ROW_ALG:
		return json_pack("{s:s, s:o, s:s, s:s?, s:s, s:i, s:i, s:i, s:i, s:i, s:b, s:b}",
				 "name", row->name, "names", names_json(row->names),
				 "family", row->family, "operation", row->operation,
				 "core", core,
				 "key_len", alg->key_len, "iv_len", alg->iv_len,
				 "tag_len", alg->tag_len, "block_len", alg->block_len,
				 "digest_len", alg->digest_len,
				 "xof", !!(alg->flags & CMH_ALG_F_XOF),
				 "on_device", here);
	case ROW_CURVE:
		return json_pack("{s:s, s:o, s:s, s:s, s:i, s:i, s:b}",
				 "name", row->name, "names", names_json(row->names),
				 "kind", kind_text(row->curve), "core", core,
				 "bits", row->curve->bits, "len", row->curve->len,
				 "on_device", here);
	default:
		return json_pack("{s:s, s:o, s:s, s:b}",
				 "operation", row->operation, "names", names_json(row->names),
				 "core", core, "on_device", here);
	}
	/* clang-format on */
}

static json_t *rows_json(const struct cli *cli, enum row_kind kind)
{
	json_t *rows = json_array();
	struct row row;
	size_t at = 0;

	while (next_row(cli, kind, &at, &row))
		json_array_append_new(rows, row_json(&row, cli->dev));
	return rows;
}

static enum exitcode print_json(const struct cli *cli)
{
	return cmd_print_json(cli, json_pack("{s:o, s:o, s:o}",
					     "algorithms", rows_json(cli, ROW_ALG),
					     "curves", rows_json(cli, ROW_CURVE),
					     "services", rows_json(cli, ROW_SERVICE)));
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
	  .help = "print Markdown tables with the names in OpenSSL; asks no device" },
	{ NULL },
};
/* clang-format on */

static const char description[] =
	"Lists what the library knows, and whether the opened device can do it: algorithms, with\n"
	"family, core that runs them, sizes in bytes of key, IV, tag, digest and block; elliptic\n"
	"curves, with the bytes of a coordinate; and services, which programs ask OpenSSL for by one\n"
	"name and which several algorithms or the PKE core answer. An operation is what OpenSSL takes\n"
	"the names for; an algorithm without one is part of a service.\n"
	"\n"
	"`FAMILY` and `PATTERN` pick what is listed; a row that one of them names is shown. A family\n"
	"is one of algorithms (`digest`, `cipher`, `aead`, `rand`, `cshake`, `mac`, `xts`), `curve`,\n"
	"or the operation of services (`cipher`, `mac`, `kdf`, `keymgmt`, `signature`, `keyexch`,\n"
	"`asymcipher`). A pattern is a shell pattern such as `'aes-256-*'`, compared with all names of\n"
	"a row, upper or lower case.\n";

static const struct cmd_json json[] = {
	{ "algorithms[].name", "string", "name, as the commands take it" },
	{ "algorithms[].names[]", "string", "other names and OIDs, which OpenSSL takes for `operation`" },
	{ "algorithms[].family", "string", "a family, as `FAMILY`" },
	{ "algorithms[].operation", "string or null", "operation in OpenSSL; null: part of a service" },
	{ "algorithms[].core", "string", "core that runs it" },
	{ "algorithms[].key_len", "integer", "bytes of the key; 0: it has none, as in all below" },
	{ "algorithms[].iv_len", "integer", "bytes of IV or nonce" },
	{ "algorithms[].tag_len", "integer", "bytes of the tag" },
	{ "algorithms[].block_len", "integer", "bytes of a block" },
	{ "algorithms[].digest_len", "integer", "bytes of the digest; of an XOF, the default" },
	{ "algorithms[].xof", "boolean", "the digest may have any length" },
	{ "algorithms[].on_device", "boolean", "this device can do it" },
	{ "curves[].name", "string", "name of an elliptic curve" },
	{ "curves[].names[]", "string", "other names and OIDs" },
	{ "curves[].kind", "string", "`weierstrass` or `edwards`" },
	{ "curves[].core", "string", "core that runs it" },
	{ "curves[].bits", "integer", "its size in bits" },
	{ "curves[].len", "integer", "bytes of a coordinate" },
	{ "curves[].on_device", "boolean", "this device can do it" },
	{ "services[].operation", "string", "operation in OpenSSL" },
	{ "services[].names[]", "string", "names and OIDs in OpenSSL" },
	{ "services[].core", "string", "core without which it is not offered" },
	{ "services[].on_device", "boolean", "this device can do it" },
	{ NULL },
};

static const struct cmd_example examples[] = {
	{ "cmh list", "Everything" },
	{ "cmh list digest 'aes-256-*'", "The digests, and the ciphers of one key size" },
	{ "cmh list curve signature", "Curves, and the signatures that OpenSSL can ask for" },
	{ "cmh list --markdown", "The tables of the README" },
	{ NULL },
};

const struct cmd cmd_list = {
	.name = "list",
	.brief = "List algorithms, curves, services and what the device can do",
	.operands = "[FAMILY|PATTERN]...",
	.operands_max = -1,
	.complete = COMPLETE_FAMILY | COMPLETE_ALG | COMPLETE_CURVE | COMPLETE_SERVICE,
	.opts_size = sizeof(struct list_opts),
	.opts = opts,
	.description = description,
	.json = json,
	.examples = examples,
	.see_also = "openssl-list(1)",
	.run = run,
};
