// SPDX-License-Identifier: Apache-2.0
/* test_model_hmac.c - HMAC, cSHAKE and KMAC of the HC core, beside published values and
 * libcrypto. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "tests/unit/core_rig.h"

#define MSG   0x00000 /* 64 KiB and a byte of message */
#define KEY   0x20000 /* 4 KiB of key */
#define OUT   0x22000
#define S_AT  0x23000
#define CTX   0x24000
#define HC_PT (CMH_TYPE_PT | CMH_CORE_HC)

static struct rig *rig;

static void up_with(uint32_t stride_log2)
{
	if (rig)
		rig_free(rig);
	rig = rig_new(NULL);
	rig_start(rig, 0, 4, stride_log2);
	rig_start(rig, 1, 4, stride_log2);
	for (uint32_t i = 0; i <= 0x10000; i++)
		rig->mem[MSG + i] = (uint8_t)i;
	for (uint32_t i = 0; i < 0x1000; i++)
		rig->mem[KEY + i] = (uint8_t)(0x40 + i);
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

TestSuite(model_hmac, .init = up, .fini = down, .timeout = 60);

static void hmac(struct seq *seq, uint64_t ref, uint32_t algo, uint32_t key_len)
{
	cmh_hc_hmac_put(seq_add(seq, CMH_CORE_HC, CMH_HC_CMD_HMAC),
			&(struct cmh_hc_hmac){ .key = ref, .keylen = key_len, .algo = algo });
}

/* S by address or inline. */
static void kmac(struct seq *seq, uint32_t algo, uint32_t key_len, const char *s, uint32_t s_len,
		 bool by_address, uint32_t out_len)
{
	struct cmh_hc_kmac v = { .key = CMH_REF_TEMP,
				 .keylen = key_len,
				 .customlen = s_len,
				 .algo = algo,
				 .outlen = out_len };
	void *payload = seq_add(seq, CMH_CORE_HC, CMH_HC_CMD_KMAC);

	if (by_address && s_len) {
		memcpy(rig->mem + S_AT, s, s_len);
		v.custom = AT(S_AT);
	} else {
		seq_text(seq, s, s_len);
	}
	cmh_hc_kmac_put(payload, &v);
}

static void cshake(struct seq *seq, uint32_t algo, const char *n, const char *s)
{
	struct cmh_hc_cshake v = { .customlen = (uint32_t)strlen(s),
				   .algo = algo,
				   .namelen = (uint32_t)strlen(n) };

	memcpy(v.name, n, strlen(n));
	cmh_hc_cshake_put(seq_add(seq, CMH_CORE_HC, CMH_HC_CMD_CSHAKE), &v);
	seq_text(seq, s, v.customlen);
}

static void expect(const char *hex, const char *what)
{
	char got[257];
	size_t len = strlen(hex) / 2;

	for (size_t i = 0; i < len; i++)
		snprintf(got + 2 * i, 3, "%02x", rig->mem[OUT + i]);
	cr_assert(zero(int, strcmp(got, hex)), "%s: %s", what, got);
	memset(rig->mem + OUT, 0xee, len);
}

/* ---- HMAC ---- */

static const struct {
	uint32_t algo, digest;
	const char *name;
} hashes[] = {
	{ CMH_HC_ALGO_SHA2_224, 28, "SHA2-224" }, { CMH_HC_ALGO_SHA2_256, 32, "SHA2-256" },
	{ CMH_HC_ALGO_SHA2_384, 48, "SHA2-384" }, { CMH_HC_ALGO_SHA2_512, 64, "SHA2-512" },
	{ CMH_HC_ALGO_SHA3_224, 28, "SHA3-224" }, { CMH_HC_ALGO_SHA3_256, 32, "SHA3-256" },
	{ CMH_HC_ALGO_SHA3_384, 48, "SHA3-384" }, { CMH_HC_ALGO_SHA3_512, 64, "SHA3-512" },
};

static int run_hmac(int h, uint32_t key_len, uint32_t len)
{
	struct seq seq = seq_on(rig, 0);

	sys_write(&seq, CMH_REF_TEMP, KEY, key_len, HC_PT);
	hmac(&seq, CMH_REF_TEMP, hashes[h].algo, key_len);
	if (len)
		hc_update(&seq, MSG, len);
	hc_final(&seq, OUT, hashes[h].digest);
	seq_flush(&seq, CMH_CORE_HC);
	return seq_run(&seq);
}

/* RFC 4231, test cases 1, 2 and 6. */
Test(model_hmac, rfc_4231)
{
	memset(rig->mem + KEY, 0x0b, 20);
	memcpy(rig->mem + MSG, "Hi There", 8);
	cr_assert(zero(int, run_hmac(0, 20, 8)));
	expect("896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22", "1, SHA-224");
	cr_assert(zero(int, run_hmac(1, 20, 8)));
	expect("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7", "1, SHA-256");
	cr_assert(zero(int, run_hmac(2, 20, 8)));
	expect("afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f"
	       "4af152e8b2fa9cb6",
	       "1, SHA-384");
	cr_assert(zero(int, run_hmac(3, 20, 8)));
	expect("87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702"
	       "038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
	       "1, SHA-512");
	memcpy(rig->mem + KEY, "Jefe", 4);
	memcpy(rig->mem + MSG, "what do ya want for nothing?", 28);
	cr_assert(zero(int, run_hmac(1, 4, 28)));
	expect("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", "2, SHA-256");
	memset(rig->mem + KEY, 0xaa, 131);
	memcpy(rig->mem + MSG, "Test Using Larger Than Block-Size Key - Hash Key First", 54);
	cr_assert(zero(int, run_hmac(1, 131, 54)));
	expect("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54", "6, SHA-256");
}

static void evp_hmac(int h, uint32_t key_len, uint32_t len, uint8_t *out)
{
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);
	OSSL_PARAM param[] = {
		OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)hashes[h].name, 0),
		OSSL_PARAM_END,
	};
	size_t n;

	cr_assert(EVP_MAC_init(ctx, rig->mem + KEY, key_len, param));
	cr_assert(EVP_MAC_update(ctx, rig->mem + MSG, len));
	cr_assert(EVP_MAC_final(ctx, out, &n, 64));
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
}

Test(model_hmac, every_hash_key_and_message_length)
{
	static const uint32_t key_lens[] = { 1, 28, 63, 64, 65, 72, 104, 128, 129, 144, 145, 900 };
	static const uint32_t lens[] = { 0, 1, 63, 64, 127, 128, 143, 144, 1000, 65536 };
	uint8_t want[64];

	for (uint32_t stride = 7; stride <= 10; stride += 3) {
		up_with(stride);
		for (int h = 0; h < 8; h++)
			for (int k = 0; k < 12; k++)
				for (int l = 0; l < 10; l++) {
					cr_assert(zero(int, run_hmac(h, key_lens[k], lens[l])));
					evp_hmac(h, key_lens[k], lens[l], want);
					cr_assert(zero(int, memcmp(rig->mem + OUT, want,
								   hashes[h].digest)),
						  "%s, key %u, %u bytes", hashes[h].name,
						  key_lens[k], lens[l]);
				}
	}
}

Test(model_hmac, many_pieces_and_a_stored_key)
{
	struct seq seq = seq_on(rig, 0);
	uint8_t want[64];
	uint64_t ref;

	sys_new(&seq, 7, OUT, 32);
	cr_assert(zero(int, seq_run(&seq)));
	ref = cmh_get_le64(rig->mem + OUT);
	sys_write(&seq, ref, KEY, 32, HC_PT);
	for (int again = 0; again < 2; again++) {
		hmac(&seq, ref, CMH_HC_ALGO_SHA3_384, 32);
		for (uint32_t i = 0; i < 100; i++)
			hc_update(&seq, MSG + i * 7, 7);
		hc_final(&seq, OUT, 48);
		seq_flush(&seq, CMH_CORE_HC);
		cr_assert(zero(int, seq_run(&seq)));
		evp_hmac(6, 32, 700, want);
		cr_assert(zero(int, memcmp(rig->mem + OUT, want, 48)));
	}
}

static int bad_hmac(struct cmh_hc_hmac v)
{
	struct seq seq = seq_on(rig, 0);

	sys_write(&seq, CMH_REF_TEMP, KEY, 32, HC_PT);
	cmh_hc_hmac_put(seq_add(&seq, CMH_CORE_HC, CMH_HC_CMD_HMAC), &v);
	return seq_run(&seq);
}

Test(model_hmac, bad_commands_are_refused)
{
	struct seq seq = seq_on(rig, 0);

	cr_assert(eq(int, bad_hmac((struct cmh_hc_hmac){ CMH_REF_TEMP, 0, 2 }), EINVAL));
	cr_assert(eq(int, bad_hmac((struct cmh_hc_hmac){ CMH_REF_TEMP, 33, 2 }), EINVAL));
	cr_assert(eq(int, bad_hmac((struct cmh_hc_hmac){ CMH_REF_TEMP, UINT32_MAX, 2 }), EINVAL));
	cr_assert(eq(int, bad_hmac((struct cmh_hc_hmac){ CMH_REF_TEMP, 32, 9 }), EINVAL), "SHAKE");
	cr_assert(eq(int, bad_hmac((struct cmh_hc_hmac){ CMH_REF_TEMP, 32, 0 }), EINVAL));
	cr_assert(eq(int, bad_hmac((struct cmh_hc_hmac){ 0x1234, 32, 2 }), ENOENT));

	sys_write(&seq, CMH_REF_TEMP, KEY, 32, KEY_TYPE);
	hmac(&seq, CMH_REF_TEMP, 2, 32);
	cr_assert(eq(int, seq_run(&seq), EPERM), "a key of another core");
	cr_assert(eq(int, run_hmac(1, 32, 65537), EINVAL), "64 KiB and a byte");

	for (int i = 0; i < 4; i++) {
		sys_write(&seq, CMH_REF_TEMP, KEY, 32, HC_PT);
		hmac(&seq, CMH_REF_TEMP, 2, 32);
		if (i == 0)
			hc_save(&seq, CTX);
		else if (i == 1)
			hc_restore(&seq, CTX);
		else if (i == 2)
			hc_output(&seq, CMH_HC_CMD_SQUEEZE, OUT, 32);
		else
			hc_final(&seq, OUT, 16);
		cr_assert(eq(int, seq_run(&seq), EINVAL), "%d", i);
	}
}

/* ---- cSHAKE ---- */

static int run_cshake(uint32_t algo, const char *n, const char *s, uint32_t len, uint32_t out_len)
{
	struct seq seq = seq_on(rig, 0);

	cshake(&seq, algo, n, s);
	hc_update(&seq, MSG, len);
	hc_final(&seq, OUT, out_len);
	seq_flush(&seq, CMH_CORE_HC);
	return seq_run(&seq);
}

/* NIST's examples 1 to 3 of cSHAKE. */
Test(model_hmac, cshake_samples)
{
	cr_assert(zero(int, run_cshake(CMH_HC_ALGO_SHAKE128, "", "Email Signature", 4, 32)));
	expect("c1c36925b6409a04f1b504fcbca9d82b4017277cb5ed2b2065fc1d3814d5aaf5", "1");
	cr_assert(zero(int, run_cshake(CMH_HC_ALGO_SHAKE128, "", "Email Signature", 200, 32)));
	expect("c5221d50e4f822d96a2e8881a961420f294b7b24fe3d2094baed2c6524cc166b", "2");
	cr_assert(zero(int, run_cshake(CMH_HC_ALGO_SHAKE256, "", "Email Signature", 4, 64)));
	expect("d008828e2b80ac9d2218ffee1d070c48b8e4c87bff32c9699d5b6896eee0edd164020e2be0560858d"
	       "9c00c037e34a96937c561a74c412bb4c746469527281c8c",
	       "3");
}

Test(model_hmac, cshake_without_n_and_s_is_shake)
{
	struct seq seq = seq_on(rig, 0);

	cr_assert(zero(int, run_cshake(CMH_HC_ALGO_SHAKE128, "", "", 500, 300)));
	memcpy(rig->mem + S_AT, rig->mem + OUT, 300);
	hc_init(&seq, CMH_HC_ALGO_SHAKE128);
	hc_update(&seq, MSG, 500);
	hc_final(&seq, OUT, 300);
	seq_flush(&seq, CMH_CORE_HC);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(zero(int, memcmp(rig->mem + OUT, rig->mem + S_AT, 300)));
}

/* Newer hosts say CSHAKE again before RESTORE, older ones INIT. */
Test(model_hmac, cshake_is_saved_and_resumed_in_both_ways)
{
	struct seq seq = seq_on(rig, 0);

	for (uint32_t cut = 0; cut <= 200; cut += 25) {
		for (int old = 0; old < 2; old++) {
			cshake(&seq, CMH_HC_ALGO_SHAKE128, "", "Email Signature");
			hc_update(&seq, MSG, cut);
			hc_save(&seq, CTX);
			seq_flush(&seq, CMH_CORE_HC);
			if (old)
				hc_init(&seq, CMH_HC_ALGO_SHAKE128);
			else
				cshake(&seq, CMH_HC_ALGO_SHAKE128, "", "Email Signature");
			hc_restore(&seq, CTX);
			hc_update(&seq, MSG + cut, 200 - cut);
			hc_final(&seq, OUT, 32);
			seq_flush(&seq, CMH_CORE_HC);
			cr_assert(zero(int, seq_run(&seq)));
			expect("c5221d50e4f822d96a2e8881a961420f294b7b24fe3d2094baed2c6524cc166b",
			       old ? "INIT" : "CSHAKE");
		}
	}
	hc_init(&seq, CMH_HC_ALGO_SHAKE256);
	hc_restore(&seq, CTX);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "another rate");
	hc_init(&seq, CMH_HC_ALGO_SHAKE128);
	hc_save(&seq, CTX);
	seq_flush(&seq, CMH_CORE_HC);
	cshake(&seq, CMH_HC_ALGO_SHAKE128, "", "x");
	hc_restore(&seq, CTX);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "SHAKE is not cSHAKE");
}

Test(model_hmac, cshake_in_pieces_of_output_and_small_slots)
{
	struct seq seq = seq_on(rig, 0);
	uint8_t want[400];

	cr_assert(zero(int, run_cshake(CMH_HC_ALGO_SHAKE256, "N", "S", 300, 400)));
	memcpy(want, rig->mem + OUT, 400);
	up_with(8);
	cshake(&seq, CMH_HC_ALGO_SHAKE256, "N", "S");
	seq.rig = rig;
	for (int i = 0; i < 30; i++)
		hc_update(&seq, MSG + (uint32_t)i * 10, 10);
	hc_output(&seq, CMH_HC_CMD_SQUEEZE, OUT, 137);
	hc_output(&seq, CMH_HC_CMD_SQUEEZE, OUT + 137, 1);
	hc_final(&seq, OUT + 138, 262);
	seq_flush(&seq, CMH_CORE_HC);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(zero(int, memcmp(rig->mem + OUT, want, 400)));
}

Test(model_hmac, bad_cshake_is_refused)
{
	struct cmh_hc_cshake bad[] = {
		{ .algo = CMH_HC_ALGO_SHA3_256, .namelen = 1 },
		{ .algo = CMH_HC_ALGO_SHAKE128, .namelen = 37 },
		{ .algo = CMH_HC_ALGO_SHAKE128, .customlen = 257, .custom = AT(S_AT) },
		{ .algo = CMH_HC_ALGO_SHAKE128, .customlen = 1 }, /* neither address nor inline */
		{ .algo = CMH_HC_ALGO_SHAKE128, .customlen = 8, .custom = UNMAPPED },
		{ .algo = CMH_HC_ALGO_SHAKE128 | CMH_HC_ALGO_OUT_SHARES },
	};
	struct seq seq = seq_on(rig, 0);

	for (int i = 0; i < 6; i++) {
		cmh_hc_cshake_put(seq_add(&seq, CMH_CORE_HC, CMH_HC_CMD_CSHAKE), &bad[i]);
		cr_assert(eq(int, seq_run(&seq), i == 4 ? EFAULT : EINVAL), "%d", i);
	}
	cmh_hc_cshake_put(seq_add(&seq, CMH_CORE_HC, CMH_HC_CMD_CSHAKE),
			  &(struct cmh_hc_cshake){ .algo = CMH_HC_ALGO_SHAKE128, .customlen = 65 });
	seq_text(&seq, rig->mem, 64);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "S longer than the inline data");
}

/* ---- KMAC ---- */

static int run_kmac(uint32_t algo, const char *s, bool by_address, uint32_t len, uint32_t out_len)
{
	struct seq seq = seq_on(rig, 0);

	sys_write(&seq, CMH_REF_TEMP, KEY, 32, HC_PT);
	kmac(&seq, algo, 32, s, (uint32_t)strlen(s), by_address, out_len);
	if (len)
		hc_update(&seq, MSG, len);
	hc_final(&seq, OUT, out_len);
	seq_flush(&seq, CMH_CORE_HC);
	return seq_run(&seq);
}

/* NIST's samples 1 to 4 of KMAC. */
Test(model_hmac, kmac_samples)
{
	static const char *const s = "My Tagged Application";

	for (int by_address = 0; by_address < 2; by_address++) {
		cr_assert(zero(int, run_kmac(CMH_HC_ALGO_SHAKE128, "", by_address, 4, 32)));
		expect("e5780b0d3ea6f7d3a429c5706aa43a00fadbd7d49628839e3187243f456ee14e", "1");
		cr_assert(zero(int, run_kmac(CMH_HC_ALGO_SHAKE128, s, by_address, 4, 32)));
		expect("3b1fba963cd8b0b59e8c1a6d71888b7143651af8ba0a7070c0979e2811324aa5", "2");
		cr_assert(zero(int, run_kmac(CMH_HC_ALGO_SHAKE128, s, by_address, 200, 32)));
		expect("1f5b4e6cca02209e0dcb5ca635b89a15e271ecc760071dfd805faa38f9729230", "3");
		cr_assert(zero(int, run_kmac(CMH_HC_ALGO_SHAKE256, s, by_address, 4, 64)));
		expect("20c570c31346f703c9ac36c61c03cb64c3970d0cfc787e9b79599d273a68d2f7"
		       "f69d4cc3de9d104a351689f27cf6f5951f0103f33f4f24871024d9c27773a8dd",
		       "4");
	}
}

static void evp_kmac(const char *name, const char *s, uint32_t key_len, uint32_t len, bool xof,
		     uint8_t *out, size_t out_len)
{
	EVP_MAC *mac = EVP_MAC_fetch(NULL, name, NULL);
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);
	int is_xof = xof;
	OSSL_PARAM param[] = {
		OSSL_PARAM_octet_string(OSSL_MAC_PARAM_CUSTOM, (char *)s, strlen(s)),
		OSSL_PARAM_size_t(OSSL_MAC_PARAM_SIZE, &out_len),
		OSSL_PARAM_int(OSSL_MAC_PARAM_XOF, &is_xof),
		OSSL_PARAM_END,
	};
	size_t n;

	cr_assert(EVP_MAC_init(ctx, rig->mem + KEY, key_len, param));
	cr_assert(EVP_MAC_update(ctx, rig->mem + MSG, len));
	cr_assert(EVP_MAC_final(ctx, out, &n, out_len));
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
}

Test(model_hmac, kmac_equals_libcrypto)
{
	static const uint32_t out_lens[] = { 1, 20, 32, 64, 300, 4000 };
	static uint8_t want[4096];
	char s[257];

	memset(s, 's', 256);
	s[256] = '\0';
	for (int i = 0; i < 6; i++) {
		for (uint32_t len = 0; len < 600; len += 67) {
			cr_assert(zero(int,
				       run_kmac(CMH_HC_ALGO_SHAKE128, s, i & 1, len, out_lens[i])));
			evp_kmac("KMAC-128", s, 32, len, false, want, out_lens[i]);
			cr_assert(zero(int, memcmp(rig->mem + OUT, want, out_lens[i])));
			cr_assert(zero(int, run_kmac(CMH_HC_ALGO_SHAKE256, "", i & 1, len,
						     out_lens[i])));
			evp_kmac("KMAC-256", "", 32, len, false, want, out_lens[i]);
			cr_assert(zero(int, memcmp(rig->mem + OUT, want, out_lens[i])));
		}
	}
}

/* Without an output length in the message it is KMACXOF, which can be saved. */
Test(model_hmac, kmacxof_can_be_saved)
{
	struct seq seq = seq_on(rig, 0);
	uint8_t want[100];

	evp_kmac("KMAC-128", "S", 32, 1000, true, want, 100);
	sys_write(&seq, CMH_REF_TEMP, KEY, 32, HC_PT);
	kmac(&seq, CMH_HC_ALGO_SHAKE128, 32, "S", 1, false, 0);
	hc_update(&seq, MSG, 399);
	hc_save(&seq, CTX);
	seq_flush(&seq, CMH_CORE_HC);
	sys_write(&seq, CMH_REF_TEMP, KEY, 32, HC_PT);
	kmac(&seq, CMH_HC_ALGO_SHAKE128, 32, "S", 1, false, 0);
	hc_restore(&seq, CTX);
	hc_update(&seq, MSG + 399, 601);
	hc_output(&seq, CMH_HC_CMD_SQUEEZE, OUT, 33);
	hc_final(&seq, OUT + 33, 67);
	seq_flush(&seq, CMH_CORE_HC);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(zero(int, memcmp(rig->mem + OUT, want, 100)));
}

Test(model_hmac, bad_kmac_is_refused)
{
	struct seq seq = seq_on(rig, 0);

	for (int i = 0; i < 6; i++) {
		sys_write(&seq, CMH_REF_TEMP, KEY, 32, HC_PT);
		kmac(&seq, i == 0 ? CMH_HC_ALGO_SHA2_256 : CMH_HC_ALGO_SHAKE128, i == 1 ? 0 : 32,
		     "", 0, false, 32);
		if (i == 2)
			hc_save(&seq, CTX);
		else if (i == 3)
			hc_output(&seq, CMH_HC_CMD_SQUEEZE, OUT, 32);
		else if (i == 4)
			hc_final(&seq, OUT, 31);
		else
			hc_update(&seq, MSG, 65537);
		cr_assert(eq(int, seq_run(&seq), EINVAL), "%d", i);
	}
}

/* A message of mailbox 0 in progress does not disturb one of mailbox 1. */
Test(model_hmac, mailboxes_do_not_mix)
{
	struct seq a = seq_on(rig, 0), b = seq_on(rig, 1);
	uint8_t want[64];

	sys_write(&a, CMH_REF_TEMP, KEY, 32, HC_PT);
	hmac(&a, CMH_REF_TEMP, CMH_HC_ALGO_SHA2_512, 32);
	hc_update(&a, MSG, 100);
	cr_assert(zero(int, seq_run(&a)));
	sys_write(&b, CMH_REF_TEMP, KEY + 1, 32, HC_PT);
	hmac(&b, CMH_REF_TEMP, CMH_HC_ALGO_SHA2_512, 32);
	hc_update(&b, MSG, 50);
	cr_assert(zero(int, seq_run(&b)));
	hc_update(&a, MSG + 100, 23);
	hc_final(&a, OUT, 64);
	seq_flush(&a, CMH_CORE_HC);
	cr_assert(zero(int, seq_run(&a)));
	evp_hmac(3, 32, 123, want);
	cr_assert(zero(int, memcmp(rig->mem + OUT, want, 64)));
}
