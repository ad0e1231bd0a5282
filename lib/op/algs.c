// SPDX-License-Identifier: Apache-2.0
/* algs.c - the algorithm table of cmh/alg.h made into data, and look-ups in it. */
#include <string.h>
#include <strings.h>

#include <cmh/abi/vcq.h>
#include <cmh/alg.h>

#include "op/op.h"

#define CORE(c) CMH_CORE_##c

/* clang-format off */
/* A row of the table: what all families have, then the rest of the family's. */
#define ROW(ID, FAMILY, NAME, NAMES, CORE_, ...)                                                   \
	[CMH_ALG_##ID] = { .id = CMH_ALG_##ID, .family = FAMILY, .name = NAME, .names = NAMES,     \
			   .core = CORE(CORE_), __VA_ARGS__ },
#define HASH_ROW(FAMILY, ID, NAME, NAMES, CORE_, MODE, DIGEST, BLOCK, FLAGS)                       \
	ROW(ID, FAMILY, NAME, NAMES, CORE_, .mode = MODE, .block_len = BLOCK,                      \
	    .digest_len = DIGEST, .flags = FLAGS)
#define CRYPT_ROW(FAMILY, ID, NAME, NAMES, CORE_, MODE, KEY, IV, BLOCK, FLAGS)                     \
	ROW(ID, FAMILY, NAME, NAMES, CORE_, .mode = MODE, .key_len = KEY, .iv_len = IV,            \
	    .block_len = BLOCK, .flags = FLAGS)

#define DIGEST_ROW(...) HASH_ROW(CMH_DIGEST, __VA_ARGS__)
#define CSHAKE_ROW(...) HASH_ROW(CMH_CSHAKE, __VA_ARGS__)
#define CIPHER_ROW(...) CRYPT_ROW(CMH_CIPHER, __VA_ARGS__)
#define XTS_ROW(...) CRYPT_ROW(CMH_XTS, __VA_ARGS__)
#define AEAD_ROW(ID, NAME, NAMES, CORE_, MODE, KEY, NONCE, TAG, FLAGS)                             \
	ROW(ID, CMH_AEAD, NAME, NAMES, CORE_, .mode = MODE, .key_len = KEY, .iv_len = NONCE,       \
	    .block_len = 1, .tag_len = TAG, .flags = FLAGS)
#define MAC_ROW(ID, NAME, NAMES, CORE_, MODE, KEY, MAC, BLOCK, BASE, FLAGS)                        \
	ROW(ID, CMH_MAC, NAME, NAMES, CORE_, .mode = MODE, .key_len = KEY, .block_len = BLOCK,     \
	    .digest_len = MAC, .base = CMH_ALG_##BASE, .flags = FLAGS)
#define RAND_ROW(ID, NAME, NAMES, CORE_) ROW(ID, CMH_RAND, NAME, NAMES, CORE_, .mode = 0)
/* clang-format on */

static const struct cmh_alg_info table[CMH_ALG_NR] = {
	CMH_DIGEST_TABLE(DIGEST_ROW)
	CMH_CIPHER_TABLE(CIPHER_ROW)
	CMH_AEAD_TABLE(AEAD_ROW)
	CMH_RAND_TABLE(RAND_ROW)
	CMH_STREAM_TABLE(CIPHER_ROW)
	CMH_XTS_TABLE(XTS_ROW)
	CMH_CCM_TABLE(AEAD_ROW)
	CMH_AEAD16_TABLE(AEAD_ROW)
	CMH_CSHAKE_TABLE(CSHAKE_ROW)
	CMH_MAC_TABLE(MAC_ROW)
};

#define SERVICE_ROW(ID, OPERATION, NAMES, CORE_) \
	[CMH_SERVICE_##ID] = { CMH_SERVICE_##ID, OPERATION, NAMES, CORE(CORE_) },

static const struct cmh_service_info services[CMH_SERVICE_NR] = { CMH_SERVICE_TABLE(SERVICE_ROW) };

const struct cmh_alg_info *cmh_alg_get(enum cmh_alg alg)
{
	return alg > CMH_ALG_NONE && alg < CMH_ALG_NR ? &table[alg] : NULL;
}

bool op_name_listed(const char *names, const char *name)
{
	size_t len = strlen(name);

	while (*names) {
		size_t n = strcspn(names, ":");

		if (n == len && !strncasecmp(names, name, n))
			return true;
		names += n + (names[n] == ':');
	}
	return false;
}

const struct cmh_alg_info *cmh_alg_find(const char *name)
{
	for (int i = CMH_ALG_NONE + 1; i < CMH_ALG_NR; i++)
		if (!strcasecmp(table[i].name, name) || op_name_listed(table[i].names, name))
			return &table[i];
	return NULL;
}

const char *cmh_alg_operation(enum cmh_alg alg)
{
	const struct cmh_alg_info *info = cmh_alg_get(alg);

	switch (info ? info->family : CMH_FAMILY_END) {
	case CMH_DIGEST:
	case CMH_CSHAKE: return "digest";
	case CMH_CIPHER:
	case CMH_XTS:
	case CMH_AEAD: return "cipher";
	case CMH_RAND: return "rand";
	case CMH_MAC: return info->flags & CMH_ALG_F_OWN_NAME ? "mac" : NULL;
	default: return NULL;
	}
}

const struct cmh_service_info *cmh_service_get(enum cmh_service service)
{
	return service > CMH_SERVICE_NONE && service < CMH_SERVICE_NR ? &services[service] : NULL;
}

const char *cmh_family_name(enum cmh_family family)
{
	static const char *const names[] = {
		[CMH_DIGEST] = "digest",
		[CMH_CIPHER] = "cipher",
		[CMH_AEAD] = "aead",
		[CMH_RAND] = "rand",
		[CMH_CSHAKE] = "cshake",
		[CMH_MAC] = "mac",
		[CMH_XTS] = "xts",
	};

	return family >= CMH_DIGEST && family < CMH_FAMILY_END ? names[family] : "unknown";
}

const char *cmh_core_name(uint32_t core)
{
	static const char *const names[CMH_CORE_COUNT] = {
		[CMH_CORE_SYS] = "SYS", [CMH_CORE_DMA] = "DMA",	  [CMH_CORE_HC] = "HC",
		[CMH_CORE_AES] = "AES", [CMH_CORE_SM4] = "SM4",	  [CMH_CORE_SM3] = "SM3",
		[CMH_CORE_XC] = "XC",	[CMH_CORE_HCQ] = "HCQ",	  [CMH_CORE_QSE] = "QSE",
		[CMH_CORE_PKE] = "PKE", [CMH_CORE_TIC] = "TIC",	  [CMH_CORE_KIC] = "KIC",
		[CMH_CORE_MPU] = "MPU", [CMH_CORE_DRBG] = "DRBG", [CMH_CORE_EMC] = "EMC",
		[CMH_CORE_CCP] = "CCP", [CMH_CORE_EAC] = "EAC",
	};

	return core < CMH_CORE_COUNT ? names[core] : NULL;
}
