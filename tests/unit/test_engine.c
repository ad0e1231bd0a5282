// SPDX-License-Identifier: Apache-2.0
/* test_engine.c - the model's engine job by job, beside libcrypto. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmh/abi/aes.h"
#include "cmh/abi/hc.h"
#include "model/engine/context.h"
#include "model/engine/crc32c.h"
#include "model/engine/engine.h"
#include "model/engine/keccak.h"

static struct engine *engine;
static uint8_t in[4096], out[4096], want[4096];

static void up(void)
{
	cr_assert(zero(int, engine_new(&engine)));
	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)(i * 37 + (i >> 8));
}

static void down(void)
{
	engine_free(engine);
}

TestSuite(engine, .init = up, .fini = down, .timeout = 60);

/* ---- Keccak ---- */

Test(engine, keccak_equals_libcrypto_for_all_rates_and_lengths)
{
	static const struct {
		const char *name;
		size_t rate, out_len;
		uint8_t pad;
	} sponges[] = {
		{ "SHA3-224", 144, 28, KECCAK_PAD_SHA3 },
		{ "SHA3-256", 136, 32, KECCAK_PAD_SHA3 },
		{ "SHA3-384", 104, 48, KECCAK_PAD_SHA3 },
		{ "SHA3-512", 72, 64, KECCAK_PAD_SHA3 },
		{ "SHAKE128", 168, 400, KECCAK_PAD_SHAKE },
		{ "SHAKE256", 136, 400, KECCAK_PAD_SHAKE },
	};

	for (int s = 0; s < 6; s++) {
		EVP_MD *md = EVP_MD_fetch(NULL, sponges[s].name, NULL);
		EVP_MD_CTX *ctx = EVP_MD_CTX_new();

		for (size_t len = 0; len <= 300; len++) {
			uint64_t lane[KECCAK_LANES] = { 0 };
			size_t pos = 0, cut = len * 7 % (len + 1);

			EVP_DigestInit_ex(ctx, md, NULL);
			EVP_DigestUpdate(ctx, in, len);
			if (sponges[s].out_len == 400)
				EVP_DigestFinalXOF(ctx, want, 400);
			else
				EVP_DigestFinal_ex(ctx, want, NULL);
			keccak_absorb(lane, sponges[s].rate, &pos, in, cut);
			keccak_absorb(lane, sponges[s].rate, &pos, in + cut, len - cut);
			keccak_pad(lane, sponges[s].rate, &pos, sponges[s].pad);
			cut = sponges[s].out_len * len / 301;
			keccak_squeeze(lane, sponges[s].rate, &pos, out, cut);
			keccak_squeeze(lane, sponges[s].rate, &pos, out + cut,
				       sponges[s].out_len - cut);
			cr_assert(zero(int, memcmp(out, want, sponges[s].out_len)), "%s of %zu",
				  sponges[s].name, len);
		}
		EVP_MD_CTX_free(ctx);
		EVP_MD_free(md);
	}
}

/* The first lane of the permutation of zeros, from the Keccak team's intermediate values. */
Test(engine, keccak_permutation_of_zeros)
{
	uint64_t lane[KECCAK_LANES] = { 0 };

	keccak_f1600(lane);
	cr_assert(eq(u64, lane[0], 0xf1258f7940e1dde7));
	cr_assert(eq(u64, lane[24], 0xeaf1ff7b5ceca249));
}

/* ---- CRC-32C ---- */

Test(engine, crc32c_is_right_with_and_without_the_instruction)
{
	cr_assert(eq(u32, crc32c("123456789", 9), 0xe3069283));
	for (size_t len = 0; len < 2000; len++)
		cr_assert(eq(u32, crc32c(in, len), crc32c_tables(in, len)), "%zu bytes", len);
}

/* ---- Hash jobs ---- */

static struct engine_job hash_job(uint32_t mode, size_t len, size_t out_len)
{
	struct engine_job job = {
		.kind = ENGINE_HASH,
		.mode = (uint8_t)mode,
		.final = true,
		.out = out,
		.out_len = out_len,
		.seg_nr = 1,
		.seg_inline = { { in, NULL, len } },
	};

	return job;
}

static int run(struct engine_job *job)
{
	if (!job->segs)
		job->segs = job->seg_inline;
	engine_run(engine, job, 1);
	return job->status;
}

static void digest(const char *name, size_t len)
{
	EVP_MD *md = EVP_MD_fetch(NULL, name, NULL);

	EVP_Digest(in, len, want, NULL, md, NULL);
	EVP_MD_free(md);
}

Test(engine, hash_state_can_be_exported_anywhere)
{
	static const struct {
		const char *name;
		uint32_t mode, len;
	} hashes[] = {
		{ "SHA256", CMH_HC_ALGO_SHA2_256, 32 },
		{ "SHA512", CMH_HC_ALGO_SHA2_512, 64 },
		{ "SHA3-256", CMH_HC_ALGO_SHA3_256, 32 },
	};

	for (int h = 0; h < 3; h++) {
		digest(hashes[h].name, 400);
		for (size_t cut = 0; cut <= 400; cut++) {
			struct engine_hash_state state, again;
			struct engine_job job = hash_job(hashes[h].mode, cut, 0);
			uint8_t saved[CMH_HC_CONTEXT_SIZE];

			memset(&state, 0xa5, sizeof(state));
			memset(&again, 0x5a, sizeof(again));
			job.final = false;
			job.out = NULL;
			job.state_out = &state;
			job.save = saved;
			cr_assert(zero(int, run(&job)));
			cr_assert(hc_context_unpack(&again, saved));
			for (int from = 0; from < 2; from++) {
				job = hash_job(hashes[h].mode, 400 - cut, hashes[h].len);
				job.seg_inline[0].in = in + cut;
				job.state_in = from ? &again : &state;
				cr_assert(zero(int, run(&job)));
				cr_assert(zero(int, memcmp(out, want, hashes[h].len)),
					  "%s cut at %zu", hashes[h].name, cut);
			}
		}
	}
}

Test(engine, hash_lengths_beyond_32_bits_are_counted)
{
	struct engine_hash_state state = { .mode = CMH_HC_ALGO_SHA2_256, .total = 1ull << 60 };
	struct engine_job job = hash_job(CMH_HC_ALGO_SHA2_256, 0, 32);
	uint8_t first[32];

	job.seg_nr = 0;
	job.state_in = &state;
	cr_assert(zero(int, run(&job)));
	memcpy(first, out, 32);
	state.total = 0;
	cr_assert(zero(int, run(&job)));
	cr_assert(memcmp(first, out, 32) != 0);
}

Test(engine, impossible_hash_jobs_are_refused)
{
	struct engine_hash_state state = { .mode = CMH_HC_ALGO_SHA2_512 };
	struct engine_job job = hash_job(ENGINE_SM3 + 1, 1, 32);

	cr_assert(eq(int, run(&job), EINVAL));
	job = hash_job(CMH_HC_ALGO_SHA2_256, 1, 31);
	cr_assert(eq(int, run(&job), EINVAL));
	job = hash_job(CMH_HC_ALGO_SHA2_256, 1, 32);
	job.state_in = &state;
	cr_assert(eq(int, run(&job), EINVAL));
	job = (struct engine_job){ 0 };
	cr_assert(eq(int, run(&job), EINVAL));
}

/* ---- Cipher jobs ---- */

static struct engine_job cipher_job(uint32_t mode, uint32_t op, uint32_t key_len, size_t len)
{
	struct engine_job job = {
		.kind = ENGINE_CIPHER,
		.mode = (uint8_t)mode,
		.op = (uint8_t)op,
		.final = true,
		.key_len = (uint8_t)key_len,
		.seg_nr = 1,
		.seg_inline = { { in, out, len } },
	};

	memcpy(job.key, in + 100, key_len);
	memcpy(job.iv, in + 200, 16);
	return job;
}

static void evp(const char *name, int enc, size_t len)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, NULL);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;

	EVP_CipherInit_ex2(ctx, cipher, in + 100, in + 200, enc, NULL);
	EVP_CIPHER_CTX_set_padding(ctx, 0);
	EVP_CipherUpdate(ctx, want, &n, in, (int)len);
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(cipher);
}

Test(engine, ciphers_equal_libcrypto)
{
	static const struct {
		const char *name;
		uint32_t mode, key_len;
	} ciphers[] = {
		{ "AES-128-ECB", CMH_AES_MODE_ECB, 16 }, { "AES-192-ECB", CMH_AES_MODE_ECB, 24 },
		{ "AES-256-ECB", CMH_AES_MODE_ECB, 32 }, { "AES-128-CBC", CMH_AES_MODE_CBC, 16 },
		{ "AES-192-CBC", CMH_AES_MODE_CBC, 24 }, { "AES-256-CBC", CMH_AES_MODE_CBC, 32 },
		{ "AES-128-CTR", CMH_AES_MODE_CTR, 16 }, { "AES-192-CTR", CMH_AES_MODE_CTR, 24 },
		{ "AES-256-CTR", CMH_AES_MODE_CTR, 32 },
	};

	for (int c = 0; c < 9; c++) {
		for (uint32_t op = CMH_AES_OP_DECRYPT; op <= CMH_AES_OP_ENCRYPT; op++) {
			for (size_t len = 16; len <= 4096; len *= 2) {
				struct engine_job job;

				job = cipher_job(ciphers[c].mode, op, ciphers[c].key_len, len);
				cr_assert(zero(int, run(&job)));
				evp(ciphers[c].name, op == CMH_AES_OP_ENCRYPT, len);
				cr_assert(zero(int, memcmp(out, want, len)), "%s %zu",
					  ciphers[c].name, len);
			}
		}
	}
}

Test(engine, a_stream_equals_one_job)
{
	static const uint32_t modes[] = {
		CMH_AES_MODE_ECB,
		CMH_AES_MODE_CBC,
		CMH_AES_MODE_CTR,
		CMH_AES_MODE_GCM,
	};
	uint8_t whole[512], tag[2][16];

	for (int m = 0; m < 4; m++) {
		struct engine_stream *stream = engine_stream_new();
		struct engine_job job = cipher_job(modes[m], CMH_AES_OP_ENCRYPT, 16, 512);

		job.tag = tag[0];
		job.tag_len = 16;
		job.aad = in;
		job.aad_len = 33;
		if (modes[m] != CMH_AES_MODE_GCM)
			job.aad_len = 0;
		cr_assert(zero(int, run(&job)));
		memcpy(whole, out, 512);
		memset(out, 0, 512);
		for (size_t off = 0; off < 512; off += 128) {
			struct engine_job piece = cipher_job(modes[m], CMH_AES_OP_ENCRYPT, 16, 128);

			piece.stream = stream;
			piece.seg_inline[0].in = in + off;
			piece.seg_inline[0].out = out + off;
			piece.final = off == 384;
			piece.tag = tag[1];
			piece.tag_len = 16;
			piece.aad = in;
			piece.aad_len = off ? 0 : job.aad_len;
			cr_assert(zero(int, run(&piece)));
		}
		engine_stream_free(stream);
		cr_assert(zero(int, memcmp(out, whole, 512)), "mode %u", modes[m]);
		if (modes[m] == CMH_AES_MODE_GCM)
			cr_assert(zero(int, memcmp(tag[0], tag[1], 16)));
	}
	engine_stream_free(NULL);
}

Test(engine, keys_are_told_apart_and_forgotten)
{
	struct engine_job job;

	for (int round = 0; round < 100; round++) {
		job = cipher_job(CMH_AES_MODE_ECB, CMH_AES_OP_ENCRYPT, 32, 16);
		job.key[round % 32] ^= 1u << round % 7;
		cr_assert(zero(int, run(&job)));
		EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
		int n;

		EVP_EncryptInit_ex(ctx, EVP_aes_256_ecb(), NULL, job.key, NULL);
		EVP_EncryptUpdate(ctx, want, &n, in, 16);
		EVP_CIPHER_CTX_free(ctx);
		cr_assert(zero(int, memcmp(out, want, 16)), "round %d", round);
		if (round % 10 == 9)
			engine_forget(engine);
	}
}

Test(engine, impossible_cipher_jobs_are_refused)
{
	struct engine_job job = cipher_job(CMH_AES_MODE_ECB, 0, 16, 16);

	cr_assert(eq(int, run(&job), EINVAL));
	job = cipher_job(CMH_AES_MODE_ECB, 3, 16, 16);
	cr_assert(eq(int, run(&job), EINVAL));
	job = cipher_job(CMH_AES_MODE_ECB, CMH_AES_OP_ENCRYPT, 17, 16);
	cr_assert(eq(int, run(&job), EINVAL));
	job = cipher_job(CMH_AES_MODE_XTS, CMH_AES_OP_ENCRYPT, 16, 16);
	cr_assert(eq(int, run(&job), EINVAL));
}

Test(engine, a_failing_job_fails_alone)
{
	struct engine_job jobs[3];
	uint8_t tag[16] = { 0 };

	for (int i = 0; i < 3; i++) {
		jobs[i] = hash_job(CMH_HC_ALGO_SHA2_256, 100 + i, 32);
		jobs[i].out = out + 32 * i;
	}
	jobs[1] = cipher_job(CMH_AES_MODE_GCM, CMH_AES_OP_DECRYPT, 16, 64);
	jobs[1].seg_inline[0].out = out + 1024;
	jobs[1].tag = tag;
	jobs[1].tag_len = 16;
	for (int i = 0; i < 3; i++)
		jobs[i].segs = jobs[i].seg_inline;
	engine_run(engine, jobs, 3);
	cr_assert(zero(int, jobs[0].status));
	cr_assert(eq(int, jobs[1].status, EIO));
	cr_assert(zero(int, jobs[2].status));
	digest("SHA256", 102);
	cr_assert(zero(int, memcmp(out + 64, want, 32)));
}

/* ---- Random bytes ---- */

Test(engine, random_bytes_differ)
{
	for (size_t len = 1; len <= sizeof(out); len = len * 2 + 1) {
		cr_assert(zero(int, engine_random(engine, out, len)));
		cr_assert(zero(int, engine_random(engine, want, len)));
		if (len >= 15)
			cr_assert(memcmp(out, want, len) != 0);
	}
	cr_assert(eq(int, engine_random(NULL, out, 1), EIO));
}

Test(engine, a_forked_child_gets_other_random_bytes)
{
	int pipes[2], status;
	pid_t pid;

	cr_assert(zero(int, engine_random(engine, out, 16)));
	cr_assert(zero(int, pipe(pipes)));
	pid = fork();
	if (!pid) {
		int err = engine_random(engine, out, 32);

		engine_abandon(engine);
		_exit(err || write(pipes[1], out, 32) != 32);
	}
	cr_assert(zero(int, engine_random(engine, want, 32)));
	cr_assert(eq(sz, read(pipes[0], out, 32), 32));
	cr_assert(eq(int, waitpid(pid, &status, 0), pid));
	cr_assert(zero(int, status));
	cr_assert(memcmp(out, want, 32) != 0);
}

/* ---- Wrapping ---- */

Test(engine, unwrap_takes_back_what_wrap_made_and_nothing_else)
{
	uint8_t blob[16 + 40 + 16], *nonce = blob, *data = blob + 16, *tag = data + 40;
	const uint8_t *aad = in + 500, *key = in + 600;

	for (size_t key_len = 16; key_len <= 32; key_len += 8) {
		memcpy(nonce, in + 700, 16);
		cr_assert(zero(int, engine_wrap(engine, key, key_len, aad, 16, nonce, in, data, 40,
						tag)));
		cr_assert(zero(int, engine_unwrap(engine, key, key_len, aad, 16, nonce, data, out,
						  40, tag)));
		cr_assert(zero(int, memcmp(out, in, 40)));
		for (size_t bit = 0; bit < 8 * sizeof(blob); bit++) {
			blob[bit / 8] ^= 1u << bit % 8;
			memset(out, 0xaa, 40);
			cr_assert(eq(int,
				     engine_unwrap(engine, key, key_len, aad, 16, nonce, data, out,
						   40, tag),
				     EIO));
			cr_assert(eq(u8, out[0], 0), "nothing unverified stays");
			blob[bit / 8] ^= 1u << bit % 8;
		}
		cr_assert(
			eq(int,
			   engine_unwrap(engine, key, key_len, aad, 15, nonce, data, out, 40, tag),
			   EIO));
		cr_assert(eq(int,
			     engine_unwrap(engine, key + 1, key_len, aad, 16, nonce, data, out, 40,
					   tag),
			     EIO));
	}
	cr_assert(eq(int, engine_wrap(engine, key, 17, aad, 16, nonce, in, data, 40, tag), EIO));
}

Test(engine, wrapping_in_place)
{
	uint8_t data[40], tag[16];

	memcpy(data, in, 40);
	cr_assert(zero(int, engine_wrap(engine, in, 32, in, 16, in + 64, data, data, 40, tag)));
	cr_assert(zero(int, engine_unwrap(engine, in, 32, in, 16, in + 64, data, data, 40, tag)));
	cr_assert(zero(int, memcmp(data, in, 40)));
}

/* ---- Isolation ---- */

Test(engine, default_properties_of_the_application_do_not_matter)
{
	struct engine_job job;
	struct engine *other;

	EVP_set_default_properties(NULL, "provider=nobody");
	cr_assert(zero(int, engine_new(&other)));
	job = cipher_job(CMH_AES_MODE_GCM, CMH_AES_OP_ENCRYPT, 16, 64);
	job.tag = want;
	job.tag_len = 16;
	job.segs = job.seg_inline;
	engine_run(other, &job, 1);
	cr_assert(zero(int, job.status));
	cr_assert(zero(int, engine_random(other, out, 2000)));
	engine_free(other);
	EVP_set_default_properties(NULL, "");
}
