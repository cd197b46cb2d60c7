#!/bin/sh
# lockhound probe beside real mail servers behind each way of a firewall: what
# each port says, and the verdict; and the capture of each probe says the same
# again.  Nothing of it is in the servers' logs.
v4="50 51 52 53 54 55 56 57 58 60 61"
v6="60 61 62 63 64"
hosts=203.0.113.42 webs="203.0.113.59 203.0.113.80 2001:db8:113::80"
for n in $v4; do hosts="$hosts 203.0.113.$n" webs="$webs 203.0.113.$n"; done
for n in $v6; do
	hosts="$hosts 2001:db8:113::$n" webs="$webs 2001:db8:113::$n"
done
. tests/probe_lan.sh
at 203.0.113.51 "$mail" drop
at 203.0.113.51 "tcp dport 2096" "reject with tcp reset"
at 203.0.113.52 "$mail" drop
at 203.0.113.53 "$mail" drop
at 203.0.113.53 "$panels" drop
at 203.0.113.54 "$mail" "reject with icmp port-unreachable"
at 203.0.113.55 "$mail" "reject with tcp reset"
at 203.0.113.56 "" drop
at 203.0.113.57 "" "reject with icmp host-prohibited"
at 203.0.113.58 "meta l4proto tcp" "reject with tcp reset"
at 2001:db8:113::60 "$mail" drop
at 203.0.113.61 "$mail" drop
at 2001:db8:113::62 "$mail" "reject with icmpv6 admin-prohibited"
at 2001:db8:113::63 "$mail" "reject with tcp reset"
at 2001:db8:113::64 "meta l4proto tcp" drop
# Names with both families, as files of the clients' own.
mkdir -p /etc/netns/${ns}a
trap 'rm -rf "/etc/netns/${ns}a"; rmdir /etc/netns 2>/dev/null; clean' EXIT
for n in 60 61; do
	echo "203.0.113.$n two$n.probe.test"
	echo "2001:db8:113::$n two$n.probe.test"
done > /etc/netns/${ns}a/hosts
echo "hosts: files" > /etc/netns/${ns}a/nsswitch.conf
sleep 2
cp "$tmp/dovecot.log" "$tmp/dovecot.before"
cp "$tmp/exim/mainlog" "$tmp/exim.before"
: > "$tmp/web.before"
cp "$tmp/web" "$tmp/web.before"

probe() {	# name, host, options...
	name=$1 host=$2; shift 2
	in_ns a "$p" probe $host --json -w "$tmp/$name.pcapng" "$@" \
	    > "$tmp/$name.json" 2> "$tmp/$name.err"
	echo $? > "$tmp/$name.status"
}
for n in 50 51 52 53 54 55 58 59; do
	probe $n 203.0.113.$n & asked="$asked $!"
done
probe 56 203.0.113.56 --reference 203.0.113.80 & asked="$asked $!"
probe gone 203.0.113.99 & asked="$asked $!"
for n in 60 61; do probe $n two$n.probe.test & asked="$asked $!"; done
for n in 62 63; do probe $n 2001:db8:113::$n & asked="$asked $!"; done
probe 64 2001:db8:113::64 --reference 2001:db8:113::80 & asked="$asked $!"
# Neighbours: one drops all, and one is not there.
in_ns b nft add table ip ban
in_ns b nft "add chain ip ban in { type filter hook input priority 0; }"
in_ns b nft add rule ip ban in drop
probe hidden 192.168.55.11 & asked="$asked $!"
probe absent 192.168.55.77 & asked="$asked $!"
pids="$pids $asked"
wait $asked
# Alone: by others that answer the line would be known to be up; and ICMP goes
# out once a second to an address, whoever behind the NAT it is for.
probe unsaid 203.0.113.56
probe 57 203.0.113.57

cat > "$tmp/look.py" <<'C'
"""look.py JSON STATUS VERDICT [how=WORD] [doubt=WORD] [sure=...]
[ADDRESS/]STATE[/HOW][/BY]=PORTS ...: each port that is named has this state,
and each port has been named."""
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
status, verdict = sys.argv[2:4]
last = lines[-1]
assert last["event"]["dataset"] == "lockhound.probe", last
ours = last["lockhound"]
assert ours["verdict"] == verdict, ours
locked = verdict in ("mail-ports", "all-ports", "captcha", "ipv6-only",
                     "ipv4-only")
want = "0" if verdict == "not-locked-out" else "6" if locked else "5"
assert status == want, f"exit {status}"
actions = [e["event"].get("action") for e in lines]
assert ("lockout-started" in actions) == locked, actions
assert ("host-trouble" in actions) == (verdict in ("server-down",
                                                   "line-down")), actions
answers = {}
for e in lines:
    if e["event"].get("action") == "probe-answered":
        at = (e["destination"]["ip"], e["destination"]["port"])
        assert at not in answers, f"{at} twice"
        answers[at] = e["lockhound"]
named = set()
for word in sys.argv[4:]:
    key, value = word.split("=")
    if key == "any":
        named |= set(answers)
    elif key in ("how", "sure"):
        assert str(ours.get(key)).lower() == value, (key, ours)
    elif key == "doubt":
        assert value in ours["doubts"], ours
    else:
        parts = key.split("/")
        ip, state, how, by = parts + [""] * (4 - len(parts))
        for port in value.split(","):
            got = answers[ip, int(port)]
            named.add((ip, int(port)))
            assert got["state"] == state, (ip, port, got)
            assert how in ("", got.get("how")), (ip, port, got)
            assert by in ("", got.get("by")), (ip, port, got)
            # Only those that are silent are asked more than once.
            assert state != "filtered" or got["tries"] == 3, got
            assert state not in ("open", "closed") or got["tries"] == 1
assert set(answers) == named, set(answers) ^ named
C
is() {	# name, what look.py takes behind the status
	name=$1; shift
	python3 "$tmp/look.py" "$tmp/$name.json" "$(cat "$tmp/$name.status")" \
	    "$@" 2> "$tmp/look" || { echo "not ok: $name is $1"
		tail -n 1 "$tmp/look"; cat "$tmp/$name.err"; bad=1; }
}
all=993,587,443,2096,143,465,995,110,25,2083,2087,4190
post=993,587,143,465,995,110	# that is served
shut=$post,25,4190		# that the rules of mail meet
h=203.0.113
is 50 not-locked-out sure=true $h.50/open=$post,443,2096,4190 \
    $h.50/closed/reset=25,2083,2087
is 51 mail-ports how=silence sure=true $h.51/filtered=$shut $h.51/open=443 \
    $h.51/closed=2083,2087,2096
is 52 captcha how=silence doubt=no-mail $h.52/filtered=$shut \
    $h.52/open=443,2096 $h.52/closed=2083,2087
is 53 captcha how=silence $h.53/filtered=$shut,2083,2087,2096 $h.53/open=443
is 54 mail-ports how=reject $h.54/refused/port-unreachable/$h.54=$shut \
    $h.54/open=443,2096 $h.54/closed=2083,2087
is 55 mail-ports how=reset doubt=stopped $h.55/closed=$shut,2083,2087 \
    $h.55/open=443,2096
is 56 all-ports how=silence doubt=off $h.56/filtered=$all $h.80/open=443
is unsaid unknown doubt=line $h.56/filtered=$all
is 57 all-ports how=reject $h.57/refused/host-prohibited/$h.57=$all
is 58 all-ports how=reset doubt=stopped $h.58/closed=$all
# The servers of mail listen elsewhere: one that has web pages alone.
is 59 mail-ports doubt=stopped $h.59/closed=$post,25,2083,2087 \
    $h.59/open=443,2096,4190
is gone server-down how=unreachable \
    $h.99/refused/host-unreachable=$all
is hidden all-ports sure=true how=silence 192.168.55.11/filtered=$all
is absent server-down sure=true 192.168.55.77/filtered=$all
g=2001:db8:113:
is 60 ipv6-only how=silence $h.60/open=$post,443,2096,4190 \
    $h.60/closed=25,2083,2087 $g:60/filtered=$shut $g:60/open=443,2096 \
    $g:60/closed=2083,2087
is 61 ipv4-only how=silence $g:61/open=$post,443,2096,4190 \
    $g:61/closed=25,2083,2087 $h.61/filtered=$shut $h.61/open=443,2096 \
    $h.61/closed=2083,2087
is 62 mail-ports how=reject $g:62/refused/admin-prohibited/$g:62=$shut \
    $g:62/open=443,2096 $g:62/closed=2083,2087
is 63 mail-ports how=reset $g:63/closed=$shut,2083,2087 $g:63/open=443,2096
is 64 all-ports how=silence $g:64/filtered=$all $g:80/open=443

# --- its own capture says the same, and is readable by others ---
again() {
	"$p" -r "$tmp/$1.pcapng" --json > "$tmp/again" 2> "$tmp/err"
	status=$?
	cmp -s "$tmp/$1.json" "$tmp/again" &&
	    [ $status = "$(cat "$tmp/$1.status")" ]
}
for n in 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 unsaid gone hidden; do
	ok "$n: the replay says the same" "again $n"
done
command -v tcpdump >/dev/null && ok "tcpdump reads it" '[ "$(tcpdump -nr \
    "$tmp/50.pcapng" "tcp[13] = 2" 2>/dev/null | wc -l)" = 12 ]'
ok "another key reads nothing" '"$p" -r "$tmp/50.pcapng" --json --probe-key \
    00000000000000000000000000000000 2>"$tmp/err" | grep -q "\"unknown\"" &&
    grep -q "no question with this key" "$tmp/err"'
# 20 a second, by the capture's own clock.
ok "no faster than it may" 'tcpdump -ttnr "$tmp/56.pcapng" "tcp[13] = 2" \
    2>/dev/null | awk "{ if (NR > 20 && \$1 - t[NR - 20] < 0.95) bad = 1
    t[NR] = \$1 } END { exit bad || NR != 37 }"'

for n in 50 54 56 60 gone; do
	ok "$n: the lines are what the README says" \
	    'python3 tests/schema.py < "$tmp/$n.json" > "$tmp/said"'
done

# --- no trace ---
ok "dovecot has logged nothing" 'cmp "$tmp/dovecot.log" "$tmp/dovecot.before"'
ok "nor has exim" 'cmp "$tmp/exim/mainlog" "$tmp/exim.before"'
ok "nobody has accepted a connection" 'cmp "$tmp/web" "$tmp/web.before"'

# --- the line ---
in_ns g ip link set wan down
probe far 203.0.113.50
is far line-down any=yes
ok "who says so, and what" 'grep -q "net-unreachable.*192.168.55.1" \
    "$tmp/far.json"'
ok "the replay of it says the same" 'again far'
in_ns g ip link set wan up
in_ns g nft add table ip cut
in_ns g nft "add chain ip cut go { type filter hook forward priority 0; }"
in_ns g nft add rule ip cut go drop
probe cut 203.0.113.50 --reference 203.0.113.80
is cut line-down sure=true $h.50/filtered=$all $h.80/filtered=443
ok "the replay of that, too" 'again cut'
in_ns g nft delete table ip cut
in_ns g ip link set br-lan down	# the gateway
in_ns a ip neigh flush all
probe near 203.0.113.50
is near line-down sure=true $h.50/filtered=$all
"$p" -r "$tmp/near.pcapng" --json > "$tmp/again" 2>/dev/null
ok "its replay, which holds no SYN" \
    '[ $? = 5 ] && tail -n 1 "$tmp/again" | grep -q "\"line-down\""'
in_ns g ip link set br-lan up
in_ns g ip addr replace 2001:db8:55::1/64 dev br-lan nodad
in_ns g ip link set va down	# the cable
probe loose 203.0.113.50
is loose line-down sure=true
in_ns g ip link set va up
in_ns a ip route del default
probe none 203.0.113.50
is none line-down sure=true
in_ns a ip route add default via 192.168.55.1

# --- questions that do not go out are no silence of the host ---
in_ns a nft add table ip own
in_ns a nft "add chain ip own out { type filter hook output priority 0; }"
in_ns a nft add rule ip own out tcp flags syn drop
probe held 203.0.113.50
is held unknown doubt=unseen any=yes
ok "the kernel's word is told" 'grep -q "does not send all that is asked" \
    "$tmp/held.err"'
in_ns a nft delete table ip own
# --- a firewall of this machine ---
in_ns a nft add table inet own
in_ns a nft "add chain inet own out { type filter hook output priority 0; }"
in_ns a nft add rule inet own out $mail drop
probe own 203.0.113.50
is own unknown sure=false doubt=unseen $h.50/open=443,2096 \
    $h.50/closed=2083,2087
"$p" -r "$tmp/own.pcapng" --json > "$tmp/again" 2>/dev/null
ok "its replay cannot tell either" \
    '[ $? = 5 ] && tail -n 1 "$tmp/again" | grep -q "\"unknown\""'
in_ns a nft delete table inet own

# --- what is printed ---
in_ns a "$p" probe 203.0.113.52 > "$tmp/report" 2>&1
ok "the report says where the captcha is" '[ $? = 6 ] &&
    grep -q "^LOCKED OUT: 203.0.113.52:" "$tmp/report" &&
    grep -q "https://203.0.113.52:2096 " "$tmp/report" &&
    grep -q "Wait 30 seconds" "$tmp/report" &&
    tr "\n" " " < "$tmp/report" | tr -s " " |
    grep -q "Please unblock our public address"'
ok "and each port" '[ $(grep -c "^ *[0-9]* [A-Za-z0-9]* *is " "$tmp/report") = 12 ]'
in_ns a nft add table inet count
in_ns a nft "add chain inet count out { type filter hook output priority 0; }"
in_ns a nft add rule inet count out tcp flags syn counter
in_ns a "$p" probe 203.0.113.50 --dry-run > "$tmp/dry"
ok "a dry run prints the packets" '[ $? = 0 ] &&
    [ $(grep -c "^SYN 192.168.55.10 port .* > 203.0.113.50 port" "$tmp/dry") = 12 ]'
ok "and sends none" 'in_ns a nft list table inet count |
    grep -q "counter packets 0 "'

# --- without the right ---
as_nobody() { in_ns a setpriv --reuid 65534 --regid 65534 --clear-groups \
    --inh-caps=-all --no-new-privs "$p" probe "$@"; }
cp "$p" "${p%/*}/lockhound-ask" "$tmp/" && p=$tmp/lockhound
as_nobody 203.0.113.50 --json > "$tmp/nobody.json" 2> "$tmp/err"
echo $? > "$tmp/nobody.status"
is nobody unknown doubt=not-asked $h.50/open=443,2096 $h.50/closed=2083,2087
ok "it says what it does" 'grep -q "no right to send single packets: only web" \
    "$tmp/err"'
as_nobody 203.0.113.50 --connect --json > "$tmp/nobody.json" 2> "$tmp/err"
echo $? > "$tmp/nobody.status"
is nobody not-locked-out $h.50/open=$post,443,2096,4190 \
    $h.50/closed=25,2083,2087
as_nobody 203.0.113.50 -w "$tmp/none" > /dev/null 2> "$tmp/err"
ok "it cannot keep packets" '[ $? = 3 ] && grep -q "run as root" "$tmp/err"'
in_ns a "$p" probe no.such.test > /dev/null 2> "$tmp/err"
ok "a name that there is not is told" '[ $? = 3 ] &&
    grep -q "there is no host no.such.test" "$tmp/err"'
in_ns a "$p" probe 224.0.0.1 > /dev/null 2> "$tmp/err"
ok "a group is no host" '[ $? = 3 ] && grep -q "of no host" "$tmp/err"'
[ -z "$KEEP" ] || cp -r "$tmp" "$KEEP"
exit $bad
