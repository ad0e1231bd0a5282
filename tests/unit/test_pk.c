// SPDX-License-Identifier: Apache-2.0
/* Public-key operations of the library: libcrypto signs what the device verifies and the other
 * way round, on every curve; and every mistake a caller can make. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "tests/unit/pk_lib.h"

TestSuite(pk, .init = dev_up, .fini = dev_down, .timeout = 300);

#define EACH_CURVE(c, k)                                  \
	for (size_t i_ = 0; (c = cmh_curve_at(i_)); i_++) \
		if (c->kind == (k))

/* ---- the table ---- */

Test(pk, curve_table_agrees_with_the_wire)
{
	const struct cmh_curve_info *c;
	size_t nr = 0;

	for (; (c = cmh_curve_at(nr)); nr++) {
		cr_assert(eq(u32, c->clen, cmh_curve_clen(c->id)), "%s", c->name);
		cr_assert(eq(u32, c->bits, cmh_curve_bits(c->id)), "%s", c->name);
		cr_assert(eq(u32, c->len, (c->bits + 7) / 8), "%s", c->name);
		cr_assert(eq(int, c->kind == CMH_CURVE_EDWARDS, cmh_curve_is_edwards(c->id)));
		cr_assert(eq(ptr, (void *)cmh_curve_get(c->id), (void *)c));
		cr_assert(eq(ptr, (void *)cmh_curve_find(c->name), (void *)c));
	}
	cr_assert(eq(sz, nr, 16));
	cr_assert(eq(ptr, (void *)cmh_curve_find("SECP384R1"),
		     (void *)cmh_curve_get(CMH_CURVE_P384)));
	cr_assert(eq(ptr, (void *)cmh_curve_find("1.3.101.113"),
		     (void *)cmh_curve_get(CMH_CURVE_448)));
	cr_assert(zero(ptr, (void *)cmh_curve_find("P-25")));
	cr_assert(zero(ptr, (void *)cmh_curve_get(0)));
}

Test(pk, curve_equations_are_those_of_libcrypto)
{
	const struct cmh_curve_info *c;

	EACH_CURVE(c, CMH_CURVE_WEIERSTRASS)
	{
		struct pair pair = pair_new(c);

		cr_assert(op_point_on_curve(c, pair.pub), "%s", c->name);
		pair.pub[2 * c->len - 1] ^= 1;
		cr_assert(not(op_point_on_curve(c, pair.pub)), "%s", c->name);
		memset(pair.pub, 0, 2 * c->len);
		cr_assert(not(op_point_on_curve(c, pair.pub)), "%s", c->name);
		memset(pair.pub, 0xff, 2 * c->len);
		cr_assert(not(op_point_on_curve(c, pair.pub)), "%s", c->name);
		pair_free(&pair);
	}
}

/* ---- ECDSA ---- */

static void sign_there(const struct pair *pair, const uint8_t *digest, size_t len, uint8_t *sig,
		       int half)
{
	ECDSA_SIG *s = ECDSA_do_sign(digest, (int)len, pair->key);

	cr_assert(s != NULL);
	BN_bn2binpad(ECDSA_SIG_get0_r(s), sig, half);
	BN_bn2binpad(ECDSA_SIG_get0_s(s), sig + half, half);
	ECDSA_SIG_free(s);
}

static int verify_there(const struct pair *pair, const uint8_t *digest, size_t len,
			const uint8_t *sig, int half)
{
	ECDSA_SIG *s = ECDSA_SIG_new();
	int ok;

	ECDSA_SIG_set0(s, BN_bin2bn(sig, half, NULL), BN_bin2bn(sig + half, half, NULL));
	ok = ECDSA_do_verify(digest, (int)len, s, pair->key);
	ECDSA_SIG_free(s);
	return ok;
}

Test(pk, ecdsa_both_ways_on_every_curve_with_digests_of_any_length)
{
	const struct cmh_curve_info *c;

	EACH_CURVE(c, CMH_CURVE_WEIERSTRASS)
	{
		size_t lens[] = { 1, 20, c->len - 1, c->len, c->len + 1, 64, 67, 68, 100 };
		struct pair pair;
		struct cmh_key key;

		if (c->id == CMH_CURVE_SM2)
			continue;
		pair = pair_new(c);
		key = raw(pair.priv, c->len);
		for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
			uint8_t digest[100], sig[2 * CMH_CLEN_MAX];
			size_t len = lens[i];
			int n = (int)c->len;

			random_fill(digest, len);
			cr_assert(eq(int, cmh_ecdsa_sign(dev, c->id, &key, digest, len, sig),
				     2 * n),
				  "%s %zu: %s", c->name, len, cmh_errmsg());
			cr_assert(eq(int, verify_there(&pair, digest, len, sig, n), 1), "%s %zu",
				  c->name, len);
			sign_there(&pair, digest, len, sig, n);
			cr_assert(eq(int, cmh_ecdsa_verify(dev, c->id, pair.pub, digest, len, sig),
				     0),
				  "%s %zu", c->name, len);
			sig[i % (2 * c->len)] ^= 1;
			cr_assert(eq(int, cmh_ecdsa_verify(dev, c->id, pair.pub, digest, len, sig),
				     -EBADMSG));
			sig[i % (2 * c->len)] ^= 1;
			digest[0] ^= 0x80;
			cr_assert(eq(int, cmh_ecdsa_verify(dev, c->id, pair.pub, digest, len, sig),
				     -EBADMSG));
		}
		pair_free(&pair);
	}
}

Test(pk, ecdsa_refuses)
{
	const struct cmh_curve_info *c = cmh_curve_get(CMH_CURVE_P256);
	struct pair pair = pair_new(c);
	uint8_t digest[32] = { 1 }, sig[64], n[32], zero[32] = { 0 };
	struct cmh_key key = raw(pair.priv, 32);
	EC_GROUP *group = group_of(c);

	BN_bn2binpad(EC_GROUP_get0_order(group), n, 32);
	EC_GROUP_free(group);
	cr_assert(eq(int, cmh_ecdsa_sign(dev, CMH_CURVE_P256, &key, digest, 0, sig), -EINVAL));
	cr_assert(eq(int, cmh_ecdsa_sign(dev, CMH_CURVE_25519, &key, digest, 32, sig), -EINVAL));
	cr_assert(eq(int, cmh_ecdsa_sign(dev, 0x10003, &key, digest, 32, sig), -EINVAL));
	cr_assert(eq(int, cmh_ecdsa_sign(dev, CMH_CURVE_P384, &key, digest, 32, sig), -EINVAL),
		  "key length");
	key.len = 31;
	cr_assert(eq(int, cmh_ecdsa_sign(dev, CMH_CURVE_P256, &key, digest, 32, sig), -EINVAL));
	key = raw(zero, 32);
	cr_assert(eq(int, cmh_ecdsa_sign(dev, CMH_CURVE_P256, &key, digest, 32, sig), -EINVAL));
	key = raw(n, 32);
	cr_assert(eq(int, cmh_ecdsa_sign(dev, CMH_CURVE_P256, &key, digest, 32, sig), -EINVAL));
	key = raw(pair.priv, 32);
	cr_assert(eq(int, cmh_ecdsa_sign(dev, CMH_CURVE_P256, &key, digest, 32, sig), 64),
		  "all is well again");

	pair.pub[5] ^= 1;
	cr_assert(
		eq(int, cmh_ecdsa_verify(dev, CMH_CURVE_P256, pair.pub, digest, 32, sig), -EINVAL));
	pair.pub[5] ^= 1;
	memcpy(sig, n, 32);
	cr_assert(eq(int, cmh_ecdsa_verify(dev, CMH_CURVE_P256, pair.pub, digest, 32, sig),
		     -EBADMSG));
	memset(sig, 0, 64);
	cr_assert(eq(int, cmh_ecdsa_verify(dev, CMH_CURVE_P256, pair.pub, digest, 32, sig),
		     -EBADMSG));
	pair_free(&pair);
}

/* ---- keys and agreement ---- */

Test(pk, public_keys_and_secrets_are_those_of_libcrypto)
{
	const struct cmh_curve_info *c;

	EACH_CURVE(c, CMH_CURVE_WEIERSTRASS)
	{
		struct pair a = pair_new(c), b = pair_new(c);
		struct cmh_key key = raw(a.priv, c->len);
		uint8_t pub[2 * CMH_CLEN_MAX], here[CMH_CLEN_MAX], there[CMH_CLEN_MAX];
		int n = (int)c->len;

		cr_assert(eq(int, cmh_ec_pubkey(dev, c->id, &key, pub), 2 * n), "%s", c->name);
		cr_assert(zero(int, memcmp(pub, a.pub, 2 * c->len)), "%s", c->name);
		cr_assert(eq(int, cmh_ecdh(dev, c->id, &key, b.pub, here), n), "%s", c->name);
		cr_assert(gt(int,
			     ECDH_compute_key(there, c->len, EC_KEY_get0_public_key(b.key), a.key,
					      NULL),
			     0));
		cr_assert(zero(int, memcmp(here, there, c->len)), "%s", c->name);
		b.pub[2 * c->len - 1] ^= 1; /* the same x, no point */
		cr_assert(eq(int, cmh_ecdh(dev, c->id, &key, b.pub, here), -EINVAL));
		pair_free(&a);
		pair_free(&b);
	}
}

Test(pk, generated_pairs_agree)
{
	const struct cmh_curve_info *c;

	for (size_t i = 0; (c = cmh_curve_at(i)); i++) {
		uint8_t a[CMH_CLEN_MAX], b[CMH_CLEN_MAX], pub_a[2 * CMH_CLEN_MAX],
			pub_b[2 * CMH_CLEN_MAX];
		uint8_t ab[CMH_CLEN_MAX], ba[CMH_CLEN_MAX], again[2 * CMH_CLEN_MAX];
		int n = (int)c->len, pub_len = c->kind == CMH_CURVE_EDWARDS ? n : 2 * n;
		struct cmh_key key = raw(a, c->len);

		cr_assert(eq(int, cmh_ec_generate(dev, c->id, a, pub_a), pub_len), "%s", c->name);
		cr_assert(eq(int, cmh_ec_generate(dev, c->id, b, pub_b), pub_len), "%s", c->name);
		cr_assert(ne(int, memcmp(a, b, c->len), 0));
		cr_assert(eq(int, cmh_ec_pubkey(dev, c->id, &key, again), pub_len));
		cr_assert(zero(int, memcmp(again, pub_a, (size_t)pub_len)));
		cr_assert(eq(int, cmh_ecdh(dev, c->id, &key, pub_b, ab), n), "%s", c->name);
		key = raw(b, c->len);
		cr_assert(eq(int, cmh_ecdh(dev, c->id, &key, pub_a, ba), n), "%s", c->name);
		cr_assert(zero(int, memcmp(ab, ba, c->len)), "%s", c->name);
	}
}

static EVP_PKEY *montgomery(bool x448)
{
	return EVP_PKEY_Q_keygen(NULL, NULL, x448 ? "X448" : "X25519");
}

Test(pk, x25519_and_x448_are_those_of_libcrypto)
{
	for (int big = 0; big < 2; big++) {
		uint32_t curve = big ? CMH_CURVE_448 : CMH_CURVE_25519;
		EVP_PKEY *a = montgomery(big), *b = montgomery(big);
		EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(a, NULL);
		uint8_t priv[56], pub[56], peer[56], here[56], there[56];
		size_t n = big ? 56 : 32, len = 56;
		struct cmh_key key = raw(priv, n);

		EVP_PKEY_get_raw_private_key(a, priv, &len);
		len = 56;
		EVP_PKEY_get_raw_public_key(b, peer, &len);
		cr_assert(EVP_PKEY_derive_init(ctx) > 0 && EVP_PKEY_derive_set_peer(ctx, b) > 0);
		len = 56;
		cr_assert(EVP_PKEY_derive(ctx, there, &len) > 0);
		cr_assert(eq(int, cmh_ecdh(dev, curve, &key, peer, here), (int)n));
		cr_assert(zero(int, memcmp(here, there, n)));
		cr_assert(eq(int, cmh_ec_pubkey(dev, curve, &key, pub), (int)n));
		len = 56;
		EVP_PKEY_get_raw_public_key(a, peer, &len);
		cr_assert(zero(int, memcmp(pub, peer, n)));
		memset(peer, 0, n); /* of order 2 or less */
		cr_assert(eq(int, cmh_ecdh(dev, curve, &key, peer, here), -EINVAL));
		key.len = n + 1;
		cr_assert(eq(int, cmh_ecdh(dev, curve, &key, pub, here), -EINVAL));
		EVP_PKEY_CTX_free(ctx);
		EVP_PKEY_free(a);
		EVP_PKEY_free(b);
	}
}

/* ---- EdDSA ---- */

Test(pk, eddsa_is_that_of_libcrypto)
{
	static const size_t lens[] = { 0, 1, 63, 64, 65, 1000, CMH_EDDSA_MAX };
	uint8_t *msg = malloc(CMH_EDDSA_MAX + 1);

	random_fill(msg, CMH_EDDSA_MAX + 1);
	for (int big = 0; big < 2; big++) {
		uint32_t curve = big ? CMH_CURVE_448 : CMH_CURVE_25519;
		EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, big ? "ED448" : "ED25519");
		uint8_t priv[57], pub[57], mine[57], here[114], there[114];
		size_t n = big ? 57 : 32, len = 57;
		struct cmh_key key = raw(priv, n);

		EVP_PKEY_get_raw_private_key(pkey, priv, &len);
		len = 57;
		EVP_PKEY_get_raw_public_key(pkey, pub, &len);
		cr_assert(eq(int, cmh_eddsa_pubkey(dev, curve, &key, mine), (int)n));
		cr_assert(zero(int, memcmp(mine, pub, n)));
		for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
			EVP_MD_CTX *ctx = EVP_MD_CTX_new();

			len = sizeof(there);
			cr_assert(EVP_DigestSignInit(ctx, NULL, NULL, NULL, pkey) > 0);
			cr_assert(EVP_DigestSign(ctx, there, &len, msg, lens[i]) > 0);
			EVP_MD_CTX_free(ctx);
			cr_assert(eq(int, cmh_eddsa_sign(dev, curve, &key, msg, lens[i], here),
				     2 * (int)n),
				  "%zu", lens[i]);
			cr_assert(zero(int, memcmp(here, there, 2 * n)), "%zu", lens[i]);
			cr_assert(
				eq(int, cmh_eddsa_verify(dev, curve, pub, msg, lens[i], here), 0));
			here[i] ^= 1;
			cr_assert(eq(int, cmh_eddsa_verify(dev, curve, pub, msg, lens[i], here),
				     -EBADMSG));
			here[i] ^= 1;
			here[n + i] ^= 1;
			cr_assert(eq(int, cmh_eddsa_verify(dev, curve, pub, msg, lens[i], here),
				     -EBADMSG));
			here[n + i] ^= 1;
			if (lens[i])
				cr_assert(eq(int,
					     cmh_eddsa_verify(dev, curve, pub, msg, lens[i] - 1,
							      here),
					     -EBADMSG));
		}
		cr_assert(eq(int, cmh_eddsa_sign(dev, curve, &key, msg, CMH_EDDSA_MAX + 1, here),
			     -EMSGSIZE));
		cr_assert(eq(int, cmh_eddsa_verify(dev, curve, pub, msg, CMH_EDDSA_MAX + 1, here),
			     -EMSGSIZE));
		cr_assert(
			eq(int, cmh_eddsa_sign(dev, CMH_CURVE_P256, &key, msg, 1, here), -EINVAL));
		key.len = n - 1;
		cr_assert(eq(int, cmh_eddsa_sign(dev, curve, &key, msg, 1, here), -EINVAL));
		cr_assert(eq(int, cmh_eddsa_pubkey(dev, curve, &key, here), -EINVAL));
		memset(pub, 0xff, n);
		cr_assert(eq(int, cmh_eddsa_verify(dev, curve, pub, msg, 1, here), -EBADMSG));
		EVP_PKEY_free(pkey);
	}
	free(msg);
}

/* ---- many at once ---- */

Test(pk, linked_and_batched_requests_end_each_with_its_own_result)
{
	const struct cmh_curve_info *c = cmh_curve_get(CMH_CURVE_P521);
	struct pair pair = pair_new(c);
	struct cmh_key key = raw(pair.priv, c->len);
	struct cmh_ring_opts opts = { .sz = sizeof(opts), .depth = 64, .mailbox = -1 };
	uint8_t digest[64], sig[16][132], bad[132] = { 1 };
	struct cmh_ring *ring;
	int ok = 0, refused = 0;

	random_fill(digest, sizeof(digest));
	cr_assert(eq(int, cmh_ring_open(dev, &opts, &ring), 0));
	for (uint64_t i = 0; i < 16; i++) {
		struct cmh_sqe *sqe = cmh_ring_get_sqe(ring);

		cmh_prep_ecdsa_sign(sqe, c->id, &key, digest, 64, sig[i]);
		cmh_sqe_set_data(sqe, i);
		cmh_sqe_set_flags(sqe, CMH_SQE_LINK);
		sqe = cmh_ring_get_sqe(ring);
		cmh_prep_ecdsa_verify(sqe, c->id, pair.pub, digest, 64, i % 2 ? sig[i] : bad);
		cmh_sqe_set_data(sqe, 100 + i);
	}
	cr_assert(eq(int, cmh_ring_submit(ring), 32));
	for (int n = 0; n < 32; n++) {
		struct cmh_cqe *cqe;

		cr_assert(eq(int, cmh_ring_wait_cqe(ring, &cqe, -1), 0));
		if (cqe->user_data < 100)
			cr_assert(eq(i32, cqe->res, 132));
		else if (cqe->user_data % 2)
			ok += cqe->res == 0;
		else
			refused += cqe->res == -EBADMSG;
		cmh_cqe_seen(ring, cqe);
	}
	cr_assert(eq(int, ok, 8));
	cr_assert(eq(int, refused, 8));
	cmh_ring_close(ring);
	pair_free(&pair);
}

Test(pk, device_without_the_core)
{
	uint8_t priv[32], pub[64];
	struct cmh_dev *small;

	cr_assert(eq(int, cmh_dev_open("soft:cores=hc+aes+drbg", NULL, &small), 0));
	cr_assert(eq(int, cmh_ec_generate(small, CMH_CURVE_P256, priv, pub), -EOPNOTSUPP));
	cmh_dev_close(small);
}

/* ---- keys that stay on the device ---- */

Test(pk, keys_of_the_datastore)
{
	static const uint32_t flags[] = { 0, CMH_TYPE_SCA };
	const struct cmh_curve_info *c;

	EACH_CURVE(c, CMH_CURVE_WEIERSTRASS)
	{
		for (int i = 0; i < 2; i++) {
			uint8_t pub[2 * CMH_CLEN_MAX], sig[2 * CMH_CLEN_MAX], digest[32];
			uint64_t ref = 0;
			struct cmh_key key;

			random_fill(digest, 32);
			cr_assert(eq(int, CALL(op_prep_ec_keygen, c->id, 0x99, flags[i], &ref), 0));
			key = stored(ref, c->len);
			cr_assert(eq(int, cmh_ec_pubkey(dev, c->id, &key, pub), 2 * (int)c->len));
			cr_assert(eq(int, cmh_ecdsa_sign(dev, c->id, &key, digest, 32, sig),
				     2 * (int)c->len));
			cr_assert(eq(int, cmh_ecdsa_verify(dev, c->id, pub, digest, 32, sig), 0),
				  "%s", c->name);
		}
	}
}

Test(pk, ed448_key_in_two_shares)
{
	uint8_t priv[57], pub[57], there[57], sig[114];
	struct cmh_key key = raw(priv, 57);
	uint64_t ref = 0;

	random_fill(priv, 57);
	cr_assert(eq(int, CALL(op_prep_eddsa_sca, &key, 7, &ref), 0));
	cr_assert(ne(u64, ref, 0));
	cr_assert(eq(int, cmh_eddsa_pubkey(dev, CMH_CURVE_448, &key, there), 57));
	key = stored(ref, 57);
	cr_assert(eq(int, cmh_eddsa_pubkey(dev, CMH_CURVE_448, &key, pub), 57));
	cr_assert(zero(int, memcmp(pub, there, 57)));
	cr_assert(eq(int, cmh_eddsa_sign(dev, CMH_CURVE_448, &key, "abc", 3, sig), 114));
	cr_assert(eq(int, cmh_eddsa_verify(dev, CMH_CURVE_448, pub, "abc", 3, sig), 0));
}

Test(pk, generated_eddsa_pairs_agree_with_libcrypto)
{
	static const struct {
		uint32_t curve;
		int nid, len;
	} cases[] = { { CMH_CURVE_25519, NID_ED25519, 32 }, { CMH_CURVE_448, NID_ED448, 57 } };

	for (size_t i = 0; i < 2; i++) {
		uint8_t priv[57], pub[57], there[57], again[57], sig[114];
		size_t len = sizeof(there);
		struct cmh_key key;
		EVP_PKEY *pkey;

		cr_assert(eq(int, cmh_eddsa_generate(dev, cases[i].curve, priv, pub), cases[i].len), "%s",
			  cmh_errmsg());
		pkey = EVP_PKEY_new_raw_private_key(cases[i].nid, NULL, priv, (size_t)cases[i].len);
		cr_assert(EVP_PKEY_get_raw_public_key(pkey, there, &len) > 0);
		EVP_PKEY_free(pkey);
		cr_assert(zero(int, memcmp(pub, there, len)));
		key = raw(priv, len);
		cr_assert(eq(int, cmh_eddsa_sign(dev, cases[i].curve, &key, "abc", 3, sig),
			     2 * cases[i].len));
		cr_assert(eq(int, cmh_eddsa_verify(dev, cases[i].curve, pub, "abc", 3, sig), 0));
		cr_assert(eq(int, cmh_eddsa_generate(dev, cases[i].curve, again, pub), cases[i].len));
		cr_assert(memcmp(priv, again, len) != 0);
	}
	cr_assert(eq(int, cmh_eddsa_generate(dev, CMH_CURVE_P256, NULL, NULL), -EINVAL));
}

Test(pk, what_a_bad_reference_ends_in)
{
	uint8_t digest[32] = { 1 }, sig[64];
	struct cmh_key key = stored(0x1234567, 32);
	uint64_t ref = 0;

	cr_assert(eq(int, cmh_ecdsa_sign(dev, CMH_CURVE_P256, &key, digest, 32, sig), -ENOENT));
	cr_assert(eq(int, CALL(cmh_prep_object_new, 0, 32, &ref), 0));
	key.ref = ref;
	cr_assert(lt(int, cmh_ecdsa_sign(dev, CMH_CURVE_P256, &key, digest, 32, sig), 0),
		  "nothing in it yet");
	ref = 0;
	cr_assert(eq(int, CALL(op_prep_ec_keygen, CMH_CURVE_P256, 0, 0, &ref), 0));
	key.ref = ref;
	cr_assert(eq(int, cmh_ecdsa_sign(dev, CMH_CURVE_P256, &key, digest, 32, sig), 64));
}

/* The object is there although its key is not: the caller is told, to delete it. */
Test(pk, reference_is_given_out_when_a_later_command_fails)
{
	struct cmh_key key = stored(0x1234567, 57);
	uint64_t ref = 0;

	cr_assert(eq(int, CALL(op_prep_eddsa_sca, &key, 7, &ref), -ENOENT));
	cr_assert(ne(u64, ref, 0));
}
