// SPDX-License-Identifier: Apache-2.0
/* device_uri.c - the table of device URIs for people and shells; libcmh itself reads the URI. */
#include <stddef.h>

#include "tools/device_uri.h"

static const struct device_key soft_keys[] = {
	{ "threads", "0..64",
	  "worker threads; with 0, the default, the waiting thread works itself" },
	{ "mailboxes", "1..64", "mailbox instances (default 32)" },
	{ "slots", "2..32768", "slots of each mailbox ring, a power of two (default 256)" },
	{ "stride", "128..1024", "bytes of a slot, a power of two (default 512)" },
	{ "revision", "v1030 or cri", "which hardware interface it presents (default v1030)" },
	{ "cores", "A+B+...", "which cores exist, as hc+aes (default: all)" },
	{ NULL },
};

const struct device_scheme device_schemes[] = {
	{ "soft:", "the hub in software, inside the program; the default", soft_keys },
	{ NULL },
};
