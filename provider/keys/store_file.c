// SPDX-License-Identifier: Apache-2.0
/* store_file.c - the store "file:", so that programs read keys and certificates from files without any
 * other provider.
 *
 * What is found is handed to the core as data with what is known about it; the core makes certificates
 * and CRLs of it, and keys through the decoders.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/core_object.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/store.h>
#include <openssl/x509.h>

#include "bio.h"
#include "decode.h"
#include "mgmt.h"
#include "prov_ctx.h"
#include "prov_err.h"

static OSSL_FUNC_store_open_fn store_open;
static OSSL_FUNC_store_attach_fn store_attach;
static OSSL_FUNC_store_settable_ctx_params_fn store_settable_ctx_params;
static OSSL_FUNC_store_set_ctx_params_fn store_set_ctx_params;
static OSSL_FUNC_store_load_fn store_load;
static OSSL_FUNC_store_eof_fn store_eof;
static OSSL_FUNC_store_close_fn store_close;

#define FILE_MAX (16u << 20) /* bytes of one DER object */

struct store {
	struct prov_ctx *prov;
	int expect; /* OSSL_STORE_INFO_*, 0: anything */
	bool der_only;
	bool pem_only;
	bool end;

	BIO *bio; /* of a file */

	DIR *dir; /* of a folder, what comes next in it, and what a name there must begin with */
	char *path;
	struct dirent *next;
	char wanted[9];
};

/* ---- opening ---- */

static void next_entry(struct store *store)
{
	const size_t len = strlen(store->wanted);

	do {
		store->next = readdir(store->dir);
	} while (store->next && (store->next->d_name[0] == '.' ||
				 OPENSSL_strncasecmp(store->next->d_name, store->wanted, len) != 0 ||
				 (len && store->next->d_name[len] != '.')));
	store->end = !store->next;
}

static struct store *store_new(struct prov_ctx *prov)
{
	struct store *store = OPENSSL_zalloc(sizeof(*store));

	if (store)
		store->prov = prov;
	else
		prov_raise(prov, PROV_R_NO_MEMORY, "a store");
	return store;
}

/* The path of a URI, which may also be a path itself; NULL with an error raised. */
static const char *path_of(struct prov_ctx *prov, const char *uri)
{
	static const char scheme[] = "file:", host[] = "//localhost/";
	struct stat st;

	if (OPENSSL_strncasecmp(uri, scheme, strlen(scheme)) != 0 || stat(uri, &st) == 0)
		return uri;
	uri += strlen(scheme);
	if (strncmp(uri, "//", 2) != 0)
		return uri;
	if (OPENSSL_strncasecmp(uri, host, strlen(host)) == 0)
		return uri + strlen(host) - 1;
	if (uri[2] == '/')
		return uri + 2;
	prov_raise(prov, PROV_R_BAD_PARAMETER, "file:%s: the file of another host", uri);
	return NULL;
}

/* Puts a buffer before the BIO, so that one can look what comes next. */
static bool buffered(struct store *store)
{
	BIO *buffer = BIO_new(BIO_f_buffer());

	if (buffer)
		store->bio = BIO_push(buffer, store->bio);
	else
		prov_raise(store->prov, PROV_R_NO_MEMORY, "a buffer");
	return buffer;
}

static void *store_open(void *provctx, const char *uri)
{
	struct prov_ctx *prov = provctx;
	const char *path = path_of(prov, uri);
	struct store *store = path ? store_new(prov) : NULL;
	struct stat st;

	if (!store)
		return NULL;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		store->dir = opendir(path);
		store->path = OPENSSL_strdup(path);
	} else {
		ERR_set_mark();
		store->bio = BIO_new_file(path, "rb");
		ERR_pop_to_mark();
	}
	if (!store->bio && !(store->dir && store->path)) {
		prov_raise(prov, PROV_R_NOT_FOUND, "%s: %s", path, strerror(errno));
		store_close(store);
		return NULL;
	}
	if (store->dir)
		next_entry(store);
	else if (!buffered(store)) {
		store_close(store);
		return NULL;
	}
	return store;
}

static void *store_attach(void *provctx, OSSL_CORE_BIO *in)
{
	struct store *store = store_new(provctx);

	if (!store)
		return NULL;
	store->bio = prov_bio_new(provctx, in);
	if (!store->bio || !buffered(store)) {
		store_close(store);
		return NULL;
	}
	return store;
}

static int store_close(void *loaderctx)
{
	struct store *store = loaderctx;

	BIO_free_all(store->bio);
	if (store->dir)
		closedir(store->dir);
	OPENSSL_free(store->path);
	OPENSSL_free(store);
	return 1;
}

static int store_eof(void *loaderctx)
{
	const struct store *store = loaderctx;

	return store->end;
}

/* ---- what is wanted ---- */

static const OSSL_PARAM *store_settable_ctx_params(void *provctx)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_int(OSSL_STORE_PARAM_EXPECT, NULL),
		OSSL_PARAM_octet_string(OSSL_STORE_PARAM_SUBJECT, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_STORE_PARAM_INPUT_TYPE, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_STORE_PARAM_PROPERTIES, NULL, 0),
		OSSL_PARAM_END,
	};

	return settable;
}

/* Of a folder only the files of one subject, whose names begin with its hash (openssl-rehash(1)). */
static int set_subject(struct store *store, const OSSL_PARAM *p)
{
	const void *der;
	const uint8_t *at;
	X509_NAME *name;
	unsigned long hash;
	size_t len;
	int ok = 0;

	if (!store->dir)
		return prov_raise(store->prov, PROV_R_BAD_PARAMETER,
				  "only a folder can be searched for a subject");
	if (!OSSL_PARAM_get_octet_string_ptr(p, &der, &len) || len > PROV_DER_MAX)
		return 0;
	at = der;
	name = d2i_X509_NAME(NULL, &at, (long)len);
	hash = X509_NAME_hash_ex(name, prov_libctx(store->prov), NULL, &ok);
	X509_NAME_free(name);
	if (!name || !ok)
		return prov_raise(store->prov, PROV_R_BAD_PARAMETER, "the subject has no hash");
	snprintf(store->wanted, sizeof(store->wanted), "%08lx", hash);
	rewinddir(store->dir);
	next_entry(store);
	return 1;
}

static int store_set_ctx_params(void *loaderctx, const OSSL_PARAM params[])
{
	struct store *store = loaderctx;
	const OSSL_PARAM *p;
	const char *type;

	p = OSSL_PARAM_locate_const(params, OSSL_STORE_PARAM_EXPECT);
	if (p && !OSSL_PARAM_get_int(p, &store->expect))
		return 0;
	p = OSSL_PARAM_locate_const(params, OSSL_STORE_PARAM_INPUT_TYPE);
	type = p ? prov_param_text(p) : NULL;
	if (type) {
		store->der_only = OPENSSL_strcasecmp(type, "DER") == 0;
		store->pem_only = OPENSSL_strcasecmp(type, "PEM") == 0;
	}
	p = OSSL_PARAM_locate_const(params, OSSL_STORE_PARAM_SUBJECT);
	return !p || set_subject(store, p);
}

/* Whether an object may be what the caller expects. */
static bool expected(const struct store *store, int object)
{
	switch (store->expect) {
	case OSSL_STORE_INFO_PARAMS:
	case OSSL_STORE_INFO_PUBKEY:
	case OSSL_STORE_INFO_PKEY: return object == OSSL_OBJECT_PKEY || object == OSSL_OBJECT_UNKNOWN;
	case OSSL_STORE_INFO_CERT: return object == OSSL_OBJECT_CERT || object == OSSL_OBJECT_UNKNOWN;
	case OSSL_STORE_INFO_CRL: return object == OSSL_OBJECT_CRL || object == OSSL_OBJECT_UNKNOWN;
	default: return true;
	}
}

/* ---- loading ---- */

static int load_name(struct store *store, OSSL_CALLBACK *cb, void *arg)
{
	int object = OSSL_OBJECT_NAME, ok;
	const char *slash = store->path[strlen(store->path) - 1] == '/' ? "" : "/";
	const size_t size = strlen(store->path) + strlen(store->next->d_name) + 2;
	char *name = OPENSSL_malloc(size);
	OSSL_PARAM params[3];

	if (!name)
		return prov_raise(store->prov, PROV_R_NO_MEMORY, "a file's name");
	snprintf(name, size, "%s%s%s", store->path, slash, store->next->d_name);
	params[0] = OSSL_PARAM_construct_int(OSSL_OBJECT_PARAM_TYPE, &object);
	params[1] = OSSL_PARAM_construct_utf8_string(OSSL_OBJECT_PARAM_DATA, name, 0);
	params[2] = OSSL_PARAM_construct_end();
	ok = cb(params, arg);
	OPENSSL_free(name);
	next_entry(store);
	return ok;
}

/* Whether DER comes next: a SEQUENCE begins like the text "0", but goes on with bytes that are no text. */
static bool der_is_next(const struct store *store)
{
	uint8_t head[8];
	long len = BIO_buffer_peek(store->bio, head, sizeof(head));

	if (store->der_only || store->pem_only)
		return store->der_only;
	for (long i = 1; i < len && head[0] == 0x30; i++)
		if (head[i] >= 0x7f || (head[i] < 0x20 && !strchr("\t\r\n", head[i])))
			return true;
	return false;
}

/* What nothing is known about: the core tries all it can. */
static int load_der(struct store *store, OSSL_CALLBACK *cb, void *arg)
{
	uint8_t *der = NULL;
	size_t len = prov_bio_read_der(store->bio, FILE_MAX, &der);
	int ok;

	if (!len) {
		store->end = true;
		return prov_raise(store->prov, PROV_R_BAD_ENCODING,
				  "the file has no PEM, and no whole DER of up to %u bytes", FILE_MAX);
	}
	ok = prov_give_data(der, len, OSSL_OBJECT_UNKNOWN, NULL, NULL, cb, arg);
	OPENSSL_clear_free(der, len);
	return ok;
}

/* A private key is decrypted here, where a wrong passphrase is an error that the user sees: from a decoder
 * it would only say that it was not for this one. */
static int give_pem(struct store *store, const struct prov_label *l, const uint8_t *der, size_t len,
		    OSSL_CALLBACK *cb, void *arg, OSSL_PASSPHRASE_CALLBACK *pass_cb, void *pass_arg)
{
	if (l->structure && strcmp(l->structure, "EncryptedPrivateKeyInfo") == 0)
		return prov_epki_give(store->prov, der, len, cb, arg, pass_cb, pass_arg);
	return prov_give_data(der, len, l->object, l->type, l->structure, cb, arg);
}

/* The next PEM of a kind that is wanted. */
static int load_pem(struct store *store, OSSL_CALLBACK *cb, void *arg, OSSL_PASSPHRASE_CALLBACK *pass_cb,
		    void *pass_arg)
{
	const struct prov_label *l;
	char *label;
	uint8_t *der;
	size_t len;
	bool wanted;
	int ok;

	do {
		ok = prov_pem_read(store->prov, store->bio, &label, &der, &len, pass_cb, pass_arg);
		if (ok <= 0) {
			store->end = ok == 0;
			return ok == 0; /* that there is no more is no error */
		}
		l = prov_label_find(label);
		wanted = expected(store, l->object);
		if (wanted)
			ok = give_pem(store, l, der, len, cb, arg, pass_cb, pass_arg);
		OPENSSL_free(label);
		OPENSSL_clear_free(der, len);
	} while (!wanted);
	return ok;
}

static int store_load(void *loaderctx, OSSL_CALLBACK *cb, void *arg, OSSL_PASSPHRASE_CALLBACK *pass_cb,
		      void *pass_arg)
{
	struct store *store = loaderctx;
	int ok;

	if (store->end)
		return 0;
	if (store->dir)
		return load_name(store, cb, arg);
	ok = der_is_next(store) ? load_der(store, cb, arg) :
				  load_pem(store, cb, arg, pass_cb, pass_arg);
	if (!store->end)
		store->end = BIO_eof(store->bio);
	return ok;
}

/* ---- table ---- */

static const OSSL_DISPATCH dispatch_file[] = {
	{ OSSL_FUNC_STORE_OPEN, (void (*)(void))store_open },
	{ OSSL_FUNC_STORE_ATTACH, (void (*)(void))store_attach },
	{ OSSL_FUNC_STORE_SETTABLE_CTX_PARAMS, (void (*)(void))store_settable_ctx_params },
	{ OSSL_FUNC_STORE_SET_CTX_PARAMS, (void (*)(void))store_set_ctx_params },
	{ OSSL_FUNC_STORE_LOAD, (void (*)(void))store_load },
	{ OSSL_FUNC_STORE_EOF, (void (*)(void))store_eof },
	{ OSSL_FUNC_STORE_CLOSE, (void (*)(void))store_close },
	{ 0, NULL }
};

/* offered with the keys, which are what it is for */
const struct prov_alg prov_stores[] = {
	PROV_SERVICE_AS(KEY_RSA, "file", "", dispatch_file, "files of keys and certificates"),
	PROV_LIST_END
};
