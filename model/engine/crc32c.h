/* SPDX-License-Identifier: Apache-2.0 */
/* crc32c.h - CRC-32C (Castagnoli), as in iSCSI: reflected, initial value and final XOR all ones. */
#ifndef CMH_MODEL_ENGINE_CRC32C_H
#define CMH_MODEL_ENGINE_CRC32C_H

#include <stddef.h>
#include <stdint.h>

uint32_t crc32c(const void *data, size_t len);
/* The same without help of the processor: the fallback, and the judge in tests. */
uint32_t crc32c_tables(const void *data, size_t len);

#endif
