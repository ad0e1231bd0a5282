// SPDX-License-Identifier: Apache-2.0
/* md.c - digests by name, and their work. */
#include <string.h>
#include <strings.h>

#include <openssl/crypto.h>

#include <cmh/hash.h>
#include <cmh/sync.h>

#include "hub.h"
#include "md.h"
#include "prov_ctx.h"
#include "prov_err.h"

struct prov_hash {
	struct prov_ctx *prov;
	size_t size;
	EVP_MD_CTX *evp;                  /* NULL: mem is a context of the hub */
	_Alignas(16) unsigned char mem[]; /* of the library's context */
};

#define OID(...)                                                                   \
	{                                                                          \
		sizeof((const uint8_t[]){ __VA_ARGS__ }), { __VA_ARGS__ } \
	}
#define NIST_HASH(n)  OID(0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, n) /* 2.16.840.1.101.3.4.2 */
#define NIST_SIGN(n)  OID(0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, n) /* ...3.4.3 */
#define RSADSI(n)     OID(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, n)       /* 1.2.840.113549.2 */
#define PKCS1(n)      OID(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, n) /* 1.2.840.113549.1.1 */
#define X962_SHA2(n)  OID(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, n)       /* 1.2.840.10045.4.3 */
#define X962_SHA1     OID(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01)          /* 1.2.840.10045.4.1 */
#define OIW_SHA1      OID(0x2b, 0x0e, 0x03, 0x02, 0x1a)                      /* 1.3.14.3.2.26 */
#define TELETRUST_RMD OID(0x2b, 0x24, 0x03, 0x02, 0x01)                      /* 1.3.36.3.2.1 */
#define TELETRUST_RSA OID(0x2b, 0x24, 0x03, 0x03, 0x01, 0x02)                /* 1.3.36.3.3.1.2 */
#define NO_OID        { 0, { 0 } }

/* RFC 8017 (A.2.4, B.1), RFC 5758, FIPS 202's identifiers; the last rows are not the hub's. */
/* clang-format off */
static const struct prov_md_row rows[] = {
	{ "SHA2-224", NULL, CMH_ALG_SHA2_224, 28, NIST_HASH(4), PKCS1(14), X962_SHA2(1) },
	{ "SHA2-256", NULL, CMH_ALG_SHA2_256, 32, NIST_HASH(1), PKCS1(11), X962_SHA2(2) },
	{ "SHA2-384", NULL, CMH_ALG_SHA2_384, 48, NIST_HASH(2), PKCS1(12), X962_SHA2(3) },
	{ "SHA2-512", NULL, CMH_ALG_SHA2_512, 64, NIST_HASH(3), PKCS1(13), X962_SHA2(4) },
	{ "SHA3-224", NULL, CMH_ALG_SHA3_224, 28, NIST_HASH(7), NIST_SIGN(13), NIST_SIGN(9) },
	{ "SHA3-256", NULL, CMH_ALG_SHA3_256, 32, NIST_HASH(8), NIST_SIGN(14), NIST_SIGN(10) },
	{ "SHA3-384", NULL, CMH_ALG_SHA3_384, 48, NIST_HASH(9), NIST_SIGN(15), NIST_SIGN(11) },
	{ "SHA3-512", NULL, CMH_ALG_SHA3_512, 64, NIST_HASH(10), NIST_SIGN(16), NIST_SIGN(12) },
	{ "SHA1", "SHA-1:SSL3-SHA1:1.3.14.3.2.26", CMH_ALG_NONE, 20, OIW_SHA1, PKCS1(5), X962_SHA1 },
	{ "SHA2-512/224", "SHA-512/224:SHA512-224:2.16.840.1.101.3.4.2.5", CMH_ALG_NONE, 28,
	  NIST_HASH(5), PKCS1(15), NO_OID },
	{ "SHA2-512/256", "SHA-512/256:SHA512-256:2.16.840.1.101.3.4.2.6", CMH_ALG_NONE, 32,
	  NIST_HASH(6), PKCS1(16), NO_OID },
	{ "MD5", "SSL3-MD5:1.2.840.113549.2.5", CMH_ALG_NONE, 16, RSADSI(5), PKCS1(4), NO_OID },
	{ "MD5-SHA1", "", CMH_ALG_NONE, 36, NO_OID, NO_OID, NO_OID },
	{ "RIPEMD-160", "RIPEMD160:RIPEMD:RMD160:1.3.36.3.2.1", CMH_ALG_NONE, 20, TELETRUST_RMD,
	  TELETRUST_RSA, NO_OID },
};
/* clang-format on */

/* Whether name is one of a list with colons. */
static bool is_one_of(const char *name, const char *list)
{
	const size_t len = strlen(name);

	for (const char *p = list; *p; p += *p == ':') {
		const size_t n = strcspn(p, ":");

		if (n == len && strncasecmp(p, name, n) == 0)
			return true;
		p += n;
	}
	return false;
}

static const struct prov_md_row *row_of(const char *name)
{
	const struct cmh_alg_info *info = cmh_alg_find(name);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (rows[i].alg != CMH_ALG_NONE ? info && info->id == rows[i].alg :
						  strcasecmp(name, rows[i].name) == 0 ||
							  is_one_of(name, rows[i].names))
			return &rows[i];
	}
	return NULL;
}

/* Whether the hub does the work of an algorithm. */
static bool on_hub(struct prov_ctx *prov, enum cmh_alg alg)
{
	struct cmh_dev *dev = alg != CMH_ALG_NONE ? prov_dev(prov) : NULL;

	return dev && cmh_dev_has(dev, alg);
}

static int md_fetch(struct prov_ctx *prov, struct prov_md *md, const char *name, const char *props)
{
	OSSL_LIB_CTX *libctx = NULL;

	if (prov->up.get_libctx)
		libctx = (OSSL_LIB_CTX *)prov->up.get_libctx(prov->core);
	md->evp = EVP_MD_fetch(libctx, name, props);
	if (!md->evp)
		return prov_raise(prov, PROV_R_BAD_DIGEST,
				  "no digest %s: not the hub's, and no other provider's with properties '%s'",
				  name, props ? props : "");
	return 1;
}

/* A digest that no row has: an extendable-output function, SM3, or one of another provider. */
static int md_other(struct prov_ctx *prov, struct prov_md *md, const char *name, const char *props)
{
	const struct cmh_alg_info *info = cmh_alg_find(name);

	if (info && info->family == CMH_DIGEST && on_hub(prov, info->id)) {
		*md = (struct prov_md){ .name = info->name, .size = info->digest_len, .alg = info->id };
		return 1;
	}
	if (!md_fetch(prov, md, name, props))
		return 0;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (EVP_MD_is_a(md->evp, rows[i].name))
			md->row = &rows[i];
	md->name = md->row ? md->row->name : EVP_MD_get0_name(md->evp);
	md->size = (size_t)EVP_MD_get_size(md->evp);
	if (md->size >= 1 && md->size <= PROV_MD_MAX)
		return 1;
	prov_raise(prov, PROV_R_BAD_DIGEST, "%s has no fixed size of 1 to %u bytes", name, PROV_MD_MAX);
	EVP_MD_free(md->evp);
	return 0;
}

int prov_md_set(struct prov_md *md, struct prov_ctx *prov, const char *name, const char *props)
{
	const struct prov_md_row *row = row_of(name);
	struct prov_md found = { 0 };

	if (row)
		found = (struct prov_md){ .name = row->name,
					  .size = row->size,
					  .row = row,
					  .alg = on_hub(prov, row->alg) ? row->alg : CMH_ALG_NONE };
	else if (!md_other(prov, &found, name, props))
		return 0;
	prov_md_clear(md);
	*md = found;
	return 1;
}

void prov_md_clear(struct prov_md *md)
{
	EVP_MD_free(md->evp);
	*md = (struct prov_md){ 0 };
}

int prov_md_dup(struct prov_md *dst, const struct prov_md *src)
{
	*dst = *src;
	if (src->evp && !EVP_MD_up_ref(src->evp)) {
		*dst = (struct prov_md){ 0 };
		return 0;
	}
	return 1;
}

bool prov_md_same(const struct prov_md *a, const struct prov_md *b)
{
	if (!a->name || !b->name)
		return a->name == b->name;
	return strcasecmp(a->name, b->name) == 0;
}

int prov_md_digest(struct prov_ctx *prov, struct prov_md *md, const char *props, const void *in,
		   size_t len, uint8_t *out)
{
	int err;

	if (md->alg != CMH_ALG_NONE) {
		HUB_CALL(prov, err, cmh_digest(dev, md->alg, in, len, out, md->size));
		return err < 0 ? prov_fail(prov, err) : 1;
	}
	if (!md->evp && !md_fetch(prov, md, md->name, props))
		return 0;
	if (!EVP_Digest(in, len, out, NULL, md->evp, NULL))
		return prov_raise(prov, PROV_R_BAD_DIGEST, "%s failed", md->name);
	return 1;
}

static struct cmh_hash *hub_of(struct prov_hash *hash)
{
	return (struct cmh_hash *)hash->mem;
}

static struct prov_hash *hash_alloc(struct prov_ctx *prov)
{
	struct prov_hash *hash = OPENSSL_malloc(sizeof(*hash) + cmh_hash_size());

	if (hash)
		*hash = (struct prov_hash){ .prov = prov };
	else
		prov_raise(prov, PROV_R_NO_MEMORY, "a digest");
	return hash;
}

struct prov_hash *prov_hash_new(struct prov_ctx *prov, struct prov_md *md, const char *props)
{
	struct prov_hash *hash = hash_alloc(prov);

	if (!hash)
		return NULL;
	hash->size = md->size;
	if (md->alg != CMH_ALG_NONE) {
		if (hub_hash_init(prov, hub_of(hash), md->alg))
			return hash;
		OPENSSL_free(hash);
		return NULL;
	}
	if (!md->evp && !md_fetch(prov, md, md->name, props))
		goto fail;
	hash->evp = EVP_MD_CTX_new();
	if (hash->evp && EVP_DigestInit_ex2(hash->evp, md->evp, NULL))
		return hash;
	prov_raise(prov, PROV_R_BAD_DIGEST, "%s did not begin", md->name);
fail:
	EVP_MD_CTX_free(hash->evp);
	OPENSSL_free(hash);
	return NULL;
}

struct prov_hash *prov_hash_dup(const struct prov_hash *src)
{
	struct prov_hash *hash = hash_alloc(src->prov);
	int ok;

	if (!hash)
		return NULL;
	hash->size = src->size;
	if (src->evp) {
		hash->evp = EVP_MD_CTX_new();
		ok = hash->evp && EVP_MD_CTX_copy_ex(hash->evp, src->evp);
	} else {
		ok = cmh_hash_copy(hub_of(hash), (const struct cmh_hash *)src->mem) == 0;
	}
	if (ok)
		return hash;
	prov_raise(src->prov, PROV_R_NO_MEMORY, "a digest");
	EVP_MD_CTX_free(hash->evp);
	OPENSSL_free(hash);
	return NULL;
}

void prov_hash_free(struct prov_hash *hash)
{
	if (!hash)
		return;
	if (hash->evp)
		EVP_MD_CTX_free(hash->evp);
	else
		cmh_hash_fini(hub_of(hash));
	OPENSSL_free(hash);
}

int prov_hash_update(struct prov_hash *hash, const void *in, size_t len)
{
	if (!hash->evp)
		return hub_hash_update(hash->prov, hub_of(hash), in, len);
	if (!EVP_DigestUpdate(hash->evp, in, len))
		return prov_raise(hash->prov, PROV_R_BAD_DIGEST, "the digest failed");
	return 1;
}

int prov_hash_final(struct prov_hash *hash, uint8_t *out)
{
	if (!hash->evp)
		return hub_hash_final(hash->prov, hub_of(hash), out, hash->size);
	if (!EVP_DigestFinal_ex(hash->evp, out, NULL))
		return prov_raise(hash->prov, PROV_R_BAD_DIGEST, "the digest failed");
	return 1;
}

EVP_MD_CTX *prov_hash_evp(struct prov_hash *hash)
{
	return hash ? hash->evp : NULL;
}
