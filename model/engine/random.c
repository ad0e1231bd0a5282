// SPDX-License-Identifier: Apache-2.0
/* random.c - random bytes from libcrypto's DRBG, drawn a page at a time.
 *
 * A draw costs about as much as a thousand bytes, and hosts ask for 32. What has been handed out is
 * wiped at once. The kernel empties the page in a forked child, so that no byte is given out twice.
 */
#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "model/engine/internal.h"

#define PAGE     4096
#define STRENGTH 256

struct page {
	size_t left; /* bytes still good, at the end of data */
	uint8_t data[PAGE - sizeof(size_t)];
};

struct random_pool {
	OSSL_LIB_CTX *libctx;
	struct page *page; /* NULL: no page that a fork empties */
};

int random_pool_new(OSSL_LIB_CTX *libctx, struct random_pool **out)
{
	struct random_pool *pool = calloc(1, sizeof(*pool));
	void *page;

	if (!pool)
		return -ENOMEM;
	pool->libctx = libctx;
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page != MAP_FAILED) {
		if (madvise(page, PAGE, MADV_WIPEONFORK) == 0) {
			madvise(page, PAGE, MADV_DONTDUMP);
			pool->page = page;
		} else {
			munmap(page, PAGE);
		}
	}
	*out = pool;
	return 0;
}

void random_pool_free(struct random_pool *pool)
{
	if (!pool)
		return;
	if (pool->page) {
		OPENSSL_cleanse(pool->page, PAGE);
		munmap(pool->page, PAGE);
	}
	free(pool);
}

static int draw(struct random_pool *pool, void *out, size_t len)
{
	int ok;

	/* A thread's first draw makes it known to libcrypto. */
	libcrypto_hold();
	ok = RAND_bytes_ex(pool->libctx, out, len, STRENGTH) > 0;
	libcrypto_let_go();
	return ok ? 0 : EIO;
}

int random_get(struct random_pool *pool, void *out, size_t len)
{
	struct page *page = pool->page;
	uint8_t *from;

	if (!page || len > sizeof(page->data) / 4)
		return draw(pool, out, len);
	if (page->left < len) {
		page->left = 0;
		if (draw(pool, page->data, sizeof(page->data)))
			return EIO;
		page->left = sizeof(page->data);
	}
	from = page->data + sizeof(page->data) - page->left;
	memcpy(out, from, len);
	OPENSSL_cleanse(from, len);
	page->left -= len;
	return 0;
}

int random_reseed(struct random_pool *pool)
{
	EVP_RAND_CTX *drbg;
	int ok;

	if (pool->page)
		OPENSSL_cleanse(pool->page, PAGE);
	libcrypto_hold();
	drbg = RAND_get0_public(pool->libctx);
	ok = drbg && EVP_RAND_reseed(drbg, 0, NULL, 0, NULL, 0) > 0;
	libcrypto_let_go();
	return ok ? 0 : EIO;
}
