// SPDX-License-Identifier: Apache-2.0
/* test_mgmt_args.c - every call of key management: that it works, each bad argument with its error, and
 * the rights of another mailbox. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "tests/unit/mgmt_rig.h"

static void up(void)
{
	mgmt_up();
	keys_up();
}

TestSuite(mgmt_args, .init = up, .fini = mgmt_down, .timeout = 300);

static const struct call {
	uint32_t request;
	const char *name;
} calls[] = {
#define ROW(NAME, name) { CMH_MGMT_IOC_##NAME, #NAME },
	CMH_MGMT_IOCTLS(ROW)
#undef ROW
};

#define CALLS (sizeof(calls) / sizeof(calls[0]))

static const char *name_of(uint32_t request)
{
	for (size_t i = 0; i < CALLS; i++)
		if (calls[i].request == request)
			return calls[i].name;
	abort();
}

static bool post_quantum(uint32_t request)
{
	uint32_t nr = CMH_MGMT_IOC_NR(request);

	return nr >= 0x20 && nr <= 0x2d;
}

static uint64_t arg[8];

static void set(size_t at, size_t size, uint64_t value)
{
	uint32_t word = (uint32_t)value;

	if (size == 4)
		memcpy((uint8_t *)arg + at, &word, 4);
	else if (size == 8)
		memcpy((uint8_t *)arg + at, &value, 8);
	else
		((uint8_t *)arg)[at + size - 1] = (uint8_t)value;
}

static uint32_t objects(void)
{
	struct cmh_mgmt_key_list l = { .version = 1 };
	uint32_t n = 0;

	for (;; n++) {
		OK(cmh_mgmt_key_list(m, &l));
		if (!l.ref)
			return n;
		l.start_ref = l.ref;
	}
}

Test(mgmt_args, each_call_does_its_work)
{
	cr_assert(eq(sz, CALLS, 44));
	for (size_t i = 0; i < CALLS; i++) {
		good(calls[i].request, arg);
		cr_assert(eq(int, cmh_mgmt_call(m, calls[i].request, arg),
			     post_quantum(calls[i].request) ? -EOPNOTSUPP : 0),
			  "%s: %s", calls[i].name, cmh_errmsg());
	}
}

Test(mgmt_args, every_version_but_1_is_refused)
{
	static const uint32_t versions[] = { 0, 2, UINT32_MAX };

	for (size_t i = 0; i < CALLS; i++)
		for (size_t v = 0; v < 3; v++) {
			good(calls[i].request, arg);
			set(0, 4, versions[v]);
			cr_assert(eq(int, cmh_mgmt_call(m, calls[i].request, arg), -EINVAL), "%s",
				  calls[i].name);
		}
}

Test(mgmt_args, unknown_requests)
{
	for (uint32_t nr = 0; nr < 256; nr++) {
		bool known = false;

		for (size_t i = 0; i < CALLS; i++)
			known |= CMH_MGMT_IOC_NR(calls[i].request) == nr;
		if (!known)
			cr_assert(eq(int, cmh_mgmt_call(m, CMH_MGMT_IOC(3, nr, 32), arg), -ENOTTY),
				  "0x%x", nr);
	}
	cr_assert(eq(int, cmh_mgmt_call(m, CMH_MGMT_IOC_KEY_NEW ^ 1u << 16, arg), -ENOTTY), "size");
	cr_assert(eq(int, cmh_mgmt_call(m, CMH_MGMT_IOC_KEY_NEW ^ 1u << 31, arg), -ENOTTY), "direction");
	cr_assert(eq(int, cmh_mgmt_call(m, CMH_MGMT_IOC_KEY_NEW ^ 1u << 8, arg), -ENOTTY), "type");
	cr_assert(eq(int, cmh_mgmt_call(m, CMH_MGMT_IOC_KEY_NEW, NULL), -EFAULT));
}

static const uint8_t even[3] = { 1, 0, 0 };

/* Nothing is changed, and nothing left behind. */
#define BAD(NAME, name, field, value, err)                                                         \
	{ CMH_MGMT_IOC_##NAME, #field, offsetof(struct cmh_mgmt_##name, field),                    \
	  sizeof(((struct cmh_mgmt_##name *)0)->field), value, err }
#define LEN(NAME, name, field, max)                                                                \
	BAD(NAME, name, field, 0, -EINVAL), BAD(NAME, name, field, (max) + 1ull, -EINVAL),         \
		BAD(NAME, name, field, UINT32_MAX, -EINVAL)
#define NOT_0(NAME, name, field)                                                                   \
	BAD(NAME, name, field, 1, -EINVAL), BAD(NAME, name, field, 0x80000000, -EINVAL)
#define NULLS(NAME, name, field) BAD(NAME, name, field, 0, -EFAULT)
#define NO_KEY(NAME, name, field) BAD(NAME, name, field, 0x1234567, -EIO)
#define CURVE(NAME, name)                                                                          \
	BAD(NAME, name, curve, 0, -EINVAL), BAD(NAME, name, curve, 6, -EINVAL),                    \
		BAD(NAME, name, curve, 0x23, -EINVAL), BAD(NAME, name, curve, 0x10003, -EINVAL)
#define RSA(NAME, name)                                                                            \
	BAD(NAME, name, bits, 1016, -EINVAL), BAD(NAME, name, bits, 4104, -EINVAL),                \
		BAD(NAME, name, bits, 1028, -EINVAL), BAD(NAME, name, bits, 0, -EINVAL),           \
		LEN(NAME, name, e_len, 512), NULLS(NAME, name, e), NULLS(NAME, name, n)

static const struct bad {
	uint32_t request;
	const char *field;
	size_t at, size;
	uint64_t value;
	int err;
} bads[] = {
	LEN(KEY_NEW, key_new, len, 262144),
	LEN(KEY_NEW_RANDOM, key_new_random, len, 262144),
	BAD(KEY_NEW_RANDOM, key_new_random, ds_type, 0, -EINVAL),
	BAD(KEY_NEW_RANDOM, key_new_random, ds_type, 1, -EINVAL),
	BAD(KEY_NEW_RANDOM, key_new_random, ds_type, 8, -EINVAL),
	BAD(KEY_NEW_RANDOM, key_new_random, ds_type, 19, -EINVAL),
	BAD(KEY_NEW_RANDOM, key_new_random, ds_type, 26, -EINVAL),
	BAD(KEY_NEW_RANDOM, key_new_random, len, 65537, -EIO), /* the DRBG's limit */
	LEN(KEY_WRITE, key_write, len, 262144),
	BAD(KEY_WRITE, key_write, ds_type, 1, -EINVAL),
	BAD(KEY_WRITE, key_write, ds_type, 9, -EINVAL),
	BAD(KEY_WRITE, key_write, len, 33, -EIO), /* more than it holds */
	NULLS(KEY_WRITE, key_write, data),
	NO_KEY(KEY_WRITE, key_write, ref),
	NO_KEY(KEY_WRITE, key_write, wrap_key),
	LEN(KEY_READ, key_read, len, 262144),
	BAD(KEY_READ, key_read, len, 47, -EIO),
	BAD(KEY_READ, key_read, len, 15, -EIO),
	NOT_0(KEY_READ, key_read, reserved),
	NULLS(KEY_READ, key_read, data),
	NO_KEY(KEY_READ, key_read, ref),
	NO_KEY(KEY_READ, key_read, wrap_key),
	NOT_0(KEY_FIND, key_find, reserved),
	BAD(KEY_FIND, key_find, cid, 0x777, -EIO),
	BAD(KEY_FIND, key_find, cid, 0, -EIO),
	NOT_0(KEY_LIST, key_list, reserved),
	NO_KEY(KEY_LIST, key_list, start_ref),
	NOT_0(KEY_GRANT, key_grant, reserved),
	NO_KEY(KEY_GRANT, key_grant, ref),
	NOT_0(KEY_DELETE, key_delete, reserved),
	NO_KEY(KEY_DELETE, key_delete, ref),
	LEN(DS_EXPORT, ds_export, len, 262144),
	BAD(DS_EXPORT, ds_export, len, 15, -EINVAL),
	BAD(DS_EXPORT, ds_export, len, 47, -EIO),
	NOT_0(DS_EXPORT, ds_export, reserved),
	NULLS(DS_EXPORT, ds_export, data),
	BAD(DS_EXPORT, ds_export, cid, 0x777, -EIO),
	NO_KEY(DS_EXPORT, ds_export, wrap_key),
	LEN(DS_IMPORT, ds_import, len, 262144),
	BAD(DS_IMPORT, ds_import, len, 47, -EIO),
	NULLS(DS_IMPORT, ds_import, data),
	NO_KEY(DS_IMPORT, ds_import, wrap_key),
	LEN(KIC_HKDF1, kic_hkdf1, key_len, 64),
	BAD(KIC_HKDF1, kic_hkdf1, label_len, 57, -EINVAL),
	NULLS(KIC_HKDF1, kic_hkdf1, label),
	NO_KEY(KIC_HKDF1, kic_hkdf1, base_key),
	BAD(KIC_HKDF1, kic_hkdf1, base_key, 9ull << 32 | 9, -EIO),
	LEN(KIC_HKDF2, kic_hkdf2, key_len, 64),
	BAD(KIC_HKDF2, kic_hkdf2, label_len, 57, -EINVAL),
	NULLS(KIC_HKDF2, kic_hkdf2, label),
	NO_KEY(KIC_HKDF2, kic_hkdf2, base_key),
	NO_KEY(KIC_HKDF2, kic_hkdf2, salt_key),
	BAD(KIC_AES_CMAC_KDF, kic_aes_cmac_kdf, key_len, 31, -EINVAL),
	BAD(KIC_AES_CMAC_KDF, kic_aes_cmac_kdf, key_len, 33, -EINVAL),
	BAD(KIC_AES_CMAC_KDF, kic_aes_cmac_kdf, label_len, 57, -EINVAL),
	NULLS(KIC_AES_CMAC_KDF, kic_aes_cmac_kdf, label),
	NO_KEY(KIC_AES_CMAC_KDF, kic_aes_cmac_kdf, base_key),
	BAD(KIC_DKEK_DERIVE, kic_dkek_derive, metadata_len, 65, -EINVAL),
	NULLS(KIC_DKEK_DERIVE, kic_dkek_derive, metadata),
	NO_KEY(KIC_DKEK_DERIVE, kic_dkek_derive, base_key),
	BAD(KIC_DKEK_DERIVE, kic_dkek_derive, host_id, 2, -EIO), /* not from this mailbox */
	NOT_0(EAC_READ, eac_read, reserved),
	NOT_0(EAC_READ, eac_read, pad0),
	BAD(DRBG_CONFIG, drbg_config, entropy_ratio, 4, -EINVAL),
	BAD(DRBG_CONFIG, drbg_config, security_strength, 1, -EINVAL),
	BAD(DRBG_CONFIG, drbg_config, security_strength, 0x20, -EINVAL),
	NOT_0(DRBG_CONFIG, drbg_config, reserved),
	RSA(PKE_RSA_ENC, pke_rsa_enc),
	NOT_0(PKE_RSA_ENC, pke_rsa_enc, reserved),
	NULLS(PKE_RSA_ENC, pke_rsa_enc, input),
	NULLS(PKE_RSA_ENC, pke_rsa_enc, output),
	BAD(PKE_RSA_ENC, pke_rsa_enc, input, P(k.n), -EIO), /* not below the modulus */
	RSA(PKE_RSA_DEC, pke_rsa_dec),
	NOT_0(PKE_RSA_DEC, pke_rsa_dec, reserved),
	NULLS(PKE_RSA_DEC, pke_rsa_dec, input),
	NULLS(PKE_RSA_DEC, pke_rsa_dec, output),
	NO_KEY(PKE_RSA_DEC, pke_rsa_dec, key_ref),
	RSA(PKE_RSA_CRT_DEC, pke_rsa_crt_dec),
	NOT_0(PKE_RSA_CRT_DEC, pke_rsa_crt_dec, reserved),
	NULLS(PKE_RSA_CRT_DEC, pke_rsa_crt_dec, input),
	NULLS(PKE_RSA_CRT_DEC, pke_rsa_crt_dec, output),
	NO_KEY(PKE_RSA_CRT_DEC, pke_rsa_crt_dec, crt_ref),
	RSA(PKE_RSA_KEYGEN, pke_rsa_keygen),
	BAD(PKE_RSA_KEYGEN, pke_rsa_keygen, flags, 1, -EINVAL),
	BAD(PKE_RSA_KEYGEN, pke_rsa_keygen, flags, 0x80000, -EINVAL),
	BAD(PKE_RSA_KEYGEN, pke_rsa_keygen, e, P(even), -EIO),
	CURVE(PKE_ECDSA_SIGN, pke_ecdsa_sign),
	BAD(PKE_ECDSA_SIGN, pke_ecdsa_sign, curve, 0x21, -EIO), /* known, but not for this */
	LEN(PKE_ECDSA_SIGN, pke_ecdsa_sign, digest_len, 262144),
	NOT_0(PKE_ECDSA_SIGN, pke_ecdsa_sign, reserved),
	NULLS(PKE_ECDSA_SIGN, pke_ecdsa_sign, digest),
	NULLS(PKE_ECDSA_SIGN, pke_ecdsa_sign, signature),
	NO_KEY(PKE_ECDSA_SIGN, pke_ecdsa_sign, key_ref),
	CURVE(PKE_ECDH, pke_ecdh),
	NOT_0(PKE_ECDH, pke_ecdh, flags),
	NOT_0(PKE_ECDH, pke_ecdh, reserved),
	NOT_0(PKE_ECDH, pke_ecdh, result_cid),
	NULLS(PKE_ECDH, pke_ecdh, peer_key_x),
	NULLS(PKE_ECDH, pke_ecdh, output),
	NO_KEY(PKE_ECDH, pke_ecdh, key_ref),
	CURVE(PKE_ECDH_KEYGEN, pke_ecdh_keygen),
	NULLS(PKE_ECDH_KEYGEN, pke_ecdh_keygen, public_key_x),
	NO_KEY(PKE_ECDH_KEYGEN, pke_ecdh_keygen, key_ref),
	CURVE(PKE_EDDSA_SIGN, pke_eddsa_sign),
	BAD(PKE_EDDSA_SIGN, pke_eddsa_sign, curve, 3, -EINVAL),
	LEN(PKE_EDDSA_SIGN, pke_eddsa_sign, digest_len, 262144),
	NOT_0(PKE_EDDSA_SIGN, pke_eddsa_sign, reserved),
	NULLS(PKE_EDDSA_SIGN, pke_eddsa_sign, digest),
	NULLS(PKE_EDDSA_SIGN, pke_eddsa_sign, signature),
	NO_KEY(PKE_EDDSA_SIGN, pke_eddsa_sign, key_ref),
	CURVE(PKE_EDDSA_VERIFY, pke_eddsa_verify),
	BAD(PKE_EDDSA_VERIFY, pke_eddsa_verify, curve, 3, -EINVAL),
	LEN(PKE_EDDSA_VERIFY, pke_eddsa_verify, digest_len, 262144),
	NOT_0(PKE_EDDSA_VERIFY, pke_eddsa_verify, reserved),
	NULLS(PKE_EDDSA_VERIFY, pke_eddsa_verify, digest),
	NULLS(PKE_EDDSA_VERIFY, pke_eddsa_verify, signature),
	NULLS(PKE_EDDSA_VERIFY, pke_eddsa_verify, public_key_y),
	BAD(PKE_EDDSA_VERIFY, pke_eddsa_verify, digest_len, 99, -EIO), /* another message */
	CURVE(PKE_EC_KEYGEN, pke_ec_keygen),
	BAD(PKE_EC_KEYGEN, pke_ec_keygen, flags, 2, -EINVAL),
	NOT_0(PKE_EC_KEYGEN, pke_ec_keygen, reserved),
	CURVE(PKE_EC_PUBGEN, pke_ec_pubgen),
	NULLS(PKE_EC_PUBGEN, pke_ec_pubgen, public_key),
	NO_KEY(PKE_EC_PUBGEN, pke_ec_pubgen, key_ref),
	BAD(PKE_EDDSA_KEYGEN_SCA, pke_eddsa_keygen_sca, curve, 0x21, -EINVAL),
	BAD(PKE_EDDSA_KEYGEN_SCA, pke_eddsa_keygen_sca, curve, 3, -EINVAL),
	NO_KEY(PKE_EDDSA_KEYGEN_SCA, pke_eddsa_keygen_sca, key_ref),
	BAD(ML_KEM_KEYGEN, ml_kem_keygen, k, 1, -EINVAL),
	BAD(ML_KEM_KEYGEN, ml_kem_keygen, k, 5, -EINVAL),
	BAD(ML_KEM_KEYGEN, ml_kem_keygen, flags, 8, -EINVAL),
	BAD(ML_KEM_KEYGEN, ml_kem_keygen, flags, CMH_MGMT_KEY_F_XC, -EINVAL),
	BAD(ML_KEM_KEYGEN, ml_kem_keygen, flags, CMH_MGMT_KEY_F_SCA, -EINVAL),
	BAD(ML_KEM_KEYGEN, ml_kem_keygen, flags, CMH_MGMT_PQC_F_MASKED, -EINVAL),
	BAD(ML_KEM_KEYGEN, ml_kem_keygen, flags,
	    CMH_MGMT_PQC_F_MASKED | CMH_MGMT_PQC_F_DS_REF | CMH_MGMT_KEY_F_PT, -EOPNOTSUPP),
	BAD(ML_KEM_KEYGEN, ml_kem_keygen, seed, 0, -EINVAL),
	BAD(ML_KEM_KEYGEN, ml_kem_keygen, z, 0, -EINVAL),
	NOT_0(ML_KEM_KEYGEN, ml_kem_keygen, reserved),
	BAD(ML_KEM_ENC, ml_kem_enc, k, 1, -EINVAL),
	BAD(ML_KEM_ENC, ml_kem_enc, k, 5, -EINVAL),
	BAD(ML_KEM_ENC, ml_kem_enc, coin, 0, -EINVAL),
	BAD(ML_KEM_ENC, ml_kem_enc, flags, 8, -EOPNOTSUPP),
	NOT_0(ML_KEM_ENC, ml_kem_enc, reserved),
	BAD(ML_KEM_ENC, ml_kem_enc, reserved2, 1, -EINVAL),
	BAD(ML_KEM_DEC, ml_kem_dec, k, 1, -EINVAL),
	BAD(ML_KEM_DEC, ml_kem_dec, k, 5, -EINVAL),
	BAD(ML_KEM_DEC, ml_kem_dec, flags, CMH_MGMT_PQC_F_MASKED, -EINVAL),
	NOT_0(ML_KEM_DEC, ml_kem_dec, reserved),
	BAD(ML_KEM_DEC, ml_kem_dec, reserved2, 1, -EINVAL),
	BAD(ML_DSA_KEYGEN, ml_dsa_keygen, mode, 1, -EINVAL),
	BAD(ML_DSA_KEYGEN, ml_dsa_keygen, mode, 4, -EINVAL),
	BAD(ML_DSA_KEYGEN, ml_dsa_keygen, mode, 6, -EINVAL),
	BAD(ML_DSA_KEYGEN, ml_dsa_keygen, flags, CMH_MGMT_PQC_F_MASKED, -EINVAL),
	BAD(ML_DSA_KEYGEN, ml_dsa_keygen, flags, CMH_MGMT_KEY_F_XC, -EINVAL),
	BAD(ML_DSA_KEYGEN, ml_dsa_keygen, seed, 0, -EINVAL),
	NOT_0(ML_DSA_KEYGEN, ml_dsa_keygen, reserved),
	BAD(ML_DSA_SIGN, ml_dsa_sign, mode, 1, -EINVAL),
	BAD(ML_DSA_SIGN, ml_dsa_sign, mode, 4, -EINVAL),
	BAD(ML_DSA_SIGN, ml_dsa_sign, flags, CMH_MGMT_PQC_F_MASKED, -EINVAL),
	BAD(ML_DSA_SIGN, ml_dsa_sign, mlen, 10241, -EINVAL),
	BAD(ML_DSA_SIGN, ml_dsa_sign, mlen, UINT32_MAX - 1, -EINVAL),
	BAD(ML_DSA_SIGN, ml_dsa_sign, mlen, UINT32_MAX, -EOPNOTSUPP),
	BAD(SLHDSA_KEYGEN, slhdsa_keygen, parameter_set, 0, -EINVAL),
	BAD(SLHDSA_KEYGEN, slhdsa_keygen, parameter_set, 13, -EINVAL),
	BAD(SLHDSA_KEYGEN, slhdsa_keygen, flags, CMH_MGMT_PQC_F_MASKED, -EINVAL),
	BAD(SLHDSA_KEYGEN, slhdsa_keygen, flags, CMH_MGMT_PQC_F_HW_RNG, -EINVAL),
	BAD(SLHDSA_KEYGEN, slhdsa_keygen, flags, CMH_MGMT_KEY_F_SCA, -EINVAL),
	NOT_0(SLHDSA_KEYGEN, slhdsa_keygen, reserved),
	BAD(SLHDSA_SIGN, slhdsa_sign, parameter_set, 0, -EINVAL),
	BAD(SLHDSA_SIGN, slhdsa_sign, parameter_set, 13, -EINVAL),
	BAD(SLHDSA_SIGN, slhdsa_sign, msg_len, 129, -EINVAL),
	BAD(SLHDSA_SIGN, slhdsa_sign, ctx_len, 256, -EINVAL),
	BAD(SLHDSA_SIGN, slhdsa_sign, ctx, 0, -EINVAL),
	BAD(SLHDSA_SIGN_PREHASH, slhdsa_sign_prehash, parameter_set, 13, -EINVAL),
	BAD(SLHDSA_SIGN_PREHASH, slhdsa_sign_prehash, prehash_algo, 0, -EINVAL),
	BAD(SLHDSA_SIGN_PREHASH, slhdsa_sign_prehash, prehash_algo, 5, -EINVAL),
	BAD(SLHDSA_SIGN_PREHASH, slhdsa_sign_prehash, msg_len, 129, -EINVAL),
	BAD(SLHDSA_SIGN_PREHASH, slhdsa_sign_prehash, ctx_len, 256, -EINVAL),
	BAD(SLHDSA_SIGN_PREHASH, slhdsa_sign_prehash, ctx, 0, -EINVAL),
	BAD(SM2_ECDH_KEYGEN, sm2_ecdh_keygen, nonce_len, 31, -EINVAL),
	BAD(SM2_ECDH_KEYGEN, sm2_ecdh_keygen, nonce_len, 33, -EINVAL),
	NULLS(SM2_ECDH_KEYGEN, sm2_ecdh_keygen, nonce),
	NULLS(SM2_ECDH_KEYGEN, sm2_ecdh_keygen, session_key),
	BAD(SM2_ECDH, sm2_ecdh, nonce_len, 1, -EINVAL),
	NULLS(SM2_ECDH, sm2_ecdh, nonce),
	NULLS(SM2_ECDH, sm2_ecdh, peer_public_key),
	NULLS(SM2_ECDH, sm2_ecdh, peer_session_key),
	NO_KEY(SM2_ECDH, sm2_ecdh, key_ref),
	BAD(SM2_ECDH, sm2_ecdh, peer_public_key, P(bytes), -EIO), /* no point of the curve */
	BAD(SM2_DEC_POINT, sm2_dec_point, ciphertext_len, 96, -EINVAL),
	BAD(SM2_DEC_POINT, sm2_dec_point, ciphertext_len, 129, -EINVAL),
	NULLS(SM2_DEC_POINT, sm2_dec_point, ciphertext),
	NULLS(SM2_DEC_POINT, sm2_dec_point, dec_point),
	NO_KEY(SM2_DEC_POINT, sm2_dec_point, key_ref),
	BAD(SM2_ENC_POINT, sm2_enc_point, nonce_len, 16, -EINVAL),
	NULLS(SM2_ENC_POINT, sm2_enc_point, nonce),
	NULLS(SM2_ENC_POINT, sm2_enc_point, public_key),
	NULLS(SM2_ENC_POINT, sm2_enc_point, ciphertext),
	NULLS(SM2_ENC_POINT, sm2_enc_point, enc_point),
	BAD(SM2_ENC_POINT, sm2_enc_point, public_key, P(bytes), -EIO),
	LEN(SM2_ID_DIGEST, sm2_id_digest, id_len, 32),
	NULLS(SM2_ID_DIGEST, sm2_id_digest, id),
	NULLS(SM2_ID_DIGEST, sm2_id_digest, public_key),
	NULLS(SM2_ID_DIGEST, sm2_id_digest, digest),
	NOT_0(SM2_ECDH_HASH, sm2_ecdh_hash, reserved),
	NULLS(SM2_ECDH_HASH, sm2_ecdh_hash, peer_id_digest),
	NULLS(SM2_ECDH_HASH, sm2_ecdh_hash, id_digest),
	NULLS(SM2_ECDH_HASH, sm2_ecdh_hash, shared_key),
	NO_KEY(SM2_ECDH_HASH, sm2_ecdh_hash, shared_point_ref),
	BAD(SM2_DEC_HASH, sm2_dec_hash, ciphertext_len, 96, -EINVAL),
	BAD(SM2_DEC_HASH, sm2_dec_hash, ciphertext_len, 129, -EINVAL),
	BAD(SM2_DEC_HASH, sm2_dec_hash, ciphertext_len, 127, -EIO), /* C3 does not fit */
	NULLS(SM2_DEC_HASH, sm2_dec_hash, ciphertext),
	NULLS(SM2_DEC_HASH, sm2_dec_hash, dec_point),
	NULLS(SM2_DEC_HASH, sm2_dec_hash, plaintext),
	LEN(SM2_ENC_HASH, sm2_enc_hash, message_len, 32),
	NULLS(SM2_ENC_HASH, sm2_enc_hash, message),
	NULLS(SM2_ENC_HASH, sm2_enc_hash, enc_point),
	NULLS(SM2_ENC_HASH, sm2_enc_hash, ciphertext),
};

Test(mgmt_args, bad_arguments_end_in_their_errors_and_change_nothing)
{
	static const uint8_t nothing[sizeof(out)];

	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		const struct bad *bad = &bads[i];
		uint64_t before[8];
		uint32_t made;

		good(bad->request, arg);
		set(bad->at, bad->size, bad->value);
		memcpy(before, arg, sizeof(arg));
		made = objects();
		cr_assert(eq(int, cmh_mgmt_call(m, bad->request, arg), bad->err), "%s, %s = 0x%llx: %s",
			  name_of(bad->request), bad->field, (unsigned long long)bad->value, cmh_errmsg());
		cr_assert(zero(int, memcmp(before, arg, CMH_MGMT_IOC_SIZE(bad->request))), "%s, %s",
			  name_of(bad->request), bad->field);
		cr_assert(eq(u32, objects(), made), "%s, %s = 0x%llx leaves an object",
			  name_of(bad->request), bad->field, (unsigned long long)bad->value);
		if (bad->request != CMH_MGMT_IOC_SM2_ENC_HASH)
			cr_assert(zero(int, memcmp(out, nothing, sizeof(out))), "%s, %s: output",
				  name_of(bad->request), bad->field);
	}
}

/* Largest and smallest values that are good. */
Test(mgmt_args, limits_are_within)
{
	static const struct {
		uint32_t request;
		size_t at;
		uint32_t value;
	} limits[] = {
		{ CMH_MGMT_IOC_KEY_NEW, offsetof(struct cmh_mgmt_key_new, len), 1 },
		{ CMH_MGMT_IOC_KEY_NEW, offsetof(struct cmh_mgmt_key_new, len), 262144 },
		{ CMH_MGMT_IOC_KEY_WRITE, offsetof(struct cmh_mgmt_key_write, len), 1 },
		{ CMH_MGMT_IOC_KIC_HKDF1, offsetof(struct cmh_mgmt_kic_hkdf1, key_len), 1 },
		{ CMH_MGMT_IOC_KIC_HKDF1, offsetof(struct cmh_mgmt_kic_hkdf1, key_len), 64 },
		{ CMH_MGMT_IOC_KIC_HKDF1, offsetof(struct cmh_mgmt_kic_hkdf1, label_len), 0 },
		{ CMH_MGMT_IOC_KIC_DKEK_DERIVE,
		  offsetof(struct cmh_mgmt_kic_dkek_derive, metadata_len), 0 },
		{ CMH_MGMT_IOC_DRBG_CONFIG, offsetof(struct cmh_mgmt_drbg_config, entropy_ratio), 3 },
		{ CMH_MGMT_IOC_DRBG_CONFIG, offsetof(struct cmh_mgmt_drbg_config, security_strength), 0 },
		{ CMH_MGMT_IOC_PKE_ECDSA_SIGN, offsetof(struct cmh_mgmt_pke_ecdsa_sign, digest_len), 1 },
		{ CMH_MGMT_IOC_PKE_ECDSA_SIGN, offsetof(struct cmh_mgmt_pke_ecdsa_sign, digest_len), 4096 },
		{ CMH_MGMT_IOC_PKE_EDDSA_SIGN, offsetof(struct cmh_mgmt_pke_eddsa_sign, digest_len), 1 },
		{ CMH_MGMT_IOC_SM2_ENC_POINT, offsetof(struct cmh_mgmt_sm2_enc_point, nonce_len), 0 },
		{ CMH_MGMT_IOC_SM2_ID_DIGEST, offsetof(struct cmh_mgmt_sm2_id_digest, id_len), 1 },
		{ CMH_MGMT_IOC_SM2_ENC_HASH, offsetof(struct cmh_mgmt_sm2_enc_hash, message_len), 1 },
		{ CMH_MGMT_IOC_SM2_DEC_POINT, offsetof(struct cmh_mgmt_sm2_dec_point, ciphertext_len), 97 },
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		good(limits[i].request, arg);
		set(limits[i].at, 4, limits[i].value);
		cr_assert(eq(int, cmh_mgmt_call(m, limits[i].request, arg), 0), "%s: %u: %s",
			  name_of(limits[i].request), limits[i].value, cmh_errmsg());
	}
}

/* ---- rights ---- */

enum { READ = 1, WRITE = 2, EXECUTE = 4, ANY = 7 };

#define NEEDS(NAME, name, field, right)                                                            \
	{ CMH_MGMT_IOC_##NAME, offsetof(struct cmh_mgmt_##name, field), right }

static const struct need {
	uint32_t request;
	size_t at;
	uint32_t right;
} needs[] = {
	NEEDS(KEY_WRITE, key_write, ref, WRITE),
	NEEDS(KEY_READ, key_read, ref, READ),
	NEEDS(KEY_GRANT, key_grant, ref, WRITE),
	NEEDS(KEY_DELETE, key_delete, ref, WRITE),
	NEEDS(KIC_HKDF1, kic_hkdf1, base_key, EXECUTE),
	NEEDS(KIC_HKDF2, kic_hkdf2, base_key, EXECUTE),
	NEEDS(KIC_AES_CMAC_KDF, kic_aes_cmac_kdf, base_key, EXECUTE),
	NEEDS(KIC_DKEK_DERIVE, kic_dkek_derive, base_key, EXECUTE),
	NEEDS(PKE_RSA_DEC, pke_rsa_dec, key_ref, EXECUTE),
	NEEDS(PKE_RSA_CRT_DEC, pke_rsa_crt_dec, crt_ref, EXECUTE),
	NEEDS(PKE_ECDSA_SIGN, pke_ecdsa_sign, key_ref, EXECUTE),
	NEEDS(PKE_ECDH, pke_ecdh, key_ref, EXECUTE),
	NEEDS(PKE_ECDH_KEYGEN, pke_ecdh_keygen, key_ref, EXECUTE),
	NEEDS(PKE_EDDSA_SIGN, pke_eddsa_sign, key_ref, EXECUTE),
	NEEDS(PKE_EC_PUBGEN, pke_ec_pubgen, key_ref, EXECUTE),
	NEEDS(PKE_EDDSA_KEYGEN_SCA, pke_eddsa_keygen_sca, key_ref, EXECUTE),
	NEEDS(SM2_ECDH, sm2_ecdh, key_ref, EXECUTE),
	NEEDS(SM2_DEC_POINT, sm2_dec_point, key_ref, EXECUTE),
	NEEDS(SM2_ECDH_HASH, sm2_ecdh_hash, shared_point_ref, EXECUTE),
};

/* The other mailbox gets these rights, m keeps all. */
static void grant(uint64_t ref, uint32_t rights)
{
	uint64_t own = 1ull << cmh_mgmt_mailbox(m), his = 1ull << cmh_mgmt_mailbox(other);
	struct cmh_mgmt_key_grant g = { .version = 1,
					.ref = ref,
					.read = own | (rights & READ ? his : 0),
					.write = own | (rights & WRITE ? his : 0),
					.execute = own | (rights & EXECUTE ? his : 0) };

	OK(cmh_mgmt_key_grant(m, &g));
}

Test(mgmt_args, another_mailbox_needs_the_right_to_it)
{
	cr_assert(ne(u32, cmh_mgmt_mailbox(m), cmh_mgmt_mailbox(other)));
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		const struct need *need = &needs[i];
		const char *name = name_of(need->request);
		uint64_t ref;

		good(need->request, arg);
		memcpy(&ref, (uint8_t *)arg + need->at, sizeof(ref));
		grant(ref, 0);
		cr_assert(eq(int, cmh_mgmt_call(other, need->request, arg), -EIO), "%s: no right", name);
		grant(ref, ANY & ~need->right);
		cr_assert(eq(int, cmh_mgmt_call(other, need->request, arg), -EIO), "%s: other rights",
			  name);
		grant(ref, need->right);
		cr_assert(eq(int, cmh_mgmt_call(other, need->request, arg), 0), "%s: %s", name,
			  cmh_errmsg());
	}
}

Test(mgmt_args, another_mailbox_sees_what_it_has_any_right_on)
{
	struct cmh_mgmt_key_find f = { .version = 1, .cid = AES_CID };
	struct cmh_mgmt_key_list l = { .version = 1 };
	struct cmh_mgmt_ds_export x = {
		.version = 1, .len = 4096, .cid = AES_CID, .data = P(out[0])
	};

	cr_assert(eq(int, cmh_mgmt_key_find(other, &f), -EIO));
	cr_assert(eq(int, cmh_mgmt_ds_export(other, &x), -EIO));
	OK(cmh_mgmt_key_list(other, &l));
	cr_assert(eq(u64, l.ref, 0), "nothing");
	for (uint32_t right = READ; right <= EXECUTE; right <<= 1) {
		grant(k.aes, right);
		OK(cmh_mgmt_key_find(other, &f));
		cr_assert(eq(u64, f.ref, k.aes));
		cr_assert(eq(u32, f.len, 32));
		l.start_ref = 0;
		OK(cmh_mgmt_key_list(other, &l));
		cr_assert(eq(u64, l.ref, k.aes));
		cr_assert(eq(int, cmh_mgmt_ds_export(other, &x), right == READ ? 0 : -EIO));
	}
}
