#!/bin/sh
# A capture that has lost packets may know less, never anything else: every
# login that it tells in clear is one that the whole capture tells, with the
# same outcome and nobody else's name.
program=${PROGRAM:-build/lockhound}
tools=${BUILD:-build}/tests
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
bad=0 n=0
clear() {
	"$program" --json --show-users -r "$1" | python3 tests/logins.py |
	    awk '$8 == "plain" && ($6 == "failure" || $6 == "success") {
		print $2, $5, $6, $11 }' | sort
}
for f in pcaps/*.pcap; do
	clear "$f" > "$dir/want"
	[ -s "$dir/want" ] || continue
	# A name may be lost with its packet.
	awk '{ print; $4 = "-"; print }' "$dir/want" | sort > "$dir/may"
	for seed in 1 2 3 4 5 6 7 8 9 10 11 12; do
		"$tools/tool_twist" lose $seed "$f" "$dir/lost.pcap" || bad=1
		clear "$dir/lost.pcap" > "$dir/got"
		n=$((n + 1))
		comm -23 "$dir/got" "$dir/may" > "$dir/more"
		[ -s "$dir/more" ] || continue
		echo "$f, lost with seed $seed, tells what was not said:"
		head -n 6 "$dir/more"
		bad=1
	done
done
echo "$n captures with losses"
exit $bad
