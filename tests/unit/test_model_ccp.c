// SPDX-License-Identifier: Apache-2.0
/* test_model_ccp.c - ChaCha20, Poly1305 and both of the CCP core through VCQs, beside RFC 8439 and
 * libcrypto. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <openssl/evp.h>

#include "tests/unit/core_rig.h"

#define IN      0x00000
#define OUT     0x20000
#define AAD     0x40000
#define KEY     0x50000
#define IV      0x51000
#define TAG     0x52000
#define CCP_KEY (CMH_TYPE_PT | CMH_CORE_CCP)

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

static void up(void)
{
	up_with(10);
}

static void down(void)
{
	rig_free(rig);
	rig = NULL;
}

TestSuite(model_ccp, .init = up, .fini = down, .timeout = 60);

static void put(uint32_t off, const char *hex)
{
	for (uint32_t i = 0; hex[2 * i]; i++)
		sscanf(hex + 2 * i, "%2hhx", &rig->mem[off + i]);
}

static void expect(uint32_t off, const char *hex, const char *what)
{
	char got[513];
	size_t len = strlen(hex) / 2;

	for (size_t i = 0; i < len; i++)
		snprintf(got + 2 * i, 3, "%02x", rig->mem[off + i]);
	cr_assert(zero(int, strcmp(got, hex)), "%s: %s", what, got);
}

static void chacha(struct seq *seq, uint32_t op)
{
	sys_write(seq, CMH_REF_TEMP, KEY, 32, CCP_KEY);
	cmh_ccp_chacha20_init_put(seq_add(seq, CMH_CORE_CCP, CMH_CCP_CMD_CHACHA20_INIT),
				  &(struct cmh_ccp_chacha20_init){ CMH_REF_TEMP, AT(IV), 32, 16, 4,
								   op });
}

static void poly(struct seq *seq)
{
	sys_write(seq, CMH_REF_TEMP, KEY + 16, 16, CCP_KEY);
	sys_write(seq, CMH_REF_TEMP, KEY, 16, CCP_KEY);
	cmh_ccp_poly1305_init_put(seq_add(seq, CMH_CORE_CCP, CMH_CCP_CMD_POLY1305_INIT),
				  &(struct cmh_ccp_poly1305_init){ CMH_REF_TEMP, CMH_REF_TEMP, 16,
								   16 });
}

static void aead(struct seq *seq, uint32_t op)
{
	sys_write(seq, CMH_REF_TEMP, KEY, 32, CCP_KEY);
	cmh_ccp_aead_init_put(seq_add(seq, CMH_CORE_CCP, CMH_CCP_CMD_AEAD_INIT),
			      &(struct cmh_ccp_aead_init){ CMH_REF_TEMP, AT(IV), 32, 16, op });
}

static void aad(struct seq *seq, uint32_t cmd, uint32_t off, uint32_t len)
{
	cmh_ccp_aad_final_put(seq_add(seq, CMH_CORE_CCP, cmd),
			      &(struct cmh_ccp_aad_final){ AT(off), len });
}

static void update(struct seq *seq, uint32_t in, uint32_t out, uint32_t len)
{
	cmh_ccp_update_put(seq_add(seq, CMH_CORE_CCP, CMH_CCP_CMD_UPDATE),
			   &(struct cmh_ccp_update){ AT(in), out ? AT(out) : 0, len });
}

static void final(struct seq *seq, uint32_t in, uint32_t out, uint32_t len, uint32_t tag_len)
{
	cmh_ccp_final_put(seq_add(seq, CMH_CORE_CCP, CMH_CCP_CMD_FINAL),
			  &(struct cmh_ccp_final){ len ? AT(in) : 0, out && len ? AT(out) : 0,
						   tag_len ? AT(TAG) : 0, len, tag_len });
	seq_flush(seq, CMH_CORE_CCP);
}

#define SUNSCREEN                                                                              \
	"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the " \
	"future, sunscreen would be it."

/* RFC 8439, section 2.4.2. */
Test(model_ccp, published_chacha20)
{
	struct seq seq = seq_on(rig, 0);

	put(KEY, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
	put(IV, "01000000000000000000004a00000000");
	memcpy(rig->mem + IN, SUNSCREEN, 114);
	for (uint32_t op = 1; op <= 2; op++) {
		chacha(&seq, op);
		if (op == 2)
			update(&seq, IN, OUT, 64);
		final(&seq, op == 2 ? IN + 64 : IN, op == 2 ? OUT + 64 : OUT, op == 2 ? 50 : 114,
		      0);
		cr_assert(zero(int, seq_run(&seq)));
		expect(OUT,
		       "6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0b"
		       "f91b65c5524733ab8f593dabcd62b3571639d624e65152ab8f530c359f0861d8"
		       "07ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab7793736"
		       "5af90bbf74a35be6b40b8eedf2785e42874d",
		       "2.4.2");
	}
}

/* RFC 8439, section 2.5.2; an empty message has s for its tag. */
Test(model_ccp, published_poly1305)
{
	struct seq seq = seq_on(rig, 0);

	put(KEY, "85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");
	memcpy(rig->mem + IN, "Cryptographic Forum Research Group", 34);
	poly(&seq);
	final(&seq, IN, 0, 34, 16);
	cr_assert(zero(int, seq_run(&seq)));
	expect(TAG, "a8061dc1305136c6c22b8baf0c0127a9", "2.5.2");
	poly(&seq);
	update(&seq, IN, 0, 16);
	final(&seq, IN + 16, 0, 18, 16);
	cr_assert(zero(int, seq_run(&seq)));
	expect(TAG, "a8061dc1305136c6c22b8baf0c0127a9", "2.5.2 in pieces");
	poly(&seq);
	final(&seq, 0, 0, 0, 16);
	cr_assert(zero(int, seq_run(&seq)));
	expect(TAG, "0103808afb0db2fd4abff6af4149f51b", "empty");
}

/* RFC 8439, section 2.8.2. */
Test(model_ccp, published_aead)
{
	static const char *const sealed =
		"d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
		"3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
		"92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
		"3ff4def08e4b7a9de576d26586cec64b6116";
	struct seq seq = seq_on(rig, 0);

	put(KEY, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
	put(IV, "00000000070000004041424344454647");
	put(AAD, "50515253c0c1c2c3c4c5c6c7");
	memcpy(rig->mem + IN, SUNSCREEN, 114);
	aead(&seq, CMH_CCP_OP_ENCRYPT);
	aad(&seq, CMH_CCP_CMD_AAD_FINAL, AAD, 12);
	final(&seq, IN, OUT, 114, 16);
	cr_assert(zero(int, seq_run(&seq)));
	expect(OUT, sealed, "text");
	expect(TAG, "1ae10b594f09e26a7e902ecbd0600691", "tag");
	for (int bad = 0; bad < 2; bad++) {
		aead(&seq, CMH_CCP_OP_DECRYPT);
		aad(&seq, CMH_CCP_CMD_AAD_FINAL, AAD, 12);
		final(&seq, OUT, OUT + 0x1000, 114, 16);
		cr_assert(eq(int, seq_run(&seq), bad ? EIO : 0));
		cr_assert(eq(int, memcmp(rig->mem + OUT + 0x1000, SUNSCREEN, 114) != 0, bad));
		rig->mem[TAG + 7] ^= 0x40;
	}
}

static void evp_aead(uint32_t aad_len, uint32_t len, uint8_t *out, uint8_t *tag)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;

	cr_assert(EVP_EncryptInit_ex(ctx, EVP_chacha20_poly1305(), NULL, rig->mem + KEY,
				     rig->mem + IV + 4));
	if (aad_len)
		cr_assert(EVP_EncryptUpdate(ctx, NULL, &n, rig->mem + AAD, (int)aad_len));
	if (len)
		cr_assert(EVP_EncryptUpdate(ctx, out, &n, rig->mem + IN, (int)len));
	cr_assert(EVP_EncryptFinal_ex(ctx, out + len, &n));
	cr_assert(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, tag));
	EVP_CIPHER_CTX_free(ctx);
}

/* Empty text and empty AAD are both for the core. */
Test(model_ccp, aead_of_every_shape)
{
	struct seq seq = seq_on(rig, 0);
	static uint8_t want[2048], tag[16];

	for (uint32_t stride = 7; stride <= 10; stride += 3) {
		up_with(stride);
		seq.rig = rig;
		for (uint32_t aad_len = 0; aad_len < 120; aad_len += 17) {
			for (uint32_t len = 0; len < 1000; len = len * 2 + 29) {
				uint32_t a = aad_len / 16 * 16, t = len / 64 * 64;

				evp_aead(aad_len, len, want, tag);
				aead(&seq, CMH_CCP_OP_ENCRYPT);
				for (uint32_t i = 0; i < a; i += 16)
					aad(&seq, CMH_CCP_CMD_AAD_UPDATE, AAD + i, 16);
				aad(&seq, CMH_CCP_CMD_AAD_FINAL, AAD + a, aad_len - a);
				for (uint32_t i = 0; i < t; i += 64)
					update(&seq, IN + i, OUT + i, 64);
				final(&seq, IN + t, OUT + t, len - t, 16);
				cr_assert(zero(int, seq_run(&seq)));
				cr_assert(zero(int, memcmp(rig->mem + OUT, want, len)));
				cr_assert(zero(int, memcmp(rig->mem + TAG, tag, 16)), "%u and %u",
					  aad_len, len);
			}
		}
	}
}

/* The counter has 32 bits and does not carry into the nonce. */
Test(model_ccp, counter_wraps)
{
	struct seq seq = seq_on(rig, 0);
	uint8_t zero_block[64];

	memset(rig->mem + IN, 0, 192);
	put(IV, "00000000112233445566778899aabbcc");
	chacha(&seq, CMH_CCP_OP_ENCRYPT);
	final(&seq, IN, OUT, 64, 0);
	cr_assert(zero(int, seq_run(&seq)));
	memcpy(zero_block, rig->mem + OUT, 64);
	put(IV, "feffffff112233445566778899aabbcc");
	chacha(&seq, CMH_CCP_OP_ENCRYPT);
	final(&seq, IN, OUT, 192, 0);
	cr_assert(zero(int, seq_run(&seq)));
	cr_assert(zero(int, memcmp(rig->mem + OUT + 128, zero_block, 64)));
}

Test(model_ccp, bad_commands_are_refused)
{
	struct seq seq = seq_on(rig, 0);
	struct cmh_ccp_chacha20_init bad[] = {
		{ CMH_REF_TEMP, AT(IV), 16, 16, 4, 2 },
		{ CMH_REF_TEMP, AT(IV), 32, 12, 4, 2 },
		{ CMH_REF_TEMP, AT(IV), 32, 16, 8, 2 },
		{ CMH_REF_TEMP, AT(IV), 32, 16, 4, 3 },
	};

	for (int i = 0; i < 4; i++) {
		sys_write(&seq, CMH_REF_TEMP, KEY, 32, CCP_KEY);
		cmh_ccp_chacha20_init_put(seq_add(&seq, CMH_CORE_CCP, CMH_CCP_CMD_CHACHA20_INIT),
					  &bad[i]);
		cr_assert(eq(int, seq_run(&seq), EINVAL), "%d", i);
	}
	put(IV, "01000000");
	aead(&seq, CMH_CCP_OP_ENCRYPT);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "the core counts itself");
	put(IV, "00000000");
	aead(&seq, CMH_CCP_OP_ENCRYPT);
	aad(&seq, CMH_CCP_CMD_AAD_UPDATE, AAD, 15);
	cr_assert(eq(int, seq_run(&seq), EINVAL));
	aead(&seq, CMH_CCP_OP_ENCRYPT);
	aad(&seq, CMH_CCP_CMD_AAD_FINAL, AAD, 15);
	aad(&seq, CMH_CCP_CMD_AAD_FINAL, AAD, 15);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "AAD after its end");
	aead(&seq, CMH_CCP_OP_ENCRYPT);
	update(&seq, IN, OUT, 64);
	aad(&seq, CMH_CCP_CMD_AAD_FINAL, AAD, 15);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "AAD after text");
	aead(&seq, CMH_CCP_OP_ENCRYPT);
	final(&seq, IN, OUT, 64, 12);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "tag length");
	poly(&seq);
	final(&seq, IN, 0, 65537, 16);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "64 KiB and a byte");
	sys_write(&seq, CMH_REF_TEMP, KEY, 16, CCP_KEY);
	cmh_ccp_poly1305_init_put(seq_add(&seq, CMH_CORE_CCP, CMH_CCP_CMD_POLY1305_INIT),
				  &(struct cmh_ccp_poly1305_init){ CMH_REF_TEMP, CMH_REF_TEMP, 16,
								   16 });
	cr_assert(eq(int, seq_run(&seq), ENOENT), "no s");
	for (uint32_t cmd = 0; cmd < 0xff; cmd++) {
		seq_add(&seq, CMH_CORE_CCP, cmd);
		cr_assert(eq(int, seq_run(&seq), EINVAL), "command %#x", cmd);
	}
}
