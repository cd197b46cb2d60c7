#!/bin/sh
# No file over 600 lines; no function over 65 lines, or 100 in the tests; half
# of the house's functions have 12 lines or less; no line of the house has
# over 80 columns.  Every file is looked at, wherever it lies.
bad=0
house=$(find src include -name '*.[ch]' | sort)
for f in $house $(find tests -name '*.[ch]' -o -name '*.sh' -o -name '*.py' |
    sort) Makefile; do
	n=$(wc -l < "$f")
	[ "$n" -le 600 ] || { echo "$f: $n lines"; bad=1; }
done
lengths() {	# the most a function may have, files: "lines file:line"
	most=$1; shift
	awk -v most="$most" '
	FNR == 1 { from = 0 }
	/^{/ { from = FNR }
	/^}/ && from { print FNR - from, FILENAME ":" from; from = 0 }
	' "$@" /dev/null | sort -n > "$tmp"
	awk -v most="$most" '$1 > most {
		print $2 ": function of " $1 " lines"; bad = 1 }
	END { exit bad }' "$tmp"
}
tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT
lengths 100 $(find tests -name '*.[ch]') || bad=1
lengths 65 $house || bad=1
awk '{ lines[NR] = $1 }
END {
	median = lines[int((NR + 1) / 2)]
	print NR " functions: median " median + 0 ", longest " lines[NR] + 0
	exit median > 12
}' "$tmp" || { echo "^ the median is over 12"; bad=1; }
for f in $house; do
	expand "$f" | awk -v f="$f" 'length($0) > 80 {
		print f ":" NR ": " length($0) " columns"; bad = 1 }
	END { exit bad }' || bad=1
done
exit $bad
