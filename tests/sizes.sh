#!/bin/sh
# No file over 600 lines, no function over 100, no line over 80 columns.
bad=0
for f in src/*.c src/*/*.c include/*/*.h tests/*.c tests/*.h tests/*/*.c; do
	[ -f "$f" ] || continue
	n=$(wc -l < "$f")
	[ "$n" -le 600 ] || { echo "$f: $n lines"; bad=1; }
	awk -v f="$f" '
	/^{/ { from = NR }
	/^}/ && from {
		if (NR - from > 100) {
			print f ":" from ": function of " NR - from " lines"
			bad = 1
		}
		from = 0
	}
	END { exit bad }' "$f" || bad=1
done
for f in src/*.c src/*/*.c include/*/*.h; do
	expand "$f" | awk -v f="$f" 'length($0) > 80 {
		print f ":" NR ": " length($0) " columns"; bad = 1 }
	END { exit bad }' || bad=1
done
exit $bad
