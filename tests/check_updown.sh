#!/bin/sh
# Live while the LAN changes: the interface goes down and comes back, vanishes
# and comes back, the gateway and a device get another address; what fails then
# is still seen, by its MAC, and the screen says how the capture is meanwhile.
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
t() { tmux -S "$tmp/tmux" "$@"; }
line2() { t capture-pane -p -t w 2>/dev/null | sed -n 2p; }
# Without tmux the screen is not looked at.
screen() { [ -z "$has_screen" ] || until_so "line2 | grep -q '$1'"; }
has_screen=
if command -v tmux >/dev/null; then
	has_screen=yes
	t new-session -d -s w -x 100 -y 24 "TERM=xterm ip netns exec ${ns}g \
	    '$p' -i br-lan --duration 90s"
	ok "the screen is up" 'screen "Capt\|Check"'
fi
failures() { grep -c '"outcome":"failure"' "$tmp/json"; }
is_seen() { before=$(failures)
	until_so 'from b wrong; [ $(failures) -gt $before ]'; }
in_ns g ip link set br-lan down
until_so '! from b wrong'
ok "the screen says that it is down" 'screen "br-lan is down"'
ok "and a line does" 'until_so "grep -q \"br-lan went down\" \"$tmp/err\""'
in_ns g ip link set br-lan up
ok "the screen says that it is back" 'screen "br-lan is back"'
ok "failures are seen again" is_seen
ok "and it does not say so for ever" 'screen "Capt\|Check"'
bridge_make() {
	in_ns g ip link add br-lan type bridge
	in_ns g ip addr add 192.168.55.1/24 dev br-lan
	in_ns g ip link set br-lan up
	for of in a b c d; do in_ns g ip link set v$of master br-lan; done
}
# A network card that is pulled out and put in again.
in_ns g ip link del br-lan
ok "the screen says that it is gone" 'screen "br-lan is gone"'
bridge_make
ok "it is found again" 'screen "br-lan is back"'
ok "failures are seen on the new one" is_seen
# The new one is looked after as the first was.
says() { until_so "[ \$(grep -c 'br-lan $1' '$tmp/err') = $2 ]"; }
in_ns g ip link set br-lan down
ok "that the new one is down is told" 'says "went down" 2'
in_ns g ip link set br-lan up
ok "and that it is back" 'says "is back" 3'
in_ns g ip link del br-lan
ok "a second end is told in the same words" 'says "is gone" 2'
bridge_make
ok "so is a second return" 'says "is back" 4'
ok "failures are seen on the third" is_seen
# The gateway's own address changes.
in_ns g ip addr add 192.168.55.2/24 dev br-lan
in_ns g ip addr del 192.168.55.1/24 dev br-lan
in_ns g ip addr add 192.168.55.1/24 dev br-lan
ok "and after the gateway has another address" is_seen
[ -z "$has_screen" ] || t kill-server
# Another lease.
in_ns b ip addr flush dev eth0
in_ns b ip addr add 192.168.55.77/24 dev eth0
in_ns b ip route add default via 192.168.55.1
from b wrong wrong
until_so 'grep -q "culprit-named" "$tmp/json" &&
    grep lockhound.login "$tmp/json" | grep -q 192.168.55.77'
kill "$watcher"; wait "$watcher" 2>/dev/null
row() { tail -n 1 "$tmp/json" | python3 -c '
import json, sys
rows = json.load(sys.stdin)["lockhound"]["devices"]
print(len(rows), rows[0]["mac"], *sorted(rows[0]["ips"]))'; }
ok "the culprit is one device with two addresses ($(row))" \
    '[ "$(row)" = "1 02-00-5E-10-00-11 192.168.55.11 192.168.55.77" ]'
ok "what was told was told once each" \
    '[ "$(grep -c "is gone\|is back" "$tmp/err")" = 6 ]'
[ $bad = 0 ] || { cat "$tmp/err"; tail -n 1 "$tmp/json" | cut -c1-600; }
exit $bad
