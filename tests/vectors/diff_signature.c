// SPDX-License-Identifier: Apache-2.0
/* diff_signature.c - each provider signs, the other verifies, and neither verifies what was changed;
 * where a scheme has no chance in it the signatures are the same. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "tests/vectors/diff.h"

enum scheme { PKCS1, PSS, RAW, ECDSA, EDDSA, SM2, MAC };

struct kind {
	enum scheme scheme;
	const char *type, *curve, *digest;
	size_t longest; /* message, if the provider has a limit; 0 if not */
};

#define EDDSA_LIMIT ((size_t)256 << 10) /* of the hub's core, which wants all of a message at once */

/* Does the provider's EdDSA end where the hub's does? */
static size_t eddsa_longest(const char *type)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t *msg = pool(EDDSA_LIMIT + 1), sig[200];
	size_t len = sizeof(sig);
	struct key_pair keys;
	bool more = false;

	memset(msg, 0, EDDSA_LIMIT + 1);
	if (pair_make(type, NULL, &keys)) {
		more = EVP_DigestSignInit_ex(ctx, NULL, NULL, rig.libctx, rig.query, keys.ours,
					     NULL) > 0 &&
		       EVP_DigestSign(ctx, sig, &len, msg, EDDSA_LIMIT + 1) > 0;
		pair_free(&keys);
	}
	EVP_MD_CTX_free(ctx);
	pool_empty();
	ERR_clear_error();
	return more ? 0 : EDDSA_LIMIT;
}

static void add_kind(const struct diff_op *op, enum scheme scheme, const char *type,
		     const char *curve, const char *digest, const char *what)
{
	struct kind *kind = OPENSSL_malloc(sizeof(*kind));
	const char *more = curve ? curve : digest ? digest : "";

	*kind = (struct kind){ scheme, type, curve, digest, 0 };
	if (scheme == EDDSA)
		kind->longest = eddsa_longest(type);
	diff_add(op, kind, NULL, "%s%s%s%s%s%s", type, *what ? " " : "", what, *more ? " " : "", more,
		 kind->longest ? ", up to 256 KiB" : "");
}

static void add(EVP_SIGNATURE *sig, void *arg)
{
	const struct diff_op *op = arg;
	const char *const *p;

	if (!ours(EVP_SIGNATURE_get0_provider(sig)))
		return;
	if (EVP_SIGNATURE_is_a(sig, "RSA")) {
		for (p = pair_digests(); *p; p++) {
			add_kind(op, PKCS1, "RSA", NULL, *p, "PKCS1");
			add_kind(op, PSS, "RSA", NULL, *p, "PSS");
		}
		add_kind(op, RAW, "RSA", NULL, NULL, "unpadded");
	} else if (EVP_SIGNATURE_is_a(sig, "ECDSA")) {
		for (p = pair_curves(); *p; p++)
			add_kind(op, ECDSA, "EC", *p, NULL, "");
	} else if (EVP_SIGNATURE_is_a(sig, "ED25519")) {
		add_kind(op, EDDSA, "ED25519", NULL, NULL, "");
	} else if (EVP_SIGNATURE_is_a(sig, "ED448")) {
		add_kind(op, EDDSA, "ED448", NULL, NULL, "");
	} else if (EVP_SIGNATURE_is_a(sig, "SM2")) {
		add_kind(op, SM2, "SM2", "SM2", NULL, "");
	} else if (EVP_SIGNATURE_is_a(sig, "HMAC")) {
		for (p = pair_digests(); *p; p++)
			add_kind(op, MAC, "HMAC", NULL, *p, "");
	} else if (EVP_SIGNATURE_is_a(sig, "CMAC")) {
		add_kind(op, MAC, "CMAC", NULL, NULL, "");
	} else if (EVP_SIGNATURE_is_a(sig, "POLY1305")) {
		add_kind(op, MAC, "POLY1305", NULL, NULL, "");
	} else {
		diff_add(op, NULL, "not looked at", "%s", EVP_SIGNATURE_get0_name(sig));
	}
}

static void list(const struct diff_op *op)
{
	EVP_SIGNATURE_do_all_provided(rig.libctx, add, (void *)op);
}

struct job {
	const struct kind *kind;
	const char *digest; /* NULL for EdDSA, and for what is signed as it is */
	const char *mgf1;
	int salt;
	char id[40]; /* SM2 */
	size_t cut;
	bool whole;
	bool hashed; /* the message is a digest, for EVP_PKEY_sign */
	uint8_t *msg;
	size_t len;
};

static size_t make_params(const struct job *job, OSSL_PARAM *p, bool verify)
{
	static int salts[2];
	int *salt = &salts[verify];
	size_t nr = 0;

	if (job->kind->scheme == PKCS1 || job->kind->scheme == PSS || job->kind->scheme == RAW)
		p[nr++] = OSSL_PARAM_construct_utf8_string(
			OSSL_SIGNATURE_PARAM_PAD_MODE,
			job->kind->scheme == PSS ? OSSL_PKEY_RSA_PAD_MODE_PSS :
			job->kind->scheme == RAW ? OSSL_PKEY_RSA_PAD_MODE_NONE :
						   OSSL_PKEY_RSA_PAD_MODE_PKCSV15, 0);
	if (job->hashed && job->digest)
		p[nr++] = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST,
							   (char *)job->digest, 0);
	if (job->kind->scheme == PSS) {
		*salt = job->salt;
		p[nr++] = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_MGF1_DIGEST,
							   (char *)job->mgf1, 0);
		p[nr++] = OSSL_PARAM_construct_int(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, salt);
	}
	p[nr] = OSSL_PARAM_construct_end();
	return nr;
}

static bool set_id(const struct job *job, EVP_PKEY_CTX *pctx)
{
	return job->kind->scheme != SM2 ||
	       EVP_PKEY_CTX_set1_id(pctx, job->id, (int)strlen(job->id)) > 0;
}

static bool sign(const struct job *job, EVP_PKEY *key, const char *query, uint8_t **sig, size_t *len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pctx = NULL;
	OSSL_PARAM params[8];
	bool ok;

	make_params(job, params, false);
	*len = (size_t)EVP_PKEY_get_size(key);
	*sig = guarded(*len, below(8));
	if (job->hashed) {
		pctx = EVP_PKEY_CTX_new_from_pkey(diff_libctx(query), key, query);
		ok = pctx && EVP_PKEY_sign_init_ex(pctx, params) > 0 &&
		     EVP_PKEY_sign(pctx, *sig, len, job->msg, job->len) > 0;
		EVP_PKEY_CTX_free(pctx);
	} else {
		ok = EVP_DigestSignInit_ex(ctx, &pctx, job->digest, diff_libctx(query), query, key,
					   params) > 0 &&
		     set_id(job, pctx);
		if (ok && job->whole)
			ok = EVP_DigestSign(ctx, *sig, len, job->msg, job->len) > 0;
		else if (ok)
			ok = EVP_DigestSignUpdate(ctx, job->msg, job->cut) > 0 &&
			     EVP_DigestSignUpdate(ctx, job->msg + job->cut,
						  job->len - job->cut) > 0 &&
			     EVP_DigestSignFinal(ctx, *sig, len) > 0;
	}
	EVP_MD_CTX_free(ctx);
	return ok && guard_intact(*sig, (size_t)EVP_PKEY_get_size(key));
}

static bool verify(const struct job *job, EVP_PKEY *key, const char *query, const uint8_t *sig,
		   size_t len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pctx = NULL;
	OSSL_PARAM params[8];
	bool ok;

	make_params(job, params, true);
	if (job->hashed) {
		pctx = EVP_PKEY_CTX_new_from_pkey(diff_libctx(query), key, query);
		ok = pctx && EVP_PKEY_verify_init_ex(pctx, params) > 0 &&
		     EVP_PKEY_verify(pctx, sig, len, job->msg, job->len) > 0;
		EVP_PKEY_CTX_free(pctx);
	} else {
		ok = EVP_DigestVerifyInit_ex(ctx, &pctx, job->digest, diff_libctx(query), query, key,
					     params) > 0 &&
		     set_id(job, pctx);
		if (ok && job->whole)
			ok = EVP_DigestVerify(ctx, sig, len, job->msg, job->len) > 0;
		else if (ok)
			ok = EVP_DigestVerifyUpdate(ctx, job->msg, job->cut) > 0 &&
			     EVP_DigestVerifyUpdate(ctx, job->msg + job->cut,
						    job->len - job->cut) > 0 &&
			     EVP_DigestVerifyFinal(ctx, sig, len) > 0;
	}
	EVP_MD_CTX_free(ctx);
	return ok;
}

static bool plan(const struct kind *kind, const struct key_pair *keys, struct job *job)
{
	const size_t size = (size_t)EVP_PKEY_get_size(keys->theirs);
	size_t digest_len = 0;
	EVP_MD *md;

	*job = (struct job){ .kind = kind, .digest = kind->digest, .whole = one_in(2) };
	if (kind->scheme == ECDSA)
		job->digest = pair_digests()[0] ? any_digest() : NULL;
	if (kind->scheme == SM2) {
		job->digest = "SM3";
		snprintf(job->id, sizeof(job->id), "%.*s", (int)between(1, 30),
			 "somebody@somewhere.example.org");
	}
	if (job->digest) {
		md = EVP_MD_fetch(rig.reference, job->digest, REFERENCE);
		digest_len = (size_t)EVP_MD_get_size(md);
		EVP_MD_free(md);
	}
	job->hashed = kind->scheme == RAW || (job->digest && kind->scheme != SM2 && one_in(3));
	if (kind->scheme == EDDSA)
		job->whole = true;
	if (kind->scheme == PSS) {
		job->mgf1 = one_in(2) ? job->digest : any_digest();
		job->salt = one_in(3) ? (int)digest_len :
				       (int)below(size - digest_len - 2 < 64 ? size - digest_len - 2 :
									       64);
	}
	job->len = kind->scheme == RAW ? size : job->hashed ? digest_len : message_len(64);
	if (kind->longest && job->len > kind->longest)
		job->len %= kind->longest;
	job->msg = fill(job->len);
	if (kind->scheme == RAW) /* a number below the modulus */
		job->msg[0] = 0;
	job->cut = below(job->len + 1);
	return true;
}

/* ---- MACs, whose keys OpenSSL also takes for signatures ---- */

static EVP_PKEY *mac_key(const struct kind *kind, const char *query, uint8_t *key, size_t len)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(diff_libctx(query), kind->type, query);
	const char *cipher = len == 16 ? "AES-128-CBC" : len == 24 ? "AES-192-CBC" : "AES-256-CBC";
	OSSL_PARAM params[3], *p = params;
	EVP_PKEY *out = NULL;

	*p++ = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PRIV_KEY, key, len);
	if (strcmp(kind->type, "CMAC") == 0)
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_CIPHER, (char *)cipher, 0);
	*p = OSSL_PARAM_construct_end();
	if (ctx && EVP_PKEY_fromdata_init(ctx) > 0)
		EVP_PKEY_fromdata(ctx, &out, EVP_PKEY_KEYPAIR, params);
	EVP_PKEY_CTX_free(ctx);
	return out;
}

static struct transcript mac(const struct kind *kind, const char *query, uint8_t *key,
			     size_t key_len, const uint8_t *msg, size_t len, size_t at)
{
	EVP_PKEY *pkey = mac_key(kind, query, key, key_len);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *copy = EVP_MD_CTX_new();
	struct transcript t = transcript(4 * EVP_MAX_MD_SIZE);
	uint8_t tag[EVP_MAX_MD_SIZE];
	size_t n = sizeof(tag);

	step(&t, pkey != NULL);
	if (pkey && step(&t, EVP_DigestSignInit_ex(ctx, NULL, kind->digest, diff_libctx(query),
						   query, pkey, NULL) > 0)) {
		step(&t, EVP_DigestSignUpdate(ctx, msg, at) > 0);
		step(&t, EVP_MD_CTX_copy_ex(copy, ctx) > 0);
		step(&t, EVP_DigestSignUpdate(ctx, msg + at, len - at) > 0);
		if (step(&t, EVP_DigestSignFinal(ctx, tag, &n) > 0))
			append(&t, tag, n);
		n = sizeof(tag);
		step(&t, EVP_DigestSignUpdate(copy, msg + at, len - at) > 0);
		if (step(&t, EVP_DigestSignFinal(copy, tag, &n) > 0))
			append(&t, tag, n);
	}
	EVP_MD_CTX_free(copy);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	return t;
}

static bool run_mac(const struct kind *kind)
{
	const size_t len = message_len(64), at = below(len + 1);
	const size_t key_len = strcmp(kind->type, "HMAC") == 0 ? between(1, 200) :
			       strcmp(kind->type, "CMAC") == 0 ? 16 + 8 * below(3) : 32;
	uint8_t *msg = fill(len), *key = fill(key_len);
	const struct transcript a = mac(kind, rig.query, key, key_len, msg, len, at);
	const struct transcript b = mac(kind, REFERENCE, key, key_len, msg, len, at);

	if (!same_transcripts(&a, &b))
		return false;
	return !strchr(b.steps, '-') || differs("the default provider refuses: %s", b.steps);
}

static bool run(const struct subject *subject)
{
	const struct kind *kind = subject->alg;
	uint8_t *mine, *his;
	size_t mine_len, his_len, turn;
	struct key_pair keys;
	struct job job;
	bool ok = false;

	if (kind->scheme == MAC)
		return run_mac(kind);
	if (!pair_make(kind->type, kind->curve, &keys))
		return false;
	plan(kind, &keys, &job);
	if (!sign(&job, keys.theirs, REFERENCE, &his, &his_len)) {
		differs("the default provider does not sign, %s: %s", job.digest, rig_error());
	} else if (!sign(&job, keys.ours, rig.query, &mine, &mine_len)) {
		differs("does not sign, %s%s, %zu bytes: %s", job.hashed ? "hashed " : "",
			job.digest, job.len, rig_error());
	} else if (!verify(&job, keys.theirs, REFERENCE, mine, mine_len)) {
		differs("the default provider does not verify the signature, %s, %zu bytes: %s",
			job.digest, job.len, rig_error());
	} else if (!verify(&job, keys.ours, rig.query, his, his_len)) {
		differs("does not verify the default provider's signature, %s, %zu bytes: %s",
			job.digest, job.len, rig_error());
	} else if ((kind->scheme == PKCS1 || kind->scheme == RAW || kind->scheme == EDDSA) &&
		   (mine_len != his_len || memcmp(mine, his, his_len) != 0)) {
		differs("another signature of %zu bytes, by default %zu", mine_len, his_len);
	} else {
		ok = true;
		turn = below(8 * his_len);
		his[turn / 8] ^= (uint8_t)(1 << turn % 8);
		if (verify(&job, keys.ours, rig.query, his, his_len))
			ok = differs("bit %zu of the signature was turned and it is verified", turn);
		his[turn / 8] ^= (uint8_t)(1 << turn % 8);
		if (ok && job.len) {
			turn = below(8 * job.len);
			job.msg[turn / 8] ^= (uint8_t)(1 << turn % 8);
			/* ECDSA reads a digest's left bits only */
			if (!(job.hashed && kind->scheme == ECDSA) &&
			    verify(&job, keys.ours, rig.query, his, his_len))
				ok = differs("bit %zu of the message was turned, yet verified", turn);
		}
	}
	pair_free(&keys);
	ERR_clear_error();
	return ok;
}

const struct diff_op diff_signature = { "signature", list, run };
