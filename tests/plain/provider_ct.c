// SPDX-License-Identifier: Apache-2.0
/* The paddings of CBC, and the HMAC over what they leave, on bytes and lengths that memcheck
 * takes for undefined: no branch and no address may depend on them. By itself this checks the
 * answers; provider_ct.sh runs it under valgrind, with an argument that says so. */
#include <stdio.h>
#include <string.h>

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define RUNNING_ON_VALGRIND               0
#define VALGRIND_MAKE_MEM_UNDEFINED(p, n) ((void)(p))
#define VALGRIND_MAKE_MEM_DEFINED(p, n)   ((void)(p))
#endif

#include <openssl/evp.h>

#include "provider/cbc_pad.h"
#include "provider/hmac_tls.h"

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
			check(!good || used == AES_BLOCK - last, "PKCS#7 length", last, wrong,
			      used);
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

/* The HMAC of a record with pad bytes of padding, of which libcrypto is asked in the plain way. */
static void hmac(enum cmh_alg digest, const char *name, size_t mac_len, size_t text, size_t pad)
{
	uint8_t key[48], message[HMAC_TLS_HEADER + REC_MAX], mac[HMAC_TLS_MAX], want[HMAC_TLS_MAX];
	uint8_t *rec = message + HMAC_TLS_HEADER;
	const size_t total = text + mac_len + pad + 1;
	size_t len = text;

	for (size_t i = 0; i < sizeof(message); i++)
		message[i] = (uint8_t)(i * 7 + pad);
	memset(key, 0x42, sizeof(key));
	check(EVP_Q_mac(NULL, "HMAC", NULL, name, NULL, key, sizeof(key), message,
			HMAC_TLS_HEADER + text, want, sizeof(want), NULL) != NULL,
	      name, text, pad, 0);
	VALGRIND_MAKE_MEM_UNDEFINED(rec, total);
	VALGRIND_MAKE_MEM_UNDEFINED(&len, sizeof(len));
	check(hmac_tls(digest, key, sizeof(key), message, rec, len, total, mac), name, text, pad,
	      1);
	VALGRIND_MAKE_MEM_DEFINED(rec, total);
	VALGRIND_MAKE_MEM_DEFINED(mac, mac_len);
	check(memcmp(mac, want, mac_len) == 0, name, text, pad, 2);
}

int main(int argc, char *argv[])
{
	static const size_t mac_lens[] = { 16, 20, 32, 48, 64 };

	if (argc > 1 && !RUNNING_ON_VALGRIND)
		return 77;
	pkcs7();
	for (size_t m = 0; m < sizeof(mac_lens) / sizeof(*mac_lens); m++) {
		for (size_t pad = 0; pad<256; pad += argc> 1 ? 15 : 1) {
			for (size_t content = 0; content < 70; content += 23) {
				tls(content, mac_lens[m], pad, false);
				if (pad)
					tls(content, mac_lens[m], pad, true);
			}
		}
	}
	for (size_t pad = 0; pad<256; pad += argc> 1 ? 51 : 1) {
		for (size_t text = 0; text < 70; text += 23) {
			hmac(CMH_ALG_SHA2_256, "SHA256", 32, text, pad);
			hmac(CMH_ALG_SHA2_384, "SHA384", 48, text, pad);
		}
	}
	return 0;
}
