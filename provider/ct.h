/* SPDX-License-Identifier: Apache-2.0 */
/* ct.h - comparisons of secrets without branches: all ones for true, all zeros for false. */
#ifndef CMH_PROVIDER_CT_H
#define CMH_PROVIDER_CT_H

#include <stddef.h>
#include <stdint.h>

/* Hides from the optimiser what a value has to do with others, so that it can neither turn a mask
 * back into a branch nor count a loop from a secret. */
static inline size_t ct_opaque(size_t x)
{
	__asm__("" : "+r"(x));
	return x;
}

/* a < b */
static inline size_t ct_lt(size_t a, size_t b)
{
	size_t borrow;

	a = ct_opaque(a);
	b = ct_opaque(b);
	borrow = (a ^ ((a ^ b) | ((a - b) ^ b))) >> (8 * sizeof(size_t) - 1);
	return 0 - ct_opaque(borrow);
}

static inline size_t ct_ge(size_t a, size_t b)
{
	return ~ct_lt(a, b);
}

static inline size_t ct_eq(size_t a, size_t b)
{
	return ct_lt(a ^ b, 1);
}

/* mask ? a : b, for bytes */
static inline uint8_t ct_select(size_t mask, uint8_t a, uint8_t b)
{
	return (uint8_t)((mask & a) | (~mask & b));
}

#endif
