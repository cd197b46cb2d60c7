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
star="is watched unless -i NAME says otherwise"
ok "-D says what the star is" 'grep -q "^\* $star" "$tmp/list"'
ok "and that it may be the wrong side" \
    'grep -q "On the gateway that is the wrong side" "$tmp/list"'
ok "no line is too long" '! grep -q "^[*A-Z].\{80\}" "$tmp/list"'
picks g
ok "the LAN side is not doubted" 'grep -q "^\* br-lan" "$tmp/list" &&
    grep -q "^\* $star" "$tmp/list" && ! grep -q "wrong side" "$tmp/list"'
# What another interface uses is none.
in_ns a ip link add br9 type bridge
in_ns a ip link set mir0 master br9
picks a
ok "no port of a bridge" '! grep -q mir0 "$tmp/err"'
in_ns a ip link set mir0 down
in_ns a ip addr add 203.0.113.77/24 dev eth0
in_ns a ip addr del 192.168.55.10/24 dev eth0
in_ns a ip route replace default via 203.0.113.1
picks a
ok "a public address is probably the wrong side" \
    'grep -q "^\* eth0" "$tmp/list" && grep -q "probably the wrong side" "$tmp/list"'
in_ns a ip link set eth0 down
in_ns a "$p" -D > "$tmp/list"
ok "-D says that none is picked" 'grep -q "^None will be watched" "$tmp/list"'
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
	    'grep -q "capturing on eth0: .*does not lead to the" "$tmp/err"'
	ok "-D shows its address" 'grep -q "^\* eth0 .*fd00:55::1" "$tmp/list"'
	ok "and none of the link" '! grep -q fe80 "$tmp/list"'
	in_ns b ip -6 addr flush dev eth0 scope global
	in_ns b ip -6 addr add 2001:db8:55::1/64 dev eth0 nodad
	picks b
	ok "so it is with public addresses" \
	    'grep -q "capturing on eth0: .*does not lead to the" "$tmp/err"'
else
	echo "no IPv6 in this kernel"
fi
[ $bad = 0 ] || cat "$tmp/err" "$tmp/list"
exit $bad
