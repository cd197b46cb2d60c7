#!/bin/sh
# Captures cut into other segments, put out of order, doubled and with both
# directions out of step must tell the same logins.  All of ../shared/corpus
# where it is there, pcaps/ always.
program=${PROGRAM:-build/lockhound}
tools=${BUILD:-build}/tests
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
bad=0 n=0
files=$(ls pcaps/*.pcap)
[ -n "${ALL:-}" ] && [ -d ../shared/corpus ] &&
    files="$files $(ls ../shared/corpus/*.pcap)"
for f in $files; do
	case $f in *any-sll*) continue ;; esac
	"$program" --json -r "$f" | python3 tests/logins.py > "$dir/want"
	for mode in split order double swap; do
		"$tools/tool_twist" $mode 1 "$f" "$dir/twisted.pcap" || continue
		"$program" --json -r "$dir/twisted.pcap" |
		    python3 tests/logins.py > "$dir/got"
		n=$((n + 1))
		if ! cmp -s "$dir/want" "$dir/got"; then
			echo "$f, $mode:"
			diff "$dir/want" "$dir/got" | head -n 6
			bad=1
		fi
	done
done
echo "$n twisted captures"
exit $bad
