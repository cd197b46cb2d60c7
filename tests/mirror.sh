# A mirror of the LAN, sourced after lan.sh: mirror_tc and mirror_flood each
# make one and set where it is watched, $mirror_ns and $mirror_if.

# As a switch's mirror port does it: every frame that goes in or out at a
# client's port is copied.  matchall is the newer filter, not every kernel has
# it; u32 with nothing to match is the same.
mirror_tc() {
	command -v tc >/dev/null &&
	    in_ns g ip link add mon0 type veth peer name mon1 &&
	    in_ns g ip link set mon0 up && in_ns g ip link set mon1 up ||
	    return 1
	mirror_ns=g mirror_if=mon0
	for all in matchall "u32 match u32 0 0"; do
		mirror_ports "$all" && return 0
	done 2>/dev/null
	in_ns g ip link del mon0
	return 1
}
mirror_ports() {	# the filter that all frames pass
	for of in $clients; do
		in_ns g tc qdisc replace dev v$of clsact || return 1
		for way in ingress egress; do
			in_ns g tc filter add dev v$of $way protocol all \
			    $1 action mirred egress mirror dev mon1 || return 1
		done
	done
}

# Where the kernel cannot mirror: the clients move to a switch (m) that learns
# nothing and so sends every frame out at all its ports, ours among them.  The
# gateway must be at a port too: a bridge keeps what is for itself.
mirror_flood() {
	(
		set -e
		ip netns add ${ns}m
		in_ns m ip link add sw type bridge
		in_ns m ip link set sw up
		ip -n ${ns}g link add vsw type veth peer name uplink \
		    netns ${ns}m
		in_ns g ip link set vsw master br-lan up
		in_ns m ip link add mon0 type veth peer name mon1
		in_ns m ip link set mon0 up
		for of in $clients; do
			ip -n ${ns}g link set v$of netns ${ns}m
		done
		for port in uplink mon1 $(printf 'v%s ' $clients); do
			in_ns m ip link set $port master sw
			in_ns m ip link set $port type bridge_slave \
			    learning off flood on
			in_ns m ip link set $port up
		done
	) || return 1
	mirror_ns=m mirror_if=mon0
}
