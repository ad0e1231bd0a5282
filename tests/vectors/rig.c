// SPDX-License-Identifier: Apache-2.0
/* rig.c - the provider under test, and memory of one case. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/decoder.h>
#include <openssl/encoder.h>
#include <openssl/err.h>

#include "tests/provider_env.h"
#include "tests/vectors/rig.h"

struct rig rig;

void rig_up(const char *name, bool alone)
{
	if (alone) /* then it is also the one that random numbers come from */
		env_configure("random = yes", "");
	rig.name = name;
	snprintf(rig.query, sizeof(rig.query), "provider=%s", name);
	rig.libctx = env_libctx_new();
	if (!alone && strcmp(name, "default") != 0)
		rig.def = env_load(rig.libctx, "default");
	rig.under_test = env_load(rig.libctx, name);
}

void rig_reference(void)
{
	rig.reference = OSSL_LIB_CTX_new();
	env_must(rig.reference != NULL);
	rig.reference_def = env_load(rig.reference, "default");
}

static OSSL_LIB_CTX *alone_libctx;
static OSSL_PROVIDER *alone_provider;

OSSL_LIB_CTX *rig_alone(void)
{
	if (!alone_libctx) {
		alone_libctx = env_libctx_new();
		alone_provider = env_load(alone_libctx, rig.name);
	}
	return alone_libctx;
}

static void count_encoder(OSSL_ENCODER *encoder, void *nr)
{
	(void)encoder;
	++*(unsigned int *)nr;
}

static void count_decoder(OSSL_DECODER *decoder, void *nr)
{
	(void)decoder;
	++*(unsigned int *)nr;
}

bool rig_has_encoders(void)
{
	unsigned int nr = 0;

	OSSL_ENCODER_do_all_provided(rig_alone(), count_encoder, &nr);
	return nr > 0;
}

bool rig_has_decoders(void)
{
	unsigned int nr = 0;

	OSSL_DECODER_do_all_provided(rig_alone(), count_decoder, &nr);
	return nr > 0;
}

void rig_down(void)
{
	if (alone_libctx) {
		OSSL_PROVIDER_unload(alone_provider);
		OSSL_LIB_CTX_free(alone_libctx);
		alone_libctx = NULL;
	}
	if (rig.reference) {
		OSSL_PROVIDER_unload(rig.reference_def);
		OSSL_LIB_CTX_free(rig.reference);
	}
	OSSL_PROVIDER_unload(rig.under_test);
	if (rig.def)
		OSSL_PROVIDER_unload(rig.def);
	OSSL_LIB_CTX_free(rig.libctx);
	memset(&rig, 0, sizeof(rig));
}

static struct piece {
	struct piece *next;
	void *data;
} *pieces;

uint8_t *pool(size_t len)
{
	struct piece *piece = malloc(sizeof(*piece));

	env_must(piece != NULL);
	piece->data = malloc(len ? len : 1);
	env_must(piece->data != NULL);
	piece->next = pieces;
	pieces = piece;
	return piece->data;
}

uint8_t *pool_copy(const void *data, size_t len)
{
	uint8_t *copy = pool(len);

	if (len)
		memcpy(copy, data, len);
	return copy;
}

void pool_empty(void)
{
	struct piece *next;

	for (; pieces; pieces = next) {
		next = pieces->next;
		free(pieces->data);
		free(pieces);
	}
}

const char *rig_error(void)
{
	static char text[512];
	const char *data = NULL;
	const unsigned long err = ERR_peek_last_error_data(&data, NULL);

	text[0] = '\0';
	if (err)
		snprintf(text, sizeof(text), "%s%s%s", ERR_reason_error_string(err) ?: "an error",
			 data && *data ? ": " : "", data ?: "");
	ERR_clear_error();
	return text;
}
