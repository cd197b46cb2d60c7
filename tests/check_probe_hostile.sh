#!/bin/sh
# lockhound probe and devices where things go wrong: this machine's own
# firewall, a disk that is full, a reader that is gone, an interface that goes,
# a helper that is killed, a flood, names with escapes.  One sentence, the right
# status, and nobody is left behind.
p=$(pwd)/${BUILD:-build}/lockhound
clients="a b"
. tests/lan.sh
command -v nft >/dev/null || { echo "skipped, no nft here"; exit 77; }
helpers() { for pid in $(in_ns $1 ip netns pids $ns$1); do
	cat /proc/$pid/comm 2>/dev/null; done | grep -c lockhound-ask; }
gone() { until_so "[ \$(helpers a) = 0 ]"; }
one_line() { [ $(wc -l < "$tmp/err") = 1 ]; }
run() {	# the rest of lockhound's words
	in_ns a timeout -k 5 40 "$p" "$@" > "$tmp/out" 2> "$tmp/err"
	status=$?
}
in_ns s python3 -c '
import socket, time
all = [socket.create_server(("", port)) for port in (143, 993, 587, 443, 2096)]
time.sleep(600)' & pids="$pids $!"
until_so 'in_ns a python3 -c "import socket
socket.create_connection((\"203.0.113.42\", 2096), 1)" 2>/dev/null'

# Our own firewall stops the mail ports: the host is not to be blamed.
in_ns a nft -f - <<'N'
table inet own { chain out { type filter hook output priority 0;
    tcp dport { 25, 110, 143, 465, 587, 993, 995, 4190 } drop; }; }
N
run probe 203.0.113.42 --json -w "$tmp/own.pcapng"
ok "what our own firewall stops is no lockout ($status)" '[ $status = 5 ] &&
    grep -q "\"unseen\"" "$tmp/out" && ! grep -q lockout-started "$tmp/out"'
ok "which is said" 'grep -q "does not send all that is asked" "$tmp/err"'
"$p" -r "$tmp/own.pcapng" --json > "$tmp/again" 2>/dev/null
ok "and its capture says the same" '[ $? = 5 ] &&
    ! grep -q lockout-started "$tmp/again"'
run probe 203.0.113.42
ok "each of them is told" \
    '[ $(grep -c "was not seen to go out" "$tmp/out") = 8 ]'
in_ns a nft delete table inet own

# Somebody sends a SYN's answer in the host's name, while it is asked again.
in_ns s nft -f - <<'N'
table inet ban { chain in { type filter hook input priority 0;
    tcp dport { 25, 110, 143, 465, 587, 993, 995, 4190 } drop; }; }
N
cat > "$tmp/forge.py" <<'C'
import socket, struct, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
def ip(a): return socket.inet_aton(a)
def total(b):
    n = sum(struct.unpack("!%dH" % (len(b) // 2), b))
    while n >> 16: n = (n & 0xffff) + (n >> 16)
    return ~n & 0xffff
source, to = ip("203.0.113.42"), ip("192.168.55.10")
end = time.time() + 22
i = 0
while time.time() < end:
    i += 1
    tcp = struct.pack("!HHIIBBHHH", (993, 587)[i % 2], 61000 + i % 4000, 7,
        i * 2654435761 % 2**32, 0x50, (0x12, 0x14)[i // 2 % 2], 1024, 0, 0)
    head = source + to + struct.pack("!HH", 6, 20)
    tcp = tcp[:16] + struct.pack("!H", total(head + tcp)) + tcp[18:]
    s.sendto(struct.pack("!BBHHHBBH", 0x45, 0, 40, 0, 0, 64, 6, 0) +
             source + to + tcp, ("192.168.55.10", 0))
    if i % 200 == 0: time.sleep(0.1)
C
ip netns exec ${ns}b python3 "$tmp/forge.py" & forge=$!; pids="$pids $forge"
in_ns a timeout -s INT 21 "$p" probe 203.0.113.42 --again 10s --json \
    -w "$tmp/forged.pcapng" > "$tmp/out" 2> "$tmp/err"
ok "a flood of forged answers lifts nothing" \
    'grep -q lockout-started "$tmp/out" && ! grep -q lockout-ended "$tmp/out"'
ok "and fills no file" '[ $(stat -c %s "$tmp/forged.pcapng") -lt 40000 ]'
wait $forge 2>/dev/null
in_ns s nft delete table inet ban
ok "no helper is left" gone

# A disk that is full, a reader that is gone, no output at all.
run probe 203.0.113.42 -w /dev/full
ok "a full disk is told: $(cat "$tmp/err")" \
    '[ $status = 3 ] && grep -q "cannot write /dev/full" "$tmp/err" && one_line'
in_ns a "$p" probe 203.0.113.42 --json 2> "$tmp/err" > /dev/full
ok "so is a full output" '[ $? = 3 ] && one_line &&
    grep -q "could not write all of the results" "$tmp/err"'
in_ns a "$p" devices -i eth0 --json 2> "$tmp/err" > /dev/full
ok "and that of devices" '[ $? = 3 ] && one_line &&
    grep -q "could not write all of the results" "$tmp/err"'
in_ns a "$p" probe 203.0.113.42 2> "$tmp/err" >&-
ok "and none: $? $(cat "$tmp/err")" 'one_line'
{ in_ns a "$p" probe 203.0.113.42 --json 2> "$tmp/err"
    echo $? > "$tmp/status"; } | true
ok "a reader that has gone is no trouble ($(cat "$tmp/status"))" \
    '[ $(wc -l < "$tmp/err") -le 1 ]'
ok "no helper is left then" gone

# The helper is killed, the parent is killed, the terminal hangs up.
begin() {	# seconds of it, then $pid is it
	rm -f "$tmp/pid"
	in_ns a sh -c 'echo $$ > "$1"; shift; exec "$@"' sh "$tmp/pid" "$p" \
	    "$@" > "$tmp/out" 2> "$tmp/err" & job=$!
	pids="$pids $job"
	until_so '[ -s "$tmp/pid" ] && [ $(helpers a) = 1 ]'
	pid=$(cat "$tmp/pid")
}
helper() { cat /proc/$pid/task/$pid/children; }
begin probe 203.0.113.99 --again 10s
kill -9 $(helper)
wait $job; status=$?
ok "a helper that is killed is told ($status): $(head -n 1 "$tmp/err")" \
    'grep -q "lockhound-ask has ended" "$tmp/err" && [ $status != 0 ]'
begin devices -i eth0 --duration 30s
kill -9 $(helper)
wait $job; status=$?
ok "by devices, too ($status): $(cat "$tmp/err")" '[ $status = 3 ] &&
    grep -q "lockhound-ask has ended" "$tmp/err" && one_line'
for signal in KILL HUP TERM INT; do
	for what in "probe 203.0.113.99 --again 10s" \
	    "devices -i eth0 --duration 30s"; do
		begin $what
		kill -$signal $pid
		wait $job 2>/dev/null
		ok "after SIG$signal no helper of $what is left" gone
	done
done

# A flood while the link is asked.
cat > "$tmp/flood.py" <<'C'
import os, socket, struct, sys, time
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("eth0", 0))
end = time.time() + float(sys.argv[1])
i = 0
while time.time() < end:
    i += 1
    mac = struct.pack("!HI", 0x0200, i % 10000)
    ip = struct.pack("!BBH", 192, 168, i % 10000)
    s.send(b"\xff" * 6 + mac + b"\x08\x06\0\1\x08\0\6\4\0\1" + mac + ip +
           b"\0" * 6 + ip)
    name = b"\x1b[31m\xc2\x9b" + b"%d" % (i % 10000) + b"x" * 40
    name = name[:63]
    dns = (struct.pack("!6H", 0, 0x8400, 0, 1, 0, 0) + bytes([len(name)]) +
           name + b"\5local\0" + struct.pack("!HHIH", 1, 0x8001, 120, 4) + ip)
    udp = struct.pack("!4H", 5353, 5353, 8 + len(dns), 0) + dns
    s.send(b"\x01\0\x5e\0\0\xfb" + mac + b"\x08\0" + struct.pack(
        "!BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 255, 17, 0) + ip +
        b"\xe0\0\0\xfb" + udp)
    if i % 50 == 0: time.sleep(0.01)
C
ip netns exec ${ns}b python3 "$tmp/flood.py" 30 & flood=$!; pids="$pids $flood"
began=$(now_ms)
run devices -i eth0
took=$(($(now_ms) - began))
ok "ten thousand that say who they are ($status, $took ms)" \
    '[ $status = 0 ] && [ $took -lt 25000 ] &&
    grep -q "^1024 devices on eth0" "$tmp/out" &&
    tail -n 3 "$tmp/out" | tr "\n" " " | grep -q "more found no room"'
ok "no escape of a name comes out" \
    '! LC_ALL=C grep -q "$(printf "[\001-\011\013-\037\177]")" "$tmp/out"'
begin devices -i eth0 --duration 60s
sleep 1
began=$(now_ms)
kill -INT $pid
wait $job; status=$?
took=$(($(now_ms) - began))
ok "Ctrl-C ends it in the flood ($status, $took ms)" '[ $took -lt 5000 ]'
kill $flood; wait $flood 2>/dev/null

# A network that is too large, an interface that goes.
in_ns a ip addr add 10.0.0.1/8 dev eth0
run devices -i eth0 --dry-run
ok "a /8 is not asked, which is said" '[ $status = 0 ] && one_line &&
    ! grep -q "has 10\." "$tmp/out" && grep -q "10.0.0.1/8 has more" "$tmp/err"'
in_ns a ip addr del 10.0.0.1/8 dev eth0
begin devices -i eth0 --duration 4s
in_ns a ip link set eth0 down
wait $job; status=$?
ok "an interface that goes down is told ($status): $(cat "$tmp/err")" \
    '[ $status = 0 ] && grep -q "does not send all" "$tmp/err"'
in_ns a ip link set eth0 up
in_ns a ip route replace default via 192.168.55.1
begin probe 203.0.113.42 --json
in_ns a ip link del eth0
wait $job; status=$?
ok "one that is gone is no lockout ($status): $(cat "$tmp/err")" \
    '[ $status = 0 -o $status = 5 ] && ! grep -q lockout-started "$tmp/out" &&
    grep -q "eth0 is gone" "$tmp/err"'
ok "no helper is left at the end" gone
[ $bad = 0 ] || cat "$tmp/err"
exit $bad
