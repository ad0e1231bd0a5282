// SPDX-License-Identifier: Apache-2.0
/* engine.c - an engine's life, and the dispatch of jobs, which run one by one in their order. */
#include "model/engine/engine.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/provider.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "model/engine/hash.h"
#include "model/engine/internal.h"
#include "model/engine/lanes.h"

static void destroy(struct engine *engine)
{
	if (!engine)
		return;
	pk_cache_free(engine->pk);
	lanes_free(engine->lanes);
	random_pool_free(engine->random);
	cipher_cache_free(engine->ciphers);
	OSSL_PROVIDER_unload(engine->provider);
	OSSL_LIB_CTX_free(engine->libctx);
	free(engine);
}

static int create(struct engine **out)
{
	struct engine *engine = calloc(1, sizeof(*engine));
	int err = -ENOMEM;

	if (!engine)
		return -ENOMEM;
	ERR_set_mark();
	engine->libctx = OSSL_LIB_CTX_new();
	if (!engine->libctx)
		goto fail;
	err = -EOPNOTSUPP;
	engine->provider = OSSL_PROVIDER_load(engine->libctx, "default");
	if (!engine->provider)
		goto fail;
	err = cipher_cache_new(engine->libctx, &engine->ciphers);
	if (err)
		goto fail;
	err = random_pool_new(engine->libctx, &engine->random);
	if (err)
		goto fail;
	err = lanes_new(&engine->lanes);
	if (err)
		goto fail;
	err = pk_cache_new(&engine->pk);
	if (err)
		goto fail;
	ERR_pop_to_mark();
	*out = engine;
	return 0;
fail:
	ERR_pop_to_mark();
	destroy(engine);
	return err;
}

/* libcrypto makes and frees library contexts under locks of the whole process. A fork in the middle
 * of that would leave them locked in the child for ever, so forks wait until it is over. */
static pthread_mutex_t births = PTHREAD_MUTEX_INITIALIZER;

void libcrypto_hold(void)
{
	pthread_mutex_lock(&births);
}

void libcrypto_let_go(void)
{
	pthread_mutex_unlock(&births);
}

static void watch_forks(void)
{
	pthread_atfork(libcrypto_hold, libcrypto_let_go, libcrypto_let_go);
}

int engine_new(struct engine **out)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	int err;

	pthread_once(&once, watch_forks);
	libcrypto_hold();
	err = create(out);
	libcrypto_let_go();
	return err;
}

void engine_free(struct engine *engine)
{
	libcrypto_hold();
	destroy(engine);
	libcrypto_let_go();
}

void engine_forget(struct engine *engine)
{
	lanes_forget(engine->lanes);
	cipher_cache_forget(engine->ciphers);
}

void engine_abandon(struct engine *engine)
{
	if (!engine)
		return;
	/* The library context and what pk/ made in it stay allocated: another thread may have
	 * held one of their locks. */
	lanes_free(engine->lanes);
	random_pool_free(engine->random);
	cipher_cache_forget(engine->ciphers);
	free(engine->ciphers);
	free(engine);
}

void engine_run(struct engine *engine, struct engine_job *jobs, size_t nr)
{
	for (struct engine_job *job = jobs; job < jobs + nr; job++) {
		switch (job->kind) {
		case ENGINE_HASH: job->status = hash_run(job); break;
		case ENGINE_CIPHER:
		case ENGINE_AEAD:
		case ENGINE_MAC:
			if (!lanes_cipher(engine->lanes, job))
				job->status = cipher_run(engine->ciphers, job);
			break;
		default: job->status = EINVAL; break;
		}
	}
}

int engine_random(struct engine *engine, void *out, size_t len)
{
	return engine ? random_get(engine->random, out, len) : EIO;
}

int engine_reseed(struct engine *engine)
{
	return engine ? random_reseed(engine->random) : EIO;
}
