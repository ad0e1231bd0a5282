// SPDX-License-Identifier: Apache-2.0
/* hub.c - contexts of ciphers and digests that survive a fork. */
#include <openssl/params.h>

#include "hub.h"
#include "prov_ctx.h"

int hub_open(struct hub *hub, struct prov_ctx *prov, enum cmh_alg alg)
{
	int err;

	hub->prov = prov;
	HUB_CALL(prov, err, cmh_cipher_ctx_new(dev, alg, &hub->ctx));
	return err ? prov_fail(prov, err) : 1;
}

void hub_close(struct hub *hub)
{
	cmh_cipher_ctx_free(hub->ctx);
	hub->ctx = NULL;
}

int hub_dup(const struct hub *hub, struct hub *out)
{
	int err = cmh_cipher_ctx_dup(hub->ctx, &out->ctx);

	out->prov = hub->prov;
	return err ? prov_fail(hub->prov, err) : 1;
}

/* Whether a call that answered *err should be made again, on this process's own device. */
static bool hub_rebound(struct hub *hub, int *err)
{
	struct cmh_dev *dev;

	if (*err != -EOWNERDEAD)
		return false;
	dev = prov_dev_reopen(hub->prov);
	if (dev)
		cmh_cipher_ctx_rebind(hub->ctx, dev);
	else
		*err = PROV_RAISED;
	return dev != NULL;
}

static int hub_result(const struct hub *hub, int err)
{
	return err < 0 ? prov_fail(hub->prov, err) : 1;
}

int hub_init(struct hub *hub, bool encrypt, const void *key, size_t key_len, const void *iv,
	     size_t iv_len)
{
	const struct cmh_key raw = { .data = key, .len = key_len };
	const struct cmh_key *k = key ? &raw : NULL;
	const uint32_t dir = encrypt ? CMH_ENCRYPT : CMH_DECRYPT;
	int err;

	err = cmh_cipher_ctx_init(hub->ctx, dir, k, iv, iv_len);
	if (hub_rebound(hub, &err))
		err = cmh_cipher_ctx_init(hub->ctx, dir, k, iv, iv_len);
	return hub_result(hub, err);
}

int hub_aad(struct hub *hub, const void *aad, size_t len)
{
	int err = cmh_cipher_ctx_aad(hub->ctx, aad, len);

	if (hub_rebound(hub, &err))
		err = cmh_cipher_ctx_aad(hub->ctx, aad, len);
	return hub_result(hub, err);
}

int hub_update(struct hub *hub, const void *in, void *out, size_t len)
{
	int err = cmh_cipher_ctx_update(hub->ctx, in, out, len);

	if (hub_rebound(hub, &err))
		err = cmh_cipher_ctx_update(hub->ctx, in, out, len);
	return hub_result(hub, err);
}

int hub_final(struct hub *hub, void *tag, size_t tag_len)
{
	int err = cmh_cipher_ctx_final(hub->ctx, tag, tag_len);

	if (hub_rebound(hub, &err))
		err = cmh_cipher_ctx_final(hub->ctx, tag, tag_len);
	return hub_result(hub, err);
}

int hub_aead(struct hub *hub, const void *aad, size_t aad_len, const void *in, void *out,
	     size_t len, void *tag, size_t tag_len)
{
	int err = cmh_cipher_ctx_aead(hub->ctx, aad, aad_len, in, out, len, tag, tag_len);

	if (hub_rebound(hub, &err))
		err = cmh_cipher_ctx_aead(hub->ctx, aad, aad_len, in, out, len, tag, tag_len);
	return hub_result(hub, err);
}

int hub_get_iv(const struct hub *hub, void *iv, size_t len)
{
	return hub_result(hub, cmh_cipher_ctx_get_iv(hub->ctx, iv, len));
}

int hub_hash_init(struct prov_ctx *prov, struct cmh_hash *hash, enum cmh_alg alg)
{
	int err;

	HUB_CALL(prov, err, cmh_hash_init(hash, dev, alg));
	return err ? prov_fail(prov, err) : 1;
}

/* As hub_rebound(). */
static bool hash_rebound(struct prov_ctx *prov, struct cmh_hash *hash, int *err)
{
	struct cmh_dev *dev;

	if (*err != -EOWNERDEAD)
		return false;
	dev = prov_dev_reopen(prov);
	if (dev)
		cmh_hash_rebind(hash, dev);
	else
		*err = PROV_RAISED;
	return dev != NULL;
}

int hub_hash_update(struct prov_ctx *prov, struct cmh_hash *hash, const void *in, size_t len)
{
	int err = cmh_hash_update(hash, in, len);

	if (hash_rebound(prov, hash, &err))
		err = cmh_hash_update(hash, in, len);
	return err ? prov_fail(prov, err) : 1;
}

int hub_hash_final(struct prov_ctx *prov, struct cmh_hash *hash, void *out, size_t len)
{
	int err = cmh_hash_final(hash, out, len);

	if (hash_rebound(prov, hash, &err))
		err = cmh_hash_final(hash, out, len);
	return err ? prov_fail(prov, err) : 1;
}

int prov_set_iv(OSSL_PARAM *param, const void *iv, size_t len)
{
	if (param->data_type == OSSL_PARAM_OCTET_PTR)
		return OSSL_PARAM_set_octet_ptr(param, iv, len);
	return OSSL_PARAM_set_octet_string(param, iv, len);
}
