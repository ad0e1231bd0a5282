// SPDX-License-Identifier: Apache-2.0
/* The PKE core behind raw VCQs: published vectors, libcrypto as the judge, every way to be
 * refused. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>

#include "tests/unit/pke_rig.h"

TestSuite(model_pke, .init = pk_up, .fini = pk_down, .timeout = 120);

static const uint32_t curves[] = {
	CMH_CURVE_P192,     CMH_CURVE_P224,      CMH_CURVE_P256,    CMH_CURVE_P384,
	CMH_CURVE_P521,     CMH_CURVE_SECP256K1, CMH_CURVE_BP192R1, CMH_CURVE_BP224R1,
	CMH_CURVE_BP256R1,  CMH_CURVE_BP320R1,   CMH_CURVE_BP384R1, CMH_CURVE_BP512R1,
	CMH_CURVE_FRP256V1, CMH_CURVE_SM2,
};

/* ---- commands ---- */

static int sign(uint32_t curve, uint64_t ref, uint64_t digest, uint32_t len, uint64_t sig)
{
	struct cmh_pke_ecdsa_sign c = { curve, cmh_curve_clen(curve), digest, sig, ref, len };

	cmh_pke_ecdsa_sign_put(pke(CMH_PKE_CMD_ECDSA_SIGN), &c);
	return go();
}

static int verify(uint32_t curve, uint64_t pub, uint64_t digest, uint32_t len, uint64_t sig,
		  uint64_t check)
{
	struct cmh_pke_ecdsa_verify c = { curve, len, pub, digest, sig, check };

	cmh_pke_ecdsa_verify_put(pke(CMH_PKE_CMD_ECDSA_VERIFY), &c);
	return go();
}

static int pubgen(uint32_t curve, uint64_t ref, uint64_t out)
{
	struct cmh_pke_ecdsa_pubgen c = { curve, cmh_curve_clen(curve), out, ref };

	cmh_pke_ecdsa_pubgen_put(pke(CMH_PKE_CMD_ECDSA_PUBGEN), &c);
	return go();
}

static void add_keygen(uint32_t curve, uint64_t ref, uint32_t type)
{
	struct cmh_pke_ecdsa_keygen c = { curve, cmh_curve_clen(curve), ref, type };

	cmh_pke_ecdsa_keygen_put(add(CMH_CORE_PKE, cmh_curve_is_edwards(curve) ? 0 : CMH_VCQ_SWAP,
				     CMH_PKE_CMD_ECDSA_KEYGEN),
				 &c);
}

static void add_ecdh(uint32_t curve, uint64_t ref, uint64_t peer, uint64_t dst, uint32_t type)
{
	uint32_t clen = cmh_curve_clen(curve);
	struct cmh_pke_ecdh c = { curve, clen, clen, type, peer, ref, dst };

	cmh_pke_ecdh_put(pke(CMH_PKE_CMD_ECDH), &c);
}

static int ecdh_keygen(uint32_t curve, uint64_t ref, uint64_t out)
{
	struct cmh_pke_ecdh_keygen c = { curve, cmh_curve_clen(curve), out, ref };

	cmh_pke_ecdh_keygen_put(pke(CMH_PKE_CMD_ECDH_KEYGEN), &c);
	return go();
}

/* A new key on the curve in an object of its own, and its public key at pub. */
static uint64_t new_key(uint32_t curve, uint32_t flags, uint64_t pub)
{
	uint32_t clen = cmh_curve_clen(curve);
	uint64_t ref = object(flags & CMH_TYPE_SCA ? 2 * clen : clen);

	add_keygen(curve, ref, CMH_CORE_PKE | flags);
	cr_assert(eq(int, go(), 0));
	cr_assert(eq(int, pubgen(curve, ref, pub), 0));
	return ref;
}

/* ---- ECDSA ---- */

/* RFC 6979, A.2: message "sample" */
static const struct known {
	uint32_t curve;
	const char *digest, *x, *y, *r, *s;
} known[] = {
	{ CMH_CURVE_P256, "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf",
	  "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6",
	  "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299",
	  "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
	  "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8" },
	{ CMH_CURVE_P384,
	  "9a9083505bc92276aec4be312696ef7bf3bf603f4bbd381196a029f340585312"
	  "313bca4a9b5b890efee42c77b1ee25fe",
	  "EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64"
	  "DEF8F0EA9055866064A254515480BC13",
	  "8015D9B72D7D57244EA8EF9AC0C621896708A59367F9DFB9F54CA84B3F1C9DB1"
	  "288B231C3AE0D4FE7344FD2533264720",
	  "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C"
	  "81A648152E44ACF96E36DD1E80FABE46",
	  "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94F"
	  "A329C145786E679E7B82C71A38628AC8" },
	{ CMH_CURVE_P521,
	  "39a5e04aaff7455d9850c605364f514c11324ce64016960d23d5dc57d3ffd8f4"
	  "9a739468ab8049bf18eef820cdb1ad6c9015f838556bc7fad4138b23fdf986c7",
	  "1894550D0785932E00EAA23B694F213F8C3121F86DC97A04E5A7167DB4E5BCD3"
	  "71123D46E45DB6B5D5370A7F20FB633155D38FFA16D2BD761DCAC474B9A2F5023A4",
	  "493101C962CD4D2FDDF782285E64584139C2F91B47F87FF82354D6630F746A28"
	  "A0DB25741B5B34A828008B22ACC23F924FAAFBD4D33F81EA66956DFEAA2BFDFCF5",
	  "C328FAFCBD79DD77850370C46325D987CB525569FB63C5D3BC53950E6D4C5F17"
	  "4E25A1EE9017B5D450606ADD152B534931D7D4E8455CC91F9B15BF05EC36E377FA",
	  "617CCE7CF5064806C467F678D3B4080D6F1CC50AF26CA209417308281B68AF28"
	  "2623EAA63E5B5C0723D8B8C37FF0777B1A20F8CCB1DCCC43997F1EE0E44DA4A67A" },
};

static uint64_t put_pair(const char *a, const char *b, uint32_t clen)
{
	uint8_t pair[2 * CMH_CLEN_MAX];

	unhex(a, pair, clen);
	unhex(b, pair + clen, clen);
	return put(pair, 2 * clen);
}

Test(model_pke, published_signatures_verify_and_give_back_r)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const struct known *k = &known[i];
		uint32_t clen = cmh_curve_clen(k->curve);
		uint64_t pub = put_pair(k->x, k->y, clen), sig = put_pair(k->r, k->s, clen);
		uint64_t digest = put_hex(k->digest, clen), check = room(clen);

		cr_assert(eq(int, verify(k->curve, pub, digest, clen, sig, check), 0), "%zu", i);
		cr_assert(is_hex(check, k->r, clen));
		at(digest)[clen - 1] ^= 1;
		cr_assert(eq(int, verify(k->curve, pub, digest, clen, sig, check), CMH_HWERR_EIO));
		cr_assert(not(is_hex(check, k->r, clen)), "what verification arrived at instead");
	}
}

Test(model_pke, every_curve_signs_what_it_verifies)
{
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
		uint32_t curve = curves[i], clen = cmh_curve_clen(curve);
		uint64_t pub = room(2 * clen), digest = room(clen), sig = room(2 * clen),
			 check = room(clen);
		uint64_t key = new_key(curve, 0, pub);

		cr_assert(eq(int, sign(curve, key, digest, clen, sig), 0), "curve 0x%x", curve);
		cr_assert(eq(int, verify(curve, pub, digest, clen, sig, check), 0), "curve 0x%x",
			  curve);
		cr_assert(zero(int, memcmp(at(check), at(sig), clen)));
		for (uint32_t byte = 0; byte < 2 * clen;
		     byte += clen - 1) { /* r and s, both ends */
			at(sig)[byte] ^= 1;
			cr_assert(eq(int, verify(curve, pub, digest, clen, sig, check),
				     CMH_HWERR_EIO));
			at(sig)[byte] ^= 1;
		}
		pk_reset();
	}
}

Test(model_pke, digest_is_its_leftmost_clen_bytes)
{
	uint64_t pub = room(64), digest = room(48), sig = room(64), check = room(32);
	uint64_t key = new_key(CMH_CURVE_P256, 0, pub);

	cr_assert(eq(int, sign(CMH_CURVE_P256, key, digest, 48, sig), 0));
	cr_assert(eq(int, verify(CMH_CURVE_P256, pub, digest, 32, sig, check), 0));
	cr_assert(eq(int, sign(CMH_CURVE_P256, key, digest, 31, sig), CMH_HWERR_EINVAL));
	cr_assert(eq(int, verify(CMH_CURVE_P256, pub, digest, 31, sig, check), CMH_HWERR_EINVAL));
}

Test(model_pke, digest_beyond_the_order_is_reduced)
{
	uint64_t pub = room(136), sig = room(136), check = room(68), digest = room(68);
	uint64_t key = new_key(CMH_CURVE_P521, 0, pub);

	memset(at(digest), 0xff, 68); /* 544 bits: far more than the order has */
	cr_assert(eq(int, sign(CMH_CURVE_P521, key, digest, 68, sig), 0));
	cr_assert(eq(int, verify(CMH_CURVE_P521, pub, digest, 68, sig, check), 0));
}

Test(model_pke, without_swap_numbers_are_little_endian)
{
	const struct known *k = &known[0];
	uint64_t pub = put_pair(k->x, k->y, 32), sig = put_pair(k->r, k->s, 32);
	uint64_t digest = put_hex(k->digest, 32), check = room(32);
	struct cmh_pke_ecdsa_verify c = { k->curve, 32, pub, digest, sig, check };
	uint64_t fields[] = { pub, pub + 32, sig, sig + 32, digest };

	for (size_t i = 0; i < 5; i++)
		for (int j = 0; j < 16; j++) {
			uint8_t *p = at(fields[i]), t = p[j];

			p[j] = p[31 - j];
			p[31 - j] = t;
		}
	cmh_pke_ecdsa_verify_put(pke_plain(CMH_PKE_CMD_ECDSA_VERIFY), &c);
	cr_assert(eq(int, go(), 0));
	cr_assert(zero(int, memcmp(at(check), at(sig), 32)));
}

Test(model_pke, one_swap_flag_alone_is_refused)
{
	add(CMH_CORE_PKE, CMH_VCQ_SWAP_BYTES, CMH_PKE_CMD_SM2_ENC_HASH);
	cr_assert(eq(int, go(), CMH_HWERR_EINVAL));
	add(CMH_CORE_PKE, CMH_VCQ_SWAP_WORDS, CMH_PKE_CMD_SM2_ENC_HASH);
	cr_assert(eq(int, go(), CMH_HWERR_EINVAL));
}

Test(model_pke, signature_out_of_range_does_not_verify)
{
	/* n of P-256 */
	static const char n[] = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
	const struct known *k = &known[0];
	uint64_t pub = put_pair(k->x, k->y, 32), digest = put_hex(k->digest, 32), check = room(32);

	cr_assert(eq(int, verify(k->curve, pub, digest, 32, put_pair("00", k->s, 32), check),
		     CMH_HWERR_EIO));
	cr_assert(eq(int, verify(k->curve, pub, digest, 32, put_pair(k->r, "00", 32), check),
		     CMH_HWERR_EIO));
	cr_assert(eq(int, verify(k->curve, pub, digest, 32, put_pair(n, k->s, 32), check),
		     CMH_HWERR_EIO));
	cr_assert(eq(int, verify(k->curve, pub, digest, 32, put_pair(k->r, n, 32), check),
		     CMH_HWERR_EIO));
	for (int i = 0; i < 32; i++)
		cr_assert(eq(u8, at(check)[i], 0xa5));
}

Test(model_pke, point_off_the_curve_is_refused)
{
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
		uint32_t curve = curves[i], clen = cmh_curve_clen(curve);
		uint64_t pub = room(2 * clen), digest = room(clen), sig = room(2 * clen),
			 check = room(clen);

		new_key(curve, 0, pub);
		memset(at(sig), 0, 2 * clen);
		at(sig)[clen - 1] = at(sig)[2 * clen - 1] = 1;
		at(pub)[2 * clen - 1] ^= 1;
		cr_assert(eq(int, verify(curve, pub, digest, clen, sig, check), CMH_HWERR_EINVAL));
		memset(at(pub), 0, 2 * clen); /* how some write infinity */
		cr_assert(eq(int, verify(curve, pub, digest, clen, sig, check), CMH_HWERR_EINVAL));
		memset(at(pub), 0xff, 2 * clen);
		cr_assert(eq(int, verify(curve, pub, digest, clen, sig, check), CMH_HWERR_EINVAL));
		pk_reset();
	}
}

/* n and n - 1 of P-256, and zero */
Test(model_pke, scalar_out_of_range_is_refused)
{
	static const struct {
		const char *d;
		int err;
	} cases[] = {
		{ "00", CMH_HWERR_EINVAL },
		{ "01", 0 },
		{ "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550", 0 },
		{ "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
		  CMH_HWERR_EINVAL },
		{ "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		  CMH_HWERR_EINVAL },
	};
	uint64_t digest = room(32), out = room(64);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t d = put_hex(cases[i].d, 32);

		temp_number(d, 32);
		cr_assert(eq(int, sign(CMH_CURVE_P256, CMH_REF_TEMP, digest, 32, out),
			     cases[i].err),
			  "%zu", i);
		temp_number(d, 32);
		cr_assert(eq(int, pubgen(CMH_CURVE_P256, CMH_REF_TEMP, out), cases[i].err), "%zu",
			  i);
		temp_number(d, 32);
		add_ecdh(CMH_CURVE_P256, CMH_REF_TEMP,
			 put_hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
				 32),
			 CMH_REF_TEMP, PKE_TYPE);
		cr_assert(eq(int, go(), cases[i].err), "%zu", i);
	}
}

/* libcrypto has all but FRP256v1. */
static EC_GROUP *group_of(uint32_t curve)
{
	static const int nids[] = {
		NID_X9_62_prime192v1,
		NID_secp224r1,
		NID_X9_62_prime256v1,
		NID_secp384r1,
		NID_secp521r1,
		NID_secp256k1,
		NID_brainpoolP192r1,
		NID_brainpoolP224r1,
		NID_brainpoolP256r1,
		NID_brainpoolP320r1,
		NID_brainpoolP384r1,
		NID_brainpoolP512r1,
		0,
		NID_sm2,
	};

	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++)
		if (curves[i] == curve)
			return nids[i] ? EC_GROUP_new_by_curve_name(nids[i]) : NULL;
	return NULL;
}

Test(model_pke, public_keys_and_shared_secrets_are_those_of_libcrypto)
{
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
		uint32_t curve = curves[i], clen = cmh_curve_clen(curve);
		EC_GROUP *group = group_of(curve);
		uint64_t pub = room(2 * clen), peer = room(2 * clen), d = room(clen),
			 out = room(clen);
		uint8_t want[2 * CMH_CLEN_MAX];
		EC_POINT *point;
		BIGNUM *k, *x, *y;

		if (!group)
			continue;
		new_key(curve, 0, peer);
		add_keygen(curve, CMH_REF_TEMP, PKE_TYPE);
		data_of(CMH_REF_TEMP, d, clen, CMH_VCQ_SWAP);
		cr_assert(eq(int, go(), 0));
		temp_number(d, clen);
		cr_assert(eq(int, ecdh_keygen(curve, CMH_REF_TEMP, pub), 0));
		k = BN_bin2bn(at(d), (int)clen, NULL);
		x = BN_new();
		y = BN_new();
		point = EC_POINT_new(group);
		cr_assert(EC_POINT_mul(group, point, k, NULL, NULL, NULL));
		cr_assert(EC_POINT_get_affine_coordinates(group, point, x, y, NULL));
		BN_bn2binpad(x, want, (int)clen);
		BN_bn2binpad(y, want + clen, (int)clen);
		cr_assert(zero(int, memcmp(want, at(pub), 2 * clen)), "curve 0x%x", curve);

		temp_number(d, clen);
		add_ecdh(curve, CMH_REF_TEMP, peer, CMH_REF_TEMP, PKE_TYPE);
		data_of(CMH_REF_TEMP, out, clen, CMH_VCQ_SWAP);
		cr_assert(eq(int, go(), 0), "curve 0x%x", curve);
		BN_bin2bn(at(peer), (int)clen, x);
		BN_bin2bn(at(peer) + clen, (int)clen, y);
		cr_assert(EC_POINT_set_affine_coordinates(group, point, x, y, NULL));
		cr_assert(EC_POINT_mul(group, point, NULL, point, k, NULL));
		cr_assert(EC_POINT_get_affine_coordinates(group, point, x, NULL, NULL));
		BN_bn2binpad(x, want, (int)clen);
		cr_assert(zero(int, memcmp(want, at(out), clen)), "curve 0x%x", curve);
		BN_free(k);
		BN_free(x);
		BN_free(y);
		EC_POINT_free(point);
		EC_GROUP_free(group);
		pk_reset();
	}
}

Test(model_pke, frp256v1_has_its_published_base_point)
{
	uint64_t d = put_hex("01", 32), pub = room(64);

	temp_number(d, 32);
	cr_assert(eq(int, pubgen(CMH_CURVE_FRP256V1, CMH_REF_TEMP, pub), 0));
	cr_assert(is_hex(pub,
			 "B6B3D4C356C139EB31183D4749D423958C27D2DCAF98B70164C97A2DD98F5CFF"
			 "6142E0F7C8B204911F9271F0F3ECEF8C2701C307E8E4C9E183115A1554062CFB",
			 64));
}

Test(model_pke, agreement_on_every_curve)
{
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
		uint32_t curve = curves[i], clen = cmh_curve_clen(curve);
		uint64_t pub_a = room(2 * clen), pub_b = room(2 * clen), a, b, ab = room(clen),
			 ba = room(clen);

		a = new_key(curve, 0, pub_a);
		b = new_key(curve, 0, pub_b);
		add_ecdh(curve, a, pub_b, CMH_REF_TEMP, PKE_TYPE);
		data_of(CMH_REF_TEMP, ab, clen, CMH_VCQ_SWAP);
		add_ecdh(curve, b, pub_a, CMH_REF_TEMP, PKE_TYPE);
		data_of(CMH_REF_TEMP, ba, clen, CMH_VCQ_SWAP);
		cr_assert(eq(int, go(), 0), "curve 0x%x", curve);
		cr_assert(zero(int, memcmp(at(ab), at(ba), clen)), "curve 0x%x", curve);
		pk_reset();
	}
}

/* About half of all x have no point. */
Test(model_pke, agreement_refuses_x_without_a_point)
{
	uint64_t pub = room(64), peer = room(32), key = new_key(CMH_CURVE_P256, 0, pub);
	int refused = 0;

	memset(at(peer), 0, 32);
	for (uint8_t x = 1; x <= 40; x++) {
		int err;

		at(peer)[31] = x;
		add_ecdh(CMH_CURVE_P256, key, peer, CMH_REF_TEMP, PKE_TYPE);
		err = go();
		cr_assert(err == 0 || err == CMH_HWERR_EINVAL, "%d", err);
		refused += err != 0;
		if (!err)
			temp_depth();
	}
	cr_assert(all(gt(int, refused, 5), lt(int, refused, 35)));
	memset(at(peer), 0xff, 32);
	add_ecdh(CMH_CURVE_P256, key, peer, CMH_REF_TEMP, PKE_TYPE);
	cr_assert(eq(int, go(), CMH_HWERR_EINVAL));
}

/* ---- RFC 7748 ---- */

static void x_known(uint32_t curve, const char *k, const char *u, const char *want)
{
	uint32_t clen = cmh_curve_clen(curve);
	uint64_t out = room(clen);

	temp_string(put_hex(k, clen), clen);
	add_ecdh(curve, CMH_REF_TEMP, put_hex(u, clen), CMH_REF_TEMP, PKE_TYPE);
	data_of(CMH_REF_TEMP, out, clen, 0);
	cr_assert(eq(int, go(), 0));
	cr_assert(is_hex(out, want, clen));
}

Test(model_pke, rfc7748_vectors)
{
	x_known(CMH_CURVE_25519, "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
		"e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
		"c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
	x_known(CMH_CURVE_448,
		"3d262fddf9ec8e88495266fea19a34d28882acef045104d0d1aae121700a779c984c24f8cdd78fbff44943eba368f5"
		"4b29259a4f1c600ad3",
		"06fce640fa3487bfda5f6cf2d5263f8aad88334cbd07437f020f08f9814dc031ddbdc38c19c6da2583fa5429db94ad"
		"a18aa7a7fb4ef8a086",
		"ce3e4ff95a60dc6697da1db1d85e6afbdf79b50a2412d7546d5f239fe14fbaadeb445fc66a01b0779d98223961111e"
		"21766282f73dd96b6f");
}

/* RFC 7748, 6.1 */
Test(model_pke, x25519_public_key)
{
	uint64_t out = room(32);

	temp_string(put_hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb", 32),
		    32);
	cr_assert(eq(int, ecdh_keygen(CMH_CURVE_25519, CMH_REF_TEMP, out), 0));
	cr_assert(is_hex(out, "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
			 32));
}

Test(model_pke, x25519_refuses_small_order)
{
	uint64_t peer = room(32), d = put_hex("77", 32);

	for (uint8_t u = 0; u < 2; u++) {
		memset(at(peer), 0, 32);
		at(peer)[0] = u;
		temp_string(d, 32);
		add_ecdh(CMH_CURVE_25519, CMH_REF_TEMP, peer, CMH_REF_TEMP, PKE_TYPE);
		cr_assert(eq(int, go(), CMH_HWERR_EINVAL));
	}
}

/* ---- EdDSA, RFC 8032 section 7 ---- */

static const struct ed_known {
	uint32_t curve;
	const char *key, *pub, *msg, *sig;
} ed_known[] = {
	{ CMH_CURVE_25519, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
	  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
	  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
	  "d25bf5f0595bbe24655141438e7a100b" },
	{ CMH_CURVE_25519, "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
	  "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
	  "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
	  "4a7c15e9716ed28dc027beceea1ec40a" },
	{ CMH_CURVE_448,
	  "6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3528c8a3fcc2f044e39a3fc5b94492f8f"
	  "032e7549a20098f95b",
	  "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c7061bd6783df1e50f6c"
	  "d1fa1abeafe8256180",
	  "",
	  "533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f2b233f034f628281f2fd7a22ddd47d78"
	  "28c59bd0a21bfd3980ff0d2028d4b18a9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4db"
	  "b61149f05a7363268c71d95808ff2e652600" },
};

static int ed_sign(uint32_t curve, uint64_t ref, uint64_t msg, uint32_t len, uint64_t sig)
{
	struct cmh_pke_eddsa_sign c = { curve, cmh_curve_eddsa_len(curve), msg, sig, ref, len };

	cmh_pke_eddsa_sign_put(pke_plain(CMH_PKE_CMD_EDDSA_SIGN), &c);
	return go();
}

static int ed_verify(uint32_t curve, uint64_t pub, uint64_t msg, uint32_t len, uint64_t sig,
		     uint64_t check)
{
	struct cmh_pke_eddsa_verify c = { curve, len, pub, msg, sig, check };

	cmh_pke_eddsa_verify_put(pke_plain(CMH_PKE_CMD_EDDSA_VERIFY), &c);
	return go();
}

static int ed_pubgen(uint32_t curve, uint64_t ref, uint64_t out)
{
	struct cmh_pke_eddsa_pubgen c = { curve, cmh_curve_eddsa_len(curve), out, ref };

	cmh_pke_eddsa_pubgen_put(pke_plain(CMH_PKE_CMD_EDDSA_PUBGEN), &c);
	return go();
}

Test(model_pke, rfc8032_vectors)
{
	for (size_t i = 0; i < sizeof(ed_known) / sizeof(ed_known[0]); i++) {
		const struct ed_known *k = &ed_known[i];
		uint32_t len = cmh_curve_eddsa_len(k->curve), clen = cmh_curve_clen(k->curve);
		uint32_t msg_len = (uint32_t)strlen(k->msg) / 2;
		uint64_t key = put_hex(k->key, len), pub = room(len), sig = room(2 * len),
			 check = room(clen);
		uint64_t msg = put_hex(k->msg, msg_len);

		temp_string(key, len);
		cr_assert(eq(int, ed_pubgen(k->curve, CMH_REF_TEMP, pub), 0));
		cr_assert(is_hex(pub, k->pub, len));
		temp_string(key, len);
		cr_assert(eq(int, ed_sign(k->curve, CMH_REF_TEMP, msg, msg_len, sig), 0));
		cr_assert(is_hex(sig, k->sig, 2 * len));
		cr_assert(eq(int, ed_verify(k->curve, pub, msg, msg_len, sig, check), 0));
		cr_assert(zero(int, memcmp(at(check), at(sig), clen)));
		at(sig)[2 * len - 3] ^= 1;
		cr_assert(
			eq(int, ed_verify(k->curve, pub, msg, msg_len, sig, check), CMH_HWERR_EIO));
		at(sig)[2 * len - 3] ^= 1;
		at(sig)[0] ^= 1;
		cr_assert(
			eq(int, ed_verify(k->curve, pub, msg, msg_len, sig, check), CMH_HWERR_EIO));
	}
}

Test(model_pke, eddsa_message_lengths)
{
	uint64_t key = put_hex(ed_known[0].key, 32), pub = put_hex(ed_known[0].pub, 32);
	uint64_t msg = room(CMH_EDDSA_MSG_MAX + 1), sig = room(64), check = room(32);

	temp_string(key, 32);
	cr_assert(eq(int, ed_sign(CMH_CURVE_25519, CMH_REF_TEMP, msg, CMH_EDDSA_MSG_MAX, sig), 0));
	cr_assert(eq(int, ed_verify(CMH_CURVE_25519, pub, msg, CMH_EDDSA_MSG_MAX, sig, check), 0));
	temp_string(key, 32);
	cr_assert(eq(int, ed_sign(CMH_CURVE_25519, CMH_REF_TEMP, msg, CMH_EDDSA_MSG_MAX + 1, sig),
		     CMH_HWERR_EINVAL));
}

/* Key generation makes 56 bytes, signing wants 57. */
Test(model_pke, ed448_key_of_the_device_signs)
{
	uint64_t ref = object(56), pub = room(57), sig = room(114), check = room(56),
		 msg = room(100);

	add_keygen(CMH_CURVE_448, ref, CMH_CORE_PKE);
	cr_assert(eq(int, go(), 0));
	cr_assert(eq(int, ed_pubgen(CMH_CURVE_448, ref, pub), 0));
	cr_assert(eq(int, ed_sign(CMH_CURVE_448, ref, msg, 100, sig), 0));
	cr_assert(eq(int, ed_verify(CMH_CURVE_448, pub, msg, 100, sig, check), 0));
}

Test(model_pke, ed448_key_in_two_shares_signs_as_the_plain_one)
{
	uint64_t plain = object(57), sca = object(CMH_EDDSA_SCA448_SIZE), sig = room(114);
	struct cmh_pke_eddsa_priv_keygen_sca c = { CMH_CURVE_448, plain, sca };

	write_to(plain, put_hex(ed_known[2].key, 57), 57, CMH_CORE_PKE, 0);
	cmh_pke_eddsa_priv_keygen_sca_put(pke_plain(CMH_PKE_CMD_EDDSA_PRIV_KEYGEN_SCA), &c);
	cr_assert(eq(int, go(), 0));
	cr_assert(eq(int, ed_sign(CMH_CURVE_448, sca, room(1), 0, sig), 0));
	cr_assert(is_hex(sig, ed_known[2].sig, 114));

	c.curve = CMH_CURVE_25519;
	cmh_pke_eddsa_priv_keygen_sca_put(pke_plain(CMH_PKE_CMD_EDDSA_PRIV_KEYGEN_SCA), &c);
	cr_assert(eq(int, go(), CMH_HWERR_EINVAL));
	c.curve = CMH_CURVE_448;
	c.sca_secret_key = object(CMH_EDDSA_SCA448_SIZE - 1);
	cmh_pke_eddsa_priv_keygen_sca_put(pke_plain(CMH_PKE_CMD_EDDSA_PRIV_KEYGEN_SCA), &c);
	cr_assert(eq(int, go(), CMH_HWERR_EINVAL), "no room");
}

/* ---- keys in the datastore ---- */

Test(model_pke, keys_in_two_shares_work_and_never_lie_plain)
{
	static const uint32_t some[] = { CMH_CURVE_P256, CMH_CURVE_P521, CMH_CURVE_SM2,
					 CMH_CURVE_FRP256V1 };

	for (size_t i = 0; i < 4; i++) {
		uint32_t curve = some[i], clen = cmh_curve_clen(curve);
		uint64_t pub = room(2 * clen), digest = room(clen), sig = room(2 * clen),
			 check = room(clen);
		uint64_t key = new_key(curve, CMH_TYPE_SCA | CMH_TYPE_PT, pub),
			 shares = room(2 * clen);

		cr_assert(eq(int, sign(curve, key, digest, clen, sig), 0));
		cr_assert(eq(int, verify(curve, pub, digest, clen, sig, check), 0));
		/* the key is the XOR of both halves, and neither half is the key */
		data_of(key, shares, 2 * clen, CMH_VCQ_SWAP);
		cr_assert(eq(int, go(), 0));
		temp_number(shares, clen);
		if (!pubgen(curve, CMH_REF_TEMP, sig))
			cr_assert(not(zero(int, memcmp(at(sig), at(pub), 2 * clen))));
		for (uint32_t j = 0; j < clen; j++)
			at(shares)[j] ^= at(shares)[clen + j];
		temp_number(shares, clen);
		cr_assert(eq(int, pubgen(curve, CMH_REF_TEMP, sig), 0));
		cr_assert(zero(int, memcmp(at(sig), at(pub), 2 * clen)));
		pk_reset();
	}
}

Test(model_pke, key_generation_checks_length_and_capacity)
{
	struct cmh_pke_ecdsa_keygen c = { CMH_CURVE_P256, 31, CMH_REF_TEMP, PKE_TYPE };

	cmh_pke_ecdsa_keygen_put(pke(CMH_PKE_CMD_ECDSA_KEYGEN), &c);
	cr_assert(eq(int, go(), CMH_HWERR_EINVAL));
	add_keygen(CMH_CURVE_P256, object(31), PKE_TYPE);
	cr_assert(eq(int, go(), CMH_HWERR_EINVAL));
	add_keygen(CMH_CURVE_P256, object(63), PKE_TYPE | CMH_TYPE_SCA);
	cr_assert(eq(int, go(), CMH_HWERR_EINVAL));
	add_keygen(CMH_CURVE_P256, 0x4242, PKE_TYPE);
	cr_assert(eq(int, go(), CMH_HWERR_ENOENT));
	add_keygen(0x06, CMH_REF_TEMP, PKE_TYPE);
	cr_assert(eq(int, go(), CMH_HWERR_EINVAL));
}

Test(model_pke, new_and_keygen_by_last_in_one_vcq)
{
	struct cmh_sys_new n = { .cid = 7, .ref = room(8), .len = 32 };
	uint64_t pub = room(64);

	cmh_sys_new_put(add(CMH_CORE_SYS, 0, CMH_SYS_CMD_NEW), &n);
	add_keygen(CMH_CURVE_P256, CMH_REF_LAST, CMH_CORE_PKE);
	cr_assert(eq(int, go(), 0));
	cr_assert(eq(int, pubgen(CMH_CURVE_P256, cmh_get_le64(at(n.ref)), pub), 0));
}

Test(model_pke, private_key_without_pt_cannot_be_read)
{
	uint64_t pub = room(64), key = new_key(CMH_CURVE_P256, 0, pub);

	data_of(key, room(32), 32, CMH_VCQ_SWAP);
	cr_assert(eq(int, go(), CMH_HWERR_EPERM));
}

Test(model_pke, key_of_another_core_or_mailbox_is_refused)
{
	uint64_t pub = room(64), digest = room(32), sig = room(64),
		 key = new_key(CMH_CURVE_P256, 0, pub);
	uint64_t other = object(32);

	write_to(other, digest, 32, CMH_TYPE_PT | CMH_CORE_AES, CMH_VCQ_SWAP);
	cr_assert(eq(int, sign(CMH_CURVE_P256, other, digest, 32, sig), CMH_HWERR_EPERM));
	on = 1;
	cr_assert(eq(int, sign(CMH_CURVE_P256, key, digest, 32, sig), CMH_HWERR_EPERM));
	on = 0;
	grant(key, 3, 1, 1); /* reading is not using */
	cr_assert(eq(int, go(), 0));
	on = 1;
	cr_assert(eq(int, sign(CMH_CURVE_P256, key, digest, 32, sig), CMH_HWERR_EPERM));
	on = 0;
	grant(key, 1, 1, 3);
	cr_assert(eq(int, go(), 0));
	on = 1;
	cr_assert(eq(int, sign(CMH_CURVE_P256, key, digest, 32, sig), 0));
	add_keygen(CMH_CURVE_P256, key, CMH_CORE_PKE); /* using is not writing */
	cr_assert(eq(int, go(), CMH_HWERR_EPERM));
	cr_assert(eq(int, sign(CMH_CURVE_P256, 0x1234, digest, 32, sig), CMH_HWERR_ENOENT));
	cr_assert(eq(int, sign(CMH_CURVE_P256, CMH_REF_TEMP, digest, 32, sig), CMH_HWERR_ENOENT));
}

Test(model_pke, key_shorter_than_asked_is_refused_and_longer_is_cut)
{
	uint64_t d =
		put_hex("00000000000000000000000000000000000000000000000000000000000000ff01", 33);
	uint64_t sig = room(64), digest = room(32);

	temp_number(d, 31);
	cr_assert(eq(int, sign(CMH_CURVE_P256, CMH_REF_TEMP, digest, 32, sig), CMH_HWERR_EINVAL));
	temp_number(d, 33);
	cr_assert(eq(int, sign(CMH_CURVE_P256, CMH_REF_TEMP, digest, 32, sig), 0));
}

Test(model_pke, temp_is_popped_by_success_only)
{
	uint64_t d = put_hex("77", 32), digest = room(32), sig = room(64), pub = room(64);

	temp_number(d, 32);
	temp_number(d, 32);
	cr_assert(eq(int, sign(CMH_CURVE_P256, CMH_REF_TEMP, digest, 32, sig), 0));
	cr_assert(eq(int, temp_depth(), 1));
	/* source and destination: one goes, one comes */
	temp_number(d, 32);
	cr_assert(eq(int, pubgen(CMH_CURVE_P256, CMH_REF_TEMP, pub), 0));
	temp_number(d, 32);
	temp_number(d, 32);
	add_ecdh(CMH_CURVE_P256, CMH_REF_TEMP, pub, CMH_REF_TEMP, PKE_TYPE);
	cr_assert(eq(int, go(), 0));
	cr_assert(eq(int, temp_depth(), 2));
}

Test(model_pke, shared_secret_into_an_object_keeps_its_type)
{
	uint64_t pub = room(64), key = new_key(CMH_CURVE_P256, 0, pub), secret = object(32);

	add_ecdh(CMH_CURVE_P256, key, pub, secret, CMH_CORE_HC);
	cr_assert(eq(int, go(), 0));
	data_of(secret, room(32), 32, 0);
	cr_assert(eq(int, go(), CMH_HWERR_EPERM), "no PT");
	cr_assert(eq(int, sign(CMH_CURVE_P256, secret, pub, 32, room(64)), CMH_HWERR_EPERM),
		  "not of PKE");
}

Test(model_pke, unmapped_memory_is_efault)
{
	uint64_t pub = room(64), key = new_key(CMH_CURVE_P256, 0, pub), sig = room(64),
		 digest = room(32);

	cr_assert(eq(int, sign(CMH_CURVE_P256, key, UNMAPPED, 32, sig), CMH_HWERR_EFAULT));
	cr_assert(eq(int, sign(CMH_CURVE_P256, key, digest, 32, UNMAPPED - 63), CMH_HWERR_EFAULT));
	cr_assert(eq(int, pubgen(CMH_CURVE_P256, key, UNMAPPED - 63), CMH_HWERR_EFAULT));
	cr_assert(eq(int, verify(CMH_CURVE_P256, UNMAPPED - 63, digest, 32, sig, sig),
		     CMH_HWERR_EFAULT));
	cr_assert(
		eq(int, verify(CMH_CURVE_P256, pub, digest, 32, sig, UNMAPPED), CMH_HWERR_EFAULT));
	cr_assert(eq(int, ed_verify(CMH_CURVE_25519, pub, UNMAPPED, 1, sig, digest),
		     CMH_HWERR_EFAULT));
}

Test(model_pke, commands_that_do_not_fit_the_curve)
{
	uint64_t any = room(256);

	cr_assert(eq(int, sign(CMH_CURVE_25519, CMH_REF_TEMP, any, 32, any), CMH_HWERR_EINVAL));
	cr_assert(eq(int, pubgen(CMH_CURVE_448, CMH_REF_TEMP, any), CMH_HWERR_EINVAL));
	cr_assert(eq(int, verify(CMH_CURVE_25519, any, any, 32, any, any), CMH_HWERR_EINVAL));
	cr_assert(eq(int, ed_sign(CMH_CURVE_P256, CMH_REF_TEMP, any, 32, any), CMH_HWERR_EINVAL));
	cr_assert(eq(int, ed_verify(CMH_CURVE_P256, any, any, 32, any, any), CMH_HWERR_EINVAL));
	cr_assert(eq(int, ed_pubgen(0x99, CMH_REF_TEMP, any), CMH_HWERR_EINVAL));
	for (uint32_t cmd = 0; cmd < 256; cmd++) {
		if ((cmd >= 0x03 && cmd <= 0x0f) || (cmd >= 0x16 && cmd <= 0x1d) || cmd == 0x21 ||
		    cmd == 0xff)
			continue;
		pke(cmd);
		cr_assert(eq(int, go(), CMH_HWERR_EINVAL), "command 0x%x", cmd);
	}
}

Test(model_pke, core_enable_shows_the_core)
{
	uint32_t cores = cmh_model_read32(rig->model, CMH_SIC_CORE_ENABLE);

	cr_assert(ne(u32, cores & CMH_CORE_ENABLE_PKE, 0));
}
