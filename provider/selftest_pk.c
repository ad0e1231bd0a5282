// SPDX-License-Identifier: Apache-2.0
/* selftest_pk.c - known answers of the PKE core: one for each family of signatures and exchanges. */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/self_test.h>

#include <cmh/alg.h>
#include <cmh/pk.h>

#include "selftest.h"

#define FIELD_MAX 640u /* bytes of the longest field below */

/* The fields of a test as bytes. */
struct fields {
	uint8_t key[FIELD_MAX], pub[FIELD_MAX], in[FIELD_MAX], out[FIELD_MAX];
	size_t key_len, pub_len, in_len, out_len;
};

struct pk_kat {
	enum cmh_service service;
	const char *type, *desc; /* as the callback reports it */
	bool (*run)(struct cmh_dev *dev, uint32_t curve, const struct fields *f, OSSL_SELF_TEST *st);
	uint32_t curve;
	/* in hexadecimal: the private key; the public one, or the peer's; what is signed; the answer */
	const char *key, *pub, *in, *out;
};

static bool run_rsa(struct cmh_dev *dev, uint32_t curve, const struct fields *f, OSSL_SELF_TEST *st)
{
	const struct cmh_rsa rsa = { .n = f->pub, .n_len = f->pub_len, .e = "\1\0\1", .e_len = 3 };
	const struct cmh_key key = { .data = f->key, .len = f->key_len };
	uint8_t got[FIELD_MAX];

	if (cmh_rsa_private(dev, &rsa, &key, f->in, got) < 0)
		return false;
	OSSL_SELF_TEST_oncorrupt_byte(st, got);
	return memcmp(got, f->out, f->out_len) == 0 && cmh_rsa_public(dev, &rsa, f->out, got) >= 0 &&
	       memcmp(got, f->in, f->in_len) == 0;
}

static bool run_ecdsa(struct cmh_dev *dev, uint32_t curve, const struct fields *f,
		      OSSL_SELF_TEST *st)
{
	uint8_t sig[FIELD_MAX];

	memcpy(sig, f->out, f->out_len);
	OSSL_SELF_TEST_oncorrupt_byte(st, sig);
	return cmh_ecdsa_verify(dev, curve, f->pub, f->in, f->in_len, sig) == 0;
}

static bool run_sm2(struct cmh_dev *dev, uint32_t curve, const struct fields *f, OSSL_SELF_TEST *st)
{
	uint8_t sig[FIELD_MAX];

	memcpy(sig, f->out, f->out_len);
	OSSL_SELF_TEST_oncorrupt_byte(st, sig);
	return cmh_sm2_verify(dev, f->pub, f->in, sig) == 0;
}

static bool run_eddsa(struct cmh_dev *dev, uint32_t curve, const struct fields *f,
		      OSSL_SELF_TEST *st)
{
	const struct cmh_key key = { .data = f->key, .len = f->key_len };
	uint8_t got[FIELD_MAX];

	if (cmh_eddsa_sign(dev, curve, &key, f->in, f->in_len, got) < 0)
		return false;
	OSSL_SELF_TEST_oncorrupt_byte(st, got);
	return memcmp(got, f->out, f->out_len) == 0 &&
	       cmh_eddsa_verify(dev, curve, f->pub, f->in, f->in_len, f->out) == 0;
}

static bool run_ecdh(struct cmh_dev *dev, uint32_t curve, const struct fields *f,
		     OSSL_SELF_TEST *st)
{
	const struct cmh_key key = { .data = f->key, .len = f->key_len };
	uint8_t got[FIELD_MAX];

	if (cmh_ecdh(dev, curve, &key, f->pub, got) < 0)
		return false;
	OSSL_SELF_TEST_oncorrupt_byte(st, got);
	return memcmp(got, f->out, f->out_len) == 0;
}

/* clang-format off */
static const struct pk_kat kats[] = {
	/* a key of Project Wycheproof */
	{ CMH_SERVICE_SIGN_RSA, OSSL_SELF_TEST_TYPE_KAT_SIGNATURE, OSSL_SELF_TEST_DESC_SIGN_RSA,
	  run_rsa, 0,
	  .key = "ec125cf37e310a2ff46263b9b2e0629d6390005ec88913d4fb71bd4dd8561244"
	         "98aaeba983d7ba2bd942e64d223feb7a23af4d605efeea6bd70d39afe99d35a3"
	         "aa15e74a1768778093be0edd4a8d09b2def6dc9b67ff85764625c2e19236db4c"
	         "401ce30a2572d3ecb4f969b7ad19c522c02d774465676e1a3776c54d6248348b"
	         "c2742abcd9897bd4b0b671f973fc82a8f84abf5705ff88dd41948623afe9dca6"
	         "0dc6543390767feaebeb539576ee8bfa61b5fcbca94a7cef75a09150c540fa96"
	         "94dd8004ad23718c889049219369c99f4458d4afc148f6f07df87324a96d9cf7"
	         "b385dd8622414a1832f9f29446f050c2d5a6407649dc41ab70e23b3dcc22c987"
	         "96a9798d250263400bb6277342881627e07cecdf91187b01b89ff47314188a7c"
	         "20fb24800156d2c85d5666e8df6ceff9f9804ddfad80ff5767de56ecc029c72b"
	         "f6c717df9f64daafc29acf9dc7908f9a0ad67e20e8949936ccba18d021a2c4fe"
	         "bb04349a2b2047c4901385b6e5d0c691d118b33f81802b32ac272ef09e42fad5"
	         "0554f41b0b87f68a45722b3be0cf4ab1e165034c1a91002ab8f29e9ef9e2dab6"
	         "fee7b2455bafb42037e9d2f7e533f348a147412fd72080be7c2633f5d802c91c"
	         "39e6bcece3e675e59995033c55737020dad9e8b30d04b828adfb9304ad54a11a"
	         "35a4f50709876ac5b118236ba76a4d7c9a291dd9607b169de1d182385691999f"
	         "1c640189d9bfe8c623833210a76c420c6f44e5d760e259916cec2ae2b1564569"
	         "60fd95e2747660c389562250f055049cfab7e5c3039549384a7a2aaeb1c824d3"
	         "af709482a8cf9b587022a00b1f0722db50f33cb26dc20dd2245d5265df61ee29"
	         "83c938c2167dcee121fc4b4479c237e728cf633ab60a8c0ecd04fce7e3baa559",
	  .pub = "b3510a2bcd4ce644c5b594ae5059e12b2f054b658d5da5959a2fdf1871b808bc"
	         "3df3e628d2792e51aad5c124b43bda453dca5cde4bcf28e7bd4effba0cb4b742"
	         "bbb6d5a013cb63d1aa3a89e02627ef5398b52c0cfd97d208abeb8d7c9bce0bbe"
	         "b019a86ddb589beb29a5b74bf861075c677c81d430f030c265247af9d3c9140c"
	         "cb65309d07e0adc1efd15cf17e7b055d7da3868e4648cc3a180f0ee7f8e1e7b1"
	         "8098a3391b4ce7161e98d57af8a947e201a463e2d6bbca8059e5706e9dfed8f4"
	         "856465ffa712ed1aa18e888d12dc6aa09ce95ecfca83cc5b0b15db09c8647f5d"
	         "524c0f2e7620a3416b9623cadc0f097af573261c98c8400aa12af38e43cad84d",
	  .in = "455fe8c7c59d08c068b5ff739d8dab912b639c8e9eade5d0519d58f4ead7208d"
	         "5a753b4a88fe771475adc82d10ab29ded28caf03f9034d3a111b520440c02276"
	         "e1b6417c42eec0257f1f05482868987f2f75bd33d1ec3dbc799d7b5bf25c4a05"
	         "43793a4d3ce305cc43646bc450344e624fd381e24d8e57ef2840dd9d576da554"
	         "ba408ee6580159e6d88438a28d66250b3b3fe3bc6624406022a9e4ee2778c382"
	         "30674f635f56b9d6adcf2be6bfab34a8a431169d769876422f7077ded31fa6f2"
	         "9993dd1972b2d2d24b0513a7a193f6a88d53c49cde2c030f85e3ddfbc9f99b4a"
	         "667fd9c652382238166f3d39eb2b78de53ad24c97699fe5738a7a705a2ab141b",
	  .out = "00024bfcf3d8b8341a2173d3046372a943e2c4046945f48502d6a6730eab40c8"
	         "fc82b2ed7925bd10971fd7a718be721e612009f89d1a45c19d10eeb2b9608cc6"
	         "f12eda888a0a8486844d4f9560455abeea62aac8bba6e859a8f7332dcd28b937"
	         "7f05cb16b9ac846931497dfd9249e579db5c6283563a425bb432b424fb59afbf"
	         "cc027173272a89d753556c20b725eb2bc3db9a7721715b1d0686d28efe73dc08"
	         "f9010187dcae1ac4cc189d0d78873d0d055bd388a6bab08d029149321e22f0d5"
	         "d6dd7f841bdc5668239e9718a69dcbaddc0414f7d920f0a8a26d41cbeaf06e1f"
	         "214c45535e57524d95fbf2ec8f8dc96ef8785d72e418b0dd8900313233343030" },
	/* RFC 6979, A.2.5 */
	{ CMH_SERVICE_SIGN_ECDSA, OSSL_SELF_TEST_TYPE_KAT_SIGNATURE, OSSL_SELF_TEST_DESC_SIGN_ECDSA,
	  run_ecdsa, CMH_CURVE_P256,
	  .pub = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
	         "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
	  .in = "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf",
	  .out = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
	         "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8" },
	/* RFC 8032, 7.1 */
	{ CMH_SERVICE_SIGN_ED25519, OSSL_SELF_TEST_TYPE_KAT_SIGNATURE, "Ed25519",
	  run_eddsa, CMH_CURVE_25519,
	  .key = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
	  .pub = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
	  .in = "",
	  .out = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
	         "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
	/* NIST CAVP, ECC CDH primitive */
	{ CMH_SERVICE_EXCHANGE_ECDH, OSSL_SELF_TEST_TYPE_KAT_KA, OSSL_SELF_TEST_DESC_KA_ECDH,
	  run_ecdh, CMH_CURVE_P256,
	  .key = "7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534",
	  .pub = "700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287"
	         "db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac",
	  .out = "46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b" },
	/* RFC 7748, 6.1 */
	{ CMH_SERVICE_EXCHANGE_X25519, OSSL_SELF_TEST_TYPE_KAT_KA, "X25519",
	  run_ecdh, CMH_CURVE_25519,
	  .key = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
	  .pub = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
	  .out = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742" },
	/* GM/T 0003.5, A.2 */
	{ CMH_SERVICE_SIGN_SM2, OSSL_SELF_TEST_TYPE_KAT_SIGNATURE, "SM2",
	  run_sm2, CMH_CURVE_SM2,
	  .pub = "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
	         "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
	  .in = "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640",
	  .out = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
	         "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa" },
};
/* clang-format on */

static size_t unhex(const char *text, uint8_t *out)
{
	size_t len = 0;

	if (text && *text)
		OPENSSL_hexstr2buf_ex(out, FIELD_MAX, &len, text, '\0');
	return len;
}

const char *prov_selftest_pk(struct cmh_dev *dev, OSSL_SELF_TEST *st)
{
	const char *failed = NULL;
	struct fields f;

	for (const struct pk_kat *k = kats; !failed && k < kats + sizeof(kats) / sizeof(*kats); k++) {
		if (!cmh_dev_has_service(dev, k->service))
			continue;
		f.key_len = unhex(k->key, f.key);
		f.pub_len = unhex(k->pub, f.pub);
		f.in_len = unhex(k->in, f.in);
		f.out_len = unhex(k->out, f.out);
		OSSL_SELF_TEST_onbegin(st, k->type, k->desc);
		if (!k->run(dev, k->curve, &f, st))
			failed = k->desc;
		OSSL_SELF_TEST_onend(st, !failed);
	}
	return failed;
}
