#!/bin/sh
# lockhound devices on a LAN of twenty: two are silent to ping, two have IPv6
# only, some say a name, one logs in to its mail.  All are found, nobody else
# is, and each has its own MAC.
p=${BUILD:-build}/lockhound
clients="a b c d e y h i j k l n o q r t u z w x"
. tests/lan.sh
# The last numbers of lan.sh: a is 10, b 11, ... x 29.
mac_of() { in_ns $1 cat /sys/class/net/eth0/address; }
for of in a b; do
	in_ns $of sh -c 'echo 1 > /proc/sys/net/ipv4/icmp_echo_ignore_all
	    echo 1 > /proc/sys/net/ipv6/icmp/echo_ignore_all'
done
for of in c d; do in_ns $of ip -4 addr flush dev eth0; done
# One has an address of this network beside that of the link.
in_ns g ip addr add fd00:55::1/64 dev br-lan nodad
in_ns c ip addr add fd00:55::5eff:fe10:12/64 dev eth0 nodad
name() { in_ns $1 python3 tests/say_name.py $2 $3 $4 "$(mac_of $1)" \
    >/dev/null 2>&1 & pids="$pids $!"; }
name e mdns hp-laserjet 192.168.55.14
name y dhcp annas-laptop 192.168.55.15
name h nbns BUERO-PC 192.168.55.16
ip netns exec ${ns}s python3 tests/mail_server.py & pids="$pids $!"
(while :; do
	ip netns exec ${ns}i python3 tests/mail_client.py right >/dev/null 2>&1
	sleep 1
done) & pids="$pids $!"
settled() {	# every client's link address is there for good
	for of in g $clients; do
		in_ns $of ip -6 addr show scope link | grep -q fe80 || return 1
		! in_ns $of ip -6 addr show | grep -q tentative || return 1
	done
}
until_so settled
ok "all links are up" settled

ip netns exec ${ns}g tcpdump -w "$tmp/sent.pcap" -U -n -i br-lan \
    'arp or icmp6 or tcp' 2> "$tmp/tcpdump" & dump=$!
pids="$pids $dump"
until_so 'grep -q listening "$tmp/tcpdump"'
began=$(now_ms)
in_ns g "$p" devices -i br-lan --json > "$tmp/json" 2> "$tmp/err"
ok "it ends well" "[ $? = 0 ]"
took=$(($(now_ms) - began))
kill "$dump"; wait "$dump" 2>/dev/null
ok "nothing was to be said: $(cat "$tmp/err")" '[ ! -s "$tmp/err" ]'
ok "the lines are as the README has them" \
    'python3 tests/schema.py < "$tmp/json" > "$tmp/said" || cat "$tmp/said"'
macs=$(grep -c lockhound.device\" "$tmp/json")
ok "twenty and this computer, and nobody else ($macs)" "[ $macs = 21 ]"
row() { grep lockhound.device\" "$tmp/json" |
    grep -i "$(mac_of $1 | tr : -)"; }
last=10
for of in $clients; do
	case $of in
	c|d)	ok "$of is found by IPv6" \
		    'row $of | grep -q "\"fe80::" && ! row $of | grep -q 192.168' ;;
	*)	ok "$of has its address" \
		    'row $of | grep -q "\"192.168.55.$last\""'
		;;
	esac
	last=$((last + 1))
done
for of in e y h i j k; do
	ok "$of has its IPv6 address, too" 'row $of | grep -q "\"fe80::"'
done
ok "who is silent to ping has it as well" 'row a | grep -q "\"fe80::"'
ok "an address made of the MAC is guessed" \
    'row c | grep -q "\"fd00:55::5eff:fe10:12\""'
called() { row $1 | grep -q "\"name\":\"$2\""; }
ok "a name by mDNS" 'called e hp-laserjet'
ok "a name by DHCP" 'called y annas-laptop'
ok "a name by NBNS" 'called h BUERO-PC'
ok "who has told none has none" '! row j | grep -q "\"name\":"'
ok "one spoke mail" 'row i | grep -q "\"mail\":true" &&
    [ $(grep -c "\"mail\":true" "$tmp/json") = 1 ]'
ok "one is this computer" '[ $(grep -c "\"own\":true" "$tmp/json") = 1 ]'

# What it sent: no more than it may, as the kernel saw it.
sent() { tcpdump -tt -n -e -r "$tmp/sent.pcap" "ether src \
$(mac_of_gateway) and $1" 2>/dev/null; }
mac_of_gateway() { in_ns g cat /sys/class/net/br-lan/address; }
n=$(sent 'arp[6:2] = 1' | wc -l)
ok "each address is asked, silent ones twice ($n)" "[ $n -ge 450 ] &&
    [ $n -le 520 ]"
most=$(sent 'arp[6:2] = 1' | awk '{ at[NR] = $1 }
    NR > 100 && at[NR] - at[NR - 100] < 0.97 { n++ } END { print n + 0 }')
ok "never more than 100 a second ($most)" "[ $most = 0 ]"
ok "no SYN to anybody" \
    '[ -z "$(sent "tcp[tcpflags] & (tcp-syn|tcp-ack) = tcp-syn")" ]'
echo "it took $took ms"
ok "in less than 15 s ($took ms)" "[ $took -lt 15000 ]"

# For people, and on a dry run.
in_ns g "$p" devices -i br-lan --ascii > "$tmp/page" 2> "$tmp/err"
ok "the page names them" 'grep -q "^$(mac_of e)  hp-laserjet" "$tmp/page"'
ok "with their addresses below" \
    'grep -A1 "^$(mac_of e)" "$tmp/page" | grep -q "^    192.168.55.14, fe80::"'
ok "and the sums" 'tail -n 2 "$tmp/page" | tr "\n" " " | grep -q "packets were sent" &&
    grep -q "^21 devices on br-lan, 1 of them seen with mail" "$tmp/page"'
ok "no line is too long" '! grep -qE "^.{81}" "$tmp/page"'
ip netns exec ${ns}g tcpdump -w "$tmp/dry.pcap" -U -n -i br-lan \
    "arp and ether src $(mac_of_gateway)" 2> "$tmp/tcpdump" & dump=$!
pids="$pids $dump"
until_so 'grep -q listening "$tmp/tcpdump"'
in_ns g "$p" devices -i br-lan --dry-run > "$tmp/dry" 2> "$tmp/err"
ok "a dry run ends well" "[ $? = 0 ]"
kill "$dump"; wait "$dump" 2>/dev/null
ok "it prints each packet" \
    '[ $(grep -c "^ARP request, who has 192.168.55" "$tmp/dry") = 253 ]'
ok "and the echo" 'grep -q "^echo request to ff02::1, from fe80::" "$tmp/dry"'
ok "it sends none" \
    '[ $(tcpdump -n -r "$tmp/dry.pcap" "arp[24:4] > 0xc0a8371e" 2>/dev/null |
    wc -l) = 0 ]'

# What is too large, what is no Ethernet, what is no interface.
in_ns g ip addr add 10.77.0.1/16 dev br-lan
in_ns g "$p" devices -i br-lan --dry-run > "$tmp/dry" 2> "$tmp/err"
ok "a /16 is not asked, which is said" \
    '! grep -q "10\.77" "$tmp/dry" && grep -q "10.77.0.1/16 has more than 1024" "$tmp/err" &&
    [ $(wc -l < "$tmp/err") = 1 ]'
in_ns g ip addr del 10.77.0.1/16 dev br-lan
in_ns g ip addr add 10.77.4.1/22 dev br-lan
in_ns g "$p" devices -i br-lan --dry-run > "$tmp/dry" 2> "$tmp/err"
ok "a /22 is" '[ $(grep -c "who has 10\.77\.[4-7]\." "$tmp/dry") = 1021 ] &&
    [ ! -s "$tmp/err" ]'
in_ns g ip addr del 10.77.4.1/22 dev br-lan
in_ns g "$p" devices -i lo > "$tmp/out" 2> "$tmp/err"
ok "lo is no Ethernet" '[ $? = 3 ] && grep -q "lo is not Ethernet" "$tmp/err" &&
    [ $(wc -l < "$tmp/err") = 1 ]'
in_ns g "$p" devices -i lo --dry-run > "$tmp/out" 2> "$tmp/err"
ok "nor is it on a dry run" '[ $? = 3 ] && [ ! -s "$tmp/out" ] &&
    grep -q "lo is not Ethernet" "$tmp/err"'
in_ns g "$p" devices -i nowhere0 > "$tmp/out" 2> "$tmp/err"
ok "nowhere0 is no interface" '[ $? = 3 ] && [ $(wc -l < "$tmp/err") = 1 ]'

# It gives up what it does not need, and an interrupt ends it with what it has.
ip netns exec ${ns}g "$p" devices -i br-lan --duration 60s > "$tmp/out" \
    2>/dev/null & pid=$!
pids="$pids $pid"
of() { sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status" | cut -f 1; }
ok "it is confined" 'until_so "[ \"\$(of $pid Seccomp)\" = 2 ]" &&
    [ "$(of $pid Uid)" != 0 ]'
sleep 2
kill -INT $pid
wait $pid
ok "an interrupt is 130" "[ $? = 130 ]"
ok "it tells what it has" 'until_so "grep -q \"packets were\" $tmp/out"'
[ $bad = 0 ] || { cat "$tmp/err" "$tmp/json" "$tmp/page"; }
exit $bad
