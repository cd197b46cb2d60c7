#!/bin/sh
# Live on a LAN of namespaces, with a mail server of a few lines: the LAN side
# is picked, the culprit is named by MAC within a second, nobody else is.
p=${BUILD:-build}/lockhound
. tests/lan.sh
only=
ip netns exec ${ns}s python3 tests/mail_server.py & pids="$pids $!"
ip netns exec ${ns}g "$p" --json --duration 60s > "$tmp/json" \
    2> "$tmp/err" & watcher=$!
pids="$pids $watcher"
good() { in_ns a python3 tests/mail_client.py right >/dev/null 2>&1; }
until_so 'good; grep -q "\"success\"" "$tmp/json"'
in_ns b python3 tests/mail_client.py wrong wrong wrong >/dev/null 2>&1
failed=$(now_ms)
until_so 'grep -q culprit-named "$tmp/json"'
took=$(($(now_ms) - failed))
kill "$watcher"; wait "$watcher" 2>/dev/null
named() { grep culprit-named "$tmp/json" | grep -q "02-00-5E-10-00-$1"; }
ok "the LAN side is picked" 'grep -q "capturing on br-lan" "$tmp/err"'
ok "the culprit is named by its MAC" 'named 11'
echo "named $took ms after the third failure"
ok "soon (it took $took ms)" "[ $took -lt 1000 ]"
ok "nobody else" '! named 10'
ok "the summary comes last" \
    'tail -n 1 "$tmp/json" | grep -q lockhound.summary'
ok "the kernel took the filter" '! grep -q "filter failed" "$tmp/err"'
# The user's own filter holds beside ours, a long one (600 bytes) as well.
more=$(awk 'BEGIN { for (i = 100; i < 125; i++)
    printf " or host 192.168.55.%d", i }')
for host in 11 10; do
	ip netns exec ${ns}g "$p" --json -i br-lan \
	    -f "host 192.168.55.$host$more" --duration 60s > "$tmp/only.$host" 2>/dev/null &
	pids="$pids $!" only="$only $!"
done
until_so 'good; grep -q "\"success\"" "$tmp/only.10"'
until_so 'in_ns b python3 tests/mail_client.py wrong >/dev/null 2>&1
    grep -q "\"failure\"" "$tmp/only.11"'
kill $only; wait $only 2>/dev/null
ok "-f shows whom it names" \
    'grep lockhound.login "$tmp/only.11" | grep -q "192.168.55.11"'
ok "and nobody else" \
    '! grep lockhound.login "$tmp/only.11" | grep -q "192.168.55.10"'
# On a client itself only that client is seen, and it says so.
ip netns exec ${ns}a "$p" -i eth0 -b --duration 60s > "$tmp/report" \
    2> "$tmp/err" & watcher=$!
pids="$pids $watcher"
tries=0
until_so 'good; tries=$((tries + 1)); [ $tries -ge 12 ]'
kill "$watcher"; wait "$watcher" 2>/dev/null
ok "on one computer it says so" 'tr "\n" " " < "$tmp/report" |
    grep -q "You only see this computer"'
# What is none is neither listed nor taken, and all that are some are listed.
i=0
while [ $i -lt 100 ]; do
	echo "link add many$i type veth peer name more$i"
	i=$((i + 1))
done > "$tmp/batch"
ip -n ${ns}d -batch "$tmp/batch"
in_ns d "$p" -D > "$tmp/list"
ok "a long list is whole" \
    '[ $(grep -c "^  m[ao][nr][ye][0-9]* *(down)$" "$tmp/list") = 200 ]'
ok "only interfaces are listed" '! grep -q "nf\|dbus" "$tmp/list"'
in_ns d "$p" -i nfqueue -b --duration 1s > /dev/null 2> "$tmp/err"
ok "only they are captured on" \
    '[ $? = 3 ] && grep -q "nfqueue is no network interface" "$tmp/err"'
# Sixteen of the longest names are told in full.
i=10
while [ $i -lt 26 ]; do
	echo "link add long-interfac$i up type veth peer name peer$i"
	i=$((i + 1))
done > "$tmp/batch"
ip -n ${ns}d -batch "$tmp/batch"
hosts=$(awk 'BEGIN { for (i = 0; i < 185; i++)
    printf " or host 10.0.0.%d", i }')
in_ns d "$p" -b --duration 1s -f "net 10.1.0.0/16$hosts" $(awk 'BEGIN {
    for (i = 10; i < 26; i++) print "-i long-interfac" i }') \
    > /dev/null 2> "$tmp/err"
ok "all names are told" 'grep -q "long-interfac25; -f is so" "$tmp/err"'
# What -B means is told: tcpdump's is another unit.
in_ns g "$p" -i br-lan -b --duration 1s -B 8 > /dev/null 2> "$tmp/err"
ok "the unit of -B is told" 'grep -q "buffer is 8 MiB" "$tmp/err"'
# Who forgets "-r -" is told, and a service with a pipe watches all the same.
from_stdin() {	# more options
	in_ns g "$p" -b --duration 1s "$@" > "$tmp/report" 2> "$tmp/err"
}
cat pcaps/office.pcap | from_stdin
ok "a pipe that is not read is told, and how to read it" \
    "[ $? = 0 ] && grep -q 'standard input is not read.* -r - ' '$tmp/err'"
ok "and the watch went on" 'grep -q "NOTHING SEEN" "$tmp/report"'
from_stdin < pcaps/office.pcap
ok "so is a file" 'grep -q "standard input is not read" "$tmp/err"'
cat pcaps/office.pcap | from_stdin -q
ok "quietly if asked" '[ ! -s "$tmp/err" ]'
cat pcaps/office.pcap | from_stdin -i br-lan
ok "not where an interface is named" '! grep -q "standard input" "$tmp/err"'
from_stdin < /dev/null
ok "nor without one" '! grep -q "standard input" "$tmp/err"'
[ $bad = 0 ] || { cat "$tmp/err"; cut -c1-300 "$tmp/json"; }
exit $bad
