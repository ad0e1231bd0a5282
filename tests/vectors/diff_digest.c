// SPDX-License-Identifier: Apache-2.0
/* diff_digest.c - random messages of each digest, in pieces, from copies, and of any length where
 * the digest has none of its own. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>

#include "tests/vectors/diff.h"

#define XOF_MAX 1500u

struct pair {
	EVP_MD *ours, *theirs;
};

struct plan {
	uint8_t *msg;
	size_t len, xof_len, copy_at;
	struct cuts cuts;
	bool again; /* the whole once more with the same context */
};

static bool xof(const EVP_MD *md)
{
	return EVP_MD_get_flags(md) & EVP_MD_FLAG_XOF;
}

static void add(EVP_MD *md, void *op)
{
	const char *name = EVP_MD_get0_name(md), *same_as = name;
	struct pair *pair;

	if (!ours(EVP_MD_get0_provider(md)))
		return;
	/* without a name and a customization, SP 800-185 makes cSHAKE SHAKE */
	if (EVP_MD_is_a(md, "CSHAKE-128"))
		same_as = "SHAKE-128";
	else if (EVP_MD_is_a(md, "CSHAKE-256"))
		same_as = "SHAKE-256";
	pair = OPENSSL_malloc(sizeof(*pair));
	EVP_MD_up_ref(md);
	pair->ours = md;
	pair->theirs = EVP_MD_fetch(rig.reference, same_as, REFERENCE);
	ERR_clear_error();
	diff_add(op, pair,
		 strcmp(EVP_MD_get0_name(md), "NULL") == 0 ? "no digest" :
		 pair->theirs ? NULL : "the default provider has none", "%s", name);
}

static void list(const struct diff_op *op)
{
	EVP_MD_do_all_provided(rig.libctx, add, (void *)op);
}

static void final(EVP_MD_CTX *ctx, const struct plan *plan, struct transcript *t)
{
	const bool any = plan->xof_len != 0;
	size_t len = any ? plan->xof_len : EVP_MAX_MD_SIZE;
	uint8_t *out = guarded(len, 0);
	unsigned int n = 0;

	if (any)
		step(t, EVP_DigestFinalXOF(ctx, out, len) > 0);
	else if (step(t, EVP_DigestFinal_ex(ctx, out, &n) > 0))
		len = n;
	else
		len = 0;
	append(t, out, len);
}

static struct transcript play(const EVP_MD *md, const struct plan *plan)
{
	struct transcript t = transcript(4 * (XOF_MAX + EVP_MAX_MD_SIZE));
	EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *copy = NULL;

	for (int round = 0; round <= plan->again; round++) {
		size_t at = 0;

		step(&t, EVP_DigestInit_ex2(ctx, md, NULL) > 0);
		for (size_t i = 0; i < plan->cuts.nr; at = plan->cuts.at[i++]) {
			const size_t n = plan->cuts.at[i] - at;

			if (copy)
				step(&t, EVP_DigestUpdate(copy, plan->msg + at, n) > 0);
			if (!round && i == plan->copy_at) {
				copy = EVP_MD_CTX_new();
				if (!step(&t, EVP_MD_CTX_copy_ex(copy, ctx) > 0))
					break;
				step(&t, EVP_DigestUpdate(copy, plan->msg + at, n) > 0);
			}
			step(&t, EVP_DigestUpdate(ctx, plan->msg + at, n) > 0);
		}
		final(ctx, plan, &t);
		if (copy)
			final(copy, plan, &t);
		EVP_MD_CTX_free(copy);
		copy = NULL;
	}
	EVP_MD_CTX_free(ctx);
	return t;
}

static bool run(const struct subject *subject)
{
	const struct pair *pair = subject->alg;
	const size_t misalign = below(16);
	struct transcript a, b;
	struct plan plan = { 0 };

	plan.len = message_len((size_t)EVP_MD_get_block_size(pair->ours));
	plan.msg = fill(plan.len + misalign) + misalign;
	plan.cuts = cut(plan.len);
	plan.copy_at = below(2 * CUTS_MAX); /* often none */
	plan.again = one_in(4);
	if (xof(pair->ours) && !one_in(4))
		plan.xof_len = one_in(8) ? between(1, XOF_MAX) : between(1, 200);
	if (EVP_MD_get_block_size(pair->ours) != EVP_MD_get_block_size(pair->theirs))
		return differs("the block size");
	if (EVP_MD_get_size(pair->ours) != EVP_MD_get_size(pair->theirs) && !xof(pair->ours))
		return differs("the size");
	if (!plan.xof_len && EVP_MD_get_size(pair->ours) != EVP_MD_get_size(pair->theirs))
		plan.xof_len = 32;
	a = play(pair->ours, &plan);
	b = play(pair->theirs, &plan);
	if (strchr(b.steps, '-'))
		return differs("the default provider refuses: %s", b.steps);
	return same_transcripts(&a, &b);
}

const struct diff_op diff_digest = { "digest", list, run };
