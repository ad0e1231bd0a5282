/* SPDX-License-Identifier: Apache-2.0 */
/* cores.h - the cores there are; each is defined in its own file. */
#ifndef CMH_MODEL_CORES_H
#define CMH_MODEL_CORES_H

#include "model/core.h"

extern const struct model_core model_sys;
extern const struct model_core model_hc;
extern const struct model_core model_aes;
extern const struct model_core model_sm3;
extern const struct model_core model_sm4;
extern const struct model_core model_ccp;
extern const struct model_core model_drbg;
extern const struct model_core model_eac;
extern const struct model_core model_kic;
extern const struct model_core model_pke;

#endif
