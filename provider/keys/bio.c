// SPDX-License-Identifier: Apache-2.0
/* bio.c - BIOs of the core. */
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "bio.h"
#include "prov_ctx.h"
#include "prov_err.h"

/* What a BIO of ours rests on. */
struct link {
	const struct prov_upcalls *up;
	OSSL_CORE_BIO *core;
};

static int link_read(BIO *bio, char *data, size_t len, size_t *got)
{
	struct link *link = BIO_get_data(bio);

	return link->up->bio_read_ex(link->core, data, len, got);
}

static int link_write(BIO *bio, const char *data, size_t len, size_t *put)
{
	struct link *link = BIO_get_data(bio);

	return link->up->bio_write_ex(link->core, data, len, put);
}

static int link_gets(BIO *bio, char *line, int size)
{
	struct link *link = BIO_get_data(bio);

	return link->up->bio_gets(link->core, line, size);
}

static long link_ctrl(BIO *bio, int cmd, long num, void *ptr)
{
	struct link *link = BIO_get_data(bio);

	return link->up->bio_ctrl(link->core, cmd, num, ptr);
}

static int link_destroy(BIO *bio)
{
	struct link *link = BIO_get_data(bio);

	if (link)
		link->up->bio_free(link->core);
	OPENSSL_free(link);
	BIO_set_data(bio, NULL);
	return 1;
}

static BIO_METHOD *method(struct prov_ctx *prov)
{
	BIO_METHOD *found = atomic_load(&prov->bio_method), *mine;

	if (found)
		return found;
	mine = BIO_meth_new(BIO_TYPE_CORE_TO_PROV, "BIO of OpenSSL's core");
	if (!mine || !BIO_meth_set_read_ex(mine, link_read) ||
	    !BIO_meth_set_write_ex(mine, link_write) || !BIO_meth_set_gets(mine, link_gets) ||
	    !BIO_meth_set_ctrl(mine, link_ctrl) || !BIO_meth_set_destroy(mine, link_destroy)) {
		BIO_meth_free(mine);
		return NULL;
	}
	if (atomic_compare_exchange_strong(&prov->bio_method, &found, mine))
		return mine;
	BIO_meth_free(mine); /* another thread was first */
	return found;
}

BIO *prov_bio_new(struct prov_ctx *prov, OSSL_CORE_BIO *core)
{
	const struct prov_upcalls *up = &prov->up;
	BIO_METHOD *meth = method(prov);
	struct link *link = OPENSSL_malloc(sizeof(*link));
	BIO *bio = NULL;

	if (meth && link && up->bio_read_ex && up->bio_write_ex && up->bio_gets && up->bio_ctrl &&
	    up->bio_up_ref && up->bio_free)
		bio = BIO_new_ex(prov_libctx(prov), meth);
	if (bio && !up->bio_up_ref(core)) {
		BIO_free(bio);
		bio = NULL;
	}
	if (!bio) {
		OPENSSL_free(link);
		prov_raise(prov, PROV_R_NO_MEMORY, "a BIO");
		return NULL;
	}
	*link = (struct link){ .up = up, .core = core };
	BIO_set_data(bio, link);
	BIO_set_init(bio, 1);
	return bio;
}

static bool read_all(BIO *bio, uint8_t *out, size_t len)
{
	size_t got;

	for (; len; out += got, len -= got)
		if (!BIO_read_ex(bio, out, len, &got) || !got)
			return false;
	return true;
}

/* The length of the SEQUENCE or OBJECT IDENTIFIER that begins with these bytes, 0: it is neither, or too
 * long. */
static size_t der_length(const uint8_t *head, size_t len, size_t max)
{
	const uint8_t *p = head;
	int tag, class, form;
	long content;

	ERR_set_mark();
	form = ASN1_get_object(&p, &content, &tag, &class, (long)len);
	ERR_pop_to_mark(); /* that the contents are not here yet is no error */
	form &= ~0x80;
	if (class != V_ASN1_UNIVERSAL || content < 0 || (size_t)content > max || p == head)
		return 0;
	if (!(tag == V_ASN1_SEQUENCE && form == V_ASN1_CONSTRUCTED) &&
	    !(tag == V_ASN1_OBJECT && form == 0))
		return 0;
	return (size_t)(p - head) + (size_t)content;
}

size_t prov_bio_read_der(BIO *bio, size_t max, uint8_t **der)
{
	uint8_t head[6]; /* no key is shorter, and no header longer */
	size_t len;

	if (!read_all(bio, head, sizeof(head)))
		return 0;
	len = der_length(head, sizeof(head), max);
	if (len < sizeof(head))
		return 0;
	*der = OPENSSL_malloc(len);
	if (!*der)
		return 0;
	memcpy(*der, head, sizeof(head));
	if (read_all(bio, *der + sizeof(head), len - sizeof(head)))
		return len;
	OPENSSL_clear_free(*der, len);
	*der = NULL;
	return 0;
}
