// SPDX-License-Identifier: Apache-2.0
/* mgmt_pke.c - key management: RSA, elliptic curves, EdDSA. Numbers have the width of the wire here
 * (68 bytes on P-521), and all keys are references. */
#include <string.h>

#include "key/mgmt.h"

static struct cmh_key by_ref(uint64_t ref, size_t len)
{
	return (struct cmh_key){ .ref = ref, .len = len };
}

static int reserved(uint64_t word)
{
	MGMT_CHECK(!word, "management: reserved field is 0x%llx, not 0", (unsigned long long)word);
	return 0;
}

static int key_flags(uint32_t flags)
{
	MGMT_CHECK(!(flags & ~CMH_MGMT_KEY_F_MASK), "management: flags 0x%x: give PT, XC, SCA",
		   flags);
	return 0;
}

/* ---- RSA ---- */

static int rsa_sizes(uint32_t bits, uint32_t e_len)
{
	MGMT_CHECK(bits >= CMH_MGMT_RSA_BITS_MIN && bits <= CMH_MGMT_RSA_BITS_MAX && bits % 8 == 0,
		   "rsa: %u bits: give %u to %u, a multiple of 8", bits, CMH_MGMT_RSA_BITS_MIN,
		   CMH_MGMT_RSA_BITS_MAX);
	MGMT_CHECK(e_len && e_len <= CMH_MGMT_RSA_E_MAX, "rsa: exponent of %u bytes: give 1 to %u",
		   e_len, CMH_MGMT_RSA_E_MAX);
	return 0;
}

/* The exponent may come with any number of zeros before it. */
static struct cmh_rsa rsa_of(uint32_t bits, uint64_t n, uint64_t e, uint32_t e_len)
{
	struct cmh_rsa rsa = {
		.n = mgmt_ptr(n), .n_len = bits / 8, .e = mgmt_ptr(e), .e_len = e_len
	};

	for (const uint8_t *p = rsa.e; rsa.e_len > 1 && !*p; p++) {
		rsa.e = p + 1;
		rsa.e_len--;
	}
	return rsa;
}

int mgmt_pke_rsa_enc(struct cmh_mgmt *m, struct cmh_mgmt_pke_rsa_enc *a)
{
	int err = rsa_sizes(a->bits, a->e_len);
	struct cmh_rsa rsa;

	if (!err)
		err = reserved(a->reserved);
	if (!err)
		err = MGMT_MAPPED(a->e, a->n, a->input, a->output);
	if (err)
		return err;
	rsa = rsa_of(a->bits, a->n, a->e, a->e_len);
	err = MGMT_RUN(m, cmh_prep_rsa_public, &rsa, mgmt_ptr(a->input), mgmt_ptr(a->output));
	return err < 0 ? err : 0;
}

/* d of as many bytes as the modulus, or five parts of half as many. */
static int rsa_private(struct cmh_mgmt *m, const struct cmh_mgmt_pke_rsa_dec *a, bool crt)
{
	uint32_t n_len = a->bits / 8;
	struct cmh_key key = by_ref(a->key_ref, crt ? CMH_RSA_CRT_SIZE(n_len) : n_len);
	int err = rsa_sizes(a->bits, a->e_len);
	struct cmh_rsa rsa;

	if (!err)
		err = reserved(a->reserved);
	if (!err)
		err = MGMT_MAPPED(a->e, a->n, a->input, a->output);
	if (err)
		return err;
	rsa = rsa_of(a->bits, a->n, a->e, a->e_len);
	err = MGMT_RUN(m, cmh_prep_rsa_private, &rsa, &key, mgmt_ptr(a->input),
		       mgmt_ptr(a->output));
	return err < 0 ? err : 0;
}

int mgmt_pke_rsa_dec(struct cmh_mgmt *m, struct cmh_mgmt_pke_rsa_dec *a)
{
	return rsa_private(m, a, false);
}

int mgmt_pke_rsa_crt_dec(struct cmh_mgmt *m, struct cmh_mgmt_pke_rsa_crt_dec *a)
{
	struct cmh_mgmt_pke_rsa_dec same = { .bits = a->bits,
					     .e = a->e,
					     .e_len = a->e_len,
					     .reserved = a->reserved,
					     .n = a->n,
					     .input = a->input,
					     .output = a->output,
					     .key_ref = a->crt_ref };

	return rsa_private(m, &same, true);
}

int mgmt_pke_rsa_keygen(struct cmh_mgmt *m, struct cmh_mgmt_pke_rsa_keygen *a)
{
	uint32_t len = a->bits / 8;
	bool sca = a->flags & CMH_MGMT_KEY_F_SCA;
	uint64_t d = CMH_REF_NONE, crt = CMH_REF_NONE;
	int err = rsa_sizes(a->bits, a->e_len);
	struct cmh_rsa rsa;

	if (!err)
		err = key_flags(a->flags);
	if (!err)
		err = MGMT_MAPPED(a->e, a->n);
	if (err)
		return err;
	rsa = rsa_of(a->bits, a->n, a->e, a->e_len);
	err = MGMT_RUN(m, cmh_prep_object_new, a->d_cid,
		       sca ? CMH_RSA_D_SCA_SIZE(len) : CMH_RSA_D_SIZE(len), &d);
	if (err >= 0 && a->crt_cid)
		err = MGMT_RUN(m, cmh_prep_object_new, a->crt_cid,
			       sca ? CMH_RSA_CRT_SCA_SIZE(len) : CMH_RSA_CRT_SIZE(len), &crt);
	if (err >= 0)
		err = MGMT_RUN(m, op_prep_rsa_keygen, a->bits, rsa.e, rsa.e_len, d, crt, a->flags,
			       mgmt_ptr(a->n));
	if (err < 0)
		return mgmt_undo(m, d, mgmt_undo(m, crt, err));
	a->d_ref = d;
	a->crt_ref = crt;
	return 0;
}

/* ---- curves ---- */

static int curve_of(uint32_t id, const struct cmh_curve_info **out)
{
	*out = cmh_curve_get(id);
	MGMT_CHECK(*out, "curve 0x%x is none", id);
	return 0;
}

static int edwards(uint32_t id, const struct cmh_curve_info **out)
{
	*out = cmh_curve_get(id);
	MGMT_CHECK(*out && (*out)->kind == CMH_CURVE_EDWARDS, "curve 0x%x is not one of EdDSA", id);
	return 0;
}

static int message(uint32_t len)
{
	MGMT_CHECK(len && len <= CMH_MGMT_DATA_MAX, "management: message of %u bytes: give 1 to %u",
		   len, CMH_MGMT_DATA_MAX);
	return 0;
}

/* nr numbers to the width of the wire. */
static void widen(uint64_t user, const uint8_t *in, const struct cmh_curve_info *curve, uint32_t nr)
{
	uint8_t *out = mgmt_ptr(user);

	memset(out, 0, (size_t)nr * curve->clen);
	for (uint32_t i = 0; i < nr; i++)
		memcpy(out + (size_t)(i + 1) * curve->clen - curve->len,
		       in + (size_t)i * curve->len, curve->len);
}

/* The number signed: the first clen bytes of a long digest, a short one right aligned. */
int mgmt_pke_ecdsa_sign(struct cmh_mgmt *m, struct cmh_mgmt_pke_ecdsa_sign *a)
{
	uint8_t number[CMH_CLEN_MAX] = { 0 }, sig[2 * CMH_CLEN_MAX];
	const struct cmh_curve_info *curve;
	struct cmh_key key;
	struct cmh_sqe sqe;
	uint32_t len;
	int err = curve_of(a->curve, &curve);

	if (!err)
		err = message(a->digest_len);
	if (!err)
		err = reserved(a->reserved);
	if (!err)
		err = MGMT_MAPPED(a->digest, a->signature);
	if (err)
		return err;
	len = a->digest_len < curve->clen ? a->digest_len : curve->clen;
	memcpy(number + curve->clen - len, mgmt_ptr(a->digest), len);
	key = by_ref(a->key_ref, curve->len);
	sqe_clear(&sqe);
	cmh_prep_ecdsa_sign(&sqe, a->curve, &key, number, curve->clen, sig);
	sqe.dir = PKE_AS_ON_THE_WIRE;
	err = mgmt_run(m, &sqe);
	if (err < 0)
		return err;
	widen(a->signature, sig, curve, 2);
	return 0;
}

int mgmt_pke_ecdh(struct cmh_mgmt *m, struct cmh_mgmt_pke_ecdh *a)
{
	const struct cmh_curve_info *curve;
	uint8_t secret[CMH_CLEN_MAX];
	struct cmh_key key;
	struct cmh_sqe sqe;
	int err = curve_of(a->curve, &curve);

	if (!err)
		err = reserved(a->flags | a->reserved | a->result_cid);
	if (!err)
		err = MGMT_MAPPED(a->peer_key_x, a->output);
	if (err)
		return err;
	key = by_ref(a->key_ref, curve->len);
	sqe_clear(&sqe);
	cmh_prep_ecdh(&sqe, a->curve, &key, mgmt_ptr(a->peer_key_x), secret);
	sqe.dir = PKE_AS_ON_THE_WIRE;
	err = mgmt_run(m, &sqe);
	if (err >= 0)
		widen(a->output, secret, curve, 1);
	explicit_bzero(secret, sizeof(secret));
	return err < 0 ? err : 0;
}

int mgmt_pke_ecdh_keygen(struct cmh_mgmt *m, struct cmh_mgmt_pke_ecdh_keygen *a)
{
	const struct cmh_curve_info *curve;
	uint8_t pub[2 * CMH_CLEN_MAX];
	struct cmh_key key;
	int err = curve_of(a->curve, &curve);

	if (!err)
		err = MGMT_MAPPED(a->public_key_x);
	if (err)
		return err;
	key = by_ref(a->key_ref, curve->len);
	err = MGMT_RUN(m, cmh_prep_ec_pubkey, a->curve, &key, pub);
	if (err < 0)
		return err;
	widen(a->public_key_x, pub, curve, 1);
	return 0;
}

int mgmt_pke_ec_keygen(struct cmh_mgmt *m, struct cmh_mgmt_pke_ec_keygen *a)
{
	const struct cmh_curve_info *curve;
	uint64_t ref = CMH_REF_NONE;
	int err = curve_of(a->curve, &curve);

	if (!err)
		err = key_flags(a->flags);
	if (!err)
		err = reserved(a->reserved);
	if (err)
		return err;
	err = MGMT_RUN(m, op_prep_ec_keygen, a->curve, a->cid, a->flags, &ref);
	if (err < 0)
		return mgmt_undo(m, ref, err);
	a->ref = ref;
	return 0;
}

int mgmt_pke_ec_pubgen(struct cmh_mgmt *m, struct cmh_mgmt_pke_ec_pubgen *a)
{
	const struct cmh_curve_info *curve;
	uint8_t pub[2 * CMH_CLEN_MAX];
	struct cmh_key key;
	int err = curve_of(a->curve, &curve);

	if (!err)
		err = MGMT_MAPPED(a->public_key);
	if (err)
		return err;
	if (curve->kind == CMH_CURVE_EDWARDS) {
		key = by_ref(a->key_ref, cmh_curve_eddsa_len(a->curve));
		err = MGMT_RUN(m, cmh_prep_eddsa_pubkey, a->curve, &key, pub);
		if (err >= 0)
			memcpy(mgmt_ptr(a->public_key), pub, key.len);
		return err < 0 ? err : 0;
	}
	key = by_ref(a->key_ref, curve->len);
	err = MGMT_RUN(m, cmh_prep_ec_pubkey, a->curve, &key, pub);
	if (err < 0)
		return err;
	widen(a->public_key, pub, curve, 2);
	return 0;
}

/* ---- EdDSA ---- */

int mgmt_pke_eddsa_sign(struct cmh_mgmt *m, struct cmh_mgmt_pke_eddsa_sign *a)
{
	const struct cmh_curve_info *curve;
	struct cmh_key key;
	int err = edwards(a->curve, &curve);

	if (!err)
		err = message(a->digest_len);
	if (!err)
		err = reserved(a->reserved);
	if (!err)
		err = MGMT_MAPPED(a->digest, a->signature);
	if (err)
		return err;
	key = by_ref(a->key_ref, cmh_curve_eddsa_len(a->curve));
	err = MGMT_RUN(m, cmh_prep_eddsa_sign, a->curve, &key, mgmt_ptr(a->digest), a->digest_len,
		       mgmt_ptr(a->signature));
	return err < 0 ? err : 0;
}

int mgmt_pke_eddsa_verify(struct cmh_mgmt *m, struct cmh_mgmt_pke_eddsa_verify *a)
{
	const struct cmh_curve_info *curve;
	int err = edwards(a->curve, &curve);

	if (!err)
		err = message(a->digest_len);
	if (!err)
		err = reserved(a->reserved);
	if (!err)
		err = MGMT_MAPPED(a->digest, a->signature, a->public_key_y);
	if (err)
		return err;
	return MGMT_RUN(m, cmh_prep_eddsa_verify, a->curve, mgmt_ptr(a->public_key_y),
			mgmt_ptr(a->digest), a->digest_len, mgmt_ptr(a->signature));
}

int mgmt_pke_eddsa_keygen_sca(struct cmh_mgmt *m, struct cmh_mgmt_pke_eddsa_keygen_sca *a)
{
	struct cmh_key key = by_ref(a->key_ref, CMH_EDDSA_LEN_MAX);
	uint64_t ref = CMH_REF_NONE;
	int err;

	MGMT_CHECK(a->curve == CMH_CURVE_448, "eddsa: curve 0x%x: two-share keys are for 0x%x",
		   a->curve, CMH_CURVE_448);
	err = MGMT_RUN(m, op_prep_eddsa_sca, &key, a->cid, &ref);
	if (err < 0)
		return mgmt_undo(m, ref, err);
	a->sca_ref = ref;
	return 0;
}
