// SPDX-License-Identifier: Apache-2.0
/* error.c - words for errors: per-thread sentence, errno, and the device's STATUS word. */
#include <stdarg.h>
#include <stdio.h>

#include <cmh/abi/regs.h>
#include <cmh/alg.h>

#include "dev/dev_priv.h"
#include "dev/error.h"

static __thread char last_sentence[256];

int cmh_fail(int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(last_sentence, sizeof(last_sentence), fmt, ap);
	va_end(ap);
	return err;
}

const char *cmh_errmsg(void)
{
	return last_sentence;
}

void cmh_log(const struct cmh_dev *dev, enum cmh_log_level level, const char *fmt, ...)
{
	char line[256];
	va_list ap;

	if (!dev->log)
		return;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	dev->log(dev->log_ctx, level, line);
}

const char *cmh_strerror(int err)
{
	static const struct {
		int err;
		const char *words;
	} table[] = {
		{ 0, "success" },
		{ EINVAL, "invalid argument" },
		{ EMSGSIZE, "longer than this device allows" },
		{ EOPNOTSUPP, "not supported by this device" },
		{ EAGAIN, "queue full: reap completions and try again" },
		{ EBUSY, "held by another user" },
		{ EBADMSG, "tag or signature does not verify" },
		{ ENOENT, "no such object" },
		{ EACCES, "access not granted" },
		{ EKEYREJECTED, "the key does not allow this use" },
		{ ETIMEDOUT, "the device did not answer in time" },
		{ ECANCELED, "withdrawn before it ran" },
		{ EIO, "the device reported a fault" },
		{ ENODEV, "no such device, or it is gone" },
		{ EOWNERDEAD, "the handle was opened before a fork" },
		{ ENOMEM, "out of memory" },
		{ EMFILE, "too many open files" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].err == -err)
			return table[i].words;
	return "unknown error";
}

static const char *hwerr_name(uint32_t err)
{
	static const char *const names[] = {
		[CMH_HWERR_EPERM] = "EPERM",	   [CMH_HWERR_ENOENT] = "ENOENT",
		[CMH_HWERR_EIO] = "EIO",	   [CMH_HWERR_ECHILD] = "ECHILD",
		[CMH_HWERR_EAGAIN] = "EAGAIN",	   [CMH_HWERR_ENOMEM] = "ENOMEM",
		[CMH_HWERR_EACCES] = "EACCES",	   [CMH_HWERR_EFAULT] = "EFAULT",
		[CMH_HWERR_EBUSY] = "EBUSY",	   [CMH_HWERR_EINVAL] = "EINVAL",
		[CMH_HWERR_EPIPE] = "EPIPE",	   [CMH_HWERR_EBADMSG] = "EBADMSG",
		[CMH_HWERR_EMSGSIZE] = "EMSGSIZE", [CMH_HWERR_EOPNOTSUPP] = "EOPNOTSUPP",
	};

	return err < sizeof(names) / sizeof(names[0]) ? names[err] : NULL;
}

char *cmh_hw_strerror(uint32_t hw, char *buf, size_t len)
{
	uint32_t core = cmh_status_core(hw);
	const char *core_name = cmh_core_name(core);
	const char *err = hwerr_name(cmh_status_error(hw));
	char core_text[16], err_text[16];

	if (!len)
		return buf;
	if (!hw) {
		snprintf(buf, len, "no device error");
		return buf;
	}
	if (!core_name) {
		snprintf(core_text, sizeof(core_text), "core 0x%02x", core);
		core_name = core_text;
	}
	if (!err) {
		snprintf(err_text, sizeof(err_text), "error %u", cmh_status_error(hw));
		err = err_text;
	}
	if (cmh_status_code(hw) == CMH_STATUS_OFFLINE)
		snprintf(buf, len, "mailbox offline");
	else
		snprintf(buf, len, "%s command %u: %s", core_name, cmh_status_index(hw), err);
	return buf;
}
