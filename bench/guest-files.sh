# SPDX-License-Identifier: GPL-2.0-only
# For variants that are nothing but numbers in files of the guest:
#	FILES="PATH:VALUE ..."		what each is to say while the variant is in force; afterwards it says what it did before

variant_load() { :; }

files_paths()
{
	local file

	for file in $FILES; do
		echo "${file%%:*}"
	done
}

files_write()	# files_write VALUE...: one for each
{
	local path commands=true

	for path in $(files_paths); do
		commands+=" && echo $1 > $path"
		shift
	done
	l2 $MEASURED_GUEST sh -c "$commands"
}

variant_on()
{
	local before

	before=$(l2 $MEASURED_GUEST cat $(files_paths)) && echo "$before" > "$SCRATCH/files.$MEASURED_GUEST" || return
	files_write $(cut -d : -f 2 <<< "${FILES// /$'\n'}")
}

# In force: the files still say what was written.
variant_off()
{
	local wanted said names

	[ -e "$SCRATCH/files.$MEASURED_GUEST" ] || return
	names=($(files_paths))
	wanted=$(cut -d : -f 2 <<< "${FILES// /$'\n'}")
	said=$(l2 $MEASURED_GUEST cat "${names[@]}")
	files_write $(< "$SCRATCH/files.$MEASURED_GUEST") || return
	rm "$SCRATCH/files.$MEASURED_GUEST"
	jq -n -c '{settings: ([$ARGS.positional, ($said | split("\n") | map(tonumber))] | transpose | map({(.[0]): .[1]}) | add)}' \
		--arg said "$said" --args "${names[@]##*/}" || return
	[ "$said" = "$wanted" ]
}
