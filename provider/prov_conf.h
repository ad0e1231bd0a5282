/* SPDX-License-Identifier: Apache-2.0 */
/* prov_conf.h - the provider's settings, from its section of openssl.cnf. */
#ifndef CMH_PROVIDER_PROV_CONF_H
#define CMH_PROVIDER_PROV_CONF_H

struct prov_ctx;

/* Fills prov->conf from what the core was configured with. Returns 1, or 0 with an error raised
 * that names the key and the value. */
int prov_conf_read(struct prov_ctx *prov);

#endif
