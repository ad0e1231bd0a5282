// SPDX-License-Identifier: Apache-2.0
/* model_fork.c - a process forks while workers run its model: the child abandons its copy and makes its own,
 * the parent notices nothing.
 */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/fake_cores.h"
#include "tests/unit/model_rig.h"

#define FORKS 50
#define BATCH 30

/* Submits a batch and waits for it. Returns 0 when it came through. */
static int one_batch(struct rig *rig, bool workers, int fork_at)
{
	int n, status = 0;
	pid_t child = -1;

	for (n = 0; n < BATCH; n++) {
		rig_nop(rig, 0);
		rig_bell(rig, 0);
		if (n != fork_at)
			continue;
		child = fork();
		if (!child) {
			cmh_model_abandon(rig->model);
			free(rig);
			rig = rig_new(NULL);
			rig_start(rig, 0, 6, 8);
			status = one_batch(rig, false, -1);
			rig_free(rig);
			_exit(status);
		}
	}
	while (rig_head(rig, 0) != rig->tail[0])
		if (!workers && !cmh_model_run(rig->model, 0))
			return 1;
	if (child > 0 && (waitpid(child, &status, 0) != child || status))
		return 1;
	return rig_status(rig, 0) != CMH_STATUS_IDLE;
}

int main(void)
{
	struct cmh_model_opts opts = { .mailboxes = 2, .threads = 2 };
	struct rig *rig = rig_new(&opts);
	int i, failed = 0;

	rig_start(rig, 0, 6, 8);
	for (i = 0; i < FORKS && !failed; i++)
		failed = one_batch(rig, true, i % BATCH);
	if (failed)
		fprintf(stderr, "fork %d went wrong\n", i);
	rig_free(rig);
	return failed;
}
