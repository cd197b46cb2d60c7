#!/bin/sh
# The dashboard's b on a gateway of namespaces: without --allow-probe nobody is
# asked and nothing of it is there; a public host has to be named; a question
# comes first; the answers are lines of the log; who is locked out may have it
# asked again until it is lifted.
p=$PWD/${BUILD:-build}/lockhound
for tool in tmux nft busybox; do
	command -v $tool >/dev/null ||
	    { echo "skipped, no $tool here"; exit 77; }
done
clients="a b"
. tests/lan.sh
[ -n "$nat" ] || { echo "skipped, no NAT in this kernel"; exit 77; }
# Another host, far away: by its answers the line is known to be up.
in_ns s ip addr add 198.18.5.80/32 dev lo
in_ns g ip route add 198.18.5.80/32 via 203.0.113.42
# A public host on the link that is watched.
in_ns g ip addr add 198.51.100.1/24 dev br-lan
t() { tmux -S "$tmp/sock" "$@"; }
trap 't kill-server 2>/dev/null; clean' EXIT
ip netns exec ${ns}s python3 tests/mail_server.py & pids="$pids $!"
ip netns exec ${ns}s python3 -m http.server 993 --bind 203.0.113.42 \
    -d "$tmp" >/dev/null 2>&1 & pids="$pids $!"
ip netns exec ${ns}s busybox httpd -f -p 198.18.5.80:80 -h "$tmp" &
pids="$pids $!"
screen() { t capture-pane -p -t w 2>/dev/null | tr -s ' \n' '  '; }
shows() { until_so "screen | grep -q -- '$1'"; }
key() { t send-keys -t w "$1"; }
login() { in_ns a python3 tests/mail_client.py "$@" >/dev/null 2>&1; }
begin() {	# options; the list of servers is shown, with one in it
	t new-session -d -s w -x 100 -y 30 "ip netns exec ${ns}g $p $*;
	    echo it ended \$?; sleep 30"
	shows 'LIVE' || { screen; ok "it begins with $*" false; }
	until_so 'login right; sleep 0.3; screen | grep -q "mail [1-9]"'
	key 2
	shows '203.0.113.42:110'
}
end() { key Q; shows 'it ended 0'; ok "it ends well" "[ $? = 0 ]"
	t kill-session -t w; }
watch() { ip netns pids ${ns}g | while read -r pid; do
	[ "$(cat /proc/$pid/comm)" = lockhound ] && echo $pid; done; }
ip netns exec ${ns}g tcpdump -w "$tmp/sent.pcap" -U -n -i wan \
    'tcp[tcpflags] & (tcp-syn|tcp-ack) = tcp-syn and src 203.0.113.1' \
    2> "$tmp/tcpdump" & pids="$pids $!"
until_so 'grep -q listening "$tmp/tcpdump"'
# Its own SYNs, by their window, which no kernel of today begins with.
asked() { sleep 0.3; tcpdump -n -r "$tmp/sent.pcap" 'tcp[14:2] = 1024' \
    2>/dev/null | wc -l; }

begin -i br-lan
pid=$(watch)
ok "a passive watch has no child" \
    '[ -n "$pid" ] && [ -z "$(cat /proc/$pid/task/$pid/children)" ]'
ok "nor libnet" '! grep -q libnet /proc/$pid/maps'
key b
ok "b says how to start" \
    "shows 'Nobody is asked without --allow-probe; start with: [^ ]*lockhound \
-i br-lan --allow-probe=203.0.113.42'"
key y
end
begin -i br-lan --allow-probe
key b
ok "bare, a public host is not asked" \
    "shows 'public and was not named; start with: [^ ]*lockhound -i br-lan \
--allow-probe=203.0.113.42'"
key y
end
in_ns g "$p" --dashboard -i br-lan --allow-probe=nothing.invalid \
    > /dev/null 2> "$tmp/err"
ok "a name that is none ends it" \
    "[ $? = 3 ] && grep -q 'nothing.invalid' '$tmp/err'"
ok "so far nobody was asked" '[ $(asked) = 0 ]'

begin -i br-lan --allow-probe=203.0.113.42
pid=$(watch)
child=$(cat /proc/$pid/task/$pid/children)
child=${child% }
of() { sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status" | cut -f 1; }
ok "it has one child" \
    '[ "$(cat /proc/$child/comm 2>/dev/null)" = lockhound-ask ]'
ok "both are confined" '[ "$(of $pid Seccomp)" = 2 ] &&
    [ "$(of $child Seccomp)" = 2 ] && [ "$(of $child Uid)" != 0 ] &&
    [ "$(of $child CapEff)" = 0000000000000000 ]'
ok "it has no libnet itself" '! grep -q libnet /proc/$pid/maps'
key b
ok "a question comes first" \
    "shows 'Sends 12 packets to 203.0.113.42: y yes, other keys: no'"
key n
ok "no is no" "shows 'Nobody is asked' && [ \$(asked) = 0 ]"
key b
shows 'Sends 12 packets'
key y
ok "the answer is said" "shows '203.0.113.42: NOT LOCKED OUT' &&
    shows 'Asked until [0-9:]* UTC: NOT LOCKED OUT: '"
ok "twelve packets were sent" '[ $(asked) = 12 ]'
key 3
ok "each port is in the log" "shows 'asked 203.0.113.42, port 110, is open' &&
    shows 'asked 203.0.113.42, port 993, is open' &&
    shows 'asked 203.0.113.42, port 143, is closed'"
key b
ok "elsewhere it says where" "shows 'b asks a mail server: 2 shows them'"
key 1
ok "what was asked is no device's try" "shows '1 device' &&
    ! screen | grep -q '2 devices'"

# Locked out: asked again until it is lifted.
in_ns s nft add table ip ban
in_ns s nft "add chain ip ban in { type filter hook input priority 0; }"
(while :; do
	in_ns b busybox wget -q -O /dev/null http://198.18.5.80/tcpdump
	sleep 0.5
done) >/dev/null 2>&1 & pids="$pids $!"
for i in 1 2 3 4 5 6; do login wrong; done
in_ns s nft add rule ip ban in ip daddr 203.0.113.42 tcp dport 1-65535 drop
(while :; do timeout 3 ip netns exec ${ns}a python3 tests/mail_client.py \
    wrong; done) >/dev/null 2>&1 & tries=$!
pids="$pids $tries"
key 2
for i in 1 2 3 4; do shows '> LOCKED' && break; done
ok "it is locked out" "shows '> LOCKED'"
before=$(asked)
key b
ok "then it may be asked again" \
    "shows 'Sends 6 packets to 203.0.113.42: y once, a again from 30 s on'"
key a
ok "it says so" \
    "shows '203.0.113.42: LOCKED OUT' && shows 'Asked again at'"
n=$(($(asked) - before))
ok "of six ports the silent ones three times ($n)" "[ $n = 18 ]"
kill $tries
wait $tries 2>/dev/null
in_ns s nft flush chain ip ban in
lifted=$(date +%s)
for i in 1 2 3; do shows 'Lifted: it answers since' && break; done
took=$(($(date +%s) - lifted))
ok "it sees the lift within one interval ($took s)" \
    "shows 'Lifted: it answers since' && [ $took -le 40 ]"
n=$(($(asked) - before))
ok "by one packet more ($n)" "[ $n = 19 ]"
end
ok "its child has ended" "until_so '[ ! -d /proc/$child ]'"
[ $bad = 0 ] || { screen; tcpdump -n -r "$tmp/sent.pcap" 2>/dev/null |
    tail -n 20; }
exit $bad
