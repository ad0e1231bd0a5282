/* SPDX-License-Identifier: Apache-2.0 */
/* cmh.h - the whole public API of libcmh in one include.
 *
 * Conventions of every call: 0 or a count >= 0 is success, a negative errno is failure; the sentence
 * that explains the last failure of the calling thread is cmh_errmsg(). Lengths are bytes. Handles are
 * opaque, closing NULL is fine, and option structures start with their own size.
 */
#ifndef CMH_CMH_H
#define CMH_CMH_H

#include <cmh/alg.h>
#include <cmh/api.h>
#include <cmh/cipher.h>
#include <cmh/dev.h>
#include <cmh/error.h>
#include <cmh/hash.h>
#include <cmh/mac.h>
#include <cmh/mgmt.h>
#include <cmh/op.h>
#include <cmh/pk.h>
#include <cmh/ring.h>
#include <cmh/store.h>
#include <cmh/sync.h>
#include <cmh/version.h>

#endif
