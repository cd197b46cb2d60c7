#!/bin/sh
# Which floor may open which door, and which file of the top which other one.
# The include path names the floor, so the rule is a grep; a new edge means
# changing these tables in the same commit.  Every file of src and include is
# looked at: one that stands in no table is an error, too.
bad=0
includes='^[[:space:]]*#[[:space:]]*include[[:space:]]+'
known=
own=$(mktemp)
trap 'rm -f "$own"' EXIT
door() {	# floor, then the floors it may include
	floor=$1; shift
	known="$known|(src|include)/$floor/[a-z0-9_]+\.(c|h|sh|1)"
	ok=$(echo "$*" | tr ' ' '|')
	grep -nE "$includes\"" src/$floor/*.c include/$floor/*.h 2>/dev/null |
	    grep -vE "\"($ok)/" | grep -v '"vendors_table.h"' &&
	    { echo "^ $floor may open only: $*"; bad=1; }
}
top() {		# file of the top, then the files of the top below it
	file=$1; shift
	known="$known|src/$file\.c|include/$file\.h"
	ok=$(echo "$file" "$@" | sed 's/ /\\.h|/g')
	grep -nE "$includes\"[^/]*\"" "src/$file.c" "include/$file.h" \
	    2>/dev/null | grep -vE "\"($ok\.h)\"" &&
	    { echo "^ of the top $file may open only: $*"; bad=1; }
	grep -nE "$includes\"(wire|talk|judge)/" \
	    "src/$file.c" "include/$file.h" 2>/dev/null &&
	    { echo "^ the top opens engine, edge, show, data, base"; bad=1; }
}
room() {	# library header pattern, the files that may include it
	grep -rlE "include[[:space:]]*<($1)[./]" src include | grep -vxE "$2" &&
	    { echo "^ <$1> belongs in $2 alone"; bad=1; }
}
door base	base
door data	base data
door wire	base data wire
door talk	base data talk
door judge	base data judge
door engine	base data wire talk judge engine
door crypt	base data crypt
door edge	base data edge
door show	base data show
top main	watch player probe dashboard replay devices learn asking run keys
top probe	prober run
top prober	run
top watch	dashboard asking run
top asking	run
top player	dashboard replay run
top dashboard	run
top replay	run
top devices	run
top learn	replay run
top run		keys
top keys
top ask
room pcap		'src/edge/(capture|bpf|live|interfaces).c'
room libnet		src/edge/inject.c
room sqlite3		src/edge/history.c
room 'n?curses'		src/show/screen.c
room json-c		'src/show/json(_parts|_summary|_probe|_devices)?.c|src/edge/servers_file.c'
room 'zlib|zstd'	src/edge/unpack.c
room openssl		src/crypt/cipher.c
grep -nE '"[^"]*[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+[^"]*"' src/judge/*.c \
    src/engine/*.c 2>/dev/null | grep -v _Static_assert &&
    { echo "^ judge decides, show speaks: no sentence stands here"; bad=1; }
find include -name '*.h' | sed 's,^include/,,' > "$own"
grep -rnE "$includes<" src include | sed 's/>.*//; s/<\(.*\)/<\1 \1/' |
    awk 'NR == FNR { own[$1] = 1; next }
    $NF in own { print; bad = 1 } END { exit bad }' "$own" - ||
    { echo "^ a header of ours stands in quotes"; bad=1; }
named='[[:space:]]+("[a-z0-9_]+(/[a-z0-9_]+)?\.h"|<[a-zA-Z0-9_/.-]+>)'
grep -rnE '(^[[:space:]]*#.*|%:.*)include' src include --include='*.[ch]' |
    grep -vE ":[[:space:]]*#[[:space:]]*include$named" &&
    { echo "^ an include names a header of one floor, plainly"; bad=1; }
find src include -type f ! -name HOUSE.md | grep -vxE "${known#|}" &&
    { echo "^ stands in no table of doors.sh"; bad=1; }
exit $bad
