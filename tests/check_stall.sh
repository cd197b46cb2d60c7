#!/bin/sh
# Whoever reads the results stalls: a signal and --duration end it all the
# same, what was not written is told, and no line is left cut.
p=${BUILD:-build}/lockhound
# The search for leaks starts a thread at the end, which a watch may not.
export ASAN_OPTIONS=detect_leaks=0
clients=a
. tests/lan.sh
in_ns g ip link set lo up
stalled() {	# name, of stalled.py: where, full, signal; command...
	name=$1 where=$2 full=$3 signal=$4; shift 4
	how=$(in_ns g python3 tests/stalled.py "$where" $full $signal \
	    "$tmp/err" "$tmp/out" "$@")
	ok "$name: it ends, with 3 ($how)" '[ "$how" = 3 ]'
}
said() { ok "$name: said once" '[ "$(grep -c "has stalled" "$tmp/err")" = 1 ] &&
    [ "$(wc -l < "$tmp/err")" = 1 ]'; }
for signal in TERM INT; do
	stalled "replay, $signal" stdout empty $signal "$p" --json -r pcaps
	said
	ok "$name: some came" '[ -s "$tmp/out" ]'
	ok "$name: no line is cut" '[ -z "$(tail -c 1 "$tmp/out")" ]'
	stalled "watch, $signal" stdout full $signal "$p" --json -i lo
	said
	stalled "watch with alerts, $signal" stdout full $signal "$p" -b -i lo
	said
	stalled "no complaint is read either, $signal" both full $signal \
	    "$p" --json -i lo
	stalled "-w, $signal" "$tmp/fifo$signal" full $signal \
	    "$p" -b -i lo -w "$tmp/fifo$signal"
	said
	stalled "-w -, $signal" stdout full $signal "$p" -q -i lo -w -
	ok "$name: said once" '[ "$(grep -c "has stalled" "$tmp/err")" = 1 ]'
done
stalled "watch, --duration" stdout full none "$p" --json -i lo --duration 1s
said
stalled "-w, --duration" "$tmp/fifo" full none "$p" -b -i lo --duration 1s \
    -w "$tmp/fifo"
said
# While a FIFO is not read the watch goes on, and the culprit is found.
ip netns exec ${ns}s python3 tests/mail_server.py & pids="$pids $!"
in_ns g python3 tests/stalled.py "$tmp/still" full none "$tmp/err" "$tmp/out" \
    sh -c 'exec "$@" > "$0"' "$tmp/json" "$p" --json -i br-lan \
    --duration 60s -w "$tmp/still" & pids="$pids $!"
ok "the culprit is found while a FIFO stalls" \
    'until_so "in_ns a python3 tests/mail_client.py wrong >/dev/null 2>&1
    grep -q culprit-named \"$tmp/json\""'
[ $bad = 0 ] || cat "$tmp/err"
exit $bad
