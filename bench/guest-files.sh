# SPDX-License-Identifier: GPL-2.0-only
# For variants that are nothing but numbers in files of the guest:
#	FILES="PATH:VALUE:DEFAULT ..."		what each is to say while the variant is in force, and what it says otherwise

variant_load() { :; }

files_write()	# files_write 2|3: that field of each
{
	local file commands=true

	for file in $FILES; do
		commands+=" && echo $(cut -d : -f "$1" <<< "$file") > ${file%%:*}"
	done
	l2 $MEASURED_GUEST sh -c "$commands"
}

variant_on()
{
	files_write 2
}

# In force: the files still say what was written.
variant_off()
{
	local file paths=() wanted said names

	for file in $FILES; do
		paths+=("${file%%:*}")
	done
	names=("${paths[@]##*/}")
	wanted=$(cut -d : -f 2 <<< "${FILES// /$'\n'}")
	said=$(l2 $MEASURED_GUEST cat "${paths[@]}")
	files_write 3 || return
	jq -n -c '{settings: ([$ARGS.positional, ($said | split("\n") | map(tonumber))] | transpose | map({(.[0]): .[1]}) | add)}' \
		--arg said "$said" --args "${names[@]}" || return
	[ "$said" = "$wanted" ]
}
