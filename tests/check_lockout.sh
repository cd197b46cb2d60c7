#!/bin/sh
# A real lockout, live: six devices fail at six addresses of a host with real
# servers, whose firewall then bans the office's address at each in another
# way: it drops, rejects by ICMP or resets; all ports or a jail's.  Then it
# lifts the bans.  Each is told with its server, device and how; so is its end,
# and the capture says the same afterwards.
p=$(pwd)/${BUILD:-build}/lockhound
for tool in dovecot exim4 dnsmasq busybox openssl nft tmux; do
	command -v $tool >/dev/null ||
	    { echo "skipped, no $tool here"; exit 77; }
done
# What is done, to which ports, and at which address: the last octet.
bans="silence-all-50 silence-jail-51 reject-all-52 reject-jail-53"
bans="$bans reset-all-54 reset-jail-55"
failing="c50 c51 c52 c53 c54 c55"
clients="good $failing" dhcp=yes
. tests/lan.sh
[ -n "$nat" ] || { echo "skipped, no NAT in this kernel"; exit 77; }
hosts=203.0.113.42
for n in 50 51 52 53 54 55 80; do
	in_ns s ip addr add 203.0.113.$n/24 dev eth0
	[ $n = 80 ] || hosts="$hosts 203.0.113.$n"
done
if ! { in_ns s nft add table ip ban &&
    in_ns s nft "add chain ip ban in { type filter hook input priority 0; }" &&
    in_ns s nft add rule ip ban in ip daddr 203.0.113.99 reject; } \
    2>/dev/null; then
	echo "skipped, this kernel's nft cannot reject"
	exit 77
fi
. tests/real_servers.sh
ip netns exec ${ns}s busybox httpd -f -p 203.0.113.80:80 -h "$tmp/home" &
pids="$pids $!"
ip netns exec ${ns}g "$p" --json -i br-lan -w "$tmp/pcap" --duration 300s \
    > "$tmp/live" 2> "$tmp/err" & watcher=$!
pids="$pids $watcher"
tmux="tmux -L $ns"
trap '$tmux kill-server 2>/dev/null; clean' EXIT
ip netns exec ${ns}g $tmux -f /dev/null new-session -d -x 120 -y 40 \
    "$p -i br-lan 2>/dev/null"

client() { of=$1 n=$2; shift 2
	HOST=203.0.113.$n in_ns $of python3 tests/real_client.py "$@" \
	    >/dev/null 2>&1; }
until_so 'lease good'
for of in $failing; do lease $of & leases="$leases $!"; done
wait $leases
until_so 'client good 42 imap-clear right &&
    client good 42 smtp-clear right && grep -q "\"success\"" "$tmp/live"'
# Others in the internet are asked and answer, all the time.
while in_ns good busybox wget -q -O /dev/null http://203.0.113.80/none \
    2>/dev/null || sleep 0.5; do :; done & pids="$pids $!"

told() {	# action, address's last octet
	grep "\"$1\"" "$tmp/live" | grep -q "\"ip\":\"203.0.113.$2\""; }
# Both services answer once, then six logins fail; the two jails are a
# mailbox's.  Then it tries until the end is told, as programs do.
one() {
	n=${1##*-} what=${1%%-*} ports=${1#*-} ports=${ports%-*} of=c${1##*-}
	for kind in imap-clear smtp-clear; do client $of $n $kind right; done
	for i in 1 2 3; do client $of $n smtp-clear wrong; done
	until_so '[ $(grep "\"failure\"" "$tmp/live" |
	    grep -c "203.0.113.$n\"") -ge 6 ]'
	case $what in
	silence)	do=drop ;;
	reject)		do="reject with icmp type port-unreachable" ;;
	reset)		do="reject with tcp reset" ;;
	esac
	match="ip daddr 203.0.113.$n ip saddr 203.0.113.1"
	[ $ports = all ] || match="$match tcp dport { 143, 993, 110, 995 }"
	[ $what != reset ] || match="$match meta l4proto tcp"
	now_ms > "$tmp/banned.$n"
	in_ns s nft insert rule ip ban in $match $do
	for i in 1 2; do tries $of $n imap-clear & trying="$trying $!"
	done
	[ $ports = jail ] ||
	    { tries $of $n smtp-clear & trying="$trying $!"; }
	started=$(($(date +%s) + 60))
	until told lockout-started $n || [ $(date +%s) -gt $started ]; do
		sleep 0.2
	done
	echo "$1: told $(($(now_ms) - $(cat "$tmp/banned.$n"))) ms after the ban"
	[ $what-$ports != silence-all ] || until_so '$tmux capture-pane -p |
	    tee "$tmp/screen" | grep -q LOCKED'
	handle=$(in_ns s nft -a list chain ip ban in |
	    sed -n "s/.*daddr 203.0.113.$n .* handle //p")
	now_ms > "$tmp/lifted.$n"
	in_ns s nft delete rule ip ban in handle $handle
	ended=$(($(date +%s) + 60))
	until told lockout-ended $n || [ $(date +%s) -gt $ended ]; do
		sleep 0.2
	done
	touch "$tmp/over.$n"
	wait $trying
}
tries() { until [ -e "$tmp/over.$2" ]; do
	client $1 $2 $3 right || sleep 0.7; done; }
for ban in $bans; do one $ban & ones="$ones $!"; done
pids="$pids $ones"
wait $ones
ok "the dashboard shows one" 'grep -q "LOCKED" "$tmp/screen"'
kill $watcher; wait $watcher 2>/dev/null

cat > "$tmp/look.py" <<'C'
import datetime, json, sys
live, action, octet, how = sys.argv[1:5]
def stamp(text):
    return datetime.datetime.fromisoformat(text[:23] + "+00:00").timestamp()
lines = [json.loads(line) for line in open(live)]
server = "203.0.113." + octet
found = [e for e in lines if e["event"].get("action") == action and
         e["destination"]["ip"] == server]
assert len(found) == 1, f"{len(found)} times"
e = found[0]
assert e["source"]["mac"] == sys.argv[5], e["source"]
assert e["source"]["ip"] == sys.argv[6], e["source"]
assert e["source"]["domain"] == f"c{octet}-pc", e["source"]
row = [r for r in lines[-1]["lockhound"]["lockouts"] if r["ip"] == server]
assert len(row) == 1 and row[0]["how"] == how, row
assert row[0]["trigger"]["mac"] == sys.argv[5], row
assert row[0]["devices"] == 1, row
# The first try in vain comes after the ban, and is told of later.
banned, lifted = float(sys.argv[7]) / 1000, float(sys.argv[8]) / 1000
since, until = stamp(row[0]["since"]), stamp(row[0]["until"])
assert banned - 0.01 <= since <= stamp(e["@timestamp"]), (banned, since)
assert until >= lifted - 0.01, (lifted, until)
C
for ban in $bans; do
	n=${ban##*-} how=${ban%%-*}
	mac=$(in_ns c$n cat /sys/class/net/eth0/address | tr a-f: A-F-)
	ip=$(in_ns c$n ip -4 -o addr show dev eth0 |
	    awk '{ sub("/.*", "", $4); print $4 }')
	for action in lockout-started lockout-ended; do
		ok "$ban: $action, of the right server and device" \
		    'python3 "$tmp/look.py" "$tmp/live" $action $n $how $mac $ip \
		    $(cat "$tmp/banned.$n" "$tmp/lifted.$n")'
	done
done
timeless() { sed '$s/^{"@timestamp":"[^"]*",//' "$1"; }
"$p" --json -q -r "$tmp/pcap" > "$tmp/again" 2>/dev/null
timeless "$tmp/live" > "$tmp/one"
timeless "$tmp/again" > "$tmp/other"
ok "the replay of its capture says the same" 'cmp "$tmp/one" "$tmp/other"'
[ $bad = 0 ] || { cat "$tmp/err"; grep -v lockhound.login "$tmp/live"; }
[ -z "$KEEP" ] || cp -r "$tmp" "$KEEP"
exit $bad
