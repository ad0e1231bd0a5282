// SPDX-License-Identifier: Apache-2.0
/* diff_kdf.c - random parameters of each key derivation. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/kdf.h>

#include "tests/vectors/diff.h"

#define PARAMS_MAX 12u
#define OUT_MAX    1200u

struct params {
	OSSL_PARAM list[PARAMS_MAX];
	size_t nr;
	size_t len; /* that is derived */
	int mode;
	unsigned int iterations;
};

struct kind {
	const char *name;
	void (*make)(struct params *p);
};

struct pair {
	EVP_KDF *ours, *theirs;
	const struct kind *kind;
};

static void text(struct params *p, const char *name, const char *value)
{
	p->list[p->nr++] = OSSL_PARAM_construct_utf8_string(name, (char *)value, 0);
}

static void octets(struct params *p, const char *name, size_t least, size_t most)
{
	const size_t len = between(least, most);

	p->list[p->nr++] = OSSL_PARAM_construct_octet_string(name, fill(len), len);
}

static void mode(struct params *p, int value)
{
	p->mode = value;
	p->list[p->nr++] = OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &p->mode);
}

/* A digest, and its size as the length, which two of HKDF's modes insist on. */
static size_t digest(struct params *p, const char *name)
{
	EVP_MD *md = EVP_MD_fetch(rig.reference, name, REFERENCE);
	const size_t len = (size_t)EVP_MD_get_size(md);

	EVP_MD_free(md);
	text(p, OSSL_KDF_PARAM_DIGEST, name);
	return len;
}

static void hkdf(struct params *p)
{
	const int which = (int)below(3);
	const size_t len = digest(p, any_digest());

	mode(p, which);
	if (which == EVP_KDF_HKDF_MODE_EXTRACT_ONLY)
		p->len = len;
	octets(p, OSSL_KDF_PARAM_KEY, which == EVP_KDF_HKDF_MODE_EXPAND_ONLY ? len : 1,
	       one_in(4) ? 300 : 64);
	if (which != EVP_KDF_HKDF_MODE_EXPAND_ONLY && !one_in(4))
		octets(p, OSSL_KDF_PARAM_SALT, 1, one_in(4) ? 300 : 64);
	if (which != EVP_KDF_HKDF_MODE_EXTRACT_ONLY && !one_in(4))
		octets(p, OSSL_KDF_PARAM_INFO, 1, one_in(4) ? 1000 : 80);
}

static void tls13_kdf(struct params *p)
{
	static const char prefix[] = "tls13 ", label[] = "c hs traffic";
	const char *name = one_in(2) ? "SHA2-256" : "SHA2-384";
	const size_t len = digest(p, name);

	p->list[p->nr++] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PREFIX, (void *)prefix,
							     strlen(prefix));
	p->list[p->nr++] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_LABEL, (void *)label,
							     between(1, strlen(label)));
	p->len = len;
	if (one_in(2)) {
		mode(p, EVP_KDF_HKDF_MODE_EXTRACT_ONLY);
		if (one_in(2))
			octets(p, OSSL_KDF_PARAM_KEY, len, len);
		if (one_in(2))
			octets(p, OSSL_KDF_PARAM_SALT, len, len);
	} else {
		mode(p, EVP_KDF_HKDF_MODE_EXPAND_ONLY);
		octets(p, OSSL_KDF_PARAM_KEY, len, len);
		if (one_in(2))
			octets(p, OSSL_KDF_PARAM_DATA, len, len);
		if (one_in(2))
			p->len = between(1, 64);
	}
}

static void tls1_prf(struct params *p)
{
	const char *name = one_in(2) ? "SHA2-256" : "SHA2-384";

	digest(p, name);
	octets(p, OSSL_KDF_PARAM_SECRET, 1, one_in(4) ? 300 : 64);
	octets(p, OSSL_KDF_PARAM_SEED, 1, 60);
	if (one_in(2))
		octets(p, OSSL_KDF_PARAM_SEED, 1, 60);
}

static void kbkdf(struct params *p)
{
	text(p, OSSL_KDF_PARAM_MODE, one_in(2) ? "counter" : "feedback");
	if (one_in(2)) {
		text(p, OSSL_KDF_PARAM_MAC, "HMAC");
		digest(p, any_digest());
		octets(p, OSSL_KDF_PARAM_KEY, 16, 100);
	} else {
		const size_t key_len = 16 + 8 * below(3);
		static const char *const names[] = { "AES-128-CBC", "AES-192-CBC", "AES-256-CBC" };

		text(p, OSSL_KDF_PARAM_MAC, "CMAC");
		text(p, OSSL_KDF_PARAM_CIPHER, names[(key_len - 16) / 8]);
		octets(p, OSSL_KDF_PARAM_KEY, key_len, key_len);
	}
	if (!one_in(4))
		octets(p, OSSL_KDF_PARAM_SALT, 1, 60); /* the label */
	if (!one_in(4))
		octets(p, OSSL_KDF_PARAM_INFO, 1, 60); /* the context */
	if (one_in(4)) {
		p->mode = (int)below(2);
		p->list[p->nr++] = OSSL_PARAM_construct_int(OSSL_KDF_PARAM_KBKDF_USE_L, &p->mode);
	}
}

static void pbkdf2(struct params *p)
{
	static int pkcs5 = 1; /* no lower bounds */

	digest(p, any_digest());
	octets(p, OSSL_KDF_PARAM_PASSWORD, 0, one_in(4) ? 200 : 40);
	octets(p, OSSL_KDF_PARAM_SALT, 1, 60);
	p->iterations = (unsigned int)between(1, 60);
	p->list[p->nr++] = OSSL_PARAM_construct_uint(OSSL_KDF_PARAM_ITER, &p->iterations);
	p->list[p->nr++] = OSSL_PARAM_construct_int(OSSL_KDF_PARAM_PKCS5, &pkcs5);
	p->len = between(14, 200);
}

static void x963kdf(struct params *p)
{
	digest(p, any_digest());
	octets(p, OSSL_KDF_PARAM_KEY, 1, one_in(4) ? 300 : 66);
	if (!one_in(4))
		octets(p, OSSL_KDF_PARAM_INFO, 1, 80);
}

static const struct kind kinds[] = {
	{ "HKDF", hkdf },   { "TLS13-KDF", tls13_kdf }, { "TLS1-PRF", tls1_prf },
	{ "KBKDF", kbkdf }, { "PBKDF2", pbkdf2 },	{ "X963KDF", x963kdf },
};

static void add(EVP_KDF *kdf, void *op)
{
	struct pair *pair;

	if (!ours(EVP_KDF_get0_provider(kdf)))
		return;
	pair = OPENSSL_malloc(sizeof(*pair));
	EVP_KDF_up_ref(kdf);
	*pair = (struct pair){ .ours = kdf };
	pair->theirs = EVP_KDF_fetch(rig.reference, EVP_KDF_get0_name(kdf), REFERENCE);
	ERR_clear_error();
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (EVP_KDF_is_a(kdf, kinds[i].name))
			pair->kind = &kinds[i];
	diff_add(op, pair,
		 !pair->theirs ? "the default provider has none" :
		 !pair->kind ? "not looked at" : NULL, "%s", EVP_KDF_get0_name(kdf));
}

static void list(const struct diff_op *op)
{
	EVP_KDF_do_all_provided(rig.libctx, add, (void *)op);
}

static struct transcript play(EVP_KDF *kdf, const struct params *p)
{
	struct transcript t = transcript(2 * OUT_MAX);
	EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
	uint8_t *out = guarded(p->len, 0);

	if (step(&t, EVP_KDF_derive(ctx, out, p->len, p->list) > 0))
		append(&t, out, p->len);
	/* and from a context that was used before */
	EVP_KDF_CTX_reset(ctx);
	if (step(&t, EVP_KDF_CTX_set_params(ctx, p->list) > 0) &&
	    step(&t, EVP_KDF_derive(ctx, out, p->len, NULL) > 0))
		append(&t, out, p->len);
	step(&t, guard_intact(out, p->len));
	EVP_KDF_CTX_free(ctx);
	return t;
}

static bool run(const struct subject *subject)
{
	const struct pair *pair = subject->alg;
	struct params p = { .len = one_in(8) ? between(1, OUT_MAX) : between(1, 200) };
	struct transcript a, b;

	pair->kind->make(&p);
	p.list[p.nr] = OSSL_PARAM_construct_end();
	a = play(pair->ours, &p);
	b = play(pair->theirs, &p);
	return same_transcripts(&a, &b);
}

const struct diff_op diff_kdf = { "kdf", list, run };
