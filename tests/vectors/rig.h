/* SPDX-License-Identifier: Apache-2.0 */
/* rig.h - what the programs of this folder share: a library context with the provider under test,
 * asked for strictly by name, and memory that lives as long as one case. */
#ifndef CMH_TESTS_VECTORS_RIG_H
#define CMH_TESTS_VECTORS_RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/crypto.h>
#include <openssl/provider.h>

struct rig {
	OSSL_LIB_CTX *libctx;
	OSSL_PROVIDER *under_test;
	OSSL_PROVIDER *def; /* NULL when it is not loaded, or is the one under test */
	OSSL_LIB_CTX *reference; /* with the default provider and no other; rig_reference() */
	OSSL_PROVIDER *reference_def;
	const char *name;   /* of the provider under test */
	char query[64];     /* provider=NAME */
};

extern struct rig rig;

/* alone: without the default provider beside it. Ends the program if a provider does not load. */
void rig_up(const char *name, bool alone);
void rig_reference(void); /* opens rig.reference */
void rig_down(void);

/* OpenSSL 3.0 takes encoders and decoders from any provider of a library context, whatever a property
 * query says. This is a context with the provider under test and no other. */
OSSL_LIB_CTX *rig_alone(void);
bool rig_has_encoders(void);
bool rig_has_decoders(void);

/* Memory of exactly len bytes, so that a sanitizer sees each byte too many; pool_empty() frees all
 * that was taken since it was last called. */
uint8_t *pool(size_t len);
uint8_t *pool_copy(const void *data, size_t len);
void pool_empty(void);

/* The newest error of OpenSSL's queue in words, "" if there is none; empties the queue. */
const char *rig_error(void);

#endif
