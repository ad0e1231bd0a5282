/* SPDX-License-Identifier: Apache-2.0 */
/* version.h - which libcmh this is. */
#ifndef CMH_VERSION_H
#define CMH_VERSION_H

#include <cmh/api.h>

CMH_BEGIN_DECLS

/* Returns the library's version, "MAJOR.MINOR.PATCH". Static storage. Thread-safe. */
CMH_API const char *cmh_version(void);

CMH_END_DECLS

#endif
