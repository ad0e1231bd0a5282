// SPDX-License-Identifier: Apache-2.0
/* test_model_aes.c - the AES core through VCQs, beside published answers and libcrypto. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "tests/unit/core_rig.h"

#define KEY  0x0000
#define IV   0x0100
#define AAD  0x0200
#define TAG  0x1000
#define IN   0x2000
#define OUT  0x12000
#define WANT 0x22000
#define LIST 0x40000

static const uint32_t strides[] = { 10, 7 };
#define FOR_EACH_STRIDE(s) for (const uint32_t *s = strides; s < strides + 2; s++)

static struct rig *rig;

static void down(void)
{
	if (rig)
		rig_free(rig);
	rig = NULL;
}

static void up_with(uint32_t stride_log2)
{
	down(); /* the one before */
	rig = rig_new(NULL);
	rig_start(rig, 0, 4, stride_log2);
	rig_start(rig, 1, 4, stride_log2);
	for (uint32_t i = 0; i < IN + 0x10000; i++)
		rig->mem[i] = (uint8_t)(i * 13 + (i >> 8));
}

static void up(void)
{
	up_with(10);
}

static void hex(uint32_t off, const char *text)
{
	for (size_t i = 0; text[2 * i]; i++) {
		unsigned int byte;

		sscanf(text + 2 * i, "%2x", &byte);
		rig->mem[off + i] = (uint8_t)byte;
	}
}

static void key(struct seq *seq, uint32_t len)
{
	sys_write(seq, CMH_REF_TEMP, KEY, len, KEY_TYPE);
}

/* INIT with the key on TEMP and, but for ECB, the IV. */
static struct cmh_aes_init init(uint32_t mode, uint32_t op, uint32_t key_len)
{
	return (struct cmh_aes_init){
		.key = CMH_REF_TEMP,
		.iv = mode == CMH_AES_MODE_ECB ? 0 : AT(IV),
		.keylen = key_len,
		.ivlen = mode == CMH_AES_MODE_ECB ? 0 : 16,
		.mode = mode,
		.op = op,
	};
}

static struct cmh_aes_init gcm(uint32_t op, uint32_t key_len, uint32_t aad_len, uint32_t len,
			       uint32_t tag_len)
{
	struct cmh_aes_init i = init(CMH_AES_MODE_GCM, op, key_len);

	i.aadlen = aad_len;
	i.iolen = len;
	i.taglen = tag_len;
	return i;
}

/* libcrypto's answer to the same message, at WANT; the tag at WANT + len. */
static void want(uint32_t mode, uint32_t op, uint32_t key_len, uint32_t aad_len, uint32_t len)
{
	static const char *const names[] = {
		[CMH_AES_MODE_ECB] = "ECB",
		[CMH_AES_MODE_CBC] = "CBC",
		[CMH_AES_MODE_CTR] = "CTR",
		[CMH_AES_MODE_GCM] = "GCM",
	};
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	EVP_CIPHER *cipher;
	char name[32];
	int n;

	snprintf(name, sizeof(name), "AES-%u-%s", key_len * 8, names[mode]);
	cipher = EVP_CIPHER_fetch(NULL, name, NULL);
	EVP_CipherInit_ex2(ctx, cipher, rig->mem + KEY, rig->mem + IV, op == CMH_AES_OP_ENCRYPT,
			   NULL);
	EVP_CIPHER_CTX_set_padding(ctx, 0);
	if (aad_len)
		EVP_CipherUpdate(ctx, NULL, &n, rig->mem + AAD, (int)aad_len);
	EVP_CipherUpdate(ctx, rig->mem + WANT, &n, rig->mem + IN, (int)len);
	EVP_CipherFinal_ex(ctx, rig->mem + WANT + n, &n);
	if (mode == CMH_AES_MODE_GCM && op == CMH_AES_OP_ENCRYPT)
		EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, rig->mem + WANT + len);
	EVP_CIPHER_free(cipher);
	EVP_CIPHER_CTX_free(ctx);
}

static bool same(uint32_t a, uint32_t b, uint32_t len)
{
	return memcmp(rig->mem + a, rig->mem + b, len) == 0;
}

TestSuite(model_aes, .init = up, .fini = down, .timeout = 60);

/* SP 800-38A, F.1.1, F.2.1, F.5.1: first blocks. */
Test(model_aes, published_blocks)
{
	static const struct {
		uint32_t mode;
		const char *iv, *out;
	} known[] = {
		{ CMH_AES_MODE_ECB, "", "3ad77bb40d7a3660a89ecaf32466ef97" },
		{ CMH_AES_MODE_CBC, "000102030405060708090a0b0c0d0e0f",
		  "7649abac8119b246cee98e9b12e9197d" },
		{ CMH_AES_MODE_CTR, "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
		  "874d6191b620e3261bef6864990db6ce" },
	};
	struct seq seq = seq_on(rig, 0);

	hex(KEY, "2b7e151628aed2a6abf7158809cf4f3c");
	hex(IN, "6bc1bee22e409f96e93d7e117393172a");
	for (int i = 0; i < 3; i++) {
		hex(IV, known[i].iv);
		hex(WANT, known[i].out);
		key(&seq, 16);
		aes_init(&seq, init(known[i].mode, CMH_AES_OP_ENCRYPT, 16));
		aes_final(&seq, IN, OUT, 16, 0, 0);
		seq_flush(&seq, CMH_CORE_AES);
		cr_assert(zero(int, seq_run(&seq)));
		cr_assert(same(OUT, WANT, 16), "mode %u", known[i].mode);
		key(&seq, 16);
		aes_init(&seq, init(known[i].mode, CMH_AES_OP_DECRYPT, 16));
		aes_final(&seq, OUT, OUT, 16, 0, 0);
		seq_flush(&seq, CMH_CORE_AES);
		cr_assert(zero(int, seq_run(&seq)));
		cr_assert(same(OUT, IN, 16), "mode %u", known[i].mode);
	}
}

/* The GCM specification's test case 4, which SP 800-38D took over. */
Test(model_aes, published_gcm)
{
	FOR_EACH_STRIDE(stride) {
		up_with(*stride);
		struct seq seq = seq_on(rig, 0);

		hex(KEY, "feffe9928665731c6d6a8f9467308308");
		hex(IV, "cafebabefacedbaddecaf88800000000");
		hex(AAD, "feedfacedeadbeeffeedfacedeadbeefabaddad2");
		hex(IN, "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
			"1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
		hex(WANT, "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
			  "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc"
			  "3221a5db94fae95ae7121a47");
		key(&seq, 16);
		aes_init(&seq, gcm(CMH_AES_OP_ENCRYPT, 16, 20, 60, 16));
		aes_aad(&seq, CMH_AES_CMD_AAD_FINAL, AAD, 20);
		aes_final(&seq, IN, OUT, 60, OUT + 60, 16);
		seq_flush(&seq, CMH_CORE_AES);
		cr_assert(zero(int, seq_run(&seq)));
		cr_assert(same(OUT, WANT, 76));
	}
}

Test(model_aes, every_mode_key_and_length)
{
	static const uint32_t modes[] = { CMH_AES_MODE_ECB, CMH_AES_MODE_CBC, CMH_AES_MODE_CTR };

	FOR_EACH_STRIDE(stride) {
		up_with(*stride);
		struct seq seq = seq_on(rig, 0);

		for (int m = 0; m < 3; m++) {
			for (uint32_t key_len = 16; key_len <= 32; key_len += 8) {
				for (uint32_t op = 1; op <= 2; op++) {
					uint32_t step = modes[m] == CMH_AES_MODE_CTR ? 3 : 16;

					for (uint32_t len = step; len < 200; len += step) {
						key(&seq, key_len);
						aes_init(&seq, init(modes[m], op, key_len));
						aes_final(&seq, IN, OUT, len, 0, 0);
						seq_flush(&seq, CMH_CORE_AES);
						cr_assert(zero(int, seq_run(&seq)));
						want(modes[m], op, key_len, 0, len);
						cr_assert(same(OUT, WANT, len),
							  "mode %u key %u len %u", modes[m],
							  key_len, len);
					}
				}
			}
		}
	}
}

Test(model_aes, updates_chain)
{
	static const uint32_t modes[] = { CMH_AES_MODE_ECB, CMH_AES_MODE_CBC, CMH_AES_MODE_CTR };

	FOR_EACH_STRIDE(stride) {
		up_with(*stride);
		struct seq seq = seq_on(rig, 0);

		for (int m = 0; m < 3; m++) {
			for (uint32_t op = 1; op <= 2; op++) {
				for (uint32_t nr = 1; nr <= 40; nr += 13) {
					uint32_t last = modes[m] == CMH_AES_MODE_CTR ? 5 : 16;

					key(&seq, 32);
					aes_init(&seq, init(modes[m], op, 32));
					for (uint32_t i = 0; i < nr; i++)
						aes_update(&seq, IN + 48 * i, OUT + 48 * i, 48);
					aes_final(&seq, IN + 48 * nr, OUT + 48 * nr, last, 0, 0);
					seq_flush(&seq, CMH_CORE_AES);
					cr_assert(zero(int, seq_run(&seq)));
					want(modes[m], op, 32, 0, 48 * nr + last);
					cr_assert(same(OUT, WANT, 48 * nr + last),
						  "mode %u, %u updates", modes[m], nr);
				}
			}
		}
	}
}

Test(model_aes, update_may_be_all_there_is)
{
	struct seq seq = seq_on(rig, 0);

	key(&seq, 16);
	aes_init(&seq, init(CMH_AES_MODE_CBC, CMH_AES_OP_ENCRYPT, 16));
	aes_update(&seq, IN, OUT, 64);
	aes_final(&seq, 0, 0, 0, 0, 0);
	cr_assert(zero(int, seq_run(&seq)));
	want(CMH_AES_MODE_CBC, CMH_AES_OP_ENCRYPT, 16, 0, 64);
	cr_assert(same(OUT, WANT, 64));
}

/* ---- The counter of CTR ---- */

/* What 64-bit counting gives: libcrypto block by block. */
static void want_ctr64(uint32_t len)
{
	uint8_t iv[16];
	uint64_t lo;

	memcpy(iv, rig->mem + IV, 16);
	lo = __builtin_bswap64(cmh_get_le64(iv + 8));
	for (uint32_t off = 0; off < len; off += 16, lo++) {
		EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
		int n;

		cmh_put_le64(iv + 8, __builtin_bswap64(lo));
		EVP_EncryptInit_ex(ctx, EVP_aes_128_ctr(), NULL, rig->mem + KEY, iv);
		EVP_EncryptUpdate(ctx, rig->mem + WANT + off, &n, rig->mem + IN + off,
				  len - off < 16 ? (int)(len - off) : 16);
		EVP_CIPHER_CTX_free(ctx);
	}
}

Test(model_aes, counter_wraps_in_its_low_half)
{
	FOR_EACH_STRIDE(stride) {
		up_with(*stride);
		struct seq seq = seq_on(rig, 0);

		for (uint32_t before = 0; before <= 6; before++) {
			for (uint32_t len = 1; len < 130; len += 9) {
				hex(IV, "00112233445566778899aabbccddeeff");
				cmh_put_le64(rig->mem + IV + 8,
					     __builtin_bswap64(-(uint64_t)before));
				want_ctr64(len + 32);
				key(&seq, 16);
				aes_init(&seq, init(CMH_AES_MODE_CTR, CMH_AES_OP_ENCRYPT, 16));
				aes_update(&seq, IN, OUT, 16);
				aes_update(&seq, IN + 16, OUT + 16, 16);
				aes_final(&seq, IN + 32, OUT + 32, len, 0, 0);
				seq_flush(&seq, CMH_CORE_AES);
				cr_assert(zero(int, seq_run(&seq)));
				cr_assert(same(OUT, WANT, len + 32), "%u blocks before, len %u",
					  before, len);
			}
		}
	}
}

/* ---- GCM ---- */

static int encrypt(uint32_t key_len, uint32_t aad_len, uint32_t len, uint32_t tag_len)
{
	struct seq seq = seq_on(rig, 0);

	key(&seq, key_len);
	aes_init(&seq, gcm(CMH_AES_OP_ENCRYPT, key_len, aad_len, len, tag_len));
	if (aad_len)
		aes_aad(&seq, CMH_AES_CMD_AAD_FINAL, AAD, aad_len);
	aes_final(&seq, IN, OUT, len, TAG, tag_len);
	seq_flush(&seq, CMH_CORE_AES);
	return seq_run(&seq);
}

/* From OUT to WANT. */
static int decrypt(uint32_t key_len, uint32_t aad_len, uint32_t len, uint32_t tag_len)
{
	struct seq seq = seq_on(rig, 0);

	key(&seq, key_len);
	aes_init(&seq, gcm(CMH_AES_OP_DECRYPT, key_len, aad_len, len, tag_len));
	if (aad_len)
		aes_aad(&seq, CMH_AES_CMD_AAD_FINAL, AAD, aad_len);
	aes_final(&seq, OUT, WANT, len, TAG, tag_len);
	seq_flush(&seq, CMH_CORE_AES);
	return seq_run(&seq);
}

Test(model_aes, gcm_of_every_shape)
{
	static const uint32_t tags[] = { 4, 8, 12, 13, 14, 15, 16 };

	FOR_EACH_STRIDE(stride) {
		up_with(*stride);
		for (uint32_t key_len = 16; key_len <= 32; key_len += 8) {
			for (uint32_t aad_len = 0; aad_len < 50; aad_len += 7) {
				for (uint32_t len = 0; len < 100; len += 11) {
					uint32_t tag_len = tags[(aad_len + len) % 7];

					if (!aad_len && !len)
						continue;
					memset(rig->mem + TAG, 0, 17);
					cr_assert(
						zero(int, encrypt(key_len, aad_len, len, tag_len)));
					want(CMH_AES_MODE_GCM, CMH_AES_OP_ENCRYPT, key_len, aad_len,
					     len);
					cr_assert(same(OUT, WANT, len));
					cr_assert(same(TAG, WANT + len, tag_len));
					cr_assert(zero(u8, rig->mem[TAG + tag_len]),
						  "no more than asked");
					cr_assert(
						zero(int, decrypt(key_len, aad_len, len, tag_len)));
					cr_assert(same(WANT, IN, len));
				}
			}
		}
	}
}

Test(model_aes, gcm_ignores_the_last_word_of_the_iv)
{
	cr_assert(zero(int, encrypt(16, 5, 40, 16)));
	memcpy(rig->mem + WANT, rig->mem + OUT, 40);
	memset(rig->mem + IV + 12, 0xff, 4);
	cr_assert(zero(int, encrypt(16, 5, 40, 16)));
	cr_assert(same(OUT, WANT, 40));
}

Test(model_aes, gcm_in_many_pieces)
{
	FOR_EACH_STRIDE(stride) {
		up_with(*stride);
		struct seq seq = seq_on(rig, 0);

		for (uint32_t op = 1; op <= 2; op++) {
			uint32_t from = op == CMH_AES_OP_ENCRYPT ? IN : OUT;
			uint32_t to = op == CMH_AES_OP_ENCRYPT ? LIST : WANT;

			cr_assert(zero(int, encrypt(24, 50, 20 * 16 + 7, 16)));
			key(&seq, 24);
			aes_init(&seq, gcm(op, 24, 50, 20 * 16 + 7, 16));
			aes_aad(&seq, CMH_AES_CMD_AAD_UPDATE, AAD, 20);
			aes_aad(&seq, CMH_AES_CMD_AAD_UPDATE, AAD + 20, 1);
			aes_aad(&seq, CMH_AES_CMD_AAD_FINAL, AAD + 21, 29);
			for (uint32_t i = 0; i < 20; i++)
				aes_update(&seq, from + 16 * i, to + 16 * i, 16);
			aes_final(&seq, from + 320, to + 320, 7, TAG, 16);
			seq_flush(&seq, CMH_CORE_AES);
			cr_assert(zero(int, seq_run(&seq)));
			cr_assert(same(to, op == CMH_AES_OP_ENCRYPT ? OUT : IN, 327));
		}
	}
}

Test(model_aes, every_tampered_bit_is_noticed_and_the_text_wiped)
{
	static const struct {
		uint32_t off, len;
	} parts[] = { { TAG, 12 }, { OUT, 33 }, { AAD, 20 }, { IV, 12 } };

	cr_assert(zero(int, encrypt(16, 20, 33, 12)));
	for (int p = 0; p < 4; p++) {
		for (uint32_t bit = 0; bit < 8 * parts[p].len; bit++) {
			uint8_t *byte = rig->mem + parts[p].off + bit / 8;

			memset(rig->mem + WANT, 0xaa, 34);
			*byte ^= 1u << bit % 8;
			cr_assert(eq(int, decrypt(16, 20, 33, 12), EIO), "part %d bit %u", p, bit);
			*byte ^= 1u << bit % 8;
			for (int i = 0; i < 33; i++)
				cr_assert(zero(u8, rig->mem[WANT + i]));
			cr_assert(eq(u8, rig->mem[WANT + 33], 0xaa));
		}
	}
	cr_assert(zero(int, decrypt(16, 20, 33, 12)));
}

Test(model_aes, tag_mismatch_blames_final_and_leaves_the_error_queue_alone)
{
	struct seq seq = seq_on(rig, 0);

	ERR_raise(ERR_LIB_USER, 42);
	key(&seq, 16);
	aes_init(&seq, gcm(CMH_AES_OP_DECRYPT, 16, 0, 16, 16));
	aes_final(&seq, IN, OUT, 16, TAG, 16);
	seq_flush(&seq, CMH_CORE_AES);
	cr_assert(eq(int, seq_run(&seq), EIO));
	cr_assert(eq(u32, seq.failed, 2));
	cr_assert(eq(int, ERR_GET_REASON(ERR_get_error()), 42), "the application's own");
	cr_assert(zero(ulong, ERR_get_error()));
}

Test(model_aes, failing_message_fails_alone)
{
	struct rig_vcq vcq;
	uint32_t first = rig_head(rig, 0);

	cr_assert(zero(int, encrypt(16, 0, 16, 16)));
	for (int i = 0; i < 3; i++) {
		struct cmh_aes_init how = gcm(CMH_AES_OP_DECRYPT, 16, 0, 16, 16);

		vcq = rig_vcq(rig, 0);
		cmh_sys_write_put(rig_cmd(&vcq, CMH_CORE_SYS, CMH_SYS_CMD_WRITE),
				  &(struct cmh_sys_write){ CMH_REF_TEMP, AT(KEY), 0, 16,
							   KEY_TYPE });
		cmh_aes_init_put(rig_cmd(&vcq, CMH_CORE_AES, CMH_AES_CMD_INIT), &how);
		cmh_aes_final_put(rig_cmd(&vcq, CMH_CORE_AES, CMH_AES_CMD_FINAL),
				  &(struct cmh_aes_final){ AT(OUT), AT(WANT + 64 * i),
							   i == 1 ? AT(IV) : AT(TAG), 16, 16 });
		rig_cmd(&vcq, CMH_CORE_AES, CMH_VCQ_CMD_FLUSH);
		rig_push(&vcq);
	}
	rig_bell(rig, 0);
	cmh_model_run(rig->model, 0);
	cr_assert(eq(u32, rig_head(rig, 0), first + 2));
	cr_assert(eq(u32, cmh_status_error(rig_status(rig, 0)), EIO));
	rig_write(rig, 0, CMH_MBX_COMMAND, CMH_MBX_CMD_RESTART);
	cmh_model_run(rig->model, 0);
	cr_assert(eq(u32, rig_head(rig, 0), first + 4));
	cr_assert(same(WANT, IN, 16));
	cr_assert(same(WANT + 128, IN, 16));
}

Test(model_aes, gcm_totals_must_be_met)
{
	struct seq seq = seq_on(rig, 0);
	uint32_t text, aad;

	for (aad = 19; aad <= 21; aad++) {
		for (text = 31; text <= 33; text++) {
			key(&seq, 16);
			aes_init(&seq, gcm(CMH_AES_OP_ENCRYPT, 16, 20, 32, 16));
			aes_aad(&seq, CMH_AES_CMD_AAD_FINAL, AAD, aad);
			aes_final(&seq, IN, OUT, text, TAG, 16);
			cr_assert(eq(int, seq_run(&seq), aad == 20 && text == 32 ? 0 : EINVAL));
		}
	}
	key(&seq, 16);
	aes_init(&seq, gcm(CMH_AES_OP_ENCRYPT, 16, 20, 32, 16));
	aes_final(&seq, IN, OUT, 32, TAG, 16);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "AAD announced but not given");
	key(&seq, 16);
	aes_init(&seq, gcm(CMH_AES_OP_ENCRYPT, 16, 0, 32, 16));
	aes_final(&seq, IN, OUT, 32, TAG, 12);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "another tag length");
}

Test(model_aes, gcm_rejects_what_the_hub_rejects)
{
	cr_assert(eq(int, encrypt(16, 0, 0, 16), EINVAL));
	for (uint32_t tag_len = 0; tag_len <= 17; tag_len++) {
		bool ok = tag_len == 4 || tag_len == 8 || (tag_len >= 12 && tag_len <= 16);

		cr_assert(eq(int, encrypt(16, 1, 1, tag_len), ok ? 0 : EINVAL), "tag %u", tag_len);
	}
}

/* The driver's way around that: the tag is the encrypted J0. */
Test(model_aes, empty_gcm_by_ecb)
{
	struct seq seq = seq_on(rig, 0);
	struct cmh_aes_init how = init(CMH_AES_MODE_ECB, CMH_AES_OP_ENCRYPT, 16);

	how.iolen = 16;
	want(CMH_AES_MODE_GCM, CMH_AES_OP_ENCRYPT, 16, 0, 0);
	memcpy(rig->mem + IN, rig->mem + IV, 12);
	hex(IN + 12, "00000001");
	key(&seq, 16);
	aes_init(&seq, how);
	aes_final(&seq, IN, OUT, 16, 0, 0);
	seq_flush(&seq, CMH_CORE_AES);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(same(OUT, WANT, 16));
}

/* ---- SCATTERGATHER ---- */

static void scattergather(struct seq *seq, uint32_t sgcmd)
{
	uint8_t *payload = seq_add(seq, CMH_CORE_AES, CMH_AES_CMD_SCATTERGATHER);

	cmh_put_le64(payload, AT(LIST));
	cmh_put_le32(payload + 8, sgcmd);
}

static void chain(uint32_t nr, uint32_t piece, uint32_t src, uint32_t dst, uint32_t last)
{
	for (uint32_t i = 0; i < nr; i++)
		cmh_sg_put(rig->mem + LIST + 32 * i,
			   &(struct cmh_sg){ .lli = i + 1 < nr ? AT(LIST + 32 * (i + 1)) : 0,
					     .src = AT(src + piece * i),
					     .dst = AT(dst + piece * i),
					     .len = i + 1 < nr ? piece : last });
}

Test(model_aes, scattergather_moves_text_and_aad)
{
	struct seq seq = seq_on(rig, 0);

	for (uint32_t nr = 1; nr <= 50; nr += 7) {
		uint32_t len = (nr - 1) * 32 + 5;

		chain(nr, 32, IN, OUT, 5);
		key(&seq, 16);
		aes_init(&seq, init(CMH_AES_MODE_CTR, CMH_AES_OP_ENCRYPT, 16));
		scattergather(&seq, CMH_AES_CMD_UPDATE);
		aes_final(&seq, 0, 0, 0, 0, 0);
		seq_flush(&seq, CMH_CORE_AES);
		cr_assert(zero(int, seq_run(&seq)));
		want(CMH_AES_MODE_CTR, CMH_AES_OP_ENCRYPT, 16, 0, len);
		cr_assert(same(OUT, WANT, len), "%u pieces", nr);
	}
	chain(3, 9, AAD, 0, 9);
	key(&seq, 16);
	aes_init(&seq, gcm(CMH_AES_OP_ENCRYPT, 16, 27, 48, 16));
	scattergather(&seq, CMH_AES_CMD_AAD_UPDATE);
	aes_final(&seq, IN, OUT, 48, TAG, 16);
	cr_assert(zero(int, seq_run(&seq)));
	want(CMH_AES_MODE_GCM, CMH_AES_OP_ENCRYPT, 16, 27, 48);
	cr_assert(same(OUT, WANT, 48));
	cr_assert(same(TAG, WANT + 48, 16));
}

Test(model_aes, scattergather_refuses_partial_blocks_inside_and_loops)
{
	struct seq seq = seq_on(rig, 0);

	chain(3, 17, IN, OUT, 16);
	key(&seq, 16);
	aes_init(&seq, init(CMH_AES_MODE_CTR, CMH_AES_OP_ENCRYPT, 16));
	scattergather(&seq, CMH_AES_CMD_UPDATE);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	chain(2, 16, IN, OUT, 16);
	cmh_put_le64(rig->mem + LIST + 32, AT(LIST));
	key(&seq, 16);
	aes_init(&seq, init(CMH_AES_MODE_CTR, CMH_AES_OP_ENCRYPT, 16));
	scattergather(&seq, CMH_AES_CMD_UPDATE);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	scattergather(&seq, CMH_AES_CMD_UPDATE);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "no INIT");
}

/* ---- Keys ---- */

static int with_key(uint32_t mbx, uint64_t ref, uint32_t key_len)
{
	struct cmh_aes_init how = init(CMH_AES_MODE_CBC, CMH_AES_OP_ENCRYPT, key_len);
	struct seq seq = seq_on(rig, mbx);

	how.key = ref;
	aes_init(&seq, how);
	aes_final(&seq, IN, OUT, 64, 0, 0);
	seq_flush(&seq, CMH_CORE_AES);
	return seq_run(&seq);
}

/* A key of mailbox 0 from the bytes at KEY. */
static uint64_t stored_key(uint32_t len, uint32_t type, bool swap)
{
	struct seq seq = seq_on(rig, 0);

	sys_new(&seq, 0, TAG, len);
	if (swap)
		sys_write_swapped(&seq, CMH_REF_LAST, KEY, len, type);
	else
		sys_write(&seq, CMH_REF_LAST, KEY, len, type);
	cr_assert(zero(int, seq_run(&seq)));
	return cmh_get_le64(rig->mem + TAG);
}

Test(model_aes, stored_keys_work_and_stay)
{
	want(CMH_AES_MODE_CBC, CMH_AES_OP_ENCRYPT, 32, 0, 64);
	for (int swap = 0; swap < 2; swap++) {
		uint64_t ref = stored_key(32, CMH_CORE_AES, swap);

		for (int i = 0; i < 3; i++) {
			memset(rig->mem + OUT, 0, 64);
			cr_assert(zero(int, with_key(0, ref, 32)));
			cr_assert(same(OUT, WANT, 64), "swap %d", swap);
		}
	}
	want(CMH_AES_MODE_CBC, CMH_AES_OP_ENCRYPT, 16, 0, 64);
	for (int swap = 0; swap < 2; swap++) {
		cr_assert(zero(int, with_key(0, stored_key(40, CMH_CORE_AES, swap), 16)));
		cr_assert(same(OUT, WANT, 64), "the first bytes of a longer one, swap %d", swap);
	}
}

Test(model_aes, keys_in_two_shares)
{
	want(CMH_AES_MODE_CBC, CMH_AES_OP_ENCRYPT, 32, 0, 64);
	for (int swap = 0; swap < 2; swap++) {
		uint8_t whole[32];

		memcpy(whole, rig->mem + KEY, 32);
		for (int i = 0; i < 32; i++) {
			rig->mem[KEY + 32 + i] = (uint8_t)(i * 91);
			rig->mem[KEY + i] ^= rig->mem[KEY + 32 + i];
		}
		cr_assert(zero(int,
			       with_key(0, stored_key(64, CMH_CORE_AES | CMH_TYPE_SCA, swap), 32)));
		cr_assert(same(OUT, WANT, 64));
		memcpy(rig->mem + KEY, whole, 32);
	}
	cr_assert(eq(int, with_key(0, stored_key(32, CMH_CORE_AES | CMH_TYPE_SCA, false), 32),
		     EINVAL));
}

Test(model_aes, keys_without_right_or_of_another_core_are_refused)
{
	uint64_t ref = stored_key(16, CMH_CORE_AES, false);
	struct seq seq = seq_on(rig, 0);

	cr_assert(eq(int, with_key(1, ref, 16), EPERM));
	sys_grant(&seq, ref, 3, 3, 2);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(eq(int, with_key(0, ref, 16), EPERM));
	cr_assert(zero(int, with_key(1, ref, 16)));
	cr_assert(eq(int, with_key(1, ref, 24), EINVAL), "too short");
	cr_assert(eq(int, with_key(0, stored_key(16, CMH_CORE_HC, false), 16), EPERM));
	cr_assert(eq(int, with_key(0, 42, 16), ENOENT));
	cr_assert(eq(int, with_key(0, CMH_REF_TEMP, 16), ENOENT));
	cr_assert(eq(int, with_key(0, CMH_REF_KIC(1), 16), ENOENT));
}

Test(model_aes, many_keys_in_turn)
{
	struct seq seq = seq_on(rig, 0);

	for (int round = 0; round < 3; round++) {
		for (uint32_t k = 0; k < 20; k++) {
			rig->mem[KEY] = (uint8_t)k;
			want(CMH_AES_MODE_GCM, CMH_AES_OP_ENCRYPT, 16, 0, 20);
			cr_assert(zero(int, encrypt(16, 0, 20, 16)));
			cr_assert(same(OUT, WANT, 20));
			cr_assert(same(TAG, WANT + 20, 16));
		}
	}
	cr_assert(zero(int, seq_run(&seq)));
}

/* ---- Refusals ---- */

Test(model_aes, bad_init_is_invalid_and_keeps_the_key)
{
	struct cmh_aes_init good = init(CMH_AES_MODE_CBC, CMH_AES_OP_ENCRYPT, 16), bad[12];
	struct seq seq = seq_on(rig, 0);

	for (int i = 0; i < 12; i++)
		bad[i] = good;
	bad[0].mode = 0;
	bad[1].mode = 0x100 | CMH_AES_MODE_CBC;
	bad[2].mode = CMH_AES_MODE_CMAC;
	bad[3].mode = CMH_AES_MODE_CCM;
	bad[4].mode = CMH_AES_MODE_XTS;
	bad[5].mode = CMH_AES_MODE_XTS + 1;
	bad[6].op = 0;
	bad[7].op = 3;
	bad[8].keylen = 17;
	bad[9].ivlen = 12;
	bad[10].ivlen = 0;
	bad[11].mode = CMH_AES_MODE_ECB; /* with an IV */
	for (int i = 0; i < 12; i++) {
		key(&seq, 16);
		aes_init(&seq, bad[i]);
		cr_assert(eq(int, seq_run(&seq), EINVAL), "%d", i);
		cr_assert(eq(u32, seq.failed, 1));
	}
	good.iv = UNMAPPED - 15;
	key(&seq, 16);
	aes_init(&seq, good);
	cr_assert(eq(int, seq_run(&seq), EFAULT));
}

Test(model_aes, bad_text_is_refused)
{
	static const uint32_t modes[] = { CMH_AES_MODE_ECB, CMH_AES_MODE_CBC };
	struct seq seq = seq_on(rig, 0);

	for (int m = 0; m < 2; m++) {
		key(&seq, 16);
		aes_init(&seq, init(modes[m], CMH_AES_OP_ENCRYPT, 16));
		aes_final(&seq, IN, OUT, 17, 0, 0);
		cr_assert(eq(int, seq_run(&seq), EINVAL));
	}
	key(&seq, 16);
	aes_init(&seq, init(CMH_AES_MODE_CTR, CMH_AES_OP_ENCRYPT, 16));
	aes_update(&seq, IN, OUT, 17);
	aes_final(&seq, IN + 17, OUT + 17, 1, 0, 0);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "text after a partial block");
	key(&seq, 16);
	aes_init(&seq, init(CMH_AES_MODE_CTR, CMH_AES_OP_ENCRYPT, 16));
	aes_final(&seq, RIG_BYTES - 15, OUT, 16, 0, 0);
	cr_assert(eq(int, seq_run(&seq), EFAULT));
	key(&seq, 16);
	aes_init(&seq, init(CMH_AES_MODE_CTR, CMH_AES_OP_ENCRYPT, 16));
	aes_final(&seq, IN, RIG_BYTES - 15, 16, 0, 0);
	cr_assert(eq(int, seq_run(&seq), EFAULT));
	key(&seq, 16);
	aes_init(&seq, gcm(CMH_AES_OP_ENCRYPT, 16, 0, 16, 16));
	aes_final(&seq, IN, OUT, 16, RIG_BYTES - 15, 16);
	cr_assert(eq(int, seq_run(&seq), EFAULT));
}

Test(model_aes, commands_out_of_order_are_invalid)
{
	struct seq seq = seq_on(rig, 0);

	aes_final(&seq, IN, OUT, 16, 0, 0);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	aes_update(&seq, IN, OUT, 16);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	aes_aad(&seq, CMH_AES_CMD_AAD_FINAL, AAD, 16);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	key(&seq, 16);
	aes_init(&seq, init(CMH_AES_MODE_CBC, CMH_AES_OP_ENCRYPT, 16));
	aes_aad(&seq, CMH_AES_CMD_AAD_FINAL, AAD, 16);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "CBC has no AAD");
	key(&seq, 16);
	aes_init(&seq, init(CMH_AES_MODE_CBC, CMH_AES_OP_ENCRYPT, 16));
	aes_final(&seq, IN, OUT, 16, 0, 0);
	aes_final(&seq, IN, OUT, 16, 0, 0);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	cr_assert(eq(u32, seq.failed, 3));
	key(&seq, 16);
	aes_init(&seq, init(CMH_AES_MODE_CBC, CMH_AES_OP_ENCRYPT, 16));
	seq_flush(&seq, CMH_CORE_AES);
	aes_final(&seq, IN, OUT, 16, 0, 0);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
}

Test(model_aes, unknown_commands_are_invalid)
{
	struct seq seq = seq_on(rig, 0);

	for (uint32_t cmd = 0; cmd < 0xff; cmd++) {
		if (cmd >= CMH_AES_CMD_INIT && cmd <= CMH_AES_CMD_SCATTERGATHER)
			continue;
		seq_add(&seq, CMH_CORE_AES, cmd);
		cr_assert(eq(int, seq_run(&seq), EINVAL), "command %#x", cmd);
	}
}
