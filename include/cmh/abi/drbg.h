/* SPDX-License-Identifier: Apache-2.0 */
/* drbg.h - DRBG core: random numbers */
#ifndef CMH_ABI_DRBG_H
#define CMH_ABI_DRBG_H

#include "cmh/abi/codec.h"

#define CMH_DRBG_CMD_CONFIG	0x01
#define CMH_DRBG_CMD_GENERATE	0x02
#define CMH_DRBG_CMD_DATASTORE	0x03
#define CMH_DRBG_CMD_RESET	0x04 /* no payload */

#define CMH_DRBG_RATIO_1_1	0
#define CMH_DRBG_RATIO_1_2	1
#define CMH_DRBG_RATIO_1_3	2
#define CMH_DRBG_RATIO_1_4	3
#define CMH_DRBG_STRENGTH_128	0x00
#define CMH_DRBG_STRENGTH_256	0x10
#define CMH_DRBG_PADATA_SIZE	16
#define CMH_DRBG_READ_MAX	32 /* bytes one GENERATE of the driver asks */

#define CMH_DRBG_CONFIG_LAYOUT(U32, U64, BYTES, WORDS) \
	U32(entropy_ratio, 0)     /* val: CMH_DRBG_RATIO_* */ \
	U32(security_strength, 4) /* val: CMH_DRBG_STRENGTH_* */ \
	BYTES(padata, 8, 16)      /* val: personalization data, zeros */
CMH_ABI_LAYOUT(cmh_drbg_config, CMH_DRBG_CONFIG_LAYOUT, 24)

#define CMH_DRBG_GENERATE_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(dst, 0)           /* DMA-out */ \
	U32(len, 8)           /* val: bytes */ \
	BYTES(padata, 12, 16) /* val: personalization data, zeros */
CMH_ABI_LAYOUT(cmh_drbg_generate, CMH_DRBG_GENERATE_LAYOUT, 32)

#define CMH_DRBG_DATASTORE_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(ref, 0)           /* REF: destination */ \
	U32(len, 8)           /* val: bytes */ \
	U32(type, 12)         /* val: type word */ \
	BYTES(padata, 16, 16) /* val: personalization data, zeros */
CMH_ABI_LAYOUT(cmh_drbg_datastore, CMH_DRBG_DATASTORE_LAYOUT, 32)

#endif
