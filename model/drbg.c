// SPDX-License-Identifier: Apache-2.0
/* drbg.c - the DRBG core, configured once for the whole device by any mailbox (stateless mode).
 *
 * What it makes comes from libcrypto's CTR_DRBG with AES-256, which is seeded anew at CONFIG and
 * when the interval of SP 800-90A (table 3) is over; so either security strength is met. */
#include <errno.h>
#include <openssl/crypto.h>
#include <stdatomic.h>

#include "cmh/abi/drbg.h"
#include "cmh/abi/regs.h"
#include "cmh/abi/sys.h"
#include "cmh/abi/vcq.h"
#include "model/cores.h"
#include "model/store.h"

#define REQUEST_MAX 65536 /* bytes one command gives */

static int drbg_config(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	struct cmh_drbg_config config;
	uint32_t unset = 0;
	int err;

	cmh_drbg_config_get(&config, cmd->payload);
	if (config.entropy_ratio > CMH_DRBG_RATIO_1_4 ||
	    (config.security_strength != CMH_DRBG_STRENGTH_128 &&
	     config.security_strength != CMH_DRBG_STRENGTH_256))
		return EINVAL;
	if (!atomic_compare_exchange_strong(&model_device_of(mbx)->drbg_config, &unset,
					    1 | config.security_strength << 8))
		return EBUSY; /* RESET comes first */
	atomic_store(&model_device_of(mbx)->drbg_requests, 0);
	err = engine_reseed(model_engine_of(mbx));
	if (err)
		atomic_store(&model_device_of(mbx)->drbg_config, 0);
	return err;
}

static int ready(struct model_mbx *mbx, uint32_t len)
{
	if (!atomic_load_explicit(&model_device_of(mbx)->drbg_config, memory_order_relaxed))
		return EAGAIN;
	return len && len <= REQUEST_MAX ? 0 : EINVAL;
}

static int draw(struct model_mbx *mbx, void *out, uint32_t len)
{
	_Atomic uint64_t *requests = &model_device_of(mbx)->drbg_requests;
	int err;

	if (atomic_fetch_add_explicit(requests, 1, memory_order_relaxed) >=
	    model_reseed_interval(mbx)) {
		err = engine_reseed(model_engine_of(mbx));
		if (err)
			return err;
		atomic_store_explicit(requests, 1, memory_order_relaxed);
	}
	return engine_random(model_engine_of(mbx), out, len);
}

static int drbg_generate(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	struct cmh_drbg_generate generate;
	void *dst;
	int err;

	cmh_drbg_generate_get(&generate, cmd->payload);
	err = ready(mbx, generate.len);
	if (err)
		return err;
	dst = model_write_ptr(mbx, generate.dst, generate.len);
	if (!dst)
		return EFAULT;
	return draw(mbx, dst, generate.len);
}

static int drbg_datastore(struct model_mbx *mbx, const struct model_cmd *cmd)
{
	struct cmh_drbg_datastore datastore;
	uint32_t type;
	uint8_t *key;
	int err;

	cmh_drbg_datastore_get(&datastore, cmd->payload);
	err = ready(mbx, datastore.len);
	if (err)
		return err;
	key = OPENSSL_malloc(datastore.len);
	if (!key)
		return ENOMEM;
	type = datastore.type & (CMH_TYPE_FLAGS_MASK | CMH_TYPE_CORE_MASK);
	err = draw(mbx, key, datastore.len);
	if (!err)
		err = model_ref_store(mbx, datastore.ref, key, datastore.len, type, false);
	OPENSSL_clear_free(key, datastore.len);
	return err;
}

static int drbg_exec(struct model_mbx *mbx, void *ctx, const struct model_cmd *cmd)
{
	(void)ctx;
	switch (cmd->cmd) {
	case CMH_DRBG_CMD_CONFIG: return drbg_config(mbx, cmd);
	case CMH_DRBG_CMD_GENERATE: return drbg_generate(mbx, cmd);
	case CMH_DRBG_CMD_DATASTORE: return drbg_datastore(mbx, cmd);
	case CMH_DRBG_CMD_RESET: atomic_store(&model_device_of(mbx)->drbg_config, 0); return 0;
	default: return EINVAL;
	}
}

const struct model_core model_drbg = {
	.id = CMH_CORE_DRBG,
	.rail = CMH_CORE_ENABLE_DRBG,
	.exec = drbg_exec,
};
