/* SPDX-License-Identifier: Apache-2.0 */
/* sys.h - SYS core: datastore objects and references */
#ifndef CMH_ABI_SYS_H
#define CMH_ABI_SYS_H

#include "cmh/abi/codec.h"

#define CMH_SYS_CMD_RUN		0x01 /* only as the VCQ header */
#define CMH_SYS_CMD_NOP		0x02
#define CMH_SYS_CMD_IMPORT	0x07
#define CMH_SYS_CMD_EXPORT	0x08
#define CMH_SYS_CMD_NEW		0x0a
#define CMH_SYS_CMD_READ	0x0b
#define CMH_SYS_CMD_WRITE	0x0c
#define CMH_SYS_CMD_GRANT	0x0d
#define CMH_SYS_CMD_LIST	0x0e
#define CMH_SYS_CMD_FIND	0x0f
#define CMH_SYS_CMD_DATA	0x11

/* Datastore references; everything else is opaque and names a persistent object. */
#define CMH_REF_NONE		0x0000000000000000ull
#define CMH_REF_TEMP		0x1111111111111111ull /* destination: push; source: pop */
#define CMH_REF_LAST		0xffffffffffffffffull /* newest object of NEW on this mailbox */
#define CMH_REF_KIC(n)		((uint64_t)(n) << 32 | (uint64_t)(n)) /* fused base key n */
#define CMH_KIC_KEYS		8 /* n = 1..8 */

/* Type word: flags 23:16, core id 7:0. 0 = the output goes to memory. */
#define CMH_TYPE_CORE_MASK	0x000000ffu
#define CMH_TYPE_FLAGS_MASK	0x00ff0000u
#define CMH_TYPE_PT		0x00010000u /* may be read as plaintext */
#define CMH_TYPE_XC		0x00020000u /* may leave over the XC bus */
#define CMH_TYPE_SCA		0x00040000u /* stored as two shares */
#define CMH_TYPE_FLAGS_ALL	0x00070000u

/* The temporary stack of a mailbox, bytes. */
#define CMH_TEMP_SIZE		960
#define CMH_TEMP_OVERHEAD	56 /* per object */

/* Blob: header, then data; or header, 16-byte nonce, data, 16-byte tag. */
#define CMH_BLOB_HEADER_SIZE	16
#define CMH_BLOB_WRAP_PLAIN	0
#define CMH_BLOB_WRAP_SIZE	32 /* nonce and tag */
#define CMH_BLOB_NONCE_SIZE	16
#define CMH_BLOB_TAG_SIZE	16
#define CMH_LIST_ITEM_SIZE	24

static inline uint32_t cmh_type_make(uint32_t core, uint32_t flags)
{
	return (flags & CMH_TYPE_FLAGS_MASK) | (core & CMH_TYPE_CORE_MASK);
}

static inline uint32_t cmh_type_core(uint32_t type)
{
	return type & CMH_TYPE_CORE_MASK;
}

static inline uint32_t cmh_type_flags(uint32_t type)
{
	return type & CMH_TYPE_FLAGS_MASK;
}

/* What one object of len bytes takes from the temporary stack. */
static inline uint64_t cmh_temp_cost(uint32_t len)
{
	return (((uint64_t)len + 3) & ~3ull) + CMH_TEMP_OVERHEAD;
}

/* n of the fused base key a reference names, 0 if it names none. */
static inline uint32_t cmh_ref_kic(uint64_t ref)
{
	uint32_t n = (uint32_t)ref;

	return n >= 1 && n <= CMH_KIC_KEYS && ref >> 32 == n ? n : 0;
}

#define CMH_SYS_NEW_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(cid, 0)  /* val: caller id, 0 = none */ \
	U64(ref, 8)  /* DMA-out: 8 bytes, the new reference */ \
	U32(len, 16) /* val: object capacity in bytes */
CMH_ABI_LAYOUT(cmh_sys_new, CMH_SYS_NEW_LAYOUT, 24)

#define CMH_SYS_WRITE_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(ref, 0)   /* REF, TEMP pushes a temporary object */ \
	U64(src, 8)   /* DMA-in: data */ \
	U64(key, 16)  /* REF: wrapping key, 0 = plaintext */ \
	U32(len, 24)  /* val: bytes at src */ \
	U32(type, 28) /* val: type word */
CMH_ABI_LAYOUT(cmh_sys_write, CMH_SYS_WRITE_LAYOUT, 32)

#define CMH_SYS_READ_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(ref, 0)  /* REF */ \
	U64(dst, 8)  /* DMA-out: blob */ \
	U64(key, 16) /* REF: wrapping key, 0 = plaintext (needs PT) */ \
	U32(len, 24) /* val: buffer bytes */
CMH_ABI_LAYOUT(cmh_sys_read, CMH_SYS_READ_LAYOUT, 32)

#define CMH_SYS_DATA_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(ref, 0)  /* REF, TEMP pops */ \
	U64(dst, 8)  /* DMA-out: raw bytes, no header */ \
	U32(len, 16) /* val: bytes */
CMH_ABI_LAYOUT(cmh_sys_data, CMH_SYS_DATA_LAYOUT, 24)

#define CMH_SYS_FIND_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(cid, 0)  /* val: caller id to look for */ \
	U64(dst, 8)  /* DMA-out: struct cmh_list_item */ \
	U32(len, 16) /* val: buffer bytes, CMH_LIST_ITEM_SIZE */
CMH_ABI_LAYOUT(cmh_sys_find, CMH_SYS_FIND_LAYOUT, 24)

#define CMH_SYS_LIST_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(ref, 0)  /* REF: continue after this one, 0 = first object */ \
	U64(dst, 8)  /* DMA-out: struct cmh_list_item */ \
	U32(len, 16) /* val: buffer bytes, CMH_LIST_ITEM_SIZE */
CMH_ABI_LAYOUT(cmh_sys_list, CMH_SYS_LIST_LAYOUT, 24)

#define CMH_SYS_GRANT_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(ref, 0)      /* REF */ \
	U64(read, 8)     /* val: bit i = mailbox i may read */ \
	U64(write, 16)   /* val: bit i = mailbox i may write */ \
	U64(execute, 24) /* val: bit i = mailbox i may use it; all masks 0 = delete */
CMH_ABI_LAYOUT(cmh_sys_grant, CMH_SYS_GRANT_LAYOUT, 32)

#define CMH_SYS_EXPORT_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(cid, 0)  /* val: caller id */ \
	U64(dst, 8)  /* DMA-out: blob */ \
	U64(key, 16) /* REF: wrapping key (may be TEMP), 0 = plaintext */ \
	U32(len, 24) /* val: buffer bytes, too small is an error */
CMH_ABI_LAYOUT(cmh_sys_export, CMH_SYS_EXPORT_LAYOUT, 32)

#define CMH_SYS_IMPORT_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(src, 0)  /* DMA-in: blob */ \
	U64(key, 8)  /* REF: wrapping key, 0 = plaintext */ \
	U32(len, 16) /* val: blob bytes */
CMH_ABI_LAYOUT(cmh_sys_import, CMH_SYS_IMPORT_LAYOUT, 24)

/* Answer of FIND and LIST. */
#define CMH_LIST_ITEM_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(ref, 0)   /* REF, 0 = no more objects */ \
	U64(cid, 8)   /* val: caller id */ \
	U32(len, 16)  /* val: object bytes */ \
	U32(type, 20) /* val: type word */
CMH_ABI_LAYOUT(cmh_list_item, CMH_LIST_ITEM_LAYOUT, 24)

/* First bytes of a READ answer and of an EXPORT blob. */
#define CMH_BLOB_HEADER_LAYOUT(U32, U64, BYTES, WORDS) \
	U64(cid, 0)  /* val: caller id */ \
	U32(wrap, 8) /* val: bytes of wrap data, 0 or CMH_BLOB_WRAP_SIZE */ \
	U32(len, 12) /* val: bytes of object data */
CMH_ABI_LAYOUT(cmh_blob_header, CMH_BLOB_HEADER_LAYOUT, 16)

#endif
