#!/bin/sh
# bench_beside.sh BASE: this build beside another one, a build from before a
# change, on bench.sh's captures: medians of seven by turns, instructions per
# packet, the most memory, and whether both find the same.  On a machine that
# others use too the instructions tell more than the times.
base=$1
[ -x "$base" ] || {
	echo "make bench-beside BASE=path/to/another/lockhound"; exit 2
}
. tests/bench_kinds.sh
program=$build/lockhound
printf '%-9s %9s %9s %6s  %8s %8s %6s  %8s %8s  %s\n' kind "base ms" ms \
    ratio "base i/p" "instr/p" ratio "base KB" "RSS KB" truth
one() {		# kind, bar, the further options of both
	kind=$1; shift 2
	f=$dir/$kind.pcap
	: > "$dir/a"; : > "$dir/b"
	for i in 1 2 3 4 5 6 7; do
		"$t/tool_usage" "$base" -q "$@" -r "$f" >> "$dir/a"
		"$t/tool_usage" "$program" -q "$@" -r "$f" >> "$dir/b"
	done
	before=$(truth "$kind" "$base" "$@")
	after=$(truth "$kind" "$program" "$@")
	[ "$before" = "$after" ] && said=same || said="$before -> $after"
	awk -v k="$kind" -v a="$(median < "$dir/a")" \
	    -v b="$(median < "$dir/b")" -v said="$said" \
	    -v m="$(per_packet "$kind" "$base" "$@")" \
	    -v n="$(per_packet "$kind" "$program" "$@")" \
	    -v c="$(cut -d' ' -f2 "$dir/a" | sort -n | tail -n 1)" \
	    -v d="$(cut -d' ' -f2 "$dir/b" | sort -n | tail -n 1)" 'BEGIN {
		x = m; y = n; sub("~", "", x); sub("~", "", y)
		per = x + 0 > 0 ? sprintf("%.3fx", y / x) : "n/a"
		printf "%-9s %9.1f %9.1f %5.2fx  %8s %8s %6s  %8d %8d  %s\n",
		    k, a, b, b / a, m, n, per, c, d, said }'
}
each_kind
