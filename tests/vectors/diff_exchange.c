// SPDX-License-Identifier: Apache-2.0
/* diff_exchange.c - key agreement: both providers come to the same secret, each from either end. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>

#include "tests/vectors/diff.h"

struct kind {
	const char *type, *curve;
};

static void add_kind(const struct diff_op *op, const char *type, const char *curve)
{
	struct kind *kind = OPENSSL_malloc(sizeof(*kind));

	*kind = (struct kind){ type, curve };
	diff_add(op, kind, NULL, "%s%s%s", curve ? "ECDH" : type, curve ? " " : "",
		 curve ? curve : "");
}

static void add(EVP_KEYEXCH *exchange, void *arg)
{
	const struct diff_op *op = arg;

	if (!ours(EVP_KEYEXCH_get0_provider(exchange)))
		return;
	if (EVP_KEYEXCH_is_a(exchange, "ECDH")) {
		for (const char *const *p = pair_curves(); *p; p++)
			add_kind(op, "EC", *p);
	} else if (EVP_KEYEXCH_is_a(exchange, "X25519")) {
		add_kind(op, "X25519", NULL);
	} else if (EVP_KEYEXCH_is_a(exchange, "X448")) {
		add_kind(op, "X448", NULL);
	} else {
		diff_add(op, NULL, "not looked at", "%s", EVP_KEYEXCH_get0_name(exchange));
	}
}

static void list(const struct diff_op *op)
{
	EVP_KEYEXCH_do_all_provided(rig.libctx, add, (void *)op);
}

static struct transcript derive(EVP_PKEY *own, EVP_PKEY *peer, const char *query,
				const OSSL_PARAM *params)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(diff_libctx(query), own, query), *copy = NULL;
	struct transcript t = transcript(4096);
	uint8_t *out;
	size_t len;

	if (step(&t, ctx && EVP_PKEY_derive_init_ex(ctx, params) > 0) &&
	    step(&t, EVP_PKEY_derive_set_peer(ctx, peer) > 0) &&
	    step(&t, EVP_PKEY_derive(ctx, NULL, &len) > 0)) {
		copy = EVP_PKEY_CTX_dup(ctx);
		out = guarded(len, below(8));
		if (step(&t, EVP_PKEY_derive(ctx, out, &len) > 0))
			append(&t, out, len);
		if (step(&t, copy && EVP_PKEY_derive(copy, out, &len) > 0))
			append(&t, out, len);
		step(&t, guard_intact(out, len));
	}
	EVP_PKEY_CTX_free(copy);
	EVP_PKEY_CTX_free(ctx);
	return t;
}

static bool run(const struct subject *subject)
{
	const struct kind *kind = subject->alg;
	OSSL_PARAM params[8] = { OSSL_PARAM_END }, *p = params;
	struct transcript there, back, by_default;
	struct key_pair a, b = { 0 };
	size_t len = between(1, 100), ukm = between(1, 60);
	bool ok = false;
	int cofactor;

	if (!pair_make(kind->type, kind->curve, &a))
		return false;
	if (!pair_make(kind->type, kind->curve, &b)) {
		pair_free(&a);
		return false;
	}
	if (kind->curve && one_in(4)) {
		cofactor = (int)below(2);
		*p++ = OSSL_PARAM_construct_int(OSSL_EXCHANGE_PARAM_EC_ECDH_COFACTOR_MODE,
						&cofactor);
	}
	if (kind->curve && one_in(4)) {
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_EXCHANGE_PARAM_KDF_TYPE,
							(char *)OSSL_KDF_NAME_X963KDF, 0);
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_EXCHANGE_PARAM_KDF_DIGEST,
							(char *)any_digest(), 0);
		*p++ = OSSL_PARAM_construct_size_t(OSSL_EXCHANGE_PARAM_KDF_OUTLEN, &len);
		*p++ = OSSL_PARAM_construct_octet_string(OSSL_EXCHANGE_PARAM_KDF_UKM, fill(ukm),
							 ukm);
	}
	*p = OSSL_PARAM_construct_end();
	there = derive(a.ours, b.ours, rig.query, params);
	by_default = derive(a.theirs, b.theirs, REFERENCE, params);
	if (!same_transcripts(&there, &by_default))
		goto out;
	if (strchr(by_default.steps, '-')) {
		differs("the default provider refuses: %s", by_default.steps);
		goto out;
	}
	back = derive(b.ours, a.ours, rig.query, params);
	ok = same_transcripts(&back, &there);
out:
	pair_free(&a);
	pair_free(&b);
	ERR_clear_error();
	return ok;
}

const struct diff_op diff_exchange = { "exchange", list, run };
