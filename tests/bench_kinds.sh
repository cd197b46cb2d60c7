# Sourced by bench.sh and bench_beside.sh: the kinds of captures, made once, and
# how a program is measured on them.  KINDS names those that are wanted.
build=${BUILD:-build}
t=$build/tests
dir=$build/bench
mkdir -p "$dir"
# one KIND BAR OPTION... is the caller's.  The bars of users' traffic (campus
# to manyflows, see traffic.h) are those of the plain kinds before them.
each_kind() {
	kind office 1 1500000 1.15
	kind mail 2 30000 2.00
	kind flood 3 1000000 3.00
	kind million 4 1000000 6.00 --memory 1G
	kind campus 5 400 1.15
	kind mailonly 6 6000 2.00
	kind scanflood 7 600 3.00
	kind manyflows 8 30000 6.00 --memory 1G
}
kind() {	# kind, seed, n, bar, lockhound's further options
	case " ${KINDS:-$1} " in *" $1 "*) ;; *) return ;; esac
	[ -s "$dir/$1.pcap" ] && [ "$dir/$1.pcap" -nt "$t/tool_make" ] ||
	    "$t/tool_make" "$1" "$2" "$3" "$dir/$1.pcap" "$dir/$1.truth"
	kind=$1; shift 3
	one "$kind" "$@"
}
# How many packets, sessions or SYNs make a capture small enough for valgrind.
small_size() {	# kind
	case $1 in
	mail) echo 300 ;;
	campus|scanflood) echo 40 ;;
	mailonly) echo 1000 ;;
	manyflows) echo 4000 ;;
	*) echo 30000 ;;
	esac
}
median() { sort -n | awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] }'; }
truth() {	# kind, program, its options
	kind=$1 program=$2; shift 2
	"$program" --json -q "$@" -r "$dir/$kind.pcap" |
	    python3 tests/truth.py "$dir/$kind.truth"
}
# Instructions per packet: counted by the processor where it lets us, else by
# valgrind over a small capture of the same kind ("~").
per_packet() {	# kind, program, its options
	kind=$1 program=$2; shift 2
	n=$(perf stat -x, -e instructions:u "$program" -q "$@" \
	    -r "$dir/$kind.pcap" 2>&1 >/dev/null |
	    awk -F, '$1 ~ /^[0-9]+$/ { print $1 }')
	if [ -n "$n" ]; then
		packets=$("$t/tool_bare" "$dir/$kind.pcap" | cut -d' ' -f1)
		echo "$n $packets" | awk '{ printf "%.0f", $1 / $2 }'
		return
	fi
	command -v valgrind >/dev/null || { echo n/a; return; }
	small "$kind"
	none=$(valgrind_count /dev/null "$program" -V)
	n=$(valgrind_count "$dir/$kind.callgrind" "$program" -q "$@" \
	    -r "$dir/small.pcap")
	packets=$("$t/tool_bare" "$dir/small.pcap" | cut -d' ' -f1)
	echo "$n $none $packets" | awk '{ printf "~%.0f", ($1 - $2) / $3 }'
}
small() {	# kind
	"$t/tool_make" "$1" 9 "$(small_size "$1")" "$dir/small.pcap" \
	    "$dir/small.truth"
}
# Confined it would take valgrind with it, and with its limits valgrind could
# write no file.
valgrind_count() {	# where valgrind writes, command
	to=$1; shift
	"$t/tool_refuse" seccomp landlock user limits -- \
	    "$(command -v valgrind)" --tool=callgrind --callgrind-out-file="$to" "$@" 2>&1 \
	    >/dev/null | sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}
