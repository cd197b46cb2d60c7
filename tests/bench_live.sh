#!/bin/sh
# What is lost of office-like traffic sent as fast as a veth takes it: tcpdump
# -w /dev/null and lockhound, with the same filter and buffer (32 MB), by
# turns, three times each; then the same with the default buffer (16 MB) while
# the listener is stopped for 300 ms.
build=${BUILD:-build}
t=$build/tests
dir=$build/bench
seconds=${BENCH_SECONDS:-5}
mkdir -p "$dir"
if ! command -v tcpdump >/dev/null; then
	echo "bench-live: skipped, no tcpdump here"
	exit 0
fi
[ -s "$dir/office.pcap" ] || "$t/tool_make" office 1 1500000 \
    "$dir/office.pcap" "$dir/office.truth"
. tests/lan.sh
# A pair of its own: the sender in s, the listener in g.
ip -n ${ns}g link add in0 type veth peer name out0 netns ${ns}s
in_ns g ip link set in0 up
in_ns s ip link set out0 up
filter=$("$t/tool_blast" filter)
blast() { in_ns s "$t/tool_blast" out0 "$dir/office.pcap" "$seconds"; }
row() {	# who, sent, taken, dropped
	echo "$1 $2 $3 $4" | awk '{
		printf "%-10s %11d %11d %8d %11d %9d %8.4f %%\n", $1, $2, $3,
		    $4, $5, $6, 100 * $6 / ($5 + $6 + ($5 + $6 == 0)) }'
}
printf '%-10s %11s %11s %8s %11s %9s %10s\n' who sent "sent/s" "Mbit/s" \
    taken dropped lost
# Stopped and continued in the midst of it, if asked for.
hit() {		# pid, stop
	blast > "$tmp/sent" & blaster=$!
	pids="$pids $blaster"
	if [ "$2" = stop ]; then
		sleep 1
		kill -STOP "$1"; sleep 0.3; kill -CONT "$1"
	fi
	wait $blaster
	sleep 1
	kill "$1"; wait "$1" 2>/dev/null
	sent=$(cat "$tmp/sent")
}
hit_tcpdump() {	# megabytes, stop
	# By its pid: "ip netns exec" becomes the command.
	ip netns exec ${ns}g tcpdump -i in0 -B $(($1 * 1024)) -w /dev/null \
	    "$filter" 2> "$tmp/tcpdump" & pid=$!
	pids="$pids $pid"
	until_so 'grep -q listening "$tmp/tcpdump"'
	hit $pid "$2"
	row tcpdump "$sent" \
	    "$(sed -n 's/ packets* captured.*//p' "$tmp/tcpdump")" \
	    "$(sed -n 's/ packets* dropped by kernel.*//p' "$tmp/tcpdump")"
}
hit_lockhound() {
	ip netns exec ${ns}g "$build/lockhound" -i in0 -B "$1" --json \
	    > "$tmp/json" 2> "$tmp/err" & pid=$!
	pids="$pids $pid"
	sleep 1
	hit $pid "$2"
	row lockhound "$sent" $(tail -n 1 "$tmp/json" | python3 -c '
import json, sys
c = json.load(sys.stdin)["lockhound"]["capture"]
print(c["packets"], c["dropped"])')
}
for i in 1 2 3; do
	hit_tcpdump 32 go
	hit_lockhound 32 go
done
echo "stopped for 300 ms (SIGSTOP, SIGCONT) under this load, 16 MB:"
for i in 1 2 3; do
	hit_tcpdump 16 stop
	hit_lockhound 16 stop
done
