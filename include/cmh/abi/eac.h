/* SPDX-License-Identifier: Apache-2.0 */
/* eac.h - EAC core: error and alarm controller */
#ifndef CMH_ABI_EAC_H
#define CMH_ABI_EAC_H

#include "cmh/abi/codec.h"

#define CMH_EAC_CMD_READ	0x01

#define CMH_EAC_RESPONSE_SIZE	56
#define CMH_EAC_SRAM_BANKS	4

#define CMH_EAC_READ_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(dst, 0) /* DMA-out: struct cmh_eac_response */ \
	U32(len, 8) /* val: buffer bytes, at least CMH_EAC_RESPONSE_SIZE */
CMH_ABI_LAYOUT(cmh_eac_read, CMH_EAC_READ_LAYOUT, 16)

/* What READ answers; reading clears. Core bits: not documented, taken as core ids. */
#define CMH_EAC_RESPONSE_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(mailbox_notification, 0)   /* val: bit i = mailbox i notified */ \
	U32(hw_error, 8)               /* val: bit per core */ \
	U32(hw_nmi, 12)                /* val: bit per core */ \
	U32(hw_panic, 16)              /* val: bit per core */ \
	U32(safety_fatal, 20)          /* val: bit per core */ \
	U32(safety_notification, 24)   /* val: bit per core */ \
	U32(sw_info0, 28)              /* val: eSW trace word */ \
	U32(sw_info1, 32)              /* val: eSW trace word */ \
	WORDS(sram_bank_errors, 36, 4) /* val: corrected errors per bank */
CMH_ABI_LAYOUT(cmh_eac_response, CMH_EAC_RESPONSE_LAYOUT, 56)

#endif
