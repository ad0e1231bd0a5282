/* SPDX-License-Identifier: Apache-2.0 */
/* GHASH: published values, the definition, every path, and libcrypto's GCM as the judge. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/op/ghash.h"

TestSuite(ghash, .timeout = 120);

#define MOST 300 /* blocks */

static const char *const path_names[] = { NULL, "portable", "pclmul", "vpclmul" };

/* The paths that this machine has; one that fell back would only be tested twice. */
#define EACH_PATH(kind, key, h) \
	for (int kind = GHASH_PORTABLE; kind <= GHASH_VPCLMUL; kind++) \
		if (ghash_init_kind(&(key), h, (enum ghash_kind)kind), \
		    !strcmp(ghash_path(&(key)), path_names[kind]))

/* xorshift64*; the same data in each run */
static void fill(uint8_t *p, size_t len, uint64_t seed)
{
	uint64_t s = seed * 2 + 1;

	for (size_t i = 0; i < len; i++) {
		s ^= s >> 12;
		s ^= s << 25;
		s ^= s >> 27;
		p[i] = (uint8_t)(s * 0x2545f4914f6cdd1du >> 56);
	}
}

static size_t unhex(uint8_t *out, const char *hex)
{
	size_t n = strlen(hex) / 2;

	for (size_t i = 0; i < n; i++) {
		unsigned int v;

		cr_assert(eq(int, sscanf(hex + 2 * i, "%2x", &v), 1));
		out[i] = (uint8_t)v;
	}
	return n;
}

static void same(const uint8_t got[16], const uint8_t want[16], const char *path, const char *what,
		 size_t a, size_t b)
{
	char g[33], w[33];

	if (!memcmp(got, want, 16))
		return;
	for (int i = 0; i < 16; i++) {
		snprintf(g + 2 * i, 3, "%02x", got[i]);
		snprintf(w + 2 * i, 3, "%02x", want[i]);
	}
	cr_assert(eq(str, g, w), "%s: %s %zu %zu", path, what, a, b);
}

/* SP 800-38D algorithm 1, as it stands there: z = z * h */
static void multiply(uint8_t z[16], const uint8_t h[16])
{
	uint8_t v[16], r[16] = { 0 };

	memcpy(v, h, 16);
	for (int i = 0; i < 128; i++) {
		int lsb = v[15] & 1;

		if (z[i / 8] >> (7 - i % 8) & 1)
			for (int j = 0; j < 16; j++)
				r[j] ^= v[j];
		for (int j = 15; j > 0; j--)
			v[j] = (uint8_t)(v[j] >> 1 | v[j - 1] << 7);
		v[0] >>= 1;
		if (lsb)
			v[0] ^= 0xe1;
	}
	memcpy(z, r, 16);
}

/* GHASH of data filled up to whole blocks, as GCM does with AAD and ciphertext */
static void padded(const struct ghash_key *key, uint8_t y[16], const uint8_t *p, size_t len)
{
	uint8_t last[16] = { 0 };

	ghash_blocks(key, y, p, len / 16);
	if (len % 16) {
		memcpy(last, p + len / 16 * 16, len % 16);
		ghash_blocks(key, y, last, 1);
	}
}

static void lengths(const struct ghash_key *key, uint8_t y[16], size_t aad, size_t len)
{
	uint8_t b[16];

	for (int i = 0; i < 8; i++) {
		b[i] = (uint8_t)((uint64_t)aad * 8 >> (56 - 8 * i));
		b[8 + i] = (uint8_t)((uint64_t)len * 8 >> (56 - 8 * i));
	}
	ghash_blocks(key, y, b, 1);
}

/* The test cases of the GCM specification that have the intermediate GHASH. */
Test(ghash, values_of_the_gcm_specification)
{
	static const struct {
		const char *h, *a, *c, *y;
	} v[] = {
		{ "66e94bd4ef8a2c3b884cfa59ca342b2e", "", "", "00000000000000000000000000000000" },
		{ "66e94bd4ef8a2c3b884cfa59ca342b2e", "", "0388dace60b6a392f328c2b971b2fe78",
		  "f38cbb1ad69223dcc3457ae5b6b0f885" },
		{ "b83b533708bf535d0aa6e52980d53b78", "",
		  "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
		  "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985",
		  "7f1b32b81b820d02614f8895ac1d4eac" },
		{ "b83b533708bf535d0aa6e52980d53b78", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
		  "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
		  "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
		  "698e57f70e6ecc7fd9463b7260a9ae5f" },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++) {
		uint8_t h[16], a[64], c[64], want[16];
		size_t alen = unhex(a, v[i].a), clen = unhex(c, v[i].c);
		struct ghash_key key;

		unhex(h, v[i].h);
		unhex(want, v[i].y);
		EACH_PATH(kind, key, h) {
			uint8_t y[16] = { 0 };

			padded(&key, y, a, alen);
			padded(&key, y, c, clen);
			lengths(&key, y, alen, clen);
			same(y, want, path_names[kind], "test case", i + 1, 0);
		}
	}
}

Test(ghash, every_bit_times_every_bit)
{
	static const uint8_t zero[16];
	struct ghash_key key;

	for (int i = 0; i < 128; i++) {
		uint8_t h[16] = { 0 };

		h[i / 8] = (uint8_t)(0x80 >> i % 8);
		EACH_PATH(kind, key, h) {
			for (int j = 0; j < 128; j++) {
				uint8_t y[16] = { 0 }, want[16];

				y[j / 8] = (uint8_t)(0x80 >> j % 8);
				memcpy(want, y, 16);
				multiply(want, h);
				ghash_blocks(&key, y, zero, 1);
				same(y, want, path_names[kind], "bits", (size_t)i, (size_t)j);
			}
		}
	}
}

Test(ghash, the_definition_with_dense_and_random_keys)
{
	static uint8_t data[40 * 16];
	struct ghash_key key;

	for (int round = 0; round < 40; round++) {
		uint8_t h[16], y0[16], want[16];

		fill(data, sizeof(data), 1000 + round);
		fill(h, 16, 2000 + round);
		fill(y0, 16, 3000 + round);
		if (round < 3) { /* digits of the portable multiplication at their fullest */
			memset(h, 0xff, 16);
			memset(y0, round ? 0xff : 0, 16);
			memset(data, round == 1 ? 0 : 0xff, sizeof(data));
		} else if (round == 3) {
			memset(h, 0, 16);
		}
		EACH_PATH(kind, key, h) {
			memcpy(want, y0, 16);
			for (size_t n = 0; n <= 40; n++) {
				uint8_t y[16];

				memcpy(y, y0, 16);
				ghash_blocks(&key, y, data, n);
				same(y, want, path_names[kind], "round, blocks", (size_t)round, n);
				for (int i = 0; n < 40 && i < 16; i++)
					want[i] ^= data[16 * n + i];
				multiply(want, h);
			}
		}
	}
}

/* want[n]: the portable GHASH of n blocks, one at a time */
static void reference(uint8_t want[MOST + 1][16], const uint8_t h[16], const uint8_t y0[16],
		      const uint8_t *data)
{
	struct ghash_key key;

	ghash_init_kind(&key, h, GHASH_PORTABLE);
	memcpy(want[0], y0, 16);
	for (size_t n = 0; n < MOST; n++) {
		memcpy(want[n + 1], want[n], 16);
		ghash_blocks(&key, want[n + 1], data + 16 * n, 1);
	}
}

Test(ghash, every_count_in_every_two_parts)
{
	static uint8_t data[16 * MOST], want[MOST + 1][16];
	uint8_t h[16], y0[16];
	struct ghash_key key;

	fill(data, sizeof(data), 1);
	fill(h, 16, 2);
	fill(y0, 16, 3);
	reference(want, h, y0, data);
	EACH_PATH(kind, key, h) {
		for (size_t n = 0; n <= MOST; n++) {
			uint8_t y[16];

			memcpy(y, y0, 16);
			ghash_blocks(&key, y, data, n);
			same(y, want[n], path_names[kind], "blocks", n, 0);
			/* the first part has just been found right */
			for (size_t m = n; m <= MOST; m++) {
				memcpy(y, want[n], 16);
				ghash_blocks(&key, y, data + 16 * n, m - n);
				same(y, want[m], path_names[kind], "parts", n, m - n);
			}
		}
	}
}

Test(ghash, any_alignment)
{
	static uint8_t data[16 * MOST], want[MOST + 1][16], moved[16 * MOST + 64];
	static const size_t counts[] = { 1, 2, 4, 5, 7, 8, 15, 16, 17, 19, 20, 23, 36, MOST };
	uint8_t h[16], y0[16], ybuf[32];
	struct ghash_key key;

	fill(data, sizeof(data), 4);
	fill(h, 16, 5);
	fill(y0, 16, 6);
	reference(want, h, y0, data);
	EACH_PATH(kind, key, h) {
		for (size_t off = 0; off < 64; off++) {
			memcpy(moved + off, data, sizeof(data));
			for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
				memcpy(ybuf + off % 16, y0, 16);
				ghash_blocks(&key, ybuf + off % 16, moved + off, counts[i]);
				same(ybuf + off % 16, want[counts[i]], path_names[kind],
				     "offset, blocks", off, counts[i]);
			}
		}
	}
}

/* A page without access on both sides: a byte too far is a fault. */
Test(ghash, reads_only_its_blocks)
{
	static uint8_t data[16 * MOST], want[MOST + 1][16];
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t room = (16 * 64 + page - 1) / page * page;
	uint8_t h[16], y0[16], *map;
	struct ghash_key key;

	map = mmap(NULL, room + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	cr_assert(ne(ptr, map, MAP_FAILED));
	cr_assert(eq(int, mprotect(map + page, room, PROT_READ | PROT_WRITE), 0));
	fill(data, sizeof(data), 7);
	fill(h, 16, 8);
	fill(y0, 16, 9);
	reference(want, h, y0, data);
	EACH_PATH(kind, key, h) {
		for (size_t n = 0; n <= 64; n++) {
			uint8_t *end = map + page + room, y[16];

			memcpy(end - 16 * n, data, 16 * n);
			memcpy(y, y0, 16);
			ghash_blocks(&key, y, end - 16 * n, n);
			same(y, want[n], path_names[kind], "blocks at the end", n, 0);

			memcpy(map + page, data, 16 * n);
			memcpy(y, y0, 16);
			ghash_blocks(&key, y, map + page, n);
			same(y, want[n], path_names[kind], "blocks at the start", n, 0);
		}
	}
	munmap(map, room + 2 * page);
}

Test(ghash, key_may_be_copied)
{
	static uint8_t data[16 * MOST], want[MOST + 1][16];
	static struct ghash_key copy;
	uint8_t h[16], y0[16];
	struct ghash_key key;

	fill(data, sizeof(data), 10);
	fill(h, 16, 11);
	fill(y0, 16, 12);
	reference(want, h, y0, data);
	EACH_PATH(kind, key, h) {
		uint8_t y[16];

		memcpy(&copy, &key, sizeof(key));
		memset(&key, 0xa5, sizeof(key));
		memcpy(y, y0, 16);
		ghash_blocks(&copy, y, data, MOST);
		same(y, want[MOST], path_names[kind], "copy", 0, 0);
		cr_assert(eq(str, (char *)ghash_path(&copy), (char *)path_names[kind]));
		cr_assert(eq(int, memcmp(copy.h, h, 16), 0));
	}
}

static void ecb(const uint8_t k[16], const uint8_t in[16], uint8_t out[16])
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0;

	cr_assert(eq(int, EVP_EncryptInit_ex(ctx, EVP_aes_128_ecb(), NULL, k, NULL), 1));
	EVP_CIPHER_CTX_set_padding(ctx, 0);
	cr_assert(eq(int, EVP_EncryptUpdate(ctx, out, &n, in, 16), 1));
	cr_assert(eq(int, n, 16));
	EVP_CIPHER_CTX_free(ctx);
}

/* tag = GHASH(AAD, ciphertext) ^ E(J0), and J0 is a GHASH too unless the IV has 12 bytes */
static void judge(size_t ivlen, size_t aadlen, size_t len, uint64_t seed)
{
	static uint8_t pt[8192], ct[8192];
	static const uint8_t zero[16];
	uint8_t k[16], iv[64], aad[256], h[16], tag[16];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	struct ghash_key key;
	int n = 0;

	fill(k, sizeof(k), seed);
	fill(iv, sizeof(iv), seed + 1);
	fill(aad, sizeof(aad), seed + 2);
	fill(pt, len, seed + 3);
	cr_assert(eq(int, EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, NULL, NULL), 1));
	cr_assert(eq(int, EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, (int)ivlen, NULL), 1));
	cr_assert(eq(int, EVP_EncryptInit_ex(ctx, NULL, NULL, k, iv), 1));
	if (aadlen)
		cr_assert(eq(int, EVP_EncryptUpdate(ctx, NULL, &n, aad, (int)aadlen), 1));
	if (len)
		cr_assert(eq(int, EVP_EncryptUpdate(ctx, ct, &n, pt, (int)len), 1));
	cr_assert(eq(int, EVP_EncryptFinal_ex(ctx, ct + len, &n), 1));
	cr_assert(eq(int, EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, tag), 1));
	EVP_CIPHER_CTX_free(ctx);

	ecb(k, zero, h);
	EACH_PATH(kind, key, h) {
		uint8_t j0[16] = { 0 }, y[16] = { 0 }, e[16];

		if (ivlen == 12) {
			memcpy(j0, iv, 12);
			j0[15] = 1;
		} else {
			padded(&key, j0, iv, ivlen);
			lengths(&key, j0, 0, ivlen);
		}
		ecb(k, j0, e);
		padded(&key, y, aad, aadlen);
		padded(&key, y, ct, len);
		lengths(&key, y, aadlen, len);
		for (int i = 0; i < 16; i++)
			y[i] ^= e[i];
		same(y, tag, path_names[kind], "AAD, text", aadlen, len);
	}
}

Test(ghash, tags_of_libcrypto)
{
	for (size_t len = 0; len < 700; len++)
		judge(12, len * 7 % 257, len, len);
	for (size_t i = 1; i <= 64; i++)
		judge(i, i, 8192 - i, 5000 + i);
}

/* Each test is a process of its own, so that the choice is made after setenv(). */
static void chosen_with(const char *value, enum ghash_kind most)
{
	uint8_t h[16] = { 1 };
	struct ghash_key key, want;

	if (value)
		setenv("CMH_GHASH", value, 1);
	else
		unsetenv("CMH_GHASH");
	ghash_init(&key, h);
	ghash_init_kind(&want, h, most);
	cr_assert(eq(str, (char *)ghash_path(&key), (char *)ghash_path(&want)));

	/* once means once */
	setenv("CMH_GHASH", most == GHASH_PORTABLE ? "vpclmul" : "portable", 1);
	ghash_init(&key, h);
	cr_assert(eq(str, (char *)ghash_path(&key), (char *)ghash_path(&want)));
}

Test(ghash, environment_unset)
{
	chosen_with(NULL, GHASH_VPCLMUL);
}

Test(ghash, environment_portable)
{
	chosen_with("portable", GHASH_PORTABLE);
}

Test(ghash, environment_pclmul)
{
	chosen_with("pclmul", GHASH_PCLMUL);
}

Test(ghash, environment_vpclmul)
{
	chosen_with("vpclmul", GHASH_VPCLMUL);
}

Test(ghash, environment_unknown)
{
	chosen_with("Portable ", GHASH_VPCLMUL);
}

Test(ghash, environment_empty)
{
	chosen_with("", GHASH_VPCLMUL);
}
