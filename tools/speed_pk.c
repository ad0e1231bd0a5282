// SPDX-License-Identifier: Apache-2.0
/* speed_pk.c - public-key operations to be measured. The RSA key is a known answer's, the others are made
 * by the device.
 */
#include "tools/speed_pk.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tools/encode.h"
#include "tools/kat_pk.h"

#define DIGEST_LEN 32
#define TEXT_LEN   32

static const uint8_t rsa_e[] = KAT_PK_RSA_E;

/* Those that are not one for each curve. */
static const struct speed_pk fixed[] = {
	{ SPEED_RSA_PUBLIC, 0, "rsa-2048-public" },
	{ SPEED_RSA_PRIVATE, 0, "rsa-2048-private" },
	{ SPEED_ECDH, CMH_CURVE_25519, "x25519" },
	{ SPEED_ECDH, CMH_CURVE_448, "x448" },
	{ SPEED_EDDSA_SIGN, CMH_CURVE_25519, "ed25519-sign" },
	{ SPEED_EDDSA_VERIFY, CMH_CURVE_25519, "ed25519-verify" },
	{ SPEED_EDDSA_SIGN, CMH_CURVE_448, "ed448-sign" },
	{ SPEED_EDDSA_VERIFY, CMH_CURVE_448, "ed448-verify" },
	{ SPEED_SM2_SIGN, CMH_CURVE_SM2, "sm2-sign" },
	{ SPEED_SM2_VERIFY, CMH_CURVE_SM2, "sm2-verify" },
	{ SPEED_SM2_ENCRYPT, CMH_CURVE_SM2, "sm2-encrypt" },
	{ SPEED_SM2_DECRYPT, CMH_CURVE_SM2, "sm2-decrypt" },
};

#define FIXED (sizeof(fixed) / sizeof(*fixed))

/* One for each Weierstrass curve but SM2's. */
static const struct {
	enum speed_pk_kind kind;
	const char *format;
} of_curve[] = {
	{ SPEED_ECDSA_SIGN, "ecdsa-%s-sign" },
	{ SPEED_ECDSA_VERIFY, "ecdsa-%s-verify" },
	{ SPEED_ECDH, "ecdh-%s" },
};

#define OF_CURVE (sizeof(of_curve) / sizeof(*of_curve))

bool speed_pk_at(size_t i, struct speed_pk *pk)
{
	const struct cmh_curve_info *curve;

	if (i < FIXED) {
		*pk = fixed[i];
		return true;
	}
	i -= FIXED;
	for (size_t c = 0; (curve = cmh_curve_at(c)); c++) {
		if (curve->kind != CMH_CURVE_WEIERSTRASS || curve->id == CMH_CURVE_SM2)
			continue;
		if (i < OF_CURVE) {
			pk->kind = of_curve[i].kind;
			pk->curve = curve->id;
			snprintf(pk->name, sizeof(pk->name), of_curve[i].format, curve->name);
			return true;
		}
		i -= OF_CURVE;
	}
	return false;
}

const char *speed_pk_name(size_t i)
{
	static struct speed_pk pk;

	return speed_pk_at(i, &pk) ? pk.name : NULL;
}

bool speed_pk_find(const char *name, struct speed_pk *pk)
{
	for (size_t i = 0; speed_pk_at(i, pk); i++)
		if (!strcasecmp(pk->name, name))
			return true;
	return false;
}

/* p, q, dP, dQ, qInv of the known answer; private and public side by side in work. */
static int set_up_rsa(struct speed_pk_work *work)
{
	const struct kat_pk *kat = kat_pks;
	int key, n, in;

	while (kat->kind && kat->kind != KAT_PK_RSA)
		kat++;
	if (!kat->kind)
		return -ENOENT;
	key = decode_hex(kat->crt, work->priv, sizeof(work->priv));
	n = decode_hex(kat->pub, work->pub, sizeof(work->pub));
	in = decode_hex(kat->in, work->in, sizeof(work->in));
	if (key < 0 || n < 0 || in < 0)
		return -EINVAL;
	work->key.len = (size_t)key;
	work->rsa = (struct cmh_rsa){ work->pub, (size_t)n, rsa_e, sizeof(rsa_e) };
	return 0;
}

static int set_up_eddsa(struct cmh_dev *dev, struct speed_pk_work *work)
{
	uint32_t curve = work->pk->curve;
	int rc;

	work->key.len = curve == CMH_CURVE_448 ? 57 : 32;
	rc = cmh_random(dev, work->priv, work->key.len);
	if (rc == -EOPNOTSUPP) { /* no DRBG: any bytes are a key, and this one guards nothing */
		memset(work->priv, 0x42, work->key.len);
		rc = 0;
	}
	if (rc >= 0)
		rc = cmh_eddsa_pubkey(dev, curve, &work->key, work->pub);
	if (rc >= 0)
		rc = cmh_eddsa_sign(dev, curve, &work->key, work->in, work->in_len, work->sig);
	return rc < 0 ? rc : 0;
}

static int set_up_ec(struct cmh_dev *dev, struct speed_pk_work *work)
{
	const struct speed_pk *pk = work->pk;
	int rc;

	work->key.len = cmh_curve_get(pk->curve)->len;
	rc = cmh_ec_generate(dev, pk->curve, work->priv, work->pub);
	if (rc >= 0 && (pk->kind == SPEED_ECDSA_VERIFY || pk->kind == SPEED_SM2_VERIFY))
		rc = cmh_ecdsa_sign(dev, pk->curve, &work->key, work->in, work->in_len, work->sig);
	if (rc >= 0 && pk->kind == SPEED_SM2_DECRYPT)
		rc = cmh_sm2_encrypt(dev, work->pub, work->in, TEXT_LEN, work->sig);
	return rc < 0 ? rc : 0;
}

int speed_pk_set_up(struct cmh_dev *dev, const struct speed_pk *pk, struct speed_pk_work *work)
{
	memset(work, 0, sizeof(*work));
	work->pk = pk;
	work->key.data = work->priv;
	work->in_len = DIGEST_LEN;
	memset(work->in, 0x5a, work->in_len);
	switch (pk->kind) {
	case SPEED_RSA_PUBLIC:
	case SPEED_RSA_PRIVATE: return set_up_rsa(work);
	case SPEED_EDDSA_SIGN:
	case SPEED_EDDSA_VERIFY: return set_up_eddsa(dev, work);
	default: return set_up_ec(dev, work);
	}
}

void speed_pk_prep(const struct speed_pk_work *work, struct cmh_sqe *sqe, uint8_t *out)
{
	const uint32_t curve = work->pk->curve;

	switch (work->pk->kind) {
	case SPEED_RSA_PUBLIC: cmh_prep_rsa_public(sqe, &work->rsa, work->in, out); break;
	case SPEED_RSA_PRIVATE:
		cmh_prep_rsa_private(sqe, &work->rsa, &work->key, work->in, out);
		break;
	case SPEED_ECDSA_SIGN:
		cmh_prep_ecdsa_sign(sqe, curve, &work->key, work->in, work->in_len, out);
		break;
	case SPEED_ECDSA_VERIFY:
		cmh_prep_ecdsa_verify(sqe, curve, work->pub, work->in, work->in_len, work->sig);
		break;
	case SPEED_ECDH: cmh_prep_ecdh(sqe, curve, &work->key, work->pub, out); break;
	case SPEED_EDDSA_SIGN:
		cmh_prep_eddsa_sign(sqe, curve, &work->key, work->in, work->in_len, out);
		break;
	case SPEED_EDDSA_VERIFY:
		cmh_prep_eddsa_verify(sqe, curve, work->pub, work->in, work->in_len, work->sig);
		break;
	case SPEED_SM2_SIGN: cmh_prep_sm2_sign(sqe, &work->key, work->in, out); break;
	case SPEED_SM2_VERIFY: cmh_prep_sm2_verify(sqe, work->pub, work->in, work->sig); break;
	case SPEED_SM2_ENCRYPT:
		cmh_prep_sm2_encrypt(sqe, work->pub, work->in, TEXT_LEN, out);
		break;
	case SPEED_SM2_DECRYPT:
		cmh_prep_sm2_decrypt(sqe, &work->key, work->sig, TEXT_LEN + CMH_SM2_MARGIN, out);
		break;
	case SPEED_PK_NONE: cmh_prep_nop(sqe); break;
	}
}
