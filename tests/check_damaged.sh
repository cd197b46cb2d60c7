#!/bin/sh
# Damaged captures: no crash, no hang over 5 s, exit 0 or 4 (3 where the first
# bytes no longer name a capture).  N of them, 240 by default; what fails is
# kept under build/damaged/.
p=${PROGRAM:-build/lockhound}
tool=${BUILD:-build}/tests/tool_damage
total=${N:-240} first=${FIRST:-1}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
files=$(ls pcaps/*.pcap)
[ -d ../shared/corpus/derived ] && [ "$total" -gt 1000 ] &&
    files="$files $(ls ../shared/corpus/derived/*.pcap | grep -v pieces)"
set -- $files
bad=0 i=$first odd=0
while [ "$i" -lt $((first + total)) ]; do
	f=$1; shift; set -- "$@" "$f"
	"$tool" "$i" "$f" "$dir/x.pcap"
	timeout 5 "$p" --json -q -r "$dir/x.pcap" > "$dir/out" 2> "$dir/err"
	status=$?
	case $status in
	0|4) ;;
	3)	odd=$((odd + 1))
		grep -q "is no capture" "$dir/err" || bad=1 ;;
	*)	bad=1
		mkdir -p build/damaged
		cp "$dir/x.pcap" "build/damaged/$i-$status.pcap"
		echo "seed $i of $f: exit $status"; head -n 5 "$dir/err" ;;
	esac
	i=$((i + 1))
done
echo "$total damaged captures, $odd no longer captures"
exit $bad
