#!/bin/sh
# The real program on real terminals (tmux): what they show, and how it ends.
# Asks until it is so, ten seconds at most, instead of sleeping.
p=${BUILD:-build}/lockhound
if ! command -v tmux >/dev/null; then
	echo "check_terminal: skipped, no tmux here"
	exit 77
fi
tmp=$(mktemp -d)
sock=$tmp/tmux
t() { tmux -S "$sock" "$@"; }
trap 't kill-server 2>/dev/null; rm -rf "$tmp"' EXIT
# A server without a session ends, maybe while the next one is asked for.
t new-session -d -s keep "sleep 600"
bad=0
shows() {	# pattern
	n=0
	while [ $n -lt 100 ]; do
		t capture-pane -p -t w 2>/dev/null | grep -q -- "$1" &&
		    return 0
		n=$((n + 1)); sleep 0.1
	done
	return 1
}
ends() {
	n=0
	while [ $n -lt 100 ]; do
		[ -s "$tmp/rc" ] && return 0
		n=$((n + 1)); sleep 0.1
	done
	return 1
}
ok() { if eval "$2"; then :; else echo "not ok: $1"; bad=1; fi; }
begin() {	# TERM, locale, columns, rows, command
	rm -f "$tmp/rc"
	t new-session -d -s w -x "$3" -y "$4" "sh -c 'stty -g > $tmp/before;
	    TERM=$1 LC_ALL=$2 $5; echo \$? > $tmp/rc; stty -g > $tmp/after;
	    sleep 20'"
}
for term in xterm-256color screen linux vt100 dumb; do
	for locale in C C.UTF-8; do
		begin $term $locale 80 24 \
		    "$p --dashboard -r pcaps/office.pcap"
		ok "$term $locale shows the culprit" 'shows CULPRIT'
		t send-keys -t w q
		ok "$term $locale ends by q" 'ends'
		ok "$term $locale leaves the terminal as it was" \
		    'sleep 0.2; cmp -s "$tmp/before" "$tmp/after"'
		t kill-session -t w
	done
done
# In the background it would be stopped for good; it says so instead.
printf 'set -m\n%s --dashboard -r pcaps/office.pcap & wait $!\n' "$p" \
    > "$tmp/background"
begin xterm C.UTF-8 80 24 "sh $tmp/background"
ok "it ends in the background" 'ends && [ "$(cat "$tmp/rc")" = 3 ]'
ok "and says why" 'shows "in the background"'
t kill-session -t w
# Sizes change under it.
begin xterm C.UTF-8 80 24 "$p --dashboard -r pcaps/office.pcap"
ok "it is up" 'shows CULPRIT'
i=0
while [ $i -lt 200 ]; do
	t resize-window -t w -x $((20 + i * 37 % 150)) -y $((3 + i * 17 % 60))
	i=$((i + 1))
done
t resize-window -t w -x 100 -y 30
ok "200 resizes are survived" 'shows CULPRIT'
t send-keys -t w '?'
ok "the help is up" 'shows "lockhound - keys"'
t resize-window -t w -x 99 -y 40
ok "and stays when the window grows" 'shows "LAST HOUR  .*few" &&
    shows "lockhound - keys"'
t send-keys -t w q
t send-keys -t w Enter
ok "Enter opens the device" 'shows "WHY WE THINK SO"'
t send-keys -t w c
ok "c says what it did" 'shows "Copied (if your terminal"'
ok "for some seconds" 'shows "?Help"'
t send-keys -t w r
ok "r is the report" 'shows "What to do"'
t send-keys -t w G
ok "which can be paged" 'shows "The capture"'
t send-keys -t w c o o q
ok "and goes back" 'shows "WHY WE THINK SO"'
t send-keys -t w 3
ok "3 is the log" 'shows "EVENT LOG"'
t send-keys -t w q q
ok "q goes back, then ends" ends
t kill-session -t w
# The end of what is typed is the end, where nothing has been typed.
begin xterm C.UTF-8 80 24 "$p --dashboard -r pcaps/office.pcap"
ok "it is up for C-d" 'shows CULPRIT'
t send-keys -t w /rece C-d p
ok "C-d is no end of what was typed" 'shows "Find: recep"'
t send-keys -t w C-c
ok "but C-c is" 'shows ": Go to"'
t send-keys -t w C-d
ok "C-d ends it" ends
ok "well" '[ "$(cat "$tmp/rc")" = 0 ]'
ok "and leaves the terminal as it was" \
    'sleep 0.2; cmp -s "$tmp/before" "$tmp/after"'
t kill-session -t w
begin xterm C.UTF-8 80 24 "$p --dashboard -r pcaps/office.pcap"
ok "it is up for C-d in a line" 'shows CULPRIT'
t send-keys -t w / C-d
ok "C-d ends it where the line is empty" ends
t kill-session -t w
# Through a replay, forwards and back, however short it is.
begin xterm C.UTF-8 80 24 "$p --dashboard -r pcaps/two-programs.pcap"
ok "a replay says that it is done" 'shows "REPLAY 23:25:50 UTC  done"'
t send-keys -t w - -
ok "and how fast it would run" 'shows "done (x100)"'
ok "once it has gone back" 'shows "\":\" goes back, then it runs at x100"'
t resize-window -t w -x 100 -y 24
ok "which the head says where there is room" \
    'shows "done (x100) - : goes back "'
t resize-window -t w -x 80 -y 24
t send-keys -t w :23:25:30 Enter
ok "it goes back to a time, and stays there" 'shows "PAUSED.*23:25:29 .*x100"'
ok "and says how it goes on" 'shows "Space: on"'
ok "with what was known then" 'shows "192.168.77.154 *1 *1 .*-  3s"'
t send-keys -t w :+5s Enter
ok "and on to another" 'shows "PAUSED.*23:25:3[45] .*x100"'
t send-keys -t w :23:25:00 Enter
ok "what is before the beginning is said" \
    'shows "the capture begins at 2026-[-0-9]* 23:25:21"'
ok "and the beginning is shown" 'shows "PAUSED.*23:25:21"'
t send-keys -t w :+5m Enter
ok "what is after the end is said as well" 'shows "capture ends before that"'
t send-keys -t w :23:24:00 Enter
ok "and again the beginning, from the end" 'shows "PAUSED.*23:25:21"'
t send-keys -t w :23:25:35 Enter
ok "it goes on from there" 'shows "PAUSED.*23:25:3[45]"'
t send-keys -t w + + ' '
ok "and to the end" 'shows "2 failing"'
ok "which it reaches" 'shows "REPLAY 23:25:50 UTC  done"'
t send-keys -t w :noon Enter
ok "noon is no time" 'shows "noon is no time; give one like"'
t send-keys -t w q
ok "q ends it after going back" ends
t kill-session -t w
begin xterm C.UTF-8 80 24 "cat pcaps/office.pcap | $p --dashboard -r -"
ok "a pipe is done" 'shows "done  "'
t send-keys -t w +
ok "and does not run" 'shows "read to its end, and what comes through a pipe"'
t send-keys -t w :-5s Enter
ok "and cannot go back" 'shows "it cannot go back"'
t send-keys -t w q
ok "q ends it as well" ends
t kill-session -t w
# What is shown is not given up for a file that cannot be opened again.
cp pcaps/two-programs.pcap "$tmp/a.pcap"
begin xterm C.UTF-8 80 24 "$p --dashboard -r $tmp/a.pcap"
ok "a copy is done" 'shows "2 failing"'
mv "$tmp/a.pcap" "$tmp/kept.pcap"
t send-keys -t w :23:25:30 Enter
ok "it says that a file is gone" 'shows "cannot go back, the file is gone"'
ok "and keeps what it has" 'shows "23:25:50.*2 failing"'
echo other > "$tmp/a.pcap"
t send-keys -t w :23:25:30 Enter
ok "that another one has its name" \
    'shows "go back.*\(another file has taken the name\|is no capture\)"'
ok "and keeps it as well" 'shows "23:25:50.*2 failing"'
: > "$tmp/kept.pcap"
mv "$tmp/kept.pcap" "$tmp/a.pcap"
t send-keys -t w :23:25:30 Enter
ok "that nothing is left in it" 'shows "it cannot go back: .*a.pcap is"'
head -c 90000 pcaps/two-programs.pcap > "$tmp/a.pcap"
t send-keys -t w :23:25:31 Enter
ok "that it was cut shorter" 'shows "go back, the file has been cut shorter"'
ok "and keeps what was found in it" 'shows "23:25:50.*2 failing"'
cat pcaps/two-programs.pcap > "$tmp/a.pcap"
t send-keys -t w :23:25:30 Enter
ok "and it goes back when it can" 'shows "PAUSED.*23:25:29"'
t send-keys -t w q
ok "q ends it after all that" ends
t kill-session -t w
# Nor for a directory that has lost one of its files.
mkdir "$tmp/d"
cp pcaps/two-programs.pcap "$tmp/d/1.pcap"
cp pcaps/office.pcap "$tmp/d/2.pcap"
echo "a note" > "$tmp/d/note"
begin xterm C.UTF-8 99 24 "$p --dashboard -r $tmp/d"
ok "a directory is done" 'shows "23:28.*done"'
mv "$tmp/d/1.pcap" "$tmp/1.pcap"
t send-keys -t w :23:28:00 Enter
ok "it says which file is gone" \
    'shows "cannot go back, the file is gone: $tmp/d/1.pcap"'
ok "and stays where it is" 'shows "23:2[89].*done"'
echo "a note" > "$tmp/d/1.pcap"
t send-keys -t w :23:28:00 Enter
ok "or which has nothing in it" 'shows "cannot go back, nothing can be read"'
ok "and still stays" 'shows "23:2[89].*done"'
cat "$tmp/1.pcap" > "$tmp/d/1.pcap"
rm "$tmp/d/note"
t send-keys -t w :23:25:30 Enter
ok "a note that is gone is no loss" 'shows "PAUSED.*23:25:29"'
t send-keys -t w q
ok "q ends a directory" ends
t kill-session -t w
# A watch goes to no time, and says so until the next key.
if [ "$(id -u)" = 0 ] && timeout 9 "$p" -i lo --json --duration 1s \
    > /dev/null 2>&1; then
	begin xterm C.UTF-8 80 24 "$p --dashboard -i lo"
	ok "a watch is up" 'shows "LIVE"'
	t send-keys -t w :23:25 Enter
	ok "it goes to no time" 'shows "only a replay can go to a time"'
	t send-keys -t w +
	ok "and has no speed" 'shows "only a replay has a speed"'
	t send-keys -t w j
	n=0
	while t capture-pane -p -t w | grep -q "only a replay" &&
	    [ $n -lt 100 ]; do
		n=$((n + 1)); sleep 0.1
	done
	ok "which is gone with the next key" '[ $n -lt 100 ]'
	t send-keys -t w q
	ok "q ends a watch" ends
	t kill-session -t w
fi
# The terminal goes away: no process stays behind.
begin xterm C.UTF-8 80 24 \
    "sh -c \"echo \\\$\\\$ > $tmp/pid; exec $p --dashboard -r pcaps/office.pcap\""
ok "it is up again" 'shows CULPRIT'
pid=$(cat "$tmp/pid")
t kill-session -t w
n=0
while kill -0 "$pid" 2>/dev/null && [ $n -lt 20 ]; do
	n=$((n + 1)); sleep 0.1
done
ok "a closed terminal ends it" '! kill -0 "$pid" 2>/dev/null'
# What ends a process leaves the terminal as it was.
for signal in VTALRM PROF IO TRAP PWR USR1 SYS 34 50 64; do
	begin xterm C.UTF-8 80 24 "sh -c \"echo \\\$\\\$ > $tmp/pid
	    exec $p --dashboard -r pcaps/office.pcap\""
	ok "it is up for $signal" 'shows CULPRIT'
	kill -$signal "$(cat "$tmp/pid")"
	ok "$signal ends it" ends
	ok "$signal leaves the terminal as it was" \
	    'sleep 0.2; cmp -s "$tmp/before" "$tmp/after"'
	[ $signal != SYS ] || ok "which call it was is said" \
	    'shows "stopped at a forbidden system call"'
	t kill-session -t w
done
# Two that nobody can take, and that would end it: they do nothing.
begin xterm C.UTF-8 80 24 "sh -c \"echo \\\$\\\$ > $tmp/pid
    exec $p --dashboard -r pcaps/office.pcap\""
ok "it is up for 32 and 33" 'shows CULPRIT'
for signal in 32 33; do
	python3 -c 'import os, sys; os.kill(int(sys.argv[1]), int(sys.argv[2]))' \
	    "$(cat "$tmp/pid")" $signal
done
t send-keys -t w Enter
ok "the C library's signals do nothing" 'shows "WHY WE THINK SO"'
t send-keys -t w q q
ok "q ends it after them" ends
t kill-session -t w
# No shell here could continue it: it does not stop.
begin xterm C.UTF-8 80 24 "$p --dashboard -r pcaps/office.pcap"
ok "it is up without a shell" 'shows CULPRIT'
t send-keys -t w C-z
t send-keys -t w Enter
ok "C-z does nothing without a shell" 'shows "WHY WE THINK SO"'
t send-keys -t w q q
ok "q ends it after C-z" ends
t kill-session -t w
# What was stopped can be told to end: it does, and lets the shell draw.
t new-session -d -s w -x 80 -y 24 "sh -c 'set -m; stty -g > $tmp/before
    TERM=xterm LC_ALL=C.UTF-8 $p --dashboard -r pcaps/office.pcap
    jobs -p > $tmp/pid; kill %1; kill -CONT %1; while kill -0 %1 2>/dev/null; do
    sleep 0.1; jobs > /dev/null; done; echo it ended
    stty -g > $tmp/after; sleep 20'"
ok "it is up in a shell" 'shows CULPRIT'
t send-keys -t w C-z
ok "a stopped one ends when it is told to" 'shows "it ended"'
ok "and leaves the terminal to the shell" \
    'sleep 0.2; cmp -s "$tmp/before" "$tmp/after"'
kill -KILL "$(cat "$tmp/pid")" 2>/dev/null
t kill-session -t w
# Keys come from the terminal when stdin is a file.
begin xterm C.UTF-8 80 24 \
    "$p --dashboard -r - < pcaps/office.pcap"
ok "a capture by stdin is shown" 'shows CULPRIT'
t send-keys -t w Q
ok "Q ends it" ends
ok "Q leaves the report" 'shows "What to do"'
t kill-session -t w
# A pipe that goes on for hours: the picture comes, keys and sizes work.
begin xterm C.UTF-8 80 24 \
    "true; (cat pcaps/office.pcap; sleep 9) | LC_ALL=C.UTF-8 $p --dashboard -r -"
ok "a pipe is shown while it lasts" 'shows CULPRIT'
t resize-window -t w -x 100 -y 30
t send-keys -t w Enter
ok "Enter works while the pipe is silent" 'shows "WHY WE THINK SO"'
t resize-window -t w -x 90 -y 20
t send-keys -t w q q
ok "q ends it, pipe or not" ends
ok "and that is no fault of the capture's" '[ "$(cat "$tmp/rc")" = 0 ]'
exit $bad
