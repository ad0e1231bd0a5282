// SPDX-License-Identifier: Apache-2.0
/* Digests in pieces, against OpenSSL's default provider. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "tests/unit/hard.h"
#include "tests/unit/optable.h"

TestSuite(hash, .timeout = 60);

#define MOST 20000u

static uint8_t text[MOST];

static struct cmh_dev *up(uint32_t way)
{
	static const char *const uris[] = { "soft:", "soft:stride=128", "soft:threads=1" };
	struct cmh_dev *dev;

	evp_fill(text, sizeof(text), 3);
	cr_assert(eq(int, (way == 2 ? hard_open : cmh_dev_open)(uris[way], NULL, &dev), 0));
	return dev;
}

static void check(struct cmh_hash *hash, enum cmh_alg alg, size_t len, size_t out_len)
{
	uint8_t got[700], want[700];

	cr_assert(eq(int, cmh_hash_final(hash, got, out_len), 0), "%s", cmh_errmsg());
	evp_digest(alg, text, len, want, out_len);
	cr_assert(zero(int, memcmp(got, want, out_len)), "%s of %zu", cmh_alg_get(alg)->name, len);
}

Test(hash, random_splits_with_copies_in_between)
{
	uint64_t rnd = 7;

	for (uint32_t way = 0; way < 3; way++) {
		struct cmh_dev *dev = up(way);

		for (int a = CMH_ALG_SHA2_224; a <= CMH_ALG_SHAKE256; a++)
			for (int round = 0; round < 12; round++) {
				bool xof = cmh_alg_get((enum cmh_alg)a)->flags & CMH_ALG_F_XOF;
				size_t out = xof ? 1 + evp_next(&rnd) % 700 :
						   cmh_alg_get((enum cmh_alg)a)->digest_len;
				struct cmh_hash *h, *copy = NULL;
				size_t at = 0, copied = 0;

				cr_assert(eq(int, cmh_hash_new(dev, (enum cmh_alg)a, &h), 0));
				while (at < MOST) {
					size_t n = evp_next(&rnd) % (round & 1 ? 300 : 9000);

					if (n > MOST - at)
						n = MOST - at;
					cr_assert(eq(int, cmh_hash_update(h, text + at, n), 0));
					at += n;
					if (!copy && at > MOST / 2) {
						cr_assert(eq(int, cmh_hash_dup(h, &copy), 0));
						copied = at;
					}
				}
				check(h, (enum cmh_alg)a, MOST, out);
				check(copy, (enum cmh_alg)a, copied, out);
				cr_assert(eq(int, cmh_hash_final(h, text, out), -EINVAL));
				cr_assert(eq(int, cmh_hash_update(h, text, 1), -EINVAL));
				cmh_hash_reset(h);
				cr_assert(eq(int, cmh_hash_update(h, text, 5), 0));
				check(h, (enum cmh_alg)a, 5, out);
				cmh_hash_free(h);
				cmh_hash_free(copy);
			}
		cmh_dev_close(dev);
	}
}

/* Around what gathers in the library, and around blocks. */
Test(hash, lengths_at_the_edges)
{
	static const size_t edges[] = { 0, 1, 64, 72, 104, 128, 136, 144, 168, 4032, 4096, 8192 };
	struct cmh_dev *dev = up(0);

	for (int a = CMH_ALG_SHA2_224; a <= CMH_ALG_SHAKE256; a++)
		for (size_t e = 0; e < 12 * 9; e++) {
			size_t first = edges[e / 9] + e % 3, second = edges[e % 12] + e % 2;
			struct cmh_hash *h = aligned_alloc(16, cmh_hash_size());

			if (first)
				first--;
			cr_assert(eq(int, cmh_hash_init(h, dev, (enum cmh_alg)a), 0));
			cr_assert(eq(int, cmh_hash_update(h, text, first), 0));
			cr_assert(eq(int, cmh_hash_update(h, text + first, second), 0));
			check(h, (enum cmh_alg)a, first + second,
			      cmh_alg_get((enum cmh_alg)a)->digest_len);
			cmh_hash_fini(h);
			free(h);
		}
	cmh_dev_close(dev);
}

Test(hash, refusals)
{
	struct cmh_dev *dev = up(0), *bare;
	struct cmh_hash *h;
	uint8_t out[64];

	cr_assert(eq(int, cmh_hash_new(dev, CMH_ALG_AES_128_GCM, &h), -EINVAL));
	cr_assert(eq(int, cmh_hash_new(dev, (enum cmh_alg)0, &h), -EINVAL));
	cr_assert(eq(int, cmh_dev_open("soft:cores=aes", NULL, &bare), 0));
	cr_assert(eq(int, cmh_hash_new(bare, CMH_ALG_SHA2_256, &h), -EOPNOTSUPP));
	cmh_dev_close(bare);
	cr_assert(eq(int, cmh_hash_new(dev, CMH_ALG_SHA2_256, &h), 0));
	cr_assert(eq(int, cmh_hash_final(h, NULL, 32), -EINVAL));
	cr_assert(eq(int, cmh_hash_final(h, out, 31), -EINVAL));
	cmh_hash_free(h);
	cmh_hash_free(NULL);
	cmh_dev_close(dev);
}
