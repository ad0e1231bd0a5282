// SPDX-License-Identifier: Apache-2.0
/* test_model_kic.c - the KIC core through VCQs: RFC 5869, and libcrypto's HKDF and KBKDF; fused
 * keys, rights, TEMP, lengths and types. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "cmh/abi/kic.h"
#include "tests/unit/core_rig.h"

#define OUT     0x1000
#define LABEL   0x100
#define IN      0x200
#define PT_AES  (CMH_TYPE_PT | CMH_CORE_AES)
#define PT_HC   (CMH_TYPE_PT | CMH_CORE_HC)
#define NO_ADDR UINT64_MAX

static const uint8_t root[32] = "the root of all keys in one test";
static struct rig *rig;

static void up(void)
{
	struct cmh_model_opts opts = {
		.mailboxes = 2, .store_bytes = 65536, .root = root, .kic_missing = 1u << 3
	};

	rig = rig_new(&opts);
	rig_start(rig, 0, 6, 10);
	rig_start(rig, 1, 6, 10);
}

static void down(void)
{
	rig_free(rig);
}

TestSuite(model_kic, .init = up, .fini = down, .timeout = 60);

static uint32_t hex(const char *text, uint8_t *out)
{
	uint32_t n = 0;

	for (; text[2 * n]; n++)
		sscanf(text + (size_t)2 * n, "%2hhx", &out[n]);
	return n;
}

/* ---- libcrypto's answers ---- */

static void kdf_there(const char *name, OSSL_PARAM *params, uint8_t *out, size_t len)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, name, NULL);
	EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);

	cr_assert(EVP_KDF_derive(ctx, out, len, params) > 0, "%s", name);
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
}

static void hkdf_there(const char *mode, const void *key, size_t key_len, const void *salt,
		       size_t salt_len, const void *info, size_t info_len, uint8_t *out, size_t len)
{
	OSSL_PARAM p[6], *q = p;

	*q++ = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, "SHA256", 0);
	*q++ = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_MODE, (char *)mode, 0);
	*q++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)key, key_len);
	if (salt_len)
		*q++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt,
							 salt_len);
	if (info_len)
		*q++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)info,
							 info_len);
	*q = OSSL_PARAM_construct_end();
	kdf_there("HKDF", p, out, len);
}

static void cmac_there(const void *key, const void *label, size_t label_len, uint8_t out[32])
{
	OSSL_PARAM p[6], *q = p;

	*q++ = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_MAC, "CMAC", 0);
	*q++ = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_CIPHER, "AES-256-CBC", 0);
	*q++ = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_MODE, "counter", 0);
	*q++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)key, 32);
	if (label_len)
		*q++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)label,
							 label_len);
	*q = OSSL_PARAM_construct_end();
	kdf_there("KBKDF", p, out, 32);
}

/* What the fused key n is made of. */
static void fused_there(uint32_t n, uint8_t out[32])
{
	char info[9];

	snprintf(info, sizeof(info), "CMH KEY%u", n);
	hkdf_there("EXPAND_ONLY", root, 32, NULL, 0, info, 8, out, 32);
}

/* ---- commands ---- */

static void hkdf1(struct seq *seq, uint64_t dst, uint64_t base, uint32_t llen, uint32_t len,
		  uint32_t type)
{
	cmh_kic_hkdf1_put(seq_add(seq, CMH_CORE_KIC, CMH_KIC_CMD_HKDF1),
			  &(struct cmh_kic_hkdf1){ .dst = dst,
						   .base = base,
						   .label = llen ? AT(LABEL) : NO_ADDR,
						   .llen = llen,
						   .len = len,
						   .type = type });
}

static void hkdf2(struct seq *seq, uint64_t dst, uint64_t base, uint64_t salt, uint32_t llen,
		  uint32_t len, uint32_t type)
{
	cmh_kic_hkdf2_put(seq_add(seq, CMH_CORE_KIC, CMH_KIC_CMD_HKDF2),
			  &(struct cmh_kic_hkdf2){ .dst = dst,
						   .base = base,
						   .salt = salt,
						   .label = llen ? AT(LABEL) : NO_ADDR,
						   .llen = llen,
						   .len = len,
						   .type = type });
}

static void cmac_kdf(struct seq *seq, uint64_t out, uint64_t base, uint32_t len, uint32_t llen,
		     uint32_t type)
{
	cmh_kic_aes_cmac_kdf_put(seq_add(seq, CMH_CORE_KIC, CMH_KIC_CMD_AES_CMAC_KDF),
				 &(struct cmh_kic_aes_cmac_kdf){ .base_key = base,
								 .out_key = out,
								 .label = AT(LABEL),
								 .key_len = len,
								 .label_len = llen,
								 .type = type });
}

static void dkek(struct seq *seq, uint64_t out, uint64_t base, uint32_t host, uint32_t len)
{
	cmh_kic_dkek_derive_put(seq_add(seq, CMH_CORE_KIC, CMH_KIC_CMD_DKEK_DERIVE),
				&(struct cmh_kic_dkek_derive){ .base_key = base,
							       .out_key = out,
							       .host_id = host,
							       .metadata_len = len,
							       .metadata = AT(LABEL) });
}

static uint64_t key_new(const void *bytes, uint32_t len, uint32_t type)
{
	struct seq seq = seq_on(rig, 0);

	memcpy(rig->mem + IN, bytes, len);
	sys_new(&seq, 0, 0, len);
	sys_write(&seq, CMH_REF_LAST, IN, len, type);
	cr_assert(zero(int, seq_run(&seq)));
	return cmh_get_le64(rig->mem);
}

/* Runs what derives into TEMP, and takes the key from there. */
static int take(struct seq *seq, uint32_t len)
{
	memset(rig->mem + OUT, 0xa5, len);
	sys_data(seq, CMH_REF_TEMP, OUT, len);
	return seq_run(seq);
}

/* ---- values ---- */

Test(model_kic, rfc_5869)
{
	static const struct {
		const char *ikm, *salt, *info, *prk, *okm;
	} cases[] = {
		{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c",
		  "f0f1f2f3f4f5f6f7f8f9",
		  "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
		  "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865" },
		{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
		  "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
		  "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8" },
	};
	struct seq seq = seq_on(rig, 0);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t ikm[64], salt[64], prk[64], okm[64];
		uint32_t ikm_len = hex(cases[i].ikm, ikm), salt_len = hex(cases[i].salt, salt);
		uint32_t info_len = hex(cases[i].info, rig->mem + LABEL),
			 len = hex(cases[i].okm, okm);
		uint64_t salt_ref = salt_len ? key_new(salt, salt_len, PT_HC) : CMH_REF_NONE;

		hkdf2(&seq, CMH_REF_TEMP, key_new(ikm, ikm_len, PT_HC), salt_ref, info_len, len,
		      PT_AES);
		cr_assert(zero(int, take(&seq, len)));
		cr_assert(zero(int, memcmp(rig->mem + OUT, okm, len)), "HKDF2, case %zu", i);
		hex(cases[i].prk, prk);
		hkdf1(&seq, CMH_REF_TEMP, key_new(prk, 32, PT_AES), info_len, len, PT_AES);
		cr_assert(zero(int, take(&seq, len)));
		cr_assert(zero(int, memcmp(rig->mem + OUT, okm, len)), "HKDF1, case %zu", i);
	}
}

Test(model_kic, every_length_as_libcrypto)
{
	uint8_t base[48], salt[20], there[64];
	struct seq seq = seq_on(rig, 0);
	uint64_t base_ref, salt_ref;

	for (uint32_t i = 0; i < 48; i++)
		base[i] = (uint8_t)(i * 7);
	memset(salt, 0x5c, sizeof(salt));
	base_ref = key_new(base, sizeof(base), CMH_CORE_AES);
	salt_ref = key_new(salt, sizeof(salt), CMH_CORE_HC);
	memset(rig->mem + LABEL, 'l', 56);
	for (uint32_t len = 1; len <= 64; len++) {
		uint32_t llen = len % 57;

		hkdf2(&seq, CMH_REF_TEMP, base_ref, salt_ref, llen, len, PT_AES);
		cr_assert(zero(int, take(&seq, len)));
		hkdf_there("EXTRACT_AND_EXPAND", base, 48, salt, 20, rig->mem + LABEL, llen, there,
			   len);
		cr_assert(zero(int, memcmp(rig->mem + OUT, there, len)), "%u bytes", len);
	}
	for (uint32_t llen = 0; llen <= 56; llen++) {
		/* never readable: what it encrypts tells */
		uint64_t copy;

		cmac_kdf(&seq, CMH_REF_TEMP, base_ref, 32, llen, CMH_CORE_AES);
		sys_new(&seq, 0, 0, 32);
		hkdf1(&seq, CMH_REF_LAST, CMH_REF_TEMP, 0, 32, PT_AES);
		cr_assert(zero(int, seq_run(&seq)));
		copy = cmh_get_le64(rig->mem);
		sys_data(&seq, copy, OUT, 32);
		cr_assert(zero(int, seq_run(&seq)));
		cmac_there(base, rig->mem + LABEL, llen, there);
		hkdf_there("EXPAND_ONLY", there, 32, NULL, 0, NULL, 0, there + 32, 32);
		cr_assert(zero(int, memcmp(rig->mem + OUT, there + 32, 32)), "label of %u", llen);
	}
}

Test(model_kic, fused_keys_differ_and_stay_after_a_reset)
{
	uint8_t base[32], there[32];
	struct seq seq = seq_on(rig, 0);

	memcpy(rig->mem + LABEL, "label", 5);
	for (int round = 0; round < 2; round++) {
		for (uint32_t n = 1; n <= 8; n++) {
			int err;

			hkdf1(&seq, CMH_REF_TEMP, CMH_REF_KIC(n), 5, 32, PT_AES);
			err = take(&seq, 32);
			cr_assert(eq(int, err, n == 3 ? ENOENT : 0), "key %u", n);
			if (err)
				continue;
			fused_there(n, base);
			hkdf_there("EXPAND_ONLY", base, 32, NULL, 0, "label", 5, there, 32);
			cr_assert(zero(int, memcmp(rig->mem + OUT, there, 32)), "key %u", n);
		}
		cmh_model_reset(rig->model);
		rig_start(rig, 0, 6, 10);
	}
}

Test(model_kic, models_do_not_share_fused_keys)
{
	uint8_t first[32];

	for (int i = 0; i < 2; i++) {
		struct cmh_model_opts opts = { .mailboxes = 1 };
		struct rig *own = rig_new(&opts);
		struct seq seq = seq_on(own, 0);

		rig_start(own, 0, 6, 10);
		hkdf1(&seq, CMH_REF_TEMP, CMH_REF_KIC(1), 0, 32, PT_AES);
		sys_data(&seq, CMH_REF_TEMP, OUT, 32);
		cr_assert(zero(int, seq_run(&seq)));
		if (!i)
			memcpy(first, own->mem + OUT, 32);
		else
			cr_assert(memcmp(first, own->mem + OUT, 32) != 0);
		rig_free(own);
	}
}

Test(model_kic, dkek_is_bound_to_host_and_metadata)
{
	static const uint8_t info_own[] = "CMH DKEK\1\0\0\0meta",
			     info_other[] = "CMH DKEK\7\0\0\0meta";
	uint8_t base[32], there[32];
	struct seq seq = seq_on(rig, 0);

	memcpy(rig->mem + LABEL, "meta", 4);
	fused_there(2, base);
	for (uint32_t host = 0; host < 8; host++) {
		const uint8_t *info = host == 7 ? info_other : info_own;

		if (host > 1 && host < 7)
			continue;
		dkek(&seq, CMH_REF_TEMP, CMH_REF_KIC(2), host, 4);
		/* a DKEK serves to derive from, and says so by its type */
		hkdf1(&seq, CMH_REF_TEMP, CMH_REF_TEMP, 0, 32, PT_AES);
		cr_assert(zero(int, take(&seq, 32)));
		hkdf_there("EXPAND_ONLY", base, 32, NULL, 0, info, 16, there, 32);
		hkdf_there("EXPAND_ONLY", there, 32, NULL, 0, NULL, 0, there, 32);
		cr_assert(zero(int, memcmp(rig->mem + OUT, there, 32)), "host %u", host);
	}
	/* as a wrapping key */
	{
		uint64_t key = key_new("0123456789abcdef", 16, PT_AES), back;

		dkek(&seq, CMH_REF_TEMP, CMH_REF_KIC(2), 0, 4);
		sys_read(&seq, key, CMH_REF_TEMP, OUT, 64);
		sys_new(&seq, 0, 0, 16);
		dkek(&seq, CMH_REF_TEMP, CMH_REF_KIC(2), 0, 4);
		sys_write_wrapped(&seq, CMH_REF_LAST, CMH_REF_TEMP, OUT, 64, PT_AES);
		cr_assert(zero(int, seq_run(&seq)));
		back = cmh_get_le64(rig->mem);
		sys_data(&seq, back, OUT, 16);
		cr_assert(zero(int, seq_run(&seq)));
		cr_assert(zero(int, memcmp(rig->mem + OUT, "0123456789abcdef", 16)));
		dkek(&seq, CMH_REF_TEMP, CMH_REF_KIC(2), 7, 4);
		sys_read(&seq, key, CMH_REF_TEMP, OUT, 64);
		dkek(&seq, CMH_REF_TEMP, CMH_REF_KIC(2), 0, 4);
		sys_write_wrapped(&seq, back, CMH_REF_TEMP, OUT, 64, PT_AES);
		cr_assert(eq(int, seq_run(&seq), EIO), "another host's");
	}
}

Test(model_kic, other_hosts_are_for_the_management_host)
{
	struct seq seq = seq_on(rig, 1);

	dkek(&seq, CMH_REF_TEMP, CMH_REF_KIC(1), 0, 0);
	cr_assert(zero(int, seq_run(&seq)));
	dkek(&seq, CMH_REF_TEMP, CMH_REF_KIC(1), 1, 0);
	cr_assert(zero(int, seq_run(&seq)));
	dkek(&seq, CMH_REF_TEMP, CMH_REF_KIC(1), 2, 0);
	cr_assert(eq(int, seq_run(&seq), EPERM));
}

/* ---- where results go, and what is left ---- */

Test(model_kic, results_have_the_type_that_was_asked_for)
{
	struct seq seq = seq_on(rig, 0);
	struct cmh_list_item item;
	const uint32_t types[3] = { CMH_CORE_AES | CMH_TYPE_XC, CMH_CORE_AES, CMH_CORE_KIC };
	const uint32_t lens[3] = { 48, 32, 32 };

	for (uint32_t i = 0; i < 3; i++) {
		sys_new(&seq, 70 + i, 0, lens[i]);
		if (i == 0)
			hkdf1(&seq, CMH_REF_LAST, CMH_REF_KIC(1), 0, 48, types[0]);
		else if (i == 1)
			cmac_kdf(&seq, CMH_REF_LAST, CMH_REF_KIC(1), 32, 0, types[1]);
		else
			dkek(&seq, CMH_REF_LAST, CMH_REF_KIC(1), 0, 0);
		sys_find(&seq, 70 + i, OUT);
		cr_assert(zero(int, seq_run(&seq)), "%u", i);
		cmh_list_item_get(&item, rig->mem + OUT);
		cr_assert(eq(u32, item.type, types[i]));
		cr_assert(eq(u32, item.len, lens[i]));
		sys_data(&seq, item.ref, OUT, 16);
		cr_assert(eq(int, seq_run(&seq), EPERM), "without PT nothing comes out");
	}
}

Test(model_kic, temp_operands_are_popped_in_field_order)
{
	uint8_t there[32];
	struct seq seq = seq_on(rig, 0);

	memset(rig->mem + IN, 'b', 32);
	memset(rig->mem + IN + 32, 's', 32);
	sys_write(&seq, CMH_REF_TEMP, IN + 32, 32, PT_HC); /* below: the salt */
	sys_write(&seq, CMH_REF_TEMP, IN, 32, PT_AES);     /* on top: the base */
	hkdf2(&seq, CMH_REF_TEMP, CMH_REF_TEMP, CMH_REF_TEMP, 0, 32, PT_AES);
	cr_assert(zero(int, take(&seq, 32)));
	hkdf_there("EXTRACT_AND_EXPAND", rig->mem + IN, 32, rig->mem + IN + 32, 32, NULL, 0, there,
		   32);
	cr_assert(zero(int, memcmp(rig->mem + OUT, there, 32)));
	sys_data(&seq, CMH_REF_TEMP, OUT, 1);
	cr_assert(eq(int, seq_run(&seq), ENOENT), "the stack is empty");
}

Test(model_kic, temp_fills_up)
{
	struct seq seq = seq_on(rig, 0);
	int n = 0;

	for (; n < 20; n++) {
		hkdf1(&seq, CMH_REF_TEMP, CMH_REF_KIC(1), 0, 64, PT_AES);
		seq_flush(&seq, CMH_CORE_SYS);
		if (seq_run(&seq))
			break;
	}
	cr_assert(eq(int, n, 960 / (64 + 56)));
	hkdf1(&seq, CMH_REF_TEMP, CMH_REF_KIC(1), 0, 64, PT_AES);
	cr_assert(zero(int, seq_run(&seq)), "FLUSH of the mailbox has emptied it");
}

Test(model_kic, label_behind_the_command)
{
	uint8_t base[32], there[32];
	struct seq seq = seq_on(rig, 0);
	struct cmh_kic_hkdf1 c = {
		.dst = CMH_REF_TEMP, .base = CMH_REF_KIC(1), .llen = 5, .len = 32, .type = PT_AES
	};

	cmh_kic_hkdf1_put(seq_add(&seq, CMH_CORE_KIC, CMH_KIC_CMD_HKDF1), &c);
	seq_text(&seq, "label", 5);
	cr_assert(zero(int, take(&seq, 32)));
	fused_there(1, base);
	hkdf_there("EXPAND_ONLY", base, 32, NULL, 0, "label", 5, there, 32);
	cr_assert(zero(int, memcmp(rig->mem + OUT, there, 32)));
	cmh_kic_hkdf1_put(seq_add(&seq, CMH_CORE_KIC, CMH_KIC_CMD_HKDF1), &c);
	cr_assert(eq(int, seq_run(&seq), EINVAL), "nothing is there");
}

/* ---- refusals ---- */

Test(model_kic, bad_arguments)
{
	struct seq seq = seq_on(rig, 0);
	uint64_t base = key_new("0123456789abcdef0123456789abcdef", 32, CMH_CORE_AES);
	uint64_t short_base = key_new("0123456789abcdef0123456789abcde", 31, CMH_CORE_AES);
	uint64_t sm4 = key_new("0123456789abcdef0123456789abcdef", 32, CMH_CORE_SM4);

#define REFUSED(err, call) \
	call;              \
	cr_assert(eq(int, seq_run(&seq), err), #call)
	REFUSED(EINVAL, hkdf1(&seq, CMH_REF_TEMP, base, 57, 32, PT_AES));
	REFUSED(EINVAL, hkdf1(&seq, CMH_REF_TEMP, base, 0, 0, PT_AES));
	REFUSED(EINVAL, hkdf1(&seq, CMH_REF_TEMP, base, 0, 65, PT_AES));
	REFUSED(EINVAL, hkdf1(&seq, CMH_REF_TEMP, base, 0, 32, 0));
	REFUSED(EINVAL, hkdf1(&seq, CMH_REF_TEMP, base, 0, 32, PT_AES | CMH_TYPE_SCA));
	REFUSED(EPERM, hkdf1(&seq, CMH_REF_TEMP, sm4, 0, 32, PT_AES));
	REFUSED(ENOENT, hkdf1(&seq, CMH_REF_TEMP, 0x12345, 0, 32, PT_AES));
	REFUSED(ENOENT, hkdf1(&seq, CMH_REF_TEMP, CMH_REF_NONE, 0, 32, PT_AES));
	REFUSED(ENOENT, hkdf1(&seq, CMH_REF_TEMP, CMH_REF_TEMP, 0, 32, PT_AES));
	REFUSED(ENOENT, hkdf1(&seq, CMH_REF_NONE, base, 0, 32, PT_AES));
	REFUSED(ENOENT, hkdf1(&seq, CMH_REF_KIC(1), base, 0, 32, PT_AES));
	REFUSED(EINVAL, hkdf1(&seq, short_base, base, 0, 32, PT_AES));
	REFUSED(EINVAL, hkdf2(&seq, CMH_REF_TEMP, base, CMH_REF_NONE, 57, 32, PT_AES));
	REFUSED(ENOENT, hkdf2(&seq, CMH_REF_TEMP, base, 0x12345, 0, 32, PT_AES));
	REFUSED(EPERM, hkdf2(&seq, CMH_REF_TEMP, base, sm4, 0, 32, PT_AES));
	REFUSED(EINVAL, cmac_kdf(&seq, CMH_REF_TEMP, base, 31, 0, CMH_CORE_AES));
	REFUSED(EINVAL, cmac_kdf(&seq, CMH_REF_TEMP, base, 33, 0, CMH_CORE_AES));
	REFUSED(EINVAL, cmac_kdf(&seq, CMH_REF_TEMP, base, 32, 57, CMH_CORE_AES));
	REFUSED(EINVAL, cmac_kdf(&seq, CMH_REF_TEMP, base, 32, 0, PT_AES));
	REFUSED(EINVAL, cmac_kdf(&seq, CMH_REF_TEMP, short_base, 32, 0, CMH_CORE_AES));
	REFUSED(EPERM, cmac_kdf(&seq, CMH_REF_TEMP, sm4, 32, 0, CMH_CORE_AES));
	REFUSED(EINVAL, dkek(&seq, CMH_REF_TEMP, base, 0, 65));
	REFUSED(ENOENT, dkek(&seq, CMH_REF_TEMP, CMH_REF_KIC(3), 0, 0));
	REFUSED(EINVAL, seq_add(&seq, CMH_CORE_KIC, 0x0a));
	REFUSED(EFAULT, cmh_kic_hkdf1_put(seq_add(&seq, CMH_CORE_KIC, CMH_KIC_CMD_HKDF1),
					  &(struct cmh_kic_hkdf1){ .dst = CMH_REF_TEMP,
								   .base = base,
								   .label = UNMAPPED - 4,
								   .llen = 5,
								   .len = 32,
								   .type = PT_AES }));
#undef REFUSED
}

Test(model_kic, rights_of_another_mailbox)
{
	struct seq seq = seq_on(rig, 0), other = seq_on(rig, 1);
	uint64_t base = key_new("0123456789abcdef0123456789abcdef", 32, CMH_CORE_AES);

	hkdf1(&other, CMH_REF_TEMP, base, 0, 32, PT_AES);
	cr_assert(eq(int, seq_run(&other), EPERM));
	sys_grant(&seq, base, 0, 0, 2);
	cr_assert(zero(int, seq_run(&seq)));
	hkdf1(&other, CMH_REF_TEMP, base, 0, 32, PT_AES);
	cr_assert(zero(int, seq_run(&other)));
	hkdf1(&other, base, CMH_REF_KIC(1), 0, 32, PT_AES);
	cr_assert(eq(int, seq_run(&other), EPERM), "it may not write there");
	hkdf1(&seq, CMH_REF_TEMP, base, 0, 32, PT_AES);
	cr_assert(eq(int, seq_run(&seq), EPERM), "the maker gave the right away");
}
