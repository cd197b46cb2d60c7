#!/bin/sh
# Which floor may open which door.  The include path names the floor, so the
# rule is a grep; a new edge means changing this table in the same commit.
bad=0
door() {	# floor, then the floors it may include
	floor=$1; shift
	ok=$(echo "$*" | tr ' ' '|')
	grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]+"' \
	    src/$floor/*.c include/$floor/*.h 2>/dev/null |
	    grep -vE "\"($ok)/" | grep -v '"vendors_table.h"' &&
	    { echo "^ $floor may open only: $*"; bad=1; }
}
room() {	# library header pattern, the one file that may include it
	grep -rlE "include[[:space:]]*<($1)[./]" src include | grep -vxE "$2" &&
	    { echo "^ <$1> belongs in $2 alone"; bad=1; }
}
door base	base
door data	base data
door wire	base data wire
door talk	base data talk
door judge	base data judge
door engine	base data wire talk judge engine
door edge	base data edge
door show	base data show
grep -nE '#include "(wire|talk|judge)/' src/main.c src/loop.c include/loop.h &&
    { echo "^ main opens engine, edge, show, data, base"; bad=1; }
room pcap		'src/edge/(capture|expression|bpf|live|interfaces).c'
room libnet		src/edge/inject.c
room sqlite3		src/edge/history.c
room 'n?curses'		src/show/screen.c
room json-c		src/show/json.c
room 'zlib|zstd'	src/edge/unpack.c
exit $bad
