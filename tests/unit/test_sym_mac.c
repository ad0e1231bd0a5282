// SPDX-License-Identifier: Apache-2.0
/* test_sym_mac.c - MACs of the library, whole and in pieces, beside OpenSSL's default provider. */
#include "tests/unit/sym.h"

#define MAX (200u << 10)

static uint8_t *msg;

static void up(void)
{
	sym_up();
	msg = malloc(MAX);
	evp_fill(msg, MAX, 5);
}

static void down(void)
{
	free(msg);
	sym_down();
}

TestSuite(sym_mac, .init = up, .fini = down, .timeout = 120);

struct sample {
	const struct cmh_alg_info *alg;
	struct cmh_key key;
	uint8_t bytes[1200], custom[256];
	size_t custom_len, len, out_len;
	uint8_t want[600];
};

static bool is_hmac(const struct cmh_alg_info *alg)
{
	return alg->core == CMH_CORE_HC && !(alg->flags & CMH_ALG_F_CUSTOM);
}

static void sm4_ecb(const uint8_t key[16], const uint8_t *in, uint8_t *out, size_t len)
{
	evp_cipher(CMH_ALG_SM4_ECB, CMH_ENCRYPT, key, NULL, in, out, len);
}

/* RFC 3566 on SM4, block by block. */
static void ref_xcbc(const uint8_t key[16], const uint8_t *in, size_t len, uint8_t out[16])
{
	uint8_t k[48], x[16] = { 0 }, last[16] = { 0 };
	size_t n = len && len % 16 == 0 ? 16 : len % 16;

	for (int i = 0; i < 48; i++)
		k[i] = (uint8_t)(1 + i / 16);
	sm4_ecb(key, k, k, 48);
	for (; len > n; len -= 16, in += 16) {
		for (int i = 0; i < 16; i++)
			x[i] ^= in[i];
		sm4_ecb(k, x, x, 16);
	}
	if (n)
		memcpy(last, in, n);
	if (n < 16)
		last[n] = 0x80;
	for (int i = 0; i < 16; i++)
		x[i] ^= last[i] ^ k[(n == 16 ? 16 : 32) + i];
	sm4_ecb(k, x, out, 16);
}

static void expect(struct sample *s)
{
	const struct cmh_alg_info *alg = s->alg;
	char name[64];

	if (is_hmac(alg))
		evp_mac("HMAC", evp_name(alg->base, name), OSSL_MAC_PARAM_DIGEST, s->bytes,
			s->key.len, NULL, 0, false, msg, s->len, s->want, s->out_len);
	else if (alg->core == CMH_CORE_HC)
		evp_mac(alg->mode == CMH_HC_ALGO_SHAKE128 ? "KMAC-128" : "KMAC-256", NULL, NULL,
			s->bytes, s->key.len, s->custom, s->custom_len, alg->flags & CMH_ALG_F_XOF,
			msg, s->len, s->want, s->out_len);
	else if (alg->core == CMH_CORE_CCP)
		evp_mac("POLY1305", NULL, NULL, s->bytes, 32, NULL, 0, false, msg, s->len, s->want,
			16);
	else if (alg->id == CMH_ALG_SM4_XCBC)
		ref_xcbc(s->bytes, msg, s->len, s->want);
	else
		evp_mac("CMAC", evp_name(alg->base, name), OSSL_MAC_PARAM_CIPHER, s->bytes,
			s->key.len, NULL, 0, false, msg, s->len, s->want, 16);
}

/* OpenSSL wants KMAC keys of 4 to 512 bytes. */
static void make(struct sample *s, const struct cmh_alg_info *alg, size_t len)
{
	s->alg = alg;
	s->len = len;
	s->out_len = alg->digest_len;
	s->custom_len = 0;
	s->key = (struct cmh_key){ s->bytes, alg->key_len, 0 };
	evp_fill(s->bytes, sizeof(s->bytes), pick(1u << 30));
	if (alg->flags & CMH_ALG_F_CUSTOM) {
		s->custom_len = pick(4) ? pick(257) : 0;
		s->out_len = 1 + pick(pick(2) ? 64 : sizeof(s->want));
		evp_fill(s->custom, sizeof(s->custom), pick(1u << 30));
	}
	if (!alg->key_len)
		s->key.len = 4 + (is_hmac(alg) ? pick(pick(4) ? 200 : 1197) : pick(509));
	expect(s);
}

static int run_sample(struct cmh_dev *on, const struct sample *s, uint8_t *out)
{
	return cmh_mac(on, s->alg->id, &s->key, s->custom, s->custom_len, msg, s->len, out,
		       s->out_len);
}

#define FOR_EACH_MAC(a)                                                                    \
	for (const struct cmh_alg_info *a = cmh_alg_get(1); a; a = cmh_alg_get(a->id + 1)) \
		if (a->family == CMH_MAC)

Test(sym_mac, one_shot_equals_openssl)
{
	uint8_t out[600];
	struct sample s;

	FOR_EACH_MAC(alg)
	{
		for (int i = 0; i < 120; i++) {
			make(&s, alg, i ? pick_len(i % 8 ? 65536 : MAX) : 0);
			cr_assert(eq(int, run_sample(dev, &s, out), (int)s.out_len), "%s: %s",
				  alg->name, cmh_errmsg());
			same(out, s.want, s.out_len, alg->name, "one shot", s.len);
		}
	}
}

static void stream(struct cmh_mac_ctx *ctx, struct sample *s, bool dups)
{
	struct cmh_mac_ctx *other = NULL;
	uint8_t out[600];
	size_t done = 0;

	while (done < s->len) {
		size_t n = pick_piece(s->len - done);

		cr_assert(zero(int, cmh_mac_ctx_update(ctx, msg + done, n)), "%s", cmh_errmsg());
		done += n;
		if (dups && !other && !pick(3)) {
			cr_assert(zero(int, cmh_mac_ctx_dup(ctx, &other)));
			cr_assert(zero(int, cmh_mac_ctx_update(other, msg + done, s->len - done)));
		}
	}
	cr_assert(zero(int, cmh_mac_ctx_final(ctx, out, s->out_len)), "%s", cmh_errmsg());
	same(out, s->want, s->out_len, s->alg->name, "stream", s->len);
	if (!other)
		return;
	cr_assert(zero(int, cmh_mac_ctx_final(other, out, s->out_len)), "%s", cmh_errmsg());
	same(out, s->want, s->out_len, s->alg->name, "dup", s->len);
	cmh_mac_ctx_free(other);
}

Test(sym_mac, streams_equal_openssl)
{
	struct cmh_mac_ctx *ctx;
	struct sample s;

	FOR_EACH_MAC(alg)
	{
		cr_assert(zero(int, cmh_mac_ctx_new(dev, alg->id, &ctx)));
		for (int i = 0; i < 40; i++) {
			make(&s, alg, pick_len(i % 8 ? 65536 : MAX));
			cr_assert(zero(int, cmh_mac_ctx_init(ctx, &s.key, s.custom, s.custom_len)),
				  "%s", cmh_errmsg());
			stream(ctx, &s, i & 1);
			/* the same key once more */
			cr_assert(zero(int, cmh_mac_ctx_init(ctx, NULL, NULL, 0)));
			s.len /= 2;
			expect(&s);
			stream(ctx, &s, false);
		}
		cmh_mac_ctx_free(ctx);
	}
}

/* The last length that the hub takes as one keyed message, and the first that it does not. */
Test(sym_mac, both_sides_of_64_kib)
{
	struct cmh_mac_ctx *ctx;
	uint8_t out[600];
	struct sample s;

	FOR_EACH_MAC(alg)
	{
		for (size_t len = 65535; len <= 65537; len++) {
			make(&s, alg, len);
			cr_assert(eq(int, run_sample(dev, &s, out), (int)s.out_len), "%s: %s",
				  alg->name, cmh_errmsg());
			same(out, s.want, s.out_len, alg->name, "one shot", len);
			cr_assert(zero(int, cmh_mac_ctx_new(dev, alg->id, &ctx)));
			cr_assert(zero(int, cmh_mac_ctx_init(ctx, &s.key, s.custom, s.custom_len)));
			stream(ctx, &s, true);
			cmh_mac_ctx_free(ctx);
		}
	}
}

/* In flight together; keys of any length, and long messages where one request can do them. */
Test(sym_mac, many_at_once_on_a_ring)
{
	static struct sample s[64];
	static uint8_t out[64][600];
	struct cmh_ring *ring;
	struct cmh_cqe *cqe;

	cr_assert(zero(int, cmh_ring_open(dev, NULL, &ring)));
	FOR_EACH_MAC(alg)
	{
		for (int i = 0; i < 64; i++) {
			struct cmh_sqe *sqe = cmh_ring_get_sqe(ring);

			if (!sqe) {
				cr_assert(ge(int, cmh_ring_submit(ring), 0));
				sqe = cmh_ring_get_sqe(ring);
			}
			make(&s[i], alg, 1 + pick_len(30000));
			cmh_prep_mac(sqe, alg->id, &s[i].key, s[i].custom, s[i].custom_len, msg,
				     s[i].len, out[i], s[i].out_len);
			cmh_sqe_set_data(sqe, (uint64_t)i);
		}
		for (int done = 0; done < 64; done++) {
			cmh_ring_submit(ring);
			cr_assert(zero(int, cmh_ring_wait_cqe(ring, &cqe, 10000)));
			cr_assert(eq(int, cqe->res, (int)s[cqe->user_data].out_len), "%s: %s",
				  alg->name, cmh_strerror(cqe->res));
			same(out[cqe->user_data], s[cqe->user_data].want, s[cqe->user_data].out_len,
			     alg->name, "ring", s[cqe->user_data].len);
			cmh_cqe_seen(ring, cqe);
		}
	}
	cmh_ring_close(ring);
}

Test(sym_mac, empty_hmac_key_is_a_key)
{
	uint8_t out[32], want[32];
	struct cmh_key key = { "", 0, 0 };
	struct cmh_mac_ctx *ctx;

	for (size_t len = 100; len < MAX; len += MAX - 101) {
		evp_mac("HMAC", "SHA256", OSSL_MAC_PARAM_DIGEST, "", 0, NULL, 0, false, msg, len,
			want, 32);
		cr_assert(eq(int,
			     cmh_mac(dev, CMH_ALG_HMAC_SHA2_256, &key, NULL, 0, msg, len, out, 32),
			     32));
		same(out, want, 32, "hmac-sha256", "empty key", len);
		cr_assert(zero(int, cmh_mac_ctx_new(dev, CMH_ALG_HMAC_SHA2_256, &ctx)));
		cr_assert(zero(int, cmh_mac_ctx_init(ctx, &key, NULL, 0)));
		cr_assert(zero(int, cmh_mac_ctx_update(ctx, msg, len)));
		cr_assert(zero(int, cmh_mac_ctx_final(ctx, out, 32)));
		same(out, want, 32, "hmac-sha256", "empty key, stream", len);
		cmh_mac_ctx_free(ctx);
	}
}

Test(sym_mac, small_slots_do)
{
	struct cmh_dev *small;
	uint8_t out[600];
	struct sample s;

	for (int stride = 128; stride <= 256; stride *= 2) {
		cr_assert(zero(int,
			       cmh_dev_open(stride == 128 ? "soft:stride=128" : "soft:stride=256",
					    NULL, &small)));
		FOR_EACH_MAC(alg)
		{
			for (int i = 0; i < 10; i++) {
				make(&s, alg, pick_len(70000));
				cr_assert(eq(int, run_sample(small, &s, out), (int)s.out_len),
					  "%s: %s", alg->name, cmh_errmsg());
				same(out, s.want, s.out_len, alg->name, "small slots", s.len);
			}
		}
		cmh_dev_close(small);
	}
}

static int mac(enum cmh_alg alg, size_t key_len, const void *custom, size_t custom_len,
	       size_t out_len)
{
	static uint8_t out[64];
	struct cmh_key key = { msg, key_len, 0 };

	return cmh_mac(dev, alg, &key, custom, custom_len, msg, 10, out, out_len);
}

Test(sym_mac, errors)
{
	struct cmh_key stored = { NULL, 32, 0x1234 };
	struct cmh_mac_ctx *ctx;
	uint8_t out[64];

	cr_assert(eq(int, mac(CMH_ALG_SHA2_256, 32, NULL, 0, 32), -EINVAL), "not a MAC");
	cr_assert(eq(int, mac(CMH_ALG_HMAC_SHA2_256, 32, NULL, 0, 31), -EINVAL));
	cr_assert(eq(int, mac(CMH_ALG_HMAC_SHA2_256, 32, NULL, 0, 33), -EINVAL));
	cr_assert(eq(int, mac(CMH_ALG_HMAC_SHA2_256, 32, msg, 1, 32), -EINVAL), "no string");
	cr_assert(eq(int, mac(CMH_ALG_KMAC128, 32, msg, 257, 32), -EMSGSIZE));
	cr_assert(eq(int, mac(CMH_ALG_KMAC128, 32, msg, 256, 0), -EINVAL));
	cr_assert(eq(int, cmh_mac(dev, CMH_ALG_KMAC128, &stored, NULL, 0, msg, 65537, out, 32),
		     -EMSGSIZE));
	cr_assert(eq(int,
		     cmh_mac(dev, CMH_ALG_HMAC_SHA2_256, &stored, NULL, 0, msg, 65537, out, 32),
		     -EMSGSIZE));
	cr_assert(eq(int, cmh_mac(dev, CMH_ALG_HMAC_SHA2_256, &stored, NULL, 0, msg, 10, out, 32),
		     -EIO),
		  "no such key");
	stored.len = 0;
	cr_assert(eq(int, cmh_mac(dev, CMH_ALG_HMAC_SHA2_256, &stored, NULL, 0, msg, 10, out, 32),
		     -EINVAL));

	cr_assert(eq(int, cmh_mac_ctx_new(dev, CMH_ALG_SHA2_256, &ctx), -EINVAL));
	cr_assert(zero(int, cmh_mac_ctx_new(dev, CMH_ALG_KMAC256, &ctx)));
	cr_assert(eq(int, cmh_mac_ctx_init(ctx, NULL, NULL, 0), -EINVAL), "no key");
	cr_assert(eq(int, cmh_mac_ctx_update(ctx, msg, 1), -EINVAL));
	cr_assert(eq(int, cmh_mac_ctx_final(ctx, out, 64), -EINVAL));
	cr_assert(zero(int, cmh_mac_ctx_init(ctx, &(struct cmh_key){ msg, 32, 0 }, NULL, 0)));
	cr_assert(eq(int, cmh_mac_ctx_final(ctx, out, 0), -EINVAL));
	cr_assert(zero(int, cmh_mac_ctx_final(ctx, out, 64)));
	cr_assert(eq(int, cmh_mac_ctx_update(ctx, msg, 1), -EINVAL), "after the end");
	cr_assert(eq(int, cmh_mac_ctx_init(ctx, NULL, msg, 257), -EMSGSIZE));
	cmh_mac_ctx_free(ctx);
	cmh_mac_ctx_free(NULL);
}

/* ---- SM3 and cSHAKE ---- */

Test(sym_mac, sm3_equals_openssl)
{
	uint8_t out[32], want[32];
	struct cmh_hash *hash, *other;

	for (int i = 0; i < 200; i++) {
		size_t len = pick_len(MAX), cut = pick(len + 1);

		evp_digest(CMH_ALG_SM3, msg, len, want, 32);
		cr_assert(eq(int, cmh_digest(dev, CMH_ALG_SM3, msg, len, out, 32), 32));
		same(out, want, 32, "sm3", "one shot", len);
		cr_assert(zero(int, cmh_hash_new(dev, CMH_ALG_SM3, &hash)));
		for (size_t done = 0; done < cut;) {
			size_t n = pick_piece(cut - done);

			cr_assert(zero(int, cmh_hash_update(hash, msg + done, n)));
			done += n;
		}
		cr_assert(zero(int, cmh_hash_dup(hash, &other)));
		cr_assert(zero(int, cmh_hash_update(hash, msg, len)));
		cr_assert(zero(int, cmh_hash_update(other, msg + cut, len - cut)));
		cr_assert(zero(int, cmh_hash_final(other, out, 32)));
		same(out, want, 32, "sm3", "stream", len);
		cmh_hash_free(hash);
		cmh_hash_free(other);
	}
}

/* The stream, which saves and resumes, against the one-shot call, which does neither; that one has
 * known answers. */
Test(sym_mac, cshake_in_pieces)
{
	uint8_t out[300], want[300], n_s[300];
	struct cmh_hash *hash, *other;

	evp_fill(n_s, sizeof(n_s), 3);
	cr_assert(eq(int,
		     cmh_cshake(dev, CMH_ALG_CSHAKE128, "", 0, "Email Signature", 15, "\0\1\2\3", 4,
				out, 32),
		     32),
		  "%s", cmh_errmsg());
	same(out, "\xc1\xc3\x69\x25\xb6\x40\x9a\x04\xf1\xb5\x04\xfc\xbc\xa9\xd8\x2b", 16,
	     "cshake128", "NIST's sample", 1);
	for (int i = 0; i < 200; i++) {
		enum cmh_alg alg = i & 1 ? CMH_ALG_CSHAKE128 : CMH_ALG_CSHAKE256;
		size_t n = pick(37), s = pick(257), len = pick_len(MAX), done = 0;
		size_t out_len = 1 + pick(300);

		if (i % 10 == 0)
			n = s = 0;
		cr_assert(eq(int,
			     cmh_cshake(dev, alg, n_s, n, n_s + 40, s, msg, len, want, out_len),
			     (int)out_len),
			  "%s", cmh_errmsg());
		if (!n && !s) {
			evp_digest(i & 1 ? CMH_ALG_SHAKE128 : CMH_ALG_SHAKE256, msg, len, out,
				   out_len);
			same(want, out, out_len, "cshake", "as SHAKE", len);
		}
		cr_assert(zero(int, cmh_hash_new(dev, alg, &hash)));
		cr_assert(zero(int, cmh_hash_set_custom(hash, n_s, n, n_s + 40, s)));
		while (done < len) {
			size_t piece = pick_piece(len - done);

			cr_assert(zero(int, cmh_hash_update(hash, msg + done, piece)));
			done += piece;
		}
		cr_assert(zero(int, cmh_hash_dup(hash, &other)));
		cmh_hash_free(hash);
		cr_assert(zero(int, cmh_hash_final(other, out, out_len)));
		same(out, want, out_len, "cshake", "stream", len);
		cmh_hash_free(other);
	}
}

Test(sym_mac, cshake_errors)
{
	struct cmh_hash *hash;
	uint8_t out[32];

	cr_assert(eq(int, cmh_cshake(dev, CMH_ALG_CSHAKE128, msg, 37, NULL, 0, msg, 1, out, 32),
		     -EMSGSIZE));
	cr_assert(eq(int, cmh_cshake(dev, CMH_ALG_CSHAKE128, NULL, 0, msg, 257, msg, 1, out, 32),
		     -EMSGSIZE));
	cr_assert(eq(int, cmh_cshake(dev, CMH_ALG_CSHAKE128, NULL, 0, msg, 256, msg, 1, out, 0),
		     -EINVAL));
	cr_assert(zero(int, cmh_hash_new(dev, CMH_ALG_CSHAKE128, &hash)));
	cr_assert(eq(int, cmh_hash_set_custom(hash, msg, 37, NULL, 0), -EMSGSIZE));
	cr_assert(zero(int, cmh_hash_update(hash, msg, 1)));
	cr_assert(eq(int, cmh_hash_set_custom(hash, msg, 3, NULL, 0), -EINVAL), "in mid-message");
	cmh_hash_free(hash);
	cr_assert(zero(int, cmh_hash_new(dev, CMH_ALG_SHAKE128, &hash)));
	cr_assert(eq(int, cmh_hash_set_custom(hash, msg, 3, NULL, 0), -EINVAL));
	cmh_hash_free(hash);
}

Test(sym_mac, the_table_lists_them)
{
	cr_assert(eq(int, cmh_alg_find("HMAC-SHA256")->id, CMH_ALG_HMAC_SHA2_256));
	cr_assert(eq(int, cmh_alg_find("kmac128")->family, CMH_MAC));
	cr_assert(eq(int, cmh_alg_find("sm3")->core, CMH_CORE_SM3));
	cr_assert(eq(str, (char *)cmh_family_name(CMH_MAC), "mac"));
	cr_assert(eq(str, (char *)cmh_family_name(CMH_CSHAKE), "cshake"));
}
