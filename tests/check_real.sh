#!/bin/sh
# Live with real servers beyond the gateway's NAT.  Each client has its address
# by DHCP and fails in one of IMAP, POP3, SMTP in clear, STARTTLS or TLS: within
# a second of its third failure it is named by MAC, IP and name, at the gateway's
# bridge and on a mirror of the LAN.  On the WAN side nobody is, and why is said.
# What live printed, a replay of its capture prints.
p=$(pwd)/${BUILD:-build}/lockhound
for tool in dovecot exim4 dnsmasq busybox openssl; do
	command -v $tool >/dev/null ||
	    { echo "skipped, no $tool here"; exit 77; }
done
failing="imap-clear imap-starttls imap-tls pop-clear pop-starttls pop-tls"
failing="$failing smtp-clear smtp-starttls smtp-tls"
clients="good $failing" dhcp=yes
. tests/lan.sh
. tests/mirror.sh
. tests/real_servers.sh
echo "NAT: ${nat:-none in this kernel, the gateway only routes}"
if mirror_tc; then
	echo "mirror: tc mirred, filter ${all%% *}"
elif mirror_flood; then
	echo "mirror: a switch that floods, this kernel has no tc mirred"
else
	echo "skipped, no mirror and no bridge here"
	exit 77
fi
watchers= places=
watch() {	# what it is called, namespace, interface
	ip netns exec $ns$2 "$p" --json -i $3 -w "$tmp/$1.pcap" \
	    --duration 300s > "$tmp/$1" 2> "$tmp/$1.err" &
	pids="$pids $!" watchers="$watchers $!" places="$places $1"
}
watch lan g br-lan
watch mirror $mirror_ns $mirror_if
[ -z "$nat" ] || watch wan g wan

client() { of=$1; shift
	in_ns $of python3 tests/real_client.py "$@" >/dev/null 2>&1; }
# Nobody else comes before all watch and serve.
until_so 'lease good'
for kind in $failing; do until_so 'client good $kind right'; done
for place in $places; do
	until_so 'client good imap-clear right
	    grep -q "\"success\"" "$tmp/$place"'
done
for of in $failing; do until_so 'lease $of'; done

mac_of() { in_ns $1 cat /sys/class/net/eth0/address | tr a-f: A-F-; }
ip_of() { in_ns $1 ip -4 -o addr show dev eth0 |
	awk '{ sub("/.*", "", $4); print $4 }'; }
named() {	# where, client
	grep culprit-named "$tmp/$1" | grep '"ip":"'$ip'"' |
	    grep '"mac":"'$mac'"' | grep -q '"domain":"'$2-pc'"'
}
fail() {	# client, which is how it fails
	mac=$(mac_of $1) ip=$(ip_of $1)
	case $1 in
	# Two ways to authenticate are two failures in one session.
	smtp-*)	client $1 $1 wrong; client $1 $1 wrong PLAIN ;;
	*)	for n in 1 2 3; do client $1 $1 wrong; done ;;
	esac
	failed=$(now_ms)
	for place in lan mirror; do
		until_so "named $place $1" &&
		    echo $(($(now_ms) - failed)) > "$tmp/$place.$1"
	done
}
for how in clear starttls tls; do
	trying=
	for kind in imap pop smtp; do
		fail $kind-$how & trying="$trying $!"
	done
	pids="$pids $trying"
	wait $trying
done
[ -z "$nat" ] || ok "wan: it says so when it would name one, not at the end" \
    'until_so "grep -q capture-unfit \"\$tmp/wan\""'
kill $watchers; wait $watchers 2>/dev/null

for of in $failing; do
	for place in lan mirror; do
		took=$(cat "$tmp/$place.$of" 2>/dev/null)
		ok "$place: $of is named by MAC, IP and name" '[ -n "$took" ]'
		echo "$place: $of named ${took:--} ms after its third failure"
		ok "$place: $of soon" '[ "${took:-0}" -lt 1000 ]'
	done
done
for place in lan mirror; do
	n=$(grep -c culprit-named "$tmp/$place")
	ok "$place: nine are named, each once ($n were)" '[ "$n" = 9 ]'
	ok "$place: the good one is not" \
	    '! grep culprit-named "$tmp/$place" | grep -q good-pc'
done
if [ -n "$nat" ]; then
	ok "wan: nobody is named" '! grep -q culprit-named "$tmp/wan"'
	ok "wan: it says why" \
	    'grep capture-unfit "$tmp/wan" | grep -q "after the router.s NAT"'
	ok "wan: the NAT is one" '! grep -q 192.168.55. "$tmp/wan"'
fi
# Live, time goes on after the last packet, to when the summary is made.
timeless() { sed '$s/^{"@timestamp":"[^"]*",//' "$1"; }
for place in $places; do
	n=$(grep -c '"outcome":"failure"' "$tmp/$place")
	ok "$place: 27 failures are counted ($n were)" '[ "$n" = 27 ]'
	timeless "$tmp/$place" > "$tmp/live"
	"$p" --json -q -r "$tmp/$place.pcap" > "$tmp/again" 2>/dev/null
	timeless "$tmp/again" > "$tmp/replayed"
	ok "$place: the replay of its capture says the same" \
	    'diff "$tmp/live" "$tmp/replayed"'
done
[ -z "$KEEP" ] || cp -r "$tmp" "$KEEP"
exit $bad
