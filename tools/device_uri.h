/* SPDX-License-Identifier: Apache-2.0 */
/* device_uri.h - the device URIs that cmh(1) explains and the completion offers, as <cmh/dev.h> has them. */
#ifndef TOOLS_DEVICE_URI_H
#define TOOLS_DEVICE_URI_H

struct device_key {
	const char *name; /* NULL ends the table */
	const char *values;
	const char *help;
};

struct device_scheme {
	const char *name; /* "soft:"; NULL ends the table */
	const char *help;
	const struct device_key *keys;
};

extern const struct device_scheme device_schemes[];

#endif
