/* SPDX-License-Identifier: Apache-2.0 */
/* octets.h - byte strings that a context owns, and parameters read into them. All are taken for
 * secrets and wiped. Functions return 1, or 0 with an error raised. */
#ifndef CMH_PROVIDER_OCTETS_H
#define CMH_PROVIDER_OCTETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/core.h>
#include <openssl/params.h>

struct prov_ctx;

struct octets {
	uint8_t *data; /* NULL: never set; an empty string that was set is not NULL */
	size_t len;
};

/* Replaces o by a copy of data. */
int octets_set(struct prov_ctx *prov, struct octets *o, const void *data, size_t len);
int octets_append(struct prov_ctx *prov, struct octets *o, const void *data, size_t len);
void octets_free(struct octets *o);
int octets_dup(struct prov_ctx *prov, struct octets *out, const struct octets *o);

/* Reads the parameter of that name, an octet or UTF-8 string, if it is there. */
int octets_param(struct prov_ctx *prov, const OSSL_PARAM params[], const char *name,
		 struct octets *o);

/* OSSL_PARAM_get_TYPE(), also of a parameter without data, which some releases of libcrypto do not
 * expect. */
#define param_get(type, p, out) ((p)->data && OSSL_PARAM_get_##type(p, out))

/* The same for a UTF-8 string that stays the caller's, without a copy; leaves *out alone if there is
 * none. */
int param_text(struct prov_ctx *prov, const OSSL_PARAM params[], const char *name,
	       const char **out);
int param_int(struct prov_ctx *prov, const OSSL_PARAM params[], const char *name, int *out);
int param_size(struct prov_ctx *prov, const OSSL_PARAM params[], const char *name, size_t *out);

#endif
