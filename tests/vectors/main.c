// SPDX-License-Identifier: Apache-2.0
/* main.c - cmh-vectors: runs published vectors through EVP on a provider and judges its answers. */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/decoder.h>
#include <openssl/err.h>

#include "tests/provider_env.h"
#include "tests/vectors/vectors.h"

#define FILES_MAX    256u
#define FLAGS_MAX    128u
#define REASONS_MAX  64u
#define FAILURES_MAX 10u /* that are printed of a file */

static const struct schema *const schemas[] = {
	mac_schemas, cipher_schemas, kdf_schemas, agree_schemas, sign_schemas, rsa_schemas,
};

static bool allow_missing; /* what the provider lacks is no failure */

/* ---- what the tests use ---- */

static char words[512]; /* of the newest verdict */

/* clang-format off */
#define VERDICT(name, value)                                   \
	enum verdict name(const char *format, ...)             \
	{                                                      \
		va_list args;                                  \
		va_start(args, format);                        \
		vsnprintf(words, sizeof(words), format, args); \
		va_end(args);                                  \
		return value;                                  \
	}
/* clang-format on */

VERDICT(refused, REFUSED)
VERDICT(wrong, WRONG)
VERDICT(missing, MISSING)
VERDICT(limit, LIMIT)

static const json_t *member(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	if (!value) {
		fprintf(stderr, "cmh-vectors: a test without \"%s\"\n", name);
		exit(1);
	}
	return value;
}

const char *string(const json_t *object, const char *name)
{
	const char *text = json_string_value(member(object, name));

	return text ? text : "";
}

long number(const json_t *object, const char *name)
{
	return (long)json_integer_value(member(object, name));
}

struct bytes field(const json_t *object, const char *name)
{
	const char *text = string(object, name);
	struct bytes out;

	out.data = pool(strlen(text) / 2);
	out.len = env_unhex(text, out.data);
	return out;
}

bool same(struct bytes a, const void *b, size_t len)
{
	return a.len == len && (!len || memcmp(a.data, b, len) == 0);
}

enum verdict digest_of(const char *name, const char **out)
{
	static const char *const names[][2] = {
		{ "SHA-1", "SHA1" },         { "SHA-224", "SHA2-224" },
		{ "SHA-256", "SHA2-256" },   { "SHA-384", "SHA2-384" },
		{ "SHA-512", "SHA2-512" },   { "SHA-512/224", "SHA2-512/224" },
		{ "SHA-512/256", "SHA2-512/256" },
	};
	EVP_MD *md;

	*out = name;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i][0], name) == 0)
			*out = names[i][1];
	md = EVP_MD_fetch(rig.libctx, *out, rig.query);
	if (!md)
		return missing("%s", *out);
	EVP_MD_free(md);
	return ACCEPTED;
}

enum verdict key_from_der(struct bytes der, const char *structure, int selection, EVP_PKEY **out)
{
	const uint8_t *data = der.data;
	size_t len = der.len;
	static int decoders = -1;
	OSSL_DECODER_CTX *ctx;
	enum verdict verdict = ACCEPTED;

	*out = NULL;
	if (decoders < 0)
		decoders = rig_has_decoders();
	if (!decoders)
		return missing("decoders");
	ctx = OSSL_DECODER_CTX_new_for_pkey(out, "DER", structure, NULL, selection, rig.libctx,
					    rig.query);
	if (OSSL_DECODER_from_data(ctx, &data, &len) <= 0 || !*out)
		verdict = refused("OSSL_DECODER_from_data, %s", structure);
	OSSL_DECODER_CTX_free(ctx);
	return verdict;
}

/* ---- judgement ---- */

/* How often an acceptable test was accepted and refused, and why that is right. */
static struct flag {
	char name[48];
	unsigned int accepted, refused;
} flags_seen[FLAGS_MAX];
static size_t flags_nr;

static const struct {
	const char *flag;
	const char *why;
} reasons[] = {
	{ "CompressedPoint", "SEC 1 has compressed points; OpenSSL takes them" },
	{ "CompressedPublic", "SEC 1 has compressed points; OpenSSL takes them" },
	{ "EdgeCaseMultiplication", "ordinary keys for RFC 7748" },
	{ "EdgeCaseShared", "an unusual secret, but no secret that RFC 7748 warns of" },
	{ "InvalidAsn", "BER: a decoder may be strict or lenient, the value must be right" },
	{ "Ktv", "a known answer" },
	{ "LowOrderPublic", "the secret would be zero: refused as RFC 7748, 6 allows" },
	{ "MissingNull", "DigestInfo without NULL: RFC 8017 lets a verifier take it or not" },
	{ "ModifiedCofactor", "parameters that are no named curve's" },
	{ "ModifiedCurveParameter", "parameters that are no named curve's" },
	{ "ModifiedGenerator", "parameters that are no named curve's" },
	{ "NoCofactor", "the cofactor of explicit parameters is optional" },
	{ "NonCanonicalPublic", "RFC 7748, 5: reduced, not refused" },
	{ "SmallPublicKey", "RSA: a small exponent is well defined; XDH: the secret may be zero" },
	{ "SpecialPublicKey", "RFC 7748 takes any value" },
	{ "Twist", "RFC 7748 is made for points on the twist" },
	{ "UnnamedCurve", "explicit parameters: OpenSSL takes those of a curve that it knows" },
	{ "UnusedParam", "explicit parameters: OpenSSL takes those of a curve that it knows" },
	{ "WeakHash", "SHA-1: as the provider has it or not" },
	{ "WrongOrder", "parameters that are no named curve's" },
	{ "ZeroSharedSecret", "the secret would be zero: refused as RFC 7748, 6 allows" },
};

static void count_flags(const json_t *flags, bool accepted)
{
	const json_t *flag;
	size_t i, k;

	json_array_foreach(flags, i, flag) {
		const char *name = json_string_value(flag);

		for (k = 0; k < flags_nr && strcmp(flags_seen[k].name, name) != 0; k++)
			;
		if (k == FLAGS_MAX)
			continue;
		if (k == flags_nr)
			snprintf(flags_seen[flags_nr++].name, sizeof(flags_seen->name), "%s", name);
		flags_seen[k].accepted += accepted;
		flags_seen[k].refused += !accepted;
	}
}

/* What was not judged, and why. */
static struct {
	char words[160];
	unsigned int nr;
} not_run[REASONS_MAX];
static size_t not_run_nr;

static void count_not_run(enum verdict verdict)
{
	char text[sizeof(not_run->words)];
	size_t i;

	snprintf(text, sizeof(text), "%s%.140s", verdict == MISSING ? "not there: " : "", words);
	for (i = 0; i < not_run_nr && strcmp(not_run[i].words, text) != 0; i++)
		;
	if (i == REASONS_MAX)
		return;
	if (i == not_run_nr)
		strcpy(not_run[not_run_nr++].words, text);
	not_run[i].nr++;
}

void judge(struct tally *tally, const char *id, const char *expected, const json_t *flags,
	   enum verdict verdict)
{
	const bool acceptable = strcmp(expected, "acceptable") == 0;
	const bool valid = strcmp(expected, "valid") == 0;
	bool passed = false;

	if (verdict == LIMIT) {
		tally->limits++;
		count_not_run(verdict);
		goto done;
	}
	if (verdict == MISSING) {
		tally->missing++;
		count_not_run(verdict);
		if (allow_missing || acceptable)
			goto done;
	} else if (acceptable && verdict != WRONG) {
		passed = true;
		tally->accepted += verdict == ACCEPTED;
		tally->refused += verdict != ACCEPTED;
		count_flags(flags, verdict == ACCEPTED);
	} else if (verdict == ACCEPTED || verdict == REFUSED) {
		passed = valid == (verdict == ACCEPTED);
	}
	tally->passed += passed;
	tally->failed += !passed;
	if (!passed && tally->failed <= FAILURES_MAX) {
		const char *error = rig_error();

		fprintf(stderr, "%s, test %s, %s: %s%s%s%s\n", tally->file, id, expected,
			verdict == ACCEPTED ? "accepted" : verdict == WRONG ? "wrong: " :
			verdict == MISSING ? "not there: " : "refused: ",
			verdict == ACCEPTED ? "" : words, *error ? ": " : "", error);
	}
done:
	ERR_clear_error();
	pool_empty();
}

/* ---- files ---- */

static const struct schema *find_schema(const char *name)
{
	for (size_t i = 0; i < sizeof(schemas) / sizeof(*schemas); i++)
		for (const struct schema *s = schemas[i]; s->name; s++)
			if (strcmp(s->name, name) == 0)
				return s;
	return NULL;
}

static bool json_run(const char *path, struct tally *tally)
{
	const struct schema *schema;
	json_t *root, *test;
	json_error_t error;
	size_t i, k, nr = 0;
	struct suite suite;

	root = json_load_file(path, 0, &error);
	if (!root) {
		fprintf(stderr, "%s: %s\n", path, error.text);
		return false;
	}
	suite.algorithm = string(root, "algorithm");
	schema = find_schema(string(root, "schema"));
	if (!schema) {
		fprintf(stderr, "%s: nothing here runs the schema %s\n", path,
			string(root, "schema"));
		json_decref(root);
		return false;
	}
	json_array_foreach(json_object_get(root, "testGroups"), i, suite.group) {
		enum verdict opened = ACCEPTED;
		char why[sizeof(words)];

		suite.key = NULL;
		if (schema->open)
			opened = schema->open(&suite);
		memcpy(why, words, sizeof(why));
		json_array_foreach(json_object_get(suite.group, "tests"), k, test) {
			char id[32];

			snprintf(id, sizeof(id), "%ld", number(test, "tcId"));
			memcpy(words, why, sizeof(why));
			judge(tally, id, string(test, "result"), json_object_get(test, "flags"),
			      opened == ACCEPTED ? schema->run(&suite, test) : opened);
			nr++;
		}
		EVP_PKEY_free(suite.key);
	}
	if (nr != (size_t)number(root, "numberOfTests")) {
		fprintf(stderr, "%s: %zu tests, %ld announced\n", path, nr,
			number(root, "numberOfTests"));
		tally->failed++;
	}
	json_decref(root);
	return true;
}

static FILE *tap;
static unsigned int files_run, files_failed;
static struct tally total;

static void report(const char *name, const struct tally *t, bool readable)
{
	const bool failed = !readable || t->failed;
	const bool skipped = !failed && !t->passed;

	files_run++;
	files_failed += failed;
	printf("%-44s %6u %6u %6u %6u %6u %6u\n", name, t->passed, t->failed, t->accepted,
	       t->refused, t->limits, t->missing);
	if (tap)
		fprintf(tap, "%sok %u - %s%s\n", failed ? "not " : "", files_run, name,
			skipped ? " # SKIP nothing of it can run here" : "");
	total.passed += t->passed;
	total.failed += t->failed + !readable;
	total.accepted += t->accepted;
	total.refused += t->refused;
	total.limits += t->limits;
	total.missing += t->missing;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of a folder's files that end in this, sorted, from malloc. */
static size_t list(const char *dir, const char *ending, char **names)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	size_t nr = 0;

	while (d && (entry = readdir(d))) {
		const size_t len = strlen(entry->d_name), end = strlen(ending);

		if (len > end && strcmp(entry->d_name + len - end, ending) == 0 && nr < FILES_MAX)
			names[nr++] = strdup(entry->d_name);
	}
	if (d)
		closedir(d);
	qsort(names, nr, sizeof(*names), by_name);
	return nr;
}

static bool starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* Files of other families: of post-quantum signatures and key encapsulation. */
static bool others(const char *name)
{
	static const char *const families[] = { "mldsa", "mlkem", "hss_lms", "slh_dsa", "xmss" };

	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (starts(name, families[i]))
			return true;
	return false;
}

static void run_folder(const char *top, const char *folder, const char *ending, const char *only,
		       bool (*run)(const char *path, struct tally *tally))
{
	char dir[2048], path[4096], *names[FILES_MAX];
	size_t nr;

	snprintf(dir, sizeof(dir), "%s/%s", top, folder);
	nr = list(dir, ending, names);
	for (size_t i = 0; i < nr; i++) {
		struct tally tally = { .file = names[i] };

		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		if (only && !strstr(names[i], only))
			; /* not asked for */
		else if (others(names[i]))
			printf("%-44s not this provider's\n", names[i]);
		else
			report(names[i], &tally, run(path, &tally));
		fflush(stdout);
		free(names[i]);
	}
}

static void summary(void)
{
	printf("%-44s %6u %6u %6u %6u %6u %6u\n", "all", total.passed, total.failed,
	       total.accepted, total.refused, total.limits, total.missing);
	if (flags_nr)
		printf("\nacceptable tests, by flag: accepted, refused, why that is right\n");
	for (size_t i = 0; i < flags_nr; i++) {
		const char *why = "no reason is known";

		for (size_t k = 0; k < sizeof(reasons) / sizeof(*reasons); k++)
			if (strcmp(reasons[k].flag, flags_seen[i].name) == 0)
				why = reasons[k].why;
		printf("  %-24s %4u %4u  %s\n", flags_seen[i].name, flags_seen[i].accepted,
		       flags_seen[i].refused, why);
	}
	if (not_run_nr)
		printf("\nnot judged\n");
	for (size_t i = 0; i < not_run_nr; i++)
		printf("  %5u  %s\n", not_run[i].nr, not_run[i].words);
}

static const char usage[] =
	"usage: cmh-vectors [--provider=NAME] [--beside] [--allow-missing] [--file=PART] [--tap=FILE]\n"
	"       [FOLDER]\n"
	"Runs the vectors in FOLDER/wycheproof and FOLDER/hbs (default $CMH_VECTORS) through EVP, with\n"
	"the provider alone.\n"
	"  --provider=NAME  under test, cmh unless said\n"
	"  --beside         load the default provider too\n"
	"  --allow-missing  an algorithm that the provider lacks is no failure\n"
	"  --file=PART      only files whose name has PART\n"
	"  --tap=FILE       also reports there, one test a file\n"
	"Exit code: 0 all passed, 1 not all, 2 usage, 77 there are no vectors.\n";

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "provider", required_argument, NULL, 'p' }, { "beside", no_argument, NULL, 'b' },
		{ "allow-missing", no_argument, NULL, 'm' },  { "file", required_argument, NULL, 'f' },
		{ "tap", required_argument, NULL, 't' },      { "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	const char *provider = "cmh", *only = NULL, *top = getenv("CMH_VECTORS");
	char path[4096];
	bool alone = true;
	DIR *dir;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'p':
			provider = optarg;
			break;
		case 'b':
			alone = false;
			break;
		case 'm':
			allow_missing = true;
			break;
		case 'f':
			only = optarg;
			break;
		case 't':
			tap = fopen(optarg, "w");
			if (!tap) {
				fprintf(stderr, "%s: %s\n", optarg, strerror(errno));
				return 2;
			}
			break;
		default:
			fputs(usage, c == 'h' ? stdout : stderr);
			return c == 'h' ? 0 : 2;
		}
	}
	if (optind < argc)
		top = argv[optind];
	snprintf(path, sizeof(path), "%s/wycheproof", top ? top : "");
	dir = top ? opendir(path) : NULL;
	if (!dir) {
		fprintf(stderr, "SKIP: no vectors: CMH_VECTORS names no folder with wycheproof in it\n");
		if (tap)
			fprintf(tap, "1..0 # SKIP no vectors in CMH_VECTORS\n");
		return 77;
	}
	closedir(dir);
	rig_up(provider, alone);
	printf("provider %s, vectors in %s\n%-44s %6s %6s %6s %6s %6s %6s\n", provider, top, "file",
	       "passed", "failed", "accept", "refuse", "limit", "absent");
	run_folder(top, "wycheproof", ".json", only, json_run);
	run_folder(top, "hbs", ".vec", only, sm2_run);
	summary();
	if (tap) {
		fprintf(tap, "1..%u\n", files_run);
		fclose(tap);
	}
	rig_down();
	if (!files_run)
		fprintf(stderr, "cmh-vectors: no file was run\n");
	return files_run && !files_failed ? 0 : 1;
}
