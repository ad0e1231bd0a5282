/* SPDX-License-Identifier: Apache-2.0 */
/* mgmt_rig.h - what the suites of key management share: a device, two handles, keys of every kind,
 * and for each call an argument that is good. */
#ifndef CMH_TESTS_MGMT_RIG_H
#define CMH_TESTS_MGMT_RIG_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmh/cmh.h>

#define AES_CID 0xae5

static struct cmh_dev *dev;
static struct cmh_mgmt *m, *other; /* other: on another mailbox */

/* Objects of m. */
static struct {
	uint64_t aes, d, crt, ec, x25519, ed, ed448, sm2, point;
	uint8_t n[128], ec_pub[64], x_pub[32], ed_pub[32], ed_sig[64], sm2_pub[64];
} k;

static uint8_t bytes[4096];      /* input of no meaning */
static uint8_t out[8][4096];     /* outputs */
static const uint8_t e65537[3] = { 1, 0, 1 };
static uint8_t session[64], session_nonce[32], cipher[128], cipher_point[64];

#define P(x) ((uint64_t)(uintptr_t)(x))

/* A call that must succeed. */
#define OK(call)                                                                     \
	do {                                                                         \
		int ok_ = (call);                                                    \
		if (ok_) {                                                           \
			fprintf(stderr, "%s: %d, %s\n", #call, ok_, cmh_errmsg());   \
			abort();                                                     \
		}                                                                    \
	} while (0)

static inline uint64_t ec_key(uint32_t curve, uint32_t flags)
{
	struct cmh_mgmt_pke_ec_keygen a = { .version = 1, .curve = curve, .flags = flags };

	OK(cmh_mgmt_pke_ec_keygen(m, &a));
	return a.ref;
}

static inline void pubkey(uint32_t curve, uint64_t ref, void *to)
{
	struct cmh_mgmt_pke_ec_pubgen a = {
		.version = 1, .curve = curve, .key_ref = ref, .public_key = P(to)
	};

	OK(cmh_mgmt_pke_ec_pubgen(m, &a));
}

static inline uint64_t write_key(uint32_t ds_type, uint64_t cid, const void *data, uint32_t len,
				 uint32_t flags)
{
	struct cmh_mgmt_key_new n = { .version = 1, .len = len, .cid = cid };
	struct cmh_mgmt_key_write w = {
		.version = 1, .len = len, .ds_type = ds_type, .flags = flags, .data = P(data)
	};

	OK(cmh_mgmt_key_new(m, &n));
	w.ref = n.ref;
	OK(cmh_mgmt_key_write(m, &w));
	return n.ref;
}

static inline void mgmt_up(void)
{
	struct cmh_dev_opts opts = { .sz = sizeof(opts), .timeout_ms = 60000 };

	if (cmh_dev_open("soft:", &opts, &dev))
		abort();
	OK(cmh_mgmt_open(dev, -1, &m));
	OK(cmh_mgmt_open(dev, -1, &other));
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 13 + 1);
}

static inline void mgmt_down(void)
{
	cmh_mgmt_close(m);
	cmh_mgmt_close(other);
	cmh_dev_close(dev);
}

/* Keys of every kind, and what operations with them need. */
static inline void keys_up(void)
{
	struct cmh_mgmt_pke_rsa_keygen rsa = { .version = 1,
					       .bits = 1024,
					       .e = P(e65537),
					       .e_len = 3,
					       .n = P(k.n),
					       .d_cid = 1,
					       .crt_cid = 2 };
	struct cmh_mgmt_pke_ecdh_keygen x = {
		.version = 1, .curve = CMH_CURVE_25519, .public_key_x = P(k.x_pub)
	};
	struct cmh_mgmt_pke_eddsa_sign sign = { .version = 1,
						.curve = CMH_CURVE_25519,
						.digest = P(bytes),
						.digest_len = 100,
						.signature = P(k.ed_sig) };
	struct cmh_mgmt_sm2_ecdh_keygen eph = {
		.version = 1, .nonce = P(session_nonce), .session_key = P(session)
	};
	struct cmh_mgmt_sm2_ecdh point = { .version = 1,
					   .nonce = P(session_nonce),
					   .nonce_len = 32,
					   .peer_public_key = P(k.sm2_pub),
					   .peer_session_key = P(session),
					   .shared_point_ref = P(&k.point) };
	struct cmh_mgmt_sm2_enc_point enc = { .version = 1,
					      .public_key = P(k.sm2_pub),
					      .ciphertext = P(out[0]),
					      .enc_point = P(cipher_point) };
	struct cmh_mgmt_sm2_enc_hash hash = { .version = 1,
					      .message_len = 32,
					      .message = P(bytes),
					      .enc_point = P(cipher_point),
					      .ciphertext = P(cipher) };

	k.aes = write_key(CMH_MGMT_KEY_AES_KEY, AES_CID, bytes, 32, CMH_MGMT_KEY_F_PT);
	OK(cmh_mgmt_pke_rsa_keygen(m, &rsa));
	k.d = rsa.d_ref;
	k.crt = rsa.crt_ref;
	k.ec = ec_key(CMH_CURVE_P256, 0);
	pubkey(CMH_CURVE_P256, k.ec, k.ec_pub);
	k.x25519 = ec_key(CMH_CURVE_25519, 0);
	x.key_ref = k.x25519;
	OK(cmh_mgmt_pke_ecdh_keygen(m, &x));
	k.ed = ec_key(CMH_CURVE_25519, 0);
	pubkey(CMH_CURVE_25519, k.ed, k.ed_pub);
	sign.key_ref = k.ed;
	OK(cmh_mgmt_pke_eddsa_sign(m, &sign));
	k.ed448 = ec_key(CMH_CURVE_448, 0);
	k.sm2 = ec_key(CMH_CURVE_SM2, 0);
	pubkey(CMH_CURVE_SM2, k.sm2, k.sm2_pub);
	OK(cmh_mgmt_sm2_ecdh_keygen(m, &eph));
	point.key_ref = k.sm2;
	OK(cmh_mgmt_sm2_ecdh(m, &point));
	OK(cmh_mgmt_sm2_enc_point(m, &enc));
	OK(cmh_mgmt_sm2_enc_hash(m, &hash));
	memcpy(cipher, out[0], 64);
}

/* A blob of an object that is not there yet. */
static inline uint64_t fresh_blob(uint8_t blob[48])
{
	static uint64_t cid = 0x10000;
	struct cmh_blob_header h = { .cid = ++cid, .len = 32 };

	cmh_blob_header_put(blob, &h);
	memcpy(blob + 16, bytes, 32);
	return P(blob);
}

/* An argument of the call with which m succeeds. */
static inline void good(uint32_t request, void *arg)
{
	static uint8_t blob[48];
	static uint64_t kept;

#define CASE(NAME, name, ...)                                                            \
	case CMH_MGMT_IOC_##NAME: {                                                      \
		struct cmh_mgmt_##name a = { .version = 1, __VA_ARGS__ };                \
		memcpy(arg, &a, sizeof(a));                                              \
		break;                                                                   \
	}
	memset(out, 0, sizeof(out));
	switch (request) {
	CASE(KEY_NEW, key_new, .len = 16, .cid = 5)
	CASE(KEY_NEW_RANDOM, key_new_random, .len = 32, .ds_type = CMH_MGMT_KEY_AES_KEY)
	CASE(KEY_WRITE, key_write, .len = 32, .ds_type = CMH_MGMT_KEY_AES_KEY,
	     .flags = CMH_MGMT_KEY_F_PT, .ref = k.aes, .data = P(bytes))
	CASE(KEY_READ, key_read, .len = 48, .ref = k.aes, .data = P(out[0]))
	CASE(KEY_FIND, key_find, .cid = AES_CID)
	CASE(KEY_LIST, key_list, .start_ref = 0)
	CASE(KEY_GRANT, key_grant, .ref = k.aes, .read = UINT64_MAX, .write = UINT64_MAX,
	     .execute = UINT64_MAX)
	CASE(KEY_DELETE, key_delete, .ref = write_key(CMH_MGMT_KEY_AES_KEY, 0, bytes, 16, 0))
	CASE(DS_EXPORT, ds_export, .len = 4096, .cid = AES_CID, .data = P(out[0]))
	CASE(DS_IMPORT, ds_import, .len = 48, .data = fresh_blob(blob))
	CASE(KIC_HKDF1, kic_hkdf1, .key_len = 32, .base_key = k.aes, .label = P(bytes), .label_len = 7)
	CASE(KIC_HKDF2, kic_hkdf2, .key_len = 64, .base_key = k.aes, .salt_key = k.aes,
	     .label = P(bytes), .label_len = 56)
	CASE(KIC_AES_CMAC_KDF, kic_aes_cmac_kdf, .key_len = 32, .base_key = k.aes, .label = P(bytes),
	     .label_len = 1)
	CASE(KIC_DKEK_DERIVE, kic_dkek_derive, .base_key = k.aes, .metadata = P(bytes),
	     .metadata_len = 64)
	CASE(EAC_READ, eac_read, .reserved = 0)
	CASE(DRBG_CONFIG, drbg_config, .security_strength = 0x10)
	CASE(PKE_RSA_ENC, pke_rsa_enc, .bits = 1024, .e = P(e65537), .e_len = 3, .n = P(k.n),
	     .input = P(bytes), .output = P(out[0]))
	CASE(PKE_RSA_DEC, pke_rsa_dec, .bits = 1024, .e = P(e65537), .e_len = 3, .n = P(k.n),
	     .input = P(bytes), .output = P(out[0]), .key_ref = k.d)
	CASE(PKE_RSA_CRT_DEC, pke_rsa_crt_dec, .bits = 1024, .e = P(e65537), .e_len = 3, .n = P(k.n),
	     .input = P(bytes), .output = P(out[0]), .crt_ref = k.crt)
	CASE(PKE_RSA_KEYGEN, pke_rsa_keygen, .bits = 1024, .e = P(e65537), .e_len = 3, .n = P(out[0]))
	CASE(PKE_ECDSA_SIGN, pke_ecdsa_sign, .curve = CMH_CURVE_P256, .digest = P(bytes),
	     .digest_len = 32, .signature = P(out[0]), .key_ref = k.ec)
	CASE(PKE_ECDH, pke_ecdh, .curve = CMH_CURVE_P256, .peer_key_x = P(k.ec_pub), .key_ref = k.ec,
	     .output = P(out[0]))
	CASE(PKE_ECDH_KEYGEN, pke_ecdh_keygen, .curve = CMH_CURVE_P256, .key_ref = k.ec,
	     .public_key_x = P(out[0]))
	CASE(PKE_EDDSA_SIGN, pke_eddsa_sign, .curve = CMH_CURVE_25519, .digest = P(bytes),
	     .digest_len = 100, .signature = P(out[0]), .key_ref = k.ed)
	CASE(PKE_EDDSA_VERIFY, pke_eddsa_verify, .curve = CMH_CURVE_25519, .digest = P(bytes),
	     .digest_len = 100, .signature = P(k.ed_sig), .public_key_y = P(k.ed_pub))
	CASE(PKE_EC_KEYGEN, pke_ec_keygen, .curve = CMH_CURVE_P256, .cid = 9)
	CASE(PKE_EC_PUBGEN, pke_ec_pubgen, .curve = CMH_CURVE_P256, .key_ref = k.ec,
	     .public_key = P(out[0]))
	CASE(PKE_EDDSA_KEYGEN_SCA, pke_eddsa_keygen_sca, .curve = CMH_CURVE_448, .key_ref = k.ed448)
	CASE(ML_KEM_KEYGEN, ml_kem_keygen, .k = 2, .seed = P(bytes), .z = P(bytes), .ek = P(out[0]),
	     .dk = P(out[1]))
	CASE(ML_KEM_ENC, ml_kem_enc, .k = 3, .coin = P(bytes), .ek = P(bytes), .ct = P(out[0]),
	     .ss = P(out[1]))
	CASE(ML_KEM_DEC, ml_kem_dec, .k = 4, .ct = P(bytes), .dk = P(bytes), .ss = P(out[0]))
	CASE(ML_DSA_KEYGEN, ml_dsa_keygen, .mode = 2, .seed = P(bytes), .pk = P(out[0]),
	     .sk = P(out[1]))
	CASE(ML_DSA_SIGN, ml_dsa_sign, .mode = 5, .mlen = 10240, .m = P(bytes), .sk = P(bytes),
	     .sig = P(out[0]))
	CASE(SLHDSA_KEYGEN, slhdsa_keygen, .parameter_set = 12, .seed = P(bytes), .pk = P(out[0]),
	     .sk = P(out[1]))
	CASE(SLHDSA_SIGN, slhdsa_sign, .parameter_set = 1, .msg_len = 128, .ctx_len = 255,
	     .msg = P(bytes), .ctx = P(bytes), .sk = k.aes, .sig = P(out[0]))
	CASE(SLHDSA_SIGN_PREHASH, slhdsa_sign_prehash, .parameter_set = 1, .prehash_algo = 4,
	     .msg_len = 128, .ctx_len = 255, .msg = P(bytes), .ctx = P(bytes), .sk = k.aes,
	     .sig = P(out[0]))
	CASE(SM2_ECDH_KEYGEN, sm2_ecdh_keygen, .nonce = P(out[0]), .session_key = P(out[1]))
	CASE(SM2_ECDH, sm2_ecdh, .nonce_len = 32, .nonce = P(session_nonce),
	     .peer_public_key = P(k.sm2_pub), .peer_session_key = P(session), .key_ref = k.sm2,
	     .shared_point = P(out[0]), .shared_point_ref = P(&kept))
	CASE(SM2_DEC_POINT, sm2_dec_point, .ciphertext_len = 128, .ciphertext = P(cipher),
	     .dec_point = P(out[0]), .key_ref = k.sm2)
	CASE(SM2_ENC_POINT, sm2_enc_point, .nonce_len = 32, .nonce = P(session_nonce),
	     .public_key = P(k.sm2_pub), .ciphertext = P(out[0]), .enc_point = P(out[1]))
	CASE(SM2_ID_DIGEST, sm2_id_digest, .id_len = 16, .id = P(bytes), .public_key = P(k.sm2_pub),
	     .digest = P(out[0]))
	CASE(SM2_ECDH_HASH, sm2_ecdh_hash, .peer_id_digest = P(bytes), .id_digest = P(bytes),
	     .shared_point_ref = k.point, .shared_key = P(out[0]))
	CASE(SM2_DEC_HASH, sm2_dec_hash, .ciphertext_len = 128, .ciphertext = P(cipher),
	     .dec_point = P(cipher_point), .plaintext = P(out[0]))
	CASE(SM2_ENC_HASH, sm2_enc_hash, .message_len = 32, .message = P(bytes),
	     .enc_point = P(cipher_point), .ciphertext = P(out[0]))
	default: abort();
	}
#undef CASE
}

#endif
