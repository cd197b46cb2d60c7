#!/bin/sh
# Speed beside a bare libpcap loop over the same file, in one run: medians of
# five, bare and lockhound by turns; instructions per packet where the machine
# can count them; and whether every login of the truth was found.
build=${BUILD:-build}
t=$build/tests
dir=$build/bench
mkdir -p "$dir"
bad=0
make_one() {	# kind, seed, n
	[ -s "$dir/$1.pcap" ] && [ "$dir/$1.pcap" -nt "$t/tool_make" ] && return
	"$t/tool_make" "$1" "$2" "$3" "$dir/$1.pcap" "$dir/$1.truth"
}
median() { sort -n | sed -n 3p; }
# Instructions per packet: counted by the processor where it lets us, else by
# valgrind over a small capture of the same kind ("~").
per_packet() {	# kind, packets, command
	kind=$1 packets=$2; shift 2
	n=$(perf stat -x, -e instructions:u "$@" 2>&1 >/dev/null |
	    awk -F, '$1 ~ /^[0-9]+$/ { print $1 }')
	if [ -n "$n" ]; then
		echo "$n $packets" | awk '{ printf "%.0f", $1 / $2 }'
		return
	fi
	command -v valgrind >/dev/null || { echo n/a; return; }
	case $kind in mail) small=300 ;; *) small=30000 ;; esac
	"$t/tool_make" "$kind" 9 $small "$dir/small.pcap" "$dir/small.truth"
	none=$(valgrind_count "$build/lockhound" -V)
	n=$(valgrind_count "$build/lockhound" -q -r "$dir/small.pcap")
	packets=$("$t/tool_bare" "$dir/small.pcap" | cut -d' ' -f1)
	echo "$n $none $packets" | awk '{ printf "~%.0f", ($1 - $2) / $3 }'
}
# Confined it would take valgrind with it.
valgrind_count() {
	"$t/tool_refuse" seccomp landlock user -- "$(command -v valgrind)" \
	    --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 \
	    >/dev/null | sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}
printf '%-8s %9s %9s %9s %6s %5s  %-6s %8s %7s  %s\n' kind packets "bare ms" \
    "ms" ratio bar "" "instr/p" "RSS KB" truth
one() {		# kind, bar, lockhound's further options
	kind=$1 bar=$2; shift 2
	f=$dir/$kind.pcap
	: > "$dir/a"; : > "$dir/b"
	for i in 1 2 3 4 5; do
		"$t/tool_usage" "$t/tool_bare" "$f" >> "$dir/a"
		"$t/tool_usage" "$build/lockhound" -q "$@" -r "$f" >> "$dir/b"
	done
	a=$(cut -d' ' -f1 "$dir/a" | median)
	b=$(cut -d' ' -f1 "$dir/b" | median)
	rss=$(cut -d' ' -f2 "$dir/b" | sort -n | tail -n 1)
	packets=$("$t/tool_bare" "$f" | cut -d' ' -f1)
	n=$(per_packet "$kind" "$packets" "$build/lockhound" -q "$@" -r "$f")
	truth=$("$build/lockhound" --json -q "$@" -r "$f" |
	    python3 tests/truth.py "$dir/$kind.truth") || bad=1
	awk -v k="$kind" -v p="$packets" -v a="$a" -v b="$b" -v bar="$bar" \
	    -v n="$n" -v rss="$rss" -v truth="$truth" 'BEGIN {
		printf "%-8s %9d %9.1f %9.1f %5.2fx %4.2fx  %-6s %8s %7d  %s\n",
		    k, p, a, b, b / a, bar, b / a <= bar ? "holds" : "SHORT",
		    n, rss, truth }'
}
make_one office 1 1500000; one office 1.15
make_one mail 2 30000; one mail 2.00
make_one flood 3 1000000; one flood 3.00
make_one million 4 1000000; one million 6.00 --memory 1G
exit $bad
