// SPDX-License-Identifier: Apache-2.0
/* prov_err.c - raises errors through the core's upcalls. */
#include <errno.h>
#include <stdarg.h>

#include <cmh/error.h>

#include "prov_ctx.h"
#include "prov_err.h"

const OSSL_ITEM prov_reason_strings[] = {
#define PROV_REASON_ITEM(name, text) { PROV_R_##name, (void *)(text) },
	PROV_REASON_TABLE(PROV_REASON_ITEM)
#undef PROV_REASON_ITEM
		{ 0, NULL }
};

static enum prov_reason reason_of(int err)
{
	switch (-err) {
	case EINVAL: return PROV_R_INVALID_ARGUMENT;
	case EMSGSIZE: return PROV_R_TOO_LONG;
	case EOPNOTSUPP: return PROV_R_NOT_SUPPORTED;
	case EAGAIN:
	case EBUSY: return PROV_R_BUSY;
	case EBADMSG: return PROV_R_BAD_DECRYPT;
	case ENOENT: return PROV_R_NOT_FOUND;
	case EACCES:
	case EPERM: return PROV_R_NO_ACCESS;
	case EKEYREJECTED: return PROV_R_KEY_REJECTED;
	case ETIMEDOUT: return PROV_R_TIMED_OUT;
	case ECANCELED: return PROV_R_CANCELED;
	case EIO: return PROV_R_DEVICE_FAULT;
	case ENODEV: return PROV_R_DEVICE_GONE;
	case EOWNERDEAD: return PROV_R_FORKED;
	case ENOMEM: return PROV_R_NO_MEMORY;
	default: return PROV_R_UNEXPECTED;
	}
}

int prov_raise_at(const struct prov_ctx *prov, const char *file, int line, const char *func,
		  enum prov_reason reason, const char *fmt, ...)
{
	const struct prov_upcalls *up = &prov->up;
	va_list args;

	if (!up->new_error || !up->vset_error)
		return 0;
	up->new_error(prov->core);
	if (up->set_error_debug)
		up->set_error_debug(prov->core, file, line, func);
	va_start(args, fmt);
	up->vset_error(prov->core, reason, fmt, args);
	va_end(args);
	return 0;
}

int prov_fail_at(const struct prov_ctx *prov, const char *file, int line, const char *func, int err)
{
	const char *sentence = cmh_errmsg();

	if (err == PROV_RAISED)
		return 0;
	if (!*sentence)
		sentence = cmh_strerror(err);
	return prov_raise_at(prov, file, line, func, reason_of(err), "%s", sentence);
}
