/* SPDX-License-Identifier: Apache-2.0 */
/* out.h - a key as a list of OSSL_PARAM: to export it, and to answer questions about it.
 *
 * Numbers and bytes are copied into the list, which is wiped at its end.
 */
#ifndef CMH_PROVIDER_KEYS_OUT_H
#define CMH_PROVIDER_KEYS_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/bn.h>
#include <openssl/core.h>

struct prov_out {
	OSSL_PARAM params[32]; /* ended by a key NULL at any time */
	size_t nr;
	size_t used;
	bool full; /* something did not fit */
	_Alignas(8) uint8_t mem[6144];
};

void prov_out_init(struct prov_out *out);
void prov_out_wipe(struct prov_out *out);

/* A number, big-endian: a secret keeps its leading zeros. */
void prov_out_number(struct prov_out *out, const char *key, const uint8_t *be, size_t len,
		     bool secret);
void prov_out_bn(struct prov_out *out, const char *key, const BIGNUM *bn);
void prov_out_bytes(struct prov_out *out, const char *key, const void *bytes, size_t len);
void prov_out_int(struct prov_out *out, const char *key, int value);
/* text is not copied */
void prov_out_text(struct prov_out *out, const char *key, const char *text);

/* Answers those of the questions that the list has an answer to. Returns 1, or 0 when one does not
 * fit. */
int prov_out_answer(const struct prov_out *out, OSSL_PARAM params[]);

/* Whether one of the parameters is called key. */
bool prov_asks(const OSSL_PARAM params[], const char *key);

#endif
