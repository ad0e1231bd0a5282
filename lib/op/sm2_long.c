// SPDX-License-Identifier: Apache-2.0
/* sm2_long.c - SM2 beyond the hub's 32 bytes: encryption with a longer key stream, identities of any
 * length, session keys of any length. The hub does what needs the private key, and the hashing; the
 * library puts it together.
 *
 * Key stream: SM3(Z || 1), SM3(Z || 2), ... with the counter in 32 bits (GB/T 32918.4, 5.4.3). */
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include <cmh/abi/sm3.h>
#include <cmh/hash.h>
#include <cmh/sync.h>

#include "dev/error.h"
#include "op/pke.h"
#include "ring/ring.h"

#define POINT        CMH_SM2_POINT_SIZE
#define DIGEST       CMH_SM2_DIGEST_SIZE
#define PREFIX_MAX   (POINT + 2 * DIGEST)
#define KDF_COMMANDS 4 /* of one block */

/* ---- key stream ---- */

static void put_be32(uint8_t *to, uint32_t n)
{
	for (int i = 0; i < 4; i++)
		to[i] = (uint8_t)(n >> (24 - 8 * i));
}

/* Blocks sqe->iv_len and following of the key stream of prefix `in`. */
int op_sm2_kdf_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	uint32_t prefix = (uint32_t)sqe->len, in_len = prefix + 4;
	uint32_t blocks = (uint32_t)((sqe->out_len + DIGEST - 1) / DIGEST);
	uint64_t in_bus, out_bus;
	uint8_t *in = pack_area(p, (size_t)blocks * in_len, &in_bus);
	uint8_t *out = pack_area(p, (size_t)blocks * DIGEST, &out_bus);

	for (uint32_t i = 0; in && out && i < blocks; i++) {
		struct cmh_sm3_update u = { .input = in_bus + (uint64_t)i * in_len, .inlen = in_len };
		struct cmh_sm3_final f = { .digest = out_bus + (uint64_t)i * DIGEST, .outlen = DIGEST };

		memcpy(in + (size_t)i * in_len, sqe->in, prefix);
		put_be32(in + (size_t)i * in_len + prefix, sqe->iv_len + i);
		pack_cmd(p, CMH_CORE_SM3, 0, CMH_SM3_CMD_INIT);
		cmh_sm3_update_put(pack_cmd(p, CMH_CORE_SM3, 0, CMH_SM3_CMD_UPDATE), &u);
		cmh_sm3_final_put(pack_cmd(p, CMH_CORE_SM3, 0, CMH_SM3_CMD_FINAL), &f);
		pack_flush(p, CMH_CORE_SM3);
	}
	if (out)
		pack_result(p, sqe->out, out, sqe->out_len, false);
	return 0;
}

/* len bytes of key stream; as many blocks a request as leave room for others on the ring. */
static int kdf(struct cmh_dev *dev, const uint8_t *prefix, size_t prefix_len, uint8_t *out, size_t len)
{
	size_t commands = (dev->t->stride / CMH_VCQ_ENTRY_SIZE - 1) * (size_t)(CMH_KEPT_DEPTH / 2);
	size_t most = commands / KDF_COMMANDS * DIGEST;

	if (!cmh_dev_has(dev, CMH_ALG_SM3))
		return cmh_fail(-EOPNOTSUPP, "sm2: this device has no SM3 core");
	for (size_t done = 0, n; done < len; done += n) {
		struct cmh_sqe sqe;
		int err;

		n = len - done < most ? len - done : most;
		sqe_clear(&sqe);
		sqe.op = CMH_OP_SM2_KDF;
		sqe.in = prefix;
		sqe.len = prefix_len;
		sqe.out = out + done;
		sqe.out_len = n;
		sqe.iv_len = (uint32_t)(done / DIGEST) + 1;
		err = cmh_call(dev, &sqe);
		if (err)
			return err;
	}
	return 0;
}

/* Is it all zeros? Looks at every byte. */
static bool all_zero(const uint8_t *data, size_t len)
{
	uint8_t any = 0;

	for (size_t i = 0; i < len; i++)
		any |= data[i];
	return !any;
}

/* out = text exclusive-or the key stream of the point. -EAGAIN: the stream is all zeros. */
static int mask(struct cmh_dev *dev, const uint8_t *point, const uint8_t *text, uint8_t *out, size_t len)
{
	uint8_t *stream = malloc(len);
	int err;

	if (!stream)
		return cmh_fail(-ENOMEM, "sm2: no memory for %zu bytes", len);
	err = kdf(dev, point, POINT, stream, len);
	if (!err && all_zero(stream, len))
		err = -EAGAIN;
	for (size_t i = 0; !err && i < len; i++)
		out[i] = text[i] ^ stream[i];
	OPENSSL_cleanse(stream, len);
	free(stream);
	return err;
}

/* C3 = SM3(x || text || y) of the point. */
static int check_value(struct cmh_dev *dev, const uint8_t *point, const void *text, size_t len,
		       uint8_t c3[DIGEST])
{
	struct cmh_hash *hash = NULL;
	int err = cmh_hash_new(dev, CMH_ALG_SM3, &hash);

	if (!err)
		err = cmh_hash_update(hash, point, POINT / 2);
	if (!err)
		err = cmh_hash_update(hash, text, len);
	if (!err)
		err = cmh_hash_update(hash, point + POINT / 2, POINT / 2);
	if (!err)
		err = cmh_hash_final(hash, c3, DIGEST);
	cmh_hash_free(hash);
	return err < 0 ? err : 0;
}

/* ---- encryption ---- */

static int too_long(size_t len)
{
	if (len <= CMH_SM2_LONG_MAX)
		return 0;
	return cmh_fail(-EMSGSIZE, "sm2: message of %zu bytes exceeds %u", len, CMH_SM2_LONG_MAX);
}

int cmh_sm2_encrypt(struct cmh_dev *dev, const void *pub, const void *msg, size_t len, void *out)
{
	uint8_t point[POINT], *c1 = out, *c3 = c1 + POINT, *c2 = c3 + DIGEST;
	struct cmh_sqe sqe;
	int err;

	if (len <= CMH_SM2_MAX) {
		sqe_clear(&sqe);
		cmh_prep_sm2_encrypt(&sqe, pub, msg, len, out);
		return cmh_call(dev, &sqe);
	}
	err = too_long(len);
	if (err)
		return err;
	do {
		err = cmh_sm2_enc_point(dev, pub, NULL, c1, point);
		if (err >= 0)
			err = mask(dev, point, msg, c2, len);
	} while (err == -EAGAIN);
	if (!err)
		err = check_value(dev, point, msg, len, c3);
	OPENSSL_cleanse(point, sizeof(point));
	if (!err)
		return (int)(len + CMH_SM2_MARGIN);
	OPENSSL_cleanse(out, len + CMH_SM2_MARGIN);
	return err;
}

int cmh_sm2_decrypt(struct cmh_dev *dev, const struct cmh_key *key, const void *in, size_t len,
		    void *out)
{
	const uint8_t *c1 = in, *c3 = c1 + POINT, *c2 = c3 + DIGEST;
	uint8_t point[POINT], check[DIGEST];
	struct cmh_sqe sqe;
	size_t text_len;
	int err;

	if (len <= CMH_SM2_MARGIN + CMH_SM2_MAX) {
		sqe_clear(&sqe);
		cmh_prep_sm2_decrypt(&sqe, key, in, len, out);
		return cmh_call(dev, &sqe);
	}
	text_len = len - CMH_SM2_MARGIN;
	err = too_long(text_len);
	if (err)
		return err;
	err = cmh_sm2_dec_point(dev, key, c1, point);
	if (err < 0)
		return err;
	err = mask(dev, point, c2, out, text_len);
	if (!err)
		err = check_value(dev, point, out, text_len, check);
	if (err == -EAGAIN || (!err && CRYPTO_memcmp(check, c3, DIGEST)))
		err = cmh_fail(-EBADMSG, "sm2: the ciphertext was changed");
	OPENSSL_cleanse(point, sizeof(point));
	OPENSSL_cleanse(check, sizeof(check));
	if (!err)
		return (int)text_len;
	OPENSSL_cleanse(out, text_len);
	return err;
}

/* ---- identities ---- */

/* a, b and the base point (GB/T 32918.5), as they come into Z. */
static const uint8_t curve[4 * 32] = {
	0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfc,
	0x28, 0xe9, 0xfa, 0x9e, 0x9d, 0x9f, 0x5e, 0x34, 0x4d, 0x5a, 0x9e, 0x4b, 0xcf, 0x65, 0x09, 0xa7,
	0xf3, 0x97, 0x89, 0xf5, 0x15, 0xab, 0x8f, 0x92, 0xdd, 0xbc, 0xbd, 0x41, 0x4d, 0x94, 0x0e, 0x93,
	0x32, 0xc4, 0xae, 0x2c, 0x1f, 0x19, 0x81, 0x19, 0x5f, 0x99, 0x04, 0x46, 0x6a, 0x39, 0xc9, 0x94,
	0x8f, 0xe3, 0x0b, 0xbf, 0xf2, 0x66, 0x0b, 0xe1, 0x71, 0x5a, 0x45, 0x89, 0x33, 0x4c, 0x74, 0xc7,
	0xbc, 0x37, 0x36, 0xa2, 0xf4, 0xf6, 0x77, 0x9c, 0x59, 0xbd, 0xce, 0xe3, 0x6b, 0x69, 0x21, 0x53,
	0xd0, 0xa9, 0x87, 0x7c, 0xc6, 0x2a, 0x47, 0x40, 0x02, 0xdf, 0x32, 0xe5, 0x21, 0x39, 0xf0, 0xa0,
};

int cmh_sm2_z(struct cmh_dev *dev, const void *pub, const void *id, size_t id_len, void *z)
{
	uint8_t bits[2] = { (uint8_t)(id_len * 8 >> 8), (uint8_t)(id_len * 8) };
	struct cmh_hash *hash = NULL;
	struct cmh_sqe sqe;
	int err;

	if (id_len <= CMH_SM2_MAX) {
		sqe_clear(&sqe);
		cmh_prep_sm2_z(&sqe, pub, id, id_len, z);
		return cmh_call(dev, &sqe);
	}
	if (id_len > CMH_SM2_LONG_ID_MAX)
		return cmh_fail(-EMSGSIZE, "sm2: identity of %zu bytes exceeds %u", id_len,
				CMH_SM2_LONG_ID_MAX);
	if (!op_point_on_curve(cmh_curve_get(CMH_CURVE_SM2), pub))
		return cmh_fail(-EINVAL, "sm2: the public key is not on the curve");
	err = cmh_hash_new(dev, CMH_ALG_SM3, &hash);
	if (!err)
		err = cmh_hash_update(hash, bits, sizeof(bits));
	if (!err)
		err = cmh_hash_update(hash, id, id_len);
	if (!err)
		err = cmh_hash_update(hash, curve, sizeof(curve));
	if (!err)
		err = cmh_hash_update(hash, pub, POINT);
	if (!err)
		err = cmh_hash_final(hash, z, DIGEST);
	cmh_hash_free(hash);
	return err < 0 ? err : DIGEST;
}

/* ---- key exchange ---- */

int cmh_sm2_exchange_key(struct cmh_dev *dev, const struct cmh_key *key,
			 const struct cmh_sm2_exchange *x, void *secret, size_t len)
{
	uint8_t prefix[PREFIX_MAX];
	struct cmh_sqe sqe;
	int err;

	if (len == CMH_SM2_SHARED_KEY_SIZE)
		return cmh_sm2_exchange(dev, key, x, secret);
	if (!len)
		return cmh_fail(-EINVAL, "sm2: session key of 0 bytes");
	err = too_long(len);
	if (err)
		return err;
	sqe_clear(&sqe);
	op_prep_sm2_point(&sqe, key, (void *)x->session, true, x->peer, x->peer_session, prefix, NULL);
	err = cmh_call(dev, &sqe);
	if (err < 0)
		return err;
	memcpy(prefix + POINT, x->z_initiator, DIGEST);
	memcpy(prefix + POINT + DIGEST, x->z_responder, DIGEST);
	err = kdf(dev, prefix, sizeof(prefix), secret, len);
	OPENSSL_cleanse(prefix, sizeof(prefix));
	if (!err)
		return (int)len;
	OPENSSL_cleanse(secret, len);
	return err;
}
