// SPDX-License-Identifier: Apache-2.0
/* kat.c - known answers, typed from the standards.
 *
 *   FIPS 180-4     the examples NIST publishes with it: "abc", and the message of two blocks
 *   FIPS 202       the examples NIST publishes with it: the empty message, and 1600 bits of a3
 *   GB/T 32905     appendix A
 *   GB/T 32907     appendix A
 *   SP 800-38A     appendix F
 *   IEEE 1619      annex B; with AES-192 and SM4 there is none, those were made by its definition
 *   RFC 8439, RFC 8998
 *   SP 800-38C     appendix C; for the longer keys Wycheproof's
 *   GCM spec       McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B
 */
#include "tools/kat.h"

#define ABC           "abc"
#define TWO_BLOCKS_64 "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
#define TWO_BLOCKS_128                                             \
	"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn" \
	"hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"

/* FIPS 202 examples: 1600 bits, each byte a3 */
#define A3_200 .repeat_byte = 0xa3, .repeat_nr = 200

/* clang-format off */
const struct kat_digest kat_digests[] = {
	{ CMH_ALG_SHA2_224, "FIPS 180-4, one block", .text = ABC,
	  .digest = "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7" },
	{ CMH_ALG_SHA2_224, "FIPS 180-4, two blocks", .text = TWO_BLOCKS_64,
	  .digest = "75388b16512776cc5dba5da1fd890150b0c6455cb4f58b1952522525" },
	{ CMH_ALG_SHA2_256, "FIPS 180-4, one block", .text = ABC,
	  .digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ CMH_ALG_SHA2_256, "FIPS 180-4, two blocks", .text = TWO_BLOCKS_64,
	  .digest = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ CMH_ALG_SHA2_384, "FIPS 180-4, one block", .text = ABC,
	  .digest = "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
		    "8086072ba1e7cc2358baeca134c825a7" },
	{ CMH_ALG_SHA2_384, "FIPS 180-4, two blocks", .text = TWO_BLOCKS_128,
	  .digest = "09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712"
		    "fcc7c71a557e2db966c3e9fa91746039" },
	{ CMH_ALG_SHA2_512, "FIPS 180-4, one block", .text = ABC,
	  .digest = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
		    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
	{ CMH_ALG_SHA2_512, "FIPS 180-4, two blocks", .text = TWO_BLOCKS_128,
	  .digest = "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
		    "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909" },

	{ CMH_ALG_SHA3_224, "FIPS 202, no bits",
	  .digest = "6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7" },
	{ CMH_ALG_SHA3_224, "FIPS 202, 1600 bits", A3_200,
	  .digest = "9376816aba503f72f96ce7eb65ac095deee3be4bf9bbc2a1cb7e11e0" },
	{ CMH_ALG_SHA3_256, "FIPS 202, no bits",
	  .digest = "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a" },
	{ CMH_ALG_SHA3_256, "FIPS 202, 1600 bits", A3_200,
	  .digest = "79f38adec5c20307a98ef76e8324afbfd46cfd81b22e3973c65fa1bd9de31787" },
	{ CMH_ALG_SHA3_384, "FIPS 202, no bits",
	  .digest = "0c63a75b845e4f7d01107d852e4c2485c51a50aaaa94fc61995e71bbee983a2a"
		    "c3713831264adb47fb6bd1e058d5f004" },
	{ CMH_ALG_SHA3_384, "FIPS 202, 1600 bits", A3_200,
	  .digest = "1881de2ca7e41ef95dc4732b8f5f002b189cc1e42b74168ed1732649ce1dbcdd"
		    "76197a31fd55ee989f2d7050dd473e8f" },
	{ CMH_ALG_SHA3_512, "FIPS 202, no bits",
	  .digest = "a69f73cca23a9ac5c8b567dc185a756e97c982164fe25859e0d1dcc1475c80a6"
		    "15b2123af1f5f94c11e3e9402c3ac558f500199d95b6d3e301758586281dcd26" },
	{ CMH_ALG_SHA3_512, "FIPS 202, 1600 bits", A3_200,
	  .digest = "e76dfad22084a8b1467fcf2ffa58361bec7628edf5f3fdc0e4805dc48caeeca8"
		    "1b7c13c30adf52a3659584739a2df46be589c51ca1a4a8416df6545a1ce8ba00" },
	{ CMH_ALG_SHAKE128, "FIPS 202, no bits",
	  .digest = "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26" },
	{ CMH_ALG_SHAKE128, "FIPS 202, 1600 bits", A3_200,
	  .digest = "131ab8d2b594946b9c81333f9bb6e0ce75c3b93104fa3469d3917457385da037" },
	{ CMH_ALG_SHAKE256, "FIPS 202, no bits",
	  .digest = "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f"
		    "d75dc4ddd8c0f200cb05019d67b592f6fc821c49479ab48640292eacb3b7c4be" },
	{ CMH_ALG_SHAKE256, "FIPS 202, 1600 bits", A3_200,
	  .digest = "cd8a920ed141aa0407a22d59288652e9d9f1a7ee0c1e7c1ca699424da84a904d"
		    "2d700caae7396ece96604440577da4f3aa22aeb8857f961c4cd8e06f0ae6610b" },
	{ CMH_ALG_SM3, "GB/T 32905, example 1", .text = ABC,
	  .digest = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" },
	{ CMH_ALG_SM3, "GB/T 32905, example 2",
	  .text = "abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd",
	  .digest = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732" },
	{ CMH_ALG_NONE },
};
/* clang-format on */

/* SP 800-38A, appendix F: the same keys, plaintext and IVs throughout */
#define KEY_128 "2b7e151628aed2a6abf7158809cf4f3c"
#define KEY_192 "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b"
#define KEY_256 "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"
#define PLAIN                              \
	"6bc1bee22e409f96e93d7e117393172a" \
	"ae2d8a571e03ac9c9eb76fac45af8e51" \
	"30c81c46a35ce411e5fbc1191a0a52ef" \
	"f69f2445df4f9b17ad2b417be66c3710"
#define IV_CBC "000102030405060708090a0b0c0d0e0f"
#define IV_CTR "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"

/* clang-format off */
const struct kat_cipher kat_ciphers[] = {
	{ CMH_ALG_AES_128_ECB, "SP 800-38A F.1.1", KEY_128, NULL, PLAIN,
	  "3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf"
	  "43b1cd7f598ece23881b00e3ed0306887b0c785e27e8ad3f8223207104725dd4" },
	{ CMH_ALG_AES_192_ECB, "SP 800-38A F.1.3", KEY_192, NULL, PLAIN,
	  "bd334f1d6e45f25ff712a214571fa5cc974104846d0ad3ad7734ecb3ecee4eef"
	  "ef7afd2270e2e60adce0ba2face6444e9a4b41ba738d6c72fb16691603c18e0e" },
	{ CMH_ALG_AES_256_ECB, "SP 800-38A F.1.5", KEY_256, NULL, PLAIN,
	  "f3eed1bdb5d2a03c064b5a7e3db181f8591ccb10d410ed26dc5ba74a31362870"
	  "b6ed21b99ca6f4f9f153e7b1beafed1d23304b7a39f9f3ff067d8d8f9e24ecc7" },
	{ CMH_ALG_AES_128_CBC, "SP 800-38A F.2.1", KEY_128, IV_CBC, PLAIN,
	  "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
	  "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7" },
	{ CMH_ALG_AES_192_CBC, "SP 800-38A F.2.3", KEY_192, IV_CBC, PLAIN,
	  "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a"
	  "571b242012fb7ae07fa9baac3df102e008b0e27988598881d920a9e64f5615cd" },
	{ CMH_ALG_AES_256_CBC, "SP 800-38A F.2.5", KEY_256, IV_CBC, PLAIN,
	  "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
	  "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b" },
	{ CMH_ALG_AES_128_CTR, "SP 800-38A F.5.1", KEY_128, IV_CTR, PLAIN,
	  "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"
	  "5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee" },
	{ CMH_ALG_AES_192_CTR, "SP 800-38A F.5.3", KEY_192, IV_CTR, PLAIN,
	  "1abc932417521ca24f2b0459fe7e6e0b090339ec0aa6faefd5ccc2c6f4ce8e94"
	  "1e36b26bd1ebc670d1bd1d665620abf74f78a7f6d29809585a97daec58c6b050" },
	{ CMH_ALG_AES_256_CTR, "SP 800-38A F.5.5", KEY_256, IV_CTR, PLAIN,
	  "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
	  "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6" },
	{ CMH_ALG_SM4_ECB, "GB/T 32907 A.1",
	  "0123456789abcdeffedcba9876543210", NULL,
	  "0123456789abcdeffedcba9876543210",
	  "681edf34d206965e86b3e94f536e4246" },
	{ CMH_ALG_SM4_CBC, "draft-ribose-cfrg-sm4-10 A.2.2.1",
	  "0123456789abcdeffedcba9876543210", "000102030405060708090a0b0c0d0e0f",
	  "aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffffaaaaaaaabbbbbbbb",
	  "78ebb11cc40b0a48312aaeb2040244cb4cb7016951909226979b0d15dc6a8f6d" },
	{ CMH_ALG_SM4_CTR, "draft-ribose-cfrg-sm4-10 A.2.5.1",
	  "0123456789abcdeffedcba9876543210", "000102030405060708090a0b0c0d0e0f",
	  "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
	  "eeeeeeeeeeeeeeeeffffffffffffffffaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb",
	  "ac3236cb970cc20791364c395a1342d1a3cbc1878c6f30cd074cce385cdd70c7"
	  "f234bc0e24c11980fd1286310ce37b926e02fcd0faa0baf38b2933851d824514" },
	{ CMH_ALG_SM4_CFB, "draft-ribose-cfrg-sm4-10 A.2.4.1",
	  "0123456789abcdeffedcba9876543210", "000102030405060708090a0b0c0d0e0f",
	  "aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffffaaaaaaaabbbbbbbb",
	  "ac3236cb861dd316e6413b4e3c7524b769d4c54ed433b9a0346009beb37b2b3f" },
	{ CMH_ALG_AES_128_CFB, "SP 800-38A F.3.13",
	  "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f",
	  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
	  "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
	  "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b"
	  "26751f67a3cbb140b1808cf187a4f4dfc04b05357c5d1c0eeac4c66f9ff7f2e6" },
	{ CMH_ALG_AES_192_CFB, "SP 800-38A F.3.15",
	  "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", "000102030405060708090a0b0c0d0e0f",
	  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
	  "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
	  "cdc80d6fddf18cab34c25909c99a417467ce7f7f81173621961a2b70171d3d7a"
	  "2e1e8a1dd59b88b1c8e60fed1efac4c9c05f9f9ca9834fa042ae8fba584b09ff" },
	{ CMH_ALG_AES_256_CFB, "SP 800-38A F.3.17",
	  "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
	  "000102030405060708090a0b0c0d0e0f",
	  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
	  "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
	  "dc7e84bfda79164b7ecd8486985d386039ffed143b28b1c832113c6331e5407b"
	  "df10132415e54b92a13ed0a8267ae2f975a385741ab9cef82031623d55b1e471" },
	{ CMH_ALG_CHACHA20, "RFC 8439 2.4.2",
	  "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
	  "01000000000000000000004a00000000",
	  "4c616469657320616e642047656e746c656d656e206f662074686520636c6173"
	  "73206f66202739393a204966204920636f756c64206f6666657220796f75206f"
	  "6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73"
	  "637265656e20776f756c642062652069742e",
	  "6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0b"
	  "f91b65c5524733ab8f593dabcd62b3571639d624e65152ab8f530c359f0861d8"
	  "07ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab7793736"
	  "5af90bbf74a35be6b40b8eedf2785e42874d" },
	{ CMH_ALG_AES_128_XTS, "IEEE 1619 vector 2",
	  "1111111111111111111111111111111122222222222222222222222222222222",
	  "33333333330000000000000000000000",
	  "4444444444444444444444444444444444444444444444444444444444444444",
	  "c454185e6a16936e39334038acef838bfb186fff7480adc4289382ecd6d394f0" },
	{ CMH_ALG_AES_128_XTS, "IEEE 1619 vector 15",
	  "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0",
	  "9a785634120000000000000000000000",
	  "000102030405060708090a0b0c0d0e0f10",
	  "6c1625db4671522d3d7599601de7ca09ed" },
	{ CMH_ALG_AES_256_XTS, "IEEE 1619 vector 10, start",
	  "2718281828459045235360287471352662497757247093699959574966967627"
	  "3141592653589793238462643383279502884197169399375105820974944592",
	  "ff000000000000000000000000000000",
	  "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
	  "1c3b3a102f770386e4836c99e370cf9bea00803f5e482357a4ae12d414a3e63b" },
	{ CMH_ALG_AES_192_XTS, "IEEE 1619 with AES-192",
	  "2718281828459045235360287471352662497757247093693141592653589793"
	  "23846264338327950288419716939937", "ff000000000000000000000000000000",
	  "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
	  "2021222324252627",
	  "5e9e13aa3ae6a5f6874bd54f050f0562ac71bc512ab1a39269888dde5ea07cc8"
	  "2a3eb9981f509951" },
	{ CMH_ALG_SM4_XTS, "IEEE 1619 with SM4",
	  "2b7e151628aed2a6abf7158809cf4f3c000102030405060708090a0b0c0d0e0f",
	  "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
	  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
	  "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17",
	  "e9538251c71d7b80bbe4483fef497bd1b3db1a3e60408c575d63ff7db39f8326"
	  "0869f9e2585fec9f0b863bf8fd784b8627d16c0db6d2cfc7" },
	{ CMH_ALG_NONE },
};
/* clang-format on */

/* The GCM specification, appendix B: test cases 2 to 4, and their like for the longer keys */
#define GCM_KEY_128 "feffe9928665731c6d6a8f9467308308"
#define GCM_KEY_192 GCM_KEY_128 "feffe9928665731c"
#define GCM_KEY_256 GCM_KEY_128 GCM_KEY_128
#define GCM_NONCE   "cafebabefacedbaddecaf888"
#define GCM_AAD     "feedfacedeadbeeffeedfacedeadbeefabaddad2"
#define GCM_PLAIN_60                                                       \
	"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72" \
	"1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
#define ZEROS_16 "00000000000000000000000000000000"
#define ZEROS_12 "000000000000000000000000"

/* clang-format off */
const struct kat_aead kat_aeads[] = {
	{ CMH_ALG_AES_128_GCM, "GCM spec, test case 1", ZEROS_16, ZEROS_12, NULL, NULL, NULL,
	  "58e2fccefa7e3061367f1d57a4e7455a" },
	{ CMH_ALG_AES_128_GCM, "GCM spec, test case 2", ZEROS_16, ZEROS_12, NULL, ZEROS_16,
	  "0388dace60b6a392f328c2b971b2fe78", "ab6e47d42cec13bdf53a67b21257bddf" },
	{ CMH_ALG_AES_128_GCM, "GCM spec, test case 4", GCM_KEY_128, GCM_NONCE, GCM_AAD,
	  GCM_PLAIN_60,
	  "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
	  "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
	  "5bc94fbc3221a5db94fae95ae7121a47" },
	{ CMH_ALG_AES_192_GCM, "GCM spec, test case 8", ZEROS_16 "0000000000000000", ZEROS_12, NULL,
	  ZEROS_16, "98e7247c07f0fe411c267e4384b0f600", "2ff58d80033927ab8ef4d4587514f0fb" },
	{ CMH_ALG_AES_192_GCM, "GCM spec, test case 10", GCM_KEY_192, GCM_NONCE, GCM_AAD,
	  GCM_PLAIN_60,
	  "3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c"
	  "7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710",
	  "2519498e80f1478f37ba55bd6d27618c" },
	{ CMH_ALG_AES_256_GCM, "GCM spec, test case 14", ZEROS_16 ZEROS_16, ZEROS_12, NULL, ZEROS_16,
	  "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919" },
	{ CMH_ALG_AES_256_GCM, "GCM spec, test case 16", GCM_KEY_256, GCM_NONCE, GCM_AAD,
	  GCM_PLAIN_60,
	  "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
	  "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
	  "76fc6ece0f4e1768cddf8853bb2d551b" },
	{ CMH_ALG_SM4_GCM, "RFC 8998 A.1",
	  "0123456789abcdeffedcba9876543210", "00001234567800000000abcd",
	  "feedfacedeadbeeffeedfacedeadbeefabaddad2",
	  "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
	  "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
	  "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
	  "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d",
	  "83de3541e4c2b58177e065a9bf7b62ec" },
	{ CMH_ALG_SM4_CCM, "RFC 8998 A.2",
	  "0123456789abcdeffedcba9876543210", "00001234567800000000abcd",
	  "feedfacedeadbeeffeedfacedeadbeefabaddad2",
	  "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
	  "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
	  "48af93501fa62adbcd414cce6034d895dda1bf8f132f042098661572e7483094"
	  "fd12e518ce062c98acee28d95df4416bed31a2f04476c18bb40c84a74b97dc5b",
	  "16842d4fa186f56ab33256971fa110f4" },
	{ CMH_ALG_AES_128_CCM, "SP 800-38C, example 3",
	  "404142434445464748494a4b4c4d4e4f", "101112131415161718191a1b",
	  "000102030405060708090a0b0c0d0e0f10111213",
	  "202122232425262728292a2b2c2d2e2f3031323334353637",
	  "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5",
	  "484392fbc1b09951" },
	{ CMH_ALG_AES_192_CCM, "Wycheproof, test 90",
	  "400eec9b06a80a8403d45dae5d58cc917bc854f51cd3ce0d", "447dd09a23708f3b6664e15b",
	  "7320367d5b070559",
	  "b784925a695f0ed14ca40249c1fd5d1a",
	  "912d05c402383950e1c5a5188e6241d8",
	  "ab309be2c05c941fbfb338ba064b19a1" },
	{ CMH_ALG_AES_256_CCM, "Wycheproof, test 168",
	  "b907a45075513fe8a8019edee3f2591487b2a030b03c6e1d771c862571d2ea1e",
	  "118a6964c2d3e380071f5266",
	  "034585621af8d7ff",
	  "55a465644f5b650928cbee7c063214d6",
	  "ab01f92db4f210bdb5edaf0a1bd19eba",
	  "621630c505d24e3b29294977d8ffa4b4" },
	{ CMH_ALG_CHACHA20_POLY1305, "RFC 8439 2.8.2",
	  "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
	  "070000004041424344454647",
	  "50515253c0c1c2c3c4c5c6c7",
	  "4c616469657320616e642047656e746c656d656e206f662074686520636c6173"
	  "73206f66202739393a204966204920636f756c64206f6666657220796f75206f"
	  "6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73"
	  "637265656e20776f756c642062652069742e",
	  "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
	  "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
	  "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
	  "3ff4def08e4b7a9de576d26586cec64b6116",
	  "1ae10b594f09e26a7e902ecbd0600691" },
	{ CMH_ALG_NONE },
};
/* clang-format on */
