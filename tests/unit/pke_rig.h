/* SPDX-License-Identifier: Apache-2.0 */
/* pke_rig.h - commands of the PKE core by hand: one VCQ at a time on mailbox 0, operands in a
 * heap of DMA memory that is empty again after pk_reset(). */
#ifndef CMH_TESTS_PKE_RIG_H
#define CMH_TESTS_PKE_RIG_H

#include <ctype.h>

#include "tests/unit/model_rig.h"

#define PKE_TYPE (CMH_TYPE_PT | CMH_CORE_PKE)
#define UNMAPPED (RIG_BASE + RIG_BYTES)

static struct rig *rig;
static struct rig_vcq vcq;
static uint32_t heap, on; /* on: the mailbox in use */

static inline void pk_up(void)
{
	struct cmh_model_opts opts = { .mailboxes = 2, .store_bytes = 65536 };

	rig = rig_new(&opts);
	rig_start(rig, 0, 6, 10);
	rig_start(rig, 1, 6, 10);
	heap = 64;
	on = 0;
	vcq.nr = 0;
}

static inline void pk_down(void)
{
	rig_free(rig);
}

static inline void pk_reset(void)
{
	memset(rig->mem, 0xa5, heap);
	heap = 64;
}

/* Room for len bytes of output, full of 0xa5. */
static inline uint64_t room(size_t len)
{
	uint64_t at = RIG_BASE + heap;

	if (heap + len > RIG_RINGS)
		abort();
	memset(rig->mem + heap, 0xa5, len);
	heap += (uint32_t)(len + 15) & ~7u;
	return at;
}

static inline uint8_t *at(uint64_t iova)
{
	return rig->mem + (iova - RIG_BASE);
}

static inline uint64_t put(const void *data, size_t len)
{
	uint64_t iova = room(len);

	if (len)
		memcpy(at(iova), data, len);
	return iova;
}

/* Hex to bytes, right aligned in len. Spaces are skipped. Returns the number of bytes in the
 * text. */
static inline size_t unhex(const char *hex, uint8_t *out, size_t len)
{
	size_t digits = 0, i;

	for (const char *p = hex; *p; p++)
		digits += isxdigit((unsigned char)*p) != 0;
	if ((digits + 1) / 2 > len)
		abort();
	memset(out, 0, len);
	i = len * 2 - digits;
	for (const char *p = hex; *p; p++) {
		int c = tolower((unsigned char)*p);

		if (!isxdigit(c))
			continue;
		out[i / 2] |= (uint8_t)((isdigit(c) ? c - '0' : c - 'a' + 10) << (i % 2 ? 0 : 4));
		i++;
	}
	return (digits + 1) / 2;
}

static inline uint64_t put_hex(const char *hex, size_t len)
{
	uint8_t bytes[1024];

	unhex(hex, bytes, len);
	return put(bytes, len);
}

static inline int is_hex(uint64_t iova, const char *hex, size_t len)
{
	uint8_t bytes[1024];

	unhex(hex, bytes, len);
	return !memcmp(at(iova), bytes, len);
}

static inline void *add(uint32_t core, uint32_t flags, uint32_t cmd)
{
	uint8_t *payload;

	if (!vcq.nr)
		vcq = rig_vcq(rig, on);
	payload = rig_cmd(&vcq, core, cmd);
	cmh_put_le32(payload - 4, cmh_vcq_id(core, flags, 1, cmd));
	return payload;
}

/* Commands of this core, with and without the swap flags. */
static inline void *pke(uint32_t cmd)
{
	return add(CMH_CORE_PKE, CMH_VCQ_SWAP, cmd);
}

static inline void *pke_plain(uint32_t cmd)
{
	return add(CMH_CORE_PKE, 0, cmd);
}

/* FLUSH, and runs it all. Returns 0 or the errno in STATUS; then the mailbox is as new, TEMP
 * empty. */
static inline int go(void)
{
	uint32_t status;

	add(CMH_CORE_PKE, 0, CMH_VCQ_CMD_FLUSH);
	rig_push(&vcq);
	vcq.nr = 0;
	rig_bell(rig, on);
	cmh_model_run(rig->model, on);
	status = rig_status(rig, on);
	if (cmh_status_code(status) == CMH_STATUS_ERROR) {
		rig_write(rig, on, CMH_MBX_COMMAND, CMH_MBX_CMD_FLUSH);
		return (int)cmh_status_error(status);
	}
	if (rig_head(rig, on) != rig->tail[on])
		abort();
	return 0;
}

static inline void write_to(uint64_t ref, uint64_t src, uint32_t len, uint32_t type, uint32_t flags)
{
	struct cmh_sys_write w = { .ref = ref, .src = src, .len = len, .type = type };

	cmh_sys_write_put(add(CMH_CORE_SYS, flags, CMH_SYS_CMD_WRITE), &w);
}

/* A number or a string on top of TEMP. */
static inline void temp_number(uint64_t src, uint32_t len)
{
	write_to(CMH_REF_TEMP, src, len, PKE_TYPE, CMH_VCQ_SWAP);
}

static inline void temp_string(uint64_t src, uint32_t len)
{
	write_to(CMH_REF_TEMP, src, len, PKE_TYPE, 0);
}

static inline void data_of(uint64_t ref, uint64_t dst, uint32_t len, uint32_t flags)
{
	struct cmh_sys_data d = { .ref = ref, .dst = dst, .len = len };

	cmh_sys_data_put(add(CMH_CORE_SYS, flags, CMH_SYS_CMD_DATA), &d);
}

static inline void grant(uint64_t ref, uint64_t read, uint64_t write, uint64_t execute)
{
	struct cmh_sys_grant g = { .ref = ref, .read = read, .write = write, .execute = execute };

	cmh_sys_grant_put(add(CMH_CORE_SYS, 0, CMH_SYS_CMD_GRANT), &g);
}

/* Runs NEW and returns the reference. */
static inline uint64_t object(uint32_t len)
{
	struct cmh_sys_new n = { .ref = room(8), .len = len };

	cmh_sys_new_put(add(CMH_CORE_SYS, 0, CMH_SYS_CMD_NEW), &n);
	if (go())
		abort();
	return cmh_get_le64(at(n.ref));
}

/* How many objects TEMP holds: as many as DATA can take a byte from. Empties it. */
static inline int temp_depth(void)
{
	int n = 0;

	for (;; n++) {
		data_of(CMH_REF_TEMP, room(8), 1, 0);
		if (go())
			return n;
	}
}

#endif
