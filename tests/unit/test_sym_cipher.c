// SPDX-License-Identifier: Apache-2.0
/* test_sym_cipher.c - CFB, XTS, CCM, SM4 and ChaCha20 of the library, whole and in pieces, beside
 * OpenSSL's default provider, or beside the definition where that has them not. */
#include "tests/unit/sym.h"

#define MAX (3u << 20)

static uint8_t *msg, *out, *want;

static void up(void)
{
	sym_up();
	msg = malloc(MAX);
	out = malloc(MAX);
	want = malloc(MAX);
	evp_fill(msg, MAX, 9);
}

static void down(void)
{
	free(msg);
	free(out);
	free(want);
	sym_down();
}

TestSuite(sym_cipher, .init = up, .fini = down, .timeout = 120);

static const enum cmh_alg streams[] = {
	CMH_ALG_AES_128_CFB, CMH_ALG_AES_192_CFB, CMH_ALG_AES_256_CFB, CMH_ALG_SM4_CFB,
	CMH_ALG_SM4_CTR,     CMH_ALG_SM4_CBC,     CMH_ALG_SM4_ECB,     CMH_ALG_CHACHA20,
};

#define FOR_EACH(alg, list) \
	for (const enum cmh_alg *alg = (list); alg < (list) + sizeof(list) / sizeof(*(list)); alg++)

static struct cmh_key random_key(enum cmh_alg alg)
{
	static uint8_t bytes[64];

	evp_fill(bytes, sizeof(bytes), pick(1u << 30));
	return (struct cmh_key){ bytes, cmh_alg_get(alg)->key_len, 0 };
}

static size_t whole(enum cmh_alg alg, size_t len)
{
	return len - len % cmh_alg_get(alg)->block_len;
}

/* ---- streams ---- */

Test(sym_cipher, one_shot_equals_openssl)
{
	FOR_EACH(alg, streams)
	{
		for (int i = 0; i < 100; i++) {
			struct cmh_key key = random_key(*alg);
			uint32_t dir = 1 + (uint32_t)pick(2);
			size_t len = whole(*alg, pick_len(1u << 20)), shift = pick(3);
			uint8_t iv[16], *to = pick(2) ? out : out + 1;

			evp_fill(iv, 16, pick(1u << 30));
			evp_cipher(*alg, dir, key.data, iv, msg + shift, want, len);
			if (i % 5 == 0) { /* in place */
				memcpy(to, msg + shift, len);
				cr_assert(eq(int, cmh_cipher(dev, *alg, dir, &key, iv, to, to, len),
					     (int)len),
					  "%s", cmh_errmsg());
			} else {
				cr_assert(eq(int,
					     cmh_cipher(dev, *alg, dir, &key, iv, msg + shift, to,
							len),
					     (int)len),
					  "%s", cmh_errmsg());
			}
			same(to, want, len, cmh_alg_get(*alg)->name, "one shot", len);
		}
	}
}

static void stream(struct cmh_cipher_ctx *ctx, enum cmh_alg alg, size_t len, bool dups)
{
	struct cmh_cipher_ctx *other = NULL;
	size_t done = 0, at = 0;

	memset(out, 0, len);
	while (done < len) {
		size_t n = whole(alg, pick_piece(len - done));

		if (!n && len - done < 400)
			n = len - done;
		cr_assert(zero(int, cmh_cipher_ctx_update(ctx, msg + done, out + done, n)), "%s",
			  cmh_errmsg());
		done += n;
		if (dups && !other && !pick(3)) {
			at = done;
			cr_assert(zero(int, cmh_cipher_ctx_dup(ctx, &other)));
		}
	}
	same(out, want, len, cmh_alg_get(alg)->name, "stream", len);
	if (!other)
		return;
	memset(out + at, 0, len - at);
	cr_assert(zero(int, cmh_cipher_ctx_update(other, msg + at, out + at, len - at)));
	same(out, want, len, cmh_alg_get(alg)->name, "dup", len);
	cmh_cipher_ctx_free(other);
}

Test(sym_cipher, streams_equal_openssl)
{
	struct cmh_cipher_ctx *ctx;

	FOR_EACH(alg, streams)
	{
		cr_assert(zero(int, cmh_cipher_ctx_new(dev, *alg, &ctx)));
		for (int i = 0; i < 60; i++) {
			struct cmh_key key = random_key(*alg);
			uint32_t dir = 1 + (uint32_t)pick(2);
			size_t len = whole(*alg, pick_len(i % 10 ? 70000 : MAX));
			uint8_t iv[16];

			evp_fill(iv, 16, pick(1u << 30));
			evp_cipher(*alg, dir, key.data, iv, msg, want, len);
			cr_assert(zero(int, cmh_cipher_ctx_init(ctx, dir, &key, iv,
								cmh_alg_get(*alg)->iv_len)));
			stream(ctx, *alg, len, i & 1);
		}
		cmh_cipher_ctx_free(ctx);
	}
}

/* The core counts in 32 bits; what OpenSSL makes of the carry is what a stream gives. */
Test(sym_cipher, chacha20_counter_wraps_as_in_openssl)
{
	struct cmh_key key = random_key(CMH_ALG_CHACHA20);
	struct cmh_cipher_ctx *ctx;
	uint8_t iv[16];

	cr_assert(zero(int, cmh_cipher_ctx_new(dev, CMH_ALG_CHACHA20, &ctx)));
	for (uint32_t before = 0; before < 4; before++) {
		evp_fill(iv, 16, before);
		memset(iv, 0xff, 4);
		iv[0] = (uint8_t)(0xff - before);
		evp_cipher(CMH_ALG_CHACHA20, CMH_ENCRYPT, key.data, iv, msg, want, 1000);
		for (int i = 0; i < 5; i++) {
			cr_assert(zero(int, cmh_cipher_ctx_init(ctx, CMH_ENCRYPT, &key, iv, 16)));
			stream(ctx, CMH_ALG_CHACHA20, 1000, true);
		}
		cr_assert(eq(int,
			     cmh_cipher(dev, CMH_ALG_CHACHA20, CMH_ENCRYPT, &key, iv, msg, out,
					64 * (before + 1)),
			     (int)(64 * (before + 1))));
		cr_assert(eq(int,
			     cmh_cipher(dev, CMH_ALG_CHACHA20, CMH_ENCRYPT, &key, iv, msg, out,
					64 * (before + 1) + 1),
			     -EMSGSIZE));
	}
	cmh_cipher_ctx_free(ctx);
}

/* Both halves of SM4's counter, too. */
Test(sym_cipher, sm4_ctr_counts_in_128_bits)
{
	struct cmh_key key = random_key(CMH_ALG_SM4_CTR);
	struct cmh_cipher_ctx *ctx;
	uint8_t iv[16];

	cr_assert(zero(int, cmh_cipher_ctx_new(dev, CMH_ALG_SM4_CTR, &ctx)));
	for (int before = 0; before < 4; before++) {
		memset(iv, 0xff, 16);
		iv[3] = 0;
		iv[15] = (uint8_t)(0xff - before);
		evp_cipher(CMH_ALG_SM4_CTR, CMH_ENCRYPT, key.data, iv, msg, want, 333);
		cr_assert(eq(int,
			     cmh_cipher(dev, CMH_ALG_SM4_CTR, CMH_ENCRYPT, &key, iv, msg, out, 333),
			     333));
		same(out, want, 333, "sm4-ctr", "wrap", (size_t)before);
		cr_assert(zero(int, cmh_cipher_ctx_init(ctx, CMH_ENCRYPT, &key, iv, 16)));
		stream(ctx, CMH_ALG_SM4_CTR, 333, true);
	}
	cmh_cipher_ctx_free(ctx);
}

/* ---- XTS ---- */

static const enum cmh_alg xts[] = { CMH_ALG_AES_128_XTS, CMH_ALG_AES_256_XTS, CMH_ALG_AES_192_XTS,
				    CMH_ALG_SM4_XTS };

static void ecb(enum cmh_alg alg, uint32_t dir, const uint8_t *key, const uint8_t *in, uint8_t *to)
{
	evp_cipher(alg, dir, key, NULL, in, to, 16);
}

static void twice(uint8_t t[16])
{
	uint8_t carry = t[15] >> 7;

	for (int i = 15; i; i--)
		t[i] = (uint8_t)(t[i] << 1 | t[i - 1] >> 7);
	t[0] = (uint8_t)(t[0] << 1) ^ (carry ? 0x87 : 0);
}

static void xts_block(enum cmh_alg alg, uint32_t dir, const uint8_t *key, const uint8_t t[16],
		      const uint8_t in[16], uint8_t to[16])
{
	uint8_t x[16];

	for (int i = 0; i < 16; i++)
		x[i] = in[i] ^ t[i];
	ecb(alg, dir, key, x, x);
	for (int i = 0; i < 16; i++)
		to[i] = x[i] ^ t[i];
}

/* IEEE 1619 clause 5, as it stands there; under is the cipher in ECB. */
static void ref_xts(enum cmh_alg under, uint32_t dir, const uint8_t *key, size_t half,
		    const uint8_t *iv, const uint8_t *in, uint8_t *to, size_t len)
{
	uint8_t t[16], next[16], cc[16], pp[16];
	size_t blocks = len / 16, part = len % 16;

	ecb(under, CMH_ENCRYPT, key + half, iv, t);
	for (size_t i = 0; i < blocks - (part != 0); i++, twice(t))
		xts_block(under, dir, key, t, in + 16 * i, to + 16 * i);
	if (!part)
		return;
	memcpy(next, t, 16);
	twice(next);
	in += 16 * (blocks - 1);
	to += 16 * (blocks - 1);
	xts_block(under, dir, key, dir == CMH_ENCRYPT ? t : next, in, cc);
	memcpy(pp, in + 16, part);
	memcpy(pp + part, cc + part, 16 - part);
	xts_block(under, dir, key, dir == CMH_ENCRYPT ? next : t, pp, to);
	memcpy(to + 16, cc, part);
}

static void expect_xts(enum cmh_alg alg, uint32_t dir, const struct cmh_key *key, const uint8_t *iv,
		       size_t len)
{
	enum cmh_alg under = alg == CMH_ALG_SM4_XTS     ? CMH_ALG_SM4_ECB :
			     alg == CMH_ALG_AES_192_XTS ? CMH_ALG_AES_192_ECB :
							  CMH_ALG_NONE;

	if (under)
		ref_xts(under, dir, key->data, key->len / 2, iv, msg, want, len);
	else
		evp_cipher(alg, dir, key->data, iv, msg, want, len);
}

Test(sym_cipher, xts_of_every_length)
{
	FOR_EACH(alg, xts)
	{
		for (size_t len = 16; len < 300; len += len < 100 ? 1 : 7) {
			for (uint32_t dir = CMH_DECRYPT; dir <= CMH_ENCRYPT; dir++) {
				struct cmh_key key = random_key(*alg);
				uint8_t iv[16];

				evp_fill(iv, 16, len);
				expect_xts(*alg, dir, &key, iv, len);
				cr_assert(eq(int,
					     cmh_cipher(dev, *alg, dir, &key, iv, msg, out, len),
					     (int)len),
					  "%s", cmh_errmsg());
				same(out, want, len, cmh_alg_get(*alg)->name, "xts", len);
				memcpy(out, msg, len);
				cr_assert(eq(int,
					     cmh_cipher(dev, *alg, dir, &key, iv, out, out, len),
					     (int)len));
				same(out, want, len, cmh_alg_get(*alg)->name, "in place", len);
			}
		}
	}
}

Test(sym_cipher, xts_of_large_units_and_errors)
{
	struct cmh_key key = random_key(CMH_ALG_AES_256_XTS);
	struct cmh_cipher_ctx *ctx;
	uint8_t iv[16] = { 1 };

	for (size_t len = MAX - 17; len <= MAX; len++) {
		expect_xts(CMH_ALG_AES_256_XTS, CMH_ENCRYPT, &key, iv, len);
		cr_assert(eq(int,
			     cmh_cipher(dev, CMH_ALG_AES_256_XTS, CMH_ENCRYPT, &key, iv, msg, out,
					len),
			     (int)len),
			  "%s", cmh_errmsg());
		same(out, want, len, "aes-256-xts", "large", len);
	}
	for (size_t len = 0; len < 16; len++)
		cr_assert(eq(int,
			     cmh_cipher(dev, CMH_ALG_AES_256_XTS, CMH_ENCRYPT, &key, iv, msg, out,
					len),
			     -EINVAL));
	cr_assert(eq(int, cmh_cipher(dev, CMH_ALG_AES_128_XTS, CMH_ENCRYPT, &key, iv, msg, out, 16),
		     -EINVAL),
		  "key length");
	cr_assert(eq(int, cmh_cipher_ctx_new(dev, CMH_ALG_AES_128_XTS, &ctx), -EINVAL));
}

/* ---- CCM ---- */

static const enum cmh_alg ccm[] = { CMH_ALG_AES_128_CCM, CMH_ALG_AES_192_CCM, CMH_ALG_AES_256_CCM,
				    CMH_ALG_SM4_CCM };

/* SP 800-38C on SM4, from its CBC and CTR. */
static void ref_ccm(const uint8_t *key, const uint8_t *nonce, size_t nonce_len, const uint8_t *aad,
		    size_t aad_len, const uint8_t *in, uint8_t *to, size_t len, uint8_t *tag,
		    size_t tag_len)
{
	static uint8_t b[8192], c[8192];
	uint8_t a0[16] = { 0 }, zeros[16] = { 0 }, s0[16], q = (uint8_t)(15 - nonce_len);
	size_t at = 16;

	memset(b, 0, sizeof(b));
	b[0] = (uint8_t)((aad_len ? 64 : 0) | (tag_len - 2) / 2 << 3 | (q - 1));
	memcpy(b + 1, nonce, nonce_len);
	b[15] = (uint8_t)len;
	b[14] = (uint8_t)(len >> 8);
	if (aad_len) {
		b[16] = (uint8_t)(aad_len >> 8);
		b[17] = (uint8_t)aad_len;
		memcpy(b + 18, aad, aad_len);
		at = (18 + aad_len + 15) / 16 * 16;
	}
	memcpy(b + at, in, len);
	at += (len + 15) / 16 * 16;
	evp_cipher(CMH_ALG_SM4_CBC, CMH_ENCRYPT, key, zeros, b, c, at);
	a0[0] = (uint8_t)(q - 1);
	memcpy(a0 + 1, nonce, nonce_len);
	memset(b, 0, 16);
	memcpy(b + 16, in, len);
	evp_cipher(CMH_ALG_SM4_CTR, CMH_ENCRYPT, key, a0, b, b, 16 + len);
	memcpy(s0, b, 16);
	memcpy(to, b + 16, len);
	for (size_t i = 0; i < tag_len; i++)
		tag[i] = c[at - 16 + i] ^ s0[i];
}

static void evp_ccm(enum cmh_alg alg, const uint8_t *key, const uint8_t *nonce, size_t nonce_len,
		    const uint8_t *aad, size_t aad_len, const uint8_t *in, uint8_t *to, size_t len,
		    uint8_t *tag, size_t tag_len)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	char name[64];
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, evp_name(alg, name), "provider=default");
	int n;

	evp_must(cipher && EVP_EncryptInit_ex2(ctx, cipher, NULL, NULL, NULL) &&
		 EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, (int)nonce_len, NULL) &&
		 EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, (int)tag_len, NULL) &&
		 EVP_EncryptInit_ex2(ctx, NULL, key, nonce, NULL) &&
		 EVP_EncryptUpdate(ctx, NULL, &n, NULL, (int)len));
	if (aad_len)
		evp_must(EVP_EncryptUpdate(ctx, NULL, &n, aad, (int)aad_len));
	evp_must(EVP_EncryptUpdate(ctx, to, &n, in, (int)len) && EVP_EncryptFinal_ex(ctx, to, &n) &&
		 EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, (int)tag_len, tag));
	EVP_CIPHER_free(cipher);
	EVP_CIPHER_CTX_free(ctx);
}

static int seal(enum cmh_alg alg, const struct cmh_key *key, const uint8_t *nonce, size_t nonce_len,
		const uint8_t *aad, size_t aad_len, size_t len, uint8_t *tag, size_t tag_len)
{
	return cmh_aead(dev, alg, CMH_ENCRYPT, key, nonce, nonce_len, aad, aad_len, msg, out, len,
			tag, tag_len);
}

/* Opens what was sealed into want; then with one bit of some part of the message changed. */
static void check_open(enum cmh_alg alg, const struct cmh_key *key, uint8_t *nonce,
		       size_t nonce_len, uint8_t *aad, size_t aad_len, size_t len, uint8_t *tag,
		       size_t tag_len)
{
	uint8_t *parts[] = { tag + pick(tag_len), nonce + pick(nonce_len), aad + pick(aad_len + 1),
			     want + pick(len + 1) };
	const char *name = cmh_alg_get(alg)->name;
	static const uint8_t zeros[3000];
	uint8_t *part, bit;

	memset(out, 0xee, len);
	cr_assert(eq(int,
		     cmh_aead(dev, alg, CMH_DECRYPT, key, nonce, nonce_len, aad, aad_len, want, out,
			      len, tag, tag_len),
		     (int)len),
		  "%s: %s", name, cmh_errmsg());
	same(out, msg, len, name, "open", len);
	part = parts[pick(4)];
	if (part == aad + aad_len || part == want + len)
		part = tag;
	bit = (uint8_t)(1 << pick(8));
	*part ^= bit;
	memset(out, 0, len);
	cr_assert(eq(int,
		     cmh_aead(dev, alg, CMH_DECRYPT, key, nonce, nonce_len, aad, aad_len, want, out,
			      len, tag, tag_len),
		     -EBADMSG),
		  "%s, %zu and %zu", name, aad_len, len);
	same(out, zeros, len, name, "wiped", len);
	*part ^= bit;
}

/* All nonces and tags, the tag of 10 bytes among them, which the AES core lacks. */
Test(sym_cipher, ccm_of_every_shape)
{
	uint8_t nonce[13], aad[600], tag[16], want_tag[16];

	FOR_EACH(alg, ccm)
	{
		for (int i = 0; i < 300; i++) {
			struct cmh_key key = random_key(*alg);
			size_t nonce_len = 7 + pick(7), tag_len = 4 + 2 * pick(7);
			size_t aad_len = pick(3) ? pick(600) : 0;
			size_t len = pick(4) ? pick_len(3000) : 0;

			if (i % 20 == 0)
				aad_len = len = 0; /* refused by the core */
			if (i % 20 == 1)
				tag_len = 10;
			evp_fill(nonce, sizeof(nonce), pick(1u << 30));
			evp_fill(aad, sizeof(aad), pick(1u << 30));
			if (*alg == CMH_ALG_SM4_CCM)
				ref_ccm(key.data, nonce, nonce_len, aad, aad_len, msg, want, len,
					want_tag, tag_len);
			else
				evp_ccm(*alg, key.data, nonce, nonce_len, aad, aad_len, msg, want,
					len, want_tag, tag_len);
			cr_assert(eq(int,
				     seal(*alg, &key, nonce, nonce_len, aad, aad_len, len, tag,
					  tag_len),
				     (int)len),
				  "%s", cmh_errmsg());
			same(out, want, len, cmh_alg_get(*alg)->name, "ccm", len);
			same(tag, want_tag, tag_len, cmh_alg_get(*alg)->name, "tag", tag_len);
			check_open(*alg, &key, nonce, nonce_len, aad, aad_len, len, tag, tag_len);
		}
	}
}

/* AAD whose length takes six bytes; the way round, and in place. */
Test(sym_cipher, ccm_of_long_aad_and_text)
{
	uint8_t tag[16], want_tag[16], nonce[12] = { 3 };
	struct cmh_key key = random_key(CMH_ALG_AES_256_CCM);

	for (size_t aad_len = 0xfeff; aad_len <= 0xff01; aad_len++) {
		for (size_t tag_len = 8; tag_len <= 10; tag_len += 2) {
			size_t len = 500000 + aad_len;

			evp_ccm(CMH_ALG_AES_256_CCM, key.data, nonce, 12, msg + 7, aad_len, msg,
				want, len, want_tag, tag_len);
			cr_assert(eq(int,
				     seal(CMH_ALG_AES_256_CCM, &key, nonce, 12, msg + 7, aad_len,
					  len, tag, tag_len),
				     (int)len),
				  "%s", cmh_errmsg());
			same(out, want, len, "aes-256-ccm", "long", len);
			same(tag, want_tag, tag_len, "aes-256-ccm", "tag", tag_len);
			cr_assert(eq(int,
				     cmh_aead(dev, CMH_ALG_AES_256_CCM, CMH_DECRYPT, &key, nonce,
					      12, msg + 7, aad_len, out, out, len, tag, tag_len),
				     (int)len));
			same(out, msg, len, "aes-256-ccm", "opened in place", len);
			memcpy(out, msg, len);
			cr_assert(eq(int,
				     cmh_aead(dev, CMH_ALG_AES_256_CCM, CMH_ENCRYPT, &key, nonce,
					      12, msg + 7, aad_len, out, out, len, tag, tag_len),
				     (int)len));
			same(out, want, len, "aes-256-ccm", "sealed in place", len);
		}
	}
}

/* More than the core takes at once; both the text and the AAD may be what is too long. */
Test(sym_cipher, ccm_of_more_than_a_request)
{
	static const size_t shapes[][2] = {
		{ CMH_AEAD_MAX, 1 }, { CMH_AEAD_MAX + 1, 0 },   { CMH_AEAD_MAX + 17, 0xff01 },
		{ 5, CMH_AEAD_MAX }, { 0, CMH_AEAD_MAX + 100 }, { 3000000, 31 },
	};
	struct cmh_key key = random_key(CMH_ALG_AES_192_CCM);
	uint8_t tag[16], want_tag[16], nonce[11] = { 9 };

	for (size_t shape = 0; shape < sizeof(shapes) / sizeof(*shapes); shape++) {
		size_t len = shapes[shape][0], aad_len = shapes[shape][1];
		const int dec = CMH_DECRYPT;

		evp_ccm(CMH_ALG_AES_192_CCM, key.data, nonce, 11, msg + 3, aad_len, msg, want, len,
			want_tag, 12);
		cr_assert(eq(int,
			     seal(CMH_ALG_AES_192_CCM, &key, nonce, 11, msg + 3, aad_len, len, tag,
				  12),
			     (int)len),
			  "%s", cmh_errmsg());
		same(out, want, len, "aes-192-ccm", "sealed", len);
		same(tag, want_tag, 12, "aes-192-ccm", "tag", len);
		cr_assert(eq(int,
			     cmh_aead(dev, CMH_ALG_AES_192_CCM, dec, &key, nonce, 11, msg + 3,
				      aad_len, out, out, len, tag, 12),
			     (int)len));
		same(out, msg, len, "aes-192-ccm", "opened in place", len);
		tag[11] ^= 1;
		cr_assert(eq(int,
			     cmh_aead(dev, CMH_ALG_AES_192_CCM, dec, &key, nonce, 11, msg + 3,
				      aad_len, want, out, len, tag, 12),
			     -EBADMSG));
		for (size_t i = 0; i < len; i++)
			cr_assert(zero(int, out[i]), "byte %zu of %zu is left", i, len);
	}
	/* a nonce of 13 bytes leaves two for the length */
	cr_assert(eq(int,
		     seal(CMH_ALG_AES_192_CCM, &key, tag, 13, NULL, 0, CMH_AEAD_MAX + 1, want_tag,
			  12),
		     -EMSGSIZE));
}

Test(sym_cipher, ccm_errors)
{
	struct cmh_key key = random_key(CMH_ALG_AES_128_CCM);
	struct cmh_cipher_ctx *ctx;
	uint8_t nonce[16] = { 0 }, tag[16];

	for (size_t n = 0; n <= 16; n++)
		if (n < 7 || n > 13)
			cr_assert(eq(int,
				     seal(CMH_ALG_AES_128_CCM, &key, nonce, n, msg, 1, 1, tag, 16),
				     -EINVAL),
				  "nonce %zu", n);
	for (size_t n = 0; n <= 18; n++)
		cr_assert(eq(int, seal(CMH_ALG_AES_128_CCM, &key, nonce, 12, msg, 1, 1, tag, n),
			     n % 2 || n < 4 || n > 16 ? -EINVAL : 1),
			  "tag %zu", n);
	cr_assert(eq(int, seal(CMH_ALG_AES_128_CCM, &key, nonce, 13, msg, 1, 65536, tag, 16),
		     -EMSGSIZE));
	cr_assert(
		eq(int, seal(CMH_ALG_AES_128_CCM, &key, nonce, 13, msg, 1, 65535, tag, 16), 65535));
	cr_assert(zero(int, cmh_cipher_ctx_new(dev, CMH_ALG_AES_128_CCM, &ctx)));
	cr_assert(zero(int, cmh_cipher_ctx_init(ctx, CMH_ENCRYPT, &key, nonce, 9)));
	cr_assert(eq(int, cmh_cipher_ctx_aad(ctx, msg, 1), -EOPNOTSUPP));
	cr_assert(eq(int, cmh_cipher_ctx_update(ctx, msg, out, 1), -EOPNOTSUPP));
	cr_assert(eq(int, cmh_cipher_ctx_final(ctx, tag, 16), -EOPNOTSUPP));
	cr_assert(zero(int, cmh_cipher_ctx_aead(ctx, msg, 5, msg, out, 100, tag, 10)), "%s",
		  cmh_errmsg());
	evp_ccm(CMH_ALG_AES_128_CCM, key.data, nonce, 9, msg, 5, msg, want, 100, want + 100, 10);
	same(out, want, 100, "aes-128-ccm", "by context", 100);
	same(tag, want + 100, 10, "aes-128-ccm", "tag by context", 10);
	cmh_cipher_ctx_free(ctx);
}

/* ---- ChaCha20-Poly1305, SM4-GCM ---- */

/* SP 800-38D on SM4: GHASH bit by bit. */
static void gmul(uint8_t x[16], const uint8_t h[16])
{
	uint8_t z[16] = { 0 }, v[16];

	memcpy(v, h, 16);
	for (int i = 0; i < 128; i++) {
		uint8_t lsb = v[15] & 1;

		if (x[i / 8] >> (7 - i % 8) & 1)
			for (int j = 0; j < 16; j++)
				z[j] ^= v[j];
		for (int j = 15; j; j--)
			v[j] = (uint8_t)(v[j] >> 1 | v[j - 1] << 7);
		v[0] = (uint8_t)(v[0] >> 1) ^ (lsb ? 0xe1 : 0);
	}
	memcpy(x, z, 16);
}

static void ghash(uint8_t y[16], const uint8_t h[16], const uint8_t *in, size_t len)
{
	for (size_t i = 0; i < len; i += 16) {
		for (size_t j = 0; j < 16 && i + j < len; j++)
			y[j] ^= in[i + j];
		gmul(y, h);
	}
}

static void ref_sm4_gcm(const uint8_t *key, const uint8_t *iv, const uint8_t *aad, size_t aad_len,
			const uint8_t *in, uint8_t *to, size_t len, uint8_t tag[16])
{
	uint8_t h[16] = { 0 }, ctr[16] = { 0 }, y[16] = { 0 }, lens[16] = { 0 };

	evp_cipher(CMH_ALG_SM4_ECB, CMH_ENCRYPT, key, NULL, h, h, 16);
	memcpy(ctr, iv, 12);
	ctr[15] = 2;
	evp_cipher(CMH_ALG_SM4_CTR, CMH_ENCRYPT, key, ctr, in, to, len);
	ghash(y, h, aad, aad_len);
	ghash(y, h, to, len);
	for (int i = 0; i < 4; i++) {
		lens[7 - i] = (uint8_t)(aad_len * 8 >> 8 * i);
		lens[15 - i] = (uint8_t)(len * 8 >> 8 * i);
	}
	ghash(y, h, lens, 16);
	ctr[15] = 1;
	evp_cipher(CMH_ALG_SM4_ECB, CMH_ENCRYPT, key, NULL, ctr, tag, 16);
	for (int i = 0; i < 16; i++)
		tag[i] ^= y[i];
}

static void expect_aead(enum cmh_alg alg, const uint8_t *key, const uint8_t *nonce,
			const uint8_t *aad, size_t aad_len, size_t len, uint8_t tag[16])
{
	if (alg == CMH_ALG_SM4_GCM)
		ref_sm4_gcm(key, nonce, aad, aad_len, msg, want, len, tag);
	else
		evp_gcm(alg, key, nonce, 12, aad, aad_len, msg, want, len, tag);
}

static const enum cmh_alg aead16[] = { CMH_ALG_CHACHA20_POLY1305, CMH_ALG_SM4_GCM };

Test(sym_cipher, aead_of_every_shape)
{
	uint8_t nonce[12], aad[600], tag[16], want_tag[16];

	FOR_EACH(alg, aead16)
	{
		for (int i = 0; i < 300; i++) {
			struct cmh_key key = random_key(*alg);
			size_t aad_len = pick(3) ? pick(600) : 0;
			size_t len = pick(4) ? pick_len(3000) : 0;

			if (i % 20 == 0)
				aad_len = len = 0;
			evp_fill(nonce, sizeof(nonce), pick(1u << 30));
			evp_fill(aad, sizeof(aad), pick(1u << 30));
			expect_aead(*alg, key.data, nonce, aad, aad_len, len, want_tag);
			cr_assert(eq(int, seal(*alg, &key, nonce, 12, aad, aad_len, len, tag, 16),
				     (int)len),
				  "%s", cmh_errmsg());
			same(out, want, len, cmh_alg_get(*alg)->name, "text", len);
			same(tag, want_tag, 16, cmh_alg_get(*alg)->name, "tag", len);
			check_open(*alg, &key, nonce, 12, aad, aad_len, len, tag, 16);
		}
		for (size_t n = 0; n < 16; n++)
			cr_assert(eq(int,
				     seal(*alg,
					  &(struct cmh_key){ msg, cmh_alg_get(*alg)->key_len, 0 },
					  nonce, 12, aad, 1, 1, tag, n),
				     -EINVAL));
		cr_assert(eq(int,
			     seal(*alg, &(struct cmh_key){ msg, cmh_alg_get(*alg)->key_len, 0 },
				  nonce, 8, aad, 1, 1, tag, 16),
			     -EINVAL));
	}
}

Test(sym_cipher, aead_streams)
{
	uint8_t nonce[12], tag[16], want_tag[16];
	struct cmh_cipher_ctx *ctx;

	FOR_EACH(alg, aead16)
	{
		cr_assert(zero(int, cmh_cipher_ctx_new(dev, *alg, &ctx)));
		for (int i = 0; i < 60; i++) {
			struct cmh_key key = random_key(*alg);
			size_t aad_len = pick(3) ? pick(600) : 0;
			size_t len = pick(5) ? pick_len(i % 10 || *alg == CMH_ALG_SM4_GCM ? 20000 :
											    MAX) :
					       0;

			evp_fill(nonce, sizeof(nonce), pick(1u << 30));
			expect_aead(*alg, key.data, nonce, msg + 1, aad_len, len, want_tag);
			cr_assert(
				zero(int, cmh_cipher_ctx_init(ctx, CMH_ENCRYPT, &key, nonce, 12)));
			for (size_t done = 0, n; done < aad_len; done += n) {
				n = pick_piece(aad_len - done);
				cr_assert(zero(int, cmh_cipher_ctx_aad(ctx, msg + 1 + done, n)));
			}
			stream(ctx, *alg, len, i & 1);
			cr_assert(zero(int, cmh_cipher_ctx_final(ctx, tag, 16)), "%s",
				  cmh_errmsg());
			same(tag, want_tag, 16, cmh_alg_get(*alg)->name, "stream tag", len);

			cr_assert(
				zero(int, cmh_cipher_ctx_init(ctx, CMH_DECRYPT, NULL, nonce, 12)));
			cr_assert(zero(int, cmh_cipher_ctx_aad(ctx, msg + 1, aad_len)));
			cr_assert(zero(int, cmh_cipher_ctx_update(ctx, want, want, len)));
			tag[pick(16)] ^= (uint8_t)(i % 2 << pick(8));
			cr_assert(
				eq(int, cmh_cipher_ctx_final(ctx, tag, 16), i % 2 ? -EBADMSG : 0));
			same(want, msg, len, cmh_alg_get(*alg)->name, "opened", len);
		}
		cmh_cipher_ctx_free(ctx);
	}
}

/* ---- everything on rings with other geometries ---- */

Test(sym_cipher, small_slots_and_shallow_rings_do)
{
	static const char *const uris[] = { "soft:stride=128", "soft:stride=256,threads=2",
					    "soft:slots=32,stride=1024", "soft:revision=cri" };
	uint8_t nonce[12] = { 5 }, tag[16], want_tag[16];
	struct cmh_dev *embedded = dev;

	for (int u = 0; u < 4; u++) {
		cr_assert(zero(int, cmh_dev_open(uris[u], NULL, &dev)), "%s", cmh_errmsg());
		for (size_t len = 0; len < 5000; len = len * 2 + 17) {
			struct cmh_key key = random_key(CMH_ALG_AES_128_CCM);

			for (size_t tag_len = 8; tag_len <= 10; tag_len += 2) {
				evp_ccm(CMH_ALG_AES_128_CCM, key.data, nonce, 12, msg, len, msg,
					want, len, want_tag, tag_len);
				cr_assert(eq(int,
					     seal(CMH_ALG_AES_128_CCM, &key, nonce, 12, msg, len,
						  len, tag, tag_len),
					     (int)len),
					  "%s", cmh_errmsg());
				same(out, want, len, uris[u], "ccm", len);
				same(tag, want_tag, tag_len, uris[u], "tag", len);
			}
			FOR_EACH(alg, aead16)
			{
				key = random_key(*alg);
				expect_aead(*alg, key.data, nonce, msg, 20, len, want_tag);
				cr_assert(eq(int,
					     seal(*alg, &key, nonce, 12, msg, 20, len, tag, 16),
					     (int)len),
					  "%s", cmh_errmsg());
				same(out, want, len, uris[u], "aead", len);
				same(tag, want_tag, 16, uris[u], "tag", len);
			}
		}
		cmh_dev_close(dev);
	}
	dev = embedded;
}
