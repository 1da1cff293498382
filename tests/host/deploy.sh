#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What is in deploy/, before the judges of its formats: yamllint, Ansible and ansible-lint, kubectl. They come from Debian's
# packages in a root of their own, which is built when this test runs first. No host and no cluster is touched. Prints TAP.
# What the role does is tested by packages.sh, what the DaemonSet's program does by the scenario flat-deploy.

top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
work=$top/build/tests/deploy
. "$top/lab/lib/tap.sh"

in_root()
{
	"$top/lab/enter" deploy env ANSIBLE_HOME=/tmp/ansible ANSIBLE_PYTHON_INTERPRETER=/usr/bin/python3 NO_COLOR=1 "$@"
}

# fails PATTERN COMMAND...: as it should, and says so
fails()
{
	local pattern=$1 output
	shift

	if output=$("$@" 2>&1); then
		echo "'$*' succeeded"
		return 1
	fi
	grep -q -E "$pattern" <<< "$output" || { printf '%s\n' "$output"; return 1; }
}

# broken FILE SED-SCRIPT: a copy of deploy/ with something wrong; prints its directory
broken()
{
	rm -rf "$work/broken"
	cp -a "$top/deploy" "$work/broken"
	sed -i "$2" "$work/broken/$1"
	! cmp -s "$top/deploy/$1" "$work/broken/$1" || echo "nothing was changed in $1" >&2
	echo "$work/broken"
}

# --- YAML

yaml()		# yaml DIRECTORY
{
	in_root yamllint --strict -c "$1/.yamllint" "$1"
}

# --- Ansible

syntax()	# syntax DIRECTORY
{
	in_root ansible-playbook -i "$1/ansible/inventory.example.yml" --syntax-check "$1/ansible/site.yml"
}

lint()		# lint DIRECTORY
(
	cd "$1/ansible" && in_root ansible-lint --offline --strict --profile production --project-dir .
)

# Nothing of the role but the judgement of its variables is reached.
with_variables()	# with_variables JSON
{
	in_root ansible-playbook -c local -i localhost, -e '{"ansible_become": false}' -e "$1" "$work/all.yml"
}

rendered()	# rendered JSON: what the role writes of a device with such settings
{
	rm -f "$work/rendered.conf"
	in_root ansible localhost -c local -i localhost, -e "{\"item\": {\"key\": \"eth0\", \"value\": $1}}" \
		-m ansible.builtin.template -a "src=$top/deploy/ansible/roles/sebp/templates/device.conf.j2 dest=$work/rendered.conf" > /dev/null
	grep -v '^#' "$work/rendered.conf"
}

# --- Kubernetes

# objects DIRECTORY: leaves as $work/objects.json all that kustomize makes of it, metrics included
objects()
{
	mkdir -p "$work/cluster"
	cat > "$work/cluster/kustomization.yaml" <<-EOT
		resources: [$(realpath --relative-to="$work/cluster" "$1")/kubernetes]
		components: [$(realpath --relative-to="$work/cluster" "$1")/kubernetes/metrics]
	EOT
	in_root kubectl kustomize "$work/cluster" > "$work/objects.yaml" &&
		in_root kubectl patch --local -f "$work/objects.yaml" --type merge -p '{}' -o json > "$work/objects.json" &&
		in_root jq 'select(.kind == "DaemonSet")' "$work/objects.json" > "$work/daemonset.json"
}

# Types of Kubernetes drop what they do not have: so all that went in has to come out.
typed()		# typed DIRECTORY
{
	objects "$1" || return
	in_root kubectl set env --local -f "$work/daemonset.json" ADDED=1 -o json > "$work/typed.json" || return
	in_root jq -e --slurpfile typed "$work/typed.json" '. as $given |
		[paths(if type == "object" or type == "array" then length == 0 else true end)] |
		map(select(. as $path | ($given | getpath($path)) != ($typed[0] | getpath($path))) | map(tostring) | join(".")) |
		if length > 0 then error("unknown: \(join(", "))") else true end' "$work/daemonset.json" || return
	in_root jq -e -s 'map(select(.kind != "DaemonSet") |
		(keys - ["apiVersion", "data", "kind", "metadata"]) + (.metadata | keys - ["labels", "name", "namespace"]) == [] and
		all(.data // {} | .[]; type == "string") or error("\(.kind): unknown, or not text"))' "$work/objects.json"
}

# What an API server would refuse, or a node would wait for in vain.
consistent()	# consistent DIRECTORY
{
	objects "$1" || return
	in_root jq -e -s 'def must(condition; text): if condition then . else error(text) end;
		map({key: .kind, value: .}) | from_entries | .DaemonSet.spec as $set | $set.template.spec as $pod |
		($pod | .containers + .initContainers) as $containers |
		must(.Namespace.metadata.name | . == "sebp"; "Namespace") |
		must([.ConfigMap, .DaemonSet | .metadata.namespace] | unique == ["sebp"]; "another namespace") |
		must($set.template.metadata.labels | contains($set.selector.matchLabels); "labels not selected") |
		must([$containers[].volumeMounts[].name] | unique == ([$pod.volumes[].name] | sort); "volumes not mounts") |
		must([$pod.volumes[].configMap // empty | .name] == [.ConfigMap.metadata.name]; "another ConfigMap") |
		must(all($containers[]; .securityContext | .readOnlyRootFilesystem and .capabilities.drop == ["ALL"] and
			.allowPrivilegeEscalation == false); "more rights than needed") | true' "$work/objects.json"
}

# The files of the ConfigMap, and the one that was rendered.
settings_taken()
{
	local device

	in_root jq -r 'select(.kind == "ConfigMap").data | keys[]' "$work/objects.json" | while read -r device; do
		in_root jq -r --arg device "$device" 'select(.kind == "ConfigMap").data[$device]' "$work/objects.json" > "$work/$device"
		"$top/lab/enter" trixie "$work/tools/sebpctl" apply "${device%.conf}" --check --config "$work/$device" || exit
	done
}

cd "$top" || exit
mkdir -p "$work"
printf '%s\n' '- hosts: all' '  gather_facts: false' "  roles: [$top/deploy/ansible/roles/sebp]" > "$work/all.yml"
check "there are linters" in_root true
check "sebpctl is built" "$top/lab/enter" trixie make -C tools OUT="$work/tools"

check "yamllint finds nothing" yaml deploy
check "yamllint refuses a key twice" fails 'duplication of key' \
	yaml "$(broken kubernetes/sebp.yaml 's/hostNetwork: true/&\n      &/')"

check "Ansible reads the playbook" syntax deploy
check "Ansible refuses an action that does not exist" fails "couldn't resolve module" \
	syntax "$(broken ansible/roles/sebp/tasks/main.yml 's/include_tasks/include_tsks/')"
cp -a deploy "$work/lint.new" && rm -rf "$work/lint" && mv "$work/lint.new" "$work/lint"	# it leaves files behind
check "ansible-lint finds nothing" lint "$work/lint"
check "ansible-lint refuses a command that always changes" fails 'no-changed-when' \
	lint "$(broken ansible/roles/sebp/tasks/configure.yml 's/changed_when: false/become: false/')"
check "the role refuses another state" fails 'sebp_state must be one of: present, absent' \
	with_variables '{"sebp_state": "there"}'
check "and devices without settings" fails 'sebp_devices.* dict' with_variables '{"sebp_devices": ["eth0"]}'
is "what it writes" "$(rendered '{"preset": "latency", "events": ["tick", "irq"], "max-gap": "500us", "share": 50}')" \
	"$(printf '%s\n' 'preset = latency' 'events = tick,irq' 'max-gap = 500us' 'share = 50')"
check "sebpctl takes it" "$top/lab/enter" trixie "$work/tools/sebpctl" apply eth0 --check --config "$work/rendered.conf"
is "without settings, nothing" "$(rendered '{}')" ""

check "kubectl knows every field of the manifests" typed deploy
check "they fit each other" consistent deploy
check "sebpctl takes the files in them" settings_taken
is "the image is that of this version" "$(in_root jq -r '.. | .image? // empty' "$work/daemonset.json" | sort -u)" \
	"registry.example.com/sebp-tools:$(< VERSION)"
check "and has the program" grep "^COPY deploy/kubernetes/$(in_root jq -r '.spec.template.spec.containers[0].command[0]' \
	"$work/daemonset.json") /usr/bin/" deploy/kubernetes/Containerfile
check "a misspelt field is found" fails 'unknown: spec.template.spec.hostNetwrk' \
	typed "$(broken kubernetes/sebp.yaml 's/hostNetwork:/hostNetwrk:/')"
check "in the ConfigMap too" fails 'ConfigMap: unknown' typed "$(broken kubernetes/sebp.yaml 's/^data:/dta:/')"
check "so is a wrong type" fails 'cannot unmarshal string' \
	typed "$(broken kubernetes/sebp.yaml 's/\(terminationGracePeriodSeconds:\).*/\1 soon/')"
check "and a volume that is missing" fails 'volumes not mounts' \
	consistent "$(broken kubernetes/sebp.yaml '0,/- name: state$/s//- name: stat/')"
done_testing
