// SPDX-License-Identifier: Apache-2.0
/* prf.c - MACs and digests by name, the hub's or another provider's. */
#include <errno.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include <cmh/hash.h>

#include "prf.h"
#include "prov_ctx.h"
#include "prov_err.h"

#define OTHERS "provider!=cmh"

/* Stores the library context to fetch from others in. Or it raises an error: `what` is not to
 * be had. */
static int others(struct prov_ctx *prov, const char *what, OSSL_LIB_CTX **out)
{
	*out = prov_libctx(prov);
	return (prov->conf.policy == PROV_POLICY_AUTO && prov_libctx_is_ours(prov)) ||
	       prov_raise(prov, PROV_R_NOT_SUPPORTED, "the hub has no %s", what);
}

/* ---- MACs ---- */

/* Whether a call that answered *err should be made again: the process has forked, and the context is
 * now bound to this process's device. */
static bool rebound(struct prov_ctx *prov, struct prf *prf, int *err)
{
	struct cmh_dev *dev;

	if (*err != -EOWNERDEAD)
		return false;
	dev = prov_dev_reopen(prov);
	if (dev)
		cmh_mac_ctx_rebind(prf->ctx, dev);
	else
		*err = PROV_RAISED;
	return dev != NULL;
}

#define PRF_CALL(prov, prf, err, call)        \
	do {                                  \
		(err) = (call);               \
		if (rebound(prov, prf, &err)) \
			(err) = (call);       \
	} while (0)

static int result(struct prov_ctx *prov, int err)
{
	return err < 0 ? prov_fail(prov, err) : 1;
}

static int other_result(struct prov_ctx *prov, int ok)
{
	return ok > 0 || prov_raise(prov, PROV_R_UNEXPECTED, "the other provider's MAC failed");
}

void prf_close(struct prf *prf)
{
	cmh_mac_ctx_free(prf->ctx);
	EVP_MAC_CTX_free(prf->other);
	*prf = (struct prf){ .alg = CMH_ALG_NONE };
}

int prf_choose(struct prov_ctx *prov, struct prf *prf, enum cmh_alg mac)
{
	const struct cmh_alg_info *info = cmh_alg_get(mac);
	struct cmh_dev *dev = prov_dev(prov);
	struct cmh_mac_ctx *ctx = NULL;
	int err;

	if (!dev)
		return 0;
	err = cmh_mac_ctx_new(dev, mac, &ctx);
	if (err == -EOWNERDEAD) {
		dev = prov_dev_reopen(prov);
		if (!dev)
			return 0;
		err = cmh_mac_ctx_new(dev, mac, &ctx);
	}
	if (err)
		return prov_fail(prov, err);
	prf_close(prf);
	prf->alg = mac;
	prf->ctx = ctx;
	prf->size = info->digest_len;
	prf->block = info->block_len;
	return 1;
}

static int other_init(struct prov_ctx *prov, struct prf *prf, const void *key, size_t key_len)
{
	if (!other_result(prov, EVP_MAC_init(prf->other, key, key_len, NULL)))
		return 0;
	prf->size = EVP_MAC_CTX_get_mac_size(prf->other);
	prf->block = EVP_MAC_CTX_get_block_size(prf->other);
	return (prf->size && prf->size <= PRF_SIZE_MAX) ||
	       prov_raise(prov, PROV_R_UNEXPECTED, "the other provider's MAC has %zu bytes",
			  prf->size);
}

/* Another provider's MAC, with one parameter that says what it is made of. */
static int choose_other(struct prov_ctx *prov, struct prf *prf, const char *mac, const char *key,
			const char *name, enum cmh_family family)
{
	OSSL_PARAM params[2] = { OSSL_PARAM_construct_utf8_string(key, (char *)name, 0),
				 OSSL_PARAM_construct_end() };
	OSSL_LIB_CTX *libctx;
	EVP_MAC_CTX *ctx = NULL;
	EVP_MAC *fetched;

	if (!others(prov, name, &libctx))
		return 0;
	fetched = EVP_MAC_fetch(libctx, mac, OTHERS);
	if (fetched)
		ctx = EVP_MAC_CTX_new(fetched);
	EVP_MAC_free(fetched);
	if (!ctx || !EVP_MAC_CTX_set_params(ctx, params)) {
		EVP_MAC_CTX_free(ctx);
		return prov_raise(prov, PROV_R_NOT_SUPPORTED,
				  "%s with %s: neither the hub nor another provider has it", mac,
				  name);
	}
	prf_close(prf);
	prf->other = ctx;
	/* an HMAC knows its size only under a key, which until prf_init() is this one */
	if (family == CMH_DIGEST && !other_init(prov, prf, "", 0)) {
		prf_close(prf);
		return 0;
	}
	return 1;
}

/* The MAC that is made of base; of CMAC and XCBC, which are made of the same, CMAC. */
static enum cmh_alg mac_of(enum cmh_alg base)
{
	for (int alg = 1; alg < CMH_ALG_NR; alg++) {
		const struct cmh_alg_info *info = cmh_alg_get((enum cmh_alg)alg);

		if (info->family == CMH_MAC && info->base == base && alg != CMH_ALG_SM4_XCBC)
			return info->id;
	}
	return CMH_ALG_NONE;
}

static int choose(struct prov_ctx *prov, struct prf *prf, const char *mac, const char *key,
		  const char *name, enum cmh_family family)
{
	const struct cmh_alg_info *base = cmh_alg_find(name);
	const enum cmh_alg alg = base && base->family == family ? mac_of(base->id) : CMH_ALG_NONE;
	struct cmh_dev *dev;

	if (alg != CMH_ALG_NONE) {
		dev = prov_dev(prov);
		if (!dev)
			return 0;
		if (cmh_dev_has(dev, alg) || prov->conf.policy == PROV_POLICY_ALWAYS)
			return prf_choose(prov, prf, alg);
	}
	return choose_other(prov, prf, mac, key, name, family);
}

int prf_choose_hmac(struct prov_ctx *prov, struct prf *prf, const char *digest)
{
	return choose(prov, prf, "HMAC", OSSL_MAC_PARAM_DIGEST, digest, CMH_DIGEST);
}

int prf_choose_cmac(struct prov_ctx *prov, struct prf *prf, const char *cipher)
{
	return choose(prov, prf, "CMAC", OSSL_MAC_PARAM_CIPHER, cipher, CMH_CIPHER);
}

int prf_init(struct prov_ctx *prov, struct prf *prf, const void *key, size_t key_len)
{
	const struct cmh_key raw = { .data = key, .len = key_len };
	int err;

	if (prf->other)
		return other_init(prov, prf, key, key_len);
	if (!prf->ctx)
		return prov_raise(prov, PROV_R_BAD_PARAMETER, "set a digest or cipher first");
	PRF_CALL(prov, prf, err, cmh_mac_ctx_init(prf->ctx, key ? &raw : NULL, NULL, 0));
	return result(prov, err);
}

int prf_update(struct prov_ctx *prov, struct prf *prf, const void *in, size_t len)
{
	int err;

	if (prf->other)
		return other_result(prov, EVP_MAC_update(prf->other, in, len));
	PRF_CALL(prov, prf, err, cmh_mac_ctx_update(prf->ctx, in, len));
	return result(prov, err);
}

int prf_final(struct prov_ctx *prov, struct prf *prf, void *out)
{
	size_t len;
	int err;

	if (prf->other)
		return other_result(prov, EVP_MAC_final(prf->other, out, &len, prf->size));
	PRF_CALL(prov, prf, err, cmh_mac_ctx_final(prf->ctx, out, prf->size));
	return result(prov, err);
}

int prf_dup(struct prov_ctx *prov, struct prf *out, const struct prf *prf)
{
	int err;

	*out = *prf;
	out->ctx = NULL;
	out->other = NULL;
	if (prf->other) {
		out->other = EVP_MAC_CTX_dup(prf->other);
		if (!out->other) {
			prf_close(out);
			return prov_raise(prov, PROV_R_NO_MEMORY, "a copy of a MAC");
		}
	}
	if (prf->ctx) {
		err = cmh_mac_ctx_dup(prf->ctx, &out->ctx);
		if (err) {
			out->ctx = NULL;
			prf_close(out);
			return prov_fail(prov, err);
		}
	}
	return 1;
}
