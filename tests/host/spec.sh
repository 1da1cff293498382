#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Do the modules take what spec/*.yaml say? Which attributes of a request, of what type and in which range; which commands,
# and who may give them. And are those files what the kernel's own schema of such files wants? (tests/unit/spec-check compares
# names and numbers.) YAML is read, and judged, by Debian's python3-yaml and python3-jsonschema, of the root deploy. Prints TAP.

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

to_json()	# to_json FILE
{
	"$top/lab/enter" deploy python3 -c 'import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))' "$1"
}

of_spec()	# of_spec FILTER
{
	"$top/lab/enter" trixie jq -r "$1" "$work/$name.json"
}

# The kernel's schema comes with its sources, two gigabytes: who has compiled a kernel that checks itself has them.
schema=$(root_dir kernel-source)/usr/src/linux-source-6.12/Documentation/netlink/genetlink.yaml

valid()
{
	"$top/lab/enter" deploy python3 -W ignore -m jsonschema -i "$work/$1.json" "$work/schema.json"
}

mkdir -p "$work"
[ ! -e "$schema" ] || { cp "$schema" "$work/schema.yaml"; to_json "$work/schema.yaml" > "$work/schema.json"; }
while read -r name source header; do
	to_json "$top/spec/$name.yaml" > "$work/$name.json"
	same "$name: requests" "$(of_spec "$policy_of_spec")" "$(policy_of_module "$top/$source" "$top/$header")"
	same "$name: commands" "$(of_spec "$commands_of_spec")" "$(commands_of_module "$top/$source")"
	if [ -e "$schema" ]; then
		check "$name: the kernel's schema" valid "$name"
	else
		tests=$((tests + 1))
		echo "ok $tests - $name: the kernel's schema # SKIP its sources are not there: lab/enter kernel-source true"
	fi
done <<-EOT
	sebp module/netlink.c uapi/linux/sebp.h
	sebp-vmm vmm/netlink.c uapi/linux/sebp_vmm.h
EOT
done_testing
