// SPDX-License-Identifier: Apache-2.0
/* key.c - the life of an asymmetric key. */
#include <openssl/crypto.h>

#include "key.h"
#include "prov_ctx.h"
#include "prov_err.h"

struct prov_key *prov_key_new(struct prov_ctx *prov, enum prov_key_type type)
{
	struct prov_key *key = OPENSSL_zalloc(sizeof(*key));

	if (!key)
		goto no_memory;
	if (type == PROV_KEY_RSA || type == PROV_KEY_RSA_PSS) {
		key->rsa = OPENSSL_zalloc(sizeof(*key->rsa));
		if (!key->rsa)
			goto no_memory;
	}
	key->prov = prov;
	key->type = type;
	atomic_init(&key->refs, 1);
	return key;

no_memory:
	OPENSSL_free(key);
	prov_raise(prov, PROV_R_NO_MEMORY, "a key");
	return NULL;
}

struct prov_key *prov_key_up(struct prov_key *key)
{
	atomic_fetch_add_explicit(&key->refs, 1, memory_order_relaxed);
	return key;
}

void prov_key_free(struct prov_key *key)
{
	if (!key || atomic_fetch_sub_explicit(&key->refs, 1, memory_order_acq_rel) != 1)
		return;
	OPENSSL_clear_free(key->rsa, sizeof(*key->rsa));
	OPENSSL_clear_free(key, sizeof(*key));
}

struct cmh_key prov_key_private(const struct prov_key *key)
{
	if (!key->rsa)
		return (struct cmh_key){ .data = key->priv, .len = key->priv_len };
	if (key->rsa->crt_len)
		return (struct cmh_key){ .data = key->rsa->crt, .len = key->rsa->crt_len };
	return (struct cmh_key){ .data = key->rsa->d, .len = key->rsa->n_len };
}

struct cmh_rsa prov_key_rsa(const struct prov_key *key)
{
	return (struct cmh_rsa){ .n = key->rsa->n,
				 .n_len = key->rsa->n_len,
				 .e = key->rsa->e,
				 .e_len = key->rsa->e_len };
}
