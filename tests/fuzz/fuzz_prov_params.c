// SPDX-License-Identifier: Apache-2.0
/* fuzz_prov_params.c - hostile callers of the provider: sequences of EVP calls on a cipher,
 * digest, MAC or key derivation with parameters of any name, type and length. The provider is
 * linked in, so that the sanitizers see it, on one embedded device. What the calls answer does
 * not matter.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/provider.h>

#include "tests/fuzz/fuzz.h"

#define STEPS      24
#define PARAMS     6
#define DATA_MAX   2048u /* of an update, and of a string parameter */
#define ROOM       64u   /* more than any cipher adds */
#define RECORD_MAX (16384u + 2048u) /* of TLS */
#define ITER_MAX   16u   /* more iterations take time and find nothing */
#define DERIVE_MAX 600u
#define WRAP_MAX   40u /* of an input that may not take long */

extern OSSL_provider_init_fn OSSL_provider_init;

static const char *const cipher_names[] = {
	"AES-128-ECB", "AES-128-CBC", "AES-256-CTR",  "AES-192-CFB",      "SM4-CFB",
	"ChaCha20",    "AES-128-XTS", "SM4-XTS",      "AES-256-GCM",      "SM4-GCM",
	"AES-128-CCM", "SM4-CCM",     "AES-128-WRAP", "AES-256-WRAP-PAD", "ChaCha20-Poly1305",
};
static const char *const md_names[] = { "SHA2-256", "SHA3-512",  "SM3",
					"SHAKE128", "CSHAKE128", "CSHAKE256" };
static const char *const mac_names[] = { "HMAC", "CMAC", "KMAC128", "KMAC256", "POLY1305", "GMAC" };
static const char *const kdf_names[] = { "HKDF",  "TLS13-KDF", "TLS1-PRF",
					 "KBKDF", "PBKDF2",    "X963KDF" };
static const char *const key_types[] = { "HMAC", "CMAC", "POLY1305" };

/* What a parameter may be called, and what a string may say. */
static const char *const names[] = {
	"keylen",        "ivlen",
	"padding",       "num",
	"tag",           "taglen",
	"tlsaad",        "tlsivfixed",
	"tlsivinv",      "tlsivgen",
	"tls-version",   "tls-mac-size",
	"tls-mac",       "iv",
	"updated-iv",    "xts_standard",
	"xoflen",        "function-name",
	"customization", "digest",
	"cipher",        "mac",
	"key",           "priv",
	"custom",        "size",
	"xof",           "tls-data-size",
	"salt",          "info",
	"seed",          "secret",
	"pass",          "iter",
	"pkcs5",         "mode",
	"prefix",        "label",
	"data",          "use-l",
	"use-separator", "r",
	"block-size",    "properties",
	"blocksize",     "aead",
	"custom-iv",     "tlsaadpad",
	"no such name",
};
static const char *const words[] = {
	"SHA256",      "SHA384", "sha3-256",    "SHAKE128",     "SHA1",    "MD5-SHA1", "SM3",
	"AES-128-CBC", "SM4",    "AES-256-GCM", "AES-128-ECB",  "HMAC",    "CMAC",     "counter",
	"feedback",    "IEEE",   "EXPAND_ONLY", "EXTRACT_ONLY", "no such", "",
};

#define NR(list) (sizeof(list) / sizeof(*(list)))

static OSSL_LIB_CTX *libctx;
static EVP_CIPHER *ciphers[NR(cipher_names)];
static EVP_MD *mds[NR(md_names)];
static EVP_MAC *fetched_macs[NR(mac_names)];
static EVP_KDF *kdfs[NR(kdf_names)];

/* ---- The input ---- */

struct input {
	const uint8_t *at, *end;
	bool takes_long; /* may, that is */
};

static uint8_t byte(struct input *in)
{
	return in->at < in->end ? *in->at++ : 0;
}

/* A length that is often a good one. */
static size_t length(struct input *in)
{
	static const uint16_t usual[] = { 0,  1,  4,  7,  8,  12, 13, 15, 16,  17,  24,
					  29, 31, 32, 33, 48, 63, 64, 65, 128, 200, DATA_MAX };
	const uint8_t code = byte(in);

	return code & 0x80 ? usual[(code & 0x7f) % NR(usual)] : code;
}

/* A number that is often a bad one. */
static uint64_t number(struct input *in)
{
	static const uint64_t bad[] = { UINT64_MAX, INT64_MAX, UINT32_MAX, INT32_MAX,
					1u << 31,   1u << 20,  65536,      0x0303 };
	const uint8_t code = byte(in);

	return code & 0x80 ? bad[(code & 0x7f) % NR(bad)] : code;
}

/* Room of exactly len bytes with some of the input in it; the caller's. */
static uint8_t *fill(struct input *in, size_t len)
{
	const size_t left = (size_t)(in->end - in->at), take = len < left ? len : left;
	uint8_t *p = malloc(len ? len : 1);

	if (!p)
		abort();
	memset(p, 0xa5, len);
	if (take > 16) { /* do not eat up all that is to come */
		memcpy(p, in->at, 16);
		in->at += 16;
	} else {
		memcpy(p, in->at, take);
		in->at += take;
	}
	return p;
}

struct params {
	OSSL_PARAM list[PARAMS + 1];
	void *owned[PARAMS];
	uint64_t number[PARAMS];
	int64_t number2[PARAMS];
};

static void params_free(struct params *p)
{
	for (int i = 0; i < PARAMS; i++)
		free(p->owned[i]);
}

static OSSL_PARAM string(struct input *in, const char *name, void **owned, unsigned int type)
{
	const size_t len = length(in);
	OSSL_PARAM p = { name, type, NULL, len, 0 };

	*owned = fill(in, len + 1);
	((char *)*owned)[len] = 0;
	p.data = *owned;
	return p;
}

/* With data that is as long as it says, or no data at all. */
static void params_make(struct params *p, struct input *in)
{
	const int nr = byte(in) % (PARAMS + 1);

	memset(p, 0, sizeof(*p));
	for (int i = 0; i < nr; i++) {
		const char *name = names[byte(in) % NR(names)];
		const uint8_t kind = byte(in) % 8;
		OSSL_PARAM *one = &p->list[i];

		p->number[i] = number(in);
		p->number2[i] = (int64_t)p->number[i];
		if (strcmp(name, OSSL_KDF_PARAM_ITER) == 0)
			p->number[i] %= ITER_MAX;
		switch (kind) {
		case 0:
		case 1:
			*one = OSSL_PARAM_construct_utf8_string(
				name, (char *)words[byte(in) % NR(words)], 0);
			p->owned[i] = strdup(one->data); /* whoever writes to it must stay inside */
			one->data = p->owned[i];
			break;
		case 2:
		case 3: *one = string(in, name, &p->owned[i], OSSL_PARAM_OCTET_STRING); break;
		case 4: *one = string(in, name, &p->owned[i], OSSL_PARAM_UTF8_STRING); break;
		case 5: *one = OSSL_PARAM_construct_uint64(name, &p->number[i]); break;
		case 6:
			p->number2[i] = strcmp(name, OSSL_KDF_PARAM_ITER) == 0 ? 3 : p->number2[i];
			*one = OSSL_PARAM_construct_int64(name, &p->number2[i]);
			break;
		default: /* no data; but libcrypto writes an integer to a double that has none */
			*one = (OSSL_PARAM){ name, byte(in) % 8, NULL, length(in), 0 };
			if (one->data_type == OSSL_PARAM_REAL && one->data_size == sizeof(double))
				one->data_type = OSSL_PARAM_OCTET_STRING;
			break;
		}
	}
	p->list[nr] = OSSL_PARAM_construct_end();
}

/* ---- The calls ---- */

static void cipher_update(EVP_CIPHER_CTX *ctx, struct input *in)
{
	const uint8_t how = byte(in);
	const size_t all = length(in);
	/* a wrap of n blocks is 6 n commands, one after the other */
	const bool slow = EVP_CIPHER_CTX_get_mode(ctx) == EVP_CIPH_WRAP_MODE && !in->takes_long;
	const size_t len = slow && all > WRAP_MAX ? WRAP_MAX + all % 8 : all;
	uint8_t *from = fill(in, len + ROOM), *to = malloc(len + ROOM);
	int n;

	if (!to)
		abort();
	switch (how % 6) {
	case 0: EVP_CipherUpdate(ctx, NULL, &n, from, (int)len); break; /* AAD */
	case 1: EVP_CipherUpdate(ctx, NULL, &n, NULL, (int)len); break; /* CCM's length */
	case 2: EVP_CipherUpdate(ctx, from, &n, from, (int)len); break;
	case 3: EVP_Cipher(ctx, to, from, (unsigned int)len); break;
	default: EVP_CipherUpdate(ctx, to, &n, from, (int)len); break;
	}
	free(from);
	free(to);
}

static void run_cipher(struct input *in)
{
	EVP_CIPHER *cipher = ciphers[byte(in) % NR(ciphers)];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new(), *copy;
	struct params p;
	uint8_t *key, *iv, out[256];
	int n, enc;

	EVP_CIPHER_CTX_set_flags(ctx, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
	EVP_CipherInit_ex2(ctx, cipher, NULL, NULL, 1,
			   NULL); /* libcrypto has no checks before it */
	for (int i = 0; i < STEPS && in->at < in->end; i++) {
		const uint8_t step = byte(in);

		switch (step % 8) {
		case 0:
		case 1:
			enc = byte(in) & 1;
			key = fill(in, 64);
			iv = fill(in, 128);
			params_make(&p, in);
			EVP_CipherInit_ex2(ctx, step & 32 ? cipher : NULL, step & 8 ? NULL : key,
					   step & 16 ? NULL : iv, enc, p.list);
			params_free(&p);
			free(key);
			free(iv);
			break;
		case 2:
			params_make(&p, in);
			EVP_CIPHER_CTX_set_params(ctx, p.list);
			params_free(&p);
			break;
		case 3:
			params_make(&p, in);
			EVP_CIPHER_CTX_get_params(ctx, p.list);
			params_free(&p);
			break;
		case 4:
			copy = EVP_CIPHER_CTX_new();
			if (EVP_CIPHER_CTX_copy(copy, ctx)) {
				EVP_CIPHER_CTX_free(ctx);
				ctx = copy;
			} else {
				EVP_CIPHER_CTX_free(copy);
			}
			break;
		case 5: EVP_CipherFinal_ex(ctx, out, &n); break;
		default: cipher_update(ctx, in); break;
		}
	}
	EVP_CIPHER_CTX_free(ctx);
}

static void run_digest(struct input *in)
{
	EVP_MD *md = mds[byte(in) % NR(mds)];
	EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *copy;
	struct params p;
	uint8_t *data, out[EVP_MAX_MD_SIZE];
	size_t len;

	EVP_DigestInit_ex2(ctx, md, NULL);
	for (int i = 0; i < STEPS && in->at < in->end; i++) {
		switch (byte(in) % 7) {
		case 0:
			params_make(&p, in);
			EVP_DigestInit_ex2(ctx, md, p.list);
			params_free(&p);
			break;
		case 1:
			params_make(&p, in);
			EVP_MD_CTX_set_params(ctx, p.list);
			params_free(&p);
			break;
		case 2: EVP_DigestFinal_ex(ctx, out, NULL); break;
		case 3:
			len = length(in);
			data = malloc(len ? len : 1);
			EVP_DigestFinalXOF(ctx, data, len);
			free(data);
			break;
		case 4:
			copy = EVP_MD_CTX_new();
			if (EVP_MD_CTX_copy_ex(copy, ctx)) {
				EVP_MD_CTX_free(ctx);
				ctx = copy;
			} else {
				EVP_MD_CTX_free(copy);
			}
			break;
		default:
			len = length(in);
			data = fill(in, len);
			EVP_DigestUpdate(ctx, data, len);
			free(data);
			break;
		}
	}
	EVP_MD_CTX_free(ctx);
}

/* Who sets the size of a TLS record promises that as many bytes can be read at the address of its text.
 * Returns how many that is, or room if the parameters say nothing new. */
static size_t record_room(const OSSL_PARAM *list, size_t room)
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(list, OSSL_MAC_PARAM_TLS_DATA_SIZE);
	size_t n;

	if (!p || !p->data || !OSSL_PARAM_get_size_t(p, &n) || n > RECORD_MAX)
		return room;
	return n > room ? n : room;
}

static void run_mac(struct input *in)
{
	size_t room = 0; /* at the text of a record */
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(fetched_macs[byte(in) % NR(fetched_macs)]), *copy;
	struct params p;
	uint8_t *data;
	size_t len, n;

	for (int i = 0; ctx && i < STEPS && in->at < in->end; i++) {
		const uint8_t step = byte(in);

		switch (step % 8) {
		case 0:
		case 1:
			len = length(in);
			data = fill(in, len);
			params_make(&p, in);
			room = record_room(p.list, room);
			EVP_MAC_init(ctx, step & 8 ? NULL : data, len, p.list);
			params_free(&p);
			free(data);
			break;
		case 2:
			params_make(&p, in);
			room = record_room(p.list, room);
			EVP_MAC_CTX_set_params(ctx, p.list);
			params_free(&p);
			break;
		case 3:
			params_make(&p, in);
			EVP_MAC_CTX_get_params(ctx, p.list);
			params_free(&p);
			break;
		case 4:
			copy = EVP_MAC_CTX_dup(ctx);
			if (copy) {
				EVP_MAC_CTX_free(ctx);
				ctx = copy;
			}
			break;
		case 5:
			len = length(in);
			data = malloc(len ? len : 1);
			if (step & 8)
				EVP_MAC_finalXOF(ctx, data, len);
			else
				EVP_MAC_final(ctx, data, &n, len);
			free(data);
			break;
		default:
			len = length(in);
			data = fill(in, len);
			if (len < room) {
				data = realloc(data, room);
				if (!data)
					abort();
				memset(data + len, 0xa5, room - len);
			}
			EVP_MAC_update(ctx, data, len);
			free(data);
			break;
		}
	}
	EVP_MAC_CTX_free(ctx);
}

/* PBKDF2 has 2048 iterations unless told otherwise, which take as long as dozens of other
 * inputs. Other KDFs know no iterations and ignore them. */
static void few_iterations(EVP_KDF_CTX *ctx, const struct input *in)
{
	uint64_t iter = 2;
	const OSSL_PARAM p[] = { OSSL_PARAM_uint64(OSSL_KDF_PARAM_ITER, &iter), OSSL_PARAM_END };

	if (ctx && !in->takes_long)
		EVP_KDF_CTX_set_params(ctx, p);
}

static void run_kdf(struct input *in)
{
	EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdfs[byte(in) % NR(kdfs)]), *copy;
	struct params p;
	uint8_t *out;
	size_t len;

	few_iterations(ctx, in);
	for (int i = 0; ctx && i < STEPS && in->at < in->end; i++) {
		switch (byte(in) % 6) {
		case 0:
		case 1:
			params_make(&p, in);
			EVP_KDF_CTX_set_params(ctx, p.list);
			params_free(&p);
			break;
		case 2:
			params_make(&p, in);
			EVP_KDF_CTX_get_params(ctx, p.list);
			params_free(&p);
			break;
		case 3:
			copy = EVP_KDF_CTX_dup(ctx);
			if (copy) {
				EVP_KDF_CTX_free(ctx);
				ctx = copy;
			}
			break;
		case 4:
			len = length(in) % DERIVE_MAX;
			out = malloc(len ? len : 1);
			params_make(&p, in);
			EVP_KDF_derive(ctx, out, len, p.list);
			params_free(&p);
			free(out);
			break;
		default:
			if (byte(in) % 16 == 0) {
				EVP_KDF_CTX_reset(ctx);
				few_iterations(ctx, in);
			}
			break;
		}
	}
	EVP_KDF_CTX_free(ctx);
}

static void run_key(struct input *in)
{
	const char *type = key_types[byte(in) % NR(key_types)];
	EVP_PKEY_CTX *pctx = EVP_PKEY_CTX_new_from_name(libctx, type, "provider=cmh");
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY *key = NULL;
	struct params p;
	uint8_t *data, out[128];
	size_t len = sizeof(out);

	params_make(&p, in);
	if (byte(in) & 1) {
		EVP_PKEY_fromdata_init(pctx);
		EVP_PKEY_fromdata(pctx, &key, EVP_PKEY_KEYPAIR, p.list);
	} else {
		EVP_PKEY_keygen_init(pctx);
		EVP_PKEY_CTX_set_params(pctx, p.list);
		EVP_PKEY_generate(pctx, &key);
	}
	params_free(&p);
	if (key) {
		params_make(&p, in);
		EVP_PKEY_get_params(key, p.list);
		EVP_DigestSignInit_ex(ctx, NULL, byte(in) & 1 ? "SHA256" : NULL, libctx,
				      "provider=cmh", key, p.list);
		params_free(&p);
		data = fill(in, 100);
		EVP_DigestSign(ctx, out, &len, data, byte(in) % 100);
		free(data);
	}
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	EVP_PKEY_CTX_free(pctx);
}

static void set_up(void)
{
	libctx = OSSL_LIB_CTX_new();
	if (!libctx || !OSSL_PROVIDER_add_builtin(libctx, "cmh", OSSL_provider_init) ||
	    !OSSL_PROVIDER_load(libctx, "cmh") || !OSSL_PROVIDER_load(libctx, "default"))
		abort();
#define FETCH(kind, list, names_of)                                                     \
	for (size_t i = 0; i < NR(list); i++)                                           \
		if (!((list)[i] = kind##_fetch(libctx, (names_of)[i], "provider=cmh"))) \
			abort();
	FETCH(EVP_CIPHER, ciphers, cipher_names)
	FETCH(EVP_MD, mds, md_names)
	FETCH(EVP_MAC, fetched_macs, mac_names)
	FETCH(EVP_KDF, kdfs, kdf_names)
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct input in = { data, data + len, fuzz_may_take_long(data, len) };

	if (!libctx)
		set_up();
	switch (byte(&in) % 8) {
	case 0:
	case 1:
	case 2: run_cipher(&in); break;
	case 3: run_digest(&in); break;
	case 4:
	case 5: run_mac(&in); break;
	case 6: run_kdf(&in); break;
	default: run_key(&in); break;
	}
	ERR_clear_error();
	return 0;
}
