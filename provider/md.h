/* SPDX-License-Identifier: Apache-2.0 */
/* md.h - the digests inside signatures, key derivations and paddings: the hub's where it has them,
 * others from the application's library context. */
#ifndef CMH_PROVIDER_MD_H
#define CMH_PROVIDER_MD_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

#include <cmh/alg.h>

struct prov_ctx;
struct prov_hash;

#define PROV_MD_MAX 64u /* bytes of a digest */

/* An object identifier: the bytes behind its tag and length. */
struct prov_oid {
	uint8_t len; /* 0: there is none */
	uint8_t der[11];
};

/* A digest that has a place in signatures. */
struct prov_md_row {
	const char *name;  /* OpenSSL's primary name */
	const char *names; /* the others, with colons; NULL where cmh/alg.h has them */
	enum cmh_alg alg;  /* CMH_ALG_NONE: not a digest of the hub */
	uint8_t size;
	struct prov_oid oid;       /* its own */
	struct prov_oid rsa_oid;   /* of PKCS#1 v1.5 signatures with it */
	struct prov_oid ecdsa_oid; /* of ECDSA with it */
};

/* A digest in use. All zeros: none. */
struct prov_md {
	const char *name; /* primary; belongs to row or evp. NULL: none */
	size_t size;
	const struct prov_md_row *row; /* NULL: a digest without a place in RSA signatures */
	enum cmh_alg alg;              /* CMH_ALG_NONE: evp does the work */
	EVP_MD *evp;                   /* NULL: the hub's, or not fetched yet */
};

/* Finds the digest of a name; props, or NULL, selects among those of other providers. One that the
 * hub lacks is not fetched before it has something to hash, if its row says enough. What md held
 * before is dropped, on success only. Returns 1, or 0 with an error raised. */
int prov_md_set(struct prov_md *md, struct prov_ctx *prov, const char *name, const char *props);
void prov_md_clear(struct prov_md *md);

/* Makes the copy dst, until now only bytes, hold references of its own. */
int prov_md_dup(struct prov_md *dst, const struct prov_md *src);

/* Whether both are the same digest, or none. */
bool prov_md_same(const struct prov_md *a, const struct prov_md *b);

/* out: md->size bytes of the digest of in. Returns 1, or 0 with an error raised. */
int prov_md_digest(struct prov_ctx *prov, struct prov_md *md, const char *props, const void *in,
		   size_t len, uint8_t *out);

/* A digest in pieces, of one thread; survives a fork. new returns NULL with an error raised, the
 * others 1, or 0 with an error raised. After final only free is of use. */
struct prov_hash *prov_hash_new(struct prov_ctx *prov, struct prov_md *md, const char *props);
struct prov_hash *prov_hash_dup(const struct prov_hash *hash);
void prov_hash_free(struct prov_hash *hash);
int prov_hash_update(struct prov_hash *hash, const void *in, size_t len);
int prov_hash_final(struct prov_hash *hash, uint8_t *out);

/* The context of a digest that is not the hub's, or NULL. */
EVP_MD_CTX *prov_hash_evp(struct prov_hash *hash);

#endif
