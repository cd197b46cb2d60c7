#!/bin/sh
# The command line as people and scripts meet it: exit statuses (UX.md 2.2),
# one-sentence errors, pipes, compression, several files.
p=${PROGRAM:-build/lockhound}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
bad=0 n=0
t() {		# name, wanted status, command line (a shell word list)
	name=$1 want=$2; shift 2
	sh -c "$*" >"$dir/out" 2>"$dir/err"
	got=$?
	n=$((n + 1))
	if [ "$got" != "$want" ]; then
		echo "not ok: $name: status $got, wanted $want"
		head -n 3 "$dir/err"
		bad=1
	fi
}
says() {	# the last run's stderr or stdout holds
	n=$((n + 1))
	grep -q -- "$2" "$dir/$1" ||
	    { echo "not ok: $name: no \"$2\" in $1"; bad=1; }
}
lines() {
	n=$((n + 1))
	[ "$(wc -l < "$dir/$1")" -le "$2" ] ||
	    { echo "not ok: $name: more than $2 lines in $1"; bad=1; }
}
office=pcaps/office.pcap

t "a capture is reported" 0 "$p -r $office"
says out CULPRIT; says out HP-LaserJet
t "the culprit sets the status with --check" 1 "$p --check -r $office"
t "nobody to blame is 0 with --check" 0 "$p --check -r pcaps/other-refusals.pcap"
t "an unfit capture point is 5 with --check" 5 "$p --check -r pcaps/wan-side.pcap"
locked=pcaps/locked-out.pcap
t "a lockout that holds goes before its culprit: 6" 6 "$p --check -r $locked"
says out "LOCKED OUT"; says out CULPRIT
t "without --check it is no error" 0 "$p -r $locked"
t "one that is over leaves the culprit" 1 "$p --check -r pcaps/lockout.pcap"
head -c -30 $locked > "$dir/cut.pcap"
t "a capture that is cut short goes before a lockout" 4 \
    "$p --check -r $dir/cut.pcap"
says out "LOCKED OUT"
t "and so does one that is missing" 3 "$p --check -r $dir/none -r $locked"
t "and a bad option" 2 "$p --check --chek -r $locked"
t "an unknown option is 2" 2 "$p --chek -r $office"
says err "did you mean --check"; lines err 1
t "letters may stand together, the last with a value" 0 "$p -qbr $office"
t "and may have it attached" 0 "$p -bvr$office"
t "a value that is missing is 2" 2 "$p -qbr"; says err "needs a value: FILE"
t "an unknown letter gets no wild guess" 2 "$p -x"
says err "no option -x (-h lists them all)"
t "nor one among others" 2 "$p -qxb"; says err "no option -x in -qxb (-h"
t "one dash too few is seen" 2 "$p -check"; says err "did you mean --check"
t "an option without a value takes none" 2 "$p --check=1"
says err "takes no value"
t "a value that is empty is 2" 2 "$p -i ''"; says err "needs a value: IF"
t "also attached" 2 "$p --read="; says err "needs a value: FILE"
t "but no filter is one" 0 "$p -f '' -r $office"; says out CULPRIT
t "an interface is watched once" 2 "$p -i lo -i lo"
lines err 1; says err "-i lo stands here twice"
t "the shell's list of files is 2 and says how" 2 "$p -r pcaps/o*.pcap"
lines err 1; says err "Repeat -r for each file (-r pcaps/.* -r pcaps/"
says err "or give -r their directory"
t "help is asked for in a word" 0 "$p help"; says out "Exit status:"
t "but not among others" 2 "$p -b help"; says err "what is help?"
t "devices of no interface" 3 "$p devices -i nope0 --dry-run"
says err "there is no interface nope0"
t "a word that is nearly one" 2 "$p prob localhost"; says err "Is it probe?"
t "interfaces are given one by one" 2 "$p -i eth0,lo"
lines err 1; says err "-i eth0,lo: repeat -i"
# What would be taken and do nothing is refused.
for two in "-qv" "-b --dashboard" "-B 8" "-i lo" "-w $dir/w" \
    "--duration 10m"; do
	t "$two is refused with -r" 2 "$p $two -r $office"
	lines err 1; says err "give one of them\|leave it out"; lines out 0
done
t "a pipe may be ended by time" 0 "cat $office | $p --duration 10m -r -"
for size in 3 4095K 65G; do
	t "$size is not taken and changed" 2 "$p --memory $size -r $office"
	lines err 1; says err "--memory $size: give 4M to 64G"
done
t "the least is taken" 0 "$p --memory 4M -r $office"; says out CULPRIT
for short in --dash -dash --dash=x; do
	t "the beginning of an option names it" 2 "$p $short -r $office"
	says err "did you mean --dashboard?"
done
t "so does a misspelt one" 2 "$p --dashbaord"; says err "mean --dashboard?"
for page in -h -V -D; do
	t "a full disk is 3 for $page" 3 "$p $page > /dev/full"
	lines err 1; says err "could not write"
	t "so is no stdout for $page" 3 "$p $page >&-"
	t "a closed pipe is none for $page" 0 \
	    "{ $p $page; echo \$? > $dir/rc; } | true; [ \$(cat $dir/rc) = 0 ]"
done
for term in dumb ''; do
	t "a dashboard that TERM=$term forbids is a report, and told" 0 \
	    "TERM=$term $p --dashboard -r $office"
	lines err 1; says err "no dashboard: the terminal"; says out CULPRIT
done
t "an interface that is not there is 3" 3 "$p -b -i nonesuch0"
lines err 1; says err "nonesuch0"
t "a file and an interface at once is 2" 2 "$p -i lo -r $office"
t "two things that want stdout are 2" 2 "$p --json --dashboard -r $office"
lines err 1; says err "both want stdout"
t "stdin can be read once" 2 "$p -r - -r - < $office"
lines err 1; says err "only one stdin"
t "a time that is none is 2" 2 "$p --duration long"
t "interfaces are listed" 0 "$p -D"
t "a bare file name is 2 and says how" 2 "$p $office"
says err "capture: $p -r pcaps/office.pcap"
t "a name that would need quotes is not repeated" 2 \
    "ln -s \"\$(realpath $p)\" '$dir/a b'; '$dir/a b' $office"
says err "capture: lockhound -r"
# Root's, but for the right.
if [ "$(id -u)" != 0 ] || setpriv --bounding-set=-net_raw true 2>/dev/null
then
	[ "$(id -u)" != 0 ] || drop="setpriv --bounding-set=-net_raw"
	t "who lacks the right is told by the name he typed" 3 "$drop $p -b -i lo"
	says err "(sudo $p)"; lines err 1
fi
t "a size that is none is 2" 2 "$p --memory lots -r $office"
t "a missing file is 3" 3 "$p -r $dir/none.pcap"
says err "none.pcap"; lines err 1
echo "this is no capture at all" > "$dir/text"
t "a file that is no capture is 3" 3 "$p -r $dir/text"
says err "pcapng"
t "the others are read although one is missing" 3 "$p -r $dir/none.pcap -r $office"
says out CULPRIT
size=$(wc -c < $office)
head -c $((size - 7)) $office > "$dir/cut.pcap"
t "a file cut short is 4, its results are printed" 4 "$p -r $dir/cut.pcap"
says err "cut short after packet"; says out CULPRIT
gzip -c $office > "$dir/x.bin"
t "gzip is told by content" 0 "$p -r $dir/x.bin"; says out CULPRIT
t "a whole file has its packets" 0 "$p -j -r $dir/x.bin"
whole=$(grep -o '"packets":[0-9]*' "$dir/out")
{ cat "$dir/x.bin"; echo garbagegarbage; } > "$dir/trail.bin"
t "what stands before garbage is read" 4 "$p -j -r $dir/trail.bin"
says out "$whole,"; says err "damaged"
t "a full disk is 3" 3 "$p --json -r $office > /dev/full"
says err "could not write"
t "and so for the report" 3 "$p -r $office > /dev/full"
says err "could not write"
head -c 24 $office > "$dir/empty.pcap"; mkdir "$dir/empty"
t "an empty capture is 0" 0 "$p -r $dir/empty.pcap"
t "but clears nobody: 5 with --check" 5 "$p --check -r $dir/empty.pcap"
t "a directory without one is 3" 3 "$p --check -r $dir/empty"
lines err 1; says err "holds no capture"; lines out 0
echo "a note" > "$dir/empty/note"; echo "another" > "$dir/empty/more"
t "also one with notes" 3 "$p -r $dir/empty"
lines err 1; says err "holds no capture"; lines out 0
head -c 20000 "$dir/x.bin" > "$dir/y.bin"
t "gzip cut short is 4" 4 "$p -r $dir/y.bin"; says err "cut short"
zstd -q -c $office > "$dir/z.bin"
t "zstd is told by content" 0 "$p -r $dir/z.bin"; says out CULPRIT
t "a pipe is read" 0 "cat $office | $p -r -"; says out CULPRIT
t "who pipes is told at once" 0 "cat $office | $p -r -"
says err "keeps failing to log in"
t "a filter holds for a file too" 0 "$p -f udp -r $office"; says out "NOTHING SEEN"
t "a name in it is looked up" 0 "$p -f 'host localhost or udp' -r $office"
says out "NOTHING SEEN"
t "on every link" 0 "$p -f 'host localhost or tcp' -r pcaps"; says out CULPRIT
t "a filter that is none is 2" 2 "$p -f 'no such' -r $office"
says err "filter is not understood"
long=$(awk 'BEGIN { for (i = 0; i < 60; i++)
    printf "host 192.168.77.%d or ", i; print "udp or host 192.168.77.116" }')
t "a long filter is taken whole" 0 "$p -f '$long' -r $office"
says out CULPRIT
t "one too long is refused" 2 "$p -f '$long or $long or $long or $long' -r $office"
says err "too long"; lines err 1
t "a file's name cannot repaint the terminal" 3 \
    "$p -r \"$dir/$(printf 'x\033[2J')\""
says err '/x?\[2J: '
t "a compressed pipe is read" 0 "cat $dir/z.bin | $p -r -"; says out CULPRIT
mkdir "$dir/d"; cp $office "$dir/d/a.pcap"; cp pcaps/wan-side.pcap "$dir/d/b.pcap"
t "a directory is read" 0 "$p --json -r $dir/d"
echo "a note" > "$dir/d/README"
t "a note in a directory of captures is passed over" 0 "$p --json -r $dir/d"
lines err 1; says err "skipped 1 file that is no capture"
t "quietly if asked" 0 "$p -q --json -r $dir/d"; lines err 0
n1=$(grep -c lockhound.login "$dir/out")
t "files one by one are the same" 0 "$p --json -r $dir/d/b.pcap -r $dir/d/a.pcap"
n2=$(grep -c lockhound.login "$dir/out")
[ "$n1" = "$n2" ] || { echo "not ok: directory $n1, files $n2"; bad=1; }
t "two replays give the same bytes" 0 \
    "$p --json -r $office > $dir/1; $p --json -r $office > $dir/2; cmp $dir/1 $dir/2"
t "two reports give the same bytes" 0 \
    "$p -r $office > $dir/1; $p -r $office > $dir/2; cmp $dir/1 $dir/2"
t "help fits one screen" 0 "$p -h"; lines out 60; says out "ssh router"
t "the version is told" 0 "$p -V"; says out "^lockhound [0-9]"
t "users are masked" 0 "$p -r $office"
grep -q "scan" "$dir/out" && grep -q "scan[a-z]*@" "$dir/out" &&
    { echo "not ok: a full address in the report"; bad=1; }
t "users are shown when asked for" 0 "$p --show-users -r $office"
says out "@example.test"
t "no colour into a pipe" 0 "$p -r $office | grep -c \$(printf '\\033') || true"
says out "^0"
t "ASCII when asked for" 0 "$p --ascii -r $office | LC_ALL=C grep -c '[^ -~]' || true"
says out "^0"
mkfifo "$dir/fifo"
t "an interrupt prints what there is" 130 \
    "(cat $office; sleep 4) > $dir/fifo & $p -r $dir/fifo & pid=\$!; sleep 1; kill -INT \$pid; wait \$pid"
says out CULPRIT
says out "^INTERRUPTED: "
t "being told to end prints what there is" 130 \
    "(cat $office; sleep 9) > $dir/fifo & $p -r $dir/fifo & pid=\$!; sleep 1; kill -TERM \$pid; wait \$pid"
says out CULPRIT
mkfifo "$dir/pipe"
for how in --json -b; do	# the pipe that is read goes on, nobody reads
	(cat $office; exec sleep 60) > "$dir/pipe" & sleeper=$!
	t "a reader that leaves ends a pipe's replay ($how)" 0 "{ timeout 30 \
	    $p $how -r - < $dir/pipe; echo \$? > $dir/rc; } | true
	    [ \$(cat $dir/rc) = 0 ]"
	kill $sleeper
done
t "a closed pipe is quiet" 0 "$p --json -r $office | head -n 1 >/dev/null"
lines err 0
for f in pcaps/*.pcap; do
	n=$((n + 1))
	"$p" -r "$f" 2>/dev/null | expand | awk 'length($0) > 80 { exit 1 }' ||
	    { echo "not ok: $f: a line over 80 columns"; bad=1; }
done
echo "$n checks"
exit $bad
