// SPDX-License-Identifier: Apache-2.0
/* cipher.c - ciphers in pieces: the chaining value between two pieces rests here, so no core is
 * held.
 *
 * A GCM stream runs as CTR from inc32(J0) on the device and GHASH here, because the core's own
 * GCM must know the lengths before it starts and keeps no state between requests. Its counter
 * has 32 bits (SP 800-38D section 6.2), which the length limit of 2^36 - 32 bytes keeps from
 * ever wrapping when J0 ends in 1; for a J0 from a long IV it may wrap, and the text is cut
 * there. */
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include <cmh/cipher.h>
#include <cmh/sync.h>

#include "dev/error.h"
#include "op/block.h"
#include "op/gcm.h"
#include "op/poly1305.h"
#include "ring/ring.h"

#define IV_MAX    128u
#define GCM_LIMIT (((uint64_t)1 << 36) - 32)

#define POLY_LIMIT (((uint64_t)UINT32_MAX) * CMH_CHACHA_BLOCK)

enum kind { WHOLE_BLOCKS, CTR, CFB, CHACHA, GCM, CHAPOLY, CCM };

struct cmh_cipher_ctx {
	struct cmh_dev *dev;
	const struct cmh_alg_info *alg;
	enum kind kind;
	const struct cmh_alg_info *run; /* what the device runs: alg, or the stream in an AEAD */
	uint32_t dir;
	bool keyed, started, have_h, have_ekj0;

	uint8_t key[32];
	uint64_t key_ref;
	uint8_t iv[IV_MAX]; /* as set last */
	uint32_t iv_len;

	uint8_t chain[BLOCK]; /* CBC, CFB: last ciphertext block; CTR: counter of the next block */
	uint8_t stream[CMH_CHACHA_BLOCK]; /* key stream of the block before, at its end, */
	uint32_t stream_left;             /* of which so many bytes are still unused */

	struct gcm gcm;
	struct poly1305 poly; /* CHAPOLY; the lengths are for its end */
	uint64_t aad_len, text_len;
};

static enum kind kind_of(const struct cmh_alg_info *alg)
{
	if (alg->core == CMH_CORE_CCP)
		return alg->family == CMH_AEAD ? CHAPOLY : CHACHA;
	switch (block_mode(alg)) {
	case CMH_AES_MODE_CTR: return CTR;
	case CMH_AES_MODE_CFB: return CFB;
	case CMH_AES_MODE_GCM: return GCM;
	case CMH_AES_MODE_CCM: return CCM;
	default: return WHOLE_BLOCKS;
	}
}

/* The stream cipher that an AEAD is made of. */
static const struct cmh_alg_info *stream_of(const struct cmh_alg_info *aead)
{
	for (int i = CMH_ALG_NONE + 1; i < CMH_ALG_NR; i++) {
		const struct cmh_alg_info *a = cmh_alg_get((enum cmh_alg)i);

		if (a->family == CMH_CIPHER && a->core == aead->core &&
		    a->key_len == aead->key_len && (kind_of(a) == CTR || kind_of(a) == CHACHA))
			return a;
	}
	return NULL;
}

static void *alloc(void)
{
	void *mem = aligned_alloc(64, (sizeof(struct cmh_cipher_ctx) + 63) & ~(size_t)63);

	if (!mem)
		cmh_fail(-ENOMEM, "cipher: out of memory");
	return mem;
}

int cmh_cipher_ctx_new(struct cmh_dev *dev, enum cmh_alg alg, struct cmh_cipher_ctx **out)
{
	const struct cmh_alg_info *info = cmh_alg_get(alg);
	struct cmh_cipher_ctx *ctx;

	if (!info || (info->family != CMH_CIPHER && info->family != CMH_AEAD))
		return cmh_fail(-EINVAL, "cipher: algorithm %s is no cipher for streams",
				info ? info->name : "of that number");
	if (cmh_dev_orphaned(dev))
		return cmh_fail(-EOWNERDEAD, "cipher: the device was opened before a fork");
	if (!cmh_dev_has(dev, alg))
		return cmh_fail(-EOPNOTSUPP, "%s: this device has no %s core", info->name,
				cmh_core_name(info->core));
	ctx = alloc();
	if (!ctx)
		return -ENOMEM;
	memset(ctx, 0, sizeof(*ctx));
	ctx->dev = dev;
	ctx->alg = info;
	ctx->kind = kind_of(info);
	ctx->run = info->family == CMH_AEAD ? stream_of(info) : info;
	*out = ctx;
	return 0;
}

void cmh_cipher_ctx_free(struct cmh_cipher_ctx *ctx)
{
	if (!ctx)
		return;
	explicit_bzero(ctx, sizeof(*ctx));
	free(ctx);
}

int cmh_cipher_ctx_dup(const struct cmh_cipher_ctx *ctx, struct cmh_cipher_ctx **out)
{
	struct cmh_cipher_ctx *copy = alloc();

	if (!copy)
		return -ENOMEM;
	*copy = *ctx;
	*out = copy;
	return 0;
}

void cmh_cipher_ctx_rebind(struct cmh_cipher_ctx *ctx, struct cmh_dev *dev)
{
	ctx->dev = dev;
}

static bool is_gcm(const struct cmh_cipher_ctx *ctx)
{
	return ctx->kind == GCM;
}

static bool is_aead(const struct cmh_cipher_ctx *ctx)
{
	return ctx->alg->family == CMH_AEAD;
}

static bool iv_len_ok(const struct cmh_cipher_ctx *ctx, size_t len)
{
	if (ctx->kind == GCM)
		return len && len <= IV_MAX;
	if (ctx->kind == CCM)
		return len >= 7 && len <= 13;
	return len == ctx->alg->iv_len;
}

static bool same_key(const struct cmh_cipher_ctx *ctx, const struct cmh_key *key)
{
	if (key->data)
		return !ctx->key_ref && !CRYPTO_memcmp(ctx->key, key->data, key->len);
	return ctx->key_ref == key->ref;
}

static int set_key(struct cmh_cipher_ctx *ctx, const struct cmh_key *key)
{
	if (key->len != ctx->alg->key_len)
		return cmh_fail(-EINVAL, "%s: key of %zu bytes, %u expected", ctx->alg->name, key->len,
				ctx->alg->key_len);
	/* Setting the same key again, as libssl does for each record, keeps what was derived from it. */
	if (ctx->keyed && same_key(ctx, key))
		return 0;
	ctx->keyed = true;
	ctx->have_h = false;
	ctx->key_ref = key->data ? 0 : key->ref;
	if (key->data)
		memcpy(ctx->key, key->data, key->len);
	return 0;
}

static int set_iv(struct cmh_cipher_ctx *ctx, const void *iv, size_t len)
{
	if (!iv_len_ok(ctx, len))
		return cmh_fail(-EINVAL, "%s: IV of %zu bytes, %u expected", ctx->alg->name, len,
				ctx->alg->iv_len);
	if (len)
		memcpy(ctx->iv, iv, len);
	ctx->iv_len = (uint32_t)len;
	return 0;
}

int cmh_cipher_ctx_init(struct cmh_cipher_ctx *ctx, uint32_t dir, const struct cmh_key *key,
			const void *iv, size_t iv_len)
{
	int err = 0;

	if (dir != CMH_ENCRYPT && dir != CMH_DECRYPT)
		return cmh_fail(-EINVAL, "%s: direction %u is neither CMH_ENCRYPT nor CMH_DECRYPT",
				ctx->alg->name, dir);
	ctx->dir = dir;
	ctx->started = false;
	ctx->stream_left = 0;
	if (key)
		err = set_key(ctx, key);
	if (!err && iv)
		err = set_iv(ctx, iv, iv_len);
	if (!err && !is_aead(ctx))
		memcpy(ctx->chain, ctx->iv, BLOCK);
	return err;
}

static void prep(struct cmh_sqe *sqe, uint32_t dir, const void *iv, const void *in, void *out,
		 size_t len)
{
	sqe_clear(sqe);
	sqe->op = CMH_OP_CIPHER;
	sqe->dir = (uint8_t)dir;
	sqe->iv = iv;
	sqe->in = in;
	sqe->out = out;
	sqe->len = len;
	sqe->head = sqe->tail = NULL;
}

/* One request under the context's key. */
static int call(struct cmh_cipher_ctx *ctx, const struct cmh_alg_info *alg, struct cmh_sqe *sqe)
{
	int res;

	sqe->alg = (uint16_t)alg->id;
	sqe->key = (struct cmh_key){ ctx->key_ref ? NULL : ctx->key, alg->key_len, ctx->key_ref };
	res = cmh_call(ctx->dev, sqe);
	return res < 0 ? res : 0;
}

static int check_ready(const struct cmh_cipher_ctx *ctx)
{
	if (!ctx->keyed || (ctx->alg->iv_len && !ctx->iv_len))
		return cmh_fail(-EINVAL, "%s: no %s yet", ctx->alg->name, ctx->keyed ? "IV" : "key");
	if (cmh_dev_orphaned(ctx->dev))
		return cmh_fail(-EOWNERDEAD, "cipher: the device was opened before a fork");
	return 0;
}

/* ---- ECB, CBC ---- */

static int update_blocks(struct cmh_cipher_ctx *ctx, const uint8_t *in, uint8_t *out, size_t len)
{
	bool cbc = ctx->alg->iv_len != 0;
	struct cmh_sqe sqe;
	uint8_t next[BLOCK];
	int err;

	if (len % BLOCK)
		return cmh_fail(-EINVAL, "%s: %zu bytes are no multiple of %u", ctx->alg->name, len,
				BLOCK);
	if (cbc && ctx->dir == CMH_DECRYPT)
		memcpy(next, in + len - BLOCK, BLOCK);
	prep(&sqe, ctx->dir, ctx->chain, in, out, len);
	err = call(ctx, ctx->alg, &sqe);
	if (!err && cbc)
		memcpy(ctx->chain, ctx->dir == CMH_DECRYPT ? next : out + len - BLOCK, BLOCK);
	return err;
}

/* ---- CTR ---- */

/* counter += blocks, in its low 128 or 32 bits. */
static void advance(uint8_t counter[BLOCK], uint64_t blocks, size_t low)
{
	for (size_t i = BLOCK; i > BLOCK - low && blocks; i--) {
		blocks += counter[i - 1];
		counter[i - 1] = (uint8_t)blocks;
		blocks >>= 8;
	}
}

static size_t counter_bytes(const struct cmh_cipher_ctx *ctx)
{
	return is_gcm(ctx) ? 4 : BLOCK;
}

/* Uses up key stream left over from the block before. */
static size_t use_stream(struct cmh_cipher_ctx *ctx, const uint8_t *in, uint8_t *out, size_t len)
{
	size_t n = len < ctx->stream_left ? len : ctx->stream_left;
	const uint8_t *ks = ctx->stream + sizeof(ctx->stream) - ctx->stream_left;

	for (size_t i = 0; i < n; i++)
		out[i] = in[i] ^ ks[i];
	ctx->stream_left -= (uint32_t)n;
	return n;
}

/* Where the key stream of a block of len bytes goes. */
static uint8_t *stream_room(struct cmh_cipher_ctx *ctx, size_t len)
{
	return ctx->stream + sizeof(ctx->stream) - len;
}

/* Whole blocks, then key stream for a last part, in one request. */
static int run_ctr(struct cmh_cipher_ctx *ctx, const uint8_t *in, uint8_t *out, size_t len,
		   bool part, uint8_t *ekj0)
{
	uint8_t start[BLOCK];
	struct cmh_sqe sqe;
	int err;

	memcpy(start, ctx->chain, BLOCK);
	if (ekj0) /* the block before: J0 */
		advance(start, UINT32_MAX, 4);
	prep(&sqe, CMH_ENCRYPT, start, in, out, len);
	sqe.head = ekj0;
	sqe.tail = part ? stream_room(ctx, BLOCK) : NULL;
	err = call(ctx, ctx->run, &sqe);
	if (!err)
		advance(ctx->chain, len / BLOCK + part, counter_bytes(ctx));
	return err;
}

/* How far the text may run before the 32-bit counter of GCM wraps; the device's carries on. */
static size_t before_wrap(const struct cmh_cipher_ctx *ctx, size_t len)
{
	uint32_t counter;
	uint64_t left;

	if (!is_gcm(ctx))
		return len;
	memcpy(&counter, ctx->chain + 12, 4);
	left = (((uint64_t)1 << 32) - __builtin_bswap32(cmh_get_le32(&counter))) * BLOCK;
	return len < left ? len : (size_t)left;
}

static int update_ctr(struct cmh_cipher_ctx *ctx, const uint8_t *in, uint8_t *out, size_t len)
{
	size_t n = use_stream(ctx, in, out, len);

	in += n;
	out += n;
	len -= n;
	while (len) {
		bool head = is_gcm(ctx) && !ctx->have_ekj0;
		size_t take = before_wrap(ctx, len < CMH_CIPHER_MAX ? len : CMH_CIPHER_MAX);
		size_t whole = take - take % BLOCK, part = take % BLOCK;
		int err;

		/* Head and text in one run only while their counters are neighbours without a carry. */
		if (head && !memcmp(ctx->chain + 12, "\0\0\0\0", 4)) {
			whole = part = 0;
		}
		err = run_ctr(ctx, in, out, whole, part != 0, head ? ctx->gcm.ekj0 : NULL);
		if (err)
			return err;
		if (head)
			ctx->have_ekj0 = true;
		if (part) {
			ctx->stream_left = BLOCK;
			use_stream(ctx, in + whole, out + whole, part);
		}
		in += whole + part;
		out += whole + part;
		len -= whole + part;
	}
	return 0;
}

/* ---- CFB ---- */

/* As use_stream(), and the ciphertext becomes the chain byte by byte. */
static size_t use_feedback(struct cmh_cipher_ctx *ctx, const uint8_t *in, uint8_t *out, size_t len)
{
	size_t n = len < ctx->stream_left ? len : ctx->stream_left;
	uint8_t *chain = ctx->chain + BLOCK - ctx->stream_left;

	if (ctx->dir == CMH_DECRYPT)
		memcpy(chain, in, n);
	use_stream(ctx, in, out, n);
	if (ctx->dir == CMH_ENCRYPT)
		memcpy(chain, out, n);
	return n;
}

/* Whole blocks, and in the same request the key stream for a last part. */
static int update_cfb(struct cmh_cipher_ctx *ctx, const uint8_t *in, uint8_t *out, size_t len)
{
	size_t n = use_feedback(ctx, in, out, len);

	in += n;
	out += n;
	len -= n;
	while (len) {
		size_t take = len < CMH_CIPHER_MAX ? len : CMH_CIPHER_MAX;
		size_t whole = take - take % BLOCK, part = take % BLOCK;
		uint8_t next[BLOCK];
		struct cmh_sqe sqe;
		int err;

		if (whole && ctx->dir == CMH_DECRYPT)
			memcpy(next, in + whole - BLOCK, BLOCK);
		prep(&sqe, ctx->dir, ctx->chain, in, out, whole);
		sqe.tail = part ? stream_room(ctx, BLOCK) : NULL;
		err = call(ctx, ctx->run, &sqe);
		if (err)
			return err;
		if (whole)
			memcpy(ctx->chain, ctx->dir == CMH_DECRYPT ? next : out + whole - BLOCK,
			       BLOCK);
		if (part) {
			ctx->stream_left = BLOCK;
			use_feedback(ctx, in + whole, out + whole, part);
		}
		in += take;
		out += take;
		len -= take;
	}
	return 0;
}

/* ---- ChaCha20 ---- */

/* The counter's carry goes into the next word, as OpenSSL has it; the device's stops at 32 bits. */
static void advance_chacha(uint8_t chain[BLOCK], uint32_t blocks)
{
	uint32_t counter = cmh_get_le32(chain) + blocks;

	cmh_put_le32(chain, counter);
	if (blocks && counter < blocks)
		cmh_put_le32(chain + 4, cmh_get_le32(chain + 4) + 1);
}

static int update_chacha(struct cmh_cipher_ctx *ctx, const uint8_t *in, uint8_t *out, size_t len)
{
	size_t n = use_stream(ctx, in, out, len);

	in += n;
	out += n;
	len -= n;
	while (len) {
		uint64_t left = ((1ull << 32) - cmh_get_le32(ctx->chain)) * CMH_CHACHA_BLOCK;
		size_t take = len < CMH_AEAD_MAX ? len : CMH_AEAD_MAX, whole, part;
		struct cmh_sqe sqe;
		int err;

		take = take < left ? take : (size_t)left;
		part = take % CMH_CHACHA_BLOCK;
		whole = take - part;
		prep(&sqe, CMH_ENCRYPT, ctx->chain, in, out, whole);
		sqe.tail = part ? ctx->stream : NULL;
		err = call(ctx, ctx->run, &sqe);
		if (err)
			return err;
		advance_chacha(ctx->chain, (uint32_t)(whole / CMH_CHACHA_BLOCK) + (part != 0));
		if (part) {
			ctx->stream_left = CMH_CHACHA_BLOCK;
			use_stream(ctx, in + whole, out + whole, part);
		}
		in += take;
		out += take;
		len -= take;
	}
	return 0;
}

/* ---- GCM ---- */

/* H = E(0) once a key, then J0 of this message. */
static int gcm_begin(struct cmh_cipher_ctx *ctx)
{
	static const uint8_t zeros[BLOCK];
	int err = check_ready(ctx);

	if (err || ctx->started)
		return err;
	if (!ctx->have_h) {
		uint8_t h[BLOCK];
		struct cmh_sqe sqe;

		prep(&sqe, CMH_ENCRYPT, zeros, zeros, h, BLOCK);
		/* CTR of a zero block at counter 0 is the same as ECB of it. */
		err = call(ctx, ctx->run, &sqe);
		if (err)
			return err;
		gcm_set_h(&ctx->gcm, h);
		explicit_bzero(h, sizeof(h));
		ctx->have_h = true;
	}
	gcm_start(&ctx->gcm, ctx->iv, ctx->iv_len, ctx->chain);
	advance(ctx->chain, 1, 4);
	ctx->have_ekj0 = false;
	ctx->started = true;
	return 0;
}

static int aad_gcm(struct cmh_cipher_ctx *ctx, const void *aad, size_t len)
{
	int err = gcm_begin(ctx);

	if (!err && ctx->gcm.text_len)
		err = cmh_fail(-EINVAL, "%s: AAD must come before the text", ctx->alg->name);
	if (!err)
		gcm_aad(&ctx->gcm, aad, len);
	return err;
}

static int update_gcm(struct cmh_cipher_ctx *ctx, const uint8_t *in, uint8_t *out, size_t len)
{
	int err = gcm_begin(ctx);

	if (!err && len > GCM_LIMIT - ctx->gcm.text_len)
		err = cmh_fail(-EMSGSIZE, "%s: a message ends at 2^36 - 32 bytes", ctx->alg->name);
	if (err)
		return err;
	if (ctx->dir == CMH_DECRYPT)
		gcm_text(&ctx->gcm, in, len);
	err = update_ctr(ctx, in, out, len);
	if (!err && ctx->dir == CMH_ENCRYPT)
		gcm_text(&ctx->gcm, out, len);
	return err;
}

static int final_gcm(struct cmh_cipher_ctx *ctx, uint8_t tag[BLOCK])
{
	int err = gcm_begin(ctx);

	if (!err && !ctx->have_ekj0)
		err = run_ctr(ctx, NULL, NULL, 0, false, ctx->gcm.ekj0);
	if (!err)
		gcm_tag(&ctx->gcm, tag);
	return err;
}

/* ---- ChaCha20-Poly1305 (RFC 8439 section 2.8) ---- */

/* The key of Poly1305 is the first half of block 0; the text begins at block 1. */
static int poly_begin(struct cmh_cipher_ctx *ctx)
{
	struct cmh_sqe sqe;
	int err = check_ready(ctx);

	if (err || ctx->started)
		return err;
	memset(ctx->chain, 0, 4);
	memcpy(ctx->chain + 4, ctx->iv, 12);
	prep(&sqe, CMH_ENCRYPT, ctx->chain, NULL, NULL, 0);
	sqe.tail = ctx->stream;
	err = call(ctx, ctx->run, &sqe);
	if (err)
		return err;
	poly1305_init(&ctx->poly, ctx->stream);
	explicit_bzero(ctx->stream, sizeof(ctx->stream));
	advance_chacha(ctx->chain, 1);
	ctx->aad_len = ctx->text_len = 0;
	ctx->started = true;
	return 0;
}

static int aad_poly(struct cmh_cipher_ctx *ctx, const void *aad, size_t len)
{
	int err = poly_begin(ctx);

	if (!err && ctx->text_len)
		err = cmh_fail(-EINVAL, "%s: AAD must come before the text", ctx->alg->name);
	if (err)
		return err;
	poly1305_update(&ctx->poly, aad, len);
	ctx->aad_len += len;
	return 0;
}

static int update_poly(struct cmh_cipher_ctx *ctx, const uint8_t *in, uint8_t *out, size_t len)
{
	int err = poly_begin(ctx);

	if (!err && len > POLY_LIMIT - ctx->text_len)
		err = cmh_fail(-EMSGSIZE, "%s: a message ends at 2^38 - 64 bytes", ctx->alg->name);
	if (err)
		return err;
	if (!ctx->text_len)
		poly1305_pad(&ctx->poly);
	if (ctx->dir == CMH_DECRYPT)
		poly1305_update(&ctx->poly, in, len);
	err = update_chacha(ctx, in, out, len);
	if (!err && ctx->dir == CMH_ENCRYPT)
		poly1305_update(&ctx->poly, out, len);
	ctx->text_len += len;
	return err;
}

static int final_poly(struct cmh_cipher_ctx *ctx, uint8_t tag[BLOCK])
{
	uint8_t lengths[16];
	int err = poly_begin(ctx);

	if (err)
		return err;
	poly1305_pad(&ctx->poly);
	cmh_put_le64(lengths, ctx->aad_len);
	cmh_put_le64(lengths + 8, ctx->text_len);
	poly1305_update(&ctx->poly, lengths, sizeof(lengths));
	poly1305_final(&ctx->poly, tag);
	return 0;
}

/* ---- all ---- */

static int no_stream(const struct cmh_cipher_ctx *ctx)
{
	return cmh_fail(-EOPNOTSUPP, "%s must know its lengths first: use cmh_cipher_ctx_aead()",
			ctx->alg->name);
}

int cmh_cipher_ctx_aad(struct cmh_cipher_ctx *ctx, const void *aad, size_t len)
{
	switch (ctx->kind) {
	case GCM: return aad_gcm(ctx, aad, len);
	case CHAPOLY: return aad_poly(ctx, aad, len);
	case CCM: return no_stream(ctx);
	default: return cmh_fail(-EINVAL, "%s takes no AAD", ctx->alg->name);
	}
}

int cmh_cipher_ctx_update(struct cmh_cipher_ctx *ctx, const void *in, void *out, size_t len)
{
	int err;

	if (ctx->kind == CCM)
		return no_stream(ctx);
	if (!len)
		return 0;
	err = check_ready(ctx);
	if (err)
		return err;
	switch (ctx->kind) {
	case GCM: return update_gcm(ctx, in, out, len);
	case CHAPOLY: return update_poly(ctx, in, out, len);
	case CTR: return update_ctr(ctx, in, out, len);
	case CFB: return update_cfb(ctx, in, out, len);
	case CHACHA: return update_chacha(ctx, in, out, len);
	default: break;
	}
	while (len) {
		size_t n = len < CMH_CIPHER_MAX ? len : CMH_CIPHER_MAX;

		err = update_blocks(ctx, in, out, n);
		if (err)
			return err;
		in = (const uint8_t *)in + n;
		out = (uint8_t *)out + n;
		len -= n;
	}
	return 0;
}

int cmh_cipher_ctx_final(struct cmh_cipher_ctx *ctx, void *tag, size_t tag_len)
{
	uint8_t full[BLOCK];
	int err;

	if (ctx->kind == CCM)
		return no_stream(ctx);
	if (!is_aead(ctx) || !tag_len || tag_len > BLOCK)
		return cmh_fail(-EINVAL, "%s: tag of %zu bytes", ctx->alg->name, tag_len);
	err = ctx->kind == GCM ? final_gcm(ctx, full) : final_poly(ctx, full);
	if (err)
		return err;
	ctx->started = false;
	if (ctx->dir == CMH_ENCRYPT)
		memcpy(tag, full, tag_len);
	else if (CRYPTO_memcmp(tag, full, tag_len))
		err = cmh_fail(-EBADMSG, "%s: the tag does not verify", ctx->alg->name);
	explicit_bzero(full, sizeof(full));
	return err;
}

int cmh_cipher_ctx_aead(struct cmh_cipher_ctx *ctx, const void *aad, size_t aad_len, const void *in,
			void *out, size_t len, void *tag, size_t tag_len)
{
	struct cmh_key key = { ctx->key_ref ? NULL : ctx->key, ctx->alg->key_len, ctx->key_ref };
	int err = check_ready(ctx);

	if (err)
		return err;
	if (!is_aead(ctx))
		return cmh_fail(-EINVAL, "%s authenticates nothing", ctx->alg->name);
	err = cmh_aead(ctx->dev, ctx->alg->id, ctx->dir, &key, ctx->iv, ctx->iv_len, aad, aad_len, in,
		       out, len, tag, tag_len);
	return err < 0 ? err : 0;
}

int cmh_cipher_ctx_get_iv(const struct cmh_cipher_ctx *ctx, void *iv, size_t len)
{
	if (is_aead(ctx) ? len != ctx->iv_len : len != ctx->alg->iv_len)
		return cmh_fail(-EINVAL, "%s: IV of %zu bytes", ctx->alg->name, len);
	if (len)
		memcpy(iv, is_aead(ctx) ? ctx->iv : ctx->chain, len);
	return 0;
}
