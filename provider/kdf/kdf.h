/* SPDX-License-Identifier: Apache-2.0 */
/* kdf.h - what the key derivations share: a context with all that any of them is told, its
 * life, the reading of parameters, and the dispatch table. Each derivation is one file,
 * kdf_*.c.
 *
 * Functions return 1, or 0 with an error raised.
 */
#ifndef CMH_PROVIDER_KDF_KDF_H
#define CMH_PROVIDER_KDF_KDF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/core.h>

#include "md.h"
#include "octets.h"
#include "prf.h"
#include "prov_ctx.h"
#include "prov_err.h"

enum kdf_field {
	KDF_KEY, /* the secret, or the password */
	KDF_SALT,
	KDF_INFO,
	KDF_SEED,
	KDF_PREFIX,
	KDF_LABEL,
	KDF_DATA,
	KDF_FIELD_NR
};

struct kdf_ctx;

struct kdf {
	void (*defaults)(struct kdf_ctx *ctx); /* of a new context, which is zero; or NULL */
	int (*set)(struct kdf_ctx *ctx, const OSSL_PARAM params[]);
	int (*derive)(struct kdf_ctx *ctx, uint8_t *out, size_t len); /* len is not 0 */
	size_t (*size)(const struct kdf_ctx *ctx);                    /* or NULL: any length */
	const OSSL_PARAM *settable;
};

struct kdf_ctx {
	struct prov_ctx *prov;
	const struct kdf *kdf;
	struct prov_md md;
	struct octets field[KDF_FIELD_NR];
	int mode;
	uint64_t iter;    /* PBKDF2 */
	bool low_checks;  /* PBKDF2: refuse what SP 800-132 finds too short */
	int counter_bits; /* KBKDF */
	int use_l;
	int use_separator;
	bool cmac; /* KBKDF: with the cipher and not the digest */
	bool mac_named;
	struct octets cipher; /* its name with a zero byte */
};

/* Takes any digest but extendable-output functions. */
int kdf_choose_digest(struct kdf_ctx *ctx, const char *name);
/* Reads the digest, if there is one. */
int kdf_set_digest(struct kdf_ctx *ctx, const OSSL_PARAM params[]);
int kdf_set_field(struct kdf_ctx *ctx, const OSSL_PARAM params[], const char *name,
		  enum kdf_field field);
/* Appends all parameters of that name, as far as max bytes. */
int kdf_add_field(struct kdf_ctx *ctx, const OSSL_PARAM params[], const char *name,
		  enum kdf_field field, size_t max);

int kdf_needs_digest(const struct kdf_ctx *ctx);
int kdf_needs(const struct kdf_ctx *ctx, enum kdf_field field, const char *what);

/* HMAC of parts with the context's digest. */
int kdf_hmac(struct kdf_ctx *ctx, const void *key, size_t key_len, const struct prov_part *parts,
	     size_t nr, uint8_t *out);

/* X9.63's derivation, for key exchanges as well. */
int x963_kdf(struct prov_ctx *prov, struct prov_md *md, const char *props,
	     const struct prov_part *secret, const struct prov_part *info, uint8_t *out, size_t len);

extern const struct kdf kdf_hkdf, kdf_tls13; /* kdf_hkdf.c */
extern const struct kdf kdf_kbkdf;           /* kdf_kbkdf.c */
extern const struct kdf kdf_pbkdf2;          /* kdf_pbkdf2.c */
extern const struct kdf kdf_tls1_prf;        /* kdf_tls1_prf.c */
extern const struct kdf kdf_x963;            /* kdf_x963.c */

#endif
