/* SPDX-License-Identifier: Apache-2.0 */
/* op.h - what a submission entry can be: one cmh_prep_*() per operation.
 *
 * A prep call only records its arguments; they are checked at submission and an invalid one ends in
 * that entry's CQE, with nothing sent. Buffers stay the caller's and must live until the CQE is
 * reaped; so must the struct cmh_key's bytes. in and out may be the same address; they must not
 * overlap otherwise. Not thread-safe on one ring.
 */
#ifndef CMH_OP_H
#define CMH_OP_H

#include <cmh/alg.h>
#include <cmh/api.h>

CMH_BEGIN_DECLS

struct cmh_sqe;

/* A key: raw bytes of the caller's, or an object in the device's datastore. */
struct cmh_key {
	const void *data; /* raw key bytes, or NULL to use ref */
	size_t len;       /* key length in bytes in both cases */
	uint64_t ref;     /* datastore reference, when data is NULL */
};

#define CMH_DECRYPT 1u
#define CMH_ENCRYPT 2u

/* Does nothing on the device (SYS NOP). CQE res 0. */
CMH_API void cmh_prep_nop(struct cmh_sqe *sqe);

/* Digest of in[0..len) into out (FIPS 180-4, FIPS 202). out_len is the digest's length, or for an
 * XOF any length >= 1. CQE res: out_len; -EINVAL not a digest or wrong out_len, -EOPNOTSUPP core
 * absent. */
CMH_API void cmh_prep_digest(struct cmh_sqe *sqe, enum cmh_alg alg, const void *in, size_t len,
			     void *out, size_t out_len);

/* cSHAKE (SP 800-185) with function name N of up to 36 bytes and customisation string S of up to
 * 256. CQE res: out_len, or -EINVAL not a cSHAKE or no out_len, -EMSGSIZE N or S too long,
 * -EOPNOTSUPP. */
CMH_API void cmh_prep_cshake(struct cmh_sqe *sqe, enum cmh_alg alg, const void *name,
			     size_t name_len, const void *custom, size_t custom_len, const void *in,
			     size_t len, void *out, size_t out_len);

/* MAC of in[0..len) into out. custom is KMAC's customisation string of up to 256 bytes (SP
 * 800-185), else NULL. out_len is the MAC's length, for KMAC any length >= 1 (it is part of the
 * result unless the algorithm is KMACXOF). CQE res: out_len, or -EINVAL not a MAC, wrong key length
 * or out_len, -EMSGSIZE custom or the message is too long for one request (doc/limits.md; use
 * cmh_mac()), -EOPNOTSUPP. */
CMH_API void cmh_prep_mac(struct cmh_sqe *sqe, enum cmh_alg alg, const struct cmh_key *key,
			  const void *custom, size_t custom_len, const void *in, size_t len,
			  void *out, size_t out_len);

/* Unauthenticated cipher without padding (SP 800-38A, -38E, RFC 8439): dir CMH_ENCRYPT or
 * CMH_DECRYPT; iv is the algorithm's IV length (may be NULL when that is 0) and is not changed; len
 * a multiple of the block for ECB and CBC, 16 or more for XTS, at most CMH_CIPHER_MAX, for ChaCha20
 * CMH_AEAD_MAX and not beyond the end of its 32-bit counter. CTR counts in all 128 bits. CQE res:
 * len, or -EINVAL bad key length, length or direction, -EMSGSIZE (use cmh_cipher_ctx),
 * -EOPNOTSUPP. */
#define CMH_CIPHER_MAX (1024u * 1024u * 1024u)
CMH_API void cmh_prep_cipher(struct cmh_sqe *sqe, enum cmh_alg alg, uint32_t dir,
			     const struct cmh_key *key, const void *iv, const void *in, void *out,
			     size_t len);

/* Authenticated cipher (SP 800-38C, -38D, RFC 8439), whole message: nonce of 12 bytes, for CCM 7 to
 * 13; tag is written when encrypting and checked when decrypting; tag_len one of 4, 8, 12..16 for
 * AES-GCM, 4, 6, ... 16 for CCM, else 16. On a bad tag out is wiped and CQE res is -EBADMSG. Else
 * len, or -EINVAL, -EMSGSIZE text + AAD over CMH_AEAD_MAX (use cmh_cipher_ctx) or text too long for
 * CCM's nonce, -ENOMEM, -EOPNOTSUPP. */
#define CMH_AEAD_MAX (1024u * 1024u)
CMH_API void cmh_prep_aead(struct cmh_sqe *sqe, enum cmh_alg alg, uint32_t dir,
			   const struct cmh_key *key, const void *nonce, size_t nonce_len,
			   const void *aad, size_t aad_len, const void *in, void *out, size_t len,
			   void *tag, size_t tag_len);

/* len random bytes from the hub's DRBG (SP 800-90A), 32 a command. CQE res: len, or -EINVAL,
 * -EMSGSIZE the ring has not slots for so many commands (cmh_random() has no such limit),
 * -EOPNOTSUPP. */
CMH_API void cmh_prep_random(struct cmh_sqe *sqe, void *out, size_t len);

CMH_END_DECLS

#endif
