// SPDX-License-Identifier: Apache-2.0
/* Ciphers in pieces, against OpenSSL's default provider. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "tests/unit/hard.h"
#include "tests/unit/optable.h"

TestSuite(cipher, .timeout = 60);

#define MOST 700u

static uint8_t key[32], iv[64], aad[100], text[MOST], want[MOST], got[MOST], want_tag[16], tag[16];
static struct cmh_key k = { .data = key };

static struct cmh_dev *up(uint32_t way)
{
	static const char *const uris[] = { "soft:", "soft:stride=128", "soft:threads=1" };
	struct cmh_dev *dev;

	evp_fill(key, sizeof(key), 1);
	evp_fill(iv, sizeof(iv), 2);
	evp_fill(aad, sizeof(aad), 3);
	evp_fill(text, sizeof(text), 4);
	cr_assert(eq(int, (way == 2 ? hard_open : cmh_dev_open)(uris[way], NULL, &dev), 0));
	return dev;
}

static struct cmh_cipher_ctx *new_ctx(struct cmh_dev *dev, enum cmh_alg alg, uint32_t dir, size_t iv_len)
{
	struct cmh_cipher_ctx *ctx;

	k.len = cmh_alg_get(alg)->key_len;
	cr_assert(eq(int, cmh_cipher_ctx_new(dev, alg, &ctx), 0));
	cr_assert(eq(int, cmh_cipher_ctx_init(ctx, dir, &k, iv_len ? iv : NULL, iv_len), 0), "%s",
		  cmh_errmsg());
	return ctx;
}

/* in two pieces, in place when odd, with a copy of the context doing the second one as well */
static void two_pieces(struct cmh_dev *dev, enum cmh_alg alg, uint32_t dir, size_t first, size_t len)
{
	size_t iv_len = cmh_alg_get(alg)->iv_len;
	struct cmh_cipher_ctx *ctx = new_ctx(dev, alg, dir, iv_len), *copy;
	uint8_t again[MOST], *in = text;

	evp_cipher(alg, dir, key, iv_len ? iv : NULL, text, want, len);
	if (len & 1)
		in = memcpy(got, text, len);
	memcpy(again, text, len);
	cr_assert(eq(int, cmh_cipher_ctx_update(ctx, in, got, first), 0));
	cr_assert(eq(int, cmh_cipher_ctx_dup(ctx, &copy), 0));
	cr_assert(eq(int, cmh_cipher_ctx_update(ctx, in + first, got + first, len - first), 0));
	cmh_cipher_ctx_free(ctx);
	cr_assert(eq(int, cmh_cipher_ctx_update(copy, again + first, again + first, len - first), 0));
	cmh_cipher_ctx_free(copy);
	cr_assert(zero(int, memcmp(got, want, len)), "%s %zu of %zu", cmh_alg_get(alg)->name, first, len);
	cr_assert(zero(int, memcmp(again + first, want + first, len - first)));
}

Test(cipher, two_pieces_of_every_split)
{
	for (uint32_t way = 0; way < 3; way++) {
		struct cmh_dev *dev = up(way);

		for (int a = CMH_ALG_AES_128_ECB; a <= CMH_ALG_AES_256_CTR; a++) {
			size_t unit = cmh_alg_get((enum cmh_alg)a)->block_len;
			size_t step = unit == 1 ? 1 : 16;

			for (size_t first = 0; first <= 80; first += step)
				two_pieces(dev, (enum cmh_alg)a, 1 + first / 16 % 2, first,
					   step == 1 ? 99 + first % 3 : 160);
		}
		cmh_dev_close(dev);
	}
}

static void gcm_stream(struct cmh_dev *dev, uint32_t dir, size_t iv_len, size_t aad_len, size_t first,
		       size_t len, size_t tag_len)
{
	struct cmh_cipher_ctx *ctx = new_ctx(dev, CMH_ALG_AES_256_GCM, dir, iv_len);
	const uint8_t *in = text, *right = want;

	evp_gcm(CMH_ALG_AES_256_GCM, key, iv, iv_len, aad, aad_len, text, want, len, want_tag);
	if (dir == CMH_DECRYPT) {
		in = want;
		right = text;
		memcpy(tag, want_tag, 16);
	}
	for (int message = 0; message < 2; message++) { /* the second one without another init's key */
		if (message)
			cr_assert(eq(int, cmh_cipher_ctx_init(ctx, dir, NULL, NULL, 0), 0));
		cr_assert(eq(int, cmh_cipher_ctx_aad(ctx, aad, aad_len / 3), 0));
		cr_assert(eq(int, cmh_cipher_ctx_aad(ctx, aad + aad_len / 3, aad_len - aad_len / 3), 0));
		cr_assert(eq(int, cmh_cipher_ctx_update(ctx, in, got, first), 0));
		cr_assert(eq(int, cmh_cipher_ctx_update(ctx, in + first, got + first, len - first), 0));
		cr_assert(eq(int, cmh_cipher_ctx_final(ctx, tag, tag_len), 0), "iv %zu: %s", iv_len,
			  cmh_errmsg());
		cr_assert(zero(int, memcmp(got, right, len)), "iv %zu split %zu/%zu", iv_len, first, len);
		cr_assert(zero(int, memcmp(tag, want_tag, tag_len)), "iv %zu aad %zu len %zu", iv_len,
			  aad_len, len);
	}
	cmh_cipher_ctx_free(ctx);
}

Test(cipher, gcm_streams)
{
	for (uint32_t way = 0; way < 3; way++) {
		struct cmh_dev *dev = up(way);

		for (size_t iv_len = 1; iv_len <= 64; iv_len++)
			gcm_stream(dev, 1 + iv_len % 2, iv_len, iv_len, iv_len, 150, 16);
		for (size_t first = 0; first <= 70; first++)
			gcm_stream(dev, 1 + first % 2, 12, 0, first, 70, 1 + first % 16);
		for (size_t aad_len = 0; aad_len <= 40; aad_len++)
			gcm_stream(dev, 1 + aad_len % 2, 12, aad_len, 0, 0, 16);
		cmh_dev_close(dev);
	}
}

/* J0 = GHASH(IV | lengths) is linear, so for an IV of one block it can be chosen and solved for:
 * J0 = (IV * H + L) * H, so IV = (J0 / H + L) / H, and 1 / H = H^(2^128 - 2). */
Test(cipher, gcm_counter_wraps_in_32_bits)
{
	struct cmh_dev *dev = up(0);
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	uint8_t zero[16] = { 0 }, h[16];
	int n;

	EVP_EncryptInit_ex(c, EVP_aes_256_ecb(), NULL, key, NULL);
	EVP_EncryptUpdate(c, h, &n, zero, 16);
	EVP_CIPHER_CTX_free(c);
	for (uint32_t low = 0xfffffffa; low; low++) {
		unsigned __int128 H = 0, J = 0, x, inv, r;

#define MUL(z, a, b)                                                                               \
	do {                                                                                       \
		unsigned __int128 v_ = (b), a_ = (a), z_ = 0;                                      \
		for (int i_ = 127; i_ >= 0; i_--) {                                                \
			if (a_ >> i_ & 1)                                                          \
				z_ ^= v_;                                                          \
			v_ = v_ >> 1 ^ (v_ & 1 ? (unsigned __int128)0xe1 << 120 : 0);              \
		}                                                                                  \
		(z) = z_;                                                                          \
	} while (0)
		for (int i = 0; i < 16; i++)
			H = H << 8 | h[i];
		J = (unsigned __int128)0x0123456789abcdefu << 64 | (uint64_t)0xfedcba98u << 32 | low;
		inv = (unsigned __int128)1 << 127; /* one */
		x = H;
		for (int i = 1; i < 128; i++) {
			MUL(x, x, x);
			MUL(inv, inv, x);
		}
		MUL(r, J, inv);
		r ^= 128; /* the lengths block: 16 bytes of IV */
		MUL(r, r, inv);
		for (int i = 15; i >= 0; i--, r >>= 8)
			iv[i] = (uint8_t)r;
		for (size_t first = 0; first < 50; first += 7) {
			gcm_stream(dev, CMH_ENCRYPT, 16, 5, first, 200, 16);
			gcm_stream(dev, CMH_DECRYPT, 16, 5, first, 200, 16);
		}
	}
	cmh_dev_close(dev);
}

Test(cipher, gcm_tampered)
{
	struct cmh_dev *dev = up(0);
	struct cmh_cipher_ctx *ctx = new_ctx(dev, CMH_ALG_AES_128_GCM, CMH_DECRYPT, 12);

	evp_gcm(CMH_ALG_AES_128_GCM, key, iv, 12, aad, 20, text, want, 100, want_tag);
	for (int what = 0; what < 3; what++) {
		memcpy(tag, want_tag, 16);
		cr_assert(eq(int, cmh_cipher_ctx_init(ctx, CMH_DECRYPT, NULL, iv, 12), 0));
		aad[19] ^= what == 0;
		want[99] ^= what == 1;
		tag[0] ^= what == 2;
		cr_assert(eq(int, cmh_cipher_ctx_aead(ctx, aad, 20, want, got, 100, tag, 16), -EBADMSG));
		for (int i = 0; i < 100; i++)
			cr_assert(eq(u8, got[i], 0));
		cr_assert(eq(int, cmh_cipher_ctx_aad(ctx, aad, 20), 0));
		cr_assert(eq(int, cmh_cipher_ctx_update(ctx, want, got, 100), 0));
		cr_assert(eq(int, cmh_cipher_ctx_final(ctx, tag, 16), -EBADMSG));
		aad[19] ^= what == 0;
		want[99] ^= what == 1;
	}
	cmh_cipher_ctx_free(ctx);
	cmh_dev_close(dev);
}

Test(cipher, chaining_value_and_refusals)
{
	struct cmh_dev *dev = up(0);
	struct cmh_cipher_ctx *ctx;
	uint8_t now[16];

	cr_assert(eq(int, cmh_cipher_ctx_new(dev, CMH_ALG_SHA2_256, &ctx), -EINVAL));
	cr_assert(eq(int, cmh_cipher_ctx_new(dev, CMH_ALG_AES_128_CBC, &ctx), 0));
	cr_assert(eq(int, cmh_cipher_ctx_update(ctx, text, got, 16), -EINVAL), "no key");
	k.len = 24;
	cr_assert(eq(int, cmh_cipher_ctx_init(ctx, CMH_ENCRYPT, &k, iv, 16), -EINVAL));
	k.len = 16;
	cr_assert(eq(int, cmh_cipher_ctx_init(ctx, 0, &k, iv, 16), -EINVAL));
	cr_assert(eq(int, cmh_cipher_ctx_init(ctx, CMH_ENCRYPT, &k, iv, 15), -EINVAL));
	cr_assert(eq(int, cmh_cipher_ctx_init(ctx, CMH_ENCRYPT, &k, iv, 16), 0));
	cr_assert(eq(int, cmh_cipher_ctx_update(ctx, text, got, 17), -EINVAL));
	cr_assert(eq(int, cmh_cipher_ctx_update(ctx, text, got, 48), 0));
	cr_assert(eq(int, cmh_cipher_ctx_get_iv(ctx, now, 16), 0));
	cr_assert(zero(int, memcmp(now, got + 32, 16)));
	cr_assert(eq(int, cmh_cipher_ctx_get_iv(ctx, now, 12), -EINVAL));
	cr_assert(eq(int, cmh_cipher_ctx_aad(ctx, aad, 1), -EINVAL));
	cr_assert(eq(int, cmh_cipher_ctx_final(ctx, tag, 16), -EINVAL));
	cmh_cipher_ctx_free(ctx);
	ctx = new_ctx(dev, CMH_ALG_AES_128_GCM, CMH_ENCRYPT, 12);
	cr_assert(eq(int, cmh_cipher_ctx_update(ctx, text, got, 16), 0));
	cr_assert(eq(int, cmh_cipher_ctx_aad(ctx, aad, 1), -EINVAL), "after the text");
	cr_assert(eq(int, cmh_cipher_ctx_final(ctx, tag, 17), -EINVAL));
	cr_assert(eq(int, cmh_cipher_ctx_final(ctx, tag, 0), -EINVAL));
	cmh_cipher_ctx_free(ctx);
	cmh_cipher_ctx_free(NULL);
	cmh_dev_close(dev);
}
