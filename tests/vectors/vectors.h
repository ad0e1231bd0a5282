/* SPDX-License-Identifier: Apache-2.0 */
/* vectors.h - how the runner of published vectors is put together: one file of JSON is a list of
 * groups of tests, its schema names the function that runs one test, main.c judges the verdict. */
#ifndef CMH_TESTS_VECTORS_VECTORS_H
#define CMH_TESTS_VECTORS_VECTORS_H

#include <jansson.h>
#include <openssl/evp.h>

#include "tests/vectors/rig.h"

enum verdict {
	REFUSED,  /* an error, or an answer that is not the vector's */
	ACCEPTED, /* done, with the vector's value */
	WRONG,    /* wrong whatever the vector says: two ways to one answer that differ */
	MISSING,  /* the provider has no such algorithm */
	LIMIT,    /* refused, and OpenSSL's own interface sets the limit */
};

/* These keep the words for the report and return their verdict. */
__attribute__((format(printf, 1, 2))) enum verdict refused(const char *format, ...);
__attribute__((format(printf, 1, 2))) enum verdict wrong(const char *format, ...);
__attribute__((format(printf, 1, 2))) enum verdict missing(const char *format, ...);
__attribute__((format(printf, 1, 2))) enum verdict limit(const char *format, ...);

struct bytes {
	uint8_t *data;
	size_t len;
};

struct suite {
	const char *algorithm; /* as the file names it */
	json_t *group;
	EVP_PKEY *key; /* of the group, for its tests; freed by main.c */
};

struct schema {
	const char *name;
	enum verdict (*run)(const struct suite *suite, json_t *test);
	/* Makes the key of a group. Anything but ACCEPTED is the verdict of all its tests. */
	enum verdict (*open)(struct suite *suite);
};

extern const struct schema mac_schemas[], cipher_schemas[], kdf_schemas[], agree_schemas[],
	sign_schemas[], rsa_schemas[];

/* A test's field of hexadecimal digits, from the pool. Ends the program if it is not there. */
struct bytes field(const json_t *object, const char *name);
long number(const json_t *object, const char *name);
const char *string(const json_t *object, const char *name);
bool same(struct bytes a, const void *b, size_t len);

/* OpenSSL's name of a digest that a file calls SHA-256; MISSING unless the provider has it. */
enum verdict digest_of(const char *name, const char **out);

/* Decodes with the decoders of the provider under test. */
enum verdict key_from_der(struct bytes der, const char *structure, int selection, EVP_PKEY **out);

struct tally {
	const char *file;
	unsigned int passed, failed; /* all tests are counted in one of these two, or below */
	unsigned int missing, limits;
	unsigned int accepted, refused; /* the acceptable ones, which passed either way */
};

/* Counts the verdict of one test. flags: a JSON array of strings, or NULL. */
void judge(struct tally *tally, const char *id, const char *expected, const json_t *flags,
	   enum verdict verdict);

/* Runs one of the .vec files with the vectors of SM2. Returns false if it cannot be read. */
bool sm2_run(const char *path, struct tally *tally);

#endif
