/* SPDX-License-Identifier: Apache-2.0 */
/* pk_lib.h - what the suites of the library's public-key operations share: a device, and
 * libcrypto's keys. */
#ifndef CMH_TESTS_PK_LIB_H
#define CMH_TESTS_PK_LIB_H

#include <errno.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#include <cmh/cmh.h>

#include "lib/op/pke.h"
#include "lib/ring/ring.h"

static struct cmh_dev *dev;

static inline void dev_up(void)
{
	/* sanitizers make RSA slow */
	struct cmh_dev_opts opts = { .sz = sizeof(opts), .timeout_ms = 60000 };

	if (cmh_dev_open("soft:", &opts, &dev))
		abort();
}

static inline void dev_down(void)
{
	cmh_dev_close(dev);
}

/* One entry that an internal prep call filled in. */
/* clang-format off */
#define CALL(prep, ...) ({ \
	struct cmh_sqe sqe_; \
	sqe_clear(&sqe_); \
	prep(&sqe_, __VA_ARGS__); \
	cmh_call(dev, &sqe_); \
})
/* clang-format on */

static inline struct cmh_key raw(const void *data, size_t len)
{
	return (struct cmh_key){ data, len, 0 };
}

static inline struct cmh_key stored(uint64_t ref, size_t len)
{
	return (struct cmh_key){ NULL, len, ref };
}

static inline void random_fill(void *out, size_t len)
{
	if (RAND_bytes(out, (int)len) <= 0)
		abort();
}

/* The curve as libcrypto knows it; FRP256v1 is made from its parameters. */
static inline EC_GROUP *group_of(const struct cmh_curve_info *curve)
{
	static const char *const frp[] = { CMH_FRP256V1_P,  CMH_FRP256V1_A,  CMH_FRP256V1_B,
					   CMH_FRP256V1_GX, CMH_FRP256V1_GY, CMH_FRP256V1_N };
	BIGNUM *v[6] = { 0 };
	EC_GROUP *group;
	EC_POINT *g;
	char oid[64];

	if (curve->id != CMH_CURVE_FRP256V1) {
		strcpy(oid, strrchr(curve->names, ':') + 1);
		return EC_GROUP_new_by_curve_name(OBJ_txt2nid(oid));
	}
	for (int i = 0; i < 6; i++)
		BN_hex2bn(&v[i], frp[i]);
	group = EC_GROUP_new_curve_GFp(v[0], v[1], v[2], NULL);
	g = EC_POINT_new(group);
	if (!EC_POINT_set_affine_coordinates(group, g, v[3], v[4], NULL) ||
	    !EC_GROUP_set_generator(group, g, v[5], BN_value_one()))
		abort();
	for (int i = 0; i < 6; i++)
		BN_free(v[i]);
	EC_POINT_free(g);
	return group;
}

struct pair {
	EC_KEY *key;
	uint8_t priv[CMH_CLEN_MAX], pub[2 * CMH_CLEN_MAX];
};

/* A new key pair of libcrypto's. */
static inline struct pair pair_new(const struct cmh_curve_info *curve)
{
	struct pair pair = { .key = EC_KEY_new() };
	EC_GROUP *group = group_of(curve);
	BIGNUM *x = BN_new(), *y = BN_new();
	int len = (int)curve->len;

	if (!EC_KEY_set_group(pair.key, group) || !EC_KEY_generate_key(pair.key) ||
	    !EC_POINT_get_affine_coordinates(group, EC_KEY_get0_public_key(pair.key), x, y, NULL) ||
	    BN_bn2binpad(x, pair.pub, len) != len || BN_bn2binpad(y, pair.pub + len, len) != len ||
	    BN_bn2binpad(EC_KEY_get0_private_key(pair.key), pair.priv, len) != len)
		abort();
	BN_free(x);
	BN_free(y);
	EC_GROUP_free(group);
	return pair;
}

static inline void pair_free(struct pair *pair)
{
	EC_KEY_free(pair->key);
}

#endif
