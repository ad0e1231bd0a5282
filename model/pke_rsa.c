// SPDX-License-Identifier: Apache-2.0
/* pke_rsa.c - RSA commands of the PKE core.
 *
 * A CRT key is p, q, dP, dQ, qInv, half the modulus each. In two shares the hub has room for two of
 * these only, so a shared CRT key is 14 bytes of zeros, p and q; the rest is computed at each use.
 */
#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

#include "model/engine/pk/pk.h"
#include "model/pke.h"

#define CRT_SHARED_HEAD     (7 * 4 / 2)
#define E_KEYGEN            4 /* bytes of the exponent that RSA_KEYGEN reads, as it is told no length */
#define CRT_MAX             CMH_RSA_CRT_SIZE(CMH_RSA_N_MAX)
#define CRT_SHARED(n)       (CRT_SHARED_HEAD + (n))
#define RSA_BITS_KEYGEN_MIN 1024

/* Everything one command works with. */
struct rsa_work {
	uint8_t n[CMH_RSA_N_MAX], e[CMH_RSA_N_MAX], in[CMH_RSA_N_MAX], out[CMH_RSA_N_MAX];
	uint8_t key[CRT_MAX];
};

static int sizes_check(uint32_t bits, uint32_t e_len)
{
	if (bits < CMH_RSA_BITS_MIN || bits > CMH_RSA_BITS_MAX || bits % 8)
		return EINVAL;
	return e_len && e_len % 4 == 0 && e_len <= CMH_RSA_N_MAX ? 0 : EINVAL;
}

static int work_read(struct model_mbx *mbx, struct rsa_work *work,
		     const struct cmh_pke_rsa_dec *cmd, bool le)
{
	size_t len = cmd->bits / 8;
	int err = pke_read(mbx, cmd->e, work->e, cmd->e_len, le);

	if (!err)
		err = pke_read(mbx, cmd->n, work->n, len, le);
	if (!err)
		err = pke_read(mbx, cmd->c, work->in, len, le);
	return err;
}

static struct pk_rsa rsa_of(const struct rsa_work *work, size_t len, size_t e_len)
{
	return (struct pk_rsa){ .n = work->n, .e = work->e, .n_len = len, .e_len = e_len };
}

int pke_rsa_enc(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	struct cmh_pke_rsa_enc cmd;
	struct rsa_work work;
	struct pk_rsa rsa;
	size_t len;
	int err;

	cmh_pke_rsa_enc_get(&cmd, payload);
	err = sizes_check(cmd.bits, cmd.e_len);
	if (err)
		return err;
	len = cmd.bits / 8;
	err = work_read(
		mbx, &work,
		&(struct cmh_pke_rsa_dec){
			.bits = cmd.bits, .e_len = cmd.e_len, .e = cmd.e, .n = cmd.n, .c = cmd.m },
		le);
	if (!err)
		err = pke_writable(mbx, cmd.c, len);
	if (!err) {
		rsa = rsa_of(&work, len, cmd.e_len);
		err = pk_rsa_public(model_engine_of(mbx), &rsa, work.in, work.out);
	}
	if (!err)
		err = pke_write(mbx, cmd.c, work.out, len, le);
	OPENSSL_cleanse(work.in,
			sizeof(work.in)); /* a message is secret as long as it is not encrypted */
	return err;
}

/* RSA_CRT_DEC is laid out as RSA_DEC. */
static int private_op(struct model_mbx *mbx, const uint8_t *payload, bool le, bool crt)
{
	struct cmh_pke_rsa_dec cmd;
	struct rsa_work work;
	struct pke_key key;
	struct pk_rsa rsa;
	size_t len;
	int err;

	cmh_pke_rsa_dec_get(&cmd, payload);
	err = sizes_check(cmd.bits, cmd.e_len);
	if (err || (crt && cmd.bits % 16))
		return EINVAL;
	len = cmd.bits / 8;
	err = work_read(mbx, &work, &cmd, le);
	if (!err)
		err = pke_writable(mbx, cmd.m, len);
	if (err)
		return err;
	key = (struct pke_key){ .ref = cmd.d, .form = PKE_NUMBER, .out = work.key, .len = len };
	if (crt) {
		key.len = CMH_RSA_CRT_SIZE(len);
		key.len_shared = CRT_SHARED(len);
	}
	err = pke_key_load(mbx, &key);
	if (err)
		goto out;
	rsa = rsa_of(&work, len, cmd.e_len);
	if (!crt) {
		rsa.d = work.key;
	} else if (key.type & CMH_TYPE_SCA) {
		rsa.p = work.key + CRT_SHARED_HEAD;
		rsa.q = rsa.p + len / 2;
	} else {
		rsa.p = work.key;
		rsa.q = rsa.p + len / 2;
		rsa.dp = rsa.q + len / 2;
		rsa.dq = rsa.dp + len / 2;
		rsa.qinv = rsa.dq + len / 2;
	}
	err = pk_rsa_private(model_engine_of(mbx), &rsa, work.in, work.out);
	if (!err)
		err = pke_write(mbx, cmd.m, work.out, len, le);
	if (!err)
		pke_key_done(mbx, &key);
out:
	OPENSSL_cleanse(work.key, sizeof(work.key));
	OPENSSL_cleanse(work.out, sizeof(work.out));
	return err;
}

int pke_rsa_dec(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	return private_op(mbx, payload, le, false);
}

int pke_rsa_crt_dec(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	return private_op(mbx, payload, le, true);
}

static int store_crt(struct model_mbx *mbx, uint64_t ref, const uint8_t *crt, size_t len,
		     uint32_t type)
{
	uint8_t shared[CRT_SHARED(CMH_RSA_N_MAX)] = { 0 };
	int err;

	if (!(type & CMH_TYPE_SCA))
		return pke_store(mbx, ref, PKE_NUMBER, crt, (uint32_t)CMH_RSA_CRT_SIZE(len), type);
	memcpy(shared + CRT_SHARED_HEAD, crt, len);
	err = pke_store(mbx, ref, PKE_NUMBER, shared, (uint32_t)CRT_SHARED(len), type);
	OPENSSL_cleanse(shared, sizeof(shared));
	return err;
}

int pke_rsa_keygen(struct model_mbx *mbx, const uint8_t *payload, bool le)
{
	struct cmh_pke_rsa_keygen cmd;
	struct rsa_work work;
	size_t len;
	bool crt;
	int err;

	cmh_pke_rsa_keygen_get(&cmd, payload);
	crt = cmd.crt != CMH_REF_NONE;
	if (sizes_check(cmd.bits, E_KEYGEN) || cmd.bits < RSA_BITS_KEYGEN_MIN ||
	    (crt && cmd.bits % 16))
		return EINVAL;
	len = cmd.bits / 8;
	err = pke_read(mbx, cmd.e, work.e, E_KEYGEN, le);
	if (!err)
		err = pke_writable(mbx, cmd.n, len);
	if (err)
		return err;
	err = pk_rsa_generate(model_engine_of(mbx), cmd.bits, work.e, E_KEYGEN, work.n, work.out,
			      crt ? work.key : NULL);
	if (!err)
		err = pke_store(mbx, cmd.d, PKE_NUMBER, work.out, (uint32_t)len, cmd.d_type);
	if (!err && crt)
		err = store_crt(mbx, cmd.crt, work.key, len, cmd.crt_type);
	if (!err)
		err = pke_write(mbx, cmd.n, work.n, len, le);
	OPENSSL_cleanse(work.out, sizeof(work.out));
	OPENSSL_cleanse(work.key, sizeof(work.key));
	return err;
}
