#!/bin/sh
# Live on a mirror: what passes the LAN bridge is copied (tc mirred) to an
# interface of its own, where lockhound watches.
p=${BUILD:-build}/lockhound
. tests/lan.sh
command -v tc >/dev/null || { echo "skipped, no tc here"; exit 77; }
mirror() {
	in_ns g ip link add mon0 type veth peer name mon1 &&
	    in_ns g ip link set mon0 up && in_ns g ip link set mon1 up ||
	    return 1
	for of in a b; do
		in_ns g tc qdisc add dev v$of clsact || return 1
		for way in ingress egress; do
			in_ns g tc filter add dev v$of $way matchall \
			    action mirred egress mirror dev mon1 || return 1
		done
	done
}
mirror 2>/dev/null ||
    { echo "skipped, no mirroring in this kernel"; exit 77; }
ip netns exec ${ns}s python3 tests/mail_server.py & pids="$pids $!"
ip netns exec ${ns}g "$p" --json -i mon0 --duration 60s > "$tmp/json" \
    2> "$tmp/err" & watcher=$!
pids="$pids $watcher"
until_so 'in_ns a python3 tests/mail_client.py right >/dev/null 2>&1
    grep -q "\"success\"" "$tmp/json"'
in_ns b python3 tests/mail_client.py wrong wrong wrong >/dev/null 2>&1
until_so 'grep -q culprit-named "$tmp/json"'
kill "$watcher"; wait "$watcher" 2>/dev/null
ok "the culprit is named by its MAC" \
    'grep culprit-named "$tmp/json" | grep -q 02-00-5E-10-00-11'
ok "nobody else" '! grep culprit-named "$tmp/json" | grep -q 02-00-5E-10-00-10'
exit $bad
