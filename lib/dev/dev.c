// SPDX-License-Identifier: Apache-2.0
/* dev.c - open a device, wait for its firmware, say what it is, close it. */
#include <stdlib.h>
#include <string.h>

#include <cmh/abi/regs.h>
#include <cmh/alg.h>
#include <cmh/store.h>

#include "dev/dev_priv.h"
#include "dev/error.h"
#include "ring/mbx.h"
#include "ring/registered.h"
#include "ring/ring.h"

static const struct cmh_transport_ops *const transports[] = {
	&cmh_transport_soft,
};

/* Cores that CORE_ENABLE does not speak of are always there. */
static const struct {
	uint32_t core, rail;
} core_rails[] = {
	{ CMH_CORE_HC, CMH_CORE_ENABLE_HC },     { CMH_CORE_AES, CMH_CORE_ENABLE_AES },
	{ CMH_CORE_SM4, CMH_CORE_ENABLE_SM4 },   { CMH_CORE_SM3, CMH_CORE_ENABLE_SM3 },
	{ CMH_CORE_HCQ, CMH_CORE_ENABLE_HCQ },   { CMH_CORE_QSE, CMH_CORE_ENABLE_QSE },
	{ CMH_CORE_PKE, CMH_CORE_ENABLE_PKE },   { CMH_CORE_DRBG, CMH_CORE_ENABLE_DRBG },
	{ CMH_CORE_CCP, CMH_CORE_ENABLE_CCP },
};

static int transport_open(const char *uri, struct cmh_transport **out)
{
	size_t scheme = strcspn(uri, ":");

	for (size_t i = 0; i < sizeof(transports) / sizeof(transports[0]); i++) {
		const char *name = transports[i]->name;

		if (strlen(name) == scheme && !memcmp(name, uri, scheme))
			return transports[i]->open(uri + scheme + (uri[scheme] == ':'), out);
	}
	return cmh_fail(-EINVAL, "device '%.*s': unknown kind '%.*s'; this build knows soft:", 128, uri,
			(int)scheme, uri);
}

static void nap_ms(void)
{
	nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
}

static int wait_ready(struct cmh_dev *dev)
{
	uint32_t want = CMH_SW_BOOT_UP;
	uint64_t end = cmh_now_ms() + dev->times.ready_ms;

	dev->boot_status = cmh_dev_read(dev, CMH_SIC_BOOT_STATUS);
	if ((dev->boot_status & CMH_BOOT_STATUS_MASK) != CMH_BOOT_STATUS_BOOTED)
		return cmh_fail(-ENODEV,
				"device %s: BOOT_STATUS 0x%08x, not a booted CMH (0x66 expected)",
				dev->uri, dev->boot_status);
	dev->hw_version = cmh_dev_read(dev, CMH_SIC_HW_VERSION0);
	for (;;) {
		dev->sw_boot_status = cmh_dev_read(dev, CMH_SIC_SW_BOOT_STATUS);
		if ((dev->sw_boot_status & want) == want)
			return 0;
		if (cmh_now_ms() >= end)
			return cmh_fail(-ETIMEDOUT,
					"device %s: firmware not in mission mode after %u ms "
					"(SW_BOOT_STATUS 0x%08x)",
					dev->uri, dev->times.ready_ms, dev->sw_boot_status);
		nap_ms();
	}
}

static void learn_cores(struct cmh_dev *dev)
{
	dev->sw_version = cmh_dev_read(dev, CMH_SIC_SW_VERSION);
	dev->core_enable = cmh_dev_read(dev, CMH_SIC_CORE_ENABLE);
	dev->cores = 1u << CMH_CORE_SYS | 1u << CMH_CORE_KIC | 1u << CMH_CORE_EAC;
	for (size_t i = 0; i < sizeof(core_rails) / sizeof(core_rails[0]); i++)
		if (cmh_core_enabled(dev->core_enable, core_rails[i].rail))
			dev->cores |= 1u << core_rails[i].core;
}

/* Where another host manages the hub this is refused, and done there. */
static void configure_drbg(struct cmh_dev *dev)
{
	struct cmh_sqe sqe = { 0 };

	cmh_prep_drbg_config(&sqe, 0, 256);
	if (cmh_dev_has(dev, CMH_ALG_CTR_DRBG) && cmh_call(dev, &sqe))
		cmh_log(dev, CMH_LOG_WARNING, "DRBG not configured: %s", cmh_errmsg());
}

static uint32_t or_default(uint32_t val, uint32_t fallback)
{
	return val ? val : fallback;
}

static int take_opts(struct cmh_dev *dev, const struct cmh_dev_opts *user)
{
	struct cmh_dev_opts o = { 0 };

	if (user) {
		if (user->sz < offsetof(struct cmh_dev_opts, timeout_ms) || user->sz > sizeof(o))
			return cmh_fail(-EINVAL, "open: options of %zu bytes, this library knows %zu",
					user->sz, sizeof(o));
		memcpy(&o, user, user->sz);
	}
	dev->log = o.log;
	dev->log_ctx = o.log_ctx;
	dev->times = (struct cmh_times){
		.lock_ms = 1000,
		.ready_ms = 5000,
		.request_ms = or_default(o.timeout_ms, 2000),
		.watchdog_ms = or_default(o.watchdog_ms, 200),
		.abort_stall_ms = or_default(o.abort_stall_ms, 5000),
		.flush_ms = or_default(o.flush_ms, 1000),
	};
	return 0;
}

int cmh_dev_open_transport(const char *uri, struct cmh_transport *t, const struct cmh_dev_opts *opts,
			   struct cmh_dev **out)
{
	static _Atomic uint64_t serial;
	struct cmh_dev *dev = calloc(1, sizeof(*dev));
	int err;

	if (!dev) {
		t->ops->close(t);
		return cmh_fail(-ENOMEM, "open: out of memory");
	}
	dev->t = t;
	strncpy(dev->uri, uri, sizeof(dev->uri) - 1);
	dev->serial = atomic_fetch_add(&serial, 1) + 1;
	err = cmh_fork_watch();
	if (!err)
		err = take_opts(dev, opts);
	if (err)
		goto fail;
	dev->generation = cmh_fork_generation();
	err = wait_ready(dev);
	if (err)
		goto fail;
	learn_cores(dev);
	if (pthread_mutex_init(&dev->lock, NULL) || cmh_arena_init(&dev->arena, dev->t) ||
	    cmh_rings_init(dev)) {
		err = cmh_fail(-ENOMEM, "open: out of memory");
		goto fail;
	}
	configure_drbg(dev);
	*out = dev;
	return 0;
fail:
	t->ops->close(t);
	free(dev);
	return err;
}

int cmh_dev_open(const char *uri, const struct cmh_dev_opts *opts, struct cmh_dev **out)
{
	struct cmh_transport *t;
	int err;

	if (!uri || !*uri)
		uri = secure_getenv("CMH_DEVICE");
	if (!uri || !*uri)
		uri = "soft:";
	if (strlen(uri) >= sizeof((*out)->uri))
		return cmh_fail(-EINVAL, "device: URI of %zu bytes is longer than %zu", strlen(uri),
				sizeof((*out)->uri) - 1);
	err = transport_open(uri, &t);
	return err ? err : cmh_dev_open_transport(uri, t, opts, out);
}

static void abandon(struct cmh_dev *dev)
{
	cmh_rings_abandon(dev);
	for (uint32_t i = 0; i < dev->t->mbx_nr; i++)
		if (dev->mbx[i])
			cmh_mbx_abandon(dev->mbx[i]);
	cmh_unregister_all(dev, true);
	cmh_arena_fini(&dev->arena, true);
	dev->t->ops->abandon(dev->t);
	free(dev);
}

void cmh_dev_close(struct cmh_dev *dev)
{
	if (!dev)
		return;
	if (cmh_dev_orphaned(dev)) {
		abandon(dev);
		return;
	}
	cmh_rings_fini(dev);
	for (uint32_t i = 0; i < dev->t->mbx_nr; i++)
		if (dev->mbx[i])
			cmh_mbx_down(dev->mbx[i]);
	cmh_unregister_all(dev, false);
	cmh_arena_fini(&dev->arena, false);
	pthread_mutex_destroy(&dev->lock);
	dev->t->ops->close(dev->t);
	free(dev);
}

static int orphan_check(struct cmh_dev *dev, const char *what)
{
	return cmh_dev_orphaned(dev)
		       ? cmh_fail(-EOWNERDEAD, "%s: the device was opened before a fork; open it anew",
				  what)
		       : 0;
}

int cmh_dev_info(struct cmh_dev *dev, struct cmh_dev_info *info)
{
	size_t sz = info->sz;
	struct cmh_dev_info i = { .sz = sz };
	int err = orphan_check(dev, "info");

	if (err)
		return err;
	if (sz < sizeof(size_t) || sz > sizeof(i))
		return cmh_fail(-EINVAL, "info: structure of %zu bytes, this library knows %zu", sz,
				sizeof(i));
	strcpy(i.uri, dev->uri);
	strncpy(i.transport, dev->t->ops->name, sizeof(i.transport) - 1);
	strncpy(i.compatible, dev->t->compatible, sizeof(i.compatible) - 1);
	i.hw_version = dev->hw_version;
	i.sw_version = dev->sw_version;
	i.boot_status = dev->boot_status;
	i.sw_boot_status = dev->sw_boot_status;
	i.core_enable = dev->core_enable;
	i.cores = dev->cores;
	i.mailbox_nr = dev->t->mbx_nr;
	i.slots = dev->t->slots;
	i.stride = dev->t->stride;
	i.threads = dev->t->threads;
	i.mbx_available = (uint64_t)cmh_dev_read(dev, CMH_SIC_MBX_AVAILABILITY2) << 32 |
			  cmh_dev_read(dev, CMH_SIC_MBX_AVAILABILITY);
	memcpy(info, &i, sz);
	return 0;
}

int cmh_dev_counters(struct cmh_dev *dev, struct cmh_counters *counters)
{
	struct cmh_counters c = { .sz = counters->sz };
	int err = orphan_check(dev, "counters");

	if (err)
		return err;
	if (counters->sz != sizeof(c))
		return cmh_fail(-EINVAL, "counters: structure of %zu bytes, this library knows %zu",
				counters->sz, sizeof(c));
	if (dev->t->ops->counters)
		dev->t->ops->counters(dev->t, &c);
	*counters = c;
	return 0;
}

int cmh_dev_alloc(struct cmh_dev *dev, size_t len, void **out)
{
	struct cmh_dma dma;
	int err = orphan_check(dev, "alloc");

	if (!err)
		err = cmh_arena_alloc(&dev->arena, len, 4096, &dma);
	if (!err)
		*out = dma.host;
	return err;
}

void cmh_dev_free(struct cmh_dev *dev, void *mem)
{
	if (!cmh_dev_orphaned(dev))
		cmh_arena_free(&dev->arena, mem);
}

bool cmh_dev_has(struct cmh_dev *dev, enum cmh_alg alg)
{
	const struct cmh_alg_info *info = cmh_alg_get(alg);

	return info && (dev->cores >> info->core & 1);
}

bool cmh_dev_has_service(struct cmh_dev *dev, enum cmh_service service)
{
	const struct cmh_service_info *info = cmh_service_get(service);

	return info && (dev->cores >> info->core & 1);
}
