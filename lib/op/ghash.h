/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMH_LIB_OP_GHASH_H
#define CMH_LIB_OP_GHASH_H
#include <stddef.h>
#include <stdint.h>
struct ghash_key { _Alignas(64) uint8_t powers[16][16]; uint8_t h[16]; uint32_t path; };
void ghash_init(struct ghash_key *key, const uint8_t h[16]);
void ghash_blocks(const struct ghash_key *key, uint8_t y[16], const uint8_t *data, size_t blocks);
#endif
