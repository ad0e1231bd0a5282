/* SPDX-License-Identifier: Apache-2.0 */
/* registered.h - memory of the application's that the device may reach for longer than one request. */
#ifndef CMH_LIB_RING_REGISTERED_H
#define CMH_LIB_RING_REGISTERED_H

#include "dev/dev_priv.h"

/* Returns 0, or -EINVAL (empty or overlapping), -ENOMEM. Thread-safe. */
int cmh_register(struct cmh_dev *dev, void *addr, size_t len);
/* Returns 0 or -ENOENT. Thread-safe. */
int cmh_unregister(struct cmh_dev *dev, void *addr);
/* Bus address of a buffer that lies wholly in registered or arena memory, else 0. Thread-safe. */
uint64_t cmh_registered_bus(struct cmh_dev *dev, const void *buf, size_t len);
void cmh_unregister_all(struct cmh_dev *dev, bool abandon);

#endif
