/* SPDX-License-Identifier: Apache-2.0 */
/* decode.h - what all decoders have in common. */
#ifndef CMH_PROVIDER_KEYS_DECODE_H
#define CMH_PROVIDER_KEYS_DECODE_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/core.h>

struct prov_ctx;

/* Hands DER to the core: what kind of object (OSSL_OBJECT_*), of which type and in which structure, NULL
 * where that is not known. Returns what the core says. */
int prov_give_data(const uint8_t *der, size_t len, int object, const char *type, const char *structure,
		   OSSL_CALLBACK *cb, void *arg);

/* Decrypts an EncryptedPrivateKeyInfo (PKCS #8) and hands the PrivateKeyInfo to the core. Returns what the
 * core says; 1 when the DER is none; 0 with an error raised when the passphrase is wrong or missing. */
int prov_epki_give(struct prov_ctx *prov, const uint8_t *der, size_t len, OSSL_CALLBACK *data_cb,
		   void *data_arg, OSSL_PASSPHRASE_CALLBACK *pass_cb, void *pass_arg);

/* What a label of PEM says: the object, its type and structure. OSSL_OBJECT_UNKNOWN if nothing. */
struct prov_label {
	const char *label;
	int object;
	const char *type;
	const char *structure;
};
const struct prov_label *prov_label_find(const char *label);

/* Reads the next PEM of a BIO, decrypting it if need be (what was before PKCS #8). Returns 1 and stores
 * its label and bytes, to be freed with OPENSSL_free() and OPENSSL_clear_free(); 0: there is none; -1
 * with an error raised. */
struct bio_st;
int prov_pem_read(struct prov_ctx *prov, struct bio_st *bio, char **label, uint8_t **der, size_t *len,
		  OSSL_PASSPHRASE_CALLBACK *cb, void *arg);

#endif
