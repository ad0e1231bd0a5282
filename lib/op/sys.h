/* SPDX-License-Identifier: Apache-2.0 */
/* sys.h - inside the operations on the datastore, the KIC and the EAC. */
#ifndef CMH_LIB_OP_SYS_H
#define CMH_LIB_OP_SYS_H

#include <cmh/abi/sys.h>
#include <cmh/store.h>

#include "op/op.h"

/* Starts an operation whose errors the device explains; checks that the device has the core. */
int sys_open(struct cmh_pack *p, uint32_t core);
/* Adds NEW; the reference goes to *out, also when a later command fails. */
void sys_new(struct cmh_pack *p, uint64_t cid, uint32_t len, uint64_t *out);

int op_new_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_new_random_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_write_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_read_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_data_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_find_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_list_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_item_finish(struct cmh_mbx *mbx, struct cmh_req *req);
int op_grant_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_export_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_blob_finish(struct cmh_mbx *mbx, struct cmh_req *req);
int op_import_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_derive_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_alarms_pack(struct cmh_pack *p, const struct cmh_sqe *sqe);
int op_alarms_finish(struct cmh_mbx *mbx, struct cmh_req *req);

#endif
