#!/bin/sh
# What is lost of office-like traffic sent as fast as a veth takes it: tcpdump
# -w /dev/null and lockhound, with the same filter and buffer (32 MB), by
# turns, three times each; then the same with the default buffer (16 MB) while
# the listener is stopped for 300 ms.
#
# Then mail and nothing else, all of which passes the filter, at growing rates
# (BENCH_RATES, in frames per second; 0 is as fast as it goes), and the same
# where the listener may have a twentieth of a core only, as on a small router,
# to see where it begins to lose.  "core" is what it took of a processor.
#
# At last what the dashboard takes of one when there is nothing to see, and at
# 50 packets per second (the bar is 1 %).
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
[ -s "$dir/mail.pcap" ] || "$t/tool_make" mail 1 5000 "$dir/mail.pcap" \
    "$dir/mail.truth"
. tests/lan.sh
# A pair of its own: the sender in s, the listener in g.
ip -n ${ns}g link add in0 type veth peer name out0 netns ${ns}s
in_ns g ip link set in0 up
in_ns s ip link set out0 up
filter=$("$t/tool_blast" filter)
load=office rate=0
blast() { in_ns s "$t/tool_blast" out0 "$dir/$load.pcap" "$seconds" $rate; }
row() {	# who, sent, taken, dropped
	echo "$1 $2 $3 $4 $ms" | awk -v s="$seconds" '{
		printf "%-9s %9d %8d %7d %9d %8d %8.4f %% %5.1f %%\n", $1,
		    $2, $3, $4, $5, $6, 100 * $6 / ($5 + $6 + ($5 + $6 == 0)),
		    $7 / 10 / s }'
}
printf '%-9s %9s %8s %7s %9s %8s %10s %7s\n' who sent "sent/s" "Mbit/s" \
    taken dropped lost core
# What it has had of a processor, in ms.
cpu_ms() { sed 's/.*) //' "/proc/$1/stat" | awk -v hz="$(getconf CLK_TCK)" \
    '{ print ($12 + $13) * 1000 / hz }'; }
# A group of processes that have 5 % of a core, in either kind of cgroups.
group= cg=/sys/fs/cgroup
share_begin() {
	trap 'clean; rmdir "$made" 2>/dev/null' EXIT
	if mkdir $cg/cpu/$ns 2>/dev/null; then
		group=$cg/cpu/$ns made=$cg/cpu/$ns
		echo 20000 > $group/cpu.cfs_period_us &&
		    echo 1000 > $group/cpu.cfs_quota_us && return
	elif mkdir $cg/$ns 2>/dev/null; then
		group=$cg/$ns made=$cg/$ns
		echo "1000 20000" > $group/cpu.max && return
	fi 2>/dev/null
	return 1
}
# Stopped and continued in the midst of it, if asked for.
hit() {		# pid, stop
	[ -z "$group" ] || echo "$1" > "$group/cgroup.procs"
	blast > "$tmp/sent" & blaster=$!
	pids="$pids $blaster"
	if [ "$2" = stop ]; then
		sleep 1
		kill -STOP "$1"; sleep 0.3; kill -CONT "$1"
	fi
	wait $blaster
	sleep 1
	ms=$(cpu_ms "$1")
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
load=mail
climb() {
	for rate in ${BENCH_RATES:-50000 100000 200000 300000 400000 0}; do
		hit_tcpdump 32 go
		hit_lockhound 32 go
	done
}
echo "mail only, at growing rates, 32 MB:"
climb
if share_begin; then
	echo "the same, the listener with 5 % of a core:"
	climb
else
	echo "the same with 5 % of a core: skipped, no cgroups here"
fi
group=
# A minute each; its beginning, in which it starts, is left out.
ip -n ${ns}g link add in1 type veth peer name out1 netns ${ns}s
in_ns g ip link set in1 up
in_ns s ip link set out1 up
ip netns exec ${ns}s "$t/tool_churn" out1 70 50 50 pcaps/office.pcap \
    pcaps/household.pcap 2>/dev/null & pids="$pids $!"
idle() {	# interface, words
	TERM=xterm-256color "$t/tool_hold" 65 "$tmp/$1" pty \
	    ip netns exec ${ns}g "$build/lockhound" -i "$1"
	awk -v words="$2" '$1 == 5 { from = $4 } { to = $4; s = $1 }
		END { printf "the dashboard, %s: %.2f %% of a core\n", words,
		    (to - from) / 10 / (s - 5) }' "$tmp/$1"
}
idle in0 "nothing to see" > "$tmp/idle" & quiet=$!
idle in1 "50 packets per second"
wait $quiet
cat "$tmp/idle"
