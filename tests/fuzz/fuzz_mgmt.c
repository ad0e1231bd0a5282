// SPDX-License-Identifier: Apache-2.0
/* fuzz_mgmt.c - hostile arguments of key management, through the one entry for all its calls. Every
 * field is the input's; only what is an address becomes that of a buffer, or null, as a program
 * that can be told to misread its own memory has lost already.
 *
 * What must hold: an error is one that the header names, and leaves the argument as it was. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmh/cmh.h>

#include "tests/fuzz/fuzz.h"

#define REOPEN 256u /* runs until a store that gives nothing back is made anew */
#define CALLS   6   /* of one input */
#define KEYGENS \
	512u /* key generation takes as long as hundreds of other calls: one run in so many may */

/* A call, and which of the eight 64-bit words of its argument are addresses. */
static const struct {
	uint32_t request;
	uint8_t addresses;
} calls[] = {
	{ CMH_MGMT_IOC_KEY_NEW, 0 },
	{ CMH_MGMT_IOC_KEY_NEW_RANDOM, 0 },
	{ CMH_MGMT_IOC_KEY_WRITE, 1 << 4 },
	{ CMH_MGMT_IOC_KEY_READ, 1 << 3 },
	{ CMH_MGMT_IOC_KEY_FIND, 0 },
	{ CMH_MGMT_IOC_KEY_LIST, 0 },
	{ CMH_MGMT_IOC_KEY_GRANT, 0 },
	{ CMH_MGMT_IOC_KEY_DELETE, 0 },
	{ CMH_MGMT_IOC_DS_EXPORT, 1 << 3 },
	{ CMH_MGMT_IOC_DS_IMPORT, 1 << 2 },
	{ CMH_MGMT_IOC_KIC_HKDF1, 1 << 3 },
	{ CMH_MGMT_IOC_KIC_HKDF2, 1 << 4 },
	{ CMH_MGMT_IOC_KIC_AES_CMAC_KDF, 1 << 3 },
	{ CMH_MGMT_IOC_KIC_DKEK_DERIVE, 1 << 3 },
	{ CMH_MGMT_IOC_EAC_READ, 0 },
	{ CMH_MGMT_IOC_DRBG_CONFIG, 0 },
	{ CMH_MGMT_IOC_PKE_RSA_ENC, 1 << 1 | 1 << 3 | 1 << 4 | 1 << 5 },
	{ CMH_MGMT_IOC_PKE_RSA_DEC, 1 << 1 | 1 << 3 | 1 << 4 | 1 << 5 },
	{ CMH_MGMT_IOC_PKE_RSA_CRT_DEC, 1 << 1 | 1 << 3 | 1 << 4 | 1 << 5 },
	{ CMH_MGMT_IOC_PKE_RSA_KEYGEN, 1 << 1 | 1 << 3 },
	{ CMH_MGMT_IOC_PKE_ECDSA_SIGN, 1 << 1 | 1 << 3 },
	{ CMH_MGMT_IOC_PKE_ECDH, 1 << 1 | 1 << 5 },
	{ CMH_MGMT_IOC_PKE_ECDH_KEYGEN, 1 << 2 },
	{ CMH_MGMT_IOC_PKE_EDDSA_SIGN, 1 << 1 | 1 << 3 },
	{ CMH_MGMT_IOC_PKE_EDDSA_VERIFY, 1 << 1 | 1 << 3 | 1 << 4 },
	{ CMH_MGMT_IOC_PKE_EC_KEYGEN, 0 },
	{ CMH_MGMT_IOC_PKE_EC_PUBGEN, 1 << 2 },
	{ CMH_MGMT_IOC_PKE_EDDSA_KEYGEN_SCA, 0 },
	{ CMH_MGMT_IOC_ML_KEM_KEYGEN, 0 },
	{ CMH_MGMT_IOC_ML_KEM_ENC, 0 },
	{ CMH_MGMT_IOC_ML_KEM_DEC, 0 },
	{ CMH_MGMT_IOC_ML_DSA_KEYGEN, 0 },
	{ CMH_MGMT_IOC_ML_DSA_SIGN, 0 },
	{ CMH_MGMT_IOC_SLHDSA_KEYGEN, 0 },
	{ CMH_MGMT_IOC_SLHDSA_SIGN, 0 },
	{ CMH_MGMT_IOC_SLHDSA_SIGN_PREHASH, 0 },
	{ CMH_MGMT_IOC_SM2_ECDH_KEYGEN, 1 << 1 | 1 << 2 },
	{ CMH_MGMT_IOC_SM2_ECDH, 1 << 1 | 1 << 2 | 1 << 3 | 1 << 5 | 1 << 6 },
	{ CMH_MGMT_IOC_SM2_DEC_POINT, 1 << 1 | 1 << 2 },
	{ CMH_MGMT_IOC_SM2_ENC_POINT, 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 },
	{ CMH_MGMT_IOC_SM2_ID_DIGEST, 1 << 1 | 1 << 2 | 1 << 3 },
	{ CMH_MGMT_IOC_SM2_ECDH_HASH, 1 << 1 | 1 << 2 | 1 << 4 },
	{ CMH_MGMT_IOC_SM2_DEC_HASH, 1 << 1 | 1 << 2 | 1 << 3 },
	{ CMH_MGMT_IOC_SM2_ENC_HASH, 1 << 1 | 1 << 2 | 1 << 3 },
};

_Static_assert(sizeof(calls) / sizeof(calls[0]) == 44, "a call is missing");

struct input {
	const uint8_t *at, *end;
};

static uint8_t u8(struct input *in)
{
	return in->at < in->end ? *in->at++ : 0;
}

/* As large as any length that passes the checks. */
static uint8_t buffers[4][CMH_MGMT_DATA_MAX];

/* The whole hub, and one without the PKE core, whose calls would take nearly all the time. */
static const char *const uris[2] = { "soft:mailboxes=2",
				     "soft:mailboxes=2,cores=hc+aes+drbg+kic+eac" };

static struct hub {
	struct cmh_dev *dev;
	struct cmh_mgmt *mgmt;
	uint32_t runs;
} hubs[2];

static struct cmh_mgmt *hub(bool light)
{
	struct hub *h = &hubs[light];

	if (h->mgmt && h->runs++ < REOPEN)
		return h->mgmt;
	cmh_mgmt_close(h->mgmt);
	cmh_dev_close(h->dev);
	h->runs = 0;
	if (cmh_dev_open(uris[light], NULL, &h->dev) || cmh_mgmt_open(h->dev, -1, &h->mgmt))
		abort();
	return h->mgmt;
}

/* A field that is no address. */
static uint64_t word(struct input *in, const uint64_t *refs)
{
	uint8_t code = u8(in);
	uint64_t wide = 0;

	switch (code >> 5) {
	case 0: return refs[code & 7];
	case 1: /* a length, curve or type, and flags */
		return u8(in) | (uint64_t)(code & 0x1f) << 32;
	case 2: return u8(in) | (uint64_t)(code & 7) << 48;
	case 3: return code & 1 ? CMH_REF_TEMP : CMH_REF_KIC(code >> 1 & 15);
	case 4: return (uint64_t)u8(in) << 10 | (uint64_t)u8(in) << 32;
	case 5: return 0;
	case 6: return code & 0x1f;
	default:
		for (int i = 0; i < 8; i++)
			wide = wide << 8 | u8(in);
		return wide;
	}
}

static bool named(int ret)
{
	switch (ret) {
	case 0:
	case -EINVAL:
	case -EFAULT:
	case -EIO:
	case -EOPNOTSUPP:
	case -ENOTTY:
	case -ENOMEM: return true;
	default: return false;
	}
}

/* Each input finds an empty datastore, as far as the handle still sees what the one before made. */
static void clean_up(struct cmh_mgmt *m)
{
	for (;;) {
		struct cmh_mgmt_key_list l = { .version = CMH_MGMT_VERSION };
		struct cmh_mgmt_key_delete d = { .version = CMH_MGMT_VERSION };

		if (cmh_mgmt_key_list(m, &l) || !l.ref)
			return;
		d.ref = l.ref;
		if (cmh_mgmt_key_delete(m, &d))
			abort();
	}
}

/* One input in 64, the same each time. */
static bool whole_hub(const uint8_t *data, size_t len)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += data[i];
	return sum % 64 == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static uint32_t runs;
	struct input in = { data, data + len };
	uint64_t refs[8] = { 0 }, arg[8], before[8];
	struct cmh_mgmt *m;
	uint32_t nr = 0;
	bool worked = false;

	if (len < 2 || len > 512)
		return 0;
	runs++;
	m = hub(!whole_hub(data, len));
	for (int n = 0; n < CALLS && in.at < in.end; n++) {
		uint8_t code = u8(&in), first = u8(&in);
		uint32_t i = code % 44, request = calls[i].request;
		int ret;

		if (code >= 250)
			request ^= 1u << (u8(&in) & 31);
		if (request == CMH_MGMT_IOC_PKE_RSA_KEYGEN && runs % KEYGENS)
			continue;
		arg[0] = (first >= 240 ? first : 1) | (uint64_t)(first & 0x7f) << 32;
		for (int w = 1; w < 8; w++) {
			if (calls[i].addresses >> w & 1) {
				uint8_t which = u8(&in);

				arg[w] = which >= 0xf0 ? 0 :
							 (uint64_t)(uintptr_t)buffers[which & 3];
			} else {
				arg[w] = word(&in, refs);
			}
		}
		memcpy(before, arg, sizeof(arg));
		ret = cmh_mgmt_call(m, request, arg);
		if (!named(ret))
			abort();
		if (ret && memcmp(before, arg, sizeof(arg)))
			abort();
		worked |= !ret;
		/* what it has put out may be a reference */
		for (int w = 1; !ret && w < 8; w++)
			if (arg[w] != before[w])
				refs[nr++ & 7] = arg[w];
	}
	if (worked)
		clean_up(m);
	return 0;
}
