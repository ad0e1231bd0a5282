/* SPDX-License-Identifier: Apache-2.0 */
/* engine.h - the crypto behind the cores: arrays of independent jobs in, results out.
 *
 * Jobs of one call are independent of each other, so an implementation may sort them and run many
 * lanes at once; today's loops over libcrypto and our own Keccak. Pointers are already checked and
 * stay valid during the call. An engine belongs to one thread at a time.
 */
#ifndef CMH_MODEL_ENGINE_H
#define CMH_MODEL_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum engine_kind { ENGINE_NONE, ENGINE_HASH, ENGINE_CIPHER, ENGINE_AEAD, ENGINE_MAC };

enum engine_cipher { ENGINE_AES, ENGINE_SM4, ENGINE_CHACHA };

/* Cipher modes are CMH_AES_MODE_* for every cipher, and this one for SM4. ChaCha20 is the CTR mode
 * of ENGINE_CHACHA, ChaCha20-Poly1305 its GCM, Poly1305 (key r, then s) its MAC of any mode. */
#define ENGINE_XCBC 9

/* Hash modes beside CMH_HC_ALGO_*, which ends at 10. */
enum { ENGINE_CSHAKE128 = 11, ENGINE_CSHAKE256, ENGINE_SM3 };

/* One piece of input (and output, for ciphers and pass-through). */
struct engine_seg {
	const uint8_t *in;
	uint8_t *out; /* NULL for pure input */
	size_t len;
};

/* The state of a hash between commands; plain data, fits the hub's saved context (context.c
 * packs it). */
struct engine_hash_state {
	uint8_t mode;      /* CMH_HC_ALGO_* or ENGINE_*, 0: none */
	uint8_t squeezing; /* XOF: the input has ended, output has begun */
	uint16_t fill;     /* bytes in block; Keccak: position in the rate */
	uint32_t reserved;
	uint64_t total; /* message bytes so far */
	uint64_t h[25]; /* SHA-2 chaining value (32-bit ones in the low halves) or Keccak lanes */
	uint8_t block[128]; /* SHA-2: input not yet compressed */
};

#define ENGINE_INLINE_SEGS 6

struct engine_job {
	uint8_t kind; /* enum engine_kind */
	uint8_t mode; /* hash: CMH_HC_ALGO_* or ENGINE_*; cipher: CMH_AES_MODE_* or ENGINE_XCBC */
	uint8_t op;   /* CMH_AES_OP_* */
	uint8_t key_len;
	uint8_t iv_len, tag_len;
	uint8_t cipher; /* enum engine_cipher */
	bool final; /* hash: produce out and end; cipher: last piece */
	int status; /* set by the engine: 0 or positive errno (EBADMSG-like failures are EIO) */

	uint32_t seg_nr;
	struct engine_seg seg_inline[ENGINE_INLINE_SEGS];
	struct engine_seg *segs; /* seg_inline, or scratch when there are more */

	uint8_t key[64];
	uint8_t iv[16];
	uint32_t xts_offset; /* blocks before the first */
	uint64_t aad_total, text_total; /* CCM: of the whole message */
	const uint8_t *aad;
	size_t aad_len;
	uint8_t *tag; /* encrypt: written; decrypt: compared in constant time */

	/* Cipher, AEAD: the message so far, for one that goes over several jobs; NULL: this job
	 * is all of it. Key, IV and AAD count in the first job of a stream only. */
	struct engine_stream *stream;

	/* Hash: start from *state_in (NULL: fresh), leave in *state_out when not final. May be
	 * the same. Not final and out set: squeezes the next out_len bytes of an XOF. */
	const struct engine_hash_state *state_in;
	struct engine_hash_state *state_out;
	uint8_t *save; /* with !final: the packed context (context.h) goes here too, or NULL */
	/* final: the result is the digest of these bytes and the message's digest (HMAC). */
	const uint8_t *outer;
	size_t outer_len;
	uint8_t *out;
	size_t out_len;

	/* For the eSW. */
	uint32_t vcq;   /* id of the VCQ it belongs to */
	uint32_t index; /* command index */
	uint8_t core;
};

struct engine;

/* Digest of one piece of memory, at once; needs no engine. Returns 0 or EINVAL. */
int engine_digest(uint32_t mode, const void *in, size_t len, void *out, size_t out_len);

int engine_new(struct engine **out); /* 0 or -ENOMEM, -EOPNOTSUPP (no libcrypto provider) */
void engine_free(struct engine *engine);
/* Wipes every key that the engine remembers between calls. */
void engine_forget(struct engine *engine);
/* In a forked child: wipes and frees what can be freed without a lock that another thread may
 * hold. */
void engine_abandon(struct engine *engine);

/* Runs nr jobs and sets each one's status. A failing job fails alone; its outputs are wiped. */
void engine_run(struct engine *engine, struct engine_job *jobs, size_t nr);

/* A cipher message that goes over several jobs, one job at a time. NULL when out of memory. */
struct engine_stream *engine_stream_new(void);
void engine_stream_free(struct engine_stream *stream);

/* The calls from here on answer EIO without an engine. */

/* Random bytes for the DRBG core and key generation. Returns 0 or EIO. */
int engine_random(struct engine *engine, void *out, size_t len);
/* Mixes fresh entropy into it and forgets what was drawn ahead. Returns 0 or EIO. */
int engine_reseed(struct engine *engine);

/* Authenticated wrapping of datastore objects: AES-GCM with a key of 16, 24 or 32 bytes and a
 * nonce that is never used twice; returns 0 or EIO (unwrap: out is wiped then). in and out may
 * be the same. */
int engine_wrap(struct engine *engine, const uint8_t *key, size_t key_len, const uint8_t *aad,
		size_t aad_len, const uint8_t nonce[16], const uint8_t *in, uint8_t *out,
		size_t len, uint8_t tag[16]);
int engine_unwrap(struct engine *engine, const uint8_t *key, size_t key_len, const uint8_t *aad,
		  size_t aad_len, const uint8_t nonce[16], const uint8_t *in, uint8_t *out,
		  size_t len, const uint8_t tag[16]);

#endif
