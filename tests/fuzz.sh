#!/bin/sh
# Grows the fuzz corpora: each target FUZZ_SECONDS (60), all sanitizers on.
# What crashes stays under build/fuzz-found and belongs into the corpus.
seconds=${FUZZ_SECONDS:-60}
only=${1:-}
mkdir -p build/clang build/fuzz-found build/gen
[ -f build/gen/vendors_table.h ] || sh src/edge/vendors.sh build/gen/vendors_table.h
# The judge's words for people are asked for, and stand in show/.
# The note of a probe is read out of a file.
packages=$(pkg-config --cflags --libs json-c ncursesw zlib libzstd) || exit 1
bad=0
for t in tests/fuzz/fuzz_*.c; do
	name=$(basename "$t" .c)
	[ -z "$only" ] || [ "$only" = "${name#fuzz_}" ] || continue
	clang -g -O1 -std=c11 -fsanitize=fuzzer,address,undefined \
	    -fno-sanitize-recover=undefined -Iinclude -Itests -Ibuild/gen \
	    -o "build/clang/$name" "$t" src/base/*.c src/data/*.c \
	    src/wire/*.c src/talk/*.c src/judge/*.c src/engine/*.c \
	    src/show/*.c src/crypt/*.c src/edge/probe_note.c \
	    src/edge/savefile.c src/edge/servers_file.c \
	    src/edge/unpack.c $packages || exit 1
	corpus=tests/fuzz/corpus/${name#fuzz_}
	mkdir -p "$corpus" "build/corpus/$name"
	"build/clang/$name" -max_total_time="$seconds" -timeout=5 \
	    -max_len=8192 -print_final_stats=1 \
	    -artifact_prefix="build/fuzz-found/$name-" \
	    "build/corpus/$name" "$corpus" >"build/clang/$name.log" 2>&1 ||
	    { bad=1; tail -n 20 "build/clang/$name.log"; }
	echo "$name: $(grep -E '^Done|number_of_executed' \
	    "build/clang/$name.log" | tr '\n' ' ')"
done
exit $bad
