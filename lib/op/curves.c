// SPDX-License-Identifier: Apache-2.0
/* curves.c - the curve table of cmh/alg.h made into data, and the curves' equations: whether a
 * peer's point lies on its curve is checked here, as the hub looks at its x alone. */
#include <string.h>
#include <strings.h>

#include <openssl/bn.h>

#include <cmh/alg.h>

#include "op/pke.h"

#define ROW(ID, NAME, NAMES, WIRE, KIND, LEN, CLEN, BITS)                                          \
	{ .id = (WIRE),                                                                            \
	  .name = NAME,                                                                            \
	  .names = NAMES,                                                                          \
	  .kind = (KIND),                                                                          \
	  .len = LEN,                                                                              \
	  .clen = CLEN,                                                                            \
	  .bits = BITS },

static const struct cmh_curve_info table[] = { CMH_CURVE_TABLE(ROW) };

#define TABLE_NR (sizeof(table) / sizeof(table[0]))

const struct cmh_curve_info *cmh_curve_get(uint32_t id)
{
	for (size_t i = 0; i < TABLE_NR; i++)
		if (table[i].id == id)
			return &table[i];
	return NULL;
}

const struct cmh_curve_info *cmh_curve_at(size_t i)
{
	return i < TABLE_NR ? &table[i] : NULL;
}

const struct cmh_curve_info *cmh_curve_find(const char *name)
{
	for (size_t i = 0; i < TABLE_NR; i++)
		if (!strcasecmp(table[i].name, name) || op_name_listed(table[i].names, name))
			return &table[i];
	return NULL;
}

/* ---- y^2 = x^3 + ax + b over p ---- */

/* clang-format off */
static const struct equation {
	uint32_t curve;
	const char *p, *a, *b; /* hexadecimal; a NULL: p - 3 */
} equations[] = {
	{ CMH_CURVE_P192,
	  "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFFFFFFFFFF",
	  NULL,
	  "64210519E59C80E70FA7E9AB72243049FEB8DEECC146B9B1" },
	{ CMH_CURVE_P224,
	  "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF000000000000000000000001",
	  NULL,
	  "B4050A850C04B3ABF54132565044B0B7D7BFD8BA270B39432355FFB4" },
	{ CMH_CURVE_P256,
	  "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF",
	  NULL,
	  "5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B" },
	{ CMH_CURVE_P384,
	  "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFE"
	  "FFFFFFFF0000000000000000FFFFFFFF",
	  NULL,
	  "B3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875A"
	  "C656398D8A2ED19D2A85C8EDD3EC2AEF" },
	{ CMH_CURVE_P521,
	  "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
	  "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
	  "FFFF",
	  NULL,
	  "51953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109"
	  "E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F"
	  "00" },
	{ CMH_CURVE_SECP256K1,
	  "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F",
	  "00",
	  "07" },
	{ CMH_CURVE_BP192R1,
	  "C302F41D932A36CDA7A3463093D18DB78FCE476DE1A86297",
	  "6A91174076B1E0E19C39C031FE8685C1CAE040E5C69A28EF",
	  "469A28EF7C28CCA3DC721D044F4496BCCA7EF4146FBF25C9" },
	{ CMH_CURVE_BP224R1,
	  "D7C134AA264366862A18302575D1D787B09F075797DA89F57EC8C0FF",
	  "68A5E62CA9CE6C1C299803A6C1530B514E182AD8B0042A59CAD29F43",
	  "2580F63CCFE44138870713B1A92369E33E2135D266DBB372386C400B" },
	{ CMH_CURVE_BP256R1,
	  "A9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377",
	  "7D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9",
	  "26DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B6" },
	{ CMH_CURVE_BP320R1,
	  "D35E472036BC4FB7E13C785ED201E065F98FCFA6F6F40DEF4F92B9EC7893EC28"
	  "FCD412B1F1B32E27",
	  "3EE30B568FBAB0F883CCEBD46D3F3BB8A2A73513F5EB79DA66190EB085FFA9F4"
	  "92F375A97D860EB4",
	  "520883949DFDBC42D3AD198640688A6FE13F41349554B49ACC31DCCD88453981"
	  "6F5EB4AC8FB1F1A6" },
	{ CMH_CURVE_BP384R1,
	  "8CB91E82A3386D280F5D6F7E50E641DF152F7109ED5456B412B1DA197FB71123"
	  "ACD3A729901D1A71874700133107EC53",
	  "7BC382C63D8C150C3C72080ACE05AFA0C2BEA28E4FB22787139165EFBA91F90F"
	  "8AA5814A503AD4EB04A8C7DD22CE2826",
	  "04A8C7DD22CE28268B39B55416F0447C2FB77DE107DCD2A62E880EA53EEB62D5"
	  "7CB4390295DBC9943AB78696FA504C11" },
	{ CMH_CURVE_BP512R1,
	  "AADD9DB8DBE9C48B3FD4E6AE33C9FC07CB308DB3B3C9D20ED6639CCA70330871"
	  "7D4D9B009BC66842AECDA12AE6A380E62881FF2F2D82C68528AA6056583A48F3",
	  "7830A3318B603B89E2327145AC234CC594CBDD8D3DF91610A83441CAEA9863BC"
	  "2DED5D5AA8253AA10A2EF1C98B9AC8B57F1117A72BF2C7B9E7C1AC4D77FC94CA",
	  "3DF91610A83441CAEA9863BC2DED5D5AA8253AA10A2EF1C98B9AC8B57F1117A7"
	  "2BF2C7B9E7C1AC4D77FC94CADC083E67984050B75EBAE5DD2809BD638016F723" },
	{ CMH_CURVE_FRP256V1, CMH_FRP256V1_P, CMH_FRP256V1_A, CMH_FRP256V1_B },
	{ CMH_CURVE_SM2,
	  "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF",
	  NULL,
	  "28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93" },
};
/* clang-format on */

static bool on_curve(const struct equation *eq, BIGNUM *v[6], BN_CTX *ctx, const uint8_t *xy, size_t len)
{
	BIGNUM *p = v[0], *a = v[1], *b = v[2], *x = v[3], *y = v[4], *t = v[5];

	if (!BN_hex2bn(&p, eq->p) || !BN_hex2bn(&b, eq->b) || !BN_bin2bn(xy, (int)len, x) ||
	    !BN_bin2bn(xy + len, (int)len, y))
		return false;
	if (eq->a ? !BN_hex2bn(&a, eq->a) : !BN_copy(a, p) || !BN_sub_word(a, 3))
		return false;
	if (BN_cmp(x, p) >= 0 || BN_cmp(y, p) >= 0)
		return false;
	return BN_mod_sqr(t, x, p, ctx) && BN_mod_add_quick(t, t, a, p) &&
	       BN_mod_mul(t, t, x, p, ctx) && BN_mod_add_quick(t, t, b, p) &&
	       BN_mod_sqr(y, y, p, ctx) && BN_cmp(t, y) == 0;
}

bool op_point_on_curve(const struct cmh_curve_info *curve, const void *xy)
{
	BIGNUM *v[6] = { 0 };
	BN_CTX *ctx = BN_CTX_new();
	bool ok = ctx != NULL;

	for (size_t i = 0; i < 6; i++) {
		v[i] = BN_new();
		ok = ok && v[i];
	}
	for (size_t i = 0; ok && i < sizeof(equations) / sizeof(equations[0]); i++)
		if (equations[i].curve == curve->id) {
			ok = on_curve(&equations[i], v, ctx, xy, curve->len);
			break;
		}
	for (size_t i = 0; i < 6; i++)
		BN_free(v[i]);
	BN_CTX_free(ctx);
	return ok;
}
