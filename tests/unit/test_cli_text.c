// SPDX-License-Identifier: Apache-2.0
/* The small text tools of cmh: hexadecimal and base64, quoting, "did you mean". */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "tools/encode.h"
#include "tools/quote.h"
#include "tools/suggest.h"

TestSuite(cli_text, .timeout = 10);

static char *printed(void (*print)(FILE *, const uint8_t *, size_t), const void *data, size_t len)
{
	char *text = NULL;
	size_t text_len;
	FILE *out = open_memstream(&text, &text_len);

	cr_assert(ne(ptr, out, NULL));
	print(out, data, len);
	fclose(out);
	return text;
}

/* RFC 4648, section 10 */
Test(cli_text, base64_as_the_rfc_has_it)
{
	static const struct {
		char *plain, *base64;
	} rows[] = {
		{ "", "" },
		{ "f", "Zg==\n" },
		{ "fo", "Zm8=\n" },
		{ "foo", "Zm9v\n" },
		{ "foob", "Zm9vYg==\n" },
		{ "fooba", "Zm9vYmE=\n" },
		{ "foobar", "Zm9vYmFy\n" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *got = printed(encode_base64, rows[i].plain, strlen(rows[i].plain));

		cr_expect(eq(str, got, rows[i].base64));
		free(got);
	}
}

Test(cli_text, base64_lines_have_64_characters)
{
	static const uint8_t zeros[97];
	char *got = printed(encode_base64, zeros, sizeof(zeros));

	cr_assert(eq(sz, strcspn(got, "\n"), 64));
	cr_assert(eq(sz, strlen(got), 65 + 65 + 5));
	cr_assert(eq(chr, got[129], '\n'));
	free(got);
}

Test(cli_text, hex_goes_both_ways)
{
	uint8_t bytes[256], back[256];
	char *hex;

	for (int i = 0; i < 256; i++)
		bytes[i] = (uint8_t)i;
	hex = printed(encode_hex, bytes, sizeof(bytes));
	cr_assert(eq(sz, strlen(hex), 512));
	cr_assert(eq(int, strncmp(hex, "000102030405060708090a0b", 24), 0));
	cr_assert(eq(int, decode_hex(hex, back, sizeof(back)), 256));
	cr_assert(eq(int, memcmp(bytes, back, 256), 0));
	cr_assert(eq(int, decode_hex(hex, back, 255), -EINVAL));
	cr_assert(eq(int, decode_hex("aBFf", back, 2), 2));
	cr_assert(eq(u8, back[0], 0xab));
	cr_assert(eq(int, decode_hex("", back, 2), 0));
	cr_assert(eq(int, decode_hex("abc", back, 2), -EINVAL));
	cr_assert(eq(int, decode_hex("ag", back, 2), -EINVAL));
	cr_assert(eq(int, decode_hex("0x", back, 2), -EINVAL));
	cr_assert(eq(int, decode_hex(" a", back, 2), -EINVAL));
	free(hex);
}

/* what coreutils prints in its messages */
Test(cli_text, names_are_quoted_as_coreutils_does)
{
	static const struct {
		char *name, *quoted;
	} rows[] = {
		{ "plain", "plain" },
		{ "/a/b-c_d.e+f,g@h%i~j#k{l", "/a/b-c_d.e+f,g@h%i~j#k{l" },
		{ "", "''" },
		{ "a b", "'a b'" },
		{ "a:b", "'a:b'" },
		{ "a=b", "'a=b'" },
		{ "~a", "'~a'" },
		{ "#a", "'#a'" },
		{ "{", "'{'" },
		{ "a\\b", "'a\\b'" },
		{ "it's", "\"it's\"" },
		{ "it's a", "\"it's a\"" },
		{ "it's $1", "'it'\\''s $1'" },
		{ "it's \"", "'it'\\''s \"'" },
		{ "a\nb\nc", "'a'$'\\n''b'$'\\n''c'" },
		{ "a\n", "'a'$'\\n'" },
		{ "\n", "''$'\\n'" },
		{ "\033[1m", "''$'\\033''[1m'" },
		{ "a\n\tb", "'a'$'\\n\\t''b'" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *got = quote_dup(rows[i].name);

		cr_expect(eq(str, got, rows[i].quoted));
		free(got);
	}
}

Test(cli_text, distance_counts_edits)
{
	cr_assert(eq(uint, suggest_distance("", ""), 0));
	cr_assert(eq(uint, suggest_distance("", "abc"), 3));
	cr_assert(eq(uint, suggest_distance("abc", "abc"), 0));
	cr_assert(eq(uint, suggest_distance("ABC", "abc"), 0));
	cr_assert(eq(uint, suggest_distance("abc", "abd"), 1));
	cr_assert(eq(uint, suggest_distance("abc", "acb"), 1));
	cr_assert(eq(uint, suggest_distance("abc", "ab"), 1));
	cr_assert(eq(uint, suggest_distance("abc", "xabc"), 1));
	cr_assert(eq(uint, suggest_distance("kitten", "sitting"), 3));
	cr_assert(eq(uint,
		     suggest_distance("a", "0123456789012345678901234567890123456789"
					   "012345678901234567890123"),
		     UINT_MAX));
}

static const char *suggestion(const char *word, const char *a, const char *b)
{
	struct suggest suggest;

	suggest_init(&suggest, word);
	suggest_offer(&suggest, a);
	suggest_offer(&suggest, b);
	return suggest.best ? suggest.best : "none";
}

Test(cli_text, the_closest_candidate_is_suggested)
{
	cr_assert(eq(str, (char *)suggestion("slefest", "selftest", "speed"), "selftest"));
	cr_assert(eq(str, (char *)suggestion("dgts", "list", "dgst"), "dgst"));
	cr_assert(eq(str, (char *)suggestion("sel", "speed", "selftest"), "selftest"));
	cr_assert(eq(str, (char *)suggestion("banana", "speed", "selftest"), "none"));
	cr_assert(eq(str, (char *)suggestion("x", "y", "z"), "none"));
	cr_assert(eq(str, (char *)suggestion("", "y", "z"), "none"));
}
