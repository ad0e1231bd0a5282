/* SPDX-License-Identifier: Apache-2.0 */
/* keyslot.h - a mailbox's own object in the datastore, for raw keys that its TEMP stack has no room
 * for.
 *
 * The first request that needs it makes it; it stays until the mailbox is torn down, as the hub
 * never takes the space of an object back. Between requests it holds zeros: a request that
 * succeeds wipes it with its last command, and one that fails is followed by a wipe that nobody
 * waits for. Requests of a mailbox never mix and other mailboxes have no right on it, so nobody
 * meets a key in it. */
#ifndef CMH_LIB_RING_KEYSLOT_H
#define CMH_LIB_RING_KEYSLOT_H

#include "ring/pack.h"

#define CMH_KEYSLOT_SIZE 1280u /* an RSA-4096 key in five parts */

/* Makes the object with this request if there is none; returns how to name it. Keeps -EAGAIN while
 * an earlier request is making it. */
uint64_t keyslot_open(struct cmh_pack *p);
/* Adds the command that wipes it. */
void keyslot_close(struct cmh_pack *p, uint64_t ref);

/* A request that never was, or that failed, had used it; mbx_lock() is held. */
void keyslot_cancelled(struct cmh_mbx *mbx);
void keyslot_failed(struct cmh_mbx *mbx, uint32_t hw);
/* Sends the wipe that keyslot_failed() asked for, if there is room. */
void keyslot_wipe(struct cmh_mbx *mbx);
/* Deletes it, as far as a healthy device can be told to; in teardown. */
void keyslot_delete(struct cmh_mbx *mbx);

#endif
