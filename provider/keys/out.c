// SPDX-License-Identifier: Apache-2.0
/* out.c - keys as parameters of OpenSSL. */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/params.h>

#include "out.h"

void prov_out_init(struct prov_out *out)
{
	out->nr = out->used = 0;
	out->full = false;
	out->params[0] = OSSL_PARAM_construct_end();
}

void prov_out_wipe(struct prov_out *out)
{
	OPENSSL_cleanse(out->mem, out->used);
}

static void add(struct prov_out *out, OSSL_PARAM param)
{
	out->params[out->nr++] = param;
	out->params[out->nr] = OSSL_PARAM_construct_end();
}

/* Room for one more parameter of len bytes, aligned for an int; NULL when there is none. */
static uint8_t *room(struct prov_out *out, size_t len)
{
	uint8_t *mem = out->mem + out->used;
	const size_t size = (len + 7) & ~(size_t)7;

	if (out->nr + 1 >= sizeof(out->params) / sizeof(*out->params) ||
	    size > sizeof(out->mem) - out->used) {
		out->full = true;
		return NULL;
	}
	out->used += size;
	return mem;
}

/* OSSL_PARAM has numbers in the order of the host. */
static void to_native(uint8_t *out, const uint8_t *be, size_t len)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	for (size_t i = 0; i < len; i++)
		out[i] = be[len - 1 - i];
#else
	memcpy(out, be, len);
#endif
}

void prov_out_number(struct prov_out *out, const char *key, const uint8_t *be, size_t len,
		     bool secret)
{
	uint8_t *mem;

	for (; !secret && len > 1 && *be == 0; len--)
		be++;
	mem = room(out, len);
	if (!mem)
		return;
	to_native(mem, be, len);
	add(out, OSSL_PARAM_construct_BN(key, mem, len));
}

void prov_out_bn(struct prov_out *out, const char *key, const BIGNUM *bn)
{
	const int len = BN_is_zero(bn) ? 1 : BN_num_bytes(bn);
	uint8_t *mem = room(out, (size_t)len);

	if (!mem)
		return;
	BN_bn2nativepad(bn, mem, len);
	add(out, OSSL_PARAM_construct_BN(key, mem, (size_t)len));
}

void prov_out_bytes(struct prov_out *out, const char *key, const void *bytes, size_t len)
{
	uint8_t *mem = room(out, len);

	if (!mem)
		return;
	memcpy(mem, bytes, len);
	add(out, OSSL_PARAM_construct_octet_string(key, mem, len));
}

void prov_out_int(struct prov_out *out, const char *key, int value)
{
	int *mem = (int *)(void *)room(out, sizeof(value));

	if (!mem)
		return;
	*mem = value;
	add(out, OSSL_PARAM_construct_int(key, mem));
}

void prov_out_text(struct prov_out *out, const char *key, const char *text)
{
	if (room(out, 0))
		add(out, OSSL_PARAM_construct_utf8_string(key, (char *)text, 0));
}

static int answer_number(OSSL_PARAM *p, const OSSL_PARAM *have)
{
	const size_t len = have->data_size;
	uint8_t *data = p->data;
	size_t at;

	if (p->data_type != OSSL_PARAM_UNSIGNED_INTEGER)
		return 0;
	p->return_size = len;
	if (!data)
		return 1;
	if (p->data_size < len)
		return 0;
	p->return_size = p->data_size;
	memset(data, 0, p->data_size);
	at = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 0 : p->data_size - len;
	memcpy(data + at, have->data, len);
	return 1;
}

int prov_out_answer(const struct prov_out *out, OSSL_PARAM params[])
{
	const OSSL_PARAM *have;
	int ok = !out->full;

	for (OSSL_PARAM *p = params; ok && p && p->key; p++) {
		have = OSSL_PARAM_locate_const(out->params, p->key);
		if (!have)
			continue;
		switch (have->data_type) {
		case OSSL_PARAM_INTEGER: ok = OSSL_PARAM_set_int(p, *(int *)have->data); break;
		case OSSL_PARAM_UNSIGNED_INTEGER: ok = answer_number(p, have); break;
		case OSSL_PARAM_OCTET_STRING:
			ok = OSSL_PARAM_set_octet_string(p, have->data, have->data_size);
			break;
		default: ok = OSSL_PARAM_set_utf8_string(p, have->data); break;
		}
	}
	return ok;
}

bool prov_asks(const OSSL_PARAM params[], const char *key)
{
	return OSSL_PARAM_locate_const(params, key) != NULL;
}
