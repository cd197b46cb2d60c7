#!/bin/sh
# Is inference as sure as it says, on worse captures and on unknown servers
# too?  Needs the labelled captures that no clone has.
build=${BUILD:-build}
shared=${SHARED:-../shared}
score=$shared/score/score.py
if [ ! -f "$score" ]; then
	echo "calibrate: skipped, no labelled captures here"
	exit 0
fi
bad=0
sums() { grep -E '^encrypted|accused'; }
echo "== reliability"
python3 tests/reliability.py "$build/lockhound" "$shared/corpus" || bad=1
echo "== all of the corpus"
python3 "$score" --program "$build/lockhound" --tls-precision 0.995 \
    --tls-recall 0.98 "$shared/corpus" > "$build/score.txt" || bad=1
sums < "$build/score.txt"
for kind in drop snap client server; do
	dir=$build/degraded/$kind
	mkdir -p "$dir"
	for f in "$shared"/corpus/*.pcap; do
		name=$(basename "$f" .pcap)
		case $name in *.wan|*.lan96) continue ;; esac
		python3 tests/degrade.py $kind "$f" "$dir/$name.pcap" &&
		    cp "${f%.pcap}.json" "$dir/$name.json"
	done
	echo "== degraded: $kind"
	python3 "$score" --program "$build/lockhound" --tls-precision 0.995 \
	    "$dir" > "$build/score.txt" || bad=1
	sums < "$build/score.txt"
done
for name in Dovecot Exim Postfix; do
	echo "== as if $name were unknown"
	make -s BUILD="$build/without-$name" EXTRA="-DLEAVE_OUT='\"$name\"'" \
	    "$build/without-$name/lockhound" >/dev/null || exit 1
	python3 "$score" --program "$build/without-$name/lockhound" \
	    --tls-precision 0.98 "$shared/corpus" > "$build/score.txt" || bad=1
	sums < "$build/score.txt"
done
exit $bad
