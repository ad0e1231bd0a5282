// SPDX-License-Identifier: Apache-2.0
/* test_model_modes.c - CFB, XTS, CCM and CMAC of the AES core, through VCQs of any size. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <openssl/evp.h>

#include "model/engine/engine.h"
#include "tests/unit/core_rig.h"

#define IN  0x00000
#define OUT 0x20000
#define AAD 0x40000
#define KEY 0x50000
#define IV  0x51000
#define TAG 0x52000

static struct rig *rig;

static void up_with(uint32_t stride_log2)
{
	if (rig)
		rig_free(rig);
	rig = rig_new(NULL);
	rig_start(rig, 0, 4, stride_log2);
	for (uint32_t i = 0; i < 0x20000; i++)
		rig->mem[IN + i] = (uint8_t)(i * 29 + (i >> 8));
	for (uint32_t i = 0; i < 64; i++)
		rig->mem[KEY + i] = (uint8_t)(i * 7 + 1);
}

static void up(void)
{
	up_with(10);
}

static void down(void)
{
	rig_free(rig);
	rig = NULL;
}

TestSuite(model_modes, .init = up, .fini = down, .timeout = 60);

static void put(uint32_t off, const char *hex)
{
	for (uint32_t i = 0; hex[2 * i]; i++)
		sscanf(hex + 2 * i, "%2hhx", &rig->mem[off + i]);
}

static void expect(uint32_t off, const char *hex, const char *what)
{
	char got[257];
	size_t len = strlen(hex) / 2;

	for (size_t i = 0; i < len; i++)
		snprintf(got + 2 * i, 3, "%02x", rig->mem[off + i]);
	cr_assert(zero(int, strcmp(got, hex)), "%s: %s", what, got);
	memset(rig->mem + off, 0xee, len);
}

static void with_key(struct seq *seq, uint32_t len)
{
	sys_write(seq, CMH_REF_TEMP, KEY, len, KEY_TYPE);
}

static struct cmh_aes_init init(uint32_t mode, uint32_t op, uint32_t key_len)
{
	return (struct cmh_aes_init){ .key = CMH_REF_TEMP,
				      .iv = AT(IV),
				      .keylen = key_len,
				      .ivlen = 16,
				      .mode = mode,
				      .op = op };
}

/* ---- CMAC ---- */

static void cmac(struct seq *seq, uint32_t key_len, uint32_t len)
{
	struct cmh_aes_init v = init(CMH_AES_MODE_CMAC, CMH_AES_OP_ENCRYPT, key_len);

	v.iv = 0;
	v.ivlen = 0;
	v.aadlen = len;
	v.taglen = 16;
	with_key(seq, key_len);
	aes_init(seq, v);
}

static void auth(struct seq *seq, uint32_t off, uint32_t len, uint32_t tag_len)
{
	cmh_aes_aad_final_auth_put(seq_add(seq, CMH_CORE_AES, CMH_AES_CMD_AAD_FINAL_AUTH),
				   &(struct cmh_aes_aad_final_auth){ .data = len ? AT(off) : 0,
								     .datalen = len,
								     .tag = AT(TAG),
								     .taglen = tag_len });
	seq_flush(seq, CMH_CORE_AES);
}

/* SP 800-38B, appendix D, AES-128. */
Test(model_modes, published_cmac)
{
	static const struct {
		uint32_t len;
		const char *tag;
	} known[] = {
		{ 0, "bb1d6929e95937287fa37d129b756746" },
		{ 16, "070a16b46b4d4144f79bdd9dd04a287c" },
		{ 40, "dfa66747de9ae63030ca32611497c827" },
		{ 64, "51f0bebf7e3b9d92fc49741779363cfe" },
	};
	struct seq seq = seq_on(rig, 0);

	for (int i = 0; i < 4; i++) {
		put(KEY, "2b7e151628aed2a6abf7158809cf4f3c");
		put(IN, "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
			"30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
		cmac(&seq, 16, known[i].len);
		auth(&seq, IN, known[i].len, 16);
		cr_assert(zero(int, seq_run(&seq)));
		expect(TAG, known[i].tag, "SP 800-38B");
	}
}

Test(model_modes, cmac_in_pieces)
{
	struct seq seq = seq_on(rig, 0);

	for (uint32_t stride = 7; stride <= 10; stride += 3) {
		up_with(stride);
		seq.rig = rig;
		for (uint32_t len = 48; len <= 65536; len = len * 3 + 5) {
			uint8_t want[16];

			if (len > 60000)
				len = 65536;
			cmac(&seq, 32, len);
			auth(&seq, IN, len, 16);
			cr_assert(zero(int, seq_run(&seq)));
			memcpy(want, rig->mem + TAG, 16);
			cmac(&seq, 32, len);
			for (uint32_t i = 0; i < 20 && i < len / 16 - 1; i++)
				aes_aad(&seq, CMH_AES_CMD_AAD_UPDATE, IN + i * 16, 16);
			auth(&seq, IN + (len / 16 - 1 < 20 ? len / 16 - 1 : 20) * 16,
			     len - (len / 16 - 1 < 20 ? len / 16 - 1 : 20) * 16, 16);
			cr_assert(zero(int, seq_run(&seq)));
			cr_assert(zero(int, memcmp(rig->mem + TAG, want, 16)), "%u", len);
		}
	}
}

Test(model_modes, bad_cmac_is_refused)
{
	struct seq seq = seq_on(rig, 0);

	cmac(&seq, 16, 65537);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "64 KiB and a byte");
	cmac(&seq, 16, 10);
	auth(&seq, IN, 9, 16);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "less than announced");
	cmac(&seq, 16, 10);
	auth(&seq, IN, 11, 16);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "more");
	cmac(&seq, 16, 10);
	auth(&seq, IN, 10, 8);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "tag length");
	cmac(&seq, 16, 16);
	aes_update(&seq, IN, OUT, 16);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "the message is AAD");
	cmac(&seq, 16, 16);
	aes_aad(&seq, CMH_AES_CMD_AAD_UPDATE, IN, 16);
	aes_final(&seq, IN, OUT, 0, TAG, 16);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "FINAL is for text");
	with_key(&seq, 16);
	aes_init(&seq, init(CMH_AES_MODE_CBC, CMH_AES_OP_ENCRYPT, 16));
	auth(&seq, IN, 0, 16);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "CBC has no tag");
}

/* RFC 3566, with AES: the engine knows XCBC for every cipher. */
Test(model_modes, published_xcbc)
{
	static const struct {
		uint32_t len;
		uint8_t start[4];
	} known[] = {
		{ 0, { 0x75, 0xf0, 0x25, 0x1d } },  { 3, { 0x5b, 0x37, 0x65, 0x80 } },
		{ 16, { 0xd2, 0xa2, 0x46, 0xfa } }, { 20, { 0x47, 0xf5, 0x1b, 0x45 } },
		{ 32, { 0xf5, 0x4f, 0x0e, 0xc8 } }, { 34, { 0xbe, 0xcb, 0xb3, 0xbc } },
	};
	struct engine *engine;
	uint8_t in[34], tag[16];

	cr_assert(zero(int, engine_new(&engine)));
	for (int i = 0; i < 34; i++)
		in[i] = (uint8_t)i;
	for (int i = 0; i < 6; i++) {
		struct engine_job job = {
			.kind = ENGINE_MAC,
			.mode = ENGINE_XCBC,
			.op = CMH_AES_OP_ENCRYPT,
			.key_len = 16,
			.final = true,
			.tag = tag,
			.tag_len = 16,
			.seg_nr = 1,
			.seg_inline = { { in, NULL, known[i].len } },
		};

		memcpy(job.key, in, 16);
		job.segs = job.seg_inline;
		engine_run(engine, &job, 1);
		cr_assert(zero(int, job.status));
		cr_assert(zero(int, memcmp(tag, known[i].start, 4)), "%u bytes", known[i].len);
	}
	engine_free(engine);
}

/* ---- CCM ---- */

static void ccm(struct seq *seq, uint32_t op, uint32_t key_len, uint32_t nonce_len,
		uint32_t aad_len, uint32_t len, uint32_t tag_len)
{
	struct cmh_aes_init v = init(CMH_AES_MODE_CCM, op, key_len);

	v.ivlen = nonce_len;
	v.aadlen = aad_len;
	v.iolen = len;
	v.taglen = tag_len;
	with_key(seq, key_len);
	cmh_aes_init_put(seq_add(seq, CMH_CORE_AES, CMH_AES_CMD_CCM_INIT), &v);
}

static int run_ccm(uint32_t op, uint32_t nonce_len, uint32_t aad_len, uint32_t in, uint32_t out,
		   uint32_t len, uint32_t tag_len)
{
	struct seq seq = seq_on(rig, 0);

	ccm(&seq, op, 16, nonce_len, aad_len, len, tag_len);
	if (aad_len)
		aes_aad(&seq, CMH_AES_CMD_AAD_FINAL, AAD, aad_len);
	aes_final(&seq, in, out, len, TAG, tag_len);
	seq_flush(&seq, CMH_CORE_AES);
	return seq_run(&seq);
}

/* SP 800-38C, appendix C: examples 1 to 3. */
Test(model_modes, published_ccm)
{
	put(IV, "101112131415161718191a1b1c");
	put(KEY, "404142434445464748494a4b4c4d4e4f");
	put(IN, "202122232425262728292a2b2c2d2e2f3031323334353637");
	put(AAD, "0001020304050607");
	cr_assert(zero(int, run_ccm(CMH_AES_OP_ENCRYPT, 7, 8, IN, OUT, 4, 4)));
	expect(OUT, "7162015b", "example 1");
	expect(TAG, "4dac255d", "example 1, tag");
	put(AAD, "000102030405060708090a0b0c0d0e0f10111213");
	cr_assert(zero(int, run_ccm(CMH_AES_OP_ENCRYPT, 8, 16, IN, OUT, 16, 6)));
	expect(OUT, "d2a1f0e051ea5f62081a7792073d593d", "example 2");
	expect(TAG, "1fc64fbfaccd", "example 2, tag");
	cr_assert(zero(int, run_ccm(CMH_AES_OP_ENCRYPT, 12, 20, IN, OUT, 24, 8)));
	expect(OUT, "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5", "example 3");
	expect(TAG, "484392fbc1b09951", "example 3, tag");
}

Test(model_modes, ccm_opens_what_it_sealed_in_any_pieces)
{
	struct seq seq = seq_on(rig, 0);

	for (uint32_t stride = 7; stride <= 10; stride += 3) {
		up_with(stride);
		seq.rig = rig;
		for (uint32_t len = 0; len < 700; len = len * 2 + 13) {
			for (uint32_t aad_len = len ? 0 : 1; aad_len < 100; aad_len += 33) {
				uint8_t want[700 + 16];

				cr_assert(zero(int, run_ccm(CMH_AES_OP_ENCRYPT, 13, aad_len, IN,
							    OUT, len, 16)));
				memcpy(want, rig->mem + OUT, len);
				memcpy(want + len, rig->mem + TAG, 16);
				ccm(&seq, CMH_AES_OP_ENCRYPT, 16, 13, aad_len, len, 16);
				for (uint32_t i = 0; i < aad_len; i += 33)
					aes_aad(&seq, CMH_AES_CMD_AAD_UPDATE, AAD + i,
						aad_len - i < 33 ? aad_len - i : 33);
				for (uint32_t i = 0; i < len / 16; i++)
					aes_update(&seq, IN + 16 * i, OUT + 16 * i, 16);
				aes_final(&seq, IN + len / 16 * 16, OUT + len / 16 * 16, len % 16,
					  TAG, 16);
				seq_flush(&seq, CMH_CORE_AES);
				cr_assert(zero(int, seq_run(&seq)));
				cr_assert(zero(int, memcmp(rig->mem + OUT, want, len)), "%u", len);
				cr_assert(zero(int, memcmp(rig->mem + TAG, want + len, 16)));
				cr_assert(zero(int, run_ccm(CMH_AES_OP_DECRYPT, 13, aad_len, OUT,
							    OUT + 0x1000, len, 16)));
				cr_assert(zero(int, memcmp(rig->mem + OUT + 0x1000, rig->mem + IN,
							   len)));
				rig->mem[TAG + len % 16] ^= 1;
				cr_assert(eq(int,
					     run_ccm(CMH_AES_OP_DECRYPT, 13, aad_len, OUT,
						     OUT + 0x1000, len, 16),
					     EIO));
				for (uint32_t i = 0; i < len; i++)
					cr_assert(zero(u8, rig->mem[OUT + 0x1000 + i]),
						  "not wiped");
			}
		}
	}
}

Test(model_modes, ccm_rejects_what_the_hub_rejects)
{
	struct seq seq = seq_on(rig, 0);

	for (uint32_t n = 0; n <= 16; n++)
		cr_assert(eq(int, run_ccm(CMH_AES_OP_ENCRYPT, n, 1, IN, OUT, 1, 16),
			     n >= 7 && n <= 13 ? 0 : EINVAL),
			  "nonce %u", n);
	for (uint32_t n = 0; n <= 18; n++)
		cr_assert(eq(int, run_ccm(CMH_AES_OP_ENCRYPT, 12, 1, IN, OUT, 1, n),
			     n >= 4 && n <= 16 && n % 2 == 0 && n != 10 ? 0 : EINVAL),
			  "tag %u", n);
	cr_assert(eq(int, run_ccm(CMH_AES_OP_ENCRYPT, 12, 0, IN, OUT, 0, 16), EINVAL), "empty");
	cr_assert(zero(int, run_ccm(CMH_AES_OP_ENCRYPT, 13, 0, IN, OUT, 65535, 16)));
	cr_assert(eq(int, run_ccm(CMH_AES_OP_ENCRYPT, 13, 0, IN, OUT, 65536, 16), EINVAL));
	ccm(&seq, CMH_AES_OP_ENCRYPT, 16, 12, 5, 16, 16);
	aes_final(&seq, IN, OUT, 16, TAG, 16);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "AAD announced but not given");
	with_key(&seq, 16);
	aes_init(&seq, init(CMH_AES_MODE_CCM, CMH_AES_OP_ENCRYPT, 16));
	cr_assert(eq(int, seq_run(&seq), EINVAL), "INIT is not for CCM");
}

/* ---- XTS ---- */

static void xts(struct seq *seq, uint32_t op, uint32_t key_len, uint32_t len, uint32_t offset)
{
	struct cmh_aes_init v = init(CMH_AES_MODE_XTS, op, key_len);

	v.iolen = len;
	v.xts_offset = offset;
	with_key(seq, key_len);
	aes_init(seq, v);
}

/* As a driver cuts it. */
static int run_xts(uint32_t op, uint32_t key_len, uint32_t in, uint32_t out, uint32_t len)
{
	uint32_t last = len % 16 ? 16 + len % 16 : 32;
	struct seq seq = seq_on(rig, 0);

	xts(&seq, op, key_len, len, 0);
	if (len > 32)
		aes_update(&seq, in, out, len - last);
	else
		last = len;
	aes_final(&seq, in + len - last, out + len - last, last, 0, 0);
	seq_flush(&seq, CMH_CORE_AES);
	return seq_run(&seq);
}

/* IEEE 1619-2007, annex B: vectors 2, 15 and 18. */
Test(model_modes, published_xts)
{
	memset(rig->mem + KEY, 0x11, 16);
	memset(rig->mem + KEY + 16, 0x22, 16);
	put(IV, "33333333330000000000000000000000");
	memset(rig->mem + IN, 0x44, 32);
	cr_assert(zero(int, run_xts(CMH_AES_OP_ENCRYPT, 32, IN, OUT, 32)));
	expect(OUT, "c454185e6a16936e39334038acef838bfb186fff7480adc4289382ecd6d394f0", "2");
	put(KEY, "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0");
	put(IV, "9a785634120000000000000000000000");
	put(IN, "000102030405060708090a0b0c0d0e0f10111213");
	cr_assert(zero(int, run_xts(CMH_AES_OP_ENCRYPT, 32, IN, OUT, 17)));
	expect(OUT, "6c1625db4671522d3d7599601de7ca09ed", "15");
	cr_assert(zero(int, run_xts(CMH_AES_OP_ENCRYPT, 32, IN, OUT, 20)));
	expect(OUT, "9d84c813f719aa2c7be3f66171c7c5c2edbf9dac", "18");
}

Test(model_modes, xts_equals_libcrypto)
{
	static uint8_t want[5000];

	for (uint32_t stride = 7; stride <= 10; stride += 3) {
		up_with(stride);
		for (uint32_t len = 16; len < 4100; len += len < 100 ? 1 : 397) {
			for (uint32_t op = CMH_AES_OP_DECRYPT; op <= CMH_AES_OP_ENCRYPT; op++) {
				EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
				int n;

				cr_assert(EVP_CipherInit_ex(ctx, EVP_aes_256_xts(), NULL,
							    rig->mem + KEY, rig->mem + IV,
							    op == CMH_AES_OP_ENCRYPT));
				cr_assert(EVP_CipherUpdate(ctx, want, &n, rig->mem + IN, (int)len));
				EVP_CIPHER_CTX_free(ctx);
				cr_assert(zero(int, run_xts(op, 64, IN, OUT, len)));
				cr_assert(zero(int, memcmp(rig->mem + OUT, want, len)), "%u", len);
			}
		}
	}
}

/* The second part of a unit, from its block on, is what it is within the whole. */
Test(model_modes, xts_can_start_anywhere)
{
	static const uint32_t offsets[] = { 1, 2, 3, 31, 64, 100, 1000 };
	struct seq seq = seq_on(rig, 0);
	static uint8_t want[32768];

	cr_assert(zero(int, run_xts(CMH_AES_OP_ENCRYPT, 48, IN, OUT, sizeof(want))));
	memcpy(want, rig->mem + OUT, sizeof(want));
	for (int i = 0; i < 7; i++) {
		uint32_t at = offsets[i] * 16;

		xts(&seq, CMH_AES_OP_ENCRYPT, 48, 96, offsets[i]);
		aes_final(&seq, IN + at, OUT, 96, 0, 0);
		seq_flush(&seq, CMH_CORE_AES);
		cr_assert(zero(int, seq_run(&seq)));
		cr_assert(zero(int, memcmp(rig->mem + OUT, want + at, 96)), "block %u", offsets[i]);
	}
	xts(&seq, CMH_AES_OP_ENCRYPT, 48, 96, UINT32_MAX); /* takes no longer */
	aes_final(&seq, IN, OUT, 96, 0, 0);
	cr_assert(zero(int, seq_run(&seq)));
}

Test(model_modes, bad_xts_is_refused)
{
	struct seq seq = seq_on(rig, 0);

	xts(&seq, CMH_AES_OP_ENCRYPT, 32, 15, 0);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "too short");
	for (uint32_t key_len = 16; key_len < 64; key_len += 8) {
		if (key_len == 32 || key_len == 48)
			continue;
		xts(&seq, CMH_AES_OP_ENCRYPT, key_len, 32, 0);
		cr_assert(eq(int, seq_run(&seq), EINVAL), "key of %u", key_len);
	}
	xts(&seq, CMH_AES_OP_ENCRYPT, 32, 37, 0);
	aes_update(&seq, IN, OUT, 32);
	aes_final(&seq, IN + 32, OUT + 32, 5, 0, 0);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "the last part comes alone");
	xts(&seq, CMH_AES_OP_ENCRYPT, 32, 37, 0);
	aes_update(&seq, IN, OUT, 37);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "a part in UPDATE");
	xts(&seq, CMH_AES_OP_ENCRYPT, 32, 64, 0);
	aes_final(&seq, IN, OUT, 48, 0, 0);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "less than announced");
}

/* ---- CFB ---- */

/* SP 800-38A F.3.13. */
Test(model_modes, published_cfb)
{
	struct seq seq = seq_on(rig, 0);

	put(KEY, "2b7e151628aed2a6abf7158809cf4f3c");
	put(IV, "000102030405060708090a0b0c0d0e0f");
	put(IN, "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
	with_key(&seq, 16);
	aes_init(&seq, init(CMH_AES_MODE_CFB, CMH_AES_OP_ENCRYPT, 16));
	aes_update(&seq, IN, OUT, 16);
	aes_final(&seq, IN + 16, OUT + 16, 15, 0, 0);
	seq_flush(&seq, CMH_CORE_AES);
	cr_assert(zero(int, seq_run(&seq)));
	expect(OUT, "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce5", "F.3.13");
}
