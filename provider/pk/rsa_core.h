/* SPDX-License-Identifier: Apache-2.0 */
/* rsa_core.h - RSA on the hub, and the encodings that need digests: PSS and OAEP (RFC 8017).
 *
 * Functions return 1, or 0 with an error raised, unless they say otherwise.
 */
#ifndef CMH_PROVIDER_PK_RSA_CORE_H
#define CMH_PROVIDER_PK_RSA_CORE_H

#include "keys/key.h"
#include "md.h"
#include "rsa_pad.h"

/* Modes of padding, with the numbers of openssl/rsa.h. */
enum rsa_pad {
	RSA_PAD_PKCS1 = 1,
	RSA_PAD_NONE = 3,
	RSA_PAD_OAEP = 4,
	RSA_PAD_X931 = 5,
	RSA_PAD_PSS = 6,
	RSA_PAD_TLS = 7,
};

/* Reads a mode of padding, given as a number or a name of OpenSSL. */
int rsa_pad_read(struct prov_ctx *prov, const OSSL_PARAM *p, int *pad);

/* Answers a question for the mode, as number or name. */
int rsa_pad_write(OSSL_PARAM *p, int pad);

/* Refuses a key without a modulus, and one of a length that the hub does not take. */
int rsa_judge_modulus(struct prov_ctx *prov, const struct prov_key *key);

/* m^e mod n and m^d mod n of a block as long as the modulus. Return what libcmh does; the second
 * one's result the hub has verified. */
int rsa_public(struct prov_ctx *prov, const struct prov_key *key, const uint8_t *in, uint8_t *out);
int rsa_private(struct prov_ctx *prov, const struct prov_key *key, const uint8_t *in, uint8_t *out);

/* Digest and MGF1 digest of PSS or OAEP. */
struct rsa_mds {
	struct prov_ctx *prov;
	struct prov_md *md;
	struct prov_md *mgf1;
	const char *props, *mgf1_props;
};

/* The longest salt of a PSS signature, or -1 when not even none fits. */
int rsa_pss_salt_max(const struct prov_key *key, size_t hash_len);

/* EMSA-PSS of a digest with a new salt: em has the length of the modulus. */
int rsa_pss_encode(const struct rsa_mds *mds, const struct prov_key *key, const uint8_t *hash,
		   size_t salt_len, uint8_t *em);

/* Whether em is that of the digest; salt_len -1: whatever length it has. em is changed. */
int rsa_pss_verify(const struct rsa_mds *mds, const struct prov_key *key, const uint8_t *hash,
		   int salt_len, uint8_t *em);

/* EME-OAEP. msg is at most k - 2 * hash - 2 bytes, or it is an error. */
int rsa_oaep_encode(const struct rsa_mds *mds, const uint8_t *label, size_t label_len,
		    const uint8_t *msg, size_t len, uint8_t *em, size_t k);

/* *good: a mask of ct.h, whether out now holds a message. Failures of digests are errors, wrong
 * padding is not. em is changed. */
int rsa_oaep_decode(const struct rsa_mds *mds, const uint8_t *label, size_t label_len, uint8_t *em,
		    size_t k, uint8_t *out, size_t out_size, size_t *len, size_t *good);

#endif
