// SPDX-License-Identifier: Apache-2.0
/* prov_ctx.c - the device of a provider instance: opened lazily, reopened after a fork, closed at
 * teardown. */
#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>

#include <cmh/sync.h>

#include "keys/curve.h"
#include "prov_ctx.h"
#include "prov_err.h"
#include "selftest.h"

/* A device that a former process of ours opened. */
struct prov_stale {
	struct cmh_dev *dev;
	struct prov_stale *next;
};

/* A lock that survives fork(): who finds it held by another process has inherited it from a thread
 * that does not exist here, and takes it over. Waiting is polling, for opening a device is rare. */
static void opener_lock(struct prov_ctx *prov)
{
	const struct timespec pause = { .tv_nsec = 100000 };
	const pid_t self = getpid();
	pid_t holder = 0;

	while (!atomic_compare_exchange_strong(&prov->opener, &holder, self)) {
		if (holder == self) {
			nanosleep(&pause, NULL);
			holder = 0;
		}
	}
}

static void opener_unlock(struct prov_ctx *prov)
{
	atomic_store(&prov->opener, 0);
}

/* Whether this process may use dev. */
static bool dev_is_ours(struct cmh_dev *dev)
{
	struct cmh_dev_info info = { .sz = sizeof(info) };

	return dev && cmh_dev_info(dev, &info) != -EOWNERDEAD;
}

static struct cmh_dev *dev_open(struct prov_ctx *prov)
{
	struct cmh_dev *dev;
	int err = cmh_dev_open(prov->conf.uri, NULL, &dev);

	if (err) {
		prov_fail(prov, err);
		return NULL;
	}
	if (prov->conf.selftest && !prov_selftest(prov, dev)) {
		cmh_dev_close(dev);
		return NULL;
	}
	return dev;
}

struct cmh_dev *prov_dev_reopen(struct prov_ctx *prov)
{
	struct prov_stale *stale = NULL;
	struct cmh_dev *old, *dev;

	opener_lock(prov);
	old = dev = atomic_load(&prov->dev);
	if (dev_is_ours(dev))
		goto out;
	dev = NULL;
	if (old) {
		stale = OPENSSL_malloc(sizeof(*stale));
		if (!stale) {
			prov_raise(prov, PROV_R_NO_MEMORY, "reopening the device after a fork");
			goto out;
		}
	}
	dev = dev_open(prov);
	if (!dev) {
		OPENSSL_free(stale);
		goto out;
	}
	if (stale) {
		*stale = (struct prov_stale){ .dev = old, .next = prov->stale };
		prov->stale = stale;
	}
	atomic_store(&prov->dev, dev);
out:
	opener_unlock(prov);
	return dev;
}

struct cmh_dev *prov_dev(struct prov_ctx *prov)
{
	struct cmh_dev *dev = atomic_load_explicit(&prov->dev, memory_order_acquire);

	if (atomic_load_explicit(&prov->broken, memory_order_relaxed)) {
		prov_raise(prov, PROV_R_SELF_TEST,
			   "the device failed its self-test and is not used");
		return NULL;
	}
	return dev ? dev : prov_dev_reopen(prov);
}

OSSL_LIB_CTX *prov_libctx(const struct prov_ctx *prov)
{
	return prov->up.get_libctx ? (OSSL_LIB_CTX *)prov->up.get_libctx(prov->core) : NULL;
}

/* The core is the program's libcrypto, which may be linked into it. */
bool prov_libctx_is_ours(const struct prov_ctx *prov)
{
	Dl_info core, ours;

	return prov->up.get_libctx &&
	       dladdr((const void *)(uintptr_t)prov->up.get_libctx, &core) &&
	       dladdr((const void *)(uintptr_t)OSSL_LIB_CTX_new, &ours) &&
	       core.dli_fbase == ours.dli_fbase;
}

int prov_random(struct prov_ctx *prov, void *out, size_t len)
{
	struct cmh_dev *dev = prov_dev(prov);
	int err;

	if (!dev)
		return 0;
	if (!cmh_dev_has(dev, CMH_ALG_CTR_DRBG)) {
		if (getentropy(out, len) == 0)
			return 1;
		return prov_raise(prov, PROV_R_UNEXPECTED, "the system gave no %zu random bytes",
				  len);
	}
	err = cmh_random(dev, out, len);
	if (err == -EOWNERDEAD) {
		dev = prov_dev_reopen(prov);
		if (!dev)
			return 0;
		err = cmh_random(dev, out, len);
	}
	return err < 0 ? prov_fail(prov, err) : 1;
}

void prov_ctx_fini(struct prov_ctx *prov)
{
	struct prov_stale *stale;

	while ((stale = prov->stale)) {
		prov->stale = stale->next;
		cmh_dev_close(stale->dev);
		OPENSSL_free(stale);
	}
	cmh_dev_close(atomic_load(&prov->dev));
	for (int i = 0; i < PROV_LIST_NR; i++)
		OPENSSL_free((void *)atomic_load(&prov->offered[i]));
	for (int i = 0; i < PROV_CURVE_NR; i++)
		prov_curve_free(atomic_load(&prov->curves[i]));
	BIO_meth_free(atomic_load(&prov->bio_method));
	OPENSSL_free(prov->conf.uri);
}
