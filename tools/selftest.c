// SPDX-License-Identifier: Apache-2.0
/* selftest.c - the items of the self-test, and those of algorithms: known answers, each asked for in one
 * request and again in pieces; both directions of a cipher; a tampered tag that must be refused; and what
 * can be said of random bytes.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/encode.h"
#include "tools/kat.h"
#include "tools/selftest_priv.h"

/* Bytes of a hexadecimal field. */
struct bytes {
	uint8_t v[KAT_BYTES_MAX];
	size_t len;
};

static struct bytes bytes_of(const char *hex)
{
	struct bytes bytes = { .len = 0 };
	int len = hex ? decode_hex(hex, bytes.v, sizeof(bytes.v)) : 0;

	bytes.len = len > 0 ? (size_t)len : 0;
	return bytes;
}

int selftest_failed(const struct selftest *test, const char *step, int err)
{
	const char *sentence = cmh_errmsg();

	snprintf(test->why, test->why_len, "%s: %s: %s", test->source, step,
		 *sentence ? sentence : cmh_strerror(err));
	return err;
}

int selftest_wrong(const struct selftest *test, const char *step)
{
	snprintf(test->why, test->why_len, "%s: %s: wrong answer", test->source, step);
	return -EBADMSG;
}

int selftest_expect(const struct selftest *test, const char *step, int rc, const void *got,
		  const void *want, size_t len)
{
	if (rc < 0)
		return selftest_failed(test, step, rc);
	return len && memcmp(got, want, len) ? selftest_wrong(test, step) : 0;
}

static int digest_in_pieces(const struct selftest *test, const uint8_t *message, size_t len,
			    uint8_t *out, size_t out_len)
{
	size_t first = len / 3;
	struct cmh_hash *hash;
	int rc;

	rc = cmh_hash_new(test->dev, test->alg, &hash);
	if (rc)
		return rc;
	rc = cmh_hash_update(hash, message, first);
	if (!rc)
		rc = cmh_hash_update(hash, message + first, len - first);
	if (!rc)
		rc = cmh_hash_final(hash, out, out_len);
	cmh_hash_free(hash);
	return rc;
}

static int check_digest(struct selftest *test, const struct kat_digest *kat)
{
	struct bytes want = bytes_of(kat->digest);
	uint8_t message[256], got[KAT_BYTES_MAX];
	size_t len = kat->text ? strlen(kat->text) : kat->repeat_nr;
	int rc;

	if (kat->text)
		memcpy(message, kat->text, len);
	else
		memset(message, kat->repeat_byte, len);
	rc = cmh_digest(test->dev, test->alg, message, len, got, want.len);
	rc = selftest_expect(test, "digest", rc, got, want.v, want.len);
	if (rc)
		return rc;
	memset(got, 0, sizeof(got));
	rc = digest_in_pieces(test, message, len, got, want.len);
	return selftest_expect(test, "digest in pieces", rc, got, want.v, want.len);
}

static int cipher_in_pieces(const struct selftest *test, const struct cmh_key *key,
			    const struct bytes *iv, const uint8_t *in, uint8_t *out, size_t len)
{
	struct cmh_cipher_ctx *ctx;
	int rc;

	rc = cmh_cipher_ctx_new(test->dev, test->alg, &ctx);
	if (rc)
		return rc;
	rc = cmh_cipher_ctx_init(ctx, CMH_ENCRYPT, key, iv->len ? iv->v : NULL, iv->len);
	if (!rc)
		rc = cmh_cipher_ctx_update(ctx, in, out, 16);
	if (!rc)
		rc = cmh_cipher_ctx_update(ctx, in + 16, out + 16, len - 16);
	cmh_cipher_ctx_free(ctx);
	return rc;
}

static int check_cipher(struct selftest *test, const struct kat_cipher *kat)
{
	const struct bytes key_bytes = bytes_of(kat->key), iv = bytes_of(kat->iv);
	const struct bytes plain = bytes_of(kat->plain), cipher = bytes_of(kat->cipher);
	const struct cmh_key key = { .data = key_bytes.v, .len = key_bytes.len };
	const uint8_t *iv_or_null = iv.len ? iv.v : NULL;
	uint8_t got[KAT_BYTES_MAX];
	int rc;

	rc = cmh_cipher(test->dev, test->alg, CMH_ENCRYPT, &key, iv_or_null, plain.v, got,
			plain.len);
	rc = selftest_expect(test, "encrypt", rc, got, cipher.v, cipher.len);
	if (rc)
		return rc;
	rc = cmh_cipher(test->dev, test->alg, CMH_DECRYPT, &key, iv_or_null, cipher.v, got,
			cipher.len);
	rc = selftest_expect(test, "decrypt", rc, got, plain.v, plain.len);
	if (rc || cmh_alg_get(test->alg)->family == CMH_XTS)
		return rc;
	rc = cipher_in_pieces(test, &key, &iv, plain.v, got, plain.len);
	return selftest_expect(test, "encrypt in pieces", rc, got, cipher.v, cipher.len);
}

/* A tag with one bit changed must be refused. */
static int check_tampered(struct selftest *test, const struct cmh_key *key,
			  const struct bytes *nonce, const struct bytes *aad,
			  const struct bytes *cipher, struct bytes tag)
{
	uint8_t got[KAT_BYTES_MAX];
	int rc;

	tag.v[tag.len - 1] ^= 1;
	rc = cmh_aead(test->dev, test->alg, CMH_DECRYPT, key, nonce->v, nonce->len, aad->v,
		      aad->len, cipher->v, got, cipher->len, tag.v, tag.len);
	if (rc == -EBADMSG)
		return 0;
	return rc < 0 ? selftest_failed(test, "tampered tag", rc) : selftest_wrong(test, "tampered tag");
}

static int check_aead(struct selftest *test, const struct kat_aead *kat)
{
	const struct bytes key_bytes = bytes_of(kat->key), nonce = bytes_of(kat->nonce);
	const struct bytes aad = bytes_of(kat->aad), plain = bytes_of(kat->plain);
	const struct bytes cipher = bytes_of(kat->cipher), tag = bytes_of(kat->tag);
	const struct cmh_key key = { .data = key_bytes.v, .len = key_bytes.len };
	struct bytes got_tag = { .len = tag.len };
	uint8_t got[KAT_BYTES_MAX];
	int rc;

	rc = cmh_aead(test->dev, test->alg, CMH_ENCRYPT, &key, nonce.v, nonce.len, aad.v, aad.len,
		      plain.v, got, plain.len, got_tag.v, got_tag.len);
	rc = selftest_expect(test, "encrypt", rc, got, cipher.v, cipher.len);
	if (!rc)
		rc = selftest_expect(test, "tag", 0, got_tag.v, tag.v, tag.len);
	if (rc)
		return rc;
	rc = cmh_aead(test->dev, test->alg, CMH_DECRYPT, &key, nonce.v, nonce.len, aad.v, aad.len,
		      cipher.v, got, cipher.len, got_tag.v, got_tag.len);
	rc = selftest_expect(test, "decrypt", rc, got, plain.v, plain.len);
	return rc ? rc : check_tampered(test, &key, &nonce, &aad, &cipher, tag);
}

static int mac_in_pieces(const struct selftest *test, const struct cmh_key *key, const char *custom,
			 size_t custom_len, const struct bytes *message, uint8_t *out, size_t len)
{
	size_t first = message->len / 3;
	struct cmh_mac_ctx *ctx;
	int rc;

	rc = cmh_mac_ctx_new(test->dev, test->alg, &ctx);
	if (rc)
		return rc;
	rc = cmh_mac_ctx_init(ctx, key, custom, custom_len);
	if (!rc)
		rc = cmh_mac_ctx_update(ctx, message->v, first);
	if (!rc)
		rc = cmh_mac_ctx_update(ctx, message->v + first, message->len - first);
	if (!rc)
		rc = cmh_mac_ctx_final(ctx, out, len);
	cmh_mac_ctx_free(ctx);
	return rc;
}

static int check_mac(struct selftest *test, const struct kat_mac *kat)
{
	const struct bytes key_bytes = bytes_of(kat->key), message = bytes_of(kat->message);
	const struct bytes want = bytes_of(kat->mac);
	const struct cmh_key key = { .data = key_bytes.v, .len = key_bytes.len };
	size_t custom_len = kat->custom ? strlen(kat->custom) : 0;
	uint8_t got[KAT_BYTES_MAX];
	int rc;

	if (cmh_alg_get(test->alg)->family == CMH_CSHAKE) {
		rc = cmh_cshake(test->dev, test->alg, NULL, 0, kat->custom, custom_len, message.v,
				message.len, got, want.len);
		return selftest_expect(test, "output", rc, got, want.v, want.len);
	}
	rc = cmh_mac(test->dev, test->alg, &key, kat->custom, custom_len, message.v, message.len,
		     got, want.len);
	rc = selftest_expect(test, "MAC", rc, got, want.v, want.len);
	if (rc)
		return rc;
	memset(got, 0, sizeof(got));
	rc = mac_in_pieces(test, &key, kat->custom, custom_len, &message, got, want.len);
	return selftest_expect(test, "MAC in pieces", rc, got, want.v, want.len);
}

/* A repetition count test as in SP 800-90B 4.4.1: six equal bytes in a row mean a stuck generator (by
 * chance once in 250 million of these tests). */
static bool is_stuck(const uint8_t *v, size_t len)
{
	size_t run = 1;

	for (size_t i = 1; i < len; i++) {
		run = v[i] == v[i - 1] ? run + 1 : 1;
		if (run == 6)
			return true;
	}
	return false;
}

/* Each call writes just the bytes asked for, and no two calls the same ones. */
static int check_random(struct selftest *test)
{
	enum { LEN = 4096, GUARD = 32 };
	uint8_t calls[2][LEN + GUARD], guard[GUARD];
	int rc;

	memset(guard, 0xa5, sizeof(guard));
	for (int i = 0; i < 2; i++) {
		memset(calls[i], 0xa5, sizeof(calls[i]));
		test->source = "SP 800-90A";
		rc = cmh_random(test->dev, calls[i], LEN);
		rc = selftest_expect(test, "length", rc, calls[i] + LEN, guard, GUARD);
		if (rc)
			return rc;
		test->source = "SP 800-90B 4.4.1";
		if (is_stuck(calls[i], LEN))
			return selftest_wrong(test, "repetition count");
	}
	test->source = "SP 800-90A";
	if (!memcmp(calls[0], calls[1], LEN))
		return selftest_wrong(test, "two requests, the same bytes");
	return 2;
}

int selftest_alg(struct cmh_dev *dev, enum cmh_alg alg, char *why, size_t len)
{
	struct selftest test = { .dev = dev, .alg = alg, .why = why, .why_len = len };
	int nr = 0, rc = 0;

	if (cmh_alg_get(alg)->family == CMH_RAND)
		return check_random(&test);
	for (const struct kat_digest *kat = kat_digests; !rc && kat->alg; kat++) {
		if (kat->alg != alg)
			continue;
		test.source = kat->source;
		rc = check_digest(&test, kat);
		nr++;
	}
	for (const struct kat_cipher *kat = kat_ciphers; !rc && kat->alg; kat++) {
		if (kat->alg != alg)
			continue;
		test.source = kat->source;
		rc = check_cipher(&test, kat);
		nr++;
	}
	for (const struct kat_aead *kat = kat_aeads; !rc && kat->alg; kat++) {
		if (kat->alg != alg)
			continue;
		test.source = kat->source;
		rc = check_aead(&test, kat);
		nr++;
	}
	for (const struct kat_mac *kat = kat_macs; !rc && kat->alg; kat++) {
		if (kat->alg != alg)
			continue;
		test.source = kat->source;
		rc = check_mac(&test, kat);
		nr++;
	}
	if (!rc && !nr) {
		snprintf(why, len, "there is no known answer for it");
		return -ENOENT;
	}
	return rc ? rc : nr;
}

static int check_nop(struct cmh_dev *dev, const char *name, char *why, size_t len)
{
	struct selftest test = { .dev = dev, .source = name, .why = why, .why_len = len };
	int rc = cmh_nop(dev);

	return rc < 0 ? selftest_failed(&test, "run", rc) : 1;
}

/* ---- all items ---- */

/* Before the algorithms, and behind them. */
static const struct selftest_item first[] = {
	{ "nop", CMH_CORE_SYS, CMH_ALG_NONE, check_nop },
	{ "datastore", CMH_CORE_SYS, CMH_ALG_NONE, selftest_datastore },
};
static const struct selftest_item more[] = {
	{ "drbg-config", CMH_CORE_DRBG, CMH_ALG_NONE, selftest_drbg },
	{ "hkdf", CMH_CORE_KIC, CMH_ALG_NONE, selftest_hkdf },
	{ "alarms", CMH_CORE_EAC, CMH_ALG_NONE, selftest_alarms },
};

#define FIRST (sizeof(first) / sizeof(*first))
#define MORE  (sizeof(more) / sizeof(*more))

bool selftest_item_at(size_t i, struct selftest_item *item)
{
	const struct cmh_alg_info *info;
	const char *name;

	if (i < FIRST) {
		*item = first[i];
		return true;
	}
	i -= FIRST;
	info = cmh_alg_get((enum cmh_alg)(i + 1));
	if (info) {
		*item = (struct selftest_item){ info->name, info->core, info->id, NULL };
		return true;
	}
	i -= CMH_ALG_NR - 1;
	if (i < MORE) {
		*item = more[i];
		return true;
	}
	name = selftest_pk_name(i - MORE);
	*item = (struct selftest_item){ name, CMH_CORE_PKE, CMH_ALG_NONE, selftest_pk };
	return name != NULL;
}

int selftest_item_run(struct cmh_dev *dev, const struct selftest_item *item, char *why, size_t len)
{
	struct cmh_dev_info info = { .sz = sizeof(info) };
	int rc;

	if (item->alg)
		return cmh_dev_has(dev, item->alg) ? selftest_alg(dev, item->alg, why, len) : 0;
	rc = cmh_dev_info(dev, &info);
	if (rc) {
		snprintf(why, len, "%s", cmh_strerror(rc));
		return rc;
	}
	return info.cores >> item->core & 1 ? item->run(dev, item->name, why, len) : 0;
}
