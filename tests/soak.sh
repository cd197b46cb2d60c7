#!/bin/sh
# The slow tests: 10,000 damaged captures (under ASan and UBSan where that
# build is there), every cut of every labelled capture, a flood in bounded
# memory, and half an hour (LOOP_SECONDS) in which memory may not grow.
build=${BUILD:-build}
bad=0
say() { echo "soak: $*"; }
asan=build/asan/lockhound
[ -x "$asan" ] && program=$asan || program=$build/lockhound
say "damaged captures by $program"
for part in 0 1; do
	PROGRAM=$program N=${DAMAGED:-5000} FIRST=$((part * 5000 + 1)) \
	    sh tests/check_damaged.sh > "$build/damaged.$part.log" 2>&1 &
	eval "pid$part=\$!"
done
wait "$pid0" || bad=1
wait "$pid1" || bad=1
cat "$build"/damaged.[01].log
say "captures cut anew"
ALL=1 sh tests/check_anycut.sh || bad=1
mkdir -p "$build/bench"
[ -s "$build/bench/flood.pcap" ] || "$build/tests/tool_make" flood 3 1000000 \
    "$build/bench/flood.pcap" "$build/bench/flood.truth"
say "a flood of a million half-open connections, default memory"
"$build/lockhound" --json -r "$build/bench/flood.pcap" |
    python3 tests/truth.py "$build/bench/flood.truth" || bad=1
rss=$("$build/tests/tool_usage" "$build/lockhound" -r \
    "$build/bench/flood.pcap" | cut -d' ' -f2)
say "peak RSS $rss KB (bar 32768)"
[ "$rss" -lt 32768 ] || bad=1
say "half an hour of weeks: captures over and over, with other keys each time"
sh tests/soak_loops.sh > "$build/loops.log" 2>&1 & loops=$!
"$build/tests/tool_loop" pcaps/office.pcap "${LOOP_SECONDS:-1800}" || bad=1
wait $loops || bad=1
cat "$build/loops.log"
exit $bad
