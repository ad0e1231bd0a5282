/* SPDX-License-Identifier: Apache-2.0 */
/* commands.h - all command layouts, and one list of them for tables and tests */
#ifndef CMH_ABI_COMMANDS_H
#define CMH_ABI_COMMANDS_H

#include "cmh/abi/vcq.h"
#include "cmh/abi/sys.h"
#include "cmh/abi/hc.h"
#include "cmh/abi/aes.h"
#include "cmh/abi/sm4.h"
#include "cmh/abi/sm3.h"
#include "cmh/abi/ccp.h"
#include "cmh/abi/pke.h"
#include "cmh/abi/qse.h"
#include "cmh/abi/hcq.h"
#include "cmh/abi/kic.h"
#include "cmh/abi/drbg.h"
#include "cmh/abi/eac.h"

/* X(core, command, struct suffix): every command with a payload; some share a layout. */
#define CMH_ABI_COMMANDS(X) \
	X(SYS, NEW, sys_new) \
	X(SYS, WRITE, sys_write) \
	X(SYS, READ, sys_read) \
	X(SYS, DATA, sys_data) \
	X(SYS, FIND, sys_find) \
	X(SYS, LIST, sys_list) \
	X(SYS, GRANT, sys_grant) \
	X(SYS, EXPORT, sys_export) \
	X(SYS, IMPORT, sys_import) \
	X(HC, INIT, hc_init) \
	X(HC, HMAC, hc_hmac) \
	X(HC, UPDATE, hc_update) \
	X(HC, FINAL, hc_final) \
	X(HC, UPDATE2D, hc_update2d) \
	X(HC, GATHER, hc_gather) \
	X(HC, CSHAKE, hc_cshake) \
	X(HC, KMAC, hc_kmac) \
	X(HC, SAVE, hc_save) \
	X(HC, RESTORE, hc_restore) \
	X(AES, INIT, aes_init) \
	X(AES, AAD_FINAL, aes_aad_final) \
	X(AES, AAD_FINAL_AUTH, aes_aad_final_auth) \
	X(AES, UPDATE, aes_update) \
	X(AES, FINAL, aes_final) \
	X(AES, CCM_INIT, aes_init) \
	X(SM4, INIT, sm4_init) \
	X(SM4, CCM_INIT, sm4_ccm_init) \
	X(SM4, AAD_FINAL, sm4_aad_final) \
	X(SM4, UPDATE, sm4_update) \
	X(SM4, FINAL, sm4_final) \
	X(SM3, UPDATE, sm3_update) \
	X(SM3, FINAL, sm3_final) \
	X(SM3, UPDATE2D, sm3_update2d) \
	X(SM3, GATHER, sm3_gather) \
	X(SM3, SAVE, sm3_save) \
	X(SM3, RESTORE, sm3_restore) \
	X(CCP, CHACHA20_INIT, ccp_chacha20_init) \
	X(CCP, POLY1305_INIT, ccp_poly1305_init) \
	X(CCP, AEAD_INIT, ccp_aead_init) \
	X(CCP, AAD_FINAL, ccp_aad_final) \
	X(CCP, UPDATE, ccp_update) \
	X(CCP, FINAL, ccp_final) \
	X(CCP, AAD_UPDATE, ccp_aad_final) \
	X(PKE, RSA_ENC, pke_rsa_enc) \
	X(PKE, RSA_DEC, pke_rsa_dec) \
	X(PKE, RSA_CRT_DEC, pke_rsa_crt_dec) \
	X(PKE, RSA_KEYGEN, pke_rsa_keygen) \
	X(PKE, ECDSA_VERIFY, pke_ecdsa_verify) \
	X(PKE, ECDSA_SIGN, pke_ecdsa_sign) \
	X(PKE, ECDSA_PUBGEN, pke_ecdsa_pubgen) \
	X(PKE, ECDSA_KEYGEN, pke_ecdsa_keygen) \
	X(PKE, ECDH_KEYGEN, pke_ecdh_keygen) \
	X(PKE, ECDH, pke_ecdh) \
	X(PKE, EDDSA_VERIFY, pke_eddsa_verify) \
	X(PKE, EDDSA_SIGN, pke_eddsa_sign) \
	X(PKE, EDDSA_PUBGEN, pke_eddsa_pubgen) \
	X(PKE, EDDSA_PRIV_KEYGEN_SCA, pke_eddsa_priv_keygen_sca) \
	X(PKE, SM2_ECDH_KEYGEN, pke_sm2_ecdh_keygen) \
	X(PKE, SM2_ECDH, pke_sm2_ecdh) \
	X(PKE, SM2_DEC_POINT, pke_sm2_dec_point) \
	X(PKE, SM2_ENC_POINT, pke_sm2_enc_point) \
	X(PKE, SM2_ID_DIGEST, pke_sm2_id_digest) \
	X(PKE, SM2_ECDH_HASH, pke_sm2_ecdh_hash) \
	X(PKE, SM2_DEC_HASH, pke_sm2_dec_hash) \
	X(PKE, SM2_ENC_HASH, pke_sm2_enc_hash) \
	X(QSE, ML_KEM_KEYGEN, qse_ml_kem_keygen) \
	X(QSE, ML_KEM_ENC, qse_ml_kem_enc) \
	X(QSE, ML_KEM_DEC, qse_ml_kem_dec) \
	X(QSE, ML_DSA_KEYGEN, qse_ml_dsa_keygen) \
	X(QSE, ML_DSA_SIGN, qse_ml_dsa_sign) \
	X(QSE, ML_DSA_VERIFY, qse_ml_dsa_verify) \
	X(QSE, ML_KEM_KEYGEN_MASKED, qse_ml_kem_keygen) \
	X(QSE, ML_KEM_ENC_MASKED, qse_ml_kem_enc) \
	X(QSE, ML_KEM_DEC_MASKED, qse_ml_kem_dec) \
	X(QSE, ML_DSA_KEYGEN_MASKED, qse_ml_dsa_keygen) \
	X(QSE, ML_DSA_SIGN_MASKED, qse_ml_dsa_sign) \
	X(HCQ, SLHDSA_KEYGEN, hcq_slhdsa_keygen) \
	X(HCQ, SLHDSA_SIGN_INTERNAL, hcq_slhdsa_sign_internal) \
	X(HCQ, SLHDSA_SIGN, hcq_slhdsa_sign) \
	X(HCQ, SLHDSA_SIGN_PREHASH, hcq_slhdsa_sign_prehash) \
	X(HCQ, SLHDSA_VERIFY_INTERNAL, hcq_slhdsa_verify_internal) \
	X(HCQ, SLHDSA_VERIFY, hcq_slhdsa_verify) \
	X(HCQ, SLHDSA_VERIFY_PREHASH, hcq_slhdsa_verify_prehash) \
	X(HCQ, SLHDSA_PUBGEN, hcq_slhdsa_pubgen) \
	X(HCQ, LMS_VERIFY, hcq_lms_verify) \
	X(HCQ, XMSS_VERIFY, hcq_xmss_verify) \
	X(HCQ, SLHDSA_SIGN_PREHASH_DIGEST, hcq_slhdsa_sign_prehash) \
	X(HCQ, SLHDSA_VERIFY_PREHASH_DIGEST, hcq_slhdsa_verify_prehash) \
	X(KIC, HKDF1, kic_hkdf1) \
	X(KIC, HKDF2, kic_hkdf2) \
	X(KIC, AES_CMAC_KDF, kic_aes_cmac_kdf) \
	X(KIC, DKEK_DERIVE, kic_dkek_derive) \
	X(DRBG, CONFIG, drbg_config) \
	X(DRBG, GENERATE, drbg_generate) \
	X(DRBG, DATASTORE, drbg_datastore) \
	X(EAC, READ, eac_read)

/* X(core, command): commands without payload. FLUSH (0xff) exists on every core besides. */
#define CMH_ABI_COMMANDS_BARE(X) \
	X(SYS, NOP) \
	X(SM3, INIT) \
	X(DRBG, RESET)

/*
 * CMH_<core>_CMD_<command> is the id, CMH_CORE_<core> the core, and
 * struct cmh_<suffix> the payload with cmh_<suffix>_put() and _get().
 */

#endif
