// SPDX-License-Identifier: Apache-2.0
/* poly1305.c - Poly1305 in limbs of 26 bits: no branch and no address depends on key or message. */
#include <string.h>

#include <cmh/abi/codec.h>

#include "op/poly1305.h"

#define LIMB 0x3ffffffu

/* Five limbs of a number of 16 bytes. */
static void limbs(uint32_t out[5], const uint8_t in[16])
{
	uint64_t lo = cmh_get_le64(in), hi = cmh_get_le64(in + 8);

	out[0] = (uint32_t)lo & LIMB;
	out[1] = (uint32_t)(lo >> 26) & LIMB;
	out[2] = (uint32_t)(lo >> 52 | hi << 12) & LIMB;
	out[3] = (uint32_t)(hi >> 14) & LIMB;
	out[4] = (uint32_t)(hi >> 40);
}

void poly1305_init(struct poly1305 *p, const uint8_t key[32])
{
	uint8_t r[16];

	memset(p, 0, sizeof(*p));
	memcpy(r, key, 16);
	for (int i = 3; i < 16; i += 4)
		r[i] &= 15;
	for (int i = 4; i < 16; i += 4)
		r[i] &= 252;
	limbs(p->r, r);
	memcpy(p->s, key + 16, 16);
	explicit_bzero(r, sizeof(r));
}

/* h = (h + block) * r modulo 2^130 - 5, for each block; top is the bit above it. */
static void blocks(struct poly1305 *p, const uint8_t *in, size_t nr, uint32_t top)
{
	const uint32_t *r = p->r;
	uint32_t *h = p->h, m[5];
	uint64_t d[5], carry;

	for (; nr; nr--, in += 16) {
		limbs(m, in);
		m[4] |= top << 24;
		for (int i = 0; i < 5; i++)
			h[i] += m[i];
		for (int i = 0; i < 5; i++) {
			d[i] = 0;
			for (int j = 0; j < 5; j++)
				d[i] += (uint64_t)h[j] * (j <= i ? r[i - j] : 5 * r[i - j + 5]);
		}
		carry = 0;
		for (int i = 0; i < 5; i++) {
			d[i] += carry;
			carry = d[i] >> 26;
			h[i] = (uint32_t)d[i] & LIMB;
		}
		carry = carry * 5 + h[0];
		h[0] = (uint32_t)carry & LIMB;
		h[1] += (uint32_t)(carry >> 26);
	}
}

void poly1305_update(struct poly1305 *p, const void *data, size_t len)
{
	const uint8_t *in = data;

	if (!len)
		return;
	if (p->fill) {
		size_t n = 16 - p->fill;

		n = n < len ? n : len;
		memcpy(p->part + p->fill, in, n);
		p->fill += (uint32_t)n;
		in += n;
		len -= n;
		if (p->fill < 16)
			return;
		blocks(p, p->part, 1, 1);
		p->fill = 0;
	}
	blocks(p, in, len / 16, 1);
	p->fill = (uint32_t)(len % 16);
	memcpy(p->part, in + len - p->fill, p->fill);
}

void poly1305_pad(struct poly1305 *p)
{
	static const uint8_t zeros[16];

	if (p->fill)
		poly1305_update(p, zeros, 16 - p->fill);
}

void poly1305_final(struct poly1305 *p, uint8_t tag[16])
{
	uint32_t *h = p->h, g[5], carry, keep;
	uint64_t sum[2], low;

	if (p->fill) {
		p->part[p->fill] = 1;
		memset(p->part + p->fill + 1, 0, 15 - p->fill);
		blocks(p, p->part, 1, 0);
	}
	/* full carry, twice round */
	carry = 0;
	for (int i = 1; i < 11; i++) {
		h[i % 5] += carry * (i % 5 ? 1 : 5);
		carry = h[i % 5] >> 26;
		h[i % 5] &= LIMB;
	}
	h[1] += carry;
	/* h - p, if that is not negative */
	carry = 5;
	for (int i = 0; i < 5; i++) {
		g[i] = h[i] + carry;
		carry = g[i] >> 26;
		g[i] &= LIMB;
	}
	keep = carry - 1; /* all ones: h is smaller than p */
	for (int i = 0; i < 5; i++)
		h[i] = (h[i] & keep) | (g[i] & ~keep);

	sum[0] = h[0] | (uint64_t)h[1] << 26 | (uint64_t)h[2] << 52;
	sum[1] = h[2] >> 12 | (uint64_t)h[3] << 14 | (uint64_t)h[4] << 40;
	low = sum[0] + cmh_get_le64(p->s);
	sum[1] += cmh_get_le64(p->s + 8) + (low < sum[0]);
	cmh_put_le64(tag, low);
	cmh_put_le64(tag + 8, sum[1]);
}
