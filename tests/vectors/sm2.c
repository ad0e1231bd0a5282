// SPDX-License-Identifier: Apache-2.0
/* sm2.c - the text files with vectors of SM2: "Name = value" lines that stay until they are set
 * again; a Signature or a Ciphertext completes a test. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/objects.h>
#include <openssl/param_build.h>

#include "tests/provider_env.h"
#include "tests/vectors/vectors.h"

#define VALUE_MAX 1024u

struct sm2 {
	char oid[VALUE_MAX], hash[VALUE_MAX], ident[VALUE_MAX], msg[VALUE_MAX], x[VALUE_MAX];
	char signature[VALUE_MAX], ciphertext[VALUE_MAX];
};

static char *value_of(struct sm2 *sm2, const char *name)
{
	const struct {
		const char *name;
		char *value;
	} names[] = {
		{ "Oid", sm2->oid }, { "Hash", sm2->hash }, { "Ident", sm2->ident },
		{ "Msg", sm2->msg }, { "x", sm2->x }, { "Signature", sm2->signature },
		{ "Ciphertext", sm2->ciphertext },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i].name, name) == 0)
			return names[i].value;
	return NULL;
}

static struct bytes unhex(const char *text)
{
	struct bytes out;

	if (strncmp(text, "0x", 2) == 0)
		text += 2;
	out.data = pool(strlen(text) / 2);
	out.len = env_unhex(text, out.data);
	return out;
}

static enum verdict make_key(const struct sm2 *sm2, EVP_PKEY **key)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(rig.libctx, "SM2", rig.query);
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_sm2);
	EC_POINT *point = EC_POINT_new(group);
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	const struct bytes x = unhex(sm2->x);
	BIGNUM *d = BN_bin2bn(x.data, (int)x.len, NULL);
	enum verdict verdict = ACCEPTED;
	OSSL_PARAM *params;
	uint8_t pub[65];

	env_must(EC_POINT_mul(group, point, d, NULL, NULL, NULL));
	env_must(EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, pub, sizeof(pub),
				    NULL) == sizeof(pub));
	OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0);
	OSSL_PARAM_BLD_push_octet_string(bld, OSSL_PKEY_PARAM_PUB_KEY, pub, sizeof(pub));
	OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_PRIV_KEY, d);
	params = OSSL_PARAM_BLD_to_param(bld);
	if (!ctx || EVP_PKEY_fromdata_init(ctx) <= 0)
		verdict = missing("keys of type SM2");
	else if (EVP_PKEY_fromdata(ctx, key, EVP_PKEY_KEYPAIR, params) <= 0)
		verdict = refused("EVP_PKEY_fromdata");
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	BN_free(d);
	EC_POINT_free(point);
	EC_GROUP_free(group);
	EVP_PKEY_CTX_free(ctx);
	return verdict;
}

static struct bytes der_of(struct bytes raw)
{
	ECDSA_SIG *sig = ECDSA_SIG_new();
	struct bytes out = { NULL, 0 };
	uint8_t *der = NULL;

	env_must(ECDSA_SIG_set0(sig, BN_bin2bn(raw.data, (int)raw.len / 2, NULL),
				BN_bin2bn(raw.data + raw.len / 2, (int)raw.len / 2, NULL)));
	out.len = (size_t)i2d_ECDSA_SIG(sig, &der);
	out.data = pool_copy(der, out.len);
	OPENSSL_free(der);
	ECDSA_SIG_free(sig);
	return out;
}

static bool start(EVP_MD_CTX *ctx, EVP_PKEY *key, const char *digest, const char *ident, bool verify)
{
	EVP_PKEY_CTX *pctx = NULL;

	return (verify ? EVP_DigestVerifyInit_ex : EVP_DigestSignInit_ex)(
		       ctx, &pctx, digest, rig.libctx, rig.query, key, NULL) > 0 &&
	       EVP_PKEY_CTX_set1_id(pctx, ident, (int)strlen(ident)) > 0;
}

static enum verdict run_signature(const struct sm2 *sm2, EVP_PKEY *key)
{
	const struct bytes msg = unhex(sm2->msg), sig = der_of(unhex(sm2->signature));
	EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *own = EVP_MD_CTX_new();
	enum verdict verdict;
	const char *digest;
	uint8_t made[128];
	size_t len = sizeof(made);

	verdict = digest_of(sm2->hash, &digest);
	if (verdict != ACCEPTED)
		goto out;
	if (!start(ctx, key, digest, sm2->ident, true))
		verdict = strcmp(digest, "SM3") != 0 ? limit("OpenSSL's SM2 signs with SM3 only") :
			missing("SM2 with %s: %s", digest, rig_error());
	else if (EVP_DigestVerify(ctx, sig.data, sig.len, msg.data, msg.len) <= 0)
		verdict = refused("EVP_DigestVerify");
	if (verdict != ACCEPTED)
		goto out;
	EVP_MD_CTX_free(ctx);
	ctx = EVP_MD_CTX_new();
	if (!start(own, key, digest, sm2->ident, false) ||
	    EVP_DigestSign(own, made, &len, msg.data, msg.len) <= 0)
		verdict = wrong("does not sign");
	else if (!start(ctx, key, digest, sm2->ident, true) ||
		 EVP_DigestVerify(ctx, made, len, msg.data, msg.len) <= 0)
		verdict = wrong("does not verify what it has signed");
out:
	EVP_MD_CTX_free(own);
	EVP_MD_CTX_free(ctx);
	return verdict;
}

static enum verdict run_ciphertext(const struct sm2 *sm2, EVP_PKEY *key)
{
	const struct bytes ct = unhex(sm2->ciphertext);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(rig.libctx, key, rig.query);
	enum verdict verdict = ACCEPTED;
	uint8_t out[VALUE_MAX];
	size_t len = sizeof(out);
	const char *digest = "SM3";
	OSSL_PARAM params[2] = { OSSL_PARAM_END, OSSL_PARAM_END };

	if (sm2->hash[0])
		verdict = digest_of(sm2->hash, &digest);
	params[0] = OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_DIGEST, (char *)digest,
						     0);
	if (verdict != ACCEPTED)
		;
	else if (!ctx || EVP_PKEY_decrypt_init_ex(ctx, params) <= 0)
		verdict = missing("encryption with SM2");
	else if (EVP_PKEY_decrypt(ctx, out, &len, ct.data, ct.len) <= 0 ||
		 !same(unhex(sm2->msg), out, len))
		verdict = refused("EVP_PKEY_decrypt");
	EVP_PKEY_CTX_free(ctx);
	return verdict;
}

static enum verdict run(const struct sm2 *sm2, bool signature)
{
	EVP_PKEY *key = NULL;
	enum verdict verdict;

	if (strcmp(sm2->oid, "1.2.156.10197.1.301") != 0)
		return limit("OpenSSL's SM2 keys lie on the curve SM2 only, not on %s", sm2->oid);
	if (strcmp(sm2->hash, "Raw") == 0)
		return limit("a digest in place of a message: OpenSSL wants it unhashed");
	verdict = make_key(sm2, &key);
	if (verdict == ACCEPTED)
		verdict = (signature ? run_signature : run_ciphertext)(sm2, key);
	EVP_PKEY_free(key);
	return verdict;
}

bool sm2_run(const char *path, struct tally *tally)
{
	char line[2 * VALUE_MAX], name[64], value[VALUE_MAX], id[32];
	static struct sm2 sm2;
	unsigned int nr = 0;
	FILE *f = fopen(path, "r");

	if (!f)
		return false;
	memset(&sm2, 0, sizeof(sm2));
	while (fgets(line, sizeof(line), f)) {
		char *slot;

		if (line[0] == '#' || sscanf(line, " %63[A-Za-z] = %1023[^\n]", name, value) != 2)
			continue;
		slot = value_of(&sm2, name);
		if (!slot)
			continue;
		strcpy(slot, value);
		if (slot != sm2.signature && slot != sm2.ciphertext)
			continue;
		snprintf(id, sizeof(id), "%u", ++nr);
		judge(tally, id, "valid", NULL, run(&sm2, slot == sm2.signature));
	}
	fclose(f);
	return true;
}
