# A LAN of network namespaces, sourced by tests: a gateway (g) with the bridge
# br-lan, clients (a b c d, or those in $clients) on it, a server (s) beyond
# its NAT; all gone at the end.  With $dhcp the clients get no addresses here.
# Exits 77 where namespaces may not be made.
ns=lh$$
: "${clients:=a b c d}"
tmp=$(mktemp -d)
chmod 755 "$tmp"
if [ "$(id -u)" != 0 ] || ! command -v ip >/dev/null ||
    ! ip netns add ${ns}g 2>/dev/null ||
    ! ip netns exec ${ns}g true 2>/dev/null; then
	ip netns del ${ns}g 2>/dev/null
	rm -rf "$tmp"
	echo "skipped, no network namespaces here"
	exit 77
fi
pids=
left() { for of in g m s $clients; do
	ip netns pids $ns$of 2>/dev/null; done; }
clean() {
	set +e
	for pid in $pids $(left); do kill "$pid" 2>/dev/null; done
	# A daemon's children go with it, if it is given the time.
	tenths=0
	while [ $tenths -lt 30 ] && [ -n "$(left)" ]; do
		tenths=$((tenths + 1))
		sleep 0.1
	done
	for pid in $(left); do kill -9 "$pid" 2>/dev/null; done
	for of in g m s $clients; do ip netns del $ns$of 2>/dev/null; done
	rm -rf "$tmp"
}
trap clean EXIT
trap 'exit 1' INT TERM HUP
in_ns() { in=$1; shift; ip netns exec "$ns$in" "$@"; }
# Half a LAN tests nothing, and slowly.
set -e
for of in s $clients; do ip netns add $ns$of; done
in_ns g ip link add br-lan type bridge
in_ns g ip addr add 192.168.55.1/24 dev br-lan
in_ns g ip link set br-lan up
in_ns g ip link set lo up
in_ns s ip link set lo up
last=10
for of in $clients; do
	ip -n ${ns}g link add v$of type veth peer name eth0 netns $ns$of
	in_ns g ip link set v$of master br-lan up
	in_ns $of ip link set eth0 address 02:00:5e:10:00:$last
	in_ns $of ip link set eth0 up
	if [ -z "$dhcp" ]; then
		in_ns $of ip addr add 192.168.55.$last/24 dev eth0
		in_ns $of ip route add default via 192.168.55.1
	fi
	last=$((last + 1))
done
ip -n ${ns}g link add wan type veth peer name eth0 netns ${ns}s
in_ns g ip addr add 203.0.113.1/24 dev wan
in_ns g ip link set wan up
in_ns s ip addr add 203.0.113.42/24 dev eth0
in_ns s ip link set eth0 up
in_ns s ip route add default via 203.0.113.1
in_ns g sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
set +e
# The NAT: the kernel's where it has one, by whichever tool is here; $nat says
# which, and is empty where the gateway only routes.
nat=
if echo 'table ip nat { chain out {
    type nat hook postrouting priority 100; oifname "wan" masquerade; }; }' |
    in_ns g nft -f - 2>/dev/null; then
	nat="the kernel's, by nft"
elif in_ns g iptables -t nat -A POSTROUTING -o wan -j MASQUERADE \
    2>/dev/null; then
	nat="the kernel's, by iptables"
fi
# until CONDITION: asked ten times a second, 20 seconds at most by the clock.
until_so() {
	until_s=$(($(date +%s) + 20))
	until eval "$1"; do
		[ "$(date +%s)" -lt $until_s ] || return 1
		sleep 0.1
	done
}
bad=0
ok() { if eval "$2"; then :; else echo "not ok: $1"; bad=1; fi; }
now_ms() { echo $(($(date +%s%N) / 1000000)); }
