#!/bin/sh
# Speed beside a bare libpcap loop over the same file, in one run: medians of
# five, bare and lockhound by turns; instructions per packet where the machine
# can count them; and whether every login of the truth was found.  Last comes
# where manyflows spends its time, floor by floor.
. tests/bench_kinds.sh
bad=0
program=$build/lockhound
printf '%-9s %9s %9s %9s %6s %5s  %-6s %8s %7s  %s\n' kind packets "bare ms" \
    "ms" ratio bar "" "instr/p" "RSS KB" truth
one() {		# kind, bar, lockhound's further options
	kind=$1 bar=$2; shift 2
	f=$dir/$kind.pcap
	: > "$dir/a"; : > "$dir/b"
	for i in 1 2 3 4 5; do
		"$t/tool_usage" "$t/tool_bare" "$f" >> "$dir/a"
		"$t/tool_usage" "$program" -q "$@" -r "$f" >> "$dir/b"
	done
	a=$(median < "$dir/a")
	b=$(median < "$dir/b")
	rss=$(cut -d' ' -f2 "$dir/b" | sort -n | tail -n 1)
	packets=$("$t/tool_bare" "$f" | cut -d' ' -f1)
	rm -f "$dir/$kind.callgrind"
	n=$(per_packet "$kind" "$program" "$@")
	truth=$(truth "$kind" "$program" "$@") || bad=1
	awk -v k="$kind" -v p="$packets" -v a="$a" -v b="$b" -v bar="$bar" \
	    -v n="$n" -v rss="$rss" -v truth="$truth" 'BEGIN {
		printf "%-9s %9d %9.1f %9.1f %5.2fx %4.2fx  %-6s %8s %7d  %s\n",
		    k, p, a, b, b / a, bar, b / a <= bar ? "holds" : "SHORT",
		    n, rss, truth }'
	[ "$kind" != manyflows ] || floors "$@"
}
# Time where perf can sample it; instructions where valgrind can count them.
floors() {	# lockhound's further options
	if perf record -q -F 499 -e cpu-clock -o "$dir/perf.data" "$program" \
	    -q "$@" -r "$dir/manyflows.pcap" >/dev/null 2>&1; then
		echo "manyflows, time by floor (perf):"
		python3 tests/floors.py perf "$dir/perf.data" "$program"
	fi
	counted=$dir/manyflows.callgrind
	if command -v valgrind >/dev/null; then
		[ -s "$counted" ] || {
			small manyflows
			valgrind_count "$counted" "$program" -q "$@" \
			    -r "$dir/small.pcap" >/dev/null
		}
		echo "manyflows, a small one, instructions by floor (valgrind):"
		python3 tests/floors.py callgrind "$counted" 10
	fi
}
each_kind
exit $bad
