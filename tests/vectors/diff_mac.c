// SPDX-License-Identifier: Apache-2.0
/* diff_mac.c - random keys and messages of each MAC, with each digest and cipher that it may use. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>

#include "tests/vectors/diff.h"

#define TAG_MAX 600u

struct pair {
	EVP_MAC *ours, *theirs;
	const char *digest, *cipher;
	size_t key_len; /* 0: any */
};

struct plan {
	OSSL_PARAM params[8];
	uint8_t *key, *msg;
	size_t key_len, len, tag_len, copy_at;
	struct cuts cuts;
	bool again;
	bool new_key; /* also for the second round: OpenSSL 3.0's GMAC forgets what it had */
};

static const char *const digests[] = {
	"SHA2-224", "SHA2-256", "SHA2-384", "SHA2-512", "SHA3-224",
	"SHA3-256", "SHA3-384", "SHA3-512", "SM3",
};

static void add_one(const struct diff_op *op, EVP_MAC *mac, const char *digest, const char *cipher,
		    size_t key_len, const char *why)
{
	const char *name = EVP_MAC_get0_name(mac), *with = digest ? digest : cipher;
	struct pair *pair = OPENSSL_malloc(sizeof(*pair));

	EVP_MAC_up_ref(mac);
	*pair = (struct pair){ mac, NULL, digest, cipher, key_len };
	pair->theirs = EVP_MAC_fetch(rig.reference, name, REFERENCE);
	if (!why && !pair->theirs)
		why = "the default provider has none";
	diff_add(op, pair, why, with ? "%s %s" : "%s", name, with);
	ERR_clear_error();
}

/* Does the provider under test have the digest or cipher that the MAC is to use? */
static bool has_digest(const char *name)
{
	EVP_MD *md = EVP_MD_fetch(rig.libctx, name, rig.query);
	const bool has = md != NULL;

	EVP_MD_free(md);
	ERR_clear_error();
	return has;
}

static bool has_cipher(OSSL_LIB_CTX *libctx, const char *name, const char *query)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(libctx, name, query);
	const bool has = cipher != NULL;

	EVP_CIPHER_free(cipher);
	ERR_clear_error();
	return has;
}

static void add_ciphers(const struct diff_op *op, EVP_MAC *mac, const char *mode)
{
	static char names[2][4][24];
	static const size_t key_lens[] = { 16, 24, 32, 16 };
	static const char *const blocks[] = { "AES-128", "AES-192", "AES-256", "SM4" };
	const int gcm = strcmp(mode, "GCM") == 0;

	for (size_t i = 0; i < 4; i++) {
		snprintf(names[gcm][i], sizeof(names[0][0]), "%s-%s", blocks[i], mode);
		if (has_cipher(rig.libctx, names[gcm][i], rig.query))
			add_one(op, mac, NULL, names[gcm][i], key_lens[i],
				has_cipher(rig.reference, names[gcm][i], REFERENCE) ?
					NULL : "the default provider has none");
	}
}

static void add(EVP_MAC *mac, void *op)
{
	if (!ours(EVP_MAC_get0_provider(mac)))
		return;
	if (EVP_MAC_is_a(mac, "HMAC")) {
		for (size_t i = 0; i < sizeof(digests) / sizeof(*digests); i++)
			if (has_digest(digests[i]))
				add_one(op, mac, digests[i], NULL, 0, NULL);
	} else if (EVP_MAC_is_a(mac, "CMAC")) {
		add_ciphers(op, mac, "CBC");
	} else if (EVP_MAC_is_a(mac, "GMAC")) {
		add_ciphers(op, mac, "GCM");
	} else if (EVP_MAC_is_a(mac, "POLY1305")) {
		add_one(op, mac, NULL, NULL, 32, NULL);
	} else if (EVP_MAC_is_a(mac, "KMAC-128") || EVP_MAC_is_a(mac, "KMAC-256")) {
		add_one(op, mac, NULL, NULL, 0, NULL);
	} else {
		add_one(op, mac, NULL, NULL, 0, "not looked at");
	}
}

static void list(const struct diff_op *op)
{
	EVP_MAC_do_all_provided(rig.libctx, add, (void *)op);
}

static void final(EVP_MAC_CTX *ctx, const struct plan *plan, struct transcript *t)
{
	uint8_t *out = guarded(TAG_MAX, 0);
	size_t len = 0;

	if (step(t, EVP_MAC_final(ctx, out, &len, plan->tag_len ? plan->tag_len : TAG_MAX) > 0))
		append(t, out, len);
	(void)guard_intact(out, TAG_MAX);
}

static struct transcript play(EVP_MAC *mac, const struct plan *plan)
{
	struct transcript t = transcript(4 * TAG_MAX);
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac), *copy = NULL;

	for (int round = 0; round <= plan->again; round++) {
		size_t at = 0;

		const bool keep = round && !plan->new_key;

		if (!step(&t, EVP_MAC_init(ctx, keep ? NULL : plan->key, keep ? 0 : plan->key_len,
					   plan->params) > 0))
			break;
		for (size_t i = 0; i < plan->cuts.nr; at = plan->cuts.at[i++]) {
			const size_t n = plan->cuts.at[i] - at;

			if (copy)
				step(&t, EVP_MAC_update(copy, plan->msg + at, n) > 0);
			if (!round && i == plan->copy_at) {
				copy = EVP_MAC_CTX_dup(ctx);
				if (!step(&t, copy != NULL))
					break;
				step(&t, EVP_MAC_update(copy, plan->msg + at, n) > 0);
			}
			step(&t, EVP_MAC_update(ctx, plan->msg + at, n) > 0);
		}
		final(ctx, plan, &t);
		if (copy)
			final(copy, plan, &t);
		EVP_MAC_CTX_free(copy);
		copy = NULL;
	}
	EVP_MAC_CTX_free(ctx);
	return t;
}

static bool can_copy(EVP_MAC *mac, const struct plan *plan)
{
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac), *copy;
	bool ok;

	EVP_MAC_init(ctx, plan->key, plan->key_len, plan->params);
	copy = EVP_MAC_CTX_dup(ctx);
	ok = copy != NULL;
	EVP_MAC_CTX_free(copy);
	EVP_MAC_CTX_free(ctx);
	ERR_clear_error();
	return ok;
}

/* A copy comes to the same end; for what the default provider cannot copy. */
static bool copies_agree(EVP_MAC *mac, struct plan plan)
{
	struct transcript t;

	plan.again = false;
	plan.copy_at = 0;
	t = play(mac, &plan);
	if (strchr(t.steps, '-'))
		return differs("copied: %s: %s", t.steps, rig_error());
	if (memcmp(t.out, t.out + t.len / 2, t.len / 2) != 0)
		return differs("a copy gives another tag");
	return true;
}

static bool run(const struct subject *subject)
{
	const struct pair *pair = subject->alg;
	const size_t misalign = below(16);
	struct plan plan = { 0 };
	bool copy;
	OSSL_PARAM *p = plan.params;
	struct transcript a, b;
	size_t n;
	int xof = (int)below(2);

	plan.len = message_len(pair->cipher ? 16 : 64);
	plan.msg = fill(plan.len + misalign) + misalign;
	plan.cuts = cut(plan.len);
	plan.copy_at = below(2 * CUTS_MAX);
	plan.again = one_in(4);
	plan.key_len = pair->key_len ? pair->key_len : between(4, one_in(4) ? 300 : 64);
	if (pair->digest) {
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)pair->digest,
							0);
		if (one_in(8))
			plan.key_len = between(1, 4);
	}
	if (pair->cipher)
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, (char *)pair->cipher,
							0);
	if (EVP_MAC_is_a(pair->ours, "GMAC")) {
		n = one_in(4) ? between(1, 64) : 12;
		*p++ = OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_IV, fill(n), n);
		plan.new_key = true;
	}
	if (EVP_MAC_is_a(pair->ours, "POLY1305"))
		plan.again = false; /* a key is for one message */
	if (strncmp(subject->name, "KMAC", 4) == 0) {
		if (one_in(2)) {
			plan.tag_len = between(1, TAG_MAX);
			*p++ = OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &plan.tag_len);
		}
		if (one_in(2)) {
			n = below(200);
			*p++ = OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_CUSTOM, fill(n), n);
		}
		*p++ = OSSL_PARAM_construct_int(OSSL_MAC_PARAM_XOF, &xof);
	}
	*p = OSSL_PARAM_construct_end();
	plan.key = fill(plan.key_len);
	copy = can_copy(pair->theirs, &plan);
	if (!copy)
		plan.copy_at = SIZE_MAX;
	a = play(pair->ours, &plan);
	b = play(pair->theirs, &plan);
	if (!same_transcripts(&a, &b))
		return false;
	if (strchr(b.steps, '-'))
		return differs("the default provider refuses: %s", b.steps);
	return copy || !can_copy(pair->ours, &plan) || copies_agree(pair->ours, plan);
}

const struct diff_op diff_mac = { "mac", list, run };
