/* SPDX-License-Identifier: Apache-2.0 */
/* text.h - keys for people, as OpenSSL prints them. */
#ifndef CMH_PROVIDER_KEYS_TEXT_H
#define CMH_PROVIDER_KEYS_TEXT_H

#include <openssl/bio.h>

#include "key.h"

/* Prints the selected parts. Returns 1, or 0 with an error raised. */
int prov_text(BIO *bio, const struct prov_key *key, int selection);

#endif
