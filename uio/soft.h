/* SPDX-License-Identifier: Apache-2.0 */
/* soft.h - for tests: the model behind an open "soft:" device, to script its faults. */
#ifndef CMH_UIO_SOFT_H
#define CMH_UIO_SOFT_H

struct cmh_dev;
struct cmh_model;

/* Returns NULL when dev is not a soft: device. The model lives as long as dev. */
struct cmh_model *cmh_soft_model(struct cmh_dev *dev);

#endif
