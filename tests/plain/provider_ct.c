// SPDX-License-Identifier: Apache-2.0
/* The paddings of CBC and RSA on bytes that memcheck takes for undefined: no branch and no address may
 * depend on them. By itself this checks the answers; provider_ct.sh runs it under valgrind, with an
 * argument that says so. */
#include <stdio.h>
#include <string.h>

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define RUNNING_ON_VALGRIND	      0
#define VALGRIND_MAKE_MEM_UNDEFINED(p, n) ((void)(p))
#define VALGRIND_MAKE_MEM_DEFINED(p, n)   ((void)(p))
#endif

#include "provider/cbc_pad.h"
#include "provider/rsa_pad.h"

#define REC_MAX 400u

static void check(int ok, const char *what, size_t a, size_t b, size_t c)
{
	if (ok)
		return;
	fprintf(stderr, "%s: %zu %zu %zu\n", what, a, b, c);
	__builtin_trap();
}

static void pkcs7(void)
{
	uint8_t block[AES_BLOCK];
	size_t used;
	bool good;

	for (size_t last = 0; last < 256; last++) {
		for (size_t wrong = 0; wrong < AES_BLOCK; wrong++) {
			const bool want = last >= 1 && last <= AES_BLOCK &&
					  (wrong == 0 || wrong >= last);

			memset(block, (int)last, sizeof(block));
			if (wrong)
				block[AES_BLOCK - 1 - wrong] ^= 0x40;
			VALGRIND_MAKE_MEM_UNDEFINED(block, sizeof(block));
			good = pkcs7_unpad(block, &used);
			VALGRIND_MAKE_MEM_DEFINED(&good, sizeof(good));
			VALGRIND_MAKE_MEM_DEFINED(&used, sizeof(used));
			check(good == want, "PKCS#7 judged", last, wrong, good);
			check(!good || used == AES_BLOCK - last, "PKCS#7 length", last, wrong, used);
		}
	}
}

/* A record of content, MAC and padding; wrong: a byte of the padding is, counted from the end. */
static void tls(size_t content, size_t mac_len, size_t pad, bool wrong)
{
	uint8_t rec[REC_MAX], mac[TLS_MAC_MAX], decoy[TLS_MAC_MAX], *real = rec + content;
	const size_t total = content + mac_len + pad + 1;
	size_t len = total;

	memset(rec, 0xc0, content);
	for (size_t i = 0; i < mac_len; i++) {
		real[i] = (uint8_t)(i + 1);
		decoy[i] = 0xdd;
	}
	memset(real + mac_len, (int)pad, pad + 1);
	if (wrong)
		rec[total - 1 - pad] ^= 1;
	VALGRIND_MAKE_MEM_UNDEFINED(rec, total);
	check(tls_unpad(rec, &len, mac, mac_len, decoy), "record refused", content, mac_len, pad);
	VALGRIND_MAKE_MEM_DEFINED(rec, total);
	VALGRIND_MAKE_MEM_DEFINED(mac, mac_len);
	VALGRIND_MAKE_MEM_DEFINED(&len, sizeof(len));
	if (wrong) {
		check(memcmp(mac, decoy, mac_len) == 0, "decoy", content, mac_len, pad);
		check(len == total - mac_len, "length", content, mac_len, pad);
	} else {
		check(memcmp(mac, real, mac_len) == 0, "MAC", content, mac_len, pad);
		check(len == content, "length", content, mac_len, pad);
	}
}

#define RSA_LEN 128u

/* A block of type 2 with a message of len bytes, in which byte wrong is other; 0: none is. */
static void rsa_block(uint8_t *em, size_t len, size_t wrong)
{
	memset(em, 0x77, RSA_LEN);
	em[0] = 0;
	em[1] = 2;
	em[RSA_LEN - len - 1] = 0;
	for (size_t i = 0; i < len; i++)
		em[RSA_LEN - len + i] = (uint8_t)(i + 1);
	if (wrong)
		em[wrong] = em[wrong] == 0 ? 9 : wrong == 1 ? 1 : 0;
}

static void rsa_type2(size_t len, size_t wrong, size_t room)
{
	uint8_t em[RSA_LEN], msg[RSA_LEN], out[RSA_LEN];
	const bool want = len <= RSA_LEN - RSA_PKCS1_MARGIN && !wrong && len <= room;
	size_t good, got;

	rsa_block(em, len, wrong);
	memcpy(msg, em + RSA_LEN - len, len);
	memset(out, 0xee, sizeof(out));
	VALGRIND_MAKE_MEM_UNDEFINED(em, sizeof(em));
	good = rsa_unpad_type2(em, sizeof(em), out, room, &got);
	VALGRIND_MAKE_MEM_DEFINED(&good, sizeof(good));
	VALGRIND_MAKE_MEM_DEFINED(&got, sizeof(got));
	VALGRIND_MAKE_MEM_DEFINED(out, sizeof(out));
	check((good != 0) == want, "type 2 judged", len, wrong, room);
	check(good == 0 || good == ~(size_t)0, "type 2 mask", len, wrong, room);
	check(got == (want ? len : 0), "type 2 length", len, wrong, got);
	check(!want || memcmp(out, msg, len) == 0, "type 2 message", len, wrong, room);
	for (size_t i = want ? len : 0; i < sizeof(out); i++)
		check(out[i] == (i < room ? 0 : 0xee), "type 2 rest", len, wrong, i);
}

static void rsa_tls(size_t wrong, unsigned int version, unsigned int alt)
{
	uint8_t em[RSA_LEN], secret[TLS_PREMASTER], decoy[TLS_PREMASTER], out[TLS_PREMASTER];
	const bool want = !wrong && (version == 0x0102 || alt == 0x0102); /* as rsa_block() has it */

	rsa_block(em, TLS_PREMASTER, wrong);
	memcpy(secret, em + RSA_LEN - TLS_PREMASTER, sizeof(secret));
	memset(decoy, 0xdd, sizeof(decoy));
	VALGRIND_MAKE_MEM_UNDEFINED(em, sizeof(em));
	VALGRIND_MAKE_MEM_UNDEFINED(decoy, sizeof(decoy));
	rsa_unpad_tls(em, sizeof(em), version, alt, decoy, out);
	VALGRIND_MAKE_MEM_DEFINED(out, sizeof(out));
	VALGRIND_MAKE_MEM_DEFINED(decoy, sizeof(decoy));
	check(memcmp(out, want ? secret : decoy, sizeof(out)) == 0, "premaster", wrong, version, alt);
}

/* hash || 00.. 01 || message of len bytes; byte wrong is other, 0: none is. */
static void rsa_oaep(size_t len, size_t wrong, uint8_t first)
{
	const size_t hash_len = 32, db_len = RSA_LEN - hash_len - 1;
	const bool want = !wrong && first == 0 && len < db_len - hash_len;
	uint8_t db[RSA_LEN], hash[32], out[RSA_LEN];
	size_t good, got;

	memset(hash, 0x33, sizeof(hash));
	memset(db, 0, sizeof(db));
	memcpy(db, hash, hash_len);
	memset(db + db_len - len, 0x44, len);
	if (len < db_len - hash_len)
		db[db_len - len - 1] = 1;
	if (wrong)
		db[wrong] ^= 2;
	VALGRIND_MAKE_MEM_UNDEFINED(db, sizeof(db));
	VALGRIND_MAKE_MEM_UNDEFINED(&first, sizeof(first));
	good = rsa_unpad_oaep(first, db, db_len, hash, hash_len, out, sizeof(out), &got);
	VALGRIND_MAKE_MEM_DEFINED(&good, sizeof(good));
	VALGRIND_MAKE_MEM_DEFINED(&got, sizeof(got));
	VALGRIND_MAKE_MEM_DEFINED(out, sizeof(out));
	check((good != 0) == want, "OAEP judged", len, wrong, want);
	check(got == (want ? len : 0), "OAEP length", len, wrong, got);
	for (size_t i = 0; want && i < len; i++)
		check(out[i] == 0x44, "OAEP message", len, wrong, i);
}

static void rsa(size_t step)
{
	for (size_t len = 0; len <= RSA_LEN - RSA_PKCS1_MARGIN + 2; len += step) {
		rsa_type2(len, 0, RSA_LEN);
		rsa_type2(len, 0, len);
		if (len)
			rsa_type2(len, 0, len - 1);
	}
	for (size_t wrong = 1; wrong < RSA_PKCS1_MARGIN - 1; wrong++)
		rsa_type2(20, wrong, RSA_LEN);
	rsa_type2(0, RSA_LEN - 1, RSA_LEN); /* no zero byte at all */
	rsa_tls(0, 0x0102, 0);
	rsa_tls(0, 0x0303, 0x0102);
	rsa_tls(0, 0x0303, 0);
	rsa_tls(0, 0x0303, 0x0302);
	for (size_t wrong = 1; wrong < RSA_LEN - TLS_PREMASTER; wrong += step)
		rsa_tls(wrong, 0x0102, 0);
	for (size_t len = 0; len <= RSA_LEN - 65; len += step)
		rsa_oaep(len, 0, 0);
	rsa_oaep(63, 0, 0); /* nothing but the hash, zeros, and no room for the 01 */
	for (size_t wrong = 1; wrong < 70; wrong += step)
		rsa_oaep(20, wrong, 0);
	rsa_oaep(20, 0, 1);
}

int main(int argc, char *argv[])
{
	static const size_t mac_lens[] = { 16, 20, 32, 48, 64 };

	if (argc > 1 && !RUNNING_ON_VALGRIND)
		return 77;
	pkcs7();
	rsa(argc > 1 ? 13 : 1);
	for (size_t m = 0; m < sizeof(mac_lens) / sizeof(*mac_lens); m++) {
		for (size_t pad = 0; pad < 256; pad += argc > 1 ? 15 : 1) {
			for (size_t content = 0; content < 70; content += 23) {
				tls(content, mac_lens[m], pad, false);
				if (pad)
					tls(content, mac_lens[m], pad, true);
			}
		}
	}
	return 0;
}
