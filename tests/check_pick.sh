#!/bin/sh
# Without -i: what is picked, and why, on a machine beside a mirror port and on
# the gateway of a LAN that has IPv6 alone.
p=${BUILD:-build}/lockhound
clients="a b"
. tests/lan.sh
picks() {	# namespace
	in_ns $1 "$p" -b --duration 1s > /dev/null 2> "$tmp/err"
	in_ns $1 "$p" -D > "$tmp/list"
}
# A port for management, taken, and a mirror port.
ip -n ${ns}a link add mir0 type veth peer name far netns ${ns}s
in_ns s ip addr add 10.9.9.1/24 dev far
in_ns s ip link set far up
in_ns a ip link set mir0 up
in_ns s ip neigh add 10.9.9.2 lladdr 02:00:00:00:00:09 dev far
until_so 'in_ns s ping -c 1 -W 1 10.9.9.2 >/dev/null 2>&1
    [ "$(in_ns a cat /sys/class/net/mir0/statistics/rx_packets)" -gt 0 ]'
picks a
ok "the port for management is taken" 'grep -q "capturing on eth0" "$tmp/err"'
ok "and where it leads is told" 'grep -q "leads to the Internet" "$tmp/err"'
ok "and the mirror port is named" 'grep -q \
    "mir0 is up without an address: a mirror port? -i mir0" "$tmp/err"'
ok "-D names it" 'grep -q "^  mir0 .*a mirror port?" "$tmp/list"'
# What another interface uses is none.
in_ns a ip link add br9 type bridge
in_ns a ip link set mir0 master br9
picks a
ok "no port of a bridge" '! grep -q mir0 "$tmp/err"'
# A gateway: the LAN side has IPv6 alone, its WAN side a private address.
if in_ns b ip -6 addr add fd00:55::1/64 dev eth0 nodad 2>/dev/null; then
	in_ns b ip link add out0 type veth peer name out1
	in_ns b ip addr flush dev eth0 scope global
	in_ns b ip -6 addr add fd00:55::1/64 dev eth0 nodad
	in_ns b ip addr add 192.168.1.2/24 dev out0
	in_ns b ip link set out0 up
	in_ns b ip route replace default via 192.168.1.1 dev out0
	picks b
	ok "the LAN side is the one with IPv6" \
	    'grep -q "capturing on eth0: .*leads not" "$tmp/err"'
	ok "-D shows its address" 'grep -q "^\* eth0 .*fd00:55::1" "$tmp/list"'
	ok "and none of the link" '! grep -q fe80 "$tmp/list"'
	in_ns b ip -6 addr flush dev eth0 scope global
	in_ns b ip -6 addr add 2001:db8:55::1/64 dev eth0 nodad
	picks b
	ok "so it is with public addresses" \
	    'grep -q "capturing on eth0: .*leads not" "$tmp/err"'
else
	echo "no IPv6 in this kernel"
fi
[ $bad = 0 ] || cat "$tmp/err" "$tmp/list"
exit $bad
