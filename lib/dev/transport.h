/* SPDX-License-Identifier: Apache-2.0 */
/* transport.h - the one table between libcmh and whatever carries registers, DMA and interrupts.
 *
 * A transport knows no protocol: bring-up, rings, deadlines and recovery live above this table, so the
 * model meets the same code as silicon. All calls return 0 or a negative errno unless they say otherwise.
 */
#ifndef CMH_LIB_DEV_TRANSPORT_H
#define CMH_LIB_DEV_TRANSPORT_H

#include <cmh/dev.h>

struct cmh_transport;

/* Memory that host and device both see. */
struct cmh_dma {
	void *host;    /* host address */
	uint64_t bus;  /* the device's address of host */
	size_t len;
	void *handle;  /* the transport's own */
};

#define CMH_DMA_TO_DEVICE   0x1u /* the device reads */
#define CMH_DMA_FROM_DEVICE 0x2u /* the device writes */

struct cmh_transport_ops {
	const char *name; /* URI scheme */

	/* rest: the URI after "scheme:". On failure nothing stays behind and the message is set. */
	int (*open)(const char *rest, struct cmh_transport **out);
	void (*close)(struct cmh_transport *t);
	/* Frees host memory in a forked child without touching the device. */
	void (*abandon)(struct cmh_transport *t);

	uint32_t (*read32)(struct cmh_transport *t, uint32_t off);
	void (*write32)(struct cmh_transport *t, uint32_t off, uint32_t val);

	/* Page-aligned, zeroed memory that stays mapped until dma_free. */
	int (*dma_alloc)(struct cmh_transport *t, size_t len, struct cmh_dma *out);
	void (*dma_free)(struct cmh_transport *t, struct cmh_dma *dma);
	/* Maps memory of the caller's; slow, for registered buffers. -EOPNOTSUPP: copy instead. */
	int (*dma_map)(struct cmh_transport *t, void *addr, size_t len, struct cmh_dma *out);
	void (*dma_unmap)(struct cmh_transport *t, struct cmh_dma *dma);

	/* Optional: maps a request's own buffer in nanoseconds, so that nothing is ever copied. slot is
	 * the caller's alone: mailbox << 16 | number below CMH_WINDOWS_PER_MAILBOX. Returns the bus
	 * address; it ends with the next window_set() of the slot or window_clear(). */
	uint64_t (*window_set)(struct cmh_transport *t, uint32_t slot, const void *addr, size_t len,
			       uint32_t dir);
	void (*window_clear)(struct cmh_transport *t, uint32_t slot);

	/* Optional: lets a device without a life of its own do pending work of the mailbox on this
	 * thread. Returns how many VCQs were retired (0: nothing to do or somebody else is at it). */
	int (*run)(struct cmh_transport *t, uint32_t mbx);

	/* Sleeps until the mailbox interrupts, at most timeout_ms. Returns 0 interrupted, or
	 * -ETIMEDOUT. May return early. */
	int (*wait)(struct cmh_transport *t, uint32_t mbx, int timeout_ms);
	/* Optional: a descriptor that becomes readable when the mailbox interrupts (or, with run(), when
	 * there is work to run); the transport's own. Negative errno if it cannot. */
	int (*event_fd)(struct cmh_transport *t, uint32_t mbx);

	/* Optional: what the device itself counted. */
	void (*counters)(struct cmh_transport *t, struct cmh_counters *out);
};

#define CMH_WINDOWS_PER_MAILBOX 32768u

/* What open() learned; embedded first in each transport's own struct. */
struct cmh_transport {
	const struct cmh_transport_ops *ops;
	uint32_t mbx_instances[64]; /* mailbox instances this host may use */
	uint32_t mbx_nr;
	uint32_t slots;             /* suggested slots of a ring */
	uint32_t slots_max;         /* and at most */
	uint32_t stride;            /* bytes of a slot */
	const char *compatible;     /* device-tree compatible */
	uint32_t threads;           /* worker threads of an embedded model */
};

extern const struct cmh_transport_ops cmh_transport_soft;

#endif
