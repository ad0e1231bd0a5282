/* SPDX-License-Identifier: Apache-2.0 */
/* The hardware interface, byte by byte: images typed from the reference, never computed. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "cmh/abi/codec.h"
#include "cmh/abi/commands.h"
#include "cmh/abi/mgmt.h"
#include "cmh/abi/regs.h"
#include "cmh/abi/vcq.h"

TestSuite(abi, .timeout = 10);

static void same(const uint8_t *got, const uint8_t *want, size_t len)
{
	for (size_t i = 0; i < len; i++)
		cr_assert(eq(u8, got[i], want[i]), "byte %zu", i);
}

Test(abi, codec_is_little_endian_at_any_address)
{
	uint8_t b[16] = { 0 };
	static const uint8_t want[15] = {
		0x00, 0x02, 0x01, 0x06, 0x05, 0x04, 0x03,
		0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11,
	};

	cmh_put_le16(b + 1, 0x0102);
	cmh_put_le32(b + 3, 0x03040506);
	cmh_put_le64(b + 7, 0x1112131415161718);
	same(b, want, sizeof(want));
	cr_assert(eq(u16, cmh_get_le16(b + 1), 0x0102));
	cr_assert(eq(u32, cmh_get_le32(b + 3), 0x03040506));
	cr_assert(eq(u64, cmh_get_le64(b + 7), 0x1112131415161718));
}

Test(abi, header_entry_image)
{
	uint8_t e[64];
	static const uint8_t want[64] = {
		'V', 'C', 'Q', 0x01, 0x01, 0x01, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00,
	};

	memset(e, 0xee, sizeof(e));
	cmh_vcq_header_put(e, 4);
	same(e, want, sizeof(e));
	cr_assert(cmh_vcq_is_header(e));
	cr_assert(not(cmh_vcq_is_cmd(e)));
	cr_assert(eq(u32, cmh_vcq_header_get(e), 4));
}

Test(abi, hc_update_entry_image)
{
	uint8_t e[64];
	struct cmh_hc_update v = { .input = 0x1122334455667788, .inlen = 0x01020304 };
	static const uint8_t want[64] = {
		'C', 'M', 'D', 0x01, 0x03, 0x01, 0x00, 0x02,
		0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11,
		0x04, 0x03, 0x02, 0x01,
	};

	memset(e, 0xee, sizeof(e));
	cmh_vcq_cmd_put(e, CMH_CORE_HC, 0, 1, CMH_HC_CMD_UPDATE);
	cmh_hc_update_put(cmh_vcq_payload(e), &v);
	same(e, want, sizeof(e));
	cr_assert(cmh_vcq_is_cmd(e));
}

Test(abi, aes_init_entry_image)
{
	uint8_t e[64];
	struct cmh_aes_init v = {
		.key = CMH_REF_TEMP, .iv = 0x00000001a0b0c0d0, .keylen = 32, .ivlen = 16,
		.mode = CMH_AES_MODE_GCM, .op = CMH_AES_OP_ENCRYPT, .aadlen = 20,
		.iolen = 0x1000, .taglen = 16, .xts_offset = 0x0a,
	};
	static const uint8_t want[64] = {
		'C', 'M', 'D', 0x01, 0x01, 0x01, 0x00, 0x03,
		0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
		0xd0, 0xc0, 0xb0, 0xa0, 0x01, 0x00, 0x00, 0x00,
		0x20, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x00,
		0x05, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00,
		0x14, 0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00,
		0x10, 0x00, 0x00, 0x00, 0x0a, 0x00, 0x00, 0x00,
	};

	cmh_vcq_cmd_put(e, CMH_CORE_AES, 0, 1, CMH_AES_CMD_INIT);
	cmh_aes_init_put(cmh_vcq_payload(e), &v);
	same(e, want, sizeof(e));
}

Test(abi, slhdsa_sign_prehash_entry_image)
{
	uint8_t e[64];
	struct cmh_hcq_slhdsa_sign_prehash v = {
		.parameter_set = CMH_SLHDSA_SHA2_256F, .prehash_algo = CMH_SLHDSA_PREHASH_SHA512,
		.message_len = 128, .context_len = 255, .add_random = 0,
		.message = 0x1000, .context = 0x2000, .sk = 0x0123456789abcdef,
		.sig = 0xfedcba9876543210,
	};
	static const uint8_t want[64] = {
		'C', 'M', 'D', 0x01, 0x12, 0x01, 0x00, 0x08,
		0x0c, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00,
		0x80, 0x00, 0x00, 0x00, 0xff, 0x00, 0x00, 0x00,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
		0x00, 0x10, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
		0x00, 0x20, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
		0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01,
		0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe,
	};

	cmh_vcq_cmd_put(e, CMH_CORE_HCQ, 0, 1, CMH_HCQ_CMD_SLHDSA_SIGN_PREHASH);
	cmh_hcq_slhdsa_sign_prehash_put(cmh_vcq_payload(e), &v);
	same(e, want, sizeof(e));
}

Test(abi, kmac_entry_image_with_inline_customization)
{
	uint8_t e[64];
	struct cmh_hc_kmac v = {
		.key = CMH_REF_TEMP, .custom = 0, .keylen = 32, .customlen = 65,
		.algo = CMH_HC_ALGO_SHAKE256, .outlen = 64,
	};
	static const uint8_t want[64] = {
		'C', 'M', 'D', 0x01, 0x0a, 0x03, 0x00, 0x02,
		0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
		0x20, 0x00, 0x00, 0x00, 0x41, 0x00, 0x00, 0x00,
		0x0a, 0x00, 0x00, 0x00, 0x40, 0x00, 0x00, 0x00,
	};

	cmh_vcq_cmd_put(e, CMH_CORE_HC, 0, cmh_vcq_span(65), CMH_HC_CMD_KMAC);
	cmh_hc_kmac_put(cmh_vcq_payload(e), &v);
	same(e, want, sizeof(e));
}

Test(abi, rsa_keygen_entry_image)
{
	uint8_t e[64];
	struct cmh_pke_rsa_keygen v = {
		.bits = 2048, .d_type = 0x1000a, .e = 0x3000, .n = 0x4000,
		.d = CMH_REF_LAST, .crt = CMH_REF_NONE, .crt_type = 0x4000a,
	};
	static const uint8_t want[64] = {
		'C', 'M', 'D', 0x01, 0x0e, 0x01, 0x60, 0x0a,
		0x00, 0x08, 0x00, 0x00, 0x0a, 0x00, 0x01, 0x00,
		0x00, 0x30, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
		0x00, 0x40, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
		0x0a, 0x00, 0x04, 0x00,
	};

	cmh_vcq_cmd_put(e, CMH_CORE_PKE, CMH_VCQ_SWAP, 1, CMH_PKE_CMD_RSA_KEYGEN);
	cmh_pke_rsa_keygen_put(cmh_vcq_payload(e), &v);
	same(e, want, sizeof(e));
}

Test(abi, cshake_name_fills_the_last_36_bytes)
{
	uint8_t p[56] = { 0 };
	struct cmh_hc_cshake v = { .algo = 9, .namelen = 36 };

	memset(v.name, 0x4e, sizeof(v.name));
	cmh_hc_cshake_put(p, &v);
	cr_assert(eq(u8, p[12], 9));
	cr_assert(eq(u8, p[16], 36));
	cr_assert(eq(u8, p[19], 0));
	cr_assert(eq(u8, p[20], 0x4e));
	cr_assert(eq(u8, p[55], 0x4e));
}

Test(abi, eac_response_words_are_little_endian)
{
	uint8_t r[56] = { [36] = 1, [40] = 2, [44] = 3, [48] = 4, [51] = 5 };
	struct cmh_eac_response v;

	cmh_eac_response_get(&v, r);
	cr_assert(eq(u32, v.sram_bank_errors[0], 1));
	cr_assert(eq(u32, v.sram_bank_errors[2], 3));
	cr_assert(eq(u32, v.sram_bank_errors[3], 0x05000004));
}

Test(abi, id_word_splits_into_its_fields)
{
	uint8_t e[64] = { 'C', 'M', 'D', 1, 0x0b, 0x02, 0x60, 0x0a };
	struct cmh_vcq_cmd v;

	cmh_vcq_cmd_get(&v, e);
	cr_assert(eq(u32, v.core, 0x0a));
	cr_assert(eq(u32, v.flags, 0x600000));
	cr_assert(eq(u32, v.span, 2));
	cr_assert(eq(u32, v.cmd, 0x0b));
	cr_assert(eq(u32, cmh_vcq_id(0x0a, 0x600000, 2, 0x0b), 0x0a60020b));
}

Test(abi, span_counts_the_command_and_its_inline_entries)
{
	cr_assert(eq(u32, cmh_vcq_span(0), 1));
	cr_assert(eq(u32, cmh_vcq_span(1), 2));
	cr_assert(eq(u32, cmh_vcq_span(64), 2));
	cr_assert(eq(u32, cmh_vcq_span(65), 3));
	cr_assert(eq(u32, cmh_vcq_span(256), 5));
}

Test(abi, status_packs_and_unpacks)
{
	cr_assert(eq(u32, cmh_status_make(CMH_STATUS_ERROR, 0x0a, 5, 2), 0x02050a80));
	cr_assert(eq(u32, cmh_status_code(0x070a1888), 0x88));
	cr_assert(eq(u32, cmh_status_core(0x070a1888), 0x18));
	cr_assert(eq(u32, cmh_status_error(0x070a1888), 10));
	cr_assert(eq(u32, cmh_status_index(0x070a1888), 7));
}

static const uint32_t core_mask[] = {
	0x00001, 0x00004, 0x00010, 0x00040, 0x00100, 0x00400, 0x01000, 0x04000, 0x10000,
};

Test(abi, core_enable_all_present)
{
	for (size_t i = 0; i < sizeof(core_mask) / sizeof(core_mask[0]); i++)
		cr_assert(cmh_core_enabled(0x00015555, core_mask[i]), "mask %zu", i);
	cr_assert(eq(u32, CMH_CORE_ENABLE_HC | CMH_CORE_ENABLE_AES | CMH_CORE_ENABLE_SM4 |
		     CMH_CORE_ENABLE_SM3 | CMH_CORE_ENABLE_HCQ | CMH_CORE_ENABLE_QSE |
		     CMH_CORE_ENABLE_PKE | CMH_CORE_ENABLE_DRBG | CMH_CORE_ENABLE_CCP,
		     0x00015555));
}

Test(abi, core_enable_other_rail_patterns_are_absent)
{
	for (size_t i = 0; i < sizeof(core_mask) / sizeof(core_mask[0]); i++) {
		uint32_t m = core_mask[i], rest = 0x00015555 & ~m;

		cr_assert(not(cmh_core_enabled(rest, m)), "00, mask %zu", i);
		cr_assert(not(cmh_core_enabled(rest | m << 1, m)), "10, mask %zu", i);
		cr_assert(not(cmh_core_enabled(rest | m << 1 | m, m)), "11, mask %zu", i);
	}
}

Test(abi, ids_wrap_around_the_ring_and_around_2_32)
{
	cr_assert(eq(u64, cmh_mbx_slot_offset(0xffffffff, 6, 9), 63 * 512));
	cr_assert(eq(u64, cmh_mbx_slot_offset(64, 6, 9), 0));
	cr_assert(eq(u64, cmh_mbx_slot_offset(0x7fff, 15, 10), 0x1fffc00));
	cr_assert(eq(u32, cmh_mbx_pending(0xfffffffe, 1), 3));
	cr_assert(not(cmh_mbx_id_done(5, 5)));
	cr_assert(cmh_mbx_id_done(6, 5));
	cr_assert(cmh_mbx_id_done(0, 0xffffffff));
	cr_assert(not(cmh_mbx_id_done(0xffffffff, 0)));
}

Test(abi, registers_lie_in_the_page_of_the_instance)
{
	cr_assert(eq(u32, cmh_mbx_reg(0, CMH_SIC_CORE_ENABLE), 0x22c));
	cr_assert(eq(u32, cmh_mbx_reg(63, CMH_MBX_QUEUE_TAIL), 0x3f01c));
}

Test(abi, type_word_and_references)
{
	cr_assert(eq(u32, cmh_type_make(CMH_CORE_PKE, CMH_TYPE_PT | CMH_TYPE_SCA), 0x5000a));
	cr_assert(eq(u64, CMH_REF_KIC(8), 0x0000000800000008));
	cr_assert(eq(u32, cmh_ref_kic(0x0000000300000003), 3));
	cr_assert(eq(u32, cmh_ref_kic(0x0000000900000009), 0));
	cr_assert(eq(u32, cmh_ref_kic(0x0000000300000004), 0));
	cr_assert(eq(u32, cmh_ref_kic(0), 0));
	cr_assert(eq(u64, cmh_temp_cost(512), 568));
	cr_assert(eq(u64, cmh_temp_cost(13), 72));
}

Test(abi, sizes_of_keys_and_signatures)
{
	cr_assert(eq(u32, cmh_curve_clen(0x05), 68));
	cr_assert(eq(u32, cmh_curve_bits(0x05), 521));
	cr_assert(eq(u32, cmh_curve_clen(0x14), 40));
	cr_assert(eq(u32, cmh_curve_clen(0x06), 0));
	cr_assert(eq(u32, cmh_curve_eddsa_len(0x22), 57));
	cr_assert(eq(int, CMH_RSA_CRT_SIZE(256), 640));
	cr_assert(eq(int, CMH_RSA_CRT_SCA_SIZE(256), 540));
	cr_assert(eq(int, CMH_ML_KEM_EK_SIZE(3), 1184));
	cr_assert(eq(int, CMH_ML_KEM_DK_SIZE(2), 1632));
	cr_assert(eq(int, CMH_ML_KEM_DK_MASKED_SIZE(4), 4736));
	cr_assert(eq(int, CMH_ML_KEM_CT_SIZE(2), 768));
	cr_assert(eq(int, CMH_ML_KEM_CT_SIZE(3), 1088));
	cr_assert(eq(int, CMH_ML_KEM_CT_SIZE(4), 1568));
	cr_assert(eq(int, CMH_ML_DSA_SIG_SIZE(5), 4627));
	cr_assert(eq(int, CMH_ML_DSA_SK_MASKED_SIZE(3), 5472));
	cr_assert(eq(u32, cmh_slhdsa_n(9), 24));
	cr_assert(eq(u32, cmh_slhdsa_sig_size(1), 7856));
	cr_assert(eq(u32, cmh_slhdsa_sig_size(8), 17088));
	cr_assert(eq(u32, cmh_slhdsa_sig_size(11), 29792));
	cr_assert(eq(u32, cmh_slhdsa_sig_size(13), 0));
}

/*
 * get then put must give back each byte that a field covers, leave the others
 * alone, and put then get must give back the struct.
 */
#define ROUND_TRIP(CORE, CMD, name) \
Test(abi, round_trip_##CORE##_##CMD) \
{ \
	uint8_t src[56], zero[56], ones[56]; \
	struct cmh_##name v, w; \
	size_t covered = 0; \
 \
	for (size_t i = 0; i < sizeof(src); i++) \
		src[i] = (uint8_t)(0xa5 ^ (i * 7)); \
	memset(zero, 0x00, sizeof(zero)); \
	memset(ones, 0xff, sizeof(ones)); \
	memset(&v, 0, sizeof(v)); \
	memset(&w, 0, sizeof(w)); \
	cmh_##name##_get(&v, src); \
	cmh_##name##_put(zero, &v); \
	cmh_##name##_put(ones, &v); \
	for (size_t i = 0; i < sizeof(src); i++) { \
		if (zero[i] == ones[i]) { \
			cr_assert(eq(u8, zero[i], src[i]), "byte %zu", i); \
			cr_assert(lt(sz, i, sizeof(v)), "byte %zu", i); \
			covered++; \
		} else { \
			cr_assert(eq(u8, zero[i], 0x00), "byte %zu", i); \
			cr_assert(eq(u8, ones[i], 0xff), "byte %zu", i); \
		} \
	} \
	cr_assert(ge(sz, covered + 8, sizeof(v))); \
	cmh_##name##_get(&w, ones); \
	cr_assert(zero(int, memcmp(&v, &w, sizeof(v)))); \
	cr_assert(lt(int, CMH_CORE_##CORE, CMH_CORE_COUNT)); \
	cr_assert(lt(int, CMH_##CORE##_CMD_##CMD, CMH_VCQ_CMD_FLUSH)); \
}

CMH_ABI_COMMANDS(ROUND_TRIP)

#define COUNT(...)	+1

Test(abi, every_command_is_listed)
{
	cr_assert(eq(int, 0 CMH_ABI_COMMANDS(COUNT), 96));
	cr_assert(eq(int, 0 CMH_MGMT_IOCTLS(COUNT), 44));
}

#define ID_PAIR(CORE, CMD, ...)	{ CMH_CORE_##CORE, CMH_##CORE##_CMD_##CMD },

Test(abi, no_two_commands_of_a_core_share_an_id)
{
	static const int id[][2] = {
		CMH_ABI_COMMANDS(ID_PAIR)
		CMH_ABI_COMMANDS_BARE(ID_PAIR)
	};
	size_t nr = sizeof(id) / sizeof(id[0]);

	for (size_t i = 0; i < nr; i++)
		for (size_t j = i + 1; j < nr; j++)
			cr_assert(not(all(eq(int, id[i][0], id[j][0]),
					  eq(int, id[i][1], id[j][1]))),
				  "core %d command %d", id[i][0], id[i][1]);
}

Test(abi, ioctl_request_codes)
{
	cr_assert(eq(u32, CMH_MGMT_IOC_KEY_NEW, 0xc0204a01));
	cr_assert(eq(u32, CMH_MGMT_IOC_KEY_LIST, 0xc0284a0e));
	cr_assert(eq(u32, CMH_MGMT_IOC_EAC_READ, 0xc0404a0f));
	cr_assert(eq(u32, CMH_MGMT_IOC_PKE_ECDSA_SIGN, 0xc0284a14));
	cr_assert(eq(u32, CMH_MGMT_IOC_PKE_ECDH, 0xc0304a16));
	cr_assert(eq(u32, CMH_MGMT_IOC_ML_KEM_DEC, 0xc0384a22));
	cr_assert(eq(u32, CMH_MGMT_IOC_SLHDSA_SIGN_PREHASH, 0xc0404a2d));
	cr_assert(eq(u32, CMH_MGMT_IOC_SM2_ENC_HASH, 0xc0204a37));
#if defined(__x86_64__) || defined(__aarch64__)
	cr_assert(eq(u32, CMH_MGMT_IOC_KEY_WRITE, 0x40284a02));
	cr_assert(eq(u32, CMH_MGMT_IOC_KEY_DELETE, 0x40284a06));
	cr_assert(eq(u32, CMH_MGMT_IOC_DS_IMPORT, 0x40184a08));
	cr_assert(eq(u32, CMH_MGMT_IOC_PKE_EDDSA_VERIFY, 0x40284a19));
	cr_assert(eq(u32, CMH_MGMT_IOC_DRBG_CONFIG, 0x40104a40));
#endif
}

Test(abi, ioctl_argument_offsets)
{
	cr_assert(eq(sz, offsetof(struct cmh_mgmt_key_new, ref), 24));
	cr_assert(eq(sz, offsetof(struct cmh_mgmt_eac_read, sram_bank_errors), 44));
	cr_assert(eq(sz, offsetof(struct cmh_mgmt_pke_rsa_crt_dec, crt_ref), 48));
	cr_assert(eq(sz, offsetof(struct cmh_mgmt_ml_kem_enc, reserved2), 48));
	cr_assert(eq(sz, offsetof(struct cmh_mgmt_slhdsa_sign_prehash, add_random), 56));
}
