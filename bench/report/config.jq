# SPDX-License-Identifier: GPL-2.0-only
# jq -n --arg NAME VALUE... --argjson kept OBJECT: config.json.

$ARGS.named as $a |
{date: $a.date, commit: $a.commit} +
if $a.hosts then
	{kernel: $a.hosts.dut.kernel, topology: "hosts", guests: 1, hosts: $a.hosts}
else {
	module_sha256: $a.module,
	kernel: $a.kernel, topology: "nested", vf: $a.vf, guests: ($a.guests | tonumber), qemu: $a.qemu,
	host: {cpu: $a.host_cpu, cpus: ($a.host_cpus | tonumber), load_at_start: $a.host_load}
} end + {
	rounds: ($a.rounds | tonumber), seconds: ($a.seconds | tonumber),
	cells: ([$a.cells | split(",")[] | {key: ., value: $a["title_" + .]}] | from_entries),
	variants: ([$a.variants | split(",")[] | {key: ., value: null}] | from_entries),
	baseline: ($a.variants | split(",")[0]),
	model: {ipc: ($a.ipc | tonumber), exit_cycles: ($a.exit_cycles | tonumber)}
} + $kept
