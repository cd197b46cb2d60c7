#!/bin/sh
# The real program for half an hour (LOOP_SECONDS), four times side by side: a
# replay from a pipe and a live watch, each as JSON and as dashboard, while
# devices, connections, servers and accounts change (tool_churn).  Its memory
# after the first minute and at the end differ by less than 1 MB.
#
# In the first half minute there is far more traffic: what is bounded
# by --memory (the default) is full when it is looked at for the first time.
build=${BUILD:-build}
t=$build/tests
out=$build/soak
seconds=${LOOP_SECONDS:-1800}
first=${LOOP_FIRST:-100000}
rate=${LOOP_RATE:-4000}
set -- pcaps/office.pcap pcaps/household.pcap pcaps/guessing.pcap \
    pcaps/two-programs.pcap pcaps/server-trouble.pcap \
    pcaps/stale-password.pcap pcaps/typing-slip.pcap \
    pcaps/other-refusals.pcap pcaps/second-router.pcap
export TERM=xterm-256color LC_ALL=C.UTF-8 TZ=UTC
mkdir -p "$out"
rm -f "$out"/replay* "$out"/watch*
# Sent for longer than is looked at: what is over grows no more.
longer=$((seconds + 20))
hold() {	# report, how, command...
	report=$1 how=$2; shift 2
	"$t/tool_hold" "$seconds" "$out/$report" "$how" "$@"
}
last() { tail -n 1 > "$out/$1.json"; }
churn() {	# where, report, files...
	where=$1 report=$2; shift 2
	"$t/tool_churn" "$where" $longer "$first" "$rate" "$@" \
	    2> "$out/$report.sent"
}
replays() {
	churn - replay-json "$@" |
	    { hold replay-json plain "$build/lockhound" --json -r -
	    echo $? > "$out/replay-json.rc"; } | last replay-json &
	churn - replay-screen "$@" |
	    hold replay-screen keys "$build/lockhound" --dashboard -r -
	echo $? > "$out/replay-screen.rc"
	wait
}
watches() (
	. tests/lan.sh
	ip -n ${ns}g link add in0 type veth peer name out0 netns ${ns}s
	in_ns g ip link set in0 up
	in_ns s ip link set out0 up
	ip netns exec ${ns}s "$t/tool_churn" out0 $longer "$first" "$rate" "$@" \
	    2> "$out/watch.sent" & sender=$!
	pids="$pids $sender"
	{ hold watch-json plain ip netns exec ${ns}g "$build/lockhound" \
	    -i in0 --json; echo $? > "$out/watch-json.rc"; } |
	    last watch-json & reader=$!
	hold watch-screen keys ip netns exec ${ns}g "$build/lockhound" -i in0 \
	    -w /dev/null
	echo $? > "$out/watch-screen.rc"
	wait $sender $reader
)
packets() {	# name
	if [ -s "$out/$1.json" ]; then
		grep -o '"packets":[0-9]*' "$out/$1.json" | cut -d: -f2
	else
		sed -n 's/^ *\([0-9,]*\) packets, .*/\1/p' \
		    "$out/$1.screen" | tail -n 1
	fi
}
bad=0
look() {	# name
	[ -s "$out/$1" ] && [ "$(cat "$out/$1.rc")" = 0 ] ||
	    { echo "$1: it did not end well"; bad=1; }
	[ -n "$(packets "$1")" ] || { echo "$1: no packets told"; bad=1; }
	awk -v name="$1" -v packets="$(packets "$1")" -v all="$seconds" '
		$1 < 60 && 2 * $1 <= all || $1 >= 60 && first < 60 {
			first = $1; rss = $2; anon = $3; cpu = $4 }
		$2 > most { most = $2 }
		{ last = $1; end = $2; end_anon = $3; end_cpu = $4 }
		END {	printf "%-13s %d packets; after %d s %d KB (anonymous " \
			    "%d), after %d s %d KB (%d), most %d KB; " \
			    "between them %.2f %% of a core\n", name, packets,
			    first, rss, anon, last, end, end_anon, most,
			    (end_cpu - cpu) / 10 / (last - first)
			exit (end - rss >= 1024 || end_anon - anon >= 1024) }
	' "$out/$1" || { echo "$1: it grew"; bad=1; }
}
watches "$@" & w=$!
replays "$@"
wait $w; rc=$?
for name in replay-json replay-screen; do look $name; done
if [ $rc = 77 ]; then
	echo "watch: skipped, no network namespaces here"
else
	for name in watch-json watch-screen; do look $name; done
fi
for name in replay-json replay-screen; do
	echo "$name was sent $(cat "$out/$name.sent")"
done
exit $bad
