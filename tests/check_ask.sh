#!/bin/sh
# lockhound-ask on a LAN of namespaces: what it sends, byte for byte as others
# read it; that every question which is not allowed ends it; what it has left
# of its rights; and that a passive run has nothing of it.
p=${BUILD:-build}/lockhound
ask=${BUILD:-build}/tests/tool_ask
. tests/lan.sh
lan=192.168.55.0/120
in_ns g ip addr add fd00:55::1/64 dev br-lan nodad
in_ns a ip addr add fd00:55::a/64 dev eth0 nodad
# The helper stands beside whoever begins it.
ln -s "$(realpath "${BUILD:-build}")/lockhound-ask" "$tmp/lockhound-ask"
cp "$ask" "$tmp/tool_ask"
try() {	# the rest of tool_ask's words; what came of it is in $tmp/out
	in_ns g "$tmp/tool_ask" "$@" > "$tmp/out" 2>&1
}
link() {	# is the link's own address there?
	in_ns g ip -6 addr show dev br-lan scope link | grep -q fe80 &&
	    ! in_ns g ip -6 addr show dev br-lan scope link |
	    grep -q tentative
}
until_so link
ok "the link has its address" link

# What goes out.
ip netns exec ${ns}g tcpdump -l -vvv -e -n -i br-lan \
    'tcp or arp or icmp6' > "$tmp/dump" 2> "$tmp/tcpdump" & dump=$!
pids="$pids $dump"
until_so 'grep -q listening "$tmp/tcpdump"'
try br-lan "$lan,192.168.55.10,fd00:55::a,203.0.113.42" \
    syn:192.168.55.10:993 syn:fd00:55::a:143 arp:192.168.55.11 \
    neighbour:fd00:55::a all: syn:203.0.113.42:2096 wait
ok "it is begun, and lacks nothing" '[ "$(head -n 1 "$tmp/out")" = ready ]'
ok "all were sent" '[ $(grep -c ": sent$" "$tmp/out") = 6 ]'
sees() { until_so "tr '\n' ' ' < \"\$tmp/dump\" | grep -qE '$1'"; }
ok "a SYN of IPv4, its sum right" "sees '192.168.55.1.40000 > \
192.168.55.10.993: Flags \[S\], cksum 0x[0-9a-f]+ \(correct\), seq 7, .*mss'"
ok "nothing in it" \
    "sees '192.168.55.10.993: Flags \[S\][^>]* length 0'"
ok "a SYN of IPv6, its sum right" "sees 'fd00:55::1.40000 > \
fd00:55::a.143: Flags \[S\], cksum 0x[0-9a-f]+ \(correct\), seq 7, '"
ok "the kernel answers itself" \
    "sees '192.168.55.10.993 > 192.168.55.1.40000: Flags \[R\.\]'"
ok "an ARP request" \
    "sees 'ff:ff:ff:ff:ff:ff.* who-has 192.168.55.11 tell 192.168.55.1,'"
ok "and its answer" \
    "sees 'Reply 192.168.55.11 is-at 02:00:5e:10:00:11'"
ok "a neighbour's, with our MAC, its sum right" "sees '33:33:ff:00:00:0a, \
.*hlim 255.* fd00:55::1 > ff02::1:ff00:a: \[icmp6 sum ok\]'"
ok "and its answer" "sees 'neighbor advertisement.* tgt is fd00:55::a'"
ok "an echo to all, its sum right" "sees '33:33:00:00:00:01.* > ff02::1: \
\[icmp6 sum ok\] ICMP6, echo request, id 40000, seq 7'"
ok "and its answer" "sees 'echo reply, id 40000, seq 7'"
kill "$dump"; wait "$dump" 2>/dev/null

# A link that is no Ethernet: the kernel routes there, no frame is ours.
ip netns exec ${ns}g python3 tests/tun_read.py tun0 10.66.0.1/24 \
    > "$tmp/tun" 2>&1 & pids="$pids $!"
if until_so 'grep -q . "$tmp/tun"' && grep -qx up "$tmp/tun"; then
	try - 10.66.0.9 syn:10.66.0.9:993 wait
	ok "a SYN takes a link that is no Ethernet" \
	    "until_so \"grep -qx '10.66.0.1 > 10.66.0.9:993 flags 0x2 right' \
	    '$tmp/tun'\""
	in_ns g "$tmp/tool_ask" tun0 10.66.0.0/120 > "$tmp/out"
	ok "there are no frames of the link there" \
	    'grep -q "not begun: tun0 is not Ethernet" "$tmp/out"'
else
	echo "without a link that is no Ethernet: $(tail -n 1 "$tmp/tun")"
fi

# What ends it, past the parent's own look.
ends() {	# what is said, raw question
	try br-lan "$lan,203.0.113.42" "$2" wait
	ok "$1 is the end" 'grep -q "ended: .*a question is not allowed" \
	    "$tmp/out" && grep -qx "status 4" "$tmp/out"'
}
for kind in 0 5 6 4294967295; do
	ends "kind $kind" raw:$kind:192.168.55.1:192.168.55.10:40000:993
done
ends "another host" raw:1:192.168.55.1:203.0.113.41:40000:993
ends "an unnamed neighbour's port" raw:1:192.168.55.1:192.168.55.10:40000:993
for port in 0 22 80 3306 994 65535; do
	ends "port $port" raw:1:192.168.55.1:203.0.113.42:40000:$port
done
ends "a low port of ours" raw:1:192.168.55.1:203.0.113.42:1023:993
ends "another's address as ours" raw:1:192.168.55.10:203.0.113.42:40000:993
ends "a SYN to all nodes" raw:1:192.168.55.1:@:40000:993
ends "ARP off the link" raw:2:192.168.55.1:192.168.56.1:0:0
ends "ARP from elsewhere's address" raw:2:203.0.113.1:192.168.55.9:0:0
ends "a solicitation of IPv4" raw:3:192.168.55.1:192.168.55.9:0:0
ends "an echo to one" raw:4:192.168.55.1:192.168.55.9:0:0
for bytes in 1 43 45 4096; do
	try br-lan "$lan" junk:$bytes wait
	ok "$bytes bytes are no question" \
	    'grep -q "ended: .*a message is no question" "$tmp/out" &&
	    grep -qx "status 4" "$tmp/out"'
done
try - 203.0.113.42 raw:2:192.168.55.1:192.168.55.9:0:0 wait
ok "without an interface there is no ARP" 'grep -qx "status 4" "$tmp/out"'
try br-lan "$lan" syn:203.0.113.42:993
ok "the parent says it before" 'grep -q "not put: 203.0.113.42 may not" \
    "$tmp/out"'

# The pace: SYNs 20 a second, whatever is wanted.
began=$(now_ms)
try - 203.0.113.42 $(awk 'BEGIN { for (i = 0; i < 41; i++)
    print "syn:203.0.113.42:993" }') wait
took=$(($(now_ms) - began))
ok "41 SYNs take two seconds and more ($took ms)" \
    '[ $took -ge 2000 ] && [ $(grep -c sent "$tmp/out") = 41 ]'

# A parent that dies leaves nothing to be sent.
ip netns exec ${ns}g tcpdump -l -n -i wan 'tcp dst port 2083' \
    > "$tmp/after" 2> "$tmp/tcpdump" & dump=$!
pids="$pids $dump"
until_so 'grep -q listening "$tmp/tcpdump"'
in_ns g ip neigh replace 203.0.113.42 lladdr 02:00:5e:10:00:99 dev wan
try - 203.0.113.42 $(awk 'BEGIN { for (i = 0; i < 41; i++)
    print "syn:203.0.113.42:2083" }') die
sleep 1
in_ns g ip neigh del 203.0.113.42 dev wan
kill "$dump"; wait "$dump" 2>/dev/null
sent=$(grep -c "2083: Flags" "$tmp/after")
ok "with a dead parent 41 that wait are not sent ($sent)" '[ $sent -le 4 ]'

# What it has left.
of() { sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status" | cut -f 1; }
rm "$tmp/out"
ip netns exec ${ns}g "$tmp/tool_ask" br-lan "$lan" sleep sleep sleep sleep \
    > "$tmp/out" & tool=$!
pids="$pids $tool"
until_so 'grep -q ready "$tmp/out"'
child=$(cat /proc/$tool/task/$tool/children)
child=${child% }
ok "it is a child" '[ "$(cat /proc/$child/comm)" = lockhound-ask ]'
ok "of nobody, in no group" '[ "$(of $child Uid)" != 0 ] &&
    [ "$(of $child Gid)" != 0 ] && [ -z "$(of $child Groups | tr -d " ")" ]'
for caps in CapInh CapPrm CapEff CapAmb; do
	ok "$caps is empty" "[ \$(of $child $caps) = 0000000000000000 ]"
done
ok "no new rights, and few calls" \
    '[ "$(of $child NoNewPrivs)" = 1 ] && [ "$(of $child Seccomp)" = 2 ]'
fds=$(for fd in /proc/$child/fd/*; do readlink "$fd"; done |
    sed 's/:.*//' | sort | uniq -c | tr -d ' ' | tr '\n' ' ')
ok "four sockets and nothing else is open ($fds)" \
    '[ "$fds" = "2/dev/null 4socket " ]'
inodes() { for fd in /proc/$1/fd/*; do readlink "$fd"; done |
    sed -n 's/^socket:\[\(.*\)\]/\1/p'; }
raw_sockets() {	# of a process: those of IPv4 and IPv6
	for inode in $(inodes $1); do
		cat /proc/$1/net/raw /proc/$1/net/raw6 |
		    awk -v i="$inode" '$10 == i'
	done | wc -l
}
in_ns a python3 -c 'import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x" * 99,
    ("192.168.55.1", 9))'
queued() {	# bytes that wait at its packet sockets
	for inode in $(inodes $child); do
		awk -v i="$inode" '$9 == i { print $7 }' /proc/$child/net/packet
	done | tr '\n' ' '
}
ok "what passes by is not queued there ($(queued))" '[ "$(queued)" = "0 " ]'
ok "two of them raw" '[ $(raw_sockets $child) = 2 ]'
ok "it ends with its parent" \
    'kill $tool && until_so "[ ! -d /proc/$child ] ||
    [ \"\$(of $child State)\" = Z ]"'

# What it cannot have is said in a sentence.
in_ns g "$tmp/tool_ask" nowhere0 "$lan" > "$tmp/out"
ok "an interface that is none" \
    'grep -q "not begun: nowhere0 is no interface here" "$tmp/out"'
in_ns g "$tmp/tool_ask" lo "$lan" > "$tmp/out"
ok "one that is not Ethernet" \
    'grep -q "not begun: lo is not Ethernet" "$tmp/out"'
in_ns g setpriv --bounding-set=-net_raw "$tmp/tool_ask" - 203.0.113.42 \
    > "$tmp/out"
ok "no right: $(cat "$tmp/out")" \
    'grep -q "not begun: .*raw sockets.*root" "$tmp/out"'
rm "$tmp/lockhound-ask"
in_ns g "$tmp/tool_ask" br-lan "$lan" > "$tmp/out"
ok "no helper" 'grep -q "not begun: .*lockhound-ask is missing" "$tmp/out" ||
    [ -x /usr/local/libexec/lockhound/lockhound-ask ]'
"${BUILD:-build}/lockhound-ask" < /dev/null > "$tmp/out" 2>&1
ok "by hand it says who begins it" \
    '[ $? = 2 ] && grep -q "lockhound begins this" "$tmp/out"'

# A passive run: no libnet, no child, no socket that sends.
ok "lockhound is not linked to libnet" '! ldd "$p" | grep -q libnet'
ip netns exec ${ns}g "$p" -i br-lan -b --duration 60s > /dev/null 2>&1 &
watch=$!
pids="$pids $watch"
until_so '[ "$(of $watch Seccomp)" = 2 ]'
ok "none is mapped" '[ -r /proc/$watch/maps ] &&
    grep -q libpcap /proc/$watch/maps && ! grep -q libnet /proc/$watch/maps'
ok "no child" '[ -z "$(cat /proc/$watch/task/$watch/children)" ]'
ok "no raw socket" '[ $(raw_sockets $watch) = 0 ]'
kill "$watch"
[ $bad = 0 ] || cat "$tmp/out" "$tmp/dump"
exit $bad
