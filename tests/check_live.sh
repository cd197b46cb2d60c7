#!/bin/sh
# Live: a LAN of network namespaces made here (a gateway, two clients, a
# server beyond it), a real mail dialogue over it, and lockhound on the
# gateway's LAN side.  Skipped where namespaces may not be made.
p=${BUILD:-build}/lockhound
ns=lh$$
tmp=$(mktemp -d)
if [ "$(id -u)" != 0 ] || ! command -v ip >/dev/null ||
    ! ip netns add ${ns}g 2>/dev/null; then
	echo "check_live: skipped, no network namespaces here"
	exit 77
fi
pids=
clean() {
	for pid in $pids; do kill "$pid" 2>/dev/null; done
	for n in g a b s; do ip netns del $ns$n 2>/dev/null; done
	rm -rf "$tmp"
}
trap clean EXIT
trap 'exit 1' INT TERM HUP
in_ns() { in=$1; shift; ip netns exec "$ns$in" "$@"; }
for n in a b s; do ip netns add $ns$n; done
in_ns g ip link add br-lan type bridge
in_ns g ip addr add 192.168.55.1/24 dev br-lan
in_ns g ip link set br-lan up
in_ns g ip link set lo up
i=10
for n in a b; do
	ip -n ${ns}g link add v$n type veth peer name eth0 netns $ns$n
	in_ns g ip link set v$n master br-lan up
	in_ns $n ip link set eth0 address 02:00:5e:10:00:$i
	in_ns $n ip addr add 192.168.55.$i/24 dev eth0
	in_ns $n ip link set eth0 up
	in_ns $n ip route add default via 192.168.55.1
	i=$((i + 1))
done
ip -n ${ns}g link add wan type veth peer name eth0 netns ${ns}s
in_ns g ip addr add 203.0.113.1/24 dev wan
in_ns g ip link set wan up
in_ns s ip addr add 203.0.113.42/24 dev eth0
in_ns s ip link set eth0 up
in_ns s ip route add default via 203.0.113.1
in_ns g sysctl -qw net.ipv4.ip_forward=1
ip netns exec ${ns}s python3 tests/mail_server.py & pids="$pids $!"
ip netns exec ${ns}g "$p" --json --duration 20s > "$tmp/json" 2> "$tmp/err" & watcher=$!
pids="$pids $watcher"
# Until both are up: asked, not slept for.
n=0
until in_ns a python3 tests/mail_client.py right >/dev/null 2>&1; do
	n=$((n + 1)); [ $n -lt 100 ] || break; sleep 0.1
done
n=0
until grep -q '"success"' "$tmp/json"; do
	n=$((n + 1)); [ $n -lt 100 ] || break
	in_ns a python3 tests/mail_client.py right >/dev/null 2>&1
	sleep 0.1
done
in_ns b python3 tests/mail_client.py wrong wrong wrong >/dev/null 2>&1
failed=$(date +%s%N)
n=0
until grep -q culprit-named "$tmp/json"; do
	n=$((n + 1)); [ $n -lt 100 ] || break; sleep 0.05
done
took=$((($(date +%s%N) - failed) / 1000000))
kill "$watcher"; wait "$watcher" 2>/dev/null
bad=0
ok() { if eval "$2"; then :; else echo "not ok: $1"; bad=1; fi; }
ok "the LAN side is picked" 'grep -q "capturing on br-lan" "$tmp/err"'
ok "the culprit is named" 'grep -q culprit-named "$tmp/json"'
ok "within a second" '[ $took -lt 1000 ]'
ok "by its MAC" 'grep culprit-named "$tmp/json" | grep -q 02-00-5E-10-00-11'
ok "nobody else" \
    '! grep culprit-named "$tmp/json" | grep -q 02-00-5E-10-00-10'
ok "the summary comes last" 'tail -n 1 "$tmp/json" | grep -q lockhound.summary'
[ $bad = 0 ] || { cat "$tmp/err"; cut -c1-300 "$tmp/json"; }
exit $bad
