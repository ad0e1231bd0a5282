// SPDX-License-Identifier: Apache-2.0
/* fuzz_prov_decode.c - hostile DER and PEM through the provider's decoders.
 *
 * The provider is linked in and this program is its core: BIOs are memory, data goes on to the decoder
 * of a key. A key that comes out must be exportable, and be itself again after it was written and read.
 * The first byte chooses the decoder, the second one the type of key and the selection.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/core_object.h>
#include <openssl/params.h>

#include "tests/fuzz/fuzz.h"

OSSL_provider_init_fn OSSL_provider_init;

#define MUST(x)              \
	do {                 \
		if (!(x))    \
			abort(); \
	} while (0)

/* ---- a core ---- */

/* One instance has every core; the other, which does most of the work, has no PKE core and so never
 * takes the time to work out a public key. */
struct instance {
	const char *device;
	void *provctx;
	const OSSL_ALGORITHM *decoders;
	const OSSL_ALGORITHM *encoders;
	const OSSL_ALGORITHM *keymgmts;
	unsigned int nr;
	unsigned int first_key; /* decoders before this one give data */
};

static struct instance full = { .device = "soft:" }, quick = { .device = "soft:cores=hc+aes" };

struct memory {
	const uint8_t *data;
	size_t len, at;
	uint8_t *out; /* what was written */
	size_t out_len, out_size;
};

static int mem_read_ex(OSSL_CORE_BIO *bio, void *data, size_t len, size_t *got)
{
	struct memory *mem = (struct memory *)bio;
	const size_t left = mem->len - mem->at;

	*got = len < left ? len : left;
	memcpy(data, mem->data + mem->at, *got);
	mem->at += *got;
	return *got > 0;
}

static int mem_write_ex(OSSL_CORE_BIO *bio, const void *data, size_t len, size_t *put)
{
	struct memory *mem = (struct memory *)bio;

	MUST(len <= mem->out_size - mem->out_len);
	memcpy(mem->out + mem->out_len, data, len);
	mem->out_len += len;
	*put = len;
	return 1;
}

static int mem_gets(OSSL_CORE_BIO *bio, char *line, int size)
{
	struct memory *mem = (struct memory *)bio;
	int n = 0;

	while (n < size - 1 && mem->at < mem->len) {
		line[n++] = (char)mem->data[mem->at++];
		if (line[n - 1] == '\n')
			break;
	}
	line[n] = '\0';
	return n;
}

static long mem_ctrl(OSSL_CORE_BIO *bio, int cmd, long num, void *ptr)
{
	struct memory *mem = (struct memory *)bio;

	return cmd == BIO_CTRL_EOF ? mem->at == mem->len : cmd == BIO_CTRL_FLUSH;
}

static int mem_up_ref(OSSL_CORE_BIO *bio)
{
	return 1;
}

static int mem_free(OSSL_CORE_BIO *bio)
{
	return 1;
}

static int core_get_params(const OSSL_CORE_HANDLE *handle, OSSL_PARAM params[])
{
	const struct instance *in = (const struct instance *)handle;
	OSSL_PARAM *p = OSSL_PARAM_locate(params, "device");

	if (p)
		OSSL_PARAM_set_utf8_ptr(p, in->device);
	p = OSSL_PARAM_locate(params, "policy");
	if (p)
		OSSL_PARAM_set_utf8_ptr(p, "always");
	return 1;
}

static void start(struct instance *in)
{
	static const OSSL_DISPATCH upcalls[] = {
		{ OSSL_FUNC_CORE_GET_PARAMS, (void (*)(void))core_get_params },
		{ OSSL_FUNC_BIO_READ_EX, (void (*)(void))mem_read_ex },
		{ OSSL_FUNC_BIO_WRITE_EX, (void (*)(void))mem_write_ex },
		{ OSSL_FUNC_BIO_GETS, (void (*)(void))mem_gets },
		{ OSSL_FUNC_BIO_CTRL, (void (*)(void))mem_ctrl },
		{ OSSL_FUNC_BIO_UP_REF, (void (*)(void))mem_up_ref },
		{ OSSL_FUNC_BIO_FREE, (void (*)(void))mem_free },
		{ 0, NULL }
	};
	const OSSL_DISPATCH *out;
	OSSL_FUNC_provider_query_operation_fn *query = NULL;
	int no_cache;

	MUST(OSSL_provider_init((const OSSL_CORE_HANDLE *)in, upcalls, &out, &in->provctx));
	for (; out->function_id; out++)
		if (out->function_id == OSSL_FUNC_PROVIDER_QUERY_OPERATION)
			query = OSSL_FUNC_provider_query_operation(out);
	MUST(query);
	in->decoders = query(in->provctx, OSSL_OP_DECODER, &no_cache);
	in->encoders = query(in->provctx, OSSL_OP_ENCODER, &no_cache);
	in->keymgmts = query(in->provctx, OSSL_OP_KEYMGMT, &no_cache);
	MUST(in->decoders && in->encoders && in->keymgmts);
	while (in->decoders[in->nr].algorithm_names)
		in->nr++;
	while (strcmp(in->decoders[in->first_key].algorithm_names, "DER") == 0)
		in->first_key++;
}

static void (*find(const OSSL_DISPATCH *fns, int id))(void)
{
	for (; fns->function_id; fns++)
		if (fns->function_id == id)
			return fns->function;
	return NULL;
}

/* ---- a key ---- */

struct run {
	struct instance *in;
	unsigned int choice;
	int depth;
	void *key; /* what came out, owned */
	const OSSL_ALGORITHM *mgmt;
	const OSSL_DISPATCH *decoder;
	void *decoder_ctx;
};

static int exported(const OSSL_PARAM params[], void *arg)
{
	*(int *)arg = params->key != NULL;
	return 1;
}

static void decode(struct run *run, unsigned int i, const uint8_t *data, size_t len, int selection);

static const OSSL_ALGORITHM *mgmt_of(const struct instance *in, const char *type)
{
	const OSSL_ALGORITHM *mgmt = in->keymgmts;
	const size_t len = strlen(type);

	while (mgmt->algorithm_names &&
	       (strncmp(mgmt->algorithm_names, type, len) != 0 || mgmt->algorithm_names[len] != ':'))
		mgmt++;
	MUST(mgmt->algorithm_names);
	return mgmt;
}

static int on_object(const OSSL_PARAM params[], void *arg)
{
	struct run *run = arg;
	const OSSL_PARAM *ref = OSSL_PARAM_locate_const(params, OSSL_OBJECT_PARAM_REFERENCE);
	const OSSL_PARAM *data = OSSL_PARAM_locate_const(params, OSSL_OBJECT_PARAM_DATA);
	const OSSL_PARAM *type = OSSL_PARAM_locate_const(params, OSSL_OBJECT_PARAM_DATA_TYPE);
	OSSL_FUNC_keymgmt_load_fn *load;
	OSSL_FUNC_decoder_export_object_fn *export;
	unsigned int i;
	int any = 0;

	if (data) {
		i = run->in->first_key + run->choice % (run->in->nr - run->in->first_key);
		if (run->depth++ < 2)
			decode(run, i, data->data, data->data_size, 0);
		return 1;
	}
	MUST(ref && type && !run->key);
	export = (OSSL_FUNC_decoder_export_object_fn *)find(run->decoder,
							    OSSL_FUNC_DECODER_EXPORT_OBJECT);
	export(run->decoder_ctx, ref->data, ref->data_size, exported, &any);
	run->mgmt = mgmt_of(run->in, type->data);
	load = (OSSL_FUNC_keymgmt_load_fn *)find(run->mgmt->implementation, OSSL_FUNC_KEYMGMT_LOAD);
	run->key = load(ref->data, ref->data_size);
	MUST(run->key);
	return 1;
}

static int no_passphrase(char *pass, size_t size, size_t *len, const OSSL_PARAM params[], void *arg)
{
	return 0; /* what comes after it is libcrypto's */
}

static void decode(struct run *run, unsigned int i, const uint8_t *data, size_t len, int selection)
{
	const OSSL_DISPATCH *fns = run->in->decoders[i].implementation;
	struct memory mem = { .data = data, .len = len };
	void *ctx = ((OSSL_FUNC_decoder_newctx_fn *)find(fns, OSSL_FUNC_DECODER_NEWCTX))(
		run->in->provctx);

	MUST(ctx);
	if (i >= run->in->first_key) {
		run->decoder = fns;
		run->decoder_ctx = ctx;
	}
	((OSSL_FUNC_decoder_decode_fn *)find(fns, OSSL_FUNC_DECODER_DECODE))(
		ctx, (OSSL_CORE_BIO *)&mem, selection, on_object, run, no_passphrase, NULL);
	((OSSL_FUNC_decoder_freectx_fn *)find(fns, OSSL_FUNC_DECODER_FREECTX))(ctx);
}

static size_t encode(const struct instance *in, const OSSL_ALGORITHM *encoder, const void *key,
		     uint8_t *out, size_t size)
{
	const OSSL_DISPATCH *fns = encoder->implementation;
	struct memory mem = { .out = out, .out_size = size };
	void *ctx = ((OSSL_FUNC_encoder_newctx_fn *)find(fns, OSSL_FUNC_ENCODER_NEWCTX))(in->provctx);
	int ok;

	MUST(ctx);
	ok = ((OSSL_FUNC_encoder_encode_fn *)find(fns, OSSL_FUNC_ENCODER_ENCODE))(
		ctx, (OSSL_CORE_BIO *)&mem, key, NULL, 0, no_passphrase, NULL);
	((OSSL_FUNC_encoder_freectx_fn *)find(fns, OSSL_FUNC_ENCODER_FREECTX))(ctx);
	return ok ? mem.out_len : 0;
}

/* Writes the public key and reads it: it is the same. Then writes it in one other way. */
static void round_trip(struct run *run)
{
	static uint8_t out[1 << 16];
	const OSSL_DISPATCH *mgmt = run->mgmt->implementation;
	OSSL_FUNC_keymgmt_match_fn *match =
		(OSSL_FUNC_keymgmt_match_fn *)find(mgmt, OSSL_FUNC_KEYMGMT_MATCH);
	OSSL_FUNC_keymgmt_has_fn *has = (OSSL_FUNC_keymgmt_has_fn *)find(mgmt, OSSL_FUNC_KEYMGMT_HAS);
	OSSL_FUNC_keymgmt_free_fn *free_key =
		(OSSL_FUNC_keymgmt_free_fn *)find(mgmt, OSSL_FUNC_KEYMGMT_FREE);
	const OSSL_ALGORITHM *encoder = run->in->encoders;
	const char *names = run->mgmt->algorithm_names;
	struct run again = { .in = run->in };
	size_t len;

	for (; has(run->key, OSSL_KEYMGMT_SELECT_PUBLIC_KEY) && encoder->algorithm_names; encoder++) {
		if (strcmp(encoder->algorithm_names, names) != 0)
			continue;
		if (strstr(encoder->property_definition, "output=text")) {
			MUST(encode(run->in, encoder, run->key, out, sizeof(out)) ||
			     !has(run->key, OSSL_KEYMGMT_SELECT_PRIVATE_KEY));
			continue;
		}
		if (!strstr(encoder->property_definition, "output=der,structure=Subject"))
			continue;
		len = encode(run->in, encoder, run->key, out, sizeof(out));
		MUST(len);
		for (unsigned int i = run->in->first_key; i < run->in->nr; i++) {
			const OSSL_ALGORITHM *decoder = &run->in->decoders[i];

			if (strcmp(decoder->algorithm_names, names) == 0 &&
			    strstr(decoder->property_definition, "structure=Subject"))
				decode(&again, i, out, len, OSSL_KEYMGMT_SELECT_PUBLIC_KEY);
		}
		MUST(again.key && match(run->key, again.key, OSSL_KEYMGMT_SELECT_PUBLIC_KEY));
		free_key(again.key);
		break;
	}
	free_key(run->key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const int selections[] = {
		0,
		OSSL_KEYMGMT_SELECT_PUBLIC_KEY,
		OSSL_KEYMGMT_SELECT_KEYPAIR | OSSL_KEYMGMT_SELECT_ALL_PARAMETERS,
		OSSL_KEYMGMT_SELECT_ALL_PARAMETERS,
	};
	struct run run = { 0 };

	if (!full.provctx) {
		start(&full);
		start(&quick);
	}
	if (len < 2)
		return 0;
	run.in = data[0] >= 0xf0 ? &full : &quick;
	run.choice = data[1] >> 2;
	decode(&run, data[0] % 0x30 % run.in->nr, data + 2, len - 2, selections[data[1] & 3]);
	if (run.key)
		round_trip(&run);
	return 0;
}
