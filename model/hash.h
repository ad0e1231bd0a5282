/* SPDX-License-Identifier: Apache-2.0 */
/* hash.h - what the cores that digest have in common (HC, SM3): the message between INIT and
 * FINAL. */
#ifndef CMH_MODEL_HASH_H
#define CMH_MODEL_HASH_H

#include "cmh/abi/hc.h"
#include "model/core.h"

#define HASH_PIECES     16
#define HASH_BLOCK_MAX  CMH_HC_BLOCK_SHA3_224
#define HASH_SUFFIX_MAX 9

enum hash_phase {
	HASH_CLOSED,
	HASH_OPEN,      /* takes input */
	HASH_SQUEEZING, /* XOF: gives output, takes no more input */
	HASH_ENDED,     /* FINAL has been */
};

/* Input that waits for a job. The addresses are kept as a second job from the same input (after
 * SAVE) must announce them again. */
struct hash_piece {
	uint64_t in, out; /* host addresses; out 0: none */
	struct engine_seg seg;
};

/* A core's context. What open sets and the core may change before the first input comes last. */
struct hash_ctx {
	uint8_t phase;
	uint8_t algo;   /* CMH_HC_ALGO_* or ENGINE_* */
	bool has_state; /* state is where the pieces go on from; else they start the message */
	bool announced; /* the pieces have been part of a job already */
	uint32_t piece_nr;
	struct hash_piece piece[HASH_PIECES];
	struct engine_hash_state state;

	bool no_save;          /* the hub does not save this one */
	bool keyed;            /* outer is secret */
	uint8_t suffix_len;    /* ends the message */
	uint8_t suffix[HASH_SUFFIX_MAX];
	uint32_t out_len;      /* of FINAL, 0: any */
	uint64_t input_left;   /* bytes that may still come */
	const uint8_t *prefix; /* starts the message; in scratch, so it lasts as long as the VCQ */
	uint32_t prefix_len;
	uint32_t outer_len;    /* key block that the digest is digested with once more (HMAC) */
	uint8_t outer[HASH_BLOCK_MAX];
};

/* Starts a message. out_len: the digest's, 0 for an XOF. */
void hash_open(struct hash_ctx *ctx, uint32_t algo, uint32_t out_len);
/* For struct model_core. */
int hash_settle(struct model_mbx *mbx, void *ctx, const struct model_cmd *cmd);
void hash_close(void *ctx);

/* The commands; payloads are laid out as the HC core's. */
int hash_update(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd);
int hash_update2d(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd);
/* update, update2d: what the core's sgcmd can be. */
int hash_gather(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd,
		uint32_t update, uint32_t update2d);
int hash_final(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd);
int hash_squeeze(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd);
/* The saved context has len bytes. */
int hash_save(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd,
	      uint32_t len);
/* may_be: another algorithm whose context is taken, too, or the one of ctx. */
int hash_restore(struct model_mbx *mbx, struct hash_ctx *ctx, const struct model_cmd *cmd,
		 uint32_t len, uint32_t may_be);

#endif
