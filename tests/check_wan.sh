#!/bin/sh
# Live on the wrong side: behind the gateway all devices wear one address, so
# lockhound names none, says so, and still counts what fails by server.
p=${BUILD:-build}/lockhound
. tests/lan.sh
ip netns exec ${ns}s python3 tests/mail_server.py & pids="$pids $!"
server=203.0.113.42
if [ -z "$nat" ]; then
	nat="a relay, this kernel has none"
	server=192.168.55.1
	ip netns exec ${ns}g python3 tests/mail_relay.py & pids="$pids $!"
fi
echo "NAT: $nat"
ip netns exec ${ns}g "$p" -i wan --json --check --duration 60s > "$tmp/json" \
    2> "$tmp/err" & watcher=$!
pids="$pids $watcher"
from() {	# client, passwords...
	of=$1; shift
	MAIL_SERVER=$server in_ns $of python3 tests/mail_client.py "$@" \
	    >/dev/null 2>&1
}
until_so 'from a right; grep -q "\"success\"" "$tmp/json"'
for round in 1 2 3 4 5; do
	from a right; from b wrong wrong; from c right; from d right
done
until_so '[ $(grep -c "\"outcome\":\"failure\"" "$tmp/json") -ge 10 ]'
ok "it says so when it would name a device, not at the end" \
    'until_so "grep -q capture-unfit \"\$tmp/json\""'
kill "$watcher"; wait "$watcher"; status=$?
ok "all wear one address" '! grep -q "192\.168\.55\." "$tmp/json"'
ok "no device is named" '! grep -q culprit-named "$tmp/json"'
ok "it says why" 'grep capture-unfit "$tmp/json" | grep -qi "NAT\|public"'
ok "the summary knows the place" \
    'tail -n 1 "$tmp/json" | grep -q "\"point\":\"wan\""'
ok "the status tells (it was $status)" '[ $status = 5 ]'
[ $bad = 0 ] || { cat "$tmp/err"; tail -n 2 "$tmp/json" | cut -c1-900; }
exit $bad
