#!/bin/sh
# The real program, confined, in each of its ways: what rights it has left,
# that it works with them, and that it says what it could not give up.
p=${BUILD:-build}/lockhound
refuse=${BUILD:-build}/tests/tool_refuse
. tests/lan.sh
"$refuse" landlock -- /bin/true || { echo "skipped, no seccomp here"; exit 77; }
kept=$tmp/kept
mkdir -m 700 "$kept"
mkdir "$tmp/links"
chmod 755 "$tmp/links"
cp pcaps/office.pcap "$kept"
chmod 600 "$kept/office.pcap"
gzip -c pcaps/office.pcap > "$kept/office.gz"
ln -s "$kept/office.pcap" "$tmp/links"
"$p" --ascii -r pcaps/office.pcap > "$tmp/expect" 2>/dev/null
same() {	# how the capture is given; what comes out is the same
	eval "$p --ascii $1" > "$tmp/out" 2> "$tmp/err"
	[ $? = 0 ] && cmp -s "$tmp/out" "$tmp/expect" &&
	    ! grep -q confined "$tmp/err"
}
of() { sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status" | cut -f 1; }
is_confined() {	# process, its capabilities
	until_so "[ \"\$(of $1 Seccomp)\" = 2 ]" &&
	    [ "$(of $1 NoNewPrivs)" = 1 ] && [ "$(of $1 Uid)" != 0 ] &&
	    [ "$(of $1 Gid)" != 0 ] && [ -z "$(of $1 Groups | tr -d ' ')" ] &&
	    [ "$(of $1 CapEff)" = "$2" ] && [ "$(of $1 CapPrm)" = "$2" ] &&
	    grep -q '^Max core file size *0 *0 ' "/proc/$1/limits"
}
none=0000000000000000

# Replays.
"$p" --json -r pcaps/office.pcap 2> "$tmp/err" >&-
ok "no stdout is no place to write to" \
    "[ $? = 3 ] && grep -q 'not write all' '$tmp/err'"
ok "root's own file is read" "same '-r $kept/office.pcap'"
ok "so is a packed one" "same '-r $kept/office.gz'"
ok "so is its directory's link" "same '-r $tmp/links'"
ok "so is stdin" "same '-r - < $kept/office.pcap'"
ok "so is stdin by its name" "same '-r /dev/stdin < $kept/office.pcap'"
ok "so is a pipe by its name" \
    "same '-r /dev/fd/9 9< \"$kept/office.pcap\"'"
"$p" -r "$tmp/nothing" 2> "$tmp/err"
ok "what is not there is not found" \
    "[ $? = 3 ] && grep -q 'nothing: No such file' '$tmp/err'"
"$p" -r "$kept/nothing" 2> "$tmp/err"
ok "neither is it in root's directory" \
    "[ $? = 3 ] && grep -q 'nothing: No such file' '$tmp/err'"
"$p" --json -r pcaps/office.pcap -r "$kept" > "$tmp/out" 2>/dev/null
ok "several are" '[ $(grep -c lockhound.login "$tmp/out") -gt 5 ]'
mkfifo -m 600 "$tmp/fifo"
(cat pcaps/office.pcap; exec sleep 60) > "$tmp/fifo" & pids="$pids $!"
"$p" -r "$tmp/fifo" > /dev/null 2>&1 & replay=$!
pids="$pids $replay"
# Root's pipe: the right to read is kept, and no other.
ok "a replay is confined" "is_confined $replay 0000000000000004"
kill "$replay"; wait "$replay" 2>/dev/null
chmod 644 "$tmp/fifo"
"$p" -r "$tmp/fifo" > /dev/null 2>&1 & replay=$!
pids="$pids $replay"
ok "everybody's pipe needs no right" "is_confined $replay $none"
kill "$replay"; wait "$replay" 2>/dev/null

# A watch whose bridge is taken away and made anew.
ip netns exec ${ns}s python3 tests/mail_server.py & pids="$pids $!"
ip netns exec ${ns}g "$p" -i br-lan -w "$tmp/kept.pcap" --json \
    -f "tcp or host localhost" --duration 90s > "$tmp/json" \
    2> "$tmp/err" & watcher=$!
pids="$pids $watcher"
ok "a watch is confined" "is_confined $watcher 0000000000002000"
from() { of=$1; shift
	in_ns $of python3 tests/mail_client.py "$@" >/dev/null 2>&1; }
logins() { grep -c lockhound.login "$tmp/json"; }
until_so 'from a right; [ $(logins) -gt 0 ]'
in_ns g ip link del br-lan
until_so 'grep -q "is gone" "$tmp/err"'
in_ns g ip link add br-lan type bridge
in_ns g ip addr add 192.168.55.1/24 dev br-lan
in_ns g ip link set br-lan up
for port in a b c d; do in_ns g ip link set v$port master br-lan; done
before=$(logins)
ok "it captures on the new one" \
    "until_so 'from b wrong; [ \$(logins) -gt $before ]'"
ok "it says that it is back" 'grep -q "is back" "$tmp/err"'
kill "$watcher"; wait "$watcher"
ok "it ends well" "[ $? = 0 ]"
ok "what it kept is whole" '[ $("$p" --json -r "$tmp/kept.pcap" |
    grep -c lockhound.login) -ge 1 ]'
ok "nothing was lacking" '! grep -q confined "$tmp/err"'

# What libpcap captures on beside networks is refused, not begun and killed.
for no in nflog nfqueue; do
	"$p" -D | grep -q $no && ok "-D lists $no" false
	ip netns exec ${ns}g "$p" -i $no -b --duration 1s 2> "$tmp/err"
	ok "$no is refused" "[ $? = 3 ] && [ \$(wc -l < '$tmp/err') = 1 ]"
	case $(cat "$tmp/err") in
	*'no network interface'*|*'no interface'*) ;;
	*) ok "$no is no network" false ;;
	esac
done

# What a kernel does not have is said, once, and the work is done.
"$refuse" faccessat2 -- "$p" --ascii -r "$tmp/links" > "$tmp/out" 2> "$tmp/err"
ok "Linux 5.7 reads root's files" 'cmp -s "$tmp/out" "$tmp/expect"'
ok "and says nothing" '[ ! -s "$tmp/err" ]'
for what in landlock seccomp user; do
	"$refuse" $what -- "$p" --ascii -r "$kept/office.pcap" > "$tmp/out" \
	    2> "$tmp/err"
	ok "without $what it works" '[ $? = 0 ] && cmp -s "$tmp/out" "$tmp/expect"'
	ok "without $what it says so" \
	    '[ $(grep -ci "confined.*no .*$what" "$tmp/err") = 1 ]'
	"$refuse" $what -- "$p" -q -r "$kept/office.pcap" > /dev/null \
	    2> "$tmp/err"
	ok "and not when it is to be quiet" '[ ! -s "$tmp/err" ]'
done
ip netns exec ${ns}g "$p" -i br-lan -b --duration 60s 2>/dev/null >&- &
watcher=$!
pids="$pids $watcher"
ok "a watch without stdout puts no socket there" \
    "is_confined $watcher 0000000000002000 &&
    [ \"\$(readlink /proc/$watcher/fd/1)\" = /dev/null ]"
kill "$watcher"; wait "$watcher" 2>/dev/null
ip netns exec ${ns}g "$refuse" landlock user -- "$(realpath "$p")" -i br-lan \
    --json --duration 1s > "$tmp/json" 2> "$tmp/err"
ok "a watch says it, too" \
    'grep -q "confined here: no other user, no Landlock$" "$tmp/err"'
if command -v tmux >/dev/null; then
	t() { tmux -S "$tmp/sock" "$@"; }
	shows() { until_so "t capture-pane -p -t w | grep -q '$1'"; }
	# A shell that can continue what was stopped, by Enter.
	t new-session -d -s w -x 90 -y 24 "sh -c 'set -m
	    $refuse landlock -- $p --dashboard -r $kept/office.pcap
	    while s=\$?; [ \$s -gt 128 ]; do read x; fg; done
	    echo it ended \$s; sleep 20'"
	ok "the dashboard shows it" 'shows "confined here: no Landlock"'
	pid=$(pgrep -n -f "^$p --dashboard -r $kept/office.pcap")
	t send-keys -t w C-z
	ok "it can be stopped" \
	    "until_so 'of $pid State | grep -q stopped'"
	t send-keys -t w Enter	# the shell's
	until_so "of $pid State | grep -qv stopped"
	t send-keys -t w Enter
	ok "and goes on" 'shows "WHY WE THINK SO"'
	kill -TSTP "$pid"	# its terminal library has an answer to that
	ok "it is stopped from outside" \
	    "until_so 'of $pid State | grep -q stopped'"
	t send-keys -t w Enter
	until_so "of $pid State | grep -qv stopped"
	ok "it ends well" 'until_so "t send-keys -t w q;
	    t capture-pane -p -t w | grep -q \"it ended 0\""'
	t kill-server 2>/dev/null
fi
[ $bad = 0 ] || { cat "$tmp/err"; tail -n 5 "$tmp/json" | cut -c1-300; }
exit $bad
