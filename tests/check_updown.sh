#!/bin/sh
# Live while the LAN changes: the interface goes down and comes back, and a
# device gets another address; what fails then is still seen, by its MAC.
p=${BUILD:-build}/lockhound
. tests/lan.sh
ip netns exec ${ns}s python3 tests/mail_server.py & pids="$pids $!"
ip netns exec ${ns}g "$p" -i br-lan --json --duration 90s > "$tmp/json" \
    2> "$tmp/err" & watcher=$!
pids="$pids $watcher"
from() { of=$1; shift
	in_ns $of python3 tests/mail_client.py "$@" >/dev/null 2>&1; }
until_so 'from a right; grep -q "\"success\"" "$tmp/json"'
from b wrong
in_ns g ip link set br-lan down
until_so '! from b wrong'
in_ns g ip link set br-lan up
failures() { grep -c '"outcome":"failure"' "$tmp/json"; }
before=$(failures)
until_so 'from b wrong; [ $(failures) -gt $before ]'
# Another lease.
in_ns b ip addr flush dev eth0
in_ns b ip addr add 192.168.55.77/24 dev eth0
in_ns b ip route add default via 192.168.55.1
from b wrong wrong
until_so 'grep -q culprit-named "$tmp/json"'
kill "$watcher"; wait "$watcher" 2>/dev/null
row() { tail -n 1 "$tmp/json" | python3 -c '
import json, sys
rows = json.load(sys.stdin)["lockhound"]["culprits"]
print(len(rows), rows[0]["mac"], *sorted(rows[0]["ips"]))'; }
ok "the culprit is one device with two addresses ($(row))" \
    '[ "$(row)" = "1 02-00-5E-10-00-11 192.168.55.11 192.168.55.77" ]'
[ $bad = 0 ] || { cat "$tmp/err"; tail -n 1 "$tmp/json" | cut -c1-600; }
exit $bad
