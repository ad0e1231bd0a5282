/* SPDX-License-Identifier: Apache-2.0 */
/* api.h - marks what libcmh.so exports, and makes the headers usable from C++. */
#ifndef CMH_API_H
#define CMH_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define CMH_API __attribute__((visibility("default")))
#else
#define CMH_API
#endif

#ifdef __cplusplus
#define CMH_BEGIN_DECLS extern "C" {
#define CMH_END_DECLS }
#else
#define CMH_BEGIN_DECLS
#define CMH_END_DECLS
#endif

#endif
