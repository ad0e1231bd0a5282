// SPDX-License-Identifier: Apache-2.0
/* selftest_pk.c - known answers of the PKE core. What has a random part is checked by undoing it; each
 * signature and ciphertext is also tampered with and must be refused.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tools/encode.h"
#include "tools/kat_pk.h"
#include "tools/selftest_priv.h"

struct field {
	uint8_t v[KAT_PK_BYTES_MAX];
	size_t len;
};

/* An answer in bytes. */
struct answer {
	struct field key, pub, in, out, crt, peer, z, z_responder, session, peer_session;
};

static void field_read(struct field *field, const char *hex)
{
	int len = hex ? decode_hex(hex, field->v, sizeof(field->v)) : 0;

	field->len = len > 0 ? (size_t)len : 0;
}

static void answer_read(struct answer *a, const struct kat_pk *kat)
{
	field_read(&a->key, kat->key);
	field_read(&a->pub, kat->pub);
	field_read(&a->in, kat->in);
	field_read(&a->out, kat->out);
	field_read(&a->crt, kat->crt);
	field_read(&a->peer, kat->peer);
	field_read(&a->z, kat->z);
	field_read(&a->z_responder, kat->z_responder);
	field_read(&a->session, kat->session);
	field_read(&a->peer_session, kat->peer_session);
}

static struct cmh_key key_of(const struct field *field)
{
	return (struct cmh_key){ .data = field->v, .len = field->len };
}

/* What must be refused as a wrong answer of somebody else's: rc is what the call returned. */
static int refused(const struct selftest *test, const char *step, int rc)
{
	if (rc == -EBADMSG)
		return 0;
	return rc < 0 ? selftest_failed(test, step, rc) : selftest_wrong(test, step);
}

static int check_rsa(const struct selftest *test, const struct answer *a)
{
	static const uint8_t e[] = KAT_PK_RSA_E;
	const struct cmh_rsa rsa = { a->pub.v, a->pub.len, e, sizeof(e) };
	const struct cmh_key d = key_of(&a->key), crt = key_of(&a->crt);
	uint8_t got[KAT_PK_BYTES_MAX];
	int rc;

	rc = cmh_rsa_private(test->dev, &rsa, &d, a->in.v, got);
	rc = selftest_expect(test, "private key", rc, got, a->out.v, a->out.len);
	if (rc)
		return rc;
	memset(got, 0, sizeof(got));
	rc = cmh_rsa_private(test->dev, &rsa, &crt, a->in.v, got);
	rc = selftest_expect(test, "private key with CRT", rc, got, a->out.v, a->out.len);
	if (rc)
		return rc;
	rc = cmh_rsa_public(test->dev, &rsa, a->out.v, got);
	return selftest_expect(test, "public key", rc, got, a->in.v, a->in.len);
}

/* Signs, and verifies what came out, whole and with one bit changed. */
static int sign_and_verify(const struct selftest *test, uint32_t curve, const struct answer *a)
{
	const struct cmh_key key = key_of(&a->key);
	uint8_t sig[KAT_PK_BYTES_MAX];
	int rc;

	rc = cmh_ecdsa_sign(test->dev, curve, &key, a->in.v, a->in.len, sig);
	if (rc < 0)
		return selftest_failed(test, "sign", rc);
	rc = cmh_ecdsa_verify(test->dev, curve, a->pub.v, a->in.v, a->in.len, sig);
	if (rc < 0)
		return selftest_failed(test, "verify own signature", rc);
	sig[a->pub.len - 1] ^= 1;
	return refused(test, "tampered signature",
		       cmh_ecdsa_verify(test->dev, curve, a->pub.v, a->in.v, a->in.len, sig));
}

static int check_pubkey(const struct selftest *test, uint32_t curve, const struct answer *a)
{
	const struct cmh_key key = key_of(&a->key);
	uint8_t got[KAT_PK_BYTES_MAX];

	if (!a->pub.len)
		return 0;
	return selftest_expect(test, "public key", cmh_ec_pubkey(test->dev, curve, &key, got), got,
			       a->pub.v, a->pub.len);
}

static int check_ecdsa(const struct selftest *test, uint32_t curve, const struct answer *a)
{
	int rc = check_pubkey(test, curve, a);

	if (!rc && a->out.len) {
		rc = cmh_ecdsa_verify(test->dev, curve, a->pub.v, a->in.v, a->in.len, a->out.v);
		if (rc)
			return selftest_failed(test, "verify", rc);
	}
	return rc ? rc : sign_and_verify(test, curve, a);
}

static int check_ecdh(const struct selftest *test, uint32_t curve, const struct answer *a)
{
	const struct cmh_key key = key_of(&a->key);
	uint8_t got[KAT_PK_BYTES_MAX];
	int rc = check_pubkey(test, curve, a);

	if (rc)
		return rc;
	rc = cmh_ecdh(test->dev, curve, &key, a->peer.v, got);
	return selftest_expect(test, "shared secret", rc, got, a->out.v, a->out.len);
}

static int check_eddsa(const struct selftest *test, uint32_t curve, const struct answer *a)
{
	const struct cmh_key key = key_of(&a->key);
	uint8_t got[KAT_PK_BYTES_MAX];
	int rc;

	rc = cmh_eddsa_pubkey(test->dev, curve, &key, got);
	rc = selftest_expect(test, "public key", rc, got, a->pub.v, a->pub.len);
	if (rc)
		return rc;
	rc = cmh_eddsa_sign(test->dev, curve, &key, a->in.v, a->in.len, got);
	rc = selftest_expect(test, "sign", rc, got, a->out.v, a->out.len);
	if (rc)
		return rc;
	rc = cmh_eddsa_verify(test->dev, curve, a->pub.v, a->in.v, a->in.len, a->out.v);
	if (rc)
		return selftest_failed(test, "verify", rc);
	got[0] ^= 1;
	return refused(test, "tampered signature",
		       cmh_eddsa_verify(test->dev, curve, a->pub.v, a->in.v, a->in.len, got));
}

static int check_sm2_sign(const struct selftest *test, uint32_t curve, const struct answer *a)
{
	const struct cmh_key key = key_of(&a->key);
	uint8_t got[KAT_PK_BYTES_MAX];
	int rc;

	rc = cmh_sm2_z(test->dev, a->pub.v, KAT_PK_SM2_ID, strlen(KAT_PK_SM2_ID), got);
	rc = selftest_expect(test, "digest of the identity", rc, got, a->z.v, a->z.len);
	if (rc)
		return rc;
	rc = cmh_sm2_verify(test->dev, a->pub.v, a->in.v, a->out.v);
	if (rc)
		return selftest_failed(test, "verify", rc);
	rc = cmh_sm2_sign(test->dev, &key, a->in.v, got);
	if (rc < 0)
		return selftest_failed(test, "sign", rc);
	return sign_and_verify(test, curve, a);
}

static int check_sm2_crypt(const struct selftest *test, const struct answer *a)
{
	const struct cmh_key key = key_of(&a->key);
	uint8_t text[KAT_PK_BYTES_MAX], got[KAT_PK_BYTES_MAX];
	int rc;

	rc = cmh_sm2_decrypt(test->dev, &key, a->out.v, a->out.len, got);
	rc = selftest_expect(test, "decrypt", rc, got, a->in.v, a->in.len);
	if (rc)
		return rc;
	rc = cmh_sm2_encrypt(test->dev, a->pub.v, a->in.v, a->in.len, text);
	if (rc < 0)
		return selftest_failed(test, "encrypt", rc);
	memset(got, 0, sizeof(got));
	rc = cmh_sm2_decrypt(test->dev, &key, text, a->out.len, got);
	rc = selftest_expect(test, "decrypt own text", rc, got, a->in.v, a->in.len);
	if (rc)
		return rc;
	text[a->out.len - 1] ^= 1;
	return refused(test, "tampered text",
		       cmh_sm2_decrypt(test->dev, &key, text, a->out.len, got));
}

static int check_sm2_exchange(const struct selftest *test, uint32_t curve, const struct answer *a)
{
	const struct cmh_key key = key_of(&a->key);
	const struct cmh_sm2_exchange exchange = {
		.session = a->session.v,
		.peer = a->peer.v,
		.peer_session = a->peer_session.v,
		.z_initiator = a->z.v,
		.z_responder = a->z_responder.v,
	};
	uint8_t got[KAT_PK_BYTES_MAX];
	int rc = check_pubkey(test, curve, a);

	if (rc)
		return rc;
	rc = cmh_sm2_exchange(test->dev, &key, &exchange, got);
	return selftest_expect(test, "session key", rc, got, a->out.v, a->out.len);
}

static int check(struct selftest *test, const struct kat_pk *kat)
{
	static const struct answer none;
	struct answer a = none;

	test->source = kat->source;
	answer_read(&a, kat);
	switch (kat->kind) {
	case KAT_PK_RSA: return check_rsa(test, &a);
	case KAT_PK_ECDSA: return check_ecdsa(test, kat->curve, &a);
	case KAT_PK_ECDH: return check_ecdh(test, kat->curve, &a);
	case KAT_PK_EDDSA: return check_eddsa(test, kat->curve, &a);
	case KAT_PK_SM2_SIGN: return check_sm2_sign(test, kat->curve, &a);
	case KAT_PK_SM2_CRYPT: return check_sm2_crypt(test, &a);
	case KAT_PK_SM2_EXCHANGE: return check_sm2_exchange(test, kat->curve, &a);
	default: return selftest_failed(test, "kind of answer", -EINVAL);
	}
}

int selftest_pk(struct cmh_dev *dev, const char *name, char *why, size_t len)
{
	struct selftest test = { .dev = dev, .why = why, .why_len = len };
	int nr = 0, rc = 0;

	for (const struct kat_pk *kat = kat_pks; !rc && kat->kind; kat++) {
		if (strcmp(kat->name, name))
			continue;
		rc = check(&test, kat);
		nr++;
	}
	return rc ? rc : nr;
}

const char *selftest_pk_name(size_t i)
{
	/* the answers of one name stand side by side */
	for (const struct kat_pk *kat = kat_pks; kat->kind; kat++)
		if ((kat == kat_pks || strcmp(kat->name, kat[-1].name)) && !i--)
			return kat->name;
	return NULL;
}
