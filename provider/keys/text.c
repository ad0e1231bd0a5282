// SPDX-License-Identifier: Apache-2.0
/* text.c - prints keys; byte by byte what OpenSSL's default provider prints. */
#include <inttypes.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/objects.h>

#include "curve.h"
#include "mgmt.h"
#include "prov_ctx.h"
#include "prov_err.h"
#include "text.h"

#define LINE_BYTES 15

/* Bytes in lines, after a label; a zero goes before if lead. */
static bool print_bytes(BIO *bio, const char *label, const uint8_t *bytes, size_t len, bool lead)
{
	const size_t total = len + lead;
	bool ok = BIO_printf(bio, "%s\n", label) > 0;
	unsigned int byte;

	for (size_t i = 0; ok && i < total; i++) {
		byte = lead ? (i ? bytes[i - 1] : 0) : bytes[i];
		ok = BIO_printf(bio, "%s%02x%s", i % LINE_BYTES ? "" : "    ", byte,
				i + 1 == total			 ? "\n" :
				i % LINE_BYTES == LINE_BYTES - 1 ? ":\n" :
								   ":") > 0;
	}
	return ok;
}

static bool print_number(BIO *bio, const char *label, const uint8_t *be, size_t len)
{
	uint64_t small = 0;

	for (; len && *be == 0; len--)
		be++;
	if (len > sizeof(small))
		return print_bytes(bio, label, be, len, be[0] & 0x80);
	for (size_t i = 0; i < len; i++)
		small = small << 8 | be[i];
	if (!small)
		return BIO_printf(bio, "%s 0\n", label) > 0;
	return BIO_printf(bio, "%s %" PRIu64 " (0x%" PRIx64 ")\n", label, small, small) > 0;
}

static bool print_bn(BIO *bio, const char *label, const BIGNUM *bn)
{
	uint8_t be[2 * PROV_EC_LEN_MAX + 1];

	if (BN_num_bytes(bn) > (int)sizeof(be))
		return false;
	return print_number(bio, label, be, (size_t)BN_bn2bin(bn, be));
}

/* ---- RSA ---- */

static bool print_pss(BIO *bio, const struct prov_pss *pss)
{
	static const char usual[] = " (default)";
	bool sha1;

	if (!pss->hash)
		return BIO_printf(bio, "No PSS parameter restrictions\n") > 0;
	sha1 = strcmp(pss->mgf1_hash, "SHA1") == 0;
	return BIO_printf(bio,
			  "PSS parameter restrictions:\n"
			  "  Hash Algorithm: %s%s\n"
			  "  Mask Algorithm: MGF1 with %s%s\n"
			  "  Minimum Salt Length: %d%s\n"
			  "  Trailer Field: 0x1%s\n",
			  pss->hash, strcmp(pss->hash, "SHA1") == 0 ? usual : "", pss->mgf1_hash,
			  sha1 ? usual : "", pss->salt_len, pss->salt_len == 20 ? usual : "",
			  usual) > 0;
}

static bool print_rsa(BIO *bio, const struct prov_key *key, int selection)
{
	static const char *const labels[] = { "prime1:", "prime2:", "exponent1:", "exponent2:",
					      "coefficient:" };
	const struct prov_rsa *rsa = key->rsa;
	const bool priv = PROV_SELECTS(selection, PRIVATE_KEY);
	bool ok;

	if (priv)
		ok = BIO_printf(bio, "Private-Key: (%zu bit, %d primes)\n", rsa->bits,
				rsa->part_len ? 2 : 0) > 0;
	else
		ok = BIO_printf(bio, "Public-Key: (%zu bit)\n", rsa->bits) > 0;
	ok = ok && print_number(bio, priv ? "modulus:" : "Modulus:", rsa->n, rsa->n_len) &&
	     print_number(bio, priv ? "publicExponent:" : "Exponent:", rsa->e, rsa->e_len) &&
	     (!priv || print_number(bio, "privateExponent:", rsa->d, rsa->n_len));
	for (size_t i = 0; ok && priv && rsa->part_len && i < 5; i++)
		ok = print_number(bio, labels[i], rsa->crt + i * rsa->part_len, rsa->part_len);
	if (key->type == PROV_KEY_RSA_PSS && PROV_SELECTS(selection, OTHER_PARAMETERS))
		ok = ok && print_pss(bio, &rsa->pss);
	return ok;
}

/* ---- curves ---- */

static bool print_explicit(BIO *bio, const struct prov_key *key, const struct prov_curve *curve)
{
	const EC_GROUP *group = curve->group;
	const uint8_t *seed = key->style.no_seed ? NULL : EC_GROUP_get0_seed(group);
	BIGNUM *p = BN_new(), *a = BN_new(), *b = BN_new();
	uint8_t point[2 * PROV_EC_LEN_MAX + 1];
	const char *form = "compressed";
	size_t len;
	bool ok;

	if (key->style.curve_form != POINT_CONVERSION_COMPRESSED)
		form = key->style.curve_form == POINT_CONVERSION_HYBRID ? "hybrid" : "uncompressed";
	len = EC_POINT_point2oct(group, EC_GROUP_get0_generator(group), key->style.curve_form, point,
				 sizeof(point), NULL);
	ok = p && a && b && len && EC_GROUP_get_curve(group, p, a, b, NULL) &&
	     BIO_printf(bio, "Field Type: %s\n", SN_X9_62_prime_field) > 0 &&
	     print_bn(bio, "Prime:", p) && print_bn(bio, "A:   ", a) && print_bn(bio, "B:   ", b) &&
	     BIO_printf(bio, "Generator (%s):", form) > 0 && print_number(bio, "", point, len) &&
	     print_bn(bio, "Order: ", EC_GROUP_get0_order(group)) &&
	     print_bn(bio, "Cofactor: ", BN_value_one()) &&
	     (!seed || print_bytes(bio, "Seed:", seed, EC_GROUP_get_seed_len(group), false));
	BN_free(p);
	BN_free(a);
	BN_free(b);
	return ok;
}

static bool print_curve(BIO *bio, const struct prov_key *key, const struct prov_curve *curve)
{
	const char *nist;

	if (key->style.explicit || curve->nid == NID_undef)
		return print_explicit(bio, key, curve);
	nist = EC_curve_nid2nist(curve->nid);
	return BIO_printf(bio, "ASN1 OID: %s\n", curve->name) > 0 &&
	       (!nist || BIO_printf(bio, "NIST CURVE: %s\n", nist) > 0);
}

static bool print_ec(BIO *bio, const struct prov_key *key, int selection)
{
	const struct prov_curve *curve = prov_curve_get(key->prov, key->curve);
	const char *label = key->type == PROV_KEY_SM2 ? NULL : "EC-Parameters";
	uint8_t point[2 * PROV_EC_LEN_MAX + 1];
	bool ok;

	if (!curve)
		return false;
	if (PROV_SELECTS(selection, PRIVATE_KEY))
		label = "Private-Key";
	else if (PROV_SELECTS(selection, PUBLIC_KEY))
		label = "Public-Key";
	ok = !label || BIO_printf(bio, "%s: (%d bit)\n", label, curve->order_bits) > 0;
	if (ok && PROV_SELECTS(selection, PRIVATE_KEY))
		ok = print_bytes(bio, "priv:", key->priv, key->priv_len, false);
	if (ok && PROV_SELECTS(selection, KEYPAIR) && key->has_public)
		ok = print_bytes(bio, "pub:", point,
				 prov_curve_encode(curve, key->pub, key->style.form, point), false);
	if (ok && PROV_SELECTS(selection, DOMAIN_PARAMETERS))
		ok = print_curve(bio, key, curve);
	return ok;
}

static bool print_ecx(BIO *bio, const struct prov_key *key, int selection)
{
	static const char *const names[PROV_KEY_TYPE_NR] = {
		[PROV_KEY_X25519] = "X25519",
		[PROV_KEY_X448] = "X448",
		[PROV_KEY_ED25519] = "ED25519",
		[PROV_KEY_ED448] = "ED448",
	};
	const bool priv = PROV_SELECTS(selection, PRIVATE_KEY);

	return BIO_printf(bio, "%s %s-Key:\n", names[key->type], priv ? "Private" : "Public") > 0 &&
	       (!priv || print_bytes(bio, "priv:", key->priv, key->priv_len, false)) &&
	       (!key->has_public ||
		print_bytes(bio, "pub:", key->pub, key->pub_len, false));
}

int prov_text(BIO *bio, const struct prov_key *key, int selection)
{
	bool ok;

	if (PROV_SELECTS(selection, PRIVATE_KEY) && !key->has_private)
		return prov_raise(key->prov, PROV_R_NO_KEY, "there is no private key to print");
	if (PROV_SELECTS(selection, PUBLIC_KEY) && !key->has_public)
		return prov_raise(key->prov, PROV_R_NO_KEY, "there is no public key to print");
	if (prov_key_is_rsa(key))
		ok = print_rsa(bio, key, selection);
	else if (prov_key_is_ec(key))
		ok = print_ec(bio, key, selection);
	else
		ok = print_ecx(bio, key, selection);
	return ok ? 1 : prov_raise(key->prov, PROV_R_UNEXPECTED, "printing a key failed");
}
