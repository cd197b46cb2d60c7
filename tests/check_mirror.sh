#!/bin/sh
# Live on a mirror of the LAN, where lockhound watches beside the traffic: as
# tc mirred makes it, and as a switch that floods does.
p=${BUILD:-build}/lockhound
. tests/lan.sh
. tests/mirror.sh
ip netns exec ${ns}s python3 tests/mail_server.py & pids="$pids $!"
names() {	# how the mirror is made
	json=$tmp/json.$1
	ip netns exec $ns$mirror_ns "$p" --json -i $mirror_if \
	    --duration 60s > "$json" 2> "$tmp/err" & watcher=$!
	pids="$pids $watcher"
	until_so 'in_ns a python3 tests/mail_client.py right >/dev/null 2>&1
	    grep -q "\"success\"" "$json"'
	in_ns b python3 tests/mail_client.py wrong wrong wrong >/dev/null 2>&1
	until_so 'grep -q culprit-named "$json"'
	kill "$watcher"; wait "$watcher" 2>/dev/null
	ok "$1: the culprit is named by its MAC" \
	    'grep culprit-named "$json" | grep -q 02-00-5E-10-00-11'
	ok "$1: nobody else" \
	    '! grep culprit-named "$json" | grep -q 02-00-5E-10-00-10'
}
made=
for how in tc flood; do
	if mirror_$how; then
		made="$made $how"
		names $how
	else
		echo "no mirror by $how in this kernel"
	fi
done
[ -n "$made" ] || { echo "skipped, no mirroring in this kernel"; exit 77; }
exit $bad
