/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz.h - the one function that a fuzz target defines. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#endif /* TESTS_FUZZ_FUZZ_H */
