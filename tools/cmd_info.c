// SPDX-License-Identifier: Apache-2.0
/* cmd_info.c - cmh info: what the device is. */
#include <inttypes.h>
#include <stdio.h>

#include <cmh/abi/regs.h>

#include "tools/commands.h"

struct info_opts {
	struct cmd_common common;
};

static const struct {
	uint32_t bit;
	const char *name;
} boot_bits[] = {
	{ CMH_SW_BOOT_STARTED, "started" },
	{ CMH_SW_BOOT_READY, "ready" },
	{ CMH_SW_BOOT_MISSION, "mission" },
	{ CMH_SW_BOOT_MISSION2, "mission2" },
};

#define BOOT_BITS (sizeof(boot_bits) / sizeof(*boot_bits))

static bool booted(const struct cmh_dev_info *info)
{
	return (info->boot_status & CMH_BOOT_STATUS_MASK) == CMH_BOOT_STATUS_BOOTED;
}

static unsigned int count_bits(uint64_t v)
{
	return (unsigned int)__builtin_popcountll(v);
}

static json_t *boot_json(const struct cmh_dev_info *info)
{
	json_t *boot = json_pack("{s:i, s:i, s:b}", "status", info->boot_status, "sw_status",
				 info->sw_boot_status, "booted", booted(info));

	for (size_t i = 0; i < BOOT_BITS; i++)
		json_object_set_new(boot, boot_bits[i].name,
				    json_boolean(info->sw_boot_status & boot_bits[i].bit));
	return boot;
}

static json_t *cores_json(const struct cmh_dev_info *info)
{
	json_t *cores = json_array();

	for (uint32_t id = 0; id < CMH_CORE_COUNT; id++) {
		const char *name = cmh_core_name(id);

		if (info->cores >> id & 1)
			json_array_append_new(cores, json_pack("{s:i, s:s}", "id", id, "name",
							       name ? name : ""));
	}
	return cores;
}

static enum exitcode print_json(const struct cli *cli, const struct cmh_dev_info *info)
{
	json_t *mailboxes, *limits, *json;

	mailboxes = json_pack("{s:i, s:i, s:i, s:i}", "count", info->mailbox_nr, "free",
			      count_bits(info->mbx_available), "slots", info->slots, "stride",
			      info->stride);
	limits = json_pack("{s:i, s:i}", "aead_bytes", CMH_AEAD_MAX, "vcq_entries",
			   CMH_VCQ_ENTRIES_MAX);
	/* clang-format off */
	json = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:o, s:o, s:I, s:o, s:o, s:i}",
			 "uri", info->uri, "transport", info->transport,
			 "compatible", info->compatible, "library_version", cmh_version(),
			 "hw_version", (json_int_t)info->hw_version,
			 "sw_version", (json_int_t)info->sw_version,
			 "boot", boot_json(info), "mailboxes", mailboxes,
			 "core_enable", (json_int_t)info->core_enable,
			 "cores", cores_json(info), "limits", limits,
			 "threads", info->threads);
	/* clang-format on */
	return cmd_print_json(cli, json);
}

static void print_text(const struct cmh_dev_info *info)
{
	const char *between = "";

	printf("device        %s\n", info->uri);
	printf("transport     %s\n", info->transport);
	printf("compatible    %s\n", info->compatible);
	printf("library       %s\n", cmh_version());
	printf("hardware      0x%08" PRIx32 "\n", info->hw_version);
	printf("firmware      0x%08" PRIx32 "\n", info->sw_version);

	printf("boot          0x%08" PRIx32 " %s; firmware 0x%08" PRIx32, info->boot_status,
	       booted(info) ? "booted" : "not booted", info->sw_boot_status);
	for (size_t i = 0; i < BOOT_BITS; i++)
		if (info->sw_boot_status & boot_bits[i].bit)
			printf(" %s", boot_bits[i].name);

	printf("\nmailboxes     %" PRIu32 ", %u free\n", info->mailbox_nr,
	       count_bits(info->mbx_available));
	printf("ring          %" PRIu32 " slots of %" PRIu32 " bytes\n", info->slots, info->stride);
	printf("core enable   0x%08" PRIx32 "\n", info->core_enable);
	printf("cores         ");
	for (uint32_t id = 0; id < CMH_CORE_COUNT; id++) {
		const char *name = cmh_core_name(id);

		if (!(info->cores >> id & 1))
			continue;
		printf("%s%s", between, name ? name : "?");
		between = " ";
	}
	printf("\nlimits        %u bytes of text and AAD in one AEAD request, %d entries in a VCQ\n",
	       CMH_AEAD_MAX, CMH_VCQ_ENTRIES_MAX);
	printf("threads       %" PRIu32 "%s\n", info->threads,
	       info->threads ? "" : " (the waiting thread works)");
}

static enum exitcode run(struct cli *cli)
{
	struct cmh_dev_info info = { .sz = sizeof(info) };
	enum exitcode code = cmd_open_device(cli);
	int rc;

	if (code)
		return code;
	rc = cmh_dev_info(cli->dev, &info);
	if (rc)
		return cmd_failed(cli, rc, NULL);
	if (cli->common->json)
		return print_json(cli, &info);
	print_text(&info);
	return EXITCODE_OK;
}

static const struct opt opts[] = {
	{ NULL },
};

static const char description[] =
	"Opens the device, which waits until its firmware is up, and prints what it is: how it is\n"
	"reached, versions, boot state, mailboxes and the geometry of their rings, the cores that\n"
	"are present, the limits of one request, and the worker threads of the hub in software.\n"
	"\n"
	"A mailbox is free when no host holds its lock.\n";

static const struct cmd_json json[] = {
	{ "uri", "string", "the device URI as opened" },
	{ "transport", "string", "how the device is reached, `soft`" },
	{ "compatible", "string", "hardware interface, `rambus,cmh-v1030` or `cri,cmh`" },
	{ "library_version", "string", "version of libcmh" },
	{ "hw_version", "integer", "register HW_VERSION0" },
	{ "sw_version", "integer", "register SW_VERSION" },
	{ "boot.status", "integer", "register BOOT_STATUS" },
	{ "boot.sw_status", "integer", "register SW_BOOT_STATUS" },
	{ "boot.booted", "boolean", "BOOT_STATUS says booted" },
	{ "boot.started", "boolean", "firmware has started" },
	{ "boot.ready", "boolean", "firmware is ready" },
	{ "boot.mission", "boolean", "the primary VCQ engine is up" },
	{ "boot.mission2", "boolean", "the sidecar VCQ engine is up" },
	{ "mailboxes.count", "integer", "mailboxes this program may use" },
	{ "mailboxes.free", "integer", "mailboxes that no host has locked" },
	{ "mailboxes.slots", "integer", "slots of a mailbox ring" },
	{ "mailboxes.stride", "integer", "bytes of a slot" },
	{ "core_enable", "integer", "register CORE_ENABLE" },
	{ "cores[].id", "integer", "id of a core that is present" },
	{ "cores[].name", "string", "its name, empty if the number has none" },
	{ "limits.aead_bytes", "integer", "most bytes of text and AAD in one AEAD request" },
	{ "limits.vcq_entries", "integer", "most entries in one VCQ" },
	{ "threads", "integer", "worker threads of the hub in software" },
	{ NULL },
};

static const struct cmd_example examples[] = {
	{ "cmh info", "Describe the default device" },
	{ "cmh info --device soft:cores=hc+aes --json", "A hub with two cores, for a program" },
	{ NULL },
};

const struct cmd cmd_info = {
	.name = "info",
	.brief = "Show what the device is",
	.opts_size = sizeof(struct info_opts),
	.opts = opts,
	.description = description,
	.json = json,
	.examples = examples,
	.run = run,
};
