/* SPDX-License-Identifier: Apache-2.0 */
/* sym.h - what the suites of the library's symmetric operations share: a device, random bytes,
 * EVP's MACs. */
#ifndef CMH_TESTS_UNIT_SYM_H
#define CMH_TESTS_UNIT_SYM_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <cmh/cmh.h>

#include "tests/unit/evp.h"

static struct cmh_dev *dev;
static uint64_t seed = 88172645463325252ull;

static inline void sym_up(void)
{
	cr_assert(zero(int, cmh_dev_open("soft:", NULL, &dev)), "%s", cmh_errmsg());
}

static inline void sym_down(void)
{
	cmh_dev_close(dev);
}

/* A number below n. */
static inline size_t pick(size_t n)
{
	return (size_t)(evp_next(&seed) >> 11) % n;
}

/* Mostly small, now and then up to most. */
static inline size_t pick_len(size_t most)
{
	size_t kind = pick(8);

	return kind < 5 ? pick(300) % (most + 1) :
	       kind < 7 ? pick(5000) % (most + 1) :
			  pick(most + 1);
}

/* Cuts len into pieces: the next one's length. */
static inline size_t pick_piece(size_t left)
{
	size_t n = pick(4) ? pick(200) : pick(left + 1);

	return n < left ? n : left;
}

static inline void same(const void *got, const void *want, size_t len, const char *name,
			const char *what, size_t detail)
{
	cr_assert(zero(int, memcmp(got, want, len)), "%s: %s %zu", name, what, detail);
}

/* A MAC of OpenSSL's default provider. sub: digest or cipher, or NULL. */
static inline void evp_mac(const char *type, const char *sub, const char *sub_key, const void *key,
			   size_t key_len, const void *custom, size_t custom_len, bool xof,
			   const void *in, size_t len, void *out, size_t out_len)
{
	EVP_MAC *mac = EVP_MAC_fetch(NULL, type, "provider=default");
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);
	OSSL_PARAM param[5], *p = param;
	int is_xof = xof;
	size_t n;

	if (sub)
		*p++ = OSSL_PARAM_construct_utf8_string(sub_key, (char *)sub, 0);
	if (!strncmp(type, "KMAC", 4)) {
		*p++ = OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_CUSTOM, (void *)custom,
							 custom_len);
		*p++ = OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &out_len);
		*p++ = OSSL_PARAM_construct_int(OSSL_MAC_PARAM_XOF, &is_xof);
	}
	*p = OSSL_PARAM_construct_end();
	evp_must(ctx && EVP_MAC_init(ctx, key, key_len, param) && EVP_MAC_update(ctx, in, len) &&
		 EVP_MAC_final(ctx, out, &n, out_len));
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
}

#endif
