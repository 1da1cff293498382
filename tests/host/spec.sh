#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Do the modules take what spec/*.yaml say? Which attributes of a request, of what type and in which range; which commands,
# and who may give them. And are those files what the kernel's own schema of such files wants? (tests/unit/spec-check compares
# names and numbers.) YAML is read, and judged, by Debian's python3-yaml and python3-jsonschema, of the root deploy; the schema comes
# with the kernel's documentation, a root of its own, which is built when this test runs first. Prints TAP.

top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
work=$top/build/tests/spec
. "$top/lab/lib/tap.sh"
. "$top/lab/lib/common.sh"
. "$LAB/lib/roots.sh"

# SET NUMBER TYPE [CHECK VALUE], of every attribute that a request may have. The greatest number of flags is their mask.
policy_of_spec='
	. as $spec
	| def size($enum): $spec.definitions[] | select(.name == $enum).entries | length;
	[.operations.list[] | {set: .["attribute-set"], name: (.do?, .dump?).request?.attributes[]?}] | unique[]
	| . as {$set, $name}
	| $spec["attribute-sets"][] | select(.name == $set).attributes | to_entries[] | select(.value.name == $name)
	| (.key + 1) as $number | .value
	| [$set, $number, .type,
	   if .["enum-as-flags"] then "mask", (.checks.max // (pow(2; size(.enum)) - 1))
	   elif .enum then "max", size(.enum) - 1
	   elif .checks.min then "min", .checks.min
	   elif .checks["max-len"] then "length", .checks["max-len"] else empty end]
	| join(" ")'

# NAME of the command, and what it is: admin, do, dump.
commands_of_spec='
	.operations.list[] | select(.notify | not)
	| [.name, (.flags[]? | select(. == "admin-perm") | "admin"), (if .do then "do" else empty end), (if .dump then "dump" else empty end)]
	| join(" ")'

# The tables of a module's netlink.c, in a program that prints them: macros make words of what the kernel makes numbers.
program()	# program FILE HEADER
{
	cat <<-'EOT'
		#include <stdio.h>
		#include "core/governor.h"
		#define BIT(n) (1u << (n))
		#define NLA_U32 "u32"
		#define NLA_NUL_STRING "string"
		#define NLA_POLICY_MIN(t, v) { t, "min", v }
		#define NLA_POLICY_MAX(t, v) { t, "max", v }
		#define NLA_POLICY_MASK(t, v) { t, "mask", v }
		struct nla_policy { const char *type, *check; unsigned long value, len; };
		static void print(const char *set, const struct nla_policy *p, unsigned int count)
		{
			for (unsigned int i = 0; i < count; i++) {
				if (!p[i].type)
					continue;
				printf("%s %u %s", set, i, p[i].type);
				if (p[i].check)
					printf(" %s %lu", p[i].check, p[i].value);
				printf(p[i].len ? " length %lu\n" : "\n", p[i].len);
			}
		}
	EOT
	echo "#include \"$2\""
	grep -h '^#define \(SEBP_NATURAL_EVENTS\|ADDRESS_LENGTH\)' "$top"/module/event.h "$1"
	sed -n '/^static const struct nla_policy .*= {/,/^};/p; /^static const struct nla_policy .*;/p' "$1"
	echo 'int main(void) {'
	sed -n 's/^static const struct nla_policy \(.*\)_policy\[\(.*\)\].*/print("\1", \1_policy, \2);/p' "$1"
	echo '}'
}

policy_of_module()	# policy_of_module FILE HEADER
{
	program "$@" > "$work/policy.c" &&
		"$top/lab/enter" trixie cc -I "$top" -I "$top/uapi" -o "$work/policy" "$work/policy.c" &&
		"$top/lab/enter" trixie "$work/policy"
}

commands_of_module()	# commands_of_module FILE: of its table of commands
{
	awk '
	/^static const struct genl_ops / { inside = 1 }
	/^};/ { inside = 0 }
	inside && $1 == ".cmd" { gsub(/^SEBP_(VMM_)?CMD_|,/, "", $3); gsub(/_/, "-", $3); line = tolower($3); admin = does = dumps = "" }
	inside && $1 == ".flags" { admin = $3 ~ /GENL_ADMIN_PERM/ ? " admin" : "" }
	inside && $1 == ".doit" { does = " do" }
	inside && $1 == ".dumpit" { dumps = " dump" }
	inside && /^\t}/ { print line admin does dumps }' "$1"
}

same()		# same NAME SPEC MODULE: both say something, and the same in some order
{
	is "$1" "$(sort <<< "$3")" "$(sort <<< "${2:-nothing}")"
}

# The kernel's documentation is compressed.
to_json()	# to_json FILE
{
	"$top/lab/enter" deploy python3 -c 'import gzip, json, sys, yaml
name = sys.argv[1]
print(json.dumps(yaml.safe_load((gzip.open if name.endswith(".gz") else open)(name))))' "$1"
}

of_spec()	# of_spec FILTER
{
	"$top/lab/enter" trixie jq -r "$1" "$work/$name.json"
}

valid()		# valid NAME
{
	"$top/lab/enter" deploy python3 -W ignore -m jsonschema -i "$work/$1.json" "$work/schema.json"
}

# refused FILTER: by the schema, what that makes of sebp's
refused()
{
	local name=sebp

	of_spec "$1" > "$work/broken.json" && valid broken && return 1
	[ -s "$work/broken.json" ]
}

mkdir -p "$work"
check "there is the kernel's documentation" "$LAB/sebp-lab" build kernel-doc
to_json "$(root_dir kernel-doc)/usr/share/doc/linux-doc-6.12/Documentation/netlink/genetlink.yaml.gz" > "$work/schema.json"
while read -r name source header; do
	to_json "$top/spec/$name.yaml" > "$work/$name.json"
	same "$name: requests" "$(of_spec "$policy_of_spec")" "$(policy_of_module "$top/$source" "$top/$header")"
	same "$name: commands" "$(of_spec "$commands_of_spec")" "$(commands_of_module "$top/$source")"
	check "$name: the kernel's schema" valid "$name"
done <<-EOT
	sebp module/netlink.c uapi/linux/sebp.h
	sebp-vmm vmm/netlink.c uapi/linux/sebp_vmm.h
EOT
check "the schema refuses a key that it does not know" refused '.operations.list[0].flag = []'
check "and a type" refused '.["attribute-sets"][0].attributes[0].type = "u33"'
done_testing
