// SPDX-License-Identifier: Apache-2.0
/* mgmt_pqc.c - key management: the post-quantum calls. Their arguments are checked; what the hub's
 * QSE and HCQ cores do is not offered by this library. */
#include "key/mgmt.h"

#define SLHDSA_SETS  12
#define PREHASH_ALGS 4

static int not_offered(const char *what)
{
	return cmh_fail(-EOPNOTSUPP, "%s: this library has no post-quantum operations", what);
}

/* Checks of arguments: 0, or -EINVAL with the message set. */

static int reserved(uint32_t word)
{
	MGMT_CHECK(!word, "management: reserved field is 0x%x, not 0", word);
	return 0;
}

static int reserved_bytes(const uint8_t bytes[16])
{
	uint8_t any = 0;

	for (int i = 0; i < 16; i++)
		any |= bytes[i];
	return reserved(any);
}

/* Masked keys exist in the datastore only. */
static int masked(uint32_t flags)
{
	MGMT_CHECK(!(flags & CMH_MGMT_PQC_F_MASKED) || flags & CMH_MGMT_PQC_F_DS_REF,
		   "post-quantum: MASKED is for keys in the datastore: add DS_REF");
	return 0;
}

static int keygen_flags(uint32_t flags)
{
	MGMT_CHECK(!(flags & ~(CMH_MGMT_PQC_F_MASK | CMH_MGMT_KEY_F_PT)),
		   "post-quantum: flags 0x%x: give MASKED, DS_REF, HW_RNG, PT", flags);
	return masked(flags);
}

static int ml_kem_k(uint32_t k)
{
	MGMT_CHECK(k >= 2 && k <= 4, "ml-kem: k %u: give 2 to 4", k);
	return 0;
}

static int ml_dsa_mode(uint32_t mode)
{
	MGMT_CHECK(mode == 2 || mode == 3 || mode == 5, "ml-dsa: mode %u: give 2, 3 or 5", mode);
	return 0;
}

static int slhdsa_set(uint32_t set)
{
	MGMT_CHECK(set >= 1 && set <= SLHDSA_SETS, "slh-dsa: parameter set %u: give 1 to %d", set,
		   SLHDSA_SETS);
	return 0;
}

/* Without the hub's randomness the caller's is wanted. */
static int seeded(uint32_t flags, uint64_t seed)
{
	MGMT_CHECK(flags & CMH_MGMT_PQC_F_HW_RNG || seed,
		   "post-quantum: give randomness, or let the hub make it with HW_RNG");
	return 0;
}

int mgmt_ml_kem_keygen(struct cmh_mgmt *m, struct cmh_mgmt_ml_kem_keygen *a)
{
	(void)m;
	if (ml_kem_k(a->k) || keygen_flags(a->flags) || reserved(a->reserved) ||
	    seeded(a->flags, a->seed) || seeded(a->flags, a->z))
		return -EINVAL;
	return not_offered("ml-kem");
}

int mgmt_ml_kem_enc(struct cmh_mgmt *m, struct cmh_mgmt_ml_kem_enc *a)
{
	(void)m;
	if (ml_kem_k(a->k) || reserved(a->reserved) || reserved_bytes(a->reserved2) ||
	    seeded(a->flags, a->coin))
		return -EINVAL;
	return not_offered("ml-kem");
}

int mgmt_ml_kem_dec(struct cmh_mgmt *m, struct cmh_mgmt_ml_kem_dec *a)
{
	(void)m;
	if (ml_kem_k(a->k) || masked(a->flags) || reserved(a->reserved) ||
	    reserved_bytes(a->reserved2))
		return -EINVAL;
	return not_offered("ml-kem");
}

int mgmt_ml_dsa_keygen(struct cmh_mgmt *m, struct cmh_mgmt_ml_dsa_keygen *a)
{
	(void)m;
	if (ml_dsa_mode(a->mode) || keygen_flags(a->flags) || reserved(a->reserved) ||
	    seeded(a->flags, a->seed))
		return -EINVAL;
	return not_offered("ml-dsa");
}

int mgmt_ml_dsa_sign(struct cmh_mgmt *m, struct cmh_mgmt_ml_dsa_sign *a)
{
	(void)m;
	if (ml_dsa_mode(a->mode) || masked(a->flags))
		return -EINVAL;
	MGMT_CHECK(a->mlen <= CMH_MGMT_ML_DSA_MSG_MAX || a->mlen == CMH_MGMT_ML_DSA_EXTERNAL_MU,
		   "ml-dsa: message of %u bytes exceeds %u; hash it to mu", a->mlen,
		   CMH_MGMT_ML_DSA_MSG_MAX);
	return not_offered("ml-dsa");
}

int mgmt_slhdsa_keygen(struct cmh_mgmt *m, struct cmh_mgmt_slhdsa_keygen *a)
{
	(void)m;
	if (slhdsa_set(a->parameter_set))
		return -EINVAL;
	MGMT_CHECK(!(a->flags & ~(CMH_MGMT_PQC_F_DS_REF | CMH_MGMT_KEY_F_PT)),
		   "slh-dsa: flags 0x%x: give DS_REF, PT", a->flags);
	return reserved(a->reserved) ? -EINVAL : not_offered("slh-dsa");
}

static int slhdsa_lengths(uint32_t msg_len, uint32_t ctx_len, uint64_t ctx)
{
	MGMT_CHECK(msg_len <= CMH_MGMT_SLHDSA_MSG_MAX, "slh-dsa: message of %u bytes exceeds %u",
		   msg_len, CMH_MGMT_SLHDSA_MSG_MAX);
	MGMT_CHECK(ctx_len <= CMH_MGMT_SLHDSA_CTX_MAX, "slh-dsa: context of %u bytes exceeds %u",
		   ctx_len, CMH_MGMT_SLHDSA_CTX_MAX);
	MGMT_CHECK(!ctx_len || ctx, "slh-dsa: no context, but its length is %u", ctx_len);
	return 0;
}

int mgmt_slhdsa_sign(struct cmh_mgmt *m, struct cmh_mgmt_slhdsa_sign *a)
{
	(void)m;
	if (slhdsa_set(a->parameter_set) || slhdsa_lengths(a->msg_len, a->ctx_len, a->ctx))
		return -EINVAL;
	return not_offered("slh-dsa");
}

int mgmt_slhdsa_sign_prehash(struct cmh_mgmt *m, struct cmh_mgmt_slhdsa_sign_prehash *a)
{
	(void)m;
	if (slhdsa_set(a->parameter_set))
		return -EINVAL;
	MGMT_CHECK(a->prehash_algo >= 1 && a->prehash_algo <= PREHASH_ALGS,
		   "slh-dsa: prehash algorithm %u: give 1 to %d", a->prehash_algo, PREHASH_ALGS);
	if (slhdsa_lengths(a->msg_len, a->ctx_len, a->ctx))
		return -EINVAL;
	return not_offered("slh-dsa");
}
