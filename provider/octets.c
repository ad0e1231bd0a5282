// SPDX-License-Identifier: Apache-2.0
/* octets.c - byte strings that a context owns. */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/params.h>

#include "octets.h"
#include "prov_err.h"

int octets_append(struct prov_ctx *prov, struct octets *o, const void *data, size_t len)
{
	uint8_t *grown;

	if (len > SIZE_MAX - 1 - o->len)
		return prov_raise(prov, PROV_R_TOO_LONG, "%zu bytes", len);
	grown = OPENSSL_malloc(o->len + len + 1); /* never empty */
	if (!grown)
		return prov_raise(prov, PROV_R_NO_MEMORY, "%zu bytes", o->len + len);
	if (o->len)
		memcpy(grown, o->data, o->len);
	if (len)
		memcpy(grown + o->len, data, len);
	OPENSSL_clear_free(o->data, o->len);
	o->data = grown;
	o->len += len;
	return 1;
}

int octets_set(struct prov_ctx *prov, struct octets *o, const void *data, size_t len)
{
	struct octets set = { NULL, 0 };

	if (!octets_append(prov, &set, data, len))
		return 0;
	octets_free(o);
	*o = set;
	return 1;
}

void octets_free(struct octets *o)
{
	OPENSSL_clear_free(o->data, o->len);
	*o = (struct octets){ NULL, 0 };
}

int octets_dup(struct prov_ctx *prov, struct octets *out, const struct octets *o)
{
	*out = (struct octets){ NULL, 0 };
	return !o->data || octets_append(prov, out, o->data, o->len);
}

static int bad(struct prov_ctx *prov, const char *name)
{
	return prov_raise(prov, PROV_R_BAD_PARAMETER, "%s", name);
}

int octets_param(struct prov_ctx *prov, const OSSL_PARAM params[], const char *name,
		 struct octets *o)
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, name);

	if (!p)
		return 1;
	if (p->data_type != OSSL_PARAM_OCTET_STRING && p->data_type != OSSL_PARAM_UTF8_STRING)
		return bad(prov, name);
	if (!p->data && p->data_size)
		return bad(prov, name);
	return octets_set(prov, o, p->data, p->data_size);
}

int param_text(struct prov_ctx *prov, const OSSL_PARAM params[], const char *name, const char **out)
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, name);
	const char *text = NULL;

	if (!p)
		return 1;
	if (!p->data || !OSSL_PARAM_get_utf8_string_ptr(p, &text) || !text)
		return bad(prov, name);
	*out = text;
	return 1;
}

int param_int(struct prov_ctx *prov, const OSSL_PARAM params[], const char *name, int *out)
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, name);

	return !p || param_get(int, p, out) || bad(prov, name);
}

int param_size(struct prov_ctx *prov, const OSSL_PARAM params[], const char *name, size_t *out)
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, name);

	return !p || param_get(size_t, p, out) || bad(prov, name);
}
