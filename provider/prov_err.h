/* SPDX-License-Identifier: Apache-2.0 */
/* prov_err.h - the provider's error reasons and how to raise one.
 *
 * Every raise ends in one entry of OpenSSL's error queue: a reason from the table and, after it,
 * the sentence that says what was wrong. All raising calls return 0, OpenSSL's word for failure, so
 * that a caller can "return prov_raise(...)".
 */
#ifndef CMH_PROVIDER_PROV_ERR_H
#define CMH_PROVIDER_PROV_ERR_H

#include <limits.h>

#include <openssl/core.h>

struct prov_ctx;

/* X(NAME, text). The first part are the errors of libcmh, the second the provider's own. */
#define PROV_REASON_TABLE(X)                                          \
	X(INVALID_ARGUMENT, "invalid argument")                       \
	X(TOO_LONG, "longer than the device allows")                  \
	X(NOT_SUPPORTED, "not supported by the device")               \
	X(BUSY, "device busy")                                        \
	X(NOT_FOUND, "no such device or key")                         \
	X(NO_ACCESS, "no access to the device")                       \
	X(KEY_REJECTED, "key not usable for this")                    \
	X(TIMED_OUT, "device silent")                                 \
	X(CANCELED, "withdrawn")                                      \
	X(DEVICE_FAULT, "device reported a fault")                    \
	X(DEVICE_GONE, "device gone")                                 \
	X(FORKED, "device opened by another process")                 \
	X(NO_MEMORY, "out of memory")                                 \
	X(UNEXPECTED, "unexpected error")                             \
	X(BAD_SETTING, "bad setting in the configuration")            \
	X(UNKNOWN_SETTING, "unknown setting in the configuration")    \
	X(SELF_TEST, "self-test failed")                              \
	X(BAD_PARAMETER, "bad parameter")                             \
	X(BAD_DIGEST, "digest not usable for this")                   \
	X(BAD_PADDING, "padding not usable for this")                 \
	X(BAD_SIGNATURE, "signature does not verify")                 \
	X(BAD_LENGTH, "wrong length")                                 \
	X(BAD_PEER, "peer's key not usable for this")                 \
	X(NOT_STARTED, "operation not begun")                         \
	X(BAD_KEY_LENGTH, "bad key length")                           \
	X(BAD_IV_LENGTH, "bad IV length")                             \
	X(BAD_TAG_LENGTH, "bad tag length")                           \
	X(BAD_AAD, "bad additional data")                             \
	X(NO_KEY, "no key set")                                       \
	X(NO_TAG, "no tag set")                                       \
	X(IV_USED, "no unused IV set")                                \
	X(BUFFER_TOO_SMALL, "output buffer too small")                \
	X(BUFFERS_OVERLAP, "input and output overlap in part")        \
	X(PARTIAL_BLOCK, "length not a multiple of the block length") \
	X(BAD_DECRYPT, "bad decrypt")                                 \
	X(BAD_TLS_RECORD, "bad TLS record")                           \
	X(TOO_MANY_RECORDS, "too many TLS records under one key")     \
	X(NOT_INSTANTIATED, "random generator not instantiated")      \
	X(STRENGTH, "strength not available")                         \
	X(BAD_KEY, "bad key")                                         \
	X(BAD_CURVE, "bad elliptic curve")                            \
	X(BAD_ENCODING, "bad encoding of a key")                      \
	X(NO_PASSPHRASE, "no passphrase")                             \
	X(INVALID_KEY_PAIR, "key does not pass its check")

enum prov_reason {
	PROV_R_NONE = 0,
#define PROV_REASON_ID(name, text) PROV_R_##name,
	PROV_REASON_TABLE(PROV_REASON_ID)
#undef PROV_REASON_ID
};

/* Raises reason with a printf-style sentence. Returns 0. */
#define prov_raise(prov, reason, ...) \
	prov_raise_at(prov, __FILE__, __LINE__, __func__, reason, __VA_ARGS__)

/* Stands for the answer of a call that was not made, with the error raised already. */
#define PROV_RAISED INT_MIN

/* Raises what a call of libcmh answered: the reason that belongs to the errno, and the library's
 * own sentence; nothing for PROV_RAISED. Returns 0. */
#define prov_fail(prov, err) prov_fail_at(prov, __FILE__, __LINE__, __func__, err)

int prov_raise_at(const struct prov_ctx *prov, const char *file, int line, const char *func,
		  enum prov_reason reason, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));
int prov_fail_at(const struct prov_ctx *prov, const char *file, int line, const char *func,
		 int err);

/* The table for OpenSSL, ended by { 0, NULL }. */
extern const OSSL_ITEM prov_reason_strings[];

#endif
