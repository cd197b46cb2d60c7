# A mail host with many addresses for probes, sourced: behind the gateway of
# lan.sh real mail servers (tests/real_servers.sh) and web ports, each address
# behind rules of its own; IPv6 is routed.  Sourced with $hosts and $webs, the
# addresses that have mail and web ports.
for tool in dovecot exim4 dnsmasq openssl nft python3; do
	command -v $tool >/dev/null ||
	    { echo "skipped, no $tool here"; exit 77; }
done
p=$(pwd)/${BUILD:-build}/lockhound
clients="a b"
. tests/lan.sh
[ -n "$nat" ] || { echo "skipped, no NAT in this kernel"; exit 77; }
set -e
for of in g s a b; do
	in_ns $of sh -c 'echo 0 > /proc/sys/net/ipv6/conf/all/accept_dad
	    echo 1 > /proc/sys/net/ipv6/conf/all/forwarding'
done
in_ns g ip addr add 2001:db8:55::1/64 dev br-lan nodad
in_ns g ip addr add 2001:db8:113::1/64 dev wan nodad
in_ns a ip addr add 2001:db8:55::10/64 dev eth0 nodad
in_ns a ip route add default via 2001:db8:55::1
in_ns s ip addr add 2001:db8:113::42/64 dev eth0 nodad
in_ns s ip route add 2001:db8:55::/64 via 2001:db8:113::1
for host in $hosts $webs; do
	case $host in
	*:*)	in_ns s ip addr replace $host/64 dev eth0 nodad ;;
	*)	in_ns s ip addr replace $host/24 dev eth0 ;;
	esac
done
set +e
# Rules by the address that is asked: at HOST PROTOCOL-RULE VERDICT.
if ! echo 'table inet ban { chain in { type filter hook input priority 0; }; }
    add rule inet ban in ip daddr 203.0.113.250 reject with icmp port-unreachable
    add rule inet ban in ip daddr 203.0.113.250 tcp dport 1 reject with tcp reset
    ' | sed 's/^ *//' | in_ns s nft -f - 2>/dev/null; then
	echo "skipped, this kernel's nft cannot reject"
	exit 77
fi
mail='tcp dport { 25, 110, 143, 465, 587, 993, 995, 4190 }'
panels='tcp dport { 2083, 2087, 2096 }'
at() {	# host, match, verdict
	case $1 in
	*:*)	in_ns s nft add rule inet ban in ip6 daddr $1 $2 $3 ;;
	*)	in_ns s nft add rule inet ban in ip daddr $1 $2 $3 ;;
	esac || bad=1
}
. tests/real_servers.sh
# Who accepts a connection tells of it: no handshake may get so far.
cat > "$tmp/web.py" <<'C'
import select, socket, sys
listeners = []
for host in sys.argv[1:]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in (443, 2096, 4190):
        s = socket.socket(family)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind((host, port))
        s.listen()
        listeners.append(s)
print("ready", flush=True)
while True:
    for s in select.select(listeners, [], [])[0]:
        c = s.accept()[0]
        print("accepted", c.getsockname()[1], flush=True)
        c.close()
C
ip netns exec ${ns}s python3 "$tmp/web.py" $webs > "$tmp/web" &
pids="$pids $!"
until_so 'grep -q ready "$tmp/web"'
until_so 'in_ns s python3 -c "
import socket
for host in \"$hosts\".split():
    for port in (143, 993, 110, 995, 587, 465):
        socket.create_connection((host, port), 2).close()" 2>/dev/null'
