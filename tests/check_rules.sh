#!/bin/sh
# The rules of the house (doors.sh, sizes.sh, circles.py) let a small made
# tree pass, and see each thing that is done to it.
here=$(pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cc=${CC:-cc}
bad=0 n=0
file() {	# path, its lines as printf takes them
	mkdir -p "$(dirname "$1")"
	printf "$2" > "$1"
}
begin() {	# a tree of five files that keeps all rules
	rm -rf "$dir/tree"; mkdir -p "$dir/tree/tests"; cd "$dir/tree" || exit 1
	file Makefile 'all:\n'
	file include/base/low.h 'int low(void);\n'
	file src/base/low.c '#include "base/low.h"\nint\nlow(void)\n{\n}\n'
	file include/run.h 'int run(void);\n'
	file src/run.c '#include "base/low.h"\n#include "run.h"
int\nrun(void)\n{\n\treturn (low());\n}\n'
	file src/main.c '#include "run.h"\nint\nmain(void)\n{
	return (run());\n}\n'
}
rule() {	# the rule's name: runs it, output to $dir/said
	case $1 in
	doors|sizes)	sh "$here/tests/$1.sh" ;;
	circles)	objects && python3 "$here/tests/circles.py" build ;;
	esac > "$dir/said" 2>&1
}
objects() {
	for c in $(find src -name '*.c'); do
		o=build/${c#src/}; o=${o%.c}.o
		mkdir -p "$(dirname "$o")"
		$cc -w -Iinclude -c -o "$o" "$c" || return 1
	done
}
passes() {	# rule
	n=$((n + 1))
	rule "$1" || { echo "not ok: $1 refuses a good tree"; bad=1
		cat "$dir/said"; }
}
sees() {	# rule, what it is to say
	n=$((n + 1))
	rule "$1" && { echo "not ok: $1 passes: $2"; bad=1; }
	grep -q -- "$2" "$dir/said" ||
	    { echo "not ok: $1 does not say: $2"; cat "$dir/said"; bad=1; }
}
lines() { i=0; while [ $i -lt "$1" ]; do printf "$2"; i=$((i + 1)); done; }
long() { printf 'int\n%s(void)\n{\n' "$1"; lines "$2" '\tlow();\n'; echo '}'; }

begin; passes doors; passes sizes; passes circles

begin; file src/base/low.c '#include "wire/up.h"\n'
sees doors "base may open only: base"
begin; file include/base/low.h '#include "run.h"\n'
sees doors "base may open only: base"
begin; file src/run.c '#include "wire/packet.h"\n'
sees doors "the top opens engine"
begin; file include/run.h '#include "player.h"\n'
sees doors "of the top run may open only"
begin; file src/dashboard.c '# include "player.h"\n'
sees doors "of the top dashboard may open only: run"
begin; file src/player.c '#include "main.h"\n'
sees doors "of the top player may open only"
begin; file src/edge/options.c '#include <ncurses.h>\n'
sees doors "belongs in src/show/screen.c"
begin; file src/run.c '#include <run.h>\n'
sees doors "stands in quotes"
begin; file src/base/low.c '#include "base/../wire/up.h"\n'
sees doors "one floor, plainly"
begin; file src/base/low.c '#include UP\n'
sees doors "one floor, plainly"
begin; file src/another.c 'int a;\n'
sees doors "stands in no table"
begin; file src/cellar/low.c 'int a;\n'
sees doors "stands in no table"
begin; file src/wire/deep/er.c 'int a;\n'
sees doors "stands in no table"

for f in src/main.c src/base/low.c src/base/deep/er.c include/run.h \
    include/base/low.h tests/test_low.c tests/check_low.sh; do
	begin; mkdir -p "$(dirname "$f")"; lines 601 '\n' >> "$f"
	sees sizes "^$f: 6[0-9][0-9] lines"
done
begin; long run 70 > src/run.c
sees sizes "src/run.c:3: function of 71 lines"
begin; long a 70 > include/base/inline.h
sees sizes "inline.h:3: function of 71 lines"
begin; long a 70 > tests/test_a.c
passes sizes
long b 101 >> tests/test_a.c
sees sizes "test_a.c:[0-9]*: function of 102 lines"
begin; for f in a b c d; do long $f 13 > src/base/$f.c; done
sees sizes "median is over 12"
begin; { lines 81 x; echo; } > include/run.h
sees sizes "include/run.h:1: 81 columns"

begin; file src/base/low.c 'int run(void);\nint\nlow(void)\n{
	return (run());\n}\n'
sees circles "src/base/low.c -> src/run.c  (run)"
begin; file src/run.c 'int low(void);\nint all;\nint\nrun(void)\n{
	return (low());\n}\n'
file src/base/low.c 'extern int all;\nint\nlow(void)\n{
	return (all);\n}\n'
sees circles "src/base/low.c -> src/run.c  (all)"
begin; file src/base/low.c 'int b(void);\nint\nlow(void)\n{
	return (b());\n}\n'
file src/base/b.c 'int c(void);\nint\nb(void)\n{\n\treturn (c());\n}\n'
file src/base/c.c 'int low(void);\nint\nc(void)\n{\n\treturn (low());\n}\n'
sees circles "src/base/b.c -> src/base/c.c  (c)"
begin; file include/base/low.h '#ifndef LOW\n#define LOW\n#include "run.h"
#endif\n'
file include/run.h '#include "base/low.h"\nint run(void);\n'
sees circles "include/base/low.h -> include/run.h"
begin; file src/gone.c 'int a;\n'; objects; file src/new.c 'int b;\n'
n=$((n + 1))
python3 "$here/tests/circles.py" build > "$dir/said" 2>&1 &&
    { echo "not ok: circles passes what is not built"; bad=1; }
cd "$here" || exit 1
echo "$n checks"
exit $bad
