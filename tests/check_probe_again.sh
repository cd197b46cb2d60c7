#!/bin/sh
# lockhound probe --again beside real mail servers: it sees the lift within one
# interval, a ban that each SYN renews runs out, a counter of ports is not fed,
# a program that is let in counts, and nobody's log holds anything of it.
hosts=203.0.113.42 webs=
for n in 70 71 72 73 74; do
	hosts="$hosts 203.0.113.$n" webs="$webs 203.0.113.$n"
done
. tests/probe_lan.sh
for n in 71 72 73 74; do at 203.0.113.$n "$mail" drop; done
# 70: who sends a SYN to a mail port while banned is banned anew.
echo "add set inet ban banned { type ipv4_addr; flags dynamic,timeout; }
add rule inet ban in ip daddr 203.0.113.70 tcp flags syn $mail ip saddr \
    @banned update @banned { ip saddr timeout 15s } drop
add element inet ban banned { 203.0.113.1 timeout 15s }
add set inet ban scans { type ipv4_addr . inet_service; flags dynamic,timeout; }
add chain inet ban count { type filter hook input priority -10; }
add rule inet ban count ip daddr 203.0.113.71 tcp flags syn \
    update @scans { ip saddr . tcp dport timeout 300s }" > "$tmp/rules"
in_ns s nft -f "$tmp/rules" ||
    { echo "skipped, this kernel's nft has no dynamic sets"; exit 77; }
sleep 2
for log in dovecot.log exim/mainlog web; do cp "$tmp/$log" "$tmp/$log.before"
done
again() {	# last octet, time
	in_ns a "$p" probe 203.0.113.$1 --again $2 --json \
	    -w "$tmp/$1.pcapng" > "$tmp/$1.json" 2> "$tmp/$1.err"
	echo $? > "$tmp/$1.status"
}
for n in 70 71 72; do again $n 10s & asked="$asked $!"; done
again 73 60s & asked="$asked $!"
in_ns a sh -c 'echo $$ > "$1"; exec "$2" probe 203.0.113.74 --again 10s' \
    sh "$tmp/pid" "$p" > "$tmp/74.report" 2> "$tmp/74.err" & interrupted=$!
pids="$pids $asked $interrupted"
locked() { grep -q lockout-started "$tmp/$1.json"; }
until_so 'locked 71 && locked 72 && locked 73'
unban() {	# last octet; when is in a file
	handle=$(in_ns s nft -a list chain inet ban in |
	    sed -n "s/.*daddr 203.0.113.$1 .* handle //p")
	in_ns s nft delete rule inet ban in handle $handle
	now_ms > "$tmp/lifted.$1"
}
# A program here tries again and again; nothing is lifted by that alone.
for i in 1 2 3; do in_ns a python3 -c 'import socket
socket.create_connection(("203.0.113.73", 993), 1)' 2>/dev/null; done
ok "what tries in vain lifts nothing" '! [ -e "$tmp/73.status" ]'
unban 73
in_ns a python3 -c 'import socket
socket.create_connection(("203.0.113.73", 993), 3).close()'
ok "a program that is let in ends it" 'until_so "[ -e \"\$tmp/73.status\" ]"'
ok "soon" '[ $(($(now_ms) - $(cat "$tmp/lifted.73"))) -lt 10000 ]'
# The first time again is over, and was in vain.
until_so '[ $(grep -c "asked" "$tmp/74.err") -ge 3 ]'
kill -INT $(cat "$tmp/pid")
wait $interrupted; status=$?
ok "Ctrl-C sums up" '[ $status = 6 ] && grep -q "^STILL LOCKED OUT: .* asked again [1-9]" "$tmp/74.report" && grep -q "^LOCKED OUT: " "$tmp/74.report"'
ok "when the next is stands there" 'grep -q "next at [0-9:]* UTC" "$tmp/74.err"'
unban 72
unban 71
until_s=$(($(date +%s) + 70))
until [ -e "$tmp/70.status" -a -e "$tmp/71.status" -a -e "$tmp/72.status" ] ||
    [ $(date +%s) -gt $until_s ]; do sleep 0.2; done

cat > "$tmp/look.py" <<'C'
"""look.py JSON STATUS [LIFTED_MS]: locked, and lifted; by when, in ms."""
import datetime, json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
def stamp(text):
    return datetime.datetime.fromisoformat(text[:23] + "+00:00").timestamp()
actions = [e["event"].get("action") for e in lines]
assert sys.argv[2] == "0", sys.argv[2]
assert actions.count("lockout-started") == actions.count("lockout-ended") == 1
assert actions.index("lockout-started") < actions.index("lockout-ended")
ours = lines[-1]["lockhound"]
assert ours["verdict"] == "not-locked-out", ours
lifted, vain = stamp(ours["lifted"]), stamp(ours["last_in_vain"])
assert vain < lifted
asked = [e for e in lines if e["event"].get("action") == "probe-answered"]
first = asked[:6]
assert len({e["destination"]["port"] for e in first}) == 6
# Then one port for reading and one for sending by turns, one SYN each.
then = [e["destination"]["port"] for e in asked[6:]]
assert then == [993, 587, 993, 587][:len(then)], then
assert all(e["lockhound"]["tries"] == 1 for e in asked[6:]
           if e["lockhound"]["state"] == "filtered"), asked[6:]
times = [stamp(e["lockhound"]["since"]) for e in asked[6:]]
waits = [b - a for a, b in zip(times, times[1:])]
# Each wait is half as long again, and three seconds for the answer.
for a, b in zip(waits, waits[1:]):
    assert b > a * 1.3, waits
if len(sys.argv) > 3:
    really = float(sys.argv[3]) / 1000
    assert really - 0.05 <= lifted, (really, lifted)
    interval = 10
    for i in range(len(times) - 1):
        interval *= 1.5
    assert lifted - really < interval + 4, (lifted - really, interval)
print(len(times), "times again")
C
for n in 70 71 72 73; do
	python3 "$tmp/look.py" "$tmp/$n.json" "$(cat "$tmp/$n.status")" \
	    $(cat "$tmp/lifted.$n" 2>/dev/null) > "$tmp/look" 2>&1 ||
	    { echo "not ok: $n"; bad=1; cat "$tmp/$n.err"; }
	echo "203.0.113.$n: $(tail -n 1 "$tmp/look")"
	ok "$n: the lines are what the README says" \
	    'python3 tests/schema.py < "$tmp/$n.json" > "$tmp/said"'
	"$p" -r "$tmp/$n.pcapng" --json > "$tmp/replayed" 2>/dev/null
	ok "$n: the replay says the same" '[ $? = 0 ] &&
	    cmp "$tmp/$n.json" "$tmp/replayed"'
done
ports=$(in_ns s nft list set inet ban scans | grep -o '203.0.113.1 \. [0-9]*' |
    sort -u | wc -l)
ok "a counter of ports stands at 6 (it was $ports)" '[ "$ports" = 6 ]'
ok "the ban that SYNs renew has run out" '! in_ns s nft list set inet ban \
    banned | grep -q 203.0.113.1'
# The one program that was let in is logged, and nothing else.
grep -v "rip=203.0.113.1, lip=203.0.113.73" "$tmp/dovecot.log" > "$tmp/dovecot"
ok "dovecot's log holds no probe" 'cmp "$tmp/dovecot" "$tmp/dovecot.log.before"'
ok "nor does exim's" 'cmp "$tmp/exim/mainlog" "$tmp/exim/mainlog.before"'
ok "nor were web pages asked for" 'cmp "$tmp/web" "$tmp/web.before"'
# In its aggressive mode fail2ban counts each connection without a login: those
# by which this test has waited for the servers, and none of the probes.
without=
matched() { fail2ban-regex "$1" "$2[mode=aggressive]" 2>&1 |
    sed -n "s/.* \([0-9]*\) matched.*/\1/p"; }
if command -v fail2ban-regex >/dev/null; then
	before=$(matched "$tmp/dovecot.log.before" dovecot)
	after=$(matched "$tmp/dovecot.log" dovecot)
	ok "fail2ban counts the program alone ($before, $after)" \
	    '[ "$before" -gt 0 ] && [ "$after" = $((before + 1)) ]'
	after=$(matched "$tmp/exim/mainlog" exim)
	before=$(matched "$tmp/exim/mainlog.before" exim)
	ok "and at exim nobody ($before, $after)" '[ "$before" = "$after" ]'
else
	without="without fail2ban's own look at the logs"
fi
[ -z "$KEEP" ] || cp -r "$tmp" "$KEEP"
[ -z "$without" ] || echo "$without"
exit $bad
