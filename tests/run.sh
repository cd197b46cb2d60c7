#!/bin/sh
# Runs all tests and ends with one line of sums.  Each test's output goes to
# build/tests/NAME.log; a failing one's is printed.  On stderr stands which
# one runs: some take half a minute.
build=${BUILD:-build}
logs=$build/tests
passed=0 failed=0 skipped=0
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1}
export BUILD="$build" PROGRAM="$build/lockhound"

report() {	# status, name, log, how many passed
	case $1 in
	0)	passed=$((passed + $4))
		tail -n 1 "$3" | sed -n "s/^without /in part: $2: &/p" ;;
	77)	skipped=$((skipped + 1))
		echo "skipped: $2: $(tail -n 1 "$3" | sed 's/^skipped, //')" ;;
	*)	failed=$((failed + 1))
		echo "FAILED: $2"; tail -n 40 "$3" ;;
	esac
}
one() {		# name, command...
	name=$1; shift
	log=$logs/$name.log
	echo "  RUN $name" >&2
	"$@" >"$log" 2>&1
	status=$?
	n=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' "$log" | tail -n 1)
	report $status "$name" "$log" "${n:-1}"
}

echo "check: all tests, two to five minutes; their output is in $logs" >&2
for t in "$build"/tests/test_*; do
	case $t in *.d|*.log) continue ;; esac
	one "$(basename "$t")" "$t"
done
for t in "$build"/fuzz/fuzz_*; do
	case $t in *.d) continue ;; esac
	name=$(basename "$t")
	corpus=tests/fuzz/corpus/${name#fuzz_}
	[ -d "$corpus" ] && one "corpus-${name#fuzz_}" "$t" "$corpus"
done
one doors sh tests/doors.sh
case $build in
build)	one pure sh tests/pure.sh "$build"
	one sizes sh tests/sizes.sh
	one circles python3 tests/circles.py "$build" ;;
esac
for t in tests/check_*.sh; do
	[ -f "$t" ] && one "$(basename "$t" .sh)" sh "$t"
done
echo "check: $passed tests passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
