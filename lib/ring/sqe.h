/* SPDX-License-Identifier: Apache-2.0 */
/* sqe.h - a submission entry: the arguments of one operation, as recorded by cmh_prep_*(). */
#ifndef CMH_LIB_RING_SQE_H
#define CMH_LIB_RING_SQE_H

#include <cmh/op.h>

/* Operations; lib/op/op.c holds one table row each. */
enum cmh_opcode {
	CMH_OP_NOP,
	CMH_OP_DIGEST, /* whole message */
	CMH_OP_HASH,   /* a piece of a message, with the saved context before and after */
	CMH_OP_CIPHER, /* whole or piece: the IV is the state */
	CMH_OP_AEAD,   /* whole message */
	CMH_OP_RANDOM,
	CMH_OP_DRBG_CONFIG,
	/* lib/op/sys.c, kic.c, eac.c */
	CMH_OP_NEW,
	CMH_OP_NEW_RANDOM,
	CMH_OP_WRITE,
	CMH_OP_READ,
	CMH_OP_DATA,
	CMH_OP_FIND,
	CMH_OP_LIST,
	CMH_OP_GRANT,
	CMH_OP_EXPORT,
	CMH_OP_IMPORT,
	CMH_OP_DERIVE,
	CMH_OP_ALARMS,
	/* lib/op/pke.c, sm2.c */
	CMH_OP_RSA,
	CMH_OP_RSA_KEYGEN,
	CMH_OP_RSA_GENERATE,
	CMH_OP_ECDSA_SIGN,
	CMH_OP_ECDSA_VERIFY,
	CMH_OP_EC_PUBKEY,
	CMH_OP_EC_GENERATE,
	CMH_OP_EC_KEYGEN,
	CMH_OP_ECDH,
	CMH_OP_EDDSA_SIGN,
	CMH_OP_EDDSA_VERIFY,
	CMH_OP_EDDSA_PUBKEY,
	CMH_OP_EDDSA_GENERATE,
	CMH_OP_EDDSA_SCA,
	CMH_OP_SM2_Z,
	CMH_OP_SM2_ENCRYPT,
	CMH_OP_SM2_DECRYPT,
	CMH_OP_SM2_ENC_POINT,
	CMH_OP_SM2_DEC_POINT,
	CMH_OP_SM2_ENC_HASH,
	CMH_OP_SM2_DEC_HASH,
	CMH_OP_SM2_EPHEMERAL,
	CMH_OP_SM2_POINT,
	CMH_OP_SM2_SESSION,
	CMH_OP_SM2_EXCHANGE,
	CMH_OP_SM2_KDF,
	CMH_OP_MAC, /* whole message */
	CMH_OP_NR
};

#define CMH_HASH_RESTORE 0x1u /* start from state, else fresh */
#define CMH_HASH_FINAL   0x2u /* end in out, else save to state */

/* get_sqe() sets what every operation reads; each prep call writes all that its own reads. */
struct cmh_sqe {
	uint8_t op;         /* enum cmh_opcode */
	uint8_t dir;        /* CMH_ENCRYPT, CMH_DECRYPT, or CMH_HASH_* */
	uint16_t alg;       /* enum cmh_alg; of PKE operations the curve */
	uint32_t flags;     /* CMH_SQE_* */
	uint32_t timeout_ms;
	uint32_t iv_len;
	uint64_t user_data;
	const void *in;
	void *out;
	size_t len;
	struct cmh_key key;
	const void *iv;
	const void *aad;    /* AAD; for CMH_OP_HASH what comes before `in` */
	size_t aad_len;
	void *tag;          /* tag; for CMH_OP_HASH the saved context */
	size_t out_len;     /* of a digest or a tag */
	union {
		void *head;         /* CTR: key stream of the block before the text, or NULL */
		const void *custom; /* cSHAKE, KMAC: S; cSHAKE's N is iv */
	};
	union {
		void *tail;          /* CTR: of the block after the text */
		uint64_t cid;        /* name of a new object, whose reference goes to head; wrapping key */
		uint64_t custom_len; /* of S */
	};
};

/* Two cache lines: a queue of them is indexed and filled once a request. */
_Static_assert(sizeof(struct cmh_sqe) <= 128, "a submission entry has outgrown its two cache lines");

static inline void sqe_clear(struct cmh_sqe *sqe)
{
	sqe->op = CMH_OP_NOP;
	sqe->dir = 0;
	sqe->alg = 0;
	sqe->flags = 0;
	sqe->timeout_ms = 0;
	sqe->iv_len = 0;
	sqe->user_data = 0;
	sqe->len = 0;
}

#endif
