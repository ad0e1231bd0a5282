/* SPDX-License-Identifier: Apache-2.0 */
/* dev.h - open a CryptoManager Hub and ask what it is.
 *
 * A device is named by one URI everywhere:
 *   soft:[key=value,...]   the device model inside this process (the default)
 *       threads=N          worker threads, 0..64 (default 0: the thread that waits does the work)
 *       mailboxes=N        mailbox instances, 1..64 (default 32)
 *       slots=N            slots of each mailbox ring, power of two 2..32768 (default 256)
 *       stride=N           bytes of a slot, 128, 256, 512 or 1024 (default 512)
 *       revision=NAME      v1030 (default) or cri
 *       cores=A+B+...      which cores exist, e.g. hc+aes (default: all that the model has); SYS, KIC
 *                          and EAC always do
 * NULL or "" means the environment's CMH_DEVICE, else "soft:".
 *
 * A struct cmh_dev may be used from any thread. After a fork the child's copy of a handle only answers
 * -EOWNERDEAD; close it and open anew.
 */
#ifndef CMH_DEV_H
#define CMH_DEV_H

#include <cmh/api.h>

CMH_BEGIN_DECLS

struct cmh_dev;

enum cmh_log_level { CMH_LOG_ERROR, CMH_LOG_WARNING, CMH_LOG_INFO, CMH_LOG_DEBUG };

struct cmh_dev_opts {
	size_t sz; /* sizeof(struct cmh_dev_opts) */
	/* Called with one line, no newline, from the thread that noticed; never with key bytes. The library
	 * may hold a lock: do not call it from here. NULL: silent. */
	void (*log)(void *ctx, enum cmh_log_level level, const char *line);
	void *log_ctx;
	uint32_t timeout_ms; /* default deadline of a request; 0: 2000 */
	uint32_t watchdog_ms; /* between two looks at a silent mailbox; 0: 200 */
	uint32_t abort_stall_ms; /* from ABORT of a silent request to FLUSH; 0: 5000 */
	uint32_t flush_ms; /* for a FLUSH to be carried out; 0: 1000 */
};

/* Opens the device that uri names, waits for mission mode and checks its registers; opts may be NULL.
 * Returns 0 and stores a handle to be closed with cmh_dev_close(), or -EINVAL bad URI or option (the
 * message names it), -ENOENT/-EACCES no such device or no right to it, -ENODEV not a CMH or not booted,
 * -ETIMEDOUT firmware not ready, -EOPNOTSUPP transport not built in, -ENOMEM. */
CMH_API int cmh_dev_open(const char *uri, const struct cmh_dev_opts *opts, struct cmh_dev **out);

/* Gives all mailboxes back and frees the device. Every ring on it must be closed, no call may be under
 * way. NULL is fine. In a forked child it only frees the child's memory and leaves the device alone. */
CMH_API void cmh_dev_close(struct cmh_dev *dev);

struct cmh_dev_info {
	size_t sz;             /* sizeof(struct cmh_dev_info), set by the caller */
	char uri[256];         /* as opened */
	char transport[16];    /* "soft", ... */
	char compatible[32];   /* "rambus,cmh-v1030" or "cri,cmh" */
	uint32_t hw_version;   /* register HW_VERSION0 */
	uint32_t sw_version;   /* register SW_VERSION */
	uint32_t boot_status;  /* register BOOT_STATUS */
	uint32_t sw_boot_status;
	uint32_t core_enable;  /* register CORE_ENABLE */
	uint32_t cores;        /* bit i: core id i (0x00..0x1e) is there */
	uint32_t mailbox_nr;   /* mailboxes this handle may use */
	uint32_t slots;        /* default ring depth in slots */
	uint32_t stride;       /* bytes of a slot */
	uint64_t mbx_available; /* bit i: mailbox instance i is free now */
	uint32_t threads;      /* worker threads of the embedded model */
};

/* Fills info. Returns 0, or -EINVAL info->sz is not a size we know, -EOWNERDEAD. Thread-safe. */
CMH_API int cmh_dev_info(struct cmh_dev *dev, struct cmh_dev_info *info);

/* What went over the wire since the device was opened. For "soft:" the model counts, elsewhere the
 * driver does (then interrupts, DMA bytes and commands are 0). */
struct cmh_counters {
	size_t sz; /* sizeof(struct cmh_counters), set by the caller */
	uint64_t reg_reads;
	uint64_t reg_writes;
	uint64_t doorbells;     /* the TAIL writes among reg_writes */
	uint64_t interrupts;
	uint64_t dma_in_bytes;  /* read by the device */
	uint64_t dma_out_bytes; /* written by the device */
	uint64_t vcqs;          /* retired */
	uint64_t commands[32];  /* per core id */
};

/* Fills counters. Returns 0, or -EINVAL bad sz, -EOWNERDEAD. Thread-safe; a snapshot, not a barrier. */
CMH_API int cmh_dev_counters(struct cmh_dev *dev, struct cmh_counters *counters);

/* Memory the device can reach, for zero-copy buffers: page aligned, wiped when freed, not inherited by a
 * forked child. Returns 0 and the memory in *out, or -ENOMEM, -EINVAL (len 0), -EOWNERDEAD. */
CMH_API int cmh_dev_alloc(struct cmh_dev *dev, size_t len, void **out);
CMH_API void cmh_dev_free(struct cmh_dev *dev, void *mem);

CMH_END_DECLS

#endif
