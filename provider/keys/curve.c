// SPDX-License-Identifier: Apache-2.0
/* curve.c - curves, their points and the range of their private keys. */
#include <string.h>

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "ct.h"
#include "curve.h"
#include "prov_ctx.h"
#include "prov_err.h"

/* The curve of ANSSI that libcrypto has no name for. */
static EC_GROUP *frp256v1(void)
{
	static const char *const hex[] = { CMH_FRP256V1_P,  CMH_FRP256V1_A,  CMH_FRP256V1_B,
					   CMH_FRP256V1_GX, CMH_FRP256V1_GY, CMH_FRP256V1_N };
	BIGNUM *bn[6] = { NULL };
	EC_GROUP *group = NULL;
	EC_POINT *g = NULL;
	bool ok = true;

	for (int i = 0; i < 6; i++)
		ok = ok && BN_hex2bn(&bn[i], hex[i]);
	if (ok)
		group = EC_GROUP_new_curve_GFp(bn[0], bn[1], bn[2], NULL);
	g = group ? EC_POINT_new(group) : NULL;
	if (!g || !EC_POINT_set_affine_coordinates(group, g, bn[3], bn[4], NULL) ||
	    !EC_GROUP_set_generator(group, g, bn[5], BN_value_one())) {
		EC_GROUP_free(group);
		group = NULL;
	}
	EC_POINT_free(g);
	for (int i = 0; i < 6; i++)
		BN_free(bn[i]);
	return group;
}

static struct prov_curve *curve_new(struct prov_ctx *prov, const struct cmh_curve_info *info)
{
	const char *oid = strrchr(info->names, ':') + 1;
	struct prov_curve *curve = OPENSSL_zalloc(sizeof(*curve));
	const BIGNUM *order;

	if (!curve)
		return NULL;
	curve->info = info;
	curve->oid = oid;
	curve->nid = OBJ_txt2nid(oid);
	if (curve->nid != NID_undef) {
		curve->name = OBJ_nid2sn(curve->nid);
		curve->group = EC_GROUP_new_by_curve_name_ex(prov_libctx(prov), NULL, curve->nid);
	} else if (info->id == CMH_CURVE_FRP256V1) {
		curve->name = "FRP256v1";
		curve->group = frp256v1();
	}
	order = curve->group ? EC_GROUP_get0_order(curve->group) : NULL;
	if (!order || BN_bn2binpad(order, curve->order, (int)info->len) < 0) {
		prov_curve_free(curve);
		return NULL;
	}
	curve->order_bits = BN_num_bits(order);
	EC_GROUP_set_asn1_flag(curve->group, curve->nid != NID_undef ? OPENSSL_EC_NAMED_CURVE :
								       OPENSSL_EC_EXPLICIT_CURVE);
	return curve;
}

void prov_curve_free(struct prov_curve *curve)
{
	if (!curve)
		return;
	EC_GROUP_free(curve->group);
	OPENSSL_free(curve);
}

const struct prov_curve *prov_curve_get(struct prov_ctx *prov, const struct cmh_curve_info *info)
{
	struct prov_curve *curve, *mine;

	if (!info || info->id >= PROV_CURVE_NR || info->kind != CMH_CURVE_WEIERSTRASS) {
		prov_raise(prov, PROV_R_BAD_CURVE, "the key has no curve");
		return NULL;
	}
	curve = atomic_load(&prov->curves[info->id]);
	if (curve)
		return curve;
	mine = curve_new(prov, info);
	if (!mine) {
		prov_raise(prov, PROV_R_BAD_CURVE, "libcrypto has no curve %s", info->name);
		return NULL;
	}
	if (atomic_compare_exchange_strong(&prov->curves[info->id], &curve, mine))
		return mine;
	prov_curve_free(mine); /* another thread was first */
	return curve;
}

const struct cmh_curve_info *prov_curve_find(const char *name)
{
	const struct cmh_curve_info *info = cmh_curve_find(name);

	return info && info->kind == CMH_CURVE_WEIERSTRASS ? info : NULL;
}

/* Whether two groups have the same parameters, whatever their names. */
static bool same_group(const EC_GROUP *a, const EC_GROUP *b, BN_CTX *bn)
{
	BIGNUM *p[2], *u[2], *v[2];
	const EC_POINT *ga = EC_GROUP_get0_generator(a), *gb = EC_GROUP_get0_generator(b);
	bool same = false;

	BN_CTX_start(bn);
	for (int i = 0; i < 2; i++) {
		p[i] = BN_CTX_get(bn);
		u[i] = BN_CTX_get(bn);
		v[i] = BN_CTX_get(bn);
	}
	if (v[1] && ga && gb && EC_GROUP_get_curve(a, p[0], u[0], v[0], bn) &&
	    EC_GROUP_get_curve(b, p[1], u[1], v[1], bn))
		same = BN_cmp(p[0], p[1]) == 0 && BN_cmp(u[0], u[1]) == 0 &&
		       BN_cmp(v[0], v[1]) == 0 &&
		       BN_cmp(EC_GROUP_get0_order(a), EC_GROUP_get0_order(b)) == 0;
	if (same)
		same = EC_POINT_get_affine_coordinates(a, ga, u[0], v[0], bn) &&
		       EC_POINT_get_affine_coordinates(b, gb, u[1], v[1], bn) &&
		       BN_cmp(u[0], u[1]) == 0 && BN_cmp(v[0], v[1]) == 0;
	BN_CTX_end(bn);
	return same;
}

const struct cmh_curve_info *prov_curve_match(struct prov_ctx *prov, const EC_GROUP *group)
{
	const int bits = EC_GROUP_get_degree(group);
	const struct cmh_curve_info *info, *found = NULL;
	const struct prov_curve *curve;
	BN_CTX *bn;

	if (EC_GROUP_get_field_type(group) != NID_X9_62_prime_field)
		return NULL;
	bn = BN_CTX_new_ex(prov_libctx(prov));
	for (size_t i = 0; bn && !found && (info = cmh_curve_at(i)); i++) {
		if (info->kind != CMH_CURVE_WEIERSTRASS || (int)info->bits != bits)
			continue;
		curve = prov_curve_get(prov, info);
		if (curve && same_group(curve->group, group, bn))
			found = info;
	}
	BN_CTX_free(bn);
	return found;
}

int prov_curve_decode(const struct prov_curve *curve, const void *in, size_t len, uint8_t *xy,
		      point_conversion_form_t *form)
{
	const int n = (int)curve->info->len;
	BIGNUM *x = BN_new(), *y = BN_new();
	EC_POINT *point = NULL;
	int ok = 0;

	if (!x || !y || len < 2 || len > 2 * (size_t)n + 1)
		goto out;
	ERR_set_mark();
	point = EC_POINT_new(curve->group);
	ok = point && EC_POINT_oct2point(curve->group, point, in, len, NULL) &&
	     EC_POINT_get_affine_coordinates(curve->group, point, x, y, NULL) &&
	     BN_bn2binpad(x, xy, n) == n && BN_bn2binpad(y, xy + n, n) == n;
	ERR_pop_to_mark();
	*form = ((const uint8_t *)in)[0] & ~1u;
out:
	EC_POINT_free(point);
	BN_free(x);
	BN_free(y);
	return ok;
}

size_t prov_curve_encode(const struct prov_curve *curve, const uint8_t *xy,
			 point_conversion_form_t form, uint8_t *out)
{
	const size_t n = curve->info->len;

	out[0] = (uint8_t)form;
	if (form != POINT_CONVERSION_UNCOMPRESSED)
		out[0] |= xy[2 * n - 1] & 1;
	memcpy(out + 1, xy, form == POINT_CONVERSION_COMPRESSED ? n : 2 * n);
	return form == POINT_CONVERSION_COMPRESSED ? n + 1 : 2 * n + 1;
}

bool prov_curve_in_range(const struct prov_curve *curve, const uint8_t *d)
{
	const size_t n = curve->info->len;
	const unsigned int less = curve->info->id == CMH_CURVE_SM2; /* than order - 1: orders are odd */
	unsigned int borrow = 0, any = 0, limit;

	for (size_t i = n; i-- > 0;) {
		limit = curve->order[i] - (i == n - 1 ? less : 0);
		borrow = (d[i] - limit - borrow) >> 31;
		any |= d[i];
	}
	return borrow & (unsigned int)~ct_eq(any, 0) & 1;
}
