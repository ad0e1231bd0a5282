// SPDX-License-Identifier: Apache-2.0
/* diff_signature.c - each provider signs, the other verifies, and neither verifies what was changed;
 * where a scheme has no chance in it the signatures are the same. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "tests/vectors/diff.h"

enum scheme { PKCS1, PSS, RAW, ECDSA, EDDSA, SM2 };

struct kind {
	enum scheme scheme;
	const char *type, *curve, *digest;
};

static void add_kind(const struct diff_op *op, enum scheme scheme, const char *type,
		     const char *curve, const char *digest, const char *what)
{
	struct kind *kind = OPENSSL_malloc(sizeof(*kind));
	const char *more = curve ? curve : digest ? digest : "";

	*kind = (struct kind){ scheme, type, curve, digest };
	diff_add(op, kind, NULL, "%s%s%s%s%s", type, *what ? " " : "", what, *more ? " " : "", more);
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
	job->msg = fill(job->len);
	if (kind->scheme == RAW) /* a number below the modulus */
		job->msg[0] = 0;
	job->cut = below(job->len + 1);
	return true;
}

static bool run(const struct subject *subject)
{
	const struct kind *kind = subject->alg;
	uint8_t *mine, *his;
	size_t mine_len, his_len, turn;
	struct key_pair keys;
	struct job job;
	bool ok = false;

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
