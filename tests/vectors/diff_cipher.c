// SPDX-License-Identifier: Apache-2.0
/* diff_cipher.c - random messages of each cipher and AEAD: both directions, pieces, in place, from
 * copies in mid-stream, with the padding on and off, tampered with, and once more with the same
 * context and key. */
#include <string.h>

#include <openssl/err.h>

#include "tests/vectors/diff.h"

#define ROOM 64u /* that a cipher may write beyond its input */

struct pair {
	EVP_CIPHER *ours, *theirs;
	size_t longest; /* text and AAD together, if the provider has a limit; 0 if not */
	bool itself; /* the default provider has none: pieces are compared with the whole */
};

struct plan {
	int encrypt;
	uint8_t *key, *iv, *aad, *in, *tag;
	size_t iv_len, aad_len, len, tag_len, copy_at;
	struct cuts cuts, aad_cuts;
	size_t misalign_in, misalign_out;
	bool padding, in_place, again, tag_late;
};

static bool aead(const EVP_CIPHER *c)
{
	return EVP_CIPHER_get_flags(c) & EVP_CIPH_FLAG_AEAD_CIPHER;
}

/* The modes that take a message in one call. */
static bool whole(const EVP_CIPHER *c)
{
	const int mode = EVP_CIPHER_get_mode(c);

	return mode == EVP_CIPH_CCM_MODE || mode == EVP_CIPH_XTS_MODE || mode == EVP_CIPH_WRAP_MODE;
}

static const char *not_ours(EVP_CIPHER *c)
{
	const char *name = EVP_CIPHER_get0_name(c);

	switch (EVP_CIPHER_get_mode(c)) {
	case EVP_CIPH_ECB_MODE:
	case EVP_CIPH_CBC_MODE:
	case EVP_CIPH_CFB_MODE:
	case EVP_CIPH_OFB_MODE:
	case EVP_CIPH_CTR_MODE:
	case EVP_CIPH_GCM_MODE:
	case EVP_CIPH_CCM_MODE:
	case EVP_CIPH_XTS_MODE:
	case EVP_CIPH_STREAM_CIPHER: /* ChaCha20-Poly1305 says so too */
		break;
	case EVP_CIPH_WRAP_MODE:
		if (strncmp(name, "DES3", 4) == 0)
			return "wrapping with DES is not looked at";
		break;
	default:
		return "a mode that is not looked at";
	}
	if (strstr(name, "HMAC"))
		return "for TLS records only";
	if (strstr(name, "CTS"))
		return "ciphertext stealing is not looked at";
	return NULL;
}

#define CCM_LIMIT ((size_t)1 << 20) /* of the hub's core, which wants all of a message at once */

/* Does the provider's CCM end where the hub's does? */
static size_t ccm_longest(const EVP_CIPHER *c)
{
	const uint8_t zeros[64] = { 0 };
	EVP_CIPHER_CTX *ctx;
	uint8_t *out;
	bool more;
	int n;

	if (EVP_CIPHER_get_mode(c) != EVP_CIPH_CCM_MODE)
		return 0;
	ctx = EVP_CIPHER_CTX_new();
	out = pool(CCM_LIMIT + 1);
	memset(out, 0, CCM_LIMIT + 1);
	more = EVP_CipherInit_ex2(ctx, c, zeros, zeros, 1, NULL) > 0 &&
	       EVP_CipherUpdate(ctx, NULL, &n, NULL, CCM_LIMIT + 1) > 0 &&
	       EVP_CipherUpdate(ctx, out, &n, out, CCM_LIMIT + 1) > 0;
	EVP_CIPHER_CTX_free(ctx);
	pool_empty();
	ERR_clear_error();
	return more ? 0 : CCM_LIMIT;
}

static void add(EVP_CIPHER *c, void *op)
{
	struct pair *pair;
	const char *why;

	if (!ours(EVP_CIPHER_get0_provider(c)))
		return;
	pair = OPENSSL_zalloc(sizeof(*pair));
	EVP_CIPHER_up_ref(c);
	pair->ours = c;
	pair->longest = ccm_longest(c);
	pair->theirs = EVP_CIPHER_fetch(rig.reference, EVP_CIPHER_get0_name(c), REFERENCE);
	ERR_clear_error();
	pair->itself = !pair->theirs;
	if (pair->itself) {
		EVP_CIPHER_up_ref(c);
		pair->theirs = c;
	}
	why = not_ours(c);
	diff_add(op, pair, why, "%s%s%s", EVP_CIPHER_get0_name(c),
		 pair->longest ? ", up to 1 MiB" : "",
		 pair->itself ? " (pieces against the whole)" : "");
}

static void list(const struct diff_op *op)
{
	EVP_CIPHER_do_all_provided(rig.libctx, add, (void *)op);
}

static bool set_tag(EVP_CIPHER_CTX *ctx, const struct plan *plan)
{
	return EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, (int)plan->tag_len,
				   plan->encrypt ? NULL : plan->tag) > 0;
}

/* round: in the second the context has the key. */
static bool init(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *c, const struct plan *plan, int round)
{
	const bool ccm = EVP_CIPHER_get_mode(c) == EVP_CIPH_CCM_MODE;
	const uint8_t *key = round ? NULL : plan->key;
	int got;

	if (!round && EVP_CipherInit_ex2(ctx, c, NULL, NULL, plan->encrypt, NULL) <= 0)
		return false;
	if (aead(c)) {
		if (!round && EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, (int)plan->iv_len,
						  NULL) <= 0)
			return false;
		if ((ccm || (!plan->encrypt && !plan->tag_late)) && !set_tag(ctx, plan))
			return false;
	}
	if (EVP_CipherInit_ex2(ctx, NULL, key, plan->iv, plan->encrypt, NULL) <= 0)
		return false;
	EVP_CIPHER_CTX_set_padding(ctx, plan->padding);
	if (ccm && EVP_CipherUpdate(ctx, NULL, &got, NULL, (int)plan->len) <= 0)
		return false;
	for (size_t i = 0, at = 0; i < plan->aad_cuts.nr; at = plan->aad_cuts.at[i++])
		if (plan->aad_len &&
		    EVP_CipherUpdate(ctx, NULL, &got, plan->aad + at,
				     (int)(plan->aad_cuts.at[i] - at)) <= 0)
			return false;
	return true;
}

struct output {
	uint8_t *data;
	size_t len, size;
};

static bool update(EVP_CIPHER_CTX *ctx, const struct plan *plan, struct output *out, size_t at,
		   size_t len)
{
	const uint8_t *in = plan->in + at;
	int got = 0;

	if (plan->in_place) {
		memcpy(out->data + out->len, in, len);
		in = out->data + out->len;
	}
	if (EVP_CipherUpdate(ctx, out->data + out->len, &got, in, (int)len) <= 0)
		return false;
	out->len += (size_t)got;
	return true;
}

static bool final(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *c, const struct plan *plan,
		  struct output *out, struct transcript *t)
{
	uint8_t tag[16];
	int got = 0;

	if (aead(c) && !plan->encrypt && plan->tag_late)
		step(t, set_tag(ctx, plan));
	/* what a cipher wrote before it refused is nobody's business */
	if (!step(t, EVP_CipherFinal_ex(ctx, out->data + out->len, &got) > 0))
		return false;
	append(t, out->data, out->len + (size_t)got);
	if (aead(c) && plan->encrypt) {
		if (!step(t, EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, (int)plan->tag_len,
						 tag) > 0))
			return false;
		append(t, tag, plan->tag_len);
	}
	return guard_intact(out->data, out->size);
}

static struct output output(const struct plan *plan)
{
	const size_t size = plan->len + ROOM;

	return (struct output){ .data = guarded(size, plan->misalign_out), .size = size };
}

static void play_round(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *c, const struct plan *plan, int round,
		       struct transcript *t)
{
	struct output out = output(plan), copy_out = out;
	EVP_CIPHER_CTX *copy = NULL;
	size_t at = 0;

	if (!step(t, init(ctx, c, plan, round)))
		return;
	for (size_t i = 0; i < plan->cuts.nr; at = plan->cuts.at[i++]) {
		const size_t n = plan->cuts.at[i] - at;

		if (i == plan->copy_at && !round) {
			copy = EVP_CIPHER_CTX_new();
			if (EVP_CIPHER_CTX_copy(copy, ctx) <= 0) {
				/* OpenSSL 3.0 cannot copy each of its own */
				EVP_CIPHER_CTX_free(copy);
				copy = NULL;
			} else {
				copy_out = output(plan);
				copy_out.len = out.len;
				memcpy(copy_out.data, out.data, out.len);
			}
		}
		if (!update(ctx, plan, &out, at, n) ||
		    (copy && !update(copy, plan, &copy_out, at, n))) {
			step(t, false);
			goto done;
		}
	}
	(void)final(ctx, c, plan, &out, t);
	if (copy)
		(void)final(copy, c, plan, &copy_out, t);
	/* so that both providers' transcripts match where only one of them has a copy */
	else if (plan->copy_at < plan->cuts.nr && !round)
		step(t, false);
done:
	EVP_CIPHER_CTX_free(copy);
}

static struct transcript play(const EVP_CIPHER *c, const struct plan *plan)
{
	struct transcript t = transcript(3 * (plan->len + ROOM + 16));
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

	EVP_CIPHER_CTX_set_flags(ctx, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
	for (int round = 0; round <= plan->again; round++)
		play_round(ctx, c, plan, round, &t);
	EVP_CIPHER_CTX_free(ctx);
	return t;
}

/* What the default provider does; or this one, all at once. */
static struct transcript play_reference(const struct pair *pair, struct plan plan)
{
	if (pair->itself) {
		plan.cuts = (struct cuts){ .at = { plan.len }, .nr = 1 };
		plan.aad_cuts = (struct cuts){ .at = { plan.aad_len }, .nr = 1 };
		plan.in_place = false;
	}
	return play(pair->theirs, &plan);
}

/* Which of the provider's ciphers OpenSSL 3.0 cannot copy is found by trying. */
static bool can_copy(const EVP_CIPHER *c, const struct plan *plan)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new(), *copy = EVP_CIPHER_CTX_new();
	bool ok;

	EVP_CIPHER_CTX_set_flags(ctx, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
	ok = EVP_CipherInit_ex2(ctx, c, plan->key, NULL, plan->encrypt, NULL) > 0 &&
	     EVP_CIPHER_CTX_copy(copy, ctx) > 0;
	EVP_CIPHER_CTX_free(copy);
	EVP_CIPHER_CTX_free(ctx);
	ERR_clear_error();
	return ok;
}

/* A copy comes to the same end; for what the default provider cannot copy. */
static bool copies_agree(const EVP_CIPHER *c, struct plan plan)
{
	struct transcript t;

	plan.again = false;
	plan.copy_at = below(plan.cuts.nr);
	t = play(c, &plan);
	if (strchr(t.steps, '-'))
		return differs("copied: %s: %s", t.steps, rig_error());
	if (memcmp(t.out, t.out + t.len / 2, t.len / 2) != 0)
		return differs("a copy in mid-stream comes to another end");
	return true;
}

static size_t random_iv_len(const EVP_CIPHER *c, size_t len)
{
	switch (EVP_CIPHER_get_mode(c)) {
	case EVP_CIPH_GCM_MODE:
		return one_in(4) ? between(1, 128) : 12;
	case EVP_CIPH_CCM_MODE: /* a nonce of 13 bytes leaves two for the length */
		return between(7, len > 65535 ? 12 : 13);
	default:
		return (size_t)EVP_CIPHER_get_iv_length(c);
	}
}

static size_t random_tag_len(const EVP_CIPHER *c)
{
	switch (EVP_CIPHER_get_mode(c)) {
	case EVP_CIPH_GCM_MODE:
		return one_in(3) ? between(12, 16) : 16;
	case EVP_CIPH_CCM_MODE:
		return 2 * between(2, 8);
	default:
		return 16;
	}
}

static struct plan random_plan(const struct pair *pair)
{
	const EVP_CIPHER *c = pair->ours;
	const size_t block = (size_t)EVP_CIPHER_get_block_size(c);
	const int mode = EVP_CIPHER_get_mode(c);
	struct plan plan = { .encrypt = 1 };

	plan.len = message_len(block > 1 ? block : 16);
	if (mode == EVP_CIPH_WRAP_MODE && plan.len > 4096)
		plan.len %= 4096;
	if (mode == EVP_CIPH_WRAP_MODE && !one_in(8))
		plan.len = (plan.len + 7) / 8 * 8;
	if (pair->longest && plan.len > pair->longest - 66000) /* AAD has less than that */
		plan.len %= pair->longest - 66000;
	plan.key = fill((size_t)EVP_CIPHER_get_key_length(c));
	plan.iv_len = random_iv_len(c, plan.len);
	plan.iv = fill(plan.iv_len);
	if (one_in(8)) /* a counter that overflows soon, whichever end it has its low byte at */
		memset(plan.iv, 0xff, plan.iv_len < 4 || one_in(2) ? plan.iv_len : 4);
	if (mode == EVP_CIPH_WRAP_MODE && one_in(2))
		plan.iv = NULL; /* the standard's */
	plan.tag_len = random_tag_len(c);
	plan.tag_late = one_in(2) && mode != EVP_CIPH_CCM_MODE;
	plan.misalign_in = below(16);
	plan.misalign_out = below(16);
	plan.in = fill(plan.len + plan.misalign_in) + plan.misalign_in;
	plan.padding = !one_in(3);
	plan.again = one_in(4) && mode != EVP_CIPH_WRAP_MODE;
	plan.cuts = cut(plan.len);
	if (whole(c))
		plan.cuts = (struct cuts){ .at = { plan.len }, .nr = 1 };
	/* where a cipher holds bytes back, output lags behind input and cannot be the same place */
	plan.in_place = (block == 1 || plan.cuts.nr == 1) && one_in(3) && mode != EVP_CIPH_WRAP_MODE;
	if (aead(c)) {
		plan.aad_len = one_in(3) ? 0 : message_len(16) % 66000;
		plan.aad = fill(plan.aad_len);
		plan.aad_cuts = cut(plan.aad_len);
		if (mode == EVP_CIPH_CCM_MODE)
			plan.aad_cuts = (struct cuts){ .at = { plan.aad_len }, .nr = 1 };
	}
	plan.copy_at = one_in(2) ? below(CUTS_MAX) : SIZE_MAX;
	return plan;
}

/* The other direction, on what came out; then with a bit of it turned over. */
static bool decrypt(const struct pair *pair, struct plan plan, const struct transcript *made)
{
	const bool authentic = aead(pair->ours);
	const bool wrap = EVP_CIPHER_get_mode(pair->ours) == EVP_CIPH_WRAP_MODE;
	const size_t tag = authentic ? plan.tag_len : 0;
	const size_t len = made->len - tag, msg_len = plan.len;
	const uint8_t *msg = plan.in;
	struct transcript a, b;
	uint8_t *in;

	in = pool(len + plan.misalign_in) + plan.misalign_in;
	memcpy(in, made->out, len);
	plan.encrypt = 0;
	plan.in = in;
	plan.len = len;
	plan.tag = pool_copy(made->out + len, tag);
	plan.cuts = whole(pair->ours) ? (struct cuts){ .at = { len }, .nr = 1 } : cut(len);
	plan.in_place = plan.in_place && plan.cuts.nr == 1;
	a = play(pair->ours, &plan);
	b = play_reference(pair, plan);
	if (!same_transcripts(&a, &b))
		return false;
	if (strchr(a.steps, '-') || a.len < msg_len || memcmp(a.out, msg, msg_len) != 0)
		return differs("not the message again: %s", a.steps);
	if (!authentic && !(wrap && len))
		return true;

	const size_t turn = below(8 * (len + tag + plan.aad_len)), byte = turn / 8;

	if (byte < len)
		in[byte] ^= (uint8_t)(1 << turn % 8);
	else if (byte < len + tag)
		plan.tag[byte - len] ^= (uint8_t)(1 << turn % 8);
	else
		plan.aad[byte - len - tag] ^= (uint8_t)(1 << turn % 8);
	plan.again = false;
	plan.copy_at = SIZE_MAX;
	a = play(pair->ours, &plan);
	b = play_reference(pair, plan);
	ERR_clear_error();
	if (!strchr(b.steps, '-'))
		return differs("the default provider does not see that bit %zu was turned", turn);
	/* one may see it at the last piece, the other at the end */
	if (!strchr(a.steps, '-'))
		return differs("bit %zu was turned and it is not seen", turn);
	return true;
}

static bool run(const struct subject *subject)
{
	const struct pair *pair = subject->alg;
	const EVP_CIPHER *c = pair->ours, *d = pair->theirs;
	struct plan plan = random_plan(pair);
	struct transcript a, b;
	bool copy;

	if (EVP_CIPHER_get_key_length(c) != EVP_CIPHER_get_key_length(d) ||
	    EVP_CIPHER_get_iv_length(c) != EVP_CIPHER_get_iv_length(d) ||
	    EVP_CIPHER_get_block_size(c) != EVP_CIPHER_get_block_size(d) ||
	    EVP_CIPHER_get_mode(c) != EVP_CIPHER_get_mode(d) || aead(c) != aead(d))
		return differs("sizes, mode or flags");
	copy = !pair->itself && can_copy(d, &plan);
	if (!copy)
		plan.copy_at = SIZE_MAX;
	else if (!can_copy(c, &plan))
		return differs("a context cannot be copied");
	a = play(c, &plan);
	b = play_reference(pair, plan);
	if (!same_transcripts(&a, &b))
		return false;
	if (strchr(a.steps, '-')) /* both refuse: no padding, and no whole block, or the like */
		return true;
	if (!copy && can_copy(c, &plan) && !copies_agree(c, plan))
		return false;
	plan.again = false;
	plan.copy_at = SIZE_MAX;
	a = play(c, &plan);
	return decrypt(pair, plan, &a);
}

const struct diff_op diff_cipher = { "cipher", list, run };
