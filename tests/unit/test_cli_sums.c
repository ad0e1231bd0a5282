// SPDX-License-Identifier: Apache-2.0
/* Lines of checksums, written and read. tests/integration/cli_dgst_check.sh compares whole lists with
 * sha256sum; here are the properties that have no other program to compare with. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sums.h"

TestSuite(cli_sums, .timeout = 10);

static struct sums_reader reader;
static struct sums_line line;

static void begin(enum cmh_alg alg, size_t len, bool any_len)
{
	memset(&reader, 0, sizeof(reader));
	sums_format_init(&reader.format, cmh_alg_get(alg), len);
	reader.format.any_len = any_len;
}

/* Reads text of which the line end is gone. */
static int read_text(const char *text)
{
	static char buf[20000];

	snprintf(buf, sizeof(buf), "%s", text);
	return sums_line_read(&reader, buf, strlen(text), &line);
}

static char *written(const struct sums_print *how, const char *name, const uint8_t *digest)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	sums_line_print(out, &reader.format, how, name, digest);
	fclose(out);
	cr_assert(eq(chr, text[len - 1], how->zero ? '\0' : '\n'));
	text[len - 1] = '\0';
	return text;
}

Test(cli_sums, what_is_written_is_read)
{
	static const char *const names[] = { "a",    " a",  "*a",   "a b", "a)b", ") = (",
					     "a\nb", "\\",  "a\\n", "\r",  "#a",  "SHA256 (x) = 00",
					     "-",    "\xff" };
	uint8_t digest[SUMS_DIGEST_MAX];

	for (size_t i = 0; i < sizeof(digest); i++)
		digest[i] = (uint8_t)(i * 7);
	for (int style = 0; style < 3; style++) {
		const struct sums_print how = { .tagged = style == 1, .binary = style == 2 };

		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
			char *text;

			begin(CMH_ALG_SHA2_256, 0, false);
			text = written(&how, names[i], digest);
			cr_assert(eq(int, read_text(text), 0), "%s", text);
			cr_expect(eq(str, (char *)line.name, (char *)names[i]));
			cr_expect(eq(sz, line.digest_len, 32));
			cr_expect(eq(int, memcmp(line.digest, digest, 32), 0));
			free(text);
		}
	}
}

Test(cli_sums, zero_ends_a_line_and_escapes_nothing)
{
	static const uint8_t digest[32];
	const struct sums_print how = { .zero = true, .tagged = true };
	char *text;

	begin(CMH_ALG_SHA2_256, 0, false);
	text = written(&how, "a\n\\b", digest);
	cr_assert(eq(int, strncmp(text, "SHA256 (a\n\\b) = 000", 19), 0));
	free(text);
}

Test(cli_sums, an_xof_has_the_length_of_its_line)
{
	uint8_t digest[SUMS_DIGEST_MAX] = { 0 };
	const struct sums_print tagged = { .tagged = true }, plain = { 0 };
	static const size_t lens[] = { 1, 31, 32, 33, 4096 };

	for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++) {
		for (int t = 0; t < 2; t++) {
			char *text;

			begin(CMH_ALG_SHAKE256, lens[i], true);
			text = written(t ? &tagged : &plain, "f", digest);
			cr_assert(eq(int, read_text(text), 0), "%zu bytes", lens[i]);
			cr_expect(eq(sz, line.digest_len, lens[i]));
			/* and no other when the length is fixed */
			begin(CMH_ALG_SHAKE256, 16, false);
			cr_expect(eq(int, read_text(text), -EINVAL), "%zu bytes", lens[i]);
			free(text);
		}
	}
}

Test(cli_sums, an_xof_digest_longer_than_the_buffer_is_refused)
{
	static char text[2 * SUMS_DIGEST_MAX + 16];

	memset(text, '0', 2 * SUMS_DIGEST_MAX + 2);
	strcpy(text + 2 * SUMS_DIGEST_MAX + 2, "  f");
	begin(CMH_ALG_SHAKE256, 0, true);
	cr_assert(eq(int, read_text(text), -EINVAL));
	cr_assert(eq(int, read_text(text + 2), 0));
	cr_assert(eq(sz, line.digest_len, SUMS_DIGEST_MAX));
}

Test(cli_sums, a_list_may_not_mix_the_reversed_form_with_the_standard_one)
{
	begin(CMH_ALG_SHAKE128, 1, false);
	cr_assert(eq(int, read_text("00 name"), 0));
	cr_assert(eq(str, (char *)line.name, "name"));
	cr_assert(eq(int, read_text("00  name"), 0));
	cr_assert(eq(str, (char *)line.name, " name"));
	begin(CMH_ALG_SHAKE128, 1, false);
	cr_assert(eq(int, read_text("00  name"), 0));
	cr_assert(eq(str, (char *)line.name, "name"));
	cr_assert(eq(int, read_text("00 name"), -EINVAL));
}

Test(cli_sums, escapes_that_nobody_writes_are_refused)
{
	begin(CMH_ALG_SHAKE128, 1, false);
	cr_assert(eq(int, read_text("\\00  a\\t"), -EINVAL));
	cr_assert(eq(int, read_text("\\00  a\\"), -EINVAL));
	cr_assert(eq(int, read_text("\\00  a\\\\"), 0));
	cr_assert(eq(str, (char *)line.name, "a\\"));
	cr_assert(eq(int, read_text("00  a\\t"), 0), "without the mark it is a name");
}
