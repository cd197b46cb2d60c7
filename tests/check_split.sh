#!/bin/sh
# Live where questions and answers come by two interfaces (as from a network
# tap): the way to the server is another than the way back.
p=${BUILD:-build}/lockhound
. tests/lan.sh
ip -n ${ns}g link add way type veth peer name eth1 netns ${ns}d
in_ns g sh -c 'for f in all way; do
    echo 0 > /proc/sys/net/ipv4/conf/$f/rp_filter; done'
in_ns g ip addr add 192.168.66.1/24 dev way
in_ns g ip link set way up
in_ns d ip addr add 192.168.66.2/24 dev eth1
in_ns d ip link set eth1 up
in_ns d ip route add 203.0.113.42 via 192.168.66.1 src 192.168.55.13
ip netns exec ${ns}s python3 tests/mail_server.py & pids="$pids $!"
ip netns exec ${ns}g "$p" -i vd -i way --json -w "$tmp/kept.pcap" \
    --duration 90s > "$tmp/json" 2> "$tmp/err" & watcher=$!
pids="$pids $watcher"
from() { in_ns d python3 tests/mail_client.py "$@" >/dev/null 2>&1; }
until_so 'from right; grep -q "\"success\"" "$tmp/json"'
good=$(grep -c lockhound.login "$tmp/json")
n=0
while [ $n -lt 10 ]; do from wrong; sleep 0.07; n=$((n + 1)); done
logins() { grep lockhound.login "$1" | grep -c "\"outcome\":\"$2\""; }
until_so '[ $(logins "$tmp/json" failure) = 10 ]'
ok "each failure is one" '[ $(logins "$tmp/json" failure) = 10 ]'
kill "$watcher"; wait "$watcher" 2>/dev/null
ok "none is taken for a good login" \
    '[ $(logins "$tmp/json" success) -le $((good + 1)) ]'
"$p" --json -q -r "$tmp/kept.pcap" > "$tmp/replayed"
for of in json replayed; do
	grep -v lockhound.summary "$tmp/$of" > "$tmp/$of.told"
done
ok "the replay of its capture says the same" \
    'cmp -s "$tmp/json.told" "$tmp/replayed.told"'
[ $bad = 0 ] || { cat "$tmp/err"; cut -c 1-300 "$tmp/json"; }
exit $bad
