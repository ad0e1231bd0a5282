/* SPDX-License-Identifier: Apache-2.0 */
/* prov_ctx.h - one instance of the provider: the upcalls of its library context, its settings, its
 * device.
 *
 * The device is opened when it is first needed and shared by all threads of the library context.
 * After a fork the child's first use opens one of its own; the parent's handle is kept until
 * teardown, because contexts that the child has inherited may still point to it.
 */
#ifndef CMH_PROVIDER_PROV_CTX_H
#define CMH_PROVIDER_PROV_CTX_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <openssl/bio.h>
#include <openssl/core.h>
#include <openssl/core_dispatch.h>

#include <cmh/alg.h>
#include <cmh/dev.h>

/* Which algorithms are offered. */
enum prov_policy {
	PROV_POLICY_AUTO,   /* those that the device has; none when it does not open */
	PROV_POLICY_ALWAYS, /* all: what the device lacks fails at use and never elsewhere */
};

/* Whether the random generator is offered. */
enum prov_random {
	PROV_RANDOM_AUTO, /* if no other provider has one */
	PROV_RANDOM_YES,
	PROV_RANDOM_NO,
};

struct prov_conf {
	char *uri; /* for cmh_dev_open() */
	enum prov_policy policy;
	bool selftest; /* before the first use of the device */
	enum prov_random random;
};

struct prov_upcalls {
	OSSL_FUNC_core_get_params_fn *get_params;
	OSSL_FUNC_core_get_libctx_fn *get_libctx;
	OSSL_FUNC_core_new_error_fn *new_error;
	OSSL_FUNC_core_set_error_debug_fn *set_error_debug;
	OSSL_FUNC_core_vset_error_fn *vset_error;
	OSSL_FUNC_self_test_cb_fn *self_test_cb;
	OSSL_FUNC_BIO_read_ex_fn *bio_read_ex;
	OSSL_FUNC_BIO_write_ex_fn *bio_write_ex;
	OSSL_FUNC_BIO_gets_fn *bio_gets;
	OSSL_FUNC_BIO_ctrl_fn *bio_ctrl;
	OSSL_FUNC_BIO_up_ref_fn *bio_up_ref;
	OSSL_FUNC_BIO_free_fn *bio_free;
};

/* A line of an algorithm list: what OpenSSL is told, and what the device must have for it: a row of
 * one of the two tables in cmh/alg.h; neither ends a list. Where def has no names they are the
 * row's or the service's. */
struct prov_alg {
	enum cmh_alg alg;
	enum cmh_service service;
	OSSL_ALGORITHM def;
};

enum prov_list {
	PROV_LIST_DIGESTS,
	PROV_LIST_CIPHERS,
	PROV_LIST_MACS,
	PROV_LIST_KDFS,
	PROV_LIST_RANDS,
	PROV_LIST_KEYMGMTS,
	PROV_LIST_SIGNATURES,
	PROV_LIST_EXCHANGES,
	PROV_LIST_ASYM_CIPHERS,
	PROV_LIST_ENCODERS,
	PROV_LIST_DECODERS,
	PROV_LIST_STORES,
	PROV_LIST_NR
};

#define PROV_CURVE_NR 64 /* ids of curves are below */

struct prov_curve;
struct prov_stale;

struct prov_ctx {
	const OSSL_CORE_HANDLE *core;
	struct prov_upcalls up;
	struct prov_conf conf;

	_Atomic(struct cmh_dev *) dev;
	_Atomic(const OSSL_ALGORITHM *) offered[PROV_LIST_NR]; /* computed once, then constant */
	_Atomic(struct prov_curve *) curves[PROV_CURVE_NR];     /* made when first asked for */
	_Atomic(BIO_METHOD *) bio_method;                       /* likewise */
	atomic_bool broken;    /* a self-test failed: nothing works any more */
	_Atomic(pid_t) opener; /* the process one of whose threads is opening the device, 0: none */
	struct prov_stale *stale; /* devices of former processes */
};

/* Returns the device, opened at need; NULL with an error raised. Thread-safe. */
struct cmh_dev *prov_dev(struct prov_ctx *prov);

/* As prov_dev(), after the device answered -EOWNERDEAD: opens this process's own unless another
 * thread has. */
struct cmh_dev *prov_dev_reopen(struct prov_ctx *prov);

/* The library context that the provider was loaded into; NULL is the default one. */
OSSL_LIB_CTX *prov_libctx(const struct prov_ctx *prov);

/* Returns false when the program has another copy of libcrypto than this module, to which the library
 * context means nothing. */
bool prov_libctx_is_ours(const struct prov_ctx *prov);

/* Fills out with random bytes: the hub's, or the system's when the device has no DRBG. Returns 1,
 * or 0 with an error raised. Thread-safe. */
int prov_random(struct prov_ctx *prov, void *out, size_t len);

/* Closes every device and frees everything but prov itself. */
void prov_ctx_fini(struct prov_ctx *prov);

#define PROV_PROPERTIES "provider=cmh"

/* A row of a table in cmh/alg.h as a line of a list; its file has named its functions dispatch_ID. */
#define PROV_ALG(id, name, names, ...) \
	{ CMH_ALG_##id,                \
	  CMH_SERVICE_NONE,            \
	  { names, PROV_PROPERTIES, dispatch_##id, name " on the CryptoManager Hub" } },

/* The same with the names of the row, for what lists rows by hand. */
#define PROV_NAMED(id, desc)      \
	{ CMH_ALG_##id,           \
	  CMH_SERVICE_NONE,       \
	  { NULL, PROV_PROPERTIES, dispatch_##id, desc " on the CryptoManager Hub" } }

/* A service; desc is a few words. The second form has properties besides the provider's, as in
 * ",output=pem", and names if they are not the service's. */
#define PROV_SERVICE(id, dispatch, desc) PROV_SERVICE_AS(id, NULL, "", dispatch, desc)
#define PROV_SERVICE_AS(id, names, properties, dispatch, desc)   \
	{ CMH_ALG_NONE,                                          \
	  CMH_SERVICE_##id,                                      \
	  { names, PROV_PROPERTIES properties, dispatch, desc " on the CryptoManager Hub" } }

#define PROV_LIST_END { CMH_ALG_NONE, CMH_SERVICE_NONE, { NULL, NULL, NULL, NULL } }

extern const struct prov_alg prov_digests[];        /* digests.c */
extern const struct prov_alg prov_block_ciphers[];  /* cipher_block.c */
extern const struct prov_alg prov_stream_ciphers[]; /* cipher_stream.c */
extern const struct prov_alg prov_xts[];            /* cipher_xts.c */
extern const struct prov_alg prov_wrap[];           /* cipher_wrap.c */
extern const struct prov_alg prov_gcm[];            /* aead_gcm.c */
extern const struct prov_alg prov_ccm[];            /* aead_ccm.c */
extern const struct prov_alg prov_chacha[];         /* aead_chacha.c */
extern const struct prov_alg prov_macs[];           /* mac.c */
extern const struct prov_alg prov_kmacs[];          /* mac_kmac.c */
extern const struct prov_alg prov_gmacs[];          /* mac_gmac.c */
extern const struct prov_alg prov_mac_keys[];       /* mac_key.c */
extern const struct prov_alg prov_mac_signatures[]; /* mac_sign.c */
extern const struct prov_alg prov_kdfs[];           /* kdf.c */
extern const struct prov_alg prov_rands[];          /* rand.c */
extern const struct prov_alg prov_sign_rsa[];
extern const struct prov_alg prov_sign_ecdsa[]; /* sign_ec.c */
extern const struct prov_alg prov_sign_sm2[];
extern const struct prov_alg prov_sign_ed[];
extern const struct prov_alg prov_exchanges[]; /* exchange.c */
extern const struct prov_alg prov_crypt_rsa[];
extern const struct prov_alg prov_crypt_sm2[];

extern const struct prov_alg prov_rsa_keymgmts[]; /* keys/mgmt_rsa.c */
extern const struct prov_alg prov_ec_keymgmts[];  /* keys/mgmt_ec.c */
extern const struct prov_alg prov_ecx_keymgmts[]; /* keys/mgmt_ecx.c */
extern const struct prov_alg prov_encoders[];     /* keys/encode.c */
extern const struct prov_alg prov_decoders[];     /* keys/decode.c */
extern const struct prov_alg prov_der_decoders[]; /* keys/decode_der.c */
extern const struct prov_alg prov_stores[];       /* keys/store_file.c */

/* The answer to OSSL_FUNC_provider_get_capabilities(): keys/tls_groups.c */
OSSL_FUNC_provider_get_capabilities_fn prov_get_capabilities;

#endif
