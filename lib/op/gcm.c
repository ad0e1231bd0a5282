// SPDX-License-Identifier: Apache-2.0
/* gcm.c - the authentication half of a GCM stream (SP 800-38D): GHASH over AAD and ciphertext, J0, the tag. */
#include <string.h>

#include <cmh/abi/codec.h>

#include "op/gcm.h"

void gcm_set_h(struct gcm *g, const uint8_t h[16])
{
	ghash_init(&g->key, h);
}

static void absorb(struct gcm *g, const uint8_t *p, size_t len)
{
	size_t whole;

	if (g->part_len) {
		size_t n = 16 - g->part_len;

		if (n > len)
			n = len;
		memcpy(g->part + g->part_len, p, n);
		g->part_len += (uint32_t)n;
		p += n;
		len -= n;
		if (g->part_len < 16)
			return;
		ghash_blocks(&g->key, g->y, g->part, 1);
		g->part_len = 0;
	}
	whole = len / 16;
	if (whole)
		ghash_blocks(&g->key, g->y, p, whole);
	g->part_len = (uint32_t)(len % 16);
	memcpy(g->part, p + whole * 16, g->part_len);
}

/* Pads what is left with zeros. */
static void pad(struct gcm *g)
{
	if (!g->part_len)
		return;
	memset(g->part + g->part_len, 0, 16 - g->part_len);
	ghash_blocks(&g->key, g->y, g->part, 1);
	g->part_len = 0;
}

static void lengths(struct gcm *g, uint64_t a, uint64_t c)
{
	uint8_t block[16];

	cmh_put_le64(block, __builtin_bswap64(a * 8));
	cmh_put_le64(block + 8, __builtin_bswap64(c * 8));
	ghash_blocks(&g->key, g->y, block, 1);
}

static void clear(struct gcm *g)
{
	memset(g->y, 0, sizeof(g->y));
	g->part_len = 0;
	g->aad_len = g->text_len = 0;
}

void gcm_start(struct gcm *g, const uint8_t *iv, size_t iv_len, uint8_t j0[16])
{
	clear(g);
	if (iv_len == 12) {
		memcpy(j0, iv, 12);
		memcpy(j0 + 12, "\0\0\0\1", 4);
		return;
	}
	absorb(g, iv, iv_len);
	pad(g);
	lengths(g, 0, iv_len);
	memcpy(j0, g->y, 16);
	clear(g);
}

void gcm_aad(struct gcm *g, const uint8_t *aad, size_t len)
{
	absorb(g, aad, len);
	g->aad_len += len;
}

void gcm_text(struct gcm *g, const uint8_t *text, size_t len)
{
	if (!len)
		return;
	if (!g->text_len)
		pad(g);
	absorb(g, text, len);
	g->text_len += len;
}

void gcm_tag(struct gcm *g, uint8_t tag[16])
{
	pad(g);
	lengths(g, g->aad_len, g->text_len);
	for (int i = 0; i < 16; i++)
		tag[i] = g->y[i] ^ g->ekj0[i];
}
