// SPDX-License-Identifier: Apache-2.0
/* pke.c - RSA, ECDSA, key agreement and EdDSA as VCQ commands.
 *
 * What the hub wants: numbers of a fixed width (68 bytes on P-521), both swap flags wherever there
 * are numbers, and on key agreement even where there are strings. A raw key goes onto the TEMP
 * stack and is popped by the command that uses it; a secret result comes back over TEMP, too. The
 * factors of a large RSA key go through the mailbox's keyslot instead.
 */
#include <string.h>

#include <cmh/abi/drbg.h>

#include "dev/error.h"
#include "op/pke.h"
#include "op/sys.h"
#include "ring/keyslot.h"

#define PKE_TYPE cmh_type_make(CMH_CORE_PKE, CMH_TYPE_PT)
#define SWAP     CMH_VCQ_SWAP

/* ---- the area, and commands on it ---- */

int pke_open(struct pke_area *a, struct cmh_pack *p, uint32_t size)
{
	if (!(p->mbx->dev->cores >> CMH_CORE_PKE & 1))
		return cmh_fail(-EOPNOTSUPP, "public key: this device has no PKE core");
	*a = (struct pke_area){ .p = p, .size = size };
	a->host = pack_area(p, size, &a->bus);
	p->req->end.device_explains = true;
	return p->err;
}

/* Operands start at a multiple of 8. NULL: the area is too small, which no operation's is. */
static uint8_t *take(struct pke_area *a, uint32_t len, uint64_t *bus)
{
	uint32_t at = a->used;

	if (len > a->size - at) {
		a->p->err = -EMSGSIZE;
		return NULL;
	}
	a->used = at + ((len + 7) & ~7u) > a->size ? a->size : at + ((len + 7) & ~7u);
	*bus = a->bus + at;
	return a->host + at;
}

uint64_t pke_in(struct pke_area *a, const void *src, uint32_t len, uint32_t width, uint32_t nr)
{
	uint64_t bus = 0;
	uint8_t *to = take(a, width * nr, &bus);

	for (uint32_t i = 0; to && i < nr; i++)
		memcpy(to + i * width + (width - len), (const uint8_t *)src + i * len, len);
	return bus;
}

uint64_t pke_room(struct pke_area *a, uint32_t len)
{
	uint64_t bus = 0;

	take(a, len, &bus);
	return bus;
}

uint64_t pke_out(struct pke_area *a, void *out, uint32_t len, uint32_t width, uint32_t nr)
{
	uint64_t bus = 0;
	uint8_t *from = take(a, width * nr, &bus);

	if (width == len) {
		len *= nr;
		width = len;
		nr = 1;
	}
	for (uint32_t i = 0; from && i < nr; i++)
		pack_result(a->p, (uint8_t *)out + i * len, from + i * width + (width - len), len,
			    false);
	return bus;
}

void *pke_cmd(struct pke_area *a, uint32_t cmd, uint32_t flags)
{
	return pack_cmd(a->p, CMH_CORE_PKE, flags, cmd);
}

static void write_key(struct pke_area *a, uint64_t ref, uint64_t src, uint32_t len, uint32_t swap)
{
	struct cmh_sys_write w = { .ref = ref, .src = src, .len = len, .type = PKE_TYPE };

	cmh_sys_write_put(pack_cmd(a->p, CMH_CORE_SYS, swap, CMH_SYS_CMD_WRITE), &w);
}

uint64_t pke_key(struct pke_area *a, const struct cmh_key *key, uint32_t width, uint32_t swap)
{
	if (!key->data)
		return key->ref;
	write_key(a, CMH_REF_TEMP, pke_in(a, key->data, (uint32_t)key->len, width, 1), width, swap);
	return CMH_REF_TEMP;
}

static void read_key(struct pke_area *a, uint64_t ref, uint64_t dst, uint32_t len, uint32_t swap)
{
	struct cmh_sys_data d = { .ref = ref, .dst = dst, .len = len };

	cmh_sys_data_put(pack_cmd(a->p, CMH_CORE_SYS, swap, CMH_SYS_CMD_DATA), &d);
}

void pke_take(struct pke_area *a, uint64_t dst, uint32_t len, uint32_t swap)
{
	read_key(a, CMH_REF_TEMP, dst, len, swap);
}

/* ---- RSA ---- */

static uint32_t round4(uint32_t len)
{
	return (len + 3) & ~3u;
}

static int rsa_check(const struct cmh_sqe *sqe)
{
	size_t n_len = sqe->len, e_len = sqe->aad_len;

	if (n_len < CMH_RSA_LEN_MIN || n_len > CMH_RSA_LEN_MAX)
		return cmh_fail(n_len > CMH_RSA_LEN_MAX ? -EMSGSIZE : -EINVAL,
				"rsa: modulus of %zu bytes, %u to %u expected", n_len,
				CMH_RSA_LEN_MIN, CMH_RSA_LEN_MAX);
	if (!e_len || e_len > n_len)
		return cmh_fail(-EINVAL, "rsa: exponent of %zu bytes, 1 to %zu expected", e_len,
				n_len);
	return 0;
}

/* How the private key of sqe comes. Returns its width on the device, or 0 with the error set. */
static uint32_t rsa_key_width(const struct cmh_sqe *sqe, int *err)
{
	size_t n_len = sqe->len, len = sqe->key.len;

	*err = 0;
	if (len && len <= n_len)
		return (uint32_t)n_len;
	if (len * 2 != n_len * 5) {
		*err = cmh_fail(-EINVAL, "rsa: private key of %zu bytes: give d, or 5 parts of %zu",
				len, n_len / 2);
		return 0;
	}
	return (uint32_t)len;
}

static void rsa_private(struct pke_area *a, const struct cmh_sqe *sqe, uint32_t width,
			struct cmh_pke_rsa_dec *c)
{
	bool slot = sqe->key.data && cmh_temp_cost(width) > CMH_TEMP_SIZE;

	if (slot) {
		c->d = keyslot_open(a->p);
		write_key(a, c->d, pke_in(a, sqe->key.data, width, width, 1), width, SWAP);
	} else {
		c->d = pke_key(a, &sqe->key, width, SWAP);
	}
	cmh_pke_rsa_dec_put(
		pke_cmd(a, width == sqe->len ? CMH_PKE_CMD_RSA_DEC : CMH_PKE_CMD_RSA_CRT_DEC, SWAP),
		c);
	pack_flush(a->p, CMH_CORE_PKE);
	if (slot)
		keyslot_close(a->p, c->d);
}

int op_rsa_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err = rsa_check(sqe);
	uint32_t len = (uint32_t)sqe->len, e_len = round4((uint32_t)sqe->aad_len), width = 0;
	struct cmh_pke_rsa_dec c = { .bits = len * 8, .e_len = e_len };
	struct pke_area a;

	if (!err && sqe->dir == PKE_RSA_PRIVATE)
		width = rsa_key_width(sqe, &err);
	if (!err)
		err = pke_open(&a, p, 3 * round4(len) + e_len + width + 64);
	if (err)
		return err;
	c.e = pke_in(&a, sqe->aad, (uint32_t)sqe->aad_len, e_len, 1);
	c.n = pke_in(&a, sqe->iv, len, len, 1);
	c.c = pke_in(&a, sqe->in, len, len, 1);
	c.m = pke_out(&a, sqe->out, len, len, 1);
	if (sqe->dir == PKE_RSA_PUBLIC) {
		struct cmh_pke_rsa_enc enc = {
			.bits = c.bits, .e_len = c.e_len, .e = c.e, .n = c.n, .m = c.c, .c = c.m
		};

		cmh_pke_rsa_enc_put(pke_cmd(&a, CMH_PKE_CMD_RSA_ENC, SWAP), &enc);
		pack_flush(p, CMH_CORE_PKE);
	} else {
		rsa_private(&a, sqe, width, &c);
	}
	p->req->ok_res = (int32_t)len;
	return 0;
}

/* The hub reads four bytes of exponent. */
static int rsa_keygen_check(const struct cmh_sqe *sqe, bool crt)
{
	if (sqe->len < 128 || sqe->len > CMH_RSA_LEN_MAX || (crt && sqe->len % 2))
		return cmh_fail(-EINVAL,
				"rsa: key of %zu bits: give 1024 to 4096, a multiple of %d",
				sqe->len * 8, crt ? 16 : 8);
	if (!sqe->aad_len || sqe->aad_len > 4)
		return cmh_fail(-EINVAL, "rsa: exponent of %zu bytes: key generation takes 1 to 4",
				sqe->aad_len);
	return 0;
}

/* Its objects are made in a request before: LAST names one alone. */
int op_rsa_keygen_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	uint32_t len = (uint32_t)sqe->len, type = cmh_type_make(CMH_CORE_PKE, sqe->iv_len);
	struct cmh_pke_rsa_keygen c = { .bits = len * 8,
					.d_type = type,
					.crt_type = type,
					.d = sqe->key.ref,
					.crt = sqe->cid };
	struct pke_area a;
	int err = rsa_keygen_check(sqe, sqe->cid != CMH_REF_NONE);

	if (!err)
		err = pke_open(&a, p, len + 64);
	if (err)
		return err;
	c.e = pke_in(&a, sqe->aad, (uint32_t)sqe->aad_len, 4, 1);
	c.n = pke_out(&a, sqe->out, len, len, 1);
	cmh_pke_rsa_keygen_put(pke_cmd(&a, CMH_PKE_CMD_RSA_KEYGEN, SWAP), &c);
	pack_flush(p, CMH_CORE_PKE);
	pack_flush(p, CMH_CORE_SYS);
	p->req->ok_res = (int32_t)len;
	return 0;
}

/* d comes back over TEMP, the factors from the keyslot. */
int op_rsa_generate_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	uint32_t len = (uint32_t)sqe->len, crt_len = 5 * len / 2;
	struct cmh_pke_rsa_keygen c = {
		.bits = len * 8, .d_type = PKE_TYPE, .crt_type = PKE_TYPE, .d = CMH_REF_TEMP
	};
	struct pke_area a;
	int err = rsa_keygen_check(sqe, true);

	if (!err)
		err = pke_open(&a, p, 2 * len + crt_len + 64);
	if (err)
		return err;
	c.crt = keyslot_open(p);
	c.e = pke_in(&a, sqe->aad, (uint32_t)sqe->aad_len, 4, 1);
	c.n = pke_out(&a, sqe->out, len, len, 1);
	cmh_pke_rsa_keygen_put(pke_cmd(&a, CMH_PKE_CMD_RSA_KEYGEN, SWAP), &c);
	pack_flush(p, CMH_CORE_PKE);
	pke_take(&a, pke_out(&a, sqe->tag, len, len, 1), len, SWAP);
	read_key(&a, c.crt, pke_out(&a, sqe->head, crt_len, crt_len, 1), crt_len, SWAP);
	keyslot_close(p, c.crt);
	p->req->ok_res = (int32_t)len;
	return 0;
}

/* ---- curves ---- */

static const struct cmh_curve_info *curve_of(const struct cmh_sqe *sqe, enum cmh_curve_kind kind,
					     int *err)
{
	const struct cmh_curve_info *curve = cmh_curve_get(sqe->alg);

	*err = 0;
	if (!curve)
		*err = cmh_fail(-EINVAL, "curve 0x%x is none", sqe->alg);
	else if (kind && curve->kind != kind)
		*err = cmh_fail(-EINVAL, "curve %s is not for this operation", curve->name);
	return *err ? NULL : curve;
}

static int key_check(const struct cmh_curve_info *curve, const struct cmh_key *key, uint32_t len)
{
	if (key->len == len)
		return 0;
	return cmh_fail(-EINVAL, "%s: private key of %zu bytes, %u expected", curve->name, key->len,
			len);
}

/* All that one operation on a curve needs. */
#define CURVE_AREA (10 * CMH_CLEN_MAX + 64)

static bool is_edwards(const struct cmh_curve_info *curve)
{
	return curve->kind == CMH_CURVE_EDWARDS;
}

/* The number that is signed: the leftmost bits of the digest, as many as the order has. The hub
 * wants it right aligned. */
static int digest_in(struct pke_area *a, const struct cmh_curve_info *curve, const uint8_t *digest,
		     size_t len, uint64_t *bus)
{
	uint8_t number[CMH_CLEN_MAX], spare = (uint8_t)(curve->len * 8 - curve->bits);

	if (!len || (curve->id == CMH_CURVE_SM2 && len != CMH_SM2_DIGEST_SIZE))
		return cmh_fail(-EINVAL, "%s: digest of %zu bytes", curve->name, len);
	if (len < curve->len || !spare) {
		*bus = pke_in(a, digest, len < curve->len ? (uint32_t)len : curve->len, curve->clen,
			      1);
		return 0;
	}
	for (uint32_t i = 0, carry = 0; i < curve->len; i++) {
		number[i] = (uint8_t)(carry << (8 - spare) | digest[i] >> spare);
		carry = digest[i];
	}
	*bus = pke_in(a, number, curve->len, curve->clen, 1);
	return 0;
}

int op_ecdsa_sign_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err;
	const struct cmh_curve_info *curve = curve_of(sqe, CMH_CURVE_WEIERSTRASS, &err);
	struct cmh_pke_ecdsa_sign c;
	struct pke_area a;

	if (!err)
		err = key_check(curve, &sqe->key, curve->len);
	if (!err)
		err = pke_open(&a, p, CURVE_AREA);
	if (err)
		return err;
	c = (struct cmh_pke_ecdsa_sign){ .curve = curve->id,
					 .secret_key_len = curve->clen,
					 .digest_len = curve->clen };
	if (sqe->dir == PKE_AS_ON_THE_WIRE)
		c.digest = pke_in(&a, sqe->in, curve->clen, curve->clen, 1);
	else
		err = digest_in(&a, curve, sqe->in, sqe->len, &c.digest);
	if (err)
		return err;
	c.signature = pke_out(&a, sqe->out, curve->len, curve->clen, 2);
	c.secret_key = pke_key(&a, &sqe->key, curve->clen, SWAP);
	cmh_pke_ecdsa_sign_put(pke_cmd(&a, CMH_PKE_CMD_ECDSA_SIGN, SWAP), &c);
	pack_flush(p, CMH_CORE_PKE);
	p->req->ok_res = 2 * (int32_t)curve->len;
	return 0;
}

/* The device says "does not verify"; there is no output to be wiped. */
static void checked_by_device(struct cmh_pack *p)
{
	p->req->end.device_checks = true;
	p->req->out = NULL;
	p->req->out_len = 0;
}

int op_ecdsa_verify_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err;
	const struct cmh_curve_info *curve = curve_of(sqe, CMH_CURVE_WEIERSTRASS, &err);
	struct cmh_pke_ecdsa_verify c;
	struct pke_area a;

	if (!err)
		err = pke_open(&a, p, CURVE_AREA);
	if (err)
		return err;
	c = (struct cmh_pke_ecdsa_verify){ .curve = curve->id, .digest_len = curve->clen };
	err = digest_in(&a, curve, sqe->in, sqe->len, &c.digest);
	if (err)
		return err;
	c.public_key = pke_in(&a, sqe->aad, curve->len, curve->clen, 2);
	c.signature = pke_in(&a, sqe->tag, curve->len, curve->clen, 2);
	c.rprime = pke_room(&a, curve->clen);
	cmh_pke_ecdsa_verify_put(pke_cmd(&a, CMH_PKE_CMD_ECDSA_VERIFY, SWAP), &c);
	pack_flush(p, CMH_CORE_PKE);
	checked_by_device(p);
	return 0;
}

/* The public key of what `secret` names, x and y or u; popped if it is TEMP. */
static void pubkey(struct pke_area *a, const struct cmh_curve_info *curve, uint64_t secret,
		   void *out)
{
	uint32_t nr = is_edwards(curve) ? 1 : 2;
	struct cmh_pke_ecdh_keygen x = { .curve = curve->id, .secret_key_len = curve->clen };
	struct cmh_pke_ecdsa_pubgen c = { .curve = curve->id, .secret_key_len = curve->clen };
	uint64_t to = pke_out(a, out, curve->len, curve->clen, nr);

	if (is_edwards(curve)) {
		x.public_key_x = to;
		x.secret_key = secret;
		cmh_pke_ecdh_keygen_put(pke_cmd(a, CMH_PKE_CMD_ECDH_KEYGEN, SWAP), &x);
	} else {
		c.public_key = to;
		c.secret_key = secret;
		cmh_pke_ecdsa_pubgen_put(pke_cmd(a, CMH_PKE_CMD_ECDSA_PUBGEN, SWAP), &c);
	}
	pack_flush(a->p, CMH_CORE_PKE);
	a->p->req->ok_res = (int32_t)(nr * curve->len);
}

/* Numbers lie reversed in the datastore, strings do not. */
static uint32_t swap_of(const struct cmh_curve_info *curve)
{
	return is_edwards(curve) ? 0 : SWAP;
}

int op_ec_pubkey_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err;
	const struct cmh_curve_info *curve = curve_of(sqe, 0, &err);
	struct pke_area a;

	if (!err)
		err = key_check(curve, &sqe->key, curve->len);
	if (!err)
		err = pke_open(&a, p, CURVE_AREA);
	if (err)
		return err;
	pubkey(&a, curve, pke_key(&a, &sqe->key, curve->clen, swap_of(curve)), sqe->out);
	return 0;
}

static void keygen(struct pke_area *a, const struct cmh_curve_info *curve, uint64_t ref,
		   uint32_t type)
{
	struct cmh_pke_ecdsa_keygen c = { .curve = curve->id,
					  .secret_key_len = curve->clen,
					  .secret_key = ref,
					  .secret_key_type = type };

	cmh_pke_ecdsa_keygen_put(pke_cmd(a, CMH_PKE_CMD_ECDSA_KEYGEN, swap_of(curve)), &c);
	pack_flush(a->p, CMH_CORE_PKE);
}

/* TEMP gives a key away once, so it goes back there for its public half. */
int op_ec_generate_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err;
	const struct cmh_curve_info *curve = curve_of(sqe, 0, &err);
	struct pke_area a;
	uint64_t secret;

	if (!err)
		err = pke_open(&a, p, CURVE_AREA);
	if (err)
		return err;
	keygen(&a, curve, CMH_REF_TEMP, PKE_TYPE);
	secret = pke_out(&a, sqe->out, curve->len, curve->clen, 1);
	pke_take(&a, secret, curve->clen, swap_of(curve));
	write_key(&a, CMH_REF_TEMP, secret, curve->clen, swap_of(curve));
	pubkey(&a, curve, CMH_REF_TEMP, sqe->tag);
	return 0;
}

int op_ec_keygen_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err;
	const struct cmh_curve_info *curve = curve_of(sqe, 0, &err);
	uint32_t type = cmh_type_make(CMH_CORE_PKE, sqe->iv_len);
	struct pke_area a;

	if (!err)
		err = pke_open(&a, p, 64);
	if (err)
		return err;
	sys_new(p, sqe->cid, type & CMH_TYPE_SCA ? 2 * curve->clen : curve->clen, sqe->head);
	keygen(&a, curve, CMH_REF_LAST, type);
	pack_flush(p, CMH_CORE_SYS);
	return 0;
}

int op_ecdh_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err;
	const struct cmh_curve_info *curve = curve_of(sqe, 0, &err);
	bool x_alone = sqe->dir == PKE_AS_ON_THE_WIRE;
	struct cmh_pke_ecdh c;
	struct pke_area a;

	if (!err)
		err = key_check(curve, &sqe->key, curve->len);
	/* the hub takes x alone, so nobody but us sees a y that does not belong to it */
	if (!err && !x_alone && !is_edwards(curve) && !op_point_on_curve(curve, sqe->in))
		err = cmh_fail(-EINVAL, "%s: the peer's public key is not on the curve",
			       curve->name);
	if (!err)
		err = pke_open(&a, p, CURVE_AREA);
	if (err)
		return err;
	c = (struct cmh_pke_ecdh){ .curve = curve->id,
				   .secret_key_len = curve->clen,
				   .shared_secret_len = curve->clen,
				   .shared_secret_type = PKE_TYPE,
				   .shared_secret = CMH_REF_TEMP };
	if (x_alone)
		c.peer_key_x = pke_in(&a, sqe->in, curve->clen, curve->clen, 1);
	else
		c.peer_key_x =
			pke_in(&a, sqe->in, curve->len, curve->clen, is_edwards(curve) ? 1 : 2);
	c.secret_key = pke_key(&a, &sqe->key, curve->clen, swap_of(curve));
	cmh_pke_ecdh_put(pke_cmd(&a, CMH_PKE_CMD_ECDH, SWAP), &c);
	pack_flush(p, CMH_CORE_PKE);
	pke_take(&a, pke_out(&a, sqe->out, curve->len, curve->clen, 1), curve->clen,
		 swap_of(curve));
	pack_flush(p, CMH_CORE_SYS);
	p->req->ok_res = (int32_t)curve->len;
	return 0;
}

/* ---- EdDSA ---- */

#define EDDSA_AREA (5 * CMH_EDDSA_LEN_MAX + 64)

static int message_check(const struct cmh_curve_info *curve, size_t len)
{
	if (len <= CMH_EDDSA_MAX)
		return 0;
	return cmh_fail(-EMSGSIZE, "%s: message of %zu bytes exceeds %u", curve->name, len,
			CMH_EDDSA_MAX);
}

int op_eddsa_sign_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err;
	const struct cmh_curve_info *curve = curve_of(sqe, CMH_CURVE_EDWARDS, &err);
	struct cmh_pke_eddsa_sign c;
	struct pke_area a;
	uint32_t len = 0;

	if (!err) {
		len = cmh_curve_eddsa_len(curve->id);
		err = key_check(curve, &sqe->key, len);
	}
	if (!err)
		err = message_check(curve, sqe->len);
	if (!err)
		err = pke_open(&a, p, EDDSA_AREA);
	if (err)
		return err;
	c = (struct cmh_pke_eddsa_sign){ .curve = curve->id,
					 .secret_key_len = len,
					 .digest_len = (uint32_t)sqe->len };
	c.digest = pack_in(p, sqe->in, sqe->len);
	c.signature = pke_out(&a, sqe->out, 2 * len, 2 * len, 1);
	c.secret_key = pke_key(&a, &sqe->key, len, 0);
	cmh_pke_eddsa_sign_put(pke_cmd(&a, CMH_PKE_CMD_EDDSA_SIGN, 0), &c);
	pack_flush(p, CMH_CORE_PKE);
	p->req->ok_res = 2 * (int32_t)len;
	return 0;
}

int op_eddsa_verify_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err;
	const struct cmh_curve_info *curve = curve_of(sqe, CMH_CURVE_EDWARDS, &err);
	struct cmh_pke_eddsa_verify c;
	struct pke_area a;
	uint32_t len;

	if (!err)
		err = message_check(curve, sqe->len);
	if (!err)
		err = pke_open(&a, p, EDDSA_AREA);
	if (err)
		return err;
	len = cmh_curve_eddsa_len(curve->id);
	c = (struct cmh_pke_eddsa_verify){ .curve = curve->id, .digest_len = (uint32_t)sqe->len };
	c.public_key_y = pke_in(&a, sqe->aad, len, len, 1);
	c.digest = pack_in(p, sqe->in, sqe->len);
	c.signature = pke_in(&a, sqe->tag, 2 * len, 2 * len, 1);
	c.rprime = pke_room(&a, curve->clen);
	cmh_pke_eddsa_verify_put(pke_cmd(&a, CMH_PKE_CMD_EDDSA_VERIFY, 0), &c);
	pack_flush(p, CMH_CORE_PKE);
	checked_by_device(p);
	return 0;
}

int op_eddsa_pubkey_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err;
	const struct cmh_curve_info *curve = curve_of(sqe, CMH_CURVE_EDWARDS, &err);
	struct cmh_pke_eddsa_pubgen c;
	struct pke_area a;
	uint32_t len = 0;

	if (!err) {
		len = cmh_curve_eddsa_len(curve->id);
		err = key_check(curve, &sqe->key, len);
	}
	if (!err)
		err = pke_open(&a, p, EDDSA_AREA);
	if (err)
		return err;
	c = (struct cmh_pke_eddsa_pubgen){ .curve = curve->id, .secret_key_len = len };
	c.public_key_y = pke_out(&a, sqe->out, len, len, 1);
	c.secret_key = pke_key(&a, &sqe->key, len, 0);
	cmh_pke_eddsa_pubgen_put(pke_cmd(&a, CMH_PKE_CMD_EDDSA_PUBGEN, 0), &c);
	pack_flush(p, CMH_CORE_PKE);
	p->req->ok_res = (int32_t)len;
	return 0;
}

/* The key is a random string. The hub's own key generation makes one byte too few for Ed448. */
int op_eddsa_generate_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	int err;
	const struct cmh_curve_info *curve = curve_of(sqe, CMH_CURVE_EDWARDS, &err);
	struct cmh_pke_eddsa_pubgen c = { .secret_key = CMH_REF_TEMP };
	struct cmh_drbg_generate g = { 0 };
	struct pke_area a;
	uint64_t secret;
	uint32_t len;

	if (!err && !cmh_dev_has(p->mbx->dev, CMH_ALG_CTR_DRBG))
		err = cmh_fail(-EOPNOTSUPP, "%s: this device has no DRBG core", curve->name);
	if (!err)
		err = pke_open(&a, p, EDDSA_AREA);
	if (err)
		return err;
	len = cmh_curve_eddsa_len(curve->id);
	secret = pke_out(&a, sqe->out, len, len, 1);
	for (uint32_t done = 0; done < len; done += g.len) {
		g.dst = secret + done;
		g.len = len - done < CMH_DRBG_READ_MAX ? len - done : CMH_DRBG_READ_MAX;
		cmh_drbg_generate_put(pack_cmd(p, CMH_CORE_DRBG, 0, CMH_DRBG_CMD_GENERATE), &g);
	}
	pack_flush(p, CMH_CORE_DRBG);
	write_key(&a, CMH_REF_TEMP, secret, len, 0);
	c.curve = curve->id;
	c.secret_key_len = len;
	c.public_key_y = pke_out(&a, sqe->tag, len, len, 1);
	cmh_pke_eddsa_pubgen_put(pke_cmd(&a, CMH_PKE_CMD_EDDSA_PUBGEN, 0), &c);
	pack_flush(p, CMH_CORE_PKE);
	p->req->ok_res = (int32_t)len;
	return 0;
}

int op_eddsa_sca_pack(struct cmh_pack *p, const struct cmh_sqe *sqe)
{
	struct cmh_pke_eddsa_priv_keygen_sca c = { .curve = CMH_CURVE_448,
						   .sca_secret_key = CMH_REF_LAST };
	struct pke_area a;
	int err;

	if (sqe->key.len != CMH_EDDSA_LEN_MAX)
		return cmh_fail(-EINVAL, "eddsa: private key of %zu bytes, %u expected",
				sqe->key.len, CMH_EDDSA_LEN_MAX);
	err = pke_open(&a, p, EDDSA_AREA);
	if (err)
		return err;
	sys_new(p, sqe->cid, CMH_EDDSA_SCA448_SIZE, sqe->head);
	c.secret_key = pke_key(&a, &sqe->key, CMH_EDDSA_LEN_MAX, 0);
	cmh_pke_eddsa_priv_keygen_sca_put(pke_cmd(&a, CMH_PKE_CMD_EDDSA_PRIV_KEYGEN_SCA, 0), &c);
	pack_flush(p, CMH_CORE_PKE);
	pack_flush(p, CMH_CORE_SYS);
	return 0;
}
