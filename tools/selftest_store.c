// SPDX-License-Identifier: Apache-2.0
/* selftest_store.c - the datastore, keys derived in the hub, the DRBG's settings and the error books. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tools/encode.h"
#include "tools/kat.h"
#include "tools/selftest_priv.h"

/* Objects of the self-test carry this name, and are gone after it. */
#define CID 0x434d482d54455354ull

/* What a datastore call returned, under the name of a step. */
static int done(const struct selftest *test, const char *step, int rc)
{
	return rc < 0 ? selftest_failed(test, step, rc) : 0;
}

/* What is asked for and must not be there. */
static int gone(const struct selftest *test, const char *step, int rc)
{
	if (rc == -ENOENT)
		return 0;
	return rc < 0 ? selftest_failed(test, step, rc) : selftest_wrong(test, step);
}

static int read_back(const struct selftest *test, uint64_t ref, const uint8_t *want, uint32_t len)
{
	struct cmh_object found;
	uint8_t got[64];
	int rc;

	rc = cmh_object_find(test->dev, CID, &found);
	if (rc < 0)
		return selftest_failed(test, "find", rc);
	if (found.ref != ref || found.cid != CID || found.len != len ||
	    found.type != (CMH_TYPE_PT | CMH_CORE_AES))
		return selftest_wrong(test, "find");
	rc = cmh_object_data(test->dev, ref, got, len, 0);
	return selftest_expect(test, "read", rc, got, want, len);
}

/* The key of an object gives the ciphertext that SP 800-38A says. */
static int use(const struct selftest *test, uint64_t ref, const struct kat_cipher *kat)
{
	const struct cmh_key key = { .len = 16, .ref = ref };
	uint8_t in[KAT_BYTES_MAX], want[KAT_BYTES_MAX], got[KAT_BYTES_MAX];
	int len = decode_hex(kat->plain, in, sizeof(in)), rc;

	if (len < 0 || decode_hex(kat->cipher, want, sizeof(want)) != len)
		return selftest_failed(test, "known answer", -EINVAL);
	rc = cmh_cipher(test->dev, kat->alg, CMH_ENCRYPT, &key, NULL, in, got, (size_t)len);
	return selftest_expect(test, "use as a key", rc, got, want, (size_t)len);
}

static const struct kat_cipher *ecb(void)
{
	const struct kat_cipher *kat = kat_ciphers;

	while (kat->alg && kat->alg != CMH_ALG_AES_128_ECB)
		kat++;
	return kat;
}

/* new, write, find, read, use, delete; what is deleted is not found and cannot be read. */
int selftest_datastore(struct cmh_dev *dev, const char *name, char *why, size_t len)
{
	struct selftest test = { .dev = dev, .source = name, .why = why, .why_len = len };
	const struct kat_cipher *kat = ecb();
	uint8_t key[64], got[64];
	int key_len = decode_hex(kat->key, key, sizeof(key)), rc, rc_delete;
	uint64_t ref = 0;

	if (key_len < 0)
		return selftest_failed(&test, "known answer", -EINVAL);
	rc = done(&test, "new", cmh_object_new(dev, CID, (uint32_t)key_len, &ref));
	if (rc)
		return rc;
	rc = done(&test, "write",
		  cmh_object_write(dev, ref, 0, key, (size_t)key_len, CMH_TYPE_PT | CMH_CORE_AES, 0));
	if (!rc)
		rc = read_back(&test, ref, key, (uint32_t)key_len);
	if (!rc && cmh_dev_has(dev, kat->alg))
		rc = use(&test, ref, kat);
	rc_delete = cmh_object_delete(dev, ref);
	if (!rc)
		rc = done(&test, "delete", rc_delete);
	if (!rc)
		rc = gone(&test, "find what was deleted",
			  cmh_object_find(dev, CID, &(struct cmh_object){ 0 }));
	if (!rc)
		rc = gone(&test, "read what was deleted",
			  cmh_object_data(dev, ref, got, (size_t)key_len, 0));
	return rc ? rc : 1;
}

/* Reading clears the books, so a second look finds none of the first look's faults in the hub's own. */
int selftest_alarms(struct cmh_dev *dev, const char *name, char *why, size_t len)
{
	struct selftest test = { .dev = dev, .source = name, .why = why, .why_len = len };
	struct cmh_alarms alarms;
	int rc;

	for (int i = 0; i < 2; i++) {
		memset(&alarms, 0xff, sizeof(alarms));
		rc = cmh_alarms_read(dev, &alarms);
		if (rc < 0)
			return selftest_failed(&test, "read", rc);
	}
	if (alarms.hw_error || alarms.hw_nmi || alarms.hw_panic || alarms.safety_fatal) {
		snprintf(why, len, "%s: hardware errors in cores %#x, NMI %#x, panic %#x, fatal %#x", name,
			 alarms.hw_error, alarms.hw_nmi, alarms.hw_panic, alarms.safety_fatal);
		return -EIO;
	}
	return 1;
}

/* RFC 5869, A.1: key, salt and label are objects or travel with the command; the result is an object. */
static const char rfc_ikm[] = "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b";
static const char rfc_salt[] = "000102030405060708090a0b0c";
static const char rfc_info[] = "f0f1f2f3f4f5f6f7f8f9";
static const char rfc_okm[] = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
			      "34007208d5b887185865";

/* A new object with the bytes of hex. Returns 0 or a negative errno; *ref is to be deleted if not 0. */
static int object_of(struct cmh_dev *dev, const char *hex, uint64_t *ref)
{
	uint8_t bytes[64];
	int len = decode_hex(hex, bytes, sizeof(bytes)), rc;

	if (len < 0)
		return -EINVAL;
	rc = cmh_object_new(dev, 0, (uint32_t)len, ref);
	if (rc < 0)
		return rc;
	return cmh_object_write(dev, *ref, 0, bytes, (size_t)len, CMH_TYPE_PT | CMH_CORE_KIC, 0);
}

int selftest_hkdf(struct cmh_dev *dev, const char *name, char *why, size_t len)
{
	struct selftest test = { .dev = dev, .source = "RFC 5869 A.1", .why = why, .why_len = len };
	uint8_t info[64], want[64], got[64];
	int info_len = decode_hex(rfc_info, info, sizeof(info));
	int want_len = decode_hex(rfc_okm, want, sizeof(want)), rc;
	uint64_t refs[3] = { 0 };
	struct cmh_kdf kdf = {
		.kind = CMH_KDF_HKDF2,
		.len = (uint32_t)want_len,
		.label = info,
		.label_len = (size_t)info_len,
		.type = CMH_TYPE_PT | CMH_CORE_HC,
	};

	(void)name;
	rc = done(&test, "key", object_of(dev, rfc_ikm, &refs[0]));
	if (!rc)
		rc = done(&test, "salt", object_of(dev, rfc_salt, &refs[1]));
	kdf.base = refs[0];
	kdf.salt = refs[1];
	if (!rc)
		rc = done(&test, "derive", cmh_derive(dev, &kdf, 0, &refs[2]));
	if (!rc)
		rc = selftest_expect(&test, "derived key",
				     cmh_object_data(dev, refs[2], got, (size_t)want_len, 0), got,
				     want, (size_t)want_len);
	for (size_t i = 0; i < 3; i++)
		if (refs[i])
			cmh_object_delete(dev, refs[i]);
	return rc ? rc : 1;
}

/* Settings that the DRBG takes, and at the limits those that it must refuse; afterwards it still works. */
int selftest_drbg(struct cmh_dev *dev, const char *name, char *why, size_t len)
{
	static const struct {
		uint32_t ratio, strength;
		bool ok;
	} settings[] = {
		{ 4, 256, false }, { 0, 255, false }, { 0, 257, false },
		{ 3, 128, true },  { 0, 128, true },  { 0, 256, true },
	};
	struct selftest test = { .dev = dev, .source = name, .why = why, .why_len = len };
	uint8_t before[64], after[64];
	int rc;

	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		rc = cmh_random(dev, before, sizeof(before));
		if (rc < 0)
			return selftest_failed(&test, "bytes", rc);
		rc = cmh_drbg_config(dev, settings[i].ratio, settings[i].strength);
		if (settings[i].ok && rc < 0)
			return selftest_failed(&test, "settings", rc);
		if (!settings[i].ok && rc != -EINVAL)
			return rc < 0 ? selftest_failed(&test, "bad settings", rc) :
					selftest_wrong(&test, "bad settings");
		rc = cmh_random(dev, after, sizeof(after));
		if (rc < 0)
			return selftest_failed(&test, "bytes after settings", rc);
		if (!memcmp(before, after, sizeof(before)))
			return selftest_wrong(&test, "the same bytes after settings");
	}
	return 1;
}
