// SPDX-License-Identifier: Apache-2.0
/* test_mgmt_store.c - key management: objects and blobs, keys derived as libcrypto derives them, the
 * stack of temporary keys, DRBG and EAC, and what happens to objects of calls that fail. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <sys/wait.h>
#include <unistd.h>

#include "key/mgmt.h"
#include "tests/unit/mgmt_rig.h"

TestSuite(mgmt_store, .init = mgmt_up, .fini = mgmt_down, .timeout = 120);

static uint64_t raw_len;

/* An object as plaintext, header cut off; NULL: it may not be read. */
static const uint8_t *plain(uint64_t ref)
{
	struct cmh_mgmt_key_read r = { .version = 1, .len = 4096, .ref = ref, .data = P(out[7]) };
	struct cmh_blob_header h;

	if (cmh_mgmt_key_read(m, &r))
		return NULL;
	cmh_blob_header_get(&h, out[7]);
	raw_len = h.len;
	return out[7] + CMH_BLOB_HEADER_SIZE;
}

/* What an AES key of the datastore makes of a block of zeros: keys without PT tell by that what they are. */
static void encrypt(uint64_t ref, size_t len, uint8_t block[16])
{
	struct cmh_key key = { .ref = ref, .len = len };
	uint8_t zero[16] = { 0 };
	struct cmh_sqe *sqe = cmh_ring_get_sqe(m->ring);
	struct cmh_cqe *cqe;

	cmh_prep_cipher(sqe, len == 16 ? CMH_ALG_AES_128_ECB : CMH_ALG_AES_256_ECB, CMH_ENCRYPT, &key, NULL,
			zero, block, 16);
	cr_assert(eq(int, cmh_ring_submit(m->ring), 1));
	cr_assert(eq(int, cmh_ring_wait_cqe(m->ring, &cqe, -1), 0));
	cr_assert(eq(int, cqe->res, 16));
	cmh_cqe_seen(m->ring, cqe);
}

static void encrypt_there(const uint8_t *key, size_t len, uint8_t block[16])
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t zero[16] = { 0 };
	int n;

	cr_assert(EVP_EncryptInit_ex(ctx, len == 16 ? EVP_aes_128_ecb() : EVP_aes_256_ecb(), NULL, key,
				     NULL) > 0 &&
		  EVP_EncryptUpdate(ctx, block, &n, zero, 16) > 0);
	EVP_CIPHER_CTX_free(ctx);
}

static void kdf_there(const char *name, OSSL_PARAM *params, uint8_t *key, size_t len)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, name, NULL);
	EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);

	cr_assert(EVP_KDF_derive(ctx, key, len, params) > 0, "%s", name);
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
}

#define OCTETS(name, data, len) OSSL_PARAM_construct_octet_string(name, (void *)(data), len)
#define TEXT(name, text)        OSSL_PARAM_construct_utf8_string(name, text, 0)

/* ---- objects ---- */

Test(mgmt_store, an_object_from_new_to_delete)
{
	struct cmh_mgmt_key_new n = { .version = 1, .len = 40, .cid = 0x77 };
	struct cmh_mgmt_key_write w = { .version = 1,
					.len = 32,
					.ds_type = CMH_MGMT_KEY_HMAC_KEY,
					.flags = CMH_MGMT_KEY_F_PT | CMH_MGMT_KEY_F_XC | 1,
					.data = P(bytes) };
	struct cmh_mgmt_key_find f = { .version = 1, .cid = 0x77 };
	struct cmh_mgmt_key_delete d = { .version = 1 };

	OK(cmh_mgmt_key_new(m, &n));
	cr_assert(ne(u64, n.ref, 0));
	w.ref = d.ref = n.ref;
	OK(cmh_mgmt_key_write(m, &w));
	OK(cmh_mgmt_key_find(m, &f));
	cr_assert(eq(u64, f.ref, n.ref));
	cr_assert(eq(u32, f.len, 32));
	cr_assert(eq(u32, f.type, CMH_CORE_HC | CMH_MGMT_KEY_F_PT | CMH_MGMT_KEY_F_XC));
	cr_assert(zero(int, memcmp(plain(n.ref), bytes, 32)));
	OK(cmh_mgmt_key_delete(m, &d));
	cr_assert(eq(int, cmh_mgmt_key_find(m, &f), -EIO));
	cr_assert(eq(int, cmh_mgmt_key_delete(m, &d), -EIO));
	cr_assert(ne(ptr, strstr(cmh_errmsg(), "ENOENT"), NULL), "%s", cmh_errmsg());
}

/* Numbers lie reversed, which reading shows; strings do not. */
Test(mgmt_store, each_key_type_has_its_core_and_order)
{
	static const struct {
		uint32_t ds_type, core;
		bool swapped;
	} types[] = {
		{ 2, CMH_CORE_AES, false },  { 3, CMH_CORE_AES, false },  { 4, CMH_CORE_HC, false },
		{ 5, CMH_CORE_HC, false },   { 6, CMH_CORE_SM4, false },  { 7, CMH_CORE_CCP, false },
		{ 10, CMH_CORE_PKE, true },  { 11, CMH_CORE_PKE, true },  { 12, CMH_CORE_PKE, true },
		{ 13, CMH_CORE_PKE, true },  { 14, CMH_CORE_PKE, true },  { 15, CMH_CORE_PKE, true },
		{ 16, CMH_CORE_PKE, false }, { 17, CMH_CORE_PKE, true },  { 18, CMH_CORE_PKE, true },
		{ 20, CMH_CORE_QSE, false }, { 21, CMH_CORE_QSE, false }, { 25, CMH_CORE_HCQ, false },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct cmh_mgmt_key_find f = { .version = 1, .cid = 100 + i };
		uint64_t ref = write_key(types[i].ds_type, 100 + i, bytes, 32, CMH_MGMT_KEY_F_PT);
		const uint8_t *stored = plain(ref);

		for (int at = 0; at < 32; at++)
			cr_assert(eq(u8, stored[at], bytes[types[i].swapped ? 31 - at : at]), "type %u",
				  types[i].ds_type);
		OK(cmh_mgmt_key_find(m, &f));
		cr_assert(eq(u32, f.type, types[i].core | CMH_MGMT_KEY_F_PT));
	}
}

Test(mgmt_store, reading_fills_the_buffer_with_zeros)
{
	uint64_t ref = write_key(CMH_MGMT_KEY_AES_KEY, 3, bytes, 16, CMH_MGMT_KEY_F_PT);
	struct cmh_mgmt_key_read r = { .version = 1, .len = 100, .ref = ref, .data = P(out[0]) };

	memset(out[0], 0xee, 120);
	OK(cmh_mgmt_key_read(m, &r));
	cr_assert(eq(u32, r.out_len, 100));
	cr_assert(zero(int, memcmp(out[0] + 16, bytes, 16)));
	for (int i = 32; i < 100; i++)
		cr_assert(zero(u8, out[0][i]));
	cr_assert(eq(u8, out[0][100], 0xee));
	ref = write_key(CMH_MGMT_KEY_AES_KEY, 4, bytes, 16, 0);
	r.ref = ref;
	memset(out[0], 0xee, 120);
	cr_assert(eq(int, cmh_mgmt_key_read(m, &r), -EIO), "not without PT");
	cr_assert(eq(u8, out[0][0], 0xee));
}

Test(mgmt_store, list_goes_through_all_in_their_order)
{
	struct cmh_mgmt_key_list l = { .version = 1 };
	uint64_t refs[5];

	for (uint32_t i = 0; i < 5; i++)
		refs[i] = write_key(CMH_MGMT_KEY_AES_KEY, i, bytes, 16 + 4 * (i % 2), 0);
	for (uint32_t i = 0; i < 5; i++) {
		OK(cmh_mgmt_key_list(m, &l));
		cr_assert(eq(u64, l.ref, refs[i]));
		cr_assert(eq(u64, l.cid, i));
		cr_assert(eq(u32, l.len, 16 + 4 * (i % 2)));
		cr_assert(eq(u32, l.type, CMH_CORE_AES));
		l.start_ref = l.ref;
	}
	OK(cmh_mgmt_key_list(m, &l));
	cr_assert(zero(u64, l.ref));
}

Test(mgmt_store, random_keys_are_random_and_stay_inside)
{
	struct cmh_mgmt_key_new_random a = {
		.version = 1, .len = 32, .ds_type = CMH_MGMT_KEY_AES_KEY, .flags = CMH_MGMT_KEY_F_PT
	};
	uint8_t first[32], block[16], there[16];

	OK(cmh_mgmt_key_new_random(m, &a));
	memcpy(first, plain(a.ref), 32);
	encrypt(a.ref, 32, block);
	encrypt_there(first, 32, there);
	cr_assert(zero(int, memcmp(block, there, 16)));
	OK(cmh_mgmt_key_new_random(m, &a));
	cr_assert(memcmp(first, plain(a.ref), 32) != 0);
	a.flags = 0;
	OK(cmh_mgmt_key_new_random(m, &a));
	cr_assert(eq(ptr, (void *)plain(a.ref), NULL));
}

/* ---- blobs ---- */

Test(mgmt_store, wrapped_keys_come_back_and_changed_ones_do_not)
{
	struct cmh_mgmt_kic_dkek_derive kek = {
		.version = 1, .base_key = CMH_REF_KIC(1), .metadata = P(bytes), .metadata_len = 8, .cid = 50
	};
	uint64_t ref = write_key(CMH_MGMT_KEY_AES_KEY, 51, bytes, 32, 0), back;
	struct cmh_mgmt_ds_export x = { .version = 1, .len = 4096, .cid = 51, .data = P(out[0]) };
	struct cmh_mgmt_ds_import im = { .version = 1, .len = 80, .data = P(out[0]) };
	struct cmh_mgmt_key_delete d = { .version = 1, .ref = ref };
	struct cmh_mgmt_key_find f = { .version = 1, .cid = 51 };
	uint8_t before[16], after[16];

	OK(cmh_mgmt_kic_dkek_derive(m, &kek));
	encrypt(ref, 32, before);
	cr_assert(eq(int, cmh_mgmt_ds_export(m, &x), -EIO), "no PT, so not without a key");
	x.wrap_key = im.wrap_key = kek.ref;
	OK(cmh_mgmt_ds_export(m, &x));
	cr_assert(eq(u32, x.out_len, 16 + 32 + 32));
	cr_assert(eq(ptr, memmem(out[0], 80, bytes, 32), NULL));
	cr_assert(eq(int, cmh_mgmt_ds_import(m, &im), -EIO), "it is still there");
	OK(cmh_mgmt_key_delete(m, &d));
	for (int i = 0; i < 80; i += 11) {
		out[0][i] ^= 1;
		cr_assert(eq(int, cmh_mgmt_ds_import(m, &im), -EIO), "byte %d", i);
		out[0][i] ^= 1;
	}
	OK(cmh_mgmt_ds_import(m, &im));
	OK(cmh_mgmt_key_find(m, &f));
	back = f.ref;
	encrypt(back, 32, after);
	cr_assert(zero(int, memcmp(before, after, 16)));
	/* WRITE with a wrapping key is the reverse of READ with one */
	{
		struct cmh_mgmt_key_read r = {
			.version = 1, .len = 80, .ref = back, .wrap_key = kek.ref, .data = P(out[1])
		};
		struct cmh_mgmt_key_new n = { .version = 1, .len = 32 };
		struct cmh_mgmt_key_write w = { .version = 1,
						.len = 80,
						.ds_type = CMH_MGMT_KEY_AES_KEY,
						.wrap_key = kek.ref,
						.data = P(out[1]) };

		OK(cmh_mgmt_key_read(m, &r));
		OK(cmh_mgmt_key_new(m, &n));
		w.ref = n.ref;
		OK(cmh_mgmt_key_write(m, &w));
		encrypt(n.ref, 32, after);
		cr_assert(zero(int, memcmp(before, after, 16)));
	}
}

/* ---- derived keys ---- */

Test(mgmt_store, hkdf_of_datastore_keys_is_libcryptos)
{
	uint64_t base = write_key(CMH_MGMT_KEY_HMAC_KEY, 0, bytes, 40, 0);
	uint64_t salt = write_key(CMH_MGMT_KEY_HMAC_KEY, 0, bytes + 100, 20, 0);

	for (uint32_t label = 0; label <= 56; label += 7)
		for (uint32_t len = 16; len <= 32; len += 16)
			for (int way = 0; way < 3; way++) { /* HKDF1; HKDF2 with and without salt */
				struct cmh_mgmt_kic_hkdf1 h1 = { .version = 1,
								 .key_len = len,
								 .base_key = base,
								 .label = P(bytes),
								 .label_len = label };
				struct cmh_mgmt_kic_hkdf2 h2 = { .version = 1,
								 .key_len = len,
								 .base_key = base,
								 .salt_key = way == 2 ? 0 : salt,
								 .label = P(bytes),
								 .label_len = label };
				OSSL_PARAM p[6], *q = p;
				uint8_t key[32], here[16], there[16];

				*q++ = TEXT(OSSL_KDF_PARAM_DIGEST, "SHA256");
				*q++ = TEXT(OSSL_KDF_PARAM_MODE,
					    way ? "EXTRACT_AND_EXPAND" : "EXPAND_ONLY");
				*q++ = OCTETS(OSSL_KDF_PARAM_KEY, bytes, 40);
				if (way == 1)
					*q++ = OCTETS(OSSL_KDF_PARAM_SALT, bytes + 100, 20);
				if (label)
					*q++ = OCTETS(OSSL_KDF_PARAM_INFO, bytes, label);
				*q = OSSL_PARAM_construct_end();
				kdf_there("HKDF", p, key, len);
				if (way)
					OK(cmh_mgmt_kic_hkdf2(m, &h2));
				else
					OK(cmh_mgmt_kic_hkdf1(m, &h1));
				encrypt(way ? h2.ref : h1.ref, len, here);
				encrypt_there(key, len, there);
				cr_assert(zero(int, memcmp(here, there, 16)), "way %d, %u, label %u", way,
					  len, label);
				cr_assert(eq(ptr, (void *)plain(way ? h2.ref : h1.ref), NULL));
			}
}

Test(mgmt_store, cmac_kdf_is_libcryptos_kbkdf)
{
	uint64_t base = write_key(CMH_MGMT_KEY_AES_KEY, 0, bytes, 32, 0);

	for (uint32_t label = 0; label <= 56; label += 8) {
		struct cmh_mgmt_kic_aes_cmac_kdf a = {
			.version = 1, .key_len = 32, .base_key = base, .label = P(bytes), .label_len = label
		};
		OSSL_PARAM p[6], *q = p;
		uint8_t key[32], here[16], there[16];

		*q++ = TEXT(OSSL_KDF_PARAM_MAC, "CMAC");
		*q++ = TEXT(OSSL_KDF_PARAM_CIPHER, "AES-256-CBC");
		*q++ = TEXT(OSSL_KDF_PARAM_MODE, "counter");
		*q++ = OCTETS(OSSL_KDF_PARAM_KEY, bytes, 32);
		if (label)
			*q++ = OCTETS(OSSL_KDF_PARAM_SALT, bytes, label);
		*q = OSSL_PARAM_construct_end();
		kdf_there("KBKDF", p, key, 32);
		OK(cmh_mgmt_kic_aes_cmac_kdf(m, &a));
		encrypt(a.ref, 32, here);
		encrypt_there(key, 32, there);
		cr_assert(zero(int, memcmp(here, there, 16)), "label of %u", label);
	}
}

Test(mgmt_store, derived_keys_are_the_same_each_time_and_differ_by_all_that_goes_in)
{
	struct cmh_mgmt_kic_hkdf1 a = { .version = 1,
					.key_len = 32,
					.base_key = CMH_REF_KIC(1),
					.cid = 60,
					.label = P(bytes),
					.label_len = 5 };
	struct cmh_mgmt_key_find f = { .version = 1, .cid = 60 };
	uint8_t first[16], again[16];

	OK(cmh_mgmt_kic_hkdf1(m, &a));
	OK(cmh_mgmt_key_find(m, &f));
	cr_assert(eq(u64, f.ref, a.ref));
	cr_assert(eq(u32, f.type, CMH_CORE_AES));
	encrypt(a.ref, 32, first);
	OK(cmh_mgmt_kic_hkdf1(m, &a));
	encrypt(a.ref, 32, again);
	cr_assert(zero(int, memcmp(first, again, 16)));
	a.label_len = 6;
	OK(cmh_mgmt_kic_hkdf1(m, &a));
	encrypt(a.ref, 32, again);
	cr_assert(memcmp(first, again, 16) != 0);
	a.label_len = 5;
	a.base_key = CMH_REF_KIC(2);
	OK(cmh_mgmt_kic_hkdf1(m, &a));
	encrypt(a.ref, 32, again);
	cr_assert(memcmp(first, again, 16) != 0);
}

/* ---- the stack of temporary keys ---- */

static int dkek_temp(void)
{
	struct cmh_mgmt_kic_dkek_derive a = { .version = 1,
					      .base_key = CMH_REF_KIC(1),
					      .flags = CMH_MGMT_KIC_F_TEMP };
	int err = cmh_mgmt_kic_dkek_derive(m, &a);

	if (!err)
		cr_assert(eq(u64, a.ref, CMH_REF_TEMP));
	return err;
}

Test(mgmt_store, a_temporary_key_wraps_once)
{
	struct cmh_mgmt_ds_export x = {
		.version = 1, .len = 4096, .cid = 51, .wrap_key = CMH_REF_TEMP, .data = P(out[0])
	};

	write_key(CMH_MGMT_KEY_AES_KEY, 51, bytes, 32, 0);
	cr_assert(eq(int, cmh_mgmt_ds_export(m, &x), -EIO), "nothing is there");
	OK(dkek_temp());
	OK(cmh_mgmt_ds_export(m, &x));
	cr_assert(eq(int, cmh_mgmt_ds_export(m, &x), -EIO), "and it is gone again");
}

Test(mgmt_store, the_stack_is_emptied_before_it_is_needed)
{
	struct cmh_mgmt_ds_export x = {
		.version = 1, .len = 4096, .cid = 51, .wrap_key = CMH_REF_TEMP, .data = P(out[0])
	};
	struct cmh_mgmt_drbg_config drbg = { .version = 1, .security_strength = 0x10 };
	struct cmh_mgmt_pke_ecdh_keygen pke = { .version = 1, .curve = 99 };

	write_key(CMH_MGMT_KEY_AES_KEY, 51, bytes, 32, 0);
	/* never more than one key lies there, however often it is derived */
	for (int i = 0; i < 30; i++)
		OK(dkek_temp());
	OK(cmh_mgmt_drbg_config(m, &drbg));
	OK(cmh_mgmt_ds_export(m, &x));
	cr_assert(eq(int, cmh_mgmt_ds_export(m, &x), -EIO));
	/* a call of the public-key range empties it, even one that goes wrong */
	OK(dkek_temp());
	cr_assert(eq(int, cmh_mgmt_pke_ecdh_keygen(m, &pke), -EINVAL));
	cr_assert(eq(int, cmh_mgmt_ds_export(m, &x), -EIO));
	/* and after FLUSH the mailbox works on */
	OK(dkek_temp());
	OK(cmh_mgmt_ds_export(m, &x));
}

/* ---- the hub ---- */

Test(mgmt_store, drbg_gives_other_bytes_after_each_configuration)
{
	for (uint32_t ratio = 0; ratio <= 3; ratio++)
		for (uint32_t strength = 0; strength <= 0x10; strength += 0x10) {
			struct cmh_mgmt_drbg_config c = {
				.version = 1, .entropy_ratio = ratio, .security_strength = strength
			};
			uint8_t a[32], b[32];

			OK(cmh_mgmt_drbg_config(other, &c));
			cr_assert(eq(int, cmh_random(dev, a, 32), 32));
			OK(cmh_mgmt_drbg_config(m, &c));
			cr_assert(eq(int, cmh_random(dev, b, 32), 32));
			cr_assert(memcmp(a, b, 32) != 0);
		}
}

Test(mgmt_store, eac_reports_a_failure_once)
{
	struct cmh_mgmt_eac_read e = { .version = 1 };
	uint64_t kek = write_key(CMH_MGMT_KEY_AES_KEY, 0, bytes, 32, 0);
	struct cmh_mgmt_ds_import im = {
		.version = 1, .len = 80, .wrap_key = kek, .data = P(out[0])
	};
	struct cmh_blob_header h = { .cid = 9, .wrap = 32, .len = 32 };

	OK(cmh_mgmt_eac_read(m, &e));
	cmh_blob_header_put(out[0], &h);
	cr_assert(eq(int, cmh_mgmt_ds_import(m, &im), -EIO), "a blob that nobody made");
	OK(cmh_mgmt_eac_read(m, &e));
	cr_assert(eq(u32, e.hw_error, 1u << CMH_CORE_SYS));
	cr_assert(eq(u64, e.mailbox_notification, 1ull << cmh_mgmt_mailbox(m)));
	cr_assert(eq(u32, cmh_status_error(e.sw_info0), EIO));
	cr_assert(eq(u32, e.sw_info1 >> 16, cmh_mgmt_mailbox(m)));
	OK(cmh_mgmt_eac_read(other, &e));
	cr_assert(zero(u32, e.hw_error | e.sw_info0));
	cr_assert(zero(u64, e.mailbox_notification));
}

/* ---- around a handle ---- */

Test(mgmt_store, handles_have_mailboxes_of_their_own)
{
	struct cmh_mgmt *third;
	int32_t taken = (int32_t)cmh_mgmt_mailbox(m);

	cr_assert(eq(int, cmh_mgmt_open(dev, taken, &third), -EBUSY));
	cr_assert(eq(int, cmh_mgmt_open(dev, 64, &third), -EINVAL));
	cr_assert(eq(int, cmh_mgmt_open(dev, taken + 4, &third), 0));
	cr_assert(eq(u32, cmh_mgmt_mailbox(third), (uint32_t)taken + 4));
	cmh_mgmt_close(third);
	cmh_mgmt_close(NULL);
	cr_assert(eq(int, cmh_mgmt_open(dev, taken + 4, &third), 0));
	cmh_mgmt_close(third);
}

Test(mgmt_store, a_forked_child_is_turned_away)
{
	struct cmh_mgmt_eac_read e = { .version = 1 };
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(cmh_mgmt_eac_read(m, &e) == -EOWNERDEAD ? 0 : 1);
	waitpid(pid, &status, 0);
	cr_assert(eq(int, status, 0));
}
