#!/bin/sh
# Live, and what takes the results fails: a full disk under -w, a reader that
# goes away; and -w - into a pipe.
p=${BUILD:-build}/lockhound
# The search for leaks starts a thread at the end, which a watch may not.
export ASAN_OPTIONS=detect_leaks=0
. tests/lan.sh
ip netns exec ${ns}s python3 tests/mail_server.py & pids="$pids $!"
wrong() { in_ns b python3 tests/mail_client.py wrong >/dev/null 2>&1; }
# How it ended, for at most 20 seconds.
ends() { until_so '[ -s "$tmp/rc" ]'; }
# A full disk: said at once, the culprit is found all the same, and it is 3.
ip netns exec ${ns}g "$p" -i br-lan --duration 60s --json -w /dev/full \
    > "$tmp/json" 2> "$tmp/err" & watcher=$!
pids="$pids $watcher"
ok "a full disk is told at once" \
    'until_so "grep -q \"cannot write /dev/full: No space\" \"$tmp/err\""'
ok "the culprit is found all the same" \
    'until_so "wrong; grep -q culprit-named \"$tmp/json\""'
kill "$watcher"; wait "$watcher"
ok "and it ends with 3" "[ $? = 3 ]"
ok "the summary is there" \
    'tail -n 1 "$tmp/json" | grep -q lockhound.summary'
ok "it was one sentence" '[ "$(wc -l < "$tmp/err")" = 1 ]'
# Whatever else the shell had open (forty of them) is no matter.
python3 -c '
import os, sys
for i in range(40): os.set_inheritable(os.open("/dev/null", os.O_RDWR), True)
os.execvp(sys.argv[1], sys.argv[1:])' ip netns exec ${ns}g "$p" -i br-lan \
    --duration 60s --json -w "$tmp/many.pcap" > "$tmp/json" 2> "$tmp/err" &
watcher=$!
pids="$pids $watcher"
until_so 'wrong; grep -q culprit-named "$tmp/json"'
kill "$watcher"; wait "$watcher"
ok "many open descriptors leave -w alone" "[ $? = 0 ] && [ ! -s '$tmp/err' ]"
ok "and the capture is whole" \
    '"$p" --json -r "$tmp/many.pcap" | grep -q culprit-named'
# So is a limit on files (ulimit -f), whose signal would end it.
{ (ulimit -f 1; exec ip netns exec ${ns}g "$p" -i br-lan --duration 60s \
    --json -w "$tmp/small.pcap" 2> "$tmp/err" & echo $! > "$tmp/pid"
    wait $!; echo $? > "$tmp/rc"); } | cat > "$tmp/json" &
ok "a limit is told as a full disk is" 'until_so "wrong
    grep -q \"cannot write $tmp/small.pcap: File too\" \"$tmp/err\""'
ok "and the culprit is found" \
    'until_so "wrong; grep -q culprit-named \"$tmp/json\""'
kill "$(cat "$tmp/pid")"
ok "and it ends as well" 'ends && [ "$(cat "$tmp/rc")" = 3 ]'
# What was kept is a capture in which the same is found.
ip netns exec ${ns}g "$p" -i br-lan --duration 60s --json -w "$tmp/k.pcap" \
    > "$tmp/json" 2> "$tmp/err" & watcher=$!
pids="$pids $watcher"
until_so 'wrong; grep -q culprit-named "$tmp/json"'
kill "$watcher"; wait "$watcher"
ok "keeping ends with 0" "[ $? = 0 ]"
ok "the same is found in what was kept" \
    '"$p" --json -r "$tmp/k.pcap" | grep -q culprit-named'
ok "and tcpdump reads it" '! command -v tcpdump >/dev/null ||
    tcpdump -nr "$tmp/k.pcap" 2>/dev/null | grep -q "203.0.113.42"'
# -w - is for a pipe; the report is beside it.
mkfifo "$tmp/pipe"
"$p" --json -r - < "$tmp/pipe" > "$tmp/piped" 2>/dev/null & reader=$!
ip netns exec ${ns}g "$p" -i br-lan --duration 60s -w - > "$tmp/pipe" \
    2> "$tmp/err" & watcher=$!
pids="$pids $watcher $reader"
until_so 'wrong; grep -q culprit-named "$tmp/piped"'
kill "$watcher"; wait "$watcher"
ok "keeping into a pipe ends with 0" "[ $? = 0 ]"
wait "$reader"
ok "who reads the pipe finds it" \
    'grep culprit-named "$tmp/piped" | grep -q 02-00-5E-10-00-11'
ok "the report is on stderr" 'grep -q "What to do" "$tmp/err"'
# Two kinds of link do not fit into one file.
ip netns exec ${ns}g "$p" -i br-lan -i any --duration 60s \
    -w "$tmp/two.pcap" 2> "$tmp/err"
ok "two kinds of link are refused" "[ $? = 3 ]"
ok "in one sentence" '[ "$(wc -l < "$tmp/err")" = 1 ] &&
    grep -q "one kind of link" "$tmp/err" && [ ! -e "$tmp/two.pcap" ]'
# The reader goes away: the watch ends, quietly.
for how in --json -b "-w -"; do
	rm -f "$tmp/rc"
	{ ip netns exec ${ns}g "$p" -i br-lan --duration 60s $how \
	    2> "$tmp/err"; echo $? > "$tmp/rc"; } | true &
	ok "a reader that goes ends it ($how)" ends
	ok "with 0 ($how)" '[ "$(cat "$tmp/rc")" = 0 ]'
	ok "and no word of it ($how)" '! grep -q "rite\|pipe" "$tmp/err"'
done
rm -f "$tmp/rc"
{ ip netns exec ${ns}g "$p" -i br-lan --duration 60s --json 2> "$tmp/err"
    echo $? > "$tmp/rc"; } | head -n 1 > "$tmp/first" &
until_so 'wrong; [ -s "$tmp/first" ]'
ok "and so after the first line" ends
ok "quietly" '[ "$(cat "$tmp/rc")" = 0 ] && [ ! -s "$tmp/err" ]'
[ $bad = 0 ] || cat "$tmp/err"
exit $bad
