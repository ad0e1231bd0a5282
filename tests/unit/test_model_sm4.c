// SPDX-License-Identifier: Apache-2.0
/* test_model_sm4.c - the SM4 core through VCQs, beside GB/T 32907, RFC 8998 and libcrypto. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "tests/unit/core_rig.h"

#define IN      0x00000
#define OUT     0x20000
#define AAD     0x40000
#define KEY     0x50000
#define IV      0x51000
#define TAG     0x52000
#define SM4_KEY (CMH_TYPE_PT | CMH_CORE_SM4)

static struct rig *rig;

static void up_with(uint32_t stride_log2)
{
	if (rig)
		rig_free(rig);
	rig = rig_new(NULL);
	rig_start(rig, 0, 4, stride_log2);
	for (uint32_t i = 0; i < 0x20000; i++)
		rig->mem[IN + i] = (uint8_t)(i * 29 + (i >> 8));
}

static void put(uint32_t off, const char *hex)
{
	for (uint32_t i = 0; hex[2 * i]; i++)
		sscanf(hex + 2 * i, "%2hhx", &rig->mem[off + i]);
}

static void up(void)
{
	up_with(10);
	put(KEY, "0123456789abcdeffedcba9876543210");
}

static void down(void)
{
	rig_free(rig);
	rig = NULL;
}

TestSuite(model_sm4, .init = up, .fini = down, .timeout = 60);

static void expect(uint32_t off, const char *hex, const char *what)
{
	char got[513];
	size_t len = strlen(hex) / 2;

	for (size_t i = 0; i < len; i++)
		snprintf(got + 2 * i, 3, "%02x", rig->mem[off + i]);
	cr_assert(zero(int, strcmp(got, hex)), "%s: %s", what, got);
	memset(rig->mem + off, 0xee, len);
}

static void init(struct seq *seq, struct cmh_sm4_init v)
{
	sys_write(seq, CMH_REF_TEMP, KEY, v.keylen, SM4_KEY);
	v.key = CMH_REF_TEMP;
	if (v.ivlen)
		v.iv = AT(IV);
	cmh_sm4_init_put(seq_add(seq, CMH_CORE_SM4, CMH_SM4_CMD_INIT), &v);
}

static struct cmh_sm4_init cipher(uint32_t mode, uint32_t op, uint32_t len)
{
	return (struct cmh_sm4_init){ .keylen = mode == CMH_SM4_MODE_XTS ? 32 : 16,
				      .ivlen = mode == CMH_SM4_MODE_ECB ? 0 : 16,
				      .mode = mode,
				      .op = op,
				      .iolen = len };
}

static void aad(struct seq *seq, uint32_t len)
{
	cmh_sm4_aad_final_put(seq_add(seq, CMH_CORE_SM4, CMH_SM4_CMD_AAD_FINAL),
			      &(struct cmh_sm4_aad_final){ .data = AT(AAD), .datalen = len });
}

static void update(struct seq *seq, uint32_t in, uint32_t out, uint32_t len)
{
	cmh_sm4_update_put(
		seq_add(seq, CMH_CORE_SM4, CMH_SM4_CMD_UPDATE),
		&(struct cmh_sm4_update){ .input = AT(in), .output = AT(out), .iolen = len });
}

static void final(struct seq *seq, uint32_t in, uint32_t out, uint32_t len, uint32_t tag_len)
{
	cmh_sm4_final_put(seq_add(seq, CMH_CORE_SM4, CMH_SM4_CMD_FINAL),
			  &(struct cmh_sm4_final){ .input = len ? AT(in) : 0,
						   .output = len ? AT(out) : 0,
						   .tag = tag_len ? AT(TAG) : 0,
						   .iolen = len,
						   .taglen = tag_len });
	seq_flush(seq, CMH_CORE_SM4);
}

/* GB/T 32907-2016, annex A. */
Test(model_sm4, published_block)
{
	struct seq seq = seq_on(rig, 0);

	put(IN, "0123456789abcdeffedcba9876543210");
	init(&seq, cipher(CMH_SM4_MODE_ECB, CMH_SM4_OP_ENCRYPT, 16));
	final(&seq, IN, OUT, 16, 0);
	cr_assert(zero(int, seq_run(&seq)));
	expect(OUT, "681edf34d206965e86b3e94f536e4246", "GB/T 32907");
}

Test(model_sm4, modes_equal_libcrypto)
{
	static const struct {
		uint32_t mode;
		const char *name;
	} modes[] = {
		{ CMH_SM4_MODE_ECB, "SM4-ECB" },
		{ CMH_SM4_MODE_CBC, "SM4-CBC" },
		{ CMH_SM4_MODE_CTR, "SM4-CTR" },
		{ CMH_SM4_MODE_CFB, "SM4-CFB" },
	};
	struct seq seq = seq_on(rig, 0);
	static uint8_t want[2000];

	for (int m = 0; m < 8; m++) {
		up_with(m < 4 ? 7 : 10);
		seq.rig = rig;
		for (uint32_t len = 16; len < 1500; len += m % 4 < 2 ? 16 : 37) {
			for (uint32_t op = 1; op <= 2; op++) {
				EVP_CIPHER *evp = EVP_CIPHER_fetch(NULL, modes[m % 4].name, NULL);
				EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
				uint32_t cut = len / 3 / 16 * 16;
				int n;

				cr_assert(EVP_CipherInit_ex2(ctx, evp, rig->mem + KEY,
							     rig->mem + IV, op == 2, NULL));
				EVP_CIPHER_CTX_set_padding(ctx, 0);
				cr_assert(EVP_CipherUpdate(ctx, want, &n, rig->mem + IN, (int)len));
				EVP_CIPHER_CTX_free(ctx);
				EVP_CIPHER_free(evp);
				init(&seq, cipher(modes[m % 4].mode, op, len));
				if (cut)
					update(&seq, IN, OUT, cut);
				final(&seq, IN + cut, OUT + cut, len - cut, 0);
				cr_assert(zero(int, seq_run(&seq)));
				cr_assert(zero(int, memcmp(rig->mem + OUT, want, len)), "%s, %u",
					  modes[m % 4].name, len);
			}
		}
	}
}

#define RFC8998_P                                                          \
	"aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd" \
	"eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"

/* RFC 8998, appendix A.1. */
Test(model_sm4, published_gcm)
{
	struct seq seq = seq_on(rig, 0);
	struct cmh_sm4_init v = cipher(CMH_SM4_MODE_GCM, CMH_SM4_OP_ENCRYPT, 64);

	v.aadlen = 20;
	put(IV, "00001234567800000000abcd00000000");
	put(AAD, "feedfacedeadbeeffeedfacedeadbeefabaddad2");
	for (int pieces = 0; pieces < 2; pieces++) {
		put(IN, RFC8998_P);
		init(&seq, v);
		aad(&seq, 20);
		if (pieces)
			update(&seq, IN, OUT, 32);
		final(&seq, IN + pieces * 32, OUT + pieces * 32, 64 - pieces * 32, 16);
		cr_assert(zero(int, seq_run(&seq)));
		expect(TAG, "83de3541e4c2b58177e065a9bf7b62ec", "tag");
		expect(OUT,
		       "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
		       "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d",
		       "text");
	}
	put(OUT, "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
		 "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d");
	put(TAG, "83de3541e4c2b58177e065a9bf7b62ec");
	v.op = CMH_SM4_OP_DECRYPT;
	for (int bad = 0; bad < 2; bad++) {
		init(&seq, v);
		aad(&seq, 20);
		final(&seq, OUT, OUT + 0x100, 64, 16);
		cr_assert(eq(int, seq_run(&seq), bad ? EIO : 0));
		if (!bad)
			expect(OUT + 0x100, RFC8998_P, "opened");
		rig->mem[TAG + 3] ^= 0x10;
	}
}

static void ccm_init(struct seq *seq, uint32_t op, uint32_t nonce_len, uint32_t aad_len,
		     uint32_t len, uint32_t tag_len)
{
	sys_write(seq, CMH_REF_TEMP, KEY, 16, SM4_KEY);
	cmh_sm4_ccm_init_put(seq_add(seq, CMH_CORE_SM4, CMH_SM4_CMD_CCM_INIT),
			     &(struct cmh_sm4_ccm_init){ .key = CMH_REF_TEMP,
							 .nonce = AT(IV),
							 .keylen = 16,
							 .noncelen = nonce_len,
							 .op = op,
							 .aadlen = aad_len,
							 .iolen = len,
							 .taglen = tag_len });
}

/* RFC 8998, appendix A.2. */
Test(model_sm4, published_ccm)
{
	struct seq seq = seq_on(rig, 0);

	put(IV, "00001234567800000000abcd");
	put(AAD, "feedfacedeadbeeffeedfacedeadbeefabaddad2");
	put(IN, RFC8998_P);
	ccm_init(&seq, CMH_SM4_OP_ENCRYPT, 12, 20, 64, 16);
	aad(&seq, 20);
	final(&seq, IN, OUT, 64, 16);
	cr_assert(zero(int, seq_run(&seq)));
	expect(TAG, "16842d4fa186f56ab33256971fa110f4", "tag");
	expect(OUT,
	       "48af93501fa62adbcd414cce6034d895dda1bf8f132f042098661572e7483094"
	       "fd12e518ce062c98acee28d95df4416bed31a2f04476c18bb40c84a74b97dc5b",
	       "text");
	for (uint32_t n = 0; n <= 18; n++) {
		ccm_init(&seq, CMH_SM4_OP_ENCRYPT, 12, 0, 16, n);
		final(&seq, IN, OUT, 16, n);
		cr_assert(eq(int, seq_run(&seq), n >= 4 && n <= 16 && n % 2 == 0 ? 0 : EINVAL),
			  "tag %u", n);
	}
	ccm_init(&seq, CMH_SM4_OP_ENCRYPT, 12, 0, 0, 16);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "empty");
	ccm_init(&seq, CMH_SM4_OP_ENCRYPT, 6, 0, 16, 16);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	ccm_init(&seq, CMH_SM4_OP_ENCRYPT, 14, 0, 16, 16);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
}

static int mac(uint32_t mode, uint32_t len)
{
	struct seq seq = seq_on(rig, 0);

	init(&seq, (struct cmh_sm4_init){
			   .keylen = 16, .mode = mode, .op = CMH_SM4_OP_ENCRYPT, .aadlen = len });
	if (len)
		aad(&seq, len);
	final(&seq, 0, 0, 0, 16);
	return seq_run(&seq);
}

/* The empty message, too, which the hardware gets wrong. */
Test(model_sm4, cmac_equals_libcrypto)
{
	EVP_MAC *evp = EVP_MAC_fetch(NULL, "CMAC", NULL);
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(evp);
	OSSL_PARAM param[] = { OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_CIPHER, "SM4-CBC", 0),
			       OSSL_PARAM_END };
	uint8_t want[16];
	size_t n;

	for (uint32_t len = 0; len <= 65536; len = len < 100 ? len + 1 : len * 2) {
		if (len > 40000)
			len = 65536;
		memcpy(rig->mem + AAD, rig->mem + IN, len < 0x10000 ? len : 0x10000);
		put(KEY, "0123456789abcdeffedcba9876543210");
		cr_assert(EVP_MAC_init(ctx, rig->mem + KEY, 16, param));
		cr_assert(EVP_MAC_update(ctx, rig->mem + AAD, len));
		cr_assert(EVP_MAC_final(ctx, want, &n, 16));
		cr_assert(zero(int, mac(CMH_SM4_MODE_CMAC, len)));
		cr_assert(zero(int, memcmp(rig->mem + TAG, want, 16)), "%u bytes", len);
	}
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(evp);
	cr_assert(eq(int, mac(CMH_SM4_MODE_CMAC, 65537), EINVAL));
	cr_assert(zero(int, mac(CMH_SM4_MODE_XCBC, 0)));
	cr_assert(zero(int, mac(CMH_SM4_MODE_XCBC, 100)));
}

Test(model_sm4, xts_undoes_itself_in_any_pieces)
{
	struct seq seq = seq_on(rig, 0);

	put(KEY, "2b7e151628aed2a6abf7158809cf4f3c000102030405060708090a0b0c0d0e0f");
	for (uint32_t len = 16; len < 200; len++) {
		uint32_t cut = len >= 48 ? 16 : 0;

		init(&seq, cipher(CMH_SM4_MODE_XTS, CMH_SM4_OP_ENCRYPT, len));
		final(&seq, IN, OUT, len, 0);
		init(&seq, cipher(CMH_SM4_MODE_XTS, CMH_SM4_OP_DECRYPT, len));
		if (cut)
			update(&seq, OUT, OUT, cut);
		final(&seq, OUT + cut, OUT + cut, len - cut, 0);
		cr_assert(zero(int, seq_run(&seq)));
		cr_assert(zero(int, memcmp(rig->mem + OUT, rig->mem + IN, len)), "%u", len);
	}
}

Test(model_sm4, bad_commands_are_refused)
{
	struct cmh_sm4_init good = cipher(CMH_SM4_MODE_CBC, CMH_SM4_OP_ENCRYPT, 32), bad[9];
	struct seq seq = seq_on(rig, 0);

	for (int i = 0; i < 9; i++)
		bad[i] = good;
	bad[0].mode = 4;
	bad[1].mode = 11;
	bad[2].mode = CMH_SM4_MODE_CCM;
	bad[3].op = 0;
	bad[4].keylen = 24;
	bad[5].ivlen = 12;
	bad[6].mode = CMH_SM4_MODE_GCM, bad[6].iolen = 0;
	bad[7].mode = CMH_SM4_MODE_CMAC, bad[7].ivlen = 0; /* with text */
	bad[8].mode = CMH_SM4_MODE_XTS, bad[8].keylen = 16;
	for (int i = 0; i < 9; i++) {
		init(&seq, bad[i]);
		cr_assert(eq(int, seq_run(&seq), EINVAL), "%d", i);
	}
	init(&seq, good);
	final(&seq, IN, OUT, 16, 0);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "less than announced");
	init(&seq, good);
	final(&seq, IN, OUT, 48, 0);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "more");
	sys_write(&seq, CMH_REF_TEMP, KEY, 16, KEY_TYPE);
	good.key = CMH_REF_TEMP;
	good.iv = AT(IV);
	cmh_sm4_init_put(seq_add(&seq, CMH_CORE_SM4, CMH_SM4_CMD_INIT), &good);
	cr_assert(eq(int, seq_run(&seq), EPERM), "a key of the AES core");
	for (uint32_t cmd = 0; cmd < 0xff; cmd++) {
		seq_add(&seq, CMH_CORE_SM4, cmd);
		cr_assert(eq(int, seq_run(&seq), EINVAL), "command %#x", cmd);
	}
}
