// SPDX-License-Identifier: Apache-2.0
/* cores.c - the table of cores; a new core is a row here. */
#include "model/cores.h"

const struct model_core *const model_cores[] = {
	&model_sys, &model_hc,	 &model_aes, &model_sm4, &model_sm3, &model_ccp,
	&model_pke, &model_kic, &model_drbg, &model_eac, NULL,
};
