/* SPDX-License-Identifier: Apache-2.0 */
/* codec.h - the little-endian codec and the generator of command layouts */
#ifndef CMH_ABI_CODEC_H
#define CMH_ABI_CODEC_H

#include <stddef.h>
#include <stdint.h>

/*
 * Device words are little-endian and may sit at any address. The byte swap
 * disappears on little-endian hosts, where each call is one load or store.
 */
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define CMH_LE16(v)	__builtin_bswap16(v)
#define CMH_LE32(v)	__builtin_bswap32(v)
#define CMH_LE64(v)	__builtin_bswap64(v)
#else
#define CMH_LE16(v)	(v)
#define CMH_LE32(v)	(v)
#define CMH_LE64(v)	(v)
#endif

#ifdef __cplusplus
#define CMH_ABI_ASSERT(cond, msg)	static_assert(cond, msg)
#define CMH_ABI_ALIGN8			alignas(8)
#else
#define CMH_ABI_ASSERT(cond, msg)	_Static_assert(cond, msg)
#define CMH_ABI_ALIGN8			_Alignas(8)
#endif

/* Freestanding: the builtin needs no <string.h>, and becomes a plain move for constant sizes. */
#define CMH_ABI_COPY(dst, src, len)	__builtin_memcpy((dst), (src), (len))
#define CMH_ABI_ZERO(dst, len)		__builtin_memset((dst), 0, (len))

static inline uint16_t cmh_get_le16(const void *p)
{
	uint16_t v;

	CMH_ABI_COPY(&v, p, sizeof(v));
	return CMH_LE16(v);
}

static inline uint32_t cmh_get_le32(const void *p)
{
	uint32_t v;

	CMH_ABI_COPY(&v, p, sizeof(v));
	return CMH_LE32(v);
}

static inline uint64_t cmh_get_le64(const void *p)
{
	uint64_t v;

	CMH_ABI_COPY(&v, p, sizeof(v));
	return CMH_LE64(v);
}

static inline void cmh_put_le16(void *p, uint16_t v)
{
	v = CMH_LE16(v);
	CMH_ABI_COPY(p, &v, sizeof(v));
}

static inline void cmh_put_le32(void *p, uint32_t v)
{
	v = CMH_LE32(v);
	CMH_ABI_COPY(p, &v, sizeof(v));
}

static inline void cmh_put_le64(void *p, uint64_t v)
{
	v = CMH_LE64(v);
	CMH_ABI_COPY(p, &v, sizeof(v));
}

/*
 * A layout names each field and its offset once:
 *
 *	#define CMH_X_LAYOUT(U32, U64, BYTES, WORDS) \
 *		U64(input, 0)         a 64-bit value at offset 0
 *		U32(inlen, 8)         a 32-bit value
 *		BYTES(name, 12, 36)   uint8_t name[36]
 *		WORDS(bank, 48, 2)    uint32_t bank[2]
 *	CMH_ABI_LAYOUT(cmh_x, CMH_X_LAYOUT, 56)
 *
 * From it come struct cmh_x, the checks of every offset and of the size, and
 *
 *	void cmh_x_put(void *payload, const struct cmh_x *v);
 *	void cmh_x_get(struct cmh_x *v, const void *payload);
 *
 * payload is where offset 0 lies: byte 8 of a command entry, byte 0 of a
 * response or descriptor. Bytes that no field covers are never touched.
 */
#define CMH_ABI_PAYLOAD_MAX	56

#define CMH_ABI_FIELD_U32(name, off)		uint32_t name;
#define CMH_ABI_FIELD_U64(name, off)		CMH_ABI_ALIGN8 uint64_t name;
#define CMH_ABI_FIELD_BYTES(name, off, len)	uint8_t name[len];
#define CMH_ABI_FIELD_WORDS(name, off, nr)	uint32_t name[nr];

/* These four are used only where the local type cmh_abi_self is in scope. */
#define CMH_ABI_CHECK(name, off, size) \
	CMH_ABI_ASSERT(offsetof(cmh_abi_self, name) == (off), "offset of " #name); \
	CMH_ABI_ASSERT(sizeof(((cmh_abi_self *)0)->name) == (size), "size of " #name);
#define CMH_ABI_CHECK_U32(name, off)		CMH_ABI_CHECK(name, off, 4)
#define CMH_ABI_CHECK_U64(name, off)		CMH_ABI_CHECK(name, off, 8)
#define CMH_ABI_CHECK_BYTES(name, off, len)	CMH_ABI_CHECK(name, off, len)
#define CMH_ABI_CHECK_WORDS(name, off, nr)	CMH_ABI_CHECK(name, off, 4 * (nr))

#define CMH_ABI_PUT_U32(name, off)		cmh_put_le32(p + (off), v->name);
#define CMH_ABI_PUT_U64(name, off)		cmh_put_le64(p + (off), v->name);
#define CMH_ABI_PUT_BYTES(name, off, len)	CMH_ABI_COPY(p + (off), v->name, (len));
#define CMH_ABI_PUT_WORDS(name, off, nr) \
	for (unsigned int i = 0; i < (nr); i++) \
		cmh_put_le32(p + (off) + 4 * i, v->name[i]);

#define CMH_ABI_GET_U32(name, off)		v->name = cmh_get_le32(p + (off));
#define CMH_ABI_GET_U64(name, off)		v->name = cmh_get_le64(p + (off));
#define CMH_ABI_GET_BYTES(name, off, len)	CMH_ABI_COPY(v->name, p + (off), (len));
#define CMH_ABI_GET_WORDS(name, off, nr) \
	for (unsigned int i = 0; i < (nr); i++) \
		v->name[i] = cmh_get_le32(p + (off) + 4 * i);

/* The struct and its checks alone, without a codec. */
#define CMH_ABI_STRUCT(tag, LAYOUT, size) \
	struct tag { \
		LAYOUT(CMH_ABI_FIELD_U32, CMH_ABI_FIELD_U64, \
		       CMH_ABI_FIELD_BYTES, CMH_ABI_FIELD_WORDS) \
	}; \
	CMH_ABI_ASSERT(sizeof(struct tag) == (size), "size of struct " #tag); \
	static inline void tag##_check(void) \
	{ \
		typedef struct tag cmh_abi_self; \
		LAYOUT(CMH_ABI_CHECK_U32, CMH_ABI_CHECK_U64, \
		       CMH_ABI_CHECK_BYTES, CMH_ABI_CHECK_WORDS) \
	}

#define CMH_ABI_LAYOUT(tag, LAYOUT, size) \
	CMH_ABI_STRUCT(tag, LAYOUT, size) \
	CMH_ABI_ASSERT((size) <= CMH_ABI_PAYLOAD_MAX, "payload of " #tag); \
	static inline void tag##_put(void *payload, const struct tag *v) \
	{ \
		uint8_t *p = (uint8_t *)payload; \
		LAYOUT(CMH_ABI_PUT_U32, CMH_ABI_PUT_U64, \
		       CMH_ABI_PUT_BYTES, CMH_ABI_PUT_WORDS) \
	} \
	static inline void tag##_get(struct tag *v, const void *payload) \
	{ \
		const uint8_t *p = (const uint8_t *)payload; \
		LAYOUT(CMH_ABI_GET_U32, CMH_ABI_GET_U64, \
		       CMH_ABI_GET_BYTES, CMH_ABI_GET_WORDS) \
	}

#endif
