/* SPDX-License-Identifier: Apache-2.0 */
/* text.h - what the cores that encrypt and authenticate have in common (AES, SM4, CCP): the message
 * between INIT and FINAL.
 */
#ifndef CMH_MODEL_TEXT_H
#define CMH_MODEL_TEXT_H

#include "model/core.h"

#define TEXT_PIECES     16
#define TEXT_BLOCK      16
#define TEXT_MAC_MAX    65536u /* message of a MAC that the hub takes */
#define TEXT_ANY_LENGTH UINT64_MAX

enum text_phase { TEXT_CLOSED, TEXT_OPEN, TEXT_ENDED };

/* A core's context. INIT fills in what describes the message. */
struct text_ctx {
	uint8_t phase;
	bool partial;       /* a piece ended inside a block: it was the last */
	const uint8_t *aad; /* waits for a job, as the pieces do */
	uint32_t aad_len;
	uint32_t piece_nr;
	struct engine_seg piece[TEXT_PIECES];
	struct engine_stream *stream; /* NULL: nothing has been processed yet */

	uint8_t kind;   /* enum engine_kind */
	uint8_t cipher; /* enum engine_cipher */
	uint8_t mode;   /* the engine's */
	uint8_t op, key_len, iv_len, tag_len;
	uint8_t unit;   /* bytes that all pieces but the last are a multiple of */
	bool whole;     /* the last, too */
	bool steals;    /* XTS: a last part comes with the block before it, in FINAL */
	bool by_aad;    /* a MAC whose message comes as AAD */
	bool announced; /* aad_left and text_left must come down to nothing */
	uint8_t key[64];
	uint8_t iv[TEXT_BLOCK];
	uint32_t xts_offset;
	uint64_t aad_total, text_total;
	uint64_t aad_left, text_left; /* may still come */
};

/* Starts a message that says nothing yet of what it is. */
void text_open(struct text_ctx *ctx);
/* Common checks and steps of INIT: key length within what the mode takes, IV, key. Returns an
 * errno. */
int text_load(struct model_mbx *mbx, struct text_ctx *ctx, uint8_t core, uint64_t key, uint64_t iv,
	      uint32_t iv_len);
/* For struct model_core. */
int text_settle(struct model_mbx *mbx, void *ctx, const struct model_cmd *cmd);
void text_close(void *ctx);

int text_add_aad(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd,
		 uint64_t in, uint32_t len);
/* Ends the message, with the tag at tag where there is one. */
int text_end(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd, uint64_t tag,
	     uint32_t tag_len);

/* ---- commands laid out alike on all of these cores ---- */

int text_aad(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd, bool final);
int text_update(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd);
int text_final(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd);
/* Laid out as the HC core's GATHER; sgcmd: update, or aad_update, which only reads. */
int text_gather(struct model_mbx *mbx, struct text_ctx *ctx, const struct model_cmd *cmd,
		uint32_t update, uint32_t aad_update);

#endif
