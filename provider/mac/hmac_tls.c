// SPDX-License-Identifier: Apache-2.0
/* hmac_tls.c - HMAC-SHA-2 over a text of secret length.
 *
 * The hub's time depends on how much it hashes, so this is computed here: every block that may be
 * the last one is built by masks, with the padding of SHA-2 where the text would end, and given to
 * the compression function of libcrypto; the state after the block that was the last one is kept.
 */
#include <string.h>

#define OPENSSL_SUPPRESS_DEPRECATED /* the compression functions alone have no newer interface */
#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "ct.h"
#include "hmac_tls.h"

#define BLOCK_MAX SHA512_CBLOCK
#define PAD_MAX   256u

struct sha2 {
	size_t block;
	size_t size;  /* of the digest */
	size_t words; /* bytes of a word of the state */
	size_t count; /* bytes of the length at the end of the padding */
};

union state {
	SHA256_CTX s256;
	SHA512_CTX s512;
};

static const struct sha2 *sha2_of(enum cmh_alg digest)
{
	static const struct sha2 sha224 = { SHA256_CBLOCK, 28, 4, 8 };
	static const struct sha2 sha256 = { SHA256_CBLOCK, 32, 4, 8 };
	static const struct sha2 sha384 = { SHA512_CBLOCK, 48, 8, 16 };
	static const struct sha2 sha512 = { SHA512_CBLOCK, 64, 8, 16 };

	switch (digest) {
	case CMH_ALG_SHA2_224: return &sha224;
	case CMH_ALG_SHA2_256: return &sha256;
	case CMH_ALG_SHA2_384: return &sha384;
	case CMH_ALG_SHA2_512: return &sha512;
	default: return NULL;
	}
}

static void start(const struct sha2 *sha, union state *s)
{
	switch (sha->size) {
	case 28: SHA224_Init(&s->s256); break;
	case 32: SHA256_Init(&s->s256); break;
	case 48: SHA384_Init(&s->s512); break;
	default: SHA512_Init(&s->s512); break;
	}
}

static void compress(const struct sha2 *sha, union state *s, const uint8_t *block)
{
	if (sha->words == 4)
		SHA256_Transform(&s->s256, block);
	else
		SHA512_Transform(&s->s512, block);
}

static uint8_t state_byte(const struct sha2 *sha, const union state *s, size_t i)
{
	const size_t shift = 8 * (sha->words - 1 - i % sha->words);

	if (sha->words == 4)
		return (uint8_t)(s->s256.h[i / 4] >> shift);
	return (uint8_t)(s->s512.h[i / 8] >> shift);
}

/* The digest of block and, behind it, in: lengths are no secrets. */
static void hash_two(const struct sha2 *sha, const uint8_t *block, const uint8_t *in, size_t len,
		     uint8_t *out)
{
	union state s;

	start(sha, &s);
	if (sha->words == 4) {
		SHA256_Update(&s.s256, block, sha->block);
		SHA256_Update(&s.s256, in, len);
		SHA256_Final(out, &s.s256); /* SHA-224 knows its length */
	} else {
		SHA512_Update(&s.s512, block, sha->block);
		SHA512_Update(&s.s512, in, len);
		SHA512_Final(out, &s.s512);
	}
	OPENSSL_cleanse(&s, sizeof(s));
}

/* The message of the inner digest behind the key's block. */
struct message {
	const uint8_t *header;
	const uint8_t *text;
	size_t total; /* bytes at text */
	size_t end;   /* secret: bytes of header and text that count */
};

/* Block nr of the message, padded by SHA-2 in the way that the secret end demands. */
static void build(const struct sha2 *sha, const struct message *m, size_t nr, size_t is_last,
		  uint8_t *block)
{
	const uint64_t bits = 8 * (uint64_t)(sha->block + m->end);

	for (size_t i = 0; i < sha->block; i++) {
		const size_t pos = nr * sha->block + i; /* none of this is secret, m->end is */
		const size_t from_end = sha->block - 1 - i;
		uint8_t byte = 0;

		if (pos < HMAC_TLS_HEADER)
			byte = m->header[pos];
		else if (pos - HMAC_TLS_HEADER < m->total)
			byte = m->text[pos - HMAC_TLS_HEADER];
		byte &= (uint8_t)ct_lt(pos, m->end);
		byte |= 0x80 & (uint8_t)ct_eq(pos, m->end);
		if (from_end < 8)
			byte |= (uint8_t)(bits >> (8 * from_end)) & (uint8_t)is_last;
		block[i] = byte;
	}
}

static void inner(const struct sha2 *sha, const uint8_t *pad_block, const struct message *m,
		  size_t least, size_t most, uint8_t *out)
{
	const size_t tail = 1 + sha->count; /* SHA-2 adds at least this */
	const size_t shift = sha->block == 128 ? 7 : 6;
	const size_t blocks = ((most + tail - 1) >> shift) + 1;
	const size_t last = ct_opaque(m->end + tail - 1) >> shift; /* secret */
	uint8_t block[BLOCK_MAX];
	union state s;

	memset(out, 0, sha->size);
	start(sha, &s);
	compress(sha, &s, pad_block);
	for (size_t nr = 0; nr < blocks; nr++) {
		const size_t is_last = ct_eq(nr, last);

		build(sha, m, nr, is_last, block);
		compress(sha, &s, block);
		if ((nr + 1) * sha->block <= least)
			continue; /* a length that short is out of the question */
		for (size_t i = 0; i < sha->size; i++)
			out[i] |= state_byte(sha, &s, i) & (uint8_t)is_last;
	}
	OPENSSL_cleanse(block, sizeof(block));
	OPENSSL_cleanse(&s, sizeof(s));
}

bool hmac_tls_has(enum cmh_alg digest)
{
	return sha2_of(digest) != NULL;
}

bool hmac_tls(enum cmh_alg digest, const uint8_t *key, size_t key_len,
	      const uint8_t header[HMAC_TLS_HEADER], const uint8_t *text, size_t len, size_t total,
	      uint8_t *mac)
{
	const struct sha2 *sha = sha2_of(digest);
	struct message m = { header, text, total, HMAC_TLS_HEADER + len };
	uint8_t ipad[BLOCK_MAX], opad[BLOCK_MAX], hash[HMAC_TLS_MAX];
	size_t least, most;

	if (!sha || key_len > sha->block || total < sha->size + 1 || total > SIZE_MAX / 16)
		return false;
	most = HMAC_TLS_HEADER + total - sha->size - 1;
	least = total > sha->size + PAD_MAX ? HMAC_TLS_HEADER + total - sha->size - PAD_MAX : 0;
	memset(ipad, 0x36, sha->block);
	memset(opad, 0x5c, sha->block);
	for (size_t i = 0; i < key_len; i++) {
		ipad[i] ^= key[i];
		opad[i] ^= key[i];
	}
	inner(sha, ipad, &m, least, most, hash);
	hash_two(sha, opad, hash, sha->size, mac);
	OPENSSL_cleanse(ipad, sizeof(ipad));
	OPENSSL_cleanse(opad, sizeof(opad));
	OPENSSL_cleanse(hash, sizeof(hash));
	return true;
}
