#!/bin/sh
# The clock is set while a LAN is watched: what was kept (-w) is judged by a
# replay as it was live.
p=$(realpath "${BUILD:-build}/lockhound")
. tests/lan.sh
if ! ${CC:-cc} -shared -fPIC -o "$tmp/clock_set.so" tests/clock_set.c \
    2> "$tmp/err"; then
	echo "skipped, no shared libraries can be made here"
	exit 77
fi
ip netns exec ${ns}s python3 tests/mail_server.py & pids="$pids $!"
from_b() { in_ns b python3 tests/mail_client.py "$@" >/dev/null 2>&1; }
logins() { grep -c '"outcome":"failure"' "$tmp/json"; }
# What was found, without times and what counts the frames of the other way.
found() { grep -o '"type":"lockhound[^,]*\|"action":"[^"]*"\|"outcome":"[^"]*"' \
    "$1" | grep -v summary; }
set_clock() {	# CLOCK_BACK or CLOCK_ON, the word that tells of it
	rm -f "$tmp/set"
	ip netns exec ${ns}g env "$1=$tmp/set" LD_PRELOAD="$tmp/clock_set.so" \
	    ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0 \
	    "$p" -i br-lan --duration 90s --json -w "$tmp/kept.pcap" \
	    > "$tmp/json" 2> "$tmp/err" & watcher=$!
	pids="$pids $watcher"
	until_so 'from_b wrong; [ "$(logins)" -ge 2 ]'
	: > "$tmp/set"
	ok "a clock set $2 is told" \
	    "until_so 'grep -q \"clock was set $2 by\" \"$tmp/err\"'"
	before=$(logins)
	ok "failures are seen when it was set $2" \
	    "until_so 'from_b wrong; [ \$(logins) -gt $((before + 2)) ]'"
	kill "$watcher"; wait "$watcher"
	ok "it ends well when it was set $2" "[ $? = 0 ]"
	"$p" --json -r "$tmp/kept.pcap" > "$tmp/again" 2>/dev/null
	found "$tmp/json" > "$tmp/live"
	found "$tmp/again" > "$tmp/replay"
	ok "a replay finds the same when it was set $2" \
	    'grep -q failure "$tmp/live" && cmp "$tmp/live" "$tmp/replay"'
	ok "and no hour was kept when it was set $2" \
	    '[ "$(hours "$tmp/kept.pcap")" = 0 ]'
}
hours() { python3 -c '
import struct, sys
b = open(sys.argv[1], "rb").read()
at, times = 24, []
while at + 16 <= len(b):
    s, ns, n, wire = struct.unpack_from("=IIII", b, at)
    times.append(s)
    at += 16 + n
print((max(times) - min(times)) // 1800)' "$1"; }
set_clock CLOCK_BACK back
set_clock CLOCK_ON forward
[ $bad = 0 ] || { cat "$tmp/err"; cut -c1-200 "$tmp/json"; }
exit $bad
