/* SPDX-License-Identifier: Apache-2.0 */
/* diff.h - how the comparison with the default provider is put together: each operation lists what
 * the provider under test has of it, its subjects, and runs one random case of one subject. A case
 * is made of nothing but the seed and its number, so that any can be repeated. */
#ifndef CMH_TESTS_VECTORS_DIFF_H
#define CMH_TESTS_VECTORS_DIFF_H

#include <openssl/evp.h>
#include <openssl/params.h>

#include "tests/vectors/rig.h"

/* The property query of either side, and the library context that goes with it: the default provider
 * has one of its own, so that none of its parts is the other's. */
#define REFERENCE diff_reference
extern const char diff_reference[];
OSSL_LIB_CTX *diff_libctx(const char *query);

#define NAME_MAX_ 96u

struct diff_op;

struct subject {
	const struct diff_op *op;
	char name[NAME_MAX_];
	char why[NAME_MAX_]; /* why it is not compared, "" if it is */
	void *alg;	     /* what the operation needs of it */
	unsigned long cases, failed;
};

struct diff_op {
	const char *name;
	void (*list)(const struct diff_op *op);
	bool (*run)(const struct subject *subject);
};

extern const struct diff_op diff_digest, diff_cipher, diff_mac, diff_kdf, diff_signature,
	diff_exchange, diff_asym_cipher, diff_keys;

/* why NULL: it is compared. alg is kept. */
void diff_add(const struct diff_op *op, void *alg, const char *why, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
bool ours(const OSSL_PROVIDER *prov); /* is it the one under test? */

/* Keeps the words for the report; returns false. */
bool differs(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Random numbers of the case. */
uint64_t rnd(void);
size_t below(size_t limit);		     /* 0..limit - 1 */
size_t between(size_t least, size_t most);   /* both included */
bool one_in(size_t n);
uint8_t *fill(size_t len);		     /* random bytes from the pool */
size_t message_len(size_t block);	     /* 0, tiny, about a block, 64 KiB, a MiB now and then */
const char *hex_head(const uint8_t *data, size_t len);

/* A message cut at random places. */
#define CUTS_MAX 8u

struct cuts {
	size_t at[CUTS_MAX + 1]; /* ends of the pieces, the last is the length */
	size_t nr;
};

struct cuts cut(size_t len);

/* What one provider did: each step that succeeded or not, and all bytes that came out. */
struct transcript {
	char steps[64];
	uint8_t *out;
	size_t len, max;
};

struct transcript transcript(size_t max);
bool step(struct transcript *t, bool ok); /* returns ok */
void append(struct transcript *t, const void *data, size_t len);
/* Says what differs. */
bool same_transcripts(const struct transcript *ours, const struct transcript *theirs);

/* Bytes after a buffer that must stay as they are. */
#define GUARD 16u
uint8_t *guarded(size_t len, size_t misalign);
bool guard_intact(const uint8_t *data, size_t len);

const char *any_digest(void); /* of SHA-2 and SHA-3 */

/* diff_pair.c: one key in both providers. The caller frees both, with pair_free(). */
struct key_pair {
	EVP_PKEY *ours, *theirs;
};

/* type as OpenSSL names it; curve for EC, else NULL. EC and SM2 keys are new, those of RSA are made
 * once a run. False with words for the report. */
bool pair_make(const char *type, const char *curve, struct key_pair *out);
void pair_free(struct key_pair *pair);
/* A copy of the key in another context, NULL if it is not taken over. */
EVP_PKEY *pair_take_over(OSSL_LIB_CTX *libctx, const char *type, const EVP_PKEY *key,
			 const char *query);
void pair_down(void); /* the keys of the run */

/* Curves that the provider under test knows, NULL after the last. */
const char *const *pair_curves(void);
/* Digests for signatures, the same. */
const char *const *pair_digests(void);

#endif
