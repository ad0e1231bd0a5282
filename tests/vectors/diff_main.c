// SPDX-License-Identifier: Apache-2.0
/* diff_main.c - cmh-differential: random cases of all that a provider announces, each compared with
 * the default provider's answer. */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/err.h>

#include "tests/vectors/diff.h"

#define SUBJECTS_MAX  512u
#define FAILURES_MAX  20u /* that are printed */
#define CASES_DEFAULT 200000ul

static const struct diff_op *const ops[] = {
	&diff_digest, &diff_cipher, &diff_mac, &diff_kdf, &diff_signature, &diff_exchange,
	&diff_asym_cipher, &diff_keys,
};

static struct subject subjects[SUBJECTS_MAX];
static size_t subjects_nr;
static const char *only;
static char words[512];

/* ---- what the operations use ---- */

const char diff_reference[] = "provider=default";

OSSL_LIB_CTX *diff_libctx(const char *query)
{
	return query == diff_reference ? rig.reference : rig.libctx;
}

bool ours(const OSSL_PROVIDER *prov)
{
	return strcmp(OSSL_PROVIDER_get0_name(prov), rig.name) == 0;
}

void diff_add(const struct diff_op *op, void *alg, const char *why, const char *format, ...)
{
	struct subject *s = &subjects[subjects_nr];
	va_list args;

	if (subjects_nr == SUBJECTS_MAX) {
		fprintf(stderr, "cmh-differential: more than %u algorithms\n", SUBJECTS_MAX);
		exit(1);
	}
	s->op = op;
	s->alg = alg;
	va_start(args, format);
	vsnprintf(s->name, sizeof(s->name), format, args);
	va_end(args);
	snprintf(s->why, sizeof(s->why), "%s", why ? why : "");
	if (!only || strstr(s->name, only) || strstr(op->name, only))
		subjects_nr++;
}

bool differs(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(words, sizeof(words), format, args);
	va_end(args);
	return false;
}

static uint64_t state;

uint64_t rnd(void)
{
	uint64_t z;

	/* splitmix64 */
	state += 0x9e3779b97f4a7c15;
	z = state;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

size_t below(size_t limit)
{
	return (size_t)(rnd() % limit);
}

size_t between(size_t least, size_t most)
{
	return least + below(most - least + 1);
}

bool one_in(size_t n)
{
	return below(n) == 0;
}

static void fill_at(uint8_t *out, size_t len)
{
	uint64_t r = 0;

	for (size_t i = 0; i < len; i++) {
		if (i % 8 == 0)
			r = rnd();
		out[i] = (uint8_t)(r >> (8 * (i % 8)));
	}
}

uint8_t *fill(size_t len)
{
	uint8_t *out = pool(len);

	fill_at(out, len);
	return out;
}

size_t message_len(size_t block)
{
	const size_t kind = below(256);

	if (kind < 16)
		return 0;
	if (kind < 64)
		return between(1, 20);
	if (kind < 112 && block)
		return between(1, 8) * block + below(3) - 1;
	if (kind < 240)
		return below(2048);
	if (kind < 250)
		return below(20000);
	if (kind < 255)
		return between(65536 - 40, 70 * 1024);
	return one_in(4) ? (1 << 20) + below(5000) : between(70 * 1024, 140 * 1024);
}

struct cuts cut(size_t len)
{
	struct cuts cuts = { .nr = one_in(3) ? 1 : between(1, CUTS_MAX) };

	for (size_t i = 0; i + 1 < cuts.nr; i++)
		cuts.at[i] = below(len + 1);
	cuts.at[cuts.nr - 1] = len;
	for (size_t i = 1; i + 1 < cuts.nr; i++) /* in order */
		for (size_t k = i; k && cuts.at[k - 1] > cuts.at[k]; k--) {
			const size_t swap = cuts.at[k];

			cuts.at[k] = cuts.at[k - 1];
			cuts.at[k - 1] = swap;
		}
	return cuts;
}

const char *hex_head(const uint8_t *data, size_t len)
{
	static char text[2][64];
	static int which;
	char *out = text[which ^= 1];

	out[0] = '\0';
	for (size_t i = 0; i < len && i < 16; i++)
		sprintf(out + 2 * i, "%02x", data[i]);
	return out;
}

struct transcript transcript(size_t max)
{
	return (struct transcript){ .out = pool(max), .max = max };
}

bool step(struct transcript *t, bool ok)
{
	const size_t len = strlen(t->steps);

	if (len + 1 < sizeof(t->steps))
		t->steps[len] = ok ? '+' : '-';
	return ok;
}

void append(struct transcript *t, const void *data, size_t len)
{
	if (len > t->max - t->len) {
		fprintf(stderr, "cmh-differential: %zu bytes too many\n", len - (t->max - t->len));
		exit(1);
	}
	if (len)
		memcpy(t->out + t->len, data, len);
	t->len += len;
}

bool same_transcripts(const struct transcript *ours, const struct transcript *theirs)
{
	size_t at = 0;

	if (strcmp(ours->steps, theirs->steps) != 0)
		return differs("calls went %s, by default %s: %s", ours->steps, theirs->steps,
			       rig_error());
	if (ours->len != theirs->len)
		return differs("%zu bytes, by default %zu", ours->len, theirs->len);
	while (at < ours->len && ours->out[at] == theirs->out[at])
		at++;
	if (at < ours->len)
		return differs("at %zu of %zu: %s.., by default %s..", at, ours->len,
			       hex_head(ours->out + at, ours->len - at),
			       hex_head(theirs->out + at, theirs->len - at));
	return true;
}

uint8_t *guarded(size_t len, size_t misalign)
{
	uint8_t *out = pool(misalign + len + GUARD) + misalign;

	memset(out + len, 0xa5, GUARD);
	return out;
}

bool guard_intact(const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < GUARD; i++)
		if (data[len + i] != 0xa5)
			return differs("byte %zu after a buffer of %zu was written", i, len);
	return true;
}

const char *any_digest(void)
{
	static const char *const names[] = {
		"SHA2-256", "SHA2-224", "SHA2-384", "SHA2-512", "SHA3-224", "SHA3-256", "SHA3-384",
		"SHA3-512",
	};

	return names[below(sizeof(names) / sizeof(*names))];
}

/* ---- cases ---- */

static unsigned long failures;

static void run_case(struct subject *s, uint64_t seed, unsigned long nr)
{
	state = seed + nr * 0xd1342543de82ef95;
	(void)rnd();
	words[0] = '\0';
	ERR_clear_error();
	s->cases++;
	if (!s->op->run(s)) {
		s->failed++;
		if (failures++ < FAILURES_MAX)
			fprintf(stderr, "%s %s: %s\n  repeat: --seed=%llu%s%s --case=%lu\n",
				s->op->name, s->name, words, (unsigned long long)seed,
				only ? " --only=" : "", only ? only : "", nr);
	}
	pool_empty();
}

/* A list without those that are not compared, so that case N is always the same subject's. */
static size_t compared(struct subject **out)
{
	size_t nr = 0;

	for (size_t i = 0; i < subjects_nr; i++)
		if (!subjects[i].why[0])
			out[nr++] = &subjects[i];
	return nr;
}

static void table(void)
{
	printf("%-16s %-40s %8s %8s\n", "operation", "algorithm", "cases", "failed");
	for (size_t i = 0; i < subjects_nr; i++) {
		const struct subject *s = &subjects[i];

		if (s->why[0])
			printf("%-16s %-40s not compared: %s\n", s->op->name, s->name, s->why);
		else
			printf("%-16s %-40s %8lu %8lu\n", s->op->name, s->name, s->cases, s->failed);
	}
}

/* One test an operation. */
static void report(FILE *tap)
{
	const size_t nr = sizeof(ops) / sizeof(*ops);

	fprintf(tap, "1..%zu\n", nr);
	for (size_t i = 0; i < nr; i++) {
		unsigned long cases = 0, failed = 0;

		for (size_t k = 0; k < subjects_nr; k++)
			if (subjects[k].op == ops[i]) {
				cases += subjects[k].cases;
				failed += subjects[k].failed;
			}
		fprintf(tap, "%sok %zu - %s%s\n", failed ? "not " : "", i + 1, ops[i]->name,
			cases ? "" : " # SKIP the provider has nothing of it");
	}
	fclose(tap);
}

static const char usage[] =
	"usage: cmh-differential [--provider=NAME] [--cases=N] [--seed=N] [--case=N] [--only=PART]\n"
	"       [--tap=FILE]\n"
	"Runs random cases of each algorithm of a provider and compares with the default provider.\n"
	"  --provider=NAME  under test, cmh unless said\n"
	"  --cases=N        how many, 200000 unless said here or by CASES in the environment\n"
	"  --seed=N         of the random cases, 1 unless said; 0 takes the clock\n"
	"  --case=N         that one only; say the same --seed and --only as when it failed\n"
	"  --only=PART      operations or algorithms whose name has PART\n"
	"  --tap=FILE       also reports there, one test an operation\n"
	"Exit code: 0 all agree, 1 not all, 2 usage.\n";

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "provider", required_argument, NULL, 'p' },
		{ "cases", required_argument, NULL, 'c' },
		{ "seed", required_argument, NULL, 's' },
		{ "case", required_argument, NULL, 'n' },
		{ "only", required_argument, NULL, 'o' },
		{ "tap", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	const char *provider = "cmh", *env = getenv("CASES");
	unsigned long cases = env ? strtoul(env, NULL, 0) : CASES_DEFAULT, one = 0;
	struct subject *list[SUBJECTS_MAX];
	bool single = false;
	uint64_t seed = 1;
	FILE *tap = NULL;
	size_t nr;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'p':
			provider = optarg;
			break;
		case 'c':
			cases = strtoul(optarg, NULL, 0);
			break;
		case 's':
			seed = strtoull(optarg, NULL, 0);
			break;
		case 'n':
			one = strtoul(optarg, NULL, 0);
			single = true;
			break;
		case 'o':
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
	if (!seed)
		seed = (uint64_t)time(NULL);
	rig_up(provider, false);
	rig_reference();
	for (size_t i = 0; i < sizeof(ops) / sizeof(*ops); i++)
		ops[i]->list(ops[i]);
	nr = compared(list);
	printf("provider %s, %lu cases of %zu algorithms, seed %llu%s%s\n", provider, cases, nr,
	       (unsigned long long)seed, only ? ", only " : "", only ? only : "");
	printf("a case by itself: --seed=%llu%s%s --case=N\n", (unsigned long long)seed,
	       only ? " --only=" : "", only ? only : "");
	if (nr && single)
		run_case(list[one % nr], seed, one);
	for (unsigned long i = 0; nr && !single && i < cases; i++)
		run_case(list[i % nr], seed, i);
	table();
	printf("%lu cases failed\n", failures);
	if (tap)
		report(tap);
	pair_down();
	return failures || !nr ? 1 : 0;
}
