#!/bin/sh
# While it runs no core can be written and no other process of the user may
# look into its memory.  Started as root it is tried as nobody: the change of
# user would hide what the program itself does.
p=${PROGRAM:-build/lockhound}
dir=$(mktemp -d)
pids=
trap '[ -z "$pids" ] || kill $pids 2>/dev/null; rm -rf "$dir"' EXIT
bad=0
as=
if [ "$(id -u)" = 0 ]; then
	command -v setpriv >/dev/null || { echo "skipped, no setpriv"; exit 77; }
	as="setpriv --reuid=65534 --regid=65534 --clear-groups"
fi
[ -r /proc/self/limits ] || { echo "skipped, no /proc here"; exit 77; }
ulimit -c "$(ulimit -H -c)"
[ "$(ulimit -c)" != 0 ] || { echo "skipped, no cores here anyway"; exit 77; }
chmod 755 "$dir"
cp "$p" "$dir/lockhound"
cp pcaps/office.pcap "$dir"
mkfifo -m 644 "$dir/fifo"

watch() {	# what, a process
	tries=0
	until grep -q '^Max core file size *0 *0 ' "/proc/$2/limits" &&
	    [ "$(stat -c %u "/proc/$2/environ")" = 0 ]; do
		tries=$((tries + 1))
		[ $tries -lt 50 ] || return 1
		sleep 0.1
	done
}
# The writer holds the pipe open after a capture's beginning.
(head -c 5000 "$dir/office.pcap"; exec sleep 30) > "$dir/fifo" &
pids="$pids $!"
$as "$dir/lockhound" --json -r "$dir/fifo" > "$dir/out" 2> "$dir/err" &
pid=$!
pids="$pids $pid"
if ! watch lockhound $pid; then
	echo "not ok: cores: $(grep core "/proc/$pid/limits")"
	echo "its memory is of user $(stat -c %u "/proc/$pid/environ")"
	cat "$dir/err"
	bad=1
fi
# The look itself: another program of that user can be looked into.
$as sleep 30 &
other=$!
pids="$pids $other"
sleep 0.2
if [ -n "$as" ] && [ "$(stat -c %u /proc/$other/environ)" = 0 ]; then
	echo "skipped, this kernel does not tell"
	exit 77
fi
exit $bad
